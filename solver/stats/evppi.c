/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/evppi.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "base/pool.h"
#include "stats/exact.h"
#include "stats/regress.h"

/** What every group is worked out from. */
typedef struct survey {
   const ics_draws *draws;
   const ics_evppi_request *request;
   int m;     /* outcomes: of pairs the effects, then the costs, else the benefits */
   double *y; /* [n * m] each less the mean over strategies in the draw */
   int *fold; /* [n] */
} survey;

/** What comes back of one group at one point. */
enum { ERROR, VALUE, SE, SHAPE, WIDTH };

/* ---- set up -------------------------------------------------------------------------------------
 */

static void centre(const double *from, int nstrategies, int n, double *to)
{
   for (int i = 0; i < n; i++) {
      ics_exact sum = { .n = 0 };
      for (int s = 0; s < nstrategies; s++)
         ics_exact_add(&sum, from[(size_t)s * (size_t)n + (size_t)i]);
      double mean = ics_exact_value(&sum) / nstrategies;
      for (int s = 0; s < nstrategies; s++) {
         size_t at = (size_t)s * (size_t)n + (size_t)i;
         to[at] = from[at] - mean;
      }
   }
}

/* GSL's generators take memory of their own, which is given back before anything can fail. */
static bool deal_folds(uint32_t seed, int n, int *fold)
{
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   if (!rng) return false;
   gsl_rng_set(rng, seed);
   for (int i = 0; i < n; i++) fold[i] = i % ICS_FOLDS;
   gsl_ran_shuffle(rng, fold, (size_t)n, sizeof *fold);
   gsl_rng_free(rng);
   return true;
}

static ics_rc set_up(const ics_draws *d, const ics_evppi_request *request, ics_arena *arena,
                     survey *s, ics_err *err)
{
   size_t block = (size_t)d->nstrategies * (size_t)d->n;
   (void)gsl_set_error_handler_off();
   *s = (survey){ .draws = d, .request = request };
   s->m = d->nstrategies * (d->pairs ? 2 : 1);
   ICS_ALLOC(s->y, arena, block * (d->pairs ? 2 : 1), err);
   ICS_ALLOC(s->fold, arena, d->n, err);
   centre(d->pairs ? d->effect : d->benefit, d->nstrategies, d->n, s->y);
   if (d->pairs) centre(d->cost, d->nstrategies, d->n, s->y + block);
   if (!deal_folds(request->seed, d->n, s->fold))
      return ics_fail(err, ICS_EMEMORY, "out of memory");
   return ICS_OK;
}

/* ---- one shape ----------------------------------------------------------------------------------
 */

/** Sums of squares and products of errors of prediction, from which those at any willingness to pay
 *  follow: w^2 ee - 2 w ec + cc; of benefits, ee alone. */
typedef struct errors {
   double ee, ec, cc;
   bool works;
} errors;

static void add_up(const survey *s, const double *off, errors *out)
{
   int n = s->draws->n, nd = s->draws->nstrategies;
   size_t block = (size_t)nd * (size_t)n;
   ics_exact ee = { .n = 0 }, ec = { .n = 0 }, cc = { .n = 0 };
   for (size_t k = 0; k < block; k++) {
      ics_exact_add(&ee, off[k] * off[k]);
      if (!s->draws->pairs) continue;
      ics_exact_add(&ec, off[k] * off[block + k]);
      ics_exact_add(&cc, off[block + k] * off[block + k]);
   }
   out->ee = ics_exact_value(&ee);
   out->ec = ics_exact_value(&ec);
   out->cc = ics_exact_value(&cc);
}

static double error_at(const survey *s, const errors *e, double wtp)
{
   if (!e->works) return INFINITY;
   return s->draws->pairs ? wtp * wtp * e->ee - 2.0 * wtp * e->ec + e->cc : e->ee;
}

/** A shape fitted to a group. */
typedef struct fitted {
   ics_basis_q basis;
   double *fit, *rest; /* [n * m] */
} fitted;

static ics_rc fit_shape(const survey *s, const ics_param_group *group, const ics_shape *shape,
                        ics_arena *arena, fitted *out, ics_err *err)
{
   size_t n = (size_t)s->draws->n;
   const double **x = NULL;
   ICS_ALLOC(x, arena, group->nparams, err);
   for (int v = 0; v < group->nparams; v++) x[v] = s->draws->param + (size_t)group->params[v] * n;
   ICS_ALLOC(out->fit, arena, n * (size_t)s->m, err);
   ICS_ALLOC(out->rest, arena, n * (size_t)s->m, err);
   ICS_TRY(ics_basis_make(shape, x, group->nparams, s->draws->n, arena, &out->basis, err));
   ics_basis_fit(&out->basis, s->y, s->m, out->fit, out->rest);
   return ICS_OK;
}

static ics_rc judge_shape(const survey *s, const ics_param_group *group, const ics_shape *shape,
                          ics_arena *arena, errors *out, ics_err *err)
{
   fitted f;
   double *off = NULL;
   ICS_ALLOC(off, arena, (size_t)s->draws->n * (size_t)s->m, err);
   ICS_TRY(fit_shape(s, group, shape, arena, &f, err));
   ICS_TRY(ics_basis_validate(&f.basis, s->fold, f.rest, s->m, arena, off, &out->works, err));
   if (out->works) add_up(s, off, out);
   return ICS_OK;
}

/* ---- value and error ----------------------------------------------------------------------------
 */

/* Outcome of strategy @p d at a willingness to pay in every draw. */
static void lay_out(const survey *s, const double *values, int d, double wtp, double *out)
{
   size_t n = (size_t)s->draws->n;
   const double *first = values + (size_t)d * n;
   const double *cost = first + (size_t)s->draws->nstrategies * n; /* of pairs */
   if (s->draws->pairs)
      for (size_t i = 0; i < n; i++) out[i] = wtp * first[i] - cost[i];
   else
      memcpy(out, first, n * sizeof *out);
}

/* The value of a fit: mean of the best less the best mean, as a mean of differences that cannot be
 * below 0. @param top, line  [n] */
static double value_of(const survey *s, const double *fit, double wtp, double *top, double *line)
{
   int n = s->draws->n, nd = s->draws->nstrategies, best = 0;
   double most = -INFINITY;
   for (int d = 0; d < nd; d++) {
      lay_out(s, fit, d, wtp, line);
      double mean = ics_exact_mean(line, n, NULL);
      if (mean > most) best = d;
      if (mean > most) most = mean;
      for (int i = 0; i < n; i++) top[i] = d == 0 || line[i] > top[i] ? line[i] : top[i];
   }
   lay_out(s, fit, best, wtp, line);
   for (int i = 0; i < n; i++) line[i] = top[i] - line[i];
   return ics_exact_mean(line, n, NULL);
}

/* The same where draw i counts count[i] times, n in all; summed plainly, for a standard error. */
static double value_again(const survey *s, const double *fit, double wtp, const double *count,
                          double *top, double *line)
{
   int n = s->draws->n, nd = s->draws->nstrategies;
   double most = -INFINITY, sum = 0.0;
   for (int d = 0; d < nd; d++) {
      double mean = 0.0;
      lay_out(s, fit, d, wtp, line);
      for (int i = 0; i < n; i++) mean += count[i] * line[i];
      most = mean > most ? mean : most;
      for (int i = 0; i < n; i++) top[i] = d == 0 || line[i] > top[i] ? line[i] : top[i];
   }
   for (int i = 0; i < n; i++) sum += count[i] * top[i];
   return (sum - most) / n;
}

/** Room for resampling, and the running sums of the values it gives. */
typedef struct bench {
   double *count, *again, *work, *small, *top, *line;
   double *values; /* [ICS_EVPPI_RESAMPLES * npoints] */
} bench;

static ics_rc bench_open(const survey *s, const fitted *f, ics_arena *arena, bench *b, ics_err *err)
{
   size_t n = (size_t)s->draws->n, m = (size_t)s->m;
   ICS_ALLOC(b->count, arena, n, err);
   ICS_ALLOC(b->again, arena, n * m, err);
   ICS_ALLOC(b->work, arena, n * m, err);
   ICS_ALLOC(b->small, arena, (size_t)f->basis.p * m, err);
   ICS_ALLOC(b->top, arena, n, err);
   ICS_ALLOC(b->line, arena, n, err);
   ICS_ALLOC(b->values, arena, (size_t)ICS_EVPPI_RESAMPLES * (size_t)s->request->npoints, err);
   return ICS_OK;
}

/* The same draws are drawn again whatever the group, so groups compare well. */
static bool resample(const survey *s, const fitted *f, const bool *asked, bench *b)
{
   int n = s->draws->n, npoints = s->request->npoints;
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   if (!rng) return false;
   gsl_rng_set(rng, s->request->seed);
   for (int r = 0; r < ICS_EVPPI_RESAMPLES; r++) {
      memset(b->count, 0, (size_t)n * sizeof *b->count);
      for (int i = 0; i < n; i++) b->count[gsl_rng_uniform_int(rng, (unsigned long)n)] += 1.0;
      ics_basis_resample(&f->basis, f->fit, f->rest, s->m, b->count, b->again, b->work, b->small);
      for (int k = 0; k < npoints; k++)
         if (asked[k])
            b->values[(size_t)k * ICS_EVPPI_RESAMPLES + (size_t)r] =
                value_again(s, b->again, s->request->points[k].wtp, b->count, b->top, b->line);
   }
   gsl_rng_free(rng);
   return true;
}

/* Value and standard error at all points that chose this shape. A constant is worth nothing; its
 * standard error is that of straight lines, which lost to it. */
static ics_rc value_shape(const survey *s, const ics_param_group *group, const ics_shape *shape,
                          const bool *asked, ics_arena *arena, double *record, ics_err *err)
{
   fitted f;
   bench b = { 0 };
   ICS_TRY(fit_shape(s, group, shape, arena, &f, err));
   ICS_TRY(bench_open(s, &f, arena, &b, err));
   if (!resample(s, &f, asked, &b)) return ics_fail(err, ICS_EMEMORY, "out of memory");
   for (int k = 0; k < s->request->npoints; k++) {
      double se;
      if (!asked[k]) continue;
      record[k * WIDTH + VALUE] = value_of(s, f.fit, s->request->points[k].wtp, b.top, b.line);
      (void)ics_exact_mean(b.values + (size_t)k * ICS_EVPPI_RESAMPLES, ICS_EVPPI_RESAMPLES, &se);
      record[k * WIDTH + SE] = se * sqrt((double)ICS_EVPPI_RESAMPLES);
   }
   return ICS_OK;
}

/* ---- one group ----------------------------------------------------------------------------------
 */

/* Of those that work the one that predicts best at each point; the first where they are equal. */
static void choose(const survey *s, const errors *e, int nshapes, double *record)
{
   for (int k = 0; k < s->request->npoints; k++) {
      double *at = record + (size_t)k * WIDTH;
      at[ERROR] = INFINITY;
      for (int h = 0; h < nshapes; h++) {
         double error = error_at(s, &e[h], s->request->points[k].wtp);
         if (error >= at[ERROR]) continue;
         at[ERROR] = error;
         at[SHAPE] = h;
      }
   }
}

static ics_rc try_shape(const survey *s, const ics_param_group *group, const ics_shape *shape,
                        errors *out, ics_err *err)
{
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = judge_shape(s, group, shape, scratch, out, err);
   ics_arena_free(&scratch);
   return rc;
}

static ics_rc use_shape(const survey *s, const ics_param_group *group, int h,
                        const ics_shape *shape, double *record, ics_err *err)
{
   bool *asked = NULL, some = false;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   asked = ics_alloc(scratch, (size_t)s->request->npoints, sizeof *asked);
   ics_rc rc = asked ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
   for (int k = 0; rc == ICS_OK && k < s->request->npoints; k++) {
      asked[k] = (int)record[k * WIDTH + SHAPE] == h;
      some = some || asked[k];
   }
   if (rc == ICS_OK && some)
      rc = value_shape(s, group, h == 0 ? &shape[1] : shape, asked, scratch, record, err);
   for (int k = 0; rc == ICS_OK && h == 0 && k < s->request->npoints; k++)
      if (asked[k]) record[k * WIDTH + VALUE] = 0.0;
   ics_arena_free(&scratch);
   return rc;
}

/* A group of more parameters than the draws can carry even as straight lines has no value. */
static bool can_be_told(const survey *s, const ics_param_group *group, const ics_shape *lines)
{
   return s->draws->n >= ICS_EVPPI_DRAWS && ics_shape_fits(lines, group->nparams, s->draws->n);
}

static ics_rc one_group(void *ctx, int index, double *record, ics_err *err)
{
   enum { SHAPES = 16 };
   const survey *s = ctx;
   const ics_param_group *group = &s->request->groups[index];
   int nshapes;
   errors e[SHAPES] = { { 0 } };
   const ics_shape *shapes = ics_shapes(&nshapes);
   for (int k = 0; k < s->request->npoints; k++)
      record[k * WIDTH + ERROR] = record[k * WIDTH + VALUE] = record[k * WIDTH + SE] = (double)NAN;
   if (!can_be_told(s, group, &shapes[1])) return ICS_OK;
   for (int h = 0; h < nshapes; h++)
      if (ics_shape_fits(&shapes[h], group->nparams, s->draws->n))
         ICS_TRY(try_shape(s, group, &shapes[h], &e[h], err));
   choose(s, e, nshapes, record);
   for (int h = 0; h < nshapes; h++)
      if (e[h].works) ICS_TRY(use_shape(s, group, h, &shapes[h], record, err));
   return ICS_OK;
}

/* ---- groups within groups -----------------------------------------------------------------------
 */

static bool is_within(const ics_param_group *a, const ics_param_group *b)
{
   int k = 0;
   for (int v = 0; v < b->nparams && k < a->nparams; v++) k += b->params[v] == a->params[k];
   return k == a->nparams;
}

/* Smaller groups first, and of equal ones the earlier. */
static ics_rc order_groups(const ics_evppi_request *request, ics_arena *arena, int **out,
                           ics_err *err)
{
   ICS_ALLOC(*out, arena, request->ngroups, err);
   for (int g = 0; g < request->ngroups; g++) {
      int at = g;
      for (; at > 0 && request->groups[(*out)[at - 1]].nparams > request->groups[g].nparams; at--)
         (*out)[at] = (*out)[at - 1];
      (*out)[at] = g;
   }
   return ICS_OK;
}

static void take_own(const double *record, double evpi, ics_evppi *out)
{
   int n;
   const ics_shape *shapes = ics_shapes(&n);
   *out = (ics_evppi){ .value = record[VALUE],
                       .estimate = record[VALUE],
                       .se = record[SE],
                       .shape = isnan(record[VALUE]) ? "" : shapes[(int)record[SHAPE]].words,
                       .as = -1 };
   if (!(out->value > evpi)) return;
   out->over = out->value - evpi > out->se;
   if (!out->over) out->value = evpi;
}

/** One point: models of groups within, then their values as lower bounds. @param error  [ngroups]
 */
static void nest(const ics_evppi_request *q, const int *order, const double *records, int k,
                 double *error, ics_evppi *out)
{
   size_t width = (size_t)q->npoints * WIDTH;
   for (int b = 0; b < q->ngroups; b++) {
      int g = order[b];
      ics_evppi *it = &out[(size_t)g * (size_t)q->npoints + (size_t)k];
      const double *record = &records[(size_t)g * width + (size_t)k * WIDTH];
      take_own(record, q->points[k].evpi, it);
      error[g] = record[ERROR];
      if (isnan(it->value)) continue;
      for (int pass = 0; pass < 2; pass++)
         for (int a = 0; a < b; a++) {
            int h = order[a];
            const ics_evppi *part = &out[(size_t)h * (size_t)q->npoints + (size_t)k];
            if (isnan(part->value) || !is_within(&q->groups[h], &q->groups[g])) continue;
            if (pass == 0 ? !(error[h] < error[g]) : !(part->value > it->value)) continue;
            *it = *part;
            it->as = part->as >= 0 ? part->as : h;
            if (pass == 0) error[g] = error[h];
         }
   }
}

ics_rc ics_evppi_estimate(const ics_draws *draws, const ics_evppi_request *request,
                          ics_arena *arena, ics_evppi **out, ics_err *err)
{
   survey s;
   int *order = NULL;
   double *error = NULL;
   ICS_ALLOC(*out, arena, (size_t)request->ngroups * (size_t)request->npoints, err);
   if (request->ngroups == 0) return ICS_OK;
   ICS_TRY(set_up(draws, request, arena, &s, err));
   ICS_TRY(order_groups(request, arena, &order, err));
   ICS_ALLOC(error, arena, request->ngroups, err);
   ics_pool pool = { .task = one_group,
                     .ctx = &s,
                     .n = request->ngroups,
                     .width = request->npoints * WIDTH,
                     .jobs = request->jobs,
                     .progress = request->progress,
                     .progress_ctx = request->progress_ctx };
   ics_pool_result result;
   ICS_TRY(ics_pool_run(&pool, arena, &result, err));
   if (result.failed > 0)
      return ics_fail(err, result.status[result.first], "group %s: %s",
                      request->groups[result.first].name, result.text);
   for (int k = 0; k < request->npoints; k++) nest(request, order, result.record, k, error, *out);
   return ICS_OK;
}
