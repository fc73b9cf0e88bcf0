/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A saved plan as a solved instance again, without the minutes that finding it took. */
#include <math.h>
#include <string.h>

#include "results/lines.h"

/* {relative} What the goal's value may differ by from the saved one: more, and it is another
 * optimum. */
static const double SAME_VALUE = 1e-9;

static ics_rc basis_of(const ics_result *saved, const ics_lp *lp, ics_arena *arena,
                       ics_basis *basis, ics_err *err)
{
   if (strlen(saved->basis_rows) != (size_t)lp->m || strlen(saved->basis_columns) != (size_t)lp->n)
      return ics_fail(err, ICS_EINPUT,
                      "the plan's basis has %zu rows and %zu columns, its linear program %d and "
                      "%d; the plan is damaged: solve again",
                      strlen(saved->basis_rows), strlen(saved->basis_columns), lp->m, lp->n);
   basis->shape = ics_lp_shape(lp);
   basis->row = ics_strdup(arena, saved->basis_rows);
   basis->col = ics_strdup(arena, saved->basis_columns);
   if (!basis->row || !basis->col) return ics_fail(err, ICS_EMEMORY, "out of memory");
   size_t good = strspn(basis->row, "BLUFS") + strspn(basis->col, "BLUFS");
   if (good == (size_t)(lp->m + lp->n)) return ICS_OK;
   return ics_fail(err, ICS_EINPUT,
                   "the plan's basis holds a letter other than B L U F S; the plan is damaged: "
                   "solve again");
}

static ics_rc solve_own(const ics_solved *out, const ics_result *saved, const ics_limits *limits,
                        ics_arena *arena, ics_err *err)
{
   ics_stage *own = &out->run.stages[out->run.own];
   ics_basis basis = { 0 };
   ics_lp lp;
   ICS_TRY(ics_stage_lp(out->model, &out->run, out->run.own, arena, &lp, err));
   ICS_TRY(basis_of(saved, &lp, arena, &basis, err));
   ICS_TRY(ics_lp_solve(&lp, &basis, limits, arena, &own->solution, err));
   if (own->solution.status != ICS_OPTIMAL)
      return ics_fail(err, ICS_ENUMERIC, "stage %s of the plan could not be certified again",
                      own->id);
   double value = own->solution.x[own->col];
   if (fabs(value - own->value) <= SAME_VALUE * fmax(1.0, fabs(own->value))) return ICS_OK;
   return ics_fail(err, ICS_EINPUT,
                   "stage %s of the plan has the value %.12g, its linear program %.12g; the plan "
                   "is damaged: solve again",
                   own->id, own->value, value);
}

/* The plan that people were shown is that of the last stage. */
static ics_rc take_plan(const ics_solved *out, const ics_result *saved, const ics_limits *limits,
                        ics_arena *arena, ics_err *err)
{
   int last = out->run.nstages - 1;
   ics_stage *stage = &out->run.stages[last];
   double *work;
   ics_lp lp;
   ics_certificate proof;
   ICS_TRY(ics_stage_lp(out->model, &out->run, last, arena, &lp, err));
   ICS_ALLOC(work, arena, ICS_CERTIFY_WORK * (lp.m + lp.n), err);
   ICS_TRY(ics_certify_optimal(&lp, saved->x, NULL, saved->y[last], saved->y_low[last], limits->gap,
                               work, &proof, err));
   if (!proof.certified)
      return ics_fail(err, ICS_ENUMERIC,
                      "the saved plan does not pass its own proof (gap %.2g, violation %.2g); "
                      "`icsopt verify` says more",
                      proof.relative_gap, proof.primal_violation);
   if (last == out->run.own) return ICS_OK;
   stage->solution = (ics_solution){ .status = ICS_OPTIMAL,
                                     .x = saved->x,
                                     .y = saved->y[last],
                                     .y_low = saved->y_low[last],
                                     .objective = proof.primal,
                                     .certificate = proof,
                                     .rung_name = "saved" };
   return ICS_OK;
}

ics_rc ics_reopen(const ics_instance *in, const ics_result *saved, ics_arena *arena,
                  ics_settings *settings, ics_solved *out, ics_err *err)
{
   ICS_TRY(ics_rebuild(in, saved, arena, settings, out, err));
   if (!saved->x || strcmp(saved->status, "optimal") != 0)
      return ics_fail(err, ICS_EINPUT,
                      "the plan is \"%s\": there is nothing proved to explain; solve again",
                      saved->status);
   ICS_TRY(ics_saved_stages(out, saved, arena, &out->run, err));
   out->run.status = ICS_OPTIMAL;
   out->run.failed = ICS_NONE;
   ics_limits limits = { .gap = settings->gap,
                         .iterations = (int)settings->iterations,
                         .seconds = settings->time_limit };
   ICS_TRY(solve_own(out, saved, &limits, arena, err));
   return take_plan(out, saved, &limits, arena, err);
}
