/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/table.h"

#include <csv.h>
#include <string.h>

#include "base/text.h"
#include "instance/fault.h"

enum { CELLS_MOST = 256, LINE_BYTES = 1 << 16 };

/** One line, cut into cells. */
typedef struct row {
   ics_arena *arena;
   ics_where where;
   const char *cells[CELLS_MOST];
   int n;
   bool crowded, out_of_memory;
} row;

static void take_cell(void *text, size_t bytes, void *data)
{
   row *r = data;
   if (r->n == CELLS_MOST) {
      r->crowded = true;
      return;
   }
   const char *copy = ics_strndup(r->arena, text ? text : "", text ? bytes : 0);
   if (copy)
      r->cells[r->n++] = copy;
   else
      r->out_of_memory = true;
}

/* libcsv calls this at the end of a line; we feed it one line at a time. */
static void end_row(int c, void *data)
{
   (void)c;
   (void)data;
}

/** Cut @p bytes of a line into cells; false with the fault collected if it cannot be. */
static ics_rc split(struct csv_parser *parser, const char *line, size_t bytes, row *r, bool *good,
                    ics_err *err)
{
   r->n = 0;
   r->crowded = false;
   bool parsed = bytes <= LINE_BYTES &&
                 csv_parse(parser, line, bytes, take_cell, end_row, r) == bytes &&
                 csv_fini(parser, take_cell, end_row, r) == 0;
   if (r->out_of_memory || csv_error(parser) == CSV_ENOMEM)
      return ics_fail(err, ICS_EMEMORY, "out of memory");
   *good = parsed && !r->crowded;
   if (!*good) ics_fault(err, r->where, NULL, W_CSV_LINE, LINE_BYTES, CELLS_MOST);
   return ICS_OK;
}

/** Which cell of a line holds each column asked for: at[column], -1 if the column is absent. */
static bool match_header(const row *r, const ics_table *table, int *at, ics_err *err)
{
   bool good = true;
   for (int c = 0; c < table->ncolumns; c++) at[c] = -1;
   for (int k = 0; k < r->n; k++) {
      int c = 0;
      while (c < table->ncolumns && strcmp(table->columns[c].name, r->cells[k]) != 0) c++;
      if (c < table->ncolumns && at[c] < 0) {
         at[c] = k;
         continue;
      }
      good = false;
      if (c < table->ncolumns) {
         ics_fault(err, r->where, table->name, W_COLUMN_TWICE, ics_show(r->cells[k]).text);
         continue;
      }
      int near = ics_nearest(r->cells[k], table->columns, table->ncolumns, sizeof *table->columns);
      ics_fault(err, r->where, table->name, W_COLUMN_UNKNOWN, ics_show(r->cells[k]).text,
                near < 0 ? table->columns[0].name : table->columns[near].name);
   }
   for (int c = 0; c < table->ncolumns; c++)
      if (at[c] < 0 && !table->columns[c].optional) {
         ics_fault(err, r->where, table->name, W_COLUMN_MISSING, table->columns[c].name);
         good = false;
      }
   return good;
}

static void fill_cell(const row *r, const char *text, const ics_column *column, const char *name,
                      ics_cell *cell, ics_err *err)
{
   if (text[0] == '\0') {
      ics_fault(err, r->where, name, W_CELL_BLANK, column->name,
                column->is_number ? "a number, 0 where there is none" : "a text");
      return;
   }
   cell->text = text;
   cell->given = true;
   if (!column->is_number) return;
   ics_numeral numeral = ics_number_read(text, strlen(text), &cell->number);
   if (numeral == ICS_NUMERAL_OK) return;
   cell->given = false;
   ics_fault(err, r->where, name, W_CELL_NUMBER, column->name, ics_show(text).text,
             ics_numeral_text(numeral));
}

static ics_rc add_record(const row *r, const int *at, ics_table *table, int *room, ics_arena *arena,
                         ics_err *err)
{
   if (table->nrecords == *room) {
      int more = *room ? 2 * *room : 64;
      ics_record *records = NULL;
      ICS_ALLOC(records, arena, more, err);
      if (table->nrecords)
         memcpy(records, table->records, (size_t)table->nrecords * sizeof *records);
      table->records = records;
      *room = more;
   }
   ics_record *record = &table->records[table->nrecords++];
   record->where = r->where;
   ICS_ALLOC(record->cells, arena, table->ncolumns, err);
   for (int c = 0; c < table->ncolumns; c++)
      if (at[c] >= 0)
         fill_cell(r, r->cells[at[c]], &table->columns[c], table->name, &record->cells[c], err);
   return ICS_OK;
}

static ics_rc read_lines(const ics_source *source, struct csv_parser *parser, row *r,
                         ics_table *table, ics_arena *arena, ics_err *err)
{
   int *at = NULL, room = 0, ncells = -1;
   ICS_ALLOC(at, arena, table->ncolumns, err);
   const char *end = source->text + source->bytes;
   for (const char *p = source->text, *next; p < end; p = next) {
      const char *newline = memchr(p, '\n', (size_t)(end - p));
      next = newline ? newline + 1 : end;
      r->where.line++;
      size_t bytes = (size_t)((newline ? newline : end) - p);
      if (bytes > 0 && p[bytes - 1] == '\r') bytes--;
      bool good = true;
      if (bytes == 0 || *p == '#') continue;
      ICS_TRY(split(parser, p, bytes, r, &good, err));
      if (!good) return ICS_OK;
      if (r->n == 0) continue;
      if (ncells < 0) {
         if (!match_header(r, table, at, err)) return ICS_OK;
         ncells = r->n;
      } else if (r->n != ncells) {
         ics_fault(err, r->where, table->name, W_CELL_COUNT, r->n, ncells);
      } else {
         ICS_TRY(add_record(r, at, table, &room, arena, err));
      }
   }
   r->where.line = 0;
   if (ncells < 0) ics_fault(err, r->where, table->name, W_TABLE_EMPTY);
   return ICS_OK;
}

ics_rc ics_table_csv(const ics_source *source, ics_table *table, ics_arena *arena, ics_err *err)
{
   row *r = NULL;
   ICS_ALLOC(r, arena, 1, err);
   r->arena = arena;
   r->where.file = source->name;
   struct csv_parser parser;
   if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
      return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = read_lines(source, &parser, r, table, arena, err);
   csv_free(&parser);
   return rc;
}
