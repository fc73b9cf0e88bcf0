/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file given.h
 *  Money that a policy gives: as today, or on the given path. Numbers only; formulations/pace.c
 * makes bounds and rows of them.                                Rules shared by all headers:
 * base/err.h
 *
 *  Local money is what funds that are not a council's own pay into contracts of places. A place's
 * part of it today is a[i]; its fair part b[i] divides each service's local money by need. In year
 * t a part moves by  d[i] = clip(b[i] - a[i], -+ pace (t+1) a[i]),  all the way where there is no
 * rule of pace; if gains and losses then differ, the larger side is cut in proportion. So every
 * place goes as far as pace allows, and money is conserved.
 *
 *  Where money across services is as today too, each contract's money is data. The table of flows
 *  (places by fund and service, today) is moved to the new sums of places with every sum of fund
 * and service kept, and as little else changed as can be: least squares, each cell weighted by 1 /
 * its size. Its solution is  flow[i,c] = flow0[i,c] (1 + g[i] - sum(j) flow0[j,c] g[j] / sum(j)
 *  flow0[j,c]).  Source: Deming and Stephan, Annals of Mathematical Statistics 11 (1940) 427-444,
 *  section 4 (two-way table, both margins known). The whole move is then cut to what corridor and
 * pace allow every contract and place, so that the path keeps every rule on money that free money
 * has to keep. Funds of places, councils' own money and contracts of the system stay as today. */
#ifndef ICS_MODEL_GIVEN_H
#define ICS_MODEL_GIVEN_H

#include "model/model.h"

/** A place's part of local money {share}. */
typedef struct ics_part {
   double today, fair;
   double towards; /* as far from today towards fair as pace allows */
} ics_part;

/** Money that may move between places: all but what councils own. */
bool ics_is_shared(const ics_fund *fund);

/** The part of place @p i in year @p t; all 0 where there is no local money. */
ics_part ics_place_part(const ics_instance *in, int i, int t);

/** Parts on the given path in year t, which sum to 1 where there is local money.
 *  @param[out] part  [nplaces] */
void ics_path_parts(const ics_instance *in, int t, double *part);

/** Work the path out into m->given_X and m->given_y, for a policy that gives money a path and
 * leaves services as today. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_model_given(ics_model *m, ics_err *err);

/** Money of a contract, and of a flow from fund f into it, where the policy fixes money {GBPm}. */
double ics_given_money(const ics_model *m, int h, int k, int t);
double ics_given_flow(const ics_model *m, int f, int i, int k, int t);

/** Money of blend @p b at contract @p h in tranche @p s where the policy fixes money and blends:
 * the share of the contract's money, tranches filled in order, the last with all that is left
 * {GBPm}. */
double ics_given_pay(const ics_model *m, int h, int b, int s, int t);

#endif
