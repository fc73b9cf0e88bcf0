/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/explain.h"

static void put_rule(ics_json *j, const ics_rule *rule)
{
   ics_json_text(j, "rule", rule->id);
   ics_json_text(j, "words", rule->words);
   ics_json_text(j, "file", rule->where.file);
   ics_json_int(j, "line", rule->where.line);
}

static void put_lines(ics_json *j, const char *key, const ics_move_line *lines, int n)
{
   ics_json_open(j, key, '[');
   for (int p = 0; p < n; p++) {
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "place", lines[p].place.id);
      ics_json_text(j, "service", lines[p].service.id);
      ics_json_text(j, "year", lines[p].year);
      ics_json_real(j, "money_gbp_m", lines[p].money);
      ics_json_real(j, "need_gbp_m", lines[p].need);
      ics_json_real(j, "care_gbp_m", lines[p].care);
      ics_json_real(j, "unmet_gbp_m", lines[p].unmet);
      ics_json_text(j, "unit", lines[p].unit);
      ics_json_real(j, "need", lines[p].need_units);
      ics_json_real(j, "care", lines[p].care_units);
      ics_json_real(j, "unmet", lines[p].unmet_units);
      ics_json_close(j);
   }
   ics_json_close(j);
}

static void put_changes(ics_json *j, const ics_move *move)
{
   ics_json_open(j, "aims", '[');
   for (int a = 0; a < move->naims; a++) {
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "id", move->aims[a].aim.id);
      ics_json_text(j, "unit", move->aims[a].unit);
      ics_json_real(j, "before", move->aims[a].before);
      ics_json_real(j, "after", move->aims[a].after);
      ics_json_real(j, "change", move->aims[a].change);
      ics_json_int(j, "better", move->aims[a].better);
      ics_json_close(j);
   }
   ics_json_close(j);
   put_lines(j, "services", move->services, move->nservices);
   put_lines(j, "places", move->places, move->nplaces);
   put_lines(j, "years", move->by_year, move->horizon);
   put_lines(j, "service_years", move->service_years, move->nservices * move->horizon);
   ics_json_open(j, "flows", '[');
   for (int p = 0; p < move->nflows; p++) {
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "fund", move->flows[p].fund.id);
      ics_json_text(j, "use", move->flows[p].use);
      ics_json_text(j, "service", move->flows[p].service.id);
      ics_json_real(j, "change_gbp_m", move->flows[p].change);
      ics_json_close(j);
   }
   ics_json_close(j);
}

static void put_limits(ics_json *j, const ics_move *move)
{
   ics_json_open(j, "beyond", '[');
   for (int p = 0; p < move->nbeyond; p++) {
      ics_json_open(j, NULL, '{');
      put_rule(j, &move->beyond[p].rule);
      ics_json_real(j, "limit", move->beyond[p].limit);
      ics_json_real(j, "asked", move->beyond[p].asked);
      ics_json_real(j, "over", move->beyond[p].over);
      ics_json_close(j);
   }
   ics_json_close(j);
   ics_json_open(j, "others", '[');
   for (int p = 0; p < move->nothers; p++) {
      ics_json_open(j, NULL, '{');
      ics_json_text(j, "place", move->others[p].place.id);
      ics_json_text(j, "service", move->others[p].service.id);
      ics_json_real(j, "change_gbp_m", move->others[p].change);
      ics_json_close(j);
   }
   ics_json_close(j);
   ics_json_open(j, "reasons", '[');
   for (int p = 0; p < move->nreasons; p++) {
      ics_json_open(j, NULL, '{');
      put_rule(j, &move->reasons[p]);
      ics_json_close(j);
   }
   ics_json_close(j);
}

void ics_json_move(ics_json *j, const ics_move *move)
{
   static const char *const status[] = { [ICS_OPTIMAL] = "optimal",
                                         [ICS_INFEASIBLE] = "infeasible",
                                         [ICS_UNCERTIFIED] = "uncertified",
                                         [ICS_LIMIT] = "limit" };
   ics_json_open(j, "move", '{');
   ics_json_real(j, "gbp_m", move->ask.gbp_m);
   ics_json_text(j, "from", move->from.id);
   ics_json_text(j, "to", move->to.id);
   ics_json_text(j, "place", move->place.id);
   ics_json_text(j, "first_year", move->first);
   ics_json_text(j, "last_year", move->last);
   ics_json_text(j, "status", status[move->status]);
   ics_json_bool(j, "adapted", move->adapted);
   ics_json_bool(j, "forced", move->forced);
   ics_json_real(j, "goal_gain", move->goal_gain);
   ics_json_text(j, "goal_unit", move->goal_unit);
   if (move->status == ICS_OPTIMAL) put_changes(j, move);
   put_limits(j, move);
   ics_json_close(j);
}
