/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "model/formulation.h"
#include "report/page.h"

enum { NAMES = 128 };

static const ics_option options[] = { ICS_ROW_OUTPUT, ICS_ROW_END };

static void overview(ics_buffer *page)
{
   ics_buffer_text(page, "Rules and goals (`icsopt formulations NAME` gives the mathematics):\n");
   ics_table table = ics_table_start(page, "ll");
   for (int f = 0; ics_formulations[f]; f++) {
      ics_table_cell(&table, "%s", ics_formulations[f]->name);
      ics_table_cell(&table, "%s", ics_formulations[f]->summary);
   }
   ics_table_end(&table, 2);
   ics_buffer_text(page, "\nTerms that an aim may be made of:\n");
   table = ics_table_start(page, "ll");
   for (int k = 0; ics_term_kinds[k].name; k++) {
      ics_table_cell(&table, "%s", ics_term_kinds[k].name);
      ics_table_cell(&table, "%s", ics_term_kinds[k].summary);
   }
   ics_table_end(&table, 2);
}

/* Mathematics keeps its lines. */
static void put_lines(ics_buffer *page, const char *text)
{
   while (text && *text) {
      size_t bytes = strcspn(text, "\n");
      ics_page_prose(page, 2, "%.*s", (int)bytes, text);
      text += bytes + (text[bytes] == '\n');
   }
}

static void describe(const ics_formulation *form, ics_buffer *page)
{
   ics_page_prose(page, 0, "%s (%s): %s", form->name,
                  form->kind == ICS_CONSTRAINTS ? "constraints" : "objective", form->summary);
   ics_page_heading(page, "Mathematics");
   put_lines(page, form->math);
   ics_page_heading(page, "Source");
   ics_page_prose(page, 2, "%s", form->source);
   ics_page_heading(page, "Rows: kind, unit, what a price of it is about");
   ics_table table = ics_table_start(page, "lll");
   for (int r = 0; r < ICS_ROW_KINDS && form->rows[r].kind; r++) {
      ics_table_cell(&table, "%s", form->rows[r].kind);
      ics_table_cell(&table, "%s", form->rows[r].unit);
      ics_table_cell(&table, "%s", form->rows[r].words);
   }
   ics_table_end(&table, 2);
   if (form->example.file)
      ics_page_prose(page, 0, "Example: instances/%s, whose best value is %.9g.",
                     form->example.file, form->example.objective);
}

static bool describe_named(const char *name, ics_buffer *page)
{
   const ics_formulation *form = ics_find_formulation(name);
   if (form) describe(form, page);
   if (form) return true;
   for (int k = 0; ics_term_kinds[k].name; k++) {
      const ics_term_kind *kind = &ics_term_kinds[k];
      if (strcmp(kind->name, name) != 0) continue;
      ics_page_prose(page, 0, "%s (term of an aim): %s", kind->name, kind->summary);
      ics_page_heading(page, "Mathematics");
      put_lines(page, kind->math);
      return true;
   }
   return false;
}

static ics_rc unknown(const char *name, ics_err *err)
{
   const char *names[NAMES];
   int n = 0;
   for (int f = 0; ics_formulations[f] && n < NAMES; f++) names[n++] = ics_formulations[f]->name;
   for (int k = 0; ics_term_kinds[k].name && n < NAMES; k++) names[n++] = ics_term_kinds[k].name;
   int near = ics_nearest(name, names, n, sizeof names[0]);
   return ics_fail(err, ICS_EUSAGE, "there is no formulation \"%s\"%s%s%s", ics_show(name).text,
                   near >= 0 ? "; did you mean " : "; `icsopt formulations` lists them",
                   near >= 0 ? names[near] : "", near >= 0 ? "?" : "");
}

static ics_rc run(ics_call *call, ics_err *err)
{
   ics_buffer page = ics_buffer_start(call->arena);
   char *text = NULL;
   if (call->noperands == 0)
      overview(&page);
   else if (!describe_named(call->operands[0], &page))
      return unknown(call->operands[0], err);
   ICS_TRY(ics_buffer_end(&page, &text, err));
   return ics_output(call->output, text, page.used, call->arena, err);
}

const ics_verb ics_verb_formulations = {
   .operands = "[NAME]",
   .least = 0,
   .most = 1,
   .options = options,
   .about = "Lists the rules, goals and terms of aims that are built in, or gives the mathematics, "
            "units and "
            "source of one.",
   .run = run,
};
