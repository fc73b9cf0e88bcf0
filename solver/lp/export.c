/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/export.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LINE_BYTES = 1024, NAME_BYTES = 250, TERMS_A_LINE = 6 };

static const char CONSTANT[] = "constant";

/* A pen that writes nothing more after its first failure, so that the writers below need no checks.
 */
typedef struct pen {
   const ics_sink *sink;
   ics_err *err;
   ics_rc rc;
} pen;

ICS_PRINTF(2, 3) static void put(pen *p, const char *fmt, ...)
{
   char line[LINE_BYTES];
   va_list args;
   if (p->rc != ICS_OK) return;
   va_start(args, fmt);
   int bytes = vsnprintf(line, sizeof line, fmt, args);
   va_end(args);
   if (bytes < 0 || (size_t)bytes >= sizeof line)
      p->rc = ics_fail(p->err, ICS_EBUG, "export: a line does not fit: got %d bytes, want below %d",
                       bytes, LINE_BYTES);
   else
      p->rc = p->sink->put(p->sink->ctx, line, (size_t)bytes, p->err);
}

static bool is_free(const ics_lp *lp, int i)
{
   return isinf(lp->rlo[i]) && isinf(lp->rhi[i]);
}

static int free_rows(const ics_lp *lp)
{
   int count = 0;
   for (int i = 0; i < lp->m; i++) count += is_free(lp, i);
   return count;
}

static ics_rc check_names(const char *const *names, int n, const char *kind, ics_err *err)
{
   for (int i = 0; i < n; i++) {
      const char *name = names ? names[i] : NULL;
      size_t bytes = name ? strlen(name) : 0;
      bool sound = bytes > 0 && bytes <= NAME_BYTES;
      for (size_t b = 0; b < bytes; b++)
         sound = sound && (isalnum((unsigned char)name[b]) || strchr("(),-._", name[b]));
      if (!sound)
         return ics_fail(
             err, ICS_EBUG,
             "export: %s %d: name cannot be written: got \"%.*s\", want 1 to %d letters, "
             "digits and ( ) , - . _. This is a fault of the program: please report it",
             kind, i, NAME_BYTES, name ? name : "", NAME_BYTES);
   }
   return ICS_OK;
}

static ics_rc start(pen *p, const ics_lp *lp, const ics_sink *sink, const char *comment,
                    ics_err *err)
{
   *p = (pen){ sink, err, ICS_OK };
   ICS_TRY(check_names(lp->row_name, lp->m, "row", err));
   ICS_TRY(check_names(lp->col_name, lp->n, "column", err));
   put(p, "%s minimise; %d rows, %d columns, %d nonzeros\n", comment, lp->m, lp->n, lp->nz);
   int left_out = free_rows(lp);
   if (left_out) put(p, "%s %d rows without limits are left out\n", comment, left_out);
   if (lp->c0 != 0)
      put(p, "%s the objective's constant is the cost of column %s, fixed at 1\n", comment,
          CONSTANT);
   return p->rc;
}

static void mps_rows(pen *p, const ics_lp *lp)
{
   put(p, "NAME icsopt\nROWS\n N objective\n");
   for (int i = 0; i < lp->m; i++) {
      if (is_free(lp, i)) continue;
      char kind = lp->rlo[i] == lp->rhi[i] ? 'E' : isinf(lp->rlo[i]) ? 'L' : 'G';
      put(p, " %c %s\n", kind, lp->row_name[i]);
   }
}

static void mps_columns(pen *p, const ics_lp *lp)
{
   put(p, "COLUMNS\n");
   for (int j = 0; j < lp->n; j++) {
      int written = 0;
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         if (is_free(lp, lp->row[k])) continue;
         put(p, " %s %s %.17g\n", lp->col_name[j], lp->row_name[lp->row[k]], lp->val[k]);
         written++;
      }
      if (lp->c[j] != 0 || written == 0) put(p, " %s objective %.17g\n", lp->col_name[j], lp->c[j]);
   }
   if (lp->c0 != 0) put(p, " %s objective %.17g\n", CONSTANT, lp->c0);
}

static void mps_limits(pen *p, const ics_lp *lp)
{
   put(p, "RHS\n");
   for (int i = 0; i < lp->m; i++) {
      double side = isinf(lp->rlo[i]) ? lp->rhi[i] : lp->rlo[i];
      if (!is_free(lp, i) && side != 0) put(p, " RHS %s %.17g\n", lp->row_name[i], side);
   }
   put(p, "RANGES\n");
   for (int i = 0; i < lp->m; i++)
      if (!isinf(lp->rlo[i]) && !isinf(lp->rhi[i]) && lp->rlo[i] < lp->rhi[i])
         put(p, " RANGE %s %.17g\n", lp->row_name[i], lp->rhi[i] - lp->rlo[i]);
   put(p, "BOUNDS\n");
   for (int j = 0; j < lp->n; j++) {
      if (lp->lo[j] == lp->hi[j])
         put(p, " FX BOUND %s %.17g\n", lp->col_name[j], lp->lo[j]);
      else
         put(p, " LO BOUND %s %.17g\n UP BOUND %s %.17g\n", lp->col_name[j], lp->lo[j],
             lp->col_name[j], lp->hi[j]);
   }
   if (lp->c0 != 0) put(p, " FX BOUND %s 1\n", CONSTANT);
}

ics_rc ics_export_mps(const ics_lp *lp, const ics_sink *sink, ics_err *err)
{
   pen p;
   ICS_TRY(start(&p, lp, sink, "*", err));
   mps_rows(&p, lp);
   mps_columns(&p, lp);
   mps_limits(&p, lp);
   put(&p, "ENDATA\n");
   return p.rc;
}

/* A name that an LP reader takes for a number or a keyword. */
static bool is_reserved(const char *name)
{
   static const char *const words[] = { "st",       "s.t.",     "st.",      "subject",  "such",
                                        "to",       "that",     "bounds",   "bound",    "free",
                                        "end",      "inf",      "infinity", "min",      "max",
                                        "minimum",  "maximum",  "minimize", "maximize", "general",
                                        "generals", "gen",      "integer",  "integers", "int",
                                        "binary",   "binaries", "bin" };
   for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
      if (strcasecmp(name, words[w]) == 0) return true;
   bool exponent = (name[0] == 'e' || name[0] == 'E') && !isalpha((unsigned char)name[1]);
   return exponent || isdigit((unsigned char)name[0]) || strchr("_.-(),", name[0]);
}

/* The name as LP format allows it, in `to` [LINE_BYTES]. */
static const char *lp_name(const char *name, char *to)
{
   (void)snprintf(to, LINE_BYTES, "%s%s", is_reserved(name) ? "_" : "", name);
   for (char *c = to; *c; c++)
      if (*c == '-') *c = '~';
   return to;
}

static void lp_term(pen *p, int count, double coefficient, const char *name)
{
   char text[LINE_BYTES];
   if (count > 0 && count % TERMS_A_LINE == 0) put(p, "\n  ");
   put(p, " %c %.17g %s", signbit(coefficient) ? '-' : '+', fabs(coefficient), lp_name(name, text));
}

/* The matrix by rows, for a format that is written by rows. */
typedef struct by_rows {
   int *start, *col;
   double *val;
} by_rows;

static ics_rc transpose(const ics_lp *lp, ics_arena *arena, by_rows *t, ics_err *err)
{
   int *next = NULL;
   ICS_ALLOC(t->start, arena, (size_t)lp->m + 1, err);
   ICS_ALLOC(next, arena, (size_t)lp->m + 1, err);
   ICS_ALLOC(t->col, arena, lp->nz, err);
   ICS_ALLOC(t->val, arena, lp->nz, err);
   for (int k = 0; k < lp->nz; k++) t->start[lp->row[k] + 1]++;
   for (int i = 0; i < lp->m; i++) t->start[i + 1] += t->start[i];
   memcpy(next, t->start, ((size_t)lp->m + 1) * sizeof *next);
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         int at = next[lp->row[k]]++;
         t->col[at] = j;
         t->val[at] = lp->val[k];
      }
   return ICS_OK;
}

static void lp_row(pen *p, const ics_lp *lp, const by_rows *t, int i, const char *suffix,
                   const char *sense, double side)
{
   char text[LINE_BYTES];
   put(p, " %s%s:", lp_name(lp->row_name[i], text), suffix);
   for (int k = t->start[i]; k < t->start[i + 1]; k++)
      lp_term(p, k - t->start[i], t->val[k], lp->col_name[t->col[k]]);
   if (t->start[i] == t->start[i + 1]) lp_term(p, 0, 0, lp->n > 0 ? lp->col_name[0] : CONSTANT);
   put(p, " %s %.17g\n", sense, side);
}

static void lp_rows(pen *p, const ics_lp *lp, const by_rows *t)
{
   put(p, "Subject To\n");
   for (int i = 0; i < lp->m; i++) {
      if (is_free(lp, i)) continue;
      if (lp->rlo[i] == lp->rhi[i])
         lp_row(p, lp, t, i, "", "=", lp->rlo[i]);
      else if (isinf(lp->rlo[i]))
         lp_row(p, lp, t, i, "", "<=", lp->rhi[i]);
      else {
         lp_row(p, lp, t, i, "", ">=", lp->rlo[i]);
         if (!isinf(lp->rhi[i])) lp_row(p, lp, t, i, "~upper", "<=", lp->rhi[i]);
      }
   }
}

static void lp_objective(pen *p, const ics_lp *lp)
{
   put(p, "Minimize\n objective:");
   for (int j = 0; j < lp->n; j++) lp_term(p, j, lp->c[j], lp->col_name[j]);
   if (lp->c0 != 0 || lp->n == 0) lp_term(p, lp->n, lp->c0, CONSTANT);
   put(p, "\n");
}

static void lp_bounds(pen *p, const ics_lp *lp)
{
   char text[LINE_BYTES];
   put(p, "Bounds\n");
   for (int j = 0; j < lp->n; j++) {
      lp_name(lp->col_name[j], text);
      if (lp->lo[j] == lp->hi[j])
         put(p, " %s = %.17g\n", text, lp->lo[j]);
      else
         put(p, " %.17g <= %s <= %.17g\n", lp->lo[j], text, lp->hi[j]);
   }
   if (lp->c0 != 0 || lp->n == 0) put(p, " %s = 1\n", CONSTANT);
   put(p, "End\n");
}

ics_rc ics_export_lp(const ics_lp *lp, const ics_sink *sink, ics_err *err)
{
   pen p;
   by_rows t = { NULL, NULL, NULL };
   ICS_TRY(start(&p, lp, sink, "\\", err));
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = transpose(lp, scratch, &t, err);
   if (rc == ICS_OK) {
      lp_objective(&p, lp);
      lp_rows(&p, lp, &t);
      lp_bounds(&p, lp);
      rc = p.rc;
   }
   ics_arena_free(&scratch);
   return rc;
}
