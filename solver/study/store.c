/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/store.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
   APPLICATION = 1768125282, /* "icsb" */
   BUSY_MS = 5000,           /* another writer is waited for so long */
   SHAPE_BYTES = 24,
};

struct ics_store {
   sqlite3 *db;
   const char *path;
};

static const char SCHEMA[] =
    "PRAGMA application_id = 1768125282; PRAGMA user_version = 1;"
    "CREATE TABLE runs (run INTEGER PRIMARY KEY, version TEXT NOT NULL, backend TEXT NOT NULL,"
    " goal TEXT NOT NULL, resolution TEXT NOT NULL, settings TEXT NOT NULL,"
    " UNIQUE (version, backend, goal, resolution, settings));"
    "CREATE TABLE inputs (input INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs,"
    " system TEXT NOT NULL, name TEXT, file TEXT, sha256 TEXT NOT NULL, reference TEXT,"
    " UNIQUE (run, system, sha256));"
    "CREATE TABLE starts (input INTEGER PRIMARY KEY REFERENCES inputs, seconds REAL, shape TEXT,"
    " rows TEXT, columns TEXT);"
    "CREATE TABLE scales (input INTEGER NOT NULL REFERENCES inputs, position INTEGER NOT NULL,"
    " aim TEXT NOT NULL, best REAL, worst REAL, PRIMARY KEY (input, position)) WITHOUT ROWID;"
    "CREATE TABLE cells (cell INTEGER PRIMARY KEY, input INTEGER NOT NULL REFERENCES inputs,"
    " policy TEXT NOT NULL, policy_name TEXT, status TEXT NOT NULL, words TEXT, start TEXT,"
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
    "CREATE INDEX plan_of ON plan (cell); CREATE INDEX prices_of ON prices (cell);";

/* ---- faults -------------------------------------------------------------------------------------
 */

/* Why a file cannot be written, where SQLite's own words do not say: it tries again for reading,
 * and tells the reason of that. */
static const char *reason(const ics_store *s, const char *said)
{
   static const int size_limits[] = { ENOSPC, EDQUOT, EFBIG };
   struct stat st;
   struct rlimit size;
   int cause = sqlite3_system_errno(s->db);
   const char *slash = strrchr(s->path, '/');
   char folder[PATH_MAX] = ".";
   if (slash)
      (void)snprintf(folder, sizeof folder, "%.*s", slash == s->path ? 1 : (int)(slash - s->path),
                     s->path);
   for (size_t n = 0; n < sizeof size_limits / sizeof *size_limits; n++)
      if (cause == size_limits[n]) return strerror(cause);
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
   if ((code & 0xff) == SQLITE_FULL)
      return ics_fail(err, ICS_EOUTPUT,
                      "%s: cannot be written: its disk is full; cells that were finished before "
                      "are kept",
                      path.text);
   return ics_fail(err, ICS_EOUTPUT,
                   "%s: cannot be written: %s; cells that were finished before are kept", path.text,
                   reason(s, sqlite3_errmsg(s->db)));
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
      return ics_fail(err, ICS_EINPUT,
                      "%s: this results store is damaged (%s); choose another file", path,
                      sqlite3_errmsg(s->db));
   case SQLITE_BUSY:
   case SQLITE_LOCKED:
      return ics_fail(err, ICS_EOUTPUT,
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
      return unwritable(s, code, err);
   default:
      return ics_fail(err, ICS_EBUG, "%s: results store: %s", path, sqlite3_errmsg(s->db));
   }
}

static ics_rc execute(const ics_store *s, const char *sql, ics_err *err)
{
   int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
   return code == SQLITE_OK ? ICS_OK : fault(s, code, err);
}

/* ---- statements ---------------------------------------------------------------------------------
 */

/** A statement being used; closed by `end`, which also reports what went wrong on the way. */
typedef struct statement {
   const ics_store *store;
   sqlite3_stmt *it;
   int code; /* SQLITE_OK, or the first fault */
} statement;

static statement begin(const ics_store *s, const char *sql)
{
   statement st = { .store = s };
   st.code = sqlite3_prepare_v2(s->db, sql, -1, &st.it, NULL);
   return st;
}

/* Values from the left: i int, r double (not a number is NULL), t text. */
static void bind_all(statement *st, const char *kinds, va_list values)
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
static bool step(statement *st, const char *kinds, ...)
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

static bool next(statement *st)
{
   int code = sqlite3_step(st->it);
   if (code != SQLITE_ROW && code != SQLITE_DONE) st->code = code;
   return code == SQLITE_ROW;
}

static ics_rc end(statement *st, ics_err *err)
{
   int code = st->code;
   ics_rc rc = code == SQLITE_OK ? ICS_OK : fault(st->store, code, err);
   (void)sqlite3_finalize(st->it);
   st->it = NULL;
   return rc;
}

/* Columns of the row at hand. */
static double real(const statement *st, int column)
{
   if (sqlite3_column_type(st->it, column) == SQLITE_NULL) return (double)NAN;
   return sqlite3_column_double(st->it, column);
}

static int whole(const statement *st, int column)
{
   return sqlite3_column_int(st->it, column);
}

/* NULL stays NULL; memory that is out is latched as SQLite's own. */
static const char *text(statement *st, int column, ics_arena *arena)
{
   const unsigned char *value = sqlite3_column_text(st->it, column);
   if (!value) return NULL;
   const char *copy = ics_strdup(arena, (const char *)value);
   if (!copy) st->code = SQLITE_NOMEM;
   return copy;
}

static const char *word(statement *st, int column, ics_arena *arena)
{
   const char *value = text(st, column, arena);
   return value ? value : "";
}

/* ---- opening and closing ------------------------------------------------------------------------
 */

static ics_rc number(const ics_store *s, const char *sql, int *out, ics_err *err)
{
   statement st = begin(s, sql);
   *out = step(&st, "") ? whole(&st, 0) : 0;
   return end(&st, err);
}

static ics_rc make_or_check(const ics_store *s, ics_err *err)
{
   int application, schema, tables;
   ICS_TRY(number(s, "PRAGMA application_id", &application, err));
   ICS_TRY(number(s, "PRAGMA user_version", &schema, err));
   ICS_TRY(number(s, "SELECT count(*) FROM sqlite_master", &tables, err));
   if (tables == 0 && application == 0 && schema == 0) return execute(s, SCHEMA, err);
   if (application != APPLICATION)
      return ics_fail(err, ICS_EINPUT,
                      "%s: a database, but not a results store of icsopt; choose another file",
                      ics_show(s->path).text);
   if (schema == ICS_STORE_SCHEMA) return ICS_OK;
   return ics_fail(err, ICS_EINPUT,
                   "%s: a results store of schema %d, and this version of icsopt reads schema %d; "
                   "choose another file",
                   ics_show(s->path).text, schema, ICS_STORE_SCHEMA);
}

static ics_rc finish(const ics_store *s, ics_rc rc, ics_err *err)
{
   if (rc == ICS_OK) rc = execute(s, "COMMIT", err);
   if (rc != ICS_OK) (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
   return rc;
}

static ics_rc set_up(ics_store *s, ics_err *err)
{
   (void)sqlite3_busy_timeout(s->db, BUSY_MS);
   ICS_TRY(execute(s, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF", err));
   ICS_TRY(execute(s, "BEGIN IMMEDIATE", err));
   ICS_TRY(finish(s, make_or_check(s, err), err));
   return execute(s, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", err);
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
   ics_rc rc = code == SQLITE_OK ? set_up(s, err) : fault(s, code, err);
   if (rc != ICS_OK) ics_store_close(&s);
   *out = s;
   return rc;
}

void ics_store_close(ics_store **store)
{
   if (*store) (void)sqlite3_close((*store)->db);
   *store = NULL;
}

/* ---- runs and inputs ----------------------------------------------------------------------------
 */

ics_rc ics_store_run_of(ics_store *s, const ics_store_run *run, int *id, ics_err *err)
{
   statement st = begin(s, "INSERT OR IGNORE INTO runs (version, backend, goal, resolution,"
                           " settings) VALUES (?, ?, ?, ?, ?)");
   (void)step(&st, "ttttt", run->version, run->backend, run->goal, run->resolution, run->settings);
   ICS_TRY(end(&st, err));
   st = begin(s, "SELECT run FROM runs WHERE version = ? AND backend = ? AND goal = ?"
                 " AND resolution = ? AND settings = ?");
   *id = step(&st, "ttttt", run->version, run->backend, run->goal, run->resolution, run->settings)
             ? whole(&st, 0)
             : 0;
   return end(&st, err);
}

ics_rc ics_store_input_of(ics_store *s, int run, const ics_instance *in, int *id, ics_err *err)
{
   statement st = begin(s, "INSERT OR IGNORE INTO inputs (run, system, name, file, sha256,"
                           " reference) VALUES (?, ?, ?, ?, ?, ?)");
   (void)step(&st, "ittttt", run, in->code, in->name, in->file, in->sha256,
              in->npolicies > 0 ? in->policies[0].id : NULL);
   ICS_TRY(end(&st, err));
   st = begin(s, "SELECT input FROM inputs WHERE run = ? AND system = ? AND sha256 = ?");
   *id = step(&st, "itt", run, in->code, in->sha256) ? whole(&st, 0) : 0;
   return end(&st, err);
}

/* ---- scales -------------------------------------------------------------------------------------
 */

static ics_rc insert_scales(ics_store *s, int input, const ics_instance *in,
                            const ics_scales *scales, ics_err *err)
{
   char shape[SHAPE_BYTES];
   const ics_basis *basis = &scales->start;
   (void)snprintf(shape, sizeof shape, "%016" PRIx64, basis->shape);
   statement st = begin(s, "INSERT OR REPLACE INTO starts (input, seconds, shape, rows, columns)"
                           " VALUES (?, ?, ?, ?, ?)");
   (void)step(&st, "irttt", input, scales->seconds_build + scales->seconds_solve,
              basis->row ? shape : NULL, basis->row, basis->col);
   ICS_TRY(end(&st, err));
   st = begin(s, "INSERT OR REPLACE INTO scales (input, position, aim, best, worst)"
                 " VALUES (?, ?, ?, ?, ?)");
   for (int a = 0; a < in->naims; a++)
      (void)step(&st, "iitrr", input, a, in->aims[a].id, scales->best[a], scales->worst[a]);
   return end(&st, err);
}

ics_rc ics_store_put_scales(ics_store *s, int input, const ics_instance *in,
                            const ics_scales *scales, ics_err *err)
{
   ICS_TRY(execute(s, "BEGIN IMMEDIATE", err));
   return finish(s, insert_scales(s, input, in, scales, err), err);
}

static ics_rc read_start(ics_store *s, int input, ics_arena *arena, ics_scales *out, bool *found,
                         ics_err *err)
{
   statement st = begin(s, "SELECT seconds, shape, rows, columns FROM starts WHERE input = ?");
   *found = step(&st, "i", input);
   if (*found) {
      const char *shape = text(&st, 1, arena), *rows = text(&st, 2, arena);
      const char *columns = text(&st, 3, arena);
      out->seconds_solve = real(&st, 0);
      if (shape && rows && columns) {
         out->start.shape = strtoull(shape, NULL, 16);
         out->start.row = ics_strdup(arena, rows);
         out->start.col = ics_strdup(arena, columns);
         if (!out->start.row || !out->start.col) st.code = SQLITE_NOMEM;
      }
   }
   return end(&st, err);
}

ics_rc ics_store_get_scales(ics_store *s, int input, const ics_instance *in, ics_arena *arena,
                            ics_scales *out, bool *found, ics_err *err)
{
   *out = (ics_scales){ 0 };
   ICS_ALLOC(out->best, arena, in->naims, err);
   ICS_ALLOC(out->worst, arena, in->naims, err);
   ICS_TRY(read_start(s, input, arena, out, found, err));
   statement st = begin(s, "SELECT best, worst FROM scales WHERE input = ? ORDER BY position");
   int n = 0;
   for (bool row = step(&st, "i", input); row && n < in->naims; row = next(&st)) {
      out->best[n] = real(&st, 0);
      out->worst[n++] = real(&st, 1);
   }
   *found = *found && n == in->naims;
   return end(&st, err);
}

/* ---- cells: writing -----------------------------------------------------------------------------
 */

static const char *sense_word(bool maximise)
{
   return maximise ? "max" : "min";
}

static ics_rc insert_head(ics_store *s, int input, const ics_bench_cell *c, int *id, ics_err *err)
{
   statement st = begin(s, "DELETE FROM cells WHERE input = ? AND policy = ?");
   (void)step(&st, "it", input, c->policy);
   ICS_TRY(end(&st, err));
   st = begin(s, "INSERT INTO cells (input, policy, policy_name, status, words, start, certified,"
                 " relative_gap, goal, sense, shortfall_gbp_m, breach_gbp_m, unmet_first,"
                 " unmet_last, unmet_today, inequality, moved_gbp_m, iterations, rows, columns,"
                 " nonzeros, seconds)"
                 " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
   (void)step(&st, "itttttirrtrrrrrrriiiir", input, c->policy, c->policy_name, c->status, c->words,
              c->start, (int)c->certified, c->relative_gap, c->goal, sense_word(c->maximise),
              c->shortfall_gbp_m, c->breach_gbp_m, c->unmet_first, c->unmet_last, c->unmet_today,
              c->inequality, c->moved_gbp_m, c->iterations, c->rows, c->columns, c->nonzeros,
              c->seconds);
   *id = (int)sqlite3_last_insert_rowid(s->db);
   return end(&st, err);
}

static ics_rc insert_aims(ics_store *s, int id, const ics_bench_cell *c, ics_err *err)
{
   statement st = begin(s, "INSERT INTO aims (cell, position, aim, name, unit, sense, value,"
                           " baseline, best, worst) VALUES (?,?,?,?,?,?,?,?,?,?)");
   for (int a = 0; a < c->naims; a++) {
      const ics_result_aim *aim = &c->aims[a];
      (void)step(&st, "iittttrrrr", id, a, aim->aim.id, aim->aim.name, aim->unit,
                 sense_word(aim->maximise), aim->value, aim->baseline, aim->best, aim->worst);
   }
   return end(&st, err);
}

static ics_rc insert_stages(ics_store *s, int id, const ics_bench_cell *c, ics_err *err)
{
   statement st = begin(s, "INSERT INTO stages (cell, position, stage, status, value, held,"
                           " iterations) VALUES (?,?,?,?,?,?,?)");
   for (int n = 0; n < c->nstages; n++) {
      const ics_result_stage *it = &c->stages[n];
      (void)step(&st, "iittrri", id, n, it->id, it->status, it->value, it->held, it->iterations);
   }
   ICS_TRY(end(&st, err));
   st = begin(s, "INSERT INTO certificates (cell, position, certified, relative_gap,"
                 " primal_violation, dual_violation, method, rung) VALUES (?,?,?,?,?,?,?,?)");
   for (int n = 0; n < c->nstages; n++) {
      const ics_result_stage *it = &c->stages[n];
      (void)step(&st, "iiirrrtt", id, n, (int)it->certified, it->relative_gap, it->primal_violation,
                 it->dual_violation, it->method, it->rung);
   }
   return end(&st, err);
}

static ics_rc insert_lines(ics_store *s, int id, const ics_bench_cell *c, ics_err *err)
{
   statement st = begin(s, "INSERT INTO plan (cell, place, service, mechanism, principle, year,"
                           " gbp_m, baseline_gbp_m) VALUES (?,?,?,?,?,?,?,?)");
   for (int n = 0; n < c->nplan; n++) {
      const ics_plan_line *it = &c->plan[n];
      (void)step(&st, "itttttrr", id, it->place.id, it->service.id, it->mechanism.id, it->principle,
                 it->year, it->gbp_m, it->baseline_gbp_m);
   }
   ICS_TRY(end(&st, err));
   st = begin(s, "INSERT INTO prices (cell, rule, family, words, unit, price, from_limit, to_limit)"
                 " VALUES (?,?,?,?,?,?,?,?)");
   for (int n = 0; n < c->nprices; n++) {
      const ics_price_line *it = &c->prices[n];
      (void)step(&st, "ittttrrr", id, it->rule, it->family, it->words, it->unit, it->price,
                 it->from, it->to);
   }
   return end(&st, err);
}

static ics_rc insert_cell(ics_store *s, int input, const ics_bench_cell *cell, ics_err *err)
{
   int id = 0;
   ICS_TRY(insert_head(s, input, cell, &id, err));
   ICS_TRY(insert_aims(s, id, cell, err));
   ICS_TRY(insert_stages(s, id, cell, err));
   return insert_lines(s, id, cell, err);
}

ics_rc ics_store_put_cell(ics_store *s, int input, const ics_bench_cell *cell, ics_err *err)
{
   ICS_TRY(execute(s, "BEGIN IMMEDIATE", err));
   return finish(s, insert_cell(s, input, cell, err), err);
}

/* ---- cells: reading -----------------------------------------------------------------------------
 */

static ics_rc read_head(ics_store *s, int input, const char *policy, ics_arena *arena,
                        ics_bench_cell *c, int *id, ics_err *err)
{
   statement st = begin(
       s, "SELECT cell, policy_name, status, words, start, certified, relative_gap, goal, sense,"
          " shortfall_gbp_m, breach_gbp_m, unmet_first, unmet_last, unmet_today, inequality,"
          " moved_gbp_m, iterations, rows, columns, nonzeros, seconds"
          " FROM cells WHERE input = ? AND policy = ?");
   *id = 0;
   if (step(&st, "it", input, policy)) {
      *id = whole(&st, 0);
      *c = (ics_bench_cell){ .policy = policy,
                             .policy_name = word(&st, 1, arena),
                             .status = word(&st, 2, arena),
                             .words = text(&st, 3, arena),
                             .start = word(&st, 4, arena),
                             .certified = whole(&st, 5) != 0,
                             .relative_gap = real(&st, 6),
                             .goal = real(&st, 7),
                             .maximise = strcmp(word(&st, 8, arena), "max") == 0,
                             .shortfall_gbp_m = real(&st, 9),
                             .breach_gbp_m = real(&st, 10),
                             .unmet_first = real(&st, 11),
                             .unmet_last = real(&st, 12),
                             .unmet_today = real(&st, 13),
                             .inequality = real(&st, 14),
                             .moved_gbp_m = real(&st, 15),
                             .iterations = whole(&st, 16),
                             .rows = whole(&st, 17),
                             .columns = whole(&st, 18),
                             .nonzeros = whole(&st, 19),
                             .seconds = real(&st, 20) };
   }
   return end(&st, err);
}

static ics_rc count(ics_store *s, const char *sql, int id, int *n, ics_err *err)
{
   statement st = begin(s, sql);
   *n = step(&st, "i", id) ? whole(&st, 0) : 0;
   return end(&st, err);
}

static ics_rc read_aims(ics_store *s, int id, ics_arena *arena, ics_bench_cell *c, ics_err *err)
{
   ICS_TRY(count(s, "SELECT count(*) FROM aims WHERE cell = ?", id, &c->naims, err));
   ICS_ALLOC(c->aims, arena, c->naims, err);
   statement st = begin(s, "SELECT aim, name, unit, sense, value, baseline, best, worst FROM aims"
                           " WHERE cell = ? ORDER BY position");
   int n = 0;
   for (bool row = step(&st, "i", id); row && n < c->naims; row = next(&st))
      c->aims[n++] = (ics_result_aim){ .aim = { word(&st, 0, arena), word(&st, 1, arena) },
                                       .unit = word(&st, 2, arena),
                                       .maximise = strcmp(word(&st, 3, arena), "max") == 0,
                                       .value = real(&st, 4),
                                       .baseline = real(&st, 5),
                                       .best = real(&st, 6),
                                       .worst = real(&st, 7) };
   return end(&st, err);
}

static ics_rc read_stages(ics_store *s, int id, ics_arena *arena, ics_bench_cell *c, ics_err *err)
{
   ICS_TRY(count(s, "SELECT count(*) FROM stages WHERE cell = ?", id, &c->nstages, err));
   ICS_ALLOC(c->stages, arena, c->nstages, err);
   statement st = begin(s, "SELECT stage, status, value, held, iterations, certified, relative_gap,"
                           " primal_violation, dual_violation, method, rung"
                           " FROM stages JOIN certificates USING (cell, position)"
                           " WHERE cell = ? ORDER BY position");
   int n = 0;
   for (bool row = step(&st, "i", id); row && n < c->nstages; row = next(&st))
      c->stages[n++] = (ics_result_stage){ .id = word(&st, 0, arena),
                                           .status = word(&st, 1, arena),
                                           .value = real(&st, 2),
                                           .held = real(&st, 3),
                                           .iterations = whole(&st, 4),
                                           .certified = whole(&st, 5) != 0,
                                           .relative_gap = real(&st, 6),
                                           .primal_violation = real(&st, 7),
                                           .dual_violation = real(&st, 8),
                                           .method = word(&st, 9, arena),
                                           .rung = word(&st, 10, arena) };
   return end(&st, err);
}

ics_rc ics_store_get_cell(ics_store *s, int input, const char *policy, ics_arena *arena,
                          ics_bench_cell *out, bool *found, ics_err *err)
{
   int id;
   ICS_TRY(read_head(s, input, policy, arena, out, &id, err));
   *found = id != 0;
   if (!*found) return ICS_OK;
   ICS_TRY(read_aims(s, id, arena, out, err));
   return read_stages(s, id, arena, out, err);
}
