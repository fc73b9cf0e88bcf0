/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capacity: people and beds, which money alone cannot buy this year. */
#include <math.h>

#include "model/formulation.h"

/* Capacity payments above the baseline last year add to this year's resource. Returns the baseline
 * part that moves to the right-hand side. */
static double built(ics_model *m, int row, int j, int b, int t)
{
   const ics_instance *in = m->in;
   const ics_resource *resource = &in->resources[j];
   const ics_blend *blend = &in->blends[b];
   double add = resource->build[blend->mechanism].point, baseline = 0.0;
   if (add == 0.0 || resource->use[blend->service].point == 0.0) return 0.0;
   for (int h = 0; h < ics_contracts(in, blend->service); h++) {
      baseline += blend->baseline.point * ics_contract_baseline(in, h, blend->service, t - 1);
      for (int s = 0; s < m->tranches; s++)
         ics_add(m, row, m->x[ics_cell_x(m, h, b, s, t - 1)], -add);
   }
   return add * baseline;
}

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   for (int j = 0; j < in->nresources; j++)
      for (int t = 0; t < in->nyears; t++) {
         const ics_resource *resource = &in->resources[j];
         ics_item item = ics_at(ICS_NONE, ICS_NONE, t);
         item.other = j;
         int row = ics_add_row(m, "capacity", item, -ICS_INF,
                               resource->amount.point * ics_discount(resource->growth.point, -t));
         for (int k = 0; k < in->nservices; k++)
            for (int i = 0; i < in->nplaces; i++)
               ics_add(m, row, m->q[ics_cell(m, i, k, t)], resource->use[k].point);
         for (int b = 0; t > 0 && b < in->nblends; b++)
            ics_shift_row(m, row, -built(m, row, j, b, t));
      }
}

static ics_rule_source source(const ics_model *m, const ics_tag *tag)
{
   return ics_source_of_coef(&m->in->resources[tag->item.other].amount);
}

const ics_formulation ics_form_capacity = {
   .name = "capacity",
   .kind = ICS_CONSTRAINTS,
   .summary = "care stays within the people and beds there are",
   .math = "capacity: sum(i,k) use[j,k] q[i,k,t] <= C[j] (1 + growth)^t\n"
           "                                       + sum(m) build[j,m] (x[t-1] - x0[t-1])",
   .source = "beds: NHS England, daily discharge and urgent care situation reports 2024/25 "
             "(derived by system)",
   .rows = { { "capacity", "{unit}", "{resource} in {year}", true } },
   .example = { "tiny/beds.cfg", 7.0, 1e-9 },
   .emit = emit,
   .reads = ICS_READS_RESOURCES | ICS_READS_BASELINE | ICS_READS_FUNDS,
   .source_of = source,
};
