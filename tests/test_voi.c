/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acceptability and the value of information: by hand, against closed forms of normal problems, and
 * against regressions done again without a part of the draws; draws that cannot be read. */
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "base/buffer.h"
#include "check.h"
#include "report/voi.h"
#include "stats/evppi.h"
#include "stats/exact.h"
#include "stats/regress.h"

enum { COLUMNS_MOST = 32, PATH_BYTES = 512, TEXT_BYTES = 1 << 16 };

static ics_err err; /* large, so not on the stack */

/* ---- draws made here ----------------------------------------------------------------------------
 */

/** A table that becomes a file: value of row i, column c at i * ncolumns + c. */
typedef struct sheet {
   const char *names[COLUMNS_MOST];
   int ncolumns, n;
   double *value; /* from calloc */
} sheet;

static sheet sheet_new(int ncolumns, const char *const *names, int n)
{
   sheet s = { .ncolumns = ncolumns, .n = n };
   for (int c = 0; c < ncolumns; c++) s.names[c] = names[c];
   s.value = calloc((size_t)n * (size_t)ncolumns, sizeof *s.value);
   CHECK(s.value != NULL);
   return s;
}

static double *row(const sheet *s, int i)
{
   return s->value + (size_t)i * (size_t)s->ncolumns;
}

static void write_sheet(const sheet *s, FILE *file)
{
   for (int c = 0; c < s->ncolumns; c++) fprintf(file, "%s%s", c ? "," : "", s->names[c]);
   for (int i = 0; i < s->n; i++)
      for (int c = 0; c < s->ncolumns; c++) fprintf(file, "%s%.17g", c ? "," : "\n", row(s, i)[c]);
   fputc('\n', file);
}

/** What was asked and answered, in an arena of its own. */
typedef struct asking {
   ics_arena *arena;
   ics_voi_result r;
   bool ok;
} asking;

/** Read @p s by way of a file, and ask everything. @param wtp  NULL: net benefits
 *  @param groups  [ngroups] as --group */
static asking ask(const sheet *s, const char *wtp, const char *const *groups, int ngroups)
{
   asking a = { .arena = ics_arena_new() };
   char path[] = "/tmp/icsopt-draws.XXXXXX";
   ics_wtp grid;
   int fd = mkstemp(path);
   FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
   ics_err_clear(&err);
   CHECK(file != NULL);
   if (!file) return a;
   write_sheet(s, file);
   fclose(file);
   ics_voi_result *r = &a.r;
   r->seed = 1;
   r->decisions = (double)NAN;
   ics_rc rc = ics_draws_read(path, a.arena, &r->draws, &err);
   unlink(path);
   if (rc == ICS_OK && wtp) rc = ics_wtp_read(wtp, &grid, &err);
   if (rc == ICS_OK)
      rc = ics_voi_curves(r->draws, wtp ? &grid : NULL, a.arena, &r->points, &r->npoints, &err);
   if (rc == ICS_OK && wtp) rc = ics_voi_efficiency(r->draws, a.arena, &r->frontier, &err);
   if (rc == ICS_OK)
      rc = ics_param_groups_read(groups, ngroups, r->draws, a.arena, &r->groups, &r->ngroups, &err);
   ics_evppi_request q = { .groups = r->groups,
                           .ngroups = r->ngroups,
                           .points = r->points,
                           .npoints = r->npoints,
                           .seed = r->seed,
                           .jobs = 1 };
   if (rc == ICS_OK) rc = ics_evppi_estimate(r->draws, &q, a.arena, &r->evppi, &err);
   if (rc == ICS_OK) rc = ics_voi_notes(r, a.arena, &err);
   CHECK_(rc == ICS_OK, "%s: %s", ics_rc_text(rc), err.text);
   a.ok = rc == ICS_OK;
   return a;
}

static void done(asking *a, sheet *s)
{
   ics_arena_free(&a->arena);
   free(s->value);
   s->value = NULL;
}

static const ics_voi_strategy *strategy_of(const asking *a, int point, const char *name)
{
   for (int s = 0; s < a->r.draws->nstrategies; s++)
      if (strcmp(a->r.draws->strategies[s], name) == 0) return &a->r.points[point].strategy[s];
   CHECK_(false, "no strategy %s", name);
   return &a->r.points[point].strategy[0];
}

static const ics_evppi *group_of(const asking *a, int point, const char *name)
{
   for (int g = 0; g < a->r.ngroups; g++)
      if (strcmp(a->r.groups[g].name, name) == 0) return &a->r.evppi[g * a->r.npoints + point];
   CHECK_(false, "no group %s", name);
   return &a->r.evppi[0];
}

/** |got - want| within 3 standard errors, and these not vain. */
#define CHECK_WITHIN(got, want, se, most)                                                          \
   do {                                                                                            \
      double check_v = (got), check_x = (want), check_s = (se), check_t = (most);                  \
      CHECK_(fabs(check_v - check_x) <= 3.0 * check_s, "%s: got %.6g, want %.6g within 3 x %.3g",  \
             #got, check_v, check_x, check_s);                                                     \
      CHECK_(check_s <= check_t, "%s: standard error %.3g, want at most %.3g", #got, check_s,      \
             check_t);                                                                             \
   } while (0)

/** E max(X, 0) - max(E X, 0) for X normal: sd times the unit normal loss integral. */
static double normal_loss(double mean, double sd)
{
   double x = fabs(mean) / sd;
   return sd * (gsl_ran_ugaussian_pdf(x) - x * gsl_cdf_ugaussian_Q(x));
}

/* ---- by hand ------------------------------------------------------------------------------------
 */

/* Costs and effects of 4 draws; at 10 a unit of effect,
 *     a: 3*10 - 10 = 20, 3*10 - 20 = 10, 2*10 - 10 = 10, 2*10 - 20 =  0    mean 10
 *     b: 6*10 - 30 = 30, 4*10 - 30 = 10, 3*10 - 30 =  0, 4*10 - 30 = 10    mean 12.5
 *     best:       b           a and b          a               b
 * a is best in (0 + 1/2 + 1 + 0) / 4 = 0.375. The best of each draw is 30, 10, 10, 10: mean 15. So
 * EVPI = 15 - 12.5 = 2.5; choosing a loses 5. What b loses, 0 0 10 0, has variance
 * (3 * 2.5^2 + 7.5^2) / 3 = 25, so its mean has the error 5 / sqrt(4) = 2.5; the shares of a,
 * 0 1/2 1 0, have (0.375^2 + 0.125^2 + 0.625^2 + 0.375^2) / 3 = 0.6875 / 3.
 * Mean costs 15 and 30, effects 2.5 and 4.25: one more unit costs 15 / 1.75. */
static const double four[] = { 10, 3, 30, 6, 20, 3, 30, 4, 10, 2, 30, 3, 20, 2, 30, 4 };
static const char *const pairs_ab[] = { "cost_a", "effect_a", "cost_b", "effect_b" };

static void four_draws_by_hand(void)
{
   sheet s = sheet_new(4, pairs_ab, 4);
   memcpy(s.value, four, sizeof four);
   asking a = ask(&s, "0:10:10", NULL, 0);
   if (a.ok) {
      const ics_voi_point *p = &a.r.points[1];
      const ics_voi_strategy *x = strategy_of(&a, 1, "a"), *y = strategy_of(&a, 1, "b");
      CHECK_INT(a.r.npoints, 2);
      CHECK_NEAR(p->wtp, 10, 0);
      CHECK_NEAR(x->mean, 10, 0);
      CHECK_NEAR(y->mean, 12.5, 0);
      CHECK_NEAR(x->ceac, 0.375, 0);
      CHECK_NEAR(y->ceac, 0.625, 0);
      CHECK(!x->on_ceaf && y->on_ceaf);
      CHECK_NEAR(x->loss, 5, 0);
      CHECK_NEAR(y->loss, 2.5, 0);
      CHECK_NEAR(p->evpi, 2.5, 0);
      CHECK_NEAR(p->evpi_se, 2.5, 1e-15);
      CHECK_NEAR(x->ceac_se, sqrt(0.6875 / 3.0 / 4.0), 1e-15);
      CHECK_NEAR(strategy_of(&a, 0, "a")->mean, -15, 0); /* at 0 only costs count */
      CHECK(strategy_of(&a, 0, "a")->on_ceaf);
      CHECK_NEAR(a.r.frontier[1].icer, 15.0 / 1.75, 1e-15);
      CHECK_INT(a.r.nnotes, 1);
      CHECK_HAS(a.r.notes[0], "4 draws are few");
   }
   done(&a, &s);
}

/* Costs and effects on average: none (0, 0), low (100, 1), poor (150, 0.5), mid (300, 1.5),
 * high (400, 3), same as high, vast (1000, 3.5). poor costs more than low and does less. From low
 * to mid a unit costs 200 / 0.5 = 400, on to high 100 / 1.5: it falls, so mid is out, and low to
 * high costs 300 / 2 = 150; to vast 600 / 0.5 = 1200. */
static void dominance_and_ratios_by_hand(void)
{
   static const char *const names[] = { "cost_none",   "effect_none", "cost_low",  "effect_low",
                                        "cost_poor",   "effect_poor", "cost_mid",  "effect_mid",
                                        "cost_high",   "effect_high", "cost_same", "effect_same",
                                        "effect_vast", "cost_vast" };
   static const double mean[] = { 0, 0, 100, 1, 150, 0.5, 300, 1.5, 400, 3, 400, 3, 3.5, 1000 };
   static const struct {
      const char *name, *by;
      ics_voi_standing standing;
      double icer;
   } want[] = {
      { "none", NULL, ICS_VOI_EFFICIENT, NAN },   { "low", "none", ICS_VOI_EFFICIENT, 100 },
      { "poor", "low", ICS_VOI_DOMINATED, NAN },  { "mid", NULL, ICS_VOI_EXTENDED, NAN },
      { "high", "low", ICS_VOI_EFFICIENT, 150 },  { "same", "high", ICS_VOI_EQUAL, NAN },
      { "vast", "high", ICS_VOI_EFFICIENT, 1200 }
   };
   sheet s = sheet_new(14, names, 2);
   for (int c = 0; c < 14; c++) {
      row(&s, 0)[c] = mean[c] - 0.25;
      row(&s, 1)[c] = mean[c] + 0.25;
   }
   asking a = ask(&s, "149.999999:150.000001:0.000002", NULL, 0);
   for (int k = 0; a.ok && k < 7; k++) {
      const ics_voi_frontier *f = &a.r.frontier[k];
      CHECK_TEXT(a.r.draws->strategies[f->strategy], want[k].name);
      CHECK_INT(f->standing, want[k].standing);
      CHECK_(isnan(want[k].icer) ? isnan(f->icer) : fabs(f->icer - want[k].icer) < 1e-9,
             "%s: a unit more costs %.17g, want %g", want[k].name, f->icer, want[k].icer);
      CHECK_TEXT(f->by < 0 ? "" : a.r.draws->strategies[f->by], want[k].by ? want[k].by : "");
   }
   CHECK_INT(a.r.npoints, 2);
   if (a.ok && a.r.npoints == 2) { /* the frontier of acceptability changes there */
      CHECK(strategy_of(&a, 0, "low")->on_ceaf && !strategy_of(&a, 0, "high")->on_ceaf);
      CHECK(!strategy_of(&a, 1, "low")->on_ceaf && strategy_of(&a, 1, "high")->on_ceaf);
      CHECK(strategy_of(&a, 1, "same")->on_ceaf);
   }
   done(&a, &s);
}

static void values_of_willingness_to_pay(void)
{
   ics_wtp w;
   CHECK_OK(ics_wtp_read("0:50000:5000", &w, &err), &err);
   CHECK_INT(w.n, 11);
   CHECK_NEAR(ics_wtp_at(&w, 10), 50000, 0);
   CHECK_OK(ics_wtp_read("0:0.3:0.1", &w, &err), &err);
   CHECK_INT(w.n, 4);
   CHECK_OK(ics_wtp_read("5:10:3", &w, &err), &err);
   CHECK_INT(w.n, 2); /* 5 and 8 */
   CHECK_OK(ics_wtp_read("7:7:1", &w, &err), &err);
   CHECK_INT(w.n, 1);
   CHECK_OK(ics_wtp_read("20000", &w, &err), &err);
   CHECK_INT(w.n, 1);
   CHECK_OK(ics_wtp_read("0:10000:1", &w, &err), &err);
   CHECK_INT(w.n, 10001);
   static const struct {
      const char *text, *words;
   } bad[] = { { "0:10:0", "step of 0" },    { "0:10:-1", "step of -1" },
               { "10:0:1", "from 10 down" }, { "0:10001:1", "10002 values" },
               { "a:b:c", "got \"a:b:c\"" }, { "0:10", "FROM:TO" },
               { "-1", "from 0" },           { "", "one number" },
               { "nan", "one number" },      { "0:inf:1", "one number" },
               { "1e16", "1e15" },           { "0:1:1:1", "FROM:TO" } };
   for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
      ics_err_clear(&err);
      CHECK_INT(ics_wtp_read(bad[k].text, &w, &err), ICS_EUSAGE);
      CHECK_HAS(err.text, bad[k].words);
   }
}

static void a_population_is_discounted_from_its_first_year(void)
{
   CHECK_NEAR(ics_voi_population(100, 2, 0.1), 100 / 1.1 + 100 / 1.21, 1e-15);
   CHECK_NEAR(ics_voi_population(7, 5, 0.0), 35, 1e-15);
   /* an annuity: (1 - 1.035^-10) / 0.035 */
   CHECK_NEAR(ics_voi_population(1, 10, 0.035), (1.0 - pow(1.035, -10)) / 0.035, 1e-14);
}

static void exact_sums_do_not_depend_on_the_order(void)
{
   enum { N = 2000 };
   static double x[N];
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   double first = 0.0;
   ics_exact one = { .n = 0 };
   static const double parts[] = { 1.0, 1e100, 1.0, -1e100, 0x1p-60, -2.0 };
   for (size_t k = 0; k < 6; k++) ics_exact_add(&one, parts[k]);
   CHECK_NEAR(ics_exact_value(&one), 0x1p-60, 0.0);
   CHECK(ics_exact_value(&one) == 0x1p-60);
   ics_exact half = { .n = 0 }; /* 1 + 2^-53 is a tie, and 2^-110 decides it */
   ics_exact_add(&half, 0x1p-110);
   ics_exact_add(&half, 1.0);
   ics_exact_add(&half, 0x1p-53);
   CHECK(ics_exact_value(&half) == 1.0 + 0x1p-52);
   for (int i = 0; i < N; i++)
      x[i] = gsl_ran_ugaussian(rng) * pow(10.0, gsl_rng_uniform_int(rng, 40) - 20.0);
   for (int turn = 0; turn < 20; turn++) {
      double se, mean = ics_exact_mean(x, N, &se);
      if (turn == 0) first = mean;
      CHECK(mean == first);
      gsl_ran_shuffle(rng, x, N, sizeof *x);
   }
   gsl_rng_free(rng);
}

/* ---- closed forms -------------------------------------------------------------------------------
 */

/* Strategy a has net benefit 0, b is normal. */
static void evpi_of_a_normal_problem(void)
{
   static const double means[] = { 0.0, 0.3, -1.0, 2.0 };
   static const char *const names[] = { "a", "b" };
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   for (int k = 0; k < 4; k++) {
      sheet s = sheet_new(2, names, 20000);
      for (int i = 0; i < s.n; i++) row(&s, i)[1] = means[k] + gsl_ran_gaussian(rng, 1.5);
      asking a = ask(&s, NULL, NULL, 0);
      if (a.ok) {
         const ics_voi_point *p = &a.r.points[0];
         CHECK_WITHIN(p->evpi, normal_loss(means[k], 1.5), p->evpi_se, 0.01);
         CHECK_WITHIN(strategy_of(&a, 0, "b")->ceac, gsl_cdf_gaussian_P(means[k], 1.5),
                      strategy_of(&a, 0, "b")->ceac_se, 0.005);
         CHECK(isnan(p->wtp));
      }
      done(&a, &s);
   }
   gsl_rng_free(rng);
}

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
      double *at = row(&s, i), common = gsl_ran_gaussian(rng, 3.0);
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
   asking a = ask(&s, NULL, groups, 8);
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
   done(&a, &s);
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
         double *at = row(&s, i), x = at[2] = gsl_ran_ugaussian(rng);
         double y = at[3] = gsl_ran_ugaussian(rng);
         at[0] = gsl_ran_gaussian(rng, 300.0);
         at[1] = at[0] + (product ? x * y : x * x - c) + gsl_ran_gaussian(rng, 1.0);
      }
      asking a = ask(&s, NULL, NULL, 0);
      double curve = 2.0 * ((1.0 - c) * gsl_cdf_ugaussian_Q(r) + r * gsl_ran_ugaussian_pdf(r));
      double truth = product ? 1.0 / 3.14159265358979323846 : curve;
      if (a.ok) {
         const ics_evppi *x = group_of(&a, 0, "x"), *both = group_of(&a, 0, "all");
         CHECK_WITHIN(both->value, truth, both->se, 0.03);
         CHECK_WITHIN(x->value, product ? 0.0 : truth, x->se, 0.03);
         CHECK_WITHIN(group_of(&a, 0, "y")->value, 0.0, group_of(&a, 0, "y")->se, 0.03);
      }
      done(&a, &s);
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
      double *at = row(&s, i), x = at[3] = gsl_rng_uniform(rng), y = at[4] = gsl_rng_uniform(rng);
      at[0] = 10.0 * x;
      at[1] = 8.0 * y + 1.0;
      at[2] = 4.0 + 2.0 * x * y;
   }
   gsl_rng_free(rng);
   asking a = ask(&s, NULL, NULL, 0);
   if (a.ok) {
      const ics_evppi *all = group_of(&a, 0, "all");
      CHECK_NEAR(all->value, a.r.points[0].evpi, 1e-12);
      CHECK(all->value <= a.r.points[0].evpi && !all->over);
      CHECK_TEXT(all->shape, "straight lines and their products");
      CHECK(group_of(&a, 0, "x")->value < 0.9 * all->value);
   }
   done(&a, &s);
}

/* Errors as they are told against the spread of 60 runs of 400 draws each. */
static void standard_errors_are_what_repetition_shows(void)
{
   enum { RUNS = 60 };
   static const char *const groups[] = { "g=p0,p1" };
   double evpi[RUNS], evppi[RUNS], told_evpi = 0.0, told_evppi = 0.0, mean[2], se[2];
   for (int k = 0; k < RUNS; k++) {
      sheet s = linear_problem(400, 100 + (unsigned long)k);
      asking a = ask(&s, NULL, groups, 1);
      if (!a.ok) return;
      evpi[k] = a.r.points[0].evpi;
      evppi[k] = group_of(&a, 0, "g")->value;
      told_evpi += a.r.points[0].evpi_se / RUNS;
      told_evppi += group_of(&a, 0, "g")->se / RUNS;
      done(&a, &s);
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

/* ---- what must hold whatever the draws ----------------------------------------------------------
 */

/* Three strategies with costs and effects that depend on six parameters in crooked ways. */
static sheet crooked(int n, unsigned long seed)
{
   static const char *const names[] = { "cost_x",  "effect_x", "cost_y",  "effect_y",
                                        "cost_z",  "effect_z", "param_a", "param_b",
                                        "param_c", "param_d",  "param_e", "param_f" };
   sheet s = sheet_new(12, names, n);
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   gsl_rng_set(rng, seed);
   for (int i = 0; i < n; i++) {
      double *at = row(&s, i), *p = at + 6;
      for (int v = 0; v < 6; v++) p[v] = gsl_ran_ugaussian(rng);
      p[5] = floor(gsl_ran_exponential(rng, 2.0)); /* few values, many of them equal */
      at[0] = 100 + 10 * p[0];
      at[1] = 1 + 0.1 * p[1];
      at[2] = 300 + 40 * fabs(p[2]) + gsl_ran_gaussian(rng, 20);
      at[3] = 1.5 + 0.2 * p[1] * p[3] + 0.1 * (p[0] > 0);
      at[4] = 400 + 15 * p[5];
      at[5] = 1.7 + 0.1 * exp(0.5 * p[4]) + gsl_ran_gaussian(rng, 0.1);
   }
   gsl_rng_free(rng);
   return s;
}

static void groups_within_groups_never_fall(void)
{
   static const char *const groups[] = { "abc=a,b,c", "ab=a,b", "a=a",         "bd=b,d",
                                         "b=b",       "d=d",    "abd=a,b,d",   "bdef=[bdef]",
                                         "e=e",       "ef=e,f", "abde=a,b,d,e" };
   for (unsigned long seed = 1; seed <= 3; seed++) {
      sheet s = crooked(seed == 3 ? 2000 : 150, seed);
      asking a = ask(&s, "0:1000:125", groups, 11);
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
      done(&a, &s);
   }
}

static void shares_add_up_and_information_is_never_worth_less_than_nothing(void)
{
   sheet s = crooked(700, 5);
   asking a = ask(&s, "0:2000:50", NULL, 0);
   for (int k = 0; a.ok && k < a.r.npoints; k++) {
      const ics_voi_point *p = &a.r.points[k];
      double sum = 0.0, least = INFINITY;
      for (int d = 0; d < 3; d++) {
         sum += p->strategy[d].ceac;
         least = fmin(least, p->strategy[d].loss);
      }
      CHECK_NEAR(sum, 1.0, 1e-14);
      CHECK(p->evpi >= 0.0);
      CHECK_NEAR(p->evpi, least,
                 1e-14); /* the lowest expected loss is that of the best on average */
   }
   done(&a, &s);
}

static void where_one_is_best_in_every_draw_information_is_worth_nothing(void)
{
   static const char *const names[] = { "good", "bad", "worse", "param_p" };
   sheet s = sheet_new(4, names, 500);
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   for (int i = 0; i < s.n; i++) {
      double *at = row(&s, i);
      at[3] = gsl_ran_ugaussian(rng);
      at[0] = 1e6 * at[3];
      at[1] = at[0] - gsl_rng_uniform_pos(rng) - 0.5 * fabs(at[3]);
      at[2] = at[1] - gsl_rng_uniform(rng);
   }
   asking a = ask(&s, NULL, NULL, 0);
   if (a.ok) {
      CHECK(a.r.points[0].evpi == 0.0);
      CHECK(strategy_of(&a, 0, "good")->ceac == 1.0);
      CHECK_NEAR(group_of(&a, 0, "p")->value, 0.0, 0.0);
      ics_buffer page = ics_buffer_start(a.arena);
      char *text = NULL;
      ics_report_voi(&a.r, &page);
      CHECK_OK(ics_buffer_end(&page, &text, &err), &err);
      CHECK_HAS(text, "In no draw is another better");
   }
   gsl_rng_free(rng);
   done(&a, &s);
}

/* ---- the same bytes -----------------------------------------------------------------------------
 */

static char *csv_of(asking *a, bool parts)
{
   ics_buffer out = ics_buffer_start(a->arena);
   char *text = NULL;
   if (parts)
      ics_csv_voi_evppi(&a->r, &out);
   else
      ics_csv_voi_curves(&a->r, &out);
   CHECK(ics_buffer_end(&out, &text, &err) == ICS_OK);
   return text;
}

/* What stands after the first cell of each line. */
static void drop_first_cells(char *text)
{
   char *to = text;
   for (char *p = text; *p;) {
      p += strcspn(p, ",\n");
      size_t bytes = strcspn(p, "\n") + 1;
      memmove(to, p, bytes);
      to += bytes;
      p += bytes;
   }
   *to = '\0';
}

static void pairs_say_what_net_benefits_made_by_hand_say(void)
{
   static const char *const names[] = { "x",       "y",       "z",       "param_a", "param_b",
                                        "param_c", "param_d", "param_e", "param_f" };
   sheet s = crooked(600, 9);
   sheet t = sheet_new(9, names, s.n);
   const double wtp = 437.0;
   for (int i = 0; i < s.n; i++) {
      for (int d = 0; d < 3; d++) row(&t, i)[d] = wtp * row(&s, i)[2 * d + 1] - row(&s, i)[2 * d];
      memcpy(row(&t, i) + 3, row(&s, i) + 6, 6 * sizeof(double));
   }
   asking a = ask(&s, "437", NULL, 0), b = ask(&t, NULL, NULL, 0);
   if (a.ok && b.ok) {
      char *first = csv_of(&a, false), *second = csv_of(&b, false);
      CHECK_NEEDS(first && second);
      drop_first_cells(first);
      drop_first_cells(second);
      CHECK_TEXT(first, second);
      CHECK(strlen(first) > 100);
      for (int g = 0; g < a.r.ngroups; g++) { /* fitted apart, so alike but for rounding */
         CHECK_NEAR(a.r.evppi[g].value, b.r.evppi[g].value, 1e-9);
         CHECK_NEAR(a.r.evppi[g].se, b.r.evppi[g].se, 1e-9);
      }
   }
   done(&a, &s);
   done(&b, &t);
}

/* Lines and columns shuffled: every figure is the same to the bit, in the order of the file. */
static void the_order_of_lines_and_columns_does_not_matter(void)
{
   sheet s = crooked(300, 4), t = crooked(300, 4);
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   int columns[12], lines[300];
   for (int c = 0; c < 12; c++) columns[c] = c;
   for (int i = 0; i < 300; i++) lines[i] = i;
   gsl_ran_shuffle(rng, columns, 12, sizeof *columns);
   gsl_ran_shuffle(rng, lines, 300, sizeof *lines);
   gsl_rng_free(rng);
   for (int c = 0; c < 12; c++) t.names[c] = s.names[columns[c]];
   for (int i = 0; i < 300; i++)
      for (int c = 0; c < 12; c++) row(&t, i)[c] = row(&s, lines[i])[columns[c]];
   asking a = ask(&s, "0:900:300", NULL, 0), b = ask(&t, "0:900:300", NULL, 0);
   int moved = 0;
   for (int k = 0; a.ok && b.ok && k < a.r.npoints; k++) {
      CHECK(a.r.points[k].evpi == b.r.points[k].evpi);
      CHECK(memcmp(a.r.points[k].strategy, b.r.points[k].strategy, 3 * sizeof(ics_voi_strategy)) ==
            0);
      for (int g = 0; g < a.r.ngroups; g++) {
         const char *name = a.r.groups[g].name;
         const ics_evppi *x = group_of(&a, k, name), *y = group_of(&b, k, name);
         CHECK_(x->value == y->value && x->se == y->se, "%s: %.17g (%.17g) and %.17g (%.17g)", name,
                x->value, x->se, y->value, y->se);
         moved += strcmp(name, b.r.groups[g].name) != 0;
      }
   }
   CHECK(moved > 0); /* so they come in the order of the file */
   done(&a, &s);
   done(&b, &t);
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

/* ---- draws that cannot be read ------------------------------------------------------------------
 */

static const char *const faults[] = {
#define X(id) #id,
   ICS_DRAWS_FAULTS(X)
#undef X
};

enum { NFAULTS = (int)(sizeof faults / sizeof faults[0]) };

static bool slurp(const char *path, char *text)
{
   FILE *file = fopen(path, "rb");
   if (!file) return false;
   size_t bytes = fread(text, 1, TEXT_BYTES - 1, file);
   text[bytes] = '\0';
   return fclose(file) == 0;
}

static ics_rc try_read(const char *path)
{
   ics_arena *arena = ics_arena_new();
   const ics_draws *draws = NULL;
   ics_err_clear(&err);
   ics_rc rc = ics_draws_read(path, arena, &draws, &err);
   ics_arena_free(&arena);
   return rc;
}

/* NAME.err holds a line `id: NAME` and then the message. */
static void check_bad(const char *file, bool *seen)
{
   static char want[TEXT_BYTES];
   char path[PATH_BYTES];
   (void)snprintf(path, sizeof path, "tests/bad/draws/%.*s.err", (int)(strlen(file) - 4), file);
   bool read = slurp(path, want);
   char *message = strchr(want, '\n');
   CHECK_(read && message && strncmp(want, "id: ", 4) == 0, "%s lacks its .err", file);
   if (!read || !message) return;
   *message++ = '\0';
   if (*message) message[strlen(message) - 1] = '\0';
   for (int f = 0; f < NFAULTS; f++) seen[f] = seen[f] || strcmp(faults[f], want + 4) == 0;
   (void)snprintf(path, sizeof path, "tests/bad/draws/%s", file);
   CHECK_INT(try_read(path), ICS_EINPUT);
   CHECK_TEXT(err.text, message);
}

static void every_fault_of_draws_has_a_case(void)
{
   bool seen[NFAULTS] = { false };
   DIR *dir = opendir("tests/bad/draws");
   CHECK_NEEDS(dir != NULL);
   for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
      if (strstr(entry->d_name, ".csv")) check_bad(entry->d_name, seen);
   closedir(dir);
   CHECK_INT(try_read("tests/bad/draws/nothing-here.csv"), ICS_EINPUT);
   CHECK_HAS(err.text, "nothing-here.csv: cannot be read: No such file");
   CHECK_INT(try_read("tests/bad/draws"), ICS_EINPUT);
   CHECK_HAS(err.text, "not a regular file");
   CHECK_INT(try_read("/dev/zero"), ICS_EINPUT);
   CHECK_HAS(err.text, "not a regular file");
   char path[] = "/tmp/icsopt-large.XXXXXX";
   int fd = mkstemp(path);
   CHECK(fd >= 0 && ftruncate(fd, (off_t)3 << 30) == 0); /* a hole, so no disk is taken */
   CHECK_INT(try_read(path), ICS_EINPUT);
   CHECK_HAS(err.text, "got 3072 MB, want at most 1024 MB");
   close(fd);
   unlink(path);
   for (int f = 0; f < NFAULTS; f++) {
      bool above = strcmp(faults[f], "OPEN") == 0 || strcmp(faults[f], "KIND") == 0 ||
                   strcmp(faults[f], "SIZE") == 0;
      CHECK_(seen[f] || above, "no case in tests/bad/draws for %s", faults[f]);
   }
}

static bool spill(const char *path, const char *text)
{
   FILE *file = fopen(path, "wb");
   if (!file) return false;
   bool written = fputs(text, file) >= 0;
   return fclose(file) == 0 && written;
}

/* Byte order mark, CR LF, comments, blank lines, quotes, blanks around cells, no newline at the
 * end, and numbers close to 0 are all as they should be. */
static void what_spreadsheets_write_is_read(void)
{
   char path[] = "/tmp/icsopt-draws.XXXXXX";
   int fd = mkstemp(path);
   ics_arena *arena = ics_arena_new();
   const ics_draws *d = NULL;
   CHECK(fd >= 0 &&
         spill(path, "\xEF\xBB\xBF# made by hand\r\n\r\n\"b, the second\", a ,param_x\r\n"
                     "1.5,-2e3,1e-40\r\n\r\n\"7\", 3 ,0\r\n2,2,-1"));
   ics_err_clear(&err);
   CHECK_OK(ics_draws_read(path, arena, &d, &err), &err);
   CHECK_INT(d->n, 3);
   CHECK_INT(d->nstrategies, 2);
   CHECK_TEXT(d->strategies[d->shown[0]], "b, the second");
   CHECK_TEXT(d->strategies[0], "a");
   CHECK_NEAR(d->param[0], -1.0, 0.0); /* in the order of the parameter */
   CHECK(d->param[1] == 0.0 && d->param[2] == 1e-40);
   CHECK(d->benefit[0] == 2.0 && d->benefit[1] == 3.0 && d->benefit[2] == -2000.0);
   CHECK(d->benefit[3] == 2.0 && d->benefit[4] == 7.0 && d->benefit[5] == 1.5);
   ics_arena_free(&arena);
   close(fd);
   unlink(path);
}

/* ---- groups, and memory -------------------------------------------------------------------------
 */

static void groups_that_cannot_be_are_told(void)
{
   static const struct {
      const char *text[2], *words;
      int n;
   } bad[] = { { { "=a" }, "want NAME=GLOB", 1 },
               { { "x" }, "want NAME=GLOB", 1 },
               { { "x=" }, "want NAME=GLOB", 1 },
               { { "x=links.oone" }, "did you mean \"links.one\"?", 1 },
               { { "x=links.*,zz*" }, "no parameter of", 1 },
               { { "x=price", "x=links.*" }, "\"x\" is given twice", 2 },
               { { "all=price" }, "use another name", 1 } };
   static const char *const names[] = { "a", "b", "param_links.one", "param_links.two",
                                        "param_price" };
   sheet s = sheet_new(5, names, 3);
   asking a = ask(&s, NULL, NULL, 0);
   ics_param_group *groups;
   int n;
   for (size_t k = 0; a.ok && k < sizeof bad / sizeof bad[0]; k++) {
      ics_err_clear(&err);
      CHECK_INT(ics_param_groups_read(bad[k].text, bad[k].n, a.r.draws, a.arena, &groups, &n, &err),
                ICS_EUSAGE);
      CHECK_HAS(err.text, bad[k].words);
   }
   if (a.ok) {
      const char *good[] = { "l=links.*", "p=[p]*" };
      CHECK_OK(ics_param_groups_read(good, 2, a.r.draws, a.arena, &groups, &n, &err), &err);
      CHECK_INT(n, 3);
      CHECK_INT(groups[0].nparams, 2);
      CHECK_INT(groups[1].nparams, 1);
      CHECK_INT(groups[2].nparams, 3);
      CHECK(isnan(a.r.evppi[0].value)); /* of 3 draws nothing is said */
   }
   done(&a, &s);
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
   asking a = ask(&s, NULL, groups, 1);
   if (a.ok) {
      CHECK(isfinite(group_of(&a, 0, "eleven")->value));
      CHECK(isnan(group_of(&a, 0, "all")->value));
      CHECK_INT(a.r.nnotes, 2);
      CHECK_HAS(a.r.notes[1], "all: too few draws");
   }
   done(&a, &s);
}

static ics_rc everything(const char *path, ics_arena *arena)
{
   ics_voi_result r = { .seed = 1, .decisions = 1.0 };
   ics_wtp wtp = { .from = 10.0, .to = 500.0, .step = 490.0, .n = 2 };
   char *text = NULL;
   ICS_TRY(ics_draws_read(path, arena, &r.draws, &err));
   ICS_TRY(ics_voi_curves(r.draws, &wtp, arena, &r.points, &r.npoints, &err));
   ICS_TRY(ics_voi_efficiency(r.draws, arena, &r.frontier, &err));
   ICS_TRY(ics_param_groups_read(NULL, 0, r.draws, arena, &r.groups, &r.ngroups, &err));
   ics_evppi_request q = { r.groups, r.ngroups, r.points, r.npoints, 1, 1, NULL, NULL };
   ICS_TRY(ics_evppi_estimate(r.draws, &q, arena, &r.evppi, &err));
   ICS_TRY(ics_voi_notes(&r, arena, &err));
   ICS_TRY(ics_voi_json(&r, arena, &text, &err));
   ics_buffer page = ics_buffer_start(arena);
   ics_report_voi(&r, &page);
   ics_csv_voi_curves(&r, &page);
   ics_csv_voi_evppi(&r, &page);
   return ics_buffer_end(&page, &text, &err);
}

/* The k-th allocation fails, for every k until none does. */
static void memory_may_run_out_anywhere(void)
{
   char path[] = "/tmp/icsopt-draws.XXXXXX";
   int fd = mkstemp(path);
   FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
   sheet s = crooked(50, 2);
   CHECK_NEEDS(file != NULL);
   write_sheet(&s, file);
   fclose(file);
   size_t live = ics_arena_live();
   ics_rc rc = ICS_EMEMORY;
   long k = 0;
   for (; rc == ICS_EMEMORY && k < 100000; k++) {
      ics_err_clear(&err);
      ics_arena_fail_at(k);
      ics_arena *arena = ics_arena_new();
      rc = arena ? everything(path, arena) : ICS_EMEMORY;
      ics_arena_fail_at(-1);
      ics_arena_free(&arena);
      CHECK_(rc == ICS_OK || rc == ICS_EMEMORY, "allocation %ld: %s: %s", k, ics_rc_text(rc),
             err.text);
      CHECK_(ics_arena_live() == live, "allocation %ld: %zu bytes left", k,
             ics_arena_live() - live);
   }
   CHECK(rc == ICS_OK && k > 100);
   unlink(path);
   free(s.value);
}

const ics_test tests_voi[] = {
   { "four draws by hand", four_draws_by_hand },
   { "dominance and ratios by hand, and where the frontier changes", dominance_and_ratios_by_hand },
   { "values of the willingness to pay", values_of_willingness_to_pay },
   { "a population is discounted from its first year",
     a_population_is_discounted_from_its_first_year },
   { "exact sums do not depend on the order", exact_sums_do_not_depend_on_the_order },
   { "EVPI of a normal problem is its closed form", evpi_of_a_normal_problem },
   { "EVPPI of an additive linear model is its closed form", evppi_of_an_additive_linear_model },
   { "EVPPI of curves and of products is its closed form", evppi_of_curves_and_products },
   { "all parameters of a model without noise are worth EVPI",
     all_parameters_of_a_model_without_noise_are_worth_evpi },
   { "standard errors are what repetition shows", standard_errors_are_what_repetition_shows },
   { "groups within groups never fall", groups_within_groups_never_fall },
   { "shares add up, and information is never worth less than nothing",
     shares_add_up_and_information_is_never_worth_less_than_nothing },
   { "where one is best in every draw information is worth nothing",
     where_one_is_best_in_every_draw_information_is_worth_nothing },
   { "pairs say what net benefits made by hand say", pairs_say_what_net_benefits_made_by_hand_say },
   { "the order of lines and columns does not matter",
     the_order_of_lines_and_columns_does_not_matter },
   { "cross-validation is what refitting gives", cross_validation_is_what_refitting_gives },
   { "bases hold what they should", bases_hold_what_they_should },
   { "every fault of draws has a case", every_fault_of_draws_has_a_case },
   { "what spreadsheets write is read", what_spreadsheets_write_is_read },
   { "groups that cannot be are told", groups_that_cannot_be_are_told },
   { "too many parameters for the draws are not told",
     too_many_parameters_for_the_draws_are_not_told },
   { "memory may run out anywhere", memory_may_run_out_anywhere },
   { NULL, NULL },
};
