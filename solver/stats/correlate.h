/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file correlate.h
 *  Numbers that go together: a Gaussian copula over some of the dimensions of a draw.
 *
 *  Correlations are given as rank correlations (Spearman), which do not depend on the
 *  distributions that the uniforms are turned into; the normals behind them have
 *  r = 2 sin(pi rho / 6) (Kruskal, Journal of the American Statistical Association 53 (1958)
 *  814-861). With R = L L' (Cholesky), u -> z = Phi^-1(u) -> L z -> Phi. Pairs that are not named
 *  have no correlation. Dimensions in no pair keep their values, and so does the first (by index)
 *  of those in pairs.
 *
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_CORRELATE_H
#define ICS_STATS_CORRELATE_H

#include "base/arena.h"

/** One rank correlation. */
typedef struct ics_pair {
   int i, j;   /* dimensions, i != j */
   double rho; /* -1 < rho < 1 */
} ics_pair;

typedef struct ics_copula ics_copula;

/** Prepare @p n pairs among @p d dimensions.
 *  @param[in] names  [d] what messages call the dimensions; NULL: by number, from 0
 *  @return ICS_OK; ICS_EINPUT for a dimension that is not there, one paired with itself, a pair
 *          said twice, rho not within (-1, 1), or where all pairs cannot hold together (R is not
 *          positive definite): the message names the pairs linked to the first dimension at which
 *          it fails, among those up to it, and by how much to weaken all for them to hold;
 *          ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_copula_open(int d, const ics_pair *pairs, int n, const char *const *names,
                                     ics_arena *arena, const ics_copula **out, ics_err *err);

/** Correlate one draw, in place.
 *  @param[in,out] u  [d] each in (0, 1), and so afterwards */
void ics_copula_apply(const ics_copula *copula, double *u);

#endif
