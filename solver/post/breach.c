/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "post/breach.h"

#include <string.h>

static const double HALF_PENNY = 5e-9; /* {GBPm} */

static bool is_excess(const ics_model *m, int j)
{
   const char *kind = m->col_tag[j].kind;
   return strcmp(kind, "over") == 0 || strcmp(kind, "short") == 0;
}

/* The row that column @p j gives way to; it stands in the sum of the breach as well. */
static int row_of(const ics_model *m, int j)
{
   for (int e = m->lp.start[j]; e < m->lp.start[j + 1]; e++)
      if (strcmp(m->row_tag[m->lp.row[e]].kind, "breach") != 0) return m->lp.row[e];
   return ICS_NONE;
}

static void put_by_size(ics_breach *list, int n, const ics_breach *it)
{
   for (; n > 0 && list[n - 1].gbp_m < it->gbp_m; n--) list[n] = list[n - 1];
   list[n] = *it;
}

ics_rc ics_breaches_of(const ics_model *m, const double *x, ics_arena *arena, ics_breach **out,
                       int *n, ics_err *err)
{
   int room = 0;
   *n = 0;
   *out = NULL;
   if (m->breach == ICS_NONE) return ICS_OK;
   for (int j = 0; j < m->lp.n; j++) room += is_excess(m, j) && x[j] > HALF_PENNY;
   ICS_ALLOC(*out, arena, room, err);
   for (int j = 0; j < m->lp.n && *n < room; j++) {
      if (!is_excess(m, j) || x[j] <= HALF_PENNY) continue;
      int row = row_of(m, j);
      ics_breach it = { .gbp_m = x[j] };
      if (row == ICS_NONE)
         return ics_fail(err, ICS_EBUG, "column %s is in no rule", m->lp.col_name[j]);
      ICS_TRY(ics_rule_of_row(m, row, arena, &it.rule, err));
      put_by_size(*out, (*n)++, &it);
   }
   return ICS_OK;
}
