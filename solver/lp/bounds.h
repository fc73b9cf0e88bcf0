/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file bounds.h
 *  Rows and columns as one list of variables, and an LP whose bounds are moved for a while. Private
 *  to this folder.
 *
 *  A variable is a row (index r, its value the row's activity) or a column (index lp->m + j).
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_LP_BOUNDS_H
#define ICS_LP_BOUNDS_H

#include "lp/solve.h"

/** The bounds of a variable. */
static inline double ics_var_lower(const ics_lp *lp, int var)
{
   return var < lp->m ? lp->rlo[var] : lp->lo[var - lp->m];
}

static inline double ics_var_upper(const ics_lp *lp, int var)
{
   return var < lp->m ? lp->rhi[var] : lp->hi[var - lp->m];
}

/** 'B', 'L', 'U', 'F' or 'S', as in ics_basis. */
static inline char ics_var_status(const ics_lp *lp, const ics_basis *basis, int var)
{
   return var < lp->m ? basis->row[var] : basis->col[var - lp->m];
}

/** An LP with bounds of its own; the rest is shared. */
typedef struct ics_bounds {
   ics_lp lp;
   double *lo, *hi, *rlo, *rhi;
} ics_bounds;

/** @param[in] lp  borrowed   @return ICS_OK, with the bounds of @p lp; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_bounds_open(ics_bounds *bounds, const ics_lp *lp, ics_arena *arena,
                                     ics_err *err);

/** All bounds as those of @p lp, the LP opened or another of its shape. */
void ics_bounds_reset(ics_bounds *bounds, const ics_lp *lp);

/** Both bounds of one variable. */
void ics_bounds_set(ics_bounds *bounds, int var, double lo, double hi);

#endif
