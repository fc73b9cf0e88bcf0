/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file sample.h
 *  A certified value of the goal with one number moved (study/moved.h), of LIMITS with the straight
 *  line that its prices give. Values of AIMS are not found one by one (study/worth.h).
 *
 *  Limits: the least cost is convex in the number, and the duals of any solution give a line that
 *  lies below it everywhere (study/tangent.h). A bound that bends is set aside first: it follows
 * from other rules, so a plan within the rest keeps it, and duals without it give a line; where one
 * has a price there is none.
 *
 *  Each value starts from the basis of one near by, carried over (lp/carry.h) where the number adds
 *  or drops rules; values that share a matrix share one solver.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_SAMPLE_H
#define ICS_STUDY_SAMPLE_H

#include "study/moved.h"

/** Samples whose model is kept at a time: one a part within a part (16 of at most 4/5 reach 1/32,
 * the finest of bent.h), both ends, the point, an edge and its next. */
enum { ICS_SAMPLES_OPEN = 24 };

/** A certified value, and what it says of others. */
typedef struct ics_sample {
   double at, f, slope;     /* f: least cost; slope of its line; NAN: none */
   bool plan, none;         /* there is one; there is none (certified). Neither: not certified */
   const ics_lp *lp;        /* of MATRIX, in its home; else moved->lp[0] serves for all */
   ics_basis basis;         /* row NULL: none */
   const char *stand;       /* [m + n] where the plan stands (post/choice.h); NULL: not known */
   const ics_solution *sol; /* likewise, where there is a plan; else NULL */
   ics_arena **home;        /* of MATRIX: what it is made of, until it is let go */
} ics_sample;

typedef struct ics_sampler {
   const ics_moved *moved;
   ics_limits limits;
   ics_arena *arena;
   ics_solver *solver; /* of the matrix of moved->lp[0], where all values share it; or NULL */
   ics_arena *home[ICS_SAMPLES_OPEN]; /* of samples; NULL: free */
   bool relaxed;                      /* of the last solve: bent bounds were set aside */
   int solves;
} ics_sampler;

/** @p moved is borrowed. @return ICS_OK; errors of ics_solver_open */
ICS_NODISCARD ics_rc ics_sampler_open(ics_sampler *sampler, const ics_moved *moved,
                                      const ics_limits *limits, ics_arena *arena, ics_err *err);
void ics_sampler_close(ics_sampler *sampler);

/** The value at @p at. @param[in] near  a sample to start from, or NULL
 *  @return ICS_OK, also where there is no plan or no certificate; errors of ics_moved_lp but
 *          ICS_ENOPLAN; errors of ics_lp_solve; ICS_EBUG where too many are open */
ICS_NODISCARD ics_rc ics_sample_at(ics_sampler *sampler, double at, const ics_sample *near,
                                   ics_sample *out, ics_err *err);

/** MATRIX: the value at @p to as plan and prices of another sample foresee it (study/tangent.h).
 * Both have plans. @return NAN where rules come or go between them */
double ics_sample_foresee(const ics_sample *from, const ics_sample *to);

/** A sample that is needed no more; pieces keep nothing of it. */
void ics_sample_let_go(ics_sample *sample);

#endif
