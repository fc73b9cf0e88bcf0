/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file benchmark.h
 *  Policies times systems: every cell solved and certified, over a pool of processes, with a
 *  results store as its journal.
 *
 *  Two rounds of tasks. First, one task a system: best and worst of its aims under its reference
 *  policy (ics_scales_of), most of the work, done once and shared by all its policies. Then, one
 *  task a cell: ics_solve_scaled from the basis in which the first round ended (never from whatever
 *  was solved before), so that a cell is what ics_solve alone would give, the same bytes whatever
 *  the order and the number of workers. Largest systems first, for the last ones to be short.
 *
 *  A task whose process dies, or that ends in an error, is tried once more from no basis after its
 *  round; failing again it is a cell of status "failed" with the reason, and the run goes on.
 *  A task depends on the systems, the policies, what is asked and its question (base/pool.h) alone,
 *  so it may run in any process that has those; only the process that calls touches the store.
 *
 *  What the store holds of this very run (version, settings, goal) and these very inputs (by
 *  hash) and that is finished (optimal or infeasible) is not solved again.
 *
 *  Of many processes (base/pool.h) the leader alone has the store, builds the rounds and has the
 *  answer; the others solve what they are told.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_BENCHMARK_H
#define ICS_STUDY_BENCHMARK_H

#include "study/store.h"

/** How far it is. */
typedef struct ics_benchmark_progress {
   const char *doing;   /* "scales" or "cells" */
   int done, solved, n; /* tasks done (solved: not found in the store) of all of this round */
   int failed;          /* so far, of both rounds */
} ics_benchmark_progress;

/** What is asked for. */
typedef struct ics_benchmark_request {
   const ics_instance *const *systems; /* [nsystems] of different codes */
   const char *const *policies;        /* [npolicies] ids; a system may lack some */
   int nsystems, npolicies;
   const ics_request *asked; /* goal, weights, bounds, sets, settings; its policy is not used */
   int jobs;                 /* as ics_pool */
   ics_store *store;         /* open; the only writer is the process that calls. NULL where that
                                is not the leader */
   void (*progress)(void *ctx, const ics_benchmark_progress *progress); /* NULL: not */
   void *progress_ctx;
} ics_benchmark_request;

/** What an answer says of a system; no instance is needed for it. */
typedef struct ics_bench_system {
   const char *code, *name, *file, *sha256;
   const char *reference; /* policy of best and worst; NULL: the instance lists none */
   const ics_name *aims;  /* [naims] */
   int naims;
} ics_bench_system;

/** Status of a cell that a benchmark which was stopped never came to (read back only). */
#define ICS_MISSING "missing"

/** All cells, as the store has them; none (nsystems 0) in a process that is not the leader. */
typedef struct ics_benchmark {
   const char *version;             /* of the program that solved it */
   const ics_bench_system *systems; /* [nsystems] */
   const char *const *policies;     /* [npolicies] */
   ics_bench_cell *cells;           /* [nsystems * npolicies] without plan and prices; status
                                       "absent" where the system has no such policy */
   int nsystems, npolicies;
   const char *goal, *resolution;    /* as asked for; "" the instances' own */
   int failed, uncertified, missing; /* cells */
   const char *why;                  /* words of the first cell that failed; "" none */
} ics_benchmark;

/** Solve what the store does not hold yet.
 *  @return ICS_OK also with cells that failed or have no plan; ICS_EUSAGE for what ics_solve cannot
 *          understand, before anything is solved; errors of store.h (then all finished cells are
 *          kept, and it is said how many and roughly how much room the others want); errors of
 * ics_pool_run; of many processes ICS_EINPUT in one whose instances are not the leader's;
 * ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_benchmark_run(const ics_benchmark_request *request, ics_arena *arena,
                                       ics_benchmark *out, ics_err *err);

/** Has the instance this policy? One without any has ICS_FREE. */
bool ics_bench_has(const ics_instance *in, const char *policy);

/** What an answer says of the system @p in; strings are borrowed. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_bench_system_of(const ics_instance *in, ics_arena *arena,
                                         ics_bench_system *out, ics_err *err);

/** A cell without any figure. */
ics_bench_cell ics_bench_no_cell(const char *policy, const char *status, const char *words);

/** Is there an answer that is not sought again: optimal or infeasible? */
bool ics_bench_finished(const ics_bench_cell *cell);

/** Count the cells of @p out that are not finished: failed, uncertified, missing and why. */
void ics_bench_count(ics_benchmark *out);

/** What a cell comes to, from a result; strings and lists are borrowed from it. */
ICS_NODISCARD ics_rc ics_bench_cell_of(const ics_solved *solved, const ics_result *result,
                                       ics_arena *arena, ics_bench_cell *out, ics_err *err);

#endif
