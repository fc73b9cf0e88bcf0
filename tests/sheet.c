/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet.h"

#include <stdlib.h>
#include <unistd.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "check.h"

static ics_err err; /* large, so not on the stack */

sheet sheet_new(int ncolumns, const char *const *names, int n)
{
   sheet s = { .ncolumns = ncolumns, .n = n };
   for (int c = 0; c < ncolumns; c++) s.names[c] = names[c];
   s.value = calloc((size_t)n * (size_t)ncolumns, sizeof *s.value);
   CHECK(s.value != NULL);
   return s;
}

double *sheet_row(const sheet *s, int i)
{
   return s->value + (size_t)i * (size_t)s->ncolumns;
}

void write_sheet(const sheet *s, FILE *file)
{
   for (int c = 0; c < s->ncolumns; c++) fprintf(file, "%s%s", c ? "," : "", s->names[c]);
   for (int i = 0; i < s->n; i++)
      for (int c = 0; c < s->ncolumns; c++)
         fprintf(file, "%s%.17g", c ? "," : "\n", sheet_row(s, i)[c]);
   fputc('\n', file);
}

asking ask_of(const sheet *s, const char *wtp, const char *const *groups, int ngroups)
{
   asking a = { .arena = ics_arena_new() };
   char path[] = "/tmp/icsopt-draws.XXXXXX";
   ics_wtp grid;
   int fd = mkstemp(path);
   FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
   ics_err_clear(&err);
   CHECK(file != NULL);
   if (!file) return a;
   write_sheet(s, file);
   fclose(file);
   ics_voi_result *r = &a.r;
   r->seed = 1;
   r->decisions = (double)NAN;
   ics_rc rc = ics_draws_read(path, a.arena, &r->draws, &err);
   unlink(path);
   if (rc == ICS_OK && wtp) rc = ics_wtp_read(wtp, &grid, &err);
   if (rc == ICS_OK)
      rc = ics_voi_curves(r->draws, wtp ? &grid : NULL, a.arena, &r->points, &r->npoints, &err);
   if (rc == ICS_OK && wtp) rc = ics_voi_efficiency(r->draws, a.arena, &r->frontier, &err);
   if (rc == ICS_OK)
      rc = ics_param_groups_read(groups, ngroups, r->draws, a.arena, &r->groups, &r->ngroups, &err);
   ics_evppi_request q = { .groups = r->groups,
                           .ngroups = r->ngroups,
                           .points = r->points,
                           .npoints = r->npoints,
                           .seed = r->seed,
                           .jobs = 1 };
   if (rc == ICS_OK) rc = ics_evppi_estimate(r->draws, &q, a.arena, &r->evppi, &err);
   if (rc == ICS_OK) rc = ics_voi_notes(r, a.arena, &err);
   CHECK_(rc == ICS_OK, "%s: %s", ics_rc_text(rc), err.text);
   a.ok = rc == ICS_OK;
   return a;
}

void done_with(asking *a, sheet *s)
{
   ics_arena_free(&a->arena);
   free(s->value);
   s->value = NULL;
}

const ics_voi_strategy *strategy_of(const asking *a, int point, const char *name)
{
   for (int s = 0; s < a->r.draws->nstrategies; s++)
      if (strcmp(a->r.draws->strategies[s], name) == 0) return &a->r.points[point].strategy[s];
   CHECK_(false, "no strategy %s", name);
   return &a->r.points[point].strategy[0];
}

const ics_evppi *group_of(const asking *a, int point, const char *name)
{
   for (int g = 0; g < a->r.ngroups; g++)
      if (strcmp(a->r.groups[g].name, name) == 0) return &a->r.evppi[g * a->r.npoints + point];
   CHECK_(false, "no group %s", name);
   return &a->r.evppi[0];
}

double normal_loss(double mean, double sd)
{
   double x = fabs(mean) / sd;
   return sd * (gsl_ran_ugaussian_pdf(x) - x * gsl_cdf_ugaussian_Q(x));
}

sheet crooked_sheet(int n, unsigned long seed)
{
   static const char *const names[] = { "cost_x",  "effect_x", "cost_y",  "effect_y",
                                        "cost_z",  "effect_z", "param_a", "param_b",
                                        "param_c", "param_d",  "param_e", "param_f" };
   sheet s = sheet_new(12, names, n);
   gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
   gsl_rng_set(rng, seed);
   for (int i = 0; i < n; i++) {
      double *at = sheet_row(&s, i), *p = at + 6;
      for (int v = 0; v < 6; v++) p[v] = gsl_ran_ugaussian(rng);
      p[5] = floor(gsl_ran_exponential(rng, 2.0)); /* few values, many of them equal */
      at[0] = 100 + 10 * p[0];
      at[1] = 1 + 0.1 * p[1];
      at[2] = 300 + 40 * fabs(p[2]) + gsl_ran_gaussian(rng, 20);
      at[3] = 1.5 + 0.2 * p[1] * p[3] + 0.1 * (p[0] > 0);
      at[4] = 400 + 15 * p[5];
      at[5] = 1.7 + 0.1 * exp(0.5 * p[4]) + gsl_ran_gaussian(rng, 0.1);
   }
   gsl_rng_free(rng);
   return s;
}
