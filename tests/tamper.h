/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file tamper.h
 *  Two dozen ways of spoiling a certified solution or its data, each of which the certificate has
 * to refuse. Which component is spoiled, and how much, is chosen with the second verifier
 * (verify.h): the least change that it measures as more than TAMPER_DEFECT, so that a refusal is
 * due, yet hard. */
#ifndef ICS_TESTS_TAMPER_H
#define ICS_TESTS_TAMPER_H

#include <stdio.h>

#include "model/lp.h"

/** {relative} the defect that the second verifier must see; ten times what the certificate
 * forgives. */
#define TAMPER_DEFECT 1e-8L

/** Spoil an optimal x [n], y [m] of @p lp in each way in turn and ask the certificate.
 *  @param[in]  report   one line a way: its name, what the verifier and the certificate say; or
 * NULL
 *  @param[out] applied  ways that could do harm on this LP (a way cannot where, say, all y are 0);
 * or NULL
 *  @return ways that were wrongly accepted; -1 if the unspoilt solution is not certified */
int tamper_all(const ics_lp *lp, const double *x, const double *y, FILE *report, int *applied);

/** Number of ways. */
int tamper_kinds(void);

#endif
