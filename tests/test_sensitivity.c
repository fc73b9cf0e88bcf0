/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sensitivity analyses against solving instances whose files were set otherwise, against closed
 * forms, and against each other. */
#include <stdint.h>

#include "check.h"
#include "fixture.h"
#include "instance/keys.h"
#include "report/global.h"
#include "report/psa.h"
#include "report/tornado.h"
#include "report/twoway.h"
#include "study/global.h"
#include "study/psa.h"
#include "study/tornado.h"
#include "study/twoway.h"

static const char SMALL[] = "instances/england/QT6.cfg";

/* Goals of one aim, so that no scale is held. */
static const char *const singles[] = {
   "instances/tiny/textbook.cfg",       "instances/tiny/package.cfg",
   "instances/tiny/two_mechanisms.cfg", "instances/tiny/two_funds.cfg",
   "instances/tiny/two_places.cfg",     "instances/tiny/chain.cfg",
   "instances/tiny/beds.cfg",
};
enum { NSINGLES = (int)(sizeof singles / sizeof singles[0]) };

/* ---- what there is to name ----------------------------------------------------------------------
 */

static void every_number_has_a_key_that_allows_it(void)
{
   static const char *const files[] = { SMALL, "tests/good/small.cfg",
                                        "instances/tiny/package.cfg" };
   for (int n = 0; n < 3; n++) {
      fixture f;
      load(&f, files[n], NULL, 0);
      for (int c = 0; f.ok && c < f.in->ncoefs; c++) {
         const ics_coef *coef = f.in->coefs[c];
         const ics_key *key = ics_key_of_path(coef->path);
         CHECK_(key != NULL, "no key for %s", coef->path);
         if (!key) continue;
         CHECK_(coef->point >= key->lo && coef->point <= key->hi, "%s", coef->path);
         CHECK_(ics_dim_of_coef(coef) != ICS_DIM_FENCE, "%s", coef->path);
      }
      unload(&f);
   }
   CHECK(ics_key_of_path("rules.drift")->hi == 1.0 &&
         ics_key_of_path("links.a-b.effect")->lo < 0.0);
   CHECK(!ics_key_of_path("nothing.at.all") && !ics_key_of_path("services.urgent.nothing"));
}

static double figure(fixture *f, const char *text)
{
   ics_figure found;
   ics_rc rc = ics_figure_find(&f->solved, text, f->arena, &found, &f->err);
   CHECK_(rc == ICS_OK, "%s: %s", text, f->err.text);
   if (rc != ICS_OK) return (double)NAN;
   const ics_stage *own = &f->solved.run.stages[f->solved.run.own];
   return ics_figure_of(&found, f->solved.model, own->solution.x, own->value, (double)NAN);
}

/* tiny/package.cfg: vaccines 4 of 4, surgery 3 of 6, drugs 5 of 10, all money paid as used. */
static void figures_of_a_plan_by_hand(void)
{
   fixture f;
   load(&f, "instances/tiny/package.cfg", NULL, 0);
   solve(&f);
   if (f.ok) {
      CHECK_NEAR(figure(&f, "goal"), 78.0, 1e-9);
      CHECK_NEAR(figure(&f, "health"), 78.0, 1e-9);
      CHECK_NEAR(figure(&f, "spend.surgery"), 3.0, 1e-9);
      CHECK_NEAR(figure(&f, "spend.pay"), 12.0, 1e-9);
      CHECK_NEAR(figure(&f, "spend.activity"), 12.0, 1e-9);
      CHECK_NEAR(figure(&f, "share.pay"), 1.0, 1e-9);
      CHECK_NEAR(figure(&f, "share.outcomes"), 0.0, 1e-9);
      CHECK_NEAR(figure(&f, "unmet.surgery"), 0.5, 1e-9);
      CHECK_NEAR(figure(&f, "unmet.vaccines"), 0.0, 1e-9);
      ics_figure none;
      CHECK(ics_figure_find(&f.solved, "spend.sugery", f.arena, &none, &f.err) == ICS_EUSAGE);
      CHECK_HAS(f.err.text, "did you mean spend.surgery?");
   }
   unload(&f);
}

static int chosen(fixture *f, const char *only)
{
   ics_numbers numbers;
   ics_err_clear(&f->err);
   if (ics_numbers_choose(f->in, &only, only ? 1 : 0, f->arena, &numbers, &f->err) != ICS_OK)
      return -1;
   return numbers.n;
}

static void numbers_are_chosen_by_path_and_grade(void)
{
   fixture f;
   load(&f, SMALL, NULL, 0);
   int judged = 0, links = 0;
   for (int c = 0; f.ok && c < f.in->ncoefs; c++) {
      const ics_coef *coef = f.in->coefs[c];
      if (!(coef->low < coef->high) || !ics_number_matters(f.in, coef)) continue;
      judged += coef->grade == ICS_GRADE_JUDGEMENT;
      links += strncmp(coef->path, "links.", 6) == 0;
   }
   CHECK(links > 5 && judged > 100);
   CHECK_INT(chosen(&f, "links.*"), links);
   CHECK_INT(chosen(&f, "grade=judgement"), judged);
   CHECK_INT(chosen(&f, "*.effect") > links, true);
   CHECK_INT(chosen(&f, "links.primary-urgent.effect"), 1);
   CHECK_INT(chosen(&f, "links.primary-urgnt.effect"), -1);
   CHECK_HAS(f.err.text, "the nearest is links.primary-urgent.effect");
   CHECK_INT(chosen(&f, "grade=judgment"), -1);
   CHECK_HAS(f.err.text, "did you mean judgement?");
   CHECK_INT(chosen(&f, "funds.core.amount"), -1);
   CHECK_HAS(f.err.text, "low = high");
   CHECK_INT(chosen(&f, "aims.*.weight"), -1);
   unload(&f);
}

/* ---- one at a time ------------------------------------------------------------------------------
 */

static ics_tornado_request at_ranges(void)
{
   return (ics_tornado_request){ .by = (double)NAN, .reading = ICS_REPLAN_BEST, .jobs = 1 };
}

static const ics_tornado_result *tornado_of(fixture *f, const ics_tornado_request *request)
{
   ics_tornado_result *out = NULL;
   if (!f->ok) return NULL;
   ics_rc rc = ics_tornado(&f->solved, &f->request, request, f->arena, &out, &f->err);
   CHECK_(rc == ICS_OK, "tornado: %s", f->err.text);
   return rc == ICS_OK ? out : NULL;
}

/* The goal's own value of the instance read with one number set; NAN: no plan, or no instance. */
static double solved_with(const char *file, const char *path, double value, const char *goal)
{
   char text[64];
   double own = (double)NAN;
   ics_override set = { path, text };
   (void)snprintf(text, sizeof text, "%.17g", value);
   fixture f = { .arena = ics_arena_new() };
   f.settings = ics_settings_default();
   f.request.settings = &f.settings;
   f.request.goal = goal;
   if (ics_instance_read(file, &set, 1, f.arena, &f.in, &f.err) == ICS_OK &&
       ics_solve(f.in, &f.request, f.arena, &f.solved, &f.err) == ICS_OK &&
       f.solved.run.status == ICS_OPTIMAL)
      own = f.solved.run.stages[f.solved.run.own].value;
   unload(&f);
   return own;
}

static void check_end(const char *file, const char *path, double at, double value, const char *goal)
{
   double alone = solved_with(file, path, at, goal);
   CHECK_(isnan(alone) == isnan(value), "%s %s=%g: alone %g, here %g", file, path, at, alone,
          value);
   if (isnan(alone) || isnan(value)) return;
   CHECK_(fabs(value - alone) <= 1e-9 * fmax(1.0, fabs(alone)),
          "%s %s=%.17g: alone %.17g, here %.17g", file, path, at, alone, value);
}

static void both_ends_are_what_solving_alone_gives(void)
{
   int ends = 0;
   for (int n = 0; n < NSINGLES; n++) {
      fixture f;
      load(&f, singles[n], NULL, 0);
      solve(&f);
      ics_tornado_request request = at_ranges();
      const ics_tornado_result *r = tornado_of(&f, &request);
      for (int l = 0; r && l < r->nlines; l++) {
         check_end(singles[n], r->lines[l].path, r->lines[l].low, r->lines[l].at_low, NULL);
         check_end(singles[n], r->lines[l].path, r->lines[l].high, r->lines[l].at_high, NULL);
         ends += 2;
      }
      if (r) CHECK_NEAR(r->at_point, f.solved.run.stages[f.solved.run.own].value, 1e-12);
      unload(&f);
   }
   CHECK(ends > 100);
}

/* An aim of England's alone: shortfall first, no scale. */
static void ends_of_a_system_are_what_solving_alone_gives(void)
{
   static const char *const only[] = { "links.p*-*.effect", "rules.*", "need.*.urgent",
                                       "services.*.standard" };
   fixture f;
   load(&f, SMALL, NULL, 0);
   f.request.goal = "outcomes";
   solve(&f);
   ics_tornado_request request = at_ranges();
   request.only = only;
   request.nonly = 4;
   const ics_tornado_result *r = tornado_of(&f, &request);
   CHECK(!r || r->nlines > 15);
   for (int l = 0; r && l < r->nlines; l++) {
      check_end(SMALL, r->lines[l].path, r->lines[l].low, r->lines[l].at_low, "outcomes");
      check_end(SMALL, r->lines[l].path, r->lines[l].high, r->lines[l].at_high, "outcomes");
   }
   unload(&f);
}

static void the_estimate_is_exact_for_small_steps(void)
{
   fixture f;
   load(&f, "instances/tiny/package.cfg", NULL, 0);
   solve(&f);
   ics_tornado_request request = at_ranges();
   request.by = 1e-4;
   const ics_tornado_result *r = tornado_of(&f, &request);
   int some = 0;
   for (int l = 0; r && l < r->nlines; l++) {
      const ics_tornado_line *line = &r->lines[l];
      if (isnan(line->linear_low)) continue;
      /* Second order of the step: a product of two numbers that both move. */
      CHECK_(fabs(line->linear_low - line->at_low) <= 1e-7 * 78.0, "%s: %.12g by prices, %.12g",
             line->path, line->linear_low, line->at_low);
      CHECK_(fabs(line->linear_high - line->at_high) <= 1e-7 * 78.0, "%s: %.12g by prices, %.12g",
             line->path, line->linear_high, line->at_high);
      some += line->swing > 1e-6;
   }
   CHECK_(some >= 8, "%d lines move", some);
   unload(&f);
}

static void ends_by_percent_stay_within_what_the_key_allows(void)
{
   fixture f;
   load(&f, "instances/tiny/two_mechanisms.cfg", NULL, 0);
   solve(&f);
   ics_tornado_request request = at_ranges();
   request.by = 2.0;
   const ics_tornado_result *r = tornado_of(&f, &request);
   int clipped = 0;
   for (int l = 0; r && l < r->nlines; l++) {
      const ics_key *key = ics_key_of_path(r->lines[l].path);
      CHECK(r->lines[l].low >= key->lo && r->lines[l].high <= key->hi);
      bool cut =
          r->lines[l].low != -r->lines[l].point || r->lines[l].high != 3.0 * r->lines[l].point;
      CHECK_INT(r->lines[l].clipped, cut);
      clipped += r->lines[l].clipped;
   }
   CHECK(clipped > 0);
   unload(&f);
}

static void lines_fall_by_swing_and_are_the_same_for_any_jobs(void)
{
   static const char *const only[] = { "links.*", "rules.*" };
   char *first = NULL;
   fixture f;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   for (int jobs = 1; f.ok && jobs <= 4; jobs *= 2) {
      ics_tornado_request request = at_ranges();
      char *text = NULL;
      request.only = only;
      request.nonly = 2;
      request.jobs = jobs;
      const ics_tornado_result *r = tornado_of(&f, &request);
      if (!r) break;
      for (int l = 1; l < r->nlines; l++)
         CHECK(!(r->lines[l].swing > r->lines[l - 1].swing * (1.0 + 1e-9)));
      CHECK(ics_tornado_json(r, f.arena, &text, &f.err) == ICS_OK);
      if (!first) first = text;
      CHECK_TEXT(text, first);
   }
   unload(&f);
}

/* No plan beats the best one: at its own numbers the plan that is kept comes to the same, elsewhere
 * to no more, unless it misses rules or standards. Rules about money alone, such as
 * rules.drift, were kept when it was decided, and bind it no more. */
static void a_plan_kept_is_never_better_than_the_best(void)
{
   static const char *const only[] = { "need.*", "links.*" };
   fixture f;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   ics_tornado_request request = at_ranges();
   request.only = only;
   request.nonly = 2;
   const ics_tornado_result *best = tornado_of(&f, &request);
   request.reading = ICS_REPLAN_FIXED;
   const ics_tornado_result *kept = tornado_of(&f, &request);
   int compared = 0;
   for (int l = 0; best && kept && l < best->nlines; l++)
      for (int k = 0; k < kept->nlines; k++) {
         const ics_tornado_line *b = &best->lines[l], *p = &kept->lines[k];
         if (strcmp(b->path, p->path) != 0 || p->low_breach > 0.0 || isnan(p->at_low)) continue;
         if (p->low_shortfall > b->low_shortfall) continue;
         CHECK_(p->at_low >= b->at_low - 1e-7, "%s: kept %.12g, best %.12g", b->path, p->at_low,
                b->at_low);
         compared++;
      }
   CHECK(compared > 10);
   if (best && kept) CHECK_NEAR(kept->at_point, best->at_point, 1e-6);
   unload(&f);
}

/* Whatever the policy: contracts by given shares too, which no other rule limits. */
static void a_plan_kept_at_its_own_numbers_is_the_plan(void)
{
   static const char *const policies[] = { "place", "current", "capitation", "tariff", "uniform" };
   for (int p = 0; p < 5; p++) {
      fixture f;
      ics_varying varying;
      ics_varied varied;
      ics_figure goal;
      double value = 0.0;
      load(&f, SMALL, NULL, 0);
      f.request.policy = policies[p];
      solve(&f);
      if (f.ok) {
         double own = f.solved.run.stages[f.solved.run.own].value;
         CHECK_OK(ics_figure_find(&f.solved, "goal", f.arena, &goal, &f.err), &f.err);
         CHECK_OK(ics_varying_open(&f.solved, &f.request, &goal, 1, f.arena, &varying, &f.err),
                  &f.err);
         CHECK_OK(ics_vary(&varying, ICS_REPLAN_FIXED, NULL, 0, &value, &varied, &f.err), &f.err);
         ics_varying_close(&varying);
         CHECK_(fabs(value - own) <= 2e-6 * fmax(1.0, fabs(own)), "%s: kept %.12g, planned %.12g",
                policies[p], value, own);
      }
      unload(&f);
   }
}

static void an_end_that_breaks_a_rule_is_said(void)
{
   static const char *const only[] = { "links.community-urgent.effect" };
   fixture f;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   ics_tornado_request request = at_ranges();
   request.only = only;
   request.nonly = 1;
   const ics_tornado_result *r = tornado_of(&f, &request);
   if (r) {
      CHECK_INT(r->broken, 1);
      CHECK(isnan(r->lines[0].at_high) && !isnan(r->lines[0].at_low) && r->lines[0].swing > 0.0);
      CHECK_TEXT(r->lines[0].high_status, "rule broken");
      CHECK_HAS(r->lines[0].why, "services.community: nothing is left");
   }
   unload(&f);
}

/* ---- all together -------------------------------------------------------------------------------
 */

/* Another range for one number of an instance that was read. */
static const ics_coef *set_range(fixture *f, const char *path, double low, double high)
{
   int c = 0;
   if (!f->ok || ics_number_find(f->in, path, &c, &f->err) != ICS_OK) return NULL;
   ics_coef *coef = (ics_coef *)(uintptr_t)f->in->coefs[c]; /* it lies in the test's own arena */
   coef->low = low;
   coef->high = high;
   return coef;
}

static const ics_psa_result *psa_of(fixture *f, const ics_psa_request *request)
{
   ics_psa_result *out = NULL;
   ics_psa_plan *plan = ics_alloc(f->arena, 1, sizeof *plan); /* borrowed by the answer */
   if (!f->ok || !plan) return NULL;
   *plan = (ics_psa_plan){ &f->solved, &f->request };
   ics_rc rc = ics_psa(plan, 1, request, f->arena, &out, &f->err);
   CHECK_(rc == ICS_OK, "psa: %s", f->err.text);
   return rc == ICS_OK ? out : NULL;
}

static ics_psa_request of_one(const char *const *only, int draws)
{
   return (ics_psa_request){ .only = only,
                             .nonly = 1,
                             .draws = draws,
                             .seed = 5,
                             .sampling = ICS_STREAM_SOBOL,
                             .best = true,
                             .jobs = 1 };
}

/* tiny/textbook.cfg: a pound more of A's score is worth 5. A pert on point +- h has the variance
 * h^2 / 7 (shapes 3 and 3). */
static void tiny_spreads_are_the_derivative_times_theirs(void)
{
   static const char *const only[] = { "services.a.scores.qaly" };
   const double h = 1e-4;
   fixture f;
   load(&f, "instances/tiny/textbook.cfg", NULL, 0);
   set_range(&f, only[0], 5.0 - h, 5.0 + h);
   solve(&f);
   ics_psa_request request = of_one(only, 1024);
   const ics_psa_result *r = psa_of(&f, &request);
   if (r) {
      CHECK_NEAR(r->series[0].mean, 40.0, 1e-8);
      CHECK_NEAR(r->series[0].sd / h, 5.0 / sqrt(7.0), 2e-3);
      CHECK_INT(r->series[0].n, 1024);
   }
   unload(&f);
}

/* The mean of a function of the budget: B is 5 + 10 t, t of density 30 t^2 (1 - t)^2 (pert with its
 * mode in the middle); below 13 each million more is worth 3, beyond it nothing. */
static void a_mean_over_one_number_by_integration(void)
{
   static const char *const only[] = { "funds.budget.amount" };
   const int parts = 20000;
   double mean = 0.0;
   for (int p = 0; p < parts; p++) {
      double t = (p + 0.5) / parts, budget = 5.0 + 10.0 * t;
      mean +=
          30.0 * t * t * (1.0 - t) * (1.0 - t) * (25.0 + 3.0 * (fmin(budget, 13.0) - 5.0)) / parts;
   }
   fixture f;
   load(&f, "instances/tiny/textbook.cfg", NULL, 0);
   set_range(&f, only[0], 5.0, 15.0);
   solve(&f);
   ics_psa_request request = of_one(only, 4096);
   const ics_psa_result *r = psa_of(&f, &request);
   if (r) {
      CHECK_NEAR(r->series[0].mean, mean, 1e-5);
      CHECK_TEXT(r->numbers[0].family, "pert");
      CHECK_NEAR(r->series[0].running[ICS_PSA_CHECKPOINTS - 1], r->series[0].mean, 1e-15);
      CHECK_NEAR(r->series[0].at_point, 40.0, 1e-12);
   }
   unload(&f);
}

static char *draws_of(fixture *f, const ics_psa_result *r)
{
   char *text = NULL;
   ics_buffer page = ics_buffer_start(f->arena);
   CHECK(ics_csv_draws(r, &page, &f->err) == ICS_OK);
   CHECK(ics_buffer_end(&page, &text, &f->err) == ICS_OK);
   return text;
}

static void draws_are_the_same_for_any_jobs(void)
{
   fixture f;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   for (int kind = 0; f.ok && kind < ICS_STREAM_COUNT; kind++) {
      char *first = NULL, *json_first = NULL;
      for (int jobs = 1; jobs <= 4; jobs *= 2) {
         char *json = NULL;
         ics_psa_request request = { .draws = 12,
                                     .seed = 9,
                                     .sampling = (ics_stream_kind)kind,
                                     .best = true,
                                     .fixed = true,
                                     .jobs = jobs };
         const ics_psa_result *r = psa_of(&f, &request);
         if (!r) break;
         char *text = draws_of(&f, r);
         CHECK(ics_psa_json(r, f.arena, &json, &f.err) == ICS_OK);
         if (!first) first = text;
         if (!json_first) json_first = json;
         CHECK_TEXT(text, first);
         CHECK_TEXT(json, json_first);
      }
   }
   unload(&f);
}

/* Of fewer draws, and of another seed. */
static void a_draw_depends_on_seed_and_place_alone(void)
{
   static const char *const only[] = { "services.*.scores.qaly" };
   fixture f;
   load(&f, "instances/tiny/package.cfg", NULL, 0);
   solve(&f);
   ics_psa_request request = of_one(only, 40);
   request.sampling = ICS_STREAM_PSEUDO;
   const ics_psa_result *many = psa_of(&f, &request);
   request.draws = 7;
   const ics_psa_result *few = psa_of(&f, &request);
   request.seed = 6;
   const ics_psa_result *other = psa_of(&f, &request);
   for (int i = 0; many && few && other && i < 7; i++) {
      CHECK(few->series[0].value[i] == many->series[0].value[i]);
      CHECK(few->series[0].value[i] != other->series[0].value[i]);
   }
   unload(&f);
}

/* Every value is one that its key allows, and of the family that the catalogue says. */
static void values_are_such_as_their_keys_allow(void)
{
   static const struct {
      const char *path, *family;
   } known[] = { { "services.urgent.need_growth", "normal" },
                 { "services.prevention.scores.qaly", "gamma" },
                 { "mechanisms.tariff.admin", "beta" },
                 { "need.E06000052.urgent", "gamma" },
                 { "links.primary-urgent.effect", "pert" },
                 { "links.prevention-urgent.effect", "pert" },
                 { "rules.drift", "pert" } };
   double value[1024];
   int met = 0;
   fixture f;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   ics_psa_request request = { .draws = 4, .seed = 3, .fixed = true, .jobs = 2 };
   const ics_psa_result *r = psa_of(&f, &request);
   for (int i = 0; r && i < 300; i++) {
      r->values(r->values_ctx, i, value);
      for (int n = 0; n < r->nnumbers; n++) {
         const ics_key *key = ics_key_of_path(r->numbers[n].path);
         CHECK_(value[n] >= key->lo && value[n] <= key->hi, "%s: %g", r->numbers[n].path, value[n]);
         if (strcmp(r->numbers[n].family, "pert") == 0)
            CHECK(value[n] >= r->numbers[n].low && value[n] <= r->numbers[n].high);
      }
   }
   for (int n = 0; r && n < r->nnumbers; n++)
      for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
         if (strcmp(known[k].path, r->numbers[n].path) == 0) {
            CHECK_TEXT(r->numbers[n].family, known[k].family);
            met++;
         }
   CHECK_INT(met, sizeof known / sizeof known[0]);
   unload(&f);
}

/* Draws in which the kept plan misses nothing: it never beats the best one. */
static void regret_is_never_below_nothing(void)
{
   static const char *const only[] = { "services.*.scores.*", "links.*" };
   fixture f;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   ics_psa_request request = {
      .only = only, .nonly = 2, .draws = 40, .seed = 2, .best = true, .fixed = true, .jobs = 2
   };
   const ics_psa_result *r = psa_of(&f, &request);
   if (r) {
      const ics_psa_series *regret = &r->series[r->nseries - 1];
      CHECK_TEXT(regret->output.id, "regret");
      CHECK_INT(r->columns[1].breaches, 0);
      CHECK(regret->n > 10 && regret->mean > 0.0);
      for (int i = 0; i < 40 && r->columns[1].shortfalls == 0; i++)
         CHECK_(!(regret->value[i] < -1e-6), "draw %d: %g", i, regret->value[i]);
      CHECK_INT(regret->n, r->columns[0].answers[ICS_ANSWER_CERTIFIED]);
      CHECK(r->columns[0].answers[ICS_ANSWER_BROKEN] > 0 && *r->broken_why);
   }
   unload(&f);
}

/* ---- whose doubt --------------------------------------------------------------------------------
 */

static const ics_global_result *global_of(fixture *f, const ics_global_request *request)
{
   ics_global_result *out = NULL;
   if (!f->ok) return NULL;
   ics_rc rc = ics_global(&f->solved, &f->request, request, f->arena, &out, &f->err);
   CHECK_(rc == ICS_OK, "global: %s", f->err.text);
   return rc == ICS_OK ? out : NULL;
}

static const char *const scores[] = { "services.*.scores.qaly" };

/* tiny/textbook.cfg, the scores of A and B alone: the goal is 5 a + 5 b as long as A is worth more,
 * which their ranges of half to one and a half of 5 and 3 do not promise; with B from 1.2 to 2.2
 * and A from 2.5 to 7.5 they do. Perts of their modes at the middle: variances as squares of
 * widths. */
static void indices_of_a_sum_by_its_variances(void)
{
   fixture f;
   load(&f, "instances/tiny/textbook.cfg", NULL, 0);
   ics_coef *b = (ics_coef *)(uintptr_t)set_range(&f, "services.b.scores.qaly", 1.2, 2.2);
   if (b) b->point = 1.7;
   solve(&f);
   ics_global_request request = {
      .only = scores, .nonly = 1, .draws = 1024, .seed = 1, .sampling = ICS_STREAM_SOBOL, .jobs = 1
   };
   const ics_global_result *r = global_of(&f, &request);
   if (r) {
      const ics_global_figure *g = &r->figures[0];
      double a_part = 25.0 / (25.0 + 1.0);
      CHECK_TEXT(g->lines[0].driver, "services.a.scores.qaly");
      CHECK_NEAR(g->lines[0].first, a_part, 0.01);
      CHECK_NEAR(g->lines[0].total, a_part, 0.01);
      CHECK_NEAR(g->lines[1].total, 1.0 - a_part, 0.01);
      CHECK(g->lines[0].first_low < a_part && g->lines[0].first_high > a_part);
      CHECK_NEAR(g->mean, 5.0 * 5.0 + 5.0 * 1.7, 0.01);
      CHECK_NEAR(g->sd, 5.0 * sqrt((2.5 * 2.5 + 0.5 * 0.5) / 7.0), 0.05);
      CHECK_INT(g->used, 1024);
   }
   /* From end to end: 5 times the width, from wherever it starts. */
   request.morris = true;
   request.draws = 6;
   r = global_of(&f, &request);
   if (r) {
      const ics_global_line *a = &r->figures[0].lines[0], *other = &r->figures[0].lines[1];
      CHECK(r->from == 0.0 && r->to == 1.0);
      CHECK_INT(a->effects, 6);
      CHECK(a->mu == a->mu_star && a->mu > 4.0 * other->mu);
      CHECK_NEAR(a->mu / other->mu, 5.0, 1e-9);
      CHECK(isnan(a->first) && isnan(a->total));
   }
   unload(&f);
}

static void indices_are_the_same_for_any_jobs(void)
{
   static const char *const only[] = { "links.*", "services.*.scores.qaly" };
   fixture f;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   for (int morris = 0; f.ok && morris < 2; morris++) {
      char *first = NULL;
      for (int jobs = 1; jobs <= 4; jobs *= 2) {
         char *text = NULL;
         ics_global_request request = { .only = only,
                                        .nonly = 2,
                                        .morris = morris,
                                        .draws = morris ? 4 : 24,
                                        .seed = 1,
                                        .sampling = ICS_STREAM_PSEUDO,
                                        .jobs = jobs };
         const ics_global_result *r = global_of(&f, &request);
         if (!r) break;
         CHECK(r->answers[ICS_ANSWER_BROKEN] > 0 && *r->broken_why);
         CHECK_INT(r->finished, r->rows);
         CHECK(ics_global_json(r, f.arena, &text, &f.err) == ICS_OK);
         if (!first) first = text;
         CHECK_TEXT(text, first);
      }
   }
   unload(&f);
}

/* ---- two at once --------------------------------------------------------------------------------
 */

/* tiny/textbook.cfg with a budget and a worth of A: the better one first, to its cap of 5 or 8. */
static double textbook(double budget, double a)
{
   double first = a > 3.0 ? 5.0 : 8.0, best = fmax(a, 3.0), other = fmin(a, 3.0);
   double on_first = fmin(budget, first), on_other = fmin(budget - on_first, 13.0 - first);
   return best * on_first + other * on_other;
}

static void a_grid_by_hand_and_the_same_for_any_jobs(void)
{
   char *first = NULL;
   fixture f;
   load(&f, "instances/tiny/textbook.cfg", NULL, 0);
   solve(&f);
   for (int jobs = 1; f.ok && jobs <= 4; jobs *= 2) {
      ics_twoway_result *r = NULL;
      char *text = NULL;
      ics_twoway_request request = {
         .a = "funds.budget.amount", .b = "services.a.scores.qaly", .steps = 8, .jobs = jobs
      };
      CHECK_OK(ics_twoway(&f.solved, &f.request, &request, f.arena, &r, &f.err), &f.err);
      for (int n = 0; n < 64; n++) {
         double budget = r->a.at[n / 8], a = r->b.at[n % 8];
         CHECK_NEAR(r->cells[n].value, textbook(budget, a), 1e-9);
         for (int other = 0; other < n; other++) {
            bool all_paid = budget > 13.0 && r->a.at[other / 8] > 13.0;
            bool same_first = (a > 3.0) == (r->b.at[other % 8] > 3.0);
            bool same_end = (budget > 13.0) == (r->a.at[other / 8] > 13.0);
            if (r->cells[other].region == r->cells[n].region)
               CHECK(same_end && (all_paid || same_first));
         }
      }
      CHECK(r->regions >= 3 && r->regions <= 8 && r->without == 0 && r->uncertified == 0);
      CHECK_NEAR(r->at_point, 40.0, 1e-12);
      CHECK_OK(ics_twoway_json(r, f.arena, &text, &f.err), &f.err);
      if (!first) first = text;
      CHECK_TEXT(text, first);
   }
   unload(&f);
}

const ics_test tests_sensitivity[] = {
   { "every number has a key, which allows its point", every_number_has_a_key_that_allows_it },
   { "figures of a plan by hand", figures_of_a_plan_by_hand },
   { "numbers are chosen by path and grade", numbers_are_chosen_by_path_and_grade },
   { "both ends are what solving alone gives", both_ends_are_what_solving_alone_gives },
   { "ends of a system are what solving alone gives",
     ends_of_a_system_are_what_solving_alone_gives },
   { "the estimate by prices is exact for small steps", the_estimate_is_exact_for_small_steps },
   { "ends by percent stay within what the key allows",
     ends_by_percent_stay_within_what_the_key_allows },
   { "lines fall by swing, the same for any jobs",
     lines_fall_by_swing_and_are_the_same_for_any_jobs },
   { "a plan that is kept is never better than the best",
     a_plan_kept_is_never_better_than_the_best },
   { "a plan that is kept at its own numbers is the plan, under any policy",
     a_plan_kept_at_its_own_numbers_is_the_plan },
   { "an end that breaks a rule is said, not dropped", an_end_that_breaks_a_rule_is_said },
   { "tiny spreads are the derivative times theirs", tiny_spreads_are_the_derivative_times_theirs },
   { "a mean over one number, by integration", a_mean_over_one_number_by_integration },
   { "draws are the same bytes for any jobs", draws_are_the_same_for_any_jobs },
   { "a draw depends on seed and place alone", a_draw_depends_on_seed_and_place_alone },
   { "values are such as their keys allow", values_are_such_as_their_keys_allow },
   { "regret is never below nothing", regret_is_never_below_nothing },
   { "indices of a sum, by its variances", indices_of_a_sum_by_its_variances },
   { "indices are the same bytes for any jobs", indices_are_the_same_for_any_jobs },
   { "a grid by hand, the same for any jobs", a_grid_by_hand_and_the_same_for_any_jobs },
   { NULL, NULL },
};
