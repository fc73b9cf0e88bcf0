/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "icsopt/kept.h"
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "icsopt/standings.h"

static const ics_option options[] = {
   ICS_ROW_FORMAT("text|csv|json"),
   ICS_ROW_RUN,
   ICS_ROW("analysis", 0, "N|list", TEXT, analysis,
           "an analysis that the store keeps, as CSV; list: which there are"),
   ICS_ROW("table", 0, "NAME", TEXT, table,
           "with --analysis, the table: of psa psa or draws, of voi curves or evppi; default: the "
           "one that its --format csv gives"),
   ICS_ROW("timing", 0, NULL, FLAG, timing, "with seconds, which differ from run to run"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

/* ---- a benchmark --------------------------------------------------------------------------------
 */

static ics_rc league(ics_call *call, ics_err *err)
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

/* ---- analyses -----------------------------------------------------------------------------------
 */

/* The table of --table among those of the kind; without it the first of them. */
static ics_rc find_table(const ics_call *call, const ics_analysis *of, const char **out,
                         ics_err *err)
{
   ics_buffer names = ics_buffer_start(call->arena);
   char *text = NULL;
   for (int t = 0; t < ics_nfact_tables; t++) {
      const ics_fact_table *it = &ics_fact_tables[t];
      if (strcmp(it->kind, of->kind) != 0) continue;
      if (!call->table || strcmp(call->table, it->name) == 0) {
         *out = it->name;
         return ICS_OK;
      }
      ics_buffer_printf(&names, "%s%s", names.used > 0 ? " or " : "", it->name);
   }
   ICS_TRY(ics_buffer_end(&names, &text, err));
   if (!*text)
      return ics_fail(err, ICS_EINPUT,
                      "%s: this results store is damaged (analysis %d is of no kind that there is: "
                      "%s); choose another file",
                      ics_show(call->operands[0]).text, of->id, ics_show(of->kind).text);
   return ics_fail(err, ICS_EUSAGE, "--table: got \"%s\", want %s of an analysis of kind %s",
                   ics_show(call->table ? call->table : "").text, text, ics_show(of->kind).text);
}

/* What the verb ended with, said again. */
static ics_rc verdict(const ics_analysis *of, ics_err *err)
{
   for (int rc = ICS_OK + 1; rc < ICS_RC_COUNT && of->words; rc++)
      if (ics_exit_status((ics_rc)rc) == of->status)
         return ics_fail(err, (ics_rc)rc, "%s", ics_show(of->words).text);
   return ICS_OK;
}

/** What is to be printed. */
typedef struct shown {
   char *text;
   size_t bytes;
   const ics_analysis *of; /* the analysis; NULL: a list of them */
} shown;

static ics_rc show_one(const ics_call *call, const ics_store *store, const ics_analysis *list,
                       int n, shown *out, ics_err *err)
{
   const char *table = NULL;
   ICS_TRY(ics_kept_pick(call, "analysis", call->analysis, n == 1 ? "analysis" : "analyses", list,
                         n, &out->of, err));
   ICS_TRY(find_table(call, out->of, &table, err));
   return ics_kept_csv(store, out->of, table, call->arena, &out->text, &out->bytes, err);
}

static ics_rc show_list(const ics_call *call, const ics_analysis *list, int n, shown *out,
                        ics_err *err)
{
   ics_buffer page = ics_buffer_start(call->arena);
   if (call->format && !ics_call_format(call, "text"))
      return ics_fail(err, ICS_EUSAGE,
                      "the list of analyses is text; --analysis N --format csv prints one of them");
   ics_kept_list(list, n, &page);
   out->bytes = page.used;
   return ics_buffer_end(&page, &out->text, err);
}

static bool wants_list(const ics_call *call)
{
   return !call->analysis || strcmp(call->analysis, "list") == 0;
}

static ics_rc check_options(const ics_call *call, ics_err *err)
{
   if (call->run || call->timing)
      return ics_fail(err, ICS_EUSAGE, "--%s is for a benchmark, --analysis for an analysis",
                      call->run ? "run" : "timing");
   if (!wants_list(call) && call->format && !ics_call_format(call, "csv"))
      return ics_fail(
          err, ICS_EUSAGE,
          "--format %s: of an analysis a store keeps the figures, as --format csv prints "
          "them",
          call->format);
   if (wants_list(call) && call->table)
      return ics_fail(err, ICS_EUSAGE, "--table chooses a table of one analysis: --analysis N");
   return ICS_OK;
}

/* @param[out] out  no text: the store is one of benchmarks, and no analysis was asked for */
static ics_rc show(const ics_call *call, const ics_store *store, shown *out, ics_err *err)
{
   ics_analysis *list = NULL;
   bool runs = false;
   int n = 0;
   ICS_TRY(ics_saved_any(store, &runs, err));
   ICS_TRY(ics_analyses_list(store, NULL, call->arena, &list, &n, err));
   if (!call->analysis && (runs || n == 0)) return ICS_OK;
   ICS_TRY(check_options(call, err));
   if (n == 0)
      return ics_fail(err, ICS_EINPUT, "%s: this results store keeps no analysis",
                      ics_show(call->operands[0]).text);
   return wants_list(call) ? show_list(call, list, n, out, err)
                           : show_one(call, store, list, n, out, err);
}

static ics_rc run(ics_call *call, ics_err *err)
{
   ics_store *store = NULL;
   shown out = { 0 };
   ICS_TRY(ics_call_spare(call, call->operands[0], err));
   ICS_TRY(ics_store_open_saved(call->operands[0], call->arena, &store, err));
   ics_rc rc = show(call, store, &out, err);
   ics_store_close(&store);
   ICS_TRY(rc);
   if (!out.text && call->table)
      return ics_fail(err, ICS_EUSAGE, "--table chooses a table of one analysis: --analysis N");
   if (!out.text) return league(call, err);
   ICS_TRY(ics_output(call->output, out.text, out.bytes, call->arena, err));
   return out.of ? verdict(out.of, err) : ICS_OK;
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
       "Analyses that were put into the store (sensitivity, voi and frontier with -o STORE.sqlite) "
       "are listed where there is no benchmark in it, and with --analysis list; --analysis N "
       "prints "
       "one of them as CSV, the same bytes as its verb.\n"
       "Exit status 4: some cells are not certified; 5: some failed or are missing; of an analysis "
       "what its verb ended with.",
   .run = run,
};
