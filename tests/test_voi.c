/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acceptability and the value of perfect information: by hand, and against closed forms of normal
 * problems. */
#include <stdlib.h>
#include <unistd.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "base/buffer.h"
#include "check.h"
#include "report/csv.h"
#include "report/voi.h"
#include "sheet.h"
#include "stats/evppi.h"
#include "stats/exact.h"

static ics_err err; /* large, so not on the stack */

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
   asking a = ask_of(&s, "0:10:10", NULL, 0);
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
   done_with(&a, &s);
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
      sheet_row(&s, 0)[c] = mean[c] - 0.25;
      sheet_row(&s, 1)[c] = mean[c] + 0.25;
   }
   asking a = ask_of(&s, "149.999999:150.000001:0.000002", NULL, 0);
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
   done_with(&a, &s);
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

/* ---- closed forms, and what must hold -----------------------------------------------------------
 */

/* Strategy a has net benefit 0, b is normal. */
static void evpi_of_a_normal_problem(void)
{
   static const double means[] = { 0.0, 0.3, -1.0, 2.0 };
   static const char *const names[] = { "a", "b" };
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   for (int k = 0; k < 4; k++) {
      sheet s = sheet_new(2, names, 20000);
      for (int i = 0; i < s.n; i++) sheet_row(&s, i)[1] = means[k] + gsl_ran_gaussian(rng, 1.5);
      asking a = ask_of(&s, NULL, NULL, 0);
      if (a.ok) {
         const ics_voi_point *p = &a.r.points[0];
         CHECK_WITHIN(p->evpi, normal_loss(means[k], 1.5), p->evpi_se, 0.01);
         CHECK_WITHIN(strategy_of(&a, 0, "b")->ceac, gsl_cdf_gaussian_P(means[k], 1.5),
                      strategy_of(&a, 0, "b")->ceac_se, 0.005);
         CHECK(isnan(p->wtp));
      }
      done_with(&a, &s);
   }
   gsl_rng_free(rng);
}

static void shares_add_up_and_information_is_never_worth_less_than_nothing(void)
{
   sheet s = crooked_sheet(700, 5);
   asking a = ask_of(&s, "0:2000:50", NULL, 0);
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
   done_with(&a, &s);
}

static void where_one_is_best_in_every_draw_information_is_worth_nothing(void)
{
   static const char *const names[] = { "good", "bad", "worse", "param_p" };
   sheet s = sheet_new(4, names, 500);
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   for (int i = 0; i < s.n; i++) {
      double *at = sheet_row(&s, i);
      at[3] = gsl_ran_ugaussian(rng);
      at[0] = 1e6 * at[3];
      at[1] = at[0] - gsl_rng_uniform_pos(rng) - 0.5 * fabs(at[3]);
      at[2] = at[1] - gsl_rng_uniform(rng);
   }
   asking a = ask_of(&s, NULL, NULL, 0);
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
   done_with(&a, &s);
}

/* ---- the same bytes -----------------------------------------------------------------------------
 */

static char *csv_of(asking *a, bool parts)
{
   ics_buffer out = ics_buffer_start(a->arena);
   char *text = NULL;
   CHECK(ics_csv_answer(ics_facts_voi, &a->r, parts ? "evppi" : "curves", &out, &err) == ICS_OK);
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
   sheet s = crooked_sheet(600, 9);
   sheet t = sheet_new(9, names, s.n);
   const double wtp = 437.0;
   for (int i = 0; i < s.n; i++) {
      for (int d = 0; d < 3; d++)
         sheet_row(&t, i)[d] = wtp * sheet_row(&s, i)[2 * d + 1] - sheet_row(&s, i)[2 * d];
      memcpy(sheet_row(&t, i) + 3, sheet_row(&s, i) + 6, 6 * sizeof(double));
   }
   asking a = ask_of(&s, "437", NULL, 0), b = ask_of(&t, NULL, NULL, 0);
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
   done_with(&a, &s);
   done_with(&b, &t);
}

/* Lines and columns shuffled: every figure is the same to the bit, in the order of the file. */
static void the_order_of_lines_and_columns_does_not_matter(void)
{
   sheet s = crooked_sheet(300, 4), t = crooked_sheet(300, 4);
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   int columns[12], lines[300];
   for (int c = 0; c < 12; c++) columns[c] = c;
   for (int i = 0; i < 300; i++) lines[i] = i;
   gsl_ran_shuffle(rng, columns, 12, sizeof *columns);
   gsl_ran_shuffle(rng, lines, 300, sizeof *lines);
   gsl_rng_free(rng);
   for (int c = 0; c < 12; c++) t.names[c] = s.names[columns[c]];
   for (int i = 0; i < 300; i++)
      for (int c = 0; c < 12; c++) sheet_row(&t, i)[c] = sheet_row(&s, lines[i])[columns[c]];
   asking a = ask_of(&s, "0:900:300", NULL, 0), b = ask_of(&t, "0:900:300", NULL, 0);
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
   done_with(&a, &s);
   done_with(&b, &t);
}

/* ---- memory -------------------------------------------------------------------------------------
 */

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
   ICS_TRY(ics_csv_answer(ics_facts_voi, &r, NULL, &page, &err));
   return ics_buffer_end(&page, &text, &err);
}

/* The k-th allocation fails, for every k until none does. */
static void memory_may_run_out_anywhere(void)
{
   char path[] = "/tmp/icsopt-draws.XXXXXX";
   int fd = mkstemp(path);
   FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
   sheet s = crooked_sheet(50, 2);
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
   { "shares add up, and information is never worth less than nothing",
     shares_add_up_and_information_is_never_worth_less_than_nothing },
   { "where one is best in every draw information is worth nothing",
     where_one_is_best_in_every_draw_information_is_worth_nothing },
   { "pairs say what net benefits made by hand say", pairs_say_what_net_benefits_made_by_hand_say },
   { "the order of lines and columns does not matter",
     the_order_of_lines_and_columns_does_not_matter },
   { "memory may run out anywhere", memory_may_run_out_anywhere },
   { NULL, NULL },
};
