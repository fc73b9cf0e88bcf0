/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file sensitivity.h
 *  Kinds of `sensitivity`: one row each in cmd_sensitivity.c, one file each; and what they share.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_ICSOPT_SENSITIVITY_H
#define ICS_ICSOPT_SENSITIVITY_H

#include "icsopt/analysis.h"
#include "study/vary.h"

/** A kind: what stands after the verb. */
typedef struct ics_sensitivity_kind {
   const char *name, *help;
   int least, most;                             /* operands after the kind */
   ics_rc (*run)(ics_call *call, ics_err *err); /* operands are those after the kind */
   const char *options; /* of those that not all kinds take: names with a blank before and after */
} ics_sensitivity_kind;

/** INSTANCE PATH: the best value over a range of one number, exactly (study/parametric.h). */
ICS_NODISCARD ics_rc ics_sensitivity_parametric(ics_call *call, ics_err *err);
/** INSTANCE|PLAN.json: each number at both ends (study/tornado.h). */
ICS_NODISCARD ics_rc ics_sensitivity_oneway(ics_call *call, ics_err *err);
/** INSTANCE|PLAN.json PATH PATH: a grid over two numbers (study/twoway.h). */
ICS_NODISCARD ics_rc ics_sensitivity_twoway(ics_call *call, ics_err *err);
/** INSTANCE|PLAN.json: many draws of all numbers (study/psa.h). */
ICS_NODISCARD ics_rc ics_sensitivity_psa(ics_call *call, ics_err *err);
/** INSTANCE|PLAN.json: how much of the spread is whose (study/global.h). */
ICS_NODISCARD ics_rc ics_sensitivity_global(ics_call *call, ics_err *err);

/** The plan that is asked about, as it is. */
typedef struct ics_sensitivity_start {
   ics_solved solved;
   ics_request asked;
   ics_heading about;
} ics_sensitivity_start;

/** Open the first operand and solve it. @return errors of ics_call_open and ics_call_solved;
 *  ICS_ENOPLAN, ICS_ELIMIT or ICS_ENUMERIC where there is no certified plan to ask about */
ICS_NODISCARD ics_rc ics_sensitivity_open(ics_call *call, ics_sensitivity_start *out, ics_err *err);

/** What the call asked of the solver, or for a saved plan what that was asked. */
ics_request ics_sensitivity_asked(const ics_call *call);

/** --reading. @p both  whether "both" is one. @return ICS_OK; ICS_EUSAGE for another word */
ICS_NODISCARD ics_rc ics_sensitivity_reading(const ics_call *call, ics_replan fallback,
                                             ics_replan *out, ics_err *err);

/** A whole number of an option. @return ICS_OK; ICS_EUSAGE for anything else */
ICS_NODISCARD ics_rc ics_sensitivity_count(const char *option, const char *text, int fallback,
                                           int least, int most, int *out, ics_err *err);

/** --seed, by default 1. @return ICS_OK; ICS_EUSAGE for anything but a whole number from 0 */
ICS_NODISCARD ics_rc ics_sensitivity_seed(const ics_call *call, unsigned long long *out,
                                          ics_err *err);

/** --of of a kind that looks at one figure; without it @p out stays as it is.
 *  @return ICS_OK; ICS_EUSAGE for several */
ICS_NODISCARD ics_rc ics_sensitivity_figure(const ics_call *call, const char **out, ics_err *err);

#endif
