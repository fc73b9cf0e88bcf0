/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/tangent.h"

#include <math.h>
#include <string.h>

#include "lp/sum.h"

static const double SAME = 1e-15;    /* {relative} two sums of the same terms */
static const double NO_PRICE = 1e-9; /* {share of the largest term} a reduced cost that is 0 */

/* What one active limit adds: a price times how its limit moves. */
static void add_limit(ics_sum *sum, double price, const double lo[2], const double hi[2])
{
   double by = price > 0 ? lo[1] - lo[0] : hi[1] - hi[0];
   if (price != 0 && by != 0) ics_sum_add(sum, price, by);
}

static void add_row(const ics_lp *a, const ics_lp *b, const ics_solution *sol, int i, ics_sum *sum)
{
   const double lo[2] = { a->rlo[i], b->rlo[i] }, hi[2] = { a->rhi[i], b->rhi[i] };
   if (lo[0] != lo[1] || hi[0] != hi[1]) add_limit(sum, sol->y[i] + sol->y_low[i], lo, hi);
}

/* The reduced cost of a column, exactly 0 within rounding and where it is basic. */
static double price_of(const ics_lp *lp, const ics_solution *sol, int j)
{
   ics_sum d = { 0 };
   double largest = fabs(lp->c[j]);
   if (sol->basis.col[j] == 'B') return 0;
   ics_sum_add(&d, lp->c[j], 1);
   for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
      largest = fmax(largest, fabs(lp->val[k] * sol->y[lp->row[k]]));
      ics_sum_add(&d, -lp->val[k], sol->y[lp->row[k]]);
      ics_sum_add(&d, -lp->val[k], sol->y_low[lp->row[k]]);
   }
   double price = ics_sum_value(&d);
   return fabs(price) > NO_PRICE * largest ? price : 0;
}

/* @return the price of the bound, or 0 where it does not move */
static double add_column(const ics_lp *a, const ics_lp *b, const ics_solution *sol, int j,
                         ics_sum *sum)
{
   const double lo[2] = { a->lo[j], b->lo[j] }, hi[2] = { a->hi[j], b->hi[j] };
   if (lo[0] == lo[1] && hi[0] == hi[1]) return 0;
   double price = price_of(a, sol, j);
   add_limit(sum, price, lo, hi);
   return price;
}

double ics_tangent_slope(const ics_moved *moved, bool relaxed, const ics_solution *sol)
{
   const ics_lp *a = &moved->lp[0], *b = &moved->lp[1];
   ics_sum sum = { 0 };
   for (int i = 0; i < a->m; i++)
      if (ics_moved_matters(moved, i)) add_row(a, b, sol, i, &sum);
   for (int j = 0; j < a->n; j++) {
      ics_sum with = sum;
      double price = add_column(a, b, sol, j, &with);
      bool bent = price > 0 ? moved->bent_lo[j] : price < 0 && moved->bent_hi[j];
      if (bent && !relaxed) return NAN;
      if (!bent) sum = with;
   }
   double change = ics_sum_value(&sum);
   return fabs(change) <= SAME * fabs(sol->objective) ? 0 : change / moved->range;
}

/* ---- with another matrix ------------------------------------------------------------------------
 */

static bool same_names(const char *const *a, const char *const *b, int n)
{
   for (int i = 0; i < n; i++)
      if (strcmp(a[i], b[i]) != 0) return false;
   return true;
}

/* How the coefficients of a column change, at the prices of their rows. Rows rise in a column. */
static void add_coefficients(const ics_lp *a, const ics_lp *b, const ics_solution *sol, int j,
                             ics_sum *sum)
{
   int p = a->start[j], q = b->start[j], last = a->m;
   while (p < a->start[j + 1] || q < b->start[j + 1]) {
      int row_a = p < a->start[j + 1] ? a->row[p] : last;
      int row_b = q < b->start[j + 1] ? b->row[q] : last;
      int row = row_a < row_b ? row_a : row_b;
      double by = (row_b == row ? b->val[q] : 0) - (row_a == row ? a->val[p] : 0);
      p += row_a == row;
      q += row_b == row;
      if (by == 0) continue;
      ics_sum_add(sum, -by * sol->y[row], sol->x[j]);
      ics_sum_add(sum, -by * sol->y_low[row], sol->x[j]);
   }
}

double ics_tangent_foresee(const ics_lp *from, const ics_solution *sol, const ics_lp *to)
{
   ics_sum sum = { 0 };
   if (from->m != to->m || from->n != to->n) return NAN;
   if (!same_names(from->row_name, to->row_name, from->m)) return NAN;
   if (!same_names(from->col_name, to->col_name, from->n)) return NAN;
   ics_sum_add(&sum, sol->objective, 1);
   for (int i = 0; i < from->m; i++) add_row(from, to, sol, i, &sum);
   for (int j = 0; j < from->n; j++) {
      (void)add_column(from, to, sol, j, &sum);
      if (sol->x[j] == 0) continue;
      ics_sum_add(&sum, to->c[j] - from->c[j], sol->x[j]);
      add_coefficients(from, to, sol, j, &sum);
   }
   return ics_sum_value(&sum);
}
