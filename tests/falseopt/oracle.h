/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file oracle.h
 *  What others say of an LP: QSopt_ex in rational arithmetic, and GLPK as it comes out of the box.
 */
#ifndef ICS_TESTS_FALSEOPT_ORACLE_H
#define ICS_TESTS_FALSEOPT_ORACLE_H

#include <stdbool.h>

#include "model/lp.h"

/** The optimum of the LP whose numbers are exactly these doubles, by QSopt_ex.
 *  @param[out] value  cut to a double; INFINITY for an infeasible LP
 *  @return false when QSopt_ex gives neither an optimum nor a proof of infeasibility */
bool exact_optimum(const ics_lp *lp, double *value);

/** Ways to call glp_simplex; all else is as glp_init_smcp sets it. */
typedef enum plain_way {
   PLAIN_DEFAULT,
   PLAIN_SCALED,    /* after glp_scale_prob(GLP_SF_AUTO) */
   PLAIN_PRESOLVED, /* with the presolver on */
   PLAIN_WAYS
} plain_way;

/** The value that glp_simplex calls optimal.
 *  @param[out] x  [n] its point
 *  @return NAN when it ends otherwise, or is not through in 2 seconds */
double plain_claim(const ics_lp *lp, plain_way way, double *x);

/** Free what both libraries keep. */
void oracle_shutdown(void);

#endif
