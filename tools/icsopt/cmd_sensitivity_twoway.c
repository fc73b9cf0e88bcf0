/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "base/interrupt.h"
#include "icsopt/sensitivity.h"
#include "report/twoway.h"
#include "study/twoway.h"

enum { STEPS = 7 };

static void show_progress(void *ctx, int done, int n)
{
   char text[64];
   (void)snprintf(text, sizeof text, "%d of %d cells", done, n);
   ics_call_progress(ctx, "solving", text);
}

static ics_rc understand(ics_call *call, ics_twoway_request *out, ics_err *err)
{
   *out = (ics_twoway_request){ .a = call->operands[1],
                                .b = call->operands[2],
                                .progress = show_progress,
                                .progress_ctx = call,
                                .stopped = ics_interrupt_came };
   if (call->of.n > 1)
      return ics_fail(err, ICS_EUSAGE, "--of: got %d figures, want one", call->of.n);
   if (call->of.n == 1) out->output = call->of.value[0];
   ICS_TRY(
       ics_sensitivity_count("steps", call->steps, STEPS, 2, ICS_TWOWAY_STEPS, &out->steps, err));
   ICS_TRY(ics_sensitivity_reading(call, ICS_REPLAN_BEST, &out->reading, err));
   return ics_call_jobs(call, &out->jobs, err);
}

static ics_rc put(const ics_call *call, const ics_twoway_result *r, ics_err *err)
{
   ics_buffer page = ics_buffer_start(call->arena);
   char *json = NULL;
   if (ics_call_format(call, "json"))
      ICS_TRY(ics_twoway_json(r, call->arena, &json, err));
   else if (ics_call_format(call, "csv"))
      ics_csv_twoway(r, &page);
   else
      ics_report_twoway(r, &page);
   return ics_sensitivity_put(call, &page, json, err);
}

static ics_rc answer(ics_call *call, const ics_solved *solved, const ics_twoway_request *ask,
                     ics_err *err)
{
   ics_twoway_result *r = NULL;
   ics_request asked = ics_sensitivity_asked(call);
   ics_rc rc = ics_twoway(solved, &asked, ask, call->arena, &r, err);
   ics_call_progress(call, NULL, NULL);
   ICS_TRY(rc);
   ICS_TRY(put(call, r, err));
   int cells = r->steps * r->steps;
   if (r->not_asked > 0)
      return ics_fail(err, ICS_ELIMIT, "stopped: %d of %d cells are done", cells - r->not_asked,
                      cells);
   if (r->uncertified == 0) return ICS_OK;
   return ics_fail(err, ICS_ELIMIT, "%d of %d cells are not certified, and empty", r->uncertified,
                   cells);
}

ics_rc ics_sensitivity_twoway(ics_call *call, ics_err *err)
{
   ics_solved solved;
   ics_twoway_request ask;
   ICS_TRY(understand(call, &ask, err));
   ICS_TRY(ics_sensitivity_open(call, &solved, err));
   ics_interrupt_watch();
   ics_rc rc = answer(call, &solved, &ask, err);
   ics_interrupt_end();
   return rc;
}
