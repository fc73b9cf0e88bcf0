/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file keys.h
 *  From the path of a number back to the row of the schema that it was read by: what it measures
 *  and which values its key allows.                       Rules shared by all headers: base/err.h
 */
#ifndef ICS_INSTANCE_KEYS_H
#define ICS_INSTANCE_KEYS_H

#include "instance/schema.h"

/** The row behind a path as `--set` names it: "links.primary-urgent.effect", "rules.drift",
 *  "mechanisms.tariff.widths.2", "need.E08000024.urgent".
 *  @return a row with dim, lo and hi in canonical units; NULL for a path of no coefficient */
const ics_key *ics_key_of_path(const char *path);

/** The same of a coefficient, and what it measures, where the row leaves that to the object:
 *  ICS_DIM_FENCE becomes MONEY, SHARE or MULTIPLE by the unit that the file has. */
ics_dim ics_dim_of_coef(const ics_coef *coef);

#endif
