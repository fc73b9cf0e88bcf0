/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/parametric.h"

#include <math.h>
#include <string.h>

#include "lp/face.h"
#include "lp/sum.h"

enum { IDLE_STEPS = 50 };

typedef struct walk {
   const ics_lp *lp;
   const ics_curve_ask *ask;
   ics_arena *arena;
   ics_curve *out;
   ics_face face;
   ics_book book;
   ics_curve_point last; /* the far end */
   int iterations;       /* of whole solves */
   bool stopped;
} walk;

void ics_curve_cost(const ics_lp *lp, const ics_curve_ask *ask, const double unit[2], double weight,
                    double *c)
{
   double a = (1 - weight) / unit[0], b = weight / unit[1];
   for (int j = 0; j < lp->n; j++) c[j] = a * ask->cost[0][j] + b * ask->cost[1][j];
}

/* A whole solve at a weight, by the ladder. */
static ics_rc solve(walk *w, double weight, const ics_basis *warm, ics_arena *arena,
                    ics_solution *sol, ics_err *err)
{
   ics_lp lp = *w->lp;
   ics_curve_cost(w->lp, w->ask, w->book.unit, weight, w->face.c);
   lp.c = w->face.c;
   lp.c0 = 0;
   ICS_TRY(ics_solver_solve(w->face.solver, &lp, warm, &w->ask->limits, arena, sol, err));
   w->iterations += sol->iterations;
   return ICS_OK;
}

static double cost_of(const double *c, const double *x, const double *x_low, int n, double *size)
{
   ics_sum s = { 0 };
   *size = 0;
   for (int j = 0; j < n; j++) {
      if (c[j] == 0) continue;
      ics_sum_add(&s, c[j], x[j]);
      ics_sum_add(&s, c[j], x_low[j]);
      *size += fabs(c[j] * x[j]);
   }
   return ics_sum_value(&s);
}

static ics_rc make_point(walk *w, const ics_basis *basis, const double *x, const double *x_low,
                         ics_curve_point *out, ics_err *err)
{
   const ics_lp *lp = w->lp;
   *out = (ics_curve_point){ .basis.shape = w->face.basis.shape };
   for (int k = 0; k < 2; k++)
      out->value[k] = cost_of(w->ask->cost[k], x, x_low, lp->n, &out->size[k]);
   if (w->ask->keep) ICS_TRY(w->ask->keep(w->ask->ctx, x, w->arena, &out->kept, err));
   ICS_ALLOC(out->basis.row, w->arena, lp->m, err);
   ICS_ALLOC(out->basis.col, w->arena, lp->n, err);
   memcpy(out->basis.row, basis->row, (size_t)lp->m);
   memcpy(out->basis.col, basis->col, (size_t)lp->n);
   return ICS_OK;
}

/* ---- the ends -----------------------------------------------------------------------------------
 */

/* The best for cost @p k, and among those the best for the other. */
static ics_rc find_end(walk *w, int k, ics_curve_point *p, ics_support *s, bool *on_walk,
                       ics_err *err)
{
   ics_solution sol;
   *on_walk = false;
   ICS_TRY(solve(w, k, w->ask->warm, w->arena, &sol, err));
   w->out->status = sol.status;
   if (sol.status != ICS_OPTIMAL) return ICS_OK;
   *s = (ics_support){ k, sol.certificate.bound };
   bool stepped = false;
   if (!w->ask->no_walk && ics_face_stand(&w->face, &sol))
      ICS_TRY(ics_face_step(&w->face, 1 - k, 1 - k, k, &stepped, err));
   if (stepped) ICS_TRY(ics_face_prove(&w->face, k, &(ics_support){ 0 }, on_walk, err));
   if (*on_walk) return make_point(w, &w->face.basis, w->face.x, w->face.x_low, p, err);
   return make_point(w, &sol.basis, sol.x, sol.x_low, p, err);
}

static void set_units(walk *w, const ics_curve_point *first)
{
   for (int k = 0; k < 2; k++) {
      double range = fabs(first->value[k] - w->last.value[k]);
      double unit = w->ask->unit[k] > 0 ? w->ask->unit[k] : range;
      w->book.unit[k] = unit > w->ask->limits.gap * first->size[k] ? unit : 1;
   }
}

static ics_rc find_ends(walk *w, bool *on_walk, ics_err *err)
{
   ics_curve_point first = { .value = { 0 } };
   ics_support near = { 0, 0 };
   bool ignored;
   w->book.unit[0] = w->book.unit[1] = 1;
   ICS_TRY(find_end(w, 1, &w->last, &w->book.far, &ignored, err));
   if (w->out->status != ICS_OPTIMAL) return ICS_OK;
   ICS_TRY(find_end(w, 0, &first, &near, on_walk, err));
   if (w->out->status != ICS_OPTIMAL) return ICS_OK;
   set_units(w, &first);
   near.bound /= w->book.unit[0];
   w->book.far.bound /= w->book.unit[1];
   return ics_book_push(&w->book, &first, near, err);
}

/* ---- the walk -----------------------------------------------------------------------------------
 */

static bool cut_short(walk *w, double weight)
{
   bool full = w->book.n >= w->ask->most;
   if (full || (w->ask->stop && w->ask->stop(w->ask->ctx, weight, w->book.n))) w->stopped = true;
   return w->stopped;
}

/* Take the point in view, beyond a breakpoint, if it is another one and proved there.
 *  @param[out] lost  the walk has lost its way */
static ics_rc take(walk *w, double weight, bool *lost, ics_err *err)
{
   ics_curve_point p;
   ics_support s;
   bool proved = false;
   ICS_TRY(make_point(w, &w->face.basis, w->face.x, w->face.x_low, &p, err));
   if (ics_point_same(&w->book, ics_book_last(&w->book), &p)) return ICS_OK;
   ICS_TRY(ics_face_prove(&w->face, weight, &s, &proved, err));
   *lost = !proved || !(ics_point_gap(&w->book, ics_book_last(&w->book), &s) <= w->ask->limits.gap);
   return *lost ? ICS_OK : ics_book_push(&w->book, &p, s, err);
}

/* From breakpoint to breakpoint. @param[out] arrived  at weight 1 */
static ics_rc go(walk *w, bool *arrived, ics_err *err)
{
   const double *unit = w->book.unit;
   double weight = 0;
   int idle = 0;
   bool lost = false, stepped = false;
   *arrived = false;
   while (!lost && !cut_short(w, weight)) {
      double next = ics_face_next(&w->face, weight);
      if (next >= 1) {
         *arrived =
             ics_point_gap(&w->book, ics_book_last(&w->book), &w->book.far) <= w->ask->limits.gap;
         return ICS_OK;
      }
      idle = next > weight ? 0 : idle + 1;
      if (idle > IDLE_STEPS) return ICS_OK;
      weight = next;
      ICS_TRY(ics_face_step(&w->face, 1, ics_share(unit, weight, 0), ics_share(unit, weight, 1),
                            &stepped, err));
      if (!stepped) return ICS_OK;
      ICS_TRY(take(w, weight, &lost, err));
   }
   return ICS_OK;
}

/* ---- weighted solves, where the walk was defeated -----------------------------------------------
 */

static ics_rc solve_at(walk *w, double weight, const ics_curve_point *from, ics_curve_point *p,
                       ics_support *s, bool *solved, ics_err *err)
{
   ics_solution sol;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = solve(w, weight, &from->basis, scratch, &sol, err);
   *solved = rc == ICS_OK && sol.status == ICS_OPTIMAL;
   w->out->weighted++;
   *s = (ics_support){ weight, *solved ? sol.certificate.bound : -HUGE_VAL };
   if (*solved) rc = make_point(w, &sol.basis, sol.x, sol.x_low, p, err);
   ics_arena_free(&scratch);
   return rc;
}

/* All points between the last one pushed and @p end, and then @p end itself. Either may be an end
 * of the curve that is the best for one cost, but not among those the best for the other: what is
 * found then takes its place. */
static ics_rc fill_up_to(walk *w, const ics_curve_point *end, ics_err *err)
{
   ics_curve_point from = *ics_book_last(&w->book), p = from;
   ics_support s = { 1, -HUGE_VAL };
   bool solved = false;
   if (!ics_point_descends(&w->book, &from, end))
      return ics_book_push(&w->book, end, w->book.far, err);
   double weight = ics_weight_between(&w->book, &from, end);
   if (cut_short(w, weight)) return ICS_OK;
   ICS_TRY(solve_at(w, weight, &from, &p, &s, &solved, err));
   if (!solved || !ics_point_better(&w->book, &p, &from, &s))
      return ics_book_push(&w->book, end, s, err);
   if (ics_point_descends(&w->book, &from, &p))
      ICS_TRY(fill_up_to(w, &p, err));
   else
      ICS_TRY(ics_book_push(&w->book, &p, s, err));
   return w->stopped || !ics_point_descends(&w->book, &p, end) ? ICS_OK : fill_up_to(w, end, err);
}

static ics_rc find_curve(walk *w, ics_err *err)
{
   bool on_walk = false, arrived = false;
   ICS_TRY(find_ends(w, &on_walk, err));
   if (w->out->status != ICS_OPTIMAL) return ICS_OK;
   if (on_walk) ICS_TRY(go(w, &arrived, err));
   if (!arrived && !w->stopped) ICS_TRY(fill_up_to(w, &w->last, err));
   w->out->whole = !w->stopped;
   return ics_book_corners(&w->book, w->out, err);
}

ics_rc ics_curve_walk(const ics_lp *lp, const ics_curve_ask *ask, ics_arena *arena, ics_curve *out,
                      ics_err *err)
{
   walk w = { .lp = lp, .ask = ask, .arena = arena, .out = out };
   w.book = (ics_book){ .gap = ask->limits.gap, .arena = arena };
   *out = (ics_curve){ .status = ICS_UNCERTIFIED };
   ics_rc rc = ics_face_open(&w.face, lp, ask, w.book.unit, arena, err);
   if (rc == ICS_OK) rc = find_curve(&w, err);
   ics_face_close(&w.face);
   out->steps = w.face.steps;
   out->iterations = w.face.iterations + w.iterations;
   for (int k = 0; k < 2; k++) out->unit[k] = w.book.unit[k];
   return rc;
}
