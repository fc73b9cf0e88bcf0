/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/force.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* What each row can come to in the box. */
typedef struct reach {
   double *least, *most; /* [m] */
   int *rank;            /* [m] position among the rows that force, or -1 */
} reach;

static bool at_least(const ics_lp *lp, const reach *r, int i)
{
   return r->least[i] == lp->rhi[i] && r->least[i] < r->most[i];
}

static bool at_most(const ics_lp *lp, const reach *r, int i)
{
   return r->most[i] == lp->rlo[i] && r->least[i] < r->most[i];
}

/* Rows that force and were not known to. @return whether there are any */
static bool rank_rows(const ics_lp *lp, const reach *r, ics_force *f)
{
   int before = f->nrows;
   for (int i = 0; i < lp->m; i++)
      if (r->rank[i] < 0 && (at_least(lp, r, i) || at_most(lp, r, i))) {
         r->rank[i] = f->nrows;
         f->row[f->nrows++] = i;
      }
   return f->nrows > before;
}

/* The first of the new rows that holds a column fixes it. */
static void fix_columns(const ics_lp *lp, const reach *r, int known, ics_force *f)
{
   for (int j = 0; j < lp->n; j++) {
      int first = -1;
      for (int k = lp->start[j]; f->lo[j] < f->hi[j] && k < lp->start[j + 1]; k++) {
         int rank = r->rank[lp->row[k]];
         if (rank < known || lp->val[k] == 0.0) continue;
         if (first < 0 || rank < r->rank[lp->row[first]]) first = k;
      }
      if (first < 0) continue;
      bool low = (lp->val[first] > 0.0) == at_least(lp, r, lp->row[first]);
      f->by[j] = r->rank[lp->row[first]];
      if (low)
         f->hi[j] = f->lo[j];
      else
         f->lo[j] = f->hi[j];
   }
}

ics_rc ics_force_find(const ics_lp *lp, ics_arena *arena, ics_force *out, ics_err *err)
{
   reach r;
   *out = (ics_force){ 0 };
   ICS_ALLOC(out->lo, arena, lp->n, err);
   ICS_ALLOC(out->hi, arena, lp->n, err);
   ICS_ALLOC(out->row, arena, lp->m, err);
   ICS_ALLOC(out->by, arena, lp->n, err);
   ICS_ALLOC(r.least, arena, lp->m, err);
   ICS_ALLOC(r.most, arena, lp->m, err);
   ICS_ALLOC(r.rank, arena, lp->m, err);
   memcpy(out->lo, lp->lo, (size_t)lp->n * sizeof *out->lo);
   memcpy(out->hi, lp->hi, (size_t)lp->n * sizeof *out->hi);
   for (int j = 0; j < lp->n; j++) out->by[j] = -1;
   for (int i = 0; i < lp->m; i++) r.rank[i] = -1;
   for (int known = 0;; known = out->nrows) {
      ics_lp_reach(lp, out->lo, out->hi, r.least, r.most);
      if (!rank_rows(lp, &r, out)) return ICS_OK;
      fix_columns(lp, &r, known, out);
   }
}

static double reduced_cost(const ics_lp *lp, const double *y, int j)
{
   double d = lp->c[j];
   for (int k = lp->start[j]; k < lp->start[j + 1]; k++) d -= lp->val[k] * y[lp->row[k]];
   return d;
}

static double entry(const ics_lp *lp, int i, int j)
{
   for (int k = lp->start[j]; k < lp->start[j + 1]; k++)
      if (lp->row[k] == i) return lp->val[k];
   return 0.0;
}

/* A row at its upper limit holds columns of positive entries at their lower end: lowering its dual
 * raises their reduced costs. At its lower limit the other way round: in both cases reduced cost
 * over entry tells how far, and its sign which way. */
void ics_force_duals(const ics_force *force, const ics_lp *lp, double *y)
{
   for (int rank = force->nrows - 1; rank >= 0; rank--) {
      int i = force->row[rank];
      double down = 0.0, up = 0.0;
      for (int j = 0; j < lp->n; j++) {
         if (force->by[j] != rank) continue;
         double a = entry(lp, i, j), far = reduced_cost(lp, y, j) / a;
         bool low = force->lo[j] == lp->lo[j];
         if (low == (a > 0.0))
            down = fmin(down, far);
         else
            up = fmax(up, far);
      }
      y[i] += down + up;
   }
}
