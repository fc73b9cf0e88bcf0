/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file twoway.h
 *  Two numbers at once, in words for people and as tidy CSV.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_TWOWAY_H
#define ICS_REPORT_TWOWAY_H

#include "base/buffer.h"
#include "results/facts.h"
#include "results/twoway_result.h"

/** The grid of values, or for many steps a thinned one, with a letter for each region. */
void ics_report_twoway(const ics_twoway_result *result, ics_buffer *page);

/** Table twoway (results/facts.h). */
void ics_facts_twoway(const void *answer, ics_facts *to);

#endif
