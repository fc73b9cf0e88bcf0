/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file front.h
 *  The frontier of two, three or four aims of an instance: which of their values can be had
 *  together, what one costs in the others, and how closely that is proven.
 *
 *  The plans considered are those of the goal's own stage without the goal: they keep every rule,
 *  the breach and shortfall as that stage holds them (lp/stages.h), and the planner's bounds on
 *  aims. Each aim counts in its own sense. The method, the scales and the gap are those of
 *  study/image.h; the goal of the solved instance has no part in them, only its basis is the first
 *  start.
 *
 *  A corner's regret is the most that it loses in any one aim, in shares of the ranges, against the
 *  best of that aim alone. The balanced corner has the least regret of all corners: the one nearest
 *  to having everything at once in the Chebyshev distance, of those that are corners.
 *  Source: Bowman, On the relationship of the Tchebycheff norm and the efficient frontier of
 *  multiple-criteria objectives, LNEMS 130 (1976) 76-86.
 *
 *  What one aim costs in another at the balanced corner is asked of one linear program a pair: the
 *  plans that are better by ICS_FRONT_STEP of its range in the one aim and no worse than the corner
 *  in the rest, the least loss in the other; from the corner's basis, certified like any other. It
 *  holds whatever the gap is. Beside it stands what the weights w prove at which the corner is best
 *  (study/image.h): no plan y has w'y < w'corner, so any step pays at least
 *  (w[gain] / range[gain]) / (w[pay] / range[pay]) for a unit, for each of them, and for a small
 *  step of an exact frontier the greatest of these is the price.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_FRONT_H
#define ICS_STUDY_FRONT_H

#include "results/front_result.h"
#include "results/run.h"

/** Where to stop if nothing else is asked for. */
#define ICS_FRONT_GAP 0.01 /* {share of the ranges} */
enum { ICS_FRONT_CORNERS = 1000 };

/** {share of the range} A step whose price people can picture. */
#define ICS_FRONT_STEP 0.01

/** What is asked for. */
typedef struct ics_front_request {
   int aims[ICS_FRONT_AIMS], naims; /* indices of the instance's aims; all different; 2 to 4 */
   double gap;                      /* {share of the ranges} 0: exact up to rounding; to 1 */
   int corners;                     /* stop at so many; 0: at none */
   bool (*stop)(void *ctx);         /* asked before each weight; true: stop there. NULL: never. For
                                       interrupts see base/interrupt.h */
   void (*progress)(void *ctx, int corners, double gap); /* NULL: not */
   void *ctx;
} ics_front_request;

/** The frontier.
 *  @param[in]  solved  by ics_solve, run.status ICS_OPTIMAL   @param[in] asked  what it was asked
 *  @param[in]  request   outlives nothing; the answer keeps no part of it
 *  @return ICS_OK, also where it ended early or some weights could not be certified (the answer
 *          says so, and the gap that is proven all the same); ICS_EUSAGE for aims that are not two
 *          to four different ones, or a gap or number of corners out of range; ICS_EBUG for a run
 *          that is not optimal; errors of ics_image_find */
ICS_NODISCARD ics_rc ics_front(const ics_solved *solved, const ics_request *asked,
                               const ics_front_request *request, ics_arena *arena,
                               ics_front_result **out, ics_err *err);

#endif
