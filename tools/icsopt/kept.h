/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file kept.h
 *  Analyses that a results store keeps: which of them a call means, and one of their tables as CSV.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_ICSOPT_KEPT_H
#define ICS_ICSOPT_KEPT_H

#include "base/buffer.h"
#include "icsopt/call.h"
#include "study/analyses.h"

/** A line each: number, kind, system, policy, goal, what was asked, and what is missing. */
void ics_kept_list(const ics_analysis *list, int n, ics_buffer *page);

/** The one of @p list that --@p option with the value @p wanted (NULL: not given) means; without it
 *  the only one. @p what  what they are called in messages
 *  @return ICS_OK; ICS_EUSAGE with the list, where there are several or not that one */
ICS_NODISCARD ics_rc ics_kept_pick(const ics_call *call, const char *option, const char *wanted,
                                   const char *what, const ics_analysis *list, int n,
                                   const ics_analysis **out, ics_err *err);

/** The table @p name of an analysis as CSV: the bytes that its verb wrote.
 *  @return ICS_OK; errors of ics_analysis_tell */
ICS_NODISCARD ics_rc ics_kept_csv(const ics_store *store, const ics_analysis *analysis,
                                  const char *name, ics_arena *arena, char **text, size_t *bytes,
                                  ics_err *err);

#endif
