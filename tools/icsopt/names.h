/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file names.h
 *  Places, services, years and mechanisms of an instance as people type them: id or name, in any
 *  case; the nearest is suggested where there is none.   Rules shared by all headers: base/err.h */
#ifndef ICS_ICSOPT_NAMES_H
#define ICS_ICSOPT_NAMES_H

#include "instance/instance.h"

/** Each looks @p text up for the option --@p option. NULL gives ICS_NONE's value, -1.
 *  @return ICS_OK; ICS_EUSAGE with the nearest name; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_name_place(const ics_instance *in, const char *option, const char *text,
                                    ics_arena *arena, int *place, ics_err *err);
ICS_NODISCARD ics_rc ics_name_service(const ics_instance *in, const char *option, const char *text,
                                      ics_arena *arena, int *service, ics_err *err);
ICS_NODISCARD ics_rc ics_name_year(const ics_instance *in, const char *option, const char *text,
                                   int *year, ics_err *err);

/** A principle, or a mechanism of the instance; the other is -1. "money" gives -1 for both. */
ICS_NODISCARD ics_rc ics_name_payment(const ics_instance *in, const char *option, const char *text,
                                      ics_arena *arena, int *principle, int *mechanism,
                                      ics_err *err);

#endif
