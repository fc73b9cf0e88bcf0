/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/frontier.h"

#include <math.h>
#include <string.h>

#include "report/page.h"
#include "report/words.h"

enum { OTHERS_SHOWN = 3 }; /* aims beyond the two that a table has room for */

/* ---- words --------------------------------------------------------------------------------------
 */

/* "109,414 QALY", "£31m" */
static const char *say(const ics_frontier_result *r, int a, double value, ics_buffer *page)
{
   const char *unit = r->aims[a].unit;
   const char *text = strcmp(unit, "GBPm") == 0
                          ? ics_strdup(page->arena, ics_say_pounds(value).text)
                          : ics_format(page->arena, "%s %s", ics_say_count(value).text, unit);
   return text ? text : "";
}

/* What one unit of the first aim gains of the second along the edge from corner n. */
static const char *say_gain(const ics_frontier_result *r, int n, ics_buffer *page)
{
   return say(r, 1, fabs(r->corners[n].slope_to_next), page);
}

/* "1 QALY" */
static const char *say_one(const ics_frontier_result *r, ics_buffer *page)
{
   return say(r, 0, 1, page);
}

/* How far along the range of aim @p a between the ends corner @p n is from its best, {share}. */
static double lost(const ics_frontier_result *r, int a, int n)
{
   int best = a == 0 ? 0 : r->ncorners - 1, worst = r->ncorners - 1 - best;
   double range = r->corners[worst].value[a] - r->corners[best].value[a];
   return range != 0 ? (r->corners[n].value[a] - r->corners[best].value[a]) / range : 0;
}

static const char *direction(const ics_frontier_aim *aim)
{
   return aim->maximise ? "more is better" : "less is better";
}

/* ---- in short -----------------------------------------------------------------------------------
 */

static void say_end(const ics_frontier_result *r, int a, ics_buffer *page)
{
   const ics_frontier_corner *c = &r->corners[a == 0 ? 0 : r->ncorners - 1];
   ics_page_prose(page, 2, "%s for \"%s\": %s (%s), with \"%s\" at %s.",
                  a == 0 ? "At the first end, the best" : "At the second end, the best",
                  r->aims[a].aim.name, say(r, a, c->value[a], page), direction(&r->aims[a]),
                  r->aims[1 - a].aim.name, say(r, 1 - a, c->value[1 - a], page));
}

static void say_today(const ics_frontier_result *r, ics_buffer *page)
{
   if (isnan(r->aims[0].today)) return;
   ics_page_prose(page, 2, "Carrying on as today has %s and %s.", say(r, 0, r->aims[0].today, page),
                  say(r, 1, r->aims[1].today, page));
}

static void say_knee(const ics_frontier_result *r, ics_buffer *page)
{
   if (r->knee < 0) return;
   const ics_frontier_corner *c = &r->corners[r->knee];
   ics_page_prose(
       page, 2,
       "The most balanced choice is corner %d: %s and %s. It has %s of what can be gained in the "
       "second aim for %s of what that costs in the first; on either side of it one of the two "
       "gets dearer. (It is the corner furthest from a straight line between the ends.)",
       r->knee + 1, say(r, 0, c->value[0], page), say(r, 1, c->value[1], page),
       ics_say_percent(1 - lost(r, 1, r->knee), 0).text,
       ics_say_percent(lost(r, 0, r->knee), 0).text);
}

/* "what giving up 1 QALY gains": beside a corner, towards the next. */
static void say_rate(const ics_frontier_result *r, int n, const char *where, ics_buffer *page)
{
   ics_page_prose(page, 4, "%s: %s", where, say_gain(r, n, page));
}

static void say_rates(const ics_frontier_result *r, ics_buffer *page)
{
   int last = r->ncorners - 2;
   if (last < 0) return;
   if (last == 0) {
      ics_page_prose(
          page, 2,
          "Between the ends everything can be mixed: giving up %s of the first aim gains "
          "%s of the second, all the way.",
          say_one(r, page), say_gain(r, 0, page));
      return;
   }
   ics_page_prose(page, 2, "Giving up %s of the first aim gains, of the second,", say_one(r, page));
   say_rate(r, 0, "from the first end", page);
   if (r->knee > 0) say_rate(r, r->knee - 1, "just before the balanced choice", page);
   if (r->knee > 0 && r->knee < last) say_rate(r, r->knee, "just after it", page);
   say_rate(r, last, "at the second end", page);
}

static void in_short(const ics_frontier_result *r, ics_buffer *page)
{
   ics_page_heading(page, "In short");
   if (r->ncorners == 1 && r->whole) {
      ics_page_prose(page, 2,
                     "There is nothing to trade: one plan is the best for both aims, with %s and "
                     "%s.",
                     say(r, 0, r->corners[0].value[0], page),
                     say(r, 1, r->corners[0].value[1], page));
      say_today(r, page);
      return;
   }
   say_end(r, 0, page);
   say_end(r, 1, page);
   say_today(r, page);
   if (r->ncorners > 2)
      ics_page_prose(page, 2,
                     "Between these ends the best that can be had of one aim for each value of the "
                     "other bends at %d corner%s; along each straight piece any mix can be had.",
                     r->ncorners - 2, ics_plural(r->ncorners - 2));
   say_knee(r, page);
   say_rates(r, page);
}

/* ---- the corners --------------------------------------------------------------------------------
 */

static int others_told(const ics_frontier_result *r, bool detail)
{
   if (detail || r->naims == 2) return 0;
   return r->naims - 2 < OTHERS_SHOWN ? r->naims - 2 : OTHERS_SHOWN;
}

static void put_row(const ics_frontier_result *r, int n, int others, ics_table *table)
{
   bool last = isnan(r->corners[n].slope_to_next);
   const ics_frontier_corner *c = &r->corners[n];
   ics_table_cell(table, "%d%s", n + 1, n == r->knee ? "*" : "");
   for (int a = 0; a < 2 + others; a++)
      ics_table_cell(table, "%s", isnan(c->value[a]) ? "?" : ics_say_count(c->value[a]).text);
   ics_table_cell(table, "%s", last ? "" : say_gain(r, n, table->page));
}

static void put_table(const ics_frontier_result *r, bool detail, ics_buffer *page)
{
   int others = others_told(r, detail);
   ics_table table = ics_table_start(page, others == 0   ? "rrrr"
                                           : others == 1 ? "rrrrr"
                                           : others == 2 ? "rrrrrr"
                                                         : "rrrrrrr");
   ics_table_cell(&table, "corner");
   for (int a = 0; a < 2 + others; a++) ics_table_cell(&table, "%s", r->aims[a].aim.id);
   ics_table_cell(&table, "%s gained", r->aims[1].aim.id);
   ics_table_cell(&table, "%s", "");
   for (int a = 0; a < 2 + others; a++) ics_table_cell(&table, "%s", r->aims[a].unit);
   ics_table_cell(&table, "for %s", say_one(r, page));
   for (int n = 0; n < r->ncorners; n++)
      if (detail || r->corners[n].shown) put_row(r, n, others, &table);
   ics_table_end(&table, 2);
}

static void corners(const ics_frontier_result *r, bool detail, ics_buffer *page)
{
   int shown = 0;
   for (int n = 0; n < r->ncorners; n++) shown += detail || r->corners[n].shown;
   ics_page_heading(page, "The corners, from the best of the first aim to the best of the second");
   if (shown < r->ncorners)
      ics_page_prose(page, 2,
                     "%d of %d, spread evenly along the curve; --detail or --format csv lists all.",
                     shown, r->ncorners);
   put_table(r, detail, page);
   if (r->knee >= 0) ics_page_prose(page, 2, "* the most balanced choice");
   if (others_told(r, detail) > 0)
      ics_page_prose(page, 2,
                     "The other aims are the best that they can be at each corner, one after the "
                     "other in the goal's order.");
}

/* ---- the corner asked for -----------------------------------------------------------------------
 */

static double money(const ics_result *plan, const char *service, const char *year, bool today)
{
   double sum = 0;
   for (int n = 0; n < plan->nplan; n++)
      if (strcmp(plan->plan[n].service.id, service) == 0 && strcmp(plan->plan[n].year, year) == 0)
         sum += today ? plan->plan[n].baseline_gbp_m : plan->plan[n].gbp_m;
   return sum;
}

static bool is_first(const ics_result *plan, int n)
{
   for (int before = 0; before < n; before++)
      if (strcmp(plan->plan[before].service.id, plan->plan[n].service.id) == 0) return false;
   return true;
}

static void plan_asked(const ics_frontier_result *r, ics_buffer *page)
{
   const ics_result *plan = r->plan;
   if (!plan) return;
   ics_page_heading(page, "Money at corner %d in %s, and against carrying on as today",
                    r->asked + 1, r->last_year);
   ics_table table = ics_table_start(page, "lrr");
   for (int n = 0; n < plan->nplan; n++) {
      if (!is_first(plan, n)) continue;
      const ics_plan_line *line = &plan->plan[n];
      double now = money(plan, line->service.id, r->last_year, false);
      ics_table_cell(&table, "%s", line->service.name);
      ics_table_cell(&table, "%s", ics_say_pounds(now).text);
      ics_table_cell(&table, "%s",
                     ics_say_change(now - money(plan, line->service.id, r->last_year, true)).text);
   }
   ics_table_end(&table, 2);
   ics_page_prose(page, 2, "--format json gives it by place, service, mechanism and year.");
}

/* ---- the proof ----------------------------------------------------------------------------------
 */

static void the_proof(const ics_frontier_result *r, ics_buffer *page)
{
   ics_buffer_text(page, "\n");
   if (!r->whole)
      ics_page_prose(page, 0,
                     "STOPPED before the second end: the curve beyond corner %d is not known, and "
                     "what is said of the second end is only about this corner.",
                     r->ncorners);
   if (r->unproven > 0)
      ics_page_prose(page, 0, "NOT all proved: %d of %d corners and edges lack a proof.",
                     r->unproven, 2 * r->ncorners - 1);
   else
      ics_page_prose(
          page, 0,
          "Proved: no plan that keeps the rules is better than this curve, and every corner can "
          "be had.");
   if (r->uncertified > 0)
      ics_page_prose(page, 0,
                     "The other aims of %d corner%s could not be certified, and are left out.",
                     r->uncertified, ics_plural(r->uncertified));
}

void ics_report_frontier(const ics_frontier_result *r, bool detail, ics_buffer *page)
{
   const char *to = strcmp(r->first_year, r->last_year) != 0 ? r->last_year : NULL;
   ics_page_prose(page, 0, "%s (%s), %s%s%s", r->name, r->code, r->first_year, to ? " to " : "",
                  to ? to : "");
   ics_page_prose(page, 0,
                  "Policy: %s. What two aims cost each other: \"%s\", the first, and \"%s\", the "
                  "second.",
                  r->policy_name, r->aims[0].aim.name, r->aims[1].aim.name);
   in_short(r, page);
   if (r->ncorners > 1) corners(r, detail, page);
   plan_asked(r, page);
   the_proof(r, page);
}

/* ---- facts --------------------------------------------------------------------------------------
 */

void ics_facts_frontier(const void *answer, ics_facts *to)
{
   const ics_frontier_result *r = answer;
   if (!ics_facts_table(to, "frontier", NULL)) return;
   for (int a = 0; a < 2; a++) ics_facts_head(to, r->aims[a].aim.id);
   ics_facts_head(to, "slope_to_next");
   ics_facts_heads_end(to);
   for (int n = 0; n < r->ncorners; n++) {
      ics_facts_int(to, n + 1);
      for (int a = 0; a < 2; a++) ics_facts_real(to, r->corners[n].value[a]);
      ics_facts_real(to, r->corners[n].slope_to_next);
      ics_facts_end(to);
   }
}
