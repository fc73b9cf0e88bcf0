/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/bent.h"

#include <math.h>

static const double STRAIGHT = 1e-6; /* {relative} a middle this near to a line needs no other */

enum { DEEPEST = 5 };

static ics_rc bent(ics_pieces *s, ics_sampler *sampler, const ics_sample *a, const ics_sample *b,
                   int depth, ics_err *err);

/* Both halves of a range, with the middle solved. */
static ics_rc halves(ics_pieces *s, ics_sampler *sampler, const ics_sample *a, const ics_sample *c,
                     const ics_sample *b, int depth, ics_err *err)
{
   if (!c->plan) return ics_pieces_add(s, a, b, a, false, err);
   double miss = fabs(c->f - (0.5 * a->f + 0.5 * b->f));
   bool near = miss <= STRAIGHT * fabs(c->f);
   if (!near && depth < DEEPEST) {
      ICS_TRY(bent(s, sampler, a, c, depth + 1, err));
      return bent(s, sampler, c, b, depth + 1, err);
   }
   s->miss = fmax(s->miss, miss);
   ICS_TRY(ics_pieces_add(s, a, c, a, true, err));
   return ics_pieces_add(s, c, b, b, true, err);
}

/* Values at middles until the lines between them are near. */
static ics_rc bent(ics_pieces *s, ics_sampler *sampler, const ics_sample *a, const ics_sample *b,
                   int depth, ics_err *err)
{
   ics_sample c;
   ICS_TRY(ics_sample_at(sampler, 0.5 * a->at + 0.5 * b->at, a, &c, err));
   ics_rc rc = halves(s, sampler, a, &c, b, depth, err);
   ics_sample_let_go(&c);
   return rc;
}

ics_rc ics_bent(ics_pieces *s, ics_sampler *sampler, const ics_sample *a, const ics_sample *b,
                ics_err *err)
{
   return bent(s, sampler, a, b, 0, err);
}
