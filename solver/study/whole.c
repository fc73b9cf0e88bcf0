/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/whole.h"

#include <math.h>
#include <string.h>

/* ---- what bears on it ---------------------------------------------------------------------------
 */

/* Numbers that ics_carried and ics_term_score read. */
static bool bears(const char *path)
{
   return strncmp(path, "links.", 6) == 0 || strncmp(path, "escalations.", 12) == 0 ||
          strncmp(path, "aims.", 5) == 0 || strstr(path, ".scores.") != NULL;
}

static int number_of(const ics_spread *s, const ics_coef *coef)
{
   for (int n = 0; n < s->n; n++)
      if (s->in->coefs[s->list[n].coef] == coef) return n;
   return -1;
}

/* What service `k` carries where number `n` is `value`, by the other numbers of the copy. */
static double carried_at(const ics_spread *s, const ics_aim *aim, const ics_term *term, int k,
                         int n, double value)
{
   ics_alter(s->altered, s->list[n].coef, value);
   return ics_carried(&s->altered->in, aim, term, k);
}

typedef double term_fn(const ics_spread *s, const ics_aim *aim, const ics_term *term, int k, int n);

/* The greatest (sign 1) or the least (-1) of a figure over the terms that count the whole. */
static double extreme(const ics_spread *s, term_fn *figure, double sign, int k, int n)
{
   const ics_instance *in = &s->altered->in;
   double found = -HUGE_VAL;
   for (int a = 0; a < in->naims; a++)
      for (int t = 0; t < in->aims[a].nterms; t++) {
         const ics_term *term = &in->aims[a].terms[t];
         if (ics_term_pays_for_the_whole(term))
            found = fmax(found, sign * figure(s, &in->aims[a], term, k, n));
      }
   return sign * found;
}

/* ---- what gives way -----------------------------------------------------------------------------
 */

static double width_in(const ics_spread *s, const ics_aim *aim, const ics_term *term, int k, int n)
{
   const ics_coef *coef = s->in->coefs[s->list[n].coef];
   double width = carried_at(s, aim, term, k, n, coef->high);
   width -= carried_at(s, aim, term, k, n, coef->low);
   ics_alter(s->altered, s->list[n].coef, coef->point);
   return width;
}

/* Of the links of service `k`, one that is worth more doubt than `widest`; -1: none. */
static int widest_of(const ics_spread *s, const ics_link *links, int nlinks, int k, double *widest)
{
   int found = -1;
   for (int l = 0; l < nlinks; l++) {
      int n = links[l].from == k ? number_of(s, &links[l].effect) : -1;
      double width = n >= 0 ? extreme(s, width_in, 1.0, k, n) : 0.0;
      if (width <= *widest) continue;
      *widest = width;
      found = n;
   }
   return found;
}

ics_rc ics_whole_open(ics_spread *s, ics_arena *arena, ics_err *err)
{
   const ics_instance *in = s->in;
   ICS_TRY(ics_alter_open(in, arena, &s->altered, err));
   ICS_ALLOC(s->giving, arena, in->nservices, err);
   ICS_ALLOC(s->bearing, arena, s->n, err);
   for (int k = 0; k < in->nservices; k++) {
      double widest = 0.0;
      int link = widest_of(s, in->links, in->nlinks, k, &widest);
      int other = widest_of(s, in->escalations, in->nescalations, k, &widest);
      int number = other >= 0 ? other : link;
      if (number >= 0) s->giving[s->ngiving++] = (ics_giving){ .number = number, .service = k };
   }
   for (int n = 0; n < s->n; n++)
      if (bears(in->coefs[s->list[n].coef]->path)) s->bearing[s->nbearing++] = n;
   return ICS_OK;
}

/* ---- one draw -----------------------------------------------------------------------------------
 */

/* How high number `n` may be before all of service `k` is carried to others. */
static double limit_in(const ics_spread *s, const ics_aim *aim, const ics_term *term, int k, int n)
{
   double others = carried_at(s, aim, term, k, n, 0.0);
   double each = carried_at(s, aim, term, k, n, 1.0) - others;
   if (each <= 0.0) return HUGE_VAL;
   return (ics_term_score(&s->altered->in, term, k) - others) / each;
}

static void give_way(const ics_spread *s, ics_giving *it, const double *u, ics_change *change)
{
   const ics_spread_number *number = &s->list[it->number];
   double limit = extreme(s, limit_in, -1.0, it->service, it->number);
   it->held = false;
   if (limit >= fmin(number->dist.most, number->most)) return;
   double room = ics_dist_cdf(&number->dist, limit) - number->from;
   if (!(room > 0.0 && room < number->part)) return;
   it->held = change->point >= limit;
   change->point = ics_dist_quantile(&number->dist, number->from + room * u[number->driver]);
}

void ics_whole_hold(const ics_spread *s, const double *u, ics_change *changes)
{
   if (s->ngiving == 0) return;
   for (int b = 0; b < s->nbearing; b++) {
      const ics_change *change = &changes[s->bearing[b]];
      ics_alter(s->altered, change->coef, change->point);
   }
   for (int g = 0; g < s->ngiving; g++)
      give_way(s, &s->giving[g], u, &changes[s->giving[g].number]);
}
