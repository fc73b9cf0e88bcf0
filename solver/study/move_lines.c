/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/move_lines.h"

#include <math.h>
#include <stdlib.h>

#include "post/plan.h"

static const ics_name NOTHING = { "", "" };

/** A plan as read here: a model and a point of it. */
typedef struct point {
   const ics_model *m;
   const double *x;
} point;

static ics_name service_name(const ics_instance *in, int k)
{
   return (ics_name){ in->services[k].id, in->services[k].name };
}

static ics_name place_name(const ics_instance *in, int i)
{
   return (ics_name){ in->places[i].id, in->places[i].name };
}

static double settled(double change)
{
   return fabs(change) <= ICS_MOVE_ROUNDING ? 0.0 : change;
}

/* ---- aims ---------------------------------------------------------------------------------------
 */

/* What the stages before and after may have given up of aim a: its own slack, and, where the goal
 * mixes aims, what it and the aims before it in order had to give. */
static double given_up(const ics_solved *solved, const ics_move *out, int a, double hold)
{
   const double *x = out->before.x;
   const ics_model *m = out->before.model;
   double own = hold * fabs(x[m->aim[a]]) + ICS_HOLD_LEAST;
   if (m->goal_col == ICS_NONE || solved->scale[a] == 0.0) return 2.0 * own;
   double others = hold * fabs(out->before.goal);
   for (int p = 0; solved->goal.order[p] != a; p++) {
      int b = solved->goal.order[p];
      others += hold * fabs(solved->scale[b] * x[m->aim[b]]);
   }
   return 2.0 * (own + others / fabs(solved->scale[a]));
}

/* Aims are those of the last stage; the nearest plan has them within the slack of the stages. */
static ics_rc fill_aims(const ics_solved *solved, double hold, ics_arena *arena, ics_move *out,
                        ics_err *err)
{
   const ics_instance *in = solved->in;
   const ics_model *before = out->before.model, *after = out->after.model;
   const double *x = out->before.x;
   const double *y = out->after.run.stages[out->after.run.nstages - 1].solution.x;
   ICS_ALLOC(out->aims, arena, in->naims, err);
   out->naims = in->naims;
   for (int a = 0; a < in->naims; a++) {
      const ics_aim *aim = &in->aims[a];
      double p = x[before->aim[a]], q = y[after->aim[a]];
      double change = fabs(q - p) <= given_up(solved, out, a, hold) ? 0.0 : q - p;
      out->aims[a] = (ics_move_aim){ .aim = { aim->id, aim->name },
                                     .unit = aim->unit,
                                     .maximise = aim->maximise,
                                     .before = p,
                                     .after = q,
                                     .change = change,
                                     .range = fabs(solved->worst[a] - solved->best[a]) };
      if (change != 0.0) out->aims[a].better = (change > 0.0) == aim->maximise ? 1 : -1;
   }
   if (before->shortfall != ICS_NONE) {
      out->shortfall_before = x[before->shortfall];
      out->shortfall_after = y[after->shortfall];
   }
   return ICS_OK;
}

/* ---- services, places, years --------------------------------------------------------------------
 */

static ics_move_line cell_of(point p, int i, int k, int t)
{
   const ics_instance *in = p.m->in;
   double money = p.x[p.m->X[ics_cell(p.m, ics_contract_of(in, i, k), k, t)]];
   return (ics_move_line){ .money = money * ics_plan_part(p.m, p.x, i, k, t),
                           .need = ics_plan_need(p.m, p.x, i, k, t),
                           .care = p.x[p.m->q[ics_cell(p.m, i, k, t)]],
                           .unmet = ics_plan_unmet(p.m, p.x, i, k, t) };
}

static void add(ics_move_line *to, const ics_move_line *after, const ics_move_line *before)
{
   to->money += after->money - before->money;
   to->need += after->need - before->need;
   to->care += after->care - before->care;
   to->unmet += after->unmet - before->unmet;
}

/* Sums are settled once, at their end, so that they add up to each other within rounding. */
static void close_line(const ics_instance *in, int k, ics_move_line *line)
{
   const ics_service *service = k == ICS_NONE ? NULL : &in->services[k];
   bool units = service && service->unit_cost.given;
   double per_gbp_m = units ? 1e6 / service->unit_cost.point : 0.0;
   line->money = settled(line->money);
   line->need = settled(line->need);
   line->care = settled(line->care);
   line->unmet = settled(line->unmet);
   line->unit = units ? service->unit : "";
   line->need_units = line->need * per_gbp_m;
   line->care_units = line->care * per_gbp_m;
   line->unmet_units = line->unmet * per_gbp_m;
}

static void name_lines(const ics_instance *in, ics_move *out)
{
   const ics_move_line blank = { .place = NOTHING, .service = NOTHING, .year = "", .unit = "" };
   for (int i = 0; i < in->nplaces; i++) {
      out->places[i] = blank;
      out->places[i].place = place_name(in, i);
   }
   for (int t = 0; t < in->nyears; t++) {
      out->by_year[t] = blank;
      out->by_year[t].year = in->years[t];
   }
   for (int k = 0; k < in->nservices; k++) {
      out->services[k] = blank;
      out->services[k].service = service_name(in, k);
      for (int t = 0; t < in->nyears; t++) {
         out->service_years[k * in->nyears + t] = out->services[k];
         out->service_years[k * in->nyears + t].year = in->years[t];
      }
   }
}

static ics_rc fill_lines(point before, point after, ics_arena *arena, ics_move *out, ics_err *err)
{
   const ics_instance *in = before.m->in;
   int T = in->nyears;
   out->nservices = in->nservices;
   out->nplaces = in->nplaces;
   ICS_ALLOC(out->services, arena, in->nservices, err);
   ICS_ALLOC(out->places, arena, in->nplaces, err);
   ICS_ALLOC(out->by_year, arena, T, err);
   ICS_ALLOC(out->service_years, arena, in->nservices * T, err);
   name_lines(in, out);
   for (int k = 0; k < in->nservices; k++)
      for (int t = 0; t < T; t++)
         for (int i = 0; i < in->nplaces; i++) {
            ics_move_line p = cell_of(before, i, k, t), q = cell_of(after, i, k, t);
            add(&out->services[k], &q, &p);
            add(&out->places[i], &q, &p);
            add(&out->by_year[t], &q, &p);
            add(&out->service_years[k * T + t], &q, &p);
         }
   for (int k = 0; k < in->nservices; k++) {
      close_line(in, k, &out->services[k]);
      for (int t = 0; t < T; t++) close_line(in, k, &out->service_years[k * T + t]);
   }
   for (int i = 0; i < in->nplaces; i++) close_line(in, ICS_NONE, &out->places[i]);
   for (int t = 0; t < T; t++) close_line(in, ICS_NONE, &out->by_year[t]);
   return ICS_OK;
}

/* ---- funds --------------------------------------------------------------------------------------
 */

static double flow(point p, int f, int k)
{
   const ics_instance *in = p.m->in;
   double sum = 0.0;
   for (int i = 0; i < in->nplaces; i++)
      for (int t = 0; t < in->nyears; t++) {
         int col = ics_flow(p.m, f, i, k, t);
         if (col != ICS_NONE) sum += p.x[col];
      }
   return sum;
}

static double reserve(point p)
{
   double sum = 0.0;
   for (int t = 0; t < p.m->in->nyears; t++)
      if (p.m->reserve[t] != ICS_NONE) sum += p.x[p.m->reserve[t]];
   return sum;
}

static double administration(point p)
{
   double sum = 0.0;
   for (int t = 0; t < p.m->in->nyears; t++) sum += ics_plan_admin(p.m, p.x, t);
   return sum;
}

static void add_flow(const ics_instance *in, int f, const char *use, ics_name service,
                     double change, ics_move *out)
{
   if (settled(change) == 0.0) return;
   out->flows[out->nflows++] = (ics_move_flow){ .fund = { in->funds[f].id, in->funds[f].name },
                                                .use = use,
                                                .service = service,
                                                .change = change };
}

static ics_rc fill_flows(point before, point after, ics_arena *arena, ics_move *out, ics_err *err)
{
   const ics_instance *in = before.m->in;
   ICS_ALLOC(out->flows, arena, in->nfunds * (in->nservices + 2), err);
   for (int f = 0; f < in->nfunds; f++) {
      for (int k = 0; k < in->nservices; k++)
         add_flow(in, f, "service", service_name(in, k), flow(after, f, k) - flow(before, f, k),
                  out);
      if (in->funds[f].pays_reserve)
         add_flow(in, f, "reserve", NOTHING, reserve(after) - reserve(before), out);
      if (in->funds[f].pays_admin)
         add_flow(in, f, "administration", NOTHING, administration(after) - administration(before),
                  out);
   }
   return ICS_OK;
}

/* ---- what else had to move ----------------------------------------------------------------------
 */

static int larger_other(const void *a, const void *b)
{
   double p = fabs(((const ics_move_other *)a)->change);
   double q = fabs(((const ics_move_other *)b)->change);
   return (p < q) - (p > q);
}

static ics_rc fill_others(point before, point after, const bool *moved, ics_arena *arena,
                          ics_move *out, ics_err *err)
{
   const ics_instance *in = before.m->in;
   ICS_ALLOC(out->others, arena, in->nservices * in->nplaces, err);
   for (int k = 0; k < in->nservices; k++)
      for (int h = 0; h < ics_contracts(in, k); h++) {
         ics_move_other it = { .place = in->services[k].per_system ? NOTHING : place_name(in, h),
                               .service = service_name(in, k) };
         for (int t = 0; t < in->nyears; t++) {
            int at = ics_cell(before.m, h, k, t);
            if (moved[at]) continue;
            it.before += before.x[before.m->X[at]];
            it.after += after.x[after.m->X[at]];
         }
         it.change = settled(it.after - it.before);
         if (it.change != 0.0) out->others[out->nothers++] = it;
      }
   if (out->nothers > 0)
      qsort(out->others, (size_t)out->nothers, sizeof *out->others, larger_other);
   return ICS_OK;
}

ics_rc ics_move_lines(const ics_solved *solved, const bool *moved, double hold, ics_arena *arena,
                      ics_move *out, ics_err *err)
{
   point before = { out->before.model, out->before.x }, after = { out->after.model, out->after.x };
   ICS_TRY(fill_aims(solved, hold, arena, out, err));
   ICS_TRY(fill_lines(before, after, arena, out, err));
   ICS_TRY(fill_flows(before, after, arena, out, err));
   return out->adapted ? fill_others(before, after, moved, arena, out, err) : ICS_OK;
}
