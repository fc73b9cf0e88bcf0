/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Badly scaled LPs whose optima are known from rational arithmetic (falseopt.inc): on many of them
 * a simplex code with its default settings claims an optimum that is none. The ladder may say that
 * it does not know; it may not say what is wrong. */
#include "check.h"
#include "falselp.h"
#include "lp/solve.h"

static const ics_limits LIMITS = { 1e-9, 100000, 20 };
static const double RIGHT_WITHIN = 1e-8; /* {relative} 10 times the limit on the gap */

enum { LEAST_CASES = 60, LEAST_RIGHT_PERCENT = 80 };

static void table(void)
{
   int seen[FALSE_CLASSES] = { 0 };
   for (int k = 0; k < false_count; k++) {
      const false_case *f = &false_cases[k];
      ics_arena *arena = ics_arena_new();
      ics_err err = { .rc = ICS_OK };
      lp_data *d = false_lp(arena, f->kind, (uint64_t)f->seed);
      CHECK_(ics_lp_check(&d->lp, &err) == ICS_OK, "%s %d: %s", false_class_name(f->kind), f->seed,
             err.text);
      CHECK(!isnan(f->exact));
      seen[f->kind]++;
      ics_arena_free(&arena);
   }
   CHECK(false_count >= LEAST_CASES);
   for (int kind = 0; kind < FALSE_CLASSES; kind++) CHECK(seen[kind] >= LEAST_CASES / 4);
}

/* Is the ladder's answer right? A wrong one is a failed check; none is not. */
static bool right(const false_case *f)
{
   ics_arena *arena = ics_arena_new();
   ics_err err = { .rc = ICS_OK };
   ics_solution s = { .status = ICS_UNCERTIFIED };
   lp_data *d = false_lp(arena, f->kind, (uint64_t)f->seed);
   ics_rc rc = ics_lp_solve(&d->lp, NULL, &LIMITS, arena, &s, &err);
   bool optimal = rc == ICS_OK && s.status == ICS_OPTIMAL;
   bool infeasible = rc == ICS_OK && s.status == ICS_INFEASIBLE;
   CHECK_(rc == ICS_OK, "%s %d: %s", false_class_name(f->kind), f->seed, err.text);
   CHECK_(!optimal || false_error(&d->lp, s.x, s.objective, f->exact) <= RIGHT_WITHIN,
          "%s %d: certified %.17g, is %.17g", false_class_name(f->kind), f->seed, s.objective,
          f->exact);
   CHECK_(!infeasible || isinf(f->exact), "%s %d: called infeasible, optimum %.17g",
          false_class_name(f->kind), f->seed, f->exact);
   CHECK(s.certificate.certified == (optimal || infeasible));
   ics_arena_free(&arena);
   return optimal || infeasible;
}

static void ladder(void)
{
   int answered = 0;
   for (int k = 0; k < false_count; k++) answered += right(&false_cases[k]);
   CHECK_(100 * answered >= LEAST_RIGHT_PERCENT * false_count, "%d of %d answered", answered,
          false_count);
}

/* max x, 1e-6 x <= 0, x in [0, 1]: x = 5e-4 is off by 5e-10, which is little only for a row that
 * counts in units. Of what the row can be, 1e-6, it is 5e-4. */
static void small_units(void)
{
   static const double a = 1e-6, c = -1, lo = 0, hi = 1, rlo = -HUGE_VAL, rhi = 0, x = 5e-4,
                       y = -1e6;
   double work[2 * ICS_CERTIFY_WORK];
   ics_arena *arena = ics_arena_new();
   ics_err err = { .rc = ICS_OK };
   ics_certificate cert;
   lp_data *d = lp_dense(arena, 1, 1, &a, &c, &lo, &hi, &rlo, &rhi);
   CHECK_OK(ics_certify_optimal(&d->lp, &x, NULL, &y, NULL, 1e-9, work, &cert, &err), &err);
   CHECK_NEAR(cert.primal_violation, 5e-4, 1e-12);
   CHECK(!cert.certified);
   ics_arena_free(&arena);
}

/* x + y <= 1 and -x - (1 - 2^-32) y <= -1 leave only y = 0, x = 1: adding them, 2^-32 y <= 0. At
 * y = 1, x = 0 the second is missed by 2^-32 = 2.3e-10, within the tolerance of every rung, and
 * min -y then looks like -1. */
static void slip(void)
{
   static const double a[] = { 1, 1, -1, -(1 - 0x1p-32) }, c[] = { 0, -1 }, lo[] = { 0, 0 },
                       hi[] = { 1, 1 }, rlo[] = { -HUGE_VAL, -HUGE_VAL }, rhi[] = { 1, -1 };
   ics_arena *arena = ics_arena_new();
   ics_err err = { .rc = ICS_OK };
   ics_solution s;
   lp_data *d = lp_dense(arena, 2, 2, a, c, lo, hi, rlo, rhi);
   CHECK_OK(ics_lp_solve(&d->lp, NULL, &LIMITS, arena, &s, &err), &err);
   CHECK_INT(s.status, ICS_OPTIMAL);
   CHECK_NEAR(s.objective, 0, 1e-15);
   CHECK_NEAR(s.x[0], 1, 1e-15);
   ics_arena_free(&arena);
}

const ics_test tests_falseopt[] = {
   { "the table has LPs of every recipe, within the accepted numbers", table },
   { "80 badly scaled LPs: no answer is wrong, four of five are answered", ladder },
   { "a violation counts by what its row can be, not by 1", small_units },
   { "what every tolerance forgives is not forgiven where it pays", slip },
   { NULL, NULL },
};
