/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/psa_result.h"

static void put_head(ics_json *j, const ics_psa_result *r)
{
   ics_heading_json(j, &r->head);
   ics_json_int(j, "draws", r->draws);
   ics_json_int(j, "finished", r->finished);
   ics_json_int(j, "seed", (long long)r->seed);
   ics_json_text(j, "sampling", r->sampling);
   ics_json_int(j, "drivers", r->ndrivers);
   ics_json_int(j, "correlations", r->npairs);
   ics_json_int(j, "stood_in", r->stood_in);
   ics_json_int(j, "without_range", r->fixed);
   ics_json_int(j, "bear_on_no_plan", r->unread);
   ics_json_text(j, "first_rule_broken", r->broken_why);
   ics_json_open(j, "checkpoints", '[');
   for (int k = 0; k < ICS_PSA_CHECKPOINTS; k++) ics_json_int(j, NULL, r->checkpoints[k]);
   ics_json_close(j);
}

static void put_column(ics_json *j, const ics_psa_result *r, const ics_psa_column *column)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "policy", column->policy.id);
   ics_json_text(j, "reading", column->reading);
   ics_json_open(j, "answers", '{');
   for (int a = 0; a < r->nanswers; a++) ics_json_int(j, r->answer_names[a], column->answers[a]);
   ics_json_close(j);
   ics_json_int(j, "breaches", column->breaches);
   ics_json_real(j, "mean_breach_gbp_m", column->breach);
   ics_json_int(j, "shortfalls", column->shortfalls);
   ics_json_real(j, "mean_shortfall_gbp_m", column->shortfall);
   ics_json_close(j);
}

static void put_series(ics_json *j, const ics_psa_result *r, const ics_psa_series *s)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "policy", r->columns[s->column].policy.id);
   ics_json_text(j, "reading", r->columns[s->column].reading);
   ics_json_text(j, "output", s->output.id);
   ics_json_text(j, "unit", s->unit);
   ics_json_text(j, "sense", !s->has_sense ? NULL : s->maximise ? "max" : "min");
   ics_json_real(j, "at_point", s->at_point);
   ics_json_int(j, "n", s->n);
   ics_json_real(j, "mean", s->mean);
   ics_json_real(j, "sd", s->sd);
   ics_json_real(j, "monte_carlo_error", s->error);
   ics_json_real(j, "low_2_5", s->low);
   ics_json_real(j, "median", s->median);
   ics_json_real(j, "high_97_5", s->high);
   ics_json_open(j, "running_mean", '[');
   for (int k = 0; k < ICS_PSA_CHECKPOINTS; k++) ics_json_real(j, NULL, s->running[k]);
   ics_json_close(j);
   ics_json_close(j);
}

static void put_number(ics_json *j, const ics_psa_number *n)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "path", n->path);
   ics_json_text(j, "grade", n->grade);
   ics_json_text(j, "range_grade", n->range_grade);
   ics_json_text(j, "family", n->family);
   ics_json_text(j, "reading", n->reading);
   ics_json_text(j, "driver", n->driver);
   ics_json_real(j, "low", n->low);
   ics_json_real(j, "point", n->point);
   ics_json_real(j, "high", n->high);
   ics_json_real(j, "mean", n->mean);
   ics_json_real(j, "sd", n->sd);
   ics_json_text(j, "stands_in", n->why);
   ics_json_close(j);
}

static void put_draws(ics_json *j, const char *path, int draws)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "path", path);
   ics_json_int(j, "draws", draws);
   ics_json_close(j);
}

ics_rc ics_psa_json(const ics_psa_result *r, ics_arena *arena, char **text, ics_err *err)
{
   ics_json j = ics_json_start(arena);
   put_head(&j, r);
   ics_json_open(&j, "columns", '[');
   for (int c = 0; c < r->ncolumns; c++) put_column(&j, r, &r->columns[c]);
   ics_json_close(&j);
   ics_json_open(&j, "outputs", '[');
   for (int s = 0; s < r->nseries; s++) put_series(&j, r, &r->series[s]);
   ics_json_close(&j);
   ics_json_open(&j, "numbers", '[');
   for (int n = 0; n < r->nnumbers; n++) put_number(&j, &r->numbers[n]);
   ics_json_close(&j);
   ics_json_open(&j, "held", '[');
   for (int n = 0; n < r->nheld; n++) put_draws(&j, r->held[n].path, r->held[n].draws);
   ics_json_close(&j);
   ics_json_open(&j, "set_aside", '[');
   for (int n = 0; n < r->nbroken; n++) put_draws(&j, r->broken[n].path, r->broken[n].draws);
   ics_json_close(&j);
   return ics_json_end(&j, text, err);
}
