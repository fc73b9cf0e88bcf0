/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "lp/carry.h"
#include "post/rule.h"
#include "results/run.h"

/* Aims whose best and worst are closer than this, relative, are not scaled: nothing is at stake. */
static const double SAME = 1e-9;

/* A textbook problem may have no policies: then everything is free within the rules. */
static const ics_policy FREE = { .id = ICS_FREE,
                                 .name = "Everything free within the rules",
                                 .words = "no lever is restricted",
                                 .source = "the instance has no policies" };

static double now(void)
{
   struct timespec t;
   clock_gettime(CLOCK_MONOTONIC, &t);
   return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- what was asked -----------------------------------------------------------------------------
 */

/* names: n records of stride bytes that begin with an id. */
static ics_rc unknown(const char *what, const char *got, const void *names, int n, size_t stride,
                      ics_err *err)
{
   int near = ics_nearest(got, names, n, stride);
   if (near < 0)
      return ics_fail(err, ICS_EUSAGE, "no %s is called \"%s\"", what, ics_show(got).text);
   const char *name;
   memcpy(&name, (const char *)names + (size_t)near * stride, sizeof name);
   return ics_fail(err, ICS_EUSAGE, "no %s is called \"%s\"; did you mean \"%s\"?", what,
                   ics_show(got).text, name);
}

static ics_rc find_aim(const ics_instance *in, const char *id, int *aim, ics_err *err)
{
   *aim = ics_find_aim(in, id);
   if (*aim >= 0) return ICS_OK;
   return unknown("aim", id, in->aims, in->naims, sizeof *in->aims, err);
}

static ics_rc choose_policy(const ics_instance *in, const char *id, const ics_policy **out,
                            ics_err *err)
{
   const ics_policy *policies = in->npolicies > 0 ? in->policies : &FREE;
   int n = in->npolicies > 0 ? in->npolicies : 1;
   for (int p = 0; p < n; p++)
      if (!id || strcmp(id, policies[p].id) == 0) {
         *out = &policies[p];
         return ICS_OK;
      }
   return unknown("policy", id, policies, n, sizeof *policies, err);
}

static ics_rc choose_goal(const ics_instance *in, const char *id, ics_arena *arena, ics_goal *goal,
                          ics_err *err)
{
   static const struct {
      const char *id;
      ics_goal_kind kind;
   } kinds[] = { { "weighted", ICS_GOAL_WEIGHTED },
                 { "lexicographic", ICS_GOAL_LEXICOGRAPHIC },
                 { "minimax", ICS_GOAL_MINIMAX } };
   enum { NKINDS = (int)(sizeof kinds / sizeof kinds[0]) };
   for (int g = 0; g < NKINDS; g++)
      if (strcmp(id, kinds[g].id) == 0) {
         goal->kind = kinds[g].kind;
         return ICS_OK;
      }
   int first = ics_find_aim(in, id), n = 0, *order;
   if (first < 0) {
      const char **names;
      ICS_ALLOC(names, arena, in->naims + NKINDS, err);
      for (int g = 0; g < NKINDS; g++) names[g] = kinds[g].id;
      for (int a = 0; a < in->naims; a++) names[NKINDS + a] = in->aims[a].id;
      return unknown("goal or aim", id, names, in->naims + NKINDS, sizeof *names, err);
   }
   ICS_ALLOC(order, arena, in->naims, err);
   order[n++] = first;
   for (int p = 0; p < in->naims; p++)
      if (in->goal.order[p] != first) order[n++] = in->goal.order[p];
   goal->kind = ICS_GOAL_SINGLE;
   goal->order = order;
   return ICS_OK;
}

/* "AIM=W", "AIM>=V", "AIM<=V": the aim, the sign and the number. */
static ics_rc split_wish(const ics_instance *in, const char *text, const char *signs,
                         const char *flag, ics_arena *arena, int *aim, char *sign, double *value,
                         ics_err *err)
{
   const char *at = strpbrk(text, signs), *number = at ? at + 1 : text;
   char *id = ics_strndup(arena, text, (size_t)(at ? at - text : 0)), *end;
   if (!id) return ics_fail(err, ICS_EMEMORY, "out of memory");
   if (at && *at != '=' && *number++ != '=') at = NULL;
   *value = at ? strtod(number, &end) : 0.0;
   if (!at || end == number || *end != '\0' || !isfinite(*value))
      return ics_fail(err, ICS_EUSAGE, "--%s: got \"%s\", want %s, such as %s", flag, text,
                      strchr(signs, '>') ? "AIM>=NUMBER or AIM<=NUMBER" : "AIM=NUMBER",
                      strchr(signs, '>') ? "outcomes<=250" : "outcomes=0.5");
   *sign = *at;
   return find_aim(in, id, aim, err);
}

static ics_rc wishes(const ics_instance *in, const ics_request *request, ics_arena *arena,
                     double *weight, ics_goal *goal, ics_err *err)
{
   int aim;
   char sign;
   double value;
   for (int a = 0; a < in->naims; a++) weight[a] = in->aims[a].weight.point;
   for (int w = 0; w < request->nweights; w++) {
      ICS_TRY(split_wish(in, request->weights[w], "=", "weight", arena, &aim, &sign, &value, err));
      if (value < 0.0)
         return ics_fail(err, ICS_EUSAGE, "--weight %s: a weight is not negative",
                         request->weights[w]);
      weight[aim] = value;
   }
   ics_aim_bound *bounds;
   ICS_ALLOC(bounds, arena, goal->nbounds + request->nbounds, err);
   for (int b = 0; b < goal->nbounds; b++) bounds[b] = goal->bounds[b];
   for (int b = 0; b < request->nbounds; b++) {
      ICS_TRY(split_wish(in, request->bounds[b], "<>", "bound", arena, &aim, &sign, &value, err));
      bounds[goal->nbounds++] = (ics_aim_bound){ aim, sign == '>', value };
   }
   goal->bounds = bounds;
   return ICS_OK;
}

static ics_rc understand(const ics_instance *in, const ics_request *request, ics_arena *arena,
                         ics_solved *out, ics_err *err)
{
   *out = (ics_solved){ .in = in, .goal = in->goal };
   if (request->resolution && strcmp(request->resolution, "place") != 0)
      return ics_fail(err, ICS_EUSAGE, "--resolution: got \"%s\", want place", request->resolution);
   ICS_TRY(choose_policy(in, NULL, &out->reference, err));
   ICS_TRY(choose_policy(in, request->policy, &out->policy, err));
   if (request->goal) ICS_TRY(choose_goal(in, request->goal, arena, &out->goal, err));
   ICS_ALLOC(out->scale, arena, in->naims, err);
   ICS_ALLOC(out->best, arena, in->naims, err);
   ICS_ALLOC(out->worst, arena, in->naims, err);
   ICS_ALLOC(out->weight, arena, in->naims, err);
   return wishes(in, request, arena, out->weight, &out->goal, err);
}

/* ---- limits that contradict each other before any solve -----------------------------------------
 */

/* Limits on one aim that leave no value between them. */
static ics_rc aims_crossed(const ics_instance *in, const ics_goal *goal, ics_err *err)
{
   for (int a = 0; a < goal->nbounds; a++)
      for (int b = 0; b < goal->nbounds; b++) {
         const ics_aim_bound *least = &goal->bounds[a], *most = &goal->bounds[b];
         if (least->aim != most->aim || !least->at_least || most->at_least ||
             least->limit <= most->limit)
            continue;
         const ics_aim *aim = &in->aims[least->aim];
         return ics_fail(err, ICS_ENOPLAN,
                         "no plan keeps all the rules: %s is asked to be at least %.6g and at most "
                         "%.6g %s; %s",
                         aim->name, least->limit, most->limit, aim->unit, ICS_SEE_CONFLICTS);
      }
   return ICS_OK;
}

/* Limits beyond all that an aim could come to. Its column ends where nothing could go further, and
 * that end may be one that plans reach: no inequality at all. Held there, a stage would find a plan
 * that the limit forbids. */
static ics_rc aims_out_of_reach(const ics_model *m, ics_err *err)
{
   for (int b = 0; b < m->goal->nbounds; b++) {
      const ics_aim_bound *it = &m->goal->bounds[b];
      const ics_aim *aim = &m->in->aims[it->aim];
      double end = it->at_least ? m->lp.hi[m->aim[it->aim]] : m->lp.lo[m->aim[it->aim]];
      if (it->at_least ? it->limit <= end : it->limit >= end) continue;
      return ics_fail(
          err, ICS_ENOPLAN,
          "no plan keeps all the rules: %s is asked to be at %s %.6g %s, and whatever is "
          "planned it is %s %.6g; %s",
          aim->name, it->at_least ? "least" : "most", it->limit, aim->unit,
          it->at_least ? "at most" : "at least", end, ICS_SEE_CONFLICTS);
   }
   return ICS_OK;
}

static const char *place_of(const ics_rule *rule, ics_arena *arena)
{
   return rule->where.file ? ics_format(arena, " (%s:%d)", rule->where.file, rule->where.line) : "";
}

/* The model could not be built because two limits on one amount contradict each other: in the loose
 * one they stand side by side, and can be told in words. */
static ics_rc tell_crossed(const ics_solved *s, ics_arena *arena, ics_err *err)
{
   ics_model *m;
   ics_rule one, other;
   ics_err_clear(err);
   ICS_TRY(ics_model_build_loose(s->in, s->policy, &s->goal, arena, &m, err));
   int r = m->crossing_row, j = m->crossing_col;
   if (r == ICS_NONE || !ics_row_is_rule(m, r))
      return ics_fail(err, ICS_ENOPLAN, "no plan keeps all the rules; %s", ICS_SEE_CONFLICTS);
   bool low = m->lp.rlo[r] > m->lp.hi[j];
   ICS_TRY(ics_rule_of_row(m, r, arena, &one, err));
   if (!ics_bound_is_rule(m, j, low))
      return ics_fail(err, ICS_ENOPLAN, "no plan keeps all the rules: not even %s%s alone; %s",
                      one.words, place_of(&one, arena), ICS_SEE_CONFLICTS);
   ICS_TRY(ics_rule_of_bound(m, j, low, arena, &other, err));
   return ics_fail(err, ICS_ENOPLAN,
                   "no plan keeps all the rules: %s%s asks for at %s %.6g %s, but %s%s for at %s "
                   "%.6g; %s",
                   one.words, place_of(&one, arena), low ? "least" : "most",
                   low ? m->lp.rlo[r] : m->lp.rhi[r], one.unit, other.words,
                   place_of(&other, arena), low ? "most" : "least", low ? m->lp.hi[j] : m->lp.lo[j],
                   ICS_SEE_CONFLICTS);
}

/* ---- solving ------------------------------------------------------------------------------------
 */

static ics_stage_limits limits_of(const ics_settings *s)
{
   return (ics_stage_limits){
      .lp = { .gap = s->gap, .iterations = (int)s->iterations, .seconds = s->time_limit },
      .hold = s->hold
   };
}

static void set_scale(ics_solved *out)
{
   const double *weight = out->weight;
   for (int a = 0; a < out->in->naims; a++) {
      if (isnan(out->best[a])) {
         /* No payoff table: none was needed, or the reference policy itself has no plan. */
         out->best[a] = 0.0;
         out->scale[a] = out->in->aims[a].maximise ? -weight[a] : weight[a];
         continue;
      }
      double range = out->worst[a] - out->best[a];
      double size = fmax(1.0, fmax(fabs(out->worst[a]), fabs(out->best[a])));
      out->scale[a] = fabs(range) > SAME * size ? weight[a] / range : 0.0;
   }
}

static void take_scales(ics_solved *out, const ics_scales *scales)
{
   for (int a = 0; a < out->in->naims; a++) {
      out->best[a] = scales->best[a];
      out->worst[a] = scales->worst[a];
   }
   set_scale(out);
}

/* Only a goal that mixes aims has to bring them to one scale; aims in order need no payoff table.
 */
static bool needs_scales(const ics_goal *goal)
{
   return goal->kind == ICS_GOAL_WEIGHTED || goal->kind == ICS_GOAL_MINIMAX;
}

/* The goal without what this run alone asks of it, so that runs under different policies and bounds
 * are scaled and started alike. */
static ics_goal plain_goal(const ics_solved *asked)
{
   ics_goal plain = asked->goal;
   plain.nbounds = 0;
   plain.order = asked->in->goal.order;
   return plain;
}

/* The reference policy's best plan, where every policy of the instance starts; from the payoff
 * table
 * @p from, whose shape it need not have (an aim with nothing at stake is not in the goal). */
static ics_rc reference_plan(const ics_solved *asked, const ics_goal *plain, const ics_model *from,
                             const ics_stage_limits *limits, ics_arena *arena, ics_scales *out,
                             ics_err *err)
{
   ics_model *m;
   ics_run run;
   ics_basis start;
   bool known;
   ics_stage_limits own = *limits;
   own.own_last = true;
   ICS_TRY(ics_model_build(asked->in, asked->reference, plain, asked->scale, out->best, arena, &m,
                           err));
   ICS_TRY(ics_carry(&from->lp, &out->start, &m->lp, arena, &start, &known, err));
   ICS_TRY(ics_run_goal(m, known ? &start : NULL, &own, arena, &run, err));
   bool found = run.status == ICS_OPTIMAL;
   out->start = found ? run.stages[run.own].solution.basis : (ics_basis){ 0 };
   return ICS_OK;
}

/* Best and worst are the reference policy's own. */
static ics_rc payoff(ics_solved *asked, const ics_request *request, ics_arena *arena,
                     ics_scales *out, ics_err *err)
{
   const ics_instance *in = asked->in;
   ics_goal plain = plain_goal(asked);
   ics_model *reference;
   double started = now();
   ics_rc rc = ics_model_build(in, asked->reference, &plain, NULL, NULL, arena, &reference, err);
   if (rc == ICS_ENOPLAN) { /* the goal's own model may have a plan, or will say why not */
      ics_err_clear(err);
      return ICS_OK;
   }
   ICS_TRY(rc);
   out->seconds_build = now() - started;
   ics_stage_limits limits = limits_of(request->settings), loose = limits;
   loose.hold = request->settings->payoff_hold;
   ics_status status;
   started = now();
   ICS_TRY(ics_payoff(reference, &loose, arena, out->best, out->worst, &status, &out->start, err));
   if (status == ICS_OPTIMAL) {
      take_scales(asked, out);
      ICS_TRY(reference_plan(asked, &plain, reference, &limits, arena, out, err));
   } else {
      for (int a = 0; a < in->naims; a++) out->best[a] = out->worst[a] = (double)NAN;
   }
   out->seconds_solve = now() - started;
   return ICS_OK;
}

ics_rc ics_prepare(const ics_instance *in, const ics_request *request, ics_arena *arena,
                   ics_solved *out, ics_err *err)
{
   ICS_TRY(understand(in, request, arena, out, err));
   out->run.failed = ICS_NONE;
   return ics_model_build(in, out->policy, &out->goal, NULL, NULL, arena, &out->model, err);
}

ics_rc ics_prepare_loose(const ics_instance *in, const ics_request *request, ics_arena *arena,
                         ics_solved *out, ics_err *err)
{
   ICS_TRY(understand(in, request, arena, out, err));
   out->run.failed = ICS_NONE;
   out->goal.kind = ICS_GOAL_LEXICOGRAPHIC; /* aims alone: what mixes them limits nothing */
   return ics_model_build_loose(in, out->policy, &out->goal, arena, &out->model, err);
}

ics_rc ics_request_check(const ics_instance *in, const ics_request *request, ics_arena *arena,
                         ics_err *err)
{
   ics_solved asked;
   ICS_TRY(understand(in, request, arena, &asked, err));
   return aims_crossed(in, &asked.goal, err);
}

ics_rc ics_scales_of(const ics_instance *in, const ics_request *request, ics_arena *arena,
                     ics_scales *out, ics_err *err)
{
   ics_solved asked;
   *out = (ics_scales){ 0 };
   ICS_TRY(understand(in, request, arena, &asked, err));
   ICS_TRY(aims_crossed(in, &asked.goal, err));
   ICS_ALLOC(out->best, arena, in->naims, err);
   ICS_ALLOC(out->worst, arena, in->naims, err);
   for (int a = 0; a < in->naims; a++) out->best[a] = out->worst[a] = (double)NAN;
   return needs_scales(&asked.goal) ? payoff(&asked, request, arena, out, err) : ICS_OK;
}

/* Money and blends are both data: a basis made from the matrix is nearer than another policy's. */
static bool little_is_free(const ics_policy *policy)
{
   return ics_policy_fixes_money(policy) &&
          (policy->blend == ICS_LEVER_HISTORIC || policy->blend == ICS_LEVER_GIVEN);
}

/* The reference policy's basis, carried over where this policy's model has other rows or columns.
 */
static ics_rc start_of(ics_solved *asked, const ics_scales *scales, ics_arena *arena,
                       ics_basis *start, bool *known, ics_err *err)
{
   *known = false;
   asked->start = "crash";
   if (!scales->start.row) return ICS_OK;
   bool warm = scales->start.shape == ics_lp_shape(&asked->model->lp);
   if (!warm && little_is_free(asked->policy)) return ICS_OK;
   ics_goal plain = plain_goal(asked);
   ics_model *reference = asked->model;
   if (!warm)
      ICS_TRY(ics_model_build(asked->in, asked->reference, &plain, asked->scale, asked->best, arena,
                              &reference, err));
   ICS_TRY(ics_carry(&reference->lp, &scales->start, &asked->model->lp, arena, start, known, err));
   if (*known) asked->start = warm ? "warm" : "carried";
   return ICS_OK;
}

ics_rc ics_solve_scaled(const ics_instance *in, const ics_request *request,
                        const ics_scales *scales, ics_arena *arena, ics_solved *out, ics_err *err)
{
   ICS_TRY(understand(in, request, arena, out, err));
   ICS_TRY(aims_crossed(in, &out->goal, err));
   ics_stage_limits limits = limits_of(request->settings);
   take_scales(out, scales);
   double started = now();
   ics_rc rc =
       ics_model_build(in, out->policy, &out->goal, out->scale, out->best, arena, &out->model, err);
   if (rc == ICS_ENOPLAN) return tell_crossed(out, arena, err);
   ICS_TRY(rc);
   ICS_TRY(aims_out_of_reach(out->model, err));
   out->seconds_build = scales->seconds_build + now() - started;
   started = now();
   ics_basis start;
   bool known;
   ICS_TRY(start_of(out, scales, arena, &start, &known, err));
   ICS_TRY(ics_run_goal(out->model, known ? &start : NULL, &limits, arena, &out->run, err));
   out->seconds_solve = scales->seconds_solve + now() - started;
   return ICS_OK;
}

ics_rc ics_solve(const ics_instance *in, const ics_request *request, ics_arena *arena,
                 ics_solved *out, ics_err *err)
{
   ics_scales scales;
   ICS_TRY(ics_scales_of(in, request, arena, &scales, err));
   return ics_solve_scaled(in, request, &scales, arena, out, err);
}
