/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Equity: inequality in unmet need between places, by one of three indices. */
#include <math.h>

#include "model/formulation.h"

static double deprivation(const ics_instance *in, int i)
{
   return in->places[i].z[in->deprivation];
}

/* Population before and at a place when places are ordered by deprivation, as shares of all.
 * Equally deprived places share their middle rank (ridit). */
static void rank_of(const ics_instance *in, int i, double *before, double *at)
{
   double all = 0.0;
   *before = *at = 0.0;
   for (int p = 0; p < in->nplaces; p++) {
      all += in->places[p].population;
      if (deprivation(in, p) < deprivation(in, i)) *before += in->places[p].population;
      if (deprivation(in, p) == deprivation(in, i)) *at += in->places[p].population;
   }
   *before /= all;
   *at /= all;
}

/* SII = sum w[i] s[i] is the slope of the weighted regression of unmet share on ridit rank. */
static void slope_weights(const ics_instance *in, double *weight)
{
   double all = 0.0, mean = 0.0, square = 0.0, before, at;
   for (int p = 0; p < in->nplaces; p++) all += in->places[p].population;
   for (int p = 0; p < in->nplaces; p++) {
      rank_of(in, p, &before, &at);
      mean += in->places[p].population / all * (before + 0.5 * at);
   }
   for (int p = 0; p < in->nplaces; p++) {
      rank_of(in, p, &before, &at);
      double z = before + 0.5 * at - mean, part = in->places[p].population / all;
      square += part * z * z;
      weight[p] = part * z;
   }
   for (int p = 0; p < in->nplaces; p++) weight[p] = square > 0.0 ? weight[p] / square : 0.0;
}

/* Part of a place's people in the most deprived fifth; places equally deprived share it. */
static double in_fifth(const ics_instance *in, int i)
{
   static const double FIFTH = 0.2; /* Core20: NHS England, Core20PLUS5 (2021) */
   double before, at;
   rank_of(in, i, &before, &at);
   return at > 0.0 ? fmax(0.0, fmin(1.0, (before + at - (1.0 - FIFTH)) / at)) : 0.0;
}

static void fifth_weights(const ics_instance *in, double *weight)
{
   double inside = 0.0, outside = 0.0;
   for (int p = 0; p < in->nplaces; p++) {
      inside += in->places[p].population * in_fifth(in, p);
      outside += in->places[p].population * (1.0 - in_fifth(in, p));
   }
   for (int p = 0; p < in->nplaces; p++) {
      double part = in_fifth(in, p), people = in->places[p].population;
      weight[p] = outside > 0.0 ? people * part / inside - people * (1.0 - part) / outside : 0.0;
   }
}

void ics_index_weights(const ics_instance *in, double *weight)
{
   for (int i = 0; i < in->nplaces; i++) weight[i] = in->index == ICS_INDEX_MAXGAP ? 1.0 : 0.0;
   if (in->index == ICS_INDEX_SII && in->nplaces > 1) slope_weights(in, weight);
   if (in->index == ICS_INDEX_CORE20 && in->nplaces > 1) fifth_weights(in, weight);
}

/* Add `by` times the unmet share of a cell to a row. */
static void add_share(ics_model *m, int row, int i, int k, int t, double by)
{
   double need = ics_need(m->in, i, k, t);
   const ics_unmet *cell = &m->unmet[ics_cell(m, i, k, t)];
   for (int r = 0; need > 0.0 && r < cell->n; r++) ics_add(m, row, cell->col[r], by / need);
}

static double most_share(const ics_model *m, int i, int k, int t)
{
   double need = ics_need(m->in, i, k, t), sum = 0.0;
   const ics_unmet *cell = &m->unmet[ics_cell(m, i, k, t)];
   for (int r = 0; r < cell->n; r++) sum += ics_col_hi(m, cell->col[r]);
   return need > 0.0 ? sum / need : 0.0;
}

static void weighted(ics_model *m, int k, int t, const double *weight)
{
   const ics_instance *in = m->in;
   double most = 0.0;
   for (int i = 0; i < in->nplaces; i++) most += fmax(0.0, weight[i]) * most_share(m, i, k, t);
   int *e = &m->index[k * in->nyears + t];
   *e = ics_add_col(m, "index", ics_at(ICS_NONE, k, t), 0.0, most);
   int row = ics_add_row(m, "index", ics_at(ICS_NONE, k, t), 0.0, ICS_INF);
   ics_add(m, row, *e, 1.0);
   for (int i = 0; i < in->nplaces; i++) add_share(m, row, i, k, t, -weight[i]);
}

static void widest(ics_model *m, int k, int t)
{
   const ics_instance *in = m->in;
   double most = 0.0;
   for (int i = 0; i < in->nplaces; i++) most = fmax(most, most_share(m, i, k, t));
   int lowest = ics_add_col(m, "lowest", ics_at(ICS_NONE, k, t), 0.0, most);
   int *e = &m->index[k * in->nyears + t];
   *e = ics_add_col(m, "index", ics_at(ICS_NONE, k, t), 0.0, most);
   for (int i = 0; i < in->nplaces; i++) {
      if (ics_need(in, i, k, t) <= 0.0) continue;
      int row = ics_add_row(m, "lowest", ics_at(i, k, t), -ICS_INF, 0.0);
      ics_add(m, row, lowest, 1.0);
      add_share(m, row, i, k, t, -1.0);
      row = ics_add_row(m, "index", ics_at(i, k, t), 0.0, ICS_INF);
      ics_add(m, row, *e, 1.0);
      ics_add(m, row, lowest, 1.0);
      add_share(m, row, i, k, t, -1.0);
   }
}

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   if (in->index == ICS_INDEX_NONE || in->nplaces < 2) return;
   double *weight = ics_model_alloc(m, in->nplaces, sizeof *weight);
   if (!weight) return;
   ics_index_weights(in, weight);
   for (int k = 0; k < in->nservices; k++)
      for (int t = 0; t < in->nyears; t++) {
         if (in->index == ICS_INDEX_MAXGAP)
            widest(m, k, t);
         else
            weighted(m, k, t, weight);
      }
}

const ics_formulation ics_form_equity = {
   .name = "equity",
   .kind = ICS_CONSTRAINTS,
   .summary = "inequality in unmet need between places, where it goes against the deprived",
   .math = "sii:    e[k,t] >= sum(i) w[i] sum(r) u[i,k,r,t] / N[i,k,t],  w[i] = p[i] z[i] / sum p "
           "z^2,\n"
           "        z the ridit rank by deprivation, centred; two places: the plain gap over rank "
           "distance\n"
           "core20: e[k,t] >= unmet share of the most deprived fifth less that of the rest\n"
           "maxgap: e[k,t] >= s[i] - lowest,  lowest <= s[i],  s the unmet share",
   .source = "slope index: OHID, Fingertips technical guidance on the slope index of inequality; "
             "Core20: NHS "
             "England, Core20PLUS5 (2021)",
   .rows = { { "index", "share of need", "inequality in {service} in {year}" },
             { "lowest", "share of need", "smallest unmet share of {service} in {year}" } },
   .example = { "tiny/gap.cfg", 0.2, 1e-7 },
   .emit = emit,
   .reads = ICS_READS_NEED,
};
