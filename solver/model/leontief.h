/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file leontief.h
 *  The value chain as a matrix: who changes whose need within one year.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_MODEL_LEONTIEF_H
#define ICS_MODEL_LEONTIEF_H

#include "instance/instance.h"

/** Spectral radius of the within-year effects, E[to, from] = sum of effects of links of lag 0.
 * Below 1 a change of care dies out along the chain; at 1 or above it feeds itself, and no need is
 * well defined. By LAPACK's dgeev; 0 where there is no cycle. Source: Miller and Blair,
 * Input-Output Analysis (2009), section 2.4 (convergence of the Leontief series).
 *  @return ICS_OK; ICS_ENUMERIC where LAPACK fails; ICS_EBUG where it is not the serial build that
 * this program is linked for; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_chain_radius(const ics_instance *in, ics_arena *arena, double *radius,
                                      ics_err *err);

#endif
