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

/* Is one line within what a certificate can see of both? A line from end to end misses the joint by
 * `miss`, and any point before by no more beyond what the first piece misses already.
 *  @param[out] off  {least cost} what the line misses at most */
static bool goes_on(const ics_pieces *s, const ics_piece *left, const ics_piece *right, double *off)
{
   double share = (left->to - left->from) / (right->to - left->from);
   double miss = fabs(left->f_to - ((1 - share) * left->f_from + share * right->f_to));
   *off = left->off + miss;
   return s->moved->kind != ICS_PARAMETRIC_MATRIX && left->proven && right->proven &&
          *off <= 2 * s->gap * fabs(left->f_to);
}

/* Limits: a mix of plans on both sides of the joint is best at it and, but for the miss, beside it.
 * Aims: the plan of the longer piece is told. */
static void go_on(const ics_pieces *s, ics_piece *left, const ics_piece *right, double off)
{
   bool longer = right->to - right->from > left->to - left->from;
   if (s->moved->kind == ICS_PARAMETRIC_LIMITS && left->stand && right->stand)
      ics_stand_mix(left->stand, right->stand, s->moved->lp[0].m + s->moved->lp[0].n, left->stand);
   else if (longer)
      left->stand = right->stand;
   if (longer) left->slope = right->slope;
   left->to = right->to;
   left->f_to = right->f_to;
   left->off = off;
}

ics_rc ics_pieces_add(ics_pieces *s, const ics_piece *next, ics_err *err)
{
   double off = 0;
   if (s->n > 0 && goes_on(s, &s->list[s->n - 1], next, &off)) {
      go_on(s, &s->list[s->n - 1], next, off);
      return ICS_OK;
   }
   if (s->n == LINES_MOST)
      return ics_fail(err, ICS_ELIMIT, "more than %d straight pieces; choose a narrower range",
                      LINES_MOST);
   s->list[s->n++] = *next;
   s->unproven += !next->proven;
   return ICS_OK;
}

ics_rc ics_pieces_join(ics_pieces *s, const ics_sample *from, const ics_sample *to, double slope,
                       bool proven, ics_err *err)
{
   ics_piece next = { from->at, to->at, from->f, to->f, slope, 0, NULL, proven };
   int n = s->moved->lp[0].m + s->moved->lp[0].n;
   if (proven && from->stand && to->stand) {
      ICS_ALLOC(next.stand, s->arena, n, err);
      ics_stand_mix(from->stand, to->stand, n, next.stand);
   }
   return ics_pieces_add(s, &next, err);
}

double ics_pieces_value(const ics_pieces *s, double at)
{
   int n = 0;
   while (n + 1 < s->n && s->list[n].to < at) n++;
   const ics_piece *p = &s->list[n];
   double share = fmin(fmax((at - p->from) / (p->to - p->from), 0), 1);
   return (1 - share) * p->f_from + share * p->f_to;
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
