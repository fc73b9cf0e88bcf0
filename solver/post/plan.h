/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file plan.h
 *  Reading a plan: quantities of a primal point of the model in the model's own terms, and money
 * rounded to the penny so that every sum is kept.      Rules shared by all headers: base/err.h */
#ifndef ICS_POST_PLAN_H
#define ICS_POST_PLAN_H

#include "model/model.h"

/** Need of a cell after the chain {GBPm of care}: its column, or the balance q + sum u. */
double ics_plan_need(const ics_model *m, const double *x, int i, int k, int t);
/** Unmet need of a cell {GBPm of care}, and the part above its standard. */
double ics_plan_unmet(const ics_model *m, const double *x, int i, int k, int t);
double ics_plan_shortfall(const ics_model *m, const double *x, int i, int k, int t);
/** Unmet share of need after the chain, [services * years]: of place @p i, or of the system for
 * ICS_NONE (places weighted by need); 0 where there is no need. */
void ics_plan_unmet_shares(const ics_model *m, const double *x, int i, double *share);
/** Need that the chain implies at this point: the greatest of its rows chain, overlap and floor. A
 * plan whose need is above it by more than rounding has invented need, which is a fault of the
 * model.
 *  @param[out] at_floor  true where nothing more can be prevented; may be NULL */
double ics_plan_implied_need(const ics_model *m, const double *x, int i, int k, int t,
                             bool *at_floor);

/** Money of one mechanism at a contract {GBPm}, all tranches. */
double ics_plan_paid(const ics_model *m, const double *x, int h, int b, int t);
/** Part of a contract's money that is shown at place i: all of its own, or of a contract of the
 * system in proportion to care delivered there (to baseline money where none is). */
double ics_plan_part(const ics_model *m, const double *x, int i, int k, int t);
/** Administration of all payments in year t {GBPm}. */
double ics_plan_admin(const ics_model *m, const double *x, int t);

/** Whole units of the smallest coin that add up to @p total, nearest to @p value: the
 * largest-remainder (Hamilton) method.
 *  @param[in]  value  [n] {GBPm}, not negative beyond rounding
 *  @param[in]  total  {pence}
 *  @param[out] pence  [n]
 *  @return false if the values are not within half a penny each of adding up to @p total */
bool ics_round_to_total(const double *value, int n, long long total, long long *pence);

/** GBP million to pence and back. */
long long ics_pence(double gbp_m);
double ics_gbp_m(long long pence);

#endif
