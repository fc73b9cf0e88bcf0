/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/psa.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "post/coef.h"
#include "stats/moments.h"

/* A column's part of a record: its answer, what is missed, and then its figures. After all columns,
 * for each number that may give way, whether it did. */
enum { ANSWER, BREACH, SHORTFALL, FIGURES };

typedef struct study {
   const ics_psa_plan *plans;
   const ics_psa_request *request;
   int nplans, nreadings, nfigures;
   ics_replan readings[ICS_REPLAN_COUNT];
   ics_figure **figures; /* [nplans][nfigures] */
   ics_varying *varying; /* [nplans] */
   ics_numbers numbers;
   ics_spread spread;
   const ics_stream *stream;
   double *u;           /* [drivers] of the draw under way */
   ics_change *changes; /* [numbers] */
   int width;           /* of a record: columns times part, and numbers that may give way */
   double *record;      /* [draws * width] */
   bool *there;         /* [draws] */
   int done;
   ics_psa_result *out;
   ics_arena *arena;
} study;

static int part(const study *s)
{
   return FIGURES + s->nfigures;
}

static int ncolumns(const study *s)
{
   return s->nplans * s->nreadings;
}

/* ---- one draw -----------------------------------------------------------------------------------
 */

static void draw_numbers(study *s, int draw)
{
   ics_stream_draw(s->stream, draw, 0, s->spread.ndrivers, s->u);
   ics_spread_values(&s->spread, s->u, s->changes);
}

static ics_rc ask_column(study *s, int column, const ics_change *changes, int n, double *record,
                         ics_err *err)
{
   ics_varied varied;
   ics_varying *plan = &s->varying[column / s->nreadings];
   ics_replan reading = s->readings[column % s->nreadings];
   ICS_TRY(ics_vary(plan, reading, changes, n, record + FIGURES, &varied, err));
   record[ANSWER] = varied.answer;
   record[BREACH] = varied.breach;
   record[SHORTFALL] = varied.shortfall;
   return ICS_OK;
}

static ics_rc ask(void *ctx, int draw, double *record, ics_err *err)
{
   study *s = ctx;
   double *held = record + ncolumns(s) * part(s);
   draw_numbers(s, draw);
   for (int g = 0; g < s->spread.ngiving; g++) held[g] = s->spread.giving[g].held;
   for (int c = 0; c < ncolumns(s); c++)
      ICS_TRY(ask_column(s, c, s->changes, s->spread.n, record + c * part(s), err));
   return ICS_OK;
}

static void keep(void *ctx, int draw, ics_answer failed, const double *record)
{
   study *s = ctx;
   double *mine = s->record + (size_t)draw * (size_t)s->width;
   if (record) memcpy(mine, record, (size_t)s->width * sizeof *mine);
   for (int c = 0; !record && c < ncolumns(s); c++) mine[c * part(s) + ANSWER] = failed;
   s->there[draw] = true;
}

static ics_rc ask_all(study *s, ics_err *err)
{
   ics_vary_many many = { .ask = ask,
                          .keep = keep,
                          .ctx = s,
                          .n = s->request->draws,
                          .width = s->width,
                          .jobs = s->request->jobs,
                          .progress = s->request->progress,
                          .progress_ctx = s->request->progress_ctx,
                          .stopped = s->request->stopped };
   return ics_vary_many_ask(&many, s->arena, &s->done, err);
}

/* ---- what was drawn -----------------------------------------------------------------------------
 */

static void values_of(void *ctx, int draw, double *value)
{
   study *s = ctx;
   draw_numbers(s, draw);
   for (int n = 0; n < s->spread.n; n++) value[n] = s->changes[n].point;
}

static ics_rc tell_numbers(study *s, ics_err *err)
{
   const ics_instance *in = s->spread.in;
   ICS_ALLOC(s->out->numbers, s->arena, s->spread.n, err);
   s->out->nnumbers = s->spread.n;
   for (int n = 0; n < s->spread.n; n++) {
      const ics_spread_number *it = &s->spread.list[n];
      const ics_coef *coef = in->coefs[it->coef];
      ics_psa_number *to = &s->out->numbers[n];
      *to = (ics_psa_number){ .path = coef->path,
                              .words = ics_coef_words(in, coef, s->arena),
                              .grade = ics_grade_text(coef->grade),
                              .range_grade = ics_grade_text(coef->range_grade),
                              .family = ics_dist_names[it->dist.kind].id,
                              .reading = ics_reading_names[it->reading].id,
                              .driver = s->spread.driver[it->driver],
                              .low = coef->low,
                              .point = coef->point,
                              .high = coef->high,
                              .mean = ics_dist_mean(&it->dist),
                              .sd = ics_dist_sd(&it->dist),
                              .why = it->why };
      if (!to->words) return ics_fail(err, ICS_EMEMORY, "out of memory");
   }
   return ICS_OK;
}

/* ---- what it came to ----------------------------------------------------------------------------
 */

static const double *cell(const study *s, int draw, int column)
{
   return s->record + (size_t)draw * (size_t)s->width + (size_t)(column * part(s));
}

static ics_rc tell_column(study *s, int c, ics_err *err)
{
   const ics_policy *policy = s->plans[c / s->nreadings].solved->policy;
   ics_psa_column *to = &s->out->columns[c];
   double *answer;
   *to = (ics_psa_column){ .policy = { policy->id, policy->name },
                           .reading = ics_replan_names[s->readings[c % s->nreadings]].id };
   ICS_ALLOC(answer, s->arena, s->request->draws, err);
   to->answer = answer;
   for (int i = 0; i < s->request->draws; i++) {
      const double *r = cell(s, i, c);
      answer[i] = s->there[i] ? r[ANSWER] : ICS_ANSWER_NOT_ASKED;
      to->answers[(int)answer[i]]++;
      if (!s->there[i]) continue;
      to->breaches += r[BREACH] > 0.0;
      to->shortfalls += r[SHORTFALL] > 0.0;
      to->breach += r[BREACH];
      to->shortfall += r[SHORTFALL];
   }
   if (to->breaches > 0) to->breach /= to->breaches;
   if (to->shortfalls > 0) to->shortfall /= to->shortfalls;
   return ICS_OK;
}

static ics_rc summarise(study *s, ics_psa_series *to, const double *value, ics_err *err)
{
   static const double p[] = { 0.025, 0.5, 0.975 };
   double q[3], *work;
   int draws = s->request->draws, next = 0;
   ics_moments m = { 0 };
   ICS_ALLOC(work, s->arena, draws, err);
   to->value = value;
   for (int i = 0; i < draws; i++) {
      ics_moments_add(&m, value[i]);
      while (next < ICS_PSA_CHECKPOINTS && i + 1 == s->out->checkpoints[next])
         to->running[next++] = ics_moments_mean(&m);
   }
   to->n = (int)m.n;
   to->mean = ics_moments_mean(&m);
   to->sd = ics_moments_sd(&m);
   to->error = ics_moments_error(&m);
   ics_quantiles(value, draws, p, 3, q, work);
   to->low = q[0];
   to->median = q[1];
   to->high = q[2];
   return ICS_OK;
}

static ics_rc tell_series(study *s, int c, int f, double at_point, ics_err *err)
{
   const ics_figure *figure = &s->figures[c / s->nreadings][f];
   double *value;
   ICS_ALLOC(value, s->arena, s->request->draws, err);
   for (int i = 0; i < s->request->draws; i++) {
      const double *r = cell(s, i, c);
      bool has = s->there[i] && r[ANSWER] == ICS_ANSWER_CERTIFIED;
      value[i] = has ? r[FIGURES + f] : (double)NAN;
   }
   ics_psa_series *to = &s->out->series[s->out->nseries++];
   *to = (ics_psa_series){ .column = c,
                           .output = { figure->id, figure->words },
                           .unit = figure->unit,
                           .has_sense = figure->has_sense,
                           .maximise = figure->maximise,
                           .at_point = at_point };
   return summarise(s, to, value, err);
}

/* What keeping the plan loses of the goal, beside the best plan of each draw. */
static ics_rc tell_regret(study *s, int plan, const ics_psa_series *best,
                          const ics_psa_series *fixed, ics_err *err)
{
   double *value, sign = best->maximise ? 1.0 : -1.0;
   ICS_ALLOC(value, s->arena, s->request->draws, err);
   for (int i = 0; i < s->request->draws; i++) value[i] = sign * (best->value[i] - fixed->value[i]);
   ics_psa_series *to = &s->out->series[s->out->nseries++];
   *to = (ics_psa_series){ .column = plan * s->nreadings + 1,
                           .output = { "regret", "what the plan that is kept loses of the goal" },
                           .unit = best->unit,
                           .has_sense = true,
                           .at_point = sign * (best->at_point - fixed->at_point) };
   return summarise(s, to, value, err);
}

/* The path of "file:line: path: words" (base/err.h), with the name of a service that it is of. */
static ics_rc place_of(const study *s, const char *why, ics_psa_broken *out, ics_err *err)
{
   const ics_instance *in = s->spread.in;
   const char *from = strstr(why, ": "), *end = from ? strstr(from + 2, ": ") : NULL;
   out->path = end ? ics_strndup(s->arena, from + 2, (size_t)(end - from - 2)) : "other";
   if (!out->path) return ics_fail(err, ICS_EMEMORY, "out of memory");
   int k = strncmp(out->path, "services.", 9) == 0 ? ics_find_service(in, out->path + 9) : -1;
   out->words = k >= 0 ? in->services[k].name : out->path;
   return ICS_OK;
}

static void count_broken(ics_psa_result *out, const ics_psa_broken *found)
{
   int n = 0;
   while (n < out->nbroken && strcmp(out->broken[n].path, found->path) != 0) n++;
   if (n == out->nbroken) out->broken[out->nbroken++] = *found;
   out->broken[n].draws++;
}

/* Draws that break a rule do so under every plan: where, and the first of them in words. */
static ics_rc tell_broken(study *s, ics_err *err)
{
   ics_psa_result *out = s->out;
   out->broken_why = "";
   ICS_ALLOC(out->broken, s->arena, out->columns[0].answers[ICS_ANSWER_BROKEN], err);
   for (int i = 0; i < s->request->draws; i++) {
      const char *why;
      ics_psa_broken found = { .draws = 0 };
      if (out->columns[0].answer[i] != ICS_ANSWER_BROKEN) continue;
      draw_numbers(s, i);
      ICS_TRY(ics_vary_explain(&s->varying[0], s->changes, s->spread.n, s->arena, &why, err));
      ICS_TRY(place_of(s, why, &found, err));
      count_broken(out, &found);
      if (!*out->broken_why) out->broken_why = why;
   }
   return ICS_OK;
}

/* Which numbers would have gone beyond the worth of their service, and in how many draws. */
static ics_rc tell_held(study *s, ics_err *err)
{
   const ics_instance *in = s->spread.in;
   ICS_ALLOC(s->out->held, s->arena, s->spread.ngiving, err);
   for (int g = 0; g < s->spread.ngiving; g++) {
      const ics_coef *coef = in->coefs[s->spread.list[s->spread.giving[g].number].coef];
      ics_psa_held held = { .path = coef->path, .words = ics_coef_words(in, coef, s->arena) };
      if (!held.words) return ics_fail(err, ICS_EMEMORY, "out of memory");
      for (int i = 0; i < s->request->draws; i++)
         held.draws += s->there[i] && cell(s, i, ncolumns(s))[g] != 0.0;
      if (held.draws > 0) s->out->held[s->out->nheld++] = held;
   }
   return ICS_OK;
}

static int goal_of(const study *s)
{
   for (int f = 0; f < s->nfigures; f++)
      if (s->figures[0][f].kind == ICS_FIGURE_GOAL) return f;
   return -1;
}

/* Figures at the numbers as they are, by the same way of asking. */
static ics_rc tell_all(study *s, ics_err *err)
{
   ics_psa_result *out = s->out;
   int goal = goal_of(s);
   double *point;
   ICS_ALLOC(out->columns, s->arena, ncolumns(s), err);
   ICS_ALLOC(out->series, s->arena, ncolumns(s) * s->nfigures + s->nplans, err);
   ICS_ALLOC(point, s->arena, part(s), err);
   out->ncolumns = ncolumns(s);
   for (int c = 0; c < out->ncolumns; c++) {
      ICS_TRY(tell_column(s, c, err));
      ICS_TRY(ask_column(s, c, NULL, 0, point, err));
      for (int f = 0; f < s->nfigures; f++) ICS_TRY(tell_series(s, c, f, point[FIGURES + f], err));
   }
   ICS_TRY(tell_broken(s, err));
   ICS_TRY(tell_held(s, err));
   for (int p = 0; goal >= 0 && s->nreadings == 2 && p < s->nplans; p++) {
      const ics_psa_series *best = &out->series[(2 * p) * s->nfigures + goal];
      ICS_TRY(tell_regret(s, p, best, best + s->nfigures, err));
   }
   return ICS_OK;
}

/* ---- what was asked -----------------------------------------------------------------------------
 */

/* The goal, and every aim that is not the goal itself. */
static void all_figures(const ics_solved *solved, const char **names, int *n)
{
   const ics_stage *own = &solved->run.stages[solved->run.own];
   names[(*n)++] = "goal";
   for (int a = 0; a < solved->in->naims; a++)
      if (solved->model->aim[a] != own->col) names[(*n)++] = solved->in->aims[a].id;
}

static ics_rc choose_figures(study *s, ics_err *err)
{
   const ics_psa_request *r = s->request;
   const char **names;
   ICS_ALLOC(names, s->arena, 1 + s->plans[0].solved->in->naims + r->noutputs, err);
   for (int f = 0; f < r->noutputs; f++) names[s->nfigures++] = r->outputs[f];
   if (r->noutputs == 0) all_figures(s->plans[0].solved, names, &s->nfigures);
   if (r->policies) {
      s->nfigures = 1;
      names[0] = "goal";
   }
   ICS_ALLOC(s->figures, s->arena, s->nplans, err);
   for (int p = 0; p < s->nplans; p++) {
      ICS_ALLOC(s->figures[p], s->arena, s->nfigures, err);
      for (int f = 0; f < s->nfigures; f++) {
         ICS_TRY(ics_figure_find(s->plans[p].solved, names[f], s->arena, &s->figures[p][f], err));
      }
   }
   return ICS_OK;
}

static ics_rc prepare(study *s, ics_err *err)
{
   const ics_psa_request *r = s->request;
   const ics_instance *in = s->plans[0].solved->in;
   if (r->draws < 2 || r->draws > ICS_PSA_DRAWS)
      return ics_fail(err, ICS_EUSAGE, "--draws: got %d, want 2 to %d", r->draws, ICS_PSA_DRAWS);
   if (r->best) s->readings[s->nreadings++] = ICS_REPLAN_BEST;
   if (r->fixed) s->readings[s->nreadings++] = ICS_REPLAN_FIXED;
   ICS_TRY(choose_figures(s, err));
   ICS_TRY(ics_numbers_choose(in, r->only, r->nonly, s->arena, &s->numbers, err));
   ICS_TRY(ics_spread_make(in, &s->numbers, s->arena, &s->spread, err));
   if (r->correlate) ICS_TRY(ics_spread_correlate(&s->spread, r->correlate, s->arena, err));
   ICS_TRY(ics_stream_open(r->sampling, r->seed, s->spread.ndrivers, s->arena, &s->stream, err));
   s->width = ncolumns(s) * part(s) + s->spread.ngiving;
   ICS_ALLOC(s->u, s->arena, s->spread.ndrivers, err);
   ICS_ALLOC(s->changes, s->arena, s->spread.n, err);
   ICS_ALLOC(s->record, s->arena, (size_t)r->draws * (size_t)s->width, err);
   ICS_ALLOC(s->there, s->arena, r->draws, err);
   ICS_ALLOC(s->varying, s->arena, s->nplans, err);
   for (int p = 0; p < s->nplans; p++)
      ICS_TRY(ics_varying_open(s->plans[p].solved, s->plans[p].asked, s->figures[p], s->nfigures,
                               s->arena, &s->varying[p], err));
   return ICS_OK;
}

static ics_rc tell_head(study *s, ics_err *err)
{
   const ics_psa_request *r = s->request;
   const char **names;
   ICS_ALLOC(names, s->arena, ICS_ANSWER_COUNT, err);
   for (int a = 0; a < ICS_ANSWER_COUNT; a++) names[a] = ics_answer_names[a].id;
   *s->out = (ics_psa_result){ .head = ics_heading_of(s->plans[0].solved, s->plans[0].asked),
                               .draws = r->draws,
                               .seed = r->seed,
                               .sampling = ics_stream_names[r->sampling].id,
                               .answer_names = names,
                               .nanswers = ICS_ANSWER_COUNT,
                               .ndrivers = s->spread.ndrivers,
                               .npairs = s->spread.npairs,
                               .stood_in = s->spread.stood_in,
                               .fixed = s->numbers.fixed,
                               .unread = s->numbers.unread,
                               .policies = r->policies,
                               .values = values_of,
                               .values_ctx = s };
   for (int k = 0; k < ICS_PSA_CHECKPOINTS; k++)
      s->out->checkpoints[k] =
          (int)(((long)r->draws * (k + 1) + ICS_PSA_CHECKPOINTS - 1) / ICS_PSA_CHECKPOINTS);
   return tell_numbers(s, err);
}

ics_rc ics_psa(const ics_psa_plan *plans, int nplans, const ics_psa_request *request,
               ics_arena *arena, ics_psa_result **out, ics_err *err)
{
   study *s;
   ICS_ALLOC(s, arena, 1, err); /* values are made from it as long as the answer lives */
   *s = (study){ .plans = plans, .nplans = nplans, .request = request, .arena = arena };
   ICS_TRY(prepare(s, err));
   ICS_ALLOC(s->out, arena, 1, err);
   ICS_TRY(tell_head(s, err));
   ics_rc rc = ask_all(s, err);
   s->out->finished = s->done;
   if (rc == ICS_OK) rc = tell_all(s, err);
   for (int p = 0; p < nplans; p++) ics_varying_close(&s->varying[p]);
   *out = s->out;
   return rc;
}
