/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slacks cost 1 each, so that the duals of the elastic LP lie in [-1, 1], and they are bounded
 * by the most that the box can make a row miss: then bound(y) for c = 0 is at least the elastic
 * optimum, and a positive optimum gives a ray. Rows that the box cannot break get no slack. */
#include "lp/ladder.h"

#include <math.h>
#include <string.h>

static const double MOST_SLACK = 1e12;    /* the largest bound that a back end is given */
static const double RAY_TOLERANCE = 1e-9; /* of the elastic run: a ray needs true zeros */

/* The elastic LP, and where its parts came from. */
typedef struct elastic {
   ics_lp lp;
   int *start, *row;
   double *val, *lo, *hi, *c;
   double *least, *most; /* [m] activity range of a row over the box */
} elastic;

static void activity_ranges(const ics_lp *lp, double *least, double *most)
{
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         double a = lp->val[k] * lp->lo[j], b = lp->val[k] * lp->hi[j];
         least[lp->row[k]] += fmin(a, b);
         most[lp->row[k]] += fmax(a, b);
      }
}

/* Try each row that looks broken by the box alone. */
static ics_rc try_single_rows(const ics_lp *lp, const elastic *e, double limit, double *ray,
                              double *work, ics_certificate *out, ics_err *err)
{
   memset(ray, 0, (size_t)lp->m * sizeof *ray);
   for (int i = 0; i < lp->m; i++) {
      double y = e->most[i] < lp->rlo[i] ? 1 : e->least[i] > lp->rhi[i] ? -1 : 0;
      if (y == 0) continue;
      ray[i] = y;
      ICS_TRY(ics_certify_infeasible(lp, ray, limit, work, out, err));
      if (out->certified) return ICS_OK;
      ray[i] = 0;
   }
   return ICS_OK;
}

static void add_slack(elastic *e, int row, double sign, double most)
{
   int j = e->lp.n++, k = e->lp.nz++;
   e->row[k] = row;
   e->val[k] = sign;
   e->hi[j] = fmin(most, MOST_SLACK);
   e->c[j] = 1;
   e->start[j + 1] = e->lp.nz;
}

static ics_rc make_elastic(const ics_lp *lp, ics_arena *arena, elastic *e, ics_err *err)
{
   size_t n = (size_t)lp->n + 2 * (size_t)lp->m, nz = (size_t)lp->nz + 2 * (size_t)lp->m;
   e->lp = *lp;
   e->lp.c0 = 0;
   ICS_ALLOC(e->start, arena, n + 1, err);
   ICS_ALLOC(e->row, arena, nz, err);
   ICS_ALLOC(e->val, arena, nz, err);
   ICS_ALLOC(e->lo, arena, n, err);
   ICS_ALLOC(e->hi, arena, n, err);
   ICS_ALLOC(e->c, arena, n, err);
   memcpy(e->start, lp->start, ((size_t)lp->n + 1) * sizeof *e->start);
   memcpy(e->row, lp->row, (size_t)lp->nz * sizeof *e->row);
   memcpy(e->val, lp->val, (size_t)lp->nz * sizeof *e->val);
   memcpy(e->lo, lp->lo, (size_t)lp->n * sizeof *e->lo);
   memcpy(e->hi, lp->hi, (size_t)lp->n * sizeof *e->hi);
   for (int i = 0; i < lp->m; i++) {
      if (e->least[i] < lp->rlo[i]) add_slack(e, i, 1, lp->rlo[i] - e->least[i]);
      if (e->most[i] > lp->rhi[i]) add_slack(e, i, -1, e->most[i] - lp->rhi[i]);
   }
   e->lp.start = e->start;
   e->lp.row = e->row;
   e->lp.val = e->val;
   e->lp.lo = e->lo;
   e->lp.hi = e->hi;
   e->lp.c = e->c;
   return ICS_OK;
}

typedef struct elastic_work {
   double *x, *x_low, *work, *refine, *ray_low;
   int *head;
   ics_basis basis;
} elastic_work;

static ics_rc take_work(const ics_lp *lp, ics_arena *arena, elastic_work *w, ics_err *err)
{
   ICS_ALLOC(w->x, arena, lp->n, err);
   ICS_ALLOC(w->work, arena, ICS_CERTIFY_WORK * ((size_t)lp->m + (size_t)lp->n), err);
   ICS_ALLOC(w->refine, arena, ICS_REFINE_WORK(lp), err);
   ICS_ALLOC(w->x_low, arena, lp->n, err);
   ICS_ALLOC(w->ray_low, arena, lp->m, err);
   ICS_ALLOC(w->ray_low, arena, lp->m, err);
   ICS_ALLOC(w->head, arena, ICS_REFINE_HEAD(lp), err);
   ICS_ALLOC(w->basis.row, arena, lp->m, err);
   ICS_ALLOC(w->basis.col, arena, lp->n, err);
   return ICS_OK;
}

/* Dual first, for speed, then primal from the slack basis; each ray has to certify itself. */
static ics_rc solve_elastic(const ics_lp *lp, const elastic *e, ics_backend *backend,
                            const ics_limits *limits, elastic_work *w, double *ray,
                            ics_certificate *out, int *iterations, ics_err *err)
{
   static const struct {
      ics_start start;
      ics_method method;
   } tries[] = { { ICS_START_CRASH, ICS_METHOD_DUAL }, { ICS_START_SLACK, ICS_METHOD_PRIMAL } };
   for (size_t t = 0; t < sizeof tries / sizeof tries[0] && !out->certified; t++) {
      ics_attempt run = { .start = tries[t].start,
                          .method = tries[t].method,
                          .scaled = true,
                          .tolerance = RAY_TOLERANCE,
                          .iterations = limits->iterations,
                          .seconds = limits->seconds };
      int made = 0;
      ics_end end = ics_backend_run(backend, &e->lp, NULL, &run, &made);
      *iterations += made;
      if (end == ICS_END_FAULT || !ics_backend_point(backend, w->x, ray, &w->basis)) continue;
      ics_refine(backend, &e->lp, &w->basis, w->x, w->x_low, ray, w->ray_low, w->refine, w->head);
      ICS_TRY(ics_certify_infeasible(lp, ray, limits->gap, w->work, out, err));
      if (end == ICS_END_OPTIMAL) break;
   }
   return ICS_OK;
}

static ics_rc prove(const ics_lp *lp, const ics_limits *limits, ics_arena *arena, double *ray,
                    ics_certificate *out, int *iterations, ics_err *err)
{
   elastic e = { .lp = { 0 } };
   elastic_work w = { 0 };
   ics_backend *backend = NULL;
   *out = (ics_certificate){ .method = "none" };
   ICS_ALLOC(e.least, arena, lp->m, err);
   ICS_ALLOC(e.most, arena, lp->m, err);
   activity_ranges(lp, e.least, e.most);
   ICS_ALLOC(w.work, arena, ICS_CERTIFY_WORK * ((size_t)lp->m + (size_t)lp->n), err);
   ICS_TRY(try_single_rows(lp, &e, limits->gap, ray, w.work, out, err));
   if (out->certified || lp->nz == 0) return ICS_OK;
   ICS_TRY(make_elastic(lp, arena, &e, err));
   ICS_TRY(take_work(&e.lp, arena, &w, err));
   ICS_TRY(ics_backend_open(&e.lp, arena, &backend, err));
   ics_rc rc = solve_elastic(lp, &e, backend, limits, &w, ray, out, iterations, err);
   ics_backend_close(&backend);
   return rc;
}

ics_rc ics_prove_infeasible(const ics_lp *lp, const ics_limits *limits, double *ray,
                            ics_certificate *out, int *iterations, ics_err *err)
{
   ics_arena *arena = ics_arena_new();
   if (!arena) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = prove(lp, limits, arena, ray, out, iterations, err);
   ics_arena_free(&arena);
   return rc;
}
