/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fnmatch.h>
#include <string.h>

#include "base/text.h"
#include "stats/evppi.h"

static const char ALL[] = "all";

static ics_rc mark(const char *pattern, const ics_draws *draws, bool *in, ics_err *err)
{
   int found = 0;
   for (int v = 0; v < draws->nparams; v++)
      if (fnmatch(pattern, draws->params[v], 0) == 0) {
         in[v] = true;
         found++;
      }
   if (found > 0) return ICS_OK;
   int near = ics_nearest(pattern, draws->params, draws->nparams, sizeof *draws->params);
   return ics_fail(err, ICS_EUSAGE,
                   "--group: no parameter of %s is called \"%s\"%s%s%s (names are those of the "
                   "columns without param_)",
                   draws->file, ics_show(pattern).text,
                   near >= 0 ? "; did you mean \"" : "; such as \"",
                   draws->params[near >= 0 ? near : draws->params_shown[0]], "\"?");
}

static ics_rc collect(const bool *in, const ics_draws *draws, ics_arena *arena,
                      ics_param_group *out, ics_err *err)
{
   ICS_ALLOC(out->params, arena, draws->nparams, err);
   for (int v = 0; v < draws->nparams; v++)
      if (in[v]) out->params[out->nparams++] = v;
   return ICS_OK;
}

ics_rc ics_param_group_read(const char *text, const ics_draws *draws, ics_arena *arena,
                            ics_param_group *out, ics_err *err)
{
   const char *equals = strchr(text, '=');
   bool *in = NULL;
   *out = (ics_param_group){ 0 };
   if (!equals || equals == text || equals[1] == '\0')
      return ics_fail(err, ICS_EUSAGE,
                      "--group: got \"%s\", want NAME=GLOB,GLOB such as effects='links.*,price'",
                      ics_show(text).text);
   char *name = ics_strndup(arena, text, (size_t)(equals - text));
   if (!name) return ics_fail(err, ICS_EMEMORY, "out of memory");
   if (strlen(name) > ICS_DRAWS_NAME || ics_utf8_valid(name, strlen(name)) < strlen(name) ||
       ics_text_deceives(name))
      return ics_fail(err, ICS_EUSAGE,
                      "--group: got the name \"%s\", want at most %d bytes of text without control "
                      "characters",
                      ics_show(name).text, ICS_DRAWS_NAME);
   out->name = name;
   ICS_ALLOC(in, arena, draws->nparams, err);
   for (const char *p = equals + 1; *p;) {
      size_t bytes = strcspn(p, ",");
      char *pattern = ics_strndup(arena, p, bytes);
      if (!pattern) return ics_fail(err, ICS_EMEMORY, "out of memory");
      ICS_TRY(mark(pattern, draws, in, err));
      p += bytes + (p[bytes] == ',');
   }
   return collect(in, draws, arena, out, err);
}

static ics_rc check_new(const ics_param_group *groups, int g, ics_err *err)
{
   for (int b = 0; b < g; b++)
      if (strcmp(groups[b].name, groups[g].name) == 0)
         return ics_fail(err, ICS_EUSAGE, "--group: \"%s\" is given twice; give each its own name",
                         groups[g].name);
   if (strcmp(groups[g].name, ALL) == 0)
      return ics_fail(err, ICS_EUSAGE,
                      "--group: \"all\" is the name of all parameters together, which are always "
                      "told; use another name");
   return ICS_OK;
}

static ics_rc add_all(const ics_draws *draws, ics_arena *arena, ics_param_group *out, ics_err *err)
{
   ICS_ALLOC(out->params, arena, draws->nparams, err);
   for (int v = 0; v < draws->nparams; v++) out->params[v] = v;
   out->nparams = draws->nparams;
   out->name = ALL;
   return ICS_OK;
}

ics_rc ics_param_groups_read(const char *const *texts, int n, const ics_draws *draws,
                             ics_arena *arena, ics_param_group **groups, int *ngroups, ics_err *err)
{
   int most = (n > 0 ? n : draws->nparams) + 1, g = 0;
   *ngroups = 0;
   if (draws->nparams == 0 && n > 0)
      return ics_fail(err, ICS_EUSAGE,
                      "--group: %s has no parameters; add a column param_NAME for each, or leave "
                      "--group out",
                      draws->file);
   if (most > ICS_EVPPI_GROUPS)
      return ics_fail(err, ICS_EUSAGE, "--group: got %d groups, want at most %d; leave some out", n,
                      ICS_EVPPI_GROUPS - 1);
   ICS_ALLOC(*groups, arena, most, err);
   if (draws->nparams == 0) return ICS_OK;
   for (; n > 0 && g < n; g++) {
      ICS_TRY(ics_param_group_read(texts[g], draws, arena, &(*groups)[g], err));
      ICS_TRY(check_new(*groups, g, err));
   }
   for (; n == 0 && g < draws->nparams; g++) {
      ics_param_group *one = &(*groups)[g];
      ICS_ALLOC(one->params, arena, 1, err);
      one->params[0] = draws->params_shown[g];
      one->name = draws->params[one->params[0]];
      one->nparams = 1;
   }
   if (n > 0 || draws->nparams > 1) ICS_TRY(add_all(draws, arena, &(*groups)[g++], err));
   *ngroups = g;
   return ICS_OK;
}
