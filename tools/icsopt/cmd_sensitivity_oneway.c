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

static void show_progress(void *ctx, int done, int n)
{
   char text[64];
   (void)snprintf(text, sizeof text, "%d of %d ends", done, n);
   ics_call_progress(ctx, "solving", text);
}

static ics_rc understand(ics_call *call, ics_tornado_request *out, ics_err *err)
{
   *out = (ics_tornado_request){ .only = call->only.value,
                                 .nonly = call->only.n,
                                 .progress = show_progress,
                                 .progress_ctx = call,
                                 .stopped = ics_interrupt_came };
   if (call->of.n > 1)
      return ics_fail(err, ICS_EUSAGE, "--of: got %d figures, want one", call->of.n);
   if (call->of.n == 1) out->output = call->of.value[0];
   ICS_TRY(read_by(call->by, &out->by, err));
   ICS_TRY(ics_sensitivity_reading(call, ICS_REPLAN_BEST, &out->reading, err));
   return ics_call_jobs(call, &out->jobs, err);
}

static ics_rc put(const ics_call *call, const ics_tornado_result *result, ics_err *err)
{
   ics_buffer page = ics_buffer_start(call->arena);
   char *json = NULL;
   if (ics_call_format(call, "json"))
      ICS_TRY(ics_tornado_json(result, call->arena, &json, err));
   else if (ics_call_format(call, "csv"))
      ics_csv_tornado(result, &page);
   else
      ics_report_tornado(result, call->detail, &page);
   return ics_sensitivity_put(call, &page, json, err);
}

static ics_rc answer(ics_call *call, const ics_solved *solved, const ics_tornado_request *ask,
                     ics_err *err)
{
   ics_tornado_result *result = NULL;
   ics_request asked = ics_sensitivity_asked(call);
   ics_rc rc = ics_tornado(solved, &asked, ask, call->arena, &result, err);
   ics_call_progress(call, NULL, NULL);
   ICS_TRY(rc);
   ICS_TRY(put(call, result, err));
   if (result->not_asked > 0)
      return ics_fail(err, ICS_ELIMIT, "stopped: %d of %d ends were not asked", result->not_asked,
                      1 + 2 * result->nlines);
   if (result->uncertified == 0) return ICS_OK;
   return ics_fail(err, ICS_ELIMIT, "%d of %d ends are not certified, and empty",
                   result->uncertified, 1 + 2 * result->nlines);
}

ics_rc ics_sensitivity_oneway(ics_call *call, ics_err *err)
{
   ics_solved solved;
   ics_tornado_request ask;
   ICS_TRY(understand(call, &ask, err));
   ICS_TRY(ics_sensitivity_open(call, &solved, err));
   ics_interrupt_watch();
   ics_rc rc = answer(call, &solved, &ask, err);
   ics_interrupt_end();
   return rc;
}
