/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "simplex/lu_store.h"

/* {relative} The new pivot by the row transformation and by the entry of the column may differ by
 * as much. */
static const double AGREE = 1e-6;
static const double LEAST_PIVOT = 1e-11; /* {absolute, in the scaled space} */

enum { FILL_FACTOR = 8 }; /* factors that fill up to as many times their first size are made anew */

/* The row transformation: v[new] = v[leaving] + sum of e v. */
static ics_rc add_row(ics_lu *lu, int leaving, int slot, ics_err *err)
{
   const ics_packed *eta = &lu->eta;
   lu_lists *rows = &lu->lower_row;
   double was = lu->pivot[leaving];
   ICS_TRY(lu_reserve(rows, eta->n + 1, lu->arena, err));
   rows->of[slot] = (lu_list){ rows->used, 0, eta->n + 1 };
   rows->used += eta->n + 1;
   ICS_TRY(lu_append(rows, slot, leaving, -1.0, lu->arena, err));
   ICS_TRY(lu_append(&lu->lower_col, leaving, slot, -1.0, lu->arena, err));
   for (int k = 0; k < eta->n; k++) {
      double e = -was * eta->v[k];
      ICS_TRY(lu_append(rows, slot, eta->at[k], e, lu->arena, err));
      ICS_TRY(lu_append(&lu->lower_col, eta->at[k], slot, e, lu->arena, err));
   }
   return ICS_OK;
}

/* The leaving slot's column and row of U go. */
static void strike(ics_lu *lu, int slot)
{
   lu_list *col = &lu->upper_col.of[slot], *row = &lu->upper_row.of[slot];
   for (int k = 0; k < col->len; k++)
      (void)lu_remove(&lu->upper_row, lu->upper_col.at[col->start + k], slot);
   for (int k = 0; k < row->len; k++)
      (void)lu_remove(&lu->upper_col, lu->upper_row.at[row->start + k], slot);
   col->len = row->len = 0;
   lu->pivot[slot] = 0.0;
}

static ics_rc add_column(ics_lu *lu, int leaving, int slot, ics_err *err)
{
   const ics_packed *spike = &lu->spike;
   lu_lists *cols = &lu->upper_col;
   ICS_TRY(lu_reserve(cols, spike->n, lu->arena, err));
   cols->of[slot] = (lu_list){ cols->used, 0, spike->n };
   cols->used += spike->n;
   lu->upper_row.of[slot] = (lu_list){ lu->upper_row.used, 0, 0 };
   for (int k = 0; k < spike->n; k++) {
      int at = spike->at[k];
      if (at == leaving) continue;
      ICS_TRY(lu_append(cols, slot, at, spike->v[k], lu->arena, err));
      ICS_TRY(lu_append(&lu->upper_row, at, slot, spike->v[k], lu->arena, err));
   }
   return ICS_OK;
}

/* What becomes of the leaving row in the new column: spike[leaving] + sum of e spike. */
static double new_pivot(ics_lu *lu, int leaving)
{
   const ics_packed *spike = &lu->spike, *eta = &lu->eta;
   double *v = lu->v, sum = 0.0;
   for (int k = 0; k < spike->n; k++) v[spike->at[k]] = spike->v[k];
   for (int k = 0; k < eta->n; k++) sum += eta->v[k] * v[eta->at[k]];
   sum = v[leaving] + lu->pivot[leaving] * sum;
   for (int k = 0; k < spike->n; k++) v[spike->at[k]] = 0.0;
   return sum;
}

ics_rc ics_lu_update(ics_lu *lu, int p, double alpha, bool *kept, ics_err *err)
{
   int leaving = lu->leaving, slot = lu->slots;
   double now = new_pivot(lu, leaving), want = alpha * lu->pivot[leaving];
   *kept = fabs(now - want) <= AGREE * fabs(want) && fabs(now) > LEAST_PIVOT;
   if (!*kept) return ICS_OK;
   ICS_TRY(add_row(lu, leaving, slot, err));
   strike(lu, leaving);
   ICS_TRY(add_column(lu, leaving, slot, err));
   lu->pivot[slot] = now;
   lu->inverse[slot] = 1.0 / now;
   lu->place[slot] = p;
   lu->slot[p] = slot;
   lu->slots++;
   return ICS_OK;
}

int ics_lu_updates(const ics_lu *lu)
{
   return lu->slots - lu->m;
}

bool ics_lu_full(const ics_lu *lu)
{
   return lu->slots - lu->m >= LU_UPDATES ||
          lu->lower_row.used + lu->upper_col.used > FILL_FACTOR * (lu->fill + lu->m);
}
