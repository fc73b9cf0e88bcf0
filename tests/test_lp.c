/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solving: hand problems, duals against finite differences, broken input, recovery from faults
 * inside the back end, warm starts, and random LPs against the second verifier and vertex
 * enumeration. */
#include "check.h"
#include "lp/backend.h"
#include "lp/solve.h"
#include "lpgen.h"
#include "tamper.h"
#include "verify.h"
#include "vertices.h"

#define INF HUGE_VAL

static const ics_limits LIMITS = { 1e-9, 100000, 20 };
static const long double TOL = 1e-9L;

enum { WHY_BYTES = 400, RANDOM_EACH = 72 };

/* Solve, and check with the second verifier whatever the solver claims. */
static ics_solution solved(const ics_lp *lp, ics_arena *arena)
{
   ics_err err = { .rc = ICS_OK };
   ics_solution s = { .status = ICS_UNCERTIFIED };
   char why[WHY_BYTES] = "";
   ics_rc rc = ics_lp_solve(lp, NULL, &LIMITS, arena, &s, &err);
   CHECK_(rc == ICS_OK, "solve: %s", err.text);
   if (rc == ICS_OK && s.status == ICS_OPTIMAL)
      CHECK_(verify_optimal(lp, s.x, s.y, TOL, why, sizeof why), "not optimal: %s", why);
   if (rc == ICS_OK && s.status == ICS_INFEASIBLE)
      CHECK_(verify_infeasible(lp, s.y, TOL, why, sizeof why), "not infeasible: %s", why);
   return s;
}

/* min -3 x1 - 5 x2, x1 <= 4, 2 x2 <= 12, 3 x1 + 2 x2 <= 18: x = (2, 6), -36, y = (0, -3/2, -1). */
static void wyndor(void)
{
   static const double a[] = { 1, 0, 0, 2, 3, 2 }, c[] = { -3, -5 }, lo[] = { 0, 0 },
                       hi[] = { 10, 10 }, rlo[] = { -INF, -INF, -INF }, rhi[] = { 4, 12, 18 };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 3, 2, a, c, lo, hi, rlo, rhi);
   d->lp.c0 = 100;
   ics_solution s = solved(&d->lp, arena);
   CHECK_INT(s.status, ICS_OPTIMAL);
   CHECK_NEAR(s.objective, 64, 1e-15);
   CHECK_NEAR(s.x[0], 2, 1e-15);
   CHECK_NEAR(s.x[1], 6, 1e-15);
   CHECK_NEAR(s.y[0], 0, 1e-15);
   CHECK_NEAR(s.y[1], -1.5, 1e-15);
   CHECK_NEAR(s.y[2], -1, 1e-15);
   CHECK_INT(s.basis.row[0], 'B');
   CHECK_INT(s.basis.row[1], 'U');
   CHECK_INT(s.basis.col[0], 'B');
   CHECK_TEXT(s.rung_name, "sparse dual simplex"); /* the first that needs no basis */
   ics_arena_free(&arena);
}

/* Degenerate: max x1 + x2 (min of its negative) with x1 + x2 <= 4, x1 <= 2, x2 <= 2 as rows: three
 * rows meet at (2, 2); value -4. */
static void degenerate(void)
{
   static const double a[] = { 1, 1, 1, 0, 0, 1 }, c[] = { -1, -1 }, lo[] = { 0, 0 },
                       hi[] = { 9, 9 }, rlo[] = { -INF, -INF, -INF }, rhi[] = { 4, 2, 2 };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 3, 2, a, c, lo, hi, rlo, rhi);
   ics_solution s = solved(&d->lp, arena);
   CHECK_INT(s.status, ICS_OPTIMAL);
   CHECK_NEAR(s.objective, -4, 1e-15);
   CHECK_NEAR(s.x[0], 2, 1e-15);
   ics_arena_free(&arena);
}

/* Beale (1955): cycles under Dantzig's rule. Optimum x = (1/25, 0, 1, 0), value -1/20. */
static void beale(void)
{
   static const double a[] = { 0.25, -60, -0.04, 9, 0.5, -90, -0.02, 3, 0, 0, 1, 0 },
                       c[] = { -0.75, 150, -0.02, 6 }, lo[] = { 0, 0, 0, 0 },
                       hi[] = { 100, 100, 100, 100 }, rlo[] = { -INF, -INF, -INF },
                       rhi[] = { 0, 0, 1 };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 3, 4, a, c, lo, hi, rlo, rhi);
   ics_solution s = solved(&d->lp, arena);
   CHECK_INT(s.status, ICS_OPTIMAL);
   CHECK_NEAR(s.objective, -0.05, 1e-14);
   CHECK_NEAR(s.x[0], 0.04, 1e-14);
   CHECK(s.iterations < 50);
   ics_arena_free(&arena);
}

/* Klee and Minty (1972), n = 12: max sum 2^(n-j) x_j, sum_{k<j} 2^(j-k+1) x_k + x_j <= 5^j. The
 * optimum is x_n = 5^n, all others 0: 5^12 = 244140625. */
static void klee_minty(void)
{
   enum { N = 12 };
   double a[N * N] = { 0 }, c[N], lo[N] = { 0 }, hi[N], rlo[N], rhi[N], five = 1;
   for (int j = 0; j < N; j++) {
      for (int k = 0; k < j; k++) a[j * N + k] = ldexp(1, j - k + 1);
      a[j * N + j] = 1;
      c[j] = -ldexp(1, N - 1 - j);
      rlo[j] = -INF;
      rhi[j] = five *= 5;
      hi[j] = 1e9;
   }
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, N, N, a, c, lo, hi, rlo, rhi);
   ics_solution s = solved(&d->lp, arena);
   CHECK_INT(s.status, ICS_OPTIMAL);
   CHECK_NEAR(s.objective, -244140625, 1e-14);
   CHECK(s.iterations < 4095); /* 2^12 - 1 vertices for the worst rule */
   ics_arena_free(&arena);
}

/* x1 + x2 >= 5 with both at most 2: 1 short. And x1 + x2 = 3, x1 - x2 = 0, x1 <= 1: no single row
 * is broken by the box; adding the rows, 2 x1 = 3 > 2. */
static void infeasible(void)
{
   static const double a1[] = { 1, 1 }, a2[] = { 1, 1, 1, -1 }, c[] = { 1, 1 }, lo[] = { 0, 0 },
                       hi[] = { 2, 2 }, hi2[] = { 1, 9 }, rlo1[] = { 5 }, rhi1[] = { INF },
                       r2[] = { 3, 0 };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 1, 2, a1, c, lo, hi, rlo1, rhi1);
   ics_solution s = solved(&d->lp, arena);
   CHECK_INT(s.status, ICS_INFEASIBLE);
   CHECK_NEAR(s.certificate.bound, 1, 1e-14);
   d = lp_dense(arena, 2, 2, a2, c, lo, hi2, r2, r2);
   s = solved(&d->lp, arena);
   CHECK_INT(s.status, ICS_INFEASIBLE);
   CHECK(s.certificate.certified && s.certificate.bound > 0.4);
   ics_arena_free(&arena);
}

/* A free row (an aim) changes nothing: min x1 + 2 x2, x1 + x2 >= 3, x1 <= 2: (2, 1), 4, y = (2, 0),
 * as one more unit asked for has to come from x2. */
static void free_rows(void)
{
   static const double a[] = { 1, 1, 7, -3 }, c[] = { 1, 2 }, lo[] = { 0, 0 }, hi[] = { 2, 9 },
                       rlo[] = { 3, -INF }, rhi[] = { INF, INF };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 2, 2, a, c, lo, hi, rlo, rhi);
   ics_solution s = solved(&d->lp, arena);
   CHECK_INT(s.status, ICS_OPTIMAL);
   CHECK_NEAR(s.objective, 4, 1e-15);
   CHECK_NEAR(s.y[0], 2, 1e-15);
   CHECK_NEAR(s.y[1], 0, 0);
   CHECK_INT(s.basis.row[1], 'B');
   ics_arena_free(&arena);
}

/* No rows: x = (lo where c > 0, hi where c < 0): 2 * 1 - 3 * 5 + 7 = -6. No columns: 0 in its
 * limits, or not. Rows without nonzeros in an LP that has columns: the same. */
static void nothing_there(void)
{
   static const double c[] = { 2, -3 }, lo[] = { 1, 0 }, hi[] = { 4, 5 }, zero[] = { 0, 0 };
   double in[] = { -1, 1 }, out[] = { 1, 2 };
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 0, 2, NULL, c, lo, hi, NULL, NULL);
   d->lp.c0 = 7;
   ics_solution s = solved(&d->lp, arena);
   CHECK_INT(s.status, ICS_OPTIMAL);
   CHECK_NEAR(s.objective, -6, 0);
   CHECK_INT(s.basis.col[0], 'L');
   CHECK_INT(s.basis.col[1], 'U');
   d = lp_dense(arena, 1, 0, NULL, NULL, NULL, NULL, &in[0], &in[1]);
   CHECK_INT(solved(&d->lp, arena).status, ICS_OPTIMAL);
   d = lp_dense(arena, 1, 0, NULL, NULL, NULL, NULL, &out[0], &out[1]);
   CHECK_INT(solved(&d->lp, arena).status, ICS_INFEASIBLE);
   d = lp_dense(arena, 1, 2, zero, c, lo, hi, &out[0], &out[1]);
   CHECK_INT(solved(&d->lp, arena).status, ICS_INFEASIBLE);
   d = lp_dense(arena, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL);
   CHECK_INT(solved(&d->lp, arena).status, ICS_OPTIMAL);
   ics_arena_free(&arena);
}

/* The least shortfall is 0, exactly at x = hi, where the limit is a x rounded down: duals of 1
 * would prove only - sum (rounding), which relative to the floor of 1e-6 is no proof. Duals of 0
 * prove 0. */
static void no_shortfall(void)
{
   enum { K = 40 };
   double a[K * 2 * K] = { 0 }, c[2 * K], lo[2 * K] = { 0 }, hi[2 * K], rlo[K], rhi[K];
   lp_rng rng = { 12 };
   for (int k = 0; k < K; k++) {
      a[k * 2 * K + k] = lp_uniform(&rng, 0.5, 2);
      a[k * 2 * K + K + k] = 1;
      c[k] = 0;
      c[K + k] = 1;
      hi[k] = lp_uniform(&rng, 100, 5000);
      hi[K + k] = 1e5;
      rlo[k] = nextafter(a[k * 2 * K + k] * hi[k], 0);
      rhi[k] = INF;
   }
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, K, 2 * K, a, c, lo, hi, rlo, rhi);
   ics_solution s = solved(&d->lp, arena);
   CHECK_INT(s.status, ICS_OPTIMAL);
   CHECK_NEAR(s.objective, 0, 1e-12);
   /* The basis with duals of 1: every shortfall basic at 0, every x at its upper bound. */
   ics_err err = { .rc = ICS_OK };
   memset(s.basis.row, 'L', K);
   memset(s.basis.col, 'U', K);
   memset(s.basis.col + K, 'B', K);
   CHECK_OK(ics_lp_solve(&d->lp, &s.basis, &LIMITS, arena, &s, &err), &err);
   CHECK_INT(s.status, ICS_OPTIMAL);
   CHECK_NEAR(s.objective, 0, 1e-12);
   CHECK_INT(s.rung, 0);
   ics_arena_free(&arena);
}

/* All fixed: x = (1, 2), 1 * 3 + 2 * 4 = 11; the row x1 + x2 in [2, 3] holds with 3. */
static void fixed_columns(void)
{
   static const double a[] = { 1, 1 }, c[] = { 3, 4 }, x[] = { 1, 2 };
   double lo = 2, hi = 3;
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_dense(arena, 1, 2, a, c, x, x, &lo, &hi);
   ics_solution s = solved(&d->lp, arena);
   CHECK_INT(s.status, ICS_OPTIMAL);
   CHECK_NEAR(s.objective, 11, 0);
   ics_arena_free(&arena);
}

/* x1 + x2 = 4, x2 >= 1.5, x1 + x3 <= 12.75, x3 - x2 >= 6. Costs (2, 3, 1): 14 + 2 x2, so x2 = 1.5
 * and y = (2, 2, 0, 1). Costs (2, 4, -1): x3 = 12.75 - x1, 3.25 - x1, so x1 = 2.5 and y = (3, 1,
 * -1, 0). Each active limit moved by h moves the optimum by y h: one sign for =, >= and <=. */
static void duals_are_derivatives(void)
{
   static const double a[] = { 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, -1, 1 }, c[] = { 2, 3, 1 },
                       lo[] = { 0, 0, 0 }, hi[] = { 50, 50, 50 };
   double rlo[] = { 4, 1.5, -INF, 6 }, rhi[] = { 4, INF, 12.75, INF };
   const double h = 0x1p-10;
   double c2[] = { 2, 4, -1 };
   ics_arena *arena = ics_arena_new();
   int moved = 0;
   for (int v = 0; v < 2; v++) {
      lp_data *d = lp_dense(arena, 4, 3, a, v ? c2 : c, lo, hi, rlo, rhi);
      ics_solution s = solved(&d->lp, arena);
      CHECK_INT(s.status, ICS_OPTIMAL);
      for (int i = 0; i < 4; i++) {
         lp_data *e = lp_copy(arena, &d->lp);
         e->rlo[i] += h;
         e->rhi[i] += h;
         ics_solution up = solved(&e->lp, arena);
         e->rlo[i] -= 2 * h;
         e->rhi[i] -= 2 * h;
         ics_solution down = solved(&e->lp, arena);
         CHECK_NEAR((up.objective - s.objective) / h, s.y[i], 1e-9);
         CHECK_NEAR((s.objective - down.objective) / h, s.y[i], 1e-9);
         moved += s.y[i] != 0;
      }
   }
   CHECK_INT(moved, 6);
   ics_arena_free(&arena);
}

/* One broken rule at a time; the message names the row or column. */
static void broken_rules(void)
{
   static const double a[] = { 1, 1, 2, 0, 3, 1 }, c[] = { 1, 1 }, lo[] = { 0, 0 }, hi[] = { 9, 9 },
                       rlo[] = { -INF, 0, 1 }, rhi[] = { 4, 2, 2 };
   enum { CASES = 14 };
   ics_arena *arena = ics_arena_new();
   lp_data *d[CASES];
   for (int k = 0; k < CASES; k++) d[k] = lp_dense(arena, 3, 2, a, c, lo, hi, rlo, rhi);
   d[0]->c[1] = NAN;
   d[1]->val[1] = 1e-20;
   d[2]->lo[0] = 10;
   d[3]->row[0] = 1, d[3]->row[1] = 0;
   d[4]->row[4] = 3;
   d[5]->hi[1] = INF;
   d[6]->lo[1] = NAN;
   d[7]->rlo[2] = 5;
   d[8]->rhi[1] = NAN;
   d[9]->rlo[0] = INF;
   d[10]->val[3] = 2e9;
   d[11]->rhi[2] = 1e13;
   d[12]->lp.c0 = NAN;
   d[13]->row[1] = 0;
   static const char *const want[CASES] = {
      "column 1 x2: cost: got nan",
      "column 0 x1: coefficient: got 1e-20",
      "column 0 x1: lower bound above",
      "column 0 x1: row number of a nonzero: got 0",
      "column 1 x2: row number of a nonzero: got 3",
      "column 1 x2: upper bound: got inf",
      "column 1 x2: lower bound: got nan",
      "row 2 r3: lower limit above the upper limit: got 5",
      "row 1 r2: upper limit: got nan",
      "row 0 r1: lower limit: got inf",
      "column 1 x2: coefficient: got 2e+09",
      "row 2 r3: upper limit: got 1e+13",
      "objective constant: got nan",
      "column 0 x1: row number of a nonzero: got 0",
   };
   for (int k = 0; k < CASES; k++) {
      ics_err err = { .rc = ICS_OK };
      ics_solution s;
      CHECK_INT(ics_lp_solve(&d[k]->lp, NULL, &LIMITS, arena, &s, &err), ICS_EBUG);
      CHECK_HAS(err.text, want[k]);
   }
   ics_arena_free(&arena);
}

static void alien_basis(void)
{
   ics_arena *arena = ics_arena_new();
   ics_err err = { .rc = ICS_OK };
   ics_solution s, t;
   lp_data *a = lp_random(arena, LP_FEASIBLE, 1), *b = lp_random(arena, LP_FEASIBLE, 2);
   CHECK_OK(ics_lp_solve(&a->lp, NULL, &LIMITS, arena, &s, &err), &err);
   CHECK_INT(ics_lp_solve(&b->lp, &s.basis, &LIMITS, arena, &t, &err), ICS_EBUG);
   CHECK_HAS(err.text, "basis of another linear program");
   CHECK_OK(ics_lp_solve(&a->lp, &s.basis, &LIMITS, arena, &t, &err), &err);
   CHECK_INT(t.iterations, 0);
   s.basis.col[0] = 'Q';
   CHECK_INT(ics_lp_solve(&a->lp, &s.basis, &LIMITS, arena, &t, &err), ICS_EBUG);
   CHECK_HAS(err.text, "column 0");
   ics_arena_free(&arena);
}

/* A basis of the right shape that is no basis (all basic, none basic) is mended, not believed. */
static void impossible_basis(void)
{
   ics_arena *arena = ics_arena_new();
   ics_err err = { .rc = ICS_OK };
   lp_data *d = lp_random(arena, LP_FEASIBLE, 5);
   ics_solution s = solved(&d->lp, arena), t;
   for (int k = 0; k < 2; k++) {
      ics_basis basis = s.basis;
      memset(basis.row, k ? 'L' : 'B', (size_t)d->lp.m);
      memset(basis.col, k ? 'U' : 'B', (size_t)d->lp.n);
      double want = s.objective;
      CHECK_OK(ics_lp_solve(&d->lp, &basis, &LIMITS, arena, &t, &err), &err);
      CHECK_INT(t.status, ICS_OPTIMAL);
      CHECK_NEAR(t.objective, want, 1e-12);
   }
   ics_arena_free(&arena);
}

/* Stages of one matrix: other costs, other limits, both; each equals a cold solve of its own. */
static void stages(void)
{
   int solves = 0;
   for (uint64_t seed = 0; seed < 40; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { .rc = ICS_OK };
      ics_solver *solver = NULL;
      ics_solution s;
      lp_data *d = lp_random(arena, LP_FEASIBLE, 100 + seed);
      lp_rng rng = { seed };
      CHECK_OK(ics_solver_open(&d->lp, arena, &solver, &err), &err);
      for (int stage = 0; stage < 8; stage++) {
         if (stage % 3 != 1)
            for (int j = 0; j < d->lp.n; j++) d->c[j] = lp_int(&rng, -64, 64) / 8.0;
         if (stage % 3 != 0)
            for (int i = 0; i < d->lp.m; i++) {
               d->rlo[i] -= lp_int(&rng, 0, 1) / 4.0;
               d->rhi[i] += lp_int(&rng, 0, 1) / 4.0;
            }
         CHECK_OK(ics_solver_solve(solver, &d->lp, NULL, &LIMITS, arena, &s, &err), &err);
         ics_solution cold = solved(&d->lp, arena);
         CHECK_INT(s.status, cold.status);
         CHECK_NEAR(s.objective, cold.objective, 1e-11);
         solves++;
      }
      ics_solver_close(&solver);
      CHECK(solver == NULL);
      ics_arena_free(&arena);
   }
   CHECK_INT(solves, 320);
}

static void another_matrix(void)
{
   ics_arena *arena = ics_arena_new();
   ics_err err = { .rc = ICS_OK };
   ics_solver *solver = NULL;
   ics_solution s;
   lp_data *d = lp_random(arena, LP_FEASIBLE, 3), *copy = lp_copy(arena, &d->lp);
   CHECK_OK(ics_solver_open(&d->lp, arena, &solver, &err), &err);
   CHECK_INT(ics_solver_solve(solver, &copy->lp, NULL, &LIMITS, arena, &s, &err), ICS_EBUG);
   CHECK_HAS(err.text, "another matrix");
   ics_solver_close(&solver);
   ics_arena_free(&arena);
}

/* Of the back end; the sparse dual simplex has none. A fault in the first run is survived by the
 * next rung; in every run it is reported, with the back end's words; the solver works again
 * afterwards. Another open solver loses its back end too, and goes on. */
static void faults_inside(void)
{
   ics_arena *arena = ics_arena_new();
   ics_err err = { .rc = ICS_OK };
   ics_solver *other = NULL;
   ics_solution s;
   lp_data *d = lp_random(arena, LP_FEASIBLE, 7), *e = lp_random(arena, LP_TRANSPORT, 8);
   ics_solver_leave_sparse_out(true);
   ics_solution good = solved(&d->lp, arena), also = solved(&e->lp, arena);
   CHECK_OK(ics_solver_open(&e->lp, arena, &other, &err), &err);
   CHECK_OK(ics_solver_solve(other, &e->lp, NULL, &LIMITS, arena, &s, &err), &err);
   for (int faults = 1; faults <= 3; faults++) { /* so each rung below gets its turn */
      ics_backend_fault(faults);
      CHECK_OK(ics_lp_solve(&d->lp, NULL, &LIMITS, arena, &s, &err), &err);
      CHECK_INT(s.status, ICS_OPTIMAL);
      CHECK_INT(s.rung, 5 + faults);
      CHECK_NEAR(s.objective, good.objective, 1e-12);
   }
   CHECK_OK(ics_solver_solve(other, &e->lp, NULL, &LIMITS, arena, &s, &err), &err);
   CHECK_NEAR(s.objective, also.objective, 1e-12);
   ics_solver_close(&other);
   CHECK_INT(solved(&d->lp, arena).rung, 5);
   ics_solver_leave_sparse_out(false);
   ics_backend_fault(1);
   CHECK_INT(solved(&d->lp, arena).rung, 4);
   ics_backend_fault(0);
   ics_arena_free(&arena);
}

static void faults_everywhere(void)
{
   ics_arena *arena = ics_arena_new();
   ics_err err = { .rc = ICS_OK };
   ics_solution s;
   lp_data *d = lp_random(arena, LP_FEASIBLE, 7);
   ics_solver_leave_sparse_out(true);
   ics_backend_fault(-1);
   CHECK_INT(ics_lp_solve(&d->lp, NULL, &LIMITS, arena, &s, &err), ICS_ENUMERIC);
   CHECK_HAS(err.text, "glp_add_rows");
   ics_backend_fault(0);
   ics_solver_leave_sparse_out(false);
   CHECK_INT(solved(&d->lp, arena).status, ICS_OPTIMAL);
   ics_arena_free(&arena);
}

static void limits(void)
{
   static const ics_limits one = { 1e-9, 1, 20 };
   ics_arena *arena = ics_arena_new();
   ics_err err = { .rc = ICS_OK };
   ics_solution s;
   int stopped = 0;
   for (uint64_t seed = 0; seed < 10; seed++) {
      lp_data *d = lp_random(arena, LP_TRANSPORT, seed);
      double *c = d->c;
      ics_solution full = solved(&d->lp, arena);
      CHECK_OK(ics_lp_solve(&d->lp, NULL, &one, arena, &s, &err), &err);
      CHECK(s.status == ICS_OPTIMAL || s.status == ICS_LIMIT);
      stopped += s.status == ICS_LIMIT;
      if (s.status == ICS_LIMIT) CHECK(!s.certificate.certified && isfinite(s.x[0]));
      if (s.status == ICS_LIMIT) CHECK(s.certificate.bound <= full.objective + 1e-9);
      CHECK(c == d->c);
   }
   CHECK(stopped >= 3);
   ics_arena_free(&arena);
}

/* A limit on the gap that no double can meet: solved, but not certified, and the point is given. */
static void never_certified_by_word(void)
{
   static const ics_limits exact = { 0, 100000, 20 };
   static const double a[] = { 1, 1 }, c[] = { 0.1, 0.3 }, lo[] = { 0, 0 }, hi[] = { 0.7, 1 };
   double rlo = 1.1, rhi = 3;
   ics_arena *arena = ics_arena_new();
   ics_err err = { .rc = ICS_OK };
   ics_solution s;
   lp_data *d = lp_dense(arena, 1, 2, a, c, lo, hi, &rlo, &rhi);
   CHECK_OK(ics_lp_solve(&d->lp, NULL, &exact, arena, &s, &err), &err);
   CHECK_INT(s.status, ICS_UNCERTIFIED);
   CHECK_NEAR(s.objective, 0.1 * 0.7 + 0.3 * 0.4, 1e-14);
   ics_arena_free(&arena);
}

/* ---- Random LPs ---- */

static void vertices(void)
{
   int found[ICS_LIMIT + 1] = { 0 };
   for (uint64_t seed = 0; seed < 400; seed++) {
      ics_arena *arena = ics_arena_new();
      lp_data *d = lp_random(arena, seed % 2 ? LP_SMALL_INTEGER : LP_SMALL_TIES, seed);
      long double best = best_vertex(&d->lp);
      ics_solution s = solved(&d->lp, arena);
      CHECK_INT(s.status, isinf(best) ? ICS_INFEASIBLE : ICS_OPTIMAL);
      if (s.status == ICS_OPTIMAL) CHECK_NEAR(s.objective, (double)best, 1e-12);
      found[s.status]++;
      ics_arena_free(&arena);
   }
   CHECK(found[ICS_OPTIMAL] > 150 && found[ICS_INFEASIBLE] > 50);
}

static void random_class(lp_class kind, int least_optimal, int least_infeasible)
{
   int found[ICS_LIMIT + 1] = { 0 };
   for (uint64_t seed = 0; seed < RANDOM_EACH; seed++) {
      ics_arena *arena = ics_arena_new();
      lp_data *d = lp_random(arena, kind, seed);
      ics_solution s = solved(&d->lp, arena);
      CHECK_(s.status == ICS_OPTIMAL || s.status == ICS_INFEASIBLE, "class %d seed %d: status %d",
             kind, (int)seed, s.status);
      found[s.status]++;
      ics_arena_free(&arena);
   }
   CHECK_(found[ICS_OPTIMAL] >= least_optimal, "class %d: %d optimal", kind, found[ICS_OPTIMAL]);
   CHECK_(found[ICS_INFEASIBLE] >= least_infeasible, "class %d: %d infeasible", kind,
          found[ICS_INFEASIBLE]);
}

static void random_lps(void)
{
   random_class(LP_SMALL_INTEGER, 20, 10);
   random_class(LP_SMALL_TIES, 20, 10);
   random_class(LP_FEASIBLE, RANDOM_EACH, 0);
   random_class(LP_TRANSPORT, RANDOM_EACH, 0);
   random_class(LP_SCALED_10, RANDOM_EACH, 0);
   random_class(LP_SCALED_13, RANDOM_EACH, 0);
   random_class(LP_ANY, 5, 20);
}

/* Fail the k-th allocation, for every k until the solve succeeds. */
static void memory_runs_out(void)
{
   bool done = false;
   for (long k = 0; !done && k < 200; k++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { .rc = ICS_OK };
      ics_solution s;
      lp_data *d = lp_random(arena, LP_ANY, 11 + (uint64_t)(k % 2));
      ics_arena_fail_at(k / 2);
      ics_rc rc = ics_lp_solve(&d->lp, NULL, &LIMITS, arena, &s, &err);
      ics_arena_fail_at(-1);
      CHECK(rc == ICS_OK || rc == ICS_EMEMORY);
      done = rc == ICS_OK && k > 20;
      ics_arena_free(&arena);
   }
   CHECK(done);
}

static void hashes(void)
{
   ics_arena *arena = ics_arena_new();
   lp_data *d = lp_random(arena, LP_FEASIBLE, 4), *e = lp_copy(arena, &d->lp);
   CHECK(ics_lp_hash(&d->lp) == ics_lp_hash(&e->lp));
   double *numbers[] = { e->val, e->lo, e->hi, e->rlo, e->rhi, e->c, &e->lp.c0 };
   for (int k = 0; k < 7; k++) {
      double was = numbers[k][0];
      numbers[k][0] = isinf(was) ? 0 : nextafter(was, INF);
      CHECK(ics_lp_hash(&d->lp) != ics_lp_hash(&e->lp));
      CHECK(ics_lp_shape(&d->lp) == ics_lp_shape(&e->lp));
      numbers[k][0] = was;
   }
   e->c[0] = 0;
   uint64_t zero = ics_lp_hash(&e->lp);
   e->c[0] = -0.0;
   CHECK(ics_lp_hash(&e->lp) == zero);
   e->row[0]++;
   CHECK(ics_lp_shape(&d->lp) != ics_lp_shape(&e->lp));
   CHECK_TEXT(ics_lp_backend(), "GLPK 5.0");
   ics_arena_free(&arena);
}

const ics_test tests_lp[] = {
   { "a textbook LP has its textbook solution and duals", wyndor },
   { "a degenerate vertex is solved", degenerate },
   { "Beale's cycling example is solved", beale },
   { "the Klee-Minty cube is solved", klee_minty },
   { "an infeasible LP comes with a certified ray", infeasible },
   { "free rows change nothing and cost nothing", free_rows },
   { "LPs without rows, columns or nonzeros are solved", nothing_there },
   { "fixed columns are solved", fixed_columns },
   { "an optimum of 0 is certified although duals have last digits", no_shortfall },
   { "duals are derivatives by the limits, for <=, >= and =", duals_are_derivatives },
   { "each broken rule is refused, with the row or column named", broken_rules },
   { "a basis of another LP is refused", alien_basis },
   { "a basis that cannot be one is mended", impossible_basis },
   { "each stage of a matrix equals its cold solve", stages },
   { "a solver refuses another matrix", another_matrix },
   { "a fault inside the back end is survived by the next rung", faults_inside },
   { "a fault in every rung is an error with words, and not the end", faults_everywhere },
   { "a limit stops, and gives a point and a bound", limits },
   { "nothing is called optimal without its certificate", never_certified_by_word },
   { "400 small LPs agree with the enumeration of all vertices", vertices },
   { "500 random LPs of seven classes satisfy the second verifier", random_lps },
   { "running out of memory is an error at every point", memory_runs_out },
   { "the hash sees every number, the shape only the pattern", hashes },
   { NULL, NULL },
};
