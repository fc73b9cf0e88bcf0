/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file spread.h
 *  Which distribution stands for the range of each number: the one catalogue of it.
 *
 *  Ranges graded as judgement (those left blank in the file are) are read as the least and the most
 *  there can be, other ranges as 95% intervals; no file says otherwise, and the grade of a range
 *  (`range`, ics_coef.range_grade) is the field by which it could. The family then follows from
 * what the key allows (instance/keys.h) and measures:
 *
 *    range                  key                                          family
 *    judgement              any                                          pert, mode = point
 *    published, derived     0 to 1: shares                               beta
 *                           0 or more: money, costs, amounts, uses       gamma
 *                           0 or more: multiples, weights, yields        lognormal
 *                           either sign, low not below 0: scores         gamma
 *                           either sign, low not below 0: GBP/GBP        lognormal
 *                           either sign: growth, slopes, the rest        normal
 *
 *  Source: Briggs, Claxton and Sculpher, Decision Modelling for Health Economic Evaluation (2006),
 *  ch. 4 (beta for shares, gamma for costs, lognormal for ratios, expert ranges as such); what each
 *  fit meets: stats/dist.h. Where the family cannot be fitted, or misses an end by more than
 *  ICS_SPREAD_MISS of the range, pert on [low, high] stands in, and says so. A distribution that
 * goes beyond what the key allows is cut there: values are drawn from the part within.
 *
 *  Numbers of one vector (yields and widths by tranche), and the ends and the weights of the bands,
 *  were judged as one curve and share one uniform, so that a curve keeps its order: they are one
 *  driver. All drivers are independent, unless correlations are given; values are not quite: what a
 *  service does for others is drawn within what it is worth (study/whole.h).
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_SPREAD_H
#define ICS_STUDY_SPREAD_H

#include "stats/correlate.h"
#include "stats/dist.h"
#include "study/again.h"
#include "study/output.h"

/** {share of the range} An end missed by more than this: the family is another's. */
#define ICS_SPREAD_MISS 0.25

typedef struct ics_spread_number {
   int coef;   /* index of in->coefs[] */
   int driver; /* whose uniform it has */
   ics_reading reading;
   ics_dist dist;
   double least, most; /* what its key allows */
   double from, part;  /* u of the distribution is from + part * u */
   const char *why;    /* in words, why pert stands in; NULL: it does not */
} ics_spread_number;

/** What gives way to the worth of its service (study/whole.h). */
typedef struct ics_giving {
   int number;  /* of list[] */
   int service; /* that it goes from */
   bool held;   /* in the last draw made: drawn freely it would have gone beyond */
} ics_giving;

typedef struct ics_spread {
   const ics_instance *in;
   ics_spread_number *list;  /* [n] as chosen */
   const char **driver;      /* [ndrivers] path of a number, or "blends.a-b.yields.*" */
   const ics_copula *copula; /* NULL: none are correlated */
   const ics_pair *pairs;    /* [npairs] */
   int n, ndrivers, npairs;
   int stood_in; /* numbers for which pert stands in */

   ics_giving *giving;   /* [ngiving] at most one a service */
   int *bearing;         /* [nbearing] of list[]: numbers that it depends on */
   ics_altered *altered; /* on which it is worked out */
   int ngiving, nbearing;
} ics_spread;

/** Fit all @p numbers.
 *  @return ICS_OK; ICS_EINPUT with the path where not even pert can be fitted; errors of
 *          ics_whole_open */
ICS_NODISCARD ics_rc ics_spread_make(const ics_instance *in, const ics_numbers *numbers,
                                     ics_arena *arena, ics_spread *out, ics_err *err);

/** Rank correlations from a CSV file with the columns path, with and rho (stats/correlate.h); a
 * path of a vector stands for all of it.
 *  @return ICS_OK; ICS_EINPUT with file and line for a path that is unknown or not varied, for rho
 *          not within -1 and 1, a pair said twice, or where all cannot hold together; ICS_EMEMORY
 */
ICS_NODISCARD ics_rc ics_spread_correlate(ics_spread *spread, const char *path, ics_arena *arena,
                                          ics_err *err);

/** Values of one draw; what gives way in it is in giving[].held. One call at a time.
 *  @param[in,out] u  [ndrivers] uniforms; correlated on return
 *  @param[out] changes  [n] */
void ics_spread_values(const ics_spread *spread, double *u, ics_change *changes);

#endif
