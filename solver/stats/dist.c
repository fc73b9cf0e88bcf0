/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What dist.h says of a distribution that is there: distribution function, quantile, moments. */
#include <float.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

#include "stats/dist.h"
#include "stats/gsl.h"

/* The lower or the upper tail at x, whichever is asked, so that neither is a difference of 1. */
static double tail(const ics_dist *d, double x, bool upper)
{
   double width = d->most - d->least, mode = d->a;
   if (x <= d->least) return upper ? 1 : 0;
   if (x >= d->most) return upper ? 0 : 1;
   switch (d->kind) {
   case ICS_DIST_UNIFORM:
      return (upper ? d->most - x : x - d->least) / width;
   case ICS_DIST_TRIANGULAR:
      if ((x < mode) != upper)
         return upper ? (d->most - x) / width * ((d->most - x) / (d->most - mode))
                      : (x - d->least) / width * ((x - d->least) / (mode - d->least));
      return 1 - tail(d, x, !upper);
   case ICS_DIST_GAMMA:
      return upper ? gsl_cdf_gamma_Q(x, d->a, d->b) : gsl_cdf_gamma_P(x, d->a, d->b);
   case ICS_DIST_LOGNORMAL:
      return upper ? gsl_cdf_lognormal_Q(x, d->a, d->b) : gsl_cdf_lognormal_P(x, d->a, d->b);
   case ICS_DIST_NORMAL:
      return upper ? gsl_cdf_gaussian_Q(x - d->a, d->b) : gsl_cdf_gaussian_P(x - d->a, d->b);
   default: /* beta and pert */
      x = (x - d->least) / width;
      return upper ? gsl_cdf_beta_Q(x, d->a, d->b) : gsl_cdf_beta_P(x, d->a, d->b);
   }
}

double ics_dist_cdf(const ics_dist *d, double x)
{
   ics_gsl_quiet();
   if (isnan(x)) return x;
   if (d->kind == ICS_DIST_FIXED) return x < d->least ? 0 : 1;
   return tail(d, x, false);
}

/* A quantile that is asked for. */
typedef struct question {
   ics_dist unit; /* on [0, 1], or of scale 1 */
   double u;
   bool upper; /* u is the part above */
} question;

static double beyond(double x, void *ctx)
{
   const question *q = ctx;
   double part = tail(&q->unit, x, q->upper);
   return q->upper ? q->u - part : part - q->u;
}

/* Root of the smaller tail on the unit scale. */
static double by_root(const ics_dist *d, double u)
{
   bool gamma = d->kind == ICS_DIST_GAMMA, upper = u > 0.5;
   question q = { { .kind = d->kind, .least = 0, .most = 1, .a = d->a, .b = d->b },
                  upper ? 1 - u : u,
                  upper };
   double top = 1, scale = d->most - d->least, from = d->least;
   if (gamma) {
      q.unit.most = HUGE_VAL;
      q.unit.b = 1;
      scale = d->b;
      for (top = d->a; beyond(top, &q) < 0;) top = 2 * top + 1;
   }
   double x = ics_gsl_root(beyond, &q, 0, top, DBL_MIN, 4 * DBL_EPSILON);
   return fmin(from + scale * x, d->most);
}

static double triangular_at(const ics_dist *d, double u)
{
   double width = d->most - d->least, left = d->a - d->least, right = d->most - d->a;
   return u * width <= left ? d->least + sqrt(u * width * left)
                            : d->most - sqrt((1 - u) * width * right);
}

double ics_dist_quantile(const ics_dist *d, double u)
{
   ics_gsl_quiet();
   if (isnan(u)) return u;
   if (u <= 0) return d->least;
   if (u >= 1) return d->most;
   switch (d->kind) {
   case ICS_DIST_FIXED:
      return d->least;
   case ICS_DIST_UNIFORM:
      return d->least + u * (d->most - d->least);
   case ICS_DIST_TRIANGULAR:
      return triangular_at(d, u);
   case ICS_DIST_LOGNORMAL:
      return exp(d->a + d->b * gsl_cdf_ugaussian_Pinv(u));
   case ICS_DIST_NORMAL:
      return d->a + d->b * gsl_cdf_ugaussian_Pinv(u);
   default:
      return by_root(d, u);
   }
}

double ics_dist_mean(const ics_dist *d)
{
   switch (d->kind) {
   case ICS_DIST_FIXED:
      return d->least;
   case ICS_DIST_UNIFORM:
      return d->least + (d->most - d->least) / 2;
   case ICS_DIST_TRIANGULAR:
      return d->least + ((d->a - d->least) + (d->most - d->least)) / 3;
   case ICS_DIST_GAMMA:
      return d->a * d->b;
   case ICS_DIST_LOGNORMAL:
      return exp(d->a + d->b * d->b / 2);
   case ICS_DIST_NORMAL:
      return d->a;
   default:
      return d->least + d->a / (d->a + d->b) * (d->most - d->least);
   }
}

double ics_dist_sd(const ics_dist *d)
{
   double width = d->most - d->least, part;
   switch (d->kind) {
   case ICS_DIST_FIXED:
      return 0;
   case ICS_DIST_UNIFORM:
      return width / sqrt(12);
   case ICS_DIST_TRIANGULAR:
      part = (d->a - d->least) / width;
      return width * sqrt((1 - part * (1 - part)) / 18);
   case ICS_DIST_GAMMA:
      return sqrt(d->a) * d->b;
   case ICS_DIST_LOGNORMAL:
      return ics_dist_mean(d) * sqrt(expm1(d->b * d->b));
   case ICS_DIST_NORMAL:
      return d->b;
   default:
      part = d->a + d->b;
      return width * sqrt(d->a / part * (d->b / part) / (part + 1));
   }
}
