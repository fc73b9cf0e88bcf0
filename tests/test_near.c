/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What else is almost as good, against hand arithmetic, vertices and another formulation; and the
 * pool of processes it is spread over. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"
#include "lp/solve.h"
#include "report/near.h"
#include "study/near.h"
#include "base/pool.h"
#include "vertices.h"

static const char SMALL[] = "instances/england/QT6.cfg";

static ics_near_request all_within(double within)
{
   return (ics_near_request){
      .within = within, .place = ICS_NONE, .service = ICS_NONE, .year = ICS_NONE, .jobs = 1
   };
}

/** Load, solve, and ask; NULL where a step failed (which is then a failed check). */
static const ics_near_result *near_of(fixture *f, const ics_near_request *request)
{
   ics_near_result *out = NULL;
   if (!f->ok) return NULL;
   ics_rc rc = ics_near(&f->solved, &f->request, request, f->arena, &out, &f->err);
   CHECK_(rc == ICS_OK, "near: %s", f->err.text);
   return rc == ICS_OK ? out : NULL;
}

static const ics_near_line *line_of(const ics_near_result *r, const char *service,
                                    const char *principle)
{
   for (int n = 0; n < r->nlines; n++)
      if (strcmp(r->lines[n].service.id, service) == 0 &&
          strcmp(r->lines[n].principle, principle) == 0)
         return &r->lines[n];
   CHECK_(false, "no line %s %s", service, principle);
   return NULL;
}

/* ---- by hand ------------------------------------------------------------------------------------
 */

/* tiny/two_mechanisms.cfg: 10.35 of care for GBP 10m; within 1%, 10.2465. All money on block gives
 * 9.6, each pound moved to the tariff 0.3 more, up to a quarter: tariff from 0.6465 / 0.3 to 2.5,
 * and block at most the rest of 10. Block is least where money is left over: with the tariff at a
 * third of block, care is 0.6 + 1.3 block. */
static void two_mechanisms_by_hand(void)
{
   fixture f;
   load(&f, "instances/tiny/two_mechanisms.cfg", NULL, 0);
   solve(&f);
   ics_near_request request = all_within(0.01);
   const ics_near_result *r = near_of(&f, &request);
   if (r) {
      const ics_near_line *tariff = line_of(r, "care", "activity");
      const ics_near_line *block = line_of(r, "care", "capacity");
      CHECK_INT(r->nlines, 2);
      CHECK_NEAR(r->limit, 10.35 * 0.99, 1e-9);
      if (tariff && block) {
         CHECK_NEAR(tariff->least_gbp_m, 2.155, 1e-9);
         CHECK_NEAR(tariff->plan_gbp_m, 2.5, 1e-9);
         CHECK_NEAR(tariff->most_gbp_m, 2.5, 1e-9);
         CHECK_NEAR(block->least_gbp_m, 9.6465 / 1.3, 1e-9);
         CHECK_NEAR(block->most_gbp_m, 7.845, 1e-9);
         CHECK(!tariff->forced && !block->forced);
      }
      CHECK(isnan(r->today));
   }
   unload(&f);
}

/* tiny/package.cfg by its vertices. Columns: care of vaccines, surgery and drugs, and money that
 * buys none (the rules allow it), which goes to the service asked about. */
static double package_end(int service, bool most, double limit)
{
   static const int start[] = { 0, 3, 7, 10, 11 };
   static const int row[] = { 0, 1, 3, 0, 1, 2, 3, 0, 2, 3, 0 };
   static const double val[] = { 1, 1, 10, 1, 0.5, 2, 6, 1, 0.2, 4, 1 };
   static const double lo[] = { 0, 0, 0, 0 }, hi[] = { 4, 6, 10, 12 };
   double rlo[] = { -ICS_INF, -ICS_INF, -ICS_INF, limit }, rhi[] = { 12, 5.5, 8, ICS_INF };
   double c[4] = { 0 };
   c[service] = most ? -1.0 : 1.0;
   c[3] = most ? -1.0 : 0.0;
   ics_lp lp = { .m = 4,
                 .n = 4,
                 .nz = 11,
                 .start = start,
                 .row = row,
                 .val = val,
                 .lo = lo,
                 .hi = hi,
                 .rlo = rlo,
                 .rhi = rhi,
                 .c = c };
   return (most ? -1.0 : 1.0) * (double)best_vertex(&lp);
}

static void package_by_its_vertices(void)
{
   static const char *const services[] = { "vaccines", "surgery", "drugs" };
   static const double withins[] = { 0.0, 0.01, 0.1, 0.6 };
   fixture f;
   load(&f, "instances/tiny/package.cfg", NULL, 0);
   solve(&f);
   for (int w = 0; w < 4; w++) {
      ics_near_request request = all_within(withins[w]);
      const ics_near_result *r = near_of(&f, &request);
      for (int k = 0; r && k < 3; k++) {
         const ics_near_line *line = line_of(r, services[k], "activity");
         if (!line) continue;
         CHECK_NEAR(line->least_gbp_m, package_end(k, false, r->limit), 1e-7);
         CHECK_NEAR(line->most_gbp_m, package_end(k, true, r->limit), 1e-7);
      }
   }
   unload(&f);
}

/* ---- a real system ------------------------------------------------------------------------------
 */

/** The plans that count as another LP: goal and shortfall are limited by rows of their own. */
typedef struct rows_lp {
   ics_lp lp;
   double *c;
} rows_lp;

static bool with_rows(const fixture *f, double within, rows_lp *out)
{
   const ics_model *m = f->solved.model;
   const ics_run *run = &f->solved.run;
   const ics_stage *own = &run->stages[run->own];
   const ics_lp *a = &m->lp;
   int *start = ics_alloc(f->arena, (size_t)a->n + 1, sizeof *start);
   int *row = ics_alloc(f->arena, (size_t)a->nz + 2, sizeof *row);
   double *val = ics_alloc(f->arena, (size_t)a->nz + 2, sizeof *val);
   double *rlo = ics_alloc(f->arena, (size_t)a->m + 2, sizeof *rlo);
   double *rhi = ics_alloc(f->arena, (size_t)a->m + 2, sizeof *rhi);
   out->c = ics_alloc(f->arena, (size_t)a->n, sizeof *out->c);
   if (!start || !row || !val || !rlo || !rhi || !out->c) return false;
   int n = 0;
   for (int j = 0; j < a->n; j++) {
      start[j] = n;
      for (int p = a->start[j]; p < a->start[j + 1]; p++, n++) {
         row[n] = a->row[p];
         val[n] = a->val[p];
      }
      if (j == own->col || j == m->shortfall) {
         row[n] = a->m + (j == m->shortfall);
         val[n++] = 1.0;
      }
   }
   start[a->n] = n;
   memcpy(rlo, a->rlo, (size_t)a->m * sizeof *rlo);
   memcpy(rhi, a->rhi, (size_t)a->m * sizeof *rhi);
   rlo[a->m] = rlo[a->m + 1] = -ICS_INF;
   rhi[a->m] = own->value + within * fabs(own->value); /* a weighted goal is minimised */
   rhi[a->m + 1] = run->stages[0].held;
   out->lp = *a;
   out->lp.m = a->m + 2;
   out->lp.nz = n;
   out->lp.start = start;
   out->lp.row = row;
   out->lp.val = val;
   out->lp.rlo = rlo;
   out->lp.rhi = rhi;
   out->lp.c = out->c;
   out->lp.row_name = out->lp.col_name = NULL;
   return true;
}

/** Least (sign 1) or most (sign -1) of one line, solved cold. */
static double cold_end(fixture *f, rows_lp *r, const ics_near_line *line, double sign)
{
   const ics_model *m = f->solved.model;
   const ics_instance *in = f->in;
   ics_limits limits = { f->settings.gap, (int)f->settings.iterations, f->settings.time_limit };
   ics_solution sol;
   int k = ics_find_service(in, line->service.id), t = 0;
   int h = *line->place.id ? ics_find_place(in, line->place.id) : 0;
   while (strcmp(in->years[t], line->year) != 0) t++;
   memset(r->c, 0, (size_t)r->lp.n * sizeof *r->c);
   for (int b = 0; b < in->nblends; b++) {
      const ics_mechanism *mech = &in->mechanisms[in->blends[b].mechanism];
      if (in->blends[b].service != k ||
          strcmp(ics_principle_text(mech->principle), line->principle) != 0)
         continue;
      for (int s = 0; s < mech->ntranches; s++) r->c[m->x[ics_cell_x(m, h, b, s, t)]] = sign;
   }
   r->lp.c0 = 1.0;
   ics_rc rc = ics_lp_solve(&r->lp, NULL, &limits, f->arena, &sol, &f->err);
   CHECK_(rc == ICS_OK && sol.status == ICS_OPTIMAL, "cold: %s %s", line->service.id,
          line->principle);
   return rc == ICS_OK ? sign * (sol.objective - 1.0) : (double)NAN;
}

static void agrees_with_rows_solved_cold(void)
{
   enum { EVERY = 7 };
   fixture f;
   rows_lp rows;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   ics_near_request request = all_within(0.01);
   request.year = f.ok ? f.in->nyears - 1 : 0;
   const ics_near_result *r = near_of(&f, &request);
   CHECK(r && r->nlines > EVERY && r->solved > 0 && r->seen > 0);
   CHECK(r && r->uncertified == 0);
   if (r && with_rows(&f, 0.01, &rows))
      for (int n = 0; n < r->nlines; n += EVERY) {
         const ics_near_line *line = &r->lines[n];
         CHECK_NEAR(line->least_gbp_m, cold_end(&f, &rows, line, 1.0), 1e-7);
         CHECK_NEAR(line->most_gbp_m, cold_end(&f, &rows, line, -1.0), 1e-7);
      }
   unload(&f);
}

/** The plan keeps the limits of the LP whose ends are sought, whatever `within` is. */
static void plan_counts(const fixture *f, double within)
{
   ics_lp lp;
   double *c, limit;
   static ics_err err;
   const ics_stage *own = &f->solved.run.stages[f->solved.run.own];
   CHECK_OK(ics_near_lp(&f->solved, within, f->arena, &lp, &c, &limit, &err), &err);
   for (int j = 0; j < lp.n; j++) {
      double x = plan_of(f)[j], size = 1e-9 * fmax(1.0, fabs(x));
      CHECK_(x >= lp.lo[j] - size && x <= lp.hi[j] + size, "column %d of the plan: %.17g", j, x);
   }
   CHECK_NEAR(own->maximise ? lp.lo[own->col] : lp.hi[own->col], limit, 0.0);
}

static void more_slack_never_narrows(void)
{
   static const double withins[] = { 0.0, 0.001, 0.01, 0.1 };
   fixture f;
   const ics_near_result *last = NULL;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   for (int w = 0; w < 4; w++) {
      ics_near_request request = all_within(withins[w]);
      request.year = f.ok ? f.in->nyears - 1 : 0;
      const ics_near_result *r = near_of(&f, &request);
      if (!r) break;
      plan_counts(&f, withins[w]);
      int wider = 0;
      for (int n = 0; n < r->nlines; n++) {
         const ics_near_line *it = &r->lines[n];
         CHECK(it->least_gbp_m <= it->plan_gbp_m && it->plan_gbp_m <= it->most_gbp_m);
         if (!last) continue;
         CHECK(it->least_gbp_m <= last->lines[n].least_gbp_m + 1e-9 * it->contract_gbp_m);
         CHECK(it->most_gbp_m >= last->lines[n].most_gbp_m - 1e-9 * it->contract_gbp_m);
         wider += it->most_gbp_m - it->least_gbp_m >
                  last->lines[n].most_gbp_m - last->lines[n].least_gbp_m + 1e-6;
      }
      CHECK(!last || wider > 0);
      last = r;
   }
   unload(&f);
}

static void aims_in_order_count_their_tolerance(void)
{
   fixture f;
   load(&f, "instances/tiny/lexicographic.cfg", NULL, 0);
   solve(&f);
   ics_near_request request = all_within(0.0);
   const ics_near_result *r = near_of(&f, &request);
   CHECK(r && r->uncertified == 0);
   if (r) plan_counts(&f, 0.0);
   unload(&f);
}

static void nothing_is_open_where_nothing_may_change(void)
{
   fixture f;
   load(&f, SMALL, NULL, 0);
   f.request.policy = "current";
   solve(&f);
   ics_near_request request = all_within(0.05);
   const ics_near_result *r = near_of(&f, &request);
   CHECK(r && r->nlines > 0 && r->solved == 0 && r->seen == 2 * r->nlines);
   for (int n = 0; r && n < r->nlines; n++) {
      CHECK(r->lines[n].forced);
      CHECK_NEAR(r->lines[n].least_gbp_m, r->lines[n].most_gbp_m, 1e-12);
   }
   unload(&f);
}

static void only_what_was_asked_for(void)
{
   fixture f;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   ics_near_request request = all_within(0.01);
   request.year = 1;
   request.place = f.ok ? ics_find_place_said(f.in, f.in->places[0].name) : 0;
   const ics_near_result *r = near_of(&f, &request);
   CHECK(r && r->nlines > 0);
   for (int n = 0; r && n < r->nlines; n++) {
      CHECK_TEXT(r->lines[n].place.id, f.in->places[0].id);
      CHECK_TEXT(r->lines[n].year, f.in->years[1]);
   }
   request.place = ICS_NEAR_SYSTEM;
   r = near_of(&f, &request);
   CHECK(r && r->nlines > 0);
   for (int n = 0; r && n < r->nlines; n++) {
      CHECK_TEXT(r->lines[n].place.id, "");
      CHECK_TEXT(r->lines[n].place.name, f.in->name);
   }
   unload(&f);
}

static void ends_without_proof_are_not_told(void)
{
   fixture f;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   f.settings.iterations = 1.0;
   ics_near_request request = all_within(0.01);
   request.year = 0;
   const ics_near_result *r = near_of(&f, &request);
   CHECK(r && r->uncertified > 0 && r->uncertified < r->nlines);
   int empty = 0;
   for (int n = 0; r && n < r->nlines; n++) {
      empty += isnan(r->lines[n].least_gbp_m);
      CHECK(isnan(r->lines[n].least_gbp_m) == isnan(r->lines[n].most_gbp_m));
      CHECK(!isnan(r->lines[n].least_gbp_m) || !r->lines[n].forced);
   }
   if (r) {
      CHECK_INT(empty, r->uncertified);
      CHECK_HAS(r->why, "limit");
   }
   unload(&f);
}

/* The k-th allocation fails, for every k until none does: always ICS_EMEMORY, nothing left. */
static void memory_runs_out_anywhere(void)
{
   fixture f;
   load(&f, "instances/tiny/two_mechanisms.cfg", NULL, 0);
   solve(&f);
   ics_near_request request = all_within(0.01);
   ics_rc rc = ICS_EMEMORY;
   long k = 0;
   for (; f.ok && rc != ICS_OK && k < 100000; k++) {
      ics_near_result *r = NULL;
      ics_err_clear(&f.err);
      ics_arena *arena = ics_arena_new();
      ics_arena_fail_at(k);
      rc = ics_near(&f.solved, &f.request, &request, arena, &r, &f.err);
      ics_arena_fail_at(-1);
      if (rc != ICS_OK) CHECK_INT(rc, ICS_EMEMORY);
      ics_arena_free(&arena);
   }
   CHECK_INT(rc, ICS_OK);
   CHECK(k > 20);
   unload(&f);
}

/** Everything that is written about an answer. */
static const char *written(fixture *f, const ics_near_result *r)
{
   ics_buffer page = ics_buffer_start(f->arena);
   char *json = NULL, *text = NULL;
   ics_report_near(r, &page);
   ics_csv_near(r, &page);
   bool ok = ics_near_json(r, f->arena, &json, &f->err) == ICS_OK;
   if (ok) ics_buffer_text(&page, json);
   ok = ok && ics_buffer_end(&page, &text, &f->err) == ICS_OK;
   CHECK_(ok, "written: %s", f->err.text);
   return ok ? text : "";
}

static void same_bytes_from_one_process_and_from_three(void)
{
   fixture f;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   ics_near_request request = all_within(0.02);
   const ics_near_result *one = near_of(&f, &request);
   request.jobs = 3;
   const ics_near_result *three = near_of(&f, &request);
   CHECK(one && three && one->nlines > 100);
   if (one && three) CHECK(strcmp(written(&f, one), written(&f, three)) == 0);
   unload(&f);
}

static void solve_from(ics_solver *solver, const ics_lp *lp, const ics_basis *warm, fixture *f,
                       ics_solution *out)
{
   ics_limits limits = { f->settings.gap, (int)f->settings.iterations, f->settings.time_limit };
   ics_rc rc = ics_solver_solve(solver, lp, warm, &limits, f->arena, out, &f->err);
   CHECK_(rc == ICS_OK && out->status == ICS_OPTIMAL, "solve: %s", f->err.text);
}

/* A solver that has just come to a basis by many pivots, and one that has never seen it, give the
 * same digits when told to start there. */
static void same_digits_from_a_basis_whatever_went_before(void)
{
   fixture f;
   ics_lp lp;
   ics_solver *old = NULL, *fresh = NULL;
   ics_solution first, again, anew;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   f.ok = f.ok && ics_stage_lp(f.solved.model, &f.solved.run, f.solved.run.own, f.arena, &lp,
                               &f.err) == ICS_OK;
   f.ok = f.ok && ics_solver_open(&lp, f.arena, &old, &f.err) == ICS_OK;
   f.ok = f.ok && ics_solver_open(&lp, f.arena, &fresh, &f.err) == ICS_OK;
   CHECK(f.ok);
   if (f.ok) {
      solve_from(old, &lp, NULL, &f, &first);
      CHECK(first.iterations > 100);
      solve_from(old, &lp, &first.basis, &f, &again);
      solve_from(fresh, &lp, &first.basis, &f, &anew);
      size_t columns = (size_t)lp.n * sizeof *anew.x, rows = (size_t)lp.m * sizeof *anew.y;
      CHECK(memcmp(again.x, anew.x, columns) == 0);
      CHECK(memcmp(again.x_low, anew.x_low, columns) == 0);
      CHECK(memcmp(again.y, anew.y, rows) == 0);
      CHECK(memcmp(again.y_low, anew.y_low, rows) == 0);
   }
   ics_solver_close(&old);
   ics_solver_close(&fresh);
   unload(&f);
}

/* ---- the pool -----------------------------------------------------------------------------------
 */

enum { TASKS = 40, WIDTH = 3 };

/** What a task of the tests does at some indices. */
typedef struct plot {
   int dies, ends, fails[2]; /* index, or -1 */
   pid_t parent;
} plot;

static ics_rc act(void *ctx, int index, double *record, ics_err *err)
{
   const plot *p = ctx;
   for (int w = 0; w < WIDTH; w++) record[w] = index + 0.125 * w;
   if (index == p->dies && getpid() != p->parent) (void)raise(SIGKILL);
   if (index == p->ends && getpid() != p->parent) _exit(9);
   if (index == p->fails[1] && index >= 0) /* so that the other one arrives first */
      (void)nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
   if (index == p->fails[0] || index == p->fails[1])
      return ics_fail(err, ICS_ENUMERIC, "task %d has failed", index);
   return ICS_OK;
}

static void count_up(void *ctx, int done, int n)
{
   int *last = ctx;
   CHECK_INT(done, *last + 1);
   CHECK_INT(n, TASKS);
   *last = done;
}

static void play(const plot *p, int jobs, int failed, int first, const char *words)
{
   static ics_err err;
   plot copy = *p;
   int done = 0;
   ics_pool_result r;
   ics_arena *arena = ics_arena_new();
   (void)alarm(20); /* a hang is a failure, not a wait */
   ics_pool pool = { .task = act,
                     .ctx = &copy,
                     .n = TASKS,
                     .width = WIDTH,
                     .jobs = jobs,
                     .progress = count_up,
                     .progress_ctx = &done };
   ics_rc rc = ics_pool_run(&pool, arena, &r, &err);
   CHECK_(rc == ICS_OK, "pool: %s", err.text);
   if (rc == ICS_OK) {
      CHECK_INT(done, TASKS);
      CHECK_INT(r.failed, failed);
      CHECK_INT(r.first, first);
      CHECK_HAS(r.text, words);
      for (int i = 0; i < TASKS; i++)
         for (int w = 0; w < WIDTH; w++)
            CHECK_NEAR(r.record[i * WIDTH + w], r.status[i] == ICS_OK ? i + 0.125 * w : 0.0, 0.0);
   }
   ics_arena_free(&arena);
   ics_err_clear(&err);
}

static void records_come_back_by_task(void)
{
   plot quiet = { -1, -1, { -1, -1 }, getpid() };
   play(&quiet, 1, 0, -1, "");
   play(&quiet, 2, 0, -1, "");
   play(&quiet, 5, 0, -1, "");
   play(&quiet, 100, 0, -1, "");
}

static void first_failure_is_told_by_index(void)
{
   plot p = { -1, -1, { 31, 7 }, getpid() };
   play(&p, 1, 2, 7, "task 7 has failed");
   play(&p, 3, 2, 7, "task 7 has failed");
}

static void a_dead_worker_costs_its_task_only(void)
{
   plot killed = { 11, -1, { -1, -1 }, getpid() }, ended = { -1, 0, { -1, -1 }, getpid() };
   plot both = { 2, 38, { 20, -1 }, getpid() };
   play(&killed, 2, 1, 11, "signal 9");
   play(&ended, 2, 1, 0, "status 9");
   play(&both, 4, 3, 2, "signal 9");
}

static ics_rc sleep_long(void *ctx, int index, double *record, ics_err *err)
{
   (void)ctx, (void)index, (void)record, (void)err;
   (void)sleep(60);
   return ICS_OK;
}

static void run_sleepers(int ready)
{
   static ics_err err;
   ics_pool_result r;
   ics_arena *arena = ics_arena_new();
   ics_pool pool = { .task = sleep_long, .n = 4, .width = 1, .jobs = 2 };
   (void)!write(ready, "x", 1);
   (void)!ics_pool_run(&pool, arena, &r, &err);
   _exit(0);
}

/* Every worker holds the writing end of a pipe: its end of file says that all of them are gone. */
static void an_interrupt_leaves_no_worker_behind(void)
{
   int fd[2], status = 0;
   char byte;
   (void)alarm(20);
   CHECK_NEEDS(pipe(fd) == 0);
   pid_t pid = fork();
   CHECK_NEEDS(pid >= 0);
   if (pid == 0) {
      struct sigaction usual = { .sa_handler = SIG_DFL }; /* the tests may run in the background */
      (void)sigaction(SIGINT, &usual, NULL);
      run_sleepers(fd[1]);
   }
   (void)close(fd[1]);
   CHECK(read(fd[0], &byte, 1) == 1);
   (void)nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
   CHECK(kill(pid, SIGINT) == 0);
   CHECK(waitpid(pid, &status, 0) == pid);
   CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
   CHECK(read(fd[0], &byte, 1) == 0);
   (void)close(fd[0]);
   (void)alarm(0);
}

static void jobs_out_of_range_are_refused(void)
{
   static ics_err err;
   ics_pool_result r;
   ics_arena *arena = ics_arena_new();
   ics_pool pool = { .task = act, .n = 1, .width = 1, .jobs = 0 };
   CHECK_INT(ics_pool_run(&pool, arena, &r, &err), ICS_EUSAGE);
   CHECK_HAS(err.text, "--jobs");
   ics_arena_free(&arena);
}

/* ---- names as people say them -------------------------------------------------------------------
 */

static void places_and_services_by_id_or_name(void)
{
   fixture f;
   load(&f, SMALL, NULL, 0);
   if (f.ok) {
      CHECK_INT(ics_find_service_said(f.in, "urgent"), ics_find_service(f.in, "urgent"));
      CHECK_INT(ics_find_service_said(f.in, "URGENT"), ics_find_service(f.in, "urgent"));
      CHECK_INT(ics_find_service_said(f.in, "urgent and EMERGENCY care"),
                ics_find_service(f.in, "urgent"));
      CHECK_INT(ics_find_service_said(f.in, "urgen"), -1);
      CHECK_INT(ics_find_place_said(f.in, f.in->places[0].id), 0);
      CHECK_INT(ics_find_place_said(f.in, f.in->places[0].name), 0);
      CHECK_INT(ics_find_place_said(f.in, ""), -1);
   }
   unload(&f);
}

const ics_test tests_near[] = {
   { "two mechanisms within 1%, by hand", two_mechanisms_by_hand },
   { "a benefit package within 0% to 60%, by its vertices", package_by_its_vertices },
   { "ends agree with a cold solve that limits goal and shortfall by rows",
     agrees_with_rows_solved_cold },
   { "more slack never narrows a range, and the plan always counts", more_slack_never_narrows },
   { "a lexicographic goal's own tolerance counts", aims_in_order_count_their_tolerance },
   { "under a policy that fixes everything every choice is forced, at sight",
     nothing_is_open_where_nothing_may_change },
   { "only the place and year asked for are told", only_what_was_asked_for },
   { "ends without proof are left empty and counted", ends_without_proof_are_not_told },
   { "memory may run out anywhere", memory_runs_out_anywhere },
   { "one process and three write the same bytes", same_bytes_from_one_process_and_from_three },
   { "a given basis leads to the same digits whatever went before",
     same_digits_from_a_basis_whatever_went_before },
   { "records come back by task, whatever the number of workers", records_come_back_by_task },
   { "the first failure is the first by index", first_failure_is_told_by_index },
   { "a worker that dies costs its own task and no waiting", a_dead_worker_costs_its_task_only },
   { "an interrupt leaves no worker behind", an_interrupt_leaves_no_worker_behind },
   { "a number of workers out of range is refused", jobs_out_of_range_are_refused },
   { "places and services are found by id or name in either case",
     places_and_services_by_id_or_name },
   { NULL, NULL },
};
