/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

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

static const char *money(ics_lever setting)
{
   return setting == ICS_LEVER_FREE ? "free" : setting == ICS_LEVER_GIVEN ? "path" : "historic";
}

static const char *blend(ics_lever setting)
{
   static const char *const words[] = { [ICS_LEVER_FREE] = "free",
                                        [ICS_LEVER_HISTORIC] = "historic",
                                        [ICS_LEVER_GIVEN] = "given",
                                        [ICS_LEVER_UNIFORM] = "uniform" };
   return words[setting];
}

static const char *fences(const ics_policy *policy)
{
   return policy->unfenced ? "dropped" : "kept";
}

/* "Planned hospital care: Tariff 90%, Block contract 10%." Services that are paid alike share a
 * line's words only by chance, so each has its own. */
static void given(const ics_instance *in, const ics_policy *policy, ics_buffer *page)
{
   for (int k = 0; k < in->nservices; k++) {
      char words[512] = "";
      for (int n = 0; n < policy->nshares; n++) {
         const ics_policy_share *share = &policy->shares[n];
         size_t used = strlen(words);
         if (share->service == k && share->share > 0.0)
            (void)snprintf(words + used, sizeof words - used, "%s%s %.4g%%", used ? ", " : "",
                           in->mechanisms[share->mechanism].name, 100.0 * share->share);
      }
      if (words[0]) ics_page_prose(page, 4, "%s: %s.", in->services[k].name, words);
   }
}

static void as_text(const ics_instance *in, ics_buffer *page)
{
   ics_page_prose(page, 0,
                  "Policies of %s: what may move within the rules (free), stays as today "
                  "(historic), follows a "
                  "path from today's to each place's fair share (path), is paid by given shares "
                  "(given) or by one "
                  "formula for the whole system, the best there is (uniform)",
                  in->name);
   for (int p = 0; p < in->npolicies; p++) {
      const ics_policy *policy = &in->policies[p];
      ics_page_heading(page, "%s: %s%s", policy->id, policy->name, p == 0 ? " (the default)" : "");
      if (policy->words) ics_page_prose(page, 2, "%s", policy->words);
      ics_page_prose(page, 2,
                     "Money across places: %s. Money across services: %s. Payment blend: %s. "
                     "Ring-fences: %s.",
                     money(policy->places), money(policy->services), blend(policy->blend),
                     fences(policy));
      given(in, policy, page);
      ics_page_prose(page, 2, "Source: %s", policy->source ? policy->source : "none given");
   }
}

static void as_csv(const ics_instance *in, ics_buffer *page)
{
   ics_csv csv = ics_csv_start(page);
   ics_buffer_text(page, "policy,name,words,places,services,blend,fences,source\n");
   for (int p = 0; p < in->npolicies; p++) {
      const ics_policy *policy = &in->policies[p];
      ics_csv_text(&csv, policy->id);
      ics_csv_text(&csv, policy->name);
      ics_csv_text(&csv, policy->words);
      ics_csv_text(&csv, money(policy->places));
      ics_csv_text(&csv, money(policy->services));
      ics_csv_text(&csv, blend(policy->blend));
      ics_csv_text(&csv, fences(policy));
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
   .about =
       "Lists the policies that an instance names. A policy restricts three levers: money "
       "across places, "
       "money across services, and the payment blend; it may drop the ring-fences. Shares that a "
       "policy gives are told by service; services that are not named are paid as today.",
   .run = run,
};
