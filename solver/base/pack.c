/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pack.h"

#include <string.h>

ics_pack ics_pack_write(double *record, int width)
{
   return (ics_pack){ .bytes = (unsigned char *)record, .room = (size_t)width * sizeof *record };
}

ics_pack ics_pack_read(const double *record, int width, ics_arena *arena)
{
   ics_pack pack = { .room = (size_t)width * sizeof *record, .arena = arena };
   memcpy(&pack.bytes, &record, sizeof record); /* read only from here on */
   return pack;
}

/* Through memcpy: members lie where the last one ended, at any address. */
static void bytes_of(ics_pack *pack, void *at, size_t bytes)
{
   if (pack->full || bytes > pack->room - pack->used) {
      pack->full = true;
      return;
   }
   if (pack->arena)
      memcpy(at, pack->bytes + pack->used, bytes);
   else
      memcpy(pack->bytes + pack->used, at, bytes);
   pack->used += bytes;
}

void ics_pack_real(ics_pack *pack, double *value)
{
   double plain = *value == 0.0 ? 0.0 : *value;
   bytes_of(pack, &plain, sizeof plain);
   if (pack->arena && !pack->full) *value = plain;
}

void ics_pack_int(ics_pack *pack, int *value)
{
   bytes_of(pack, value, sizeof *value);
}

void ics_pack_bool(ics_pack *pack, bool *value)
{
   bytes_of(pack, value, sizeof *value);
}

void ics_pack_text(ics_pack *pack, const char **text)
{
   int bytes = pack->arena || !*text ? -1 : (int)strlen(*text);
   ics_pack_int(pack, &bytes);
   if (!pack->arena) {
      if (bytes < 0) return;
      if (pack->full || (size_t)bytes > pack->room - pack->used) {
         pack->full = true;
         return;
      }
      memcpy(pack->bytes + pack->used, *text, (size_t)bytes);
      pack->used += (size_t)bytes;
      return;
   }
   *text = NULL;
   if (pack->full || bytes < 0) return;
   if ((size_t)bytes <= pack->room - pack->used)
      *text = ics_strndup(pack->arena, (const char *)pack->bytes + pack->used, (size_t)bytes);
   if (!*text) pack->full = true;
   pack->used += pack->full ? 0 : (size_t)bytes;
}

void ics_pack_list(ics_pack *pack, int *n, void *list, size_t size)
{
   ics_pack_int(pack, n);
   if (!pack->arena) return;
   void *room = pack->full || *n < 0 ? NULL : ics_alloc(pack->arena, (size_t)*n, size);
   if (!room) {
      pack->full = true;
      *n = 0;
      return;
   }
   memcpy(list, &room, sizeof room);
}

ics_rc ics_pack_end(const ics_pack *pack, ics_err *err)
{
   if (!pack->full) return ICS_OK;
   return ics_fail(err, ICS_EBUG, "a record of %zu bytes is too short for what it has to hold",
                   pack->room);
}
