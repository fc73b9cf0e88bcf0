/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/twoway.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "post/coef.h"

/* What a task sends back; the shape in two halves, which doubles hold exactly. Task 0 is the point,
 * 1 + n the cell n. */
enum { VALUE, ANSWER, BREACH, SHORTFALL, SHAPE_HIGH, SHAPE_LOW, WIDTH };

typedef struct study {
   const ics_twoway_request *request;
   ics_twoway_result *out;
   ics_varying varying;
   ics_figure figure;
   int coef[2], tasks, done;
   double *record; /* [tasks * WIDTH] */
   ics_arena *arena;
} study;

/* ---- asking -------------------------------------------------------------------------------------
 */

static void changes_of(const study *s, int task, ics_change changes[2])
{
   int n = task - 1, steps = s->out->steps;
   changes[0] = (ics_change){ s->coef[0], s->out->a.at[n / steps] };
   changes[1] = (ics_change){ s->coef[1], s->out->b.at[n % steps] };
}

static ics_rc ask(void *ctx, int task, double *record, ics_err *err)
{
   study *s = ctx;
   ics_varied varied;
   ics_change changes[2];
   if (task > 0) changes_of(s, task, changes);
   ICS_TRY(ics_vary(&s->varying, s->request->reading, changes, task > 0 ? 2 : 0, &record[VALUE],
                    &varied, err));
   record[ANSWER] = varied.answer;
   record[BREACH] = varied.breach;
   record[SHORTFALL] = varied.shortfall;
   record[SHAPE_HIGH] = (double)(varied.shape >> 32);
   record[SHAPE_LOW] = (double)(varied.shape & 0xffffffffu);
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
   s->tasks = 1 + s->out->steps * s->out->steps;
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

/* The region of a cell's shape: that of the first before it with the same. */
static int region_of(study *s, int cell)
{
   const double *mine = s->record + (size_t)(cell + 1) * WIDTH;
   for (int n = 0; n < cell; n++) {
      const double *other = s->record + (size_t)(n + 1) * WIDTH;
      if (s->out->cells[n].region > 0 && other[SHAPE_HIGH] == mine[SHAPE_HIGH] &&
          other[SHAPE_LOW] == mine[SHAPE_LOW])
         return s->out->cells[n].region;
   }
   return ++s->out->regions;
}

static ics_rc tell_cell(study *s, int n, ics_err *err)
{
   const double *record = s->record + (size_t)(n + 1) * WIDTH;
   ics_answer answer = (ics_answer)record[ANSWER];
   ics_twoway_result *out = s->out;
   bool certified = answer == ICS_ANSWER_CERTIFIED;
   out->cells[n] = (ics_twoway_cell){ .value = certified ? record[VALUE] : (double)NAN,
                                      .region = certified ? region_of(s, n) : 0,
                                      .status = ics_answer_names[answer].id,
                                      .breach = record[BREACH],
                                      .shortfall = record[SHORTFALL] };
   out->without += answer == ICS_ANSWER_NO_PLAN || answer == ICS_ANSWER_BROKEN;
   out->uncertified += answer == ICS_ANSWER_UNCERTIFIED || answer == ICS_ANSWER_LIMIT;
   out->not_asked += answer == ICS_ANSWER_NOT_ASKED;
   if (answer != ICS_ANSWER_BROKEN || *out->why) return ICS_OK;
   ics_change changes[2];
   changes_of(s, n + 1, changes);
   return ics_vary_explain(&s->varying, changes, 2, s->arena, &out->why, err);
}

static ics_rc tell_all(study *s, ics_err *err)
{
   int cells = s->tasks - 1;
   if (s->record[ANSWER] == ICS_ANSWER_CERTIFIED) s->out->at_point = s->record[VALUE];
   ICS_ALLOC(s->out->cells, s->arena, cells, err);
   for (int n = 0; n < cells; n++) ICS_TRY(tell_cell(s, n, err));
   return ICS_OK;
}

/* ---- what was asked -----------------------------------------------------------------------------
 */

static ics_rc find_number(study *s, const ics_instance *in, const char *path, int which,
                          ics_twoway_axis *axis, ics_err *err)
{
   double *at;
   int last = s->request->steps - 1;
   ICS_TRY(ics_number_find(in, path, &s->coef[which], err));
   const ics_coef *coef = in->coefs[s->coef[which]];
   if (!ics_number_matters(in, coef))
      return ics_fail(err, ICS_EUSAGE, "%s bears on no plan, so there is nothing to see", path);
   if (!(coef->low < coef->high))
      return ics_fail(err, ICS_EUSAGE,
                      "%s has no range: low and high are both %g; give it one in its file", path,
                      coef->low);
   ICS_ALLOC(at, s->arena, last + 1, err);
   for (int k = 0; k <= last; k++)
      at[k] = k == last ? coef->high : coef->low + (coef->high - coef->low) * k / last;
   *axis = (ics_twoway_axis){ .path = coef->path,
                              .words = ics_coef_words(in, coef, s->arena),
                              .unit = coef->unit,
                              .point = coef->point,
                              .at = at };
   return axis->words ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

static ics_rc prepare(study *s, const ics_solved *solved, const ics_request *asked, ics_err *err)
{
   const ics_twoway_request *r = s->request;
   if (r->steps < 2 || r->steps > ICS_TWOWAY_STEPS)
      return ics_fail(err, ICS_EUSAGE, "--steps: got %d, want 2 to %d", r->steps, ICS_TWOWAY_STEPS);
   ICS_TRY(ics_figure_find(solved, r->output ? r->output : "goal", s->arena, &s->figure, err));
   *s->out = (ics_twoway_result){ .head = ics_heading_of(solved, asked),
                                  .reading = ics_replan_names[r->reading].id,
                                  .output = { s->figure.id, s->figure.words },
                                  .unit = s->figure.unit,
                                  .has_sense = s->figure.has_sense,
                                  .maximise = s->figure.maximise,
                                  .at_point = (double)NAN,
                                  .steps = r->steps,
                                  .why = "" };
   ICS_TRY(find_number(s, solved->in, r->a, 0, &s->out->a, err));
   ICS_TRY(find_number(s, solved->in, r->b, 1, &s->out->b, err));
   if (s->coef[0] == s->coef[1])
      return ics_fail(err, ICS_EUSAGE,
                      "%s twice: want two numbers; for one see "
                      "`sensitivity parametric`",
                      r->a);
   return ics_varying_open(solved, asked, &s->figure, 1, s->arena, &s->varying, err);
}

ics_rc ics_twoway(const ics_solved *solved, const ics_request *asked,
                  const ics_twoway_request *request, ics_arena *arena, ics_twoway_result **out,
                  ics_err *err)
{
   study s = { .request = request, .arena = arena };
   ICS_ALLOC(*out, arena, 1, err);
   s.out = *out;
   ICS_TRY(prepare(&s, solved, asked, err));
   ics_rc rc = ask_all(&s, err);
   if (rc == ICS_OK) rc = tell_all(&s, err);
   ics_varying_close(&s.varying);
   return rc;
}
