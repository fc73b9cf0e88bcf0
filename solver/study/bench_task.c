/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a task of a benchmark is told, does and answers. It may run in any process. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "study/bench.h"
#include "study/bench_pack.h"

static double now(void)
{
   struct timespec t;
   (void)clock_gettime(CLOCK_MONOTONIC, &t);
   return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What a task is told: which system and policy, whether again, and the scales of its system. */
static void pack_question(ics_pack *p, ics_bench_job *j, const ics_bench *b, ics_scales *scales)
{
   ics_pack_int(p, &j->system);
   ics_pack_int(p, &j->policy);
   ics_pack_bool(p, &j->again);
   if (j->policy == ICS_NONE) return;
   ics_bench_pack_scales(p, b->sites[j->system].in->naims, scales);
}

void ics_bench_ask(const void *ctx, int index, double *record)
{
   const ics_bench *b = ctx;
   ics_bench_job j = b->jobs[index];
   ics_scales scales = b->sites[j.system].scales;
   if (j.again) scales.start = (ics_basis){ 0 };
   ics_pack p = ics_pack_write(record, b->width);
   pack_question(&p, &j, b, &scales);
}

static ics_rc heard(const ics_bench *b, const double *record, ics_arena *arena, ics_bench_job *j,
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

static ics_rc do_scales(const ics_bench *b, const ics_bench_job *j, ics_arena *arena,
                        double *record, ics_err *err)
{
   ics_scales scales;
   const ics_instance *in = b->sites[j->system].in;
   ics_pack p = ics_pack_write(record, b->width);
   ICS_TRY(ics_scales_of(in, b->request->asked, arena, &scales, err));
   ics_bench_pack_scales(&p, in->naims, &scales);
   return ics_pack_end(&p, err);
}

/* No plan at all is an answer: its words, and the sense of a goal that was not reached. */
ics_bench_cell ics_bench_no_plan(const ics_bench *b, const ics_bench_job *j, const char *words)
{
   const ics_instance *in = b->sites[j->system].in;
   int policy = ics_find_policy(in, b->request->policies[j->policy]);
   ics_bench_cell out = ics_bench_no_cell(b->request->policies[j->policy], "infeasible", words);
   if (policy >= 0) out.policy_name = in->policies[policy].name;
   return out;
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

static ics_rc solve_cell(const ics_bench *b, const ics_bench_job *j, const ics_scales *scales,
                         ics_arena *arena, ics_bench_cell *cell, ics_err *err)
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
      *cell = ics_bench_no_plan(b, j, words);
      return words ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
   }
   ICS_TRY(rc);
   ICS_TRY(ics_result_brief(&solved, &request, arena, &result, err));
   ICS_TRY(ics_bench_cell_of(&solved, result, arena, cell, err));
   cell->start = j->again ? "retry" : solved.start;
   return words_of(result, arena, cell, err);
}

static ics_rc do_cell(const ics_bench *b, const ics_bench_job *j, ics_scales *scales,
                      ics_arena *arena, double *record, ics_err *err)
{
   ics_bench_cell cell = { 0 };
   double started = now();
   scales->seconds_build = scales->seconds_solve = 0.0;
   ICS_TRY(solve_cell(b, j, scales, arena, &cell, err));
   cell.seconds = now() - started;
   memset(record, 0, (size_t)b->width * sizeof *record);
   ics_pack p = ics_pack_write(record, b->width);
   ics_bench_pack_cell(&p, &cell);
   return ics_pack_end(&p, err);
}

ics_rc ics_bench_task(void *ctx, int index, double *record, ics_err *err)
{
   const ics_bench *b = ctx;
   ics_bench_job j = { 0 };
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
