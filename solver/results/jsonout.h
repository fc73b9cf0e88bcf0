/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file jsonout.h
 *  Writing JSON as it comes: members of the outer object and records of its lists begin a line, so
 *  that two answers can be compared line by line; what lies deeper stays on it. Failures are
 *  latched and reported at the end.
 *                                                       Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_JSONOUT_H
#define ICS_RESULTS_JSONOUT_H

#include "base/buffer.h"
#include "base/text.h"

enum { ICS_JSON_DEPTH = 16 };

typedef struct ics_json {
   ics_buffer text;
   char open[ICS_JSON_DEPTH]; /* brackets to close */
   bool some[ICS_JSON_DEPTH]; /* something stands in it already */
   int depth;
   const char *bad; /* key of a value that cannot be written; NULL: none */
} ics_json;

/** An outer object, opened. */
ics_json ics_json_start(ics_arena *arena);

/** Open an object ('{') or a list ('[') under @p key (NULL within a list), and close the last one.
 */
void ics_json_open(ics_json *j, const char *key, char bracket);
void ics_json_close(ics_json *j);

/** One value under @p key (NULL within a list). A number that is not finite, a text or an id that
 * is NULL become null. */
void ics_json_text(ics_json *j, const char *key, const char *value);
void ics_json_real(ics_json *j, const char *key, double value);
void ics_json_int(ics_json *j, const char *key, long long value);
void ics_json_bool(ics_json *j, const char *key, bool value);

/** Close all and give the text. @return ICS_OK; ICS_EBUG for a value that is not UTF-8 (named);
 * ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_json_end(ics_json *j, char **text, ics_err *err);

#endif
