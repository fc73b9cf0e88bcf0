/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file solve.h
 *  Solving an LP: our words, no solver's type. Behind it stands one back end (glpk.c).
 *
 *  Sign of duals, here and everywhere: y_i is the change of the minimised objective per unit of the
 *  row's active bound; d = c - A'y.                Rules shared by all headers: base/err.h */
#ifndef ICS_LP_SOLVE_H
#define ICS_LP_SOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "lp/certify.h"
#include "model/lp.h"

typedef enum ics_status {
   ICS_OPTIMAL,              /* certified */
   ICS_INFEASIBLE,           /* certified by a ray */
   ICS_UNCERTIFIED,          /* solved, but no certificate: the best known point is given */
   ICS_LIMIT,                /* stopped by a limit; the last point is given if there is one */
} ics_status;

/** A basis as a value: a warm start for LPs of the same shape, refused for any other. */
typedef struct ics_basis {
   uint64_t shape;           /* ics_lp_shape of the LP it belongs to */
   char *row, *col;          /* [m], [n]: 'B' basic, 'L' at lower, 'U' at upper, 'F' free, 'S' fixed */
} ics_basis;

typedef struct ics_solution {
   ics_status status;
   double *x;                /* [n] column values; valid unless status is INFEASIBLE */
   double *y;                /* [m] row duals, or the Farkas ray if INFEASIBLE */
   ics_basis basis;
   double objective;         /* c'x + c0 */
   ics_certificate certificate;
   int iterations;           /* simplex iterations of all rungs */
   int rung;                 /* 0-based rung of the ladder that gave the answer */
   const char *rung_name;
} ics_solution;

typedef struct ics_limits {
   double gap;               /* {relative} certificate limit */
   int iterations;           /* per rung */
   double seconds;           /* per rung, wall clock */
} ics_limits;

/** Solve by the ladder and certify.
 *
 *  Rungs, each ended by the independent certificate, never by the back end's word: scaled dual
 *  simplex with the long-step ratio test from @p warm or a crash basis; warm re-solve at 1e-9; fresh
 *  basis with the primal simplex, unscaled; exact arithmetic from the last basis (small LPs only).
 *  An infeasible answer comes with a certified Farkas ray or not at all.
 *
 *  @param[in]  warm   a basis of an LP of the same shape, or NULL
 *  @param[out] out    the solution, arrays in @p arena
 *  @return ICS_OK with any status; ICS_EBUG for an LP that breaks the rules of model/lp.h (the message
 *          names the row or column) or a basis of another shape; ICS_ENUMERIC when the back end faulted
 *          in every rung; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_lp_solve(const ics_lp *lp, const ics_basis *warm, const ics_limits *limits,
                                  ics_arena *arena, ics_solution *out, ics_err *err);

/** Version of the back end, "GLPK 5.0". */
const char *ics_lp_backend(void);

/** Free what the back end keeps for the whole process. */
void ics_lp_shutdown(void);

#endif
