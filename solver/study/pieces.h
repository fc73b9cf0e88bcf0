/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file pieces.h
 *  The straight pieces of a curve of values, in order, and its points: where one piece ends and the
 *  next begins, with what changes there in words.
 *
 *  What changes is told by where plans stand inside the pieces on both sides (post/choice.h), not
 *  by bases: an exchange that moves nothing is not told. Limits: a mix of the plans at both ends of
 *  a piece is best inside it. Were the same limits met on both sides, the duals of one side would
 *  prove the other, and the slope would not change: so where pieces are exact something is told.
 *  Aims: the plan of the line is best throughout.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_PIECES_H
#define ICS_STUDY_PIECES_H

#include "study/sample.h"

/** One straight piece, or two samples joined by one. */
typedef struct ics_piece {
   double from, to, f_from, f_to, slope;
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

/** The next piece. Where it goes on in the line of a proven one, by all that a certificate can
 *  see, it is part of that.
 *  @param[in]  line  whose line it is; of MATRIX not read
 *  @return ICS_OK; ICS_ELIMIT where there are too many; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_pieces_add(ics_pieces *pieces, const ics_sample *from,
                                    const ics_sample *to, const ics_sample *line, bool proven,
                                    ics_err *err);

/** All points, in the unit of the number's file and the sense of the goal.
 *  @param[in]  per  {unit of the file / canonical}
 *  @param[out] out  points, npoints; `maximise` is read
 *  @return ICS_OK; errors of ics_stand_change */
ICS_NODISCARD ics_rc ics_pieces_points(const ics_pieces *pieces, double per,
                                       ics_parametric_result *out, ics_err *err);

#endif
