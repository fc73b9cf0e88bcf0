/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns that families share, with their natural bounds. Every bound is finite: those of need,
 * care and unmet need follow by propagation in year order (the certificate's rigour rests on them).
 */
#include <math.h>
#include <string.h>

#include "model/emit.h"
#include "model/given.h"

/* A need bound derived by propagation is widened by this share, so that it is never what binds. */
static const double DERIVED_MARGIN = 1e-3;

static int funds_of(const ics_instance *in, int k, bool *needs_split)
{
   int count = 0;
   *needs_split = false;
   for (int f = 0; f < in->nfunds; f++) {
      if (!ics_fund_pays(in, f, k)) continue;
      count++;
      if (in->funds[f].per_place && in->services[k].per_system) *needs_split = true;
   }
   if (count > 1) *needs_split = true;
   return count;
}

/* What each fund may spend in a year, [funds * places]; of a fund of the system at place 0. Worked
 * out once a year, because the balance of the fund that pays the reserve sums every contract. */
static void fill_spendable(const ics_instance *in, int t, double *spendable)
{
   for (int f = 0; f < in->nfunds; f++)
      for (int i = 0; i < (in->funds[f].per_place ? in->nplaces : 1); i++)
         spendable[f * in->nplaces + i] = ics_fund_spendable(in, f, i, t);
}

/* The most money that could reach a contract: all of every fund that may pay for it. */
static double reachable(const ics_instance *in, int h, int k, const double *spendable)
{
   double sum = 0.0;
   for (int f = 0; f < in->nfunds; f++) {
      if (!ics_fund_pays(in, f, k)) continue;
      const double *of_fund = spendable + f * in->nplaces;
      if (!in->funds[f].per_place)
         sum += of_fund[0];
      else if (!in->services[k].per_system)
         sum += of_fund[h];
      else
         for (int i = 0; i < in->nplaces; i++) sum += of_fund[i];
   }
   return sum;
}

static void money(ics_model *m, int k, int t, const double *spendable)
{
   const ics_instance *in = m->in;
   bool split;
   funds_of(in, k, &split);
   for (int h = 0; h < ics_contracts(in, k); h++) {
      ics_item item = ics_at(in->services[k].per_system ? ICS_NONE : h, k, t);
      m->X[ics_cell(m, h, k, t)] =
          ics_add_col(m, "money", item, 0.0, ics_most_money(m, t, reachable(in, h, k, spendable)));
   }
   for (int f = 0; split && f < in->nfunds; f++) {
      if (!ics_fund_pays(in, f, k)) continue;
      int flows = in->funds[f].per_place ? in->nplaces : ics_contracts(in, k);
      for (int i = 0; i < flows; i++) {
         ics_item item = ics_at(flows == 1 && in->services[k].per_system ? ICS_NONE : i, k, t);
         item.fund = f;
         int pot = in->funds[f].per_place ? i : 0;
         m->y[ics_cell_y(m, f, i, k, t)] = ics_add_col(
             m, "flow", item, 0.0, ics_most_money(m, t, spendable[f * in->nplaces + pot]));
      }
   }
}

/* The most money that a contract may have, where that is known before the limits on money. */
static double most_of(const ics_model *m, int h, int k, int t, const double *spendable)
{
   const ics_coef *corridor = &m->in->rules.corridor;
   if (ics_policy_fixes_money(m->policy)) return ics_given_money(m, h, k, t);
   if (!corridor->given) return reachable(m->in, h, k, spendable);
   return (1.0 + corridor->point * (t + 1)) * ics_contract_baseline(m->in, h, k, t);
}

/* Width of the last tranche {GBPm} that has room for a given share of the contract. */
static double room_for(const ics_model *m, int h, int b, int t, const double *spendable)
{
   const ics_blend *blend = &m->in->blends[b];
   const ics_mechanism *mech = &m->in->mechanisms[blend->mechanism];
   if (!ics_policy_may_miss(m->policy) || !ics_has_baseline(m->in)) return 0.0;
   double left =
       ics_policy_share_of(m->in, m->policy, b) * most_of(m, h, blend->service, t, spendable);
   for (int s = 0; s < mech->ntranches - 1; s++)
      left -= mech->widths[s].point * ics_contract_baseline(m->in, h, blend->service, t);
   return left;
}

/* A width is a share of today's contract, or where there is none of all money that could reach it.
 */
static void tranches(ics_model *m, int b, int t, const double *spendable)
{
   const ics_instance *in = m->in;
   const ics_blend *blend = &in->blends[b];
   const ics_mechanism *mech = &in->mechanisms[blend->mechanism];
   bool baseline = ics_has_baseline(in);
   for (int h = 0; h < ics_contracts(in, blend->service); h++) {
      double whole = baseline ? ics_contract_baseline(in, h, blend->service, t)
                              : reachable(in, h, blend->service, spendable);
      for (int s = 0; s < mech->ntranches; s++) {
         ics_item item =
             ics_at(in->services[blend->service].per_system ? ICS_NONE : h, blend->service, t);
         item.blend = b;
         item.tranche = s;
         double width = mech->widths[s].point * whole;
         if (s == mech->ntranches - 1) width = fmax(width, room_for(m, h, b, t, spendable));
         m->x[ics_cell_x(m, h, b, s, t)] = ics_add_col(m, "pay", item, 0.0, width);
      }
   }
}

/* The most care a contract's money could deliver: all of it at its best yield. */
static double most_care(const ics_model *m, int h, int k, int t)
{
   double best = 0.0, most = 0.0;
   for (int p = m->first_blend[k]; p < m->first_blend[k + 1]; p++) {
      int b = m->blends[p];
      for (int s = 0; s < m->in->mechanisms[m->in->blends[b].mechanism].ntranches; s++) {
         double eta = m->eta[ics_cell_eta(m, h, b, s)];
         best = fmax(best, eta);
         most += eta * ics_col_hi(m, m->x[ics_cell_x(m, h, b, s, t)]);
      }
   }
   most = fmin(most, best * ics_col_hi(m, m->X[ics_cell(m, h, k, t)]));
   return most / (m->mff[h * m->in->nservices + k] * ics_price(m->in, k, t));
}

/* The most need there could be: nothing prevented, all of last year's left unmet. */
static double most_need(const ics_model *m, int i, int k, int t, const double *most)
{
   double need = ics_need(m->in, i, k, t);
   for (int l = 0; l < m->in->nlinks; l++) {
      const ics_link *link = &m->in->links[l];
      if (link->to == k && t >= link->lag)
         need += link->effect.point * m->path.q0[ics_cell(m, i, link->from, t - link->lag)];
   }
   for (int l = 0; t > 0 && l < m->in->nescalations; l++) {
      const ics_link *link = &m->in->escalations[l];
      int at = ics_cell(m, i, link->from, t - 1);
      if (link->to == k) need += link->effect.point * fmax(0.0, most[at] - m->path.u0[at]);
   }
   return need * (1.0 + DERIVED_MARGIN);
}

/* The most that the chain could prevent, over every care bound. */
static double most_prevented(const ics_model *m, int i, int k, int t)
{
   double sum = 0.0;
   for (int l = 0; l < m->in->nlinks; l++) {
      const ics_link *link = &m->in->links[l];
      if (link->to != k || t < link->lag) continue;
      int at = ics_cell(m, i, link->from, t - link->lag);
      sum += link->effect.point * fmax(0.0, ics_col_hi(m, m->q[at]) - m->path.q0[at]);
   }
   return sum;
}

/* Need keeps a column of its own only where its floor, the halved effect of overlapping schemes, or
 * 0 (all that was left unmet last year is met) could bind; elsewhere it is eliminated from the
 * balance. */
static void need_column(ics_model *m, int i, int k, int t, double most)
{
   const ics_service *service = &m->in->services[k];
   double need = ics_need(m->in, i, k, t), room = (1.0 - service->floor.point) * need;
   double could = most_prevented(m, i, k, t), least = service->floor.point * need;
   for (int l = 0; t > 0 && l < m->in->nescalations; l++) {
      const ics_link *link = &m->in->escalations[l];
      if (link->to == k)
         least -= link->effect.point * m->path.u0[ics_cell(m, i, link->from, t - 1)];
   }
   bool halved = service->overlapping && could > 0.5 * room;
   if (could <= room && !halved && could + (need - room - least) <= need) return;
   m->need[ics_cell(m, i, k, t)] = ics_add_col(m, "need", ics_at(i, k, t), fmax(0.0, least), most);
}

/* Break points of unmet need: multiples of the baseline share, the standard among them. */
static ics_rc unmet_columns(ics_model *m, int i, int k, int t, double most, ics_err *err)
{
   const ics_instance *in = m->in;
   ics_unmet *cell = &m->unmet[ics_cell(m, i, k, t)];
   double need = ics_need(in, i, k, t);
   double standard = m->path.standard[ics_cell(m, i, k, t)];
   double share = m->path.share[i * in->nservices + k], from = 0.0;
   int *col;
   int *band;
   bool *above;
   ICS_ALLOC(col, m->arena, in->nbands + 1, err);
   ICS_ALLOC(band, m->arena, in->nbands + 1, err);
   ICS_ALLOC(above, m->arena, in->nbands + 1, err);
   for (int r = 0; r < in->nbands; r++) {
      double to = r + 1 < in->nbands ? fmin(most, in->bands[r].upto.point * share * need) : most;
      bool split = standard < 1.0 && from < standard * need && standard * need < to;
      for (int part = 0; part <= split; part++) {
         double end = split && part == 0 ? standard * need : to;
         if (end <= from && cell->n > 0) continue;
         ics_item item = ics_at(i, k, t);
         item.other = cell->n;
         above[cell->n] = standard < 1.0 && from >= standard * need;
         band[cell->n] = r;
         col[cell->n] = ics_add_col(m, "unmet", item, 0.0, fmax(0.0, end - from));
         if (standard < 1.0 && end == standard * need)
            ics_set_by(m, col[cell->n], "standards", "standard", ics_at(i, k, t));
         cell->n++;
         from = fmax(from, end);
      }
   }
   cell->col = col;
   cell->band = band;
   cell->above = above;
   return ICS_OK;
}

static int *map_of(ics_model *m, int cells)
{
   int *map = ics_alloc(m->arena, (size_t)cells, sizeof *map);
   for (int p = 0; map && p < cells; p++) map[p] = ICS_NONE;
   return map;
}

ics_rc ics_model_money_columns(ics_model *m, ics_err *err)
{
   const ics_instance *in = m->in;
   int cells = in->nplaces * in->nservices * in->nyears;
   m->X = map_of(m, cells);
   m->x = map_of(m, in->nplaces * in->nblends * m->tranches * in->nyears);
   m->y = map_of(m, in->nfunds * cells);
   m->q = map_of(m, cells);
   m->need = map_of(m, cells);
   m->need_row = map_of(m, cells);
   m->reserve = map_of(m, in->nyears);
   m->local = map_of(m, in->nyears);
   m->index = map_of(m, in->nservices * in->nyears);
   m->aim = map_of(m, in->naims);
   if (!m->X || !m->x || !m->y || !m->q || !m->need || !m->need_row || !m->reserve || !m->local ||
       !m->index || !m->aim)
      return ics_fail(err, ICS_EMEMORY, "out of memory");
   m->shortfall = m->breach = m->goal_col = ICS_NONE;
   double *spendable;
   ICS_ALLOC(spendable, m->arena, in->nfunds * in->nplaces, err);
   ICS_TRY(ics_model_given(m, err));
   for (int t = 0; t < in->nyears; t++) {
      fill_spendable(in, t, spendable);
      for (int k = 0; k < in->nservices; k++) money(m, k, t, spendable);
      for (int b = 0; b < in->nblends; b++) tranches(m, b, t, spendable);
      for (int f = 0; f < in->nfunds; f++)
         if (in->funds[f].pays_reserve) {
            /* A reserve that the fund cannot pay is still held where that may be measured. */
            double most = ics_policy_may_miss(m->policy) ? ics_all_spendable(in, t)
                                                         : spendable[f * in->nplaces];
            m->reserve[t] = ics_add_col(m, "held", ics_at(ICS_NONE, ICS_NONE, t), 0.0,
                                        ics_most_money(m, t, most));
         }
   }
   return ICS_OK;
}

/* No fund puts more into a contract than the contract may hold. */
static void tighten_flows(ics_model *m)
{
   const ics_instance *in = m->in;
   for (int t = 0; t < in->nyears; t++)
      for (int f = 0; f < in->nfunds; f++)
         for (int k = 0; k < in->nservices; k++)
            for (int i = 0; i < in->nplaces; i++)
               ics_tighten(m, NULL, ics_at(i, k, t), m->y[ics_cell_y(m, f, i, k, t)], 0.0,
                           ics_col_hi(m, m->X[ics_cell(m, ics_contract_of(in, i, k), k, t)]));
}

ics_rc ics_model_care_columns(ics_model *m, ics_err *err)
{
   const ics_instance *in = m->in;
   int cells = in->nplaces * in->nservices * in->nyears;
   double *most;
   ICS_ALLOC(m->unmet, m->arena, cells, err);
   ICS_ALLOC(most, m->arena, cells, err);
   tighten_flows(m);
   if (m->emitter->rc != ICS_OK) return ICS_OK; /* latched: reported once, by ics_model_build */
   for (int t = 0; t < in->nyears; t++)
      for (int k = 0; k < in->nservices; k++) {
         double care = 0.0;
         for (int i = 0; i < in->nplaces; i++) {
            int at = ics_cell(m, i, k, t);
            if (i < ics_contracts(in, k)) care = most_care(m, i, k, t);
            most[at] = most_need(m, i, k, t, most);
            m->q[at] = ics_add_col(m, "care", ics_at(i, k, t), 0.0, fmin(most[at], care));
         }
      }
   for (int t = 0; t < in->nyears; t++)
      for (int k = 0; k < in->nservices; k++)
         for (int i = 0; i < in->nplaces; i++) {
            need_column(m, i, k, t, most[ics_cell(m, i, k, t)]);
            ICS_TRY(unmet_columns(m, i, k, t, most[ics_cell(m, i, k, t)], err));
         }
   return ICS_OK;
}

int ics_need_row(ics_model *m, int i, int k, int t)
{
   int *row = &m->need_row[ics_cell(m, i, k, t)];
   if (*row == ICS_NONE) {
      const char *family = m->emitter->family;
      m->emitter->family = "need";
      *row = ics_add_row(m, "need", ics_at(i, k, t), 0.0, 0.0);
      m->emitter->family = family;
   }
   return *row;
}
