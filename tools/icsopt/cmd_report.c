/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/options.h"
#include "icsopt/standings.h"

static const ics_option options[] = {
   ICS_ROW_FORMAT("text|csv|json"),
   ICS_ROW_RUN,
   ICS_ROW("timing", 0, NULL, FLAG, timing, "with seconds, which differ from run to run"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

static ics_rc run(ics_call *call, ics_err *err)
{
   ics_store *store = NULL;
   ics_saved_run saved;
   ics_benchmark b;
   ICS_TRY(ics_standings_open(call, call->operands[0], &store, &saved, err));
   ics_rc rc = ics_saved_benchmark(store, &saved, call->arena, &b, err);
   ics_store_close(&store);
   ICS_TRY(rc);
   ICS_TRY(ics_standings_write(call, &b, call->output, err));
   return ics_standings_status(&b, err);
}

const ics_verb ics_verb_report = {
   .operands = "STORE.sqlite",
   .least = 1,
   .most = 1,
   .options = options,
   .about =
       "Prints the league table of a benchmark again from its results store, without the instances "
       "and without solving: the same bytes as `icsopt benchmark` gave for all systems and "
       "policies "
       "of the run. Cells that a benchmark which was stopped never came to are said to be missing, "
       "and the table is of those that are there. Where the store holds several runs, --run "
       "chooses one; without it they are listed.\n"
       "Exit status 4: some cells are not certified; 5: some failed or are missing.",
   .run = run,
};
