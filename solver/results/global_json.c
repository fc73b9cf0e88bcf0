/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/global_result.h"

static void put_head(ics_json *j, const ics_global_result *r)
{
   ics_heading_json(j, &r->head);
   ics_json_text(j, "method", r->method);
   ics_json_text(j, "reading", r->reading);
   ics_json_text(j, "sampling", r->sampling);
   ics_json_int(j, "draws", r->draws);
   ics_json_int(j, "rows", r->rows);
   ics_json_int(j, "finished", r->finished);
   ics_json_int(j, "seed", (long long)r->seed);
   ics_json_real(j, "from", r->from);
   ics_json_real(j, "to", r->to);
   ics_json_int(j, "numbers", r->nnumbers);
   ics_json_int(j, "stood_in", r->stood_in);
   ics_json_int(j, "without_range", r->fixed);
   ics_json_int(j, "bear_on_no_plan", r->unread);
   ics_json_open(j, "answers", '{');
   for (int a = 0; a < r->nanswers; a++) ics_json_int(j, r->answer_names[a], r->answers[a]);
   ics_json_close(j);
   ics_json_text(j, "first_rule_broken", r->broken_why);
}

static void put_line(ics_json *j, const ics_global_figure *f, const ics_global_line *line)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "output", f->output.id);
   ics_json_text(j, "driver", line->driver);
   ics_json_text(j, "words", line->words);
   ics_json_real(j, "first", line->first);
   ics_json_real(j, "first_low", line->first_low);
   ics_json_real(j, "first_high", line->first_high);
   ics_json_real(j, "total", line->total);
   ics_json_real(j, "total_low", line->total_low);
   ics_json_real(j, "total_high", line->total_high);
   ics_json_real(j, "mu", line->mu);
   ics_json_real(j, "mu_star", line->mu_star);
   ics_json_real(j, "mu_star_error", line->error);
   ics_json_real(j, "sigma", line->sigma);
   ics_json_int(j, "effects", line->effects);
   ics_json_close(j);
}

ics_rc ics_global_json(const ics_global_result *r, ics_arena *arena, char **text, ics_err *err)
{
   ics_json j = ics_json_start(arena);
   put_head(&j, r);
   ics_json_open(&j, "outputs", '[');
   for (int f = 0; f < r->nfigures; f++) {
      const ics_global_figure *figure = &r->figures[f];
      ics_json_open(&j, NULL, '{');
      ics_json_text(&j, "output", figure->output.id);
      ics_json_text(&j, "unit", figure->unit);
      ics_json_real(&j, "mean", figure->mean);
      ics_json_real(&j, "sd", figure->sd);
      ics_json_int(&j, "used", figure->used);
      ics_json_int(&j, "dropped", figure->dropped);
      ics_json_close(&j);
   }
   ics_json_close(&j);
   ics_json_open(&j, "items", '[');
   for (int f = 0; f < r->nfigures; f++)
      for (int d = 0; d < r->ndrivers; d++) put_line(&j, &r->figures[f], &r->figures[f].lines[d]);
   ics_json_close(&j);
   return ics_json_end(&j, text, err);
}
