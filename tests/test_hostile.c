/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instances that are wrong, cut short, damaged or meant to harm: each is refused with words that
 * name file and line, and nothing crashes. */
#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "instance/fault.h"
#include "results/run.h"
#include "instance/files.h"
#include "instance/instance.h"

enum { PATH_BYTES = 512, NAME_BYTES = 300, FILE_MOST = 1 << 16, SETS_MOST = 4 };

static const struct {
   const char *id, *words;
} faults[] = {
#define X(name) { #name, W_##name },
   ICS_FAULT_LIST(X)
#undef X
};
enum { NFAULTS = sizeof faults / sizeof faults[0] };

static ics_err err;
static char folder[PATH_BYTES]; /* of one test, made by sandbox() and removed by clear() */

/** Contents of a file; the length in @p bytes; NULL if it cannot be read. */
static char *slurp(ics_arena *arena, const char *path, size_t *bytes)
{
   char *text = ics_alloc(arena, FILE_MOST, 1);
   FILE *file = fopen(path, "rb");
   if (!file) return NULL;
   *bytes = fread(text, 1, FILE_MOST - 1, file);
   fclose(file);
   return text;
}

static const char *in_folder(const char *name)
{
   static char path[2 * PATH_BYTES];
   snprintf(path, sizeof path, "%s/%s", folder, name);
   return path;
}

static bool spill(const char *name, const char *text, size_t bytes)
{
   FILE *file = fopen(in_folder(name), "wb");
   bool good = file && fwrite(text, 1, bytes, file) == bytes;
   return file && fclose(file) == 0 && good;
}

static bool spill_text(const char *name, const char *text)
{
   return spill(name, text, strlen(text));
}

/** A new folder with the good instance in its folder `in`. */
static bool sandbox(ics_arena *arena)
{
   static const char *const names[] = { "small.cfg", "small.places.csv", "small.need.csv",
                                        "parts/characteristics.cfg",
                                        "parts/small.neighbourhoods.csv" };
   snprintf(folder, sizeof folder, "/tmp/icsopt-test-XXXXXX");
   if (!mkdtemp(folder) || mkdir(in_folder("in"), 0700) != 0) return false;
   if (mkdir(in_folder("in/parts"), 0700) != 0) return false;
   for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
      char from[PATH_BYTES], to[PATH_BYTES];
      size_t bytes = 0;
      snprintf(from, sizeof from, "tests/good/%s", names[k]);
      snprintf(to, sizeof to, "in/%s", names[k]);
      const char *text = slurp(arena, from, &bytes);
      if (!text || !spill(to, text, bytes)) return false;
   }
   return true;
}

static void clear(void)
{
   char command[PATH_BYTES + 16];
   snprintf(command, sizeof command, "rm -rf '%s'", folder);
   CHECK_INT(system(command), 0);
}

/** Read an instance and forget it; its hash in @p hash if that is not NULL. */
/* What a formulation refuses is refused as the reader refuses: with file and line, before any
 * solve. */
static ics_rc try_model(const ics_instance *in, ics_arena *arena)
{
   ics_settings settings = ics_settings_default();
   ics_request request = { .settings = &settings };
   ics_solved solved;
   return ics_prepare(in, &request, arena, &solved, &err);
}

static ics_rc try_read(const char *path, const ics_override *sets, int nsets, char hash[65])
{
   ics_arena *arena = ics_arena_new();
   const ics_instance *in = NULL;
   ics_err_clear(&err);
   ics_rc rc = ics_instance_read(path, sets, nsets, arena, &in, &err);
   if (rc == ICS_OK && hash) snprintf(hash, 65, "%s", in->sha256);
   if (rc == ICS_OK) rc = try_model(in, arena);
   ics_arena_free(&arena);
   return rc;
}

/** The pieces of a format between its conversions stand in a text, in order. */
static bool has_pieces(const char *text, const char *format)
{
   while (*format) {
      char piece[FILE_MOST / 64];
      size_t n = strcspn(format, "%");
      snprintf(piece, sizeof piece, "%.*s", (int)n, format);
      const char *found = strstr(text, piece);
      if (!found) return false;
      text = found + n;
      format += n;
      if (*format == '%') format += 1 + strcspn(format + 1, "sdcgfX") + 1;
   }
   return true;
}

static int fault_index(const char *id)
{
   for (int f = 0; f < NFAULTS; f++)
      if (strcmp(faults[f].id, id) == 0) return f;
   return -1;
}

/** Take "tests/bad/" out of a message: what is left is the same wherever the case lies. */
static void shorten(char *text)
{
   static const char prefix[] = "tests/bad/";
   for (char *p = strstr(text, prefix); p; p = strstr(p, prefix))
      memmove(p, p + sizeof prefix - 1, strlen(p + sizeof prefix - 1) + 1);
}

/** The `--set` of a case, in comments `# set: path=value` at its top. */
static int case_sets(char *text, ics_override sets[SETS_MOST])
{
   static const char mark[] = "# set: ";
   int n = 0;
   while (n < SETS_MOST && strncmp(text, mark, sizeof mark - 1) == 0) {
      char *path = text + sizeof mark - 1, *value = strchr(path, '=');
      char *end = strchr(path, '\n');
      if (!value || !end) break;
      *value = *end = '\0';
      sets[n++] = (ics_override){ path, value + 1 };
      text = end + 1;
   }
   return n;
}

/** Run tests/bad/<name>.cfg against <name>.err: a line `id: NAME`, then the message. */
static int run_case(const char *name)
{
   ics_arena *arena = ics_arena_new();
   char path[PATH_BYTES];
   ics_override sets[SETS_MOST];
   size_t bytes = 0;
   int fault = -1;
   snprintf(path, sizeof path, "tests/bad/%s.err", name);
   char *want = slurp(arena, path, &bytes);
   snprintf(path, sizeof path, "tests/bad/%s.cfg", name);
   char *text = slurp(arena, path, &bytes);
   char *message = want ? strchr(want, '\n') : NULL;
   CHECK_(text && message && strncmp(want, "id: ", 4) == 0, "%s lacks its .err or its id", path);
   if (text && message) {
      *message++ = '\0';
      if (message[0]) message[strlen(message) - 1] = '\0'; /* the newline at its end */
      int nsets = case_sets(text, sets);
      ics_rc rc = try_read(path, sets, nsets, NULL);
      shorten(err.text);
      fault = fault_index(want + 4);
      CHECK_(fault >= 0, "%s names no fault: %s", path, want);
      CHECK_(rc == ICS_EINPUT || rc == ICS_EUSAGE, "%s: got %s", path, ics_rc_text(rc));
      CHECK_(strcmp(err.text, message) == 0, "%s\n got: %s\nwant: %s", path, err.text, message);
      CHECK_(fault < 0 || has_pieces(err.text, faults[fault].words), "%s: not the words of %s",
             path, want);
   }
   ics_arena_free(&arena);
   return fault;
}

static void every_fault_has_a_case_with_its_words(void)
{
   bool seen[NFAULTS] = { false };
   DIR *dir = opendir("tests/bad");
   CHECK_NEEDS(dir != NULL);
   for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
      char name[NAME_BYTES];
      char *end = strstr(entry->d_name, ".cfg");
      if (!end) continue;
      snprintf(name, sizeof name, "%.*s", (int)(end - entry->d_name), entry->d_name);
      int fault = run_case(name);
      if (fault >= 0) seen[fault] = true;
   }
   closedir(dir);
   seen[fault_index("FILE_SIZE")] = true; /* a file too large to keep: see below */
   for (int f = 0; f < NFAULTS; f++) CHECK_(seen[f], "no case in tests/bad for %s", faults[f].id);
}

static void every_fault_of_the_header_is_in_its_list(void)
{
   ics_arena *arena = ics_arena_new();
   size_t bytes = 0;
   int defined = 0;
   const char *text = slurp(arena, "solver/instance/fault.h", &bytes);
   CHECK(text != NULL);
   for (const char *p = text; p && (p = strstr(p, "#define W_")); p++) defined++;
   CHECK_INT(defined, NFAULTS);
   ics_arena_free(&arena);
}

/* The hash of the instance is that of all its files one after another; coreutils is the witness. */
static void the_hash_is_over_all_files_and_feels_every_byte(void)
{
   ics_arena *arena = ics_arena_new();
   char before[65] = "", again[65] = "", after[65] = "", witness[65] = "";
   CHECK(sandbox(arena));
   CHECK_OK(try_read(in_folder("in/small.cfg"), NULL, 0, before), &err);
   CHECK_OK(try_read(in_folder("in/small.cfg"), NULL, 0, again), &err);
   CHECK_TEXT(again, before);
   char command[5 * PATH_BYTES];
   snprintf(command, sizeof command,
            "cd '%s/in' && cat small.cfg parts/characteristics.cfg small.places.csv small.need.csv "
            "parts/small.neighbourhoods.csv | sha256sum",
            folder);
   FILE *pipe = popen(command, "r");
   CHECK(pipe && fscanf(pipe, "%64s", witness) == 1);
   if (pipe) pclose(pipe);
   CHECK_TEXT(before, witness);
   size_t bytes = 0;
   char *csv = slurp(arena, in_folder("in/small.places.csv"), &bytes);
   csv[0] = '#', csv[2] = 'P'; /* a byte of its comment */
   CHECK(spill("in/small.places.csv", csv, bytes));
   CHECK_OK(try_read(in_folder("in/small.cfg"), NULL, 0, after), &err);
   CHECK(strcmp(before, after) != 0);
   clear();
   ics_arena_free(&arena);
}

static void a_file_cut_short_anywhere_is_refused(void)
{
   ics_arena *arena = ics_arena_new();
   size_t bytes = 0;
   int accepted = 0;
   CHECK(sandbox(arena));
   char *text = slurp(arena, "tests/good/small.cfg", &bytes);
   CHECK(text[bytes - 1] == '\n' && text[bytes - 2] == ';');
   for (size_t k = 0; k < bytes; k++) {
      CHECK(spill("in/small.cfg", text, k));
      ics_rc rc = try_read(in_folder("in/small.cfg"), NULL, 0, NULL);
      accepted += rc == ICS_OK;
      CHECK_(rc == ICS_EINPUT || k == bytes - 1, "cut to %zu bytes: %s", k, ics_rc_text(rc));
   }
   CHECK_INT(accepted, 1); /* only the newline at its end may go */
   clear();
   ics_arena_free(&arena);
}

/** A step of xorshift64 (Marsaglia 2003). */
static uint64_t next_random(uint64_t *state)
{
   *state ^= *state << 13;
   *state ^= *state >> 7;
   *state ^= *state << 17;
   return *state;
}

static void flipped_bits_never_crash_and_are_told_in_words(void)
{
   static const char *const names[] = { "small.cfg", "small.need.csv", "small.places.csv",
                                        "parts/characteristics.cfg" };
   ics_arena *arena = ics_arena_new();
   uint64_t state = 20251123;
   int refused = 0;
   CHECK(sandbox(arena));
   for (int trial = 0; trial < 2000; trial++) {
      char from[PATH_BYTES], to[PATH_BYTES];
      ics_arena *own = ics_arena_new();
      size_t bytes = 0;
      const char *name = names[trial % 8 < 5 ? 0 : trial % 8 - 4]; /* mostly the settings */
      snprintf(from, sizeof from, "tests/good/%s", name);
      snprintf(to, sizeof to, "in/%s", name);
      char *text = slurp(own, from, &bytes);
      uint64_t bit = next_random(&state) % (8 * bytes);
      text[bit / 8] = (char)(text[bit / 8] ^ (1 << (bit % 8)));
      CHECK(spill(to, text, bytes));
      ics_rc rc = try_read(in_folder("in/small.cfg"), NULL, 0, NULL);
      CHECK_(rc == ICS_OK || (rc == ICS_EINPUT && err.text[0]), "trial %d: %s", trial,
             ics_rc_text(rc));
      refused += rc != ICS_OK;
      text[bit / 8] = (char)(text[bit / 8] ^ (1 << (bit % 8)));
      CHECK(spill(to, text, bytes));
      ics_arena_free(&own);
   }
   CHECK(refused > 1000); /* most flips are seen; others change a letter of a name or a digit */
   clear();
   ics_arena_free(&arena);
}

static void windows_line_ends_and_byte_order_marks_change_nothing(void)
{
   static const char *const names[] = { "small.cfg", "small.need.csv", "small.places.csv" };
   ics_arena *arena = ics_arena_new();
   CHECK(sandbox(arena));
   for (int n = 0; n < 3; n++) {
      char from[PATH_BYTES], to[PATH_BYTES];
      size_t bytes = 0, used = 3;
      snprintf(from, sizeof from, "tests/good/%s", names[n]);
      snprintf(to, sizeof to, "in/%s", names[n]);
      const char *text = slurp(arena, from, &bytes);
      char *other = ics_alloc(arena, 2 * bytes + 3, 1);
      memcpy(other, "\xEF\xBB\xBF", 3);
      for (size_t k = 0; k < bytes; k++) {
         if (text[k] == '\n') other[used++] = '\r';
         other[used++] = text[k];
      }
      CHECK(spill(to, other, used));
   }
   CHECK_OK(try_read(in_folder("in/small.cfg"), NULL, 0, NULL), &err);
   ics_override wrong = { "services.primary.floor", "9" }; /* the line is still the right one */
   CHECK_INT(try_read(in_folder("in/small.cfg"), &wrong, 1, NULL), ICS_EINPUT);
   CHECK_HAS(err.text, "small.cfg:16: services.primary.floor: out of range");
   clear();
   ics_arena_free(&arena);
}

/** Seconds that a reading took, to see that nothing waits or explodes. */
static double timed(const char *path, ics_rc *rc)
{
   struct timespec from, to;
   clock_gettime(CLOCK_MONOTONIC, &from);
   *rc = try_read(path, NULL, 0, NULL);
   clock_gettime(CLOCK_MONOTONIC, &to);
   return (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
}

static void check_refused(const char *name, const char *words)
{
   ics_rc rc = ICS_OK;
   double seconds = timed(in_folder(name), &rc);
   CHECK_INT(rc, ICS_EINPUT);
   CHECK_HAS(err.text, words);
   CHECK_(seconds < 5.0, "%s took %g s", name, seconds);
}

static void pipes_devices_and_links_that_lead_out_are_refused(void)
{
   ics_arena *arena = ics_arena_new();
   CHECK(sandbox(arena));
   CHECK_INT(mkfifo(in_folder("in/pipe.cfg"), 0600), 0);
   CHECK_INT(symlink("/etc/hostname", in_folder("in/out.cfg")), 0);
   CHECK_INT(symlink("/dev/zero", in_folder("in/zero.cfg")), 0);
   CHECK_INT(symlink("small.cfg", in_folder("in/link.cfg")), 0);
   CHECK_INT(symlink("circle.cfg", in_folder("in/circle.cfg")), 0);
   CHECK_OK(try_read(in_folder("in/link.cfg"), NULL, 0, NULL), &err); /* a link inside is fine */
   check_refused("in/pipe.cfg", "not a regular file");
   check_refused("in/out.cfg", "outside the tree");
   check_refused("in/zero.cfg", "outside the tree");
   check_refused("in/circle.cfg", "cannot be read");
   check_refused("in", "not a regular file");
   check_refused("in/absent.cfg", "cannot be read");
   check_refused("absent/absent.cfg", "cannot be read");
   CHECK(spill_text("in/a.cfg", "format = 1;\n@include \"pipe.cfg\"\nend = true;\n"));
   check_refused("in/a.cfg", "in/pipe.cfg is not a regular file");
   CHECK(spill_text("in/b.cfg", "format = 1;\n@include \"out.cfg\"\nend = true;\n"));
   check_refused("in/b.cfg", "outside the tree");
   CHECK(spill_text("in/c.cfg", "format = 1;\nplaces = { table = \"out.cfg\"; };\nend = true;\n"));
   check_refused("in/c.cfg", "outside the tree");
   CHECK(spill_text("in/d.cfg", "format = 1;\n@include \"../../x.cfg\"\nend = true;\n"));
   check_refused("in/d.cfg", "cannot be read"); /* /tmp/x.cfg: not there, and not looked into */
   CHECK_INT(try_read("/dev/null", NULL, 0, NULL), ICS_EINPUT);
   CHECK_INT(try_read("", NULL, 0, NULL), ICS_EINPUT);
   clear();
   ics_arena_free(&arena);
}

/* Ten files that each include the next ten times would be 10^9 readings. */
static void include_bombs_and_large_files_are_refused_at_once(void)
{
   ics_arena *arena = ics_arena_new();
   CHECK(sandbox(arena));
   for (int level = 0; level < 10; level++) {
      char name[32], text[1024] = "";
      snprintf(name, sizeof name, "in/bomb%d.cfg", level);
      if (level == 0) snprintf(text, sizeof text, "format = 1;\n");
      for (int k = 0; k < 10; k++)
         snprintf(text + strlen(text), sizeof text - strlen(text), "@include \"bomb%d.cfg\"\n",
                  level < 9 ? level + 1 : 10);
      if (level == 0) snprintf(text + strlen(text), sizeof text - strlen(text), "end = true;\n");
      CHECK(spill_text(name, text));
   }
   CHECK(spill_text("in/bomb10.cfg", "# nothing\n"));
   check_refused("in/bomb0.cfg", "too many files");
   CHECK(spill_text("in/large.cfg", "format = 1;\nend = true;\n"));
   CHECK_INT(truncate(in_folder("in/large.cfg"), ICS_FILES_BYTES + 1), 0);
   check_refused("in/large.cfg", "is too large: want at most 8 MB");
   CHECK(has_pieces(err.text, W_FILE_SIZE));
   clear();
   ics_arena_free(&arena);
}

static void faults_are_collected_and_the_rest_counted(void)
{
   ics_arena *arena = ics_arena_new();
   CHECK(sandbox(arena));
   char text[4096] = "format = 1;\n";
   for (int k = 0; k < 25; k++)
      snprintf(text + strlen(text), sizeof text - strlen(text), "unknown%d = 1;\n", k);
   snprintf(text + strlen(text), sizeof text - strlen(text), "end = true;\n");
   CHECK(spill_text("in/many.cfg", text));
   CHECK_INT(try_read(in_folder("in/many.cfg"), NULL, 0, NULL), ICS_EINPUT);
   /* 25 unknown settings, 5 that the system lacks... counted: the system group itself, services,
    * mechanisms, places, blends, funds and aims are missing */
   CHECK_INT(err.faults, 25 + 7);
   CHECK_HAS(err.text, "many.cfg:2: unknown0: unknown setting");
   CHECK_HAS(err.text, "many.cfg:21: unknown19: unknown setting");
   CHECK(!strstr(err.text, "unknown20"));
   CHECK_HAS(err.text, "... and 12 more faults not shown");
   clear();
   ics_arena_free(&arena);
}

static void memory_that_runs_out_anywhere_is_reported(void)
{
   int k = 0;
   ics_rc rc = ICS_EMEMORY;
   for (; rc == ICS_EMEMORY && k < 10000; k++) {
      ics_arena *arena = ics_arena_new();
      const ics_instance *in = NULL;
      ics_err_clear(&err);
      ics_arena_fail_at(k);
      rc = ics_instance_read("tests/good/small.cfg", NULL, 0, arena, &in, &err);
      ics_arena_fail_at(-1);
      CHECK_((rc == ICS_OK) == (in != NULL), "allocation %d", k);
      if (rc != ICS_OK) CHECK_TEXT(err.text, "out of memory");
      ics_arena_free(&arena);
   }
   CHECK_INT(rc, ICS_OK);
   CHECK(k > 3); /* the arenas take memory in large pieces, so there are few */
}

const ics_test tests_hostile[] = {
   { "every fault has a case with its words", every_fault_has_a_case_with_its_words },
   { "every fault of the header is in its list", every_fault_of_the_header_is_in_its_list },
   { "the hash is over all files and feels every byte",
     the_hash_is_over_all_files_and_feels_every_byte },
   { "a file cut short anywhere is refused", a_file_cut_short_anywhere_is_refused },
   { "flipped bits never crash and are told in words",
     flipped_bits_never_crash_and_are_told_in_words },
   { "Windows line ends and byte order marks change nothing",
     windows_line_ends_and_byte_order_marks_change_nothing },
   { "pipes, devices and links that lead out are refused",
     pipes_devices_and_links_that_lead_out_are_refused },
   { "include bombs and large files are refused at once",
     include_bombs_and_large_files_are_refused_at_once },
   { "faults are collected and the rest counted", faults_are_collected_and_the_rest_counted },
   { "memory that runs out anywhere is reported", memory_that_runs_out_anywhere_is_reported },
   { NULL, NULL },
};
