/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Costs stay as they are: the dual side is proved by the bound, which forgives nothing. */
#include "lp/ladder.h"

#include <math.h>
#include <string.h>

#include "lp/sum.h"

static const double UNITS = 0x1p30; /* of the shifted LP in one unit of the LP */
static const double FAR = 1e15;     /* a row limit so far off in those units is none */
static const double TOLERANCE = 1e-9;

/* Work: the shifted bounds, and the activities in two parts. */
typedef struct shift {
   double *lo, *hi, *rlo, *rhi; /* [n], [n], [m], [m] */
   double *head, *tail;         /* [m] */
} shift;

static ics_rc take_shift(const ics_lp *lp, ics_arena *arena, shift *s, ics_err *err)
{
   ICS_ALLOC(s->lo, arena, lp->n, err);
   ICS_ALLOC(s->hi, arena, lp->n, err);
   ICS_ALLOC(s->rlo, arena, lp->m, err);
   ICS_ALLOC(s->rhi, arena, lp->m, err);
   ICS_ALLOC(s->head, arena, lp->m, err);
   ICS_ALLOC(s->tail, arena, lp->m, err);
   return ICS_OK;
}

/* (end - (head + tail)) in units of the shifted LP */
static double left_over(double end, double head, double tail)
{
   ics_sum s = { 0 };
   ics_sum_add(&s, end, 1);
   ics_sum_add(&s, head, -1);
   ics_sum_add(&s, tail, -1);
   return UNITS * ics_sum_value(&s);
}

static void shift_columns(const ics_lp *lp, const double *x, const double *x_low, shift *s)
{
   for (int j = 0; j < lp->n; j++) {
      s->lo[j] = left_over(lp->lo[j], x[j], x_low[j]);
      s->hi[j] = left_over(lp->hi[j], x[j], x_low[j]);
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         int i = lp->row[k];
         ics_sum sum = { s->head[i], s->tail[i], 0 };
         ics_sum_add(&sum, lp->val[k], x[j]);
         ics_sum_add(&sum, lp->val[k], x_low[j]);
         s->head[i] = sum.head;
         s->tail[i] = sum.tail;
      }
   }
}

static void shift_rows(const ics_lp *lp, shift *s)
{
   for (int i = 0; i < lp->m; i++) {
      double lo = left_over(lp->rlo[i], s->head[i], s->tail[i]);
      double hi = left_over(lp->rhi[i], s->head[i], s->tail[i]);
      s->rlo[i] = lp->rlo[i] > -HUGE_VAL && lo > -FAR ? lo : -HUGE_VAL;
      s->rhi[i] = lp->rhi[i] < HUGE_VAL && hi < FAR ? hi : HUGE_VAL;
   }
}

ics_rc ics_correct(ics_backend *backend, const ics_lp *lp, const double *x, const double *x_low,
                   const ics_limits *limits, int *iterations, ics_end *end, ics_err *err)
{
   ics_arena *arena = ics_arena_new();
   if (!arena) return ics_fail(err, ICS_EMEMORY, "out of memory");
   shift s = { 0 };
   ics_rc rc = take_shift(lp, arena, &s, err);
   if (rc == ICS_OK) {
      shift_columns(lp, x, x_low, &s);
      shift_rows(lp, &s);
      ics_lp shifted = *lp;
      shifted.lo = s.lo;
      shifted.hi = s.hi;
      shifted.rlo = s.rlo;
      shifted.rhi = s.rhi;
      ics_attempt run = { .start = ICS_START_KEEP,
                          .method = ICS_METHOD_BASIS,
                          .scaled = true,
                          .tolerance = TOLERANCE,
                          .iterations = limits->iterations,
                          .seconds = limits->seconds };
      int made = 0;
      *end = ics_backend_run(backend, &shifted, NULL, &run, &made);
      *iterations += made;
   }
   ics_arena_free(&arena);
   return rc;
}
