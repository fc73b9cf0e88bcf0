/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file exact.h
 *  Sums of doubles that are rounded once, at their end, so that they do not depend on the order in
 *  which the terms come.
 *
 *  The running sum is kept as parts that do not overlap, each the rounding error of the next (grow-
 *  expansion): Shewchuk, Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
 *  Predicates, Discrete and Computational Geometry 18 (1997) 305-363, section 2.4, theorem 10. The
 *  parts span at most the exponents of a double, so ICS_EXACT_PARTS never run out.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_EXACT_H
#define ICS_STATS_EXACT_H

enum { ICS_EXACT_PARTS = 48 }; /* more than 2098 exponents / 53 bits a part + 2 */

/** A running sum; zero-initialise. Finite terms whose sum stays below 1e300 only. */
typedef struct ics_exact {
   double part[ICS_EXACT_PARTS]; /* [n] rising in size, none 0 */
   int n;
} ics_exact;

/** Add one term. */
void ics_exact_add(ics_exact *sum, double term);

/** The sum, rounded to nearest even. */
double ics_exact_value(const ics_exact *sum);

/** Mean of x [n], n > 0, and, where @p se is not NULL, its standard error sd / sqrt(n), with n - 1
 *  below in the sd; NAN of one value. Neither depends on the order of x. */
double ics_exact_mean(const double *x, int n, double *se);

#endif
