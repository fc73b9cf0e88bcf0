/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws of a probabilistic analysis, each solved anew, by the clock; and the linear programs of
 * some of them for other solvers.
 *
 * usage: draws INSTANCE DRAWS COLD FOLDER
 * The first COLD draws are also solved without a start and written to FOLDER as K.mps. Prints
 * `draw warm_seconds warm_iterations cold_seconds cold_iterations objective status` a line, seconds
 * of this process alone; cold ones 0 beyond COLD. Reading, the plan at the point and the
 * distributions are not counted. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/text.h"
#include "lp/export.h"
#include "study/again.h"
#include "study/psa.h"
#include "study/spread.h"

typedef struct bench {
   ics_arena *arena;
   const ics_instance *in;
   ics_settings settings;
   ics_request request;
   ics_solved solved;
   ics_again *again;
   ics_numbers numbers;
   ics_spread spread;
   const ics_stream *stream;
   double *u;
   ics_change *changes;
} bench;

static double seconds(void)
{
   struct timespec t;
   clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
   return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static ics_rc put(void *ctx, const char *text, size_t bytes, ics_err *err)
{
   if (fwrite(text, 1, bytes, ctx) == bytes) return ICS_OK;
   return ics_fail(err, ICS_EOUTPUT, "the linear program cannot be written");
}

static ics_rc write_mps(const ics_lp *lp, const char *folder, int draw, ics_arena *arena,
                        ics_err *err)
{
   const char *path = ics_format(arena, "%s/%d.mps", folder, draw);
   FILE *file = path ? fopen(path, "w") : NULL;
   if (!file) return ics_fail(err, ICS_EOUTPUT, "%s cannot be written", path ? path : folder);
   ics_sink sink = { put, file };
   ics_rc rc = ics_export_mps(lp, &sink, err);
   if (fclose(file) != 0 && rc == ICS_OK) rc = ics_fail(err, ICS_EOUTPUT, "%s: disk full", path);
   return rc;
}

static ics_rc make_ready(bench *b, const char *file, ics_err *err)
{
   ICS_TRY(ics_instance_read(file, NULL, 0, b->arena, &b->in, err));
   b->settings = ics_settings_default();
   b->request.settings = &b->settings;
   ICS_TRY(ics_solve(b->in, &b->request, b->arena, &b->solved, err));
   ICS_TRY(ics_again_open(&b->solved, &b->request, b->arena, &b->again, err));
   ICS_TRY(ics_numbers_choose(b->in, NULL, 0, b->arena, &b->numbers, err));
   ICS_TRY(ics_spread_make(b->in, &b->numbers, b->arena, &b->spread, err));
   ICS_ALLOC(b->u, b->arena, b->spread.ndrivers, err);
   ICS_ALLOC(b->changes, b->arena, b->spread.n, err);
   return ics_stream_open(ICS_STREAM_SOBOL, 1, b->spread.ndrivers, b->arena, &b->stream, err);
}

static ics_rc cold(bench *b, int draw, const char *folder, ics_arena *arena, double *spent,
                   int *iterations, ics_err *err)
{
   ics_lp lp;
   ics_solution sol;
   ics_limits limits = { b->settings.gap, (int)b->settings.iterations, b->settings.time_limit };
   ICS_TRY(ics_again_lp(b->again, b->changes, b->spread.n, arena, &lp, err));
   if (lp.m == 0) return ICS_OK;
   double begun = seconds();
   ICS_TRY(ics_lp_solve(&lp, NULL, &limits, arena, &sol, err));
   *spent = seconds() - begun;
   *iterations = sol.iterations;
   return write_mps(&lp, folder, draw, arena, err);
}

static ics_rc one(bench *b, int draw, int ncold, const char *folder, ics_err *err)
{
   ics_again_plan plan;
   double spent = 0.0;
   int iterations = 0;
   ics_arena *arena = ics_arena_new();
   if (!arena) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_stream_draw(b->stream, draw, 0, b->spread.ndrivers, b->u);
   ics_spread_values(&b->spread, b->u, b->changes);
   double begun = seconds();
   ics_rc rc = ics_again_best(b->again, b->changes, b->spread.n, arena, &plan, err);
   double warm = seconds() - begun;
   if (rc == ICS_OK && draw < ncold) rc = cold(b, draw, folder, arena, &spent, &iterations, err);
   if (rc == ICS_OK)
      printf("%d %.6f %d %.6f %d %.17g %d\n", draw, warm, plan.iterations, spent, iterations,
             plan.goal, (int)plan.status);
   ics_arena_free(&arena);
   return rc;
}

int main(int argc, char **argv)
{
   ics_arena_keep_pages();
   ics_err err = { 0 };
   bench b = { .arena = ics_arena_new() };
   if (argc != 5 || !b.arena) {
      fputs("usage: draws INSTANCE DRAWS COLD FOLDER\n", stderr);
      return ICS_EUSAGE;
   }
   int draws = atoi(argv[2]), ncold = atoi(argv[3]);
   ics_rc rc = make_ready(&b, argv[1], &err);
   for (int draw = 0; rc == ICS_OK && draw < draws; draw++)
      rc = one(&b, draw, ncold, argv[4], &err);
   if (rc != ICS_OK) fprintf(stderr, "draws: %s\n", err.text);
   ics_again_close(&b.again);
   ics_arena_free(&b.arena);
   return rc;
}
