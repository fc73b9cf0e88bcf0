/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "post/breach.h"
#include "results/lines.h"

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
                                       .amount = found[b].gbp_m };
   return ICS_OK;
}
