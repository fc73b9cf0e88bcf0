/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A basis carried from one LP to another by names is a basis there: as many basic variables as
 * rows, and independent columns by LAPACK, which had no part in it. */
#include <lapacke.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lp/carry.h"
#include "lpgen.h"

static const ics_limits LIMITS = { 1e-9, 100000, 60.0 };

/** An LP with names, and a copy that lacks some of its rows and columns, in another order, and has
 *  some of its own. */
typedef struct pair {
   ics_lp old, new;
   int struck_rows, struck_cols;
} pair;

static char *name_of(ics_arena *arena, const char *kind, int i)
{
   char *name = ics_alloc(arena, 24, 1);
   if (!name) abort();
   (void)snprintf(name, 24, "%s%d", kind, i);
   return name;
}

static void *room(ics_arena *arena, int n, size_t size)
{
   void *p = ics_alloc(arena, (size_t)(n > 0 ? n : 1), size);
   if (!p) abort();
   return p;
}

static void give_names(ics_arena *arena, ics_lp *lp)
{
   const char **rows = room(arena, lp->m, sizeof *rows), **cols = room(arena, lp->n, sizeof *cols);
   for (int i = 0; i < lp->m; i++) rows[i] = name_of(arena, "row", i);
   for (int j = 0; j < lp->n; j++) cols[j] = name_of(arena, "col", j);
   lp->row_name = rows;
   lp->col_name = cols;
}

/* Rows and columns drawn out by chance; one new row over all columns, and one new column in it. */
static pair strike_out(ics_arena *arena, const ics_lp *old, lp_rng *rng, double share)
{
   pair p = { .old = *old };
   give_names(arena, &p.old);
   int m = 0, n = 0, *row = room(arena, old->m, sizeof *row),
       *col = room(arena, old->n, sizeof *col);
   for (int i = old->m - 1; i >= 0; i--) row[i] = lp_uniform(rng, 0, 1) < share ? -1 : m++;
   for (int j = 0; j < old->n; j++) col[j] = lp_uniform(rng, 0, 1) < share ? -1 : n++;
   p.struck_rows = old->m - m;
   p.struck_cols = old->n - n;
   double *a = room(arena, (m + 1) * (n + 1), sizeof *a);
   double *c = room(arena, n + 1, sizeof *c), *lo = room(arena, n + 1, sizeof *lo);
   double *hi = room(arena, n + 1, sizeof *hi), *rlo = room(arena, m + 1, sizeof *rlo);
   double *rhi = room(arena, m + 1, sizeof *rhi);
   const char **rows = room(arena, m + 1, sizeof *rows), **cols = room(arena, n + 1, sizeof *cols);
   for (int i = 0; i < old->m; i++) {
      if (row[i] < 0) continue;
      rows[row[i]] = p.old.row_name[i];
      rlo[row[i]] = old->rlo[i];
      rhi[row[i]] = old->rhi[i];
   }
   for (int j = 0; j < old->n; j++) {
      if (col[j] < 0) continue;
      cols[col[j]] = p.old.col_name[j];
      c[col[j]] = old->c[j];
      lo[col[j]] = old->lo[j];
      hi[col[j]] = old->hi[j];
      for (int k = old->start[j]; k < old->start[j + 1]; k++)
         if (row[old->row[k]] >= 0) a[row[old->row[k]] * (n + 1) + col[j]] = old->val[k];
      a[m * (n + 1) + col[j]] = 1.0;
   }
   a[m * (n + 1) + n] = 1.0;
   rows[m] = "of the new one alone";
   cols[n] = "of the new one alone";
   rlo[m] = -ICS_INF;
   rhi[m] = ICS_INF;
   hi[n] = 1.0;
   c[n] = 1.0;
   p.new = lp_dense(arena, m + 1, n + 1, a, c, lo, hi, rlo, rhi)->lp;
   p.new.row_name = rows;
   p.new.col_name = cols;
   return p;
}

/* Is the basis matrix regular? By an LU factorisation of the dense matrix, [unit columns, A]. */
static bool is_basis(ics_arena *arena, const ics_lp *lp, const ics_basis *basis)
{
   int m = lp->m, n = 0, *swaps = room(arena, m, sizeof *swaps);
   double *b = room(arena, m * m, sizeof *b);
   for (int i = 0; i < m; i++)
      if (basis->row[i] == 'B' && n++ < m) b[(n - 1) * m + i] = 1.0;
   for (int j = 0; j < lp->n; j++) {
      if (basis->col[j] != 'B' || n++ >= m) continue;
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++)
         b[(n - 1) * m + lp->row[k]] = lp->val[k];
   }
   if (n != m) return false;
   return LAPACKE_dgetrf(LAPACK_COL_MAJOR, m, m, b, m, swaps) == 0;
}

static void carried_bases_are_bases(void)
{
   static const lp_class kinds[] = { LP_FEASIBLE, LP_TRANSPORT, LP_SCALED_10 };
   int struck = 0, many = 0;
   for (int seed = 0; seed < 240; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      lp_rng rng = { 77u + (uint64_t)seed };
      const ics_lp *old = &lp_random(arena, kinds[seed % 3], (uint64_t)seed)->lp;
      pair p = strike_out(arena, old, &rng, seed % 4 == 0 ? 0.6 : 0.2);
      ics_solution first, cold, warm;
      ics_basis basis;
      bool carried = false;
      CHECK_OK(ics_lp_solve(&p.old, NULL, &LIMITS, arena, &first, &err), &err);
      if (first.status == ICS_OPTIMAL && p.new.nz > 0) {
         CHECK_OK(ics_carry(&p.old, &first.basis, &p.new, arena, &basis, &carried, &err), &err);
         CHECK(carried);
         CHECK(basis.shape == ics_lp_shape(&p.new));
         CHECK(is_basis(arena, &p.new, &basis));
         CHECK_OK(ics_lp_solve(&p.new, NULL, &LIMITS, arena, &cold, &err), &err);
         CHECK_OK(ics_lp_solve(&p.new, &basis, &LIMITS, arena, &warm, &err), &err);
         CHECK_INT(warm.status, cold.status);
         if (cold.status == ICS_OPTIMAL) CHECK_NEAR(warm.objective, cold.objective, 1e-9);
         struck += p.struck_rows + p.struck_cols;
         many++;
      }
      ics_arena_free(&arena);
   }
   CHECK(many > 150);
   CHECK(struck > 1000);
}

/* With nothing struck out and only what is new beside it, nothing is left to do. */
static void a_basis_that_fits_is_kept(void)
{
   for (uint64_t seed = 0; seed < 20; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      lp_rng rng = { seed };
      pair p = strike_out(arena, &lp_random(arena, LP_FEASIBLE, seed)->lp, &rng, 0.0);
      ics_solution first, again;
      ics_basis basis;
      bool carried = false;
      CHECK_OK(ics_lp_solve(&p.old, NULL, &LIMITS, arena, &first, &err), &err);
      CHECK_INT(first.status, ICS_OPTIMAL);
      CHECK_OK(ics_carry(&p.old, &first.basis, &p.new, arena, &basis, &carried, &err), &err);
      CHECK(carried);
      /* The rows stand in falling order in the new one. */
      for (int i = 0; i < p.old.m; i++)
         CHECK((basis.row[p.old.m - 1 - i] == 'B') == (first.basis.row[i] == 'B'));
      CHECK(memcmp(basis.col, first.basis.col, (size_t)p.old.n) == 0);
      CHECK_OK(ics_lp_solve(&p.new, &basis, &LIMITS, arena, &again, &err), &err);
      CHECK_INT(again.iterations, 0);
      CHECK_NEAR(again.objective, first.objective, 1e-9);
      ics_arena_free(&arena);
   }
}

/* An LP of columns x, and the same with a quantity z = w'x beside them: z - w'x = 0, one row more;
 * z stands in a row of its own limit and in the costs. Written out, that row is w'x. */
static void with_quantity(ics_arena *arena, const ics_lp *plain, lp_rng *rng, ics_lp *explicit,
                          ics_lp *written)
{
   int m = plain->m, n = plain->n;
   double *a = room(arena, (m + 2) * (n + 1), sizeof *a), *w = room(arena, n, sizeof *w);
   double *c = room(arena, n + 1, sizeof *c), *lo = room(arena, n + 1, sizeof *lo);
   double *hi = room(arena, n + 1, sizeof *hi), *rlo = room(arena, m + 2, sizeof *rlo);
   double *rhi = room(arena, m + 2, sizeof *rhi), *b = room(arena, (m + 1) * n, sizeof *b);
   double *cost = room(arena, n, sizeof *cost), most = 0.0;
   for (int j = 0; j < n; j++) {
      for (int k = plain->start[j]; k < plain->start[j + 1]; k++)
         a[plain->row[k] * (n + 1) + j] = b[plain->row[k] * n + j] = plain->val[k];
      w[j] = lp_uniform(rng, 0.5, 2.0);
      a[m * (n + 1) + j] = -w[j];
      b[m * n + j] = w[j];
      c[j] = plain->c[j];
      cost[j] = plain->c[j] + 0.1 * w[j];
      lo[j] = plain->lo[j];
      hi[j] = plain->hi[j];
      most += w[j] * fmax(fabs(lo[j]), fabs(hi[j]));
   }
   a[m * (n + 1) + n] = a[(m + 1) * (n + 1) + n] = 1.0;
   c[n] = 0.1;
   lo[n] = -2.0 * most;
   hi[n] = 2.0 * most;
   memcpy(rlo, plain->rlo, (size_t)m * sizeof *rlo);
   memcpy(rhi, plain->rhi, (size_t)m * sizeof *rhi);
   rlo[m] = rhi[m] = 0.0;
   rlo[m + 1] = -ICS_INF;
   rhi[m + 1] = most;
   *explicit = lp_dense(arena, m + 2, n + 1, a, c, lo, hi, rlo, rhi)->lp;
   give_names(arena, explicit);
   rlo[m] = -ICS_INF;
   rhi[m] = most;
   *written = lp_dense(arena, m + 1, n, b, cost, lo, hi, rlo, rhi)->lp;
   give_names(arena, written);
   ((const char **)written->row_name)[m] = explicit->row_name[m + 1];
}

/* Either way round the basis is the same plan's, and nothing is left to do. */
static void a_quantity_written_out(void)
{
   int there = 0, back = 0;
   for (uint64_t seed = 0; seed < 60; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      lp_rng rng = { seed + 5 };
      ics_lp with, without;
      ics_solution first, again;
      ics_basis basis;
      bool carried = false;
      with_quantity(arena, &lp_random(arena, LP_FEASIBLE, seed)->lp, &rng, &with, &without);
      CHECK_OK(ics_lp_solve(&with, NULL, &LIMITS, arena, &first, &err), &err);
      CHECK_INT(first.status, ICS_OPTIMAL);
      CHECK_OK(ics_carry(&with, &first.basis, &without, arena, &basis, &carried, &err), &err);
      CHECK(carried && is_basis(arena, &without, &basis));
      CHECK_OK(ics_lp_solve(&without, &basis, &LIMITS, arena, &again, &err), &err);
      CHECK_NEAR(again.objective, first.objective, 1e-9);
      there += again.iterations;
      CHECK_OK(ics_carry(&without, &again.basis, &with, arena, &basis, &carried, &err), &err);
      CHECK(carried && is_basis(arena, &with, &basis));
      CHECK_OK(ics_lp_solve(&with, &basis, &LIMITS, arena, &first, &err), &err);
      CHECK_NEAR(again.objective, first.objective, 1e-9);
      back += first.iterations;
      ics_arena_free(&arena);
   }
   CHECK_INT(there, 0);
   CHECK_INT(back, 0);
}

/* Coefficients that are 0 now leave columns without a row to pivot in: slacks take their place. */
static void numbers_that_went_away(void)
{
   int repaired = 0;
   for (uint64_t seed = 0; seed < 60; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      lp_rng rng = { seed + 9 };
      ics_solution first, cold, warm;
      ics_basis basis;
      bool carried = false;
      ics_lp old = lp_random(arena, LP_FEASIBLE, seed)->lp;
      give_names(arena, &old);
      CHECK_OK(ics_lp_solve(&old, NULL, &LIMITS, arena, &first, &err), &err);
      double *a = room(arena, old.m * old.n, sizeof *a);
      for (int j = 0; j < old.n; j++)
         for (int k = old.start[j]; k < old.start[j + 1]; k++)
            if (lp_uniform(&rng, 0, 1) < 0.5) a[old.row[k] * old.n + j] = old.val[k];
      ics_lp thin = lp_dense(arena, old.m, old.n, a, old.c, old.lo, old.hi, old.rlo, old.rhi)->lp;
      thin.row_name = old.row_name;
      thin.col_name = old.col_name;
      if (thin.nz > 0) {
         CHECK_OK(ics_carry(&old, &first.basis, &thin, arena, &basis, &carried, &err), &err);
         CHECK(carried && is_basis(arena, &thin, &basis));
         for (int j = 0; j < old.n; j++)
            repaired += first.basis.col[j] == 'B' && basis.col[j] != 'B';
         CHECK_OK(ics_lp_solve(&thin, NULL, &LIMITS, arena, &cold, &err), &err);
         CHECK_OK(ics_lp_solve(&thin, &basis, &LIMITS, arena, &warm, &err), &err);
         CHECK_INT(warm.status, cold.status);
         if (cold.status == ICS_OPTIMAL) CHECK_NEAR(warm.objective, cold.objective, 1e-9);
      }
      ics_arena_free(&arena);
   }
   CHECK(repaired > 20);
}

static void what_cannot_be_carried(void)
{
   ics_arena *arena = ics_arena_new();
   ics_err err = { 0 };
   ics_solution first;
   ics_basis basis;
   bool carried = true;
   ics_lp lp = lp_random(arena, LP_FEASIBLE, 5)->lp;
   give_names(arena, &lp);
   CHECK_OK(ics_lp_solve(&lp, NULL, &LIMITS, arena, &first, &err), &err);
   lp_rng rng = { 5 };
   pair p = strike_out(arena, &lp, &rng, 0.2);
   ics_basis other = first.basis;
   other.shape ^= 1;
   CHECK_INT(ics_carry(&lp, &other, &lp, arena, &basis, &carried, &err), ICS_EBUG);
   ics_err_clear(&err);
   ics_lp nameless = p.new;
   nameless.row_name = NULL;
   CHECK_INT(ics_carry(&lp, &first.basis, &nameless, arena, &basis, &carried, &err), ICS_EBUG);
   ics_err_clear(&err);
   /* Nothing is basic: no factors. */
   memset(first.basis.row, 'L', (size_t)lp.m);
   memset(first.basis.col, 'L', (size_t)lp.n);
   CHECK_OK(ics_carry(&lp, &first.basis, &p.new, arena, &basis, &carried, &err), &err);
   CHECK(!carried);
   ics_arena_free(&arena);
}

static void give_scaling_room(ics_arena *arena, ics_lp *lp)
{
   lp->scaling = room(arena, 1, sizeof *lp->scaling);
   *lp->scaling = (ics_scaling){ .row = room(arena, lp->m, sizeof(double)),
                                 .col = room(arena, lp->n, sizeof(double)),
                                 .m = lp->m,
                                 .n = lp->n };
}

/* A solve works the old ones out; carried, they are those of the same names, and the new row and
 * column have some that bring their largest and least entries to either side of 1. */
static void scale_factors_go_along(void)
{
   for (uint64_t seed = 0; seed < 20; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      lp_rng rng = { seed };
      pair p = strike_out(arena, &lp_random(arena, LP_SCALED_10, seed)->lp, &rng, 0.2);
      ics_solution first, again;
      ics_basis basis;
      bool carried = false;
      give_scaling_room(arena, &p.old);
      give_scaling_room(arena, &p.new);
      CHECK_OK(ics_lp_solve(&p.old, NULL, &LIMITS, arena, &first, &err), &err);
      CHECK(p.old.scaling->val == p.old.val);
      CHECK_OK(ics_carry(&p.old, &first.basis, &p.new, arena, &basis, &carried, &err), &err);
      CHECK(carried && p.new.scaling->val == p.new.val);
      for (int i = 0; i < p.new.m; i++) {
         double had = 0.0;
         for (int k = 0; k < p.old.m; k++)
            if (strcmp(p.old.row_name[k], p.new.row_name[i]) == 0) had = p.old.scaling->row[k];
         CHECK(p.new.scaling->row[i] > 0.0 && (had == 0.0 || p.new.scaling->row[i] == had));
      }
      int n = p.new.n - 1; /* the new column stands in the new row alone */
      double entry = p.new.scaling->row[p.new.m - 1] * p.new.scaling->col[n];
      CHECK(entry >= 0.5 && entry <= 2.0);
      CHECK_OK(ics_lp_solve(&p.new, &basis, &LIMITS, arena, &again, &err), &err);
      ics_arena_free(&arena);
   }
}

/* To three LPs in one order and in the other, beside single carriages. */
static void a_carrier_remembers_nothing(void)
{
   for (uint64_t seed = 0; seed < 20; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { 0 };
      ics_carrier *carrier = NULL;
      ics_solution first;
      pair p[3];
      const ics_lp *old = &lp_random(arena, LP_FEASIBLE, seed)->lp;
      for (int k = 0; k < 3; k++) {
         lp_rng rng = { seed * 3 + (uint64_t)k };
         p[k] = strike_out(arena, old, &rng, 0.1 * (1 + k));
      }
      CHECK_OK(ics_lp_solve(&p[0].old, NULL, &LIMITS, arena, &first, &err), &err);
      CHECK_OK(ics_carrier_open(&p[0].old, &first.basis, arena, &carrier, &err), &err);
      for (int turn = 0; turn < 6; turn++) {
         int k = turn < 3 ? turn : 5 - turn;
         ics_basis one, other;
         bool carried = false, also = false;
         CHECK_OK(ics_carrier_carry(carrier, &p[k].new, arena, &one, &carried, &err), &err);
         CHECK_OK(ics_carry(&p[0].old, &first.basis, &p[k].new, arena, &other, &also, &err), &err);
         CHECK(carried && also);
         CHECK(memcmp(one.row, other.row, (size_t)p[k].new.m) == 0);
         CHECK(memcmp(one.col, other.col, (size_t)p[k].new.n) == 0);
      }
      ics_carrier_close(&carrier);
      CHECK(!carrier);
      ics_arena_free(&arena);
   }
}

const ics_test tests_carry[] = {
   { "a basis carried to another LP is a basis of it, and leads to the same optimum",
     carried_bases_are_bases },
   { "where nothing is struck out the basis stays and no step is left", a_basis_that_fits_is_kept },
   { "a quantity may be written out, or be given a name, without a step", a_quantity_written_out },
   { "where coefficients are gone, slacks take the place of columns without a row",
     numbers_that_went_away },
   { "a basis that is none, or of an LP without names, is not carried", what_cannot_be_carried },
   { "scale factors go along with a basis", scale_factors_go_along },
   { "a carrier remembers nothing of what it carried before", a_carrier_remembers_nothing },
   { NULL, NULL },
};
