/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file draws.h
 *  Draws of a probabilistic analysis from a CSV file, whoever made it: what each strategy came to
 *  in each draw, and the parameters it came from.
 *
 *  The first line names the columns, lines that begin with # are comments. Columns, in any order:
 *     cost_NAME, effect_NAME   a pair for each strategy; or, where no column begins so,
 *     NAME                     the net benefit of a strategy
 *     param_NAME               a parameter (optional)
 *     draw                     the number of the draw (optional)
 *  Every cell is a finite number, as base/text.h reads them.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_DRAWS_H
#define ICS_STATS_DRAWS_H

#include <stdbool.h>

#include "base/arena.h"

enum {
   ICS_DRAWS_MEGABYTES = 1024, /* of the file */
   ICS_DRAWS_COLUMNS = 4096,
   ICS_DRAWS_LINE = 1 << 20, /* bytes of a line */
   ICS_DRAWS_NAME = 63,      /* bytes of a name */
};

/** Draws in an order of their own: strategies and parameters by name, draws by their parameters and
 *  then by what the strategies came to; so that nothing that is worked out from them depends on the
 *  order of lines or columns in the file. */
typedef struct ics_draws {
   const char *file;        /* as messages show it */
   const char *sha256;      /* of its bytes */
   int n;                   /* draws, at least 2 */
   bool pairs;              /* cost and effect are given; else net benefit */
   const char **strategies; /* [nstrategies] by name */
   int *shown;              /* [nstrategies] their indices in the order of the file */
   int nstrategies;         /* at least 2 */
   double *cost, *effect; /* [nstrategies * n] strategy s, draw i at s * n + i; NULL unless pairs */
   double *benefit;       /* as these; NULL where pairs */
   const char **params;   /* [nparams] by name, without param_ */
   int *params_shown;     /* [nparams] their indices in the order of the file */
   int nparams;
   double *param; /* [nparams * n] */
} ics_draws;

/* The words of every fault. Place (file:line:column, columns counted in cells from 1) is put before
 * them. */
#define W_DRAWS_OPEN "cannot be read: %s; check the name and your right to read it"
#define W_DRAWS_KIND "not a regular file: want a CSV file, not a folder, pipe or device"
#define W_DRAWS_SIZE "the file is too large: got %lld MB, want at most %d MB; keep fewer draws"
#define W_DRAWS_TEXT                                                                               \
   "the file is not text here: got the byte 0x%02X, want CSV in UTF-8; a workbook has to be "      \
   "saved "                                                                                        \
   "as \"CSV UTF-8\" first"
#define W_DRAWS_EMPTY                                                                              \
   "the file is empty: want a line of column names and below it a line for each draw"
#define W_DRAWS_COMMAS                                                                             \
   "the columns are not divided by commas: got one column \"%s\"; save the file as CSV with "      \
   "commas"
#define W_DRAWS_LINE                                                                               \
   "not a line of CSV: a quote is left open or stands inside a cell, the line is over %d bytes "   \
   "or "                                                                                           \
   "%d cells long, or lines end in something other than LF or CR LF; mend it or export anew"
#define W_DRAWS_UNNAMED                                                                            \
   "a column has no name: want the name of a strategy, cost_NAME, effect_NAME, param_NAME or "     \
   "draw; name it draw if it numbers the draws"
#define W_DRAWS_NO_HEADER                                                                          \
   "the first line has to name the columns: got the number %s as a name; put a line of names "     \
   "above the draws"
#define W_DRAWS_NAME                                                                               \
   "a name cannot be shown: got \"%s\", want at most %d bytes without control characters; rename " \
   "the column"
#define W_DRAWS_TWICE "two columns are called \"%s\": the first is column %d; rename one of them"
#define W_DRAWS_UNKNOWN                                                                            \
   "the column \"%s\" is of no kind: with costs and effects want cost_NAME, effect_NAME, "         \
   "param_NAME or draw; rename it or take it out"
#define W_DRAWS_PARTNER "\"%s\" lacks its partner: want a column %s%s; add it, or take this one out"
#define W_DRAWS_ONE                                                                                \
   "too few strategies: got %d, want at least 2 to choose between; add the columns of another, "   \
   "such as carrying on as today"
#define W_DRAWS_CELLS "wrong number of cells: got %d, want %d as in the line of column names"
#define W_DRAWS_BLANK                                                                              \
   "the cell of %s is blank: want a number; if the model failed in this draw, take the whole "     \
   "line "                                                                                         \
   "out and say so where you report the result"
#define W_DRAWS_FINITE                                                                             \
   "the cell of %s has no value: got \"%s\", want a finite number; if the model failed in this "   \
   "draw, take the whole line out and say so where you report the result"
#define W_DRAWS_NUMBER "the cell of %s is not a number: got \"%s\"; %s"
#define W_DRAWS_LARGE                                                                              \
   "the cell of %s is too large to reckon with: got %s, want at most 1e100 either way; use a "     \
   "larger unit"
#define W_DRAWS_AGAIN                                                                              \
   "draw %.17g stands on line %d already: want each draw once; take the second out, or number "    \
   "the draws anew"
#define W_DRAWS_COUNTS                                                                             \
   "the column \"%s\" only numbers the lines, so it is no strategy: call it draw"
#define W_DRAWS_FEW                                                                                \
   "too few draws: got %d, want at least 2, and 1,000 or more to be worth it; run the model again"

/** Every fault, by the name of its words. */
#define ICS_DRAWS_FAULTS(X)                                                                        \
   X(OPEN)                                                                                         \
   X(KIND)                                                                                         \
   X(SIZE)                                                                                         \
   X(TEXT)                                                                                         \
   X(EMPTY)                                                                                        \
   X(COMMAS)                                                                                       \
   X(LINE)                                                                                         \
   X(UNNAMED)                                                                                      \
   X(NO_HEADER)                                                                                    \
   X(NAME)                                                                                         \
   X(TWICE)                                                                                        \
   X(UNKNOWN)                                                                                      \
   X(PARTNER)                                                                                      \
   X(ONE)                                                                                          \
   X(CELLS) X(BLANK) X(FINITE) X(NUMBER) X(LARGE) X(AGAIN) X(COUNTS) X(FEW)

/** Read the draws of @p path.
 *  @return ICS_OK; ICS_EINPUT with every fault, at most ICS_FAULTS_SHOWN shown; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_draws_read(const char *path, ics_arena *arena, const ics_draws **out,
                                    ics_err *err);

/** The same of @p bytes of CSV that are no file of their own. @p name  what stands for the file */
ICS_NODISCARD ics_rc ics_draws_take(const char *name, const char *text, size_t bytes,
                                    ics_arena *arena, const ics_draws **out, ics_err *err);

#endif
