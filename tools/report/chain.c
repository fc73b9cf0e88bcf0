/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value chain in words: paths, what a pound does, and who affects whose need. */
#include <math.h>

#include "report/explain.h"
#include "report/page.h"
#include "report/words.h"

enum { PATHS_SHOWN = 8, STRONGEST = 10 };

/* ---- paths --------------------------------------------------------------------------------------
 */

/* "need for A is met, need for B is prevented, which comes back as need for C in 2026/27" */
static const char *steps_words(const ics_path *path, const ics_instance *in, ics_buffer *page)
{
   const char *text = "";
   for (int s = 0; s < path->nsteps && text; s++) {
      const ics_path_step *step = &path->steps[s];
      const char *service = in->services[step->service].name;
      bool dated = s == 0 || step->year != path->steps[s - 1].year;
      const char *year = dated ? ics_format(page->arena, " in %s", in->years[step->year]) : "";
      const char *link = s > 0 ? ", " : "";
      const char *said = NULL;
      if (!year) return "";
      if (step->how == ICS_STEP_MEETS)
         said = ics_format(page->arena, "%s%sneed for %s%s is met", text, link, service, year);
      else if (step->how == ICS_STEP_PREVENTS)
         said =
             ics_format(page->arena, "%s%sneed for %s%s is prevented", text, link, service, year);
      else
         said = ics_format(page->arena, "%s%sless comes back as need for %s%s", text, link, service,
                           year);
      text = said;
   }
   return text ? text : "";
}

static void path_rows(const ics_chain *chain, const ics_instance *in, int most, ics_buffer *page)
{
   ics_table table = ics_table_start(page, "rl");
   double rest = chain->other;
   int nrest = chain->nother;
   for (int p = 0; p < chain->npaths; p++) {
      const ics_path *path = &chain->paths[p];
      if (p >= most) {
         rest += path->value;
         nrest++;
         continue;
      }
      const char *steps = steps_words(path, in, page);
      ics_table_cell(&table, "%s", ics_say_count(path->value).text);
      ics_table_cell(&table, "%s%s%s", steps, *steps ? ": " : "", path->words);
   }
   if (nrest > 0) {
      ics_table_cell(&table, "%s", ics_say_count(rest).text);
      ics_table_cell(&table, "%d other path%s", nrest, ics_plural(nrest));
   }
   ics_table_cell(&table, "%s", ics_say_count(chain->dual).text);
   ics_table_cell(&table, "in all");
   ics_table_end(&table, 4);
}

static const char *place_name(const ics_instance *in, int place)
{
   return place == ICS_NONE ? "the average place" : in->places[place].name;
}

/* What the money itself does: the care it buys and what it costs besides. */
static void pounds(const ics_chain_line *line, const ics_explanation *e, ics_buffer *page)
{
   const ics_instance *in = e->v.m->in;
   if (line->chain.place == ICS_NONE || line->pounds.n == 0) return;
   const ics_pound *pound = &line->pounds.pounds[0];
   const char *text = "";
   for (int q = 0; q < pound->nparts && text; q++)
      text = ics_format(page->arena, "%s%s%s %s", text, q ? ", " : "", pound->parts[q].words,
                        ics_say_count(pound->parts[q].value).text);
   ics_page_prose(page, 4,
                  "One more £1m for that contract is worth %s %s: by %s, tranche %d, it buys care "
                  "worth £%sm at reference cost; in %s: %s.",
                  ics_say_count(line->pounds.worth).text, e->v.unit,
                  in->mechanisms[in->blends[pound->blend].mechanism].name, pound->tranche + 1,
                  ics_say_fixed(pound->yield, 3).text, e->v.unit, text ? text : "");
}

static bool is_shown(const ics_explanation *e, const ics_chain_line *line)
{
   return line->chain.place == e->ask->place;
}

/* Where the value of a chain arises. */
typedef struct split {
   double here, elsewhere, back, itself, rest;
} split;

static split split_of(const ics_chain *chain)
{
   split s = { .rest = chain->other };
   for (int p = 0; p < chain->npaths; p++) {
      const ics_path *path = &chain->paths[p];
      bool prevents = false, back = false;
      for (int n = 0; n < path->nsteps; n++) {
         prevents |= path->steps[n].how == ICS_STEP_PREVENTS;
         back |= path->steps[n].how == ICS_STEP_COMES_BACK;
      }
      double *part = path->nsteps == 0 ? &s.itself
                     : prevents        ? &s.elsewhere
                     : back            ? &s.back
                                       : &s.here;
      *part += path->value;
   }
   return s;
}

static const ics_chain *chain_at(const ics_explanation *e, int k, int t)
{
   for (int c = 0; c < e->nchains; c++) {
      const ics_chain *chain = &e->chains[c].chain;
      if (is_shown(e, &e->chains[c]) && chain->service == k && chain->year == t) return chain;
   }
   return NULL;
}

/* All services: one line each. */
static void overview(const ics_explanation *e, ics_buffer *page)
{
   const ics_instance *in = e->v.m->in;
   ics_page_heading(page, "Where the value of one more £1m of care in %s comes from, at %s, %s",
                    in->years[0], place_name(in, e->ask->place), e->v.unit);
   ics_table table = ics_table_start(page, "lrrrrrr");
   ics_table_cell(&table, " ");
   ics_table_cell(&table, "in all");
   ics_table_cell(&table, "need met");
   ics_table_cell(&table, "prevented");
   ics_table_cell(&table, "less back");
   ics_table_cell(&table, "care itself");
   ics_table_cell(&table, "the rest");
   for (int k = 0; k < in->nservices; k++) {
      const ics_chain *chain = chain_at(e, k, 0);
      if (!chain) continue;
      split s = split_of(chain);
      double parts[] = { chain->dual, s.here, s.elsewhere, s.back, s.itself, s.rest };
      ics_table_cell(&table, "%s", in->services[k].name);
      for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++)
         ics_table_cell(&table, "%s", ics_say_fixed(parts[p], 1).text);
   }
   ics_table_end(&table, 2);
   ics_page_prose(
       page, 0,
       "Need met: health and fairness where the care is given. Prevented: need that does "
       "not arise elsewhere in the chain. Less back: need that would have come back in "
       "later years. Care itself: value for money, and beds or people that it takes. "
       "--chain SERVICE gives the paths.");
}

static void one_service(const ics_explanation *e, ics_buffer *page)
{
   const ics_instance *in = e->v.m->in;
   for (int c = 0; c < e->nchains; c++) {
      const ics_chain_line *line = &e->chains[c];
      bool first = line->chain.year == 0, last = line->chain.year == in->nyears - 1;
      if (!is_shown(e, line) || !(first || last)) continue;
      ics_page_heading(page, "One more £1m of care: %s at %s in %s, %s",
                       in->services[line->chain.service].name, place_name(in, line->chain.place),
                       in->years[line->chain.year], e->v.unit);
      path_rows(&line->chain, in, PATHS_SHOWN, page);
      pounds(line, e, page);
   }
}

void ics_report_chain(const ics_explanation *e, ics_buffer *page)
{
   if (e->ask->service == ICS_NONE)
      overview(e, page);
   else
      one_service(e, page);
}

/* ---- multipliers --------------------------------------------------------------------------------
 */

static const char *route_words(const ics_route *route, const ics_instance *in, ics_buffer *page)
{
   const char *text = "";
   for (int s = 0; s < route->nsteps && text; s++)
      text =
          ics_format(page->arena, "%s%s%s %s", text, s > 0 ? ", then " : "",
                     in->services[route->steps[s].service].name, in->years[route->steps[s].year]);
   return text ? text : "";
}

/* The matrix, by ids to keep it narrow; services that change nobody's need have no row. */
static void matrix(const ics_explanation *e, ics_buffer *page)
{
   const ics_instance *in = e->v.m->in;
   const ics_multipliers *all = &e->multipliers;
   for (int from = 0; from < all->nservices; from += ICS_TABLE_COLUMNS - 1) {
      int to = from + ICS_TABLE_COLUMNS - 1;
      if (to > all->nservices) to = all->nservices;
      ics_table table = ics_table_start(page, "lrrrrrrrrrrrrrrr");
      table.columns = to - from + 1;
      ics_table_cell(&table, "care of");
      for (int k = from; k < to; k++) ics_table_cell(&table, "%.5s", in->services[k].id);
      for (int a = 0; a < all->nservices; a++) {
         double size = 0.0;
         for (int k = 0; k < all->nservices; k++)
            size = fmax(size, fabs(all->avoided[a * all->nservices + k]));
         if (size == 0.0) continue;
         ics_table_cell(&table, "%s", in->services[a].id);
         for (int k = from; k < to; k++) {
            double value = all->avoided[a * all->nservices + k];
            ics_table_cell(&table, "%s", value == 0.0 ? "." : ics_say_fixed(value, 2).text);
         }
      }
      ics_table_end(&table, 2);
   }
}

void ics_report_multipliers(const ics_explanation *e, ics_buffer *page)
{
   const ics_instance *in = e->v.m->in;
   if (e->nroutes == 0) return;
   ics_page_heading(page, "Who changes whose need: £m of need avoided by £1m of care in %s, %s",
                    in->years[0], place_name(in, e->ask->place));
   matrix(e, page);
   ics_page_heading(page, "The strongest routes from one service to another");
   ics_table table = ics_table_start(page, "rl");
   for (int p = 0, shown = 0; p < e->nroutes && shown < STRONGEST; p++) {
      const ics_route *route = &e->routes[p];
      if (route->steps[0].service == route->steps[route->nsteps - 1].service) continue;
      shown++;
      ics_table_cell(&table, "%s", ics_say_fixed(e->routes[p].value, 3).text);
      ics_table_cell(&table, "%s", route_words(&e->routes[p], in, page));
   }
   ics_table_end(&table, 2);
}
