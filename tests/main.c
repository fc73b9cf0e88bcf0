/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runner: no argument runs every suite, names run those, --list lists them. CUnit runs one
 * entry a test; each entry forks, so that a crash in one test is its own failure and hides nothing
 * of the rest. The exit status is 1 on any failure. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CUnit/Basic.h>

#include "base/arena.h"
#include "check.h"
#include "lp/solve.h"

#define X(name) extern const ics_test tests_##name[];
#include "suites.inc"
#undef X

static const struct {
   const char *name;
   const ics_test *tests;
} suites[] = {
#define X(name) { #name, tests_##name },
#include "suites.inc"
#undef X
};

enum { NSUITES = (int)(sizeof suites / sizeof suites[0]) };

/** What a test did, sent from child to parent. */
typedef struct tally {
   unsigned asserts, failed;
} tally;

static void (*find(const char *suite, const char *test))(void)
{
   for (int s = 0; s < NSUITES; s++)
      for (const ics_test *t = suites[s].tests; strcmp(suites[s].name, suite) == 0 && t->name; t++)
         if (strcmp(t->name, test) == 0) return t->run;
   return NULL;
}

static void report(bool ok, const char *what)
{
   CU_assertImplementation(ok ? CU_TRUE : CU_FALSE, 0, what, "", "", CU_FALSE);
}

/** Body of every CUnit entry: run the current test in a child and count what it asserted. */
static void run_isolated(void)
{
   const char *suite = CU_get_current_suite()->pName, *test = CU_get_current_test()->pName;
   int fd[2];
   fflush(NULL);
   if (pipe(fd) != 0) exit(1);
   pid_t pid = fork();
   if (pid < 0) exit(1);
   if (pid == 0) {
      close(fd[0]);
      unsigned asserts = CU_get_number_of_asserts(), failed = CU_get_number_of_failures();
      size_t live = ics_arena_live();
      find(suite, test)();
      CHECK_(ics_arena_live() == live, "%zu bytes still live at the end of \"%s\"",
             ics_arena_live() - live, test);
      ics_lp_shutdown();
      tally t = { CU_get_number_of_asserts() - asserts, CU_get_number_of_failures() - failed };
      fflush(NULL);
      _exit(write(fd[1], &t, sizeof t) == (ssize_t)sizeof t ? 0 : 1);
   }
   close(fd[1]);
   tally t = { 0 };
   ssize_t got = read(fd[0], &t, sizeof t);
   close(fd[0]);
   int status = 0;
   waitpid(pid, &status, 0);
   for (unsigned a = 0; a < t.asserts; a++)
      report(a >= t.failed, "a check (see its own line above)");
   if (WIFSIGNALED(status)) fprintf(stderr, "%s: died of signal %d\n", test, WTERMSIG(status));
   report(got == (ssize_t)sizeof t && WIFEXITED(status) && WEXITSTATUS(status) == 0,
          "the test ran to its end");
}

static bool wanted(int s, int argc, char **argv)
{
   if (argc < 2) return true;
   for (int a = 1; a < argc; a++)
      if (strcmp(argv[a], suites[s].name) == 0) return true;
   return false;
}

int main(int argc, char **argv)
{
   if (argc == 2 && strcmp(argv[1], "--list") == 0) {
      for (int s = 0; s < NSUITES; s++) puts(suites[s].name);
      return 0;
   }
   if (CU_initialize_registry() != CUE_SUCCESS) return 1;
   unsigned tests = 0;
   for (int s = 0; s < NSUITES; s++) {
      if (!wanted(s, argc, argv)) continue;
      CU_pSuite suite = CU_add_suite(suites[s].name, NULL, NULL);
      for (const ics_test *t = suites[s].tests; suite && t->name; t++)
         tests += CU_add_test(suite, t->name, run_isolated) != NULL;
   }
   if (tests == 0) {
      fprintf(stderr, "no such suite; --list shows them\n");
      return 1;
   }
   CU_basic_set_mode(CU_BRM_VERBOSE);
   CU_basic_run_tests();
   unsigned failed = CU_get_number_of_failures();
   CU_cleanup_registry();
   return failed != 0;
}
