/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file choice.h
 *  A choice in words: what a column of the model is to a planner, and where a plan stands at the
 *  limits of its rules and choices.                     Rules shared by all headers: base/err.h */
#ifndef ICS_POST_CHOICE_H
#define ICS_POST_CHOICE_H

#include "model/model.h"

/** "Tariff, first tranche, Planned hospital care at Gateshead, 2026/27"; of a contract of the whole
 *  system at the system's name. @return the words in @p arena, or NULL when memory is out */
const char *ics_choice_words(const ics_model *m, int j, ics_arena *arena);

/** {GBPm, or the unit of the row or column; relative above 1} Nearer to a limit than this (ten
 *  pence) is at it. */
#define ICS_STANDS_AT 1e-7

/** Where a plan stands: of every row and then every column 'L' at its lower limit, 'U' at its
 *  upper, 'S' where both are one, 'B' between them.
 *  @param[in]  x     [lp->n]
 *  @param[out] out   [lp->m + lp->n]
 *  @param      work  [lp->m]                                                     contents lost */
void ics_stand_of(const ics_lp *lp, const double *x, char *out, double *work);

/** Where a mix of two plans stands: at a limit if both are. @param[in] n  letters of each
 *  @param[out] out  [n] may be one of them */
void ics_stand_mix(const char *a, const char *b, int n, char *out);

/** What is different between two plans, in words: rules that start or stop binding; then payments,
 *  unmet need and other choices that enter the plan, leave it or reach their most. What follows
 *  from these (money of contracts, care, need, aims) is told only where nothing else is different.
 *  @param[in]  was, is  where the plans stand   @param[in] most  how many to tell; others are
 *                       counted, "; and 2 more"
 *  @param[out] out      in @p arena; "" where nothing is different
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_stand_change(const ics_model *m, const char *was, const char *is, int most,
                                      ics_arena *arena, const char **out, ics_err *err);

#endif
