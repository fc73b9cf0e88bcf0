/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a solved instance to the one value that everything is written from. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "model/formulation.h"
#include "post/plan.h"
#include "results/lines.h"
#include "results/run.h"

static const char *const status_words[] = { [ICS_OPTIMAL] = "optimal",
                                            [ICS_INFEASIBLE] = "infeasible",
                                            [ICS_UNCERTIFIED] = "uncertified",
                                            [ICS_LIMIT] = "limit" };

const char *ics_goal_word(const ics_solved *solved)
{
   switch (solved->goal.kind) {
   case ICS_GOAL_WEIGHTED:
      return "weighted";
   case ICS_GOAL_LEXICOGRAPHIC:
      return "lexicographic";
   case ICS_GOAL_MINIMAX:
      return "minimax";
   case ICS_GOAL_SINGLE:
      break;
   }
   return solved->in->aims[solved->goal.order[0]].id;
}

/* FNV-1a, 64 bit: Fowler, Noll and Vo, IETF draft-eastlake-fnv. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
   for (const char *c = text ? text : "";; c++) {
      hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
      if (*c == '\0') return hash;
   }
}

/* The same inputs, settings and version have the same id, and no others should. */
static const char *run_id(const ics_solved *solved, const ics_request *request, ics_arena *arena)
{
   uint64_t hash = UINT64_C(14695981039346656037);
   char text[64];
   hash = hash_text(hash, ICS_VERSION);
   hash = hash_text(hash, solved->in->sha256);
   hash = hash_text(hash, solved->policy->id);
   hash = hash_text(hash, ics_goal_word(solved));
   for (int w = 0; w < request->nweights; w++) hash = hash_text(hash, request->weights[w]);
   for (int b = 0; b < request->nbounds; b++) hash = hash_text(hash, request->bounds[b]);
   for (int s = 0; s < request->nsets; s++) hash = hash_text(hash, request->sets[s]);
   for (int row = 0; row < ics_nsettings; row++) {
      (void)snprintf(text, sizeof text, "%.17g", ics_settings_get(request->settings, row));
      hash = hash_text(hash, text);
   }
   return ics_format(arena, "%016" PRIx64, hash);
}

static ics_rc settings(const ics_request *request, ics_arena *arena, ics_result *out, ics_err *err)
{
   ICS_ALLOC(out->settings, arena,
             ics_nsettings + request->nsets + request->nweights + request->nbounds, err);
   for (int row = 0; row < ics_nsettings; row++) {
      double value = ics_settings_get(request->settings, row);
      if (value == ics_setting_rows[row].value) continue;
      const char *text = ics_format(arena, "%.17g", value);
      if (!text) return ics_fail(err, ICS_EMEMORY, "out of memory");
      out->settings[out->nsettings++] = (ics_setting_line){ ics_setting_rows[row].name, text };
   }
   const struct {
      const char *name;
      const char *const *list;
      int n;
   } wishes[] = { { "set", request->sets, request->nsets },
                  { "weight", request->weights, request->nweights },
                  { "bound", request->bounds, request->nbounds } };
   for (int kind = 0; kind < 3; kind++)
      for (int n = 0; n < wishes[kind].n; n++)
         out->settings[out->nsettings++] =
             (ics_setting_line){ wishes[kind].name, wishes[kind].list[n] };
   return ICS_OK;
}

static ics_rc stages(const ics_solved *solved, ics_arena *arena, ics_result *out, ics_err *err)
{
   const ics_run *run = &solved->run;
   out->nstages = run->nstages;
   out->own_stage = run->own;
   out->certified = run->status == ICS_OPTIMAL;
   ICS_ALLOC(out->stages, arena, run->nstages, err);
   ICS_ALLOC(out->y, arena, run->nstages, err);
   ICS_ALLOC(out->y_low, arena, run->nstages, err);
   for (int s = 0; s < run->nstages; s++) {
      const ics_solution *sol = &run->stages[s].solution;
      out->y[s] = sol->y;
      out->y_low[s] = sol->y_low;
      out->stages[s] = (ics_result_stage){ .id = run->stages[s].id,
                                           .status = status_words[sol->status],
                                           .value = run->stages[s].value,
                                           .held = run->stages[s].held,
                                           .certified = sol->certificate.certified,
                                           .relative_gap = sol->certificate.relative_gap,
                                           .primal_violation = sol->certificate.primal_violation,
                                           .dual_violation = sol->certificate.dual_violation,
                                           .method = sol->certificate.method,
                                           .rung = sol->rung_name,
                                           .iterations = sol->iterations };
   }
   const ics_lp *lp = &solved->model->lp;
   const ics_basis *basis = run->own < run->nstages ? &run->stages[run->own].solution.basis : NULL;
   out->basis_rows = basis ? ics_strndup(arena, basis->row, (size_t)lp->m) : "";
   out->basis_columns = basis ? ics_strndup(arena, basis->col, (size_t)lp->n) : "";
   if (!out->basis_rows || !out->basis_columns) return ics_fail(err, ICS_EMEMORY, "out of memory");
   /* Where an early stage failed, that stage is what the run has to show. */
   int show = run->failed >= 0 && run->failed < run->own ? run->failed : run->own;
   out->own_stage = show;
   out->objective = out->stages[show].value;
   out->relative_gap = out->stages[show].relative_gap;
   out->primal_violation = out->stages[show].primal_violation;
   out->dual_violation = out->stages[show].dual_violation;
   out->method = out->stages[show].method;
   return ICS_OK;
}

static ics_rc aims(const ics_solved *solved, const double *x, ics_arena *arena, ics_result *out,
                   ics_err *err)
{
   const ics_instance *in = solved->in;
   const ics_model *m = solved->model;
   double *today;
   ICS_ALLOC(today, arena, m->lp.n, err);
   ICS_TRY(ics_model_baseline(m, today, err));
   ICS_ALLOC(out->aims, arena, in->naims, err);
   out->naims = in->naims;
   bool baseline = ics_has_baseline(in);
   for (int a = 0; a < in->naims; a++)
      out->aims[a] =
          (ics_result_aim){ .aim = { in->aims[a].id, in->aims[a].name },
                            .unit = in->aims[a].unit,
                            .maximise = in->aims[a].maximise,
                            .value = x ? x[m->aim[a]] : (double)NAN,
                            .baseline = baseline ? today[m->aim[a]] : (double)NAN,
                            .best = isnan(solved->worst[a]) ? (double)NAN : solved->best[a],
                            .worst = solved->worst[a] };
   return ICS_OK;
}

/* Does a column stand at an upper bound that the model derived for itself? It never should: such
 * bounds are there for the certificate's rigour, wider than anything that the rows allow. */
static bool meets(const ics_model *m, const double *x, int col)
{
   static const double AT = 1e-9; /* {relative} */
   return col != ICS_NONE && m->lp.hi[col] > AT && x[col] >= m->lp.hi[col] * (1.0 - AT);
}

/* What would be faults of the model itself: need invented beyond what the chain implies, and
 * derived bounds that are met. */
static void self_check(const ics_solved *solved, const double *x, ics_result *out)
{
   const ics_model *m = solved->model;
   const ics_instance *in = m->in;
   for (int k = 0; k < in->nservices; k++)
      for (int t = 0; t < in->nyears; t++)
         for (int i = 0; i < in->nplaces; i++) {
            int at = ics_cell(m, i, k, t);
            const ics_unmet *unmet = &m->unmet[at];
            out->derived_bounds_met += meets(m, x, unmet->col[unmet->n - 1]);
            if (m->need[at] == ICS_NONE) continue;
            out->derived_bounds_met += meets(m, x, m->need[at]);
            double implied = ics_plan_implied_need(m, x, i, k, t, NULL);
            out->inflated_need_gbp_m += fmax(0.0, ics_plan_need(m, x, i, k, t) - implied);
         }
}

static void summary(const ics_solved *solved, const double *x, ics_result *out)
{
   const ics_model *m = solved->model;
   const ics_instance *in = solved->in;
   int ends[2] = { 0, in->nyears - 1 };
   double *plan[2] = { &out->unmet_share_first, &out->unmet_share_last };
   double *today[2] = { &out->baseline_unmet_share_first, &out->baseline_unmet_share_last };
   for (int end = 0; end < 2; end++) {
      double need = 0.0, unmet = 0.0, before = 0.0;
      for (int k = 0; k < in->nservices; k++)
         for (int i = 0; i < in->nplaces; i++) {
            need += ics_need(in, i, k, ends[end]);
            unmet += ics_plan_unmet(m, x, i, k, ends[end]);
            before += m->path.u[ics_cell(m, i, k, ends[end])];
         }
      *plan[end] = need > 0.0 ? unmet / need : 0.0;
      *today[end] = need > 0.0 ? before / need : 0.0;
   }
   if (m->breach != ICS_NONE) out->breach_gbp_m = x[m->breach];
   if (m->shortfall != ICS_NONE) out->shortfall_gbp_m = x[m->shortfall];
}

static void head(const ics_solved *solved, const ics_request *request, ics_arena *arena,
                 ics_result *out)
{
   const ics_instance *in = solved->in;
   const ics_lp *lp = &solved->model->lp;
   *out = (ics_result){ .run_id = run_id(solved, request, arena),
                        .version = ICS_VERSION,
                        .backend = ics_lp_backend(),
                        .code = in->code,
                        .name = in->name,
                        .file = in->file,
                        .sha256 = in->sha256,
                        .attribution = in->attribution ? in->attribution : "",
                        .policy = solved->policy->id,
                        .policy_name = solved->policy->name,
                        .goal = ics_goal_word(solved),
                        .resolution = "place",
                        .status = status_words[solved->run.status],
                        .reference = { solved->reference->id, solved->reference->name },
                        .rows = lp->m,
                        .columns = lp->n,
                        .nonzeros = lp->nz,
                        .places = in->nplaces,
                        .services = in->nservices,
                        .mechanisms = in->nmechanisms,
                        .years = in->nyears,
                        .year_names = in->years,
                        .seconds_read = -1.0,
                        .seconds_build = solved->seconds_build,
                        .seconds_solve = solved->seconds_solve,
                        .seconds_certify = solved->seconds_certify,
                        .scale = solved->scale,
                        .ideal = solved->best,
                        .lp_hash = ics_format(arena, "%016" PRIx64, ics_lp_hash(lp)) };
}

ics_rc ics_result_figures(const ics_solved *solved, const ics_request *request, double *x,
                          ics_arena *arena, ics_result **result, ics_err *err)
{
   ics_result *out;
   ICS_ALLOC(out, arena, 1, err);
   head(solved, request, arena, out);
   if (!out->run_id || !out->lp_hash) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ICS_TRY(aims(solved, x, arena, out, err));
   *result = out;
   if (!x) return ICS_OK;
   out->x = x;
   summary(solved, x, out);
   self_check(solved, x, out);
   ICS_TRY(ics_lines_breaches(solved->model, x, arena, &out->breaches, &out->nbreaches, err));
   ICS_TRY(ics_lines_money(solved, x, arena, out, err));
   return ics_lines_need(solved, x, arena, out, err);
}

ics_rc ics_result_of_plan(const ics_solved *solved, const ics_request *request, double *x,
                          ics_arena *arena, ics_result **out, ics_err *err)
{
   return ics_result_figures(solved, request, x, arena, out, err);
}

ics_rc ics_request_text(const ics_request *request, ics_arena *arena, char **out, ics_err *err)
{
   const struct {
      const char *name;
      const char *const *list;
      int n;
   } wishes[] = { { "set", request->sets, request->nsets },
                  { "weight", request->weights, request->nweights },
                  { "bound", request->bounds, request->nbounds } };
   ics_buffer text = ics_buffer_start(arena);
   for (int row = 0; row < ics_nsettings; row++)
      ics_buffer_printf(&text, "%s=%.17g\n", ics_setting_rows[row].name,
                        ics_settings_get(request->settings, row));
   for (int kind = 0; kind < 3; kind++)
      for (int n = 0; n < wishes[kind].n; n++)
         ics_buffer_printf(&text, "%s %s\n", wishes[kind].name, wishes[kind].list[n]);
   return ics_buffer_end(&text, out, err);
}

ics_rc ics_result_brief(const ics_solved *solved, const ics_request *request, ics_arena *arena,
                        ics_result **result, ics_err *err)
{
   const ics_run *run = &solved->run;
   bool planned = run->status != ICS_INFEASIBLE && run->nstages > 0;
   double *x = planned ? run->stages[run->nstages - 1].solution.x : NULL;
   ICS_TRY(ics_result_figures(solved, request, x, arena, result, err));
   ICS_TRY(settings(request, arena, *result, err));
   ICS_TRY(stages(solved, arena, *result, err));
   if (x && (*result)->inflated_need_gbp_m > ICS_INVENTED_NEED) {
      (*result)->certified = false; /* best for needs that are not there */
      (*result)->status = status_words[ICS_UNCERTIFIED];
   }
   return x ? ics_lines_prices(solved, request->settings, arena, *result, err) : ICS_OK;
}

ics_rc ics_result_make(const ics_solved *solved, const ics_request *request, ics_arena *arena,
                       ics_result **result, ics_err *err)
{
   ICS_TRY(ics_result_brief(solved, request, arena, result, err));
   return (*result)->x ? ics_lines_judgements(solved, arena, *result, err) : ICS_OK;
}
