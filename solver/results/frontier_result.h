/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file frontier_result.h
 *  What `frontier` answers for two aims, as one value that text, CSV and JSON are written from:
 *  words and numbers only.                           Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_FRONTIER_RESULT_H
#define ICS_RESULTS_FRONTIER_RESULT_H

#include "results/result.h"

/** Corners that a page has room for. */
enum { ICS_FRONTIER_SHOWN = 20 };

typedef struct ics_frontier_aim {
   ics_name aim;
   const char *unit;
   bool maximise;
   double today; /* {unit} carrying on as today; NAN where the instance has no baseline */
   double range; /* {unit} of the first two: between the ends of the curve, and what their weights
                    are shares of; 1 where nothing is between the ends. NAN of the others */
} ics_frontier_aim;

/** A corner. Weights are of the second aim, the first one's is the rest to 1, and both aims count
 *  in their ranges. */
typedef struct ics_frontier_corner {
   double *value;        /* [naims] {unit}; of aims beyond the first two NAN unless `shown` */
   double from, to;      /* weights for which it is best */
   double slope_to_next; /* {unit of the second aim / unit of the first} d second / d first along
                            the edge to the next corner; NAN for the last */
   double edge_weight, edge_gap; /* at which all of that edge is best; of its proof, relative */
   double height; /* how far it lies beyond the line between the ends, both aims in their ranges */
   bool proven, edge_proven;
   bool shown; /* among those that a page has room for, or asked for */
} ics_frontier_corner;

typedef struct ics_frontier_result {
   const char *code, *name, *file, *sha256; /* of the instance */
   const char *policy, *policy_name;
   const char *first_year, *last_year;
   ics_frontier_aim *aims; /* [naims] the two asked for first */
   int naims;
   ics_frontier_corner *corners; /* [ncorners] from the best of the first aim to that of the second
                                  */
   int ncorners;
   int knee;     /* index; -1: no corner between the ends */
   bool whole;   /* false: interrupted, or cut short by a limit, before the second end */
   bool proven;  /* whole, and every corner and edge is proven */
   int unproven; /* corners and edges without proof */
   int steps, weighted, iterations; /* as ics_curve */
   int uncertified;                 /* corners shown whose other aims are not certified, and NAN */
   int asked;                       /* corner whose plan is told; -1: none */
   const ics_result *plan;          /* of that corner; NULL: none */
} ics_frontier_result;

/** As JSON text; keys are those of the struct, corners count from 1.
 *  @return ICS_OK; ICS_EBUG for a text that is not UTF-8; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_frontier_json(const ics_frontier_result *result, ics_arena *arena,
                                       char **text, ics_err *err);

#endif
