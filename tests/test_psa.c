/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All numbers drawn together, against derivatives, integration, and the same draws again. */
#include <stdlib.h>

#include "check.h"
#include "fixture.h"
#include "instance/keys.h"
#include "report/csv.h"
#include "report/psa.h"
#include "study/psa.h"

static const char SMALL[] = "instances/england/QT6.cfg";

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
   CHECK(ics_csv_answer(ics_facts_psa, r, "draws", &page, &f->err) == ICS_OK);
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
      CHECK(r->columns[0].answers[ICS_ANSWER_BROKEN] == 0 && !*r->broken_why);
   }
   unload(&f);
}

/* Where links are not drawn they cannot give way to a low score. */
static void draws_that_break_a_rule_are_set_aside_and_said(void)
{
   static const char *const only[] = { "services.community.scores.qaly" };
   fixture f;
   load(&f, SMALL, NULL, 0);
   set_range(&f, only[0], 20.0, 123.0);
   solve(&f);
   ics_psa_request request = of_one(only, 60);
   const ics_psa_result *r = psa_of(&f, &request);
   if (r) {
      int broken = r->columns[0].answers[ICS_ANSWER_BROKEN];
      ics_buffer page = ics_buffer_start(f.arena);
      char words[64], *text = NULL;
      CHECK(broken > 0 && broken < 30 && r->nheld == 0);
      CHECK_INT(r->series[0].n, 60 - broken);
      ics_report_psa(r, false, &page);
      CHECK_OK(ics_buffer_end(&page, &text, &f.err), &f.err);
      (void)snprintf(words, sizeof words, "Set aside: %d of 60 draws", broken);
      CHECK_HAS(text, words);
      CHECK_HAS(text, "contradict each other: about Community");
      CHECK_TEXT(r->broken[0].path, "services.community");
      CHECK(r->nbroken == 1 && r->broken[0].draws == broken);
   }
   unload(&f);
}

const ics_test tests_psa[] = {
   { "tiny spreads are the derivative times theirs", tiny_spreads_are_the_derivative_times_theirs },
   { "a mean over one number, by integration", a_mean_over_one_number_by_integration },
   { "draws are the same bytes for any jobs", draws_are_the_same_for_any_jobs },
   { "a draw depends on seed and place alone", a_draw_depends_on_seed_and_place_alone },
   { "values are such as their keys allow", values_are_such_as_their_keys_allow },
   { "regret is never below nothing", regret_is_never_below_nothing },
   { "draws that break a rule are set aside, and said",
     draws_that_break_a_rule_are_set_aside_and_said },
   { NULL, NULL },
};
