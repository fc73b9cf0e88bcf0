/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exported files against texts written by hand, and random LPs read back number by number. */
#include <stdlib.h>

#include "check.h"
#include "lp/export.h"
#include "lpgen.h"

#define INF HUGE_VAL

enum { TEXT_BYTES = 1 << 17 };

/* A sink that keeps the text, and fails from the k-th piece on (-1: never). */
typedef struct kept {
   char *text;
   size_t used;
   int fail_at;
} kept;

static ics_rc keep(void *ctx, const char *text, size_t bytes, ics_err *err)
{
   kept *k = ctx;
   if (k->fail_at >= 0 && k->fail_at-- == 0) return ics_fail(err, ICS_EOUTPUT, "the disk is full");
   if (k->used + bytes >= TEXT_BYTES) return ics_fail(err, ICS_EOUTPUT, "the text is too long");
   memcpy(k->text + k->used, text, bytes);
   k->used += bytes;
   k->text[k->used] = '\0';
   return ICS_OK;
}

static kept new_text(ics_arena *arena)
{
   kept k = { ics_alloc(arena, TEXT_BYTES, 1), 0, -1 };
   return k;
}

/* One row of each kind, a column without entries, a free row, a constant, a name with a minus. */
static lp_data *sample(ics_arena *arena)
{
   static const char *const rows[] = { "fund(core,2025-26)", "e1", "least", "band",
                                       "aim(outcomes)" };
   static const char *const cols[] = { "x(a-b)", "end", "_y" };
   static const double a[] = { 1, 0, 0, 0.1, 1, 0, 1, 0, 0, 0, -1, 0, 5, 5, 0 }, c[] = { 1, 0, -2 },
                       lo[] = { 0, 2, -1 }, hi[] = { 4, 2, 1 }, rlo[] = { -INF, 2.5, 0, -3, -INF },
                       rhi[] = { 3, 2.5, INF, 0, INF };
   lp_data *d = lp_dense(arena, 5, 3, a, c, lo, hi, rlo, rhi);
   d->lp.row_name = rows;
   d->lp.col_name = cols;
   d->lp.c0 = 7;
   return d;
}

static const char SAMPLE_MPS[] =
    "* minimise; 5 rows, 3 columns, 7 nonzeros\n"
    "* 1 rows without limits are left out\n"
    "* the objective's constant is the cost of column constant, fixed at 1\n"
    "NAME icsopt\n"
    "ROWS\n"
    " N objective\n"
    " L fund(core,2025-26)\n"
    " E e1\n"
    " G least\n"
    " G band\n"
    "COLUMNS\n"
    " x(a-b) fund(core,2025-26) 1\n"
    " x(a-b) e1 0.10000000000000001\n"
    " x(a-b) least 1\n"
    " x(a-b) objective 1\n"
    " end e1 1\n"
    " end band -1\n"
    " _y objective -2\n"
    " constant objective 7\n"
    "RHS\n"
    " RHS fund(core,2025-26) 3\n"
    " RHS e1 2.5\n"
    " RHS band -3\n"
    "RANGES\n"
    " RANGE band 3\n"
    "BOUNDS\n"
    " LO BOUND x(a-b) 0\n"
    " UP BOUND x(a-b) 4\n"
    " FX BOUND end 2\n"
    " LO BOUND _y -1\n"
    " UP BOUND _y 1\n"
    " FX BOUND constant 1\n"
    "ENDATA\n";

static const char SAMPLE_LP[] =
    "\\ minimise; 5 rows, 3 columns, 7 nonzeros\n"
    "\\ 1 rows without limits are left out\n"
    "\\ the objective's constant is the cost of column constant, fixed at 1\n"
    "Minimize\n"
    " objective: + 1 x(a~b) + 0 _end - 2 __y + 7 constant\n"
    "Subject To\n"
    " fund(core,2025~26): + 1 x(a~b) <= 3\n"
    " _e1: + 0.10000000000000001 x(a~b) + 1 _end = 2.5\n"
    " least: + 1 x(a~b) >= 0\n"
    " band: - 1 _end >= -3\n"
    " band~upper: - 1 _end <= 0\n"
    "Bounds\n"
    " 0 <= x(a~b) <= 4\n"
    " _end = 2\n"
    " -1 <= __y <= 1\n"
    " constant = 1\n"
    "End\n";

static void by_hand(void)
{
   ics_arena *arena = ics_arena_new();
   ics_err err = { .rc = ICS_OK };
   lp_data *d = sample(arena);
   kept k = new_text(arena);
   ics_sink sink = { keep, &k };
   CHECK_OK(ics_export_mps(&d->lp, &sink, &err), &err);
   CHECK_TEXT(k.text, SAMPLE_MPS);
   k.used = 0;
   CHECK_OK(ics_export_lp(&d->lp, &sink, &err), &err);
   CHECK_TEXT(k.text, SAMPLE_LP);
   ics_arena_free(&arena);
}

static void sink_fails(void)
{
   ics_arena *arena = ics_arena_new();
   lp_data *d = sample(arena);
   for (int at = 0; at < 15; at++) {
      ics_err err = { .rc = ICS_OK };
      kept k = new_text(arena);
      k.fail_at = at;
      ics_sink sink = { keep, &k };
      CHECK_INT(ics_export_mps(&d->lp, &sink, &err), ICS_EOUTPUT);
      CHECK_TEXT(err.text, "the disk is full");
      k.fail_at = at;
      CHECK_INT(ics_export_lp(&d->lp, &sink, &err), ICS_EOUTPUT);
   }
   ics_arena_free(&arena);
}

static void bad_names(void)
{
   static const char *const bad[] = { NULL,        "",    "two words",
                                      "new\nline", "x+y", "\303\251t\303\251",
                                      "a~b" };
   const char *rows[] = { "a", "b", "c", "d", "e" };
   ics_arena *arena = ics_arena_new();
   lp_data *d = sample(arena);
   kept k = new_text(arena);
   ics_sink sink = { keep, &k };
   for (int b = 0; b < 8; b++) {
      ics_err err = { .rc = ICS_OK };
      char *longest = ics_alloc(arena, 252, 1);
      rows[3] = b < 7 ? bad[b] : memset(longest, 'x', 251);
      d->lp.row_name = rows;
      CHECK_INT(ics_export_mps(&d->lp, &sink, &err), ICS_EBUG);
      CHECK_HAS(err.text, "row 3");
      CHECK_INT(ics_export_lp(&d->lp, &sink, &err), ICS_EBUG);
   }
   CHECK_INT(k.used, 0);
   ics_arena_free(&arena);
}

/* What the file says, as the numbers of an LP without free rows. Names are r<i>, x<j> as lp_dense
 * gives. */
typedef struct reader {
   lp_data *want;
   int entries, bounds, costs, wrong;
} reader;

static void read_line(reader *r, const char *section, char *f[4])
{
   const lp_data *d = r->want;
   if (strcmp(section, "COLUMNS") == 0) {
      int j = atoi(f[0] + 1) - 1, k = d->start[j];
      double v = strtod(f[2], NULL);
      if (strcmp(f[1], "objective") == 0) {
         r->wrong += v != d->c[j];
         r->costs += v != 0;
         return;
      }
      while (k < d->start[j + 1] && d->row[k] != atoi(f[1] + 1) - 1) k++;
      r->wrong += k == d->start[j + 1] || d->val[k] != v;
      r->entries++;
   } else if (strcmp(section, "RHS") == 0) {
      int i = atoi(f[1] + 1) - 1;
      r->wrong += strtod(f[2], NULL) != (isinf(d->rlo[i]) ? d->rhi[i] : d->rlo[i]);
   } else if (strcmp(section, "RANGES") == 0) {
      int i = atoi(f[1] + 1) - 1;
      r->wrong += d->rlo[i] + strtod(f[2], NULL) != d->rhi[i];
   } else if (strcmp(section, "BOUNDS") == 0) {
      int j = atoi(f[2] + 1) - 1;
      double v = strtod(f[3], NULL);
      r->wrong += f[0][0] != 'U' && v != d->lo[j];
      r->wrong += f[0][0] != 'L' && v != d->hi[j];
      r->bounds += f[0][0] == 'F' ? 2 : 1;
   }
}

static void read_back(reader *r, char *text)
{
   char section[16] = "";
   for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
      char *f[4] = { NULL, NULL, NULL, NULL }, *rest = NULL;
      *end = '\0';
      bool heading = line[0] != ' ';
      if (line[0] == '*') continue;
      f[0] = strtok_r(line, " ", &rest);
      for (int k = 1; k < 4; k++) f[k] = strtok_r(NULL, " ", &rest);
      if (heading)
         (void)snprintf(section, sizeof section, "%s", f[0]);
      else
         read_line(r, section, f);
   }
   CHECK_TEXT(section, "ENDATA");
}

static void random_read_back(void)
{
   for (uint64_t seed = 0; seed < 60; seed++) {
      ics_arena *arena = ics_arena_new();
      ics_err err = { .rc = ICS_OK };
      lp_data *d = lp_random(arena, seed % 2 ? LP_SCALED_13 : LP_FEASIBLE, seed);
      int entries = 0, costs = 0;
      for (int k = 0; k < d->lp.nz; k++) {
         d->val[k] /= 3; /* so that all 17 digits are needed */
         entries += !(isinf(d->rlo[d->row[k]]) && isinf(d->rhi[d->row[k]]));
      }
      for (int j = 0; j < d->lp.n; j++) costs += (d->c[j] /= 3) != 0;
      kept k = new_text(arena);
      ics_sink sink = { keep, &k };
      CHECK_OK(ics_export_mps(&d->lp, &sink, &err), &err);
      reader r = { d, 0, 0, 0, 0 };
      read_back(&r, k.text);
      CHECK_INT(r.wrong, 0);
      CHECK_INT(r.entries, entries);
      CHECK_INT(r.costs, costs);
      CHECK_INT(r.bounds, 2 * d->lp.n);
      ics_arena_free(&arena);
   }
}

const ics_test tests_export[] = {
   { "every kind of row and column is written as by hand", by_hand },
   { "a sink that fails ends the export with its own error", sink_fails },
   { "names that readers refuse are a fault, before anything is written", bad_names },
   { "random LPs read back from MPS number by number", random_read_back },
   { NULL, NULL },
};
