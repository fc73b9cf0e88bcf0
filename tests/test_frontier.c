/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The curve between two aims: by hand, by all vertices of small LPs, by weights of larger ones and
 * of real systems. */
#include <stdlib.h>

#include "check.h"
#include "fixture.h"
#include "lp/parametric.h"
#include "lpgen.h"
#include "vertices.h"

#define INF HUGE_VAL

static const ics_limits LIMITS = { 1e-9, 100000, 20 };

/* ---- tools --------------------------------------------------------------------------------------
 */

static ics_curve_ask ask_for(const double *first, const double *second)
{
   return (ics_curve_ask){ .cost = { first, second }, .limits = LIMITS, .most = 10000 };
}

static bool walk(const ics_lp *lp, const ics_curve_ask *ask, ics_arena *arena, ics_curve *out)
{
   static ics_err err;
   ics_rc rc = ics_curve_walk(lp, ask, arena, out, &err);
   CHECK_(rc == ICS_OK, "curve: %s", err.text);
   return rc == ICS_OK && out->status == ICS_OPTIMAL;
}

/* {value} Corners of tests are integers, or apart by far more. */
static void check_corner(const ics_curve *curve, int n, double first, double second)
{
   CHECK_NEAR(curve->corner[n].value[0], first, 1e-9);
   CHECK_NEAR(curve->corner[n].value[1], second, 1e-9);
   CHECK(curve->corner[n].proven);
}

/* ---- by hand ------------------------------------------------------------------------------------
 */

/* Least x1 and x2 with 2 x1 + x2 >= 6, x1 + 2 x2 >= 6, x >= 0: (0, 6), (2, 2), (6, 0). Units are
 * 6, so the weights are those of x1 and x2 themselves: along the first edge 1 of x1 buys 2 of x2,
 * so (1 - w) = 2 w at w = 1/3; along the second 1 / 2, at 2/3. */
static void three_corners_by_hand(void)
{
   static const double a[] = { 2, 1, 1, 2 }, c[] = { 1, 0, 0, 1 };
   static const double lo[] = { 0, 0 }, hi[] = { 100, 100 };
   static const double rlo[] = { 6, 6 }, rhi[] = { INF, INF };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 2, 2, a, c, lo, hi, rlo, rhi);
   ics_curve curve;
   for (int way = 0; way < 2; way++) {
      ics_curve_ask ask = ask_for(c, c + 2);
      ask.no_walk = way == 1;
      if (!walk(&d->lp, &ask, arena, &curve)) continue;
      CHECK_INT(curve.n, 3);
      if (curve.n != 3) continue;
      CHECK(curve.proven && curve.whole);
      check_corner(&curve, 0, 0, 6);
      check_corner(&curve, 1, 2, 2);
      check_corner(&curve, 2, 6, 0);
      CHECK_NEAR(curve.edge[0].weight, 1.0 / 3, 1e-9);
      CHECK_NEAR(curve.edge[1].weight, 2.0 / 3, 1e-9);
      CHECK_NEAR(curve.corner[1].from, 1.0 / 3, 1e-9);
      CHECK_INT(curve.weighted == 0, way == 0);
   }
   ics_arena_free(&arena);
}

/* A square [0, 1] x [0, 1], both least: (0, 0) is best for all weights, and the plans (0, x2) that
 * are as good for the first alone are no corners. */
static void without_conflict_there_is_one_corner(void)
{
   static const double a[] = { 1, 1 }, c[] = { 1, 0, 0, 1 };
   static const double lo[] = { 0, 0 }, hi[] = { 1, 1 }, rlo[] = { -INF }, rhi[] = { INF };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 1, 2, a, c, lo, hi, rlo, rhi);
   ics_curve curve;
   ics_curve_ask ask = ask_for(c, c + 2);
   if (walk(&d->lp, &ask, arena, &curve)) {
      CHECK_INT(curve.n, 1);
      CHECK(curve.proven);
      check_corner(&curve, 0, 0, 0);
      CHECK_NEAR(curve.corner[0].from, 0, 0);
      CHECK_NEAR(curve.corner[0].to, 1, 0);
   }
   ics_arena_free(&arena);
}

/* ---- by all vertices ----------------------------------------------------------------------------
 */

enum { MOST_IMAGES = 4096 };

typedef struct images {
   const ics_lp *lp;
   const double *cost[2];
   long double at[MOST_IMAGES][2];
   int n;
} images;

static void take_image(void *ctx, const long double *x)
{
   images *all = ctx;
   if (all->n == MOST_IMAGES) abort();
   for (int k = 0; k < 2; k++) {
      long double value = 0;
      for (int j = 0; j < all->lp->n; j++) value += (long double)all->cost[k][j] * x[j];
      all->at[all->n][k] = value;
   }
   all->n++;
}

static const long double APART = 1e-7L; /* values of the vertices of small integers */

/* Which vertex the string stretched around all images meets next, or -1 at the end: the one that
 * lowers the second value most for each unit of the first, and of these the furthest. */
static int next_corner(const images *all, const long double *at)
{
   int best = -1;
   long double slope = 0, far = 0;
   for (int i = 0; i < all->n; i++) {
      long double rise = all->at[i][0] - at[0], fall = at[1] - all->at[i][1];
      if (fall < APART || rise < APART) continue;
      long double s = fall / rise;
      if (best >= 0 && s < slope - APART) continue;
      if (best >= 0 && s < slope + APART && fall < far) continue;
      best = i;
      slope = s;
      far = fall;
   }
   return best;
}

static int first_corner(const images *all)
{
   int best = 0;
   for (int i = 1; i < all->n; i++) {
      long double d = all->at[i][0] - all->at[best][0];
      if (d < -APART || (d < APART && all->at[i][1] < all->at[best][1])) best = i;
   }
   return best;
}

static void check_images(const images *all, const ics_curve *curve)
{
   int n = 0;
   for (int at = first_corner(all); at >= 0; at = next_corner(all, all->at[at]), n++) {
      if (n >= curve->n) continue;
      CHECK_NEAR(curve->corner[n].value[0], (double)all->at[at][0], 1e-9);
      CHECK_NEAR(curve->corner[n].value[1], (double)all->at[at][1], 1e-9);
   }
   CHECK_INT(curve->n, n);
   CHECK(curve->proven);
}

static void random_costs(lp_rng *rng, int n, int most, double *c)
{
   for (int j = 0; j < n; j++) c[j] = lp_int(rng, -most, most);
}

/* One small LP with two random costs, by the walk and by weights. @return corners; 0: no plan */
static int small_by_vertices(lp_class kind, uint64_t seed)
{
   static images all;
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_random(arena, kind, seed);
   lp_rng rng = { seed + 77 };
   double c[2][4];
   int corners = 0;
   for (int k = 0; k < 2; k++) random_costs(&rng, d->lp.n, kind == LP_SMALL_TIES ? 1 : 5, c[k]);
   all = (images){ .lp = &d->lp, .cost = { c[0], c[1] } };
   each_vertex(&d->lp, take_image, &all);
   for (int way = 0; way < 2; way++) {
      ics_curve curve;
      ics_curve_ask ask = ask_for(c[0], c[1]);
      ask.no_walk = way == 1;
      bool solved = walk(&d->lp, &ask, arena, &curve);
      CHECK_INT(solved, all.n > 0);
      if (!solved || all.n == 0) continue;
      check_images(&all, &curve);
      CHECK_(way == 1 || curve.weighted == 0 || d->lp.nz == 0, "kind %d seed %d: %d by weights",
             (int)kind, (int)seed, curve.weighted);
      corners = curve.n;
   }
   ics_arena_free(&arena);
   return corners;
}

static void small_ones_by_all_their_vertices(void)
{
   int solved = 0, bent = 0;
   for (uint64_t seed = 1; seed <= 300; seed++)
      for (int kind = LP_SMALL_INTEGER; kind <= LP_SMALL_TIES; kind++) {
         int corners = small_by_vertices((lp_class)kind, seed);
         solved += corners > 0;
         bent += corners > 2;
      }
   CHECK_(solved > 200 && bent > 25, "%d with a plan, %d with three corners or more", solved, bent);
}

/* ---- by weights ---------------------------------------------------------------------------------
 */

/* The least weighted cost on the curve. */
static double on_curve(const ics_curve *curve, double a, double b)
{
   double best = INF;
   for (int n = 0; n < curve->n; n++)
      best = fmin(best, a * curve->corner[n].value[0] + b * curve->corner[n].value[1]);
   return best;
}

static double size_of(const ics_curve *curve, double a, double b)
{
   const ics_curve_corner *c = curve->corner;
   return fmax(a * fabs(c[0].value[0]) + b * fabs(c[0].value[1]),
               a * fabs(c[curve->n - 1].value[0]) + b * fabs(c[curve->n - 1].value[1]));
}

/* A cold weighted solve neither beats the curve nor is beaten by it. */
static void check_weight(const ics_lp *lp, const ics_curve_ask *ask, const ics_curve *curve,
                         double weight)
{
   static ics_err err;
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_copy(arena, lp);
   ics_solution s = { 0 };
   double a = (1 - weight) / curve->unit[0], b = weight / curve->unit[1];
   for (int j = 0; j < lp->n; j++) d->c[j] = a * ask->cost[0][j] + b * ask->cost[1][j];
   if (ics_lp_solve(&d->lp, NULL, &ask->limits, arena, &s, &err) == ICS_OK &&
       s.status == ICS_OPTIMAL) {
      double scale = fmax(size_of(curve, a, b), fabs(s.objective));
      CHECK_(fabs(s.objective - on_curve(curve, a, b)) <= 4e-9 * fmax(scale, 1),
             "weight %.17g: %.17g, on the curve %.17g", weight, s.objective, on_curve(curve, a, b));
   }
   ics_arena_free(&arena);
}

static int larger_by_weights(lp_class kind, uint64_t seed)
{
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_random(arena, kind, seed);
   lp_rng rng = { seed + 177 };
   double c[2][64];
   ics_curve curve;
   for (int k = 0; k < 2; k++)
      for (int j = 0; j < d->lp.n; j++) c[k][j] = d->c[j] + lp_uniform(&rng, -1, 1);
   ics_curve_ask ask = ask_for(c[0], c[1]);
   int corners = 0;
   if (walk(&d->lp, &ask, arena, &curve)) {
      corners = curve.n;
      CHECK_(curve.proven, "kind %d seed %d: not proven", (int)kind, (int)seed);
      for (int n = 0; n < 10; n++) check_weight(&d->lp, &ask, &curve, lp_uniform(&rng, 0, 1));
      for (int n = 0; n + 1 < curve.n; n++)
         check_weight(&d->lp, &ask, &curve, curve.edge[n].weight);
   }
   ics_arena_free(&arena);
   return corners;
}

static void larger_ones_by_random_weights(void)
{
   int corners = 0;
   for (uint64_t seed = 1; seed <= 15; seed++)
      for (int kind = LP_FEASIBLE; kind <= LP_SCALED_13; kind++)
         corners += larger_by_weights((lp_class)kind, seed);
   CHECK_(corners > 200, "%d corners", corners);
}

const ics_test tests_frontier[] = {
   { "least x1 and x2: three corners by hand", three_corners_by_hand },
   { "without conflict there is one corner", without_conflict_there_is_one_corner },
   { "small problems by all their vertices", small_ones_by_all_their_vertices },
   { "a random weight never beats the curve", larger_ones_by_random_weights },
   { NULL, NULL },
};
