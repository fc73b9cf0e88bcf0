/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "icsopt/options.h"
#include "icsopt/output.h"
#include "instance/units.h"
#include "report/csv.h"
#include "report/page.h"

static const ics_option options[] = {
   ICS_ROW("grade", 0, "published|derived|judgement", CHOICE, grade, "only numbers of this grade"),
   ICS_ROW_SET,
   ICS_ROW_FORMAT("text|csv"),
   ICS_ROW_OUTPUT,
   ICS_ROW_END,
};

static void text_row(const ics_coef *coef, ics_table *table)
{
   double per = ics_unit_shown(coef->unit);
   ics_table_cell(table, "%s", coef->path);
   ics_table_cell(table, "%.6g", coef->point * per);
   ics_table_cell(table, "%.6g to %.6g", coef->low * per, coef->high * per);
   ics_table_cell(table, "%s", coef->unit);
   ics_table_cell(table, "%s", ics_grade_text(coef->grade));
   ics_table_cell(table, "%s", coef->source ? coef->source : "");
}

static void csv_row(const ics_coef *coef, ics_csv *csv)
{
   double per = ics_unit_shown(coef->unit);
   ics_csv_text(csv, coef->path);
   ics_csv_real(csv, coef->point * per);
   ics_csv_real(csv, coef->low * per);
   ics_csv_real(csv, coef->high * per);
   ics_csv_text(csv, coef->unit);
   ics_csv_text(csv, ics_grade_text(coef->grade));
   ics_csv_text(csv, ics_grade_text(coef->range_grade));
   ics_csv_text(csv, coef->source);
   ics_csv_text(csv, coef->where.file);
   if (coef->where.line > 0)
      ics_csv_int(csv, coef->where.line);
   else
      ics_csv_text(csv, "");
   ics_csv_end(csv);
}

static ics_rc run(ics_call *call, ics_err *err)
{
   static const char *const heads[] = { "path", "value", "range", "unit", "grade", "source" };
   ics_buffer page = ics_buffer_start(call->arena);
   bool as_csv = ics_call_format(call, "csv");
   ics_csv csv = ics_csv_start(&page);
   ics_table table = ics_table_start(&page, "lrllll");
   char *text = NULL;
   if (as_csv)
      ics_buffer_text(&page, "path,point,low,high,unit,grade,range_grade,source,file,line\n");
   for (int c = 0; !as_csv && c < 6; c++) ics_table_cell(&table, "%s", heads[c]);
   for (int c = 0; c < call->in->ncoefs; c++) {
      const ics_coef *coef = call->in->coefs[c];
      if (call->grade && strcmp(ics_grade_text(coef->grade), call->grade) != 0) continue;
      if (as_csv)
         csv_row(coef, &csv);
      else
         text_row(coef, &table);
   }
   if (!as_csv) ics_table_end(&table, 0);
   ICS_TRY(ics_buffer_end(&page, &text, err));
   return ics_output(call->output, text, page.used, call->arena, err);
}

const ics_verb ics_verb_evidence = {
   .operands = "INSTANCE",
   .least = 1,
   .most = 1,
   .options = options,
   .about = "Lists every number of an instance by the path that --set knows it by, with its range, "
            "unit, grade and "
            "source. --format csv adds file and line.",
   .run = run,
};
