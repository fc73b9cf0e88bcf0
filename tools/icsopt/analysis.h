/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file analysis.h
 *  What all analyses share as verbs: from the question understood to the answer written, kept and
 *  judged. A kind of analysis says what differs in one row.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_ICSOPT_ANALYSIS_H
#define ICS_ICSOPT_ANALYSIS_H

#include "base/buffer.h"
#include "icsopt/call.h"
#include "results/facts.h"
#include "results/heading.h"

/** A kind of analysis. Answers are of the type that its own functions know. */
typedef struct ics_analysis_kind {
   const char *name; /* whose tables it has (results/facts.h) */
   bool stops;       /* a first Ctrl-C ends it with what is finished (base/interrupt.h) */
   /* Finds the answer. @param ask  what ics_analysis_run was given */
   ics_rc (*solve)(ics_call *call, void *ask, const void **answer, ics_err *err);
   /* Is it all there and proved? @param[out] done  how much of it there is, in units of its own;
    * @return ICS_OK, or what the exit status is to tell, with its words */
   ics_rc (*verdict)(const void *answer, int *done, ics_err *err);
   ics_rc (*json)(const void *answer, ics_arena *arena, char **text, ics_err *err);
   void (*text)(const void *answer, bool detail, ics_buffer *page);
   ics_facts_tell *facts;
} ics_analysis_kind;

/** The writers of answers of type ics_NAME_result, as `json` and `text` of a kind want them;
 *  @p report  writes `answer` to `page`, and knows `detail` */
#define ICS_ANALYSIS_WRITERS(name, report)                                                         \
   static ics_rc name##_json(const void *answer, ics_arena *arena, char **text, ics_err *err)      \
   {                                                                                               \
      return ics_##name##_json(answer, arena, text, err);                                          \
   }                                                                                               \
   static void name##_text(const void *answer, bool detail, ics_buffer *page)                      \
   {                                                                                               \
      (void)detail;                                                                                \
      report;                                                                                      \
   }

/** Solve, write to -o or standard output, and judge. Where -o names a results store the answer is
 *  kept there and goes to standard output; it goes there too where it cannot be kept.
 *  @param[in] about  whose numbers they are
 *  @return errors of the kind's functions, of ics_analysis_put (study/analyses.h), of ics_output;
 *          then the verdict */
ICS_NODISCARD ics_rc ics_analysis_run(ics_call *call, const ics_analysis_kind *kind,
                                      const ics_heading *about, void *ask, ics_err *err);

/** To be found out before anything is solved: a results store that -o names can be written.
 *  @return ICS_OK, also without one; errors of ics_store_try (study/store.h) */
ICS_NODISCARD ics_rc ics_analysis_ready(const ics_call *call, ics_err *err);

/** Is there a certified plan to ask about?
 *  @param[in] none, unproved  how the words for "no plan keeps all the rules" go on; all words for
 *             a plan without proof
 *  @return ICS_OK; ICS_ENOPLAN, ICS_ELIMIT or ICS_ENUMERIC */
ICS_NODISCARD ics_rc ics_analysis_start(const ics_solved *solved, const char *none,
                                        const char *unproved, ics_err *err);

/** Progress of a kind that counts what it does: "solving 3 of 9 ends". */
typedef struct ics_analysis_count {
   const ics_call *call;
   const char *doing, *what;
} ics_analysis_count;
void ics_analysis_counted(void *count, int done, int n);

#endif
