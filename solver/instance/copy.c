/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of an instance whose numbers may be changed. Only arrays that hold coefficients are
 * copied; names, texts and lists of indices stay those of the original. */
#include <stdint.h>
#include <string.h>

#include "instance/instance.h"

/** Where the bytes of one array went. */
typedef struct moved {
   const char *from;
   char *to;
   size_t bytes;
} moved;

typedef struct copier {
   ics_arena *arena;
   moved *list; /* [n] */
   int n, room;
   bool full; /* memory is out */
} copier;

static void *take(copier *c, const void *from, int n, size_t stride)
{
   if (!from || c->full) return NULL;
   size_t bytes = (size_t)n * stride;
   char *to = ics_alloc(c->arena, (size_t)n, stride);
   if (!to || c->n == c->room) {
      c->full = true;
      return NULL;
   }
   memcpy(to, from, bytes);
   c->list[c->n++] = (moved){ from, to, bytes };
   return to;
}

#define TAKE(c, array, n) ((array) = take((c), (array), (n), sizeof *(array)))

static void take_services(copier *c, ics_instance *in)
{
   ics_service *services = take(c, in->services, in->nservices, sizeof *services);
   for (int k = 0; services && k < in->nservices; k++)
      TAKE(c, services[k].scores, services[k].nscores);
   in->services = services;
}

static void take_mechanisms(copier *c, ics_instance *in)
{
   ics_mechanism *mechanisms = take(c, in->mechanisms, in->nmechanisms, sizeof *mechanisms);
   for (int q = 0; mechanisms && q < in->nmechanisms; q++) {
      TAKE(c, mechanisms[q].widths, mechanisms[q].ntranches);
      TAKE(c, mechanisms[q].effects, in->ncharacteristics);
   }
   in->mechanisms = mechanisms;
   ics_blend *blends = take(c, in->blends, in->nblends, sizeof *blends);
   for (int b = 0; blends && mechanisms && b < in->nblends; b++)
      TAKE(c, blends[b].yields, mechanisms[blends[b].mechanism].ntranches);
   in->blends = blends;
}

static void take_funds(copier *c, ics_instance *in)
{
   ics_fund *funds = take(c, in->funds, in->nfunds, sizeof *funds);
   for (int f = 0; funds && f < in->nfunds; f++)
      TAKE(c, funds[f].amounts, funds[f].per_place ? in->nplaces : 1);
   in->funds = funds;
   TAKE(c, in->fences, in->nfences);
   ics_resource *resources = take(c, in->resources, in->nresources, sizeof *resources);
   for (int j = 0; resources && j < in->nresources; j++) {
      TAKE(c, resources[j].use, in->nservices);
      TAKE(c, resources[j].build, in->nmechanisms);
   }
   in->resources = resources;
}

static void take_all(copier *c, ics_instance *in)
{
   take_services(c, in);
   take_mechanisms(c, in);
   take_funds(c, in);
   TAKE(c, in->links, in->nlinks);
   TAKE(c, in->escalations, in->nescalations);
   TAKE(c, in->bands, in->nbands);
   TAKE(c, in->aims, in->naims);
   TAKE(c, in->need, in->nplaces * in->nservices);
   TAKE(c, in->funding, in->nfunds * in->nplaces * in->nservices);
}

/** Where a coefficient of the original went; NULL: it lies in none of its arrays. */
static ics_coef *follow(const copier *c, const ics_coef *coef)
{
   uintptr_t at = (uintptr_t)coef;
   for (int n = 0; n < c->n; n++) {
      uintptr_t from = (uintptr_t)c->list[n].from;
      if (at >= from && at - from < c->list[n].bytes)
         return (ics_coef *)(void *)(c->list[n].to + (at - from));
   }
   return NULL;
}

/* With the powers of nothing given, the instance's functions work them out. */
static void set_powers(ics_altered *altered)
{
   ics_instance *in = &altered->in;
   double *at = altered->powers;
   in->powers = NULL;
   for (int k = 0; k < in->nservices; k++)
      for (int t = 0; t < in->nyears; t++) *at++ = ics_need_growth(in, k, t);
   for (int k = 0; k < in->nservices; k++)
      for (int t = 0; t < in->nyears; t++) *at++ = ics_price(in, k, t);
   for (int f = 0; f < in->nfunds; f++)
      for (int t = 0; t < in->nyears; t++) *at++ = ics_fund_growth(in, f, t);
   in->powers = altered->powers;
}

static bool has_powers(const ics_instance *in, const ics_coef *coef)
{
   for (int k = 0; k < in->nservices; k++)
      if (coef == &in->services[k].need_growth || coef == &in->services[k].efficiency) return true;
   for (int f = 0; f < in->nfunds; f++)
      if (coef == &in->funds[f].growth) return true;
   return false;
}

ics_rc ics_alter_open(const ics_instance *in, ics_arena *arena, ics_altered **out, ics_err *err)
{
   enum { SINGLE = 16 }; /* arrays that an instance has once, with the instance itself */
   copier c = { .arena = arena,
                .room = SINGLE + in->nservices + 2 * in->nmechanisms + in->nblends + in->nfunds +
                        2 * in->nresources };
   ics_altered *altered;
   ics_coef **list;
   ICS_ALLOC(altered, arena, 1, err);
   ICS_ALLOC(altered->powers, arena, (2 * in->nservices + in->nfunds) * in->nyears, err);
   ICS_ALLOC(c.list, arena, c.room, err);
   ICS_ALLOC(list, arena, in->ncoefs, err);
   altered->in = *in;
   c.list[c.n++] = (moved){ (const char *)in, (char *)&altered->in, sizeof *in };
   take_all(&c, &altered->in);
   if (c.full) return ics_fail(err, ICS_EMEMORY, "out of memory");
   for (int n = 0; n < in->ncoefs; n++) {
      list[n] = follow(&c, in->coefs[n]);
      if (!list[n])
         return ics_fail(err, ICS_EBUG, "%s is not in any list of its instance",
                         in->coefs[n]->path);
   }
   altered->coefs = list;
   altered->in.coefs = (const ics_coef *const *)list;
   set_powers(altered);
   *out = altered;
   return ICS_OK;
}

void ics_alter(ics_altered *altered, int c, double point)
{
   altered->coefs[c]->point = point;
   if (has_powers(&altered->in, altered->coefs[c])) set_powers(altered);
}
