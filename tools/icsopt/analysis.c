/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/analysis.h"

#include <stdio.h>
#include <string.h>

#include "base/interrupt.h"
#include "icsopt/output.h"
#include "report/csv.h"

ics_rc ics_analysis_start(const ics_solved *solved, const char *none, const char *unproved,
                          ics_err *err)
{
   ics_status status = solved->run.status;
   if (status == ICS_OPTIMAL) return ICS_OK;
   if (status == ICS_INFEASIBLE)
      return ics_fail(err, ICS_ENOPLAN, "no plan keeps all the rules%s; %s", none,
                      ICS_SEE_CONFLICTS);
   if (status == ICS_LIMIT)
      return ics_fail(err, ICS_ELIMIT,
                      "a limit was reached before there was a plan; raise --set "
                      "time_limit=SECONDS or --set iterations=COUNT");
   return ics_fail(err, ICS_ENUMERIC, "%s", unproved);
}

void ics_analysis_counted(void *ctx, int done, int n)
{
   const ics_analysis_count *count = ctx;
   char text[64];
   (void)snprintf(text, sizeof text, "%d of %d %s", done, n, count->what);
   ics_call_progress(count->call, count->doing, text);
}

/* The table of --format csv: the one asked for, or the first of the kind. */
static const char *table_of(const ics_call *call, const ics_analysis_kind *kind)
{
   int t = 0;
   while (strcmp(ics_fact_tables[t].kind, kind->name) != 0) t++;
   return call->table ? call->table : ics_fact_tables[t].name;
}

static ics_rc render(const ics_call *call, const ics_analysis_kind *kind, const void *answer,
                     char **text, size_t *bytes, ics_err *err)
{
   if (ics_call_format(call, "json")) {
      ICS_TRY(kind->json(answer, call->arena, text, err));
      *bytes = strlen(*text);
      return ICS_OK;
   }
   ics_buffer page = ics_buffer_start(call->arena);
   if (ics_call_format(call, "csv"))
      ICS_TRY(ics_csv_answer(kind->facts, answer, table_of(call, kind), &page, err));
   else
      kind->text(answer, call->detail, &page);
   *bytes = page.used;
   return ics_buffer_end(&page, text, err);
}

static ics_rc answer_it(ics_call *call, const ics_analysis_kind *kind, void *ask, ics_err *err)
{
   const void *answer = NULL;
   char *text = NULL;
   size_t bytes = 0;
   int done = 0;
   ics_rc rc = kind->solve(call, ask, &answer, err);
   ics_call_progress(call, NULL, NULL);
   ICS_TRY(rc);
   ICS_TRY(render(call, kind, answer, &text, &bytes, err));
   ICS_TRY(ics_output(call->output, text, bytes, call->arena, err));
   return kind->verdict(answer, &done, err);
}

ics_rc ics_analysis_run(ics_call *call, const ics_analysis_kind *kind, const ics_heading *about,
                        void *ask, ics_err *err)
{
   (void)about;
   if (kind->stops) ics_interrupt_watch();
   ics_rc rc = answer_it(call, kind, ask, err);
   if (!kind->stops) return rc;
   if (ics_interrupt_came(NULL)) (void)fflush(stdout); /* the signal is still to be sent on */
   ics_interrupt_end();
   return rc;
}

ics_rc ics_analysis_ready(const ics_call *call, ics_err *err)
{
   (void)call;
   (void)err;
   return ICS_OK;
}
