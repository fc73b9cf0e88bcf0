/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/again.h"

#include <math.h>
#include <string.h>

#include "lp/carry.h"
#include "lp/force.h"
#include "lp/reduce.h"
#include "post/rule.h"

struct ics_again {
   const ics_solved *solved;
   ics_stage_limits limits;
   ics_altered *altered;   /* the copy whose numbers are changed, and set back after each answer */
   const ics_basis *start; /* of the solved run's own stage */
   const ics_lp *base;     /* its LP's matrix */
   ics_carrier *carrier;   /* of that basis, to matrices of other shapes */
   ics_solver *solver;     /* on that matrix, for changes that leave it alone; NULL: not yet */
   ics_model *fixed_model; /* at the point, and its best basis: the start of the fixed reading */
   ics_basis fixed_start;  /* row NULL: not yet */
   ics_policy fixed_policy;
   ics_arena *arena;
};

/* ---- opening ------------------------------------------------------------------------------------
 */

ics_rc ics_again_open(const ics_solved *solved, const ics_request *asked, ics_arena *arena,
                      ics_again **out, ics_err *err)
{
   const ics_run *run = &solved->run;
   const ics_settings *set = asked->settings;
   if (run->status != ICS_OPTIMAL)
      return ics_fail(err, ICS_EBUG, "a plan that is not certified cannot be asked about again");
   ICS_ALLOC(*out, arena, 1, err);
   ics_again *a = *out;
   a->solved = solved;
   a->arena = arena;
   a->limits.lp = (ics_limits){ set->gap, (int)set->iterations, set->time_limit };
   a->limits.hold = set->hold;
   a->limits.own_last = true;
   a->start = &run->stages[run->own].solution.basis;
   a->base = &solved->model->lp;
   ICS_TRY(ics_carrier_open(a->base, a->start, arena, &a->carrier, err));
   a->fixed_policy = *solved->policy;
   a->fixed_policy.places = a->fixed_policy.services = a->fixed_policy.blend = ICS_LEVER_FREE;
   a->fixed_policy.may_miss = true;
   return ics_alter_open(solved->in, arena, &a->altered, err);
}

void ics_again_close(ics_again **again)
{
   if (*again) ics_solver_close(&(*again)->solver);
   if (*again) ics_carrier_close(&(*again)->carrier);
   *again = NULL;
}

/* ---- other numbers ------------------------------------------------------------------------------
 */

static ics_rc alter(ics_again *a, const ics_change *changes, int n, ics_err *err)
{
   for (int c = 0; c < n; c++) {
      if (changes[c].coef < 0 || changes[c].coef >= a->altered->in.ncoefs ||
          !isfinite(changes[c].point))
         return ics_fail(err, ICS_EBUG, "number %d of %d to change: index %d, value %g", c + 1, n,
                         changes[c].coef, changes[c].point);
   }
   for (int c = 0; c < n; c++) ics_alter(a->altered, changes[c].coef, changes[c].point);
   return ICS_OK;
}

static void set_back(ics_again *a, const ics_change *changes, int n)
{
   for (int c = 0; c < n; c++)
      ics_alter(a->altered, changes[c].coef, a->solved->in->coefs[changes[c].coef]->point);
}

static ics_again_plan none(void)
{
   return (ics_again_plan){ .status = ICS_INFEASIBLE,
                            .today = (double)NAN,
                            .goal = (double)NAN,
                            .shortfall = (double)NAN,
                            .breach = (double)NAN,
                            .certificate = { .method = "none: rules contradict each other" } };
}

/* Rules that cross before any solve are an answer: there is no plan. */
static ics_rc build(const ics_again *a, const ics_instance *in, const ics_policy *policy,
                    ics_arena *arena, ics_model **out, ics_err *err)
{
   const ics_solved *s = a->solved;
   ics_rc rc = ics_model_build(in, policy, &s->goal, s->scale, s->best, arena, out, err);
   if (rc != ICS_ENOPLAN) return rc;
   ics_err_clear(err);
   *out = NULL;
   return ICS_OK;
}

/* The goal of carrying on as today. To be asked while the numbers are those of @p m. */
static ics_rc look_at_today(ics_again_plan *out, ics_arena *arena, ics_err *err)
{
   const ics_model *m = out->model;
   ics_stage *stages;
   int own;
   double *x;
   out->today = (double)NAN;
   if (!out->x || !ics_has_baseline(m->in)) return ICS_OK;
   ICS_ALLOC(stages, arena, m->in->naims + ICS_STAGES_BESIDE, err);
   ICS_ALLOC(x, arena, m->lp.n, err);
   (void)ics_plan_stages(m, stages, &own);
   ICS_TRY(ics_model_baseline(m, x, err));
   out->today = x[stages[own].col];
   return ICS_OK;
}

/* FNV-1a over the letters of a basis: plans of one shape keep the same limits tight. */
static uint64_t shape_of(const ics_lp *lp, const ics_basis *basis)
{
   uint64_t hash = 0xcbf29ce484222325u;
   for (int k = 0; k < lp->m + lp->n; k++) {
      char letter = k < lp->m ? basis->row[k] : basis->col[k - lp->m];
      hash = (hash ^ (unsigned char)letter) * 0x100000001b3u;
   }
   return hash;
}

static void take(const ics_model *m, const ics_solution *sol, const ics_stage *own,
                 ics_again_plan *out)
{
   out->model = m;
   out->status = sol->status;
   out->certificate = sol->certificate;
   if (sol->status != ICS_OPTIMAL) return;
   out->x = sol->x;
   out->goal = sol->x[own->col];
   out->shortfall = m->shortfall == ICS_NONE ? 0.0 : sol->x[m->shortfall];
   out->breach = m->breach == ICS_NONE ? 0.0 : sol->x[m->breach];
   out->shape_of_plan = shape_of(&m->lp, &sol->basis);
}

/* ---- the best plan ------------------------------------------------------------------------------
 */

/* Only costs and limits moved: the matrix that is loaded will do. */
static bool same_matrix(const ics_lp *a, const ics_lp *b)
{
   return a->m == b->m && a->n == b->n && a->nz == b->nz &&
          memcmp(a->start, b->start, (size_t)(a->n + 1) * sizeof *a->start) == 0 &&
          memcmp(a->row, b->row, (size_t)a->nz * sizeof *a->row) == 0 &&
          memcmp(a->val, b->val, (size_t)a->nz * sizeof *a->val) == 0;
}

/* The goal's own stage as if shortfall and breach were known to be nil. */
static ics_rc own_lp(const ics_model *m, ics_arena *arena, ics_stage *own, ics_lp *lp, ics_err *err)
{
   ics_run run = { 0 };
   ICS_ALLOC(run.stages, arena, m->in->naims + ICS_STAGES_BESIDE, err);
   run.nstages = ics_plan_stages(m, run.stages, &run.own);
   for (int s = 0; s < run.own; s++) run.stages[s].held = 0.0;
   *own = run.stages[run.own];
   return ics_stage_lp(m, &run, run.own, arena, lp, err);
}

/* The matrix that is loaded, in the narrower box. */
static ics_rc solve_shared(ics_again *a, const ics_lp *lp, const ics_force *force, ics_arena *arena,
                           ics_solution *sol, ics_err *err)
{
   ics_lp narrow = *a->base;
   narrow.lo = force->lo;
   narrow.hi = force->hi;
   narrow.rlo = lp->rlo;
   narrow.rhi = lp->rhi;
   narrow.c = lp->c;
   narrow.c0 = lp->c0;
   if (!a->solver) ICS_TRY(ics_solver_open(&narrow, a->arena, &a->solver, err));
   return ics_solver_solve(a->solver, &narrow, a->start, &a->limits.lp, arena, sol, err);
}

/* Another matrix: what cannot matter is left out of it. */
static ics_rc solve_reduced(ics_again *a, const ics_lp *lp, const ics_force *force,
                            ics_arena *arena, ics_solution *sol, ics_err *err)
{
   ics_reduced lesser;
   ics_basis start;
   ics_solution own;
   bool known;
   ICS_TRY(ics_carrier_carry(a->carrier, lp, arena, &start, &known, err));
   if (!known) return ICS_OK;
   ICS_TRY(ics_reduce(lp, force->lo, force->hi, &start, arena, &lesser, err));
   ICS_TRY(ics_lp_solve(&lesser.lp, &lesser.start, &a->limits.lp, arena, &own, err));
   return ics_expand(&lesser, lp, force->lo, &own, arena, sol, err);
}

/* The proof is for the LP itself, whatever was left out of it or narrowed. */
static ics_rc prove(const ics_again *a, const ics_lp *lp, const ics_force *force, ics_arena *arena,
                    ics_solution *sol, ics_err *err)
{
   double *work;
   ICS_ALLOC(work, arena, ICS_CERTIFY_WORK * ((size_t)lp->m + (size_t)lp->n), err);
   ics_force_duals(force, lp, sol->y);
   ICS_TRY(ics_certify_optimal(lp, sol->x, sol->x_low, sol->y, sol->y_low, a->limits.lp.gap, work,
                               &sol->certificate, err));
   if (!sol->certificate.certified) sol->status = ICS_UNCERTIFIED;
   return ICS_OK;
}

/* Where shortfall has to be nil a third of the columns can only be 0. */
static ics_rc solve_own(ics_again *a, const ics_lp *lp, ics_arena *arena, ics_solution *sol,
                        bool *shared, ics_err *err)
{
   ics_force force;
   ICS_TRY(ics_force_find(lp, arena, &force, err));
   *shared = same_matrix(lp, a->base);
   if (*shared)
      ICS_TRY(solve_shared(a, lp, &force, arena, sol, err));
   else
      ICS_TRY(solve_reduced(a, lp, &force, arena, sol, err));
   return sol->status == ICS_OPTIMAL ? prove(a, lp, &force, arena, sol, err) : ICS_OK;
}

/* All stages, each from the one before. */
static ics_rc all_stages(ics_again *a, const ics_model *m, const ics_basis *start, ics_arena *arena,
                         ics_again_plan *out, ics_err *err)
{
   ics_run run;
   ICS_TRY(ics_run_goal(m, start, &a->limits, arena, &run, err));
   int last = run.failed == ICS_NONE ? run.own : run.failed;
   const ics_stage *stage = &run.stages[last];
   ics_solution sol = stage->solution;
   for (int s = 0; s <= last; s++) out->iterations += run.stages[s].solution.iterations;
   if (last != run.own && sol.status == ICS_OPTIMAL) sol.status = run.status;
   take(m, &sol, &run.stages[run.own], out);
   return ICS_OK;
}

static ics_rc best_of(ics_again *a, const ics_model *m, ics_arena *arena, ics_again_plan *out,
                      ics_err *err)
{
   ics_stage own;
   ics_basis start;
   ics_solution sol = { .status = ICS_UNCERTIFIED };
   ics_lp lp;
   bool known;
   ICS_TRY(own_lp(m, arena, &own, &lp, err));
   ICS_TRY(solve_own(a, &lp, arena, &sol, &out->shared, err));
   out->iterations = sol.iterations;
   take(m, &sol, &own, out);
   if (sol.status == ICS_OPTIMAL) return ICS_OK;
   *out = (ics_again_plan){ .goal = (double)NAN, .iterations = out->iterations };
   ICS_TRY(ics_carrier_carry(a->carrier, &m->lp, arena, &start, &known, err));
   return all_stages(a, m, known ? &start : NULL, arena, out, err);
}

ics_rc ics_again_best(ics_again *a, const ics_change *changes, int nchanges, ics_arena *arena,
                      ics_again_plan *out, ics_err *err)
{
   ics_model *m = NULL;
   *out = none();
   ICS_TRY(alter(a, changes, nchanges, err));
   ics_rc rc = build(a, &a->altered->in, a->solved->policy, arena, &m, err);
   if (rc == ICS_OK && m) rc = best_of(a, m, arena, out, err);
   if (rc == ICS_OK) rc = look_at_today(out, arena, err);
   set_back(a, changes, nchanges);
   return rc;
}

ics_rc ics_again_lp(ics_again *a, const ics_change *changes, int nchanges, ics_arena *arena,
                    ics_lp *out, ics_err *err)
{
   ics_model *m = NULL;
   ics_stage own;
   *out = (ics_lp){ 0 };
   ICS_TRY(alter(a, changes, nchanges, err));
   ics_rc rc = build(a, &a->altered->in, a->solved->policy, arena, &m, err);
   if (rc == ICS_OK && m) rc = own_lp(m, arena, &own, out, err);
   set_back(a, changes, nchanges);
   return rc;
}

/* ---- the plan as it is --------------------------------------------------------------------------
 */

/* {share} A corridor that no money gets near. */
static const double WIDE = 1e3;

/* The copy without limits on how far money may move: the plan's stays where it is. */
static ics_instance loosened(const ics_again *a)
{
   ics_instance in = a->altered->in;
   in.rules.corridor.given = true;
   in.rules.corridor.point = WIDE;
   in.rules.pace.given = false;
   return in;
}

/* Money that a tranche holds, whatever other rules leave of it (model/columns.c). */
static double width_of(const ics_model *m, int h, int b, int s, int t)
{
   const ics_blend *blend = &m->in->blends[b];
   double width = m->in->mechanisms[blend->mechanism].widths[s].point;
   if (!ics_has_baseline(m->in)) return m->lp.hi[m->x[ics_cell_x(m, h, b, s, t)]];
   return width * ics_contract_baseline(m->in, h, blend->service, t);
}

/* What the plan pays a contract, and what it would with its funds as they are now. */
typedef struct purse {
   double planned, now;
} purse;

static void add_flow(const ics_again *a, const ics_instance *in, int f, int i, int k, int t,
                     purse *sum)
{
   const ics_run *run = &a->solved->run;
   int j = ics_flow(a->solved->model, f, i, k, t);
   if (j == ICS_NONE) return;
   double money = fmax(0.0, run->stages[run->nstages - 1].solution.x[j]);
   double had = ics_fund_spendable(a->solved->in, f, i, t);
   sum->planned += money;
   sum->now += had > 0.0 ? money * ics_fund_spendable(in, f, i, t) / had : money;
}

/* Each fund is shared out as the plan shares it out: where it holds less, all it pays for shrinks.
 */
static double share_now(const ics_again *a, const ics_instance *in, int h, int k, int t)
{
   purse sum = { 0 };
   for (int f = 0; f < in->nfunds; f++) {
      bool spread = in->funds[f].per_place && in->services[k].per_system;
      for (int i = spread ? 0 : h; i < (spread ? in->nplaces : h + 1); i++)
         add_flow(a, in, f, i, k, t, &sum);
   }
   return sum.planned > 0.0 ? sum.now / sum.planned : 1.0;
}

/* Money by tranche: each filled in turn to the width it has now, the last one with the rest. */
static void pin_payment(const ics_again *a, const ics_model *m, int h, int b, int t, double *lo,
                        double *hi)
{
   const ics_mechanism *mech = &m->in->mechanisms[m->in->blends[b].mechanism];
   const ics_run *run = &a->solved->run;
   const double *x = run->stages[run->nstages - 1].solution.x;
   double left = 0.0;
   for (int s = 0; s < mech->ntranches; s++) {
      int j = a->solved->model->x[ics_cell_x(a->solved->model, h, b, s, t)];
      left += j == ICS_NONE ? 0.0 : fmax(0.0, x[j]);
   }
   left *= share_now(a, m->in, h, m->in->blends[b].service, t);
   for (int s = 0; s < mech->ntranches; s++) {
      int j = m->x[ics_cell_x(m, h, b, s, t)];
      if (j == ICS_NONE) continue;
      bool last = s == mech->ntranches - 1;
      double here = last ? left : fmin(left, width_of(m, h, b, s, t));
      lo[j] = hi[j] = here;
      left -= here;
   }
}

static void raise(double *hi, int col, double value)
{
   if (col != ICS_NONE) hi[col] = fmax(hi[col], value);
}

/* A contract's money is the sum of its payments, and care what they buy; both may now lie beyond
 * what they could be. */
static void make_room(const ics_model *m, int h, int k, int t, double *lo, double *hi)
{
   int X = m->X[ics_cell(m, h, k, t)];
   double sum = 0.0, care = 0.0;
   for (int p = m->first_blend[k]; p < m->first_blend[k + 1]; p++)
      for (int s = 0; s < m->tranches; s++) {
         const ics_mechanism *mech = &m->in->mechanisms[m->in->blends[m->blends[p]].mechanism];
         int j = s < mech->ntranches ? m->x[ics_cell_x(m, h, m->blends[p], s, t)] : ICS_NONE;
         if (j == ICS_NONE) continue;
         sum += lo[j];
         care += lo[j] * m->eta[ics_cell_eta(m, h, m->blends[p], s)];
      }
   care /= m->mff[h * m->in->nservices + k] * ics_price(m->in, k, t);
   if (X != ICS_NONE) lo[X] = fmin(lo[X], sum);
   raise(hi, X, sum);
   for (int i = 0; i < m->in->nplaces; i++)
      if (ics_contract_of(m->in, i, k) == h) raise(hi, m->q[ics_cell(m, i, k, t)], care);
}

static void pin(const ics_again *a, const ics_model *m, double *lo, double *hi)
{
   const ics_instance *in = m->in;
   for (int b = 0; b < in->nblends; b++)
      for (int h = 0; h < ics_contracts(in, in->blends[b].service); h++)
         for (int t = 0; t < in->nyears; t++) pin_payment(a, m, h, b, t, lo, hi);
   for (int k = 0; k < in->nservices; k++)
      for (int h = 0; h < ics_contracts(in, k); h++)
         for (int t = 0; t < in->nyears; t++) make_room(m, h, k, t, lo, hi);
}

static bool is_money(const ics_model *m, int j)
{
   const char *kind = m->col_tag[j].kind;
   return strcmp(kind, "pay") == 0 || strcmp(kind, "money") == 0;
}

/* Rules about this money alone (shares, how far they may move) were kept when it was decided. */
static ics_rc free_rules(ics_model *m, ics_arena *arena, ics_err *err)
{
   double *rlo, *rhi;
   bool *other;
   size_t rows = (size_t)m->lp.m;
   ICS_ALLOC(rlo, arena, m->lp.m, err);
   ICS_ALLOC(rhi, arena, m->lp.m, err);
   ICS_ALLOC(other, arena, m->lp.m, err);
   memcpy(rlo, m->lp.rlo, rows * sizeof *rlo);
   memcpy(rhi, m->lp.rhi, rows * sizeof *rhi);
   for (int j = 0; j < m->lp.n; j++)
      for (int p = m->lp.start[j]; p < m->lp.start[j + 1]; p++)
         other[m->lp.row[p]] |= !is_money(m, j);
   for (int r = 0; r < m->lp.m; r++) {
      if (other[r] || !ics_row_is_rule(m, r)) continue;
      rlo[r] = -ICS_INF;
      rhi[r] = ICS_INF;
   }
   m->lp.rlo = rlo;
   m->lp.rhi = rhi;
   return ICS_OK;
}

static ics_rc pinned(const ics_again *a, const ics_instance *in, ics_arena *arena, ics_model **out,
                     ics_err *err)
{
   double *lo, *hi;
   ICS_TRY(build(a, in, &a->fixed_policy, arena, out, err));
   if (!*out) return ICS_OK;
   ics_model *m = *out;
   ICS_ALLOC(lo, arena, m->lp.n, err);
   ICS_ALLOC(hi, arena, m->lp.n, err);
   memcpy(lo, m->lp.lo, (size_t)m->lp.n * sizeof *lo);
   memcpy(hi, m->lp.hi, (size_t)m->lp.n * sizeof *hi);
   pin(a, m, lo, hi);
   m->lp.lo = lo;
   m->lp.hi = hi;
   return free_rules(m, arena, err);
}

/* At the numbers of the instance itself, once a process: where every other starts. */
static ics_rc fixed_at_point(ics_again *a, ics_err *err)
{
   ics_run run;
   ics_instance *in;
   if (a->fixed_model) return ICS_OK;
   ICS_ALLOC(in, a->arena, 1, err);
   *in = loosened(a);
   ICS_TRY(pinned(a, in, a->arena, &a->fixed_model, err));
   if (!a->fixed_model) return ICS_OK;
   ICS_TRY(ics_run_goal(a->fixed_model, NULL, &a->limits, a->arena, &run, err));
   if (run.status == ICS_OPTIMAL) a->fixed_start = run.stages[run.own].solution.basis;
   return ICS_OK;
}

ics_rc ics_again_fixed(ics_again *a, const ics_change *changes, int nchanges, ics_arena *arena,
                       ics_again_plan *out, ics_err *err)
{
   ics_model *m = NULL;
   ics_instance *in;
   *out = none();
   ICS_TRY(fixed_at_point(a, err));
   ICS_ALLOC(in, arena, 1, err);
   ICS_TRY(alter(a, changes, nchanges, err));
   *in = loosened(a);
   ics_rc rc = pinned(a, in, arena, &m, err);
   if (rc == ICS_OK && m) {
      bool fits = a->fixed_start.row && a->fixed_start.shape == ics_lp_shape(&m->lp);
      *out = (ics_again_plan){ .goal = (double)NAN };
      rc = all_stages(a, m, fits ? &a->fixed_start : NULL, arena, out, err);
   }
   if (rc == ICS_OK) rc = look_at_today(out, arena, err);
   set_back(a, changes, nchanges);
   return rc;
}
