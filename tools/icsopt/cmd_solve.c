/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "icsopt/options.h"
#include "icsopt/output.h"
#include "report/csv.h"
#include "report/text.h"

static const ics_option options[] = {
   ICS_ROW_POLICY,
   ICS_ROW_GOAL,
   ICS_ROW_WEIGHT,
   ICS_ROW_BOUND,
   ICS_ROW_RESOLUTION,
   ICS_ROW_SET,
   ICS_ROW_FORMAT("text|json|csv"),
   ICS_ROW("detail", 'd', NULL, FLAG, detail, "with the tables behind the first screen (text)"),
   ICS_ROW("timing", 't', NULL, FLAG, timing, "with the seconds taken (json, text)"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

static ics_rc render(const ics_call *call, ics_result *result, char **text, size_t *bytes,
                     ics_err *err)
{
   if (ics_call_format(call, "json")) {
      ICS_TRY(ics_result_json(result, call->arena, text, err));
      *bytes = strlen(*text);
      return ICS_OK;
   }
   ics_buffer page = ics_buffer_start(call->arena);
   if (ics_call_format(call, "csv"))
      ics_csv_result(result, &page);
   else {
      ics_report_plan(result, &page);
      if (call->detail) ics_report_detail(result, &page);
      if (call->timing)
         ics_buffer_printf(&page, "\nSeconds: read %.2f, build %.2f, solve %.2f, certify %.2f\n",
                           result->seconds_read, result->seconds_build, result->seconds_solve,
                           result->seconds_certify);
   }
   *bytes = page.used;
   return ics_buffer_end(&page, text, err);
}

/* What no plan, no certificate and a limit are to the caller of the command. */
static ics_rc outcome(const ics_call *call, const ics_result *result, ics_err *err)
{
   const char *stage = result->nstages > 0 ? result->stages[result->nstages - 1].id : "first";
   if (strcmp(result->status, "optimal") == 0) return ICS_OK;
   if (strcmp(result->status, "infeasible") == 0)
      return ics_fail(err, ICS_ENOPLAN, "no plan keeps all the rules (shown at stage %s); %s",
                      stage, ICS_SEE_CONFLICTS);
   if (strcmp(result->status, "limit") == 0)
      return ics_fail(err, ICS_ELIMIT,
                      "a limit was reached at stage %s; raise --set time_limit=SECONDS or "
                      "--set iterations=COUNT",
                      stage);
   return ics_fail(err, ICS_ENUMERIC,
                   "solved, but stage %s could not be certified within --set gap=%g", stage,
                   call->settings.gap);
}

/* Certified as it is, a plan that leans on the model's own scaffolding is not to be trusted. */
static void warn_of_model(const ics_result *result)
{
   if (result->inflated_need_gbp_m > ICS_INVENTED_NEED)
      (void)fprintf(
          stderr,
          "icsopt: the plan counts £%.6fm of need that the value chain does not imply; please "
          "report this with the instance\n",
          result->inflated_need_gbp_m);
   if (result->derived_bounds_met > 0)
      (void)fprintf(
          stderr,
          "icsopt: the plan stands at %d limits that the model derived for itself; please report "
          "this with the instance\n",
          result->derived_bounds_met);
}

static ics_rc run(ics_call *call, ics_err *err)
{
   ics_solved solved;
   ics_result *result = NULL;
   ics_request request = ics_call_request(call);
   ics_call_progress(call, "solving", call->in->name);
   ics_rc rc = ics_solve(call->in, &request, call->arena, &solved, err);
   if (rc == ICS_OK) rc = ics_result_make(&solved, &request, call->arena, &result, err);
   ics_call_progress(call, NULL, NULL);
   if (rc != ICS_OK) return rc;
   result->seconds_read = call->seconds_read;
   if (!call->timing) {
      result->seconds_read = result->seconds_build = -1.0;
      result->seconds_solve = result->seconds_certify = -1.0;
   }
   warn_of_model(result);
   char *text = NULL;
   size_t bytes = 0;
   ICS_TRY(render(call, result, &text, &bytes, err));
   ICS_TRY(ics_output(call->output, text, bytes, call->arena, err));
   return outcome(call, result, err);
}

const ics_verb ics_verb_solve = {
   .operands = "INSTANCE",
   .least = 1,
   .most = 1,
   .options = options,
   .about = "Finds the plan that serves the goal best within every rule, and proves it. The goal "
            "is met in "
            "stages: first the least shortfall against standards, then the goal itself, then the "
            "remaining "
            "aims in order. The text answer is one screen; --detail gives the tables behind it. "
            "--format "
            "json saves everything, the proof included, for compare and verify.\n"
            "Exit status 1: no plan keeps all the rules; 4: not certified; 5: a limit was reached.",
   .run = run,
};
