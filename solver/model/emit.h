/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file emit.h
 *  The model's rows, columns and triplets while they are being made. Private to solver/model. */
#ifndef ICS_MODEL_EMIT_H
#define ICS_MODEL_EMIT_H

#include "model/model.h"

typedef struct ics_entry {
   int row, col;
   double value;
} ics_entry;

/** One call of ics_tighten. */
typedef struct ics_tightening {
   int col;
   double lo, hi;
} ics_tightening;

/** Emission into a sum instead of a matrix (ledger.h). */
typedef struct ics_tally {
   const ics_model *solved; /* whose rows and columns are emitted again */
   const double *x, *y;     /* [lp.n], [lp.m] of the solved stage */
   double head, tail;       /* sum over rows of y (limit - A x), unevaluated */
   ics_tightening *log;     /* [nlog] what was tightened, while `logs` */
   int nlog, log_room;
   bool logs;
} ics_tally;

/** Two-sum: what a rounding loses goes into the tail. Knuth, The Art of Computer Programming,
 * volume 2 (1998), section 4.2.2, theorem B. */
static inline void ics_tally_add(ics_tally *t, double value)
{
   double p = t->head + value, z = p - t->head;
   t->tail += (t->head - (p - z)) + (value - z);
   t->head = p;
}

/** A bound that a rule asks for, kept apart in a loose model. */
typedef struct ics_asked {
   ics_tag by;
   int col;
   double lo, hi;
} ics_asked;

typedef struct ics_emitter {
   ics_tally *tally; /* NULL: a matrix is made */
   ics_rc rc;        /* first fault, latched */
   char fault[512];
   const char *family; /* formulation that emits now */
   int nrows, row_room, ncols, col_room, nentries, entry_room;
   double *lo, *hi;   /* [ncols] */
   double *rlo, *rhi; /* [nrows] */
   const char **row_name, **col_name;
   ics_entry *entries; /* [nentries] */
   ics_asked *asked;   /* [nasked] of a loose model, in the order asked */
   int nasked, asked_room;
} ics_emitter;

/** The making of a model in phases: yields, path, money (its columns and all bounds on them), care,
 *  then one a formulation, constraints before objectives. A phase reads coefficients of the groups
 *  in its mask (formulation.h), by itself or through phases before it; beyond that it reads only
 *  bounds, for whether a row or column is needed and for bounds on columns of its own.
 *  @{ */
enum { ICS_PHASE_YIELDS, ICS_PHASE_PATH, ICS_PHASE_MONEY, ICS_PHASE_CARE, ICS_PHASE_FAMILIES };
int ics_model_phases(void);
unsigned ics_phase_reads(const ics_policy *policy, int phase);
/** Faults are latched in the emitter, unless they are returned. */
ICS_NODISCARD ics_rc ics_model_phase(ics_model *m, int phase, ics_err *err);
/** @} */

/** Triplets to m->lp. @return ICS_OK; ICS_EBUG for a coefficient given twice; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_emitter_finish(ics_model *m, ics_err *err);

/** Of a loose model: the bounds that rules ask for, as bounds where they are the first on their
 * side and contradict nothing, else as rows. Before ics_emitter_finish. */
void ics_emitter_settle(ics_model *m);

/** Make the columns of money: contracts, flows, payments, reserve (columns.c). */
ICS_NODISCARD ics_rc ics_model_money_columns(ics_model *m, ics_err *err);

/** Make the columns of care, need and unmet need, bounded by what the money's bounds allow. */
ICS_NODISCARD ics_rc ics_model_care_columns(ics_model *m, ics_err *err);

/** Normalised yields eta[h,b,s] (yields.c). */
ICS_NODISCARD ics_rc ics_model_yields(ics_model *m, ics_err *err);

/** Simulate going on as today (baseline.c). */
ICS_NODISCARD ics_rc ics_model_path(ics_model *m, ics_err *err);

#endif
