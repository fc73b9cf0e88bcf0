/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/league.h"

#include <math.h>
#include <string.h>

#include "report/csv.h"
#include "report/page.h"
#include "report/words.h"

static const double A_POUND = 1e-6; /* {GBPm} */

/* ---- in short -----------------------------------------------------------------------------------
 */

static const char *code_at(const ics_league *l, int system)
{
   return system == ICS_NONE ? "" : l->of->systems[system].code;
}

static void head(const ics_league *l, ics_buffer *page)
{
   const ics_benchmark *b = l->of;
   ics_page_prose(page, 0, "%d polic%s in %d system%s, at %s resolution. Goal: %s.", b->npolicies,
                  b->npolicies == 1 ? "y" : "ies", b->nsystems, ics_plural(b->nsystems),
                  b->resolution, *b->goal ? b->goal : "each system's own");
}

/* A benchmark that was stopped, read back. */
static void what_is_missing(const ics_league *l, ics_buffer *page)
{
   int asked = l->plans + l->infeasible + l->failed + l->missing;
   if (l->missing == 0) return;
   ics_page_prose(page, 0,
                  "Not finished: %d of %d cells are missing, and all below is of the others. The "
                  "same benchmark command goes on from here.",
                  l->missing, asked);
}

static void in_short(const ics_league *l, ics_buffer *page)
{
   const ics_league_policy *first = &l->policies[l->order[0]];
   if (first->plans == 0) return;
   ics_page_heading(page, "In short");
   ics_page_prose(page, 2, "%s is best in %d of %d systems%s.", first->name, first->best,
                  l->of->nsystems, first->sole < first->best ? ", not always alone" : "");
   const char *always = "", *sometimes = "";
   for (int n = 1; n < l->of->npolicies && always && sometimes; n++) {
      const ics_league_policy *p = &l->policies[l->order[n]];
      if (p->plans == 0 || p->dominated == 0) continue;
      if (p->dominated == p->plans)
         always = ics_format(page->arena, "%s%s%s", always, *always ? "; " : "", p->name);
      else
         sometimes = ics_format(page->arena, "%s%s%s in %d of %d", sometimes,
                                *sometimes ? "; " : "", p->name, p->dominated, p->plans);
   }
   if (always && *always)
      ics_page_prose(
          page, 2,
          "In every system another policy is no worse in any aim, and better in at least "
          "one, than: %s.",
          always);
   if (sometimes && *sometimes)
      ics_page_prose(page, 2, "The same holds in some systems for: %s.", sometimes);
   for (int n = 0; n < l->of->npolicies; n++) {
      const ics_league_policy *p = &l->policies[n];
      if (p->beats > 0)
         ics_page_prose(page, 2, "%s is better than the reference policy in %d of %d systems.",
                        p->name, p->beats, p->plans);
   }
}

/* ---- tables -------------------------------------------------------------------------------------
 */

static void number(ics_table *table, double value, ics_said said)
{
   ics_table_cell(table, "%s", isnan(value) ? "" : said.text);
}

static void league_row(const ics_league *l, const ics_league_policy *p, ics_table *table)
{
   ics_table_cell(table, "%s", p->name);
   ics_table_cell(table, "%d", p->best);
   number(table, p->regret.mean, ics_say_fixed(p->regret.mean, 3));
   number(table, p->regret.most, ics_say_fixed(p->regret.most, 3));
   ics_table_cell(table, "%s", code_at(l, p->regret.most_at));
   number(table, p->unmet.mean, ics_say_percent(p->unmet.mean, 1));
   number(table, p->inequality.mean, ics_say_percent(p->inequality.mean, 1));
   number(table, p->moved.mean, ics_say_pounds(p->moved.mean));
   bool kept = isnan(p->shortfall.most) || p->shortfall.most < A_POUND;
   ics_table_cell(table, "%s", kept ? "none" : ics_say_pounds(p->shortfall.mean).text);
   ics_table_cell(table, "%d", p->infeasible + p->failed);
}

static void league(const ics_league *l, ics_buffer *page)
{
   static const char *const heads[] = { "",      "best in",    "mean loss", "most",  "where",
                                        "unmet", "inequality", "moved",     "short", "no plan" };
   ics_page_heading(page, "Policies, best first; loss against the best policy of each system");
   ics_table table = ics_table_start(page, "lrrrlrrrrr");
   for (size_t c = 0; c < sizeof heads / sizeof *heads; c++) ics_table_cell(&table, "%s", heads[c]);
   for (int n = 0; n < l->of->npolicies; n++) league_row(l, &l->policies[l->order[n]], &table);
   ics_table_end(&table, 2);
   ics_page_prose(
       page, 2,
       "Unmet need, inequality (worst served place less best) and money moved are of the "
       "last year, means over systems; short of standards, over all years.");
}

/* Policies that say how care is paid for may be unable to keep hard rules; losses leave that out.
 */
static void missed(const ics_league *l, ics_buffer *page)
{
   const char *list = "";
   for (int n = 0; n < l->of->npolicies && list; n++) {
      const ics_league_policy *p = &l->policies[l->order[n]];
      if (p->breach.n == 0 || p->breach.most < A_POUND) continue;
      list = ics_format(page->arena, "%s%s%s %s", list, *list ? "; " : "", p->name,
                        ics_say_pounds(p->breach.mean).text);
   }
   if (!list) page->failed = true;
   if (!list || !*list) return;
   ics_page_prose(page, 2,
                  "Hard rules that a policy cannot keep are missed over all years, mean over "
                  "systems, by: %s. Such a plan ranks behind all that keep them.",
                  list);
}

/* A span as "93% (81 to 99)". */
static void aims(const ics_league *l, ics_buffer *page)
{
   static const char align[] = "lrrrrrrrrrrrrrrr";
   int shown = l->naims < ICS_TABLE_COLUMNS - 1 ? l->naims : ICS_TABLE_COLUMNS - 1;
   if (l->naims == 0 || l->plans == 0) return;
   ics_page_heading(page,
                    "How far each aim comes from its worst to its best: mean (least to most)");
   const char *columns = ics_format(page->arena, "%.*s", shown + 1, align);
   if (!columns) return;
   ics_table table = ics_table_start(page, columns);
   ics_table_cell(&table, "%s", "");
   for (int a = 0; a < shown; a++) ics_table_cell(&table, "%s", l->aims[a].id);
   for (int n = 0; n < l->of->npolicies; n++) {
      const ics_league_policy *p = &l->policies[l->order[n]];
      ics_table_cell(&table, "%s", p->name);
      for (int a = 0; a < shown; a++) {
         const ics_league_span *s = &p->aims[a];
         if (s->n == 0)
            ics_table_cell(&table, "%s", "");
         else
            ics_table_cell(&table, "%.0f%% (%.0f to %.0f)", 100.0 * s->mean, 100.0 * s->least,
                           100.0 * s->most);
      }
   }
   ics_table_end(&table, 2);
}

static void prices(const ics_league *l, ics_buffer *page)
{
   int priced = 0;
   for (int n = 0; n < l->nprices; n++) priced += l->prices[n].goal.n > 0;
   if (priced == 0) return;
   ics_page_heading(page, "What is lost by holding fast, in the goal: mean (least to most)");
   ics_table table = ics_table_start(page, "lrll");
   for (int n = 0; n < l->nprices; n++) {
      const ics_league_price *p = &l->prices[n];
      if (p->goal.n == 0) continue;
      ics_table_cell(&table, "%s", p->words);
      ics_table_cell(&table, "%.3f", p->goal.mean);
      ics_table_cell(&table, "(%.3f %s to %.3f %s)", p->goal.least, code_at(l, p->goal.least_at),
                     p->goal.most, code_at(l, p->goal.most_at));
      if (p->unlike > 0)
         ics_table_cell(&table, "%d left out: short of standards by unlike sums", p->unlike);
      else
         ics_table_cell(&table, "%s", "");
   }
   ics_table_end(&table, 2);
}

/* ---- what went wrong, and the proof -------------------------------------------------------------
 */

static void without_plan(const ics_league *l, ics_buffer *page)
{
   enum { SHOWN = 5 };
   const ics_benchmark *b = l->of;
   int n = 0;
   for (int s = 0; s < b->nsystems; s++)
      for (int p = 0; p < b->npolicies; p++) {
         const ics_bench_cell *cell = &b->cells[s * b->npolicies + p];
         if (l->cells[s * b->npolicies + p].rank > 0 || strcmp(cell->status, "absent") == 0 ||
             strcmp(cell->status, ICS_MISSING) == 0)
            continue;
         if (n++ == 0) ics_page_heading(page, "Without a certified plan");
         if (n > SHOWN) continue;
         ics_page_prose(page, 2, "%s, %s: %s%s%s", b->systems[s].code, b->policies[p], cell->status,
                        cell->words ? ": " : "", cell->words ? cell->words : "");
      }
   if (n > SHOWN) ics_page_prose(page, 2, "and %d more", n - SHOWN);
}

static void proof(const ics_league *l, ics_buffer *page)
{
   ics_buffer_text(page, "\n");
   ics_page_prose(page, 0,
                  "%d cell%s: %d proved best under the stated rules (largest gap %s), %d proved to "
                  "have no plan, %d without an answer.",
                  l->plans + l->infeasible + l->failed,
                  ics_plural(l->plans + l->infeasible + l->failed), l->plans,
                  ics_say_small(l->worst_gap).text, l->infeasible, l->failed);
}

void ics_report_league(const ics_league *l, ics_buffer *page)
{
   head(l, page);
   what_is_missing(l, page);
   in_short(l, page);
   league(l, page);
   missed(l, page);
   aims(l, page);
   prices(l, page);
   without_plan(l, page);
   proof(l, page);
}

/* ---- CSV ----------------------------------------------------------------------------------------
 */

static void csv_heads(const ics_league *l, ics_csv *csv)
{
   static const char *const first[] = { "system", "policy",    "resolution",
                                        "status", "certified", "relative_gap" };
   static const char *const then[] = { "unmet",       "shortfall",  "seconds",      "goal",
                                       "rank",        "regret",     "dominated_by", "unmet_first",
                                       "unmet_today", "inequality", "moved_gbp_m",  "breach",
                                       "iterations" };
   static const char *const each[] = { "baseline", "best", "worst" };
   for (size_t c = 0; c < sizeof first / sizeof *first; c++) ics_csv_text(csv, first[c]);
   for (int a = 0; a < l->naims; a++) ics_csv_text(csv, l->aims[a].id);
   for (size_t c = 0; c < sizeof then / sizeof *then; c++) ics_csv_text(csv, then[c]);
   for (int a = 0; a < l->naims; a++)
      for (size_t c = 0; c < sizeof each / sizeof *each; c++)
         ics_csv_text(csv, ics_format(csv->out->arena, "%s_%s", l->aims[a].id, each[c]));
   ics_csv_text(csv, "words");
   ics_csv_end(csv);
}

static void csv_figures(const ics_bench_cell *c, const ics_league_cell *it, const char *by,
                        bool timing, ics_csv *csv)
{
   ics_csv_real(csv, c->unmet_last);
   ics_csv_real(csv, c->shortfall_gbp_m);
   ics_csv_real(csv, timing ? c->seconds : (double)NAN);
   ics_csv_real(csv, c->goal);
   if (it->rank > 0)
      ics_csv_int(csv, it->rank);
   else
      ics_csv_text(csv, NULL);
   ics_csv_real(csv, it->regret);
   ics_csv_text(csv, by);
   ics_csv_real(csv, c->unmet_first);
   ics_csv_real(csv, c->unmet_today);
   ics_csv_real(csv, c->inequality);
   ics_csv_real(csv, c->moved_gbp_m);
   ics_csv_real(csv, c->breach_gbp_m);
   ics_csv_int(csv, c->iterations);
}

static void csv_row(const ics_league *l, int system, int policy, bool timing, ics_csv *csv)
{
   const ics_benchmark *b = l->of;
   const ics_bench_cell *c = &b->cells[system * b->npolicies + policy];
   const ics_league_cell *it = &l->cells[system * b->npolicies + policy];
   const char *by = it->dominated_by == ICS_NONE ? NULL : b->policies[it->dominated_by];
   ics_csv_text(csv, b->systems[system].code);
   ics_csv_text(csv, b->policies[policy]);
   ics_csv_text(csv, b->resolution);
   ics_csv_text(csv, c->status);
   ics_csv_text(csv, c->certified ? "true" : "false");
   ics_csv_real(csv, c->relative_gap);
   for (int a = 0; a < l->naims; a++) {
      const ics_result_aim *aim = ics_league_aim(c, l->aims[a].id);
      ics_csv_real(csv, aim ? aim->value : (double)NAN);
   }
   csv_figures(c, it, by, timing, csv);
   for (int a = 0; a < l->naims; a++) {
      const ics_result_aim *aim = ics_league_aim(c, l->aims[a].id);
      ics_csv_real(csv, aim ? aim->baseline : (double)NAN);
      ics_csv_real(csv, aim ? aim->best : (double)NAN);
      ics_csv_real(csv, aim ? aim->worst : (double)NAN);
   }
   ics_csv_text(csv, c->words);
   ics_csv_end(csv);
}

void ics_csv_league(const ics_league *l, bool timing, ics_buffer *out)
{
   ics_csv csv = ics_csv_start(out);
   csv_heads(l, &csv);
   for (int s = 0; s < l->of->nsystems; s++)
      for (int p = 0; p < l->of->npolicies; p++)
         if (strcmp(l->of->cells[s * l->of->npolicies + p].status, "absent") != 0)
            csv_row(l, s, p, timing, &csv);
}
