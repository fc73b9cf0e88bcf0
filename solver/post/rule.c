/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "post/rule.h"

#include <stdio.h>
#include <string.h>

#include "model/formulation.h"

/* What the planner asks of an aim is not a formulation's: it stands in the goal or in the call. */
static const ics_row_words AIM_BOUND = { "bound", "{unit}", "the limit set on {aim}", true };

bool ics_row_is_rule(const ics_model *m, int r)
{
   const ics_row_words *words = ics_row_words_of(m->row_tag[r].family, m->row_tag[r].kind);
   return words && words->rule;
}

static const ics_aim_bound *aim_bound(const ics_model *m, int j, bool upper)
{
   for (int b = 0; b < m->goal->nbounds; b++)
      if (m->aim[m->goal->bounds[b].aim] == j && m->goal->bounds[b].at_least != upper)
         return &m->goal->bounds[b];
   return NULL;
}

static const ics_tag *setter(const ics_model *m, int j, bool upper)
{
   const ics_tag *by = upper ? &m->hi_by[j] : &m->lo_by[j];
   return by->kind ? by : NULL;
}

bool ics_bound_is_rule(const ics_model *m, int j, bool upper)
{
   const ics_tag *by = setter(m, j, upper);
   if (!by) return aim_bound(m, j, upper) != NULL;
   const ics_row_words *words = ics_row_words_of(by->family, by->kind);
   return words && words->rule;
}

/* A fund of the system needs no "at the system"; one that is a pot a place does. */
static const char *place_of_fund(const ics_instance *in, const ics_item *item, ics_arena *arena)
{
   return item->place < 0 ? "" : ics_format(arena, " at %s", in->places[item->place].name);
}

const char *ics_rule_words(const ics_instance *in, const char *words, const ics_tag *tag,
                           ics_arena *arena)
{
   const ics_item *item = &tag->item;
   bool fence = strcmp(tag->kind, "fence") == 0, resource = strcmp(tag->kind, "capacity") == 0;
   const struct {
      const char *key, *value;
   } keys[] = {
      { "{fund}", item->fund >= 0 ? in->funds[item->fund].name : "" },
      { "{at place}", place_of_fund(in, item, arena) },
      { "{place}", item->place >= 0 ? in->places[item->place].name : in->name },
      { "{service}", item->service >= 0 ? in->services[item->service].name : "" },
      { "{mechanism}",
        item->blend >= 0 ? in->mechanisms[in->blends[item->blend].mechanism].name : "" },
      { "{fence}", fence ? in->fences[item->other].name : "" },
      { "{resource}", resource ? in->resources[item->other].name : "" },
      { "{unit}", resource         ? in->resources[item->other].unit
                  : item->aim >= 0 ? in->aims[item->aim].unit
                                   : "" },
      { "{aim}", item->aim >= 0 ? in->aims[item->aim].name : "" },
      { "{year}", item->year >= 0 ? in->years[item->year] : "" },
   };
   char text[512];
   size_t used = 0;
   while (*words && used + 1 < sizeof text) {
      int hit = -1;
      for (int k = 0; *words == '{' && k < (int)(sizeof keys / sizeof keys[0]); k++)
         if (strncmp(words, keys[k].key, strlen(keys[k].key)) == 0) hit = k;
      if (hit < 0) {
         text[used++] = *words++;
         continue;
      }
      if (!keys[hit].value) return NULL;
      (void)snprintf(text + used, sizeof text - used, "%s", keys[hit].value);
      used += strlen(text + used);
      words += strlen(keys[hit].key);
   }
   text[used] = '\0';
   return ics_strdup(arena, text);
}

static ics_rc describe(const ics_model *m, const ics_tag *tag, const ics_row_words *words,
                       const char *id, ics_arena *arena, ics_rule *out, ics_err *err)
{
   const ics_formulation *form = ics_find_formulation(tag->family);
   ics_rule_source source = { { NULL, 0 }, NULL, NULL };
   if (form && form->source_of && words->rule && words != &AIM_BOUND)
      source = form->source_of(m, tag);
   *out = (ics_rule){ .id = id,
                      .family = tag->family,
                      .kind = words->kind,
                      .words = ics_rule_words(m->in, words->words, tag, arena),
                      .unit = ics_rule_words(m->in, words->unit, tag, arena),
                      .item = tag->item,
                      .where = source.where,
                      .path = source.path,
                      .coef = source.coef };
   if (!id || !out->words || !out->unit) return ics_fail(err, ICS_EMEMORY, "out of memory");
   return ICS_OK;
}

ics_rc ics_rule_of_row(const ics_model *m, int r, ics_arena *arena, ics_rule *out, ics_err *err)
{
   const ics_tag *tag = &m->row_tag[r];
   const ics_row_words *words = ics_row_words_of(tag->family, tag->kind);
   if (!words)
      return ics_fail(err, ICS_EBUG, "row %s is of a kind that its formulation does not list",
                      m->lp.row_name[r]);
   return describe(m, tag, words, m->lp.row_name[r], arena, out, err);
}

ics_rc ics_rule_of_bound(const ics_model *m, int j, bool upper, ics_arena *arena, ics_rule *out,
                         ics_err *err)
{
   const ics_tag *by = setter(m, j, upper);
   const ics_row_words *words = by ? ics_row_words_of(by->family, by->kind) : &AIM_BOUND;
   if (!words || (!by && !aim_bound(m, j, upper)))
      return ics_fail(err, ICS_EBUG, "the %s bound of column %s is no rule",
                      upper ? "upper" : "lower", m->lp.col_name[j]);
   char item[256];
   const ics_tag *tag = by ? by : &m->col_tag[j];
   ics_item_text(m->in, tag->item, item, sizeof item);
   const char *side = by ? "" : upper ? ",most" : ",least";
   return describe(m, tag, words, ics_format(arena, "%s(%s%s)", words->kind, item, side), arena,
                   out, err);
}
