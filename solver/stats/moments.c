/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/moments.h"

#include <math.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

/* sum + rest += x, keeping in rest what the addition rounds off */
static void add(double *sum, double *rest, double x)
{
   double s = *sum + x, z = s - *sum;
   *rest += (*sum - (s - z)) + (x - z);
   *sum = s;
}

void ics_moments_add(ics_moments *m, double x)
{
   if (!isfinite(x)) {
      m->missing++;
      return;
   }
   if (m->n == 0 || x < m->least) m->least = x;
   if (m->n == 0 || x > m->most) m->most = x;
   m->n++;
   double before = (x - m->mean) - m->mean_rest;
   add(&m->mean, &m->mean_rest, before / (double)m->n);
   double after = (x - m->mean) - m->mean_rest;
   add(&m->m2, &m->m2_rest, before * after);
}

void ics_moments_join(ics_moments *m, const ics_moments *later)
{
   long missing = m->missing + later->missing;
   if (m->n == 0)
      *m = *later;
   else if (later->n > 0) {
      double na = (double)m->n, nb = (double)later->n;
      double d = (later->mean - m->mean) + (later->mean_rest - m->mean_rest);
      add(&m->mean, &m->mean_rest, d * nb / (na + nb));
      add(&m->m2, &m->m2_rest, later->m2);
      add(&m->m2, &m->m2_rest, later->m2_rest);
      add(&m->m2, &m->m2_rest, d * d * na * nb / (na + nb));
      if (later->least < m->least) m->least = later->least;
      if (later->most > m->most) m->most = later->most;
      m->n += later->n;
   }
   m->missing = missing;
}

double ics_moments_mean(const ics_moments *m)
{
   return m->n > 0 ? m->mean + m->mean_rest : (double)NAN;
}

double ics_moments_variance(const ics_moments *m)
{
   if (m->n < 2) return NAN;
   return m->least == m->most ? 0 : fmax(m->m2 + m->m2_rest, 0) / (double)(m->n - 1);
}

double ics_moments_sd(const ics_moments *m)
{
   return sqrt(ics_moments_variance(m));
}

double ics_moments_error(const ics_moments *m)
{
   return m->n < 2 ? (double)NAN : ics_moments_sd(m) / sqrt((double)m->n);
}

int ics_quantiles(const double *x, int n, const double *p, int np, double *q, double *work)
{
   int kept = 0;
   for (int i = 0; i < n; i++)
      if (isfinite(x[i])) work[kept++] = x[i];
   gsl_sort(work, 1, (size_t)kept);
   for (int i = 0; i < np; i++)
      q[i] = kept ? gsl_stats_quantile_from_sorted_data(work, 1, (size_t)kept, p[i]) : (double)NAN;
   return kept;
}
