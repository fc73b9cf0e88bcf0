/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/figure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/page.h"

static bool is_money(const char *unit)
{
   return strcmp(unit, "GBPm") == 0;
}

static bool is_share(const char *unit)
{
   return strcmp(unit, "share") == 0;
}

static ics_figure_said plain(ics_said said)
{
   ics_figure_said out;
   (void)snprintf(out.text, sizeof out.text, "%s", said.text);
   return out;
}

static ics_figure_said with_unit(const char *sign, double value, const char *unit)
{
   ics_figure_said out;
   (void)snprintf(out.text, sizeof out.text, "%s%s%s%.60s", sign, ics_say_count(value).text,
                  *unit ? " " : "", unit);
   return out;
}

ics_figure_said ics_say_figure(double value, const char *unit)
{
   if (is_money(unit)) return plain(ics_say_pounds(value));
   if (is_share(unit)) return plain(ics_say_percent(value, 1));
   return with_unit("", value, unit);
}

ics_figure_said ics_say_figure_change(double change, const char *unit)
{
   ics_figure_said out;
   if (is_money(unit)) return plain(ics_say_change(change));
   if (!is_share(unit)) return with_unit(change > 0.0 ? "+" : "", change, unit);
   (void)snprintf(out.text, sizeof out.text, "%+.2f points", 100.0 * change);
   return out;
}

void ics_page_figures_of(const ics_heading *head, ics_buffer *page)
{
   if (strcmp(head->first_year, head->last_year) == 0)
      ics_page_prose(page, 0, "%s (%s), %s", head->name, head->code, head->last_year);
   else
      ics_page_prose(page, 0, "%s (%s), %s to %s", head->name, head->code, head->first_year,
                     head->last_year);
   ics_page_prose(page, 0, "Policy: %s. Goal: %s.", head->policy_name, head->goal);
}
