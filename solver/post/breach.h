/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file breach.h
 *  Which hard rules a plan misses, under a policy that may (ics_policy_may_miss), and by how much:
 *  the columns "over" and "short" of ics_add_excess, each told as the rule of its row. Together
 *  they are the breach that is minimised first (formulations/breach.c); which of them share it may
 *  differ between plans that are equally good.          Rules shared by all headers: base/err.h */
#ifndef ICS_POST_BREACH_H
#define ICS_POST_BREACH_H

#include "post/rule.h"

typedef struct ics_breach {
   ics_rule rule;
   double gbp_m; /* {GBPm} by which it is missed; more than half a penny */
} ics_breach;

/** @param[in]  x    [m->lp.n] a plan
 *  @param[out] out  [*n] in @p arena, largest first, equals as the model has them; none under a
 *                   policy that may miss nothing
 *  @return ICS_OK; ICS_EBUG where a row is of no rule; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_breaches_of(const ics_model *m, const double *x, ics_arena *arena,
                                     ics_breach **out, int *n, ics_err *err);

#endif
