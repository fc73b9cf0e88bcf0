/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/frontier_result.h"
#include "results/heading.h"

static void put_head(ics_json *j, const ics_frontier_result *r)
{
   ics_instance_json(j, r->code, r->file, r->sha256);
   ics_json_text(j, "policy", r->policy);
   ics_json_bool(j, "whole", r->whole);
   ics_json_bool(j, "proven", r->proven);
   ics_json_int(j, "unproven", r->unproven);
   ics_json_int(j, "steps", r->steps);
   ics_json_int(j, "weighted_solves", r->weighted);
   ics_json_int(j, "iterations", r->iterations);
   if (r->knee >= 0) {
      ics_json_open(j, "knee", '{');
      ics_json_int(j, "corner", r->knee + 1);
      ics_json_real(j, "height", r->corners[r->knee].height);
      ics_json_close(j);
   } else {
      ics_json_text(j, "knee", NULL);
   }
}

static void put_aim(ics_json *j, const ics_frontier_aim *aim, bool on_curve)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "id", aim->aim.id);
   ics_json_text(j, "name", aim->aim.name);
   ics_json_text(j, "unit", aim->unit);
   ics_json_text(j, "sense", aim->maximise ? "max" : "min");
   ics_json_bool(j, "on_curve", on_curve);
   ics_json_real(j, "today", aim->today);
   ics_json_real(j, "range", aim->range);
   ics_json_close(j);
}

static void put_corner(ics_json *j, const ics_frontier_result *r, int n)
{
   const ics_frontier_corner *c = &r->corners[n];
   ics_json_open(j, NULL, '{');
   ics_json_int(j, "corner", n + 1);
   ics_json_open(j, "aims", '{');
   for (int a = 0; a < r->naims; a++) ics_json_real(j, r->aims[a].aim.id, c->value[a]);
   ics_json_close(j);
   ics_json_real(j, "weight_from", c->from);
   ics_json_real(j, "weight_to", c->to);
   ics_json_bool(j, "proven", c->proven);
   ics_json_real(j, "height", c->height);
   ics_json_real(j, "slope_to_next", c->slope_to_next);
   if (n + 1 < r->ncorners) {
      ics_json_real(j, "edge_weight", c->edge_weight);
      ics_json_real(j, "edge_gap", c->edge_gap);
      ics_json_bool(j, "edge_proven", c->edge_proven);
   }
   ics_json_close(j);
}

static void put_plan_line(ics_json *j, const ics_plan_line *line)
{
   ics_json_open(j, NULL, '{');
   ics_json_text(j, "place", line->place.id);
   ics_json_text(j, "service", line->service.id);
   ics_json_text(j, "mechanism", line->mechanism.id);
   ics_json_text(j, "principle", line->principle);
   ics_json_text(j, "year", line->year);
   ics_json_real(j, "gbp_m", line->gbp_m);
   ics_json_real(j, "baseline_gbp_m", line->baseline_gbp_m);
   ics_json_close(j);
}

ics_rc ics_frontier_json(const ics_frontier_result *result, ics_arena *arena, char **text,
                         ics_err *err)
{
   ics_json j = ics_json_start(arena);
   put_head(&j, result);
   ics_json_open(&j, "aims", '[');
   for (int a = 0; a < result->naims; a++) put_aim(&j, &result->aims[a], a < 2);
   ics_json_close(&j);
   ics_json_open(&j, "corners", '[');
   for (int n = 0; n < result->ncorners; n++) put_corner(&j, result, n);
   ics_json_close(&j);
   if (result->plan) {
      ics_json_int(&j, "plan_of_corner", result->asked + 1);
      ics_json_open(&j, "plan", '[');
      for (int n = 0; n < result->plan->nplan; n++) put_plan_line(&j, &result->plan->plan[n]);
      ics_json_close(&j);
   }
   return ics_json_end(&j, text, err);
}
