/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file text.h
 *  Results in words and tables for people, at most 100 columns wide.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_TEXT_H
#define ICS_REPORT_TEXT_H

#include "base/buffer.h"
#include "results/result.h"

/** One screen that can be read aloud: what changes, what it buys, how it is paid, what limits it,
 * and whether it is proved. */
void ics_report_plan(const ics_result *result, ics_buffer *page);

/** The tables behind it: money by service, place and fund, mechanisms, unmet need, stages. */
void ics_report_detail(const ics_result *result, ics_buffer *page);

/** Two plans side by side, with their differences (second less first). */
void ics_report_compare(const ics_result *a, const ics_result *b, ics_buffer *page);

#endif
