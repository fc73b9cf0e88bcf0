/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file pairs.h
 *  Correlations of numbers from a CSV file with the columns path, with and rho, as tables of an
 *  instance are read (table.h).                           Rules shared by all headers: base/err.h
 */
#ifndef ICS_INSTANCE_PAIRS_H
#define ICS_INSTANCE_PAIRS_H

#include "instance/instance.h"

typedef struct ics_path_pair {
   ics_where where;
   const char *path, *with;
   double rho;
} ics_path_pair;

/** Read them; whether paths are known is not looked at.
 *  @param[out] pairs  [*n] in @p arena
 *  @return ICS_OK; ICS_EINPUT with all faults of form, by line; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_pairs_read(const char *file, ics_arena *arena, ics_path_pair **pairs,
                                    int *n, ics_err *err);

#endif
