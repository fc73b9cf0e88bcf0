/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/tornado.h"

#include <math.h>
#include <string.h>

#include "report/figure.h"
#include "report/page.h"
#include "report/words.h"

enum { SHOWN = 15, HALF = 10, WORDS = 46, ENDS_NAMED = 5 };

/* A swing below this part of the value is nothing to a reader. */
static const double NOTHING = 1e-9;
static const double A_POUND = 1e-6; /* {GBPm} */

/* An estimate this far off, beside the swing, is worth a word. */
static const double FAR = 0.1;

/* ---- what a change is worth ---------------------------------------------------------------------
 */

/* In the unit of worth; of a goal and of aims positive is better. */
static double change(const ics_tornado_result *r, double value)
{
   double up = (value - r->at_point) * r->worth;
   return r->has_sense && !r->maximise ? 0.0 - up : up;
}

/* The unit of a change, where it is not said with each. */
static const char *unit_of(const ics_tornado_result *r)
{
   const char *unit = r->worth_unit;
   return strcmp(unit, "GBPm") == 0 || strcmp(unit, "share") == 0 ? "" : unit;
}

static ics_figure_said say(const ics_tornado_result *r, double value)
{
   ics_figure_said none = { "none" };
   if (isnan(value)) return none;
   return ics_say_figure_change(change(r, value), *unit_of(r) ? "" : r->worth_unit);
}

static bool matters(const ics_tornado_result *r, const ics_tornado_line *l)
{
   return l->swing > NOTHING * fabs(r->at_point);
}

/* ---- bars ---------------------------------------------------------------------------------------
 */

typedef struct bar {
   char text[2 * HALF + 2];
} bar;

static void draw(bar *b, double length, char mark)
{
   int cells = (int)lround(fabs(length) * HALF);
   if (cells > HALF) cells = HALF;
   if (cells == 0 && length != 0.0) cells = 1;
   for (int c = 1; c <= cells; c++) b->text[length < 0.0 ? HALF - c : HALF + c] = mark;
}

/* The longer first, so that the shorter is seen on it. */
static bar bar_of(const ics_tornado_result *r, const ics_tornado_line *l, double most)
{
   bar b;
   double low = isnan(l->at_low) ? 0.0 : change(r, l->at_low) / most;
   double high = isnan(l->at_high) ? 0.0 : change(r, l->at_high) / most;
   bool low_first = fabs(low) >= fabs(high);
   memset(b.text, ' ', sizeof b.text - 1);
   b.text[sizeof b.text - 1] = '\0';
   b.text[HALF] = '|';
   draw(&b, low_first ? low : high, low_first ? '-' : '=');
   draw(&b, low_first ? high : low, low_first ? '=' : '-');
   return b;
}

static double longest(const ics_tornado_result *r)
{
   double most = 0.0;
   for (int n = 0; n < r->nlines; n++) {
      const ics_tornado_line *l = &r->lines[n];
      if (!isnan(l->at_low)) most = fmax(most, fabs(change(r, l->at_low)));
      if (!isnan(l->at_high)) most = fmax(most, fabs(change(r, l->at_high)));
   }
   return most > 0.0 ? most : 1.0;
}

/* Words that would be cut say less than the path. */
static const char *called(const ics_tornado_line *l)
{
   return ics_text_columns(l->brief) > WORDS ? l->path : l->brief;
}

static void bars(const ics_tornado_result *r, ics_buffer *page)
{
   double most = longest(r);
   int shown = 0;
   if (r->nlines == 0 || !matters(r, &r->lines[0])) return; /* sorted: then none does */
   ics_page_heading(page, "What moves it most, one number at a time%s%s%s",
                    *unit_of(r) ? ", in " : "", unit_of(r), r->has_sense ? " (+ is better)" : "");
   ics_table table = ics_table_start(page, "lrlr");
   ics_table_cell(&table, "%s", "");
   ics_table_cell(&table, "low end (-)");
   ics_table_cell(&table, "%s", r->has_sense ? "    worse | better   " : "     less | more     ");
   ics_table_cell(&table, "high end (=)");
   for (int n = 0; n < r->nlines && shown < SHOWN; n++) {
      const ics_tornado_line *l = &r->lines[n];
      if (!matters(r, l)) continue;
      ics_table_cell(&table, "%s", called(l));
      ics_table_cell(&table, "%s", say(r, l->at_low).text);
      ics_table_cell(&table, "%s", bar_of(r, l, most).text);
      ics_table_cell(&table, "%s", say(r, l->at_high).text);
      shown++;
   }
   ics_table_end(&table, 2);
}

/* ---- what it means ------------------------------------------------------------------------------
 */

static void introduce(const ics_tornado_result *r, ics_buffer *page)
{
   bool best = strcmp(r->reading, "best") == 0;
   ics_page_figures_of(&r->head, page);
   ics_page_prose(page, 0, "Looked at: %s (%s%s at the numbers as they are).", r->output.name,
                  strcmp(r->unit, "score") == 0 ? "a score of " : "",
                  ics_say_figure(r->at_point, strcmp(r->unit, "score") == 0 ? "" : r->unit).text);
   if (isnan(r->by))
      ics_page_prose(page, 0,
                     "Each number alone is set to the low and to the high end of its range, %s.",
                     best ? "and the best plan made anew" : "and the plan kept as it is");
   else
      ics_page_prose(page, 0, "Each number alone is set %g%% lower and higher, %s.", 100.0 * r->by,
                     best ? "and the best plan made anew" : "and the plan kept as it is");
}

static void how_many(const ics_tornado_result *r, ics_buffer *page)
{
   int still = 0, clipped = 0;
   for (int n = 0; n < r->nlines; n++) {
      still += !isnan(r->lines[n].swing) && !matters(r, &r->lines[n]);
      clipped += r->lines[n].clipped;
   }
   ics_buffer_text(page, "\n");
   ics_page_prose(
       page, 0,
       "%d number%s varied%s; %d of them change%s nothing. %d more have no range, %d bear on "
       "no plan.",
       r->nlines, r->nlines == 1 ? " was" : "s were",
       r->nlines > SHOWN ? ", the widest are shown (--detail: all)" : "", still,
       still == 1 ? "s" : "", r->fixed, r->unread);
   if (clipped > 0)
      ics_page_prose(page, 0, "Of %d, an end was cut to what such a number can be.", clipped);
}

/* A plan that is kept may miss rules about money: what it comes to there is not a plan to be had.
 */
/* A plan that is kept may miss rules about money and standards: then what it comes to is not what a
 * plan that keeps them could. */
static void missed(const ics_tornado_result *r, ics_buffer *page)
{
   int breaches = 0, shortfalls = 0;
   double breach = 0.0, shortfall = 0.0;
   for (int n = 0; n < r->nlines; n++) {
      const ics_tornado_line *l = &r->lines[n];
      breaches += (l->low_breach > A_POUND) + (l->high_breach > A_POUND);
      shortfalls += (l->low_shortfall > A_POUND) + (l->high_shortfall > A_POUND);
      breach = fmax(breach, fmax(l->low_breach, l->high_breach));
      shortfall = fmax(shortfall, fmax(l->low_shortfall, l->high_shortfall));
   }
   if (breaches > 0)
      ics_page_prose(page, 0, "At %d end%s the plan would miss rules about money, by up to %s.",
                     breaches, ics_plural(breaches), ics_say_pounds(breach).text);
   if (shortfalls > 0)
      ics_page_prose(page, 0, "At %d end%s standards are missed, by up to %s of care.", shortfalls,
                     ics_plural(shortfalls), ics_say_pounds(shortfall).text);
}

static void by_prices(const ics_tornado_result *r, ics_buffer *page)
{
   int compared = 0, far = 0;
   for (int n = 0; n < r->nlines; n++) {
      const ics_tornado_line *l = &r->lines[n];
      if (!matters(r, l) || isnan(l->linear_swing)) continue;
      compared++;
      far += fabs(l->linear_swing - l->swing) > FAR * l->swing;
   }
   if (compared > 0)
      ics_page_prose(
          page, 0,
          "The prices of the plan alone, as `explain` has them, would have told %d of %d "
          "swings to within a tenth.",
          compared - far, compared);
}

static const char *status_at(const ics_tornado_line *l, int end)
{
   return end == 0 ? l->low_status : l->high_status;
}

/* Ends without a value are named, not dropped. */
static void without(const ics_tornado_result *r, ics_buffer *page)
{
   int all = r->no_plan + r->broken + r->uncertified + r->not_asked, named = 0;
   if (all == 0) return;
   ics_page_heading(page, "Ends without a value: %d", all);
   for (int n = 0; n < r->nlines; n++)
      for (int end = 0; end < 2 && named < ENDS_NAMED; end++) {
         const ics_tornado_line *l = &r->lines[n];
         if (strcmp(status_at(l, end), "certified") == 0) continue;
         ics_page_prose(page, 2, "%s at its %s end: %s%s%s", l->words, end == 0 ? "low" : "high",
                        status_at(l, end), *l->why ? ": " : "", l->why);
         named++;
      }
   if (all > named) ics_page_prose(page, 2, "and %d more (--format csv lists them)", all - named);
}

static void all_lines(const ics_tornado_result *r, ics_buffer *page)
{
   ics_page_heading(page, "All numbers, widest swing first");
   for (int n = 0; n < r->nlines; n++) {
      const ics_tornado_line *l = &r->lines[n];
      ics_page_prose(page, 2, "%s: %s", l->path, l->words);
      ics_page_prose(page, 4, "%g to %g, point %g (file: %s), %s: %s", l->low, l->high, l->point,
                     l->unit, l->grade, l->source);
      ics_page_prose(page, 4, "low end %s, high end %s; by prices %s and %s",
                     isnan(l->at_low) ? l->low_status : say(r, l->at_low).text,
                     isnan(l->at_high) ? l->high_status : say(r, l->at_high).text,
                     isnan(l->linear_low) ? "unknown" : say(r, l->linear_low).text,
                     isnan(l->linear_high) ? "unknown" : say(r, l->linear_high).text);
   }
}

void ics_report_tornado(const ics_tornado_result *r, bool detail, ics_buffer *page)
{
   introduce(r, page);
   bars(r, page);
   how_many(r, page);
   missed(r, page);
   by_prices(r, page);
   without(r, page);
   if (detail) all_lines(r, page);
}

/* ---- facts --------------------------------------------------------------------------------------
 */

void ics_facts_tornado(const void *answer, ics_facts *to)
{
   const ics_tornado_result *r = answer;
   if (!ics_facts_table(to, "oneway", NULL)) return;
   for (int n = 0; n < r->nlines; n++) {
      const ics_tornado_line *l = &r->lines[n];
      ics_facts_text(to, l->path);
      ics_facts_text(to, l->grade);
      ics_facts_text(to, r->output.id);
      ics_facts_real(to, l->low);
      ics_facts_real(to, l->point);
      ics_facts_real(to, l->high);
      ics_facts_real(to, l->at_low);
      ics_facts_real(to, r->at_point);
      ics_facts_real(to, l->at_high);
      ics_facts_real(to, l->swing);
      ics_facts_real(to, l->linear_swing);
      ics_facts_text(to, r->unit);
      ics_facts_text(to, l->low_status);
      ics_facts_text(to, l->high_status);
      ics_facts_real(to, l->low_breach);
      ics_facts_real(to, l->high_breach);
      ics_facts_real(to, l->low_shortfall);
      ics_facts_real(to, l->high_shortfall);
      ics_facts_end(to);
   }
}
