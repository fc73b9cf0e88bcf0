/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command-line options that make a repair. How far a number of the instance has to move is read off
 * a second model, made with that number moved a little: by how much less the plan of the repair
 * misses the rule there. Whether it does is then not argued but tried. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "study/repair.h"

enum { PATHS = 6, SIGNIFICANT = 6 };

static const double STEP = 1e-3, LEAST_STEP = 1e-4; /* of a number moved to see what it does */
static const double SLIP =
    1e-5; /* {last digit} what rounding may have added: 12.0000000001 is 12 */
static const double SAME = 1e-12; /* {relative} a rule that did not move */

/** A number of the instance that changes. */
typedef struct number {
   const char *path;
   const ics_coef *coef;
   double per;   /* of the file's unit make one of ours */
   double value; /* {canonical} */
   const char *option;
} number;

typedef struct trial {
   ics_search *s;
   const double *plan; /* of the repair */
   number numbers[PATHS];
   int nnumbers;
   const char **bounds; /* [request->nbounds] */
} trial;

/* What --set gives the instance: settings have no dot in their names. */
static ics_rc overrides(const trial *t, const number *extra, int nextra, ics_arena *arena,
                        ics_override **out, int *n, ics_err *err)
{
   const ics_request *request = t->s->request;
   ics_override *list;
   ICS_ALLOC(list, arena, request->nsets + nextra, err);
   *n = 0;
   for (int p = 0; p < request->nsets; p++) {
      const char *equals = strchr(request->sets[p], '=');
      char *path = ics_strndup(arena, request->sets[p], (size_t)(equals - request->sets[p]));
      if (!path) return ics_fail(err, ICS_EMEMORY, "out of memory");
      if (strchr(path, '.')) list[(*n)++] = (ics_override){ path, equals + 1 };
   }
   for (int p = 0; p < nextra; p++) {
      const char *value = ics_format(arena, "%.17g", extra[p].value * extra[p].per);
      if (!value) return ics_fail(err, ICS_EMEMORY, "out of memory");
      list[(*n)++] = (ics_override){ extra[p].path, value };
   }
   *out = list;
   return ICS_OK;
}

static ics_rc read_changed(const trial *t, const number *extra, int nextra, ics_arena *arena,
                           const ics_instance **in, ics_err *err)
{
   ics_override *list = NULL;
   int n = 0;
   ICS_TRY(overrides(t, extra, nextra, arena, &list, &n, err));
   return ics_instance_read(t->s->x.m->in->file, list, n, arena, in, err);
}

/* ---- how far a number has to move ---------------------------------------------------------------
 */

static double activity(const ics_lp *lp, int row, const double *x)
{
   double sum = 0.0;
   for (int j = 0; j < lp->n; j++)
      for (int p = lp->start[j]; p < lp->start[j + 1] && lp->row[p] <= row; p++)
         if (lp->row[p] == row) sum += lp->val[p] * x[j];
   return sum;
}

/* By how much the plan misses a rule on the side where it gives way. */
static double missed(const ics_search *s, const ics_model *m, int rule, const double *plan,
                     bool lower)
{
   const ics_relaxable *it = &s->x.rules[rule];
   double sum = 0.0;
   if (it->kind == ICS_RELAX_ROW) {
      double act = activity(&m->lp, it->at, plan);
      return lower ? m->lp.rlo[it->at] - act : act - m->lp.rhi[it->at];
   }
   for (int j = it->first; j < it->first + it->count; j++) {
      int base = s->x.base[j - s->x.m->lp.n];
      sum += fmax(0.0, lower ? m->lp.lo[base] - plan[base] : plan[base] - m->lp.hi[base]);
   }
   return sum;
}

static bool same_shape(const ics_model *a, const ics_model *b)
{
   return a->lp.m == b->lp.m && a->lp.n == b->lp.n;
}

/* Move the number as far as this rule needs, and not back from where another rule needs it. */
static bool move_for(const trial *t, const ics_model *moved, double step, int rule, number *it)
{
   const ics_search *s = t->s;
   bool lower = ics_relax_by(&s->x, rule) < 0.0;
   double here = missed(s, s->x.m, rule, t->plan, lower);
   double there = missed(s, moved, rule, t->plan, lower);
   double point = it->coef->point;
   if (!(fabs(here - there) > SAME * fmax(1.0, fabs(here)))) return false;
   double to = point + step * here / (here - there);
   if (!isfinite(to) || (to - point) * (it->value - point) < 0.0) return false;
   if (fabs(to - point) > fabs(it->value - point)) it->value = to;
   return true;
}

/* Away from where it stood, to six digits. */
static void round_away(number *it)
{
   double typed = it->value * it->per;
   if (typed == 0.0) return;
   double unit = pow(10.0, floor(log10(fabs(typed))) + 1 - SIGNIFICANT);
   bool up = it->value > it->coef->point;
   typed = (up ? ceil(typed / unit - SLIP) : floor(typed / unit + SLIP)) * unit;
   char text[64];
   (void)snprintf(text, sizeof text, "%.*g", SIGNIFICANT + 1, typed);
   (void)sscanf(text, "%lf", &typed);
   it->value = typed / it->per;
}

static ics_rc move(trial *t, number *it, bool *moved, ics_err *err)
{
   ics_search *s = t->s;
   ics_arena *arena = ics_arena_new();
   const ics_instance *in;
   ics_solved solved;
   if (!arena) return ics_fail(err, ICS_EMEMORY, "out of memory");
   number there = *it;
   double step = fmax(STEP * fabs(it->coef->point), LEAST_STEP);
   there.value = it->coef->point + step;
   ics_rc rc = read_changed(t, &there, 1, arena, &in, err);
   if (rc == ICS_OK) rc = ics_prepare_loose(in, s->request, arena, &solved, err);
   *moved = rc == ICS_OK && same_shape(s->x.m, solved.model);
   it->value = it->coef->point;
   for (int r = 0; *moved && r < s->x.nrules; r++) {
      ics_rule rule;
      const char *asks;
      double limit;
      if (s->x.rules[r].hold != ICS_HOLD_LOOSEN || s->x.rules[r].kind == ICS_RELAX_AIM ||
          ics_relax_by(&s->x, r) == 0.0)
         continue;
      rc = ics_relax_rule(&s->x, r, arena, &rule, &asks, &limit, err);
      if (rc != ICS_OK) break;
      if (rule.coef == it->coef) *moved = move_for(t, solved.model, step, r, it);
   }
   if (*moved) round_away(it);
   ics_arena_free(&arena);
   if (rc == ICS_EMEMORY) return rc;
   ics_err_clear(err); /* a number that may not move that way is no option, and no error */
   return ICS_OK;
}

/* ---- which options ------------------------------------------------------------------------------
 */

/* A planner's limit from the command line is typed anew; one of the instance cannot be loosened
 * there. */
static ics_rc retype_bound(trial *t, int rule, bool *known, ics_err *err)
{
   const ics_search *s = t->s;
   int at = s->x.rules[rule].at;
   const ics_aim_bound *bound = &s->x.m->goal->bounds[at];
   int typed = at - s->x.m->in->goal.nbounds;
   *known = typed >= 0;
   if (!*known) return ICS_OK;
   ics_coef from = { .point = bound->limit };
   number it = { .coef = &from, .per = 1.0, .value = bound->limit + ics_relax_by(&s->x, rule) };
   round_away(&it);
   t->bounds[typed] = ics_format(s->arena, "%s%s%.*g", s->x.m->in->aims[bound->aim].id,
                                 bound->at_least ? ">=" : "<=", SIGNIFICANT + 1, it.value);
   return t->bounds[typed] ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

static ics_rc name_number(trial *t, int rule, bool *known, ics_err *err)
{
   ics_rule words;
   const char *asks;
   double limit;
   ICS_TRY(ics_relax_rule(&t->s->x, rule, t->s->arena, &words, &asks, &limit, err));
   *known = words.coef && words.path && words.coef->given;
   for (int p = 0; *known && p < t->nnumbers; p++)
      if (t->numbers[p].coef == words.coef) return ICS_OK;
   if (*known && t->nnumbers < PATHS)
      t->numbers[t->nnumbers++] = (number){ .path = words.path,
                                            .coef = words.coef,
                                            .per = ics_repair_unit(words.coef),
                                            .value = words.coef->point };
   else
      *known = false;
   return ICS_OK;
}

static ics_rc collect(trial *t, bool *known, ics_err *err)
{
   const ics_relax *x = &t->s->x;
   *known = true;
   for (int r = 0; *known && r < x->nrules; r++) {
      if (x->rules[r].hold != ICS_HOLD_LOOSEN) continue;
      if (fabs(ics_relax_by(x, r)) * x->rules[r].weight <= ICS_REPAIR_NOTHING) continue;
      ICS_TRY(x->rules[r].kind == ICS_RELAX_AIM ? retype_bound(t, r, known, err)
                                                : name_number(t, r, known, err));
   }
   for (int p = 0; *known && p < t->nnumbers; p++) ICS_TRY(move(t, &t->numbers[p], known, err));
   return ICS_OK;
}

/* ---- trying them --------------------------------------------------------------------------------
 */

static ics_rc has_plan(const ics_solved *solved, const ics_limits *limits, ics_arena *arena,
                       bool *plan, ics_err *err)
{
   ics_run run = { .failed = ICS_NONE };
   ics_lp lp;
   ics_solution found;
   double *none;
   ICS_ALLOC(run.stages, arena, solved->in->naims + ICS_STAGES_BESIDE, err);
   run.nstages = ics_plan_stages(solved->model, run.stages, &run.own);
   ICS_TRY(ics_stage_lp(solved->model, &run, 0, arena, &lp, err));
   ICS_ALLOC(none, arena, lp.n, err);
   lp.c = none;
   ICS_TRY(ics_lp_solve(&lp, NULL, limits, arena, &found, err));
   *plan = found.status == ICS_OPTIMAL;
   for (int b = 0; b < solved->goal.nbounds; b++) { /* a stage stops a limit at its column's end */
      const ics_aim_bound *it = &solved->goal.bounds[b];
      int col = solved->model->aim[it->aim];
      if (it->at_least ? lp.lo[col] < it->limit : lp.hi[col] > it->limit) *plan = false;
   }
   return ICS_OK;
}

static ics_rc try_all(const trial *t, ics_arena *arena, bool *plan, ics_err *err)
{
   const ics_instance *in;
   ics_solved solved;
   ics_request request = *t->s->request;
   request.bounds = t->bounds;
   ICS_TRY(read_changed(t, t->numbers, t->nnumbers, arena, &in, err));
   ICS_TRY(ics_prepare(in, &request, arena, &solved, err));
   return has_plan(&solved, t->s->x.limits, arena, plan, err);
}

static ics_rc write_options(const trial *t, ics_conflict_repair *repair, ics_err *err)
{
   const ics_request *request = t->s->request;
   const char **list;
   int n = 0;
   ICS_ALLOC(list, t->s->arena, t->nnumbers + request->nbounds, err);
   for (int p = 0; p < t->nnumbers; p++)
      list[n++] = ics_format(t->s->arena, "--set %s=%.*g", t->numbers[p].path, SIGNIFICANT + 1,
                             t->numbers[p].value * t->numbers[p].per);
   for (int b = 0; b < request->nbounds; b++)
      if (t->bounds[b] != request->bounds[b])
         list[n++] = ics_format(t->s->arena, "--bound '%s'", t->bounds[b]);
   for (int p = 0; p < n; p++)
      if (!list[p]) return ics_fail(err, ICS_EMEMORY, "out of memory");
   repair->options = list;
   repair->noptions = n;
   return ICS_OK;
}

ics_rc ics_repair_options(ics_search *s, ics_conflict_repair *repair, ics_err *err)
{
   trial t = { .s = s };
   double *plan;
   bool good = false;
   ICS_ALLOC(plan, s->arena, s->x.m->lp.n, err);
   ics_relax_plan(&s->x, plan);
   t.plan = plan;
   ICS_ALLOC(t.bounds, s->arena, s->request->nbounds, err);
   for (int b = 0; b < s->request->nbounds; b++) t.bounds[b] = s->request->bounds[b];
   ICS_TRY(collect(&t, &good, err));
   if (!good) return ICS_OK;
   good = false;
   ics_arena *arena = ics_arena_new();
   if (!arena) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = try_all(&t, arena, &good, err);
   ics_arena_free(&arena);
   if (rc == ICS_EMEMORY) return rc;
   ics_err_clear(err); /* options that make an instance that is refused are no options */
   return rc == ICS_OK && good ? write_options(&t, repair, err) : ICS_OK;
}
