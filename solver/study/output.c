/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/output.h"

#include <string.h>

#include "base/text.h"
#include "post/plan.h"

/* ---- finding a figure ---------------------------------------------------------------------------
 */

static const char *last_year(const ics_instance *in)
{
   return in->years[in->nyears - 1];
}

static bool name_goal(const ics_solved *s, ics_figure *out)
{
   const ics_stage *own = &s->run.stages[s->run.own];
   const ics_model *m = s->model;
   out->kind = ICS_FIGURE_GOAL;
   out->has_sense = true;
   out->maximise = own->maximise;
   out->words = "the goal";
   out->unit = "score";
   for (int a = 0; a < s->in->naims; a++)
      if (m->aim[a] == own->col) {
         out->words = s->in->aims[a].name;
         out->unit = s->in->aims[a].unit;
      }
   return true;
}

static bool name_gain(const ics_solved *s, ics_figure *out)
{
   if (!ics_has_baseline(s->in)) return false;
   (void)name_goal(s, out);
   out->kind = ICS_FIGURE_GAIN;
   out->falls = !out->maximise;
   out->maximise = true;
   out->words = "what the plan gains over carrying on as today";
   return true;
}

static bool name_aim(const ics_solved *s, const char *id, ics_figure *out)
{
   int a = ics_find_aim(s->in, id);
   if (a < 0) return false;
   const ics_aim *aim = &s->in->aims[a];
   *out = (ics_figure){ .id = out->id,
                        .kind = ICS_FIGURE_AIM,
                        .index = a,
                        .words = aim->name,
                        .unit = aim->unit,
                        .has_sense = true,
                        .maximise = aim->maximise };
   return true;
}

static int find_principle(const char *id)
{
   for (int p = 0; p < ICS_PRINCIPLE_COUNT; p++)
      if (strcmp(id, ics_principle_text((ics_principle)p)) == 0) return p;
   return -1;
}

static bool name_unmet(const ics_solved *s, const char *id, ics_arena *arena, ics_figure *out)
{
   int k = ics_find_service(s->in, id);
   if (k < 0) return false;
   out->kind = ICS_FIGURE_UNMET;
   out->index = k;
   out->unit = "share";
   out->words =
       ics_format(arena, "need left unmet for %s in %s", s->in->services[k].name, last_year(s->in));
   return true;
}

static bool name_money(const ics_solved *s, const char *id, bool as_share, ics_arena *arena,
                       ics_figure *out)
{
   const ics_instance *in = s->in;
   int k = as_share ? -1 : ics_find_service(in, id), q = ics_find_mechanism(in, id),
       p = find_principle(id);
   if (k < 0 && q < 0 && p < 0) return false;
   out->kind = k >= 0 ? ICS_FIGURE_SERVICE : q >= 0 ? ICS_FIGURE_MECHANISM : ICS_FIGURE_PRINCIPLE;
   out->index = k >= 0 ? k : q >= 0 ? q : p;
   out->as_share = as_share;
   out->unit = as_share ? "share" : "GBPm";
   out->words = ics_format(arena, "%s %s%s in %s", as_share ? "share of all money" : "money",
                           k >= 0   ? "for "
                           : q >= 0 ? "paid as "
                                    : "paid by principle: ",
                           k >= 0   ? in->services[k].name
                           : q >= 0 ? in->mechanisms[q].name
                                    : id,
                           last_year(in));
   return true;
}

/* Everything that could have been asked for, to name the nearest. */
static ics_rc unknown(const ics_solved *s, const char *text, ics_arena *arena, ics_err *err)
{
   const ics_instance *in = s->in;
   const char **names;
   int n = 0;
   ICS_ALLOC(names, arena,
             1 + in->naims + 2 * in->nservices + 2 * (in->nmechanisms + ICS_PRINCIPLE_COUNT), err);
   names[n++] = "goal";
   for (int a = 0; a < in->naims; a++) names[n++] = in->aims[a].id;
   for (int k = 0; k < in->nservices; k++) {
      names[n++] = ics_format(arena, "unmet.%s", in->services[k].id);
      names[n++] = ics_format(arena, "spend.%s", in->services[k].id);
   }
   for (int q = 0; q < in->nmechanisms + ICS_PRINCIPLE_COUNT; q++) {
      const char *id = q < in->nmechanisms
                           ? in->mechanisms[q].id
                           : ics_principle_text((ics_principle)(q - in->nmechanisms));
      names[n++] = ics_format(arena, "spend.%s", id);
      names[n++] = ics_format(arena, "share.%s", id);
   }
   int near = ics_nearest(text, names, n, sizeof names[0]);
   if (near >= 0)
      return ics_fail(err, ICS_EUSAGE, "--of: there is no figure \"%s\"; did you mean %s?",
                      ics_show(text).text, names[near]);
   return ics_fail(err, ICS_EUSAGE,
                   "--of: there is no figure \"%s\"; want goal, gain, an aim's id, unmet.SERVICE, "
                   "spend.SERVICE, spend.MECHANISM, spend.PRINCIPLE or share.MECHANISM",
                   ics_show(text).text);
}

static const char *after(const char *text, const char *lead)
{
   size_t bytes = strlen(lead);
   return strncmp(text, lead, bytes) == 0 ? text + bytes : NULL;
}

ics_rc ics_figure_find(const ics_solved *solved, const char *text, ics_arena *arena,
                       ics_figure *out, ics_err *err)
{
   const char *unmet = after(text, "unmet."), *spend = after(text, "spend."),
              *share = after(text, "share.");
   *out = (ics_figure){ .id = text };
   bool found = strcmp(text, "goal") == 0   ? name_goal(solved, out)
                : strcmp(text, "gain") == 0 ? name_gain(solved, out)
                : unmet                     ? name_unmet(solved, unmet, arena, out)
                : spend                     ? name_money(solved, spend, false, arena, out)
                : share                     ? name_money(solved, share, true, arena, out)
                                            : name_aim(solved, text, out);
   if (!found) return unknown(solved, text, arena, err);
   return out->words ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

/* ---- its value ----------------------------------------------------------------------------------
 */

static double unmet_share(const ics_model *m, const double *x, int k)
{
   double need = 0.0, unmet = 0.0;
   int t = m->in->nyears - 1;
   for (int i = 0; i < m->in->nplaces; i++) {
      need += ics_plan_need(m, x, i, k, t);
      unmet += ics_plan_unmet(m, x, i, k, t);
   }
   return need > 0.0 ? unmet / need : 0.0;
}

static bool is_of(const ics_figure *f, const ics_instance *in, const ics_blend *b)
{
   if (f->kind == ICS_FIGURE_SERVICE) return b->service == f->index;
   if (f->kind == ICS_FIGURE_MECHANISM) return b->mechanism == f->index;
   return (int)in->mechanisms[b->mechanism].principle == f->index;
}

static double money(const ics_figure *f, const ics_model *m, const double *x)
{
   const ics_instance *in = m->in;
   double own = 0.0, all = 0.0;
   for (int b = 0; b < in->nblends; b++)
      for (int h = 0; h < ics_contracts(in, in->blends[b].service); h++) {
         double paid = ics_plan_paid(m, x, h, b, in->nyears - 1);
         all += paid;
         if (is_of(f, in, &in->blends[b])) own += paid;
      }
   if (!f->as_share) return own;
   return all > 0.0 ? own / all : 0.0;
}

double ics_figure_of(const ics_figure *figure, const ics_model *m, const double *x, double goal,
                     double today)
{
   if (figure->kind == ICS_FIGURE_GAIN) return figure->falls ? today - goal : goal - today;
   if (figure->kind == ICS_FIGURE_GOAL) return goal;
   if (figure->kind == ICS_FIGURE_AIM) return x[m->aim[figure->index]];
   if (figure->kind == ICS_FIGURE_UNMET) return unmet_share(m, x, figure->index);
   return money(figure, m, x);
}

/* ---- numbers ------------------------------------------------------------------------------------
 */

bool ics_number_matters(const ics_instance *in, const ics_coef *coef)
{
   for (int k = 0; k < in->nservices; k++)
      if (coef == &in->services[k].unit_cost) return false;
   for (int a = 0; a < in->naims; a++)
      if (coef == &in->aims[a].weight) return false;
   return true;
}

/* `*` is any run of letters: the shortest that lets the rest match. */
static bool matches(const char *pattern, const char *text)
{
   const char *star = NULL, *from = NULL;
   while (*text) {
      if (*pattern == '*') {
         star = ++pattern;
         from = text;
      } else if (*pattern == *text) {
         pattern++;
         text++;
      } else if (star) {
         pattern = star;
         text = ++from;
      } else {
         return false;
      }
   }
   while (*pattern == '*') pattern++;
   return *pattern == '\0';
}

static bool meets(const ics_coef *coef, const char *only)
{
   const char *grade = after(only, "grade="), *range = after(only, "range=");
   if (grade) return strcmp(grade, ics_grade_text(coef->grade)) == 0;
   if (range) return strcmp(range, ics_grade_text(coef->range_grade)) == 0;
   return matches(only, coef->path);
}

static ics_rc no_such_grade(const char *only, const char *word, ics_err *err)
{
   const char *names[ICS_GRADE_COUNT];
   for (int g = 0; g < ICS_GRADE_COUNT; g++) names[g] = ics_grade_text((ics_grade)g);
   int near = ics_nearest(word, names, ICS_GRADE_COUNT, sizeof names[0]);
   if (near >= 0 && strcmp(names[near], word) != 0)
      return ics_fail(err, ICS_EUSAGE, "--only %s: there is no such grade; did you mean %s?",
                      ics_show(only).text, names[near]);
   return ics_fail(err, ICS_EUSAGE,
                   "--only %s: no number has that grade (published, derived or judgement)",
                   ics_show(only).text);
}

static int nearest_path(const ics_instance *in, const char *text)
{
   ics_arena *scratch = ics_arena_new();
   const char **paths = scratch ? ics_alloc(scratch, (size_t)in->ncoefs, sizeof *paths) : NULL;
   int near = -1;
   for (int c = 0; paths && c < in->ncoefs; c++) paths[c] = in->coefs[c]->path;
   if (paths) near = ics_nearest(text, paths, in->ncoefs, sizeof paths[0]);
   ics_arena_free(&scratch);
   return near;
}

static ics_rc none_like(const ics_instance *in, const char *only, ics_err *err)
{
   const char *grade = after(only, "grade="), *range = after(only, "range=");
   if (grade || range) return no_such_grade(only, grade ? grade : range, err);
   int near = nearest_path(in, only);
   return ics_fail(err, ICS_EUSAGE,
                   "--only %s: no number has such a path%s%s; `icsopt evidence INSTANCE` lists "
                   "them",
                   ics_show(only).text, near >= 0 ? "; the nearest is " : "",
                   near >= 0 ? in->coefs[near]->path : "");
}

static bool chosen(const ics_coef *coef, const char *const *only, int nonly)
{
   for (int p = 0; p < nonly; p++)
      if (meets(coef, only[p])) return true;
   return nonly == 0;
}

ics_rc ics_numbers_choose(const ics_instance *in, const char *const *only, int nonly,
                          ics_arena *arena, ics_numbers *out, ics_err *err)
{
   *out = (ics_numbers){ 0 };
   for (int p = 0; p < nonly; p++) {
      bool any = false;
      for (int c = 0; c < in->ncoefs && !any; c++) any = meets(in->coefs[c], only[p]);
      if (!any) return none_like(in, only[p], err);
   }
   ICS_ALLOC(out->coef, arena, in->ncoefs, err);
   for (int c = 0; c < in->ncoefs; c++) {
      const ics_coef *coef = in->coefs[c];
      if (!chosen(coef, only, nonly)) continue;
      if (!ics_number_matters(in, coef))
         out->unread++;
      else if (!(coef->low < coef->high))
         out->fixed++;
      else
         out->coef[out->n++] = c;
   }
   if (out->n > 0) return ICS_OK;
   return ics_fail(err, ICS_EUSAGE,
                   "%snothing to vary: of the numbers asked for %d have no range (low = high) and "
                   "%d bear on no plan",
                   nonly ? "--only: " : "", out->fixed, out->unread);
}

ics_rc ics_number_find(const ics_instance *in, const char *path, int *coef, ics_err *err)
{
   for (*coef = 0; *coef < in->ncoefs; ++*coef)
      if (strcmp(in->coefs[*coef]->path, path) == 0) return ICS_OK;
   int near = nearest_path(in, path);
   return ics_fail(err, ICS_EUSAGE,
                   "no number of the instance has the path \"%s\"%s%s%s (`icsopt evidence "
                   "INSTANCE` lists them)",
                   ics_show(path).text, near >= 0 ? "; did you mean " : "",
                   near >= 0 ? in->coefs[near]->path : "", near >= 0 ? "?" : "");
}
