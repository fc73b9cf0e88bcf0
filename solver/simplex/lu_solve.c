/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "simplex/lu_store.h"

/* {absolute, in the scaled space} What is less is rounding of 0, and is not carried on. */
static const double DUST = 1e-14;

static inline int lowest(uint64_t bits)
{
   return __builtin_ctzll(bits);
}

static inline int highest(uint64_t bits)
{
   return 63 - __builtin_clzll(bits);
}

static inline uint64_t above(int bit)
{
   return ~(uint64_t)1 << bit;
}

static inline uint64_t below(int bit)
{
   return ((uint64_t)1 << bit) - 1;
}

/* v[i] -= w t for the entries of a list. */
static inline void pass_on(const lu_lists *lists, lu_list l, double t, double *v, uint64_t *bits)
{
   const int *at = lists->at + l.start;
   const double *w = lists->v + l.start;
   for (int k = 0; k < l.len; k++) {
      v[at[k]] -= w[k] * t;
      lu_mark(bits, at[k]);
   }
}

/* L and the row transformations, by columns. A slot that was replaced hands over all it has. */
static void lower_up(ics_lu *lu)
{
   double *v = lu->v;
   for (int word = 0; word < lu->words; word++) {
      uint64_t left = lu->bits[word];
      while (left) {
         int bit = lowest(left), slot = 64 * word + bit;
         lu_list l = lu->lower_col.of[slot];
         double t = v[slot];
         bool gone = fabs(t) < DUST;
         left &= left - 1;
         if (!gone && l.len > 0) {
            pass_on(&lu->lower_col, l, t, v, lu->bits);
            left = lu->bits[word] & above(bit);
            gone = lu->pivot[slot] == 0.0;
         }
         if (!gone) continue;
         v[slot] = 0.0;
         lu->bits[word] &= ~((uint64_t)1 << bit);
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
   int n = 0;
   for (int word = lu->words - 1; word >= 0; word--) {
      uint64_t left = lu->bits[word];
      while (left) {
         int bit = highest(left), slot = 64 * word + bit;
         lu_list l = lu->upper_col.of[slot];
         double t = v[slot];
         left &= below(bit);
         v[slot] = 0.0;
         if (fabs(t) < DUST) continue;
         t *= lu->inverse[slot];
         out->at[n] = lu->place[slot];
         out->v[n++] = t;
         if (l.len == 0) continue;
         pass_on(&lu->upper_col, l, t, v, lu->bits);
         left = lu->bits[word] & below(bit);
      }
      lu->bits[word] = 0;
   }
   out->n = n;
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
      uint64_t left = lu->bits[word];
      while (left) {
         int bit = lowest(left), slot = 64 * word + bit;
         lu_list l = lu->upper_row.of[slot];
         double t = v[slot];
         left &= left - 1;
         if (fabs(t) < DUST) {
            v[slot] = 0.0;
            lu->bits[word] &= ~((uint64_t)1 << bit);
            continue;
         }
         v[slot] = t *= lu->inverse[slot];
         if (l.len > 0) {
            pass_on(&lu->upper_row, l, t, v, lu->bits);
            left = lu->bits[word] & above(bit);
         }
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
   int n = 0;
   for (int word = lu->words - 1; word >= 0; word--) {
      uint64_t left = lu->bits[word];
      while (left) {
         int bit = highest(left), slot = 64 * word + bit;
         lu_list l = lu->lower_row.of[slot];
         double t = v[slot];
         left &= below(bit);
         v[slot] = 0.0;
         if (fabs(t) < DUST) continue;
         if (l.len > 0) {
            pass_on(&lu->lower_row, l, t, v, lu->bits);
            left = lu->bits[word] & below(bit);
         }
         if (slot >= lu->m) continue;
         out->at[n] = lu->place[slot];
         out->v[n++] = t;
      }
      lu->bits[word] = 0;
   }
   out->n = n;
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
