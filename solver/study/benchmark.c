/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rounds of a benchmark, from start to end. */
#include "study/benchmark.h"

#include <stdio.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "study/bench.h"
#include "study/bench_pack.h"

enum { SHA256_BYTES = 65 }; /* in hexadecimal, its NUL included */

/* ---- rounds -------------------------------------------------------------------------------------
 */

/* How many jobs there are only the leader knows; what they are they are told. */
static ics_rc run_jobs(ics_bench *b, ics_err *err)
{
   ics_pool_result result;
   ICS_TRY(ics_pool_share(&b->njobs, sizeof b->njobs, err));
   if (b->njobs == 0) return ICS_OK;
   ics_pool pool = { .task = ics_bench_task,
                     .ctx = b,
                     .n = b->njobs,
                     .width = b->width,
                     .jobs = b->request->jobs,
                     .ask = ics_bench_ask,
                     .take = ics_journal_take,
                     .forked = true };
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = ics_pool_run(&pool, scratch, &result, err);
   ics_arena_free(&scratch);
   return rc;
}

/* All jobs, then once more those that failed. */
static ics_rc run_round(ics_bench *b, ics_err *err)
{
   ICS_TRY(run_jobs(b, err));
   int n = 0;
   for (int i = 0; i < b->njobs; i++)
      if (b->jobs[i].failed)
         b->jobs[n++] = (ics_bench_job){ b->jobs[i].system, b->jobs[i].policy, true, false };
   b->njobs = n;
   return run_jobs(b, err);
}

static double size_of(const ics_bench *b, const ics_bench_job *j)
{
   const ics_instance *in = b->sites[j->system].in;
   return (double)in->nplaces * in->nblends * in->nyears;
}

/* Largest first; equals keep their order. */
static void add_job(ics_bench *b, int system, int policy)
{
   ics_bench_job it = { .system = system, .policy = policy };
   int at = b->njobs++;
   for (; at > 0 && size_of(b, &b->jobs[at - 1]) < size_of(b, &it); at--)
      b->jobs[at] = b->jobs[at - 1];
   b->jobs[at] = it;
}

static bool has_work(const ics_bench *b, int system)
{
   int n = b->request->npolicies;
   for (int p = 0; p < n; p++)
      if (!b->finished[system * n + p]) return true;
   return false;
}

static ics_rc round_of_scales(ics_bench *b, ics_err *err)
{
   b->njobs = 0;
   for (int s = 0; s < b->request->nsystems; s++)
      if (!b->sites[s].known && has_work(b, s)) add_job(b, s, ICS_NONE);
   b->at = (ics_benchmark_progress){ .doing = "scales", .n = b->njobs };
   return run_round(b, err);
}

static ics_rc round_of_cells(ics_bench *b, ics_err *err)
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
            ICS_TRY(ics_journal_fail(b, &(ics_bench_job){ .system = s, .policy = p },
                                     b->sites[s].words, err));
         }
      }
   return run_round(b, err);
}

/* ---- from start to end --------------------------------------------------------------------------
 */

/* The systems, which must be the same in every process. */
static ics_rc set_up_sites(ics_bench *b, ics_err *err)
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
   b->width = 0;
   for (int s = 0; s < r->nsystems; s++)
      if (ics_bench_width(r->systems[s]) > b->width) b->width = ics_bench_width(r->systems[s]);
   return ICS_OK;
}

/* The two rounds of a process that is not the leader: it has no store, and takes no answers. */
static ics_rc follow(ics_bench *b, ics_err *err)
{
   b->njobs = 0;
   ICS_TRY(run_jobs(b, err)); /* scales, */
   ICS_TRY(run_jobs(b, err)); /* those that failed, */
   ICS_TRY(run_jobs(b, err)); /* cells, */
   return run_jobs(b, err);   /* and again */
}

static ics_rc rounds(ics_bench *b, ics_err *err)
{
   ICS_TRY(round_of_scales(b, err));
   return round_of_cells(b, err);
}

ics_rc ics_benchmark_run(const ics_benchmark_request *request, ics_arena *arena, ics_benchmark *out,
                         ics_err *err)
{
   ics_bench b = { .request = request, .arena = arena };
   int n = request->nsystems * request->npolicies;
   ics_bench_cell *cells;
   ics_bench_system *systems;
   ICS_ALLOC(systems, arena, request->nsystems, err);
   for (int s = 0; s < request->nsystems; s++)
      ICS_TRY(ics_bench_system_of(request->systems[s], arena, &systems[s], err));
   ICS_ALLOC(cells, arena, n, err);
   ICS_ALLOC(b.finished, arena, n, err);
   ICS_ALLOC(b.jobs, arena, n + request->nsystems, err);
   ICS_TRY(set_up_sites(&b, err));
   *out = (ics_benchmark){ .version = ICS_VERSION, .goal = "", .resolution = "", .why = "" };
   if (!ics_pool_is_leader()) return follow(&b, err);
   ICS_TRY(ics_journal_open(&b, err));
   ICS_TRY(ics_journal_look(&b, arena, cells, err));
   ics_rc rc = rounds(&b, err);
   if (rc == ICS_EOUTPUT) return ics_journal_stopped(&b, cells, err);
   ICS_TRY(rc);
   ICS_TRY(ics_journal_look(&b, arena, cells, err));
   *out = (ics_benchmark){ .version = ICS_VERSION,
                           .systems = systems,
                           .policies = request->policies,
                           .cells = cells,
                           .nsystems = request->nsystems,
                           .npolicies = request->npolicies,
                           .goal = request->asked->goal ? request->asked->goal : "",
                           .resolution =
                               request->asked->resolution ? request->asked->resolution : "place" };
   ics_bench_count(out);
   return ICS_OK;
}
