/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "icsopt/analysis.h"
#include "icsopt/kept.h"
#include "icsopt/options.h"
#include "icsopt/standings.h"
#include "report/voi.h"

static const double DISCOUNT = 0.035; /* HM Treasury, The Green Book (2022), annex A6 */
static const double POPULATION_MOST = 1e12;
enum { YEARS_MOST = 1000 };

static const ics_option options[] = {
   ICS_ROW("wtp", 0, "FROM:TO:STEP", TEXT, wtp,
           "what one more unit of effect is worth, as one value or several; for costs and effects"),
   ICS_ROW("group", 0, "NAME=GLOB,GLOB", LIST, group,
           "parameters to be learnt together (repeatable); default: each by itself"),
   ICS_ROW("population", 0, "N", TEXT, population, "decisions, or people, a year"),
   ICS_ROW("years", 0, "T", TEXT, years, "years for which the choice is made; with --population"),
   ICS_ROW("discount", 0, "RATE", TEXT, discount,
           "a year, such as 3.5% or 0.035; default 3.5%; with --population"),
   ICS_ROW("seed", 0, "S", TEXT, seed,
           "of cross-validation and standard errors of parts, from 1; default 1"),
   ICS_ROW("table", 0, "curves|evppi", CHOICE, table, "of --format csv; default curves"),
   ICS_ROW("run", 0, "N", TEXT, run,
           "which psa of a results store; without it, where there are several, they are listed"),
   ICS_ROW_JOBS,
   ICS_ROW_FORMAT("text|csv|json"),
   ICS_ROW_KEPT,
   ICS_ROW_END,
};

/* ---- what was asked -----------------------------------------------------------------------------
 */

static ics_rc read_number(const char *option, const char *text, double least, double most,
                          bool whole, double *out, ics_err *err)
{
   if (ics_number_read(text, strlen(text), out) == ICS_NUMERAL_OK && *out >= least &&
       *out <= most && (!whole || *out == floor(*out)))
      return ICS_OK;
   return ics_fail(err, ICS_EUSAGE, "--%s: got \"%s\", want a %snumber from %.10g to %.10g", option,
                   ics_show(text).text, whole ? "whole " : "", least, most);
}

static ics_rc read_discount(const char *text, double *rate, ics_err *err)
{
   size_t bytes = text ? strlen(text) : 0;
   bool percent = bytes > 0 && text[bytes - 1] == '%';
   *rate = DISCOUNT;
   if (!text) return ICS_OK;
   if (ics_number_read(text, bytes - percent, rate) == ICS_NUMERAL_OK) {
      if (percent) *rate /= 100.0;
      if (*rate >= 0.0 && *rate < 1.0) return ICS_OK;
   }
   return ics_fail(
       err, ICS_EUSAGE,
       "--discount: got \"%s\", want a yearly rate from 0 to less than 1, such as 3.5%% "
       "or 0.035",
       ics_show(text).text);
}

static ics_rc read_population(const ics_call *call, ics_voi_result *r, ics_err *err)
{
   double years;
   r->yearly = r->rate = r->decisions = (double)NAN;
   if (!call->population && (call->years || call->discount))
      return ics_fail(err, ICS_EUSAGE,
                      "--%s needs --population, how many decisions there are a year",
                      call->years ? "years" : "discount");
   if (!call->population) return ICS_OK;
   if (!call->years)
      return ics_fail(err, ICS_EUSAGE,
                      "--population needs --years, for how many years the choice is made");
   ICS_TRY(
       read_number("population", call->population, 0.0, POPULATION_MOST, false, &r->yearly, err));
   ICS_TRY(read_number("years", call->years, 1.0, YEARS_MOST, true, &years, err));
   ICS_TRY(read_discount(call->discount, &r->rate, err));
   r->years = (int)years;
   r->decisions = ics_voi_population(r->yearly, r->years, r->rate);
   return ICS_OK;
}

static ics_rc check_wtp(const ics_call *call, const ics_draws *draws, ics_err *err)
{
   if (draws->pairs && !call->wtp)
      return ics_fail(
          err, ICS_EUSAGE,
          "%s has costs and effects, so --wtp is needed: what one more unit of effect is "
          "worth, such as --wtp 20000 or --wtp 0:50000:5000",
          draws->file);
   if (!draws->pairs && call->wtp)
      return ics_fail(
          err, ICS_EUSAGE,
          "%s has net benefits, in which what an effect is worth is settled: leave --wtp "
          "out, or give cost_NAME and effect_NAME for each strategy",
          draws->file);
   return ICS_OK;
}

static ics_rc check_table(const ics_call *call, const ics_draws *draws, ics_err *err)
{
   if (call->table && !ics_call_format(call, "csv"))
      return ics_fail(err, ICS_EUSAGE,
                      "--table chooses a table of --format csv; text and JSON have both");
   if (call->table && strcmp(call->table, "evppi") == 0 && draws->nparams == 0)
      return ics_fail(err, ICS_EUSAGE,
                      "--table evppi: %s has no parameters; add a column param_NAME for each",
                      draws->file);
   return ICS_OK;
}

/* ---- the draws ----------------------------------------------------------------------------------
 */

/* A psa of several policies, whose draws are net benefits. */
static bool has_policies(const ics_analysis *a)
{
   const char *at = strstr(a->asked, "policies=");
   return at && (at == a->asked || at[-1] == '\n');
}

static ics_rc pick(const ics_call *call, const ics_store *store, const ics_analysis **out,
                   ics_err *err)
{
   ics_analysis *list = NULL;
   int all = 0, n = 0;
   ICS_TRY(ics_analyses_list(store, "psa", call->arena, &list, &all, err));
   for (int a = 0; a < all; a++)
      if (has_policies(&list[a])) list[n++] = list[a];
   if (n > 0)
      return ics_kept_pick(call, "run", call->run, "psa of several policies", list, n, out, err);
   return ics_fail(err, ICS_EINPUT,
                   "%s: this results store keeps no psa of several policies to choose between; "
                   "`icsopt sensitivity psa INSTANCE --policies A,B -o %s` makes one",
                   ics_show(call->operands[0]).text, ics_show(call->operands[0]).text);
}

/* As the file that --draws-csv would have written. */
static ics_rc draws_of_store(const ics_call *call, const ics_store *store, const ics_draws **out,
                             ics_err *err)
{
   const ics_analysis *psa = NULL;
   char *text = NULL;
   size_t bytes = 0;
   ICS_TRY(pick(call, store, &psa, err));
   ICS_TRY(ics_kept_csv(store, psa, "draws", call->arena, &text, &bytes, err));
   return ics_draws_take(call->operands[0], text, bytes, call->arena, out, err);
}

/* A store may take the answer to what it gave the draws for. */
static ics_rc read_draws(const ics_call *call, const ics_draws **out, ics_err *err)
{
   const char *path = call->operands[0];
   ics_store *store = NULL;
   if (!ics_is_store(path) || !ics_is_store(call->output)) ICS_TRY(ics_call_spare(call, path, err));
   if (!ics_is_store(path) && call->run)
      return ics_fail(err, ICS_EUSAGE, "voi: --run is for a results store");
   if (!ics_is_store(path)) return ics_draws_read(path, call->arena, out, err);
   ICS_TRY(ics_store_open_saved(path, call->arena, &store, err));
   ics_rc rc = draws_of_store(call, store, out, err);
   ics_store_close(&store);
   return rc;
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

/** What is asked. */
typedef struct asking {
   ics_voi_result result; /* with the draws, and what is known before they are looked at */
   const ics_wtp *wtp;
} asking;

static ics_rc solve(ics_call *call, void *ask, const void **answer, ics_err *err)
{
   const ics_wtp *wtp = ((asking *)ask)->wtp;
   ics_voi_result *r = &((asking *)ask)->result;
   ics_analysis_count count = { call, "valuing", "groups" };
   int jobs;
   bool csv_of_curves = ics_call_format(call, "csv") && (!call->table || *call->table == 'c') &&
                        !ics_is_store(call->output);
   ICS_TRY(ics_call_jobs(call, &jobs, err));
   ICS_TRY(ics_param_groups_read(call->group.value, call->group.n, r->draws, call->arena,
                                 &r->groups, &r->ngroups, err));
   ICS_TRY(ics_voi_curves(r->draws, wtp, call->arena, &r->points, &r->npoints, err));
   if (r->draws->pairs) ICS_TRY(ics_voi_efficiency(r->draws, call->arena, &r->frontier, err));
   ics_evppi_request request = { .groups = r->groups,
                                 .ngroups = csv_of_curves ? 0 : r->ngroups,
                                 .points = r->points,
                                 .npoints = r->npoints,
                                 .seed = r->seed,
                                 .jobs = jobs,
                                 .progress = ics_analysis_counted,
                                 .progress_ctx = &count };
   ICS_TRY(ics_evppi_estimate(r->draws, &request, call->arena, &r->evppi, err));
   r->ngroups = request.ngroups;
   *answer = r;
   return ics_voi_notes(r, call->arena, err);
}

static ics_rc verdict(const void *answer, int *done, ics_err *err)
{
   (void)answer;
   (void)err;
   *done = 1;
   return ICS_OK;
}

ICS_ANALYSIS_WRITERS(voi, ics_report_voi(answer, page))

static ics_rc run(ics_call *call, ics_err *err)
{
   static const ics_analysis_kind kind = {
      "voi", false, solve, verdict, voi_json, voi_text, ics_facts_voi,
   };
   asking ask = { 0 };
   ics_voi_result *r = &ask.result;
   ics_wtp wtp;
   double seed = 1.0;
   if (call->wtp) ICS_TRY(ics_wtp_read(call->wtp, &wtp, err));
   if (call->wtp) ask.wtp = &wtp;
   if (call->seed) ICS_TRY(read_number("seed", call->seed, 1.0, 4294967295.0, true, &seed, err));
   r->seed = (uint32_t)seed;
   ICS_TRY(ics_analysis_ready(call, err));
   ICS_TRY(read_population(call, r, err));
   ICS_TRY(read_draws(call, &r->draws, err));
   ICS_TRY(check_wtp(call, r->draws, err));
   ICS_TRY(check_table(call, r->draws, err));
   ics_heading about = { .file = r->draws->file, .sha256 = r->draws->sha256 };
   return ics_analysis_run(call, &kind, &about, &ask, err);
}

const ics_verb ics_verb_voi = {
   .operands = "DRAWS.csv|STORE.sqlite",
   .least = 1,
   .most = 1,
   .options = options,
   .about =
       "Of the draws of a probabilistic analysis, whoever made it: which strategy is best, how "
       "sure "
       "that is, what it would be worth to know every number for certain before choosing, and "
       "which "
       "numbers are worth studying.\n"
       "The file: CSV, a line of column names, below it a line for each draw. Columns are "
       "cost_NAME "
       "and effect_NAME for each strategy, which needs --wtp, or one column of net benefit for "
       "each, "
       "called by its name; and if wanted param_NAME for each parameter, and draw. Nothing depends "
       "on the order of lines or columns. The text speaks of the highest value of --wtp.\n"
       "A results store that `icsopt sensitivity psa --policies` wrote with -o gives its draws in "
       "place of such a file.\n"
       "What knowing some parameters is worth comes from a regression of net benefit on them, "
       "chosen "
       "by cross-validation. GLOB is a pattern such as 'links.*' for names without param_. All "
       "parameters together are always told as well.\n"
       "--format csv: wtp,strategy,mean_nb,ceac,on_ceaf,evpi and standard errors; with --table "
       "evppi: "
       "wtp,group,evppi,se.",
   .run = run,
};
