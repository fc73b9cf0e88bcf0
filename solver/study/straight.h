/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file straight.h
 *  LIMITS: the exact pieces between two values whose lines lie below the curve, which is convex
 *  (study/sample.h).
 *
 *  Two lines that are met at the ends of a range are followed to where they cross: a certified
 *  value on them there proves both pieces, for a convex function that touches a line at two values
 *  is that line between; else there is a third line, and two ranges. Source: Eisner and
 *  Severance, Mathematical techniques for efficient record segmentation in large shared databases,
 *  Journal of the ACM 23 (1976) 619-635. "On them" is within twice the certificate's relative gap,
 *  as a value and a line are each certain to one. A piece over which a sample has no line is not
 *  proven.                                              Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_STRAIGHT_H
#define ICS_STUDY_STRAIGHT_H

#include "study/pieces.h"

/** {of the range} Nearer to an end than this is the end. */
#define ICS_STRAIGHT_END 1e-9

/** Add the pieces between two samples that have plans. @return ICS_OK; errors of ics_sample_at and
 *  ics_pieces_add */
ICS_NODISCARD ics_rc ics_straight(ics_pieces *pieces, ics_sampler *sampler, const ics_sample *a,
                                  const ics_sample *b, ics_err *err);

#endif
