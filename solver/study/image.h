/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file image.h
 *  What two, three or four aims can be had together: the corners of the upper image of a linear
 *  program with several objectives, from weighted sums alone, with a proven distance to what they
 *  leave out.
 *
 *  With aims f[a] = cost[a]'x, all minimised, and scaled y[a] = (f[a] - best[a]) / range[a], the
 *  upper image P is every y of a plan and every y that is worse in some aims. P is known from two
 *  sides. Inside it lies the hull of the plans found (study/hull.h). Around it lie the half-spaces
 *  w'y >= bound of the weights solved, where `bound` is the certificate's proven lower bound of
 *  min w'y (lp/certify.h), not the value of the plan found. A facet of the hull with the value u at
 *  the weight w is proven to within u - bound; the least e for which every facet is proven to
 *  within e is the gap. Then every y of P, moved by e in every aim for the worse, is in the hull:
 *  w'(y + e) = w'y + e >= bound + e >= u for each facet. Between facets nothing can be missed: as
 *  a function of w, hull less image is convex wherever one point is the least, so it is greatest at
 *  a facet.
 *
 *  Step: the facet that is least proven is solved as a weighted sum, from the basis of the nearest
 *  weight solved before (sum of differences; of equals the first). A plan below the facet by more
 *  than rounding becomes a point; else the facet is proven. Where a weight is 0 the plan may be
 *  needlessly bad in that aim, so the same is tried first with SLIGHT more weight on every aim. A
 *  facet not yet solved has a bound too: the least w'y that its NEAR nearest half-spaces leave, a
 *  linear program of q columns that is certified like any other. What that proves to within the gap
 *  asked for is not solved.
 *  Source: Ehrgott, Loehne and Shao, A dual variant of Benson's "outer approximation algorithm" for
 *  multiple objective linear programming, Journal of Global Optimization 52 (2012) 757-778 (the
 *  vertices of their dual image are the facets here); Hamel, Loehne and Rudloff, Benson type
 *  algorithms for linear vector optimization and applications, Journal of Global Optimization 59
 *  (2014) 811-836 (weights with an error that is stated). Picking the facet that is least proven,
 *  and bounding by the half-spaces around, are ours.
 *
 *  best[a] is the least of aim a alone. range[a] is how far its worst end lies above that, an end
 *  being the plan for nearly all of the weight on one aim and SLIGHT_END of it on each of the
 *  others, so that no end gives away for nothing. An aim that is equally good at all ends is
 *  divided by its size. Scaling itself is exact to a double's rounding.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_IMAGE_H
#define ICS_STUDY_IMAGE_H

#include "lp/solve.h"
#include "study/hull.h"

/** {share} The weight of every other aim at an end; what is added where a weight is 0. */
#define ICS_IMAGE_SLIGHT_END 1e-3
#define ICS_IMAGE_SLIGHT 1e-6

/** {of the largest |f| / range, at least 1} Scaled values that differ by less are equal. */
#define ICS_IMAGE_ROUNDING 1e-9

enum { ICS_IMAGE_NEAR = 64 }; /* half-spaces that bound a facet not solved */

/** The linear program and its aims. */
typedef struct ics_image_problem {
   const ics_lp *lp;          /* its costs do not matter */
   const double *const *cost; /* [q] of [lp->n], each minimised */
   int q;                     /* 2 .. ICS_HULL_AIMS */
   const ics_basis *start;    /* of the first solve, or NULL */
} ics_image_problem;

/** How far to go. */
typedef struct ics_image_limits {
   ics_limits lp;
   double gap;              /* {of the ranges} stop where this is proven; 0: rounding */
   int points;              /* stop where so many are found; 0: never */
   bool (*stop)(void *ctx); /* asked before each weight; true: stop. NULL: never */
   void (*progress)(void *ctx, int points, double gap); /* NULL: not */
   void *ctx;
} ics_image_limits;

/** A weight that was solved, with its half-space and its plan. */
typedef struct ics_image_solve {
   double weight[ICS_HULL_AIMS]; /* of the scaled aims, sum 1 */
   double bound;                 /* proven: weight'y is not less for any plan */
   double at[ICS_HULL_AIMS];     /* y of the plan found */
   double value[ICS_HULL_AIMS];  /* f of it */
   double relative_gap;          /* of its certificate */
   ics_basis basis;              /* of the plan; certified optimal for this weight */
   bool eased;                   /* has been tried with slightly more weight on every aim */
} ics_image_solve;

typedef enum ics_image_end {
   ICS_IMAGE_DONE,    /* every facet is proven to within the gap asked for */
   ICS_IMAGE_POINTS,  /* so many points */
   ICS_IMAGE_STOPPED, /* told to stop */
   ICS_IMAGE_STUCK,   /* some weights could not be certified, or not closely enough */
} ics_image_end;

typedef struct ics_image {
   int q;
   double best[ICS_HULL_AIMS], range[ICS_HULL_AIMS]; /* {unit of the aim} */
   double rounding;                                  /* ICS_IMAGE_ROUNDING, in scaled units */
   ics_hull hull;           /* of the plans found; facets carry their proven bound */
   int *found;              /* [hull.npoints] solve that found each point */
   ics_image_solve *solves; /* [nsolves] in the order solved */
   int nsolves;
   double gap; /* proven, {of the ranges} */
   ics_image_end end;
   int uncertified; /* weights whose solve was not certified; they prove nothing */
   ics_status why;  /* of the first of these; ICS_OPTIMAL: none */
   int lps;         /* linear programs of the matrix solved */
   int found_room, room;
} ics_image;

/** Find the image. @param[out] out  filled where ICS_OK is returned; arrays in @p arena
 *  @return ICS_OK with any end; ICS_ENOPLAN where the linear program has no feasible point;
 *          ICS_ENUMERIC or ICS_ELIMIT where the least of an aim alone, or an end, could not be
 *          certified; ICS_EBUG for q out of range or a linear program that breaks the rules of
 *          model/lp.h; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_image_find(const ics_image_problem *problem,
                                    const ics_image_limits *limits, ics_arena *arena,
                                    ics_image *out, ics_err *err);

/** The weight of a solve is proven to be one at which the point is best, to rounding. */
bool ics_image_best_at(const ics_image *image, const ics_image_solve *solve, int point);

#endif
