/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file front.h
 *  What several aims can be had together, in words for people and as tidy CSV.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_FRONT_H
#define ICS_REPORT_FRONT_H

#include "base/buffer.h"
#include "results/facts.h"
#include "results/front_result.h"

/** One screen: what each aim can reach and what that costs the others, the most balanced corner,
 *  what one aim costs in another there, and how closely all that is proven. */
void ics_report_front(const ics_front_result *result, ics_buffer *page);

/** Table frontier (results/facts.h): corner, a column for each aim by its id, and weight_AIM of
 * each. Values are in the aims' units; weights are of the scaled aims and add up to 1. */
void ics_facts_front(const void *answer, ics_facts *to);

#endif
