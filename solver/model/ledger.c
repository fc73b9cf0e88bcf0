/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/ledger.h"

#include "model/emit.h"

struct ics_ledger {
   const ics_model *m;
   const double *x;
   double *y;       /* [lp.m] 0 where the limit of that sign is none: such a price is rounding */
   double *d;       /* [lp.n] 0 where the stage holds the bound */
   double constant; /* c'x + c0 - d'x, and what the stage's own bounds add */
   double rest;     /* its second part */
};

static void add(double *head, double *tail, double value)
{
   ics_tally t = { .head = *head, .tail = *tail };
   ics_tally_add(&t, value);
   *head = t.head;
   *tail = t.tail;
}

ics_rc ics_ledger_open(const ics_model *m, const ics_lp *stage, const double *x, const double *y,
                       const double *d, ics_arena *arena, ics_ledger **out, ics_err *err)
{
   ics_ledger *l;
   ICS_ALLOC(l, arena, 1, err);
   l->m = m;
   l->x = x;
   ICS_ALLOC(l->y, arena, stage->m, err);
   ICS_ALLOC(l->d, arena, stage->n, err);
   for (int r = 0; r < stage->m; r++)
      if (isfinite(y[r] > 0.0 ? stage->rlo[r] : stage->rhi[r])) l->y[r] = y[r];
   l->constant = stage->c0;
   for (int j = 0; j < stage->n; j++) {
      add(&l->constant, &l->rest, stage->c[j] * x[j]);
      add(&l->constant, &l->rest, -d[j] * x[j]);
      double bound = d[j] > 0.0 ? stage->lo[j] : stage->hi[j];
      if (bound == (d[j] > 0.0 ? m->lp.lo[j] : m->lp.hi[j]))
         l->d[j] = d[j];
      else
         add(&l->constant, &l->rest, d[j] * bound);
   }
   *out = l;
   return ICS_OK;
}

static ics_rc emit(const ics_ledger *l, ics_emitter *e, const ics_instance *in, ics_arena *scratch,
                   ics_err *err)
{
   const ics_model *solved = l->m;
   ics_model m = { .in = in,
                   .policy = solved->policy,
                   .goal = solved->goal,
                   .arena = scratch,
                   .row_tag = solved->row_tag,
                   .col_tag = solved->col_tag,
                   .scale = solved->scale,
                   .ideal = solved->ideal,
                   .emitter = e };
   ICS_ALLOC(e->lo, scratch, solved->lp.n, err);
   ICS_ALLOC(e->hi, scratch, solved->lp.n, err);
   ICS_TRY(ics_model_emit(&m, err));
   if (e->rc == ICS_EMEMORY) return ics_fail(err, ICS_EMEMORY, "out of memory");
   if (e->rc != ICS_OK || e->nrows != solved->lp.m || e->ncols != solved->lp.n) {
      e->tally->other = true;
      return ICS_OK;
   }
   for (int j = 0; j < e->ncols; j++)
      if (l->d[j] != 0.0) ics_tally_add(e->tally, l->d[j] * (l->d[j] > 0.0 ? e->lo[j] : e->hi[j]));
   return ICS_OK;
}

ics_rc ics_ledger_at(const ics_ledger *ledger, const ics_instance *in, ics_ledger_value *out,
                     ics_err *err)
{
   ics_tally tally = { .solved = ledger->m,
                       .x = ledger->x,
                       .y = ledger->y,
                       .head = ledger->constant,
                       .tail = ledger->rest };
   ics_emitter e = { .tally = &tally };
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = emit(ledger, &e, in, scratch, err);
   ics_arena_free(&scratch);
   *out = (ics_ledger_value){ rc == ICS_OK && !tally.other, tally.head, tally.tail };
   return rc;
}
