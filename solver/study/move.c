/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/move.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "post/vertex.h"
#include "study/move_lines.h"
#include "study/move_near.h"

enum { REASONS = 4 };

enum { NEAR_ITERATIONS = 20000 };      /* a rung: the answer is there, only its telling waits */
static const double LEAST_LEAN = 1e-9; /* beside a ray whose largest part is about 1 */

/** A move being worked out. */
typedef struct mover {
   const ics_solved *solved;
   const ics_move_ask *ask;
   const ics_model *plan_model;
   const double *x;     /* the plan */
   double *pin;         /* [cells] money of each contract after the move */
   bool *moved;         /* [cells] contracts that the move touches */
   const ics_model *lp; /* model to be pinned: the plan's own, or one with a wider corridor */
   const ics_basis *warm;
   ics_stage_limits limits;
   ics_arena *arena;
   ics_move *out;
} mover;

static double plan_money(const mover *mv, int h, int k, int t)
{
   return mv->x[mv->plan_model->X[ics_cell(mv->plan_model, h, k, t)]];
}

static bool in_years(const ics_move_ask *ask, int t)
{
   return ask->year == ICS_NONE || ask->year == t;
}

static ics_name name_of(const ics_instance *in, int k)
{
   return (ics_name){ in->services[k].id, in->services[k].name };
}

/* ---- what is asked ------------------------------------------------------------------------------
 */

static bool within(int index, int n, bool may_be_none)
{
   return (may_be_none && index == ICS_NONE) || (index >= 0 && index < n);
}

static ics_rc check_ask(const ics_solved *solved, const ics_move_ask *ask, ics_err *err)
{
   const ics_instance *in = solved->in;
   if (!within(ask->from, in->nservices, false) || !within(ask->to, in->nservices, false) ||
       !within(ask->place, in->nplaces, true) || !within(ask->year, in->nyears, true))
      return ics_fail(err, ICS_EBUG, "move: no such service, place or year (%d, %d, %d, %d)",
                      ask->from, ask->to, ask->place, ask->year);
   if (!isfinite(ask->gbp_m) || ask->gbp_m < 0.0)
      return ics_fail(
          err, ICS_EUSAGE,
          "move: got %g, want an amount in GBP million a year, 0 or more; to move money "
          "back, swap the services",
          ask->gbp_m);
   if (ask->from == ask->to)
      return ics_fail(err, ICS_EUSAGE, "move: from and to are both %s",
                      in->services[ask->from].name);
   if (solved->run.status != ICS_OPTIMAL)
      return ics_fail(err, ICS_EUSAGE,
                      "move: the plan is not certified, so nothing is compared "
                      "with it");
   return ICS_OK;
}

/* Part of the year's amount that contract h of service k bears. */
static double part_of(const mover *mv, int k, int h, int t)
{
   const ics_instance *in = mv->solved->in;
   if (in->services[k].per_system) return h == 0 ? 1.0 : 0.0;
   if (mv->ask->place != ICS_NONE) return h == mv->ask->place ? 1.0 : 0.0;
   int by = in->services[mv->ask->from].per_system ? mv->ask->to : mv->ask->from;
   double all = 0.0;
   for (int i = 0; i < in->nplaces; i++) all += plan_money(mv, i, by, t);
   return all > 0.0 ? plan_money(mv, h, by, t) / all : 1.0 / in->nplaces;
}

static ics_rc too_much(const mover *mv, int h, int t, double most, ics_err *err)
{
   const ics_instance *in = mv->solved->in;
   const ics_service *from = &in->services[mv->ask->from];
   bool all = from->per_system || mv->ask->place == ICS_NONE;
   return ics_fail(err, ICS_EUSAGE,
                   "move: got %.6g, want at most %.6g GBP million a year: it is all that the plan "
                   "spends on %s at %s in %s",
                   mv->ask->gbp_m, most, from->name, all ? in->name : in->places[h].name,
                   in->years[t]);
}

static ics_rc take_and_give(mover *mv, ics_err *err)
{
   const ics_instance *in = mv->solved->in;
   int tight_h = 0, tight_t = 0, cells = in->nplaces * in->nservices * in->nyears;
   double most = ICS_INF;
   ICS_ALLOC(mv->pin, mv->arena, cells, err);
   ICS_ALLOC(mv->moved, mv->arena, cells, err);
   for (int k = 0; k < in->nservices; k++)
      for (int h = 0; h < ics_contracts(in, k); h++)
         for (int t = 0; t < in->nyears; t++) {
            int at = ics_cell(mv->plan_model, h, k, t);
            double money = plan_money(mv, h, k, t), part = 0.0;
            mv->pin[at] = money;
            if (!in_years(mv->ask, t) || (k != mv->ask->from && k != mv->ask->to)) continue;
            part = part_of(mv, k, h, t);
            mv->moved[at] = part > 0.0;
            mv->pin[at] += (k == mv->ask->to ? part : -part) * mv->ask->gbp_m;
            if (k == mv->ask->from && part > 0.0 && money / part < most) {
               most = money / part;
               tight_h = h;
               tight_t = t;
            }
            mv->pin[at] = fmax(0.0, mv->pin[at]);
         }
   /* All of a service may go; a rounding of the plan does not stand in the way. */
   if (mv->ask->gbp_m > most + ICS_MOVE_ROUNDING) return too_much(mv, tight_h, tight_t, most, err);
   return ICS_OK;
}

/* ---- limits of single contracts -----------------------------------------------------------------
 */

static int larger_beyond(const void *a, const void *b)
{
   double p = ((const ics_move_beyond *)a)->over, q = ((const ics_move_beyond *)b)->over;
   return (p < q) - (p > q);
}

static ics_rc go_beyond(mover *mv, int j, double pin, ics_err *err)
{
   const ics_model *m = mv->plan_model;
   for (int upper = 0; upper <= 1; upper++) {
      double limit = upper ? m->lp.hi[j] : m->lp.lo[j], over = upper ? pin - limit : limit - pin;
      if (over <= ICS_MOVE_ROUNDING || !ics_bound_is_rule(m, j, upper)) continue;
      ics_move_beyond *it = &mv->out->beyond[mv->out->nbeyond++];
      *it = (ics_move_beyond){ .limit = limit, .asked = pin, .over = over };
      ICS_TRY(ics_rule_of_bound(m, j, upper, mv->arena, &it->rule, err));
   }
   return ICS_OK;
}

static ics_rc find_beyond(mover *mv, ics_err *err)
{
   const ics_instance *in = mv->solved->in;
   int cells = in->nplaces * in->nservices * in->nyears;
   ICS_ALLOC(mv->out->beyond, mv->arena, cells, err);
   for (int at = 0; at < cells; at++)
      if (mv->moved[at]) ICS_TRY(go_beyond(mv, mv->plan_model->X[at], mv->pin[at], err));
   if (mv->out->nbeyond > 0)
      qsort(mv->out->beyond, (size_t)mv->out->nbeyond, sizeof *mv->out->beyond, larger_beyond);
   return ICS_OK;
}

/* Least corridor that every moved contract fits in {share/year}. */
static double corridor_needed(const mover *mv)
{
   static const double MARGIN = 1e-6; /* for the roundings on the way */
   const ics_instance *in = mv->solved->in;
   double need = in->rules.corridor.given ? in->rules.corridor.point : 0.0;
   for (int k = 0; k < in->nservices; k++)
      for (int h = 0; h < ics_contracts(in, k); h++)
         for (int t = 0; t < in->nyears; t++) {
            double base = ics_contract_baseline(in, h, k, t);
            double pin = mv->pin[ics_cell(mv->plan_model, h, k, t)];
            if (base > 0.0) need = fmax(need, fabs(pin / base - 1.0) / (t + 1));
         }
   return need * (1.0 + MARGIN) + MARGIN;
}

/* Bounds of care and of flows, the columns of need and the rows of blends follow from how much
 * money a contract may have: beyond its limit the model is built anew for a corridor that is just
 * wide enough. A policy that leaves all money as today is opened likewise, its blends stay. */
static ics_rc model_to_pin(mover *mv, ics_err *err)
{
   const ics_solved *s = mv->solved;
   mv->lp = s->model;
   if (mv->out->nbeyond == 0) return ICS_OK;
   ics_instance *in;
   ics_policy *policy;
   ics_model *wide;
   ICS_ALLOC(in, mv->arena, 1, err);
   ICS_ALLOC(policy, mv->arena, 1, err);
   *in = *s->in;
   *policy = *s->policy;
   in->rules.corridor.given = true;
   in->rules.corridor.point = corridor_needed(mv);
   if (policy->blend == ICS_LEVER_UNIFORM && in->nplaces > 1)
      return ics_fail(
          err, ICS_EUSAGE,
          "no move of money under a policy of one formula: every contract's blend would "
          "have to follow; ask it of a plan under a policy whose blends are free");
   if (policy->blend == ICS_LEVER_UNIFORM) policy->blend = ICS_LEVER_FREE; /* one place: the same */
   if (ics_policy_fixes_money(policy)) {
      policy->places = policy->services = ICS_LEVER_FREE;
      in->rules.pace.given = false;
   }
   ICS_TRY(ics_model_build(in, policy, &s->goal, s->scale, s->best, mv->arena, &wide, err));
   mv->lp = wide;
   return ICS_OK;
}

/* ---- solving ------------------------------------------------------------------------------------
 */

/* A copy of the model whose contracts are pinned at `pin`: all of them, or only the moved ones,
 * while the others keep the limits that they have in the plan's own model. */
static ics_rc pinned(const mover *mv, bool all, const ics_model **out, ics_err *err)
{
   const ics_instance *in = mv->solved->in;
   const ics_model *plan = mv->plan_model;
   ics_model *m;
   double *lo, *hi;
   ICS_ALLOC(m, mv->arena, 1, err);
   ICS_ALLOC(lo, mv->arena, mv->lp->lp.n, err);
   ICS_ALLOC(hi, mv->arena, mv->lp->lp.n, err);
   *m = *mv->lp;
   memcpy(lo, m->lp.lo, (size_t)m->lp.n * sizeof *lo);
   memcpy(hi, m->lp.hi, (size_t)m->lp.n * sizeof *hi);
   for (int at = 0; at < in->nplaces * in->nservices * in->nyears; at++) {
      int j = m->X[at];
      if (j == ICS_NONE) continue;
      if (all || mv->moved[at])
         lo[j] = hi[j] = mv->pin[at];
      else {
         lo[j] = plan->lp.lo[plan->X[at]];
         hi[j] = plan->lp.hi[plan->X[at]];
      }
   }
   m->lp.lo = lo;
   m->lp.hi = hi;
   *out = m;
   return ICS_OK;
}

static void look_at(ics_move_side *side)
{
   const ics_run *run = &side->run;
   int show = run->failed != ICS_NONE && run->failed < run->own ? run->failed : run->own;
   side->certified = run->status == ICS_OPTIMAL;
   side->goal = (double)NAN;
   if (show < run->nstages) side->proof = run->stages[show].solution.certificate;
   if (!side->certified) return;
   side->x = run->stages[run->nstages - 1].solution.x;
   side->goal = side->x[run->stages[run->own].col];
}

static ics_rc solve_after(mover *mv, bool all, ics_err *err)
{
   ics_move_side *side = &mv->out->after;
   *side = (ics_move_side){ 0 };
   ICS_TRY(pinned(mv, all, &side->model, err));
   bool fits = mv->warm->row && mv->warm->shape == ics_lp_shape(&side->model->lp);
   ICS_TRY(
       ics_run_goal(side->model, fits ? mv->warm : NULL, &mv->limits, mv->arena, &side->run, err));
   look_at(side);
   mv->out->adapted = !all;
   mv->out->status = side->run.status;
   return ICS_OK;
}

/** A row, or a bound of a column, that a ray of infeasibility leans on. */
typedef struct lean {
   int index;
   bool is_row, upper;
   double weight;
} lean;

static void keep(lean *top, int *n, lean it)
{
   if (!(it.weight > 0.0)) return;
   int at = *n < REASONS ? (*n)++ : REASONS;
   for (; at > 0 && top[at - 1].weight < it.weight; at--) top[at] = top[at - 1];
   top[at] = it;
}

/* Over the box the combined row misses its limit; z = A'y says which end of each column it took. */
static int leans_of(const ics_model *m, const double *ray, lean *top)
{
   int n = 0;
   for (int r = 0; r < m->lp.m; r++)
      if (ics_row_is_rule(m, r)) keep(top, &n, (lean){ r, true, false, fabs(ray[r]) });
   for (int j = 0; j < m->lp.n; j++) {
      double z = 0.0;
      for (int p = m->lp.start[j]; p < m->lp.start[j + 1]; p++)
         z += m->lp.val[p] * ray[m->lp.row[p]];
      bool pinned = m->lp.lo[j] == m->lp.hi[j], upper = z > 0.0;
      if (!pinned && fabs(z) > LEAST_LEAN && ics_bound_is_rule(m, j, upper))
         keep(top, &n, (lean){ j, false, upper, fabs(z) });
   }
   return n;
}

/* The rules that a ray of infeasibility combines: those that count most first. */
static ics_rc find_reasons(mover *mv, ics_err *err)
{
   const ics_move_side *side = &mv->out->after;
   lean top[REASONS + 1];
   int n = leans_of(side->model, side->run.stages[side->run.failed].solution.y, top);
   ics_rule *rule;
   ICS_ALLOC(rule, mv->arena, n, err);
   for (int p = 0; p < n; p++) {
      if (top[p].is_row)
         ICS_TRY(ics_rule_of_row(side->model, top[p].index, mv->arena, &rule[p], err));
      else
         ICS_TRY(
             ics_rule_of_bound(side->model, top[p].index, top[p].upper, mv->arena, &rule[p], err));
   }
   mv->out->reasons = rule;
   mv->out->nreasons = n;
   return ICS_OK;
}

static ics_rc solve(mover *mv, ics_err *err)
{
   ics_move *out = mv->out;
   out->before = (ics_move_side){ .model = mv->plan_model, .run = mv->solved->run };
   look_at(&out->before);
   if (mv->ask->gbp_m ==
       0.0) { /* the LP would be the plan's own, and its plan another of the best */
      out->after = out->before;
      out->status = ICS_OPTIMAL;
      out->adapted = mv->ask->adapt;
      return ICS_OK;
   }
   ICS_TRY(solve_after(mv, !mv->ask->adapt, err));
   if (out->status != ICS_INFEASIBLE) return ICS_OK;
   ICS_TRY(find_reasons(mv, err));
   if (mv->ask->adapt) return ICS_OK;
   out->forced = true;
   ICS_TRY(solve_after(mv, false, err));
   return out->status == ICS_INFEASIBLE ? find_reasons(mv, err) : ICS_OK;
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

static void head(const ics_solved *solved, const ics_move_ask *ask, ics_move *out)
{
   const ics_instance *in = solved->in;
   int first = ask->year == ICS_NONE ? 0 : ask->year;
   int last = ask->year == ICS_NONE ? in->nyears - 1 : ask->year;
   *out = (ics_move){ .ask = *ask,
                      .from = name_of(in, ask->from),
                      .to = name_of(in, ask->to),
                      .place = { "", "" },
                      .first = in->years[first],
                      .last = in->years[last],
                      .years = last - first + 1,
                      .horizon = in->nyears,
                      .moved = ask->gbp_m * (last - first + 1),
                      .goal_gain = (double)NAN,
                      .goal_unit = "",
                      .shortfall_before = (double)NAN,
                      .shortfall_after = (double)NAN };
   if (ask->place == ICS_NONE) return;
   out->place = (ics_name){ in->places[ask->place].id, in->places[ask->place].name };
   out->place_idle = in->services[ask->from].per_system && in->services[ask->to].per_system;
}

/* The goal's own stage in the unit that people see: the first aim that it scales. */
static ics_rc tell_goal(mover *mv, ics_err *err)
{
   ics_move *out = mv->out;
   ics_vertex v;
   ICS_TRY(ics_vertex_of(mv->plan_model, &mv->solved->run, mv->arena, &v, err));
   double change = out->after.goal - out->before.goal;
   double given_up = 2.0 * mv->limits.hold * fabs(out->before.goal) + ICS_HOLD_LEAST;
   bool maximise = mv->solved->run.stages[mv->solved->run.own].maximise;
   out->goal_unit = v.unit;
   out->mixed = v.mixed;
   out->goal_gain = fabs(change) <= given_up ? 0.0 : (maximise ? change : -change) * v.worth;
   return ICS_OK;
}

/* Among equally good plans the nearest is told; where that is not proved, the one found. */
static ics_rc come_near(mover *mv, ics_err *err)
{
   ics_move_side *after = &mv->out->after;
   ics_limits limits = mv->limits.lp;
   double *near;
   mv->out->nearest = true;
   if (after->x == mv->x) return ICS_OK;
   if (limits.iterations > NEAR_ITERATIONS) limits.iterations = NEAR_ITERATIONS;
   ICS_TRY(ics_move_nearest(after->model, &after->run, mv->plan_model, &mv->solved->run, &limits,
                            mv->arena, &near, err));
   mv->out->nearest = near != NULL;
   if (near) after->x = near;
   return ICS_OK;
}

ics_rc ics_move_money(const ics_solved *solved, const ics_settings *settings,
                      const ics_move_ask *ask, ics_arena *arena, ics_move *out, ics_err *err)
{
   ICS_TRY(check_ask(solved, ask, err));
   const ics_run *run = &solved->run;
   mover mv = { .solved = solved,
                .ask = ask,
                .plan_model = solved->model,
                .x = run->stages[run->nstages - 1].solution.x,
                .warm = &run->stages[run->own].solution.basis,
                .limits = { .lp = { .gap = settings->gap,
                                    .iterations = (int)settings->iterations,
                                    .seconds = settings->time_limit },
                            .hold = settings->hold },
                .arena = arena,
                .out = out };
   head(solved, ask, out);
   ICS_TRY(take_and_give(&mv, err));
   ICS_TRY(find_beyond(&mv, err));
   ICS_TRY(model_to_pin(&mv, err));
   ICS_TRY(solve(&mv, err));
   if (out->status != ICS_OPTIMAL) return ICS_OK;
   ICS_TRY(tell_goal(&mv, err));
   ICS_TRY(come_near(&mv, err));
   return ics_move_lines(solved, mv.moved, mv.limits.hold, arena, out, err);
}
