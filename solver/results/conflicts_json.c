/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/conflicts.h"
#include "results/jsonout.h"
#include "results/result.h"

static void put_rule(ics_json *j, const ics_conflict_rule *r)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "rule", r->rule);
   ics_json_text(j, "words", r->words);
   ics_json_text(j, "asks", r->asks);
   ics_json_text(j, "file", r->file);
   ics_json_int(j, "line", r->line);
   ics_json_text(j, "family", r->family);
   ics_json_text(j, "unit", r->unit);
   ics_json_real(j, "limit", r->limit);
   ics_json_text(j, "path", r->path);
   ics_json_text(j, "setting", r->setting);
   ics_json_real(j, "alone", r->alone);
   ics_json_bool(j, "set_on_command_line", r->typed);
   ics_json_close(j);
}

static void put_change(ics_json *j, const ics_conflict_change *c)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "rule", c->rule.rule);
   ics_json_real(j, "by", c->by);
   ics_json_text(j, "unit", c->rule.unit);
   ics_json_real(j, "from", c->from);
   ics_json_real(j, "to", c->to);
   ics_json_real(j, "weight", c->weight);
   ics_json_text(j, "asks", c->rule.asks);
   ics_json_text(j, "words", c->rule.words);
   ics_json_text(j, "file", c->rule.file);
   ics_json_int(j, "line", c->rule.line);
   ics_json_close(j);
}

static void put_repair(ics_json *j, const ics_conflict_repair *r)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "measure", r->measure);
   ics_json_real(j, "total", r->total);
   ics_json_bool(j, "proved", r->proved);
   ics_json_int(j, "least", r->least);
   ics_json_open(j, "changes", '[');
   for (int c = 0; c < r->nchanges; c++) put_change(j, &r->changes[c]);
   ics_json_close(j);
   ics_json_open(j, "options", '[');
   for (int p = 0; p < r->noptions; p++) ics_json_text(j, NULL, r->options[p]);
   ics_json_close(j);
   ics_json_close(j);
}

static void put_breach(ics_json *j, const ics_breach_line *line)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "rule", line->rule);
   ics_json_text(j, "family", line->family);
   ics_json_text(j, "words", line->words);
   ics_json_text(j, "year", line->year);
   ics_json_real(j, "amount", line->amount);
   ics_json_text(j, "unit", line->unit);
   ics_json_close(j);
}

ics_rc ics_conflicts_json(const ics_conflicts *found, ics_arena *arena, char **text, ics_err *err)
{
   ics_json j = ics_json_start(arena);
   ics_json_int(&j, "schema_version", ICS_SCHEMA_VERSION);
   ics_json_text(&j, "code", found->code);
   ics_json_text(&j, "name", found->name);
   ics_json_text(&j, "file", found->file);
   ics_json_text(&j, "policy", found->policy);
   ics_json_bool(&j, "plan_exists", found->plan_exists);
   ics_json_real(&j, "breach_gbp_m", found->breach_gbp_m);
   ics_json_open(&j, "breaches", '[');
   for (int b = 0; b < found->nbreaches; b++) put_breach(&j, &found->breaches[b]);
   ics_json_close(&j);
   ics_json_bool(&j, "other_conflicts", found->more);
   ics_json_int(&j, "programs", found->programs);
   ics_json_open(&j, "irreducible", '[');
   for (int r = 0; r < found->nirreducible; r++) put_rule(&j, &found->irreducible[r]);
   ics_json_close(&j);
   ics_json_open(&j, "repairs", '[');
   for (int r = 0; r < found->nrepairs; r++) put_repair(&j, &found->repairs[r]);
   ics_json_close(&j);
   return ics_json_end(&j, text, err);
}
