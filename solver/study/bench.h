/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file bench.h
 *  The parts of a benchmark that runs: its systems, the tasks of a round, and what they are told
 * and answer (bench_task.c); what is done with the answers (bench_journal.c); the rounds
 * (benchmark.c). Private to solver/study. */
#ifndef ICS_STUDY_BENCH_H
#define ICS_STUDY_BENCH_H

#include "study/benchmark.h"

/** A system: its part of the store, and what its cells share once that is known. */
typedef struct ics_bench_site {
   const ics_instance *in;
   int input;         /* in the store */
   ics_scales scales; /* once `known` */
   bool known;
   const char *words; /* why the scales failed; NULL */
} ics_bench_site;

/** A task of a round: a system (policy ICS_NONE) or a cell. */
typedef struct ics_bench_job {
   int system, policy;
   bool again; /* a second try, from no basis */
   bool failed;
} ics_bench_job;

typedef struct ics_bench {
   const ics_benchmark_request *request;
   ics_arena *arena;
   ics_bench_site *sites; /* [nsystems] */
   bool *finished;        /* [nsystems * npolicies] nothing to do */
   ics_bench_job *jobs;   /* [njobs] of this round */
   int njobs, width;
   ics_benchmark_progress at;
   double bytes; /* of the cells that came back, as they are kept, roughly */
   int weighed;  /* those cells */
} ics_bench;

/* ---- the task: functions of ics_pool, whose context is an ics_bench ---- */

/** What task @p index is told: which system and policy, whether again, the scales of its system. */
void ics_bench_ask(const void *ctx, int index, double *record);

/** Do what the record says: scales of a system, or a cell. Errors of ics_scales_of and
 *  ics_solve_scaled, but no plan at all is a cell. */
ics_rc ics_bench_task(void *ctx, int index, double *record, ics_err *err);

/** A cell of status "infeasible" with its policy's name; no figure is known. */
ics_bench_cell ics_bench_no_plan(const ics_bench *b, const ics_bench_job *j, const char *words);

/* ---- the journal: of the leader alone; errors of store.h ---- */

/** Enter the run and its systems into the store, with the scales that it has of them. */
ICS_NODISCARD ics_rc ics_journal_open(ics_bench *b, ics_err *err);

/** All cells that the store has, and so what is finished. @param[out] cells  as ics_benchmark */
ICS_NODISCARD ics_rc ics_journal_look(ics_bench *b, ics_arena *arena, ics_bench_cell *cells,
                                      ics_err *err);

/** A cell that could not be solved, with the reason. */
ICS_NODISCARD ics_rc ics_journal_fail(ics_bench *b, const ics_bench_job *j, const char *words,
                                      ics_err *err);

/** The `take` of ics_pool: keep an answer, or remember a failure for the second try. */
ics_rc ics_journal_take(void *ctx, int index, ics_rc status, const double *record,
                        const char *words, ics_err *err);

/** After a store could not be written any more: add to the failure how far it is, what room is
 *  wanted, and what to do. @return ICS_EOUTPUT */
ics_rc ics_journal_stopped(ics_bench *b, ics_bench_cell *cells, ics_err *err);

#endif
