/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/psa.h"

#include <math.h>
#include <string.h>

#include "report/figure.h"
#include "report/page.h"
#include "report/words.h"

enum { NAME = 30 };

/* ---- what it came to ----------------------------------------------------------------------------
 */

static const ics_psa_column *column_of(const ics_psa_result *r, const ics_psa_series *s)
{
   return &r->columns[s->column];
}

static const char *plan_name(const ics_psa_result *r, const ics_psa_series *s)
{
   if (strcmp(s->output.id, "regret") == 0) return "best - kept";
   return strcmp(column_of(r, s)->reading, "best") == 0 ? "best" : "kept";
}

/* Money and shares say their unit with each value, others once in a column of its own. */
static bool says_unit(const char *unit)
{
   return strcmp(unit, "GBPm") == 0 || strcmp(unit, "share") == 0;
}

/* Words that would be cut say less than the id. */
static const char *called(const ics_psa_result *r, const ics_psa_series *s)
{
   if (r->policies) return column_of(r, s)->policy.name;
   return ics_text_columns(s->output.name) > NAME ? s->output.id : s->output.name;
}

static void cell(ics_table *table, double value, const char *unit)
{
   if (isnan(value))
      ics_table_cell(table, "none");
   else
      ics_table_cell(table, "%s", ics_say_figure(value, says_unit(unit) ? unit : "").text);
}

static void figures(const ics_psa_result *r, ics_buffer *page)
{
   bool kept = r->ncolumns > 1 && !r->policies;
   ics_page_heading(page, "What it comes to: as planned, on average, and in 95 of 100 draws");
   ics_table table = ics_table_start(page, kept ? "lllrrrrr" : "llrrrrr");
   ics_table_cell(&table, "%s", "");
   if (kept) ics_table_cell(&table, "plan");
   ics_table_cell(&table, "unit");
   ics_table_cell(&table, "as planned");
   ics_table_cell(&table, "mean");
   ics_table_cell(&table, "+- error");
   ics_table_cell(&table, "from");
   ics_table_cell(&table, "to");
   for (int n = 0; n < r->nseries; n++) {
      const ics_psa_series *s = &r->series[n];
      ics_table_cell(&table, "%s", called(r, s));
      if (kept) ics_table_cell(&table, "%s", plan_name(r, s));
      ics_table_cell(&table, "%s", says_unit(s->unit) ? "" : s->unit);
      cell(&table, s->at_point, s->unit);
      cell(&table, s->mean, s->unit);
      cell(&table, s->error, s->unit);
      cell(&table, s->low, s->unit);
      cell(&table, s->high, s->unit);
   }
   ics_table_end(&table, 2);
}

/* ---- how it settles -----------------------------------------------------------------------------
 */

static void settling(const ics_psa_result *r, ics_buffer *page)
{
   const ics_psa_series *s = &r->series[0];
   ics_page_heading(page, "How the mean of %s settles", s->output.name);
   ics_table table = ics_table_start(page, "lrrrrr");
   ics_table_cell(&table, "first draws");
   for (int k = 1; k < ICS_PSA_CHECKPOINTS; k += 2) ics_table_cell(&table, "%d", r->checkpoints[k]);
   ics_table_cell(&table, "mean");
   for (int k = 1; k < ICS_PSA_CHECKPOINTS; k += 2) cell(&table, s->running[k], s->unit);
   ics_table_end(&table, 2);
   if (strcmp(r->sampling, "pseudo") != 0)
      ics_page_prose(page, 2,
                     "The draws are quasi-random: the error said above is that of "
                     "pseudo-random draws, and too large; other seeds tell the true one.");
}

/* ---- which draws have no value ------------------------------------------------------------------
 */

static int certified(const ics_psa_column *c)
{
   return c->answers[0];
}

/* Beside the best plan a plan that misses rules can look better than it is. */
static void warn(const ics_psa_result *r, ics_buffer *page)
{
   for (int n = 0; n < r->ncolumns; n++)
      if (strcmp(r->columns[n].reading, "fixed") == 0 &&
          r->columns[n].breaches + r->columns[n].shortfalls > 0) {
         ics_page_prose(page, 2,
                        "Where a plan that is kept misses rules or standards, it can seem "
                        "better than a plan that keeps them.");
         return;
      }
}

/* Draws that break a rule do so under every plan. */
static void set_aside(const ics_psa_result *r, ics_buffer *page)
{
   int broken = 0;
   char *words = NULL;
   ics_err err = { 0 };
   ics_buffer text = ics_buffer_start(page->arena);
   for (int n = 0; n < r->nbroken; n++) {
      broken += r->broken[n].draws;
      ics_buffer_printf(&text, "%s about %s in %d", n ? "," : "", r->broken[n].words,
                        r->broken[n].draws);
   }
   if (broken == 0 || ics_buffer_end(&text, &words, &err) != ICS_OK) return;
   ics_page_prose(page, 2,
                  "Set aside: %d of %d draws, in which numbers contradict each other:%s. The "
                  "figures above are those of the other draws. The first set aside: %s",
                  broken, r->finished, words, r->broken_why);
}

static void counts(const ics_psa_result *r, ics_buffer *page)
{
   ics_page_heading(page, "Draws: %d of %d", r->finished, r->draws);
   for (int n = 0; n < r->ncolumns; n++) {
      const ics_psa_column *c = &r->columns[n];
      ics_buffer text = ics_buffer_start(page->arena);
      char *words = NULL;
      ics_err err = { 0 };
      ics_buffer_printf(&text, "%s, %s plan: %s certified", c->policy.name,
                        strcmp(c->reading, "best") == 0 ? "best" : "kept",
                        ics_say_percent((double)certified(c) / r->draws, 1).text);
      for (int a = 1; a < r->nanswers; a++)
         if (c->answers[a] > 0)
            ics_buffer_printf(&text, ", %s %s",
                              ics_say_percent((double)c->answers[a] / r->draws, 1).text,
                              r->answer_names[a]);
      if (c->breaches > 0)
         ics_buffer_printf(&text, "; in %d the plan misses rules about money, by %s on average",
                           c->breaches, ics_say_pounds(c->breach).text);
      if (c->shortfalls > 0)
         ics_buffer_printf(&text, "; in %d standards are missed, by %s of care on average",
                           c->shortfalls, ics_say_pounds(c->shortfall).text);
      if (ics_buffer_end(&text, &words, &err) == ICS_OK) ics_page_prose(page, 2, "%s.", words);
   }
   warn(r, page);
   set_aside(r, page);
}

/* ---- what was drawn -----------------------------------------------------------------------------
 */

static void drawn(const ics_psa_result *r, ics_buffer *page)
{
   ics_buffer_text(page, "\n");
   ics_page_prose(
       page, 0,
       "%d numbers were drawn from their ranges, by %d independent judgements%s; %d have no "
       "range, %d bear on no plan. Seed %llu, %s draws.",
       r->nnumbers, r->ndrivers, r->npairs ? " but for the correlations given" : "", r->fixed,
       r->unread, r->seed, r->sampling);
   if (r->stood_in > 0)
      ics_page_prose(page, 0,
                     "For %d the distribution that suits such a number does not fit its range; a "
                     "PERT distribution over the range stands in (--detail says why).",
                     r->stood_in);
}

static void held(const ics_psa_result *r, ics_buffer *page)
{
   if (r->nheld == 0) return;
   ics_page_prose(page, 0,
                  "A pound spent on a service cannot do more for others than it does in all. So "
                  "these were drawn within what the rest of the draw leaves them; drawn freely, "
                  "they would have gone beyond it:");
   for (int n = 0; n < r->nheld; n++)
      ics_page_prose(page, 2, "%s: in %s of draws", r->held[n].words,
                     ics_say_percent((double)r->held[n].draws / r->finished, 1).text);
}

static void every_number(const ics_psa_result *r, ics_buffer *page)
{
   ics_page_heading(page, "Every number drawn");
   ics_table table = ics_table_start(page, "lllrrrrr");
   static const char *const heads[] = {
      "", "family", "range", "low", "point", "high", "mean", "sd"
   };
   for (size_t h = 0; h < sizeof heads / sizeof heads[0]; h++)
      ics_table_cell(&table, "%s", heads[h]);
   for (int n = 0; n < r->nnumbers; n++) {
      const ics_psa_number *it = &r->numbers[n];
      ics_table_cell(&table, "%s", it->path);
      ics_table_cell(&table, "%s", it->family);
      ics_table_cell(&table, "%s", it->reading);
      double values[] = { it->low, it->point, it->high, it->mean, it->sd };
      for (int v = 0; v < 5; v++) ics_table_cell(&table, "%.4g", values[v]);
   }
   ics_table_end(&table, 2);
   if (r->stood_in == 0) return;
   ics_page_heading(page, "Where a PERT distribution stands in, and why");
   for (int n = 0; n < r->nnumbers; n++)
      if (r->numbers[n].why)
         ics_page_prose(page, 2, "%s: %s", r->numbers[n].path, r->numbers[n].why);
}

void ics_report_psa(const ics_psa_result *r, bool detail, ics_buffer *page)
{
   ics_page_figures_of(&r->head, page);
   ics_page_prose(page, 0, "All numbers drawn together, %d times%s.", r->draws,
                  r->policies ? "; each policy's goal" : "");
   figures(r, page);
   settling(r, page);
   counts(r, page);
   drawn(r, page);
   held(r, page);
   if (detail) every_number(r, page);
}

/* ---- facts --------------------------------------------------------------------------------------
 */

static void figures_told(const ics_psa_result *r, ics_facts *to)
{
   if (!ics_facts_table(to, "psa", NULL)) return;
   for (int n = 0; n < r->nseries; n++) {
      const ics_psa_series *s = &r->series[n];
      double values[] = { s->mean, s->sd, s->error, s->low, s->median, s->high };
      ics_facts_text(to, column_of(r, s)->policy.id);
      ics_facts_text(to, column_of(r, s)->reading);
      ics_facts_text(to, s->output.id);
      ics_facts_text(to, s->unit);
      ics_facts_real(to, s->at_point);
      ics_facts_int(to, s->n);
      for (int v = 0; v < 6; v++) ics_facts_real(to, values[v]);
      for (int k = 0; k < ICS_PSA_CHECKPOINTS; k++) ics_facts_real(to, s->running[k]);
      ics_facts_end(to);
   }
}

/* Net benefit: larger is better. */
static double benefit(const ics_psa_series *s, int draw)
{
   return s->maximise ? s->value[draw] : 0.0 - s->value[draw];
}

static bool all_there(const ics_psa_result *r, int draw)
{
   for (int n = 0; n < r->nseries; n++)
      if (isnan(r->series[n].value[draw])) return false;
   return true;
}

static void heads_of_draws(const ics_psa_result *r, ics_facts *to)
{
   for (int n = 0; n < r->ncolumns && !r->policies; n++)
      ics_facts_head(to, r->ncolumns == 1
                             ? "answer"
                             : ics_format(to->arena, "answer.%s", r->columns[n].reading));
   for (int n = 0; n < r->nseries; n++) {
      const ics_psa_series *s = &r->series[n];
      const char *reading = column_of(r, s)->reading;
      bool plain = r->ncolumns == 1 || strcmp(s->output.id, "regret") == 0;
      ics_facts_head(to, r->policies ? column_of(r, s)->policy.id
                         : plain     ? s->output.id
                                     : ics_format(to->arena, "%s.%s", reading, s->output.id));
   }
   for (int n = 0; n < r->nnumbers; n++)
      ics_facts_head(to, ics_format(to->arena, "param_%s", r->numbers[n].path));
   ics_facts_heads_end(to);
}

static const char *remark(const ics_psa_result *r, ics_arena *arena)
{
   int left = 0;
   for (int i = 0; i < r->draws; i++) left += !all_there(r, i);
   return ics_format(arena,
                     "# net benefit of each policy: its goal%s; seed %llu, %s draws\n"
                     "# left out: %d of %d draws, in which a policy has no certified plan or the "
                     "numbers break a rule of the instance\n",
                     r->series[0].maximise ? "" : " with the sign turned, so that larger is better",
                     r->seed, r->sampling, left, r->draws);
}

static void one_draw(const ics_psa_result *r, int draw, double *value, ics_facts *to)
{
   ics_facts_int(to, draw);
   for (int n = 0; n < r->ncolumns && !r->policies; n++)
      ics_facts_text(to, r->answer_names[(int)r->columns[n].answer[draw]]);
   for (int n = 0; n < r->nseries; n++)
      ics_facts_real(to, r->policies ? benefit(&r->series[n], draw) : r->series[n].value[draw]);
   r->values(r->values_ctx, draw, value);
   for (int n = 0; n < r->nnumbers; n++) ics_facts_real(to, value[n]);
   ics_facts_end(to);
}

void ics_facts_psa(const void *answer, ics_facts *to)
{
   const ics_psa_result *r = answer;
   figures_told(r, to);
   if (!ics_facts_table(to, "draws", r->policies ? remark(r, to->arena) : NULL)) return;
   double *value = ics_alloc(to->arena, (size_t)r->nnumbers, sizeof *value);
   heads_of_draws(r, to);
   if (!value) to->failed = true;
   for (int i = 0; i < r->draws && value; i++)
      if (!r->policies || all_there(r, i)) one_draw(r, i, value, to);
}
