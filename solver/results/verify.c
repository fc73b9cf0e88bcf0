/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A saved result, checked from its numbers alone: the LP is rebuilt, nothing is solved. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
   return ics_fail(err, ICS_ENUMERIC, "%s does not follow from the saved plan: saved %.12g, found %.12g",
                   what, saved, found);
}

/* ---- rebuilding --------------------------------------------------------------------------------- */

static ics_rc requests(const ics_result *saved, ics_arena *arena, ics_request *out, ics_err *err)
{
   const char **bounds;
   ICS_ALLOC(bounds, arena, saved->nsettings, err);
   *out = (ics_request){ .policy = saved->policy, .goal = saved->goal, .resolution = saved->resolution,
                         .bounds = bounds };
   for (int s = 0; s < saved->nsettings; s++)
      if (strcmp(saved->settings[s].name, "bound") == 0)
         bounds[out->nbounds++] = saved->settings[s].value;
   return ICS_OK;
}

static ics_rc rebuild(const ics_instance *in, const ics_result *saved, ics_arena *arena,
                      ics_settings *settings, ics_solved *out, ics_err *err)
{
   ics_request request;
   if (strcmp(in->sha256, saved->sha256) != 0)
      return ics_fail(err, ICS_EINPUT,
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
      return ics_fail(err, ICS_EINPUT, "the plan has %d aims, the instance %d", saved->naims, in->naims);
   for (int a = 0; a < in->naims; a++) {
      out->scale[a] = saved->scale[a];
      out->best[a] = saved->ideal[a];
      out->worst[a] = saved->aims[a].worst;
   }
   ICS_TRY(ics_model_build(in, out->policy, &out->goal, out->scale, out->best, arena, &out->model, err));
   const ics_lp *lp = &out->model->lp;
   char hash[32];
   (void)snprintf(hash, sizeof hash, "%016" PRIx64, ics_lp_hash(lp));
   if (saved->rows != lp->m || saved->columns != lp->n || strcmp(hash, saved->lp_hash) != 0)
      return ics_fail(err, ICS_EINPUT,
                      "the plan's linear program (%d rows, %d columns, hash %s) is not the one of the "
                      "instance (%d, %d, %s); was it made by another version?",
                      saved->rows, saved->columns, saved->lp_hash, lp->m, lp->n, hash);
   return ICS_OK;
}

/* ---- the proof ---------------------------------------------------------------------------------- */

static ics_rc stage_columns(const ics_solved *solved, const ics_result *saved, ics_arena *arena,
                            ics_run *run, ics_err *err)
{
   const ics_model *m = solved->model;
   *run = (ics_run){ .nstages = saved->nstages };
   ICS_ALLOC(run->stages, arena, saved->nstages, err);
   for (int s = 0; s < saved->nstages; s++) {
      ics_stage *stage = &run->stages[s];
      const char *id = saved->stages[s].id;
      int aim = ics_find_aim(m->in, id);
      *stage = (ics_stage){ .id = id, .col = ICS_NONE, .value = saved->stages[s].value,
                            .held = saved->stages[s].held };
      if (strcmp(id, "shortfall") == 0) stage->col = m->shortfall;
      else if (strcmp(id, "goal") == 0) stage->col = m->goal_col;
      else if (aim >= 0) stage->col = m->aim[aim];
      stage->maximise = aim >= 0 && m->in->aims[aim].maximise;
      if (stage->col == ICS_NONE)
         return ics_fail(err, ICS_EINPUT, "the plan has a stage \"%s\", which the instance has not", id);
   }
   return ICS_OK;
}

/* Earlier stages may be held with slack by the rule of stages.h and no more: otherwise a saved `held`
 * could be anything. */
static ics_rc check_held(const ics_solved *solved, const ics_result *saved, const ics_settings *settings,
                         const ics_stage *stage, ics_err *err)
{
   int aim = ics_find_aim(solved->in, stage->id);
   double tolerance = settings->hold;
   if (aim >= 0 && solved->goal.kind == ICS_GOAL_LEXICOGRAPHIC)
      tolerance += solved->in->aims[aim].tolerance;
   double slack = fmax(settings->hold, tolerance * fabs(stage->value));
   double given = stage->maximise ? stage->value - stage->held : stage->held - stage->value;
   if (given > slack * (1.0 + FIGURE) + HALF_PENNY || given < 0.0)
      return ics_fail(err, ICS_ENUMERIC, "stage %s gives up %.3g to later stages, at most %.3g is allowed",
                      stage->id, given, slack);
   double plan = saved->x[stage->col];
   double over = stage->maximise ? stage->held - plan : plan - stage->held;
   if (over > FIGURE * fmax(1.0, fabs(stage->held)))
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
   ICS_TRY(stage_columns(solved, saved, arena, &run, err));
   for (int s = 0; s < saved->nstages; s++) {
      ics_lp lp;
      ics_certificate proof;
      const ics_stage *stage = &run.stages[s];
      ICS_TRY(ics_stage_lp(solved->model, &run, s, arena, &lp, err));
      ICS_TRY(ics_certify_optimal(&lp, saved->x, NULL, saved->y[s], saved->y_low[s], settings->gap, work, &proof, err));
      if (proof.primal_violation > settings->gap)
         return ics_fail(err, ICS_ENUMERIC, "stage %s: the saved plan breaks a rule by %.3g (relative)",
                         stage->id, proof.primal_violation);
      double value = stage->maximise ? -stage->value : stage->value;
      double size = fmax(fmax(fabs(value), fabs(proof.bound)), 1e-6);
      double gap = fabs(value - proof.bound) / size;
      if (!(gap <= settings->gap))
         return ics_fail(err, ICS_ENUMERIC,
                         "stage %s: the saved duals prove %.12g, the saved value is %.12g: relative gap %.3g",
                         stage->id, proof.bound, value, gap);
      ICS_TRY(check_held(solved, saved, settings, stage, err));
   }
   return ICS_OK;
}

/* ---- the figures -------------------------------------------------------------------------------- */

static ics_rc check_money(const ics_result *saved, const ics_result *found, ics_err *err)
{
   if (saved->nfunding != found->nfunding || saved->nplan != found->nplan ||
       saved->nneeds != found->nneeds)
      return ics_fail(err, ICS_ENUMERIC, "the plan has %d funding, %d plan and %d need lines; its numbers "
                      "give %d, %d and %d", saved->nfunding, saved->nplan, saved->nneeds,
                      found->nfunding, found->nplan, found->nneeds);
   for (int n = 0; n < saved->nfunding; n++)
      if (!same(saved->funding[n].gbp_m, found->funding[n].gbp_m, HALF_PENNY))
         return not_so(err, saved->funding[n].fund.name, saved->funding[n].gbp_m,
                       found->funding[n].gbp_m);
   for (int n = 0; n < saved->nplan; n++)
      if (!same(saved->plan[n].gbp_m, found->plan[n].gbp_m, HALF_PENNY))
         return not_so(err, saved->plan[n].service.name, saved->plan[n].gbp_m, found->plan[n].gbp_m);
   return ICS_OK;
}

static ics_rc check_figures(const ics_result *saved, const ics_result *found, ics_err *err)
{
   ICS_TRY(check_money(saved, found, err));
   for (int n = 0; n < saved->nneeds; n++) {
      const ics_need_line *a = &saved->needs[n], *b = &found->needs[n];
      if (!same(a->need, b->need, FIGURE)) return not_so(err, "a need", a->need, b->need);
      if (!same(a->activity, b->activity, FIGURE))
         return not_so(err, "an activity", a->activity, b->activity);
      if (!same(a->unmet, b->unmet, FIGURE)) return not_so(err, "an unmet need", a->unmet, b->unmet);
   }
   for (int a = 0; a < saved->naims; a++) {
      if (!same(saved->aims[a].value, found->aims[a].value, FIGURE))
         return not_so(err, saved->aims[a].aim.name, saved->aims[a].value, found->aims[a].value);
      if (!same(saved->aims[a].baseline, found->aims[a].baseline, FIGURE))
         return not_so(err, "a baseline", saved->aims[a].baseline, found->aims[a].baseline);
   }
   return ICS_OK;
}

ics_rc ics_verify(const ics_instance *in, const ics_result *saved, ics_arena *arena, ics_err *err)
{
   ics_settings settings;
   ics_solved solved;
   if (strcmp(saved->status, "optimal") != 0 || !saved->x)
      return ics_fail(err, ICS_ENUMERIC, "the saved result is \"%s\": it claims no plan to verify",
                      saved->status);
   ICS_TRY(rebuild(in, saved, arena, &settings, &solved, err));
   ICS_TRY(check_stages(&solved, saved, &settings, arena, err));

   /* The figures again, from the saved plan as if it had just been solved. */
   ics_stage last = { .id = "saved", .solution = { .x = saved->x } };
   solved.run = (ics_run){ .status = ICS_OPTIMAL, .nstages = 1, .own = 1, .stages = &last,
                           .failed = ICS_NONE };
   ics_request request = { .settings = &settings };
   ics_result *found;
   ICS_TRY(ics_result_figures(&solved, &request, saved->x, arena, &found, err));
   return check_figures(saved, found, err);
}
