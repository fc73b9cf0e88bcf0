/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file hull.h
 *  Everything that a few points and what is worse than them span, in two to four dimensions: the
 *  convex hull of the points plus all directions in which a coordinate grows, by its facets, kept
 *  up to date while points are added.
 *
 *  A facet is a weight w (not negative, sum 1) with the value u = least w'y over the points: the
 *  set is all y with w'y >= u for every facet. The pairs (w, u) are the vertices of
 *  { (w, u) : w in the simplex, u <= w'y of every point }, and a new point cuts that set by one
 *  more half-space. This is the double description method: facets with w'y < u go, and one new
 *  facet arises between each of them and each neighbour that stays, neighbours being those whose
 *  common elements lie together on no third facet. One facet "at infinity" (all weights 0) stands
 * for the bounded part, so that neighbours are always found. A new facet is worked out anew from
 * the points it lies on, never from older facets, unless these points hardly span it.
 *  Source: Motzkin, Raiffa, Thompson and Thrall, The double description method, Contributions to
 *  the Theory of Games II (1953) 51-73; adjacency: Fukuda and Prodon, Double description method
 *  revisited, Combinatorics and Computer Science (1996), LNCS 1120, 91-111, proposition 7.
 *
 *  Numbers are doubles. A point within `rounding` of a facet lies on it, so points and facets that
 *  differ by less are one; coordinates should be of the size of 1. A weight below
 *  ICS_HULL_NO_WEIGHT is 0. The value of each facet is the true least over all points at its weight
 *  as it stands, so weights and values can be trusted one by one whatever rounding does.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_HULL_H
#define ICS_STUDY_HULL_H

#include <stdbool.h>

#include "base/arena.h"

enum { ICS_HULL_AIMS = 4 }; /* the most dimensions */

/** A weight that is less is 0. */
#define ICS_HULL_NO_WEIGHT 1e-9

typedef struct ics_hull_facet {
   double weight[ICS_HULL_AIMS]; /* all 0: the facet at infinity, always the first */
   double value;                 /* least of weight'y over all points */
   int *on, n; /* [n] what lies on it, rising: direction a as a, point p as q + p */

   /* The caller's; as below when a facet is made. */
   double bound; /* -INFINITY */
   int seen;     /* 0 */
   bool spent;   /* false */
} ics_hull_facet;

typedef struct ics_hull {
   int q;
   double rounding;
   double (*point)[ICS_HULL_AIMS]; /* [npoints] */
   ics_hull_facet *facets;         /* [nfacets] in the order made */
   int npoints, nfacets;
   int point_room, facet_room;
   ics_arena *arena;
} ics_hull;

/** One point. @param q  2 .. ICS_HULL_AIMS  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_hull_start(int q, double rounding, const double *point, ics_arena *arena,
                                    ics_hull *out, ics_err *err);

/** Add a point. One that cuts off no facet by more than rounding is left out.
 *  @param[out] index  of the point, or -1   @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_hull_add(ics_hull *hull, const double *point, int *index, ics_err *err);

/** The point is a corner: no other point, and no direction, lies on all facets it lies on. Of
 *  points that cannot be told apart it is the first. */
bool ics_hull_is_corner(const ics_hull *hull, int point);

/** The facet has the point on it. */
bool ics_hull_holds(const ics_hull *hull, const ics_hull_facet *facet, int point);

/** weight'y. */
double ics_hull_sum(const ics_hull *hull, const double *weight, const double *y);

/** Least of weight'y over all points. */
double ics_hull_least(const ics_hull *hull, const double *weight);

#endif
