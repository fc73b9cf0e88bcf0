/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pace: budgets do not jump, and places move towards their fair share, never away from it. */
#include <math.h>
#include <string.h>

#include "model/formulation.h"
#include "model/given.h"

static ics_item item_of(const ics_instance *in, int h, int k, int t)
{
   return ics_at(in->services[k].per_system ? ICS_NONE : h, k, t);
}

/* Money as the policy gives it: today's, or the path's. */
static void fix_money(ics_model *m, int t)
{
   const ics_instance *in = m->in;
   const char *kind = m->policy->places == ICS_LEVER_GIVEN ? "path" : "as_today";
   for (int k = 0; k < in->nservices; k++) {
      for (int h = 0; h < ics_contracts(in, k); h++) {
         double money = ics_given_money(m, h, k, t);
         ics_tighten(m, kind, item_of(in, h, k, t), m->X[ics_cell(m, h, k, t)], money, money);
      }
      for (int f = 0; f < in->nfunds; f++)
         for (int i = 0; i < in->nplaces; i++) {
            int y = m->y[ics_cell_y(m, f, i, k, t)];
            if (y == ICS_NONE) continue;
            double money = ics_given_flow(m, f, i, k, t);
            if (in->services[k].per_system && !in->funds[f].per_place) {
               money = 0.0;
               for (int p = 0; p < in->nplaces; p++) money += ics_given_flow(m, f, p, k, t);
            }
            ics_item item = item_of(in, i, k, t);
            item.fund = f;
            ics_tighten(m, kind, item, y, money, money);
         }
   }
}

static void bound(ics_model *m)
{
   const ics_instance *in = m->in;
   if (!ics_has_baseline(in)) return;
   for (int t = 0; t < in->nyears; t++) {
      if (ics_policy_fixes_money(m->policy)) {
         fix_money(m, t);
         continue;
      }
      double step = in->rules.corridor.point * (t + 1);
      for (int k = 0; in->rules.corridor.given && k < in->nservices; k++)
         for (int h = 0; h < ics_contracts(in, k); h++) {
            double money = ics_contract_baseline(in, h, k, t);
            ics_tighten(m, "corridor", item_of(in, h, k, t), m->X[ics_cell(m, h, k, t)],
                        fmax(0.0, 1.0 - step) * money, (1.0 + step) * money);
         }
   }
}

/* A fund's money in the contracts of place i, into one row. */
static void add_place(ics_model *m, int row, int i, int t)
{
   const ics_instance *in = m->in;
   for (int f = 0; f < in->nfunds; f++)
      for (int k = 0; ics_is_shared(&in->funds[f]) && k < in->nservices; k++)
         if (!in->services[k].per_system) ics_add(m, row, ics_flow(m, f, i, k, t), 1.0);
}

/* A place's part of local money, fixed: as today, or on the path. */
static void fixed_row(ics_model *m, const char *kind, int i, int t, double part)
{
   int row = ics_add_row(m, kind, ics_at(i, ICS_NONE, t), 0.0, 0.0);
   add_place(m, row, i, t);
   ics_add(m, row, m->local[t], -part);
}

static void pace_rows(ics_model *m, int i, int t)
{
   ics_part part = ics_place_part(m->in, i, t);
   double least = fmin(part.today, part.towards), most = fmax(part.today, part.towards);
   for (int end = 0; end < 2; end++) {
      int row = ics_add_row(m, end ? "slowest" : "fastest", ics_at(i, ICS_NONE, t),
                            end ? 0.0 : -ICS_INF, end ? ICS_INF : 0.0);
      add_place(m, row, i, t);
      ics_add(m, row, m->local[t], -(end ? least : most));
   }
}

static void place_rows(ics_model *m, int t)
{
   const ics_instance *in = m->in;
   double *part = ics_model_alloc(m, in->nplaces, sizeof *part);
   if (!part) return;
   if (m->policy->places == ICS_LEVER_GIVEN) ics_path_parts(in, t, part);
   for (int i = 0; i < in->nplaces; i++) {
      if (m->policy->places == ICS_LEVER_FREE)
         pace_rows(m, i, t);
      else if (m->policy->places == ICS_LEVER_HISTORIC)
         fixed_row(m, "historic", i, t, ics_place_part(in, i, t).today);
      else
         fixed_row(m, "on_path", i, t, part[i]);
   }
}

static void service_rows(ics_model *m, int t)
{
   const ics_instance *in = m->in;
   for (int k = 0; k < in->nservices; k++) {
      double money = 0.0;
      for (int i = 0; i < in->nplaces; i++) money += ics_baseline(in, i, k, t);
      int row = ics_add_row(m, "service", ics_at(ICS_NONE, k, t), -ICS_INF, money);
      for (int h = 0; h < ics_contracts(in, k); h++)
         ics_add(m, row, m->X[ics_cell(m, h, k, t)], 1.0);
   }
}

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   bool places = m->policy->places != ICS_LEVER_FREE;
   bool services = m->policy->services == ICS_LEVER_HISTORIC;
   if (!ics_has_baseline(in) || (places && services)) return;
   for (int t = 0; t < in->nyears; t++) {
      if (services) service_rows(m, t);
      if (in->nplaces < 2 || !(places || in->rules.pace.given)) continue;
      double all = 0.0;
      for (int f = 0; f < in->nfunds; f++)
         if (ics_is_shared(&in->funds[f]))
            for (int i = 0; i < (in->funds[f].per_place ? in->nplaces : 1); i++)
               all += ics_fund_spendable(in, f, i, t);
      m->local[t] =
          ics_add_col(m, "local", ics_at(ICS_NONE, ICS_NONE, t), 0.0, ics_most_money(m, t, all));
      int row = ics_add_row(m, "local", ics_at(ICS_NONE, ICS_NONE, t), 0.0, 0.0);
      ics_add(m, row, m->local[t], -1.0);
      for (int i = 0; i < in->nplaces; i++) add_place(m, row, i, t);
      place_rows(m, t);
   }
}

static ics_rule_source source(const ics_model *m, const ics_tag *tag)
{
   const ics_rules *rules = &m->in->rules;
   if (strcmp(tag->kind, "corridor") == 0) return ics_source_of_coef(&rules->corridor);
   bool pace = strcmp(tag->kind, "fastest") == 0 || strcmp(tag->kind, "slowest") == 0;
   return pace ? ics_source_of_coef(&rules->pace)
               : (ics_rule_source){ m->policy->where, "policies", NULL };
}

const ics_formulation ics_form_pace = {
   .name = "pace",
   .kind = ICS_CONSTRAINTS,
   .summary = "a contract's money and a place's part of local money change only so fast",
   .math =
       "bounds:  (1 - corridor (t+1)) B <= X[h,k,t] <= (1 + corridor (t+1)) B\n"
       "fastest, slowest: sum(f shared, k local) y[f,i,k,t] between today's part of the local "
       "money and\n"
       "         today's part moved towards the fair share by at most pace (t+1), of local[t]\n"
       "local:   local[t] = sum(f shared, i, k local) y[f,i,k,t]\n"
       "         (shared: not a council's own; local: a contract a place)\n"
       "levers:  money historic across places or services: the same with today's part alone\n"
       "path:    money on a given path: each part at today's moved towards the fair share by at "
       "most\n"
       "         pace (t+1), the larger of all gains and all losses cut to the smaller; services "
       "historic\n"
       "         too: X and y are data, the table of flows fitted to these sums by least squares",
   .source = "NHS England, ICB allocations 2025/26 (distance from target and convergence); the "
             "pace inside a "
             "system is judgement, in instances/catalogue/rules.cfg",
   .rows = { { "fastest", "GBPm", "how fast local money may move to {place} by {year}", true },
             { "slowest", "GBPm", "how fast local money may move away from {place} by {year}",
               true },
             { "historic", "GBPm", "{place}'s part of local money as today in {year}", true },
             { "on_path", "GBPm", "{place}'s part of local money on the given path in {year}",
               true },
             { "service", "GBPm", "money of {service} as today in {year}", true },
             { "local", "GBPm", "local money in {year}", false },
             { "corridor", "GBPm", "how far money of {service} at {place} may move by {year}",
               true },
             { "as_today", "GBPm", "money of {service} at {place} as today in {year}", true },
             { "path", "GBPm", "money of {service} at {place} on the given path in {year}",
               true } },
   .example = { "tiny/two_places.cfg", 14.4, 1e-9 },
   .bound = bound,
   .emit = emit,
   .reads = ICS_READS_FUNDS | ICS_READS_NEED | ICS_READS_PACE,
   .source_of = source,
};
