/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file voi.h
 *  Acceptability and the value of information, in words for people and as tidy CSV.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_VOI_H
#define ICS_REPORT_VOI_H

#include "base/buffer.h"
#include "results/facts.h"
#include "results/voi_result.h"

/** One screen: which strategy is best at the highest willingness to pay asked about, how sure that
 *  is, what perfect information would be worth and which parameters are worth studying; then
 * tables.
 */
void ics_report_voi(const ics_voi_result *result, ics_buffer *page);

/** Tables curves and evppi (results/facts.h). */
void ics_facts_voi(const void *answer, ics_facts *to);

#endif
