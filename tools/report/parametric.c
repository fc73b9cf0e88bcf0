/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/parametric.h"

#include <math.h>

#include "report/csv.h"
#include "report/page.h"
#include "report/words.h"

enum { POINTS_SHOWN = 20 };

static const char *unit_of(const ics_parametric_result *r)
{
   return *r->objective_unit ? r->objective_unit : "score";
}

static void head(const ics_parametric_result *r, ics_buffer *page)
{
   ics_page_prose(page, 0, "%s (%s). Policy: %s. Goal: %s.", r->name, r->code, r->policy_name,
                  r->goal);
   ics_page_prose(page, 0,
                  "How the best value of %s%s%s moves with %s (%s; %s), now %.6g %s, from %.6g to "
                  "%.6g. All other numbers, the scale of the goal and the shortfall against "
                  "standards stay as they are; the plan is made anew.",
                  *r->objective_unit ? "\"" : "", r->own.name, *r->objective_unit ? "\"" : "",
                  r->words, r->path, r->grade, r->point, r->unit, r->from, r->to);
}

static void no_plan(const ics_parametric_result *r, ics_buffer *page)
{
   if (r->plan_from > r->from)
      ics_page_prose(page, 2, "No plan below %.9g: there the rules cannot all be kept.",
                     r->plan_from);
   if (r->plan_to < r->to)
      ics_page_prose(page, 2, "No plan above %.9g: there the rules cannot all be kept.",
                     r->plan_to);
}

static void in_short(const ics_parametric_result *r, ics_buffer *page)
{
   const ics_parametric_point *a = &r->points[0], *b = &r->points[r->npoints - 1];
   ics_page_heading(page, "In short");
   no_plan(r, page);
   if (r->kind == ICS_PARAMETRIC_NOWHERE) {
      ics_page_prose(page, 2, "The number does not enter: the best value is %s %s throughout.",
                     ics_say_count(a->objective).text, unit_of(r));
      return;
   }
   ics_page_prose(page, 2, "%s %s at %.6g, %s at %.6g and %s at %.6g (%s is better).",
                  ics_say_count(a->objective).text, unit_of(r), a->value,
                  ics_say_count(r->at_point).text, r->point, ics_say_count(b->objective).text,
                  b->value, r->maximise ? "more" : "less");
   if (r->kind == ICS_PARAMETRIC_MATRIX)
      ics_page_prose(
          page, 2,
          "The number changes the rules themselves, so the curve was solved at %d values "
          "and straight lines drawn between; their error is estimated (no bound) at "
          "%s %s.",
          r->npoints, ics_say_small(r->error).text, unit_of(r));
   else
      ics_page_prose(page, 2,
                     "Over the range the value is made of %d straight piece%s: the best plan "
                     "changes its make-up at %d value%s.",
                     r->npoints - 1, ics_plural(r->npoints - 1), r->npoints - 2,
                     ics_plural(r->npoints - 2));
}

static void slope_cell(ics_table *table, double slope)
{
   ics_table_cell(table, "%s", isnan(slope) ? "" : ics_say_count(slope).text);
}

static void points(const ics_parametric_result *r, bool detail, ics_buffer *page)
{
   int every = detail ? 1 : 1 + (r->npoints - 1) / POINTS_SHOWN;
   ics_page_heading(page, "Where it changes");
   if (every > 1)
      ics_page_prose(page, 2, "One in %d of %d; --detail or --format csv lists all.", every,
                     r->npoints);
   ics_table table = ics_table_start(page, "rrrrl");
   ics_table_cell(&table, "value");
   ics_table_cell(&table, "best");
   ics_table_cell(&table, "slope below");
   ics_table_cell(&table, "above");
   ics_table_cell(&table, "what changes");
   for (int n = 0; n < r->npoints; n++) {
      const ics_parametric_point *p = &r->points[n];
      if (n % every != 0 && n != r->npoints - 1) continue;
      ics_table_cell(&table, "%.6g", p->value);
      ics_table_cell(&table, "%s", ics_say_count(p->objective).text);
      slope_cell(&table, p->slope_left);
      slope_cell(&table, p->slope_right);
      ics_table_cell(&table, "%s", p->change);
   }
   ics_table_end(&table, 2);
   ics_page_prose(page, 2, "A slope is %s for one more %s.", unit_of(r), r->unit);
}

static void the_proof(const ics_parametric_result *r, ics_buffer *page)
{
   ics_buffer_text(page, "\n");
   if (r->unproven > 0)
      ics_page_prose(page, 0, "NOT all proved: %d of %d pieces lack a proof.", r->unproven,
                     r->npoints - 1);
   else if (r->kind == ICS_PARAMETRIC_MATRIX)
      ics_page_prose(page, 0, "Every value is proved; what lies between is estimated.");
   else
      ics_page_prose(page, 0, "Proved: every piece, from end to end.");
}

void ics_report_parametric(const ics_parametric_result *r, bool detail, ics_buffer *page)
{
   head(r, page);
   in_short(r, page);
   points(r, detail, page);
   the_proof(r, page);
}

void ics_csv_parametric(const ics_parametric_result *r, ics_buffer *out)
{
   ics_csv csv = ics_csv_start(out);
   ics_buffer_text(out, "value,objective,slope_left,slope_right,change\n");
   for (int n = 0; n < r->npoints; n++) {
      const ics_parametric_point *p = &r->points[n];
      ics_csv_real(&csv, p->value);
      ics_csv_real(&csv, p->objective);
      ics_csv_real(&csv, p->slope_left);
      ics_csv_real(&csv, p->slope_right);
      ics_csv_text(&csv, p->change);
      ics_csv_end(&csv);
   }
}
