/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file moments.h
 *  Mean, spread and quantiles of a sample.
 *
 *  One pass, Welford: with d = x - mean, mean += d / n and m2 += d (x - mean'), Welford,
 *  Technometrics 4 (1962) 419-420. Two parts are joined by mean = mean_a + d n_b / n and
 *  m2 = m2_a + m2_b + d^2 n_a n_b / n, d = mean_b - mean_a: Chan, Golub and LeVeque, The American
 *  Statistician 37 (1983) 242-247. Both sums carry what rounding took from them (two-sum,
 *  Knuth, The Art of Computer Programming 2, 4.2.2, theorem B). Values are added, and parts joined,
 *  in the order of the draws, so that the result is the same bytes whoever made them.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_MOMENTS_H
#define ICS_STATS_MOMENTS_H

#include "base/err.h"

/** A running sample; zero-initialise. Units are those of the values. */
typedef struct ics_moments {
   long n;                 /* finite values */
   long missing;           /* values that were not finite: in none of the figures below */
   double mean, mean_rest; /* the mean is mean + mean_rest, unevaluated */
   double m2, m2_rest;     /* so the sum of squared deviations from it */
   double least, most;     /* of the finite values; 0 while there is none */
} ics_moments;

/** Add one value. One that is not finite is counted as missing, and that is all. */
void ics_moments_add(ics_moments *m, double x);

/** Join @p later, the values that follow those of @p m. */
void ics_moments_join(ics_moments *m, const ics_moments *later);

/** The mean; NAN of no values. */
double ics_moments_mean(const ics_moments *m);

/** Variance and standard deviation with n - 1 below; NAN of fewer than two values. */
double ics_moments_variance(const ics_moments *m);
double ics_moments_sd(const ics_moments *m);

/** Monte Carlo standard error of the mean, sd / sqrt(n): of independent draws; for quasi-random
 *  ones it says too much. NAN of fewer than two values. */
double ics_moments_error(const ics_moments *m);

/** Quantiles by linear interpolation between order statistics, (n - 1) p from the least (type 7 of
 *  Hyndman and Fan, The American Statistician 50 (1996) 361-365; GSL gsl_stats_quantile).
 *  @param[in]  x     [n]  values that are not finite are left out
 *  @param[in]  p     [np] 0 .. 1
 *  @param[out] q     [np] NAN where no value is finite
 *  @param      work  [n]  contents lost; may be x itself, which then is sorted
 *  @return number of finite values */
int ics_quantiles(const double *x, int n, const double *p, int np, double *q, double *work);

#endif
