/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "report/frontier.h"
#include "study/frontier.h"

enum { MOST_AIMS = 4, SAY_EVERY = 50 };

static const ics_option options[] = {
   ICS_ROW_POLICY,
   ICS_ROW_BOUND,
   ICS_ROW_SET,
   ICS_ROW("corner", 0, "K", TEXT, corner, "tell the plan of corner K as well"),
   ICS_ROW("detail", 'd', NULL, FLAG, detail, "list every corner"),
   ICS_ROW("instance", 'i', "FILE", TEXT, instance,
           "the instance of a saved plan; default: the one it names"),
   ICS_ROW_JOBS,
   ICS_ROW_FORMAT("text|json|csv"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

/* ---- what was asked -----------------------------------------------------------------------------
 */

static ics_rc read_aim(const ics_instance *in, const char *text, int *aim, ics_err *err)
{
   *aim = ics_find_aim(in, text);
   if (*aim >= 0) return ICS_OK;
   int near = ics_nearest(text, &in->aims[0].id, in->naims, sizeof in->aims[0]);
   return ics_fail(err, ICS_EUSAGE, "no aim is called \"%s\"%s%s%s", ics_show(text).text,
                   near >= 0 ? "; did you mean \"" : "",
                   near >= 0 ? ics_show(in->aims[near].id).text : "", near >= 0 ? "\"?" : "");
}

/* @param[out] aims  [MOST_AIMS] as many as there are operands beside the instance */
static ics_rc read_aims(const ics_call *call, int *aims, ics_err *err)
{
   for (int n = 0; n + 1 < call->noperands; n++) {
      ICS_TRY(read_aim(call->in, call->operands[n + 1], &aims[n], err));
      for (int before = 0; before < n; before++)
         if (aims[before] == aims[n])
            return ics_fail(err, ICS_EUSAGE, "\"%s\" is named twice; name aims that differ",
                            call->in->aims[aims[n]].id);
   }
   return ICS_OK;
}

static ics_rc read_corner(const ics_call *call, int *corner, ics_err *err)
{
   char *end = NULL;
   *corner = ICS_NONE;
   if (!call->corner) return ICS_OK;
   long value = strtol(call->corner, &end, 10);
   bool digit = *call->corner >= '0' && *call->corner <= '9';
   if (!digit || *end != '\0' || value < 1 || value > ICS_FRONTIER_MOST)
      return ics_fail(
          err, ICS_EUSAGE,
          "--corner: got \"%s\", want the number of a corner, from 1 as they are listed",
          ics_show(call->corner).text);
   *corner = (int)value - 1;
   return ICS_OK;
}

/* ---- being stopped ------------------------------------------------------------------------------
 */

static volatile sig_atomic_t stopped_by;

static void note(int signal_number)
{
   stopped_by = signal_number;
}

/* The first signal ends the walk, and what was found is told; a second one ends the program. */
static void listen(struct sigaction before[2])
{
   struct sigaction action = { .sa_handler = note, .sa_flags = (int)SA_RESETHAND };
   (void)sigaction(SIGINT, &action, &before[0]);
   (void)sigaction(SIGTERM, &action, &before[1]);
   for (int s = 0; s < 2; s++) /* what is ignored stays so */
      if (before[s].sa_handler == SIG_IGN) (void)sigaction(s ? SIGTERM : SIGINT, &before[s], NULL);
}

static void listen_no_more(const struct sigaction before[2])
{
   (void)sigaction(SIGINT, &before[0], NULL);
   (void)sigaction(SIGTERM, &before[1], NULL);
}

/* Everything is written: now the signal does what it would have done. */
static void obey(void)
{
   if (!stopped_by) return;
   (void)fflush(stdout);
   (void)raise(stopped_by);
}

static bool asked_to_stop(void *ctx, double weight, int corners)
{
   char text[64];
   if (corners % SAY_EVERY == 1) {
      (void)snprintf(text, sizeof text, "%d corners, weight %.3f", corners, weight);
      ics_call_progress(ctx, "walking", text);
   }
   return stopped_by != 0;
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

static ics_rc render(const ics_call *call, const ics_frontier_result *result, char **text,
                     size_t *bytes, ics_err *err)
{
   if (ics_call_format(call, "json")) {
      ICS_TRY(ics_frontier_json(result, call->arena, text, err));
      *bytes = strlen(*text);
      return ICS_OK;
   }
   ics_buffer page = ics_buffer_start(call->arena);
   if (ics_call_format(call, "csv"))
      ics_csv_frontier(result, &page);
   else
      ics_report_frontier(result, call->detail, &page);
   *bytes = page.used;
   return ics_buffer_end(&page, text, err);
}

static ics_rc no_plans(ics_status status, ics_err *err)
{
   if (status == ICS_INFEASIBLE)
      return ics_fail(
          err, ICS_ENOPLAN,
          "no plan keeps all the rules, so there is nothing to trade; " ICS_SEE_CONFLICTS);
   if (status == ICS_LIMIT)
      return ics_fail(err, ICS_ELIMIT,
                      "a limit was reached before there was a plan; raise --set "
                      "time_limit=SECONDS or --set iterations=COUNT");
   return ics_fail(err, ICS_ENUMERIC, "no plan could be certified, so nothing is said of others");
}

static ics_rc verdict(const ics_frontier_result *result, ics_err *err)
{
   if (!result->whole && !stopped_by)
      return ics_fail(err, ICS_ELIMIT, "the curve was cut short after %d corners",
                      result->ncorners);
   if (result->unproven > 0)
      return ics_fail(err, ICS_ENUMERIC, "%d of %d corners and edges are not proved",
                      result->unproven, 2 * result->ncorners - 1);
   if (result->uncertified > 0)
      return ics_fail(err, ICS_ELIMIT, "the other aims of %d corners are not certified, and empty",
                      result->uncertified);
   return ICS_OK;
}

static ics_rc two_aims(ics_call *call, const ics_solved *solved, const int *aims, ics_err *err)
{
   ics_request request = ics_call_request(call);
   ics_frontier_request ask = { .aim = { aims[0], aims[1] }, .stop = asked_to_stop, .ctx = call };
   ics_frontier_result *result = NULL;
   struct sigaction before[2];
   char *text = NULL;
   size_t bytes = 0;
   ICS_TRY(read_corner(call, &ask.corner, err));
   ICS_TRY(ics_call_jobs(call, &ask.jobs, err));
   listen(before);
   ics_rc rc = ics_frontier(solved, &request, &ask, call->arena, &result, err);
   listen_no_more(before);
   ics_call_progress(call, NULL, NULL);
   ICS_TRY(rc);
   ICS_TRY(render(call, result, &text, &bytes, err));
   ICS_TRY(ics_output(call->output, text, bytes, call->arena, err));
   obey();
   return verdict(result, err);
}

/* The place for three aims and four. */
static ics_rc more_aims(ics_call *call, const ics_solved *solved, const int *aims, ics_err *err)
{
   (void)solved;
   (void)aims;
   return ics_fail(err, ICS_EUSAGE, "got %d aims, want 2: AIM1 AIM2", call->noperands - 1);
}

/* An instance is solved for the first aim alone, which is an end of the curve; the goal does not
 * matter to it. */
static ics_rc run(ics_call *call, ics_err *err)
{
   int aims[MOST_AIMS];
   ics_solved solved;
   ICS_TRY(ics_call_open(call, err));
   ICS_TRY(read_aims(call, aims, err));
   if (!call->plans) call->goal = call->in->aims[aims[0]].id;
   ICS_TRY(read_corner(call, &(int){ 0 }, err));
   if (call->noperands > 3) return more_aims(call, NULL, aims, err);
   ICS_TRY(ics_call_solved(call, &solved, err));
   if (solved.run.status != ICS_OPTIMAL) return no_plans(solved.run.status, err);
   return two_aims(call, &solved, aims, err);
}

const ics_verb ics_verb_frontier = {
   .operands = "INSTANCE|PLAN.json AIM1 AIM2",
   .least = 3,
   .most = 1 + MOST_AIMS,
   .options = options,
   .about =
       "Finds the whole curve of the best that can be had of one aim for each value of the other, "
       "over all plans that keep every rule (with shortfall against standards at its least), from "
       "the best of AIM1 to the best of AIM2: every corner, once, with a proof of each corner and "
       "of each straight piece between two. Tells both ends, the most balanced corner, and what "
       "one unit of the one costs in the other along the way.\n"
       "--format csv: corner, a column for each aim, slope_to_next (how AIM2 changes as AIM1 rises "
       "by one unit, along the edge to the next corner). --format json adds the weights for which "
       "each corner is best, both aims counted in their ranges between the ends, and with --corner "
       "its plan. Of the other aims the table tells the best that they can be at a corner.\n"
       "Interrupted, it tells what it has found. Exit status 1: no plan keeps all the rules; 4: "
       "not all is proved; 5: a limit was reached.",
   .run = run,
};
