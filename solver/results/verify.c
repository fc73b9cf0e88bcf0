/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A saved result, checked from its numbers alone: the LP is rebuilt, nothing is solved. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "results/lines.h"

/* Half a penny, in GBP million: what a saved figure may differ by from the one recomputed. */
static const double HALF_PENNY = 0.5e-8;

/* Figures that are sums of thousands of doubles are compared within this share. */
static const double FIGURE = 1e-9;

static bool same(double a, double b, double least)
{
   if (isnan(a) || isnan(b)) return isnan(a) && isnan(b);
   return fabs(a - b) <= fmax(least, FIGURE * fmax(fabs(a), fabs(b)));
}

static ics_rc not_so(ics_err *err, const char *what, double saved, double found)
{
   return ics_fail(err, ICS_ENUMERIC,
                   "%s does not follow from the saved plan: saved %.12g, found %.12g", what, saved,
                   found);
}

/* ---- rebuilding ---------------------------------------------------------------------------------
 */

static ics_rc requests(const ics_result *saved, ics_arena *arena, ics_request *out, ics_err *err)
{
   const char **bounds, **weights;
   ICS_ALLOC(bounds, arena, saved->nsettings, err);
   ICS_ALLOC(weights, arena, saved->nsettings, err);
   *out = (ics_request){ .policy = saved->policy,
                         .goal = saved->goal,
                         .resolution = saved->resolution,
                         .bounds = bounds,
                         .weights = weights };
   for (int s = 0; s < saved->nsettings; s++) {
      if (strcmp(saved->settings[s].name, "bound") == 0)
         bounds[out->nbounds++] = saved->settings[s].value;
      if (strcmp(saved->settings[s].name, "weight") == 0)
         weights[out->nweights++] = saved->settings[s].value;
   }
   return ICS_OK;
}

ics_rc ics_rebuild(const ics_instance *in, const ics_result *saved, ics_arena *arena,
                   ics_settings *settings, ics_solved *out, ics_err *err)
{
   ics_request request;
   if (strcmp(in->sha256, saved->sha256) != 0)
      return ics_fail(
          err, ICS_EINPUT,
          "the plan was made from another instance: its inputs have hash %.12s..., those of %s "
          "have %.12s...; give the right one with --instance",
          saved->sha256, in->file, in->sha256);
   *settings = ics_settings_default();
   for (int s = 0; s < saved->nsettings; s++) {
      ics_err ignored = { 0 };
      if (ics_settings_set(settings, saved->settings[s].name, saved->settings[s].value, &ignored) !=
          ICS_OK)
         continue; /* an instance's number or a wish, not a setting */
   }
   ICS_TRY(requests(saved, arena, &request, err));
   request.settings = settings;
   ICS_TRY(ics_prepare(in, &request, arena, out, err));
   if (saved->naims != in->naims)
      return ics_fail(err, ICS_EINPUT, "the plan has %d aims, the instance %d", saved->naims,
                      in->naims);
   for (int a = 0; a < in->naims; a++) {
      out->scale[a] = saved->scale[a];
      out->best[a] = saved->ideal[a];
      out->worst[a] = saved->aims[a].worst;
   }
   ICS_TRY(ics_model_build(in, out->policy, &out->goal, out->scale, out->best, arena, &out->model,
                           err));
   const ics_lp *lp = &out->model->lp;
   char hash[32];
   (void)snprintf(hash, sizeof hash, "%016" PRIx64, ics_lp_hash(lp));
   if (saved->rows != lp->m || saved->columns != lp->n || strcmp(hash, saved->lp_hash) != 0)
      return ics_fail(
          err, ICS_EINPUT,
          "the plan's linear program (%d rows, %d columns, hash %s) is not the one of the "
          "instance (%d, %d, %s); was it made by another version?",
          saved->rows, saved->columns, saved->lp_hash, lp->m, lp->n, hash);
   return ICS_OK;
}

/* ---- the proof ----------------------------------------------------------------------------------
 */

/* The stages are those that the goal asks for, and no others: a plan may not choose what it is
 * judged by. */
ics_rc ics_saved_stages(const ics_solved *solved, const ics_result *saved, ics_arena *arena,
                        ics_run *run, ics_err *err)
{
   const ics_model *m = solved->model;
   *run = (ics_run){ 0 };
   ICS_ALLOC(run->stages, arena, m->in->naims + ICS_STAGES_BESIDE, err);
   run->nstages = ics_plan_stages(m, run->stages, &run->own);
   if (saved->nstages != run->nstages || saved->own_stage != run->own)
      return ics_fail(err, ICS_ENUMERIC,
                      "the plan has %d stages, of which the goal's is %d; its goal asks for "
                      "%d, of which %d",
                      saved->nstages, saved->own_stage + 1, run->nstages, run->own + 1);
   for (int s = 0; s < run->nstages; s++) {
      ics_stage *stage = &run->stages[s];
      if (strcmp(saved->stages[s].id, stage->id) != 0)
         return ics_fail(err, ICS_ENUMERIC,
                         "stage %d of the plan is \"%s\"; its goal asks for \"%s\"", s + 1,
                         ics_show(saved->stages[s].id).text, stage->id);
      stage->value = saved->stages[s].value;
      stage->held = saved->stages[s].held;
      if (!isfinite(stage->value) || !isfinite(stage->held))
         return ics_fail(err, ICS_ENUMERIC, "stage %s has no value, or no limit for later stages",
                         stage->id);
   }
   return ICS_OK;
}

/* A goal that mixes aims weighs them as the instance and the settings say, over the saved best and
 * worst. */
static ics_rc check_scale(const ics_solved *solved, const ics_result *saved, const double *weight,
                          ics_err *err)
{
   if (solved->model->goal_col == ICS_NONE) return ICS_OK;
   for (int a = 0; a < solved->in->naims; a++) {
      double range = saved->aims[a].worst - saved->aims[a].best;
      double scale =
          isfinite(range) && saved->scale[a] != 0.0 ? weight[a] / range : saved->scale[a];
      if (!same(saved->scale[a], scale, 0.0) ||
          (isfinite(range) && !same(saved->aims[a].best, saved->ideal[a], FIGURE)))
         return ics_fail(
             err, ICS_ENUMERIC,
             "aim %s is scaled by %.12g; its weight %g over its best and worst makes %.12g",
             solved->in->aims[a].id, saved->scale[a], weight[a], scale);
   }
   return ICS_OK;
}

/* Earlier stages may be held with slack by the rule of stages.h and no more: otherwise a saved
 * `held` could be anything. */
static ics_rc check_held(const ics_solved *solved, const ics_result *saved,
                         const ics_settings *settings, const ics_stage *stage, ics_err *err)
{
   int aim = ics_find_aim(solved->in, stage->id);
   double tolerance = settings->hold;
   if (aim >= 0 && solved->goal.kind == ICS_GOAL_LEXICOGRAPHIC)
      tolerance += solved->in->aims[aim].tolerance;
   double slack = fmax(ICS_HOLD_LEAST, tolerance * fabs(stage->value));
   double given = stage->maximise ? stage->value - stage->held : stage->held - stage->value;
   if (!(given <= slack * (1.0 + FIGURE) + HALF_PENNY && given >= 0.0))
      return ics_fail(err, ICS_ENUMERIC,
                      "stage %s gives up %.3g to later stages, at most %.3g is allowed", stage->id,
                      given, slack);
   double plan = saved->x[stage->col];
   double over = stage->maximise ? stage->held - plan : plan - stage->held;
   if (!(over <= FIGURE * fmax(1.0, fabs(stage->held))))
      return not_so(err, stage->id, stage->held, plan);
   return ICS_OK;
}

static ics_rc check_stages(const ics_solved *solved, const ics_result *saved,
                           const ics_settings *settings, ics_arena *arena, ics_err *err)
{
   ics_run run;
   const ics_lp *base = &solved->model->lp;
   double *work;
   ICS_ALLOC(work, arena, ICS_CERTIFY_WORK * (base->m + base->n), err);
   ICS_TRY(ics_saved_stages(solved, saved, arena, &run, err));
   ICS_TRY(check_scale(solved, saved, solved->weight, err));
   for (int s = 0; s < saved->nstages; s++) {
      ics_lp lp;
      ics_certificate proof;
      const ics_stage *stage = &run.stages[s];
      ICS_TRY(ics_stage_lp(solved->model, &run, s, arena, &lp, err));
      ICS_TRY(ics_certify_optimal(&lp, saved->x, NULL, saved->y[s], saved->y_low[s], settings->gap,
                                  work, &proof, err));
      if (!(proof.primal_violation <= settings->gap))
         return ics_fail(err, ICS_ENUMERIC,
                         "stage %s: the saved plan breaks a rule by %.3g (relative)", stage->id,
                         proof.primal_violation);
      double value = stage->maximise ? -stage->value : stage->value;
      double size = fmax(fmax(fabs(value), fabs(proof.bound)), 1e-6);
      double gap = fabs(value - proof.bound) / size;
      if (!(gap <= settings->gap))
         return ics_fail(
             err, ICS_ENUMERIC,
             "stage %s: the saved duals prove %.12g, the saved value is %.12g: relative gap %.3g",
             stage->id, proof.bound, value, gap);
      ICS_TRY(check_held(solved, saved, settings, stage, err));
   }
   return ICS_OK;
}

/* ---- the figures --------------------------------------------------------------------------------
 */

static bool same_text(const char *a, const char *b)
{
   return strcmp(a, b) == 0;
}

static ics_rc wrong_line(ics_err *err, const char *table, int n, const char *saved,
                         const char *found)
{
   return ics_fail(err, ICS_ENUMERIC, "%s line %d is about \"%s\", and should be about \"%s\"",
                   table, n + 1, ics_show(saved).text, ics_show(found).text);
}

/* Compare one text of a line and leave the function if it differs. */
#define SAME_TEXT(table, n, a, b)                                                                  \
   do {                                                                                            \
      if (!same_text((a), (b))) return wrong_line(err, (table), (n), (a), (b));                    \
   } while (0)

/* Compare one figure of a line and leave the function if it differs. */
#define SAME_FIGURE(what, a, b, least)                                                             \
   do {                                                                                            \
      if (!same((a), (b), (least))) return not_so(err, (what), (a), (b));                          \
   } while (0)

static ics_rc check_funding(const ics_result *saved, const ics_result *found, ics_err *err)
{
   for (int n = 0; n < saved->nfunding; n++) {
      const ics_funding_line *a = &saved->funding[n], *b = &found->funding[n];
      SAME_TEXT("funding", n, a->fund.id, b->fund.id);
      SAME_TEXT("funding", n, a->place.id, b->place.id);
      SAME_TEXT("funding", n, a->service.id, b->service.id);
      SAME_TEXT("funding", n, a->fund.name, b->fund.name);
      SAME_TEXT("funding", n, a->place.name, b->place.name);
      SAME_TEXT("funding", n, a->service.name, b->service.name);
      SAME_TEXT("funding", n, a->use, b->use);
      SAME_TEXT("funding", n, a->year, b->year);
      SAME_FIGURE(a->fund.name, a->gbp_m, b->gbp_m, HALF_PENNY);
      SAME_FIGURE(a->fund.name, a->baseline_gbp_m, b->baseline_gbp_m, HALF_PENNY);
   }
   return ICS_OK;
}

static ics_rc check_plan(const ics_result *saved, const ics_result *found, ics_err *err)
{
   for (int n = 0; n < saved->nplan; n++) {
      const ics_plan_line *a = &saved->plan[n], *b = &found->plan[n];
      SAME_TEXT("plan", n, a->place.id, b->place.id);
      SAME_TEXT("plan", n, a->service.id, b->service.id);
      SAME_TEXT("plan", n, a->mechanism.id, b->mechanism.id);
      SAME_TEXT("plan", n, a->mechanism.name, b->mechanism.name);
      SAME_TEXT("plan", n, a->principle, b->principle);
      SAME_TEXT("plan", n, a->year, b->year);
      SAME_FIGURE(a->service.name, a->gbp_m, b->gbp_m, HALF_PENNY);
      SAME_FIGURE(a->service.name, a->baseline_gbp_m, b->baseline_gbp_m, HALF_PENNY);
   }
   return ICS_OK;
}

static ics_rc check_needs(const ics_result *saved, const ics_result *found, ics_err *err)
{
   for (int n = 0; n < saved->nneeds; n++) {
      const ics_need_line *a = &saved->needs[n], *b = &found->needs[n];
      SAME_TEXT("need", n, a->place.id, b->place.id);
      SAME_TEXT("need", n, a->service.id, b->service.id);
      SAME_TEXT("need", n, a->year, b->year);
      SAME_TEXT("need", n, a->unit, b->unit);
      SAME_FIGURE("a need", a->need, b->need, FIGURE);
      SAME_FIGURE("an activity", a->activity, b->activity, FIGURE);
      SAME_FIGURE("an unmet need", a->unmet, b->unmet, FIGURE);
      SAME_FIGURE("a need in money", a->need_gbp_m, b->need_gbp_m, FIGURE);
      SAME_FIGURE("an activity in money", a->activity_gbp_m, b->activity_gbp_m, FIGURE);
      SAME_FIGURE("an unmet need in money", a->unmet_gbp_m, b->unmet_gbp_m, FIGURE);
      SAME_FIGURE("today's unmet need", a->baseline_unmet_gbp_m, b->baseline_unmet_gbp_m, FIGURE);
      SAME_FIGURE("a shortfall", a->shortfall_gbp_m, b->shortfall_gbp_m, FIGURE);
   }
   return ICS_OK;
}

static ics_rc check_prices(const ics_result *saved, const ics_result *found, ics_err *err)
{
   if (saved->nprices != found->nprices)
      return ics_fail(err, ICS_ENUMERIC, "the plan has %d prices; its duals give %d",
                      saved->nprices, found->nprices);
   for (int n = 0; n < saved->nprices; n++) {
      SAME_TEXT("prices", n, saved->prices[n].rule, found->prices[n].rule);
      SAME_TEXT("prices", n, saved->prices[n].words, found->prices[n].words);
      SAME_TEXT("prices", n, saved->prices[n].unit, found->prices[n].unit);
      SAME_FIGURE(saved->prices[n].words, saved->prices[n].price, found->prices[n].price, FIGURE);
   }
   return ICS_OK;
}

static ics_rc check_breaches(const ics_result *saved, const ics_result *found, ics_err *err)
{
   if (saved->nbreaches != found->nbreaches)
      return ics_fail(err, ICS_ENUMERIC, "the plan has %d breaches; its numbers give %d",
                      saved->nbreaches, found->nbreaches);
   for (int n = 0; n < saved->nbreaches; n++) {
      const ics_breach_line *a = &saved->breaches[n], *b = &found->breaches[n];
      SAME_TEXT("breaches", n, a->rule, b->rule);
      SAME_TEXT("breaches", n, a->words, b->words);
      SAME_TEXT("breaches", n, a->year, b->year);
      SAME_TEXT("breaches", n, a->unit, b->unit);
      SAME_FIGURE(a->words, a->amount, b->amount, FIGURE);
   }
   return ICS_OK;
}

static ics_rc check_figures(const ics_result *saved, const ics_result *found, ics_err *err)
{
   if (saved->nfunding != found->nfunding || saved->nplan != found->nplan ||
       saved->nneeds != found->nneeds)
      return ics_fail(
          err, ICS_ENUMERIC,
          "the plan has %d funding, %d plan and %d need lines; its numbers give %d, %d and %d",
          saved->nfunding, saved->nplan, saved->nneeds, found->nfunding, found->nplan,
          found->nneeds);
   ICS_TRY(check_funding(saved, found, err));
   ICS_TRY(check_plan(saved, found, err));
   ICS_TRY(check_needs(saved, found, err));
   ICS_TRY(check_prices(saved, found, err));
   ICS_TRY(check_breaches(saved, found, err));
   SAME_TEXT("policy", 0, saved->policy_name, found->policy_name);
   for (int a = 0; a < saved->naims; a++) {
      SAME_TEXT("aims", a, saved->aims[a].aim.id, found->aims[a].aim.id);
      SAME_TEXT("aims", a, saved->aims[a].aim.name, found->aims[a].aim.name);
      SAME_TEXT("aims", a, saved->aims[a].unit, found->aims[a].unit);
      if (saved->aims[a].maximise != found->aims[a].maximise)
         return wrong_line(err, "aims", a, "the other sense", found->aims[a].aim.id);
      SAME_FIGURE(saved->aims[a].aim.name, saved->aims[a].value, found->aims[a].value, FIGURE);
      SAME_FIGURE(saved->aims[a].aim.name, saved->aims[a].baseline, found->aims[a].baseline,
                  FIGURE);
   }
   SAME_FIGURE("what is missed of hard rules", saved->breach_gbp_m, found->breach_gbp_m, FIGURE);
   SAME_FIGURE("the shortfall", saved->shortfall_gbp_m, found->shortfall_gbp_m, FIGURE);
   SAME_FIGURE("the unmet share", saved->unmet_share_first, found->unmet_share_first, FIGURE);
   SAME_FIGURE("the unmet share", saved->unmet_share_last, found->unmet_share_last, FIGURE);
   SAME_FIGURE("today's unmet share", saved->baseline_unmet_share_last,
               found->baseline_unmet_share_last, FIGURE);
   SAME_FIGURE("invented need", saved->inflated_need_gbp_m, found->inflated_need_gbp_m, FIGURE);
   SAME_FIGURE("the objective", saved->objective, saved->stages[saved->own_stage].value, 0.0);
   if (found->inflated_need_gbp_m > ICS_INVENTED_NEED)
      return ics_fail(err, ICS_ENUMERIC,
                      "the plan counts %.6g GBPm of need that the value chain does not imply",
                      found->inflated_need_gbp_m);
   return ICS_OK;
}

/* The figures again, from the saved plan and duals as if they had just been found. */
static ics_rc recompute(const ics_result *saved, const ics_settings *settings, ics_solved *solved,
                        ics_arena *arena, ics_result **found, ics_err *err)
{
   ICS_TRY(ics_saved_stages(solved, saved, arena, &solved->run, err));
   solved->run.status = ICS_OPTIMAL;
   solved->run.failed = ICS_NONE;
   for (int s = 0; s < saved->nstages; s++)
      solved->run.stages[s].solution = (ics_solution){
         .status = ICS_OPTIMAL, .x = saved->x, .y = saved->y[s], .y_low = saved->y_low[s]
      };
   ics_request request = { .settings = settings };
   ICS_TRY(ics_result_figures(solved, &request, saved->x, arena, found, err));
   return ics_lines_prices(solved, NULL, arena, *found, err);
}

ics_rc ics_verify(const ics_instance *in, const ics_result *saved, ics_arena *arena, ics_err *err)
{
   ics_settings settings;
   ics_solved solved;
   ics_result *found;
   if (strcmp(saved->status, "optimal") != 0 || !saved->x)
      return ics_fail(err, ICS_ENUMERIC, "the saved result is \"%s\": it claims no plan to verify",
                      saved->status);
   ICS_TRY(ics_rebuild(in, saved, arena, &settings, &solved, err));
   ICS_TRY(check_stages(&solved, saved, &settings, arena, err));
   ICS_TRY(recompute(saved, &settings, &solved, arena, &found, err));
   return check_figures(saved, found, err);
}
