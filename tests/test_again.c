/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A solved instance asked again: against the command's own way, an instance read with the change
 * and solved from nothing. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "fixture.h"
#include "study/again.h"

static const char TINY[] = "instances/tiny/path.cfg";
static const char SMALL[] = "instances/england/QT6.cfg";
static const char TWO[] = "instances/england/QOC.cfg";

typedef struct asked {
   fixture f;
   ics_again *again;
} asked;

static bool ask(asked *q, const char *file, const char *goal)
{
   load(&q->f, file, NULL, 0);
   q->f.request.goal = goal;
   solve(&q->f);
   q->again = NULL;
   if (!q->f.ok) return false;
   ics_rc rc = ics_again_open(&q->f.solved, &q->f.request, q->f.arena, &q->again, &q->f.err);
   CHECK_(rc == ICS_OK, "open: %s", q->f.err.text);
   return rc == ICS_OK;
}

static void done(asked *q)
{
   ics_again_close(&q->again);
   unload(&q->f);
}

static double own_value(const fixture *f)
{
   return f->solved.run.stages[f->solved.run.own].value;
}

static int coef_of(const ics_instance *in, const char *path)
{
   for (int c = 0; c < in->ncoefs; c++)
      if (strcmp(in->coefs[c]->path, path) == 0) return c;
   CHECK_(false, "no number is called %s", path);
   return 0;
}

static ics_again_plan best(asked *q, const ics_change *changes, int n, ics_arena *arena)
{
   ics_again_plan plan = { 0 };
   ics_rc rc = ics_again_best(q->again, changes, n, arena, &plan, &q->f.err);
   CHECK_(rc == ICS_OK, "best: %s", q->f.err.text);
   return plan;
}

static ics_again_plan fixed(asked *q, const ics_change *changes, int n, ics_arena *arena)
{
   ics_again_plan plan = { 0 };
   ics_rc rc = ics_again_fixed(q->again, changes, n, arena, &plan, &q->f.err);
   CHECK_(rc == ICS_OK, "fixed: %s", q->f.err.text);
   return plan;
}

static void nothing_changed(void)
{
   static const char *const files[] = { TINY, SMALL, TWO };
   for (int n = 0; n < 3; n++) {
      asked q;
      if (ask(&q, files[n], NULL)) {
         ics_arena *arena = ics_arena_new();
         ics_again_plan plan = best(&q, NULL, 0, arena), same = fixed(&q, NULL, 0, arena);
         double value = own_value(&q.f);
         CHECK_INT(plan.status, ICS_OPTIMAL);
         CHECK_NEAR(plan.goal, value, 1e-9);
         CHECK_INT(plan.iterations, 0);
         CHECK(plan.shared);
         /* Later stages may give up a millionth of the goal, and the plan is theirs. */
         CHECK_INT(same.status, ICS_OPTIMAL);
         CHECK_NEAR(same.goal, value, 3e-6);
         CHECK(same.breach <= 1e-8 && same.shortfall <= plan.shortfall + 1e-8);
         ics_arena_free(&arena);
      }
      done(&q);
   }
}

/* A number of each kind: a limit (a fund), inside the matrix (an effect, a yield, a growth), a
 * cost. */
static const char *const paths[] = {
   "funds.core.growth",         "services.urgent.need_growth", "rules.drift",
   "services.primary.standard", "mechanisms.tariff.risk",
};

/* Each end of a number's range: the same best value as the instance read with it. A goal of one aim
 * has no scale that could differ. */
static void as_solved_from_nothing(void)
{
   asked q;
   int tried = 0, other_matrix = 0;
   if (ask(&q, SMALL, "outcomes"))
      for (int p = 0; p < (int)(sizeof paths / sizeof paths[0]); p++)
         for (int end = 0; end < 2; end++) {
            const ics_instance *in = q.f.in;
            int c = coef_of(in, paths[p]);
            const ics_coef *coef = in->coefs[c];
            double point = end ? coef->high : coef->low;
            if (!coef->given || !(coef->low < coef->high)) continue;
            ics_arena *arena = ics_arena_new();
            ics_change change = { c, point };
            ics_again_plan plan = best(&q, &change, 1, arena);
            fixture cold;
            load(&cold, SMALL, NULL, 0);
            if (cold.ok) {
               ics_altered *altered;
               cold.request.goal = "outcomes";
               CHECK_OK(ics_alter_open(cold.in, cold.arena, &altered, &cold.err), &cold.err);
               ics_alter(altered, c, point);
               cold.in = &altered->in;
               solve(&cold);
               if (cold.ok) CHECK_NEAR(plan.goal, own_value(&cold), 1e-9);
               CHECK_INT(plan.status, ICS_OPTIMAL);
               tried++;
               other_matrix += !plan.shared;
            }
            unload(&cold);
            ics_arena_free(&arena);
         }
   CHECK(tried >= 6);
   CHECK(other_matrix >= 2);
   done(&q);
}

/* What was asked before leaves no trace. */
static void one_answer_does_not_touch_the_next(void)
{
   asked q;
   if (ask(&q, TWO, NULL)) {
      const ics_instance *in = q.f.in;
      ics_change many[64], few[1] = { { coef_of(in, "rules.drift"), 0 } };
      int n = 0;
      few[0].point = in->coefs[few[0].coef]->low;
      for (int c = 0; c < in->ncoefs && n < 64; c++)
         if (in->coefs[c]->given && in->coefs[c]->low < in->coefs[c]->high)
            many[n++] = (ics_change){ c, 0.5 * (in->coefs[c]->point + in->coefs[c]->high) };
      ics_arena *arena = ics_arena_new();
      ics_again_plan first = best(&q, few, 1, arena);
      ics_again_plan other = best(&q, many, n, arena);
      ics_again_plan third = fixed(&q, many, n, arena);
      ics_again_plan again = best(&q, few, 1, arena);
      ics_again_plan fourth = fixed(&q, many, n, arena);
      CHECK(first.status == ICS_OPTIMAL && other.status == ICS_OPTIMAL);
      CHECK(other.goal != first.goal);
      CHECK(memcmp(&first.goal, &again.goal, sizeof first.goal) == 0);
      CHECK(memcmp(first.x, again.x, (size_t)first.model->lp.n * sizeof *first.x) == 0);
      CHECK(first.shape_of_plan == again.shape_of_plan);
      CHECK(memcmp(&third.goal, &fourth.goal, sizeof third.goal) == 0);
      /* The plan that was made is one of those the best is chosen among, if it keeps the rules. */
      if (third.status == ICS_OPTIMAL && third.breach <= 1e-8 && third.shortfall <= 1e-8)
         CHECK(third.goal >= other.goal - 1e-6);
      ics_arena_free(&arena);
   }
   done(&q);
}

/* Never better than the best where it misses nothing, over changes of one number at a time. */
static void a_fixed_plan_is_never_better(void)
{
   asked q;
   int kept = 0, missed = 0;
   if (ask(&q, SMALL, NULL))
      for (int c = 0; c < q.f.in->ncoefs; c += 17) {
         const ics_coef *coef = q.f.in->coefs[c];
         if (!coef->given || !(coef->low < coef->high)) continue;
         ics_arena *arena = ics_arena_new();
         ics_change change = { c, coef->low };
         ics_again_plan free = best(&q, &change, 1, arena), as_is = fixed(&q, &change, 1, arena);
         bool misses = as_is.status != ICS_OPTIMAL || as_is.breach > 1e-8 ||
                       as_is.shortfall > free.shortfall + 1e-8;
         if (free.status == ICS_OPTIMAL && !misses) CHECK(as_is.goal >= free.goal - 3e-6);
         kept += !misses;
         missed += misses;
         ics_arena_free(&arena);
      }
   CHECK(kept >= 10);
   done(&q);
}

/* Money that shrinks below what a plan spends: what it misses is what it is short of. */
static void a_fixed_plan_may_miss_rules(void)
{
   asked q;
   if (ask(&q, SMALL, NULL)) {
      int c = coef_of(q.f.in, "funds.core.growth");
      ics_arena *arena = ics_arena_new();
      ics_change change = { c, -0.2 };
      ics_again_plan as_is = fixed(&q, &change, 1, arena);
      CHECK_INT(as_is.status, ICS_OPTIMAL);
      CHECK(as_is.breach > 1.0);
      ics_arena_free(&arena);
   }
   done(&q);
}

/* Core money grows by less: what core alone pays shrinks as core does, what others pay stays. */
static void a_fixed_plan_shares_funds_out_as_before(void)
{
   asked q;
   int shrunk = 0, same = 0;
   double first[16] = { 0 }; /* by year */
   if (ask(&q, SMALL, NULL)) {
      const ics_instance *in = q.f.in;
      const ics_model *m = q.f.solved.model;
      const ics_run *run = &q.f.solved.run;
      const double *x = run->stages[run->nstages - 1].solution.x;
      int c = coef_of(in, "funds.core.growth"), core = ics_find_fund(in, "core");
      double was = 1.0 + in->coefs[c]->point;
      CHECK(in->nyears <= 16);
      ics_arena *arena = ics_arena_new();
      ics_change change = { c, was * 0.99 - 1.0 };
      ics_again_plan kept = fixed(&q, &change, 1, arena);
      CHECK_INT(kept.status, ICS_OPTIMAL);
      for (int k = 0; kept.x && k < in->nservices; k++)
         for (int h = 0; h < ics_contracts(in, k); h++)
            for (int t = 0; t < in->nyears; t++) {
               int payers = 0, pays = ics_fund_pays(in, core, k);
               for (int f = 0; f < in->nfunds; f++) payers += ics_fund_pays(in, f, k);
               int then = m->X[ics_cell(m, h, k, t)];
               int now = kept.model->X[ics_cell(kept.model, h, k, t)];
               if (then == ICS_NONE || now == ICS_NONE || (pays && payers > 1)) continue;
               if (!pays) CHECK_NEAR(kept.x[now], x[then], 1e-7);
               if (!pays || x[then] <= 0.0) {
                  same += !pays;
                  continue;
               }
               /* Its reserve is for others' contracts too, and does not shrink with it. */
               double share = kept.x[now] / x[then];
               CHECK_NEAR(share, pow(0.99, t), 2e-4);
               if (first[t] > 0.0) CHECK_NEAR(share, first[t], 1e-9);
               first[t] = share;
               shrunk += t > 0;
            }
      ics_arena_free(&arena);
   }
   CHECK(shrunk > 0 && same > 0);
   done(&q);
}

/* What the plan is measured against moves with the numbers: as an instance read with them has it.
 */
static void today_is_of_the_same_numbers(void)
{
   static const char *const moved[] = { "services.urgent.need_growth", "funds.core.growth",
                                        "services.primary.scores.qaly" };
   asked q;
   if (ask(&q, SMALL, "outcomes"))
      for (int n = 0; n < 3; n++) {
         int c = coef_of(q.f.in, moved[n]);
         ics_change change = { c, q.f.in->coefs[c]->high };
         ics_arena *arena = ics_arena_new();
         ics_again_plan plan = best(&q, &change, 1, arena), kept = fixed(&q, &change, 1, arena);
         fixture other;
         ics_altered *altered;
         load(&other, SMALL, NULL, 0);
         other.request.goal = "outcomes";
         CHECK_OK(ics_alter_open(other.in, other.arena, &altered, &other.err), &other.err);
         ics_alter(altered, c, change.point);
         other.in = &altered->in;
         prepare(&other);
         if (other.ok) {
            const ics_model *m = other.solved.model;
            double *x = ics_alloc(arena, (size_t)m->lp.n, sizeof *x);
            CHECK_OK(ics_model_baseline(m, x, &other.err), &other.err);
            double today = x[m->aim[ics_find_aim(other.in, "outcomes")]];
            CHECK_NEAR(plan.today, today, 1e-12);
            CHECK_NEAR(kept.today, today, 1e-12);
            CHECK(plan.goal < plan.today);
         }
         unload(&other);
         ics_arena_free(&arena);
      }
   done(&q);
}

static void no_plan_is_an_answer(void)
{
   asked q;
   if (ask(&q, SMALL, NULL)) {
      int c = coef_of(q.f.in, "funds.core.growth");
      ics_arena *arena = ics_arena_new();
      ics_change change = { c, -0.9 };
      ics_again_plan plan = best(&q, &change, 1, arena);
      CHECK_INT(plan.status, ICS_INFEASIBLE);
      CHECK(isnan(plan.goal) && !plan.x);
      ics_again_plan after = best(&q, NULL, 0, arena);
      CHECK_INT(after.status, ICS_OPTIMAL);
      CHECK_NEAR(after.goal, own_value(&q.f), 1e-9);
      ics_change wrong[] = { { -1, 0.0 }, { q.f.in->ncoefs, 0.0 }, { 0, (double)NAN } };
      for (int n = 0; n < 3; n++) {
         CHECK_INT(ics_again_best(q.again, &wrong[n], 1, arena, &plan, &q.f.err), ICS_EBUG);
         ics_err_clear(&q.f.err);
      }
      ics_arena_free(&arena);
   }
   done(&q);
}

const ics_test tests_again[] = {
   { "with nothing changed the plan is what it was, without a step", nothing_changed },
   { "a changed number gives what the changed instance gives, solved from nothing",
     as_solved_from_nothing },
   { "an answer does not depend on what was asked before", one_answer_does_not_touch_the_next },
   { "a plan that is kept is never better than the best, if it misses nothing",
     a_fixed_plan_is_never_better },
   { "a plan that is kept may cost more than there is, and it is told how much",
     a_fixed_plan_may_miss_rules },
   { "a fixed plan shares each fund out as before", a_fixed_plan_shares_funds_out_as_before },
   { "carrying on as today is told of the same numbers", today_is_of_the_same_numbers },
   { "no plan at other numbers is an answer; a number that is none is a fault",
     no_plan_is_an_answer },
   { NULL, NULL },
};
