/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/face.h"

#include <string.h>

#include "lp/held.h"
#include "lp/sum.h"

static const double FACE_TOLERANCE = 1e-9; /* {relative} of the simplex on an optimal face */

/* Where many plans are equally good the primal simplex may wander without end (solve.c). */
enum { STEP_ITERATIONS = 2000 };

/* ---- memory -------------------------------------------------------------------------------------
 */

static ics_rc open_view(ics_face *f, ics_arena *arena, ics_err *err)
{
   const ics_lp *lp = f->lp;
   size_t all = (size_t)lp->m + (size_t)lp->n;
   ICS_ALLOC(f->basis.row, arena, lp->m, err);
   ICS_ALLOC(f->basis.col, arena, lp->n, err);
   ICS_ALLOC(f->x, arena, lp->n, err);
   ICS_ALLOC(f->x_low, arena, lp->n, err);
   for (int k = 0; k < 2; k++) {
      ICS_ALLOC(f->y[k], arena, lp->m, err);
      ICS_ALLOC(f->y_low[k], arena, lp->m, err);
      ICS_ALLOC(f->price[k], arena, all, err);
      ICS_ALLOC(f->size[k], arena, all, err);
   }
   f->basis.shape = ics_lp_shape(lp);
   return ICS_OK;
}

static ics_rc open_step(ics_face *f, ics_arena *arena, ics_err *err)
{
   const ics_lp *lp = f->lp;
   ICS_TRY(ics_bounds_open(&f->fixed, lp, arena, err));
   ICS_ALLOC(f->c, arena, lp->n, err);
   f->fixed.lp.c = f->c;
   f->fixed.lp.c0 = 0;
   ICS_ALLOC(f->before.row, arena, lp->m, err);
   ICS_ALLOC(f->before.col, arena, lp->n, err);
   f->before.shape = f->basis.shape;
   return ICS_OK;
}

ics_rc ics_face_open(ics_face *f, const ics_lp *lp, const ics_curve_ask *ask, const double *unit,
                     ics_arena *arena, ics_err *err)
{
   *f = (ics_face){ .lp = lp, .ask = ask, .unit = unit };
   ICS_TRY(open_view(f, arena, err));
   ICS_TRY(open_step(f, arena, err));
   ICS_ALLOC(f->refine, arena, ICS_REFINE_WORK(lp), err);
   ICS_ALLOC(f->head, arena, ICS_REFINE_HEAD(lp), err);
   ICS_ALLOC(f->certify, arena, ICS_CERTIFY_WORK * ((size_t)lp->m + (size_t)lp->n), err);
   ICS_ALLOC(f->mixed, arena, lp->m, err);
   ICS_ALLOC(f->mixed_low, arena, lp->m, err);
   ICS_TRY(ics_solver_open(lp, arena, &f->solver, err));
   if (lp->nz > 0) ICS_TRY(ics_backend_open(lp, arena, &f->backend, err));
   return ICS_OK;
}

void ics_face_close(ics_face *f)
{
   ics_solver_close(&f->solver);
   if (f->backend) ics_backend_close(&f->backend);
}

/* ---- a basis and what it says -------------------------------------------------------------------
 */

/* Duals and reduced costs of both costs at the basis in the back end, whose point is in x. */
static void look(ics_face *f)
{
   ics_lp lp = *f->lp;
   for (int k = 0; k < 2; k++) {
      lp.c = f->ask->cost[k];
      memset(f->y[k], 0, (size_t)lp.m * sizeof *f->y[k]);
      ics_refine(f->backend, &lp, &f->basis, f->x, f->x_low, f->y[k], f->y_low[k], f->refine,
                 f->head);
      ics_held_prices(&lp, lp.c, f->y[k], f->y_low[k], f->price[k], f->size[k]);
      double largest = 0;
      for (int i = 0; i < lp.m + lp.n; i++) largest = fmax(largest, f->size[k][i]);
      f->dust[k] = ICS_HELD_DUST * largest;
   }
}

bool ics_face_stand(ics_face *f, const ics_solution *at)
{
   memcpy(f->basis.row, at->basis.row, (size_t)f->lp->m);
   memcpy(f->basis.col, at->basis.col, (size_t)f->lp->n);
   memcpy(f->x, at->x, (size_t)f->lp->n * sizeof *f->x);
   if (!f->backend || !ics_backend_take(f->backend, &f->basis, true)) return false;
   f->fresh = true;
   look(f);
   return true;
}

/* Reduced cost of one cost, exactly 0 within rounding. */
static double price_of(const ics_face *f, int var, int k)
{
   double size = fmax(f->size[k][var], f->dust[k]), d = f->price[k][var];
   return fabs(d) > ICS_HELD_ROUNDING * size ? d : 0;
}

/* The reduced cost at a weight, exactly 0 within rounding. */
static double price_at(const ics_face *f, int var, double a, double b)
{
   double d = a * f->price[0][var] + b * f->price[1][var];
   double size = fmax(a * fmax(f->size[0][var], f->dust[0]), b * fmax(f->size[1][var], f->dust[1]));
   return fabs(d) > ICS_HELD_ROUNDING * size ? d : 0;
}

double ics_face_next(const ics_face *f, double weight)
{
   const ics_lp *lp = f->lp;
   double next = 1;
   for (int var = 0; var < lp->m + lp->n; var++) {
      char status = ics_var_status(lp, &f->basis, var);
      if (status == 'B' || ics_var_lower(lp, var) == ics_var_upper(lp, var)) continue;
      double sign = status == 'U' ? -1 : 1;
      double g1 = sign * price_of(f, var, 0) / f->unit[0];
      double g2 = sign * price_of(f, var, 1) / f->unit[1];
      if (status == 'F') g2 = -fabs(g2);
      if (!(g2 < 0)) continue;
      double at = g1 > 0 ? g1 / (g1 - g2) : 0;
      next = fmin(next, fmax(at, weight));
   }
   return next;
}

/* ---- a step along an optimal face ---------------------------------------------------------------
 */

/* Nonbasic variables with a reduced cost stay at their bounds. */
static void fix_beside_face(ics_face *f, double a, double b)
{
   const ics_lp *lp = f->lp;
   ics_bounds_reset(&f->fixed, lp);
   for (int var = 0; var < lp->m + lp->n; var++) {
      char status = ics_var_status(lp, &f->basis, var);
      if ((status != 'L' && status != 'U') || price_at(f, var, a, b) == 0) continue;
      double end = status == 'U' ? ics_var_upper(lp, var) : ics_var_lower(lp, var);
      ics_bounds_set(&f->fixed, var, end, end);
   }
}

/* What the back end calls fixed was fixed for the face only: it stands where it stood. */
static void restore(char *now, const char *before, int n, const double *lo, const double *hi)
{
   for (int i = 0; i < n; i++)
      if (now[i] == 'S' && lo[i] < hi[i]) now[i] = before[i];
}

/* The back end's short way. @return false where the simplex gave up */
static bool step_on(ics_face *f, int k)
{
   const ics_limits *limits = &f->ask->limits;
   int most = limits->iterations < STEP_ITERATIONS ? limits->iterations : STEP_ITERATIONS, made = 0;
   ics_attempt run = { .start = ICS_START_KEEP,
                       .method = ICS_METHOD_PRIMAL,
                       .scaled = true,
                       .tolerance = FACE_TOLERANCE,
                       .iterations = most,
                       .seconds = limits->seconds };
   ics_end end =
       ics_backend_run(f->backend, &f->fixed.lp, f->fresh ? &f->before : NULL, &run, &made);
   f->iterations += made;
   f->fresh = false;
   return end == ICS_END_OPTIMAL && ics_backend_point(f->backend, f->x, f->y[k], &f->basis);
}

/* The same by the whole ladder. */
static ics_rc climb_on(ics_face *f, bool *stepped, ics_err *err)
{
   ics_solution sol;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc =
       ics_solver_solve(f->solver, &f->fixed.lp, &f->before, &f->ask->limits, scratch, &sol, err);
   *stepped = rc == ICS_OK && sol.status == ICS_OPTIMAL;
   if (rc == ICS_OK) f->iterations += sol.iterations;
   if (*stepped) {
      memcpy(f->x, sol.x, (size_t)f->lp->n * sizeof *sol.x);
      memcpy(f->basis.row, sol.basis.row, (size_t)f->lp->m);
      memcpy(f->basis.col, sol.basis.col, (size_t)f->lp->n);
   }
   ics_arena_free(&scratch);
   return rc;
}

ics_rc ics_face_step(ics_face *f, int k, double a, double b, bool *stepped, ics_err *err)
{
   const ics_lp *lp = f->lp;
   fix_beside_face(f, a, b);
   memcpy(f->c, f->ask->cost[k], (size_t)lp->n * sizeof *f->c);
   memcpy(f->before.row, f->basis.row, (size_t)lp->m);
   memcpy(f->before.col, f->basis.col, (size_t)lp->n);
   f->steps++;
   *stepped = step_on(f, k);
   bool climbed = !*stepped;
   if (climbed) ICS_TRY(climb_on(f, stepped, err));
   if (!*stepped) return ICS_OK;
   restore(f->basis.row, f->before.row, lp->m, lp->rlo, lp->rhi);
   restore(f->basis.col, f->before.col, lp->n, lp->lo, lp->hi);
   if (climbed) f->fresh = true;
   *stepped = !climbed || ics_backend_take(f->backend, &f->basis, true);
   if (*stepped) look(f);
   return ICS_OK;
}

/* Duals at a weight, in two parts. */
static void mix_duals(ics_face *f, double weight)
{
   for (int i = 0; i < f->lp->m; i++) {
      ics_sum s = { 0 };
      for (int k = 0; k < 2; k++) {
         ics_sum_add(&s, ics_share(f->unit, weight, k), f->y[k][i]);
         ics_sum_add(&s, ics_share(f->unit, weight, k), f->y_low[k][i]);
      }
      f->mixed[i] = s.head;
      f->mixed_low[i] = s.tail;
   }
}

/* An optimum of 0 may need zero duals (solve.c). */
ics_rc ics_face_prove(ics_face *f, double weight, ics_support *out, bool *proved, ics_err *err)
{
   ics_lp lp = *f->lp;
   ics_certificate cert = { 0 };
   ics_curve_cost(f->lp, f->ask, f->unit, weight, f->c);
   lp.c = f->c;
   lp.c0 = 0;
   mix_duals(f, weight);
   for (int pass = 0; pass < 2 && !cert.certified; pass++) {
      ICS_TRY(ics_certify_optimal(&lp, f->x, f->x_low, f->mixed, f->mixed_low, f->ask->limits.gap,
                                  f->certify, &cert, err));
      memset(f->mixed, 0, (size_t)lp.m * sizeof *f->mixed);
      memset(f->mixed_low, 0, (size_t)lp.m * sizeof *f->mixed_low);
   }
   *proved = cert.certified;
   *out = (ics_support){ weight, cert.bound };
   return ICS_OK;
}
