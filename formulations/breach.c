/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breach: what a policy by its nature cannot keep is measured, never hidden. */
#include <string.h>

#include "model/formulation.h"

static bool is_excess(const ics_model *m, int j)
{
   const char *kind = m->col_tag[j].kind;
   return strcmp(kind, "over") == 0 || strcmp(kind, "short") == 0;
}

static void emit(ics_model *m)
{
   if (!ics_policy_may_miss(m->policy)) return;
   ics_item item = ics_at(ICS_NONE, ICS_NONE, ICS_NONE);
   int columns = ics_ncols(m);
   double most = 0.0;
   for (int j = 0; j < columns; j++)
      if (is_excess(m, j)) most += ics_col_hi(m, j);
   if (most == 0.0) return;
   m->breach = ics_add_col(m, "breach", item, 0.0, most);
   int row = ics_add_row(m, "breach", item, 0.0, 0.0);
   ics_add(m, row, m->breach, -1.0);
   for (int j = 0; j < columns; j++)
      if (is_excess(m, j)) ics_add(m, row, j, 1.0);
}

const ics_formulation ics_form_breach = {
   .name = "breach",
   .kind = ICS_OBJECTIVE,
   .summary =
       "what a policy with given shares misses of hard rules, minimised before anything else",
   .math =
       "fund, administration, cap: ... - over <= limit\n"
       "floor, viable:             ... + short >= limit\n"
       "breach:  total = sum of all over and short, in GBPm over all years, a stage of its own "
       "before "
       "shortfall\n"
       "         only under a policy whose blend is given; there is no such column under any other",
   .source =
       "elastic programming: Brown and Graves 1975, in Chinneck, Feasibility and Infeasibility in "
       "Optimization (2008)",
   .rows = { { "breach", "GBPm", "by how much hard rules are missed, in all", false } },
   .example = { "tiny/breach.cfg", 9.0, 1e-9 },
   .emit = emit,
   .reads = ICS_READS_NOTHING,
};
