/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file parametric.h
 *  The best value of the goal's own stage as one number of the instance moves, all else held.
 *
 *  How the number enters decides what can be said: study/moved.h. Where only limits move
 *  (study/straight.h), or only what plans are worth (study/worth.h), the pieces are exact and
 * proven; else values are certified and lines drawn between them, whose error is estimated
 * (study/bent.h). What changes at a breakpoint is told in words (study/pieces.h). Rules shared by
 * all headers: base/err.h */
#ifndef ICS_STUDY_PARAMETRIC_H
#define ICS_STUDY_PARAMETRIC_H

#include "results/parametric_result.h"
#include "results/run.h"

/** What is asked; texts as typed, in the unit of the file. */
typedef struct ics_parametric_request {
   const char *path;         /* of one number, as `--set` names it */
   const char *from, *to;    /* NULL: its low and its high */
   const ics_override *sets; /* [nsets] those that solved->in was read with */
   int nsets;
} ics_parametric_request;

/** The value over a range of one number.
 *  @param[in]  solved  by ics_solve, run.status ICS_OPTIMAL
 *  @return ICS_OK, also where part of the range has no plan, or a piece no proof (it says so);
 *          ICS_EUSAGE for a path that names nothing (the nearest is suggested) or several numbers,
 *          ends that are no numbers or not apart, or a range without low and high; errors of
 *          ics_instance_read for an end beyond what the number may be; of ics_model_build;
 *          ICS_ENOPLAN where there is no plan at either end and at the point neither; ICS_ELIMIT
 *          where there are too many pieces; errors of ics_worth */
ICS_NODISCARD ics_rc ics_parametric(const ics_solved *solved, const ics_request *asked,
                                    const ics_parametric_request *request, ics_arena *arena,
                                    ics_parametric_result **out, ics_err *err);

#endif
