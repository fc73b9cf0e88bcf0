/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/sensitivity.h"
#include "report/parametric.h"
#include "study/parametric.h"

static ics_rc solve(ics_call *call, void *ask, const void **answer, ics_err *err)
{
   const ics_sensitivity_start *start = ask;
   ics_parametric_result *result = NULL;
   ics_parametric_request request = { .path = call->operands[1],
                                      .from = call->from,
                                      .to = call->to,
                                      .sets = call->overrides,
                                      .nsets = call->noverrides };
   ics_call_progress(call, "moving", request.path);
   ics_rc rc = ics_parametric(&start->solved, &start->asked, &request, call->arena, &result, err);
   *answer = result;
   return rc;
}

static ics_rc verdict(const void *answer, int *done, ics_err *err)
{
   const ics_parametric_result *r = answer;
   *done = r->npoints;
   if (r->unproven == 0) return ICS_OK;
   return ics_fail(err, ICS_ENUMERIC, "%d of %d pieces are not proved", r->unproven,
                   r->npoints - 1);
}

ICS_ANALYSIS_WRITERS(parametric, ics_report_parametric(answer, detail, page))

ics_rc ics_sensitivity_parametric(ics_call *call, ics_err *err)
{
   static const ics_analysis_kind kind = {
      "parametric", false, solve, verdict, parametric_json, parametric_text, ics_facts_parametric,
   };
   ics_sensitivity_start start;
   ICS_TRY(ics_sensitivity_open(call, &start, err));
   return ics_analysis_run(call, &kind, &start.about, &start, err);
}
