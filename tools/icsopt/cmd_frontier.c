/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "icsopt/analysis.h"
#include "icsopt/options.h"
#include "report/front.h"
#include "report/frontier.h"
#include "report/words.h"
#include "study/front.h"
#include "study/frontier.h"

enum { SAY_EVERY = 50 };

static const ics_option options[] = {
   ICS_ROW_POLICY,
   ICS_ROW_BOUND,
   ICS_ROW_SET,
   ICS_ROW("corner", 0, "K", TEXT, corner, "of two aims: tell the plan of corner K as well"),
   ICS_ROW("detail", 'd', NULL, FLAG, detail, "of two aims: list every corner"),
   ICS_ROW("gap", 0, "PERCENT", TEXT, gap,
           "of three or four: stop where corners are proved to be within this of the ranges of the "
           "aims; 0% is exact; default 1%"),
   ICS_ROW("corners", 0, "N", TEXT, corners, "of three or four: stop at N corners; default 1000"),
   ICS_ROW_INSTANCE,
   ICS_ROW_JOBS,
   ICS_ROW_FORMAT("text|json|csv"),
   ICS_ROW_KEPT,
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

/* @param[out] aims  [ICS_FRONT_AIMS] as many as there are operands beside the instance */
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

/* A whole number from 1, as typed. @return false for anything else */
static bool read_count(const char *text, int most, int *out)
{
   char *end = NULL;
   long value = strtol(text, &end, 10);
   bool digit = *text >= '0' && *text <= '9';
   *out = (int)value;
   return digit && *end == '\0' && value >= 1 && value <= most;
}

static ics_rc read_corner(const ics_call *call, int *corner, ics_err *err)
{
   *corner = ICS_NONE;
   if (!call->corner) return ICS_OK;
   if (!read_count(call->corner, ICS_FRONTIER_MOST, corner))
      return ics_fail(
          err, ICS_EUSAGE,
          "--corner: got \"%s\", want the number of a corner, from 1 as they are listed",
          ics_show(call->corner).text);
   (*corner)--;
   return ICS_OK;
}

static ics_rc read_corners(const ics_call *call, int *corners, ics_err *err)
{
   *corners = ICS_FRONT_CORNERS;
   if (!call->corners || read_count(call->corners, ICS_FRONTIER_MOST, corners)) return ICS_OK;
   return ics_fail(err, ICS_EUSAGE, "--corners: got \"%s\", want a whole number from 1 to %d",
                   ics_show(call->corners).text, ICS_FRONTIER_MOST);
}

/* An option that means nothing for so many aims would be a wish that is passed over. */
static ics_rc check_options(const ics_call *call, ics_err *err)
{
   const char *of_two = call->corner ? "--corner" : call->detail ? "--detail" : NULL;
   const char *of_more = call->gap ? "--gap" : call->corners ? "--corners" : NULL;
   int n = call->noperands - 1;
   if (n > 2 && of_two)
      return ics_fail(err, ICS_EUSAGE,
                      "%s is for two aims, got %d; --format csv lists every corner, --format json "
                      "all that is known of it",
                      of_two, n);
   if (n == 2 && of_more)
      return ics_fail(err, ICS_EUSAGE,
                      "%s is for three aims or four; of two the curve is whole and exact", of_more);
   return ICS_OK;
}

/* ---- while it runs ------------------------------------------------------------------------------
 */

static bool asked_to_stop(void *ctx, double weight, int corners)
{
   char text[64];
   if (corners % SAY_EVERY == 1) {
      (void)snprintf(text, sizeof text, "%d corners, weight %.3f", corners, weight);
      ics_call_progress(ctx, "walking", text);
   }
   return ics_interrupt_came(NULL);
}

static void show_progress(void *ctx, int corners, double gap)
{
   char text[96];
   (void)snprintf(text, sizeof text, "%d corners, within %s of the ranges", corners,
                  ics_say_percent(gap, 2).text);
   ics_call_progress(ctx, "finding", text);
}

/* ---- two aims ---------------------------------------------------------------------------------
 */

/** Which aims, of which plans. */
typedef struct asking {
   ics_solved solved;
   ics_request request;
   int aims[ICS_FRONT_AIMS];
} asking;

static ics_rc solve_curve(ics_call *call, void *ctx, const void **answer, ics_err *err)
{
   const asking *a = ctx;
   ics_frontier_result *result = NULL;
   ics_frontier_request ask = { .aim = { a->aims[0], a->aims[1] },
                                .stop = asked_to_stop,
                                .ctx = call };
   ICS_TRY(read_corner(call, &ask.corner, err));
   ICS_TRY(ics_call_jobs(call, &ask.jobs, err));
   ics_rc rc = ics_frontier(&a->solved, &a->request, &ask, call->arena, &result, err);
   *answer = result;
   return rc;
}

static ics_rc verdict_of_curve(const void *answer, int *done, ics_err *err)
{
   const ics_frontier_result *result = answer;
   *done = result->ncorners;
   if (!result->whole)
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

ICS_ANALYSIS_WRITERS(frontier, ics_report_frontier(answer, detail, page))

/* ---- three aims and four ------------------------------------------------------------------------
 */

static ics_rc solve_front(ics_call *call, void *ctx, const void **answer, ics_err *err)
{
   const asking *a = ctx;
   ics_front_result *result = NULL;
   ics_front_request ask = { .naims = call->noperands - 1,
                             .gap = ICS_FRONT_GAP,
                             .stop = ics_interrupt_came,
                             .progress = show_progress,
                             .ctx = call };
   memcpy(ask.aims, a->aims, sizeof ask.aims);
   ICS_TRY(ics_call_percent("gap", call->gap, &ask.gap, err));
   ICS_TRY(read_corners(call, &ask.corners, err));
   ics_rc rc = ics_front(&a->solved, &a->request, &ask, call->arena, &result, err);
   *answer = result;
   return rc;
}

static ics_rc verdict_of_front(const void *answer, int *done, ics_err *err)
{
   const ics_front_result *result = answer;
   int missing = 0;
   *done = result->ncorners;
   for (int n = 0; n < result->nrates; n++)
      missing += strcmp(result->rates[n].status, "uncertified") == 0;
   if (strcmp(result->end, "uncertified") == 0)
      return ics_fail(err, ICS_ENUMERIC,
                      "%d of %d weights are not certified, and the gap proved is %g%%, not %g%%",
                      result->uncertified, result->solved, 100 * result->gap, 100 * result->asked);
   if (strcmp(result->end, "corners") == 0)
      return ics_fail(err, ICS_ELIMIT,
                      "it ended at %d corners, proved within %g%%, not %g%%; raise --corners",
                      result->ncorners, 100 * result->gap, 100 * result->asked);
   if (strcmp(result->end, "done") != 0)
      return ics_fail(err, ICS_ELIMIT, "it was cut short after %d corners", result->ncorners);
   if (missing > 0)
      return ics_fail(err, ICS_ELIMIT, "%d of %d prices are not certified, and empty", missing,
                      result->nrates);
   return ICS_OK;
}

ICS_ANALYSIS_WRITERS(front, ics_report_front(answer, page))

/* ---- any ----------------------------------------------------------------------------------------
 */

/* All that can be wrong with what was typed, before anything is solved. */
static ics_rc check_asked(const ics_call *call, int *aims, ics_err *err)
{
   double share;
   ICS_TRY(read_aims(call, aims, err));
   ICS_TRY(check_options(call, err));
   ICS_TRY(read_corner(call, &(int){ 0 }, err));
   ICS_TRY(read_corners(call, &(int){ 0 }, err));
   return ics_call_percent("gap", call->gap, &share, err);
}

/* An instance is solved for the first aim alone, which is an end of the frontier; the goal does not
 * matter to it. */
static ics_rc run(ics_call *call, ics_err *err)
{
   static const ics_analysis_kind kinds[] = {
      { "frontier", true, solve_curve, verdict_of_curve, frontier_json, frontier_text,
        ics_facts_frontier },
      { "frontier", true, solve_front, verdict_of_front, front_json, front_text, ics_facts_front },
   };
   asking ask = { 0 };
   ICS_TRY(ics_analysis_ready(call, err));
   ICS_TRY(ics_call_open(call, err));
   ICS_TRY(check_asked(call, ask.aims, err));
   if (!call->plans) call->goal = call->in->aims[ask.aims[0]].id;
   ICS_TRY(ics_call_solved(call, &ask.solved, err));
   ICS_TRY(ics_analysis_start(&ask.solved, ", so there is nothing to trade",
                              "no plan could be certified, so nothing is said of others", err));
   ask.request = ics_call_request(call);
   ics_heading about = ics_heading_of(&ask.solved, &ask.request);
   about.goal = "";
   return ics_analysis_run(call, &kinds[call->noperands > 3], &about, &ask, err);
}

const ics_verb ics_verb_frontier = {
   .operands = "INSTANCE|PLAN.json AIM1 AIM2 [AIM3 [AIM4]]",
   .least = 3,
   .most = 1 + ICS_FRONT_AIMS,
   .options = options,
   .about =
       "Finds what two, three or four aims cost each other, over all plans that keep every rule "
       "(with shortfall against standards at its least), with a proof.\n"
       "Two aims: the whole curve of the best that can be had of one for each value of the other, "
       "from the best of AIM1 to the best of AIM2: every corner, once, and each straight piece "
       "between two. Tells both ends, the most balanced corner, and what one unit of the one costs "
       "in the other along the way. Of the other aims the table tells the best that they can be at "
       "a corner. --format csv: corner, a column for each aim, slope_to_next (how AIM2 changes as "
       "AIM1 rises by one unit, along the edge to the next corner). --format json adds the weights "
       "for which each corner is best, both aims counted in their ranges between the ends, and "
       "with --corner its plan.\n"
       "Three aims or four: corners until no plan can better what lies between them by more than "
       "--gap of the range of every aim at once. Tells what each aim can reach, what its best "
       "costs the others, the corner that gives up least of any one aim, and what one aim costs in "
       "another there. --format csv: corner, a column for each aim, and weight_AIM of each, at "
       "which the corner is best; --format json adds the flat pieces between corners.\n"
       "Interrupted, it tells what it has found. Exit status 1: no plan keeps all the rules; 4: "
       "not all is proved; 5: a limit was reached.",
   .run = run,
};
