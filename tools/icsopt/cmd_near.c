/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "icsopt/names.h"
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "report/near.h"
#include "study/near.h"

static const double NEAR = 0.01; /* {share of the goal} unless --within says otherwise */

static const ics_option options[] = {
   ICS_ROW_POLICY,
   ICS_ROW_GOAL,
   ICS_ROW_WEIGHT,
   ICS_ROW_BOUND,
   ICS_ROW_SET,
   ICS_ROW("within", 0, "PERCENT", TEXT, within,
           "how much of the goal a plan may give up and still count; default 1%"),
   ICS_ROW("year", 'y', "YEAR", TEXT, year, "such as 2027/28, or all; default: the last year"),
   ICS_ROW("place", 0, "PLACE", TEXT, place,
           "contracts of this place only, by id or name (or of the whole system, by its own)"),
   ICS_ROW("service", 0, "SERVICE", TEXT, service, "this service only, by id or name"),
   ICS_ROW_JOBS,
   ICS_ROW_FORMAT("text|json|csv"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

/* ---- what was asked -----------------------------------------------------------------------------
 */

/* A contract of the whole system is asked for by the system's own name. */
static ics_rc read_place(const ics_call *call, int *place, ics_err *err)
{
   const ics_instance *in = call->in;
   *place = ICS_NEAR_SYSTEM;
   if (call->place &&
       (strcasecmp(call->place, in->code) == 0 || strcasecmp(call->place, in->name) == 0))
      return ICS_OK;
   return ics_name_place(in, "place", call->place, call->arena, place, err);
}

static void show_progress(void *ctx, int done, int n)
{
   char text[64];
   (void)snprintf(text, sizeof text, "%d of %d choices", done, n);
   ics_call_progress(ctx, "bounding", text);
}

static ics_rc understand(ics_call *call, ics_near_request *out, ics_err *err)
{
   *out = (ics_near_request){ .within = NEAR, .progress = show_progress, .progress_ctx = call };
   ICS_TRY(ics_call_percent("within", call->within, &out->within, err));
   ICS_TRY(ics_name_year(call->in, "year", call->year, &out->year, err));
   if (!call->year) out->year = call->in->nyears - 1;
   ICS_TRY(read_place(call, &out->place, err));
   ICS_TRY(ics_name_service(call->in, "service", call->service, call->arena, &out->service, err));
   ICS_TRY(ics_call_jobs(call, &out->jobs, err));
   if (out->place == ICS_NONE || out->service == ICS_NONE) return ICS_OK;
   const ics_service *service = &call->in->services[out->service];
   if (service->per_system == (out->place == ICS_NEAR_SYSTEM)) return ICS_OK;
   return ics_fail(err, ICS_EUSAGE, "--place %s: %s has %s; leave --place out",
                   ics_show(call->place).text, service->name,
                   service->per_system ? "one contract for the whole system"
                                       : "a contract for each place");
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

static ics_rc render(const ics_call *call, const ics_near_result *result, char **text,
                     size_t *bytes, ics_err *err)
{
   if (ics_call_format(call, "json")) {
      ICS_TRY(ics_near_json(result, call->arena, text, err));
      *bytes = strlen(*text);
      return ICS_OK;
   }
   ics_buffer page = ics_buffer_start(call->arena);
   if (ics_call_format(call, "csv"))
      ics_csv_near(result, &page);
   else
      ics_report_near(result, &page);
   *bytes = page.used;
   return ics_buffer_end(&page, text, err);
}

static ics_rc no_best_plan(ics_status status, ics_err *err)
{
   if (status == ICS_INFEASIBLE)
      return ics_fail(
          err, ICS_ENOPLAN,
          "no plan keeps all the rules, so none is near the best; loosen a --bound or a "
          "rule of the instance");
   if (status == ICS_LIMIT)
      return ics_fail(err, ICS_ELIMIT,
                      "a limit was reached before there was a best plan; raise --set "
                      "time_limit=SECONDS or --set iterations=COUNT");
   return ics_fail(err, ICS_ENUMERIC,
                   "the best plan could not be certified, so nothing can be said to be near it");
}

static ics_rc run(ics_call *call, ics_err *err)
{
   ics_solved solved;
   ics_near_request near;
   ics_near_result *result = NULL;
   ics_request request = ics_call_request(call);
   char *text = NULL;
   size_t bytes = 0;
   ICS_TRY(ics_call_open(call, err));
   ICS_TRY(understand(call, &near, err));
   ics_rc rc = ics_call_solved(call, &solved, err);
   if (rc == ICS_OK && solved.run.status == ICS_OPTIMAL)
      rc = ics_near(&solved, &request, &near, call->arena, &result, err);
   ics_call_progress(call, NULL, NULL);
   ICS_TRY(rc);
   if (!result) return no_best_plan(solved.run.status, err);
   if (result->nlines == 0)
      return ics_fail(err, ICS_EUSAGE,
                      "--place %s: it has no contract of its own; leave --place out",
                      ics_show(call->place ? call->place : "").text);
   ICS_TRY(render(call, result, &text, &bytes, err));
   ICS_TRY(ics_output(call->output, text, bytes, call->arena, err));
   if (result->uncertified == 0) return ICS_OK;
   return ics_fail(err, ICS_ELIMIT, "the ends of %d of %d choices are not certified, and empty: %s",
                   result->uncertified, result->nlines, result->why);
}

const ics_verb ics_verb_near = {
   .operands = "INSTANCE|PLAN.json",
   .least = 1,
   .most = 1,
   .options = options,
   .about =
       "Finds the best plan, and then for every place, service and principle of payment the least "
       "and the most money over all plans that are almost as good: that keep every rule and give "
       "up at most --within of the goal. Where least and most nearly meet, the choice is forced; "
       "else it is open, and can be made on other grounds at hardly any cost. Each range is of "
       "one choice with all others free to follow; not all ends can be had together.\n"
       "--format csv: place,service,principle,year,least_gbp_m,plan_gbp_m,most_gbp_m. A contract "
       "of the whole system has an empty place.\n"
       "Exit status 1: no plan keeps all the rules; 5: some ends are not certified.",
   .run = run,
};
