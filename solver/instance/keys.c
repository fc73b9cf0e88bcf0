/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/keys.h"

#include <math.h>
#include <string.h>

/* Groups that hold coefficients. */
static const ics_group *const groups[] = {
   &ics_group_services, &ics_group_mechanisms, &ics_group_blends, &ics_group_funds,
   &ics_group_fences,   &ics_group_resources,  &ics_group_links,  &ics_group_escalations,
   &ics_group_bands,    &ics_group_rules,      &ics_group_aims,
};

/* Cells of tables are money a year (read_table.c). */
static const ics_key cell = { .name = "cell", .dim = ICS_DIM_MONEY, .lo = 0.0, .hi = HUGE_VAL };
static const char *const tables[] = { "need", "funding", "amounts" };

static bool is_word(const char *text, size_t bytes, const char *word)
{
   return strlen(word) == bytes && memcmp(text, word, bytes) == 0;
}

/* The component after this one; "" at the end. */
static const char *next(const char *at)
{
   at += strcspn(at, ".");
   return *at ? at + 1 : at;
}

static const ics_key *key_in(const ics_group *group, const char *name)
{
   for (int k = 0; k < group->nkeys; k++)
      if (is_word(name, strcspn(name, "."), group->keys[k].name)) return &group->keys[k];
   return NULL;
}

const ics_key *ics_key_of_path(const char *path)
{
   size_t head = strcspn(path, ".");
   for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
      if (is_word(path, head, tables[t])) return &cell;
   for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
      if (is_word(path, head, groups[g]->name))
         return key_in(groups[g], groups[g]->stride ? next(next(path)) : next(path));
   return NULL;
}

ics_dim ics_dim_of_coef(const ics_coef *coef)
{
   static const ics_dim fences[] = { ICS_DIM_MONEY, ICS_DIM_SHARE, ICS_DIM_MULTIPLE };
   const ics_key *key = ics_key_of_path(coef->path);
   double per;
   if (!key) return ICS_DIM_COUNT;
   if (key->dim != ICS_DIM_FENCE) return key->dim;
   for (size_t d = 0; d < sizeof fences / sizeof fences[0]; d++)
      if (ics_unit_per(coef->unit, fences[d], NULL, &per)) return fences[d];
   return ICS_DIM_COUNT;
}
