/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file vertices.h
 *  The optimum of a tiny LP by trying every vertex, in long double: slow, and too simple to be
 * wrong. */
#ifndef ICS_TESTS_VERTICES_H
#define ICS_TESTS_VERTICES_H

#include "model/lp.h"

/** Least c'x + c0 over all feasible vertices of an LP of at most 4 columns and 4 rows, whose
 * numbers are small integers (feasibility is judged within 1e-9); HUGE_VALL if none is feasible,
 * which for a box means that no point is. */
long double best_vertex(const ics_lp *lp);

/** Call @p take with every feasible vertex x [n] of such an LP; a degenerate one comes more than
 * once. */
void each_vertex(const ics_lp *lp, void (*take)(void *ctx, const long double *x), void *ctx);

/** Every feasible vertex of such an LP, one that is met in several ways as often; the first @p most
 *  into @p x. @return how many there are */
int all_vertices(const ics_lp *lp, long double (*x)[4], int most);

#endif
