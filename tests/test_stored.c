/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analyses in a results store: told again byte for byte, against what SQLite counts and adds up
 * itself, beside a benchmark, stopped and whole, and in files that are not what they should be. */
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/interrupt.h"
#include "check.h"
#include "fixture.h"
#include "report/csv.h"
#include "report/front.h"
#include "report/frontier.h"
#include "report/global.h"
#include "report/league.h"
#include "report/parametric.h"
#include "report/psa.h"
#include "report/tornado.h"
#include "report/twoway.h"
#include "report/voi.h"
#include "study/analyses.h"
#include "study/front.h"
#include "study/frontier.h"
#include "study/global.h"
#include "study/league.h"
#include "study/parametric.h"
#include "study/psa.h"
#include "study/saved.h"
#include "study/tornado.h"
#include "study/twoway.h"

enum { PATH_BYTES = 256, FACTS = 4000 };

static const char SMALL[] = "instances/england/QT6.cfg";
static const char TEXTBOOK[] = "instances/tiny/textbook.cfg";

/** A solved instance, and a store in a folder of its own. */
typedef struct rig {
   fixture f;
   ics_analysis as;
   char folder[PATH_BYTES], path[PATH_BYTES + 16];
} rig;

static void rig_up(rig *r, const char *file)
{
   load(&r->f, file, NULL, 0);
   solve(&r->f);
   (void)snprintf(r->folder, sizeof r->folder, "/tmp/icsopt-stored.XXXXXX");
   r->f.ok = mkdtemp(r->folder) != NULL && r->f.ok;
   (void)snprintf(r->path, sizeof r->path, "%s/a.sqlite", r->folder);
   r->as = (ics_analysis){ .version = "1",
                           .backend = "tests",
                           .system = "S",
                           .name = "System",
                           .file = file,
                           .sha256 = "0",
                           .policy = "",
                           .goal = "",
                           .settings = "",
                           .asked = "",
                           .done = 1 };
}

static void rig_down(rig *r)
{
   char shell[PATH_BYTES + 16];
   (void)snprintf(shell, sizeof shell, "rm -rf %s", r->folder);
   CHECK(system(shell) == 0);
   unload(&r->f);
}

/* ---- answers ------------------------------------------------------------------------------------
 */

/** An answer of some kind, and how it is told. */
typedef struct answer {
   const char *kind;
   const void *it; /* NULL: the study failed */
   ics_facts_tell *tell;
} answer;

static answer answered(rig *r, const char *kind, ics_rc rc, const void *it, ics_facts_tell *tell)
{
   CHECK_(rc == ICS_OK, "%s: %s", kind, r->f.err.text);
   return (answer){ kind, rc == ICS_OK ? it : NULL, tell };
}

static answer oneway(rig *r, int jobs)
{
   static const char *const only[] = { "rules.*", "resources.*", "funds.*" };
   ics_tornado_request q = { .only = only, .nonly = 3, .by = 0.1, .jobs = jobs };
   ics_tornado_result *out = NULL;
   ics_rc rc = ics_tornado(&r->f.solved, &r->f.request, &q, r->f.arena, &out, &r->f.err);
   return answered(r, "oneway", rc, out, ics_facts_tornado);
}

static answer twoway(rig *r, int jobs)
{
   ics_twoway_request q = { .a = "rules.drift", .b = "rules.corridor", .steps = 3, .jobs = jobs };
   ics_twoway_result *out = NULL;
   ics_rc rc = ics_twoway(&r->f.solved, &r->f.request, &q, r->f.arena, &out, &r->f.err);
   return answered(r, "twoway", rc, out, ics_facts_twoway);
}

static answer parametric(rig *r, int jobs)
{
   (void)jobs;
   ics_parametric_request q = { .path = "rules.drift" };
   ics_parametric_result *out = NULL;
   ics_rc rc = ics_parametric(&r->f.solved, &r->f.request, &q, r->f.arena, &out, &r->f.err);
   return answered(r, "parametric", rc, out, ics_facts_parametric);
}

static void interrupt_after_some(void *ctx, int done, int n)
{
   (void)ctx;
   (void)n;
   if (done == 4) (void)raise(SIGINT);
}

static answer psa_of(rig *r, int jobs, int draws, bool interrupted, bool policies)
{
   static const char *const only[] = { "rules.*", "services.*" };
   ics_psa_plan plan[2] = { { &r->f.solved, &r->f.request }, { &r->f.solved, &r->f.request } };
   ics_psa_request q = { .only = only,
                         .nonly = 2,
                         .draws = draws,
                         .seed = 3,
                         .best = true,
                         .fixed = !policies,
                         .policies = policies,
                         .jobs = jobs,
                         .progress = interrupted ? interrupt_after_some : NULL,
                         .stopped = interrupted ? ics_interrupt_came : NULL };
   ics_psa_result *out = NULL;
   ics_rc rc = ics_psa(plan, policies ? 2 : 1, &q, r->f.arena, &out, &r->f.err);
   return answered(r, "psa", rc, out, ics_facts_psa);
}

static answer psa(rig *r, int jobs)
{
   return psa_of(r, jobs, 9, false, false);
}

static answer psa_of_policies(rig *r, int jobs)
{
   return psa_of(r, jobs, 9, false, true);
}

static answer global_by(rig *r, int jobs, bool morris)
{
   static const char *const only[] = { "rules.*" };
   ics_global_request q = { .only = only,
                            .nonly = 1,
                            .morris = morris,
                            .draws = morris ? 2 : 4,
                            .seed = 1,
                            .sampling = ICS_STREAM_SOBOL,
                            .jobs = jobs };
   ics_global_result *out = NULL;
   ics_rc rc = ics_global(&r->f.solved, &r->f.request, &q, r->f.arena, &out, &r->f.err);
   return answered(r, "global", rc, out, ics_facts_global);
}

static answer morris(rig *r, int jobs)
{
   return global_by(r, jobs, true);
}

static answer sobol(rig *r, int jobs)
{
   return global_by(r, jobs, false);
}

static answer frontier(rig *r, int jobs)
{
   ics_frontier_request q = { .aim = { 0, 1 }, .corner = ICS_NONE, .jobs = jobs };
   ics_frontier_result *out = NULL;
   ics_rc rc = ics_frontier(&r->f.solved, &r->f.request, &q, r->f.arena, &out, &r->f.err);
   return answered(r, "frontier", rc, out, ics_facts_frontier);
}

static answer front(rig *r, int jobs)
{
   (void)jobs;
   ics_front_request q = { .aims = { 0, 1, 2 }, .naims = 3, .gap = 0.05, .corners = 100 };
   ics_front_result *out = NULL;
   ics_rc rc = ics_front(&r->f.solved, &r->f.request, &q, r->f.arena, &out, &r->f.err);
   return answered(r, "frontier", rc, out, ics_facts_front);
}

/* Two strategies, costs and effects that two parameters move. */
static const char *some_draws(rig *r)
{
   const char *path = ics_format(r->f.arena, "%s/draws.csv", r->folder);
   FILE *file = path ? fopen(path, "w") : NULL;
   CHECK(file != NULL);
   if (!file) return "";
   fprintf(file, "cost_a,effect_a,cost_b,effect_b,param_x,param_y\n");
   for (int i = 0; i < 60; i++) {
      double x = sin(i), y = cos(1.7 * i);
      fprintf(file, "%g,%g,%g,%g,%g,%g\n", 10 + x, 3 + y, 12 - x, 3.2 + x * y, x, y);
   }
   CHECK(fclose(file) == 0);
   return path;
}

static ics_rc value(rig *r, int jobs, ics_voi_result *v)
{
   ics_wtp wtp = { .from = 0.0, .to = 10.0, .step = 10.0, .n = 2 };
   v->seed = 1;
   v->decisions = (double)NAN;
   ICS_TRY(ics_draws_read(some_draws(r), r->f.arena, &v->draws, &r->f.err));
   ICS_TRY(ics_voi_curves(v->draws, &wtp, r->f.arena, &v->points, &v->npoints, &r->f.err));
   ICS_TRY(
       ics_param_groups_read(NULL, 0, v->draws, r->f.arena, &v->groups, &v->ngroups, &r->f.err));
   ics_evppi_request q = { v->groups, v->ngroups, v->points, v->npoints, 1, jobs, NULL, NULL };
   return ics_evppi_estimate(v->draws, &q, r->f.arena, &v->evppi, &r->f.err);
}

static answer voi(rig *r, int jobs)
{
   ics_voi_result *v = ics_alloc(r->f.arena, 1, sizeof *v);
   ics_rc rc = v ? value(r, jobs, v) : ICS_EMEMORY;
   return answered(r, "voi", rc, v, ics_facts_voi);
}

static answer (*const all[])(rig *, int) = {
   oneway, twoway, parametric, psa, psa_of_policies, morris, sobol, frontier, front, voi,
};
enum { ALL = (int)(sizeof all / sizeof all[0]) };

/* ---- putting and reading ------------------------------------------------------------------------
 */

static ics_rc put(rig *r, const answer *a, const char *asked, int *id)
{
   ics_store *store = NULL;
   ics_err_clear(&r->f.err);
   r->as.kind = a->kind;
   r->as.asked = asked;
   ICS_TRY(ics_store_open(r->path, r->f.arena, &store, &r->f.err));
   ics_rc rc = ics_analysis_put(store, &r->as, a->tell, a->it, r->f.arena, id, &r->f.err);
   ics_store_close(&store);
   return rc;
}

static int put_well(rig *r, const answer *a, const char *asked)
{
   int id = 0;
   if (!a->it) return 0;
   ics_rc rc = put(r, a, asked, &id);
   CHECK_(rc == ICS_OK, "%s: %s", a->kind, r->f.err.text);
   return id;
}

/* A table of the answer as its verb prints it. */
static const char *printed(rig *r, const answer *a, const char *table)
{
   ics_buffer out = ics_buffer_start(r->f.arena);
   char *text = NULL;
   CHECK(ics_csv_answer(a->tell, a->it, table, &out, &r->f.err) == ICS_OK);
   CHECK(ics_buffer_end(&out, &text, &r->f.err) == ICS_OK);
   return text ? text : "";
}

static ics_rc tell(rig *r, int id, const char *table, char **text)
{
   ics_store *store = NULL;
   ics_buffer out = ics_buffer_start(r->f.arena);
   ics_csv csv = ics_csv_start(&out);
   ics_facts facts = ics_csv_facts(&csv, NULL);
   ics_err_clear(&r->f.err);
   *text = NULL;
   ICS_TRY(ics_store_open_saved(r->path, r->f.arena, &store, &r->f.err));
   ics_rc rc = ics_analysis_tell(store, id, ics_fact_table_find(table), &facts, &r->f.err);
   if (rc == ICS_OK) rc = ics_buffer_end(&out, text, &r->f.err);
   ics_store_close(&store);
   return rc;
}

static const char *told(rig *r, int id, const char *table)
{
   char *text;
   ics_rc rc = tell(r, id, table, &text);
   CHECK_(rc == ICS_OK, "%s", r->f.err.text);
   return text ? text : "";
}

static void sql(const char *path, const char *text)
{
   sqlite3 *db = NULL;
   char *words = NULL;
   CHECK(sqlite3_open(path, &db) == SQLITE_OK);
   int code = sqlite3_exec(db, text, NULL, NULL, &words);
   CHECK_(code == SQLITE_OK, "%s: %s", text, words ? words : "");
   sqlite3_free(words);
   (void)sqlite3_close(db);
}

/* One number that SQLite finds by itself. */
static double asked_of_sql(const char *path, const char *text)
{
   sqlite3 *db = NULL;
   sqlite3_stmt *st = NULL;
   double value = (double)NAN;
   bool ok = sqlite3_open(path, &db) == SQLITE_OK &&
             sqlite3_prepare_v2(db, text, -1, &st, NULL) == SQLITE_OK &&
             sqlite3_step(st) == SQLITE_ROW;
   if (ok) value = sqlite3_column_double(st, 0);
   CHECK_(ok, "%s: %s", text, sqlite3_errmsg(db));
   (void)sqlite3_finalize(st);
   (void)sqlite3_close(db);
   return value;
}

static int add_row(void *out, int n, char **cells, char **names)
{
   (void)names;
   for (int c = 0; c < n; c++) ics_buffer_printf(out, "%s|", cells[c] ? cells[c] : "NULL");
   ics_buffer_text(out, "\n");
   return 0;
}

static int add_table(void *ctx, int n, char **cells, char **names)
{
   struct {
      sqlite3 *db;
      ics_buffer *out;
   } *at = ctx;
   char text[PATH_BYTES];
   (void)n;
   (void)names;
   (void)snprintf(text, sizeof text, "SELECT * FROM \"%s\" ORDER BY 1, 2", cells[0]);
   ics_buffer_printf(at->out, "%s\n%s\n", cells[0], cells[1]);
   return sqlite3_exec(at->db, text, add_row, at->out, NULL);
}

/* All that is in a store: tables, how they are made, and rows. */
static const char *contents(rig *r)
{
   ics_buffer out = ics_buffer_start(r->f.arena);
   char *text = NULL;
   struct {
      sqlite3 *db;
      ics_buffer *out;
   } at = { NULL, &out };
   CHECK(sqlite3_open(r->path, &at.db) == SQLITE_OK);
   CHECK(sqlite3_exec(at.db, "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY 1",
                      add_table, &at, NULL) == SQLITE_OK);
   (void)sqlite3_close(at.db);
   CHECK(ics_buffer_end(&out, &text, &r->f.err) == ICS_OK);
   return text ? text : "";
}

/* ---- told again ---------------------------------------------------------------------------------
 */

static void the_same_bytes_of_every_kind(void)
{
   rig r;
   bool seen[FACTS] = { false };
   rig_up(&r, SMALL);
   for (int k = 0; k < ALL && r.f.ok; k++) {
      char asked[16];
      answer a = all[k](&r, 2);
      (void)snprintf(asked, sizeof asked, "%d", k);
      int id = put_well(&r, &a, asked);
      CHECK_INT(id, k + 1);
      for (int t = 0; t < ics_nfact_tables && a.it; t++)
         if (strcmp(ics_fact_tables[t].kind, a.kind) == 0) {
            const char *name = ics_fact_tables[t].name, *want = printed(&r, &a, name);
            CHECK_TEXT(told(&r, id, name), want);
            seen[t] = seen[t] || strchr(strchr(want, '\n') + 1, '\n');
         }
   }
   for (int t = 0; t < ics_nfact_tables && r.f.ok; t++)
      CHECK_(seen[t], "no rows of %s", ics_fact_tables[t].name);
   rig_down(&r);
}

/* The column @p name of CSV text, added up; and its rows. Cells here have no commas within. */
static double sum_of(const char *csv, const char *name, int *rows)
{
   int want = 0;
   double sum = 0.0;
   while (*csv == '#') csv = strchr(csv, '\n') + 1;
   for (const char *at = csv;
        strncmp(at, name, strlen(name)) != 0 || !strchr(",\n", at[strlen(name)]); want++)
      at += strcspn(at, ",\n") + 1;
   *rows = 0;
   for (const char *line = strchr(csv, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
      const char *cell = line;
      for (int c = 0; c < want; c++) cell += strcspn(cell, ",") + 1;
      sum += strtod(cell, NULL);
      (*rows)++;
   }
   return sum;
}

static void same_sum(rig *r, const char *csv, const char *column, const char *query, int rows)
{
   int found = 0;
   double sum = sum_of(csv, column, &found);
   CHECK(found > 0 && isfinite(sum));
   CHECK_NEAR(asked_of_sql(r->path, query), sum, 1e-12);
   if (rows > 0) CHECK_INT(found, rows);
}

/* Independent of our reader: what SQLite counts and adds up is what the CSV has. */
static void what_sqlite_adds_up_is_what_the_csv_has(void)
{
   rig r;
   rig_up(&r, SMALL);
   answer one = oneway(&r, 1), grid = twoway(&r, 1), many = psa(&r, 1), curve = frontier(&r, 1);
   const answer *of[] = { &one, &grid, &many, &curve };
   for (int k = 0; k < 4; k++) CHECK_INT(put_well(&r, of[k], ""), k + 1);
   if (one.it && grid.it && many.it && curve.it) {
      const char *csv = printed(&r, &one, "oneway");
      int lines = (int)asked_of_sql(r.path, "SELECT count(*) FROM oneway WHERE analysis = 1");
      same_sum(&r, csv, "at_low", "SELECT sum(at_low) FROM oneway", lines);
      same_sum(&r, csv, "swing", "SELECT sum(swing) FROM oneway", lines);
      csv = printed(&r, &grid, "twoway");
      same_sum(&r, csv, "value", "SELECT sum(value) FROM twoway WHERE analysis = 2", 9);
      same_sum(&r, csv, "region", "SELECT sum(region) FROM twoway", 9);
      csv = printed(&r, &many, "psa");
      same_sum(&r, csv, "mean", "SELECT sum(mean) FROM psa", 0);
      csv = printed(&r, &many, "draws");
      same_sum(&r, csv, "best.goal",
               "SELECT sum(value) FROM draws JOIN heads USING (analysis, head)"
               " WHERE name = 'best.goal'",
               9);
      same_sum(&r, csv, "draw", "SELECT sum(DISTINCT draw) FROM draws", 9);
      csv = printed(&r, &curve, "frontier");
      same_sum(&r, csv, "slope_to_next",
               "SELECT sum(value) FROM frontier JOIN heads USING (analysis, head)"
               " WHERE name = 'slope_to_next' AND analysis = 4",
               (int)asked_of_sql(r.path, "SELECT max(corner) FROM frontier"));
      CHECK_NEAR(asked_of_sql(r.path, "SELECT count(*) FROM frontier WHERE value IS NULL"), 1.0,
                 0.0);
   }
   rig_down(&r);
}

/* Texts and numbers that a format might lose. */
static void tell_odd(const void *it, ics_facts *to)
{
   (void)it;
   if (!ics_facts_table(to, "parametric", NULL)) return;
   static const double odd[] = {
      0.1, -0.0, 1e300, 5e-324, -1.0 / 3.0, 3.0, (double)NAN, 1e308 * 10
   };
   static const char *const words[] = { "=1+1", "", NULL, "a,\"b\"\nc", "-", "\xc3\xa9", "'", "x" };
   for (int n = 0; n < 8; n++) {
      for (int c = 0; c < 4; c++) ics_facts_real(to, odd[(n + c) % 8]);
      ics_facts_text(to, words[n]);
      ics_facts_end(to);
   }
}

static void numbers_and_texts_lose_nothing(void)
{
   rig r;
   rig_up(&r, TEXTBOOK);
   answer a = { "parametric", "odd", tell_odd };
   int id = put_well(&r, &a, "");
   CHECK_TEXT(told(&r, id, "parametric"), printed(&r, &a, "parametric"));
   CHECK_NEAR(asked_of_sql(r.path, "SELECT sum(value IS NULL) FROM parametric"), 2.0, 0.0);
   CHECK_NEAR(asked_of_sql(r.path, "SELECT sum(change IS NULL) FROM parametric"), 1.0, 0.0);
   CHECK_NEAR(asked_of_sql(r.path, "SELECT sum(value = 5e-324) FROM parametric"), 1.0, 0.0);
   rig_down(&r);
}

/* ---- again --------------------------------------------------------------------------------------
 */

static void the_same_content_for_any_jobs(void)
{
   const char *first = NULL;
   rig r;
   rig_up(&r, SMALL);
   for (int jobs = 1; jobs <= 4 && r.f.ok; jobs += 3) {
      (void)unlink(r.path);
      for (int k = 0; k < ALL; k++) {
         char asked[16];
         if (all[k] == parametric || all[k] == front) continue; /* of one process */
         answer a = all[k](&r, jobs);
         (void)snprintf(asked, sizeof asked, "%d", k);
         (void)put_well(&r, &a, asked);
      }
      const char *now = contents(&r);
      if (!first) first = now;
      CHECK_(strcmp(now, first) == 0, "%d processes: another content", jobs);
   }
   rig_down(&r);
}

static void the_same_again_replaces_and_others_stay(void)
{
   rig r;
   rig_up(&r, SMALL);
   answer a = psa(&r, 2), b = twoway(&r, 2);
   CHECK_INT(put_well(&r, &a, "draws=9\n"), 1);
   CHECK_INT(put_well(&r, &b, ""), 2);
   if (a.it && b.it) {
      const char *before = contents(&r);
      CHECK_INT(put_well(&r, &a, "draws=9\n"), 1);
      CHECK_TEXT(contents(&r), before);
      r.as.sha256 = "1"; /* the file was changed since */
      CHECK_INT(put_well(&r, &a, "draws=9\n"), 3);
      r.as.sha256 = "0";
      CHECK_INT(put_well(&r, &a, "draws=9\nseed=2\n"), 4);
      CHECK_TEXT(told(&r, 1, "psa"), printed(&r, &a, "psa"));
      CHECK_TEXT(told(&r, 2, "twoway"), printed(&r, &b, "twoway"));
   }
   rig_down(&r);
}

static void hear(int signal)
{
   (void)signal;
}

/* A psa that a signal ends early, as Ctrl-C does. */
static answer part_of_psa(rig *r)
{
   struct sigaction ours = { .sa_handler = hear }, before;
   (void)sigaction(SIGINT, &ours, &before);
   ics_interrupt_watch();
   answer part = psa_of(r, 1, 12, true, false);
   ics_interrupt_end();
   (void)sigaction(SIGINT, &before, NULL);
   return part;
}

static void put_part(rig *r, const answer *a)
{
   const ics_psa_result *p = a->it;
   r->as.done = p ? p->finished : 0;
   r->as.status = p && p->finished < p->draws ? 5 : 0;
   r->as.words = r->as.status ? "stopped" : NULL;
   CHECK_INT(put_well(r, a, "draws=12\n"), 1);
}

/* A run that was stopped keeps what it has, and takes nothing from one that had more. */
static void a_stopped_run_keeps_what_is_finished(void)
{
   rig r;
   rig_up(&r, SMALL);
   answer part = part_of_psa(&r), whole = psa_of(&r, 2, 12, false, false);
   if (part.it && whole.it) {
      int finished = ((const ics_psa_result *)part.it)->finished;
      CHECK(finished > 0 && finished < 12);
      put_part(&r, &part);
      CHECK_TEXT(told(&r, 1, "draws"), printed(&r, &part, "draws"));
      CHECK_NEAR(asked_of_sql(r.path, "SELECT done FROM analyses"), finished, 0.0);
      CHECK_NEAR(asked_of_sql(r.path, "SELECT status FROM analyses"), 5.0, 0.0);
      put_part(&r, &whole);
      CHECK_TEXT(told(&r, 1, "draws"), printed(&r, &whole, "draws"));
      put_part(&r, &part);
      CHECK_TEXT(told(&r, 1, "draws"), printed(&r, &whole, "draws"));
      CHECK_NEAR(asked_of_sql(r.path, "SELECT sum(words IS NULL) FROM analyses"), 1.0, 0.0);
   }
   rig_down(&r);
}

/* ---- beside a benchmark -------------------------------------------------------------------------
 */

static void benchmark(rig *r)
{
   static const char *const policies[] = { "place", "current" };
   ics_benchmark_request q = { .systems = &r->f.in,
                               .policies = policies,
                               .nsystems = 1,
                               .npolicies = 2,
                               .asked = &r->f.request,
                               .jobs = 2 };
   ics_benchmark out;
   CHECK_OK(ics_store_open(r->path, r->f.arena, &q.store, &r->f.err), &r->f.err);
   ics_rc rc = ics_benchmark_run(&q, r->f.arena, &out, &r->f.err);
   ics_store_close(&q.store);
   CHECK_(rc == ICS_OK, "%s", r->f.err.text);
}

static ics_rc read_league(rig *r, char **text)
{
   ics_store *store = NULL;
   ics_saved_run *runs;
   ics_benchmark b;
   ics_league league;
   ics_buffer page = ics_buffer_start(r->f.arena);
   int n;
   *text = NULL;
   ICS_TRY(ics_store_open_saved(r->path, r->f.arena, &store, &r->f.err));
   ics_rc rc = ics_saved_runs(store, r->f.arena, &runs, &n, &r->f.err);
   if (rc == ICS_OK) rc = ics_saved_benchmark(store, &runs[0], r->f.arena, &b, &r->f.err);
   ics_store_close(&store);
   if (rc == ICS_OK) rc = ics_league_of(&b, r->f.arena, &league, &r->f.err);
   if (rc == ICS_OK) ics_csv_league(&league, true, &page);
   return rc == ICS_OK ? ics_buffer_end(&page, text, &r->f.err) : rc;
}

static const char *league_of(rig *r)
{
   char *text;
   ics_rc rc = read_league(r, &text);
   CHECK_(rc == ICS_OK, "%s", r->f.err.text);
   return text ? text : "";
}

static int how_many(rig *r)
{
   ics_store *store = NULL;
   ics_analysis *list;
   int n = -1;
   ics_rc rc = ics_store_open_saved(r->path, r->f.arena, &store, &r->f.err);
   if (rc == ICS_OK) rc = ics_analyses_list(store, NULL, r->f.arena, &list, &n, &r->f.err);
   CHECK_(rc == ICS_OK, "%s", r->f.err.text);
   ics_store_close(&store);
   return n;
}

/* A store as the version before this one made it: without the tables of analyses. */
static void make_older(rig *r)
{
   sql(r->path, "DROP TABLE heads; PRAGMA user_version = 2");
   for (int t = 0; t < ics_nfact_tables; t++) {
      char text[64];
      (void)snprintf(text, sizeof text, "DROP TABLE \"%s\"", ics_fact_tables[t].name);
      sql(r->path, text);
   }
   sql(r->path, "DROP TABLE analyses");
}

static void beside_a_benchmark_of_this_version_or_the_last(void)
{
   for (int older = 0; older < 2; older++) {
      rig r;
      rig_up(&r, SMALL);
      benchmark(&r);
      const char *league = league_of(&r);
      const char *fresh = contents(&r);
      if (older) make_older(&r);
      CHECK_TEXT(league_of(&r), league);
      CHECK_INT(how_many(&r), 0);
      benchmark(&r); /* takes an older store as it is, and leaves it so */
      CHECK_NEAR(asked_of_sql(r.path, "PRAGMA user_version"), older ? 2.0 : 3.0, 0.0);
      answer a = twoway(&r, 2);
      CHECK_INT(put_well(&r, &a, ""), 1);
      CHECK_NEAR(asked_of_sql(r.path, "PRAGMA user_version"), 3.0, 0.0);
      CHECK_TEXT(told(&r, 1, "twoway"), printed(&r, &a, "twoway"));
      CHECK_TEXT(league_of(&r), league);
      CHECK_INT(how_many(&r), 1);
      sql(r.path, "DELETE FROM twoway; DELETE FROM analyses");
      CHECK_TEXT(contents(&r), fresh); /* the same tables, whichever way they came */
      rig_down(&r);
   }
}

/* ---- what goes wrong ----------------------------------------------------------------------------
 */

static void not_told(rig *r, const char *table, const char *words)
{
   char *text;
   CHECK_INT(tell(r, 1, table, &text), ICS_EINPUT);
   CHECK_HAS(r->f.err.text, words);
}

static void not_put(rig *r, const answer *a, ics_rc want, const char *words)
{
   int id;
   CHECK_INT(put(r, a, "", &id), want);
   CHECK_HAS(r->f.err.text, words);
}

static void stores_that_were_tampered_with(void)
{
   rig r;
   rig_up(&r, SMALL);
   answer a = psa(&r, 2), b = twoway(&r, 2);
   (void)put_well(&r, &a, "");
   if (a.it && b.it) {
      sql(r.path, "DELETE FROM draws WHERE draw = 3 AND head = 2");
      not_told(&r, "draws", "damaged (table draws, analysis 1: cells are missing)");
      (void)put_well(&r, &a, "");
      sql(r.path, "DELETE FROM draws WHERE draw = (SELECT max(draw) FROM draws) AND head > 2");
      not_told(&r, "draws", "cells are missing");
      (void)put_well(&r, &a, "");
      sql(r.path, "DELETE FROM heads WHERE head = 4");
      not_told(&r, "draws", "cells are missing");
      sql(r.path, "UPDATE psa SET mean = 'much', n = 'some', policy = x'00ff'");
      CHECK_HAS(told(&r, 1, "psa"), "policy,reading");
      sql(r.path, "DROP TABLE psa");
      not_told(&r, "psa", "damaged (no such table: psa)");
      not_put(&r, &a, ICS_EINPUT, "damaged (no such table");
      CHECK_NEAR(asked_of_sql(r.path, "SELECT count(*) FROM analyses"), 1.0, 0.0);
      CHECK_INT(put_well(&r, &b, ""), 2); /* and what is sound goes on */
   }
   rig_down(&r);
}

static void files_that_are_no_store(void)
{
   rig r;
   rig_up(&r, SMALL);
   answer a = oneway(&r, 1);
   FILE *file = fopen(r.path, "w");
   CHECK_NEEDS(file && a.it && fputs("a list of things to do\n", file) > 0 && fclose(file) == 0);
   not_put(&r, &a, ICS_EINPUT, "not a results store");
   CHECK(unlink(r.path) == 0);
   sql(r.path, "CREATE TABLE things (thing)");
   not_put(&r, &a, ICS_EINPUT, "not a results store of icsopt");
   CHECK(unlink(r.path) == 0);
   (void)put_well(&r, &a, "");
   sql(r.path, "PRAGMA user_version = 4");
   not_put(&r, &a, ICS_EINPUT, "schema 4, and this version of icsopt reads schemas 2 to 3");
   (void)snprintf(r.path, sizeof r.path, "%s/none/a.sqlite", r.folder);
   not_put(&r, &a, ICS_EOUTPUT, "cannot be written: No such file");
   CHECK_INT(ics_store_try(r.path, r.f.arena, &r.f.err), ICS_EOUTPUT);
   (void)snprintf(r.path, sizeof r.path, "%s/b.sqlite", r.folder);
   CHECK_INT(ics_store_try(r.path, r.f.arena, &r.f.err), ICS_OK);
   CHECK(access(r.path, F_OK) != 0); /* to ask makes nothing */
   rig_down(&r);
}

/* No room for the whole answer: none of it is there, and what was there is. */
static void an_answer_that_has_no_room_leaves_nothing(void)
{
   rig r;
   rig_up(&r, SMALL);
   answer a = oneway(&r, 2), b = psa_of(&r, 2, 30, false, false);
   CHECK_INT(put_well(&r, &a, ""), 1);
   if (a.it && b.it) {
      const char *before = contents(&r);
      ics_store *store = NULL;
      int id;
      r.as.kind = b.kind;
      sql(r.path, "CREATE TRIGGER full BEFORE INSERT ON draws WHEN new.draw = 20"
                  " BEGIN SELECT raise(ABORT, 'full'); END");
      CHECK_OK(ics_store_open(r.path, r.f.arena, &store, &r.f.err), &r.f.err);
      CHECK(ics_analysis_put(store, &r.as, b.tell, b.it, r.f.arena, &id, &r.f.err) != ICS_OK);
      ics_store_close(&store);
      sql(r.path, "DROP TRIGGER full");
      CHECK_TEXT(contents(&r), before);
   }
   rig_down(&r);
}

/* The k-th allocation fails, for every k until none does: all of an answer is kept, or none. */
static void memory_may_run_out_anywhere(void)
{
   rig r;
   rig_up(&r, SMALL);
   answer a = psa_of(&r, 1, 3, false, true);
   static ics_err err;
   ics_rc rc = ICS_EMEMORY;
   long k = 0;
   for (; rc == ICS_EMEMORY && k < 10000 && a.it; k++) {
      ics_store *store = NULL;
      int id = 0;
      ics_err_clear(&err);
      r.as.kind = a.kind;
      ics_arena_fail_at(k);
      ics_arena *arena = ics_arena_new();
      rc = arena ? ics_store_open(r.path, arena, &store, &err) : ICS_EMEMORY;
      if (rc == ICS_OK) rc = ics_analysis_put(store, &r.as, a.tell, a.it, arena, &id, &err);
      ics_arena_fail_at(-1);
      ics_store_close(&store);
      ics_arena_free(&arena);
      CHECK_(rc == ICS_OK || rc == ICS_EMEMORY, "allocation %ld: %s", k, err.text);
      if (rc == ICS_EMEMORY && access(r.path, F_OK) == 0 &&
          asked_of_sql(r.path, "PRAGMA user_version") > 0.0)
         CHECK_NEAR(asked_of_sql(r.path, "SELECT count(*) FROM analyses"), 0.0, 0.0);
   }
   CHECK(rc == ICS_OK && k > 5);
   if (rc == ICS_OK) CHECK_TEXT(told(&r, 1, "draws"), printed(&r, &a, "draws"));
   rig_down(&r);
}

const ics_test tests_stored[] = {
   { "every kind is told again byte for byte", the_same_bytes_of_every_kind },
   { "what SQLite adds up is what the CSV has", what_sqlite_adds_up_is_what_the_csv_has },
   { "numbers and texts lose nothing", numbers_and_texts_lose_nothing },
   { "the same content for any number of jobs", the_same_content_for_any_jobs },
   { "the same analysis again replaces its rows, and others stay",
     the_same_again_replaces_and_others_stay },
   { "a stopped run keeps what is finished, and takes nothing away",
     a_stopped_run_keeps_what_is_finished },
   { "beside a benchmark of this version or the last",
     beside_a_benchmark_of_this_version_or_the_last },
   { "stores that were tampered with are refused, and nothing breaks",
     stores_that_were_tampered_with },
   { "files that are no store are refused", files_that_are_no_store },
   { "an answer that has no room leaves nothing", an_answer_that_has_no_room_leaves_nothing },
   { "memory may run out anywhere", memory_may_run_out_anywhere },
   { NULL, NULL },
};
