/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file psa.h
 *  Many draws of all numbers, in words for people, as tidy CSV, and draw by draw.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_PSA_H
#define ICS_REPORT_PSA_H

#include "base/buffer.h"
#include "results/facts.h"
#include "results/psa_result.h"

/** One screen: what each figure comes to, how it settles, and how many draws have no value.
 *  @p detail: every number with its distribution. */
void ics_report_psa(const ics_psa_result *result, bool detail, ics_buffer *page);

/** Tables psa and draws (results/facts.h). Draws of one policy: answer and every figure (a column
 *  for each reading), then param_PATH for each number; what is not certified is not known. Of
 *  several, as `icsopt voi` reads it: one column a policy with its goal as net benefit (larger is
 *  better), then param_PATH; only draws in which every policy is certified, and in a remark how
 *  many were left out. Numbers are in canonical units. */
void ics_facts_psa(const void *answer, ics_facts *to);

#endif
