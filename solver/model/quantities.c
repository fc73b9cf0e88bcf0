/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantities of the instance that more than one family needs, each written once. */
#include <math.h>
#include <string.h>

#include "model/emit.h"

double ics_discount(double rate, int t)
{
   return pow(1.0 + rate, -t);
}

bool ics_has_baseline(const ics_instance *in)
{
   int cells = in->nfunds * in->nplaces * in->nservices;
   for (int p = 0; p < cells; p++)
      if (in->funding[p].point > 0.0) return true;
   return false;
}

double ics_contract_baseline(const ics_instance *in, int h, int k, int t)
{
   if (!in->services[k].per_system) return ics_baseline(in, h, k, t);
   double sum = 0.0;
   for (int i = 0; i < in->nplaces; i++) sum += ics_baseline(in, i, k, t);
   return sum;
}

/* A contract of the system is like its places, weighted by people. */
static double of_contract(const ics_instance *in, int h, int k, int c)
{
   double sum = 0.0, people = 0.0;
   bool all = in->services[k].per_system;
   for (int i = all ? 0 : h; i < (all ? in->nplaces : h + 1); i++) {
      const ics_place *place = &in->places[i];
      sum += place->population * (c < 0 ? place->mff : place->z[c]);
      people += place->population;
   }
   return people > 0.0 ? sum / people : (c < 0 ? 1.0 : 0.0);
}

double ics_contract_mff(const ics_instance *in, int h, int k)
{
   return of_contract(in, h, k, -1);
}

double ics_contract_z(const ics_instance *in, int h, int k, int c)
{
   return of_contract(in, h, k, c);
}

double ics_tranche_fill(const ics_mechanism *mech, int s, double share)
{
   for (int before = 0; before < s; before++) share -= mech->widths[before].point;
   if (share <= 0.0) return 0.0;
   return share < mech->widths[s].point ? share : mech->widths[s].point;
}

double ics_most_money(const ics_model *m, int t, double natural)
{
   return m->wide ? fmax(m->wide[t], natural) : natural;
}

double ics_blend_risk(const ics_instance *in, int b)
{
   const ics_blend *blend = &in->blends[b];
   return blend->risk.given ? blend->risk.point : in->mechanisms[blend->mechanism].risk.point;
}

bool ics_fund_pays(const ics_instance *in, int f, int k)
{
   for (int p = 0; p < in->funds[f].npays; p++)
      if (in->funds[f].pays[p] == k) return true;
   return false;
}

int ics_flow(const ics_model *m, int f, int i, int k, int t)
{
   if (!ics_fund_pays(m->in, f, k)) return ICS_NONE;
   int y = m->y[ics_cell_y(m, f, i, k, t)];
   if (y != ICS_NONE) return y;
   for (int other = 0; other < m->in->nfunds; other++)
      if (other != f && ics_fund_pays(m->in, other, k)) return ICS_NONE;
   return m->X[ics_cell(m, i, k, t)];
}

/* Sum over contracts and blends of a rate per pound of the baseline. */
static double baseline_charge(const ics_instance *in, int t, bool risk)
{
   double sum = 0.0;
   for (int b = 0; b < in->nblends; b++) {
      const ics_blend *blend = &in->blends[b];
      double rate = risk ? ics_blend_risk(in, b) : in->mechanisms[blend->mechanism].admin.point;
      if (rate == 0.0) continue;
      for (int i = 0; i < in->nplaces; i++)
         sum += rate * blend->baseline.point * ics_baseline(in, i, blend->service, t);
   }
   return sum;
}

double ics_baseline_reserve(const ics_instance *in, int t)
{
   return baseline_charge(in, t, true);
}

double ics_baseline_admin(const ics_instance *in, int t)
{
   return baseline_charge(in, t, false);
}

double ics_fund_balance(const ics_instance *in, int f, int i, int t)
{
   const ics_fund *fund = &in->funds[f];
   if (!fund->balance) return 0.0;
   double used = 0.0;
   for (int p = 0; p < in->nplaces; p++) {
      if (fund->per_place && p != i) continue;
      for (int k = 0; k < in->nservices; k++) used += ics_baseline_funding(in, f, p, k, t);
   }
   if (fund->pays_reserve) used += ics_baseline_reserve(in, t);
   if (fund->pays_admin) used += ics_baseline_admin(in, t);
   return fmax(0.0, ics_fund_amount(in, f, i, t) - used);
}

double ics_fund_spendable(const ics_instance *in, int f, int i, int t)
{
   return ics_fund_amount(in, f, i, t) - ics_fund_balance(in, f, i, t);
}

double ics_all_spendable(const ics_instance *in, int t)
{
   double sum = 0.0;
   for (int f = 0; f < in->nfunds; f++)
      for (int i = 0; i < (in->funds[f].per_place ? in->nplaces : 1); i++)
         sum += ics_fund_spendable(in, f, i, t);
   return sum;
}
