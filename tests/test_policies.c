/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies: money on a path, one formula, given shares, and the order that the theory demands of
 * their worth on one goal with the same scales. */
#include <glob.h>
#include <stdlib.h>

#include "check.h"
#include "fixture.h"
#include "model/given.h"

static const char PATH[] = "instances/tiny/path.cfg", UNIFORM[] = "instances/tiny/uniform.cfg";
static const char SMALL[] = "instances/england/QT6.cfg", MIDDLE[] = "instances/england/QOC.cfg",
                  LARGE[] = "instances/england/QE1.cfg";

/** What a policy comes to. */
typedef struct worth {
   double breach, shortfall, goal; /* goal: less is better */
   bool ok;
} worth;

static void read_run(const ics_solved *s, const ics_run *run, const char *policy, worth *out)
{
   CHECK_(run->status == ICS_OPTIMAL, "%s under %s: status %d at stage %d", s->in->code, policy,
          (int)run->status, run->failed);
   out->ok = run->status == ICS_OPTIMAL;
   for (int n = 0; out->ok && n < run->nstages; n++) {
      const ics_stage *stage = &run->stages[n];
      if (strcmp(stage->id, "breach") == 0) out->breach = stage->value;
      if (strcmp(stage->id, "shortfall") == 0) out->shortfall = stage->value;
      if (n == run->own) out->goal = stage->maximise ? -stage->value : stage->value;
   }
}

/* Another policy of a solved instance, on the same scales. */
static worth under(fixture *f, const char *policy)
{
   worth out = { 0 };
   ics_solved *s = &f->solved;
   int p = ics_find_policy(f->in, policy);
   ics_model *m;
   ics_run run;
   const ics_stage_limits limits = { .lp = { .gap = f->settings.gap,
                                             .iterations = (int)f->settings.iterations,
                                             .seconds = f->settings.time_limit },
                                     .hold = f->settings.hold };
   CHECK_(p >= 0, "%s has no policy %s", f->in->file, policy);
   if (p < 0) return out;
   ics_rc rc = ics_model_build(f->in, &f->in->policies[p], &s->goal, s->scale, s->best, f->arena,
                               &m, &f->err);
   if (rc == ICS_OK) rc = ics_run_goal(m, NULL, &limits, f->arena, &run, &f->err);
   CHECK_(rc == ICS_OK, "%s under %s: %s", f->in->code, policy, f->err.text);
   if (rc == ICS_OK) read_run(s, &run, policy, &out);
   return out;
}

/* Is @p a at least as good as @p b by (breach, shortfall, goal)? Stages are held with a slack, and
 * what they gave up to a later one may show there. */
static bool at_least(const worth *a, const worth *b)
{
   static const double PENNY = 1e-8, SLACK = 1e-6;
   if (fabs(a->breach - b->breach) > PENNY + SLACK * fabs(b->breach)) return a->breach < b->breach;
   if (fabs(a->shortfall - b->shortfall) > PENNY + SLACK * fabs(b->shortfall))
      return a->shortfall < b->shortfall;
   return a->goal <= b->goal + SLACK * fmax(1e-3, fabs(b->goal));
}

static void in_order(const fixture *f, const char *better, const worth *a, const char *worse,
                     const worth *b)
{
   if (a->ok && b->ok)
      CHECK_(at_least(a, b), "%s: %s (%.9g, %.9g, %.12g) is worse than %s (%.9g, %.9g, %.12g)",
             f->in->code, better, a->breach, a->shortfall, a->goal, worse, b->breach, b->shortfall,
             b->goal);
}

/* pooled >= place >= formula-money >= uniform, and place >= what only restricts it. */
static void check_order(const char *file, const char *const *order, int n)
{
   fixture f;
   load(&f, file, NULL, 0);
   f.request.policy = "place";
   if (f.in && f.in->naims > 1) f.request.goal = "weighted";
   solve(&f);
   worth place = { 0 }, above = { 0 };
   if (f.ok) read_run(&f.solved, &f.solved.run, "place", &place);
   for (int p = 0; f.ok && p < n; p++) {
      worth w = strcmp(order[p], "place") == 0 ? place : under(&f, order[p]);
      if (p > 0) in_order(&f, order[p - 1], &above, order[p], &w);
      above = w;
   }
   static const char *const restricts[] = { "current", "blends" };
   for (int p = 0; f.ok && p < 2; p++) {
      if (ics_find_policy(f.in, restricts[p]) < 0) continue;
      worth w = under(&f, restricts[p]);
      in_order(&f, "place", &place, restricts[p], &w);
   }
   unload(&f);
}

static const char *const ORDER[] = { "pooled", "place", "formula-money", "uniform" };

static void less_restricted_is_never_worse(void)
{
   static const char *const tiny[] = { "place", "formula-money", "uniform" };
   check_order(UNIFORM, tiny, 3);
   check_order(SMALL, ORDER, 4);
   check_order(MIDDLE, ORDER, 4);
   check_order("instances/england/QHL.cfg", ORDER, 4);
   check_order(LARGE, ORDER,
               3); /* one formula there takes a quarter of a minute: in the campaign */
}

static void less_restricted_is_never_worse_anywhere(void)
{
   glob_t files;
   if (!getenv("ICS_ALL_SYSTEMS")) return;
   CHECK_NEEDS(glob("instances/england/Q??.cfg", 0, NULL, &files) == 0);
   CHECK_INT(files.gl_pathc, 42);
   for (size_t n = 0; n < files.gl_pathc; n++) check_order(files.gl_pathv[n], ORDER, 4);
   globfree(&files);
}

static double value_under(const char *file, const char *policy, double *breach)
{
   fixture f;
   double value = (double)NAN;
   load(&f, file, NULL, 0);
   f.request.policy = policy;
   solve(&f);
   if (f.ok) value = f.solved.run.stages[f.solved.run.own].value;
   if (f.ok && breach)
      *breach = f.solved.model->breach == ICS_NONE ? 0.0 : plan_of(&f)[f.solved.model->breach];
   unload(&f);
   return value;
}

static void a_path_goes_as_far_as_pace_allows_and_changes_as_little_as_it_can(void)
{
   static const double want[2][2] = { { 6.48, 2.32 }, { 3.52, 7.68 } };
   fixture f;
   load(&f, PATH, NULL, 0);
   solve(&f);
   for (int i = 0; f.ok && i < 2; i++)
      for (int k = 0; k < 2; k++)
         CHECK_NEAR(plan_of(&f)[f.solved.model->X[ics_cell(f.solved.model, i, k, 0)]], want[i][k],
                    1e-12);
   if (f.ok) CHECK_NEAR(f.solved.run.stages[f.solved.run.own].value, 40.88, 1e-12);
   unload(&f);
   /* Services free: Alton 8.8 of 20 by the path, 6 of it for visits at most; all may be spent. */
   CHECK_NEAR(value_under(PATH, "mixed", NULL), 74.0, 1e-9);
}

static void a_path_without_a_pace_ends_at_the_fair_share(void)
{
   fixture f;
   load(&f, PATH, NULL, 0);
   if (f.ok) {
      ics_instance in = *f.in;
      double part[2];
      in.rules.pace.given = false;
      ics_path_parts(&in, 0, part);
      CHECK_NEAR(part[0], 0.5, 1e-15);
      CHECK_NEAR(part[1], 0.5, 1e-15);
   }
   unload(&f);
}

static void one_formula_costs_what_places_differ_in(void)
{
   CHECK_NEAR(value_under(UNIFORM, "place", NULL), 10.64, 1e-9);
   CHECK_NEAR(value_under(UNIFORM, "formula-money", NULL), 10.6, 1e-9);
   CHECK_NEAR(value_under(UNIFORM, "uniform", NULL), 10.2, 1e-9);
   CHECK_NEAR(value_under(UNIFORM, "current", NULL), 10.0, 1e-9);
}

static void what_given_shares_miss_is_measured(void)
{
   double breach = 0.0;
   /* 9.0 by shares for which the only tranche, a tenth of the contract, is far too narrow. */
   CHECK_NEAR(value_under(UNIFORM, "given", &breach), 9.0, 1e-9);
   CHECK_NEAR(breach, 0.5, 1e-9);
   CHECK_NEAR(value_under("instances/tiny/breach.cfg", NULL, &breach), 9.0, 1e-9);
   CHECK_NEAR(breach, 4.5, 1e-9);
}

/* The plan itself: what it pays at each place as a share of the contract. */
static double share_at(const ics_model *m, const double *x, int h, int b, int t)
{
   double sum = 0.0;
   const ics_blend *blend = &m->in->blends[b];
   for (int s = 0; s < m->in->mechanisms[blend->mechanism].ntranches; s++)
      sum += x[m->x[ics_cell_x(m, h, b, s, t)]];
   double money = x[m->X[ics_cell(m, h, blend->service, t)]];
   return money > 0.0 ? sum / money : -1.0;
}

static void under_one_formula_every_place_pays_alike(void)
{
   fixture f;
   load(&f, MIDDLE, NULL, 0);
   f.request.policy = "uniform";
   solve(&f);
   int compared = 0;
   for (int b = 0; f.ok && b < f.in->nblends; b++)
      for (int t = 0; t < f.in->nyears; t++)
         for (int h = 1; h < ics_contracts(f.in, f.in->blends[b].service); h++, compared++) {
            const ics_model *m = f.solved.model;
            double first = share_at(m, plan_of(&f), 0, b, t),
                   other = share_at(m, plan_of(&f), h, b, t);
            CHECK_NEAR(other, first, 1e-7);
         }
   CHECK(compared > 100);
   unload(&f);
}

static void check_path_of_place(const ics_model *m, int i, int t)
{
   const ics_instance *in = m->in;
   double before = 0.0, after = 0.0, all = 0.0;
   for (int f = 0; f < in->nfunds; f++)
      for (int k = 0; k < in->nservices; k++) {
         if (in->services[k].per_system || !ics_is_shared(&in->funds[f])) continue;
         before += ics_baseline_funding(in, f, i, k, t);
         after += ics_given_flow(m, f, i, k, t);
         for (int p = 0; p < in->nplaces; p++) all += ics_baseline_funding(in, f, p, k, t);
      }
   ics_part part = ics_place_part(in, i, t);
   double least = fmin(part.today, part.towards), most = fmax(part.today, part.towards);
   CHECK_(after >= all * least - 1e-9 && after <= all * most + 1e-9,
          "%s in %s: %.12g is not in %.12g to %.12g", in->places[i].id, in->years[t], after,
          all * least, all * most);
   CHECK_NEAR(before, all * part.today, 1e-12);
}

static void a_path_keeps_every_rule_on_money(void)
{
   fixture f;
   load(&f, LARGE, NULL, 0);
   f.request.policy = "formula-money";
   prepare(&f);
   double moved = 0.0;
   for (int t = 0; f.ok && t < f.in->nyears; t++) {
      const ics_model *m = f.solved.model;
      for (int i = 0; i < f.in->nplaces; i++) check_path_of_place(m, i, t);
      for (int k = 0; k < f.in->nservices; k++) {
         double money = 0.0, today = 0.0;
         for (int h = 0; h < ics_contracts(f.in, k); h++) {
            double was = ics_contract_baseline(f.in, h, k, t), is = ics_given_money(m, h, k, t);
            CHECK_(fabs(is - was) <= f.in->rules.corridor.point * (t + 1) * was + 1e-9,
                   "%s moves from %.9g to %.9g", f.in->services[k].id, was, is);
            money += is;
            today += was;
            moved += fabs(is - was);
         }
         CHECK_NEAR(money, today, 1e-12);
      }
   }
   CHECK_(moved > 1.0, "only %g is moved", moved);
   unload(&f);
}

/* Every policy on one system: certified, and no way to miss a rule but by given shares. */
static void check_all(const char *file)
{
   fixture f;
   load(&f, file, NULL, 0);
   f.request.goal = "weighted";
   solve(&f);
   for (int p = 0; f.ok && p < f.in->npolicies; p++) {
      worth w = under(&f, f.in->policies[p].id);
      CHECK(w.ok);
      ics_model *m;
      CHECK_OK(ics_model_build(f.in, &f.in->policies[p], &f.solved.goal, NULL, NULL, f.arena, &m,
                               &f.err),
               &f.err);
      int may = 0;
      for (int j = 0; j < m->lp.n; j++)
         may += strcmp(m->col_tag[j].kind, "over") == 0 || strcmp(m->col_tag[j].kind, "short") == 0;
      bool given = f.in->policies[p].blend == ICS_LEVER_GIVEN;
      CHECK_((may > 0) == given && (m->breach != ICS_NONE) == given, "%s has %d columns of breach",
             f.in->policies[p].id, may);
      if (!given) CHECK_NEAR(w.breach, 0.0, 0.0);
   }
   CHECK_INT(f.in->npolicies, 12);
   unload(&f);
}

static void every_policy_is_certified(void)
{
   check_all(SMALL);
   check_all(MIDDLE);
}

/* Recorded from the program before policies had more than two settings a lever. */
static void policies_that_were_there_before_have_the_same_program(void)
{
   static const struct {
      const char *policy;
      uint64_t shape;
   } known[] = { { "place", UINT64_C(0xea9277ab2545128d) },
                 { "current", UINT64_C(0x94ca55c3324c9796) },
                 { "blends", UINT64_C(0x3d99a48a8614d486) } };
   for (int n = 0; n < 3; n++) {
      fixture f;
      load(&f, SMALL, NULL, 0);
      f.request.policy = known[n].policy;
      prepare(&f);
      if (f.ok)
         CHECK_(ics_lp_shape(&f.solved.model->lp) == known[n].shape, "%s: shape %016llx",
                known[n].policy, (unsigned long long)ics_lp_shape(&f.solved.model->lp));
      unload(&f);
   }
}

static void a_saved_plan_that_misses_rules_is_verified(void)
{
   fixture f;
   load(&f, SMALL, NULL, 0);
   f.request.policy = "tariff";
   f.request.goal = "weighted";
   solve(&f);
   ics_result *result;
   if (f.ok) {
      CHECK_OK(ics_result_make(&f.solved, &f.request, f.arena, &result, &f.err), &f.err);
      CHECK_(result->breach_gbp_m > 1.0, "%g is missed", result->breach_gbp_m);
      double over = 0.0;
      for (int n = 0; n < result->nfunding; n++)
         if (strcmp(result->funding[n].use, "overspent") == 0) over -= result->funding[n].gbp_m;
      CHECK_(over > 1.0 && over <= result->breach_gbp_m * (1.0 + 1e-6) + 1e-7,
             "funds are overspent by %g of %g", over, result->breach_gbp_m);
      CHECK_OK(ics_verify(f.in, result, f.arena, &f.err), &f.err);
      result->breach_gbp_m *= 0.5;
      CHECK_INT(ics_verify(f.in, result, f.arena, &f.err), ICS_ENUMERIC);
   }
   unload(&f);
}

/* What a row comes to without its excess, in extended digits, and so what is missing to its limit.
 */
static double missing_of_row(const ics_lp *lp, const ics_tag *col_tag, const double *x, int r)
{
   long double sum = 0.0L;
   for (int j = 0; j < lp->n; j++)
      for (int e = lp->start[j]; e < lp->start[j + 1]; e++)
         if (lp->row[e] == r && strcmp(col_tag[j].kind, "over") != 0 &&
             strcmp(col_tag[j].kind, "short") != 0)
            sum += (long double)lp->val[e] * (long double)x[j];
   double value = (double)sum;
   return fmax(fmax(lp->rlo[r] - value, value - lp->rhi[r]), 0.0);
}

static void rules_that_are_missed_are_listed(void)
{
   fixture f;
   ics_result *r;
   load(&f, "instances/tiny/breach.cfg", NULL, 0);
   solve(&f);
   if (f.ok) { /* the arithmetic is in the file */
      CHECK_OK(ics_result_make(&f.solved, &f.request, f.arena, &r, &f.err), &f.err);
      CHECK_INT(r->nbreaches, 2);
      CHECK_TEXT(r->breaches[0].words, "guaranteed income of Care at Alton in 2025/26");
      CHECK_NEAR(r->breaches[0].amount, 4.0, 1e-9);
      CHECK_TEXT(r->breaches[1].rule, "fund(budget,2025-26)");
      CHECK_NEAR(r->breaches[1].amount, 0.5, 1e-9);
   }
   unload(&f);
   load(&f, SMALL, NULL, 0);
   f.request.policy = "tariff";
   f.request.goal = "weighted";
   solve(&f);
   if (f.ok) {
      const ics_lp *lp = &f.solved.model->lp;
      double sum = 0.0;
      int rows = 0;
      CHECK_OK(ics_result_make(&f.solved, &f.request, f.arena, &r, &f.err), &f.err);
      for (int n = 0; n < r->nbreaches; n++) {
         int row = 0;
         while (row < lp->m && strcmp(lp->row_name[row], r->breaches[n].rule) != 0) row++;
         CHECK_NEEDS(row < lp->m);
         CHECK_NEAR(r->breaches[n].amount, missing_of_row(lp, f.solved.model->col_tag, r->x, row),
                    1e-7);
         if (n > 0) CHECK(r->breaches[n].amount <= r->breaches[n - 1].amount);
         sum += r->breaches[n].amount;
      }
      CHECK_NEAR(sum, r->breach_gbp_m, 1e-9);
      for (int row = 0; row < lp->m; row++) /* and no rule beside them is missed */
         if (strcmp(f.solved.model->row_tag[row].kind, "breach") != 0)
            rows += missing_of_row(lp, f.solved.model->col_tag, r->x, row) > 1e-6;
      CHECK_INT(r->nbreaches, rows);
      CHECK_OK(ics_verify(f.in, r, f.arena, &f.err), &f.err);
      r->breaches[0].amount *= 1.01;
      CHECK_INT(ics_verify(f.in, r, f.arena, &f.err), ICS_ENUMERIC);
      ics_err_clear(&f.err);
      r->breaches[0].amount /= 1.01;
      r->nbreaches--;
      CHECK_INT(ics_verify(f.in, r, f.arena, &f.err), ICS_ENUMERIC);
      CHECK_HAS(f.err.text, "breaches; its numbers give");
   }
   unload(&f);
}

const ics_test tests_policies[] = {
   { "a path goes as far as pace allows and changes as little as it can",
     a_path_goes_as_far_as_pace_allows_and_changes_as_little_as_it_can },
   { "a path without a pace ends at the fair share", a_path_without_a_pace_ends_at_the_fair_share },
   { "a path keeps every rule on money", a_path_keeps_every_rule_on_money },
   { "one formula costs what places differ in", one_formula_costs_what_places_differ_in },
   { "under one formula every place pays alike", under_one_formula_every_place_pays_alike },
   { "what given shares miss is measured", what_given_shares_miss_is_measured },
   { "a saved plan that misses rules is verified", a_saved_plan_that_misses_rules_is_verified },
   { "rules that are missed are listed, each by as much as its row lacks",
     rules_that_are_missed_are_listed },
   { "policies that were there before have the same program",
     policies_that_were_there_before_have_the_same_program },
   { "every policy is certified, and only given shares may miss rules", every_policy_is_certified },
   { "what is less restricted is never worse", less_restricted_is_never_worse },
   { "what is less restricted is never worse in any system",
     less_restricted_is_never_worse_anywhere },
   { NULL, NULL },
};
