/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file voi_result.h
 *  What `voi` answers, as one value that text, CSV and JSON are written from. Amounts are in the
 *  units of the file of draws.                           Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_VOI_RESULT_H
#define ICS_RESULTS_VOI_RESULT_H

#include "stats/evppi.h"

typedef struct ics_voi_result {
   const ics_draws *draws;
   ics_voi_point *points; /* [npoints] by willingness to pay */
   int npoints;
   ics_voi_frontier *frontier; /* [nstrategies]; NULL unless costs and effects are given */
   ics_param_group *groups;    /* [ngroups] */
   int ngroups;
   ics_evppi *evppi; /* [ngroups * npoints] group g, point k at g * npoints + k */
   uint32_t seed;
   double yearly, rate, decisions; /* decisions a year, discount {share/year}, and their discounted
                                      number; NAN: not asked */
   int years;
   const char **notes; /* [nnotes] what the figures do not tell, in words */
   int nnotes;
} ics_voi_result;

/** Fill notes from the rest. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_voi_notes(ics_voi_result *result, ics_arena *arena, ics_err *err);

/** As JSON text. @return ICS_OK; ICS_EBUG for a text that is not UTF-8; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_voi_json(const ics_voi_result *result, ics_arena *arena, char **text,
                                  ics_err *err);

#endif
