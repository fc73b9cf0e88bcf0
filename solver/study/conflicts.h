/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file conflicts.h
 *  Why there is no plan: an irreducible set of rules that contradict each other, and the cheapest
 *  repairs.
 *
 *  Irreducible: the rules of the set cannot all be kept, and without any one of them the others can
 *  (all other rules set aside; definitions and natural bounds hold throughout). Found by a deletion
 *  filter that starts from the rules with a multiplier in the proof of the least sum, and keeps to
 *  the multipliers of each proof on its way: Chinneck and Dravnieks, ORSA Journal on Computing 3
 *  (1991) 157-168 (deletion and sensitivity filters). Every "cannot" is a certified lower bound
 *  above ICS_KEPT on what the rules would have to give way by, every "can" a certified plan.
 *
 *  Repairs: by sum, the least weighed sum of changes over all rules; alone, the least change of one
 *  member of the set with every other rule kept; by count, the fewest rules, and of those the least
 *  sum: a set of rules mends all if and only if it hits every contradicting set, so sets are hit
 *  and found in turn (Parker and Ryan, Annals of Mathematics and Artificial Intelligence 17 (1996)
 *  107-126) for up to ICS_COUNT_EXACT rules; beyond, sets without a common rule prove how many are
 *  needed, and a search that may miss the fewest is said to be one. In a sum, money counts as it
 *  is, and one hundredth of a limit in another unit counts as GBP 1m (relax.c).
 *                                                         Rules shared by all headers: base/err.h
 */
#ifndef ICS_STUDY_CONFLICTS_H
#define ICS_STUDY_CONFLICTS_H

#include "results/conflicts.h"
#include "results/run.h"

enum { ICS_COUNT_EXACT = 3 };

/** Explain why no plan keeps all the rules of @p request, or find that one does; where its policy
 * may miss hard rules (ics_policy_may_miss), also which it misses and by how much.
 *  @return ICS_OK; ICS_EUSAGE as ics_solve; ICS_ENUMERIC or ICS_ELIMIT where an answer on the way
 * is not certified; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_find_conflicts(const ics_instance *in, const ics_request *request,
                                        ics_arena *arena, ics_conflicts *out, ics_err *err);

#endif
