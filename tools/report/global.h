/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file global.h
 *  Whose doubt it is, in words for people and as tidy CSV.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_GLOBAL_H
#define ICS_REPORT_GLOBAL_H

#include "base/buffer.h"
#include "results/global_result.h"

/** One screen: the numbers that matter most. @p detail: all of them. */
void ics_report_global(const ics_global_result *result, bool detail, ics_buffer *page);

/** output,driver,first,first_low,first_high,total,total_low,total_high,mu,mu_star,mu_star_error,
 *  sigma,effects,unit; what the method does not give is empty. */
void ics_csv_global(const ics_global_result *result, ics_buffer *out);

#endif
