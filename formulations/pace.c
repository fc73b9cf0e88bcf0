/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pace: budgets do not jump, and places move towards their fair share, never away from it. */
#include <math.h>
#include <string.h>

#include "model/formulation.h"

static ics_item item_of(const ics_instance *in, int h, int k, int t)
{
   return ics_at(in->services[k].per_system ? ICS_NONE : h, k, t);
}

static void fix_at_baseline(ics_model *m, int t)
{
   const ics_instance *in = m->in;
   for (int k = 0; k < in->nservices; k++) {
      for (int h = 0; h < ics_contracts(in, k); h++) {
         double money = ics_contract_baseline(in, h, k, t);
         ics_tighten(m, "as_today", item_of(in, h, k, t), m->X[ics_cell(m, h, k, t)], money, money);
      }
      for (int f = 0; f < in->nfunds; f++)
         for (int i = 0; i < in->nplaces; i++) {
            int y = m->y[ics_cell_y(m, f, i, k, t)];
            if (y == ICS_NONE) continue;
            double money = ics_baseline_funding(in, f, i, k, t);
            if (in->services[k].per_system && !in->funds[f].per_place) {
               money = 0.0;
               for (int p = 0; p < in->nplaces; p++) money += ics_baseline_funding(in, f, p, k, t);
            }
            ics_item item = item_of(in, i, k, t);
            item.fund = f;
            ics_tighten(m, "as_today", item, y, money, money);
         }
   }
}

static void bound(ics_model *m)
{
   const ics_instance *in = m->in;
   if (!ics_has_baseline(in)) return;
   for (int t = 0; t < in->nyears; t++) {
      if (m->policy->places == ICS_LEVER_HISTORIC && m->policy->services == ICS_LEVER_HISTORIC) {
         fix_at_baseline(m, t);
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

/* Money that may move between places: all but what councils own. */
static bool is_shared(const ics_fund *fund)
{
   return fund->owner != ICS_OWNER_LOCAL_AUTHORITY;
}

/* Shared money of one service at a place, today. */
static double shared_baseline(const ics_instance *in, int i, int k, int t)
{
   double sum = 0.0;
   for (int f = 0; f < in->nfunds; f++)
      if (is_shared(&in->funds[f])) sum += ics_baseline_funding(in, f, i, k, t);
   return sum;
}

typedef struct share {
   double today, fair;
} share;

/* Fair: each service's shared money divided by need. */
static share place_share(const ics_instance *in, int i, int t)
{
   double mine = 0.0, fair = 0.0, all = 0.0;
   for (int k = 0; k < in->nservices; k++) {
      if (in->services[k].per_system) continue;
      double money = 0.0, need = 0.0;
      for (int p = 0; p < in->nplaces; p++) {
         money += shared_baseline(in, p, k, t);
         need += ics_need(in, p, k, t);
      }
      mine += shared_baseline(in, i, k, t);
      fair += need > 0.0 ? money * ics_need(in, i, k, t) / need : 0.0;
      all += money;
   }
   return all > 0.0 ? (share){ mine / all, fair / all } : (share){ 0.0, 0.0 };
}

/* A fund's money in the contracts of place i, into one row. */
static void add_place(ics_model *m, int row, int i, int t)
{
   const ics_instance *in = m->in;
   for (int f = 0; f < in->nfunds; f++)
      for (int k = 0; is_shared(&in->funds[f]) && k < in->nservices; k++)
         if (!in->services[k].per_system) ics_add(m, row, ics_flow(m, f, i, k, t), 1.0);
}

static void place_rows(ics_model *m, int i, int t)
{
   const ics_instance *in = m->in;
   share s = place_share(in, i, t);
   double step = in->rules.pace.point * (t + 1) * s.today;
   double towards = s.today + fmax(-step, fmin(step, s.fair - s.today));
   bool still = m->policy->places == ICS_LEVER_HISTORIC;
   double least = still ? s.today : fmin(s.today, towards);
   double most = still ? s.today : fmax(s.today, towards);
   for (int end = 0; end < (still ? 1 : 2); end++) {
      int row = ics_add_row(m,
                            still ? "historic"
                            : end ? "slowest"
                                  : "fastest",
                            ics_at(i, ICS_NONE, t), still || end ? 0.0 : -ICS_INF,
                            still || !end ? 0.0 : ICS_INF);
      add_place(m, row, i, t);
      ics_add(m, row, m->local[t], -(end ? least : most));
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
   bool places = m->policy->places == ICS_LEVER_HISTORIC;
   bool services = m->policy->services == ICS_LEVER_HISTORIC;
   if (!ics_has_baseline(in) || (places && services)) return;
   for (int t = 0; t < in->nyears; t++) {
      if (services) service_rows(m, t);
      if (in->nplaces < 2 || !(places || in->rules.pace.given)) continue;
      double all = 0.0;
      for (int f = 0; f < in->nfunds; f++)
         if (is_shared(&in->funds[f]))
            for (int i = 0; i < (in->funds[f].per_place ? in->nplaces : 1); i++)
               all += ics_fund_spendable(in, f, i, t);
      m->local[t] =
          ics_add_col(m, "local", ics_at(ICS_NONE, ICS_NONE, t), 0.0, ics_most_money(m, t, all));
      int row = ics_add_row(m, "local", ics_at(ICS_NONE, ICS_NONE, t), 0.0, 0.0);
      ics_add(m, row, m->local[t], -1.0);
      for (int i = 0; i < in->nplaces; i++) add_place(m, row, i, t);
      for (int i = 0; i < in->nplaces; i++) place_rows(m, i, t);
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
   .math = "bounds:  (1 - corridor (t+1)) B <= X[h,k,t] <= (1 + corridor (t+1)) B\n"
           "fastest, slowest: sum(f shared, k local) y[f,i,k,t] between today's part of the local "
           "money and\n"
           "         today's part moved towards the fair share by at most pace (t+1), of local[t]\n"
           "local:   local[t] = sum(f shared, i, k local) y[f,i,k,t]\n"
           "         (shared: not a council's own; local: a contract a place)\n"
           "levers:  money historic across places or services: the same with today's part alone",
   .source = "NHS England, ICB allocations 2025/26 (distance from target and convergence); the "
             "pace inside a "
             "system is judgement, in instances/catalogue/rules.cfg",
   .rows = { { "fastest", "GBPm", "how fast local money may move to {place} by {year}", true },
             { "slowest", "GBPm", "how fast local money may move away from {place} by {year}",
               true },
             { "historic", "GBPm", "{place}'s part of local money as today in {year}", true },
             { "service", "GBPm", "money of {service} as today in {year}", true },
             { "local", "GBPm", "local money in {year}", false },
             { "corridor", "GBPm", "how far money of {service} at {place} may move by {year}",
               true },
             { "as_today", "GBPm", "money of {service} at {place} as today in {year}", true } },
   .example = { "tiny/two_places.cfg", 14.4, 1e-9 },
   .bound = bound,
   .emit = emit,
   .reads = ICS_READS_FUNDS | ICS_READS_NEED | ICS_READS_PACE,
   .source_of = source,
};
