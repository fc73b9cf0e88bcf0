/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file prescan.h
 *  What must be true of an instance's text before the settings parser sees it, because that parser
 *  wraps large integers, takes 1e999 for infinity, accepts files that were cut short, and is slow
 * on long strings: every number is of our grammar and in range, brackets match and are not deep,
 *  strings are closed on their line and short. Includes are opened here and put in their place, so
 *  that the parser opens no file; comments become blanks.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_INSTANCE_PRESCAN_H
#define ICS_INSTANCE_PRESCAN_H

#include "instance/files.h"

enum {
   ICS_NESTING_MOST = 32,   /* brackets open at once */
   ICS_STRING_BYTES = 4096, /* of one text, its neighbours that are joined to it included */
};

/** All files of an instance as one text. */
typedef struct ics_settings_text {
   char *text;             /* ends in NUL */
   const ics_where *lines; /* [nlines] file and line that each line of text came from */
   int nlines;
} ics_settings_text;

/** Put @p main and all it includes together.
 *  @return ICS_OK with faults collected in @p err (then the text must not be parsed); ICS_EMEMORY
 */
ICS_NODISCARD ics_rc ics_prescan(ics_files *files, const ics_source *main, ics_arena *scratch,
                                 ics_settings_text *out, ics_err *err);

/** Where line @p line (from 1) of the text came from. */
ics_where ics_settings_where(const ics_settings_text *settings, int line);

#endif
