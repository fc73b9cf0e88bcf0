/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file arena.h
 *  Lifetimes: memory is taken from an arena named for how long it lives (instance, model, solve,
 *  scratch) and freed with it. The only malloc of the project. */
#ifndef ICS_BASE_ARENA_H
#define ICS_BASE_ARENA_H

#include <stddef.h>

#include "base/err.h"

typedef struct ics_arena ics_arena;

/** A new, empty arena; NULL when memory is out. */
ics_arena *ics_arena_new(void);

/** Free everything taken from *arena, and null the pointer. NULL is allowed. */
void ics_arena_free(ics_arena **arena);

/** @p n objects of @p size bytes, zeroed and aligned for any type; n = 0 gives a valid pointer.
 *  @return NULL when memory is out or n * size overflows. */
void *ics_alloc(ics_arena *arena, size_t n, size_t size);

/** Let the process keep what it gives back, for a command that takes and frees the same tens of
 *  megabytes a thousand times: the system is not asked for pages, and they are not cleared, anew (4
 *  % of a draw of a probabilistic analysis). Once, before anything is taken; does nothing where the
 *  C library is not glibc. */
void ics_arena_keep_pages(void);

/** A copy of a text, or of its first @p bytes; NULL when memory is out. */
char *ics_strdup(ics_arena *arena, const char *text);
char *ics_strndup(ics_arena *arena, const char *text, size_t bytes);

/** printf into the arena; NULL when memory is out. */
char *ics_format(ics_arena *arena, const char *fmt, ...) ICS_PRINTF(2, 3);

/** Bytes now held by all arenas; the tests end on 0. */
size_t ics_arena_live(void);

/** Tests only: let the k-th allocation from now fail (0: the next; -1: never), be it an arena, an
 * ics_alloc or a text, whether or not the system would be asked for memory. */
void ics_arena_fail_at(long k);

/** Take @p n objects for pointer @p p from @p arena or return ICS_EMEMORY from this function. */
#define ICS_ALLOC(p, arena, n, err)                                                                \
   do {                                                                                            \
      (p) = ics_alloc((arena), (size_t)(n), sizeof *(p));                                          \
      if (!(p)) return ics_fail((err), ICS_EMEMORY, "out of memory");                              \
   } while (0)

#endif
