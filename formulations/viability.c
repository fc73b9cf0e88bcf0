/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Viability: providers must be able to pay their bills while they deliver. */
#include <math.h>

#include "model/formulation.h"

/* Small providers have a larger fixed part, which is what keeps outcome payments off them. */
static double fixed_share(const ics_instance *in, int h, int k)
{
   const ics_service *service = &in->services[k];
   double small = in->size >= 0 ? fmax(0.0, -ics_contract_z(in, h, k, in->size)) : 0.0;
   return fmin(1.0, service->fixed_share.point * (1.0 + service->fixed_share_per_sd.point * small));
}

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   if (!ics_has_baseline(in)) return;
   for (int t = 0; t < in->nyears; t++)
      for (int k = 0; k < in->nservices; k++)
         for (int h = 0; h < ics_contracts(in, k); h++) {
            double least = fixed_share(in, h, k) * ics_contract_baseline(in, h, k, t), sure = 0.0;
            for (int pass = 0; pass < 2; pass++) {
               int row = ICS_NONE;
               if (pass == 1 && sure >= least) break;
               if (pass == 1)
                  row = ics_add_row(m, "viable",
                                    ics_at(in->services[k].per_system ? ICS_NONE : h, k, t), least,
                                    ICS_INF);
               for (int p = m->first_blend[k]; p < m->first_blend[k + 1]; p++)
                  for (int s = 0, b = m->blends[p]; s < m->tranches; s++) {
                     int x = m->x[ics_cell_x(m, h, b, s, t)];
                     double g = in->mechanisms[in->blends[b].mechanism].guaranteed.point;
                     if (pass == 0)
                        sure += g * ics_col_lo(m, x);
                     else
                        ics_add(m, row, x, g);
                  }
               if (pass == 1)
                  ics_add_excess(m, row, ics_at(in->services[k].per_system ? ICS_NONE : h, k, t),
                                 1.0, least);
            }
         }
}

static ics_rule_source source(const ics_model *m, const ics_tag *tag)
{
   return ics_source_of_coef(&m->in->services[tag->item.service].fixed_share);
}

const ics_formulation ics_form_viability = {
   .name = "viability",
   .kind = ICS_CONSTRAINTS,
   .summary = "guaranteed income covers the fixed part of what providers must pay",
   .math = "viable: sum(m,s) guaranteed[m] x[h,k,m,s,t] >= fixed_share[k,size(h)] B[h,k,t]\n"
           "        no row where the bounds already imply it",
   .source =
       "deficits of small acute trusts: EY (2016) via Health Matters; the size of the floor is "
       "judgement, in instances/catalogue/services.cfg",
   .rows = { { "viable", "GBPm", "guaranteed income of {service} at {place} in {year}", true } },
   .example = { "tiny/fixed_costs.cfg", 10.4, 1e-9 },
   .emit = emit,
   .reads = ICS_READS_FIXED | ICS_READS_GUARANTEED | ICS_READS_FUNDS,
   .source_of = source,
};
