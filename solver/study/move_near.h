/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file move_near.h
 *  Of all plans that are equally good, the one nearest to a given plan. Private to this folder.
 *
 *     min sum |z_j - z0_j|   over money of contracts, of funds and of mechanisms, reserve and care,
 *     with every stage of the goal held where the run left it
 *
 *  as an LP: each such column is z0 + p - n with p, n >= 0 at a cost of 1 (Charnes and Cooper,
 *  goal programming: European Journal of Operational Research 1 (1977) 39-54, section 2).
 *                                                      Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_MOVE_NEAR_H
#define ICS_STUDY_MOVE_NEAR_H

#include "lp/stages.h"

/** @param[in]  m, run   a model and its certified run
 *  @param[in]  plan, plan_run  the plan to be near to: the same instance but for its rules
 *  @param[out] out      [m->lp.n] in @p arena, or NULL where the LP was not certified
 *  @return ICS_OK; errors of ics_lp_solve */
ICS_NODISCARD ics_rc ics_move_nearest(const ics_model *m, const ics_run *run, const ics_model *plan,
                                      const ics_run *plan_run, const ics_limits *limits,
                                      ics_arena *arena, double **out, ics_err *err);

#endif
