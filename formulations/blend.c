/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blend: the five principles as payment mechanisms in tranches, and what their money delivers. */
#include <math.h>
#include <string.h>

#include "model/formulation.h"
#include "model/given.h"

static ics_item item_of(const ics_model *m, int h, int b, int k, int t)
{
   ics_item item = ics_at(m->in->services[k].per_system ? ICS_NONE : h, k, t);
   item.blend = b;
   return item;
}

/* Yields fall from tranche to tranche, so tranches fill in order, and a limit on a mechanism's
 * total in terms of the baseline contract only cuts or raises the tranches' own bounds. */
static void limit_total(ics_model *m, const char *kind, int h, int b, int t, double least,
                        double most)
{
   const ics_blend *blend = &m->in->blends[b];
   const ics_mechanism *mech = &m->in->mechanisms[blend->mechanism];
   double contract = ics_contract_baseline(m->in, h, blend->service, t);
   for (int s = 0; s < mech->ntranches; s++)
      ics_tighten(m, kind, item_of(m, h, b, blend->service, t), m->x[ics_cell_x(m, h, b, s, t)],
                  contract * ics_tranche_fill(mech, s, least),
                  contract * ics_tranche_fill(mech, s, most));
}

/* Money and blend both given: nothing is left to choose. */
static void give_all(ics_model *m, int h, int b, int t)
{
   const ics_blend *blend = &m->in->blends[b];
   const char *kind = m->policy->blend == ICS_LEVER_HISTORIC ? "as_today" : "given";
   for (int s = 0; s < m->in->mechanisms[blend->mechanism].ntranches; s++) {
      double money = ics_given_pay(m, h, b, s, t);
      ics_tighten(m, kind, item_of(m, h, b, blend->service, t), m->x[ics_cell_x(m, h, b, s, t)],
                  money, money);
   }
}

static bool is_given(const ics_policy *policy)
{
   return policy->blend == ICS_LEVER_HISTORIC || policy->blend == ICS_LEVER_GIVEN;
}

static void bound(ics_model *m)
{
   const ics_instance *in = m->in;
   if (!ics_has_baseline(in)) return;
   bool given = is_given(m->policy);
   for (int t = 0; t < in->nyears; t++)
      for (int b = 0; b < in->nblends; b++) {
         double share = in->blends[b].baseline.point, drift = in->rules.drift.point * (t + 1);
         for (int h = 0; h < ics_contracts(in, in->blends[b].service); h++) {
            if (given && ics_policy_fixes_money(m->policy))
               give_all(m, h, b, t);
            else if (!given && in->rules.drift.given)
               limit_total(m, "drift", h, b, t, fmax(0.0, share - drift), share + drift);
         }
      }
}

static void add_tranches(ics_model *m, int row, int h, int b, int t, double value)
{
   for (int s = 0; s < m->in->mechanisms[m->in->blends[b].mechanism].ntranches; s++)
      ics_add(m, row, m->x[ics_cell_x(m, h, b, s, t)], value);
}

static void contract(ics_model *m, int h, int k, int t)
{
   int row = ics_add_row(m, "contract", item_of(m, h, ICS_NONE, k, t), 0.0, 0.0);
   ics_add(m, row, m->X[ics_cell(m, h, k, t)], 1.0);
   for (int p = m->first_blend[k]; p < m->first_blend[k + 1]; p++)
      add_tranches(m, row, h, m->blends[p], t, -1.0);
}

/* `<=`, not `=`: with `=` a binding workforce or bed limit would fill the worst tranches first. */
static void deliver(ics_model *m, int h, int k, int t)
{
   const ics_instance *in = m->in;
   double cost = m->mff[h * in->nservices + k] * ics_price(in, k, t);
   int row = ics_add_row(m, "deliver", item_of(m, h, ICS_NONE, k, t), -ICS_INF, 0.0);
   for (int i = 0; i < in->nplaces; i++)
      if (ics_contract_of(in, i, k) == h) ics_add(m, row, m->q[ics_cell(m, i, k, t)], 1.0);
   for (int p = m->first_blend[k]; p < m->first_blend[k + 1]; p++)
      for (int s = 0, b = m->blends[p]; s < m->tranches; s++)
         ics_add(m, row, m->x[ics_cell_x(m, h, b, s, t)], -m->eta[ics_cell_eta(m, h, b, s)] / cost);
}

static double total_of(const ics_model *m, int h, int b, int t,
                       double (*end)(const ics_model *, int))
{
   double sum = 0.0;
   for (int s = 0; s < m->in->mechanisms[m->in->blends[b].mechanism].ntranches; s++)
      sum += end(m, m->x[ics_cell_x(m, h, b, s, t)]);
   return sum;
}

/* A share of X needs a row; of none where the bounds already imply it. */
static void share_row(ics_model *m, int h, int b, int t, const char *kind, double least,
                      double most)
{
   const ics_blend *blend = &m->in->blends[b];
   int money = m->X[ics_cell(m, h, blend->service, t)];
   if (least == most || total_of(m, h, b, t, ics_col_lo) < least * ics_col_hi(m, money)) {
      if (least > 0.0 || least == most) {
         int row = ics_add_row(m, kind, item_of(m, h, b, blend->service, t), 0.0,
                               least == most ? 0.0 : ICS_INF);
         add_tranches(m, row, h, b, t, 1.0);
         ics_add(m, row, money, -least);
      }
   }
   if (least == most) return;
   if (most < 1.0 && total_of(m, h, b, t, ics_col_hi) > most * ics_col_lo(m, money)) {
      int row = ics_add_row(m, least > 0.0 ? "most" : kind, item_of(m, h, b, blend->service, t),
                            -ICS_INF, 0.0);
      add_tranches(m, row, h, b, t, 1.0);
      ics_add(m, row, money, -most);
   }
}

/* One formula for the whole system: what a blend pays a service, divided over contracts as the
 * service's given money is. A service with one contract needs no rows. */
static void formula(ics_model *m, int b, int t)
{
   const ics_instance *in = m->in;
   int k = in->blends[b].service, contracts = ics_contracts(in, k);
   double all = 0.0;
   for (int h = 0; h < contracts; h++) all += ics_given_money(m, h, k, t);
   if (contracts < 2 || all <= 0.0) return;
   int whole = ics_add_col(m, "formula", item_of(m, ICS_NONE, b, k, t), 0.0, all);
   for (int h = 0; h < contracts; h++) {
      int row = ics_add_row(m, "formula", item_of(m, h, b, k, t), 0.0, 0.0);
      add_tranches(m, row, h, b, t, 1.0);
      ics_add(m, row, whole, -ics_given_money(m, h, k, t) / all);
   }
}

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   bool given = is_given(m->policy);
   for (int t = 0; t < in->nyears; t++) {
      for (int k = 0; k < in->nservices; k++)
         for (int h = 0; h < ics_contracts(in, k); h++) {
            contract(m, h, k, t);
            deliver(m, h, k, t);
         }
      for (int b = 0; b < in->nblends; b++) {
         const ics_blend *blend = &in->blends[b];
         double share = given ? ics_policy_share_of(in, m->policy, b) : 0.0;
         for (int h = 0; h < ics_contracts(in, blend->service); h++) {
            if (!given)
               share_row(m, h, b, t, "blend", blend->least.point, blend->most.point);
            else if (!ics_policy_fixes_money(m->policy))
               share_row(m, h, b, t, "given", share, share);
         }
         if (m->policy->blend == ICS_LEVER_UNIFORM) formula(m, b, t);
      }
   }
}

static ics_rule_source source(const ics_model *m, const ics_tag *tag)
{
   const ics_blend *blend = &m->in->blends[tag->item.blend];
   if (strcmp(tag->kind, "drift") == 0) return ics_source_of_coef(&m->in->rules.drift);
   bool least = strcmp(tag->kind, "blend") == 0 && blend->least.point > 0.0;
   if (least) return ics_source_of_coef(&blend->least);
   if (strcmp(tag->kind, "blend") == 0 || strcmp(tag->kind, "most") == 0)
      return ics_source_of_coef(&blend->most);
   return (ics_rule_source){ m->policy->where, "policies", NULL };
}

const ics_formulation ics_form_blend = {
   .name = "blend",
   .kind = ICS_CONSTRAINTS,
   .summary =
       "each contract is a blend of payment mechanisms; the first pound under each does most",
   .math =
       "contract: X[h,k,t] = sum(m,s) x[h,k,m,s,t]\n"
       "bounds:   0 <= x[h,k,m,s,t] <= width[m,s] B[h,k,t];  (share0 -+ drift t) B cut the "
       "tranches\n"
       "deliver:  sum(i in h) q[i,k,t] <= sum(m,s) eta[h,k,m,s] x[h,k,m,s,t] / (mff[h] "
       "price[k,t])\n"
       "          eta[h,k,m,s] = eta[k,m,s] (1 + clip(sum(c) beta[m,c] z[h,c])), baseline "
       "blend = 1\n"
       "blend:    least[k,m] X <= sum(s) x <= most[k,m] X\n"
       "given:    sum(s) x = share[k,m] X; drift, least and most do not bind, and the last tranche "
       "is wide enough\n"
       "formula:  sum(s) x[h,k,m,s,t] = X[h,k,t] / sum(h) X * xhat[k,m,t], X data: one formula for "
       "the system",
   .source = "NHS England, NHS Payment Scheme 2025/26 (mechanisms and their shares); yields: "
             "instances/catalogue/blends.cfg, each with its own source",
   .rows = { { "contract", "GBPm",
               "money of {service} at {place} in {year}, summed over mechanisms", false },
             { "deliver", "GBPm of care", "care that {service} at {place} can deliver in {year}",
               false },
             { "blend", "GBPm", "share of {mechanism} in {service} at {place} in {year}", true },
             { "most", "GBPm", "largest share of {mechanism} in {service} at {place} in {year}",
               true },
             { "given", "GBPm", "given share of {mechanism} in {service} at {place} in {year}",
               true },
             { "formula", "GBPm", "one formula: {mechanism} in {service} at {place} in {year}",
               true },
             { "drift", "GBPm",
               "how far {mechanism} in {service} at {place} may move from today by {year}", true },
             { "as_today", "GBPm", "{mechanism} in {service} at {place} as today in {year}",
               true } },
   .example = { "tiny/two_mechanisms.cfg", 10.35, 1e-9 },
   .bound = bound,
   .emit = emit,
   .reads = ICS_READS_ETA | ICS_READS_EFFICIENCY | ICS_READS_SHARES,
   .reads_given = true,
   .source_of = source,
};
