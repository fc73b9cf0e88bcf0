/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An explanation as JSON: names of members are those of the interface, values those of the text. */
#include "post/coef.h"
#include "results/jsonout.h"
#include "study/explain.h"

static const char *place_id(const ics_instance *in, int i)
{
   return i == ICS_NONE ? "" : in->places[i].id;
}

static void put_where(ics_json *j, const ics_rule *rule)
{
   ics_json_text(j, "file", rule->where.file);
   ics_json_int(j, "line", rule->where.line);
   ics_json_text(j, "path", rule->path);
}

static void put_rule(ics_json *j, const ics_rule_price *p, const ics_instance *in)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "rule", p->rule.id);
   ics_json_text(j, "family", p->rule.family);
   ics_json_text(j, "words", p->rule.words);
   ics_json_real(j, "limit", p->limit);
   ics_json_text(j, "limit_unit", p->rule.unit);
   ics_json_bool(j, "binds", p->binds);
   ics_json_real(j, "price", p->price);
   ics_json_text(j, "unit", p->unit);
   ics_json_real(j, "price_left", p->left);
   ics_json_real(j, "price_right", p->right);
   ics_json_bool(j, "degenerate", p->degenerate);
   ics_json_real(j, "from", p->from);
   ics_json_real(j, "to", p->to);
   ics_json_text(j, "ends_from", p->ends_from);
   ics_json_text(j, "ends_to", p->ends_to);
   ics_json_real(j, "step", p->step);
   ics_json_real(j, "at_plus_one", p->at_plus_one);
   ics_json_bool(j, "crosses", p->crosses);
   if (p->aims) {
      ics_json_open(j, "aims", '{');
      for (int a = 0; a < in->naims; a++) ics_json_real(j, in->aims[a].id, p->aims[a]);
      ics_json_close(j);
   }
   if (p->against != ICS_NONE) {
      ics_json_text(j, "moved_from", in->funds[p->against].id);
      ics_json_real(j, "moved", p->moved);
   }
   put_where(j, &p->rule);
   ics_json_close(j);
}

static void put_rules(ics_json *j, const ics_explanation *e)
{
   ics_json_open(j, "rule_counts", '{');
   ics_json_int(j, "listed", e->rules.n);
   ics_json_int(j, "binding", e->rules.binding);
   ics_json_int(j, "degenerate", e->rules.degenerate);
   ics_json_int(j, "resolved", e->rules.resolved);
   ics_json_close(j);
   ics_json_open(j, "rules", '[');
   for (int p = 0; p < e->rules.n; p++) put_rule(j, &e->rules.list[p], e->v.m->in);
   ics_json_close(j);
}

static void put_path(ics_json *j, const ics_path *path, const ics_instance *in)
{
   ics_json_open(j, NULL, '{');
   ics_json_open(j, "steps", '[');
   for (int s = 0; s < path->nsteps; s++) {
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "how", ics_step_words(path->steps[s].how));
      ics_json_text(j, "service", in->services[path->steps[s].service].id);
      ics_json_text(j, "year", in->years[path->steps[s].year]);
      ics_json_close(j);
   }
   ics_json_close(j);
   ics_json_text(j, "ends_in", ics_leaf_text(path->kind));
   ics_json_text(j, "words", path->words);
   ics_json_real(j, "value", path->value);
   ics_json_close(j);
}

static void put_pounds(ics_json *j, const ics_pounds *pounds, const ics_instance *in)
{
   ics_json_real(j, "worth_of_a_pound", pounds->worth);
   ics_json_open(j, "pounds", '[');
   for (int p = 0; p < pounds->n; p++) {
      const ics_pound *pound = &pounds->pounds[p];
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "mechanism", in->mechanisms[in->blends[pound->blend].mechanism].id);
      ics_json_int(j, "tranche", pound->tranche + 1);
      ics_json_real(j, "yield", pound->yield);
      ics_json_open(j, "parts", '[');
      for (int q = 0; q < pound->nparts; q++) {
         ics_json_open(j, NULL, '{');
         ics_json_text(j, "kind", ics_pound_text(pound->parts[q].kind));
         ics_json_text(j, "words", pound->parts[q].words);
         ics_json_real(j, "value", pound->parts[q].value);
         ics_json_close(j);
      }
      ics_json_close(j);
      ics_json_close(j);
   }
   ics_json_close(j);
}

static void put_chain(ics_json *j, const ics_chain_line *line, const ics_instance *in)
{
   const ics_chain *chain = &line->chain;
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "place", place_id(in, chain->place));
   ics_json_text(j, "service", in->services[chain->service].id);
   ics_json_text(j, "year", in->years[chain->year]);
   ics_json_real(j, "dual", chain->dual);
   ics_json_open(j, "paths", '[');
   for (int p = 0; p < chain->npaths; p++) put_path(j, &chain->paths[p], in);
   ics_json_close(j);
   ics_json_real(j, "other", chain->other);
   ics_json_int(j, "other_paths", chain->nother);
   ics_json_real(j, "size", chain->size);
   if (chain->place != ICS_NONE) put_pounds(j, &line->pounds, in);
   ics_json_close(j);
}

static void put_multipliers(ics_json *j, const ics_explanation *e)
{
   const ics_instance *in = e->v.m->in;
   const ics_multipliers *all = &e->multipliers;
   ics_json_text(j, "multipliers_place", place_id(in, e->ask->place));
   ics_json_open(j, "multipliers", '[');
   for (int a = 0; a < all->nservices; a++)
      for (int k = 0; k < all->nservices; k++) {
         if (all->avoided[a * all->nservices + k] == 0.0) continue;
         ics_json_open(j, NULL, '{');
         ics_json_text(j, "care", in->services[a].id);
         ics_json_text(j, "need", in->services[k].id);
         ics_json_real(j, "avoided", all->avoided[a * all->nservices + k]);
         ics_json_open(j, "by_year", '[');
         for (int t = 0; t < all->nyears; t++)
            ics_json_real(j, NULL, all->by_year[(a * all->nservices + k) * all->nyears + t]);
         ics_json_close(j);
         ics_json_close(j);
      }
   ics_json_close(j);
   ics_json_open(j, "routes", '[');
   for (int p = 0; p < e->nroutes; p++) {
      ics_json_open(j, NULL, '{');
      ics_json_open(j, "steps", '[');
      for (int s = 0; s < e->routes[p].nsteps; s++) {
         ics_json_open(j, NULL, '{');
         ics_json_text(j, "service", in->services[e->routes[p].steps[s].service].id);
         ics_json_text(j, "year", in->years[e->routes[p].steps[s].year]);
         ics_json_close(j);
      }
      ics_json_close(j);
      ics_json_real(j, "value", e->routes[p].value);
      ics_json_close(j);
   }
   ics_json_close(j);
}

static void put_exchange(ics_json *j, const ics_exchange *it, const ics_instance *in)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "aim", in->aims[it->a].id);
   ics_json_text(j, "against", in->aims[it->b].id);
   ics_json_text(j, "aim_unit", in->aims[it->a].unit);
   ics_json_text(j, "against_unit", in->aims[it->b].unit);
   ics_json_real(j, "at", it->at_a);
   ics_json_real(j, "against_at", it->at_b);
   ics_json_real(j, "lost_per_unit_better", it->better.rate);
   ics_json_real(j, "better_holds_to", it->better.holds_to);
   ics_json_real(j, "won_per_unit_worse", it->worse.rate);
   ics_json_real(j, "worse_holds_to", it->worse.holds_to);
   ics_json_close(j);
}

static void put_judgement(ics_json *j, const ics_judgement *it, const char *words)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "path", it->coef->path);
   ics_json_text(j, "words", words);
   ics_json_text(j, "grade", ics_grade_text(it->coef->grade));
   ics_json_real(j, "low", it->coef->low);
   ics_json_real(j, "point", it->coef->point);
   ics_json_real(j, "high", it->coef->high);
   ics_json_text(j, "coefficient_unit", it->coef->unit);
   ics_json_real(j, "derivative", it->derivative);
   ics_json_real(j, "derivative_today", it->today);
   ics_json_real(j, "at_low", it->low_gain);
   ics_json_real(j, "at_high", it->high_gain);
   ics_json_real(j, "swing", it->swing);
   ics_json_bool(j, "kink", it->kink);
   ics_json_text(j, "source", it->coef->source);
   ics_json_text(j, "file", it->coef->where.file);
   ics_json_int(j, "line", it->coef->where.line);
   ics_json_close(j);
}

static void put_judgements(ics_json *j, const ics_explanation *e, ics_arena *arena)
{
   const ics_judgements *all = &e->judgements;
   ics_json_open(j, "judgement_counts", '{');
   ics_json_int(j, "looked_at", all->looked_at);
   ics_json_int(j, "without_slope", all->without);
   ics_json_close(j);
   ics_json_open(j, "judgements", '[');
   for (int p = 0; p < all->n && p < ICS_JUDGEMENTS_SHOWN; p++)
      put_judgement(j, &all->list[p], ics_coef_words(e->v.m->in, all->list[p].coef, arena));
   ics_json_close(j);
}

static const char *obstacle_text(ics_obstacle obstacle)
{
   static const char *const texts[] = {
      [ICS_STOP_LIMIT] = "limit", [ICS_STOP_FULL] = "full", [ICS_STOP_RULE] = "rule",
      [ICS_STOP_WORTH] = "worth", [ICS_STOP_EVEN] = "even",
   };
   return texts[obstacle];
}

static void put_why_not(ics_json *j, const ics_why_not *w, const ics_explanation *e)
{
   const ics_instance *in = e->v.m->in;
   bool whole = w->blend == ICS_NONE;
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "mechanism", whole ? "" : in->mechanisms[in->blends[w->blend].mechanism].id);
   ics_json_text(j, "service", in->services[e->ask->service].id);
   ics_json_text(j, "place",
                 in->services[e->ask->service].per_system ? "" : in->places[w->contract].id);
   ics_json_text(j, "year", in->years[w->year]);
   ics_json_text(j, "stopped_by", obstacle_text(w->obstacle));
   ics_json_real(j, "gbp_m", w->now);
   ics_json_real(j, "baseline_gbp_m", w->today);
   ics_json_real(j, "share", w->share);
   if (w->has_rule) {
      ics_json_text(j, "rule", w->rule.id);
      ics_json_text(j, "words", w->rule.words);
      ics_json_real(j, "rule_price", w->rule_price);
      put_where(j, &w->rule);
   }
   ics_json_real(j, "must_improve", w->must_improve);
   if (w->coef) {
      ics_json_text(j, "coefficient", w->coef->path);
      ics_json_real(j, "needed", w->needed);
      ics_json_real(j, "low", w->coef->low);
      ics_json_real(j, "point", w->coef->point);
      ics_json_real(j, "high", w->coef->high);
      ics_json_bool(j, "within_evidence", w->inside);
      ics_json_text(j, "source", w->coef->source);
   }
   ics_json_open(j, "parts", '[');
   for (int p = 0; p < w->nparts; p++) {
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "words", w->parts[p].words);
      ics_json_real(j, "value", w->parts[p].value);
      ics_json_close(j);
   }
   ics_json_close(j);
   ics_json_close(j);
}

static void put_head(ics_json *j, const ics_explanation *e)
{
   const ics_instance *in = e->v.m->in;
   const ics_stage *own = &e->v.run->stages[e->v.run->own];
   ics_json_int(j, "schema_version", ICS_SCHEMA_VERSION);
   ics_json_open(j, "instance", '{');
   ics_json_text(j, "code", in->code);
   ics_json_text(j, "name", in->name);
   ics_json_text(j, "file", in->file);
   ics_json_text(j, "sha256", in->sha256);
   ics_json_close(j);
   ics_json_text(j, "policy", e->solved->policy->id);
   ics_json_text(j, "stage", own->id);
   ics_json_real(j, "objective", own->value);
   ics_json_text(j, "unit", e->v.unit);
   ics_json_bool(j, "certified", own->solution.certificate.certified);
   ics_json_real(j, "relative_gap", own->solution.certificate.relative_gap);
}

ics_rc ics_explanation_json(const ics_explanation *e, ics_arena *arena, char **text, ics_err *err)
{
   const ics_instance *in = e->v.m->in;
   unsigned parts = e->ask->parts;
   ics_json j = ics_json_start(arena);
   put_head(&j, e);
   if (parts & ICS_EXPLAIN_RULES) put_rules(&j, e);
   if (parts & ICS_EXPLAIN_CHAIN) {
      ics_json_open(&j, "chains", '[');
      for (int c = 0; c < e->nchains; c++) put_chain(&j, &e->chains[c], in);
      ics_json_close(&j);
   }
   if (parts & ICS_EXPLAIN_MULTIPLIERS) put_multipliers(&j, e);
   if (parts & ICS_EXPLAIN_EXCHANGE) {
      ics_json_open(&j, "exchange", '[');
      for (int p = 0; p < e->nexchange; p++) put_exchange(&j, &e->exchange[p], in);
      ics_json_close(&j);
   }
   if (parts & ICS_EXPLAIN_JUDGEMENTS) put_judgements(&j, e, arena);
   if (e->ask->why_not) {
      ics_json_open(&j, "why_not", '[');
      for (int p = 0; p < e->nwhy_not; p++) put_why_not(&j, &e->why_not[p], e);
      ics_json_close(&j);
   }
   if (e->move) ics_json_move(&j, e->move);
   return ics_json_end(&j, text, err);
}
