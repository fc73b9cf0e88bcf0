/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/jsonout.h"
#include "results/tornado_result.h"

static void put_head(ics_json *j, const ics_tornado_result *r)
{
   ics_heading_json(j, &r->head);
   ics_json_text(j, "reading", r->reading);
   ics_json_text(j, "output", r->output.id);
   ics_json_text(j, "unit", r->unit);
   ics_json_text(j, "sense", !r->has_sense ? NULL : r->maximise ? "max" : "min");
   ics_json_real(j, "worth", r->worth);
   ics_json_text(j, "worth_unit", r->worth_unit);
   ics_json_real(j, "by", r->by);
   ics_json_real(j, "at_point", r->at_point);
   ics_json_bool(j, "certified", r->uncertified + r->not_asked == 0);
   ics_json_open(j, "ends", '{');
   ics_json_int(j, "no_plan", r->no_plan);
   ics_json_int(j, "rule_broken", r->broken);
   ics_json_int(j, "uncertified", r->uncertified);
   ics_json_int(j, "not_asked", r->not_asked);
   ics_json_close(j);
   ics_json_int(j, "without_range", r->fixed);
   ics_json_int(j, "bear_on_no_plan", r->unread);
}

static void put_line(ics_json *j, const ics_tornado_line *line)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "path", line->path);
   ics_json_text(j, "words", line->words);
   ics_json_text(j, "grade", line->grade);
   ics_json_text(j, "source", line->source);
   ics_json_text(j, "unit", line->unit);
   ics_json_real(j, "low", line->low);
   ics_json_real(j, "point", line->point);
   ics_json_real(j, "high", line->high);
   ics_json_bool(j, "clipped", line->clipped);
   ics_json_real(j, "at_low", line->at_low);
   ics_json_real(j, "at_high", line->at_high);
   ics_json_real(j, "swing", line->swing);
   ics_json_real(j, "linear_low", line->linear_low);
   ics_json_real(j, "linear_high", line->linear_high);
   ics_json_real(j, "linear_swing", line->linear_swing);
   ics_json_text(j, "low_status", line->low_status);
   ics_json_text(j, "high_status", line->high_status);
   ics_json_real(j, "low_breach_gbp_m", line->low_breach);
   ics_json_real(j, "high_breach_gbp_m", line->high_breach);
   ics_json_real(j, "low_shortfall_gbp_m", line->low_shortfall);
   ics_json_real(j, "high_shortfall_gbp_m", line->high_shortfall);
   ics_json_text(j, "why", line->why);
   ics_json_close(j);
}

ics_rc ics_tornado_json(const ics_tornado_result *result, ics_arena *arena, char **text,
                        ics_err *err)
{
   ics_json j = ics_json_start(arena);
   put_head(&j, result);
   ics_json_open(&j, "items", '[');
   for (int n = 0; n < result->nlines; n++) put_line(&j, &result->lines[n]);
   ics_json_close(&j);
   return ics_json_end(&j, text, err);
}
