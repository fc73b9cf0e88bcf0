/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file store_sql.h
 *  Statements on a results store, for the files that write and read it (store.c, saved.c,
 * analyses.c): values
 * in from the left, columns out by number, the first fault remembered until the end. SQLite's C
 * interface: sqlite.org/c3ref (version 3.40). Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_STORE_SQL_H
#define ICS_STUDY_STORE_SQL_H

#include <sqlite3.h>

#include "results/facts.h"
#include "study/store.h"

struct ics_store {
   sqlite3 *db;
   const char *path;
   bool reading; /* opened by ics_store_open_saved: a fault is one of an input */
   int schema;   /* ICS_STORE_SCHEMA, or an older one that can be read */
};

/** A statement being used; ics_sql_end closes it and reports what went wrong on the way. */
typedef struct ics_sql {
   const ics_store *store;
   sqlite3_stmt *it;
   int code; /* SQLITE_OK, or the first fault */
} ics_sql;

/** Begin one: @p sql with a ? a value. A fault waits for ics_sql_end. */
ics_sql ics_sql_begin(const ics_store *store, const char *sql);

/** Put values and run it. A row that it gives stays until the next call.
 *  @param kinds  a letter a value: i int, r double (not a number is NULL), t text (NULL is NULL)
 *  @return there is a row */
bool ics_sql_step(ics_sql *st, const char *kinds, ...);

/** The next row of it. @return there is one */
bool ics_sql_next(ics_sql *st);

/** Put one value in place @p place, from 1; and run it with what was put, when no row is wanted. */
void ics_sql_put(ics_sql *st, int place, const ics_fact *value);
void ics_sql_run(ics_sql *st);

/** Close. @return ICS_OK; errors of store.h */
ICS_NODISCARD ics_rc ics_sql_end(ics_sql *st, ics_err *err);

/** Columns of the row at hand. NULL is NAN, 0, NULL, and "" as a word. */
double ics_sql_real(const ics_sql *st, int column);
int ics_sql_whole(const ics_sql *st, int column);
const char *ics_sql_text(ics_sql *st, int column, ics_arena *arena);
const char *ics_sql_word(ics_sql *st, int column, ics_arena *arena);

/** The one number that a query with one number in it gives; 0: no row. */
ICS_NODISCARD ics_rc ics_sql_number(const ics_store *store, const char *sql, int with, int *out,
                                    ics_err *err);

/** Statements without values and rows. */
ICS_NODISCARD ics_rc ics_sql_do(const ics_store *store, const char *sql, ics_err *err);

/** Add the tables of analyses (analyses.c) and the number of the schema that has them; within a
 *  transaction. */
ICS_NODISCARD ics_rc ics_sql_analyses(ics_store *store, ics_arena *arena, ics_err *err);

/** End what "BEGIN IMMEDIATE" began: kept where @p rc is ICS_OK, else taken back.
 *  @return @p rc, or why it could not be kept */
ICS_NODISCARD ics_rc ics_sql_finish(const ics_store *store, ics_rc rc, ics_err *err);

#endif
