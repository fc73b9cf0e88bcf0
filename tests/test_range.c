/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges and one-sided prices: a textbook, a degenerate vertex, random LPs against cold re-solves
 * and a dense elimination in extended precision. Real systems are in test_range_england.c. */
#include <stdlib.h>

#include "asked.h"
#include "check.h"
#include "lp/backend.h"
#include "lp/range.h"
#include "lpgen.h"

#define INF HUGE_VAL

static const ics_limits LIMITS = { 1e-9, 100000, 20 };

/* --- tools ------------------------------------------------------------------------------------ */

static void ask(asked *a, const ics_lp *lp, ics_arena *arena)
{
   ics_solution s = { 0 };
   memset(a, 0, sizeof *a);
   ics_rc rc = ics_lp_solve(lp, NULL, &LIMITS, arena, &s, &a->err);
   CHECK_(rc == ICS_OK, "solve: %s", a->err.text);
   if (rc == ICS_OK && s.status == ICS_OPTIMAL) ask_about(a, lp, &s, &LIMITS, arena);
}

/* A copy with a limit moved: both bounds of an equality. False: the limits cross. */
static bool move_limit(lp_data *d, const ics_lp *lp, int var, bool is_upper, double by)
{
   bool both = lower_of(lp, var) == upper_of(lp, var);
   double *lo = var < lp->m ? &d->rlo[var] : &d->lo[var - lp->m];
   double *hi = var < lp->m ? &d->rhi[var] : &d->hi[var - lp->m];
   if (both || !is_upper) *lo += by;
   if (both || is_upper) *hi += by;
   return *lo <= *hi;
}

/* The optimum by an independent cold solve; INF where there is no plan, NAN where it is not known.
 */
static double cold(const ics_lp *lp, int var, bool is_upper, double by)
{
   ics_arena *arena = ics_arena_new();
   ics_err *err = ics_alloc(arena, 1, sizeof *err);
   lp_data *d = lp_copy(arena, lp);
   ics_solution s = { 0 };
   double value = INF;
   if (move_limit(d, lp, var, is_upper, by)) {
      value = NAN;
      if (ics_lp_solve(&d->lp, NULL, &LIMITS, arena, &s, err) == ICS_OK) {
         if (s.status == ICS_OPTIMAL) value = s.objective;
         if (s.status == ICS_INFEASIBLE) value = INF;
      }
   }
   ics_arena_free(&arena);
   return value;
}

static double cold_cost(const ics_lp *lp, int j, double by)
{
   ics_arena *arena = ics_arena_new();
   ics_err *err = ics_alloc(arena, 1, sizeof *err);
   lp_data *d = lp_copy(arena, lp);
   ics_solution s = { 0 };
   double value = NAN;
   d->c[j] += by;
   if (ics_lp_solve(&d->lp, NULL, &LIMITS, arena, &s, err) == ICS_OK && s.status == ICS_OPTIMAL)
      value = s.objective;
   ics_arena_free(&arena);
   return value;
}

/* --- the textbook ----------------------------------------------------------------------------- */

/* max x1 + 9 x2 + x3, x1 + 2 x2 + 3 x3 <= 9, 3 x1 + 2 x2 + 2 x3 <= 15: 40.5 at x2 = 4.5. The first
 * row is worth 4.5 from 0 to 15, where the second is met; that one has 9 of its 15 used. */
static lp_data *textbook(ics_arena *arena)
{
   static const double a[] = { 1, 2, 3, 3, 2, 2 }, c[] = { -1, -9, -1 }, lo[] = { 0, 0, 0 },
                       hi[] = { 1e6, 1e6, 1e6 }, rlo[] = { -INF, -INF }, rhi[] = { 9, 15 };
   return lp_dense(arena, 2, 3, a, c, lo, hi, rlo, rhi);
}

static void the_textbook_ranges(void)
{
   ics_arena *arena = ics_arena_new();
   asked a;
   ask(&a, &textbook(arena)->lp, arena);
   CHECK_NEAR(a.at.objective, -40.5, 1e-15);
   ics_limit_range r = range_of(&a, 0);
   CHECK(r.active && r.upper);
   CHECK_NEAR(r.limit, 9, 0);
   CHECK_NEAR(r.price, -4.5, 1e-15);
   CHECK_NEAR(r.from, 0, 1e-15);
   CHECK_NEAR(r.to, 15, 1e-15);
   CHECK_INT(r.ends_from, ics_var_of_col(a.lp, 1));
   CHECK_INT(r.ends_to, 1);
   r = range_of(&a, 1);
   CHECK(!r.active && r.upper && r.price == 0 && r.to == INF);
   CHECK_NEAR(r.limit, 15, 0);
   CHECK_NEAR(r.from, 9, 1e-15);
   ics_cost_range c1 = cost_of(&a, 0), c2 = cost_of(&a, 1), c3 = cost_of(&a, 2);
   CHECK_NEAR(c1.from, -4.5, 1e-15);
   CHECK(c1.to == INF && c1.ends_from == ics_var_of_col(a.lp, 0));
   CHECK_NEAR(c2.to, -2, 1e-15);
   CHECK(c2.from == -INF && c2.ends_to == ics_var_of_col(a.lp, 0));
   CHECK_NEAR(c3.from, -13.5, 1e-15);
   CHECK(c3.to == INF);
   CHECK(ics_range_move(a.ranger, 0, a.dx, &a.err) == ICS_OK);
   CHECK(a.dx[0] == 0 && a.dx[1] == 0.5 && a.dx[2] == 0);
   ics_ranger_close(&a.ranger);
   ics_arena_free(&arena);
}

static void re_solves_do_not_depend_on_the_order_of_questions(void)
{
   ics_arena *arena = ics_arena_new();
   asked a;
   ics_solution first, other, again;
   ask(&a, &textbook(arena)->lp, arena);
   CHECK(ics_range_resolve(a.ranger, 0, 10, arena, &first, &a.err) == ICS_OK);
   CHECK_NEAR(first.objective, -67.5, 1e-15); /* at 15 the second row takes over */
   CHECK(ics_range_resolve(a.ranger, 0, -10, arena, &other, &a.err) == ICS_OK);
   CHECK_INT(other.status, ICS_INFEASIBLE);
   CHECK(ics_range_resolve(a.ranger, 0, 10, arena, &again, &a.err) == ICS_OK);
   CHECK(again.objective == first.objective && again.iterations == first.iterations);
   CHECK(memcmp(again.x, first.x, 3 * sizeof *again.x) == 0);
   /* a column's limit past its other one, and from 0 up: x1 takes 1 of the 9 and gives 1 */
   int x1 = ics_var_of_col(a.lp, 0);
   CHECK(ics_range_resolve(a.ranger, x1, 2e6, arena, &other, &a.err) == ICS_OK);
   CHECK_INT(other.status, ICS_INFEASIBLE);
   CHECK(ics_range_resolve(a.ranger, x1, 1, arena, &other, &a.err) == ICS_OK);
   CHECK_NEAR(other.objective, -37, 1e-15);
   ics_ranger_close(&a.ranger);
   ics_arena_free(&arena);
}

/* max x + y, x + y <= 4, x <= 2, y <= 2: all three rows meet. More of any is worth nothing, less
 * costs 1, whatever the basis. */
static void a_degenerate_vertex_has_two_prices(void)
{
   static const double rows[] = { 1, 1, 1, 0, 0, 1 }, c[] = { -1, -1 }, lo[] = { 0, 0 },
                       hi[] = { 9, 9 }, rlo[] = { -INF, -INF, -INF }, rhi[] = { 4, 2, 2 };
   static const char *const bases[] = { "UUB", "UBU", "BUU" };
   for (int b = 0; b < 3; b++) {
      ics_arena *arena = ics_arena_new();
      lp_data *d = lp_dense(arena, 3, 2, rows, c, lo, hi, rlo, rhi);
      asked a;
      ask(&a, &d->lp, arena);
      CHECK_NEEDS(a.ok);
      ics_ranger_close(&a.ranger);
      memcpy(a.at.basis.row, bases[b], 3);
      memset(a.at.basis.col, 'B', 2);
      for (int i = 0; i < 3; i++) a.at.y[i] = bases[b][i] == 'U' ? -1 : 0, a.at.y_low[i] = 0;
      if (b < 2) a.at.y[2 - b] = 0, a.at.y[1 + b] = 0; /* the sum row alone: y = (-1, 0, 0) */
      CHECK(ics_ranger_open(&d->lp, &a.at, &LIMITS, arena, &a.ranger, &a.err) == ICS_OK);
      for (int i = 0; i < 3; i++) {
         double to = NAN, down = side_of(&a, i, false, &to), up = side_of(&a, i, true, &to);
         CHECK_NEAR(down, -1, 1e-12);
         CHECK_NEAR(up, 0, 1e-12);
      }
      ics_ranger_close(&a.ranger);
      ics_arena_free(&arena);
   }
}

/* x1 + x2 >= 4 with both at most 2: no plan above; below, each unit less saves 1. */
static void where_there_is_no_plan_the_price_is_infinite(void)
{
   static const double rows[] = { 1, 1 }, c[] = { 1, 1 }, lo[] = { 0, 0 }, hi[] = { 2, 2 },
                       rlo[] = { 4 }, rhi[] = { INF }, least[] = { -INF }, top[] = { -4 },
                       minus[] = { -1, -1 };
   ics_arena *arena = ics_arena_new();
   asked a;
   double to = NAN;
   ask(&a, &lp_dense(arena, 1, 2, rows, c, lo, hi, rlo, rhi)->lp, arena);
   CHECK(side_of(&a, 0, true, &to) == INF);
   CHECK_NEAR(side_of(&a, 0, false, &to), 1, 1e-12);
   CHECK_NEAR(to, 2, 1e-9);
   ics_ranger_close(&a.ranger);
   ask(&a, &lp_dense(arena, 1, 2, minus, c, lo, hi, least, top)->lp, arena);
   CHECK(side_of(&a, 0, false, &to) == -INF);
   CHECK_NEAR(side_of(&a, 0, true, &to), -1, 1e-12);
   ics_ranger_close(&a.ranger);
   ics_arena_free(&arena);
}

/* A free row has no limit; a two-sided one ends at its other bound; a fixed column moves both. */
static void limits_of_every_kind(void)
{
   static const double rows[] = { 1, 1, 0, 1, 0, 0, 2, 1, 1 }, c[] = { -1, -1, 3 },
                       lo[] = { 0, 0, 4 }, hi[] = { 10, 3, 4 }, rlo[] = { 1, -INF, -INF },
                       rhi[] = { 6, INF, 100 };
   ics_arena *arena = ics_arena_new();
   asked a;
   ask(&a, &lp_dense(arena, 3, 3, rows, c, lo, hi, rlo, rhi)->lp, arena);
   CHECK_NEEDS(a.ok);
   ics_limit_range r = range_of(&a, 0); /* x1 + x2 in 1 .. 6, at 6 */
   CHECK(r.active && r.upper && r.from >= 1);
   CHECK_NEAR(r.price, -1, 1e-15);
   r = range_of(&a, 1);
   CHECK(!r.active && r.limit == INF && r.to == INF && r.from <= 6);
   r = range_of(&a, ics_var_of_col(a.lp, 2));
   CHECK(r.active && r.limit == 4);
   CHECK_NEAR(r.price, 3, 1e-15);
   CHECK(r.to > 50 && r.from < -1e1);
   ics_cost_range fixed = cost_of(&a, 2);
   CHECK(fixed.from == -INF && fixed.to == INF);
   ics_ranger_close(&a.ranger);
   ics_arena_free(&arena);
}

/* Without nonzeros each column is its own problem. */
static void an_lp_without_nonzeros_has_ranges_too(void)
{
   static const double c[] = { 2 }, lo[] = { 1 }, hi[] = { 3 }, rlo[] = { -1 }, rhi[] = { 5 },
                       zero[] = { 0 };
   ics_arena *arena = ics_arena_new();
   asked a;
   ask(&a, &lp_dense(arena, 1, 1, zero, c, lo, hi, rlo, rhi)->lp, arena);
   CHECK_NEEDS(a.ok);
   ics_limit_range r = range_of(&a, ics_var_of_col(a.lp, 0));
   CHECK(r.active && !r.upper && r.limit == 1 && r.price == 2 && r.from == -INF && r.to == 3);
   r = range_of(&a, 0);
   CHECK(!r.active && !r.upper && r.limit == -1 && r.to == 0 && r.from == -INF);
   ics_ranger_close(&a.ranger);
   ics_arena_free(&arena);
}

static void a_fault_in_another_solver_costs_no_answer(void)
{
   ics_arena *arena = ics_arena_new();
   asked a;
   ics_solution s;
   ask(&a, &textbook(arena)->lp, arena);
   CHECK_NEEDS(a.ok);
   ics_backend_fault(1);
   CHECK(ics_lp_solve(a.lp, NULL, &LIMITS, arena, &s, &a.err) == ICS_OK);
   ics_backend_fault(0);
   ics_limit_range r = range_of(&a, 0);
   CHECK_NEAR(r.to, 15, 1e-15);
   CHECK_NEAR(cost_of(&a, 1).to, -2, 1e-15);
   ics_ranger_close(&a.ranger);
   ics_arena_free(&arena);
}

static void what_is_no_optimum_is_refused(void)
{
   ics_arena *arena = ics_arena_new();
   asked a;
   ask(&a, &textbook(arena)->lp, arena);
   CHECK_NEEDS(a.ok);
   ics_ranger_close(&a.ranger);
   ics_solution wrong = a.at;
   wrong.status = ICS_UNCERTIFIED;
   CHECK_INT(ics_ranger_open(a.lp, &wrong, &LIMITS, arena, &a.ranger, &a.err), ICS_EBUG);
   ics_err_clear(&a.err);
   wrong = a.at;
   wrong.basis.shape++;
   CHECK_INT(ics_ranger_open(a.lp, &wrong, &LIMITS, arena, &a.ranger, &a.err), ICS_EBUG);
   ics_err_clear(&a.err);
   memcpy(a.at.basis.col, "BLL", 3); /* x1 in the place of x2: feasible, not optimal */
   memcpy(a.at.basis.row, "BU", 2);
   CHECK_INT(ics_ranger_open(a.lp, &a.at, &LIMITS, arena, &a.ranger, &a.err), ICS_ENUMERIC);
   ics_err_clear(&a.err);
   memcpy(a.at.basis.col, "LLL", 3); /* one basic variable too few */
   CHECK_INT(ics_ranger_open(a.lp, &a.at, &LIMITS, arena, &a.ranger, &a.err), ICS_ENUMERIC);
   CHECK(!a.ranger);
   ics_arena_free(&arena);
}

/* Everything there is to ask, with the k-th allocation failing. */
static ics_rc ask_all(const ics_lp *lp, const ics_solution *at, ics_arena *arena, long k,
                      ics_err *err)
{
   ics_ranger *ranger = NULL;
   double price = 0, to = 0;
   ics_solution s;
   ics_arena_fail_at(k);
   ics_rc rc = ics_ranger_open(lp, at, &LIMITS, arena, &ranger, err);
   if (rc == ICS_OK) rc = ics_range_resolve(ranger, 0, 1, arena, &s, err);
   if (rc == ICS_OK) rc = ics_range_side(ranger, 2, false, &price, &to, err);
   ics_arena_fail_at(-1);
   ics_ranger_close(&ranger);
   return rc;
}

static void memory_that_runs_out_is_an_error_everywhere(void)
{
   static const double rows[] = { 1, 1, 1, 0, 0, 1, 1, 1 }, c[] = { -1, -1 }, lo[] = { 0, 0 },
                       hi[] = { 9, 9 }, rlo[] = { -INF, -INF, -INF, -INF }, rhi[] = { 4, 2, 2, 4 };
   ics_arena *arena = ics_arena_new();
   ics_solution at = { 0 };
   ics_err *err = ics_alloc(arena, 1, sizeof *err);
   lp_data *d = lp_dense(arena, 4, 2, rows, c, lo, hi, rlo, rhi);
   CHECK(ics_lp_solve(&d->lp, NULL, &LIMITS, arena, &at, err) == ICS_OK);
   ics_rc rc = ICS_EMEMORY;
   long k = 0;
   for (; k < 1000 && rc == ICS_EMEMORY; k++) {
      ics_err_clear(err);
      rc = ask_all(&d->lp, &at, arena, k, err);
   }
   CHECK_INT(rc, ICS_OK);
   CHECK_(k > 60, "only %ld allocations", k);
   ics_arena_free(&arena);
}

/* --- random LPs ------------------------------------------------------------------------------- */

enum { LPS_EACH = 50, ASKED_EACH = 8, DENSE_MOST = 64 };

/* What a campaign counts. */
typedef struct tally {
   int lps, degenerate_lps, limits, sides, degenerate, none, ends, kinks, ties, costs, cost_ends,
       cost_ties;
} tally;

/* Rows said again, twice or half as large: all ties, and degenerate wherever one is active. */
static lp_data *with_twins(ics_arena *arena, const lp_data *d, uint64_t seed)
{
   lp_rng rng = { seed };
   int m = d->lp.m, n = d->lp.n, extra = lp_int(&rng, 1, m), rows = m + extra;
   double *a = ics_alloc(arena, (size_t)rows * (size_t)n, sizeof *a);
   double *rlo = ics_alloc(arena, (size_t)rows, sizeof *rlo);
   double *rhi = ics_alloc(arena, (size_t)rows, sizeof *rhi);
   for (int j = 0; j < n; j++)
      for (int k = d->start[j]; k < d->start[j + 1]; k++) a[d->row[k] * n + j] = d->val[k];
   memcpy(rlo, d->rlo, (size_t)m * sizeof *rlo);
   memcpy(rhi, d->rhi, (size_t)m * sizeof *rhi);
   for (int i = m; i < rows; i++) {
      int of = lp_int(&rng, 0, m - 1);
      double factor = lp_int(&rng, 0, 1) ? 2 : 0.5;
      for (int j = 0; j < n; j++) a[i * n + j] = factor * a[of * n + j];
      rlo[i] = factor * rlo[of];
      rhi[i] = factor * rhi[of];
   }
   return lp_dense(arena, rows, n, a, d->c, d->lo, d->hi, rlo, rhi);
}

/* The slope from the optimum to a cold re-solve. */
static double cold_slope(const asked *a, int var, const ics_limit_range *r, double by)
{
   return (cold(a->lp, var, r->upper, by) - a->at.objective) / by;
}

/* {per unit of step} What the objective's own rounding leaves of a slope. */
static double slope_noise(const asked *a, double by)
{
   double size = 0;
   for (int j = 0; j < a->lp->n; j++) size += fabs(a->lp->c[j] * a->at.x[j]);
   return 1e-13 * fmax(1, size) / fabs(by);
}

/* Nowhere on that side is there a plan; a small row has to be moved far to have that proved. */
static bool no_plan(const asked *a, int var, bool is_upper, double sign)
{
   bool proved = false;
   for (double by = 1e-4; by < 200; by *= 100) {
      double value = cold(a->lp, var, is_upper, sign * by);
      if (isfinite(value)) return false;
      proved |= isinf(value);
   }
   return proved;
}

static void check_side(asked *a, int var, const ics_limit_range *r, bool rising, tally *n)
{
   double holds_to = NAN, price = side_of(a, var, rising, &holds_to), sign = rising ? 1 : -1;
   double reach = rising ? r->to - r->limit : r->limit - r->from;
   if (isinf(r->limit)) return;
   n->sides++;
   if (reach == 0) n->degenerate++;
   CHECK_(!isnan(price), "var %d: no price", var);
   double holds = fabs(holds_to - r->limit), by = sign * fmin(1e-3, 0.5 * holds);
   if (isinf(price)) {
      n->none++;
      CHECK(price == sign * INF);
      CHECK_(no_plan(a, var, r->upper, sign), "var %d: there is a plan", var);
      return;
   }
   CHECK_(by != 0, "var %d: nothing holds", var);
   double slope = cold_slope(a, var, r, by);
   CHECK_(fabs(slope - price) <= 1e-7 * fabs(price) + slope_noise(a, by),
          "var %d %s: price %.17g, slope %.17g over %g", var, rising ? "up" : "down", price, slope,
          by);
}

/* Just inside an end the value is on the line of the price; just outside it is above it, or there
 * is no plan, or (a tie) the walk has shown that the basis ends there. */
static void check_end(asked *a, int var, const ics_limit_range *r, double end, tally *n)
{
   double t = end - r->limit, beyond = t + copysign(fmax(1e-2 * fabs(t), 1e-4), t);
   if (!(fabs(t) > 1e-6) || fabs(t) > 1e6) return;
   double inside = cold_slope(a, var, r, 0.99 * t), outside = cold_slope(a, var, r, beyond);
   double noise = 1e-7 * fabs(r->price) + slope_noise(a, t);
   n->ends++;
   CHECK_(fabs(inside - r->price) <= noise, "var %d: price %g, but %g inside %g", var, r->price,
          inside, end);
   bool kink = isinf(outside) || (outside - r->price) * copysign(1, t) > 1e-12;
   if (kink)
      n->kinks++;
   else
      n->ties++;
   CHECK_(isinf(outside) || (outside - r->price) * copysign(1, t) > -noise,
          "var %d: better than the price beyond %g: %g < %g", var, end, outside, r->price);
}

/* B'y = c_B with the basis of @p a by elimination with full pivoting in extended precision; B has
 * the basic columns, and a unit for each basic row. Up to DENSE_MOST rows. */
static bool dense_duals(const asked *a, const double *c, long double *y)
{
   const ics_lp *lp = a->lp;
   static long double b[DENSE_MOST][DENSE_MOST + 1];
   int m = lp->m, at = 0, order[DENSE_MOST];
   memset(b, 0, sizeof b);
   for (int i = 0; i < m; i++)
      if (a->at.basis.row[i] == 'B') b[at++][i] = 1;
   for (int j = 0; j < lp->n; j++) {
      if (a->at.basis.col[j] != 'B') continue;
      b[at][m] = c[j];
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) b[at][lp->row[k]] = lp->val[k];
      at++;
   }
   for (int i = 0; i < m; i++) order[i] = -1;
   for (int p = 0; p < m; p++) {
      int best = 0;
      for (int i = 0; i < m; i++)
         if (fabsl(b[p][i]) > fabsl(b[p][best])) best = i;
      if (b[p][best] == 0) return false;
      order[p] = best;
      for (int q = 0; q < m; q++) {
         long double f = q == p ? 0 : b[q][best] / b[p][best];
         for (int i = 0; f != 0 && i <= m; i++) b[q][i] -= f * b[p][i];
         if (q != p) b[q][best] = 0;
      }
   }
   for (int p = 0; p < m; p++) y[order[p]] = b[p][m] / b[p][order[p]];
   return true;
}

/* Reduced cost of a variable on its wrong side (> 0), with these costs at this basis. */
static double wrong_by(const asked *a, const double *c, const long double *y, int v)
{
   const ics_lp *lp = a->lp;
   long double d = v < lp->m ? y[v] : c[v - lp->m];
   for (int k = v < lp->m ? 0 : lp->start[v - lp->m]; v >= lp->m && k < lp->start[v - lp->m + 1];
        k++)
      d -= lp->val[k] * y[lp->row[k]];
   return (double)(status_of(a, v) == 'U' ? d : -d);
}

/* Where another basis is as good beyond the end, this one is not optimal: the one named has a
 * reduced cost on its wrong side. */
static void check_entering(const asked *a, int j, double cost, int enters)
{
   long double y[DENSE_MOST] = { 0 };
   double c[DENSE_MOST];
   memcpy(c, a->lp->c, (size_t)a->lp->n * sizeof *c);
   c[j] = cost;
   CHECK_(enters >= 0 && lower_of(a->lp, enters) < upper_of(a->lp, enters) &&
              dense_duals(a, c, y) && wrong_by(a, c, y, enters) > 0,
          "cost %d: %d does not enter beyond the end, %g", j, enters, cost);
}

/* Cost ends: inside, the plan stays, so the value moves by x_j; outside it does better. */
static void check_cost_end(asked *a, int j, double end, int enters, tally *n)
{
   double t = end - a->lp->c[j], sign = enters >= 0 && t == 0 ? 0 : copysign(1, t);
   if (!(fabs(t) > 1e-6) || fabs(t) > 1e6 || sign == 0) return;
   double size = 1e-12 * fmax(1, fabs(a->at.objective) + fabs(end * a->at.x[j]));
   double inside = cold_cost(a->lp, j, 0.99 * t), by = t + sign * fmax(1e-2 * fabs(t), 1e-3);
   double outside = cold_cost(a->lp, j, by);
   n->cost_ends++;
   CHECK_(fabs(inside - a->at.objective - 0.99 * t * a->at.x[j]) <= size,
          "cost %d: the plan moves inside %g", j, end);
   double better = a->at.objective + by * a->at.x[j] - outside;
   CHECK_(better > -size, "cost %d: worse than this plan beyond %g", j, end);
   if (better <= size) n->cost_ties++;
   check_entering(a, j, a->lp->c[j] + by, enters);
}

static void check_cost(asked *a, int j, tally *n)
{
   ics_cost_range r = cost_of(a, j);
   n->costs++;
   CHECK(r.from <= r.cost && r.cost <= r.to && r.cost == a->lp->c[j]);
   if (r.to < INF) check_cost_end(a, j, r.to, r.ends_to, n);
   if (r.from > -INF) check_cost_end(a, j, r.from, r.ends_from, n);
   if (r.to == INF && status_of(a, a->lp->m + j) != 'U') {
      double far = cold_cost(a->lp, j, 1e3), stays = a->at.objective + 1e3 * a->at.x[j];
      CHECK_(fabs(far - stays) <= 1e-11 * fmax(1, fabs(stays)), "cost %d: moves below inf", j);
   }
}

static void check_limit(asked *a, int var, tally *n)
{
   ics_limit_range r = range_of(a, var);
   n->limits++;
   CHECK_(r.from <= r.limit && r.limit <= r.to, "var %d: %g, %g, %g", var, r.from, r.limit, r.to);
   CHECK(r.active == (status_of(a, var) != 'B') && (r.active || r.price == 0));
   if (r.active) walk_range(a, "random", var, &r);
   check_side(a, var, &r, true, n);
   check_side(a, var, &r, false, n);
   if (r.to < INF) check_end(a, var, &r, r.to, n);
   if (r.from > -INF) check_end(a, var, &r, r.from, n);
}

static void check_lp(const ics_lp *lp, ics_arena *arena, uint64_t seed, tally *n)
{
   asked a;
   lp_rng rng = { seed };
   int before = n->degenerate;
   ask(&a, lp, arena);
   if (!a.ok) return;
   n->lps++;
   int vars = lp->m + lp->n, step = vars > ASKED_EACH ? vars / ASKED_EACH : 1;
   for (int v = lp_int(&rng, 0, step - 1); v < vars; v += step) {
      check_limit(&a, v, n);
      if (v >= lp->m) check_cost(&a, v - lp->m, n);
   }
   n->degenerate_lps += n->degenerate > before;
   ics_ranger_close(&a.ranger);
}

/* max f is min -f: prices change sign, and so it does not matter which was asked. */
static void negate(lp_data *d)
{
   for (int j = 0; j < d->lp.n; j++) d->c[j] = -d->c[j];
}

/* min x1 - x2, x1 + x2 = 3, x2 <= 2: x = (1, 2). x2 leaves its limit when x1 costs less than -1;
 * that the equality's dual passes 0 before means nothing. */
static void an_equality_ends_no_range_of_a_cost(void)
{
   static const double rows[] = { 1, 1 }, c[] = { 1, -1 }, lo[] = { 0, 0 }, hi[] = { 10, 2 },
                       three[] = { 3 };
   ics_arena *arena = ics_arena_new();
   asked a;
   ask(&a, &lp_dense(arena, 1, 2, rows, c, lo, hi, three, three)->lp, arena);
   CHECK_NEEDS(a.ok);
   ics_cost_range r = cost_of(&a, 0);
   CHECK_NEAR(r.from, -1, 1e-15);
   CHECK(r.to == INF && r.ends_from == ics_var_of_col(a.lp, 1));
   ics_limit_range both = range_of(&a, 0);
   CHECK(both.active && both.price == 1);
   CHECK_NEAR(both.from, 2, 1e-15);
   CHECK_NEAR(both.to, 12, 1e-15);
   ics_ranger_close(&a.ranger);
   ics_arena_free(&arena);
}

/* max y, y <= 1e-3, 1e6 + y <= 1e6 + 1e-3 + 1e-6: what is left of the second row is rounding of its
 * million, so the first one's range ends where it is; the price beyond is found all the same. */
static void what_is_rounding_of_a_large_row_is_no_room(void)
{
   static const double rows[] = { 0, 1, 1, 1 }, c[] = { 0, -1 }, lo[] = { 1e6, 0 },
                       hi[] = { 1e6, 1 }, rlo[] = { -INF, -INF },
                       rhi[] = { 1e-3, 1e6 + 1e-3 + 1e-6 };
   ics_arena *arena = ics_arena_new();
   asked a;
   double to = NAN;
   ask(&a, &lp_dense(arena, 2, 2, rows, c, lo, hi, rlo, rhi)->lp, arena);
   CHECK_NEEDS(a.ok);
   ics_limit_range r = range_of(&a, 0);
   CHECK(r.active && r.limit == 1e-3 && r.to == r.limit && r.ends_to == 1);
   CHECK_NEAR(side_of(&a, 0, true, &to), -1, 1e-7);
   CHECK_NEAR(side_of(&a, 0, false, &to), -1, 1e-12);
   ics_ranger_close(&a.ranger);
   ics_arena_free(&arena);
}

/* Hilbert's matrix (condition 5e8), optimum x = 1 with every row active: a move is a column of its
 * inverse, which is symmetric, but to the last digits only after refinement. */
static void moves_of_a_nearly_singular_basis_are_right(void)
{
   enum { N = 7 };
   double h[N * N], c[N] = { 0 }, lo[N] = { 0 }, hi[N], rlo[N], rhi[N] = { 0 };
   for (int k = 0; k < N * N; k++) h[k] = 1.0 / (k / N + k % N + 1);
   for (int k = 0; k < N * N; k++) rhi[k / N] += h[k];
   for (int j = 0; j < N; j++) {
      c[j] = -rhi[j];
      hi[j] = 2;
      rlo[j] = -INF;
   }
   ics_arena *arena = ics_arena_new();
   asked a;
   ask(&a, &lp_dense(arena, N, N, h, c, lo, hi, rlo, rhi)->lp, arena);
   CHECK_NEEDS(a.ok);
   double move[N][N];
   for (int i = 0; i < N; i++) {
      CHECK(ics_range_move(a.ranger, i, a.dx, &a.err) == ICS_OK);
      memcpy(move[i], a.dx, sizeof move[i]);
   }
   /* the (1, 1) entry is 49 for the matrix in rationals; the doubles' own rounding moves it by 1e-8
    */
   CHECK_NEAR(move[0][0], 49, 1e-6);
   for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) CHECK_NEAR(move[i][j], move[j][i], 4e-16);
   ics_ranger_close(&a.ranger);
   ics_arena_free(&arena);
}

static void random_lps(bool twins, tally *n)
{
   static const lp_class kinds[] = { LP_SMALL_INTEGER, LP_SMALL_TIES, LP_FEASIBLE,
                                     LP_TRANSPORT,     LP_SCALED_10,  LP_SCALED_13 };
   for (int k = 0; k < (int)(sizeof kinds / sizeof kinds[0]); k++)
      for (uint64_t seed = 1; seed <= LPS_EACH; seed++) {
         ics_arena *arena = ics_arena_new();
         lp_data *d = lp_random(arena, kinds[k], seed);
         if (seed % 2) negate(d);
         if (twins) d = with_twins(arena, d, seed);
         int failed = (int)CU_get_number_of_failures();
         check_lp(&d->lp, arena, seed, n);
         CHECK_((int)CU_get_number_of_failures() == failed, "class %d seed %d twins %d",
                (int)kinds[k], (int)seed, twins);
         ics_arena_free(&arena);
      }
}

static void say(const char *what, const tally *n)
{
   fprintf(stderr,
           "\n   %s: %d LPs, %d with a degenerate limit asked; %d limits; %d sides, %d degenerate, "
           "%d without a plan; %d ends, %d kinks, %d ties; %d costs, %d ends, %d ties\n",
           what, n->lps, n->degenerate_lps, n->limits, n->sides, n->degenerate, n->none, n->ends,
           n->kinks, n->ties, n->costs, n->cost_ends, n->cost_ties);
}

static void random_ranges_and_prices_agree_with_cold_re_solves(void)
{
   tally n = { 0 };
   random_lps(false, &n);
   if (getenv("ICS_TELL")) say("random", &n);
   CHECK(n.lps > 150 && n.ends > 500 && n.cost_ends > 300);
}

static void so_they_do_where_rows_are_said_twice(void)
{
   tally n = { 0 };
   random_lps(true, &n);
   if (getenv("ICS_TELL")) say("twins", &n);
   CHECK(n.lps > 150 && n.degenerate > 300);
   CHECK_(3 * n.degenerate_lps > n.lps, "only %d of %d degenerate", n.degenerate_lps, n.lps);
}

const ics_test tests_range[] = {
   { "the textbook's ranges", the_textbook_ranges },
   { "re-solves do not depend on the order of questions",
     re_solves_do_not_depend_on_the_order_of_questions },
   { "a degenerate vertex has two prices", a_degenerate_vertex_has_two_prices },
   { "where there is no plan the price is infinite", where_there_is_no_plan_the_price_is_infinite },
   { "limits of every kind", limits_of_every_kind },
   { "an LP without nonzeros has ranges too", an_lp_without_nonzeros_has_ranges_too },
   { "a fault in another solver costs no answer", a_fault_in_another_solver_costs_no_answer },
   { "what is no optimum is refused", what_is_no_optimum_is_refused },
   { "memory that runs out is an error everywhere", memory_that_runs_out_is_an_error_everywhere },
   { "an equality ends no range of a cost", an_equality_ends_no_range_of_a_cost },
   { "what is rounding of a large row is no room", what_is_rounding_of_a_large_row_is_no_room },
   { "moves of a nearly singular basis are right", moves_of_a_nearly_singular_basis_are_right },
   { "random ranges and prices agree with cold re-solves",
     random_ranges_and_prices_agree_with_cold_re_solves },
   { "so they do where rows are said twice", so_they_do_where_rows_are_said_twice },
   { NULL, NULL },
};
