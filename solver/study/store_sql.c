/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/store_sql.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
   APPLICATION = 1768125282, /* "icsb" */
   BUSY_MS = 5000,           /* another writer is waited for so long */
};

static const char SCHEMA[] =
    "PRAGMA application_id = 1768125282;"
    "CREATE TABLE runs (run INTEGER PRIMARY KEY, version TEXT NOT NULL, backend TEXT NOT NULL,"
    " goal TEXT NOT NULL, resolution TEXT NOT NULL, settings TEXT NOT NULL,"
    " UNIQUE (version, backend, goal, resolution, settings));"
    "CREATE TABLE inputs (input INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs,"
    " system TEXT NOT NULL, name TEXT, file TEXT, sha256 TEXT NOT NULL, reference TEXT,"
    " asked INTEGER NOT NULL, UNIQUE (run, system, sha256));"
    "CREATE TABLE axes (run INTEGER NOT NULL REFERENCES runs, axis TEXT NOT NULL,"
    " position INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (run, axis, position)) WITHOUT "
    "ROWID;"
    "CREATE TABLE offers (input INTEGER NOT NULL REFERENCES inputs, policy TEXT NOT NULL,"
    " PRIMARY KEY (input, policy)) WITHOUT ROWID;"
    "CREATE TABLE names (input INTEGER NOT NULL REFERENCES inputs, kind TEXT NOT NULL,"
    " position INTEGER NOT NULL, id TEXT NOT NULL, name TEXT,"
    " PRIMARY KEY (input, kind, position)) WITHOUT ROWID;"
    "CREATE TABLE starts (input INTEGER PRIMARY KEY REFERENCES inputs, seconds REAL, shape TEXT,"
    " rows TEXT, columns TEXT);"
    "CREATE TABLE scales (input INTEGER NOT NULL REFERENCES inputs, position INTEGER NOT NULL,"
    " aim TEXT NOT NULL, best REAL, worst REAL, PRIMARY KEY (input, position)) WITHOUT ROWID;"
    "CREATE TABLE cells (cell INTEGER PRIMARY KEY, input INTEGER NOT NULL REFERENCES inputs,"
    " policy TEXT NOT NULL, policy_name TEXT, run_id TEXT, goal_id TEXT, status TEXT NOT NULL, "
    "words TEXT, start TEXT,"
    " certified INTEGER NOT NULL, relative_gap REAL, goal REAL, sense TEXT, shortfall_gbp_m REAL,"
    " breach_gbp_m REAL, unmet_first REAL, unmet_last REAL, unmet_today REAL, inequality REAL,"
    " moved_gbp_m REAL, iterations INTEGER, rows INTEGER, columns INTEGER, nonzeros INTEGER,"
    " seconds REAL, UNIQUE (input, policy));"
    "CREATE TABLE aims (cell INTEGER NOT NULL REFERENCES cells ON DELETE CASCADE,"
    " position INTEGER NOT NULL, aim TEXT NOT NULL, name TEXT, unit TEXT, sense TEXT, value REAL,"
    " baseline REAL, best REAL, worst REAL, PRIMARY KEY (cell, position)) WITHOUT ROWID;"
    "CREATE TABLE stages (cell INTEGER NOT NULL REFERENCES cells ON DELETE CASCADE,"
    " position INTEGER NOT NULL, stage TEXT NOT NULL, status TEXT, value REAL, held REAL,"
    " iterations INTEGER, PRIMARY KEY (cell, position)) WITHOUT ROWID;"
    "CREATE TABLE certificates (cell INTEGER NOT NULL REFERENCES cells ON DELETE CASCADE,"
    " position INTEGER NOT NULL, certified INTEGER, relative_gap REAL, primal_violation REAL,"
    " dual_violation REAL, method TEXT, rung TEXT, PRIMARY KEY (cell, position)) WITHOUT ROWID;"
    "CREATE TABLE plan (cell INTEGER NOT NULL REFERENCES cells ON DELETE CASCADE,"
    " place TEXT, service TEXT, mechanism TEXT, principle TEXT, year TEXT, gbp_m REAL,"
    " baseline_gbp_m REAL);"
    "CREATE TABLE prices (cell INTEGER NOT NULL REFERENCES cells ON DELETE CASCADE, rule TEXT,"
    " family TEXT, words TEXT, unit TEXT, price REAL, from_limit REAL, to_limit REAL);"
    "CREATE TABLE breaches (cell INTEGER NOT NULL REFERENCES cells ON DELETE CASCADE,"
    " position INTEGER NOT NULL, rule TEXT NOT NULL, family TEXT, words TEXT, year TEXT, unit "
    "TEXT, amount "
    "REAL,"
    " PRIMARY KEY (cell, position)) WITHOUT ROWID;"
    "CREATE INDEX plan_of ON plan (cell); CREATE INDEX prices_of ON prices (cell);";

/* ---- faults -------------------------------------------------------------------------------------
 */

static void folder_of(const char *path, char *folder, size_t bytes)
{
   const char *slash = strrchr(path, '/');
   int length = !slash ? 1 : slash == path ? 1 : (int)(slash - path);
   (void)snprintf(folder, bytes, "%.*s", length, slash ? path : ".");
}

/* Why a file cannot be written, where SQLite's own words do not say: it tries again for reading,
 * and tells the reason of that. */
static const char *reason(const ics_store *s, const char *said)
{
   struct stat st;
   struct rlimit size;
   int cause = sqlite3_system_errno(s->db);
   char folder[PATH_MAX];
   folder_of(s->path, folder, sizeof folder);
   if (cause == EFBIG) return strerror(cause);
   if (stat(folder, &st) != 0) return strerror(errno);
   if (stat(s->path, &st) == 0 && S_ISDIR(st.st_mode)) return strerror(EISDIR);
   if (stat(s->path, &st) == 0 && access(s->path, R_OK | W_OK) != 0) return strerror(errno);
   if (access(folder, W_OK | X_OK) != 0)
      return errno == EACCES ? "its folder may not be written" : strerror(errno);
   if (getrlimit(RLIMIT_FSIZE, &size) == 0 && size.rlim_cur != RLIM_INFINITY)
      return "a limit on the size of files is met (ulimit -f)";
   return cause ? strerror(cause) : said;
}

static ics_rc unwritable(const ics_store *s, int code, ics_err *err)
{
   ics_shown path = ics_show(s->path);
   int cause = sqlite3_system_errno(s->db);
   if ((code & 0xff) == SQLITE_FULL || cause == ENOSPC || cause == EDQUOT)
      return ics_fail(err, ICS_EOUTPUT,
                      "%s: cannot be written: its disk is full, make room on it; what was "
                      "finished before is kept",
                      path.text);
   return ics_fail(err, ICS_EOUTPUT, "%s: cannot be written: %s; what was finished before is kept",
                   path.text, reason(s, sqlite3_errmsg(s->db)));
}

static ics_rc unreadable(const ics_store *s, ics_err *err)
{
   const char *why = sqlite3_errmsg(s->db);
   struct stat st;
   if (access(s->path, R_OK) != 0)
      why = strerror(errno);
   else if (stat(s->path, &st) == 0 && S_ISDIR(st.st_mode))
      why = strerror(EISDIR);
   return ics_fail(err, ICS_EINPUT, "%s: cannot be read: %s", ics_show(s->path).text, why);
}

/* What SQLite says, as one of our codes and in words that help. */
static ics_rc fault(const ics_store *s, int code, ics_err *err)
{
   ics_shown shown = ics_show(s->path);
   const char *path = shown.text;
   switch (code & 0xff) {
   case SQLITE_NOMEM:
      return ics_fail(err, ICS_EMEMORY, "out of memory");
   case SQLITE_NOTADB:
      return ics_fail(err, ICS_EINPUT, "%s: not a results store; choose another file", path);
   case SQLITE_CORRUPT:
   case SQLITE_ERROR: /* our statements are right: a table or column is not there */
      return ics_fail(err, ICS_EINPUT,
                      "%s: this results store is damaged (%s); choose another file", path,
                      sqlite3_errmsg(s->db));
   case SQLITE_BUSY:
   case SQLITE_LOCKED:
      return ics_fail(err, s->reading ? ICS_EINPUT : ICS_EOUTPUT,
                      "%s: another program is writing to it; try again later, or choose another "
                      "file",
                      path);
   case SQLITE_FULL:
   case SQLITE_IOERR:
   case SQLITE_READONLY:
   case SQLITE_CANTOPEN:
   case SQLITE_PERM:
   case SQLITE_AUTH:
   case SQLITE_TOOBIG:
      return s->reading ? unreadable(s, err) : unwritable(s, code, err);
   default:
      return ics_fail(err, ICS_EBUG, "%s: results store: %s", path, sqlite3_errmsg(s->db));
   }
}

ics_rc ics_sql_do(const ics_store *s, const char *sql, ics_err *err)
{
   int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
   return code == SQLITE_OK ? ICS_OK : fault(s, code, err);
}

/* ---- statements ---------------------------------------------------------------------------------
 */

ics_sql ics_sql_begin(const ics_store *s, const char *sql)
{
   ics_sql st = { .store = s };
   st.code = sqlite3_prepare_v2(s->db, sql, -1, &st.it, NULL);
   return st;
}

/* Values from the left: i int, r double (not a number is NULL), t text. */
static void bind_all(ics_sql *st, const char *kinds, va_list values)
{
   for (int p = 1; kinds[p - 1] && st->code == SQLITE_OK; p++) {
      if (kinds[p - 1] == 'i') {
         st->code = sqlite3_bind_int(st->it, p, va_arg(values, int));
      } else if (kinds[p - 1] == 'r') {
         st->code = sqlite3_bind_double(st->it, p, va_arg(values, double));
      } else {
         st->code = sqlite3_bind_text(st->it, p, va_arg(values, const char *), -1, SQLITE_STATIC);
      }
   }
}

/* Put values and run it. A row that it gives stays until the next call. @return there is a row */
bool ics_sql_step(ics_sql *st, const char *kinds, ...)
{
   va_list values;
   if (st->code != SQLITE_OK) return false;
   (void)sqlite3_reset(st->it);
   va_start(values, kinds);
   bind_all(st, kinds, values);
   va_end(values);
   if (st->code != SQLITE_OK) return false;
   int code = sqlite3_step(st->it);
   if (code != SQLITE_ROW && code != SQLITE_DONE) st->code = code;
   return code == SQLITE_ROW;
}

void ics_sql_put(ics_sql *st, int place, const ics_fact *value)
{
   if (st->code != SQLITE_OK) return;
   if (value->type == ICS_FACT_REAL)
      st->code = sqlite3_bind_double(st->it, place, value->real);
   else if (value->type == ICS_FACT_INTEGER)
      st->code = sqlite3_bind_int64(st->it, place, value->whole);
   else
      st->code = sqlite3_bind_text(st->it, place, value->text, -1, SQLITE_TRANSIENT);
}

void ics_sql_run(ics_sql *st)
{
   if (st->code != SQLITE_OK) return;
   int code = sqlite3_step(st->it);
   if (code != SQLITE_ROW && code != SQLITE_DONE) st->code = code;
   (void)sqlite3_reset(st->it);
}

bool ics_sql_next(ics_sql *st)
{
   int code = sqlite3_step(st->it);
   if (code != SQLITE_ROW && code != SQLITE_DONE) st->code = code;
   return code == SQLITE_ROW;
}

ics_rc ics_sql_end(ics_sql *st, ics_err *err)
{
   int code = st->code;
   ics_rc rc = code == SQLITE_OK ? ICS_OK : fault(st->store, code, err);
   (void)sqlite3_finalize(st->it);
   st->it = NULL;
   return rc;
}

/* Columns of the row at hand. */
double ics_sql_real(const ics_sql *st, int column)
{
   if (sqlite3_column_type(st->it, column) == SQLITE_NULL) return (double)NAN;
   return sqlite3_column_double(st->it, column);
}

int ics_sql_whole(const ics_sql *st, int column)
{
   return sqlite3_column_int(st->it, column);
}

/* NULL stays NULL; memory that is out is latched as SQLite's own. */
const char *ics_sql_text(ics_sql *st, int column, ics_arena *arena)
{
   const unsigned char *value = sqlite3_column_text(st->it, column);
   if (!value) return NULL;
   const char *copy = ics_strdup(arena, (const char *)value);
   if (!copy) st->code = SQLITE_NOMEM;
   return copy;
}

const char *ics_sql_word(ics_sql *st, int column, ics_arena *arena)
{
   const char *value = ics_sql_text(st, column, arena);
   return value ? value : "";
}

/* ---- opening and closing ------------------------------------------------------------------------
 */

ics_rc ics_sql_number(const ics_store *s, const char *sql, int with, int *out, ics_err *err)
{
   ics_sql st = ics_sql_begin(s, sql);
   const char *kinds = sqlite3_bind_parameter_count(st.it) > 0 ? "i" : "";
   *out = ics_sql_step(&st, kinds, with) ? ics_sql_whole(&st, 0) : 0;
   return ics_sql_end(&st, err);
}

static ics_rc make(ics_store *s, ics_arena *arena, ics_err *err)
{
   ICS_TRY(ics_sql_do(s, SCHEMA, err));
   return ics_sql_analyses(s, arena, err);
}

static ics_rc make_or_check(ics_store *s, ics_arena *arena, ics_err *err)
{
   int application, tables;
   ICS_TRY(ics_sql_number(s, "PRAGMA application_id", 0, &application, err));
   ICS_TRY(ics_sql_number(s, "PRAGMA user_version", 0, &s->schema, err));
   ICS_TRY(ics_sql_number(s, "SELECT count(*) FROM sqlite_master", 0, &tables, err));
   bool empty = tables == 0 && application == 0 && s->schema == 0;
   if (empty && s->reading)
      return ics_fail(err, ICS_EINPUT, "%s: nothing was ever finished in this results store",
                      ics_show(s->path).text);
   if (empty) return make(s, arena, err);
   if (application != APPLICATION)
      return ics_fail(err, ICS_EINPUT,
                      "%s: a database, but not a results store of icsopt; choose another file",
                      ics_show(s->path).text);
   if (s->schema >= ICS_STORE_OLDEST && s->schema <= ICS_STORE_SCHEMA) return ICS_OK;
   return ics_fail(
       err, ICS_EINPUT,
       "%s: a results store of schema %d, and this version of icsopt reads schemas %d to %d; "
       "choose another file, or ask the version that made it (table runs)",
       ics_show(s->path).text, s->schema, ICS_STORE_OLDEST, ICS_STORE_SCHEMA);
}

ics_rc ics_sql_finish(const ics_store *s, ics_rc rc, ics_err *err)
{
   if (rc == ICS_OK) rc = ics_sql_do(s, "COMMIT", err);
   if (rc != ICS_OK) (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
   return rc;
}

static ics_rc set_up(ics_store *s, ics_arena *arena, ics_err *err)
{
   (void)sqlite3_busy_timeout(s->db, BUSY_MS);
   ICS_TRY(ics_sql_do(s, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF", err));
   ICS_TRY(ics_sql_do(s, "BEGIN IMMEDIATE", err));
   ICS_TRY(ics_sql_finish(s, make_or_check(s, arena, err), err));
   return ics_sql_do(s, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", err);
}

ics_rc ics_store_open(const char *path, ics_arena *arena, ics_store **out, ics_err *err)
{
   ics_store *s;
   ICS_ALLOC(s, arena, 1, err);
   s->path = path ? path : "results in memory";
   int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
   int code = sqlite3_open_v2(path ? path : ":memory:", &s->db, flags, NULL);
   /* Before anything is asked of it: SQLite would leave its own files, read-only too, beside it. */
   if (code == SQLITE_OK && sqlite3_db_readonly(s->db, "main") == 1) code = SQLITE_READONLY;
   ics_rc rc = code == SQLITE_OK ? set_up(s, arena, err) : fault(s, code, err);
   if (rc != ICS_OK) ics_store_close(&s);
   *out = s;
   return rc;
}

/* The whole path as a URI (RFC 3986, 2.1), for the one option that only a URI can carry. */
static void as_uri(const char *path, char *uri, size_t bytes)
{
   size_t used = (size_t)snprintf(uri, bytes, "file:");
   for (const unsigned char *c = (const unsigned char *)path; *c && used + 32 < bytes; c++)
      used += (size_t)snprintf(uri + used, bytes - used, strchr("?#%", *c) ? "%%%02X" : "%c", *c);
   (void)snprintf(uri + used, bytes - used, "?immutable=1");
}

static bool has_journal(const char *path)
{
   char journal[PATH_MAX];
   struct stat st;
   (void)snprintf(journal, sizeof journal, "%s-wal", path);
   return stat(journal, &st) == 0 && st.st_size > 0;
}

/* Where nothing can be written beside it, a store is read as it stands, if it stands whole. */
static int open_saved(const ics_store *s, sqlite3 **db)
{
   char uri[3 * PATH_MAX], folder[PATH_MAX];
   folder_of(s->path, folder, sizeof folder);
   bool ours = access(s->path, W_OK) == 0 && access(folder, W_OK | X_OK) == 0;
   if (ours || has_journal(s->path))
      return sqlite3_open_v2(s->path, db, ours ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY,
                             NULL);
   as_uri(s->path, uri, sizeof uri);
   return sqlite3_open_v2(uri, db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
}

static ics_rc check_saved(ics_store *s, ics_arena *arena, ics_err *err)
{
   (void)sqlite3_busy_timeout(s->db, BUSY_MS);
   ICS_TRY(ics_sql_do(s, "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF", err));
   return make_or_check(s, arena, err);
}

ics_rc ics_store_open_saved(const char *path, ics_arena *arena, ics_store **out, ics_err *err)
{
   ics_store *s;
   ICS_ALLOC(s, arena, 1, err);
   *s = (ics_store){ .path = path, .reading = true };
   int code = open_saved(s, &s->db);
   ics_rc rc = code == SQLITE_OK ? check_saved(s, arena, err) : fault(s, code, err);
   if (rc != ICS_OK) ics_store_close(&s);
   *out = s;
   return rc;
}

ics_rc ics_store_try(const char *path, ics_arena *arena, ics_err *err)
{
   ics_store *s = NULL;
   ics_store none = { .path = path };
   struct stat st;
   char folder[PATH_MAX];
   if (stat(path, &st) == 0) {
      ics_rc rc = ics_store_open(path, arena, &s, err);
      ics_store_close(&s);
      return rc;
   }
   folder_of(path, folder, sizeof folder);
   return access(folder, W_OK | X_OK) == 0 ? ICS_OK : unwritable(&none, SQLITE_CANTOPEN, err);
}

void ics_store_close(ics_store **store)
{
   if (*store) (void)sqlite3_close((*store)->db);
   *store = NULL;
}
