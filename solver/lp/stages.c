/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/stages.h"

#include <math.h>
#include <string.h>

/** Bounds and costs of the current stage, and the solver that holds the matrix. */
typedef struct walk {
   const ics_model *m;
   const ics_stage_limits *limits;
   ics_arena *arena;
   ics_solver *solver;
   double *lo, *hi, *c;
   ics_lp lp;
   ics_solution last; /* the newest feasible point; x NULL: none yet */
} walk;

/* A planner's bound beyond all that an aim's column may hold stops at the end of it. That end may
 * be reached by a plan (no inequality at all), so such a bound is refused before any stage
 * (results/solve.c). */
static void apply_aim_bounds(const ics_model *m, double *lo, double *hi)
{
   for (int b = 0; b < m->goal->nbounds; b++) {
      const ics_aim_bound *bound = &m->goal->bounds[b];
      int col = m->aim[bound->aim];
      if (bound->at_least)
         lo[col] = fmax(lo[col], fmin(bound->limit, hi[col]));
      else
         hi[col] = fmin(hi[col], fmax(bound->limit, lo[col]));
   }
}

static ics_rc walk_open(const ics_model *m, const ics_stage_limits *limits, ics_arena *arena,
                        walk *w, ics_err *err)
{
   *w = (walk){ .m = m, .limits = limits, .arena = arena, .lp = m->lp };
   ICS_ALLOC(w->lo, arena, m->lp.n, err);
   ICS_ALLOC(w->hi, arena, m->lp.n, err);
   ICS_ALLOC(w->c, arena, m->lp.n, err);
   memcpy(w->lo, m->lp.lo, (size_t)m->lp.n * sizeof *w->lo);
   memcpy(w->hi, m->lp.hi, (size_t)m->lp.n * sizeof *w->hi);
   w->lp.lo = w->lo;
   w->lp.hi = w->hi;
   w->lp.c = w->c;
   apply_aim_bounds(m, w->lo, w->hi);
   return ics_solver_open(&w->lp, arena, &w->solver, err);
}

/* Where the column already stands at its own bound nothing can better it, and y = 0 proves that. */
static ics_rc prove_by_bound(walk *w, ics_stage *stage, ics_err *err)
{
   double end = stage->maximise ? w->hi[stage->col] : w->lo[stage->col];
   ics_solution *sol = &stage->solution;
   if (!sol->x || sol->x[stage->col] != end) return ICS_OK;
   double *none, *work;
   ics_certificate proof;
   ICS_ALLOC(none, w->arena, w->lp.m, err);
   ICS_ALLOC(work, w->arena, ICS_CERTIFY_WORK * (w->lp.m + w->lp.n), err);
   ICS_TRY(ics_certify_optimal(&w->lp, sol->x, sol->x_low, none, NULL, w->limits->lp.gap, work,
                               &proof, err));
   if (!proof.certified) return ICS_OK;
   sol->status = ICS_OPTIMAL;
   sol->y = sol->y_low = none;
   sol->certificate = proof;
   sol->objective = proof.primal;
   return ICS_OK;
}

static ics_rc solve_stage(walk *w, const ics_basis *warm, ics_stage *stage, ics_err *err)
{
   w->c[stage->col] = stage->maximise ? -1.0 : 1.0;
   if (w->last.x) {
      stage->solution = w->last;
      stage->solution.status = ICS_UNCERTIFIED;
      stage->solution.iterations = 0;
      stage->solution.rung_name = "stage before";
      ICS_TRY(prove_by_bound(w, stage, err));
   }
   if (stage->solution.status != ICS_OPTIMAL || !w->last.x) {
      ICS_TRY(ics_solver_solve(w->solver, &w->lp, warm, &w->limits->lp, w->arena, &stage->solution,
                               err));
      if (stage->solution.status == ICS_UNCERTIFIED) ICS_TRY(prove_by_bound(w, stage, err));
   }
   w->c[stage->col] = 0.0;
   if (stage->solution.status == ICS_INFEASIBLE) return ICS_OK;
   stage->value = stage->solution.x[stage->col];
   w->last = stage->solution;
   return ICS_OK;
}

/* A start for the stages: shortfall alone says nothing about most columns, and a simplex that only
 * sees it wanders; an aim or the goal itself, with shortfall at a high price, leads to a plan
 * without shortfall, if there is one, in a fifth of the time. */
static ics_rc start(walk *w, int col, bool maximise, const ics_basis *warm, ics_err *err)
{
   static const double HIGH_PRICE = 1e3;
   const ics_model *m = w->m;
   if (m->shortfall == ICS_NONE && m->breach == ICS_NONE) return ICS_OK;
   ics_solution sol;
   w->c[col] = maximise ? -1.0 : 1.0;
   if (m->shortfall != ICS_NONE) w->c[m->shortfall] = HIGH_PRICE;
   if (m->breach != ICS_NONE) w->c[m->breach] = HIGH_PRICE * HIGH_PRICE;
   ics_rc rc = ics_solver_solve(w->solver, &w->lp, warm, &w->limits->lp, w->arena, &sol, err);
   w->c[col] = 0.0;
   if (m->shortfall != ICS_NONE) w->c[m->shortfall] = 0.0;
   if (m->breach != ICS_NONE) w->c[m->breach] = 0.0;
   if (rc == ICS_OK && sol.status == ICS_OPTIMAL) w->last = sol;
   return rc;
}

/* Later stages may give up the aim's tolerance, and a hair for rounding. */
static void hold(walk *w, ics_stage *stage, double tolerance)
{
   double slack = fmax((tolerance + w->limits->hold) * fabs(stage->value), ICS_HOLD_LEAST);
   stage->held = stage->maximise ? stage->value - slack : stage->value + slack;
   if (stage->maximise)
      w->lo[stage->col] = fmax(w->lo[stage->col], stage->held);
   else
      w->hi[stage->col] = fmin(w->hi[stage->col], stage->held);
}

static ics_stage aim_stage(const ics_model *m, int a)
{
   return (
       ics_stage){ .id = m->in->aims[a].id, .col = m->aim[a], .maximise = m->in->aims[a].maximise };
}

int ics_plan_stages(const ics_model *m, ics_stage *stages, int *own)
{
   int n = 0;
   if (m->breach != ICS_NONE) stages[n++] = (ics_stage){ .id = "breach", .col = m->breach };
   if (m->shortfall != ICS_NONE)
      stages[n++] = (ics_stage){ .id = "shortfall", .col = m->shortfall };
   *own = n;
   if (m->goal_col != ICS_NONE) stages[n++] = (ics_stage){ .id = "goal", .col = m->goal_col };
   for (int p = 0; p < m->in->naims; p++) stages[n++] = aim_stage(m, m->goal->order[p]);
   return n;
}

/* Only a lexicographic goal gives up an aim's tolerance to the aims after it. */
static double tolerance_of(const ics_model *m, const ics_stage *stage)
{
   for (int a = 0; a < m->in->naims; a++)
      if (m->aim[a] == stage->col && m->goal->kind == ICS_GOAL_LEXICOGRAPHIC)
         return m->in->aims[a].tolerance;
   return 0.0;
}

static ics_rc run_stages(walk *w, const ics_basis *warm, ics_run *run, ics_err *err)
{
   run->status = ICS_OPTIMAL;
   run->failed = ICS_NONE;
   const ics_stage *own = &run->stages[run->own];
   ICS_TRY(start(w, own->col, own->maximise, warm, err));
   if (w->limits->own_last) run->nstages = run->own + 1;
   for (int s = 0; s < run->nstages; s++) {
      ICS_TRY(solve_stage(w, s == 0 && !w->last.x ? warm : NULL, &run->stages[s], err));
      ics_status status = run->stages[s].solution.status;
      if (status != ICS_OPTIMAL) {
         run->status = status;
         run->failed = s;
         run->nstages = s + 1;
         return ICS_OK;
      }
      hold(w, &run->stages[s], tolerance_of(w->m, &run->stages[s]));
   }
   return ICS_OK;
}

ics_rc ics_run_goal(const ics_model *m, const ics_basis *warm, const ics_stage_limits *limits,
                    ics_arena *arena, ics_run *out, ics_err *err)
{
   walk w;
   *out = (ics_run){ 0 };
   ICS_ALLOC(out->stages, arena, m->in->naims + ICS_STAGES_BESIDE, err);
   out->nstages = ics_plan_stages(m, out->stages, &out->own);
   ICS_TRY(walk_open(m, limits, arena, &w, err));
   ics_rc rc = run_stages(&w, warm, out, err);
   ics_solver_close(&w.solver);
   return rc;
}

ics_rc ics_stage_lp(const ics_model *m, const ics_run *run, int s, ics_arena *arena, ics_lp *out,
                    ics_err *err)
{
   walk w = { .m = m };
   *out = m->lp;
   ICS_ALLOC(w.lo, arena, m->lp.n, err);
   ICS_ALLOC(w.hi, arena, m->lp.n, err);
   ICS_ALLOC(w.c, arena, m->lp.n, err);
   memcpy(w.lo, m->lp.lo, (size_t)m->lp.n * sizeof *w.lo);
   memcpy(w.hi, m->lp.hi, (size_t)m->lp.n * sizeof *w.hi);
   apply_aim_bounds(m, w.lo, w.hi);
   for (int before = 0; before < s; before++) {
      const ics_stage *stage = &run->stages[before];
      if (stage->maximise)
         w.lo[stage->col] = fmax(w.lo[stage->col], stage->held);
      else
         w.hi[stage->col] = fmin(w.hi[stage->col], stage->held);
   }
   w.c[run->stages[s].col] = run->stages[s].maximise ? -1.0 : 1.0;
   out->lo = w.lo;
   out->hi = w.hi;
   out->c = w.c;
   return ICS_OK;
}

/* ---- payoff table ------------------------------------------------------------------------------
 */

static bool stands_at_bound(const walk *w, const ics_stage *stage)
{
   return stage->value == (stage->maximise ? w->hi[stage->col] : w->lo[stage->col]);
}

/* One row of the table: aim `first`, then the others in order. own[a] is the basis that was best
 * for aim a alone. A row starts where the first aim is best, the plan most like a plan. Where an
 * aim stands at its bound (no inequality at all) a wide face of plans is best for it, and the
 * corner found says nothing of the next aim, whose own best corner is then the nearer start. */
static ics_rc payoff_row(walk *w, int first, ics_basis *own, double *row, ics_status *status,
                         ics_err *err)
{
   const ics_model *m = w->m;
   bool wide = false;
   for (int p = -1; p < m->in->naims; p++) {
      int a = p < 0 ? first : m->goal->order[p];
      if (p >= 0 && a == first) continue;
      ics_stage stage = aim_stage(m, a);
      const ics_basis *from = &own[p < 0 ? m->goal->order[0] : a];
      bool better = (p < 0 || wide) && from->row;
      ICS_TRY(solve_stage(w, better ? from : NULL, &stage, err));
      *status = stage.solution.status;
      if (*status != ICS_OPTIMAL) return ICS_OK;
      row[a] = stage.value;
      if (p < 0) own[a] = stage.solution.basis;
      wide = stands_at_bound(w, &stage);
      hold(w, &stage, 0.0);
   }
   return ICS_OK;
}

static ics_rc payoff_table(walk *w, double *best, double *worst, ics_status *status,
                           ics_basis *basis, ics_err *err)
{
   const ics_model *m = w->m;
   double *row;
   ics_basis *own;
   ICS_ALLOC(row, w->arena, m->in->naims, err);
   ICS_ALLOC(own, w->arena, m->in->naims, err);
   *status = ICS_OPTIMAL;
   ics_stage lead = aim_stage(m, m->goal->order[0]);
   ICS_TRY(start(w, lead.col, lead.maximise, NULL, err));
   const int before[] = { m->breach, m->shortfall };
   for (int s = 0; s < 2; s++) {
      ics_stage stage = { .col = before[s] };
      if (before[s] == ICS_NONE) continue;
      ICS_TRY(solve_stage(w, NULL, &stage, err));
      *status = stage.solution.status;
      if (*status != ICS_OPTIMAL) return ICS_OK;
      hold(w, &stage, 0.0);
   }
   for (int first = 0; first < m->in->naims; first++) {
      ICS_TRY(payoff_row(w, first, own, row, status, err));
      if (*status != ICS_OPTIMAL) return ICS_OK;
      best[first] = row[first];
      w->last.x = NULL; /* it was held to limits that the next row has not */
      for (int a = 0; a < m->in->naims; a++) {
         bool worse = m->in->aims[a].maximise ? row[a] < worst[a] : row[a] > worst[a];
         if (first == 0 || worse) worst[a] = row[a];
         w->lo[m->aim[a]] = m->lp.lo[m->aim[a]];
         w->hi[m->aim[a]] = m->lp.hi[m->aim[a]];
      }
   }
   *basis = own[m->goal->order[0]];
   return ICS_OK;
}

ics_rc ics_payoff(const ics_model *m, const ics_stage_limits *limits, ics_arena *arena,
                  double *best, double *worst, ics_status *status, ics_basis *basis, ics_err *err)
{
   walk w;
   ICS_TRY(walk_open(m, limits, arena, &w, err));
   ics_rc rc = payoff_table(&w, best, worst, status, basis, err);
   ics_solver_close(&w.solver);
   return rc;
}
