/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file gsl.h
 *  The GNU Scientific Library, kept from ending the process: its own handler of errors aborts, so
 *  whatever calls GSL first says ics_gsl_quiet() and then looks at codes and at NaN.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_GSL_H
#define ICS_STATS_GSL_H

#include "base/err.h"

/** From here on GSL returns its codes instead of aborting. Costs next to nothing when said again.
 */
void ics_gsl_quiet(void);

/** A root of a continuous function between two points, by GSL's Brent-Dekker bracketing (Brent,
 *  Algorithms for Minimization without Derivatives (1973), ch. 4).
 *  @param[in] f         called with values of [lo, hi] and @p ctx
 *  @param[in] abs, rel  ends once the bracket is narrower than abs + rel * |x|
 *  @return x; NAN where f has the same sign at both ends or is not finite, where memory is out, or
 *          where the bracket does not close within 2000 steps */
double ics_gsl_root(double (*f)(double x, void *ctx), void *ctx, double lo, double hi, double abs,
                    double rel);

#endif
