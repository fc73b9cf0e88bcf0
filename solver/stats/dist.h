/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file dist.h
 *  A distribution fitted to three numbers: low, point, high.
 *
 *  The range is read in one of two ways. `interval95`: low and high are the 2.5% and 97.5%
 *  quantiles; `minmax`: they are the least and the most there can be. Three numbers are more than
 *  a family of two parameters can meet. What each meets (Q: the quantile function of the fit):
 *
 *    kind        for                    reading     meets
 *    beta        shares, on [0, 1] or   interval95  mean = point; Q(.975) - Q(.025) = high - low
 *                another support
 *    gamma       costs, other positive  interval95  mean = point; Q(.975) - Q(.025) = high - low
 *                amounts
 *    lognormal   ratios                 interval95  median = point; Q(.975) / Q(.025) = high / low
 *    normal      with care: it has no   interval95  mean = point; Q(.975) - Q(.025) = high - low
 *                least value
 *    uniform     nothing else is known  both        both ends; the point is not used
 *    triangular  judgement              both        both ends; mode = point
 *    pert        judgement              both        both ends; mode = point
 *    fixed       no doubt               both        the point; low and high are not used
 *
 *  What is missed is said: ics_dist.miss_low, miss_point, miss_high, and `miss`, the greatest of
 *  them beside the width, by which a caller may warn or refuse. So a gamma fitted to a range that
 *  is even about its point is skewed, and misses both ends by some hundredths of the width.
 *
 *  Practice: beta for shares, gamma for costs, both from mean and standard error, lognormal for
 *  relative risks with mu = ln point and sigma = (ln high - ln low) / (2 x 1.96), triangular for
 *  expert opinion with the point as likeliest: Briggs, Claxton and Sculpher, Decision Modelling
 *  for Health Economic Evaluation (2006), ch. 4; so tabulated in NICE clinical guideline 144
 *  (2012), appendix H, table 2. A standard error of width / (2 x 1.96) takes the interval for that
 *  of a normal; here the parameter is solved for, so that the interval of the fit itself is as
 *  wide as asked. Of a gamma and a beta the mean is kept rather than the ends, since decisions
 *  rest on expected costs and effects.
 *  pert: the beta on [least, most] with shapes 1 + 4 m and 5 - 4 m, m = (mode - least) / (most -
 *  least): Malcolm, Roseboom, Clark and Fazar, Operations Research 7 (1959) 646-669, in the form
 *  of Vose, Risk Analysis (2008). Other formulas: Johnson, Kotz and Balakrishnan, Continuous
 *  Univariate Distributions 1 and 2 (1994, 1995).
 *
 *  Quantiles are roots of GSL's distribution functions, and not GSL's own inverses: of GSL 2.7.1
 *  those of the beta and gamma families return NaN for many plain arguments (a gamma of shape
 *  10,000 at 10^-10; a beta of shapes 9.9 and 0.1 at one half), and for some do not return.
 *
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_DIST_H
#define ICS_STATS_DIST_H

#include "base/err.h"
#include "base/text.h"

/** One row a kind: name, id, what it is for, what of it the point is. */
#define ICS_DIST_LIST(X)                                                                           \
   X(FIXED, "fixed", "no doubt: always the point", "value")                                        \
   X(UNIFORM, "uniform", "anything between two ends, all alike", "mean")                           \
   X(TRIANGULAR, "triangular", "judgement: ends and a most likely value", "mode")                  \
   X(PERT, "pert", "judgement: ends and a most likely value, smoother", "mode")                    \
   X(BETA, "beta", "shares", "mean")                                                               \
   X(GAMMA, "gamma", "costs and other positive amounts", "mean")                                   \
   X(LOGNORMAL, "lognormal", "ratios", "median")                                                   \
   X(NORMAL, "normal", "amounts that may be of either sign", "mean")

typedef enum ics_dist_kind {
#define X(name, id, words, role) ICS_DIST_##name,
   ICS_DIST_LIST(X)
#undef X
       ICS_DIST_COUNT
} ics_dist_kind;

/** Shapes that are fitted: of a gamma, from the least to its most; of a beta, the lesser shape
 *  from the least, the sum of both to its most. At the most, GSL 2.7.1's distribution functions
 *  are wrong by up to 4e-11 (measured against integrals of the densities in extended precision);
 *  beyond it soon by much more: a gamma of shape 10^5 by 3e-8, of shape 10^6 by 0.003, and a beta
 *  of sum 10^7 is NaN about its mean. Below the least, 79% of a gamma lie within a tenth of its
 *  mean of 0, and a range says little of its shape. */
#define ICS_DIST_SHAPE_LEAST 0.05
#define ICS_DIST_GAMMA_MOST 1e4
#define ICS_DIST_BETA_MOST 1e5

/** How near a fit is to what it is to meet, beside the width of the range. */
#define ICS_DIST_MET 1e-9

/** How low and high are meant. */
typedef enum ics_reading { ICS_READ_INTERVAL95, ICS_READ_MINMAX, ICS_READ_COUNT } ics_reading;

extern const ics_name ics_dist_names[ICS_DIST_COUNT];    /* id; what it is for */
extern const char *const ics_dist_roles[ICS_DIST_COUNT]; /* what the point is: "mean" */
extern const ics_name ics_reading_names[ICS_READ_COUNT];

/** A fitted distribution; plain data, units of the three numbers. */
typedef struct ics_dist {
   ics_dist_kind kind;
   double least, most; /* support; -HUGE_VAL, HUGE_VAL where it has no end */
   double a, b; /* beta, pert: shapes; gamma: shape, scale; lognormal: mean and sd of the log;
                   normal: mean, sd; triangular: mode, 0; uniform, fixed: 0, 0 */
   double miss_low, miss_point, miss_high; /* what the fit has there, less what was asked */
   double miss; /* greatest of their sizes / (high - low); 0 of a fixed one */
} ics_dist;

/** Kind or reading by its id. @return ICS_OK; ICS_EUSAGE for another word (the nearest is named) */
ICS_NODISCARD ics_rc ics_dist_kind_find(const char *word, ics_dist_kind *out, ics_err *err);
ICS_NODISCARD ics_rc ics_reading_find(const char *word, ics_reading *out, ics_err *err);

/** Fit @p kind; a beta has the support [0, 1].
 *  What the table says is met, is met within ICS_DIST_MET of high - low, which is checked on the
 *  fit. Messages do not say whose numbers these are.
 *  @param[out] out  untouched on failure
 *  @return ICS_OK, however much else is missed; ICS_EINPUT, with the reason and how to mend it,
 *          for a number that is not finite, a point outside of the range, low = high, low or high
 *          at or beyond an end of the support, or a range too narrow (a gamma's sd under 1% of its
 *          mean; a beta's sd under 0.16% at a mean of 0.5) or too wide for the family; ICS_EUSAGE
 *          for a kind that has no such reading; ICS_ENUMERIC where the fit does not come out */
ICS_NODISCARD ics_rc ics_dist_fit(ics_dist_kind kind, double low, double point, double high,
                                  ics_reading reading, ics_dist *out, ics_err *err);

/** The same of a beta on [least, most] instead of [0, 1]. @return and ICS_EINPUT where that is
 *  no range */
ICS_NODISCARD ics_rc ics_dist_fit_beta(double least, double most, double low, double point,
                                       double high, ics_dist *out, ics_err *err);

/** The value below which a part @p u of the distribution lies; an end of the support for u outside
 *  of (0, 1). A root (beta, pert, gamma) is within 1e-15 of itself of one of the distribution
 *  function that ics_dist_cdf has. Never NaN for a fit and a u that are not. */
double ics_dist_quantile(const ics_dist *dist, double u);

/** The part of the distribution that lies at or below @p x. */
double ics_dist_cdf(const ics_dist *dist, double x);

/** Mean and standard deviation, in closed form. */
double ics_dist_mean(const ics_dist *dist);
double ics_dist_sd(const ics_dist *dist);

#endif
