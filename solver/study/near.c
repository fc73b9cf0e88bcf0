/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/near.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"

/** What a task sends back: an end that could not be certified is NAN. */
enum { LEAST, MOST, SOLVED, WIDTH };

/** One choice: its columns are col[first] .. col[first + n - 1]. */
typedef struct choice {
   int h, k, t, first, n;
   ics_principle principle;
   double contract, plan;
} choice;

typedef struct study {
   const ics_solved *solved;
   const ics_near_request *request;
   ics_limits limits;
   ics_lp lp;
   double *c;
   choice *choices; /* [n] */
   int *col;
   int n, ncol;
   ics_arena *arena;
   ics_solver *solver; /* opened by the first choice that needs it, once a process */
} study;

/* ---- the linear program -------------------------------------------------------------------------
 */

static double slack_of(const ics_stage *own, double within)
{
   return fmax(within * fabs(own->value), fabs(own->held - own->value));
}

ics_rc ics_near_lp(const ics_solved *solved, double within, ics_arena *arena, ics_lp *out,
                   double **c, double *limit, ics_err *err)
{
   const ics_run *run = &solved->run;
   const ics_stage *own = &run->stages[run->own];
   double *lo, *hi, slack = slack_of(own, within);
   ICS_TRY(ics_stage_lp(solved->model, run, run->own, arena, out, err));
   ICS_ALLOC(lo, arena, out->n, err);
   ICS_ALLOC(hi, arena, out->n, err);
   ICS_ALLOC(*c, arena, out->n, err);
   memcpy(lo, out->lo, (size_t)out->n * sizeof *lo);
   memcpy(hi, out->hi, (size_t)out->n * sizeof *hi);
   *limit = own->maximise ? own->value - slack : own->value + slack;
   if (own->maximise)
      lo[own->col] = fmax(lo[own->col], *limit);
   else
      hi[own->col] = fmin(hi[own->col], *limit);
   out->lo = lo;
   out->hi = hi;
   out->c = *c;
   return ICS_OK;
}

/* ---- what there is to choose --------------------------------------------------------------------
 */

static int columns_of(const ics_model *m, const choice *it, int *col)
{
   const ics_instance *in = m->in;
   int n = 0;
   for (int b = 0; b < in->nblends; b++) {
      const ics_mechanism *mech = &in->mechanisms[in->blends[b].mechanism];
      if (in->blends[b].service != it->k || mech->principle != it->principle) continue;
      for (int s = 0; s < mech->ntranches; s++) {
         if (col) col[n] = m->x[ics_cell_x(m, it->h, b, s, it->t)];
         n++;
      }
   }
   return n;
}

static double sum(const choice *it, const int *col, const double *value)
{
   double all = 0.0;
   for (int p = 0; p < it->n; p++) all += value[col[it->first + p]];
   return all;
}

static bool asked_for(const study *s, int h, int k, int t)
{
   const ics_near_request *r = s->request;
   bool system = s->solved->in->services[k].per_system;
   if (r->year != ICS_NONE && r->year != t) return false;
   if (r->service != ICS_NONE && r->service != k) return false;
   if (r->place == ICS_NONE) return true;
   return r->place == ICS_NEAR_SYSTEM ? system : !system && r->place == h;
}

/* The next choice, or with no room only its count. */
static void add_choice(study *s, int h, int k, int t, ics_principle principle)
{
   const ics_model *m = s->solved->model;
   const ics_run *run = &s->solved->run;
   choice it = { .h = h, .k = k, .t = t, .first = s->ncol, .principle = principle };
   it.n = columns_of(m, &it, NULL);
   if (it.n == 0) return;
   if (s->choices) {
      columns_of(m, &it, s->col + it.first);
      it.contract = ics_contract_baseline(m->in, h, k, t);
      it.plan = sum(&it, s->col, run->stages[run->nstages - 1].solution.x);
      s->choices[s->n] = it;
   }
   s->ncol += it.n;
   s->n++;
}

static void list_choices(study *s)
{
   const ics_instance *in = s->solved->in;
   s->n = s->ncol = 0;
   for (int t = 0; t < in->nyears; t++)
      for (int k = 0; k < in->nservices; k++)
         for (int h = 0; h < ics_contracts(in, k); h++)
            for (int p = 0; asked_for(s, h, k, t) && p < ICS_PRINCIPLE_COUNT; p++)
               add_choice(s, h, k, t, (ics_principle)p);
}

/* ---- one end of one choice ----------------------------------------------------------------------
 */

static bool stands_at(const study *s, const choice *it, const double *end)
{
   const ics_run *run = &s->solved->run;
   for (int stage = run->own; stage < run->nstages; stage++) {
      const double *x = run->stages[stage].solution.x;
      int p = 0;
      if (!x) continue; /* of a plan that was saved only the last stage's is known */
      while (p < it->n && x[s->col[it->first + p]] == end[s->col[it->first + p]]) p++;
      if (p == it->n) return true;
   }
   return false;
}

static void set_costs(study *s, const choice *it, double cost)
{
   for (int p = 0; p < it->n; p++) s->c[s->col[it->first + p]] = cost;
   s->lp.c0 = cost * it->contract;
}

static const char *status_text(ics_status status)
{
   if (status == ICS_LIMIT) return "a limit of the solver was reached";
   if (status == ICS_INFEASIBLE) return "no plan was found within the limit of the goal";
   return "solved, but not certified";
}

static ics_rc solve_end(study *s, const choice *it, double cost, double *end, ics_err *err)
{
   const ics_run *run = &s->solved->run;
   ics_solution sol;
   if (!s->solver) ICS_TRY(ics_solver_open(&s->lp, s->arena, &s->solver, err));
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   set_costs(s, it, cost);
   ics_rc rc = ics_solver_solve(s->solver, &s->lp, &run->stages[run->own].solution.basis,
                                &s->limits, scratch, &sol, err);
   set_costs(s, it, 0.0);
   if (rc == ICS_OK && sol.status == ICS_OPTIMAL) *end = sum(it, s->col, sol.x);
   if (rc == ICS_OK && sol.status != ICS_OPTIMAL)
      rc = ics_fail(err, ICS_ELIMIT, "%s", status_text(sol.status));
   ics_arena_free(&scratch);
   return rc;
}

static ics_rc find_end(study *s, const choice *it, bool most, double *record, ics_err *err)
{
   const double *ends = most ? s->lp.hi : s->lp.lo;
   double *end = &record[most ? MOST : LEAST];
   if (stands_at(s, it, ends)) {
      *end = sum(it, s->col, ends);
      return ICS_OK;
   }
   record[SOLVED] += 1.0;
   return solve_end(s, it, most ? -1.0 : 1.0, end, err);
}

static ics_rc both_ends(void *ctx, int index, double *record, ics_err *err)
{
   study *s = ctx;
   ICS_TRY(find_end(s, &s->choices[index], false, record, err));
   return find_end(s, &s->choices[index], true, record, err);
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

static ics_near_line line_of(const study *s, const choice *it, const double *record, bool proved)
{
   const ics_instance *in = s->solved->in;
   bool system = in->services[it->k].per_system;
   ics_near_line line = {
      .place = { system ? "" : in->places[it->h].id, system ? in->name : in->places[it->h].name },
      .service = { in->services[it->k].id, in->services[it->k].name },
      .principle = ics_principle_text(it->principle),
      .year = in->years[it->t],
      .contract_gbp_m = it->contract,
      .least_gbp_m = proved ? fmin(record[LEAST], it->plan) : (double)NAN,
      .plan_gbp_m = it->plan,
      .most_gbp_m = proved ? fmax(record[MOST], it->plan) : (double)NAN,
   };
   line.forced = line.most_gbp_m - line.least_gbp_m <
                 fmax(ICS_NEAR_FORCED_SHARE * it->contract, ICS_NEAR_FORCED_GBP_M);
   return line;
}

/* What is given up, in words: the goal as a whole, or the aim whose column it is. */
static void name_own(const ics_model *m, const ics_stage *own, ics_near_result *out)
{
   out->own = (ics_name){ own->id, "the goal" };
   out->unit = "";
   for (int a = 0; a < m->in->naims; a++)
      if (m->aim[a] == own->col) {
         out->own.name = m->in->aims[a].name;
         out->unit = m->in->aims[a].unit;
      }
}

static ics_rc set_today(const ics_solved *solved, ics_near_result *out, ics_err *err)
{
   const ics_model *m = solved->model;
   out->today = (double)NAN;
   if (!ics_has_baseline(solved->in)) return ICS_OK;
   ics_arena *scratch = ics_arena_new();
   double *x = scratch ? ics_alloc(scratch, (size_t)m->lp.n, sizeof *x) : NULL;
   ics_rc rc = x ? ics_model_baseline(m, x, err) : ics_fail(err, ICS_EMEMORY, "out of memory");
   if (rc == ICS_OK) out->today = x[solved->run.stages[solved->run.own].col];
   ics_arena_free(&scratch);
   return rc;
}

static ics_rc head_of(const ics_solved *solved, const ics_request *asked, double within,
                      ics_near_result *out, ics_err *err)
{
   static const char *const kinds[] = { [ICS_GOAL_WEIGHTED] = "weighted",
                                        [ICS_GOAL_LEXICOGRAPHIC] = "lexicographic",
                                        [ICS_GOAL_MINIMAX] = "minimax" };
   const ics_instance *in = solved->in;
   const ics_stage *own = &solved->run.stages[solved->run.own];
   bool single = solved->goal.kind == ICS_GOAL_SINGLE;
   out->code = in->code;
   out->name = in->name;
   out->file = in->file;
   out->sha256 = in->sha256;
   out->policy = solved->policy->id;
   out->policy_name = solved->policy->name;
   out->goal = single ? own->id : kinds[solved->goal.kind];
   if (asked->goal) out->goal = asked->goal;
   out->within = within;
   out->maximise = own->maximise;
   out->value = own->value;
   out->why = "";
   name_own(solved->model, own, out);
   return set_today(solved, out, err);
}

/* An end without a proof is a result; no memory, or a fault of the program, is not. */
static ics_rc check_tasks(const study *s, const ics_pool_result *found, ics_err *err)
{
   for (int n = 0; n < s->n; n++) {
      ics_rc rc = found->status[n];
      if (rc != ICS_OK && rc != ICS_ELIMIT && rc != ICS_ENUMERIC)
         return ics_fail(err, rc, "%s", n == found->first ? found->text : ics_rc_text(rc));
   }
   return ICS_OK;
}

static ics_rc gather(const study *s, const ics_pool_result *found, ics_near_result *out,
                     ics_err *err)
{
   ICS_ALLOC(out->lines, s->arena, s->n, err);
   out->nlines = s->n;
   for (int n = 0; n < s->n; n++) {
      const double *record = found->record + (size_t)n * WIDTH;
      bool proved = found->status[n] == ICS_OK;
      out->lines[n] = line_of(s, &s->choices[n], record, proved);
      out->solved += (int)record[SOLVED];
      if (proved) out->seen += 2 - (int)record[SOLVED];
   }
   out->uncertified = found->failed;
   out->why = found->text;
   return ICS_OK;
}

static ics_rc prepare(study *s, double *limit, ics_err *err)
{
   list_choices(s);
   ICS_ALLOC(s->choices, s->arena, s->n, err);
   ICS_ALLOC(s->col, s->arena, s->ncol, err);
   list_choices(s);
   return ics_near_lp(s->solved, s->request->within, s->arena, &s->lp, &s->c, limit, err);
}

ics_rc ics_near(const ics_solved *solved, const ics_request *asked, const ics_near_request *request,
                ics_arena *arena, ics_near_result **out, ics_err *err)
{
   const ics_settings *set = asked->settings;
   study s = { .solved = solved, .request = request, .arena = arena };
   s.limits = (ics_limits){ set->gap, (int)set->iterations, set->time_limit };
   if (solved->run.status != ICS_OPTIMAL)
      return ics_fail(err, ICS_EBUG, "near: the plan to be near to is not certified");
   ics_pool_result found;
   ICS_ALLOC(*out, arena, 1, err);
   ICS_TRY(head_of(solved, asked, request->within, *out, err));
   ICS_TRY(prepare(&s, &(*out)->limit, err));
   ics_pool pool = { .task = both_ends,
                     .ctx = &s,
                     .n = s.n,
                     .width = WIDTH,
                     .jobs = request->jobs,
                     .progress = request->progress,
                     .progress_ctx = request->progress_ctx };
   ics_rc rc = ics_pool_run(&pool, arena, &found, err);
   ics_solver_close(&s.solver);
   ICS_TRY(rc);
   ICS_TRY(check_tasks(&s, &found, err));
   return gather(&s, &found, *out, err);
}
