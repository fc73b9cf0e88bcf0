/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws of others: files that cannot be read, what spreadsheets write, groups that cannot be. */
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "sheet.h"
#include "stats/evppi.h"

enum { PATH_BYTES = 512, TEXT_BYTES = 1 << 16 };

static ics_err err; /* large, so not on the stack */

static const char *const faults[] = {
#define X(id) #id,
   ICS_DRAWS_FAULTS(X)
#undef X
};

enum { NFAULTS = (int)(sizeof faults / sizeof faults[0]) };

static bool slurp(const char *path, char *text)
{
   FILE *file = fopen(path, "rb");
   if (!file) return false;
   size_t bytes = fread(text, 1, TEXT_BYTES - 1, file);
   text[bytes] = '\0';
   return fclose(file) == 0;
}

static ics_rc try_read(const char *path)
{
   ics_arena *arena = ics_arena_new();
   const ics_draws *draws = NULL;
   ics_err_clear(&err);
   ics_rc rc = ics_draws_read(path, arena, &draws, &err);
   ics_arena_free(&arena);
   return rc;
}

/* NAME.err holds a line `id: NAME` and then the message. */
static void check_bad(const char *file, bool *seen)
{
   static char want[TEXT_BYTES];
   char path[PATH_BYTES];
   (void)snprintf(path, sizeof path, "tests/bad/draws/%.*s.err", (int)(strlen(file) - 4), file);
   bool read = slurp(path, want);
   char *message = strchr(want, '\n');
   CHECK_(read && message && strncmp(want, "id: ", 4) == 0, "%s lacks its .err", file);
   if (!read || !message) return;
   *message++ = '\0';
   if (*message) message[strlen(message) - 1] = '\0';
   for (int f = 0; f < NFAULTS; f++) seen[f] = seen[f] || strcmp(faults[f], want + 4) == 0;
   (void)snprintf(path, sizeof path, "tests/bad/draws/%s", file);
   CHECK_INT(try_read(path), ICS_EINPUT);
   CHECK_TEXT(err.text, message);
}

static void every_fault_of_draws_has_a_case(void)
{
   bool seen[NFAULTS] = { false };
   DIR *dir = opendir("tests/bad/draws");
   CHECK_NEEDS(dir != NULL);
   for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
      if (strstr(entry->d_name, ".csv")) check_bad(entry->d_name, seen);
   closedir(dir);
   CHECK_INT(try_read("tests/bad/draws/nothing-here.csv"), ICS_EINPUT);
   CHECK_HAS(err.text, "nothing-here.csv: cannot be read: No such file");
   CHECK_INT(try_read("tests/bad/draws"), ICS_EINPUT);
   CHECK_HAS(err.text, "not a regular file");
   CHECK_INT(try_read("/dev/zero"), ICS_EINPUT);
   CHECK_HAS(err.text, "not a regular file");
   char path[] = "/tmp/icsopt-large.XXXXXX";
   int fd = mkstemp(path);
   CHECK(fd >= 0 && ftruncate(fd, (off_t)3 << 30) == 0); /* a hole, so no disk is taken */
   CHECK_INT(try_read(path), ICS_EINPUT);
   CHECK_HAS(err.text, "got 3072 MB, want at most 1024 MB");
   close(fd);
   unlink(path);
   for (int f = 0; f < NFAULTS; f++) {
      bool above = strcmp(faults[f], "OPEN") == 0 || strcmp(faults[f], "KIND") == 0 ||
                   strcmp(faults[f], "SIZE") == 0;
      CHECK_(seen[f] || above, "no case in tests/bad/draws for %s", faults[f]);
   }
}

static bool spill(const char *path, const char *text)
{
   FILE *file = fopen(path, "wb");
   if (!file) return false;
   bool written = fputs(text, file) >= 0;
   return fclose(file) == 0 && written;
}

/* Byte order mark, CR LF, comments, blank lines, quotes, blanks around cells, no newline at the
 * end, and numbers close to 0 are all as they should be. */
static void what_spreadsheets_write_is_read(void)
{
   char path[] = "/tmp/icsopt-draws.XXXXXX";
   int fd = mkstemp(path);
   ics_arena *arena = ics_arena_new();
   const ics_draws *d = NULL;
   CHECK(fd >= 0 &&
         spill(path, "\xEF\xBB\xBF# made by hand\r\n\r\n\"b, the second\", a ,param_x\r\n"
                     "1.5,-2e3,1e-40\r\n\r\n\"7\", 3 ,0\r\n2,2,-1"));
   ics_err_clear(&err);
   CHECK_OK(ics_draws_read(path, arena, &d, &err), &err);
   CHECK_INT(d->n, 3);
   CHECK_INT(d->nstrategies, 2);
   CHECK_TEXT(d->strategies[d->shown[0]], "b, the second");
   CHECK_TEXT(d->strategies[0], "a");
   CHECK_NEAR(d->param[0], -1.0, 0.0); /* in the order of the parameter */
   CHECK(d->param[1] == 0.0 && d->param[2] == 1e-40);
   CHECK(d->benefit[0] == 2.0 && d->benefit[1] == 3.0 && d->benefit[2] == -2000.0);
   CHECK(d->benefit[3] == 2.0 && d->benefit[4] == 7.0 && d->benefit[5] == 1.5);
   ics_arena_free(&arena);
   close(fd);
   unlink(path);
}

static void groups_that_cannot_be_are_told(void)
{
   static const struct {
      const char *text[2], *words;
      int n;
   } bad[] = { { { "=a" }, "want NAME=GLOB", 1 },
               { { "x" }, "want NAME=GLOB", 1 },
               { { "x=" }, "want NAME=GLOB", 1 },
               { { "x=links.oone" }, "did you mean \"links.one\"?", 1 },
               { { "x=links.*,zz*" }, "no parameter of", 1 },
               { { "x=price", "x=links.*" }, "\"x\" is given twice", 2 },
               { { "all=price" }, "use another name", 1 } };
   static const char *const names[] = { "a", "b", "param_links.one", "param_links.two",
                                        "param_price" };
   sheet s = sheet_new(5, names, 3);
   asking a = ask_of(&s, NULL, NULL, 0);
   ics_param_group *groups;
   int n;
   for (size_t k = 0; a.ok && k < sizeof bad / sizeof bad[0]; k++) {
      ics_err_clear(&err);
      CHECK_INT(ics_param_groups_read(bad[k].text, bad[k].n, a.r.draws, a.arena, &groups, &n, &err),
                ICS_EUSAGE);
      CHECK_HAS(err.text, bad[k].words);
   }
   if (a.ok) {
      const char *good[] = { "l=links.*", "p=[p]*" };
      CHECK_OK(ics_param_groups_read(good, 2, a.r.draws, a.arena, &groups, &n, &err), &err);
      CHECK_INT(n, 3);
      CHECK_INT(groups[0].nparams, 2);
      CHECK_INT(groups[1].nparams, 1);
      CHECK_INT(groups[2].nparams, 3);
      CHECK(isnan(a.r.evppi[0].value)); /* of 3 draws nothing is said */
   }
   done_with(&a, &s);
}

const ics_test tests_draws[] = {
   { "every fault of draws has a case", every_fault_of_draws_has_a_case },
   { "what spreadsheets write is read", what_spreadsheets_write_is_read },
   { "groups that cannot be are told", groups_that_cannot_be_are_told },
   { NULL, NULL },
};
