/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "icsopt/options.h"
#include "icsopt/output.h"
#include "icsopt/standings.h"
#include "report/text.h"

static const ics_option options[] = { ICS_ROW_RUN, ICS_ROW_OUTPUT, ICS_ROW_END };

static ics_rc two_files(ics_call *call, ics_result *plans[2], ics_err *err)
{
   if (call->run) return ics_fail(err, ICS_EUSAGE, "compare: --run is for a results store");
   if (ics_is_store(call->operands[0]))
      return ics_fail(err, ICS_EUSAGE,
                      "compare: got one cell of a results store, want two: `icsopt compare %s "
                      "SYSTEM:POLICY SYSTEM:POLICY`",
                      ics_show(call->operands[0]).text);
   for (int p = 0; p < 2; p++) {
      ICS_TRY(ics_call_spare(call, call->operands[p], err));
      ICS_TRY(ics_result_read(call->operands[p], call->arena, &plans[p], err));
   }
   return ICS_OK;
}

/* A cell as it is typed, SYSTEM:POLICY. */
static ics_rc one_cell(ics_call *call, ics_store *store, const ics_saved_run *run, const char *cell,
                       ics_result **plan, ics_err *err)
{
   const char *colon = strchr(cell, ':');
   if (!colon || colon == cell || colon[1] == '\0')
      return ics_fail(err, ICS_EUSAGE, "compare: got \"%s\", want SYSTEM:POLICY, such as QHM:place",
                      ics_show(cell).text);
   const char *system = ics_strndup(call->arena, cell, (size_t)(colon - cell));
   if (!system) return ics_fail(err, ICS_EMEMORY, "out of memory");
   return ics_saved_plan(store, run, system, colon + 1, call->arena, plan, err);
}

static ics_rc two_cells(ics_call *call, ics_result *plans[2], ics_err *err)
{
   ics_store *store = NULL;
   ics_saved_run run;
   ICS_TRY(ics_standings_open(call, call->operands[0], &store, &run, err));
   ics_rc rc = one_cell(call, store, &run, call->operands[1], &plans[0], err);
   if (rc == ICS_OK) rc = one_cell(call, store, &run, call->operands[2], &plans[1], err);
   ics_store_close(&store);
   return rc;
}

static ics_rc run(ics_call *call, ics_err *err)
{
   ics_result *plans[2];
   ics_buffer page = ics_buffer_start(call->arena);
   char *text = NULL;
   ICS_TRY(call->noperands == 2 ? two_files(call, plans, err) : two_cells(call, plans, err));
   ics_report_compare(plans[0], plans[1], &page);
   ICS_TRY(ics_buffer_end(&page, &text, err));
   return ics_output(call->output, text, page.used, call->arena, err);
}

const ics_verb ics_verb_compare = {
   .operands = "A.json B.json|STORE CELL CELL",
   .least = 2,
   .most = 3,
   .options = options,
   .about = "Shows two plans side by side: aims, money by service, how care is paid for, unmet "
            "need, and the differences. Two files saved by `icsopt solve --format json`, or two "
            "cells of a benchmark from its results store, each as SYSTEM:POLICY: `icsopt compare "
            "all.sqlite QHM:current "
            "QHM:place`.\n"
            "Exit status 1, 4 or 5: a cell has no plan, is not certified, or is missing.",
   .run = run,
};
