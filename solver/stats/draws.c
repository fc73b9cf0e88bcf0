/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/draws.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "stats/draws_file.h"

static const double MOST = 1e100; /* so that squares and sums of squares stay finite */

enum { FIRST_ROOM = 1024 };

/* ---- one line -----------------------------------------------------------------------------------
 */

static void take_cell(void *text, size_t bytes, void *data)
{
   ics_draws_reader *r = data;
   if (r->ncells == ICS_DRAWS_COLUMNS || r->used + bytes + 1 > ICS_DRAWS_ROOM) {
      r->crowded = true;
      return;
   }
   r->cells[r->ncells++] = r->text + r->used;
   if (bytes > 0) memcpy(r->text + r->used, text, bytes);
   r->text[r->used + bytes] = '\0';
   r->used += bytes + 1;
}

/* We feed one line at a time; a second row in it ends in a bare carriage return. */
static void end_row(int c, void *data)
{
   ics_draws_reader *r = data;
   if (c != -1) r->crowded = true;
}

static ics_rc split(ics_draws_reader *r, struct csv_parser *parser, const char *line, size_t bytes,
                    bool *good)
{
   r->ncells = 0;
   r->used = 0;
   r->crowded = false;
   bool parsed = bytes <= ICS_DRAWS_LINE &&
                 csv_parse(parser, line, bytes, take_cell, end_row, r) == bytes &&
                 csv_fini(parser, take_cell, end_row, r) == 0;
   if (csv_error(parser) == CSV_ENOMEM) return ics_fail(r->err, ICS_EMEMORY, "out of memory");
   *good = parsed && !r->crowded;
   if (!*good) ics_draws_fault(r, 0, W_DRAWS_LINE, ICS_DRAWS_LINE, ICS_DRAWS_COLUMNS);
   return ICS_OK;
}

static bool is_missing(const char *text)
{
   static const char *const words[] = { "nan",  "na",     "n/a",    "inf",     "infinity",
                                        "null", "#n/a",   "#num!",  "#div/0!", "#value!",
                                        ".",    "1.#inf", "1.#qnan" };
   if (*text == '+' || *text == '-') text++;
   for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
      if (strcasecmp(text, words[w]) == 0) return true;
   return false;
}

/* A number however small is taken as it is: of draws it is no placeholder. */
static bool read_cell(ics_draws_reader *r, int c, double *out)
{
   const char *text = r->cells[c], *name = r->columns[c].name;
   *out = 0.0;
   if (*text == '\0') {
      ics_draws_fault(r, c + 1, W_DRAWS_BLANK, name);
      return false;
   }
   ics_numeral numeral = ics_number_read(text, strlen(text), out);
   if (numeral == ICS_NUMERAL_TINY) *out = strtod(text, NULL);
   if (numeral == ICS_NUMERAL_OK || numeral == ICS_NUMERAL_TINY) {
      if (fabs(*out) <= MOST) return true;
      ics_draws_fault(r, c + 1, W_DRAWS_LARGE, name, ics_show(text).text);
   } else if (numeral == ICS_NUMERAL_RANGE) {
      ics_draws_fault(r, c + 1, W_DRAWS_LARGE, name, ics_show(text).text);
   } else if (is_missing(text)) {
      ics_draws_fault(r, c + 1, W_DRAWS_FINITE, name, ics_show(text).text);
   } else {
      ics_draws_fault(r, c + 1, W_DRAWS_NUMBER, name, ics_show(text).text,
                      ics_numeral_text(numeral));
   }
   return false;
}

static ics_rc more_room(ics_draws_reader *r)
{
   if (r->n < r->room) return ICS_OK;
   int room = r->room ? 2 * r->room : FIRST_ROOM;
   double *rows = NULL;
   int *lines = NULL;
   ICS_ALLOC(rows, r->scratch, (size_t)room * (size_t)r->ncolumns, r->err);
   ICS_ALLOC(lines, r->scratch, room, r->err);
   if (r->n > 0) {
      memcpy(rows, r->rows, (size_t)r->n * (size_t)r->ncolumns * sizeof *rows);
      memcpy(lines, r->lines, (size_t)r->n * sizeof *lines);
   }
   r->rows = rows;
   r->lines = lines;
   r->room = room;
   return ICS_OK;
}

static ics_rc take_draw(ics_draws_reader *r)
{
   if (r->ncells != r->ncolumns) {
      ics_draws_fault(r, 0, W_DRAWS_CELLS, r->ncells, r->ncolumns);
      return ICS_OK;
   }
   ICS_TRY(more_room(r));
   double *row = &r->rows[(size_t)r->n * (size_t)r->ncolumns];
   for (int c = 0; c < r->ncolumns; c++) (void)read_cell(r, c, &row[c]);
   r->lines[r->n++] = r->line;
   return ICS_OK;
}

/* ---- all lines ----------------------------------------------------------------------------------
 */

static ics_rc take_line(ics_draws_reader *r, bool *go_on)
{
   if (r->columns) return take_draw(r);
   r->header = r->line;
   return ics_draws_header(r, go_on);
}

static ics_rc read_lines(ics_draws_reader *r, struct csv_parser *parser, const char *text,
                         size_t bytes)
{
   const char *end = text + bytes;
   bool go_on = true;
   for (const char *p = text, *next; p < end && go_on; p = next) {
      const char *newline = memchr(p, '\n', (size_t)(end - p));
      next = newline ? newline + 1 : end;
      r->line++;
      size_t length = (size_t)((newline ? newline : end) - p);
      bool good = true;
      if (length > 0 && p[length - 1] == '\r') length--;
      if (length == 0 || *p == '#') continue;
      ICS_TRY(split(r, parser, p, length, &good));
      if (!good) return ICS_OK; /* where a quote is open, all that follows is in doubt */
      if (r->ncells > 0) ICS_TRY(take_line(r, &go_on));
   }
   r->line = 0;
   if (!r->columns && go_on) ics_draws_fault(r, 0, W_DRAWS_EMPTY);
   return ICS_OK;
}

static ics_rc parse(ics_draws_reader *r, const char *text, size_t bytes)
{
   struct csv_parser parser;
   ICS_ALLOC(r->cells, r->scratch, ICS_DRAWS_COLUMNS, r->err);
   ICS_ALLOC(r->text, r->scratch, ICS_DRAWS_ROOM, r->err);
   if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
      return ics_fail(r->err, ICS_EMEMORY, "out of memory");
   ics_rc rc = read_lines(r, &parser, text, bytes);
   csv_free(&parser);
   return rc;
}

/* ---- the file -----------------------------------------------------------------------------------
 */

static ssize_t read_all(int fd, char *buffer, size_t room)
{
   size_t used = 0;
   while (used < room) {
      ssize_t got = read(fd, buffer + used, room - used);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return -1;
      if (got == 0) break;
      used += (size_t)got;
   }
   return (ssize_t)used;
}

static ics_rc slurp_open(ics_draws_reader *r, int fd, char **text, size_t *bytes)
{
   struct stat about;
   if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
      ics_draws_fault(r, 0, W_DRAWS_KIND);
      return ICS_OK;
   }
   long long megabytes = (long long)(about.st_size >> 20);
   if (megabytes >= ICS_DRAWS_MEGABYTES) {
      ics_draws_fault(r, 0, W_DRAWS_SIZE, megabytes, ICS_DRAWS_MEGABYTES);
      return ICS_OK;
   }
   ICS_ALLOC(*text, r->scratch, (size_t)about.st_size + 1, r->err);
   ssize_t got = read_all(fd, *text, (size_t)about.st_size);
   if (got < 0) {
      ics_draws_fault(r, 0, W_DRAWS_OPEN, strerror(errno));
      *text = NULL;
      return ICS_OK;
   }
   *bytes = (size_t)got;
   return ICS_OK;
}

/* NULL text: the fault is collected. A pipe is not waited for, a device not touched. */
static ics_rc slurp(ics_draws_reader *r, const char *path, char **text, size_t *bytes)
{
   int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
   if (fd < 0) {
      ics_draws_fault(r, 0, W_DRAWS_OPEN, strerror(errno));
      return ICS_OK;
   }
   ics_rc rc = slurp_open(r, fd, text, bytes);
   close(fd);
   return rc;
}

static bool is_text(ics_draws_reader *r, const char *text, size_t bytes)
{
   size_t valid = ics_utf8_valid(text, bytes);
   if (valid == bytes) return true;
   r->line = 1;
   for (size_t k = 0; k < valid; k++) r->line += text[k] == '\n';
   ics_draws_fault(r, 0, W_DRAWS_TEXT, (unsigned)(unsigned char)text[valid]);
   return false;
}

static ics_rc read_text(ics_draws_reader *r, const char *text, size_t bytes, ics_draws *out)
{
   char digest[SHA256_DIGEST_STRING_LENGTH];
   out->sha256 = ics_strdup(r->arena, SHA256Data((const uint8_t *)text, bytes, digest));
   if (!out->sha256) return ics_fail(r->err, ICS_EMEMORY, "out of memory");
   if (bytes >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
      text += 3;
      bytes -= 3;
   }
   if (is_text(r, text, bytes)) ICS_TRY(parse(r, text, bytes));
   if (r->columns) ICS_TRY(ics_draws_check(r));
   ICS_TRY(ics_faults_rc(r->err));
   return ics_draws_arrange(r, out);
}

static ics_rc read_file(ics_draws_reader *r, const char *path, ics_draws *out)
{
   char *text = NULL;
   size_t bytes = 0;
   ICS_TRY(slurp(r, path, &text, &bytes));
   return text ? read_text(r, text, bytes, out) : ics_faults_rc(r->err);
}

/* @p text  NULL: that of the file */
static ics_rc read_draws(const char *path, const char *text, size_t bytes, ics_arena *arena,
                         const ics_draws **out, ics_err *err)
{
   ics_draws *draws = NULL;
   ICS_ALLOC(draws, arena, 1, err);
   ics_draws_reader r = { .arena = arena, .scratch = ics_arena_new(), .err = err };
   if (!r.scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   r.file = ics_strdup(arena, ics_show(path).text);
   ics_rc rc = r.file ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
   draws->file = r.file;
   if (rc == ICS_OK) rc = text ? read_text(&r, text, bytes, draws) : read_file(&r, path, draws);
   ics_arena_free(&r.scratch);
   if (rc == ICS_OK) *out = draws;
   return rc;
}

ics_rc ics_draws_read(const char *path, ics_arena *arena, const ics_draws **out, ics_err *err)
{
   return read_draws(path, NULL, 0, arena, out, err);
}

ics_rc ics_draws_take(const char *name, const char *text, size_t bytes, ics_arena *arena,
                      const ics_draws **out, ics_err *err)
{
   return read_draws(name, text, bytes, arena, out, err);
}
