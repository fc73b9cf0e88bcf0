/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/read.h"

#include <libconfig.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "instance/fault.h"

enum { ID_BYTES = 32, WORDS_BYTES = 128 };

/* Settings that any group may hold, for what is inside it. */
static const char *const common_keys[] = { "source", "grade", "price_year", "note" };

/** libconfig's getters take a setting that they do not change without const. */
static config_setting_t *open_setting(const config_setting_t *setting)
{
   return (config_setting_t *)setting;
}

ics_where ics_read_where(const ics_reader *r, const config_setting_t *setting)
{
   return ics_settings_where(&r->text, (int)config_setting_source_line(setting));
}

const char *ics_read_keep(ics_reader *r, const char *text)
{
   const char *copy = ics_strdup(r->arena, text);
   if (!copy) r->out_of_memory = true;
   return copy ? copy : "";
}

const char *ics_read_path(ics_reader *r, const char *parent, const char *child)
{
   const char *path = ics_format(r->arena, "%s%s%s", parent, parent[0] ? "." : "", child);
   if (!path) r->out_of_memory = true;
   return path ? path : "";
}

static const char *type_words(const config_setting_t *setting)
{
   switch (config_setting_type(setting)) {
   case CONFIG_TYPE_INT:
   case CONFIG_TYPE_INT64:
   case CONFIG_TYPE_FLOAT:
      return "a bare number";
   case CONFIG_TYPE_STRING:
      return "a text";
   case CONFIG_TYPE_BOOL:
      return "true or false";
   case CONFIG_TYPE_GROUP:
      return "a group { ... }";
   case CONFIG_TYPE_ARRAY:
      return "an array [ ... ]";
   default:
      return "a list ( ... )";
   }
}

static void type_fault(ics_reader *r, const config_setting_t *setting, const char *path,
                       const char *want)
{
   ics_fault(r->err, ics_read_where(r, setting), path, W_TYPE, type_words(setting), want);
}

const char *ics_read_text(ics_reader *r, const config_setting_t *setting, const char *path)
{
   if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
      type_fault(r, setting, path, "a text in double quotes");
      return NULL;
   }
   const char *text = config_setting_get_string(setting);
   ics_where where = ics_read_where(r, setting);
   if (!text || text[0] == '\0') {
      ics_fault(r->err, where, path, W_TEXT_EMPTY);
      return NULL;
   }
   if (ics_text_deceives(text)) {
      ics_fault(r->err, where, path, W_TEXT_DECEIVES, ics_show(text).text);
      return NULL;
   }
   if (strchr("=+-@", text[0])) {
      ics_fault(r->err, where, path, W_TEXT_FORMULA, ics_show(text).text, text[0]);
      return NULL;
   }
   return ics_read_keep(r, text);
}

static bool is_letter(char c)
{
   return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
   return c >= '0' && c <= '9';
}

const char *ics_read_id(ics_reader *r, const char *text, ics_where where, const char *path,
                        bool digit_first)
{
   size_t n = strlen(text), k = 0;
   bool good = n > 0 && n <= ID_BYTES && (is_letter(text[0]) || (digit_first && is_digit(text[0])));
   while (good && k < n && (is_letter(text[k]) || is_digit(text[k]) || strchr("_-", text[k]))) k++;
   if (good && k == n) return ics_read_keep(r, text);
   ics_fault(r->err, where, path, W_ID, ics_show(text).text, digit_first ? " or a digit" : "",
             ID_BYTES);
   return NULL;
}

bool ics_read_real(const config_setting_t *setting, double *out)
{
   switch (config_setting_type(setting)) {
   case CONFIG_TYPE_INT:
      *out = config_setting_get_int(setting);
      return true;
   case CONFIG_TYPE_INT64:
      *out = (double)config_setting_get_int64(setting);
      return true;
   case CONFIG_TYPE_FLOAT:
      *out = config_setting_get_float(setting);
      return true;
   default:
      return false;
   }
}

static bool is_among(const char *word, const char *const *names, int n, size_t stride)
{
   for (int k = 0; k < n; k++) {
      const char *name = NULL;
      memcpy(&name, (const char *)names + (size_t)k * stride, sizeof name);
      if (strcmp(word, name) == 0) return true;
   }
   return false;
}

static const char *read_year(ics_reader *r, const config_setting_t *setting, const char *path)
{
   const char *text = ics_read_text(r, setting, path);
   if (!text) return NULL;
   static const char form[] = "dddd/dd";
   bool good = strlen(text) == sizeof form - 1;
   for (size_t k = 0; good && form[k]; k++)
      good = form[k] == 'd' ? is_digit(text[k]) : text[k] == form[k];
   if (good) {
      int last = (text[2] - '0') * 10 + text[3] - '0', next = (text[5] - '0') * 10 + text[6] - '0';
      good = (last + 1) % 100 == next;
   }
   if (good) return text;
   ics_fault(r->err, ics_read_where(r, setting), path, W_YEAR, ics_show(text).text);
   return NULL;
}

bool ics_read_is_common(ics_reader *r, const config_setting_t *setting, const char *path)
{
   enum { NCOMMON = sizeof common_keys / sizeof common_keys[0] };
   const char *name = config_setting_name(setting);
   if (!is_among(name, common_keys, NCOMMON, sizeof common_keys[0])) return false;
   const char *inside = ics_read_path(r, path, name);
   ics_grade grade = ICS_GRADE_JUDGEMENT;
   if (strcmp(name, "grade") == 0)
      (void)ics_read_grade(r, setting, inside, &grade);
   else if (strcmp(name, "price_year") == 0)
      (void)read_year(r, setting, inside);
   else
      (void)ics_read_text(r, setting, inside);
   return true;
}

void ics_read_known(ics_reader *r, const config_setting_t *setting, const char *path,
                    const char *const *own, int n, size_t stride)
{
   int members = config_setting_length(setting);
   for (int k = 0; k < members; k++) {
      const config_setting_t *member = config_setting_get_elem(open_setting(setting), (unsigned)k);
      const char *name = config_setting_name(member);
      if (is_among(name, own, n, stride) || ics_read_is_common(r, member, path)) continue;
      const char *inside = ics_read_path(r, path, ics_show(name).text);
      int near = ics_nearest(name, own, n, stride);
      const char *nearest = n > 0 ? own[0] : common_keys[0];
      if (near >= 0) memcpy(&nearest, (const char *)own + (size_t)near * stride, sizeof nearest);
      ics_fault(r->err, ics_read_where(r, member), inside,
                near >= 0 ? W_KEY_UNKNOWN_NEAR : W_KEY_UNKNOWN, ics_show(name).text, nearest);
   }
}

const void *ics_read_objects(const ics_reader *r, const ics_group *group, int *n)
{
   const void *objects = NULL;
   const char *in = (const char *)&r->draft->in;
   memcpy(&objects, in + group->at, sizeof objects);
   memcpy(n, in + group->count_at, sizeof *n);
   return objects;
}

int ics_read_ref(ics_reader *r, const ics_group *group, const char *id, ics_where where,
                 const char *path)
{
   int n = 0;
   const char *objects = ics_read_objects(r, group, &n);
   const char *name = NULL;
   for (int k = 0; k < n; k++) {
      memcpy(&name, objects + (size_t)k * group->stride, sizeof name);
      if (name && strcmp(name, id) == 0) return k;
   }
   int near = ics_nearest(id, objects, n, group->stride);
   if (near >= 0) {
      memcpy(&name, objects + (size_t)near * group->stride, sizeof name);
      ics_fault(r->err, where, path, W_REF_NEAR, group->one, ics_show(id).text, name);
   } else {
      ics_fault(r->err, where, path, W_REF, group->one, ics_show(id).text, group->name);
   }
   return -1;
}

/** The text of a setting that must be one of a few words: its index, or -1 with a fault. */
static int read_choice(ics_reader *r, const ics_key *key, const config_setting_t *setting,
                       const char *path)
{
   const char *text = ics_read_text(r, setting, path);
   if (!text) return -1;
   char words[WORDS_BYTES] = "";
   for (int k = 0; key->choices[k]; k++) {
      if (strcmp(key->choices[k], text) == 0) return k;
      size_t used = strlen(words);
      (void)snprintf(words + used, sizeof words - used, "%s%s", k ? ", " : "", key->choices[k]);
   }
   ics_fault(r->err, ics_read_where(r, setting), path, W_CHOICE, ics_show(text).text, words);
   return -1;
}

static ics_rc read_number(ics_reader *r, const ics_key *key, const config_setting_t *setting,
                          const char *path, bool whole, double *out)
{
   ics_where where = { 0 };
   double value = key->fallback;
   if (setting) where = ics_read_where(r, setting);
   if (setting && !ics_read_real(setting, &value)) {
      type_fault(r, setting, path, whole ? "a whole number" : "a bare number");
      value = isfinite(key->lo) ? key->lo : 0.0;
   }
   ICS_TRY(ics_read_bare(r, key, where, path, &value));
   if (whole && value != floor(value)) {
      ics_fault(r->err, where, path, W_WHOLE, value);
      value = floor(value);
   }
   *out = value;
   return ICS_OK;
}

/** An aim's bound: the setting's name says from which side. */
static ics_rc read_limit(ics_reader *r, const ics_object *object, const ics_key *key,
                         const config_setting_t *setting, const char *path)
{
   ics_aim_bound *bound = object->at;
   const config_setting_t *other = config_setting_get_member(open_setting(object->setting),
                                                             key->first ? "at_most" : "at_least");
   bool is_last = !key->first;
   if (is_last && !setting == !other) ics_fault(r->err, object->where, object->path, W_LIMIT_ONE);
   if (!setting) return ICS_OK;
   bound->at_least = key->first;
   return read_number(r, key, setting, path, false, &bound->limit);
}

static ics_rc read_refs(ics_reader *r, const ics_object *object, const ics_key *key,
                        const config_setting_t *setting, const char *path)
{
   int type = setting ? config_setting_type(setting) : CONFIG_TYPE_LIST;
   int n = setting ? config_setting_length(setting) : 0, *list = NULL, used = 0;
   if (type != CONFIG_TYPE_LIST && type != CONFIG_TYPE_ARRAY) {
      type_fault(r, setting, path, "a list of ids in ( )");
      return ICS_OK;
   }
   if (setting && n == 0) ics_fault(r->err, ics_read_where(r, setting), path, W_LIST_EMPTY);
   ICS_ALLOC(list, r->arena, n, r->err);
   for (int k = 0; k < n; k++) {
      const config_setting_t *element = config_setting_get_elem(open_setting(setting), (unsigned)k);
      const char *id = ics_read_text(r, element, path);
      int index = id ? ics_read_ref(r, key->group, id, ics_read_where(r, element), path) : -1;
      bool twice = false;
      for (int j = 0; j < used; j++) twice |= list[j] == index;
      if (twice)
         ics_fault(r->err, ics_read_where(r, element), path, W_LISTED_TWICE, id);
      else if (index >= 0)
         list[used++] = index;
   }
   memcpy((char *)object->at + key->at, &list, sizeof list);
   memcpy((char *)object->at + key->count_at, &used, sizeof used);
   return ICS_OK;
}

/** One coefficient for every object of a group: given by id, else the default. */
static ics_rc read_map(ics_reader *r, const ics_object *object, const ics_key *key,
                       const config_setting_t *setting, const char *path)
{
   int n = 0;
   const char *objects = ics_read_objects(r, key->group, &n);
   ics_coef *coefs = NULL;
   ICS_ALLOC(coefs, r->arena, n, r->err);
   memcpy((char *)object->at + key->at, &coefs, sizeof coefs);
   if (setting && config_setting_type(setting) != CONFIG_TYPE_GROUP) {
      type_fault(r, setting, path, "a group { id = { ... }; }");
      return ICS_OK;
   }
   int members = setting ? config_setting_length(setting) : 0;
   for (int k = 0; k < members; k++) {
      const config_setting_t *member = config_setting_get_elem(open_setting(setting), (unsigned)k);
      const char *id = config_setting_name(member);
      if (ics_read_is_common(r, member, path)) continue;
      int index = ics_read_ref(r, key->group, id, ics_read_where(r, member), path);
      if (index >= 0)
         ICS_TRY(ics_read_coef(r, object, key, member, ics_read_path(r, path, id), &coefs[index]));
   }
   for (int k = 0; k < n; k++) {
      const char *id = NULL;
      memcpy(&id, objects + (size_t)k * key->group->stride, sizeof id);
      if (id && !coefs[k].path)
         ICS_TRY(ics_read_default(r, object, key, ics_read_path(r, path, id), &coefs[k]));
   }
   return ICS_OK;
}

static ics_rc read_scores(ics_reader *r, const ics_object *object, const ics_key *key,
                          const config_setting_t *setting, const char *path)
{
   if (!setting) return ICS_OK;
   if (config_setting_type(setting) != CONFIG_TYPE_GROUP) {
      type_fault(r, setting, path, "a group { name = { ... }; }");
      return ICS_OK;
   }
   int n = config_setting_length(setting), used = 0;
   ics_score *scores = NULL;
   ICS_ALLOC(scores, r->arena, n, r->err);
   for (int k = 0; k < n; k++) {
      const config_setting_t *member = config_setting_get_elem(open_setting(setting), (unsigned)k);
      const char *name = config_setting_name(member);
      if (ics_read_is_common(r, member, path)) continue;
      ics_score *score = &scores[used];
      score->id = ics_read_id(r, name, ics_read_where(r, member), path, false);
      if (!score->id) continue;
      ICS_TRY(ics_read_coef(r, object, key, member, ics_read_path(r, path, name), &score->value));
      used++;
   }
   memcpy((char *)object->at + key->at, &scores, sizeof scores);
   memcpy((char *)object->at + key->count_at, &used, sizeof used);
   return ICS_OK;
}

/** The nearest `source` at or above a setting; NULL if there is none. */
static const config_setting_t *nearest_source(const config_setting_t *setting)
{
   for (const config_setting_t *s = setting; s; s = config_setting_parent(s))
      if (config_setting_type(s) == CONFIG_TYPE_GROUP) {
         const config_setting_t *source = config_setting_get_member(open_setting(s), "source");
         if (source) return source;
      }
   return NULL;
}

/** Kinds that fill a text; NULL is left where the setting is absent or wrong. */
static const char *read_words(ics_reader *r, const ics_object *object, const ics_key *key,
                              const config_setting_t *setting, const char *path)
{
   if (key->kind == ICS_KIND_SOURCE && !setting) {
      setting = object->setting ? nearest_source(object->setting) : NULL;
   }
   if (!setting) return NULL;
   if (key->kind == ICS_KIND_YEAR) return read_year(r, setting, path);
   const char *text = ics_read_text(r, setting, path);
   if (!text || key->kind != ICS_KIND_ID) return text;
   return ics_read_id(r, text, ics_read_where(r, setting), path, false);
}

/** Kinds that fill an int or a bool. */
static ics_rc read_small(ics_reader *r, const ics_key *key, const config_setting_t *setting,
                         const char *path, void *member)
{
   bool flag = false;
   int number = 0;
   double value = 0.0;
   switch (key->kind) {
   case ICS_KIND_FLAG:
      if (setting && config_setting_type(setting) != CONFIG_TYPE_BOOL)
         type_fault(r, setting, path, "true or false");
      else
         flag = setting && config_setting_get_bool(setting);
      memcpy(member, &flag, sizeof flag);
      return ICS_OK;
   case ICS_KIND_SWITCH:
      flag = setting && read_choice(r, key, setting, path) == 1;
      memcpy(member, &flag, sizeof flag);
      return ICS_OK;
   case ICS_KIND_CHOICE:
      number = setting ? read_choice(r, key, setting, path) : -1;
      number = number < 0 ? 0 : number + key->first;
      break;
   case ICS_KIND_REF: {
      const char *id = setting ? ics_read_text(r, setting, path) : NULL;
      number = id ? ics_read_ref(r, key->group, id, ics_read_where(r, setting), path) : -1;
      break;
   }
   default:
      ICS_TRY(read_number(r, key, setting, path, true, &value));
      number = (int)value;
      break;
   }
   memcpy(member, &number, sizeof number);
   return ICS_OK;
}

/** Kinds that fill a pointer to coefficients. */
static ics_rc read_coefs(ics_reader *r, const ics_object *object, const ics_key *key,
                         const config_setting_t *setting, const char *path, void *member)
{
   const ics_coef *coefs = NULL;
   int n = -1;
   if (key->kind == ICS_KIND_COEFS_OF_ONE) {
      if (!setting) return ICS_OK;
      ics_coef *one = NULL;
      ICS_ALLOC(one, r->arena, 1, r->err);
      ICS_TRY(ics_read_coef(r, object, key, setting, path, one));
      coefs = one;
   } else if (key->kind == ICS_KIND_VECTOR) {
      ICS_TRY(ics_read_vector(r, object, key, setting, -1, &n, &coefs));
      memcpy((char *)object->at + key->count_at, &n, sizeof n);
   } else {
      int mechanism = ((const ics_blend *)object->at)->mechanism;
      int wanted = mechanism < 0 ? -1 : r->draft->in.mechanisms[mechanism].ntranches;
      ICS_TRY(ics_read_vector(r, object, key, setting, wanted, &n, &coefs));
   }
   memcpy(member, &coefs, sizeof coefs);
   return ICS_OK;
}

ics_rc ics_read_key(ics_reader *r, const ics_object *object, const ics_key *key,
                    const config_setting_t *setting)
{
   const char *path = ics_read_path(r, object->path, key->name);
   void *member = (char *)object->at + key->at;
   const char *text = NULL;
   switch (key->kind) {
   case ICS_KIND_ID:
   case ICS_KIND_TEXT:
   case ICS_KIND_SOURCE:
   case ICS_KIND_YEAR:
      text = read_words(r, object, key, setting, path);
      memcpy(member, &text, sizeof text);
      return ICS_OK;
   case ICS_KIND_FLAG:
   case ICS_KIND_SWITCH:
   case ICS_KIND_CHOICE:
   case ICS_KIND_COUNT:
   case ICS_KIND_REF:
      return read_small(r, key, setting, path, member);
   case ICS_KIND_NUMBER:
      return read_number(r, key, setting, path, false, member);
   case ICS_KIND_LIMIT:
      return read_limit(r, object, key, setting, path);
   case ICS_KIND_COEF:
      if (!setting) return ics_read_default(r, object, key, path, member);
      return ics_read_coef(r, object, key, setting, path, member);
   case ICS_KIND_COEFS_OF_ONE:
   case ICS_KIND_VECTOR:
   case ICS_KIND_YIELDS:
      return read_coefs(r, object, key, setting, path, member);
   case ICS_KIND_MAP:
      return read_map(r, object, key, setting, path);
   case ICS_KIND_SCORES:
      return read_scores(r, object, key, setting, path);
   case ICS_KIND_REFS:
      return read_refs(r, object, key, setting, path);
   case ICS_KIND_GROUPS:
      return ics_read_group(r, key->group, object->at, setting, path);
   }
   return ICS_OK;
}
