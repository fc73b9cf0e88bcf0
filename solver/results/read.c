/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "results/fields.h"
#include "results/run.h"

enum { LARGEST_BYTES = 1 << 30 }; /* a plan of England's largest system is a few million bytes */

/** What is being read. */
typedef struct reader {
   const char *path;
   ics_arena *arena;
   json_t *root;
   ics_err *err;
} reader;

static const char *kind_of(const json_t *value)
{
   static const char *const kinds[] = { "an object", "a list",   "a text",    "a whole number",
                                        "a number",  "\"true\"", "\"false\"", "null" };
   return value ? kinds[json_typeof(value)] : "nothing";
}

static ics_rc wrong(const reader *r, const char *where, const char *key, const json_t *got,
                    const char *want)
{
   return ics_fail(r->err, ICS_EINPUT,
                   "%s: %s%s: got %s, want %s; a plan is what `icsopt solve --format json` writes",
                   r->path, where, key, kind_of(got), want);
}

/* ---- the file -----------------------------------------------------------------------------------
 */

static ics_rc slurp(const char *path, ics_arena *arena, char **text, size_t *bytes, ics_err *err)
{
   /* Not blocking: a FIFO must not keep the program waiting for a writer. */
   int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
   struct stat st;
   if (fd < 0) return ics_fail(err, ICS_EINPUT, "%s: cannot be opened; is the name right?", path);
   if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > LARGEST_BYTES) {
      close(fd);
      return ics_fail(err, ICS_EINPUT, "%s: not an ordinary file of at most 1 GB, so not a plan",
                      path);
   }
   size_t room = (size_t)st.st_size, used = 0;
   *text = ics_alloc(arena, room + 1, 1);
   ssize_t got = 1;
   while (*text && used < room && (got = read(fd, *text + used, room - used)) > 0)
      used += (size_t)got;
   close(fd);
   *bytes = used;
   if (!*text) return ics_fail(err, ICS_EMEMORY, "out of memory");
   return got < 0 ? ics_fail(err, ICS_EINPUT, "%s: cannot be read", path) : ICS_OK;
}

static ics_rc parse(reader *r, ics_err *err)
{
   char *text = NULL;
   size_t bytes = 0;
   json_error_t fault;
   ICS_TRY(slurp(r->path, r->arena, &text, &bytes, err));
   r->root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &fault);
   if (!r->root)
      return ics_fail(err, ICS_EINPUT,
                      "%s:%d: not a plan: %s; a plan is what `icsopt solve --format "
                      "json` writes",
                      r->path, fault.line, fault.text);
   json_t *schema = json_object_get(r->root, "schema_version");
   if (!json_is_integer(schema)) return wrong(r, "", "schema_version", schema, "a whole number");
   if (json_integer_value(schema) != ICS_SCHEMA_VERSION)
      return ics_fail(err, ICS_EINPUT,
                      "%s: schema_version: got %d, want %d; solve again with this "
                      "version of icsopt",
                      r->path, (int)json_integer_value(schema), ICS_SCHEMA_VERSION);
   return ICS_OK;
}

/* ---- members ------------------------------------------------------------------------------------
 */

static ics_rc text_of(const reader *r, const char *where, const char *key, const json_t *value,
                      const char **out)
{
   if (!json_is_string(value)) return wrong(r, where, key, value, "a text");
   *out = ics_strdup(r->arena, json_string_value(value));
   return *out ? ICS_OK : ics_fail(r->err, ICS_EMEMORY, "out of memory");
}

static ics_rc real_of(const reader *r, const char *where, const char *key, const json_t *value,
                      double *out)
{
   if (!json_is_number(value) && !json_is_null(value))
      return wrong(r, where, key, value, "a number");
   *out = json_is_null(value) ? (double)NAN : json_number_value(value);
   return ICS_OK;
}

static ics_rc name_of(const reader *r, const char *where, const char *key, const json_t *value,
                      ics_name *out)
{
   ICS_TRY(text_of(r, where, key, value, &out->id));
   json_t *name = json_object_get(json_object_get(json_object_get(r->root, "names"), key), out->id);
   if (!*out->id || !name)
      out->name = out->id;
   else
      ICS_TRY(text_of(r, "names.", key, name, &out->name));
   return ICS_OK;
}

static ics_rc read_field(const reader *r, const char *where, const ics_field *field,
                         const json_t *object, void *record)
{
   const json_t *value = json_object_get(object, field->key);
   void *at = (char *)record + field->offset;
   switch (field->type) {
   case ICS_FIELD_TEXT: {
      const char *text = NULL;
      ICS_TRY(text_of(r, where, field->key, value, &text));
      memcpy(at, &text, sizeof text);
      return ICS_OK;
   }
   case ICS_FIELD_REAL: {
      double real = 0.0;
      ICS_TRY(real_of(r, where, field->key, value, &real));
      memcpy(at, &real, sizeof real);
      return ICS_OK;
   }
   case ICS_FIELD_INT: {
      json_int_t whole = json_integer_value(value);
      if (!json_is_integer(value) || whole < 0 || whole > INT_MAX)
         return wrong(r, where, field->key, value, "a whole number of 0 or more");
      int number = (int)whole;
      memcpy(at, &number, sizeof number);
      return ICS_OK;
   }
   case ICS_FIELD_BOOL: {
      if (!json_is_boolean(value)) return wrong(r, where, field->key, value, "true or false");
      bool truth = json_is_true(value);
      memcpy(at, &truth, sizeof truth);
      return ICS_OK;
   }
   case ICS_FIELD_NAME: {
      ics_name name = { NULL, NULL };
      ICS_TRY(name_of(r, where, field->key, value, &name));
      memcpy(at, &name, sizeof name);
      return ICS_OK;
   }
   }
   return ICS_OK;
}

static ics_rc read_fields(const reader *r, const char *where, const ics_field *fields,
                          const json_t *object, void *record)
{
   for (const ics_field *f = fields; f->key; f++) ICS_TRY(read_field(r, where, f, object, record));
   return ICS_OK;
}

static ics_rc read_list(const reader *r, const ics_field_group *group, ics_result *result)
{
   json_t *array = json_object_get(r->root, group->key);
   if (!array && group->later) return ICS_OK;
   if (!json_is_array(array)) return wrong(r, "", group->key, array, "a list");
   size_t n = json_array_size(array);
   if (n > INT_MAX) return wrong(r, "", group->key, array, "a shorter list");
   char *list = ics_alloc(r->arena, n, group->size);
   if (!list) return ics_fail(r->err, ICS_EMEMORY, "out of memory");
   for (size_t p = 0; p < n; p++) {
      char where[64];
      (void)snprintf(where, sizeof where, "%s[%zu].", group->key, p);
      json_t *object = json_array_get(array, p);
      if (!json_is_object(object)) return wrong(r, where, "", object, "an object");
      ICS_TRY(read_fields(r, where, group->fields, object, list + p * group->size));
   }
   int count = (int)n;
   memcpy((char *)result + group->list, &list, sizeof list);
   memcpy((char *)result + group->count, &count, sizeof count);
   return ICS_OK;
}

static ics_rc read_group(const reader *r, const ics_field_group *group, ics_result *result)
{
   if (group->size > 0) return read_list(r, group, result);
   if (!group->key) return read_fields(r, "", group->fields, r->root, result);
   json_t *object = json_object_get(r->root, group->key);
   if (group->timing && !object) {
      result->seconds_read = result->seconds_build = -1.0;
      result->seconds_solve = result->seconds_certify = -1.0;
      return ICS_OK;
   }
   if (!json_is_object(object)) return wrong(r, "", group->key, object, "an object");
   char where[64];
   (void)snprintf(where, sizeof where, "%s.", group->key);
   return read_fields(r, where, group->fields, object, result);
}

static ics_rc read_years(const reader *r, ics_result *result)
{
   json_t *years = json_object_get(r->root, "years");
   if (!json_is_array(years) || json_array_size(years) == 0 || json_array_size(years) > INT_MAX)
      return wrong(r, "", "years", years, "a list of years");
   result->years = (int)json_array_size(years);
   ICS_ALLOC(result->year_names, r->arena, result->years, r->err);
   for (int t = 0; t < result->years; t++)
      ICS_TRY(text_of(r, "years", "[]", json_array_get(years, (size_t)t), &result->year_names[t]));
   return ICS_OK;
}

static ics_rc add_setting(const reader *r, const char *key, const json_t *value, ics_result *result)
{
   ics_setting_line *line = &result->settings[result->nsettings++];
   line->name = ics_strdup(r->arena, key);
   if (!line->name) return ics_fail(r->err, ICS_EMEMORY, "out of memory");
   return text_of(r, "settings.", key, value, &line->value);
}

static ics_rc read_settings(const reader *r, ics_result *result)
{
   json_t *settings = json_object_get(r->root, "settings"), *value;
   const char *key;
   size_t room = 0;
   if (!json_is_object(settings)) return wrong(r, "", "settings", settings, "an object");
   json_object_foreach(settings, key, value) room +=
       json_is_array(value) ? json_array_size(value) : 1;
   ICS_ALLOC(result->settings, r->arena, room, r->err);
   json_object_foreach(settings, key, value)
   {
      if (!json_is_array(value)) ICS_TRY(add_setting(r, key, value, result));
      for (size_t p = 0; p < json_array_size(value); p++)
         ICS_TRY(add_setting(r, key, json_array_get(value, p), result));
   }
   return ICS_OK;
}

/* ---- proof --------------------------------------------------------------------------------------
 */

static ics_rc vector_of(const reader *r, const char *key, const json_t *array, int n, double **out)
{
   *out = NULL;
   if (json_is_null(array)) return ICS_OK;
   if (!json_is_array(array)) return wrong(r, "proof.", key, array, "a list of numbers");
   if (json_array_size(array) != (size_t)n)
      return ics_fail(r->err, ICS_EINPUT,
                      "%s: proof.%s: got %zu numbers, want %d; the plan is damaged", r->path, key,
                      json_array_size(array), n);
   ICS_ALLOC(*out, r->arena, n, r->err);
   for (int p = 0; p < n; p++)
      ICS_TRY(real_of(r, "proof.", key, json_array_get(array, (size_t)p), &(*out)[p]));
   return ICS_OK;
}

static ics_rc read_proof(const reader *r, ics_result *result)
{
   json_t *proof = json_object_get(r->root, "proof");
   if (!json_is_object(proof)) return wrong(r, "", "proof", proof, "an object");
   json_t *stages = json_object_get(proof, "stages");
   if (!json_is_array(stages) || json_array_size(stages) != (size_t)result->nstages)
      return wrong(r, "proof.", "stages", stages, "a list as long as stages");
   ICS_TRY(text_of(r, "proof.", "lp_hash", json_object_get(proof, "lp_hash"), &result->lp_hash));
   ICS_TRY(vector_of(r, "x", json_object_get(proof, "x"), result->columns, &result->x));
   ICS_TRY(vector_of(r, "scale", json_object_get(proof, "scale"), result->naims, &result->scale));
   ICS_TRY(vector_of(r, "ideal", json_object_get(proof, "ideal"), result->naims, &result->ideal));
   ICS_TRY(text_of(r, "proof.", "basis_rows", json_object_get(proof, "basis_rows"),
                   &result->basis_rows));
   ICS_TRY(text_of(r, "proof.", "basis_columns", json_object_get(proof, "basis_columns"),
                   &result->basis_columns));
   ICS_ALLOC(result->y, r->arena, result->nstages, r->err);
   ICS_ALLOC(result->y_low, r->arena, result->nstages, r->err);
   for (int s = 0; s < result->nstages; s++) {
      json_t *y = json_object_get(json_array_get(stages, (size_t)s), "y");
      ICS_TRY(vector_of(r, "stages[].y", y, result->rows, &result->y[s]));
      json_t *low = json_object_get(json_array_get(stages, (size_t)s), "y_low");
      ICS_TRY(vector_of(r, "stages[].y_low", low, result->rows, &result->y_low[s]));
      if (result->x && !result->y[s])
         return wrong(r, "proof.", "stages[].y", y, "a list of numbers");
   }
   if (!result->scale || !result->ideal)
      return ics_fail(r->err, ICS_EINPUT,
                      "%s: proof: scale or ideal is missing; the plan is damaged", r->path);
   return ICS_OK;
}

static ics_rc read_all(reader *r, ics_result *result, ics_err *err)
{
   ICS_TRY(parse(r, err));
   for (const ics_field_group *g = ics_field_groups; g->fields; g++)
      ICS_TRY(read_group(r, g, result));
   if (result->own_stage >= result->nstages && result->nstages > 0)
      return ics_fail(err, ICS_EINPUT, "%s: own_stage: got %d, want less than %d", r->path,
                      result->own_stage, result->nstages);
   ICS_TRY(read_years(r, result));
   ICS_TRY(read_settings(r, result));
   return read_proof(r, result);
}

ics_rc ics_result_read(const char *path, ics_arena *arena, ics_result **out, ics_err *err)
{
   reader r = { .path = path, .arena = arena, .err = err };
   ics_result *result;
   ICS_ALLOC(result, arena, 1, err);
   ics_rc rc = read_all(&r, result, err);
   json_decref(r.root);
   if (rc == ICS_OK) *out = result;
   return rc;
}
