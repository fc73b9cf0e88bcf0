/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpgen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SIDE = 64 };

static void *need(void *p)
{
   if (!p) abort();
   return p;
}

#define NEW(p, arena, n) ((p) = need(ics_alloc((arena), (size_t)(n), sizeof *(p))))

static void join(lp_data *d)
{
   d->lp.start = d->start;
   d->lp.row = d->row;
   d->lp.val = d->val;
   d->lp.lo = d->lo;
   d->lp.hi = d->hi;
   d->lp.rlo = d->rlo;
   d->lp.rhi = d->rhi;
   d->lp.c = d->c;
}

static lp_data *room(ics_arena *arena, int m, int n, int nz)
{
   lp_data *d = NULL;
   NEW(d, arena, 1);
   d->lp.m = m;
   d->lp.n = n;
   d->lp.nz = nz;
   NEW(d->start, arena, n + 1);
   NEW(d->row, arena, nz);
   NEW(d->val, arena, nz);
   NEW(d->lo, arena, n);
   NEW(d->hi, arena, n);
   NEW(d->rlo, arena, m);
   NEW(d->rhi, arena, m);
   NEW(d->c, arena, n);
   join(d);
   return d;
}

static const char *const *names(ics_arena *arena, char letter, int n)
{
   const char **v = NULL;
   NEW(v, arena, n);
   for (int i = 0; i < n; i++) v[i] = need(ics_format(arena, "%c%d", letter, i + 1));
   return v;
}

#define COPY(to, from, n) memcpy((to), (from), (size_t)(n) * sizeof *(to))

lp_data *lp_dense(ics_arena *arena, int m, int n, const double *a, const double *c,
                  const double *lo, const double *hi, const double *rlo, const double *rhi)
{
   lp_data *d = room(arena, m, n, m * n);
   int nz = 0;
   for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++)
         if (a[i * n + j] != 0) {
            d->row[nz] = i;
            d->val[nz++] = a[i * n + j];
         }
      d->start[j + 1] = nz;
   }
   d->lp.nz = nz;
   if (n > 0) {
      COPY(d->lo, lo, n);
      COPY(d->hi, hi, n);
      COPY(d->c, c, n);
   }
   if (m > 0) {
      COPY(d->rlo, rlo, m);
      COPY(d->rhi, rhi, m);
   }
   d->lp.row_name = names(arena, 'r', m);
   d->lp.col_name = names(arena, 'x', n);
   return d;
}

lp_data *lp_copy(ics_arena *arena, const ics_lp *lp)
{
   lp_data *d = room(arena, lp->m, lp->n, lp->nz);
   d->lp = *lp;
   join(d);
   COPY(d->start, lp->start, lp->n + 1);
   COPY(d->row, lp->row, lp->nz);
   COPY(d->val, lp->val, lp->nz);
   COPY(d->lo, lp->lo, lp->n);
   COPY(d->hi, lp->hi, lp->n);
   COPY(d->rlo, lp->rlo, lp->m);
   COPY(d->rhi, lp->rhi, lp->m);
   COPY(d->c, lp->c, lp->n);
   return d;
}

static uint64_t next(lp_rng *rng)
{
   uint64_t z = rng->state += 0x9e3779b97f4a7c15u;
   z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
   z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
   return z ^ (z >> 31);
}

double lp_uniform(lp_rng *rng, double lo, double hi)
{
   return lo + (hi - lo) * ((double)(next(rng) >> 11) * 0x1p-53);
}

int lp_int(lp_rng *rng, int lo, int hi)
{
   return lo + (int)(next(rng) % (uint64_t)(hi - lo + 1));
}

/* A dense draft on the stack, from which every class is made. */
typedef struct draft {
   int m, n;
   double a[MOST_SIDE * MOST_SIDE], c[MOST_SIDE], lo[MOST_SIDE], hi[MOST_SIDE], rlo[MOST_SIDE],
       rhi[MOST_SIDE];
} draft;

static void random_limits(draft *d, lp_rng *rng, int i, int most)
{
   int kind = lp_int(rng, 0, 4), b = lp_int(rng, -most, most);
   d->rlo[i] = kind == 0 || kind == 4 ? -HUGE_VAL : b;
   d->rhi[i] = kind == 1 || kind == 4 ? HUGE_VAL : kind == 2 ? b : b + lp_int(rng, 0, 3);
}

static void draft_any(draft *d, lp_rng *rng, int side, int most, double density)
{
   d->m = lp_int(rng, 1, side);
   d->n = lp_int(rng, 1, side);
   for (int k = 0; k < d->m * d->n; k++)
      d->a[k] = lp_uniform(rng, 0, 1) < density ? lp_int(rng, -most, most) : 0;
   for (int j = 0; j < d->n; j++) {
      d->c[j] = lp_int(rng, -most, most);
      d->lo[j] = lp_int(rng, -2, 2);
      d->hi[j] = d->lo[j] + lp_int(rng, 0, 5);
   }
   for (int i = 0; i < d->m; i++) random_limits(d, rng, i, 2 * most);
}

/* Limits around the activity of a known point, so that it is feasible; all short binary fractions.
 */
static void draft_feasible(draft *d, lp_rng *rng)
{
   double x[MOST_SIDE];
   d->m = lp_int(rng, 2, 20);
   d->n = lp_int(rng, 2, 30);
   for (int j = 0; j < d->n; j++) {
      d->lo[j] = lp_int(rng, -8, 8) / 4.0;
      d->hi[j] = d->lo[j] + lp_int(rng, 0, 40) / 4.0;
      x[j] = d->lo[j] + (d->hi[j] - d->lo[j]) * lp_int(rng, 0, 8) / 8.0;
      d->c[j] = lp_int(rng, -64, 64) / 8.0;
   }
   for (int i = 0; i < d->m; i++) {
      double v = 0;
      for (int j = 0; j < d->n; j++) {
         d->a[i * d->n + j] = lp_uniform(rng, 0, 1) < 0.3 ? lp_int(rng, -32, 32) / 8.0 : 0;
         v += d->a[i * d->n + j] * x[j];
      }
      int kind = lp_int(rng, 0, 4);
      double room_left = lp_int(rng, 0, 4);
      d->rlo[i] = kind == 0 || kind == 4 ? -HUGE_VAL : kind == 2 ? v : v - room_left;
      d->rhi[i] = kind == 1 || kind == 4 ? HUGE_VAL : kind == 2 ? v : v + room_left;
   }
}

static void draft_transport(draft *d, lp_rng *rng)
{
   int s = lp_int(rng, 2, 5), t = lp_int(rng, 2, 8), demand = 0;
   d->m = s + t;
   d->n = s * t;
   memset(d->a, 0, sizeof d->a);
   for (int j = 0; j < d->n; j++) {
      d->a[(j / t) * d->n + j] = 1;
      d->a[(s + j % t) * d->n + j] = 1;
      d->c[j] = lp_int(rng, 1, 9);
      d->lo[j] = 0;
      d->hi[j] = 10 * t;
   }
   for (int i = s; i < d->m; i++) {
      int v = lp_int(rng, 1, 9);
      d->rlo[i] = v;
      d->rhi[i] = HUGE_VAL;
      demand += v;
   }
   for (int i = 0; i < s; i++) {
      d->rlo[i] = -HUGE_VAL;
      d->rhi[i] = i < s - 1 ? demand / s : demand - (s - 1) * (demand / s);
   }
}

/* Powers of two, so that the scaled LP has exactly the optimum of the draft; column j counts in
 * 2^-e. */
static void rescale(draft *d, lp_rng *rng, int most)
{
   for (int i = 0; i < d->m; i++) {
      int e = lp_int(rng, -most, most);
      for (int j = 0; j < d->n; j++) d->a[i * d->n + j] = ldexp(d->a[i * d->n + j], e);
      d->rlo[i] = ldexp(d->rlo[i], e);
      d->rhi[i] = ldexp(d->rhi[i], e);
   }
   for (int j = 0; j < d->n; j++) {
      int e = lp_int(rng, -most, most);
      for (int i = 0; i < d->m; i++) d->a[i * d->n + j] = ldexp(d->a[i * d->n + j], e);
      d->c[j] = ldexp(d->c[j], e);
      d->lo[j] = ldexp(d->lo[j], -e);
      d->hi[j] = ldexp(d->hi[j], -e);
   }
}

lp_data *lp_random(ics_arena *arena, lp_class kind, uint64_t seed)
{
   lp_rng rng = { seed * LP_CLASSES + (uint64_t)kind };
   draft *d = NULL;
   NEW(d, arena, 1);
   switch (kind) {
   case LP_SMALL_INTEGER:
      draft_any(d, &rng, 4, 5, 0.8);
      break;
   case LP_SMALL_TIES:
      draft_any(d, &rng, 4, 1, 0.9);
      break;
   case LP_TRANSPORT:
      draft_transport(d, &rng);
      break;
   case LP_ANY:
      draft_any(d, &rng, 20, 5, 0.3);
      break;
   default:
      draft_feasible(d, &rng);
      break;
   }
   if (kind == LP_SCALED_10) rescale(d, &rng, 10);
   if (kind == LP_SCALED_13) rescale(d, &rng, 13);
   return lp_dense(arena, d->m, d->n, d->a, d->c, d->lo, d->hi, d->rlo, d->rhi);
}
