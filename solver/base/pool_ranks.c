/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool of many processes, without MPI: what leader and followers say to each other. How their
 * letters travel is base/pool_mpi.c's. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/pool_crew.h"
#include "base/pool_post.h"

/* Where this process stands among the others. They are the processes of one launch, so that there
 * is one such place a program: nothing of it is handed down through the solver. */
static struct station {
   int fd; /* of the carrier; -1: none */
   int rank, size;
   int run;    /* pools so far */
   bool ended; /* the leader has */
   int status; /* and with this */
} here = { .fd = -1, .size = 1 };

/** What all must agree on when a pool starts. */
typedef struct beginning {
   int run, n, width;
} beginning;

/** What a process says as it joins. */
typedef struct readiness {
   int run, jobs;
} readiness;

/** A farewell. */
typedef struct parting {
   int status;
   char words[ICS_POOL_TEXT_BYTES];
} parting;

/** Head of a result; statuses and records follow. */
typedef struct summary {
   int failed, first;
   char text[ICS_POOL_TEXT_BYTES];
} summary;

/* ---- letters ------------------------------------------------------------------------------------
 */

static ics_rc cut_off(ics_err *err)
{
   return ics_fail(err, ICS_ELIMIT, "the other processes can no longer be reached");
}

static ics_rc post(int peer, ics_post_kind kind, const void *data, size_t bytes, ics_err *err)
{
   const ics_post head = { .peer = peer, .kind = (int)kind, .bytes = bytes };
   if (ics_pool_write(here.fd, &head, sizeof head) && ics_pool_write(here.fd, data, bytes))
      return ICS_OK;
   return cut_off(err);
}

static ics_rc fetch(void *into, size_t bytes, ics_err *err)
{
   return ics_pool_read(here.fd, into, bytes) ? ICS_OK : cut_off(err);
}

static ics_rc skip(size_t bytes, ics_err *err)
{
   char some[4096];
   while (bytes > 0) {
      size_t part = bytes < sizeof some ? bytes : sizeof some;
      ICS_TRY(fetch(some, part, err));
      bytes -= part;
   }
   return ICS_OK;
}

/* Bytes of a record up to its last figure: what need not travel is zero. */
static size_t filled(const double *record, int width)
{
   const double zero = 0.0;
   while (width > 0 && memcmp(&record[width - 1], &zero, sizeof zero) == 0) width--;
   return (size_t)width * sizeof *record;
}

/* A follower hears that all is over: quietly, since the leader has said why. */
static ics_rc hear_end(ics_err *err)
{
   ICS_TRY(fetch(&here.status, sizeof here.status, err));
   here.ended = true;
   return ics_fail(err, ICS_ELIMIT, "the first process has come to its end");
}

/* A follower waits for what must come next: this, or the end. */
static ics_rc await(ics_post_kind kind, ics_post *head, ics_err *err)
{
   ICS_TRY(fetch(head, sizeof *head, err));
   if (head->kind == ICS_POST_END) return hear_end(err);
   if (head->kind == (int)kind) return ICS_OK;
   ICS_TRY(skip(head->bytes, err));
   return ics_fail(err, ICS_EINPUT,
                   "its steps are not those of the first process: are the inputs "
                   "and the program the same on all machines?");
}

/* ---- the leader ---------------------------------------------------------------------------------
 */

typedef struct leading {
   ics_pool_link link; /* first: a link is what the crew hands back */
   const ics_pool *pool;
   double *record; /* [width] on its way */
} leading;

/* The question travels with the index, because ctx is no other process's. */
static ics_rc give_one(const leading *l, int rank, int index, ics_err *err)
{
   memset(l->record, 0, (size_t)l->pool->width * sizeof *l->record);
   if (l->pool->ask) l->pool->ask(l->pool->ctx, index, l->record);
   size_t bytes = filled(l->record, l->pool->width);
   const ics_post head = { .peer = rank, .kind = ICS_POST_TASK, .bytes = sizeof index + bytes };
   if (ics_pool_write(here.fd, &head, sizeof head) &&
       ics_pool_write(here.fd, &index, sizeof index) && ics_pool_write(here.fd, l->record, bytes))
      return ICS_OK;
   return cut_off(err);
}

static ics_rc give(const leading *l, ics_pool_crew *crew, int rank, int tasks, ics_err *err)
{
   for (; tasks > 0; tasks--) {
      int index = ics_pool_next(crew);
      if (index < 0) return ICS_OK;
      ICS_TRY(give_one(l, rank, index, err));
   }
   return ICS_OK;
}

/* One that comes late, to a pool that is over, finds the result in its letters. */
static ics_rc welcome(const leading *l, ics_pool_crew *crew, const ics_post *head, ics_err *err)
{
   readiness ready;
   ICS_TRY(fetch(&ready, sizeof ready, err));
   return ready.run == here.run ? give(l, crew, head->peer, ready.jobs, err) : ICS_OK;
}

static ics_rc gather(const leading *l, ics_pool_crew *crew, const ics_post *head, ics_err *err)
{
   ics_pool_answer answer;
   ICS_TRY(fetch(&answer, sizeof answer, err));
   size_t bytes = head->bytes - sizeof answer, room = (size_t)l->pool->width * sizeof *l->record;
   if (bytes > room) return ics_fail(err, ICS_EBUG, "rank %d answered at length", head->peer);
   memset(l->record, 0, room);
   ICS_TRY(fetch(l->record, bytes, err));
   if (answer.index < 0 || answer.index >= l->pool->n)
      return ics_fail(err, ICS_EBUG, "rank %d answered for task %d of %d", head->peer, answer.index,
                      l->pool->n);
   ICS_TRY(ics_pool_note(crew, &answer, l->record, err));
   return give(l, crew, head->peer, 1, err);
}

static ics_rc mourn(const ics_post *head, ics_err *err)
{
   parting left;
   ics_rc why = ICS_EBUG;
   ICS_TRY(fetch(&left, sizeof left, err));
   for (int rc = ICS_OK + 1; rc < ICS_RC_COUNT; rc++)
      if (ics_exit_status((ics_rc)rc) == left.status) why = (ics_rc)rc;
   return ics_fail(err, why, "rank %d of %d could not take part: %s", head->peer, here.size,
                   left.words[0] ? left.words : "it came to its end before the others");
}

static ics_rc hear_ranks(ics_pool_link *link, ics_pool_crew *crew, ics_err *err)
{
   leading *l = (leading *)link;
   ics_post head;
   ICS_TRY(fetch(&head, sizeof head, err));
   if (head.kind == ICS_POST_READY) return welcome(l, crew, &head, err);
   if (head.kind == ICS_POST_ANSWER) return gather(l, crew, &head, err);
   if (head.kind == ICS_POST_LEFT) return mourn(&head, err);
   return skip(head.bytes, err);
}

/* Bytes of all records that are kept, and so told to all. */
static size_t kept(const ics_pool *pool)
{
   return pool->take ? 0 : (size_t)pool->n * (size_t)pool->width * sizeof(double);
}

static ics_rc announce(const ics_pool *pool, const ics_pool_result *r, ics_err *err)
{
   size_t n = (size_t)pool->n, records = kept(pool);
   summary s = { .failed = r->failed, .first = r->first };
   (void)snprintf(s.text, sizeof s.text, "%s", r->text);
   const ics_post head = { .peer = ICS_POST_ALL,
                           .kind = ICS_POST_RESULT,
                           .bytes = sizeof s + n * sizeof *r->status + records };
   if (ics_pool_write(here.fd, &head, sizeof head) && ics_pool_write(here.fd, &s, sizeof s) &&
       ics_pool_write(here.fd, r->status, n * sizeof *r->status) &&
       ics_pool_write(here.fd, r->record, records))
      return ICS_OK;
   return cut_off(err);
}

static ics_rc lead(const ics_pool *pool, ics_arena *arena, ics_pool_result *out, ics_err *err)
{
   const beginning begin = { here.run, pool->n, pool->width };
   leading l = { .link = { .fd = here.fd, .hear = hear_ranks }, .pool = pool };
   ICS_ALLOC(l.record, arena, pool->width, err);
   ICS_TRY(post(ICS_POST_ALL, ICS_POST_BEGIN, &begin, sizeof begin, err));
   ICS_TRY(ics_pool_crew_run(pool, &l.link, arena, out, err));
   return announce(pool, out, err);
}

/* ---- a follower ---------------------------------------------------------------------------------
 */

typedef struct following {
   ics_pool_link link; /* first, as above */
   int jobs, width;
} following;

static ics_rc hear_leader(ics_pool_link *link, ics_pool_crew *crew, ics_err *err)
{
   const following *f = (following *)link;
   ics_post head;
   (void)crew;
   ICS_TRY(fetch(&head, sizeof head, err));
   if (head.kind == ICS_POST_END) return hear_end(err);
   if (head.kind == ICS_POST_RESULT) { /* its bytes are read when the workers have gone */
      link->over = true;
      return ICS_OK;
   }
   if (head.kind != ICS_POST_TASK || link->queued >= f->jobs || head.bytes < sizeof(int))
      return ics_fail(err, ICS_EBUG, "a letter of kind %d came while tasks ran", head.kind);
   ics_pool_errand it = { .bytes = head.bytes - sizeof it.index, .arena = ics_arena_new() };
   it.question = it.arena ? ics_alloc(it.arena, it.bytes, 1) : NULL;
   link->queue[link->queued++] = it;
   if (!it.question) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ICS_TRY(fetch(&link->queue[link->queued - 1].index, sizeof it.index, err));
   return fetch(it.question, it.bytes, err);
}

static ics_rc send_answer(ics_pool_link *link, const ics_pool_answer *answer, const double *record,
                          ics_err *err)
{
   const following *f = (following *)link;
   size_t bytes = answer->rc == ICS_OK ? filled(record, f->width) : 0;
   const ics_post head = { .kind = ICS_POST_ANSWER, .bytes = sizeof *answer + bytes };
   if (ics_pool_write(here.fd, &head, sizeof head) &&
       ics_pool_write(here.fd, answer, sizeof *answer) && ics_pool_write(here.fd, record, bytes))
      return ICS_OK;
   return cut_off(err);
}

static ics_rc read_result(const ics_pool *pool, ics_arena *arena, ics_pool_result *out,
                          ics_err *err)
{
   summary s;
   size_t n = (size_t)pool->n;
   ICS_TRY(fetch(&s, sizeof s, err));
   ICS_TRY(fetch(out->status, n * sizeof *out->status, err));
   ICS_TRY(fetch(out->record, kept(pool), err));
   out->failed = s.failed;
   out->first = s.first;
   out->text = ics_strdup(arena, s.text);
   return out->text ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

static ics_rc agree(const ics_pool *pool, ics_err *err)
{
   ics_post head;
   beginning begin;
   ICS_TRY(await(ICS_POST_BEGIN, &head, err));
   ICS_TRY(fetch(&begin, sizeof begin, err));
   if (begin.run == here.run && begin.n == pool->n && begin.width == pool->width) return ICS_OK;
   return ics_fail(err, ICS_EINPUT,
                   "it has %d tasks of width %d where the first process has %d of %d: are the "
                   "inputs and the program the same on all machines?",
                   pool->n, pool->width, begin.n, begin.width);
}

static ics_rc follow(const ics_pool *pool, ics_arena *arena, ics_pool_result *out, ics_err *err)
{
   following f = { .link = { .fd = here.fd, .hear = hear_leader, .answer = send_answer },
                   .jobs = pool->jobs < pool->n ? pool->jobs : pool->n,
                   .width = pool->width };
   const readiness ready = { here.run, f.jobs };
   ICS_ALLOC(f.link.queue, arena, f.jobs, err);
   ICS_TRY(agree(pool, err));
   ICS_TRY(post(0, ICS_POST_READY, &ready, sizeof ready, err));
   ics_rc rc = ics_pool_crew_run(pool, &f.link, arena, out, err);
   while (f.link.queued > 0) ics_arena_free(&f.link.queue[--f.link.queued].arena);
   ICS_TRY(rc);
   return read_result(pool, arena, out, err);
}

/* ---- the program's calls ------------------------------------------------------------------------
 */

ics_rc ics_pool_run(const ics_pool *pool, ics_arena *arena, ics_pool_result *out, ics_err *err)
{
   if (here.size <= 1) return ics_pool_crew_run(pool, NULL, arena, out, err);
   here.run++;
   return here.rank == 0 ? lead(pool, arena, out, err) : follow(pool, arena, out, err);
}

ics_rc ics_pool_share(void *data, size_t bytes, ics_err *err)
{
   ics_post head;
   if (here.size <= 1) return ICS_OK;
   if (here.rank == 0) return post(ICS_POST_ALL, ICS_POST_SHARE, data, bytes, err);
   ICS_TRY(await(ICS_POST_SHARE, &head, err));
   if (head.bytes == bytes) return fetch(data, bytes, err);
   ICS_TRY(skip(head.bytes, err));
   return ics_fail(err, ICS_EINPUT, "it was told %zu bytes by the first process, and wants %zu",
                   head.bytes, bytes);
}

bool ics_pool_is_leader(void)
{
   return here.rank == 0;
}

/* A program whose carrier has gone has nobody to work for. */
static bool join(int fd, pid_t carrier)
{
   ics_post hello;
   (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
   here.fd = fd;
   if (getppid() != carrier || !ics_pool_read(fd, &hello, sizeof hello)) return false;
   here.rank = hello.peer;
   return ics_pool_read(fd, &here.size, sizeof here.size);
}

bool ics_pool_open(ics_pool_tell tell, int *status)
{
   int fd[2];
   *status = ics_exit_status(ICS_ELIMIT);
   if (!ics_post_launched()) return true;
   pid_t carrier = getpid(), program = -1;
   if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0) program = fork();
   if (program < 0) {
      tell("the system gives no more processes");
      return false;
   }
   if (program == 0) {
      (void)close(fd[0]);
      return join(fd[1], carrier);
   }
   (void)close(fd[1]);
   *status = ics_post_carry(fd[0], program, tell);
   return false;
}

/* Until the leader has ended: one that ended before it would be taken for dead. */
int ics_pool_close(int status, const char *words)
{
   static ics_err err;
   parting left = { .status = status };
   if (here.fd < 0) return status;
   if (here.rank == 0) {
      (void)post(ICS_POST_ALL, ICS_POST_END, &status, sizeof status, &err);
      return status;
   }
   (void)snprintf(left.words, sizeof left.words, "%.*s", ICS_POOL_TEXT_BYTES - 1, words);
   ics_post head;
   ics_rc rc = here.ended ? ICS_OK : post(0, ICS_POST_LEFT, &left, sizeof left, &err);
   while (rc == ICS_OK && !here.ended && (rc = fetch(&head, sizeof head, &err)) == ICS_OK)
      rc = head.kind == ICS_POST_END ? hear_end(&err) : skip(head.bytes, &err);
   return here.ended ? here.status : status;
}
