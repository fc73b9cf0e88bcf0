/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/near.h"

#include <math.h>
#include <string.h>

#include "report/csv.h"
#include "report/page.h"
#include "report/words.h"

enum { WIDEST_SHOWN = 10 };

static const double A_POUND = 1e-6;        /* {GBPm} */
static const double WORTH_SAYING = 0.0005; /* {share}: less is rounding to a reader */

static bool certified(const ics_near_line *line)
{
   return !isnan(line->least_gbp_m);
}

static double width(const ics_near_line *line)
{
   return line->most_gbp_m - line->least_gbp_m;
}

static bool several_years(const ics_near_result *r)
{
   return r->nlines > 0 && strcmp(r->lines[0].year, r->lines[r->nlines - 1].year) != 0;
}

/* ---- how many -----------------------------------------------------------------------------------
 */

typedef struct tally {
   int forced, open;
} tally;

/* Choices of one service, or of all (NULL). */
static tally count(const ics_near_result *r, const char *service)
{
   tally t = { 0, 0 };
   for (int n = 0; n < r->nlines; n++) {
      const ics_near_line *line = &r->lines[n];
      if (!certified(line) || (service && strcmp(line->service.id, service) != 0)) continue;
      if (line->forced)
         t.forced++;
      else
         t.open++;
   }
   return t;
}

static bool is_first(const ics_near_result *r, int n)
{
   for (int before = 0; before < n; before++)
      if (strcmp(r->lines[before].service.id, r->lines[n].service.id) == 0) return false;
   return true;
}

static void tally_row(ics_table *table, const char *name, tally t)
{
   ics_table_cell(table, "%s", name);
   ics_table_cell(table, "%d", t.forced);
   ics_table_cell(table, "%d", t.open);
}

static void how_many(const ics_near_result *r, ics_buffer *page)
{
   ics_page_heading(page,
                    "How much is paid under each principle in each contract: choices that are");
   ics_table table = ics_table_start(page, "lrr");
   ics_table_cell(&table, "%s", "");
   ics_table_cell(&table, "forced");
   ics_table_cell(&table, "open");
   for (int n = 0; n < r->nlines; n++)
      if (is_first(r, n))
         tally_row(&table, r->lines[n].service.name, count(r, r->lines[n].service.id));
   tally_row(&table, "All services", count(r, NULL));
   ics_table_end(&table, 2);
}

/* ---- which --------------------------------------------------------------------------------------
 */

/* Widest first; equal ones keep their order. @return how many */
static int widest(const ics_near_result *r, const ics_near_line **top)
{
   int n = 0;
   for (int p = 0; p < r->nlines; p++) {
      const ics_near_line *it = &r->lines[p];
      if (!certified(it) || it->forced) continue;
      int at = n < WIDEST_SHOWN ? n++ : WIDEST_SHOWN;
      for (; at > 0 && width(top[at - 1]) < width(it); at--) top[at] = top[at - 1];
      top[at] = it;
   }
   return n;
}

static void shares(ics_table *table, const ics_near_line *it)
{
   double whole = it->contract_gbp_m;
   if (whole <= A_POUND) {
      ics_table_cell(table, "no contract today");
      return;
   }
   ics_table_cell(table, "%s, %s, %s", ics_say_percent(it->least_gbp_m / whole, 0).text,
                  ics_say_percent(it->plan_gbp_m / whole, 0).text,
                  ics_say_percent(it->most_gbp_m / whole, 0).text);
}

static void widest_choices(const ics_near_result *r, ics_buffer *page)
{
   const ics_near_line *top[WIDEST_SHOWN + 1];
   int n = widest(r, top);
   if (n == 0) return;
   ics_page_heading(page,
                    "The widest open choices: least, plan and most, and as shares of the contract");
   ics_table table = ics_table_start(page, several_years(r) ? "lllrrrrl" : "lllrrrr");
   for (int p = 0; p < n; p++) {
      ics_table_cell(&table, "%s", *top[p]->place.id ? top[p]->place.name : "Whole system");
      ics_table_cell(&table, "%s", top[p]->service.name);
      ics_table_cell(&table, "%s", top[p]->principle);
      ics_table_cell(&table, "%s", ics_say_pounds(top[p]->least_gbp_m).text);
      ics_table_cell(&table, "%s", ics_say_pounds(top[p]->plan_gbp_m).text);
      ics_table_cell(&table, "%s", ics_say_pounds(top[p]->most_gbp_m).text);
      shares(&table, top[p]);
      if (several_years(r)) ics_table_cell(&table, "%s", top[p]->year);
   }
   ics_table_end(&table, 2);
}

/* ---- what it means ------------------------------------------------------------------------------
 */

/* A value of the goal as people read it: an aim in its unit, a combined goal as a score; with more
 * digits where the limit and the best value would else look alike. */
static const char *say_value(const ics_near_result *r, double value, ics_buffer *page)
{
   ics_said best = ics_say_count(r->value), limit = ics_say_count(r->limit);
   bool alike = strcmp(best.text, limit.text) == 0, score = *r->unit == '\0';
   const char *digits = alike ? ics_format(page->arena, "%.8g", value)
                              : ics_strdup(page->arena, ics_say_count(value).text);
   const char *text =
       digits ? ics_format(page->arena, score ? "a score of %s%s" : "%s %s", digits, r->unit)
              : NULL;
   return text ? text : "";
}

static void against_today(const ics_near_result *r, double slack, ics_buffer *page)
{
   double gain = r->maximise ? r->value - r->today : r->today - r->value;
   if (isnan(gain)) return;
   const char *today = say_value(r, r->today, page);
   if (gain <= WORTH_SAYING * fabs(r->value))
      ics_page_prose(page, 0,
                     "The best plan gains nothing over carrying on as today, which has %s.", today);
   else if (gain > slack)
      ics_page_prose(page, 0,
                     "Carrying on as today has %s, so every plan that counts keeps at least %s of "
                     "what the best plan gains.",
                     today, ics_say_percent(floor(1000.0 * (1.0 - slack / gain)) / 1000.0, 1).text);
   else
      ics_page_prose(page, 0,
                     "Carrying on as today has %s: a plan may give up all that the best plan gains "
                     "and still count, so a smaller --within says more.",
                     today);
}

/* How far the limit is from the best value, and how much of the gain over today that is. */
static void what_counts(const ics_near_result *r, ics_buffer *page)
{
   double slack = fabs(r->limit - r->value), size = fabs(r->value);
   const char *quote = *r->unit ? "\"" : "";
   ics_page_prose(
       page, 0,
       "A plan counts here if it keeps every rule and gives up at most %g%% of %s%s%s: it "
       "has %s or %s, where the best plan has %s.",
       100.0 * r->within, quote, r->own.name, quote, say_value(r, r->limit, page),
       r->maximise ? "more" : "less", say_value(r, r->value, page));
   if (slack > (r->within + WORTH_SAYING) * size)
      ics_page_prose(page, 0,
                     "(The goal's own tolerance already gives up %s of it, so that is the limit.)",
                     ics_say_percent(slack / size, 1).text);
   against_today(r, slack, page);
}

static void what_it_means(const ics_near_result *r, ics_buffer *page)
{
   tally t = count(r, NULL);
   int all = t.forced + t.open;
   if (all == 0) return; /* nothing is certified: the last line says so */
   ics_page_heading(page, "What that means");
   if (t.forced == 0)
      ics_page_prose(page, 2, "No choice is forced: none of the %d has to be as in the plan.", all);
   else
      ics_page_prose(page, 2,
                     "%d of %d choices are forced: whoever wants a plan that is almost as good has "
                     "to make them as the plan does, give or take half a per cent of the contract.",
                     t.forced, all);
   if (t.open == 0)
      ics_page_prose(page, 2, "None is open: there is no other plan that is almost as good.");
   else
      ics_page_prose(page, 2,
                     "%d %s open: each can be settled anywhere in its range on other grounds, such "
                     "as what local partners prefer, if the rest of the money then follows; not "
                     "all of them at once.",
                     t.open, t.open == 1 ? "is" : "are");
}

static void the_proof(const ics_near_result *r, ics_buffer *page)
{
   ics_buffer_text(page, "\n");
   if (r->uncertified > 0)
      ics_page_prose(page, 0, "NOT certified, and left out above: %d choice%s (%s).",
                     r->uncertified, ics_plural(r->uncertified), r->why);
   else
      ics_page_prose(
          page, 0, "Each of the %d ends is proved: %d by a linear program of its own, %d at sight.",
          r->solved + r->seen, r->solved, r->seen);
}

void ics_report_near(const ics_near_result *r, ics_buffer *page)
{
   const char *first = r->lines[0].year, *last = r->lines[r->nlines - 1].year;
   if (several_years(r))
      ics_page_prose(page, 0, "%s (%s), %s to %s", r->name, r->code, first, last);
   else
      ics_page_prose(page, 0, "%s (%s), %s", r->name, r->code, last);
   ics_page_prose(page, 0, "Policy: %s. Goal: %s.", r->policy_name, r->goal);
   what_counts(r, page);
   how_many(r, page);
   widest_choices(r, page);
   what_it_means(r, page);
   the_proof(r, page);
}

/* ---- CSV ----------------------------------------------------------------------------------------
 */

void ics_csv_near(const ics_near_result *r, ics_buffer *out)
{
   ics_csv csv = ics_csv_start(out);
   ics_buffer_text(out, "place,service,principle,year,least_gbp_m,plan_gbp_m,most_gbp_m\n");
   for (int n = 0; n < r->nlines; n++) {
      const ics_near_line *line = &r->lines[n];
      ics_csv_text(&csv, line->place.id);
      ics_csv_text(&csv, line->service.id);
      ics_csv_text(&csv, line->principle);
      ics_csv_text(&csv, line->year);
      ics_csv_real(&csv, line->least_gbp_m);
      ics_csv_real(&csv, line->plan_gbp_m);
      ics_csv_real(&csv, line->most_gbp_m);
      ics_csv_end(&csv);
   }
}
