/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "study/store_sql.h"

/* ---- tables -------------------------------------------------------------------------------------
 */

static const char FIXED[] =
    "CREATE TABLE analyses (analysis INTEGER PRIMARY KEY, kind TEXT NOT NULL,"
    " version TEXT NOT NULL, backend TEXT NOT NULL, system TEXT NOT NULL, name TEXT NOT NULL,"
    " file TEXT NOT NULL, sha256 TEXT NOT NULL, policy TEXT NOT NULL, goal TEXT NOT NULL,"
    " settings TEXT NOT NULL, asked TEXT NOT NULL, words TEXT, status INTEGER NOT NULL,"
    " done INTEGER NOT NULL, remark TEXT,"
    " UNIQUE (kind, version, backend, system, sha256, policy, goal, settings, asked));"
    "CREATE TABLE heads (analysis INTEGER NOT NULL REFERENCES analyses ON DELETE CASCADE,"
    " head INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (analysis, head)) WITHOUT ROWID;";

static const char OWNER[] = "analysis INTEGER NOT NULL REFERENCES analyses ON DELETE CASCADE";

/* A column may be called as a word of SQL is (group, as), so names are quoted. */
static void narrow_table(const ics_fact_table *table, ics_buffer *sql)
{
   static const char *const types[] = { "TEXT", "REAL", "INTEGER" };
   ics_fact_column column;
   ics_buffer_printf(sql, "CREATE TABLE \"%s\" (%s, position INTEGER NOT NULL", table->name, OWNER);
   for (const char *at = table->columns; (at = ics_fact_column_read(at, &column));)
      ics_buffer_printf(sql, ", \"%s\" %s", column.name, types[column.type]);
   ics_buffer_text(sql, ", PRIMARY KEY (analysis, position)) WITHOUT ROWID;");
}

/* Values keep the type that they come with: no type is declared. */
static void wide_table(const ics_fact_table *table, ics_buffer *sql)
{
   ics_fact_column key;
   (void)ics_fact_column_read(table->columns, &key);
   ics_buffer_printf(sql,
                     "CREATE TABLE \"%s\" (%s, \"%s\" INTEGER NOT NULL, head INTEGER NOT NULL,"
                     " value, PRIMARY KEY (analysis, \"%s\", head)) WITHOUT ROWID;",
                     table->name, OWNER, key.name, key.name);
}

ics_rc ics_sql_analyses(ics_store *s, ics_arena *arena, ics_err *err)
{
   ics_buffer sql = ics_buffer_start(arena);
   char *text = NULL;
   ics_buffer_text(&sql, FIXED);
   for (int t = 0; t < ics_nfact_tables; t++)
      (ics_fact_tables[t].wide ? wide_table : narrow_table)(&ics_fact_tables[t], &sql);
   ics_buffer_printf(&sql, "PRAGMA user_version = %d", ICS_STORE_SCHEMA);
   ICS_TRY(ics_buffer_end(&sql, &text, err));
   ICS_TRY(ics_sql_do(s, text, err));
   s->schema = ICS_STORE_SCHEMA;
   return ICS_OK;
}

/* ---- taking what is told ------------------------------------------------------------------------
 */

/** A store that takes the facts of an analysis. */
typedef struct taker {
   ics_store *store;
   ics_arena *arena;
   int id;
   const ics_fact_table *table;
   ics_sql heads, rows; /* inserting */
   int head, row;       /* columns named; rows told */
   int cell;            /* cells told of the row */
   int key;             /* of the row of a wide table */
   bool naming;         /* the row of names is not at its end */
   ics_rc rc;           /* the first fault, with its words in err */
   ics_err *err;
} taker;

static void finish(taker *t)
{
   ics_err *err = t->err;
   ics_err after = { 0 };
   if (!t->table) return;
   ics_rc heads = ics_sql_end(&t->heads, t->rc == ICS_OK ? err : &after);
   if (t->rc == ICS_OK) t->rc = heads;
   ics_rc rows = ics_sql_end(&t->rows, t->rc == ICS_OK ? err : &after);
   if (t->rc == ICS_OK) t->rc = rows;
   t->table = NULL;
}

/* As many places for values as the table has columns. */
static const char *insertion(taker *t, const ics_fact_table *table)
{
   ics_buffer sql = ics_buffer_start(t->arena);
   ics_fact_column column;
   char *text = NULL;
   ics_err lost;
   ics_buffer_printf(&sql, "INSERT INTO \"%s\" VALUES (?, ?", table->name);
   for (const char *at = table->columns; (at = ics_fact_column_read(at, &column));)
      ics_buffer_text(&sql, ", ?");
   ics_buffer_text(&sql, table->wide ? ", ?)" : ")");
   return ics_buffer_end(&sql, &text, &lost) == ICS_OK ? text : NULL;
}

static void take_table(void *ctx, const ics_fact_table *table, const char *remark)
{
   taker *t = ctx;
   finish(t);
   const char *sql = insertion(t, table);
   if (!sql && t->rc == ICS_OK) t->rc = ics_fail(t->err, ICS_EMEMORY, "out of memory");
   t->table = table;
   t->heads = ics_sql_begin(t->store, "INSERT INTO heads VALUES (?, ?, ?)");
   t->rows = ics_sql_begin(t->store, sql ? sql : "");
   t->head = t->row = t->cell = 0;
   t->naming = true;
   if (!remark || t->rc != ICS_OK) return;
   ics_sql st = ics_sql_begin(t->store, "UPDATE analyses SET remark = ? WHERE analysis = ?");
   (void)ics_sql_step(&st, "ti", remark, t->id);
   t->rc = ics_sql_end(&st, t->err);
}

static void take_head(void *ctx, const char *name)
{
   taker *t = ctx;
   if (t->table->wide && t->rc == ICS_OK)
      (void)ics_sql_step(&t->heads, "iit", t->id, t->head, name);
   t->head++;
}

static void take_fact(void *ctx, const ics_fact *fact)
{
   taker *t = ctx;
   int cell = t->cell++;
   if (t->rc != ICS_OK) return;
   if (!t->table->wide) {
      if (cell == 0) ics_sql_put(&t->rows, 2, &(ics_fact){ ICS_FACT_INTEGER, .whole = t->row });
      ics_sql_put(&t->rows, 3 + cell, fact);
   } else if (cell == 0) {
      t->key = (int)fact->whole;
   } else {
      ics_sql_put(&t->rows, 2, &(ics_fact){ ICS_FACT_INTEGER, .whole = t->key });
      ics_sql_put(&t->rows, 3, &(ics_fact){ ICS_FACT_INTEGER, .whole = cell });
      ics_sql_put(&t->rows, 4, fact);
      ics_sql_put(&t->rows, 1, &(ics_fact){ ICS_FACT_INTEGER, .whole = t->id });
      ics_sql_run(&t->rows);
   }
}

static void take_end(void *ctx)
{
   taker *t = ctx;
   bool row = !t->naming;
   t->naming = false;
   t->cell = 0;
   if (!row || t->rc != ICS_OK) return;
   t->row++;
   if (t->table->wide) return;
   ics_sql_put(&t->rows, 1, &(ics_fact){ ICS_FACT_INTEGER, .whole = t->id });
   ics_sql_run(&t->rows);
}

static ics_rc take_all(ics_store *s, int id, ics_facts_tell *tell, const void *answer,
                       ics_arena *arena, ics_err *err)
{
   static const ics_facts_taker to = { take_table, take_head, take_fact, take_end };
   taker t = { .store = s, .arena = arena, .id = id, .err = err };
   ics_facts facts = { .to = &to, .ctx = &t, .arena = arena };
   tell(answer, &facts);
   finish(&t);
   if (t.rc != ICS_OK) return t.rc;
   return facts.failed ? ics_fail(err, ICS_EMEMORY, "out of memory") : ICS_OK;
}

/* ---- putting ------------------------------------------------------------------------------------
 */

/* The number of an analysis, and how much of it is there; 0: none of it. */
static ics_rc find(const ics_store *s, const ics_analysis *a, int *id, int *done, ics_err *err)
{
   ics_sql st =
       ics_sql_begin(s, "SELECT analysis, done FROM analyses WHERE kind = ? AND version = ?"
                        " AND backend = ? AND system = ? AND sha256 = ? AND policy = ?"
                        " AND goal = ? AND settings = ? AND asked = ?");
   bool there = ics_sql_step(&st, "ttttttttt", a->kind, a->version, a->backend, a->system,
                             a->sha256, a->policy, a->goal, a->settings, a->asked);
   *id = there ? ics_sql_whole(&st, 0) : 0;
   *done = there ? ics_sql_whole(&st, 1) : 0;
   return ics_sql_end(&st, err);
}

static ics_rc clear_table(const ics_store *s, const char *table, int id, ics_err *err)
{
   char sql[96];
   (void)snprintf(sql, sizeof sql, "DELETE FROM \"%s\" WHERE analysis = ?", table);
   ics_sql st = ics_sql_begin(s, sql);
   (void)ics_sql_step(&st, "i", id);
   return ics_sql_end(&st, err);
}

static ics_rc clear(const ics_store *s, const ics_analysis *a, int id, ics_err *err)
{
   ICS_TRY(clear_table(s, "heads", id, err));
   for (int t = 0; t < ics_nfact_tables; t++)
      if (strcmp(ics_fact_tables[t].kind, a->kind) == 0)
         ICS_TRY(clear_table(s, ics_fact_tables[t].name, id, err));
   return clear_table(s, "analyses", id, err);
}

/* @p id  0: the next number */
static ics_rc insert(ics_store *s, const ics_analysis *a, int *id, ics_err *err)
{
   ics_sql st = ics_sql_begin(
       s, "INSERT INTO analyses (analysis, kind, version, backend, system, name, file, sha256,"
          " policy, goal, settings, asked, words, status, done)"
          " VALUES (nullif(?, 0),?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
   (void)ics_sql_step(&st, "ittttttttttttii", *id, a->kind, a->version, a->backend, a->system,
                      a->name, a->file, a->sha256, a->policy, a->goal, a->settings, a->asked,
                      a->words, a->status, a->done);
   *id = (int)sqlite3_last_insert_rowid(s->db);
   return ics_sql_end(&st, err);
}

static ics_rc put(ics_store *s, const ics_analysis *a, ics_facts_tell *tell, const void *answer,
                  ics_arena *arena, int *kept, ics_err *err)
{
   int done = 0;
   ICS_TRY(ics_sql_number(s, "PRAGMA user_version", 0, &s->schema, err));
   if (s->schema < ICS_STORE_SCHEMA) ICS_TRY(ics_sql_analyses(s, arena, err));
   ICS_TRY(find(s, a, kept, &done, err));
   if (*kept != 0 && done > a->done) return ICS_OK;
   if (*kept != 0) ICS_TRY(clear(s, a, *kept, err));
   ICS_TRY(insert(s, a, kept, err));
   return take_all(s, *kept, tell, answer, arena, err);
}

ics_rc ics_analysis_put(ics_store *s, const ics_analysis *a, ics_facts_tell *tell,
                        const void *answer, ics_arena *arena, int *kept, ics_err *err)
{
   int before = s->schema;
   ICS_TRY(ics_sql_do(s, "BEGIN IMMEDIATE", err));
   ics_rc rc = ics_sql_finish(s, put(s, a, tell, answer, arena, kept, err), err);
   if (rc != ICS_OK) s->schema = before;
   return rc;
}

/* ---- reading ------------------------------------------------------------------------------------
 */

static ics_analysis read_one(ics_sql *st, ics_arena *arena)
{
   return (ics_analysis){ .id = ics_sql_whole(st, 0),
                          .kind = ics_sql_word(st, 1, arena),
                          .version = ics_sql_word(st, 2, arena),
                          .backend = ics_sql_word(st, 3, arena),
                          .system = ics_sql_word(st, 4, arena),
                          .name = ics_sql_word(st, 5, arena),
                          .file = ics_sql_word(st, 6, arena),
                          .sha256 = ics_sql_word(st, 7, arena),
                          .policy = ics_sql_word(st, 8, arena),
                          .goal = ics_sql_word(st, 9, arena),
                          .settings = ics_sql_word(st, 10, arena),
                          .asked = ics_sql_word(st, 11, arena),
                          .words = ics_sql_text(st, 12, arena),
                          .status = ics_sql_whole(st, 13),
                          .done = ics_sql_whole(st, 14) };
}

ics_rc ics_analyses_list(const ics_store *s, const char *kind, ics_arena *arena, ics_analysis **out,
                         int *n, ics_err *err)
{
   int room = 0;
   *n = 0;
   if (s->schema >= ICS_STORE_SCHEMA)
      ICS_TRY(ics_sql_number(s, "SELECT count(*) FROM analyses", 0, &room, err));
   ICS_ALLOC(*out, arena, room, err);
   if (room == 0) return ICS_OK;
   ics_sql st = ics_sql_begin(
       s, "SELECT analysis, kind, version, backend, system, name, file, sha256, policy, goal,"
          " settings, asked, words, status, done FROM analyses WHERE kind = coalesce(?, kind)"
          " ORDER BY analysis");
   for (bool row = ics_sql_step(&st, "t", kind); row && *n < room; row = ics_sql_next(&st))
      (*out)[(*n)++] = read_one(&st, arena);
   return ics_sql_end(&st, err);
}

/* A cell of the row at hand, as a column of type @p type has it; of a wide table as it is. */
static void tell_cell(const ics_sql *st, int column, const ics_fact_column *as, ics_facts *to)
{
   int found = sqlite3_column_type(st->it, column);
   bool text = as ? as->type == ICS_FACT_TEXT : found == SQLITE_TEXT;
   bool whole = as ? as->type == ICS_FACT_INTEGER : found == SQLITE_INTEGER;
   if (text)
      ics_facts_text(to, (const char *)sqlite3_column_text(st->it, column));
   else if (whole)
      ics_facts_int(to, (long)sqlite3_column_int64(st->it, column));
   else
      ics_facts_real(to, ics_sql_real(st, column));
}

static ics_rc tell_narrow(const ics_store *s, int id, const ics_fact_table *table, ics_facts *to,
                          ics_err *err)
{
   char sql[128];
   ics_fact_column column;
   (void)snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" WHERE analysis = ? ORDER BY position",
                  table->name);
   ics_sql st = ics_sql_begin(s, sql);
   for (bool row = ics_sql_step(&st, "i", id); row; row = ics_sql_next(&st)) {
      int c = 2;
      for (const char *at = table->columns; (at = ics_fact_column_read(at, &column));)
         tell_cell(&st, c++, &column, to);
      ics_facts_end(to);
   }
   return ics_sql_end(&st, err);
}

static ics_rc tell_heads(const ics_store *s, int id, ics_facts *to, ics_err *err)
{
   ics_sql st =
       ics_sql_begin(s, "SELECT name FROM heads WHERE analysis = ? AND head > 0 ORDER BY head");
   for (bool row = ics_sql_step(&st, "i", id); row; row = ics_sql_next(&st))
      ics_facts_head(to, ics_sql_word(&st, 0, to->arena));
   ics_facts_heads_end(to);
   return ics_sql_end(&st, err);
}

/* Cells of a row follow each other, and each row begins with its key.
 * @return false where one is not the next: then the store is not as it was written */
static bool tell_next(const ics_sql *st, int *key, ics_facts *to)
{
   int of = ics_sql_whole(st, 1), head = ics_sql_whole(st, 2);
   if (to->cells == 0) ics_facts_int(to, *key = of);
   if (of != *key || head != to->cells) return false;
   tell_cell(st, 3, NULL, to);
   if (to->cells == to->heads) ics_facts_end(to);
   return true;
}

static ics_rc tell_wide(const ics_store *s, int id, const ics_fact_table *table, ics_facts *to,
                        ics_err *err)
{
   char sql[128];
   int key = 0;
   bool sound = true;
   ICS_TRY(tell_heads(s, id, to, err));
   (void)snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" WHERE analysis = ? ORDER BY 2, 3",
                  table->name);
   ics_sql st = ics_sql_begin(s, sql);
   for (bool row = ics_sql_step(&st, "i", id); row && sound; row = ics_sql_next(&st))
      sound = tell_next(&st, &key, to);
   ICS_TRY(ics_sql_end(&st, err));
   if (sound && to->cells == 0) return ICS_OK;
   return ics_fail(err, ICS_EINPUT,
                   "%s: this results store is damaged (table %s, analysis %d: cells are missing); "
                   "choose another file",
                   ics_show(s->path).text, table->name, id);
}

static ics_rc read_remark(const ics_store *s, int id, ics_arena *arena, const char **out,
                          ics_err *err)
{
   ics_sql st = ics_sql_begin(s, "SELECT remark FROM analyses WHERE analysis = ?");
   *out = ics_sql_step(&st, "i", id) ? ics_sql_text(&st, 0, arena) : NULL;
   return ics_sql_end(&st, err);
}

ics_rc ics_analysis_tell(const ics_store *s, int id, const ics_fact_table *table, ics_facts *to,
                         ics_err *err)
{
   const char *remark = NULL;
   if (table->wide) ICS_TRY(read_remark(s, id, to->arena, &remark, err));
   if (!ics_facts_table(to, table->name, remark)) return ICS_OK;
   ICS_TRY((table->wide ? tell_wide : tell_narrow)(s, id, table, to, err));
   return to->failed ? ics_fail(err, ICS_EMEMORY, "out of memory") : ICS_OK;
}
