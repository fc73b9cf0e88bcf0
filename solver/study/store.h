/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file store.h
 *  The results store of benchmarks and analyses: an SQLite database that any tool opens, and the
 *  journal from which a benchmark that was killed goes on. Each finished cell (a system under a
 * policy) is one transaction; there is one writer.
 *
 *  What is kept apart: a run is a version, a back end, a goal, a resolution and all settings; an
 *  input is one system of one run, known by the SHA-256 over all its files. A cell belongs to an
 *  input. Other settings, another version or a changed file are therefore another run or another
 *  input beside the older ones in the same file, whose cells stay as they are; none is ever read
 *  for another.
 *
 *  Schema 3 (application_id 1768125282, user_version 3): tables and their columns. Times and money
 *  as everywhere: GBP million, shares of 1; NULL: not known, or none.
 *
 *  - runs: run version backend goal (empty: the instance's own) resolution settings (NAME=VALUE by
 *    lines)
 *
 *  - inputs: input run system name file sha256 reference (policy of best and worst) asked (greatest
 *    of a system in a run: the input that was asked for last)
 *
 *  - axes, the order of a benchmark's answer: run axis (system, policy) position id
 *
 *  - offers, policies asked for that the system has: input policy
 *
 *  - names: input kind (aim, place, service, mechanism, year) position id name
 *
 *  - starts, the basis that all cells start from: input seconds shape rows columns
 *
 *  - scales, of the payoff table: input aim position best worst
 *
 *  - cells: cell input policy policy_name run_id goal_id (as in a saved plan) status (optimal,
 *    infeasible, uncertified, limit, failed) words (why there is no plan) start (warm, carried,
 *    crash, retry) certified relative_gap goal (value of the goal's own stage) sense
 *    shortfall_gbp_m breach_gbp_m unmet_first unmet_last unmet_today inequality moved_gbp_m
 *    iterations rows columns nonzeros seconds
 *
 *  - aims: cell position aim name unit sense value baseline best worst
 *
 *  - stages: cell position stage status value held iterations
 *
 *  - certificates: cell position certified relative_gap primal_violation dual_violation method rung
 *
 *  - plan: cell place service mechanism principle year gbp_m baseline_gbp_m
 *
 *  - prices: cell rule family words unit price from_limit to_limit
 *
 *  - breaches, of hard rules: cell position rule family words year unit amount
 *
 *  And of analyses (study/analyses.h), which schema 2 has not:
 *
 *  - analyses: analysis kind version backend system name file sha256 policy goal settings
 * (NAME=VALUE by lines) asked (what else was asked for, by lines) words (what is missing or not
 * proved) status (exit status of the verb) done (how much was, in units of the kind: ends, cells,
 * draws, rows, points, corners) remark (lines above the CSV of its draws). Kind, version, backend,
 *    system, sha256, policy, goal, settings and asked are the analysis's own
 *
 *  - oneway, twoway, parametric, psa, global, curves and evppi (both of voi): analysis position
 * (from 0), and the columns of their CSV, listed in results/facts.h, in the same order
 *
 *  - draws (of psa), frontier: analysis, draw or corner, head, value (any type): one cell a row
 *
 *  - heads, what the columns of an analysis's draws or frontier are called: analysis head name
 *
 *  Errors of all functions: ICS_EINPUT for a file that is no results store, is damaged or has
 *  another schema; ICS_EOUTPUT where it cannot be written (disk full, read-only, locked by another
 *  writer), and then all that was finished before is kept; ICS_EMEMORY.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_STORE_H
#define ICS_STUDY_STORE_H

#include "results/result.h"
#include "results/run.h"

enum {
   ICS_STORE_SCHEMA = 3,
   ICS_STORE_OLDEST = 2, /* the oldest that is read: it has no tables of analyses, and gets them
                            with the first one that is put there */
};

typedef struct ics_store ics_store;

/** What a run is known by. */
typedef struct ics_store_run {
   const char *version, *backend, *goal, *resolution, *settings;
} ics_store_run;

/** A system under one policy. Lists as in ics_result; the proof itself is not kept. */
typedef struct ics_bench_cell {
   const char *policy, *policy_name;
   const char *run_id, *goal_id; /* as in ics_result; "" where there is no plan */
   const char *status;           /* as in ics_result, or "failed" */
   const char *words;            /* why there is no plan or no answer; NULL: there is one */
   const char *start; /* "warm": the system's own reference basis; "carried": the same, made to
                          fit another shape (lp/carry.h); "crash": none;
                         "retry": none, after a first try failed */
   bool certified, maximise;
   double relative_gap, goal; /* of the goal's own stage, in its own sense */
   double shortfall_gbp_m;    /* against standards, over all years */
   double breach_gbp_m;       /* of hard rules that the policy cannot keep; NAN: no plan */
   double unmet_first, unmet_last, unmet_today; /* {share of need} first, last and today's last */
   double inequality;  /* {share of need} unmet in the last year: worst served place less best */
   double moved_gbp_m; /* {GBPm} last year: spent at other places or on other services than by
                          carrying on as today */
   int iterations, rows, columns, nonzeros;
   double seconds; /* of building, solving and ranging this cell alone */
   ics_result_aim *aims;
   ics_result_stage *stages;
   ics_plan_line *plan; /* empty when read back, as prices and breaches */
   ics_price_line *prices;
   ics_breach_line *breaches;
   int naims, nstages, nplan, nprices, nbreaches;
} ics_bench_cell;

/** Open or make the store @p path (NULL: in memory, for one run). The handle lies in @p arena and
 * is closed by ics_store_close. */
ICS_NODISCARD ics_rc ics_store_open(const char *path, ics_arena *arena, ics_store **out,
                                    ics_err *err);

/** Close and null; NULL is allowed. What was finished is kept whatever happens. */
void ics_store_close(ics_store **store);

/** Open the store @p path for reading alone, even where nothing may be written beside it.
 *  @return ICS_OK; ICS_EINPUT also where it cannot be read, or is being written without end */
ICS_NODISCARD ics_rc ics_store_open_saved(const char *path, ics_arena *arena, ics_store **out,
                                          ics_err *err);

/** Can something be put into the store @p path? To be found out before much work is done: what is
 *  there is opened for writing; where nothing is, nothing is made, and its folder is looked at. */
ICS_NODISCARD ics_rc ics_store_try(const char *path, ics_arena *arena, ics_err *err);

/** What a benchmark asks for. */
typedef struct ics_store_asked {
   const ics_store_run *run;
   const ics_instance *const *systems; /* [nsystems] */
   const char *const *policies;        /* [npolicies] */
   int nsystems, npolicies;
} ics_store_asked;

/** The numbers of its systems' inputs: found, or else made, with their names. The order of systems
 *  and policies is kept for who reads it back: that of the last benchmark that asked for all of the
 *  run's, later ones behind. Writes nothing where the store has it all.
 *  @param[out] inputs  [nsystems] */
ICS_NODISCARD ics_rc ics_store_enter(ics_store *store, const ics_store_asked *asked,
                                     ics_arena *arena, int *inputs, ics_err *err);

/** That order. @param axis  "system" or "policy"; @param[out] names  [*n] in @p arena */
ICS_NODISCARD ics_rc ics_store_axis(const ics_store *store, int run, const char *axis,
                                    ics_arena *arena, const char ***names, int *n, ics_err *err);

/** Scales of an input. @param[out] out  arrays in @p arena; @p found false: none yet */
ICS_NODISCARD ics_rc ics_store_put_scales(ics_store *store, int input, const ics_instance *in,
                                          const ics_scales *scales, ics_err *err);
ICS_NODISCARD ics_rc ics_store_get_scales(ics_store *store, int input, const ics_instance *in,
                                          ics_arena *arena, ics_scales *out, bool *found,
                                          ics_err *err);

/** A cell of an input, in place of any older one; and back, without plan and prices. */
ICS_NODISCARD ics_rc ics_store_put_cell(ics_store *store, int input, const ics_bench_cell *cell,
                                        ics_err *err);
ICS_NODISCARD ics_rc ics_store_get_cell(ics_store *store, int input, const char *policy,
                                        ics_arena *arena, ics_bench_cell *out, bool *found,
                                        ics_err *err);

#endif
