/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file whynot.h
 *  Why not more: what keeps a mechanism (or a contract's money) from being larger in the plan, and
 *  what would have to change.
 *
 *  A pound under a tranche is weighed by its column: what it buys, what it costs and what the
 *  contract's money is worth elsewhere add up to its reduced cost d. Where d > 0 the tranche is not
 *  worth it, and the yield that would make it so follows from the delivery row alone: the care a
 *  pound buys is eta / (mff price), each unit of it worth lambda, so eta has to rise by
 *  d mff price / lambda. Yields are normalised by the baseline blend (model/yields.c), which the
 *  yield itself is part of where that mechanism pays today; that is allowed for. Prices are those
 * of the plan: what else would change with the coefficient elsewhere is left out (post/vertex.h).
 *                                                       Rules shared by all headers: base/err.h */
#ifndef ICS_POST_WHYNOT_H
#define ICS_POST_WHYNOT_H

#include "post/rule.h"
#include "post/vertex.h"

/** What stops it. */
typedef enum ics_obstacle {
   ICS_STOP_NOT_OFFERED, /* no mechanism of that kind may pay for the service */
   ICS_STOP_LIMIT,       /* a bound is reached that somebody set */
   ICS_STOP_FULL,        /* every tranche of it is full: there is no more of it */
   ICS_STOP_RULE,        /* a row that it would break: a share, a fund, viability */
   ICS_STOP_WORTH,       /* it is worth less than the same money elsewhere */
   ICS_STOP_EVEN,        /* it is used up to where another pound is worth the same elsewhere */
} ics_obstacle;

/** A part of what one more GBP million under the tranche would bring, in the vertex's unit. */
typedef struct ics_part {
   const char *words;
   double value; /* positive: speaks for it */
} ics_part;

typedef struct ics_why_not {
   int blend, contract, year; /* blend ICS_NONE: the contract's money as a whole */
   ics_obstacle obstacle;
   double now, share, today; /* {GBPm}, {share of the contract}, {GBPm} today's */
   bool has_rule;
   ics_rule rule;        /* what stops it, of LIMIT and RULE */
   double rule_price;    /* worth of one more unit of that limit */
   double must_improve;  /* {unit/GBPm} how much more one GBP million would have to bring: d */
   const ics_coef *coef; /* the yield that would have to rise; NULL where none would do */
   double needed;        /* value of it from which the tranche pays; NAN where none would do */
   bool inside;          /* needed lies within low .. high of its evidence */
   ics_part *parts;      /* [nparts] what speaks for and against; they add up to -must_improve */
   int nparts;
} ics_why_not;

/** Ask of one blend (a service's mechanism) at a contract in a year; @p b ICS_NONE: of the
 *  contract's money.
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_why_not_more(const ics_vertex *v, int k, int b, int h, int t,
                                      ics_arena *arena, ics_why_not *out, ics_err *err);

#endif
