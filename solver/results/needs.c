/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Need and care, line by line. */
#include <math.h>

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
