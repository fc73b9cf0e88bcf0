/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/repair.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "instance/units.h"
#include "study/conflicts.h"

enum {
   SEARCHED = 100, /* candidates tried before a count is called not proved */
   PRUNED = 60,    /* rules of the least sum beyond which fewer are not looked for among them */
   GREEDY = 200,   /* rules that a repair found without proof may change */
   EXACT = ICS_COUNT_EXACT,
};

/* ---- an answer as a repair ----------------------------------------------------------------------
 */

double ics_repair_unit(const ics_coef *coef)
{
   double per = 1.0;
   for (int d = 0; d < ICS_DIM_COUNT; d++)
      if (ics_unit_per(coef->unit, (ics_dim)d, NULL, &per)) return per;
   return 1.0;
}

static bool was_typed(const ics_request *request, const char *path)
{
   size_t bytes = path ? strlen(path) : 0;
   for (int p = 0; path && p < request->nsets; p++)
      if (strncmp(request->sets[p], path, bytes) == 0 && request->sets[p][bytes] == '=')
         return true;
   return false;
}

ics_rc ics_repair_rule(ics_search *s, int rule, ics_conflict_rule *out, ics_err *err)
{
   ics_rule words;
   const char *asks;
   double limit;
   ICS_TRY(ics_relax_rule(&s->x, rule, s->arena, &words, &asks, &limit, err));
   const char *setting = "";
   if (words.coef)
      setting = ics_format(s->arena, "%.6g %s", words.coef->point * ics_repair_unit(words.coef),
                           words.coef->unit);
   if (!setting) return ics_fail(err, ICS_EMEMORY, "out of memory");
   *out = (ics_conflict_rule){ .rule = words.id,
                               .family = words.family,
                               .kind = words.kind,
                               .file = words.where.file ? words.where.file : "",
                               .line = words.where.line,
                               .words = words.words,
                               .unit = words.unit,
                               .asks = asks,
                               .limit = limit,
                               .path = words.coef ? words.path : "",
                               .setting = setting,
                               .typed = was_typed(s->request, words.path),
                               .alone = (double)NAN };
   return ICS_OK;
}

ics_rc ics_repair_take(ics_search *s, const char *measure, ics_conflict_repair *out, ics_err *err)
{
   const ics_relax *x = &s->x;
   ics_conflict_change *list;
   int n = 0;
   for (int r = 0; r < x->nrules; r++) n += x->rules[r].hold == ICS_HOLD_LOOSEN;
   ICS_ALLOC(list, s->arena, n, err);
   *out = (ics_conflict_repair){ .measure = measure, .changes = list, .proved = true };
   for (int r = 0; r < x->nrules; r++) {
      double by = ics_relax_by(x, r), weight = x->rules[r].weight;
      if (x->rules[r].hold != ICS_HOLD_LOOSEN || fabs(by) * weight <= ICS_REPAIR_NOTHING) continue;
      ics_conflict_change *change = &list[out->nchanges];
      ICS_TRY(ics_repair_rule(s, r, &change->rule, err));
      change->weight = weight;
      change->by = fabs(by);
      change->from = change->rule.limit;
      change->to = change->rule.limit + by;
      out->total += weight * fabs(by);
      if (out->nchanges++ == 0) out->first = r;
   }
   out->least = out->nchanges;
   return ICS_OK;
}

/* ---- the fewest rules ---------------------------------------------------------------------------
 */

static ics_rc mends(ics_search *s, const int *rule, int n, bool *can, ics_err *err)
{
   ics_relax_hold_all(&s->x, ICS_HOLD_LOOSEN);
   for (int p = 0; p < n; p++) ics_relax_hold(&s->x, rule[p], ICS_HOLD_DROP);
   return ics_relax_can(&s->x, can, err);
}

/* Sets without a common rule: each needs a change of its own. */
static ics_rc count_disjoint(ics_search *s, int *n, ics_err *err)
{
   ics_core used = { .n = 0 }, core = s->set;
   ICS_ALLOC(used.rule, s->arena, s->x.nrules, err);
   for (*n = 1;; (*n)++) {
      bool can;
      memcpy(used.rule + used.n, core.rule, (size_t)core.n * sizeof *core.rule);
      used.n += core.n;
      ICS_TRY(mends(s, used.rule, used.n, &can, err));
      if (can) return ICS_OK;
      ICS_TRY(ics_core_of_proof(s, &core, err));
      ICS_TRY(ics_core_reduce(s, &core, err));
      ICS_TRY(ics_core_add(s, core, err));
   }
}

/* The least sum over these rules alone. */
static ics_rc cost_of(ics_search *s, const int *rule, int n, double *sum, ics_err *err)
{
   ics_relax_hold_all(&s->x, ICS_HOLD_KEEP);
   for (int p = 0; p < n; p++) ics_relax_hold(&s->x, rule[p], ICS_HOLD_LOOSEN);
   ICS_TRY(ics_relax_solve(&s->x, sum, err));
   if (isfinite(*sum)) return ICS_OK;
   return ics_fail(err, ICS_ENUMERIC, "a repair mends the rules to within a pound only");
}

/* An exact search for so many rules. */
typedef struct hunt {
   ics_search *s;
   int size, tried;
   int chosen[EXACT], best[EXACT];
   double sum; /* of the best; INFINITY: none found */
} hunt;

static bool hit(const ics_core *core, const int *rule, int n)
{
   for (int p = 0; p < core->n; p++)
      for (int q = 0; q < n; q++)
         if (core->rule[p] == rule[q]) return true;
   return false;
}

static ics_rc try_chosen(hunt *h, ics_err *err)
{
   bool can;
   double sum;
   h->tried++;
   ICS_TRY(mends(h->s, h->chosen, h->size, &can, err));
   if (!can) {
      ics_core core;
      ICS_TRY(ics_core_of_proof(h->s, &core, err));
      return ics_core_add(h->s, core, err);
   }
   ICS_TRY(cost_of(h->s, h->chosen, h->size, &sum, err));
   if (sum < h->sum) {
      h->sum = sum;
      memcpy(h->best, h->chosen, sizeof h->best);
   }
   return ICS_OK;
}

/* Every way to hit all sets known with `size` rules: branch on the rules of a set not yet hit. No
 * deeper than EXACT. Where all are hit early, the rest of the choice does not matter: fewer rules
 * were tried before and found wanting, which made a set that they miss. */
static ics_rc branch(hunt *h, int depth, ics_err *err)
{
   int c = 0;
   while (c < h->s->ncores && hit(&h->s->cores[c], h->chosen, depth)) c++;
   if (h->tried >= SEARCHED) return ICS_OK;
   if (depth == h->size) return c < h->s->ncores ? ICS_OK : try_chosen(h, err);
   if (c == h->s->ncores) return ICS_OK;
   for (int p = 0; p < h->s->cores[c].n; p++) {
      h->chosen[depth] = h->s->cores[c].rule[p];
      ICS_TRY(branch(h, depth + 1, err));
   }
   return ICS_OK;
}

/* Drop rules from a repair while it still mends, those that give way least first. */
static ics_rc prune(ics_search *s, int *rule, int *n, ics_err *err)
{
   for (int p = *n - 1; p >= 0; p--) {
      bool can;
      int out = rule[p];
      rule[p] = rule[*n - 1];
      ICS_TRY(mends(s, rule, *n - 1, &can, err));
      if (can)
         (*n)--;
      else {
         rule[*n - 1] = rule[p];
         rule[p] = out;
      }
   }
   return ICS_OK;
}

/* How far a rule could ever give way. */
static double reach(const ics_relax *x, int rule)
{
   const ics_relaxable *it = &x->rules[rule];
   double sum = 0.0;
   for (int j = it->first; j < it->first + it->count; j++) sum += x->most[j - x->m->lp.n];
   return sum * it->weight;
}

/* Of each set still missed take the rule that could give way furthest. */
static ics_rc take_widest(ics_search *s, int *rule, int *n, ics_err *err)
{
   for (*n = 0; *n < GREEDY;) {
      bool can;
      ICS_TRY(mends(s, rule, *n, &can, err));
      if (can) return prune(s, rule, n, err);
      ics_core core;
      ICS_TRY(ics_core_of_proof(s, &core, err));
      int best = -1;
      for (int p = 0; p < core.n; p++)
         if (best < 0 || reach(&s->x, core.rule[p]) > reach(&s->x, best)) best = core.rule[p];
      if (best < 0) break;
      rule[(*n)++] = best;
   }
   *n = GREEDY + 1;
   return ICS_OK;
}

/* Two searches that may miss the fewest: from the rules of the least sum, and set by set. */
static ics_rc search(ics_search *s, const ics_core *by_sum, int least, ics_conflict_repair *out,
                     ics_err *err)
{
   int *one, *two, n = by_sum->n, other;
   double sum, sum_other = INFINITY;
   ICS_ALLOC(one, s->arena, n + 1, err);
   ICS_ALLOC(two, s->arena, GREEDY + 1, err);
   if (n > 0) memcpy(one, by_sum->rule, (size_t)n * sizeof *one);
   ICS_TRY(take_widest(s, two, &other, err));
   if (n <= PRUNED) ICS_TRY(prune(s, one, &n, err));
   ICS_TRY(cost_of(s, one, n, &sum, err));
   if (other <= n) ICS_TRY(cost_of(s, two, other, &sum_other, err));
   if (other < n || (other == n && sum_other < sum)) {
      one = two;
      n = other;
   }
   ICS_TRY(cost_of(s, one, n, &sum, err));
   ICS_TRY(ics_repair_take(s, "count", out, err));
   out->least = least;
   out->proved = out->nchanges == least;
   return ics_repair_options(s, out, err);
}

ics_rc ics_repair_count(ics_search *s, const ics_core *by_sum, ics_conflict_repair *out,
                        ics_err *err)
{
   int least = 0;
   ICS_TRY(count_disjoint(s, &least, err));
   if (least < 2) least = 2; /* no single rule is enough */
   hunt h = { .s = s, .sum = INFINITY };
   for (h.size = least; h.size <= EXACT && h.tried < SEARCHED && isinf(h.sum); h.size++) {
      ICS_TRY(branch(&h, 0, err));
      if (isfinite(h.sum)) break;
      if (h.tried < SEARCHED) least = h.size + 1;
   }
   if (isinf(h.sum)) return search(s, by_sum, least, out, err);
   double sum;
   ICS_TRY(cost_of(s, h.best, h.size, &sum, err));
   ICS_TRY(ics_repair_take(s, "count", out, err));
   out->least = least;
   out->proved = h.size == least;
   return ics_repair_options(s, out, err);
}
