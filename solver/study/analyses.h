/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file analyses.h
 *  Answers of analyses in a results store (study/store.h), beside its benchmarks: put there as they
 *  are told (results/facts.h), and told again. An answer is one transaction.
 *
 *  An analysis is known by its kind, version, back end, system, the SHA-256 of its input, policy,
 *  goal, settings and what was asked. The same one again replaces what is there, under the same
 *  number, unless there is more of it there (it was stopped this time and not the last). No time of
 *  day is kept: the same analyses, asked for in the same order, are the same rows.
 *
 *  Errors of all functions: those of store.h. Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_ANALYSES_H
#define ICS_STUDY_ANALYSES_H

#include "results/facts.h"
#include "study/store.h"

/** One analysis; texts that do not apply are "". */
typedef struct ics_analysis {
   int id; /* of one that is in a store */
   const char *kind, *version, *backend;
   const char *system, *name, *file, *sha256; /* of the input: an instance, or a file of draws */
   const char *policy, *goal;
   const char *settings; /* all settings, as ics_request_text */
   const char *asked;    /* what else was asked for: words and NAME=VALUE, by lines */
   const char *words;    /* what is missing or not proved; NULL: nothing */
   int status;           /* exit status of the verb: 0 unless there are words */
   int done;             /* how much was done, in units of the kind */
} ics_analysis;

/** Put an answer. A store without the tables of analyses (schema 2) gets them, in the same
 *  transaction.
 *  @param[in] tell, answer  all tables of the kind
 *  @param[out] kept  the number it has */
ICS_NODISCARD ics_rc ics_analysis_put(ics_store *store, const ics_analysis *analysis,
                                      ics_facts_tell *tell, const void *answer, ics_arena *arena,
                                      int *kept, ics_err *err);

/** All analyses by number, or those of @p kind (NULL: any); none is no error. */
ICS_NODISCARD ics_rc ics_analyses_list(const ics_store *store, const char *kind, ics_arena *arena,
                                       ics_analysis **out, int *n, ics_err *err);

/** Tell @p table of analysis @p id again, with the same cells in the same order. */
ICS_NODISCARD ics_rc ics_analysis_tell(const ics_store *store, int id, const ics_fact_table *table,
                                       ics_facts *to, ics_err *err);

#endif
