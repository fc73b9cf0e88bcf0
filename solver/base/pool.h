/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file pool.h
 *  Independent tasks over forked workers, gathered by task and never by arrival: the records are
 *  the same bytes whatever the number of workers, provided that a task depends on its index only.
 *
 *  One worker runs in this process, without a fork, unless asked otherwise. More are forked: each
 *  has a copy of everything the caller had, is sent one index at a time, and sends back a record of
 *  fixed size. A worker that dies (a signal, an exit) costs the one task it was at, which is
 *  reported as failed, and is replaced; nothing waits for it. SIGINT and SIGTERM end the workers
 *  first and then reach whoever handled them before, by default the end of the process (where they
 *  are ignored they stay so); workers whose parent has gone end by themselves.
 *
 *  Built by `make MPI=1` and started by mpirun, many processes share the tasks, on one machine or
 *  many. All run the same program and come to the same calls of ics_pool_run and ics_pool_share in
 *  the same order, with the same tasks; each has forked workers of its own, takes tasks as these
 *  are idle, and returns from ics_pool_run with the same result. The first process is the leader:
 *  it alone writes and prints, hears of progress, and decides the exit status of all. Whatever only
 *  the leader can know (what a journal holds) it passes on by ics_pool_share.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_BASE_POOL_H
#define ICS_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

enum {
   ICS_POOL_JOBS = 256,       /* the most workers */
   ICS_POOL_TEXT_BYTES = 512, /* of a task's error text, its NUL included; the rest is cut */
};

/** One task: fill the record of task @p index from @p ctx and @p index alone. In a worker @p ctx is
 *  a copy that the worker keeps from task to task (a solver opened there stays open) and that is
 *  dropped with it, without any clean-up.
 *  @param[in,out] record  [width] holds the task's question before the call (ics_pool.ask), and is
 *                         zero from there on
 *  @return ICS_OK; any error: the task has failed, the others go on */
typedef ics_rc (*ics_pool_task)(void *ctx, int index, double *record, ics_err *err);

/** What is to be run. */
typedef struct ics_pool {
   ics_pool_task task;
   void *ctx;
   int n;                                        /* tasks */
   int width;                                    /* doubles of a record */
   int jobs;                                     /* 1 .. ICS_POOL_JOBS */
   void (*progress)(void *ctx, int done, int n); /* called here after each task; NULL: not */
   void *progress_ctx;
   /* What task @p index is told beyond its index, written to the start of its record from ctx as
    * it was when ics_pool_run was called; wherever the task itself runs. NULL: nothing. Of many
    * processes it is the leader's ctx, and `take` leaves alone what is read there. */
   void (*ask)(const void *ctx, int index, double *record);
   /* Takes what a task came to, in this process (of many, in the leader) and as soon as it is
    * there: the record, or words of the failure. Then no records are kept. An error ends the run
    * and is its error. NULL: not. */
   ics_rc (*take)(void *ctx, int index, ics_rc status, const double *record, const char *text,
                  ics_err *err);
   bool forked; /* even one worker is a process of its own, which may die without harm */
} ics_pool;

/** What came back. */
typedef struct ics_pool_result {
   double *record;   /* [n * width] record of task i at i * width; zero where it failed. With
                        `take`: room for one, of no meaning */
   ics_rc *status;   /* [n] ICS_OK, or why the task failed; ICS_ELIMIT where its worker died */
   int failed;       /* tasks that failed */
   int first;        /* lowest index of these, -1: none */
   const char *text; /* words of that task's failure; "" where there is none */
} ics_pool_result;

/** Run all tasks. Arrays of the result lie in @p arena.
 *  @return ICS_OK though tasks failed (their status says so); the error of `take`; ICS_EUSAGE for
 *          jobs out of range; ICS_ELIMIT where no worker could be started, or where SIGINT or
 * SIGTERM came and its handler returned; ICS_EMEMORY. Of many processes, in the leader: the failure
 * of another that could not take part; in the others ICS_EINPUT where their tasks are not the
 *          leader's, ICS_ELIMIT where the leader has come to its end */
ICS_NODISCARD ics_rc ics_pool_run(const ics_pool *pool, ics_arena *arena, ics_pool_result *out,
                                  ics_err *err);

/** Make @p data what it is in the leader, in every process. Nothing happens in a single one.
 *  @return ICS_OK; ICS_EINPUT where the leader's is of another size; ICS_ELIMIT where the leader
 *          has come to its end */
ICS_NODISCARD ics_rc ics_pool_share(void *data, size_t bytes, ics_err *err);

/** Says words on behalf of a process that can no longer do so. */
typedef void (*ics_pool_tell)(const char *words);

/** First of all calls, before anything is allocated, opened or printed. Without it the pool is that
 *  of one process.
 *  @param[out] status  where false: exit status of this process
 *  @return false where the program has been run, in a child of this process, and is over */
ICS_NODISCARD bool ics_pool_open(ics_pool_tell tell, int *status);

/** Last of all calls, when everything is written and printed.
 *  @param status  exit status this process would end with; @param words  of its failure, "": none
 *  @return the exit status to end with: the leader's. A process that is not the leader waits */
int ics_pool_close(int status, const char *words);

/** Whether this process is the one that writes and prints. True without ics_pool_open. */
bool ics_pool_is_leader(void);

#endif
