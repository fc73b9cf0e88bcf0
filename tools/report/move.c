/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/move.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/page.h"
#include "report/words.h"

enum {
   SERVICES_SHOWN = 8,
   PLACES_SHOWN = 4, /* on each side */
   FLOWS_SHOWN = 8,
   OTHERS_SHOWN = 6,
};

static const double WORTH_SAYING = 0.01; /* of the largest change of the same table */

static bool is_system(const ics_name *place)
{
   return place->id[0] == '\0';
}

/* "-12,346": nothing has no sign, and what rises says so. */
static const char *signed_count(const ics_buffer *page, double value)
{
   const char *text =
       ics_format(page->arena, "%s%s", value > 0.0 ? "+" : "", ics_say_count(value).text);
   return text ? text : "";
}

/* "74.77": one more digit than pounds are said with, for two amounts that are close. */
static const char *millions(const ics_buffer *page, double gbp_m)
{
   const char *text = ics_format(page->arena, "£%sm", ics_say_fixed(gbp_m, 2).text);
   return text ? text : "";
}

/* "contacts", "weeks of care" */
static const char *units(const ics_buffer *page, const char *unit)
{
   const char *of = strstr(unit, " of ");
   int word = (int)(of ? of - unit : (long)strlen(unit));
   const char *text = ics_format(page->arena, "%.*ss%s", word, unit, of ? of : "");
   return text ? text : "";
}

/* ---- the sentence -------------------------------------------------------------------------------
 */

static const char *where_and_when(const ics_move *move, const ics_buffer *page)
{
   bool all = move->years == move->horizon && move->years > 1;
   const char *at = is_system(&move->place) ? " across the system"
                                            : ics_format(page->arena, " at %s", move->place.name);
   const char *text =
       ics_format(page->arena, "moving %s%s from %s to %s%s%s%s%s",
                  ics_say_pounds(move->ask.gbp_m).text, move->years > 1 ? " a year" : "",
                  move->from.name, move->to.name, at ? at : "", all ? ", every year from " : " in ",
                  move->first, all ? ics_format(page->arena, " to %s,", move->last) : "");
   return text ? text : "";
}

/* The first aim that changes, in the instance's order: a health aim stands first there. */
static const ics_move_aim *told_aim(const ics_move *move)
{
   for (int a = 0; a < move->naims; a++)
      if (move->aims[a].change != 0.0) return &move->aims[a];
   return NULL;
}

static const char *verb_of(const ics_move_aim *aim)
{
   return aim->better < 0 ? "costs" : aim->maximise ? "gains" : "saves";
}

static void the_sentence(const ics_move *move, ics_buffer *page)
{
   const char *what = where_and_when(move, page);
   const ics_move_aim *aim = told_aim(move);
   if (!aim) {
      ics_page_prose(page, 0, "M%s changes no aim.", what + 1);
      return;
   }
   ics_page_prose(page, 0, "M%s %s %s %s over %d year%s (%s: %s to %s).", what + 1, verb_of(aim),
                  ics_say_count(fabs(aim->change)).text, aim->unit, move->horizon,
                  ics_plural(move->horizon), aim->aim.name, ics_say_count(aim->before).text,
                  ics_say_count(aim->after).text);
}

static void the_goal(const ics_move *move, ics_buffer *page)
{
   if (!move->mixed) return; /* the goal is an aim, which is told already */
   if (move->goal_gain == 0.0)
      ics_page_prose(page, 0, "By the goal of this plan it makes no difference.");
   else
      ics_page_prose(page, 0, "By the goal of this plan, all aims together, that is %s by %s %s.",
                     move->goal_gain > 0.0 ? "better" : "worse",
                     ics_say_count(fabs(move->goal_gain)).text, move->goal_unit);
}

/* ---- rules in the way ---------------------------------------------------------------------------
 */

static const char *source_of(const ics_rule *rule, const ics_buffer *page)
{
   const char *text = rule->where.file ? ics_format(page->arena, "; set in %s:%d", rule->where.file,
                                                    rule->where.line)
                                       : "";
   return text ? text : "";
}

static void beyond_rules(const ics_move *move, ics_buffer *page)
{
   if (move->nbeyond == 0) return;
   const ics_move_beyond *it = &move->beyond[0];
   bool more = it->asked > it->limit;
   const char *rest =
       move->nbeyond == 1
           ? ""
           : ics_format(page->arena, " %d more limit%s %s passed by less.", move->nbeyond - 1,
                        ics_plural(move->nbeyond - 1), move->nbeyond == 2 ? "is" : "are");
   ics_page_prose(page, 0,
                  "This goes beyond a rule: %s is at %s %s, the move makes it %s, %s %s%s.%s",
                  it->rule.words, more ? "most" : "least", millions(page, it->limit),
                  millions(page, it->asked), ics_say_pounds(it->over).text,
                  more ? "too much" : "too little", source_of(&it->rule, page), rest ? rest : "");
}

static void list_reasons(const ics_move *move, ics_buffer *page)
{
   for (int p = 0; p < move->nreasons; p++)
      ics_page_prose(page, 2, "%s%s", move->reasons[p].words, source_of(&move->reasons[p], page));
}

static void what_stays(const ics_move *move, ics_buffer *page)
{
   if (!move->adapted)
      ics_page_prose(
          page, 0,
          "All other contracts keep their money; how they are paid for, which fund pays, "
          "the reserve and the care given follow.");
   else if (!move->forced)
      ics_page_prose(page, 0, "The rest of the plan adapts within its rules.");
   else {
      ics_page_prose(page, 0,
                     "With all other contracts as planned the rules have no room for it, so the "
                     "rest of the plan had to move as well. In the way %s:",
                     move->nreasons == 1 ? "stands" : "stand together");
      list_reasons(move, page);
   }
   if (move->place_idle)
      ics_page_prose(page, 0,
                     "Both services have one contract for the whole system, so the money moves "
                     "there, not at %s alone.",
                     move->place.name);
}

/* ---- tables -------------------------------------------------------------------------------------
 */

static void aims(const ics_move *move, ics_buffer *page)
{
   double most = 0.0;
   for (int a = 0; a < move->naims; a++)
      if (move->aims[a].range > 0.0)
         most = fmax(most, fabs(move->aims[a].change) / move->aims[a].range);
   ics_table table = ics_table_start(page, "lrrrll");
   int same = 0;
   for (int a = 0; a < move->naims; a++) {
      const ics_move_aim *aim = &move->aims[a];
      bool small = aim->range > 0.0 && fabs(aim->change) < WORTH_SAYING * most * aim->range;
      if (aim->change == 0.0 || small) {
         same++;
         continue;
      }
      ics_table_cell(&table, "%s", aim->aim.name);
      ics_table_cell(&table, "%s", ics_say_count(aim->before).text);
      ics_table_cell(&table, "%s", ics_say_count(aim->after).text);
      ics_table_cell(&table, "%s", signed_count(page, aim->change));
      ics_table_cell(&table, "%s", aim->unit);
      ics_table_cell(&table, "%s", aim->better > 0 ? "better" : "worse");
   }
   if (table.cells == 0) return;
   ics_page_heading(page, "Aims: before, after, change");
   ics_table_end(&table, 2);
   if (same > 0)
      ics_page_prose(page, 2, "%d other aim%s the same or nearly so.", same,
                     same == 1 ? " stays" : "s stay");
   if (fabs(move->shortfall_after - move->shortfall_before) > ICS_MOVE_ROUNDING)
      ics_page_prose(page, 2, "Shortfall against standards: %s of care before, %s after.",
                     ics_say_pounds(move->shortfall_before).text,
                     ics_say_pounds(move->shortfall_after).text);
}

static double largest(const ics_move_line *line)
{
   return fmax(fmax(fabs(line->money), fabs(line->need)),
               fmax(fabs(line->care), fabs(line->unmet)));
}

static int by_unmet(const void *a, const void *b)
{
   const ics_move_line *p = *(const ics_move_line *const *)a;
   const ics_move_line *q = *(const ics_move_line *const *)b;
   return p->unmet != q->unmet ? (p->unmet > q->unmet) - (p->unmet < q->unmet) : (p > q) - (p < q);
}

/* The lines whose change is worth saying, from the largest fall of unmet need to its largest rise.
 */
static int worth_saying(const ics_move_line *lines, int n, double (*size)(const ics_move_line *),
                        const ics_buffer *page, const ics_move_line ***out)
{
   double most = 0.0;
   int kept = 0;
   const ics_move_line **list = ics_alloc(page->arena, (size_t)n, sizeof *list);
   if (!list) return 0;
   for (int p = 0; p < n; p++) most = fmax(most, size(&lines[p]));
   for (int p = 0; p < n; p++)
      if (size(&lines[p]) > WORTH_SAYING * most) list[kept++] = &lines[p];
   if (kept > 0) qsort(list, (size_t)kept, sizeof *list, by_unmet);
   *out = list;
   return kept;
}

static void change_cells(ics_table *table, const ics_move_line *line)
{
   ics_table_cell(table, "%s", ics_say_change(line->need).text);
   ics_table_cell(table, "%s", ics_say_change(line->care).text);
   ics_table_cell(table, "%s", ics_say_change(line->unmet).text);
}

static void heads(ics_table *table, const char *first, bool money)
{
   ics_table_cell(table, "%s", first);
   if (money) ics_table_cell(table, "%s", "money");
   ics_table_cell(table, "%s", "need");
   ics_table_cell(table, "%s", "care");
   ics_table_cell(table, "%s", "left unmet");
}

/* Longer tables lose their middle, which changes least. */
static bool left_out(int p, int n, int shown)
{
   return n > shown && p >= shown / 2 && p < n - shown / 2;
}

static void services(const ics_move *move, ics_buffer *page)
{
   const ics_move_line **list;
   int n = worth_saying(move->services, move->nservices, largest, page, &list), cut = 0;
   if (n == 0) return;
   ics_page_heading(page, "Who gains, who pays: services, over %d year%s", move->horizon,
                    ics_plural(move->horizon));
   ics_table table = ics_table_start(page, "lrrrrr");
   heads(&table, "", true);
   ics_table_cell(&table, "%s", "");
   for (int p = 0; p < n; p++) {
      const ics_move_line *line = list[p];
      if (left_out(p, n, SERVICES_SHOWN)) {
         cut++;
         continue;
      }
      ics_table_cell(&table, "%s", line->service.name);
      ics_table_cell(&table, "%s", line->money == 0.0 ? "" : ics_say_change(line->money).text);
      change_cells(&table, line);
      if (line->unit[0] && line->unmet != 0.0)
         ics_table_cell(&table, "%s %s", signed_count(page, line->unmet_units),
                        units(page, line->unit));
      else
         ics_table_cell(&table, "%s", "");
   }
   ics_table_end(&table, 2);
   if (cut > 0)
      ics_page_prose(page, 2, "%d service%s between these change%s less.", cut, ics_plural(cut),
                     cut == 1 ? "s" : "");
}

static double unmet_size(const ics_move_line *line)
{
   return fabs(line->unmet);
}

static void places(const ics_move *move, ics_buffer *page)
{
   const ics_move_line **list;
   int n = worth_saying(move->places, move->nplaces, unmet_size, page, &list), cut = 0;
   if (n == 0 || move->nplaces < 2) return;
   ics_page_heading(page, "Who gains, who pays: places, over %d year%s", move->horizon,
                    ics_plural(move->horizon));
   ics_table table = ics_table_start(page, "lrrr");
   heads(&table, "", false);
   ics_move_line rest = { 0 };
   for (int p = 0; p < n; p++) {
      if (left_out(p, n, 2 * PLACES_SHOWN)) {
         rest.need += list[p]->need;
         rest.care += list[p]->care;
         rest.unmet += list[p]->unmet;
         cut++;
         continue;
      }
      ics_table_cell(&table, "%s", list[p]->place.name);
      change_cells(&table, list[p]);
   }
   if (cut > 0) {
      ics_table_cell(&table, "%d place%s between", cut, ics_plural(cut));
      change_cells(&table, &rest);
   }
   ics_table_end(&table, 2);
   ics_page_prose(page, 2, "Equally good plans may share this among places otherwise%s.",
                  move->nearest ? "; this one changes least from the plan" : "");
}

static void years(const ics_move *move, ics_buffer *page)
{
   double most = 0.0;
   for (int t = 0; t < move->horizon; t++) most = fmax(most, largest(&move->by_year[t]));
   if (most == 0.0 || move->horizon < 2) return;
   ics_page_heading(page, "When: all services and places");
   ics_table table = ics_table_start(page, "lrrr");
   heads(&table, "", false);
   for (int t = 0; t < move->horizon; t++) {
      if (largest(&move->by_year[t]) == 0.0) continue;
      ics_table_cell(&table, "%s", move->by_year[t].year);
      change_cells(&table, &move->by_year[t]);
   }
   ics_table_end(&table, 2);
}

static int by_change(const void *a, const void *b)
{
   const ics_move_flow *p = *(const ics_move_flow *const *)a;
   const ics_move_flow *q = *(const ics_move_flow *const *)b;
   double x = fabs(p->change), y = fabs(q->change);
   return x != y ? (x < y) - (x > y) : (p > q) - (p < q);
}

static void funds(const ics_move *move, ics_buffer *page)
{
   const ics_move_flow **list = ics_alloc(page->arena, (size_t)move->nflows, sizeof *list);
   if (!list || move->nflows == 0) return;
   for (int p = 0; p < move->nflows; p++) list[p] = &move->flows[p];
   if (move->nflows > 0) qsort(list, (size_t)move->nflows, sizeof *list, by_change);
   ics_page_heading(page, "Which fund pays, over %d year%s", move->horizon,
                    ics_plural(move->horizon));
   ics_table table = ics_table_start(page, "llr");
   for (int p = 0; p < move->nflows && p < FLOWS_SHOWN; p++) {
      if (fabs(list[p]->change) <= WORTH_SAYING * fabs(list[0]->change)) break;
      ics_table_cell(&table, "%s", list[p]->fund.name);
      ics_table_cell(&table, "%s",
                     strcmp(list[p]->use, "service") == 0 ? list[p]->service.name : list[p]->use);
      ics_table_cell(&table, "%s", ics_say_change(list[p]->change).text);
   }
   ics_table_end(&table, 2);
}

static void other_moves(const ics_move *move, ics_buffer *page)
{
   if (!move->adapted || move->nothers == 0) return;
   ics_page_heading(page, "Other money that moves, over %d year%s", move->horizon,
                    ics_plural(move->horizon));
   ics_table table = ics_table_start(page, "llr");
   int shown = move->nothers < OTHERS_SHOWN ? move->nothers : OTHERS_SHOWN;
   for (int p = 0; p < shown; p++) {
      const ics_move_other *it = &move->others[p];
      ics_table_cell(&table, "%s", it->service.name);
      ics_table_cell(&table, "%s", is_system(&it->place) ? "whole system" : it->place.name);
      ics_table_cell(&table, "%s", ics_say_change(it->change).text);
   }
   ics_table_end(&table, 2);
   if (move->nothers > shown)
      ics_page_prose(page, 2, "%d other contract%s change%s by less.", move->nothers - shown,
                     ics_plural(move->nothers - shown), move->nothers - shown == 1 ? "s" : "");
}

/* ---- the whole ----------------------------------------------------------------------------------
 */

static void no_answer(const ics_move *move, ics_buffer *page)
{
   const char *what = where_and_when(move, page);
   if (move->status != ICS_INFEASIBLE) {
      ics_page_prose(page, 0,
                     "M%s: NOT solved to a proved answer (gap %s, violation %s), so no figures are "
                     "given. Try again with --set time_limit or --set iterations raised.",
                     what + 1, ics_say_small(move->after.proof.relative_gap).text,
                     ics_say_small(move->after.proof.primal_violation).text);
      return;
   }
   ics_page_prose(page, 0,
                  "M%s is not possible: no plan keeps all the rules with it, even where the rest "
                  "of the plan may move. Proved. %s",
                  what + 1, move->nreasons > 0 ? "These rules together leave no room:" : "");
   list_reasons(move, page);
   beyond_rules(move, page);
   ics_page_prose(page, 0, "`icsopt conflicts` says which rules to loosen, and by how much.");
}

static void the_proof(const ics_move *move, ics_buffer *page)
{
   ics_buffer_text(page, "\n");
   ics_page_prose(
       page, 0,
       "All is summed over the years at constant prices; need, care and what is left unmet "
       "at reference cost. Proved best before and after: gap %s and %s, violation %s and "
       "%s.%s",
       ics_say_small(move->before.proof.relative_gap).text,
       ics_say_small(move->after.proof.relative_gap).text,
       ics_say_small(move->before.proof.primal_violation).text,
       ics_say_small(move->after.proof.primal_violation).text,
       move->nearest ? ""
                     : " Other plans are as good by every aim; this may not be the one "
                       "that changes least.");
}

void ics_report_move(const ics_move *move, ics_buffer *page)
{
   if (move->status != ICS_OPTIMAL) {
      no_answer(move, page);
      return;
   }
   the_sentence(move, page);
   the_goal(move, page);
   beyond_rules(move, page);
   what_stays(move, page);
   aims(move, page);
   services(move, page);
   places(move, page);
   years(move, page);
   funds(move, page);
   other_moves(move, page);
   the_proof(move, page);
}
