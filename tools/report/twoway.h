/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file twoway.h
 *  Two numbers at once, in words for people and as tidy CSV.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_TWOWAY_H
#define ICS_REPORT_TWOWAY_H

#include "base/buffer.h"
#include "results/twoway_result.h"

/** The grid of values, or for many steps a thinned one, with a letter for each region. */
void ics_report_twoway(const ics_twoway_result *result, ics_buffer *page);

/** path_a,value_a,path_b,value_b,output,value,unit,region,status,breach_gbp_m,shortfall_gbp_m */
void ics_csv_twoway(const ics_twoway_result *result, ics_buffer *out);

#endif
