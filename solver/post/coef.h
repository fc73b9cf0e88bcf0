/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file coef.h
 *  A number of the instance in words: what it says about which service, place or mechanism.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_POST_COEF_H
#define ICS_POST_COEF_H

#include "instance/instance.h"

/** "how far care in Community health services prevents need for Urgent and emergency care".
 *  @param[in]  coef  one of in->coefs
 *  @return the words in @p arena (its path where it has none of its own); NULL when memory is out
 */
const char *ics_coef_words(const ics_instance *in, const ics_coef *coef, ics_arena *arena);

/** As long as a line of a table has room for. */
enum { ICS_BRIEF = 46 };

/** The same where it is at most @p most bytes long; else with ids in place of names of services:
 *  "yearly growth of need for urgent". */
const char *ics_coef_words_within(const ics_instance *in, const ics_coef *coef, int most,
                                  ics_arena *arena);

#endif
