/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file evppi.h
 *  What it would be worth to know some of the parameters for certain: expected value of partial
 *  perfect information, from the draws of one probabilistic analysis.
 *
 *  With g[d](x) the mean net benefit of strategy d where the parameters of a group are x,
 *     evppi = mean over i of max_d g[d](x_i), less max_d of the mean over i of g[d](x_i)
 *  and g is estimated by regression of net benefit on the group (stats/regress.h): Strong, Oakley
 *  and Brennan, Medical Decision Making 34 (2014) 311-326. What is regressed are the
 *  strategies' differences from their common mean in each draw, which leaves evppi as it is and
 *  takes out noise that all share; one shape serves all strategies, so that it does not matter
 * which is called the reference.
 *
 *  The shape is the one with the least squared error of prediction, summed over strategies, in
 *  cross-validation over ICS_FOLDS parts drawn by the seed; at each willingness to pay by itself.
 *  Every shape of a group that is asked for and lies within this one takes part as well, so a group
 *  never has a worse model than its parts.
 *
 *  Standard error: standard deviation over ICS_EVPPI_RESAMPLES bootstrap samples of draws, the
 *  shape held (stats/regress.h, ics_basis_resample); where a constant predicts best the value is 0,
 *  and its standard error that of straight lines. It holds what comes from there being finitely
 *  many draws; not what a shape misses, such as a jump or a product of three parameters.
 *
 *  In truth 0 <= evppi(A) <= evppi(B) <= evpi for A within B. The estimate is at least 0 as it
 *  stands. Above evpi it is set to evpi where it is above by no more than one standard error of its
 *  own; else it is left and `over` says so. After that a group that comes out below a group
 *  within it is raised to that one, which is a lower bound of it, and `as` says which.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_EVPPI_H
#define ICS_STATS_EVPPI_H

#include <stdint.h>

#include "stats/voi.h"

enum {
   ICS_EVPPI_RESAMPLES =
       200,              /* Efron and Tibshirani, An Introduction to the Bootstrap (1993),
                            section 6.4: more than 200 are seldom needed for a standard error */
   ICS_EVPPI_DRAWS = 50, /* below this nothing is estimated */
   ICS_EVPPI_GROUPS = 8192,
};

/** Parameters whose values would be learnt together. */
typedef struct ics_param_group {
   const char *name;
   int *params; /* [nparams] rising indices in ics_draws */
   int nparams;
} ics_param_group;

/** One group at one willingness to pay. */
typedef struct ics_evppi {
   double value, se;  /* in the units of the file; NAN: too few draws for so many parameters */
   double estimate;   /* before it was held between bounds */
   const char *shape; /* of the regression behind it; "" where there is none */
   int as;            /* the group within this one whose regression or value it has; -1: its own */
   bool over;         /* above evpi by more than se: the regression is not to be trusted */
} ics_evppi;

/** Read "NAME=GLOB,GLOB": the parameters whose names (without param_) match one of the patterns, as
 *  fnmatch does.
 *  @return ICS_OK; ICS_EUSAGE for another form or a pattern that matches nothing (the nearest name
 *          is named); ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_param_group_read(const char *text, const ics_draws *draws,
                                          ics_arena *arena, ics_param_group *out, ics_err *err);

/** Groups of @p texts [n], then all parameters together; where n is 0, each parameter by itself in
 *  the order of the file, then all together. No parameters: no groups.
 *  @return ICS_OK; errors of ics_param_group_read; ICS_EUSAGE for a name given twice, or for a
 * group of draws without parameters; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_param_groups_read(const char *const *texts, int n, const ics_draws *draws,
                                           ics_arena *arena, ics_param_group **groups, int *ngroups,
                                           ics_err *err);

/** What is asked beside the draws. */
typedef struct ics_evppi_request {
   const ics_param_group *groups; /* [ngroups] */
   int ngroups;
   const ics_voi_point *points; /* [npoints] for wtp, and for evpi */
   int npoints;
   uint32_t seed; /* 1 or more */
   int jobs;      /* processes; the answer does not depend on it */
   void (*progress)(void *ctx, int done, int n);
   void *progress_ctx;
} ics_evppi_request;

/** @param[out] out  [ngroups * npoints] group g, point k at g * npoints + k
 *  @return ICS_OK; ICS_ENUMERIC where LAPACK gives up; ICS_ELIMIT where a worker died; ICS_EMEMORY
 */
ICS_NODISCARD ics_rc ics_evppi_estimate(const ics_draws *draws, const ics_evppi_request *request,
                                        ics_arena *arena, ics_evppi **out, ics_err *err);

#endif
