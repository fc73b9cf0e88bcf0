/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose doubt it is, against the variances of a sum, for any number of workers. */
#include "check.h"
#include "fixture.h"
#include "study/global.h"

static const char SMALL[] = "instances/england/QT6.cfg";

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
   ics_coef *b = set_range(&f, "services.b.scores.qaly", 1.2, 2.2);
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
   static const char *const only[] = { "links.p*", "services.*.scores.qaly" };
   fixture f;
   load(&f, SMALL, NULL, 0);
   set_range(&f, "services.community.scores.qaly", 20.0, 123.0);
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

const ics_test tests_global[] = {
   { "indices of a sum, by its variances", indices_of_a_sum_by_its_variances },
   { "indices are the same bytes for any jobs", indices_are_the_same_for_any_jobs },
   { NULL, NULL },
};
