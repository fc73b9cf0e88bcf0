/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file units.h
 *  Units: which an instance may use, what each measures, and how many make the one canonical unit
 *  of the program. Conversion happens once, when a number is read.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_INSTANCE_UNITS_H
#define ICS_INSTANCE_UNITS_H

#include <stdbool.h>
#include <stddef.h>

/** One row a dimension: name, canonical unit (NULL: made of the object's own unit), what a message
 *  calls it, whether it is stated in the prices of a year. */
#define ICS_DIM_LIST(X)                                                                            \
   X(MONEY, "GBPm/year", "a money amount a year such as GBPm/year", true)                          \
   X(SHARE, "share", "share or percent", false)                                                    \
   X(GROWTH, "share/year", "share/year or percent/year", false)                                    \
   X(SHARE_PER_SD, "share/SD", "share/SD or percent/SD", false)                                    \
   X(RATIO, "GBP/GBP", "GBP/GBP", false)                                                           \
   X(MULTIPLE, "multiple", "multiple", false)                                                      \
   X(WEIGHT, "weight", "weight", false)                                                            \
   X(PEOPLE, "people", "people", false)                                                            \
   X(SD, "SD", "SD", false)                                                                        \
   X(FACTOR, "factor", "factor", false)                                                            \
   X(SCORE, "score/GBPm", "a score per GBPm such as QALY/GBPm", true)                              \
   X(FENCE, NULL, NULL, true)         /* by `of`: MONEY, SHARE or MULTIPLE */                      \
   X(UNIT_COST, NULL, NULL, true)     /* "GBP/" and the object's unit */                           \
   X(OWN, NULL, NULL, false)          /* the object's unit */                                      \
   X(OWN_PER_MONEY, NULL, NULL, true) /* the object's unit and "/GBPm" */

typedef enum ics_dim {
#define X(name, unit, words, priced) ICS_DIM_##name,
   ICS_DIM_LIST(X)
#undef X
       ICS_DIM_COUNT
} ics_dim;

/** One unit: canonical value = value as written / per. A divisor, so that 7 percent is the same
 *  double as 0.07. */
typedef struct ics_unit {
   const char *text;
   ics_dim dim;
   double per;
} ics_unit;

/** Is @p unit a unit of dimension @p dim?
 *  @param[in]  own     the object's natural unit for UNIT_COST, OWN and OWN_PER_MONEY, else NULL
 *  @param[out] per     of these make one canonical unit; untouched on false */
bool ics_unit_per(const char *unit, ics_dim dim, const char *own, double *per);

/** {unit / canonical} What a canonical value is multiplied by to be shown in the unit its file
 * gives it in; 1 for a unit of an object's own. */
double ics_unit_shown(const char *unit);

/** The canonical unit of @p dim, in @p out. */
void ics_unit_canonical(ics_dim dim, const char *own, char *out, size_t size);

/** What a message says is wanted, in @p out: "a money amount a year such as GBPm/year". */
void ics_unit_wanted(ics_dim dim, const char *own, char *out, size_t size);

/** Is a number of this dimension stated in the prices of a year? */
bool ics_dim_is_priced(ics_dim dim);

/** The table of fixed units, for help and tests; @p n receives its length. */
const ics_unit *ics_units(int *n);

#endif
