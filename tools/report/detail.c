/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables behind the first screen. */
#include <math.h>
#include <string.h>

#include "report/breaches.h"
#include "report/page.h"
#include "report/text.h"
#include "report/totals.h"
#include "report/words.h"

enum {
   YEARS_SHOWN = 7,  /* more would not fit: then the first and the last */
   SHARES_SHOWN = 6, /* mechanisms beside each other */
};

static void text_cells(ics_table *table, const char *const *texts, int n)
{
   for (int c = 0; c < n; c++) ics_table_cell(table, "%s", texts[c]);
}

static const char *shown_year(const ics_result *result, int column, int shown)
{
   return shown == result->years ? result->year_names[column]
          : column == 0          ? ics_first_year(result)
                                 : ics_last_year(result);
}

static void service_row(const ics_result *result, const char *name, const char *id, int shown,
                        ics_table *table)
{
   ics_money last = { 0.0, 0.0 };
   ics_table_cell(table, "%s", name);
   for (int t = 0; t < shown; t++) {
      ics_slice slice = { .service = id, .year = shown_year(result, t, shown) };
      last = ics_sum_plan(result, &slice);
      ics_table_cell(table, "%s", ics_say_fixed(last.plan, 1).text);
   }
   ics_table_cell(table, "%s", ics_say_fixed(last.baseline, 1).text);
}

static void money_by_service(const ics_result *result, ics_buffer *page)
{
   static const char aligns[] = "lrrrrrrrr";
   int shown = result->years <= YEARS_SHOWN ? result->years : 2;
   ics_names services = ics_names_of_services(result, page->arena);
   ics_page_heading(page, "Money by service and year, £m");
   ics_table table = ics_table_start(page, aligns);
   table.columns = shown + 2;
   ics_table_cell(&table, "%s", "");
   for (int t = 0; t < shown; t++) ics_table_cell(&table, "%s", shown_year(result, t, shown));
   ics_table_cell(&table, "%s", "as today");
   for (int k = 0; k < services.n; k++)
      service_row(result, services.name[k].name, services.name[k].id, shown, &table);
   service_row(result, "All services", NULL, shown, &table);
   ics_table_end(&table, 2);
}

static void money_by_place(const ics_result *result, ics_buffer *page)
{
   static const char *const heads[] = { "", "plan",  "as today",      "change",
                                        "", "unmet", "unmet as today" };
   ics_names places = ics_names_of_places(result, page->arena);
   ics_page_heading(page, "By place in %s: money in £m, unmet need as a share of need",
                    ics_last_year(result));
   ics_table table = ics_table_start(page, "lrrrrrr");
   text_cells(&table, heads, 7);
   for (int i = 0; i < places.n; i++) {
      ics_slice slice = { .place = places.name[i].id, .year = ics_last_year(result) };
      ics_money money = ics_sum_plan(result, &slice);
      ics_care care = ics_sum_need(result, &slice);
      double need = care.need_gbp_m > 0.0 ? care.need_gbp_m : (double)NAN;
      ics_table_cell(&table, "%s", places.name[i].name);
      ics_table_cell(&table, "%s", ics_say_fixed(money.plan, 1).text);
      ics_table_cell(&table, "%s", ics_say_fixed(money.baseline, 1).text);
      ics_table_cell(&table, "%s", ics_say_fixed(money.plan - money.baseline, 1).text);
      ics_table_cell(&table, "%s",
                     money.baseline > 0.0 ? ics_say_rise(money.plan / money.baseline - 1.0, 1).text
                                          : "-");
      ics_table_cell(&table, "%s", ics_say_percent(care.unmet_gbp_m / need, 1).text);
      ics_table_cell(&table, "%s", ics_say_percent(care.baseline_unmet_gbp_m / need, 1).text);
   }
   ics_table_end(&table, 2);
}

static void share_cell(ics_table *table, ics_money part, ics_money whole)
{
   if (part.plan == 0.0 && part.baseline == 0.0) {
      ics_table_cell(table, "%s", "");
      return;
   }
   double plan = whole.plan > 0.0 ? part.plan / whole.plan : 0.0;
   double today = whole.baseline > 0.0 ? part.baseline / whole.baseline : 0.0;
   ics_table_cell(table, "%s (%s)", ics_say_percent(plan, 1).text, ics_say_percent(today, 0).text);
}

static void mechanism_shares(const ics_result *result, ics_buffer *page)
{
   static const char aligns[] = "lrrrrrr";
   ics_names services = ics_names_of_services(result, page->arena);
   ics_names mechanisms = ics_names_of_mechanisms(result, page->arena);
   ics_page_heading(page, "Shares of payment mechanisms in %s (today)", ics_last_year(result));
   for (int first = 0; first < mechanisms.n; first += SHARES_SHOWN) {
      int shown = mechanisms.n - first < SHARES_SHOWN ? mechanisms.n - first : SHARES_SHOWN;
      ics_table table = ics_table_start(page, aligns);
      table.columns = shown + 1;
      ics_table_cell(&table, "%s", "");
      for (int m = 0; m < shown; m++) ics_table_cell(&table, "%s", mechanisms.name[first + m].id);
      for (int k = 0; k < services.n; k++) {
         ics_slice slice = { .service = services.name[k].id, .year = ics_last_year(result) };
         ics_money whole = ics_sum_plan(result, &slice);
         ics_table_cell(&table, "%s", services.name[k].name);
         for (int m = 0; m < shown; m++) {
            slice.mechanism = mechanisms.name[first + m].id;
            share_cell(&table, ics_sum_plan(result, &slice), whole);
         }
      }
      ics_table_end(&table, 2);
   }
}

static void unmet_by_service(const ics_result *result, ics_buffer *page)
{
   ics_names services = ics_names_of_services(result, page->arena);
   ics_page_heading(page, "Unmet need by service");
   ics_table table = ics_table_start(page, "lrrrrl");
   ics_table_cell(&table, "%s", "");
   ics_table_cell(&table, "%s", ics_first_year(result));
   ics_table_cell(&table, "%s", ics_last_year(result));
   ics_table_cell(&table, "%s", "as today");
   ics_table_cell(&table, "unmet in %s", ics_last_year(result));
   ics_table_cell(&table, "%s", "");
   for (int k = 0; k < services.n; k++) {
      ics_slice slice = { .service = services.name[k].id, .year = ics_first_year(result) };
      ics_care first = ics_sum_need(result, &slice);
      slice.year = ics_last_year(result);
      ics_care last = ics_sum_need(result, &slice);
      double need = last.need_gbp_m > 0.0 ? last.need_gbp_m : (double)NAN;
      ics_table_cell(&table, "%s", services.name[k].name);
      ics_table_cell(&table, "%s", ics_say_percent(first.unmet_gbp_m / first.need_gbp_m, 1).text);
      ics_table_cell(&table, "%s", ics_say_percent(last.unmet_gbp_m / need, 1).text);
      ics_table_cell(&table, "%s", ics_say_percent(last.baseline_unmet_gbp_m / need, 1).text);
      ics_table_cell(&table, "%s", ics_say_count(last.unmet).text);
      ics_table_cell(&table, "%s", last.unit);
   }
   ics_table_end(&table, 2);
}

/* ---- funds, to the penny ------------------------------------------------------------------------
 */

/* Sums in whole pence, so that what is shown adds up. */
static long long pence_of(const ics_result *result, const ics_slice *slice)
{
   long long sum = 0;
   for (int n = 0; n < result->nfunding; n++) {
      const ics_funding_line *line = &result->funding[n];
      if (strcmp(line->fund.id, slice->fund) != 0 || strcmp(line->year, slice->year) != 0) continue;
      if (slice->use && strcmp(line->use, slice->use) != 0) continue;
      if (slice->service && strcmp(line->service.id, slice->service) != 0) continue;
      sum += ics_say_in_pence(line->gbp_m);
   }
   return sum;
}

static void fund_row(const ics_result *result, const char *name, ics_slice slice, bool always,
                     ics_table *table)
{
   slice.year = ics_first_year(result);
   long long first = pence_of(result, &slice);
   slice.year = ics_last_year(result);
   long long last = pence_of(result, &slice);
   if (!always && first == 0 && last == 0) return;
   ics_table_cell(table, "%s", name);
   ics_table_cell(table, "%s", ics_say_pence(first).text);
   ics_table_cell(table, "%s", ics_say_pence(last).text);
}

static const char *balance_words(const ics_result *result, const char *fund)
{
   for (int n = 0; n < result->nfunding; n++)
      if (strcmp(result->funding[n].fund.id, fund) == 0 &&
          strcmp(result->funding[n].use, "balance") == 0)
         return result->funding[n].words;
   return "balance";
}

static void funding_by_fund(const ics_result *result, ics_buffer *page)
{
   ics_names funds = ics_names_of_funds(result, page->arena);
   ics_names services = ics_names_of_services(result, page->arena);
   ics_page_heading(page, "Funds and their uses, £");
   ics_table table = ics_table_start(page, "lrr");
   ics_table_cell(&table, "%s", "");
   ics_table_cell(&table, "%s", ics_first_year(result));
   ics_table_cell(&table, "%s", ics_last_year(result));
   for (int f = 0; f < funds.n; f++) {
      const char *id = funds.name[f].id;
      fund_row(result, funds.name[f].name, (ics_slice){ .fund = id }, true, &table);
      for (int k = 0; k < services.n; k++) {
         const char *name = ics_format(page->arena, "  %s", services.name[k].name);
         fund_row(result, name ? name : "",
                  (ics_slice){ .fund = id, .service = services.name[k].id }, false, &table);
      }
      fund_row(result, "  contingency reserve", (ics_slice){ .fund = id, .use = "reserve" }, false,
               &table);
      fund_row(result, "  administration", (ics_slice){ .fund = id, .use = "administration" },
               false, &table);
      const char *words = ics_format(page->arena, "  %s", balance_words(result, id));
      fund_row(result, words ? words : "", (ics_slice){ .fund = id, .use = "balance" }, false,
               &table);
      fund_row(result, "  unspent", (ics_slice){ .fund = id, .use = "unspent" }, false, &table);
   }
   ics_table_end(&table, 2);
}

static void stages(const ics_result *result, ics_buffer *page)
{
   static const char *const heads[] = { "",    "",          "value", "held at",
                                        "gap", "violation", "steps", "found by" };
   ics_page_heading(page, "Stages and their certificates");
   ics_table table = ics_table_start(page, "llrrrrrl");
   text_cells(&table, heads, 8);
   for (int s = 0; s < result->nstages; s++) {
      const ics_result_stage *stage = &result->stages[s];
      ics_table_cell(&table, "%s", stage->id);
      ics_table_cell(&table, "%s", stage->certified ? "certified" : stage->status);
      ics_table_cell(&table, "%.9g", stage->value);
      ics_table_cell(&table, "%.9g", stage->held);
      ics_table_cell(&table, "%s", ics_say_small(stage->relative_gap).text);
      ics_table_cell(&table, "%s", ics_say_small(stage->primal_violation).text);
      ics_table_cell(&table, "%d", stage->iterations);
      ics_table_cell(&table, "%s", stage->rung);
   }
   ics_table_end(&table, 2);
}

void ics_report_detail(const ics_result *result, ics_buffer *page)
{
   if (result->nplan > 0) {
      money_by_service(result, page);
      money_by_place(result, page);
      mechanism_shares(result, page);
      unmet_by_service(result, page);
      funding_by_fund(result, page);
   }
   if (result->nbreaches > 0) {
      ics_page_heading(page, "Hard rules that this policy misses in this plan, largest first");
      ics_report_breaches(result->breaches, result->nbreaches, 2, true, page);
   }
   stages(result, page);
   ics_buffer_text(page, "\n");
   ics_page_prose(
       page, 0, "Run %s of icsopt %s with %s; linear program of %d rows, %d columns, %d nonzeros.",
       result->run_id, result->version, result->backend, result->rows, result->columns,
       result->nonzeros);
   for (int s = 0; s < result->nsettings; s++)
      ics_page_prose(page, 0, "Set for this run: %s %s", result->settings[s].name,
                     result->settings[s].value);
   if (result->attribution && *result->attribution)
      ics_page_prose(page, 0, "%s", result->attribution);
}
