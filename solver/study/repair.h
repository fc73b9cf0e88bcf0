/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file repair.h
 *  The parts of the search for conflicts and their repairs. Private to solver/study.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_REPAIR_H
#define ICS_STUDY_REPAIR_H

#include "results/conflicts.h"
#include "results/run.h"
#include "study/relax.h"

/** {GBPm, or what weighs as much} A change below it is rounding. */
#define ICS_REPAIR_NOTHING 1e-9

/** Rules that contradict each other; not always irreducible. */
typedef struct ics_core {
   int *rule; /* [n] rising */
   int n;
} ics_core;

typedef struct ics_search {
   ics_relax x;
   const ics_request *request;
   ics_arena *arena;
   ics_core set;    /* the irreducible one */
   double *alone;   /* [x.nrules] of its members {unit}; INFINITY: not by itself */
   ics_core *cores; /* [ncores] found so far */
   int ncores, room;
   int *mark; /* [x.nrules] work, 0 between uses */
} ics_search;

/** The rules with a multiplier in the last answer. */
ICS_NODISCARD ics_rc ics_core_of_proof(ics_search *s, ics_core *out, ics_err *err);

/** Leave out of a set the years, then the kinds of rule of a year, that it does not need. Changes
 *  which rules are held how. */
ICS_NODISCARD ics_rc ics_core_reduce(ics_search *s, ics_core *core, ics_err *err);

/** Remember a set that contradicts itself. */
ICS_NODISCARD ics_rc ics_core_add(ics_search *s, ics_core core, ics_err *err);

/** The last answer as a repair: every rule that gave way. */
ICS_NODISCARD ics_rc ics_repair_take(ics_search *s, const char *measure, ics_conflict_repair *out,
                                     ics_err *err);

/** Words and numbers of one rule. */
ICS_NODISCARD ics_rc ics_repair_rule(ics_search *s, int rule, ics_conflict_rule *out, ics_err *err);

/** How many of the unit in the file make one of ours: 100 for percent. */
double ics_repair_unit(const ics_coef *coef);

/** The repair of fewest rules, where no single member of the set is one (ics_find_conflicts tries
 *  those). @p by_sum the rules of the least sum, a repair to begin with. */
ICS_NODISCARD ics_rc ics_repair_count(ics_search *s, const ics_core *by_sum,
                                      ics_conflict_repair *out, ics_err *err);

/** Find command-line options that make the changes of the last answer, which @p repair was taken
 *  from, and try them: kept only if an ordinary model with them is proved to have a plan. None is
 *  no error. */
ICS_NODISCARD ics_rc ics_repair_options(ics_search *s, ics_conflict_repair *repair, ics_err *err);

#endif
