/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/explain.h"

#include <math.h>
#include <string.h>

#include "post/coef.h"
#include "report/move.h"
#include "report/page.h"
#include "report/words.h"

enum { DEAREST = 3 }; /* rules shown of a kind that comes many times */

/* ---- one price in words -------------------------------------------------------------------------
 */

/* A limit on money is told by the GBP 100,000, any other by the unit. */
static const char *step_words(const ics_rule_price *p, ics_buffer *page)
{
   if (strncmp(p->rule.unit, "GBPm", 4) != 0)
      return ics_format(page->arena, "one more %s", p->rule.unit);
   return ics_format(page->arena, "%s more%s", ics_say_pounds(p->step).text, p->rule.unit + 4);
}

static const char *end_words(double end, double limit, bool money, ics_buffer *page)
{
   if (isinf(end)) return end > 0.0 ? "any more" : "any less";
   double by = end - limit;
   const char *said = money ? ics_say_change(by).text : NULL;
   if (!money) return ics_format(page->arena, "%s%s", by >= 0.0 ? "+" : "", ics_say_count(by).text);
   return ics_format(page->arena, "%s", said);
}

static const char *range_words(const ics_rule_price *p, ics_buffer *page)
{
   bool money = strncmp(p->rule.unit, "GBPm", 4) == 0;
   if (isnan(p->from) || isnan(p->to)) return "";
   const char *from = end_words(p->from, p->limit, money, page);
   const char *to = end_words(p->to, p->limit, money, page);
   return from && to ? ics_format(page->arena, "%s to %s", from, to) : "";
}

/* A price that depends on the side, and a step that leaves the range, are told beside it. */
static const char *notes(const ics_rule_price *p, const ics_explanation *e, ics_buffer *page)
{
   const char *text = "";
   if (p->degenerate)
      text =
          ics_format(page->arena, "less of it costs %s, more is worth %s",
                     isinf(p->left) ? "the plan itself" : ics_say_count(p->left * p->step).text,
                     isinf(p->right) ? "nothing: no plan" : ics_say_count(p->right * p->step).text);
   else if (p->crosses && isinf(p->at_plus_one))
      text = "no plan keeps the rules a step further";
   else if (p->crosses && isfinite(p->at_plus_one))
      text = ics_format(page->arena, "the whole step: %s%s%s", ics_say_count(p->at_plus_one).text,
                        *p->ends_to ? ", as " : "", p->ends_to);
   if (p->against != ICS_NONE && text)
      text = ics_format(page->arena, "%s%smoved from %s: %s", text, *text ? "; " : "",
                        e->v.m->in->funds[p->against].name, ics_say_count(p->moved * p->step).text);
   return text ? text : "";
}

/* The heading has said what a standard is. */
static const char *words_of(const ics_rule_price *p, const ics_explanation *e)
{
   bool standard = strcmp(p->rule.kind, "standard") == 0;
   return standard ? e->v.m->in->services[p->rule.item.service].name : p->rule.words;
}

static void price_row(ics_table *table, const ics_rule_price *p, const ics_explanation *e,
                      ics_buffer *page)
{
   const char *range = p->binds ? range_words(p, page) : "", *note = notes(p, e, page);
   ics_table_cell(table, "%s", p->binds ? ics_say_count(p->price * p->step).text : "0");
   ics_table_cell(table, "%s", range ? range : "");
   ics_table_cell(table, "%s%s%s%s", words_of(p, e), *note ? " (" : "", note, *note ? ")" : "");
}

/* ---- which prices -------------------------------------------------------------------------------
 */

static bool is_kind(const ics_rule_price *p, const char *kind)
{
   return strcmp(p->rule.kind, kind) == 0;
}

/* The same rule in another year, or at another place, is the same line: the year is left out. */
static bool same_but_year(const ics_rule_price *a, const ics_rule_price *b)
{
   const ics_item *x = &a->rule.item, *y = &b->rule.item;
   return strcmp(a->rule.kind, b->rule.kind) == 0 && x->place == y->place &&
          x->service == y->service && x->blend == y->blend && x->fund == y->fund &&
          x->other == y->other;
}

/* Of funds, those of the system and the pots of places are told apart. */
typedef enum scope { ANYWHERE, SYSTEM, PLACES } scope;

/* Each rule of a kind once, in the year when it is dearest; the dearest first. */
static int dearest(const ics_explanation *e, const char *kind, scope of, const ics_rule_price **top,
                   int room)
{
   int n = 0;
   for (int p = 0; p < e->rules.n; p++) {
      const ics_rule_price *it = &e->rules.list[p];
      int same = 0, at;
      if (!is_kind(it, kind) || (of != ANYWHERE && (it->rule.item.place >= 0) != (of == PLACES)))
         continue;
      while (same < n && !same_but_year(top[same], it)) same++;
      if (same < n && fabs(top[same]->price) >= fabs(it->price)) continue;
      if (same == n && n < room) n++;
      at = same < room ? same : room - 1;
      if (same >= room && fabs(top[at]->price) >= fabs(it->price)) continue;
      for (; at > 0 && fabs(top[at - 1]->price) < fabs(it->price); at--) top[at] = top[at - 1];
      top[at] = it;
   }
   return n;
}

/* Rules that do not bind are worth nothing: their names are enough. */
static void idle(const ics_explanation *e, const ics_rule_price *const *top, int n,
                 ics_buffer *page)
{
   const char *text = "";
   for (int p = 0; p < n && text; p++)
      if (!top[p]->binds)
         text = ics_format(page->arena, "%s%s%s", text, *text ? "; " : "", words_of(top[p], e));
   if (text && *text) ics_page_prose(page, 2, "Do not bind, and cost nothing: %s.", text);
}

static void group(const ics_explanation *e, const char *title, const char *kind, scope of, int room,
                  ics_buffer *page)
{
   const ics_rule_price *top[32];
   int limit = room < 32 ? room : 32, n = dearest(e, kind, of, top, limit), binding = 0;
   if (n == 0) return;
   const char *step = step_words(top[0], page);
   for (int p = 0; p < n; p++) binding += top[p]->binds;
   ics_page_heading(page, "%s: the worth of %s", title, step ? step : "");
   ics_table table = ics_table_start(page, "rll");
   ics_table_cell(&table, "worth");
   ics_table_cell(&table, "holds for");
   ics_table_cell(&table, "limit, in the year when it is dearest");
   for (int p = 0; p < n; p++)
      if (top[p]->binds) price_row(&table, top[p], e, page);
   if (binding > 0) ics_table_end(&table, 2);
   idle(e, top, n, page);
}

static void rules(const ics_explanation *e, ics_buffer *page)
{
   static const struct {
      const char *kind, *title;
      scope of;
      int room;
   } groups[] = { { "fund", "Funds", SYSTEM, 16 },
                  { "fund", "Money of councils and places", PLACES, DEAREST },
                  { "administration", "Running costs", ANYWHERE, 4 },
                  { "fence", "Ring-fences and pooled money", ANYWHERE, 16 },
                  { "standard",
                    "Standards, need that may be left unmet", ANYWHERE,
                    32 },
                  { "capacity", "People and beds", ANYWHERE, 8 },
                  { "reserve", "Contingency reserve", ANYWHERE, 4 },
                  { "viable", "Income that providers can count on", ANYWHERE, DEAREST },
                  { "fastest", "Pace towards a place", ANYWHERE, DEAREST },
                  { "slowest", "Pace away from a place", ANYWHERE, DEAREST },
                  { "historic", "Money of places as today", ANYWHERE, DEAREST },
                  { "service", "Money of services as today", ANYWHERE, DEAREST },
                  { "corridor", "How far a contract's money may move", ANYWHERE, DEAREST },
                  { "blend", "Shares of a payment mechanism", ANYWHERE, DEAREST },
                  { "most", "Largest shares of a payment mechanism", ANYWHERE, DEAREST },
                  { "drift", "How far a payment mechanism may move", ANYWHERE, DEAREST },
                  { "bound", "Limits set on aims", ANYWHERE, 8 } };
   for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
      group(e, groups[g].title, groups[g].kind, groups[g].of, groups[g].room, page);
   ics_buffer_text(page, "\n");
   ics_page_prose(page, 0,
                  "%d of the %d limits priced bind; %d price%s on which side one looks. %d exact "
                  "re-solve%s made. --format json lists all.",
                  e->rules.binding, e->rules.n, e->rules.degenerate,
                  e->rules.degenerate == 1 ? " depends" : "s depend", e->rules.resolved,
                  ics_plural(e->rules.resolved));
}

/* ---- aims against aims --------------------------------------------------------------------------
 */

/* A round amount of an aim to trade in: a hundredth of what the plan changes it by, to one digit.
 */
static double lot_of(const ics_explanation *e, const ics_exchange *it)
{
   double size = fabs(it->at_a);
   const ics_solved *s = e->solved;
   if (isfinite(s->worst[it->a])) size = fabs(s->worst[it->a] - s->best[it->a]);
   return size > 0.0 ? pow(10.0, floor(log10(size / 50.0))) : 1.0;
}

static const char *rate_words(double rate, double lot, const char *unit, ics_buffer *page)
{
   if (isnan(rate)) return "not found";
   if (isinf(rate)) return "cannot be had";
   return ics_format(page->arena, "%s %s", ics_say_count(rate * lot).text, unit);
}

static void exchange(const ics_explanation *e, ics_buffer *page)
{
   const ics_instance *in = e->v.m->in;
   if (e->nexchange == 0) return;
   ics_page_heading(page, "What one aim costs in terms of another, at this plan");
   ics_table table = ics_table_start(page, "lllll");
   ics_table_cell(&table, "to better");
   ics_table_cell(&table, "by");
   ics_table_cell(&table, "gives up");
   ics_table_cell(&table, "(for the first)");
   ics_table_cell(&table, "giving it up wins");
   for (int p = 0; p < e->nexchange; p++) {
      const ics_exchange *it = &e->exchange[p];
      const ics_aim *a = &in->aims[it->a], *b = &in->aims[it->b];
      double lot = lot_of(e, it);
      const char *lost = rate_words(it->better.rate, lot, b->unit, page);
      const char *won = rate_words(it->worse.rate, lot, b->unit, page);
      ics_table_cell(&table, "%s", a->id);
      ics_table_cell(&table, "%s %s", ics_say_count(lot).text, a->unit);
      ics_table_cell(&table, "%s of %s", lost ? lost : "", b->id);
      ics_table_cell(&table, "(%s)",
                     isfinite(it->better.holds_to)
                         ? ics_say_count(fabs(it->better.holds_to - it->at_a)).text
                         : "any");
      ics_table_cell(&table, "%s", won ? won : "");
   }
   ics_table_end(&table, 2);
   ics_page_prose(
       page, 0,
       "The other aims are held at the plan. These are slopes at the plan, exact for the "
       "first so many units of the aim that is bettered, and a little steeper after.");
}

/* ---- judgements ---------------------------------------------------------------------------------
 */

static void judgements(const ics_explanation *e, ics_buffer *page)
{
   const ics_judgements *all = &e->judgements;
   ics_page_heading(
       page, "Judgements that matter: what the range of each is worth at this plan, %s", e->v.unit);
   ics_table table = ics_table_start(page, "rrl");
   ics_table_cell(&table, "at its low");
   ics_table_cell(&table, "at its high");
   ics_table_cell(&table, "number (low, point, high)");
   for (int p = 0; p < all->n && p < ICS_JUDGEMENTS_SHOWN; p++) {
      const ics_judgement *it = &all->list[p];
      if (it->swing == 0.0) break;
      const char *words = ics_coef_words(e->v.m->in, it->coef, page->arena);
      ics_table_cell(&table, "%s", ics_say_count(it->low_gain).text);
      ics_table_cell(&table, "%s", ics_say_count(it->high_gain).text);
      ics_table_cell(&table, "%s (%s, %s, %s), %s", words ? words : "",
                     ics_say_count(it->coef->low).text, ics_say_count(it->coef->point).text,
                     ics_say_count(it->coef->high).text, it->coef->path);
   }
   ics_table_end(&table, 2);
   ics_page_prose(page, 0,
                  "To first order, at this plan: from its prices, without solving again. %d judged "
                  "numbers were looked at%s.",
                  all->looked_at,
                  all->without ? ics_format(page->arena, "; %d have no slope here", all->without)
                               : "");
}

/* ---- why not ------------------------------------------------------------------------------------
 */

static void stopped(const ics_why_not *w, const ics_explanation *e, const char *what,
                    ics_buffer *page)
{
   switch (w->obstacle) {
   case ICS_STOP_LIMIT:
   case ICS_STOP_RULE:
      ics_page_prose(
          page, 2, "A rule stops it: %s. £100,000 more of that limit would be worth %s %s.",
          w->rule.words, ics_say_count(w->rule_price * ICS_PRICE_STEP_GBP_M).text, e->v.unit);
      if (w->rule.where.file)
         ics_page_prose(page, 2, "It is set at %s:%d%s%s.", w->rule.where.file, w->rule.where.line,
                        w->rule.path ? ", as " : "", w->rule.path ? w->rule.path : "");
      break;
   case ICS_STOP_FULL:
      ics_page_prose(page, 2, "There is no more of it: every tranche of %s is full.", what);
      break;
   case ICS_STOP_EVEN:
      ics_page_prose(page, 2,
                     "Nothing stops it: another pound of it is worth exactly what the same pound "
                     "does elsewhere.");
      break;
   case ICS_STOP_WORTH:
      ics_page_prose(page, 2,
                     "It is not worth it: £1m more of it would have to bring %s %s more than it "
                     "does to equal the best use of the money.",
                     ics_say_count(w->must_improve).text, e->v.unit);
      break;
   case ICS_STOP_NOT_OFFERED:
      break;
   }
}

static void what_would_do(const ics_why_not *w, ics_buffer *page)
{
   if (w->obstacle != ICS_STOP_WORTH || w->blend == ICS_NONE) return;
   if (!w->coef) {
      ics_page_prose(page, 2,
                     "No yield of it would change that: the care is worth nothing more here.");
      return;
   }
   ics_page_prose(page, 2,
                  "It would pay from a yield of %s (%s is %s, evidence %s to %s), which is %s "
                  "its range. Source: %s (%s).",
                  ics_say_count(w->needed).text, w->coef->path, ics_say_count(w->coef->point).text,
                  ics_say_count(w->coef->low).text, ics_say_count(w->coef->high).text,
                  w->inside ? "within" : "outside", w->coef->source,
                  ics_grade_text(w->coef->grade));
}

static void why_not(const ics_explanation *e, ics_buffer *page)
{
   const ics_instance *in = e->v.m->in;
   const char *service = in->services[e->ask->service].name;
   for (int p = 0; p < e->nwhy_not; p++) {
      const ics_why_not *w = &e->why_not[p];
      const char *what =
          w->blend == ICS_NONE ? "money" : in->mechanisms[in->blends[w->blend].mechanism].name;
      const char *place =
          in->services[e->ask->service].per_system ? in->name : in->places[w->contract].name;
      ics_page_heading(page, "Why not more %s for %s at %s in %s?", what, service, place,
                       in->years[w->year]);
      ics_page_prose(page, 2, "In the plan: %s, %s of the contract; today %s.",
                     ics_say_pounds(w->now).text, ics_say_percent(w->share, 1).text,
                     ics_say_pounds(w->today).text);
      stopped(w, e, what, page);
      what_would_do(w, page);
      if (w->blend == ICS_NONE) continue;
      ics_page_prose(page, 2, "What £1m more of it brings and takes, %s:", e->v.unit);
      ics_table table = ics_table_start(page, "lr");
      for (int q = 0; q < w->nparts; q++) {
         ics_table_cell(&table, "%s", w->parts[q].words);
         ics_table_cell(&table, "%s", ics_say_count(w->parts[q].value).text);
      }
      ics_table_end(&table, 4);
   }
   if (e->nwhy_not == 0)
      ics_page_prose(
          page, 0,
          "No mechanism of that kind may pay for %s: the instance lists which may, under "
          "blends.",
          service);
}

/* ---- the whole ----------------------------------------------------------------------------------
 */

void ics_report_explain(const ics_explanation *e, ics_buffer *page)
{
   const ics_instance *in = e->v.m->in;
   unsigned parts = e->ask->parts;
   ics_page_prose(page, 0, "%s (%s), %s to %s: why this plan", in->name, in->code, in->years[0],
                  in->years[in->nyears - 1]);
   if (e->v.mixed && parts)
      ics_page_prose(
          page, 0,
          "Worths are in %s: the gain in all aims together, at their weights, told as if "
          "%s alone had it.",
          e->v.unit, in->aims[e->v.m->goal->order[0]].id);
   if (parts & ICS_EXPLAIN_RULES) rules(e, page);
   if (parts & ICS_EXPLAIN_CHAIN) ics_report_chain(e, page);
   if (parts & ICS_EXPLAIN_MULTIPLIERS) ics_report_multipliers(e, page);
   if (parts & ICS_EXPLAIN_EXCHANGE) exchange(e, page);
   if (parts & ICS_EXPLAIN_JUDGEMENTS) judgements(e, page);
   if (e->ask->why_not) why_not(e, page);
   if (e->move) ics_report_move(e->move, page);
}
