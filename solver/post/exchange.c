/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "post/exchange.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"

/* The plan's LP with one aim as its objective and the others held where the plan has them. */
typedef struct held {
   ics_lp lp;
   double *lo, *hi, *c;
} held;

static ics_rc hold_others(const ics_vertex *v, const double *plan, int b, ics_arena *arena, held *h,
                          ics_err *err)
{
   const ics_model *m = v->m;
   const ics_instance *in = m->in;
   h->lp = v->lp;
   ICS_ALLOC(h->lo, arena, m->lp.n, err);
   ICS_ALLOC(h->hi, arena, m->lp.n, err);
   ICS_ALLOC(h->c, arena, m->lp.n, err);
   memcpy(h->lo, v->lp.lo, (size_t)m->lp.n * sizeof *h->lo);
   memcpy(h->hi, v->lp.hi, (size_t)m->lp.n * sizeof *h->hi);
   for (int a = 0; a < in->naims; a++) {
      int col = m->aim[a];
      if (a == b) continue;
      if (in->aims[a].maximise)
         h->lo[col] = fmax(h->lo[col], fmin(plan[col], h->hi[col]));
      else
         h->hi[col] = fmin(h->hi[col], fmax(plan[col], h->lo[col]));
   }
   h->c[m->aim[b]] = in->aims[b].maximise ? -1.0 : 1.0;
   h->lp.lo = h->lo;
   h->lp.hi = h->hi;
   h->lp.c = h->c;
   h->lp.c0 = 0.0;
   return ICS_OK;
}

/* A limit on aim a that rises makes it better where more is better. The objective is the minimised
 * b, so its slope is b lost a unit. */
static ics_rc one_side(ics_ranger *ranger, const ics_vertex *v, int a, bool better, ics_rate *out,
                       ics_err *err)
{
   bool more = v->m->in->aims[a].maximise, rising = better == more;
   double price, holds_to;
   ICS_TRY(ics_range_side(ranger, ics_var_of_col(&v->lp, v->m->aim[a]), rising, &price, &holds_to,
                          err));
   /* price: d b / d limit; a moves by +1 with the limit. Better: b lost = rise of b. */
   out->rate = rising ? price : -price; /* rise of b as a goes that way by one unit */
   if (!better) out->rate = -out->rate; /* b won */
   if (fabs(out->rate) == 0.0) out->rate = 0.0;
   out->holds_to = holds_to;
   return ICS_OK;
}

/* No plan changes such an aim: inequality where there is one place. */
static bool is_fixed(const ics_vertex *v, int a)
{
   int col = v->m->aim[a];
   return v->m->lp.lo[col] == v->m->lp.hi[col];
}

/* One task: an aim b against all aims before it in the goal's order. */
typedef struct trading {
   const ics_vertex *v;
   const double *plan;
   const ics_limits *limits;
} trading;

enum { AT_B, BETTER, BETTER_TO, WORSE, WORSE_TO, FIGURES }; /* of one pair */

static ics_rc rates_against(const trading *t, int from, ics_arena *arena, double *record,
                            ics_err *err)
{
   const ics_model *m = t->v->m;
   int b = m->goal->order[from];
   held h;
   ics_solution at;
   ics_ranger *ranger = NULL;
   if (is_fixed(t->v, b)) return ICS_OK;
   ICS_TRY(hold_others(t->v, t->plan, b, arena, &h, err));
   ICS_TRY(ics_lp_solve(&h.lp, &t->v->at->basis, t->limits, arena, &at, err));
   if (at.status != ICS_OPTIMAL)
      return ics_fail(err, ICS_ENUMERIC, "the frontier at the plan could not be certified for %s",
                      m->in->aims[b].id);
   ICS_TRY(ics_ranger_open(&h.lp, &at, t->limits, arena, &ranger, err));
   ics_rc rc = ICS_OK;
   for (int p = 0; rc == ICS_OK && p < from; p++) {
      if (is_fixed(t->v, m->goal->order[p])) continue;
      ics_rate better = { 0 }, worse = { 0 };
      double *r = record + p * FIGURES;
      rc = one_side(ranger, t->v, m->goal->order[p], true, &better, err);
      if (rc == ICS_OK) rc = one_side(ranger, t->v, m->goal->order[p], false, &worse, err);
      r[AT_B] = at.x[m->aim[b]];
      r[BETTER] = better.rate;
      r[BETTER_TO] = better.holds_to;
      r[WORSE] = worse.rate;
      r[WORSE_TO] = worse.holds_to;
   }
   ics_ranger_close(&ranger);
   return rc;
}

static ics_rc trade(void *ctx, int index, double *record, ics_err *err)
{
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = rates_against(ctx, index + 1, scratch, record, err);
   ics_arena_free(&scratch);
   return rc;
}

ics_rc ics_exchange_rates(const ics_vertex *v, const double *plan, const ics_limits *limits,
                          int jobs, ics_arena *arena, ics_exchange **list, int *n, ics_err *err)
{
   const ics_model *m = v->m;
   int naims = m->in->naims, width = naims * FIGURES;
   trading t = { v, plan, limits };
   ics_pool_result found;
   *n = 0;
   *list = NULL;
   if (naims < 2) return ICS_OK;
   ICS_ALLOC(*list, arena, naims * naims, err);
   const ics_pool pool = { .task = trade, .ctx = &t, .n = naims - 1, .width = width, .jobs = jobs };
   ICS_TRY(ics_pool_run(&pool, arena, &found, err));
   if (found.failed > 0) return ics_fail(err, found.status[found.first], "%s", found.text);
   for (int from = 1; from < naims; from++)
      for (int p = 0; p < from; p++) {
         if (is_fixed(v, m->goal->order[p]) || is_fixed(v, m->goal->order[from])) continue;
         const double *r = found.record + (size_t)(from - 1) * (size_t)width + p * FIGURES;
         int a = m->goal->order[p];
         (*list)[(*n)++] = (ics_exchange){ .a = a,
                                           .b = m->goal->order[from],
                                           .at_a = plan[m->aim[a]],
                                           .at_b = r[AT_B],
                                           .better = { r[BETTER], r[BETTER_TO] },
                                           .worse = { r[WORSE], r[WORSE_TO] } };
      }
   return ICS_OK;
}
