/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file ledger.h
 *  The Lagrangian of a solved stage as a function of the instance's numbers, without an LP: the
 *  model is emitted again, by the same code that made its matrix, into one sum.
 *
 *     L(p) = c'x + c0 + sum_r y_r (limit_r(p) - A_r(p) x) + sum_j d_j (bound_j(p) - x_j)
 *
 *  with x, y and d = c - A'y those of the solved stage. The limit of a row is the lower one where
 *  y > 0 and the upper one where y < 0; the bound of a column is the lower one where d > 0 and the
 *  upper one where d < 0. At the instance that was solved L is the stage's objective (strong
 *  duality), and dL/dp is the derivative of the stage's best value wherever that has one. Source:
 *  Milgrom and Segal, Envelope theorems for arbitrary choice sets, Econometrica 70 (2002) 583-601,
 *  on saddle points; for linear programs: Freund, Postoptimal analysis of a linear program
 *  under simultaneous changes in matrix coefficients, Mathematical Programming Study 24 (1985)
 * 1-13.
 *
 *  What the stage itself sets on its columns (shortfall held, the planner's bounds on aims) is no
 *  function of the instance and stays as it is; so do the scale and the ideal of a mixed goal.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_MODEL_LEDGER_H
#define ICS_MODEL_LEDGER_H

#include "model/model.h"

typedef struct ics_ledger ics_ledger;

/** One value of L. */
typedef struct ics_ledger_value {
   bool there; /* false: at these numbers the model has other rows or columns, or none at all */
   double head, tail; /* L = head + tail, unevaluated, so that differences keep their digits */
} ics_ledger_value;

/** Open a ledger for a stage of @p m. @p m, its instance and @p x must outlive the ledger.
 *  @param[in] stage   the stage's LP: its costs, and its bounds where they are not the model's
 *  @param[in] x, y    [lp.n], [lp.m] plan and prices of the stage
 *  @param[in] d       [lp.n] its reduced costs; exactly 0 for a column that is free to move
 *  @return ICS_OK; ICS_EMEMORY; ICS_EBUG where the emission does not give the model's own rows and
 *          columns again */
ICS_NODISCARD ics_rc ics_ledger_open(const ics_model *m, const ics_lp *stage, const double *x,
                                     const double *y, const double *d, ics_arena *arena,
                                     ics_ledger **out, ics_err *err);

/** Could the coefficient change this ledger's rows that have a price? false: L does not move with
 *  it at all. */
bool ics_ledger_reads(const ics_ledger *ledger, int coef);

/** L at the instance that was solved. */
ics_ledger_value ics_ledger_base(const ics_ledger *ledger);

/** L at the numbers of @p in, a copy of the model's instance (ics_alter_open) of which at most the
 *  coefficient @p coef (an index of coefs[]) is another; ICS_NONE: any number may be, and all is
 *  emitted. With a coefficient named, families that do not read it are not emitted again. One
 *  call at a time: the ledger lends it room.
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_ledger_at(const ics_ledger *ledger, const ics_instance *in, int coef,
                                   ics_ledger_value *out, ics_err *err);

#endif
