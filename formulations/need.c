/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Need: what is not met is left unmet, and waits in bands of severity. */
#include "model/formulation.h"

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   for (int t = 0; t < in->nyears; t++)
      for (int k = 0; k < in->nservices; k++)
         for (int i = 0; i < in->nplaces; i++) {
            int at = ics_cell(m, i, k, t), row = ics_need_row(m, i, k, t);
            ics_add(m, row, m->q[at], 1.0);
            for (int r = 0; r < m->unmet[at].n; r++) ics_add(m, row, m->unmet[at].col[r], 1.0);
            if (m->need[at] != ICS_NONE)
               ics_add(m, row, m->need[at], -1.0);
            else
               ics_shift_row(m, row, ics_need(in, i, k, t));
         }
}

const ics_formulation ics_form_need = {
   .name = "need",
   .kind = ICS_CONSTRAINTS,
   .summary = "care delivered and need left unmet, by severity, add up to need",
   .math = "need:   q[i,k,t] + sum(r) u[i,k,r,t] = n[i,k,t]\n"
           "bounds: 0 <= u[i,k,r,t] <= (upto[r] - upto[r-1]) unmet share today * N[i,k,t]",
   .source = "weighted populations: NHS England, ICB Place Based Allocation Tool 2025/26; bands: "
             "judgement, in "
             "instances/catalogue/rules.cfg",
   .rows = { { "need", "GBPm of care", "need for {service} at {place} in {year}" } },
   .example = { "tiny/bands.cfg", 8.0, 1e-9 },
   .emit = emit,
   .reads = ICS_READS_NEED,
};
