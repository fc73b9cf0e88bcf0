/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file exchange.h
 *  Rates of exchange between the aims at the plan: the slopes of the frontier on which it lies.
 *
 *  For two aims a and b, all others held at the plan: how much of b is lost where a has to be a
 *  little better than in the plan, and how much of b is won where a may be a little worse. The two
 *  differ where the plan is a corner of the frontier, and each holds over a range of a. By exact
 *  re-solves of the plan's LP with b as its objective and the other aims as limits. Source: Cohon,
 *  Multiobjective Programming and Planning (1978), section 6.2 (the constraint method; trade-offs
 *  from its duals).                                    Rules shared by all headers: base/err.h */
#ifndef ICS_POST_EXCHANGE_H
#define ICS_POST_EXCHANGE_H

#include "lp/range.h"
#include "post/vertex.h"

/** One side of a rate. Everything is positive where it goes as one expects of a frontier. */
typedef struct ics_rate {
   double rate; /* {unit of b per unit of a}; ICS_INF: a cannot be bettered at any price; NAN: not
                   found */
   double holds_to; /* value of a up to which the rate is known to hold */
} ics_rate;

/** Aims a and b of the instance, a != b. */
typedef struct ics_exchange {
   int a, b;
   double at_a, at_b; /* the plan's values, in their own units */
   ics_rate better;   /* b lost per unit that a gets better */
   ics_rate worse;    /* b won per unit that a gets worse */
} ics_exchange;

/** Rates of every unordered pair of aims; of none that no plan can change.
 *  @param[in]  jobs  processes to share the work among (base/pool.h); the answer is the same
 *  @param[in]  plan  [lp.n] the plan that the rates are taken at
 *  @param[out] list  [naims * (naims - 1) / 2] in @p arena; a comes before b in the goal's order
 *  @return ICS_OK; errors of ics_solver_solve and range.h */
ICS_NODISCARD ics_rc ics_exchange_rates(const ics_vertex *v, const double *plan,
                                        const ics_limits *limits, int jobs, ics_arena *arena,
                                        ics_exchange **list, int *n, ics_err *err);

#endif
