/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/move_near.h"

#include <math.h>
#include <string.h>

static const double HAIR = 1e-9; /* {relative} without it rounding alone would leave no room */

/** The LP of distances. Column j of the run's LP is p_j if it is followed, and n_j has index
 * back[j]. */
typedef struct distance {
   ics_lp at;    /* the model's LP with all stages held */
   double *from; /* [at.n] the value to be near to */
   int *back;    /* [at.n] index of n_j; ICS_NONE: column j is not followed and stays as it is */
   ics_lp lp;
   int *start, *row;
   double *val, *lo, *hi, *rlo, *rhi, *c;
} distance;

/* ---- what is followed ---------------------------------------------------------------------------
 */

static void follow(distance *d, int n, const int *map, const int *of_plan, const double *x)
{
   for (int p = 0; p < n; p++) {
      int j = map[p];
      if (j == ICS_NONE || of_plan[p] == ICS_NONE || d->at.lo[j] == d->at.hi[j]) continue;
      d->from[j] = fmin(d->at.hi[j], fmax(d->at.lo[j], x[of_plan[p]]));
      d->back[j] = 0; /* numbered later, in order of columns */
   }
}

static ics_rc choose(const ics_model *m, const ics_model *plan, const double *x, ics_arena *arena,
                     distance *d, ics_err *err)
{
   const ics_instance *in = m->in;
   int cells = in->nplaces * in->nservices * in->nyears;
   ICS_ALLOC(d->from, arena, d->at.n, err);
   ICS_ALLOC(d->back, arena, d->at.n, err);
   for (int j = 0; j < d->at.n; j++) d->back[j] = ICS_NONE;
   follow(d, cells, m->X, plan->X, x);
   follow(d, cells, m->q, plan->q, x);
   follow(d, in->nfunds * cells, m->y, plan->y, x);
   follow(d, in->nplaces * in->nblends * m->tranches * in->nyears, m->x, plan->x, x);
   follow(d, in->nyears, m->reserve, plan->reserve, x);
   d->lp.n = d->at.n;
   for (int j = 0; j < d->at.n; j++)
      if (d->back[j] != ICS_NONE) d->back[j] = d->lp.n++;
   return ICS_OK;
}

/* Every stage stays where the run ended, but for a hair: the slack of the stages is not there to be
 * nearer with. Where the plan itself is within that slack, so as good as the run's end, it may be
 * as the plan is. */
static void hold_stage(const ics_stage *stage, double end, double of_plan, double *lo, double *hi)
{
   int j = stage->col;
   double hair = (stage->maximise ? -HAIR : HAIR) * fmax(1.0, fabs(end));
   end += hair;
   of_plan += hair;
   if (stage->maximise)
      lo[j] = fmax(lo[j], of_plan >= stage->held ? fmin(end, of_plan) : end);
   else
      hi[j] = fmin(hi[j], of_plan <= stage->held ? fmax(end, of_plan) : end);
}

static ics_rc hold_all(const ics_model *m, const ics_run *run, const ics_run *plan, const double *x,
                       ics_arena *arena, ics_lp *at, ics_err *err)
{
   const double *end = run->stages[run->nstages - 1].solution.x;
   double *lo, *hi;
   *at = m->lp;
   ICS_ALLOC(lo, arena, at->n, err);
   ICS_ALLOC(hi, arena, at->n, err);
   memcpy(lo, at->lo, (size_t)at->n * sizeof *lo);
   memcpy(hi, at->hi, (size_t)at->n * sizeof *hi);
   for (int s = 0; s < run->nstages; s++)
      hold_stage(&run->stages[s], end[run->stages[s].col], x[plan->stages[s].col], lo, hi);
   at->lo = lo;
   at->hi = hi;
   return ICS_OK;
}

/* ---- the LP -------------------------------------------------------------------------------------
 */

static ics_rc room(ics_arena *arena, distance *d, ics_err *err)
{
   int nz = d->at.nz;
   for (int j = 0; j < d->at.n; j++)
      if (d->back[j] != ICS_NONE) nz += d->at.start[j + 1] - d->at.start[j];
   d->lp.nz = nz;
   d->lp.m = d->at.m;
   ICS_ALLOC(d->start, arena, d->lp.n + 1, err);
   ICS_ALLOC(d->row, arena, nz, err);
   ICS_ALLOC(d->val, arena, nz, err);
   ICS_ALLOC(d->lo, arena, d->lp.n, err);
   ICS_ALLOC(d->hi, arena, d->lp.n, err);
   ICS_ALLOC(d->c, arena, d->lp.n, err);
   ICS_ALLOC(d->rlo, arena, d->lp.m, err);
   ICS_ALLOC(d->rhi, arena, d->lp.m, err);
   memcpy(d->rlo, d->at.rlo, (size_t)d->lp.m * sizeof *d->rlo);
   memcpy(d->rhi, d->at.rhi, (size_t)d->lp.m * sizeof *d->rhi);
   return ICS_OK;
}

static void fill(distance *d)
{
   const ics_lp *at = &d->at;
   int used = at->nz;
   memcpy(d->start, at->start, ((size_t)at->n + 1) * sizeof *d->start);
   memcpy(d->row, at->row, (size_t)at->nz * sizeof *d->row);
   memcpy(d->val, at->val, (size_t)at->nz * sizeof *d->val);
   for (int j = 0; j < at->n; j++) {
      int n = d->back[j];
      d->lo[j] = n == ICS_NONE ? at->lo[j] : 0.0;
      d->hi[j] = n == ICS_NONE ? at->hi[j] : at->hi[j] - d->from[j];
      if (n == ICS_NONE) continue;
      d->hi[n] = d->from[j] - at->lo[j];
      d->c[j] = d->c[n] = 1.0;
      for (int p = at->start[j]; p < at->start[j + 1]; p++) {
         d->row[used] = at->row[p];
         d->val[used++] = -at->val[p];
         d->rlo[at->row[p]] -= at->val[p] * d->from[j];
         d->rhi[at->row[p]] -= at->val[p] * d->from[j];
      }
      d->start[n + 1] = used;
   }
   d->lp.start = d->start;
   d->lp.row = d->row;
   d->lp.val = d->val;
   d->lp.lo = d->lo;
   d->lp.hi = d->hi;
   d->lp.rlo = d->rlo;
   d->lp.rhi = d->rhi;
   d->lp.c = d->c;
}

/* The run's last basis, said of p and n: the same point. */
static ics_rc carry_basis(const distance *d, const ics_solution *last, ics_arena *arena,
                          ics_basis *warm, ics_err *err)
{
   ICS_ALLOC(warm->row, arena, d->lp.m, err);
   ICS_ALLOC(warm->col, arena, d->lp.n, err);
   warm->shape = ics_lp_shape(&d->lp);
   memcpy(warm->row, last->basis.row, (size_t)d->lp.m);
   memcpy(warm->col, last->basis.col, (size_t)d->at.n);
   for (int j = 0; j < d->at.n; j++) {
      int n = d->back[j];
      char was = last->basis.col[j];
      if (n == ICS_NONE) continue;
      bool below = was == 'B' ? last->x[j] < d->from[j] : was != 'U';
      char moved = was == 'B' ? 'B' : 'U';
      warm->col[j] = below ? 'L' : moved;
      warm->col[n] = below ? moved : 'L';
      if (warm->col[j] != 'B' && d->lo[j] == d->hi[j]) warm->col[j] = 'S';
      if (warm->col[n] != 'B' && d->lo[n] == d->hi[n]) warm->col[n] = 'S';
   }
   return ICS_OK;
}

ics_rc ics_move_nearest(const ics_model *m, const ics_run *run, const ics_model *plan,
                        const ics_run *plan_run, const ics_limits *limits, ics_arena *arena,
                        double **out, ics_err *err)
{
   const double *x = plan_run->stages[plan_run->nstages - 1].solution.x;
   distance d = { 0 };
   ics_basis warm;
   ics_solution sol;
   *out = NULL;
   ICS_TRY(hold_all(m, run, plan_run, x, arena, &d.at, err));
   ICS_TRY(choose(m, plan, x, arena, &d, err));
   ICS_TRY(room(arena, &d, err));
   fill(&d);
   ICS_TRY(carry_basis(&d, &run->stages[run->nstages - 1].solution, arena, &warm, err));
   ICS_TRY(ics_lp_solve(&d.lp, &warm, limits, arena, &sol, err));
   if (sol.status != ICS_OPTIMAL) return ICS_OK;
   ICS_ALLOC(*out, arena, d.at.n, err);
   for (int j = 0; j < d.at.n; j++)
      (*out)[j] = d.back[j] == ICS_NONE ? sol.x[j] : d.from[j] + sol.x[j] - sol.x[d.back[j]];
   return ICS_OK;
}
