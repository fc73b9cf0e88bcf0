/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <jansson.h>

#include "base/buffer.h"
#include "results/conflicts.h"
#include "results/result.h"

enum { DIGITS = JSON_REAL_PRECISION(17) | JSON_COMPACT | JSON_ENCODE_ANY };

static json_t *real(double value)
{
   return isfinite(value) ? json_real(value) : json_null();
}

static json_t *rule_of(const ics_conflict_rule *r)
{
   return json_pack("{ss ss ss ss si ss ss so ss ss so sb}", "rule", r->rule, "words", r->words,
                    "asks", r->asks, "file", r->file, "line", r->line, "family", r->family, "unit",
                    r->unit, "limit", real(r->limit), "path", r->path, "setting", r->setting,
                    "alone", real(r->alone), "set_on_command_line", r->typed);
}

static json_t *change_of(const ics_conflict_change *c)
{
   return json_pack("{ss so ss so so so ss ss ss si}", "rule", c->rule.rule, "by", real(c->by),
                    "unit", c->rule.unit, "from", real(c->from), "to", real(c->to), "weight",
                    real(c->weight), "asks", c->rule.asks, "words", c->rule.words, "file",
                    c->rule.file, "line", c->rule.line);
}

static json_t *repair_of(const ics_conflict_repair *r)
{
   json_t *changes = json_array(), *options = json_array();
   for (int c = 0; c < r->nchanges; c++)
      if (json_array_append_new(changes, change_of(&r->changes[c])) != 0) r = NULL;
   for (int p = 0; r && p < r->noptions; p++)
      if (json_array_append_new(options, json_string(r->options[p])) != 0) r = NULL;
   if (!r) {
      json_decref(changes);
      json_decref(options);
      return NULL;
   }
   return json_pack("{ss so sb si so so}", "measure", r->measure, "total", real(r->total), "proved",
                    r->proved, "least", r->least, "changes", changes, "options", options);
}

static int append(const char *text, size_t bytes, void *ctx)
{
   ics_buffer *page = ctx;
   ics_buffer_bytes(page, text, bytes);
   return page->failed ? -1 : 0;
}

static void put(ics_buffer *page, const char *before, json_t *value)
{
   ics_buffer_text(page, before);
   if (!value || json_dump_callback(value, append, page, DIGITS) != 0) page->failed = true;
   json_decref(value);
}

static json_t *head_of(const ics_conflicts *f)
{
   return json_pack("{si ss ss ss ss sb sb si}", "schema_version", ICS_SCHEMA_VERSION, "code",
                    f->code, "name", f->name, "file", f->file, "policy", f->policy, "plan_exists",
                    f->plan_exists, "other_conflicts", f->more, "programs", f->programs);
}

ics_rc ics_conflicts_json(const ics_conflicts *found, ics_arena *arena, char **text, ics_err *err)
{
   ics_buffer page = ics_buffer_start(arena);
   put(&page, "", head_of(found));
   if (page.used > 0) page.used--; /* the object goes on: one record a line */
   ics_buffer_text(&page, ",\n \"irreducible\": [");
   for (int r = 0; r < found->nirreducible; r++)
      put(&page, r > 0 ? ",\n  " : "\n  ", rule_of(&found->irreducible[r]));
   ics_buffer_text(&page, "],\n \"repairs\": [");
   for (int r = 0; r < found->nrepairs; r++)
      put(&page, r > 0 ? ",\n  " : "\n  ", repair_of(&found->repairs[r]));
   ics_buffer_text(&page, "]}\n");
   return ics_buffer_end(&page, text, err);
}
