/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file options.h
 *  Options of the command line: one table a verb, from which parser, help and error texts come.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_ICSOPT_OPTIONS_H
#define ICS_ICSOPT_OPTIONS_H

#include "base/buffer.h"
#include "icsopt/call.h"

typedef enum ics_option_type {
   ICS_OPTION_FLAG,   /* bool */
   ICS_OPTION_TEXT,   /* const char *; once */
   ICS_OPTION_LIST,   /* ics_values; repeatable */
   ICS_OPTION_CHOICE, /* const char *; one of the words of `word`, divided by | */
} ics_option_type;

struct ics_option {
   const char *name; /* long name without hyphens */
   char letter;      /* short one, or 0 */
   const char *word; /* what its argument is called in help */
   ics_option_type type;
   size_t offset; /* of the field in ics_call */
   const char *help;
};

/* Rows that verbs share. */
#define ICS_ROW(name, letter, word, type, field, help)                                             \
   {                                                                                               \
      name, letter, word, ICS_OPTION_##type, offsetof(ics_call, field), help                       \
   }
#define ICS_ROW_INSTANCE                                                                           \
   ICS_ROW("instance", 'i', "FILE", TEXT, instance,                                                \
           "the instance of a saved plan; default: the one it names")
#define ICS_ROW_SET                                                                                \
   ICS_ROW("set", 's', "PATH=VALUE", LIST, set,                                                    \
           "change a number of the instance, or a setting, for this run (repeatable)")
#define ICS_ROW_OUTPUT                                                                             \
   ICS_ROW("output", 'o', "FILE", TEXT, output, "write to FILE, whole or not at all")
#define ICS_ROW_KEPT                                                                               \
   ICS_ROW("output", 'o', "FILE", TEXT, output,                                                    \
           "FILE.sqlite: keep the answer in a results store, beside what is there, and print it; " \
           "any other name: write it there, whole or not at all")
#define ICS_ROW_FORMAT(words) ICS_ROW("format", 'f', words, CHOICE, format, "form of the answer")
#define ICS_ROW_POLICY                                                                             \
   ICS_ROW("policy", 'p', "ID", TEXT, policy, "policy; default: the instance's first")
#define ICS_ROW_GOAL                                                                               \
   ICS_ROW("goal", 'g', "GOAL", TEXT, goal, "weighted, lexicographic, minimax or the id of an aim")
#define ICS_ROW_WEIGHT                                                                             \
   ICS_ROW("weight", 'w', "AIM=W", LIST, weight, "weight of an aim (repeatable)")
#define ICS_ROW_BOUND                                                                              \
   ICS_ROW("bound", 'b', "AIM>=V", LIST, bound,                                                    \
           "least (or, with <=, most) that an aim may come to, in its unit (repeatable)")
#define ICS_ROW_RESOLUTION                                                                         \
   ICS_ROW("resolution", 'r', "place", TEXT, resolution, "at which money is allocated")
#define ICS_ROW_JOBS                                                                               \
   ICS_ROW("jobs", 'j', "N", TEXT, jobs,                                                           \
           "processes to work on; default: one a processor. The answer does not depend on it")
#define ICS_ROW_RUN                                                                                \
   ICS_ROW("run", 0, "N", TEXT, run,                                                               \
           "which run of a results store; without it, where there are several, they are listed")
#define ICS_ROW_END ICS_ROW(NULL, 0, NULL, FLAG, help, NULL)

/** Read the words after the verb. --quiet, --help and --version are understood for every verb.
 *  @param[in]  words  [nwords] borrowed; operands and values point into them
 *  @return ICS_OK; ICS_EUSAGE with the nearest name; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_options_read(const ics_verb *verb, char **words, int nwords,
                                      ics_call *call, ics_err *err);

/** The value number @p n, from 0, that was given for an option (of a flag, its name); NULL: there
 *  are no more. */
const char *ics_option_value(const ics_call *call, const ics_option *option, int n);

/** Help of a verb. */
void ics_options_help(const char *name, const char *help, const ics_verb *verb, ics_buffer *page);

#endif
