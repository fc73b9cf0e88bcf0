/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file asked.h
 *  An optimum with its ranger, and the walk that proves a range by multiplying out: the basis fixes
 *  how the plan moves, so a move that leaves all nonbasic variables but one where they are is
 * right, and the range ends where a basic variable meets its bound. */
#ifndef ICS_TESTS_ASKED_H
#define ICS_TESTS_ASKED_H

#include "lp/range.h"

typedef struct asked {
   ics_arena *arena;
   ics_err err;
   const ics_lp *lp;
   ics_solution at;
   ics_ranger *ranger;
   double *dx, *act, *rate; /* [n], [m], [m] */
   bool ok;
} asked;

/** Open the ranger of a solution; a failed check and ok = false where it cannot be. */
void ask_about(asked *a, const ics_lp *lp, const ics_solution *at, const ics_limits *limits,
               ics_arena *arena);

/** The questions, each with a check that it is answered. */
ics_limit_range range_of(asked *a, int var);
ics_cost_range cost_of(asked *a, int j);
double side_of(asked *a, int var, bool rising, double *holds_to);

/** Bounds and basis status of a row or column. */
double lower_of(const ics_lp *lp, int var);
double upper_of(const ics_lp *lp, int var);
char status_of(const asked *a, int var);

/** Check both ends of the range of a nonbasic variable; @p what is for messages. */
void walk_range(asked *a, const char *what, int var, const ics_limit_range *r);

#endif
