/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/indices.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "stats/moments.h"
#include "stats/philox.h"
#include "stats/sobol.h"

enum { A, B, FIRST_AB }; /* rows of a base row */

/* --- the sample ------------------------------------------------------------------------------- */

static ics_rc copy_groups(ics_saltelli *p, const int *group, ics_arena *arena, ics_err *err)
{
   int *copy, *seen;
   ICS_ALLOC(copy, arena, p->k, err);
   ICS_ALLOC(seen, arena, p->k, err);
   for (int i = 0; i < p->k; i++) {
      copy[i] = group ? group[i] : i;
      if (copy[i] < 0 || copy[i] >= p->k)
         return ics_fail(err, ICS_EBUG, "input %d is in group %d of at most %d", i, copy[i], p->k);
      seen[copy[i]] = 1;
      if (copy[i] >= p->groups) p->groups = copy[i] + 1;
   }
   for (int g = 0; g < p->groups; g++)
      if (!seen[g]) return ics_fail(err, ICS_EBUG, "no input is in group %d of %d", g, p->groups);
   p->group = copy;
   return ICS_OK;
}

ics_rc ics_saltelli_plan(ics_stream_kind kind, uint64_t seed, int k, const int *group, int n,
                         ics_arena *arena, const ics_saltelli **out, ics_err *err)
{
   ics_saltelli *p;
   if (k < 1 || n < 2)
      return ics_fail(err, ICS_EUSAGE,
                      "indices of %d inputs from %d base draws; want at least 1 input and 2 draws",
                      k, n);
   if (kind == ICS_STREAM_SOBOL && k > ICS_SOBOL_DIMENSIONS / 2)
      return ics_fail(
          err, ICS_EUSAGE,
          "indices of %d inputs; with sobol draws there may be %d. Use pseudo, or leave "
          "out inputs that screening shows to matter little",
          k, ICS_SOBOL_DIMENSIONS / 2);
   ICS_ALLOC(p, arena, 1, err);
   *p = (ics_saltelli){ .k = k, .n = n };
   ICS_TRY(copy_groups(p, group, arena, err));
   if (k > INT_MAX / 2 || n > INT_MAX / (p->groups + 2))
      return ics_fail(err, ICS_EUSAGE,
                      "%d base draws of %d groups of inputs are more than %d rows; ask for fewer "
                      "draws",
                      n, p->groups, INT_MAX);
   p->rows = n * (p->groups + 2);
   ICS_TRY(ics_stream_open(kind, seed, 2 * k, arena, &p->stream, err));
   *out = p;
   return ICS_OK;
}

void ics_saltelli_point(const ics_saltelli *p, int row, double *u)
{
   int base = row / (p->groups + 2), which = row % (p->groups + 2);
   ics_stream_draw(p->stream, base, which == B ? p->k : 0, p->k, u);
   for (int i = 0; i < p->k && which >= FIRST_AB; i++)
      if (p->group[i] == which - FIRST_AB) ics_stream_draw(p->stream, base, p->k + i, 1, &u[i]);
}

/* --- the indices ------------------------------------------------------------------------------ */

/* Whole base rows, the mean taken off. */
typedef struct outputs {
   int n, groups;
   double *f; /* [n * (groups + 2)] */
} outputs;

static bool is_whole(const ics_saltelli *p, const double *row)
{
   for (int i = 0; i < p->groups + 2; i++)
      if (!isfinite(row[i])) return false;
   return true;
}

static ics_rc gather(const ics_saltelli *p, const double *y, ics_arena *arena, outputs *o,
                     ics_indices *out, ics_err *err)
{
   int width = p->groups + 2;
   ics_moments m = { 0 };
   *o = (outputs){ .groups = p->groups };
   ICS_ALLOC(o->f, arena, p->rows, err);
   for (int j = 0; j < p->n; j++) {
      const double *row = y + (size_t)j * (size_t)width;
      if (!is_whole(p, row)) continue;
      memcpy(o->f + (size_t)o->n++ * (size_t)width, row, (size_t)width * sizeof *row);
      ics_moments_add(&m, row[A]);
      ics_moments_add(&m, row[B]);
   }
   if (o->n < 2)
      return ics_fail(
          err, ICS_EINPUT,
          "only %d of %d base draws have all their outputs; indices need 2 or more, and "
          "some hundreds to be of use. Ask for more draws",
          o->n, p->n);
   for (size_t i = 0; i < (size_t)o->n * (size_t)width; i++) o->f[i] -= ics_moments_mean(&m);
   out->used = o->n;
   out->dropped = p->n - o->n;
   out->mean = ics_moments_mean(&m);
   out->variance = ics_moments_variance(&m);
   return ICS_OK;
}

/* S and T of each group, side by side in out [2 * groups], with base row j taken times[j] times
 * (NULL: once). */
static void estimate(const outputs *o, const int *times, double *out)
{
   int width = o->groups + 2;
   double mean = 0, variance = 0, n = o->n;
   memset(out, 0, 2 * (size_t)o->groups * sizeof *out);
   for (int j = 0; j < o->n; j++) {
      const double *f = o->f + (size_t)j * (size_t)width;
      mean += (times ? times[j] : 1) * (f[A] + f[B]);
   }
   mean /= 2 * n;
   for (int j = 0; j < o->n; j++) {
      const double *f = o->f + (size_t)j * (size_t)width;
      double w = times ? times[j] : 1, a = f[A] - mean, b = f[B] - mean;
      if (w == 0) continue;
      variance += w * (a * a + b * b);
      for (int i = 0; i < o->groups; i++) {
         double d = f[FIRST_AB + i] - f[A];
         out[2 * i] += w * b * d;
         out[2 * i + 1] += w * d * d;
      }
   }
   variance /= 2 * n - 1;
   for (int i = 0; i < o->groups; i++) {
      out[2 * i] /= n * variance;
      out[2 * i + 1] /= 2 * n * variance;
   }
}

static ics_rc bootstrap(const outputs *o, int resamples, double level, uint64_t seed,
                        ics_arena *arena, ics_variance_index *of, ics_err *err)
{
   int *times, figures = 2 * o->groups;
   double *all, *one, p[2] = { (1 - level) / 2, (1 + level) / 2 }, q[2];
   ICS_ALLOC(times, arena, o->n, err);
   ICS_ALLOC(all, arena, (size_t)figures * (size_t)resamples, err);
   ICS_ALLOC(one, arena, figures, err);
   for (int r = 0; r < resamples; r++) {
      memset(times, 0, (size_t)o->n * sizeof *times);
      for (int j = 0; j < o->n; j++)
         times[ics_random_below(seed, ICS_USE_BOOTSTRAP, (uint32_t)r, (uint32_t)j, o->n)]++;
      estimate(o, times, one);
      for (int i = 0; i < figures; i++) all[(size_t)i * (size_t)resamples + (size_t)r] = one[i];
   }
   for (int i = 0; i < figures; i++) {
      double *sample = all + (size_t)i * (size_t)resamples;
      (void)ics_quantiles(sample, resamples, p, 2, q, sample);
      *(i % 2 ? &of[i / 2].total_low : &of[i / 2].first_low) = q[0];
      *(i % 2 ? &of[i / 2].total_high : &of[i / 2].first_high) = q[1];
   }
   return ICS_OK;
}

ics_rc ics_indices_from(const ics_saltelli *plan, const double *y, int resamples, double level,
                        uint64_t seed, ics_arena *arena, ics_indices *out, ics_err *err)
{
   outputs o;
   double *figures;
   if (resamples < 0 || !(level > 0 && level < 1))
      return ics_fail(
          err, ICS_EUSAGE,
          "intervals of level %g from %d resamples; want a level between 0 and 1, and 0 "
          "resamples or more",
          level, resamples);
   ICS_TRY(gather(plan, y, arena, &o, out, err));
   ICS_ALLOC(out->of, arena, plan->groups, err);
   ICS_ALLOC(figures, arena, 2 * plan->groups, err);
   for (int i = 0; i < plan->groups; i++) {
      ics_variance_index none = { NAN, NAN, NAN, NAN, NAN, NAN };
      out->of[i] = none;
   }
   if (out->variance == 0) return ICS_OK;
   estimate(&o, NULL, figures);
   for (int i = 0; i < plan->groups; i++) {
      out->of[i].first = figures[2 * i];
      out->of[i].total = figures[2 * i + 1];
   }
   return resamples > 0 ? bootstrap(&o, resamples, level, seed, arena, out->of, err) : ICS_OK;
}
