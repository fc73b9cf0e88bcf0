/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/csv.h"
#include "report/page.h"

/* Lines as one. */
static const char *in_one_line(const char *text, ics_arena *arena)
{
   char *line = ics_strdup(arena, text);
   for (char *at = line; at && *at; at++)
      if (*at == '\n') *at = at[1] ? ' ' : '\0';
   return line ? line : "";
}

void ics_kept_list(const ics_analysis *list, int n, ics_buffer *page)
{
   static const char *const heads[] = { "analysis", "kind",  "of",     "policy",
                                        "goal",     "asked", "missing" };
   ics_table table = ics_table_start(page, "rllllll");
   for (size_t c = 0; c < sizeof heads / sizeof *heads; c++) ics_table_cell(&table, "%s", heads[c]);
   for (int a = 0; a < n; a++) {
      const ics_analysis *it = &list[a];
      const char *cells[] = { it->kind,  *it->system ? it->system : it->file, it->policy, it->goal,
                              it->asked, it->words ? it->words : "" };
      ics_table_cell(&table, "%d", it->id);
      for (size_t c = 0; c < sizeof cells / sizeof *cells; c++)
         ics_table_cell(&table, "%s", ics_show(in_one_line(cells[c], page->arena)).text);
   }
   ics_table_end(&table, 2);
}

ics_rc ics_kept_pick(const ics_call *call, const char *option, const char *wanted, const char *what,
                     const ics_analysis *list, int n, const ics_analysis **out, ics_err *err)
{
   ics_buffer page = ics_buffer_start(call->arena);
   char *end = NULL, *text = NULL;
   long number = wanted ? strtol(wanted, &end, 10) : 0;
   bool any = !wanted && n == 1;
   for (int a = 0; a < n; a++)
      if (any || (wanted && end != wanted && *end == '\0' && list[a].id == number)) {
         *out = &list[a];
         return ICS_OK;
      }
   ics_kept_list(list, n, &page);
   ICS_TRY(ics_buffer_end(&page, &text, err));
   text[strlen(text) - 1] = '\0';
   return ics_fail(err, ICS_EUSAGE, "%s holds %d %s; %s%s%s%s\n%s",
                   ics_show(call->operands[0]).text, n, what, wanted ? "--" : "choose one with --",
                   option, wanted ? ": there is no " : " N:",
                   wanted ? ics_format(call->arena, "\"%s\":", ics_show(wanted).text) : "", text);
}

ics_rc ics_kept_csv(const ics_store *store, const ics_analysis *analysis, const char *name,
                    ics_arena *arena, char **text, size_t *bytes, ics_err *err)
{
   ics_buffer page = ics_buffer_start(arena);
   ics_csv csv = ics_csv_start(&page);
   ics_facts facts = ics_csv_facts(&csv, name);
   ICS_TRY(ics_analysis_tell(store, analysis->id, ics_fact_table_find(name), &facts, err));
   *bytes = page.used;
   return ics_buffer_end(&page, text, err);
}
