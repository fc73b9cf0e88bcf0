/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file frontier.h
 *  What two aims cost each other, in words for people and as tidy CSV.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_FRONTIER_H
#define ICS_REPORT_FRONTIER_H

#include "base/buffer.h"
#include "results/facts.h"
#include "results/frontier_result.h"

/** One screen: both ends, the knee, what one unit costs along the way, and the corners (those that
 *  are `shown`; all of them with @p detail); then the money at the corner asked for. */
void ics_report_frontier(const ics_frontier_result *result, bool detail, ics_buffer *page);

/** Table frontier (results/facts.h): corner, a column for each of the two aims, and slope_to_next,
 *  not known of the last corner. */
void ics_facts_frontier(const void *answer, ics_facts *to);

#endif
