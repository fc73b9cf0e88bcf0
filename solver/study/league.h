/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file league.h
 *  What a benchmark says of its policies: rank, regret and dominance in each system, and over all
 *  systems how often each is best, what is lost by each, and the price of what it forbids.
 *
 *  Plans of one system are compared by (breach of hard rules, shortfall against standards, goal),
 *  in that order, each within a relative 1e-6 (at least 1e-6), which is what stages leave to one
 *  another; only certified ones are. Scales of the goal are the system's own and the same for all
 *  its policies, so that values of the goal may be compared between policies; between systems they
 *  are shares of what is at stake in each.
 *  Regret: Savage, Journal of the American Statistical Association 46 (1951) 55-67.
 *                                                       Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_LEAGUE_H
#define ICS_STUDY_LEAGUE_H

#include "study/benchmark.h"

/** A policy in a system. */
typedef struct ics_league_cell {
   int rank;         /* 1 best; equals share a rank; 0: no certified plan */
   double regret;    /* goal lost against the best policy of the system; not negative; NAN */
   int dominated_by; /* a policy that is no worse in any aim and better in one, or ICS_NONE */
   bool beats;       /* better than the system's reference policy */
} ics_league_cell;

typedef struct ics_league_span {
   double mean, least, most; /* over systems; NAN where there is none */
   int least_at, most_at;    /* systems, or ICS_NONE */
   int n;
} ics_league_span;

typedef struct ics_league_policy {
   const char *id, *name;
   int plans, best, sole, dominated, beats; /* systems: certified; best (alone); dominated; better
                                               than the reference policy */
   int infeasible, failed,
       missing; /* cells without a plan, without a certified answer, never done */
   ics_league_span regret, unmet, inequality, moved, shortfall;
   ics_league_span breach; /* {GBPm} of hard rules that the policy cannot keep, over all years */
   ics_league_span *aims;  /* [naims] {share} of the way from worst to best; may pass both ends */
} ics_league_policy;

/** What the goal loses where a policy holds fast what another leaves free. */
typedef struct ics_league_price {
   const char *id, *words;
   const char *held, *free; /* policies */
   ics_league_span goal;    /* goal lost; positive: `free` is better */
   double *of;              /* [nsystems] NAN where either has no certified plan */
   int unlike;              /* systems left out because their shortfalls differ */
} ics_league_price;

typedef struct ics_league {
   const ics_benchmark *of;
   ics_league_cell *cells;      /* [nsystems * npolicies] */
   ics_league_policy *policies; /* [npolicies] */
   int *order;                  /* [npolicies] by mean regret, best first; without plans last */
   ics_league_price *prices;    /* [nprices] of those whose policies are there */
   ics_name *aims;              /* [naims] of all systems, in order of first appearance */
   int nprices, naims;
   double worst_gap;                               /* largest relative gap of a certified cell */
   int plans, infeasible, failed, absent, missing; /* cells */
} ics_league;

/** Work it out. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_league_of(const ics_benchmark *benchmark, ics_arena *arena,
                                   ics_league *out, ics_err *err);

/** The aim @p id of a cell, or NULL. */
const ics_result_aim *ics_league_aim(const ics_bench_cell *cell, const char *id);

/** All of it as JSON. @p timing: with seconds. @return ICS_OK; ICS_EBUG; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_league_json(const ics_league *league, bool timing, ics_arena *arena,
                                     char **text, ics_err *err);

#endif
