/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/image.h"

#include <math.h>
#include <string.h>

#include "lp/sum.h"

enum { FIRST_ROOM = 64 };

static const double FLAT = 1e-9; /* {share of its size} an aim that varies by less does not */
static const double SAME_WEIGHT = 1e-13;
static const double LEAST_COEF = 1e-9; /* of a linear program (model/lp.h) */
static const double FAR = 1e9;         /* an aim that may be so many ranges bad has no usable end */

/* A search: the solver, and the costs that change from weight to weight. */
typedef struct search {
   const ics_image_problem *problem;
   const ics_image_limits *limits;
   ics_image *out;
   ics_arena *arena;
   ics_solver *solver;
   ics_lp lp;
   double *c;
   double most[ICS_HULL_AIMS]; /* most[a] of the scaled aim over the box */
} search;

/* What one weighted sum came to, in the aims' own units. */
typedef struct answer {
   double value[ICS_HULL_AIMS], bound, relative_gap;
   ics_status status;
   ics_basis basis;
} answer;

/* ---- one weighted sum ---------------------------------------------------------------------------
 */

static double value_of(const search *s, int a, const ics_solution *sol)
{
   ics_sum sum = { 0 };
   const double *cost = s->problem->cost[a];
   for (int j = 0; j < s->lp.n; j++) {
      if (cost[j] == 0.0) continue;
      ics_sum_add(&sum, cost[j], sol->x[j]);
      ics_sum_add(&sum, cost[j], sol->x_low[j]);
   }
   return ics_sum_value(&sum);
}

static ics_rc keep_basis(const search *s, const ics_basis *from, ics_basis *to, ics_err *err)
{
   to->shape = from->shape;
   ICS_ALLOC(to->row, s->arena, s->lp.m, err);
   ICS_ALLOC(to->col, s->arena, s->lp.n, err);
   memcpy(to->row, from->row, (size_t)s->lp.m);
   memcpy(to->col, from->col, (size_t)s->lp.n);
   return ICS_OK;
}

static void set_costs(search *s, const double *price, double constant)
{
   memset(s->c, 0, (size_t)s->lp.n * sizeof *s->c);
   for (int a = 0; a < s->problem->q; a++)
      for (int j = 0; j < s->lp.n; j++) s->c[j] += price[a] * s->problem->cost[a][j];
   s->lp.c0 = constant;
}

/* min price'f + constant. */
static ics_rc solve_at(search *s, const double *price, double constant, const ics_basis *warm,
                       answer *out, ics_err *err)
{
   ics_solution sol;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   set_costs(s, price, constant);
   s->out->lps++;
   ics_rc rc = ics_solver_solve(s->solver, &s->lp, warm, &s->limits->lp, scratch, &sol, err);
   out->status = ICS_UNCERTIFIED;
   if (rc == ICS_ENUMERIC) { /* the back end failed inside: nothing is known of this weight */
      ics_err_clear(err);
      rc = ICS_OK;
   } else if (rc == ICS_OK) {
      out->status = sol.status;
      out->bound = sol.certificate.bound;
      out->relative_gap = sol.certificate.relative_gap;
   }
   if (rc == ICS_OK && out->status == ICS_OPTIMAL) {
      for (int a = 0; a < s->problem->q; a++) out->value[a] = value_of(s, a, &sol);
      rc = keep_basis(s, &sol.basis, &out->basis, err);
   }
   ics_arena_free(&scratch);
   return rc;
}

/* ---- weights solved -----------------------------------------------------------------------------
 */

static double distance(int q, const double *w, const double *v)
{
   double sum = 0.0;
   for (int a = 0; a < q; a++) sum += fabs(w[a] - v[a]);
   return sum;
}

/* The first of the nearest weights solved, or -1. */
static int nearest(const ics_image *o, const double *weight)
{
   int best = -1;
   double least = INFINITY;
   for (int k = 0; k < o->nsolves; k++) {
      double d = distance(o->q, weight, o->solves[k].weight);
      if (!(d < least)) continue;
      least = d;
      best = k;
   }
   return best;
}

static ics_image_solve *solved_at(ics_image *o, const double *weight)
{
   int k = nearest(o, weight);
   return k >= 0 && distance(o->q, weight, o->solves[k].weight) <= SAME_WEIGHT ? &o->solves[k]
                                                                               : NULL;
}

static ics_rc add_solve(search *s, const ics_image_solve *solve, ics_err *err)
{
   ics_image *o = s->out;
   if (o->nsolves == o->room) {
      ics_image_solve *wider;
      o->room = o->room ? 2 * o->room : FIRST_ROOM;
      ICS_ALLOC(wider, s->arena, o->room, err);
      if (o->nsolves) memcpy(wider, o->solves, (size_t)o->nsolves * sizeof *wider);
      o->solves = wider;
   }
   o->solves[o->nsolves++] = *solve;
   return ICS_OK;
}

/* An answer at prices that are `size` times the weight of the scaled aims. */
static ics_image_solve as_solve(const ics_image *o, const double *weight, const answer *from,
                                double bound)
{
   ics_image_solve solve = { .bound = bound,
                             .relative_gap = from->relative_gap,
                             .basis = from->basis };
   for (int a = 0; a < o->q; a++) {
      solve.weight[a] = weight[a];
      solve.value[a] = from->value[a];
      solve.at[a] = (from->value[a] - o->best[a]) / o->range[a];
   }
   return solve;
}

static ics_rc add_point(search *s, int solve, ics_err *err)
{
   ics_image *o = s->out;
   int index;
   ICS_TRY(ics_hull_add(&o->hull, o->solves[solve].at, &index, err));
   if (index < 0) return ICS_OK;
   if (index >= o->found_room) {
      int *wider, room = 2 * (index + FIRST_ROOM);
      ICS_ALLOC(wider, s->arena, room, err);
      if (o->found) memcpy(wider, o->found, (size_t)index * sizeof *wider);
      o->found = wider;
      o->found_room = room;
   }
   o->found[index] = solve;
   return ICS_OK;
}

/* Solve at a weight of the scaled aims. @param[out] solve  its index, or -1: not certified */
static ics_rc solve_weight(search *s, const double *weight, int *solve, ics_err *err)
{
   ics_image *o = s->out;
   double price[ICS_HULL_AIMS], constant = 0.0;
   answer got = { .status = ICS_UNCERTIFIED };
   for (int a = 0; a < o->q; a++) {
      price[a] = weight[a] / o->range[a];
      constant -= price[a] * o->best[a];
   }
   *solve = -1;
   int from = nearest(o, weight);
   ICS_TRY(solve_at(s, price, constant, &o->solves[from].basis, &got, err));
   if (got.status != ICS_OPTIMAL) {
      if (o->uncertified++ == 0) o->why = got.status;
      return ICS_OK;
   }
   *solve = o->nsolves;
   ics_image_solve made = as_solve(o, weight, &got, got.bound);
   return add_solve(s, &made, err);
}

/* ---- ends and scales ----------------------------------------------------------------------------
 */

static ics_rc check_end(const answer *end, int a, ics_err *err)
{
   if (end->status == ICS_OPTIMAL) return ICS_OK;
   if (end->status == ICS_INFEASIBLE)
      return ics_fail(err, ICS_ENOPLAN,
                      "no plan keeps all the rules, so there is nothing to trade");
   return ics_fail(err, end->status == ICS_LIMIT ? ICS_ELIMIT : ICS_ENUMERIC,
                   "the best of aim %d alone could not be certified, and the others cannot be "
                   "measured against it: %s",
                   a + 1,
                   end->status == ICS_LIMIT
                       ? "a limit of the solver was reached; raise iterations or time_limit"
                       : "leave the aim out, or raise the setting gap");
}

static double span_of(const answer *ends, int q, int a, double best)
{
   double worst = best;
   for (int b = 0; b < q; b++) worst = fmax(worst, ends[b].value[a]);
   double size = fmax(fabs(best), fabs(worst));
   if (worst - best > FLAT * size) return worst - best;
   return size > 0.0 ? size : 1.0;
}

static void mostly(int q, int a, double slight, double *weight)
{
   for (int b = 0; b < q; b++) weight[b] = b == a ? 1.0 - (q - 1) * slight : slight;
}

/* Each aim alone, then each aim nearly alone at prices of the ranges met so far. */
static ics_rc find_ends(search *s, answer *alone, answer *nearly, ics_err *err)
{
   const ics_image *o = s->out;
   double price[ICS_HULL_AIMS], weight[ICS_HULL_AIMS];
   for (int a = 0; a < o->q; a++) {
      memset(price, 0, sizeof price);
      price[a] = 1.0;
      ICS_TRY(
          solve_at(s, price, 0.0, a == 0 ? s->problem->start : &alone[0].basis, &alone[a], err));
      ICS_TRY(check_end(&alone[a], a, err));
   }
   for (int a = 0; a < o->q; a++) {
      mostly(o->q, a, ICS_IMAGE_SLIGHT_END, weight);
      for (int b = 0; b < o->q; b++)
         price[b] = weight[b] / span_of(alone, o->q, b, alone[b].value[b]);
      ICS_TRY(solve_at(s, price, 0.0, &alone[a].basis, &nearly[a], err));
      ICS_TRY(check_end(&nearly[a], a, err));
   }
   return ICS_OK;
}

static void set_scales(search *s, const answer *alone, const answer *nearly)
{
   ics_image *o = s->out;
   double size = 1.0;
   for (int a = 0; a < o->q; a++) {
      o->best[a] = alone[a].value[a];
      o->range[a] = span_of(nearly, o->q, a, o->best[a]);
      for (int b = 0; b < o->q; b++) size = fmax(size, fabs(nearly[b].value[a]) / o->range[a]);
   }
   o->rounding = ICS_IMAGE_ROUNDING * size;
   for (int a = 0; a < o->q; a++) {
      double most = 0.0;
      for (int j = 0; j < s->lp.n; j++)
         most += fmax(s->problem->cost[a][j] * s->lp.lo[j], s->problem->cost[a][j] * s->lp.hi[j]);
      s->most[a] = (most - o->best[a]) / o->range[a];
   }
}

/* What the solves at the ends say of the scaled aims. */
static ics_rc keep_ends(search *s, const answer *alone, const answer *nearly, ics_err *err)
{
   ics_image *o = s->out;
   double weight[ICS_HULL_AIMS];
   for (int a = 0; a < o->q; a++) {
      mostly(o->q, a, 0.0, weight);
      ics_image_solve end =
          as_solve(o, weight, &alone[a], (alone[a].bound - o->best[a]) / o->range[a]);
      ICS_TRY(add_solve(s, &end, err));
   }
   for (int a = 0; a < o->q; a++) {
      double size = 0.0, constant = 0.0, price;
      mostly(o->q, a, ICS_IMAGE_SLIGHT_END, weight);
      for (int b = 0; b < o->q; b++) {
         price = weight[b] / span_of(alone, o->q, b, alone[b].value[b]);
         constant += price * o->best[b];
         weight[b] = price * o->range[b];
         size += weight[b];
      }
      for (int b = 0; b < o->q; b++) weight[b] /= size;
      ics_image_solve end = as_solve(o, weight, &nearly[a], (nearly[a].bound - constant) / size);
      ICS_TRY(add_solve(s, &end, err));
   }
   return ICS_OK;
}

static ics_rc start(search *s, ics_err *err)
{
   ics_image *o = s->out;
   answer alone[ICS_HULL_AIMS] = { 0 }, nearly[ICS_HULL_AIMS] = { 0 };
   ICS_TRY(find_ends(s, alone, nearly, err));
   set_scales(s, alone, nearly);
   ICS_TRY(keep_ends(s, alone, nearly, err));
   ICS_ALLOC(o->found, s->arena, FIRST_ROOM, err);
   o->found_room = FIRST_ROOM;
   o->found[0] = o->q;
   ICS_TRY(ics_hull_start(o->q, o->rounding, o->solves[o->q].at, s->arena, &o->hull, err));
   for (int a = 1; a < o->q; a++) ICS_TRY(add_point(s, o->q + a, err));
   return ICS_OK;
}

/* ---- what the weights solved prove of another ---------------------------------------------------
 */

/* weight'y at the least of each aim. */
static double floor_at(const ics_image *o, const double *weight)
{
   double sum = 0.0;
   for (int a = 0; a < o->q; a++) sum += weight[a] * o->solves[a].bound;
   return sum - DBL_EPSILON * fabs(sum) * ICS_HULL_AIMS;
}

/* The nearest weights solved, nearest first, of equals the first. @return how many */
static int nearest_few(const ics_image *o, const double *weight, int *few)
{
   double far[ICS_IMAGE_NEAR + 1];
   int n = 0;
   for (int k = 0; k < o->nsolves; k++) {
      double d = distance(o->q, weight, o->solves[k].weight);
      int at = n < ICS_IMAGE_NEAR ? n++ : ICS_IMAGE_NEAR;
      for (; at > 0 && far[at - 1] > d; at--) {
         far[at] = far[at - 1];
         few[at] = few[at - 1];
      }
      far[at] = d;
      few[at] = k;
   }
   return n;
}

/* A linear program in y: the half-spaces of a few solves. */
typedef struct around {
   int start[ICS_HULL_AIMS + 1], row[ICS_HULL_AIMS * ICS_IMAGE_NEAR];
   double val[ICS_HULL_AIMS * ICS_IMAGE_NEAR], lo[ICS_HULL_AIMS], hi[ICS_HULL_AIMS];
   double rlo[ICS_IMAGE_NEAR], rhi[ICS_IMAGE_NEAR];
} around;

/* A weight too small for a coefficient is left out, and the most that it could count. */
static void fill(const search *s, const int *few, int n, around *all)
{
   const ics_image *o = s->out;
   int nz = 0;
   for (int r = 0; r < n; r++) {
      all->rlo[r] = o->solves[few[r]].bound;
      all->rhi[r] = ICS_INF;
   }
   for (int a = 0; a < o->q; a++) {
      all->lo[a] = o->solves[a].bound;
      all->hi[a] = fmax(s->most[a], all->lo[a]);
      all->start[a] = nz;
      for (int r = 0; r < n; r++) {
         double weight = o->solves[few[r]].weight[a];
         if (weight >= LEAST_COEF) {
            all->row[nz] = r;
            all->val[nz++] = weight;
         } else {
            all->rlo[r] -= weight * fmax(all->hi[a], 0.0);
         }
      }
   }
   all->start[o->q] = nz;
}

/* A proven lower bound of weight'y from the weights solved so far. */
static ics_rc bound_at(search *s, const double *weight, double *bound, ics_err *err)
{
   const ics_image *o = s->out;
   int few[ICS_IMAGE_NEAR + 1];
   around all;
   ics_solution sol;
   *bound = floor_at(o, weight);
   for (int a = 0; a < o->q; a++)
      if (!(s->most[a] < FAR)) return ICS_OK;
   int n = nearest_few(o, weight, few);
   fill(s, few, n, &all);
   ics_lp lp = { .m = n,
                 .n = o->q,
                 .nz = all.start[o->q],
                 .start = all.start,
                 .row = all.row,
                 .val = all.val,
                 .lo = all.lo,
                 .hi = all.hi,
                 .rlo = all.rlo,
                 .rhi = all.rhi,
                 .c = weight };
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = ics_lp_solve(&lp, NULL, &s->limits->lp, scratch, &sol, err);
   if (rc == ICS_OK && sol.status == ICS_OPTIMAL) *bound = fmax(*bound, sol.certificate.bound);
   ics_arena_free(&scratch);
   if (rc != ICS_ENUMERIC) return rc;
   ics_err_clear(err); /* the floor stands */
   return ICS_OK;
}

/* Bring the bound of a facet up to date. */
static ics_rc refresh(search *s, ics_hull_facet *f, ics_err *err)
{
   ics_image_solve *solve = solved_at(s->out, f->weight);
   double bound;
   f->seen = s->out->nsolves;
   if (solve) {
      f->bound = solve->bound;
      return ICS_OK;
   }
   ICS_TRY(bound_at(s, f->weight, &bound, err));
   f->bound = fmax(f->bound, bound);
   return ICS_OK;
}

/* ---- the search ---------------------------------------------------------------------------------
 */

static double gap_of(const ics_hull_facet *f)
{
   return f->value - f->bound;
}

/* The facet least proven of those not spent, with its bound up to date; NULL: all are proven to
 * within the gap asked for, or spent. */
static ics_rc pick(search *s, ics_hull_facet **out, ics_err *err)
{
   ics_image *o = s->out;
   double enough = fmax(s->limits->gap, o->rounding);
   for (;;) {
      ics_hull_facet *worst = NULL;
      for (int k = 1; k < o->hull.nfacets; k++) {
         ics_hull_facet *f = &o->hull.facets[k];
         if (f->seen == 0) f->bound = floor_at(o, f->weight);
         if (!f->spent && gap_of(f) > enough && (!worst || gap_of(f) > gap_of(worst))) worst = f;
      }
      *out = worst;
      if (!worst || worst->seen == o->nsolves) return ICS_OK;
      ICS_TRY(refresh(s, worst, err));
   }
}

static bool cuts(const ics_image *o, const ics_hull_facet *f, const double *at)
{
   return ics_hull_sum(&o->hull, f->weight, at) < f->value - o->rounding;
}

static bool has_no_weight(const ics_image *o, const double *weight)
{
   for (int a = 0; a < o->q; a++)
      if (weight[a] == 0.0) return true;
   return false;
}

/* The plan of a solve is below the facet: make it a point, or first a plan that is not needlessly
 * bad in an aim of no weight. */
static ics_rc cut(search *s, ics_hull_facet f, int solve, ics_err *err)
{
   ics_image *o = s->out;
   double weight[ICS_HULL_AIMS];
   if (o->solves[solve].eased || !has_no_weight(o, f.weight)) return add_point(s, solve, err);
   o->solves[solve].eased = true;
   for (int a = 0; a < o->q; a++)
      weight[a] = (f.weight[a] + ICS_IMAGE_SLIGHT) / (1.0 + o->q * ICS_IMAGE_SLIGHT);
   int eased;
   ICS_TRY(solve_weight(s, weight, &eased, err));
   return eased < 0 ? ICS_OK : add_point(s, eased, err);
}

/* Solve at the facet, if that has not been done, and take what it says. */
static ics_rc probe(search *s, ics_hull_facet *f, ics_err *err)
{
   ics_image *o = s->out;
   ics_image_solve *known = solved_at(o, f->weight);
   int solve = known ? (int)(known - o->solves) : -1;
   if (!known) ICS_TRY(solve_weight(s, f->weight, &solve, err));
   if (solve >= 0) f->bound = o->solves[solve].bound;
   if (solve >= 0 && cuts(o, f, o->solves[solve].at)) return cut(s, *f, solve, err);
   f->spent = true;
   return ICS_OK;
}

static ics_rc walk(search *s, ics_err *err)
{
   ics_image *o = s->out;
   const ics_image_limits *l = s->limits;
   ics_hull_facet *f;
   for (;;) {
      ICS_TRY(pick(s, &f, err));
      if (!f) return ICS_OK;
      o->end = ICS_IMAGE_POINTS;
      if (l->points > 0 && o->hull.npoints >= l->points) return ICS_OK;
      o->end = ICS_IMAGE_STOPPED;
      if (l->stop && l->stop(l->ctx)) return ICS_OK;
      o->end = ICS_IMAGE_DONE;
      if (l->progress) l->progress(l->ctx, o->hull.npoints, gap_of(f));
      ICS_TRY(probe(s, f, err));
   }
}

/* The gap of the answer: every facet counts, whatever became of it. */
static ics_rc measure(search *s, ics_err *err)
{
   ics_image *o = s->out;
   ics_hull_facet *worst;
   for (;;) {
      worst = &o->hull.facets[1];
      for (int k = 1; k < o->hull.nfacets; k++) {
         ics_hull_facet *f = &o->hull.facets[k];
         if (f->seen == 0) f->bound = floor_at(o, f->weight);
         if (gap_of(f) > gap_of(worst)) worst = f;
      }
      if (worst->seen == o->nsolves) break;
      ICS_TRY(refresh(s, worst, err));
   }
   o->gap = fmax(gap_of(worst), 0.0);
   if (o->end == ICS_IMAGE_DONE && o->gap > fmax(s->limits->gap, o->rounding))
      o->end = ICS_IMAGE_STUCK;
   return ICS_OK;
}

ics_rc ics_image_find(const ics_image_problem *problem, const ics_image_limits *limits,
                      ics_arena *arena, ics_image *out, ics_err *err)
{
   search s = {
      .problem = problem, .limits = limits, .out = out, .arena = arena, .lp = *problem->lp
   };
   *out = (ics_image){ .q = problem->q, .end = ICS_IMAGE_DONE, .why = ICS_OPTIMAL };
   if (problem->q < 2 || problem->q > ICS_HULL_AIMS)
      return ics_fail(err, ICS_EBUG, "an image of %d aims was asked for: want 2 to %d", problem->q,
                      (int)ICS_HULL_AIMS);
   ICS_ALLOC(s.c, arena, s.lp.n, err);
   s.lp.c = s.c;
   ICS_TRY(ics_solver_open(&s.lp, arena, &s.solver, err));
   ics_rc rc = start(&s, err);
   if (rc == ICS_OK) rc = walk(&s, err);
   if (rc == ICS_OK) rc = measure(&s, err);
   ics_solver_close(&s.solver);
   return rc;
}

bool ics_image_best_at(const ics_image *image, const ics_image_solve *solve, int point)
{
   return ics_hull_sum(&image->hull, solve->weight, image->hull.point[point]) <=
          solve->bound + image->rounding;
}
