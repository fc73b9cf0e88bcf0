/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built command as people use it. A case is a folder tests/cases/NAME: `cmd` is run by sh in
 * the root of the project, with the command in PATH as icsopt and an empty folder in $T; what it
 * says (both streams) has to be `out`, and its exit status `status`. `make accept` writes both
 * anew. */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

enum { TEXT_BYTES = 1 << 18, PATH_BYTES = 512, CASES = 256 };

static const char CASES_FOLDER[] = "tests/cases";

static bool slurp(const char *path, char *text)
{
   FILE *file = fopen(path, "rb");
   if (!file) return false;
   size_t bytes = fread(text, 1, TEXT_BYTES - 1, file);
   text[bytes] = '\0';
   bool whole = bytes < TEXT_BYTES - 1 && !ferror(file);
   return fclose(file) == 0 && whole;
}

static bool spill(const char *folder, const char *name, const char *text)
{
   char path[PATH_BYTES];
   (void)snprintf(path, sizeof path, "%s/%s/%s", CASES_FOLDER, folder, name);
   FILE *file = fopen(path, "wb");
   if (!file) return false;
   bool written = fputs(text, file) >= 0;
   return fclose(file) == 0 && written;
}

/** Put the folder of the command in front of PATH. ICSOPT names the command, absolute or from here.
 */
static bool find_command(void)
{
   char path[4096], here[PATH_BYTES];
   const char *command = getenv("ICSOPT"), *old = getenv("PATH");
   if (!command) command = "build/icsopt";
   const char *slash = strrchr(command, '/');
   if (!slash || access(command, X_OK) != 0 || !getcwd(here, sizeof here)) return false;
   bool absolute = command[0] == '/';
   int bytes = snprintf(path, sizeof path, "%s%s%.*s:%s", absolute ? "" : here, absolute ? "" : "/",
                        (int)(slash - command), command, old ? old : "/usr/bin:/bin");
   return bytes > 0 && (size_t)bytes < sizeof path && setenv("PATH", path, 1) == 0;
}

/** Run a case in its own empty folder. @return its exit status, or -1 */
static int run_case(const char *name, char *out)
{
   char folder[] = "/tmp/icsopt-case.XXXXXX", shell[3 * PATH_BYTES], path[PATH_BYTES];
   if (!mkdtemp(folder) || setenv("T", folder, 1) != 0) return -1;
   (void)snprintf(shell, sizeof shell, "umask 022; sh %s/%s/cmd > %s.out 2>&1 < /dev/null",
                  CASES_FOLDER, name, folder);
   int status = system(shell);
   (void)snprintf(path, sizeof path, "%s.out", folder);
   bool read = slurp(path, out);
   (void)snprintf(shell, sizeof shell, "rm -rf %s %s.out", folder, folder);
   bool removed = system(shell) == 0;
   return read && removed && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void check_case(const char *name)
{
   static char got[TEXT_BYTES], want[TEXT_BYTES];
   char path[PATH_BYTES], status[16];
   int code = run_case(name, got);
   CHECK_(code >= 0, "case %s could not be run", name);
   (void)snprintf(status, sizeof status, "%d\n", code);
   if (getenv("ICS_ACCEPT")) {
      CHECK(spill(name, "out", got) && spill(name, "status", status));
      return;
   }
   (void)snprintf(path, sizeof path, "%s/%s/out", CASES_FOLDER, name);
   CHECK_(slurp(path, want), "case %s has no out; `make accept` writes it", name);
   CHECK_(strcmp(got, want) == 0, "case %s says:\n%s\nbut should say:\n%s", name, got, want);
   (void)snprintf(path, sizeof path, "%s/%s/status", CASES_FOLDER, name);
   CHECK_(slurp(path, want) && strcmp(status, want) == 0, "case %s: exit status %d, want %s", name,
          code, want);
}

static int visible(const struct dirent *entry)
{
   return entry->d_name[0] != '.';
}

static void every_case(void)
{
   struct dirent **entries = NULL;
   CHECK_NEEDS(find_command());
   int n = scandir(CASES_FOLDER, &entries, visible, alphasort);
   CHECK(n > 0);
   for (int c = 0; c < n; c++) {
      check_case(entries[c]->d_name);
      free(entries[c]);
   }
   free(entries);
}

static bool exists(const char *path)
{
   return access(path, F_OK) == 0;
}

/* Each verb is one row of verbs.def: a case must name it, so that no verb goes untested. */
static void every_verb_has_a_case(void)
{
   static const char *const verbs[] = {
#define VERB(name, help, flags) #name,
#include "icsopt/verbs.def"
#undef VERB
   };
   for (size_t v = 0; v < sizeof verbs / sizeof verbs[0]; v++) {
      char shell[PATH_BYTES];
      (void)snprintf(shell, sizeof shell, "grep -q 'icsopt %s ' %s/*/cmd", verbs[v], CASES_FOLDER);
      CHECK_(system(shell) == 0, "no case runs icsopt %s", verbs[v]);
   }
}

/* Exit statuses are a promise to scripts: one case each for those that can be provoked from
 * outside. */
static void exit_statuses_are_covered(void)
{
   static const int codes[] = { 0, 1, 2, 3, 4, 5, 6 };
   CHECK(exists(CASES_FOLDER));
   for (size_t c = 0; c < sizeof codes / sizeof codes[0]; c++) {
      char shell[PATH_BYTES];
      (void)snprintf(shell, sizeof shell, "grep -qx %d %s/*/status", codes[c], CASES_FOLDER);
      CHECK_(system(shell) == 0, "no case ends with exit status %d", codes[c]);
   }
}

const ics_test tests_cli[] = {
   { "every case says what it should and ends as it should", every_case },
   { "every verb is run by a case", every_verb_has_a_case },
   { "every exit status that can be provoked is met by a case", exit_statuses_are_covered },
   { NULL, NULL },
};
