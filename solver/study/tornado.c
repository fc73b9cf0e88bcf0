/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/tornado.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "instance/keys.h"
#include "post/coef.h"
#include "post/judgements.h"

/** What a task sends back. Task 0 is the point, 2 n + 1 and 2 n + 2 the ends of line n. */
enum { VALUE, ANSWER, BREACH, SHORTFALL, WIDTH };

typedef struct study {
   const ics_tornado_request *request;
   ics_tornado_result *out;
   ics_varying varying;
   ics_figure figure;
   ics_numbers numbers;
   int tasks, done;
   double *record; /* [tasks * WIDTH] */
   ics_arena *arena;
} study;

static int coef_of(const study *s, int line)
{
   return s->numbers.coef[line];
}

/* ---- the ends -----------------------------------------------------------------------------------
 */

static double within(double value, const ics_key *key, bool *clipped)
{
   if (!key || (value >= key->lo && value <= key->hi)) return value;
   *clipped = true;
   return value < key->lo ? key->lo : key->hi;
}

static void set_ends(const study *s, ics_tornado_line *line, const ics_coef *coef)
{
   const ics_key *key = ics_key_of_path(coef->path);
   double by = s->request->by * fabs(coef->point);
   bool given = isnan(s->request->by);
   line->point = coef->point;
   line->low = within(given ? coef->low : coef->point - by, key, &line->clipped);
   line->high = within(given ? coef->high : coef->point + by, key, &line->clipped);
}

/* Of a share of 0 no part can be taken. */
static void drop_zeros(study *s, const ics_instance *in)
{
   int kept = 0;
   for (int n = 0; n < s->numbers.n; n++)
      if (isnan(s->request->by) || in->coefs[coef_of(s, n)]->point != 0.0)
         s->numbers.coef[kept++] = coef_of(s, n);
   s->numbers.fixed += s->numbers.n - kept;
   s->numbers.n = kept;
}

static ics_rc name_lines(study *s, const ics_instance *in, ics_err *err)
{
   ICS_ALLOC(s->out->lines, s->arena, s->numbers.n, err);
   s->out->nlines = s->numbers.n;
   for (int n = 0; n < s->numbers.n; n++) {
      const ics_coef *coef = in->coefs[coef_of(s, n)];
      ics_tornado_line *line = &s->out->lines[n];
      *line = (ics_tornado_line){ .path = coef->path,
                                  .words = ics_coef_words(in, coef, s->arena),
                                  .brief = ics_coef_words_within(in, coef, ICS_BRIEF, s->arena),
                                  .grade = ics_grade_text(coef->grade),
                                  .source = coef->source,
                                  .unit = coef->unit,
                                  .why = "",
                                  .linear_low = (double)NAN,
                                  .linear_high = (double)NAN,
                                  .linear_swing = (double)NAN };
      if (!line->words) return ics_fail(err, ICS_EMEMORY, "out of memory");
      set_ends(s, line, coef);
   }
   return ICS_OK;
}

/* ---- asking -------------------------------------------------------------------------------------
 */

static bool is_low(int task)
{
   return task % 2 == 1;
}

static ics_change change_of(const study *s, int task)
{
   int n = (task - 1) / 2;
   const ics_tornado_line *line = &s->out->lines[n];
   return (ics_change){ coef_of(s, n), is_low(task) ? line->low : line->high };
}

static ics_rc ask(void *ctx, int task, double *record, ics_err *err)
{
   study *s = ctx;
   ics_varied answer;
   ics_change change = { 0, 0.0 };
   if (task > 0) change = change_of(s, task);
   ICS_TRY(
       ics_vary(&s->varying, s->request->reading, &change, task > 0, &record[VALUE], &answer, err));
   record[ANSWER] = answer.answer;
   record[BREACH] = answer.breach;
   record[SHORTFALL] = answer.shortfall;
   return ICS_OK;
}

static void keep(void *ctx, int task, ics_answer failed, const double *record)
{
   study *s = ctx;
   double *mine = s->record + (size_t)task * WIDTH;
   if (record)
      memcpy(mine, record, WIDTH * sizeof *mine);
   else
      mine[ANSWER] = failed;
}

static ics_rc ask_all(study *s, ics_err *err)
{
   s->tasks = 1 + 2 * s->numbers.n;
   ICS_ALLOC(s->record, s->arena, (size_t)s->tasks * WIDTH, err);
   for (int t = 0; t < s->tasks; t++) {
      s->record[(size_t)t * WIDTH + VALUE] = (double)NAN;
      s->record[(size_t)t * WIDTH + ANSWER] = ICS_ANSWER_NOT_ASKED;
   }
   ics_vary_many many = { .ask = ask,
                          .keep = keep,
                          .ctx = s,
                          .n = s->tasks,
                          .width = WIDTH,
                          .jobs = s->request->jobs,
                          .progress = s->request->progress,
                          .progress_ctx = s->request->progress_ctx,
                          .stopped = s->request->stopped };
   return ics_vary_many_ask(&many, s->arena, &s->done, err);
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

/* fmin and fmax pass over what is not a number. */
static double swing_of(double low, double point, double high)
{
   if (isnan(point) || (isnan(low) && isnan(high))) return (double)NAN;
   return fmax(fmax(low, high), point) - fmin(fmin(low, high), point);
}

static void count(ics_tornado_result *out, ics_answer answer)
{
   out->no_plan += answer == ICS_ANSWER_NO_PLAN;
   out->broken += answer == ICS_ANSWER_BROKEN;
   out->uncertified += answer == ICS_ANSWER_UNCERTIFIED || answer == ICS_ANSWER_LIMIT;
   out->not_asked += answer == ICS_ANSWER_NOT_ASKED;
}

static ics_rc take_end(study *s, int task, ics_tornado_line *line, ics_err *err)
{
   const double *record = s->record + (size_t)task * WIDTH;
   ics_answer answer = (ics_answer)record[ANSWER];
   bool low = is_low(task);
   *(low ? &line->at_low : &line->at_high) =
       answer == ICS_ANSWER_CERTIFIED ? record[VALUE] : (double)NAN;
   *(low ? &line->low_status : &line->high_status) = ics_answer_names[answer].id;
   *(low ? &line->low_breach : &line->high_breach) = record[BREACH];
   *(low ? &line->low_shortfall : &line->high_shortfall) = record[SHORTFALL];
   count(s->out, answer);
   if (answer != ICS_ANSWER_BROKEN || *line->why) return ICS_OK;
   ics_change change = change_of(s, task);
   return ics_vary_explain(&s->varying, &change, 1, s->arena, &line->why, err);
}

static ics_rc take_lines(study *s, ics_err *err)
{
   ics_tornado_result *out = s->out;
   out->at_point = s->record[ANSWER] == ICS_ANSWER_CERTIFIED ? s->record[VALUE] : (double)NAN;
   count(out, (ics_answer)s->record[ANSWER]);
   for (int n = 0; n < out->nlines; n++) {
      ics_tornado_line *l = &out->lines[n];
      ICS_TRY(take_end(s, 2 * n + 1, l, err));
      ICS_TRY(take_end(s, 2 * n + 2, l, err));
      l->swing = swing_of(l->at_low, out->at_point, l->at_high);
   }
   return ICS_OK;
}

/* ---- by the prices of the plan ------------------------------------------------------------------
 */

static const ics_judgement *judgement_of(const ics_judgements *all, const ics_coef *coef)
{
   for (int n = 0; n < all->n; n++)
      if (all->list[n].coef == coef) return &all->list[n];
   return NULL;
}

/* {of the figure} from a gain, which is positive where it is better. */
static double as_value(const study *s, double gain)
{
   return (s->figure.maximise ? gain : -gain) / s->out->worth;
}

static double along(double slope, double other, double distance)
{
   if (distance == 0.0) return 0.0;
   return (isnan(slope) ? other : slope) * distance;
}

static ics_rc estimate(study *s, const ics_vertex *v, ics_err *err)
{
   ics_judgements all;
   ICS_TRY(ics_judgements_of(v, true, s->request->jobs, s->arena, &all, err));
   for (int n = 0; n < s->out->nlines; n++) {
      ics_tornado_line *l = &s->out->lines[n];
      const ics_judgement *j = judgement_of(&all, s->varying.solved->in->coefs[coef_of(s, n)]);
      if (!j) continue;
      double below = along(j->below, j->derivative, l->low - l->point);
      double above = along(j->above, j->derivative, l->high - l->point);
      l->linear_low = s->out->at_point + as_value(s, below);
      l->linear_high = s->out->at_point + as_value(s, above);
      l->linear_swing = swing_of(l->linear_low, s->out->at_point, l->linear_high);
   }
   return ICS_OK;
}

/* The goal is told in the unit of its prices, other figures in their own. */
static ics_rc weigh(study *s, bool stopped, ics_err *err)
{
   const ics_solved *solved = s->varying.solved;
   ics_vertex v;
   s->out->worth = 1.0;
   s->out->worth_unit = s->figure.unit;
   if (s->figure.kind != ICS_FIGURE_GOAL && s->figure.kind != ICS_FIGURE_GAIN) return ICS_OK;
   ICS_TRY(ics_vertex_of(solved->model, &solved->run, s->arena, &v, err));
   s->out->worth = v.worth;
   s->out->worth_unit = v.unit;
   bool goal =
       s->figure.kind == ICS_FIGURE_GOAL; /* prices hold today as it stands, a gain does not */
   bool slopes =
       goal && s->request->reading == ICS_REPLAN_BEST && !stopped && !isnan(s->out->at_point);
   return slopes ? estimate(s, &v, err) : ICS_OK;
}

/* ---- order --------------------------------------------------------------------------------------
 */

/* A swing that is rounding of the value is none, so that such lines keep the order of the files. */
static const double ROUNDING = 1e-12;

typedef struct placed {
   ics_tornado_line line;
   double key; /* -1: no swing */
   int order;
} placed;

static int by_swing(const void *a, const void *b)
{
   const placed *x = a, *y = b;
   if (x->key != y->key) return x->key > y->key ? -1 : 1;
   return (x->order > y->order) - (x->order < y->order);
}

static ics_rc sort_lines(study *s, ics_err *err)
{
   placed *list;
   ics_tornado_result *out = s->out;
   double least = ROUNDING * fabs(out->at_point);
   ICS_ALLOC(list, s->arena, out->nlines, err);
   for (int n = 0; n < out->nlines; n++) {
      double swing = out->lines[n].swing;
      list[n] = (placed){ out->lines[n], isnan(swing) ? -1.0 : swing <= least ? 0.0 : swing, n };
   }
   if (out->nlines > 0) qsort(list, (size_t)out->nlines, sizeof *list, by_swing);
   for (int n = 0; n < out->nlines; n++) out->lines[n] = list[n].line;
   return ICS_OK;
}

static void fill_head(study *s, const ics_solved *solved, const ics_request *asked)
{
   *s->out = (ics_tornado_result){ .head = ics_heading_of(solved, asked),
                                   .reading = ics_replan_names[s->request->reading].id,
                                   .output = { s->figure.id, s->figure.words },
                                   .unit = s->figure.unit,
                                   .has_sense = s->figure.has_sense,
                                   .maximise = s->figure.maximise,
                                   .by = s->request->by,
                                   .fixed = s->numbers.fixed,
                                   .unread = s->numbers.unread };
}

static ics_rc choose(study *s, const ics_solved *solved, ics_err *err)
{
   const ics_tornado_request *r = s->request;
   if (!isnan(r->by) && !(r->by > 0.0 && isfinite(r->by)))
      return ics_fail(err, ICS_EUSAGE, "--by: got %g%%, want more than 0%%", 100.0 * r->by);
   ICS_TRY(ics_figure_find(solved, r->output ? r->output : "goal", s->arena, &s->figure, err));
   ICS_TRY(ics_numbers_choose(solved->in, r->only, r->nonly, s->arena, &s->numbers, err));
   drop_zeros(s, solved->in);
   if (s->numbers.n > 0) return ICS_OK;
   return ics_fail(err, ICS_EUSAGE,
                   "--by: all numbers asked for are 0, of which no part can be "
                   "added; leave --by out to use their ranges");
}

ics_rc ics_tornado(const ics_solved *solved, const ics_request *asked,
                   const ics_tornado_request *request, ics_arena *arena, ics_tornado_result **out,
                   ics_err *err)
{
   study s = { .request = request, .arena = arena };
   ICS_TRY(choose(&s, solved, err));
   ICS_ALLOC(*out, arena, 1, err);
   s.out = *out;
   fill_head(&s, solved, asked);
   ICS_TRY(name_lines(&s, solved->in, err));
   ICS_TRY(ics_varying_open(solved, asked, &s.figure, 1, arena, &s.varying, err));
   ics_rc rc = ask_all(&s, err);
   if (rc == ICS_OK) rc = take_lines(&s, err);
   if (rc == ICS_OK) rc = weigh(&s, s.out->not_asked > 0, err);
   ics_varying_close(&s.varying);
   return rc == ICS_OK ? sort_lines(&s, err) : rc;
}
