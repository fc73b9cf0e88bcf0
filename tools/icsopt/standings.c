/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/standings.h"

#include <stdlib.h>
#include <string.h>

#include "icsopt/output.h"
#include "report/league.h"
#include "report/page.h"

bool ics_is_store(const char *path)
{
   size_t bytes = path ? strlen(path) : 0;
   return bytes > 7 && strcmp(path + bytes - 7, ".sqlite") == 0;
}

ics_rc ics_standings_write(ics_call *call, const ics_benchmark *b, const char *path, ics_err *err)
{
   ics_league league;
   char *text = NULL;
   ICS_TRY(ics_league_of(b, call->arena, &league, err));
   if (ics_call_format(call, "json")) {
      ICS_TRY(ics_league_json(&league, call->timing, call->arena, &text, err));
      return ics_output(path, text, strlen(text), call->arena, err);
   }
   ics_buffer page = ics_buffer_start(call->arena);
   if (ics_call_format(call, "csv"))
      ics_csv_league(&league, call->timing, &page);
   else
      ics_report_league(&league, &page);
   ICS_TRY(ics_buffer_end(&page, &text, err));
   return ics_output(path, text, page.used, call->arena, err);
}

ics_rc ics_standings_status(const ics_benchmark *b, ics_err *err)
{
   int n = b->nsystems * b->npolicies;
   if (b->failed > 0)
      return ics_fail(err, ICS_ELIMIT, "%d of %d cells failed; the first: %s", b->failed, n,
                      *b->why ? b->why : "a limit was reached");
   if (b->missing > 0)
      return ics_fail(err, ICS_ELIMIT,
                      "%d of %d cells are missing: the benchmark was stopped before them; give its "
                      "command again to go on",
                      b->missing, n);
   if (b->uncertified > 0)
      return ics_fail(err, ICS_ENUMERIC, "%d of %d cells could not be certified", b->uncertified,
                      n);
   return ICS_OK;
}

/* ---- which run ----------------------------------------------------------------------------------
 */

static void run_row(const ics_saved_run *r, ics_table *table)
{
   ics_table_cell(table, "%d", r->id);
   ics_table_cell(table, "%s", *r->goal ? ics_show(r->goal).text : "each system's own");
   ics_table_cell(table, "%s", ics_show(r->resolution).text);
   ics_table_cell(table, "%d", r->systems);
   ics_table_cell(table, "%d", r->policies);
   ics_table_cell(table, "%d", r->cells);
   ics_table_cell(table, "%s, %s", ics_show(r->version).text, ics_show(r->backend).text);
   ics_table_cell(table, "%s", ics_show(r->settings).text);
}

static ics_rc list_runs(ics_call *call, const char *path, const ics_saved_run *runs, int n,
                        const char *why, ics_err *err)
{
   static const char *const heads[] = { "run",      "goal",  "resolution",  "systems",
                                        "policies", "cells", "solved with", "set apart" };
   ics_buffer page = ics_buffer_start(call->arena);
   char *text = NULL;
   ics_table table = ics_table_start(&page, "rllrrrll");
   for (size_t c = 0; c < sizeof heads / sizeof *heads; c++) ics_table_cell(&table, "%s", heads[c]);
   for (int r = 0; r < n; r++) run_row(&runs[r], &table);
   ics_table_end(&table, 2);
   ICS_TRY(ics_buffer_end(&page, &text, err));
   size_t bytes = strlen(text);
   while (bytes > 0 && text[bytes - 1] == '\n') text[--bytes] = '\0';
   return ics_fail(err, ICS_EUSAGE, "%s holds %d run%s; %s\n%s", ics_show(path).text, n,
                   n == 1 ? "" : "s", why, text);
}

static ics_rc pick(ics_call *call, const char *path, const ics_saved_run *runs, int n,
                   ics_saved_run *out, ics_err *err)
{
   char *end = NULL;
   long wanted = call->run ? strtol(call->run, &end, 10) : 0;
   if (!call->run && n == 1) {
      *out = runs[0];
      return ICS_OK;
   }
   for (int r = 0; call->run && end != call->run && *end == '\0' && r < n; r++)
      if (runs[r].id == wanted) {
         *out = runs[r];
         return ICS_OK;
      }
   const char *why = "choose one with --run N:";
   if (call->run)
      why = ics_format(call->arena, "--run: there is no \"%s\":", ics_show(call->run).text);
   return list_runs(call, path, runs, n, why ? why : "", err);
}

ics_rc ics_standings_open(ics_call *call, const char *path, ics_store **store, ics_saved_run *run,
                          ics_err *err)
{
   ics_saved_run *runs;
   int n;
   ICS_TRY(ics_call_spare(call, path, err));
   ICS_TRY(ics_store_open_saved(path, call->arena, store, err));
   ics_rc rc = ics_saved_runs(*store, call->arena, &runs, &n, err);
   if (rc == ICS_OK) rc = pick(call, path, runs, n, run, err);
   if (rc != ICS_OK) ics_store_close(store);
   return rc;
}
