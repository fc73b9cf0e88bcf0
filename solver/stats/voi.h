/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file voi.h
 *  What draws say about a choice between strategies: which is best, how sure that is, and what
 *  knowing better would be worth.
 *
 *  Net benefit of strategy d in draw i at a willingness to pay of w for one more unit of effect is
 *  nb[d,i] = w effect[d,i] - cost[d,i] (Stinnett and Mullahy, Medical Decision Making 18 (1998)
 * S68- S80), or is given. With N draws, mean[d] its mean and best the d of highest mean: loss[d] =
 * mean over i of max_j nb[j,i] - nb[d,i] expected loss (Alarid-Escudero, Enns, Kuntz, Michaud and
 * Jalal, Value in Health 22 (2019) 611-618) ceac[d] = share of draws in which nb[d,i] is the
 * highest; k that are equal have 1/k each (van Hout, Al, Gordon and Rutten, Health Economics 3
 * (1994) 309-319) ceaf    = ceac[best] (Fenwick, Claxton and Sculpher, Health Economics 10 (2001)
 * 779-787) evpi    = mean over i of max_j nb[j,i], less max_d mean[d] = loss[best] (Briggs, Claxton
 * and Sculpher, Decision Modelling for Health Economic Evaluation (2006), chapter 6) Standard
 * errors are those of a mean of N independent draws, sd / sqrt(N): of nb[d,i]; of the shares; and
 * for losses of the paired differences max_j nb[j,i] - nb[d,i], so that what all strategies have in
 * common cancels. Of evpi `best` is held fixed, which is right as N grows unless two strategies are
 * equal on average, where the error is then somewhat too small. All sums are rounded once
 * (stats/exact.h): the order of draws does not matter. Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_VOI_H
#define ICS_STATS_VOI_H

#include "stats/draws.h"

enum { ICS_VOI_POINTS = 10001 }; /* the most values of the willingness to pay */

/** One strategy at one willingness to pay, in the units of the file. */
typedef struct ics_voi_strategy {
   double mean, mean_se;
   double ceac, ceac_se; /* {share} */
   double loss, loss_se;
   bool on_ceaf; /* its mean is the highest (of equal ones, each) */
} ics_voi_strategy;

/** All of it at one willingness to pay. */
typedef struct ics_voi_point {
   double wtp;                 /* NAN where net benefit is given */
   ics_voi_strategy *strategy; /* [nstrategies] as in ics_draws */
   int best;                   /* of highest mean; of equal ones the first by name */
   double evpi, evpi_se;
} ics_voi_point;

typedef enum ics_voi_standing {
   ICS_VOI_EFFICIENT, /* best on average at some willingness to pay */
   ICS_VOI_EQUAL,     /* mean cost and effect are those of `by`, which stands for both */
   ICS_VOI_DOMINATED, /* `by` costs no more and does no less, and better one of them */
   ICS_VOI_EXTENDED,  /* a mixture of efficient strategies does: extended dominance */
} ics_voi_standing;

/** A strategy by its mean cost and effect. */
typedef struct ics_voi_frontier {
   int strategy;
   double cost, effect; /* means */
   ics_voi_standing standing;
   int by;      /* EQUAL, DOMINATED: the strategy that does it; EFFICIENT: the one before it on the
                   frontier; -1: none */
   double icer; /* EFFICIENT, but for the first: more cost by more effect over `by`; else NAN. Here
                   mean net benefits cross, so the frontier of acceptability changes from `by` to
                   it: exact, whatever the grid */
   double icer_evpi; /* EVPI there, where it is highest between its neighbours; NAN */
} ics_voi_frontier;

/** The willingness to pay at which things are asked: @p from, and then by @p step up to @p to. */
typedef struct ics_wtp {
   double from, to, step;
   int n; /* values, 1 .. ICS_VOI_POINTS */
} ics_wtp;

/** Read "FROM:TO:STEP" or one value.
 *  @return ICS_OK; ICS_EUSAGE for another form, a number below 0 or over 1e15, from > to, step <= 0
 *          or more than ICS_VOI_POINTS values */
ICS_NODISCARD ics_rc ics_wtp_read(const char *text, ics_wtp *out, ics_err *err);

/** Value @p k: from + k step. */
double ics_wtp_at(const ics_wtp *wtp, int k);

/** Net benefit of strategy @p s in every draw, nb [n]; @p wtp is not looked at where it is given.
 */
void ics_voi_benefit(const ics_draws *draws, int s, double wtp, double *nb);

/** The curves. @param[in] wtp  NULL where net benefit is given: one point
 *  @param[out] points  [*npoints]
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_voi_curves(const ics_draws *draws, const ics_wtp *wtp, ics_arena *arena,
                                    ics_voi_point **points, int *npoints, ics_err *err);

/** Strategies by mean cost (then by effect, highest first, then by name), their dominance and
 *  incremental cost-effectiveness ratios: Johannesson and Weinstein, Journal of Health Economics 12
 *  (1993) 459-467. Of pairs only.
 *  @param[out] out  [nstrategies]
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_voi_efficiency(const ics_draws *draws, ics_arena *arena,
                                        ics_voi_frontier **out, ics_err *err);

/** Decisions over @p years years of @p yearly each, discounted at @p rate {share/year}: the sum
 * over t = 1 .. years of yearly / (1 + rate)^t, which times a value a decision is that of a
 * population (Briggs, Claxton and Sculpher (2006), chapter 6: the effective population). */
double ics_voi_population(double yearly, int years, double rate);

#endif
