/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several aims can be had together, of plain linear programs: by hand, against all vertices of
 * small random ones, and the hull that it rests on against linear programs of its own. */
#include <stdlib.h>

#include "check.h"
#include "lpgen.h"
#include "study/image.h"
#include "vertices.h"

enum { MOST_VERTICES = 70 * 16 };

static const double PLAIN_GAP = 1e-9;

static ics_image_limits exactly(void)
{
   return (ics_image_limits){ .lp = { PLAIN_GAP, 100000, 60.0 } };
}

/** Find the image of @p q costs, each a row of cost [q * n]. */
static ics_rc image_of(ics_arena *arena, const ics_lp *lp, int q, const double *cost,
                       const ics_image_limits *limits, ics_image *out, ics_err *err)
{
   const double *rows[ICS_HULL_AIMS];
   for (int a = 0; a < q; a++) rows[a] = cost + a * lp->n;
   ics_image_problem problem = { .lp = lp, .cost = rows, .q = q };
   return ics_image_find(&problem, limits, arena, out, err);
}

static int corners_of(const ics_image *image, double (*corner)[ICS_HULL_AIMS])
{
   int n = 0;
   for (int p = 0; p < image->hull.npoints; p++)
      if (ics_hull_is_corner(&image->hull, p)) {
         memcpy(corner[n++], image->solves[image->found[p]].value, sizeof *corner);
      }
   return n;
}

static bool same(int q, const double *y, const double *z)
{
   for (int a = 0; a < q; a++)
      if (!(fabs(y[a] - z[a]) <= 1e-7 * fmax(1.0, fabs(z[a])))) return false;
   return true;
}

/** The corners are these, in any order; @p want [n] of q numbers. */
static void check_corners(const ics_image *image, const double *want, int n, const char *words)
{
   static double corner[MOST_VERTICES][ICS_HULL_AIMS];
   int got = corners_of(image, corner), q = image->q;
   CHECK_(got == n, "%s: got %d corners, want %d", words, got, n);
   for (int k = 0; k < n; k++) {
      int hits = 0;
      for (int c = 0; c < got; c++) hits += same(q, corner[c], want + k * q);
      CHECK_(hits == 1, "%s: corner %d (%g, %g, ..) was found %d times", words, k, want[k * q],
             want[k * q + 1], hits);
   }
}

/** Every facet is proven to rounding. */
static void check_proven(const ics_image *image, const char *words)
{
   CHECK_(image->end == ICS_IMAGE_DONE, "%s: ended with %d", words, (int)image->end);
   CHECK_(image->gap <= image->rounding, "%s: gap %g", words, image->gap);
   CHECK_(image->uncertified == 0, "%s: %d uncertified", words, image->uncertified);
}

/** A problem by hand: each aim is one column of an LP in [0, most], or its negative. */
static void by_hand(const char *words, int q, int m, const double *a, const double *at_least,
                    double most, double sign, const double *want, int n, int facets)
{
   static ics_err err;
   static ics_image image;
   double c[4] = { 0 }, lo[4] = { 0 }, hi[4], rhi[8], cost[16] = { 0 };
   ics_arena *arena = ics_arena_new();
   for (int j = 0; j < q; j++) hi[j] = most;
   for (int i = 0; i < m; i++) rhi[i] = ICS_INF;
   for (int j = 0; j < q; j++) cost[j * q + j] = sign;
   lp_data *d = lp_dense(arena, m, q, a, c, lo, hi, at_least, rhi);
   ics_image_limits limits = exactly();
   ics_rc rc = image_of(arena, &d->lp, q, cost, &limits, &image, &err);
   CHECK_(rc == ICS_OK, "%s: %s", words, err.text);
   if (rc == ICS_OK) {
      check_proven(&image, words);
      check_corners(&image, want, n, words);
      CHECK_(image.hull.nfacets - 1 == facets, "%s: got %d facets, want %d", words,
             image.hull.nfacets - 1, facets);
   }
   ics_arena_free(&arena);
}

/* ---- by hand ------------------------------------------------------------------------------------
 */

/* min (x1, x2), 2 x1 + x2 >= 6, x1 + 2 x2 >= 6: on the axes 6 of one alone; both rows meet where
 * x1 = x2 = 2. Facets here and below: one a row, and one an aim at its least. */
static void a_curve_of_two_aims(void)
{
   static const double a[] = { 2, 1, 1, 2 }, at_least[] = { 6, 6 };
   static const double want[] = { 0, 6, 2, 2, 6, 0 };
   by_hand("curve", 2, 2, a, at_least, 10.0, 1.0, want, 3, 4);
}

/* min (x1, x2, x3), x1 + x2 + x3 >= 1: each unit vector, on one facet of weights 1/3. */
static void a_triangle(void)
{
   static const double a[] = { 1, 1, 1 }, at_least[] = { 1 };
   static const double want[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
   by_hand("triangle", 3, 1, a, at_least, 2.0, 1.0, want, 3, 4);
}

/* max over the cube [0, 1]^3 with the corner x1 + x2 + x3 > 2.5 cut off: the cut meets the three
 * edges at the old corner half way down, (1, 1, 1/2) and its turns. */
static void a_cube_with_its_corner_cut_off(void)
{
   static const double a[] = { -1, -1, -1 }, at_least[] = { -2.5 };
   static const double want[] = { -1, -1, -0.5, -1, -0.5, -1, -0.5, -1, -1 };
   by_hand("cube", 3, 1, a, at_least, 1.0, -1.0, want, 3, 4);
}

/* x1 + x2 + x3 >= 1 and x1 + x2 >= 1/2: where x3 = 1/2 the second holds with equality at
 * (1/2, 0, 1/2) and (0, 1/2, 1/2); where x3 = 0 the first alone, at (1, 0, 0) and (0, 1, 0). All
 * four lie on the first facet, a trapezium. */
static void a_facet_with_four_corners(void)
{
   static const double a[] = { 1, 1, 1, 1, 1, 0 }, at_least[] = { 1, 0.5 };
   static const double want[] = { 0.5, 0, 0.5, 0, 0.5, 0.5, 1, 0, 0, 0, 1, 0 };
   by_hand("trapezium", 3, 2, a, at_least, 2.0, 1.0, want, 4, 5);
}

/* All six turns of (1, 2, 3) x >= 6. All six meet in (1, 1, 1). Where x3 = 0 what is left is
 * x1 + 2 x2 >= 6 and 2 x1 + x2 >= 6 with the corners (0, 6), (2, 2), (6, 0): the other four are
 * slack there (3 x1 + x2 at (2, 2) is 8). So (1, 1, 1), the turns of (2, 2, 0) and of (6, 0, 0). */
static void six_facets_in_one_corner(void)
{
   static const double a[] = { 1, 2, 3, 1, 3, 2, 2, 1, 3, 2, 3, 1, 3, 1, 2, 3, 2, 1 };
   static const double at_least[] = { 6, 6, 6, 6, 6, 6 };
   static const double want[] = { 1, 1, 1, 2, 2, 0, 2, 0, 2, 0, 2, 2, 6, 0, 0, 0, 6, 0, 0, 0, 6 };
   by_hand("apex", 3, 6, a, at_least, 10.0, 1.0, want, 7, 9);
}

/* min (x1, .., x4) in [0, 1], x1 + .. + x4 >= 2: two of four are 1, in six ways, all on one facet,
 * an octahedron. Any three add up to 1 at least, as the fourth is 1 at most: four facets that go on
 * for ever, beside one an aim and that of the row. */
static void an_octahedron_of_four_aims(void)
{
   static const double a[] = { 1, 1, 1, 1 }, at_least[] = { 2 };
   static const double want[] = { 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1,
                                  0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1 };
   by_hand("octahedron", 4, 1, a, at_least, 1.0, 1.0, want, 6, 9);
}

/* x1 + x2 + x3 + x4 >= 4 and x1 + x2 + 3 x3 + 3 x4 >= 6. Corners have all but one or two columns at
 * 0. One: x1 or x2 alone needs 6 (second row), x3 or x4 alone needs 4 (first). Two, with both rows
 * met: one of x1, x2 and one of x3, x4, a + b = 4, a + 3 b = 6, so b = 1, a = 3; four ways. */
static void eight_corners_of_four_aims(void)
{
   static const double a[] = { 1, 1, 1, 1, 1, 1, 3, 3 }, at_least[] = { 4, 6 };
   static const double want[] = { 6, 0, 0, 0, 0, 6, 0, 0, 0, 0, 4, 0, 0, 0, 0, 4,
                                  3, 0, 1, 0, 3, 0, 0, 1, 0, 3, 1, 0, 0, 3, 0, 1 };
   by_hand("eight", 4, 2, a, at_least, 10.0, 1.0, want, 8, 6);
}

/* Nothing is asked for, so nothing is best for all. */
static void aims_that_do_not_compete(void)
{
   static const double a[] = { 1, 1, 1 }, at_least[] = { 0 };
   static const double want[] = { 0, 0, 0 };
   by_hand("no trade", 3, 1, a, at_least, 1.0, 1.0, want, 1, 3);
}

/* ---- against all vertices -----------------------------------------------------------------------
 */

/** y lies above the hull of the others: no mean of them is as good in every aim. By a linear
 *  program: least s with  sum l[k] z[k] <= y + s,  sum l = 1,  l >= 0; s > 0 if y is a corner. */
static double above(ics_arena *arena, int q, const double (*z)[ICS_HULL_AIMS], int n, int but,
                    const double *y)
{
   static ics_err err;
   ics_solution sol;
   int columns = n + 1;
   double *a = ics_alloc(arena, (size_t)((q + 1) * columns), sizeof *a);
   double *v = ics_alloc(arena, (size_t)(3 * columns), sizeof *v);
   double *c = v, *lo = v + columns, *hi = v + 2 * columns, rlo[5], rhi[5];
   for (int k = 0; k < n; k++) {
      for (int i = 0; i < q; i++) a[i * columns + k] = z[k][i];
      a[q * columns + k] = 1.0;
      hi[k] = k == but ? 0.0 : 1.0;
   }
   for (int i = 0; i < q; i++) {
      a[i * columns + n] = -1.0;
      rlo[i] = -ICS_INF;
      rhi[i] = y[i];
   }
   rlo[q] = rhi[q] = 1.0;
   c[n] = 1.0;
   lo[n] = -1e6;
   hi[n] = 1e6;
   lp_data *d = lp_dense(arena, q + 1, columns, a, c, lo, hi, rlo, rhi);
   ics_limits limits = { PLAIN_GAP, 100000, 60.0 };
   ics_rc rc = ics_lp_solve(&d->lp, NULL, &limits, arena, &sol, &err);
   CHECK_(rc == ICS_OK && (sol.status == ICS_OPTIMAL || sol.status == ICS_INFEASIBLE), "above: %s",
          err.text);
   return sol.status == ICS_OPTIMAL ? sol.objective : (double)INFINITY;
}

/** Distinct images of all vertices. */
static int images(const ics_lp *lp, int q, const double *cost, double (*y)[ICS_HULL_AIMS])
{
   static long double x[MOST_VERTICES][4];
   int n = 0, all = all_vertices(lp, x, MOST_VERTICES);
   for (int v = 0; v < all; v++) {
      int before = 0;
      for (int a = 0; a < q; a++) {
         long double sum = 0;
         for (int j = 0; j < lp->n; j++) sum += (long double)cost[a * lp->n + j] * x[v][j];
         y[n][a] = (double)sum;
      }
      while (before < n && !same(q, y[before], y[n])) before++;
      n += before == n;
   }
   return n;
}

/** @return how many corners it has; 0: the LP has no point */
static int compare_with_vertices(lp_class kind, uint64_t seed, int q)
{
   static ics_err err;
   static ics_image image;
   static double y[MOST_VERTICES][ICS_HULL_AIMS];
   static double want[MOST_VERTICES * ICS_HULL_AIMS];
   char words[80];
   int ncorners = 0;
   double cost[16];
   lp_rng rng = { seed * 977 + (uint64_t)q };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_random(arena, kind, seed);
   for (int k = 0; k < q * d->lp.n; k++) cost[k] = lp_int(&rng, -3, 3);
   int n = images(&d->lp, q, cost, y);
   for (int k = 0; k < n; k++)
      if (n == 1 || above(arena, q, (const double(*)[ICS_HULL_AIMS])y, n, k, y[k]) > 1e-6)
         memcpy(want + q * ncorners++, y[k], (size_t)q * sizeof *want);
   ics_image_limits limits = exactly();
   ics_rc rc = image_of(arena, &d->lp, q, cost, &limits, &image, &err);
   (void)snprintf(words, sizeof words, "class %d seed %d aims %d", (int)kind, (int)seed, q);
   CHECK_(rc == (n ? ICS_OK : ICS_ENOPLAN), "%s: %s", words, err.text);
   if (rc == ICS_OK) {
      check_proven(&image, words);
      check_corners(&image, want, ncorners, words);
   }
   ics_arena_free(&arena);
   ics_err_clear(&err);
   return ncorners;
}

static void corners_are_those_of_all_vertices(void)
{
   enum { SEEDS = 120 };
   int feasible = 0, rich = 0;
   for (int q = 2; q <= 4; q++)
      for (uint64_t seed = 1; seed <= SEEDS; seed++)
         for (int kind = LP_SMALL_INTEGER; kind <= LP_SMALL_TIES; kind++) {
            int corners = compare_with_vertices((lp_class)kind, seed, q);
            feasible += corners > 0;
            rich += corners >= 4;
         }
   CHECK_(feasible > 200 && rich > 40, "only %d feasible, %d with four corners or more", feasible,
          rich);
}

/* ---- the stated gap -----------------------------------------------------------------------------
 */

typedef struct random_lp {
   ics_arena *arena;
   lp_data *d;
   double *cost;
   int q;
} random_lp;

static random_lp random_aims(uint64_t seed, int q)
{
   random_lp r = { .arena = ics_arena_new(), .q = q };
   lp_rng rng = { seed };
   r.d = lp_random(r.arena, LP_FEASIBLE, seed);
   r.cost = ics_alloc(r.arena, (size_t)(q * r.d->lp.n), sizeof *r.cost);
   for (int k = 0; k < q * r.d->lp.n; k++) r.cost[k] = lp_int(&rng, -5, 5);
   return r;
}

/** The certified optimum of random weights, solved alone, is not below what the weights solved
 *  prove, nor below the hull by more than the gap, nor above it. */
static void random_weights_agree(random_lp *r, const ics_image *image, uint64_t seed)
{
   enum { WEIGHTS = 5 };
   static ics_err err;
   lp_rng rng = { seed };
   ics_limits limits = { PLAIN_GAP, 100000, 60.0 };
   for (int k = 0; k < WEIGHTS; k++) {
      double w[ICS_HULL_AIMS] = { 0 }, sum = 0.0, constant = 0.0;
      for (int a = 0; a < r->q; a++) sum += w[a] = lp_uniform(&rng, 0.0, 1.0);
      memset(r->d->c, 0, (size_t)r->d->lp.n * sizeof *r->d->c);
      for (int a = 0; a < r->q; a++) {
         w[a] /= sum;
         constant += w[a] * image->best[a] / image->range[a];
         for (int j = 0; j < r->d->lp.n; j++)
            r->d->c[j] += w[a] / image->range[a] * r->cost[a * r->d->lp.n + j];
      }
      ics_solution sol;
      CHECK_OK(ics_lp_solve(&r->d->lp, NULL, &limits, r->arena, &sol, &err), &err);
      double best = sol.objective - constant, hull = ics_hull_least(&image->hull, w);
      CHECK_(best <= hull + image->rounding, "seed %d: %g above the hull", (int)seed, best - hull);
      CHECK_(hull - best <= image->gap + image->rounding, "seed %d: %g below it, gap %g", (int)seed,
             hull - best, image->gap);
   }
}

static void what_was_left_out_is_within_the_gap(void)
{
   static const double gaps[] = { 0.0, 1e-3, 0.03, 0.3 };
   static ics_err err;
   int wide = 0;
   for (uint64_t seed = 1; seed <= 8; seed++)
      for (int g = 0; g < 4; g++) {
         static ics_image image;
         random_lp r = random_aims(seed, 2 + (int)(seed % 3));
         ics_image_limits limits = exactly();
         limits.gap = gaps[g];
         CHECK_OK(image_of(r.arena, &r.d->lp, r.q, r.cost, &limits, &image, &err), &err);
         CHECK(image.end == ICS_IMAGE_DONE && image.gap <= fmax(gaps[g], image.rounding));
         wide += image.gap > 1e-4;
         random_weights_agree(&r, &image, 100 * seed + (uint64_t)g);
         ics_arena_free(&r.arena);
      }
   CHECK_(wide > 5, "only %d ended before they were exact", wide);
}

static bool third_time(void *ctx)
{
   int *asked = ctx;
   return ++*asked >= 3;
}

static void an_early_end_still_states_what_is_proven(void)
{
   static ics_err err;
   static ics_image all, few, stopped;
   int asked = 0;
   random_lp r = random_aims(3, 3);
   ics_image_limits limits = exactly();
   CHECK_OK(image_of(r.arena, &r.d->lp, r.q, r.cost, &limits, &all, &err), &err);
   CHECK(all.hull.npoints > 8);
   limits.points = 6;
   CHECK_OK(image_of(r.arena, &r.d->lp, r.q, r.cost, &limits, &few, &err), &err);
   CHECK_INT(few.end, ICS_IMAGE_POINTS);
   CHECK_INT(few.hull.npoints, 6);
   CHECK(few.gap > 1e-3);
   random_weights_agree(&r, &few, 7);
   limits.points = 0;
   limits.stop = third_time;
   limits.ctx = &asked;
   CHECK_OK(image_of(r.arena, &r.d->lp, r.q, r.cost, &limits, &stopped, &err), &err);
   CHECK_INT(stopped.end, ICS_IMAGE_STOPPED);
   CHECK(stopped.gap >= few.gap && stopped.lps < few.lps);
   random_weights_agree(&r, &stopped, 8);
   ics_arena_free(&r.arena);
}

typedef struct tired {
   ics_image_limits limits;
   int seen;
} tired;

/* From the third weight on no certificate is good enough. */
static void tire(void *ctx, int points, double gap)
{
   tired *t = ctx;
   CHECK(points >= 1 && gap > 0.0);
   if (++t->seen == 3) t->limits.lp.gap = 1e-300;
}

static void weights_without_proof_prove_nothing(void)
{
   static ics_err err;
   static ics_image image;
   random_lp r = random_aims(3, 3);
   tired t = { .limits = exactly() };
   t.limits.progress = tire;
   t.limits.ctx = &t;
   CHECK_OK(image_of(r.arena, &r.d->lp, r.q, r.cost, &t.limits, &image, &err), &err);
   CHECK_INT(image.end, ICS_IMAGE_STUCK);
   CHECK(image.uncertified > 3 && image.why == ICS_UNCERTIFIED);
   CHECK(image.nsolves < image.lps && image.gap > 1e-3);
   random_weights_agree(&r, &image, 9);
   ics_arena_free(&r.arena);
}

static void what_cannot_be_is_refused(void)
{
   static ics_err err;
   static ics_image image;
   random_lp r = random_aims(3, 4);
   ics_image_limits limits = exactly();
   CHECK_INT(image_of(r.arena, &r.d->lp, 1, r.cost, &limits, &image, &err), ICS_EBUG);
   CHECK_HAS(err.text, "want 2 to 4");
   ics_err_clear(&err);
   limits.lp.iterations = 0;
   limits.lp.seconds = 1e-9;
   ics_rc rc = image_of(r.arena, &r.d->lp, 3, r.cost, &limits, &image, &err);
   CHECK_(rc == ICS_ELIMIT || rc == ICS_ENUMERIC, "without iterations: %s", ics_rc_text(rc));
   CHECK_HAS(err.text, "aim 1 alone");
   ics_err_clear(&err);
   ics_arena_free(&r.arena);
}

/* ---- the hull -----------------------------------------------------------------------------------
 */

/** From any place, how far all aims must get worse until every facet is met is how far they must
 *  until a mean of the points is as good: by a linear program over the points. */
static void facets_bound_the_points(const ics_hull *hull, ics_arena *arena, lp_rng *rng, int seed)
{
   double y[ICS_HULL_AIMS], off = -HUGE_VAL;
   for (int a = 0; a < hull->q; a++) y[a] = lp_uniform(rng, -1.0, 4.0);
   for (int f = 1; f < hull->nfacets; f++) {
      const ics_hull_facet *facet = &hull->facets[f];
      off = fmax(off, facet->value - ics_hull_sum(hull, facet->weight, y));
   }
   double want =
       above(arena, hull->q, (const double(*)[ICS_HULL_AIMS])hull->point, hull->npoints, -1, y);
   CHECK_(fabs(off - want) <= 1e-7, "seed %d: %.12g by facets, %.12g by points", seed, off, want);
}

/** Without the facet there would be room below it: the others alone do not bound it. */
static void facet_is_needed(const ics_hull *hull, int facet, int seed)
{
   enum { MOST = 400 };
   static ics_err err;
   static double a[MOST * ICS_HULL_AIMS], rlo[MOST], rhi[MOST];
   double c[ICS_HULL_AIMS], lo[ICS_HULL_AIMS], hi[ICS_HULL_AIMS];
   ics_arena *arena = ics_arena_new();
   ics_limits limits = { PLAIN_GAP, 100000, 60.0 };
   ics_solution sol;
   int m = 0, q = hull->q;
   CHECK_NEEDS(hull->nfacets < MOST);
   for (int f = 1; f < hull->nfacets; f++) {
      if (f == facet) continue;
      for (int i = 0; i < q; i++) a[m * q + i] = hull->facets[f].weight[i];
      rlo[m] = hull->facets[f].value;
      rhi[m++] = ICS_INF;
   }
   for (int i = 0; i < q; i++) {
      c[i] = hull->facets[facet].weight[i];
      lo[i] = -1e3;
      hi[i] = 1e3;
   }
   lp_data *d = lp_dense(arena, m, q, a, c, lo, hi, rlo, rhi);
   CHECK_OK(ics_lp_solve(&d->lp, NULL, &limits, arena, &sol, &err), &err);
   CHECK_(sol.status == ICS_OPTIMAL && sol.objective < hull->facets[facet].value - 1e-7,
          "seed %d: facet %d of %d is not needed", seed, facet, hull->nfacets);
   ics_arena_free(&arena);
}

/* Whole numbers from 0 to 3: many points in one plane, on one line and in one place. */
static void facets_of_points_in_one_plane(void)
{
   static ics_err err;
   int not_corners = 0;
   for (int seed = 1; seed <= 60; seed++) {
      lp_rng rng = { (uint64_t)seed };
      ics_arena *arena = ics_arena_new();
      ics_hull hull;
      int q = 2 + seed % 3, index;
      for (int p = 0; p < 24; p++) {
         double y[ICS_HULL_AIMS] = { 0 };
         for (int a = 0; a < q; a++) y[a] = seed % 2 ? lp_int(&rng, 0, 3) : lp_uniform(&rng, 0, 3);
         if (p == 0)
            CHECK_OK(ics_hull_start(q, 1e-9, y, arena, &hull, &err), &err);
         else
            CHECK_OK(ics_hull_add(&hull, y, &index, &err), &err);
      }
      for (int p = 0; p < hull.npoints; p++) {
         const double(*y)[ICS_HULL_AIMS] = (const double(*)[ICS_HULL_AIMS])hull.point;
         bool corner = hull.npoints == 1 || above(arena, q, y, hull.npoints, p, y[p]) > 1e-7;
         CHECK_(ics_hull_is_corner(&hull, p) == corner, "seed %d: point %d is %sa corner", seed, p,
                corner ? "" : "not ");
         not_corners += !corner;
      }
      for (int f = 1; f < hull.nfacets; f++) facet_is_needed(&hull, f, seed);
      for (int k = 0; k < 10; k++) facets_bound_the_points(&hull, arena, &rng, seed);
      ics_arena_free(&arena);
   }
   CHECK_(not_corners > 50, "only %d points became none", not_corners);
}

static void memory_runs_out_anywhere(void)
{
   static ics_err err;
   static ics_image image;
   random_lp r = random_aims(5, 3);
   ics_image_limits limits = exactly();
   limits.gap = 0.1;
   ics_rc rc = ICS_EMEMORY;
   long k = 0;
   for (; rc != ICS_OK && k < 100000; k++) {
      ics_err_clear(&err);
      ics_arena *arena = ics_arena_new();
      ics_arena_fail_at(k);
      rc = image_of(arena, &r.d->lp, r.q, r.cost, &limits, &image, &err);
      ics_arena_fail_at(-1);
      if (rc != ICS_OK) CHECK_INT(rc, ICS_EMEMORY);
      ics_arena_free(&arena);
   }
   CHECK_INT(rc, ICS_OK);
   CHECK(k > 50);
   ics_arena_free(&r.arena);
}

const ics_test tests_image[] = {
   { "a curve of two aims, by hand", a_curve_of_two_aims },
   { "a triangle of three aims, by hand", a_triangle },
   { "a cube with its corner cut off, by hand", a_cube_with_its_corner_cut_off },
   { "a facet with four corners, by hand", a_facet_with_four_corners },
   { "six facets in one corner, by hand", six_facets_in_one_corner },
   { "an octahedron of four aims, by hand", an_octahedron_of_four_aims },
   { "eight corners of four aims, by hand", eight_corners_of_four_aims },
   { "aims that do not compete have one corner", aims_that_do_not_compete },
   { "corners are those that all vertices give", corners_are_those_of_all_vertices },
   { "what was left out is within the gap", what_was_left_out_is_within_the_gap },
   { "an early end still states what is proven", an_early_end_still_states_what_is_proven },
   { "weights without proof prove nothing, and are told", weights_without_proof_prove_nothing },
   { "what cannot be is refused", what_cannot_be_is_refused },
   { "facets bound the points, also of points in one plane", facets_of_points_in_one_plane },
   { "memory may run out anywhere", memory_runs_out_anywhere },
   { NULL, NULL },
};
