/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file call.h
 *  One call of the command: what was typed, what was loaded for it, and the shape of a verb.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_ICSOPT_CALL_H
#define ICS_ICSOPT_CALL_H

#include <stddef.h>

#include "results/run.h"

typedef struct ics_option ics_option;

/** Values of a repeatable option, in the order typed. */
typedef struct ics_values {
   const char **value; /* [n] */
   int n;
} ics_values;

typedef struct ics_call {
   const char *verb;
   const ics_option *options; /* of the verb */
   const char **operands;     /* [noperands] */
   int noperands;
   ics_arena *arena;

   /* Options; NULL or false: not given. */
   ics_values set, weight, bound, group, of, only;
   const char *output, *format, *policy, *goal, *resolution, *stage, *instance, *grade;
   const char *within, *year, *place, *service, *jobs;
   const char *chain, *move, *from, *to, *why_not;
   const char *policies, *systems, *export_to, *run, *corner, *corners, *gap;
   const char *wtp, *population, *years, *discount, *seed, *table, *analysis;
   const char *by, *reading, *steps, *draws, *draws_csv, *sampling, *correlate, *method;
   bool rules, multipliers, exchange, judgements, adapt;
   bool quiet, timing, detail, help, version;

   /* Made of --set: settings by name, the rest for the instance. */
   ics_settings settings;
   ics_override *overrides; /* [noverrides] */
   int noverrides;

   /* Loaded before the verb runs, if its row in verbs.def says so. */
   const ics_instance *in;
   ics_result **plans; /* [noperands] */
   double seconds_read;
} ics_call;

/** A verb: its cmd_NAME.c defines `const ics_verb ics_verb_NAME`. */
typedef struct ics_verb {
   const char *operands;      /* as help shows them */
   int least, most;           /* operands wanted */
   const ics_option *options; /* closed by a NULL name; the common ones are added by the parser */
   const char *about;         /* paragraphs of --help, divided by newlines */
   ics_rc (*run)(ics_call *call, ics_err *err); /* the code's exit status is the command's */
} ics_verb;

/** Sort --set into settings and overrides. @return ICS_OK; ICS_EUSAGE for a form other than
 * NAME=VALUE, an unknown setting or one out of range; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_call_sets(ics_call *call, ics_err *err);

/** The output of this call is not the file @p input. @return ICS_OK; ICS_EUSAGE where -o would
 * overwrite it */
ICS_NODISCARD ics_rc ics_call_spare(const ics_call *call, const char *input, ics_err *err);

/** Read an instance with the changes of this call, whose files its output may not be. Errors of
 * ics_instance_read. */
ICS_NODISCARD ics_rc ics_call_load(ics_call *call, const char *path, const ics_instance **out,
                                   ics_err *err);

/** Read the instance that the saved plan @p saved, read from @p path, was made from, with the
 *  changes that it was made with: the file of --instance, else the one that the plan names, looked
 *  for from the current folder and then from the plan's. Errors of ics_call_load. */
ICS_NODISCARD ics_rc ics_call_load_of(ics_call *call, const ics_result *saved, const char *path,
                                      const ics_instance **out, ics_err *err);

/** Read the first operand, an instance or a saved plan with its instance, into call->in (and
 *  call->plans[0]), so that options can be understood before anything is solved.
 *  @return errors of ics_result_read and ics_instance_read; ICS_EUSAGE for options that a saved
 *          plan has decided already */
ICS_NODISCARD ics_rc ics_call_open(ics_call *call, ics_err *err);

/** What ics_call_open read as a solved instance: a saved plan is opened again, an instance solved
 * as the call asks. Errors of ics_reopen or ics_solve. */
ICS_NODISCARD ics_rc ics_call_solved(ics_call *call, ics_solved *out, ics_err *err);

/** What the call asks of the solver. */
ics_request ics_call_request(const ics_call *call);

/** Is the format asked for (or the verb's own, text) this one? */
bool ics_call_format(const ics_call *call, const char *format);

/** Processes to work on, from --jobs: by default as many as there are processors.
 *  @return ICS_OK; ICS_EUSAGE for anything but a whole number from 1 to ICS_POOL_JOBS */
ICS_NODISCARD ics_rc ics_call_jobs(const ics_call *call, int *jobs, ics_err *err);

/** The share that the percentage @p text of --@p option is; NULL leaves @p share as it is.
 *  @return ICS_OK; ICS_EUSAGE for anything but 0% to 100%, with its sign */
ICS_NODISCARD ics_rc ics_call_percent(const char *option, const char *text, double *share,
                                      ics_err *err);

/** Show what is being done on a terminal's last line, unless --quiet; NULL wipes it. */
void ics_call_progress(const ics_call *call, const char *doing, const char *what);

/** Seconds since an arbitrary start, by a clock that never steps. */
double ics_call_clock(void);

#endif
