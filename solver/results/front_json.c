/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "results/front_result.h"
#include "results/heading.h"

static void put_head(ics_json *j, const ics_front_result *r)
{
   ics_instance_json(j, r->code, r->file, r->sha256);
   ics_json_text(j, "policy", r->policy);
   ics_json_text(j, "end", r->end);
   ics_json_real(j, "gap", r->gap);
   ics_json_real(j, "asked", r->asked);
   ics_json_real(j, "rounding", r->rounding);
   ics_json_bool(j, "certified", strcmp(r->end, "done") == 0);
   ics_json_int(j, "solved", r->solved);
   ics_json_int(j, "uncertified", r->uncertified);
   ics_json_int(j, "balanced", r->balanced + 1);
}

static void put_aim(ics_json *j, const ics_front_aim *aim)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "id", aim->aim.id);
   ics_json_text(j, "unit", aim->unit);
   ics_json_text(j, "sense", aim->maximise ? "max" : "min");
   ics_json_real(j, "best", aim->best);
   ics_json_real(j, "worst", aim->worst);
   ics_json_real(j, "range", aim->range);
   ics_json_real(j, "today", aim->today);
   ics_json_int(j, "corner", aim->corner + 1);
   ics_json_close(j);
}

/* One number an aim, under the aims' ids. */
static void put_each(ics_json *j, const ics_front_result *r, const char *key, const double *value)
{
   ics_json_open(j, key, '{');
   for (int a = 0; a < r->naims; a++) ics_json_real(j, r->aims[a].aim.id, value[a]);
   ics_json_close(j);
}

static void put_corner(ics_json *j, const ics_front_result *r, int n)
{
   const ics_front_corner *corner = &r->corners[n];
   ics_json_open(j, NULL, '{');
   ics_json_int(j, "corner", n + 1);
   put_each(j, r, "value", corner->value);
   ics_json_real(j, "regret", corner->regret);
   put_each(j, r, "weight", corner->weight);
   put_each(j, r, "least", corner->least);
   put_each(j, r, "most", corner->most);
   ics_json_int(j, "proofs", corner->proofs);
   ics_json_real(j, "relative_gap", corner->relative_gap);
   ics_json_close(j);
}

static void put_facet(ics_json *j, const ics_front_result *r, const ics_front_facet *facet)
{
   ics_json_open(j, NULL, '{');
   put_each(j, r, "weight", facet->weight);
   put_each(j, r, "rate", facet->rate);
   ics_json_real(j, "value", facet->value);
   ics_json_real(j, "bound", facet->bound);
   ics_json_open(j, "corners", '[');
   for (int c = 0; c < facet->ncorners; c++) ics_json_int(j, NULL, facet->corner[c] + 1);
   ics_json_close(j);
   ics_json_close(j);
}

static void put_rate(ics_json *j, const ics_front_result *r, const ics_front_rate *rate)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "gain", r->aims[rate->gain].aim.id);
   ics_json_text(j, "pay", r->aims[rate->pay].aim.id);
   ics_json_real(j, "step", rate->step);
   ics_json_real(j, "price", rate->price);
   ics_json_text(j, "status", rate->status);
   ics_json_real(j, "least", rate->least);
   ics_json_close(j);
}

ics_rc ics_front_json(const ics_front_result *r, ics_arena *arena, char **text, ics_err *err)
{
   ics_json j = ics_json_start(arena);
   put_head(&j, r);
   ics_json_open(&j, "aims", '[');
   for (int a = 0; a < r->naims; a++) put_aim(&j, &r->aims[a]);
   ics_json_close(&j);
   ics_json_open(&j, "corners", '[');
   for (int n = 0; n < r->ncorners; n++) put_corner(&j, r, n);
   ics_json_close(&j);
   ics_json_open(&j, "rates", '[');
   for (int n = 0; n < r->nrates; n++) put_rate(&j, r, &r->rates[n]);
   ics_json_close(&j);
   ics_json_open(&j, "facets", '[');
   for (int n = 0; n < r->nfacets; n++) put_facet(&j, r, &r->facets[n]);
   ics_json_close(&j);
   return ics_json_end(&j, text, err);
}
