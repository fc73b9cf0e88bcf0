/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why the figures are rigorous. Sums of products come with a proven error (sum.h). A reduced cost
 * is therefore d = v +- e (v in two parts, unrounded), and the least of d x over [lo, hi] is at
 * least v x - e |x| at x = lo if v > e and at x = hi if v < -e, else min(v lo, v hi) - e max(|lo|,
 * |hi|): the first part goes into another such sum, the second into `slack`. Sums of non-negative
 * doubles (slack and the sizes that figures are relative to) are wrong by less than 2^31 u < 2^-20
 * of themselves, which OUTWARD and INWARD correct. Single operations are turned outward by
 * nextafter. */
#include "lp/certify.h"

#include <math.h>
#include <string.h>

#include "lp/sum.h"

static const double OUTWARD = 1 + 0x1p-19; /* makes a sum of non-negative doubles an upper bound */
static const double INWARD = 1 - 0x1p-19;  /* and a lower bound */
static const double SMALLEST_OBJECTIVE = 1e-6; /* {objective} below it a gap counts as absolute */

/* The greater; a NaN on either side is kept, so that it can never be lost on the way. */
static double worse(double a, double b)
{
   return a >= b || isnan(a) ? a : b;
}

static double up(double value)
{
   return nextafter(value, INFINITY);
}

static double down(double value)
{
   return nextafter(value, -INFINITY);
}

static ics_rc check_lp(const ics_lp *lp, ics_err *err)
{
   for (int j = 0; j < lp->n; j++)
      if (!isfinite(lp->lo[j]) || !isfinite(lp->hi[j]) || lp->lo[j] > lp->hi[j])
         return ics_fail(
             err, ICS_EBUG,
             "certificate: column %d: bounds are %g and %g: want finite bounds that do not "
             "cross. This is a fault of the program; please report it",
             j, lp->lo[j], lp->hi[j]);
   for (int i = 0; i < lp->m; i++)
      if (!(lp->rlo[i] <= lp->rhi[i]) || lp->rlo[i] == HUGE_VAL || lp->rhi[i] == -HUGE_VAL)
         return ics_fail(
             err, ICS_EBUG,
             "certificate: row %d: limits are %g and %g: want limits that do not cross. "
             "This is a fault of the program; please report it",
             i, lp->rlo[i], lp->rhi[i]);
   for (int k = 0; k < lp->nz; k++)
      if (lp->row[k] < 0 || lp->row[k] >= lp->m)
         return ics_fail(
             err, ICS_EBUG,
             "certificate: nonzero %d is in row %d: want a row below %d. This is a fault of "
             "the program; please report it",
             k, lp->row[k], lp->m);
   return ICS_OK;
}

static bool all_finite(const double *v, int n)
{
   for (int i = 0; i < n; i++)
      if (!isfinite(v[i])) return false;
   return true;
}

static void refuse(ics_certificate *out)
{
   *out = (ics_certificate){ .primal = NAN,
                             .bound = -INFINITY,
                             .relative_gap = INFINITY,
                             .primal_violation = INFINITY,
                             .dual_violation = INFINITY,
                             .method = "none: a value is not a finite number" };
}

/* Duals as unevaluated sums of two doubles. */
typedef struct pair {
   double *y, *low; /* [m] */
} pair;

/* Copy y without the components that point at a missing row bound; their largest is returned. The
 * sign of a component is that of its first part, so a second part that could turn it is dropped:
 * any y is valid. */
static double keep_signs(const ics_lp *lp, const double *y, const double *low, pair kept,
                         double *largest)
{
   double dropped = 0;
   *largest = 0;
   for (int i = 0; i < lp->m; i++) {
      bool missing = (y[i] > 0 && lp->rlo[i] == -HUGE_VAL) || (y[i] < 0 && lp->rhi[i] == HUGE_VAL);
      kept.y[i] = missing ? 0 : y[i];
      kept.low[i] = low && fabs(low[i]) <= 0.5 * fabs(kept.y[i]) ? low[i] : 0;
      if (missing) dropped = worse(dropped, fabs(y[i]));
      *largest = worse(*largest, fabs(kept.y[i]));
   }
   return dropped;
}

/* The weak-duality bound for costs c (NULL: all 0), rounded down; *term gets its largest term. */
static double weak_bound(const ics_lp *lp, const double *c, double c0, pair dual, double *term)
{
   ics_sum total = { 0 };
   double slack = 0;
   *term = fabs(c0);
   ics_sum_add(&total, c0, 1);
   for (int i = 0; i < lp->m; i++) {
      if (dual.y[i] == 0) continue;
      double r = dual.y[i] > 0 ? lp->rlo[i] : lp->rhi[i];
      ics_sum_add(&total, dual.y[i], r);
      ics_sum_add(&total, dual.low[i], r);
      *term = worse(*term, fabs(dual.y[i] * r));
   }
   for (int j = 0; j < lp->n; j++) {
      ics_sum d = { 0 };
      if (c) ics_sum_add(&d, c[j], 1);
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         ics_sum_add(&d, -lp->val[k], dual.y[lp->row[k]]);
         ics_sum_add(&d, -lp->val[k], dual.low[lp->row[k]]);
      }
      double v = ics_sum_value(&d), e = ics_sum_rest(&d), x = v > 0 ? lp->lo[j] : lp->hi[j];
      ics_sum_add(&total, d.head, x);
      ics_sum_add(&total, d.tail, x);
      slack += e * (fabs(v) > e ? fabs(x) : worse(fabs(lp->lo[j]), fabs(lp->hi[j])));
      *term = worse(*term, fabs(v * x));
   }
   double lower = down(ics_sum_value(&total) - ics_sum_error(&total));
   return down(lower - (slack * OUTWARD + DBL_MIN));
}

/* Distance of an activity v +- e outside [lo, hi], rounded up and relative to `scale`, to the bound
 * or to what is least for a thing of this reach. A row in small units is not let off for that. */
static double outside(double v, double e, double lo, double hi, double scale, double reach)
{
   double below = up(up(lo - v) + e), above = up(up(v - hi) + e);
   double bound = below > above ? lo : hi;
   double distance = worse(worse(below, above), 0);
   if (distance == 0) return 0;
   scale = worse(reach > 0 ? fmin(1, reach) : 1, worse(fabs(bound), scale * INWARD));
   return up(distance / scale);
}

/* Worst violation of any row or column by x + low (low may be NULL); work [5 m]. */
static double violation(const ics_lp *lp, const double *x, const double *low, double *work)
{
   double *head = work, *tail = head + lp->m, *rounding = tail + lp->m, *size = rounding + lp->m;
   double *reach = size + lp->m, worst = 0;
   memset(work, 0, 5 * (size_t)lp->m * sizeof *work);
   for (int j = 0; j < lp->n; j++) {
      double most = fmax(fabs(lp->lo[j]), fabs(lp->hi[j]));
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         int i = lp->row[k];
         ics_sum s = { head[i], tail[i], rounding[i] };
         ics_sum_add(&s, lp->val[k], x[j]);
         if (low) ics_sum_add(&s, lp->val[k], low[j]);
         head[i] = s.head;
         tail[i] = s.tail;
         rounding[i] = s.work;
         size[i] += fabs(lp->val[k] * x[j]);
         reach[i] = fmax(reach[i], fabs(lp->val[k]) * most);
      }
      double rest = low ? fabs(low[j]) : 0;
      if (x[j] - rest < lp->lo[j] || x[j] + rest > lp->hi[j])
         worst = worse(worst, outside(x[j], rest, lp->lo[j], lp->hi[j], 0, most));
   }
   for (int i = 0; i < lp->m; i++) {
      ics_sum s = { head[i], tail[i], rounding[i] };
      double v = ics_sum_value(&s);
      if (isnan(v)) return NAN;
      worst =
          worse(worst, outside(v, ics_sum_error(&s), lp->rlo[i], lp->rhi[i], size[i], reach[i]));
   }
   return worst;
}

ics_rc ics_certify_optimal(const ics_lp *lp, const double *x, const double *x_low, const double *y,
                           const double *y_low, double limit, double *work, ics_certificate *out,
                           ics_err *err)
{
   ICS_TRY(check_lp(lp, err));
   refuse(out);
   if (!all_finite(x, lp->n) || !all_finite(y, lp->m)) return ICS_OK;
   if (x_low && !all_finite(x_low, lp->n)) return ICS_OK;
   if (y_low && !all_finite(y_low, lp->m)) return ICS_OK;
   ics_certificate cert = { .method = "safe dual bound, outward rounding" };
   cert.primal_violation = violation(lp, x, x_low, work);

   ics_sum objective = { 0 };
   double size = 0;
   ics_sum_add(&objective, lp->c0, 1);
   for (int j = 0; j < lp->n; j++) {
      ics_sum_add(&objective, lp->c[j], x[j]);
      if (x_low) ics_sum_add(&objective, lp->c[j], x_low[j]);
      size += fabs(lp->c[j] * x[j]);
   }
   cert.primal = ics_sum_value(&objective);
   double e = ics_sum_error(&objective);

   pair kept = { work, work + lp->m };
   double largest = 0, term = 0, dropped = keep_signs(lp, y, y_low, kept, &largest);
   cert.dual_violation = up(dropped / worse(1, worse(largest, dropped)));
   if (dropped == 0) cert.dual_violation = 0;
   cert.bound = weak_bound(lp, lp->c, lp->c0, kept, &term);

   double scale = worse(fabs(cert.primal) - e, worse(fabs(cert.bound), size * INWARD));
   scale = worse(scale, SMALLEST_OBJECTIVE);
   cert.relative_gap = up(up(up(fabs(cert.primal - cert.bound)) + e) / down(scale));
   if (!isfinite(cert.primal) || !isfinite(cert.bound)) return ICS_OK;
   cert.certified =
       cert.relative_gap <= limit && cert.primal_violation <= limit && cert.dual_violation <= limit;
   *out = cert;
   return ICS_OK;
}

ics_rc ics_certify_infeasible(const ics_lp *lp, const double *y, double limit, double *work,
                              ics_certificate *out, ics_err *err)
{
   ICS_TRY(check_lp(lp, err));
   refuse(out);
   if (!all_finite(y, lp->m)) return ICS_OK;
   ics_certificate cert = { .method = "Farkas ray over the box, outward rounding" };
   pair kept = { work, work + lp->m };
   double largest = 0, term = 0, dropped = keep_signs(lp, y, NULL, kept, &largest);
   if (dropped > 0) cert.dual_violation = up(dropped / worse(1, worse(largest, dropped)));
   if (largest > 0) {
      cert.bound = down(weak_bound(lp, NULL, 0, kept, &term) / largest);
      term = up(term * OUTWARD / largest);
   }
   if (!isfinite(cert.bound) || !isfinite(term)) return ICS_OK;
   cert.certified = cert.bound > limit * worse(1, term) && cert.bound > 0;
   *out = cert;
   return ICS_OK;
}
