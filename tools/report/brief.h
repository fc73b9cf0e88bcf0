/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file brief.h
 *  A plan told in a few sentences that can be read aloud: what changes, what it buys, what it
 *  costs, what limits it and what it rests on. No sentence without a number of the result behind
 *  it.                                                  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_BRIEF_H
#define ICS_REPORT_BRIEF_H

#include "base/buffer.h"
#include "results/result.h"

/** Write the brief of a result that has a plan. */
void ics_report_brief(const ics_result *result, ics_buffer *page);

/** What an aim is about, for the middle of a sentence: the words after the colon of its name. */
const char *ics_aim_matter(const char *name);

#endif
