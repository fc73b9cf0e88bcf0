/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file sensitivity.h
 *  Kinds of `sensitivity`: one row each in cmd_sensitivity.c, one file each.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_ICSOPT_SENSITIVITY_H
#define ICS_ICSOPT_SENSITIVITY_H

#include "icsopt/call.h"

/** A kind: what stands after the verb. */
typedef struct ics_sensitivity_kind {
   const char *name, *help;
   int least, most;                             /* operands after the kind */
   ics_rc (*run)(ics_call *call, ics_err *err); /* operands are those after the kind */
} ics_sensitivity_kind;

/** INSTANCE PATH: the best value over a range of one number, exactly (study/parametric.h). */
ICS_NODISCARD ics_rc ics_sensitivity_parametric(ics_call *call, ics_err *err);

#endif
