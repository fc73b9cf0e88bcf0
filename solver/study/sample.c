/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/sample.h"

#include <math.h>
#include <string.h>

#include "lp/carry.h"
#include "post/choice.h"
#include "study/tangent.h"

static const double KEPT = 1e-9; /* {relative} a limit missed by less is kept */

static bool same_rules(const ics_lp *a, const ics_lp *b)
{
   return a->m == b->m && a->n == b->n;
}

/* ---- a value ------------------------------------------------------------------------------------
 */

/* The arena that a sample lives in: of MATRIX its own, since its model is the start of the next. */
static ics_rc settle_in(ics_sampler *s, ics_sample *out, ics_arena **arena, ics_err *err)
{
   *arena = s->arena;
   if (s->moved->kind != ICS_PARAMETRIC_MATRIX) return ICS_OK;
   for (int h = 0; h < ICS_SAMPLES_OPEN && !out->home; h++)
      if (!s->home[h]) out->home = &s->home[h];
   if (!out->home)
      return ics_fail(err, ICS_EBUG, "more than %d values are open at once", ICS_SAMPLES_OPEN);
   *out->home = *arena = ics_arena_new();
   return *arena ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

void ics_sample_let_go(ics_sample *p)
{
   if (p->home) ics_arena_free(p->home);
   p->home = NULL;
}

static ics_rc keep_basis(const ics_lp *lp, const ics_basis *from, ics_arena *arena, ics_basis *to,
                         ics_err *err)
{
   ICS_ALLOC(to->row, arena, lp->m, err);
   ICS_ALLOC(to->col, arena, lp->n, err);
   memcpy(to->row, from->row, (size_t)lp->m);
   memcpy(to->col, from->col, (size_t)lp->n);
   to->shape = from->shape;
   return ICS_OK;
}

static ics_rc keep_stand(const ics_lp *lp, const double *x, ics_arena *arena, ics_arena *scratch,
                         const char **out, ics_err *err)
{
   char *stand;
   double *work;
   ICS_ALLOC(stand, arena, lp->m + lp->n, err);
   ICS_ALLOC(work, scratch, lp->m, err);
   ics_stand_of(lp, x, stand, work);
   *out = stand;
   return ICS_OK;
}

/* A model with other rows than at the ends gives no line, and so no proof. */
static ics_rc learn(ics_sampler *s, const ics_lp *lp, const ics_solution *sol, ics_arena *arena,
                    ics_arena *scratch, ics_sample *out, ics_err *err)
{
   out->none = sol->status == ICS_INFEASIBLE;
   out->plan = sol->status == ICS_OPTIMAL;
   if (!out->plan) return ICS_OK;
   out->f = sol->objective;
   if (out->home) out->sol = sol;
   ICS_TRY(keep_basis(lp, &sol->basis, arena, &out->basis, err));
   if (s->moved->kind != ICS_PARAMETRIC_LIMITS || !same_rules(lp, &s->moved->lp[0])) return ICS_OK;
   out->slope = ics_tangent_slope(s->moved, s->relaxed, sol);
   return keep_stand(lp, sol->x, arena, scratch, &out->stand, err);
}

/* Bounds that bend, set aside. */
static ics_rc set_aside(ics_sampler *s, ics_lp *lp, ics_arena *scratch, ics_err *err)
{
   double *lo, *hi;
   ICS_ALLOC(lo, scratch, lp->n, err);
   ICS_ALLOC(hi, scratch, lp->n, err);
   for (int j = 0; j < lp->n; j++) {
      lo[j] = s->moved->bent_lo[j] ? fmin(lp->lo[j], s->moved->widest_lo[j]) : lp->lo[j];
      hi[j] = s->moved->bent_hi[j] ? fmax(lp->hi[j], s->moved->widest_hi[j]) : lp->hi[j];
   }
   lp->lo = lo;
   lp->hi = hi;
   return ICS_OK;
}

/* Is a plan within all bounds, also those set aside? */
static bool keeps(const ics_lp *lp, const double *x)
{
   for (int j = 0; j < lp->n; j++) {
      double size = KEPT * fmax(1, fmax(fabs(lp->lo[j]), fabs(lp->hi[j])));
      if (x[j] < lp->lo[j] - size || x[j] > lp->hi[j] + size) return false;
   }
   return true;
}

/* The basis to start from: of the sample near by, or of the goal's own stage; one of another shape
 * is carried over. @param[out] warm  NULL: none */
static ics_rc start_of(const ics_sampler *s, const ics_sample *near, const ics_lp *lp,
                       ics_arena *scratch, const ics_basis **warm, ics_err *err)
{
   bool known = near && near->basis.row;
   const ics_lp *from = !known     ? &s->moved->solved->model->lp
                        : near->lp ? near->lp
                                   : &s->moved->lp[0];
   const ics_basis *basis =
       known ? &near->basis
             : &s->moved->solved->run.stages[s->moved->solved->run.own].solution.basis;
   ics_basis *fitted;
   bool carried = false;
   *warm = basis;
   if (basis->shape == ics_lp_shape(lp)) return ICS_OK;
   ICS_ALLOC(fitted, scratch, 1, err);
   *warm = NULL;
   if (basis->shape != ics_lp_shape(from)) return ICS_OK;
   ICS_TRY(ics_carry(from, basis, lp, scratch, fitted, &carried, err));
   if (carried) *warm = fitted;
   return ICS_OK;
}

static bool same_matrix(const ics_lp *a, const ics_lp *b)
{
   return same_rules(a, b) && a->nz == b->nz &&
          memcmp(a->start, b->start, ((size_t)a->n + 1) * sizeof *a->start) == 0 &&
          memcmp(a->row, b->row, (size_t)a->nz * sizeof *a->row) == 0 &&
          memcmp(a->val, b->val, (size_t)a->nz * sizeof *a->val) == 0;
}

static ics_rc solve(ics_sampler *s, const ics_lp *lp, const ics_basis *warm, ics_arena *scratch,
                    ics_solution *sol, ics_err *err)
{
   const ics_lp *open = &s->moved->lp[0];
   ics_lp shared = *lp;
   if (!s->solver || !same_matrix(open, lp))
      return ics_lp_solve(lp, warm, &s->limits, scratch, sol, err);
   shared.start = open->start;
   shared.row = open->row;
   shared.val = open->val;
   return ics_solver_solve(s->solver, &shared, warm, &s->limits, scratch, sol, err);
}

static ics_rc solve_at(ics_sampler *s, const ics_sample *near, const ics_lp *lp, ics_arena *scratch,
                       ics_solution *sol, ics_err *err)
{
   const ics_basis *warm = NULL;
   ics_lp wide = *lp;
   ICS_TRY(start_of(s, near, lp, scratch, &warm, err));
   s->solves++;
   s->relaxed = s->moved->bent && s->moved->kind == ICS_PARAMETRIC_LIMITS;
   if (s->relaxed) {
      ICS_TRY(set_aside(s, &wide, scratch, err));
      ICS_TRY(solve(s, &wide, warm, scratch, sol, err));
      if (sol->status == ICS_INFEASIBLE) return ICS_OK;
      if (sol->status == ICS_OPTIMAL && keeps(lp, sol->x)) return ICS_OK;
      s->relaxed = false;
   }
   return solve(s, lp, warm, scratch, sol, err);
}

/* A planner's limit on an aim beyond all that the aim can come to. A stage's LP stops such a limit
 * at the end (lp/stages.c). */
static bool asks_too_much(const ics_model *m)
{
   for (int b = 0; b < m->goal->nbounds; b++) {
      const ics_aim_bound *bound = &m->goal->bounds[b];
      int col = m->aim[bound->aim];
      double size = KEPT * fmax(1, fabs(bound->limit));
      if (bound->at_least ? bound->limit > m->lp.hi[col] + size
                          : bound->limit < m->lp.lo[col] - size)
         return true;
   }
   return false;
}

static ics_rc take(ics_sampler *s, double at, const ics_sample *near, ics_arena *scratch,
                   ics_sample *out, ics_err *err)
{
   ics_model *m = NULL;
   ics_lp *lp;
   ics_arena *arena = NULL;
   ics_solution *sol;
   *out = (ics_sample){ .at = at, .f = NAN, .slope = NAN };
   ICS_TRY(settle_in(s, out, &arena, err));
   ics_arena *of_model = out->home ? arena : scratch;
   ICS_ALLOC(lp, of_model, 1, err);
   ICS_ALLOC(sol, of_model, 1, err);
   ics_rc rc = ics_moved_lp(s->moved->solved, s->moved->coef, at, of_model, &m, lp, err);
   if (rc == ICS_ENOPLAN || (rc == ICS_OK && asks_too_much(m))) {
      out->none = true; /* two limits on one amount contradict each other */
      return ICS_OK;
   }
   ICS_TRY(rc);
   ICS_TRY(solve_at(s, near, lp, of_model, sol, err));
   if (out->home) out->lp = lp;
   return learn(s, lp, sol, arena, scratch, out, err);
}

ics_rc ics_sample_at(ics_sampler *s, double at, const ics_sample *near, ics_sample *out,
                     ics_err *err)
{
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = take(s, at, near, scratch, out, err);
   ics_arena_free(&scratch);
   return rc;
}

double ics_sample_foresee(const ics_sample *from, const ics_sample *to)
{
   return ics_tangent_foresee(from->lp, from->sol, to->lp);
}

ics_rc ics_sampler_open(ics_sampler *s, const ics_moved *moved, const ics_limits *limits,
                        ics_arena *arena, ics_err *err)
{
   *s = (ics_sampler){ .moved = moved, .limits = *limits, .arena = arena };
   if (moved->kind != ICS_PARAMETRIC_LIMITS) return ICS_OK;
   return ics_solver_open(&moved->lp[0], arena, &s->solver, err);
}

void ics_sampler_close(ics_sampler *s)
{
   ics_solver_close(&s->solver);
   for (int h = 0; h < ICS_SAMPLES_OPEN; h++) ics_arena_free(&s->home[h]);
}
