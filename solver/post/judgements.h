/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file judgements.h
 *  Judgements that matter: what each number that is only judged does to the best value of the
 * goal's own stage, from the plan and the prices of that stage alone. No LP is solved.
 *
 *  The derivative is that of the Lagrangian at the optimal plan and prices (model/ledger.h, with
 * its sources), taken by differences of a re-emission of the model with the number moved a little.
 *
 *  It is a first-order estimate AT THIS PLAN. A gain over a range is derivative times distance; it
 *  says nothing of the plans that would be chosen at another value, nor of a range over which the
 *  rules that limit the plan change. At a degenerate corner the prices are one choice of several,
 *  and the slope belongs to the side that they are right for.
 *  What a number does to any plan alike (a service's worth to the economy counts today's money too)
 * says nothing about a plan. The gains and the swing, by which the list is sorted, are therefore
 * those of the plan's advantage over going on as today: the derivative less that of today's plan,
 * as it stands, at the same prices of the aims.
 *  Held as they are in this run: the scale and the ideal of a goal that mixes aims (the weights of
 *  aims lie in the scale, and are therefore passed over), shortfall against standards from the
 * stage before, and the planner's bounds on aims.             Rules shared by all headers:
 * base/err.h */
#ifndef ICS_POST_JUDGEMENTS_H
#define ICS_POST_JUDGEMENTS_H

#include "post/vertex.h"

/** What one number does. A gain is in the vertex's unit, positive is better, as for prices. */
typedef struct ics_judgement {
   const ics_coef *coef;
   double derivative;   /* {unit per canonical unit of the coefficient}; at a kink the mean */
   double below, above; /* the same towards lower and towards higher values; NAN: none there */
   double today;        /* {as derivative} the part of it that going on as today has too */
   double low_gain, high_gain; /* {unit} slope of that side, less today's, times (low - point) and
                                  (high - point): change of what the plan gains over today */
   double swing; /* {unit} |high_gain - low_gain|; at a kink the widest of the gains */
   bool kink;    /* the slopes of the two sides differ, or the value has a slope on one side only */
} ics_judgement;

typedef struct ics_judgements {
   ics_judgement *list; /* [n] by falling swing; those of equal swing in the order of the files */
   int n;
   int looked_at;   /* numbers asked about */
   int without;     /* of these, with no derivative: left out of the list */
   int evaluations; /* re-emissions of the model */
} ics_judgements;

/** Derivatives with respect to every given coefficient graded as judgement, or to every given one.
 *  @param[in] every  numbers of any grade
 *  @return ICS_OK; ICS_EMEMORY; ICS_EBUG where the Lagrangian at the instance as it is does not
 * give the stage's objective */
ICS_NODISCARD ics_rc ics_judgements_of(const ics_vertex *v, bool every, int jobs, ics_arena *arena,
                                       ics_judgements *out, ics_err *err);

#endif
