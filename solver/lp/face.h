/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file face.h
 *  A basis held between two costs: what it says about both, up to which weight it stays optimal,
 *  and steps along the face of the plans that are best there (lp/parametric.h says why that misses
 *  no corner). Private to this folder.                   Rules shared by all headers: base/err.h */
#ifndef ICS_LP_FACE_H
#define ICS_LP_FACE_H

#include "lp/bounds.h"
#include "lp/ladder.h"
#include "lp/supports.h"

typedef struct ics_face {
   const ics_lp *lp;
   const ics_curve_ask *ask;
   const double *unit; /* [2] that the costs are divided by */
   ics_solver *solver; /* of the matrix, for whole solves too */
   ics_backend *backend;
   ics_basis basis;                     /* in the back end, with its point and what it says: */
   double *x, *x_low;                   /* [n] */
   double *y[2], *y_low[2];             /* [m] duals of each cost */
   double *price[2], *size[2], dust[2]; /* [m + n] reduced costs, their largest terms; what is
                                           dust among these */
   ics_bounds fixed; /* of a step: nonbasic variables with a price stay where they are */
   double *c;        /* [n] its cost */
   ics_basis before; /* where it began */
   bool fresh;       /* the back end holds factors, but no basis to go on from */
   double *refine, *certify, *mixed, *mixed_low; /* work */
   int *head;
   int steps, iterations; /* made so far */
} ics_face;

/** @p lp, @p ask and @p unit are borrowed.   @return ICS_OK; errors of ics_solver_open */
ICS_NODISCARD ics_rc ics_face_open(ics_face *face, const ics_lp *lp, const ics_curve_ask *ask,
                                   const double *unit, ics_arena *arena, ics_err *err);
void ics_face_close(ics_face *face);

/** Hold the basis of a solution. @return false where it cannot be factorised */
bool ics_face_stand(ics_face *face, const ics_solution *at);

/** The least weight above @p weight at which a reduced cost changes its sign; 1 where none does. */
double ics_face_next(const ics_face *face, double weight);

/** Minimise cost @p k over the plans that are best at the shares a and b of the costs, from the
 *  basis held.
 *  @param[out] stepped  false where every way gave up
 *  @return ICS_OK; errors of ics_solver_solve */
ICS_NODISCARD ics_rc ics_face_step(ics_face *face, int k, double a, double b, bool *stepped,
                                   ics_err *err);

/** Is the point held proved to be the best at this weight?
 *  @param[out] out  the support that its duals give there
 *  @return ICS_OK; errors of ics_certify_optimal */
ICS_NODISCARD ics_rc ics_face_prove(ics_face *face, double weight, ics_support *out, bool *proved,
                                    ics_err *err);

#endif
