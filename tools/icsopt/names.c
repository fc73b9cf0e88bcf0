/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/names.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

static ics_rc unknown(const char *what, const char *option, const char *got,
                      const char *const *names, int n, ics_err *err)
{
   int near = ics_nearest(got, names, n, sizeof *names);
   return ics_fail(err, ICS_EUSAGE, "--%s: there is no %s \"%s\"%s%s%s", option, what,
                   ics_show(got).text, near >= 0 ? "; did you mean \"" : "",
                   near >= 0 ? ics_show(names[near]).text : "", near >= 0 ? "\"?" : "");
}

ics_rc ics_name_place(const ics_instance *in, const char *option, const char *text,
                      ics_arena *arena, int *place, ics_err *err)
{
   const char **names;
   *place = -1;
   if (!text) return ICS_OK;
   *place = ics_find_place_said(in, text);
   if (*place >= 0) return ICS_OK;
   ICS_ALLOC(names, arena, 2 * in->nplaces, err);
   for (int i = 0; i < in->nplaces; i++) {
      names[i] = in->places[i].name;
      names[in->nplaces + i] = in->places[i].id;
   }
   return unknown("place", option, text, names, 2 * in->nplaces, err);
}

ics_rc ics_name_service(const ics_instance *in, const char *option, const char *text,
                        ics_arena *arena, int *service, ics_err *err)
{
   const char **names;
   *service = -1;
   if (!text) return ICS_OK;
   *service = ics_find_service_said(in, text);
   if (*service >= 0) return ICS_OK;
   ICS_ALLOC(names, arena, 2 * in->nservices, err);
   for (int k = 0; k < in->nservices; k++) {
      names[k] = in->services[k].id;
      names[in->nservices + k] = in->services[k].name;
   }
   return unknown("service", option, text, names, 2 * in->nservices, err);
}

ics_rc ics_name_year(const ics_instance *in, const char *option, const char *text, int *year,
                     ics_err *err)
{
   *year = -1;
   if (!text || strcmp(text, "all") == 0) return ICS_OK;
   for (int t = 0; t < in->nyears; t++)
      if (strcmp(in->years[t], text) == 0) *year = t;
   if (*year >= 0) return ICS_OK;
   return ics_fail(err, ICS_EUSAGE, "--%s: got \"%s\", want %s to %s, or all", option,
                   ics_show(text).text, in->years[0], in->years[in->nyears - 1]);
}

ics_rc ics_name_payment(const ics_instance *in, const char *option, const char *text,
                        ics_arena *arena, int *principle, int *mechanism, ics_err *err)
{
   const char **names;
   int n = 0;
   *principle = *mechanism = -1;
   if (strcmp(text, "money") == 0) return ICS_OK;
   ICS_ALLOC(names, arena, ICS_PRINCIPLE_COUNT + 2 * in->nmechanisms + 1, err);
   for (int m = 0; m < in->nmechanisms; m++) {
      names[n++] = in->mechanisms[m].id;
      names[n++] = in->mechanisms[m].name;
      if (strcasecmp(text, in->mechanisms[m].id) == 0 ||
          strcasecmp(text, in->mechanisms[m].name) == 0)
         *mechanism = m;
   }
   for (int p = 0; p < ICS_PRINCIPLE_COUNT; p++) {
      names[n++] = ics_principle_text((ics_principle)p);
      if (*mechanism < 0 && strcasecmp(text, ics_principle_text((ics_principle)p)) == 0)
         *principle = p;
   }
   names[n++] = "money";
   if (*principle >= 0 || *mechanism >= 0) return ICS_OK;
   return unknown("mechanism or principle of payment", option, text, names, n, err);
}
