/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/heading.h"

ics_heading ics_heading_of(const ics_solved *solved, const ics_request *asked)
{
   static const char *const kinds[] = { [ICS_GOAL_WEIGHTED] = "weighted",
                                        [ICS_GOAL_LEXICOGRAPHIC] = "lexicographic",
                                        [ICS_GOAL_MINIMAX] = "minimax" };
   const ics_instance *in = solved->in;
   bool single = solved->goal.kind == ICS_GOAL_SINGLE;
   const char *goal = single ? solved->run.stages[solved->run.own].id : kinds[solved->goal.kind];
   return (ics_heading){ .code = in->code,
                         .name = in->name,
                         .file = in->file,
                         .sha256 = in->sha256,
                         .first_year = in->years[0],
                         .last_year = in->years[in->nyears - 1],
                         .policy = solved->policy->id,
                         .policy_name = solved->policy->name,
                         .goal = asked->goal ? asked->goal : goal };
}

void ics_instance_json(ics_json *j, const char *code, const char *file, const char *sha256)
{
   ics_json_int(j, "schema_version", ICS_SCHEMA_VERSION);
   ics_json_open(j, "instance", '{');
   ics_json_text(j, "code", code);
   ics_json_text(j, "file", file);
   ics_json_text(j, "sha256", sha256);
   ics_json_close(j);
}

void ics_heading_json(ics_json *j, const ics_heading *heading)
{
   ics_instance_json(j, heading->code, heading->file, heading->sha256);
   ics_json_text(j, "policy", heading->policy);
   ics_json_text(j, "goal", heading->goal);
}
