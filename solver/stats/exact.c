/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/exact.h"

#include <math.h>

void ics_exact_add(ics_exact *sum, double term)
{
   int kept = 0;
   for (int p = 0; p < sum->n; p++) {
      double a = term, b = sum->part[p];
      double s = a + b, v = s - a;
      double rest = (a - (s - v)) + (b - v);
      if (rest != 0.0) sum->part[kept++] = rest;
      term = s;
   }
   if (term != 0.0) sum->part[kept++] = term;
   sum->n = kept;
}

double ics_exact_value(const ics_exact *sum)
{
   int p = sum->n;
   if (p == 0) return 0.0;
   double head = sum->part[--p], rest = 0.0;
   while (p > 0 && rest == 0.0) {
      double a = head, b = sum->part[--p];
      head = a + b;
      rest = b - (head - a);
   }
   /* Where the rest is exactly half a unit, what lies below it decides which way to round. */
   if (p > 0 && ((rest < 0.0) == (sum->part[p - 1] < 0.0))) {
      double twice = 2.0 * rest, up = head + twice;
      if (twice == up - head) head = up;
   }
   return head;
}

double ics_exact_mean(const double *x, int n, double *se)
{
   ics_exact sum = { .n = 0 }, squares = { .n = 0 };
   for (int i = 0; i < n; i++) ics_exact_add(&sum, x[i]);
   double mean = ics_exact_value(&sum) / n;
   if (!se) return mean;
   for (int i = 0; i < n; i++) ics_exact_add(&squares, (x[i] - mean) * (x[i] - mean));
   *se = n > 1 ? sqrt(ics_exact_value(&squares) / (n - 1.0) / n) : (double)NAN;
   return mean;
}
