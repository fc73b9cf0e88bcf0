/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/gsl.h"

#include <math.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>

enum { STEPS = 2000 };

void ics_gsl_quiet(void)
{
   (void)gsl_set_error_handler_off();
}

static double close_in(gsl_root_fsolver *solver, double abs, double rel)
{
   for (int i = 0; i < STEPS; i++) {
      if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS) return NAN;
      double lo = gsl_root_fsolver_x_lower(solver), hi = gsl_root_fsolver_x_upper(solver);
      if (gsl_root_test_interval(lo, hi, abs, rel) == GSL_SUCCESS)
         return gsl_root_fsolver_root(solver);
   }
   return NAN;
}

double ics_gsl_root(double (*f)(double x, void *ctx), void *ctx, double lo, double hi, double abs,
                    double rel)
{
   ics_gsl_quiet();
   gsl_function function = { .function = f, .params = ctx };
   gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
   if (!solver) return NAN;
   double x = NAN;
   if (gsl_root_fsolver_set(solver, &function, lo, hi) == GSL_SUCCESS)
      x = close_in(solver, abs, rel);
   gsl_root_fsolver_free(solver);
   return x;
}
