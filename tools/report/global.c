/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/global.h"

#include <math.h>
#include <string.h>

#include "report/figure.h"
#include "report/page.h"
#include "report/words.h"

enum { SHOWN = 15, WORDS = 46 };

static bool is_morris(const ics_global_result *r)
{
   return strcmp(r->method, "morris") == 0;
}

/* Words that would be cut say less than the path; a curve is more than its first number. */
static const char *called(const ics_global_line *l)
{
   bool curve = strchr(l->driver, '*') != NULL;
   return curve || ics_text_columns(l->brief) > WORDS ? l->driver : l->brief;
}

static void share(ics_table *table, double value)
{
   if (isnan(value))
      ics_table_cell(table, "none");
   else
      ics_table_cell(table, "%s", ics_say_percent(value, 1).text);
}

static void shares(const ics_global_result *r, const ics_global_figure *f, int shown,
                   ics_buffer *page)
{
   ics_table table = ics_table_start(page, "lrrrr");
   static const char *const heads[] = { "", "alone", "95% of it", "with others", "95% of it" };
   for (int h = 0; h < 5; h++) ics_table_cell(&table, "%s", heads[h]);
   for (int d = 0; d < r->ndrivers && d < shown; d++) {
      const ics_global_line *l = &f->lines[d];
      ics_table_cell(&table, "%s", called(l));
      share(&table, l->first);
      ics_table_cell(&table, "%s to %s", ics_say_percent(l->first_low, 1).text,
                     ics_say_percent(l->first_high, 1).text);
      share(&table, l->total);
      ics_table_cell(&table, "%s to %s", ics_say_percent(l->total_low, 1).text,
                     ics_say_percent(l->total_high, 1).text);
   }
   ics_table_end(&table, 2);
}

static void amount(ics_table *table, double value, const char *unit, bool with_sign)
{
   bool said = strcmp(unit, "GBPm") == 0 || strcmp(unit, "share") == 0;
   if (isnan(value))
      ics_table_cell(table, "none");
   else
      ics_table_cell(table, "%s",
                     with_sign ? ics_say_figure_change(value, said ? unit : "").text
                               : ics_say_figure(value, said ? unit : "").text);
}

static void moves(const ics_global_result *r, const ics_global_figure *f, int shown,
                  ics_buffer *page)
{
   ics_table table = ics_table_start(page, "lrrrr");
   static const char *const heads[] = { "", "moves it by", "+- error", "on balance", "unevenly" };
   for (int h = 0; h < 5; h++) ics_table_cell(&table, "%s", heads[h]);
   for (int d = 0; d < r->ndrivers && d < shown; d++) {
      const ics_global_line *l = &f->lines[d];
      ics_table_cell(&table, "%s", called(l));
      amount(&table, l->mu_star, f->unit, false);
      amount(&table, l->error, f->unit, false);
      amount(&table, l->mu, f->unit, true);
      amount(&table, l->sigma, f->unit, false);
   }
   ics_table_end(&table, 2);
}

static void figure(const ics_global_result *r, const ics_global_figure *f, bool detail,
                   ics_buffer *page)
{
   bool score = strcmp(f->unit, "score") == 0;
   int shown = detail || r->ndrivers < SHOWN ? r->ndrivers : SHOWN;
   ics_page_heading(page, "Whose doubt it is: %s (%s on average, spread %s)", f->output.name,
                    ics_say_figure(f->mean, score ? "" : f->unit).text,
                    ics_say_figure(f->sd, score ? "" : f->unit).text);
   if (!(f->sd > 0.0)) {
      ics_page_prose(page, 2, "It does not vary.");
      return;
   }
   if (is_morris(r))
      moves(r, f, shown, page);
   else
      shares(r, f, shown, page);
   if (shown < r->ndrivers)
      ics_page_prose(page, 2, "and %d more (--detail: all)", r->ndrivers - shown);
   if (f->dropped > 0)
      ics_page_prose(page, 2, "%d of %d %s have no value and are left out.", f->dropped,
                     f->used + f->dropped, is_morris(r) ? "rows" : "base rows");
}

static void meaning(const ics_global_result *r, ics_buffer *page)
{
   if (is_morris(r))
      ics_page_prose(page, 0,
                     "Screening: each number is moved through its range (%g%% to %g%% of its "
                     "distribution) from %d starting points; \"unevenly\" says how much the move "
                     "depends on the others.",
                     100.0 * r->from, 100.0 * r->to, r->draws);
   else
      ics_page_prose(
          page, 0,
          "Shares of the variance that a number accounts for alone, and with all it does "
          "together with others, from %d base rows; an estimate may fall a little below "
          "0%%.",
          r->draws);
}

static void counts(const ics_global_result *r, ics_buffer *page)
{
   ics_buffer_text(page, "\n");
   ics_page_prose(
       page, 0,
       "%d numbers moved, by %d independent judgements; %d solves of %d. %d have no range, "
       "%d bear on no plan. Seed %llu.",
       r->nnumbers, r->ndrivers, r->finished, r->rows, r->fixed, r->unread, r->seed);
   for (int a = 1; a < r->nanswers; a++)
      if (r->answers[a] > 0) ics_page_prose(page, 2, "%s: %d", r->answer_names[a], r->answers[a]);
   if (*r->broken_why)
      ics_page_prose(page, 2, "The first that breaks a rule of the instance: %s", r->broken_why);
   if (r->stood_in > 0)
      ics_page_prose(page, 0,
                     "Of %d, the usual distribution does not fit the range, and pert stands in "
                     "(`sensitivity psa --detail` lists them).",
                     r->stood_in);
}

void ics_report_global(const ics_global_result *r, bool detail, ics_buffer *page)
{
   ics_page_figures_of(&r->head, page);
   meaning(r, page);
   for (int f = 0; f < r->nfigures; f++) figure(r, &r->figures[f], detail, page);
   counts(r, page);
}

void ics_facts_global(const void *answer, ics_facts *to)
{
   const ics_global_result *r = answer;
   if (!ics_facts_table(to, "global", NULL)) return;
   for (int f = 0; f < r->nfigures; f++)
      for (int d = 0; d < r->ndrivers; d++) {
         const ics_global_line *l = &r->figures[f].lines[d];
         double values[] = { l->first,      l->first_low, l->first_high, l->total, l->total_low,
                             l->total_high, l->mu,        l->mu_star,    l->error, l->sigma };
         ics_facts_text(to, r->figures[f].output.id);
         ics_facts_text(to, l->driver);
         for (size_t v = 0; v < sizeof values / sizeof values[0]; v++)
            ics_facts_real(to, values[v]);
         ics_facts_int(to, l->effects);
         ics_facts_text(to, r->figures[f].unit);
         ics_facts_end(to);
      }
}
