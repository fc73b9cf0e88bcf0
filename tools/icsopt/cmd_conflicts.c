/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "icsopt/options.h"
#include "icsopt/output.h"
#include "report/conflicts.h"
#include "study/conflicts.h"

static const ics_option options[] = {
   ICS_ROW_POLICY,
   ICS_ROW_GOAL,
   ICS_ROW_WEIGHT,
   ICS_ROW_BOUND,
   ICS_ROW_SET,
   ICS_ROW_FORMAT("text|json"),
   ICS_ROW("detail", 'd', NULL, FLAG, detail, "with every rule and change (text)"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

static ics_rc render(const ics_call *call, const ics_conflicts *found, char **text, size_t *bytes,
                     ics_err *err)
{
   if (ics_call_format(call, "json")) {
      ICS_TRY(ics_conflicts_json(found, call->arena, text, err));
      *bytes = strlen(*text);
      return ICS_OK;
   }
   ics_buffer page = ics_buffer_start(call->arena);
   ics_report_conflicts(found, call->detail, &page);
   *bytes = page.used;
   return ics_buffer_end(&page, text, err);
}

static ics_rc run(ics_call *call, ics_err *err)
{
   ics_conflicts found;
   ics_request request = ics_call_request(call);
   ics_call_progress(call, "looking for conflicts in", call->in->name);
   ics_rc rc = ics_find_conflicts(call->in, &request, call->arena, &found, err);
   ics_call_progress(call, NULL, NULL);
   if (rc != ICS_OK) return rc;
   char *text = NULL;
   size_t bytes = 0;
   ICS_TRY(render(call, &found, &text, &bytes, err));
   return ics_output(call->output, text, bytes, call->arena, err);
}

const ics_verb ics_verb_conflicts = {
   .operands = "INSTANCE",
   .least = 1,
   .most = 1,
   .options = options,
   .about =
       "Explains why an instance has no plan: a set of rules that contradict each other, none of "
       "which could be left out of it, each in words with its place in the files; and what would "
       "mend it: the least change in all, the fewest rules, and the least change of each rule by "
       "itself. Options that make a change are shown where they were tried and a plan was found. "
       "Limits that somebody sets may be loosened, and limits given by --bound; what defines a "
       "quantity may not.\n"
       "Exit status 0: explained, or there is a plan; 4: not certified; 5: a limit was reached.",
   .run = run,
};
