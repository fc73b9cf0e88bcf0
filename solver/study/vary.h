/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file vary.h
 *  One question of a sensitivity analysis: figures of the best plan, or of the plan as it is, at
 *  other numbers (study/again.h). Numbers that break a content rule of the instance together
 *  (instance/check.c, as `--set` would be told) are not asked about but said to.
 *
 *  Figures other than the goal are read from the plan of the goal's own stage: where several plans
 *  are equally good for the goal, from the one that the solver ends at.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_VARY_H
#define ICS_STUDY_VARY_H

#include "base/pool.h"
#include "study/again.h"
#include "study/output.h"

/** What came of one question: name, id in CSV and JSON, words. */
#define ICS_ANSWER_LIST(X)                                                                         \
   X(CERTIFIED, "certified", "certified")                                                          \
   X(NO_PLAN, "no plan", "no plan keeps the rules")                                                \
   X(BROKEN, "rule broken", "the numbers together break a rule of the instance")                   \
   X(UNCERTIFIED, "not certified", "solved, but not certified")                                    \
   X(LIMIT, "limit", "a limit of the solver was reached, or its process died")                     \
   X(NOT_ASKED, "not asked", "not finished before the run was stopped")

typedef enum ics_answer {
#define X(name, id, words) ICS_ANSWER_##name,
   ICS_ANSWER_LIST(X)
#undef X
       ICS_ANSWER_COUNT
} ics_answer;

extern const ics_name ics_answer_names[ICS_ANSWER_COUNT];

/** Whose plan. */
typedef enum ics_replan { ICS_REPLAN_BEST, ICS_REPLAN_FIXED, ICS_REPLAN_COUNT } ics_replan;
extern const ics_name ics_replan_names[ICS_REPLAN_COUNT];

typedef struct ics_varying {
   const ics_solved *solved;
   const ics_figure *figures; /* [nfigures] */
   int nfigures;
   ics_again *again;
   ics_altered *altered; /* on which content rules are checked */
} ics_varying;

/** What one question came to. */
typedef struct ics_varied {
   ics_answer answer;
   double shortfall; /* {GBPm} against standards; as breach */
   double breach;  /* {GBPm} by which rules are missed; 0 unless certified, and where it is no more
                     than  the slack that stages leave each other (ICS_HOLD_LEAST) */
   uint64_t shape; /* of the plan (ics_again_plan); 0 unless certified */
} ics_varied;

/** @return ICS_OK; errors of ics_again_open */
ICS_NODISCARD ics_rc ics_varying_open(const ics_solved *solved, const ics_request *asked,
                                      const ics_figure *figures, int nfigures, ics_arena *arena,
                                      ics_varying *out, ics_err *err);
void ics_varying_close(ics_varying *varying);

/** Ask.
 *  @param[out] value  [nfigures] NAN unless certified
 *  @return ICS_OK with any answer; ICS_EMEMORY, ICS_EBUG */
ICS_NODISCARD ics_rc ics_vary(ics_varying *varying, ics_replan replan, const ics_change *changes,
                              int nchanges, double *value, ics_varied *out, ics_err *err);

/** The first content rule that the numbers break, with its place and how to mend it; "" for none.
 *  @param[out] why  in @p arena   @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_vary_explain(ics_varying *varying, const ics_change *changes, int nchanges,
                                      ics_arena *arena, const char **why, ics_err *err);

/** Many questions, asked of the pool. */
typedef struct ics_vary_many {
   ics_pool_task ask; /* fills the record of a question */
   /* In this process: the record of a question that was answered; NULL: it failed, and this is its
    * answer. A question that ended because the run was being stopped was not asked. */
   void (*keep)(void *ctx, int question, ics_answer failed, const double *record);
   void *ctx;
   int n, width, jobs;
   void (*progress)(void *ctx, int done, int n); /* NULL: not */
   void *progress_ctx;
   bool (*stopped)(void *ctx); /* of progress_ctx; NULL: never */
} ics_vary_many;

/** Ask them all. @param[out] done  questions that were asked
 *  @return ICS_OK, also if stopped after the first; ICS_EMEMORY or ICS_EBUG with the words of a
 *          question that failed by the program's own fault; errors of ics_pool_run */
ICS_NODISCARD ics_rc ics_vary_many_ask(const ics_vary_many *many, ics_arena *arena, int *done,
                                       ics_err *err);

#endif
