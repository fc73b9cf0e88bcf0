/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/parametric.h"

#include <string.h>

#include "lp/held.h"
#include "lp/sum.h"

static const double FACE_TOLERANCE = 1e-9; /* {relative} of the simplex on an optimal face */
static const double SIZE_FLOOR = 1e-6;     /* {cost} as in ics_certificate.relative_gap */

static const double ROUNDING = 1e-12; /* {relative, of a cost} values that are one; a height over
                                         a line that is none */

enum { IDLE_STEPS = 50, FIRST_ROOM = 64 };

/* Where many plans are equally good the primal simplex may wander without end (solve.c). */
enum { STEP_ITERATIONS = 2000 };

/** A plan on the curve. */
typedef struct point {
   double value[2], size[2]; /* size: sum |cost_j x_j| */
   double *watched;
   ics_basis basis;
} point;

/** f_w >= bound for every plan. */
typedef struct support {
   double weight, bound;
} support;

/** The basis in the back end, with its point and what it says about both costs. */
typedef struct view {
   ics_basis basis;
   double *x, *x_low;                   /* [n] */
   double *y[2], *y_low[2];             /* [m] duals of each cost */
   double *price[2], *size[2], dust[2]; /* [m + n] reduced costs, their largest terms; what is
                                           dust among these */
} view;

typedef struct walk {
   const ics_lp *lp;
   const ics_curve_ask *ask;
   ics_arena *arena;
   ics_curve *out;
   ics_lp face; /* bounds and costs of a step */
   double *lo, *hi, *rlo, *rhi, *c;
   ics_solver *solver;
   ics_backend *backend;
   view at;
   double *refine, *certify, *mixed, *mixed_low;
   int *head;
   point *points;     /* [npoints] */
   support *supports; /* [npoints + 1] between them, and at both ends */
   int npoints, room;
   support far; /* at weight 1 */
   point last;  /* the far end */
   bool stopped;
   bool fresh; /* the back end holds factors, but no basis to go on from */
} walk;

/* ---- values at a weight -------------------------------------------------------------------------
 */

static double share(const walk *w, double weight, int k)
{
   return (k == 0 ? 1 - weight : weight) / w->out->unit[k];
}

static double value_at(const walk *w, const point *p, double weight)
{
   return share(w, weight, 0) * p->value[0] + share(w, weight, 1) * p->value[1];
}

/* What gaps at a weight are relative to. */
static double size_at(const walk *w, const point *p, double weight)
{
   return fmax(share(w, weight, 0) * p->size[0] + share(w, weight, 1) * p->size[1], SIZE_FLOOR);
}

static double gap_at(const walk *w, const point *p, const support *s)
{
   return fmax((value_at(w, p, s->weight) - s->bound) / size_at(w, p, s->weight), 0);
}

/* {unit of the cost} What a share of a cost comes to. */
static double part_of(const walk *w, const point *p, int k, double part)
{
   return part * fmax(p->size[k], SIZE_FLOOR * w->out->unit[k]);
}

/* {unit of the cost} Within this a certificate cannot tell two values of a cost apart. */
static double blur(const walk *w, const point *p, int k)
{
   return part_of(w, p, k, w->ask->limits.gap);
}

void ics_curve_cost(const ics_lp *lp, const ics_curve_ask *ask, const double unit[2], double weight,
                    double *c)
{
   double a = (1 - weight) / unit[0], b = weight / unit[1];
   for (int j = 0; j < lp->n; j++) c[j] = a * ask->cost[0][j] + b * ask->cost[1][j];
}

static void set_cost(walk *w, double weight)
{
   ics_curve_cost(w->lp, w->ask, w->out->unit, weight, w->c);
}

/* ---- memory -------------------------------------------------------------------------------------
 */

static ics_rc open_view(view *v, const ics_lp *lp, ics_arena *arena, ics_err *err)
{
   size_t all = (size_t)lp->m + (size_t)lp->n;
   ICS_ALLOC(v->basis.row, arena, lp->m, err);
   ICS_ALLOC(v->basis.col, arena, lp->n, err);
   ICS_ALLOC(v->x, arena, lp->n, err);
   ICS_ALLOC(v->x_low, arena, lp->n, err);
   for (int k = 0; k < 2; k++) {
      ICS_ALLOC(v->y[k], arena, lp->m, err);
      ICS_ALLOC(v->y_low[k], arena, lp->m, err);
      ICS_ALLOC(v->price[k], arena, all, err);
      ICS_ALLOC(v->size[k], arena, all, err);
   }
   v->basis.shape = ics_lp_shape(lp);
   return ICS_OK;
}

static ics_rc open_face(walk *w, ics_err *err)
{
   const ics_lp *lp = w->lp;
   w->face = *lp;
   ICS_ALLOC(w->c, w->arena, lp->n, err);
   ICS_ALLOC(w->lo, w->arena, lp->n, err);
   ICS_ALLOC(w->hi, w->arena, lp->n, err);
   ICS_ALLOC(w->rlo, w->arena, lp->m, err);
   ICS_ALLOC(w->rhi, w->arena, lp->m, err);
   w->face.c = w->c;
   w->face.c0 = 0;
   return ICS_OK;
}

static ics_rc open_walk(walk *w, ics_err *err)
{
   const ics_lp *lp = w->lp;
   ICS_TRY(open_face(w, err));
   ICS_TRY(open_view(&w->at, lp, w->arena, err));
   ICS_ALLOC(w->refine, w->arena, ICS_REFINE_WORK(lp), err);
   ICS_ALLOC(w->head, w->arena, ICS_REFINE_HEAD(lp), err);
   ICS_ALLOC(w->certify, w->arena, ICS_CERTIFY_WORK * ((size_t)lp->m + (size_t)lp->n), err);
   ICS_ALLOC(w->mixed, w->arena, lp->m, err);
   ICS_ALLOC(w->mixed_low, w->arena, lp->m, err);
   ICS_TRY(ics_solver_open(lp, w->arena, &w->solver, err));
   if (lp->nz > 0) ICS_TRY(ics_backend_open(lp, w->arena, &w->backend, err));
   return ICS_OK;
}

static void close_walk(walk *w)
{
   ics_solver_close(&w->solver);
   if (w->backend) ics_backend_close(&w->backend);
}

static ics_rc grow(walk *w, ics_err *err)
{
   if (w->npoints < w->room) return ICS_OK;
   int room = w->room > 0 ? 2 * w->room : FIRST_ROOM;
   point *points = NULL;
   support *supports = NULL;
   ICS_ALLOC(points, w->arena, room, err);
   ICS_ALLOC(supports, w->arena, room + 1, err);
   if (w->npoints > 0) {
      memcpy(points, w->points, (size_t)w->npoints * sizeof *points);
      memcpy(supports, w->supports, (size_t)w->npoints * sizeof *supports);
   }
   w->points = points;
   w->supports = supports;
   w->room = room;
   return ICS_OK;
}

/* The next point, and the support before it. */
static ics_rc push(walk *w, const point *p, support before, ics_err *err)
{
   ICS_TRY(grow(w, err));
   w->supports[w->npoints] = before;
   w->points[w->npoints++] = *p;
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
                         point *out, ics_err *err)
{
   const ics_lp *lp = w->lp;
   *out = (point){ .basis.shape = w->at.basis.shape };
   for (int k = 0; k < 2; k++)
      out->value[k] = cost_of(w->ask->cost[k], x, x_low, lp->n, &out->size[k]);
   ICS_ALLOC(out->watched, w->arena, w->ask->nwatch, err);
   for (int n = 0; n < w->ask->nwatch; n++) out->watched[n] = x[w->ask->watch[n]];
   ICS_ALLOC(out->basis.row, w->arena, lp->m, err);
   ICS_ALLOC(out->basis.col, w->arena, lp->n, err);
   memcpy(out->basis.row, basis->row, (size_t)lp->m);
   memcpy(out->basis.col, basis->col, (size_t)lp->n);
   return ICS_OK;
}

/* ---- a basis and what it says -------------------------------------------------------------------
 */

/* Duals and reduced costs of both costs at the basis in the back end, whose point is in at.x. */
static void look(walk *w)
{
   view *v = &w->at;
   ics_lp lp = *w->lp;
   for (int k = 0; k < 2; k++) {
      lp.c = w->ask->cost[k];
      memset(v->y[k], 0, (size_t)lp.m * sizeof *v->y[k]);
      ics_refine(w->backend, &lp, &v->basis, v->x, v->x_low, v->y[k], v->y_low[k], w->refine,
                 w->head);
      ics_held_prices(&lp, lp.c, v->y[k], v->y_low[k], v->price[k], v->size[k]);
      double largest = 0;
      for (int i = 0; i < lp.m + lp.n; i++) largest = fmax(largest, v->size[k][i]);
      v->dust[k] = ICS_HELD_DUST * largest;
   }
}

/* Begin from a solution. @return false where its basis cannot be factorised */
static bool stand_at(walk *w, const ics_solution *at)
{
   view *v = &w->at;
   memcpy(v->basis.row, at->basis.row, (size_t)w->lp->m);
   memcpy(v->basis.col, at->basis.col, (size_t)w->lp->n);
   memcpy(v->x, at->x, (size_t)w->lp->n * sizeof *v->x);
   if (!w->backend || !ics_backend_take(w->backend, &v->basis, true)) return false;
   w->fresh = true;
   look(w);
   return true;
}

static char status_of(const walk *w, int var)
{
   return var < w->lp->m ? w->at.basis.row[var] : w->at.basis.col[var - w->lp->m];
}

static double lower_of(const ics_lp *lp, int var)
{
   return var < lp->m ? lp->rlo[var] : lp->lo[var - lp->m];
}

static double upper_of(const ics_lp *lp, int var)
{
   return var < lp->m ? lp->rhi[var] : lp->hi[var - lp->m];
}

/* Reduced cost of one cost, exactly 0 within rounding. */
static double price_of(const view *v, int var, int k)
{
   double size = fmax(v->size[k][var], v->dust[k]), d = v->price[k][var];
   return fabs(d) > ICS_HELD_ROUNDING * size ? d : 0;
}

/* The reduced cost at a weight, exactly 0 within rounding. */
static double price_at(const walk *w, int var, double a, double b)
{
   const view *v = &w->at;
   double d = a * v->price[0][var] + b * v->price[1][var];
   double size = fmax(a * fmax(v->size[0][var], v->dust[0]), b * fmax(v->size[1][var], v->dust[1]));
   return fabs(d) > ICS_HELD_ROUNDING * size ? d : 0;
}

/* The least weight above @p weight at which a reduced cost changes its sign; 1 where none does. */
static double next_breakpoint(const walk *w, double weight)
{
   const ics_lp *lp = w->lp;
   double next = 1;
   for (int var = 0; var < lp->m + lp->n; var++) {
      char status = status_of(w, var);
      if (status == 'B' || lower_of(lp, var) == upper_of(lp, var)) continue;
      double sign = status == 'U' ? -1 : 1;
      double g1 = sign * price_of(&w->at, var, 0) / w->out->unit[0];
      double g2 = sign * price_of(&w->at, var, 1) / w->out->unit[1];
      if (status == 'F') g2 = -fabs(g2);
      if (!(g2 < 0)) continue;
      double at = g1 > 0 ? g1 / (g1 - g2) : 0;
      next = fmin(next, fmax(at, weight));
   }
   return next;
}

/* ---- a step along an optimal face ---------------------------------------------------------------
 */

static void reset_bounds(walk *w)
{
   const ics_lp *lp = w->lp;
   memcpy(w->lo, lp->lo, (size_t)lp->n * sizeof *w->lo);
   memcpy(w->hi, lp->hi, (size_t)lp->n * sizeof *w->hi);
   memcpy(w->rlo, lp->rlo, (size_t)lp->m * sizeof *w->rlo);
   memcpy(w->rhi, lp->rhi, (size_t)lp->m * sizeof *w->rhi);
}

/* Nonbasic variables with a reduced cost stay at their bounds. */
static void fix_beside_face(walk *w, double a, double b)
{
   const ics_lp *lp = w->lp;
   reset_bounds(w);
   for (int var = 0; var < lp->m + lp->n; var++) {
      char status = status_of(w, var);
      if ((status != 'L' && status != 'U') || price_at(w, var, a, b) == 0) continue;
      double end = status == 'U' ? upper_of(lp, var) : lower_of(lp, var);
      *(var < lp->m ? &w->rlo[var] : &w->lo[var - lp->m]) = end;
      *(var < lp->m ? &w->rhi[var] : &w->hi[var - lp->m]) = end;
   }
   w->face.lo = w->lo;
   w->face.hi = w->hi;
   w->face.rlo = w->rlo;
   w->face.rhi = w->rhi;
}

/* What the back end calls fixed was fixed for the face only: it stands where it stood. */
static void restore(char *now, const char *before, int n, const double *lo, const double *hi)
{
   for (int i = 0; i < n; i++)
      if (now[i] == 'S' && lo[i] < hi[i]) now[i] = before[i];
}

/* The back end's short way. @return false where the simplex gave up */
static bool step_on(walk *w, int k, const ics_basis *before)
{
   const ics_limits *limits = &w->ask->limits;
   int most = limits->iterations < STEP_ITERATIONS ? limits->iterations : STEP_ITERATIONS, made = 0;
   ics_attempt run = { ICS_START_KEEP, ICS_METHOD_PRIMAL, true, FACE_TOLERANCE,
                       most,           limits->seconds };
   ics_end end = ics_backend_run(w->backend, &w->face, w->fresh ? before : NULL, &run, &made);
   w->out->iterations += made;
   w->fresh = false;
   return end == ICS_END_OPTIMAL &&
          ics_backend_point(w->backend, w->at.x, w->at.y[k], &w->at.basis);
}

/* The same by the whole ladder. */
static ics_rc climb_on(walk *w, const ics_basis *before, bool *stepped, ics_err *err)
{
   ics_solution sol;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = ics_solver_solve(w->solver, &w->face, before, &w->ask->limits, scratch, &sol, err);
   *stepped = rc == ICS_OK && sol.status == ICS_OPTIMAL;
   if (rc == ICS_OK) w->out->iterations += sol.iterations;
   if (*stepped) {
      memcpy(w->at.x, sol.x, (size_t)w->lp->n * sizeof *sol.x);
      memcpy(w->at.basis.row, sol.basis.row, (size_t)w->lp->m);
      memcpy(w->at.basis.col, sol.basis.col, (size_t)w->lp->n);
   }
   ics_arena_free(&scratch);
   return rc;
}

/* Minimise cost @p k over the best plans at the shares a and b, from the basis in view.
 *  @param[out] stepped  false where every way gave up */
static ics_rc step(walk *w, int k, double a, double b, ics_basis *before, bool *stepped,
                   ics_err *err)
{
   const ics_lp *lp = w->lp;
   fix_beside_face(w, a, b);
   memcpy(w->c, w->ask->cost[k], (size_t)lp->n * sizeof *w->c);
   memcpy(before->row, w->at.basis.row, (size_t)lp->m);
   memcpy(before->col, w->at.basis.col, (size_t)lp->n);
   w->out->steps++;
   *stepped = step_on(w, k, before);
   bool climbed = !*stepped;
   if (climbed) ICS_TRY(climb_on(w, before, stepped, err));
   if (!*stepped) return ICS_OK;
   restore(w->at.basis.row, before->row, lp->m, lp->rlo, lp->rhi);
   restore(w->at.basis.col, before->col, lp->n, lp->lo, lp->hi);
   if (climbed) w->fresh = true;
   *stepped = !climbed || ics_backend_take(w->backend, &w->at.basis, true);
   if (*stepped) look(w);
   return ICS_OK;
}

/* Duals at a weight, in two parts. */
static void mix_duals(walk *w, double weight)
{
   const view *v = &w->at;
   for (int i = 0; i < w->lp->m; i++) {
      ics_sum s = { 0 };
      for (int k = 0; k < 2; k++) {
         ics_sum_add(&s, share(w, weight, k), v->y[k][i]);
         ics_sum_add(&s, share(w, weight, k), v->y_low[k][i]);
      }
      w->mixed[i] = s.head;
      w->mixed_low[i] = s.tail;
   }
}

/* Is the point in view proved to be the best at this weight? An optimum of 0 may need zero duals
 * (solve.c). */
static ics_rc prove(walk *w, double weight, support *out, bool *proved, ics_err *err)
{
   ics_lp lp = *w->lp;
   ics_certificate cert = { 0 };
   set_cost(w, weight);
   lp.c = w->c;
   lp.c0 = 0;
   mix_duals(w, weight);
   for (int pass = 0; pass < 2 && !cert.certified; pass++) {
      ICS_TRY(ics_certify_optimal(&lp, w->at.x, w->at.x_low, w->mixed, w->mixed_low,
                                  w->ask->limits.gap, w->certify, &cert, err));
      memset(w->mixed, 0, (size_t)lp.m * sizeof *w->mixed);
      memset(w->mixed_low, 0, (size_t)lp.m * sizeof *w->mixed_low);
   }
   *proved = cert.certified;
   *out = (support){ weight, cert.bound };
   return ICS_OK;
}

/* ---- the ends -----------------------------------------------------------------------------------
 */

/* The best for cost @p k, and among those the best for the other. */
static ics_rc find_end(walk *w, int k, const ics_basis *warm, ics_basis *before, point *p,
                       support *s, bool *on_walk, ics_err *err)
{
   ics_solution sol;
   reset_bounds(w);
   memcpy(w->c, w->ask->cost[k], (size_t)w->lp->n * sizeof *w->c);
   ics_lp lp = *w->lp;
   lp.c = w->c;
   lp.c0 = 0;
   *on_walk = false;
   ICS_TRY(ics_solver_solve(w->solver, &lp, warm, &w->ask->limits, w->arena, &sol, err));
   w->out->iterations += sol.iterations;
   w->out->status = sol.status;
   if (sol.status != ICS_OPTIMAL) return ICS_OK;
   *s = (support){ k, sol.certificate.bound };
   bool stepped = false;
   if (!w->ask->no_walk && stand_at(w, &sol))
      ICS_TRY(step(w, 1 - k, 1 - k, k, before, &stepped, err));
   if (stepped) ICS_TRY(prove(w, k, &(support){ 0 }, on_walk, err));
   if (*on_walk) return make_point(w, &w->at.basis, w->at.x, w->at.x_low, p, err);
   return make_point(w, &sol.basis, sol.x, sol.x_low, p, err);
}

static void set_units(walk *w, const point *first)
{
   for (int k = 0; k < 2; k++) {
      double range = fabs(first->value[k] - w->last.value[k]);
      double unit = w->ask->unit[k] > 0 ? w->ask->unit[k] : range;
      w->out->unit[k] = unit > w->ask->limits.gap * first->size[k] ? unit : 1;
   }
}

static ics_rc find_ends(walk *w, ics_basis *before, bool *on_walk, ics_err *err)
{
   point first = { .value = { 0 } };
   support near = { 0, 0 };
   bool ignored;
   w->out->unit[0] = w->out->unit[1] = 1;
   ICS_TRY(find_end(w, 1, w->ask->warm, before, &w->last, &w->far, &ignored, err));
   if (w->out->status != ICS_OPTIMAL) return ICS_OK;
   ICS_TRY(find_end(w, 0, w->ask->warm, before, &first, &near, on_walk, err));
   if (w->out->status != ICS_OPTIMAL) return ICS_OK;
   set_units(w, &first);
   near.bound /= w->out->unit[0];
   w->far.bound /= w->out->unit[1];
   return push(w, &first, near, err);
}

/* ---- the walk -----------------------------------------------------------------------------------
 */

static bool cut_short(walk *w, double weight)
{
   bool full = w->npoints >= w->ask->most;
   if (full || (w->ask->stop && w->ask->stop(w->ask->ctx, weight, w->npoints))) w->stopped = true;
   return w->stopped;
}

static bool same_image(const walk *w, const point *a, const point *b)
{
   return fabs(a->value[0] - b->value[0]) <= part_of(w, a, 0, ROUNDING) &&
          fabs(a->value[1] - b->value[1]) <= part_of(w, a, 1, ROUNDING);
}

/* Take the point in view, beyond a breakpoint, if it is another one and proved there.
 *  @param[out] lost  the walk has lost its way */
static ics_rc take(walk *w, double weight, bool *lost, ics_err *err)
{
   point p;
   support s;
   bool proved = false;
   ICS_TRY(make_point(w, &w->at.basis, w->at.x, w->at.x_low, &p, err));
   if (same_image(w, &w->points[w->npoints - 1], &p)) return ICS_OK;
   ICS_TRY(prove(w, weight, &s, &proved, err));
   *lost = !proved || !(gap_at(w, &w->points[w->npoints - 1], &s) <= w->ask->limits.gap);
   return *lost ? ICS_OK : push(w, &p, s, err);
}

/* From breakpoint to breakpoint. @param[out] arrived  at weight 1 */
static ics_rc go(walk *w, ics_basis *before, bool *arrived, ics_err *err)
{
   double weight = 0;
   int idle = 0;
   bool lost = false, stepped = false;
   *arrived = false;
   while (!lost && !cut_short(w, weight)) {
      double next = next_breakpoint(w, weight);
      if (next >= 1) {
         *arrived = gap_at(w, &w->points[w->npoints - 1], &w->far) <= w->ask->limits.gap;
         return ICS_OK;
      }
      idle = next > weight ? 0 : idle + 1;
      if (idle > IDLE_STEPS) return ICS_OK;
      weight = next;
      ICS_TRY(step(w, 1, share(w, weight, 0), share(w, weight, 1), before, &stepped, err));
      if (!stepped) return ICS_OK;
      ICS_TRY(take(w, weight, &lost, err));
   }
   return ICS_OK;
}

/* ---- weighted solves, where the walk was defeated -----------------------------------------------
 */

/* The weight at which both are worth the same. */
static double weight_between(const walk *w, const point *a, const point *b)
{
   double rise = (b->value[0] - a->value[0]) / w->out->unit[0];
   double fall = (a->value[1] - b->value[1]) / w->out->unit[1];
   return rise / (rise + fall);
}

static ics_rc solve_at(walk *w, double weight, const point *from, point *p, support *s,
                       bool *solved, ics_err *err)
{
   ics_solution sol;
   ics_lp lp = *w->lp;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   set_cost(w, weight);
   lp.c = w->c;
   lp.c0 = 0;
   ics_rc rc = ics_solver_solve(w->solver, &lp, &from->basis, &w->ask->limits, scratch, &sol, err);
   *solved = rc == ICS_OK && sol.status == ICS_OPTIMAL;
   if (rc == ICS_OK) w->out->iterations += sol.iterations;
   w->out->weighted++;
   *s = (support){ weight, *solved ? sol.certificate.bound : -HUGE_VAL };
   if (*solved) rc = make_point(w, &sol.basis, sol.x, sol.x_low, p, err);
   ics_arena_free(&scratch);
   return rc;
}

/* Is b right of a and below it? Else there is nothing between them. */
static bool descends(const walk *w, const point *a, const point *b)
{
   return b->value[0] > a->value[0] + blur(w, a, 0) && b->value[1] < a->value[1] - blur(w, a, 1);
}

/* Is p worth less than the other at the weight of its support, and can the two be told apart? */
static bool better(const walk *w, const point *p, const point *other, const support *s)
{
   double gain = value_at(w, other, s->weight) - value_at(w, p, s->weight);
   double limit = w->ask->limits.gap;
   return gap_at(w, other, s) > limit && gain > limit * size_at(w, other, s->weight);
}

/* All points between the last one pushed and @p end, and then @p end itself. Either may be an end
 * of the curve that is the best for one cost, but not among those the best for the other: what is
 * found then takes its place. */
static ics_rc fill_up_to(walk *w, const point *end, ics_err *err)
{
   point from = w->points[w->npoints - 1], p = from;
   support s = { 1, -HUGE_VAL };
   bool solved = false;
   if (!descends(w, &from, end)) return push(w, end, w->far, err);
   double weight = weight_between(w, &from, end);
   if (cut_short(w, weight)) return ICS_OK;
   ICS_TRY(solve_at(w, weight, &from, &p, &s, &solved, err));
   if (!solved || !better(w, &p, &from, &s)) return push(w, end, s, err);
   if (descends(w, &from, &p))
      ICS_TRY(fill_up_to(w, &p, err));
   else
      ICS_TRY(push(w, &p, s, err));
   return w->stopped || !descends(w, &p, end) ? ICS_OK : fill_up_to(w, end, err);
}

/* ---- which points are corners -------------------------------------------------------------------
 */

/* Are all points between a and b on the line from a to b? */
static bool on_one_line(const walk *w, int a, int b)
{
   const point *from = &w->points[a], *to = &w->points[b];
   if (!descends(w, from, to)) return false;
   double weight = weight_between(w, from, to), line = value_at(w, from, weight);
   for (int i = a + 1; i < b; i++) {
      double depth = line - value_at(w, &w->points[i], weight);
      if (depth > ROUNDING * size_at(w, from, weight)) return false;
   }
   return true;
}

/* The support that proves most of the edge from a to b. */
static ics_curve_edge edge_between(const walk *w, int a, int b)
{
   ics_curve_edge best = { NAN, INFINITY, false };
   for (int s = a + 1; s <= b; s++) {
      const support *it = &w->supports[s];
      double gap = fmax(gap_at(w, &w->points[a], it), gap_at(w, &w->points[b], it));
      if (!(gap < best.gap) && !isnan(best.weight)) continue;
      best = (ics_curve_edge){ it->weight, gap, gap <= w->ask->limits.gap };
   }
   return best;
}

static ics_curve_edge proof_of_end(const walk *w, int p, const support *s)
{
   double gap = gap_at(w, &w->points[p], s);
   return (ics_curve_edge){ s->weight, gap, gap <= w->ask->limits.gap };
}

static ics_curve_corner corner_of(const walk *w, int p)
{
   const point *it = &w->points[p];
   return (ics_curve_corner){ .value = { it->value[0], it->value[1] },
                              .watched = it->watched,
                              .basis = it->basis };
}

/* The points from @p first to @p last that are corners, and the edges between them. */
static ics_rc keep_corners(walk *w, int first, int last, ics_err *err)
{
   ics_curve *out = w->out;
   int at = first;
   ICS_ALLOC(out->corner, w->arena, last - first + 1, err);
   ICS_ALLOC(out->edge, w->arena, last - first + 1, err);
   out->corner[out->n++] = corner_of(w, first);
   while (at < last) {
      int to = at + 1;
      while (to < last && on_one_line(w, at, to + 1) && edge_between(w, at, to + 1).proven) to++;
      out->edge[out->n - 1] = edge_between(w, at, to);
      out->corner[out->n++] = corner_of(w, to);
      at = to;
   }
   out->end[0] = proof_of_end(w, first, &w->supports[0]);
   out->end[1] = proof_of_end(w, last, &w->far);
   return ICS_OK;
}

static void set_weights(ics_curve *out)
{
   out->proven = out->whole;
   for (int n = 0; n < out->n; n++) {
      const ics_curve_edge *before = n == 0 ? &out->end[0] : &out->edge[n - 1];
      const ics_curve_edge *after = n == out->n - 1 ? &out->end[1] : &out->edge[n];
      out->corner[n].from = before->weight;
      out->corner[n].to = after->weight;
      out->corner[n].proven = before->proven && after->proven;
      if (!out->corner[n].proven) out->proven = false;
   }
}

/* Ends that are as good as their neighbours in one cost, and worse in the other, are no ends. */
static ics_rc finish(walk *w, ics_err *err)
{
   int first = 0, last = w->npoints - 1;
   while (first < last && w->points[first + 1].value[0] - w->points[first].value[0] <=
                              blur(w, &w->points[first], 0))
      first++;
   while (last > first &&
          w->points[last - 1].value[1] - w->points[last].value[1] <= blur(w, &w->points[last], 1))
      last--;
   w->out->whole = !w->stopped;
   ICS_TRY(keep_corners(w, first, last, err));
   set_weights(w->out);
   return ICS_OK;
}

static ics_rc find_curve(walk *w, ics_err *err)
{
   ics_basis before = { 0, NULL, NULL };
   bool on_walk = false, arrived = false;
   ICS_ALLOC(before.row, w->arena, w->lp->m, err);
   ICS_ALLOC(before.col, w->arena, w->lp->n, err);
   before.shape = w->at.basis.shape;
   ICS_TRY(find_ends(w, &before, &on_walk, err));
   if (w->out->status != ICS_OPTIMAL) return ICS_OK;
   if (on_walk) ICS_TRY(go(w, &before, &arrived, err));
   if (!arrived && !w->stopped) ICS_TRY(fill_up_to(w, &w->last, err));
   return finish(w, err);
}

ics_rc ics_curve_walk(const ics_lp *lp, const ics_curve_ask *ask, ics_arena *arena, ics_curve *out,
                      ics_err *err)
{
   walk w = { .lp = lp, .ask = ask, .arena = arena, .out = out };
   *out = (ics_curve){ .status = ICS_UNCERTIFIED };
   ics_rc rc = open_walk(&w, err);
   if (rc == ICS_OK) rc = find_curve(&w, err);
   close_walk(&w);
   return rc;
}
