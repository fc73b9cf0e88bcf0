/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file falselp.h
 *  Badly scaled LPs, on many of which a simplex code with its default settings is wrong, and the
 *  table of their exact optima (falseopt.inc, written by `make falseopt ACCEPT=1`).
 *
 *  Every LP keeps the rules of model/lp.h. Its numbers are short integers times powers of two, so
 * that the doubles are exactly what the recipe says. */
#ifndef ICS_TESTS_FALSELP_H
#define ICS_TESTS_FALSELP_H

#include "lpgen.h"

/** Recipes, 4 to 14 rows and columns each. */
typedef enum false_class {
   FALSE_SPREAD,   /* rows and columns counted in units of 2^-20 .. 2^20 each */
   FALSE_PARALLEL, /* half of the rows differ from another by 2^-12 .. 2^-24 in one coefficient */
   FALSE_TINY,     /* some coefficients 2^-16 .. 2^-24 of the others, on columns that are long */
   FALSE_MISSED,   /* SPREAD, and a pair of rows cannot hold at once, by 2^-4 .. 2^-20 of a unit */
   FALSE_CLASSES
} false_class;

/** Words for a table. */
const char *false_class_name(false_class kind);

lp_data *false_lp(ics_arena *arena, false_class kind, uint64_t seed);

/** One LP of the table. */
typedef struct false_case {
   false_class kind;
   int seed;
   double exact; /* optimum in rational arithmetic, cut to a double; INFINITY: infeasible */
   double claim; /* what default settings call the optimum; NAN: no optimum was claimed */
} false_case;

extern const false_case false_cases[];
extern const int false_count;

/** |value - exact| / max(|value|, |exact|, sum |c_j x_j|, 1e-6): the gap of lp/certify.h with the
 * exact optimum for the bound. Infinite where @p exact is. */
double false_error(const ics_lp *lp, const double *x, double value, double exact);

#endif
