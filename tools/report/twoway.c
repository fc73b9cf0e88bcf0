/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/twoway.h"

#include <math.h>
#include <string.h>

#include "report/figure.h"
#include "report/page.h"
#include "report/words.h"

enum { ACROSS = 7, MAP = 60 };

static char letter(const ics_twoway_cell *cell)
{
   static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
   if (cell->region == 0) return '.';
   return cell->region <= (int)sizeof letters - 1 ? letters[cell->region - 1] : '#';
}

static const ics_twoway_cell *at(const ics_twoway_result *r, int a, int b)
{
   return &r->cells[a * r->steps + b];
}

/* Columns and rows shown: both ends, and evenly between. */
static int shown(const ics_twoway_result *r, int k, int n)
{
   return n < 2 ? 0 : k * (r->steps - 1) / (n - 1);
}

static void values(const ics_twoway_result *r, ics_buffer *page)
{
   int n = r->steps < ACROSS ? r->steps : ACROSS;
   bool score = strcmp(r->unit, "GBPm") != 0 && strcmp(r->unit, "share") != 0;
   ics_page_heading(page, "%s, by region (letter)%s%s", r->output.name, score ? "; in " : "",
                    score ? r->unit : "");
   ics_table table = ics_table_start(page, "rrrrrrrr" + (ACROSS - n));
   ics_table_cell(&table, "%s", "");
   for (int b = 0; b < n; b++) ics_table_cell(&table, "%.4g", r->b.at[shown(r, b, n)]);
   for (int a = 0; a < n; a++) {
      ics_table_cell(&table, "%.4g", r->a.at[shown(r, a, n)]);
      for (int b = 0; b < n; b++) {
         const ics_twoway_cell *cell = at(r, shown(r, a, n), shown(r, b, n));
         if (isnan(cell->value))
            ics_table_cell(&table, "%s", cell->status);
         else
            ics_table_cell(&table, "%s %c", ics_say_figure(cell->value, score ? "" : r->unit).text,
                           letter(cell));
      }
   }
   ics_table_end(&table, 2);
}

/* Every step, where the table had to leave some out. */
static void map(const ics_twoway_result *r, ics_buffer *page)
{
   if (r->steps <= ACROSS || r->steps > MAP) return;
   ics_page_heading(page, "Regions, every step");
   for (int a = 0; a < r->steps; a++) {
      ics_buffer_text(page, "  ");
      for (int b = 0; b < r->steps; b++) {
         char mark = letter(at(r, a, b));
         ics_buffer_bytes(page, &mark, 1);
      }
      ics_buffer_text(page, "\n");
   }
}

static void meaning(const ics_twoway_result *r, ics_buffer *page)
{
   ics_buffer_text(page, "\n");
   if (strcmp(r->reading, "best") == 0)
      ics_page_prose(
          page, 0,
          "%d region%s: within one, the best plan makes the same choices against the same "
          "limits, and only amounts change.",
          r->regions, ics_plural(r->regions));
   if (r->without > 0)
      ics_page_prose(page, 0, "In %d of %d cells there is no plan, or the numbers break a rule.",
                     r->without, r->steps * r->steps);
   if (*r->why) ics_page_prose(page, 2, "The first: %s", r->why);
   if (r->uncertified + r->not_asked > 0)
      ics_page_prose(page, 0, "NOT certified, and left out: %d cells.",
                     r->uncertified + r->not_asked);
}

void ics_report_twoway(const ics_twoway_result *r, ics_buffer *page)
{
   bool score = strcmp(r->unit, "score") == 0;
   ics_page_figures_of(&r->head, page);
   ics_page_prose(page, 0, "Looked at: %s (%s%s at the numbers as they are), %s.", r->output.name,
                  score ? "a score of " : "",
                  ics_say_figure(r->at_point, score ? "" : r->unit).text,
                  strcmp(r->reading, "best") == 0 ? "the best plan made anew in each cell"
                                                  : "the plan kept as it is");
   ics_page_prose(page, 0, "Down: %s (%s, now %.4g).", r->a.words, r->a.path, r->a.point);
   ics_page_prose(page, 0, "Across: %s (%s, now %.4g).", r->b.words, r->b.path, r->b.point);
   values(r, page);
   map(r, page);
   meaning(r, page);
}

void ics_facts_twoway(const void *answer, ics_facts *to)
{
   const ics_twoway_result *r = answer;
   if (!ics_facts_table(to, "twoway", NULL)) return;
   for (int n = 0; n < r->steps * r->steps; n++) {
      const ics_twoway_cell *cell = &r->cells[n];
      ics_facts_text(to, r->a.path);
      ics_facts_real(to, r->a.at[n / r->steps]);
      ics_facts_text(to, r->b.path);
      ics_facts_real(to, r->b.at[n % r->steps]);
      ics_facts_text(to, r->output.id);
      ics_facts_real(to, cell->value);
      ics_facts_text(to, r->unit);
      ics_facts_int(to, cell->region);
      ics_facts_text(to, cell->status);
      ics_facts_real(to, cell->breach);
      ics_facts_real(to, cell->shortfall);
      ics_facts_end(to);
   }
}
