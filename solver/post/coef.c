/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number is known by where it lies: each record of the instance is asked whether it is its own.
 */
#include "post/coef.h"

#include <string.h>

typedef struct search {
   const ics_instance *in;
   const ics_coef *coef;
   ics_arena *arena;
   bool found; /* the number was: no words then means no memory */
} search;

#define SAY(s, ...) ((s)->found = true, ics_format((s)->arena, __VA_ARGS__))

/* The words with {1} and {2} filled in. */
static const char *said(search *s, const char *words, const char *one, const char *two)
{
   const char *first = strstr(words, "{1}"), *second = strstr(words, "{2}");
   s->found = true;
   if (!first) return words;
   const char *rest = first + 3;
   int lead = (int)(first - words);
   if (!second) return SAY(s, "%.*s%s%s", lead, words, one, rest);
   return SAY(s, "%.*s%s%.*s%s%s", lead, words, one, (int)(second - rest), rest, two, second + 3);
}

/* One coefficient of a record and its words; {1} is the record's name. */
typedef struct member {
   const ics_coef *coef;
   const char *words;
} member;

static const char *among(search *s, const member *members, int n, const char *name)
{
   for (int p = 0; p < n; p++)
      if (members[p].coef == s->coef) return said(s, members[p].words, name, "");
   return NULL;
}

#define AMONG(s, members, name)                                                                    \
   among((s), (members), (int)(sizeof(members) / sizeof *(members)), (name))

static const char *of_service(search *s, const ics_service *k)
{
   const member members[] = {
      { &k->need_growth, "yearly growth of need for {1}" },
      { &k->efficiency, "yearly fall of the unit price of {1}" },
      { &k->standard, "standard of {1}: the largest part of need that may be left unmet" },
      { &k->floor, "part of need for {1} that nothing prevents" },
      { &k->fixed_share, "fixed part of what providers of {1} must pay" },
      { &k->fixed_share_per_sd, "how much more of the cost of {1} is fixed for small providers" },
      { &k->person_weight, "weight of {1} in the measure of inequality" },
      { &k->unit_cost, "unit cost of {1}" },
   };
   const char *found = AMONG(s, members, k->name);
   for (int p = 0; !found && p < k->nscores; p++)
      if (&k->scores[p].value == s->coef)
         found = SAY(s, "what a pound of %s is worth (%s)", k->name, k->scores[p].id);
   return found;
}

static const char *of_mechanism(search *s, const ics_mechanism *m)
{
   const member members[] = {
      { &m->risk, "reserve held for each pound paid as {1}" },
      { &m->guaranteed, "part of a pound paid as {1} that is paid whatever happens" },
      { &m->admin, "administration of each pound paid as {1}" },
      { &m->quality, "quality gained by paying as {1}" },
      { &m->overtreatment, "part of a pound paid as {1} that buys care nobody needed" },
   };
   const char *found = AMONG(s, members, m->name);
   for (int p = 0; !found && p < m->ntranches; p++)
      if (&m->widths[p] == s->coef) found = SAY(s, "width of tranche %d of %s", p + 1, m->name);
   for (int c = 0; !found && c < s->in->ncharacteristics; c++)
      if (&m->effects[c] == s->coef)
         found = SAY(s, "how much better %s works where there is more of: %s", m->name,
                     s->in->characteristics[c].name);
   return found;
}

static const char *of_blend(search *s, const ics_blend *b)
{
   const ics_mechanism *mech = &s->in->mechanisms[b->mechanism];
   const char *service = s->in->services[b->service].name;
   const char *name = ics_format(s->arena, "%s in %s", mech->name, service);
   if (!name) s->found = true;
   if (!name) return NULL;
   const member members[] = {
      { &b->baseline, "today's share of {1}" },
      { &b->least, "least share of {1}" },
      { &b->most, "largest share of {1}" },
      { &b->risk, "reserve held for each pound paid as {1}" },
   };
   const char *found = AMONG(s, members, name);
   for (int p = 0; !found && p < mech->ntranches; p++)
      if (&b->yields[p] == s->coef)
         found = SAY(s, "care that a pound paid as %s buys, tranche %d", name, p + 1);
   return found;
}

static const char *of_link(search *s, const ics_link *link, const char *words)
{
   if (&link->effect != s->coef) return NULL;
   return said(s, words, s->in->services[link->from].name, s->in->services[link->to].name);
}

static const char *of_fund(search *s, const ics_fund *f)
{
   if (&f->growth == s->coef) return SAY(s, "yearly growth of %s", f->name);
   for (int i = 0; i < (f->per_place ? s->in->nplaces : 1); i++)
      if (&f->amounts[i] == s->coef)
         return SAY(s, "money of %s%s%s", f->name, f->per_place ? " at " : "",
                    f->per_place ? s->in->places[i].name : "");
   return NULL;
}

static const char *of_resource(search *s, const ics_resource *r)
{
   if (&r->amount == s->coef) return SAY(s, "%s there are", r->name);
   if (&r->growth == s->coef) return SAY(s, "yearly growth of %s", r->name);
   for (int k = 0; k < s->in->nservices; k++)
      if (&r->use[k] == s->coef) return SAY(s, "%s that %s uses", r->name, s->in->services[k].name);
   for (int m = 0; m < s->in->nmechanisms; m++)
      if (&r->build[m] == s->coef)
         return SAY(s, "%s that money paid as %s adds", r->name, s->in->mechanisms[m].name);
   return NULL;
}

static const char *of_rules(search *s)
{
   const ics_rules *r = &s->in->rules;
   const member members[] = {
      { &r->drift, "how far a payment mechanism may move in a year" },
      { &r->corridor, "how far a contract's money may move in a year" },
      { &r->pace, "how far a place's part of local money may move in a year" },
      { &r->clip, "most that a place's characteristics may change what a pound buys" },
   };
   return AMONG(s, members, "");
}

static const char *of_band_or_aim(search *s)
{
   const ics_instance *in = s->in;
   for (int r = 0; r < in->nbands; r++) {
      if (&in->bands[r].upto == s->coef)
         return SAY(s, "where severity band %d of unmet need ends", r + 1);
      if (&in->bands[r].weight == s->coef)
         return SAY(s, "weight of severity band %d of unmet need", r + 1);
   }
   for (int a = 0; a < in->naims; a++) {
      if (&in->aims[a].weight == s->coef) return SAY(s, "weight of the aim: %s", in->aims[a].name);
      if (&in->aims[a].discount == s->coef)
         return SAY(s, "discount rate of the aim: %s", in->aims[a].name);
   }
   return NULL;
}

static const char *of_tables(search *s)
{
   const ics_instance *in = s->in;
   int cells = in->nplaces * in->nservices;
   for (int at = 0; at < cells; at++) {
      const char *service = in->services[at % in->nservices].name;
      const char *place = in->places[at / in->nservices].name;
      if (&in->need[at] == s->coef) return SAY(s, "need for %s at %s", service, place);
      for (int f = 0; f < in->nfunds; f++)
         if (&in->funding[f * cells + at] == s->coef)
            return SAY(s, "today's money of %s for %s at %s", in->funds[f].name, service, place);
   }
   return NULL;
}

const char *ics_coef_words(const ics_instance *in, const ics_coef *coef, ics_arena *arena)
{
   search s = { .in = in, .coef = coef, .arena = arena };
   const char *found = of_rules(&s);
   for (int k = 0; !found && k < in->nservices; k++) found = of_service(&s, &in->services[k]);
   for (int m = 0; !found && m < in->nmechanisms; m++) found = of_mechanism(&s, &in->mechanisms[m]);
   for (int b = 0; !found && b < in->nblends; b++) found = of_blend(&s, &in->blends[b]);
   for (int l = 0; !found && l < in->nlinks; l++)
      found = of_link(&s, &in->links[l], "how far care in {1} prevents need for {2}");
   for (int l = 0; !found && l < in->nescalations; l++)
      found = of_link(&s, &in->escalations[l],
                      "how far need left unmet in {1} comes back as need for {2}");
   for (int f = 0; !found && f < in->nfunds; f++) found = of_fund(&s, &in->funds[f]);
   for (int f = 0; !found && f < in->nfences; f++)
      if (&in->fences[f].value == coef) found = in->fences[f].name;
   for (int j = 0; !found && j < in->nresources; j++) found = of_resource(&s, &in->resources[j]);
   if (!found) found = of_band_or_aim(&s);
   if (!found) found = of_tables(&s);
   if (found || s.found) return found;
   return coef->path ? coef->path : "";
}

/* @p text with the first @p name replaced by @p id; NULL when memory is out */
static const char *renamed(const char *text, const char *name, const char *id, ics_arena *arena)
{
   const char *at = strstr(text, name);
   if (!at) return text;
   return ics_format(arena, "%.*s%s%s", (int)(at - text), text, id, at + strlen(name));
}

const char *ics_coef_words_within(const ics_instance *in, const ics_coef *coef, int most,
                                  ics_arena *arena)
{
   const char *words = ics_coef_words(in, coef, arena);
   if (!words || strlen(words) <= (size_t)most) return words;
   for (int k = 0; words && k < in->nservices; k++)
      words = renamed(words, in->services[k].name, in->services[k].id, arena);
   return words;
}
