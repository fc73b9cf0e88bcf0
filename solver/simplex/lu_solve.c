/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "simplex/lu_store.h"

/* {absolute, in the scaled space} What is less is rounding of 0, and is not carried on. */
static const double DUST = 1e-14;

/* v[i] -= w t for the entries of a list. */
static inline void pass_on(const lu_lists *lists, int slot, double t, double *v, uint64_t *bits)
{
   lu_list l = lists->of[slot];
   const int *at = lists->at + l.start;
   const double *w = lists->v + l.start;
   for (int k = 0; k < l.len; k++) {
      v[at[k]] -= w[k] * t;
      lu_mark(bits, at[k]);
   }
}

static inline int lowest(uint64_t bits)
{
   return __builtin_ctzll(bits);
}

static inline int highest(uint64_t bits)
{
   return 63 - __builtin_clzll(bits);
}

/* L and the row transformations, by columns. A slot that was replaced hands over all it has. */
static void lower_up(ics_lu *lu)
{
   double *v = lu->v;
   for (int word = 0; word < lu->words; word++) {
      uint64_t *bits = &lu->bits[word], seen = 0, left;
      while ((left = *bits & ~seen) != 0) {
         uint64_t bit = left & (~left + 1);
         int slot = 64 * word + lowest(left);
         double t = v[slot];
         bool dead = lu->pivot[slot] == 0.0;
         seen |= bit;
         if (fabs(t) < DUST)
            dead = true;
         else if (lu->lower_col.of[slot].len > 0)
            pass_on(&lu->lower_col, slot, t, v, lu->bits);
         if (!dead) continue;
         v[slot] = 0.0;
         *bits &= ~bit;
      }
   }
}

static void remember(const ics_lu *lu, ics_packed *out)
{
   out->n = 0;
   for (int word = 0; word < lu->words; word++)
      for (uint64_t left = lu->bits[word]; left; left &= left - 1) {
         int slot = 64 * word + lowest(left);
         out->at[out->n] = slot;
         out->v[out->n++] = lu->v[slot];
      }
}

/* U by columns; the answer by position. */
static void upper_down(ics_lu *lu, ics_packed *out)
{
   double *v = lu->v;
   out->n = 0;
   for (int word = lu->words - 1; word >= 0; word--) {
      uint64_t seen = 0, left;
      while ((left = lu->bits[word] & ~seen) != 0) {
         int bit = highest(left), slot = 64 * word + bit;
         double t = v[slot];
         seen |= (uint64_t)1 << bit;
         v[slot] = 0.0;
         if (fabs(t) < DUST) continue;
         t /= lu->pivot[slot];
         out->at[out->n] = lu->place[slot];
         out->v[out->n++] = t;
         pass_on(&lu->upper_col, slot, t, v, lu->bits);
      }
      lu->bits[word] = 0;
   }
}

void ics_lu_ftran(ics_lu *lu, bool column, ics_packed *v)
{
   for (int k = 0; k < v->n; k++) {
      int slot = lu->first[v->at[k]];
      lu->v[slot] = v->v[k];
      lu_mark(lu->bits, slot);
   }
   lower_up(lu);
   if (column) remember(lu, &lu->spike);
   upper_down(lu, v);
}

/* U by rows. What comes after the slot that leaves is its row transformation. */
static void upper_up(ics_lu *lu, ics_packed *eta)
{
   double *v = lu->v;
   for (int word = 0; word < lu->words; word++) {
      uint64_t *bits = &lu->bits[word], seen = 0, left;
      while ((left = *bits & ~seen) != 0) {
         uint64_t bit = left & (~left + 1);
         int slot = 64 * word + lowest(left);
         double t = v[slot];
         seen |= bit;
         if (fabs(t) < DUST) {
            v[slot] = 0.0;
            *bits &= ~bit;
            continue;
         }
         v[slot] = t = t / lu->pivot[slot];
         pass_on(&lu->upper_row, slot, t, v, lu->bits);
         if (!eta || slot == lu->leaving) continue;
         eta->at[eta->n] = slot;
         eta->v[eta->n++] = t;
      }
   }
}

/* The row transformations and L, by rows; the answer by row. */
static void lower_down(ics_lu *lu, ics_packed *out)
{
   double *v = lu->v;
   out->n = 0;
   for (int word = lu->words - 1; word >= 0; word--) {
      uint64_t seen = 0, left;
      while ((left = lu->bits[word] & ~seen) != 0) {
         int bit = highest(left), slot = 64 * word + bit;
         double t = v[slot];
         seen |= (uint64_t)1 << bit;
         v[slot] = 0.0;
         if (fabs(t) < DUST) continue;
         if (lu->lower_row.of[slot].len > 0) pass_on(&lu->lower_row, slot, t, v, lu->bits);
         if (slot >= lu->m) continue;
         out->at[out->n] = lu->place[slot];
         out->v[out->n++] = t;
      }
      lu->bits[word] = 0;
   }
}

void ics_lu_btran(ics_lu *lu, bool row, ics_packed *v)
{
   for (int k = 0; k < v->n; k++) {
      int slot = lu->slot[v->at[k]];
      lu->v[slot] = v->v[k];
      lu_mark(lu->bits, slot);
   }
   if (row) {
      lu->eta.n = 0;
      lu->leaving = lu->slot[v->at[0]];
   }
   upper_up(lu, row ? &lu->eta : NULL);
   lower_down(lu, v);
}
