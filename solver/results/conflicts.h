/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file conflicts.h
 *  Why an instance has no plan, and what would mend it, as words and numbers: what
 * study/conflicts.h finds out and the writers of text and JSON read. Rules shared by all headers:
 * base/err.h */
#ifndef ICS_RESULTS_CONFLICTS_H
#define ICS_RESULTS_CONFLICTS_H

#include <stdbool.h>

#include "results/result.h"

/** A rule that may be loosened: a limit that somebody sets, on one of its sides or on both. */
typedef struct ics_conflict_rule {
   const char *rule; /* stable name: fund(core,2025-26) */
   const char *family, *kind;
   const char *file; /* "" where it stands in no file: asked for in the call */
   int line;
   const char *words, *unit; /* money of Core allocation in 2025/26; GBPm */
   const char *asks;         /* "at least", "at most", "exactly" */
   double limit;        /* {unit} NAN where the limit moves with the plan (a share of a contract) */
   const char *path;    /* as `--set` names it; "" where it is not one number */
   const char *setting; /* that number as typed, with its unit; "" likewise */
   bool typed;          /* the number was changed by --set in this call */
   double alone;        /* {unit} least change of this rule alone that leaves a plan; INFINITY: no
                           change of it alone does; NAN: not asked (only members are) */
} ics_conflict_rule;

/** One rule loosened. */
typedef struct ics_conflict_change {
   ics_conflict_rule rule;
   double by;       /* {the rule's unit} how far it gives way; > 0 */
   double from, to; /* {unit} NAN where the limit moves with the plan */
   double weight;   /* {GBPm per unit} as it counts in a total: 1 for money */
} ics_conflict_change;

/** A set of changes that, made together, leave a plan. */
typedef struct ics_conflict_repair {
   const char *measure; /* "sum", "count", "alone" */
   double total;        /* {GBPm or its equivalent} sum of the changes, weighed as below */
   const ics_conflict_change *changes; /* [nchanges] */
   int nchanges;
   int first; /* number of the first rule changed among all that could be; for the search itself */
   bool proved; /* least of its measure; false only for a count that a search did not settle */
   int least;   /* proved lower bound on the count; for other measures nchanges */
   const char *const *options; /* [noptions] command-line options that make it, each tried: with
                                  all of them a plan was proved to exist */
   int noptions;               /* 0: none is known */
} ics_conflict_repair;

typedef struct ics_conflicts {
   const char *code, *name, *file, *policy, *policy_name, *first_year, *last_year;
   bool plan_exists;    /* then nothing below means anything but what is missed */
   double breach_gbp_m; /* where there is a plan: the least in all by which hard rules are missed
                           under a policy that may miss them; 0 where they are kept */
   const ics_breach_line *breaches; /* [nbreaches] in the plan that `solve` gives, largest first */
   int nbreaches;
   const ics_conflict_rule *irreducible; /* [nirreducible] cannot all be kept; without any one of
                                            them the others can */
   int nirreducible;
   const ics_conflict_repair *repairs; /* [nrepairs] sum, count, then one a member that can alone */
   int nrepairs;
   bool more;    /* mending this set alone may leave others */
   bool weighed; /* a change in a unit other than GBPm is in a total */
   int programs; /* linear programs solved and certified */
} ics_conflicts;

/** As JSON text: `irreducible[]`, `repairs[]` as in README. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_conflicts_json(const ics_conflicts *found, ics_arena *arena, char **text,
                                        ics_err *err);

#endif
