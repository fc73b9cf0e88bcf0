/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "icsopt/sensitivity.h"
#include "report/tornado.h"
#include "study/tornado.h"

static ics_rc read_by(const char *text, double *share, ics_err *err)
{
   size_t bytes = text ? strlen(text) : 0;
   double value;
   *share = (double)NAN;
   if (!text) return ICS_OK;
   if (bytes > 0 && text[bytes - 1] == '%' &&
       ics_number_read(text, bytes - 1, &value) == ICS_NUMERAL_OK && value > 0.0) {
      *share = value / 100.0;
      return ICS_OK;
   }
   return ics_fail(err, ICS_EUSAGE, "--by: got \"%s\", want a percentage above 0%%, such as 10%%",
                   ics_show(text).text);
}

/** What is asked, and of which plan. */
typedef struct asking {
   ics_sensitivity_start start;
   ics_tornado_request request;
} asking;

static ics_rc understand(ics_call *call, ics_tornado_request *out, ics_err *err)
{
   *out = (ics_tornado_request){ .only = call->only.value,
                                 .nonly = call->only.n,
                                 .progress = ics_analysis_counted,
                                 .stopped = ics_interrupt_came };
   ICS_TRY(ics_sensitivity_figure(call, &out->output, err));
   ICS_TRY(read_by(call->by, &out->by, err));
   ICS_TRY(ics_sensitivity_reading(call, ICS_REPLAN_BEST, &out->reading, err));
   return ics_call_jobs(call, &out->jobs, err);
}

static ics_rc solve(ics_call *call, void *ask, const void **answer, ics_err *err)
{
   const asking *a = ask;
   ics_tornado_result *result = NULL;
   ics_rc rc =
       ics_tornado(&a->start.solved, &a->start.asked, &a->request, call->arena, &result, err);
   *answer = result;
   return rc;
}

static ics_rc verdict(const void *answer, int *done, ics_err *err)
{
   const ics_tornado_result *r = answer;
   int ends = 1 + 2 * r->nlines;
   *done = ends - r->not_asked;
   if (r->not_asked > 0)
      return ics_fail(err, ICS_ELIMIT, "stopped: %d of %d ends were not asked", r->not_asked, ends);
   if (r->uncertified == 0) return ICS_OK;
   return ics_fail(err, ICS_ELIMIT, "%d of %d ends are not certified, and empty", r->uncertified,
                   ends);
}

ICS_ANALYSIS_WRITERS(tornado, ics_report_tornado(answer, detail, page))

ics_rc ics_sensitivity_oneway(ics_call *call, ics_err *err)
{
   static const ics_analysis_kind kind = {
      "oneway", true, solve, verdict, tornado_json, tornado_text, ics_facts_tornado,
   };
   ics_analysis_count count = { call, "solving", "ends" };
   asking ask;
   ICS_TRY(understand(call, &ask.request, err));
   ask.request.progress_ctx = &count;
   ICS_TRY(ics_sensitivity_open(call, &ask.start, err));
   return ics_analysis_run(call, &kind, &ask.start.about, &ask, err);
}
