/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/heading.h"
#include "results/near_result.h"

static void put_head(ics_json *j, const ics_near_result *r)
{
   ics_instance_json(j, r->code, r->file, r->sha256);
   ics_json_text(j, "policy", r->policy);
   ics_json_text(j, "goal", r->goal);
   ics_json_real(j, "within", r->within);
   ics_json_text(j, "stage", r->own.id);
   ics_json_text(j, "unit", r->unit);
   ics_json_text(j, "sense", r->maximise ? "max" : "min");
   ics_json_real(j, "value", r->value);
   ics_json_real(j, "limit", r->limit);
   ics_json_real(j, "today", r->today);
   ics_json_bool(j, "certified", r->uncertified == 0);
   ics_json_open(j, "bounds", '{');
   ics_json_int(j, "solved", r->solved);
   ics_json_int(j, "by_inspection", r->seen);
   ics_json_int(j, "uncertified", r->uncertified);
   ics_json_close(j);
}

static void put_line(ics_json *j, const ics_near_line *line)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "place", line->place.id);
   ics_json_text(j, "service", line->service.id);
   ics_json_text(j, "principle", line->principle);
   ics_json_text(j, "year", line->year);
   ics_json_real(j, "contract_gbp_m", line->contract_gbp_m);
   ics_json_real(j, "least_gbp_m", line->least_gbp_m);
   ics_json_real(j, "plan_gbp_m", line->plan_gbp_m);
   ics_json_real(j, "most_gbp_m", line->most_gbp_m);
   ics_json_bool(j, "forced", line->forced);
   ics_json_close(j);
}

ics_rc ics_near_json(const ics_near_result *result, ics_arena *arena, char **text, ics_err *err)
{
   ics_json j = ics_json_start(arena);
   put_head(&j, result);
   ics_json_open(&j, "items", '[');
   for (int n = 0; n < result->nlines; n++) put_line(&j, &result->lines[n]);
   ics_json_close(&j);
   return ics_json_end(&j, text, err);
}
