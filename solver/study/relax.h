/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file relax.h
 *  The elastic program of a loose model: each rule is kept, loosened at a cost, or dropped.
 *
 *  A rule that is a row has a column of its own on each of its sides, +1 or -1 in that row alone. A
 * rule that bounds a column has a column with that column's coefficients: what goes beyond the
 * bound. A planner's limit on an aim is a row added to the model's. All these columns, the slack of
 * their rules, run from 0 to a finite end: what the box of natural bounds could make the row miss,
 * or the natural bound. Kept: the end is 0; loosened: the cost is the rule's weight; dropped: the
 * cost is 0. So every question is one of bounds and costs on one matrix, each asked from the basis
 * of the one before. Definitions (who pays what, care, need, the value chain) and natural bounds
 * always hold; standards bind no plan, because what they miss is shortfall, and are not relaxed.
 *
 *  Source: elastic programming for infeasible programs, Brown and Graves 1975, in Chinneck,
 * Feasibility and Infeasibility in Optimization (Springer 2008), section 6.1; least sum of
 * violations as a repair, same, chapter 5.           Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_RELAX_H
#define ICS_STUDY_RELAX_H

#include "lp/solve.h"
#include "post/rule.h"

/** {GBPm, or what weighs as much} Rules missed by no more than this, in all, are kept: a pound. */
#define ICS_KEPT 1e-6

typedef enum ics_hold {
   ICS_HOLD_KEEP,   /* as it is asked */
   ICS_HOLD_LOOSEN, /* by as much as is paid for */
   ICS_HOLD_DROP,   /* as if it were not there */
} ics_hold;

/** What a rule is in the model. */
typedef enum ics_relax_kind {
   ICS_RELAX_ROW,
   ICS_RELAX_LOWER, /* bounds of columns that one rule sets: a mechanism's tranches */
   ICS_RELAX_UPPER,
   ICS_RELAX_AIM, /* a planner's limit */
} ics_relax_kind;

typedef struct ics_relaxable {
   ics_relax_kind kind;
   int at;           /* row, first column, or number of the goal's bound */
   int first, count; /* its columns in the elastic program */
   double weight;    /* {GBPm} that one unit of it counts as */
   ics_hold hold;
} ics_relaxable;

typedef struct ics_relax {
   const ics_model *m;
   ics_lp lp;            /* bounds and costs as the holds say */
   ics_relaxable *rules; /* [nrules] rows, then bounds, then aims */
   int nrules;
   int *base;    /* [lp.n - m->lp.n] column whose bound is passed, or row */
   double *sign; /* [same] +1: beyond an upper bound or up to a row's lower side */
   double *most; /* [same] end of the column */
   double *lo, *hi, *c;
   ics_solver *solver;
   const ics_limits *limits;
   ics_arena *scratch; /* of the last answer */
   ics_solution last;  /* good until the next solve */
   double *priced;     /* [m->lp.n] A'y of the model's columns */
   int programs;       /* solved so far */
} ics_relax;

/** Open the elastic program of a loose model; all rules are loosened.
 *  @return ICS_OK; errors of ics_solver_open. Close it whatever is returned. */
ICS_NODISCARD ics_rc ics_relax_open(const ics_model *m, const ics_limits *limits, ics_arena *arena,
                                    ics_relax *out, ics_err *err);

/** Free the back end's memory and the last answer. */
void ics_relax_close(ics_relax *x);

/** Hold one rule so from now on. */
void ics_relax_hold(ics_relax *x, int rule, ics_hold hold);

/** Hold every rule so from now on. */
void ics_relax_hold_all(ics_relax *x, ics_hold hold);

/** Least weighed sum by which the loosened rules give way; a certified optimum.
 *  @param[out] sum  INFINITY where it is proved that no change of them is enough, which can only be
 *                   while some rule is kept
 *  @return ICS_OK; ICS_ENUMERIC or ICS_ELIMIT where the answer is not certified */
ICS_NODISCARD ics_rc ics_relax_solve(ics_relax *x, double *sum, ics_err *err);

/** Can the rules that are loosened be kept as they are? Solves. */
ICS_NODISCARD ics_rc ics_relax_can(ics_relax *x, bool *can, ics_err *err);

/** Of the last answer: by how much a rule gives way {its unit}, with the sign of its change (a
 *  limit lowered: negative), and the size of its multiplier: rules of multiplier 0 take no part in
 *  the proof that the others cannot all be kept. */
double ics_relax_by(const ics_relax *x, int rule);
double ics_relax_force(const ics_relax *x, int rule);

/** How large a rule is: what its limit, or its place in the box, comes to, as weighed. */
double ics_relax_size(const ics_relax *x, int rule);

/** Kind of a rule and its year, ICS_NONE for one of no year. */
const char *ics_relax_kind_of(const ics_relax *x, int rule, int *year);

/** Of the last answer: the plan, with what passes its bounds, in the model's columns [m->lp.n]. */
void ics_relax_plan(const ics_relax *x, double *plan);

/** The rule in words; "at least", "at most" or "exactly"; its limit, NAN where it moves with the
 *  plan. @return as ics_rule_of_row */
ICS_NODISCARD ics_rc ics_relax_rule(const ics_relax *x, int rule, ics_arena *arena, ics_rule *out,
                                    const char **asks, double *limit, ics_err *err);

#endif
