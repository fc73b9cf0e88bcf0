/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/parametric.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "instance/units.h"
#include "post/coef.h"
#include "post/vertex.h"
#include "study/bent.h"
#include "study/straight.h"
#include "study/worth.h"

enum { BISECTIONS = 40 };

typedef struct study {
   const ics_solved *solved;
   ics_arena *arena;
   int coef;
   double from, to; /* canonical */
   double per;      /* {unit of the file / canonical} */
   ics_moved moved;
   ics_sampler sampler;
   ics_pieces pieces;
} study;

/* ---- what is asked ------------------------------------------------------------------------------
 */

static int find_coef(const ics_instance *in, const char *path)
{
   for (int c = 0; c < in->ncoefs; c++)
      if (strcmp(in->coefs[c]->path, path) == 0) return c;
   return -1;
}

/* The instance is read with the end in place, so that it is understood, and refused, as --set is.
 */
static ics_rc read_end(const study *s, const ics_parametric_request *request, const char *text,
                       double *value, ics_err *err)
{
   ics_override *sets;
   const ics_instance *in = NULL;
   ICS_ALLOC(sets, s->arena, request->nsets + 1, err);
   if (request->nsets > 0) memcpy(sets, request->sets, (size_t)request->nsets * sizeof *sets);
   sets[request->nsets] = (ics_override){ request->path, text };
   ICS_TRY(ics_instance_read(s->solved->in->file, sets, request->nsets + 1, s->arena, &in, err));
   int c = find_coef(in, request->path);
   if (c < 0)
      return ics_fail(err, ICS_EUSAGE,
                      "%s is not one number with a range; `icsopt evidence INSTANCE` lists those",
                      ics_show(request->path).text);
   *value = in->coefs[c]->point;
   return ICS_OK;
}

/* The reader knows the nearest path, and which keys have a default. */
static ics_rc no_such_number(const study *s, const ics_parametric_request *request, ics_err *err)
{
   double ignored;
   ICS_TRY(read_end(s, request, "1", &ignored, err));
   return ics_fail(err, ICS_EUSAGE,
                   "%s is not written in the instance, and has its default; write it there, or add "
                   "--set %s=VALUE",
                   ics_show(request->path).text, ics_show(request->path).text);
}

static ics_rc understand(study *s, const ics_parametric_request *request, ics_err *err)
{
   const ics_instance *in = s->solved->in;
   double typed;
   if (strchr(request->path, '*'))
      return ics_fail(err, ICS_EUSAGE,
                      "%s names several numbers, and one is moved at a time; "
                      "`icsopt evidence INSTANCE` lists the paths",
                      ics_show(request->path).text);
   for (int end = 0; end < 2; end++) {
      const char *text = end == 0 ? request->from : request->to;
      if (text && (ics_number_read(text, strlen(text), &typed) != ICS_NUMERAL_OK))
         return ics_fail(err, ICS_EUSAGE, "--%s: got \"%s\", want a number",
                         end == 0 ? "from" : "to", ics_show(text).text);
   }
   s->coef = find_coef(in, request->path);
   if (s->coef < 0) return no_such_number(s, request, err);
   s->from = in->coefs[s->coef]->low;
   s->to = in->coefs[s->coef]->high;
   if (request->from) ICS_TRY(read_end(s, request, request->from, &s->from, err));
   if (request->to) ICS_TRY(read_end(s, request, request->to, &s->to, err));
   if (s->to > s->from && isfinite(s->to - s->from)) return ICS_OK;
   return ics_fail(err, ICS_EUSAGE,
                   "%s would move from %g to %g (canonical); give --from LESS --to MORE",
                   request->path, s->from, s->to);
}

/* ---- the curve ----------------------------------------------------------------------------------
 */

/* Between a value with a plan and one without: the last one with a plan, by halves. */
static ics_rc find_edge(study *s, const ics_sample *inside, double outside, ics_sample *edge,
                        ics_err *err)
{
   ics_sample c;
   *edge = *inside;
   edge->home = NULL; /* it stays the other's */
   for (int n = 0; n < BISECTIONS && fabs(outside - edge->at) > ICS_STRAIGHT_END * s->moved.range;
        n++) {
      ICS_TRY(ics_sample_at(&s->sampler, 0.5 * edge->at + 0.5 * outside, edge, &c, err));
      if (c.plan) ics_sample_let_go(edge);
      if (c.plan)
         *edge = c;
      else
         outside = c.at;
      if (!c.plan) ics_sample_let_go(&c);
   }
   return ICS_OK;
}

/* Both ends, or as far as there are plans. */
static ics_rc find_range(study *s, ics_sample *a, ics_sample *b, ics_parametric_result *out,
                         ics_err *err)
{
   ics_sample inside;
   double point = fmin(fmax(s->solved->in->coefs[s->coef]->point, s->from), s->to);
   ICS_TRY(ics_sample_at(&s->sampler, point, NULL, &inside, err));
   ICS_TRY(ics_sample_at(&s->sampler, s->from, &inside, a, err));
   ICS_TRY(ics_sample_at(&s->sampler, s->to, &inside, b, err));
   if (!inside.plan) inside = a->plan ? *a : *b;
   if (!inside.plan)
      return ics_fail(err, ICS_ENOPLAN,
                      "no plan keeps all the rules at either end of the range, with shortfall "
                      "against standards as it is; choose a range about the number as it is");
   out->at_point = inside.f * (out->maximise ? -1 : 1);
   s->pieces.unproven += (!a->plan && !a->none) + (!b->plan && !b->none);
   if (!a->plan) ICS_TRY(find_edge(s, &inside, s->from, a, err));
   if (!b->plan) ICS_TRY(find_edge(s, &inside, s->to, b, err));
   return ICS_OK;
}

/* Pieces between values found one by one. */
static ics_rc by_values(study *s, const ics_limits *limits, ics_parametric_result *out,
                        ics_err *err)
{
   ics_sample a, b;
   ICS_TRY(ics_sampler_open(&s->sampler, &s->moved, limits, s->arena, err));
   ICS_TRY(find_range(s, &a, &b, out, err));
   out->plan_from = a.at;
   out->plan_to = b.at;
   if (!(b.at > a.at))
      return ics_fail(err, ICS_ENOPLAN, "there are plans at %.17g only", s->per * a.at);
   if (s->moved.kind == ICS_PARAMETRIC_NOWHERE)
      return ics_pieces_join(&s->pieces, &a, &b, 0, true, err);
   if (s->moved.kind == ICS_PARAMETRIC_MATRIX)
      return ics_bent(&s->pieces, &s->sampler, &a, &b, err);
   return ics_straight(&s->pieces, &s->sampler, &a, &b, err);
}

/* Plans stay what they are: there is one everywhere. */
static ics_rc by_worth(study *s, const ics_limits *limits, ics_parametric_result *out, ics_err *err)
{
   double point = s->solved->in->coefs[s->coef]->point;
   ICS_TRY(ics_worth(&s->pieces, limits, &s->sampler.solves, err));
   out->plan_from = s->from;
   out->plan_to = s->to;
   out->at_point = ics_pieces_value(&s->pieces, point) * (out->maximise ? -1 : 1);
   return ICS_OK;
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

static void put_head(const study *s, ics_parametric_result *out)
{
   const ics_instance *in = s->solved->in;
   const ics_stage *own = &s->solved->run.stages[s->solved->run.own];
   const ics_coef *coef = in->coefs[s->coef];
   *out = (ics_parametric_result){ .code = in->code,
                                   .name = in->name,
                                   .file = in->file,
                                   .sha256 = in->sha256,
                                   .policy = s->solved->policy->id,
                                   .policy_name = s->solved->policy->name,
                                   .goal = ics_goal_word(s->solved),
                                   .path = coef->path,
                                   .words = ics_coef_words(in, coef, s->arena),
                                   .unit = coef->unit,
                                   .grade = ics_grade_text(coef->grade),
                                   .own = { own->id, "the goal" },
                                   .objective_unit = "",
                                   .worth = 1.0,
                                   .worth_unit = "",
                                   .maximise = own->maximise,
                                   .from = s->per * s->from,
                                   .to = s->per * s->to,
                                   .point = s->per * coef->point };
   for (int a = 0; a < in->naims; a++)
      if (s->solved->model->aim[a] == own->col) {
         out->own.name = in->aims[a].name;
         out->objective_unit = in->aims[a].unit;
      }
}

/* With another weight of an aim a score means something else, and is worth nothing by itself. */
static ics_rc put_worth(const study *s, ics_parametric_result *out, ics_err *err)
{
   const ics_instance *in = s->solved->in;
   ics_vertex vertex;
   for (int a = 0; a < in->naims; a++)
      if (in->coefs[s->coef] == &in->aims[a].weight) return ICS_OK;
   ICS_TRY(ics_vertex_of(s->solved->model, &s->solved->run, s->arena, &vertex, err));
   if (!vertex.mixed) return ICS_OK;
   out->worth = vertex.worth;
   out->worth_unit = vertex.unit;
   return ICS_OK;
}

static ics_rc answer(study *s, const ics_limits *limits, ics_parametric_result *out, ics_err *err)
{
   ICS_TRY(ics_moved_open(&s->moved, s->solved, s->coef, s->from, s->to, s->arena, err));
   ICS_TRY(ics_pieces_open(&s->pieces, &s->moved, limits->gap, s->arena, err));
   out->kind = s->moved.kind;
   if (out->kind == ICS_PARAMETRIC_AIMS)
      ICS_TRY(by_worth(s, limits, out, err));
   else
      ICS_TRY(by_values(s, limits, out, err));
   out->plan_from *= s->per;
   out->plan_to *= s->per;
   out->solves = s->sampler.solves;
   out->unproven = s->pieces.unproven;
   out->proven = out->unproven == 0 && out->kind != ICS_PARAMETRIC_MATRIX;
   out->error = s->pieces.miss;
   return ics_pieces_points(&s->pieces, s->per, out, err);
}

ics_rc ics_parametric(const ics_solved *solved, const ics_request *asked,
                      const ics_parametric_request *request, ics_arena *arena,
                      ics_parametric_result **out, ics_err *err)
{
   const ics_settings *set = asked->settings;
   ics_limits limits = { set->gap, (int)set->iterations, set->time_limit };
   study s = { .solved = solved, .arena = arena };
   ICS_ALLOC(*out, arena, 1, err);
   ICS_TRY(understand(&s, request, err));
   s.per = ics_unit_shown(solved->in->coefs[s.coef]->unit);
   put_head(&s, *out);
   if (!(*out)->words) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ICS_TRY(put_worth(&s, *out, err));
   ics_rc rc = answer(&s, &limits, *out, err);
   ics_sampler_close(&s.sampler);
   return rc;
}
