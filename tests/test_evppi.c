/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value of partial information, against closed forms of normal problems, and its regressions
 * against regressions done again without a part of the draws. */
#include <stdlib.h>

#include <gsl/gsl_multifit.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>

#include "check.h"
#include "sheet.h"
#include "stats/evppi.h"
#include "stats/exact.h"
#include "stats/regress.h"

static ics_err err; /* large, so not on the stack */

/* ---- closed forms -------------------------------------------------------------------------------
 */

enum { LINEAR_PARAMS = 4 };
static const double slopes[LINEAR_PARAMS] = { 1.0, -0.6, 0.3, 0.0 };

/* b less a is 0.2 + the sum of slope times a standard normal parameter + noise of sd 0.5, and both
 * have a noise of sd 3 in common, which must not matter. c is far behind. */
static sheet linear_problem(int n, unsigned long seed)
{
   static const char *const names[] = { "a",        "b",        "c",       "param_p0",
                                        "param_p1", "param_p2", "param_p3" };
   sheet s = sheet_new(7, names, n);
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   gsl_rng_set(rng, seed);
   for (int i = 0; i < n; i++) {
      double *at = sheet_row(&s, i), common = gsl_ran_gaussian(rng, 3.0);
      at[0] = common;
      at[1] = common + 0.2 + gsl_ran_gaussian(rng, 0.5);
      at[2] = common - 30.0 + gsl_ran_gaussian(rng, 0.5);
      for (int v = 0; v < LINEAR_PARAMS; v++) {
         at[3 + v] = gsl_ran_ugaussian(rng);
         at[1] += slopes[v] * at[3 + v];
      }
   }
   gsl_rng_free(rng);
   return s;
}

static double linear_evppi(unsigned members)
{
   double variance = 0.0;
   for (int v = 0; v < LINEAR_PARAMS; v++)
      if (members >> v & 1u) variance += slopes[v] * slopes[v];
   return variance > 0.0 ? normal_loss(0.2, sqrt(variance)) : 0.0;
}

static void evppi_of_an_additive_linear_model(void)
{
   static const char *const groups[] = { "g1=p0",    "g2=p1",    "g4=p2",       "g3=p0,p1",
                                         "g6=p1,p2", "g5=p[02]", "g7=p0,p1,p2", "g8=p3" };
   sheet s = linear_problem(5000, 11);
   asking a = ask_of(&s, NULL, groups, 8);
   for (int g = 0; a.ok && g < 8; g++) {
      char name[3] = { groups[g][0], groups[g][1], '\0' };
      const ics_evppi *e = group_of(&a, 0, name);
      CHECK_WITHIN(e->value, linear_evppi((unsigned)(name[1] - '0')), e->se, 0.015);
      CHECK(!e->over && e->value <= a.r.points[0].evpi);
   }
   if (a.ok) {
      const ics_evppi *all = group_of(&a, 0, "all");
      CHECK_WITHIN(all->value, linear_evppi(15), all->se, 0.015);
      CHECK(all->value < a.r.points[0].evpi); /* the noise is no parameter */
   }
   done_with(&a, &s);
}

/* b less a is x^2 - c, x standard normal: E max(x^2 - c, 0) = 2 ((1 - c) Q(r) + r phi(r)), r =
 * sqrt(c), less the mean 1 - c where it is positive; y is without effect. No straight line sees
 * it, nor the curve who looks at the noise that a and b share. Then b less a is x y: E max(x y, 0)
 * = E|x| E|y| / 2 = 1 / pi, and neither alone is worth anything. */
static void evppi_of_curves_and_products(void)
{
   static const char *const names[] = { "a", "b", "param_x", "param_y" };
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   const double c = 1.3, r = sqrt(c);
   for (int product = 0; product < 2; product++) {
      sheet s = sheet_new(4, names, 5000);
      for (int i = 0; i < s.n; i++) {
         double *at = sheet_row(&s, i), x = at[2] = gsl_ran_ugaussian(rng);
         double y = at[3] = gsl_ran_ugaussian(rng);
         at[0] = gsl_ran_gaussian(rng, 300.0);
         at[1] = at[0] + (product ? x * y : x * x - c) + gsl_ran_gaussian(rng, 1.0);
      }
      asking a = ask_of(&s, NULL, NULL, 0);
      double curve = 2.0 * ((1.0 - c) * gsl_cdf_ugaussian_Q(r) + r * gsl_ran_ugaussian_pdf(r));
      double truth = product ? 1.0 / 3.14159265358979323846 : curve;
      if (a.ok) {
         const ics_evppi *x = group_of(&a, 0, "x"), *both = group_of(&a, 0, "all");
         CHECK_WITHIN(both->value, truth, both->se, 0.03);
         CHECK_WITHIN(x->value, product ? 0.0 : truth, x->se, 0.03);
         CHECK_WITHIN(group_of(&a, 0, "y")->value, 0.0, group_of(&a, 0, "y")->se, 0.03);
      }
      done_with(&a, &s);
   }
   gsl_rng_free(rng);
}

/* Without noise the parameters are all there is to know: EVPPI of all is EVPI, and not above it. */
static void all_parameters_of_a_model_without_noise_are_worth_evpi(void)
{
   static const char *const names[] = { "a", "b", "c", "param_x", "param_y" };
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   sheet s = sheet_new(5, names, 400);
   for (int i = 0; i < s.n; i++) {
      double *at = sheet_row(&s, i), x = at[3] = gsl_rng_uniform(rng),
             y = at[4] = gsl_rng_uniform(rng);
      at[0] = 10.0 * x;
      at[1] = 8.0 * y + 1.0;
      at[2] = 4.0 + 2.0 * x * y;
   }
   gsl_rng_free(rng);
   asking a = ask_of(&s, NULL, NULL, 0);
   if (a.ok) {
      const ics_evppi *all = group_of(&a, 0, "all");
      CHECK_NEAR(all->value, a.r.points[0].evpi, 1e-12);
      CHECK(all->value <= a.r.points[0].evpi && !all->over);
      CHECK_TEXT(all->shape, "straight lines and their products");
      CHECK(group_of(&a, 0, "x")->value < 0.9 * all->value);
   }
   done_with(&a, &s);
}

/* Errors as they are told against the spread of 60 runs of 400 draws each. */
static void standard_errors_are_what_repetition_shows(void)
{
   enum { RUNS = 60 };
   static const char *const groups[] = { "g=p0,p1" };
   double evpi[RUNS], evppi[RUNS], told_evpi = 0.0, told_evppi = 0.0, mean[2], se[2];
   for (int k = 0; k < RUNS; k++) {
      sheet s = linear_problem(400, 100 + (unsigned long)k);
      asking a = ask_of(&s, NULL, groups, 1);
      if (!a.ok) return;
      evpi[k] = a.r.points[0].evpi;
      evppi[k] = group_of(&a, 0, "g")->value;
      told_evpi += a.r.points[0].evpi_se / RUNS;
      told_evppi += group_of(&a, 0, "g")->se / RUNS;
      done_with(&a, &s);
   }
   mean[0] = ics_exact_mean(evpi, RUNS, &se[0]);
   mean[1] = ics_exact_mean(evppi, RUNS, &se[1]);
   CHECK_WITHIN(mean[0], normal_loss(0.2, sqrt(1.45 + 0.25)), se[0], 0.02);
   CHECK_WITHIN(mean[1], linear_evppi(3), se[1], 0.02);
   /* the spread of 60 is itself known to about a tenth */
   CHECK_NEAR(told_evpi / (se[0] * sqrt((double)RUNS)), 1.0, 0.3);
   CHECK_NEAR(told_evppi / (se[1] * sqrt((double)RUNS)), 1.0, 0.3);
   if (getenv("ICS_TELL"))
      fprintf(stderr,
              "EVPI %.4f (told %.4f, spread %.4f), EVPPI %.4f of %.4f (told %.4f, spread "
              "%.4f)\n",
              mean[0], told_evpi, se[0] * sqrt((double)RUNS), mean[1], linear_evppi(3), told_evppi,
              se[1] * sqrt((double)RUNS));
}

/* ---- groups -------------------------------------------------------------------------------------
 */

static void groups_within_groups_never_fall(void)
{
   static const char *const groups[] = { "abc=a,b,c", "ab=a,b", "a=a",         "bd=b,d",
                                         "b=b",       "d=d",    "abd=a,b,d",   "bdef=[bdef]",
                                         "e=e",       "ef=e,f", "abde=a,b,d,e" };
   for (unsigned long seed = 1; seed <= 3; seed++) {
      sheet s = crooked_sheet(seed == 3 ? 2000 : 150, seed);
      asking a = ask_of(&s, "0:1000:125", groups, 11);
      int raised = 0;
      for (int g = 0; a.ok && g < a.r.ngroups; g++)
         for (int h = 0; h < a.r.ngroups; h++) {
            int k = 0;
            for (int v = 0; v < a.r.groups[h].nparams && k < a.r.groups[g].nparams; v++)
               k += a.r.groups[h].params[v] == a.r.groups[g].params[k];
            if (k < a.r.groups[g].nparams) continue;
            for (int w = 0; w < a.r.npoints; w++) {
               const ics_evppi *in = &a.r.evppi[g * a.r.npoints + w];
               const ics_evppi *out = &a.r.evppi[h * a.r.npoints + w];
               CHECK_(out->value >= in->value, "%s %.17g below %s %.17g", a.r.groups[h].name,
                      out->value, a.r.groups[g].name, in->value);
               CHECK(in->value >= 0.0);
               CHECK(in->value <= a.r.points[w].evpi || in->over);
               raised += out->as >= 0;
            }
         }
      CHECK(raised > 0); /* so the rule had work to do */
      done_with(&a, &s);
   }
}

/* Of 60 draws a group may have 11 parameters and no more: 5 draws each, and 5 for the constant. */
static void too_many_parameters_for_the_draws_are_not_told(void)
{
   static const char *names[14] = { "a", "b" };
   static char text[12][16];
   for (int v = 0; v < 12; v++) {
      (void)snprintf(text[v], sizeof text[v], "param_p%d", v);
      names[2 + v] = text[v];
   }
   static const char *const groups[] = { "eleven=p[0-9],p10" };
   sheet s = sheet_new(14, names, 60);
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   for (int i = 0; i < 60 * 14; i++) s.value[i] = gsl_ran_ugaussian(rng);
   gsl_rng_free(rng);
   asking a = ask_of(&s, NULL, groups, 1);
   if (a.ok) {
      CHECK(isfinite(group_of(&a, 0, "eleven")->value));
      CHECK(isnan(group_of(&a, 0, "all")->value));
      CHECK_INT(a.r.nnotes, 2);
      CHECK_HAS(a.r.notes[1], "all: too few draws");
   }
   done_with(&a, &s);
}

/* ---- cross-validation ---------------------------------------------------------------------------
 */

/* Predict every part by a regression on the others with GSL, on the columns of the basis. */
static void validate_slowly(const ics_basis_q *b, const int *fold, const double *y, double *off)
{
   for (int f = 0; f < ICS_FOLDS; f++) {
      int others = 0, at = 0;
      for (int i = 0; i < b->n; i++) others += fold[i] != f;
      gsl_matrix *x = gsl_matrix_alloc((size_t)others, (size_t)b->p);
      gsl_matrix *cov = gsl_matrix_alloc((size_t)b->p, (size_t)b->p);
      gsl_vector *target = gsl_vector_alloc((size_t)others);
      gsl_vector *c = gsl_vector_alloc((size_t)b->p);
      gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc((size_t)others, (size_t)b->p);
      double chisq;
      for (int i = 0; i < b->n; i++) {
         if (fold[i] == f) continue;
         for (int k = 0; k < b->p; k++)
            gsl_matrix_set(x, (size_t)at, (size_t)k, b->q[(size_t)k * (size_t)b->n + (size_t)i]);
         gsl_vector_set(target, (size_t)at++, y[i]);
      }
      CHECK_INT(gsl_multifit_linear(x, target, c, cov, &chisq, work), 0);
      for (int i = 0; i < b->n; i++) {
         if (fold[i] != f) continue;
         off[i] = y[i];
         for (int k = 0; k < b->p; k++)
            off[i] -= gsl_vector_get(c, (size_t)k) * b->q[(size_t)k * (size_t)b->n + (size_t)i];
      }
      gsl_multifit_linear_free(work);
      gsl_vector_free(c);
      gsl_vector_free(target);
      gsl_matrix_free(cov);
      gsl_matrix_free(x);
   }
}

static void cross_validation_is_what_refitting_gives(void)
{
   enum { N = 220 };
   static double x[2][N], y[N], fit[N], rest[N], off[N], want[N];
   static int fold[N];
   const double *inputs[] = { x[0], x[1] };
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   int nshapes, tried = 0;
   const ics_shape *shapes = ics_shapes(&nshapes);
   for (int i = 0; i < N; i++) {
      x[0][i] = gsl_ran_ugaussian(rng);
      x[1][i] = gsl_ran_exponential(rng, 100.0);
      y[i] = sin(2.0 * x[0][i]) + 0.01 * x[1][i] + gsl_ran_ugaussian(rng);
      fold[i] = (i * 7) % ICS_FOLDS;
   }
   for (int h = 0; h < nshapes; h++) {
      ics_arena *arena = ics_arena_new();
      ics_basis_q b;
      bool works = false;
      if (ics_shape_fits(&shapes[h], 2, N)) {
         CHECK_OK(ics_basis_make(&shapes[h], inputs, 2, N, arena, &b, &err), &err);
         CHECK_INT(b.p, ics_shape_columns(&shapes[h], 2));
         ics_basis_fit(&b, y, 1, fit, rest);
         CHECK_OK(ics_basis_validate(&b, fold, rest, 1, arena, off, &works, &err), &err);
         CHECK(works);
         validate_slowly(&b, fold, y, want);
         for (int i = 0; i < N; i++) CHECK_NEAR(off[i], want[i], 1e-8);
         tried++;
      }
      ics_arena_free(&arena);
   }
   CHECK(tried >= 6);
   gsl_rng_free(rng);
}

/* A natural cubic spline is straight beyond its outer knots and has as many dimensions as knots:
 * what it cannot bend to is left over, and what it can is not. */
static void bases_hold_what_they_should(void)
{
   enum { N = 200 };
   static double x[N], y[2 * N], fit[2 * N], rest[2 * N], same[N], flat[N];
   const double *inputs[] = { x, same, flat };
   int nshapes;
   const ics_shape *shapes = ics_shapes(&nshapes);
   ics_arena *arena = ics_arena_new();
   ics_basis_q b;
   for (int i = 0; i < N; i++) {
      x[i] = 1000.0 + i;
      same[i] = 3.0 * x[i] + 7.0;
      flat[i] = 5.0;
      y[i] = 4.0 - 0.5 * i;
      y[N + i] = (double)i * i;
   }
   for (int h = 1; h < nshapes; h++) {
      CHECK_OK(ics_basis_make(&shapes[h], inputs, 3, N, arena, &b, &err), &err);
      ics_basis_fit(&b, y, 2, fit, rest);
      double most[2] = { 0.0, 0.0 };
      for (int i = 0; i < 2 * N; i++) most[i / N] = fmax(most[i / N], fabs(rest[i]));
      CHECK_(most[0] < 1e-10, "%s: a line is missed by %g", shapes[h].words, most[0]);
      CHECK_(shapes[h].knots > 2 || shapes[h].products > 0 ? most[1] < 4000 : most[1] > 6000,
             "%s: a square is missed by %g", shapes[h].words, most[1]);
      if (shapes[h].products == 0) CHECK_INT(b.p, shapes[h].knots); /* one input counts */
   }
   ics_arena_free(&arena);
}

const ics_test tests_evppi[] = {
   { "EVPPI of an additive linear model is its closed form", evppi_of_an_additive_linear_model },
   { "EVPPI of curves and of products is its closed form", evppi_of_curves_and_products },
   { "all parameters of a model without noise are worth EVPI",
     all_parameters_of_a_model_without_noise_are_worth_evpi },
   { "standard errors are what repetition shows", standard_errors_are_what_repetition_shows },
   { "groups within groups never fall", groups_within_groups_never_fall },
   { "too many parameters for the draws are not told",
     too_many_parameters_for_the_draws_are_not_told },
   { "cross-validation is what refitting gives", cross_validation_is_what_refitting_gives },
   { "bases hold what they should", bases_hold_what_they_should },
   { NULL, NULL },
};
