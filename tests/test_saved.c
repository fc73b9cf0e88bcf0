/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A results store read back: the benchmark's own bytes, what is missing, which inputs count, and
 * plans against solving again. */
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "report/league.h"
#include "report/totals.h"
#include "study/league.h"
#include "study/saved.h"

enum { SYSTEMS = 3, POLICIES = 4, PATH_BYTES = 256, NOBODY = 65534 };

static const char *const files[SYSTEMS] = { "instances/tiny/two_places.cfg",
                                            "instances/england/QT6.cfg",
                                            "instances/england/QOC.cfg" };
static const char *const policies[POLICIES] = { "current", "place", "blends", "free" };

/** A folder of its own with a store, and systems read once. */
typedef struct rig {
   ics_arena *arena;
   ics_err err;
   const ics_instance *systems[SYSTEMS];
   ics_settings settings;
   ics_request asked;
   ics_benchmark_request request;
   ics_benchmark out;
   char folder[PATH_BYTES], path[PATH_BYTES + 16];
   bool ok;
} rig;

static void rig_up(rig *r)
{
   memset(r, 0, sizeof *r);
   r->arena = ics_arena_new();
   r->settings = ics_settings_default();
   r->asked.settings = &r->settings;
   r->request = (ics_benchmark_request){ .systems = r->systems,
                                         .policies = policies,
                                         .nsystems = SYSTEMS,
                                         .npolicies = POLICIES,
                                         .asked = &r->asked,
                                         .jobs = 2 };
   (void)snprintf(r->folder, sizeof r->folder, "/tmp/icsopt-saved.XXXXXX");
   r->ok = mkdtemp(r->folder) != NULL;
   (void)snprintf(r->path, sizeof r->path, "%s/a.sqlite", r->folder);
   for (int s = 0; s < SYSTEMS && r->ok; s++)
      r->ok = ics_instance_read(files[s], NULL, 0, r->arena, &r->systems[s], &r->err) == ICS_OK;
   CHECK_(r->ok, "%s", r->err.text);
}

static void rig_down(rig *r)
{
   char shell[2 * PATH_BYTES + 64];
   (void)snprintf(shell, sizeof shell, "chmod -R u+w %s; rm -rf %s", r->folder, r->folder);
   CHECK(system(shell) == 0);
   ics_arena_free(&r->arena);
}

static void benchmark(rig *r)
{
   if (!r->ok) return;
   ics_rc rc = ics_store_open(r->path, r->arena, &r->request.store, &r->err);
   if (rc == ICS_OK) rc = ics_benchmark_run(&r->request, r->arena, &r->out, &r->err);
   ics_store_close(&r->request.store);
   CHECK_(rc == ICS_OK, "benchmark: %s", r->err.text);
   r->ok = rc == ICS_OK;
}

/* The last run of the store. */
static ics_rc open_last(rig *r, ics_store **store, ics_saved_run *run)
{
   ics_saved_run *runs = NULL;
   int n = 0;
   ics_err_clear(&r->err);
   ICS_TRY(ics_store_open_saved(r->path, r->arena, store, &r->err));
   ICS_TRY(ics_saved_runs(*store, r->arena, &runs, &n, &r->err));
   *run = runs[n - 1];
   return ICS_OK;
}

static bool read_back(rig *r, ics_benchmark *out)
{
   ics_store *store = NULL;
   ics_saved_run run;
   ics_rc rc = open_last(r, &store, &run);
   if (rc == ICS_OK) rc = ics_saved_benchmark(store, &run, r->arena, out, &r->err);
   ics_store_close(&store);
   CHECK_(rc == ICS_OK, "reading back: %s", r->err.text);
   return rc == ICS_OK;
}

/* All that is written of a benchmark: JSON with seconds, text and CSV, one behind the other. */
static const char *written(rig *r, const ics_benchmark *b)
{
   ics_league league;
   char *json = NULL, *text = NULL;
   ics_buffer page = ics_buffer_start(r->arena);
   ics_rc rc = ics_league_of(b, r->arena, &league, &r->err);
   if (rc == ICS_OK) rc = ics_league_json(&league, true, r->arena, &json, &r->err);
   if (rc == ICS_OK) {
      ics_buffer_text(&page, json);
      ics_report_league(&league, &page);
      ics_csv_league(&league, true, &page);
      rc = ics_buffer_end(&page, &text, &r->err);
   }
   CHECK_(rc == ICS_OK, "%s", r->err.text);
   return text ? text : "";
}

static void same_bytes(rig *r)
{
   ics_benchmark back;
   if (r->ok && read_back(r, &back)) CHECK_TEXT(written(r, &back), written(r, &r->out));
}

static void sql(const rig *r, const char *text)
{
   sqlite3 *db = NULL;
   char *words = NULL;
   CHECK(sqlite3_open(r->path, &db) == SQLITE_OK);
   (void)sqlite3_exec(db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
   int code = sqlite3_exec(db, text, NULL, NULL, &words);
   CHECK_(code == SQLITE_OK, "%s: %s", text, words ? words : "");
   sqlite3_free(words);
   (void)sqlite3_close(db);
}

/* ---- the table ----------------------------------------------------------------------------------
 */

static void the_same_bytes(void)
{
   rig r;
   rig_up(&r);
   benchmark(&r);
   same_bytes(&r);
   rig_down(&r);
}

/* Systems and policies were asked for one by one before, in another order. */
static void in_the_order_of_who_asks_for_all(void)
{
   static const char *const other[] = { "blends", "current" };
   rig r;
   rig_up(&r);
   if (r.ok) {
      ics_benchmark_request all = r.request;
      r.request.systems = &r.systems[2];
      r.request.policies = other;
      r.request.nsystems = 1;
      r.request.npolicies = 2;
      benchmark(&r);
      same_bytes(&r);
      r.request = all;
      benchmark(&r);
      same_bytes(&r);
      r.request.policies = other;
      r.request.npolicies = 1;
      ics_benchmark whole = r.out;
      benchmark(&r); /* and asking for less again changes nothing */
      r.out = whole;
      same_bytes(&r);
   }
   rig_down(&r);
}

static void what_a_stop_left_out_is_missing(void)
{
   rig r;
   ics_benchmark back;
   rig_up(&r);
   benchmark(&r);
   if (r.ok) {
      sql(&r, "DELETE FROM cells WHERE policy = 'blends' AND input = (SELECT input FROM inputs"
              " WHERE system = 'QOC')");
      r.ok = read_back(&r, &back);
   }
   if (r.ok) {
      CHECK_INT(back.missing, 1);
      CHECK_INT(back.failed, 0);
      CHECK_TEXT(back.cells[2 * POLICIES + 2].status, ICS_MISSING);
      CHECK_TEXT(back.cells[2 * POLICIES + 3].status, "absent"); /* QOC has no policy free */
      const char *text = written(&r, &back);
      CHECK_HAS(text, "Not finished: 1 of 7 cells are missing");
      CHECK_HAS(text, "QOC,blends,place,missing,false");
      for (int n = 0; n < SYSTEMS * POLICIES; n++)
         if (n != 2 * POLICIES + 2) CHECK_TEXT(back.cells[n].status, r.out.cells[n].status);
      benchmark(&r); /* which goes on */
      same_bytes(&r);
   }
   rig_down(&r);
}

/* A system whose file was changed, and changed back. */
static void the_input_asked_for_last_counts(void)
{
   rig r;
   rig_up(&r);
   r.request.npolicies = 1;
   benchmark(&r);
   if (r.ok) {
      const ics_instance *first = r.systems[1];
      ics_instance changed = *first;
      changed.sha256 = "0123";
      changed.name = "Another";
      r.systems[1] = &changed;
      benchmark(&r);
      CHECK_HAS(written(&r, &r.out), "Another");
      same_bytes(&r);
      r.systems[1] = first;
      benchmark(&r);
      same_bytes(&r);
   }
   rig_down(&r);
}

/* ---- plans --------------------------------------------------------------------------------------
 */

static void same_sums(const ics_result *back, const ics_result *solved)
{
   for (int n = 0; n < solved->nplan; n++) {
      const ics_plan_line *line = &solved->plan[n];
      ics_slice slice = { .place = line->place.id,
                          .service = line->service.id,
                          .mechanism = line->mechanism.id,
                          .year = line->year };
      CHECK_NEAR(ics_sum_plan(back, &slice).plan, line->gbp_m, 0.0);
      CHECK_NEAR(ics_sum_plan(back, &slice).baseline, line->baseline_gbp_m, 0.0);
   }
   for (int n = 0; n < back->nplan; n++) CHECK(*back->plan[n].service.name != '\0');
}

static void a_plan_is_that_of_solving_alone(void)
{
   rig r;
   ics_store *store = NULL;
   ics_saved_run run;
   ics_solved alone;
   ics_result *back, *solved;
   rig_up(&r);
   benchmark(&r);
   if (r.ok) {
      CHECK_OK(open_last(&r, &store, &run), &r.err);
      CHECK_OK(ics_saved_plan(store, &run, "QOC", "blends", r.arena, &back, &r.err), &r.err);
      ics_request request = r.asked;
      request.policy = "blends";
      CHECK_OK(ics_solve(r.systems[2], &request, r.arena, &alone, &r.err), &r.err);
      CHECK_OK(ics_result_make(&alone, &request, r.arena, &solved, &r.err), &r.err);
      same_sums(back, solved);
      CHECK_TEXT(back->run_id, solved->run_id);
      CHECK_TEXT(back->goal, solved->goal);
      CHECK_INT(back->years, solved->years);
      CHECK_TEXT(ics_last_year(back), ics_last_year(solved));
      CHECK_INT(back->naims, solved->naims);
      for (int a = 0; a < back->naims && a < solved->naims; a++) {
         CHECK_TEXT(back->aims[a].aim.name, solved->aims[a].aim.name);
         CHECK_NEAR(back->aims[a].value, solved->aims[a].value, 0.0);
      }
      CHECK_NEAR(back->unmet_share_last, solved->unmet_share_last, 0.0);
      ics_store_close(&store);
   }
   rig_down(&r);
}

/* A policy that cannot keep all rules: which they are, and that the league puts it last by that. */
static void rules_that_are_missed_are_kept(void)
{
   static const char *const two[] = { "place", "tariff" };
   rig r;
   ics_store *store = NULL;
   ics_saved_run run;
   ics_solved alone;
   ics_result *back, *solved;
   rig_up(&r);
   r.request.policies = two;
   r.request.npolicies = 2;
   r.request.systems = &r.systems[2];
   r.request.nsystems = 1;
   benchmark(&r);
   same_bytes(&r);
   if (r.ok) {
      CHECK_OK(open_last(&r, &store, &run), &r.err);
      CHECK_OK(ics_saved_plan(store, &run, "QOC", "tariff", r.arena, &back, &r.err), &r.err);
      ics_request request = r.asked;
      request.policy = "tariff";
      CHECK_OK(ics_solve(r.systems[2], &request, r.arena, &alone, &r.err), &r.err);
      CHECK_OK(ics_result_make(&alone, &request, r.arena, &solved, &r.err), &r.err);
      CHECK(solved->breach_gbp_m > 1.0);
      CHECK_NEAR(r.out.cells[1].breach_gbp_m, solved->breach_gbp_m, 0.0);
      CHECK_NEAR(r.out.cells[0].breach_gbp_m, 0.0, 0.0);
      CHECK_INT(back->nbreaches, solved->nbreaches);
      for (int n = 0; n < back->nbreaches && n < solved->nbreaches; n++) {
         CHECK_TEXT(back->breaches[n].rule, solved->breaches[n].rule);
         CHECK_TEXT(back->breaches[n].words, solved->breaches[n].words);
         CHECK_TEXT(back->breaches[n].year, solved->breaches[n].year);
         CHECK_NEAR(back->breaches[n].amount, solved->breaches[n].amount, 0.0);
      }
      ics_store_close(&store);
   }
   rig_down(&r);
}

static void plan_refused(rig *r, const char *system, const char *policy, ics_rc want,
                         const char *words)
{
   ics_store *store = NULL;
   ics_saved_run run;
   ics_result *plan;
   ics_rc rc = open_last(r, &store, &run);
   CHECK_(rc == ICS_OK, "%s", r->err.text);
   if (rc == ICS_OK) rc = ics_saved_plan(store, &run, system, policy, r->arena, &plan, &r->err);
   CHECK_INT(rc, want);
   CHECK_HAS(r->err.text, words);
   ics_store_close(&store);
}

static void what_has_no_plan_says_so(void)
{
   rig r;
   rig_up(&r);
   benchmark(&r);
   if (r.ok) {
      plan_refused(&r, "QOX", "place", ICS_EUSAGE, "no system \"QOX\"; did you mean QOC?");
      plan_refused(&r, "QOC", "palce", ICS_EUSAGE, "no policy \"palce\"; did you mean place?");
      plan_refused(&r, "QOC", "free", ICS_EUSAGE, "QOC has no policy \"free\"");
      sql(&r, "UPDATE cells SET certified = 0, status = 'infeasible', words = 'rules'"
              " WHERE policy = 'place'");
      plan_refused(&r, "QOC", "place", ICS_ENOPLAN, "has no plan to show (infeasible): rules");
      sql(&r, "UPDATE cells SET status = 'uncertified', words = NULL WHERE policy = 'place'");
      plan_refused(&r, "QOC", "place", ICS_ENUMERIC, "(uncertified)");
      sql(&r, "UPDATE cells SET status = 'failed' WHERE policy = 'place'");
      plan_refused(&r, "QOC", "place", ICS_ELIMIT, "(failed)");
      sql(&r, "DELETE FROM cells WHERE policy = 'place'");
      plan_refused(&r, "QOC", "place", ICS_ELIMIT, "(missing): the benchmark was stopped");
   }
   rig_down(&r);
}

/* ---- files --------------------------------------------------------------------------------------
 */

static void not_read(rig *r, const char *words)
{
   ics_store *store = NULL;
   ics_saved_run run;
   ics_benchmark back;
   ics_rc rc = open_last(r, &store, &run);
   if (rc == ICS_OK) rc = ics_saved_benchmark(store, &run, r->arena, &back, &r->err);
   ics_store_close(&store);
   CHECK_INT(rc, ICS_EINPUT);
   CHECK_HAS(r->err.text, words);
}

static void damage(const rig *r, long at, const char *bytes, size_t n)
{
   FILE *file = fopen(r->path, "r+b");
   CHECK_NEEDS(file != NULL);
   CHECK(fseek(file, at, SEEK_SET) == 0 && fwrite(bytes, 1, n, file) == n && fclose(file) == 0);
}

static void other_files_are_refused(void)
{
   static char noise[4096];
   rig r;
   rig_up(&r);
   not_read(&r, "cannot be read: No such file");
   CHECK(access(r.path, F_OK) != 0); /* reading makes nothing */
   r.request.npolicies = 1;
   r.request.nsystems = 1;
   benchmark(&r);
   sql(&r, "DELETE FROM axes; DELETE FROM names; DELETE FROM offers; DELETE FROM scales;"
           "DELETE FROM starts; DELETE FROM cells; DELETE FROM inputs; DELETE FROM runs");
   not_read(&r, "holds no run yet");
   sql(&r, "PRAGMA user_version = 1");
   not_read(&r, "schema 1, and this version of icsopt reads schemas 2 to 3");
   sql(&r, "PRAGMA application_id = 1");
   not_read(&r, "not a results store of icsopt");
   memset(noise, 0x5a, sizeof noise);
   damage(&r, 100, noise, sizeof noise - 100); /* behind the header of the file */
   not_read(&r, "damaged");
   damage(&r, 0, noise, 16);
   not_read(&r, "not a results store");
   CHECK(truncate(r.path, 0) == 0);
   not_read(&r, "nothing was ever finished");
   rig_down(&r);
}

/* A store on a share that one may only read: as nobody where this is root, whom no mode stops. */
static void a_folder_that_may_only_be_read(void)
{
   rig r;
   int status = 0;
   rig_up(&r);
   r.request.npolicies = 1;
   benchmark(&r);
   if (r.ok) {
      CHECK(chmod(r.path, 0444) == 0 && chmod(r.folder, 0555) == 0);
      pid_t pid = fork();
      if (pid == 0) {
         ics_benchmark back;
         bool apart = getuid() != 0 || (setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
         bool same =
             apart && read_back(&r, &back) && strcmp(written(&r, &back), written(&r, &r.out)) == 0;
         _exit(same ? 42 : 1);
      }
      CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
      CHECK_INT(WEXITSTATUS(status), 42);
   }
   rig_down(&r);
}

const ics_test tests_saved[] = {
   { "a store gives the benchmark's own bytes again", the_same_bytes },
   { "the order is that of who asks for all", in_the_order_of_who_asks_for_all },
   { "cells that a stop left out are missing, and the others as they were",
     what_a_stop_left_out_is_missing },
   { "of a system's inputs the one asked for last counts", the_input_asked_for_last_counts },
   { "a plan read back is that of solving alone", a_plan_is_that_of_solving_alone },
   { "rules that a policy misses are kept with its plan", rules_that_are_missed_are_kept },
   { "what has no plan says so", what_has_no_plan_says_so },
   { "files that are no store, are damaged or of another schema are refused",
     other_files_are_refused },
   { "a store is read where nothing may be written", a_folder_that_may_only_be_read },
   { NULL, NULL },
};
