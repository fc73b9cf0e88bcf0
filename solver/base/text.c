/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
   NUMBER_BYTES = 64, /* longest number that is read: 17 digits and an exponent need 24 */
   WORD_BYTES = 256,
   EDIT = 2, /* price of an edit, so that a change of case can be half of one */
   FAR_AWAY = 1 << 20,
};

/* Nothing that is measured in an instance is this small: exports write 1E-35 for "no value". */
static const double placeholder_below = 1e-30;

static bool is_digit(char c)
{
   return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *p)
{
   while (is_digit(*p)) p++;
   return p;
}

static bool has_number_form(const char *p)
{
   if (*p == '+' || *p == '-') p++;
   if (!is_digit(*p)) return false;
   p = skip_digits(p);
   if (*p == '.') {
      if (!is_digit(*++p)) return false;
      p = skip_digits(p);
   }
   if (*p == 'e' || *p == 'E') {
      p++;
      if (*p == '+' || *p == '-') p++;
      if (!is_digit(*p)) return false;
      p = skip_digits(p);
   }
   return *p == '\0';
}

ics_numeral ics_number_read(const char *text, size_t bytes, double *out)
{
   char copy[NUMBER_BYTES];
   if (bytes == 0 || bytes >= sizeof copy || memchr(text, '\0', bytes)) return ICS_NUMERAL_FORM;
   memcpy(copy, text, bytes);
   copy[bytes] = '\0';
   if (!has_number_form(copy)) return ICS_NUMERAL_FORM;
   errno = 0;
   double value = strtod(copy, NULL);
   if (!isfinite(value)) return ICS_NUMERAL_RANGE;
   if (errno == ERANGE || (value != 0.0 && fabs(value) < placeholder_below))
      return ICS_NUMERAL_TINY;
   *out = value;
   return ICS_NUMERAL_OK;
}

const char *ics_numeral_text(ics_numeral numeral)
{
   switch (numeral) {
   case ICS_NUMERAL_OK:
      return "a number";
   case ICS_NUMERAL_FORM:
      return "write digits with a point, as in 0.25 or -1.5e3";
   case ICS_NUMERAL_RANGE:
      return "it is too large to be held";
   case ICS_NUMERAL_TINY:
      return "it looks like a placeholder for no value; write 0 or what is meant";
   }
   return "";
}

static char lower(char c)
{
   return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int letter_cost(char a, char b)
{
   if (a == b) return 0;
   return lower(a) == lower(b) ? EDIT / 2 : EDIT;
}

static int least(int a, int b)
{
   return a < b ? a : b;
}

int ics_edit_distance(const char *a, const char *b)
{
   int row[3][WORD_BYTES];
   int na = (int)strnlen(a, WORD_BYTES - 1), nb = (int)strnlen(b, WORD_BYTES - 1);
   int *before = row[0], *last = row[1], *now = row[2];
   for (int j = 0; j <= nb; j++) last[j] = j * EDIT;
   for (int i = 1; i <= na; i++) {
      now[0] = i * EDIT;
      for (int j = 1; j <= nb; j++) {
         int d = last[j - 1] + letter_cost(a[i - 1], b[j - 1]);
         d = least(d, least(last[j], now[j - 1]) + EDIT);
         if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            d = least(d, before[j - 2] + EDIT);
         now[j] = d;
      }
      int *spare = before;
      before = last;
      last = now;
      now = spare;
   }
   return last[nb];
}

int ics_nearest(const char *word, const void *names, int n, size_t stride)
{
   int best = -1, best_distance = FAR_AWAY;
   for (int i = 0; i < n; i++) {
      const char *name = NULL;
      memcpy(&name, (const char *)names + (size_t)i * stride, sizeof name);
      if (!name) continue;
      int distance = ics_edit_distance(word, name);
      if (distance < best_distance) {
         best = i;
         best_distance = distance;
      }
   }
   /* More than half of the letters wrong is another word, not a slip. */
   int length = (int)strnlen(word, WORD_BYTES - 1);
   return best_distance * 2 <= (length + 1) * EDIT ? best : -1;
}

/** Bytes of the UTF-8 sequence at @p s, its code point in @p code; 0 if it is not valid. */
static size_t utf8_next(const unsigned char *s, size_t left, uint32_t *code)
{
   static const uint32_t smallest[5] = { 0, 0, 0x80, 0x800, 0x10000 };
   size_t n = s[0] < 0x80         ? 1
              : (s[0] >> 5) == 6  ? 2
              : (s[0] >> 4) == 14 ? 3
              : (s[0] >> 3) == 30 ? 4
                                  : 0;
   if (n == 0 || n > left || s[0] == 0) return 0;
   uint32_t c = n == 1 ? s[0] : s[0] & (0xFFu >> (n + 1));
   for (size_t k = 1; k < n; k++) {
      if ((s[k] & 0xC0) != 0x80) return 0;
      c = (c << 6) | (s[k] & 0x3F);
   }
   if (c < smallest[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return 0;
   *code = c;
   return n;
}

size_t ics_utf8_valid(const char *text, size_t bytes)
{
   const unsigned char *s = (const unsigned char *)text;
   size_t at = 0;
   while (at < bytes) {
      uint32_t code = 0;
      size_t n = utf8_next(s + at, bytes - at, &code);
      if (n == 0) return at;
      at += n;
   }
   return bytes;
}

/* Unicode: C0 and C1 controls, bidirectional marks (UAX 9), separators, the byte order mark. */
static bool deceives(uint32_t c)
{
   return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
          (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

bool ics_text_deceives(const char *text)
{
   const unsigned char *s = (const unsigned char *)text;
   size_t left = strlen(text);
   while (left > 0) {
      uint32_t code = 0;
      size_t n = utf8_next(s, left, &code);
      if (n == 0 || deceives(code)) return true;
      s += n;
      left -= n;
   }
   return false;
}

ics_shown ics_shown_bytes(const char *text, size_t bytes)
{
   ics_shown shown = { "" };
   const unsigned char *s = (const unsigned char *)text;
   size_t room = sizeof shown.text - sizeof "...", used = 0;
   while (bytes > 0) {
      uint32_t code = 0;
      size_t n = utf8_next(s, bytes, &code);
      bool fine = n > 0 && !deceives(code);
      size_t take = fine ? n : 1;
      if (used + take > room) {
         memcpy(shown.text + used, "...", sizeof "...");
         return shown;
      }
      if (fine)
         memcpy(shown.text + used, s, n);
      else
         shown.text[used] = '?';
      used += take;
      s += n > 0 ? n : 1;
      bytes -= n > 0 ? n : 1;
   }
   shown.text[used] = '\0';
   return shown;
}

ics_shown ics_show(const char *text)
{
   return ics_shown_bytes(text, strlen(text));
}
