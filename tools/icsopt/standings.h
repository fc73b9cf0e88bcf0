/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file standings.h
 *  What benchmark and report share: the league table in the format asked for, the exit status of
 *  its cells; and the run of a results store that a call means.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_ICSOPT_STANDINGS_H
#define ICS_ICSOPT_STANDINGS_H

#include "icsopt/call.h"
#include "study/saved.h"

/** Is @p path (NULL: no) called as results stores are, NAME.sqlite? */
bool ics_is_store(const char *path);

/** Write the league to @p path (NULL: standard output). @return errors of ics_output */
ICS_NODISCARD ics_rc ics_standings_write(ics_call *call, const ics_benchmark *benchmark,
                                         const char *path, ics_err *err);

/** @return ICS_OK; ICS_ELIMIT where cells failed or are missing; ICS_ENUMERIC where some are not
 *          certified */
ICS_NODISCARD ics_rc ics_standings_status(const ics_benchmark *benchmark, ics_err *err);

/** Open the store @p path for reading, and find the run of --run, or the only one.
 *  @return errors of ics_store_open_saved; ICS_EUSAGE where there are several, or not that one,
 * with a list of them */
ICS_NODISCARD ics_rc ics_standings_open(ics_call *call, const char *path, ics_store **store,
                                        ics_saved_run *run, ics_err *err);

#endif
