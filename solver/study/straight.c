/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/straight.h"

#include <math.h>

/* Is the value at @p p on the line of @p of? */
static bool on_line(const ics_pieces *s, const ics_sample *p, const ics_sample *of)
{
   double line = of->f + of->slope * (p->at - of->at);
   return fabs(p->f - line) <= 2 * s->gap * fmax(fabs(p->f), fabs(of->f));
}

ics_rc ics_straight(ics_pieces *s, ics_sampler *sampler, const ics_sample *a, const ics_sample *b,
                    ics_err *err)
{
   ics_sample c;
   if (isnan(a->slope) || isnan(b->slope)) return ics_pieces_join(s, a, b, b->slope, false, err);
   if (on_line(s, b, a)) return ics_pieces_join(s, a, b, a->slope, true, err);
   if (on_line(s, a, b)) return ics_pieces_join(s, a, b, b->slope, true, err);
   double at = (b->f - a->f + a->slope * a->at - b->slope * b->at) / (a->slope - b->slope);
   double near = ICS_STRAIGHT_END * s->moved->range;
   if (!(at > a->at + near && at < b->at - near))
      return ics_pieces_join(s, a, b, b->slope, false, err);
   ICS_TRY(ics_sample_at(sampler, at, a, &c, err));
   if (!c.plan) return ics_pieces_join(s, a, b, a->slope, false, err);
   if (on_line(s, &c, a) && on_line(s, &c, b)) {
      ICS_TRY(ics_pieces_join(s, a, &c, a->slope, true, err));
      return ics_pieces_join(s, &c, b, b->slope, true, err);
   }
   ICS_TRY(ics_straight(s, sampler, a, &c, err));
   return ics_straight(s, sampler, &c, b, err);
}
