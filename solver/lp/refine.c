/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/ladder.h"

#include <math.h>
#include <string.h>

#include "lp/sum.h"

enum { REFINE_PASSES = 3 }; /* the last only confirms, unless the basis is ill-conditioned */

/* A column that costs and stands this close to a bound is the rounding of its row's large terms,
 * and is put on the bound: a tenth of what the certificate forgives. It lets an optimum of 0 be
 * exactly 0. */
static const double SNAP = 1e-10; /* {absolute} */

static double row_target(const ics_lp *lp, const ics_basis *basis, int i)
{
   switch (basis->row[i]) {
   case 'L':
   case 'S':
      return lp->rlo[i];
   case 'U':
      return lp->rhi[i];
   default:
      return 0;
   }
}

static double column_target(const ics_lp *lp, const ics_basis *basis, int j)
{
   return basis->col[j] == 'U' ? lp->hi[j] : lp->lo[j];
}

static void snap(const ics_lp *lp, double *x, double *low)
{
   for (int j = 0; j < lp->n; j++) {
      if (lp->c[j] == 0) continue;
      double end = fabs(x[j] - lp->lo[j]) < fabs(x[j] - lp->hi[j]) ? lp->lo[j] : lp->hi[j];
      if (fabs(x[j] - end) > SNAP) continue;
      x[j] = end;
      low[j] = 0;
   }
}

/* rho := A (x + low) - target on nonbasic rows, 0 on basic ones; the largest is returned. tail [m]
 */
static double primal_residual(const ics_lp *lp, const ics_basis *basis, const double *x,
                              const double *low, double *rho, double *tail)
{
   double worst = 0;
   memset(tail, 0, (size_t)lp->m * sizeof *tail);
   for (int i = 0; i < lp->m; i++) rho[i] = -row_target(lp, basis, i);
   for (int j = 0; j < lp->n; j++) {
      if (x[j] == 0) continue;
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         int i = lp->row[k];
         ics_sum s = { rho[i], tail[i], 0 };
         ics_sum_add(&s, lp->val[k], x[j]);
         ics_sum_add(&s, lp->val[k], low[j]);
         rho[i] = s.head;
         tail[i] = s.tail;
      }
   }
   for (int i = 0; i < lp->m; i++) {
      bool open = basis->row[i] == 'B' || basis->row[i] == 'F';
      rho[i] = open ? 0 : rho[i] + tail[i];
      worst = fmax(worst, fabs(rho[i]));
   }
   return worst;
}

/* One component of (v, low) += h, as an unevaluated sum of two doubles (two-sum). */
static void add_to_pair(double *v, double *low, double h)
{
   double add = *low + h, sum = *v + add, z = sum - *v;
   *low = (*v - (sum - z)) + (add - z);
   *v = sum;
}

static void refine_primal(const ics_factors *f, const ics_lp *lp, const ics_basis *basis, double *x,
                          double *x_low, double *work)
{
   double *rho = work, *tail = work + lp->m, *trial = tail + lp->m, *trial_low = trial + lp->n;
   size_t bytes = (size_t)lp->n * sizeof *x;
   for (int j = 0; j < lp->n; j++)
      if (basis->col[j] != 'B') x[j] = column_target(lp, basis, j);
   double residual = primal_residual(lp, basis, x, x_low, rho, tail);
   for (int pass = 0; pass < REFINE_PASSES && residual > 0; pass++) {
      if (!f->ftran(f->of, rho)) return;
      memcpy(trial, x, bytes);
      memcpy(trial_low, x_low, bytes);
      for (int p = 0; p < lp->m; p++)
         if (f->head[p] >= lp->m)
            add_to_pair(&trial[f->head[p] - lp->m], &trial_low[f->head[p] - lp->m], rho[p]);
      double better = primal_residual(lp, basis, trial, trial_low, rho, tail);
      if (!(better < residual)) break;
      memcpy(x, trial, bytes);
      memcpy(x_low, trial_low, bytes);
      residual = better;
   }
   snap(lp, x, x_low);
}

/* h[p] := a_j'(y + low) - c_j for the basic column at position p, 0 for a basic row */
static double dual_residual(const ics_lp *lp, const int *head, const double *y, const double *low,
                            double *h)
{
   double worst = 0;
   for (int p = 0; p < lp->m; p++) {
      h[p] = 0;
      if (head[p] < lp->m) continue;
      int j = head[p] - lp->m;
      ics_sum s = { 0 };
      ics_sum_add(&s, lp->c[j], -1);
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         ics_sum_add(&s, lp->val[k], y[lp->row[k]]);
         ics_sum_add(&s, lp->val[k], low[lp->row[k]]);
      }
      h[p] = ics_sum_value(&s);
      worst = fmax(worst, fabs(h[p]));
   }
   return worst;
}

/* (y, low) += h; a basic row's dual is 0. */
static void correct(const ics_lp *lp, const int *head, const double *h, double *y, double *low)
{
   for (int i = 0; i < lp->m; i++) add_to_pair(&y[i], &low[i], h[i]);
   for (int p = 0; p < lp->m; p++)
      if (head[p] < lp->m) y[head[p]] = low[head[p]] = 0;
}

static void refine_dual(const ics_factors *f, const ics_lp *lp, const ics_basis *basis, double *y,
                        double *y_low, double *work)
{
   double *h = work, *trial = work + lp->m, *trial_low = trial + lp->m;
   size_t bytes = (size_t)lp->m * sizeof *y;
   memset(y_low, 0, bytes);
   for (int i = 0; i < lp->m; i++)
      if (basis->row[i] == 'B' || basis->row[i] == 'F') y[i] = 0;
   double residual = dual_residual(lp, f->head, y, y_low, h);
   for (int pass = 0; pass < REFINE_PASSES && residual > 0; pass++) {
      if (!f->btran(f->of, h)) return;
      memcpy(trial, y, bytes);
      memcpy(trial_low, y_low, bytes);
      correct(lp, f->head, h, trial, trial_low);
      double better = dual_residual(lp, f->head, trial, trial_low, h);
      if (!(better < residual)) break;
      memcpy(y, trial, bytes);
      memcpy(y_low, trial_low, bytes);
      residual = better;
   }
}

void ics_refine_by(const ics_factors *factors, const ics_lp *lp, const ics_basis *basis, double *x,
                   double *x_low, double *y, double *y_low, double *work)
{
   memset(x_low, 0, (size_t)lp->n * sizeof *x_low);
   memset(y_low, 0, (size_t)lp->m * sizeof *y_low);
   refine_primal(factors, lp, basis, x, x_low, work);
   refine_dual(factors, lp, basis, y, y_low, work);
}

static bool ftran(void *backend, double *v)
{
   return ics_backend_ftran(backend, v);
}

static bool btran(void *backend, double *v)
{
   return ics_backend_btran(backend, v);
}

void ics_refine(ics_backend *backend, const ics_lp *lp, const ics_basis *basis, double *x,
                double *x_low, double *y, double *y_low, double *work, int *head)
{
   const ics_factors factors = { head, backend, ftran, btran };
   memset(x_low, 0, (size_t)lp->n * sizeof *x_low);
   memset(y_low, 0, (size_t)lp->m * sizeof *y_low);
   if (!ics_backend_factors(backend, head)) return;
   ics_refine_by(&factors, lp, basis, x, x_low, y, y_low, work);
}
