/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/brief.h"

#include <math.h>
#include <string.h>

#include "report/page.h"
#include "report/totals.h"
#include "report/words.h"

enum { NAMED = 3 }; /* services, places and judgements that are named in a sentence */

static const double WORTH_SAYING = 0.0005; /* {share} of the larger amount */
static const double A_POUND = 1e-6;        /* {GBPm} */
static const double STEP = 0.1;            /* {GBPm} a planner's unit: GBP 100,000 */

/* ---- lists in a sentence ------------------------------------------------------------------------
 */

typedef struct mover {
   const char *name;
   double change, whole; /* {GBPm} */
} mover;

/* Largest rise first. */
static void sort_movers(mover *list, int n)
{
   for (int p = 1; p < n; p++) {
      mover it = list[p];
      int at = p;
      for (; at > 0 && list[at - 1].change < it.change; at--) list[at] = list[at - 1];
      list[at] = it;
   }
}

static bool is_said(const mover *it, bool rise)
{
   double change = rise ? it->change : -it->change;
   return change > A_POUND && change > WORTH_SAYING * fabs(it->whole);
}

/* "A (+£71m), B (+£59m) and C (+£28m)": the largest, from the top or from the bottom. */
static const char *listed(const mover *list, int n, bool rise, ics_buffer *page)
{
   const char *text = "";
   int count = 0, said = 0;
   for (int p = 0; p < n; p++) count += is_said(&list[p], rise);
   if (count > NAMED) count = NAMED;
   for (int p = 0; p < n && said < count; p++) {
      const mover *it = &list[rise ? p : n - 1 - p];
      if (!is_said(it, rise)) continue;
      const char *join = said == 0 ? "" : said + 1 == count ? " and " : ", ";
      text = ics_format(page->arena, "%s%s%s (%s)", text, join, it->name,
                        ics_say_change(it->change).text);
      if (!text) return "";
      said++;
   }
   return text;
}

static mover *movers_of(const ics_result *result, const ics_names *names, bool places,
                        ics_buffer *page)
{
   mover *list = ics_alloc(page->arena, (size_t)names->n, sizeof *list);
   for (int p = 0; list && p < names->n; p++) {
      ics_slice slice = { .year = ics_last_year(result) };
      if (places)
         slice.place = names->name[p].id;
      else
         slice.service = names->name[p].id;
      ics_money money = ics_sum_plan(result, &slice);
      list[p] = (mover){ names->name[p].name, money.plan - money.baseline, money.baseline };
   }
   if (list) sort_movers(list, names->n);
   return list;
}

/* ---- the sentences ------------------------------------------------------------------------------
 */

static void what_moves(const ics_result *result, ics_buffer *page)
{
   ics_names services = ics_names_of_services(result, page->arena);
   mover *list = movers_of(result, &services, false, page);
   ics_slice all = { .year = ics_last_year(result) };
   ics_money whole = ics_sum_plan(result, &all);
   double moved = 0.0;
   if (!list || services.n == 0) return;
   for (int p = 0; p < services.n; p++) moved += fmax(0.0, list[p].change);
   const char *more = listed(list, services.n, true, page);
   const char *less = listed(list, services.n, false, page);
   if (!*more && !*less) {
      ics_page_prose(page, 2, "The money of every service stays as today: %s in %s.",
                     ics_say_pounds(whole.plan).text, ics_last_year(result));
      return;
   }
   ics_page_prose(page, 2,
                  "Of %s in %s, %s is spent on other services than by carrying on as today. More "
                  "for: %s. Less for: %s.",
                  ics_say_pounds(whole.plan).text, ics_last_year(result),
                  ics_say_pounds(moved).text, *more ? more : "none", *less ? less : "none");
}

static void which_places(const ics_result *result, ics_buffer *page)
{
   ics_names places = ics_names_of_places(result, page->arena);
   mover *list = movers_of(result, &places, true, page);
   if (!list || places.n < 2) return;
   const char *more = listed(list, places.n, true, page);
   const char *less = listed(list, places.n, false, page);
   if (*more || *less)
      ics_page_prose(page, 2, "Places that gain most money: %s. Places that give most: %s.",
                     *more ? more : "none", *less ? less : "none");
}

/* The two principles of payment that change most. */
static void how_it_pays(const ics_result *result, ics_buffer *page)
{
   ics_names principles = ics_names_of_principles(result, page->arena);
   ics_slice slice = { .year = ics_last_year(result) };
   ics_money all = ics_sum_plan(result, &slice);
   int up = -1, down = -1;
   double most = 0.0, least = 0.0, before[2] = { 0.0, 0.0 }, after[2] = { 0.0, 0.0 };
   if (all.plan <= A_POUND || all.baseline <= A_POUND) return;
   for (int p = 0; p < principles.n; p++) {
      slice.principle = principles.name[p].id;
      ics_money money = ics_sum_plan(result, &slice);
      double was = money.baseline / all.baseline, is = money.plan / all.plan;
      if (is - was > most) {
         most = is - was;
         up = p;
         before[0] = was;
         after[0] = is;
      }
      if (is - was < least) {
         least = is - was;
         down = p;
         before[1] = was;
         after[1] = is;
      }
   }
   if (up < 0 || down < 0 || most < 0.005) return;
   ics_page_prose(page, 2,
                  "Care is paid for differently: by %s %s instead of %s of all money, by %s %s "
                  "instead of %s.",
                  principles.name[up].name, ics_say_percent(after[0], 0).text,
                  ics_say_percent(before[0], 0).text, principles.name[down].name,
                  ics_say_percent(after[1], 0).text, ics_say_percent(before[1], 0).text);
}

const char *ics_aim_matter(const char *name)
{
   const char *colon = strstr(name, ": ");
   return colon ? colon + 2 : name;
}

static const char *aim_change(const ics_result_aim *aim, ics_buffer *page)
{
   double change = aim->value - aim->baseline, size = fabs(aim->baseline);
   const char *verb = change > 0.0 ? "rises" : "falls", *part = "";
   if (fabs(change) <= WORTH_SAYING * size) return NULL;
   if (fabs(change) < size)
      part = ics_format(page->arena, " by %s", ics_say_percent(fabs(change) / size, 1).text);
   return ics_format(page->arena, "%s %s%s, from %s to %s %s", ics_aim_matter(aim->aim.name), verb,
                     part ? part : "", ics_say_count(aim->baseline).text,
                     ics_say_count(aim->value).text, aim->unit);
}

static void what_it_buys(const ics_result *result, ics_buffer *page)
{
   const char *good = NULL, *bad = NULL;
   for (int a = 0; a < result->naims; a++) {
      const ics_result_aim *aim = &result->aims[a];
      if (isnan(aim->baseline)) continue;
      const char *text = aim_change(aim, page);
      if (!text) continue;
      const char **list = (aim->value > aim->baseline) == aim->maximise ? &good : &bad;
      *list = *list ? ics_format(page->arena, "%s; %s", *list, text) : text;
   }
   const char *years = ics_format(page->arena, "Over %d year%s, against carrying on as today",
                                  result->years, ics_plural(result->years));
   if (good && years) ics_page_prose(page, 2, "%s: %s.", years, good);
   if (bad) ics_page_prose(page, 2, "At the price that %s.", bad);
   if (isfinite(result->advantage) && strstr(result->advantage_unit, "-equivalent"))
      ics_page_prose(page, 2,
                     "All aims together, at their weights, that is worth %s %s: as if the first "
                     "aim alone had the whole gain.",
                     ics_say_count(result->advantage).text, result->advantage_unit);
   if (!good && !bad)
      ics_page_prose(page, 2, "None of the aims changes against carrying on as today.");
}

/* What it costs is need left unmet where it rises. */
static void who_pays(const ics_result *result, ics_buffer *page)
{
   ics_names services = ics_names_of_services(result, page->arena);
   mover *list = ics_alloc(page->arena, (size_t)services.n, sizeof *list);
   if (!list) return;
   for (int k = 0; k < services.n; k++) {
      ics_slice slice = { .service = services.name[k].id, .year = ics_last_year(result) };
      ics_care care = ics_sum_need(result, &slice);
      list[k] = (mover){ services.name[k].name, care.unmet_gbp_m - care.baseline_unmet_gbp_m,
                         care.baseline_unmet_gbp_m };
   }
   sort_movers(list, services.n);
   const char *worse = listed(list, services.n, true, page);
   ics_page_prose(
       page, 2, "Need left unmet is %s in %s; carrying on as today it would be %s. %s%s%s",
       ics_say_percent(result->unmet_share_last, 1).text, ics_last_year(result),
       ics_say_percent(result->baseline_unmet_share_last, 1).text,
       *worse ? "Care worth more than today is left undone for: " : "It rises for no service",
       worse, ".");
   if (result->breach_gbp_m > A_POUND)
      ics_page_prose(
          page, 2, "Hard rules that this policy cannot keep are missed by %s over %d year%s.",
          ics_say_pounds(result->breach_gbp_m).text, result->years, ics_plural(result->years));
   if (result->shortfall_gbp_m > A_POUND)
      ics_page_prose(page, 2,
                     "Standards that no plan under this policy can meet: care worth %s over %d "
                     "year%s.",
                     ics_say_pounds(result->shortfall_gbp_m).text, result->years,
                     ics_plural(result->years));
   else
      ics_page_prose(page, 2, "Every standard is kept.");
}

/* The dearest limit on money, and the rule that costs most, each in the year when it does. */
static void what_limits(const ics_result *result, ics_buffer *page)
{
   const ics_price_line *money = NULL, *rule = NULL;
   for (int p = 0; p < result->nprices; p++) {
      const ics_price_line *it = &result->prices[p];
      if (!strstr(it->unit, "/GBPm")) continue;
      bool fund = strncmp(it->rule, "fund(", 5) == 0;
      if (fund && (!money || it->price > money->price)) money = it;
      if (strncmp(it->rule, "fence(", 6) == 0 && (!rule || fabs(it->price) > fabs(rule->price)))
         rule = it;
   }
   if (money)
      ics_page_prose(page, 2, "What limits it most is %s: £100,000 more would be worth %s %.*s.",
                     money->words, ics_say_count(money->price * STEP).text,
                     (int)strcspn(money->unit, "/"), money->unit);
   if (rule)
      ics_page_prose(
          page, 2, "The dearest ring-fence is \"%s\": £100,000 %s it would be worth %s %.*s.",
          rule->words, rule->price < 0.0 ? "less in" : "more in",
          ics_say_count(fabs(rule->price) * STEP).text, (int)strcspn(rule->unit, "/"), rule->unit);
}

static void what_it_rests_on(const ics_result *result, ics_buffer *page)
{
   int all = result->npublished + result->nderived + result->njudged;
   const char *text = "";
   int shown = 0;
   if (all == 0) return;
   ics_page_prose(
       page, 2, "It rests on %d numbers: %d published, %d derived from published ones, %d judged.",
       all, result->npublished, result->nderived, result->njudged);
   while (shown < NAMED && shown < result->njudgements && result->judgements[shown].swing > 0.0)
      shown++;
   for (int p = 0; p < shown && text; p++) {
      const char *join = p == 0 ? "" : p + 1 == shown ? " and " : ", ";
      text = ics_format(page->arena, "%s%s%s (%s)", text, join, result->judgements[p].words,
                        ics_say_count(result->judgements[p].swing).text);
   }
   if (shown > 0 && text)
      ics_page_prose(
          page, 2,
          "Of the judged ones most depends on %s; in brackets, what lies between the low "
          "and the high end of each, in %s.",
          text, result->judgements[0].unit);
}

void ics_report_brief(const ics_result *result, ics_buffer *page)
{
   ics_page_heading(page, "In short");
   what_moves(result, page);
   which_places(result, page);
   how_it_pays(result, page);
   what_it_buys(result, page);
   who_pays(result, page);
   what_limits(result, page);
   what_it_rests_on(result, page);
}
