/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file settings.h
 *  Every setting, one row each: the struct, defaults, range check, flag, help and README table come
 * from this list. Rules shared by all headers: base/err.h */
#ifndef ICS_BASE_SETTINGS_H
#define ICS_BASE_SETTINGS_H

#include "base/err.h"

/*      name         default  least   most    unit        help */
#define ICS_SETTINGS(X)                                                                            \
   X(gap, 1e-9, 1e-13, 1e-3, "relative",                                                           \
     "largest gap and violation that still counts as certified")                                   \
   X(hold, 1e-6, 0.0, 1e-2, "relative", "slack that later stages may take from earlier ones")      \
   X(payoff_hold, 1e-4, 0.0, 1e-2, "relative",                                                     \
     "slack between the aims of the payoff table, which only sets scales")                         \
   X(iterations, 2e6, 1.0, 1e9, "count", "simplex iterations a rung of the ladder may take")       \
   X(time_limit, 600., 0.001, 1e6, "seconds", "wall time a rung of the ladder may take")

typedef struct ics_settings {
#define X(name, value, least, most, unit, help) double name;
   ICS_SETTINGS(X)
#undef X
} ics_settings;

typedef struct ics_setting_row {
   const char *name, *unit, *help;
   double value, least, most;
   unsigned offset; /* of the field in ics_settings */
} ics_setting_row;

extern const ics_setting_row ics_setting_rows[];
extern const int ics_nsettings;

/** All at their defaults. */
ics_settings ics_settings_default(void);

/** Set one by name. @return ICS_OK; ICS_EUSAGE for an unknown name, a value that is no number or
 * out of range (the message names the range and unit) */
ICS_NODISCARD ics_rc ics_settings_set(ics_settings *settings, const char *name, const char *value,
                                      ics_err *err);

/** Value of the setting of row @p row of ics_setting_rows. */
double ics_settings_get(const ics_settings *settings, int row);

#endif
