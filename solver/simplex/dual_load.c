/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "simplex/dual_store.h"

enum { SCALINGS = 4 }; /* rows and columns in turn */

/* ---- scale factors ------------------------------------------------------------------------------
 */

static bool known(const ics_lp *lp)
{
   const ics_scaling *s = lp->scaling;
   return s && s->val == lp->val && s->m == lp->m && s->n == lp->n && s->nz == lp->nz;
}

/* Of the sizes of a row or a column, the least and the largest. */
typedef struct span {
   double least, most;
} span;

static const span NONE = { HUGE_VAL, 0.0 };

static void widen(span *s, double size)
{
   if (size == 0.0) return;
   s->least = fmin(s->least, size);
   s->most = fmax(s->most, size);
}

/* What brings the geometric mean of the two, or the largest, to 1. */
static double factor(span s, bool mean)
{
   if (s.most <= 0.0) return 1.0;
   return 1.0 / (mean ? sqrt(s.least * s.most) : s.most);
}

/* Rows, then columns. work [m] */
static void scale_once(ics_dual *s, const ics_lp *lp, bool mean, span *work)
{
   for (int i = 0; i < lp->m; i++) work[i] = NONE;
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++)
         widen(&work[lp->row[k]], fabs(lp->val[k]) * s->col_scale[j]);
   for (int i = 0; i < lp->m; i++) s->row_scale[i] = factor(work[i], mean);
   for (int j = 0; j < lp->n; j++) {
      span own = NONE;
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++)
         widen(&own, fabs(lp->val[k]) * s->row_scale[lp->row[k]]);
      s->col_scale[j] = factor(own, mean);
   }
}

static double power_of_two(double x)
{
   return exp2(round(log2(x)));
}

/* Geometric means, then largest entries, as GLPK scales (its reference manual, glp_scale_prob). */
static ics_rc work_out(ics_dual *s, const ics_lp *lp, ics_arena *arena, ics_err *err)
{
   span *work;
   ICS_ALLOC(work, arena, lp->m, err);
   for (int j = 0; j < lp->n; j++) s->col_scale[j] = 1.0;
   for (int pass = 0; pass < SCALINGS; pass++) scale_once(s, lp, true, work);
   scale_once(s, lp, false, work);
   for (int i = 0; i < lp->m; i++) s->row_scale[i] = power_of_two(s->row_scale[i]);
   for (int j = 0; j < lp->n; j++) s->col_scale[j] = power_of_two(s->col_scale[j]);
   return ICS_OK;
}

/* Whoever opens the same matrix next need not work them out again. */
static void keep(const ics_dual *s, const ics_lp *lp)
{
   ics_scaling *to = lp->scaling;
   if (!to || to->m != lp->m || to->n != lp->n) return;
   memcpy(to->row, s->row_scale, (size_t)lp->m * sizeof *to->row);
   memcpy(to->col, s->col_scale, (size_t)lp->n * sizeof *to->col);
   to->val = lp->val;
   to->nz = lp->nz;
}

static ics_rc scale(ics_dual *s, const ics_lp *lp, ics_arena *arena, ics_err *err)
{
   if (known(lp)) {
      memcpy(s->row_scale, lp->scaling->row, (size_t)lp->m * sizeof *s->row_scale);
      memcpy(s->col_scale, lp->scaling->col, (size_t)lp->n * sizeof *s->col_scale);
      return ICS_OK;
   }
   ICS_TRY(work_out(s, lp, arena, err));
   keep(s, lp);
   return ICS_OK;
}

/* ---- opening ------------------------------------------------------------------------------------
 */

static ics_rc open_packed(ics_packed *p, int n, ics_arena *arena, ics_err *err)
{
   ICS_ALLOC(p->at, arena, n, err);
   ICS_ALLOC(p->v, arena, n, err);
   return ICS_OK;
}

static ics_rc open_variables(ics_dual *s, ics_arena *arena, ics_err *err)
{
   int vars = s->m + s->n;
   ICS_ALLOC(s->lo, arena, vars, err);
   ICS_ALLOC(s->hi, arena, vars, err);
   ICS_ALLOC(s->cost, arena, vars, err);
   ICS_ALLOC(s->d, arena, vars, err);
   ICS_ALLOC(s->side, arena, vars, err);
   ICS_ALLOC(s->basic, arena, vars, err);
   ICS_ALLOC(s->reference, arena, vars, err);
   ICS_ALLOC(s->alpha, arena, vars, err);
   ICS_ALLOC(s->hit, arena, vars + 1, err);
   ICS_ALLOC(s->seen, arena, vars, err);
   ICS_ALLOC(s->candidate, arena, vars + 1, err);
   ICS_ALLOC(s->only, arena, s->m, err);
   return ICS_OK;
}

static ics_rc open_positions(ics_dual *s, ics_arena *arena, ics_err *err)
{
   s->words = (s->m + 63) / 64;
   ICS_ALLOC(s->place, arena, s->m, err);
   ICS_ALLOC(s->missed, arena, s->words, err);
   ICS_ALLOC(s->head, arena, s->m, err);
   ICS_ALLOC(s->sum, arena, s->m, err);
   ICS_ALLOC(s->sum_at, arena, s->m + 1, err);
   ICS_TRY(open_packed(&s->rho, s->m, arena, err));
   ICS_TRY(open_packed(&s->column, s->m, arena, err));
   ICS_TRY(open_packed(&s->work, s->m, arena, err));
   return ics_lu_open(s->m, arena, &s->lu, err);
}

ics_rc ics_dual_open(const ics_lp *lp, ics_arena *arena, ics_dual **out, ics_err *err)
{
   ics_dual *s;
   ICS_ALLOC(s, arena, 1, err);
   s->m = lp->m;
   s->n = lp->n;
   ICS_ALLOC(s->val, arena, lp->nz, err);
   ICS_ALLOC(s->row_scale, arena, lp->m, err);
   ICS_ALLOC(s->col_scale, arena, lp->n, err);
   ICS_ALLOC(s->row_start, arena, lp->m + 1, err);
   ICS_ALLOC(s->row_open, arena, lp->m, err);
   ICS_ALLOC(s->row_col, arena, lp->nz, err);
   ICS_ALLOC(s->row_val, arena, lp->nz, err);
   ICS_TRY(open_variables(s, arena, err));
   ICS_TRY(open_positions(s, arena, err));
   s->a = (ics_columns){ lp->m, lp->n, lp->start, lp->row, s->val };
   ICS_TRY(scale(s, lp, arena, err));
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         s->val[k] = lp->val[k] * s->row_scale[lp->row[k]] * s->col_scale[j];
         s->row_start[lp->row[k] + 1]++;
      }
   for (int i = 0; i < lp->m; i++) s->row_start[i + 1] += s->row_start[i];
   *out = s;
   return ICS_OK;
}

/* ---- another LP of the matrix -------------------------------------------------------------------
 */

static void load_bounds(ics_dual *s, const ics_lp *lp)
{
   ics_lp_box(lp, s->lo, s->hi, s->only);
   for (int i = 0; i < s->m; i++) {
      s->lo[i] *= s->row_scale[i];
      s->hi[i] *= s->row_scale[i];
      s->cost[i] = 0.0;
   }
   for (int j = 0; j < s->n; j++) {
      int var = s->m + j;
      s->lo[var] = lp->lo[j] / s->col_scale[j];
      s->hi[var] = lp->hi[j] / s->col_scale[j];
      s->cost[var] = lp->c[j] * s->col_scale[j];
   }
}

/* @return how many are basic */
static int load_letters(ics_dual *s, const char *row, const char *col)
{
   int basics = 0;
   for (int var = 0; var < s->m + s->n; var++) {
      char letter = var < s->m ? row[var] : col[var - s->m];
      s->basic[var] = s->reference[var] = letter == 'B';
      s->side[var] = s->basic[var] || s->lo[var] == s->hi[var] ? 0 : letter == 'U' ? -1 : 1;
      if (s->basic[var] && basics++ < s->m) s->head[basics - 1] = var;
   }
   return basics;
}

bool dual_load(ics_dual *s, const ics_lp *lp, const char *row, const char *col)
{
   load_bounds(s, lp);
   if (load_letters(s, row, col) != s->m) return false;
   for (int p = 0; p < s->m; p++) s->place[p] = (dual_place){ .var = s->head[p], .weight = 1.0 };
   dual_write_rows(s);
   s->cost_scale = 1.0;
   return true;
}

/* ---- the matrix by rows -------------------------------------------------------------------------
 */

static bool may_enter(const ics_dual *s, int var)
{
   return !s->basic[var] && s->lo[var] < s->hi[var];
}

void dual_write_rows(ics_dual *s)
{
   int *last = s->sum_at; /* not in use between steps */
   for (int i = 0; i < s->m; i++) {
      s->row_open[i] = 0;
      last[i] = s->row_start[i + 1];
   }
   for (int j = 0; j < s->n; j++) {
      bool open = may_enter(s, s->m + j);
      for (int k = s->a.start[j]; k < s->a.start[j + 1]; k++) {
         int i = s->a.row[k], at = open ? s->row_start[i] + s->row_open[i]++ : --last[i];
         s->row_col[at] = s->m + j;
         s->row_val[at] = s->val[k];
      }
   }
}

static void swap(ics_dual *s, int a, int b)
{
   int col = s->row_col[a];
   double val = s->row_val[a];
   s->row_col[a] = s->row_col[b];
   s->row_val[a] = s->row_val[b];
   s->row_col[b] = col;
   s->row_val[b] = val;
}

void dual_close_column(ics_dual *s, int var)
{
   int j = var - s->m;
   for (int k = s->a.start[j]; k < s->a.start[j + 1]; k++) {
      int i = s->a.row[k], at = s->row_start[i];
      while (s->row_col[at] != var) at++;
      swap(s, at, s->row_start[i] + --s->row_open[i]);
   }
}

void dual_open_column(ics_dual *s, int var)
{
   int j = var - s->m;
   for (int k = s->a.start[j]; k < s->a.start[j + 1]; k++) {
      int i = s->a.row[k], at = s->row_start[i] + s->row_open[i];
      while (s->row_col[at] != var) at++;
      swap(s, at, s->row_start[i] + s->row_open[i]++);
   }
}
