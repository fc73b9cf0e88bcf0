/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/reduce.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "lp/sum.h"

/* {relative} A bound of a quantity may be passed by rounding. */
static const double ROUNDING = 1e-12;

/* What is left, and where it goes. */
typedef struct reduction {
   const ics_lp *lp;
   const double *lo, *hi;
   const ics_basis *start;
   double *fixed;        /* [m] what fixed columns come to */
   double *least, *most; /* [m] what all columns can come to */
   int *new_row;         /* [m] row of the lesser LP; GONE, or WRITTEN - k of the k-th quantity */
   bool *said;           /* [n] by an equality that goes with it */
   double *c, c0;        /* [n] costs of what quantities are made of instead of theirs */
   ics_written *written; /* [m] */
   int nwritten;
   int m, n, nz;
} reduction;

enum { GONE = -1, WRITTEN = -2 };

static bool goes(const reduction *r, int j)
{
   return r->said[j] || (r->lo[j] == r->hi[j] && r->start->col[j] != 'B');
}

static void look(reduction *r)
{
   const ics_lp *lp = r->lp;
   ics_lp_reach(lp, r->lo, r->hi, r->least, r->most);
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; goes(r, j) && k < lp->start[j + 1]; k++)
         r->fixed[lp->row[k]] += lp->val[k] * r->lo[j];
   memcpy(r->c, lp->c, (size_t)lp->n * sizeof *r->c);
   r->c0 = lp->c0;
}

static bool can_bind(const reduction *r, int i)
{
   return r->start->row[i] != 'B' || r->least[i] < r->lp->rlo[i] || r->most[i] > r->lp->rhi[i];
}

/* ---- quantities that are written out ------------------------------------------------------------
 */

/* The one row left that a column is in. @return its entry; -1: none or several */
static int only_entry(const reduction *r, int j)
{
   int only = -1;
   for (int k = r->lp->start[j]; k < r->lp->start[j + 1]; k++) {
      if (r->new_row[r->lp->row[k]] < 0 || r->lp->val[k] == 0.0) continue;
      if (only >= 0) return -1;
      only = k;
   }
   return only;
}

/* What the rest of the equality can come to keeps the column within its bounds. */
static bool kept_by_row(const reduction *r, int j, int i, double a)
{
   double one = a * r->lo[j], other = a * r->hi[j];
   double rest_least = r->least[i] - fmin(one, other), rest_most = r->most[i] - fmax(one, other);
   double from = (r->lp->rlo[i] - rest_most) / a, to = (r->lp->rlo[i] - rest_least) / a;
   double slack = ROUNDING * fmax(fabs(r->lo[j]), fabs(r->hi[j]));
   return fmin(from, to) >= r->lo[j] - slack && fmax(from, to) <= r->hi[j] + slack;
}

/* Columns that are quantities now. @return whether there are any */
static bool find_written(reduction *r, int round)
{
   const ics_lp *lp = r->lp;
   int before = r->nwritten;
   for (int j = 0; j < lp->n; j++) {
      int k = r->said[j] || r->start->col[j] != 'B' ? -1 : only_entry(r, j);
      int i = k < 0 ? -1 : lp->row[k];
      if (i < 0 || lp->rlo[i] != lp->rhi[i] || r->start->row[i] == 'B') continue;
      if (!kept_by_row(r, j, i, lp->val[k])) continue;
      r->written[r->nwritten] = (ics_written){ i, j, lp->val[k], r->c[j] / lp->val[k], round };
      r->new_row[i] = WRITTEN - r->nwritten++;
      r->said[j] = true;
   }
   return r->nwritten > before;
}

/* Their costs become costs of what they are made of. */
static void pass_costs_on(reduction *r, int first)
{
   const ics_lp *lp = r->lp;
   for (int w = first; w < r->nwritten; w++)
      r->c0 += r->written[w].dual * lp->rlo[r->written[w].row];
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         int w = WRITTEN - r->new_row[lp->row[k]];
         if (w >= first && w < r->nwritten) r->c[j] -= r->written[w].dual * lp->val[k];
      }
}

static void write_out(reduction *r)
{
   for (int i = 0; i < r->lp->m; i++) r->new_row[i] = can_bind(r, i) ? 0 : GONE;
   for (int round = 0, first = 0; find_written(r, round); round++, first = r->nwritten)
      pass_costs_on(r, first);
}

/* ---- the lesser LP ------------------------------------------------------------------------------
 */

static void count(reduction *r)
{
   const ics_lp *lp = r->lp;
   for (int i = 0; i < lp->m; i++)
      if (r->new_row[i] >= 0) r->new_row[i] = r->m++;
   for (int j = 0; j < lp->n; j++) {
      if (goes(r, j)) continue;
      r->n++;
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) r->nz += r->new_row[lp->row[k]] >= 0;
   }
}

static ics_rc write_rows(const reduction *r, ics_arena *arena, ics_reduced *out, ics_err *err)
{
   const ics_lp *lp = r->lp;
   double *rlo, *rhi;
   int *row;
   ICS_ALLOC(rlo, arena, r->m, err);
   ICS_ALLOC(rhi, arena, r->m, err);
   ICS_ALLOC(row, arena, r->m, err);
   for (int i = 0; i < lp->m; i++) {
      int at = r->new_row[i];
      if (at < 0) continue;
      row[at] = i;
      rlo[at] = lp->rlo[i] - r->fixed[i];
      rhi[at] = lp->rhi[i] - r->fixed[i];
   }
   out->lp.rlo = rlo;
   out->lp.rhi = rhi;
   out->row = row;
   return ICS_OK;
}

static ics_rc write_columns(const reduction *r, ics_arena *arena, ics_reduced *out, ics_err *err)
{
   const ics_lp *lp = r->lp;
   double *lo, *hi, *c;
   int *col, n = 0;
   ICS_ALLOC(lo, arena, r->n, err);
   ICS_ALLOC(hi, arena, r->n, err);
   ICS_ALLOC(c, arena, r->n, err);
   ICS_ALLOC(col, arena, r->n, err);
   for (int j = 0; j < lp->n; j++) {
      if (goes(r, j)) {
         if (!r->said[j]) out->lp.c0 += r->c[j] * r->lo[j];
         continue;
      }
      col[n] = j;
      lo[n] = r->lo[j];
      hi[n] = r->hi[j];
      c[n] = r->c[j];
      n++;
   }
   out->lp.lo = lo;
   out->lp.hi = hi;
   out->lp.c = c;
   out->col = col;
   return ICS_OK;
}

static ics_rc write_entries(const reduction *r, ics_arena *arena, ics_reduced *out, ics_err *err)
{
   const ics_lp *lp = r->lp;
   int *start, *row, nz = 0;
   double *val;
   ICS_ALLOC(start, arena, r->n + 1, err);
   ICS_ALLOC(row, arena, r->nz, err);
   ICS_ALLOC(val, arena, r->nz, err);
   for (int j = 0; j < r->n; j++) {
      for (int k = lp->start[out->col[j]]; k < lp->start[out->col[j] + 1]; k++) {
         if (r->new_row[lp->row[k]] < 0) continue;
         row[nz] = r->new_row[lp->row[k]];
         val[nz++] = lp->val[k];
      }
      start[j + 1] = nz;
   }
   out->lp.start = start;
   out->lp.row = row;
   out->lp.val = val;
   return ICS_OK;
}

static ics_rc make_room_for_scaling(ics_arena *arena, ics_lp *lp, ics_err *err)
{
   ICS_ALLOC(lp->scaling, arena, 1, err);
   ICS_ALLOC(lp->scaling->row, arena, lp->m, err);
   ICS_ALLOC(lp->scaling->col, arena, lp->n, err);
   lp->scaling->m = lp->m;
   lp->scaling->n = lp->n;
   return ICS_OK;
}

static void lend_scaling(const ics_reduced *reduced, const ics_lp *lp)
{
   const ics_scaling *had = lp->scaling;
   ics_scaling *s = reduced->lp.scaling;
   if (!had || had->val != lp->val) return;
   for (int i = 0; i < s->m; i++) s->row[i] = had->row[reduced->row[i]];
   for (int j = 0; j < s->n; j++) s->col[j] = had->col[reduced->col[j]];
   s->val = reduced->lp.val;
   s->nz = reduced->lp.nz;
}

static ics_rc project(const ics_basis *start, ics_arena *arena, ics_reduced *out, ics_err *err)
{
   ics_basis *basis = &out->start;
   basis->shape = ics_lp_shape(&out->lp);
   ICS_ALLOC(basis->row, arena, out->lp.m, err);
   ICS_ALLOC(basis->col, arena, out->lp.n, err);
   for (int i = 0; i < out->lp.m; i++) basis->row[i] = start->row[out->row[i]];
   for (int j = 0; j < out->lp.n; j++) basis->col[j] = start->col[out->col[j]];
   return ICS_OK;
}

ics_rc ics_reduce(const ics_lp *lp, const double *lo, const double *hi, const ics_basis *start,
                  ics_arena *arena, ics_reduced *out, ics_err *err)
{
   reduction r = { .lp = lp, .lo = lo, .hi = hi, .start = start };
   ICS_ALLOC(r.fixed, arena, lp->m, err);
   ICS_ALLOC(r.least, arena, lp->m, err);
   ICS_ALLOC(r.most, arena, lp->m, err);
   ICS_ALLOC(r.new_row, arena, lp->m, err);
   ICS_ALLOC(r.said, arena, lp->n, err);
   ICS_ALLOC(r.c, arena, lp->n, err);
   ICS_ALLOC(r.written, arena, lp->m, err);
   look(&r);
   write_out(&r);
   count(&r);
   *out = (ics_reduced){ .lp = { .m = r.m, .n = r.n, .nz = r.nz, .c0 = r.c0 },
                         .written = r.written,
                         .nwritten = r.nwritten,
                         .shape = start->shape };
   ICS_TRY(write_rows(&r, arena, out, err));
   ICS_TRY(write_columns(&r, arena, out, err));
   ICS_TRY(write_entries(&r, arena, out, err));
   ICS_TRY(make_room_for_scaling(arena, &out->lp, err));
   lend_scaling(out, lp);
   return project(start, arena, out, err);
}

static ics_rc take_whole(const ics_lp *lp, uint64_t shape, ics_arena *arena, ics_solution *out,
                         ics_err *err)
{
   ICS_ALLOC(out->x, arena, lp->n, err);
   ICS_ALLOC(out->x_low, arena, lp->n, err);
   ICS_ALLOC(out->y, arena, lp->m, err);
   ICS_ALLOC(out->y_low, arena, lp->m, err);
   ICS_ALLOC(out->basis.row, arena, lp->m, err);
   ICS_ALLOC(out->basis.col, arena, lp->n, err);
   memset(out->basis.row, 'B', (size_t)lp->m);
   memset(out->basis.col, 'S', (size_t)lp->n);
   out->basis.shape = shape;
   return ICS_OK;
}

/* Quantities of one round: what their equalities leave for them, in two parts. sum [lp->m] */
static void say_written(const ics_reduced *reduced, const ics_lp *lp, int round, ics_sum *sum,
                        ics_solution *out)
{
   for (int w = 0; w < reduced->nwritten; w++) {
      const ics_written *q = &reduced->written[w];
      sum[q->row] = (ics_sum){ 0 };
      ics_sum_add(&sum[q->row], lp->rlo[q->row], 1.0);
      if (q->round == round) out->x[q->col] = out->x_low[q->col] = 0.0;
   }
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         ics_sum_add(&sum[lp->row[k]], -lp->val[k], out->x[j]);
         ics_sum_add(&sum[lp->row[k]], -lp->val[k], out->x_low[j]);
      }
   for (int w = 0; w < reduced->nwritten; w++) {
      const ics_written *q = &reduced->written[w];
      ics_sum *left = &sum[q->row];
      if (q->round != round) continue;
      out->x[q->col] = ics_sum_value(left) / q->entry;
      ics_sum_add(left, -q->entry, out->x[q->col]);
      out->x_low[q->col] = ics_sum_value(left) / q->entry;
      out->y[q->row] = q->dual;
      out->basis.col[q->col] = 'B';
      out->basis.row[q->row] = 'S';
   }
}

ics_rc ics_expand(const ics_reduced *reduced, const ics_lp *lp, const double *lo,
                  const ics_solution *sol, ics_arena *arena, ics_solution *out, ics_err *err)
{
   *out = *sol;
   ICS_TRY(take_whole(lp, reduced->shape, arena, out, err));
   memcpy(out->x, lo, (size_t)lp->n * sizeof *out->x);
   for (int i = 0; i < reduced->lp.m; i++) {
      int at = reduced->row[i];
      out->y[at] = sol->y[i];
      out->y_low[at] = sol->y_low[i];
      out->basis.row[at] = sol->basis.row[i];
   }
   for (int j = 0; j < reduced->lp.n; j++) {
      int at = reduced->col[j];
      out->x[at] = sol->x[j];
      out->x_low[at] = sol->x_low[j];
      out->basis.col[at] = sol->basis.col[j];
   }
   if (reduced->nwritten == 0) return ICS_OK;
   ics_sum *sum;
   ICS_ALLOC(sum, arena, lp->m, err);
   int last = reduced->written[reduced->nwritten - 1].round;
   for (int round = last; round >= 0; round--) say_written(reduced, lp, round, sum, out);
   return ICS_OK;
}
