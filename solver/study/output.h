/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file output.h
 *  What an analysis looks at: one figure of a plan. And which numbers of an instance it varies.
 *
 *    goal               value of the goal's own stage
 *    gain               how much better the goal is than that of carrying on as today, at the same
 *                       numbers: what a number does to any plan alike drops out of it
 *    AIM                value of an aim, in its unit
 *    unmet.SERVICE      need left unmet in the last year, over all places {share of need after the
 *                       chain} (post/plan.h)
 *    spend.NAME         money in contracts of a service, or paid under a mechanism or a principle,
 *                       in the last year {GBPm}
 *    share.NAME         of a mechanism or principle: that money by all contracts' {share}
 *
 *  A NAME is looked for among services, then mechanisms, then principles.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_OUTPUT_H
#define ICS_STUDY_OUTPUT_H

#include "results/run.h"

typedef enum ics_figure_kind {
   ICS_FIGURE_GOAL,
   ICS_FIGURE_GAIN,
   ICS_FIGURE_AIM,
   ICS_FIGURE_UNMET,
   ICS_FIGURE_SERVICE,
   ICS_FIGURE_MECHANISM,
   ICS_FIGURE_PRINCIPLE,
} ics_figure_kind;

typedef struct ics_figure {
   const char *id;    /* as asked for: "spend.urgent" */
   const char *words; /* "money for Urgent and emergency care in 2029/30" */
   const char *unit;  /* "QALY", "GBPm", "share"; "score" of a goal that combines aims */
   ics_figure_kind kind;
   int index;      /* of the aim, service, mechanism or principle */
   bool as_share;  /* by all contracts' money */
   bool has_sense; /* more, or less, is better: the goal and aims */
   bool maximise;  /* more is better */
   bool falls;     /* of a gain: less of the goal itself is better */
} ics_figure;

/** The figure that @p text names.
 *  @return ICS_OK; ICS_EUSAGE with the nearest name where there is none of it; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_figure_find(const ics_solved *solved, const char *text, ics_arena *arena,
                                     ics_figure *out, ics_err *err);

/** Its value in a plan: @p m with the numbers of that plan, @p x [m->lp.n], @p goal and
 * @p today the values of the goal's own stage in that plan and of carrying on as today (NAN: no
 * baseline). */
double ics_figure_of(const ics_figure *figure, const ics_model *m, const double *x, double goal,
                     double today);

/** Numbers to vary, in the order of the files. */
typedef struct ics_numbers {
   int *coef; /* [n] indices of in->coefs[] */
   int n;
   int fixed;  /* others that were asked for and have no range: low = high */
   int unread; /* others that no plan depends on here (ics_number_matters) */
} ics_numbers;

/** Whether a plan can depend on a number at all: not on a unit cost, which only turns money into
 *  natural units, and not on the weight of an aim, which lies in the goal's scale, which is held.
 */
bool ics_number_matters(const ics_instance *in, const ics_coef *coef);

/** Numbers that match any of @p only: "grade=judgement" (of the point), "range=judgement" (of low
 *  and high), or a path in which `*` stands for any run of letters, dots too: "links.*". None: all.
 *  @return ICS_OK with n >= 1; ICS_EUSAGE for a pattern that matches nothing (the nearest path or
 *          grade is named), or where nothing that matches has a range; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_numbers_choose(const ics_instance *in, const char *const *only, int nonly,
                                        ics_arena *arena, ics_numbers *out, ics_err *err);

/** The number of a path. @return ICS_OK; ICS_EUSAGE with the nearest path */
ICS_NODISCARD ics_rc ics_number_find(const ics_instance *in, const char *path, int *coef,
                                     ics_err *err);

#endif
