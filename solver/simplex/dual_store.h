/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file dual_store.h
 *  What the files of the dual simplex share. Private to this folder. All numbers are scaled.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_SIMPLEX_DUAL_STORE_H
#define ICS_SIMPLEX_DUAL_STORE_H

#include <stdint.h>

#include "simplex/dual.h"
#include "simplex/lu.h"

/* Of a position of the basis: its variable's value and bounds, together as they are used. */
typedef struct dual_place {
   double x, lo, hi;
   double weight; /* squared length of its row in the reference framework */
   double tau;    /* of the step, else 0 */
   int var;
   bool reference; /* its variable is in the reference framework */
} dual_place;

/* A variable that a step may meet: where its reduced cost comes to 0, and how fast. */
typedef struct dual_candidate {
   double ratio, size;
   int var;
} dual_candidate;

struct ics_dual {
   int m, n;
   ics_columns a; /* scaled, by columns */
   double *val;   /* of a */
   double *row_scale, *col_scale;
   /* by rows: of each row first the columns that may enter the basis */
   int *row_start, *row_col, *row_open; /* [m + 1], [nz], [m] how many may enter */
   double *row_val;
   /* by variable, m + n */
   double *lo, *hi, *cost, *d;
   signed char *side; /* nonbasic: 1 at lower, -1 at upper, 0 fixed; basic: 0 */
   bool *basic, *reference;
   char *only; /* [m] 'L' or 'U', the one limit that a row has; else 0 */
   double cost_scale;
   bool parted; /* costs are not those of the LP */
   /* by position */
   dual_place *place;
   uint64_t *missed; /* bit p: position p misses its bounds */
   int words, *head;
   ics_lu *lu;
   /* of one step */
   double *alpha; /* [m + n] the leaving row by variable; 0 but for `hit` */
   int nhit, *hit;
   bool *seen; /* [m + n] is in `hit` */
   ics_packed rho, column, work;
   double *sum; /* [m] a right-hand side that is being added up; else 0 */
   int *sum_at, nsum;
   dual_candidate *candidate;
   double primal, dual; /* tolerances */
};

/* What a step does. */
typedef struct dual_step {
   int p, leaving, entering;
   double miss;   /* signed distance from the bound missed: negative below, positive above */
   double pivot;  /* entry of the entering column at p */
   double length; /* weight of the row as computed anew */
   int nreached;  /* candidates that the step comes to, first in the list */
   bool made;
} dual_step;

/* ---- dual_load.c: another LP of the matrix ---- */

/* Bounds, costs and a basis. @return false: it has not m variables */
bool dual_load(ics_dual *s, const ics_lp *lp, const char *row, const char *col);

/* Variables out of or into the rows' open parts. */
void dual_close_column(ics_dual *s, int var);
void dual_open_column(ics_dual *s, int var);
void dual_write_rows(ics_dual *s);

/* ---- dual_basis.c: of a basis, from its factors ---- */

/* Values of basic variables; reduced costs of the others. */
void dual_find_point(ics_dual *s);
void dual_find_reduced_costs(ics_dual *s);

/* Nonbasic variables on the bounds that their reduced costs ask for. @return whether any moved */
bool dual_put_right(ics_dual *s);

/* Factors made anew; positions are those of the new pivots. */
ICS_NODISCARD ics_rc dual_factorise(ics_dual *s, ics_err *err);

/* All of that. */
ICS_NODISCARD ics_rc dual_renew(ics_dual *s, ics_err *err);

/* ---- dual_step.c: from a basis to the next ---- */

/* The position that misses its bounds by most for the length of its row, or -1. */
int dual_choose_row(const ics_dual *s);

/* The row of step->p, made and forgotten again. */
void dual_find_row(ics_dual *s, dual_step *step);
void dual_forget_row(ics_dual *s);

/* The rest of the step, once it is known what enters.
 * @param[out] sound  false: the step was not made, or the factors mean nothing after it */
ICS_NODISCARD ics_rc dual_make_step(ics_dual *s, dual_step *step, bool *sound, ics_err *err);

/* ---- dual_row.c: the leaving row ---- */

/* Entries of the row that leaves, by variable, for those that may enter and for logicals. */
void dual_make_row(ics_dual *s);

/* The variable that enters, or -1. Candidates reached come first in the list. */
int dual_choose(ics_dual *s, dual_step *step);

/* Add x times a variable's column of B to the right-hand side that is being added up. */
void dual_add(ics_dual *s, int var, double x);

/* Make it a packed vector, and 0 again. */
void dual_take_sum(ics_dual *s, ics_packed *out);

static inline double dual_value(const ics_dual *s, int var)
{
   return s->side[var] < 0 ? s->hi[var] : s->lo[var];
}

/* Note whether a position misses its bounds. */
static inline void dual_look(ics_dual *s, int p)
{
   const dual_place *at = &s->place[p];
   uint64_t bit = (uint64_t)1 << (p & 63), *word = &s->missed[p >> 6];
   bool out = at->x < at->lo - s->primal || at->x > at->hi + s->primal;
   *word = (*word & ~bit) | (out ? bit : 0);
}

#endif
