/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file fixture.h
 *  An instance loaded and solved for a test. Each step leaves a failed check behind and `ok` false
 * where it goes wrong, and the next steps then do nothing. */
#ifndef ICS_TESTS_FIXTURE_H
#define ICS_TESTS_FIXTURE_H

#include "results/run.h"

typedef struct fixture {
   ics_arena *arena;
   ics_err err;
   const ics_instance *in;
   ics_settings settings;
   ics_request request; /* set policy, goal, bounds between load and solve */
   ics_solved solved;
   bool ok;
} fixture;

/** Read @p file with @p nsets changes. Ends with unload, whatever happened. */
void load(fixture *f, const char *file, const ics_override *sets, int nsets);

/** Another range for one number of the instance, between load and solve. @return the number, to be
 *  changed further, or NULL */
ics_coef *set_range(fixture *f, const char *path, double low, double high);

/** The model alone. */
void prepare(fixture *f);

/** All stages; `ok` only if every one is certified. */
void solve(fixture *f);

void unload(fixture *f);

/** The final plan, [solved.model->lp.n]; only while ok. */
const double *plan_of(const fixture *f);

#endif
