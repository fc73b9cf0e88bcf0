/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/pick.h"

#include <stdio.h>
#include <string.h>

enum { ALL_BYTES = 256 };

static void list_all(const ics_name *names, int n, char text[ALL_BYTES])
{
   int used = 0;
   text[0] = '\0';
   for (int i = 0; i < n && used < ALL_BYTES; i++)
      used += snprintf(text + used, (size_t)(ALL_BYTES - used), "%s%s", i ? ", " : "", names[i].id);
}

ics_rc ics_pick(const char *word, const ics_name *names, int n, const char *what, int *out,
                ics_err *err)
{
   for (int i = 0; i < n; i++)
      if (strcmp(word, names[i].id) == 0) {
         *out = i;
         return ICS_OK;
      }
   char all[ALL_BYTES];
   list_all(names, n, all);
   int near = ics_nearest(word, names, n, sizeof *names);
   if (near < 0)
      return ics_fail(err, ICS_EUSAGE, "unknown %s \"%s\"; there are: %s", what,
                      ics_show(word).text, all);
   return ics_fail(err, ICS_EUSAGE, "unknown %s \"%s\"; did you mean \"%s\"? There are: %s", what,
                   ics_show(word).text, names[near].id, all);
}
