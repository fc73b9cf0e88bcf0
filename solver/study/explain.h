/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file explain.h
 *  Everything that explains a solved plan, as one value that text and JSON are written from: prices
 *  of the rules, the value chain, multipliers, rates of exchange and the judgements that matter.
 *  All of it is read from the corner of the goal's own stage (post/vertex.h says which, and which
 *  way signs go), but the rates of exchange, which are taken at the plan itself.
 *                                                       Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_EXPLAIN_H
#define ICS_STUDY_EXPLAIN_H

#include "model/leontief.h"
#include "post/exchange.h"
#include "post/judgements.h"
#include "post/paths.h"
#include "post/prices.h"
#include "post/whynot.h"
#include "results/jsonout.h"
#include "results/run.h"
#include "study/move.h"

/** Parts that may be asked for, as bits. */
enum {
   ICS_EXPLAIN_RULES = 1,
   ICS_EXPLAIN_CHAIN = 2,
   ICS_EXPLAIN_MULTIPLIERS = 4,
   ICS_EXPLAIN_EXCHANGE = 8,
   ICS_EXPLAIN_JUDGEMENTS = 16,
   ICS_EXPLAIN_ALL = 31,
};

enum { ICS_ROUTES_SHOWN = 60 };

/** What is asked of an explanation. */
typedef struct ics_explain_ask {
   unsigned parts;
   int service, place; /* of the chain; ICS_NONE: all services; the mean over places beside each */
   int year;           /* of why not; ICS_NONE: the first */
   bool why_not;       /* of the service and place above, with the blends below */
   int principle;      /* of why not: an ics_principle, or ICS_NONE */
   int mechanism;      /* of why not; ICS_NONE with principle ICS_NONE: the contract's money */
   const ics_move_ask *move; /* NULL: no move */
   int jobs;                 /* processes to share the work among */
} ics_explain_ask;

/** One cell of the chain beside what a pound does there. */
typedef struct ics_chain_line {
   ics_chain chain;
   ics_pounds pounds; /* of one place; empty for the mean over places */
} ics_chain_line;

typedef struct ics_explanation {
   const ics_solved *solved;
   const ics_explain_ask *ask;
   ics_vertex v;
   const double *plan; /* [columns] what people were shown */
   ics_prices rules;
   ics_chain_line *chains; /* [nchains] of the services asked for: a mean over places a service and
                              year, then every place asked for */
   int nchains;
   ics_multipliers multipliers; /* of the system, or of the place asked for */
   const ics_route *routes;     /* [nroutes] its strongest routes */
   int nroutes;
   ics_exchange *exchange; /* [nexchange] */
   int nexchange;
   ics_judgements judgements;
   ics_why_not *why_not; /* [nwhy_not] one a blend that was asked for */
   int nwhy_not;
   const ics_move *move; /* NULL: not asked for */
} ics_explanation;

/** Explain a plan whose goal's own stage is certified.
 *  @return ICS_OK; ICS_ENOPLAN where there is no plan; ICS_ENUMERIC where it, or a re-solve, is not
 *          certified; errors of the parts */
ICS_NODISCARD ics_rc ics_explain(const ics_solved *solved, const ics_settings *settings,
                                 const ics_explain_ask *ask, ics_arena *arena, ics_explanation *out,
                                 ics_err *err);

/** An explanation as JSON (README has the names). */
ICS_NODISCARD ics_rc ics_explanation_json(const ics_explanation *why, ics_arena *arena, char **text,
                                          ics_err *err);

/** The move of an explanation, under the key "move" (move_json.c). */
void ics_json_move(ics_json *j, const ics_move *move);

#endif
