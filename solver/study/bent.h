/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file bent.h
 *  Values of a curve that need not be straight anywhere, close enough for lines between them.
 *
 *  Values are certified. A range is near enough to straight where an irregular value inside it (at
 *  the golden section; or, where the ends' plans and prices foresee a kink well inside, there) is
 *  within 1e-6 of the line between its ends (relative), and where at each two neighbours of the
 *  three the tangents are so, too; else both parts of it are looked at, down to 1/32 of the whole.
 *
 *  What plan and prices at a foresee at b, less the value there, is u; the other way w
 *  (study/tangent.h). Where u and w have one sign the curve lies between its chord and the
 * tangents, which cross at u w / (u + w) from the chord, if it bends one way only between a and b.
 * Else it bends both ways, and with no slope inside beyond those at the ends it is within max(|u|,
 * |w|) / 2 of the chord. A coefficient may itself move in a curve: then what is foreseen at the
 * value inside is off the line that is foreseen, and by how much is added. Where rules come or go
 *  between a and b nothing is foreseen, and the distance of the value inside is taken.
 *
 *  So the error told is a bound wherever between two neighbouring values the slope is nowhere
 *  beyond those at both, as where it bends one way only; that this is so is not proven: it is an
 *  estimate.                                             Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_BENT_H
#define ICS_STUDY_BENT_H

#include "study/pieces.h"

/** Add the pieces between two samples that have plans, and their greatest error. @return ICS_OK;
 *  errors of ics_sample_at and ics_pieces_add */
ICS_NODISCARD ics_rc ics_bent(ics_pieces *pieces, ics_sampler *sampler, const ics_sample *a,
                              const ics_sample *b, ics_err *err);

#endif
