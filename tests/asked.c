/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "asked.h"

#include "check.h"

#define INF HUGE_VAL

/* {absolute} What the rounding of rows of 1e4 leaves of a column that stands at 0. */
static const double NOISE = 1e-12;

void ask_about(asked *a, const ics_lp *lp, const ics_solution *at, const ics_limits *limits,
               ics_arena *arena)
{
   memset(a, 0, sizeof *a);
   a->lp = lp;
   a->arena = arena;
   a->at = *at;
   a->dx = ics_alloc(arena, (size_t)lp->n, sizeof *a->dx);
   a->act = ics_alloc(arena, (size_t)lp->m, sizeof *a->act);
   a->rate = ics_alloc(arena, (size_t)lp->m, sizeof *a->rate);
   ics_rc rc = ics_ranger_open(lp, &a->at, limits, arena, &a->ranger, &a->err);
   CHECK_(rc == ICS_OK, "open: %s", a->err.text);
   a->ok = rc == ICS_OK;
}

ics_limit_range range_of(asked *a, int var)
{
   ics_limit_range r = { 0 };
   CHECK_(ics_range_limit(a->ranger, var, &r, &a->err) == ICS_OK, "%s", a->err.text);
   return r;
}

ics_cost_range cost_of(asked *a, int j)
{
   ics_cost_range r = { 0 };
   CHECK_(ics_range_cost(a->ranger, j, &r, &a->err) == ICS_OK, "%s", a->err.text);
   return r;
}

double side_of(asked *a, int var, bool rising, double *holds_to)
{
   double price = NAN;
   CHECK_(ics_range_side(a->ranger, var, rising, &price, holds_to, &a->err) == ICS_OK, "%s",
          a->err.text);
   return price;
}

double lower_of(const ics_lp *lp, int var)
{
   return var < lp->m ? lp->rlo[var] : lp->lo[var - lp->m];
}

double upper_of(const ics_lp *lp, int var)
{
   return var < lp->m ? lp->rhi[var] : lp->hi[var - lp->m];
}

char status_of(const asked *a, int var)
{
   return var < a->lp->m ? a->at.basis.row[var] : a->at.basis.col[var - a->lp->m];
}

static void activities(const ics_lp *lp, const double *x, double *act)
{
   memset(act, 0, (size_t)lp->m * sizeof *act);
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) act[lp->row[k]] += lp->val[k] * x[j];
}

/* Largest |a_ij v_j| of each row, for tolerances. */
static void sizes(const ics_lp *lp, const double *v, double *size)
{
   memset(size, 0, (size_t)lp->m * sizeof *size);
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++)
         size[lp->row[k]] = fmax(size[lp->row[k]], fabs(lp->val[k] * v[j]));
}

/* What a walk along a range found. */
typedef struct walk {
   asked *a;
   int var;
   const char *what; /* for messages */
   double *size_x, *size_dx;
} walk;

/* The basis fixes the move: nonbasic columns and rows stay, but the one asked about. So multiplying
 * out proves it. */
static bool move_is_right(const walk *w)
{
   const ics_lp *lp = w->a->lp;
   double largest = 1;
   for (int i = 0; i < lp->m; i++) largest = fmax(largest, w->size_dx[i]);
   for (int j = 0; j < lp->n; j++)
      if (w->a->at.basis.col[j] != 'B' && w->a->dx[j] != (lp->m + j == w->var)) return false;
   for (int i = 0; i < lp->m; i++)
      if (w->a->at.basis.row[i] != 'B' &&
          fabs(w->a->rate[i] - (i == w->var)) >
              1e-11 * fmax(w->size_dx[i], i == w->var) + 1e-15 * largest)
         return false;
   return true;
}

/* Does @p v keep its bounds, or nearly, at a distance t along the move? */
static bool keeps_bounds(const walk *w, int v, double t, double tolerance, double absolute)
{
   const ics_lp *lp = w->a->lp;
   bool row = v < lp->m;
   double at = row ? w->a->act[v] : w->a->at.x[v - lp->m];
   double rate = row ? w->a->rate[v] : w->a->dx[v - lp->m];
   double size = row ? fmax(w->size_x[v], fabs(t) * w->size_dx[v]) : fmax(fabs(at), fabs(t * rate));
   double now = at + t * rate, lo = lower_of(lp, v), hi = upper_of(lp, v);
   return now >= lo - tolerance * fmax(size, fabs(lo)) - absolute &&
          now <= hi + tolerance * fmax(size, fabs(hi)) + absolute;
}

static bool all_keep_bounds(const walk *w, double t)
{
   for (int v = 0; v < w->a->lp->m + w->a->lp->n; v++)
      if (status_of(w->a, v) == 'B' && !keeps_bounds(w, v, t, 1e-9, NOISE)) return false;
   return true;
}

/* The end at a distance t: every basic variable keeps its bounds up to there, and the one named
 * leaves them there. */
static void walk_to_end(const walk *w, double t, double sign, int blocks)
{
   double least = fmax(fabs(t) * 1e-3, 1e-6);
   double past = t + sign * least;
   CHECK_(all_keep_bounds(w, t), "%s, var %d: a bound is broken within the range, at %g", w->what,
          w->var, t);
   if (blocks == w->var) return; /* its own other bound: nothing to walk to */
   CHECK_(blocks >= 0 && status_of(w->a, blocks) == 'B' && !keeps_bounds(w, blocks, past, 1e-12, 0),
          "%s, var %d: %d does not block at %g", w->what, w->var, blocks, t);
}

/* Both ends of the range of a nonbasic variable by its move. */
void walk_range(asked *a, const char *what, int var, const ics_limit_range *r)
{
   const ics_lp *lp = a->lp;
   ics_arena *scratch = ics_arena_new();
   walk w = { a, var, what, ics_alloc(scratch, (size_t)lp->m, sizeof(double)),
              ics_alloc(scratch, (size_t)lp->m, sizeof(double)) };
   CHECK(ics_range_move(a->ranger, var, a->dx, &a->err) == ICS_OK);
   activities(lp, a->at.x, a->act);
   activities(lp, a->dx, a->rate);
   sizes(lp, a->at.x, w.size_x);
   sizes(lp, a->dx, w.size_dx);
   CHECK_(move_is_right(&w), "%s, var %d: the move leaves the basis", what, var);
   if (r->from > -INF) walk_to_end(&w, r->from - r->limit, -1, r->ends_from);
   if (r->from == -INF) CHECK_(all_keep_bounds(&w, -1e6), "%s, var %d: -inf", what, var);
   if (r->to < INF) walk_to_end(&w, r->to - r->limit, 1, r->ends_to);
   if (r->to == INF) CHECK_(all_keep_bounds(&w, 1e6), "%s, var %d: inf", what, var);
   ics_arena_free(&scratch);
}
