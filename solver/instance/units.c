/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/units.h"

#include <stdio.h>
#include <string.h>

static const ics_unit units[] = {
   { "GBPm/year", ICS_DIM_MONEY, 1.0 },
   { "GBPk/year", ICS_DIM_MONEY, 1e3 },
   { "GBP/year", ICS_DIM_MONEY, 1e6 },
   { "share", ICS_DIM_SHARE, 1.0 },
   { "percent", ICS_DIM_SHARE, 100.0 },
   { "share/year", ICS_DIM_GROWTH, 1.0 },
   { "percent/year", ICS_DIM_GROWTH, 100.0 },
   { "per year", ICS_DIM_GROWTH, 1.0 },
   { "share/SD", ICS_DIM_SHARE_PER_SD, 1.0 },
   { "percent/SD", ICS_DIM_SHARE_PER_SD, 100.0 },
   { "GBP/GBP", ICS_DIM_RATIO, 1.0 },
   { "multiple", ICS_DIM_MULTIPLE, 1.0 },
   { "weight", ICS_DIM_WEIGHT, 1.0 },
   { "people", ICS_DIM_PEOPLE, 1.0 },
   { "SD", ICS_DIM_SD, 1.0 },
   { "factor", ICS_DIM_FACTOR, 1.0 },
};

static const struct {
   const char *unit, *words;
   bool priced;
} dims[ICS_DIM_COUNT] = {
#define X(name, unit, words, priced) { unit, words, priced },
   ICS_DIM_LIST(X)
#undef X
};

static const char per_money[] = "/GBPm";

double ics_unit_shown(const char *unit)
{
   for (size_t u = 0; u < sizeof units / sizeof units[0]; u++)
      if (strcmp(units[u].text, unit) == 0) return units[u].per;
   return 1.0;
}

const ics_unit *ics_units(int *n)
{
   *n = (int)(sizeof units / sizeof units[0]);
   return units;
}

bool ics_dim_is_priced(ics_dim dim)
{
   return dims[dim].priced;
}

static bool ends_per_money(const char *unit)
{
   size_t n = strlen(unit), tail = sizeof per_money - 1;
   return n > tail && strcmp(unit + n - tail, per_money) == 0;
}

static bool is_own_unit(const char *unit, ics_dim dim, const char *own)
{
   size_t n = strlen(own);
   switch (dim) {
   case ICS_DIM_UNIT_COST:
      return strncmp(unit, "GBP/", 4) == 0 && strcmp(unit + 4, own) == 0;
   case ICS_DIM_OWN:
      return strcmp(unit, own) == 0;
   default:
      return strncmp(unit, own, n) == 0 && strcmp(unit + n, per_money) == 0;
   }
}

bool ics_unit_per(const char *unit, ics_dim dim, const char *own, double *per)
{
   bool fits = false;
   if (dim == ICS_DIM_SCORE)
      fits = ends_per_money(unit);
   else if (!dims[dim].unit)
      fits = own && is_own_unit(unit, dim, own);
   if (fits) {
      *per = 1.0;
      return true;
   }
   for (size_t u = 0; u < sizeof units / sizeof units[0]; u++)
      if (units[u].dim == dim && strcmp(units[u].text, unit) == 0) {
         *per = units[u].per;
         return true;
      }
   return false;
}

void ics_unit_canonical(ics_dim dim, const char *own, char *out, size_t size)
{
   if (dims[dim].unit) {
      (void)snprintf(out, size, "%s", dims[dim].unit);
      return;
   }
   const char *before = dim == ICS_DIM_UNIT_COST ? "GBP/" : "";
   const char *after = dim == ICS_DIM_OWN_PER_MONEY ? per_money : "";
   (void)snprintf(out, size, "%s%s%s", before, own ? own : "unit", after);
}

void ics_unit_wanted(ics_dim dim, const char *own, char *out, size_t size)
{
   if (dims[dim].words)
      (void)snprintf(out, size, "%s", dims[dim].words);
   else
      ics_unit_canonical(dim, own, out, size);
}
