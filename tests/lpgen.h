/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file lpgen.h
 *  LPs for tests: small ones written densely, and random ones from a seed.
 *  Everything lies in the arena given; NULL is never returned (tests abort when memory is out). */
#ifndef ICS_TESTS_LPGEN_H
#define ICS_TESTS_LPGEN_H

#include <stdint.h>

#include "model/lp.h"

/** An LP whose numbers the test may change. */
typedef struct lp_data {
   ics_lp lp; /* its arrays are those below */
   int *start, *row;
   double *val, *lo, *hi, *rlo, *rhi, *c;
} lp_data;

/** From a dense matrix a [m x n] by rows; zeros are left out. Names r1.., x1... */
lp_data *lp_dense(ics_arena *arena, int m, int n, const double *a, const double *c,
                  const double *lo, const double *hi, const double *rlo, const double *rhi);

/** A copy whose arrays are its own. */
lp_data *lp_copy(ics_arena *arena, const ics_lp *lp);

/** A generator of its own: splitmix64.. */
typedef struct lp_rng {
   uint64_t state;
} lp_rng;

double lp_uniform(lp_rng *rng, double lo, double hi);
int lp_int(lp_rng *rng, int lo, int hi); /* both included */

/** Kinds of random LP, all boxed. */
typedef enum lp_class {
   LP_SMALL_INTEGER, /* up to 4 x 4, integers, any status: for vertex enumeration */
   LP_SMALL_TIES,    /* up to 4 x 4, coefficients -1, 0, 1, many ties */
   LP_FEASIBLE,      /* up to 20 x 30, two-sided, equality and free rows around a known point */
   LP_TRANSPORT,     /* supplies and demands, degenerate */
   LP_SCALED_10,     /* FEASIBLE with rows and columns scaled by 2^-10 .. 2^10 each */
   LP_SCALED_13, /* the same by 2^-13 .. 2^13 each: as far as the limits on coefficients allow */
   LP_ANY,       /* up to 20 x 20 with random limits: often infeasible */
   LP_CLASSES
} lp_class;

lp_data *lp_random(ics_arena *arena, lp_class kind, uint64_t seed);

#endif
