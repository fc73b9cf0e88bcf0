/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/correlate.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <lapacke.h>

#include "base/buffer.h"
#include "stats/gsl.h"

struct ics_copula {
   int k;             /* dimensions in pairs */
   const int *at;     /* [k] which, ascending */
   const double *low; /* [k * k] L, row by row */
};

/* What is being prepared. */
typedef struct work {
   int d, n;
   const ics_pair *pairs;
   const char *const *names;
   ics_arena *arena;
   int k;
   int *at;     /* [k] */
   int *of;     /* [d] place in `at`, -1: in no pair */
   double *low; /* [k * k] the factor of the normals' correlations, row by row */
} work;

static const char *called(const work *job, int i, char number[16])
{
   (void)snprintf(number, 16, "%d", i);
   return job->names && job->names[i] ? job->names[i] : number;
}

static ics_rc check_pair(const work *job, const ics_pair *p, ics_err *err)
{
   char a[16], b[16];
   if (p->i < 0 || p->i >= job->d || p->j < 0 || p->j >= job->d)
      return ics_fail(err, ICS_EINPUT, "a correlation of numbers %d and %d; there are 0 to %d",
                      p->i, p->j, job->d - 1);
   const char *i = called(job, p->i, a), *j = called(job, p->j, b);
   if (p->i == p->j)
      return ics_fail(err, ICS_EINPUT,
                      "%s is correlated with itself; name two different numbers, or leave it out",
                      i);
   if (!(p->rho > -1 && p->rho < 1))
      return ics_fail(err, ICS_EINPUT,
                      "correlation of %s and %s: got %g, want a value between -1 and 1, both "
                      "excluded; numbers that move as one should be one number",
                      i, j, p->rho);
   return ICS_OK;
}

static ics_rc check_twice(const work *job, int p, ics_err *err)
{
   const ics_pair *now = &job->pairs[p];
   char a[16], b[16];
   for (const ics_pair *q = job->pairs; q < now; q++)
      if ((q->i == now->i && q->j == now->j) || (q->i == now->j && q->j == now->i))
         return ics_fail(err, ICS_EINPUT,
                         "the correlation of %s and %s is given twice; leave one out",
                         called(job, now->i, a), called(job, now->j, b));
   return ICS_OK;
}

static ics_rc gather(work *job, ics_err *err)
{
   ICS_ALLOC(job->of, job->arena, job->d, err);
   ICS_ALLOC(job->at, job->arena, job->d, err);
   for (int p = 0; p < job->n; p++) {
      ICS_TRY(check_pair(job, &job->pairs[p], err));
      ICS_TRY(check_twice(job, p, err));
      job->of[job->pairs[p].i] = job->of[job->pairs[p].j] = 1;
   }
   for (int i = 0; i < job->d; i++) {
      int place = job->of[i] ? job->k : -1;
      if (place >= 0) job->at[job->k++] = i;
      job->of[i] = place;
   }
   ICS_ALLOC(job->low, job->arena, (size_t)job->k * (size_t)job->k, err);
   return ICS_OK;
}

/* The factor of all correlations times `part`, in job->low.
 * Returns 0, or the 1-based row at which R turns out not to be positive definite. */
static int factorise(work *job, double part)
{
   int k = job->k;
   memset(job->low, 0, (size_t)k * (size_t)k * sizeof *job->low);
   for (int i = 0; i < k; i++) job->low[i * k + i] = 1;
   for (int p = 0; p < job->n; p++) {
      int i = job->of[job->pairs[p].i], j = job->of[job->pairs[p].j];
      double r = 2 * sin(M_PI * part * job->pairs[p].rho / 6);
      job->low[i * k + j] = job->low[j * k + i] = r;
   }
   int failed = LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'L', k, job->low, k);
   /* a pivot that is rounding only is no proof that the matrix is definite */
   for (int i = 0; failed == 0 && i < k; i++)
      if (job->low[i * k + i] * job->low[i * k + i] < k * DBL_EPSILON) failed = i + 1;
   return failed;
}

/* Marks the dimensions up to `failed` that a chain of pairs links to it: what cannot be at once is
 * among their pairs. */
static void mark_linked(const work *job, int failed, int *linked)
{
   linked[failed] = 1;
   for (bool more = true; more;) {
      more = false;
      for (int p = 0; p < job->n; p++) {
         int i = job->of[job->pairs[p].i], j = job->of[job->pairs[p].j];
         if (i > failed || j > failed || linked[i] == linked[j]) continue;
         linked[i] = linked[j] = 1;
         more = true;
      }
   }
}

static ics_rc cannot_hold(work *job, int failed, ics_err *err)
{
   ics_buffer words = ics_buffer_start(job->arena);
   char a[16], b[16], *text;
   int said = 0, percent = 99, *linked;
   ICS_ALLOC(linked, job->arena, job->k, err);
   mark_linked(job, failed, linked);
   for (int p = 0; p < job->n && said < ICS_FAULTS_SHOWN; p++) {
      const ics_pair *pair = &job->pairs[p];
      if (linked[job->of[pair->i]] && linked[job->of[pair->j]])
         ics_buffer_printf(&words, "%s%s with %s %g", said++ ? "; " : "", called(job, pair->i, a),
                           called(job, pair->j, b), pair->rho);
   }
   ICS_TRY(ics_buffer_end(&words, &text, err));
   while (percent > 0 && factorise(job, percent / 100.0) != 0) percent--;
   return ics_fail(err, ICS_EINPUT,
                   "correlations that cannot all hold at once: %s. Bring one of them nearer to 0, "
                   "or give the pairs that are missing between these; all correlations times %.2f "
                   "can hold",
                   text, percent / 100.0);
}

ics_rc ics_copula_open(int d, const ics_pair *pairs, int n, const char *const *names,
                       ics_arena *arena, const ics_copula **out, ics_err *err)
{
   work job = { .d = d, .n = n, .pairs = pairs, .names = names, .arena = arena };
   ics_copula *c;
   ics_gsl_quiet();
   ICS_ALLOC(c, arena, 1, err);
   ICS_TRY(gather(&job, err));
   int failed = job.k > 0 ? factorise(&job, 1) : 0;
   if (failed < 0) return ics_fail(err, ICS_EBUG, "dpotrf refused its argument %d", -failed);
   if (failed > 0) return cannot_hold(&job, failed - 1, err);
   *c = (ics_copula){ .k = job.k, .at = job.at, .low = job.low };
   *out = c;
   return ICS_OK;
}

void ics_copula_apply(const ics_copula *c, double *u)
{
   for (int i = 1; i < c->k; i++) u[c->at[i]] = gsl_cdf_ugaussian_Pinv(u[c->at[i]]);
   double first = c->k > 0 ? gsl_cdf_ugaussian_Pinv(u[c->at[0]]) : 0;
   for (int i = c->k - 1; i > 0; i--) { /* from the last: each needs those before it untouched */
      double z = c->low[i * c->k] * first;
      for (int j = 1; j <= i; j++) z += c->low[i * c->k + j] * u[c->at[j]];
      u[c->at[i]] = fmin(fmax(gsl_cdf_ugaussian_P(z), DBL_MIN), 1 - DBL_EPSILON / 2);
   }
}
