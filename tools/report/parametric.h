/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file parametric.h
 *  The best value as one number moves, in words for people and as tidy CSV.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_PARAMETRIC_H
#define ICS_REPORT_PARAMETRIC_H

#include "base/buffer.h"
#include "results/facts.h"
#include "results/parametric_result.h"

/** One screen: how the value moves over the range, where its slope changes and why; with @p detail
 *  every point. */
void ics_report_parametric(const ics_parametric_result *result, bool detail, ics_buffer *page);

/** Table parametric (results/facts.h); a slope beyond the range is not known. */
void ics_facts_parametric(const void *answer, ics_facts *to);

#endif
