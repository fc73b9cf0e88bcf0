/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "post/plan.h"

#include <math.h>

static const double PENCE_PER_GBP_M = 1e8;

double ics_plan_unmet(const ics_model *m, const double *x, int i, int k, int t)
{
   const ics_unmet *cell = &m->unmet[ics_cell(m, i, k, t)];
   double sum = 0.0;
   for (int r = 0; r < cell->n; r++) sum += x[cell->col[r]];
   return sum;
}

double ics_plan_shortfall(const ics_model *m, const double *x, int i, int k, int t)
{
   const ics_unmet *cell = &m->unmet[ics_cell(m, i, k, t)];
   double sum = 0.0;
   for (int r = 0; r < cell->n; r++)
      if (cell->above[r]) sum += x[cell->col[r]];
   return sum;
}

double ics_plan_need(const ics_model *m, const double *x, int i, int k, int t)
{
   int at = ics_cell(m, i, k, t);
   if (m->need[at] != ICS_NONE) return x[m->need[at]];
   return x[m->q[at]] + ics_plan_unmet(m, x, i, k, t);
}

void ics_plan_unmet_shares(const ics_model *m, const double *x, int i, double *share)
{
   const ics_instance *in = m->in;
   for (int k = 0; k < in->nservices; k++)
      for (int t = 0; t < in->nyears; t++) {
         double unmet = 0.0, need = 0.0;
         for (int p = 0; p < in->nplaces; p++) {
            if (i != ICS_NONE && p != i) continue;
            unmet += ics_plan_unmet(m, x, p, k, t);
            need += ics_plan_need(m, x, p, k, t);
         }
         share[k * in->nyears + t] = need > 0.0 ? fmax(0.0, fmin(1.0, unmet / need)) : 0.0;
      }
}

double ics_plan_implied_need(const ics_model *m, const double *x, int i, int k, int t,
                             bool *at_floor)
{
   const ics_instance *in = m->in;
   const ics_service *service = &in->services[k];
   double need = ics_need(in, i, k, t), room = (1.0 - service->floor.point) * need;
   double prevented = 0.0, escalated = 0.0;
   for (int l = 0; l < in->nlinks; l++) {
      const ics_link *link = &in->links[l];
      if (link->to != k || t < link->lag) continue;
      int at = ics_cell(m, i, link->from, t - link->lag);
      prevented += link->effect.point * (x[m->q[at]] - m->path.q0[at]);
   }
   for (int l = 0; t > 0 && l < in->nescalations; l++) {
      const ics_link *link = &in->escalations[l];
      if (link->to == k)
         escalated += link->effect.point * (ics_plan_unmet(m, x, i, link->from, t - 1) -
                                            m->path.u0[ics_cell(m, i, link->from, t - 1)]);
   }
   double implied = need - prevented;
   if (service->overlapping) implied = fmax(implied, need - 0.25 * room - 0.5 * prevented);
   if (at_floor) *at_floor = room > 0.0 && implied <= need - room;
   return fmax(implied, need - room) + escalated;
}

double ics_plan_paid(const ics_model *m, const double *x, int h, int b, int t)
{
   double sum = 0.0;
   for (int s = 0; s < m->in->mechanisms[m->in->blends[b].mechanism].ntranches; s++)
      sum += x[m->x[ics_cell_x(m, h, b, s, t)]];
   return sum;
}

double ics_plan_part(const ics_model *m, const double *x, int i, int k, int t)
{
   const ics_instance *in = m->in;
   if (!in->services[k].per_system) return 1.0;
   double all = 0.0, money = 0.0;
   for (int p = 0; p < in->nplaces; p++) {
      all += x[m->q[ics_cell(m, p, k, t)]];
      money += ics_baseline(in, p, k, t);
   }
   if (all > 0.0) return x[m->q[ics_cell(m, i, k, t)]] / all;
   return money > 0.0 ? ics_baseline(in, i, k, t) / money : 1.0 / in->nplaces;
}

double ics_plan_admin(const ics_model *m, const double *x, int t)
{
   const ics_instance *in = m->in;
   double sum = 0.0;
   for (int b = 0; b < in->nblends; b++)
      for (int h = 0; h < ics_contracts(in, in->blends[b].service); h++)
         sum += in->mechanisms[in->blends[b].mechanism].admin.point * ics_plan_paid(m, x, h, b, t);
   return sum;
}

long long ics_pence(double gbp_m)
{
   return llround(gbp_m * PENCE_PER_GBP_M);
}

double ics_gbp_m(long long pence)
{
   return (double)pence / PENCE_PER_GBP_M;
}

bool ics_round_to_total(const double *value, int n, long long total, long long *pence)
{
   long long sum = 0;
   for (int p = 0; p < n; p++) {
      pence[p] = (long long)floor(fmax(0.0, value[p]) * PENCE_PER_GBP_M);
      sum += pence[p];
   }
   long long left = total - sum;
   if (left < -(long long)n || left > 2 * (long long)n) return false;
   while (left != 0) {
      /* The next penny goes where the largest part of one was cut off, or is taken back where the
       * least. */
      int best = -1;
      double largest = 0.0;
      for (int p = 0; p < n; p++) {
         double cut = value[p] * PENCE_PER_GBP_M - (double)pence[p];
         if (left < 0) cut = -cut;
         if ((left > 0 || pence[p] > 0) && (best < 0 || cut > largest)) {
            best = p;
            largest = cut;
         }
      }
      if (best < 0) return false;
      pence[best] += left > 0 ? 1 : -1;
      left += left > 0 ? -1 : 1;
   }
   return true;
}
