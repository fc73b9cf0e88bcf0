/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file frontier.h
 *  What two aims cost each other: the exact curve of the best that can be had of one for each value
 *  of the other, from the best of the first to the best of the second.
 *
 *  The plans considered keep every rule, shortfall against standards (and breach of rules) as their
 *  stages are held, and limits on aims (--bound); the goal is not among them. The corners and their
 *  proof are those of lp/parametric.h: each aim is one column of the model, so only two costs
 *  differ. Weights, and the height of a corner, measure both aims in their ranges between the two
 *  ends.
 *
 *  The knee is the corner furthest from the line between the two ends, in these units: Das, On
 *  characterizing the "knee" of the Pareto curve based on normal-boundary intersection, Structural
 *  Optimization 18 (1999) 107-115. With u, v in [0, 1] what each aim lacks of its best, the
 *  distance is (1 - u - v) / sqrt(2); `height` is 1 - u - v.
 *
 *  The other aims are free along the curve. For the corners that a page has room for, they are the
 *  best that they can be, in the goal's order, with what comes before held as stages are (a
 *  relative `hold`, ICS_HOLD_LEAST at least): linear programs of their own, each certified. Those
 *  corners are both ends, the knee, the one asked for, and others at about equal distances along
 *  the curve. Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_FRONTIER_H
#define ICS_STUDY_FRONTIER_H

#include "results/frontier_result.h"
#include "results/run.h"

/** Corners before the curve is cut short. */
enum { ICS_FRONTIER_MOST = 1000000 };

typedef struct ics_frontier_request {
   int aim[2];
   int corner; /* index of the corner whose plan is wanted, or ICS_NONE */
   int jobs;   /* as ics_pool */
   bool (*stop)(void *ctx, double weight, int corners); /* as ics_curve_ask */
   void *ctx;
} ics_frontier_request;

/** The curve between two aims.
 *  @param[in]  solved  by ics_solve or ics_reopen, run.status ICS_OPTIMAL; its goal does not matter
 *  @param[in]  asked   what @p solved was asked: limits of the solver
 *  @return ICS_OK, also with a curve that is cut short or not all proven (which it says); ICS_EBUG
 *          for a run that is not optimal; ICS_ENUMERIC where an end of the curve, or the plan asked
 *          for, cannot be certified; ICS_ELIMIT where a limit of the solver was reached at an end;
 *          ICS_EUSAGE for a corner that is not there; errors of ics_curve_walk and ics_pool_run */
ICS_NODISCARD ics_rc ics_frontier(const ics_solved *solved, const ics_request *asked,
                                  const ics_frontier_request *request, ics_arena *arena,
                                  ics_frontier_result **out, ics_err *err);

/** The plans considered, as a linear program without costs. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_frontier_lp(const ics_solved *solved, ics_arena *arena, ics_lp *out,
                                     ics_err *err);

#endif
