/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "model/emit.h"
#include "model/formulation.h"

static void bound_all(ics_model *m)
{
   for (int f = 0; ics_formulations[f]; f++) {
      m->emitter->family = ics_formulations[f]->name;
      if (ics_formulations[f]->bound) ics_formulations[f]->bound(m);
   }
}

/* Formulation of a phase. Aims are functions of what the constraint families made, so they come
 * after them. */
static const ics_formulation *form_of(int phase)
{
   int left = phase - ICS_PHASE_FAMILIES;
   for (int kind = ICS_CONSTRAINTS; kind <= ICS_OBJECTIVE; kind++)
      for (int f = 0; ics_formulations[f]; f++)
         if ((int)ics_formulations[f]->kind == kind && left-- == 0) return ics_formulations[f];
   return NULL;
}

int ics_model_phases(void)
{
   int n = 0;
   while (ics_formulations[n]) n++;
   return ICS_PHASE_FAMILIES + n;
}

/* Each with what it reads through the phases before it. */
enum {
   YIELDS = ICS_READS_YIELDS | ICS_READS_WIDTHS | ICS_READS_BASELINE,
   PATH = ICS_READS_NEED | ICS_READS_EFFICIENCY | ICS_READS_FUNDS | ICS_READS_CHAIN |
          ICS_READS_FLOOR | ICS_READS_STANDARD,
   MONEY = ICS_READS_SPENDABLE | ICS_READS_WIDTHS | ICS_READS_DRIFT | ICS_READS_CORRIDOR,
   CARE = YIELDS | PATH | MONEY | ICS_READS_BAND_ENDS | ICS_READS_BAND_WEIGHTS
};

unsigned ics_phase_reads(const ics_policy *policy, int phase)
{
   static const unsigned shared[ICS_PHASE_FAMILIES] = { YIELDS, PATH, MONEY, CARE };
   bool given = policy->places == ICS_LEVER_GIVEN;
   bool family = phase >= ICS_PHASE_FAMILIES;
   unsigned reads = family ? form_of(phase)->reads : shared[phase];
   if (given && (family ? form_of(phase)->reads_given : phase >= ICS_PHASE_MONEY))
      reads |= ICS_READS_GIVEN;
   return reads ? reads : ~0u;
}

ics_rc ics_model_phase(ics_model *m, int phase, ics_err *err)
{
   m->emitter->family = "shared";
   switch (phase) {
   case ICS_PHASE_YIELDS:
      return ics_model_yields(m, err);
   case ICS_PHASE_PATH:
      return ics_model_path(m, err);
   case ICS_PHASE_MONEY:
      ICS_TRY(ics_model_money_columns(m, err));
      bound_all(m); /* the bounds of care and need follow from those of money */
      return ICS_OK;
   case ICS_PHASE_CARE:
      return ics_model_care_columns(m, err);
   default:
      m->emitter->family = form_of(phase)->name;
      if (form_of(phase)->emit) form_of(phase)->emit(m);
      return ICS_OK;
   }
}

static ics_rc checks(const ics_instance *in, ics_err *err)
{
   for (int f = 0; ics_formulations[f]; f++) {
      if (ics_formulations[f]->check) ics_formulations[f]->check(in, err);
      if (err->rc != ICS_OK && err->faults == 0) return err->rc; /* not a fault of the instance */
   }
   return ics_faults_rc(err);
}

/* All the money there is, today's contracts, and what floors ask for beyond them. */
static ics_rc widen(ics_model *m, ics_err *err)
{
   const ics_instance *in = m->in;
   ICS_ALLOC(m->wide, m->arena, in->nyears, err);
   for (int t = 0; t < in->nyears; t++) {
      double amounts = 0.0, today = 0.0, asked = 0.0;
      for (int f = 0; f < in->nfunds; f++)
         for (int i = 0; i < (in->funds[f].per_place ? in->nplaces : 1); i++)
            amounts += ics_fund_amount(in, f, i, t);
      for (int k = 0; k < in->nservices; k++)
         for (int i = 0; i < in->nplaces; i++) today += ics_baseline(in, i, k, t);
      for (int n = 0; n < in->nfences; n++) {
         const ics_fence *fence = &in->fences[n];
         double grown = ics_discount(in->funds[fence->funds[0]].growth.point, -t);
         if (fence->is_cap) continue;
         asked += fence->of == ICS_FENCE_MONEY  ? fence->value.point * grown
                  : fence->of == ICS_FENCE_FUND ? fence->value.point * amounts
                                                : fmax(0.0, fence->value.point - 1.0) * today;
      }
      m->wide[t] = amounts + today + asked;
   }
   return ICS_OK;
}

static ics_rc build(const ics_instance *in, const ics_policy *policy, const ics_goal *goal,
                    const double *scale, const double *ideal, bool loose, ics_arena *arena,
                    ics_model **out, ics_err *err)
{
   ics_model *m;
   ICS_TRY(checks(in, err));
   ICS_ALLOC(m, arena, 1, err);
   ICS_ALLOC(m->emitter, arena, 1, err);
   m->in = in;
   m->policy = policy;
   m->goal = goal;
   m->arena = arena;
   m->scale = scale;
   m->ideal = ideal;
   m->crossing_row = m->crossing_col = ICS_NONE;
   if (loose) ICS_TRY(widen(m, err));
   for (int p = 0; p < ics_model_phases(); p++) ICS_TRY(ics_model_phase(m, p, err));
   if (loose) ics_emitter_settle(m);
   if (m->emitter->rc == ICS_EMEMORY) return ics_fail(err, ICS_EMEMORY, "out of memory");
   if (m->emitter->rc == ICS_ENOPLAN)
      return ics_fail(err, ICS_ENOPLAN, "no plan keeps all the rules: %s", m->emitter->fault);
   if (m->emitter->rc != ICS_OK)
      return ics_fail(err, m->emitter->rc, "model: %s", m->emitter->fault);
   ICS_TRY(ics_emitter_finish(m, err));
   m->emitter = NULL;
   *out = m;
   return ICS_OK;
}

ics_rc ics_model_build(const ics_instance *in, const ics_policy *policy, const ics_goal *goal,
                       const double *scale, const double *ideal, ics_arena *arena, ics_model **out,
                       ics_err *err)
{
   return build(in, policy, goal, scale, ideal, false, arena, out, err);
}

ics_rc ics_model_build_loose(const ics_instance *in, const ics_policy *policy, const ics_goal *goal,
                             ics_arena *arena, ics_model **out, ics_err *err)
{
   return build(in, policy, goal, NULL, NULL, true, arena, out, err);
}

/* ---- the baseline as a point of the LP ---------------------------------------------------------
 */

static void set_money(const ics_model *m, double *x)
{
   const ics_instance *in = m->in;
   for (int t = 0; t < in->nyears; t++) {
      for (int k = 0; k < in->nservices; k++)
         for (int h = 0; h < ics_contracts(in, k); h++)
            x[m->X[ics_cell(m, h, k, t)]] = ics_contract_baseline(in, h, k, t);
      for (int f = 0; f < in->nfunds; f++)
         for (int k = 0; k < in->nservices; k++)
            for (int i = 0; i < in->nplaces; i++) {
               int whole = in->funds[f].per_place ? i : ics_contract_of(in, i, k);
               int y = m->y[ics_cell_y(m, f, whole, k, t)];
               if (y != ICS_NONE) x[y] += ics_baseline_funding(in, f, i, k, t);
            }
      for (int b = 0; b < in->nblends; b++) {
         const ics_blend *blend = &in->blends[b];
         const ics_mechanism *mech = &in->mechanisms[blend->mechanism];
         for (int h = 0; h < ics_contracts(in, blend->service); h++)
            for (int s = 0; s < mech->ntranches; s++)
               x[m->x[ics_cell_x(m, h, b, s, t)]] =
                   ics_tranche_fill(mech, s, blend->baseline.point) *
                   ics_contract_baseline(in, h, blend->service, t);
      }
      if (m->reserve[t] != ICS_NONE) x[m->reserve[t]] = ics_baseline_reserve(in, t);
   }
}

static void set_care(const ics_model *m, double *x)
{
   const ics_instance *in = m->in;
   int cells = in->nplaces * in->nservices * in->nyears;
   for (int at = 0; at < cells; at++) {
      x[m->q[at]] = m->path.q[at];
      if (m->need[at] != ICS_NONE) x[m->need[at]] = m->path.n[at];
      double left = m->path.u[at];
      for (int r = 0; r < m->unmet[at].n; r++) {
         int col = m->unmet[at].col[r];
         x[col] = fmin(left, m->lp.hi[col]);
         left -= x[col];
      }
   }
}

/* A column that only sums others up takes the least value that its defining rows allow. */
static void settle(const ics_model *m, int col, const char *kind, const double *activity, double *x)
{
   if (col == ICS_NONE) return;
   const ics_lp *lp = &m->lp;
   double value = -ICS_INF, most = ICS_INF;
   for (int p = lp->start[col]; p < lp->start[col + 1]; p++) {
      int r = lp->row[p];
      if (strcmp(m->row_tag[r].kind, kind) != 0) continue;
      double without = activity[r] - lp->val[p] * x[col];
      if (isfinite(lp->rlo[r]) && lp->val[p] > 0.0)
         value = fmax(value, (lp->rlo[r] - without) / lp->val[p]);
      if (isfinite(lp->rhi[r]) && lp->val[p] < 0.0)
         value = fmax(value, (lp->rhi[r] - without) / lp->val[p]);
      if (isfinite(lp->rhi[r]) && lp->val[p] > 0.0)
         most = fmin(most, (lp->rhi[r] - without) / lp->val[p]);
   }
   if (!isfinite(value)) value = most; /* only bounded above: "lowest" */
   x[col] = fmax(lp->lo[col], fmin(lp->hi[col], value));
}

static void activities(const ics_lp *lp, const double *x, double *activity)
{
   memset(activity, 0, (size_t)lp->m * sizeof *activity);
   for (int j = 0; j < lp->n; j++)
      for (int p = lp->start[j]; x[j] != 0.0 && p < lp->start[j + 1]; p++)
         activity[lp->row[p]] += lp->val[p] * x[j];
}

ics_rc ics_model_baseline(const ics_model *m, double *x, ics_err *err)
{
   double *activity;
   ICS_ALLOC(activity, m->arena, m->lp.m, err);
   memset(x, 0, (size_t)m->lp.n * sizeof *x);
   set_money(m, x);
   set_care(m, x);
   static const char *const order[] = { "lowest", "local", "formula", "index", "shortfall",
                                        "breach", "aim",   "worst",   "goal" };
   for (int step = 0; step < (int)(sizeof order / sizeof order[0]); step++) {
      activities(&m->lp, x, activity);
      for (int j = 0; j < m->lp.n; j++)
         if (strcmp(m->col_tag[j].kind, order[step]) == 0) settle(m, j, order[step], activity, x);
   }
   return ICS_OK;
}
