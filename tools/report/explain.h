/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file explain.h
 *  An explanation for people: what the rules cost, where the value of a pound comes from, what an
 *  aim costs in terms of another, what stops a payment, and which judgements matter.
 *                                                       Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_EXPLAIN_H
#define ICS_REPORT_EXPLAIN_H

#include "base/buffer.h"
#include "study/explain.h"

/** The parts that were asked for, one after the other. */
void ics_report_explain(const ics_explanation *why, ics_buffer *page);

/** The value chain and the multipliers (chain.c). */
void ics_report_chain(const ics_explanation *why, ics_buffer *page);
void ics_report_multipliers(const ics_explanation *why, ics_buffer *page);

#endif
