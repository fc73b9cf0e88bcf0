/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/benchmark.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/pack.h"
#include "base/pool.h"
#include "base/text.h"

enum {
   LINE_BYTES = 256,   /* of a packed plan line or price, its ids aside */
   HEAD_BYTES = 65536, /* of all else that is packed of a cell: words, aims, stages */
   SHA256_BYTES = 65,  /* in hexadecimal, its NUL included */
};

/** A system: its part of the store, and what its cells share once that is known. */
typedef struct site {
   const ics_instance *in;
   int input;         /* in the store */
   ics_scales scales; /* once `known` */
   bool known;
   const char *words; /* why the scales failed; NULL */
} site;

/** A task of a round: a system (policy ICS_NONE) or a cell. */
typedef struct job {
   int system, policy;
   bool again; /* a second try, from no basis */
   bool failed;
} job;

typedef struct bench {
   const ics_benchmark_request *request;
   ics_arena *arena;
   site *sites;    /* [nsystems] */
   bool *finished; /* [nsystems * npolicies] nothing to do */
   job *jobs;      /* [njobs] of this round */
   int njobs, width;
   ics_benchmark_progress at;
} bench;

/* {GBPm} Less than this is rounding to the penny. */
static const double A_POUND = 1e-6;

static double now(void)
{
   struct timespec t;
   (void)clock_gettime(CLOCK_MONOTONIC, &t);
   return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- what a cell comes to -----------------------------------------------------------------------
 */

static bool last_year(const ics_result *r, const char *year)
{
   return strcmp(year, r->year_names[r->years - 1]) == 0;
}

/* Unmet share of need of each place in the last year, worst less best. */
static double inequality(const ics_instance *in, const ics_result *r)
{
   double least = HUGE_VAL, most = -HUGE_VAL;
   for (int i = 0; i < in->nplaces; i++) {
      double need = 0.0, unmet = 0.0;
      for (int n = 0; n < r->nneeds; n++) {
         const ics_need_line *line = &r->needs[n];
         if (!last_year(r, line->year) || strcmp(line->place.id, in->places[i].id) != 0) continue;
         need += line->need_gbp_m;
         unmet += line->unmet_gbp_m;
      }
      if (need <= 0.0) continue;
      least = fmin(least, unmet / need);
      most = fmax(most, unmet / need);
   }
   return most > least ? most - least : 0.0;
}

/* Lines of one contract and year stand together; a contract of the system is shown at its places by
 * care delivered, which moves no money. */
static bool same_contract(const ics_instance *in, const ics_plan_line *a, const ics_plan_line *b)
{
   int k = ics_find_service(in, a->service.id);
   if (strcmp(a->service.id, b->service.id) != 0 || strcmp(a->year, b->year) != 0) return false;
   return (k >= 0 && in->services[k].per_system) || strcmp(a->place.id, b->place.id) == 0;
}

static double moved(const ics_instance *in, const ics_result *r)
{
   double sum = 0.0, more = 0.0;
   for (int n = 0; n < r->nplan; n++) {
      const ics_plan_line *line = &r->plan[n];
      if (!last_year(r, line->year)) continue;
      more += line->gbp_m - line->baseline_gbp_m;
      if (n + 1 < r->nplan && same_contract(in, line, line + 1)) continue;
      sum += more > A_POUND ? more : 0.0;
      more = 0.0;
   }
   return sum;
}

/* Lines that hold money, or held it. */
static ics_rc lines_with_money(const ics_result *r, ics_arena *arena, ics_bench_cell *out,
                               ics_err *err)
{
   ICS_ALLOC(out->plan, arena, r->nplan, err);
   for (int n = 0; n < r->nplan; n++)
      if (r->plan[n].gbp_m != 0.0 || r->plan[n].baseline_gbp_m != 0.0)
         out->plan[out->nplan++] = r->plan[n];
   return ICS_OK;
}

ics_rc ics_bench_cell_of(const ics_solved *solved, const ics_result *r, ics_arena *arena,
                         ics_bench_cell *out, ics_err *err)
{
   bool planned = r->x != NULL;
   const ics_run *run = &solved->run;
   *out = (ics_bench_cell){ .policy = r->policy,
                            .policy_name = r->policy_name,
                            .status = r->status,
                            .certified = r->certified,
                            .maximise = run->stages[r->own_stage].maximise,
                            .relative_gap = r->relative_gap,
                            .goal = planned ? r->objective : (double)NAN,
                            .shortfall_gbp_m = planned ? r->shortfall_gbp_m : (double)NAN,
                            .breach_gbp_m = (double)NAN,
                            .unmet_first = planned ? r->unmet_share_first : (double)NAN,
                            .unmet_last = planned ? r->unmet_share_last : (double)NAN,
                            .unmet_today = planned ? r->baseline_unmet_share_last : (double)NAN,
                            .inequality = planned ? inequality(solved->in, r) : (double)NAN,
                            .moved_gbp_m = planned && ics_has_baseline(solved->in)
                                               ? moved(solved->in, r)
                                               : (double)NAN,
                            .rows = r->rows,
                            .columns = r->columns,
                            .nonzeros = r->nonzeros,
                            .aims = r->aims,
                            .stages = r->stages,
                            .prices = r->prices,
                            .naims = r->naims,
                            .nstages = r->nstages,
                            .nprices = r->nprices };
   for (int s = 0; s < r->nstages; s++) out->iterations += r->stages[s].iterations;
   return lines_with_money(r, arena, out, err);
}

/* ---- records ------------------------------------------------------------------------------------
 */

static void pack_name(ics_pack *p, ics_name *name)
{
   ics_pack_text(p, &name->id);
   ics_pack_text(p, &name->name);
}

static void pack_scales(ics_pack *p, int naims, ics_scales *s)
{
   const char *row = s->start.row, *col = s->start.col;
   int high = (int)(uint32_t)(s->start.shape >> 32), low = (int)(uint32_t)s->start.shape;
   for (int a = 0; a < naims; a++) {
      ics_pack_real(p, &s->best[a]);
      ics_pack_real(p, &s->worst[a]);
   }
   ics_pack_real(p, &s->seconds_build);
   ics_pack_real(p, &s->seconds_solve);
   ics_pack_int(p, &high);
   ics_pack_int(p, &low);
   ics_pack_text(p, &row);
   ics_pack_text(p, &col);
   if (!p->arena) return;
   s->start.shape = (uint64_t)(uint32_t)high << 32 | (uint32_t)low;
   s->start.row = row ? ics_strdup(p->arena, row) : NULL;
   s->start.col = col ? ics_strdup(p->arena, col) : NULL;
   if ((row && !s->start.row) || (col && !s->start.col)) p->full = true;
}

static void pack_aim(ics_pack *p, ics_result_aim *a)
{
   pack_name(p, &a->aim);
   ics_pack_text(p, &a->unit);
   ics_pack_bool(p, &a->maximise);
   ics_pack_real(p, &a->value);
   ics_pack_real(p, &a->baseline);
   ics_pack_real(p, &a->best);
   ics_pack_real(p, &a->worst);
}

static void pack_stage(ics_pack *p, ics_result_stage *s)
{
   ics_pack_text(p, &s->id);
   ics_pack_text(p, &s->status);
   ics_pack_real(p, &s->value);
   ics_pack_real(p, &s->held);
   ics_pack_bool(p, &s->certified);
   ics_pack_real(p, &s->relative_gap);
   ics_pack_real(p, &s->primal_violation);
   ics_pack_real(p, &s->dual_violation);
   ics_pack_text(p, &s->method);
   ics_pack_text(p, &s->rung);
   ics_pack_int(p, &s->iterations);
}

/* Of names only ids are kept. */
static void pack_plan(ics_pack *p, ics_plan_line *l)
{
   ics_pack_text(p, &l->place.id);
   ics_pack_text(p, &l->service.id);
   ics_pack_text(p, &l->mechanism.id);
   ics_pack_text(p, &l->principle);
   ics_pack_text(p, &l->year);
   ics_pack_real(p, &l->gbp_m);
   ics_pack_real(p, &l->baseline_gbp_m);
}

static void pack_price(ics_pack *p, ics_price_line *l)
{
   ics_pack_text(p, &l->rule);
   ics_pack_text(p, &l->family);
   ics_pack_text(p, &l->words);
   ics_pack_text(p, &l->unit);
   ics_pack_real(p, &l->price);
   ics_pack_real(p, &l->from);
   ics_pack_real(p, &l->to);
}

static void pack_head(ics_pack *p, ics_bench_cell *c)
{
   const char **texts[] = { &c->policy, &c->policy_name, &c->status, &c->words, &c->start };
   double *reals[] = { &c->relative_gap, &c->goal,       &c->shortfall_gbp_m, &c->breach_gbp_m,
                       &c->unmet_first,  &c->unmet_last, &c->unmet_today,     &c->inequality,
                       &c->moved_gbp_m,  &c->seconds };
   int *ints[] = { &c->iterations, &c->rows, &c->columns, &c->nonzeros };
   for (size_t n = 0; n < sizeof texts / sizeof *texts; n++) ics_pack_text(p, texts[n]);
   for (size_t n = 0; n < sizeof reals / sizeof *reals; n++) ics_pack_real(p, reals[n]);
   for (size_t n = 0; n < sizeof ints / sizeof *ints; n++) ics_pack_int(p, ints[n]);
   ics_pack_bool(p, &c->certified);
   ics_pack_bool(p, &c->maximise);
}

static void pack_cell(ics_pack *p, ics_bench_cell *c)
{
   pack_head(p, c);
   ics_pack_list(p, &c->naims, &c->aims, sizeof *c->aims);
   for (int n = 0; n < c->naims; n++) pack_aim(p, &c->aims[n]);
   ics_pack_list(p, &c->nstages, &c->stages, sizeof *c->stages);
   for (int n = 0; n < c->nstages; n++) pack_stage(p, &c->stages[n]);
   ics_pack_list(p, &c->nplan, &c->plan, sizeof *c->plan);
   for (int n = 0; n < c->nplan; n++) pack_plan(p, &c->plan[n]);
   ics_pack_list(p, &c->nprices, &c->prices, sizeof *c->prices);
   for (int n = 0; n < c->nprices; n++) pack_price(p, &c->prices[n]);
}

/* ---- a task -------------------------------------------------------------------------------------
 */

/* What a task is told: which system and policy, whether again, and the scales of its system. */
static void pack_question(ics_pack *p, job *j, const bench *b, ics_scales *scales)
{
   ics_pack_int(p, &j->system);
   ics_pack_int(p, &j->policy);
   ics_pack_bool(p, &j->again);
   if (j->policy == ICS_NONE) return;
   pack_scales(p, b->sites[j->system].in->naims, scales);
}

static void ask(const void *ctx, int index, double *record)
{
   const bench *b = ctx;
   job j = b->jobs[index];
   ics_scales scales = b->sites[j.system].scales;
   if (j.again) scales.start = (ics_basis){ 0 };
   ics_pack p = ics_pack_write(record, b->width);
   pack_question(&p, &j, b, &scales);
}

static ics_rc heard(const bench *b, const double *record, ics_arena *arena, job *j,
                    ics_scales *scales, ics_err *err)
{
   ics_pack p = ics_pack_read(record, b->width, arena);
   *scales = (ics_scales){ 0 };
   ics_pack_int(&p, &j->system);
   int naims = b->sites[j->system].in->naims;
   p.used = 0; /* and again, with room for its aims */
   ICS_ALLOC(scales->best, arena, naims, err);
   ICS_ALLOC(scales->worst, arena, naims, err);
   pack_question(&p, j, b, scales);
   return ics_pack_end(&p, err);
}

static ics_rc do_scales(const bench *b, const job *j, ics_arena *arena, double *record,
                        ics_err *err)
{
   ics_scales scales;
   const ics_instance *in = b->sites[j->system].in;
   ics_pack p = ics_pack_write(record, b->width);
   ICS_TRY(ics_scales_of(in, b->request->asked, arena, &scales, err));
   pack_scales(&p, in->naims, &scales);
   return ics_pack_end(&p, err);
}

/* No plan at all is an answer: its words, and the sense of a goal that was not reached. */
static ics_bench_cell no_plan(const bench *b, const job *j, const char *words)
{
   const ics_instance *in = b->sites[j->system].in;
   int policy = ics_find_policy(in, b->request->policies[j->policy]);
   double none = (double)NAN;
   return (ics_bench_cell){ .policy = b->request->policies[j->policy],
                            .policy_name = policy >= 0 ? in->policies[policy].name : "",
                            .status = "infeasible",
                            .words = words,
                            .start = "none",
                            .relative_gap = none,
                            .goal = none,
                            .shortfall_gbp_m = none,
                            .breach_gbp_m = none,
                            .unmet_first = none,
                            .unmet_last = none,
                            .unmet_today = none,
                            .inequality = none,
                            .moved_gbp_m = none };
}

/* Why there is no certified plan, where there is none. */
static ics_rc words_of(const ics_result *r, ics_arena *arena, ics_bench_cell *cell, ics_err *err)
{
   if (r->certified) return ICS_OK;
   if (!r->x)
      cell->words = "no plan keeps all the rules; " ICS_SEE_CONFLICTS;
   else if (r->inflated_need_gbp_m > ICS_INVENTED_NEED)
      cell->words = ics_format(arena,
                               "the plan counts GBP %.6gm of need that the value chain does not "
                               "imply",
                               r->inflated_need_gbp_m);
   else
      cell->words = ics_format(arena, "stage %s ended without a certificate",
                               r->nstages > 0 ? r->stages[r->nstages - 1].id : "");
   return cell->words ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

static ics_rc solve_cell(const bench *b, const job *j, const ics_scales *scales, ics_arena *arena,
                         ics_bench_cell *cell, ics_err *err)
{
   ics_solved solved;
   ics_result *result;
   ics_request request = *b->request->asked;
   const ics_instance *in = b->sites[j->system].in;
   request.policy = b->request->policies[j->policy];
   ics_rc rc = ics_solve_scaled(in, &request, scales, arena, &solved, err);
   if (rc == ICS_ENOPLAN) {
      const char *words = ics_strdup(arena, err->text);
      ics_err_clear(err);
      *cell = no_plan(b, j, words);
      return words ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
   }
   ICS_TRY(rc);
   ICS_TRY(ics_result_brief(&solved, &request, arena, &result, err));
   ICS_TRY(ics_bench_cell_of(&solved, result, arena, cell, err));
   cell->start = j->again ? "retry" : solved.start;
   return words_of(result, arena, cell, err);
}

static ics_rc do_cell(const bench *b, const job *j, ics_scales *scales, ics_arena *arena,
                      double *record, ics_err *err)
{
   ics_bench_cell cell = { 0 };
   double started = now();
   scales->seconds_build = scales->seconds_solve = 0.0;
   ICS_TRY(solve_cell(b, j, scales, arena, &cell, err));
   cell.seconds = now() - started;
   memset(record, 0, (size_t)b->width * sizeof *record);
   ics_pack p = ics_pack_write(record, b->width);
   pack_cell(&p, &cell);
   return ics_pack_end(&p, err);
}

static ics_rc task(void *ctx, int index, double *record, ics_err *err)
{
   const bench *b = ctx;
   job j = { 0 };
   ics_scales scales;
   (void)index; /* the question says all */
   ics_arena *arena = ics_arena_new();
   if (!arena) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = heard(b, record, arena, &j, &scales, err);
   if (rc == ICS_OK && j.policy == ICS_NONE)
      rc = do_scales(b, &j, arena, record, err);
   else if (rc == ICS_OK)
      rc = do_cell(b, &j, &scales, arena, record, err);
   ics_arena_free(&arena);
   return rc;
}

/* ---- what comes back ----------------------------------------------------------------------------
 */

static ics_rc take_scales(bench *b, const job *j, const double *record, ics_err *err)
{
   site *s = &b->sites[j->system];
   bool found;
   ics_scales scales = { 0 };
   ICS_ALLOC(scales.best, b->arena, s->in->naims, err);
   ICS_ALLOC(scales.worst, b->arena, s->in->naims, err);
   ics_pack p = ics_pack_read(record, b->width, b->arena);
   pack_scales(&p, s->in->naims, &scales);
   ICS_TRY(ics_pack_end(&p, err));
   ICS_TRY(ics_store_put_scales(b->request->store, s->input, s->in, &scales, err));
   /* As the store has them, so that a run that is resumed starts from the very same. */
   return ics_store_get_scales(b->request->store, s->input, s->in, b->arena, &s->scales, &found,
                               err);
}

static ics_rc take_cell(bench *b, const job *j, const double *record, ics_err *err)
{
   ics_bench_cell cell = { 0 };
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_pack p = ics_pack_read(record, b->width, scratch);
   pack_cell(&p, &cell);
   ics_rc rc = ics_pack_end(&p, err);
   if (rc == ICS_OK)
      rc = ics_store_put_cell(b->request->store, b->sites[j->system].input, &cell, err);
   ics_arena_free(&scratch);
   return rc;
}

static ics_rc put_failed(bench *b, const job *j, const char *words, ics_err *err)
{
   ics_bench_cell cell = no_plan(b, j, words);
   cell.status = "failed";
   return ics_store_put_cell(b->request->store, b->sites[j->system].input, &cell, err);
}

/* A first failure is only remembered, for the second try. */
static ics_rc take_failure(bench *b, job *j, const char *words, ics_err *err)
{
   if (!j->again) {
      j->failed = true;
      return ICS_OK;
   }
   if (j->policy != ICS_NONE) {
      b->at.failed++;
      return put_failed(b, j, words, err);
   }
   b->sites[j->system].words = ics_strdup(b->arena, words);
   if (!b->sites[j->system].words) return ics_fail(err, ICS_EMEMORY, "out of memory");
   return ICS_OK;
}

static ics_rc take(void *ctx, int index, ics_rc status, const double *record, const char *words,
                   ics_err *err)
{
   bench *b = ctx;
   job *j = &b->jobs[index];
   if (status != ICS_OK)
      ICS_TRY(take_failure(b, j, words, err));
   else if (j->policy == ICS_NONE) {
      ICS_TRY(take_scales(b, j, record, err));
      b->sites[j->system].known = true;
   } else
      ICS_TRY(take_cell(b, j, record, err));
   b->at.done += !j->failed;
   b->at.solved += !j->failed;
   if (b->request->progress) b->request->progress(b->request->progress_ctx, &b->at);
   return ICS_OK;
}

/* ---- rounds -------------------------------------------------------------------------------------
 */

/* Doubles that hold any question and any answer of these systems. */
static int width_of(const bench *b)
{
   size_t most = 0;
   for (int n = 0; n < b->request->nsystems; n++) {
      const ics_instance *in = b->sites[n].in;
      size_t id = 0;
      for (int i = 0; i < in->nplaces; i++)
         if (strlen(in->places[i].id) > id) id = strlen(in->places[i].id);
      size_t lines = (size_t)in->nblends * (size_t)in->nplaces * (size_t)in->nyears;
      size_t bytes = HEAD_BYTES + 2 * lines * (LINE_BYTES + id);
      if (bytes > most) most = bytes;
   }
   return (int)(most / sizeof(double)) + 1;
}

/* How many jobs there are only the leader knows; what they are they are told. */
static ics_rc run_jobs(bench *b, ics_err *err)
{
   ics_pool_result result;
   ICS_TRY(ics_pool_share(&b->njobs, sizeof b->njobs, err));
   if (b->njobs == 0) return ICS_OK;
   ics_pool pool = { .task = task,
                     .ctx = b,
                     .n = b->njobs,
                     .width = b->width,
                     .jobs = b->request->jobs,
                     .ask = ask,
                     .take = take,
                     .forked = true };
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = ics_pool_run(&pool, scratch, &result, err);
   ics_arena_free(&scratch);
   return rc;
}

/* All jobs, then once more those that failed. */
static ics_rc run_round(bench *b, ics_err *err)
{
   ICS_TRY(run_jobs(b, err));
   int n = 0;
   for (int i = 0; i < b->njobs; i++)
      if (b->jobs[i].failed)
         b->jobs[n++] = (job){ b->jobs[i].system, b->jobs[i].policy, true, false };
   b->njobs = n;
   return run_jobs(b, err);
}

static double size_of(const bench *b, const job *j)
{
   const ics_instance *in = b->sites[j->system].in;
   return (double)in->nplaces * in->nblends * in->nyears;
}

/* Largest first; equals keep their order. */
static void add_job(bench *b, int system, int policy)
{
   job it = { .system = system, .policy = policy };
   int at = b->njobs++;
   for (; at > 0 && size_of(b, &b->jobs[at - 1]) < size_of(b, &it); at--)
      b->jobs[at] = b->jobs[at - 1];
   b->jobs[at] = it;
}

static bool has_work(const bench *b, int system)
{
   int n = b->request->npolicies;
   for (int p = 0; p < n; p++)
      if (!b->finished[system * n + p]) return true;
   return false;
}

static ics_rc round_of_scales(bench *b, ics_err *err)
{
   b->njobs = 0;
   for (int s = 0; s < b->request->nsystems; s++)
      if (!b->sites[s].known && has_work(b, s)) add_job(b, s, ICS_NONE);
   b->at = (ics_benchmark_progress){ .doing = "scales", .n = b->njobs };
   return run_round(b, err);
}

static ics_rc round_of_cells(bench *b, ics_err *err)
{
   int n = b->request->npolicies;
   b->njobs = 0;
   b->at = (ics_benchmark_progress){ .doing = "cells", .n = b->request->nsystems * n };
   for (int s = 0; s < b->request->nsystems; s++)
      for (int p = 0; p < n; p++) {
         if (b->finished[s * n + p]) {
            b->at.done++;
         } else if (b->sites[s].known) {
            add_job(b, s, p);
         } else {
            b->at.done++;
            b->at.failed++;
            ICS_TRY(put_failed(b, &(job){ .system = s, .policy = p }, b->sites[s].words, err));
         }
      }
   return run_round(b, err);
}

/* ---- from start to end --------------------------------------------------------------------------
 */

/* The systems, which must be the same in every process. */
static ics_rc set_up_sites(bench *b, ics_err *err)
{
   const ics_benchmark_request *r = b->request;
   ICS_ALLOC(b->sites, b->arena, r->nsystems, err);
   for (int s = 0; s < r->nsystems; s++) {
      const ics_instance *in = b->sites[s].in = r->systems[s];
      ics_request asked = *r->asked;
      char sha256[SHA256_BYTES] = "";
      asked.policy = NULL;
      ICS_TRY(ics_request_check(in, &asked, b->arena, err));
      (void)snprintf(sha256, sizeof sha256, "%s", in->sha256 ? in->sha256 : "");
      ICS_TRY(ics_pool_share(sha256, sizeof sha256, err));
      if (in->sha256 && strcmp(sha256, in->sha256) != 0)
         return ics_fail(err, ICS_EINPUT, "%s: it is not the file of the first process",
                         ics_show(in->file).text);
   }
   b->width = width_of(b);
   return ICS_OK;
}

/* What the store has of them. */
static ics_rc open_run(bench *b, ics_err *err)
{
   const ics_benchmark_request *r = b->request;
   char *settings;
   int run;
   ICS_TRY(ics_request_text(r->asked, b->arena, &settings, err));
   ics_store_run key = { .version = ICS_VERSION,
                         .backend = ics_lp_backend(),
                         .goal = r->asked->goal ? r->asked->goal : "",
                         .resolution = r->asked->resolution ? r->asked->resolution : "place",
                         .settings = settings };
   ICS_TRY(ics_store_run_of(r->store, &key, &run, err));
   for (int s = 0; s < r->nsystems; s++) {
      site *it = &b->sites[s];
      ICS_TRY(ics_store_input_of(r->store, run, it->in, &it->input, err));
      ICS_TRY(ics_store_get_scales(r->store, it->input, it->in, b->arena, &it->scales, &it->known,
                                   err));
   }
   return ICS_OK;
}

bool ics_bench_has(const ics_instance *in, const char *policy)
{
   return in->npolicies > 0 ? ics_find_policy(in, policy) >= 0 : strcmp(policy, ICS_FREE) == 0;
}

static bool is_finished(const ics_bench_cell *cell)
{
   return strcmp(cell->status, "optimal") == 0 || strcmp(cell->status, "infeasible") == 0;
}

/* All cells that the store has, and so what is finished. */
static ics_rc look(bench *b, ics_arena *arena, ics_bench_cell *cells, ics_err *err)
{
   const ics_benchmark_request *r = b->request;
   for (int s = 0; s < r->nsystems; s++)
      for (int p = 0; p < r->npolicies; p++) {
         ics_bench_cell *cell = &cells[s * r->npolicies + p];
         bool found = false, absent = !ics_bench_has(b->sites[s].in, r->policies[p]);
         if (!absent)
            ICS_TRY(ics_store_get_cell(r->store, b->sites[s].input, r->policies[p], arena, cell,
                                       &found, err));
         if (!found) *cell = no_plan(b, &(job){ .system = s, .policy = p }, NULL);
         if (!found) cell->status = "absent";
         b->finished[s * r->npolicies + p] = absent || (found && is_finished(cell));
      }
   return ICS_OK;
}

static void add_up(ics_benchmark *out)
{
   out->why = "";
   for (int n = 0; n < out->nsystems * out->npolicies; n++) {
      const ics_bench_cell *cell = &out->cells[n];
      if (is_finished(cell) || strcmp(cell->status, "absent") == 0) continue;
      bool failed = strcmp(cell->status, "uncertified") != 0;
      out->uncertified += !failed;
      if (failed && out->failed++ == 0 && cell->words) out->why = cell->words;
   }
}

/* The two rounds of a process that is not the leader: it has no store, and takes no answers. */
static ics_rc follow(bench *b, ics_err *err)
{
   b->njobs = 0;
   ICS_TRY(run_jobs(b, err)); /* scales, */
   ICS_TRY(run_jobs(b, err)); /* those that failed, */
   ICS_TRY(run_jobs(b, err)); /* cells, */
   return run_jobs(b, err);   /* and again */
}

ics_rc ics_benchmark_run(const ics_benchmark_request *request, ics_arena *arena, ics_benchmark *out,
                         ics_err *err)
{
   bench b = { .request = request, .arena = arena };
   int n = request->nsystems * request->npolicies;
   ics_bench_cell *cells;
   ICS_ALLOC(cells, arena, n, err);
   ICS_ALLOC(b.finished, arena, n, err);
   ICS_ALLOC(b.jobs, arena, n + request->nsystems, err);
   ICS_TRY(set_up_sites(&b, err));
   *out = (ics_benchmark){ .goal = "", .resolution = "", .why = "" };
   if (!ics_pool_is_leader()) return follow(&b, err);
   ICS_TRY(open_run(&b, err));
   ICS_TRY(look(&b, arena, cells, err));
   ICS_TRY(round_of_scales(&b, err));
   ICS_TRY(round_of_cells(&b, err));
   ICS_TRY(look(&b, arena, cells, err));
   *out = (ics_benchmark){ .systems = request->systems,
                           .policies = request->policies,
                           .cells = cells,
                           .nsystems = request->nsystems,
                           .npolicies = request->npolicies,
                           .goal = request->asked->goal ? request->asked->goal : "",
                           .resolution =
                               request->asked->resolution ? request->asked->resolution : "place" };
   add_up(out);
   return ICS_OK;
}
