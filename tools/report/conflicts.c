/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/conflicts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/breaches.h"
#include "report/page.h"
#include "report/words.h"

enum {
   ALIKE = 2, /* rules of one kind and place in the files; of more only the largest is told */
   CHANGES_SHOWN = 8, /* of one repair */
   SINGLES_SHOWN = 4, /* rules that could mend it alone */
};

static bool is_money(const char *unit)
{
   return strncmp(unit, "GBPm", 4) == 0;
}

/* {unit} said as people say it: "£31m", "£31m of care", "940 bed". */
static const char *amount(ics_buffer *page, double value, const char *unit)
{
   const char *said, *rest = is_money(unit) ? unit + 4 : unit;
   bool money = is_money(unit);
   said = money ? ics_say_pounds(value).text : ics_say_count(value).text;
   said = ics_format(page->arena, "%s%s%s", said, money || !*rest ? "" : " ", rest);
   if (!said) page->failed = true;
   return said ? said : "";
}

/* {unit} with as many decimals as it takes to see a change of `by`. */
static const char *fine(ics_buffer *page, double value, double by, const char *unit)
{
   int decimals = by > 0.0 ? 1 - (int)floor(log10(by)) : 0;
   bool money = is_money(unit);
   decimals = decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
   const char *said =
       ics_format(page->arena, "%s%s%s%s", money ? "£" : "", ics_say_fixed(value, decimals).text,
                  money ? "m" : " ", money ? unit + 4 : unit);
   if (!said) page->failed = true;
   return said ? said : "";
}

static const char *place(ics_buffer *page, const ics_conflict_rule *rule)
{
   const char *text = "asked for in this call";
   if (rule->file[0])
      text = ics_format(page->arena, "%s:%d%s", rule->file, rule->line,
                        rule->typed ? ", changed by --set" : "");
   if (!text) page->failed = true;
   return text ? text : "";
}

/* What a rule asks: its limit, or where that moves with the plan, the number it was set by. */
static void rule_line(ics_buffer *page, const ics_conflict_rule *rule, int more)
{
   char others[64] = "";
   if (more > 0) (void)snprintf(others, sizeof others, "; and %d more of the kind", more);
   if (!isnan(rule->limit))
      ics_page_prose(page, 2, "- %s: %s %s [%s]%s", rule->words, rule->asks,
                     amount(page, rule->limit, rule->unit), place(page, rule), others);
   else if (rule->setting[0])
      ics_page_prose(page, 2, "- %s: set by %s [%s]%s", rule->words, rule->setting,
                     place(page, rule), others);
   else
      ics_page_prose(page, 2, "- %s [%s]%s", rule->words, place(page, rule), others);
}

static bool alike(const ics_conflict_rule *a, const ics_conflict_rule *b)
{
   return strcmp(a->kind, b->kind) == 0 && strcmp(a->asks, b->asks) == 0 &&
          strcmp(a->file, b->file) == 0 && a->line == b->line;
}

static double size_of(const ics_conflict_rule *rule)
{
   return isnan(rule->limit) ? 0.0 : fabs(rule->limit);
}

/* The rules like rule p that come before it by size, and how many there are in all. */
static int rank_of(const ics_conflicts *found, int p, int *all)
{
   const ics_conflict_rule *it = &found->irreducible[p];
   int before = 0;
   *all = 0;
   for (int q = 0; q < found->nirreducible; q++) {
      const ics_conflict_rule *other = &found->irreducible[q];
      if (!alike(it, other)) continue;
      (*all)++;
      before += size_of(other) > size_of(it) || (size_of(other) == size_of(it) && q < p);
   }
   return before;
}

static void the_set(const ics_conflicts *found, bool detail, ics_buffer *page)
{
   int n = found->nirreducible;
   ics_page_heading(page, "Why there is no plan");
   if (n == 1)
      ics_page_prose(page, 2, "One rule asks for what nothing in %s allows:", found->name);
   else
      ics_page_prose(page, 2,
                     "These %d rules contradict each other. No plan keeps them all; without any "
                     "one of them the others could be kept:",
                     n);
   for (int p = 0; p < n; p++) {
      int all, rank = rank_of(found, p, &all), shown;
      shown = detail || all <= ALIKE ? all : 1;
      if (rank >= shown) continue;
      rule_line(page, &found->irreducible[p], rank == shown - 1 ? all - shown : 0);
   }
   if (found->more)
      ics_page_prose(page, 2,
                     "They are not the only ones: other rules contradict each other as well. The "
                     "changes below mend them all.");
}

/* ---- repairs ------------------------------------------------------------------------------------
 */

static void change_line(ics_buffer *page, const ics_conflict_change *c)
{
   const char *by = amount(page, c->by, c->rule.unit);
   if (isnan(c->from))
      ics_page_prose(page, 4, "- %s%s gives way by %s [%s]", c->rule.words,
                     c->rule.setting[0] ? ics_format(page->arena, " (now %s)", c->rule.setting)
                                        : "",
                     by, place(page, &c->rule));
   else
      ics_page_prose(page, 4, "- %s: %s %s instead of %s, %s %s [%s]", c->rule.words, c->rule.asks,
                     fine(page, c->to, c->by, c->rule.unit),
                     fine(page, c->from, c->by, c->rule.unit), by,
                     c->to > c->from ? "more" : "less", place(page, &c->rule));
}

static void options_line(ics_buffer *page, const ics_conflict_repair *repair)
{
   if (repair->noptions == 0) return;
   ics_page_prose(page, 4, "Tried, and there is then a plan:");
   for (int p = 0; p < repair->noptions; p++) ics_page_prose(page, 6, "%s", repair->options[p]);
}

static void changes(ics_buffer *page, const ics_conflict_repair *repair, bool detail)
{
   int most = detail || repair->nchanges <= CHANGES_SHOWN + 1 ? repair->nchanges : CHANGES_SHOWN;
   double rest = 0.0;
   for (int c = 0; c < repair->nchanges; c++) {
      const ics_conflict_change *it = &repair->changes[c];
      int before = 0;
      for (int d = 0; d < repair->nchanges; d++) {
         double mine = it->by * it->weight,
                other = repair->changes[d].by * repair->changes[d].weight;
         before += other > mine || (other == mine && d < c);
      }
      if (before < most)
         change_line(page, it);
      else
         rest += it->by * it->weight;
   }
   if (most < repair->nchanges)
      ics_page_prose(page, 4, "- and %d smaller changes, %s in all", repair->nchanges - most,
                     ics_say_pounds(rest).text);
   options_line(page, repair);
}

static void one_repair(ics_buffer *page, const ics_conflict_repair *repair, bool detail)
{
   const char *total = ics_say_pounds(repair->total).text;
   const char *rules = repair->nchanges == 1 ? "rule" : "rules";
   if (strcmp(repair->measure, "sum") == 0)
      ics_page_prose(page, 2, "The least change in all, %s over %d %s:", total, repair->nchanges,
                     rules);
   else if (repair->proved)
      ics_page_prose(page, 2, "The fewest rules, %d %s and %s in all:", repair->nchanges, rules,
                     total);
   else
      ics_page_prose(page, 2,
                     "Few rules, %d of them and %s in all (at least %d are needed; this is not "
                     "proved to be the fewest):",
                     repair->nchanges, total, repair->least);
   changes(page, repair, detail);
}

static bool same_repair(const ics_conflict_repair *a, const ics_conflict_repair *b)
{
   bool same = a->nchanges == b->nchanges;
   for (int c = 0; same && c < a->nchanges; c++)
      same = strcmp(a->changes[c].rule.rule, b->changes[c].rule.rule) == 0;
   return same;
}

/* Single rules that could mend it, beyond those already told. */
static void singles(const ics_conflicts *found, bool detail, ics_buffer *page)
{
   int told = 0, left = 0, shown = detail ? found->nrepairs : SINGLES_SHOWN;
   if (found->nrepairs == 2) {
      ics_page_prose(page, 2, "No single rule can mend it by itself.");
      return;
   }
   for (int p = 2; p < found->nrepairs; p++) {
      const ics_conflict_repair *it = &found->repairs[p];
      if (same_repair(it, &found->repairs[0]) || same_repair(it, &found->repairs[1])) continue;
      if (told == shown) {
         left++;
         continue;
      }
      if (told++ == 0) ics_page_prose(page, 2, "Or, by itself, with all others kept:");
      change_line(page, &it->changes[0]);
      options_line(page, it);
   }
   if (left > 0) ics_page_prose(page, 4, "- or one of %d more, each dearer (--detail)", left);
}

static void there_is_a_plan(const ics_conflicts *found, bool detail, ics_buffer *page)
{
   if (found->nbreaches == 0) {
      ics_page_prose(page, 0, "There is a plan: nothing contradicts (proved).");
      return;
   }
   ics_page_prose(page, 0,
                  "This policy says how care is paid for, and cannot keep all hard rules: %s is "
                  "missed over all years, which is the least there is (proved). In the plan that "
                  "`icsopt solve` gives:",
                  ics_say_pounds(found->breach_gbp_m).text);
   ics_report_breaches(found->breaches, found->nbreaches, 2, detail, page);
   ics_page_prose(page, 0, "Apart from these nothing contradicts.");
}

void ics_report_conflicts(const ics_conflicts *found, bool detail, ics_buffer *page)
{
   ics_page_prose(page, 0, "%s (%s), %s to %s. Policy: %s.", found->name, found->code,
                  found->first_year, found->last_year, found->policy_name);
   if (found->plan_exists) {
      there_is_a_plan(found, detail, page);
      return;
   }
   the_set(found, detail, page);
   ics_page_heading(page, "What would mend it");
   one_repair(page, &found->repairs[0], detail);
   if (same_repair(&found->repairs[0], &found->repairs[1]))
      ics_page_prose(page, 2, found->repairs[1].proved ? "No fewer rules would do." : "");
   else
      one_repair(page, &found->repairs[1], detail);
   singles(found, detail, page);
   ics_buffer_text(page, "\n");
   ics_page_prose(page, 0,
                  "Proved by %d certified linear programs.%s Standards are not among the rules: "
                  "what a plan misses of them it reports as shortfall.",
                  found->programs,
                  found->weighed ? " In a sum, money counts as it is, and one hundredth of a limit "
                                   "in another unit counts as £1m."
                                 : "");
}
