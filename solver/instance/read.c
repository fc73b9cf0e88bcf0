/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/read.h"

#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "instance/fault.h"

enum { INDEX_BYTES = 16 };

/** Groups in the order in which they are read: each refers only to those before it. */
static const ics_group *const before_places[] = { &ics_group_system, &ics_group_characteristics,
                                                  &ics_group_services, &ics_group_mechanisms };
static const ics_group *const after_places[] = {
   &ics_group_blends, &ics_group_funds,       &ics_group_fences, &ics_group_resources,
   &ics_group_links,  &ics_group_escalations, &ics_group_bands,  &ics_group_rules,
   &ics_group_equity, &ics_group_aims,        &ics_group_goal,   &ics_group_policies
};
static const char *const root_keys[] = {
   "format",     "end",         "system",        "characteristics", "services",
   "mechanisms", "blends",      "funds",         "fences",          "resources",
   "links",      "escalations", "bands",         "rules",           "equity",
   "aims",       "goal",        "policies",      "places",          "need",
   "funding",    "amounts",     "neighbourhoods"
};

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

/** What names an object in paths: its id, two ids joined, or its number in the list. */
static const char *object_name(ics_reader *r, const ics_group *group, config_setting_t *setting,
                               int index)
{
   const char *part[2] = { NULL, NULL };
   for (int k = 0; k < 2 && group->id[k]; k++) {
      const config_setting_t *id = config_setting_get_member(setting, group->id[k]);
      if (!id || config_setting_type(id) != CONFIG_TYPE_STRING)
         part[k] = "?";
      else
         part[k] = ics_read_keep(r, ics_show(config_setting_get_string(id)).text);
   }
   char number[INDEX_BYTES];
   if (part[1]) {
      const char *both = ics_format(r->arena, "%s-%s", part[0], part[1]);
      if (!both) r->out_of_memory = true;
      return both ? both : "";
   }
   if (part[0]) return part[0];
   (void)snprintf(number, sizeof number, "%d", index + 1);
   return ics_read_keep(r, number);
}

/** The unit that an object's own quantities are counted in. */
static const char *own_unit(ics_reader *r, config_setting_t *setting)
{
   const config_setting_t *unit = setting ? config_setting_get_member(setting, "unit") : NULL;
   if (!unit || config_setting_type(unit) != CONFIG_TYPE_STRING) return NULL;
   return ics_read_keep(r, config_setting_get_string(unit));
}

static ics_dim fence_dim(config_setting_t *setting)
{
   const config_setting_t *of = setting ? config_setting_get_member(setting, "of") : NULL;
   const char *word =
       of && config_setting_type(of) == CONFIG_TYPE_STRING ? config_setting_get_string(of) : "";
   if (strcmp(word, "fund") == 0) return ICS_DIM_SHARE;
   return strcmp(word, "baseline") == 0 ? ICS_DIM_MULTIPLE : ICS_DIM_MONEY;
}

static ics_rc read_object(ics_reader *r, const ics_group *group, void *at,
                          config_setting_t *setting, const char *path)
{
   ics_object object = { .at = at, .setting = setting, .path = path };
   object.where = setting ? ics_read_where(r, setting) : (ics_where){ r->text.lines[0].file, 0 };
   if (group->where_at) memcpy((char *)at + group->where_at, &object.where, sizeof object.where);
   object.own = own_unit(r, setting);
   object.fence_dim = fence_dim(setting);
   if (setting)
      ics_read_known(r, setting, path, &group->keys[0].name, group->nkeys, sizeof *group->keys);
   for (int k = 0; k < group->nkeys; k++) {
      const ics_key *key = &group->keys[k];
      const config_setting_t *member =
          setting ? config_setting_get_member(setting, key->name) : NULL;
      if (!member && setting && key->required)
         ics_fault(r->err, object.where, path, W_KEY_MISSING, key->name, group->one);
      ICS_TRY(ics_read_key(r, &object, key, member));
   }
   return ICS_OK;
}

static void check_unique(ics_reader *r, const ics_group *group, config_setting_t *list,
                         const char *const *names, int n)
{
   if (!group->id[0]) return;
   for (int b = 1; b < n; b++)
      for (int a = 0; a < b; a++)
         if (strcmp(names[a], names[b]) == 0) {
            ics_where first = ics_read_where(r, config_setting_get_elem(list, (unsigned)a));
            ics_where again = ics_read_where(r, config_setting_get_elem(list, (unsigned)b));
            ics_fault(r->err, again, group->name, W_ID_TWICE, group->one, names[b], first.file,
                      first.line);
            break;
         }
}

static ics_rc read_list(ics_reader *r, const ics_group *group, void *parent,
                        config_setting_t *setting, const char *path)
{
   int n = setting ? config_setting_length(setting) : 0;
   char *objects = NULL;
   const char **names = NULL;
   ICS_ALLOC(names, r->scratch, n, r->err);
   objects = ics_alloc(r->arena, (size_t)n, group->stride);
   if (!objects) return ics_fail(r->err, ICS_EMEMORY, "out of memory");
   memcpy((char *)parent + group->at, &objects, sizeof objects);
   int *count = (int *)((char *)parent + group->count_at);
   for (int k = 0; k < n; k++) {
      config_setting_t *element = config_setting_get_elem(setting, (unsigned)k);
      *count = k + 1;
      if (config_setting_type(element) != CONFIG_TYPE_GROUP) {
         ics_fault(r->err, ics_read_where(r, element), path, W_ELEMENT, group->one);
         names[k] = "";
         continue;
      }
      names[k] = object_name(r, group, element, k);
      ICS_TRY(read_object(r, group, objects + (size_t)k * group->stride, element,
                          ics_read_path(r, path, names[k])));
   }
   if (setting) check_unique(r, group, setting, names, n);
   return ICS_OK;
}

ics_rc ics_read_group(ics_reader *r, const ics_group *group, void *parent,
                      const config_setting_t *const_setting, const char *path)
{
   /* libconfig's getters take a setting that they do not change without const. */
   config_setting_t *setting = (config_setting_t *)const_setting;
   int type = group->stride ? CONFIG_TYPE_LIST : CONFIG_TYPE_GROUP;
   ics_where where = setting ? ics_read_where(r, setting) : (ics_where){ r->text.lines[0].file, 0 };
   if (setting && config_setting_type(setting) != type) {
      ics_fault(r->err, where, path, group->stride ? W_NOT_LIST : W_NOT_GROUP, group->name);
      setting = NULL;
   } else if (group->required && (!setting || config_setting_length(setting) == 0)) {
      ics_fault(r->err, where, NULL, W_GROUP_MISSING, group->name, group->one);
   }
   if (group->stride) return read_list(r, group, parent, setting, path);
   return read_object(r, group, (char *)parent + group->at, setting, path);
}

static ics_rc read_groups(ics_reader *r, config_setting_t *root, const ics_group *const *groups,
                          int n)
{
   for (int g = 0; g < n; g++)
      ICS_TRY(ics_read_group(r, groups[g], r->draft,
                             config_setting_get_member(root, groups[g]->name), groups[g]->name));
   return ICS_OK;
}

/** The planned years by name, from the first: 2025/26, 2026/27, ... */
static ics_rc name_years(ics_reader *r)
{
   ics_instance *in = &r->draft->in;
   ICS_ALLOC(in->years, r->arena, in->nyears, r->err);
   if (!r->draft->first_year) return ICS_OK;
   int first = (int)strtol(r->draft->first_year, NULL, 10);
   for (int t = 0; t < in->nyears; t++) {
      in->years[t] = ics_format(r->arena, "%04d/%02d", first + t, (first + t + 1) % 100);
      if (!in->years[t]) return ics_fail(r->err, ICS_EMEMORY, "out of memory");
   }
   return ICS_OK;
}

/** The order of aims that the goal names, then the others as the file has them. */
static ics_rc complete_order(ics_reader *r)
{
   ics_instance *in = &r->draft->in;
   int *order = NULL, n = 0;
   ICS_ALLOC(order, r->arena, in->naims, r->err);
   for (int k = 0; k < r->draft->norder && n < in->naims; k++) order[n++] = in->goal.order[k];
   for (int a = 0; a < in->naims; a++) {
      bool named = false;
      for (int k = 0; k < n; k++) named |= order[k] == a;
      if (!named && n < in->naims) order[n++] = a;
   }
   in->goal.order = order;
   return ICS_OK;
}

/** One band over all unmet need where the file has none. */
static ics_rc complete_bands(ics_reader *r)
{
   ics_instance *in = &r->draft->in;
   if (in->nbands > 0) return ICS_OK;
   ics_band *band = NULL;
   ICS_ALLOC(band, r->arena, 1, r->err);
   ics_coef one = { .point = 1.0,
                    .low = 1.0,
                    .high = 1.0,
                    .unit = "weight",
                    .source = "default",
                    .grade = ICS_GRADE_JUDGEMENT,
                    .range_grade = ICS_GRADE_JUDGEMENT,
                    .path = "bands.1.weight",
                    .where = { r->text.lines[0].file, 0 } };
   band->weight = one;
   band->upto = one;
   band->upto.unit = "multiple";
   band->upto.path = "bands.1.upto";
   in->bands = band;
   in->nbands = 1;
   return ICS_OK;
}

static ics_rc read_settings(ics_reader *r, config_setting_t *root)
{
   ics_read_known(r, root, "", root_keys, COUNT(root_keys), sizeof root_keys[0]);
   ICS_TRY(read_groups(r, root, before_places, COUNT(before_places)));
   ICS_TRY(ics_read_places(r, root));
   ICS_TRY(read_groups(r, root, after_places, COUNT(after_places)));
   ICS_TRY(ics_read_tables(r, root));
   ICS_TRY(name_years(r));
   ICS_TRY(complete_order(r));
   ICS_TRY(complete_bands(r));
   ICS_TRY(ics_read_list_coefs(r));
   return r->out_of_memory ? ics_fail(r->err, ICS_EMEMORY, "out of memory") : ICS_OK;
}

static ics_rc parse(ics_reader *r)
{
   config_t config;
   config_init(&config);
   ics_rc rc = ICS_OK;
   if (config_read_string(&config, r->text.text)) {
      rc = read_settings(r, config_root_setting(&config));
   } else {
      const char *words = config_error_text(&config);
      ics_where where = ics_settings_where(&r->text, config_error_line(&config));
      if (words && strcmp(words, "duplicate setting name") == 0)
         ics_fault(r->err, where, NULL, W_SETTING_TWICE);
      else
         ics_fault(r->err, where, NULL, W_SYNTAX, words ? words : "syntax error");
   }
   config_destroy(&config);
   return rc;
}

/** The values of the changes asked for, before any file is opened. */
static ics_rc take_overrides(ics_reader *r)
{
   double *values = NULL;
   ICS_ALLOC(values, r->scratch, r->nsets, r->err);
   ICS_ALLOC(r->set_used, r->scratch, r->nsets, r->err);
   for (int s = 0; s < r->nsets; s++) {
      const char *text = r->sets[s].value;
      ics_numeral numeral = ics_number_read(text, strlen(text), &values[s]);
      if (numeral != ICS_NUMERAL_OK)
         return ics_fail(r->err, ICS_EUSAGE, W_SET_VALUE, ics_show(r->sets[s].path).text,
                         ics_show(text).text, ics_numeral_text(numeral));
   }
   r->set_values = values;
   return ICS_OK;
}

static ics_rc read_all(ics_reader *r, const char *path)
{
   ics_source main_file = { 0 };
   ICS_TRY(take_overrides(r));
   ICS_TRY(ics_files_start(path, r->arena, r->scratch, &r->files, &main_file, r->err));
   if (!main_file.name) return ics_faults_rc(r->err);
   ICS_TRY(ics_prescan(r->files, &main_file, r->scratch, &r->text, r->err));
   ICS_TRY(ics_faults_rc(r->err));
   ICS_TRY(parse(r));
   ICS_TRY(ics_faults_rc(r->err));
   ICS_TRY(ics_read_unused(r));
   ICS_TRY(ics_files_finish(r->files, &r->draft->in, r->err));
   r->draft->in.is_changed = r->nsets > 0;
   ics_instance_check(&r->draft->in, r->err);
   return ics_faults_rc(r->err);
}

ics_rc ics_instance_read(const char *path, const ics_override *sets, int nsets, ics_arena *arena,
                         const ics_instance **out, ics_err *err)
{
   ics_reader r = { .arena = arena, .err = err, .sets = sets, .nsets = nsets };
   ICS_ALLOC(r.draft, arena, 1, err);
   r.scratch = ics_arena_new();
   if (!r.scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = read_all(&r, path);
   ics_arena_free(&r.scratch);
   if (rc == ICS_OK) *out = &r.draft->in;
   return rc;
}
