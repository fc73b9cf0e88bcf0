/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/held.h"

#include <string.h>

#include "lp/sum.h"

ics_rc ics_held_open(ics_held *held, const ics_lp *lp, ics_arena *arena, ics_err *err)
{
   size_t m = (size_t)lp->m, n = (size_t)lp->n;
   *held = (ics_held){ .lp = lp };
   ICS_ALLOC(held->basis.row, arena, m, err);
   ICS_ALLOC(held->basis.col, arena, n, err);
   ICS_ALLOC(held->value, arena, m + n, err);
   ICS_ALLOC(held->value_low, arena, m + n, err);
   ICS_ALLOC(held->size, arena, m + n, err);
   ICS_ALLOC(held->y, arena, m, err);
   ICS_ALLOC(held->y_low, arena, m, err);
   ICS_ALLOC(held->price, arena, m + n, err);
   ICS_ALLOC(held->price_size, arena, m + n, err);
   ICS_ALLOC(held->head, arena, m, err);
   ICS_ALLOC(held->position, arena, m + n, err);
   ICS_ALLOC(held->rhs, arena, m, err);
   ICS_ALLOC(held->tail, arena, m, err);
   ICS_ALLOC(held->trial, arena, m, err);
   ICS_ALLOC(held->again, arena, m, err);
   if (lp->nz > 0) ICS_TRY(ics_backend_open(lp, arena, &held->backend, err));
   return ICS_OK;
}

void ics_held_close(ics_held *held)
{
   if (held->backend) ics_backend_close(&held->backend);
}

/* The factors, and where every variable stands in them. Also after a fault elsewhere has lost them.
 */
static bool factorise(ics_held *held)
{
   const ics_lp *lp = held->lp;
   for (int v = 0; v < lp->m + lp->n; v++) held->position[v] = -1;
   if (!held->backend) {
      for (int p = 0; p < lp->m; p++) held->head[p] = p;
   } else if (!ics_backend_take(held->backend, &held->basis, true) ||
              !ics_backend_factors(held->backend, held->head)) {
      return false;
   }
   for (int p = 0; p < lp->m; p++) held->position[held->head[p]] = p;
   return true;
}

/* v := inverse(B) v or inverse(B') v. A fault leaves v as it was; its cause may lie in another
 * handle, so the basis is taken once more. */
static ics_rc solve(ics_held *held, double *v, bool transposed, ics_err *err)
{
   if (!held->backend) return ICS_OK;
   for (int pass = 0; pass < 2; pass++) {
      bool done =
          transposed ? ics_backend_btran(held->backend, v) : ics_backend_ftran(held->backend, v);
      if (done) return ICS_OK;
      if (!factorise(held)) break;
   }
   return ics_fail(err, ICS_ENUMERIC,
                   "the linear solver %s failed inside while asked about a basis: %s. Try again "
                   "with more memory, or report it with the instance",
                   ics_lp_backend(), ics_backend_words());
}

static double column_size(const ics_held *held, int j)
{
   const ics_lp *lp = held->lp;
   double least = HUGE_VAL;
   for (int k = lp->start[j]; k < lp->start[j + 1]; k++)
      least = fmin(least, held->size[lp->row[k]] / fabs(lp->val[k]));
   return least < HUGE_VAL ? least : fabs(held->value[lp->m + j]);
}

/* {any unit} What refinement leaves of a value that is 0, many orders below a rounding of the data.
 * A row that holds nothing else would be measured by it, and a limit of 0 would seem to be missed.
 */
static const double NOTHING = 1e-30;

/* Activities of the columns' values, and all sizes. */
static void take_values(ics_held *held, double *x, double *x_low)
{
   const ics_lp *lp = held->lp;
   for (int j = 0; j < lp->n; j++)
      if (fabs(x[j]) < NOTHING && lp->lo[j] <= 0 && lp->hi[j] >= 0) x[j] = x_low[j] = 0;
   size_t rows = (size_t)lp->m * sizeof *held->value, cols = (size_t)lp->n * sizeof *held->value;
   memset(held->value, 0, rows);
   memset(held->value_low, 0, rows);
   memset(held->size, 0, rows);
   memcpy(held->value + lp->m, x, cols);
   memcpy(held->value_low + lp->m, x_low, cols);
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         int i = lp->row[k];
         ics_sum s = { held->value[i], held->value_low[i], 0 };
         ics_sum_add(&s, lp->val[k], x[j]);
         ics_sum_add(&s, lp->val[k], x_low[j]);
         held->value[i] = s.head;
         held->value_low[i] = s.tail;
         held->size[i] = fmax(held->size[i], fabs(lp->val[k] * x[j]));
      }
   for (int j = 0; j < lp->n; j++) held->size[lp->m + j] = column_size(held, j);
}

void ics_held_prices(const ics_lp *lp, const double *c, const double *y, const double *y_low,
                     double *price, double *size)
{
   for (int i = 0; i < lp->m; i++) {
      price[i] = y[i] + y_low[i];
      size[i] = fabs(y[i]);
   }
   for (int j = 0; j < lp->n; j++) {
      ics_sum d = { 0 };
      double largest = fabs(c[j]);
      ics_sum_add(&d, c[j], 1);
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         ics_sum_add(&d, -lp->val[k], y[lp->row[k]]);
         ics_sum_add(&d, -lp->val[k], y_low[lp->row[k]]);
         largest = fmax(largest, fabs(lp->val[k] * y[lp->row[k]]));
      }
      price[lp->m + j] = ics_sum_value(&d);
      size[lp->m + j] = largest;
   }
}

static void take_prices(ics_held *held)
{
   ics_held_prices(held->lp, held->lp->c, held->y, held->y_low, held->price, held->price_size);
}

/* {relative} A point or a price further from the basis is not the basis' own. How good those are is
 * for the certificate to say. */
static const double ANOTHER = 1e-6;

/* Does the point stand where the basis says, with the basis' own prices? */
static bool consistent(const ics_held *held)
{
   double largest = 0;
   for (int v = 0; v < held->lp->m + held->lp->n; v++) largest = fmax(largest, held->price_size[v]);
   for (int v = 0; v < held->lp->m + held->lp->n; v++) {
      char status = ics_held_status(held, v);
      double off = held->price[v], scale = fmax(held->price_size[v], ICS_HELD_DUST * largest);
      if (status != 'B' && status != 'F') {
         double end = status == 'U' ? ics_held_upper(held, v) : ics_held_lower(held, v);
         off = held->value[v] - end;
         scale = ics_held_scale(held, v, end);
      } else if (v < held->lp->m) {
         scale = ICS_HELD_DUST * largest;
      }
      if (!(fabs(off) <= ANOTHER * scale)) return false;
   }
   return true;
}

static ics_rc refined(ics_held *held, double *x, double *x_low, ics_arena *scratch, ics_err *err)
{
   double *work = NULL;
   int *head = NULL;
   ICS_ALLOC(work, scratch, ICS_REFINE_WORK(held->lp), err);
   ICS_ALLOC(head, scratch, ICS_REFINE_HEAD(held->lp), err);
   ics_refine(held->backend, held->lp, &held->basis, x, x_low, held->y, held->y_low, work, head);
   take_values(held, x, x_low);
   take_prices(held);
   return ICS_OK;
}

static ics_rc take_point(ics_held *held, const ics_solution *at, double gap, ics_arena *scratch,
                         ics_err *err)
{
   const ics_lp *lp = held->lp;
   double *x = NULL, *x_low = NULL, *work = NULL;
   ics_certificate cert = { 0 };
   ICS_ALLOC(x, scratch, lp->n, err);
   ICS_ALLOC(x_low, scratch, lp->n, err);
   ICS_ALLOC(work, scratch, ICS_CERTIFY_WORK * ((size_t)lp->m + (size_t)lp->n), err);
   memcpy(x, at->x, (size_t)lp->n * sizeof *x);
   memcpy(x_low, at->x_low, (size_t)lp->n * sizeof *x);
   memcpy(held->y, at->y, (size_t)lp->m * sizeof *held->y);
   memcpy(held->y_low, at->y_low, (size_t)lp->m * sizeof *held->y);
   take_values(held, x, x_low);
   take_prices(held);
   if (held->backend && !consistent(held)) ICS_TRY(refined(held, x, x_low, scratch, err));
   ICS_TRY(ics_certify_optimal(lp, x, x_low, held->y, held->y_low, gap, work, &cert, err));
   if (cert.certified && consistent(held)) return ICS_OK;
   return ics_fail(err, ICS_ENUMERIC,
                   "the basis of a solution does not prove its optimum: got gap %g, violation %g, "
                   "want at most %g. Solve again from a fresh start",
                   cert.relative_gap, cert.primal_violation, gap);
}

ics_rc ics_held_take(ics_held *held, const ics_solution *at, double gap, ics_err *err)
{
   held->basis.shape = at->basis.shape;
   memcpy(held->basis.row, at->basis.row, (size_t)held->lp->m);
   memcpy(held->basis.col, at->basis.col, (size_t)held->lp->n);
   if (!factorise(held))
      return ics_fail(err, ICS_ENUMERIC,
                      "the basis of a solution cannot be factorised by %s: %s. Solve again from a "
                      "fresh start",
                      ics_lp_backend(), ics_backend_words());
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = take_point(held, at, gap, scratch, err);
   ics_arena_free(&scratch);
   return rc;
}

/* rho += factor times the column of (I, -A) that belongs to @p var, in two parts */
static void add_column(const ics_lp *lp, int var, double factor, double *rho, double *tail)
{
   int unit = var < lp->m, j = var - lp->m;
   int from = unit ? 0 : lp->start[j], to = unit ? 1 : lp->start[j + 1];
   for (int k = from; k < to; k++) {
      int i = unit ? var : lp->row[k];
      ics_sum s = { rho[i], tail[i], 0 };
      ics_sum_add(&s, unit ? 1 : -lp->val[k], factor);
      rho[i] = s.head;
      tail[i] = s.tail;
   }
}

/* rho := B w + N_var; the largest is returned. */
static double move_residual(ics_held *held, int var, const double *w, double *rho)
{
   const ics_lp *lp = held->lp;
   double worst = 0;
   memset(rho, 0, (size_t)lp->m * sizeof *rho);
   memset(held->tail, 0, (size_t)lp->m * sizeof *held->tail);
   add_column(lp, var, 1, rho, held->tail);
   for (int p = 0; p < lp->m; p++)
      if (w[p] != 0) add_column(lp, held->head[p], w[p], rho, held->tail);
   for (int i = 0; i < lp->m; i++) {
      rho[i] += held->tail[i];
      worst = fmax(worst, fabs(rho[i]));
   }
   return worst;
}

/* h := B'z - e_p; the largest is returned. */
static double row_residual(ics_held *held, int p, const double *z, double *h)
{
   const ics_lp *lp = held->lp;
   double worst = 0;
   for (int q = 0; q < lp->m; q++) {
      int j = held->head[q] - lp->m;
      ics_sum s = { q == p ? -1 : 0, 0, 0 };
      if (j < 0)
         ics_sum_add(&s, 1, z[held->head[q]]);
      else
         for (int k = lp->start[j]; k < lp->start[j + 1]; k++)
            if (z[lp->row[k]] != 0) ics_sum_add(&s, -lp->val[k], z[lp->row[k]]);
      h[q] = ics_sum_value(&s);
      worst = fmax(worst, fabs(h[q]));
   }
   return worst;
}

static double residual_of(ics_held *held, int which, bool row, const double *v, double *out)
{
   return row ? row_residual(held, which, v, out) : move_residual(held, which, v, out);
}

/* One step of refinement of v, kept where it lowers the residual. */
static ics_rc sharpen(ics_held *held, int which, bool row, double *v, ics_err *err)
{
   int m = held->lp->m;
   double before = residual_of(held, which, row, v, held->rhs);
   if (before == 0) return ICS_OK;
   ICS_TRY(solve(held, held->rhs, row, err));
   for (int i = 0; i < m; i++) held->trial[i] = v[i] - held->rhs[i];
   if (residual_of(held, which, row, held->trial, held->again) < before)
      memcpy(v, held->trial, (size_t)m * sizeof *v);
   return ICS_OK;
}

ics_rc ics_held_move(ics_held *held, int var, double *w, ics_err *err)
{
   const ics_lp *lp = held->lp;
   memset(w, 0, (size_t)lp->m * sizeof *w);
   if (var < lp->m)
      w[var] = -1;
   else
      for (int k = lp->start[var - lp->m]; k < lp->start[var - lp->m + 1]; k++)
         w[lp->row[k]] = lp->val[k];
   ICS_TRY(solve(held, w, false, err));
   return sharpen(held, var, false, w, err);
}

ics_rc ics_held_row(ics_held *held, int p, double *z, ics_err *err)
{
   memset(z, 0, (size_t)held->lp->m * sizeof *z);
   z[p] = 1;
   ICS_TRY(solve(held, z, true, err));
   return sharpen(held, p, true, z, err);
}

double ics_held_room(const ics_held *held, int var, bool up)
{
   double end = up ? ics_held_upper(held, var) : ics_held_lower(held, var);
   if (isinf(end)) return HUGE_VAL;
   double room = up ? (end - held->value[var]) - held->value_low[var]
                    : (held->value[var] - end) + held->value_low[var];
   return room > ICS_HELD_ROUNDING * ics_held_scale(held, var, end) ? room : 0;
}
