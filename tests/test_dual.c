/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sparse dual simplex against the back end and against the conditions of optimality, multiplied
 * out by the second verifier. What it ends in is a claim; here claims are tested. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lp/solve.h"
#include "lpgen.h"
#include "simplex/dual.h"
#include "verify.h"

static const ics_limits LIMITS = { 1e-9, 100000, 60.0 };
enum { WORDS = 200, SEEDS = 60 };

typedef struct answer {
   ics_dual_end end;
   int steps;
   double *x, *y;
   char *row, *col;
} answer;

static void *room(ics_arena *arena, int n, size_t size)
{
   void *p = ics_alloc(arena, (size_t)n, size);
   if (!p) abort();
   return p;
}

static answer no_answer(ics_arena *arena, const ics_lp *lp)
{
   answer a = { .x = room(arena, lp->n, sizeof(double)),
                .y = room(arena, lp->m, sizeof(double)),
                .row = room(arena, lp->m, 1),
                .col = room(arena, lp->n, 1) };
   memset(a.row, 'B', (size_t)lp->m);
   memset(a.col, 'L', (size_t)lp->n);
   return a;
}

/* From the letters in @p a, which are overwritten. */
static void run(ics_dual *dual, const ics_lp *lp, bool decline, int limit, answer *a)
{
   ics_err err = { 0 };
   const ics_dual_run ask = { a->row, a->col, decline, 1e-9, limit, 60.0 };
   CHECK_OK(ics_dual_solve(dual, lp, &ask, &a->end, &a->steps, &err), &err);
   ics_dual_point(dual, a->x, a->y, a->row, a->col);
}

static answer from_slacks(ics_arena *arena, const ics_lp *lp)
{
   ics_err err = { 0 };
   ics_dual *dual = NULL;
   answer a = no_answer(arena, lp);
   if (ics_dual_open(lp, arena, &dual, &err) != ICS_OK) abort();
   run(dual, lp, false, 100000, &a);
   return a;
}

/* What the back end says, alone. */
static ics_solution back_end(ics_arena *arena, const ics_lp *lp)
{
   ics_err err = { 0 };
   ics_solution s = { .status = ICS_UNCERTIFIED };
   ics_solver_leave_sparse_out(true);
   if (ics_lp_solve(lp, NULL, &LIMITS, arena, &s, &err) != ICS_OK) abort();
   ics_solver_leave_sparse_out(false);
   return s;
}

static double value(const ics_lp *lp, const double *x)
{
   double sum = lp->c0;
   for (int j = 0; j < lp->n; j++) sum += lp->c[j] * x[j];
   return sum;
}

static int basics(const ics_lp *lp, const answer *a)
{
   int n = 0;
   for (int i = 0; i < lp->m; i++) n += a->row[i] == 'B';
   for (int j = 0; j < lp->n; j++) n += a->col[j] == 'B';
   return n;
}

/* An end that is a claim is true, of whatever LP. */
static void check_claim(const ics_lp *lp, const answer *a, const ics_solution *want)
{
   char why[WORDS] = "";
   if (a->end == ICS_DUAL_OPTIMAL) {
      CHECK_INT(want->status, ICS_OPTIMAL);
      CHECK_(verify_optimal(lp, a->x, a->y, 1e-7L, why, sizeof why), "%s", why);
      CHECK_NEAR(value(lp, a->x), want->objective, 1e-7);
      CHECK_INT(basics(lp, a), lp->m);
   }
   if (a->end == ICS_DUAL_UNBOUNDED) CHECK_INT(want->status, ICS_INFEASIBLE);
}

static void from_nothing(void)
{
   int ends[5] = { 0 };
   for (int kind = 0; kind < LP_CLASSES; kind++)
      for (uint64_t seed = 0; seed < SEEDS; seed++) {
         ics_arena *arena = ics_arena_new();
         const ics_lp *lp = &lp_random(arena, (lp_class)kind, seed)->lp;
         if (lp->nz > 0) {
            ics_solution want = back_end(arena, lp);
            answer a = from_slacks(arena, lp);
            check_claim(lp, &a, &want);
            if (want.status == ICS_OPTIMAL && kind != LP_SCALED_13)
               CHECK_INT(a.end, ICS_DUAL_OPTIMAL);
            ends[a.end]++;
         }
         ics_arena_free(&arena);
      }
   CHECK(ends[ICS_DUAL_OPTIMAL] > 200 && ends[ICS_DUAL_UNBOUNDED] > 20);
   CHECK_INT(ends[ICS_DUAL_DECLINED], 0);
}

/* Everything moves by up to a fifth; the basis before is the start. */
static void shake(lp_data *d, lp_rng *rng)
{
   for (int k = 0; k < d->lp.nz; k++) d->val[k] *= lp_uniform(rng, 0.8, 1.2);
   for (int j = 0; j < d->lp.n; j++) d->c[j] *= lp_uniform(rng, 0.8, 1.2);
   for (int i = 0; i < d->lp.m; i++) {
      bool equal = d->rlo[i] == d->rhi[i];
      if (d->rlo[i] > -ICS_INF) d->rlo[i] -= lp_uniform(rng, 0, 0.1) * fabs(d->rlo[i]);
      if (equal)
         d->rhi[i] = d->rlo[i];
      else if (d->rhi[i] < ICS_INF)
         d->rhi[i] += lp_uniform(rng, 0, 0.1) * fabs(d->rhi[i]);
   }
}

static void from_a_basis_near(void)
{
   int warm = 0, cold = 0, optimal = 0;
   for (uint64_t seed = 0; seed < 4 * SEEDS; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      ics_dual *dual = NULL;
      lp_rng rng = { seed + 77u };
      lp_data *d = lp_random(arena, seed % 2 ? LP_FEASIBLE : LP_TRANSPORT, seed);
      answer a = from_slacks(arena, &d->lp);
      shake(d, &rng);
      ics_solution want = back_end(arena, &d->lp);
      answer fresh = from_slacks(arena, &d->lp);
      CHECK_OK(ics_dual_open(&d->lp, arena, &dual, &err), &err);
      run(dual, &d->lp, false, 100000, &a);
      check_claim(&d->lp, &a, &want);
      CHECK_INT(a.end == ICS_DUAL_OPTIMAL, fresh.end == ICS_DUAL_OPTIMAL);
      if (a.end == ICS_DUAL_OPTIMAL) {
         warm += a.steps;
         cold += fresh.steps;
         optimal++;
      }
      ics_arena_free(&arena);
   }
   CHECK(optimal > 100);
   CHECK_(3 * warm < 2 * cold, "%d steps from a basis near, %d from nothing", warm, cold);
}

/* The optimal basis asked again takes no step; with other costs it is primal feasible, and that is
 * declined where it is asked to be. */
static void feasible_start(void)
{
   int declined = 0;
   for (uint64_t seed = 0; seed < SEEDS; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      ics_dual *dual = NULL;
      lp_data *d = lp_random(arena, LP_FEASIBLE, seed);
      answer a = from_slacks(arena, &d->lp);
      CHECK_OK(ics_dual_open(&d->lp, arena, &dual, &err), &err);
      if (a.end == ICS_DUAL_OPTIMAL) {
         run(dual, &d->lp, true, 100000, &a);
         CHECK_INT(a.end, ICS_DUAL_OPTIMAL);
         CHECK_INT(a.steps, 0);
         for (int j = 0; j < d->lp.n; j++) d->c[j] = -d->c[j] - 0.5;
         ics_solution want = back_end(arena, &d->lp);
         answer again = a;
         run(dual, &d->lp, true, 100000, &again);
         declined += again.end == ICS_DUAL_DECLINED;
         answer b = from_slacks(arena, &d->lp);
         CHECK_INT(b.end, ICS_DUAL_OPTIMAL);
         check_claim(&d->lp, &b, &want);
      }
      ics_arena_free(&arena);
   }
   CHECK_(declined > SEEDS / 2, "declined: %d", declined);
}

static void same_digits(void)
{
   for (uint64_t seed = 0; seed < 20; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      ics_dual *dual = NULL;
      lp_data *d = lp_random(arena, LP_FEASIBLE, seed);
      double *c = room(arena, d->lp.n, sizeof *c);
      CHECK_OK(ics_dual_open(&d->lp, arena, &dual, &err), &err);
      answer first = no_answer(arena, &d->lp), other = no_answer(arena, &d->lp);
      answer last = no_answer(arena, &d->lp);
      run(dual, &d->lp, false, 100000, &first);
      for (int j = 0; j < d->lp.n; j++) c[j] = -d->c[j];
      ics_lp turned = d->lp;
      turned.c = c;
      run(dual, &turned, false, 100000, &other);
      run(dual, &d->lp, false, 100000, &last);
      CHECK_INT(last.steps, first.steps);
      CHECK(memcmp(first.x, last.x, (size_t)d->lp.n * sizeof *first.x) == 0);
      CHECK(memcmp(first.y, last.y, (size_t)d->lp.m * sizeof *first.y) == 0);
      ics_arena_free(&arena);
   }
}

/* One column alone costs, so that the dual objective stands still most of the way. */
static void ties(void)
{
   for (uint64_t seed = 0; seed < SEEDS; seed++) {
      ics_arena *arena = ics_arena_new();
      lp_data *d = lp_random(arena, LP_TRANSPORT, seed);
      for (int j = 0; j < d->lp.n; j++) d->c[j] = j == 0 ? 1.0 : 0.0;
      ics_solution want = back_end(arena, &d->lp);
      answer a = from_slacks(arena, &d->lp);
      check_claim(&d->lp, &a, &want);
      CHECK_INT(a.end == ICS_DUAL_OPTIMAL, want.status == ICS_OPTIMAL);
      ics_arena_free(&arena);
   }
}

static void limit_of_steps(void)
{
   int stopped = 0;
   for (uint64_t seed = 0; seed < 20; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      ics_dual *dual = NULL;
      lp_data *d = lp_random(arena, LP_TRANSPORT, seed);
      answer full = from_slacks(arena, &d->lp), a = no_answer(arena, &d->lp);
      CHECK_OK(ics_dual_open(&d->lp, arena, &dual, &err), &err);
      run(dual, &d->lp, false, 1, &a);
      CHECK(a.steps <= 1);
      if (full.steps > 1) CHECK_INT(a.end, ICS_DUAL_LIMIT);
      stopped += a.end == ICS_DUAL_LIMIT;
      ics_arena_free(&arena);
   }
   CHECK(stopped > 10);
}

static void memory(void)
{
   int failed = 0;
   bool done = false;
   for (long k = 0; !done; k++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      ics_dual *dual = NULL;
      lp_data *d = lp_random(arena, LP_FEASIBLE, 5);
      answer a = no_answer(arena, &d->lp);
      const ics_dual_run ask = { a.row, a.col, false, 1e-9, 1000, 60.0 };
      ics_arena_fail_at(k);
      ics_rc rc = ics_dual_open(&d->lp, arena, &dual, &err);
      if (rc == ICS_OK) rc = ics_dual_solve(dual, &d->lp, &ask, &a.end, &a.steps, &err);
      ics_arena_fail_at(-1);
      CHECK(rc == ICS_OK || rc == ICS_EMEMORY);
      failed += rc == ICS_EMEMORY;
      done = rc == ICS_OK;
      ics_arena_free(&arena);
   }
   CHECK(failed > 40);
}

const ics_test tests_dual[] = {
   { "from nothing it finds what the back end finds, and claims nothing that is not so",
     from_nothing },
   { "from a basis near the best one it takes fewer steps", from_a_basis_near },
   { "a start that is feasible is declined, an optimal one takes no step", feasible_start },
   { "a given basis leads to the same digits whatever went before", same_digits },
   { "where hardly anything costs it gets to the end", ties },
   { "it stops at a limit of steps", limit_of_steps },
   { "memory may run out anywhere", memory },
   { NULL, NULL },
};
