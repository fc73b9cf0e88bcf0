/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file fields.h
 *  Which member of a result has which key in JSON: one table that both the writer and the reader
 * follow. Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_FIELDS_H
#define ICS_RESULTS_FIELDS_H

#include <stddef.h>

#include "results/result.h"

typedef enum ics_field_type {
   ICS_FIELD_TEXT, /* const char * */
   ICS_FIELD_REAL, /* double; null in JSON where it is not finite */
   ICS_FIELD_INT,  /* int */
   ICS_FIELD_BOOL, /* bool */
   ICS_FIELD_NAME, /* ics_name: its id; its name stands in names.KEY.ID */
} ics_field_type;

typedef struct ics_field {
   const char *key;
   ics_field_type type;
   size_t offset;
} ics_field;

/** An object of the result's own members, or an array of records. */
typedef struct ics_field_group {
   const char *key;         /* NULL: members of the top object */
   const ics_field *fields; /* closed by a NULL key */
   size_t list, count; /* of an array: offsets in ics_result of its pointer and its int length */
   size_t size;        /* of one record; 0: not an array */
   bool timing;        /* left out where nothing was timed */
   bool later;         /* plans that were saved by earlier versions may lack this list: none */
} ics_field_group;

/** The groups in the order they are written, closed by a NULL fields. */
extern const ics_field_group ics_field_groups[];

/** Kinds of names, in the order they are written, closed by NULL. */
extern const char *const ics_name_kinds[];

#endif
