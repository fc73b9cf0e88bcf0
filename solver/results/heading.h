/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file heading.h
 *  What every answer of a study begins with: whose numbers, under which policy and goal.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_RESULTS_HEADING_H
#define ICS_RESULTS_HEADING_H

#include "results/jsonout.h"
#include "results/run.h"

typedef struct ics_heading {
   const char *code, *name, *file, *sha256; /* of the instance */
   const char *first_year, *last_year;
   const char *policy, *policy_name, *goal;
} ics_heading;

/** Of a solved instance; texts are borrowed from it and from what it was asked. */
ics_heading ics_heading_of(const ics_solved *solved, const ics_request *asked);

/** What every JSON answer about an instance begins with: schema_version, and the instance. */
void ics_instance_json(ics_json *j, const char *code, const char *file, const char *sha256);

/** schema_version, instance, policy and goal. */
void ics_heading_json(ics_json *j, const ics_heading *heading);

#endif
