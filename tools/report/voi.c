/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/voi.h"

#include <math.h>
#include <string.h>

#include "report/page.h"
#include "report/words.h"

enum { CURVE_ROWS = 11, GROUPS_SHOWN = 12, GROUPS_TOLD = 3 };

/** Standard errors in a "give or take": 95 times of 100 the figure of endless draws lies within. */
static const double GIVE = 2.0;

static const ics_voi_point *asked(const ics_voi_result *r)
{
   return &r->points[r->npoints - 1];
}

static const char *strategy(const ics_voi_result *r, int s)
{
   return r->draws->strategies[s];
}

static const ics_evppi *worth(const ics_voi_result *r, int g)
{
   return &r->evppi[(size_t)g * (size_t)r->npoints + (size_t)(r->npoints - 1)];
}

/* Rounding of sums is no amount. */
static bool is_nothing(const ics_voi_point *at, double value)
{
   return !(value > 1e-12 * fabs(at->strategy[at->best].mean));
}

/** Rounded to three figures. */
static ics_said say_roughly(double value)
{
   double unit = value == 0.0 ? 1.0 : pow(10.0, floor(log10(fabs(value))) - 2.0);
   return ics_say_count(unit > 1.0 ? round(value / unit) * unit : value);
}

/* ---- in short -----------------------------------------------------------------------------------
 */

static int next_best(const ics_voi_result *r, const ics_voi_point *at)
{
   int next = -1;
   for (int k = 0; k < r->draws->nstrategies; k++) {
      int s = r->draws->shown[k];
      if (s != at->best && (next < 0 || at->strategy[s].mean > at->strategy[next].mean)) next = s;
   }
   return next;
}

static int most_often(const ics_voi_result *r, const ics_voi_point *at)
{
   int most = at->best;
   for (int s = 0; s < r->draws->nstrategies; s++)
      if (at->strategy[s].ceac > at->strategy[most].ceac) most = s;
   return most;
}

static void which_is_best(const ics_voi_result *r, ics_buffer *page)
{
   const ics_voi_point *at = asked(r);
   const ics_voi_strategy *best = &at->strategy[at->best];
   int next = next_best(r, at), often = most_often(r, at);
   double lead = best->mean - at->strategy[next].mean;
   if (lead > 0.0)
      ics_page_prose(
          page, 2,
          "Best on average is %s: its net benefit is %s, which is %s more than that of %s, "
          "the next best.",
          strategy(r, at->best), ics_say_count(best->mean).text, ics_say_count(lead).text,
          strategy(r, next));
   else
      ics_page_prose(page, 2,
                     "On average %s and %s are equally good: the net benefit of each is %s.",
                     strategy(r, at->best), strategy(r, next), ics_say_count(best->mean).text);
   ics_page_prose(page, 2, "How sure: %s is best in %s of the draws, give or take %s.",
                  strategy(r, at->best), ics_say_percent(best->ceac, 1).text,
                  ics_say_percent(GIVE * best->ceac_se, 1).text);
   if (often != at->best)
      ics_page_prose(
          page, 2,
          "%s is best more often, in %s, but where it is not it loses more than it gains "
          "where it is.",
          strategy(r, often), ics_say_percent(at->strategy[often].ceac, 1).text);
}

/* Who is best where, by the exact values at which that changes. */
static void where_it_changes(const ics_voi_result *r, ics_buffer *page)
{
   const char *words = "";
   if (!r->frontier || r->npoints < 2) return;
   for (int k = 0; words && k < r->draws->nstrategies; k++) {
      const ics_voi_frontier *f = &r->frontier[k];
      if (f->standing != ICS_VOI_EFFICIENT) continue;
      if (!isnan(f->icer))
         words = ics_format(page->arena, "%s up to %s, then ", words, ics_say_count(f->icer).text);
      if (words) words = ics_format(page->arena, "%s%s", words, strategy(r, f->strategy));
   }
   if (words)
      ics_page_prose(page, 2, "By what a unit of effect is worth, the best on average is %s.",
                     words);
   else
      page->failed = true;
}

static void perfect_information(const ics_voi_result *r, ics_buffer *page)
{
   const ics_voi_point *at = asked(r);
   if (at->evpi <= 0.0) {
      ics_page_prose(page, 2,
                     "In no draw is another better, so to know more would not change the choice: "
                     "information is worth nothing here.");
      return;
   }
   ics_page_prose(
       page, 2,
       "To know every number for certain before choosing would be worth %s, give or take "
       "%s, each time the choice is made. No study can be worth more than that.",
       ics_say_count(at->evpi).text, ics_say_count(GIVE * at->evpi_se).text);
   if (isfinite(r->decisions))
      ics_page_prose(page, 2, "With %s a year for %d year%s at %s a year, that is %s in all.",
                     ics_say_count(r->yearly).text, r->years, ics_plural(r->years),
                     ics_say_percent(r->rate, 1).text, say_roughly(at->evpi * r->decisions).text);
}

static bool is_all(const ics_voi_result *r, int g)
{
   return r->ngroups > 1 && r->groups[g].nparams == r->draws->nparams;
}

/* Groups that have a value, worth most first, equal ones in their order. @return how many */
static int by_worth(const ics_voi_result *r, int *order)
{
   int n = 0;
   for (int g = 0; g < r->ngroups; g++) {
      if (isnan(worth(r, g)->value)) continue;
      int at = n++;
      for (; at > 0 && worth(r, order[at - 1])->value < worth(r, g)->value; at--)
         order[at] = order[at - 1];
      order[at] = g;
   }
   return n;
}

static bool is_clear(const ics_voi_result *r, int g)
{
   const ics_evppi *e = worth(r, g);
   return e->value > GIVE * e->se && !is_nothing(asked(r), e->value);
}

static void what_to_study(const ics_voi_result *r, const int *order, int n, ics_buffer *page)
{
   int told = 0;
   if (r->draws->nparams == 0) {
      ics_page_prose(
          page, 2,
          "The file has no columns of parameters (param_NAME), so which of them are worth "
          "studying cannot be said.");
      return;
   }
   if (asked(r)->evpi <= 0.0 || n == 0) return;
   for (int k = 0; k < n && told < GROUPS_TOLD; k++) {
      const ics_evppi *e = worth(r, order[k]);
      if (is_all(r, order[k]) || !is_clear(r, order[k])) continue;
      ics_page_prose(page, 2, "%s %s: to know %s for certain would be worth %s, give or take %s.",
                     told == 0 ? "Most worth studying:" : "Then", r->groups[order[k]].name,
                     r->groups[order[k]].nparams > 1 ? "these" : "it", ics_say_count(e->value).text,
                     ics_say_count(GIVE * e->se).text);
      told++;
   }
   if (told == 0)
      ics_page_prose(page, 2, "No %s is worth clearly more than nothing to study by itself.",
                     n > 0 && r->groups[order[n - 1]].nparams > 1 ? "group" : "parameter");
}

static void in_short(const ics_voi_result *r, const int *order, int n, ics_buffer *page)
{
   if (r->draws->pairs)
      ics_page_heading(page, "In short, where one more unit of effect is worth %s",
                       ics_say_count(asked(r)->wtp).text);
   else
      ics_page_heading(page, "In short");
   which_is_best(r, page);
   where_it_changes(r, page);
   perfect_information(r, page);
   what_to_study(r, order, n, page);
}

/* ---- tables -------------------------------------------------------------------------------------
 */

static void strategies_table(const ics_voi_result *r, ics_buffer *page)
{
   const ics_voi_point *at = asked(r);
   ics_page_heading(page, "The strategies");
   ics_table table = ics_table_start(page, "lrrrr");
   ics_table_cell(&table, "%s", "");
   ics_table_cell(&table, "net benefit");
   ics_table_cell(&table, "give or take");
   ics_table_cell(&table, "best in");
   ics_table_cell(&table, "loses on average");
   for (int k = 0; k < r->draws->nstrategies; k++) {
      int s = r->draws->shown[k];
      const ics_voi_strategy *it = &at->strategy[s];
      ics_table_cell(&table, "%s", strategy(r, s));
      ics_table_cell(&table, "%s", ics_say_count(it->mean).text);
      ics_table_cell(&table, "%s", ics_say_count(GIVE * it->mean_se).text);
      ics_table_cell(&table, "%s", ics_say_percent(it->ceac, 1).text);
      ics_table_cell(&table, "%s", ics_say_count(it->loss).text);
   }
   ics_table_end(&table, 2);
}

static void standing_cells(const ics_voi_result *r, const ics_voi_frontier *f, ics_table *table)
{
   const char *by = f->by >= 0 ? strategy(r, f->by) : "";
   bool first = f->by < 0 && f->standing == ICS_VOI_EFFICIENT;
   ics_table_cell(table, "%s", isnan(f->icer) ? "" : ics_say_count(f->icer).text);
   switch (f->standing) {
   case ICS_VOI_EFFICIENT:
      ics_table_cell(table, first ? "best from %s" : "best from there, instead of %s",
                     first ? "0" : by);
      break;
   case ICS_VOI_EQUAL:
      ics_table_cell(table, "the same as %s", by);
      break;
   case ICS_VOI_DOMINATED:
      ics_table_cell(table, "never best: %s does as much for no more", by);
      break;
   case ICS_VOI_EXTENDED:
      ics_table_cell(table, "never best: the next one up gains more for each unit of cost");
      break;
   }
}

static void frontier_table(const ics_voi_result *r, ics_buffer *page)
{
   if (!r->frontier) return;
   ics_page_heading(page, "On average: cost, effect, and what one more unit of effect costs");
   ics_table table = ics_table_start(page, "lrrrl");
   ics_table_cell(&table, "%s", "");
   ics_table_cell(&table, "cost");
   ics_table_cell(&table, "effect");
   ics_table_cell(&table, "a unit more");
   ics_table_cell(&table, "%s", "");
   for (int k = 0; k < r->draws->nstrategies; k++) {
      ics_table_cell(&table, "%s", strategy(r, r->frontier[k].strategy));
      ics_table_cell(&table, "%s", ics_say_count(r->frontier[k].cost).text);
      ics_table_cell(&table, "%s", ics_say_count(r->frontier[k].effect).text);
      standing_cells(r, &r->frontier[k], &table);
   }
   ics_table_end(&table, 2);
}

static void curve_table(const ics_voi_result *r, ics_buffer *page)
{
   int rows = r->npoints < CURVE_ROWS ? r->npoints : CURVE_ROWS;
   if (r->npoints < 2) return;
   ics_page_heading(page, "By what one more unit of effect is worth");
   ics_table table = ics_table_start(page, "rlrr");
   ics_table_cell(&table, "worth");
   ics_table_cell(&table, "best on average");
   ics_table_cell(&table, "best in");
   ics_table_cell(&table, "perfect information");
   for (int k = 0; k < rows; k++) {
      const ics_voi_point *at = &r->points[(size_t)((long long)k * (r->npoints - 1) / (rows - 1))];
      ics_table_cell(&table, "%s", ics_say_count(at->wtp).text);
      ics_table_cell(&table, "%s", strategy(r, at->best));
      ics_table_cell(&table, "%s", ics_say_percent(at->strategy[at->best].ceac, 1).text);
      ics_table_cell(&table, "%s", ics_say_count(at->evpi).text);
   }
   ics_table_end(&table, 2);
   if (rows < r->npoints)
      ics_page_prose(page, 2, "%d of %d values; --format csv has all.", rows, r->npoints);
}

static void study_table(const ics_voi_result *r, const int *order, int n, ics_buffer *page)
{
   const ics_voi_point *at = asked(r);
   if (n == 0 || at->evpi <= 0.0) return;
   ics_page_heading(page, "What it would be worth to know for certain");
   ics_table table = ics_table_start(page, "lrrr");
   ics_table_cell(&table, "%s", "");
   ics_table_cell(&table, "worth");
   ics_table_cell(&table, "give or take");
   ics_table_cell(&table, "of all there is");
   for (int k = 0; k < n && k < GROUPS_SHOWN; k++) {
      const ics_evppi *e = worth(r, order[k]);
      double value = is_nothing(at, e->value) ? 0.0 : e->value;
      ics_table_cell(&table, "%s",
                     is_all(r, order[k]) ? "all parameters together" : r->groups[order[k]].name);
      ics_table_cell(&table, "%s%s", ics_say_count(value).text, e->over ? " (not trusted)" : "");
      ics_table_cell(&table, "%s", ics_say_count(GIVE * e->se).text);
      ics_table_cell(&table, "%s", ics_say_percent(value / at->evpi, 0).text);
   }
   ics_table_end(&table, 2);
   if (n > GROUPS_SHOWN)
      ics_page_prose(page, 2, "%d of %d; --format csv --table evppi has all.", GROUPS_SHOWN, n);
}

void ics_report_voi(const ics_voi_result *r, ics_buffer *page)
{
   int *order = ics_alloc(page->arena, (size_t)r->ngroups, sizeof *order);
   if (!order) {
      page->failed = true;
      return;
   }
   int n = by_worth(r, order);
   ics_page_prose(page, 0, "%s: %s draws of %d strategies, %d parameter%s", r->draws->file,
                  ics_say_fixed(r->draws->n, 0).text, r->draws->nstrategies, r->draws->nparams,
                  ics_plural(r->draws->nparams));
   in_short(r, order, n, page);
   for (int k = 0; k < r->nnotes; k++)
      ics_page_prose(page, 2, "%s %s.", k == 0 ? "Mind:" : "And", r->notes[k]);
   strategies_table(r, page);
   frontier_table(r, page);
   curve_table(r, page);
   study_table(r, order, n, page);
   ics_buffer_text(page, "\n");
   ics_page_prose(page, 0,
                  "Amounts are in the units of the file. Give or take: two standard errors, which "
                  "come from there being %s draws and not more; whether the model is right they do "
                  "not say.",
                  ics_say_fixed(r->draws->n, 0).text);
}

/* ---- facts --------------------------------------------------------------------------------------
 */

static void curves_told(const ics_voi_result *r, ics_facts *to)
{
   if (!ics_facts_table(to, "curves", NULL)) return;
   for (int k = 0; k < r->npoints; k++)
      for (int s = 0; s < r->draws->nstrategies; s++) {
         const ics_voi_point *at = &r->points[k];
         const ics_voi_strategy *it = &at->strategy[r->draws->shown[s]];
         ics_facts_real(to, at->wtp);
         ics_facts_text(to, strategy(r, r->draws->shown[s]));
         ics_facts_real(to, it->mean);
         ics_facts_real(to, it->ceac);
         ics_facts_int(to, it->on_ceaf);
         ics_facts_real(to, at->evpi);
         ics_facts_real(to, it->mean_se);
         ics_facts_real(to, it->ceac_se);
         ics_facts_real(to, at->evpi_se);
         ics_facts_real(to, it->loss);
         ics_facts_real(to, it->loss_se);
         ics_facts_real(to, at->evpi * r->decisions);
         ics_facts_end(to);
      }
}

static void evppi_told(const ics_voi_result *r, ics_facts *to)
{
   if (!ics_facts_table(to, "evppi", NULL)) return;
   for (int k = 0; k < r->npoints; k++)
      for (int g = 0; g < r->ngroups; g++) {
         const ics_evppi *e = &r->evppi[(size_t)g * (size_t)r->npoints + (size_t)k];
         ics_facts_real(to, r->points[k].wtp);
         ics_facts_text(to, r->groups[g].name);
         ics_facts_real(to, e->value);
         ics_facts_real(to, e->se);
         ics_facts_real(to, e->value * r->decisions);
         ics_facts_real(to, e->estimate);
         ics_facts_text(to, e->shape);
         ics_facts_text(to, e->as >= 0 ? r->groups[e->as].name : NULL);
         ics_facts_int(to, e->over);
         ics_facts_end(to);
      }
}

void ics_facts_voi(const void *answer, ics_facts *to)
{
   curves_told(answer, to);
   evppi_told(answer, to);
}
