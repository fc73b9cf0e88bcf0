/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "report/csv.h"
#include "report/page.h"

static const ics_option options[] = {
   ICS_ROW_SET,
   ICS_ROW_FORMAT("text|csv"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

static const char *lever(ics_lever setting)
{
   return setting == ICS_LEVER_FREE ? "free" : "historic";
}

static void as_text(const ics_instance *in, ics_buffer *page)
{
   ics_page_prose(
       page, 0,
       "Policies of %s: what may move within the rules (free), or stays as today (historic)",
       in->name);
   for (int p = 0; p < in->npolicies; p++) {
      const ics_policy *policy = &in->policies[p];
      ics_page_heading(page, "%s: %s%s", policy->id, policy->name, p == 0 ? " (the default)" : "");
      ics_page_prose(page, 2, "%s", policy->words);
      ics_page_prose(page, 2,
                     "Money across places: %s. Money across services: %s. Payment blend: %s.",
                     lever(policy->places), lever(policy->services), lever(policy->blend));
      ics_page_prose(page, 2, "Source: %s", policy->source);
   }
}

static void as_csv(const ics_instance *in, ics_buffer *page)
{
   ics_csv csv = ics_csv_start(page);
   ics_buffer_text(page, "policy,name,words,places,services,blend,source\n");
   for (int p = 0; p < in->npolicies; p++) {
      const ics_policy *policy = &in->policies[p];
      ics_csv_text(&csv, policy->id);
      ics_csv_text(&csv, policy->name);
      ics_csv_text(&csv, policy->words);
      ics_csv_text(&csv, lever(policy->places));
      ics_csv_text(&csv, lever(policy->services));
      ics_csv_text(&csv, lever(policy->blend));
      ics_csv_text(&csv, policy->source);
      ics_csv_end(&csv);
   }
}

static ics_rc run(ics_call *call, ics_err *err)
{
   ics_buffer page = ics_buffer_start(call->arena);
   char *text = NULL;
   if (ics_call_format(call, "csv"))
      as_csv(call->in, &page);
   else
      as_text(call->in, &page);
   ICS_TRY(ics_buffer_end(&page, &text, err));
   return ics_output(call->output, text, page.used, call->arena, err);
}

const ics_verb ics_verb_policies = {
   .operands = "INSTANCE",
   .least = 1,
   .most = 1,
   .options = options,
   .about = "Lists the policies that an instance names. A policy restricts three levers: money "
            "across places, "
            "money across services, and the payment blend.",
   .run = run,
};
