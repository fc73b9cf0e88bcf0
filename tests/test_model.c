/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model against hand arithmetic, against simulation, and against what it promises of itself. */
#include <stdlib.h>

#include "check.h"
#include "fixture.h"
#include "model/formulation.h"
#include "post/plan.h"
#include "verify.h"

static void every_formulation_solves_its_example_by_hand(void)
{
   for (int n = 0; ics_formulations[n]; n++) {
      const ics_formulation *form = ics_formulations[n];
      char file[256];
      fixture f;
      CHECK_(form->example.file != NULL, "%s has no example", form->name);
      if (!form->example.file) continue;
      (void)snprintf(file, sizeof file, "instances/%s", form->example.file);
      load(&f, file, NULL, 0);
      solve(&f);
      if (f.ok)
         CHECK_NEAR(f.solved.run.stages[f.solved.run.own].value, form->example.objective,
                    form->example.rel);
      unload(&f);
   }
}

static void every_stage_passes_the_second_verifier(void)
{
   for (int n = 0; ics_formulations[n]; n++) {
      char file[256], why[256];
      fixture f;
      (void)snprintf(file, sizeof file, "instances/%s", ics_formulations[n]->example.file);
      load(&f, file, NULL, 0);
      solve(&f);
      for (int s = 0; f.ok && s < f.solved.run.nstages; s++) {
         ics_lp lp;
         const ics_solution *sol = &f.solved.run.stages[s].solution;
         CHECK_OK(ics_stage_lp(f.solved.model, &f.solved.run, s, f.arena, &lp, &f.err), &f.err);
         CHECK_(verify_optimal(&lp, sol->x, sol->y, 1e-9L, why, sizeof why), "%s stage %s: %s",
                file, f.solved.run.stages[s].id, why);
      }
      unload(&f);
   }
}

static double care(const fixture *f, const char *service)
{
   return plan_of(
       f)[f->solved.model->q[ics_cell(f->solved.model, 0, ics_find_service(f->in, service), 0)]];
}

static void aims_in_order_give_up_what_their_tolerance_allows(void)
{
   fixture f;
   load(&f, "instances/tiny/lexicographic.cfg", NULL, 0);
   solve(&f);
   if (f.ok) {
      CHECK_NEAR(care(&f, "s1"), 0.9, 1e-5);
      CHECK_NEAR(care(&f, "s2"), 1.0, 1e-5);
      CHECK_NEAR(care(&f, "s3"), 0.0, 1e-5);
      CHECK_NEAR(care(&f, "s4"), 0.1, 1e-5);
   }
   unload(&f);
}

static void a_package_is_designed_within_money_staff_and_cover(void)
{
   fixture f;
   load(&f, "instances/tiny/package.cfg", NULL, 0);
   solve(&f);
   if (f.ok) {
      CHECK_NEAR(care(&f, "vaccines"), 4.0, 1e-9);
      CHECK_NEAR(care(&f, "surgery"), 3.0, 1e-9);
      CHECK_NEAR(care(&f, "drugs"), 5.0, 1e-9);
      CHECK_NEAR(f.solved.run.stages[f.solved.run.own].value, 78.0, 1e-9);
   }
   unload(&f);
}

/* ---- going on as today --------------------------------------------------------------------------
 */

static const char *const some_systems[] = { "instances/england/QHM.cfg",
                                            "instances/england/QT6.cfg",
                                            "instances/england/QNQ.cfg" };
enum { NSOME = (int)(sizeof some_systems / sizeof some_systems[0]) };

static void the_policy_that_changes_nothing_agrees_with_simulation(void)
{
   fixture f;
   load(&f, "instances/england/QT6.cfg", NULL, 0);
   f.request.policy = "current";
   f.request.goal = "outcomes";
   solve(&f);
   if (f.ok) {
      const ics_model *m = f.solved.model;
      double *today = ics_alloc(f.arena, (size_t)m->lp.n, sizeof *today);
      CHECK_OK(ics_model_baseline(m, today, &f.err), &f.err);
      int outcomes = m->aim[ics_find_aim(f.in, "outcomes")];
      /* One place: nothing to share out, so the LP has no freedom that the simulation has not. */
      CHECK_NEAR(plan_of(&f)[outcomes] / today[outcomes], 1.0, 1e-6);
      CHECK_(plan_of(&f)[m->shortfall] <= 1e-6, "shortfall %g", plan_of(&f)[m->shortfall]);
   }
   unload(&f);
}

/* Where money grows as need does, every year is the first year again. */
static void today_stays_put_when_money_grows_as_need_does(void)
{
   static const ics_override level[] = { { "services.*.need_growth", "0.02" },
                                         { "services.*.efficiency", "0" },
                                         { "funds.*.growth", "0.02" } };
   for (int n = 0; n < NSOME; n++) {
      fixture f;
      load(&f, some_systems[n], level, 3);
      f.request.policy = "current";
      f.request.goal = "outcomes";
      solve(&f);
      if (f.ok) {
         const ics_model *m = f.solved.model;
         double first = 0.0, last = 0.0;
         int T = f.in->nyears - 1;
         for (int i = 0; i < f.in->nplaces; i++)
            for (int k = 0; k < f.in->nservices; k++) {
               first += ics_plan_unmet(m, plan_of(&f), i, k, 0) * pow(1.02, T);
               last += ics_plan_unmet(m, plan_of(&f), i, k, T);
            }
         CHECK_NEAR(last / first, 1.0, 1e-3);
      }
      unload(&f);
   }
}

/* ---- what a blend is worth ----------------------------------------------------------------------
 */

static void a_tighter_fund_never_raises_the_optimum(void)
{
   static const ics_override less[] = { { "funds.nhs.amount", "5.5" } };
   fixture f, g;
   load(&f, "instances/tiny/two_funds.cfg", NULL, 0);
   load(&g, "instances/tiny/two_funds.cfg", less, 1);
   solve(&f);
   solve(&g);
   /* Hospital care loses 0.5 at 5 a million: 35 - 2.5. */
   if (f.ok && g.ok) CHECK_NEAR(g.solved.run.stages[g.solved.run.own].value, 32.5, 1e-9);
   unload(&f);
   unload(&g);
}

static void todays_blend_delivers_exactly_todays_care_everywhere(void)
{
   fixture f;
   load(&f, "instances/england/QHM.cfg", NULL, 0);
   if (f.ok) {
      CHECK_OK(ics_prepare(f.in, &f.request, f.arena, &f.solved, &f.err), &f.err);
      const ics_model *m = f.solved.model;
      for (int k = 0; k < f.in->nservices; k++)
         for (int h = 0; h < ics_contracts(f.in, k); h++) {
            double mean = 0.0;
            for (int b = 0; b < f.in->nblends; b++)
               for (int s = 0; f.in->blends[b].service == k && s < m->tranches; s++) {
                  const ics_mechanism *mech = &f.in->mechanisms[f.in->blends[b].mechanism];
                  if (s < mech->ntranches)
                     mean += ics_tranche_fill(mech, s, f.in->blends[b].baseline.point) *
                             m->eta[ics_cell_eta(m, h, b, s)];
               }
            CHECK_NEAR(mean, 1.0, 1e-12);
         }
   }
   unload(&f);
}

/* Whatever the rounding, pennies add up, and no line moves by more than one. */
static void rounding_keeps_every_sum(void)
{
   const double thirds[] = { 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.0 };
   long long pence[4];
   CHECK(ics_round_to_total(thirds, 4, 100000000, pence));
   CHECK_INT(pence[0] + pence[1] + pence[2] + pence[3], 100000000);
   CHECK_INT(pence[3], 0);
   for (int p = 0; p < 3; p++) CHECK(llabs(pence[p] - 33333333) <= 1);
   CHECK(!ics_round_to_total(thirds, 4, 100000100, pence));
}

static void goal_of_one_aim_with_a_bound_on_another_keeps_the_bound(void)
{
   static const char *const bounds[] = { "x2>=0.5" };
   fixture f;
   load(&f, "instances/tiny/lexicographic.cfg", NULL, 0);
   f.request.goal = "x1";
   f.request.bounds = bounds;
   f.request.nbounds = 1;
   solve(&f);
   if (f.ok) {
      CHECK_NEAR(care(&f, "s1"), 1.0, 1e-5);
      CHECK(care(&f, "s2") >= 0.5 - 1e-9);
   }
   unload(&f);
}

static void a_bound_that_no_plan_can_meet_is_proved_infeasible(void)
{
   static const char *const bounds[] = { "x1>=0.8", "x2>=0.8", "x3>=0.8" };
   fixture f;
   load(&f, "instances/tiny/lexicographic.cfg", NULL, 0);
   f.request.bounds = bounds;
   f.request.nbounds = 3;
   if (f.ok) {
      CHECK_OK(ics_solve(f.in, &f.request, f.arena, &f.solved, &f.err), &f.err);
      CHECK_INT(f.solved.run.status, ICS_INFEASIBLE);
      CHECK(f.solved.run.stages[f.solved.run.failed].solution.certificate.certified);
   }
   unload(&f);
}

/* Minimax raises the worst served aim. In the payoff table x1 comes second wherever it is not
 * first, and is 1 in every row: nothing is at stake, so it is not scaled. The budget of 2 serves
 * the other three alike. */
static void minimax_serves_the_worst_aim_first(void)
{
   fixture f;
   load(&f, "instances/tiny/lexicographic.cfg", NULL, 0);
   f.request.goal = "minimax";
   f.settings.payoff_hold = 0.0; /* scales of exactly 1 */
   solve(&f);
   if (f.ok) {
      CHECK_NEAR(care(&f, "s1"), 0.0, 1e-5);
      CHECK_NEAR(care(&f, "s2"), 2.0 / 3.0, 1e-5);
      CHECK_NEAR(care(&f, "s3"), 2.0 / 3.0, 1e-5);
      CHECK_NEAR(care(&f, "s4"), 2.0 / 3.0, 1e-5);
   }
   unload(&f);
}

static void an_unknown_policy_goal_or_aim_names_the_nearest(void)
{
   fixture f;
   static const char *const weights[] = { "outcomez=1" };
   load(&f, "instances/england/QT6.cfg", NULL, 0);
   if (f.ok) {
      f.request.policy = "plase";
      CHECK_INT(ics_prepare(f.in, &f.request, f.arena, &f.solved, &f.err), ICS_EUSAGE);
      CHECK_HAS(f.err.text, "did you mean \"place\"?");
      f.request.policy = NULL;
      f.request.goal = "wieghted";
      CHECK_INT(ics_prepare(f.in, &f.request, f.arena, &f.solved, &f.err), ICS_EUSAGE);
      CHECK_HAS(f.err.text, "did you mean \"weighted\"?");
      f.request.goal = NULL;
      f.request.weights = weights;
      f.request.nweights = 1;
      CHECK_INT(ics_prepare(f.in, &f.request, f.arena, &f.solved, &f.err), ICS_EUSAGE);
      CHECK_HAS(f.err.text, "did you mean \"outcomes\"?");
   }
   unload(&f);
}

/* Prevention saves urgent care within the year; here urgent care also saves prevention, by an
 * effect that makes the circle's gain 0.5 * 1.8 = 0.9 (allowed: radius sqrt 0.9) or 0.5 * 2.2 = 1.1
 * (refused). */
static void a_chain_that_feeds_itself_is_refused(void)
{
   static const struct {
      const char *effect;
      bool allowed;
   } cases[] = { { "1.8", true }, { "2.2", false } };
   for (int n = 0; n < 2; n++) {
      fixture f;
      ics_override circle[] = { { "links.urgent-prevention.effect", cases[n].effect } };
      load(&f, "tests/good/circle.cfg", circle, 1);
      if (f.ok) {
         ics_rc rc = ics_prepare(f.in, &f.request, f.arena, &f.solved, &f.err);
         CHECK_(rc == (cases[n].allowed ? ICS_OK : ICS_EINPUT), "%s: %s", cases[n].effect,
                f.err.text);
         if (!cases[n].allowed) CHECK_HAS(f.err.text, "spectral radius 1.05");
      }
      unload(&f);
   }
}

/* Leafy has 6 of 10, Mill 4 of 10. Without a standard, today's share is the standard where
 * inequality is measured: Leafy keeps 40% unmet, so Mill keeps 60%, and the gap over half a rank is
 * 2 (0.6 - 0.4) = 0.4. */
static void a_gap_is_not_closed_by_levelling_down(void)
{
   fixture f;
   load(&f, "tests/good/level.cfg", NULL, 0);
   solve(&f);
   if (f.ok) CHECK_NEAR(f.solved.run.stages[f.solved.run.own].value, 0.4, 1e-7);
   unload(&f);
}

/* Two limits that contradict each other need no solve: the contracts may fall to 0.9 of 6 and of 4,
 * the fund has 2. */
static void a_fund_cut_below_what_contracts_must_have_leaves_no_plan(void)
{
   static const ics_override cut[] = { { "funds.budget.amount", "2" } };
   fixture f;
   load(&f, "instances/tiny/gap.cfg", cut, 1);
   if (f.ok) {
      CHECK_INT(ics_solve(f.in, &f.request, f.arena, &f.solved, &f.err), ICS_ENOPLAN);
      CHECK_HAS(f.err.text, "no plan keeps all the rules");
   }
   unload(&f);
}

const ics_test tests_model[] = {
   { "every formulation solves its example to the value worked out by hand",
     every_formulation_solves_its_example_by_hand },
   { "every stage of every example passes the second verifier",
     every_stage_passes_the_second_verifier },
   { "aims in order give up what their tolerance allows and no more",
     aims_in_order_give_up_what_their_tolerance_allows },
   { "a package is designed within money, staff and cover",
     a_package_is_designed_within_money_staff_and_cover },
   { "the policy that changes nothing agrees with a simulation",
     the_policy_that_changes_nothing_agrees_with_simulation },
   { "today stays put over five years when money grows as need does",
     today_stays_put_when_money_grows_as_need_does },
   { "a tighter fund never raises the optimum", a_tighter_fund_never_raises_the_optimum },
   { "today's blend delivers exactly today's care everywhere",
     todays_blend_delivers_exactly_todays_care_everywhere },
   { "rounding to the penny keeps every sum", rounding_keeps_every_sum },
   { "a goal of one aim with a bound on another keeps the bound",
     goal_of_one_aim_with_a_bound_on_another_keeps_the_bound },
   { "a bound that no plan can meet is proved infeasible",
     a_bound_that_no_plan_can_meet_is_proved_infeasible },
   { "minimax serves the worst served aim first", minimax_serves_the_worst_aim_first },
   { "a gap is not closed by levelling down", a_gap_is_not_closed_by_levelling_down },
   { "a fund cut below what contracts must have leaves no plan",
     a_fund_cut_below_what_contracts_must_have_leaves_no_plan },
   { "a chain that feeds itself within the year is refused", a_chain_that_feeds_itself_is_refused },
   { "an unknown policy, goal or aim names the nearest",
     an_unknown_policy_goal_or_aim_names_the_nearest },
   { NULL, NULL },
};
