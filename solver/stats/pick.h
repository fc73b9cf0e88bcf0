/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file pick.h
 *  One of a short list of words, as people type it.      Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_PICK_H
#define ICS_STATS_PICK_H

#include "base/err.h"
#include "base/text.h"

/** Place of @p word among the ids of @p names [n].
 *  @param[in] what  what the list is of: "distribution"
 *  @return ICS_OK; ICS_EUSAGE for another word: the message names the nearest, or all */
ICS_NODISCARD ics_rc ics_pick(const char *word, const ics_name *names, int n, const char *what,
                              int *out, ics_err *err);

#endif
