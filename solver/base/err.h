/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file err.h
 *  Errors: codes, the process exit status of each, and the message.
 *
 *  Rules shared by all headers of this project:
 *  - A function that can fail returns ics_rc and takes `ics_err *err` last. On success err is
 *    untouched; on failure it holds a message that is complete enough to be printed as it is.
 *  - A result is not an error: infeasible, unbounded and limit-reached are statuses inside a
 *    solution. ics_rc means "could not do the job".
 *  - Objects live in the arena they were made in and are freed with it. `const T *` in is borrowed
 *    and must outlive the result; `T **out` receives a pointer into the arena given.
 *  - Arrays are 0-based and carry `[shape]` and `{unit}` in their comments. Money is GBP million a
 *    year, shares are fractions of 1. */
#ifndef ICS_BASE_ERR_H
#define ICS_BASE_ERR_H

#include <stdarg.h>

/** One row a code: name, process exit status, what it means. */
#define ICS_RC_LIST(X)                                                                             \
   X(OK, 0, "done")                                                                                \
   X(ENOPLAN, 1, "no plan exists")                                                                 \
   X(EUSAGE, 2, "the command was not understood")                                                  \
   X(EINPUT, 3, "an input is missing, unreadable or wrong")                                        \
   X(ENUMERIC, 4, "not certified")                                                                 \
   X(ELIMIT, 5, "a limit was reached")                                                             \
   X(EOUTPUT, 6, "output could not be written")                                                    \
   X(EMEMORY, 7, "out of memory")                                                                  \
   X(EBUG, 70, "a fault of the program itself")

typedef enum ics_rc {
#define X(name, status, text) ICS_##name,
   ICS_RC_LIST(X)
#undef X
       ICS_RC_COUNT
} ics_rc;

#define ICS_NODISCARD __attribute__((warn_unused_result))
#define ICS_PRINTF(f, a) __attribute__((format(printf, f, a)))

enum {
   ICS_FAULTS_SHOWN = 20, /* faults listed before the rest are only counted */
   ICS_TEXT_BYTES = 16384,
};

/** A failure and its words. Zero-initialise; reuse only after ics_err_clear. */
typedef struct ics_err {
   ics_rc rc;
   int faults; /* faults counted by ics_fault, shown or not */
   char text[ICS_TEXT_BYTES];
} ics_err;

/** Where in the instance's files something was set; a number, so that a price can be traced. */
typedef struct ics_where {
   const char *file; /* NULL: not from a file */
   int line;         /* 1-based; 0 unknown */
} ics_where;

/** Set the message (replacing any) and return @p rc, so that callers write `return ics_fail(...)`.
 */
ics_rc ics_fail(ics_err *err, ics_rc rc, const char *fmt, ...) ICS_PRINTF(3, 4);

/** Add one fault of an input: `file:line: path: words`. Collects; the caller returns
 *  ics_faults_rc(err) at the end of its pass. Only the first ICS_FAULTS_SHOWN are kept. */
void ics_fault(ics_err *err, ics_where where, const char *path, const char *fmt, ...)
    ICS_PRINTF(4, 5);

/** ICS_OK if no fault was collected, else ICS_EINPUT with the closing count added to the text. */
ICS_NODISCARD ics_rc ics_faults_rc(ics_err *err);

/** Forget a failure; the exit status of a code (interface of the command); its words. */
void ics_err_clear(ics_err *err);
int ics_exit_status(ics_rc rc);
const char *ics_rc_text(ics_rc rc);

/** Pass a failure up unchanged. */
#define ICS_TRY(call)                                                                              \
   do {                                                                                            \
      ics_rc ics_try_rc = (call);                                                                  \
      if (ics_try_rc != ICS_OK) return ics_try_rc;                                                 \
   } while (0)

#endif
