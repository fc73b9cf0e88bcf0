/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reserve: uncapped activity payments overshoot, so a reserve is held against them. */
#include <math.h>

#include "model/formulation.h"

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   for (int t = 0; t < in->nyears; t++) {
      if (m->reserve[t] == ICS_NONE) continue;
      int row = ics_add_row(m, "reserve", ics_at(ICS_NONE, ICS_NONE, t), -ICS_INF, 0.0);
      ics_add(m, row, m->reserve[t], -1.0);
      for (int b = 0; b < in->nblends; b++)
         for (int h = 0; h < ics_contracts(in, in->blends[b].service); h++)
            for (int s = 0; s < m->tranches; s++)
               ics_add(m, row, m->x[ics_cell_x(m, h, b, s, t)], ics_blend_risk(in, b));
   }
}

/* Many rates make one row; the largest is where to look first. */
static ics_rule_source source(const ics_model *m, const ics_tag *tag)
{
   const ics_coef *largest = &m->in->mechanisms[0].risk;
   (void)tag;
   for (int q = 0; q < m->in->nmechanisms; q++)
      if (m->in->mechanisms[q].risk.point > largest->point) largest = &m->in->mechanisms[q].risk;
   return ics_source_of_coef(largest);
}

const ics_formulation ics_form_reserve = {
   .name = "reserve",
   .kind = ICS_CONSTRAINTS,
   .summary = "a contingency reserve is held against payments that can overshoot",
   .math = "reserve: sum(h,k,m,s) risk[k,m] x[h,k,m,s,t] <= R[t]",
   .source =
       "volume response to activity payment: Januleviciute et al., Health Economics 25 (2016) "
       "620-636; payment error: Audit Commission (2009, 2010); the rate per pound is judgement, "
       "in instances/catalogue/mechanisms.cfg",
   .rows = { { "reserve", "GBPm", "contingency reserve in {year}", true } },
   .example = { "tiny/reserve.cfg", 8.0, 1e-9 },
   .emit = emit,
   .reads = ICS_READS_RISK,
   .source_of = source,
};
