/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/frontier.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "lp/parametric.h"

typedef struct study {
   const ics_solved *solved;
   const ics_request *asked;
   const ics_frontier_request *request;
   ics_arena *arena;
   ics_limits limits;
   int naims;
   int *aim;  /* [naims] of the instance, the two asked for first, the others in order */
   ics_lp lp; /* the plans considered; bounds of its own */
   double *lo, *hi, *c;
   double *cost[2];
   ics_curve curve;
   ics_frontier_result *out;
   int *shown; /* [nshown] corners */
   int nshown;
   ics_solver *solver; /* opened by the first corner that needs it, once a process */
} study;

/* ---- the linear program -------------------------------------------------------------------------
 */

ics_rc ics_frontier_lp(const ics_solved *solved, ics_arena *arena, ics_lp *out, ics_err *err)
{
   double *none;
   ICS_TRY(ics_stage_lp(solved->model, &solved->run, solved->run.own, arena, out, err));
   ICS_ALLOC(none, arena, out->n, err);
   out->c = none;
   return ICS_OK;
}

static double sign_of(const study *s, int a)
{
   return s->solved->in->aims[a].maximise ? -1.0 : 1.0;
}

static ics_rc prepare(study *s, ics_err *err)
{
   const ics_model *m = s->solved->model;
   int n = 0;
   s->naims = m->in->naims;
   ICS_ALLOC(s->aim, s->arena, s->naims, err);
   for (int k = 0; k < 2; k++) s->aim[n++] = s->request->aim[k];
   for (int p = 0; p < s->naims; p++) {
      int a = s->solved->goal.order[p];
      if (a != s->aim[0] && a != s->aim[1]) s->aim[n++] = a;
   }
   ICS_TRY(ics_frontier_lp(s->solved, s->arena, &s->lp, err));
   ICS_ALLOC(s->lo, s->arena, s->lp.n, err);
   ICS_ALLOC(s->hi, s->arena, s->lp.n, err);
   ICS_ALLOC(s->c, s->arena, s->lp.n, err);
   memcpy(s->lo, s->lp.lo, (size_t)s->lp.n * sizeof *s->lo);
   memcpy(s->hi, s->lp.hi, (size_t)s->lp.n * sizeof *s->hi);
   s->lp.lo = s->lo;
   s->lp.hi = s->hi;
   s->lp.c = s->c;
   for (int k = 0; k < 2; k++) {
      ICS_ALLOC(s->cost[k], s->arena, s->lp.n, err);
      s->cost[k][m->aim[s->aim[k]]] = sign_of(s, s->aim[k]);
   }
   return ICS_OK;
}

/* ---- the curve ----------------------------------------------------------------------------------
 */

static ics_curve_ask ask_of(const study *s)
{
   return (ics_curve_ask){ .cost = { s->cost[0], s->cost[1] },
                           .warm = &s->solved->run.stages[s->solved->run.own].solution.basis,
                           .limits = s->limits,
                           .most = ICS_FRONTIER_MOST,
                           .stop = s->request->stop,
                           .ctx = s->request->ctx };
}

static ics_rc walk(study *s, ics_err *err)
{
   ics_curve_ask ask = ask_of(s);
   ICS_TRY(ics_curve_walk(&s->lp, &ask, s->arena, &s->curve, err));
   if (s->curve.status == ICS_OPTIMAL) return ICS_OK;
   if (s->curve.status == ICS_LIMIT)
      return ics_fail(err, ICS_ELIMIT,
                      "a limit was reached before an end of the curve was found; raise --set "
                      "time_limit=SECONDS or --set iterations=COUNT");
   return ics_fail(
       err, ICS_ENUMERIC,
       "an end of the curve could not be certified, so nothing can be said of the rest");
}

/* Of two aims better in both, seen from the line between the ends. */
static double height(const study *s, const ics_curve_corner *c)
{
   const ics_curve_corner *first = &s->curve.corner[0], *last = &s->curve.corner[s->curve.n - 1];
   if (s->curve.n < 3) return 0;
   double u = (c->value[0] - first->value[0]) / (last->value[0] - first->value[0]);
   double v = (c->value[1] - last->value[1]) / (first->value[1] - last->value[1]);
   return 1 - u - v;
}

static ics_rc make_corner(study *s, int n, ics_err *err)
{
   const ics_curve_corner *c = &s->curve.corner[n];
   ics_frontier_corner *out = &s->out->corners[n];
   double sign[2] = { sign_of(s, s->aim[0]), sign_of(s, s->aim[1]) };
   *out = (ics_frontier_corner){ .from = c->from,
                                 .to = c->to,
                                 .proven = c->proven,
                                 .slope_to_next = NAN,
                                 .edge_weight = NAN,
                                 .edge_gap = NAN,
                                 .height = height(s, c) };
   ICS_ALLOC(out->value, s->arena, s->naims, err);
   for (int a = 0; a < s->naims; a++) out->value[a] = a < 2 ? sign[a] * c->value[a] : (double)NAN;
   s->out->unproven += !c->proven;
   if (n + 1 == s->curve.n) return ICS_OK;
   const ics_curve_corner *next = c + 1;
   const ics_curve_edge *edge = &s->curve.edge[n];
   out->slope_to_next =
       sign[0] * sign[1] * (next->value[1] - c->value[1]) / (next->value[0] - c->value[0]);
   out->edge_weight = edge->weight;
   out->edge_gap = edge->gap;
   out->edge_proven = edge->proven;
   s->out->unproven += !edge->proven;
   return ICS_OK;
}

static ics_rc take_corners(study *s, ics_err *err)
{
   ics_frontier_result *out = s->out;
   ICS_ALLOC(out->corners, s->arena, s->curve.n, err);
   out->ncorners = s->curve.n;
   out->knee = -1;
   for (int n = 0; n < s->curve.n; n++) {
      ICS_TRY(make_corner(s, n, err));
      if (n == 0 || n == s->curve.n - 1) continue;
      if (out->knee < 0 || out->corners[n].height > out->corners[out->knee].height) out->knee = n;
   }
   out->whole = s->curve.whole;
   out->proven = s->curve.proven;
   out->steps = s->curve.steps;
   out->weighted = s->curve.weighted;
   out->iterations = s->curve.iterations;
   return ICS_OK;
}

/* ---- which corners to show ----------------------------------------------------------------------
 */

static double length_to_next(const study *s, int n)
{
   const ics_curve_corner *c = &s->curve.corner[n];
   double u = (c[1].value[0] - c->value[0]) / s->curve.unit[0];
   double v = (c[1].value[1] - c->value[1]) / s->curve.unit[1];
   return hypot(u, v);
}

/* The corners at which the curve's length passes equal parts. */
static void mark_along(study *s, int marks)
{
   ics_frontier_result *out = s->out;
   double all = 0, run = 0;
   int passed = 0;
   for (int k = 0; k + 1 < out->ncorners; k++) all += length_to_next(s, k);
   for (int k = 0; k + 1 < out->ncorners; k++) {
      int now = (int)(run / all * (marks + 1));
      if (now > passed) out->corners[k].shown = true;
      passed = now;
      run += length_to_next(s, k);
   }
}

/* Ends, knee and the one asked for, and as many others as there is room for. */
static ics_rc choose_shown(study *s, ics_err *err)
{
   ics_frontier_result *out = s->out;
   int n = out->ncorners, always = 3 + (out->asked >= 0);
   for (int k = 0; k < n; k++)
      out->corners[k].shown =
          n <= ICS_FRONTIER_SHOWN || k == 0 || k == n - 1 || k == out->knee || k == out->asked;
   if (n > ICS_FRONTIER_SHOWN) mark_along(s, ICS_FRONTIER_SHOWN - always);
   ICS_ALLOC(s->shown, s->arena, n, err);
   for (int k = 0; k < n; k++)
      if (out->corners[k].shown) s->shown[s->nshown++] = k;
   return ICS_OK;
}

/* ---- the other aims at a corner -----------------------------------------------------------------
 */

static void restore_bounds(study *s, const ics_lp *base)
{
   memcpy(s->lo, base->lo, (size_t)base->n * sizeof *s->lo);
   memcpy(s->hi, base->hi, (size_t)base->n * sizeof *s->hi);
}

/* As a stage is held (lp/stages.h). */
static void hold(study *s, int a, double value)
{
   int col = s->solved->model->aim[a];
   double slack = fmax(s->asked->settings->hold * fabs(value), ICS_HOLD_LEAST);
   if (s->solved->in->aims[a].maximise)
      s->lo[col] = fmax(s->lo[col], value - slack);
   else
      s->hi[col] = fmin(s->hi[col], value + slack);
}

static ics_rc not_certified(ics_status status, ics_err *err)
{
   if (status == ICS_LIMIT)
      return ics_fail(err, ICS_ELIMIT, "a limit of the solver was reached at a corner");
   return ics_fail(err, ICS_ENUMERIC, "the plan of a corner could not be certified");
}

static ics_rc solve(study *s, const ics_basis *warm, ics_arena *arena, ics_solution *out,
                    ics_err *err)
{
   if (!s->solver) ICS_TRY(ics_solver_open(&s->lp, s->arena, &s->solver, err));
   ICS_TRY(ics_solver_solve(s->solver, &s->lp, warm, &s->limits, arena, out, err));
   return out->status == ICS_OPTIMAL ? ICS_OK : not_certified(out->status, err);
}

/* The corner's own plan, and then the other aims in order. @param[out] value  [naims] */
static ics_rc settle(study *s, int corner, ics_arena *arena, ics_solution *sol, double *value,
                     ics_err *err)
{
   const ics_curve_corner *c = &s->curve.corner[corner];
   const int *column = s->solved->model->aim;
   ics_curve_ask ask = ask_of(s);
   ics_curve_cost(&s->lp, &ask, s->curve.unit, 0.5 * (c->from + c->to), s->c);
   ics_rc rc = solve(s, &c->basis, arena, sol, err);
   memset(s->c, 0, (size_t)s->lp.n * sizeof *s->c);
   ICS_TRY(rc);
   for (int k = 0; k < 2; k++) hold(s, s->aim[k], sign_of(s, s->aim[k]) * c->value[k]);
   for (int p = 2; p < s->naims; p++) {
      int a = s->aim[p];
      s->c[column[a]] = sign_of(s, a);
      rc = solve(s, &sol->basis, arena, sol, err);
      s->c[column[a]] = 0;
      ICS_TRY(rc);
      hold(s, a, sol->x[column[a]]);
   }
   for (int p = 0; p < s->naims; p++) value[p] = sol->x[column[s->aim[p]]];
   return ICS_OK;
}

/* Bounds as they were, whatever happens. */
static ics_rc settle_corner(study *s, int corner, ics_arena *arena, ics_solution *sol,
                            double *value, ics_err *err)
{
   ics_lp base;
   ICS_TRY(ics_frontier_lp(s->solved, arena, &base, err));
   ics_rc rc = settle(s, corner, arena, sol, value, err);
   restore_bounds(s, &base);
   return rc;
}

static ics_rc task(void *ctx, int index, double *record, ics_err *err)
{
   study *s = ctx;
   ics_solution sol;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = settle_corner(s, s->shown[index], scratch, &sol, record, err);
   ics_arena_free(&scratch);
   return rc;
}

static ics_rc other_aims(study *s, ics_err *err)
{
   ics_pool_result found;
   ics_pool pool = {
      .task = task, .ctx = s, .n = s->nshown, .width = s->naims, .jobs = s->request->jobs
   };
   if (s->naims == 2) return ICS_OK;
   ICS_TRY(ics_pool_run(&pool, s->arena, &found, err));
   for (int n = 0; n < s->nshown; n++) {
      ics_rc rc = found.status[n];
      if (rc != ICS_OK && rc != ICS_ELIMIT && rc != ICS_ENUMERIC)
         return ics_fail(err, rc, "%s", n == found.first ? found.text : ics_rc_text(rc));
      double *value = s->out->corners[s->shown[n]].value;
      for (int a = 2; rc == ICS_OK && a < s->naims; a++) value[a] = found.record[n * s->naims + a];
   }
   s->out->uncertified = found.failed;
   return ICS_OK;
}

static ics_rc plan_of_corner(study *s, ics_err *err)
{
   ics_solution sol;
   double *value;
   ics_result *plan = NULL;
   if (s->out->asked < 0) return ICS_OK;
   ICS_ALLOC(value, s->arena, s->naims, err);
   ICS_TRY(settle_corner(s, s->out->asked, s->arena, &sol, value, err));
   ICS_TRY(ics_result_of_plan(s->solved, s->asked, sol.x, s->arena, &plan, err));
   if (plan->inflated_need_gbp_m > ICS_INVENTED_NEED)
      return ics_fail(err, ICS_ENUMERIC,
                      "the plan of corner %d is best for needs that are not there, so it is not "
                      "told; report it with the instance",
                      s->out->asked + 1);
   s->out->plan = plan;
   return ICS_OK;
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

static ics_rc name_aims(study *s, ics_err *err)
{
   const ics_model *m = s->solved->model;
   bool baseline = ics_has_baseline(m->in);
   double *today;
   ICS_ALLOC(today, s->arena, m->lp.n, err);
   if (baseline) ICS_TRY(ics_model_baseline(m, today, err));
   ICS_ALLOC(s->out->aims, s->arena, s->naims, err);
   s->out->naims = s->naims;
   for (int p = 0; p < s->naims; p++) {
      const ics_aim *aim = &m->in->aims[s->aim[p]];
      s->out->aims[p] =
          (ics_frontier_aim){ .aim = { aim->id, aim->name },
                              .unit = aim->unit,
                              .maximise = aim->maximise,
                              .today = baseline ? today[m->aim[s->aim[p]]] : (double)NAN,
                              .range = p < 2 ? s->curve.unit[p] : (double)NAN };
   }
   return ICS_OK;
}

static void put_head(const study *s)
{
   const ics_instance *in = s->solved->in;
   s->out->code = in->code;
   s->out->name = in->name;
   s->out->file = in->file;
   s->out->sha256 = in->sha256;
   s->out->policy = s->solved->policy->id;
   s->out->policy_name = s->solved->policy->name;
   s->out->first_year = in->years[0];
   s->out->last_year = in->years[in->nyears - 1];
   s->out->asked = s->request->corner;
}

static ics_rc answer(study *s, ics_err *err)
{
   ICS_TRY(prepare(s, err));
   ICS_TRY(walk(s, err));
   ICS_TRY(name_aims(s, err));
   ICS_TRY(take_corners(s, err));
   if (s->out->asked >= s->out->ncorners)
      return ics_fail(err, ICS_EUSAGE, "--corner: got %d, want 1 to %d, the corners of this curve",
                      s->out->asked + 1, s->out->ncorners);
   ICS_TRY(choose_shown(s, err));
   ICS_TRY(other_aims(s, err));
   return plan_of_corner(s, err);
}

ics_rc ics_frontier(const ics_solved *solved, const ics_request *asked,
                    const ics_frontier_request *request, ics_arena *arena,
                    ics_frontier_result **out, ics_err *err)
{
   const ics_settings *set = asked->settings;
   study s = { .solved = solved, .asked = asked, .request = request, .arena = arena };
   s.limits = (ics_limits){ set->gap, (int)set->iterations, set->time_limit };
   if (solved->run.status != ICS_OPTIMAL)
      return ics_fail(err, ICS_EBUG, "frontier: the plans to choose from are not certified");
   ICS_ALLOC(s.out, arena, 1, err);
   put_head(&s);
   ics_rc rc = answer(&s, err);
   ics_solver_close(&s.solver);
   *out = s.out;
   return rc;
}
