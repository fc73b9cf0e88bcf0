/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/read.h"

#include <libconfig.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "instance/fault.h"

enum { UNIT_BYTES = 160, INDEX_BYTES = 16, RANGE_BYTES = 64, FIRST_ROOM = 256, FAR_AWAY = 1 << 20 };

/* A range that the file leaves blank: the point less and plus this part of its size. */
static const double blank_range = 0.5;

static const char on_command_line[] = " (set on the command line)";

static const char *const coef_keys[] = { "point", "low", "high", "unit", "range" };
static const char *const grades[] = {
#define X(name, text) text,
   ICS_GRADE_LIST(X)
#undef X
};

static config_setting_t *open_setting(const config_setting_t *setting)
{
   return (config_setting_t *)setting;
}

/** The setting of that name in the group or in the nearest group around it; NULL if in none. */
static const config_setting_t *inherited(const config_setting_t *group, const char *name)
{
   const config_setting_t *found = NULL;
   for (const config_setting_t *s = group; s && !found; s = config_setting_parent(s))
      if (config_setting_type(s) == CONFIG_TYPE_GROUP)
         found = config_setting_get_member(open_setting(s), name);
   return found;
}

/** The text of a label, wherever it was found. Texts of other groups are checked where they are. */
static const char *label(const config_setting_t *setting)
{
   bool is_text = setting && config_setting_type(setting) == CONFIG_TYPE_STRING;
   return is_text ? config_setting_get_string(setting) : NULL;
}

static bool find_grade(const char *text, ics_grade *out)
{
   for (int g = 0; text && g < ICS_GRADE_COUNT; g++)
      if (strcmp(grades[g], text) == 0) {
         *out = (ics_grade)g;
         return true;
      }
   return false;
}

bool ics_read_grade(ics_reader *r, const config_setting_t *setting, const char *path,
                    ics_grade *out)
{
   const char *text = ics_read_text(r, setting, path);
   if (!text) return false;
   if (find_grade(text, out)) return true;
   ics_fault(r->err, ics_read_where(r, setting), path, W_GRADE, ics_show(text).text);
   return false;
}

static bool read_unit(ics_reader *r, const config_setting_t *group, ics_dim dim, const char *own,
                      const char *path, ics_labels *out)
{
   char wanted[UNIT_BYTES];
   ics_unit_wanted(dim, own, wanted, sizeof wanted);
   const config_setting_t *unit = config_setting_get_member(open_setting(group), "unit");
   if (!unit) {
      ics_fault(r->err, ics_read_where(r, group), path, W_UNIT_MISSING, ics_show(wanted).text);
      return false;
   }
   const char *text = ics_read_text(r, unit, path);
   if (!text) return false;
   out->coef.unit = text;
   if (ics_unit_per(text, dim, own, &out->per)) return true;
   ics_fault(r->err, ics_read_where(r, unit), path, W_UNIT, ics_show(text).text,
             ics_show(wanted).text);
   return false;
}

bool ics_read_labels(ics_reader *r, const config_setting_t *setting, ics_dim dim, const char *own,
                     const char *path, ics_labels *out)
{
   *out = (ics_labels){ .per = 1.0 };
   bool good = read_unit(r, setting, dim, own, path, out);
   return ics_read_provenance(r, setting, dim, path, &out->coef) && good;
}

bool ics_read_provenance(ics_reader *r, const config_setting_t *setting, ics_dim dim,
                         const char *path, ics_coef *coef)
{
   bool good = false;
   ics_where where = ics_read_where(r, setting);
   const config_setting_t *source = inherited(setting, "source"),
                          *grade = inherited(setting, "grade");
   const config_setting_t *range = config_setting_get_member(open_setting(setting), "range");
   const config_setting_t *price_year = inherited(setting, "price_year");
   if (!source)
      ics_fault(r->err, where, path, W_LABEL_MISSING, "source", "who published or judged it");
   if (!grade)
      ics_fault(r->err, where, path, W_LABEL_MISSING, "grade", "published, derived or judgement");
   coef->source = ics_read_keep(r, label(source) ? label(source) : "");
   good = find_grade(label(grade), &coef->grade); /* a wrong one is a fault where it stands */
   coef->range_grade = coef->grade;
   if (range) good = ics_read_grade(r, range, path, &coef->range_grade) && good;
   if (ics_dim_is_priced(dim))
      coef->price_year =
          label(price_year) ? ics_read_keep(r, label(price_year)) : r->draft->in.price_year;
   coef->where = where;
   coef->given = true;
   return good && source;
}

/** Does a path match a `--set` pattern? `*` stands for one whole component. */
static bool matches(const char *pattern, const char *path)
{
   for (;;) {
      size_t a = strcspn(pattern, "."), b = strcspn(path, ".");
      bool same = (a == 1 && pattern[0] == '*') || (a == b && strncmp(pattern, path, a) == 0);
      if (!same || pattern[a] != path[b]) return false;
      if (pattern[a] == '\0') return true;
      pattern += a + 1;
      path += b + 1;
   }
}

bool ics_read_override(ics_reader *r, const char *path, double *value)
{
   bool found = false;
   for (int s = 0; s < r->nsets; s++)
      if (matches(r->sets[s].path, path)) {
         *value = r->set_values[s];
         r->set_used[s] = true;
         found = true;
      }
   return found;
}

static ics_rc note_spot(ics_reader *r, const char *path, const ics_coef *coef, int line)
{
   if (r->nspots == r->room) {
      int room = r->room ? 2 * r->room : FIRST_ROOM;
      ics_spot *more = NULL;
      ICS_ALLOC(more, r->scratch, room, r->err);
      if (r->nspots) memcpy(more, r->spots, (size_t)r->nspots * sizeof *more);
      r->spots = more;
      r->room = room;
   }
   r->spots[r->nspots] = (ics_spot){ path, coef, line, r->nspots };
   r->nspots++;
   return ICS_OK;
}

/** Fault a number outside the range of its key. */
static bool check_range(ics_reader *r, const ics_key *key, double value, ics_where where,
                        const char *path, const char *unit)
{
   if (isfinite(value) && value >= key->lo && value <= key->hi) return true;
   char range[RANGE_BYTES];
   if (isinf(key->hi))
      (void)snprintf(range, sizeof range, "%g or more", key->lo);
   else
      (void)snprintf(range, sizeof range, "%g to %g", key->lo, key->hi);
   ics_fault(r->err, where, path, W_RANGE, value, unit, range);
   return false;
}

ics_rc ics_read_bare(ics_reader *r, const ics_key *key, ics_where where, const char *path,
                     double *value)
{
   bool set = ics_read_override(r, path, value);
   bool present = where.file != NULL;
   if (present || set) check_range(r, key, *value, where, path, set ? on_command_line : "");
   return note_spot(r, path, NULL, 0);
}

/* A percentage this small is a fraction that was typed where a percentage is asked for (0.03
 * percent for 3 percent); one that is meant can be written as a share. */
static const double PERCENT = 100.0;
static const double LEAST_PERCENT = 0.05;

ics_rc ics_read_settle(ics_reader *r, const ics_key *key, double per, double point, double low,
                       double high, int line, ics_coef *coef)
{
   bool blank = isnan(low) || isnan(high);
   bool ordered = (isnan(low) || low <= point) && (isnan(high) || high >= point);
   if (!ordered)
      ics_fault(r->err, coef->where, coef->path, W_BOUNDS, isnan(low) ? point : low, point,
                isnan(high) ? point : high);
   if (isnan(low)) low = point - blank_range * fabs(point);
   if (isnan(high)) high = point + blank_range * fabs(point);
   if (blank) coef->range_grade = ICS_GRADE_JUDGEMENT;
   bool set = ics_read_override(r, coef->path, &point);
   if (per == PERCENT && point != 0.0 && fabs(point) < LEAST_PERCENT)
      ics_fault(r->err, coef->where, coef->path, W_PERCENT, point, ics_show(coef->unit).text,
                point * PERCENT);
   coef->point = point / per;
   coef->low = fmin(low, point) / per;
   coef->high = fmax(high, point) / per;
   char unit[UNIT_BYTES] = "";
   if (per != 1.0)
      (void)snprintf(unit, sizeof unit, " (%g %s)", point, ics_show(coef->unit).text);
   else if (set)
      (void)snprintf(unit, sizeof unit, "%s", on_command_line);
   check_range(r, key, coef->point, coef->where, coef->path, unit);
   return note_spot(r, coef->path, coef, line);
}

/** A number of a coefficient group; NAN where it is absent or, with a fault, wrong. */
static double member_number(ics_reader *r, const config_setting_t *group, const char *name,
                            int item, const char *path)
{
   const config_setting_t *member = config_setting_get_member(open_setting(group), name);
   if (member && item >= 0) member = config_setting_get_elem(open_setting(member), (unsigned)item);
   double value = (double)NAN;
   if (member && !ics_read_real(member, &value))
      ics_fault(r->err, ics_read_where(r, member), path, W_COEF_NUMBER, name);
   return value;
}

static ics_dim dim_of(const ics_object *object, const ics_key *key)
{
   return key->dim == ICS_DIM_FENCE ? object->fence_dim : key->dim;
}

/** The labels of a coefficient's group; false with a fault if it is not one. */
static bool open_coef(ics_reader *r, const ics_object *object, const ics_key *key,
                      const config_setting_t *setting, const char *path, ics_labels *labels)
{
   double number = 0.0;
   ics_where where = ics_read_where(r, setting);
   ics_dim dim = dim_of(object, key);
   if (config_setting_type(setting) != CONFIG_TYPE_GROUP) {
      ics_fault(r->err, where, path, ics_read_real(setting, &number) ? W_COEF_BARE : W_COEF_TYPE);
      return false;
   }
   ics_read_known(r, setting, path, coef_keys, (int)(sizeof coef_keys / sizeof coef_keys[0]),
                  sizeof coef_keys[0]);
   bool needs_own = dim == ICS_DIM_OWN || dim == ICS_DIM_OWN_PER_MONEY || dim == ICS_DIM_UNIT_COST;
   if (needs_own && !object->own) return false; /* its unit is a fault already */
   bool good = ics_read_labels(r, setting, dim, object->own, path, labels);
   if (config_setting_get_member(open_setting(setting), "point")) return good;
   ics_fault(r->err, where, path, W_KEY_MISSING, "point", "coefficient");
   return false;
}

ics_rc ics_read_coef(ics_reader *r, const ics_object *object, const ics_key *key,
                     const config_setting_t *setting, const char *path, ics_coef *out)
{
   ics_labels labels = { .per = 1.0 };
   out->path = path;
   if (!open_coef(r, object, key, setting, path, &labels)) return ICS_OK;
   double point = member_number(r, setting, "point", -1, path);
   double low = member_number(r, setting, "low", -1, path);
   double high = member_number(r, setting, "high", -1, path);
   if (isnan(point)) return ICS_OK;
   *out = labels.coef;
   out->path = path;
   return ics_read_settle(r, key, labels.per, point, low, high,
                          (int)config_setting_source_line(setting), out);
}

ics_rc ics_read_default(ics_reader *r, const ics_object *object, const ics_key *key,
                        const char *path, ics_coef *out)
{
   char unit[UNIT_BYTES];
   ics_unit_canonical(dim_of(object, key), object->own, unit, sizeof unit);
   double value = key->fallback, none = isnan(value) ? 0.0 : value;
   bool can_be_set = !isnan(value) && !key->required;
   *out = (ics_coef){ .point = none,
                      .low = none,
                      .high = none,
                      .path = path,
                      .unit = ics_read_keep(r, unit),
                      .source = "default",
                      .grade = ICS_GRADE_JUDGEMENT,
                      .range_grade = ICS_GRADE_JUDGEMENT,
                      .where = object->where };
   if (!can_be_set) return ICS_OK;
   if (!ics_read_override(r, path, &value)) return note_spot(r, path, NULL, 0);
   out->given = true;
   out->source = "set on the command line";
   int line = object->setting ? (int)config_setting_source_line(object->setting) : 0;
   return ics_read_settle(r, key, 1.0, value, (double)NAN, (double)NAN, line, out);
}

static const char *item_path(ics_reader *r, const char *path, int item)
{
   char number[INDEX_BYTES];
   (void)snprintf(number, sizeof number, "%d", item + 1);
   return ics_read_path(r, path, number);
}

/** Items of an array of a vector; -1 with a fault if it is not an array. Absent: 0. */
static int array_length(ics_reader *r, const config_setting_t *group, const char *name,
                        const char *path)
{
   const config_setting_t *array = config_setting_get_member(open_setting(group), name);
   if (!array) return 0;
   int type = config_setting_type(array);
   if (type == CONFIG_TYPE_ARRAY || type == CONFIG_TYPE_LIST) return config_setting_length(array);
   ics_fault(r->err, ics_read_where(r, array), path, W_VECTOR, name);
   return -1;
}

/** The number of items of a vector that is right in itself; -1 with faults collected if it is not.
 */
static int vector_length(ics_reader *r, const config_setting_t *setting, int n, const char *path)
{
   int points = array_length(r, setting, "point", path);
   int lows = array_length(r, setting, "low", path), highs = array_length(r, setting, "high", path);
   if (points < 0 || lows < 0 || highs < 0) return -1;
   ics_where where = ics_read_where(r, setting);
   bool good = (lows == 0 || lows == points) && (highs == 0 || highs == points);
   if (!good) ics_fault(r->err, where, path, W_VECTOR_LENGTHS, points, lows, highs);
   if (n >= 0 && points != n) ics_fault(r->err, where, path, W_VECTOR_TRANCHES, points, n);
   if (n < 0 && (points < 1 || points > ICS_TRANCHES_MOST))
      ics_fault(r->err, where, path, W_VECTOR_WIDTHS, points, ICS_TRANCHES_MOST);
   good = good && (n >= 0 ? points == n : points >= 1 && points <= ICS_TRANCHES_MOST);
   return good ? points : -1;
}

ics_rc ics_read_vector(ics_reader *r, const ics_object *object, const ics_key *key,
                       const config_setting_t *setting, int n, int *found, const ics_coef **out)
{
   ics_labels labels = { .per = 1.0 };
   const char *path = ics_read_path(r, object->path, key->name);
   bool good = setting && open_coef(r, object, key, setting, path, &labels);
   int length = good ? vector_length(r, setting, n, path) : -1;
   ics_coef *coefs = NULL;
   *found = length > 0 ? length : n > 0 ? n : 0;
   ICS_ALLOC(coefs, r->arena, *found, r->err);
   for (int k = 0; k < *found; k++) {
      const char *item = item_path(r, path, k);
      if (length < 0) {
         ICS_TRY(ics_read_default(r, object, key, item, &coefs[k]));
         continue;
      }
      double point = member_number(r, setting, "point", k, item);
      coefs[k] = labels.coef;
      coefs[k].path = item;
      if (isnan(point)) continue;
      ICS_TRY(ics_read_settle(r, key, labels.per, point, member_number(r, setting, "low", k, item),
                              member_number(r, setting, "high", k, item),
                              (int)config_setting_source_line(setting), &coefs[k]));
   }
   *out = coefs;
   return ICS_OK;
}

/** Letters between a pattern and a path, component by component; `*` costs nothing. */
static int pattern_distance(const char *pattern, const char *path)
{
   int distance = 0;
   for (;;) {
      size_t a = strcspn(pattern, "."), b = strcspn(path, ".");
      ics_shown x = ics_shown_bytes(pattern, a), y = ics_shown_bytes(path, b);
      if (strcmp(x.text, "*") != 0) distance += ics_edit_distance(x.text, y.text);
      if (pattern[a] == '\0' || path[b] == '\0') {
         size_t left = strlen(pattern + a) + strlen(path + b);
         return distance + 2 * (int)left;
      }
      pattern += a + 1;
      path += b + 1;
   }
}

ics_rc ics_read_unused(ics_reader *r)
{
   for (int s = 0; s < r->nsets; s++) {
      if (r->set_used[s]) continue;
      const char *wanted = r->sets[s].path, *nearest = "";
      int least = FAR_AWAY;
      for (int k = 0; k < r->nspots; k++) {
         int distance = pattern_distance(wanted, r->spots[k].path);
         if (distance < least) {
            least = distance;
            nearest = r->spots[k].path;
         }
      }
      return ics_fail(r->err, ICS_EUSAGE, W_SET_PATH, ics_show(wanted).text, nearest);
   }
   return ICS_OK;
}

static int by_line(const void *a, const void *b)
{
   const ics_spot *x = a, *y = b;
   if (x->line != y->line) return x->line < y->line ? -1 : 1;
   return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

ics_rc ics_read_list_coefs(ics_reader *r)
{
   const ics_coef **list = NULL;
   int n = 0;
   ics_spot *sorted = NULL;
   ICS_ALLOC(sorted, r->scratch, r->nspots, r->err);
   for (int k = 0; k < r->nspots; k++)
      if (r->spots[k].coef) sorted[n++] = r->spots[k];
   ICS_ALLOC(list, r->arena, n, r->err);
   if (n > 0) qsort(sorted, (size_t)n, sizeof *sorted, by_line);
   for (int k = 0; k < n; k++) list[k] = sorted[k].coef;
   r->draft->in.coefs = list;
   r->draft->in.ncoefs = n;
   return ICS_OK;
}
