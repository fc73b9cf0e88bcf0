/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Need, care and prices, line by line. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/formulation.h"
#include "post/plan.h"
#include "results/lines.h"

/* Where there is no unit cost people see money. */
static const char *const MONEY_UNIT = "GBPm of care";

ics_rc ics_lines_need(const ics_solved *solved, const double *x, ics_arena *arena, ics_result *out,
                      ics_err *err)
{
   const ics_model *m = solved->model;
   const ics_instance *in = solved->in;
   ICS_ALLOC(out->needs, arena, in->nplaces * in->nservices * in->nyears, err);
   for (int t = 0; t < in->nyears; t++)
      for (int k = 0; k < in->nservices; k++)
         for (int i = 0; i < in->nplaces; i++) {
            const ics_service *service = &in->services[k];
            double per_gbp_m = service->unit_cost.given ? 1e6 / service->unit_cost.point : 1.0;
            ics_need_line *line = &out->needs[out->nneeds++];
            *line = (ics_need_line){
               .place = { in->places[i].id, in->places[i].name },
               .service = { service->id, service->name },
               .year = in->years[t],
               .unit = service->unit_cost.given ? service->unit : MONEY_UNIT,
               .need_gbp_m = ics_plan_need(m, x, i, k, t),
               .activity_gbp_m = x[m->q[ics_cell(m, i, k, t)]],
               .unmet_gbp_m = ics_plan_unmet(m, x, i, k, t),
               .baseline_unmet_gbp_m = m->path.u[ics_cell(m, i, k, t)],
               .shortfall_gbp_m = ics_plan_shortfall(m, x, i, k, t),
            };
            line->prevented_gbp_m = ics_need(in, i, k, t) - line->need_gbp_m;
            (void)ics_plan_implied_need(m, x, i, k, t, &line->at_floor);
            line->need = line->need_gbp_m * per_gbp_m;
            line->activity = line->activity_gbp_m * per_gbp_m;
            line->unmet = line->unmet_gbp_m * per_gbp_m;
         }
   return ICS_OK;
}

/* ---- prices -------------------------------------------------------------------------------------
 */

/* Fill {fund}, {place}, ... of a row's words from its tag. */
static const char *filled(const ics_instance *in, const char *words, const ics_tag *tag,
                          ics_arena *arena)
{
   const ics_item *item = &tag->item;
   bool fence = strcmp(tag->kind, "fence") == 0, resource = strcmp(tag->kind, "capacity") == 0;
   const struct {
      const char *key, *value;
   } keys[] = {
      { "{fund}", item->fund >= 0 ? in->funds[item->fund].name : "" },
      { "{place}", item->place >= 0 ? in->places[item->place].name : in->name },
      { "{service}", item->service >= 0 ? in->services[item->service].name : "" },
      { "{mechanism}",
        item->blend >= 0 ? in->mechanisms[in->blends[item->blend].mechanism].name : "" },
      { "{fence}", fence ? in->fences[item->other].name : "" },
      { "{resource}", resource ? in->resources[item->other].name : "" },
      { "{unit}", resource ? in->resources[item->other].unit : "" },
      { "{aim}", item->aim >= 0 ? in->aims[item->aim].name : "" },
      { "{year}", item->year >= 0 ? in->years[item->year] : "" },
   };
   char text[512];
   size_t used = 0;
   while (*words && used + 1 < sizeof text) {
      int hit = -1;
      for (int k = 0; *words == '{' && k < (int)(sizeof keys / sizeof keys[0]); k++)
         if (strncmp(words, keys[k].key, strlen(keys[k].key)) == 0) hit = k;
      if (hit < 0) {
         text[used++] = *words++;
         continue;
      }
      (void)snprintf(text + used, sizeof text - used, "%s", keys[hit].value);
      used += strlen(text + used);
      words += strlen(keys[hit].key);
   }
   text[used] = '\0';
   return ics_strdup(arena, text);
}

/* Families whose rows are limits that somebody sets; the others only define quantities. */
static bool is_rule(const ics_tag *tag)
{
   static const char *const kinds[] = { "fund",    "administration", "fence",    "blend",
                                        "most",    "viable",         "capacity", "fastest",
                                        "slowest", "historic",       "service",  "reserve" };
   for (int k = 0; k < (int)(sizeof kinds / sizeof kinds[0]); k++)
      if (strcmp(tag->kind, kinds[k]) == 0) return true;
   return false;
}

/* The goal's own unit is a mix of aims; a price is told in the unit of the first aim that it
 * scales. */
static double unit_of_price(const ics_solved *solved, const char **unit)
{
   const ics_instance *in = solved->in;
   const ics_goal *goal = &solved->goal;
   bool mixed = goal->kind == ICS_GOAL_WEIGHTED || goal->kind == ICS_GOAL_MINIMAX;
   for (int p = 0; p < in->naims; p++) {
      int a = goal->order[p];
      *unit = in->aims[a].unit;
      if (!mixed) return 1.0;
      if (solved->scale[a] != 0.0) return 1.0 / fabs(solved->scale[a]);
   }
   *unit = "goal";
   return 1.0;
}

ics_rc ics_lines_prices(const ics_solved *solved, ics_arena *arena, ics_result *out, ics_err *err)
{
   const ics_model *m = solved->model;
   if (solved->run.own >= solved->run.nstages) return ICS_OK;
   const double *y = solved->run.stages[solved->run.own].solution.y;
   const char *unit;
   double factor = unit_of_price(solved, &unit);
   bool mixed =
       solved->model->goal_col != ICS_NONE; /* the worth of all aims, told in the unit of one */
   for (int pass = 0; pass < 2; pass++) {
      int n = 0;
      for (int r = 0; r < m->lp.m; r++) {
         if (!is_rule(&m->row_tag[r]) || y[r] == 0.0) continue;
         const ics_row_words *words = ics_row_words_of(m->row_tag[r].family, m->row_tag[r].kind);
         if (pass == 1) {
            const char *per = filled(m->in, words->unit, &m->row_tag[r], arena);
            out->prices[n] =
                (ics_price_line){ .rule = m->lp.row_name[r],
                                  .family = m->row_tag[r].family,
                                  .words = filled(m->in, words->words, &m->row_tag[r], arena),
                                  .unit = ics_format(arena, mixed ? "%s-equivalent/%s" : "%s/%s",
                                                     unit, per ? per : ""),
                                  .price = -y[r] * factor,
                                  .from = (double)NAN,
                                  .to = (double)NAN };
            if (!per || !out->prices[n].words || !out->prices[n].unit)
               return ics_fail(err, ICS_EMEMORY, "out of memory");
         }
         n++;
      }
      if (pass == 0)
         ICS_ALLOC(out->prices, arena, n, err);
      else
         out->nprices = n;
   }
   return ICS_OK;
}
