/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variance-based indices and screening, against functions whose indices are known in closed form.
 */
#include <stdlib.h>

#include <gsl/gsl_math.h>

#include "check.h"
#include "stats/indices.h"
#include "stats/morris.h"
#include "stats/philox.h"

static ics_err err;

typedef double (*function)(const double *u);

enum { INPUTS = 8, ROWS_ROOM = 8192 * (INPUTS + 2) };

/* --- functions -------------------------------------------------------------------------------- */

/* Ishigami and Homma (1990): sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1, each on -pi .. pi. */
static double ishigami(const double *u)
{
   double x[3];
   for (int i = 0; i < 3; i++) x[i] = M_PI * (2 * u[i] - 1);
   return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

/* V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = b^2 pi^8 (1/18 - 1/50), the others 0. */
static void ishigami_truth(double *first, double *total)
{
   double pi4 = pow(M_PI, 4), v1 = (1 + 0.1 * pi4 / 5) * (1 + 0.1 * pi4 / 5) / 2, v2 = 49.0 / 8;
   double v13 = 0.01 * pi4 * pi4 * (1 / 18.0 - 1 / 50.0), v = v1 + v2 + v13;
   first[0] = v1 / v;
   first[1] = total[1] = v2 / v;
   first[2] = 0;
   total[0] = (v1 + v13) / v;
   total[2] = v13 / v;
}

/* Sobol's g: prod (|4 u - 2| + a) / (1 + a). */
static const double G[INPUTS] = { 0, 1, 4.5, 9, 99, 99, 99, 99 };

static double g_function(const double *u)
{
   double f = 1;
   for (int i = 0; i < INPUTS; i++) f *= (fabs(4 * u[i] - 2) + G[i]) / (1 + G[i]);
   return f;
}

/* V_i = 1 / (3 (1 + a_i)^2), V = prod (1 + V_i) - 1, total V_i prod of the others' (1 + V_j). */
static void g_truth(double *first, double *total)
{
   double all = 1;
   for (int i = 0; i < INPUTS; i++) all *= 1 + 1 / (3 * (1 + G[i]) * (1 + G[i]));
   for (int i = 0; i < INPUTS; i++) {
      double v = 1 / (3 * (1 + G[i]) * (1 + G[i]));
      first[i] = v / (all - 1);
      total[i] = v * all / (1 + v) / (all - 1);
   }
}

static double linear(const double *u)
{
   return 5 + 3 * u[0] - 2 * u[1] + u[2];
}

/* --- indices ---------------------------------------------------------------------------------- */

/* A sample evaluated and its indices. */
typedef struct study {
   const ics_saltelli *plan;
   double *y; /* [plan->rows] */
   ics_indices found;
   bool ok;
} study;

static study studied(ics_stream_kind kind, uint64_t seed, int k, const int *group, int n,
                     function f, int resamples, ics_arena *arena)
{
   study s = { 0 };
   double u[INPUTS];
   ics_err_clear(&err);
   ics_rc rc = ics_saltelli_plan(kind, seed, k, group, n, arena, &s.plan, &err);
   if (rc == ICS_OK) {
      s.y = ics_alloc(arena, (size_t)s.plan->rows, sizeof *s.y);
      for (int r = 0; r < s.plan->rows; r++) {
         ics_saltelli_point(s.plan, r, u);
         s.y[r] = f(u);
      }
      rc = ics_indices_from(s.plan, s.y, resamples, 0.99, seed + 100, arena, &s.found, &err);
   }
   CHECK_(rc == ICS_OK, "%s", err.text);
   s.ok = rc == ICS_OK;
   return s;
}

static void the_sample_is_two_matrices_and_their_mixtures(void)
{
   enum { K = 4, WIDTH = 5 };
   static const int group[K] = { 0, 1, 0, 2 };
   ics_arena *arena = ics_arena_new();
   const ics_saltelli *p = NULL;
   ics_err_clear(&err);
   CHECK_OK(ics_saltelli_plan(ICS_STREAM_SOBOL, 4, K, group, 16, arena, &p, &err), &err);
   CHECK(p->groups == 3 && p->rows == 16 * WIDTH);
   for (int r = 15; r >= 0; r--) {
      double a[K], b[K], mixed[K];
      ics_saltelli_point(p, r * WIDTH + 1, b);
      ics_saltelli_point(p, r * WIDTH, a);
      for (int g = 0; g < 3; g++) {
         ics_saltelli_point(p, r * WIDTH + 2 + g, mixed);
         for (int i = 0; i < K; i++)
            CHECK(mixed[i] == (group[i] == g ? b[i] : a[i]) && a[i] != b[i]);
      }
   }
   ics_arena_free(&arena);
}

/* The estimators as they are printed, on the plain outputs less their mean. */
static void indices_are_what_the_papers_print(void)
{
   enum { N = 50, K = 3, WIDTH = 5 };
   ics_arena *arena = ics_arena_new();
   study s = studied(ICS_STREAM_PSEUDO, 1, K, NULL, N, ishigami, 0, arena);
   CHECK_NEEDS(s.ok);
   double mean = 0, v = 0;
   for (int j = 0; j < N; j++) mean += (s.y[j * WIDTH] + s.y[j * WIDTH + 1]) / (2 * N);
   for (int j = 0; j < 2 * N; j++) v += pow(s.y[j / 2 * WIDTH + j % 2] - mean, 2) / (2 * N - 1);
   CHECK_NEAR(s.found.mean, mean, 1e-13);
   CHECK_NEAR(s.found.variance, v, 1e-13);
   for (int i = 0; i < K; i++) {
      double first = 0, total = 0;
      for (int j = 0; j < N; j++) {
         double fa = s.y[j * WIDTH], fb = s.y[j * WIDTH + 1] - mean, ab = s.y[j * WIDTH + 2 + i];
         first += fb * (ab - fa) / N;
         total += (fa - ab) * (fa - ab) / (2 * N);
      }
      CHECK_NEAR(s.found.of[i].first, first / v, 1e-12);
      CHECK_NEAR(s.found.of[i].total, total / v, 1e-12);
      CHECK(isnan(s.found.of[i].first_low) && isnan(s.found.of[i].total_high));
   }
   ics_arena_free(&arena);
}

static void check_within(const study *s, const double *first, const double *total, double width)
{
   for (int i = 0; i < s->plan->k; i++) {
      const ics_variance_index *x = &s->found.of[i];
      CHECK_(x->first_low <= first[i] && first[i] <= x->first_high, "first %d: %g, %g to %g", i,
             first[i], x->first_low, x->first_high);
      CHECK_(x->total_low <= total[i] && total[i] <= x->total_high, "total %d: %g, %g to %g", i,
             total[i], x->total_low, x->total_high);
      CHECK(x->first_low < x->first && x->first < x->first_high);
      CHECK(x->total_low < x->total && x->total < x->total_high);
      CHECK_(x->first_high - x->first_low < width, "%d: %g wide", i, x->first_high - x->first_low);
   }
}

static void ishigamis_indices_lie_within_their_intervals(void)
{
   double first[3], total[3];
   ishigami_truth(first, total);
   CHECK_NEAR(first[0], 0.3139, 1e-4); /* as they are usually printed */
   CHECK_NEAR(first[1], 0.4424, 1e-4);
   CHECK_NEAR(total[0], 0.5576, 1e-4);
   CHECK_NEAR(total[2], 0.2437, 1e-4);
   for (int kind = 0; kind < ICS_STREAM_COUNT; kind++)
      for (uint64_t seed = 1; seed <= 3; seed++) {
         ics_arena *arena = ics_arena_new();
         study s = studied((ics_stream_kind)kind, seed, 3, NULL, 4096, ishigami, 300, arena);
         if (s.ok) check_within(&s, first, total, 0.15);
         CHECK(s.found.used == 4096 && s.found.dropped == 0);
         ics_arena_free(&arena);
      }
}

static void so_do_those_of_the_g_function(void)
{
   double first[INPUTS], total[INPUTS];
   ics_arena *arena = ics_arena_new();
   g_truth(first, total);
   study s = studied(ICS_STREAM_PSEUDO, 2, INPUTS, NULL, 4096, g_function, 300, arena);
   if (s.ok) check_within(&s, first, total, 0.15);
   ics_arena_free(&arena);
}

/* Root mean square error of all six indices over seeds. */
static double error_of(ics_stream_kind kind, int n)
{
   enum { SEEDS = 12 };
   double first[3], total[3], sum = 0;
   ishigami_truth(first, total);
   for (uint64_t seed = 0; seed < SEEDS; seed++) {
      ics_arena *arena = ics_arena_new();
      study s = studied(kind, seed, 3, NULL, n, ishigami, 0, arena);
      for (int i = 0; i < 3 && s.ok; i++)
         sum += pow(s.found.of[i].first - first[i], 2) + pow(s.found.of[i].total - total[i], 2);
      ics_arena_free(&arena);
   }
   return sqrt(sum / (6 * SEEDS));
}

static void indices_converge(void)
{
   double few = error_of(ICS_STREAM_PSEUDO, 256), many = error_of(ICS_STREAM_PSEUDO, 8192);
   double quasi_few = error_of(ICS_STREAM_SOBOL, 256), quasi = error_of(ICS_STREAM_SOBOL, 8192);
   if (getenv("ICS_TELL"))
      fprintf(stderr, "\n   errors, 256 and 8192 draws: pseudo %.4f, %.4f; sobol %.4f, %.4f", few,
              many, quasi_few, quasi);
   CHECK_(few / many > 3.5 && few / many < 9, "%g falls to %g", few, many); /* sqrt(32) = 5.7 */
   CHECK_(quasi_few / quasi > 9, "%g falls to %g", quasi_few, quasi);
   CHECK_(quasi < many / 3, "sobol %g, pseudo %g", quasi, many);
}

/* x2 acts alone, x1 and x3 together: as two groups the function is a sum. */
static void groups_are_taken_as_one(void)
{
   static const int group[] = { 0, 1, 0 };
   double first[3], total[3];
   ics_arena *arena = ics_arena_new();
   ishigami_truth(first, total);
   study s = studied(ICS_STREAM_SOBOL, 1, 3, group, 4096, ishigami, 0, arena);
   CHECK_NEEDS(s.ok);
   CHECK_INT(s.plan->rows, 4 * 4096);
   CHECK_NEAR(s.found.of[0].first, 1 - first[1], 0.02);
   CHECK_NEAR(s.found.of[0].total, 1 - first[1], 0.02);
   CHECK_NEAR(s.found.of[1].first, first[1], 0.02);
   CHECK_NEAR(s.found.of[1].total, first[1], 0.02);
   ics_arena_free(&arena);
}

/* Without base rows 3, 10 and 11: what a sample of the others alone gives. */
static void rows_that_failed_are_left_out_and_counted(void)
{
   enum { N = 40, K = 3, WIDTH = 5 };
   ics_arena *arena = ics_arena_new();
   study s = studied(ICS_STREAM_PSEUDO, 6, K, NULL, N, ishigami, 50, arena);
   CHECK_NEEDS(s.ok);
   double kept[N * WIDTH];
   int n = 0;
   for (int j = 0; j < N; j++)
      if (j != 3 && j != 10 && j != 11)
         memcpy(kept + n++ * WIDTH, s.y + j * WIDTH, WIDTH * sizeof *kept);
   s.y[3 * WIDTH] = NAN;
   s.y[10 * WIDTH + 4] = INFINITY;
   s.y[11 * WIDTH + 1] = s.y[11 * WIDTH + 2] = NAN;
   ics_saltelli fewer = *s.plan;
   fewer.n = n;
   fewer.rows = n * WIDTH;
   ics_indices a, b;
   CHECK_OK(ics_indices_from(s.plan, s.y, 50, 0.9, 1, arena, &a, &err), &err);
   CHECK_OK(ics_indices_from(&fewer, kept, 50, 0.9, 1, arena, &b, &err), &err);
   CHECK(a.used == 37 && a.dropped == 3 && b.dropped == 0);
   CHECK(memcmp(a.of, b.of, K * sizeof *a.of) == 0 && a.variance == b.variance);
   for (int j = 0; j < N - 1; j++) s.y[j * WIDTH] = NAN;
   CHECK_INT(ics_indices_from(s.plan, s.y, 0, 0.9, 1, arena, &a, &err), ICS_EINPUT);
   CHECK_HAS(err.text, "only 1 of 40 base draws");
   ics_arena_free(&arena);
}

static double constant(const double *u)
{
   return u[0] > 2 ? 1 : 0.1;
}

static void an_output_that_does_not_vary_has_no_indices(void)
{
   ics_arena *arena = ics_arena_new();
   study s = studied(ICS_STREAM_PSEUDO, 1, 3, NULL, 100, constant, 20, arena);
   CHECK_NEEDS(s.ok);
   CHECK(s.found.variance == 0 && s.found.mean == 0.1 && s.found.used == 100);
   for (int i = 0; i < 3; i++) CHECK(isnan(s.found.of[i].first) && isnan(s.found.of[i].total_low));
   ics_arena_free(&arena);
}

/* 90% intervals of a linear function: 9, 4 and 1 of 14 parts. */
static void intervals_hold_the_truth_as_often_as_they_say(void)
{
   enum { SEEDS = 200, N = 200 };
   static const double truth[] = { 9 / 14.0, 4 / 14.0, 1 / 14.0 };
   int first = 0, total = 0;
   for (uint64_t seed = 0; seed < SEEDS; seed++) {
      ics_arena *arena = ics_arena_new();
      study s = studied(ICS_STREAM_PSEUDO, seed, 3, NULL, N, linear, 0, arena);
      ics_indices x = { 0 };
      CHECK_OK(ics_indices_from(s.plan, s.y, 200, 0.9, seed, arena, &x, &err), &err);
      for (int i = 0; i < 3; i++) {
         first += x.of[i].first_low <= truth[i] && truth[i] <= x.of[i].first_high;
         total += x.of[i].total_low <= truth[i] && truth[i] <= x.of[i].total_high;
      }
      ics_arena_free(&arena);
   }
   if (getenv("ICS_TELL"))
      fprintf(stderr, "\n   of 90%% intervals, %.3f and %.3f hold the truth", first / 600.0,
              total / 600.0);
   CHECK_(first > 0.85 * 600 && first < 0.95 * 600, "first: %d of 600", first);
   CHECK_(total > 0.85 * 600 && total < 0.95 * 600, "total: %d of 600", total);
}

static void samples_that_cannot_be_are_refused(void)
{
   static const int gap[] = { 0, 2, 0 };
   ics_arena *arena = ics_arena_new();
   const ics_saltelli *p = NULL;
   ics_indices x;
   double y[8] = { 0 };
   ics_err_clear(&err);
   CHECK_INT(ics_saltelli_plan(ICS_STREAM_PSEUDO, 1, 0, NULL, 9, arena, &p, &err), ICS_EUSAGE);
   CHECK_INT(ics_saltelli_plan(ICS_STREAM_PSEUDO, 1, 2, NULL, 1, arena, &p, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "at least 1 input and 2 draws");
   CHECK_INT(ics_saltelli_plan(ICS_STREAM_SOBOL, 1, 556, NULL, 9, arena, &p, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "there may be 555");
   CHECK_INT(ics_saltelli_plan(ICS_STREAM_PSEUDO, 1, 600, NULL, 4000000, arena, &p, &err),
             ICS_EUSAGE);
   CHECK_HAS(err.text, "fewer draws");
   CHECK_INT(ics_saltelli_plan(ICS_STREAM_PSEUDO, 1, 3, gap, 9, arena, &p, &err), ICS_EBUG);
   CHECK_OK(ics_saltelli_plan(ICS_STREAM_PSEUDO, 1, 2, NULL, 2, arena, &p, &err), &err);
   CHECK_INT(ics_indices_from(p, y, -1, 0.9, 1, arena, &x, &err), ICS_EUSAGE);
   CHECK_INT(ics_indices_from(p, y, 10, 1, 1, arena, &x, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "level between 0 and 1");
   ics_arena_free(&arena);
}

/* --- screening -------------------------------------------------------------------------------- */

enum { TRAJECTORIES = 4000, MORRIS_ROWS = TRAJECTORIES * 4 };

static double outputs[MORRIS_ROWS];

/* Effects of a function of three inputs. */
static void screen(const ics_morris *p, function f, ics_effect *out)
{
   ics_arena *arena = ics_arena_new();
   double u[3];
   int work[3];
   for (int r = p->rows - 1; r >= 0; r--) {
      ics_morris_point(p, r, u, work);
      outputs[r] = f(u);
   }
   ics_err_clear(&err);
   CHECK(ics_morris_effects(p, outputs, arena, out, &err) == ICS_OK);
   ics_arena_free(&arena);
}

static void each_input_moves_once_a_trajectory_on_the_grid(void)
{
   enum { K = 7, P = 6 };
   ics_morris p;
   int level_seen[P] = { 0 }, ups = 0, first_moved[K] = { 0 };
   ics_err_clear(&err);
   CHECK_OK(ics_morris_plan(K, 300, P, 0, 1, 9, &p, &err), &err);
   CHECK_INT(p.rows, 300 * (K + 1));
   for (int t = 0; t < 300; t++) {
      double u[2][K];
      int work[K], moves[K] = { 0 };
      for (int s = 0; s <= K; s++) {
         double *now = u[s % 2], *before = u[(s + 1) % 2];
         int changed = 0;
         ics_morris_point(&p, t * (K + 1) + s, now, work);
         for (int i = 0; i < K; i++) {
            double level = now[i] * (P - 1);
            CHECK(fabs(level - round(level)) < 1e-12 && now[i] >= 0 && now[i] <= 1);
            level_seen[(int)round(level)]++;
            if (s == 0 || now[i] == before[i]) continue;
            CHECK_NEAR(fabs(now[i] - before[i]), 0.6, 1e-12); /* 6 / (2 * 5) */
            ups += now[i] > before[i];
            moves[i]++;
            changed++;
            if (s == 1) first_moved[i]++;
         }
         CHECK_INT(changed, s > 0);
      }
      for (int i = 0; i < K; i++) CHECK_INT(moves[i], 1);
   }
   double all = 300.0 * K * (K + 1);
   for (int l = 0; l < P; l++) /* rows of a trajectory hang together: some 300 * 7 are free */
      CHECK_(fabs(level_seen[l] - all / P) < 4 * all / P * sqrt(5 / (300.0 * K)), "level %d: %d", l,
             level_seen[l]);
   CHECK(abs(ups - 300 * K / 2) < 4 * sqrt(300 * K) / 2);
   for (int i = 0; i < K; i++) CHECK(fabs(first_moved[i] - 300.0 / K) < 4 * sqrt(300.0 * 6 / 49));
}

static void effects_of_a_linear_function_are_its_slopes(void)
{
   static const double slopes[] = { 3, -2, 1 };
   ics_effect x[3];
   ics_morris p;
   ics_err_clear(&err);
   for (int levels = 2; levels <= 10; levels += 4) {
      CHECK_OK(ics_morris_plan(3, 20, levels, 0, 1, 1, &p, &err), &err);
      screen(&p, linear, x);
      for (int i = 0; i < 3; i++) {
         CHECK_NEAR(x[i].mu, slopes[i], 1e-13);
         CHECK_NEAR(x[i].mu_star, fabs(slopes[i]), 1e-13);
         CHECK(x[i].n == 20 && x[i].sigma < 1e-13 && x[i].error < 1e-13);
      }
   }
   CHECK_OK(ics_morris_plan(3, 20, 4, 0.025, 0.975, 1, &p, &err), &err);
   screen(&p, linear, x);
   CHECK_NEAR(x[0].mu, 3 * 0.95, 1e-13);
}

/* u1 + u1 u2 + (u3 - 1/2)^2 on 0, 1/3, 2/3, 1: the effect of u1 is 1 + u2, of u2 it is u1, each
 * even over the levels: mean 1/2, variance 5/36. That of u3 is 1/3 up from the middle, -1/3 from
 * below:
 * ((1/6)^2 - (1/2)^2) / (2/3) = -1/3 */
static double interacting(const double *u)
{
   return u[0] + u[0] * u[1] + (u[2] - 0.5) * (u[2] - 0.5);
}

static void interactions_show_in_sigma(void)
{
   ics_effect x[3];
   ics_morris p;
   ics_err_clear(&err);
   CHECK_OK(ics_morris_plan(3, TRAJECTORIES, 4, 0, 1, 5, &p, &err), &err);
   screen(&p, interacting, x);
   double sigma = sqrt(5.0) / 6, error = sigma / sqrt(TRAJECTORIES);
   CHECK_NEAR(x[0].mu, 1.5, 4 * error);
   CHECK_NEAR(x[0].sigma, sigma, 4 * error);
   CHECK_NEAR(x[0].error / error, 1, 0.1);
   CHECK_NEAR(x[1].mu, 0.5, 4 * error);
   CHECK_NEAR(x[1].sigma, sigma, 4 * error);
   CHECK_NEAR(x[2].mu_star, 1 / 3.0, 1e-13);
   CHECK(fabs(x[2].mu) < 4 / 3.0 / sqrt(TRAJECTORIES) && x[2].error < 1e-13);
   CHECK_NEAR(x[2].sigma, 1 / 3.0, 1e-3);
}

static void effects_without_an_output_are_left_out(void)
{
   ics_effect x[3], whole[3];
   ics_morris p;
   ics_arena *arena = ics_arena_new();
   int moved[3];
   ics_err_clear(&err);
   CHECK_OK(ics_morris_plan(3, 10, 4, 0, 1, 5, &p, &err), &err);
   screen(&p, linear, whole);
   ics_morris_moves(&p, 2, moved);
   outputs[2 * 4] = NAN; /* the start: only what moves first is lost */
   CHECK_OK(ics_morris_effects(&p, outputs, arena, x, &err), &err);
   for (int i = 0; i < 3; i++) {
      CHECK_INT(x[i].n, abs(moved[i]) == 1 ? 9 : 10);
      CHECK_NEAR(x[i].mu, whole[i].mu, 1e-13);
   }
   for (int r = 0; r < p.rows; r++)
      if (r / 4 != 7) outputs[r] = NAN;
   CHECK_OK(ics_morris_effects(&p, outputs, arena, x, &err), &err);
   CHECK(x[0].n == 1 && isnan(x[0].sigma) && isnan(x[0].error) && fabs(x[0].mu - 3) < 1e-13);
   for (int r = 0; r < p.rows; r++) outputs[r] = NAN;
   CHECK_OK(ics_morris_effects(&p, outputs, arena, x, &err), &err);
   CHECK(x[0].n == 0 && isnan(x[0].mu) && isnan(x[0].mu_star));
   ics_arena_free(&arena);
}

static void screenings_that_cannot_be_are_refused(void)
{
   ics_morris p;
   ics_err_clear(&err);
   CHECK_INT(ics_morris_plan(0, 10, 4, 0, 1, 1, &p, &err), ICS_EUSAGE);
   CHECK_INT(ics_morris_plan(3, 1, 4, 0, 1, 1, &p, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "at least 1 and 2");
   CHECK_INT(ics_morris_plan(3, 10, 5, 0, 1, 1, &p, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "even number from 2 to 1000");
   CHECK_INT(ics_morris_plan(3, 10, 4, 0.5, 0.5, 1, &p, &err), ICS_EUSAGE);
   CHECK_INT(ics_morris_plan(3, 10, 4, NAN, 1, 1, &p, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "want 0 <= from < to <= 1");
   CHECK_INT(ics_morris_plan(100000, 100000, 4, 0, 1, 1, &p, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "ask for fewer");
}

static void memory_that_runs_out_is_an_error(void)
{
   ics_rc rc = ICS_EMEMORY;
   int k = 0;
   for (; k < 100 && rc == ICS_EMEMORY; k++) {
      ics_arena *arena = ics_arena_new();
      const ics_saltelli *p = NULL;
      static const double y[] = { 1, 2, 3, 4, 5, 7, 1, 3 };
      ics_effect x[3];
      ics_indices out;
      ics_morris m;
      ics_arena_fail_at(k);
      rc = ics_saltelli_plan(ICS_STREAM_SOBOL, 1, 2, NULL, 2, arena, &p, &err);
      if (rc == ICS_OK) rc = ics_indices_from(p, y, 10, 0.9, 1, arena, &out, &err);
      if (rc == ICS_OK) rc = ics_morris_plan(3, 2, 4, 0, 1, 1, &m, &err);
      if (rc == ICS_OK) rc = ics_morris_effects(&m, y, arena, x, &err);
      ics_arena_fail_at(-1);
      CHECK(rc == ICS_EMEMORY || rc == ICS_OK);
      ics_arena_free(&arena);
   }
   CHECK(k > 8 && rc == ICS_OK);
}

const ics_test tests_indices[] = {
   { "the sample is two matrices and their mixtures",
     the_sample_is_two_matrices_and_their_mixtures },
   { "indices are what the papers print", indices_are_what_the_papers_print },
   { "Ishigami's indices lie within their intervals",
     ishigamis_indices_lie_within_their_intervals },
   { "so do those of the g-function", so_do_those_of_the_g_function },
   { "indices converge", indices_converge },
   { "groups are taken as one", groups_are_taken_as_one },
   { "rows that failed are left out and counted", rows_that_failed_are_left_out_and_counted },
   { "an output that does not vary has no indices", an_output_that_does_not_vary_has_no_indices },
   { "intervals hold the truth as often as they say",
     intervals_hold_the_truth_as_often_as_they_say },
   { "samples that cannot be are refused", samples_that_cannot_be_are_refused },
   { "each input moves once a trajectory, on the grid",
     each_input_moves_once_a_trajectory_on_the_grid },
   { "effects of a linear function are its slopes", effects_of_a_linear_function_are_its_slopes },
   { "interactions show in sigma", interactions_show_in_sigma },
   { "effects without an output are left out", effects_without_an_output_are_left_out },
   { "screenings that cannot be are refused", screenings_that_cannot_be_are_refused },
   { "memory that runs out is an error", memory_that_runs_out_is_an_error },
   { NULL, NULL },
};
