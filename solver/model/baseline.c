/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going on as today, by simulation: every contract grows as its funds grow, under today's blend
 * (yield 1), and the chain passes on what that leaves undone. It fixes what bands and standards are
 * measured from, gives the aims' baseline values, and is the oracle for the policy that changes
 * nothing. */
#include <math.h>
#include <string.h>

#include "model/emit.h"

/* A standard is rounded up by this share, so that rounding is never a shortfall. */
static const double STANDARD_ROUNDING = 1e-9;

static double capacity(const ics_model *m, int i, int k, int t)
{
   const ics_instance *in = m->in;
   return ics_baseline(in, i, k, t) /
          (m->mff[ics_contract_of(in, i, k) * in->nservices + k] * ics_price(in, k, t));
}

/* Care of one service in one year from the needs n: each place has its own contract's capacity;
 * under one contract for the system, what a place does not need serves the unmet need of the others
 * in proportion. */
static void deliver(const ics_model *m, int k, int t, const double *n, double *q)
{
   const ics_instance *in = m->in;
   double spare = 0.0, unmet = 0.0;
   for (int i = 0; i < in->nplaces; i++) {
      int at = ics_cell(m, i, k, t);
      double cap = capacity(m, i, k, t);
      q[at] = fmin(n[at], cap);
      spare += cap - q[at];
      unmet += n[at] - q[at];
   }
   if (!in->services[k].per_system || unmet <= 0.0) return;
   double share = fmin(1.0, spare / unmet);
   for (int i = 0; i < in->nplaces; i++) {
      int at = ics_cell(m, i, k, t);
      q[at] += share * (n[at] - q[at]);
   }
}

static double prevented(const ics_model *m, int i, int k, int t)
{
   const ics_baseline_path *p = &m->path;
   double sum = 0.0;
   for (int l = 0; l < m->in->nlinks; l++) {
      const ics_link *link = &m->in->links[l];
      if (link->to != k || t < link->lag) continue;
      int at = ics_cell(m, i, link->from, t - link->lag);
      sum += link->effect.point * (p->q[at] - p->q0[at]);
   }
   return sum;
}

static double escalated(const ics_model *m, int i, int k, int t)
{
   const ics_baseline_path *p = &m->path;
   double sum = 0.0;
   for (int l = 0; t > 0 && l < m->in->nescalations; l++) {
      const ics_link *link = &m->in->escalations[l];
      if (link->to != k) continue;
      int at = ics_cell(m, i, link->from, t - 1);
      sum += link->effect.point * (p->u[at] - p->u0[at]);
   }
   return sum;
}

static double need_now(const ics_model *m, int i, int k, int t)
{
   const ics_service *service = &m->in->services[k];
   double need = ics_need(m->in, i, k, t), cut = prevented(m, i, k, t);
   double room = (1.0 - service->floor.point) * need;
   if (service->overlapping && cut > 0.5 * room) cut = 0.25 * room + 0.5 * cut;
   return fmax(0.0, need - fmin(cut, room) + escalated(m, i, k, t));
}

/* Passes and {relative} change at which links that run in a circle within a year count as settled;
 * the spectral radius below 1 (chain.c) makes them. Without a circle it takes no more passes than
 * services. */
enum { MOST_PASSES = 10000 };
static const double SETTLED = 1e-14;

static double pass_over(ics_model *m, int t)
{
   const ics_instance *in = m->in;
   ics_baseline_path *p = &m->path;
   double moved = 0.0;
   for (int k = 0; k < in->nservices; k++) {
      for (int i = 0; i < in->nplaces; i++) {
         double *need = &p->n[ics_cell(m, i, k, t)], before = *need;
         *need = need_now(m, i, k, t);
         moved = fmax(moved, fabs(*need - before) / fmax(1.0, fabs(*need)));
      }
      deliver(m, k, t, p->n, p->q);
      for (int i = 0; i < in->nplaces; i++) {
         int at = ics_cell(m, i, k, t);
         p->u[at] = p->n[at] - p->q[at];
      }
   }
   return moved;
}

static void simulate_year(ics_model *m, int t)
{
   for (int pass = 0; pass < MOST_PASSES; pass++)
      if (pass_over(m, t) <= SETTLED && pass > 0) return;
}

/* The reference path: care and unmet need of the first year, growing as need grows. */
static void reference(ics_model *m)
{
   const ics_instance *in = m->in;
   ics_baseline_path *p = &m->path;
   for (int k = 0; k < in->nservices; k++) {
      for (int i = 0; i < in->nplaces; i++) p->n[ics_cell(m, i, k, 0)] = ics_need(in, i, k, 0);
      deliver(m, k, 0, p->n, p->q0);
      for (int i = 0; i < in->nplaces; i++) {
         double q0 = p->q0[ics_cell(m, i, k, 0)], need = ics_need(in, i, k, 0);
         for (int t = 0; t < in->nyears; t++) {
            double growth = ics_need_growth(in, k, t);
            p->q0[ics_cell(m, i, k, t)] = q0 * growth;
            p->u0[ics_cell(m, i, k, t)] = (need - q0) * growth;
         }
      }
   }
}

static double unmet_share(const ics_model *m, const double *u, int i, int k, int t)
{
   double need = ics_need(m->in, i, k, t);
   return need > 0.0 ? u[ics_cell(m, i, k, t)] / need : 0.0;
}

/* Bands are multiples of today's unmet share at the place, or of the service's average where that
 * is higher, so that a place where all need is met has bands too. */
static void shares(ics_model *m)
{
   const ics_instance *in = m->in;
   for (int k = 0; k < in->nservices; k++) {
      double unmet = 0.0, need = 0.0;
      for (int i = 0; i < in->nplaces; i++) {
         unmet += m->path.u0[ics_cell(m, i, k, 0)];
         need += ics_need(in, i, k, 0);
      }
      for (int i = 0; i < in->nplaces; i++)
         m->path.share[i * in->nservices + k] =
             fmax(need > 0.0 ? unmet / need : 0.0, unmet_share(m, m->path.u0, i, k, 0));
   }
}

/* A standard is never stricter than what going on as today leaves: a plan answers for what it
 * changes. Where inequality is measured and no standard is set, what today leaves is the standard:
 * no levelling down. */
static void standards(ics_model *m)
{
   const ics_instance *in = m->in;
   for (int k = 0; k < in->nservices; k++)
      for (int i = 0; i < in->nplaces; i++)
         for (int t = 0; t < in->nyears; t++) {
            const ics_service *service = &in->services[k];
            double *standard = &m->path.standard[ics_cell(m, i, k, t)];
            *standard = 1.0;
            bool set_here = service->standard.given || service->is_protected;
            if (!set_here && in->index == ICS_INDEX_NONE) continue;
            double set = service->is_protected ? unmet_share(m, m->path.u0, i, k, 0)
                                               : service->standard.point;
            double today = unmet_share(m, m->path.u, i, k, t);
            *standard = fmin(1.0, fmax(set, today) + STANDARD_ROUNDING);
         }
}

ics_rc ics_model_path(ics_model *m, ics_err *err)
{
   const ics_instance *in = m->in;
   ics_baseline_path *p = &m->path;
   int cells = in->nplaces * in->nservices * in->nyears;
   ICS_ALLOC(p->q0, m->arena, cells, err);
   ICS_ALLOC(p->u0, m->arena, cells, err);
   ICS_ALLOC(p->n, m->arena, cells, err);
   ICS_ALLOC(p->q, m->arena, cells, err);
   ICS_ALLOC(p->u, m->arena, cells, err);
   ICS_ALLOC(p->standard, m->arena, cells, err);
   ICS_ALLOC(p->share, m->arena, in->nplaces * in->nservices, err);
   reference(m);
   shares(m);
   for (int t = 0; t < in->nyears; t++) simulate_year(m, t);
   standards(m);
   return ICS_OK;
}
