/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "report/words.h"

enum { GAP = 2, FIRST_CELLS = 64, NARROWEST = 12, FLOWING = 24 };

ICS_PRINTF(2, 0) static const char *vformat(ics_buffer *page, const char *fmt, va_list args)
{
   va_list again;
   va_copy(again, args);
   int bytes = vsnprintf(NULL, 0, fmt, args);
   char *text = bytes < 0 ? NULL : ics_alloc(page->arena, (size_t)bytes + 1, 1);
   if (text) (void)vsnprintf(text, (size_t)bytes + 1, fmt, again);
   va_end(again);
   if (!text) page->failed = true;
   return text ? ics_clean(page->arena, text) : "";
}

ics_table ics_table_start(ics_buffer *page, const char *align)
{
   return (ics_table){ .page = page, .align = align, .columns = (int)strlen(align) };
}

void ics_table_cell(ics_table *table, const char *fmt, ...)
{
   if (table->cells == table->room) {
      int room = table->room ? 2 * table->room : FIRST_CELLS;
      const char **cell = ics_alloc(table->page->arena, (size_t)room, sizeof *cell);
      if (!cell) {
         table->page->failed = true;
         return;
      }
      if (table->cells > 0) memcpy(cell, table->cell, (size_t)table->cells * sizeof *cell);
      table->cell = cell;
      table->room = room;
   }
   va_list args;
   va_start(args, fmt);
   table->cell[table->cells++] = vformat(table->page, fmt, args);
   va_end(args);
}

static void blanks(ics_buffer *page, int n)
{
   for (int b = 0; b < n; b++) ics_buffer_text(page, " ");
}

/** Bytes of the first @p columns characters. */
static size_t bytes_of(const char *text, int columns)
{
   size_t at = 0;
   while (text[at] && columns > 0) {
      at++;
      while (((unsigned char)text[at] & 0xC0) == 0x80) at++;
      columns--;
   }
   return at;
}

static void put_cell(ics_buffer *page, const char *text, int width, char align)
{
   int columns = ics_text_columns(text);
   bool cut = columns > width;
   if (align == 'r' && !cut) blanks(page, width - columns);
   if (cut) {
      ics_buffer_bytes(page, text, bytes_of(text, width - 3));
      ics_buffer_text(page, "...");
   } else
      ics_buffer_text(page, text);
   if (align == 'l' && !cut) blanks(page, width - columns);
}

/* The last column flows on below itself where it is wider than what is left for it. */
static void put_flowing(ics_buffer *page, const char *text, int width, int indent)
{
   while (ics_text_columns(text) > width) {
      size_t bytes = bytes_of(text, width), cut = bytes;
      while (cut > 0 && text[cut] != ' ') cut--;
      if (cut == 0) cut = bytes;
      ics_buffer_bytes(page, text, cut);
      ics_buffer_text(page, "\n");
      blanks(page, indent);
      text += cut + (text[cut] == ' ');
   }
   ics_buffer_text(page, text);
}

static bool flows(const ics_table *table, int c)
{
   return c == table->columns - 1 && table->align[c] == 'l';
}

static int total_of(const ics_table *table, int indent, const int *width)
{
   int total = indent - GAP;
   for (int c = 0; c < table->columns; c++) total += width[c] + GAP;
   return total;
}

/* What is too wide is taken first from a last column that can flow, then from the widest that can
 * be cut. */
static void fit(const ics_table *table, int indent, int *width)
{
   int last = table->columns - 1;
   while (total_of(table, indent, width) > ICS_PAGE_COLUMNS) {
      int widest = flows(table, last) && width[last] > FLOWING ? last : -1;
      for (int c = 0; widest != last && c < table->columns; c++)
         if (table->align[c] == 'l' && (widest < 0 || width[c] > width[widest])) widest = c;
      if (widest < 0 || width[widest] <= NARROWEST) return;
      width[widest]--;
   }
}

static void put_row(const ics_table *table, int first, int indent, const int *width)
{
   int column = indent, last = table->columns - 1;
   blanks(table->page, indent);
   for (int c = 0; c <= last; c++) {
      const char *text = table->cell[first + c];
      if (c > 0) blanks(table->page, GAP);
      column += c > 0 ? GAP : 0;
      if (flows(table, c))
         put_flowing(table->page, text, width[c], column);
      else
         put_cell(table->page, text, width[c], table->align[c]);
      column += width[c];
   }
   while (table->page->used > 0 && table->page->text[table->page->used - 1] == ' ')
      table->page->used--;
   ics_buffer_text(table->page, "\n");
}

void ics_table_end(ics_table *table, int indent)
{
   int width[ICS_TABLE_COLUMNS] = { 0 };
   for (int p = 0; p < table->cells; p++) {
      int columns = ics_text_columns(table->cell[p]), c = p % table->columns;
      if (columns > width[c]) width[c] = columns;
   }
   fit(table, indent, width);
   for (int p = 0; p + table->columns <= table->cells; p += table->columns)
      put_row(table, p, indent, width);
   table->cells = 0;
}

void ics_page_prose(ics_buffer *page, int indent, const char *fmt, ...)
{
   va_list args;
   va_start(args, fmt);
   const char *text = vformat(page, fmt, args);
   va_end(args);
   int column = 0;
   while (*text) {
      size_t bytes = strcspn(text, " ");
      int columns = 0;
      for (size_t b = 0; b < bytes; b++) columns += ((unsigned char)text[b] & 0xC0) != 0x80;
      if (column > 0 && column + 1 + columns > ICS_PAGE_COLUMNS) {
         ics_buffer_text(page, "\n");
         column = 0;
      }
      blanks(page, column == 0 ? indent : 1);
      ics_buffer_bytes(page, text, bytes);
      column += columns + (column == 0 ? indent : 1);
      text += bytes + (text[bytes] == ' ');
   }
   ics_buffer_text(page, "\n");
}

void ics_page_heading(ics_buffer *page, const char *fmt, ...)
{
   va_list args;
   va_start(args, fmt);
   ics_buffer_printf(page, "\n%s\n", vformat(page, fmt, args));
   va_end(args);
}
