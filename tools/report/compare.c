/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two plans side by side. */
#include <math.h>
#include <string.h>

#include "instance/instance.h"
#include "report/page.h"
#include "report/text.h"
#include "report/totals.h"
#include "report/words.h"

static void heads(ics_table *table, const char *first)
{
   ics_table_cell(table, "%s", first);
   ics_table_cell(table, "%s", "A");
   ics_table_cell(table, "%s", "B");
   ics_table_cell(table, "%s", "B - A");
}

static void plan_line(const char *letter, const ics_result *result, ics_buffer *page)
{
   ics_page_prose(page, 0, "%s: %s (%s), policy %s, goal %s, %s to %s, %s, run %s", letter,
                  result->name, result->code, result->policy_name, result->goal,
                  ics_first_year(result), ics_last_year(result),
                  result->certified ? "proved best" : result->status, result->run_id);
}

/* The same aim in another plan: of one name, unit and sense. */
static const ics_result_aim *aim_like(const ics_result *result, const ics_result_aim *aim)
{
   for (int a = 0; a < result->naims; a++) {
      const ics_result_aim *it = &result->aims[a];
      if (strcmp(it->aim.id, aim->aim.id) == 0 && strcmp(it->unit, aim->unit) == 0 &&
          it->maximise == aim->maximise)
         return it;
   }
   return NULL;
}

/* {relative} What rounding leaves of two equal values. */
static const double ROUNDING = 1e-9;

static double difference(double a, double b)
{
   return fabs(b - a) <= ROUNDING * fmax(fabs(a), fabs(b)) ? 0.0 : b - a;
}

static void aim_row(const ics_result_aim *a, const ics_result_aim *b, ics_table *table)
{
   const ics_result_aim *aim = a ? a : b;
   double more = a && b ? difference(a->value, b->value) : (double)NAN;
   bool better = aim->maximise ? more > 0.0 : more < 0.0;
   ics_table_cell(table, "%s", aim->aim.name);
   ics_table_cell(table, "%s", a ? ics_say_count(a->value).text : "");
   ics_table_cell(table, "%s", b ? ics_say_count(b->value).text : "");
   ics_table_cell(table, "%s", a && b ? ics_say_count(more).text : "");
   ics_table_cell(table, "%s", aim->unit);
   ics_table_cell(table, "%s",
                  !b            ? "only A has it"
                  : !a          ? "only B has it"
                  : isnan(more) ? "-"
                  : more == 0.0 ? "the same"
                  : better      ? "B is better"
                                : "A is better");
}

/* Aims of both, those of A first. */
static void compare_aims(const ics_result *a, const ics_result *b, ics_buffer *page)
{
   ics_page_heading(page, "Aims");
   ics_table table = ics_table_start(page, "lrrrll");
   heads(&table, "");
   ics_table_cell(&table, "%s", "");
   ics_table_cell(&table, "%s", "");
   for (int p = 0; p < a->naims; p++) aim_row(&a->aims[p], aim_like(b, &a->aims[p]), &table);
   for (int p = 0; p < b->naims; p++)
      if (!aim_like(a, &b->aims[p])) aim_row(NULL, &b->aims[p], &table);
   ics_table_end(&table, 2);
}

/* Names of both, those of A first. */
static ics_names names_of_both(ics_names of_a, ics_names of_b, ics_arena *arena)
{
   ics_name *all = ics_alloc(arena, (size_t)(of_a.n + of_b.n), sizeof *all);
   if (!all) return (ics_names){ NULL, 0 };
   int n = 0;
   for (int k = 0; k < of_a.n; k++) all[n++] = of_a.name[k];
   for (int k = 0; k < of_b.n; k++) {
      int at = 0;
      while (at < of_a.n && strcmp(all[at].id, of_b.name[k].id) != 0) at++;
      if (at == of_a.n) all[n++] = of_b.name[k];
   }
   return (ics_names){ all, n };
}

static void compare_money(const ics_result *a, const ics_result *b, ics_buffer *page)
{
   ics_names services = names_of_both(ics_names_of_services(a, page->arena),
                                      ics_names_of_services(b, page->arena), page->arena);
   ics_page_heading(page, "Money by service in the last year, £m");
   ics_table table = ics_table_start(page, "lrrr");
   heads(&table, "");
   for (int k = 0; k <= services.n; k++) {
      const char *id = k < services.n ? services.name[k].id : NULL;
      ics_slice of_a = { .service = id, .year = ics_last_year(a) };
      ics_slice of_b = { .service = id, .year = ics_last_year(b) };
      double money_a = ics_sum_plan(a, &of_a).plan, money_b = ics_sum_plan(b, &of_b).plan;
      ics_table_cell(&table, "%s", id ? services.name[k].name : "All services");
      ics_table_cell(&table, "%s", ics_say_fixed(money_a, 1).text);
      ics_table_cell(&table, "%s", ics_say_fixed(money_b, 1).text);
      ics_table_cell(&table, "%s", ics_say_fixed(money_b - money_a, 1).text);
   }
   ics_table_end(&table, 2);
}

static void percent_row(ics_table *table, const char *name, double a, double b)
{
   ics_table_cell(table, "%s", name);
   ics_table_cell(table, "%s", ics_say_percent(a, 1).text);
   ics_table_cell(table, "%s", ics_say_percent(b, 1).text);
   ics_table_cell(table, "%s points", ics_say_fixed(100.0 * (b - a), 1).text);
}

static double principle_share(const ics_result *result, const char *principle)
{
   ics_slice slice = { .year = ics_last_year(result) };
   double whole = ics_sum_plan(result, &slice).plan;
   slice.principle = principle;
   return whole > 0.0 ? ics_sum_plan(result, &slice).plan / whole : 0.0;
}

/* Principles of both, in the order of instance.h: that of their lines depends on which are saved.
 */
static ics_names principles_of(const ics_result *a, const ics_result *b, ics_arena *arena)
{
   ics_names both =
       names_of_both(ics_names_of_principles(a, arena), ics_names_of_principles(b, arena), arena);
   ics_name *sorted = ics_alloc(arena, (size_t)both.n, sizeof *sorted);
   int n = 0;
   for (int p = 0; sorted && p <= ICS_PRINCIPLE_COUNT; p++)
      for (int k = 0; k < both.n; k++) {
         int at = 0;
         while (at < ICS_PRINCIPLE_COUNT &&
                strcmp(both.name[k].id, ics_principle_text((ics_principle)at)) != 0)
            at++;
         if (at == p) sorted[n++] = both.name[k];
      }
   return (ics_names){ sorted, n };
}

static void compare_shares(const ics_result *a, const ics_result *b, ics_buffer *page)
{
   ics_names principles = principles_of(a, b, page->arena);
   ics_page_heading(page, "How care is paid for in the last year");
   ics_table table = ics_table_start(page, "lrrr");
   heads(&table, "");
   for (int p = 0; p < principles.n; p++)
      percent_row(&table, principles.name[p].name, principle_share(a, principles.name[p].id),
                  principle_share(b, principles.name[p].id));
   ics_table_end(&table, 2);
   ics_page_heading(page, "Need left unmet");
   table = ics_table_start(page, "lrrr");
   heads(&table, "");
   percent_row(&table, "first year", a->unmet_share_first, b->unmet_share_first);
   percent_row(&table, "last year", a->unmet_share_last, b->unmet_share_last);
   ics_table_cell(&table, "%s", "missed of hard rules, £m, all years");
   ics_table_cell(&table, "%s", ics_say_fixed(a->breach_gbp_m, 2).text);
   ics_table_cell(&table, "%s", ics_say_fixed(b->breach_gbp_m, 2).text);
   ics_table_cell(&table, "%s", ics_say_fixed(b->breach_gbp_m - a->breach_gbp_m, 2).text);
   ics_table_cell(&table, "%s", "shortfall against standards, £m, all years");
   ics_table_cell(&table, "%s", ics_say_fixed(a->shortfall_gbp_m, 2).text);
   ics_table_cell(&table, "%s", ics_say_fixed(b->shortfall_gbp_m, 2).text);
   ics_table_cell(&table, "%s", ics_say_fixed(b->shortfall_gbp_m - a->shortfall_gbp_m, 2).text);
   ics_table_end(&table, 2);
}

void ics_report_compare(const ics_result *a, const ics_result *b, ics_buffer *page)
{
   plan_line("A", a, page);
   plan_line("B", b, page);
   if (strcmp(a->sha256, b->sha256) != 0)
      ics_page_prose(
          page, 0,
          "The two were made from different inputs, so part of the difference may be theirs.");
   compare_aims(a, b, page);
   compare_money(a, b, page);
   compare_shares(a, b, page);
}
