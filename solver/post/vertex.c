/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "post/vertex.h"

#include <math.h>

#include "lp/sum.h"

/* The first aim that the goal scales gives the unit: its scale is objective per unit of the aim. */
static ics_rc unit_of(const ics_model *m, ics_arena *arena, ics_vertex *v, ics_err *err)
{
   v->worth = 1.0;
   v->unit = "goal";
   v->mixed = m->goal_col != ICS_NONE;
   for (int p = 0; p < m->in->naims; p++) {
      int a = m->goal->order[p];
      double scale = v->mixed && m->scale ? m->scale[a] : 1.0;
      if (scale == 0.0) continue;
      v->worth = 1.0 / fabs(scale);
      v->unit =
          v->mixed ? ics_format(arena, "%s-equivalent", m->in->aims[a].unit) : m->in->aims[a].unit;
      return v->unit ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
   }
   return ICS_OK;
}

ics_rc ics_vertex_of(const ics_model *m, const ics_run *run, ics_arena *arena, ics_vertex *out,
                     ics_err *err)
{
   *out = (ics_vertex){ .m = m, .run = run };
   if (run->own >= run->nstages || run->stages[run->own].solution.status != ICS_OPTIMAL)
      return ics_fail(err, ICS_EBUG, "the goal's own stage has no certified plan to explain");
   out->at = &run->stages[run->own].solution;
   ICS_TRY(ics_stage_lp(m, run, run->own, arena, &out->lp, err));
   return unit_of(m, arena, out, err);
}

double ics_vertex_reduced(const ics_vertex *v, int j)
{
   const ics_lp *lp = &v->lp;
   if (v->at->basis.col[j] == 'B') return 0.0;
   ics_sum d = { 0 };
   ics_sum_add(&d, lp->c[j], 1.0);
   for (int p = lp->start[j]; p < lp->start[j + 1]; p++) {
      ics_sum_add(&d, -lp->val[p], v->at->y[lp->row[p]]);
      ics_sum_add(&d, -lp->val[p], v->at->y_low[lp->row[p]]);
   }
   return ics_sum_value(&d);
}
