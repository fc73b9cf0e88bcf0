/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/parametric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "instance/units.h"
#include "lp/carry.h"
#include "lp/sum.h"
#include "post/choice.h"
#include "post/coef.h"
#include "post/vertex.h"

static const double LINEAR = 1e-11;  /* {relative} a number half-way between two is their mean */
static const double END = 1e-9;      /* {of the range} nearer to an end than this is the end */
static const double SAME = 1e-15;    /* {relative} two sums of the same terms */
static const double KEPT = 1e-9;     /* {relative} a limit missed by less is kept */
static const double STRAIGHT = 1e-6; /* {relative} a middle this near to a line needs no other */

enum { DEEPEST = 5, LINES_MOST = 5000, BISECTIONS = 40, CHANGES_TOLD = 3 };

/* Samples whose model is kept at a time: those of a bisection, both ends, the point and an edge. */
enum { HOMES = DEEPEST + 8 };

/** A certified value, and what it says of others. */
typedef struct sample {
   double at, f, slope; /* f: least cost; slope of its line, canonical; NAN: none */
   bool plan, none;     /* there is one; there is none (certified). Neither: not certified */
   const ics_lp *lp;    /* of MATRIX, in its home; else lp[0] serves for all */
   ics_basis basis;     /* row NULL: none */
   const char *stand;   /* [m + n] where the plan stands (post/choice.h); NULL: not known */
   ics_arena **home;    /* of MATRIX: what it is made of, until it is let go */
} sample;

/** One straight piece, or two samples joined by one. */
typedef struct piece {
   double from, to, f_from, f_to, slope;
   char *stand; /* [m + n] of the plans between its ends; NULL: not known */
   bool proven;
} piece;

typedef struct study {
   const ics_solved *solved;
   ics_limits limits;
   ics_arena *arena;
   int coef, own;
   double from, to, range; /* canonical */
   ics_model *ends[2];
   ics_lp lp[2];                  /* at from and to as asked */
   bool *bent_lo, *bent_hi;       /* [n] the bound moves, but not linearly */
   double *widest_lo, *widest_hi; /* [n] of such a bound, where it was seen */
   bool bent;                     /* there are such */
   bool relaxed;                  /* of the last solve: they were set aside */
   ics_parametric_kind kind;
   ics_solver *solver;     /* of the matrix of lp[0], where all values share it; or NULL */
   ics_arena *home[HOMES]; /* of samples; NULL: free */
   piece *pieces;
   int npieces, solves, unproven;
   double miss;
} study;

/* ---- the model at a value -----------------------------------------------------------------------
 */

/* The weight of an aim lies in the scale of the goal. */
static ics_rc scale_at(const ics_solved *solved, int coef, double value, ics_arena *arena,
                       const double **out, ics_err *err)
{
   const ics_instance *in = solved->in;
   double *scale;
   *out = solved->model->scale;
   for (int a = 0; *out && a < in->naims; a++) {
      if (in->coefs[coef] != &in->aims[a].weight || in->aims[a].weight.point == 0) continue;
      ICS_ALLOC(scale, arena, in->naims, err);
      memcpy(scale, *out, (size_t)in->naims * sizeof *scale);
      scale[a] *= value / in->aims[a].weight.point;
      *out = scale;
   }
   return ICS_OK;
}

ics_rc ics_parametric_lp(const ics_solved *solved, int coef, double value, ics_arena *arena,
                         ics_model **model, ics_lp *out, ics_err *err)
{
   ics_altered *altered = NULL;
   const double *scale;
   ICS_TRY(ics_alter_open(solved->in, arena, &altered, err));
   ics_alter(altered, coef, value);
   ICS_TRY(scale_at(solved, coef, value, arena, &scale, err));
   ICS_TRY(ics_model_build(&altered->in, solved->policy, &solved->goal, scale, solved->model->ideal,
                           arena, model, err));
   ics_run run = solved->run;
   int own;
   ICS_ALLOC(run.stages, arena, (*model)->in->naims + ICS_STAGES_BESIDE, err);
   (void)ics_plan_stages(*model, run.stages, &own);
   if (own != run.own)
      return ics_fail(err, ICS_EUSAGE,
                      "at %g the goal has other stages before it (standards come or go), so its "
                      "values cannot be compared; choose a range without that value",
                      value);
   for (int s = 0; s < own; s++) run.stages[s].held = solved->run.stages[s].held;
   return ics_stage_lp(*model, &run, own, arena, out, err);
}

/* ---- how the number enters ----------------------------------------------------------------------
 */

static bool is_mean(double a, double mid, double b)
{
   double size = fmax(fabs(a), fmax(fabs(mid), fabs(b)));
   if (isinf(size)) return a == b && a == mid;
   return fabs(mid - (0.5 * a + 0.5 * b)) <= LINEAR * size;
}

/* Is the row one that says what an aim, or a mixed goal, is? */
static bool defines(const ics_model *m, int row)
{
   const char *kind = m->row_tag[row].kind;
   return strcmp(kind, "aim") == 0 || strcmp(kind, "goal") == 0;
}

/* Does anything hang on this row: not on what an aim is that is neither optimised nor limited? */
static bool matters(const study *s, int row)
{
   const ics_model *m = s->ends[0];
   if (strcmp(m->row_tag[row].kind, "aim") != 0 || m->goal_col != ICS_NONE) return true;
   return s->solved->goal.nbounds > 0 || m->aim[m->row_tag[row].item.aim] == s->own;
}

static bool is_value(const ics_model *m, int col)
{
   if (col == m->goal_col) return true;
   for (int a = 0; a < m->in->naims; a++)
      if (m->aim[a] == col) return true;
   return false;
}

typedef struct entry {
   int row;
   double a, mid, b;
} entry;

/* The next row of a column in any of three matrices. @return false at the end of the column */
static bool next_entry(const ics_lp *const lp[3], int j, int at[3], entry *out)
{
   double v[3] = { 0, 0, 0 };
   int row = -1;
   for (int n = 0; n < 3; n++)
      if (at[n] < lp[n]->start[j + 1] && (row < 0 || lp[n]->row[at[n]] < row))
         row = lp[n]->row[at[n]];
   if (row < 0) return false;
   for (int n = 0; n < 3; n++)
      if (at[n] < lp[n]->start[j + 1] && lp[n]->row[at[n]] == row) v[n] = lp[n]->val[at[n]++];
   *out = (entry){ row, v[0], v[1], v[2] };
   return true;
}

/** What was seen to move. */
typedef struct moves {
   bool limits, aims, other;
} moves;

static void see_matrix(const study *s, const ics_lp *const lp[3], moves *out)
{
   const ics_model *m = s->ends[0];
   entry e;
   for (int j = 0; j < m->lp.n; j++) {
      int at[3] = { lp[0]->start[j], lp[1]->start[j], lp[2]->start[j] };
      while (next_entry(lp, j, at, &e)) {
         if ((e.a == e.mid && e.a == e.b) || !matters(s, e.row)) continue;
         if (defines(m, e.row) && is_mean(e.a, e.mid, e.b))
            out->aims = true;
         else
            out->other = true;
      }
   }
}

static void see_pair(double a, double mid, double b, bool *moved, moves *out)
{
   if (a == mid && a == b) return;
   *moved = true;
   if (!is_mean(a, mid, b)) out->other = true;
}

/* A bound of a column that no rule sets may also be bent, so long as mixes of plans keep it: an
 * upper one down, a lower one up. @param[in] sign  1: upper; -1: lower */
static void see_bound(double a, double mid, double b, double sign, bool is_rule, bool *bent,
                      moves *out)
{
   if (a == mid && a == b) return;
   out->limits = true;
   if (is_mean(a, mid, b)) return;
   *bent = true;
   if (is_rule || !(sign * (mid - (0.5 * a + 0.5 * b)) > 0)) out->other = true;
}

static void see_column(study *s, int j, const ics_lp *const lp[3], moves *out)
{
   const ics_model *m = s->ends[0];
   see_bound(lp[0]->lo[j], lp[1]->lo[j], lp[2]->lo[j], -1, m->lo_by[j].kind != NULL, &s->bent_lo[j],
             out);
   see_bound(lp[0]->hi[j], lp[1]->hi[j], lp[2]->hi[j], 1, m->hi_by[j].kind != NULL, &s->bent_hi[j],
             out);
}

/* Bounds of what aims come to follow from the rest; a planner's own do not move. */
static void see_limits(study *s, const ics_lp *const lp[3], moves *out)
{
   const ics_model *m = s->ends[0];
   for (int i = 0; i < m->lp.m; i++) {
      bool *moved = defines(m, i) ? &out->aims : &out->limits;
      if (!matters(s, i)) continue;
      see_pair(lp[0]->rlo[i], lp[1]->rlo[i], lp[2]->rlo[i], moved, out);
      see_pair(lp[0]->rhi[i], lp[1]->rhi[i], lp[2]->rhi[i], moved, out);
   }
   for (int j = 0; j < m->lp.n; j++) {
      if (is_value(m, j)) {
         s->bent_lo[j] = lp[0]->lo[j] != lp[1]->lo[j] || lp[0]->lo[j] != lp[2]->lo[j];
         s->bent_hi[j] = lp[0]->hi[j] != lp[1]->hi[j] || lp[0]->hi[j] != lp[2]->hi[j];
      } else {
         see_column(s, j, lp, out);
      }
      s->bent |= s->bent_lo[j] || s->bent_hi[j];
      s->widest_lo[j] = fmin(lp[0]->lo[j], fmin(lp[1]->lo[j], lp[2]->lo[j]));
      s->widest_hi[j] = fmax(lp[0]->hi[j], fmax(lp[1]->hi[j], lp[2]->hi[j]));
   }
}

/* An aim with a limit of the planner is a rule as well as a worth. */
static bool has_bounded_aims(const study *s)
{
   return s->solved->goal.nbounds > 0 || s->solved->goal.kind == ICS_GOAL_MINIMAX;
}

static bool same_rules(const ics_lp *a, const ics_lp *b)
{
   return a->m == b->m && a->n == b->n;
}

static ics_rc see_how_it_enters(study *s, ics_err *err)
{
   ics_model *mid = NULL;
   ics_lp middle;
   moves seen = { false, false, false };
   ICS_ALLOC(s->bent_lo, s->arena, s->lp[0].n, err);
   ICS_ALLOC(s->bent_hi, s->arena, s->lp[0].n, err);
   ICS_ALLOC(s->widest_lo, s->arena, s->lp[0].n, err);
   ICS_ALLOC(s->widest_hi, s->arena, s->lp[0].n, err);
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc =
       ics_parametric_lp(s->solved, s->coef, 0.5 * (s->from + s->to), scratch, &mid, &middle, err);
   if (rc == ICS_OK && !(same_rules(&s->lp[0], &middle) && same_rules(&middle, &s->lp[1]))) {
      seen.other = true; /* rules that cannot bind are left out of a model */
   } else if (rc == ICS_OK) {
      const ics_lp *lp[3] = { &s->lp[0], &middle, &s->lp[1] };
      see_matrix(s, lp, &seen);
      see_limits(s, lp, &seen);
   }
   ics_arena_free(&scratch);
   bool both = seen.limits && seen.aims;
   if (seen.other || both || (seen.aims && has_bounded_aims(s)))
      s->kind = ICS_PARAMETRIC_MATRIX;
   else if (seen.limits || seen.aims)
      s->kind = seen.limits ? ICS_PARAMETRIC_LIMITS : ICS_PARAMETRIC_AIMS;
   else
      s->kind = ICS_PARAMETRIC_NOWHERE;
   return rc;
}

/* ---- the line of a solution ---------------------------------------------------------------------
 */

/* What one active limit adds: a price times how its limit moves. */
static void add_limit(ics_sum *sum, double price, const double lo[2], const double hi[2])
{
   double by = price > 0 ? lo[1] - lo[0] : hi[1] - hi[0];
   if (price != 0 && by != 0) ics_sum_add(sum, price, by);
}

/* {share of the largest term} a reduced cost that is less is 0 */
static const double NO_PRICE = 1e-9;

/* From the duals: every limit that moves, at its price. NAN where a bent one has a price: it gives
 * no line. */
static double slope_of_duals(const study *s, const ics_solution *sol)
{
   const ics_lp *a = &s->lp[0], *b = &s->lp[1];
   ics_sum sum = { 0 };
   for (int i = 0; i < a->m; i++) {
      const double lo[2] = { a->rlo[i], b->rlo[i] }, hi[2] = { a->rhi[i], b->rhi[i] };
      if ((lo[0] != lo[1] || hi[0] != hi[1]) && matters(s, i))
         add_limit(&sum, sol->y[i] + sol->y_low[i], lo, hi);
   }
   for (int j = 0; j < a->n; j++) {
      const double lo[2] = { a->lo[j], b->lo[j] }, hi[2] = { a->hi[j], b->hi[j] };
      if (lo[0] == lo[1] && hi[0] == hi[1]) continue;
      if (sol->basis.col[j] == 'B') continue;
      ics_sum d = { 0 };
      double largest = fabs(a->c[j]);
      ics_sum_add(&d, a->c[j], 1);
      for (int k = a->start[j]; k < a->start[j + 1]; k++) {
         largest = fmax(largest, fabs(a->val[k] * sol->y[a->row[k]]));
         ics_sum_add(&d, -a->val[k], sol->y[a->row[k]]);
         ics_sum_add(&d, -a->val[k], sol->y_low[a->row[k]]);
      }
      double price = ics_sum_value(&d);
      if (fabs(price) <= NO_PRICE * largest) continue;
      bool bent = price > 0 ? s->bent_lo[j] : s->bent_hi[j];
      if (bent && s->relaxed) continue;
      if (bent) return NAN;
      add_limit(&sum, price, lo, hi);
   }
   double change = ics_sum_value(&sum);
   return fabs(change) <= SAME * fabs(sol->objective) ? 0 : change / s->range;
}

/* Settle the column of @p kind's row of aim @p aim (or the goal) by that row alone. */
static void settle(const ics_model *m, const ics_lp *lp, int row, int col, double *x)
{
   ics_sum rest = { 0 };
   double own = 1;
   ics_sum_add(&rest, lp->rlo[row], 1);
   for (int j = 0; j < m->lp.n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         if (lp->row[k] != row) continue;
         if (j == col)
            own = lp->val[k];
         else
            ics_sum_add(&rest, -lp->val[k], x[j]);
      }
   x[col] = ics_sum_value(&rest) / own;
}

/* What the plan is worth (least cost) with the aims as they are at one end. */
static double worth(const study *s, int end, double *x)
{
   const ics_model *m = s->ends[end];
   const ics_lp *lp = &s->lp[end];
   int goal = -1;
   for (int i = 0; i < lp->m; i++) {
      if (!defines(m, i)) continue;
      if (strcmp(m->row_tag[i].kind, "goal") == 0)
         goal = i;
      else
         settle(m, lp, i, m->aim[m->row_tag[i].item.aim], x);
   }
   if (goal >= 0) settle(m, lp, goal, m->goal_col, x);
   return lp->c[s->own] * x[s->own];
}

/* From the plan: what it would be worth at both ends. */
static ics_rc slope_of_plan(const study *s, const ics_solution *sol, ics_arena *scratch,
                            double *slope, ics_err *err)
{
   double *x;
   ICS_ALLOC(x, scratch, s->lp[0].n, err);
   memcpy(x, sol->x, (size_t)s->lp[0].n * sizeof *x);
   double first = worth(s, 0, x), last = worth(s, 1, x);
   bool same = fabs(last - first) <= SAME * fmax(fabs(first), fabs(last));
   *slope = same ? 0 : (last - first) / s->range;
   return ICS_OK;
}

/* ---- a value ------------------------------------------------------------------------------------
 */

/* The arena that a sample lives in: of MATRIX its own, since its model is the start of the next. */
static ics_rc settle_in(study *s, sample *out, ics_arena **arena, ics_err *err)
{
   *arena = s->arena;
   if (s->kind != ICS_PARAMETRIC_MATRIX) return ICS_OK;
   for (int h = 0; h < HOMES && !out->home; h++)
      if (!s->home[h]) out->home = &s->home[h];
   if (!out->home) return ics_fail(err, ICS_EBUG, "more than %d values are open at once", HOMES);
   *out->home = *arena = ics_arena_new();
   return *arena ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

/* A sample that is needed no more; pieces keep nothing of it. */
static void let_go(sample *p)
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
static ics_rc learn(study *s, const ics_lp *lp, const ics_solution *sol, ics_arena *arena,
                    ics_arena *scratch, sample *out, ics_err *err)
{
   out->none = sol->status == ICS_INFEASIBLE;
   out->plan = sol->status == ICS_OPTIMAL;
   if (!out->plan) return ICS_OK;
   out->f = sol->objective;
   ICS_TRY(keep_basis(lp, &sol->basis, arena, &out->basis, err));
   bool line = s->kind == ICS_PARAMETRIC_LIMITS || s->kind == ICS_PARAMETRIC_AIMS;
   if (!line || !same_rules(lp, &s->lp[0])) return ICS_OK;
   ICS_TRY(keep_stand(lp, sol->x, arena, scratch, &out->stand, err));
   if (s->kind == ICS_PARAMETRIC_LIMITS) out->slope = slope_of_duals(s, sol);
   if (s->kind == ICS_PARAMETRIC_AIMS) return slope_of_plan(s, sol, scratch, &out->slope, err);
   return ICS_OK;
}

/* Bounds that bend, set aside: they follow from other rules, so a plan within the rest keeps them,
 * and duals without them give a line. */
static ics_rc set_aside(study *s, ics_lp *lp, ics_arena *scratch, ics_err *err)
{
   double *lo, *hi;
   ICS_ALLOC(lo, scratch, lp->n, err);
   ICS_ALLOC(hi, scratch, lp->n, err);
   for (int j = 0; j < lp->n; j++) {
      lo[j] = s->bent_lo[j] ? fmin(lp->lo[j], s->widest_lo[j]) : lp->lo[j];
      hi[j] = s->bent_hi[j] ? fmax(lp->hi[j], s->widest_hi[j]) : lp->hi[j];
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
static ics_rc start_of(const study *s, const sample *near, const ics_lp *lp, ics_arena *scratch,
                       const ics_basis **warm, ics_err *err)
{
   bool known = near && near->basis.row;
   const ics_lp *from = !known ? &s->solved->model->lp : near->lp ? near->lp : &s->lp[0];
   const ics_basis *basis =
       known ? &near->basis : &s->solved->run.stages[s->solved->run.own].solution.basis;
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

static ics_rc solve(study *s, const ics_lp *lp, const ics_basis *warm, ics_arena *scratch,
                    ics_solution *sol, ics_err *err)
{
   const ics_lp *open = &s->lp[0];
   ics_lp shared = *lp;
   if (!s->solver || !same_matrix(open, lp))
      return ics_lp_solve(lp, warm, &s->limits, scratch, sol, err);
   shared.start = open->start;
   shared.row = open->row;
   shared.val = open->val;
   return ics_solver_solve(s->solver, &shared, warm, &s->limits, scratch, sol, err);
}

static ics_rc solve_at(study *s, const sample *near, const ics_lp *lp, ics_arena *scratch,
                       ics_solution *sol, ics_err *err)
{
   const ics_basis *warm = NULL;
   ics_lp wide = *lp;
   ICS_TRY(start_of(s, near, lp, scratch, &warm, err));
   s->solves++;
   s->relaxed = s->bent && s->kind == ICS_PARAMETRIC_LIMITS;
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

static ics_rc take(study *s, double at, const sample *near, ics_arena *scratch, sample *out,
                   ics_err *err)
{
   ics_model *m = NULL;
   ics_lp *lp;
   ics_arena *arena = NULL;
   ics_solution sol;
   *out = (sample){ .at = at, .f = NAN, .slope = NAN };
   ICS_TRY(settle_in(s, out, &arena, err));
   ics_arena *of_model = out->home ? arena : scratch;
   ICS_ALLOC(lp, of_model, 1, err);
   ics_rc rc = ics_parametric_lp(s->solved, s->coef, at, of_model, &m, lp, err);
   if (rc == ICS_ENOPLAN || (rc == ICS_OK && asks_too_much(m))) {
      out->none = true; /* two limits on one amount contradict each other */
      return ICS_OK;
   }
   ICS_TRY(rc);
   ICS_TRY(solve_at(s, near, lp, scratch, &sol, err));
   if (out->home) out->lp = lp;
   return learn(s, lp, &sol, arena, scratch, out, err);
}

/* @param[in] near  a sample to start from, or NULL */
static ics_rc sample_at(study *s, double at, const sample *near, sample *out, ics_err *err)
{
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = take(s, at, near, scratch, out, err);
   ics_arena_free(&scratch);
   return rc;
}

/* ---- pieces -------------------------------------------------------------------------------------
 */

/* The same line goes on: a kink, if there is one, is less than a certificate can see. */
static bool goes_on(const study *s, const piece *left, double to, double slope)
{
   double length = fmin(left->to - left->from, to - left->to);
   return s->kind != ICS_PARAMETRIC_MATRIX &&
          fabs(left->slope - slope) * length <= 2 * s->limits.gap * fabs(left->f_to);
}

/* Where plans stand inside a piece. Limits: a mix of the plans at both ends is a plan, and worth
 * what the line says. Aims: the plan of the line is best throughout. */
static ics_rc stand_inside(const study *s, const sample *from, const sample *to, const sample *line,
                           piece *p, ics_err *err)
{
   bool mixes = s->kind == ICS_PARAMETRIC_LIMITS;
   const char *a = mixes ? from->stand : line->stand, *b = mixes ? to->stand : line->stand;
   int n = s->lp[0].m + s->lp[0].n;
   if (!p->proven || !a || !b) return ICS_OK;
   ICS_ALLOC(p->stand, s->arena, n, err);
   ics_stand_mix(a, b, n, p->stand);
   return ICS_OK;
}

static ics_rc add_piece(study *s, const sample *from, const sample *to, const sample *line,
                        bool proven, ics_err *err)
{
   if (s->npieces == LINES_MOST)
      return ics_fail(err, ICS_ELIMIT, "more than %d straight pieces; choose a narrower range",
                      LINES_MOST);
   double slope =
       s->kind == ICS_PARAMETRIC_MATRIX ? (to->f - from->f) / (to->at - from->at) : line->slope;
   piece *last = s->npieces > 0 ? &s->pieces[s->npieces - 1] : NULL;
   if (proven && last && last->proven && goes_on(s, last, to->at, slope)) {
      last->to = to->at;
      last->f_to = to->f;
      if (last->stand && to->stand && s->kind == ICS_PARAMETRIC_LIMITS)
         ics_stand_mix(last->stand, to->stand, s->lp[0].m + s->lp[0].n, last->stand);
      return ICS_OK;
   }
   piece *p = &s->pieces[s->npieces++];
   *p = (piece){ from->at, to->at, from->f, to->f, slope, NULL, proven };
   s->unproven += !proven;
   return stand_inside(s, from, to, line, p, err);
}

/* Is the value at @p p on the line of @p of? */
static bool on_line(const study *s, const sample *p, const sample *of)
{
   double line = of->f + of->slope * (p->at - of->at);
   return fabs(p->f - line) <= 2 * s->limits.gap * fmax(fabs(p->f), fabs(of->f));
}

/* Straight pieces between two samples that have lines. */
static ics_rc straight(study *s, const sample *a, const sample *b, ics_err *err)
{
   sample c;
   if (isnan(a->slope) || isnan(b->slope)) return add_piece(s, a, b, b, false, err);
   if (on_line(s, b, a)) return add_piece(s, a, b, a, true, err);
   if (on_line(s, a, b)) return add_piece(s, a, b, b, true, err);
   double at = (b->f - a->f + a->slope * a->at - b->slope * b->at) / (a->slope - b->slope);
   double near = END * s->range;
   if (!(at > a->at + near && at < b->at - near)) return add_piece(s, a, b, b, false, err);
   ICS_TRY(sample_at(s, at, a, &c, err));
   if (!c.plan) return add_piece(s, a, b, a, false, err);
   if (on_line(s, &c, a) && on_line(s, &c, b)) {
      ICS_TRY(add_piece(s, a, &c, a, true, err));
      return add_piece(s, &c, b, b, true, err);
   }
   ICS_TRY(straight(s, a, &c, err));
   return straight(s, &c, b, err);
}

static ics_rc bent(study *s, const sample *a, const sample *b, int depth, ics_err *err);

/* Both halves of a range, with the middle solved. */
static ics_rc halves(study *s, const sample *a, const sample *c, const sample *b, int depth,
                     ics_err *err)
{
   if (!c->plan) return add_piece(s, a, b, a, false, err);
   double miss = fabs(c->f - (0.5 * a->f + 0.5 * b->f));
   bool near = miss <= STRAIGHT * fabs(c->f);
   if (!near && depth < DEEPEST) {
      ICS_TRY(bent(s, a, c, depth + 1, err));
      return bent(s, c, b, depth + 1, err);
   }
   s->miss = fmax(s->miss, miss);
   ICS_TRY(add_piece(s, a, c, a, true, err));
   return add_piece(s, c, b, b, true, err);
}

/* Values at middles until the lines between them are near. */
static ics_rc bent(study *s, const sample *a, const sample *b, int depth, ics_err *err)
{
   sample c;
   ICS_TRY(sample_at(s, 0.5 * a->at + 0.5 * b->at, a, &c, err));
   ics_rc rc = halves(s, a, &c, b, depth, err);
   let_go(&c);
   return rc;
}

static ics_rc between(study *s, const sample *a, const sample *b, ics_err *err)
{
   if (s->kind == ICS_PARAMETRIC_NOWHERE)
      return add_piece(s, a, b, &(sample){ .slope = 0 }, true, err);
   return s->kind == ICS_PARAMETRIC_MATRIX ? bent(s, a, b, 0, err) : straight(s, a, b, err);
}

/* Between a value with a plan and one without: the last one with a plan, by halves. */
static ics_rc find_edge(study *s, const sample *inside, double outside, sample *edge, ics_err *err)
{
   sample c;
   *edge = *inside;
   edge->home = NULL; /* it stays the other's */
   for (int n = 0; n < BISECTIONS && fabs(outside - edge->at) > END * s->range; n++) {
      ICS_TRY(sample_at(s, 0.5 * edge->at + 0.5 * outside, edge, &c, err));
      if (c.plan) let_go(edge);
      if (c.plan)
         *edge = c;
      else
         outside = c.at;
      if (!c.plan) let_go(&c);
   }
   return ICS_OK;
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

/* {unit of the file / canonical} */
static double per_of(const ics_coef *coef)
{
   int n = 0;
   const ics_unit *units = ics_units(&n);
   for (int u = 0; u < n; u++)
      if (strcmp(units[u].text, coef->unit) == 0) return units[u].per;
   return 1;
}

static ics_rc make_points(study *s, double per, ics_parametric_result *out, ics_err *err)
{
   double sign = out->maximise ? -1 : 1;
   ICS_ALLOC(out->points, s->arena, s->npieces + 1, err);
   for (int n = 0; n <= s->npieces; n++) {
      const piece *left = n > 0 ? &s->pieces[n - 1] : NULL;
      const piece *right = n < s->npieces ? &s->pieces[n] : NULL;
      ics_parametric_point *p = &out->points[out->npoints++];
      *p = (ics_parametric_point){
         .value = per * (left ? left->to : right->from),
         .objective = sign * (left ? left->f_to : right->f_from) + 0.0,
         .slope_left = left ? sign * left->slope / per + 0.0 : (double)NAN,
         .slope_right = right ? sign * right->slope / per + 0.0 : (double)NAN,
         .change = "",
      };
      if (left && right && left->stand && right->stand)
         ICS_TRY(ics_stand_change(s->ends[0], left->stand, right->stand, CHANGES_TOLD, s->arena,
                                  &p->change, err));
   }
   return ICS_OK;
}

static int find_coef(const ics_instance *in, const char *path)
{
   for (int c = 0; c < in->ncoefs; c++)
      if (strcmp(in->coefs[c]->path, path) == 0) return c;
   return -1;
}

/* The instance is read with the end in place, so that it is understood, and refused, as --set is.
 */
static ics_rc read_end(const study *s, const ics_parametric_request *request, const char *text,
                       double *value, ics_err *err)
{
   ics_override *sets;
   const ics_instance *in = NULL;
   ICS_ALLOC(sets, s->arena, request->nsets + 1, err);
   if (request->nsets > 0) memcpy(sets, request->sets, (size_t)request->nsets * sizeof *sets);
   sets[request->nsets] = (ics_override){ request->path, text };
   ICS_TRY(ics_instance_read(s->solved->in->file, sets, request->nsets + 1, s->arena, &in, err));
   int c = find_coef(in, request->path);
   if (c < 0)
      return ics_fail(err, ICS_EUSAGE,
                      "%s is not one number with a range; `icsopt evidence INSTANCE` lists those",
                      ics_show(request->path).text);
   *value = in->coefs[c]->point;
   return ICS_OK;
}

/* The reader knows the nearest path, and which keys have a default. */
static ics_rc no_such_number(const study *s, const ics_parametric_request *request, ics_err *err)
{
   double ignored;
   ICS_TRY(read_end(s, request, "1", &ignored, err));
   return ics_fail(err, ICS_EUSAGE,
                   "%s is not written in the instance, and has its default; write it there, or add "
                   "--set %s=VALUE",
                   ics_show(request->path).text, ics_show(request->path).text);
}

static ics_rc understand(study *s, const ics_parametric_request *request, ics_err *err)
{
   const ics_instance *in = s->solved->in;
   double typed;
   if (strchr(request->path, '*'))
      return ics_fail(err, ICS_EUSAGE,
                      "%s names several numbers, and one is moved at a time; "
                      "`icsopt evidence INSTANCE` lists the paths",
                      ics_show(request->path).text);
   for (int end = 0; end < 2; end++) {
      const char *text = end == 0 ? request->from : request->to;
      if (text && (ics_number_read(text, strlen(text), &typed) != ICS_NUMERAL_OK))
         return ics_fail(err, ICS_EUSAGE, "--%s: got \"%s\", want a number",
                         end == 0 ? "from" : "to", ics_show(text).text);
   }
   s->coef = find_coef(in, request->path);
   if (s->coef < 0) return no_such_number(s, request, err);
   s->from = in->coefs[s->coef]->low;
   s->to = in->coefs[s->coef]->high;
   if (request->from) ICS_TRY(read_end(s, request, request->from, &s->from, err));
   if (request->to) ICS_TRY(read_end(s, request, request->to, &s->to, err));
   s->range = s->to - s->from;
   if (s->range > 0 && isfinite(s->range)) return ICS_OK;
   return ics_fail(err, ICS_EUSAGE,
                   "%s would move from %g to %g (canonical); give --from LESS --to MORE",
                   request->path, s->from, s->to);
}

/* Both ends, or as far as there are plans. */
static ics_rc find_range(study *s, sample *a, sample *b, ics_parametric_result *out, ics_err *err)
{
   sample inside;
   double point = fmin(fmax(s->solved->in->coefs[s->coef]->point, s->from), s->to);
   ICS_TRY(sample_at(s, point, NULL, &inside, err));
   ICS_TRY(sample_at(s, s->from, &inside, a, err));
   ICS_TRY(sample_at(s, s->to, &inside, b, err));
   if (!inside.plan) inside = a->plan ? *a : *b;
   if (!inside.plan)
      return ics_fail(err, ICS_ENOPLAN,
                      "no plan keeps all the rules at either end of the range, with shortfall "
                      "against standards as it is; choose a range about the number as it is");
   out->at_point = inside.f * (out->maximise ? -1 : 1);
   s->unproven += (!a->plan && !a->none) + (!b->plan && !b->none);
   if (!a->plan) ICS_TRY(find_edge(s, &inside, s->from, a, err));
   if (!b->plan) ICS_TRY(find_edge(s, &inside, s->to, b, err));
   return ICS_OK;
}

static void put_head(const study *s, ics_parametric_result *out)
{
   const ics_instance *in = s->solved->in;
   const ics_stage *own = &s->solved->run.stages[s->solved->run.own];
   const ics_coef *coef = in->coefs[s->coef];
   double per = per_of(coef);
   *out = (ics_parametric_result){ .code = in->code,
                                   .name = in->name,
                                   .file = in->file,
                                   .sha256 = in->sha256,
                                   .policy = s->solved->policy->id,
                                   .policy_name = s->solved->policy->name,
                                   .goal = ics_goal_word(s->solved),
                                   .path = coef->path,
                                   .words = ics_coef_words(in, coef, s->arena),
                                   .unit = coef->unit,
                                   .grade = ics_grade_text(coef->grade),
                                   .own = { own->id, "the goal" },
                                   .objective_unit = "",
                                   .worth = 1.0,
                                   .worth_unit = "",
                                   .maximise = own->maximise,
                                   .from = per * s->from,
                                   .to = per * s->to,
                                   .point = per * coef->point };
   for (int a = 0; a < in->naims; a++)
      if (s->solved->model->aim[a] == own->col) {
         out->own.name = in->aims[a].name;
         out->objective_unit = in->aims[a].unit;
      }
}

/* With another weight of an aim a score means something else, and is worth nothing by itself. */
static ics_rc put_worth(const study *s, ics_parametric_result *out, ics_err *err)
{
   const ics_instance *in = s->solved->in;
   ics_vertex vertex;
   for (int a = 0; a < in->naims; a++)
      if (in->coefs[s->coef] == &in->aims[a].weight) return ICS_OK;
   ICS_TRY(ics_vertex_of(s->solved->model, &s->solved->run, s->arena, &vertex, err));
   if (!vertex.mixed) return ICS_OK;
   out->worth = vertex.worth;
   out->worth_unit = vertex.unit;
   return ICS_OK;
}

static ics_rc answer(study *s, ics_parametric_result *out, ics_err *err)
{
   sample a, b;
   double per = per_of(s->solved->in->coefs[s->coef]);
   ICS_ALLOC(s->pieces, s->arena, LINES_MOST, err);
   for (int end = 0; end < 2; end++)
      ICS_TRY(ics_parametric_lp(s->solved, s->coef, end == 0 ? s->from : s->to, s->arena,
                                &s->ends[end], &s->lp[end], err));
   ICS_TRY(see_how_it_enters(s, err));
   if (s->kind == ICS_PARAMETRIC_LIMITS)
      ICS_TRY(ics_solver_open(&s->lp[0], s->arena, &s->solver, err));
   ICS_TRY(find_range(s, &a, &b, out, err));
   if (b.at > a.at) ICS_TRY(between(s, &a, &b, err));
   out->kind = s->kind;
   out->plan_from = per * a.at;
   out->plan_to = per * b.at;
   out->solves = s->solves;
   out->unproven = s->unproven;
   out->proven = s->unproven == 0 && s->kind != ICS_PARAMETRIC_MATRIX;
   out->error = s->miss;
   if (s->npieces == 0)
      return ics_fail(err, ICS_ENOPLAN, "there are plans at %.17g only", out->plan_from);
   return make_points(s, per, out, err);
}

ics_rc ics_parametric(const ics_solved *solved, const ics_request *asked,
                      const ics_parametric_request *request, ics_arena *arena,
                      ics_parametric_result **out, ics_err *err)
{
   const ics_settings *set = asked->settings;
   study s = { .solved = solved, .arena = arena, .own = solved->run.stages[solved->run.own].col };
   s.limits = (ics_limits){ set->gap, (int)set->iterations, set->time_limit };
   ICS_ALLOC(*out, arena, 1, err);
   ICS_TRY(understand(&s, request, err));
   put_head(&s, *out);
   if (!(*out)->words) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ICS_TRY(put_worth(&s, *out, err));
   ics_rc rc = answer(&s, *out, err);
   ics_solver_close(&s.solver);
   for (int h = 0; h < HOMES; h++) ics_arena_free(&s.home[h]);
   return rc;
}
