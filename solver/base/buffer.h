/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file buffer.h
 *  A text that grows in an arena. The first failure to grow is latched and reported at the end, so
 * that writers stay free of checks.                      Rules shared by all headers: base/err.h */
#ifndef ICS_BASE_BUFFER_H
#define ICS_BASE_BUFFER_H

#include <stdbool.h>

#include "base/arena.h"

typedef struct ics_buffer {
   ics_arena *arena;
   char *text; /* [used], not closed by NUL before ics_buffer_end */
   size_t used, room;
   bool failed; /* memory ran out; what was added since is lost */
} ics_buffer;

/** An empty text in @p arena (borrowed). */
ics_buffer ics_buffer_start(ics_arena *arena);

/** Add @p bytes of @p text; all of @p text up to its NUL; printf. */
void ics_buffer_bytes(ics_buffer *buffer, const char *text, size_t bytes);
void ics_buffer_text(ics_buffer *buffer, const char *text);
void ics_buffer_printf(ics_buffer *buffer, const char *fmt, ...) ICS_PRINTF(2, 3);

/** Close the text with NUL. @return ICS_OK; ICS_EMEMORY if memory ran out on the way */
ICS_NODISCARD ics_rc ics_buffer_end(ics_buffer *buffer, char **text, ics_err *err);

#endif
