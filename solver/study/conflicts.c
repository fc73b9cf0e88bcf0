/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/conflicts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/repair.h"

enum {
   OPTIONS_TRIED = 4, /* single rules, cheapest first, for which options are sought */
   ALONE_TRIED = 60,  /* rules of the set that are changed by themselves */
};

static const double ALIKE = 1e-9; /* {relative} totals that are the same */

/* ---- sets ---------------------------------------------------------------------------------------
 */

ics_rc ics_core_of_proof(ics_search *s, ics_core *out, ics_err *err)
{
   int n = 0;
   for (int r = 0; r < s->x.nrules; r++)
      n += s->x.rules[r].hold == ICS_HOLD_LOOSEN && ics_relax_force(&s->x, r) > 0.0;
   ICS_ALLOC(out->rule, s->arena, n, err);
   out->n = 0;
   for (int r = 0; r < s->x.nrules; r++)
      if (s->x.rules[r].hold == ICS_HOLD_LOOSEN && ics_relax_force(&s->x, r) > 0.0)
         out->rule[out->n++] = r;
   return ICS_OK;
}

ics_rc ics_core_add(ics_search *s, ics_core core, ics_err *err)
{
   if (s->ncores == s->room) {
      int room = s->room ? 2 * s->room : 16;
      ics_core *more;
      ICS_ALLOC(more, s->arena, room, err);
      if (s->ncores > 0) memcpy(more, s->cores, (size_t)s->ncores * sizeof *more);
      s->cores = more;
      s->room = room;
   }
   s->cores[s->ncores++] = core;
   return ICS_OK;
}

static bool holds_rule(const ics_core *core, int rule)
{
   for (int p = 0; p < core->n; p++)
      if (core->rule[p] == rule) return true;
   return false;
}

/* ---- the irreducible set ------------------------------------------------------------------------
 */

static void only(ics_search *s, const ics_core *core)
{
   ics_relax_hold_all(&s->x, ICS_HOLD_DROP);
   for (int p = 0; p < core->n; p++) ics_relax_hold(&s->x, core->rule[p], ICS_HOLD_LOOSEN);
}

typedef struct by_force {
   double force;
   int rule;
} by_force;

static int weaker_first(const void *a, const void *b)
{
   const by_force *p = a, *q = b;
   if (p->force != q->force) return p->force < q->force ? -1 : 1;
   return p->rule < q->rule ? -1 : p->rule > q->rule;
}

/* Where `a` may not contradict itself after all (a multiplier lost in rounding), all rules do. */
static ics_rc start_filter(ics_search *s, ics_core *a, ics_err *err)
{
   bool can;
   only(s, a);
   ICS_TRY(ics_relax_can(&s->x, &can, err));
   if (!can) return ICS_OK;
   ICS_ALLOC(a->rule, s->arena, s->x.nrules, err);
   for (a->n = 0; a->n < s->x.nrules; a->n++) a->rule[a->n] = a->n;
   only(s, a);
   return ics_relax_can(&s->x, &can, err);
}

/* Is rule `q` one of the group that `lead` leads: its year, or its year and kind? */
static bool in_group(const ics_search *s, int lead, int q, bool kinds)
{
   int year, other;
   const char *kind = ics_relax_kind_of(&s->x, lead, &year);
   const char *kind_other = ics_relax_kind_of(&s->x, q, &other);
   return year == other && (!kinds || strcmp(kind, kind_other) == 0);
}

/* Drop what can be done without a year at a time, then a kind of rule at a time: what is left is
 * seldom more than one conflict. */
static ics_rc drop_groups(ics_search *s, const ics_core *set, bool kinds, ics_err *err)
{
   int *group, n;
   ICS_ALLOC(group, s->arena, set->n, err);
   for (int p = 0; p < set->n; p++) {
      bool can, led = false;
      for (int q = 0; q < p && !led; q++) led = in_group(s, set->rule[p], set->rule[q], kinds);
      if (led) continue;
      n = 0;
      for (int q = p; q < set->n; q++)
         if (s->x.rules[set->rule[q]].hold == ICS_HOLD_LOOSEN &&
             in_group(s, set->rule[p], set->rule[q], kinds))
            group[n++] = set->rule[q];
      if (n == 0) continue;
      for (int q = 0; q < n; q++) ics_relax_hold(&s->x, group[q], ICS_HOLD_DROP);
      ICS_TRY(ics_relax_can(&s->x, &can, err));
      for (int q = 0; can && q < n; q++) ics_relax_hold(&s->x, group[q], ICS_HOLD_LOOSEN);
   }
   return ICS_OK;
}

static void keep_loosened(const ics_search *s, ics_core *set)
{
   int kept = 0;
   for (int p = 0; p < set->n; p++)
      if (s->x.rules[set->rule[p]].hold == ICS_HOLD_LOOSEN) set->rule[kept++] = set->rule[p];
   set->n = kept;
}

ics_rc ics_core_reduce(ics_search *s, ics_core *core, ics_err *err)
{
   ICS_TRY(start_filter(s, core, err));
   ICS_TRY(drop_groups(s, core, false, err));
   ICS_TRY(drop_groups(s, core, true, err));
   keep_loosened(s, core);
   return ICS_OK;
}

/* Deletion filter. Rules are dropped in turn, the smallest first: as many at a time as was possible
 * last, twice as many after a success, half after a failure, until each one left was dropped by
 * itself and what was left then could be kept. All that a new proof does not use goes with it. */
static ics_rc filter(ics_search *s, ics_core *set, ics_err *err)
{
   by_force *order;
   int n = set->n, at = 0, chunk = n / 2 > 0 ? n / 2 : 1;
   ICS_ALLOC(order, s->arena, n, err);
   for (int p = 0; p < n; p++)
      order[p] = (by_force){ ics_relax_size(&s->x, set->rule[p]), set->rule[p] };
   if (n > 0) qsort(order, (size_t)n, sizeof *order, weaker_first);
   while (at < n) {
      bool can;
      int end = at + chunk < n ? at + chunk : n;
      for (int p = at; p < end; p++) ics_relax_hold(&s->x, order[p].rule, ICS_HOLD_DROP);
      ICS_TRY(ics_relax_can(&s->x, &can, err));
      for (int p = at; can && p < end; p++) ics_relax_hold(&s->x, order[p].rule, ICS_HOLD_LOOSEN);
      if (!can || chunk == 1) at = end;
      chunk = can ? (chunk > 1 ? chunk / 2 : 1) : 2 * chunk;
      int left = 0; /* of those not yet tried, the ones that the proof still uses */
      for (int p = at; p < n; p++) {
         if (!can && ics_relax_force(&s->x, order[p].rule) == 0.0)
            ics_relax_hold(&s->x, order[p].rule, ICS_HOLD_DROP);
         else
            order[at + left++] = order[p];
      }
      n = at + left;
   }
   keep_loosened(s, set);
   return ICS_OK;
}

/* Every member was dropped by itself from a set that holds this one, and a certified plan then kept
 * the rest; that the set itself cannot be kept is asked once more. */
static ics_rc find_set(ics_search *s, ics_core proof, ics_err *err)
{
   bool can;
   s->set = proof;
   ICS_TRY(ics_core_reduce(s, &s->set, err));
   ICS_TRY(filter(s, &s->set, err));
   only(s, &s->set);
   ICS_TRY(ics_relax_can(&s->x, &can, err));
   if (can)
      return ics_fail(err, ICS_ENUMERIC,
                      "an irreducible set of rules was found but could not be verified");
   return ics_core_add(s, s->set, err);
}

/* ---- repairs ------------------------------------------------------------------------------------
 */

/* Can a change of this rule alone leave a plan? If not, the proof is a set without it. */
static ics_rc try_alone(ics_search *s, int rule, ics_conflict_repair *repair, ics_err *err)
{
   bool can;
   double sum;
   for (int c = 0; c < s->ncores; c++)
      if (!holds_rule(&s->cores[c], rule)) return ICS_OK;
   ics_relax_hold_all(&s->x, ICS_HOLD_LOOSEN);
   ics_relax_hold(&s->x, rule, ICS_HOLD_DROP);
   ICS_TRY(ics_relax_can(&s->x, &can, err));
   if (!can) {
      ics_core core;
      ICS_TRY(ics_core_of_proof(s, &core, err));
      return ics_core_add(s, core, err);
   }
   ics_relax_hold_all(&s->x, ICS_HOLD_KEEP);
   ics_relax_hold(&s->x, rule, ICS_HOLD_LOOSEN);
   ICS_TRY(ics_relax_solve(&s->x, &sum, err));
   if (isinf(sum)) return ICS_OK;
   s->alone[rule] = fabs(ics_relax_by(&s->x, rule));
   return ics_repair_take(s, "alone", repair, err);
}

static int cheaper(const void *a, const void *b)
{
   const ics_conflict_repair *p = a, *q = b;
   if (p->total != q->total) return p->total < q->total ? -1 : 1;
   return p->nchanges && q->nchanges ? strcmp(p->changes[0].rule.rule, q->changes[0].rule.rule) : 0;
}

/* Do rules contradict each other that have none in common with the set? Then no change of one of
 * its rules is enough. */
static ics_rc conflict_elsewhere(ics_search *s, bool *elsewhere, ics_err *err)
{
   bool can;
   ics_core core;
   ics_relax_hold_all(&s->x, ICS_HOLD_LOOSEN);
   for (int p = 0; p < s->set.n; p++) ics_relax_hold(&s->x, s->set.rule[p], ICS_HOLD_DROP);
   ICS_TRY(ics_relax_can(&s->x, &can, err));
   *elsewhere = !can;
   if (can) return ICS_OK;
   ICS_TRY(ics_core_of_proof(s, &core, err));
   return ics_core_add(s, core, err);
}

static ics_rc find_alone(ics_search *s, ics_conflict_repair *list, int *n, ics_err *err)
{
   bool hopeless;
   ICS_TRY(conflict_elsewhere(s, &hopeless, err));
   *n = 0;
   for (int p = s->set.n - 1; p >= 0; p--) { /* planners' limits come last, and are tried first */
      int rule = s->set.rule[p];
      s->alone[rule] = hopeless ? (double)INFINITY : (double)NAN;
      if (hopeless || s->set.n - p > ALONE_TRIED) continue;
      s->alone[rule] = INFINITY;
      ICS_TRY(try_alone(s, rule, &list[*n], err));
      *n += isfinite(s->alone[rule]);
   }
   if (*n > 0) qsort(list, (size_t)*n, sizeof *list, cheaper);
   for (int p = 0; p < *n && p < OPTIONS_TRIED; p++) {
      double sum;
      ics_relax_hold_all(&s->x, ICS_HOLD_KEEP);
      for (int r = 0; r < s->set.n; r++)
         if (list[p].first == s->set.rule[r])
            ics_relax_hold(&s->x, s->set.rule[r], ICS_HOLD_LOOSEN);
      ICS_TRY(ics_relax_solve(&s->x, &sum, err));
      ICS_TRY(ics_repair_options(s, &list[p], err));
   }
   return ICS_OK;
}

/* The rules that give way in the last answer, those that give most first. */
static ics_rc rules_that_gave(ics_search *s, ics_core *out, ics_err *err)
{
   by_force *order;
   ICS_ALLOC(out->rule, s->arena, s->x.nrules, err);
   ICS_ALLOC(order, s->arena, s->x.nrules, err);
   out->n = 0;
   for (int r = 0; r < s->x.nrules; r++) {
      double by = s->x.rules[r].weight * fabs(ics_relax_by(&s->x, r));
      if (s->x.rules[r].hold == ICS_HOLD_LOOSEN && by > 0.0) order[out->n++] = (by_force){ -by, r };
   }
   if (out->n > 0) qsort(order, (size_t)out->n, sizeof *order, weaker_first);
   for (int p = 0; p < out->n; p++) out->rule[p] = order[p].rule;
   return ICS_OK;
}

static ics_rc is_there_a_plan(ics_search *s, ics_conflicts *out, ics_err *err)
{
   double sum;
   ics_relax_hold_all(&s->x, ICS_HOLD_KEEP);
   ICS_TRY(ics_relax_solve(&s->x, &sum, err));
   out->plan_exists = isfinite(sum);
   if (out->plan_exists) return ICS_OK;
   return ics_fail(
       err, ICS_ENUMERIC,
       "the rules contradict each other by less than a pound in all: no plan keeps them "
       "to the last digit, and there is nothing to repair; look for two limits that are "
       "meant to be equal");
}

static ics_rc describe_set(ics_search *s, ics_conflicts *out, ics_err *err)
{
   ics_conflict_rule *list;
   ICS_ALLOC(list, s->arena, s->set.n, err);
   for (int p = 0; p < s->set.n; p++) {
      ICS_TRY(ics_repair_rule(s, s->set.rule[p], &list[p], err));
      list[p].alone = s->alone[s->set.rule[p]];
   }
   out->irreducible = list;
   out->nirreducible = s->set.n;
   return ICS_OK;
}

/* Of two repairs that cost the same the one of fewer rules is told, and if those are as many too,
 * one repair is both. */
static void one_where_both_are_best(ics_conflict_repair *list)
{
   ics_conflict_repair *sum = &list[0], *count = &list[1], *from = sum, *to = count;
   if (count->total > sum->total * (1.0 + ALIKE)) return;
   if (count->nchanges < sum->nchanges) {
      from = count;
      to = sum;
   }
   to->changes = from->changes;
   to->nchanges = from->nchanges;
   to->total = from->total;
   to->options = from->options;
   to->noptions = from->noptions;
}

static ics_rc explain(ics_search *s, ics_conflicts *out, ics_err *err)
{
   ics_core proof, gave;
   ics_conflict_repair *list;
   bool can;
   int n;
   ICS_TRY(ics_relax_can(&s->x, &can, err));
   if (can) return is_there_a_plan(s, out, err);
   ICS_TRY(ics_core_of_proof(s, &proof, err));
   ICS_TRY(rules_that_gave(s, &gave, err));
   ics_conflict_repair sum;
   ICS_TRY(ics_repair_take(s, "sum", &sum, err));
   ICS_TRY(ics_repair_options(s, &sum, err));
   ICS_TRY(find_set(s, proof, err));
   ICS_ALLOC(list, s->arena, s->set.n + 2, err);
   list[0] = sum;
   ICS_TRY(find_alone(s, list + 2, &n, err));
   if (n > 0) {
      list[1] = list[2];
      list[1].measure = "count";
   } else
      ICS_TRY(ics_repair_count(s, &gave, &list[1], err));
   one_where_both_are_best(list);
   out->repairs = list;
   out->nrepairs = n + 2;
   out->more = s->ncores > 1;
   for (int p = 0; p < out->nrepairs; p++)
      for (int c = 0; c < list[p].nchanges; c++) out->weighed |= list[p].changes[c].weight != 1.0;
   return describe_set(s, out, err);
}

/* There is a plan, but the policy may miss hard rules: which, in the plan that `solve` gives. */
static ics_rc what_is_missed(const ics_instance *in, const ics_request *request, ics_arena *arena,
                             ics_conflicts *out, ics_err *err)
{
   ics_solved solved;
   ics_result *result;
   ICS_TRY(ics_solve(in, request, arena, &solved, err));
   ICS_TRY(ics_result_brief(&solved, request, arena, &result, err));
   if (!result->certified)
      return ics_fail(err, ICS_ENUMERIC,
                      "there is a plan, but what it misses of hard rules could not be certified");
   out->breach_gbp_m = result->breach_gbp_m;
   out->breaches = result->breaches;
   out->nbreaches = result->nbreaches;
   return ICS_OK;
}

ics_rc ics_find_conflicts(const ics_instance *in, const ics_request *request, ics_arena *arena,
                          ics_conflicts *out, ics_err *err)
{
   ics_solved solved;
   ICS_TRY(ics_prepare_loose(in, request, arena, &solved, err));
   *out = (ics_conflicts){ .code = in->code,
                           .name = in->name,
                           .file = in->file,
                           .policy = solved.policy->id,
                           .policy_name = solved.policy->name,
                           .first_year = in->years[0],
                           .last_year = in->years[in->nyears - 1] };
   ics_limits limits = { .gap = request->settings->gap,
                         .iterations = (int)request->settings->iterations,
                         .seconds = request->settings->time_limit };
   ics_search s = { .request = request, .arena = arena };
   ics_rc rc = ics_relax_open(solved.model, &limits, arena, &s.x, err);
   if (rc == ICS_OK) {
      s.alone = ics_alloc(arena, (size_t)s.x.nrules, sizeof *s.alone);
      rc = s.alone ? explain(&s, out, err) : ics_fail(err, ICS_EMEMORY, "out of memory");
      out->programs = s.x.programs;
   }
   ics_relax_close(&s.x);
   if (rc == ICS_OK && out->plan_exists && ics_policy_may_miss(solved.policy))
      rc = what_is_missed(in, request, arena, out, err);
   return rc;
}
