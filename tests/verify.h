/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file verify.h
 *  The second verifier: says in its own words and arithmetic (long double, no error bounds) whether
 * a solution is one. It shares no code with lp/certify.c and uses the conditions of Karush, Kuhn
 * and Tucker one by one where the certificate uses weak duality. */
#ifndef ICS_TESTS_VERIFY_H
#define ICS_TESTS_VERIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "model/lp.h"

/** x [n] and y [m] are optimal for the LP: x feasible, d = c - A'y and y of the right sign or x at
 * the bound they point at, both objectives equal; each relative to its own terms, within @p tol.
 *  @param[out] why  [bytes] the first condition that fails, in words */
bool verify_optimal(const ics_lp *lp, const double *x, const double *y, long double tol, char *why,
                    size_t bytes);

/** The ray y [m] proves that no x exists: the combined row y'Ax misses what the row bounds ask of
 * it over the whole box, by more than @p tol of the terms. */
bool verify_infeasible(const ics_lp *lp, const double *y, long double tol, char *why, size_t bytes);

/** How far (x, y) is from being an optimum: the larger of the relative gap to the bound that y
 * gives and of the worst relative violation of a row or column bound by x. NaN if a number is. */
long double verify_defect(const ics_lp *lp, const double *x, const double *y);

#endif
