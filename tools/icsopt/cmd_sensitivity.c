/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "icsopt/options.h"
#include "icsopt/sensitivity.h"

static const ics_sensitivity_kind kinds[] = {
   { "parametric", "INSTANCE PATH", 2, 2, ics_sensitivity_parametric },
};

enum { NKINDS = (int)(sizeof kinds / sizeof kinds[0]) };

static const ics_option options[] = {
   ICS_ROW_POLICY,
   ICS_ROW_GOAL,
   ICS_ROW_WEIGHT,
   ICS_ROW_BOUND,
   ICS_ROW_SET,
   ICS_ROW("from", 0, "VALUE", TEXT, from, "lowest value; default: the number's own low end"),
   ICS_ROW("to", 0, "VALUE", TEXT, to, "highest value; default: the number's own high end"),
   ICS_ROW("detail", 'd', NULL, FLAG, detail, "list every point"),
   ICS_ROW_FORMAT("text|json|csv"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

static ics_rc find(const char *name, const ics_sensitivity_kind **out, ics_err *err)
{
   for (int k = 0; k < NKINDS; k++)
      if (strcmp(name, kinds[k].name) == 0) {
         *out = &kinds[k];
         return ICS_OK;
      }
   int near = ics_nearest(name, &kinds[0].name, NKINDS, sizeof kinds[0]);
   return ics_fail(err, ICS_EUSAGE, "sensitivity: there is no kind \"%s\"%s%s%s",
                   ics_show(name).text, near >= 0 ? "; did you mean \"" : "",
                   near >= 0 ? kinds[near].name : "", near >= 0 ? "\"?" : "");
}

static ics_rc run(ics_call *call, ics_err *err)
{
   const ics_sensitivity_kind *kind = NULL;
   ICS_TRY(find(call->operands[0], &kind, err));
   int n = call->noperands - 1;
   if (n < kind->least || n > kind->most)
      return ics_fail(err, ICS_EUSAGE, "sensitivity %s: got %d names, want %s", kind->name, n,
                      kind->help);
   call->operands++;
   call->noperands = n;
   return kind->run(call, err);
}

const ics_verb ics_verb_sensitivity = {
   .operands = "parametric INSTANCE PATH",
   .least = 2,
   .most = 4,
   .options = options,
   .about =
       "parametric: how the best value of the goal moves as one number of the instance goes "
       "--from one value --to another, by default over its own range; all else is held (the scale "
       "of a goal that mixes aims, and the shortfall against standards, too), and the plan is made "
       "anew. Where the number is a limit, or only what plans are worth, the pieces are exact and "
       "proved, with what changes at each breakpoint in words; else values are proved and the "
       "error of straight lines between them is estimated.\n"
       "--format csv: value,objective,slope_left,slope_right,change.\n"
       "Exit status 1: there is no plan over the range; 4: not all is proved.",
   .run = run,
};
