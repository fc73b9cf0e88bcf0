/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/draws_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void ics_draws_fault(ics_draws_reader *r, int column, const char *fmt, ...)
{
   char words[1024], at[2 * ICS_SHOWN_BYTES];
   ics_where where = { r->file, r->line };
   va_list args;
   va_start(args, fmt);
   (void)vsnprintf(words, sizeof words, fmt, args);
   va_end(args);
   if (column > 0) {
      (void)snprintf(at, sizeof at, "%s:%d:%d", r->file, r->line, column);
      where = (ics_where){ at, 0 };
   }
   ics_fault(r->err, where, NULL, "%s", words);
}

/* ---- names --------------------------------------------------------------------------------------
 */

static const struct prefix {
   const char *text;
   ics_draws_kind kind;
} prefixes[] = { { "cost_", ICS_DRAWS_COST },
                 { "effect_", ICS_DRAWS_EFFECT },
                 { "param_", ICS_DRAWS_PARAM } };

static void find_kind(ics_draws_column *column)
{
   column->of = column->name;
   column->kind = strcmp(column->name, "draw") == 0 ? ICS_DRAWS_NUMBER : ICS_DRAWS_BENEFIT;
   for (size_t p = 0; p < sizeof prefixes / sizeof prefixes[0]; p++) {
      size_t bytes = strlen(prefixes[p].text);
      if (strncmp(column->name, prefixes[p].text, bytes) != 0) continue;
      column->kind = prefixes[p].kind;
      column->of = column->name + bytes;
   }
}

/* @return whether the name of column @p c can be used */
static bool check_name(ics_draws_reader *r, int c)
{
   const char *name = r->columns[c].name;
   double number;
   if (*name == '\0' || *r->columns[c].of == '\0') {
      ics_draws_fault(r, c + 1, W_DRAWS_UNNAMED);
      return false;
   }
   ics_numeral numeral = ics_number_read(name, strlen(name), &number);
   if (numeral != ICS_NUMERAL_FORM) {
      ics_draws_fault(r, c + 1, W_DRAWS_NO_HEADER, ics_show(name).text);
      return false;
   }
   if (strlen(name) > ICS_DRAWS_NAME || ics_text_deceives(name)) {
      ics_draws_fault(r, c + 1, W_DRAWS_NAME, ics_show(name).text, ICS_DRAWS_NAME);
      return false;
   }
   for (int b = 0; b < c; b++)
      if (strcmp(r->columns[b].name, name) == 0) {
         ics_draws_fault(r, c + 1, W_DRAWS_TWICE, name, b + 1);
         return false;
      }
   return true;
}

static bool has(const ics_draws_reader *r, ics_draws_kind kind, const char *of)
{
   for (int c = 0; c < r->ncolumns; c++)
      if (r->columns[c].kind == kind && (!of || strcmp(r->columns[c].of, of) == 0)) return true;
   return false;
}

static int count(const ics_draws_reader *r, ics_draws_kind kind)
{
   int n = 0;
   for (int c = 0; c < r->ncolumns; c++) n += r->columns[c].kind == kind;
   return n;
}

/* Each cost has its effect, and no column is of neither. @return whether it is so */
static bool check_pairs(ics_draws_reader *r)
{
   bool good = true;
   for (int c = 0; c < r->ncolumns; c++) {
      const ics_draws_column *column = &r->columns[c];
      bool is_cost = column->kind == ICS_DRAWS_COST, is_effect = column->kind == ICS_DRAWS_EFFECT;
      if (column->kind == ICS_DRAWS_BENEFIT) {
         ics_draws_fault(r, c + 1, W_DRAWS_UNKNOWN, column->name);
         good = false;
      }
      if ((is_cost && !has(r, ICS_DRAWS_EFFECT, column->of)) ||
          (is_effect && !has(r, ICS_DRAWS_COST, column->of))) {
         ics_draws_fault(r, c + 1, W_DRAWS_PARTNER, column->name, is_cost ? "effect_" : "cost_",
                         column->of);
         good = false;
      }
   }
   return good;
}

ics_rc ics_draws_header(ics_draws_reader *r, bool *go_on)
{
   ICS_ALLOC(r->columns, r->scratch, r->ncells, r->err);
   r->ncolumns = r->ncells;
   *go_on = true;
   for (int c = 0; c < r->ncolumns; c++) {
      ics_draws_column *column = &r->columns[c];
      column->name = ics_strdup(r->scratch, r->cells[c]);
      if (!column->name) return ics_fail(r->err, ICS_EMEMORY, "out of memory");
      column->at = c;
      find_kind(column);
   }
   if (r->ncolumns == 1 && strpbrk(r->columns[0].name, ";\t|")) {
      ics_draws_fault(r, 0, W_DRAWS_COMMAS, ics_show(r->columns[0].name).text);
      *go_on = false;
      return ICS_OK;
   }
   for (int c = 0; c < r->ncolumns; c++) *go_on = check_name(r, c) && *go_on;
   if (!*go_on) return ICS_OK;
   bool pairs = has(r, ICS_DRAWS_COST, NULL) || has(r, ICS_DRAWS_EFFECT, NULL);
   if (pairs) *go_on = check_pairs(r);
   int strategies = count(r, pairs ? ICS_DRAWS_COST : ICS_DRAWS_BENEFIT);
   if (*go_on && strategies < 2) {
      ics_draws_fault(r, 0, W_DRAWS_ONE, strategies);
      *go_on = false;
   }
   return ICS_OK;
}

/* ---- all draws together -------------------------------------------------------------------------
 */

static double cell(const ics_draws_reader *r, int row, int column)
{
   return r->rows[(size_t)row * (size_t)r->ncolumns + (size_t)column];
}

static void check_counting(ics_draws_reader *r, int c)
{
   if (r->columns[c].kind != ICS_DRAWS_BENEFIT || r->n < 3) return;
   double first = cell(r, 0, c);
   if (first != 0.0 && first != 1.0) return;
   for (int i = 0; i < r->n; i++)
      if (cell(r, i, c) != first + i) return;
   r->line = r->header;
   ics_draws_fault(r, c + 1, W_DRAWS_COUNTS, r->columns[c].name);
   r->line = 0;
}

typedef struct numbered {
   double draw;
   int line;
} numbered;

static int by_draw(const void *a, const void *b)
{
   const numbered *x = a, *y = b;
   if (x->draw != y->draw) return x->draw < y->draw ? -1 : 1;
   return x->line < y->line ? -1 : x->line > y->line;
}

static ics_rc check_numbers(ics_draws_reader *r, int c)
{
   numbered *list = NULL;
   ICS_ALLOC(list, r->scratch, r->n, r->err);
   for (int i = 0; i < r->n; i++) list[i] = (numbered){ cell(r, i, c), r->lines[i] };
   qsort(list, (size_t)r->n, sizeof *list, by_draw);
   for (int i = 1; i < r->n; i++) {
      if (list[i].draw != list[i - 1].draw) continue;
      r->line = list[i].line;
      ics_draws_fault(r, c + 1, W_DRAWS_AGAIN, list[i].draw, list[i - 1].line);
   }
   r->line = 0;
   return ICS_OK;
}

ics_rc ics_draws_check(ics_draws_reader *r)
{
   if (r->err->faults > 0) return ICS_OK; /* what was refused stands as 0 in the rows */
   if (r->n < 2) ics_draws_fault(r, 0, W_DRAWS_FEW, r->n);
   for (int c = 0; c < r->ncolumns; c++) {
      check_counting(r, c);
      if (r->columns[c].kind == ICS_DRAWS_NUMBER) ICS_TRY(check_numbers(r, c));
   }
   return ICS_OK;
}

/* ---- in their own order -------------------------------------------------------------------------
 */

static int by_name(const void *a, const void *b)
{
   const ics_draws_column *x = a, *y = b;
   return strcmp(x->of, y->of);
}

/** Columns of one kind by name. */
typedef struct family {
   ics_draws_column *list; /* [n] */
   int n;
} family;

static ics_rc gather(ics_draws_reader *r, ics_draws_kind kind, family *out)
{
   ICS_ALLOC(out->list, r->scratch, r->ncolumns, r->err);
   out->n = 0;
   for (int c = 0; c < r->ncolumns; c++)
      if (r->columns[c].kind == kind) out->list[out->n++] = r->columns[c];
   qsort(out->list, (size_t)out->n, sizeof *out->list, by_name);
   return ICS_OK;
}

/* Names, and which of them comes first in the file, which second. */
static ics_rc name_them(ics_draws_reader *r, const family *f, const char ***names, int **shown)
{
   ICS_ALLOC(*names, r->arena, f->n, r->err);
   ICS_ALLOC(*shown, r->arena, f->n, r->err);
   for (int k = 0; k < f->n; k++) {
      (*names)[k] = ics_strdup(r->arena, f->list[k].of);
      if (!(*names)[k]) return ics_fail(r->err, ICS_EMEMORY, "out of memory");
      int before = 0;
      for (int b = 0; b < f->n; b++) before += f->list[b].at < f->list[k].at;
      (*shown)[before] = k;
   }
   return ICS_OK;
}

/** A draw and what it is ordered by; columns [ncolumns] in the order in which they count. */
typedef struct sorted {
   const double *row;
   const int *columns;
   int ncolumns;
} sorted;

static int by_content(const void *a, const void *b)
{
   const sorted *x = a, *y = b;
   for (int k = 0; k < x->ncolumns; k++) {
      double u = x->row[x->columns[k]], v = y->row[y->columns[k]];
      if (u != v) return u < v ? -1 : 1;
   }
   return 0;
}

static ics_rc sort_rows(ics_draws_reader *r, const family *families, int nfamilies, sorted **out)
{
   int *columns = NULL, n = 0;
   ICS_ALLOC(columns, r->scratch, r->ncolumns, r->err);
   ICS_ALLOC(*out, r->scratch, r->n, r->err);
   for (int f = 0; f < nfamilies; f++)
      for (int k = 0; k < families[f].n; k++) columns[n++] = families[f].list[k].at;
   for (int i = 0; i < r->n; i++)
      (*out)[i] = (sorted){ &r->rows[(size_t)i * (size_t)r->ncolumns], columns, n };
   qsort(*out, (size_t)r->n, sizeof **out, by_content);
   return ICS_OK;
}

static ics_rc take_values(ics_draws_reader *r, const family *f, const sorted *rows, double **out)
{
   if (f->n == 0) return ICS_OK;
   ICS_ALLOC(*out, r->arena, (size_t)f->n * (size_t)r->n, r->err);
   for (int k = 0; k < f->n; k++)
      for (int i = 0; i < r->n; i++)
         (*out)[(size_t)k * (size_t)r->n + (size_t)i] = rows[i].row[f->list[k].at];
   return ICS_OK;
}

ics_rc ics_draws_arrange(ics_draws_reader *r, ics_draws *out)
{
   static const ics_draws_kind kinds[] = { ICS_DRAWS_PARAM, ICS_DRAWS_BENEFIT, ICS_DRAWS_COST,
                                           ICS_DRAWS_EFFECT };
   enum { KINDS = (int)(sizeof kinds / sizeof kinds[0]) };
   family f[KINDS];
   sorted *rows = NULL;
   for (int k = 0; k < KINDS; k++) ICS_TRY(gather(r, kinds[k], &f[k]));
   ICS_TRY(sort_rows(r, f, KINDS, &rows));
   out->n = r->n;
   out->pairs = f[2].n > 0;
   out->nparams = f[0].n;
   out->nstrategies = out->pairs ? f[2].n : f[1].n;
   ICS_TRY(name_them(r, &f[0], &out->params, &out->params_shown));
   ICS_TRY(name_them(r, out->pairs ? &f[2] : &f[1], &out->strategies, &out->shown));
   ICS_TRY(take_values(r, &f[0], rows, &out->param));
   ICS_TRY(take_values(r, &f[1], rows, &out->benefit));
   ICS_TRY(take_values(r, &f[2], rows, &out->cost));
   return take_values(r, &f[3], rows, &out->effect);
}
