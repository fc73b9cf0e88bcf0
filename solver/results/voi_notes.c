/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "results/voi_result.h"
#include "stats/regress.h"

/* The worked analyses of Briggs, Claxton and Sculpher, Decision Modelling for Health Economic
 * Evaluation (2006), chapters 4 and 5, are of 1,000 draws. */
enum { USUAL_DRAWS = 1000, NAMED = 5 };

static ics_rc add(ics_voi_result *r, const char *words, ics_err *err)
{
   if (!words) return ics_fail(err, ICS_EMEMORY, "out of memory");
   r->notes[r->nnotes++] = words;
   return ICS_OK;
}

static ics_rc few_draws(ics_voi_result *r, ics_arena *arena, ics_err *err)
{
   if (r->draws->n >= USUAL_DRAWS) return ICS_OK;
   return add(r,
              ics_format(arena,
                         "%d draws are few: 1,000 or more are usual, and every figure here may be "
                         "off by what is given with it, or by more",
                         r->draws->n),
              err);
}

static bool is_constant(const ics_draws *d, int v)
{
   const double *x = d->param + (size_t)v * (size_t)d->n;
   for (int i = 1; i < d->n; i++)
      if (x[i] != x[0]) return false;
   return true;
}

/* A list of names, the first NAMED of them. */
typedef struct names {
   const char *text;
   int n;
} names;

static void name(names *list, const char *one, ics_arena *arena)
{
   if (list->n < NAMED && list->text)
      list->text = ics_format(arena, "%s%s%s", list->text, list->n ? ", " : "", one);
   list->n++;
}

static ics_rc say_names(ics_voi_result *r, const names *list, const char *words, ics_arena *arena,
                        ics_err *err)
{
   if (!list->text) return ics_fail(err, ICS_EMEMORY, "out of memory");
   if (list->n == 0) return ICS_OK;
   if (list->n <= NAMED) return add(r, ics_format(arena, "%s: %s", list->text, words), err);
   return add(r, ics_format(arena, "%s and %d more: %s", list->text, list->n - NAMED, words), err);
}

static ics_rc constants(ics_voi_result *r, ics_arena *arena, ics_err *err)
{
   names list = { "", 0 };
   for (int v = 0; v < r->draws->nparams; v++) {
      int at = r->draws->params_shown[v];
      if (is_constant(r->draws, at)) name(&list, r->draws->params[at], arena);
   }
   return say_names(r, &list, "the same in every draw, so nothing can be said of knowing it better",
                    arena, err);
}

static ics_rc not_told(ics_voi_result *r, ics_arena *arena, ics_err *err)
{
   names list = { "", 0 };
   for (int g = 0; g < r->ngroups; g++)
      if (isnan(r->evppi[(size_t)g * (size_t)r->npoints].value))
         name(&list, r->groups[g].name, arena);
   const char *words = ics_format(
       arena,
       "too few draws to say what knowing it is worth: want at least %d, and at least %d "
       "for every parameter of a group and %d more",
       ICS_EVPPI_DRAWS, ICS_BASIS_DRAWS, ICS_BASIS_DRAWS);
   if (!words) return ics_fail(err, ICS_EMEMORY, "out of memory");
   return say_names(r, &list, words, arena, err);
}

static ics_rc not_trusted(ics_voi_result *r, ics_arena *arena, ics_err *err)
{
   names list = { "", 0 };
   for (int g = 0; g < r->ngroups; g++) {
      bool over = false;
      for (int k = 0; k < r->npoints; k++)
         over = over || r->evppi[(size_t)g * (size_t)r->npoints + (size_t)k].over;
      if (over) name(&list, r->groups[g].name, arena);
   }
   return say_names(r, &list,
                    "comes out above what perfect information is worth by more than its standard "
                    "error, which cannot be: not to be trusted; more draws are needed",
                    arena, err);
}

ics_rc ics_voi_notes(ics_voi_result *r, ics_arena *arena, ics_err *err)
{
   enum { NOTES = 4 };
   ICS_ALLOC(r->notes, arena, NOTES, err);
   r->nnotes = 0;
   ICS_TRY(few_draws(r, arena, err));
   ICS_TRY(constants(r, arena, err));
   ICS_TRY(not_told(r, arena, err));
   return not_trusted(r, arena, err);
}
