/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file lu_store.h
 *  What the files of the factorisation share. Private to this folder.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_SIMPLEX_LU_STORE_H
#define ICS_SIMPLEX_LU_STORE_H

#include <stdint.h>

#include "simplex/lu.h"

enum { LU_UPDATES = 100 }; /* columns replaced before factors are made anew */

/* Lists of entries in one store; one that is full moves to the end. */
typedef struct lu_list {
   int start, len, room;
} lu_list;

typedef struct lu_lists {
   lu_list *of; /* [lists] */
   int *at;     /* [room] */
   double *v;   /* [room] */
   int used, room;
} lu_lists;

/* Slots 0 .. m - 1 are the pivots of the factorisation, m .. slots - 1 those of updates. Of the
 * lists of a slot each entry (i, w) stands for  v[i] -= w v[slot]  when the slot is passed. */
struct ics_lu {
   int m, slots;
   int *slot;          /* [m] where the position's pivot is now */
   int *first;         /* [m] where it was after the factorisation */
   int *place;         /* [m + LU_UPDATES] position of a slot */
   double *pivot;      /* [m + LU_UPDATES] 0: the slot was replaced */
   double *inverse;    /* [m + LU_UPDATES] 1 / pivot */
   lu_lists lower_col; /* of L and its row transformations: entries are later slots */
   lu_lists lower_row; /* the same by rows: earlier slots */
   lu_lists upper_col; /* of U: earlier slots */
   lu_lists upper_row; /* the same by rows: later slots */
   int fill;           /* entries of the factors after the factorisation */
   /* for an update: the column between L and U, the row between U and L */
   ics_packed spike, eta;
   int leaving; /* slot */
   /* work of solves: zero between them */
   double *v;      /* [m + LU_UPDATES] */
   uint64_t *bits; /* [words] */
   int words;
   /* work of the factorisation */
   lu_lists active;                      /* rows of the basis, entries by old position */
   int *row_slot, *col_slot;             /* [m] -1: not yet pivoted */
   int *row_count, *col_count;           /* [m] active entries */
   int *row_queue, *col_queue, *newhead; /* [m] */
   ics_arena *arena;
};

/* Room for more entries at the end of the store. */
ICS_NODISCARD ics_rc lu_reserve(lu_lists *lists, int more, ics_arena *arena, ics_err *err);

/* Add an entry to list k, which may move. */
ICS_NODISCARD ics_rc lu_append(lu_lists *lists, int k, int at, double v, ics_arena *arena,
                               ics_err *err);

/* Take the entry at `at` out of list k, where it is. @return its value */
double lu_remove(lu_lists *lists, int k, int at);

static inline void lu_mark(uint64_t *bits, int slot)
{
   bits[slot >> 6] |= (uint64_t)1 << (slot & 63);
}

/* The rest after singletons, by Markowitz pivots: slots from `slots` on; the caller's loop over U
 * rows and L columns goes on. @param[out] done  slots now; fewer than m: the rest is dependent */
ICS_NODISCARD ics_rc lu_kernel(ics_lu *lu, const ics_columns *a, const int *head, int slots,
                               int *done, ics_err *err);

/* The pivot of one slot: row r and old position c. */
void lu_take_pivot(ics_lu *lu, const int *head, int slot, int r, int c, double value);

#endif
