/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file leontief.h
 *  The value chain as a matrix: who changes whose need, within one year and over all of them.
 *
 *  Multipliers are a map of the chain, apart from any optimum: every service is taken to keep its
 * unmet share, whatever its need. The halving where schemes overlap and the floors of need, which
 * the model counts, are left out here: multipliers are what the chain does while neither binds.
 *                                                          Rules shared by all headers: base/err.h
 */
#ifndef ICS_MODEL_LEONTIEF_H
#define ICS_MODEL_LEONTIEF_H

#include "instance/instance.h"

/** Spectral radius of the within-year effects, E[to, from] = sum of effects of links of lag 0.
 * Below 1 a change of care dies out along the chain; at 1 or above it feeds itself, and no need is
 * well defined. By LAPACK's dgeev; 0 where there is no cycle. Source: Miller and Blair,
 * Input-Output Analysis (2009), section 2.4 (convergence of the Leontief series).
 *  @return ICS_OK; ICS_ENUMERIC where LAPACK fails; ICS_EBUG where it is not the serial build that
 * this program is linked for; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_chain_radius(const ics_instance *in, ics_arena *arena, double *radius,
                                      ics_err *err);

/** Who changes whose need: one more GBPm of care in service a in the first year. */
typedef struct ics_multipliers {
   int nservices, nyears;
   const double *avoided; /* [a * nservices + k] {GBP/GBP} need of k avoided, all years together;
                             negative: added */
   const double *by_year; /* [(a * nservices + k) * nyears + t] the same by year */
} ics_multipliers;

/** The multipliers of a chain by the Leontief inverse over (service, year).
 *
 *  With s the unmet share of a service and year, a change n of need changes care by (1 - s) n and
 * unmet need by s n, and so
 *
 *     n = M n + f,   M[(to, t + lag), (from, t)] = -effect (1 - s[from, t])   for each link
 *                    M[(to, t + 1),   (from, t)] = +effect s[from, t]         for each escalation
 *
 *  where f is what the care in a does at once: it prevents `effect` of need by each link of a, and
 * leaves so much less unmet, that `effect` less comes back by each escalation. What ends after the
 * last year is left out. n = (I - M)^-1 f by LAPACK's dgesv, all services at once. Source: Miller
 * and Blair, Input-Output Analysis (2009), section 2.4, with time as in a dynamic model.
 *  @param[in]  unmet  [services * years] {share} s, of a plan: of a place, or of the system with
 *                     places weighted by need (post/plan.h: ics_plan_unmet_shares)
 *  @return ICS_OK; ICS_ENUMERIC where I - M is singular; ICS_EBUG as ics_chain_radius; ICS_EMEMORY
 */
ICS_NODISCARD ics_rc ics_multipliers_of(const ics_instance *in, const double *unmet,
                                        ics_arena *arena, ics_multipliers *out, ics_err *err);

typedef struct ics_route_step {
   int service, year;
} ics_route_step;

/** One route of a multiplier: from care in steps[0] along the chain to need in the last step. */
typedef struct ics_route {
   const ics_route_step *steps; /* [nsteps], at least two */
   int nsteps;
   double value; /* {GBP/GBP} need avoided at its end by this route alone */
} ics_route;

/** The strongest routes over all sources, largest first. Every route is a term of the series
 *  f + M f + M M f + ... that the inverse sums, so all routes from a that end in k (in any year)
 * add up to avoided[a, k]. A link and an escalation between the same two cells are one arc, and a
 * circuit within a year is walked round again as a route of its own (no path multiplier is needed),
 * until a route is below 1e-15 or has 256 steps more than there are cells. Source: structural path
 * analysis, Defourny and Thorbecke, Economic Journal 94 (1984) 111-136.
 *  @param[in]  least  routes of no more than this in size are left out, and nothing that could only
 *                     lead to such is walked; 0 walks every route (a strong circuit within a
 *                     year has very many)
 *  @param[in]  most   how many to keep
 *  @param[out] routes [*n] in @p arena, *n <= most
 *  @param[out] sum    [a * nservices + k] sum of all routes above @p least, kept or not; NULL: not
 *                     wanted, and the walk then stops at what is weaker than the last one kept
 *  @return ICS_OK; ICS_ENUMERIC where a circuit within a year amplifies; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_routes_of(const ics_instance *in, const double *unmet, double least,
                                   int most, ics_arena *arena, const ics_route **routes, int *n,
                                   double *sum, ics_err *err);

#endif
