/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "report/text.h"

static const ics_option options[] = { ICS_ROW_OUTPUT, ICS_ROW_END };

static ics_rc run(ics_call *call, ics_err *err)
{
   ics_buffer page = ics_buffer_start(call->arena);
   ics_report_compare(call->plans[0], call->plans[1], &page);
   char *text = NULL;
   ICS_TRY(ics_buffer_end(&page, &text, err));
   return ics_output(call->output, text, page.used, call->arena, err);
}

const ics_verb ics_verb_compare = {
   .operands = "A.json B.json",
   .least = 2,
   .most = 2,
   .options = options,
   .about = "Shows two plans saved by `icsopt solve --format json` side by side: aims, money by "
            "service, how care "
            "is paid for, unmet need, and the differences.",
   .run = run,
};
