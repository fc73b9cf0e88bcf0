/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What limits a plan and what it rests on, read from the goal's own stage. */
#include <math.h>

#include "lp/range.h"
#include "post/coef.h"
#include "post/judgements.h"
#include "post/rule.h"
#include "post/vertex.h"
#include "results/lines.h"

static bool is_proved(const ics_solved *solved)
{
   const ics_run *run = &solved->run;
   return run->own < run->nstages && run->stages[run->own].solution.status == ICS_OPTIMAL;
}

static double end_of(double value)
{
   return isfinite(value) ? value : (double)NAN;
}

static ics_rc price_line(const ics_vertex *v, ics_ranger *ranger, int r, ics_arena *arena,
                         ics_price_line *line, ics_err *err)
{
   ics_rule rule;
   ics_limit_range range = { .from = (double)NAN, .to = (double)NAN };
   ICS_TRY(ics_rule_of_row(v->m, r, arena, &rule, err));
   if (ranger) ICS_TRY(ics_range_limit(ranger, r, &range, err));
   *line = (ics_price_line){ .rule = rule.id,
                             .family = rule.family,
                             .words = rule.words,
                             .unit = ics_format(arena, "%s/%s", v->unit, rule.unit),
                             .price = ics_vertex_price(v, r),
                             .from = end_of(range.from),
                             .to = end_of(range.to) };
   return line->unit ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

static ics_rc prices(const ics_vertex *v, ics_ranger *ranger, ics_arena *arena, ics_result *out,
                     ics_err *err)
{
   ICS_ALLOC(out->prices, arena, v->lp.m, err);
   for (int r = 0; r < v->lp.m; r++)
      if (ics_row_is_rule(v->m, r) && v->at->y[r] != 0.0)
         ICS_TRY(price_line(v, ranger, r, arena, &out->prices[out->nprices++], err));
   return ICS_OK;
}

/* A stage that ended at the best its column could ever have is proved by that alone: no limit has a
 * price, and its basis says nothing. */
static bool has_prices(const ics_vertex *v)
{
   for (int r = 0; r < v->lp.m; r++)
      if (v->at->y[r] != 0.0) return true;
   return false;
}

ics_rc ics_lines_prices(const ics_solved *solved, const ics_settings *settings, ics_arena *arena,
                        ics_result *out, ics_err *err)
{
   ics_vertex v;
   ics_ranger *ranger = NULL;
   if (!is_proved(solved)) return ICS_OK;
   ICS_TRY(ics_vertex_of(solved->model, &solved->run, arena, &v, err));
   if (!settings || !has_prices(&v)) return prices(&v, NULL, arena, out, err);
   const ics_limits limits = { .gap = settings->gap,
                               .iterations = (int)settings->iterations,
                               .seconds = settings->time_limit };
   ICS_TRY(ics_ranger_open(&v.lp, v.at, &limits, arena, &ranger, err));
   ics_rc rc = prices(&v, ranger, arena, out, err);
   ics_ranger_close(&ranger);
   return rc;
}

/* Of the goal's own stage, at the plan that people are shown. */
static ics_rc take_advantage(const ics_vertex *v, ics_arena *arena, ics_result *out, ics_err *err)
{
   const ics_stage *own = &v->run->stages[v->run->own];
   double *today;
   out->advantage_unit = v->unit;
   if (!ics_has_baseline(v->m->in) || !out->x) return ICS_OK;
   ICS_ALLOC(today, arena, v->m->lp.n, err);
   ICS_TRY(ics_model_baseline(v->m, today, err));
   double gain = today[own->col] - out->x[own->col];
   out->advantage = (own->maximise ? -gain : gain) * v->worth;
   return ICS_OK;
}

static void count_grades(const ics_instance *in, ics_result *out)
{
   int *counts[] = { [ICS_GRADE_PUBLISHED] = &out->npublished,
                     [ICS_GRADE_DERIVED] = &out->nderived,
                     [ICS_GRADE_JUDGEMENT] = &out->njudged };
   for (int c = 0; c < in->ncoefs; c++) ++*counts[in->coefs[c]->grade];
}

ics_rc ics_lines_judgements(const ics_solved *solved, ics_arena *arena, ics_result *out,
                            ics_err *err)
{
   ics_vertex v;
   ics_judgements all;
   count_grades(solved->in, out);
   out->advantage = (double)NAN;
   out->advantage_unit = "";
   if (!is_proved(solved)) return ICS_OK;
   ICS_TRY(ics_vertex_of(solved->model, &solved->run, arena, &v, err));
   ICS_TRY(take_advantage(&v, arena, out, err));
   ICS_TRY(ics_judgements_of(&v, false, 1, arena, &all, err));
   ICS_ALLOC(out->judgements, arena, ICS_JUDGEMENTS_SHOWN, err);
   for (int p = 0; p < all.n && p < ICS_JUDGEMENTS_SHOWN; p++) {
      const ics_judgement *it = &all.list[p];
      ics_judgement_line *line = &out->judgements[out->njudgements++];
      *line = (ics_judgement_line){ .path = it->coef->path,
                                    .words = ics_coef_words(solved->in, it->coef, arena),
                                    .grade = ics_grade_text(it->coef->grade),
                                    .coef_unit = it->coef->unit,
                                    .unit = v.unit,
                                    .low = it->coef->low,
                                    .point = it->coef->point,
                                    .high = it->coef->high,
                                    .derivative = it->derivative,
                                    .at_low = it->low_gain,
                                    .at_high = it->high_gain,
                                    .swing = it->swing };
      if (!line->words) return ics_fail(err, ICS_EMEMORY, "out of memory");
   }
   return ICS_OK;
}
