/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws: the generator against its published answers, streams against what chance and nets allow,
 * correlated draws against the correlations asked for. */
#include <stdlib.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "check.h"
#include "stats/correlate.h"
#include "stats/moments.h"
#include "stats/philox.h"
#include "stats/sobol.h"
#include "stats/stream.h"

static ics_err err;

/* known answers of Random123 1.14, tests/kat_vectors, philox4x32 10 */
static void the_generator_gives_its_published_answers(void)
{
   static const uint32_t cases[][10] = {
      { 0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 },
      { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x408f276d,
        0x41c83b0e, 0xa20bc7c6, 0x6d5451fd },
      { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09,
        0x94fdcceb, 0x5001e420, 0x24126ea1 },
   };
   for (int i = 0; i < 3; i++) {
      uint32_t out[4];
      ics_philox(cases[i], cases[i] + 4, out);
      CHECK(memcmp(out, cases[i] + 6, sizeof out) == 0);
   }
   CHECK(ics_random_bits(0, ICS_USE_DRAW, 0, 0) == 0xe169c58d6627e8d5);
   CHECK(ics_random_bits(0, ICS_USE_DRAW, 0, 1) == 0x9b00dbd8bc57ac4c);
   CHECK(ics_unit_of(0) == 0x1p-53 && ics_unit_of(UINT64_MAX) == 1 - 0x1p-53);
}

static const ics_stream *opened(ics_stream_kind kind, uint64_t seed, int d, ics_arena *arena)
{
   const ics_stream *s = NULL;
   ics_err_clear(&err);
   ics_rc rc = ics_stream_open(kind, seed, d, arena, &s, &err);
   CHECK_(rc == ICS_OK, "%s", err.text);
   return s;
}

/* --- evenly spread ---------------------------------------------------------------------------- */

enum { CELLS = 64 };

/* Chi-squared of n values over equal cells, as the chance of as much or more. */
static double evenness(const double *u, int n)
{
   double count[CELLS] = { 0 }, sum = 0, want = (double)n / CELLS;
   for (int i = 0; i < n; i++) count[(int)(u[i] * CELLS)]++;
   for (int c = 0; c < CELLS; c++) sum += (count[c] - want) * (count[c] - want) / want;
   return gsl_cdf_chisq_Q(sum, CELLS - 1);
}

/* Correlation of n pairs in standard errors. */
static double together(const double *u, const double *v, int n)
{
   return gsl_stats_correlation(u, 1, v, 1, (size_t)n) * sqrt(n - 1.0);
}

static void pseudo_random_draws_pass_for_independent(void)
{
   enum { N = 20000, D = 6 };
   ics_arena *arena = ics_arena_new();
   for (uint64_t seed = 0; seed < 4; seed++) {
      const ics_stream *s = opened(ICS_STREAM_PSEUDO, seed, D, arena);
      const ics_stream *other = opened(ICS_STREAM_PSEUDO, seed + 1, D, arena);
      double *u = ics_alloc(arena, N * (D + 1), sizeof *u), row[D];
      for (int i = 0; i < N; i++) {
         ics_stream_draw(s, i, 0, D, row);
         for (int j = 0; j < D; j++) u[j * N + i] = row[j];
         ics_stream_draw(other, i, 0, 1, &u[D * N + i]);
      }
      for (int j = 0; j < D; j++) {
         double p = evenness(u + j * N, N);
         CHECK_(p > 1e-4 && p < 1 - 1e-4, "seed %d, number %d: chi-squared %g", (int)seed, j, p);
         CHECK(fabs(together(u + j * N, u + j * N + 1, N - 1)) < 4); /* draws one after another */
         for (int k = j + 1; k <= D; k++) /* numbers of a draw; the same number of another seed */
            CHECK(fabs(together(u + j * N, u + k * N, N)) < 4);
      }
      double p = evenness(u, N * D);
      CHECK(p > 1e-4 && p < 1 - 1e-4);
   }
   ics_arena_free(&arena);
}

/* Of the first 2^m draws, one is in each of 2^m equal cells, in every dimension. */
static void every_dimension_of_sobol_is_evenly_filled(void)
{
   enum { M = 10, N = 1 << M };
   ics_arena *arena = ics_arena_new();
   const ics_stream *s = opened(ICS_STREAM_SOBOL, 3, ICS_SOBOL_DIMENSIONS, arena);
   CHECK_INT(ics_stream_dimensions(s), 1111);
   for (int from = 0; from < 2 * N; from += N)
      for (int j = 0; j < ICS_SOBOL_DIMENSIONS; j++) {
         char seen[N] = { 0 };
         int cells = 0;
         for (int i = from; i < from + N; i++) {
            double u;
            ics_stream_draw(s, i, j, 1, &u);
            if (!(u > 0 && u < 1)) continue;
            cells += !seen[(int)(u * N)];
            seen[(int)(u * N)] = 1;
         }
         CHECK_(cells == N, "dimension %d from %d: %d cells of %d", j, from, cells, N);
      }
   ics_arena_free(&arena);
}

/* A draw by itself, over dimensions and seeds, is as good as chance: so means are unbiased. */
static void a_draw_of_sobol_is_uniform_over_its_scramblings(void)
{
   enum { SEEDS = 25, D = 500, N = SEEDS * D, DRAWS = 3 };
   static const int draws[DRAWS] = { 0, 1, 6 };
   ics_arena *arena = ics_arena_new();
   double *u = ics_alloc(arena, N * DRAWS, sizeof *u);
   for (uint64_t seed = 0; seed < SEEDS; seed++) {
      const ics_stream *s = opened(ICS_STREAM_SOBOL, seed, D, arena);
      for (int k = 0; k < DRAWS; k++)
         ics_stream_draw(s, draws[k], 0, D, u + (size_t)k * N + seed * D);
   }
   for (int k = 0; k < DRAWS; k++, u += N) {
      double p = evenness(u, N);
      CHECK_(p > 1e-4 && p < 1 - 1e-4, "draw %d: chi-squared %g", draws[k], p);
      CHECK(fabs(together(u, u + 1, N - 1)) < 4); /* dimensions side by side */
      CHECK(fabs(together(u, u + D, N - D)) < 4); /* seeds one after another */
   }
   ics_arena_free(&arena);
}

/* Points of all boxes 2^-l by 2^-(k-l) that are cut at multiples of their sides: equally many. */
static bool is_net(const uint64_t *v, const uint64_t *w, int k)
{
   enum { M = 10 };
   for (int l = 0; l <= k; l++) {
      int count[1 << M] = { 0 };
      for (unsigned i = 0; i < 1u << M; i++) {
         uint64_t x = 0, y = 0;
         for (int b = 0; b < M; b++)
            if (i >> b & 1) {
               x ^= v[b];
               y ^= w[b];
            }
         count[(x >> (ICS_SOBOL_BITS - l)) << (k - l) | y >> (ICS_SOBOL_BITS - (k - l))]++;
      }
      for (int c = 0; c < 1 << k; c++)
         if (count[c] != 1 << (M - k)) return false;
   }
   return true;
}

static void the_quality_of_two_dimensions_is_as_counted(void)
{
   enum { D = 400, MOST_T = 10 };
   ics_arena *arena = ics_arena_new();
   uint64_t *v = NULL;
   ics_err_clear(&err);
   CHECK_OK(ics_sobol_columns(D, arena, &v, &err), &err);
   for (int i = 0; i < D; i += 37)
      for (int j = i + 1; j < D; j += i < 100 ? 13 : 1 + i) {
         const uint64_t *a = v + i * ICS_SOBOL_COLUMNS, *b = v + j * ICS_SOBOL_COLUMNS;
         int t = ics_sobol_t(a, b);
         CHECK_INT(ics_sobol_t(b, a), t);
         CHECK(is_net(a, b, MOST_T - t));
         CHECK(t == 0 || !is_net(a, b, MOST_T - t + 1));
      }
   long count[MOST_T + 1] = { 0 };
   for (int i = 0; i < D; i++)
      for (int j = 0; j < i; j++)
         count[ics_sobol_t(v + i * ICS_SOBOL_COLUMNS, v + j * ICS_SOBOL_COLUMNS)]++;
   if (getenv("ICS_TELL"))
      for (int t = 0; t <= MOST_T; t++) fprintf(stderr, "\n   t = %d: %ld pairs", t, count[t]);
   CHECK(ics_sobol_t(v, v + ICS_SOBOL_COLUMNS) == 0);
   ics_arena_free(&arena);
}

/* The first two dimensions leave no choice; GSL takes the points in the order of the Gray code. */
static void the_first_dimensions_are_those_of_gsl(void)
{
   ics_arena *arena = ics_arena_new();
   gsl_qrng *theirs = gsl_qrng_alloc(gsl_qrng_sobol, 2);
   uint64_t *v = NULL;
   double point[2];
   ics_err_clear(&err);
   CHECK_OK(ics_sobol_columns(2, arena, &v, &err), &err);
   for (unsigned n = 1; n < 2000; n++) {
      gsl_qrng_get(theirs, point);
      unsigned gray = n ^ n >> 1;
      for (int j = 0; j < 2; j++) {
         uint64_t x = 0;
         for (int b = 0; b < ICS_SOBOL_COLUMNS; b++)
            if (gray >> b & 1) x ^= v[j * ICS_SOBOL_COLUMNS + b];
         CHECK(ldexp((double)x, -ICS_SOBOL_BITS) == point[j]);
      }
   }
   gsl_qrng_free(theirs);
   ics_arena_free(&arena);
}

static void a_draw_is_the_same_whatever_else_was_drawn(void)
{
   enum { D = 50 };
   ics_arena *arena = ics_arena_new();
   for (int kind = 0; kind < ICS_STREAM_COUNT; kind++) {
      const ics_stream *s = opened((ics_stream_kind)kind, 11, D, arena);
      const ics_stream *again = opened((ics_stream_kind)kind, 11, D, arena);
      const ics_stream *wide = opened((ics_stream_kind)kind, 11, 2 * D, arena);
      const ics_stream *other = opened((ics_stream_kind)kind, 12, D, arena);
      double u[D], w[D];
      int same = 0;
      for (int i = 999; i >= 0; i -= 37) {
         ics_stream_draw(s, i, 0, D, u);
         for (int j = D - 1; j >= 0; j--) ics_stream_draw(again, i, j, 1, &w[j]);
         CHECK(memcmp(u, w, sizeof u) == 0);
         ics_stream_draw(wide, i, 0, D, w);
         CHECK(memcmp(u, w, sizeof u) == 0);
         ics_stream_draw(other, i, 0, D, w);
         for (int j = 0; j < D; j++) same += u[j] == w[j];
      }
      CHECK_INT(same, 0);
   }
   ics_arena_free(&arena);
}

/* prod (1 + (u_j - 1/2) / (1 + j)^2): smooth, mean 1. */
static double smooth(const double *u, int d)
{
   double f = 1;
   for (int j = 0; j < d; j++) f *= 1 + (u[j] - 0.5) / ((1 + j) * (1 + j));
   return f;
}

/* Root mean square error of the mean over seeds; the mean of the errors in *bias. */
static double error_of(ics_stream_kind kind, int d, int n, double *bias)
{
   enum { SEEDS = 24, ROOM = 400 };
   double u[ROOM], squares = 0, sum = 0;
   for (uint64_t seed = 0; seed < SEEDS; seed++) {
      ics_arena *arena = ics_arena_new();
      const ics_stream *s = opened(kind, seed, d, arena);
      ics_moments m = { 0 };
      for (int i = 0; i < n; i++) {
         ics_stream_draw(s, i, 0, d, u);
         ics_moments_add(&m, smooth(u, d));
      }
      sum += ics_moments_mean(&m) - 1;
      squares += (ics_moments_mean(&m) - 1) * (ics_moments_mean(&m) - 1);
      ics_arena_free(&arena);
   }
   *bias = sum / SEEDS / sqrt(squares / SEEDS / SEEDS);
   return sqrt(squares / SEEDS);
}

static void quasi_random_means_of_smooth_functions_are_nearer(void)
{
   double bias[4];
   double p = error_of(ICS_STREAM_PSEUDO, 10, 1024, &bias[0]);
   double q = error_of(ICS_STREAM_SOBOL, 10, 1024, &bias[1]);
   double more = error_of(ICS_STREAM_SOBOL, 10, 4096, &bias[2]);
   double wide = error_of(ICS_STREAM_SOBOL, 400, 256, &bias[3]);
   if (getenv("ICS_TELL"))
      fprintf(stderr, "\n   errors: pseudo %.2e, sobol %.2e, of 4 times as many %.2e; wide %.2e", p,
              q, more, wide);
   CHECK_(p < 3 * 0.3 / 32 && p > 0.3 / 32 / 3, "pseudo: error %g", p); /* sd about 0.3 */
   CHECK_(q < p / 20, "error %g of sobol, %g of pseudo", q, p);
   CHECK_(more < q / 2.5, "error %g falls to %g only", q, more);
   CHECK_(wide < p, "error %g in 400 dimensions", wide);
   for (int i = 0; i < 4; i++) CHECK_(fabs(bias[i]) < 4, "bias of %g standard errors", bias[i]);
}

static void streams_that_cannot_be_are_refused(void)
{
   ics_arena *arena = ics_arena_new();
   const ics_stream *s = NULL;
   ics_stream_kind kind = ICS_STREAM_PSEUDO;
   ics_err_clear(&err);
   CHECK_OK(ics_stream_kind_find("sobol", &kind, &err), &err);
   CHECK_INT(kind, ICS_STREAM_SOBOL);
   CHECK_INT(ics_stream_kind_find("sobel", &kind, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "did you mean \"sobol\"?");
   CHECK_INT(ics_stream_open(ICS_STREAM_SOBOL, 1, 1112, arena, &s, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "from 1 to 1111");
   CHECK_INT(ics_stream_open(ICS_STREAM_PSEUDO, 1, 0, arena, &s, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "want 1 or more");
   CHECK(s == NULL);
   ics_arena_free(&arena);
}

/* --- correlated ------------------------------------------------------------------------------- */

/* Spearman's correlation of n draws of dimensions i and j after the copula. */
static double ranks_of(const ics_copula *c, const ics_stream *s, int i, int j, int n)
{
   ics_arena *arena = ics_arena_new();
   int d = ics_stream_dimensions(s);
   double *x = ics_alloc(arena, (size_t)n, sizeof *x), *y = ics_alloc(arena, (size_t)n, sizeof *y);
   double *u = ics_alloc(arena, (size_t)d, sizeof *u);
   double *work = ics_alloc(arena, 2 * (size_t)n, sizeof *work);
   for (int k = 0; k < n; k++) {
      ics_stream_draw(s, k, 0, d, u);
      ics_copula_apply(c, u);
      x[k] = u[i];
      y[k] = u[j];
   }
   CHECK(evenness(x, n) > 1e-4 && evenness(y, n) > 1e-4); /* each is still uniform by itself */
   double r = gsl_stats_spearman(x, 1, y, 1, (size_t)n, work);
   ics_arena_free(&arena);
   return r;
}

/* Standard error of Spearman's correlation: Bonett and Wright, Psychometrika 65 (2000) 23-28. */
static double rank_error(double rho, int n)
{
   return (1 - rho * rho) * sqrt((1 + rho * rho / 2) / (n - 3.0));
}

static void ranks_are_correlated_as_asked(void)
{
   enum { D = 8, N = 20000 };
   static const ics_pair pairs[] = {
      { 5, 1, 0.5 }, { 1, 3, -0.7 }, { 3, 5, -0.2 }, { 6, 7, 0.95 }, { 2, 7, 0 }
   };
   ics_arena *arena = ics_arena_new();
   const ics_copula *c = NULL;
   const ics_stream *s = opened(ICS_STREAM_PSEUDO, 2, D, arena);
   ics_err_clear(&err);
   CHECK_OK(ics_copula_open(D, pairs, 5, NULL, arena, &c, &err), &err);
   for (int p = 0; p < 5; p++) {
      double r = ranks_of(c, s, pairs[p].i, pairs[p].j, N), rho = pairs[p].rho;
      CHECK_(fabs(r - rho) < 3 * rank_error(rho, N), "%d with %d: got %g, want %g", pairs[p].i,
             pairs[p].j, r, rho);
   }
   CHECK(fabs(ranks_of(c, s, 0, 1, N)) < 3 * rank_error(0, N));
   CHECK(fabs(ranks_of(c, s, 1, 6, N)) < 3 * rank_error(0, N)); /* in pairs, but not in one */
   double u[D], before[D];
   for (int i = 0; i < 100; i++) {
      ics_stream_draw(s, i, 0, D, before);
      memcpy(u, before, sizeof u);
      ics_copula_apply(c, u);
      CHECK(u[0] == before[0] && u[4] == before[4] && u[1] == before[1] && u[5] != before[5]);
   }
   ics_arena_free(&arena);
}

static void extreme_draws_stay_within_the_unit_interval(void)
{
   static const ics_pair pair = { 0, 1, 0.999999 }, two[] = { { 0, 2, 0.6 }, { 1, 2, 0.6 } };
   ics_arena *arena = ics_arena_new();
   const ics_copula *c = NULL, *none = NULL;
   ics_err_clear(&err);
   CHECK_OK(ics_copula_open(2, &pair, 1, NULL, arena, &c, &err), &err);
   double u[] = { 0x1p-53, 0x1p-53 }, v[] = { 1 - 0x1p-53, 1 - 0x1p-53 }, w[] = { 0.3, 0.6 };
   ics_copula_apply(c, u);
   ics_copula_apply(c, v);
   CHECK(u[1] > 0 && u[1] < 1e-12 && v[1] < 1 && v[1] > 1 - 1e-12);
   /* two extremes together are beyond what a normal of doubles can say */
   CHECK_OK(ics_copula_open(3, two, 2, NULL, arena, &c, &err), &err);
   double low[] = { 0x1p-53, 0x1p-53, 0x1p-53 }, high[] = { 1 - 0x1p-53, 1 - 0x1p-53, 1 - 0x1p-53 };
   ics_copula_apply(c, low);
   ics_copula_apply(c, high);
   CHECK(low[2] > 0 && low[2] < 1e-40 && high[2] == 1 - 0x1p-53);
   CHECK_OK(ics_copula_open(2, NULL, 0, NULL, arena, &none, &err), &err);
   ics_copula_apply(none, w);
   CHECK(w[0] == 0.3 && w[1] == 0.6);
   ics_arena_free(&arena);
}

static void correlations_that_cannot_be_say_why(void)
{
   static const char *const names[] = { "beds", "staff", "tariff", "growth" };
   static const struct {
      ics_pair pairs[4];
      int n;
      const char *words;
   } cases[] = {
      { { { 0, 0, 0.5 } }, 1, "beds is correlated with itself" },
      { { { 0, 1, 0.5 }, { 1, 0, 0.5 } }, 2, "the correlation of staff and beds is given twice" },
      { { { 0, 1, 0 }, { 0, 1, 0 } }, 2, "given twice" },
      { { { 0, 4, 0.5 } }, 1, "numbers 0 and 4; there are 0 to 3" },
      { { { -1, 1, 0.5 } }, 1, "numbers -1 and 1" },
      { { { 0, 2, 1 } },
        1,
        "correlation of beds and tariff: got 1, want a value between -1 and 1" },
      { { { 0, 2, NAN } }, 1, "want a value between -1 and 1" },
      { { { 3, 2, 0.1 }, { 0, 1, 0.9 }, { 1, 2, 0.9 }, { 0, 2, -0.9 } },
        4,
        "all hold at once: beds with staff 0.9; staff with tariff 0.9; beds with tariff -0.9. "
        "Bring" },
      { { { 0, 1, 0.8 }, { 0, 2, 0.8 }, { 0, 3, 0.8 } },
        3,
        "at once: beds with staff 0.8; beds with tariff 0.8. Bring" },
   };
   for (int i = 0; i < (int)(sizeof cases / sizeof cases[0]); i++) {
      ics_arena *arena = ics_arena_new();
      const ics_copula *c = NULL;
      ics_err_clear(&err);
      CHECK_INT(ics_copula_open(4, cases[i].pairs, cases[i].n, names, arena, &c, &err), ICS_EINPUT);
      CHECK_HAS(err.text, cases[i].words);
      CHECK(c == NULL);
      ics_arena_free(&arena);
   }
}

/* The factor that the message names works, and a hundredth more does not. */
static void the_remedy_for_correlations_is_one(void)
{
   ics_pair pairs[] = { { 0, 1, 0.9 }, { 1, 2, 0.9 }, { 0, 2, -0.9 } };
   ics_arena *arena = ics_arena_new();
   const ics_copula *c = NULL;
   ics_err_clear(&err);
   CHECK_INT(ics_copula_open(3, pairs, 3, NULL, arena, &c, &err), ICS_EINPUT);
   const char *at = strstr(err.text, "times ");
   CHECK_NEEDS(at != NULL);
   double factor = strtod(at + 6, NULL);
   for (int k = 0; k < 3; k++) pairs[k].rho = (k == 2 ? -0.9 : 0.9) * factor;
   CHECK_OK(ics_copula_open(3, pairs, 3, NULL, arena, &c, &err), &err);
   for (int k = 0; k < 3; k++) pairs[k].rho = (k == 2 ? -0.9 : 0.9) * (factor + 0.01);
   CHECK_INT(ics_copula_open(3, pairs, 3, NULL, arena, &c, &err), ICS_EINPUT);
   ics_arena_free(&arena);
}

static void memory_that_runs_out_is_an_error(void)
{
   static const ics_pair pairs[] = { { 0, 1, 0.9 }, { 1, 2, 0.9 }, { 0, 2, -0.9 } };
   ics_rc rc = ICS_EMEMORY, other = ICS_EMEMORY;
   int k = 0;
   for (; k < 100 && (rc == ICS_EMEMORY || other == ICS_EMEMORY); k++) {
      ics_arena *arena = ics_arena_new();
      const ics_stream *s = NULL;
      const ics_copula *c = NULL;
      ics_arena_fail_at(k);
      rc = ics_stream_open(ICS_STREAM_SOBOL, 1, 20, arena, &s, &err);
      ics_arena_fail_at(k);
      other = ics_copula_open(3, pairs, 3, NULL, arena, &c, &err);
      ics_arena_fail_at(-1);
      CHECK(rc == ICS_EMEMORY || rc == ICS_OK);
      CHECK(other == ICS_EMEMORY || other == ICS_EINPUT);
      ics_arena_free(&arena);
   }
   CHECK(k > 3 && rc == ICS_OK && other == ICS_EINPUT);
}

const ics_test tests_streams[] = {
   { "the generator gives its published answers", the_generator_gives_its_published_answers },
   { "pseudo-random draws pass for independent", pseudo_random_draws_pass_for_independent },
   { "every dimension of sobol is evenly filled", every_dimension_of_sobol_is_evenly_filled },
   { "a draw of sobol is uniform over its scramblings",
     a_draw_of_sobol_is_uniform_over_its_scramblings },
   { "the quality of two dimensions is as counted", the_quality_of_two_dimensions_is_as_counted },
   { "the first dimensions are those of GSL", the_first_dimensions_are_those_of_gsl },
   { "a draw is the same whatever else was drawn", a_draw_is_the_same_whatever_else_was_drawn },
   { "quasi-random means of smooth functions are nearer",
     quasi_random_means_of_smooth_functions_are_nearer },
   { "streams that cannot be are refused", streams_that_cannot_be_are_refused },
   { "ranks are correlated as asked", ranks_are_correlated_as_asked },
   { "extreme draws stay within the unit interval", extreme_draws_stay_within_the_unit_interval },
   { "correlations that cannot be say why", correlations_that_cannot_be_say_why },
   { "the remedy for correlations is one", the_remedy_for_correlations_is_one },
   { "memory that runs out is an error", memory_that_runs_out_is_an_error },
   { NULL, NULL },
};
