/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file psa.h
 *  Many draws of all numbers, in words for people, as tidy CSV, and draw by draw.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_PSA_H
#define ICS_REPORT_PSA_H

#include "base/buffer.h"
#include "results/psa_result.h"

/** One screen: what each figure comes to, how it settles, and how many draws have no value.
 *  @p detail: every number with its distribution. */
void ics_report_psa(const ics_psa_result *result, bool detail, ics_buffer *page);

/** policy,reading,output,unit,at_point,n,mean,sd,monte_carlo_error,low_2_5,median,high_97_5,
 *  running_1..running_10 */
void ics_csv_psa(const ics_psa_result *result, ics_buffer *out);

/** Draw by draw. Of one policy: draw, answer and every figure (a column for each reading), then
 *  param_PATH for each number; what is not certified is empty. Of several, as `icsopt voi` reads
 * it: draw, one column a policy with its goal as net benefit (larger is better), then param_PATH;
 * only draws in which every policy is certified, and how many were left out in a line that begins
 * with
 *  #. Numbers are in canonical units.   @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_csv_draws(const ics_psa_result *result, ics_buffer *out, ics_err *err);

#endif
