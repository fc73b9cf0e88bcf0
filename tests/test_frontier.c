/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The curve between two aims: by hand, by all vertices of small LPs, by weights of larger ones and
 * of real systems. */
#include <stdlib.h>

#include "check.h"
#include "fixture.h"
#include "lp/parametric.h"
#include "lpgen.h"
#include "study/frontier.h"
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

/* The second cost falls by 1e9 at first, then three times by 0.6, at ever more of the first. A
 * certificate of 1e-9 sees 1: the last step alone, or the first if both change places, is no end of
 * its own, but all three are 1.8 together and may not go. */
static void an_end_of_many_small_steps_stays_proven(void)
{
   static const double a[] = { 1, 1, 1, 1 }, c[] = { 1, 1, 10, 100, -1000, -1, -1, -1 };
   static const double lo[] = { 0, 0, 0, 0 }, hi[] = { 1e6, 0.6, 0.6, 0.6 };
   static const double rlo[] = { -INF }, rhi[] = { INF };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 1, 4, a, c, lo, hi, rlo, rhi);
   ics_curve curve;
   for (int first = 0; first < 2; first++) {
      ics_curve_ask ask = ask_for(c + 4 * first, c + 4 * (1 - first));
      if (!walk(&d->lp, &ask, arena, &curve)) continue;
      CHECK(curve.proven);
      CHECK_INT(curve.n, 4);
      int end = first == 0 ? curve.n - 1 : 0;
      CHECK_NEAR(curve.corner[end].value[1 - first], -1e9 - 1.2, 1e-6);
   }
   ics_arena_free(&arena);
}

/* The same with a redundant x1 + x2 >= 4, which all three rules meet at (2, 2): a degenerate corner
 * is still one corner. */
static void a_degenerate_corner_counts_once(void)
{
   static const double a[] = { 2, 1, 1, 2, 1, 1 }, c[] = { 1, 0, 0, 1 };
   static const double lo[] = { 0, 0 }, hi[] = { 100, 100 };
   static const double rlo[] = { 6, 6, 4 }, rhi[] = { INF, INF, INF };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 3, 2, a, c, lo, hi, rlo, rhi);
   ics_curve curve;
   ics_curve_ask ask = ask_for(c, c + 2);
   if (walk(&d->lp, &ask, arena, &curve)) {
      CHECK_INT(curve.n, 3);
      CHECK(curve.proven);
      check_corner(&curve, 1, 2, 2);
   }
   ics_arena_free(&arena);
}

/* Most x1 and least x2 with x2 >= x1 - 2, x2 >= 3 x1 - 12, 0 <= x1 <= 6, x2 >= 0. Most x1 is 6, and
 * then x2 is 6. Each x1 given up saves 3 of x2 until 3 x1 - 12 = x1 - 2 at (5, 3), then 1, until
 * (2, 0). */
static void most_of_one_and_least_of_the_other(void)
{
   static const double a[] = { -1, 1, -3, 1 }, c[] = { -1, 0, 0, 1 };
   static const double lo[] = { 0, 0 }, hi[] = { 6, 100 };
   static const double rlo[] = { -2, -12 }, rhi[] = { INF, INF };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 2, 2, a, c, lo, hi, rlo, rhi);
   ics_curve curve;
   ics_curve_ask ask = ask_for(c, c + 2);
   if (walk(&d->lp, &ask, arena, &curve)) {
      CHECK_INT(curve.n, 3);
      CHECK(curve.proven);
      check_corner(&curve, 0, -6, 6);
      check_corner(&curve, 1, -5, 3);
      check_corner(&curve, 2, -2, 0);
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

/* ---- instances ----------------------------------------------------------------------------------
 */

/** Load, solve for the first aim, and ask; NULL where a step failed (a failed check). */
static const ics_frontier_result *frontier_of(fixture *f, const char *file, int first, int second,
                                              int corner, int jobs)
{
   ics_frontier_result *out = NULL;
   ics_frontier_request request = { .aim = { first, second }, .corner = corner, .jobs = jobs };
   load(f, file, NULL, 0);
   if (f->ok) f->request.goal = f->in->aims[first].id;
   solve(f);
   if (!f->ok) return NULL;
   ics_rc rc = ics_frontier(&f->solved, &f->request, &request, f->arena, &out, &f->err);
   CHECK_(rc == ICS_OK, "frontier: %s", f->err.text);
   return rc == ICS_OK ? out : NULL;
}

/* The arithmetic is in the instance. */
static void two_aims_by_hand(void)
{
   static const double want[4][2] = { { 84, 46 }, { 72, 76 }, { 60, 92 }, { 52, 98 } };
   static const double slope[3] = { -2.5, -4.0 / 3, -0.75 };
   fixture f;
   const ics_frontier_result *r = frontier_of(&f, "instances/tiny/two_aims.cfg", 0, 1, 1, 1);
   if (r) {
      CHECK_INT(r->ncorners, 4);
      CHECK(r->proven);
      CHECK_INT(r->knee, 1);
      for (int n = 0; n < 4 && r->ncorners == 4; n++) {
         for (int k = 0; k < 2; k++) CHECK_NEAR(r->corners[n].value[k], want[n][k], 1e-9);
         if (n < 3) CHECK_NEAR(r->corners[n].slope_to_next, slope[n], 1e-9);
      }
      CHECK_NEAR(r->corners[1].height, 1 - 12.0 / 32 - 22.0 / 52, 1e-9);
      CHECK_NEAR(r->corners[2].height, 1 - 24.0 / 32 - 6.0 / 52, 1e-9);
      CHECK(r->plan && r->plan->nplan == 3);
      for (int n = 0; r->plan && n < r->plan->nplan; n++) {
         const ics_plan_line *line = &r->plan->plan[n];
         double gbp_m = strcmp(line->service.id, "vaccines") == 0 ? 4
                        : strcmp(line->service.id, "drugs") == 0  ? 8
                                                                  : 0;
         CHECK_NEAR(line->gbp_m, gbp_m, 1e-6);
      }
   }
   unload(&f);
}

/* Cold weighted solves of a system at @p weights of the curve neither beat it nor are beaten. */
static void check_system(const char *file, int first, int second, int weights)
{
   fixture f;
   const ics_frontier_result *r = frontier_of(&f, file, first, second, ICS_NONE, 1);
   ics_lp lp;
   lp_rng rng = { 5 };
   if (r && ics_frontier_lp(&f.solved, f.arena, &lp, &f.err) == ICS_OK) {
      double *c[2], sign[2];
      ics_curve curve = { .n = r->ncorners, .unit = { r->aims[0].range, r->aims[1].range } };
      curve.corner = ics_alloc(f.arena, (size_t)r->ncorners, sizeof *curve.corner);
      for (int k = 0; k < 2; k++) {
         int a = k == 0 ? first : second;
         sign[k] = f.in->aims[a].maximise ? -1 : 1;
         c[k] = ics_alloc(f.arena, (size_t)lp.n, sizeof **c);
         c[k][f.solved.model->aim[a]] = sign[k];
         for (int n = 0; n < r->ncorners; n++)
            curve.corner[n].value[k] = sign[k] * r->corners[n].value[k];
      }
      ics_curve_ask ask = ask_for(c[0], c[1]);
      CHECK(r->proven);
      for (int n = 0; n < weights; n++)
         check_weight(&lp, &ask, &curve,
                      n % 2 ? lp_uniform(&rng, 0, 1)
                            : r->corners[lp_int(&rng, 0, r->ncorners - 2)].edge_weight);
   }
   unload(&f);
}

static void real_systems_by_cold_solves(void)
{
   check_system("instances/england/QT6.cfg", 0, 2, 12);
   check_system("instances/england/QT6.cfg", 2, 3, 6);
   if (getenv("ICS_ALL_SYSTEMS")) check_system("instances/england/QOC.cfg", 0, 1, 40);
}

static void one_worker_and_three_write_the_same_bytes(void)
{
   char *text[2] = { NULL, NULL };
   fixture f[2];
   for (int n = 0; n < 2; n++) {
      const ics_frontier_result *r =
          frontier_of(&f[n], "instances/england/QT6.cfg", 0, 3, 7, n == 0 ? 1 : 3);
      if (r && ics_frontier_json(r, f[n].arena, &text[n], &f[n].err) != ICS_OK) text[n] = NULL;
   }
   CHECK(text[0] && text[1] && strcmp(text[0], text[1]) == 0);
   for (int n = 0; n < 2; n++) unload(&f[n]);
}

static bool stop_at_five(void *ctx, double weight, int points)
{
   (void)ctx;
   (void)weight;
   return points >= 5;
}

/* Cut short, the corners up to there are those of the whole curve, and it says so. */
static void a_curve_cut_short_is_the_start_of_the_whole(void)
{
   fixture f, g;
   const ics_frontier_result *whole =
       frontier_of(&f, "instances/england/QT6.cfg", 0, 2, ICS_NONE, 1);
   ics_frontier_result *part = NULL;
   ics_frontier_request request = {
      .aim = { 0, 2 }, .corner = ICS_NONE, .jobs = 1, .stop = stop_at_five
   };
   load(&g, "instances/england/QT6.cfg", NULL, 0);
   g.request.goal = "outcomes";
   solve(&g);
   if (whole && g.ok &&
       ics_frontier(&g.solved, &g.request, &request, g.arena, &part, &g.err) == ICS_OK) {
      CHECK(!part->whole && !part->proven);
      CHECK_INT(part->ncorners, 5);
      for (int n = 0; n < part->ncorners; n++)
         CHECK_NEAR(part->corners[n].value[1], whole->corners[n].value[1], 0);
   }
   unload(&f);
   unload(&g);
}

const ics_test tests_frontier[] = {
   { "least x1 and x2: three corners by hand", three_corners_by_hand },
   { "a degenerate corner counts once", a_degenerate_corner_counts_once },
   { "most of one and least of the other, by hand", most_of_one_and_least_of_the_other },
   { "an end of many small steps stays proven", an_end_of_many_small_steps_stays_proven },
   { "without conflict there is one corner", without_conflict_there_is_one_corner },
   { "small problems by all their vertices", small_ones_by_all_their_vertices },
   { "a random weight never beats the curve", larger_ones_by_random_weights },
   { "two aims of an instance, by hand", two_aims_by_hand },
   { "real systems by cold weighted solves", real_systems_by_cold_solves },
   { "one worker and three write the same bytes", one_worker_and_three_write_the_same_bytes },
   { "a curve cut short is the start of the whole", a_curve_cut_short_is_the_start_of_the_whole },
   { NULL, NULL },
};
