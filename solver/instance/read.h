/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file read.h
 *  Inside the reader: its state, and what its files give each other. Only the files read*.c know
 * the settings parser.                                Rules shared by all headers: base/err.h */
#ifndef ICS_INSTANCE_READ_H
#define ICS_INSTANCE_READ_H

#include "instance/prescan.h"
#include "instance/schema.h"
#include "instance/table.h"

struct config_setting_t;

/** A number that was read, or that could be set: what `--set` may name. */
typedef struct ics_spot {
   const char *path;
   const ics_coef *coef; /* NULL: a bare number, or a default */
   int line;             /* in the settings text: the order of the file */
   int sequence;         /* of reading: the order within a line */
} ics_spot;

enum { ICS_TRANCHES_MOST = 6 };

typedef struct ics_reader {
   ics_draft *draft;
   ics_arena *arena, *scratch;
   ics_err *err;
   ics_files *files;
   ics_settings_text text;
   const ics_override *sets;
   const double *set_values; /* [nsets] */
   bool *set_used;           /* [nsets] */
   int nsets;
   ics_spot *spots; /* [nspots of room] */
   int nspots, room;
   bool out_of_memory; /* a text could not be kept; reported at the end of the reading */
} ics_reader;

/** The object being filled. */
typedef struct ics_object {
   void *at;
   const struct config_setting_t *setting; /* NULL: the group is absent, and only defaults apply */
   const char *path;
   ics_where where;
   const char *own;   /* its natural unit; NULL if it has none */
   ics_dim fence_dim; /* what ICS_DIM_FENCE means here */
} ics_object;

/** The labels of one or more coefficients that share a group or a table. */
typedef struct ics_labels {
   ics_coef coef; /* everything but the numbers, the path and the line */
   double per;    /* the unit: value as written / per is canonical */
} ics_labels;

/** @name Texts, places and paths (read_key.c) @{ */
ics_where ics_read_where(const ics_reader *r, const struct config_setting_t *setting);
const char *ics_read_keep(ics_reader *r, const char *text);
/** "parent.child", or the child alone when the parent is empty. */
const char *ics_read_path(ics_reader *r, const char *parent, const char *child);
/** The text of a string setting, checked for what deceives; NULL with a fault collected. */
const char *ics_read_text(ics_reader *r, const struct config_setting_t *setting, const char *path);
/** A text that is an id; @p digit_first allows "08" as places have. NULL with a fault collected. */
const char *ics_read_id(ics_reader *r, const char *text, ics_where where, const char *path,
                        bool digit_first);
/** The value of a number setting of any type. @return false if it is not a number */
bool ics_read_real(const struct config_setting_t *setting, double *out);
/** Settings that any group may hold: source, grade, price_year, note; @p own rows may hold more. */
void ics_read_known(ics_reader *r, const struct config_setting_t *setting, const char *path,
                    const char *const *own, int n, size_t stride);
/** Is the setting one that any group may hold? Then its text is checked. */
bool ics_read_is_common(ics_reader *r, const struct config_setting_t *setting, const char *path);
/** Fill one member from its setting (NULL: absent). */
ICS_NODISCARD ics_rc ics_read_key(ics_reader *r, const ics_object *object, const ics_key *key,
                                  const struct config_setting_t *setting);
/** Index of an id among the objects of @p group, or -1 with a fault that names the nearest. */
int ics_read_ref(ics_reader *r, const ics_group *group, const char *id, ics_where where,
                 const char *path);
/** The objects of a group so far; ids are their first member. */
const void *ics_read_objects(const ics_reader *r, const ics_group *group, int *n);
/** @} */

/** @name Groups (read.c) @{ */
/** Fill a list of objects, or one group, of @p parent. @p setting NULL: absent. */
ICS_NODISCARD ics_rc ics_read_group(ics_reader *r, const ics_group *group, void *parent,
                                    const struct config_setting_t *setting, const char *path);
/** @} */

/** @name Numbers (read_coef.c) @{ */
ICS_NODISCARD ics_rc ics_read_coef(ics_reader *r, const ics_object *object, const ics_key *key,
                                   const struct config_setting_t *setting, const char *path,
                                   ics_coef *out);
/** @p n coefficients from one group with arrays; n < 0: as many as it has, returned in @p found. */
ICS_NODISCARD ics_rc ics_read_vector(ics_reader *r, const ics_object *object, const ics_key *key,
                                     const struct config_setting_t *setting, int n, int *found,
                                     const ics_coef **out);
/** The coefficient of an absent setting: its default, unless `--set` gives one. */
ICS_NODISCARD ics_rc ics_read_default(ics_reader *r, const ics_object *object, const ics_key *key,
                                      const char *path, ics_coef *out);
/** unit, source, grade, range and price_year of a group. @return false with faults collected */
bool ics_read_labels(ics_reader *r, const struct config_setting_t *setting, ics_dim dim,
                     const char *own, const char *path, ics_labels *out);
/** The same without the unit. */
bool ics_read_provenance(ics_reader *r, const struct config_setting_t *setting, ics_dim dim,
                         const char *path, ics_coef *out);
/** The grade that a setting names. @return false with a fault collected */
bool ics_read_grade(ics_reader *r, const struct config_setting_t *setting, const char *path,
                    ics_grade *out);
/** Settle a coefficient whose labels are in @p coef and whose numbers, as written, are @p point and
 *  @p low and @p high (NAN: blank): `--set`, bounds, unit, order, range of the key. */
ICS_NODISCARD ics_rc ics_read_settle(ics_reader *r, const ics_key *key, double per, double point,
                                     double low, double high, int line, ics_coef *coef);
/** A bare number: as written, or as `--set` has it; faulted outside the range of its key. */
ICS_NODISCARD ics_rc ics_read_bare(ics_reader *r, const ics_key *key, ics_where where,
                                   const char *path, double *value);
/** Value that `--set` gives to @p path; false if none does. */
bool ics_read_override(ics_reader *r, const char *path, double *value);
/** ICS_EUSAGE if a `--set` named nothing that was read. */
ICS_NODISCARD ics_rc ics_read_unused(ics_reader *r);
/** in->coefs in the order of the file. */
ICS_NODISCARD ics_rc ics_read_list_coefs(ics_reader *r);
/** @} */

/** @name Tables (read_table.c) @{ */
ICS_NODISCARD ics_rc ics_read_places(ics_reader *r, const struct config_setting_t *root);
/** need, funding, amounts and neighbourhoods. */
ICS_NODISCARD ics_rc ics_read_tables(ics_reader *r, const struct config_setting_t *root);
/** @} */

#endif
