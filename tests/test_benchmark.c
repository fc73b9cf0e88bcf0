/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies times systems: against solving one by one, whatever the workers, killed and resumed; the
 * store as a journal; the league by hand. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/pool.h"
#include "check.h"
#include "report/league.h"
#include "study/league.h"

enum { SYSTEMS = 4, POLICIES = 4, CELLS = 8, PATH_BYTES = 256 }; /* a system lacks some */

static const char *const files[SYSTEMS] = { "instances/tiny/two_places.cfg",
                                            "instances/tiny/reserve.cfg",
                                            "instances/england/QT6.cfg",
                                            "instances/england/QOC.cfg" };
static const char *const policies[POLICIES] = { "place", "current", "blends", "free" };

/** Systems read once, and what a run of them came to. */
typedef struct rig {
   ics_arena *arena;
   ics_err err;
   const ics_instance *systems[SYSTEMS];
   ics_settings settings;
   ics_request asked;
   ics_benchmark_request request;
   ics_benchmark out;
   ics_rc rc;
   char *csv, *json;
   bool ok;
} rig;

static void rig_up(rig *r, int nsystems)
{
   memset(r, 0, sizeof *r);
   r->arena = ics_arena_new();
   r->settings = ics_settings_default();
   r->asked.settings = &r->settings;
   r->request = (ics_benchmark_request){ .systems = r->systems,
                                         .policies = policies,
                                         .nsystems = nsystems,
                                         .npolicies = POLICIES,
                                         .asked = &r->asked,
                                         .jobs = 1 };
   r->ok = true;
   for (int s = 0; s < nsystems && r->ok; s++) {
      r->ok = ics_instance_read(files[s], NULL, 0, r->arena, &r->systems[s], &r->err) == ICS_OK;
      CHECK_(r->ok, "%s: %s", files[s], r->err.text);
   }
}

static void rig_down(rig *r)
{
   ics_store_close(&r->request.store);
   ics_arena_free(&r->arena);
}

/* Run against the store @p path (NULL: in memory) and write both exports. */
static void go(rig *r, const char *path)
{
   if (!r->ok) return;
   ics_league league;
   ics_err_clear(&r->err);
   r->rc = ics_store_open(path, r->arena, &r->request.store, &r->err);
   if (r->rc == ICS_OK) r->rc = ics_benchmark_run(&r->request, r->arena, &r->out, &r->err);
   ics_store_close(&r->request.store);
   if (r->rc != ICS_OK) return;
   ics_buffer page = ics_buffer_start(r->arena);
   r->ok = ics_league_of(&r->out, r->arena, &league, &r->err) == ICS_OK &&
           ics_league_json(&league, false, r->arena, &r->json, &r->err) == ICS_OK;
   if (r->ok) ics_csv_league(&league, false, &page);
   r->ok = r->ok && ics_buffer_end(&page, &r->csv, &r->err) == ICS_OK;
   CHECK_(r->ok, "exports: %s", r->err.text);
}

static void go_well(rig *r, const char *path)
{
   go(r, path);
   CHECK_(r->rc == ICS_OK, "benchmark: %s", r->err.text);
   r->ok = r->ok && r->rc == ICS_OK;
}

static void same_exports(const rig *a, const rig *b)
{
   CHECK(a->ok && b->ok);
   if (!a->ok || !b->ok) return;
   CHECK_(strcmp(a->csv, b->csv) == 0, "exports differ:\n%s\nand\n%s", a->csv, b->csv);
   CHECK(strcmp(a->json, b->json) == 0);
}

static const ics_bench_cell *cell_of(const rig *r, int system, int policy)
{
   return &r->out.cells[system * r->request.npolicies + policy];
}

/** A folder of its own for each test. */
static bool own_folder(char *path)
{
   (void)snprintf(path, PATH_BYTES, "/tmp/icsopt-bench.XXXXXX");
   return mkdtemp(path) != NULL;
}

static void drop_folder(const char *path)
{
   char shell[PATH_BYTES + 16];
   (void)snprintf(shell, sizeof shell, "rm -rf %s", path);
   CHECK(system(shell) == 0);
}

/* ---- the cells ----------------------------------------------------------------------------------
 */

static bool same(double a, double b)
{
   return (isnan(a) && isnan(b)) || a == b;
}

static void same_as_alone(rig *r, int system, int policy)
{
   ics_solved solved;
   ics_result *alone;
   ics_request request = r->asked;
   const ics_bench_cell *c = cell_of(r, system, policy);
   request.policy = policies[policy];
   CHECK_OK(ics_solve(r->systems[system], &request, r->arena, &solved, &r->err), &r->err);
   CHECK_OK(ics_result_make(&solved, &request, r->arena, &alone, &r->err), &r->err);
   CHECK_TEXT(c->status, alone->status);
   CHECK(c->certified == alone->certified);
   CHECK(same(c->relative_gap, alone->relative_gap));
   CHECK(same(c->goal, alone->objective));
   CHECK(same(c->shortfall_gbp_m, alone->shortfall_gbp_m));
   CHECK(same(c->unmet_first, alone->unmet_share_first));
   CHECK(same(c->unmet_last, alone->unmet_share_last));
   CHECK_INT(c->naims, alone->naims);
   CHECK_INT(c->nstages, alone->nstages);
   for (int a = 0; a < c->naims && a < alone->naims; a++) {
      CHECK_TEXT(c->aims[a].aim.id, alone->aims[a].aim.id);
      CHECK(same(c->aims[a].value, alone->aims[a].value));
      CHECK(same(c->aims[a].baseline, alone->aims[a].baseline));
      CHECK(same(c->aims[a].best, alone->aims[a].best));
      CHECK(same(c->aims[a].worst, alone->aims[a].worst));
   }
   for (int s = 0; s < c->nstages && s < alone->nstages; s++) {
      CHECK_INT(c->stages[s].iterations, alone->stages[s].iterations);
      CHECK(same(c->stages[s].value, alone->stages[s].value));
      CHECK(same(c->stages[s].relative_gap, alone->stages[s].relative_gap));
   }
}

static void cells_are_what_solve_gives(void)
{
   rig r;
   rig_up(&r, SYSTEMS);
   go_well(&r, NULL);
   for (int s = 0; r.ok && s < SYSTEMS; s++)
      for (int p = 0; p < POLICIES; p++) {
         bool has = ics_bench_has(r.systems[s], policies[p]);
         if (!has) CHECK_TEXT(cell_of(&r, s, p)->status, "absent");
         if (has) same_as_alone(&r, s, p);
      }
   rig_down(&r);
}

/* No policy that only restricts the reference policy can do better by the same yardstick. */
static void restrictions_never_gain(void)
{
   rig r;
   rig_up(&r, SYSTEMS);
   go_well(&r, NULL);
   for (int s = 2; r.ok && s < SYSTEMS; s++) {
      double place = cell_of(&r, s, 0)->goal;
      CHECK(cell_of(&r, s, 1)->goal > place + 0.1);
      CHECK(cell_of(&r, s, 2)->goal > place + 0.1);
      CHECK(cell_of(&r, s, 2)->goal < cell_of(&r, s, 1)->goal);
      CHECK_TEXT(cell_of(&r, s, 1)->start, "crash"); /* money and blends are data */
      CHECK_TEXT(cell_of(&r, s, 2)->start, "carried");
      CHECK(cell_of(&r, s, 1)->moved_gbp_m == 0.0);
      CHECK(cell_of(&r, s, 2)->moved_gbp_m == 0.0);
      CHECK(cell_of(&r, s, 0)->moved_gbp_m > 10.0);
   }
   /* QT6 has one place: its goal has no inequality to weigh, and another shape. */
   if (r.ok) CHECK_TEXT(cell_of(&r, 3, 0)->start, "warm");
   rig_down(&r);
}

static void workers_do_not_matter(void)
{
   rig one, three;
   rig_up(&one, SYSTEMS);
   rig_up(&three, SYSTEMS);
   three.request.jobs = 3;
   go_well(&one, NULL);
   go_well(&three, NULL);
   same_exports(&one, &three);
   rig_down(&one);
   rig_down(&three);
}

/* ---- workers that die ---------------------------------------------------------------------------
 */

/** Children of this process; 0 where the system does not tell. */
static int children(pid_t of, pid_t *list, int room)
{
   char path[64];
   int n = 0, pid;
   (void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)of, (int)of);
   FILE *file = fopen(path, "r");
   while (file && n < room && fscanf(file, "%d", &pid) == 1) list[n++] = pid;
   if (file) (void)fclose(file);
   return n;
}

static void pause_ms(long ms)
{
   struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
   (void)nanosleep(&t, NULL);
}

/* A process that kills the other children of its parent, @p times over. */
static pid_t start_killer(int times)
{
   pid_t parent = getpid(), pid = fork(), list[16];
   if (pid != 0) return pid;
   for (int n = 0; n < times; n++) {
      int found = children(parent, list, 16);
      for (int c = 0; c < found; c++)
         if (list[c] != getpid()) (void)kill(list[c], SIGKILL);
      pause_ms(3);
   }
   _exit(0);
}

static void end_killer(pid_t killer)
{
   (void)kill(killer, SIGKILL);
   (void)waitpid(killer, NULL, 0);
}

static void a_cell_that_dies_is_tried_again(void)
{
   rig whole, hurt;
   char folder[PATH_BYTES], store[PATH_BYTES + 16];
   CHECK_NEEDS(own_folder(folder));
   (void)snprintf(store, sizeof store, "%s/a.sqlite", folder);
   rig_up(&whole, SYSTEMS);
   rig_up(&hurt, SYSTEMS);
   go_well(&whole, NULL);
   pid_t killer = start_killer(1 << 20);
   go(&hurt, store);
   end_killer(killer);
   CHECK_(hurt.rc == ICS_OK, "a run whose workers die ended: %s", hurt.err.text);
   CHECK(hurt.out.failed > 0);
   CHECK_HAS(hurt.out.why, "ended by signal 9");
   go_well(&hurt, store); /* what failed is done now, and nothing is left of the failure */
   CHECK_INT(hurt.out.failed, 0);
   same_exports(&whole, &hurt);
   rig_down(&whole);
   rig_down(&hurt);
   drop_folder(folder);
}

/** Kills workers once, when the cells begin. */
static void kill_once(void *ctx, const ics_benchmark_progress *p)
{
   int *left = ctx;
   pid_t list[16];
   if (strcmp(p->doing, "cells") != 0 || (*left)-- <= 0) return;
   int n = children(getpid(), list, 16);
   for (int c = 0; c < n; c++) (void)kill(list[c], SIGKILL);
}

static void a_death_costs_no_answer(void)
{
   rig whole, hurt;
   int kills = 1;
   rig_up(&whole, SYSTEMS);
   rig_up(&hurt, SYSTEMS);
   hurt.request.jobs = 3;
   hurt.request.progress = kill_once;
   hurt.request.progress_ctx = &kills;
   go_well(&whole, NULL);
   go_well(&hurt, NULL);
   CHECK_INT(hurt.out.failed, 0);
   CHECK_INT(hurt.out.uncertified, 0);
   for (int n = 0; hurt.ok && whole.ok && n < SYSTEMS * POLICIES; n++)
      if (isfinite(whole.out.cells[n].goal))
         CHECK_NEAR(hurt.out.cells[n].goal, whole.out.cells[n].goal, 1e-8);
   rig_down(&whole);
   rig_down(&hurt);
}

/* ---- the journal --------------------------------------------------------------------------------
 */

static long random_below(unsigned *seed, long n)
{
   *seed = *seed * 1103515245u + 12345u;
   return (long)((*seed >> 8) % (unsigned)n);
}

/* A benchmark in a process of its own, killed after some time if it still runs. */
static void run_and_kill(rig *r, const char *store, long ms)
{
   pid_t pid = fork();
   if (pid == 0) {
      r->request.jobs = 2;
      go(r, store);
      _exit(0);
   }
   pause_ms(ms);
   (void)kill(pid, SIGKILL);
   CHECK(waitpid(pid, NULL, 0) == pid);
}

static void killed_and_resumed(void)
{
   bool all = getenv("ICS_ALL_SYSTEMS") != NULL;
   rig whole, again;
   char folder[PATH_BYTES], store[PATH_BYTES + 16];
   unsigned seed = 20261123u;
   CHECK_NEEDS(own_folder(folder));
   rig_up(&whole, SYSTEMS);
   rig_up(&again, SYSTEMS);
   go_well(&whole, NULL);
   for (int k = 0; k < (all ? 50 : 3); k++) {
      (void)snprintf(store, sizeof store, "%s/%d.sqlite", folder, k);
      for (int times = 0; times < 2; times++) run_and_kill(&again, store, random_below(&seed, 400));
      go_well(&again, store);
      same_exports(&whole, &again);
   }
   rig_down(&whole);
   rig_down(&again);
   drop_folder(folder);
}

static void count_solved(void *ctx, const ics_benchmark_progress *p)
{
   int *solved = ctx;
   *solved = p->solved;
}

static void what_is_finished_is_not_solved_again(void)
{
   rig r;
   int solved = 0;
   char folder[PATH_BYTES], store[PATH_BYTES + 16];
   CHECK_NEEDS(own_folder(folder));
   (void)snprintf(store, sizeof store, "%s/a.sqlite", folder);
   rig_up(&r, SYSTEMS);
   r.request.progress = count_solved;
   r.request.progress_ctx = &solved;
   r.request.npolicies = 1;
   go_well(&r, store);
   CHECK_INT(solved, 2);
   solved = 0;
   go_well(&r, store);
   CHECK_INT(solved, 0);
   r.request.npolicies = POLICIES; /* more policies: only those */
   go_well(&r, store);
   CHECK_INT(solved, CELLS - 2);
   rig_down(&r);
   drop_folder(folder);
}

/* Other settings and other inputs beside the first in one file. */
static void runs_are_never_mixed(void)
{
   rig first, other, back;
   char folder[PATH_BYTES], store[PATH_BYTES + 16];
   static const ics_override drift = { "rules.drift", "0.01" };
   static const char *const set = "rules.drift=0.01";
   CHECK_NEEDS(own_folder(folder));
   (void)snprintf(store, sizeof store, "%s/a.sqlite", folder);
   rig_up(&first, 3);
   rig_up(&other, 3);
   rig_up(&back, 3);
   go_well(&first, store);
   other.asked.sets = &set;
   other.asked.nsets = 1;
   ics_rc rc = ics_instance_read(files[2], &drift, 1, other.arena, &other.systems[2], &other.err);
   CHECK_(rc == ICS_OK, "%s", other.err.text);
   go_well(&other, store);
   if (first.ok && other.ok)
      CHECK(fabs(cell_of(&other, 2, 0)->goal - cell_of(&first, 2, 0)->goal) > 1e-3);
   ics_instance changed = *back.systems[2]; /* the same settings, another file */
   changed.sha256 = "0123";
   int solved = 0;
   back.request.progress = count_solved;
   back.request.progress_ctx = &solved;
   back.systems[2] = &changed;
   go_well(&back, store);
   CHECK(solved > 0);
   solved = 0;
   back.systems[2] = first.systems[2];
   go_well(&back, store);
   CHECK_INT(solved, 0);
   same_exports(&first, &back);
   rig_down(&first);
   rig_down(&other);
   rig_down(&back);
   drop_folder(folder);
}

/* No more room on the disk, as a limit on the size of files. */
static void a_full_disk_keeps_what_is_finished(void)
{
   rig whole, full;
   char folder[PATH_BYTES], store[PATH_BYTES + 16];
   CHECK_NEEDS(own_folder(folder));
   (void)snprintf(store, sizeof store, "%s/a.sqlite", folder);
   rig_up(&whole, SYSTEMS);
   rig_up(&full, SYSTEMS);
   go_well(&whole, NULL);
   pid_t pid = fork();
   if (pid == 0) {
      struct rlimit limit = { 200000, 200000 };
      (void)signal(SIGXFSZ, SIG_IGN);
      (void)setrlimit(RLIMIT_FSIZE, &limit);
      go(&full, store);
      _exit(full.rc == ICS_EOUTPUT && strstr(full.err.text, "cannot be written") ? 42 : 1);
   }
   int status = 0;
   CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
   CHECK_INT(WEXITSTATUS(status), 42);
   int solved = 0;
   full.request.progress = count_solved;
   full.request.progress_ctx = &solved;
   go_well(&full, store);
   CHECK(solved > 0 && solved < CELLS);
   same_exports(&whole, &full);
   rig_down(&whole);
   rig_down(&full);
   drop_folder(folder);
}

/* ---- files that are no store --------------------------------------------------------------------
 */

static void overwrite(const char *path, long at, const char *bytes, size_t n)
{
   FILE *file = fopen(path, "r+b");
   CHECK_NEEDS(file != NULL);
   CHECK(fseek(file, at, SEEK_SET) == 0 && fwrite(bytes, 1, n, file) == n);
   CHECK(fclose(file) == 0);
}

static void refused(const char *path, ics_rc rc, const char *words)
{
   static ics_err err;
   ics_store *store = NULL;
   ics_arena *arena = ics_arena_new();
   ics_err_clear(&err);
   ics_rc got = ics_store_open(path, arena, &store, &err);
   CHECK_INT(got, rc);
   CHECK_HAS(err.text, words);
   CHECK(store == NULL);
   ics_store_close(&store);
   ics_arena_free(&arena);
}

/* The header of an SQLite file: user version at byte 60, application id at 68 (fileformat2). */
static void other_files_are_refused(void)
{
   rig r;
   char folder[PATH_BYTES], store[PATH_BYTES + 32];
   CHECK_NEEDS(own_folder(folder));
   (void)snprintf(store, sizeof store, "%s/a.sqlite", folder);
   rig_up(&r, 1);
   go_well(&r, store);
   rig_down(&r);
   overwrite(store, 60, "\0\0\0\7", 4);
   refused(store, ICS_EINPUT, "schema 7, and this version of icsopt reads schemas 2 to 3");
   overwrite(store, 60, "\0\0\0\1\0\0\0\0\0\0\0\1", 12);
   refused(store, ICS_EINPUT, "not a results store of icsopt");
   overwrite(store, 0, "system : { code", 15);
   refused(store, ICS_EINPUT, "not a results store");
   (void)snprintf(store, sizeof store, "%s/none/a.sqlite", folder);
   refused(store, ICS_EOUTPUT, "cannot be written");
   refused(folder, ICS_EOUTPUT, "cannot be written");
   drop_folder(folder);
}

/* ---- the league by hand -------------------------------------------------------------------------
 */

/* Two systems, three policies, one aim to be small and one to be large. Free is best in both;
 * in the second held ties with it; in the first current falls short of a standard. */
static void the_league_by_hand(void)
{
   enum { NS = 2, NP = 3 };
   static const char *const ids[NP] = { "place", "current", "blends" };
   static const double goal[NS][NP] = { { 0.1, 0.2, 0.4 }, { 0.3, 0.8, 0.3 + 1e-8 } };
   static const double lost[NS][NP] = { { 10, 20, 30 }, { 10, 20, 10 } };
   static const double gained[NS][NP] = { { 5, 6, 4 }, { 5, 4, 5 } };
   static const double shortfall[NS][NP] = { { 0, 3, 0 }, { 0, 0, 0 } };
   static const ics_name aims[2] = { { "lost", "Lost" }, { "gained", "Gained" } };
   static const ics_bench_system systems[NS] = {
      { .code = "AAA", .naims = 2, .aims = aims, .reference = "place" },
      { .code = "BBB", .naims = 2, .aims = aims, .reference = "place" }
   };
   ics_bench_cell cells[NS * NP];
   ics_result_aim values[NS * NP][2];
   for (int n = 0; n < NS * NP; n++) {
      int s = n / NP, p = n % NP;
      values[n][0] = (ics_result_aim){
         .aim = { "lost", "Lost" }, .value = lost[s][p], .best = 0, .worst = 40
      };
      values[n][1] = (ics_result_aim){ .aim = { "gained", "Gained" },
                                       .maximise = true,
                                       .value = gained[s][p],
                                       .best = 8,
                                       .worst = 4 };
      cells[n] = (ics_bench_cell){ .policy = ids[p],
                                   .policy_name = ids[p],
                                   .status = "optimal",
                                   .certified = true,
                                   .goal = goal[s][p],
                                   .shortfall_gbp_m = shortfall[s][p],
                                   .breach_gbp_m = (double)NAN,
                                   .aims = values[n],
                                   .naims = 2 };
   }
   ics_benchmark b = { .systems = systems,
                       .policies = ids,
                       .cells = cells,
                       .nsystems = NS,
                       .npolicies = NP,
                       .goal = "",
                       .resolution = "place",
                       .why = "" };
   static ics_err err;
   ics_league l;
   ics_arena *arena = ics_arena_new();
   CHECK_OK(ics_league_of(&b, arena, &l, &err), &err);
   static const int rank[NS * NP] = { 1, 3, 2, 1, 3, 1 };
   static const int by[NS * NP] = { ICS_NONE, ICS_NONE, 0, ICS_NONE, 0, ICS_NONE };
   for (int n = 0; n < NS * NP; n++) {
      CHECK_INT(l.cells[n].rank, rank[n]);
      CHECK_INT(l.cells[n].dominated_by, by[n]);
      CHECK(!l.cells[n].beats);
   }
   CHECK_INT(l.policies[0].best, 2);
   CHECK_INT(l.policies[0].sole, 1);
   CHECK_INT(l.policies[2].best, 1);
   CHECK_NEAR(l.policies[1].regret.mean, 0.3, 1e-12);
   CHECK_NEAR(l.policies[1].regret.most, 0.5, 1e-12);
   CHECK_INT(l.policies[1].regret.most_at, 1);
   CHECK_NEAR(l.policies[2].regret.mean, 0.15, 1e-12);
   CHECK_NEAR(l.policies[0].aims[0].mean, 0.75, 1e-12);
   CHECK_NEAR(l.policies[0].aims[1].mean, 0.25, 1e-12);
   CHECK_INT(l.order[0], 0);
   CHECK_INT(l.order[1], 2);
   CHECK_INT(l.nprices, 2);
   CHECK_TEXT(l.prices[0].id, "todays_money");
   CHECK_NEAR(l.prices[0].goal.mean, 0.15, 1e-7);
   CHECK_INT(l.prices[1].goal.n, 1); /* the other falls short by another sum */
   CHECK_INT(l.prices[1].unlike, 1);
   CHECK_NEAR(l.prices[1].goal.mean, 0.5, 1e-12);
   ics_arena_free(&arena);
}

/* ---- the pool -----------------------------------------------------------------------------------
 */

static ics_rc double_it(void *ctx, int index, double *record, ics_err *err)
{
   (void)ctx;
   if (index == 3) return ics_fail(err, ICS_ENUMERIC, "three");
   record[1] = 2.0 * record[0];
   return ICS_OK;
}

static void ask_square(const void *ctx, int index, double *record)
{
   (void)ctx;
   record[0] = (double)index * index;
}

static ics_rc take_sum(void *ctx, int index, ics_rc status, const double *record, const char *text,
                       ics_err *err)
{
   double *sum = ctx;
   (void)err;
   if (status == ICS_OK)
      *sum += record[1];
   else
      CHECK_(index == 3 && strcmp(text, "three") == 0, "task %d failed: %s", index, text);
   return ICS_OK;
}

static ics_rc take_no_more(void *ctx, int index, ics_rc status, const double *record,
                           const char *text, ics_err *err)
{
   int *taken = ctx;
   (void)index, (void)status, (void)record, (void)text;
   return ++*taken == 4 ? ics_fail(err, ICS_EOUTPUT, "the disk is full") : ICS_OK;
}

static void the_pool_asks_and_takes(void)
{
   static ics_err err;
   for (int jobs = 1; jobs <= 4; jobs += 3) {
      double sum = 0.0;
      int taken = 0;
      ics_pool_result out;
      ics_arena *arena = ics_arena_new();
      ics_pool pool = { .task = double_it,
                        .ctx = &sum,
                        .n = 10,
                        .width = 2,
                        .jobs = jobs,
                        .ask = ask_square,
                        .take = take_sum,
                        .forked = true };
      CHECK_OK(ics_pool_run(&pool, arena, &out, &err), &err);
      CHECK_NEAR(sum, 2.0 * (285.0 - 9.0), 0.0);
      CHECK_INT(out.failed, 1);
      pool.ctx = &taken;
      pool.take = take_no_more;
      CHECK_INT(ics_pool_run(&pool, arena, &out, &err), ICS_EOUTPUT);
      CHECK_TEXT(err.text, "the disk is full");
      CHECK_INT(taken, 4);
      ics_err_clear(&err);
      ics_arena_free(&arena);
   }
}

const ics_test tests_benchmark[] = {
   { "the pool tells a task its question and hands on its answer", the_pool_asks_and_takes },
   { "ranks, regret, dominance and prices by hand", the_league_by_hand },
   { "every cell is what solve alone gives, byte for byte", cells_are_what_solve_gives },
   { "no policy that restricts another does better", restrictions_never_gain },
   { "the number of workers does not change a byte", workers_do_not_matter },
   { "a run whose workers are all killed ends, and is made good when resumed",
     a_cell_that_dies_is_tried_again },
   { "a worker that dies costs no answer", a_death_costs_no_answer },
   { "killed at any moment and resumed, the exports are those of one run", killed_and_resumed },
   { "what is finished is not solved again", what_is_finished_is_not_solved_again },
   { "other settings and other files are kept apart in one store", runs_are_never_mixed },
   { "a full disk ends the run and keeps what is finished", a_full_disk_keeps_what_is_finished },
   { "files that are no store, or of another schema, are refused", other_files_are_refused },
   { NULL, NULL },
};
