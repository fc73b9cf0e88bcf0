/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/interrupt.h"
#include "icsopt/sensitivity.h"
#include "report/global.h"
#include "study/global.h"

enum { TRAJECTORIES = 20, BASE_ROWS = 256, MOST = 1 << 20 };

/** What is asked, and of which plan. */
typedef struct asking {
   ics_sensitivity_start start;
   ics_global_request request;
} asking;

static ics_rc understand(ics_call *call, ics_global_request *out, ics_err *err)
{
   *out = (ics_global_request){ .outputs = call->of.value,
                                .noutputs = call->of.n,
                                .only = call->only.value,
                                .nonly = call->only.n,
                                .morris = !call->method || strcmp(call->method, "morris") == 0,
                                .sampling = ICS_STREAM_SOBOL,
                                .progress = ics_analysis_counted,
                                .stopped = ics_interrupt_came };
   if (out->morris && call->sampling)
      return ics_fail(err, ICS_EUSAGE,
                      "--sampling: morris has trajectories of its own; leave it out, or give "
                      "--method sobol");
   ICS_TRY(ics_sensitivity_count("draws", call->draws, out->morris ? TRAJECTORIES : BASE_ROWS, 2,
                                 MOST, &out->draws, err));
   ICS_TRY(ics_sensitivity_seed(call, &out->seed, err));
   if (call->sampling) ICS_TRY(ics_stream_kind_find(call->sampling, &out->sampling, err));
   ICS_TRY(ics_sensitivity_reading(call, ICS_REPLAN_BEST, &out->reading, err));
   return ics_call_jobs(call, &out->jobs, err);
}

static ics_rc solve(ics_call *call, void *ask, const void **answer, ics_err *err)
{
   const asking *a = ask;
   ics_global_result *result = NULL;
   ics_rc rc =
       ics_global(&a->start.solved, &a->start.asked, &a->request, call->arena, &result, err);
   *answer = result;
   return rc;
}

static ics_rc verdict(const void *answer, int *done, ics_err *err)
{
   const ics_global_result *r = answer;
   int without = r->answers[ICS_ANSWER_UNCERTIFIED] + r->answers[ICS_ANSWER_LIMIT];
   *done = r->finished;
   if (r->finished < r->rows)
      return ics_fail(err, ICS_ELIMIT, "stopped: %d of %d rows are done", r->finished, r->rows);
   if (without == 0) return ICS_OK;
   return ics_fail(err, ICS_ELIMIT, "%d of %d rows are not certified, and left out", without,
                   r->rows);
}

ICS_ANALYSIS_WRITERS(global, ics_report_global(answer, detail, page))

ics_rc ics_sensitivity_global(ics_call *call, ics_err *err)
{
   static const ics_analysis_kind kind = {
      "global", true, solve, verdict, global_json, global_text, ics_facts_global,
   };
   ics_analysis_count count = { call, "solving", "rows" };
   asking ask;
   ICS_TRY(understand(call, &ask.request, err));
   ask.request.progress_ctx = &count;
   ICS_TRY(ics_sensitivity_open(call, &ask.start, err));
   return ics_analysis_run(call, &kind, &ask.start.about, &ask, err);
}
