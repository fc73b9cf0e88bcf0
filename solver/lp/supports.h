/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file supports.h
 *  The trade-off curve of lp/parametric.h on paper: points found on it, supports below it, and
 *  which of the points are corners. No linear program is solved here. Private to this folder.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_LP_SUPPORTS_H
#define ICS_LP_SUPPORTS_H

#include "lp/parametric.h"

/** The share of cost @p k (0, 1) in what is minimised at @p weight. */
static inline double ics_share(const double unit[2], double weight, int k)
{
   return (k == 0 ? 1 - weight : weight) / unit[k];
}

/** A plan on the curve. */
typedef struct ics_curve_point {
   double value[2], size[2]; /* of each cost; size: sum |cost_j x_j| */
   void *kept;               /* of the plan */
   ics_basis basis;
} ics_curve_point;

/** f_weight >= bound for every plan. */
typedef struct ics_support {
   double weight, bound;
} ics_support;

/** Points from the first end to the last, and the supports between and beside them. */
typedef struct ics_book {
   double unit[2]; /* that the costs are divided by */
   double gap;     /* {relative} the certificate's limit */
   ics_arena *arena;
   ics_curve_point *point; /* [n] */
   ics_support *support;   /* [n] before each point */
   ics_support far;        /* at weight 1 */
   int n, room;
} ics_book;

/** Value of a point at a weight. */
double ics_point_value(const ics_book *book, const ics_curve_point *p, double weight);

/** {relative} How far a point may be from the best at the weight of the support. */
double ics_point_gap(const ics_book *book, const ics_curve_point *p, const ics_support *s);

/** Have both the same values, to rounding? */
bool ics_point_same(const ics_book *book, const ics_curve_point *a, const ics_curve_point *b);

/** Is @p b right of @p a and below it, by more than a certificate cannot tell apart? Else there is
 *  nothing between them. */
bool ics_point_descends(const ics_book *book, const ics_curve_point *a, const ics_curve_point *b);

/** Is @p p worth less than the other at the weight of its support, by as much? */
bool ics_point_better(const ics_book *book, const ics_curve_point *p, const ics_curve_point *other,
                      const ics_support *s);

/** The weight at which both are worth the same. */
double ics_weight_between(const ics_book *book, const ics_curve_point *a, const ics_curve_point *b);

/** The next point, and the support before it. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_book_push(ics_book *book, const ics_curve_point *p, ics_support before,
                                   ics_err *err);

static inline const ics_curve_point *ics_book_last(const ics_book *book)
{
   return &book->point[book->n - 1];
}

/** Corners, edges, ends and what of them is proven, from the points; `whole` is read.
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_book_corners(const ics_book *book, ics_curve *out, ics_err *err);

#endif
