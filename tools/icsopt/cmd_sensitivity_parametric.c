/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "icsopt/output.h"
#include "icsopt/sensitivity.h"
#include "report/parametric.h"
#include "study/parametric.h"

static ics_rc render(const ics_call *call, const ics_parametric_result *result, char **text,
                     size_t *bytes, ics_err *err)
{
   if (ics_call_format(call, "json")) {
      ICS_TRY(ics_parametric_json(result, call->arena, text, err));
      *bytes = strlen(*text);
      return ICS_OK;
   }
   ics_buffer page = ics_buffer_start(call->arena);
   if (ics_call_format(call, "csv"))
      ics_csv_parametric(result, &page);
   else
      ics_report_parametric(result, call->detail, &page);
   *bytes = page.used;
   return ics_buffer_end(&page, text, err);
}

static ics_rc no_start(ics_status status, ics_err *err)
{
   if (status == ICS_INFEASIBLE)
      return ics_fail(err, ICS_ENOPLAN,
                      "no plan keeps all the rules with the number as it is; " ICS_SEE_CONFLICTS);
   if (status == ICS_LIMIT)
      return ics_fail(err, ICS_ELIMIT,
                      "a limit was reached before there was a plan; raise --set "
                      "time_limit=SECONDS or --set iterations=COUNT");
   return ics_fail(err, ICS_ENUMERIC, "the plan with the number as it is could not be certified");
}

ics_rc ics_sensitivity_parametric(ics_call *call, ics_err *err)
{
   ics_solved solved;
   ics_parametric_result *result = NULL;
   char *text = NULL;
   size_t bytes = 0;
   ICS_TRY(ics_call_open(call, err));
   ics_request request = ics_call_request(call);
   ics_parametric_request ask = { .path = call->operands[1],
                                  .from = call->from,
                                  .to = call->to,
                                  .sets = call->overrides,
                                  .nsets = call->noverrides };
   ICS_TRY(ics_call_solved(call, &solved, err));
   if (solved.run.status != ICS_OPTIMAL) return no_start(solved.run.status, err);
   ics_call_progress(call, "moving", ask.path);
   ics_rc rc = ics_parametric(&solved, &request, &ask, call->arena, &result, err);
   ics_call_progress(call, NULL, NULL);
   ICS_TRY(rc);
   ICS_TRY(render(call, result, &text, &bytes, err));
   ICS_TRY(ics_output(call->output, text, bytes, call->arena, err));
   if (result->unproven == 0) return ICS_OK;
   return ics_fail(err, ICS_ENUMERIC, "%d of %d pieces are not proved", result->unproven,
                   result->npoints - 1);
}
