/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/csv.h"

#include <math.h>
#include <string.h>

ics_csv ics_csv_start(ics_buffer *out)
{
   return (ics_csv){ out, 0 };
}

static void divide(ics_csv *csv)
{
   if (csv->cells++ > 0) ics_buffer_text(csv->out, ",");
}

void ics_csv_text(ics_csv *csv, const char *text)
{
   divide(csv);
   if (!text) return;
   bool formula = *text && strchr("=+-@\t\r", *text);
   bool quote = text[strcspn(text, ",\"\r\n")] != '\0';
   if (quote) ics_buffer_text(csv->out, "\"");
   if (formula) ics_buffer_text(csv->out, "'");
   for (; *text; text++) {
      if (*text == '"') ics_buffer_text(csv->out, "\"");
      ics_buffer_bytes(csv->out, text, 1);
   }
   if (quote) ics_buffer_text(csv->out, "\"");
}

void ics_csv_real(ics_csv *csv, double value)
{
   divide(csv);
   if (isfinite(value)) ics_buffer_printf(csv->out, "%.17g", value);
}

void ics_csv_int(ics_csv *csv, long value)
{
   divide(csv);
   ics_buffer_printf(csv->out, "%ld", value);
}

void ics_csv_end(ics_csv *csv)
{
   ics_buffer_text(csv->out, "\n");
   csv->cells = 0;
}

/* ---- facts --------------------------------------------------------------------------------------
 */

static void take_table(void *csv, const ics_fact_table *table, const char *remark)
{
   (void)table;
   ics_buffer_text(((ics_csv *)csv)->out, remark ? remark : "");
}

static void take_head(void *csv, const char *name)
{
   ics_csv_text(csv, name);
}

static void take_fact(void *csv, const ics_fact *fact)
{
   if (fact->type == ICS_FACT_TEXT)
      ics_csv_text(csv, fact->text);
   else if (fact->type == ICS_FACT_REAL)
      ics_csv_real(csv, fact->real);
   else
      ics_csv_int(csv, fact->whole);
}

static void take_end(void *csv)
{
   ics_csv_end(csv);
}

ics_facts ics_csv_facts(ics_csv *csv, const char *only)
{
   static const ics_facts_taker to = { take_table, take_head, take_fact, take_end };
   return (ics_facts){ .to = &to, .ctx = csv, .only = only, .arena = csv->out->arena };
}

ics_rc ics_csv_answer(ics_facts_tell *tell, const void *answer, const char *only, ics_buffer *out,
                      ics_err *err)
{
   ics_csv csv = ics_csv_start(out);
   ics_facts facts = ics_csv_facts(&csv, only);
   tell(answer, &facts);
   return facts.failed ? ics_fail(err, ICS_EMEMORY, "out of memory") : ICS_OK;
}

/* ---- a result -----------------------------------------------------------------------------------
 */

/** Where a fact belongs; NULL: nowhere. */
typedef struct fact {
   const char *table, *place, *service, *mechanism, *principle, *fund, *year;
} fact;

static void put(ics_csv *csv, const fact *f, const char *measure, double value, const char *unit)
{
   const char *keys[] = { f->table,     f->place, f->service, f->mechanism,
                          f->principle, f->fund,  f->year };
   for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) ics_csv_text(csv, keys[k]);
   ics_csv_text(csv, measure);
   ics_csv_real(csv, value);
   ics_csv_text(csv, unit);
   ics_csv_end(csv);
}

static void put_part(ics_csv *csv, const fact *f, const char *id, const char *part, double value,
                     const char *unit)
{
   const char *measure = ics_format(csv->out->arena, "%s.%s", id, part);
   if (!measure) csv->out->failed = true;
   put(csv, f, measure, value, unit);
}

static void totals(const ics_result *r, ics_csv *csv)
{
   fact f = { .table = "totals" };
   put(csv, &f, "objective", r->objective, "");
   put(csv, &f, "certified", r->certified, "1 = yes");
   put(csv, &f, "relative_gap", r->relative_gap, "relative");
   put(csv, &f, "primal_violation", r->primal_violation, "relative");
   put(csv, &f, "breach", r->breach_gbp_m, "GBPm");
   put(csv, &f, "shortfall", r->shortfall_gbp_m, "GBPm");
   f.year = r->years > 0 ? r->year_names[0] : "";
   put(csv, &f, "unmet_share", r->unmet_share_first, "share");
   put(csv, &f, "baseline_unmet_share", r->baseline_unmet_share_first, "share");
   f.year = r->years > 0 ? r->year_names[r->years - 1] : "";
   put(csv, &f, "unmet_share", r->unmet_share_last, "share");
   put(csv, &f, "baseline_unmet_share", r->baseline_unmet_share_last, "share");
}

static void aims_and_stages(const ics_result *r, ics_csv *csv)
{
   fact f = { .table = "aims" };
   for (int a = 0; a < r->naims; a++) {
      const ics_result_aim *aim = &r->aims[a];
      put_part(csv, &f, aim->aim.id, "value", aim->value, aim->unit);
      put_part(csv, &f, aim->aim.id, "baseline", aim->baseline, aim->unit);
      put_part(csv, &f, aim->aim.id, "best", aim->best, aim->unit);
      put_part(csv, &f, aim->aim.id, "worst", aim->worst, aim->unit);
   }
   f.table = "stages";
   for (int s = 0; s < r->nstages; s++) {
      const ics_result_stage *stage = &r->stages[s];
      put_part(csv, &f, stage->id, "value", stage->value, "");
      put_part(csv, &f, stage->id, "held", stage->held, "");
      put_part(csv, &f, stage->id, "certified", stage->certified, "1 = yes");
      put_part(csv, &f, stage->id, "relative_gap", stage->relative_gap, "relative");
   }
}

static void money(const ics_result *r, ics_csv *csv)
{
   for (int n = 0; n < r->nplan; n++) {
      const ics_plan_line *line = &r->plan[n];
      fact f = { "plan",          line->place.id, line->service.id, line->mechanism.id,
                 line->principle, NULL,           line->year };
      put(csv, &f, "money", line->gbp_m, "GBPm");
      put(csv, &f, "baseline_money", line->baseline_gbp_m, "GBPm");
   }
   for (int n = 0; n < r->nfunding; n++) {
      const ics_funding_line *line = &r->funding[n];
      fact f = {
         "funding", line->place.id, line->service.id, NULL, NULL, line->fund.id, line->year
      };
      put(csv, &f, line->use, line->gbp_m, "GBPm");
      put_part(csv, &f, "baseline", line->use, line->baseline_gbp_m, "GBPm");
   }
}

static void needs(const ics_result *r, ics_csv *csv)
{
   for (int n = 0; n < r->nneeds; n++) {
      const ics_need_line *line = &r->needs[n];
      fact f = { "need", line->place.id, line->service.id, NULL, NULL, NULL, line->year };
      put(csv, &f, "need", line->need, line->unit);
      put(csv, &f, "activity", line->activity, line->unit);
      put(csv, &f, "unmet", line->unmet, line->unit);
      put(csv, &f, "need_at_reference_cost", line->need_gbp_m, "GBPm");
      put(csv, &f, "activity_at_reference_cost", line->activity_gbp_m, "GBPm");
      put(csv, &f, "unmet_at_reference_cost", line->unmet_gbp_m, "GBPm");
      put(csv, &f, "baseline_unmet_at_reference_cost", line->baseline_unmet_gbp_m, "GBPm");
      put(csv, &f, "shortfall", line->shortfall_gbp_m, "GBPm");
      put(csv, &f, "prevented", line->prevented_gbp_m, "GBPm");
   }
}

void ics_csv_result(const ics_result *r, ics_buffer *out)
{
   ics_csv csv = ics_csv_start(out);
   ics_buffer_text(out, "table,place,service,mechanism,principle,fund,year,measure,value,unit\n");
   totals(r, &csv);
   aims_and_stages(r, &csv);
   money(r, &csv);
   needs(r, &csv);
   fact f = { .table = "breaches" };
   for (int n = 0; n < r->nbreaches; n++) {
      f.year = r->breaches[n].year;
      put(&csv, &f, r->breaches[n].rule, r->breaches[n].amount, r->breaches[n].unit);
   }
   f = (fact){ .table = "prices" };
   for (int n = 0; n < r->nprices; n++)
      put(&csv, &f, r->prices[n].rule, r->prices[n].price, r->prices[n].unit);
}
