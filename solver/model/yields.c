/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Yields: what a pound under a mechanism's tranche buys at a contract, against the baseline blend.
 *
 * eta[h,b,s] = yield[b,s] * (1 + clip(sum_c beta[m,c] z[h,c])) / ybar[h,k], where ybar is the mean
 * yield of the baseline blend there (tranches filled in order), so that today's blend delivers
 * exactly today's care everywhere and only departures from it change what a pound buys. */
#include <math.h>

#include "model/emit.h"

static double place_effect(const ics_instance *in, int h, int b)
{
   const ics_blend *blend = &in->blends[b];
   const ics_mechanism *mech = &in->mechanisms[blend->mechanism];
   double effect = 0.0, clip = in->rules.clip.point;
   for (int c = 0; c < in->ncharacteristics; c++)
      if (mech->effects[c].point != 0.0)
         effect += mech->effects[c].point * ics_contract_z(in, h, blend->service, c);
   return 1.0 + fmax(-clip, fmin(clip, effect));
}

static void normalise(ics_model *m, int h, int k)
{
   const ics_instance *in = m->in;
   double mean = 0.0, share = 0.0;
   for (int b = 0; b < in->nblends; b++) {
      const ics_blend *blend = &in->blends[b];
      if (blend->service != k) continue;
      const ics_mechanism *mech = &in->mechanisms[blend->mechanism];
      for (int s = 0; s < mech->ntranches; s++)
         mean +=
             ics_tranche_fill(mech, s, blend->baseline.point) * m->eta[ics_cell_eta(m, h, b, s)];
      share += blend->baseline.point;
   }
   if (share <= 0.0 || mean <= 0.0) return;
   for (int b = 0; b < in->nblends; b++)
      for (int s = 0; in->blends[b].service == k && s < m->tranches; s++)
         m->eta[ics_cell_eta(m, h, b, s)] *= share / mean;
}

static ics_rc sort_blends(ics_model *m, ics_err *err)
{
   const ics_instance *in = m->in;
   int n = 0;
   ICS_ALLOC(m->blends, m->arena, in->nblends, err);
   ICS_ALLOC(m->first_blend, m->arena, in->nservices + 1, err);
   for (int k = 0; k < in->nservices; k++) {
      m->first_blend[k] = n;
      for (int b = 0; b < in->nblends; b++)
         if (in->blends[b].service == k) m->blends[n++] = b;
   }
   m->first_blend[in->nservices] = n;
   return ICS_OK;
}

ics_rc ics_model_yields(ics_model *m, ics_err *err)
{
   const ics_instance *in = m->in;
   for (int q = 0; q < in->nmechanisms; q++)
      if (in->mechanisms[q].ntranches > m->tranches) m->tranches = in->mechanisms[q].ntranches;
   ICS_TRY(sort_blends(m, err));
   ICS_ALLOC(m->mff, m->arena, in->nplaces * in->nservices, err);
   for (int k = 0; k < in->nservices; k++)
      for (int h = 0; h < ics_contracts(in, k); h++)
         m->mff[h * in->nservices + k] = ics_contract_mff(in, h, k);
   ICS_ALLOC(m->eta, m->arena, in->nplaces * in->nblends * m->tranches, err);
   for (int b = 0; b < in->nblends; b++) {
      const ics_blend *blend = &in->blends[b];
      for (int h = 0; h < ics_contracts(in, blend->service); h++) {
         double effect = place_effect(in, h, b);
         for (int s = 0; s < in->mechanisms[blend->mechanism].ntranches; s++)
            m->eta[ics_cell_eta(m, h, b, s)] = blend->yields[s].point * effect;
      }
   }
   if (!ics_has_baseline(in)) return ICS_OK;
   for (int k = 0; k < in->nservices; k++)
      for (int h = 0; h < ics_contracts(in, k); h++) normalise(m, h, k);
   return ICS_OK;
}

/* ---- what blends alone could add
 * ----------------------------------------------------------------- */

/** Money of one contract while it is filled. */
typedef struct filling {
   const ics_model *m;
   int h, k, t;
   double left; /* {GBPm} still to be placed */
   double care;
} filling;

static double room_of_blend(const filling *f, int b)
{
   const ics_blend *blend = &f->m->in->blends[b];
   return blend->most.point * ics_contract_baseline(f->m->in, f->h, f->k, f->t);
}

/* Place money in a tranche, up to its own bound and what its mechanism and the contract still take.
 */
static void pour(filling *f, int b, int s, double upto, double *x, double *paid)
{
   const ics_model *m = f->m;
   double amount =
       fmin(upto - x[b * m->tranches + s], fmin(f->left, room_of_blend(f, b) - paid[b]));
   if (amount <= 0.0) return;
   x[b * m->tranches + s] += amount;
   paid[b] += amount;
   f->left -= amount;
   f->care += amount * m->eta[ics_cell_eta(m, f->h, b, s)];
}

static double fill_contract(const ics_model *m, int h, int k, int t, double *x, double *paid)
{
   const ics_instance *in = m->in;
   filling f = { m, h, k, t, ics_contract_baseline(in, h, k, t), 0.0 };
   for (int p = 0; p < in->nblends * m->tranches; p++) x[p] = 0.0;
   for (int b = 0; b < in->nblends; b++) {
      if (in->blends[b].service != k) continue;
      double least = in->blends[b].least.point * ics_contract_baseline(in, h, k, t);
      paid[b] = 0.0;
      for (int s = 0; s < in->mechanisms[in->blends[b].mechanism].ntranches; s++) {
         int col = m->x[ics_cell_x(m, h, b, s, t)];
         double must = fmax(ics_col_lo(m, col), fmin(ics_col_hi(m, col), least - paid[b]));
         pour(&f, b, s, must, x, paid);
      }
   }
   while (f.left > 0.0) {
      int best = ICS_NONE, tranche = 0;
      for (int b = 0; b < in->nblends; b++)
         for (int s = 0; in->blends[b].service == k && s < m->tranches; s++) {
            int col = m->x[ics_cell_x(m, h, b, s, t)];
            if (col == ICS_NONE || x[b * m->tranches + s] >= ics_col_hi(m, col) ||
                paid[b] >= room_of_blend(&f, b))
               continue;
            if (best == ICS_NONE ||
                m->eta[ics_cell_eta(m, h, b, s)] > m->eta[ics_cell_eta(m, h, best, tranche)]) {
               best = b;
               tranche = s;
            }
         }
      if (best == ICS_NONE) break;
      double before = f.left;
      pour(&f, best, tranche, ics_col_hi(m, m->x[ics_cell_x(m, h, best, tranche, t)]), x, paid);
      if (f.left >= before) break; /* rounding: nothing moves any more */
   }
   return f.care;
}

ics_rc ics_blend_gain(const ics_model *m, int t, double *gain, ics_err *err)
{
   const ics_instance *in = m->in;
   double care = 0.0, money = 0.0, *x, *paid;
   *gain = 0.0;
   if (!ics_has_baseline(in)) return ICS_OK;
   ICS_ALLOC(x, m->arena, in->nblends * m->tranches, err);
   ICS_ALLOC(paid, m->arena, in->nblends, err);
   for (int k = 0; k < in->nservices; k++)
      for (int h = 0; h < ics_contracts(in, k); h++) {
         care += fill_contract(m, h, k, t, x, paid);
         money += ics_contract_baseline(in, h, k, t);
      }
   if (money > 0.0) *gain = care / money - 1.0;
   return ICS_OK;
}
