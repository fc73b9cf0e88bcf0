/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file vertex.h
 *  The corner of the goal's own stage: the certified optimal basis from which prices, paths and
 *  ranges are read. The plan itself lies within a hair of it (later stages may give up 1e-6).
 *
 *  Signs, stated once: the stage is minimised (a goal that is better when higher is minimised as
 * its negative), y = d objective / d limit, and the price of a limit as people see it is what one
 * more unit of it is worth:  price = -y * worth,  positive is better, in `unit` per unit of the
 * limit. For a goal that mixes aims `unit` is that of the first aim that it scales: the whole gain,
 * told as if that aim alone had it.                        Rules shared by all headers: base/err.h
 */
#ifndef ICS_POST_VERTEX_H
#define ICS_POST_VERTEX_H

#include "lp/stages.h"

typedef struct ics_vertex {
   const ics_model *m;
   const ics_run *run;
   ics_lp lp;              /* of the goal's own stage */
   const ics_solution *at; /* certified, with its basis */
   double worth;           /* {unit} per unit of the objective */
   const char *unit;       /* "QALY"; for a mixed goal "QALY-equivalent" */
   bool mixed;             /* the goal mixes aims */
} ics_vertex;

/** @return ICS_OK; ICS_EBUG where the goal's own stage was not reached or is not certified (callers
 *  look at run->status first); ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_vertex_of(const ics_model *m, const ics_run *run, ics_arena *arena,
                                   ics_vertex *out, ics_err *err);

/** What one more unit of the limit of row @p r is worth, as people see it. */
static inline double ics_vertex_price(const ics_vertex *v, int r)
{
   return v->at->y[r] == 0.0 ? 0.0 : -v->at->y[r] * v->worth;
}

/** Reduced cost of column @p j of the minimised stage, d = c - A'y, summed in twice the working
 *  precision; 0 for a basic column. */
double ics_vertex_reduced(const ics_vertex *v, int j);

#endif
