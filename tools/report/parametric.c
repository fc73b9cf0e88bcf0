/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/parametric.h"

#include <math.h>
#include <stdio.h>

#include "report/page.h"
#include "report/words.h"

enum { POINTS_SHOWN = 20, KINKS_SHOWN = 10 };

/* A score by itself says nothing to people; what it is worth against the number as it is does. */
static bool as_gain(const ics_parametric_result *r)
{
   return *r->worth_unit != '\0';
}

static const char *unit_of(const ics_parametric_result *r)
{
   if (as_gain(r)) return r->worth_unit;
   return *r->objective_unit ? r->objective_unit : "score";
}

/* Where comparisons are made: the number as it is, or the end of the range nearest to it. */
static double now(const ics_parametric_result *r)
{
   return fmin(fmax(r->point, r->from), r->to);
}

/* What the page shows of an objective: itself, or the gain. Mixed goals are minimised. */
static double shown(const ics_parametric_result *r, double objective)
{
   return as_gain(r) ? (r->at_point - objective) * r->worth : objective;
}

static ics_said said(const ics_parametric_result *r, double value)
{
   ics_said count = ics_say_count(value), out;
   bool plus = as_gain(r) && value > 0 && *count.text != '0';
   (void)snprintf(out.text, sizeof out.text, "%s%.*s", plus ? "+" : "", ICS_SAID_BYTES - 2,
                  count.text);
   return out;
}

/* Slopes are told for a step that fits into the range: 1, or a tenth, a hundredth ... of it. */
static double step_of(const ics_parametric_result *r)
{
   return fmin(1.0, pow(10.0, floor(log10(r->to - r->from))));
}

static bool is_flat(const ics_parametric_result *r)
{
   for (int n = 0; n + 1 < r->npoints; n++)
      if (r->points[n].slope_right != 0.0) return false;
   return true;
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

static void how_much(const ics_parametric_result *r, ics_buffer *page)
{
   const ics_parametric_point *ends[2] = { &r->points[0], &r->points[r->npoints - 1] };
   if (!as_gain(r)) {
      bool between = now(r) > ends[0]->value && now(r) < ends[1]->value;
      const char *middle =
          between ? ics_format(page->arena, ", %s at %.6g", ics_say_count(r->at_point).text, now(r))
                  : "";
      ics_page_prose(page, 2, "%s %s at %.6g%s and %s at %.6g (%s is better).",
                     ics_say_count(ends[0]->objective).text, unit_of(r), ends[0]->value,
                     middle ? middle : "", ics_say_count(ends[1]->objective).text, ends[1]->value,
                     r->maximise ? "more" : "less");
      return;
   }
   for (int e = 0; e < 2; e++) {
      double gain = shown(r, ends[e]->objective);
      if (ends[e]->value != now(r))
         ics_page_prose(page, 2, "At %.6g the best plan is worth %s %s %s than at %.6g.",
                        ends[e]->value, ics_say_count(fabs(gain)).text, unit_of(r),
                        gain < 0 ? "less" : "more", now(r));
   }
}

static void how_it_bends(const ics_parametric_result *r, ics_buffer *page)
{
   int n = r->npoints;
   if (r->kind == ICS_PARAMETRIC_MATRIX)
      ics_page_prose(page, 2,
                     "The value need not move in straight lines, so the best plan was found at %d "
                     "values and lines drawn between; their error is estimated at %s %s: a bound "
                     "if between two of these the value bends one way only, which is not proved.",
                     n, ics_say_count(r->error * r->worth).text, unit_of(r));
   else if (n == 2)
      ics_page_prose(page, 2, "Every further step is worth the same: one straight line.");
   else
      ics_page_prose(page, 2,
                     "The best plan changes its make-up at %d value%s, and with it what a further "
                     "step is worth; between these the value moves in a straight line.",
                     n - 2, ics_plural(n - 2));
}

static void in_short(const ics_parametric_result *r, ics_buffer *page)
{
   ics_page_heading(page, "In short");
   no_plan(r, page);
   if (r->kind == ICS_PARAMETRIC_NOWHERE || is_flat(r)) {
      ics_page_prose(page, 2,
                     "It makes no difference: %sthe best value is the same from %.6g to "
                     "%.6g.",
                     r->kind == ICS_PARAMETRIC_NOWHERE ? "the number enters no rule and no aim; "
                                                       : "",
                     r->plan_from, r->plan_to);
      return;
   }
   how_much(r, page);
   how_it_bends(r, page);
}

/* ---- points -------------------------------------------------------------------------------------
 */

static double kink(const ics_parametric_point *p)
{
   return isnan(p->slope_left) || isnan(p->slope_right) ? (double)INFINITY
                                                        : fabs(p->slope_right - p->slope_left);
}

/* The least kink that is among the @p most greatest; of equals all are counted. */
static double least_told(const ics_parametric_result *r, int most)
{
   double least = 0.0, above = INFINITY;
   for (int told = 0; told < most;) {
      least = -1.0;
      for (int n = 0; n < r->npoints; n++) {
         double k = kink(&r->points[n]);
         if (told == 0 ? k > least : k < above && k > least) least = k;
      }
      for (int n = 0; n < r->npoints; n++) told += kink(&r->points[n]) == least;
      above = least;
   }
   return least;
}

static void slope_cell(const ics_parametric_result *r, ics_table *table, double slope)
{
   double by = step_of(r) * (as_gain(r) ? -r->worth : 1.0);
   ics_table_cell(table, "%s", isnan(slope) ? "" : said(r, slope * by + 0.0).text);
}

static void point_row(const ics_parametric_result *r, const ics_parametric_point *p,
                      ics_table *table)
{
   ics_table_cell(table, "%.6g", p->value);
   ics_table_cell(table, "%s", said(r, shown(r, p->objective)).text);
   slope_cell(r, table, p->slope_left);
   slope_cell(r, table, p->slope_right);
   if (r->kind != ICS_PARAMETRIC_MATRIX) ics_table_cell(table, "%s", p->change);
}

static void points(const ics_parametric_result *r, bool detail, ics_buffer *page)
{
   bool matrix = r->kind == ICS_PARAMETRIC_MATRIX,
        all = detail || r->npoints <= (matrix ? POINTS_SHOWN : KINKS_SHOWN);
   int every = all || !matrix ? 1 : 1 + (r->npoints - 1) / POINTS_SHOWN;
   double least = all || matrix ? 0.0 : least_told(r, KINKS_SHOWN);
   ics_page_heading(page, matrix ? "The values found" : "Where it changes");
   if (every > 1)
      ics_page_prose(page, 2, "One in %d of %d; --detail or --format csv lists all.", every,
                     r->npoints);
   else if (!all)
      ics_page_prose(page, 2,
                     "The ends and the greatest of %d changes of slope; --detail or "
                     "--format csv lists all.",
                     r->npoints - 2);
   ics_table table = ics_table_start(page, matrix ? "rrrr" : "rrrrl");
   ics_table_cell(&table, "value");
   ics_table_cell(&table, as_gain(r) ? "against now" : "best");
   ics_table_cell(&table, "a step below");
   ics_table_cell(&table, "above");
   if (!matrix) ics_table_cell(&table, "what changes");
   for (int n = 0; n < r->npoints; n++)
      if ((n % every == 0 && kink(&r->points[n]) >= least) || n == r->npoints - 1)
         point_row(r, &r->points[n], &table);
   ics_table_end(&table, 2);
   ics_page_prose(page, 2, "In %s; a step is what %g %s more is worth.", unit_of(r), step_of(r),
                  r->unit);
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
   if (!is_flat(r)) points(r, detail, page);
   the_proof(r, page);
}

void ics_facts_parametric(const void *answer, ics_facts *to)
{
   const ics_parametric_result *r = answer;
   if (!ics_facts_table(to, "parametric", NULL)) return;
   for (int n = 0; n < r->npoints; n++) {
      const ics_parametric_point *p = &r->points[n];
      ics_facts_real(to, p->value);
      ics_facts_real(to, p->objective);
      ics_facts_real(to, p->slope_left);
      ics_facts_real(to, p->slope_right);
      ics_facts_text(to, p->change);
      ics_facts_end(to);
   }
}
