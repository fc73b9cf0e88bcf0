/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/breaches.h"
#include "report/text.h"

#include <math.h>
#include <string.h>

#include "report/brief.h"
#include "report/page.h"
#include "report/totals.h"
#include "report/words.h"

enum {
   BLENDS_SHOWN = 4,
   PRICES_SHOWN = 4, /* of one unit */
   UNITS_SHOWN = 3,
};

static const double WORTH_SAYING =
    0.0005; /* {share}: changes below 0.05% are rounding to a reader */
static const double WORTH_NAMING = 0.005; /* {share}: blends that differ by less are the same */
static const double A_POUND = 1e-6;       /* {GBPm} */

/* ---- what changes -------------------------------------------------------------------------------
 */

typedef struct change {
   ics_name name;
   ics_money money;
} change;

static double rise(ics_money money)
{
   return money.baseline > A_POUND ? money.plan / money.baseline - 1.0 : (double)NAN;
}

/* Largest rise first; equal ones keep the order of the instance. */
static void sort_changes(change *list, int n)
{
   for (int p = 1; p < n; p++) {
      change it = list[p];
      int at = p;
      for (; at > 0 && list[at - 1].money.plan - list[at - 1].money.baseline <
                           it.money.plan - it.money.baseline;
           at--)
         list[at] = list[at - 1];
      list[at] = it;
   }
}

static void money_row(ics_table *table, const char *name, ics_money money)
{
   ics_table_cell(table, "%s", name);
   ics_table_cell(table, "%s", ics_say_pounds(money.plan).text);
   ics_table_cell(table, "%s", ics_say_change(money.plan - money.baseline).text);
   ics_table_cell(table, "%s", isnan(rise(money)) ? "new" : ics_say_rise(rise(money), 1).text);
}

static void what_changes(const ics_result *result, ics_buffer *page)
{
   ics_names services = ics_names_of_services(result, page->arena);
   change *list = ics_alloc(page->arena, (size_t)services.n, sizeof *list);
   int unchanged = 0;
   if (!list) return;
   for (int k = 0; k < services.n; k++) {
      ics_slice slice = { .service = services.name[k].id, .year = ics_last_year(result) };
      list[k] = (change){ services.name[k], ics_sum_plan(result, &slice) };
   }
   sort_changes(list, services.n);
   ics_page_heading(page, "Money in %s, against carrying on as today", ics_last_year(result));
   ics_table table = ics_table_start(page, "lrrr");
   for (int k = 0; k < services.n; k++) {
      ics_money money = list[k].money;
      if (fabs(money.plan - money.baseline) <= WORTH_SAYING * fabs(money.baseline))
         unchanged++;
      else
         money_row(&table, list[k].name.name, money);
   }
   ics_slice all = { .year = ics_last_year(result) };
   money_row(&table, "All services", ics_sum_plan(result, &all));
   ics_table_end(&table, 2);
   if (unchanged > 0)
      ics_page_prose(page, 2, "%d service%s as today.", unchanged,
                     unchanged == 1 ? " stays" : "s stay");
}

/* ---- what it buys -------------------------------------------------------------------------------
 */

static const char *direction(const ics_result_aim *aim, ics_buffer *page)
{
   double gain = aim->maximise ? aim->value - aim->baseline : aim->baseline - aim->value;
   double size = fabs(aim->baseline);
   if (isnan(gain)) return "";
   if (fabs(gain) <= WORTH_SAYING * size) return "as today";
   const char *word = gain > 0.0 ? "better" : "worse", *text = NULL;
   /* A share of something small or of another sign says nothing. */
   if (fabs(gain) < size)
      text = ics_format(page->arena, "%s %s", ics_say_percent(fabs(gain) / size, 1).text, word);
   return text ? text : word;
}

static void aim_line(const ics_result_aim *aim, ics_buffer *page)
{
   const char *far = "", *today = "";
   if (aim->best != aim->worst && !isnan(aim->best) && !isnan(aim->worst))
      far = ics_format(page->arena, "; best %s, worst %s", ics_say_count(aim->best).text,
                       ics_say_count(aim->worst).text);
   if (!isnan(aim->baseline))
      today = ics_format(page->arena, "; as today %s", ics_say_count(aim->baseline).text);
   ics_page_prose(page, 5, "%s %s (%s is better)%s%s", ics_say_count(aim->value).text, aim->unit,
                  aim->maximise ? "more" : "less", today ? today : "", far ? far : "");
}

static void what_it_buys(const ics_result *result, ics_buffer *page)
{
   ics_page_heading(page, "What it buys");
   for (int a = 0; a < result->naims; a++) {
      const ics_result_aim *aim = &result->aims[a];
      const char *word = direction(aim, page);
      ics_page_prose(page, 2, *word ? "%s (%s)" : "%s%s", aim->aim.name, word);
      aim_line(aim, page);
   }
   ics_buffer_text(page, "\n");
   ics_page_prose(page, 0,
                  "Need left unmet: %s in %s and %s in %s. Carrying on as today: %s and %s.",
                  ics_say_percent(result->unmet_share_first, 1).text, ics_first_year(result),
                  ics_say_percent(result->unmet_share_last, 1).text, ics_last_year(result),
                  ics_say_percent(result->baseline_unmet_share_first, 1).text,
                  ics_say_percent(result->baseline_unmet_share_last, 1).text);
   if (result->breach_gbp_m > A_POUND) {
      ics_page_prose(page, 0,
                     "Hard rules that this policy cannot keep: no plan under it misses less than "
                     "%s of them over "
                     "%d year%s. In this plan:",
                     ics_say_pounds(result->breach_gbp_m).text, result->years,
                     result->years == 1 ? "" : "s");
      ics_report_breaches(result->breaches, result->nbreaches, 2, false, page);
   }
   if (result->shortfall_gbp_m > A_POUND)
      ics_page_prose(page, 0,
                     "Standards that no plan under this policy can meet: care worth %s over %d "
                     "year%s falls short.",
                     ics_say_pounds(result->shortfall_gbp_m).text, result->years,
                     result->years == 1 ? "" : "s");
   else
      ics_page_prose(page, 0, "Shortfall against standards: none.");
}

/* ---- how it is paid -----------------------------------------------------------------------------
 */

static double share(double part, double whole)
{
   return whole > A_POUND ? part / whole : 0.0;
}

static void how_it_is_paid(const ics_result *result, ics_buffer *page)
{
   ics_names principles = ics_names_of_principles(result, page->arena);
   ics_slice slice = { .year = ics_last_year(result) };
   ics_money all = ics_sum_plan(result, &slice);
   ics_page_heading(page, "How care is paid for in %s (today)", ics_last_year(result));
   ics_table table = ics_table_start(page, "llllllll");
   int shown = principles.n < table.columns ? principles.n : table.columns;
   table.columns = shown;
   for (int p = 0; p < shown; p++) {
      slice.principle = principles.name[p].id;
      ics_money money = ics_sum_plan(result, &slice);
      ics_table_cell(&table, "%s %s (%s)", principles.name[p].name,
                     ics_say_percent(share(money.plan, all.plan), 0).text,
                     ics_say_percent(share(money.baseline, all.baseline), 0).text);
   }
   if (shown > 0) ics_table_end(&table, 2);
}

/** A blend and the places where it is used least and most. */
typedef struct spread {
   ics_name service, mechanism, low, high;
   double least, most;
} spread;

static spread spread_of(const ics_result *result, const ics_names *places, ics_name service,
                        ics_name mechanism)
{
   spread s = { service, mechanism, { "", "" }, { "", "" }, HUGE_VAL, -HUGE_VAL };
   for (int i = 0; i < places->n; i++) {
      ics_slice slice = { .place = places->name[i].id,
                          .service = service.id,
                          .year = ics_last_year(result) };
      double whole = ics_sum_plan(result, &slice).plan;
      if (whole <= A_POUND) continue;
      slice.mechanism = mechanism.id;
      double part = ics_sum_plan(result, &slice).plan / whole;
      if (part < s.least) {
         s.least = part;
         s.low = places->name[i];
      }
      if (part > s.most) {
         s.most = part;
         s.high = places->name[i];
      }
   }
   return s;
}

static void where_blends_differ(const ics_result *result, ics_buffer *page)
{
   ics_names places = ics_names_of_places(result, page->arena);
   ics_names services = ics_names_of_services(result, page->arena);
   ics_names mechanisms = ics_names_of_mechanisms(result, page->arena);
   spread top[BLENDS_SHOWN + 1];
   int n = 0;
   for (int k = 0; k < services.n; k++)
      for (int m = 0; m < mechanisms.n; m++) {
         spread it = spread_of(result, &places, services.name[k], mechanisms.name[m]);
         if (!(it.most - it.least > WORTH_NAMING)) continue;
         int at = n < BLENDS_SHOWN ? n++ : BLENDS_SHOWN;
         for (; at > 0 && top[at - 1].most - top[at - 1].least < it.most - it.least; at--)
            top[at] = top[at - 1];
         top[at] = it;
      }
   if (n == 0) return;
   ics_page_heading(page, "Where payment differs most between places");
   for (int p = 0; p < n; p++)
      ics_page_prose(page, 2, "%s, %s: %s at %s, %s at %s", top[p].service.name,
                     top[p].mechanism.name, ics_say_percent(top[p].least, 0).text, top[p].low.name,
                     ics_say_percent(top[p].most, 0).text, top[p].high.name);
}

/* ---- what limits it -----------------------------------------------------------------------------
 */

/* The same rule in two years is one rule to a reader: names end in the year, as in
 * fund(core,2025-26). */
static bool same_rule(const ics_price_line *a, const ics_price_line *b)
{
   const char *ea = strrchr(a->rule, ','), *eb = strrchr(b->rule, ',');
   size_t na = ea ? (size_t)(ea - a->rule) : strlen(a->rule);
   size_t nb = eb ? (size_t)(eb - b->rule) : strlen(b->rule);
   return na == nb && memcmp(a->rule, b->rule, na) == 0;
}

static int strongest_of(const ics_result *result, const char *unit, const ics_price_line **top)
{
   int n = 0;
   for (int p = 0; p < result->nprices; p++) {
      const ics_price_line *it = &result->prices[p];
      int same = 0, at;
      if (strcmp(it->unit, unit) != 0 || !(fabs(it->price) > 0.0)) continue;
      while (same < n && !same_rule(top[same], it)) same++;
      if (same < n && fabs(top[same]->price) >= fabs(it->price)) continue;
      if (same == n && n < PRICES_SHOWN) n++;
      at = same < PRICES_SHOWN ? same : PRICES_SHOWN;
      for (; at > 0 && fabs(top[at - 1]->price) < fabs(it->price); at--) top[at] = top[at - 1];
      top[at] = it;
   }
   return n;
}

/* Prices in unlike units are not ranked against each other: one short list a unit. */
static void what_limits_it(const ics_result *result, ics_buffer *page)
{
   const char *units[UNITS_SHOWN] = { NULL };
   int n = 0;
   for (int p = 0; p < result->nprices && n < UNITS_SHOWN; p++) {
      int at = 0;
      while (at < n && strcmp(units[at], result->prices[p].unit) != 0) at++;
      if (at == n) units[n++] = result->prices[p].unit;
   }
   if (n == 0) return;
   ics_page_heading(page, "What limits it most: the worth of one more unit of each limit");
   ics_table table = ics_table_start(page, "lrl");
   for (int u = 0; u < n; u++) {
      const ics_price_line *top[PRICES_SHOWN + 1];
      int shown = strongest_of(result, units[u], top);
      for (int p = 0; p < shown; p++) {
         ics_table_cell(&table, "%s", top[p]->words);
         ics_table_cell(&table, "%s", ics_say_count(top[p]->price).text);
         ics_table_cell(&table, "%s", top[p]->unit);
      }
   }
   ics_table_end(&table, 2);
}

/* ---- the whole ----------------------------------------------------------------------------------
 */

static void the_proof(const ics_result *result, ics_buffer *page)
{
   ics_buffer_text(page, "\n");
   if (result->certified)
      ics_page_prose(page, 0,
                     "Proved best under the stated rules: gap %s, violation %s, checked "
                     "independently of the solver.",
                     ics_say_small(result->relative_gap).text,
                     ics_say_small(result->primal_violation).text);
   else if (strcmp(result->status, "infeasible") == 0)
      ics_page_prose(
          page, 0,
          "Proved: no plan keeps all the rules. Loosen a bound or a rule (--bound, --set).");
   else
      ics_page_prose(page, 0,
                     "NOT proved best (%s): gap %s, violation %s. Do not rely on these figures; "
                     "try again with --set time_limit or --set iterations raised.",
                     result->status, ics_say_small(result->relative_gap).text,
                     ics_say_small(result->primal_violation).text);
}

void ics_report_plan(const ics_result *result, ics_buffer *page)
{
   ics_page_prose(page, 0, "%s (%s), %s to %s", result->name, result->code, ics_first_year(result),
                  ics_last_year(result));
   ics_page_prose(page, 0, "Policy: %s. Goal: %s.", result->policy_name, result->goal);
   if (result->nplan > 0) {
      ics_report_brief(result, page);
      what_changes(result, page);
      what_it_buys(result, page);
      how_it_is_paid(result, page);
      where_blends_differ(result, page);
      what_limits_it(result, page);
   }
   the_proof(result, page);
}
