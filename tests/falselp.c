/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "falselp.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { MOST_SIDE = 14, LEAST_SIDE = 4, SPREAD = 20, MOST_EXPONENT = 26, LEAST_EXPONENT = -29 };

const false_case false_cases[] = {
#include "falseopt.inc"
};
const int false_count = (int)(sizeof false_cases / sizeof false_cases[0]);

/* The LP before its units are changed, and the units: row i in 2^-row[i], column j in 2^col[j]. */
typedef struct recipe {
   int m, n;
   int row[MOST_SIDE], col[MOST_SIDE];
   double a[MOST_SIDE * MOST_SIDE], c[MOST_SIDE], lo[MOST_SIDE], hi[MOST_SIDE], x[MOST_SIDE],
       rlo[MOST_SIDE], rhi[MOST_SIDE];
} recipe;

const char *false_class_name(false_class kind)
{
   static const char *const names[FALSE_CLASSES] = { "spread", "parallel", "tiny", "missed" };
   return names[kind];
}

/* Would the coefficient be within 1e-9 .. 1e9 in the units of its row and column? */
static bool in_range(const recipe *r, int i, int j)
{
   int e = r->row[i] + r->col[j];
   return e >= LEAST_EXPONENT && e <= MOST_EXPONENT;
}

static void draw_numbers(recipe *r, lp_rng *rng, int spread)
{
   r->m = lp_int(rng, LEAST_SIDE, MOST_SIDE);
   r->n = lp_int(rng, LEAST_SIDE, MOST_SIDE);
   for (int i = 0; i < r->m; i++) r->row[i] = lp_int(rng, -spread, spread);
   for (int j = 0; j < r->n; j++) {
      r->col[j] = lp_int(rng, -spread, spread);
      r->lo[j] = lp_int(rng, -4, 4);
      r->hi[j] = r->lo[j] + lp_int(rng, 0, 12);
      r->x[j] = r->lo[j] + (r->hi[j] - r->lo[j]) * lp_int(rng, 0, 4) / 4;
      r->c[j] = lp_int(rng, -12, 12);
   }
   for (int i = 0; i < r->m; i++)
      for (int j = 0; j < r->n; j++) {
         bool there = lp_uniform(rng, 0, 1) < 0.5 && in_range(r, i, j);
         r->a[i * r->n + j] = there ? lp_int(rng, -12, 12) : 0;
      }
}

/* Row i becomes a small multiple of row k but for one coefficient. */
static void make_parallel(recipe *r, lp_rng *rng, int i, int k)
{
   double times = lp_int(rng, 1, 3) * (lp_int(rng, 0, 1) ? 1 : -1);
   for (int j = 0; j < r->n; j++) r->a[i * r->n + j] = times * r->a[k * r->n + j];
   r->a[i * r->n + lp_int(rng, 0, r->n - 1)] += ldexp(1, -lp_int(rng, 12, 24));
}

static void make_tiny(recipe *r, lp_rng *rng)
{
   for (int j = 0; j < r->n; j++) {
      if (lp_int(rng, 0, 2) > 0) continue;
      int e = lp_int(rng, 16, 24);
      for (int i = 0; i < r->m; i++)
         if (lp_int(rng, 0, 2) > 0) r->a[i * r->n + j] = ldexp(r->a[i * r->n + j], -e);
      r->lo[j] = ldexp(r->lo[j], e - 8);
      r->hi[j] = ldexp(r->hi[j], e - 8);
      r->x[j] = ldexp(r->x[j], e - 8);
   }
}

/* Limits around what the rows are at the point x, which is thus feasible. */
static void set_limits(recipe *r, lp_rng *rng)
{
   for (int i = 0; i < r->m; i++) {
      double v = 0;
      for (int j = 0; j < r->n; j++) v += r->a[i * r->n + j] * r->x[j];
      int kind = lp_int(rng, 0, 3), away = lp_int(rng, 0, 3);
      r->rlo[i] = kind == 0 ? -HUGE_VAL : kind == 2 ? v : v - away;
      r->rhi[i] = kind == 1 ? HUGE_VAL : kind == 2 ? v : v + away;
   }
}

/* Rows 0 and 1 are the same, but for a gap between their limits. */
static void make_missed(recipe *r, lp_rng *rng)
{
   r->row[1] = r->row[0];
   for (int j = 0; j < r->n; j++) r->a[r->n + j] = r->a[j];
   double v = r->rlo[0] > -HUGE_VAL ? r->rlo[0] : r->rhi[0];
   r->rlo[0] = v;
   r->rhi[0] = HUGE_VAL;
   r->rlo[1] = -HUGE_VAL;
   r->rhi[1] = v - ldexp(1, -lp_int(rng, 4, 20));
}

static void change_units(recipe *r)
{
   for (int i = 0; i < r->m; i++) {
      for (int j = 0; j < r->n; j++)
         r->a[i * r->n + j] = ldexp(r->a[i * r->n + j], r->row[i] + r->col[j]);
      r->rlo[i] = ldexp(r->rlo[i], r->row[i]);
      r->rhi[i] = ldexp(r->rhi[i], r->row[i]);
   }
   for (int j = 0; j < r->n; j++) {
      r->c[j] = ldexp(r->c[j], r->col[j]);
      r->lo[j] = ldexp(r->lo[j], -r->col[j]);
      r->hi[j] = ldexp(r->hi[j], -r->col[j]);
   }
}

lp_data *false_lp(ics_arena *arena, false_class kind, uint64_t seed)
{
   lp_rng rng = { seed * FALSE_CLASSES + (uint64_t)kind };
   recipe r = { 0 };
   draw_numbers(&r, &rng, kind == FALSE_SPREAD || kind == FALSE_MISSED ? SPREAD : 2);
   if (kind == FALSE_PARALLEL)
      for (int i = 0; i < r.m / 2; i++) make_parallel(&r, &rng, i, r.m - 1 - lp_int(&rng, 0, 1));
   if (kind == FALSE_TINY) make_tiny(&r, &rng);
   set_limits(&r, &rng);
   if (kind == FALSE_MISSED) make_missed(&r, &rng);
   change_units(&r);
   return lp_dense(arena, r.m, r.n, r.a, r.c, r.lo, r.hi, r.rlo, r.rhi);
}

double false_error(const ics_lp *lp, const double *x, double value, double exact)
{
   double size = fmax(fmax(fabs(value), fabs(exact)), 1e-6), sum = 0;
   for (int j = 0; j < lp->n; j++) sum += fabs(lp->c[j] * x[j]);
   return isinf(exact) ? HUGE_VAL : fabs(value - exact) / fmax(size, sum);
}
