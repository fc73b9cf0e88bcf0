/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const double POUNDS = 1e6;     /* in a GBP million */
static const double PENCE = 1e8;      /* in a GBP million */
static const double SPEAKABLE = 1e15; /* beyond this no digit after the point means anything */

static const double LEAST = 1e-16; /* below a double's own rounding nothing need be told apart */

/* "1234567.8" -> "1,234,567.8" */
static ics_said separate(const char *digits)
{
   ics_said said = { "" };
   const char *start = digits + (*digits == '-');
   size_t whole = strcspn(start, ".eE"), used = 0;
   if (start != digits) said.text[used++] = '-';
   for (size_t d = 0; start[d] && used + 3 < sizeof said.text; d++) {
      if (d > 0 && d < whole && (whole - d) % 3 == 0) said.text[used++] = ',';
      said.text[used++] = start[d];
   }
   said.text[used] = '\0';
   return said;
}

static ics_said unknown(void)
{
   return (ics_said){ "unknown" };
}

/* Rounding may leave "-0.0": nothing has no sign. */
static void print(char *text, size_t bytes, double value, int decimals)
{
   (void)snprintf(text, bytes, "%.*f", decimals, value);
   if (text[0] == '-' && strspn(text + 1, "0.") == strlen(text + 1))
      memmove(text, text + 1, strlen(text));
}

ics_said ics_say_fixed(double value, int decimals)
{
   char digits[64];
   if (!isfinite(value)) return unknown();
   if (fabs(value) >= SPEAKABLE)
      (void)snprintf(digits, sizeof digits, "%.3e", value);
   else
      print(digits, sizeof digits, value, decimals);
   return separate(digits);
}

static ics_said pounds(double gbp_m, const char *plus)
{
   if (!isfinite(gbp_m)) return unknown();
   double size = fabs(gbp_m), value = size * POUNDS;
   const char *unit = "";
   int decimals = 0;
   if (size >= 999.5) {
      value = size / 1e3;
      unit = "bn";
      decimals = value < 99.95;
   } else if (size >= 0.9995) {
      value = size;
      unit = "m";
      decimals = size < 9.95;
   } else if (size >= 0.9995e-3) {
      value = size * 1e3;
      unit = "k";
   }
   ics_said digits = ics_say_fixed(value, decimals), said;
   bool nothing = strcmp(digits.text, "0") == 0;
   (void)snprintf(said.text, sizeof said.text, "%s£%.32s%s",
                  nothing       ? ""
                  : gbp_m < 0.0 ? "-"
                                : plus,
                  digits.text, unit);
   return said;
}

ics_said ics_say_pounds(double gbp_m)
{
   return pounds(gbp_m, "");
}

ics_said ics_say_change(double gbp_m)
{
   return pounds(gbp_m, "+");
}

static ics_said percent(double share, int decimals, const char *plus)
{
   if (!isfinite(share)) return unknown();
   ics_said digits = ics_say_fixed(100.0 * share, decimals), said;
   bool nothing = strspn(digits.text, "0.") == strlen(digits.text);
   (void)snprintf(said.text, sizeof said.text, "%s%.32s%%", share > 0.0 && !nothing ? plus : "",
                  digits.text);
   return said;
}

ics_said ics_say_percent(double share, int decimals)
{
   return percent(share, decimals, "");
}

ics_said ics_say_rise(double share, int decimals)
{
   return percent(share, decimals, "+");
}

ics_said ics_say_count(double value)
{
   char digits[64];
   if (!isfinite(value)) return unknown();
   double size = fabs(value);
   if (size >= 99.95) return ics_say_fixed(value, 0);
   (void)snprintf(digits, sizeof digits, "%.*g", size < 1.0 ? 3 : 4, value);
   return separate(digits);
}

const char *ics_plural(int n)
{
   return n == 1 ? "" : "s";
}

long long ics_say_in_pence(double gbp_m)
{
   return isfinite(gbp_m) && fabs(gbp_m) < SPEAKABLE / PENCE ? llround(gbp_m * PENCE) : 0;
}

ics_said ics_say_pence(long long pence)
{
   char digits[32];
   unsigned long long size =
       pence < 0 ? 0ull - (unsigned long long)pence : (unsigned long long)pence;
   (void)snprintf(digits, sizeof digits, "%s%llu.%02llu", pence < 0 ? "-" : "", size / 100,
                  size % 100);
   return separate(digits);
}

ics_said ics_say_small(double value)
{
   ics_said said;
   if (!isfinite(value)) return unknown();
   if (value > 0.0 && value < LEAST)
      (void)snprintf(said.text, sizeof said.text, "under %.0g", LEAST);
   else
      (void)snprintf(said.text, sizeof said.text, "%.1g", value);
   return said;
}

/** Bytes of the character that begins with @p lead, as far as its first byte tells. */
static size_t character_bytes(unsigned char lead)
{
   return lead < 0x80         ? 1
          : (lead >> 5) == 6  ? 2
          : (lead >> 4) == 14 ? 3
          : (lead >> 3) == 30 ? 4
                              : 1;
}

const char *ics_clean(ics_arena *arena, const char *text)
{
   if (!ics_text_deceives(text)) return text;
   size_t left = strlen(text), used = 0;
   char *clean = ics_alloc(arena, left + 1, 1);
   if (!clean) return "(out of memory)";
   while (left > 0) {
      size_t bytes = character_bytes((unsigned char)*text);
      if (bytes > left || ics_utf8_valid(text, bytes) != bytes) bytes = 1;
      ics_shown shown = ics_shown_bytes(text, bytes);
      size_t kept = strlen(shown.text);
      memcpy(clean + used, shown.text, kept < bytes ? kept : bytes);
      used += kept < bytes ? kept : bytes;
      text += bytes;
      left -= bytes;
   }
   clean[used] = '\0';
   return clean;
}

int ics_text_columns(const char *text)
{
   int columns = 0;
   for (; *text; text++) columns += ((unsigned char)*text & 0xC0) != 0x80;
   return columns;
}
