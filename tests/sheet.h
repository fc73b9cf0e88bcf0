/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file sheet.h
 *  Draws made for a test: a table that becomes a file, what is asked of it, and problems whose
 *  answers are known. */
#ifndef ICS_TESTS_SHEET_H
#define ICS_TESTS_SHEET_H

#include <stdbool.h>
#include <stdio.h>

#include "results/voi_result.h"

enum { COLUMNS_MOST = 32 };

/** A table that becomes a file: value of row i, column c at i * ncolumns + c. */
typedef struct sheet {
   const char *names[COLUMNS_MOST];
   int ncolumns, n;
   double *value; /* from calloc */
} sheet;

sheet sheet_new(int ncolumns, const char *const *names, int n);

/** Line @p i of a table. */
double *sheet_row(const sheet *s, int i);

/** The table as CSV. */
void write_sheet(const sheet *s, FILE *file);

/** Three strategies with costs and effects that depend on six parameters in crooked ways. */
sheet crooked_sheet(int n, unsigned long seed);

/** What was asked and answered, in an arena of its own. */
typedef struct asking {
   ics_arena *arena;
   ics_voi_result r;
   bool ok;
} asking;

/** Read @p s by way of a file, and ask everything. @param wtp  NULL: net benefits
 *  @param groups  [ngroups] as --group */
asking ask_of(const sheet *s, const char *wtp, const char *const *groups, int ngroups);

/** Free both. */
void done_with(asking *a, sheet *s);

/** The figures of a strategy, or of a group, at a point; a failed check where there is none. */
const ics_voi_strategy *strategy_of(const asking *a, int point, const char *name);
const ics_evppi *group_of(const asking *a, int point, const char *name);

/** E max(X, 0) - max(E X, 0) for X normal: sd times the unit normal loss integral. */
double normal_loss(double mean, double sd);

/** |got - want| within 3 standard errors, and these not vain. */
#define CHECK_WITHIN(got, want, se, most)                                                          \
   do {                                                                                            \
      double check_v = (got), check_x = (want), check_s = (se), check_t = (most);                  \
      CHECK_(fabs(check_v - check_x) <= 3.0 * check_s, "%s: got %.6g, want %.6g within 3 x %.3g",  \
             #got, check_v, check_x, check_s);                                                     \
      CHECK_(check_s <= check_t, "%s: standard error %.3g, want at most %.3g", #got, check_s,      \
             check_t);                                                                             \
   } while (0)

#endif
