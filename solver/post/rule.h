/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file rule.h
 *  A rule in words: what a row or a bound of the model means to a planner, in which unit, and where
 *  in the instance's files it was set.                 Rules shared by all headers: base/err.h */
#ifndef ICS_POST_RULE_H
#define ICS_POST_RULE_H

#include "model/model.h"

/** One rule. Texts lie in the arena given or are the instance's own. */
typedef struct ics_rule {
   const char *id;     /* stable name: fund(core,2025-26) */
   const char *family; /* the formulation it belongs to */
   const char *kind;
   const char *words; /* money of Core allocation in 2025/26 */
   const char *unit;  /* of its limit: GBPm */
   ics_item item;
   ics_where where;      /* file NULL: not from a file (asked for in the call) */
   const char *path;     /* as `--set` names it; NULL: nowhere */
   const ics_coef *coef; /* the number that it is; NULL where it is not one number */
} ics_rule;

/** Is row @p r a limit that somebody sets (true), or a definition? */
bool ics_row_is_rule(const ics_model *m, int r);

/** Is this bound of column @p j a limit that somebody sets: by a formulation, or by the planner on
 *  an aim? Other bounds are natural to the column or follow from others. */
bool ics_bound_is_rule(const ics_model *m, int j, bool upper);

/** The rule of a row, or of a bound of a column for which ics_bound_is_rule holds.
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_rule_of_row(const ics_model *m, int r, ics_arena *arena, ics_rule *out,
                                     ics_err *err);
ICS_NODISCARD ics_rc ics_rule_of_bound(const ics_model *m, int j, bool upper, ics_arena *arena,
                                       ics_rule *out, ics_err *err);

/** Fill {fund}, {place}, {service}, {mechanism}, {fence}, {resource}, {unit}, {aim}, {year} of a
 *  text from a tag. A contract of the whole system is at the system's name.
 *  @return the text in @p arena, or NULL when memory is out */
const char *ics_rule_words(const ics_instance *in, const char *words, const ics_tag *tag,
                           ics_arena *arena);

#endif
