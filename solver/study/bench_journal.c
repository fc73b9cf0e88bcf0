/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with the answers of a benchmark's tasks: the store as its journal. */
#include <string.h>

#include "base/text.h"
#include "study/bench.h"
#include "study/bench_pack.h"

/* ---- what the store has -------------------------------------------------------------------------
 */

/* What the store has of them. */
ics_rc ics_journal_open(ics_bench *b, ics_err *err)
{
   const ics_benchmark_request *r = b->request;
   char *settings;
   int *inputs;
   ICS_TRY(ics_request_text(r->asked, b->arena, &settings, err));
   ICS_ALLOC(inputs, b->arena, r->nsystems, err);
   ics_store_run key = { .version = ICS_VERSION,
                         .backend = ics_lp_backend(),
                         .goal = r->asked->goal ? r->asked->goal : "",
                         .resolution = r->asked->resolution ? r->asked->resolution : "place",
                         .settings = settings };
   ics_store_asked asked = { &key, r->systems, r->policies, r->nsystems, r->npolicies };
   ICS_TRY(ics_store_enter(r->store, &asked, b->arena, inputs, err));
   for (int s = 0; s < r->nsystems; s++) {
      ics_bench_site *it = &b->sites[s];
      it->input = inputs[s];
      ICS_TRY(ics_store_get_scales(r->store, it->input, it->in, b->arena, &it->scales, &it->known,
                                   err));
   }
   return ICS_OK;
}

/* All cells that the store has, and so what is finished. */
ics_rc ics_journal_look(ics_bench *b, ics_arena *arena, ics_bench_cell *cells, ics_err *err)
{
   const ics_benchmark_request *r = b->request;
   for (int s = 0; s < r->nsystems; s++)
      for (int p = 0; p < r->npolicies; p++) {
         ics_bench_cell *cell = &cells[s * r->npolicies + p];
         bool found = false, absent = !ics_bench_has(b->sites[s].in, r->policies[p]);
         if (!absent)
            ICS_TRY(ics_store_get_cell(r->store, b->sites[s].input, r->policies[p], arena, cell,
                                       &found, err));
         if (!found)
            *cell = ics_bench_no_plan(b, &(ics_bench_job){ .system = s, .policy = p }, NULL);
         if (!found) cell->status = "absent";
         b->finished[s * r->npolicies + p] = absent || (found && ics_bench_finished(cell));
      }
   return ICS_OK;
}

/* ---- what comes back ----------------------------------------------------------------------------
 */

static ics_rc take_scales(ics_bench *b, const ics_bench_job *j, const double *record, ics_err *err)
{
   ics_bench_site *s = &b->sites[j->system];
   bool found;
   ics_scales scales = { 0 };
   ICS_ALLOC(scales.best, b->arena, s->in->naims, err);
   ICS_ALLOC(scales.worst, b->arena, s->in->naims, err);
   ics_pack p = ics_pack_read(record, b->width, b->arena);
   ics_bench_pack_scales(&p, s->in->naims, &scales);
   ICS_TRY(ics_pack_end(&p, err));
   ICS_TRY(ics_store_put_scales(b->request->store, s->input, s->in, &scales, err));
   /* As the store has them, so that a run that is resumed starts from the very same. */
   return ics_store_get_scales(b->request->store, s->input, s->in, b->arena, &s->scales, &found,
                               err);
}

static ics_rc take_cell(ics_bench *b, const ics_bench_job *j, const double *record, ics_err *err)
{
   ics_bench_cell cell = { 0 };
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_pack p = ics_pack_read(record, b->width, scratch);
   ics_bench_pack_cell(&p, &cell);
   b->bytes += (double)p.used;
   b->weighed++;
   ics_rc rc = ics_pack_end(&p, err);
   if (rc == ICS_OK)
      rc = ics_store_put_cell(b->request->store, b->sites[j->system].input, &cell, err);
   ics_arena_free(&scratch);
   return rc;
}

ics_rc ics_journal_fail(ics_bench *b, const ics_bench_job *j, const char *words, ics_err *err)
{
   ics_bench_cell cell = ics_bench_no_plan(b, j, words);
   cell.status = "failed";
   return ics_store_put_cell(b->request->store, b->sites[j->system].input, &cell, err);
}

/* A first failure is only remembered, for the second try. */
static ics_rc take_failure(ics_bench *b, ics_bench_job *j, const char *words, ics_err *err)
{
   if (!j->again) {
      j->failed = true;
      return ICS_OK;
   }
   if (j->policy != ICS_NONE) {
      b->at.failed++;
      return ics_journal_fail(b, j, words, err);
   }
   b->sites[j->system].words = ics_strdup(b->arena, words);
   if (!b->sites[j->system].words) return ics_fail(err, ICS_EMEMORY, "out of memory");
   return ICS_OK;
}

ics_rc ics_journal_take(void *ctx, int index, ics_rc status, const double *record,
                        const char *words, ics_err *err)
{
   ics_bench *b = ctx;
   ics_bench_job *j = &b->jobs[index];
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

/* The store could not be written any more: how far it is, what is wanted, and what to do. */
ics_rc ics_journal_stopped(ics_bench *b, ics_bench_cell *cells, ics_err *err)
{
   ics_err *looking = ics_alloc(b->arena, 1, sizeof *looking);
   int n = b->request->nsystems * b->request->npolicies, all = 0, finished = 0;
   const char *why = ics_strdup(b->arena, err->text), *room = "";
   if (!looking || !why || ics_journal_look(b, b->arena, cells, looking) != ICS_OK)
      return ICS_EOUTPUT;
   for (int c = 0; c < n; c++) {
      all += !b->finished[c] || strcmp(cells[c].status, "absent") != 0;
      finished += b->finished[c] && strcmp(cells[c].status, "absent") != 0;
   }
   if (b->weighed > 0)
      room = ics_format(b->arena, ", and the others need about %.2g MB",
                        1e-6 * b->bytes / b->weighed * (all - finished));
   return ics_fail(err, ICS_EOUTPUT,
                   "%s.\n%d of %d cells are finished and in the store%s. When it can be written "
                   "again, or has been moved with the files beside it (-wal, -shm) to where there "
                   "is room, the same command goes on from there",
                   why, finished, all, room ? room : "");
}
