/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Funds: what there is, whose it is, and what it may buy. */
#include <math.h>
#include <string.h>

#include "model/formulation.h"

/* Contracts that fund f may pay for service k, seen from pot i of the fund. */
static void add_flows(ics_model *m, int row, int f, int i, int k, int t)
{
   int from = m->in->funds[f].per_place ? i : 0;
   int to = m->in->funds[f].per_place ? i + 1 : ics_contracts(m->in, k);
   for (int h = from; h < to; h++) ics_add(m, row, ics_flow(m, f, h, k, t), 1.0);
}

/* Administration of every payment, which one fund pays. */
static void add_administration(ics_model *m, int row, int t)
{
   const ics_instance *in = m->in;
   for (int b = 0; b < in->nblends; b++) {
      const ics_mechanism *mech = &in->mechanisms[in->blends[b].mechanism];
      for (int h = 0; h < ics_contracts(in, in->blends[b].service); h++)
         for (int s = 0; s < mech->ntranches; s++)
            ics_add(m, row, m->x[ics_cell_x(m, h, b, s, t)], mech->admin.point);
   }
}

static void spend_within(ics_model *m, int f, int i, int t)
{
   const ics_fund *fund = &m->in->funds[f];
   double limit = ics_fund_spendable(m->in, f, i, t);
   bool reserve = fund->pays_reserve && m->reserve[t] != ICS_NONE;
   int flows = 0, only = ICS_NONE;
   for (int p = 0; p < fund->npays; p++) {
      int to = fund->per_place ? 1 : ics_contracts(m->in, fund->pays[p]);
      flows += to;
      only = ics_flow(m, f, fund->per_place ? i : 0, fund->pays[p], t);
   }
   if (flows == 0 && !reserve && !fund->pays_admin) return;
   ics_item item = ics_at(fund->per_place ? i : ICS_NONE, ICS_NONE, t);
   item.fund = f;
   if (flows == 1 && !reserve && !fund->pays_admin) {
      ics_tighten(m, "fund", item, only, 0.0, limit);
      if (ics_col_hi(m, only) == limit) ics_set_by(m, only, "funds", "fund", item);
      return;
   }
   int row =
       ics_add_row(m, flows > 0 || reserve ? "fund" : "administration", item, -ICS_INF, limit);
   for (int p = 0; p < fund->npays; p++) add_flows(m, row, f, i, fund->pays[p], t);
   if (reserve) ics_add(m, row, m->reserve[t], 1.0);
   if (fund->pays_admin) add_administration(m, row, t);
   ics_add_excess(m, row, item, -1.0, 2.0 * ics_all_spendable(m->in, t));
}

/* Where more than one fund may pay, the contract's money is the sum of theirs. */
static void split(ics_model *m, int k, int t)
{
   const ics_instance *in = m->in;
   for (int h = 0; h < ics_contracts(in, k); h++) {
      int row = ICS_NONE;
      for (int f = 0; f < in->nfunds; f++) {
         bool spread = in->funds[f].per_place && in->services[k].per_system;
         for (int i = spread ? 0 : h; i < (spread ? in->nplaces : h + 1); i++) {
            int y = m->y[ics_cell_y(m, f, i, k, t)];
            if (y == ICS_NONE) continue;
            if (row == ICS_NONE) {
               row = ics_add_row(m, "split",
                                 ics_at(in->services[k].per_system ? ICS_NONE : h, k, t), 0.0, 0.0);
               ics_add(m, row, m->X[ics_cell(m, h, k, t)], 1.0);
            }
            ics_add(m, row, y, -1.0);
         }
      }
   }
}

static double fence_limit(const ics_instance *in, const ics_fence *fence, int t)
{
   double base = 0.0;
   if (fence->of == ICS_FENCE_MONEY)
      return fence->value.point * ics_discount(in->funds[fence->funds[0]].growth.point, -t);
   for (int n = 0; n < fence->nfunds; n++) {
      int f = fence->funds[n];
      if (fence->of == ICS_FENCE_FUND)
         for (int i = 0; i < (in->funds[f].per_place ? in->nplaces : 1); i++)
            base += ics_fund_amount(in, f, i, t);
      else
         for (int s = 0; s < fence->nservices; s++)
            for (int i = 0; i < in->nplaces; i++)
               base += ics_baseline_funding(in, f, i, fence->services[s], t);
   }
   return fence->value.point * base;
}

static void fence_row(ics_model *m, int n, int t)
{
   const ics_fence *fence = &m->in->fences[n];
   double limit = fence_limit(m->in, fence, t);
   ics_item item = ics_at(ICS_NONE, ICS_NONE, t);
   item.other = n;
   int row = ics_add_row(m, "fence", item, fence->is_cap ? -ICS_INF : limit,
                         fence->is_cap ? limit : ICS_INF);
   for (int f = 0; f < fence->nfunds; f++)
      for (int s = 0; s < fence->nservices; s++) {
         int pots = m->in->funds[fence->funds[f]].per_place ? m->in->nplaces : 1;
         for (int i = 0; i < pots; i++)
            add_flows(m, row, fence->funds[f], i, fence->services[s], t);
      }
   ics_add_excess(m, row, item, fence->is_cap ? -1.0 : 1.0,
                  fence->is_cap ? ics_all_spendable(m->in, t) : limit);
}

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   for (int t = 0; t < in->nyears; t++) {
      for (int f = 0; f < in->nfunds; f++) {
         for (int i = 0; i < (in->funds[f].per_place ? in->nplaces : 1); i++)
            spend_within(m, f, i, t);
      }
      for (int k = 0; k < in->nservices; k++) split(m, k, t);
      for (int n = 0; n < in->nfences && !m->policy->unfenced; n++) fence_row(m, n, t);
   }
}

static ics_rule_source source(const ics_model *m, const ics_tag *tag)
{
   if (strcmp(tag->kind, "fence") == 0)
      return ics_source_of_coef(&m->in->fences[tag->item.other].value);
   const ics_fund *fund = &m->in->funds[tag->item.fund];
   return ics_source_of_coef(&fund->amounts[fund->per_place ? tag->item.place : 0]);
}

const ics_formulation ics_form_funds = {
   .name = "funds",
   .kind = ICS_CONSTRAINTS,
   .summary = "spending stays within each fund, is spent by its owner's rules, and every pound is "
              "traceable",
   .math = "fund:           sum(h,k) y[f,h,k,t] + [f pays the reserve] R[t]\n"
           "                + [f pays administration] sum(h,k,m,s) admin[m] x[h,k,m,s,t] <= A[f,t] "
           "- balance[f,t]\n"
           "administration: the same row of a fund that pays nothing else (running costs)\n"
           "split:          X[h,k,t] = sum(f) y[f,h,k,t]        where more than one fund may pay\n"
           "fence:          floor <= sum(f in F, h, k in K) y[f,h,k,t]   or   ... <= cap;\n"
           "                none where the policy drops ring-fences",
   .source = "NHS England, ICB allocations 2025/26 and Better Care Fund planning requirements; NHS "
             "Act 2006 "
             "section 223GC (system balance); NHS England, Mental Health Investment Standard",
   .rows = { { "fund", "GBPm", "money of {fund}{at place} in {year}", true },
             { "administration", "GBPm", "running costs of {fund} in {year}", true },
             { "split", "GBPm", "money of {service} at {place} in {year}, summed over funds",
               false },
             { "fence", "GBPm", "{fence} in {year}", true } },
   .example = { "tiny/two_funds.cfg", 35.0, 1e-9 },
   .emit = emit,
   .reads = ICS_READS_SPENDABLE | ICS_READS_FENCES,
   .source_of = source,
};
