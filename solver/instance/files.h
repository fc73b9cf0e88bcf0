/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file files.h
 *  Opening the files of an instance, safely: regular files only, inside the tree of the instance's
 *  folder and its parent, so many and so large and no more; and their SHA-256 hashes.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_INSTANCE_FILES_H
#define ICS_INSTANCE_FILES_H

#include <stdbool.h>
#include <sys/types.h>

#include "instance/instance.h"

enum {
   ICS_FILES_MOST = 64,       /* files of one instance; a file included twice counts twice */
   ICS_FILES_BYTES = 8 << 20, /* of all files together */
};

typedef struct ics_files ics_files;

/** The contents of one file. */
typedef struct ics_source {
   const char *name; /* as messages show it; NULL: refused, and the fault is collected */
   const char *text; /* [bytes], valid UTF-8 without NUL and without byte order mark */
   size_t bytes;
   dev_t device; /* with inode: which file it is, whatever its name */
   ino_t inode;
} ics_source;

/** Begin with an instance file. Names and hashes go to @p arena, contents to @p scratch.
 *  @return ICS_OK, with the fault collected and out->name NULL if it cannot be read; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_files_start(const char *path, ics_arena *arena, ics_arena *scratch,
                                     ics_files **files, ics_source *out, ics_err *err);

/** Read a file that @p where names as @p name, relative to the folder of the file of @p where.
 *  @return ICS_OK, with the fault collected and out->name NULL if it is refused; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_files_open(ics_files *files, const char *name, ics_where where,
                                    const char *path, ics_source *out, ics_err *err);

/** The list of the files read, in order, and the SHA-256 of all their bytes one after another. */
ICS_NODISCARD ics_rc ics_files_finish(ics_files *files, ics_instance *in, ics_err *err);

#endif
