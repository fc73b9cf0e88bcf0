/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/twoway_result.h"

static void put_axis(ics_json *j, const char *key, const ics_twoway_axis *axis, int steps)
{
   ics_json_open(j, key, '{');
   ics_json_text(j, "path", axis->path);
   ics_json_text(j, "words", axis->words);
   ics_json_text(j, "unit", axis->unit);
   ics_json_real(j, "point", axis->point);
   ics_json_open(j, "at", '[');
   for (int s = 0; s < steps; s++) ics_json_real(j, NULL, axis->at[s]);
   ics_json_close(j);
   ics_json_close(j);
}

static void put_cell(ics_json *j, const ics_twoway_result *r, int at)
{
   const ics_twoway_cell *cell = &r->cells[at];
   ics_json_open(j, NULL, '{');
   ics_json_real(j, "a", r->a.at[at / r->steps]);
   ics_json_real(j, "b", r->b.at[at % r->steps]);
   ics_json_real(j, "value", cell->value);
   ics_json_int(j, "region", cell->region);
   ics_json_text(j, "status", cell->status);
   ics_json_real(j, "breach_gbp_m", cell->breach);
   ics_json_real(j, "shortfall_gbp_m", cell->shortfall);
   ics_json_close(j);
}

ics_rc ics_twoway_json(const ics_twoway_result *r, ics_arena *arena, char **text, ics_err *err)
{
   ics_json j = ics_json_start(arena);
   ics_heading_json(&j, &r->head);
   ics_json_text(&j, "reading", r->reading);
   ics_json_text(&j, "output", r->output.id);
   ics_json_text(&j, "unit", r->unit);
   ics_json_text(&j, "sense", !r->has_sense ? NULL : r->maximise ? "max" : "min");
   ics_json_real(&j, "at_point", r->at_point);
   ics_json_bool(&j, "certified", r->uncertified + r->not_asked == 0);
   put_axis(&j, "a", &r->a, r->steps);
   put_axis(&j, "b", &r->b, r->steps);
   ics_json_int(&j, "regions", r->regions);
   ics_json_int(&j, "without_plan", r->without);
   ics_json_text(&j, "first_rule_broken", r->why);
   ics_json_open(&j, "items", '[');
   for (int at = 0; at < r->steps * r->steps; at++) put_cell(&j, r, at);
   ics_json_close(&j);
   return ics_json_end(&j, text, err);
}
