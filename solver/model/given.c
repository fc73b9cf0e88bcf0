/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/given.h"

#include <math.h>

/* Rounds of the fit of a table to its margins; each leaves a small part of what was wrong, the more
 * alike places are the smaller. What is left then is cut by `within`. */
enum { ROUNDS = 200 };

/* A margin is kept when it is wrong by no more than this share of the place's money. */
static const double FITS = 1e-13;

/* A limit on a move binds beyond this share of the place's money: rounding is no move. */
static const double ROUNDING = 1e-12;

bool ics_is_shared(const ics_fund *fund)
{
   return fund->owner != ICS_OWNER_LOCAL_AUTHORITY;
}

/* Shared money of one service at a place, today. */
static double shared_baseline(const ics_instance *in, int i, int k, int t)
{
   double sum = 0.0;
   for (int f = 0; f < in->nfunds; f++)
      if (ics_is_shared(&in->funds[f])) sum += ics_baseline_funding(in, f, i, k, t);
   return sum;
}

ics_part ics_place_part(const ics_instance *in, int i, int t)
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
   if (all <= 0.0) return (ics_part){ 0.0, 0.0, 0.0 };
   ics_part part = { mine / all, fair / all, fair / all };
   if (!in->rules.pace.given) return part;
   double step = in->rules.pace.point * (t + 1) * part.today;
   part.towards = part.today + fmax(-step, fmin(step, part.fair - part.today));
   return part;
}

void ics_path_parts(const ics_instance *in, int t, double *part)
{
   double gains = 0.0, losses = 0.0;
   for (int i = 0; i < in->nplaces; i++) {
      ics_part p = ics_place_part(in, i, t);
      part[i] = p.towards - p.today;
      gains += fmax(0.0, part[i]);
      losses += fmax(0.0, -part[i]);
   }
   double moved = fmin(gains, losses);
   for (int i = 0; i < in->nplaces; i++) {
      double side = part[i] > 0.0 ? gains : losses;
      part[i] = ics_place_part(in, i, t).today + (side > 0.0 ? part[i] * (moved / side) : 0.0);
   }
}

/* ---- every contract's money on the path ---------------------------------------------------------
 */

/** Flows that may move, in one year: places by fund and service. */
typedef struct table {
   const ics_instance *in;
   int year, columns;
   double *flow;   /* [nplaces * columns] today */
   double *move;   /* [same] change */
   double *place;  /* [nplaces] sum of flow */
   double *want;   /* [nplaces] change of the sum */
   double *most;   /* [nplaces] the same as pace alone allows, on the side of the fair share */
   double *g;      /* [nplaces] multipliers */
   double *column; /* [columns] sum of flow */
} table;

static ics_rc table_open(const ics_instance *in, ics_arena *arena, table *w, ics_err *err)
{
   *w = (table){ .in = in, .columns = in->nfunds * in->nservices };
   size_t cells = (size_t)in->nplaces * (size_t)w->columns;
   ICS_ALLOC(w->flow, arena, cells, err);
   ICS_ALLOC(w->move, arena, cells, err);
   ICS_ALLOC(w->place, arena, in->nplaces, err);
   ICS_ALLOC(w->want, arena, in->nplaces, err);
   ICS_ALLOC(w->most, arena, in->nplaces, err);
   ICS_ALLOC(w->g, arena, in->nplaces, err);
   ICS_ALLOC(w->column, arena, w->columns, err);
   return ICS_OK;
}

static bool may_move(const ics_instance *in, int f, int k)
{
   return ics_is_shared(&in->funds[f]) && !in->funds[f].per_place && !in->services[k].per_system;
}

static void table_fill(table *w, int t)
{
   const ics_instance *in = w->in;
   double all = 0.0;
   w->year = t;
   for (int c = 0; c < w->columns; c++) w->column[c] = 0.0;
   for (int i = 0; i < in->nplaces; i++) {
      w->place[i] = w->g[i] = 0.0;
      for (int c = 0; c < w->columns; c++) {
         int f = c / in->nservices, k = c % in->nservices;
         double flow = may_move(in, f, k) ? ics_baseline_funding(in, f, i, k, t) : 0.0;
         w->flow[i * w->columns + c] = flow;
         w->place[i] += flow;
         w->column[c] += flow;
      }
      for (int k = 0; k < in->nservices; k++)
         if (!in->services[k].per_system) all += shared_baseline(in, i, k, t);
   }
   ics_path_parts(in, t, w->want);
   for (int i = 0; i < in->nplaces; i++) {
      ics_part p = ics_place_part(in, i, t);
      w->want[i] = (w->want[i] - p.today) * all;
      w->most[i] = (p.towards - p.today) * all;
   }
}

static void move_all(table *w)
{
   const ics_instance *in = w->in;
   for (int c = 0; c < w->columns; c++) {
      double mean = 0.0;
      for (int i = 0; i < in->nplaces; i++) mean += w->flow[i * w->columns + c] * w->g[i];
      if (w->column[c] > 0.0) mean /= w->column[c];
      for (int i = 0; i < in->nplaces; i++)
         w->move[i * w->columns + c] = w->flow[i * w->columns + c] * (w->g[i] - mean);
   }
}

static double moved_at(const table *w, int i)
{
   double sum = 0.0;
   for (int c = 0; c < w->columns; c++) sum += w->move[i * w->columns + c];
   return sum;
}

static void fit(table *w)
{
   for (int round = 0; round < ROUNDS; round++) {
      bool fits = true;
      move_all(w);
      for (int i = 0; i < w->in->nplaces; i++) {
         double wrong = w->want[i] - moved_at(w, i);
         if (w->place[i] <= 0.0 || fabs(wrong) <= FITS * w->place[i]) continue;
         w->g[i] += wrong / w->place[i];
         fits = false;
      }
      if (fits) return;
   }
   move_all(w);
}

/* Cut the part of a move that is taken so that it stays between least and most. */
static double cut(double part, double move, double least, double most, double rounding)
{
   if (move > most + rounding) part = fmin(part, fmax(0.0, most) / move);
   if (move < least - rounding) part = fmin(part, fmin(0.0, least) / move);
   return part;
}

/* The part of the move that keeps pace and corridor, and takes from no contract more than it has.
 */
static double within(const table *w)
{
   const ics_instance *in = w->in;
   double part = 1.0, step = in->rules.corridor.point * (w->year + 1);
   for (int i = 0; i < in->nplaces; i++) {
      double rounding = ROUNDING * w->place[i];
      part = cut(part, moved_at(w, i), fmin(0.0, w->most[i]), fmax(0.0, w->most[i]), rounding);
      for (int c = 0; c < w->columns; c++)
         part = cut(part, w->move[i * w->columns + c], -w->flow[i * w->columns + c], INFINITY, 0.0);
      for (int k = 0; in->rules.corridor.given && k < in->nservices; k++) {
         double move = 0.0, most = step * ics_baseline(in, i, k, w->year);
         for (int f = 0; f < in->nfunds; f++)
            move += w->move[i * w->columns + f * in->nservices + k];
         part = cut(part, move, -most, most, rounding);
      }
   }
   return part;
}

static void give(ics_model *m, const table *w)
{
   const ics_instance *in = m->in;
   double part = within(w);
   int t = w->year;
   for (int k = 0; k < in->nservices; k++) {
      for (int h = 0; h < ics_contracts(in, k); h++)
         m->given_X[ics_cell(m, h, k, t)] = ics_contract_baseline(in, h, k, t);
      for (int f = 0; f < in->nfunds; f++)
         for (int i = 0; i < in->nplaces; i++) {
            double move = part * w->move[i * w->columns + f * in->nservices + k];
            m->given_y[ics_cell_y(m, f, i, k, t)] = ics_baseline_funding(in, f, i, k, t) + move;
            if (!in->services[k].per_system) m->given_X[ics_cell(m, i, k, t)] += move;
         }
   }
}

static ics_rc give_all(ics_model *m, ics_arena *scratch, ics_err *err)
{
   const ics_instance *in = m->in;
   table w;
   size_t cells = (size_t)in->nplaces * (size_t)in->nservices * (size_t)in->nyears;
   ICS_ALLOC(m->given_X, m->arena, cells, err);
   ICS_ALLOC(m->given_y, m->arena, cells * (size_t)in->nfunds, err);
   ICS_TRY(table_open(in, scratch, &w, err));
   for (int t = 0; t < in->nyears; t++) {
      table_fill(&w, t);
      fit(&w);
      give(m, &w);
   }
   return ICS_OK;
}

ics_rc ics_model_given(ics_model *m, ics_err *err)
{
   if (m->policy->places != ICS_LEVER_GIVEN || !ics_policy_fixes_money(m->policy) ||
       !ics_has_baseline(m->in))
      return ICS_OK;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = give_all(m, scratch, err);
   ics_arena_free(&scratch);
   return rc;
}

double ics_given_money(const ics_model *m, int h, int k, int t)
{
   return m->given_X ? m->given_X[ics_cell(m, h, k, t)] : ics_contract_baseline(m->in, h, k, t);
}

double ics_given_flow(const ics_model *m, int f, int i, int k, int t)
{
   return m->given_y ? m->given_y[ics_cell_y(m, f, i, k, t)]
                     : ics_baseline_funding(m->in, f, i, k, t);
}

double ics_given_pay(const ics_model *m, int h, int b, int s, int t)
{
   const ics_blend *blend = &m->in->blends[b];
   const ics_mechanism *mech = &m->in->mechanisms[blend->mechanism];
   double contract = ics_contract_baseline(m->in, h, blend->service, t);
   if (contract <= 0.0) return 0.0;
   double share = ics_policy_share_of(m->in, m->policy, b) *
                  (ics_given_money(m, h, blend->service, t) / contract);
   bool last = s == mech->ntranches - 1;
   if (!last || !ics_policy_may_miss(m->policy)) return contract * ics_tranche_fill(mech, s, share);
   double left = share;
   for (int before = 0; before < s; before++) left -= ics_tranche_fill(mech, before, share);
   return contract * fmax(0.0, left);
}
