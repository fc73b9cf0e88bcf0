/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file table.h
 *  A table: records of the same named fields, whether they came from a CSV file or from a list in
 *  the settings.                                   Rules shared by all headers: base/err.h */
#ifndef ICS_INSTANCE_TABLE_H
#define ICS_INSTANCE_TABLE_H

#include "instance/files.h"

typedef struct ics_column {
   const char *name;
   bool is_number;
   bool optional; /* the column may be absent; a blank cell never may */
} ics_column;

typedef struct ics_cell {
   bool given;       /* false: an optional column is absent, or a fault was collected */
   double number;    /* of a number column */
   const char *text; /* of a text column */
} ics_cell;

typedef struct ics_record {
   ics_where where;
   ics_cell *cells; /* [ncolumns] in the order of the columns asked for */
} ics_record;

typedef struct ics_table {
   const char *name;          /* as paths begin: "need" */
   const ics_column *columns; /* [ncolumns] */
   int ncolumns;
   ics_record *records; /* [nrecords] */
   int nrecords;
} ics_table;

/** Read CSV (RFC 4180; lines that begin with # are comments) into table->records, in @p arena.
 *  The first line names the columns, in any order. Faults: a column that is missing, twice or
 *  unknown, a line of another number of cells, a blank cell, a cell that is not a number.
 *  @return ICS_OK with faults collected; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_table_csv(const ics_source *source, ics_table *table, ics_arena *arena,
                                   ics_err *err);

#endif
