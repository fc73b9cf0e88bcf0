/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file run.h
 *  The whole way from an instance to a result: model, stages, certificate, plan. What the verbs
 * call. Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_RUN_H
#define ICS_RESULTS_RUN_H

#include "base/arena.h"
#include "base/settings.h"
#include "instance/instance.h"
#include "lp/stages.h"
#include "results/result.h"

/** What is asked for. NULL or empty means the instance's own choice. */
typedef struct ics_request {
   const char *policy; /* id; NULL: the instance's first policy */
   const char *goal;   /* "weighted", "lexicographic", "minimax" or an aim's id; NULL: instance's */
   const char *const *weights; /* [nweights] "AIM=W" */
   const char *const *bounds;  /* [nbounds] "AIM>=V" or "AIM<=V" */
   int nweights, nbounds;
   const char *resolution;  /* "place" (NULL: place) */
   const char *const *sets; /* [nsets] "path=value" as given, for the settings list */
   int nsets;
   const ics_settings *settings;
} ics_request;

/** The one policy of an instance that lists none: everything free within the rules. */
#define ICS_FREE "free"

/** Where a reader is sent when no plan exists. */
#define ICS_SEE_CONFLICTS                                                                          \
   "run `icsopt conflicts INSTANCE` for the rules that contradict each other and the cheapest "    \
   "repair"

/** {GBPm} Need above what the chain implies that is no longer rounding: such a plan is not
 * certified. */
#define ICS_INVENTED_NEED 1e-6

/** A solved instance: the model and run stay for export, proof and explanation. */
typedef struct ics_solved {
   const ics_instance *in;
   const ics_policy *policy, *reference;
   ics_goal goal;
   ics_model *model;
   ics_run run;
   double *weight, *scale, *best, *worst; /* [naims] */
   const char *start; /* where the stages started: "warm", the basis of ics_scales as it is;
                         "carried", made to fit; "crash", none */
   double seconds_build, seconds_solve, seconds_certify;
} ics_solved;

/** Best and worst of the aims under the reference policy, and where that ended: all that the
 *  policies of an instance share, and most of the work. */
typedef struct ics_scales {
   double *best, *worst; /* [naims] in the aims' units; NAN where the goal needs none, or the
                            reference policy has no plan */
   ics_basis start;      /* of the reference policy's best plan for this goal; row NULL: none */
   double seconds_build, seconds_solve;
} ics_scales;

/** What the goal of @p request needs to be scaled; its policy does not matter.
 *  @return ICS_OK; ICS_EUSAGE and ICS_ENOPLAN as ics_solve, before anything is solved */
ICS_NODISCARD ics_rc ics_scales_of(const ics_instance *in, const ics_request *request,
                                   ics_arena *arena, ics_scales *out, ics_err *err);

/** Solve as ics_solve does, with scales that are known. Where the model has the shape of
 *  scales->start it starts there; else, unless money and blends are both data, in that basis
 *  carried over (lp/carry.h). The times of @p scales are part of those of @p out. */
ICS_NODISCARD ics_rc ics_solve_scaled(const ics_instance *in, const ics_request *request,
                                      const ics_scales *scales, ics_arena *arena, ics_solved *out,
                                      ics_err *err);

/** Can the request be understood at all, and its limits on aims be kept together?
 *  @return as ics_solve before it solves: ICS_EUSAGE, ICS_ENOPLAN */
ICS_NODISCARD ics_rc ics_request_check(const ics_instance *in, const ics_request *request,
                                       ics_arena *arena, ics_err *err);

/** Solve an instance as asked, every stage certified or said not to be.
 *  @return ICS_OK with any status in out->run; ICS_EUSAGE for an unknown policy, goal, aim,
 * resolution or an unreadable weight or bound (the nearest name is suggested); ICS_ENOPLAN where
 * two limits on one amount, or on one aim, contradict each other, with the words and places of
 * both; errors of ics_model_build and ics_run_goal */
ICS_NODISCARD ics_rc ics_solve(const ics_instance *in, const ics_request *request, ics_arena *arena,
                               ics_solved *out, ics_err *err);

/** Only the model of the goal's own LP, without solving; for `check` and `export --stage none`. */
ICS_NODISCARD ics_rc ics_prepare(const ics_instance *in, const ics_request *request,
                                 ics_arena *arena, ics_solved *out, ics_err *err);

/** Only the model of the request's rules, loose (ics_model_build_loose), without a goal of its own;
 *  for explaining why there is no plan. Limits on one aim that contradict each other are allowed.
 */
ICS_NODISCARD ics_rc ics_prepare_loose(const ics_instance *in, const ics_request *request,
                                       ics_arena *arena, ics_solved *out, ics_err *err);

/** Everything that is written about a solved instance.
 *  @return ICS_OK; ICS_EBUG where money is not conserved to the penny; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_result_make(const ics_solved *solved, const ics_request *request,
                                     ics_arena *arena, ics_result **out, ics_err *err);

/** The same without judgements (njudgements 0): for those who solve many. */
ICS_NODISCARD ics_rc ics_result_brief(const ics_solved *solved, const ics_request *request,
                                      ics_arena *arena, ics_result **out, ics_err *err);

/** Figures, plan, funding and needs of any plan of a solved instance's model, without stages,
 *  prices and proof; its best and worst are those of @p solved.
 *  @param[in]  x  [model->lp.n] borrowed   @return as ics_result_make */
ICS_NODISCARD ics_rc ics_result_of_plan(const ics_solved *solved, const ics_request *request,
                                        double *x, ics_arena *arena, ics_result **out,
                                        ics_err *err);

/** All settings of a request as one text, defaults included, NAME=VALUE by lines: the same text
 *  means the same settings. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_request_text(const ics_request *request, ics_arena *arena, char **out,
                                      ics_err *err);

/** Re-check a saved result from its numbers alone: the LP is rebuilt from the instance (whose hash
 * must be that of the result), every stage is certified again from the saved plan and duals without
 * any solve, and plan, funding, needs and aims must follow from the saved plan to the penny.
 *  @return ICS_OK if all holds; ICS_ENUMERIC with what does not; ICS_EINPUT if the result does not
 * belong to the instance */
ICS_NODISCARD ics_rc ics_verify(const ics_instance *in, const ics_result *saved, ics_arena *arena,
                                ics_err *err);

/** "weighted", "lexicographic", "minimax" or the id of the one aim: the goal that was solved. */
const char *ics_goal_word(const ics_solved *solved);

/** A saved result as a solved instance again, for explanation: the LP is rebuilt, the goal's own
 *  stage is solved and certified anew from the saved basis (a moment), and the saved plan is
 *  certified in the last stage. Stages between have values and limits but no solutions.
 *  @param[out] settings  those of the saved run; request and solved borrow them
 *  @return ICS_OK; ICS_EINPUT where the plan is not of this instance, is damaged or has no
 * certified plan to explain; ICS_ENUMERIC where it cannot be certified any more; errors of
 *          ics_solver_solve */
ICS_NODISCARD ics_rc ics_reopen(const ics_instance *in, const ics_result *saved, ics_arena *arena,
                                ics_settings *settings, ics_solved *out, ics_err *err);

/** A result as JSON text (schema in README), and back.
 *  @return ics_result_read: ICS_EINPUT with the line and key that is missing or wrong */
ICS_NODISCARD ics_rc ics_result_json(const ics_result *result, ics_arena *arena, char **text,
                                     ics_err *err);
ICS_NODISCARD ics_rc ics_result_read(const char *path, ics_arena *arena, ics_result **out,
                                     ics_err *err);

#endif
