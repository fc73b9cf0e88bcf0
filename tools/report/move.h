/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file move.h
 *  What moving money does, in one screen for people. Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_MOVE_H
#define ICS_REPORT_MOVE_H

#include "base/buffer.h"
#include "study/move.h"

/** A sentence to read aloud, which rules stand in the way, then what changes for the aims, who
 * gains and who pays by service, place and fund, and when. What does not change, or by too little
 * to speak of beside the rest, is not shown. */
void ics_report_move(const ics_move *move, ics_buffer *page);

#endif
