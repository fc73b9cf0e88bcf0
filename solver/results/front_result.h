/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file front_result.h
 *  What two to four aims can be had together, as one value that text, CSV and JSON are written
 *  from: words and numbers only. Values are in the aims' own units and senses. Weights are of the
 *  scaled aims (how much of its range a plan loses in each; less is better) and add up to 1.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_FRONT_RESULT_H
#define ICS_RESULTS_FRONT_RESULT_H

#include "results/result.h"

enum { ICS_FRONT_AIMS = 4 }; /* the most aims */

typedef struct ics_front_aim {
   ics_name aim;
   const char *unit;
   bool maximise;
   double best;  /* of this aim alone */
   double worst; /* of the corners */
   double range; /* what its scaled value is divided by (study/image.h) */
   double today; /* carrying on as today; NAN where the instance has no baseline */
   int corner;   /* the one that is best for it; of equals the most balanced, then the first */
} ics_front_aim;

/** A plan that is best for some weights of the aims and not between others. */
typedef struct ics_front_corner {
   double value[ICS_FRONT_AIMS];
   double regret;                 /* {share of the range} the most that it loses in any one aim */
   double weight[ICS_FRONT_AIMS]; /* at which it is best: the middle of those proven */
   double least[ICS_FRONT_AIMS], most[ICS_FRONT_AIMS]; /* of each weight over those proven */
   int proofs;          /* weights at which it is proven to be best */
   double relative_gap; /* of the certificate of its plan */
} ics_front_corner;

/** A flat piece of the frontier: for its weights nothing is better by more than value - bound. */
typedef struct ics_front_facet {
   double weight[ICS_FRONT_AIMS];
   double rate[ICS_FRONT_AIMS]; /* {units of the first aim per unit of each} what one unit is
                                   worth; NAN where the first has no weight */
   double value, bound;   /* {share of the ranges, weighed} of its corners; proven for all plans */
   int *corner, ncorners; /* that lie on it */
} ics_front_facet;

/** The price of one aim in another at the balanced corner, where the rest get no worse. */
typedef struct ics_front_rate {
   int gain, pay;
   double step;  /* {unit of gain} by which it gets better: a hundredth of its range */
   double price; /* {unit of pay} the least that the step costs, by a linear program of its own;
                    NAN unless status is "optimal" */
   const char *status; /* "optimal"; "infeasible": not to be had for this aim alone, proven;
                          "uncertified" */
   double least; /* {unit of pay per unit of gain} that any step costs at least, of those proven;
                    INFINITY: none is to be had */
} ics_front_rate;

typedef struct ics_front_result {
   const char *code, *name, *file, *sha256; /* of the instance */
   const char *first_year, *last_year;
   const char *policy, *policy_name;
   ics_front_aim *aims; /* [naims] as asked for */
   int naims;
   ics_front_corner *corners; /* [ncorners] from the best for the first aim to the worst */
   int ncorners;
   ics_front_facet *facets; /* [nfacets] in the order found */
   int nfacets;
   int balanced;          /* the corner with the least greatest regret; of equals the least sum */
   ics_front_rate *rates; /* [nrates] from the balanced corner, every pair of aims both ways */
   int nrates;
   double gap;      /* {share of the ranges} proven: no plan is better than the frontier by more in
                       all aims at once */
   double asked;    /* {share} the gap asked for; 0: exact up to rounding */
   double rounding; /* {share} scaled values that differ by less are equal */
   const char *end; /* "done", "corners", "stopped", "uncertified": why it ended */
   int solved;      /* linear programs */
   int uncertified; /* of these without a certificate; they prove nothing */
   const char *why; /* of the first of these, in words; "" where there is none */
} ics_front_result;

/** As JSON text; keys are those of the struct. A rate that is not to be had is null; `certified`
 *  is whether the gap asked for is proven (end "done").
 *  @return ICS_OK; ICS_EBUG for a text that is not UTF-8; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_front_json(const ics_front_result *result, ics_arena *arena, char **text,
                                    ics_err *err);

#endif
