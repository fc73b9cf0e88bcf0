/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file template.h
 *  The files of a new instance, line by line.        Rules shared by all headers: base/err.h */
#ifndef ICS_ICSOPT_TEMPLATE_H
#define ICS_ICSOPT_TEMPLATE_H

typedef struct ics_template {
   const char *suffix;       /* of the file name, after NAME */
   const char *const *lines; /* closed by NULL; NAME in a line stands for the name given */
} ics_template;

/** The files, closed by a NULL suffix; the first is the instance, the others its tables. */
extern const ics_template ics_template_files[];

#endif
