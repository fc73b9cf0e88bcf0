/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file global.h
 *  Whose doubt it is, in words for people and as tidy CSV.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_GLOBAL_H
#define ICS_REPORT_GLOBAL_H

#include "base/buffer.h"
#include "results/facts.h"
#include "results/global_result.h"

/** One screen: the numbers that matter most. @p detail: all of them. */
void ics_report_global(const ics_global_result *result, bool detail, ics_buffer *page);

/** Table global (results/facts.h); what the method does not give is not known. */
void ics_facts_global(const void *answer, ics_facts *to);

#endif
