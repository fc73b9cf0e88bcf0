/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "simplex/lu_store.h"

ics_rc lu_reserve(lu_lists *lists, int more, ics_arena *arena, ics_err *err)
{
   int *at;
   double *v;
   if (lists->used + more <= lists->room) return ICS_OK;
   int room = 2 * (lists->used + more);
   ICS_ALLOC(at, arena, room, err);
   ICS_ALLOC(v, arena, room, err);
   if (lists->used > 0) {
      memcpy(at, lists->at, (size_t)lists->used * sizeof *at);
      memcpy(v, lists->v, (size_t)lists->used * sizeof *v);
   }
   lists->at = at;
   lists->v = v;
   lists->room = room;
   return ICS_OK;
}

static ics_rc move_to_end(lu_lists *lists, int k, ics_arena *arena, ics_err *err)
{
   lu_list *l = &lists->of[k];
   int room = 2 * l->len + 4;
   ICS_TRY(lu_reserve(lists, room, arena, err));
   memcpy(lists->at + lists->used, lists->at + l->start, (size_t)l->len * sizeof *lists->at);
   memcpy(lists->v + lists->used, lists->v + l->start, (size_t)l->len * sizeof *lists->v);
   l->start = lists->used;
   l->room = room;
   lists->used += room;
   return ICS_OK;
}

ics_rc lu_append(lu_lists *lists, int k, int at, double v, ics_arena *arena, ics_err *err)
{
   lu_list *l = &lists->of[k];
   if (l->len == l->room) ICS_TRY(move_to_end(lists, k, arena, err));
   lists->at[l->start + l->len] = at;
   lists->v[l->start + l->len] = v;
   l->len++;
   return ICS_OK;
}

double lu_remove(lu_lists *lists, int k, int at)
{
   lu_list *l = &lists->of[k];
   int here = l->start, last = l->start + l->len - 1;
   while (lists->at[here] != at) here++;
   double v = lists->v[here];
   lists->at[here] = lists->at[last];
   lists->v[here] = lists->v[last];
   l->len--;
   return v;
}
