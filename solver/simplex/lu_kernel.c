/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "simplex/lu_store.h"

static const double SHARE = 0.1;         /* {of the largest of its column} a pivot is as large */
static const double LEAST_PIVOT = 1e-10; /* {absolute, in the scaled space} */
static const double CANCELLED = 1e-14;   /* {absolute} what is less after a subtraction is 0 */
enum { TRIED = 4 };                      /* rows and columns looked at for a pivot */

/* Rows or columns by how many active entries they have. */
typedef struct counts {
   int *first;       /* [n + 1] by count; -1: none */
   int *next, *prev; /* [n] prev of the first is -1 - count */
   int *count;       /* [n] */
} counts;

/* What is left: rows and columns with numbers of their own. */
typedef struct kernel {
   ics_lu *lu;
   int n;
   int *row, *col; /* [n] row and old position in the basis */
   lu_lists cols;  /* [n] entries by kernel row */
   lu_lists rows;  /* [n] the same by kernel column; no values */
   counts by_row, by_col;
   double *multiplier; /* [n] of the pivot's column, else 0 */
   ics_arena *scratch;
} kernel;

typedef struct choice {
   int row, col; /* -1: none yet */
   double cost, size;
} choice;

/* ---- counts -------------------------------------------------------------------------------------
 */

static ics_rc open_counts(counts *c, int n, ics_arena *arena, ics_err *err)
{
   ICS_ALLOC(c->first, arena, n + 1, err);
   ICS_ALLOC(c->next, arena, n, err);
   ICS_ALLOC(c->prev, arena, n, err);
   ICS_ALLOC(c->count, arena, n, err);
   for (int k = 0; k <= n; k++) c->first[k] = -1;
   return ICS_OK;
}

static void put(counts *c, int i, int count)
{
   int first = c->first[count];
   c->count[i] = count;
   c->prev[i] = -1 - count;
   c->next[i] = first;
   if (first >= 0) c->prev[first] = i;
   c->first[count] = i;
}

static void take_out(counts *c, int i)
{
   if (c->prev[i] >= 0)
      c->next[c->prev[i]] = c->next[i];
   else
      c->first[-1 - c->prev[i]] = c->next[i];
   if (c->next[i] >= 0) c->prev[c->next[i]] = c->prev[i];
}

/* ---- what is left -------------------------------------------------------------------------------
 */

static ics_rc number_what_is_left(kernel *k, int *row_of, ics_err *err)
{
   const ics_lu *lu = k->lu;
   int rows = 0, cols = 0;
   ICS_ALLOC(k->row, k->scratch, k->n, err);
   ICS_ALLOC(k->col, k->scratch, k->n, err);
   for (int i = 0; i < lu->m; i++) {
      if (lu->row_slot[i] < 0) {
         row_of[i] = rows;
         k->row[rows++] = i;
      }
      if (lu->col_slot[i] < 0) k->col[cols++] = i;
   }
   return ICS_OK;
}

static ics_rc take_entries(kernel *k, const ics_columns *a, const int *head, const int *row_of,
                           ics_err *err)
{
   const ics_lu *lu = k->lu;
   for (int x = 0; x < k->n; x++) {
      int j = head[k->col[x]] - lu->m, len = a->start[j + 1] - a->start[j];
      ICS_TRY(lu_reserve(&k->cols, 2 * len, k->scratch, err));
      k->cols.of[x] = (lu_list){ k->cols.used, 0, 2 * len };
      k->cols.used += 2 * len;
      for (int e = a->start[j]; e < a->start[j + 1]; e++) {
         if (lu->row_slot[a->row[e]] >= 0) continue;
         int r = row_of[a->row[e]];
         ICS_TRY(lu_append(&k->cols, x, r, -a->val[e], k->scratch, err));
         ICS_TRY(lu_append(&k->rows, r, x, 0.0, k->scratch, err));
      }
   }
   for (int x = 0; x < k->n; x++) {
      put(&k->by_col, x, k->cols.of[x].len);
      put(&k->by_row, x, k->rows.of[x].len);
   }
   return ICS_OK;
}

static ics_rc open_kernel(kernel *k, const ics_columns *a, const int *head, ics_err *err)
{
   int *row_of;
   ICS_ALLOC(row_of, k->scratch, k->lu->m, err);
   ICS_ALLOC(k->cols.of, k->scratch, k->n, err);
   ICS_ALLOC(k->rows.of, k->scratch, k->n, err);
   ICS_ALLOC(k->multiplier, k->scratch, k->n, err);
   ICS_TRY(open_counts(&k->by_row, k->n, k->scratch, err));
   ICS_TRY(open_counts(&k->by_col, k->n, k->scratch, err));
   ICS_TRY(number_what_is_left(k, row_of, err));
   return take_entries(k, a, head, row_of, err);
}

/* ---- the choice of a pivot ----------------------------------------------------------------------
 */

static double largest(const kernel *k, int x)
{
   lu_list col = k->cols.of[x];
   double most = 0.0;
   for (int e = col.start; e < col.start + col.len; e++) most = fmax(most, fabs(k->cols.v[e]));
   return most;
}

static void consider(choice *best, int row, int col, double cost, double size)
{
   if (cost > best->cost || (cost == best->cost && size <= best->size)) return;
   *best = (choice){ row, col, cost, size };
}

static void look_in_column(const kernel *k, int x, choice *best)
{
   lu_list col = k->cols.of[x];
   double enough = SHARE * largest(k, x);
   for (int e = col.start; e < col.start + col.len; e++) {
      int r = k->cols.at[e];
      double size = fabs(k->cols.v[e]);
      double cost = (double)(col.len - 1) * (double)(k->by_row.count[r] - 1);
      if (size >= enough) consider(best, r, x, cost, size);
   }
}

static void look_in_row(const kernel *k, int r, choice *best)
{
   lu_list row = k->rows.of[r];
   for (int e = row.start; e < row.start + row.len; e++) {
      int x = k->rows.at[e];
      double cost = (double)(row.len - 1) * (double)(k->by_col.count[x] - 1);
      if (cost >= best->cost) continue;
      lu_list col = k->cols.of[x];
      int at = col.start;
      while (k->cols.at[at] != r) at++;
      double size = fabs(k->cols.v[at]);
      if (size >= SHARE * largest(k, x)) consider(best, r, x, cost, size);
   }
}

/* Rows and columns of few entries first; no more are looked at than it takes to be sure that little
 * better can come. */
static choice choose(const kernel *k)
{
   choice best = { -1, -1, HUGE_VAL, 0.0 };
   int tried = 0;
   for (int count = 1; count <= k->n; count++) {
      double least = (double)(count - 1) * (double)(count - 1);
      for (int x = k->by_col.first[count]; x >= 0; x = k->by_col.next[x]) {
         look_in_column(k, x, &best);
         if (best.col >= 0 && (++tried >= TRIED || best.cost <= least)) return best;
      }
      for (int r = k->by_row.first[count]; r >= 0; r = k->by_row.next[r]) {
         look_in_row(k, r, &best);
         if (best.col >= 0 && (++tried >= TRIED || best.cost <= least)) return best;
      }
   }
   return best;
}

/* ---- elimination --------------------------------------------------------------------------------
 */

/* The pivot's column becomes one of L; its rows lose it. */
static ics_rc write_lower(kernel *k, int slot, choice p, double pivot, ics_err *err)
{
   lu_lists *l = &k->lu->lower_col;
   lu_list col = k->cols.of[p.col];
   ICS_TRY(lu_reserve(l, col.len, k->lu->arena, err));
   l->of[slot] = (lu_list){ l->used, col.len - 1, col.len - 1 };
   for (int e = col.start; e < col.start + col.len; e++) {
      int r = k->cols.at[e];
      if (r == p.row) continue;
      take_out(&k->by_row, r);
      (void)lu_remove(&k->rows, r, p.col);
      k->multiplier[r] = k->cols.v[e] / pivot;
      l->at[l->used] = k->row[r];
      l->v[l->used++] = k->multiplier[r];
   }
   return ICS_OK;
}

/* Column x less u times the pivot's. */
static ics_rc subtract(kernel *k, int x, choice p, double u, ics_err *err)
{
   lu_lists *cols = &k->cols;
   lu_list pivots = cols->of[p.col];
   double *multiplier = k->multiplier;
   for (int e = cols->of[x].start; e < cols->of[x].start + cols->of[x].len; e++) {
      int r = cols->at[e];
      if (multiplier[r] == 0.0) continue;
      cols->v[e] -= multiplier[r] * u;
      multiplier[r] = -multiplier[r]; /* met: not to be filled in */
      if (fabs(cols->v[e]) >= CANCELLED) continue;
      (void)lu_remove(&k->rows, r, x);
      (void)lu_remove(cols, x, r);
      e--;
   }
   for (int e = 0; e < pivots.len; e++) {
      int r = cols->at[pivots.start + e];
      if (r == p.row) continue;
      double w = cols->v[pivots.start + e] / p.size;
      bool met = multiplier[r] != w;
      multiplier[r] = w;
      if (met || fabs(w * u) < CANCELLED) continue;
      ICS_TRY(lu_append(cols, x, r, -w * u, k->scratch, err));
      ICS_TRY(lu_append(&k->rows, r, x, 0.0, k->scratch, err));
   }
   return ICS_OK;
}

/* The pivot's row becomes one of U; its columns lose it and are worked on. */
static ics_rc write_upper(kernel *k, int slot, choice p, ics_err *err)
{
   lu_lists *u = &k->lu->upper_row;
   lu_list row = k->rows.of[p.row];
   ICS_TRY(lu_reserve(u, row.len, k->lu->arena, err));
   u->of[slot] = (lu_list){ u->used, row.len - 1, row.len - 1 };
   for (int e = row.start; e < row.start + row.len; e++) {
      int x = k->rows.at[e];
      if (x == p.col) continue;
      take_out(&k->by_col, x);
      double value = lu_remove(&k->cols, x, p.row);
      u->at[u->used] = k->col[x];
      u->v[u->used++] = value;
      ICS_TRY(subtract(k, x, p, value, err));
      put(&k->by_col, x, k->cols.of[x].len);
   }
   return ICS_OK;
}

static void put_rows_back(kernel *k, choice p)
{
   lu_list col = k->cols.of[p.col];
   for (int e = col.start; e < col.start + col.len; e++) {
      int r = k->cols.at[e];
      k->multiplier[r] = 0.0;
      if (r != p.row) put(&k->by_row, r, k->rows.of[r].len);
   }
}

static double value_at(const kernel *k, choice p)
{
   int e = k->cols.of[p.col].start;
   while (k->cols.at[e] != p.row) e++;
   return k->cols.v[e];
}

static ics_rc eliminate(kernel *k, const int *head, int slot, choice p, ics_err *err)
{
   double pivot = p.size = value_at(k, p); /* with its sign from here on */
   lu_take_pivot(k->lu, head, slot, k->row[p.row], k->col[p.col], pivot);
   take_out(&k->by_row, p.row);
   take_out(&k->by_col, p.col);
   ICS_TRY(write_lower(k, slot, p, pivot, err));
   ICS_TRY(write_upper(k, slot, p, err));
   put_rows_back(k, p);
   return ICS_OK;
}

ics_rc lu_kernel(ics_lu *lu, const ics_columns *a, const int *head, int slots, int *done,
                 ics_err *err)
{
   kernel k = { .lu = lu, .n = lu->m - slots, .scratch = ics_arena_new() };
   if (!k.scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = open_kernel(&k, a, head, err);
   while (rc == ICS_OK && slots < lu->m) {
      choice p = choose(&k);
      if (p.col < 0 || p.size < LEAST_PIVOT) break;
      rc = eliminate(&k, head, slots++, p, err);
   }
   *done = slots;
   ics_arena_free(&k.scratch);
   return rc;
}
