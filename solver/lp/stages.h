/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file stages.h
 *  A goal solved in stages, each certified: what a policy misses of hard rules first (breach; only
 * where it may), then shortfall against standards, then the goal itself, then the remaining aims in
 * order, so that nothing is left to chance.
 *
 *  Every aim, the shortfall and a weighted goal is one column of the model (model/model.h), so a
 * stage is a cost of 1 on one column, and "held within a tolerance by later stages" is a bound on
 * that column: all stages share one matrix, and each starts from the basis of the one before. Rules
 * shared by all headers: base/err.h */
#ifndef ICS_LP_STAGES_H
#define ICS_LP_STAGES_H

#include "lp/solve.h"
#include "model/model.h"

/** What a stage came to. */
typedef struct ics_stage {
   const char *id; /* "breach", "shortfall", "goal" or the aim's id */
   int col;        /* column minimised, or maximised */
   bool maximise;
   double value;          /* in the column's unit */
   double held;           /* the bound that later stages keep the column within */
   ics_solution solution; /* its x is the plan of this stage; its y proves it */
} ics_stage;

/** A goal solved under one policy. */
typedef struct ics_run {
   ics_status status; /* OPTIMAL only if every stage is certified */
   int nstages;
   int own;           /* the goal's own stage */
   ics_stage *stages; /* [nstages] in the order solved; the last one's x is the plan */
   int failed;        /* stage that ended status other than OPTIMAL, or ICS_NONE */
} ics_run;

/** {the column's unit} Slack that later stages have even where a value is 0. */
#define ICS_HOLD_LEAST 1e-9

/** How the stages of a goal are solved. */
typedef struct ics_stage_limits {
   ics_limits lp;
   double hold;   /* {relative} slack left to later stages beside an aim's own tolerance */
   bool own_last; /* stop after the goal's own stage: who asks for its value alone */
} ics_stage_limits;

/** Stages that a goal may have beside one an aim: breach, shortfall, goal. */
enum { ICS_STAGES_BESIDE = 3 };

/** The stages that the goal of a model asks for, in order: id, column and sense of each.
 *  @param[out] stages  [naims + ICS_STAGES_BESIDE]   @param[out] own  the goal's own stage @return
 * how many */
int ics_plan_stages(const ics_model *m, ics_stage *stages, int *own);

/** The LP of stage @p s of a finished run: shares the model's matrix; c and bounds in @p arena.
 *  What `export` writes and `verify` checks. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_stage_lp(const ics_model *m, const ics_run *run, int s, ics_arena *arena,
                                  ics_lp *out, ics_err *err);

/** Solve the goal that the model was built for.
 *  @param[in]  order  [naims] aims in order for the stages after the goal's own (for a
 * lexicographic or single goal: for all)
 *  @param[in]  warm   basis of the same shape, or NULL
 *  @return ICS_OK with any status; errors of ics_solver_solve */
ICS_NODISCARD ics_rc ics_run_goal(const ics_model *m, const ics_basis *warm,
                                  const ics_stage_limits *limits, ics_arena *arena, ics_run *out,
                                  ics_err *err);

/** Best and worst of every aim, from the lexicographic payoff table: each aim in turn first, then
 * the others in order, after breach and shortfall. best[a] is its own optimum, worst[a] the worst
 * of the table. Source: Mavrotas, Applied Mathematics and Computation 213 (2009) 455-465,
 * section 3.1 (lexicographic payoff table).
 *  @param[in]  m      a model of the reference policy
 *  @param[out] best, worst  [naims] in the aims' own units
 *  @param[out] status OPTIMAL, or what the first failing solve ended in (then best and worst are
 * not set)
 *  @param[out] basis  that of the first aim's own best, a good start for the goal itself; arrays in
 *                     @p arena */
ICS_NODISCARD ics_rc ics_payoff(const ics_model *m, const ics_stage_limits *limits,
                                ics_arena *arena, double *best, double *worst, ics_status *status,
                                ics_basis *basis, ics_err *err);

#endif
