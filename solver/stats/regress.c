/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/regress.h"

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/exact.h"

enum { KNOTS_MOST = 12 };

/* Less left of a draw's own weight than this and the other parts say nothing of it. */
static const double LEFT_LEAST = 1e-10;

static const ics_shape shapes[] = {
   { "a constant", 0, 0 },
   { "straight lines", 2, 0 },
   { "curves with 3 knots", 3, 0 },
   { "curves with 5 knots", 5, 0 },
   { "curves with 8 knots", 8, 0 },
   { "curves with 12 knots", 12, 0 },
   { "straight lines and their products", 2, 1 },
   { "curves with 5 knots and products of lines", 5, 1 },
   { "curves with 5 knots and products of curves", 5, 2 },
   { "curves with 8 knots and products of curves", 8, 4 },
};

const ics_shape *ics_shapes(int *n)
{
   *n = (int)(sizeof shapes / sizeof shapes[0]);
   return shapes;
}

/* ---- columns ------------------------------------------------------------------------------------
 */

int ics_shape_columns(const ics_shape *shape, int ninputs)
{
   if (shape->knots == 0) return 1;
   int products = ninputs * (ninputs - 1) / 2 * shape->products * shape->products;
   return 1 + ninputs * (shape->knots - 1) + products;
}

bool ics_shape_fits(const ics_shape *shape, int ninputs, int n)
{
   int columns = ics_shape_columns(shape, ninputs);
   if (shape->products > 0 && ninputs < 2) return false;
   if (shape->knots > 2 || shape->products > 0)
      if (columns > ICS_BASIS_COLUMNS) return false;
   return columns == 1 || (long long)columns * ICS_BASIS_DRAWS <= n;
}

static int by_size(const void *a, const void *b)
{
   const double *x = a, *y = b;
   return *x < *y ? -1 : *x > *y;
}

/* Distinct knots at evenly spread quantiles, the ends at the least and the most. @return how many
 */
static int place_knots(const double *x, int n, int want, double *sorted, double *knots)
{
   int k = 0;
   memcpy(sorted, x, (size_t)n * sizeof *sorted);
   qsort(sorted, (size_t)n, sizeof *sorted, by_size);
   for (int q = 0; q < want; q++) {
      double at = sorted[(int)((long long)q * (n - 1) / (want - 1))];
      if (k == 0 || at > knots[k - 1]) knots[k++] = at;
   }
   return k;
}

static double cube_above(double x, double knot)
{
   double d = x - knot;
   return d > 0.0 ? d * d * d : 0.0;
}

static double bend(double x, const double *knots, int k, int last)
{
   return (cube_above(x, knots[k]) - cube_above(x, knots[last])) / (knots[last] - knots[k]);
}

/* Mean 0 and length 1; a column that does not vary becomes 0. */
static void standardise(double *x, int n)
{
   double se, mean = ics_exact_mean(x, n, &se);
   double scale = se * sqrt((double)n), size = 0.0;
   for (int i = 0; i < n; i++) size = fmax(size, fabs(x[i]));
   bool varies = scale > 16.0 * DBL_EPSILON * size;
   for (int i = 0; i < n; i++) x[i] = varies ? (x[i] - mean) / scale : 0.0;
}

/* Columns of one input from column @p at on; those that knots which fell together lack stay 0. */
static void spline(const double *input, int n, int want, double *sorted, double *at)
{
   double knots[KNOTS_MOST], *x = at;
   memcpy(x, input, (size_t)n * sizeof *x);
   standardise(x, n);
   int k = place_knots(x, n, want, sorted, knots), last = k - 1;
   for (int c = 0; c + 2 < k; c++) {
      double *column = at + (size_t)(c + 1) * (size_t)n;
      for (int i = 0; i < n; i++)
         column[i] = bend(x[i], knots, c, last) - bend(x[i], knots, last - 1, last);
      standardise(column, n);
   }
}

static void multiply(const double *a, const double *b, int n, double *out)
{
   for (int i = 0; i < n; i++) out[i] = a[i] * b[i];
   standardise(out, n);
}

static void fill(const ics_shape *shape, const double *const *x, int ninputs, int n, double *sorted,
                 double *columns)
{
   size_t rows = (size_t)n, each = (size_t)(shape->knots > 0 ? shape->knots - 1 : 0);
   for (int i = 0; i < n; i++) columns[i] = 1.0;
   if (shape->knots == 0) return;
   double *own = columns + rows, *at = own + (size_t)ninputs * each * rows;
   for (int v = 0; v < ninputs; v++)
      spline(x[v], n, shape->knots, sorted, own + (size_t)v * each * rows);
   for (int v = 0; v < ninputs; v++)
      for (int w = 0; w < v; w++)
         for (int a = 0; a < shape->products; a++)
            for (int b = 0; b < shape->products; b++, at += rows)
               multiply(own + ((size_t)v * each + (size_t)a) * rows,
                        own + ((size_t)w * each + (size_t)b) * rows, n, at);
}

/* ---- orthonormal --------------------------------------------------------------------------------
 */

ics_rc ics_basis_make(const ics_shape *shape, const double *const *x, int ninputs, int n,
                      ics_arena *arena, ics_basis_q *out, ics_err *err)
{
   int columns = ics_shape_columns(shape, ninputs), rank = 0;
   double *sorted = NULL, *tau = NULL;
   lapack_int *pivot = NULL;
   *out = (ics_basis_q){ .n = n };
   ICS_ALLOC(out->q, arena, (size_t)columns * (size_t)n, err);
   ICS_ALLOC(sorted, arena, n, err);
   ICS_ALLOC(tau, arena, columns, err);
   ICS_ALLOC(pivot, arena, columns, err);
   fill(shape, x, ninputs, n, sorted, out->q);
   if (LAPACKE_dgeqp3(LAPACK_COL_MAJOR, n, columns, out->q, n, pivot, tau) != 0)
      return ics_fail(err, ICS_ENUMERIC, "LAPACK dgeqp3 cannot factorise a basis");
   double least = fabs(out->q[0]) * DBL_EPSILON * (n > columns ? n : columns);
   while (rank < columns && fabs(out->q[(size_t)rank * (size_t)(n + 1)]) > least) rank++;
   if (LAPACKE_dorgqr(LAPACK_COL_MAJOR, n, rank, rank, out->q, n, tau) != 0)
      return ics_fail(err, ICS_ENUMERIC, "LAPACK dorgqr cannot form a basis");
   out->p = rank;
   return ICS_OK;
}

/* out [n * m] = Q (Q'y), with small [p * m] */
static void project(const ics_basis_q *b, const double *y, int m, double *small, double *out)
{
   cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, b->p, m, b->n, 1.0, b->q, b->n, y, b->n,
               0.0, small, b->p);
   cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, b->n, m, b->p, 1.0, b->q, b->n, small,
               b->p, 0.0, out, b->n);
}

void ics_basis_fit(const ics_basis_q *b, const double *y, int m, double *fit, double *rest)
{
   size_t all = (size_t)b->n * (size_t)m;
   project(b, y, m, rest, fit); /* rest is room enough: p <= n */
   for (size_t k = 0; k < all; k++) rest[k] = y[k] - fit[k];
}

/* ---- cross-validation ---------------------------------------------------------------------------
 */

/** Draws of one part: Q_f, r_f, the matrix I - Q_f'Q_f and Q_f'r_f. */
typedef struct part {
   double *q;    /* [n * p] room; nf rows, leading dimension n */
   double *rest; /* [n * m] the same */
   double *own;  /* [p * p] */
   double *side; /* [p * m] */
   int *row;     /* [nf] of the draws */
   int nf;
} part;

static void collect(const ics_basis_q *b, const int *fold, int f, const double *rest, int m,
                    part *out)
{
   size_t n = (size_t)b->n;
   out->nf = 0;
   for (int i = 0; i < b->n; i++)
      if (fold[i] == f) out->row[out->nf++] = i;
   for (int c = 0; c < b->p; c++)
      for (int k = 0; k < out->nf; k++)
         out->q[(size_t)c * n + (size_t)k] = b->q[(size_t)c * n + (size_t)out->row[k]];
   for (int c = 0; c < m; c++)
      for (int k = 0; k < out->nf; k++)
         out->rest[(size_t)c * n + (size_t)k] = rest[(size_t)c * n + (size_t)out->row[k]];
}

/* @return false where I - Q_f'Q_f is singular, so that the other parts do not settle the fit */
static bool solve_part(const ics_basis_q *b, int m, part *f)
{
   int n = b->n, p = b->p;
   memset(f->own, 0, (size_t)p * (size_t)p * sizeof *f->own);
   for (int c = 0; c < p; c++) f->own[(size_t)c * (size_t)(p + 1)] = 1.0;
   cblas_dsyrk(CblasColMajor, CblasLower, CblasTrans, p, f->nf, -1.0, f->q, n, 1.0, f->own, p);
   cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, p, m, f->nf, 1.0, f->q, n, f->rest, n, 0.0,
               f->side, p);
   if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', p, f->own, p) != 0) return false;
   for (int c = 0; c < p; c++) {
      double left = f->own[(size_t)c * (size_t)(p + 1)];
      if (left * left < LEFT_LEAST) return false;
   }
   if (LAPACKE_dpotrs(LAPACK_COL_MAJOR, 'L', p, m, f->own, p, f->side, p) != 0) return false;
   cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, f->nf, m, p, 1.0, f->q, n, f->side, p,
               1.0, f->rest, n);
   return true;
}

ics_rc ics_basis_validate(const ics_basis_q *b, const int *fold, const double *rest, int m,
                          ics_arena *scratch, double *off, bool *works, ics_err *err)
{
   size_t n = (size_t)b->n, p = (size_t)b->p;
   part f = { 0 };
   ICS_ALLOC(f.q, scratch, n * p, err);
   ICS_ALLOC(f.rest, scratch, n * (size_t)m, err);
   ICS_ALLOC(f.own, scratch, p * p, err);
   ICS_ALLOC(f.side, scratch, p * (size_t)m, err);
   ICS_ALLOC(f.row, scratch, n, err);
   *works = true;
   for (int k = 0; k < ICS_FOLDS && *works; k++) {
      collect(b, fold, k, rest, m, &f);
      if (f.nf == 0) continue;
      *works = solve_part(b, m, &f);
      for (int c = 0; c < m && *works; c++)
         for (int i = 0; i < f.nf; i++)
            off[(size_t)c * n + (size_t)f.row[i]] = f.rest[(size_t)c * n + (size_t)i];
   }
   return ICS_OK;
}

void ics_basis_resample(const ics_basis_q *b, const double *fit, const double *rest, int m,
                        const double *count, double *again, double *work, double *small)
{
   size_t n = (size_t)b->n;
   for (int c = 0; c < m; c++)
      for (size_t i = 0; i < n; i++) work[(size_t)c * n + i] = count[i] * rest[(size_t)c * n + i];
   project(b, work, m, small, again);
   for (size_t k = 0; k < n * (size_t)m; k++) again[k] += fit[k];
}
