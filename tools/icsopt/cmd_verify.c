/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "report/page.h"
#include "report/words.h"

static const ics_option options[] = {
   ICS_ROW("instance", 'i', "FILE", TEXT, instance,
           "the instance; default: the one the plan names"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

static void say_checked(const ics_instance *in, const ics_result *saved, ics_buffer *page)
{
   ics_page_prose(page, 0, "Verified: %s (%s), policy %s, goal %s, run %s", saved->name,
                  saved->code, saved->policy_name, saved->goal, saved->run_id);
   ics_page_prose(page, 2,
                  "the inputs are those the plan was made from (%d file%s, SHA-256 %.16s...)",
                  in->nfiles, ics_plural(in->nfiles), saved->sha256);
   ics_page_prose(page, 2, "the linear program was built again: %d rows, %d columns, hash %s",
                  saved->rows, saved->columns, saved->lp_hash);
   ics_page_prose(page, 2,
                  "%d stage%s certified again from the saved plan and its prices, without solving",
                  saved->nstages, ics_plural(saved->nstages));
   ics_page_prose(page, 2,
                  "%d line%s of funding, %d of the plan, %d of need and %d aim%s follow from the "
                  "plan, money to the penny",
                  saved->nfunding, ics_plural(saved->nfunding), saved->nplan, saved->nneeds,
                  saved->naims, ics_plural(saved->naims));
}

static ics_rc verify(ics_call *call, const ics_instance **in, ics_err *err)
{
   ICS_TRY(ics_call_load_of(call, call->plans[0], call->operands[0], in, err));
   return ics_verify(*in, call->plans[0], call->arena, err);
}

static ics_rc run(ics_call *call, ics_err *err)
{
   const ics_instance *in = NULL;
   ics_rc rc = verify(call, &in, err);
   /* What a plan asks for and cannot have is a fault of the plan, not of what was typed. */
   if (rc == ICS_EUSAGE) return ICS_EINPUT;
   if (rc != ICS_OK) return rc;
   ics_buffer page = ics_buffer_start(call->arena);
   say_checked(in, call->plans[0], &page);
   char *text = NULL;
   ICS_TRY(ics_buffer_end(&page, &text, err));
   return ics_output(call->output, text, page.used, call->arena, err);
}

const ics_verb ics_verb_verify = {
   .operands = "PLAN.json",
   .least = 1,
   .most = 1,
   .options = options,
   .about = "Checks a plan saved by `icsopt solve --format json` from its numbers alone: nothing "
            "is solved. The "
            "linear program is built again from the instance, every stage is certified from the "
            "saved plan and "
            "its prices, and every figure must follow from the plan.\n"
            "Exit status 3: not a plan, or not of this instance; 4: something does not hold.",
   .run = run,
};
