/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file tornado.h
 *  One number at a time, in words for people, with bars, and as tidy CSV.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_TORNADO_H
#define ICS_REPORT_TORNADO_H

#include "base/buffer.h"
#include "results/facts.h"
#include "results/tornado_result.h"

/** One screen: the numbers that move the figure most. @p detail: all of them, with range, source
 *  and grade. */
void ics_report_tornado(const ics_tornado_result *result, bool detail, ics_buffer *page);

/** Table oneway (results/facts.h): what is not certified is not known. Low, point and high are in
 *  canonical units, `unit` is that of the figure. */
void ics_facts_tornado(const void *answer, ics_facts *to);

#endif
