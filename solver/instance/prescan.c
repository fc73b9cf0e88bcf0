/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/prescan.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "instance/fault.h"

enum { TOKEN_BYTES = 8, EDGE_TOKENS = 4, FIRST_ROOM = 1 << 12 };

/** The text made so far. */
typedef struct output {
   char *text;
   size_t used, room;
   ics_where *lines; /* [nlines of line_room] */
   int nlines, line_room;
   bool failed; /* memory ran out; known at the end */
} output;

typedef struct scan {
   ics_files *files;
   ics_arena *scratch;
   ics_err *err;
   output out;
   const ics_source *stack[ICS_FILES_MOST]; /* files that are being included, outermost first */
   int depth;
   int nesting; /* brackets open in all of them */
} scan;

/** One file while it is scanned. */
typedef struct cursor {
   const char *p, *end;
   ics_where where;
   char open[ICS_NESTING_MOST]; /* brackets not closed yet, and the line of each */
   int open_line[ICS_NESTING_MOST];
   int nopen;
   size_t string_bytes; /* of the run of strings that the parser joins */
   bool line_is_blank;  /* so far: an @include must come first on its line */
   bool failed;         /* the rest of the file cannot be understood */
   char first[EDGE_TOKENS][TOKEN_BYTES], last[EDGE_TOKENS][TOKEN_BYTES];
   int ntokens;
} cursor;

/** An array of twice the room with the same contents; NULL when memory is out. */
static void *grown(scan *s, const void *old, size_t n, size_t size)
{
   void *more = ics_alloc(s->scratch, 2 * n, size);
   if (more)
      memcpy(more, old, n * size);
   else
      s->out.failed = true;
   return more;
}

static void put(scan *s, char c)
{
   output *o = &s->out;
   if (o->used == o->room) {
      char *more = grown(s, o->text, o->room, 1);
      if (!more) return;
      o->text = more;
      o->room *= 2;
   }
   o->text[o->used++] = c;
}

static void set_line(scan *s, ics_where where)
{
   s->out.lines[s->out.nlines - 1] = where;
}

static void end_line(scan *s, cursor *c)
{
   put(s, '\n');
   c->where.line++;
   c->line_is_blank = true;
   output *o = &s->out;
   if (o->nlines == o->line_room) {
      ics_where *more = grown(s, o->lines, (size_t)o->line_room, sizeof *more);
      if (!more) return;
      o->lines = more;
      o->line_room *= 2;
   }
   o->nlines++;
   set_line(s, c->where);
}

/** Copy a token and remember it among the first and last of its file. */
static void token(scan *s, cursor *c, const char *text, size_t bytes)
{
   char short_text[TOKEN_BYTES] = "";
   memcpy(short_text, text, bytes < TOKEN_BYTES ? bytes : TOKEN_BYTES - 1);
   if (c->ntokens < EDGE_TOKENS) memcpy(c->first[c->ntokens], short_text, TOKEN_BYTES);
   memmove(c->last[0], c->last[1], sizeof c->last - TOKEN_BYTES);
   memcpy(c->last[EDGE_TOKENS - 1], short_text, TOKEN_BYTES);
   c->ntokens++;
   c->line_is_blank = false;
   for (size_t k = 0; k < bytes; k++) put(s, text[k]);
}

static bool is_letter(char c)
{
   return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
   return c >= '0' && c <= '9';
}

static const char *word_end(const cursor *c)
{
   const char *p = c->p;
   while (p < c->end && (is_letter(*p) || is_digit(*p) || (*p && strchr("_-+.", *p)))) p++;
   return p;
}

/** The parser keeps integers in 32 bits and wraps what does not fit, unless they end in L. */
static bool integer_fits(const char *text, size_t bytes)
{
   char copy[32];
   size_t digits = bytes;
   while (digits > 0 && text[digits - 1] == 'L') digits--;
   if (digits >= sizeof copy) return false;
   memcpy(copy, text, digits);
   copy[digits] = '\0';
   errno = 0;
   long long value = strtoll(copy, NULL, 10);
   bool is_long = digits < bytes;
   return errno == 0 && (is_long || (value >= INT32_MIN && value <= INT32_MAX));
}

static void scan_number(scan *s, cursor *c)
{
   const char *end = word_end(c);
   size_t bytes = (size_t)(end - c->p), digits = bytes;
   double value = 0.0;
   while (digits > 0 && bytes - digits < 2 && c->p[digits - 1] == 'L') digits--;
   ics_numeral numeral = ics_number_read(c->p, digits, &value);
   bool whole = !memchr(c->p, '.', bytes) && !memchr(c->p, 'e', bytes) && !memchr(c->p, 'E', bytes);
   ics_shown shown = ics_shown_bytes(c->p, bytes);
   if (numeral == ICS_NUMERAL_OK && digits < bytes && !whole) numeral = ICS_NUMERAL_FORM;
   if (numeral != ICS_NUMERAL_OK)
      ics_fault(s->err, c->where, NULL, W_NUMBER, shown.text, ics_numeral_text(numeral));
   else if (whole && !integer_fits(c->p, bytes))
      ics_fault(s->err, c->where, NULL, W_INTEGER, shown.text, shown.text);
   token(s, c, c->p, bytes);
   c->p = end;
}

static void scan_string(scan *s, cursor *c)
{
   const char *p = c->p + 1;
   while (p < c->end && *p != '"' && *p != '\n') {
      if (*p == '\\') {
         if (p + 1 < c->end && p[1] && strchr("\"\\nrtf", p[1]))
            p++;
         else
            ics_fault(s->err, c->where, NULL, W_ESCAPE, ics_shown_bytes(p, 2).text);
      }
      p++;
   }
   if (p >= c->end || *p != '"') {
      ics_fault(s->err, c->where, NULL, W_STRING_OPEN);
      c->failed = true;
      return;
   }
   size_t bytes = (size_t)(p + 1 - c->p);
   c->string_bytes += bytes;
   if (c->string_bytes > ICS_STRING_BYTES) {
      ics_fault(s->err, c->where, NULL, W_STRING_LONG, ICS_STRING_BYTES);
      c->failed = true;
      return;
   }
   token(s, c, c->p, bytes);
   c->p = p + 1;
}

static void scan_bracket(scan *s, cursor *c)
{
   static const char opening[] = "({[", closing[] = ")}]";
   char bracket = *c->p;
   if (strchr(opening, bracket)) {
      if (s->nesting >= ICS_NESTING_MOST) {
         ics_fault(s->err, c->where, NULL, W_NESTING, ICS_NESTING_MOST);
         c->failed = true;
         return;
      }
      c->open[c->nopen] = bracket;
      c->open_line[c->nopen++] = c->where.line;
      s->nesting++;
   } else {
      char wanted = closing[strchr(closing, bracket) - closing];
      char match = opening[strchr(closing, bracket) - closing];
      if (c->nopen == 0)
         ics_fault(s->err, c->where, NULL, W_BRACKET_EXTRA, wanted);
      else if (c->open[c->nopen - 1] != match)
         ics_fault(s->err, c->where, NULL, W_BRACKET_WRONG, bracket, c->open[c->nopen - 1],
                   c->open_line[c->nopen - 1]);
      c->failed = c->nopen == 0 || c->open[c->nopen - 1] != match;
      if (c->failed) return;
      c->nopen--;
      s->nesting--;
   }
   token(s, c, c->p, 1);
   c->p++;
}

/** A comment of either kind; the lines of a long one are kept, so that lines still match. */
static void scan_comment(scan *s, cursor *c)
{
   if (*c->p == '#' || c->p[1] == '/') {
      while (c->p < c->end && *c->p != '\n') c->p++;
      return;
   }
   ics_where start = c->where;
   for (c->p += 2; c->p + 1 < c->end && !(c->p[0] == '*' && c->p[1] == '/'); c->p++)
      if (*c->p == '\n') end_line(s, c);
   if (c->p + 1 >= c->end) {
      ics_fault(s->err, start, NULL, W_COMMENT_OPEN);
      c->failed = true;
      return;
   }
   c->p += 2;
   put(s, ' ');
}

static ics_rc scan_file(scan *s, const ics_source *source);

static bool is_open_already(const scan *s, const ics_source *source)
{
   for (int d = 0; d < s->depth; d++)
      if (s->stack[d]->inode == source->inode && s->stack[d]->device == source->device) return true;
   return false;
}

/** `@include "name"`: the file takes the place of the words. */
static ics_rc scan_include(scan *s, cursor *c)
{
   static const char word[] = "@include";
   const char *p = c->p;
   size_t n = sizeof word - 1;
   bool good = c->line_is_blank && (size_t)(c->end - p) > n && memcmp(p, word, n) == 0;
   if (good) {
      p += n;
      while (p < c->end && (*p == ' ' || *p == '\t')) p++;
   }
   const char *open = p;
   const char *close = good && p < c->end && *p == '"' ? p + 1 : NULL;
   while (close && close < c->end && *close != '"' && *close != '\n') close++;
   if (!close || close >= c->end || *close != '"') {
      ics_fault(s->err, c->where, NULL, W_INCLUDE);
      c->failed = true;
      return ICS_OK;
   }
   c->p = close + 1;
   c->line_is_blank = false;
   c->ntokens++;
   char *name = ics_strndup(s->scratch, open + 1, (size_t)(close - open - 1));
   ics_source *source = NULL;
   if (!name) return ics_fail(s->err, ICS_EMEMORY, "out of memory");
   ICS_ALLOC(source, s->scratch, 1, s->err);
   ICS_TRY(ics_files_open(s->files, name, c->where, NULL, source, s->err));
   if (!source->name) return ICS_OK;
   if (is_open_already(s, source)) {
      ics_fault(s->err, c->where, NULL, W_INCLUDE_CYCLE, ics_show(source->name).text);
      return ICS_OK;
   }
   ICS_TRY(scan_file(s, source));
   set_line(s, c->where);
   return ICS_OK;
}

static ics_rc scan_next(scan *s, cursor *c)
{
   char x = *c->p;
   bool pair = c->p + 1 < c->end;
   if (x == '\n') {
      end_line(s, c);
      c->p++;
   } else if (x == ' ' || x == '\t' || x == '\r') {
      put(s, ' ');
      c->p++;
   } else if (x == '#' || (x == '/' && pair && (c->p[1] == '/' || c->p[1] == '*'))) {
      scan_comment(s, c);
   } else if (x == '"') {
      scan_string(s, c);
   } else if (x == '@') {
      return scan_include(s, c);
   } else {
      c->string_bytes = 0;
      if (is_digit(x) || x == '+' || x == '-' || x == '.') {
         scan_number(s, c);
      } else if (strchr("(){}[]", x)) {
         scan_bracket(s, c);
      } else if (is_letter(x)) {
         const char *end = word_end(c);
         token(s, c, c->p, (size_t)(end - c->p));
         c->p = end;
      } else if (strchr("=:;,", x)) {
         token(s, c, c->p++, 1);
      } else {
         const char *end = c->p + 1; /* and the bytes that continue a character of UTF-8 */
         while (end < c->end && ((unsigned char)*end & 0xC0) == 0x80) end++;
         ics_fault(s->err, c->where, NULL, W_CHARACTER,
                   ics_shown_bytes(c->p, (size_t)(end - c->p)).text);
         c->failed = true;
      }
   }
   return ICS_OK;
}

static bool tokens_are(char tokens[EDGE_TOKENS][TOKEN_BYTES], const char *const want[EDGE_TOKENS])
{
   for (int k = 0; k < EDGE_TOKENS; k++)
      if (strcmp(tokens[k], want[k]) != 0) return false;
   return true;
}

static void check_edges(scan *s, cursor *c)
{
   static const char *const begin[EDGE_TOKENS] = { "format", "=", "1", ";" };
   static const char *const finish[EDGE_TOKENS] = { "end", "=", "true", ";" };
   ics_where first = { c->where.file, 1 };
   if (!tokens_are(c->first, begin)) ics_fault(s->err, first, NULL, W_FORMAT);
   if (c->nopen == 0 && !tokens_are(c->last, finish)) ics_fault(s->err, c->where, NULL, W_END);
}

static ics_rc scan_file(scan *s, const ics_source *source)
{
   cursor *c = NULL;
   ICS_ALLOC(c, s->scratch, 1, s->err);
   c->p = source->text;
   c->end = source->text + source->bytes;
   c->where = (ics_where){ source->name, 1 };
   c->line_is_blank = true;
   s->stack[s->depth++] = source;
   set_line(s, c->where);
   while (c->p < c->end && !c->failed) ICS_TRY(scan_next(s, c));
   s->depth--;
   if (!c->failed) {
      if (c->nopen > 0) {
         ics_where where = { source->name, c->open_line[c->nopen - 1] };
         ics_fault(s->err, where, NULL, W_BRACKET_OPEN, c->open[c->nopen - 1]);
      }
      if (s->depth == 0) check_edges(s, c);
   }
   end_line(s, c);
   return ICS_OK;
}

ics_rc ics_prescan(ics_files *files, const ics_source *main, ics_arena *scratch,
                   ics_settings_text *out, ics_err *err)
{
   scan *s = NULL;
   ICS_ALLOC(s, scratch, 1, err);
   *s = (scan){ .files = files, .scratch = scratch, .err = err };
   s->out.room = FIRST_ROOM;
   s->out.line_room = FIRST_ROOM;
   ICS_ALLOC(s->out.text, scratch, s->out.room, err);
   ICS_ALLOC(s->out.lines, scratch, s->out.line_room, err);
   s->out.nlines = 1;
   ICS_TRY(scan_file(s, main));
   put(s, '\0');
   if (s->out.failed) return ics_fail(err, ICS_EMEMORY, "out of memory");
   *out = (ics_settings_text){ s->out.text, s->out.lines, s->out.nlines };
   return ICS_OK;
}

ics_where ics_settings_where(const ics_settings_text *settings, int line)
{
   if (line < 1) line = 1;
   return settings->lines[line <= settings->nlines ? line - 1 : settings->nlines - 1];
}
