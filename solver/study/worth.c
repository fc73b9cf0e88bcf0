/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/worth.h"

#include <math.h>
#include <string.h>

#include "lp/parametric.h"
#include "lp/sum.h"
#include "post/choice.h"

enum { CORNERS_MOST = 100000 };

static const double NARROWEST = 1e-3; /* {of the certificate's limit} */

/** The walk, for what is kept of its plans. */
typedef struct walk {
   const ics_lp *lp;
   double *work; /* [m] */
} walk;

/* ---- the cost of a plan -------------------------------------------------------------------------
 */

/* The column that a row defines. */
static int defined(const ics_model *m, int row)
{
   bool aim = strcmp(m->row_tag[row].kind, "aim") == 0;
   return aim ? m->aim[m->row_tag[row].item.aim] : m->goal_col;
}

/* Sum of a column's entries times y, in rows other than @p beside. @param[out] own  the entry there
 */
static double column_times(const ics_lp *lp, int j, const double *y, int beside, double *own)
{
   ics_sum sum = { 0 };
   for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
      if (lp->row[k] == beside)
         *own = lp->val[k];
      else
         ics_sum_add(&sum, lp->val[k], y[lp->row[k]]);
   }
   return ics_sum_value(&sum);
}

/* Each defining row times that which takes its column out of the cost: the goal's first, as it may
 * hold aims. */
static void eliminate(const ics_model *m, const ics_lp *lp, double *y)
{
   for (int pass = 0; pass < 2; pass++)
      for (int i = 0; i < lp->m; i++) {
         if (!ics_moved_defines(m, i) || (defined(m, i) == m->goal_col) != (pass == 0)) continue;
         int j = defined(m, i);
         double own = 1, rest = column_times(lp, j, y, i, &own);
         y[i] = (lp->c[j] - rest) / own;
      }
}

/* @param[out] c  [n]   @param[out] constant  the plan's cost is c'x and this */
static ics_rc cost_of_plans(const ics_model *m, const ics_lp *lp, ics_arena *arena, double **c,
                            double *constant, ics_err *err)
{
   double *y;
   ics_sum sum = { 0 };
   ICS_ALLOC(y, arena, lp->m, err);
   ICS_ALLOC(*c, arena, lp->n, err);
   eliminate(m, lp, y);
   for (int j = 0; j < lp->n; j++) (*c)[j] = lp->c[j] - column_times(lp, j, y, ICS_NONE, NULL);
   ics_sum_add(&sum, lp->c0, 1);
   for (int i = 0; i < lp->m; i++) {
      if (y[i] == 0) continue;
      (*c)[defined(m, i)] = 0;
      ics_sum_add(&sum, y[i], lp->rlo[i]);
   }
   *constant = ics_sum_value(&sum);
   return ICS_OK;
}

/* ---- pieces -------------------------------------------------------------------------------------
 */

static ics_rc keep_stand(void *ctx, const double *x, ics_arena *arena, void **kept, ics_err *err)
{
   walk *w = ctx;
   char *stand;
   ICS_ALLOC(stand, arena, w->lp->m + w->lp->n, err);
   ics_stand_of(w->lp, x, stand, w->work);
   *kept = stand;
   return ICS_OK;
}

/* A range's value at a share of it. */
static double between(const double end[2], double share)
{
   return (1 - share) * end[0] + share * end[1];
}

static ics_rc add_corners(ics_pieces *s, const ics_curve *curve, const double constant[2],
                          ics_err *err)
{
   const double range[2] = { s->moved->from, s->moved->to };
   for (int n = 0; n < curve->n; n++) {
      const ics_curve_corner *corner = &curve->corner[n];
      const double cost[2] = { corner->value[0] + constant[0], corner->value[1] + constant[1] };
      const ics_curve_edge *before = n == 0 ? &curve->end[0] : &curve->edge[n - 1];
      const ics_curve_edge *after = n + 1 == curve->n ? &curve->end[1] : &curve->edge[n];
      ics_piece next = { .from = between(range, corner->from),
                         .to = between(range, corner->to),
                         .f_from = between(cost, corner->from),
                         .f_to = between(cost, corner->to),
                         .slope = (cost[1] - cost[0]) / s->moved->range,
                         .stand = corner->kept };
      if (!(next.to > next.from)) continue;
      next.proven = corner->proven && before->over <= 2 * s->gap * fabs(next.f_from) &&
                    after->over <= 2 * s->gap * fabs(next.f_to);
      ICS_TRY(ics_pieces_add(s, &next, err));
   }
   return ICS_OK;
}

static ics_rc check(const ics_curve *curve, ics_err *err)
{
   if (curve->status == ICS_LIMIT)
      return ics_fail(err, ICS_ELIMIT,
                      "a limit of the solver was reached at an end of the range; raise --set "
                      "time_limit=SECONDS or --set iterations=COUNT");
   if (curve->status != ICS_OPTIMAL)
      return ics_fail(err, ICS_ENUMERIC, "the value at an end of the range cannot be certified");
   if (!curve->whole)
      return ics_fail(err, ICS_ELIMIT, "more than %d best plans; choose a narrower range",
                      CORNERS_MOST);
   return ICS_OK;
}

/* The certificate's limit is relative to the terms of a cost, and those of plans are larger than
 * what they come to: in so much narrower a limit the value is certified as in its own stage. */
static double narrower(const ics_moved *moved, const double *c, double gap)
{
   const ics_run *run = &moved->solved->run;
   const double *x = run->stages[run->own].solution.x;
   double size = 0;
   if (moved->solved->model->lp.n != moved->lp[0].n) return gap;
   for (int j = 0; j < moved->lp[0].n; j++) size += fabs(c[j] * x[j]);
   return size > 0 ? gap * fmin(fmax(fabs(run->stages[run->own].value) / size, NARROWEST), 1) : gap;
}

ics_rc ics_worth(ics_pieces *s, const ics_limits *limits, int *solves, ics_err *err)
{
   const ics_moved *moved = s->moved;
   const ics_run *run = &moved->solved->run;
   const ics_basis *basis = &run->stages[run->own].solution.basis;
   const ics_lp *lp = &moved->lp[0];
   double *cost[2], constant[2];
   walk w = { .lp = lp };
   ics_curve curve;
   ICS_ALLOC(w.work, s->arena, lp->m, err);
   for (int end = 0; end < 2; end++)
      ICS_TRY(cost_of_plans(moved->ends[end], &moved->lp[end], s->arena, &cost[end], &constant[end],
                            err));
   ics_curve_ask ask = { .cost = { cost[0], cost[1] },
                         .unit = { 1, 1 },
                         .warm = basis->shape == ics_lp_shape(lp) ? basis : NULL,
                         .limits = *limits,
                         .most = CORNERS_MOST,
                         .keep = keep_stand,
                         .ctx = &w };
   ask.limits.gap =
       fmin(narrower(moved, cost[0], limits->gap), narrower(moved, cost[1], limits->gap));
   ICS_TRY(ics_curve_walk(lp, &ask, s->arena, &curve, err));
   *solves += curve.steps + curve.weighted + 2;
   ICS_TRY(check(&curve, err));
   return add_corners(s, &curve, constant, err);
}
