/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file breaches.h
 *  Hard rules that a plan misses because its policy cannot keep them, largest first.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_BREACHES_H
#define ICS_REPORT_BREACHES_H

#include "base/buffer.h"
#include "results/result.h"

/** A line a rule at @p indent: what it is, and by how much it is missed. @p all: every rule in
 * every year; else the years of a rule as one sum, and of many rules the largest few. */
void ics_report_breaches(const ics_breach_line *lines, int n, int indent, bool all,
                         ics_buffer *page);

#endif
