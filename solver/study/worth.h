/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file worth.h
 *  AIMS: the exact pieces where plans stay what they are and only what each is worth moves.
 *
 *  With the rows that say what aims and goal are put into the cost, every plan x costs, at a share
 * w of the range,  (1 - w) (c0'x + k0) + w (c1'x + k1),  c0 and c1 its cost at both ends: linear in
 *  the number. The least cost is concave, and its pieces are the corners of the trade-off between
 *  the two costs, each with the weights w for which it is best, found and proved as such
 *  (lp/parametric.h). A piece is proven if its plan is within twice the certificate's relative gap
 *  of the least cost at both ends of it: between them the least cost is concave and the plan's is a
 *  line, so that it is then within as much throughout.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_WORTH_H
#define ICS_STUDY_WORTH_H

#include "study/pieces.h"

/** Add the pieces from end to end.
 *  @param[out] solves  linear programs solved: ends and steps along the curve
 *  @return ICS_OK; ICS_ENUMERIC where an end cannot be certified; ICS_ELIMIT where a limit of the
 *          solver was reached there, or there are too many pieces; errors of ics_curve_walk */
ICS_NODISCARD ics_rc ics_worth(ics_pieces *pieces, const ics_limits *limits, int *solves,
                               ics_err *err);

#endif
