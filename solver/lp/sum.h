/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file sum.h
 *  Sums of products in twice the working precision, with a proven bound on their error.
 *
 *  With u = 2^-53, round to nearest and no overflow, the transformations
 *     h = fl(a b), r = fma(a, b, -h)              a b = h + r         up to an underflow of 2^-1074
 *     p = fl(head + h), q = its rounding error    head + h = p + q    exactly
 *  leave only two roundings a term, t = fl(q + r) and tail = fl(tail + t), each wrong by at most u
 *  times its own result. `work` adds up |t| + |tail|, so the exact sum is within u * work of
 *  head + tail; the factor 2 in ics_sum_error covers the rounding of `work` itself (fewer than 2^31
 *  terms) and DBL_MIN all underflows. An overflow gives NaN or infinity, which no comparison
 * accepts. Source: Ogita, Rump and Oishi, Accurate sum and dot product, SIAM Journal on Scientific
 * Computing 26 (2005) 1955-1988, algorithms 3.1, 3.5 and 5.3, with a running bound instead of
 * theirs. Rules shared by all headers: base/err.h */
#ifndef ICS_LP_SUM_H
#define ICS_LP_SUM_H

#include <float.h>
#include <math.h>

/** A running sum; zero-initialise. */
typedef struct ics_sum {
   double head, tail; /* the sum is head + tail, unevaluated */
   double work;       /* sum of |t| + |tail|: the error is at most 2^-53 of it */
} ics_sum;

/** Add a * b. */
static inline void ics_sum_add(ics_sum *s, double a, double b)
{
   double h = a * b, r = fma(a, b, -h);
   double p = s->head + h, z = p - s->head;
   double q = (s->head - (p - z)) + (h - z);
   double t = q + r;
   s->head = p;
   s->tail += t;
   s->work += fabs(t) + fabs(s->tail);
}

/** The sum as one double. */
static inline double ics_sum_value(const ics_sum *s)
{
   return s->head + s->tail;
}

/** A bound on |exact sum - (head + tail)|, where head + tail is not rounded to one double. */
static inline double ics_sum_rest(const ics_sum *s)
{
   return DBL_EPSILON * s->work + DBL_MIN;
}

/** A bound on |exact sum - ics_sum_value|: DBL_EPSILON is 2u, twice what each part needs. */
static inline double ics_sum_error(const ics_sum *s)
{
   return DBL_EPSILON * s->work + DBL_EPSILON * fabs(s->head + s->tail) + DBL_MIN;
}

#endif
