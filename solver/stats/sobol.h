/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file sobol.h
 *  Direction numbers of a Sobol sequence.
 *
 *  Point i of dimension j is the sum modulo 2, bit by bit, of the columns v[j][k] for the bits k
 *  of i. With a primitive polynomial x^s + c_1 x^(s-1) + ... + c_(s-1) x + 1 over {0, 1} and odd
 *  m_k < 2^k for k = 1 .. s,
 *     v_k = m_k 2^-k                                                              for k <= s
 *     v_k = c_1 v_(k-1) + ... + c_(s-1) v_(k-s+1) + v_(k-s) + v_(k-s) 2^-s        for k > s
 *  Source: Sobol', USSR Computational Mathematics and Mathematical Physics 7 (1967) 86-112; the
 *  form of Bratley and Fox, ACM Transactions on Mathematical Software 14 (1988) 88-100. The first
 *  dimension is van der Corput's sequence, then come all primitive polynomials by degree and
 *  value, each found by trying whether x has the order 2^s - 1.
 *
 *  Any odd m_k give each dimension its perfect stratification; how well two dimensions fill the
 *  square hangs on their choice. Here they are drawn (from the generator of philox.h with seed 0;
 *  as in Jaeckel, Monte Carlo Methods in Finance (2002)), and for the first 64 dimensions the best
 *  of 32 drawings is taken, dimension after dimension, in the manner of Joe and Kuo, SIAM Journal
 *  on Scientific Computing 30 (2008) 2635-2654: by the t-values of the two-dimensional nets of the
 *  first 2^10 points with each dimension before, added up as 2^t, the factor in the bound of a
 *  net's discrepancy (Niederreiter, Random Number Generation and Quasi-Monte Carlo Methods (1992),
 *  ch. 4). Means of sums over all pairs came out nine times nearer by it in 30 dimensions; in
 *  hundreds it changes little, where one pair in twenty has a t of 6 or more either way. So these
 *  are not Joe and Kuo's published numbers, whose search goes further. Dimension j is the same
 *  however many are asked for.
 *
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_SOBOL_H
#define ICS_STATS_SOBOL_H

#include <stdint.h>

#include "base/arena.h"

enum {
   ICS_SOBOL_DIMENSIONS = 1111, /* one, and one for each primitive polynomial of degree 1 .. 13 */
   ICS_SOBOL_COLUMNS = 32,      /* so the sequence has 2^32 points */
   ICS_SOBOL_BITS = 52,         /* of a coordinate */
};

/** The columns of dimensions 0 .. d-1.
 *  @param[out] v  [d * ICS_SOBOL_COLUMNS] column k of dimension j at j * ICS_SOBOL_COLUMNS + k,
 *                 as an integer of ICS_SOBOL_BITS bits; in @p arena
 *  @return ICS_OK; ICS_EUSAGE unless 1 <= d <= ICS_SOBOL_DIMENSIONS; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_sobol_columns(int d, ics_arena *arena, uint64_t **v, ics_err *err);

/** Quality parameter t of the two-dimensional net of the first 2^10 points of two dimensions: 0 is
 *  perfect, 10 says nothing. Of any interval of the square whose area is 2^(t-10) and whose sides
 *  are powers of 1/2, cut at their multiples, exactly 2^t points are in it.
 *  @param[in] v, w  [ICS_SOBOL_COLUMNS] columns as above, unscrambled */
int ics_sobol_t(const uint64_t *v, const uint64_t *w);

#endif
