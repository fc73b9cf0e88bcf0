/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file prices.h
 *  What each rule costs: the price of every limit that binds in the goal's own stage, how far it
 *  holds, and the exact re-solve a step further. Signs and units: post/vertex.h.
 *
 *  A rule is a row or a bound (post/rule.h). Funds, ring-fences and standards are listed whether
 *  they bind or not. A standard is one rule a service: its limit is a share of need, at every place
 *  and in every year at once, and its unit is one percentage point of need.
 *
 *  At a degenerate corner the price depends on the side: then `left` (one unit less costs this) and
 *  `right` (one unit more is worth this) differ and are computed by re-solving; elsewhere they are
 *  the dual. Source: Koltai and Terlaky, International Journal of Production Economics 65 (2000)
 *  257-274.                                            Rules shared by all headers: base/err.h */
#ifndef ICS_POST_PRICES_H
#define ICS_POST_PRICES_H

#include "lp/range.h"
#include "post/rule.h"
#include "post/vertex.h"

/** {GBPm} One step further: GBP 100,000 of a limit on a fund, a place or the system, GBP 10,000 of
 *  one on a single contract. Of a limit in another unit: one. */
#define ICS_PRICE_STEP_GBP_M 0.1
#define ICS_PRICE_STEP_CONTRACT 0.01

typedef struct ics_rule_price {
   ics_rule rule;
   const char *unit; /* of the price: "QALY-equivalent/GBPm" */
   double limit;     /* {rule.unit} */
   bool binds;       /* something presses on it */
   double price;     /* the dual: between left and right where they differ */
   double left, right;
   bool degenerate; /* left and right differ */
   double from, to; /* limits between which the price holds; -ICS_INF, ICS_INF: without end. NAN for
                       a rule that is many limits at once */
   const char *ends_from, *ends_to; /* what is met there, in words; "" where nothing */
   double step;                     /* {rule.unit} */
   double at_plus_one; /* worth of one step more {unit of the price x step}; -ICS_INF: no plan
                          there; NAN: not asked for, beyond the range of a rule of one mechanism */
   bool crosses;       /* a step leaves the range, and at_plus_one is a re-solve */
   double *aims;       /* [naims] change of each aim per unit of the limit within the range, in the
                          aim's own unit; NULL for a rule that is many limits at once */
   int against;        /* of a fund: the fund that money could come from instead; or ICS_NONE */
   double moved;       /* of a fund: worth of one unit moved here from that fund */
} ics_rule_price;

typedef struct ics_prices {
   ics_rule_price
       *list; /* [n] in the order of the model: funds, ring-fences, standards, then the rest */
   int n;
   int binding, degenerate, resolved; /* how many bind, are one-sided, were re-solved */
} ics_prices;

/** Prices of all rules of a corner.
 *  @param[in]  ranger  of v->lp at v->at
 *  @param[in]  jobs    processes to share the rules among (base/pool.h); the answer is the same
 *  @return ICS_OK; ICS_ENUMERIC where a re-solve cannot be certified; errors of range.h */
ICS_NODISCARD ics_rc ics_prices_of(const ics_vertex *v, ics_ranger *ranger,
                                   const ics_limits *limits, int jobs, ics_arena *arena,
                                   ics_prices *out, ics_err *err);

#endif
