/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cell comes to, from a result; and cells without one. */
#include <math.h>
#include <string.h>

#include "study/benchmark.h"

/* {GBPm} Less than this is rounding to the penny. */
static const double A_POUND = 1e-6;

static bool last_year(const ics_result *r, const char *year)
{
   return strcmp(year, r->year_names[r->years - 1]) == 0;
}

/* Unmet share of need of each place in the last year, worst less best. */
static double inequality(const ics_instance *in, const ics_result *r)
{
   double least = HUGE_VAL, most = -HUGE_VAL;
   for (int i = 0; i < in->nplaces; i++) {
      double need = 0.0, unmet = 0.0;
      for (int n = 0; n < r->nneeds; n++) {
         const ics_need_line *line = &r->needs[n];
         if (!last_year(r, line->year) || strcmp(line->place.id, in->places[i].id) != 0) continue;
         need += line->need_gbp_m;
         unmet += line->unmet_gbp_m;
      }
      if (need <= 0.0) continue;
      least = fmin(least, unmet / need);
      most = fmax(most, unmet / need);
   }
   return most > least ? most - least : 0.0;
}

/* Lines of one contract and year stand together; a contract of the system is shown at its places by
 * care delivered, which moves no money. */
static bool same_contract(const ics_instance *in, const ics_plan_line *a, const ics_plan_line *b)
{
   int k = ics_find_service(in, a->service.id);
   if (strcmp(a->service.id, b->service.id) != 0 || strcmp(a->year, b->year) != 0) return false;
   return (k >= 0 && in->services[k].per_system) || strcmp(a->place.id, b->place.id) == 0;
}

static double moved(const ics_instance *in, const ics_result *r)
{
   double sum = 0.0, more = 0.0;
   for (int n = 0; n < r->nplan; n++) {
      const ics_plan_line *line = &r->plan[n];
      if (!last_year(r, line->year)) continue;
      more += line->gbp_m - line->baseline_gbp_m;
      if (n + 1 < r->nplan && same_contract(in, line, line + 1)) continue;
      sum += more > A_POUND ? more : 0.0;
      more = 0.0;
   }
   return sum;
}

/* Lines that hold money, or held it. */
static ics_rc lines_with_money(const ics_result *r, ics_arena *arena, ics_bench_cell *out,
                               ics_err *err)
{
   ICS_ALLOC(out->plan, arena, r->nplan, err);
   for (int n = 0; n < r->nplan; n++)
      if (r->plan[n].gbp_m != 0.0 || r->plan[n].baseline_gbp_m != 0.0)
         out->plan[out->nplan++] = r->plan[n];
   return ICS_OK;
}

ics_rc ics_bench_cell_of(const ics_solved *solved, const ics_result *r, ics_arena *arena,
                         ics_bench_cell *out, ics_err *err)
{
   bool planned = r->x != NULL;
   const ics_run *run = &solved->run;
   *out = (ics_bench_cell){ .policy = r->policy,
                            .policy_name = r->policy_name,
                            .run_id = r->run_id,
                            .goal_id = r->goal,
                            .status = r->status,
                            .certified = r->certified,
                            .maximise = run->stages[r->own_stage].maximise,
                            .relative_gap = r->relative_gap,
                            .goal = planned ? r->objective : (double)NAN,
                            .shortfall_gbp_m = planned ? r->shortfall_gbp_m : (double)NAN,
                            .breach_gbp_m = planned ? r->breach_gbp_m : (double)NAN,
                            .unmet_first = planned ? r->unmet_share_first : (double)NAN,
                            .unmet_last = planned ? r->unmet_share_last : (double)NAN,
                            .unmet_today = planned ? r->baseline_unmet_share_last : (double)NAN,
                            .inequality = planned ? inequality(solved->in, r) : (double)NAN,
                            .moved_gbp_m = planned && ics_has_baseline(solved->in)
                                               ? moved(solved->in, r)
                                               : (double)NAN,
                            .rows = r->rows,
                            .columns = r->columns,
                            .nonzeros = r->nonzeros,
                            .aims = r->aims,
                            .stages = r->stages,
                            .prices = r->prices,
                            .naims = r->naims,
                            .nstages = r->nstages,
                            .breaches = r->breaches,
                            .nprices = r->nprices,
                            .nbreaches = r->nbreaches };
   for (int s = 0; s < r->nstages; s++) out->iterations += r->stages[s].iterations;
   return lines_with_money(r, arena, out, err);
}

/* ---- cells without a plan -----------------------------------------------------------------------
 */

ics_bench_cell ics_bench_no_cell(const char *policy, const char *status, const char *words)
{
   double none = (double)NAN;
   return (ics_bench_cell){ .policy = policy,
                            .policy_name = "",
                            .run_id = "",
                            .goal_id = "",
                            .status = status,
                            .words = words,
                            .start = "none",
                            .relative_gap = none,
                            .goal = none,
                            .shortfall_gbp_m = none,
                            .breach_gbp_m = none,
                            .unmet_first = none,
                            .unmet_last = none,
                            .unmet_today = none,
                            .inequality = none,
                            .moved_gbp_m = none };
}

bool ics_bench_has(const ics_instance *in, const char *policy)
{
   return in->npolicies > 0 ? ics_find_policy(in, policy) >= 0 : strcmp(policy, ICS_FREE) == 0;
}

bool ics_bench_finished(const ics_bench_cell *cell)
{
   return strcmp(cell->status, "optimal") == 0 || strcmp(cell->status, "infeasible") == 0;
}

void ics_bench_count(ics_benchmark *out)
{
   out->why = "";
   out->failed = out->uncertified = out->missing = 0;
   for (int n = 0; n < out->nsystems * out->npolicies; n++) {
      const ics_bench_cell *cell = &out->cells[n];
      if (ics_bench_finished(cell) || strcmp(cell->status, "absent") == 0) continue;
      bool missing = strcmp(cell->status, ICS_MISSING) == 0;
      bool failed = !missing && strcmp(cell->status, "uncertified") != 0;
      out->missing += missing;
      out->uncertified += !missing && !failed;
      if (failed && out->failed++ == 0 && cell->words) out->why = cell->words;
   }
}

ics_rc ics_bench_system_of(const ics_instance *in, ics_arena *arena, ics_bench_system *out,
                           ics_err *err)
{
   ics_name *aims;
   ICS_ALLOC(aims, arena, in->naims, err);
   for (int a = 0; a < in->naims; a++) aims[a] = (ics_name){ in->aims[a].id, in->aims[a].name };
   *out = (ics_bench_system){ .code = in->code,
                              .name = in->name,
                              .file = in->file,
                              .sha256 = in->sha256,
                              .reference = in->npolicies > 0 ? in->policies[0].id : NULL,
                              .aims = aims,
                              .naims = in->naims };
   return ICS_OK;
}
