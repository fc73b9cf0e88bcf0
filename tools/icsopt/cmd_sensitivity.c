/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/sensitivity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "icsopt/options.h"

static const ics_sensitivity_kind kinds[] = {
   { "oneway", "INSTANCE|PLAN.json", 1, 1, ics_sensitivity_oneway, " of only by reading jobs " },
   { "twoway", "INSTANCE|PLAN.json PATH PATH", 3, 3, ics_sensitivity_twoway,
     " of reading steps jobs " },
   { "psa", "INSTANCE|PLAN.json", 1, 1, ics_sensitivity_psa,
     " of only reading draws draws-csv seed sampling correlate policies jobs " },
   { "global", "INSTANCE|PLAN.json", 1, 1, ics_sensitivity_global,
     " of only reading draws seed sampling method jobs " },
   { "parametric", "INSTANCE PATH", 2, 2, ics_sensitivity_parametric, " from to " },
};

enum { NKINDS = (int)(sizeof kinds / sizeof kinds[0]) };

/* Those that every kind takes. */
static const char common[] = " policy goal weight bound set detail format output ";

static const ics_option options[] = {
   ICS_ROW_POLICY,
   ICS_ROW_GOAL,
   ICS_ROW_WEIGHT,
   ICS_ROW_BOUND,
   ICS_ROW_INSTANCE,
   ICS_ROW_SET,
   ICS_ROW("of", 0, "FIGURE", LIST, of,
           "what is looked at: goal, gain (on carrying on as today), an aim's id, unmet.SERVICE, "
           "spend.SERVICE, or spend. or share. "
           "and a mechanism or principle; default: goal"),
   ICS_ROW("only", 0, "WHICH", LIST, only,
           "numbers to vary: a path with * for any letters, grade=judgement or range=judgement "
           "(repeatable: any of them); default: all that have a range"),
   ICS_ROW("by", 0, "PERCENT", TEXT, by,
           "oneway: ends this far from the point, instead of the number's own"),
   ICS_ROW("reading", 0, "best|fixed|both", CHOICE, reading,
           "whether the best plan is made anew at other numbers or the plan is kept"),
   ICS_ROW("steps", 0, "N", TEXT, steps,
           "twoway: values of each number, ends included; default: 7"),
   ICS_ROW("draws", 0, "N", TEXT, draws,
           "psa: draws, default 1000; global: trajectories of morris, default 20, or base rows of "
           "sobol, default 256"),
   ICS_ROW("seed", 0, "S", TEXT, seed, "psa, global: of the draws; default: 1"),
   ICS_ROW("sampling", 0, "pseudo|sobol", CHOICE, sampling,
           "pseudo-random or quasi-random draws; default: of psa pseudo, of global sobol"),
   ICS_ROW("method", 0, "morris|sobol", CHOICE, method,
           "global: screening by trajectories (default), or indices of variance"),
   ICS_ROW("correlate", 0, "FILE.csv", TEXT, correlate,
           "psa: rank correlations, columns path,with,rho"),
   ICS_ROW("policies", 0, "A,B,C", TEXT, policies,
           "psa: compare the plans of these policies, as they are unless --reading best"),
   ICS_ROW("draws-csv", 0, "FILE", TEXT, draws_csv,
           "psa: every draw; of --policies as `icsopt voi` reads it"),
   ICS_ROW("from", 0, "VALUE", TEXT, from,
           "parametric: lowest value; default: the number's own low end"),
   ICS_ROW("to", 0, "VALUE", TEXT, to,
           "parametric: highest value; default: the number's own high end"),
   ICS_ROW_JOBS,
   ICS_ROW("detail", 'd', NULL, FLAG, detail, "list everything"),
   ICS_ROW_FORMAT("text|json|csv"),
   ICS_ROW_KEPT,
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
                   ics_show(name).text,
                   near >= 0 ? "; did you mean \"" : "; `icsopt help sensitivity` lists them",
                   near >= 0 ? kinds[near].name : "", near >= 0 ? "\"?" : "");
}

/* An option that means nothing here is refused, not passed over. */
static ics_rc check_options(const ics_call *call, const ics_sensitivity_kind *kind, ics_err *err)
{
   char name[32];
   for (const ics_option *o = options; o->name; o++) {
      (void)snprintf(name, sizeof name, " %s ", o->name);
      if (ics_option_value(call, o, 0) && !strstr(common, name) && !strstr(kind->options, name))
         return ics_fail(err, ICS_EUSAGE, "sensitivity %s: --%s means nothing here; leave it out",
                         kind->name, o->name);
   }
   return ICS_OK;
}

static ics_rc run(ics_call *call, ics_err *err)
{
   const ics_sensitivity_kind *kind = NULL;
   ICS_TRY(find(call->operands[0], &kind, err));
   ICS_TRY(check_options(call, kind, err));
   int n = call->noperands - 1;
   if (n < kind->least || n > kind->most)
      return ics_fail(err, ICS_EUSAGE, "sensitivity %s: got %d names, want %s", kind->name, n,
                      kind->help);
   call->operands++;
   call->noperands = n;
   ICS_TRY(ics_analysis_ready(call, err));
   return kind->run(call, err);
}

/* ---- what kinds share ---------------------------------------------------------------------------
 */

ics_request ics_sensitivity_asked(const ics_call *call)
{
   ics_request asked = ics_call_request(call);
   if (call->plans) {
      asked.policy = call->plans[0]->policy;
      asked.goal = call->plans[0]->goal;
   }
   return asked;
}

ics_rc ics_sensitivity_open(ics_call *call, ics_sensitivity_start *out, ics_err *err)
{
   ICS_TRY(ics_call_open(call, err));
   ICS_TRY(ics_call_solved(call, &out->solved, err));
   ICS_TRY(ics_analysis_start(&out->solved, " with the numbers as they are",
                              "the plan with the numbers as they are is not certified", err));
   out->asked = ics_sensitivity_asked(call);
   out->about = ics_heading_of(&out->solved, &out->asked);
   return ICS_OK;
}

ics_rc ics_sensitivity_figure(const ics_call *call, const char **out, ics_err *err)
{
   if (call->of.n > 1)
      return ics_fail(err, ICS_EUSAGE, "--of: got %d figures, want one", call->of.n);
   if (call->of.n == 1) *out = call->of.value[0];
   return ICS_OK;
}

ics_rc ics_sensitivity_reading(const ics_call *call, ics_replan fallback, ics_replan *out,
                               ics_err *err)
{
   *out = fallback;
   for (int r = 0; call->reading && r < ICS_REPLAN_COUNT; r++)
      if (strcmp(call->reading, ics_replan_names[r].id) == 0) {
         *out = (ics_replan)r;
         return ICS_OK;
      }
   if (!call->reading) return ICS_OK;
   return ics_fail(err, ICS_EUSAGE, "--reading %s: want best or fixed here",
                   ics_show(call->reading).text);
}

ics_rc ics_sensitivity_count(const char *option, const char *text, int fallback, int least,
                             int most, int *out, ics_err *err)
{
   char *end = NULL;
   *out = fallback;
   if (!text) return ICS_OK;
   long value = strtol(text, &end, 10);
   bool digit = *text >= '0' && *text <= '9';
   if (!digit || *end != '\0' || value < least || value > most)
      return ics_fail(err, ICS_EUSAGE, "--%s: got \"%s\", want a whole number from %d to %d",
                      option, ics_show(text).text, least, most);
   *out = (int)value;
   return ICS_OK;
}

ics_rc ics_sensitivity_seed(const ics_call *call, unsigned long long *out, ics_err *err)
{
   int seed;
   ICS_TRY(ics_sensitivity_count("seed", call->seed, 1, 0, 2147483647, &seed, err));
   *out = (unsigned long long)seed;
   return ICS_OK;
}

const ics_verb ics_verb_sensitivity = {
   .operands = "KIND INSTANCE|PLAN.json [PATH...]",
   .least = 2,
   .most = 4,
   .options = options,
   .about =
       "How the best plan, or the plan as it is, fares at other numbers. In all kinds all else is "
       "held: the scale of a goal that mixes aims, and the shortfall against standards, too.\n"
       "oneway INSTANCE|PLAN.json: each number alone at both ends of its range, solved anew and "
       "sorted by what it does to a figure (a tornado). --format csv: "
       "path,grade,output,low,point,high,at_low,at_point,at_high,swing,linear_swing,... where "
       "swing "
       "is the greatest less the least of the three values, and linear_swing that by prices "
       "alone.\n"
       "twoway INSTANCE|PLAN.json PATH PATH: a grid over the ranges of two numbers, and where the "
       "best plan keeps its shape.\n"
       "psa INSTANCE|PLAN.json: all numbers drawn together from distributions fitted to their "
       "ranges, by seed and draw alone: mean with its error, spread and how it settles, for every "
       "aim; how many draws have no plan, or numbers that break a rule of the instance (left "
       "out).\n"
       "global INSTANCE|PLAN.json: whose doubt it is: the same distributions, and how much each "
       "number "
       "moves a figure (morris), or accounts for of its variance (sobol).\n"
       "parametric INSTANCE PATH: how the best value of the goal moves as one number of the "
       "instance goes --from one value --to another, by default over its own range, and the plan "
       "is "
       "made anew. Where the number is a limit, or only what plans are worth, the pieces are exact "
       "and proved, with what changes at each breakpoint in words; else values are proved and the "
       "error of straight lines between them is estimated. --format csv: "
       "value,objective,slope_left,slope_right,change.\n"
       "Exit status 1: there is no plan to begin with, or over the range; 4: not all is proved; "
       "5: some ends or draws are not certified, and said to be; 130: stopped, what was finished "
       "is "
       "told.",
   .run = run,
};
