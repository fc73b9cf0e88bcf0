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
   ICS_OPTIMAL,     /* certified */
   ICS_INFEASIBLE,  /* certified by a ray */
   ICS_UNCERTIFIED, /* solved, but no certificate: the best known point is given */
   ICS_LIMIT,       /* stopped by a limit; the last point is given if there is one */
} ics_status;

/** A basis as a value: a warm start for LPs of the same shape, refused for any other. */
typedef struct ics_basis {
   uint64_t shape;  /* ics_lp_shape of the LP it belongs to */
   char *row, *col; /* [m], [n]: 'B' basic, 'L' at lower, 'U' at upper, 'F' free, 'S' fixed */
} ics_basis;

typedef struct ics_solution {
   ics_status status;
   double *x;             /* [n] column values; valid unless status is INFEASIBLE */
   double *y;             /* [m] row duals, or the Farkas ray if INFEASIBLE */
   double *x_low, *y_low; /* [n], [m] second parts, as in certify.h: below a rounding of x and y */
   ics_basis basis;
   double objective; /* c'x + c0; INFINITY if INFEASIBLE, NAN if there is no point at all */
   ics_certificate certificate;
   int iterations; /* simplex iterations of all rungs */
   int rung;       /* 0-based rung of the ladder that gave the answer */
   const char *rung_name;
} ics_solution;

typedef struct ics_limits {
   double gap;     /* {relative} certificate limit */
   int iterations; /* per rung */
   double seconds; /* per rung, wall clock */
} ics_limits;

/** Solve by the ladder and certify: ics_solver_open, ics_solver_solve and ics_solver_close in one.
 *
 *  Rungs, each ended by the independent certificate, never by the word of what solved it: the
 *  sparse dual simplex (simplex/dual.h) from @p warm, the back end from there, the sparse dual
 *  simplex from slacks, the back end's from a crash basis; warm re-solve at 1e-9; fresh basis with
 *  the primal simplex, unscaled; exact arithmetic from the last basis (small LPs only). A point
 * that is optimal but strays from its limits by the tolerance of its rung is first tightened from
 * its own basis, at 1e-9 and 1e-11: another start would be a fresh climb for a few pivots. A
 * certified point of an LP of at most 1,500 rows and columns has to keep its limits to rounding as
 * well: a basis that only a tolerance makes feasible is corrected (ladder.h), or the climb goes on.
 * An infeasible answer comes with a certified Farkas ray or not at all.
 *
 *  @param[in]  warm   a basis of an LP of the same shape, or NULL; may be &out->basis
 *  @param[out] out    the solution, arrays in @p arena
 *  @return ICS_OK with any status; ICS_EBUG for an LP that breaks the rules of model/lp.h (the
 * message names the row or column) or a basis of another shape; ICS_ENUMERIC when the back end
 * faulted in every rung; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_lp_solve(const ics_lp *lp, const ics_basis *warm, const ics_limits *limits,
                                  ics_arena *arena, ics_solution *out, ics_err *err);

/** A matrix kept loaded and factorised, for LPs that differ in costs and bounds only: the stages of
 * a goal, policies, draws. */
typedef struct ics_solver ics_solver;

/** Open a solver for the matrix of @p lp. start, row, val and the names are borrowed until the
 * close. The handle lies in @p arena; the back end's memory is freed by ics_solver_close only.
 *  @return ICS_OK; ICS_EBUG for an LP that breaks the rules of model/lp.h; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_solver_open(const ics_lp *lp, ics_arena *arena, ics_solver **out,
                                     ics_err *err);

/** Solve and certify one LP of the matrix, by the ladder of ics_lp_solve.
 *
 *  The start is @p warm, else the basis in which the last solve of this solver ended, else a crash
 *  basis. From a basis that is primal feasible for @p lp (only costs moved, or a stage keeps the
 * last plan within its limits) the first to run is the primal simplex, else the dual.
 *  @param[in]  lp     m, n, start, row and val as opened (the very same arrays); c, c0, lo, hi, rlo
 * and rhi may be others
 *  @param[out] out    as for ics_lp_solve; its basis is a copy and stays good after the close
 *  @return as ics_lp_solve; ICS_EBUG also for an LP of another matrix */
ICS_NODISCARD ics_rc ics_solver_solve(ics_solver *solver, const ics_lp *lp, const ics_basis *warm,
                                      const ics_limits *limits, ics_arena *arena, ics_solution *out,
                                      ics_err *err);

/** Free the back end's memory and null the pointer; NULL is allowed. To be called before the arena
 * of the solver is freed. */
void ics_solver_close(ics_solver **solver);

/** Tests only: leave the rungs of simplex/dual.h out, for all that is solved from now on. */
void ics_solver_leave_sparse_out(bool leave);

/** Version of the back end, "GLPK 5.0". */
const char *ics_lp_backend(void);

/** Free what the back end keeps for the whole process. */
void ics_lp_shutdown(void);

#endif
