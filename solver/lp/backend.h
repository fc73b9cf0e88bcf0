/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file backend.h
 *  What solve.c asks of a simplex code, and nothing else may: one matrix kept loaded, runs from a
 *  basis, the point and the basis of the last run, and solves with its factorised basis.
 *
 *  A back end that faults inside (a failed assertion, no memory) loses all it held, for every
 * handle of the process. The handles notice, and load their matrix again at the next run. Rules
 * shared by all headers: base/err.h */
#ifndef ICS_LP_BACKEND_H
#define ICS_LP_BACKEND_H

#include "lp/solve.h"

typedef struct ics_backend ics_backend;

/** How a run ended: a claim, to be proved by the certificate. */
typedef enum ics_end {
   ICS_END_OPTIMAL,
   ICS_END_INFEASIBLE,
   ICS_END_LIMIT,  /* of iterations or time; there is a basis */
   ICS_END_FAILED, /* the method gave up; there may be a basis */
   ICS_END_FAULT,  /* an internal fault: everything it held is lost */
} ics_end;

typedef enum ics_start {
   ICS_START_KEEP,  /* the basis given, else the last one; the crash basis where there is none */
   ICS_START_CRASH, /* a triangular basis made from the matrix */
   ICS_START_SLACK, /* all rows basic */
} ics_start;

typedef enum ics_method {
   ICS_METHOD_DUAL,   /* dual simplex, long-step ratio test */
   ICS_METHOD_PRIMAL, /* primal simplex */
   ICS_METHOD_BASIS,  /* primal where the basis kept is primal feasible, else dual */
   ICS_METHOD_EXACT,  /* primal simplex in rational arithmetic */
} ics_method;

/** One run. */
typedef struct ics_attempt {
   ics_start start;
   ics_method method;
   bool scaled;
   double tolerance; /* {relative} of primal and dual feasibility, in the scaled space */
   int iterations;   /* limit */
   double seconds;   /* limit, wall clock */
   int dual;         /* limit of iterations where the dual simplex runs; 0: the same */
} ics_attempt;

/** Take a matrix; it is borrowed until the close.
 *  @param[in]  lp     m, n and nz at least 1, rules of model/lp.h kept
 *  @return ICS_OK; ICS_EMEMORY. Loading itself happens in the first run. */
ICS_NODISCARD ics_rc ics_backend_open(const ics_lp *lp, ics_arena *arena, ics_backend **out,
                                      ics_err *err);

/** Solve for the costs and bounds of @p lp, whose matrix is the one opened.
 *  @param[in]  basis      a basis to start from (ICS_START_KEEP), or NULL
 *  @param[out] iterations simplex iterations made */
ics_end ics_backend_run(ics_backend *backend, const ics_lp *lp, const ics_basis *basis,
                        const ics_attempt *run, int *iterations);

/** The point of the last run as the back end has it: x [n], y [m], basis->row [m], basis->col [n].
 *  @return false when there is none */
bool ics_backend_point(ics_backend *backend, double *x, double *y, ics_basis *basis);

/** Make @p basis the factorised one without a run, for its factors alone; there is no point after.
 *  @param[in]  scaled  as ics_attempt.scaled
 *  @return false after a fault, or when the basis cannot be factorised */
bool ics_backend_take(ics_backend *backend, const ics_basis *basis, bool scaled);

/** The basic variables in the order of the factorisation: head[p] < m is a row, else column head[p]
 * - m. The basis matrix B holds a unit column for a row and the negated column of the matrix for a
 * column.
 *  @return false when the last basis cannot be factorised */
bool ics_backend_factors(ics_backend *backend, int *head);

/** v := inverse(B) v, in by row, out by basis position.    @return false after a fault */
bool ics_backend_ftran(ics_backend *backend, double *v);

/** v := inverse(B') v, in by basis position, out by row.   @return false after a fault */
bool ics_backend_btran(ics_backend *backend, double *v);

/** What the back end said at its last fault; "" if nothing. Static. */
const char *ics_backend_words(void);

/** Give the back end's memory back and null the pointer. NULL is allowed. */
void ics_backend_close(ics_backend **backend);

/** Tests only: fault inside the next @p runs runs (0: none; -1: all). */
void ics_backend_fault(int runs);

#endif
