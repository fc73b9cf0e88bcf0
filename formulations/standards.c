/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standards: what a plan may not give up. A standard is a break between severity bands; unmet need
 * above it is shortfall, minimised before any aim. */
#include "model/formulation.h"

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   int cells = in->nplaces * in->nservices * in->nyears, row = ICS_NONE;
   double most = 0.0;
   for (int at = 0; at < cells; at++)
      for (int r = 0; r < m->unmet[at].n; r++)
         if (m->unmet[at].above[r]) most += ics_col_hi(m, m->unmet[at].col[r]);
   if (most == 0.0) return;
   ics_item item = ics_at(ICS_NONE, ICS_NONE, ICS_NONE);
   m->shortfall = ics_add_col(m, "shortfall", item, 0.0, most);
   row = ics_add_row(m, "shortfall", item, 0.0, 0.0);
   ics_add(m, row, m->shortfall, -1.0);
   for (int at = 0; at < cells; at++)
      for (int r = 0; r < m->unmet[at].n; r++)
         if (m->unmet[at].above[r]) ics_add(m, row, m->unmet[at].col[r], 1.0);
}

static ics_rule_source source(const ics_model *m, const ics_tag *tag)
{
   if (tag->item.service < 0) return (ics_rule_source){ { NULL, 0 }, NULL, NULL };
   const ics_service *service = &m->in->services[tag->item.service];
   if (service->standard.given) return ics_source_of_coef(&service->standard);
   return (ics_rule_source){ service->where, "services", NULL };
}

const ics_formulation ics_form_standards = {
   .name = "standards",
   .kind = ICS_CONSTRAINTS,
   .summary = "unmet need above a service's standard is shortfall, minimised before any aim",
   .math = "shortfall: sum(i,k,t) max(0, sum(r) u[i,k,r,t] - standard[i,k,t] N[i,k,t])\n"
           "           standard[i,k,t] = max(standard[k], share left unmet by going on as today)",
   .source = "a planner's limits, in instances/catalogue/services.cfg; protected services "
             "(judgement) are "
             "those whose published cost per QALY is an artefact of mortality-based methods",
   .rows = { { "shortfall", "GBPm of care", "need left unmet above the standards, in all", false },
             { "standard", "GBPm of care", "the standard of {service} at {place} in {year}",
               true } },
   .example = { "tiny/standard.cfg", 8.5, 1e-7 },
   .emit = emit,
   .reads = ICS_READS_CELLS,
   .source_of = source,
};
