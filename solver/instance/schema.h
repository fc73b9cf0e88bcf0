/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file schema.h
 *  What an instance file may say, as tables: one row a setting. The reader walks these rows, so
 * that a setting's type, unit, range, default and path are stated once. Rules shared by all
 * headers: base/err.h */
#ifndef ICS_INSTANCE_SCHEMA_H
#define ICS_INSTANCE_SCHEMA_H

#include <stddef.h>

#include "instance/instance.h"
#include "instance/units.h"

/** What a setting holds, and the type of the member it fills. */
typedef enum ics_kind {
   ICS_KIND_ID,           /* const char *: an id */
   ICS_KIND_TEXT,         /* const char *: NULL if absent */
   ICS_KIND_SOURCE,       /* const char *: own `source`, else that of the nearest enclosing group */
   ICS_KIND_YEAR,         /* const char *: a financial year, "2025/26" */
   ICS_KIND_FLAG,         /* bool */
   ICS_KIND_CHOICE,       /* enum: first + index into choices */
   ICS_KIND_SWITCH,       /* bool: index into two choices */
   ICS_KIND_COUNT,        /* int */
   ICS_KIND_NUMBER,       /* double: a bare number */
   ICS_KIND_LIMIT,        /* ics_aim_bound: at_least or at_most */
   ICS_KIND_COEF,         /* ics_coef */
   ICS_KIND_COEFS_OF_ONE, /* const ics_coef *: one coefficient, NULL if absent */
   ICS_KIND_VECTOR,       /* const ics_coef *: the member at count_at receives its length */
   ICS_KIND_YIELDS, /* const ics_coef *: a vector as long as the blend's mechanism has tranches */
   ICS_KIND_MAP,    /* const ics_coef *: one for every object of `group`, keyed by id */
   ICS_KIND_SCORES, /* const ics_score *: keyed by any id */
   ICS_KIND_REF,    /* int: index of an object of `group`; -1 if absent */
   ICS_KIND_REFS,   /* const int *: indices, their number at count_at */
   ICS_KIND_GROUPS, /* a list of groups, by `group` */
} ics_kind;

struct ics_group;

typedef struct ics_key {
   const char *name;
   ics_kind kind;
   bool required;
   size_t at, count_at;        /* members of the object */
   ics_dim dim;                /* of a coefficient */
   double fallback;            /* of a coefficient or number; NAN: none */
   double lo, hi;              /* closed range of the point or number, canonical unit */
   const char *const *choices; /* ends in NULL */
   int first;
   const struct ics_group *group;
} ics_key;

/** A kind of object: a group, or a list of groups. */
typedef struct ics_group {
   const char *name;    /* of the setting: "services" */
   const char *one;     /* of one object in messages: "service" */
   const ics_key *keys; /* [nkeys] in an order where a row needs only rows before it */
   int nkeys;
   size_t stride;       /* of a list: bytes an object; 0: one group, in the parent itself */
   size_t at, count_at; /* of the parent: array and length, or the object itself */
   size_t where_at;     /* of an object: its ics_where; 0: it has none */
   const char *id[2];   /* settings that name an object in paths; NULL: its number */
   bool required;       /* at least one */
} ics_group;

/** What is being filled: the instance, and what only the reader needs. */
typedef struct ics_draft {
   ics_instance in;
   const char *first_year;
   int norder; /* aims that goal.order names */
} ics_draft;

extern const ics_group ics_group_system, ics_group_characteristics, ics_group_services,
    ics_group_mechanisms, ics_group_blends, ics_group_funds, ics_group_fences, ics_group_resources,
    ics_group_links, ics_group_escalations, ics_group_bands, ics_group_rules, ics_group_equity,
    ics_group_aims, ics_group_goal, ics_group_policies, ics_group_places;

#endif
