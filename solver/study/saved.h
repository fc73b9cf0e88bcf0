/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file saved.h
 *  What a results store holds, read back without instances and without solving: its runs, the cells
 *  of one run as the benchmark had them, and a cell's plan. Of a system whose files were changed in
 *  between, the files that were asked for last count.
 *  Errors of all functions: those of store.h for reading. Rules shared by all headers: base/err.h
 */
#ifndef ICS_STUDY_SAVED_H
#define ICS_STUDY_SAVED_H

#include "study/benchmark.h"

/** A run of a store. */
typedef struct ics_saved_run {
   int id;
   const char *version, *backend, *goal, *resolution; /* goal "": the instances' own */
   const char *settings; /* that not all runs of the store share, divided by blanks; "" none */
   int systems, policies, cells; /* cells: in the store, of any status */
} ics_saved_run;

/** All runs, by number; at least one. @return ICS_EINPUT also where there is none */
ICS_NODISCARD ics_rc ics_saved_runs(const ics_store *store, ics_arena *arena, ics_saved_run **out,
                                    int *n, ics_err *err);

/** Does the store hold a run, of any benchmark? */
ICS_NODISCARD ics_rc ics_saved_any(const ics_store *store, bool *out, ics_err *err);

/** The cells of a run: what ics_benchmark_run gives for all its systems and policies, from which
 *  the same answer is written. A cell that was asked for and is not there has status ICS_MISSING.
 */
ICS_NODISCARD ics_rc ics_saved_benchmark(ics_store *store, const ics_saved_run *run,
                                         ics_arena *arena, ics_benchmark *out, ics_err *err);

/** The plan of a cell as a saved plan, in so far as the store has it: head, aims, plan, breaches,
 *  shares of need; not the proof, funds, needs and prices.
 *  @param[in] system, policy  as typed: a code and an id
 *  @return ICS_EUSAGE for a system or policy that the run has not, with the nearest name;
 *          ICS_ENOPLAN where no plan keeps the rules; ICS_ELIMIT where the cell failed or was never
 *          done; ICS_ENUMERIC where its answer is not certified */
ICS_NODISCARD ics_rc ics_saved_plan(ics_store *store, const ics_saved_run *run, const char *system,
                                    const char *policy, ics_arena *arena, ics_result **out,
                                    ics_err *err);

#endif
