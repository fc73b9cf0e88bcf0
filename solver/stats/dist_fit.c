/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/dist.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>

#include "stats/gsl.h"
#include "stats/pick.h"

static const double TAIL = 0.025;

const ics_name ics_dist_names[ICS_DIST_COUNT] = {
#define X(name, id, words, role) [ICS_DIST_##name] = { id, words },
   ICS_DIST_LIST(X)
#undef X
};

const char *const ics_dist_roles[ICS_DIST_COUNT] = {
#define X(name, id, words, role) [ICS_DIST_##name] = role,
   ICS_DIST_LIST(X)
#undef X
};

const ics_name ics_reading_names[ICS_READ_COUNT] = {
   [ICS_READ_INTERVAL95] = { "interval95", "low and high are the ends of a 95% interval" },
   [ICS_READ_MINMAX] = { "minmax", "low and high are the least and the most there can be" },
};

ics_rc ics_dist_kind_find(const char *word, ics_dist_kind *out, ics_err *err)
{
   int at;
   ICS_TRY(ics_pick(word, ics_dist_names, ICS_DIST_COUNT, "distribution", &at, err));
   *out = (ics_dist_kind)at;
   return ICS_OK;
}

ics_rc ics_reading_find(const char *word, ics_reading *out, ics_err *err)
{
   int at;
   ICS_TRY(ics_pick(word, ics_reading_names, ICS_READ_COUNT, "reading of a range", &at, err));
   *out = (ics_reading)at;
   return ICS_OK;
}

/* --- what can be fitted ----------------------------------------------------------------------- */

/* Three numbers, how they are read and what they are fitted to. */
typedef struct range {
   ics_dist_kind kind;
   ics_reading reading;
   double low, point, high;
   double least, most; /* the support */
} range;

static const char *id_of(const range *r)
{
   return ics_dist_names[r->kind].id;
}

static ics_rc check_order(const range *r, ics_err *err)
{
   if (!isfinite(r->low) || !isfinite(r->point) || !isfinite(r->high))
      return ics_fail(err, ICS_EINPUT,
                      "a %s of low %g, point %g, high %g: want three finite numbers", id_of(r),
                      r->low, r->point, r->high);
   if (r->point < r->low || r->point > r->high)
      return ics_fail(err, ICS_EINPUT,
                      "a %s with its point %g outside of %g to %g; want low <= point <= high",
                      id_of(r), r->point, r->low, r->high);
   if (!(r->high - r->low > DBL_MIN) || !isfinite(r->high - r->low))
      return ics_fail(err, ICS_EINPUT,
                      "a %s from %g to %g has no width to draw from; where there is no doubt, use "
                      "fixed, else give a low and a high that differ",
                      id_of(r), r->low, r->high);
   return ICS_OK;
}

/* Of the families that take a 95% interval only. */
static ics_rc check_inside(const range *r, ics_err *err)
{
   if (r->low <= r->least)
      return ics_fail(
          err, ICS_EINPUT,
          "a %s with low %g: every value lies above %g, so its 2.5%% quantile does too. "
          "Give a low above %g, or read the range as least and most (minmax) with pert "
          "or triangular",
          id_of(r), r->low, r->least, r->least);
   if (r->high >= r->most)
      return ics_fail(
          err, ICS_EINPUT,
          "a %s with high %g: every value lies below %g, so its 97.5%% quantile does "
          "too. Give a high below %g, or read the range as least and most (minmax) with "
          "pert or triangular",
          id_of(r), r->high, r->most, r->most);
   if (r->point <= r->low || r->point >= r->high)
      return ics_fail(err, ICS_EINPUT,
                      "a %s with its point %g at an end of its 95%% interval, %g to %g; want low < "
                      "point < high, or read the range as least and most (minmax) with pert or "
                      "triangular",
                      id_of(r), r->point, r->low, r->high);
   return ICS_OK;
}

static ics_rc check(const range *r, ics_err *err)
{
   bool open = r->kind == ICS_DIST_BETA || r->kind == ICS_DIST_GAMMA ||
               r->kind == ICS_DIST_LOGNORMAL || r->kind == ICS_DIST_NORMAL;
   ICS_TRY(check_order(r, err));
   if (!open) return ICS_OK;
   if (r->reading == ICS_READ_MINMAX)
      return ics_fail(err, ICS_EUSAGE,
                      "a %s does not end at a least and a most: read the range as a 95%% interval "
                      "(interval95), or use pert, triangular or uniform",
                      id_of(r));
   return check_inside(r, err);
}

/* --- fits ------------------------------------------------------------------------------------- */

/* A spread to be found: how tight the family is, on a scale of logs, its mean held at the point. */
typedef struct spread {
   const range *r;
   ics_dist dist;
} spread;

static void set_tightness(spread *s, double tightness)
{
   const range *r = s->r;
   s->dist = (ics_dist){ .kind = r->kind, .least = r->least, .most = r->most };
   if (r->kind == ICS_DIST_BETA) {
      double width = r->most - r->least;
      s->dist.a = tightness * ((r->point - r->least) / width);
      s->dist.b = tightness * ((r->most - r->point) / width);
   } else {
      s->dist.a = tightness;
      s->dist.b = r->point / tightness;
   }
}

static double width_beyond(double log_tightness, void *ctx)
{
   spread *s = ctx;
   set_tightness(s, exp(log_tightness));
   double width = ics_dist_quantile(&s->dist, 1 - TAIL) - ics_dist_quantile(&s->dist, TAIL);
   return width / (s->r->high - s->r->low) - 1;
}

/* From the tightest of the family towards wider ones, to the first as wide as asked: for a mean
 * near an end of the support a very loose one has a narrow interval again. */
static ics_rc fit_spread(const range *r, ics_dist *out, ics_err *err)
{
   spread s = { .r = r };
   bool beta = r->kind == ICS_DIST_BETA;
   double share = beta ? fmin(r->point - r->least, r->most - r->point) / (r->most - r->least) : 1;
   double loosest = log(ICS_DIST_SHAPE_LEAST / share), loose, tight;
   loose = tight = log(beta ? ICS_DIST_BETA_MOST : ICS_DIST_GAMMA_MOST);
   if (width_beyond(tight, &s) > 0)
      return ics_fail(err, ICS_EINPUT,
                      "a %s from %g to %g about %g is too narrow to be told from a %s; use %s",
                      id_of(r), r->low, r->high, r->point, beta ? "normal" : "lognormal",
                      beta ? "normal" : "lognormal");
   while (loose > loosest && width_beyond(loose, &s) < 0) {
      tight = loose;
      loose = fmax(loose - M_LN2, loosest);
   }
   double at = ics_gsl_root(width_beyond, &s, loose, tight, 1e-14, 0);
   if (isnan(at))
      return ics_fail(err, ICS_EINPUT,
                      "no %s with the mean %g has a 95%% interval as wide as %g to %g; give a "
                      "narrower range or a point nearer to its middle, or read the range as least "
                      "and most (minmax) with pert or triangular",
                      id_of(r), r->point, r->low, r->high);
   set_tightness(&s, exp(at));
   *out = s.dist;
   return ICS_OK;
}

static void set_ends(ics_dist *d, double least, double most, double part)
{
   d->least = least;
   d->most = most;
   d->a = d->kind == ICS_DIST_PERT ? 1 + 4 * part : least + part * (most - least);
   d->b = d->kind == ICS_DIST_PERT ? 5 - 4 * part : 0;
}

/* Where the mode lies in the interval of a triangular or pert on [0, 1] with the mode `part`, less
 * where it is asked to be. From below to above as part goes from 0 to 1. */
static double mode_beyond(double part, void *ctx)
{
   spread *s = ctx;
   const range *r = s->r;
   s->dist = (ics_dist){ .kind = r->kind };
   set_ends(&s->dist, 0, 1, part);
   double low = ics_dist_quantile(&s->dist, TAIL), high = ics_dist_quantile(&s->dist, 1 - TAIL);
   return (part - low) / (high - low) - (r->point - r->low) / (r->high - r->low);
}

static ics_rc fit_mode(const range *r, ics_dist *out, ics_err *err)
{
   spread s = { .r = r };
   ics_dist unit = { .kind = r->kind };
   double part = ics_gsl_root(mode_beyond, &s, 0, 1, 1e-16, 1e-15);
   if (isnan(part))
      return ics_fail(err, ICS_ENUMERIC, "no %s was found for low %g, point %g, high %g", id_of(r),
                      r->low, r->point, r->high);
   set_ends(&unit, 0, 1, part);
   double low = ics_dist_quantile(&unit, TAIL), high = ics_dist_quantile(&unit, 1 - TAIL);
   double width = (r->high - r->low) / (high - low), least = r->low - width * low;
   out->kind = r->kind;
   set_ends(out, least, least + width, part);
   if (r->kind == ICS_DIST_TRIANGULAR) out->a = fmin(fmax(r->point, out->least), out->most);
   return ICS_OK;
}

static ics_rc fit_ends(const range *r, ics_dist *out, ics_err *err)
{
   double width = r->high - r->low;
   if (r->kind == ICS_DIST_UNIFORM && r->reading == ICS_READ_INTERVAL95) {
      double beyond = width * TAIL / (1 - 2 * TAIL);
      *out = (ics_dist){ .kind = r->kind, .least = r->low - beyond, .most = r->high + beyond };
   } else if (r->kind == ICS_DIST_UNIFORM)
      *out = (ics_dist){ .kind = r->kind, .least = r->low, .most = r->high };
   else if (r->reading == ICS_READ_INTERVAL95)
      ICS_TRY(fit_mode(r, out, err));
   else {
      out->kind = r->kind;
      set_ends(out, r->low, r->high, (r->point - r->low) / width);
      if (r->kind == ICS_DIST_TRIANGULAR) out->a = r->point;
   }
   return ICS_OK;
}

static ics_rc fit_any(const range *r, ics_dist *out, ics_err *err)
{
   double z = gsl_cdf_ugaussian_Pinv(1 - TAIL);
   *out = (ics_dist){ .kind = r->kind, .least = r->least, .most = r->most };
   switch (r->kind) {
   case ICS_DIST_BETA:
   case ICS_DIST_GAMMA:
      return fit_spread(r, out, err);
   case ICS_DIST_LOGNORMAL:
      out->a = log(r->point);
      out->b = log(r->high / r->low) / (2 * z);
      return ICS_OK;
   case ICS_DIST_NORMAL:
      out->a = r->point;
      out->b = (r->high - r->low) / (2 * z);
      return ICS_OK;
   default:
      return fit_ends(r, out, err);
   }
}

/* --- what a fit misses ------------------------------------------------------------------------ */

static double role_of(const ics_dist *d)
{
   switch (d->kind) {
   case ICS_DIST_LOGNORMAL:
      return exp(d->a);
   case ICS_DIST_TRIANGULAR:
      return d->a;
   case ICS_DIST_PERT:
      return d->least + (d->a - 1) / 4 * (d->most - d->least);
   default:
      return ics_dist_mean(d);
   }
}

/* Fill what it misses, and prove what the table promises. */
static ics_rc settle(const range *r, ics_dist *d, ics_err *err)
{
   bool inner = r->reading == ICS_READ_INTERVAL95;
   double low = inner ? ics_dist_quantile(d, TAIL) : d->least, width = r->high - r->low;
   double high = inner ? ics_dist_quantile(d, 1 - TAIL) : d->most;
   d->miss_low = low - r->low;
   d->miss_point = role_of(d) - r->point;
   d->miss_high = high - r->high;
   d->miss = fmax(fabs(d->miss_point), fmax(fabs(d->miss_low), fabs(d->miss_high))) / width;
   double ratio = d->kind == ICS_DIST_LOGNORMAL ? log(high / low) / log(r->high / r->low)
                                                : (high - low) / width;
   double beyond = d->kind == ICS_DIST_UNIFORM ? 0 : fabs(d->miss_point) / width;
   if (d->kind == ICS_DIST_TRIANGULAR || d->kind == ICS_DIST_PERT || d->kind == ICS_DIST_UNIFORM)
      beyond = fmax(beyond, fmax(fabs(d->miss_low), fabs(d->miss_high)) / width);
   if (fabs(ratio - 1) <= ICS_DIST_MET && beyond <= ICS_DIST_MET) return ICS_OK;
   return ics_fail(err, ICS_ENUMERIC,
                   "the %s of low %g, point %g, high %g came out with %g, %g, %g; rescale the "
                   "numbers, or use another distribution",
                   id_of(r), r->low, r->point, r->high, low, role_of(d), high);
}

static ics_rc fit(const range *r, ics_dist *out, ics_err *err)
{
   ics_dist d;
   ics_gsl_quiet();
   ICS_TRY(check(r, err));
   ICS_TRY(fit_any(r, &d, err));
   ICS_TRY(settle(r, &d, err));
   *out = d;
   return ICS_OK;
}

ics_rc ics_dist_fit(ics_dist_kind kind, double low, double point, double high, ics_reading reading,
                    ics_dist *out, ics_err *err)
{
   if (kind == ICS_DIST_FIXED) {
      if (!isfinite(point))
         return ics_fail(err, ICS_EINPUT, "a fixed %g: want a finite number", point);
      *out = (ics_dist){ .kind = kind, .least = point, .most = point };
      return ICS_OK;
   }
   bool positive = kind == ICS_DIST_BETA || kind == ICS_DIST_GAMMA || kind == ICS_DIST_LOGNORMAL;
   range r = { kind,
               reading,
               low,
               point,
               high,
               positive ? 0 : -HUGE_VAL,
               kind == ICS_DIST_BETA ? 1 : HUGE_VAL };
   return fit(&r, out, err);
}

ics_rc ics_dist_fit_beta(double least, double most, double low, double point, double high,
                         ics_dist *out, ics_err *err)
{
   if (!isfinite(least) || !isfinite(most) || !(most - least > DBL_MIN) || !isfinite(most - least))
      return ics_fail(err, ICS_EINPUT, "a beta on %g to %g: want two finite numbers, least < most",
                      least, most);
   range r = { ICS_DIST_BETA, ICS_READ_INTERVAL95, low, point, high, least, most };
   return fit(&r, out, err);
}
