/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/settings.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const ics_setting_row ics_setting_rows[] = {
#define X(name, value, least, most, unit, help)                                                    \
   { #name, unit, help, value, least, most, (unsigned)offsetof(ics_settings, name) },
   ICS_SETTINGS(X)
#undef X
};

const int ics_nsettings = (int)(sizeof ics_setting_rows / sizeof ics_setting_rows[0]);

ics_settings ics_settings_default(void)
{
   return (ics_settings){
#define X(name, value, least, most, unit, help) .name = value,
      ICS_SETTINGS(X)
#undef X
   };
}

double ics_settings_get(const ics_settings *settings, int row)
{
   double value;
   memcpy(&value, (const char *)settings + ics_setting_rows[row].offset, sizeof value);
   return value;
}

ics_rc ics_settings_set(ics_settings *settings, const char *name, const char *value, ics_err *err)
{
   for (int row = 0; row < ics_nsettings; row++) {
      const ics_setting_row *r = &ics_setting_rows[row];
      if (strcmp(r->name, name) != 0) continue;
      char *end;
      double number = strtod(value, &end);
      if (end == value || *end != '\0' || !isfinite(number) || number < r->least ||
          number > r->most)
         return ics_fail(err, ICS_EUSAGE, "setting %s: got \"%s\", want %g to %g (%s)", name, value,
                         r->least, r->most, r->unit);
      memcpy((char *)settings + r->offset, &number, sizeof number);
      return ICS_OK;
   }
   return ics_fail(err, ICS_EUSAGE, "no setting is called \"%s\"", name);
}
