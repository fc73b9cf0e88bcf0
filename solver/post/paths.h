/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file paths.h
 *  Where the value of one more pound comes from: along the value chain, path by path, exactly.
 *
 *  At the corner that is explained (post/vertex.h) one more GBPm of care of service k at place i in
 *  year t is worth lambda = the price of the delivery row of the contract that serves it, and the
 *  columns of the LP say what that is made of (design: each is d = c - A'y of one column):
 *
 *    care q:    lambda  = need met here                               pi[i,k,t]
 *                       + sum(links from k)  effect * need prevented  (chain + overlap / 2 of to)
 *                       + aims that count care, capacity, - what stops more care (d_q)
 *    unmet u:   pi      = aims that count unmet need + shortfall + inequality - d_u
 *                       + sum(escalations from k) effect * need next year (chain + overlap + floor)
 *    need n:    pi[to]  = chain + overlap + floor + d_n    where need has a column of its own, so
 *                 prevented = pi[to] - floor - d_n ("need is at its floor") - overlap / 2
 *                             ("schemes overlap"), and what comes back = pi[to] - d_n
 *
 *  u is the marginal severity band: the basic one; where none is, the band at the standard that
 * binds or the first band at 0, whose reduced cost is then a path of its own. Escalations advance a
 * year, so the expansion ends with the years. Coefficients are the instance's (never the matrix of
 * the LP), prices those of other rows, and nothing is a remainder: that paths and the dual agree is
 * a test. At a degenerate corner the paths are those of this corner's prices. Source of the idea:
 * structural path analysis, Defourny and Thorbecke, Economic Journal 94 (1984) 111-136; here on the
 * duals of an LP.                                          Rules shared by all headers: base/err.h
 */
#ifndef ICS_POST_PATHS_H
#define ICS_POST_PATHS_H

#include "post/vertex.h"

/** How a path goes on to a need. */
typedef enum ics_step_how {
   ICS_STEP_MEETS,      /* care meets need of its own */
   ICS_STEP_PREVENTS,   /* care prevents need of the service, by a link */
   ICS_STEP_COMES_BACK, /* less comes back as need of the service, by an escalation */
} ics_step_how;

typedef struct ics_path_step {
   ics_step_how how;
   int service, year;
} ics_path_step;

/** What a path ends on. */
#define ICS_LEAF_LIST(X)                                                                           \
   X(AIM, "aim")               /* a term of an aim counts it */                                    \
   X(SHORTFALL, "shortfall")   /* the price of shortfall: unmet need is above its standard */      \
   X(STANDARD, "standard")     /* unmet need stands at its standard */                             \
   X(INEQUALITY, "inequality") /* the inequality index */                                          \
   X(CAPACITY, "capacity")     /* people or beds that the care takes */                            \
   X(FLOOR, "floor")           /* need is at its floor: less is prevented than the link says */    \
   X(OVERLAP, "overlap")       /* schemes overlap: likewise */                                     \
   X(MET, "met")               /* all need is met: nothing is left to meet */                      \
   X(BREAK, "break")           /* unmet need stands at a break between bands */                    \
   X(MOST_UNMET, "most_unmet") /* nothing more can be left unmet */                                \
   X(NEEDED, "needed")         /* all the care that could be needed is given */                    \
   X(BOUGHT, "bought")         /* no more care can be bought with what money may come */           \
   X(NOT_GIVEN, "not_given")   /* no care is given */

typedef enum ics_leaf_kind {
#define X(name, text) ICS_LEAF_##name,
   ICS_LEAF_LIST(X)
#undef X
} ics_leaf_kind;

/** One path. No step: what the care itself is worth or takes. */
typedef struct ics_path {
   const ics_path_step *steps; /* [nsteps] */
   int nsteps;
   ics_leaf_kind kind;
   const char *words; /* "health lost to unmet need (QALY), band 3" */
   double value;      /* {v->unit per GBPm of care} */
} ics_path;

/** The value of one more GBPm of care, in paths: sum of paths + other = dual. */
typedef struct ics_chain {
   int place;             /* ICS_NONE: the mean over places, weighted by need */
   int service, year;     /* year 0 is the first */
   double dual;           /* {v->unit per GBPm of care} lambda, the price of the delivery row */
   const ics_path *paths; /* [npaths] largest first, those above ICS_PATH_SMALL of size */
   int npaths;
   double other; /* {as dual} sum of all other paths, from the same expansion */
   int nother;   /* how many they are */
   double size;  /* {as dual} sum of |value| of all terms, before any cancel out */
} ics_chain;

/** {share of size} Paths of no more than this are only summed up. */
#define ICS_PATH_SMALL 1e-3

/** What one vertex's chains have in common; not to be used by two callers at once. */
typedef struct ics_chains ics_chains;

/** Prepare the chains of a vertex. @p v and its model are borrowed.
 *  @return ICS_OK; ICS_EBUG where the model lacks a row that the expansion needs; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_chains_open(const ics_vertex *v, ics_arena *arena, ics_chains **out,
                                     ics_err *err);

/** The value of one more GBPm of care of service @p k at place @p i in year @p t.
 *  @param[out] out  its paths in @p arena   @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_chain_of(ics_chains *chains, int i, int k, int t, ics_arena *arena,
                                  ics_chain *out, ics_err *err);

/** The mean over places, weighted by need before the chain (by head where there is none): paths of
 *  the same steps and words are added.      @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_chain_mean(ics_chains *chains, int k, int t, ics_arena *arena,
                                    ics_chain *out, ics_err *err);

/** "meets need of", "prevents need of", "comes back as need of": words of a step. */
const char *ics_step_words(ics_step_how how);

/** The kind of a leaf as a word. */
const char *ics_leaf_text(ics_leaf_kind kind);

/* ---- the pound ---------------------------------------------------------------------------------
 */

/** What a pound paid under a mechanism does besides. */
#define ICS_POUND_LIST(X)                                                                          \
   X(CARE, "care")             /* yield / (mff price) * lambda: the care it buys */                \
   X(AIM, "aim")               /* a term of an aim that counts payments */                         \
   X(RESERVE, "reserve")       /* reserve held against it */                                       \
   X(ADMINISTRATION, "admin")  /* running costs */                                                 \
   X(SHARE, "share")           /* limits on the mechanism's share of the contract */               \
   X(GUARANTEED, "guaranteed") /* guaranteed income of providers */                                \
   X(BUILDS, "builds")         /* people or beds that it adds next year */                         \
   X(LIMIT, "limit")           /* no tranche is marginal: what stops this one */

typedef enum ics_pound_kind {
#define X(name, text) ICS_POUND_##name,
   ICS_POUND_LIST(X)
#undef X
} ics_pound_kind;

typedef struct ics_pound_part {
   ics_pound_kind kind;
   const char *words;
   double value; /* {v->unit/GBPm} */
} ics_pound_part;

/** One more pound under one tranche: sum of parts = worth of the contract's pound, exactly. */
typedef struct ics_pound {
   int blend, tranche;
   double yield;                /* {GBPm of care/GBPm} eta / (mff price) */
   const ics_pound_part *parts; /* [nparts] */
   int nparts;
   double size; /* sum of |value| */
} ics_pound;

/** One more pound for a contract: the price of its contract row, by each marginal tranche. */
typedef struct ics_pounds {
   double worth; /* {v->unit/GBPm} */
   const ics_pound
       *pounds; /* [n] basic tranches; where none is, the first with room, or the last */
   int n;
} ics_pounds;

/** The worth of one more GBPm for the contract that serves place @p i with service @p k in year
 *  @p t.   @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_pounds_of(ics_chains *chains, int i, int k, int t, ics_arena *arena,
                                   ics_pounds *out, ics_err *err);

/** The kind of a part as a word. */
const char *ics_pound_text(ics_pound_kind kind);

#endif
