/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/jsonout.h"

#include <math.h>

#include <jansson.h>

enum { DIGITS = JSON_REAL_PRECISION(17) | JSON_COMPACT | JSON_ENCODE_ANY };

static int put(const char *text, size_t bytes, void *ctx)
{
   ics_json *j = ctx;
   ics_buffer_bytes(&j->text, text, bytes);
   return j->text.failed ? -1 : 0;
}

static void key_of(ics_json *j, const char *key)
{
   int at = j->depth - 1;
   bool own_line = at == 0 || (at == 1 && j->open[1] == ']');
   if (j->some[at]) ics_buffer_text(&j->text, ",");
   if (own_line) ics_buffer_text(&j->text, at == 0 ? "\n " : "\n  ");
   if (key) ics_buffer_printf(&j->text, "\"%s\":%s", key, at == 0 ? " " : "");
   j->some[at] = true;
}

static void value_of(ics_json *j, const char *key, json_t *value)
{
   key_of(j, key);
   if ((!value || json_dump_callback(value, put, j, DIGITS) != 0) && !j->bad)
      j->bad = key ? key : "a list";
   json_decref(value);
}

ics_json ics_json_start(ics_arena *arena)
{
   ics_json j = { .text = ics_buffer_start(arena), .open = "}", .depth = 1 };
   ics_buffer_text(&j.text, "{");
   return j;
}

void ics_json_open(ics_json *j, const char *key, char bracket)
{
   key_of(j, key);
   if (j->depth == ICS_JSON_DEPTH) {
      if (!j->bad) j->bad = "too deep a list";
      return;
   }
   j->open[j->depth] = bracket == '{' ? '}' : ']';
   j->some[j->depth++] = false;
   ics_buffer_bytes(&j->text, &bracket, 1);
}

void ics_json_close(ics_json *j)
{
   if (j->depth == 0) return;
   j->depth--;
   if (j->depth == 0) ics_buffer_text(&j->text, "\n");
   ics_buffer_bytes(&j->text, &j->open[j->depth], 1);
   if (j->depth == 0) ics_buffer_text(&j->text, "\n");
}

void ics_json_text(ics_json *j, const char *key, const char *value)
{
   value_of(j, key, value ? json_string(value) : json_null());
}

void ics_json_real(ics_json *j, const char *key, double value)
{
   value_of(j, key, isfinite(value) ? json_real(value == 0.0 ? 0.0 : value) : json_null());
}

void ics_json_int(ics_json *j, const char *key, long long value)
{
   value_of(j, key, json_integer(value));
}

void ics_json_bool(ics_json *j, const char *key, bool value)
{
   value_of(j, key, json_boolean(value));
}

ics_rc ics_json_end(ics_json *j, char **text, ics_err *err)
{
   while (j->depth > 0) ics_json_close(j);
   if (j->bad && !j->text.failed)
      return ics_fail(err, ICS_EBUG,
                      "\"%s\" cannot be written as JSON: not UTF-8, or memory ran out", j->bad);
   return ics_buffer_end(&j->text, text, err);
}
