/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of an instance by name: their keys, which of them are chosen, and figures of a plan. */
#include "check.h"
#include "fixture.h"
#include "instance/keys.h"
#include "study/output.h"

static const char SMALL[] = "instances/england/QT6.cfg";

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

const ics_test tests_numbers[] = {
   { "every number has a key, which allows its point", every_number_has_a_key_that_allows_it },
   { "figures of a plan by hand", figures_of_a_plan_by_hand },
   { "numbers are chosen by path and grade", numbers_are_chosen_by_path_and_grade },
   { NULL, NULL },
};
