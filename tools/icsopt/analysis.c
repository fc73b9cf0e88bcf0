/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/analysis.h"

#include <sha256.h>
#include <stdio.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/pool.h"
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "icsopt/standings.h"
#include "report/csv.h"
#include "study/analyses.h"

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

/* ---- the results store --------------------------------------------------------------------------
 */

/* Options that are told otherwise (settings, policy and goal), or change nothing in an answer. */
static const char elsewhere[] =
    " policy goal weight bound set instance run jobs format output detail "
    "draws-csv corner table ";

/* Words after the input, and options, by lines; of a file also what is in it. */
static ics_rc asked_text(const ics_call *call, const char **out, ics_err *err)
{
   ics_buffer text = ics_buffer_start(call->arena);
   char name[32], digest[SHA256_DIGEST_STRING_LENGTH], *whole = NULL;
   for (int o = 1; o < call->noperands; o++) ics_buffer_printf(&text, "%s\n", call->operands[o]);
   for (const ics_option *o = call->options; o->name; o++) {
      const char *value;
      (void)snprintf(name, sizeof name, " %s ", o->name);
      for (int n = 0; !strstr(elsewhere, name) && (value = ics_option_value(call, o, n)); n++)
         ics_buffer_printf(&text, "%s=%s\n", o->name, value);
   }
   if (call->correlate && SHA256File(call->correlate, digest))
      ics_buffer_printf(&text, "correlate.sha256=%s\n", digest);
   ICS_TRY(ics_buffer_end(&text, &whole, err));
   *out = whole;
   return ICS_OK;
}

/* Of a saved plan, its number stands for what it was asked. */
static ics_rc settings_text(const ics_call *call, const char **out, ics_err *err)
{
   ics_request request = ics_call_request(call);
   char *text = NULL;
   *out = "";
   if (!call->in) return ICS_OK;
   ICS_TRY(ics_request_text(&request, call->arena, &text, err));
   if (call->plans) text = ics_format(call->arena, "%splan %s\n", text, call->plans[0]->run_id);
   *out = text;
   return text ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

static const char *word(const char *text)
{
   return text ? text : "";
}

static ics_rc keep(const ics_call *call, const ics_analysis_kind *kind, const ics_heading *about,
                   const void *answer, ics_analysis *as, ics_err *err)
{
   ics_store *store = NULL;
   if (!ics_is_store(call->output) || !ics_pool_is_leader()) return ICS_OK;
   as->kind = kind->name;
   as->version = ICS_VERSION;
   as->backend = ics_lp_backend();
   as->system = word(about->code);
   as->name = word(about->name);
   as->file = word(about->file);
   as->sha256 = word(about->sha256);
   as->policy = word(about->policy);
   as->goal = word(about->goal);
   ICS_TRY(settings_text(call, &as->settings, err));
   ICS_TRY(asked_text(call, &as->asked, err));
   ICS_TRY(ics_store_open(call->output, call->arena, &store, err));
   ics_rc rc = ics_analysis_put(store, as, kind->facts, answer, call->arena, &as->id, err);
   ics_store_close(&store);
   return rc;
}

ics_rc ics_analysis_ready(const ics_call *call, ics_err *err)
{
   if (!ics_is_store(call->output) || !ics_pool_is_leader()) return ICS_OK;
   return ics_store_try(call->output, call->arena, err);
}

/* ---- all of it ----------------------------------------------------------------------------------
 */

/* An answer that cannot be kept is still told. */
static ics_rc put(const ics_call *call, const ics_analysis_kind *kind, const ics_heading *about,
                  const void *answer, ics_err *err)
{
   char *text = NULL;
   size_t bytes = 0;
   ics_analysis as = { 0 };
   ics_err *said;
   ICS_ALLOC(said, call->arena, 1, err);
   ics_rc verdict = kind->verdict(answer, &as.done, said);
   as.status = ics_exit_status(verdict);
   as.words = verdict == ICS_OK ? NULL : said->text;
   ICS_TRY(render(call, kind, answer, &text, &bytes, err));
   ics_rc kept = keep(call, kind, about, answer, &as, err);
   const char *path = ics_is_store(call->output) ? NULL : call->output;
   const char *why = kept == ICS_OK ? "" : ics_strdup(call->arena, err->text);
   ICS_TRY(ics_output(path, text, bytes, call->arena, err));
   if (kept != ICS_OK)
      return ics_fail(err, kept, "%s.\nThe answer is on standard output, and not in the store",
                      why ? why : "out of memory");
   return verdict == ICS_OK ? ICS_OK : ics_fail(err, verdict, "%s", said->text);
}

static ics_rc answer_it(ics_call *call, const ics_analysis_kind *kind, const ics_heading *about,
                        void *ask, ics_err *err)
{
   const void *answer = NULL;
   ics_rc rc = kind->solve(call, ask, &answer, err);
   ics_call_progress(call, NULL, NULL);
   ICS_TRY(rc);
   return put(call, kind, about, answer, err);
}

ics_rc ics_analysis_run(ics_call *call, const ics_analysis_kind *kind, const ics_heading *about,
                        void *ask, ics_err *err)
{
   if (kind->stops) ics_interrupt_watch();
   ics_rc rc = answer_it(call, kind, about, ask, err);
   if (!kind->stops) return rc;
   (void)fflush(stdout); /* before a signal that came is sent on */
   ics_interrupt_end();
   return rc;
}
