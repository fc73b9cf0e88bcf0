/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/moved.h"

#include <math.h>
#include <string.h>

static const double LINEAR = 1e-11; /* {relative} a number half-way between two is their mean */

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

ics_rc ics_moved_lp(const ics_solved *solved, int coef, double value, ics_arena *arena,
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

bool ics_moved_defines(const ics_model *m, int row)
{
   const char *kind = m->row_tag[row].kind;
   return strcmp(kind, "aim") == 0 || strcmp(kind, "goal") == 0;
}

bool ics_moved_matters(const ics_moved *moved, int row)
{
   const ics_model *m = moved->ends[0];
   if (strcmp(m->row_tag[row].kind, "aim") != 0 || m->goal_col != ICS_NONE) return true;
   return moved->solved->goal.nbounds > 0 || m->aim[m->row_tag[row].item.aim] == moved->own;
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

static void see_matrix(const ics_moved *moved, const ics_lp *const lp[3], moves *out)
{
   const ics_model *m = moved->ends[0];
   entry e;
   for (int j = 0; j < m->lp.n; j++) {
      int at[3] = { lp[0]->start[j], lp[1]->start[j], lp[2]->start[j] };
      while (next_entry(lp, j, at, &e)) {
         if ((e.a == e.mid && e.a == e.b) || !ics_moved_matters(moved, e.row)) continue;
         if (ics_moved_defines(m, e.row) && is_mean(e.a, e.mid, e.b))
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

static void see_column(ics_moved *moved, int j, const ics_lp *const lp[3], moves *out)
{
   const ics_model *m = moved->ends[0];
   see_bound(lp[0]->lo[j], lp[1]->lo[j], lp[2]->lo[j], -1, m->lo_by[j].kind != NULL,
             &moved->bent_lo[j], out);
   see_bound(lp[0]->hi[j], lp[1]->hi[j], lp[2]->hi[j], 1, m->hi_by[j].kind != NULL,
             &moved->bent_hi[j], out);
}

/* Bounds of what aims come to follow from the rest; a planner's own do not move. */
static void see_limits(ics_moved *moved, const ics_lp *const lp[3], moves *out)
{
   const ics_model *m = moved->ends[0];
   for (int i = 0; i < m->lp.m; i++) {
      bool *which = ics_moved_defines(m, i) ? &out->aims : &out->limits;
      if (!ics_moved_matters(moved, i)) continue;
      see_pair(lp[0]->rlo[i], lp[1]->rlo[i], lp[2]->rlo[i], which, out);
      see_pair(lp[0]->rhi[i], lp[1]->rhi[i], lp[2]->rhi[i], which, out);
   }
   for (int j = 0; j < m->lp.n; j++) {
      if (is_value(m, j)) {
         moved->bent_lo[j] = lp[0]->lo[j] != lp[1]->lo[j] || lp[0]->lo[j] != lp[2]->lo[j];
         moved->bent_hi[j] = lp[0]->hi[j] != lp[1]->hi[j] || lp[0]->hi[j] != lp[2]->hi[j];
      } else {
         see_column(moved, j, lp, out);
      }
      moved->bent |= moved->bent_lo[j] || moved->bent_hi[j];
      moved->widest_lo[j] = fmin(lp[0]->lo[j], fmin(lp[1]->lo[j], lp[2]->lo[j]));
      moved->widest_hi[j] = fmax(lp[0]->hi[j], fmax(lp[1]->hi[j], lp[2]->hi[j]));
   }
}

/* An aim with a limit of the planner is a rule as well as a worth. */
static bool has_bounded_aims(const ics_moved *moved)
{
   return moved->solved->goal.nbounds > 0 || moved->solved->goal.kind == ICS_GOAL_MINIMAX;
}

static bool same_rules(const ics_lp *a, const ics_lp *b)
{
   return a->m == b->m && a->n == b->n;
}

static ics_rc see_how_it_enters(ics_moved *moved, ics_arena *arena, ics_err *err)
{
   ics_model *mid = NULL;
   ics_lp middle;
   moves seen = { false, false, false };
   ICS_ALLOC(moved->bent_lo, arena, moved->lp[0].n, err);
   ICS_ALLOC(moved->bent_hi, arena, moved->lp[0].n, err);
   ICS_ALLOC(moved->widest_lo, arena, moved->lp[0].n, err);
   ICS_ALLOC(moved->widest_hi, arena, moved->lp[0].n, err);
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = ics_moved_lp(moved->solved, moved->coef, 0.5 * (moved->from + moved->to), scratch,
                            &mid, &middle, err);
   if (rc == ICS_OK &&
       !(same_rules(&moved->lp[0], &middle) && same_rules(&middle, &moved->lp[1]))) {
      seen.other = true; /* rules that cannot bind are left out of a model */
   } else if (rc == ICS_OK) {
      const ics_lp *lp[3] = { &moved->lp[0], &middle, &moved->lp[1] };
      see_matrix(moved, lp, &seen);
      see_limits(moved, lp, &seen);
   }
   ics_arena_free(&scratch);
   bool both = seen.limits && seen.aims;
   if (seen.other || both || (seen.aims && has_bounded_aims(moved)))
      moved->kind = ICS_PARAMETRIC_MATRIX;
   else if (seen.limits || seen.aims)
      moved->kind = seen.limits ? ICS_PARAMETRIC_LIMITS : ICS_PARAMETRIC_AIMS;
   else
      moved->kind = ICS_PARAMETRIC_NOWHERE;
   return rc;
}

ics_rc ics_moved_open(ics_moved *moved, const ics_solved *solved, int coef, double from, double to,
                      ics_arena *arena, ics_err *err)
{
   *moved = (ics_moved){ .solved = solved,
                         .coef = coef,
                         .own = solved->run.stages[solved->run.own].col,
                         .from = from,
                         .to = to,
                         .range = to - from };
   for (int end = 0; end < 2; end++)
      ICS_TRY(ics_moved_lp(solved, coef, end == 0 ? from : to, arena, &moved->ends[end],
                           &moved->lp[end], err));
   return see_how_it_enters(moved, arena, err);
}
