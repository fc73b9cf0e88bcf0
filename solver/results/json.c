/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outer object is laid out by hand, one record a line, so that two plans can be compared line
 * by line; the JSON library writes every value. */
#include <math.h>
#include <string.h>

#include <jansson.h>

#include "base/buffer.h"
#include "results/fields.h"
#include "results/run.h"

enum { DIGITS = JSON_REAL_PRECISION(17) | JSON_COMPACT | JSON_ENCODE_ANY };

/** What is being written. Failures are latched: the first wins. */
typedef struct writer {
   ics_buffer text;
   bool first;      /* the next member of the top object is its first */
   const char *bad; /* key of a value that cannot be written; NULL: none */
} writer;

static int put(const char *text, size_t bytes, void *ctx)
{
   writer *w = ctx;
   ics_buffer_bytes(&w->text, text, bytes);
   return w->text.failed ? -1 : 0;
}

/* Write one value and let go of it. */
static void dump(writer *w, const char *key, json_t *value)
{
   if ((!value || json_dump_callback(value, put, w, DIGITS) != 0) && !w->bad) w->bad = key;
   json_decref(value);
}

static void begin(writer *w, const char *key)
{
   ics_buffer_text(&w->text, w->first ? "{\n \"" : ",\n \"");
   ics_buffer_text(&w->text, key);
   ics_buffer_text(&w->text, "\": ");
   w->first = false;
}

static json_t *real(double value)
{
   return isfinite(value) ? json_real(value) : json_null();
}

static json_t *field_value(const ics_field *field, const void *record)
{
   const char *at = (const char *)record + field->offset;
   switch (field->type) {
   case ICS_FIELD_TEXT: {
      const char *text;
      memcpy(&text, at, sizeof text);
      return json_string(text ? text : "");
   }
   case ICS_FIELD_REAL: {
      double value;
      memcpy(&value, at, sizeof value);
      return real(value);
   }
   case ICS_FIELD_INT: {
      int value;
      memcpy(&value, at, sizeof value);
      return json_integer(value);
   }
   case ICS_FIELD_BOOL: {
      bool value;
      memcpy(&value, at, sizeof value);
      return json_boolean(value);
   }
   case ICS_FIELD_NAME: {
      ics_name name;
      memcpy(&name, at, sizeof name);
      return json_string(name.id ? name.id : "");
   }
   }
   return NULL;
}

static json_t *object_of(const ics_field *fields, const void *record)
{
   json_t *object = json_object();
   for (const ics_field *f = fields; object && f->key; f++)
      if (json_object_set_new(object, f->key, field_value(f, record)) != 0) {
         json_decref(object);
         return NULL;
      }
   return object;
}

static void write_list(writer *w, const ics_field_group *group, const ics_result *result)
{
   const char *list;
   int count;
   memcpy(&list, (const char *)result + group->list, sizeof list);
   memcpy(&count, (const char *)result + group->count, sizeof count);
   begin(w, group->key);
   ics_buffer_text(&w->text, "[");
   for (int r = 0; r < count; r++) {
      ics_buffer_text(&w->text, r > 0 ? ",\n  " : "\n  ");
      dump(w, group->key, object_of(group->fields, list + (size_t)r * group->size));
   }
   ics_buffer_text(&w->text, "]");
}

static void write_group(writer *w, const ics_field_group *group, const ics_result *result)
{
   if (group->size > 0) {
      write_list(w, group, result);
   } else if (group->key) {
      begin(w, group->key);
      dump(w, group->key, object_of(group->fields, result));
   } else
      for (const ics_field *f = group->fields; f->key; f++) {
         begin(w, f->key);
         dump(w, f->key, field_value(f, result));
      }
}

static bool timed(const ics_result *r)
{
   return r->seconds_read >= 0.0 || r->seconds_build >= 0.0 || r->seconds_solve >= 0.0 ||
          r->seconds_certify >= 0.0;
}

static void write_years(writer *w, const ics_result *result)
{
   json_t *years = json_array();
   for (int t = 0; years && t < result->years; t++)
      (void)json_array_append_new(years, json_string(result->year_names[t]));
   begin(w, "years");
   dump(w, "years", years);
}

/* Wishes repeat, so they are lists: {"gap":"1e-08","set":["rules.drift=0.03"]}. */
static bool repeats(const char *name)
{
   return strcmp(name, "set") == 0 || strcmp(name, "weight") == 0 || strcmp(name, "bound") == 0;
}

static void write_settings(writer *w, const ics_result *result)
{
   json_t *settings = json_object();
   for (int s = 0; settings && s < result->nsettings; s++) {
      const char *name = result->settings[s].name;
      json_t *value = json_string(result->settings[s].value);
      if (!repeats(name)) {
         (void)json_object_set_new(settings, name, value);
         continue;
      }
      if (!json_object_get(settings, name)) (void)json_object_set_new(settings, name, json_array());
      (void)json_array_append_new(json_object_get(settings, name), value);
   }
   begin(w, "settings");
   dump(w, "settings", settings);
}

/* ---- names --------------------------------------------------------------------------------------
 */

static void collect(json_t *names, const ics_field_group *group, const ics_result *result)
{
   const char *list;
   int count;
   memcpy(&list, (const char *)result + group->list, sizeof list);
   memcpy(&count, (const char *)result + group->count, sizeof count);
   for (const ics_field *f = group->fields; f->key; f++) {
      if (f->type != ICS_FIELD_NAME) continue;
      json_t *kind = json_object_get(names, f->key);
      for (int r = 0; r < count; r++) {
         ics_name name;
         memcpy(&name, list + (size_t)r * group->size + f->offset, sizeof name);
         if (!name.id || !*name.id || !name.name || json_object_get(kind, name.id)) continue;
         (void)json_object_set_new(kind, name.id, json_string(name.name));
      }
   }
}

static void write_names(writer *w, const ics_result *result)
{
   json_t *names = json_object();
   for (int k = 0; names && ics_name_kinds[k]; k++)
      (void)json_object_set_new(names, ics_name_kinds[k], json_object());
   for (const ics_field_group *g = ics_field_groups; names && g->fields; g++)
      if (g->size > 0) collect(names, g, result);
   begin(w, "names");
   dump(w, "names", names);
}

/* ---- proof --------------------------------------------------------------------------------------
 */

static json_t *vector(const double *values, int n)
{
   if (!values) return json_null();
   json_t *array = json_array();
   for (int p = 0; array && p < n; p++) (void)json_array_append_new(array, real(values[p]));
   return array;
}

static void proof_member(writer *w, const char *before, const char *key, json_t *value)
{
   ics_buffer_text(&w->text, before);
   ics_buffer_printf(&w->text, "\"%s\":", key);
   dump(w, key, value);
}

static const char *text_or_none(const char *text)
{
   return text ? text : "";
}

static void write_proof(writer *w, const ics_result *result)
{
   begin(w, "proof");
   proof_member(w, "{\n  ", "lp_hash", json_string(text_or_none(result->lp_hash)));
   proof_member(w, ",\n  ", "scale", vector(result->scale, result->naims));
   proof_member(w, ",\n  ", "ideal", vector(result->ideal, result->naims));
   proof_member(w, ",\n  ", "x", vector(result->x, result->columns));
   proof_member(w, ",\n  ", "basis_rows", json_string(text_or_none(result->basis_rows)));
   proof_member(w, ",\n  ", "basis_columns", json_string(text_or_none(result->basis_columns)));
   ics_buffer_text(&w->text, ",\n  \"stages\":[");
   for (int s = 0; s < result->nstages; s++) {
      proof_member(w, s > 0 ? ",\n   {" : "\n   {", "id", json_string(result->stages[s].id));
      proof_member(w, ",", "y", vector(result->y ? result->y[s] : NULL, result->rows));
      proof_member(w, ",", "y_low", vector(result->y_low ? result->y_low[s] : NULL, result->rows));
      ics_buffer_text(&w->text, "}");
   }
   ics_buffer_text(&w->text, "]}");
}

ics_rc ics_result_json(const ics_result *result, ics_arena *arena, char **text, ics_err *err)
{
   writer w = { .text = ics_buffer_start(arena), .first = true };
   begin(&w, "schema_version");
   dump(&w, "schema_version", json_integer(ICS_SCHEMA_VERSION));
   for (const ics_field_group *g = ics_field_groups; g->fields; g++)
      if (!g->timing || timed(result)) write_group(&w, g, result);
   write_years(&w, result);
   write_settings(&w, result);
   write_names(&w, result);
   write_proof(&w, result);
   ics_buffer_text(&w.text, "\n}\n");
   if (w.bad && !w.text.failed)
      return ics_fail(err, ICS_EBUG,
                      "\"%s\" of the result cannot be written as JSON: not UTF-8, or "
                      "memory ran out",
                      w.bad);
   return ics_buffer_end(&w.text, text, err);
}
