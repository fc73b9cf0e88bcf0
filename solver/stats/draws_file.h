/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file draws_file.h
 *  Private to the reader of draws: a file half read, its columns, and how they become draws in
 *  their own order.                                      Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_DRAWS_FILE_H
#define ICS_STATS_DRAWS_FILE_H

#include <stddef.h>

#include "stats/draws.h"

enum { ICS_DRAWS_ROOM = ICS_DRAWS_LINE + ICS_DRAWS_COLUMNS }; /* bytes of a line cut into texts */

typedef enum ics_draws_kind {
   ICS_DRAWS_BENEFIT,
   ICS_DRAWS_COST,
   ICS_DRAWS_EFFECT,
   ICS_DRAWS_PARAM,
   ICS_DRAWS_NUMBER, /* the number of the draw */
} ics_draws_kind;

typedef struct ics_draws_column {
   const char *name; /* as in the file */
   const char *of;   /* of the strategy or the parameter: name without its prefix */
   ics_draws_kind kind;
   int at; /* its column in the file */
} ics_draws_column;

typedef struct ics_draws_reader {
   ics_arena *arena, *scratch;
   ics_err *err;
   const char *file;
   int line;           /* being read; 0: the file as a whole */
   char *text;         /* [ICS_DRAWS_ROOM] of the line, cut into cells */
   const char **cells; /* [ncells] */
   size_t used;        /* bytes of text */
   int ncells;
   bool crowded;              /* the line is no line of CSV, or too long */
   int header;                /* line of the names */
   ics_draws_column *columns; /* [ncolumns] in the order of the file; NULL until it is read */
   int ncolumns;
   double *rows; /* [n * ncolumns] */
   int *lines;   /* [n] */
   int n, room;
} ics_draws_reader;

/** Collect a fault at the present line, and at cell @p column from 1; 0: the whole line. */
void ics_draws_fault(ics_draws_reader *r, int column, const char *fmt, ...) ICS_PRINTF(3, 4);

/** Make columns of the cells of the present line. @param[out] go_on  false: the names cannot be
 *  used, so nothing more is read. @return ICS_OK with faults collected; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_draws_header(ics_draws_reader *r, bool *go_on);

/** Faults that only all draws together show. @return ICS_OK with faults collected; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_draws_check(ics_draws_reader *r);

/** Put all that was read in its own order. Of a file without faults. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_draws_arrange(ics_draws_reader *r, ics_draws *out);

#endif
