/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tamper.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "lp/certify.h"
#include "lpgen.h"
#include "verify.h"

enum { CANDIDATES = 12, AMOUNTS = 7, DIGITS = 6 };

static const double LIMIT = 1e-9;

/* A copy that may be spoilt: the solution, the LP it is said to solve, the objective it claims. */
typedef struct victim {
   lp_data *d;
   double *x, *y;
   double claimed;
} victim;

typedef enum where { COLUMN, VALUE, ROW, NONZERO, WHOLE } where;

static double size(double v)
{
   return fabs(v) > 1 ? fabs(v) : 1;
}

static double short_digits(double v)
{
   char text[40];
   (void)snprintf(text, sizeof text, "%.*e", DIGITS - 1, v);
   return strtod(text, NULL);
}

static void x_moved(victim *v, int j, double by)
{
   v->x[j] += by * size(v->x[j]);
}
static void x_outside(victim *v, int j, double by)
{
   v->x[j] = v->d->hi[j] + by * size(v->d->hi[j]);
}
static void x_other_bound(victim *v, int j, double by)
{
   (void)by;
   bool low = fabs(v->x[j] - v->d->lo[j]) <= fabs(v->x[j] - v->d->hi[j]);
   v->x[j] = low ? v->d->hi[j] : v->d->lo[j];
}
static void x_negated(victim *v, int j, double by)
{
   (void)by;
   v->x[j] = -v->x[j];
}
static void x_swapped(victim *v, int j, double by)
{
   (void)by;
   int k = (j + 1) % v->d->lp.n;
   double t = v->x[j];
   v->x[j] = v->x[k];
   v->x[k] = t;
}
static void x_not_a_number(victim *v, int j, double by)
{
   (void)by;
   v->x[j] = NAN;
}
static void x_cut(victim *v, int at, double by)
{
   (void)at, (void)by;
   for (int j = 0; j < v->d->lp.n; j++) v->x[j] = short_digits(v->x[j]);
}
static void x_scaled(victim *v, int at, double by)
{
   (void)at;
   for (int j = 0; j < v->d->lp.n; j++) v->x[j] *= 1 + by;
}
static void x_never_written(victim *v, int at, double by)
{
   (void)at, (void)by;
   for (int j = 0; j < v->d->lp.n; j++) v->x[j] = 0;
}

static void y_moved(victim *v, int i, double by)
{
   v->y[i] += by * size(v->y[i]);
}
static void y_negated(victim *v, int i, double by)
{
   (void)by;
   v->y[i] = -v->y[i];
}
static void y_dropped(victim *v, int i, double by)
{
   (void)by;
   v->y[i] = 0;
}
static void y_swapped(victim *v, int i, double by)
{
   (void)by;
   int k = (i + 1) % v->d->lp.m;
   double t = v->y[i];
   v->y[i] = v->y[k];
   v->y[k] = t;
}
static void y_infinite(victim *v, int i, double by)
{
   (void)by;
   v->y[i] = HUGE_VAL;
}
static void y_cut(victim *v, int at, double by)
{
   (void)at, (void)by;
   for (int i = 0; i < v->d->lp.m; i++) v->y[i] = short_digits(v->y[i]);
}
static void y_scaled(victim *v, int at, double by)
{
   (void)at;
   for (int i = 0; i < v->d->lp.m; i++) v->y[i] *= 1 + by;
}
static void y_never_written(victim *v, int at, double by)
{
   (void)at, (void)by;
   for (int i = 0; i < v->d->lp.m; i++) v->y[i] = 0;
}
static void y_of_a_maximum(victim *v, int at, double by)
{
   (void)at, (void)by;
   for (int i = 0; i < v->d->lp.m; i++) v->y[i] = -v->y[i];
}

static void cost_moved(victim *v, int j, double by)
{
   bool low = fabs(v->x[j] - v->d->lo[j]) <= fabs(v->x[j] - v->d->hi[j]);
   v->d->c[j] += (low ? -by : by) * size(v->d->c[j]);
}
static void coefficient_moved(victim *v, int k, double by)
{
   v->d->val[k] *= 1 + by;
}
static void column_bound_moved(victim *v, int j, double by)
{
   double *lo = &v->d->lo[j], *hi = &v->d->hi[j];
   double step = by * (*hi - *lo > 1 ? *hi - *lo : 1);
   if (fabs(v->x[j] - *lo) <= fabs(v->x[j] - *hi))
      *lo -= step;
   else
      *hi += step;
}
static void row_bound_moved(victim *v, int i, double by)
{
   if (v->y[i] >= 0) v->d->rlo[i] -= by * size(v->d->rlo[i]);
   if (v->y[i] <= 0) v->d->rhi[i] += by * size(v->d->rhi[i]);
}
static void costs_of_another_stage(victim *v, int at, double by)
{
   (void)at, (void)by;
   for (int j = 0; j < v->d->lp.n; j++) v->d->c[j] = -v->d->c[j];
}
static void constant_moved(victim *v, int at, double by)
{
   (void)at;
   v->d->lp.c0 += by * size(v->claimed);
}

static const struct tamper {
   const char *name;
   where where;
   void (*apply)(victim *v, int at, double by);
} tampers[] = {
   { "one x moved", COLUMN, x_moved },
   { "one x outside its bounds", COLUMN, x_outside },
   { "one x at its other bound (a wrong basis)", COLUMN, x_other_bound },
   { "one x negated", VALUE, x_negated },
   { "two x swapped", COLUMN, x_swapped },
   { "one x not a number", COLUMN, x_not_a_number },
   { "all x cut to six digits", WHOLE, x_cut },
   { "all x scaled", WHOLE, x_scaled },
   { "x never written", WHOLE, x_never_written },
   { "one y moved", ROW, y_moved },
   { "one y negated", ROW, y_negated },
   { "one y dropped", ROW, y_dropped },
   { "two y swapped", ROW, y_swapped },
   { "one y infinite", ROW, y_infinite },
   { "all y cut to six digits", WHOLE, y_cut },
   { "all y scaled", WHOLE, y_scaled },
   { "y never written", WHOLE, y_never_written },
   { "y with the sign of a maximum", WHOLE, y_of_a_maximum },
   { "one cost changed since", COLUMN, cost_moved },
   { "one coefficient changed since", NONZERO, coefficient_moved },
   { "one column bound widened since", COLUMN, column_bound_moved },
   { "one row bound widened since", ROW, row_bound_moved },
   { "costs of another stage", WHOLE, costs_of_another_stage },
   { "objective constant changed since", WHOLE, constant_moved },
};

enum { KINDS = (int)(sizeof tampers / sizeof tampers[0]) };

int tamper_kinds(void)
{
   return KINDS;
}

/* What component `at` weighs in the objective or the bound: the heaviest are tried first. */
static double weight(const ics_lp *lp, const double *x, const double *y, where kind, int at)
{
   if (kind == COLUMN) {
      double d = lp->c[at];
      for (int k = lp->start[at]; k < lp->start[at + 1]; k++) d -= lp->val[k] * y[lp->row[k]];
      return fabs(lp->c[at] * x[at]) + fabs(d) * (lp->hi[at] - lp->lo[at]) + fabs(x[at]) * LIMIT;
   }
   if (kind == VALUE) return fabs(x[at]);
   if (kind == ROW) {
      double r = y[at] >= 0 ? lp->rlo[at] : lp->rhi[at];
      return fabs(y[at]) * (isfinite(r) ? size(r) : 1);
   }
   return fabs(lp->val[at] * y[lp->row[at]]);
}

/* The heaviest components, heaviest first. */
static int choose(const ics_lp *lp, const double *x, const double *y, where kind, int *chosen)
{
   int n = kind == COLUMN || kind == VALUE ? lp->n
           : kind == ROW                   ? lp->m
           : kind == NONZERO               ? lp->nz
                                           : 1,
       found = 0;
   double kept[CANDIDATES] = { 0 };
   for (int at = 0, j = 0; at < n; at++) {
      double w = kind == WHOLE ? 1 : weight(lp, x, y, kind, at);
      int p = found;
      while (kind == NONZERO && lp->start[j + 1] <= at) j++;
      if (kind == NONZERO) w *= fabs(x[j]);
      while (p > 0 && kept[p - 1] < w) p--;
      if (p == CANDIDATES) continue;
      if (found < CANDIDATES) found++;
      for (int q = found - 1; q > p; q--) {
         kept[q] = kept[q - 1];
         chosen[q] = chosen[q - 1];
      }
      kept[p] = w;
      chosen[p] = at;
   }
   return found;
}

static victim spoil(ics_arena *arena, const ics_lp *lp, const double *x, const double *y,
                    double claimed, const struct tamper *t, int at, double by)
{
   victim v = { lp_copy(arena, lp), NULL, NULL, claimed };
   v.x = ics_alloc(arena, (size_t)lp->n, sizeof *v.x);
   v.y = ics_alloc(arena, (size_t)lp->m, sizeof *v.y);
   if (!v.x || !v.y) abort();
   memcpy(v.x, x, (size_t)lp->n * sizeof *x);
   memcpy(v.y, y, (size_t)lp->m * sizeof *y);
   t->apply(&v, at, by);
   return v;
}

/* The second verifier's defect, or the error of the claimed objective if that is greater. */
static long double defect(const victim *v)
{
   const ics_lp *lp = &v->d->lp;
   long double gap = verify_defect(lp, v->x, v->y), p = (long double)lp->c0;
   for (int j = 0; j < lp->n; j++) p += (long double)lp->c[j] * (long double)v->x[j];
   long double off = fabsl(p - (long double)v->claimed) / (fabsl(p) > 1 ? fabsl(p) : 1);
   return !(gap >= off) ? (isnan(gap) ? gap : off) : gap;
}

/* What the product accepts: certified, and the objective is the one claimed. */
static bool accepted(const victim *v, ics_arena *arena, ics_certificate *cert)
{
   ics_err err = { .rc = ICS_OK };
   const ics_lp *lp = &v->d->lp;
   double *work =
       ics_alloc(arena, ICS_CERTIFY_WORK * ((size_t)lp->m + (size_t)lp->n), sizeof *work);
   if (!work) abort();
   *cert = (ics_certificate){ 0 };
   if (ics_certify_optimal(lp, v->x, NULL, v->y, NULL, LIMIT, work, cert, &err) != ICS_OK)
      return false;
   return cert->certified && fabs(cert->primal - v->claimed) <= LIMIT * size(v->claimed);
}

typedef enum outcome { HARMLESS, REFUSED, ACCEPTED } outcome;

static outcome try_one(const ics_lp *lp, const double *x, const double *y, double claimed,
                       const struct tamper *t, FILE *report)
{
   static const double amounts[AMOUNTS] = { 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-2, 1 };
   int chosen[CANDIDATES] = { 0 }, n = choose(lp, x, y, t->where, chosen);
   for (int a = 0; a < AMOUNTS; a++)
      for (int c = 0; c < n; c++) {
         ics_arena *arena = ics_arena_new();
         if (!arena) abort();
         victim v = spoil(arena, lp, x, y, claimed, t, chosen[c], amounts[a]);
         long double harm = defect(&v);
         bool harmful = !(harm <= TAMPER_DEFECT);
         ics_certificate cert;
         bool yes = harmful && accepted(&v, arena, &cert);
         if (harmful && report)
            fprintf(report, "%-42s defect %8.1Le  gap %8.1e  violation %8.1e  %s\n", t->name, harm,
                    cert.relative_gap, cert.primal_violation, yes ? "ACCEPTED" : "refused");
         ics_arena_free(&arena);
         if (harmful) return yes ? ACCEPTED : REFUSED;
      }
   if (report) fprintf(report, "%-42s does no harm here\n", t->name);
   return HARMLESS;
}

int tamper_all(const ics_lp *lp, const double *x, const double *y, FILE *report, int *applied)
{
   ics_certificate cert;
   ics_arena *arena = ics_arena_new();
   if (!arena) abort();
   victim sound = spoil(arena, lp, x, y, 0, &tampers[0], 0, 0);
   ics_err err = { .rc = ICS_OK };
   double *work =
       ics_alloc(arena, ICS_CERTIFY_WORK * ((size_t)lp->m + (size_t)lp->n), sizeof *work);
   if (!work) abort();
   ics_rc rc = ics_certify_optimal(lp, sound.x, NULL, sound.y, NULL, LIMIT, work, &cert, &err);
   ics_arena_free(&arena);
   if (applied) *applied = 0;
   if (rc != ICS_OK || !cert.certified) return -1;
   int wrong = 0;
   for (int t = 0; t < KINDS; t++) {
      outcome o = try_one(lp, x, y, cert.primal, &tampers[t], report);
      wrong += o == ACCEPTED;
      if (applied) *applied += o != HARMLESS;
   }
   return wrong;
}
