/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file morris.h
 *  Screening: which of many inputs matter at all, from few evaluations.
 *
 *  Inputs lie on a grid x of p levels, 0, 1/(p-1), ..., 1, p even. A trajectory starts at a random
 *  point of the grid and moves each input once, in random order, by D = p / (2 (p - 1)), up or
 *  down by chance so that it stays in 0 .. 1; two rows that follow each other give the elementary
 *  effect of the input moved, (y(x + D e_i) - y(x)) / D. Source: Morris, Technometrics 33 (1991)
 *  161-174. Over the trajectories of one input, mu is the mean of its effects, sigma their
 *  standard deviation (it acts otherwise from place to place: not linearly, or together with
 *  others), and mu* the mean of their sizes, by which inputs are ranked: Campolongo, Cariboni and
 *  Saltelli, Environmental Modelling & Software 22 (2007) 1509-1518.
 *
 *  A grid point x is asked for at u = from + x (to - from): 0 to 1 where all inputs are on finite
 *  ranges, 0.025 to 0.975 say where distributions have no ends. Effects are by x: of a move
 *  through the whole of from .. to.
 *
 *  The sample has r (k + 1) rows, row t of trajectory t / (k + 1); any can be made by itself.
 *
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_MORRIS_H
#define ICS_STATS_MORRIS_H

#include <stdint.h>

#include "base/arena.h"

/** A sample to be evaluated; plain data, by ics_morris_plan. */
typedef struct ics_morris {
   int k, trajectories, levels; /* inputs, r, p */
   int rows;                    /* trajectories * (k + 1) */
   double from, to;             /* ends of the grid as parts of each distribution */
   uint64_t seed;
} ics_morris;

/** Plan a sample.
 *  @return ICS_OK; ICS_EUSAGE for k < 1, fewer than two trajectories, levels that are odd or not 2
 *          .. 1000, ends that are not 0 <= from < to <= 1, or more rows than an int counts */
ICS_NODISCARD ics_rc ics_morris_plan(int k, int trajectories, int levels, double from, double to,
                                     uint64_t seed, ics_morris *out, ics_err *err);

/** Inputs of row @p row of the sample.
 *  @param[out] u     [k] each in from .. to
 *  @param      work  [k] contents lost */
void ics_morris_point(const ics_morris *plan, int row, double *u, int *work);

/** What screening says of one input, in units of the output. NAN where there are too few effects.
 */
typedef struct ics_effect {
   int n;              /* effects with both outputs there, of plan->trajectories */
   double mu, mu_star; /* of at least one */
   double sigma;       /* of at least two */
   double error;       /* standard error of mu_star, of at least two */
} ics_effect;

/** Effects from the outputs.
 *  @param[in]  y      [plan->rows] outputs; NAN where a row failed: effects that need it are left
 *                     out, ics_effect.n says how many are there
 *  @param      arena  for what is not kept
 *  @param[out] out    [k]
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_morris_effects(const ics_morris *plan, const double *y, ics_arena *arena,
                                        ics_effect *out, ics_err *err);

/** The moves of a trajectory: input i is moved between its rows |moved[i]| - 1 and |moved[i]|, up
 *  where moved[i] > 0 and down where it is less.
 *  @param[out] moved  [k] sizes are 1 .. k in random order */
void ics_morris_moves(const ics_morris *plan, int trajectory, int *moved);

#endif
