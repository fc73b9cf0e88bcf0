/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file chains.h
 *  What paths.c and pound.c share: prices by row, coefficients by column and term, and the value of
 *  need at every cell, by the recursion that post/paths.h states. Private to solver/post.
 *
 *  Every price here is as people count it in the objective's sense, worth * y: what one more unit
 * of the right-hand side costs.                           Rules shared by all headers: base/err.h
 */
#ifndef ICS_POST_CHAINS_H
#define ICS_POST_CHAINS_H

#include "post/paths.h"

/** One leaf. Two leaves of the same kind, aim, term and band (or resource) have the same words. */
typedef struct ics_leaf {
   ics_leaf_kind kind;
   int aim, term, other; /* term: the first of the aim that has the same words; other: band of the
                            instance, or resource; ICS_NONE where they mean nothing */
   double value;
} ics_leaf;

/** What one more unit of need at a cell costs. */
typedef struct ics_need_node {
   const ics_leaf *leaves; /* [n] of its own */
   int n;
   double floor_link, floor_back, overlap; /* cost of its floor and overlap, per unit that a link
                                              prevents or that comes back; 0 mostly */
   double value, size, count; /* of everything from here on: sum, sum of sizes, how many leaves */
} ics_need_node;

/** A part of a column's coefficient in the row of an aim. */
typedef struct ics_aim_part {
   int aim, term;
   double coef;
} ics_aim_part;

/** A path while it is collected: how * K * T + k * T + t of each step. */
typedef struct ics_raw_path {
   ics_leaf leaf;
   int nsteps, terms;
   const int *steps; /* set after the last one is in */
} ics_raw_path;

struct ics_chains {
   const ics_vertex *v;
   const ics_model *m;
   ics_arena *arena;
   double *price;                    /* [lp.m] worth * y */
   int *chain, *overlap, *floor;     /* [cells] rows, ICS_NONE where there is none */
   int *deliver, *contract, *viable; /* [cells], contracts of the system at place 0 */
   int *index, *lowest;              /* [cells] rows that hold the cell's unmet share */
   int *share, *most;                /* [places*blends*years] rows of the blend's share */
   int *capacity;                    /* [resources*years] rows */
   int *aim;                         /* [naims] rows */
   int *reserve;                     /* [years] rows */
   double *admin;                    /* [years] price of administration */
   int shortfall;                    /* row */
   double *index_weight;             /* [places] */
   int *part_start;                  /* [lp.n + 1] */
   ics_aim_part *part;               /* parts of column j: part_start[j] .. [j + 1] - 1 */
   ics_need_node *node;              /* [cells] */
   ics_raw_path *raw;                /* [room] paths of the cell that is being expanded */
   int *step, *at, nraw, room;       /* [room * stride] their steps; [stride] where it is */
   double other, nother;             /* subtrees that were cut off */
};

/** Price of a row; 0 for ICS_NONE. */
static inline double ics_chains_price(const ics_chains *c, int row)
{
   return row == ICS_NONE ? 0.0 : c->price[row];
}

/** Reduced cost of a column, as prices are counted. */
static inline double ics_chains_reduced(const ics_chains *c, int col)
{
   return c->v->worth * ics_vertex_reduced(c->v, col);
}

/** Position of the rows of a blend's share at a contract. */
static inline int ics_cell_share(const ics_model *m, int h, int b, int t)
{
   return (h * m->in->nblends + b) * m->in->nyears + t;
}

/** Value, size and count of what is reached by a step to a need: its own and its floor's. */
typedef struct ics_reach {
   double value, size, count;
} ics_reach;
ics_reach ics_chains_reach(const ics_need_node *node, ics_step_how how);

/** Leaves of one more unit of care itself. @param[out] leaves  [room of ics_chains_care_room] */
int ics_chains_care(const ics_chains *c, int i, int k, int t, ics_leaf *leaves);
int ics_chains_care_room(const ics_chains *c, int i, int k, int t);

/** Words of a leaf that ends at (k, t), in @p arena; NULL when memory is out. */
const char *ics_leaf_words(const ics_chains *c, const ics_leaf *leaf, int k, ics_arena *arena);

#endif
