/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pool_crew.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
   IDLE = -1,     /* a worker's task when it has none */
   WAKE_MS = 200, /* a signal that falls between a look at the flag and poll waits this long */
};

typedef struct worker {
   pid_t pid;       /* 0: none */
   int ask, answer; /* pipes: indices to it, records from it */
   int task;        /* at hand, or IDLE */
} worker;

struct ics_pool_crew {
   const ics_pool *pool;
   ics_pool_result *out;
   ics_arena *arena;
   ics_pool_link *link;   /* NULL: this process has all the tasks */
   worker *workers;       /* [jobs] */
   struct pollfd *polled; /* [jobs + 1] the last is the link's */
   char *message;         /* [bytes] of one answer */
   size_t bytes;
   int jobs, next, done;
};

/* The signal that came while workers ran. A handler can reach nothing but a global. */
static volatile sig_atomic_t caught;

static void catch (int signal)
{
   caught = signal;
}

/* ---- records -----------------------------------------------------------------------------------
 */

static double *record_of(const ics_pool_crew *c, int index)
{
   return c->out->record + (c->pool->take ? 0 : (size_t)index * (size_t)c->pool->width);
}

/* Words of the first task that failed, by index: the same whichever worker was quicker. */
static ics_rc note(ics_pool_crew *c, const ics_pool_answer *h, ics_err *err)
{
   c->out->status[h->index] = h->rc;
   c->done++;
   if (h->rc != ICS_OK) {
      c->out->failed++;
      if (c->out->first < 0 || h->index < c->out->first) {
         c->out->first = h->index;
         c->out->text = ics_strdup(c->arena, h->text);
         if (!c->out->text) return ics_fail(err, ICS_EMEMORY, "out of memory");
      }
   }
   if (c->pool->take)
      ICS_TRY(c->pool->take(c->pool->ctx, h->index, h->rc, record_of(c, h->index), h->text, err));
   if (c->pool->progress) c->pool->progress(c->pool->progress_ctx, c->done, c->pool->n);
   return ICS_OK;
}

ics_rc ics_pool_note(ics_pool_crew *c, const ics_pool_answer *answer, const double *record,
                     ics_err *err)
{
   memcpy(record_of(c, answer->index), record, (size_t)c->pool->width * sizeof *record);
   return note(c, answer, err);
}

/* A task of a worker of this process has ended. */
static ics_rc finish(ics_pool_crew *c, const ics_pool_answer *h, ics_err *err)
{
   if (c->link && c->link->answer) return c->link->answer(c->link, h, record_of(c, h->index), err);
   return note(c, h, err);
}

static void ask(const ics_pool *pool, int index, double *record)
{
   memset(record, 0, (size_t)pool->width * sizeof *record);
   if (pool->ask) pool->ask(pool->ctx, index, record);
}

/* The record holds the question. */
static void run_task(const ics_pool *pool, int index, double *record, ics_pool_answer *h,
                     ics_err *err)
{
   *h = (ics_pool_answer){ .index = index, .rc = pool->task(pool->ctx, index, record, err) };
   if (h->rc == ICS_OK) return;
   memset(record, 0, (size_t)pool->width * sizeof *record);
   (void)snprintf(h->text, sizeof h->text, "%.*s", ICS_POOL_TEXT_BYTES - 1, err->text);
   ics_err_clear(err);
}

static ics_rc run_here(ics_pool_crew *c, ics_err *err)
{
   ics_err *of_task;
   ICS_ALLOC(of_task, c->arena, 1, err);
   for (int i = 0; i < c->pool->n; i++) {
      ics_pool_answer h;
      ask(c->pool, i, record_of(c, i));
      run_task(c->pool, i, record_of(c, i), &h, of_task);
      ICS_TRY(note(c, &h, err));
   }
   return ICS_OK;
}

/* ---- pipes -------------------------------------------------------------------------------------
 */

bool ics_pool_read(int fd, void *into, size_t bytes)
{
   char *at = into;
   while (bytes > 0) {
      ssize_t got = read(fd, at, bytes);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return false;
      at += got;
      bytes -= (size_t)got;
   }
   return true;
}

bool ics_pool_write(int fd, const void *from, size_t bytes)
{
   const char *at = from;
   while (bytes > 0) {
      ssize_t put = write(fd, at, bytes);
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) return false;
      at += put;
      bytes -= (size_t)put;
   }
   return true;
}

/* ---- workers -----------------------------------------------------------------------------------
 */

static bool is_follower(const ics_pool_crew *c)
{
   return c->link && c->link->queue;
}

/* A follower's worker is told its question, which only the leader knows. */
static bool hear_question(const ics_pool_crew *c, int fd, int index, double *record)
{
   size_t bytes, room = (size_t)c->pool->width * sizeof *record;
   if (!is_follower(c)) {
      ask(c->pool, index, record);
      return true;
   }
   memset(record, 0, room);
   return ics_pool_read(fd, &bytes, sizeof bytes) && bytes <= room &&
          ics_pool_read(fd, record, bytes);
}

/* The life of a worker: until its pipe of indices ends, or its parent does: at once, where the
 * system can tell it so, and else after the task at hand, when the pipe has ended too. Its own
 * copies of the pipes of others are closed, so that theirs end as well. */
static void serve(ics_pool_crew *c, pid_t parent, int tasks, int answer)
{
   static ics_err err;
   struct sigaction ignore = { .sa_handler = SIG_IGN }, usual = { .sa_handler = SIG_DFL };
   (void)sigaction(SIGINT, &ignore, NULL); /* the parent's to answer: it ends us by SIGKILL */
   (void)sigaction(SIGTERM, &usual, NULL);
   (void)sigaction(SIGPIPE, &ignore, NULL);
   for (int w = 0; w < c->jobs; w++)
      if (c->workers[w].pid > 0) {
         (void)close(c->workers[w].ask);
         (void)close(c->workers[w].answer);
      }
   if (c->link) (void)close(c->link->fd);
   (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
   if (getppid() != parent) return;
   ics_err_clear(&err);
   int index;
   while (ics_pool_read(tasks, &index, sizeof index)) {
      ics_pool_answer h;
      double *record = record_of(c, index);
      if (!hear_question(c, tasks, index, record)) break;
      run_task(c->pool, index, record, &h, &err);
      memcpy(c->message, &h, sizeof h);
      memcpy(c->message + sizeof h, record, c->bytes - sizeof h);
      if (!ics_pool_write(answer, c->message, c->bytes)) break;
   }
}

static bool make_pipes(int ask[2], int answer[2])
{
   if (pipe(ask) != 0) return false;
   if (pipe(answer) == 0) return true;
   int cause = errno;
   (void)close(ask[0]);
   (void)close(ask[1]);
   errno = cause;
   return false;
}

/* @return false, with errno, where the system gives no more processes or pipes */
static bool start_worker(ics_pool_crew *c, worker *w)
{
   int ask[2], answer[2];
   if (!make_pipes(ask, answer)) return false;
   pid_t parent = getpid(), pid = fork();
   if (pid == 0) {
      (void)close(ask[1]);
      (void)close(answer[0]);
      serve(c, parent, ask[0], answer[1]);
      _exit(0); /* nothing of the parent's is flushed or freed here */
   }
   int cause = errno;
   (void)close(ask[0]);
   (void)close(answer[1]);
   if (pid < 0) {
      (void)close(ask[1]);
      (void)close(answer[0]);
      errno = cause;
      return false;
   }
   *w = (worker){ .pid = pid, .ask = ask[1], .answer = answer[0], .task = IDLE };
   return true;
}

static int end_worker(worker *w, bool kill_it)
{
   int status = 0;
   (void)close(w->ask);
   (void)close(w->answer);
   if (kill_it) (void)kill(w->pid, SIGKILL);
   while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR) {
   }
   *w = (worker){ .task = IDLE };
   return status;
}

static void end_all(ics_pool_crew *c, bool kill_them)
{
   for (int w = 0; w < c->jobs; w++)
      if (c->workers[w].pid > 0) (void)end_worker(&c->workers[w], kill_them);
}

/* The task at hand is lost, with the reason; the place of the worker is free again. */
static ics_rc bury(ics_pool_crew *c, worker *w, ics_err *err)
{
   ics_pool_answer h = { .index = w->task, .rc = ICS_ELIMIT };
   int status = end_worker(w, true);
   if (h.index == IDLE) return ICS_OK;
   if (WIFSIGNALED(status))
      (void)snprintf(h.text, sizeof h.text, "a worker process was ended by signal %d",
                     WTERMSIG(status));
   else
      (void)snprintf(h.text, sizeof h.text, "a worker process ended with status %d",
                     WEXITSTATUS(status));
   return finish(c, &h, err);
}

/* ---- the parent's part --------------------------------------------------------------------------
 */

static bool has_next(const ics_pool_crew *c)
{
   return is_follower(c) ? c->link->queued > 0 : c->next < c->pool->n;
}

int ics_pool_next(ics_pool_crew *c)
{
   return has_next(c) ? c->next++ : IDLE;
}

/* @return false where the worker has died */
static bool send_task(ics_pool_crew *c, worker *w)
{
   if (!is_follower(c)) {
      w->task = ics_pool_next(c);
      return ics_pool_write(w->ask, &w->task, sizeof w->task);
   }
   ics_pool_errand it = c->link->queue[--c->link->queued];
   w->task = it.index;
   bool sent = ics_pool_write(w->ask, &w->task, sizeof w->task) &&
               ics_pool_write(w->ask, &it.bytes, sizeof it.bytes) &&
               ics_pool_write(w->ask, it.question, it.bytes);
   ics_arena_free(&it.arena);
   return sent;
}

static ics_rc hand_out(ics_pool_crew *c, ics_err *err)
{
   int running = 0, cause = 0;
   for (int w = 0; w < c->jobs; w++) {
      worker *it = &c->workers[w];
      if (it->pid == 0 && has_next(c) && !start_worker(c, it)) cause = errno;
      if (it->pid > 0 && it->task == IDLE && has_next(c) && !send_task(c, it))
         ICS_TRY(bury(c, it, err));
      running += it->pid > 0;
   }
   /* A worker that died before its task reached it is no sign that none can be started. */
   if (running > 0 || cause == 0 || !has_next(c)) return ICS_OK;
   return ics_fail(err, ICS_ELIMIT,
                   "no worker process could be started: %s; try again with --jobs 1",
                   strerror(cause));
}

static ics_rc take(ics_pool_crew *c, worker *w, ics_err *err)
{
   ics_pool_answer h;
   if (!ics_pool_read(w->answer, c->message, c->bytes)) return bury(c, w, err);
   memcpy(&h, c->message, sizeof h);
   if (h.index != w->task) return bury(c, w, err);
   memcpy(record_of(c, h.index), c->message + sizeof h, c->bytes - sizeof h);
   w->task = IDLE;
   return finish(c, &h, err);
}

static ics_rc wait_for_any(ics_pool_crew *c, ics_err *err)
{
   for (int w = 0; w < c->jobs; w++)
      c->polled[w] = (struct pollfd){ .fd = c->workers[w].pid > 0 ? c->workers[w].answer : -1,
                                      .events = POLLIN };
   c->polled[c->jobs] = (struct pollfd){ .fd = c->link ? c->link->fd : -1, .events = POLLIN };
   int ready = poll(c->polled, (nfds_t)c->jobs + 1, WAKE_MS);
   for (int w = 0; ready > 0 && w < c->jobs; w++)
      if (c->polled[w].revents != 0) ICS_TRY(take(c, &c->workers[w], err));
   if (ready > 0 && c->polled[c->jobs].revents != 0) return c->link->hear(c->link, c, err);
   return ICS_OK;
}

static bool is_over(const ics_pool_crew *c)
{
   return is_follower(c) ? c->link->over : c->done >= c->pool->n;
}

static ics_rc run_crew(ics_pool_crew *c, ics_err *err)
{
   while (!is_over(c)) {
      if (caught)
         return ics_fail(err, ICS_ELIMIT, "interrupted by signal %d after %d of %d tasks",
                         (int)caught, c->done, c->pool->n);
      ICS_TRY(hand_out(c, err));
      if (!is_over(c)) ICS_TRY(wait_for_any(c, err));
   }
   return ICS_OK;
}

/* What the caller ignores (a job in the background) stays ignored. */
static void catch_unless_ignored(int signal, struct sigaction *before)
{
   struct sigaction catching = { .sa_handler = catch };
   (void)sigaction(signal, NULL, before);
   if (before->sa_handler != SIG_IGN) (void)sigaction(signal, &catching, NULL);
}

/* A pipe to a worker that has died is an error of the write, not a signal. */
static ics_rc run_forked(ics_pool_crew *c, ics_err *err)
{
   struct sigaction ignore = { .sa_handler = SIG_IGN }, interrupt, terminate, broken;
   size_t width = (size_t)c->pool->width * sizeof(double);
   c->bytes = sizeof(ics_pool_answer) + width;
   ICS_ALLOC(c->message, c->arena, c->bytes, err);
   ICS_ALLOC(c->workers, c->arena, c->jobs, err);
   ICS_ALLOC(c->polled, c->arena, c->jobs + 1, err);
   for (int w = 0; w < c->jobs; w++) c->workers[w].task = IDLE;
   caught = 0;
   catch_unless_ignored(SIGINT, &interrupt);
   catch_unless_ignored(SIGTERM, &terminate);
   (void)sigaction(SIGPIPE, &ignore, &broken);
   ics_rc rc = run_crew(c, err);
   end_all(c, rc != ICS_OK);
   (void)sigaction(SIGINT, &interrupt, NULL);
   (void)sigaction(SIGTERM, &terminate, NULL);
   (void)sigaction(SIGPIPE, &broken, NULL);
   if (caught) (void)raise(caught);
   return rc;
}

ics_rc ics_pool_crew_run(const ics_pool *pool, ics_pool_link *link, ics_arena *arena,
                         ics_pool_result *out, ics_err *err)
{
   if (pool->jobs < 1 || pool->jobs > ICS_POOL_JOBS)
      return ics_fail(err, ICS_EUSAGE, "--jobs: got %d, want 1 to %d", pool->jobs, ICS_POOL_JOBS);
   *out = (ics_pool_result){ .first = -1, .text = "" };
   ICS_ALLOC(out->record, arena, (pool->take ? 1 : (size_t)pool->n) * (size_t)pool->width, err);
   ICS_ALLOC(out->status, arena, pool->n, err);
   ics_pool_crew c = { .pool = pool, .out = out, .arena = arena, .link = link };
   c.jobs = pool->jobs < pool->n ? pool->jobs : pool->n;
   if (pool->n == 0 && !link) return ICS_OK;
   return c.jobs <= 1 && !pool->forked && !link ? run_here(&c, err) : run_forked(&c, err);
}
