/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/interrupt.h"
#include "icsopt/sensitivity.h"
#include "report/global.h"
#include "study/global.h"

enum { TRAJECTORIES = 20, BASE_ROWS = 256, MOST = 1 << 20 };

static void show_progress(void *ctx, int done, int n)
{
   char text[64];
   (void)snprintf(text, sizeof text, "%d of %d rows", done, n);
   ics_call_progress(ctx, "solving", text);
}

static ics_rc understand(ics_call *call, ics_global_request *out, ics_err *err)
{
   int seed;
   *out = (ics_global_request){ .outputs = call->of.value,
                                .noutputs = call->of.n,
                                .only = call->only.value,
                                .nonly = call->only.n,
                                .morris = !call->method || strcmp(call->method, "morris") == 0,
                                .sampling = ICS_STREAM_SOBOL,
                                .progress = show_progress,
                                .progress_ctx = call,
                                .stopped = ics_interrupt_came };
   if (out->morris && call->sampling)
      return ics_fail(err, ICS_EUSAGE,
                      "--sampling: morris has trajectories of its own; leave it out, or give "
                      "--method sobol");
   ICS_TRY(ics_sensitivity_count("draws", call->draws, out->morris ? TRAJECTORIES : BASE_ROWS, 2,
                                 MOST, &out->draws, err));
   ICS_TRY(ics_sensitivity_count("seed", call->seed, 1, 0, 2147483647, &seed, err));
   out->seed = (unsigned long long)seed;
   if (call->sampling) ICS_TRY(ics_stream_kind_find(call->sampling, &out->sampling, err));
   ICS_TRY(ics_sensitivity_reading(call, ICS_REPLAN_BEST, &out->reading, err));
   return ics_call_jobs(call, &out->jobs, err);
}

static ics_rc put(const ics_call *call, const ics_global_result *r, ics_err *err)
{
   ics_buffer page = ics_buffer_start(call->arena);
   char *json = NULL;
   if (ics_call_format(call, "json"))
      ICS_TRY(ics_global_json(r, call->arena, &json, err));
   else if (ics_call_format(call, "csv"))
      ics_csv_global(r, &page);
   else
      ics_report_global(r, call->detail, &page);
   return ics_sensitivity_put(call, &page, json, err);
}

static ics_rc answer(ics_call *call, const ics_solved *solved, const ics_global_request *ask,
                     ics_err *err)
{
   ics_global_result *r = NULL;
   ics_request asked = ics_sensitivity_asked(call);
   ics_rc rc = ics_global(solved, &asked, ask, call->arena, &r, err);
   ics_call_progress(call, NULL, NULL);
   ICS_TRY(rc);
   ICS_TRY(put(call, r, err));
   if (r->finished < r->rows)
      return ics_fail(err, ICS_ELIMIT, "stopped: %d of %d rows are done", r->finished, r->rows);
   int without = r->answers[ICS_ANSWER_UNCERTIFIED] + r->answers[ICS_ANSWER_LIMIT];
   if (without == 0) return ICS_OK;
   return ics_fail(err, ICS_ELIMIT, "%d of %d rows are not certified, and left out", without,
                   r->rows);
}

ics_rc ics_sensitivity_global(ics_call *call, ics_err *err)
{
   ics_solved solved;
   ics_global_request ask;
   ICS_TRY(understand(call, &ask, err));
   ICS_TRY(ics_sensitivity_open(call, &solved, err));
   ics_interrupt_watch();
   ics_rc rc = answer(call, &solved, &ask, err);
   ics_interrupt_end();
   return rc;
}
