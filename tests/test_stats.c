/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions fitted to ranges, and figures of samples: against closed forms, against GSL's
 * densities integrated, and against the numbers they were made from. */
#include <float.h>
#include <stdlib.h>

#include <gsl/gsl_integration.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>

#include "check.h"
#include "stats/dist.h"
#include "stats/gsl.h"
#include "stats/moments.h"
#include "stats/philox.h"

static ics_err err;

static double random_between(int i, int place, double from, double to)
{
   return from + (to - from) * ics_random_uniform(5, ICS_USE_OTHER, (uint32_t)i, (uint32_t)place);
}

/* A fit that must come out. */
static ics_dist fitted(ics_dist_kind kind, double low, double point, double high,
                       ics_reading reading)
{
   ics_dist d = { 0 };
   ics_err_clear(&err);
   ics_rc rc = ics_dist_fit(kind, low, point, high, reading, &d, &err);
   CHECK_(rc == ICS_OK, "%s of %g, %g, %g: %s", ics_dist_names[kind].id, low, point, high,
          err.text);
   return d;
}

static ics_dist fitted95(ics_dist_kind kind, double low, double point, double high)
{
   return fitted(kind, low, point, high, ICS_READ_INTERVAL95);
}

/* One of every kind and reading, of very unlike shapes. */
static int all_kinds(ics_dist *out)
{
   int n = 0;
   out[n++] = fitted95(ICS_DIST_BETA, 0.1, 0.25, 0.45);
   out[n++] = fitted95(ICS_DIST_BETA, 0.001, 0.02, 0.09);
   out[n++] = fitted95(ICS_DIST_BETA, 0.999, 0.9995, 0.9998);
   out[n++] = fitted95(ICS_DIST_BETA, 0.01, 0.5, 0.98);
   out[n++] = fitted95(ICS_DIST_GAMMA, 80, 100, 130);
   out[n++] = fitted95(ICS_DIST_GAMMA, 1e-3, 0.4, 2);
   out[n++] = fitted95(ICS_DIST_GAMMA, 9.6e8, 1e9, 1.04e9);
   out[n++] = fitted95(ICS_DIST_LOGNORMAL, 0.8, 1.1, 1.6);
   out[n++] = fitted95(ICS_DIST_NORMAL, -3, 1, 4);
   out[n++] = fitted95(ICS_DIST_UNIFORM, -1, 0, 5);
   out[n++] = fitted(ICS_DIST_UNIFORM, -1, 0, 5, ICS_READ_MINMAX);
   out[n++] = fitted95(ICS_DIST_TRIANGULAR, 2, 2.5, 7);
   out[n++] = fitted(ICS_DIST_TRIANGULAR, 2, 2, 7, ICS_READ_MINMAX);
   out[n++] = fitted95(ICS_DIST_PERT, -2, 2.5, 3);
   out[n++] = fitted(ICS_DIST_PERT, -2, 3, 3, ICS_READ_MINMAX);
   return n;
}

enum { KINDS_ROOM = 16 };

static void the_quantile_undoes_the_distribution_function(void)
{
   static const double parts[] = { 1e-9, 1e-4, 0.01, 0.025, 0.2,      0.5,
                                   0.7,  0.9,  0.95, 0.975, 1 - 1e-5, 1 - 1e-10 };
   ics_dist d[KINDS_ROOM];
   int n = all_kinds(d);
   for (int i = 0; i < n; i++)
      for (int k = 0; k < (int)(sizeof parts / sizeof parts[0]); k++) {
         double x = ics_dist_quantile(&d[i], parts[k]), back = ics_dist_cdf(&d[i], x);
         /* a beta near 1 has few doubles left: there the part may jump by what one of them holds */
         double jump = ics_dist_cdf(&d[i], nextafter(x, HUGE_VAL)) -
                       ics_dist_cdf(&d[i], nextafter(x, -HUGE_VAL));
         /* GSL's gamma of shape 4,000 jumps by 5e-13 where one method takes over from another */
         double room = 1e-11 * fmin(parts[k], 1 - parts[k]) + 4 * jump + 4 * DBL_EPSILON;
         CHECK_(fabs(back - parts[k]) <= room, "%s %d: part %g, quantile %.17g, part again %.17g",
                ics_dist_names[d[i].kind].id, i, parts[k], x, back);
         CHECK(x >= d[i].least && x <= d[i].most);
      }
}

/* Over all shapes that are fitted, and far out in the tails. */
static void quantiles_rise_and_never_are_nan(void)
{
   static const double parts[] = { 1e-300, 0x1p-53, 1e-6,     0.01,       0.3,
                                   0.6,    0.99,    1 - 1e-6, 1 - 0x1p-53 };
   for (int i = 0; i < 400; i++) {
      double a = exp(random_between(i, 0, log(0.05), log(1e4)));
      double b = exp(random_between(i, 1, log(0.05), log(9e4)));
      ics_dist d[] = { { ICS_DIST_GAMMA, 0, HUGE_VAL, a, b, 0, 0, 0, 0 },
                       { ICS_DIST_BETA, -1, 4, a, b, 0, 0, 0, 0 } };
      for (int k = 0; k < 2; k++) {
         double last = d[k].least;
         for (int p = 0; p < (int)(sizeof parts / sizeof parts[0]); p++) {
            double x = ics_dist_quantile(&d[k], parts[p]);
            CHECK_(x >= last && x <= d[k].most, "%s of %.17g, %.17g at %.17g: %.17g after %.17g",
                   ics_dist_names[d[k].kind].id, a, b, parts[p], x, last);
            last = x;
         }
      }
   }
}

static double quantile_of(double u, void *dist)
{
   return ics_dist_quantile(dist, u);
}

static double squared_of(double u, void *dist)
{
   double x = ics_dist_quantile(dist, u) - ics_dist_mean(dist);
   return x * x;
}

static double integral(double (*f)(double, void *), void *ctx, double from, double to)
{
   gsl_integration_workspace *room = gsl_integration_workspace_alloc(1000);
   gsl_function function = { f, ctx };
   double value = NAN, error;
   gsl_integration_qags(&function, from, to, 0, 1e-9, 1000, room, &value, &error);
   gsl_integration_workspace_free(room);
   return value;
}

static void means_and_deviations_are_those_of_the_quantiles(void)
{
   ics_dist d[KINDS_ROOM];
   int n = all_kinds(d);
   for (int i = 0; i < n; i++) {
      double mean = integral(quantile_of, &d[i], 0, 1), sd = ics_dist_sd(&d[i]);
      CHECK_(fabs(mean - ics_dist_mean(&d[i])) <= 1e-7 * (sd + fabs(mean)),
             "%s %d: mean %.12g, by integral %.12g", ics_dist_names[d[i].kind].id, i,
             ics_dist_mean(&d[i]), mean);
      CHECK_NEAR(sqrt(integral(squared_of, &d[i], 0, 1)) / sd, 1, 1e-6);
   }
}

static double density(double x, void *ctx)
{
   const ics_dist *d = ctx;
   double width = d->most - d->least;
   switch (d->kind) {
   case ICS_DIST_GAMMA:
      return gsl_ran_gamma_pdf(x, d->a, d->b);
   case ICS_DIST_LOGNORMAL:
      return gsl_ran_lognormal_pdf(x, d->a, d->b);
   case ICS_DIST_NORMAL:
      return gsl_ran_gaussian_pdf(x - d->a, d->b);
   case ICS_DIST_UNIFORM:
      return gsl_ran_flat_pdf(x, d->least, d->most);
   case ICS_DIST_TRIANGULAR:
      return x < d->a ? 2 * (x - d->least) / width / (d->a - d->least)
                      : 2 * (d->most - x) / width / (d->most - d->a);
   default:
      return gsl_ran_beta_pdf((x - d->least) / width, d->a, d->b) / width;
   }
}

static void parts_are_integrals_of_the_densities(void)
{
   ics_dist d[KINDS_ROOM];
   int n = all_kinds(d);
   for (int i = 0; i < n; i++) {
      double from = ics_dist_quantile(&d[i], 0.1), to = ics_dist_quantile(&d[i], 0.83);
      CHECK_NEAR(integral(density, &d[i], from, to), 0.73, 1e-8);
   }
}

/* Ranges whose distribution is known: its quantiles and its mean are plain expressions. */
static void known_distributions_are_found_again(void)
{
   ics_dist d = fitted95(ICS_DIST_GAMMA, -3 * log(0.975), 3, -3 * log(0.025)); /* exponential */
   CHECK_NEAR(d.a, 1, 1e-9);
   CHECK_NEAR(d.b, 3, 1e-9);
   CHECK_NEAR(d.miss, 0, 1e-9);
   d = fitted95(ICS_DIST_BETA, 0.025, 0.5, 0.975); /* uniform */
   CHECK_NEAR(d.a, 1, 1e-9);
   CHECK_NEAR(d.b, 1, 1e-9);
   d = fitted95(ICS_DIST_BETA, sqrt(0.025), 2.0 / 3, sqrt(0.975)); /* F = x^2 */
   CHECK_NEAR(d.a, 2, 1e-9);
   CHECK_NEAR(d.b, 1, 1e-9);
   d = fitted95(ICS_DIST_BETA, 1 - cbrt(0.975), 0.25, 1 - cbrt(0.025)); /* 1 - F = (1 - x)^3 */
   CHECK_NEAR(d.a, 1, 1e-9);
   CHECK_NEAR(d.b, 3, 1e-9);
   ics_err_clear(&err);
   CHECK_OK(ics_dist_fit_beta(-2, 3, 5 * sqrt(0.025) - 2, 5 * 2.0 / 3 - 2, 5 * sqrt(0.975) - 2, &d,
                              &err),
            &err);
   CHECK_NEAR(d.a, 2, 1e-9);
   CHECK_NEAR(ics_dist_quantile(&d, 0.36), 1, 1e-12); /* 5 sqrt(0.36) - 2 */
   d = fitted95(ICS_DIST_LOGNORMAL, 0.5, 1, 2);
   CHECK_NEAR(d.a, 0, 1e-15);
   CHECK_NEAR(d.b, 0.35365, 1e-5); /* ln 4 / (2 * 1.95996) */
   CHECK_NEAR(ics_dist_quantile(&d, 0.025), 0.5, 1e-12);
   CHECK_NEAR(ics_dist_quantile(&d, 0.975), 2, 1e-12);
   d = fitted95(ICS_DIST_NORMAL, -1.959963984540054, 0, 1.959963984540054);
   CHECK_NEAR(d.b, 1, 1e-12);
   /* least 0, most 1, mode 0.2: below it F = x^2 / 0.2, above 1 - F = (1 - x)^2 / 0.8 */
   d = fitted95(ICS_DIST_TRIANGULAR, sqrt(0.025 * 0.2), 0.2, 1 - sqrt(0.025 * 0.8));
   CHECK_NEAR(d.least, 0, 1e-12);
   CHECK_NEAR(d.most, 1, 1e-12);
   d = fitted(ICS_DIST_PERT, 10, 15, 20,
              ICS_READ_MINMAX); /* beta(3, 3): F = 10x^3 - 15x^4 + 6x^5 */
   CHECK_NEAR(ics_dist_cdf(&d, 13), 10 * 0.027 - 15 * 0.0081 + 6 * 0.00243, 1e-12);
   CHECK_NEAR(ics_dist_mean(&d), (10 + 4 * 15 + 20) / 6.0, 1e-12);
   d = fitted95(ICS_DIST_UNIFORM, 2.5, 40, 97.5);
   CHECK_NEAR(d.least, 0, 1e-12);
   CHECK_NEAR(d.most, 100, 1e-12);
   CHECK_NEAR(d.miss_point, 10, 1e-12);
   d = fitted(ICS_DIST_FIXED, NAN, 7, NAN, ICS_READ_MINMAX);
   CHECK(ics_dist_quantile(&d, 0.3) == 7 && ics_dist_mean(&d) == 7 && ics_dist_sd(&d) == 0);
   CHECK(ics_dist_cdf(&d, 6.9) == 0 && ics_dist_cdf(&d, 7) == 1);
}

/* Draw the parameters, take quantiles and the point from them, fit, and have them again. */
static void random_distributions_are_found_again(void)
{
   for (int i = 0; i < 40; i++) {
      double sum = exp(random_between(i, 0, log(2.5), log(9e3))),
             m = random_between(i, 1, 0.03, 0.97);
      double least = random_between(i, 2, -5, 5), width = exp(random_between(i, 3, -8, 8));
      ics_dist b = { ICS_DIST_BETA, 0, 1, sum * m, sum * (1 - m), 0, 0, 0, 0 };
      ics_dist g = { ICS_DIST_GAMMA, 0, HUGE_VAL, sum, width, 0, 0, 0, 0 };
      ics_dist t = { ICS_DIST_TRIANGULAR, least, least + width, least + width * m, 0, 0, 0, 0, 0 };
      ics_dist p = { ICS_DIST_PERT, least, least + width, 1 + 4 * m, 5 - 4 * m, 0, 0, 0, 0 };
      double points[] = { m, sum * width, least + width * m, least + width * m };
      ics_dist *all[] = { &b, &g, &t, &p };
      for (int k = 0; k < 4; k++) {
         double low = ics_dist_quantile(all[k], 0.025), high = ics_dist_quantile(all[k], 0.975);
         if (points[k] <= low || points[k] >= high) continue;
         ics_dist d = fitted95(all[k]->kind, low, points[k], high);
         CHECK_NEAR(d.miss, 0, 1e-8);
         CHECK_(fabs(d.a / all[k]->a - 1) < 1e-6, "%s: first parameter %.12g, want %.12g",
                ics_dist_names[d.kind].id, d.a, all[k]->a);
         for (int q = 1; q < 20; q++)
            CHECK_NEAR((ics_dist_quantile(&d, q / 20.0) - ics_dist_quantile(all[k], q / 20.0)) /
                           (high - low),
                       0, 1e-8);
      }
   }
}

static void what_a_fit_misses_is_said(void)
{
   /* an even range: the skewed families cannot have its mean and both its ends */
   static const ics_dist_kind kinds[] = { ICS_DIST_GAMMA, ICS_DIST_LOGNORMAL, ICS_DIST_NORMAL };
   ics_dist d;
   for (int i = 0; i < 3; i++) {
      d = fitted95(kinds[i], 60, 100, 140);
      CHECK_NEAR(d.miss_low, ics_dist_quantile(&d, 0.025) - 60, 1e-12);
      CHECK_NEAR(d.miss_high, ics_dist_quantile(&d, 0.975) - 140, 1e-12);
      CHECK_NEAR(d.miss, fmax(fabs(d.miss_low), fabs(d.miss_high)) / 80, 1e-12);
      CHECK_NEAR(d.miss_point, 0, 1e-9);
   }
   d = fitted95(ICS_DIST_GAMMA, 60, 100, 140);
   CHECK_NEAR(ics_dist_mean(&d), 100, 1e-9);
   CHECK_NEAR(d.miss_low, d.miss_high, 1e-7); /* the width is met, so the interval is moved */
   CHECK_(d.miss > 0.02 && d.miss < 0.1, "missed by %g of the width", d.miss);
   d = fitted95(ICS_DIST_LOGNORMAL, 60, 100, 140); /* sqrt(140 / 60) = 1.5275 each way */
   CHECK_NEAR(d.miss_low, 100 / sqrt(140 / 60.0) - 60, 1e-9);
   CHECK_NEAR(d.miss_high, 100 * sqrt(140 / 60.0) - 140, 1e-9);
   d = fitted95(ICS_DIST_NORMAL, 60, 90, 140);
   CHECK_NEAR(d.miss_low, -10, 1e-9);
   CHECK_NEAR(d.miss_high, -10, 1e-9);
   CHECK_NEAR(d.miss, 0.125, 1e-9);
   d = fitted95(ICS_DIST_PERT, 60, 60, 140);
   CHECK_NEAR(d.miss, 0, 1e-9);
   CHECK_NEAR(d.least + (d.a - 1) / 4 * (d.most - d.least), 60, 1e-9);
}

static void fits_that_cannot_be_say_why(void)
{
   static const struct {
      ics_dist_kind kind;
      double low, point, high;
      ics_reading reading;
      ics_rc rc;
      const char *words;
   } cases[] = {
      { ICS_DIST_BETA, 0.2, 0.5, 1, 0, ICS_EINPUT, "Give a high below 1" },
      { ICS_DIST_BETA, 0.2, 0.5, 1.5, 0, ICS_EINPUT, "every value lies below 1" },
      { ICS_DIST_BETA, 0, 0.5, 0.9, 0, ICS_EINPUT, "Give a low above 0" },
      { ICS_DIST_GAMMA, 0, 5, 9, 0, ICS_EINPUT, "Give a low above 0" },
      { ICS_DIST_GAMMA, -1, 5, 9, 0, ICS_EINPUT, "every value lies above 0" },
      { ICS_DIST_LOGNORMAL, 0, 1, 2, 0, ICS_EINPUT, "minmax" },
      { ICS_DIST_GAMMA, 5, 5, 5, 0, ICS_EINPUT, "use fixed" },
      { ICS_DIST_UNIFORM, 5, 5, 5, 1, ICS_EINPUT, "use fixed" },
      { ICS_DIST_PERT, 5, 4, 6, 1, ICS_EINPUT, "outside of 5 to 6" },
      { ICS_DIST_NORMAL, 5, 7, 6, 0, ICS_EINPUT, "outside of 5 to 6" },
      { ICS_DIST_NORMAL, 6, 5, 4, 0, ICS_EINPUT, "want low <= point <= high" },
      { ICS_DIST_GAMMA, 5, 5, 6, 0, ICS_EINPUT, "at an end of its 95% interval" },
      { ICS_DIST_BETA, 0.1, 0.2, 0.2, 0, ICS_EINPUT, "at an end of its 95% interval" },
      { ICS_DIST_NORMAL, NAN, 0, 1, 0, ICS_EINPUT, "want three finite numbers" },
      { ICS_DIST_TRIANGULAR, 0, NAN, 1, 0, ICS_EINPUT, "want three finite numbers" },
      { ICS_DIST_UNIFORM, 0, 1, INFINITY, 1, ICS_EINPUT, "want three finite numbers" },
      { ICS_DIST_UNIFORM, -1.7e308, 1, 1.7e308, 1, ICS_EINPUT, "no width" },
      { ICS_DIST_FIXED, 0, NAN, 1, 0, ICS_EINPUT, "want a finite number" },
      { ICS_DIST_BETA, 0.1, 0.2, 0.3, 1, ICS_EUSAGE, "interval95" },
      { ICS_DIST_GAMMA, 1, 2, 3, 1, ICS_EUSAGE, "pert, triangular or uniform" },
      { ICS_DIST_LOGNORMAL, 1, 2, 3, 1, ICS_EUSAGE, "lognormal does not end" },
      { ICS_DIST_NORMAL, 1, 2, 3, 1, ICS_EUSAGE, "normal does not end" },
      { ICS_DIST_GAMMA, 0.99, 1, 1.01, 0, ICS_EINPUT, "use lognormal" },
      { ICS_DIST_BETA, 0.4999, 0.5, 0.5001, 0, ICS_EINPUT, "use normal" },
      { ICS_DIST_GAMMA, 0.001, 0.01, 5, 0, ICS_EINPUT, "give a narrower range" },
      { ICS_DIST_BETA, 0.001, 0.002, 0.9, 0, ICS_EINPUT, "give a narrower range" },
   };
   for (int i = 0; i < (int)(sizeof cases / sizeof cases[0]); i++) {
      ics_dist d = { .a = 42 };
      ics_err_clear(&err);
      CHECK_INT(ics_dist_fit(cases[i].kind, cases[i].low, cases[i].point, cases[i].high,
                             cases[i].reading, &d, &err),
                cases[i].rc);
      CHECK_HAS(err.text, cases[i].words);
      CHECK_HAS(err.text, ics_dist_names[cases[i].kind].id);
      CHECK(d.a == 42);
   }
   ics_dist d;
   ics_err_clear(&err);
   CHECK_INT(ics_dist_fit_beta(2, 2, 2, 2, 2, &d, &err), ICS_EINPUT);
   CHECK_HAS(err.text, "least < most");
   CHECK_INT(ics_dist_fit_beta(2, 5, 2, 3, 4, &d, &err), ICS_EINPUT);
   CHECK_HAS(err.text, "Give a low above 2");
}

static void kinds_and_readings_are_known_by_name(void)
{
   ics_dist_kind kind = ICS_DIST_FIXED;
   ics_reading reading = ICS_READ_INTERVAL95;
   ics_err_clear(&err);
   CHECK_OK(ics_dist_kind_find("lognormal", &kind, &err), &err);
   CHECK_INT(kind, ICS_DIST_LOGNORMAL);
   CHECK_OK(ics_reading_find("minmax", &reading, &err), &err);
   CHECK_INT(reading, ICS_READ_MINMAX);
   CHECK_INT(ics_dist_kind_find("gama", &kind, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "did you mean \"gamma\"?");
   CHECK_INT(ics_dist_kind_find("weibull distribution", &kind, &err), ICS_EUSAGE);
   CHECK_HAS(err.text,
             "there are: fixed, uniform, triangular, pert, beta, gamma, lognormal, normal");
   CHECK_INT(ics_reading_find("intervall95", &reading, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "did you mean \"interval95\"?");
   CHECK_TEXT(ics_dist_roles[ICS_DIST_LOGNORMAL], "median");
}

/* --- samples ---------------------------------------------------------------------------------- */

static void moments_of_known_numbers_are_exact(void)
{
   ics_moments m = { 0 }, far = { 0 }, tenth = { 0 }, none = { 0 };
   for (int i = 1; i <= 1000; i++) ics_moments_add(&m, i);
   CHECK_NEAR(ics_moments_mean(&m), 500.5, 1e-15);
   CHECK_NEAR(ics_moments_variance(&m), 1000 * 1001 / 12.0, 1e-15); /* n (n + 1) / 12 */
   CHECK_NEAR(ics_moments_error(&m), sqrt(1001 / 12.0), 1e-15);
   CHECK(m.n == 1000 && m.least == 1 && m.most == 1000);
   /* 4, 7, 13, 16 about a million millions: mean 10, squares 36 + 9 + 9 + 36 = 90 = 3 * 30 */
   static const double offset[] = { 4, 7, 13, 16 };
   for (int k = 0; k < 40000; k++) ics_moments_add(&far, 1e12 + offset[k % 4]);
   CHECK_(ics_moments_mean(&far) == 1e12 + 10, "mean %.17g", ics_moments_mean(&far));
   CHECK_NEAR(ics_moments_variance(&far), 22.5 * 40000 / 39999, 1e-12);
   for (int k = 0; k < 1000000; k++) ics_moments_add(&tenth, 0.1);
   CHECK(ics_moments_mean(&tenth) == 0.1 && ics_moments_variance(&tenth) == 0);
   CHECK(isnan(ics_moments_mean(&none)) && isnan(ics_moments_variance(&none)));
   ics_moments_add(&none, NAN);
   ics_moments_add(&none, -INFINITY);
   ics_moments_add(&none, 3);
   CHECK(none.n == 1 && none.missing == 2 && ics_moments_mean(&none) == 3);
   CHECK(isnan(ics_moments_sd(&none)) && isnan(ics_moments_error(&none)));
}

/* Numbers of very unlike size, one missing. */
static double ragged(int i)
{
   double u = ics_random_uniform(8, ICS_USE_OTHER, (uint32_t)i, 0);
   return i == 17 ? (double)NAN : exp(40 * (u - 0.5)) * (i % 2 ? 1 : -1);
}

static void parts_joined_are_the_whole(void)
{
   enum { N = 300 };
   ics_moments whole = { 0 };
   for (int i = 0; i < N; i++) ics_moments_add(&whole, ragged(i));
   for (int cut = 0; cut <= N; cut++) {
      ics_moments a = { 0 }, b = { 0 };
      for (int i = 0; i < N; i++) ics_moments_add(i < cut ? &a : &b, ragged(i));
      ics_moments_join(&a, &b);
      CHECK(a.n == whole.n && a.missing == 1 && a.least == whole.least && a.most == whole.most);
      CHECK_NEAR((ics_moments_mean(&a) - ics_moments_mean(&whole)) / ics_moments_sd(&whole), 0,
                 4e-16);
      CHECK_NEAR(ics_moments_sd(&a) / ics_moments_sd(&whole), 1, 4e-16);
   }
}

/* Whole numbers of very unlike size, so that both sums are exact in integers: the variance is
 * (n sum x^2 - (sum x)^2) / (n (n - 1)). */
static void sums_are_those_of_whole_numbers(void)
{
   enum { N = 300 };
   int64_t sum = 0, squares = 0;
   ics_moments m = { 0 };
   for (int i = 0; i < N; i++) {
      int64_t x = (int64_t)exp(random_between(i, 9, 0, 15.2)) * (i % 2 ? 1 : -1);
      ics_moments_add(&m, (double)x);
      sum += x;
      squares += x * x;
   }
   CHECK_NEAR((ics_moments_mean(&m) - (double)sum / N) / ics_moments_sd(&m), 0, 4e-16);
   CHECK_NEAR(ics_moments_variance(&m) / ((double)(N * squares - sum * sum) / N / (N - 1)), 1,
              4e-16);
}

static void quantiles_lie_between_order_statistics(void)
{
   double x[] = { 5, NAN, 1, 4, 2, INFINITY, 3 }, work[7], q[5];
   static const double p[] = { 0, 0.1, 0.5, 0.975, 1 };
   CHECK_INT(ics_quantiles(x, 7, p, 5, q, work), 5);
   CHECK(q[0] == 1 && q[2] == 3 && q[4] == 5);
   CHECK_NEAR(q[1], 1.4, 1e-15);
   CHECK_NEAR(q[3], 4.9, 1e-15);
   CHECK(x[0] == 5);
   CHECK_INT(ics_quantiles(x, 7, p, 5, q, x), 5);
   CHECK_NEAR(q[1], 1.4, 1e-15);
   x[0] = NAN;
   CHECK_INT(ics_quantiles(x, 1, p, 5, q, work), 0);
   CHECK(isnan(q[0]) && isnan(q[4]));
}

const ics_test tests_stats[] = {
   { "the quantile undoes the distribution function",
     the_quantile_undoes_the_distribution_function },
   { "quantiles rise and never are NaN", quantiles_rise_and_never_are_nan },
   { "means and deviations are those of the quantiles",
     means_and_deviations_are_those_of_the_quantiles },
   { "parts are integrals of the densities", parts_are_integrals_of_the_densities },
   { "known distributions are found again", known_distributions_are_found_again },
   { "random distributions are found again", random_distributions_are_found_again },
   { "what a fit misses is said", what_a_fit_misses_is_said },
   { "fits that cannot be say why", fits_that_cannot_be_say_why },
   { "kinds and readings are known by name", kinds_and_readings_are_known_by_name },
   { "moments of known numbers are exact", moments_of_known_numbers_are_exact },
   { "parts joined are the whole", parts_joined_are_the_whole },
   { "sums are those of whole numbers", sums_are_those_of_whole_numbers },
   { "quantiles lie between order statistics", quantiles_lie_between_order_statistics },
   { NULL, NULL },
};
