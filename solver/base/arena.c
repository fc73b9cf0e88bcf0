/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

enum { CHUNK_BYTES = 1 << 16 };

typedef struct chunk {
   struct chunk *next;
   size_t size, used; /* bytes after this header */
   max_align_t data[];
} chunk;

struct ics_arena {
   chunk *chunks;
};

/* Process-wide accounts: what is live, and the test switch that lets the k-th allocation fail. */
static size_t live_bytes;
static long fail_countdown = -1;

size_t ics_arena_live(void)
{
   return live_bytes;
}

void ics_arena_fail_at(long k)
{
   fail_countdown = k;
}

static bool fails_now(void)
{
   return fail_countdown >= 0 && fail_countdown-- == 0;
}

static void *take(size_t bytes)
{
   void *p = malloc(bytes);
   if (p) live_bytes += bytes;
   return p;
}

ics_arena *ics_arena_new(void)
{
   ics_arena *arena = fails_now() ? NULL : take(sizeof *arena);
   if (arena) arena->chunks = NULL;
   return arena;
}

void ics_arena_free(ics_arena **arena)
{
   if (!*arena) return;
   for (chunk *c = (*arena)->chunks, *next; c; c = next) {
      next = c->next;
      live_bytes -= sizeof *c + c->size;
      free(c);
   }
   live_bytes -= sizeof **arena;
   free(*arena);
   *arena = NULL;
}

void *ics_alloc(ics_arena *arena, size_t n, size_t size)
{
   const size_t align = alignof(max_align_t);
   if (fails_now() || (size && n > (SIZE_MAX / 2) / size)) return NULL;
   size_t bytes = (n * size + align - 1) / align * align;
   chunk *c = arena->chunks;
   if (!c || c->size - c->used < bytes) {
      size_t room = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
      c = take(sizeof *c + room);
      if (!c) return NULL;
      c->size = room;
      c->used = 0;
      c->next = arena->chunks;
      arena->chunks = c;
   }
   void *p = (char *)c->data + c->used;
   c->used += bytes;
   return memset(p, 0, bytes);
}

char *ics_strndup(ics_arena *arena, const char *text, size_t bytes)
{
   char *copy = ics_alloc(arena, bytes + 1, 1);
   if (copy) memcpy(copy, text, bytes);
   return copy;
}

char *ics_strdup(ics_arena *arena, const char *text)
{
   return ics_strndup(arena, text, strlen(text));
}

char *ics_format(ics_arena *arena, const char *fmt, ...)
{
   va_list args;
   va_start(args, fmt);
   int bytes = vsnprintf(NULL, 0, fmt, args);
   va_end(args);
   if (bytes < 0) return NULL;
   char *text = ics_alloc(arena, (size_t)bytes + 1, 1);
   if (!text) return NULL;
   va_start(args, fmt);
   (void)vsnprintf(text, (size_t)bytes + 1, fmt, args);
   va_end(args);
   return text;
}

void ics_arena_keep_pages(void)
{
#ifdef __GLIBC__
   enum { KEPT = 1 << 30, LARGEST = 1 << 25 }; /* the most that glibc takes for the second */
   (void)mallopt(M_TRIM_THRESHOLD, KEPT);
   (void)mallopt(M_MMAP_THRESHOLD, LARGEST);
#endif
}
