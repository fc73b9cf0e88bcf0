/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file bent.h
 *  Values of a curve that need not be straight anywhere, close enough for lines between them.
 *
 *  Values are certified, at the ends, and at middles until a middle is within 1e-6 of the straight
 *  line (relative) or a range is 1/64 of the whole. The greatest miss is an estimate of the error,
 *  and no bound: the function may be neither convex nor concave.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_BENT_H
#define ICS_STUDY_BENT_H

#include "study/pieces.h"

/** Add the pieces between two samples that have plans. @return ICS_OK; errors of ics_sample_at and
 *  ics_pieces_add */
ICS_NODISCARD ics_rc ics_bent(ics_pieces *pieces, ics_sampler *sampler, const ics_sample *a,
                              const ics_sample *b, ics_err *err);

#endif
