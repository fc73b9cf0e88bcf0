/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file check.h
 *  Checks that print both sides. Each argument is evaluated once. A failed check is counted by
 * CUnit and the test goes on, except CHECK_OK and CHECK_NEEDS, which leave the test (they return).
 */
#ifndef ICS_TESTS_CHECK_H
#define ICS_TESTS_CHECK_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "base/err.h"

/** One test; the name is a sentence. A suite file ends in `const ics_test tests_NAME[]`, closed by
 *  {NULL, NULL}; the Makefile finds the file by its name, test_NAME.c. */
typedef struct ics_test {
   const char *name;
   void (*run)(void);
} ics_test;

#define CHECK_(ok, ...)                                                                            \
   do {                                                                                            \
      int check_ok = (ok);                                                                         \
      if (!check_ok) {                                                                             \
         fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);                                           \
         fprintf(stderr, __VA_ARGS__);                                                             \
         fputc('\n', stderr);                                                                      \
      }                                                                                            \
      CU_assertImplementation(check_ok ? CU_TRUE : CU_FALSE, __LINE__, "see the line above",       \
                              __FILE__, __func__, CU_FALSE);                                       \
   } while (0)

#define CHECK(cond) CHECK_((cond), "not so: %s", #cond)

/** |got - want| <= rel * max(1, |want|), both finite. */
#define CHECK_NEAR(got, want, rel)                                                                 \
   do {                                                                                            \
      double check_g = (got), check_w = (want), check_r = (rel);                                   \
      double check_m = fabs(check_w) > 1.0 ? fabs(check_w) : 1.0;                                  \
      CHECK_(isfinite(check_g) && fabs(check_g - check_w) <= check_r * check_m,                    \
             "%s: got %.17g, want %.17g within %g", #got, check_g, check_w, check_r);              \
   } while (0)

#define CHECK_INT(got, want)                                                                       \
   do {                                                                                            \
      long check_g = (long)(got), check_w = (long)(want);                                          \
      CHECK_(check_g == check_w, "%s: got %ld, want %ld", #got, check_g, check_w);                 \
   } while (0)

#define CHECK_TEXT(got, want)                                                                      \
   do {                                                                                            \
      const char *check_g = (got), *check_w = (want);                                              \
      CHECK_(check_g &&strcmp(check_g, check_w) == 0, "%s: got \"%s\", want \"%s\"", #got,         \
             check_g ? check_g : "(null)", check_w);                                               \
   } while (0)

/** The text @p got holds @p part. */
#define CHECK_HAS(got, part)                                                                       \
   do {                                                                                            \
      const char *check_g = (got), *check_w = (part);                                              \
      CHECK_(check_g &&strstr(check_g, check_w), "%s lacks \"%s\":\n%s", #got, check_w,            \
             check_g ? check_g : "(null)");                                                        \
   } while (0)

#define CHECK_OK(call, err)                                                                        \
   do {                                                                                            \
      ics_rc check_rc = (call);                                                                    \
      CHECK_(check_rc == ICS_OK, "%s: %s: %s", #call, ics_rc_text(check_rc), (err)->text);         \
      if (check_rc != ICS_OK) return;                                                              \
   } while (0)

#define CHECK_NEEDS(cond)                                                                          \
   do {                                                                                            \
      int check_c = (cond);                                                                        \
      CHECK_(check_c, "needed: %s", #cond);                                                        \
      if (!check_c) return;                                                                        \
   } while (0)

#endif
