/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program for tests/mpi.sh that shares tasks with its likes, where one goes wrong in a way of its
 * own: `tasks WAY [jobs]`. The leader prints what came back; every process compares it with what it
 * knows to be right, and is ended by SIGABRT where it is not. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/pool.h"

enum { SICK = 17, TASKS = 60, WIDE = 20000 };

/** What the tasks of one pool do. */
typedef struct plot {
   const char *way;
   int n, width;
} plot;

static double figure(int index, int w)
{
   return index + 0.125 * w;
}

static void doze(double seconds)
{
   struct timespec t = { (time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds)) };
   (void)nanosleep(&t, NULL);
}

static ics_rc act(void *ctx, int index, double *record, ics_err *err)
{
   const plot *p = ctx;
   for (int w = 0; w < p->width; w++) record[w] = figure(index, w);
   if (strcmp(p->way, "sleep") == 0) doze(60.0);
   if (strcmp(p->way, "spread") == 0 || strcmp(p->way, "differs") == 0) doze(0.02);
   if (index != SICK) return ICS_OK;
   if (strcmp(p->way, "killed") == 0) (void)raise(SIGKILL);
   if (strcmp(p->way, "aborts") == 0) abort();
   if (strcmp(p->way, "exits") == 0) _exit(9);
   return strcmp(p->way, "fails") == 0 ? ics_fail(err, ICS_ENUMERIC, "task %d has failed", index)
                                       : ICS_OK;
}

static void check(int true_of_all)
{
   if (!true_of_all) abort();
}

static void compare(const plot *p, const ics_pool_result *r)
{
   for (int i = 0; i < p->n; i++)
      for (int w = 0; w < p->width; w++)
         check(r->record[i * p->width + w] == (r->status[i] == ICS_OK ? figure(i, w) : 0.0));
}

static void count_up(void *ctx, int done, int n)
{
   int *last = ctx;
   check(ics_pool_is_leader() && done == *last + 1 && done <= n);
   *last = done;
}

static ics_rc run(const char *way, int n, int width, int jobs, ics_err *err)
{
   plot p = { way, n, width };
   int done = 0;
   ics_pool_result r;
   ics_arena *arena = ics_arena_new();
   const ics_pool pool = { .task = act,
                           .ctx = &p,
                           .n = n,
                           .width = width,
                           .jobs = jobs,
                           .progress = count_up,
                           .progress_ctx = &done };
   ics_rc rc = ics_pool_run(&pool, arena, &r, err);
   if (rc == ICS_OK) {
      compare(&p, &r);
      check(done == (ics_pool_is_leader() ? n : 0));
      if (ics_pool_is_leader())
         (void)printf("%d of %d failed, first %d: %s\n", r.failed, n, r.first, r.text);
   }
   ics_arena_free(&arena);
   return rc;
}

/** A pool whose tasks are told what only the leader knows, and whose answers only it takes. */
typedef struct secret {
   double figure;
   int width, taken, lost;
   int tasks[TASKS]; /* times each was taken */
   const char *way;
} secret;

static void ask(const void *ctx, int index, double *record)
{
   const secret *s = ctx;
   for (int w = 0; w < s->width - index; w++) record[w] = s->figure + figure(index, w);
}

static ics_rc invert(void *ctx, int index, double *record, ics_err *err)
{
   const secret *s = ctx;
   if (index == SICK && strcmp(s->way, "killed") == 0) (void)raise(SIGKILL);
   if (index == SICK && strcmp(s->way, "fails") == 0)
      return ics_fail(err, ICS_ENUMERIC, "task %d has failed", index);
   for (int w = 0; w < s->width; w++) record[w] = -record[w];
   return ICS_OK;
}

static ics_rc take(void *ctx, int index, ics_rc status, const double *record, const char *text,
                   ics_err *err)
{
   secret *s = ctx;
   check(ics_pool_is_leader());
   s->taken++;
   s->tasks[index]++;
   s->lost += status != ICS_OK;
   check((status == ICS_OK) == (text[0] == '\0'));
   for (int w = 0; status == ICS_OK && w < s->width; w++)
      check(record[w] == (w < s->width - index ? -0.5 - figure(index, w) : 0.0));
   if (strcmp(s->way, "take-fails") == 0 && s->taken == TASKS / 2)
      return ics_fail(err, ICS_EOUTPUT, "the disk is full");
   return ICS_OK;
}

static ics_rc tell_and_take(const char *way, int width, int jobs, ics_err *err)
{
   bool leader = ics_pool_is_leader();
   secret s = { .figure = leader ? 0.5 : 99.0, .width = width, .way = way };
   ics_pool_result r;
   ics_arena *arena = ics_arena_new();
   const ics_pool pool = { .task = invert,
                           .ctx = &s,
                           .n = TASKS,
                           .width = width,
                           .jobs = jobs,
                           .ask = ask,
                           .take = take,
                           .forked = true };
   ics_rc rc = ics_pool_run(&pool, arena, &r, err);
   if (rc == ICS_OK) {
      int lost = strcmp(way, "killed") == 0 || strcmp(way, "fails") == 0;
      check(s.taken == (leader ? TASKS : 0) && s.lost == (leader ? lost : 0) && r.failed == lost);
      for (int t = 0; t < TASKS; t++) check(s.tasks[t] == leader);
      if (leader) (void)printf("told and taken, %d lost\n", s.lost);
   }
   ics_arena_free(&arena);
   return rc;
}

static ics_rc share(ics_err *err)
{
   double data[3] = { 0.0, 0.0, 0.0 };
   if (ics_pool_is_leader()) data[0] = data[1] = data[2] = 0.5;
   ICS_TRY(ics_pool_share(data, sizeof data, err));
   check(data[0] == 0.5 && data[2] == 0.5);
   return ICS_OK;
}

/* Pools of every shape, one after the other: none of a task, one, wide records, narrow ones. */
static ics_rc many(const char *way, int jobs, ics_err *err)
{
   ICS_TRY(run(way, TASKS, 3, jobs, err));
   ICS_TRY(share(err));
   ICS_TRY(run(way, 0, 3, jobs, err));
   ICS_TRY(run(way, TASKS, WIDE, jobs, err));
   ICS_TRY(run(way, 1, 1, jobs, err));
   ICS_TRY(tell_and_take(way, WIDE, jobs, err));
   ICS_TRY(tell_and_take(way, TASKS, jobs, err));
   return run(way, 10 * TASKS, 1, jobs, err);
}

/* What goes wrong outside the tasks, in a process that is not the leader or only in that. */
static ics_rc play(const char *way, int jobs, ics_err *err)
{
   bool leader = ics_pool_is_leader();
   if (strcmp(way, "leaves") == 0 && !leader)
      return ics_fail(err, ICS_EINPUT, "x.cfg: there is no such file");
   if (strcmp(way, "crashes") == 0 && !leader) (void)raise(SIGSEGV);
   if (strcmp(way, "leader-crashes") == 0 && leader) (void)raise(SIGSEGV);
   if (strcmp(way, "walks-out") == 0 && !leader) _exit(0);
   if (strcmp(way, "late") == 0 && !leader) doze(1.0);
   if (strcmp(way, "leader-fails") == 0 && leader)
      return ics_fail(err, ICS_EOUTPUT, "the disk is full");
   if (strcmp(way, "leader-fails-busy") == 0) {
      if (leader) return ics_fail(err, ICS_EOUTPUT, "the disk is full");
      doze(60.0);
   }
   return many(way, jobs, err) == ICS_OK && strcmp(way, "differs") == 0
              ? run(way, leader ? 5 : 6, 1, jobs, err)
              : err->rc;
}

static void tell(const char *words)
{
   (void)fprintf(stderr, "tasks: %s\n", words);
}

int main(int argc, char **argv)
{
   static ics_err err;
   int status;
   if (!ics_pool_open(tell, &status)) return status;
   ics_rc rc = play(argc > 1 ? argv[1] : "", argc > 2 ? atoi(argv[2]) : 1, &err);
   if (rc != ICS_OK && ics_pool_is_leader()) tell(err.text);
   (void)fclose(stdout);
   return ics_pool_close(ics_exit_status(rc), err.text);
}
