/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "icsopt/output.h"
#include "icsopt/sensitivity.h"
#include "report/csv.h"
#include "report/psa.h"
#include "study/psa.h"

enum { DRAWS = 1000 };

/** Plans of all policies, and what each was asked. */
typedef struct plans {
   ics_psa_plan *list;
   ics_sensitivity_start *of;
   int n;
   ics_psa_request request;
} plans;

/* ---- what was asked -----------------------------------------------------------------------------
 */

static ics_rc read_reading(const ics_call *call, ics_psa_request *out, ics_err *err)
{
   bool both = call->reading && strcmp(call->reading, "both") == 0;
   ics_replan one = ICS_REPLAN_BEST;
   if (both && out->policies)
      return ics_fail(err, ICS_EUSAGE, "--reading both: with --policies want best or fixed");
   if (!both)
      ICS_TRY(ics_sensitivity_reading(call, out->policies ? ICS_REPLAN_FIXED : ICS_REPLAN_BEST,
                                      &one, err));
   out->best = both || one == ICS_REPLAN_BEST;
   out->fixed = both || one == ICS_REPLAN_FIXED;
   return ICS_OK;
}

static ics_rc understand(ics_call *call, ics_psa_request *out, ics_err *err)
{
   *out = (ics_psa_request){ .outputs = call->of.value,
                             .noutputs = call->of.n,
                             .only = call->only.value,
                             .nonly = call->only.n,
                             .policies = call->policies != NULL,
                             .correlate = call->correlate,
                             .progress = ics_analysis_counted,
                             .stopped = ics_interrupt_came };
   if (out->policies && call->of.n > 0)
      return ics_fail(err, ICS_EUSAGE, "--of: with --policies the goal is looked at; leave it out");
   ICS_TRY(ics_sensitivity_count("draws", call->draws, DRAWS, 2, ICS_PSA_DRAWS, &out->draws, err));
   ICS_TRY(ics_sensitivity_seed(call, &out->seed, err));
   if (call->sampling) ICS_TRY(ics_stream_kind_find(call->sampling, &out->sampling, err));
   ICS_TRY(read_reading(call, out, err));
   return ics_call_jobs(call, &out->jobs, err);
}

/* ---- the plans ----------------------------------------------------------------------------------
 */

static ics_rc unknown_policy(const ics_instance *in, const char *word, ics_err *err)
{
   int near = ics_nearest(word, in->policies, in->npolicies, sizeof *in->policies);
   return ics_fail(err, ICS_EUSAGE, "--policies: there is no policy \"%s\"%s%s%s",
                   ics_show(word).text,
                   near >= 0 ? "; did you mean " : "; `icsopt policies INSTANCE` lists them",
                   near >= 0 ? in->policies[near].id : "", near >= 0 ? "?" : "");
}

static ics_rc split(ics_call *call, const char **words, int *n, ics_err *err)
{
   for (const char *at = call->policies; *at || at == call->policies;) {
      size_t bytes = strcspn(at, ",");
      char *word = ics_strndup(call->arena, at, bytes);
      if (!word) return ics_fail(err, ICS_EMEMORY, "out of memory");
      if (ics_find_policy(call->in, word) < 0) return unknown_policy(call->in, word, err);
      for (int w = 0; w < *n; w++)
         if (strcmp(words[w], word) == 0)
            return ics_fail(err, ICS_EUSAGE, "--policies: \"%s\" twice", word);
      words[(*n)++] = word;
      if (!at[bytes]) break;
      at += bytes + 1;
   }
   if (*n >= 2) return ICS_OK;
   return ics_fail(err, ICS_EUSAGE, "--policies: got 1, want two or more to choose between");
}

static ics_rc not_certified(const char *policy, ics_status status, ics_err *err)
{
   if (status == ICS_INFEASIBLE)
      return ics_fail(
          err, ICS_ENOPLAN,
          "policy %s: no plan keeps all the rules with the numbers as they are; leave it "
          "out of --policies",
          policy);
   return ics_fail(err, status == ICS_LIMIT ? ICS_ELIMIT : ICS_ENUMERIC,
                   "policy %s: its plan with the numbers as they are is not certified", policy);
}

/* All on the scales of the reference policy. */
static ics_rc solve_policies(ics_call *call, plans *p, ics_err *err)
{
   const char **words;
   ics_scales scales;
   if (call->policy) return ics_fail(err, ICS_EUSAGE, "--policy and --policies: want one of them");
   ICS_TRY(ics_call_open(call, err));
   if (call->plans)
      return ics_fail(err, ICS_EUSAGE,
                      "--policies: a saved plan has its policy; give the instance instead");
   ICS_ALLOC(words, call->arena, strlen(call->policies) + 1, err);
   ICS_TRY(split(call, words, &p->n, err));
   ICS_ALLOC(p->of, call->arena, p->n, err);
   p->of[0].asked = ics_sensitivity_asked(call);
   ICS_TRY(ics_scales_of(call->in, &p->of[0].asked, call->arena, &scales, err));
   for (int k = 0; k < p->n; k++) {
      ics_sensitivity_start *it = &p->of[k];
      it->asked = p->of[0].asked;
      it->asked.policy = words[k];
      ics_call_progress(call, "solving", words[k]);
      ICS_TRY(ics_solve_scaled(call->in, &it->asked, &scales, call->arena, &it->solved, err));
      if (it->solved.run.status != ICS_OPTIMAL)
         return not_certified(words[k], it->solved.run.status, err);
   }
   p->of[0].about = ics_heading_of(&p->of[0].solved, &p->of[0].asked);
   return ICS_OK;
}

static ics_rc solve_all(ics_call *call, plans *p, ics_err *err)
{
   if (call->policies) {
      ICS_TRY(solve_policies(call, p, err));
   } else {
      p->n = 1;
      ICS_ALLOC(p->of, call->arena, 1, err);
      ICS_TRY(ics_sensitivity_open(call, &p->of[0], err));
   }
   ICS_ALLOC(p->list, call->arena, p->n, err);
   for (int k = 0; k < p->n; k++) p->list[k] = (ics_psa_plan){ &p->of[k].solved, &p->of[k].asked };
   return ICS_OK;
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

static ics_rc put_draws(const ics_call *call, const ics_psa_result *r, ics_err *err)
{
   ics_buffer draws = ics_buffer_start(call->arena);
   char *text;
   if (!call->draws_csv) return ICS_OK;
   ICS_TRY(ics_csv_answer(ics_facts_psa, r, "draws", &draws, err));
   ICS_TRY(ics_buffer_end(&draws, &text, err));
   return ics_output(call->draws_csv, text, draws.used, call->arena, err);
}

static ics_rc solve(ics_call *call, void *ask, const void **answer, ics_err *err)
{
   const plans *p = ask;
   ics_psa_result *r = NULL;
   ICS_TRY(ics_psa(p->list, p->n, &p->request, call->arena, &r, err));
   *answer = r;
   ics_call_progress(call, NULL, NULL);
   return put_draws(call, r, err);
}

static ics_rc verdict(const void *answer, int *done, ics_err *err)
{
   const ics_psa_result *r = answer;
   int without = 0;
   *done = r->finished;
   if (r->finished < r->draws)
      return ics_fail(err, ICS_ELIMIT, "stopped: %d of %d draws are done", r->finished, r->draws);
   for (int c = 0; c < r->ncolumns; c++)
      without +=
          r->columns[c].answers[ICS_ANSWER_UNCERTIFIED] + r->columns[c].answers[ICS_ANSWER_LIMIT];
   if (without == 0) return ICS_OK;
   return ics_fail(err, ICS_ELIMIT, "%d answers are not certified, and left out", without);
}

ICS_ANALYSIS_WRITERS(psa, ics_report_psa(answer, detail, page))

/* Found out before the draws, not after them. */
static ics_rc can_be_written(const ics_call *call, const char *path, ics_err *err)
{
   const char *slash = strrchr(path, '/');
   const char *folder = slash ? ics_strndup(call->arena, path, (size_t)(slash - path) + 1) : ".";
   if (!folder) return ics_fail(err, ICS_EMEMORY, "out of memory");
   if (access(folder, W_OK) == 0) return ICS_OK;
   return ics_fail(err, ICS_EOUTPUT, "--draws-csv %s: its folder cannot be written: %s",
                   ics_show(path).text, strerror(errno));
}

/* The draws may not land on an input, nor on the answer. */
static ics_rc spare(ics_call *call, ics_err *err)
{
   const char *output = call->output;
   if (!call->draws_csv) return ICS_OK;
   if (output && strcmp(output, call->draws_csv) == 0)
      return ics_fail(err, ICS_EUSAGE, "--draws-csv and -o name one file; choose two");
   call->output = call->draws_csv;
   ics_rc rc = ics_call_spare(call, call->operands[0], err);
   for (int f = 0; rc == ICS_OK && f < call->in->nfiles; f++)
      rc = ics_call_spare(call, call->in->files[f].path, err);
   if (rc == ICS_OK && call->correlate) rc = ics_call_spare(call, call->correlate, err);
   call->output = output;
   if (rc != ICS_OK)
      return ics_fail(err, rc, "--draws-csv %s would overwrite an input; choose another name",
                      ics_show(call->draws_csv).text);
   return can_be_written(call, call->draws_csv, err);
}

ics_rc ics_sensitivity_psa(ics_call *call, ics_err *err)
{
   static const ics_analysis_kind kind = {
      "psa", true, solve, verdict, psa_json, psa_text, ics_facts_psa,
   };
   ics_analysis_count count = { call, "solving", "draws" };
   plans p = { 0 };
   ICS_TRY(understand(call, &p.request, err));
   p.request.progress_ctx = &count;
   ICS_TRY(solve_all(call, &p, err));
   ICS_TRY(spare(call, err));
   if (call->policies) p.of[0].about.policy = ""; /* they are among what was asked */
   return ics_analysis_run(call, &kind, &p.of[0].about, &p, err);
}
