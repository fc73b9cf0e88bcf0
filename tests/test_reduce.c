/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns that rows force, and LPs without what cannot matter: against the whole LP, solved from
 * nothing and proved by the certificate, which had no part in either. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lp/force.h"
#include "lp/reduce.h"
#include "lpgen.h"

static const ics_limits LIMITS = { 1e-9, 100000, 60.0 };
enum { MOST = 64 };

/* An LP of chance with some columns fixed and, if @p force, one row more that can only be at its
 * limit: what some columns are above their lower ends and below their upper ends is to be nil. Its
 * limits are such that a plan is left; ends are multiples of 2^-10, so that the limit of the last
 * row is met to the last digit. */
static ics_lp *with_forced(ics_arena *arena, uint64_t seed, bool force, bool *held)
{
   lp_data *lp = lp_random(arena, seed % 2 ? LP_TRANSPORT : LP_FEASIBLE, seed);
   lp_rng rng = { seed + 1000u };
   ics_err err = { 0 };
   ics_solution point;
   int m = lp->lp.m + 1, n = lp->lp.n;
   double *a = ics_alloc(arena, (size_t)m * (size_t)n, sizeof *a), limit = 0.0;
   double *rlo = ics_alloc(arena, (size_t)m, sizeof *rlo), *rhi = ics_alloc(arena, (size_t)m, 8);
   if (!a || !rlo || !rhi || n > MOST) abort();
   if (ics_lp_solve(&lp->lp, NULL, &LIMITS, arena, &point, &err) != ICS_OK) abort();
   for (int j = 0; j < n; j++) {
      double x = round(point.x[j] * 1024.0) / 1024.0;
      bool top = lp_uniform(&rng, 0, 1) < 0.3;
      held[j] = force && lp_uniform(&rng, 0, 1) < 0.2;
      bool fixed = !held[j] && lp_uniform(&rng, 0, 1) < 0.1;
      lp->lo[j] = fmin(floor(lp->lo[j]), x);
      lp->hi[j] = fmax(ceil(lp->hi[j]), x);
      if (fixed || (held[j] && !top)) lp->lo[j] = x;
      if (fixed || (held[j] && top)) lp->hi[j] = x;
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         a[lp->row[k] * n + j] = lp->val[k];
         rlo[lp->row[k]] += lp->val[k] * x;
      }
      if (held[j]) a[(m - 1) * n + j] = top ? -2.0 : 1.0;
      if (held[j]) limit += top ? -2.0 * x : x;
   }
   for (int i = 0; i < m - 1; i++) {
      double here = rlo[i];
      rlo[i] = fmin(lp->rlo[i], here);
      rhi[i] = fmax(lp->rhi[i], here);
   }
   rlo[m - 1] = seed % 3 ? -ICS_INF : limit;
   rhi[m - 1] = limit;
   return &lp_dense(arena, m, n, a, lp->c, lp->lo, lp->hi, rlo, rhi)->lp;
}

static bool proves(ics_arena *arena, const ics_lp *lp, const ics_solution *sol)
{
   ics_err err = { 0 };
   ics_certificate cert = { 0 };
   double *work = ics_alloc(arena, ICS_CERTIFY_WORK * ((size_t)lp->m + (size_t)lp->n), 8);
   if (!work) abort();
   ics_rc rc = ics_certify_optimal(lp, sol->x, sol->x_low, sol->y, sol->y_low, LIMITS.gap, work,
                                   &cert, &err);
   return rc == ICS_OK && cert.certified;
}

/* Every solution has them there: the most and the least of each are one. */
static void forced_columns_have_no_choice(void)
{
   int forced = 0, free = 0;
   for (uint64_t seed = 0; seed < 40; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      ics_force force;
      bool held[MOST];
      ics_lp lp = *with_forced(arena, seed, true, held);
      double *c = ics_alloc(arena, (size_t)lp.n, sizeof *c);
      CHECK_OK(ics_force_find(&lp, arena, &force, &err), &err);
      lp.c = c;
      for (int j = 0; c && j < lp.n; j++) {
         ics_solution least, most;
         if (held[j] && lp.lo[j] < lp.hi[j]) CHECK(force.by[j] >= 0);
         CHECK((force.by[j] >= 0) == (force.lo[j] == force.hi[j] && lp.lo[j] < lp.hi[j]));
         if (force.by[j] < 0) {
            free += lp.lo[j] < lp.hi[j];
            continue;
         }
         c[j] = 1.0;
         CHECK_OK(ics_lp_solve(&lp, NULL, &LIMITS, arena, &least, &err), &err);
         c[j] = -1.0;
         CHECK_OK(ics_lp_solve(&lp, NULL, &LIMITS, arena, &most, &err), &err);
         c[j] = 0.0;
         if (least.status != ICS_OPTIMAL || most.status != ICS_OPTIMAL) continue;
         CHECK_NEAR(least.x[j], force.lo[j], 1e-9);
         CHECK_NEAR(most.x[j], force.lo[j], 1e-9);
         forced++;
      }
      ics_arena_free(&arena);
   }
   CHECK(forced > 60 && free > 200);
}

/* A row that forces makes others force: x1 + x2 <= 0, then x2 + x3 >= 1 with x2 at 0 and x3 at most
 * 1; and x4 is left alone. */
static void forcing_goes_on_from_row_to_row(void)
{
   ics_arena *arena = ics_arena_new();
   ics_err err = { 0 };
   ics_force force;
   const double a[] = { 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1 };
   const double c[] = { 1, -5, 3, 1 }, lo[] = { 0, 0, 0, 0 }, hi[] = { 2, 2, 1, 2 };
   const double rlo[] = { -ICS_INF, 1, 0 }, rhi[] = { 0, ICS_INF, 9 };
   const ics_lp *lp = &lp_dense(arena, 3, 4, a, c, lo, hi, rlo, rhi)->lp;
   CHECK_OK(ics_force_find(lp, arena, &force, &err), &err);
   CHECK_INT(force.nrows, 2);
   CHECK(force.row[0] == 0 && force.row[1] == 1);
   CHECK(force.by[0] == 0 && force.by[1] == 0 && force.by[2] == 1 && force.by[3] == -1);
   CHECK(force.hi[1] == 0 && force.lo[2] == 1 && force.hi[3] == 2);
   /* The optimum is 3; the second row's dual has to pay for x3, the first's for x2. */
   double y[] = { 0, 0, 0 }, zero[4] = { 0 }, x[] = { 0, 0, 1, 0 };
   ics_force_duals(&force, lp, y);
   CHECK_NEAR(y[1], 3.0, 1e-12);
   CHECK_NEAR(y[0], -8.0, 1e-12);
   ics_solution sol = { .x = x, .x_low = zero, .y = y, .y_low = zero };
   CHECK(proves(arena, lp, &sol));
   ics_arena_free(&arena);
}

/* From the basis of other costs, through the lesser LP, to a proof of the whole. */
static void a_lesser_lp_proves_the_whole(void)
{
   int many = 0, less = 0;
   for (uint64_t seed = 0; seed < 200; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      lp_rng rng = { seed };
      ics_solution first, cold, own, whole;
      ics_reduced lesser;
      ics_force force;
      bool held[MOST];
      ics_lp lp = *with_forced(arena, seed, seed % 4 != 0, held);
      double *c = ics_alloc(arena, (size_t)lp.n, sizeof *c);
      CHECK_OK(ics_lp_solve(&lp, NULL, &LIMITS, arena, &first, &err), &err);
      for (int j = 0; c && j < lp.n; j++) c[j] = lp_uniform(&rng, -1, 1);
      lp.c = c;
      CHECK_OK(ics_lp_solve(&lp, NULL, &LIMITS, arena, &cold, &err), &err);
      CHECK_OK(ics_force_find(&lp, arena, &force, &err), &err);
      CHECK_OK(ics_reduce(&lp, force.lo, force.hi, &first.basis, arena, &lesser, &err), &err);
      CHECK_OK(ics_lp_check(&lesser.lp, &err), &err);
      CHECK_OK(ics_lp_solve(&lesser.lp, &lesser.start, &LIMITS, arena, &own, &err), &err);
      CHECK_INT(own.status, cold.status);
      if (own.status == ICS_OPTIMAL) {
         CHECK_OK(ics_expand(&lesser, &lp, force.lo, &own, arena, &whole, &err), &err);
         CHECK_NEAR(own.objective, cold.objective, 1e-9);
         ics_force_duals(&force, &lp, whole.y);
         CHECK(proves(arena, &lp, &whole));
         int basics = 0;
         for (int i = 0; i < lp.m; i++) basics += whole.basis.row[i] == 'B';
         for (int j = 0; j < lp.n; j++) basics += whole.basis.col[j] == 'B';
         CHECK_INT(basics, lp.m);
         less += lp.m + lp.n - lesser.lp.m - lesser.lp.n;
         many++;
      }
      ics_arena_free(&arena);
   }
   CHECK(many > 100);
   CHECK(less > 300);
}

/* What is basic is left in: from its own optimum the lesser LP takes no step. */
static void a_lesser_lp_starts_where_the_whole_stood(void)
{
   for (uint64_t seed = 0; seed < 60; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      ics_solution first, own;
      ics_reduced lesser;
      bool held[MOST];
      ics_lp *lp = with_forced(arena, seed, true, held);
      CHECK_OK(ics_lp_solve(lp, NULL, &LIMITS, arena, &first, &err), &err);
      if (first.status == ICS_OPTIMAL) {
         CHECK_OK(ics_reduce(lp, lp->lo, lp->hi, &first.basis, arena, &lesser, &err), &err);
         CHECK_OK(ics_lp_solve(&lesser.lp, &lesser.start, &LIMITS, arena, &own, &err), &err);
         CHECK_INT(own.iterations, 0);
         CHECK_NEAR(own.objective, first.objective, 1e-9);
      }
      ics_arena_free(&arena);
   }
}

const ics_test tests_reduce[] = {
   { "columns that are forced have no choice, others have", forced_columns_have_no_choice },
   { "forcing goes on from row to row, and so do its duals", forcing_goes_on_from_row_to_row },
   { "a lesser LP leads to the optimum of the whole, and proves it", a_lesser_lp_proves_the_whole },
   { "a lesser LP starts where the whole stood", a_lesser_lp_starts_where_the_whole_stood },
   { NULL, NULL },
};
