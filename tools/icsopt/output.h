/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file output.h
 *  Answers go out whole or not at all: to a file by way of a temporary one beside it, or to
 *  standard output, checked to its end. Of many processes (base/pool.h) the leader writes; in the
 *  others nothing happens, and is ICS_OK.                Rules shared by all headers: base/err.h */
#ifndef ICS_ICSOPT_OUTPUT_H
#define ICS_ICSOPT_OUTPUT_H

#include <stddef.h>

#include "base/arena.h"

/** Write @p bytes of @p text to the file @p path, or to standard output where path is NULL.
 *
 *  An ordinary file is replaced in one step: a temporary file in the same folder, written, synced
 * and renamed, and the folder synced. A symbolic link is replaced, not followed. A device or pipe
 * is written as it is.
 *  @return ICS_OK; ICS_EOUTPUT with the reason (and where there is no room, how much it takes), and
 *          then an older file is as it was; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_output(const char *path, const char *text, size_t bytes, ics_arena *arena,
                                ics_err *err);

/** As ics_output for a file that must not exist yet. */
ICS_NODISCARD ics_rc ics_output_new(const char *path, const char *text, size_t bytes, ics_err *err);

/** Flush and close standard output. @return ICS_OK; ICS_EOUTPUT where anything was lost */
ICS_NODISCARD ics_rc ics_output_close(ics_err *err);

#endif
