/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file page.h
 *  Text laid out for people: wrapped prose and tables of aligned columns, at most ICS_PAGE_COLUMNS
 * wide. Cells and prose are cleaned (report/words.h), so that names cannot command a terminal.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_PAGE_H
#define ICS_REPORT_PAGE_H

#include "base/buffer.h"

enum {
   ICS_PAGE_COLUMNS = 100,
   ICS_TABLE_COLUMNS = 16,
};

/** A table being filled cell by cell, row by row. */
typedef struct ics_table {
   ics_buffer *page;
   const char *align; /* one letter a column: 'l' or 'r' */
   int columns, cells, room;
   const char **cell; /* [room] */
} ics_table;

/** Begin a table whose columns are aligned as @p align says, at most ICS_TABLE_COLUMNS. */
ics_table ics_table_start(ics_buffer *page, const char *align);

/** The next cell, from left to right, then the next row; printf. */
void ics_table_cell(ics_table *table, const char *fmt, ...) ICS_PRINTF(2, 3);

/** Write the table, indented by @p indent. Where it is too wide, a last column that is left-aligned
 * flows on below itself, then the widest left-aligned column is cut, its texts ending in "...". */
void ics_table_end(ics_table *table, int indent);

/** Prose, wrapped at blanks, every line indented by @p indent; ends the line; printf. */
void ics_page_prose(ics_buffer *page, int indent, const char *fmt, ...) ICS_PRINTF(3, 4);

/** A heading after an empty line. */
void ics_page_heading(ics_buffer *page, const char *fmt, ...) ICS_PRINTF(2, 3);

#endif
