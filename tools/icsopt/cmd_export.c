/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "lp/export.h"

static const ics_option options[] = {
   ICS_ROW_POLICY,
   ICS_ROW_GOAL,
   ICS_ROW_WEIGHT,
   ICS_ROW_BOUND,
   ICS_ROW_RESOLUTION,
   ICS_ROW_SET,
   ICS_ROW("format", 'f', "mps|lp", CHOICE, format, "free MPS (the default) or CPLEX LP"),
   ICS_ROW("stage", 0, "ID", TEXT, stage,
           "shortfall, goal or the id of an aim; default: the goal's own stage"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

static ics_rc put(void *ctx, const char *text, size_t bytes, ics_err *err)
{
   ics_buffer *page = ctx;
   ics_buffer_bytes(page, text, bytes);
   return page->failed ? ics_fail(err, ICS_EMEMORY, "out of memory") : ICS_OK;
}

static ics_rc choose_stage(const ics_call *call, const ics_run *run, int *stage, ics_err *err)
{
   *stage = run->own;
   for (int s = 0; call->stage && s < run->nstages; s++)
      if (strcmp(run->stages[s].id, call->stage) == 0) {
         *stage = s;
         return ICS_OK;
      }
   if (call->stage) {
      int near = ics_nearest(call->stage, &run->stages[0].id, run->nstages, sizeof run->stages[0]);
      return ics_fail(err, ICS_EUSAGE, "export: there is no stage \"%s\"%s%s%s",
                      ics_show(call->stage).text, near >= 0 ? "; did you mean " : "",
                      near >= 0 ? run->stages[near].id : "", near >= 0 ? "?" : "");
   }
   if (*stage < run->nstages) return ICS_OK;
   return ics_fail(err, ICS_ENOPLAN,
                   "the stage before the goal's own ended without a plan; "
                   "`--stage %s` exports that one",
                   run->stages[run->nstages - 1].id);
}

static ics_rc run(ics_call *call, ics_err *err)
{
   ics_solved solved;
   ics_lp lp;
   int stage = 0;
   ics_request request = ics_call_request(call);
   ics_call_progress(call, "solving", call->in->name);
   ics_rc rc = ics_solve(call->in, &request, call->arena, &solved, err);
   ics_call_progress(call, NULL, NULL);
   if (rc != ICS_OK) return rc;
   ICS_TRY(choose_stage(call, &solved.run, &stage, err));
   ICS_TRY(ics_stage_lp(solved.model, &solved.run, stage, call->arena, &lp, err));
   ics_buffer page = ics_buffer_start(call->arena);
   ics_sink sink = { .put = put, .ctx = &page };
   bool as_lp = ics_call_format(call, "lp");
   ICS_TRY(as_lp ? ics_export_lp(&lp, &sink, err) : ics_export_mps(&lp, &sink, err));
   return ics_output(call->output, page.text, page.used, call->arena, err);
}

const ics_verb ics_verb_export = {
   .operands = "INSTANCE",
   .least = 1,
   .most = 1,
   .options = options,
   .about =
       "Writes the linear program of one stage of the goal, for other solvers, with readable names "
       "of rows "
       "and columns. The stages before it are solved first, because it holds what they reached.",
   .run = run,
};
