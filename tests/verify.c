/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"

static const long double ONE = 1.0L;
static const long double LEAST_OBJECTIVE = 1e-6L;

ICS_PRINTF(3, 4) static bool no(char *why, size_t bytes, const char *fmt, ...)
{
   va_list args;
   va_start(args, fmt);
   (void)vsnprintf(why, bytes, fmt, args);
   va_end(args);
   return false;
}

static long double big(long double a, long double b)
{
   return a > b ? a : b;
}

static long double size_of(double bound)
{
   return isfinite(bound) ? fabsl((long double)bound) : 0;
}

typedef struct activity {
   long double value, size; /* of the sum, and of its terms in absolute value */
} activity;

/* [m] of all rows, in the arena; NULL when memory is out. */
static activity *row_activities(const ics_lp *lp, const double *x, ics_arena *arena)
{
   activity *a = arena ? ics_alloc(arena, (size_t)lp->m, sizeof *a) : NULL;
   for (int j = 0; a && j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         long double t = (long double)lp->val[k] * (long double)x[j];
         a[lp->row[k]].value += t;
         a[lp->row[k]].size += fabsl(t);
      }
   return a;
}

static activity reduced_cost(const ics_lp *lp, const double *y, int j)
{
   activity d = { (long double)lp->c[j], fabsl((long double)lp->c[j]) };
   for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
      long double t = (long double)lp->val[k] * (long double)y[lp->row[k]];
      d.value -= t;
      d.size += fabsl(t);
   }
   return d;
}

/* A variable at `value` in [lo, hi] whose price is `price`: feasible, and at the bound it points
 * at? */
static const char *condition(long double value, long double scale, double lo, double hi,
                             long double price, long double tol)
{
   if (!isfinite(value) || !isfinite(price)) return "a number is not finite";
   long double below = (long double)lo - value, above = value - (long double)hi;
   if (below > tol * scale) return "below its lower bound";
   if (above > tol * scale) return "above its upper bound";
   if (price > tol && !(-below <= tol * scale)) return "priced up but not at its lower bound";
   if (price < -tol && !(-above <= tol * scale)) return "priced down but not at its upper bound";
   return NULL;
}

/* c0 + the least of y'r over the rows and of d'x over the box; a sign without a bound counts 0. */
static long double dual_objective(const ics_lp *lp, const double *y)
{
   long double sum = (long double)lp->c0;
   for (int i = 0; i < lp->m; i++) {
      double r = y[i] > 0 ? lp->rlo[i] : lp->rhi[i];
      if (y[i] != 0 && isfinite(r)) sum += (long double)y[i] * (long double)r;
      if (isnan(y[i])) return NAN;
   }
   for (int j = 0; j < lp->n; j++) {
      long double d = reduced_cost(lp, y, j).value;
      sum += d * (long double)(d > 0 ? lp->lo[j] : lp->hi[j]);
   }
   return sum;
}

static long double primal_objective(const ics_lp *lp, const double *x, long double *size)
{
   long double sum = (long double)lp->c0;
   *size = 0;
   for (int j = 0; j < lp->n; j++) {
      long double t = (long double)lp->c[j] * (long double)x[j];
      sum += t;
      *size += fabsl(t);
   }
   return sum;
}

static bool verify_rows(const ics_lp *lp, const activity *a, const double *y, long double tol,
                        char *why, size_t bytes)
{
   long double ymax = ONE;
   for (int i = 0; i < lp->m; i++) ymax = big(ymax, fabsl((long double)y[i]));
   for (int i = 0; i < lp->m; i++) {
      long double scale = big(big(ONE, a[i].size), big(size_of(lp->rlo[i]), size_of(lp->rhi[i])));
      const char *bad =
          condition(a[i].value, scale, lp->rlo[i], lp->rhi[i], (long double)y[i] / ymax, tol);
      if (bad)
         return no(why, bytes, "row %d: %s: activity %.17Lg in [%.17g, %.17g], y %.17g", i, bad,
                   a[i].value, lp->rlo[i], lp->rhi[i], y[i]);
   }
   return true;
}

bool verify_optimal(const ics_lp *lp, const double *x, const double *y, long double tol, char *why,
                    size_t bytes)
{
   ics_arena *arena = ics_arena_new();
   const activity *a = row_activities(lp, x, arena);
   bool rows = a ? verify_rows(lp, a, y, tol, why, bytes) : no(why, bytes, "out of memory");
   ics_arena_free(&arena);
   if (!rows) return false;
   for (int j = 0; j < lp->n; j++) {
      activity d = reduced_cost(lp, y, j);
      long double scale = big(ONE, big(size_of(lp->lo[j]), size_of(lp->hi[j])));
      const char *bad = condition((long double)x[j], scale, lp->lo[j], lp->hi[j],
                                  d.value / big(ONE, d.size), tol);
      if (bad)
         return no(why, bytes, "column %d: %s: x %.17g in [%.17g, %.17g], d %.17Lg", j, bad, x[j],
                   lp->lo[j], lp->hi[j], d.value);
   }
   long double size = 0, p = primal_objective(lp, x, &size), d = dual_objective(lp, y);
   if (!(fabsl(p - d) <= tol * big(big(fabsl(p), size), LEAST_OBJECTIVE)))
      return no(why, bytes, "objectives differ: primal %.17Lg, dual %.17Lg", p, d);
   return true;
}

bool verify_infeasible(const ics_lp *lp, const double *y, long double tol, char *why, size_t bytes)
{
   /* Rows ask for at least `need` of y'Ax; the box gives at most `can`. */
   long double need = 0, can = 0, size = 0, largest = 0;
   for (int i = 0; i < lp->m; i++) largest = big(largest, fabsl((long double)y[i]));
   if (!(largest > 0)) return no(why, bytes, "the ray is 0 or not a number");
   for (int i = 0; i < lp->m; i++) {
      double r = y[i] > 0 ? lp->rlo[i] : lp->rhi[i];
      if (y[i] == 0) continue;
      if (!isfinite(r)) {
         if (fabsl((long double)y[i]) <= tol * largest) continue;
         return no(why, bytes, "row %d: y %.17g points at a bound that is missing", i, y[i]);
      }
      need += (long double)y[i] * (long double)r;
      size = big(size, fabsl((long double)y[i] * (long double)r));
   }
   for (int j = 0; j < lp->n; j++) {
      long double z = (long double)lp->c[j] - reduced_cost(lp, y, j).value;
      long double t = z * (long double)(z > 0 ? lp->hi[j] : lp->lo[j]);
      can += t;
      size = big(size, fabsl(t));
   }
   if (!((need - can) / largest > tol * big(ONE, size / largest)))
      return no(why, bytes, "the rows ask for %.17Lg, the box gives %.17Lg", need, can);
   return true;
}

long double verify_defect(const ics_lp *lp, const double *x, const double *y)
{
   long double worst = 0, size = 0;
   for (int j = 0; j < lp->n; j++) {
      long double out = big((long double)lp->lo[j] - (long double)x[j],
                            (long double)x[j] - (long double)lp->hi[j]);
      if (isnan(x[j])) return NAN;
      worst = big(worst, out / big(ONE, big(size_of(lp->lo[j]), size_of(lp->hi[j]))));
   }
   ics_arena *arena = ics_arena_new();
   const activity *a = row_activities(lp, x, arena);
   for (int i = 0; a && i < lp->m; i++) {
      long double out =
          big((long double)lp->rlo[i] - a[i].value, a[i].value - (long double)lp->rhi[i]);
      long double scale = big(a[i].size, big(size_of(lp->rlo[i]), size_of(lp->rhi[i])));
      worst = big(worst, out / big(ONE, scale));
   }
   ics_arena_free(&arena);
   long double p = primal_objective(lp, x, &size), d = dual_objective(lp, y);
   if (isnan(p) || isnan(d)) return NAN;
   long double scale = big(big(fabsl(p), fabsl(d)), big(size, LEAST_OBJECTIVE));
   return big(worst, fabsl(p - d) / scale);
}
