/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file near.h
 *  What else is almost as good, in words for people and as tidy CSV.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_NEAR_H
#define ICS_REPORT_NEAR_H

#include "base/buffer.h"
#include "results/near_result.h"

/** One screen: how many choices of each service are forced and open, the widest open ones, and what
 *  that means. */
void ics_report_near(const ics_near_result *result, ics_buffer *page);

/** place,service,principle,year,least_gbp_m,plan_gbp_m,most_gbp_m; an end that is not certified is
 *  empty. */
void ics_csv_near(const ics_near_result *result, ics_buffer *out);

#endif
