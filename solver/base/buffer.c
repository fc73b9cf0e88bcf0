/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_BYTES = 4096 };

ics_buffer ics_buffer_start(ics_arena *arena)
{
   return (ics_buffer){ .arena = arena };
}

/* Room for @p bytes more; doubling keeps what is left behind in the arena below what is used. */
static bool make_room(ics_buffer *buffer, size_t bytes)
{
   if (buffer->failed) return false;
   if (buffer->room - buffer->used >= bytes) return true;
   size_t room = buffer->room > FIRST_BYTES ? buffer->room : FIRST_BYTES;
   while (room - buffer->used < bytes && room < (size_t)-1 / 4) room *= 2;
   char *text = room - buffer->used >= bytes ? ics_alloc(buffer->arena, room, 1) : NULL;
   if (!text) {
      buffer->failed = true;
      return false;
   }
   if (buffer->used > 0) memcpy(text, buffer->text, buffer->used);
   buffer->text = text;
   buffer->room = room;
   return true;
}

void ics_buffer_bytes(ics_buffer *buffer, const char *text, size_t bytes)
{
   if (bytes == 0 || !make_room(buffer, bytes)) return;
   memcpy(buffer->text + buffer->used, text, bytes);
   buffer->used += bytes;
}

void ics_buffer_text(ics_buffer *buffer, const char *text)
{
   ics_buffer_bytes(buffer, text, strlen(text));
}

void ics_buffer_printf(ics_buffer *buffer, const char *fmt, ...)
{
   va_list args;
   va_start(args, fmt);
   int bytes = vsnprintf(NULL, 0, fmt, args);
   va_end(args);
   if (bytes < 0 || !make_room(buffer, (size_t)bytes + 1)) return;
   va_start(args, fmt);
   (void)vsnprintf(buffer->text + buffer->used, (size_t)bytes + 1, fmt, args);
   va_end(args);
   buffer->used += (size_t)bytes;
}

ics_rc ics_buffer_end(ics_buffer *buffer, char **text, ics_err *err)
{
   if (!make_room(buffer, 1)) return ics_fail(err, ICS_EMEMORY, "out of memory");
   buffer->text[buffer->used] = '\0';
   *text = buffer->text;
   return ICS_OK;
}
