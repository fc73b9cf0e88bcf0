/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/voi.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "stats/exact.h"

static const double WTP_MOST = 1e15;

/* ---- willingness to pay -------------------------------------------------------------------------
 */

static bool read_value(const char *text, size_t bytes, double *out)
{
   return ics_number_read(text, bytes, out) == ICS_NUMERAL_OK && *out >= 0.0 && *out <= WTP_MOST;
}

static ics_rc bad_form(const char *text, ics_err *err)
{
   return ics_fail(
       err, ICS_EUSAGE,
       "--wtp: got \"%s\", want what one more unit of effect is worth: one number from 0 "
       "to 1e15 or FROM:TO:STEP, such as 0:50000:5000",
       ics_show(text).text);
}

ics_rc ics_wtp_read(const char *text, ics_wtp *out, ics_err *err)
{
   const char *one = strchr(text, ':'), *two = one ? strchr(one + 1, ':') : NULL;
   *out = (ics_wtp){ .n = 1 };
   if (!one) {
      if (!read_value(text, strlen(text), &out->from)) return bad_form(text, err);
      out->to = out->from;
      return ICS_OK;
   }
   if (!two || !read_value(text, (size_t)(one - text), &out->from) ||
       !read_value(one + 1, (size_t)(two - one - 1), &out->to))
      return bad_form(text, err);
   if (ics_number_read(two + 1, strlen(two + 1), &out->step) != ICS_NUMERAL_OK)
      return bad_form(text, err);
   if (out->step <= 0.0)
      return ics_fail(err, ICS_EUSAGE, "--wtp: got a step of %g, want more than 0: FROM:TO:STEP",
                      out->step);
   if (out->from > out->to)
      return ics_fail(err, ICS_EUSAGE,
                      "--wtp: got from %g down to %g, want FROM no more than TO: FROM:TO:STEP",
                      out->from, out->to);
   /* 0.3 / 0.1 falls short of 3 by rounding alone */
   double steps = floor((out->to - out->from + 4.0 * DBL_EPSILON * out->to) / out->step);
   if (steps >= ICS_VOI_POINTS)
      return ics_fail(err, ICS_EUSAGE, "--wtp: got %.0f values, want at most %d: use a larger step",
                      steps + 1.0, ICS_VOI_POINTS);
   out->n = (int)steps + 1;
   return ICS_OK;
}

double ics_wtp_at(const ics_wtp *wtp, int k)
{
   return wtp->from + k * wtp->step;
}

/* ---- curves -------------------------------------------------------------------------------------
 */

void ics_voi_benefit(const ics_draws *draws, int s, double wtp, double *nb)
{
   size_t n = (size_t)draws->n, at = (size_t)s * n;
   if (!draws->pairs) {
      memcpy(nb, draws->benefit + at, n * sizeof *nb);
      return;
   }
   for (size_t i = 0; i < n; i++) nb[i] = wtp * draws->effect[at + i] - draws->cost[at + i];
}

/** Room for one point: net benefits, the best of each draw, and how many share it. */
typedef struct desk {
   double *nb;    /* [nstrategies * n] */
   double *most;  /* [n] */
   double *share; /* [n] 1 / how many are best */
   double *work;  /* [n] */
} desk;

static ics_rc desk_open(const ics_draws *draws, ics_arena *arena, desk *d, ics_err *err)
{
   size_t n = (size_t)draws->n;
   ICS_ALLOC(d->nb, arena, (size_t)draws->nstrategies * n, err);
   ICS_ALLOC(d->most, arena, n, err);
   ICS_ALLOC(d->share, arena, n, err);
   ICS_ALLOC(d->work, arena, n, err);
   return ICS_OK;
}

static void lay_out(const ics_draws *draws, double wtp, desk *d)
{
   size_t n = (size_t)draws->n;
   for (int s = 0; s < draws->nstrategies; s++)
      ics_voi_benefit(draws, s, wtp, d->nb + (size_t)s * n);
   memcpy(d->most, d->nb, n * sizeof *d->most);
   for (int s = 1; s < draws->nstrategies; s++)
      for (size_t i = 0; i < n; i++)
         if (d->nb[(size_t)s * n + i] > d->most[i]) d->most[i] = d->nb[(size_t)s * n + i];
   for (size_t i = 0; i < n; i++) {
      int equal = 0;
      for (int s = 0; s < draws->nstrategies; s++) equal += d->nb[(size_t)s * n + i] >= d->most[i];
      d->share[i] = 1.0 / equal;
   }
}

static void judge(const ics_draws *draws, const desk *d, int s, ics_voi_strategy *out)
{
   size_t n = (size_t)draws->n;
   const double *nb = d->nb + (size_t)s * n;
   out->mean = ics_exact_mean(nb, draws->n, &out->mean_se);
   for (size_t i = 0; i < n; i++) d->work[i] = nb[i] >= d->most[i] ? d->share[i] : 0.0;
   out->ceac = ics_exact_mean(d->work, draws->n, &out->ceac_se);
   for (size_t i = 0; i < n; i++) d->work[i] = d->most[i] - nb[i];
   out->loss = ics_exact_mean(d->work, draws->n, &out->loss_se);
}

static void settle(const ics_draws *draws, desk *d, double wtp, ics_voi_point *point)
{
   point->wtp = wtp;
   lay_out(draws, wtp, d);
   for (int s = 0; s < draws->nstrategies; s++) {
      judge(draws, d, s, &point->strategy[s]);
      if (point->strategy[s].mean > point->strategy[point->best].mean) point->best = s;
   }
   for (int s = 0; s < draws->nstrategies; s++)
      point->strategy[s].on_ceaf = point->strategy[s].mean >= point->strategy[point->best].mean;
   point->evpi = point->strategy[point->best].loss;
   point->evpi_se = point->strategy[point->best].loss_se;
}

ics_rc ics_voi_curves(const ics_draws *draws, const ics_wtp *wtp, ics_arena *arena,
                      ics_voi_point **points, int *npoints, ics_err *err)
{
   desk d;
   *npoints = wtp ? wtp->n : 1;
   ICS_ALLOC(*points, arena, *npoints, err);
   ICS_TRY(desk_open(draws, arena, &d, err));
   for (int k = 0; k < *npoints; k++) {
      ics_voi_point *point = &(*points)[k];
      ICS_ALLOC(point->strategy, arena, draws->nstrategies, err);
      settle(draws, &d, wtp ? ics_wtp_at(wtp, k) : (double)NAN, point);
   }
   return ICS_OK;
}

/* ---- the frontier of mean cost and effect -------------------------------------------------------
 */

static bool is_before(const ics_voi_frontier *a, const ics_voi_frontier *b)
{
   if (a->cost != b->cost) return a->cost < b->cost;
   if (a->effect != b->effect) return a->effect > b->effect;
   return a->strategy < b->strategy;
}

static void sort(ics_voi_frontier *list, int n)
{
   for (int k = 1; k < n; k++) {
      ics_voi_frontier it = list[k];
      int at = k;
      for (; at > 0 && is_before(&it, &list[at - 1]); at--) list[at] = list[at - 1];
      list[at] = it;
   }
}

/* In order of cost, what is not more effective than all before it is dominated. */
static void find_dominated(ics_voi_frontier *list, int n)
{
   int most = 0;
   for (int k = 1; k < n; k++) {
      if (list[k].effect > list[most].effect) {
         most = k;
         continue;
      }
      bool equal = list[k].effect == list[most].effect && list[k].cost == list[most].cost;
      list[k].standing = equal ? ICS_VOI_EQUAL : ICS_VOI_DOMINATED;
      list[k].by = list[most].strategy;
   }
}

static double ratio(const ics_voi_frontier *from, const ics_voi_frontier *to)
{
   return (to->cost - from->cost) / (to->effect - from->effect);
}

static int before(const ics_voi_frontier *list, int k)
{
   for (k--; k >= 0; k--)
      if (list[k].standing == ICS_VOI_EFFICIENT) return k;
   return -1;
}

/* Ratios have to rise along the frontier: where they do not, the strategy between goes. */
static void find_ratios(ics_voi_frontier *list, int n)
{
   for (int k = 1; k < n; k++) {
      if (list[k].standing != ICS_VOI_EFFICIENT) continue;
      for (;;) {
         int b = before(list, k), a = b > 0 ? before(list, b) : -1;
         if (a < 0 || ratio(&list[a], &list[b]) < ratio(&list[b], &list[k])) break;
         list[b].standing = ICS_VOI_EXTENDED;
      }
   }
   for (int k = 1; k < n; k++) {
      int b = before(list, k);
      if (list[k].standing != ICS_VOI_EFFICIENT || b < 0) continue;
      list[k].by = list[b].strategy;
      list[k].icer = ratio(&list[b], &list[k]);
   }
}

ics_rc ics_voi_efficiency(const ics_draws *draws, ics_arena *arena, ics_voi_frontier **out,
                          ics_err *err)
{
   int n = draws->nstrategies;
   ics_voi_frontier *list = NULL;
   ICS_ALLOC(list, arena, n, err);
   for (int s = 0; s < n; s++) {
      size_t at = (size_t)s * (size_t)draws->n;
      list[s] = (ics_voi_frontier){ .strategy = s,
                                    .cost = ics_exact_mean(draws->cost + at, draws->n, NULL),
                                    .effect = ics_exact_mean(draws->effect + at, draws->n, NULL),
                                    .by = -1,
                                    .icer = (double)NAN,
                                    .icer_evpi = (double)NAN };
   }
   sort(list, n);
   find_dominated(list, n);
   find_ratios(list, n);
   desk d;
   ics_voi_point point = { 0 };
   ICS_TRY(desk_open(draws, arena, &d, err));
   ICS_ALLOC(point.strategy, arena, n, err);
   for (int k = 0; k < n; k++) {
      if (isnan(list[k].icer)) continue;
      point.best = 0;
      settle(draws, &d, list[k].icer, &point);
      list[k].icer_evpi = point.evpi;
   }
   *out = list;
   return ICS_OK;
}

double ics_voi_population(double yearly, int years, double rate)
{
   double sum = 0.0;
   for (int t = years; t >= 1; t--) sum += yearly * pow(1.0 + rate, -t);
   return sum;
}
