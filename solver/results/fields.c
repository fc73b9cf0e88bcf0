/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/fields.h"

#define TEXT(record, key, member)                                                                  \
   {                                                                                               \
      key, ICS_FIELD_TEXT, offsetof(record, member)                                                \
   }
#define REAL(record, key, member)                                                                  \
   {                                                                                               \
      key, ICS_FIELD_REAL, offsetof(record, member)                                                \
   }
#define INT(record, key, member)                                                                   \
   {                                                                                               \
      key, ICS_FIELD_INT, offsetof(record, member)                                                 \
   }
#define BOOL(record, key, member)                                                                  \
   {                                                                                               \
      key, ICS_FIELD_BOOL, offsetof(record, member)                                                \
   }
#define NAME(record, key, member)                                                                  \
   {                                                                                               \
      key, ICS_FIELD_NAME, offsetof(record, member)                                                \
   }
#define END                                                                                        \
   {                                                                                               \
      NULL, ICS_FIELD_TEXT, 0                                                                      \
   }

const char *const ics_name_kinds[] = { "place", "service", "mechanism", "fund", NULL };

static const ics_field head[] = {
   TEXT(ics_result, "run_id", run_id),
   TEXT(ics_result, "version", version),
   TEXT(ics_result, "backend", backend),
   END,
};

static const ics_field instance[] = {
   TEXT(ics_result, "code", code),
   TEXT(ics_result, "name", name),
   TEXT(ics_result, "file", file),
   TEXT(ics_result, "sha256", sha256),
   TEXT(ics_result, "attribution", attribution),
   END,
};

static const ics_field choice[] = {
   TEXT(ics_result, "policy", policy), TEXT(ics_result, "policy_name", policy_name),
   TEXT(ics_result, "goal", goal),     TEXT(ics_result, "resolution", resolution),
   TEXT(ics_result, "status", status), END,
};

static const ics_field reference[] = {
   TEXT(ics_result, "id", reference.id),
   TEXT(ics_result, "name", reference.name),
   END,
};

static const ics_field certificate[] = {
   BOOL(ics_result, "certified", certified),
   REAL(ics_result, "relative_gap", relative_gap),
   REAL(ics_result, "primal_violation", primal_violation),
   REAL(ics_result, "dual_violation", dual_violation),
   TEXT(ics_result, "method", method),
   END,
};

static const ics_field objective[] = {
   REAL(ics_result, "objective", objective),
   INT(ics_result, "own_stage", own_stage),
   END,
};

static const ics_field sizes[] = {
   INT(ics_result, "rows", rows),
   INT(ics_result, "columns", columns),
   INT(ics_result, "nonzeros", nonzeros),
   INT(ics_result, "places", places),
   INT(ics_result, "services", services),
   INT(ics_result, "mechanisms", mechanisms),
   END,
};

static const ics_field seconds[] = {
   REAL(ics_result, "read", seconds_read),
   REAL(ics_result, "build", seconds_build),
   REAL(ics_result, "solve", seconds_solve),
   REAL(ics_result, "certify", seconds_certify),
   END,
};

static const ics_field totals[] = {
   REAL(ics_result, "breach_gbp_m", breach_gbp_m),
   REAL(ics_result, "shortfall_gbp_m", shortfall_gbp_m),
   REAL(ics_result, "unmet_share_first", unmet_share_first),
   REAL(ics_result, "unmet_share_last", unmet_share_last),
   REAL(ics_result, "baseline_unmet_share_first", baseline_unmet_share_first),
   REAL(ics_result, "baseline_unmet_share_last", baseline_unmet_share_last),
   REAL(ics_result, "inflated_need_gbp_m", inflated_need_gbp_m),
   INT(ics_result, "derived_bounds_met", derived_bounds_met),
   END,
};

static const ics_field aims[] = {
   TEXT(ics_result_aim, "id", aim.id),
   TEXT(ics_result_aim, "name", aim.name),
   TEXT(ics_result_aim, "unit", unit),
   BOOL(ics_result_aim, "maximise", maximise),
   REAL(ics_result_aim, "value", value),
   REAL(ics_result_aim, "baseline", baseline),
   REAL(ics_result_aim, "best", best),
   REAL(ics_result_aim, "worst", worst),
   END,
};

static const ics_field stages[] = {
   TEXT(ics_result_stage, "id", id),
   TEXT(ics_result_stage, "status", status),
   REAL(ics_result_stage, "value", value),
   REAL(ics_result_stage, "held", held),
   BOOL(ics_result_stage, "certified", certified),
   REAL(ics_result_stage, "relative_gap", relative_gap),
   REAL(ics_result_stage, "primal_violation", primal_violation),
   REAL(ics_result_stage, "dual_violation", dual_violation),
   TEXT(ics_result_stage, "method", method),
   TEXT(ics_result_stage, "rung", rung),
   INT(ics_result_stage, "iterations", iterations),
   END,
};

static const ics_field plan[] = {
   NAME(ics_plan_line, "place", place),
   NAME(ics_plan_line, "service", service),
   NAME(ics_plan_line, "mechanism", mechanism),
   TEXT(ics_plan_line, "principle", principle),
   TEXT(ics_plan_line, "year", year),
   REAL(ics_plan_line, "gbp_m", gbp_m),
   REAL(ics_plan_line, "baseline_gbp_m", baseline_gbp_m),
   END,
};

static const ics_field funding[] = {
   NAME(ics_funding_line, "fund", fund),
   NAME(ics_funding_line, "place", place),
   NAME(ics_funding_line, "service", service),
   TEXT(ics_funding_line, "use", use),
   TEXT(ics_funding_line, "words", words),
   TEXT(ics_funding_line, "year", year),
   REAL(ics_funding_line, "gbp_m", gbp_m),
   REAL(ics_funding_line, "baseline_gbp_m", baseline_gbp_m),
   END,
};

static const ics_field need[] = {
   NAME(ics_need_line, "place", place),
   NAME(ics_need_line, "service", service),
   TEXT(ics_need_line, "year", year),
   TEXT(ics_need_line, "unit", unit),
   REAL(ics_need_line, "need", need),
   REAL(ics_need_line, "activity", activity),
   REAL(ics_need_line, "unmet", unmet),
   REAL(ics_need_line, "need_gbp_m", need_gbp_m),
   REAL(ics_need_line, "activity_gbp_m", activity_gbp_m),
   REAL(ics_need_line, "unmet_gbp_m", unmet_gbp_m),
   REAL(ics_need_line, "baseline_unmet_gbp_m", baseline_unmet_gbp_m),
   REAL(ics_need_line, "shortfall_gbp_m", shortfall_gbp_m),
   REAL(ics_need_line, "prevented_gbp_m", prevented_gbp_m),
   BOOL(ics_need_line, "at_floor", at_floor),
   END,
};

static const ics_field prices[] = {
   TEXT(ics_price_line, "rule", rule),   TEXT(ics_price_line, "family", family),
   TEXT(ics_price_line, "words", words), REAL(ics_price_line, "price", price),
   TEXT(ics_price_line, "unit", unit),   REAL(ics_price_line, "from", from),
   REAL(ics_price_line, "to", to),       END,
};

static const ics_field breaches[] = {
   TEXT(ics_breach_line, "rule", rule),
   TEXT(ics_breach_line, "family", family),
   TEXT(ics_breach_line, "words", words),
   TEXT(ics_breach_line, "year", year),
   REAL(ics_breach_line, "amount", amount),
   TEXT(ics_breach_line, "unit", unit),
   END,
};

static const ics_field judgements[] = {
   TEXT(ics_judgement_line, "path", path),
   TEXT(ics_judgement_line, "words", words),
   TEXT(ics_judgement_line, "grade", grade),
   REAL(ics_judgement_line, "low", low),
   REAL(ics_judgement_line, "point", point),
   REAL(ics_judgement_line, "high", high),
   TEXT(ics_judgement_line, "coefficient_unit", coef_unit),
   REAL(ics_judgement_line, "derivative", derivative),
   REAL(ics_judgement_line, "at_low", at_low),
   REAL(ics_judgement_line, "at_high", at_high),
   REAL(ics_judgement_line, "swing", swing),
   TEXT(ics_judgement_line, "unit", unit),
   END,
};

static const ics_field evidence[] = {
   INT(ics_result, "published", npublished),
   INT(ics_result, "derived", nderived),
   INT(ics_result, "judgement", njudged),
   END,
};

static const ics_field advantage[] = {
   REAL(ics_result, "value", advantage),
   TEXT(ics_result, "unit", advantage_unit),
   END,
};

#define LIST_LATER(key, fields, record, list, count, later)                                        \
   {                                                                                               \
      key, fields, offsetof(ics_result, list), offsetof(ics_result, count), sizeof(record), false, \
          later                                                                                    \
   }
#define LIST(key, fields, record, list, count) LIST_LATER(key, fields, record, list, count, false)
#define OBJECT(key, fields, timing)                                                                \
   {                                                                                               \
      key, fields, 0, 0, 0, timing, false                                                          \
   }

const ics_field_group ics_field_groups[] = {
   OBJECT(NULL, head, false),
   OBJECT("instance", instance, false),
   OBJECT(NULL, choice, false),
   OBJECT("reference", reference, false),
   OBJECT("certificate", certificate, false),
   OBJECT(NULL, objective, false),
   OBJECT("lp", sizes, false),
   OBJECT("seconds", seconds, true),
   OBJECT("totals", totals, false),
   LIST("aims", aims, ics_result_aim, aims, naims),
   LIST("stages", stages, ics_result_stage, stages, nstages),
   LIST("plan", plan, ics_plan_line, plan, nplan),
   LIST("funding", funding, ics_funding_line, funding, nfunding),
   LIST("need", need, ics_need_line, needs, nneeds),
   LIST("prices", prices, ics_price_line, prices, nprices),
   LIST_LATER("breaches", breaches, ics_breach_line, breaches, nbreaches, true),
   OBJECT("advantage", advantage, false),
   OBJECT("evidence", evidence, false),
   LIST("judgements", judgements, ics_judgement_line, judgements, njudgements),
   OBJECT(NULL, NULL, false),
};
