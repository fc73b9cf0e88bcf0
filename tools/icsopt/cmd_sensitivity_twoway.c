/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/interrupt.h"
#include "icsopt/sensitivity.h"
#include "report/twoway.h"
#include "study/twoway.h"

enum { STEPS = 7 };

/** What is asked, and of which plan. */
typedef struct asking {
   ics_sensitivity_start start;
   ics_twoway_request request;
} asking;

static ics_rc understand(ics_call *call, ics_twoway_request *out, ics_err *err)
{
   *out = (ics_twoway_request){ .a = call->operands[1],
                                .b = call->operands[2],
                                .progress = ics_analysis_counted,
                                .stopped = ics_interrupt_came };
   ICS_TRY(ics_sensitivity_figure(call, &out->output, err));
   ICS_TRY(
       ics_sensitivity_count("steps", call->steps, STEPS, 2, ICS_TWOWAY_STEPS, &out->steps, err));
   ICS_TRY(ics_sensitivity_reading(call, ICS_REPLAN_BEST, &out->reading, err));
   return ics_call_jobs(call, &out->jobs, err);
}

static ics_rc solve(ics_call *call, void *ask, const void **answer, ics_err *err)
{
   const asking *a = ask;
   ics_twoway_result *result = NULL;
   ics_rc rc =
       ics_twoway(&a->start.solved, &a->start.asked, &a->request, call->arena, &result, err);
   *answer = result;
   return rc;
}

static ics_rc verdict(const void *answer, int *done, ics_err *err)
{
   const ics_twoway_result *r = answer;
   int cells = r->steps * r->steps;
   *done = cells - r->not_asked;
   if (r->not_asked > 0)
      return ics_fail(err, ICS_ELIMIT, "stopped: %d of %d cells are done", *done, cells);
   if (r->uncertified == 0) return ICS_OK;
   return ics_fail(err, ICS_ELIMIT, "%d of %d cells are not certified, and empty", r->uncertified,
                   cells);
}

ICS_ANALYSIS_WRITERS(twoway, ics_report_twoway(answer, page))

ics_rc ics_sensitivity_twoway(ics_call *call, ics_err *err)
{
   static const ics_analysis_kind kind = {
      "twoway", true, solve, verdict, twoway_json, twoway_text, ics_facts_twoway,
   };
   ics_analysis_count count = { call, "solving", "cells" };
   asking ask;
   ICS_TRY(understand(call, &ask.request, err));
   ask.request.progress_ctx = &count;
   ICS_TRY(ics_sensitivity_open(call, &ask.start, err));
   return ics_analysis_run(call, &kind, &ask.start.about, &ask, err);
}
