/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file pack.h
 *  Numbers and texts in a record of doubles, as the pool carries it between processes. One function
 *  that names the members of a struct in order both writes and reads it, so that the two cannot
 *  drift apart. Between processes of one program on machines of one kind: not a file format.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_BASE_PACK_H
#define ICS_BASE_PACK_H

#include <stdbool.h>

#include "base/arena.h"

typedef struct ics_pack {
   unsigned char *bytes; /* [room] of the record */
   size_t used, room;
   ics_arena *arena; /* texts read are copied here; NULL: this pack writes */
   bool full;        /* the record is too short, or memory is out; nothing more is done */
} ics_pack;

/** Begin at the start of a record of @p width doubles. A record that is read is not changed. */
ics_pack ics_pack_write(double *record, int width);
ics_pack ics_pack_read(const double *record, int width, ics_arena *arena);

/** One member, written from or read into the place named. A NULL text is read as NULL. A zero has
 *  no sign once it is packed. */
void ics_pack_real(ics_pack *pack, double *value);
void ics_pack_int(ics_pack *pack, int *value);
void ics_pack_bool(ics_pack *pack, bool *value);
void ics_pack_text(ics_pack *pack, const char **text);

/** A list: its length, and when reading room for it: [*n] of @p size bytes at *list, zeroed. */
void ics_pack_list(ics_pack *pack, int *n, void *list, size_t size);

/** @return ICS_OK; ICS_EBUG where the record is too short; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_pack_end(const ics_pack *pack, ics_err *err);

#endif
