/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file parametric.h
 *  All that is best for some weighing of two costs: the corners of the exact trade-off curve, each
 *  once, in order, with a proof of every corner and of every edge between two.
 *
 *  At weight w in [0, 1] the LP is  min (1 - w) f1(x) / unit1 + w f2(x) / unit2,  f = cost'x. With
 *  u1 = d f1's and u2 = f2's reduced costs at a basis, those at w are (1 - w) u1 / unit1 + w u2 /
 *  unit2: linear in w, so the basis stays optimal up to the least w' at which one of them changes
 *  its sign (the parametric simplex; Gass and Saaty, Naval Research Logistics Quarterly 2 (1955)
 *  39-45). At w' the best plans are a face: those in which every nonbasic variable whose reduced
 *  cost is not 0 stays at its bound. f2 is minimised over that face, from the same basis, by the
 *  primal simplex; reduced costs at w' do not change on it. There f2's own reduced costs are of the
 *  right sign on the face, so that the next breakpoint lies beyond w': no step of chosen length is
 *  taken and no corner is missed. The ends are the lexicographic optima, found in the same way on
 *  the face of weight 0, and that of weight 1.
 *
 *  Proof. A weight w and duals give a support: f_w(x) >= b for every plan x, b rigorous
 *  (lp/certify.h). An edge is proven if both of its corners are within the certificate's limit of
 *  one support: no plan is then below the edge by more than that, as every point of the edge mixes
 *  its corners. A corner is proven if the supports on both sides of it are: for w between
 *  their weights, w = (1 - t) w' + t w'', f_w >= (1 - t) b' + t b'' (both are sums of f1 and f2
 *  linear in w), so its gap at w is at most the mean of its gaps at w' and w''. Where all edges and
 *  both ends are proven the list of corners is complete within that limit.
 *
 *  Where the simplex wanders on a face, the face's LP goes through the whole ladder (lp/solve.h).
 *  Where rounding or degeneracy defeats the walk even so, the rest of the curve, from the last
 *  corner to the far end, is found by weighted solves at the weight that makes both ends of a gap
 *  equal: either none is better, and the edge is proven, or a point between is found (Aneja and
 *  Nair, Bicriteria transportation problem, Management Science 25 (1979) 73-78).
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_LP_PARAMETRIC_H
#define ICS_LP_PARAMETRIC_H

#include "lp/solve.h"

/** What is asked. */
typedef struct ics_curve_ask {
   const double *cost[2]; /* [n] each, both minimised */
   double unit[2];        /* that a cost is divided by; 0: its range between the two ends */
   const ics_basis *warm; /* where the first solve starts, or NULL */
   ics_limits limits;
   int most;     /* points before the curve is cut short */
   bool no_walk; /* by weighted solves alone: slower, and finds the same corners */
   bool (*stop)(void *ctx, double weight, int points); /* asked between points; NULL: never */
   /* what to keep of the plan x [n] of a point, in the arena; NULL: nothing */
   ics_rc (*keep)(void *ctx, const double *x, ics_arena *arena, void **kept, ics_err *err);
   void *ctx;
} ics_curve_ask;

/** A corner: best for every weight between `from` and `to`. */
typedef struct ics_curve_corner {
   double value[2]; /* of the two costs, in their own units */
   double from, to; /* {weight of the second cost} */
   void *kept;      /* of its plan; NULL: nothing was to be kept */
   ics_basis basis; /* optimal at those weights */
   bool proven;     /* the supports at both weights prove it */
} ics_curve_corner;

/** The edge from a corner to the next. */
typedef struct ics_curve_edge {
   double weight; /* at which all of the edge is best */
   double gap;    /* {relative, as ics_certificate.relative_gap} of its worse corner there */
   double over;   /* {cost / unit} the same, not divided by the size of the costs' terms */
   bool proven;
} ics_curve_edge;

typedef struct ics_curve {
   ics_status status; /* of the two ends; unless OPTIMAL there is nothing else here */
   int n;
   ics_curve_corner *corner; /* [n] first cost rising, second falling */
   ics_curve_edge *edge;     /* [n - 1] */
   ics_curve_edge end[2];    /* the proof of the first corner at weight 0, of the last at 1 */
   double unit[2];           /* that the costs are divided by */
   bool whole;               /* the far end was reached (not cut short by `most` or `stop`) */
   bool proven;              /* whole, and all edges and both ends are proven */
   int steps;                /* along optimal faces */
   int weighted;             /* weighted solves, where the walk was defeated */
   int iterations;           /* of the simplex, in all */
} ics_curve;

/** The curve between two costs over the plans of @p lp, whose own cost does not matter.
 *
 *  Points whose image is on the line between two others within 1e-12 of its size are not corners,
 *  nor is an end that is better than another point in one cost by no more than the certificate's
 *  limit, and worse in the other.
 *  @param[in]  lp   borrowed
 *  @param[out] out  arrays in @p arena
 *  @return ICS_OK with any status; errors of ics_solver_solve */
ICS_NODISCARD ics_rc ics_curve_walk(const ics_lp *lp, const ics_curve_ask *ask, ics_arena *arena,
                                    ics_curve *out, ics_err *err);

/** The weighted cost at @p weight: c [n]. The plan of a corner is the optimum there, from its
 *  basis, for a weight between its own. */
void ics_curve_cost(const ics_lp *lp, const ics_curve_ask *ask, const double unit[2], double weight,
                    double *c);

#endif
