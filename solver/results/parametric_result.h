/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file parametric_result.h
 *  What `sensitivity parametric` answers, as one value that text, CSV and JSON are written from.
 *  Values of the number are in the unit of its file.   Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_PARAMETRIC_RESULT_H
#define ICS_RESULTS_PARAMETRIC_RESULT_H

#include "results/result.h"

/** How the number enters the model, and so what the curve is between its points. */
typedef enum ics_parametric_kind {
   ICS_PARAMETRIC_NOWHERE, /* it does not enter: the value is constant */
   ICS_PARAMETRIC_LIMITS,  /* limits only, linearly: pieces are straight, exactly */
   ICS_PARAMETRIC_AIMS,    /* what plans are worth only, linearly: the same */
   ICS_PARAMETRIC_MATRIX,  /* anything else: certified values, straight lines drawn between */
} ics_parametric_kind;

/** An end of the range, or a value at which the slope changes (or, for MATRIX, a value solved). */
typedef struct ics_parametric_point {
   double value, objective;
   double slope_left, slope_right; /* {objective / unit of the number}; NAN beyond the range */
   const char *change;             /* what changes there, in words; "" at ends and for MATRIX */
} ics_parametric_point;

typedef struct ics_parametric_result {
   const char *code, *name, *file, *sha256;
   const char *policy, *policy_name, *goal;
   const char *path, *words, *unit, *grade; /* of the number */
   ics_name own;                            /* what is optimised */
   const char *objective_unit;              /* "" where aims are combined in a score */
   double worth;           /* {worth_unit} a unit of a score is worth (post/vertex.h); else 1 */
   const char *worth_unit; /* "QALY-equivalent"; "" where the goal is one aim, or the number
                                 is the weight of an aim */
   bool maximise;
   double from, to, point;    /* asked for; the number as it is */
   double plan_from, plan_to; /* between which there are plans */
   double at_point;           /* objective at the point, or at the end nearest to it */
   ics_parametric_kind kind;
   bool proven;  /* every piece: both lines meet at each breakpoint in a certified value */
   int unproven; /* pieces, or values, without proof */
   double error; /* {objective} of straight lines between points: 0 where proven; of MATRIX an
                    estimate by tangents, a bound only where the value bends one way between two
                    points (study/bent.h) */
   ics_parametric_point *points; /* [npoints] by rising value */
   int npoints, solves;
} ics_parametric_result;

/** "limits", ... */
const char *ics_parametric_kind_text(ics_parametric_kind kind);

/** As JSON text. @return ICS_OK; ICS_EBUG for a text that is not UTF-8; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_parametric_json(const ics_parametric_result *result, ics_arena *arena,
                                         char **text, ics_err *err);

#endif
