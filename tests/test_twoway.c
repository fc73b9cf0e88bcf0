/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grid over two numbers, by hand. */
#include "check.h"
#include "fixture.h"
#include "study/twoway.h"

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

const ics_test tests_twoway[] = {
   { "a grid by hand, the same for any jobs", a_grid_by_hand_and_the_same_for_any_jobs },
   { NULL, NULL },
};
