/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/bounds.h"

#include <string.h>

static void copy(double *to, const double *from, int n)
{
   if (n > 0) memcpy(to, from, (size_t)n * sizeof *to);
}

void ics_bounds_reset(ics_bounds *b, const ics_lp *lp)
{
   copy(b->lo, lp->lo, lp->n);
   copy(b->hi, lp->hi, lp->n);
   copy(b->rlo, lp->rlo, lp->m);
   copy(b->rhi, lp->rhi, lp->m);
}

ics_rc ics_bounds_open(ics_bounds *b, const ics_lp *lp, ics_arena *arena, ics_err *err)
{
   ICS_ALLOC(b->lo, arena, lp->n, err);
   ICS_ALLOC(b->hi, arena, lp->n, err);
   ICS_ALLOC(b->rlo, arena, lp->m, err);
   ICS_ALLOC(b->rhi, arena, lp->m, err);
   ics_bounds_reset(b, lp);
   b->lp = *lp;
   b->lp.lo = b->lo;
   b->lp.hi = b->hi;
   b->lp.rlo = b->rlo;
   b->lp.rhi = b->rhi;
   return ICS_OK;
}

void ics_bounds_set(ics_bounds *b, int var, double lo, double hi)
{
   int m = b->lp.m;
   *(var < m ? &b->rlo[var] : &b->lo[var - m]) = lo;
   *(var < m ? &b->rhi[var] : &b->hi[var - m]) = hi;
}
