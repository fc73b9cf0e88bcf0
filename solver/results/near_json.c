/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record a line, as in json.c, so that two answers can be compared line by line. */
#include <math.h>

#include <jansson.h>

#include "base/buffer.h"
#include "results/near_result.h"

enum { DIGITS = JSON_REAL_PRECISION(17) | JSON_COMPACT | JSON_ENCODE_ANY };

typedef struct writer {
   ics_buffer text;
   bool bad; /* a value could not be written */
} writer;

static int put(const char *text, size_t bytes, void *ctx)
{
   writer *w = ctx;
   ics_buffer_bytes(&w->text, text, bytes);
   return w->text.failed ? -1 : 0;
}

/* Write one value and let go of it. */
static void dump(writer *w, json_t *value)
{
   if (!value || json_dump_callback(value, put, w, DIGITS) != 0) w->bad = true;
   json_decref(value);
}

static void member(writer *w, const char *key, json_t *value)
{
   ics_buffer_printf(&w->text, "%s\"%s\": ", w->text.used == 0 ? "{\n " : ",\n ", key);
   dump(w, value);
}

static json_t *real(double value)
{
   return isfinite(value) ? json_real(value) : json_null();
}

static json_t *item(const ics_near_line *line)
{
   return json_pack("{s:s,s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:b}", "place", line->place.id, "service",
                    line->service.id, "principle", line->principle, "year", line->year,
                    "contract_gbp_m", real(line->contract_gbp_m), "least_gbp_m",
                    real(line->least_gbp_m), "plan_gbp_m", real(line->plan_gbp_m), "most_gbp_m",
                    real(line->most_gbp_m), "forced", (int)line->forced);
}

static void head(writer *w, const ics_near_result *r)
{
   member(w, "schema_version", json_integer(ICS_SCHEMA_VERSION));
   member(w, "instance",
          json_pack("{s:s,s:s,s:s}", "code", r->code, "file", r->file, "sha256", r->sha256));
   member(w, "policy", json_string(r->policy));
   member(w, "goal", json_string(r->goal));
   member(w, "within", real(r->within));
   member(w, "stage", json_string(r->own.id));
   member(w, "unit", json_string(r->unit));
   member(w, "sense", json_string(r->maximise ? "max" : "min"));
   member(w, "value", real(r->value));
   member(w, "limit", real(r->limit));
   member(w, "today", real(r->today));
   member(w, "certified", json_boolean(r->uncertified == 0));
   member(w, "bounds",
          json_pack("{s:i,s:i,s:i}", "solved", r->solved, "by_inspection", r->seen, "uncertified",
                    r->uncertified));
}

ics_rc ics_near_json(const ics_near_result *result, ics_arena *arena, char **text, ics_err *err)
{
   writer w = { .text = ics_buffer_start(arena) };
   head(&w, result);
   ics_buffer_text(&w.text, ",\n \"items\": [");
   for (int n = 0; n < result->nlines; n++) {
      ics_buffer_text(&w.text, n > 0 ? ",\n  " : "\n  ");
      dump(&w, item(&result->lines[n]));
   }
   ics_buffer_text(&w.text, "]\n}\n");
   if (w.bad && !w.text.failed)
      return ics_fail(err, ICS_EBUG,
                      "the answer cannot be written as JSON: not UTF-8, or memory ran out");
   return ics_buffer_end(&w.text, text, err);
}
