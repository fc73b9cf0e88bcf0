/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "post/breach.h"
#include "results/lines.h"

static const char *year_of(const ics_model *m, const ics_rule *rule)
{
   return rule->item.year >= 0 ? m->in->years[rule->item.year] : "";
}

ics_rc ics_lines_breaches(const ics_model *m, const double *x, ics_arena *arena,
                          ics_breach_line **lines, int *n, ics_err *err)
{
   ics_breach *found;
   ICS_TRY(ics_breaches_of(m, x, arena, &found, n, err));
   ICS_ALLOC(*lines, arena, *n, err);
   for (int b = 0; b < *n; b++)
      (*lines)[b] = (ics_breach_line){ .rule = found[b].rule.id,
                                       .family = found[b].rule.family,
                                       .words = found[b].rule.words,
                                       .unit = "GBPm",
                                       .year = year_of(m, &found[b].rule),
                                       .amount = found[b].gbp_m };
   return ICS_OK;
}
