/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/global.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "post/coef.h"
#include "stats/indices.h"
#include "stats/moments.h"
#include "stats/morris.h"
#include "study/spread.h"

/* Where some distribution has no end: quantiles that morris moves between. */
static const double TAIL = 0.025;

typedef struct study {
   const ics_global_request *request;
   ics_global_result *out;
   ics_figure *figures;
   int nfigures, rows, done;
   ics_varying varying;
   ics_numbers numbers;
   ics_spread spread;
   const ics_saltelli *saltelli;
   ics_morris morris;
   double *u;
   int *work;
   ics_change *changes;
   double *value; /* [nfigures * rows] figure f, row r at f * rows + r */
   int *answer;   /* [rows] */
   ics_arena *arena;
} study;

/* ---- rows ---------------------------------------------------------------------------------------
 */

static void make_row(study *s, int row)
{
   if (s->request->morris)
      ics_morris_point(&s->morris, row, s->u, s->work);
   else
      ics_saltelli_point(s->saltelli, row, s->u);
   ics_spread_values(&s->spread, s->u, s->changes);
}

/* A record is the answer and the figures. */
static ics_rc ask(void *ctx, int row, double *record, ics_err *err)
{
   study *s = ctx;
   ics_varied varied;
   make_row(s, row);
   ICS_TRY(ics_vary(&s->varying, s->request->reading, s->changes, s->spread.n, record + 1, &varied,
                    err));
   record[0] = varied.answer;
   return ICS_OK;
}

static void keep(void *ctx, int row, ics_answer failed, const double *record)
{
   study *s = ctx;
   s->answer[row] = record ? (int)record[0] : (int)failed;
   for (int f = 0; record && f < s->nfigures; f++)
      s->value[(size_t)f * (size_t)s->rows + (size_t)row] = record[1 + f];
}

static ics_rc ask_all(study *s, ics_err *err)
{
   size_t cells = (size_t)s->rows * (size_t)s->nfigures;
   ICS_ALLOC(s->value, s->arena, cells, err);
   ICS_ALLOC(s->answer, s->arena, s->rows, err);
   for (size_t p = 0; p < cells; p++) s->value[p] = (double)NAN;
   for (int r = 0; r < s->rows; r++) s->answer[r] = ICS_ANSWER_NOT_ASKED;
   ics_vary_many many = { .ask = ask,
                          .keep = keep,
                          .ctx = s,
                          .n = s->rows,
                          .width = 1 + s->nfigures,
                          .jobs = s->request->jobs,
                          .progress = s->request->progress,
                          .progress_ctx = s->request->progress_ctx,
                          .stopped = s->request->stopped };
   return ics_vary_many_ask(&many, s->arena, &s->done, err);
}

/* ---- what they say ------------------------------------------------------------------------------
 */

static const char *words_of(const study *s, int driver, int most)
{
   for (int n = 0; n < s->spread.n; n++)
      if (s->spread.list[n].driver == driver)
         return ics_coef_words_within(s->spread.in, s->spread.in->coefs[s->spread.list[n].coef],
                                      most, s->arena);
   return "";
}

static ics_rc blank_lines(study *s, ics_global_figure *to, ics_err *err)
{
   const double none = (double)NAN;
   ICS_ALLOC(to->lines, s->arena, s->spread.ndrivers, err);
   for (int d = 0; d < s->spread.ndrivers; d++) {
      to->lines[d] = (ics_global_line){ s->spread.driver[d],
                                        words_of(s, d, INT_MAX),
                                        none,
                                        none,
                                        none,
                                        none,
                                        none,
                                        none,
                                        none,
                                        none,
                                        none,
                                        none,
                                        0,
                                        NULL };
      to->lines[d].brief = words_of(s, d, ICS_BRIEF);
      if (!to->lines[d].words) return ics_fail(err, ICS_EMEMORY, "out of memory");
   }
   return ICS_OK;
}

static ics_rc by_indices(study *s, const double *y, ics_global_figure *to, ics_err *err)
{
   ics_indices found;
   ICS_TRY(ics_indices_from(s->saltelli, y, ICS_GLOBAL_RESAMPLES, 0.95, s->request->seed, s->arena,
                            &found, err));
   to->mean = found.mean;
   to->sd = sqrt(found.variance);
   to->used = found.used;
   to->dropped = found.dropped;
   for (int d = 0; d < s->spread.ndrivers; d++) {
      const ics_variance_index *it = &found.of[d];
      ics_global_line *line = &to->lines[d];
      line->first = it->first;
      line->first_low = it->first_low;
      line->first_high = it->first_high;
      line->total = it->total;
      line->total_low = it->total_low;
      line->total_high = it->total_high;
   }
   return ICS_OK;
}

static ics_rc by_effects(study *s, const double *y, ics_global_figure *to, ics_err *err)
{
   ics_effect *found;
   ics_moments all = { 0 };
   ICS_ALLOC(found, s->arena, s->spread.ndrivers, err);
   ICS_TRY(ics_morris_effects(&s->morris, y, s->arena, found, err));
   for (int r = 0; r < s->rows; r++) ics_moments_add(&all, y[r]);
   to->mean = ics_moments_mean(&all);
   to->sd = ics_moments_sd(&all);
   to->used = (int)all.n;
   to->dropped = (int)all.missing;
   for (int d = 0; d < s->spread.ndrivers; d++) {
      ics_global_line *line = &to->lines[d];
      line->mu = found[d].mu;
      line->mu_star = found[d].mu_star;
      line->error = found[d].error;
      line->sigma = found[d].sigma;
      line->effects = found[d].n;
   }
   return ICS_OK;
}

/* ---- order --------------------------------------------------------------------------------------
 */

typedef struct placed {
   ics_global_line line;
   double key;
   int order;
} placed;

static int by_key(const void *a, const void *b)
{
   const placed *x = a, *y = b;
   if (x->key != y->key) return x->key > y->key ? -1 : 1;
   return (x->order > y->order) - (x->order < y->order);
}

/* Those without a value last. */
static ics_rc sort_lines(const study *s, ics_global_figure *to, ics_err *err)
{
   placed *list;
   int n = s->spread.ndrivers;
   ICS_ALLOC(list, s->arena, n, err);
   for (int d = 0; d < n; d++) {
      double key = s->request->morris ? to->lines[d].mu_star : to->lines[d].total;
      list[d] = (placed){ to->lines[d], isnan(key) ? -HUGE_VAL : key, d };
   }
   qsort(list, (size_t)n, sizeof *list, by_key);
   for (int d = 0; d < n; d++) to->lines[d] = list[d].line;
   return ICS_OK;
}

static ics_rc tell_figure(study *s, int f, ics_err *err)
{
   const ics_figure *figure = &s->figures[f];
   const double *y = s->value + (size_t)f * (size_t)s->rows;
   ics_global_figure *to = &s->out->figures[f];
   *to = (ics_global_figure){ .output = { figure->id, figure->words },
                              .unit = figure->unit,
                              .has_sense = figure->has_sense,
                              .maximise = figure->maximise };
   ICS_TRY(blank_lines(s, to, err));
   ICS_TRY(s->request->morris ? by_effects(s, y, to, err) : by_indices(s, y, to, err));
   return sort_lines(s, to, err);
}

static ics_rc tell_all(study *s, ics_err *err)
{
   int *answers;
   ICS_ALLOC(answers, s->arena, ICS_ANSWER_COUNT, err);
   for (int r = 0; r < s->rows; r++) answers[s->answer[r]]++;
   s->out->answers = answers;
   s->out->finished = s->done;
   s->out->broken_why = "";
   for (int r = 0; r < s->rows && !*s->out->broken_why; r++) {
      if (s->answer[r] != ICS_ANSWER_BROKEN) continue;
      make_row(s, r);
      ICS_TRY(ics_vary_explain(&s->varying, s->changes, s->spread.n, s->arena, &s->out->broken_why,
                               err));
   }
   ICS_ALLOC(s->out->figures, s->arena, s->nfigures, err);
   s->out->nfigures = s->nfigures;
   for (int f = 0; f < s->nfigures; f++) ICS_TRY(tell_figure(s, f, err));
   return ICS_OK;
}

/* ---- what was asked -----------------------------------------------------------------------------
 */

static bool all_have_ends(const ics_spread *spread)
{
   for (int n = 0; n < spread->n; n++) {
      const ics_spread_number *it = &spread->list[n];
      if (!isfinite(it->dist.least) || !isfinite(it->dist.most) || it->part < 1.0) return false;
   }
   return true;
}

static ics_rc plan_rows(study *s, ics_err *err)
{
   const ics_global_request *r = s->request;
   int k = s->spread.ndrivers;
   bool ends = all_have_ends(&s->spread);
   if (r->draws < 2) return ics_fail(err, ICS_EUSAGE, "--draws: got %d, want 2 or more", r->draws);
   if (r->morris) {
      ICS_TRY(ics_morris_plan(k, r->draws, ICS_GLOBAL_LEVELS, ends ? 0.0 : TAIL,
                              ends ? 1.0 : 1.0 - TAIL, r->seed, &s->morris, err));
      s->rows = s->morris.rows;
      return ICS_OK;
   }
   ICS_TRY(ics_saltelli_plan(r->sampling, r->seed, k, NULL, r->draws, s->arena, &s->saltelli, err));
   s->rows = s->saltelli->rows;
   return ICS_OK;
}

static ics_rc prepare(study *s, const ics_solved *solved, const ics_request *asked, ics_err *err)
{
   const ics_global_request *r = s->request;
   static const char *const goal = "goal";
   const char *const *names = r->noutputs > 0 ? r->outputs : &goal;
   s->nfigures = r->noutputs > 0 ? r->noutputs : 1;
   ICS_ALLOC(s->figures, s->arena, s->nfigures, err);
   for (int f = 0; f < s->nfigures; f++)
      ICS_TRY(ics_figure_find(solved, names[f], s->arena, &s->figures[f], err));
   ICS_TRY(ics_numbers_choose(solved->in, r->only, r->nonly, s->arena, &s->numbers, err));
   ICS_TRY(ics_spread_make(solved->in, &s->numbers, s->arena, &s->spread, err));
   ICS_TRY(plan_rows(s, err));
   ICS_ALLOC(s->u, s->arena, s->spread.ndrivers, err);
   ICS_ALLOC(s->work, s->arena, s->spread.ndrivers, err);
   ICS_ALLOC(s->changes, s->arena, s->spread.n, err);
   return ics_varying_open(solved, asked, s->figures, s->nfigures, s->arena, &s->varying, err);
}

static ics_rc tell_head(study *s, const ics_solved *solved, const ics_request *asked, ics_err *err)
{
   const ics_global_request *r = s->request;
   const char **names;
   ICS_ALLOC(names, s->arena, ICS_ANSWER_COUNT, err);
   for (int a = 0; a < ICS_ANSWER_COUNT; a++) names[a] = ics_answer_names[a].id;
   *s->out = (ics_global_result){ .head = ics_heading_of(solved, asked),
                                  .method = r->morris ? "morris" : "sobol",
                                  .reading = ics_replan_names[r->reading].id,
                                  .sampling = r->morris ? NULL : ics_stream_names[r->sampling].id,
                                  .draws = r->draws,
                                  .rows = s->rows,
                                  .seed = r->seed,
                                  .from = r->morris ? s->morris.from : (double)NAN,
                                  .to = r->morris ? s->morris.to : (double)NAN,
                                  .answer_names = names,
                                  .nanswers = ICS_ANSWER_COUNT,
                                  .ndrivers = s->spread.ndrivers,
                                  .nnumbers = s->spread.n,
                                  .stood_in = s->spread.stood_in,
                                  .fixed = s->numbers.fixed,
                                  .unread = s->numbers.unread };
   return ICS_OK;
}

ics_rc ics_global(const ics_solved *solved, const ics_request *asked,
                  const ics_global_request *request, ics_arena *arena, ics_global_result **out,
                  ics_err *err)
{
   study s = { .request = request, .arena = arena };
   ICS_TRY(prepare(&s, solved, asked, err));
   ICS_ALLOC(*out, arena, 1, err);
   s.out = *out;
   ICS_TRY(tell_head(&s, solved, asked, err));
   ics_rc rc = ask_all(&s, err);
   if (rc == ICS_OK) rc = tell_all(&s, err);
   ics_varying_close(&s.varying);
   return rc;
}
