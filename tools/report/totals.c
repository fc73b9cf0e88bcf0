/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/totals.h"

#include <string.h>

static bool fits(const char *wanted, const char *got)
{
   return !wanted || strcmp(wanted, got ? got : "") == 0;
}

ics_money ics_sum_plan(const ics_result *result, const ics_slice *slice)
{
   ics_money sum = { 0.0, 0.0 };
   for (int n = 0; n < result->nplan; n++) {
      const ics_plan_line *line = &result->plan[n];
      if (!fits(slice->year, line->year) || !fits(slice->service, line->service.id) ||
          !fits(slice->place, line->place.id) || !fits(slice->mechanism, line->mechanism.id) ||
          !fits(slice->principle, line->principle))
         continue;
      sum.plan += line->gbp_m;
      sum.baseline += line->baseline_gbp_m;
   }
   return sum;
}

ics_money ics_sum_funding(const ics_result *result, const ics_slice *slice)
{
   ics_money sum = { 0.0, 0.0 };
   for (int n = 0; n < result->nfunding; n++) {
      const ics_funding_line *line = &result->funding[n];
      if (!fits(slice->year, line->year) || !fits(slice->fund, line->fund.id) ||
          !fits(slice->service, line->service.id) || !fits(slice->place, line->place.id) ||
          !fits(slice->use, line->use) || !fits(slice->words, line->words))
         continue;
      sum.plan += line->gbp_m;
      sum.baseline += line->baseline_gbp_m;
   }
   return sum;
}

ics_care ics_sum_need(const ics_result *result, const ics_slice *slice)
{
   ics_care sum = { .unit = "" };
   for (int n = 0; n < result->nneeds; n++) {
      const ics_need_line *line = &result->needs[n];
      if (!fits(slice->year, line->year) || !fits(slice->service, line->service.id) ||
          !fits(slice->place, line->place.id))
         continue;
      if (!*sum.unit) sum.unit = line->unit;
      sum.need += line->need;
      sum.unmet += line->unmet;
      sum.need_gbp_m += line->need_gbp_m;
      sum.unmet_gbp_m += line->unmet_gbp_m;
      sum.baseline_unmet_gbp_m += line->baseline_unmet_gbp_m;
      sum.shortfall_gbp_m += line->shortfall_gbp_m;
      sum.prevented_gbp_m += line->prevented_gbp_m;
   }
   return sum;
}

/** The names found at @p offset of each of @p n records of @p size bytes. */
static ics_names collect(const void *records, int n, size_t size, size_t offset, ics_arena *arena)
{
   ics_name *names = ics_alloc(arena, (size_t)n, sizeof *names);
   ics_names found = { names, 0 };
   for (int r = 0; names && r < n; r++) {
      ics_name name;
      int at = 0;
      memcpy(&name, (const char *)records + (size_t)r * size + offset, sizeof name);
      if (!name.id || !*name.id) continue;
      while (at < found.n && strcmp(names[at].id, name.id) != 0) at++;
      if (at == found.n) names[found.n++] = name;
   }
   return found;
}

ics_names ics_names_of_services(const ics_result *result, ics_arena *arena)
{
   return collect(result->plan, result->nplan, sizeof *result->plan,
                  offsetof(ics_plan_line, service), arena);
}

ics_names ics_names_of_places(const ics_result *result, ics_arena *arena)
{
   return collect(result->plan, result->nplan, sizeof *result->plan, offsetof(ics_plan_line, place),
                  arena);
}

ics_names ics_names_of_mechanisms(const ics_result *result, ics_arena *arena)
{
   return collect(result->plan, result->nplan, sizeof *result->plan,
                  offsetof(ics_plan_line, mechanism), arena);
}

ics_names ics_names_of_funds(const ics_result *result, ics_arena *arena)
{
   return collect(result->funding, result->nfunding, sizeof *result->funding,
                  offsetof(ics_funding_line, fund), arena);
}

ics_names ics_names_of_principles(const ics_result *result, ics_arena *arena)
{
   ics_name *names = ics_alloc(arena, (size_t)result->nplan, sizeof *names);
   for (int n = 0; names && n < result->nplan; n++)
      names[n] = (ics_name){ result->plan[n].principle, result->plan[n].principle };
   return collect(names, names ? result->nplan : 0, sizeof *names, 0, arena);
}

const char *ics_first_year(const ics_result *result)
{
   return result->years > 0 ? result->year_names[0] : "";
}

const char *ics_last_year(const ics_result *result)
{
   return result->years > 0 ? result->year_names[result->years - 1] : "";
}
