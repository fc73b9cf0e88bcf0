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

typedef struct ics_emitter {
   ics_rc rc; /* first fault, latched */
   char fault[512];
   const char *family; /* formulation that emits now */
   int nrows, row_room, ncols, col_room, nentries, entry_room;
   double *lo, *hi;   /* [ncols] */
   double *rlo, *rhi; /* [nrows] */
   const char **row_name, **col_name;
   ics_entry *entries; /* [nentries] */
} ics_emitter;

/** Triplets to m->lp. @return ICS_OK; ICS_EBUG for a coefficient given twice; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_emitter_finish(ics_model *m, ics_err *err);

/** Make the columns of money: contracts, flows, payments, reserve (columns.c). */
ICS_NODISCARD ics_rc ics_model_money_columns(ics_model *m, ics_err *err);

/** Make the columns of care, need and unmet need, bounded by what the money's bounds allow. */
ICS_NODISCARD ics_rc ics_model_care_columns(ics_model *m, ics_err *err);

/** Normalised yields eta[h,b,s] (yields.c). */
ICS_NODISCARD ics_rc ics_model_yields(ics_model *m, ics_err *err);

/** Simulate going on as today (baseline.c). */
ICS_NODISCARD ics_rc ics_model_path(ics_model *m, ics_err *err);

#endif
