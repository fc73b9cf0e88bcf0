/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/league.h"

#include <math.h>
#include <string.h>

static const double SAME = 1e-6; /* {relative} and absolute */

/* ---- comparing ----------------------------------------------------------------------------------
 */

/* -1: a is less, 1: more, 0: the same within what stages leave to one another. */
static int compare(double a, double b)
{
   double slack = SAME * fmax(1.0, fmax(fabs(a), fabs(b)));
   return a < b - slack ? -1 : a > b + slack ? 1 : 0;
}

static double loss(const ics_bench_cell *c)
{
   return c->maximise ? -c->goal : c->goal;
}

static double or_none(double value)
{
   return isnan(value) ? 0.0 : value;
}

static bool has_plan(const ics_bench_cell *c)
{
   return c->certified && isfinite(c->goal);
}

/* Of the rules first, then of standards, then of the goal. */
static int compare_rules(const ics_bench_cell *a, const ics_bench_cell *b)
{
   int sign = compare(or_none(a->breach_gbp_m), or_none(b->breach_gbp_m));
   return sign ? sign : compare(or_none(a->shortfall_gbp_m), or_none(b->shortfall_gbp_m));
}

static int compare_cells(const ics_bench_cell *a, const ics_bench_cell *b)
{
   int sign = compare_rules(a, b);
   return sign ? sign : compare(loss(a), loss(b));
}

const ics_result_aim *ics_league_aim(const ics_bench_cell *cell, const char *id)
{
   for (int a = 0; a < cell->naims; a++)
      if (strcmp(cell->aims[a].aim.id, id) == 0) return &cell->aims[a];
   return NULL;
}

/* No worse in rules, standards and any aim, and better in one of them. */
static bool dominates(const ics_bench_cell *a, const ics_bench_cell *b)
{
   int rules = compare_rules(a, b);
   bool better = rules < 0;
   if (rules > 0 || a->naims != b->naims) return false;
   for (int n = 0; n < a->naims; n++) {
      double sense = a->aims[n].maximise ? -1.0 : 1.0;
      int sign = compare(sense * a->aims[n].value, sense * b->aims[n].value);
      if (sign > 0) return false;
      better = better || sign < 0;
   }
   return better;
}

/* ---- systems ------------------------------------------------------------------------------------
 */

static int reference_of(const ics_benchmark *b, int system)
{
   const char *reference = b->systems[system].reference;
   for (int p = 0; p < b->npolicies && reference; p++)
      if (strcmp(b->policies[p], reference) == 0) return p;
   return ICS_NONE;
}

static void rank_cell(const ics_benchmark *b, int system, int policy, ics_league_cell *out)
{
   const ics_bench_cell *row = &b->cells[system * b->npolicies], *it = &row[policy], *best = it;
   int reference = reference_of(b, system);
   *out = (ics_league_cell){ .regret = (double)NAN, .dominated_by = ICS_NONE };
   if (!has_plan(it)) return;
   out->rank = 1;
   for (int p = 0; p < b->npolicies; p++) {
      if (!has_plan(&row[p])) continue;
      if (compare_cells(&row[p], it) < 0) out->rank++;
      if (compare_cells(&row[p], best) < 0) best = &row[p];
      if (out->dominated_by == ICS_NONE && dominates(&row[p], it)) out->dominated_by = p;
   }
   out->regret = compare(loss(it), loss(best)) > 0 ? loss(it) - loss(best) : 0.0;
   out->beats =
       reference != ICS_NONE && has_plan(&row[reference]) && compare_cells(it, &row[reference]) < 0;
}

/* ---- over all systems ---------------------------------------------------------------------------
 */

static ics_league_span no_span(void)
{
   return (ics_league_span){ .mean = (double)NAN,
                             .least = (double)NAN,
                             .most = (double)NAN,
                             .least_at = ICS_NONE,
                             .most_at = ICS_NONE };
}

/* `mean` holds the sum until the end. */
static void see(ics_league_span *span, double value, int system)
{
   if (!isfinite(value)) return;
   if (span->n == 0 || value < span->least) {
      span->least = value;
      span->least_at = system;
   }
   if (span->n == 0 || value > span->most) {
      span->most = value;
      span->most_at = system;
   }
   span->mean = span->n++ == 0 ? value : span->mean + value;
}

static void finish(ics_league_span *span)
{
   if (span->n > 0) span->mean /= span->n;
}

/* How far an aim has come from its worst to its best. */
static double come(const ics_result_aim *aim)
{
   double way = aim ? aim->best - aim->worst : 0.0;
   return way != 0.0 ? (aim->value - aim->worst) / way : (double)NAN;
}

static void see_cell(ics_league *l, ics_league_policy *p, int system, const ics_bench_cell *cell,
                     const ics_league_cell *it)
{
   p->plans++;
   p->best += it->rank == 1;
   p->dominated += it->dominated_by != ICS_NONE;
   p->beats += it->beats;
   see(&p->regret, it->regret, system);
   see(&p->unmet, cell->unmet_last, system);
   see(&p->inequality, cell->inequality, system);
   see(&p->moved, cell->moved_gbp_m, system);
   see(&p->shortfall, cell->shortfall_gbp_m, system);
   see(&p->breach, cell->breach_gbp_m, system);
   for (int a = 0; a < l->naims; a++)
      see(&p->aims[a], come(ics_league_aim(cell, l->aims[a].id)), system);
   l->worst_gap = fmax(l->worst_gap, cell->relative_gap);
}

static bool alone(const ics_league *l, int system, int policy)
{
   int n = l->of->npolicies;
   for (int p = 0; p < n; p++)
      if (p != policy && l->cells[system * n + p].rank == 1) return false;
   return true;
}

static ics_rc sum_policy(ics_league *l, int policy, ics_arena *arena, ics_err *err)
{
   const ics_benchmark *b = l->of;
   ics_league_policy *p = &l->policies[policy];
   *p = (ics_league_policy){ .id = b->policies[policy], .name = b->policies[policy] };
   p->regret = p->unmet = p->inequality = p->moved = p->shortfall = p->breach = no_span();
   ICS_ALLOC(p->aims, arena, l->naims, err);
   for (int a = 0; a < l->naims; a++) p->aims[a] = no_span();
   for (int s = 0; s < b->nsystems; s++) {
      const ics_bench_cell *cell = &b->cells[s * b->npolicies + policy];
      const ics_league_cell *it = &l->cells[s * b->npolicies + policy];
      if (cell->policy_name && *cell->policy_name) p->name = cell->policy_name;
      if (has_plan(cell)) {
         see_cell(l, p, s, cell, it);
         p->sole += it->rank == 1 && alone(l, s, policy);
      } else if (strcmp(cell->status, "absent") == 0) {
         l->absent++;
      } else if (strcmp(cell->status, ICS_MISSING) == 0) {
         p->missing++;
      } else if (strcmp(cell->status, "infeasible") == 0) {
         p->infeasible++;
      } else
         p->failed++;
   }
   ics_league_span *spans[] = { &p->regret, &p->unmet,     &p->inequality,
                                &p->moved,  &p->shortfall, &p->breach };
   for (size_t n = 0; n < sizeof spans / sizeof *spans; n++) finish(spans[n]);
   for (int a = 0; a < l->naims; a++) finish(&p->aims[a]);
   l->plans += p->plans;
   l->infeasible += p->infeasible;
   l->failed += p->failed;
   l->missing += p->missing;
   return ICS_OK;
}

/* By mean regret; equals and those without plans as they were asked for. */
static void sort(ics_league *l)
{
   for (int n = 0; n < l->of->npolicies; n++) {
      int at = n;
      double mine = l->policies[n].regret.mean;
      for (; at > 0; at--) {
         double before = l->policies[l->order[at - 1]].regret.mean;
         if (isnan(mine) || (!isnan(before) && compare(before, mine) <= 0)) break;
         l->order[at] = l->order[at - 1];
      }
      l->order[at] = n;
   }
}

/* ---- prices -------------------------------------------------------------------------------------
 */

static const struct {
   const char *id, *words, *held, *free;
} known_prices[] = {
   { "one_blend", "one blend for all places instead of one each", "uniform", "formula-money" },
   { "formula_money", "money by formula instead of by place", "formula-money", "place" },
   { "ring_fences", "ring-fenced funds instead of one pool", "place", "pooled" },
   { "todays_money", "money as today while blends are free", "blends", "place" },
   { "todays_blends", "blends and money as today instead of free", "current", "place" },
};

enum { NPRICES = (int)(sizeof known_prices / sizeof known_prices[0]) };

static int find(const ics_benchmark *b, const char *id)
{
   for (int p = 0; p < b->npolicies; p++)
      if (strcmp(b->policies[p], id) == 0) return p;
   return ICS_NONE;
}

static ics_rc price(ics_league *l, int which, ics_arena *arena, ics_err *err)
{
   const ics_benchmark *b = l->of;
   int held = find(b, known_prices[which].held), free = find(b, known_prices[which].free);
   if (held == ICS_NONE || free == ICS_NONE) return ICS_OK;
   ics_league_price *out = &l->prices[l->nprices++];
   *out = (ics_league_price){ .id = known_prices[which].id,
                              .words = known_prices[which].words,
                              .held = known_prices[which].held,
                              .free = known_prices[which].free,
                              .goal = no_span() };
   ICS_ALLOC(out->of, arena, b->nsystems, err);
   for (int s = 0; s < b->nsystems; s++) {
      const ics_bench_cell *x = &b->cells[s * b->npolicies + held];
      const ics_bench_cell *y = &b->cells[s * b->npolicies + free];
      bool both = has_plan(x) && has_plan(y), like = both && compare_rules(x, y) == 0;
      out->of[s] = like ? loss(x) - loss(y) : (double)NAN;
      out->unlike += both && !like;
      see(&out->goal, out->of[s], s);
   }
   finish(&out->goal);
   return ICS_OK;
}

/* ---- all ----------------------------------------------------------------------------------------
 */

static ics_rc list_aims(ics_league *l, ics_arena *arena, ics_err *err)
{
   const ics_benchmark *b = l->of;
   int room = 0;
   for (int s = 0; s < b->nsystems; s++) room += b->systems[s].naims;
   ICS_ALLOC(l->aims, arena, room, err);
   for (int s = 0; s < b->nsystems; s++)
      for (int a = 0; a < b->systems[s].naims; a++) {
         const ics_name *aim = &b->systems[s].aims[a];
         int seen = 0;
         while (seen < l->naims && strcmp(l->aims[seen].id, aim->id) != 0) seen++;
         if (seen == l->naims) l->aims[l->naims++] = *aim;
      }
   return ICS_OK;
}

ics_rc ics_league_of(const ics_benchmark *b, ics_arena *arena, ics_league *out, ics_err *err)
{
   *out = (ics_league){ .of = b };
   ICS_TRY(list_aims(out, arena, err));
   ICS_ALLOC(out->cells, arena, b->nsystems * b->npolicies, err);
   ICS_ALLOC(out->policies, arena, b->npolicies, err);
   ICS_ALLOC(out->order, arena, b->npolicies, err);
   ICS_ALLOC(out->prices, arena, NPRICES, err);
   for (int s = 0; s < b->nsystems; s++)
      for (int p = 0; p < b->npolicies; p++) rank_cell(b, s, p, &out->cells[s * b->npolicies + p]);
   for (int p = 0; p < b->npolicies; p++) ICS_TRY(sum_policy(out, p, arena, err));
   sort(out);
   for (int p = 0; p < NPRICES; p++) ICS_TRY(price(out, p, arena, err));
   return ICS_OK;
}
