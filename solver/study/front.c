/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/front.h"

#include <math.h>
#include <string.h>

#include "study/image.h"

_Static_assert((int)ICS_FRONT_AIMS == (int)ICS_HULL_AIMS, "as many aims as dimensions");

typedef struct study {
   const ics_solved *solved;
   const ics_front_request *request;
   ics_arena *arena;
   ics_limits limits;
   ics_lp plain; /* of the goal's own stage */
   ics_lp lp;    /* the same, with bounds and costs of ours */
   double *lo, *hi, *c;
   ics_image image;
   int *point;     /* [ncorners] of the image, in the order told */
   int *corner_of; /* [points of the image] or ICS_NONE */
   ics_front_result *out;
} study;

/* ---- the request --------------------------------------------------------------------------------
 */

static ics_rc check_request(const ics_instance *in, const ics_front_request *r, ics_err *err)
{
   if (r->naims < 2 || r->naims > ICS_FRONT_AIMS)
      return ics_fail(err, ICS_EUSAGE, "a frontier is of 2 to %d aims: got %d", ICS_FRONT_AIMS,
                      r->naims);
   for (int a = 0; a < r->naims; a++) {
      if (r->aims[a] < 0 || r->aims[a] >= in->naims)
         return ics_fail(err, ICS_EBUG, "aim %d of a frontier: got index %d, want 0 to %d", a + 1,
                         r->aims[a], in->naims - 1);
      for (int b = 0; b < a; b++)
         if (r->aims[a] == r->aims[b])
            return ics_fail(err, ICS_EUSAGE,
                            "aim \"%s\" is named twice: a frontier is of different aims; leave one "
                            "out",
                            in->aims[r->aims[a]].id);
   }
   if (!(r->gap >= 0.0 && r->gap <= 1.0))
      return ics_fail(err, ICS_EUSAGE,
                      "gap of a frontier: got %g, want 0 (exact) to 1 (a share of the ranges)",
                      r->gap);
   if (r->corners < 0)
      return ics_fail(err, ICS_EUSAGE, "corners of a frontier: got %d, want 0 (no limit) or more",
                      r->corners);
   return ICS_OK;
}

/* ---- the plans considered -----------------------------------------------------------------------
 */

static const ics_aim *aim_of(const study *s, int a)
{
   return &s->solved->in->aims[s->request->aims[a]];
}

static int column(const study *s, int a)
{
   return s->solved->model->aim[s->request->aims[a]];
}

/* +1 where less of the column is better. */
static double sign_of(const study *s, int a)
{
   return aim_of(s, a)->maximise ? -1.0 : 1.0;
}

static void reset(study *s)
{
   size_t n = (size_t)s->plain.n;
   memcpy(s->lo, s->plain.lo, n * sizeof *s->lo);
   memcpy(s->hi, s->plain.hi, n * sizeof *s->hi);
   memset(s->c, 0, n * sizeof *s->c);
}

static ics_rc prepare(study *s, ics_err *err)
{
   const ics_run *run = &s->solved->run;
   ICS_TRY(ics_stage_lp(s->solved->model, run, run->own, s->arena, &s->plain, err));
   s->lp = s->plain;
   ICS_ALLOC(s->lo, s->arena, s->lp.n, err);
   ICS_ALLOC(s->hi, s->arena, s->lp.n, err);
   ICS_ALLOC(s->c, s->arena, s->lp.n, err);
   reset(s);
   s->lp.lo = s->lo;
   s->lp.hi = s->hi;
   s->lp.c = s->c;
   return ICS_OK;
}

/* Each aim is one column of the model. */
static ics_rc find_image(study *s, ics_err *err)
{
   const ics_front_request *r = s->request;
   const double *cost[ICS_FRONT_AIMS];
   for (int a = 0; a < r->naims; a++) {
      double *one;
      ICS_ALLOC(one, s->arena, s->lp.n, err);
      one[column(s, a)] = sign_of(s, a);
      cost[a] = one;
   }
   const ics_basis *start = &s->solved->run.stages[s->solved->run.own].solution.basis;
   ics_image_problem problem = {
      .lp = &s->lp, .cost = cost, .q = r->naims, .start = start->row ? start : NULL
   };
   ics_image_limits limits = { .lp = s->limits,
                               .gap = r->gap,
                               .points = r->corners,
                               .stop = r->stop,
                               .progress = r->progress,
                               .ctx = r->ctx };
   return ics_image_find(&problem, &limits, s->arena, &s->image, err);
}

/* ---- corners ------------------------------------------------------------------------------------
 */

/* From the best for the first aim to the worst; of equals by the next aim. */
static bool comes_before(const study *s, int p, int q)
{
   const double *y = s->image.hull.point[p], *z = s->image.hull.point[q];
   for (int a = 0; a < s->image.q; a++)
      if (fabs(y[a] - z[a]) > s->image.rounding) return y[a] < z[a];
   return p < q;
}

static ics_rc list_corners(study *s, ics_err *err)
{
   const ics_hull *hull = &s->image.hull;
   int n = 0;
   ICS_ALLOC(s->point, s->arena, hull->npoints, err);
   ICS_ALLOC(s->corner_of, s->arena, hull->npoints, err);
   for (int p = 0; p < hull->npoints; p++) {
      s->corner_of[p] = ICS_NONE;
      if (!ics_hull_is_corner(hull, p)) continue;
      int at = n++;
      for (; at > 0 && comes_before(s, p, s->point[at - 1]); at--) s->point[at] = s->point[at - 1];
      s->point[at] = p;
   }
   for (int c = 0; c < n; c++) s->corner_of[s->point[c]] = c;
   s->out->ncorners = n;
   ICS_ALLOC(s->out->corners, s->arena, n, err);
   return ICS_OK;
}

/* The middle and the ends of the weights at which the corner is proven to be best; the one it was
 * found at where rounding leaves none. */
static void weigh(const study *s, int point, ics_front_corner *corner)
{
   const ics_image *image = &s->image;
   const ics_image_solve *found = &image->solves[image->found[point]];
   double sum[ICS_FRONT_AIMS] = { 0 };
   for (int a = 0; a < image->q; a++) corner->least[a] = corner->most[a] = found->weight[a];
   for (int k = 0; k < image->nsolves; k++) {
      if (!ics_image_best_at(image, &image->solves[k], point)) continue;
      const double *w = image->solves[k].weight;
      for (int a = 0; a < image->q; a++) {
         sum[a] += w[a];
         corner->least[a] = fmin(corner->least[a], w[a]);
         corner->most[a] = fmax(corner->most[a], w[a]);
      }
      corner->proofs++;
   }
   for (int a = 0; a < image->q; a++)
      corner->weight[a] = corner->proofs > 0 ? sum[a] / corner->proofs : found->weight[a];
}

static void set_corners(study *s)
{
   const ics_image *image = &s->image;
   for (int c = 0; c < s->out->ncorners; c++) {
      ics_front_corner *corner = &s->out->corners[c];
      const ics_image_solve *found = &image->solves[image->found[s->point[c]]];
      for (int a = 0; a < image->q; a++) {
         corner->value[a] = sign_of(s, a) * found->value[a] + 0.0; /* and no -0 */
         corner->regret = fmax(corner->regret, found->at[a]);
      }
      corner->relative_gap = found->relative_gap;
      weigh(s, s->point[c], corner);
   }
}

static double sum_of(const study *s, int corner)
{
   const double *y = s->image.hull.point[s->point[corner]];
   double sum = 0.0;
   for (int a = 0; a < s->image.q; a++) sum += y[a];
   return sum;
}

/* Less regret, or as much and a better sum. */
static bool more_balanced(const study *s, int c, int than)
{
   double by = s->out->corners[than].regret - s->out->corners[c].regret;
   if (fabs(by) > s->image.rounding) return by > 0.0;
   return sum_of(s, c) < sum_of(s, than) - s->image.rounding;
}

static void set_balanced(study *s)
{
   for (int c = 1; c < s->out->ncorners; c++)
      if (more_balanced(s, c, s->out->balanced)) s->out->balanced = c;
}

/* ---- aims ---------------------------------------------------------------------------------------
 */

/* The corner that is best for an aim. */
static int end_of(const study *s, int a)
{
   int end = 0;
   for (int c = 1; c < s->out->ncorners; c++) {
      double by = s->image.hull.point[s->point[end]][a] - s->image.hull.point[s->point[c]][a];
      if (by > s->image.rounding || (fabs(by) <= s->image.rounding && more_balanced(s, c, end)))
         end = c;
   }
   return end;
}

static double worst_of(const study *s, int a)
{
   double worst = s->out->corners[0].value[a];
   for (int c = 1; c < s->out->ncorners; c++) {
      double value = s->out->corners[c].value[a];
      worst = aim_of(s, a)->maximise ? fmin(worst, value) : fmax(worst, value);
   }
   return worst;
}

static ics_rc set_aims(study *s, ics_err *err)
{
   double *today = NULL;
   ICS_ALLOC(s->out->aims, s->arena, s->image.q, err);
   s->out->naims = s->image.q;
   if (ics_has_baseline(s->solved->in)) {
      ICS_ALLOC(today, s->arena, s->lp.n, err);
      ICS_TRY(ics_model_baseline(s->solved->model, today, err));
   }
   for (int a = 0; a < s->image.q; a++) {
      const ics_aim *aim = aim_of(s, a);
      s->out->aims[a] = (ics_front_aim){
         .aim = { aim->id, aim->name },
         .unit = aim->unit,
         .maximise = aim->maximise,
         .best = sign_of(s, a) * s->image.best[a] + 0.0,
         .worst = worst_of(s, a),
         .range = s->image.range[a],
         .today = today ? today[column(s, a)] : (double)NAN,
         .corner = end_of(s, a),
      };
   }
   return ICS_OK;
}

/* ---- facets and rates ---------------------------------------------------------------------------
 */

/* What one unit is worth: the weight is of the scaled aim. */
static double worth(const study *s, const double *weight, int a)
{
   return weight[a] / s->image.range[a];
}

static ics_rc set_facet(const study *s, const ics_hull_facet *from, ics_front_facet *to,
                        ics_err *err)
{
   *to = (ics_front_facet){ .value = from->value, .bound = from->bound };
   for (int a = 0; a < s->image.q; a++) {
      to->weight[a] = from->weight[a];
      to->rate[a] = from->weight[0] > 0.0 ? worth(s, from->weight, a) / worth(s, from->weight, 0)
                                          : (double)NAN;
   }
   ICS_ALLOC(to->corner, s->arena, from->n, err);
   for (int c = 0; c < s->out->ncorners; c++)
      if (ics_hull_holds(&s->image.hull, from, s->point[c])) to->corner[to->ncorners++] = c;
   return ICS_OK;
}

static ics_rc set_facets(study *s, ics_err *err)
{
   const ics_hull *hull = &s->image.hull;
   s->out->nfacets = hull->nfacets - 1; /* without the one at infinity */
   ICS_ALLOC(s->out->facets, s->arena, s->out->nfacets, err);
   for (int f = 0; f < s->out->nfacets; f++)
      ICS_TRY(set_facet(s, &hull->facets[f + 1], &s->out->facets[f], err));
   return ICS_OK;
}

static double least_rate(const study *s, int gain, int pay)
{
   double least = 0.0;
   int point = s->point[s->out->balanced];
   for (int k = 0; k < s->image.nsolves; k++) {
      const ics_image_solve *solve = &s->image.solves[k];
      if (!ics_image_best_at(&s->image, solve, point) || solve->weight[gain] == 0.0) continue;
      double pays = worth(s, solve->weight, pay);
      least = fmax(least, pays > 0.0 ? worth(s, solve->weight, gain) / pays : ICS_INF);
   }
   return least;
}

/* The aim is at most @p most, counted so that less is better. */
static void keep_within(study *s, int a, double most)
{
   int j = column(s, a);
   if (aim_of(s, a)->maximise)
      s->lo[j] = fmax(s->lo[j], fmin(-most, s->hi[j]));
   else
      s->hi[j] = fmin(s->hi[j], fmax(most, s->lo[j]));
}

/* The least of `pay` where `gain` is a step better than the corner and the rest are no worse. */
static ics_rc price_step(study *s, ics_solver *solver, const ics_image_solve *at,
                         ics_front_rate *rate, ics_err *err)
{
   ics_solution sol;
   double step = ICS_FRONT_STEP;
   rate->status = "infeasible";
   if (at->at[rate->gain] - step < s->image.solves[rate->gain].bound) return ICS_OK;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   reset(s);
   for (int a = 0; a < s->image.q; a++)
      if (a != rate->pay) keep_within(s, a, at->value[a] - (a == rate->gain ? rate->step : 0.0));
   s->c[column(s, rate->pay)] = sign_of(s, rate->pay);
   s->lp.c0 = -at->value[rate->pay];
   ics_rc rc = ics_solver_solve(solver, &s->lp, &at->basis, &s->limits, scratch, &sol, err);
   if (rc == ICS_OK && sol.status == ICS_OPTIMAL) {
      rate->status = "optimal";
      rate->price = sol.objective;
      if (fabs(rate->price) <= s->image.rounding * s->image.range[rate->pay]) rate->price = 0.0;
   } else if (rc == ICS_ENUMERIC || (rc == ICS_OK && sol.status != ICS_INFEASIBLE)) {
      rate->status = "uncertified";
   }
   ics_arena_free(&scratch);
   if (rc != ICS_ENUMERIC) return rc;
   ics_err_clear(err);
   return ICS_OK;
}

static ics_rc price_pairs(study *s, ics_solver *solver, ics_err *err)
{
   const ics_image_solve *at = &s->image.solves[s->image.found[s->point[s->out->balanced]]];
   int q = s->image.q;
   for (int gain = 0; gain < q; gain++)
      for (int pay = 0; pay < q; pay++) {
         if (gain == pay) continue;
         ics_front_rate *rate = &s->out->rates[s->out->nrates++];
         *rate = (ics_front_rate){ .gain = gain,
                                   .pay = pay,
                                   .step = ICS_FRONT_STEP * s->image.range[gain],
                                   .price = (double)NAN,
                                   .least = least_rate(s, gain, pay) };
         ICS_TRY(price_step(s, solver, at, rate, err));
      }
   return ICS_OK;
}

static ics_rc set_rates(study *s, ics_err *err)
{
   ics_solver *solver = NULL;
   int q = s->image.q;
   ICS_ALLOC(s->out->rates, s->arena, q * (q - 1), err);
   ICS_TRY(ics_solver_open(&s->lp, s->arena, &solver, err));
   ics_rc rc = price_pairs(s, solver, err);
   ics_solver_close(&solver);
   return rc;
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

static const char *why_text(const ics_image *image)
{
   if (image->uncertified == 0) return "";
   if (image->why == ICS_LIMIT) return "a limit of the solver was reached";
   if (image->why == ICS_INFEASIBLE) return "no plan was found at one weight, and some at others";
   return "solved, but not certified";
}

static void set_head(study *s)
{
   static const char *const ends[] = { [ICS_IMAGE_DONE] = "done",
                                       [ICS_IMAGE_POINTS] = "corners",
                                       [ICS_IMAGE_STOPPED] = "stopped",
                                       [ICS_IMAGE_STUCK] = "uncertified" };
   const ics_instance *in = s->solved->in;
   ics_front_result *out = s->out;
   out->code = in->code;
   out->name = in->name;
   out->file = in->file;
   out->sha256 = in->sha256;
   out->first_year = in->years[0];
   out->last_year = in->years[in->nyears - 1];
   out->policy = s->solved->policy->id;
   out->policy_name = s->solved->policy->name;
   out->gap = s->image.gap;
   out->asked = s->request->gap;
   out->rounding = s->image.rounding;
   out->end = ends[s->image.end];
   out->solved = s->image.lps;
   out->uncertified = s->image.uncertified;
   out->why = why_text(&s->image);
}

ics_rc ics_front(const ics_solved *solved, const ics_request *asked,
                 const ics_front_request *request, ics_arena *arena, ics_front_result **out,
                 ics_err *err)
{
   const ics_settings *set = asked->settings;
   study s = { .solved = solved, .request = request, .arena = arena };
   s.limits = (ics_limits){ set->gap, (int)set->iterations, set->time_limit };
   if (solved->run.status != ICS_OPTIMAL)
      return ics_fail(err, ICS_EBUG, "frontier: the plan to start from is not certified");
   ICS_TRY(check_request(solved->in, request, err));
   ICS_ALLOC(*out, arena, 1, err);
   s.out = *out;
   ICS_TRY(prepare(&s, err));
   ICS_TRY(find_image(&s, err));
   set_head(&s);
   ICS_TRY(list_corners(&s, err));
   set_corners(&s);
   set_balanced(&s);
   ICS_TRY(set_aims(&s, err));
   ICS_TRY(set_facets(&s, err));
   return set_rates(&s, err);
}
