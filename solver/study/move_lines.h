/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file move_lines.h
 *  The tables of a move, from its two plans. Private to this folder.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_MOVE_LINES_H
#define ICS_STUDY_MOVE_LINES_H

#include "study/move.h"

/** Fill aims, shortfall, lines, flows and other moves of @p out from its certified sides.
 *  @param[in]  solved the plan; scales and ranges of aims are its own
 *  @param[in]  moved  [cells] contracts that the move touches
 *  @param[in]  hold   {relative} slack that the stages had: changes of an aim within it are none
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_move_lines(const ics_solved *solved, const bool *moved, double hold,
                                    ics_arena *arena, ics_move *out, ics_err *err);

#endif
