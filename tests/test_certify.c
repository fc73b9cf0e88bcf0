/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificate against hand arithmetic, against every way of spoiling a solution (tamper.h), and
 * against weak duality on random LPs whose optimum is known to the solver and the second verifier.
 */
#include <stdlib.h>

#include "check.h"
#include "lp/certify.h"
#include "lp/solve.h"
#include "lpgen.h"
#include "tamper.h"
#include "verify.h"

static const double INF = HUGE_VAL;
static const double LIMIT = 1e-9;
static const ics_limits LIMITS = { 1e-9, 100000, 10 };

/* min -3 x1 - 5 x2, x1 <= 4, 2 x2 <= 12, 3 x1 + 2 x2 <= 18, 0 <= x <= 10 (Wyndor Glass: Hillier and
 * Lieberman). Optimum x = (2, 6), value -36; y = (0, -3/2, -1). d = c - A'y = (-3 + 3, -5 + 3 + 2)
 * = 0. Dual value: -3/2 * 12 - 1 * 18 = -36. */
static lp_data *wyndor(ics_arena *arena)
{
   static const double a[] = { 1, 0, 0, 2, 3, 2 }, c[] = { -3, -5 }, lo[] = { 0, 0 },
                       hi[] = { 10, 10 }, rlo[] = { -HUGE_VAL, -HUGE_VAL, -HUGE_VAL },
                       rhi[] = { 4, 12, 18 };
   return lp_dense(arena, 3, 2, a, c, lo, hi, rlo, rhi);
}

static const double WYNDOR_X[] = { 2, 6 }, WYNDOR_Y[] = { 0, -1.5, -1 };

static ics_certificate certify(const ics_lp *lp, const double *x, const double *y)
{
   ics_err err = { .rc = ICS_OK };
   ics_certificate cert = { .certified = false };
   double *work = NULL;
   ics_arena *arena = ics_arena_new();
   work = ics_alloc(arena, ICS_CERTIFY_WORK * (size_t)(lp->m + lp->n), sizeof *work);
   ics_rc rc = ics_certify_optimal(lp, x, NULL, y, NULL, LIMIT, work, &cert, &err);
   CHECK_(rc == ICS_OK, "certify: %s", err.text);
   ics_arena_free(&arena);
   return cert;
}

static void hand_solution(void)
{
   ics_arena *arena = ics_arena_new();
   lp_data *d = wyndor(arena);
   ics_certificate cert = certify(&d->lp, WYNDOR_X, WYNDOR_Y);
   CHECK(cert.certified);
   CHECK_NEAR(cert.primal, -36, 0);
   CHECK_NEAR(cert.bound, -36, 1e-14);
   CHECK(cert.bound <= -36);
   CHECK(cert.relative_gap < 1e-14);
   ics_arena_free(&arena);
}

/* With y = 0 the bound is the least of c'x over the box: -3 * 10 - 5 * 10 = -80; the gap to -36 is
 * 44, relative to max(36, 80, 3 * 2 + 5 * 6) = 80. */
static void bound_without_duals(void)
{
   static const double zero[3] = { 0 };
   ics_arena *arena = ics_arena_new();
   lp_data *d = wyndor(arena);
   ics_certificate cert = certify(&d->lp, WYNDOR_X, zero);
   CHECK(!cert.certified);
   CHECK_NEAR(cert.bound, -80, 1e-14);
   CHECK_NEAR(cert.relative_gap, 44.0 / 80, 1e-12);
   ics_arena_free(&arena);
}

/* y1 = +1 asks for a lower limit that row 1 does not have. Without it the bound is still -36, but
 * the price that was given is wrong, by 1 relative to max |y| = 3/2: not certified. */
static void wrong_sign(void)
{
   static const double y[] = { 1, -1.5, -1 };
   ics_arena *arena = ics_arena_new();
   lp_data *d = wyndor(arena);
   ics_certificate cert = certify(&d->lp, WYNDOR_X, y);
   CHECK(!cert.certified);
   CHECK_NEAR(cert.bound, -36, 1e-14);
   CHECK_NEAR(cert.dual_violation, 1 / 1.5, 1e-14);
   ics_arena_free(&arena);
}

/* x1 = 2.001: row 3 is 18.003, outside by 0.003 relative to max(1, 18, 6.003 + 12) = 18.003. The
 * figure is an upper bound, by less than 2^-18 of itself. */
static void violation_by_hand(void)
{
   static const double x[] = { 2.001, 6 };
   ics_arena *arena = ics_arena_new();
   lp_data *d = wyndor(arena);
   ics_certificate cert = certify(&d->lp, x, WYNDOR_Y);
   CHECK(!cert.certified);
   double ratio = cert.primal_violation / (0.003 / 18.003);
   CHECK(ratio >= 1 - 1e-12 && ratio <= 1 + 0x1p-18);
   ics_arena_free(&arena);
}

/* 0.1 is a double above 1/10: ten of it are 1 + 5.55e-17 in exact arithmetic but 1 in doubles, so
 * that sum of x <= 1 is violated by a true 5.55e-17, which naive summation cannot see. */
static void sums_are_exact(void)
{
   enum { N = 10 };
   double a[N], c[N], lo[N], hi[N], x[N], rlo = -INF, rhi = 1, y = 0;
   for (int j = 0; j < N; j++) {
      a[j] = 1;
      c[j] = 0;
      lo[j] = hi[j] = x[j] = 0.1;
   }
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 1, N, a, c, lo, hi, &rlo, &rhi);
   ics_certificate cert = certify(&d->lp, x, &y);
   CHECK(cert.primal_violation >= 5.55e-17);
   CHECK(cert.primal_violation < 1e-15);
   ics_arena_free(&arena);
}

/* 1e16 x1 + x2 - 1e16 x3 with all x fixed at 1 is 1; in plain doubles, summed in order, 0. */
static void cancellation(void)
{
   static const double a[] = { 1, 1, 1 }, c[] = { 1e16, 1, -1e16 }, one[] = { 1, 1, 1 };
   double rlo = -INF, rhi = INF, y = 0;
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 1, 3, a, c, one, one, &rlo, &rhi);
   ics_certificate cert = certify(&d->lp, one, &y);
   CHECK_NEAR(cert.primal, 1, 0);
   CHECK(cert.bound <= 1);
   ics_arena_free(&arena);
}

static void not_finite(void)
{
   static const double bad[] = { NAN, HUGE_VAL, -HUGE_VAL };
   ics_arena *arena = ics_arena_new();
   lp_data *d = wyndor(arena);
   for (int k = 0; k < 3; k++) {
      double x[] = { 2, bad[k] }, y[] = { 0, bad[k], -1 };
      CHECK(!certify(&d->lp, x, WYNDOR_Y).certified);
      CHECK(!certify(&d->lp, WYNDOR_X, y).certified);
   }
   /* A number of the LP itself: never certified either. */
   d->c[0] = NAN;
   CHECK(!certify(&d->lp, WYNDOR_X, WYNDOR_Y).certified);
   d->c[0] = -3;
   d->val[0] = NAN;
   CHECK(!certify(&d->lp, WYNDOR_X, WYNDOR_Y).certified);
   d->val[0] = 1;
   d->lp.c0 = INF;
   CHECK(!certify(&d->lp, WYNDOR_X, WYNDOR_Y).certified);
   ics_arena_free(&arena);
}

static void broken_lp(void)
{
   ics_err err = { .rc = ICS_OK };
   ics_certificate cert;
   double work[ICS_CERTIFY_WORK * 5];
   ics_arena *arena = ics_arena_new();
   lp_data *d = wyndor(arena);
   d->hi[1] = INF;
   CHECK_INT(ics_certify_optimal(&d->lp, WYNDOR_X, NULL, WYNDOR_Y, NULL, LIMIT, work, &cert, &err),
             ICS_EBUG);
   CHECK_HAS(err.text, "column 1");
   d->hi[1] = -1;
   CHECK_INT(ics_certify_infeasible(&d->lp, WYNDOR_Y, LIMIT, work, &cert, &err), ICS_EBUG);
   d->hi[1] = 10;
   d->rlo[2] = 19;
   CHECK_INT(ics_certify_optimal(&d->lp, WYNDOR_X, NULL, WYNDOR_Y, NULL, LIMIT, work, &cert, &err),
             ICS_EBUG);
   CHECK_HAS(err.text, "row 2");
   ics_arena_free(&arena);
}

/* x1 + x2 >= 5 and x1 - x2 >= 3 in the box [0, 2] x [0, 2]: x1 <= 2 makes the second ask for x2 <=
 * -1. Ray (0, 1): at least 3 is asked, 2 - 0 = 2 is there: missed by 1. Ray (1, 0): 5 asked, 4
 * there: 1. Ray (2, 2) is (1, 1) after scaling: 8 asked of 2 x1, 4 there: 4. Ray (1, -1) points at
 * a missing limit. */
static void rays_by_hand(void)
{
   static const double a[] = { 1, 1, 1, -1 }, c[] = { 0, 0 }, lo[] = { 0, 0 }, hi[] = { 2, 2 },
                       rlo[] = { 5, 3 }, rhi[] = { HUGE_VAL, HUGE_VAL };
   static const double rays[][2] = {
      { 0, 1 }, { 1, 0 }, { 2, 2 }, { 0, -1 }, { 0, 0 }, { NAN, 1 }
   };
   static const double missed[] = { 1, 1, 4, 0, 0, 0 };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 2, 2, a, c, lo, hi, rlo, rhi);
   double work[ICS_CERTIFY_WORK * 4];
   for (int k = 0; k < 6; k++) {
      ics_err err = { .rc = ICS_OK };
      ics_certificate cert;
      CHECK_OK(ics_certify_infeasible(&d->lp, rays[k], LIMIT, work, &cert, &err), &err);
      CHECK_INT(cert.certified, missed[k] > 0);
      if (missed[k] > 0) CHECK_NEAR(cert.bound, missed[k], 1e-14);
      if (missed[k] > 0) CHECK(cert.bound <= missed[k]);
   }
   ics_arena_free(&arena);
}

/* No ray may prove a feasible LP infeasible, whatever it is. */
static void no_ray_for_a_feasible_lp(void)
{
   for (uint64_t seed = 0; seed < 100; seed++) {
      ics_arena *arena = ics_arena_new();
      lp_data *d = lp_random(arena, seed % 2 ? LP_FEASIBLE : LP_SCALED_13, seed);
      lp_rng rng = { seed + 1 };
      double *y = ics_alloc(arena, (size_t)d->lp.m, sizeof *y);
      double *work = ics_alloc(arena, ICS_CERTIFY_WORK * (size_t)(d->lp.m + d->lp.n), sizeof *work);
      for (int t = 0; t < 20; t++) {
         ics_err err = { .rc = ICS_OK };
         ics_certificate cert;
         for (int i = 0; i < d->lp.m; i++)
            y[i] = lp_uniform(&rng, -1, 1) * ldexp(1, lp_int(&rng, -9, 9));
         CHECK_OK(ics_certify_infeasible(&d->lp, y, LIMIT, work, &cert, &err), &err);
         CHECK(!cert.certified);
      }
      ics_arena_free(&arena);
   }
}

/* Weak duality on random LPs: whatever y, the bound is not above the value of the certified optimum
 * in long double, which the second verifier confirms. */
static void bound_is_below(void)
{
   static const lp_class kinds[] = { LP_FEASIBLE, LP_TRANSPORT, LP_SCALED_10, LP_SCALED_13 };
   int seen = 0;
   for (uint64_t seed = 0; seed < 200; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { .rc = ICS_OK };
      ics_solution s;
      lp_data *d = lp_random(arena, kinds[seed % 4], seed);
      CHECK_OK(ics_lp_solve(&d->lp, NULL, &LIMITS, arena, &s, &err), &err);
      long double best = (long double)d->lp.c0;
      for (int j = 0; j < d->lp.n; j++) best += (long double)d->c[j] * (long double)s.x[j];
      lp_rng rng = { seed + 7 };
      for (int t = 0; t < 20 && s.status == ICS_OPTIMAL; t++, seen++) {
         double amount = ldexp(1, -4 * t); /* from wild to nearly right: 2^0 .. 2^-76 */
         double *y = ics_alloc(arena, (size_t)d->lp.m, sizeof *y);
         for (int i = 0; i < d->lp.m; i++) y[i] = s.y[i] * (1 + amount * lp_uniform(&rng, -1, 1));
         double bound = certify(&d->lp, s.x, y).bound;
         long double slack = (long double)s.certificate.primal_violation * fabsl(best) + 1e-12L;
         CHECK_((long double)bound <= best + slack, "seed %d: bound %.17g above %.17Lg", (int)seed,
                bound, best);
      }
      ics_arena_free(&arena);
   }
   CHECK(seen > 3000);
}

/* Exact arithmetic for the next two: integers, too long for doubles and short enough for 127 bits.
 */
__extension__ typedef __int128 exact;

static double random_integer(lp_rng *rng, int bits)
{
   return floor(lp_uniform(rng, -1, 1) * ldexp(1, bits));
}

/* All columns are fixed and all rows are equalities, so that bound(y) = y'r + (c - A'y)'x exactly.
 * A, y and x have 36 bits, so each reduced cost needs 73 and has to be rounded. Two last columns,
 * fixed at 2^30 and 1 and in no row, cancel the leading digits, so that only what rounding did is
 * left over. */
static void rounding_goes_down(void)
{
   enum { M = 3, N = 60 };
   int close = 0;
   for (uint64_t seed = 0; seed < 400; seed++) {
      lp_rng rng = { seed };
      double a[M * (N + 2)] = { 0 }, c[N + 2], x[N + 2], r[M], y[M];
      exact truth = 0;
      for (int i = 0; i < M; i++) {
         r[i] = random_integer(&rng, 50);
         y[i] = random_integer(&rng, 36);
         truth += (exact)y[i] * (exact)r[i];
      }
      for (int j = 0; j < N; j++) {
         c[j] = random_integer(&rng, 53);
         x[j] = random_integer(&rng, 36);
         exact d = (exact)c[j];
         for (int i = 0; i < M; i++) {
            a[i * (N + 2) + j] = random_integer(&rng, 36);
            d -= (exact)a[i * (N + 2) + j] * (exact)y[i];
         }
         truth += d * (exact)x[j];
      }
      for (int k = 0; k < 2; k++) {
         x[N + k] = k ? 1 : ldexp(1, 30);
         c[N + k] = -(double)truth / x[N + k];
         truth += (exact)(c[N + k] * x[N + k]);
      }
      ics_arena *arena = ics_arena_new();
      lp_data *d = lp_dense(arena, M, N + 2, a, c, x, x, r, r);
      double bound = certify(&d->lp, x, y).bound;
      CHECK_((exact)ceil(bound) <= truth, "seed %d: bound %.17g, truth %.17g", (int)seed, bound,
             (double)truth);
      /* And by little: each of the N reduced costs of 2^73 is wrong by at most 2^20, times x of
       * 2^36. */
      close += (double)truth - bound <= N * ldexp(1, 20 + 36 + 3);
      ics_arena_free(&arena);
   }
   CHECK_INT(close, 400);
}

/* One row a'x <= r with r the double just below the exact a'x: the violation reported times its
 * scale is not below the exact one, although a sum in doubles often sees none at all. */
static void violations_go_up(void)
{
   enum { N = 20 };
   for (uint64_t seed = 0; seed < 400; seed++) {
      lp_rng rng = { seed };
      double a[N], x[N], c[N] = { 0 }, low = -INF, y = 0, size = 0;
      exact truth = 0;
      for (int j = 0; j < N; j++) {
         a[j] = random_integer(&rng, 50);
         x[j] = random_integer(&rng, 50);
         truth += (exact)a[j] * (exact)x[j];
         size += fabs(a[j] * x[j]);
      }
      double r = (double)truth;
      if ((exact)r >= truth) r = nextafter(r, -INF);
      if ((exact)r >= truth) continue;
      ics_arena *arena = ics_arena_new();
      lp_data *d = lp_dense(arena, 1, N, a, c, x, x, &low, &r);
      double violation = certify(&d->lp, x, &y).primal_violation,
             least = (double)(truth - (exact)r) / size;
      CHECK_(violation >= least * (1 - 1e-12), "seed %d: got %.17g, exactly %.17g", (int)seed,
             violation, least);
      CHECK(violation <= 4 * least + 1e-15);
      ics_arena_free(&arena);
   }
}

static void tampering_by_hand(void)
{
   ics_arena *arena = ics_arena_new();
   lp_data *d = wyndor(arena);
   int applied = 0;
   CHECK_INT(tamper_all(&d->lp, WYNDOR_X, WYNDOR_Y, NULL, &applied), 0);
   /* All but three: the cuts to six digits leave 2, 6, -1.5 and -1 as they are, and no column is at
    * a bound that could be widened. */
   CHECK_INT(applied, tamper_kinds() - 3);
   ics_arena_free(&arena);
}

static void tampering_random(void)
{
   int lps = 0, applied = 0;
   for (uint64_t seed = 0; seed < 60; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { .rc = ICS_OK };
      ics_solution s;
      int here = 0;
      lp_data *d = lp_random(arena, seed % 3 == 0 ? LP_SCALED_10 : LP_FEASIBLE, seed);
      d->lp.c0 = 3;
      CHECK_OK(ics_lp_solve(&d->lp, NULL, &LIMITS, arena, &s, &err), &err);
      if (s.status == ICS_OPTIMAL) {
         CHECK_INT(tamper_all(&d->lp, s.x, s.y, NULL, &here), 0);
         lps++;
         applied += here;
      }
      ics_arena_free(&arena);
   }
   CHECK_INT(lps, 60);
   CHECK(applied >= 18 * lps);
}

static void another_lps_solution(void)
{
   int refused = 0, pairs = 0;
   for (uint64_t seed = 0; seed < 40; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { .rc = ICS_OK };
      ics_solution s;
      lp_data *d = lp_random(arena, LP_FEASIBLE, seed);
      CHECK_OK(ics_lp_solve(&d->lp, NULL, &LIMITS, arena, &s, &err), &err);
      lp_rng rng = { seed };
      for (int j = 0; j < d->lp.n; j++) d->c[j] = lp_int(&rng, -64, 64) / 8.0;
      if (verify_defect(&d->lp, s.x, s.y) > TAMPER_DEFECT) {
         pairs++;
         refused += !certify(&d->lp, s.x, s.y).certified;
      }
      ics_arena_free(&arena);
   }
   CHECK_INT(refused, pairs);
   CHECK(pairs >= 38);
}

const ics_test tests_certify[] = {
   { "a solution found by hand is certified, with its value", hand_solution },
   { "without duals the bound is that of the box", bound_without_duals },
   { "a dual of the wrong sign is dropped, and refused", wrong_sign },
   { "a violation has the size found by hand", violation_by_hand },
   { "a violation far below one rounding is seen", sums_are_exact },
   { "cancellation loses nothing", cancellation },
   { "numbers that are not finite are never certified", not_finite },
   { "an LP with infinite or crossed bounds is a fault", broken_lp },
   { "Farkas rays prove what they prove by hand", rays_by_hand },
   { "no ray proves a feasible LP infeasible", no_ray_for_a_feasible_lp },
   { "the bound is never above the optimum, whatever the duals", bound_is_below },
   { "the bound is rounded down, and by little, against exact integers", rounding_goes_down },
   { "violations are rounded up, and by little, against exact integers", violations_go_up },
   { "every way of spoiling a hand solution is refused", tampering_by_hand },
   { "every way of spoiling random solutions is refused", tampering_random },
   { "the solution of an LP with other costs is refused", another_lps_solution },
   { NULL, NULL },
};
