/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/jsonout.h"
#include "results/result.h"
#include "results/voi_result.h"

static void put_head(ics_json *j, const ics_voi_result *r)
{
   ics_json_int(j, "schema_version", ICS_SCHEMA_VERSION);
   ics_json_open(j, "draws", '{');
   ics_json_text(j, "file", r->draws->file);
   ics_json_text(j, "sha256", r->draws->sha256);
   ics_json_int(j, "n", r->draws->n);
   ics_json_text(j, "of", r->draws->pairs ? "costs and effects" : "net benefit");
   ics_json_close(j);
   ics_json_int(j, "seed", r->seed);
   ics_json_open(j, "strategies", '[');
   for (int s = 0; s < r->draws->nstrategies; s++)
      ics_json_text(j, NULL, r->draws->strategies[r->draws->shown[s]]);
   ics_json_close(j);
   ics_json_open(j, "population", '{');
   ics_json_real(j, "yearly", r->yearly);
   ics_json_int(j, "years", r->years);
   ics_json_real(j, "discount", r->rate);
   ics_json_real(j, "decisions", r->decisions);
   ics_json_close(j);
}

static void put_strategy(ics_json *j, const char *name, const ics_voi_strategy *s)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "strategy", name);
   ics_json_real(j, "mean_nb", s->mean);
   ics_json_real(j, "mean_nb_se", s->mean_se);
   ics_json_real(j, "ceac", s->ceac);
   ics_json_real(j, "ceac_se", s->ceac_se);
   ics_json_bool(j, "on_ceaf", s->on_ceaf);
   ics_json_real(j, "expected_loss", s->loss);
   ics_json_real(j, "expected_loss_se", s->loss_se);
   ics_json_close(j);
}

static void put_point(ics_json *j, const ics_voi_result *r, const ics_voi_point *point)
{
   const ics_draws *d = r->draws;
   ics_json_open(j, NULL, '{');
   ics_json_real(j, "wtp", point->wtp);
   ics_json_text(j, "best", d->strategies[point->best]);
   ics_json_real(j, "evpi", point->evpi);
   ics_json_real(j, "evpi_se", point->evpi_se);
   ics_json_real(j, "population_evpi", point->evpi * r->decisions);
   ics_json_open(j, "strategies", '[');
   for (int s = 0; s < d->nstrategies; s++)
      put_strategy(j, d->strategies[d->shown[s]], &point->strategy[d->shown[s]]);
   ics_json_close(j);
   ics_json_close(j);
}

static void put_frontier(ics_json *j, const ics_draws *d, const ics_voi_frontier *f)
{
   static const char *const standings[] = {
      [ICS_VOI_EFFICIENT] = "efficient",
      [ICS_VOI_EQUAL] = "equal",
      [ICS_VOI_DOMINATED] = "dominated",
      [ICS_VOI_EXTENDED] = "extended_dominated",
   };
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "strategy", d->strategies[f->strategy]);
   ics_json_real(j, "mean_cost", f->cost);
   ics_json_real(j, "mean_effect", f->effect);
   ics_json_text(j, "standing", standings[f->standing]);
   ics_json_text(j, "by", f->by >= 0 ? d->strategies[f->by] : NULL);
   ics_json_real(j, "icer", f->icer);
   ics_json_real(j, "evpi_at_icer", f->icer_evpi);
   ics_json_close(j);
}

static void put_groups(ics_json *j, const ics_voi_result *r)
{
   ics_json_open(j, "groups", '[');
   for (int g = 0; g < r->ngroups; g++) {
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "group", r->groups[g].name);
      ics_json_open(j, "parameters", '[');
      for (int v = 0; v < r->groups[g].nparams; v++)
         ics_json_text(j, NULL, r->draws->params[r->groups[g].params[v]]);
      ics_json_close(j);
      ics_json_close(j);
   }
   ics_json_close(j);
}

static void put_evppi(ics_json *j, const ics_voi_result *r, int g, int k)
{
   const ics_evppi *e = &r->evppi[(size_t)g * (size_t)r->npoints + (size_t)k];
   ics_json_open(j, NULL, '{');
   ics_json_real(j, "wtp", r->points[k].wtp);
   ics_json_text(j, "group", r->groups[g].name);
   ics_json_real(j, "evppi", e->value);
   ics_json_real(j, "se", e->se);
   ics_json_real(j, "population_evppi", e->value * r->decisions);
   ics_json_real(j, "estimate", e->estimate);
   ics_json_text(j, "shape", e->shape);
   ics_json_text(j, "as", e->as >= 0 ? r->groups[e->as].name : NULL);
   ics_json_bool(j, "over_evpi", e->over);
   ics_json_close(j);
}

ics_rc ics_voi_json(const ics_voi_result *r, ics_arena *arena, char **text, ics_err *err)
{
   ics_json j = ics_json_start(arena);
   put_head(&j, r);
   ics_json_open(&j, "curves", '[');
   for (int k = 0; k < r->npoints; k++) put_point(&j, r, &r->points[k]);
   ics_json_close(&j);
   ics_json_open(&j, "frontier", '[');
   for (int s = 0; r->frontier && s < r->draws->nstrategies; s++)
      put_frontier(&j, r->draws, &r->frontier[s]);
   ics_json_close(&j);
   put_groups(&j, r);
   ics_json_open(&j, "evppi", '[');
   for (int k = 0; k < r->npoints; k++)
      for (int g = 0; g < r->ngroups; g++) put_evppi(&j, r, g, k);
   ics_json_close(&j);
   ics_json_open(&j, "notes", '[');
   for (int n = 0; n < r->nnotes; n++) ics_json_text(&j, NULL, r->notes[n]);
   ics_json_close(&j);
   return ics_json_end(&j, text, err);
}
