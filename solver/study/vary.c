/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/vary.h"

#include <math.h>
#include <string.h>

const ics_name ics_answer_names[ICS_ANSWER_COUNT] = {
#define X(name, id, words) { id, words },
   ICS_ANSWER_LIST(X)
#undef X
};

const ics_name ics_replan_names[ICS_REPLAN_COUNT] = {
   { "best", "the best plan, made anew" },
   { "fixed", "the plan as it is" },
};

ics_rc ics_varying_open(const ics_solved *solved, const ics_request *asked,
                        const ics_figure *figures, int nfigures, ics_arena *arena, ics_varying *out,
                        ics_err *err)
{
   *out = (ics_varying){ .solved = solved, .figures = figures, .nfigures = nfigures };
   ICS_TRY(ics_alter_open(solved->in, arena, &out->altered, err));
   out->altered->in.is_changed = true;
   return ics_again_open(solved, asked, arena, &out->again, err);
}

void ics_varying_close(ics_varying *varying)
{
   ics_again_close(&varying->again);
}

static ics_rc check(ics_varying *v, const ics_change *changes, int n, ics_err *err)
{
   for (int c = 0; c < n; c++) ics_alter(v->altered, changes[c].coef, changes[c].point);
   ics_instance_check(&v->altered->in, err);
   for (int c = 0; c < n; c++)
      ics_alter(v->altered, changes[c].coef, v->solved->in->coefs[changes[c].coef]->point);
   return ics_faults_rc(err);
}

/* {GBPm} What the goal's own stage may take of the stages before it, with rounding: none. */
static const double HELD = 2.0 * ICS_HOLD_LEAST;

static ics_answer answer_of(ics_status status)
{
   if (status == ICS_OPTIMAL) return ICS_ANSWER_CERTIFIED;
   if (status == ICS_INFEASIBLE) return ICS_ANSWER_NO_PLAN;
   return status == ICS_LIMIT ? ICS_ANSWER_LIMIT : ICS_ANSWER_UNCERTIFIED;
}

/* A failure that is an answer: a formulation that refuses the numbers, a solver that gives up. */
static ics_rc settle(ics_rc rc, ics_answer *answer, ics_err *err)
{
   if (rc == ICS_EMEMORY || rc == ICS_EBUG || rc == ICS_OK) return rc;
   *answer = rc == ICS_EINPUT   ? ICS_ANSWER_BROKEN
             : rc == ICS_ELIMIT ? ICS_ANSWER_LIMIT
                                : ICS_ANSWER_UNCERTIFIED;
   ics_err_clear(err);
   return ICS_OK;
}

static void read_plan(const ics_varying *v, const ics_again_plan *plan, double *value,
                      ics_varied *out)
{
   out->answer = answer_of(plan->status);
   if (out->answer != ICS_ANSWER_CERTIFIED) return;
   out->breach = plan->breach > HELD ? plan->breach : 0.0;
   out->shortfall = plan->shortfall > HELD ? plan->shortfall : 0.0;
   out->shape = plan->shape_of_plan;
   for (int f = 0; f < v->nfigures; f++)
      value[f] = ics_figure_of(&v->figures[f], plan->model, plan->x, plan->goal, plan->today);
}

ics_rc ics_vary(ics_varying *v, ics_replan replan, const ics_change *changes, int n, double *value,
                ics_varied *out, ics_err *err)
{
   ics_again_plan plan;
   *out = (ics_varied){ .answer = ICS_ANSWER_BROKEN };
   for (int f = 0; f < v->nfigures; f++) value[f] = (double)NAN;
   if (check(v, changes, n, err) != ICS_OK) {
      ics_err_clear(err);
      return ICS_OK;
   }
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = replan == ICS_REPLAN_FIXED
                   ? ics_again_fixed(v->again, changes, n, scratch, &plan, err)
                   : ics_again_best(v->again, changes, n, scratch, &plan, err);
   if (rc == ICS_OK)
      read_plan(v, &plan, value, out);
   else
      rc = settle(rc, &out->answer, err);
   ics_arena_free(&scratch);
   return rc;
}

ics_rc ics_vary_explain(ics_varying *v, const ics_change *changes, int n, ics_arena *arena,
                        const char **why, ics_err *err)
{
   *why = "";
   if (check(v, changes, n, err) == ICS_OK) return ICS_OK;
   *why = ics_strndup(arena, err->text, strcspn(err->text, "\n"));
   ics_err_clear(err);
   return *why ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

/* ---- many ---------------------------------------------------------------------------------------
 */

typedef struct asking {
   const ics_vary_many *many;
   int done;
} asking;

static bool stopped(const ics_vary_many *many)
{
   return many->stopped && many->stopped(many->progress_ctx);
}

static ics_rc ask(void *ctx, int question, double *record, ics_err *err)
{
   const asking *a = ctx;
   return a->many->ask(a->many->ctx, question, record, err);
}

static ics_rc keep(void *ctx, int question, ics_rc status, const double *record, const char *text,
                   ics_err *err)
{
   asking *a = ctx;
   if (status != ICS_OK && stopped(a->many)) return ICS_OK;
   if (status == ICS_EMEMORY || status == ICS_EBUG) return ics_fail(err, status, "%s", text);
   a->many->keep(a->many->ctx, question, ICS_ANSWER_LIMIT, status == ICS_OK ? record : NULL);
   a->done++;
   return ICS_OK;
}

ics_rc ics_vary_many_ask(const ics_vary_many *many, ics_arena *arena, int *done, ics_err *err)
{
   asking a = { many, 0 };
   ics_pool_result found;
   ics_pool pool = { .task = ask,
                     .ctx = &a,
                     .n = many->n,
                     .width = many->width,
                     .jobs = many->jobs,
                     .progress = many->progress,
                     .progress_ctx = many->progress_ctx,
                     .take = keep,
                     .forked = many->stopped != NULL };
   ics_rc rc = ics_pool_run(&pool, arena, &found, err);
   *done = a.done;
   if (rc != ICS_ELIMIT || a.done == 0 || !stopped(many)) return rc;
   ics_err_clear(err);
   return ICS_OK;
}
