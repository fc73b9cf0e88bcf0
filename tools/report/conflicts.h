/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file conflicts.h
 *  Why there is no plan and what would mend it, to be read aloud.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_CONFLICTS_H
#define ICS_REPORT_CONFLICTS_H

#include "base/buffer.h"
#include "results/conflicts.h"

/** One screen: the rules that contradict each other, each with its place in the files; the cheapest
 *  changes that mend them. @p detail: every rule and change, where many alike are else told by
 *  their largest. */
void ics_report_conflicts(const ics_conflicts *found, bool detail, ics_buffer *page);

#endif
