/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file pieces.h
 *  The straight pieces of a curve of values, in order, and its points: where one piece ends and the
 *  next begins, with what changes there in words.
 *
 *  What changes is told by where plans stand inside the pieces on both sides (post/choice.h), not
 *  by bases: an exchange that moves nothing is not told. Limits: a mix of the plans at both ends of
 *  a piece is best inside it. Were the same limits met on both sides, the duals of one side would
 *  prove the other, and the slope would not change: so where pieces are exact something is told.
 *  Aims: the plan of a corner is best throughout its piece.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_PIECES_H
#define ICS_STUDY_PIECES_H

#include "study/sample.h"

/** One straight piece, or two samples joined by one. */
typedef struct ics_piece {
   double from, to, f_from, f_to, slope;
   double off;  /* {least cost} by which its line may miss the curve; begins at 0 */
   char *stand; /* [m + n] of the plans between its ends; NULL: not known */
   bool proven;
} ics_piece;

typedef struct ics_pieces {
   const ics_moved *moved;
   double gap; /* {relative} the certificate's limit */
   ics_arena *arena;
   ics_piece *list; /* [n] each begins where the one before ends */
   int n, unproven;
   double miss; /* {least cost} greatest miss of a line that was seen */
} ics_pieces;

/** @p moved is borrowed. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_pieces_open(ics_pieces *pieces, const ics_moved *moved, double gap,
                                     ics_arena *arena, ics_err *err);

/** The next piece. Where one line from the beginning of a proven one to its own end is within twice
 *  the certificate's relative gap of both, both are one.
 *  @return ICS_OK; ICS_ELIMIT where there are too many */
ICS_NODISCARD ics_rc ics_pieces_add(ics_pieces *pieces, const ics_piece *next, ics_err *err);

/** The next piece, between two samples: plans stand where both do, where it is known.
 *  @return as ics_pieces_add; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_pieces_join(ics_pieces *pieces, const ics_sample *from,
                                     const ics_sample *to, double slope, bool proven, ics_err *err);

/** {least cost} The value at @p at, or at the end nearest to it. At least one piece. */
double ics_pieces_value(const ics_pieces *pieces, double at);

/** All points, in the unit of the number's file and the sense of the goal.
 *  @param[in]  per  {unit of the file / canonical}
 *  @param[out] out  points, npoints; `maximise` is read
 *  @return ICS_OK; errors of ics_stand_change */
ICS_NODISCARD ics_rc ics_pieces_points(const ics_pieces *pieces, double per,
                                       ics_parametric_result *out, ics_err *err);

#endif
