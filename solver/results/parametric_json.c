/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/heading.h"
#include "results/parametric_result.h"

const char *ics_parametric_kind_text(ics_parametric_kind kind)
{
   static const char *const texts[] = { [ICS_PARAMETRIC_NOWHERE] = "nowhere",
                                        [ICS_PARAMETRIC_LIMITS] = "limits",
                                        [ICS_PARAMETRIC_AIMS] = "aims",
                                        [ICS_PARAMETRIC_MATRIX] = "matrix" };
   return texts[kind];
}

static void put_head(ics_json *j, const ics_parametric_result *r)
{
   ics_instance_json(j, r->code, r->file, r->sha256);
   ics_json_text(j, "policy", r->policy);
   ics_json_text(j, "goal", r->goal);
   ics_json_text(j, "path", r->path);
   ics_json_text(j, "words", r->words);
   ics_json_text(j, "unit", r->unit);
   ics_json_text(j, "grade", r->grade);
   ics_json_text(j, "stage", r->own.id);
   ics_json_text(j, "objective_unit", r->objective_unit);
   ics_json_real(j, "worth", r->worth);
   ics_json_text(j, "worth_unit", r->worth_unit);
   ics_json_text(j, "sense", r->maximise ? "max" : "min");
   ics_json_real(j, "from", r->from);
   ics_json_real(j, "to", r->to);
   ics_json_real(j, "point", r->point);
   ics_json_real(j, "at_point", r->at_point);
   ics_json_real(j, "plan_from", r->plan_from);
   ics_json_real(j, "plan_to", r->plan_to);
   ics_json_text(j, "enters", ics_parametric_kind_text(r->kind));
   ics_json_bool(j, "proven", r->proven);
   ics_json_int(j, "unproven", r->unproven);
   ics_json_real(j, "error", r->error);
   ics_json_bool(j, "error_is_estimate", r->kind == ICS_PARAMETRIC_MATRIX);
   ics_json_int(j, "solves", r->solves);
}

ics_rc ics_parametric_json(const ics_parametric_result *r, ics_arena *arena, char **text,
                           ics_err *err)
{
   ics_json j = ics_json_start(arena);
   put_head(&j, r);
   ics_json_open(&j, "points", '[');
   for (int n = 0; n < r->npoints; n++) {
      const ics_parametric_point *p = &r->points[n];
      ics_json_open(&j, NULL, '{');
      ics_json_real(&j, "value", p->value);
      ics_json_real(&j, "objective", p->objective);
      ics_json_real(&j, "slope_left", p->slope_left);
      ics_json_real(&j, "slope_right", p->slope_right);
      ics_json_text(&j, "change", p->change);
      ics_json_close(&j);
   }
   ics_json_close(&j);
   return ics_json_end(&j, text, err);
}
