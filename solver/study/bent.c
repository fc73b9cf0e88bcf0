/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/bent.h"

#include <math.h>

static const double STRAIGHT = 1e-6;   /* {relative} nearer to a line than this is on it */
static const double FINEST = 1.0 / 32; /* {of the whole} a range that is divided no more */
static const double WELL_INSIDE = 0.2; /* {of a range} from its ends, so that parts shrink */
static const double INSIDE = 1e-3;     /* the same where no part is divided again */
static const double GOLDEN = 0.381966011250105; /* 2 less the golden ratio */

static double at_share(double a, double b, double share)
{
   return (1 - share) * a + share * b;
}

/* What is foreseen at @p b from @p a, less its value; 0 where a certificate cannot tell. */
static double beyond(const ics_pieces *s, const ics_sample *a, const ics_sample *b)
{
   double by = ics_sample_foresee(a, b) - b->f;
   return fabs(by) <= 2 * s->gap * fmax(fabs(a->f), fabs(b->f)) ? 0 : by;
}

/* {least cost} How far the curve between two neighbours is from the line, by their tangents. */
static double off_line(const ics_pieces *s, const ics_sample *a, const ics_sample *b)
{
   double u = beyond(s, a, b), w = beyond(s, b, a);
   if (u == 0 && w == 0) return 0;
   return u * w >= 0 ? fabs(u * w) / fabs(u + w) : 0.5 * fmax(fabs(u), fabs(w));
}

/* {least cost} How far coefficients that move in curves bend what is foreseen at @p c. NAN where
 * any of the three has other rules than another. */
static double bend_of_numbers(const ics_sample *a, const ics_sample *c, const ics_sample *b)
{
   double share = (c->at - a->at) / (b->at - a->at);
   double from_a = at_share(a->f, ics_sample_foresee(a, b), share) - ics_sample_foresee(a, c);
   double from_b = at_share(ics_sample_foresee(b, a), b->f, share) - ics_sample_foresee(b, c);
   return fmax(fabs(from_a), fabs(from_b));
}

static bool is_fine(const ics_pieces *s, const ics_sample *a, const ics_sample *b)
{
   return b->at - a->at <= FINEST * s->moved->range;
}

/* The share of the range at which the tangents of both ends cross; else the golden section. */
static double place_inside(const ics_pieces *s, const ics_sample *a, const ics_sample *b)
{
   double u = beyond(s, a, b), w = beyond(s, b, a), kink = w / (u + w);
   double least = is_fine(s, a, b) ? INSIDE : WELL_INSIDE;
   return u * w > 0 && kink >= least && kink <= 1 - least ? kink : GOLDEN;
}

static ics_rc join(ics_pieces *s, const ics_sample *a, const ics_sample *b, bool proven,
                   ics_err *err)
{
   return ics_pieces_join(s, a, b, (b->f - a->f) / (b->at - a->at), proven, err);
}

/* Both parts of a range, with the value inside. */
static ics_rc parts(ics_pieces *s, ics_sampler *sampler, const ics_sample *a, const ics_sample *c,
                    const ics_sample *b, ics_err *err)
{
   if (!c->plan) return join(s, a, b, false, err);
   double line = at_share(a->f, b->f, (c->at - a->at) / (b->at - a->at));
   double miss = fabs(c->f - line), near = STRAIGHT * fabs(c->f);
   double off = fmax(off_line(s, a, c), off_line(s, c, b)) + bend_of_numbers(a, c, b);
   bool known = !isnan(off);
   if (!is_fine(s, a, b) && !(miss <= near && known && off <= near)) {
      ICS_TRY(ics_bent(s, sampler, a, c, err));
      return ics_bent(s, sampler, c, b, err);
   }
   s->miss = fmax(s->miss, known ? off : miss);
   ICS_TRY(join(s, a, c, true, err));
   return join(s, c, b, true, err);
}

ics_rc ics_bent(ics_pieces *s, ics_sampler *sampler, const ics_sample *a, const ics_sample *b,
                ics_err *err)
{
   ics_sample c;
   double at = at_share(a->at, b->at, place_inside(s, a, b));
   ICS_TRY(ics_sample_at(sampler, at, a, &c, err));
   ics_rc rc = parts(s, sampler, a, &c, b, err);
   ics_sample_let_go(&c);
   return rc;
}
