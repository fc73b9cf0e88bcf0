/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file indices.h
 *  Variance-based sensitivity: how much of an output's variance goes with each input, by itself
 *  (first-order index S) and with all its interactions (total index T).
 *
 *  Two independent samples A and B of n rows, and for each group i of inputs AB_i: A with the
 *  columns of i taken from B. With f the outputs less the mean of f(A) and f(B), and V their
 *  variance over both,
 *     S_i = 1/n sum_j f(B)_j (f(AB_i)_j - f(A)_j) / V         Saltelli, Annoni, Azzini, Campolongo,
 *           Ratto and Tarantola, Computer Physics Communications 181 (2010) 259-270, table 2 (b)
 *     T_i = 1/(2n) sum_j (f(A)_j - f(AB_i)_j)^2 / V           Jansen, Computer Physics
 *           Communications 117 (1999) 35-43; table 2 (f) of the same
 *  V has 2n - 1 below. Taking the mean off changes no expectation and lessens the error of S.
 *  Estimates are not cut to 0 .. 1: S may come out a little below 0, which says what its error is.
 *
 *  The decomposition is that of independent inputs. Inputs that are correlated go into one group,
 *  whose draws are correlated after they are made (correlate.h); indices then are of the group.
 *
 *  The sample has n (groups + 2) rows, row r of base row r / (groups + 2): first A, then B, then
 *  AB_0, AB_1 ...; so a run that was stopped has whole base rows, and any row can be made by
 *  itself. With sobol, A and B are the two halves of the dimensions of one sequence, hence at
 *  most ICS_SOBOL_DIMENSIONS / 2 inputs, and n should be a power of 2.
 *
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_INDICES_H
#define ICS_STATS_INDICES_H

#include "stats/stream.h"

/** A sample to be evaluated; plain data to read. */
typedef struct ics_saltelli {
   int k, n, groups;         /* inputs, base rows, groups of inputs */
   int rows;                 /* n * (groups + 2) */
   const int *group;         /* [k] 0 .. groups-1 */
   const ics_stream *stream; /* of 2 k dimensions */
} ics_saltelli;

/** Plan a sample.
 *  @param[in] group  [k] which group each input is in, from 0 without a gap, copied; NULL: each
 *                    alone
 *  @return ICS_OK; ICS_EUSAGE for k < 1, n < 2, more rows than an int counts, more inputs than
 *          sobol has dimensions for; ICS_EBUG for groups with a gap; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_saltelli_plan(ics_stream_kind kind, uint64_t seed, int k, const int *group,
                                       int n, ics_arena *arena, const ics_saltelli **out,
                                       ics_err *err);

/** Inputs of row @p row of the sample: u [k], each in (0, 1). */
void ics_saltelli_point(const ics_saltelli *plan, int row, double *u);

/** Indices of one group, with percentile bootstrap intervals: Efron and Tibshirani, An Introduction
 *  to the Bootstrap (1993), ch. 13; of indices, Archer, Saltelli and Sobol', Journal of Statistical
 *  Computation and Simulation 58 (1997) 99-120. */
typedef struct ics_variance_index {
   double first, first_low, first_high;
   double total, total_low, total_high;
} ics_variance_index;

/** Indices of one output. */
typedef struct ics_indices {
   ics_variance_index *of; /* [groups]; all NAN where the output does not vary */
   int used, dropped;      /* base rows with all outputs there; with any that is not finite */
   double mean, variance;  /* of f(A) and f(B) over the base rows used */
} ics_indices;

/** Indices from the outputs.
 *  @param[in] y          [plan->rows] outputs; NAN where a row failed: its base row is then left
 *                        out, and counted
 *  @param[in] resamples  base rows are resampled so many times, by @p seed; 0: intervals are NAN.
 *                        They take base rows as independent, and so are too wide for sobol
 *  @param[in] level      of the intervals, 0.95 say
 *  @return ICS_OK; ICS_EINPUT where fewer than two base rows are whole; ICS_EUSAGE for resamples
 *          < 0 or a level not within (0, 1); ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_indices_from(const ics_saltelli *plan, const double *y, int resamples,
                                      double level, uint64_t seed, ics_arena *arena,
                                      ics_indices *out, ics_err *err);

#endif
