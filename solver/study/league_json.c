/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/jsonout.h"
#include "study/league.h"

static void span(ics_json *j, const ics_league *l, const char *key, const ics_league_span *it)
{
   const ics_benchmark *b = l->of;
   ics_json_open(j, key, '{');
   ics_json_real(j, "mean", it->mean);
   ics_json_real(j, "least", it->least);
   ics_json_real(j, "most", it->most);
   ics_json_text(j, "least_at", it->least_at == ICS_NONE ? NULL : b->systems[it->least_at].code);
   ics_json_text(j, "most_at", it->most_at == ICS_NONE ? NULL : b->systems[it->most_at].code);
   ics_json_int(j, "systems", it->n);
   ics_json_close(j);
}

static void policy(ics_json *j, const ics_league *l, const ics_league_policy *p)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "policy", p->id);
   ics_json_text(j, "name", p->name);
   ics_json_int(j, "plans", p->plans);
   ics_json_int(j, "infeasible", p->infeasible);
   ics_json_int(j, "failed", p->failed);
   ics_json_int(j, "best_in", p->best);
   ics_json_int(j, "best_alone_in", p->sole);
   ics_json_int(j, "dominated_in", p->dominated);
   ics_json_int(j, "beats_reference_in", p->beats);
   span(j, l, "regret", &p->regret);
   span(j, l, "unmet", &p->unmet);
   span(j, l, "inequality", &p->inequality);
   span(j, l, "moved_gbp_m", &p->moved);
   span(j, l, "shortfall_gbp_m", &p->shortfall);
   span(j, l, "breach_gbp_m", &p->breach);
   ics_json_open(j, "aims", '{');
   for (int a = 0; a < l->naims; a++) span(j, l, l->aims[a].id, &p->aims[a]);
   ics_json_close(j);
   ics_json_close(j);
}

static void prices(ics_json *j, const ics_league *l)
{
   const ics_benchmark *b = l->of;
   ics_json_open(j, "prices", '[');
   for (int n = 0; n < l->nprices; n++) {
      const ics_league_price *p = &l->prices[n];
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "price", p->id);
      ics_json_text(j, "words", p->words);
      ics_json_text(j, "held", p->held);
      ics_json_text(j, "free", p->free);
      span(j, l, "goal", &p->goal);
      ics_json_int(j, "unlike", p->unlike);
      ics_json_open(j, "systems", '{');
      for (int s = 0; s < b->nsystems; s++) ics_json_real(j, b->systems[s].code, p->of[s]);
      ics_json_close(j);
      ics_json_close(j);
   }
   ics_json_close(j);
}

static void aims(ics_json *j, const ics_bench_cell *c)
{
   ics_json_open(j, "aims", '[');
   for (int a = 0; a < c->naims; a++) {
      const ics_result_aim *aim = &c->aims[a];
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "id", aim->aim.id);
      ics_json_text(j, "unit", aim->unit);
      ics_json_real(j, "value", aim->value);
      ics_json_real(j, "baseline", aim->baseline);
      ics_json_real(j, "best", aim->best);
      ics_json_real(j, "worst", aim->worst);
      ics_json_close(j);
   }
   ics_json_close(j);
}

static void stages(ics_json *j, const ics_bench_cell *c)
{
   ics_json_open(j, "stages", '[');
   for (int s = 0; s < c->nstages; s++) {
      const ics_result_stage *stage = &c->stages[s];
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "id", stage->id);
      ics_json_text(j, "status", stage->status);
      ics_json_bool(j, "certified", stage->certified);
      ics_json_real(j, "value", stage->value);
      ics_json_real(j, "relative_gap", stage->relative_gap);
      ics_json_int(j, "iterations", stage->iterations);
      ics_json_close(j);
   }
   ics_json_close(j);
}

static void cell(ics_json *j, const ics_league *l, int system, int n, bool timing)
{
   const ics_benchmark *b = l->of;
   const ics_bench_cell *c = &b->cells[system * b->npolicies + n];
   const ics_league_cell *it = &l->cells[system * b->npolicies + n];
   int by = it->dominated_by;
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "system", b->systems[system].code);
   ics_json_text(j, "policy", b->policies[n]);
   ics_json_text(j, "resolution", b->resolution);
   ics_json_text(j, "status", c->status);
   ics_json_bool(j, "certified", c->certified);
   ics_json_real(j, "relative_gap", c->relative_gap);
   aims(j, c);
   ics_json_real(j, "unmet", c->unmet_last);
   ics_json_real(j, "shortfall", c->shortfall_gbp_m);
   if (timing) ics_json_real(j, "seconds", c->seconds);
   ics_json_real(j, "goal", c->goal);
   ics_json_int(j, "rank", it->rank);
   ics_json_real(j, "regret", it->regret);
   ics_json_text(j, "dominated_by", by == ICS_NONE ? NULL : b->policies[by]);
   ics_json_real(j, "unmet_first", c->unmet_first);
   ics_json_real(j, "unmet_today", c->unmet_today);
   ics_json_real(j, "inequality", c->inequality);
   ics_json_real(j, "moved_gbp_m", c->moved_gbp_m);
   ics_json_real(j, "breach", c->breach_gbp_m);
   ics_json_int(j, "iterations", c->iterations);
   ics_json_text(j, "words", c->words);
   stages(j, c);
   ics_json_close(j);
}

static void systems(ics_json *j, const ics_benchmark *b)
{
   ics_json_open(j, "systems", '[');
   for (int s = 0; s < b->nsystems; s++) {
      const ics_bench_system *in = &b->systems[s];
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "system", in->code);
      ics_json_text(j, "name", in->name);
      ics_json_text(j, "file", in->file);
      ics_json_text(j, "sha256", in->sha256);
      ics_json_close(j);
   }
   ics_json_close(j);
}

ics_rc ics_league_json(const ics_league *l, bool timing, ics_arena *arena, char **text,
                       ics_err *err)
{
   const ics_benchmark *b = l->of;
   ics_json j = ics_json_start(arena);
   ics_json_int(&j, "schema_version", ICS_SCHEMA_VERSION);
   ics_json_text(&j, "version", b->version);
   ics_json_text(&j, "goal", *b->goal ? b->goal : NULL);
   ics_json_text(&j, "resolution", b->resolution);
   systems(&j, b);
   ics_json_open(&j, "policies", '[');
   for (int p = 0; p < b->npolicies; p++) policy(&j, l, &l->policies[l->order[p]]);
   ics_json_close(&j);
   prices(&j, l);
   ics_json_open(&j, "cells", '[');
   for (int s = 0; s < b->nsystems; s++)
      for (int p = 0; p < b->npolicies; p++) cell(&j, l, s, p, timing);
   ics_json_close(&j);
   return ics_json_end(&j, text, err);
}
