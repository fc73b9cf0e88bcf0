/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/pieces.h"

#include <math.h>

#include "post/choice.h"

enum { LINES_MOST = 5000, CHANGES_TOLD = 3 };

ics_rc ics_pieces_open(ics_pieces *p, const ics_moved *moved, double gap, ics_arena *arena,
                       ics_err *err)
{
   *p = (ics_pieces){ .moved = moved, .gap = gap, .arena = arena };
   ICS_ALLOC(p->list, arena, LINES_MOST, err);
   return ICS_OK;
}

/* The same line goes on: a kink, if there is one, is less than a certificate can see. */
static bool goes_on(const ics_pieces *s, const ics_piece *left, double to, double slope)
{
   double length = fmin(left->to - left->from, to - left->to);
   return s->moved->kind != ICS_PARAMETRIC_MATRIX &&
          fabs(left->slope - slope) * length <= 2 * s->gap * fabs(left->f_to);
}

/* Where plans stand inside a piece. */
static ics_rc stand_inside(const ics_pieces *s, const ics_sample *from, const ics_sample *to,
                           const ics_sample *line, ics_piece *p, ics_err *err)
{
   bool mixes = s->moved->kind == ICS_PARAMETRIC_LIMITS;
   const char *a = mixes ? from->stand : line->stand, *b = mixes ? to->stand : line->stand;
   int n = s->moved->lp[0].m + s->moved->lp[0].n;
   if (!p->proven || !a || !b) return ICS_OK;
   ICS_ALLOC(p->stand, s->arena, n, err);
   ics_stand_mix(a, b, n, p->stand);
   return ICS_OK;
}

ics_rc ics_pieces_add(ics_pieces *s, const ics_sample *from, const ics_sample *to,
                      const ics_sample *line, bool proven, ics_err *err)
{
   if (s->n == LINES_MOST)
      return ics_fail(err, ICS_ELIMIT, "more than %d straight pieces; choose a narrower range",
                      LINES_MOST);
   double slope = s->moved->kind == ICS_PARAMETRIC_MATRIX ? (to->f - from->f) / (to->at - from->at)
                                                          : line->slope;
   ics_piece *last = s->n > 0 ? &s->list[s->n - 1] : NULL;
   if (proven && last && last->proven && goes_on(s, last, to->at, slope)) {
      last->to = to->at;
      last->f_to = to->f;
      if (last->stand && to->stand && s->moved->kind == ICS_PARAMETRIC_LIMITS)
         ics_stand_mix(last->stand, to->stand, s->moved->lp[0].m + s->moved->lp[0].n, last->stand);
      return ICS_OK;
   }
   ics_piece *p = &s->list[s->n++];
   *p = (ics_piece){ from->at, to->at, from->f, to->f, slope, NULL, proven };
   s->unproven += !proven;
   return stand_inside(s, from, to, line, p, err);
}

ics_rc ics_pieces_points(const ics_pieces *s, double per, ics_parametric_result *out, ics_err *err)
{
   double sign = out->maximise ? -1 : 1;
   ICS_ALLOC(out->points, s->arena, s->n + 1, err);
   for (int n = 0; n <= s->n; n++) {
      const ics_piece *left = n > 0 ? &s->list[n - 1] : NULL;
      const ics_piece *right = n < s->n ? &s->list[n] : NULL;
      ics_parametric_point *p = &out->points[out->npoints++];
      *p = (ics_parametric_point){
         .value = per * (left ? left->to : right->from),
         .objective = sign * (left ? left->f_to : right->f_from) + 0.0,
         .slope_left = left ? sign * left->slope / per + 0.0 : (double)NAN,
         .slope_right = right ? sign * right->slope / per + 0.0 : (double)NAN,
         .change = "",
      };
      if (left && right && left->stand && right->stand)
         ICS_TRY(ics_stand_change(s->moved->ends[0], left->stand, right->stand, CHANGES_TOLD,
                                  s->arena, &p->change, err));
   }
   return ICS_OK;
}
