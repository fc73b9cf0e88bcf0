/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goals: how aims are combined into the function that a plan is best for. */
#include <math.h>

#include "model/formulation.h"

/* How much the sum of all aims counts beside the worst served one: enough to leave no plan that
 * another betters in every aim, too little to outweigh the worst. Steuer and Choo, Mathematical
 * Programming 26 (1983) 326-344. */
static const double AUGMENTATION = 1e-3;

static double scale(const ics_model *m, int a)
{
   return m->scale ? m->scale[a] : m->in->aims[a].maximise ? -1.0 : 1.0;
}

static double ideal(const ics_model *m, int a)
{
   return m->ideal ? m->ideal[a] : 0.0;
}

/* Largest value of scale (f - ideal): bounds of the columns made of it. */
static void span(const ics_model *m, int a, double *lo, double *hi)
{
   double p = scale(m, a) * (ics_col_lo(m, m->aim[a]) - ideal(m, a));
   double q = scale(m, a) * (ics_col_hi(m, m->aim[a]) - ideal(m, a));
   *lo = fmin(p, q);
   *hi = fmax(p, q);
}

static int add_served(ics_model *m)
{
   double least = 0.0, most = 0.0, lo, hi;
   for (int a = 0; a < m->in->naims; a++) {
      span(m, a, &lo, &hi);
      least = fmin(least, lo);
      most = fmax(most, hi);
   }
   ics_item item = ics_at(ICS_NONE, ICS_NONE, ICS_NONE);
   int worst = ics_add_col(m, "worst", item, least, most);
   for (int a = 0; a < m->in->naims; a++) {
      item.aim = a;
      int row = ics_add_row(m, "worst", item, -scale(m, a) * ideal(m, a), ICS_INF);
      ics_add(m, row, worst, 1.0);
      ics_add(m, row, m->aim[a], -scale(m, a));
   }
   return worst;
}

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   if (m->goal->kind != ICS_GOAL_WEIGHTED && m->goal->kind != ICS_GOAL_MINIMAX) return;
   bool minimax = m->goal->kind == ICS_GOAL_MINIMAX;
   int worst = minimax ? add_served(m) : ICS_NONE;
   double part = minimax ? AUGMENTATION : 1.0, constant = 0.0, lo, hi;
   double least = minimax ? ics_col_lo(m, worst) : 0.0, most = minimax ? ics_col_hi(m, worst) : 0.0;
   for (int a = 0; a < in->naims; a++) {
      span(m, a, &lo, &hi);
      least += part * lo;
      most += part * hi;
      constant += part * scale(m, a) * ideal(m, a);
   }
   ics_item item = ics_at(ICS_NONE, ICS_NONE, ICS_NONE);
   m->goal_col = ics_add_col(m, "goal", item, least, most);
   int row = ics_add_row(m, "goal", item, -constant, -constant);
   ics_add(m, row, m->goal_col, 1.0);
   ics_add(m, row, worst, -1.0);
   for (int a = 0; a < in->naims; a++) ics_add(m, row, m->aim[a], -part * scale(m, a));
}

const ics_formulation ics_form_goals = {
   .name = "goals",
   .kind = ICS_OBJECTIVE,
   .summary = "weighted, lexicographic, minimax, or one aim with bounds on the others",
   .math =
       "weighted:      min sum(a) weight[a] (f[a] - best[a]) / (worst[a] - best[a])\n"
       "lexicographic: each aim in order, held within its tolerance by all later ones\n"
       "minimax:       min z + 1e-3 sum(a) g[a],  z >= g[a] = weight (f - best) / (worst - best)\n"
       "single:        one aim, with bounds on others\n"
       "always:        shortfall against standards first; the remaining aims last, in order",
   .source = "augmented Chebyshev: Steuer and Choo, Mathematical Programming 26 (1983) 326-344; "
             "best and worst "
             "from the lexicographic payoff table",
   .rows = { { "goal", "goal", "the goal's value" }, { "worst", "goal", "the worst served aim" } },
   .example = { "tiny/lexicographic.cfg", 1.0, 1e-9 },
   .emit = emit,
   .reads = ICS_READS_NOTHING,
};
