/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/front.h"

#include <math.h>
#include <string.h>

#include "report/page.h"
#include "report/words.h"

static const double EXACT_GAP = 1e-6;      /* {share} less is rounding to a reader */
static const double WORTH_SAYING = 0.0005; /* {share} likewise, of a range */

static const char *number_word(int n)
{
   static const char *const words[] = { "No", "One", "Two", "Three", "Four" };
   return words[n];
}

static const char *sense(const ics_front_aim *aim)
{
   return aim->maximise ? "more is better" : "less is better";
}

/* The aim's name up to its explanation: "Better outcomes: health lost ..." */
static const char *brief(const ics_front_aim *aim, ics_buffer *page)
{
   const char *end = strstr(aim->aim.name, ": ");
   if (!end) return aim->aim.name;
   const char *text = ics_strndup(page->arena, aim->aim.name, (size_t)(end - aim->aim.name));
   return text ? text : aim->aim.id;
}

/* {share of the range} what a value loses against the best of the aim alone. */
static double lost(const ics_front_aim *aim, double value)
{
   double by = aim->maximise ? aim->best - value : value - aim->best;
   return fmax(by / aim->range, 0.0);
}

static ics_said percent(double share)
{
   return ics_say_percent(share, share < 0.1 ? 1 : 0);
}

static bool competes(const ics_front_aim *aim)
{
   return lost(aim, aim->worst) > WORTH_SAYING;
}

/* ---- what can be reached ------------------------------------------------------------------------
 */

static void what_can_be_reached(const ics_front_result *r, ics_buffer *page)
{
   const double *balanced = r->corners[r->balanced].value;
   bool today = !isnan(r->aims[0].today);
   ics_page_heading(page, "What each aim can reach, at its own best and where the others are");
   ics_table table = ics_table_start(page, today ? "lrrrrl" : "lrrrl");
   ics_table_cell(&table, "%s", "");
   ics_table_cell(&table, "best");
   ics_table_cell(&table, "balanced");
   ics_table_cell(&table, "worst");
   if (today) ics_table_cell(&table, "as today");
   ics_table_cell(&table, "%s", "");
   for (int a = 0; a < r->naims; a++) {
      const ics_front_aim *aim = &r->aims[a];
      ics_table_cell(&table, "%s", brief(aim, page));
      ics_table_cell(&table, "%s", ics_say_count(aim->best).text);
      ics_table_cell(&table, "%s", ics_say_count(balanced[a]).text);
      ics_table_cell(&table, "%s", ics_say_count(aim->worst).text);
      if (today) ics_table_cell(&table, "%s", ics_say_count(aim->today).text);
      ics_table_cell(&table, "%s, %s", aim->unit, sense(aim));
   }
   ics_table_end(&table, 2);
}

/* What a corner loses in every aim that it is not at its best in, as a list. */
static const char *losses(const ics_front_result *r, int corner, ics_buffer *page)
{
   ics_buffer text = ics_buffer_start(page->arena);
   const char *between = "";
   for (int a = 0; a < r->naims; a++) {
      const ics_front_aim *aim = &r->aims[a];
      double value = r->corners[corner].value[a];
      if (lost(aim, value) <= WORTH_SAYING) continue;
      ics_buffer_printf(&text, "%s%s %s %s (%s)", between, brief(aim, page),
                        ics_say_count(value).text, aim->unit, percent(lost(aim, value)).text);
      between = "; ";
   }
   static ics_err ignored;
   char *all = NULL;
   if (text.used == 0) ics_buffer_text(&text, "nothing: every aim is at its best");
   return ics_buffer_end(&text, &all, &ignored) == ICS_OK ? all : "";
}

static void what_ends_cost(const ics_front_result *r, ics_buffer *page)
{
   ics_page_heading(page, "What the best of each aim costs the others (in brackets: of the range "
                          "between their ends)");
   for (int a = 0; a < r->naims; a++) {
      const ics_front_aim *aim = &r->aims[a];
      if (!competes(aim))
         ics_page_prose(page, 2, "%s costs the others nothing: it is as good in every corner.",
                        brief(aim, page));
      else
         ics_page_prose(page, 2, "All for %s, corner %d: %s.", brief(aim, page), aim->corner + 1,
                        losses(r, aim->corner, page));
   }
}

/* ---- the balanced corner ------------------------------------------------------------------------
 */

static void balanced_corner(const ics_front_result *r, ics_buffer *page)
{
   const ics_front_corner *corner = &r->corners[r->balanced];
   ics_page_heading(page, "The most balanced corner");
   ics_page_prose(page, 2,
                  "Corner %d gives up at most %s of the range of any one aim; every other corner "
                  "gives up as much or more of some aim. It has: %s.",
                  r->balanced + 1, percent(corner->regret).text, losses(r, r->balanced, page));
}

static void rate_line(const ics_front_result *r, const ics_front_rate *rate, ics_buffer *page)
{
   const ics_front_aim *gain = &r->aims[rate->gain], *pay = &r->aims[rate->pay];
   const char *gains = brief(gain, page), *pays = brief(pay, page);
   if (strcmp(rate->status, "infeasible") == 0)
      ics_page_prose(page, 2, "%s: not to be had for %s alone.", gains, pays);
   else if (strcmp(rate->status, "optimal") != 0)
      ics_page_prose(page, 2, "%s for %s: NOT certified.", gains, pays);
   else
      ics_page_prose(page, 2, "%s better by %s %s costs %s %s of %s.", gains,
                     ics_say_count(rate->step).text, gain->unit, ics_say_count(rate->price).text,
                     pay->unit, pays);
}

static void exchange(const ics_front_result *r, ics_buffer *page)
{
   const double *value = r->corners[r->balanced].value;
   ics_page_heading(page, "There, what a hundredth of the range of one aim costs in another, the "
                          "rest no worse");
   for (int a = 0; a < r->naims; a++) {
      const ics_front_aim *aim = &r->aims[a];
      if (!competes(aim)) continue;
      if (lost(aim, value[a]) <= WORTH_SAYING)
         ics_page_prose(page, 2, "%s is at its best already.", brief(aim, page));
      for (int n = 0; n < r->nrates && lost(aim, value[a]) > WORTH_SAYING; n++)
         if (r->rates[n].gain == a && competes(&r->aims[r->rates[n].pay]))
            rate_line(r, &r->rates[n], page);
   }
}

/* ---- how closely it is proven -------------------------------------------------------------------
 */

/* A gap of nothing is asked for by who wants the whole frontier. */
static const char *asked(const ics_front_result *r, ics_buffer *page)
{
   if (r->asked == 0.0) return "exact";
   const char *text = ics_format(page->arena, "%s", percent(r->asked).text);
   return text ? text : "";
}

static void why_it_ended(const ics_front_result *r, ics_buffer *page)
{
   if (strcmp(r->end, "corners") == 0)
      ics_page_prose(page, 0, "It ended at the limit of corners, before the gap asked for (%s).",
                     asked(r, page));
   else if (strcmp(r->end, "stopped") == 0)
      ics_page_prose(page, 0, "It was stopped before the gap asked for (%s): what is told holds.",
                     asked(r, page));
   else if (strcmp(r->end, "uncertified") == 0)
      ics_page_prose(page, 0, "The gap asked for (%s) was not reached.", asked(r, page));
   if (r->uncertified > 0)
      ics_page_prose(page, 0, "NOT certified, and of no part in the answer: %d of %d weights (%s).",
                     r->uncertified, r->solved, r->why);
}

static void the_proof(const ics_front_result *r, ics_buffer *page)
{
   ics_buffer_text(page, "\n");
   if (r->gap <= EXACT_GAP)
      ics_page_prose(page, 0,
                     "Proved complete: these %d corners are all there are, to rounding (%s of the "
                     "ranges). %d linear programs.",
                     r->ncorners, ics_say_small(r->gap).text, r->solved);
   else
      ics_page_prose(page, 0,
                     "Proved: no plan betters the frontier between these %d corners by more than "
                     "%s of the range in every aim at once. %d linear programs, each checked "
                     "independently of the solver.",
                     r->ncorners, ics_say_percent(r->gap, 2).text, r->solved);
   why_it_ended(r, page);
}

void ics_report_front(const ics_front_result *r, ics_buffer *page)
{
   if (strcmp(r->first_year, r->last_year) == 0)
      ics_page_prose(page, 0, "%s (%s), %s", r->name, r->code, r->last_year);
   else
      ics_page_prose(page, 0, "%s (%s), %s to %s", r->name, r->code, r->first_year, r->last_year);
   ics_page_prose(page, 0,
                  "Policy: %s. %s aims against each other, over all plans that keep the "
                  "rules.",
                  r->policy_name, number_word(r->naims));
   if (r->ncorners == 1)
      ics_page_prose(page, 0, "They do not compete: one plan is best for all of them.");
   else
      ics_page_prose(page, 0,
                     "%d corners: plans of which each is the best for some weights of the aims. "
                     "Between them one aim is paid for in another at a fixed rate.",
                     r->ncorners);
   what_can_be_reached(r, page);
   if (r->ncorners > 1) {
      what_ends_cost(r, page);
      balanced_corner(r, page);
      exchange(r, page);
   }
   the_proof(r, page);
}

/* ---- facts --------------------------------------------------------------------------------------
 */

void ics_facts_front(const void *answer, ics_facts *to)
{
   const ics_front_result *r = answer;
   if (!ics_facts_table(to, "frontier", NULL)) return;
   for (int a = 0; a < r->naims; a++) ics_facts_head(to, r->aims[a].aim.id);
   for (int a = 0; a < r->naims; a++)
      ics_facts_head(to, ics_format(to->arena, "weight_%s", r->aims[a].aim.id));
   ics_facts_heads_end(to);
   for (int n = 0; n < r->ncorners; n++) {
      ics_facts_int(to, n + 1);
      for (int a = 0; a < r->naims; a++) ics_facts_real(to, r->corners[n].value[a]);
      for (int a = 0; a < r->naims; a++) ics_facts_real(to, r->corners[n].weight[a]);
      ics_facts_end(to);
   }
}
