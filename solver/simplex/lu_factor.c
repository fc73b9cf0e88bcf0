/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "simplex/lu_store.h"

/* {absolute, in the scaled space} What is less is no pivot. */
static const double LEAST_SINGLETON = 1e-9;

enum { ROOM_IN_ROW = 4 }; /* entries that a row of U may gain before it moves */

static ics_rc open_lists(lu_lists *lists, int n, ics_arena *arena, ics_err *err)
{
   ICS_ALLOC(lists->of, arena, n, err);
   return ICS_OK;
}

static ics_rc open_packed(ics_packed *p, int n, ics_arena *arena, ics_err *err)
{
   ICS_ALLOC(p->at, arena, n, err);
   ICS_ALLOC(p->v, arena, n, err);
   return ICS_OK;
}

ics_rc ics_lu_open(int m, ics_arena *arena, ics_lu **out, ics_err *err)
{
   ics_lu *lu;
   int slots = m + LU_UPDATES;
   ICS_ALLOC(lu, arena, 1, err);
   lu->m = m;
   lu->arena = arena;
   lu->words = (slots + 63) / 64;
   ICS_ALLOC(lu->slot, arena, m, err);
   ICS_ALLOC(lu->first, arena, m, err);
   ICS_ALLOC(lu->place, arena, slots, err);
   ICS_ALLOC(lu->pivot, arena, slots, err);
   ICS_ALLOC(lu->inverse, arena, slots, err);
   ICS_TRY(open_lists(&lu->lower_col, slots, arena, err));
   ICS_TRY(open_lists(&lu->lower_row, slots, arena, err));
   ICS_TRY(open_lists(&lu->upper_col, slots, arena, err));
   ICS_TRY(open_lists(&lu->upper_row, slots, arena, err));
   ICS_TRY(open_packed(&lu->spike, slots, arena, err));
   ICS_TRY(open_packed(&lu->eta, slots, arena, err));
   ICS_ALLOC(lu->v, arena, slots, err);
   ICS_ALLOC(lu->bits, arena, lu->words, err);
   ICS_TRY(open_lists(&lu->active, m, arena, err));
   ICS_ALLOC(lu->row_slot, arena, m, err);
   ICS_ALLOC(lu->col_slot, arena, m, err);
   ICS_ALLOC(lu->row_count, arena, m, err);
   ICS_ALLOC(lu->col_count, arena, m, err);
   ICS_ALLOC(lu->row_queue, arena, m, err);
   ICS_ALLOC(lu->col_queue, arena, m, err);
   ICS_ALLOC(lu->newhead, arena, m, err);
   *out = lu;
   return ICS_OK;
}

void lu_take_pivot(ics_lu *lu, const int *head, int slot, int r, int c, double value)
{
   lu->row_slot[r] = lu->col_slot[c] = slot;
   lu->place[slot] = r;
   lu->pivot[slot] = value;
   lu->inverse[slot] = 1.0 / value;
   lu->newhead[r] = head[c];
}

/* ---- the basis by rows --------------------------------------------------------------------------
 */

static void clear(ics_lu *lu)
{
   lu->slots = lu->m;
   lu->lower_col.used = lu->lower_row.used = 0;
   lu->upper_col.used = lu->upper_row.used = 0;
   memset(lu->lower_col.of + lu->m, 0, LU_UPDATES * sizeof *lu->lower_col.of);
   for (int i = 0; i < lu->m; i++) {
      lu->row_slot[i] = lu->col_slot[i] = -1;
      lu->row_count[i] = lu->col_count[i] = 0;
   }
}

static ics_rc write_rows(ics_lu *lu, const ics_columns *a, const int *head, ics_err *err)
{
   lu_lists *rows = &lu->active;
   int nz = 0;
   for (int c = 0; c < lu->m; c++) {
      if (head[c] < lu->m) continue;
      int j = head[c] - lu->m;
      for (int k = a->start[j]; k < a->start[j + 1]; k++) lu->row_count[a->row[k]]++;
      nz += a->start[j + 1] - a->start[j];
   }
   rows->used = 0;
   ICS_TRY(lu_reserve(rows, nz, lu->arena, err));
   for (int r = 0; r < lu->m; r++) {
      rows->of[r] = (lu_list){ rows->used, 0, lu->row_count[r] };
      rows->used += lu->row_count[r];
   }
   for (int c = 0; c < lu->m; c++) {
      if (head[c] < lu->m) continue;
      int j = head[c] - lu->m;
      for (int k = a->start[j]; k < a->start[j + 1]; k++) {
         lu_list *row = &rows->of[a->row[k]];
         rows->at[row->start + row->len] = c;
         rows->v[row->start + row->len++] = -a->val[k];
      }
   }
   return lu_reserve(&lu->upper_row, nz + ROOM_IN_ROW * lu->m, lu->arena, err);
}

/* ---- singletons ---------------------------------------------------------------------------------
 */

typedef struct singles {
   ics_lu *lu;
   const ics_columns *a;
   const int *head;
   int slots;
   int rows, cols, next_row, next_col; /* of the queues */
} singles;

/* Columns still active in row r are U's; what they are called in slots is known only at the end. */
static void write_upper(singles *s, int slot, int r)
{
   ics_lu *lu = s->lu;
   const lu_list *row = &lu->active.of[r];
   lu_lists *u = &lu->upper_row;
   u->of[slot] = (lu_list){ u->used, 0, 0 };
   for (int k = row->start; k < row->start + row->len; k++) {
      int c = lu->active.at[k];
      if (lu->col_slot[c] >= 0) continue;
      u->at[u->used] = c;
      u->v[u->used++] = lu->active.v[k];
      if (--lu->col_count[c] == 1) lu->col_queue[s->cols++] = c;
   }
   u->of[slot].len = u->used - u->of[slot].start;
   u->used += ROOM_IN_ROW;
   u->of[slot].room = u->of[slot].len + ROOM_IN_ROW;
}

/* Rows still active in a column are L's. */
static ics_rc write_lower(singles *s, int slot, int c, ics_err *err)
{
   ics_lu *lu = s->lu;
   lu_lists *l = &lu->lower_col;
   int j = s->head[c] - lu->m;
   l->of[slot] = (lu_list){ l->used, 0, 0 };
   if (j < 0) return ICS_OK;
   ICS_TRY(lu_reserve(l, s->a->start[j + 1] - s->a->start[j], lu->arena, err));
   for (int k = s->a->start[j]; k < s->a->start[j + 1]; k++) {
      int r = s->a->row[k];
      if (lu->row_slot[r] >= 0) continue;
      l->at[l->used] = r;
      l->v[l->used++] = -s->a->val[k] / lu->pivot[slot];
      if (--lu->row_count[r] == 1) lu->row_queue[s->rows++] = r;
   }
   l->of[slot].len = l->of[slot].room = l->used - l->of[slot].start;
   return ICS_OK;
}

static ics_rc pivot(singles *s, int r, int c, double value, ics_err *err)
{
   lu_take_pivot(s->lu, s->head, s->slots, r, c, value);
   write_upper(s, s->slots, r);
   return write_lower(s, s->slots++, c, err);
}

static ics_rc pivot_slacks(singles *s, ics_err *err)
{
   ics_lu *lu = s->lu;
   for (int c = 0; c < lu->m; c++)
      if (s->head[c] < lu->m) ICS_TRY(pivot(s, s->head[c], c, 1.0, err));
   return ICS_OK;
}

/* Only now is it known which rows of a column are active. */
static void count_columns(singles *s)
{
   ics_lu *lu = s->lu;
   s->cols = 0;
   for (int c = 0; c < lu->m; c++) {
      if (lu->col_slot[c] >= 0) continue;
      int j = s->head[c] - lu->m, count = 0;
      for (int k = s->a->start[j]; k < s->a->start[j + 1]; k++)
         count += lu->row_slot[s->a->row[k]] < 0;
      lu->col_count[c] = count;
      if (count == 1) lu->col_queue[s->cols++] = c;
   }
   for (int r = 0; r < lu->m; r++)
      if (lu->row_slot[r] < 0 && lu->row_count[r] == 1) lu->row_queue[s->rows++] = r;
}

/* The one active entry of a column. @return its row, or -1 */
static int find_row(const singles *s, int c, double *value)
{
   int j = s->head[c] - s->lu->m;
   for (int k = s->a->start[j]; k < s->a->start[j + 1]; k++)
      if (s->lu->row_slot[s->a->row[k]] < 0) {
         *value = -s->a->val[k];
         return s->a->row[k];
      }
   return -1;
}

static int find_column(const singles *s, int r, double *value)
{
   const lu_lists *rows = &s->lu->active;
   for (int k = rows->of[r].start; k < rows->of[r].start + rows->of[r].len; k++)
      if (s->lu->col_slot[rows->at[k]] < 0) {
         *value = rows->v[k];
         return rows->at[k];
      }
   return -1;
}

static ics_rc pivot_singles(singles *s, ics_err *err)
{
   ics_lu *lu = s->lu;
   while (s->next_col < s->cols || s->next_row < s->rows) {
      int r, c;
      double value = 0.0;
      if (s->next_col < s->cols) {
         c = lu->col_queue[s->next_col++];
         r = lu->col_slot[c] < 0 ? find_row(s, c, &value) : -1;
      } else {
         r = lu->row_queue[s->next_row++];
         c = lu->row_slot[r] < 0 ? find_column(s, r, &value) : -1;
      }
      if (r < 0 || c < 0 || fabs(value) < LEAST_SINGLETON) continue;
      ICS_TRY(pivot(s, r, c, value, err));
   }
   return ICS_OK;
}

/* ---- from rows and old positions to slots -------------------------------------------------------
 */

/* Names of entries become slots, and the transposed lists are written. */
static ics_rc transpose(ics_lu *lu, lu_lists *lists, const int *slot_of, lu_lists *other,
                        int *count, ics_err *err)
{
   int entries = 0;
   memset(count, 0, (size_t)lu->m * sizeof *count);
   for (int s = 0; s < lu->m; s++) {
      lu_list l = lists->of[s];
      entries += l.len;
      for (int k = l.start; k < l.start + l.len; k++) count[lists->at[k] = slot_of[lists->at[k]]]++;
   }
   ICS_TRY(lu_reserve(other, entries, lu->arena, err));
   for (int s = 0; s < lu->m; s++) {
      other->of[s] = (lu_list){ other->used, 0, count[s] };
      other->used += count[s];
   }
   for (int s = 0; s < lu->m; s++) {
      lu_list l = lists->of[s];
      for (int k = l.start; k < l.start + l.len; k++) {
         lu_list *t = &other->of[lists->at[k]];
         other->at[t->start + t->len] = s;
         other->v[t->start + t->len++] = lists->v[k];
      }
   }
   lu->fill += entries;
   return ICS_OK;
}

/* Columns that are left leave the basis, and rows that are left come in. */
static int replace(ics_lu *lu, int *head)
{
   int replaced = 0;
   for (int r = 0, c = 0; r < lu->m; r++) {
      if (lu->row_slot[r] >= 0) continue;
      while (lu->col_slot[c] >= 0) c++;
      head[c++] = r;
      replaced++;
   }
   return replaced;
}

static ics_rc finish(ics_lu *lu, int *head, ics_err *err)
{
   size_t bytes = (size_t)lu->m * sizeof *head;
   lu->fill = 0;
   ICS_TRY(transpose(lu, &lu->lower_col, lu->row_slot, &lu->lower_row, lu->row_count, err));
   ICS_TRY(transpose(lu, &lu->upper_row, lu->col_slot, &lu->upper_col, lu->col_count, err));
   memcpy(lu->slot, lu->row_slot, bytes);
   memcpy(lu->first, lu->row_slot, bytes);
   memcpy(head, lu->newhead, bytes);
   return ICS_OK;
}

ics_rc ics_lu_factor(ics_lu *lu, const ics_columns *a, int *head, int *replaced, ics_err *err)
{
   *replaced = 0;
   for (;;) {
      singles s = { .lu = lu, .a = a, .head = head };
      int done;
      clear(lu);
      ICS_TRY(write_rows(lu, a, head, err));
      ICS_TRY(pivot_slacks(&s, err));
      count_columns(&s);
      ICS_TRY(pivot_singles(&s, err));
      done = s.slots;
      if (done < lu->m) ICS_TRY(lu_kernel(lu, a, head, s.slots, &done, err));
      if (done == lu->m) return finish(lu, head, err);
      *replaced += replace(lu, head);
   }
}
