/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "post/judgements.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "lp/sum.h"
#include "model/ledger.h"

/* First step, of the range; of the size of a number whose range is nothing; of 1 for such a 0. */
static const double STEP = 1e-5, STEP_OF_SIZE = 1e-6;

/* A step over which the model changes its rows or columns is tried once more, this much smaller. */
static const double SMALLER = 1.0 / 16.0;

/* Curvature makes the slopes of both sides differ in proportion to the step: this much smaller a
 * step tells it from a kink, and takes the first order of the step out of a slope of one side. */
static const double FINER = 0.25;

/* Slopes of both sides that differ by less than this, relative, are one; so are slopes that differ
 * by less than this part of the objective over the whole range. */
static const double ONE_SLOPE = 1e-4, ONE_VALUE = 1e-9;

/* A reduced cost below this part of what it sums is rounding. */
static const double NO_COST = 1e-13;

/* The most by which the Lagrangian may miss the objective, relative: far above all rounding. */
static const double DUALITY = 1e-9;

/** The instance's copy while one of its numbers is moved. */
typedef struct probe {
   const ics_ledger *ledger;
   ics_altered *altered;
   int coef; /* index of the number that is moved */
   double point, range;
   ics_ledger_value base;
   const ics_ledger *today; /* going on as today, by the prices of the aims; NULL: there is none */
   ics_ledger_value today_base;
   int evaluations;
   ics_rc rc; /* first failure, latched */
   ics_err *err;
} probe;

static double first_step(const probe *p)
{
   if (p->range > 0.0) return STEP * p->range;
   return STEP_OF_SIZE * (p->point != 0.0 ? fabs(p->point) : 1.0);
}

/* Slope of L between the point and `step` away from it; NAN where the model is another there. */
static double slope(probe *p, double step)
{
   ics_ledger_value value = { .there = false };
   double moved = p->point + step;
   if (p->rc != ICS_OK) return (double)NAN;
   ics_alter(p->altered, p->coef, moved);
   p->rc = ics_ledger_at(p->ledger, &p->altered->in, p->coef, &value, p->err);
   ics_alter(p->altered, p->coef, p->point);
   p->evaluations++;
   if (p->rc != ICS_OK || !value.there || moved == p->point) return (double)NAN;
   return ((value.head - p->base.head) + (value.tail - p->base.tail)) / (moved - p->point);
}

/* What the number does to going on as today, by the same prices. Aims are smooth in every number,
 * so one side tells it. */
static double slope_of_today(probe *p)
{
   if (!p->today || !ics_ledger_reads(p->today, p->coef)) return 0.0;
   probe today = *p;
   today.ledger = p->today;
   today.base = p->today_base;
   double found = slope(&today, first_step(p));
   if (isnan(found)) found = slope(&today, -first_step(p));
   p->rc = today.rc;
   p->evaluations = today.evaluations;
   return isnan(found) ? 0.0 : found;
}

static double size_of(double a, double b)
{
   return fmax(fabs(a), fabs(b));
}

/* The limit of slopes at steps of 1 and FINER; NAN where they have none (the value jumps). */
static double limit_of(double coarse, double fine)
{
   if (!(fabs(fine - coarse) <= 0.5 * size_of(fine, coarse))) return (double)NAN;
   return fine + (fine - coarse) * FINER / (1.0 - FINER);
}

/* Both slopes, and the derivative where they are one. */
static void differentiate(probe *p, ics_judgement *j)
{
   double step = first_step(p), up = slope(p, step), down = slope(p, -step);
   if (isnan(up) || isnan(down)) {
      step *= SMALLER;
      up = slope(p, step);
      down = slope(p, -step);
   }
   double same =
       fmax(ONE_SLOPE * size_of(up, down), ONE_VALUE * fabs(p->base.head) / fmax(p->range, step));
   j->derivative = j->below = j->above = 0.5 * (up + down);
   if (fabs(up - down) <= same) return;
   double fine_up = slope(p, FINER * step), fine_down = slope(p, -FINER * step);
   j->derivative = j->below = j->above = 0.5 * (fine_up + fine_down);
   if (fabs(fine_up - fine_down) <= 2.0 * FINER * fabs(up - down)) return;
   j->above = limit_of(up, fine_up);
   j->below = limit_of(down, fine_down);
   j->kink = true;
   j->derivative = isnan(j->above)   ? j->below
                   : isnan(j->below) ? j->above
                                     : 0.5 * (j->above + j->below);
}

/* Beyond the end of its range a number's slope is nobody's concern. */
static void forget_outside(ics_judgement *j)
{
   const ics_coef *coef = j->coef;
   if (!j->kink || coef->low == coef->high) return;
   if (coef->point <= coef->low && !isnan(j->above)) j->derivative = j->below = j->above;
   if (coef->point >= coef->high && !isnan(j->below)) j->derivative = j->above = j->below;
   j->kink = j->above != j->below;
}

/* A stage is minimised: what lowers it is a gain. */
static double as_gain(double slope_of_objective, double worth)
{
   return slope_of_objective == 0.0 ? 0.0 : -slope_of_objective * worth;
}

static void weigh(ics_judgement *j, double worth)
{
   const ics_coef *coef = j->coef;
   j->derivative = as_gain(j->derivative, worth);
   j->below = as_gain(j->below, worth);
   j->above = as_gain(j->above, worth);
   j->today = as_gain(j->today, worth);
   double down = coef->low - coef->point, up = coef->high - coef->point;
   double below = (isnan(j->below) ? j->derivative : j->below) - j->today;
   double above = (isnan(j->above) ? j->derivative : j->above) - j->today;
   j->low_gain = down == 0.0 || below == 0.0 ? 0.0 : below * down;
   j->high_gain = up == 0.0 || above == 0.0 ? 0.0 : above * up;
   j->swing = fabs(j->high_gain - j->low_gain);
   if (j->kink) j->swing = fmax(j->swing, size_of(j->low_gain, j->high_gain));
}

/* ---- the stage ---------------------------------------------------------------------------------
 */

/* c - A'y, exactly 0 where it is only rounding. Not by the basis alone: a stage that is proved by
 * the bound of its own column carries the basis of the stage before. */
static double reduced(const ics_vertex *v, int j)
{
   const ics_lp *lp = &v->lp;
   ics_sum d = { 0 };
   double terms = fabs(lp->c[j]);
   ics_sum_add(&d, lp->c[j], 1.0);
   for (int p = lp->start[j]; p < lp->start[j + 1]; p++) {
      ics_sum_add(&d, -lp->val[p], v->at->y[lp->row[p]]);
      ics_sum_add(&d, -lp->val[p], v->at->y_low[lp->row[p]]);
      terms += fabs(lp->val[p] * v->at->y[lp->row[p]]);
   }
   double value = ics_sum_value(&d);
   return fabs(value) <= NO_COST * terms ? 0.0 : value;
}

static ics_rc open_ledger(const ics_vertex *v, ics_arena *arena, ics_ledger **out, ics_err *err)
{
   double *d;
   ICS_ALLOC(d, arena, v->lp.n, err);
   for (int j = 0; j < v->lp.n; j++) d[j] = reduced(v, j);
   return ics_ledger_open(v->m, &v->lp, v->at->x, v->at->y, d, arena, out, err);
}

/* Today's plan as it stands, and of the prices only those of the aims: what it is worth by them. */
static ics_rc open_today(const ics_vertex *v, ics_arena *arena, ics_ledger **out, ics_err *err)
{
   const ics_model *m = v->m;
   double *x, *y, *d;
   ics_lp stage = v->lp;
   if (!ics_has_baseline(m->in)) return ICS_OK;
   ICS_ALLOC(x, arena, m->lp.n, err);
   ICS_ALLOC(y, arena, m->lp.m, err);
   ICS_ALLOC(d, arena, m->lp.n, err);
   ICS_TRY(ics_model_baseline(m, x, err));
   for (int r = 0; r < m->lp.m; r++)
      if (strcmp(m->row_tag[r].kind, "aim") == 0) y[r] = v->at->y[r];
   return ics_ledger_open(m, &stage, x, y, d, arena, out, err);
}

static ics_rc check_duality(const ics_vertex *v, const ics_ledger_value *base, ics_err *err)
{
   double objective = v->at->objective, got = base->head + base->tail;
   if (base->there && fabs(got - objective) <= DUALITY * fmax(1.0, fabs(objective))) return ICS_OK;
   return ics_fail(err, ICS_EBUG,
                   "the Lagrangian of the goal's own stage is %.17g where its objective is %.17g",
                   got, objective);
}

/* The weight of an aim lies in the scale of a mixed goal, which is held. */
static bool is_held(const ics_instance *in, const ics_coef *coef)
{
   for (int a = 0; a < in->naims; a++)
      if (coef == &in->aims[a].weight) return true;
   return false;
}

static int by_swing(const void *a, const void *b)
{
   const ics_judgement *x = a, *y = b;
   if (x->swing != y->swing) return x->swing > y->swing ? -1 : 1;
   return 0;
}

/* A merge sort would be stable of itself; qsort is not, so ties are settled by the files' order. */
typedef struct place_in_list {
   ics_judgement judgement; /* first: by_swing compares it */
   int order;
} place_in_list;

static int by_swing_then_order(const void *a, const void *b)
{
   const place_in_list *x = a, *y = b;
   int swing = by_swing(&x->judgement, &y->judgement);
   return swing ? swing : (x->order > y->order) - (x->order < y->order);
}

static ics_rc sorted(place_in_list *found, int n, ics_arena *arena, ics_judgements *out,
                     ics_err *err)
{
   ICS_ALLOC(out->list, arena, n, err);
   if (n > 0) qsort(found, (size_t)n, sizeof *found, by_swing_then_order);
   for (int k = 0; k < n; k++) out->list[k] = found[k].judgement;
   out->n = n;
   return ICS_OK;
}

/* Which numbers are looked at, in the order of the files. */
static int list_numbers(const ics_instance *in, bool every, int *list)
{
   int n = 0;
   for (int c = 0; c < in->ncoefs; c++)
      if ((every || in->coefs[c]->grade == ICS_GRADE_JUDGEMENT) && !is_held(in, in->coefs[c]))
         list[n++] = c;
   return n;
}

enum { DERIVATIVE, BELOW, ABOVE, KINK, TODAY, EVALUATIONS, WIDTH }; /* of one number's record */

typedef struct judging {
   probe p;
   const ics_instance *in;
   const int *list; /* numbers, by task */
} judging;

static ics_rc judge_one(void *ctx, int index, double *record, ics_err *err)
{
   judging *all = ctx;
   probe p = all->p;
   const ics_coef *coef = all->in->coefs[all->list[index]];
   ics_judgement j = { .coef = coef };
   p.coef = all->list[index];
   p.point = coef->point;
   p.range = coef->high - coef->low;
   p.evaluations = 0;
   p.err = err;
   differentiate(&p, &j);
   j.today = slope_of_today(&p);
   record[DERIVATIVE] = j.derivative;
   record[BELOW] = j.below;
   record[ABOVE] = j.above;
   record[KINK] = j.kink;
   record[TODAY] = j.today;
   record[EVALUATIONS] = p.evaluations;
   return p.rc;
}

static ics_rc gather(const ics_vertex *v, const judging *all, int n, const ics_pool_result *found,
                     ics_arena *scratch, ics_arena *arena, ics_judgements *out, ics_err *err)
{
   place_in_list *list;
   int kept = 0;
   if (found->failed > 0) return ics_fail(err, found->status[found->first], "%s", found->text);
   ICS_ALLOC(list, scratch, n, err);
   out->evaluations = 2;
   for (int t = 0; t < n; t++) {
      const double *r = found->record + (size_t)t * WIDTH;
      ics_judgement j = { .coef = all->in->coefs[all->list[t]],
                          .derivative = r[DERIVATIVE],
                          .below = r[BELOW],
                          .above = r[ABOVE],
                          .today = r[TODAY],
                          .kink = r[KINK] != 0.0 };
      out->looked_at++;
      out->evaluations += (int)r[EVALUATIONS];
      if (isnan(j.derivative)) {
         out->without++;
         continue;
      }
      forget_outside(&j);
      weigh(&j, v->worth);
      list[kept] = (place_in_list){ j, kept };
      kept++;
   }
   return sorted(list, kept, arena, out, err);
}

static ics_rc judge(const ics_vertex *v, bool every, int jobs, ics_arena *scratch, ics_arena *arena,
                    ics_judgements *out, ics_err *err)
{
   const ics_instance *in = v->m->in;
   ics_ledger *ledger, *today = NULL;
   ics_altered *altered;
   ics_pool_result found;
   int *list;
   ICS_ALLOC(list, scratch, in->ncoefs, err);
   ICS_TRY(ics_alter_open(in, scratch, &altered, err));
   ICS_TRY(open_ledger(v, scratch, &ledger, err));
   ICS_TRY(open_today(v, scratch, &today, err));
   judging all = { .p = { .ledger = ledger, .today = today, .altered = altered },
                   .in = in,
                   .list = list };
   all.p.base = ics_ledger_base(ledger);
   ICS_TRY(check_duality(v, &all.p.base, err));
   if (today) all.p.today_base = ics_ledger_base(today);
   int n = list_numbers(in, every, list);
   const ics_pool pool = { .task = judge_one, .ctx = &all, .n = n, .width = WIDTH, .jobs = jobs };
   ICS_TRY(ics_pool_run(&pool, scratch, &found, err));
   return gather(v, &all, n, &found, scratch, arena, out, err);
}

ics_rc ics_judgements_of(const ics_vertex *v, bool every, int jobs, ics_arena *arena,
                         ics_judgements *out, ics_err *err)
{
   *out = (ics_judgements){ 0 };
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = judge(v, every, jobs, scratch, arena, out, err);
   ics_arena_free(&scratch);
   return rc;
}
