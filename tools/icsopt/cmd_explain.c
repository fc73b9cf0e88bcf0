/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "icsopt/names.h"
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "report/explain.h"

static const ics_option options[] = {
   ICS_ROW("rules", 0, NULL, FLAG, rules, "what each rule costs, and over which range"),
   ICS_ROW("chain", 0, "SERVICE", TEXT, chain,
           "where the value of one more pound of a service comes from"),
   ICS_ROW("multipliers", 0, NULL, FLAG, multipliers,
           "who affects whose need along the chain, by route"),
   ICS_ROW("exchange", 0, NULL, FLAG, exchange, "what one aim costs in terms of another"),
   ICS_ROW("judgements", 0, NULL, FLAG, judgements, "the judged numbers that matter most"),
   ICS_ROW("move", 0, "GBPm", TEXT, move,
           "move so many million pounds a year --from one service --to another"),
   ICS_ROW("from", 0, "SERVICE", TEXT, from, "service that a move takes money from"),
   ICS_ROW("to", 0, "SERVICE", TEXT, to, "service that a move gives money to"),
   ICS_ROW("adapt", 0, NULL, FLAG, adapt, "let the rest of the plan adapt to a move"),
   ICS_ROW("why-not", 0, "PAYMENT", TEXT, why_not,
           "what stops more of a mechanism, a principle or money for --service"),
   ICS_ROW("service", 0, "SERVICE", TEXT, service, "of --why-not, by id or name"),
   ICS_ROW("place", 0, "PLACE", TEXT, place, "place, by id or name; default: the whole system"),
   ICS_ROW("year", 'y', "YEAR", TEXT, year,
           "of a move (default: every year) and of --why-not (default: the first)"),
   ICS_ROW_POLICY,
   ICS_ROW_GOAL,
   ICS_ROW_WEIGHT,
   ICS_ROW_BOUND,
   ICS_ROW_SET,
   ICS_ROW_INSTANCE,
   ICS_ROW_JOBS,
   ICS_ROW_FORMAT("text|json"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

/* ---- what was asked -----------------------------------------------------------------------------
 */

static ics_rc read_move(const ics_call *call, ics_move_ask *move, ics_err *err)
{
   const ics_instance *in = call->in;
   size_t bytes = strlen(call->move);
   if (ics_number_read(call->move, bytes, &move->gbp_m) != ICS_NUMERAL_OK || move->gbp_m < 0.0)
      return ics_fail(err, ICS_EUSAGE, "--move: got \"%s\", want millions of pounds, such as 1.0",
                      ics_show(call->move).text);
   if (!call->from || !call->to)
      return ics_fail(err, ICS_EUSAGE,
                      "--move needs --from SERVICE and --to SERVICE: money comes from somewhere");
   ICS_TRY(ics_name_service(in, "from", call->from, call->arena, &move->from, err));
   ICS_TRY(ics_name_service(in, "to", call->to, call->arena, &move->to, err));
   ICS_TRY(ics_name_year(in, "year", call->year, &move->year, err));
   move->adapt = call->adapt;
   return ics_name_place(in, "place", call->place, call->arena, &move->place, err);
}

static ics_rc read_why_not(const ics_call *call, ics_explain_ask *ask, ics_err *err)
{
   const ics_instance *in = call->in;
   if (!call->service)
      return ics_fail(err, ICS_EUSAGE, "--why-not needs --service SERVICE%s",
                      call->place ? "" : ", and --place PLACE where contracts are agreed by place");
   ICS_TRY(ics_name_service(in, "service", call->service, call->arena, &ask->service, err));
   ICS_TRY(ics_name_payment(in, "why-not", call->why_not, call->arena, &ask->principle,
                            &ask->mechanism, err));
   if (ask->place == ICS_NONE && !in->services[ask->service].per_system && in->nplaces > 1)
      return ics_fail(err, ICS_EUSAGE,
                      "--why-not: %s has a contract for each place; say which with --place",
                      in->services[ask->service].name);
   ask->why_not = true;
   return ICS_OK;
}

static ics_rc understand(const ics_call *call, ics_explain_ask *ask, ics_move_ask *move,
                         ics_err *err)
{
   const ics_instance *in = call->in;
   *ask = (ics_explain_ask){ .service = ICS_NONE };
   ICS_TRY(ics_name_place(in, "place", call->place, call->arena, &ask->place, err));
   ICS_TRY(ics_name_year(in, "year", call->year, &ask->year, err));
   ICS_TRY(ics_name_service(in, "chain", call->chain, call->arena, &ask->service, err));
   ask->parts = (call->rules ? ICS_EXPLAIN_RULES : 0u) | (call->chain ? ICS_EXPLAIN_CHAIN : 0u) |
                (call->multipliers ? ICS_EXPLAIN_MULTIPLIERS : 0u) |
                (call->exchange ? ICS_EXPLAIN_EXCHANGE : 0u) |
                (call->judgements ? ICS_EXPLAIN_JUDGEMENTS : 0u);
   if (call->why_not && call->chain)
      return ics_fail(err, ICS_EUSAGE,
                      "--chain and --why-not are two questions: ask one at a time");
   if ((call->from || call->to || call->adapt) && !call->move)
      return ics_fail(err, ICS_EUSAGE, "--from, --to and --adapt belong to --move GBPm");
   if (call->service && !call->why_not)
      return ics_fail(err, ICS_EUSAGE,
                      "--service belongs to --why-not; for the value chain say --chain SERVICE");
   if (call->why_not) ICS_TRY(read_why_not(call, ask, err));
   if (call->move) {
      ICS_TRY(read_move(call, move, err));
      ask->move = move;
   }
   if (!ask->parts && !ask->why_not && !ask->move) ask->parts = ICS_EXPLAIN_ALL;
   return ICS_OK;
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

static ics_rc render(const ics_call *call, const ics_explanation *why, char **text, size_t *bytes,
                     ics_err *err)
{
   if (ics_call_format(call, "json")) {
      ICS_TRY(ics_explanation_json(why, call->arena, text, err));
      *bytes = strlen(*text);
      return ICS_OK;
   }
   ics_buffer page = ics_buffer_start(call->arena);
   ics_report_explain(why, &page);
   *bytes = page.used;
   return ics_buffer_end(&page, text, err);
}

static ics_rc run(ics_call *call, ics_err *err)
{
   ics_solved solved;
   ics_explain_ask ask;
   ics_move_ask move = { 0 };
   ics_explanation why;
   char *text = NULL;
   size_t bytes = 0;
   ICS_TRY(ics_call_open(call, err));
   ICS_TRY(understand(call, &ask, &move, err));
   ICS_TRY(ics_call_jobs(call, &ask.jobs, err));
   ICS_TRY(ics_call_solved(call, &solved, err));
   ics_call_progress(call, "explaining", call->in->name);
   ics_rc rc = ics_explain(&solved, &call->settings, &ask, call->arena, &why, err);
   ics_call_progress(call, NULL, NULL);
   ICS_TRY(rc);
   ICS_TRY(render(call, &why, &text, &bytes, err));
   ICS_TRY(ics_output(call->output, text, bytes, call->arena, err));
   if (!why.move || why.move->status == ICS_OPTIMAL) return ICS_OK;
   if (why.move->status == ICS_INFEASIBLE)
      return ics_fail(err, ICS_ENOPLAN, "no plan keeps all the rules after that move");
   return ics_fail(err, ICS_ENUMERIC, "the plan after that move could not be certified");
}

const ics_verb ics_verb_explain = {
   .operands = "INSTANCE|PLAN.json",
   .least = 1,
   .most = 1,
   .options = options,
   .about =
       "Says why the plan is what it is. Of a plan saved by `icsopt solve --format json` it takes "
       "a moment; an instance is solved first. Without an option that asks for a part, all parts "
       "are given: what the rules cost, the value chain, multipliers, rates of exchange between "
       "aims, and the judgements that matter.\n"
       "--move 1.0 --from urgent --to community --place Sunderland re-solves the plan with that "
       "money moved and nothing else. --why-not outcome --service community --place Sunderland "
       "names what stops more of it, and what would have to change.\n"
       "Exit status 1: there is no plan, or none after the move; 4: not certified.",
   .run = run,
};
