/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vertices.h"

#include <math.h>
#include <string.h>
#include <stdbool.h>

/* Solve the n x n system by elimination; false if it is singular. */
static bool eliminate(int n, long double m[4][5], long double *x)
{
   for (int k = 0; k < n; k++) {
      int p = k;
      for (int i = k + 1; i < n; i++)
         if (fabsl(m[i][k]) > fabsl(m[p][k])) p = i;
      if (fabsl(m[p][k]) < 1e-9L) return false;
      for (int j = 0; j <= n; j++) {
         long double t = m[k][j];
         m[k][j] = m[p][j];
         m[p][j] = t;
      }
      for (int i = 0; i < n; i++)
         for (int j = n; i != k && j >= k; j--) m[i][j] -= m[i][k] / m[k][k] * m[k][j];
   }
   for (int k = 0; k < n; k++) x[k] = m[k][n] / m[k][k];
   return true;
}

/* All limits of a small LP as rows of one table: first n columns, then m rows. */
typedef struct limits_table {
   int n, count;
   double a[8][4], lo[8], hi[8];
} limits_table;

static limits_table table_of(const ics_lp *lp)
{
   limits_table t = { .n = lp->n, .count = lp->n + lp->m };
   for (int j = 0; j < lp->n; j++) {
      t.a[j][j] = 1;
      t.lo[j] = lp->lo[j];
      t.hi[j] = lp->hi[j];
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) t.a[lp->n + lp->row[k]][j] = lp->val[k];
   }
   for (int i = 0; i < lp->m; i++) {
      t.lo[lp->n + i] = lp->rlo[i];
      t.hi[lp->n + i] = lp->rhi[i];
   }
   return t;
}

static bool inside(const limits_table *t, const long double *x)
{
   for (int r = 0; r < t->count; r++) {
      long double v = 0;
      for (int j = 0; j < t->n; j++) v += (long double)t->a[r][j] * x[j];
      if (v < (long double)t->lo[r] - 1e-9L || v > (long double)t->hi[r] + 1e-9L) return false;
   }
   return true;
}

/* Who is told of the vertices. */
typedef struct taker {
   void (*take)(void *ctx, const long double *x);
   void *ctx;
} taker;

/* Try every choice of n limits that meet in a point: a box has an optimal vertex or is empty.
 * `chosen` holds indices 2 r (lower) or 2 r + 1 (upper). */
static void enumerate(const limits_table *t, int *chosen, int depth, const taker *who)
{
   if (depth == t->n) {
      long double m[4][5] = { { 0 } }, x[4] = { 0 };
      for (int k = 0; k < t->n; k++) {
         int r = chosen[k] / 2;
         for (int j = 0; j < t->n; j++) m[k][j] = (long double)t->a[r][j];
         m[k][t->n] = (long double)(chosen[k] % 2 ? t->hi[r] : t->lo[r]);
         if (!isfinite(m[k][t->n])) return;
      }
      if (eliminate(t->n, m, x) && inside(t, x)) who->take(who->ctx, x);
      return;
   }
   for (int r = depth ? chosen[depth - 1] / 2 + 1 : 0; r < t->count; r++)
      for (int side = 0; side < 2; side++) {
         chosen[depth] = 2 * r + side;
         enumerate(t, chosen, depth + 1, who);
      }
}

void each_vertex(const ics_lp *lp, void (*take)(void *ctx, const long double *x), void *ctx)
{
   limits_table t = table_of(lp);
   int chosen[4] = { 0 };
   taker who = { take, ctx };
   enumerate(&t, chosen, 0, &who);
}

typedef struct least {
   const ics_lp *lp;
   long double value;
} least;

static void take_least(void *ctx, const long double *x)
{
   least *best = ctx;
   long double value = (long double)best->lp->c0;
   for (int j = 0; j < best->lp->n; j++) value += (long double)best->lp->c[j] * x[j];
   if (value < best->value) best->value = value;
}

long double best_vertex(const ics_lp *lp)
{
   least best = { lp, HUGE_VALL };
   each_vertex(lp, take_least, &best);
   return best.value;
}

typedef struct listed {
   long double (*x)[4];
   int n, most;
} listed;

static void take_all(void *ctx, const long double *x)
{
   listed *all = ctx;
   if (all->n < all->most) memcpy(all->x[all->n], x, sizeof *all->x);
   all->n++;
}

int all_vertices(const ics_lp *lp, long double (*x)[4], int most)
{
   listed all = { x, 0, most };
   each_vertex(lp, take_all, &all);
   return all.n;
}
