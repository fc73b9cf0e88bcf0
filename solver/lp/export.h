/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file export.h
 *  Writing an LP for other solvers: free MPS and CPLEX LP, every number with 17 digits.
 *
 *  What other readers do not agree about is avoided:
 *  - An objective constant: readers differ in its sign. It becomes a column `constant` fixed at 1,
 * whose cost is c0, where c0 is not 0.
 *  - Free rows (both limits infinite): readers drop N rows, or take one as the objective. They are
 * left out; a comment says how many. So the file's rows are the LP's rows that limit something.
 *  - Two-sided rows: RANGES in MPS (a reader adds the range to the lower limit, which may round the
 * upper one in its last digit); in LP two rows, the second named with `~upper` at its end.
 *  - Names: LP format forbids `-` and a first digit or point. There `-` is written `~`, and a name
 * that could be read as a number or a keyword gets `_` in front (as does a name that begins with
 * `_`), so that different names stay different. Every column is written, with both of its bounds.
 * Numbers are written in the "C" locale, which the caller has to have set. Sources: IBM, ILOG CPLEX
 * file formats reference (MPS and LP); GNU Linear Programming Kit reference manual, appendices B
 * and C.                     Rules shared by all headers: base/err.h */
#ifndef ICS_LP_EXPORT_H
#define ICS_LP_EXPORT_H

#include <stddef.h>

#include "model/lp.h"

/** Where text goes: called with pieces in order; a code other than ICS_OK ends the export with it,
 * and then put has filled @p err. */
typedef struct ics_sink {
   ics_rc (*put)(void *ctx, const char *text, size_t bytes, ics_err *err);
   void *ctx;
} ics_sink;

/** Write free MPS, `icsopt` as its name.
 *  @param[in]  lp   names present; a row or column without one is a fault
 *  @return ICS_OK; what put returned; ICS_EBUG for a missing name, one of over 250 bytes, or one
 * holding other characters than model/lp.h allows; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_export_mps(const ics_lp *lp, const ics_sink *sink, ics_err *err);

/** Write CPLEX LP format. As ics_export_mps. */
ICS_NODISCARD ics_rc ics_export_lp(const ics_lp *lp, const ics_sink *sink, ics_err *err);

#endif
