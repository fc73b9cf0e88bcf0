/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file tangent.h
 *  What the prices of a solution say of its linear program with other numbers: to first order the
 *  least cost changes by
 *     sum y_i (change of the row's active limit) + sum d_j (change of the column's active bound)
 *     + sum (change of c_j) x_j - sum y_i (change of a_ij) x_j,
 *  the change of the Lagrangian at the plan and prices. Where the changes are linear in one number
 *  this is the slope of the least cost in it: towards either side where plan and prices are unique,
 *  else between the slopes of both sides. Source: Freund, Postoptimal analysis of a linear program
 *  under simultaneous changes in matrix coefficients, Mathematical Programming Study 24 (1985)
 *  1-13 (the first term of its Taylor series).           Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_TANGENT_H
#define ICS_STUDY_TANGENT_H

#include "study/moved.h"

/** LIMITS: the slope of the line that @p sol gives.
 *  @param[in]  relaxed  bent bounds were set aside when it was solved
 *  @return NAN where a bent bound has a price: it gives no line */
double ics_tangent_slope(const ics_moved *moved, bool relaxed, const ics_solution *sol);

/** The least cost of @p to as the plan and the prices of @p sol, optimal for @p from, foresee it.
 *  @return NAN where both have not the same rules and choices by name */
double ics_tangent_foresee(const ics_lp *from, const ics_solution *sol, const ics_lp *to);

#endif
