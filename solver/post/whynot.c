/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "post/whynot.h"

#include <math.h>
#include <string.h>

#include "lp/sum.h"

/* {relative} How near to its bound a column stands on it. */
static const double AT_BOUND = 1e-9;

static bool stands_at(double x, double bound)
{
   return fabs(x - bound) <= AT_BOUND * fmax(1.0, fabs(bound));
}

/* ---- what one more pound brings -----------------------------------------------------------------
 */

/* What a row means in the account of one pound. */
static ics_rc words_of_part(const ics_model *m, int r, ics_arena *arena, const char **words,
                            ics_err *err)
{
   static const struct {
      const char *kind, *words;
   } known[] = { { "deliver", "the care it buys" },
                 { "contract", "what the money would do elsewhere" },
                 { "administration", "administration, which {fund} pays" },
                 { "fund", "what it takes from {fund}" },
                 { "split", "what the money would do elsewhere" },
                 { "reserve", "the reserve it needs" },
                 { "viable", "income that providers can count on" },
                 { "blend", "the share of {mechanism} that is allowed" },
                 { "most", "the share of {mechanism} that is allowed" },
                 { "capacity", "what it adds to {resource} next year" },
                 { "fastest", "how fast local money may move to {place}" },
                 { "slowest", "how fast local money may move away from {place}" },
                 { "fence", "{fence}" } };
   const ics_tag *tag = &m->row_tag[r];
   const char *text = m->lp.row_name[r];
   for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
      if (strcmp(known[k].kind, tag->kind) == 0) text = known[k].words;
   if (strcmp(tag->kind, "aim") == 0) text = "{aim}: what it does directly";
   *words = ics_rule_words(m->in, text, tag, arena);
   return *words ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

/* The account of a column: each row's price times its coefficient. The sum is -d. */
static ics_rc account(const ics_vertex *v, int col, ics_arena *arena, ics_why_not *out,
                      ics_err *err)
{
   const ics_lp *lp = &v->lp;
   ICS_ALLOC(out->parts, arena, lp->start[col + 1] - lp->start[col] + 1, err);
   for (int p = lp->start[col]; p < lp->start[col + 1]; p++) {
      int r = lp->row[p];
      if (v->at->y[r] == 0.0) continue;
      ics_part *part = &out->parts[out->nparts++];
      ICS_TRY(words_of_part(v->m, r, arena, &part->words, err));
      part->value = lp->val[p] * (v->at->y[r] + v->at->y_low[r]) * v->worth;
   }
   return ICS_OK;
}

/* ---- what would have to change ------------------------------------------------------------------
 */

/* The care a pound of this tranche buys, and what each unit of it is worth. */
static void delivery(const ics_vertex *v, int col, double *care, double *lambda)
{
   const ics_lp *lp = &v->lp;
   *care = *lambda = 0.0;
   for (int p = lp->start[col]; p < lp->start[col + 1]; p++)
      if (strcmp(v->m->row_tag[lp->row[p]].kind, "deliver") == 0) {
         *care = -lp->val[p];
         *lambda = -v->at->y[lp->row[p]];
      }
}

/* Mean yield of today's blend at the contract before normalising, and the part of it that one
 * tranche of one blend has: eta = yield effect share / mean, and mean moves with the yield by
 * effect * weight. All from the normalised yields, whose mean over today's blend is 1. */
static double weight_today(const ics_model *m, int h, int b, int s)
{
   const ics_blend *blend = &m->in->blends[b];
   const ics_mechanism *mech = &m->in->mechanisms[blend->mechanism];
   double share = 0.0;
   for (int other = 0; other < m->in->nblends; other++)
      if (m->in->blends[other].service == blend->service)
         share += m->in->blends[other].baseline.point;
   if (!ics_has_baseline(m->in) || share <= 0.0) return 0.0;
   return ics_tranche_fill(mech, s, blend->baseline.point) * m->eta[ics_cell_eta(m, h, b, s)] /
          share;
}

/* With w the part of today's mean yield that this tranche has, a yield raised by the factor f gives
 * eta f / (1 + w (f - 1)); solved for f. */
static double factor_for(double times, double w)
{
   double below = 1.0 - times * w;
   return below > 0.0 ? times * (1.0 - w) / below : (double)NAN;
}

static void what_would_do(const ics_vertex *v, int col, int b, int h, int s, ics_why_not *out)
{
   double care, lambda;
   const ics_coef *yield = &v->m->in->blends[b].yields[s];
   delivery(v, col, &care, &lambda);
   out->needed = (double)NAN;
   if (!(lambda > 0.0) || !(care > 0.0) || !(yield->point > 0.0)) return;
   double times = 1.0 + out->must_improve / (v->worth * lambda * care);
   out->needed = yield->point * factor_for(times, weight_today(v->m, h, b, s));
   if (isnan(out->needed)) return;
   out->coef = yield;
   out->inside = out->needed >= yield->low && out->needed <= yield->high;
}

/* ---- what stops it ------------------------------------------------------------------------------
 */

/* The row that presses hardest against a column, among rules: where the column is basic, it is the
 * prices of rows that hold it. */
static int strongest_rule(const ics_vertex *v, int col)
{
   const ics_lp *lp = &v->lp;
   int best = ICS_NONE;
   double most = 0.0;
   for (int p = lp->start[col]; p < lp->start[col + 1]; p++) {
      int r = lp->row[p];
      double against = -lp->val[p] * v->at->y[r]; /* positive: speaks against */
      if (!ics_row_is_rule(v->m, r) || !(against > most)) continue;
      most = against;
      best = r;
   }
   return best;
}

static ics_rc stopped_by_bound(const ics_vertex *v, int col, ics_arena *arena, ics_why_not *out,
                               ics_err *err)
{
   out->obstacle = ICS_STOP_FULL;
   out->rule_price = -ics_vertex_reduced(v, col) * v->worth;
   if (!ics_bound_is_rule(v->m, col, true)) return ICS_OK;
   out->obstacle = ICS_STOP_LIMIT;
   out->has_rule = true;
   return ics_rule_of_bound(v->m, col, true, arena, &out->rule, err);
}

static ics_rc stopped_by_row(const ics_vertex *v, int col, ics_arena *arena, ics_why_not *out,
                             ics_err *err)
{
   int r = strongest_rule(v, col);
   out->obstacle = ICS_STOP_EVEN;
   if (r == ICS_NONE) return ICS_OK;
   out->obstacle = ICS_STOP_RULE;
   out->has_rule = true;
   out->rule_price = ics_vertex_price(v, r);
   return ics_rule_of_row(v->m, r, arena, &out->rule, err);
}

/* The first tranche that is not full; past the last one, the last. */
static int tranche_with_room(const ics_model *m, const double *x, int h, int b, int t, int *col)
{
   int n = m->in->mechanisms[m->in->blends[b].mechanism].ntranches;
   for (int s = 0; s < n; s++) {
      *col = m->x[ics_cell_x(m, h, b, s, t)];
      if (!stands_at(x[*col], m->lp.hi[*col])) return s;
   }
   /* Limits fall into the first tranche that they cut. */
   for (int s = 0; s < n; s++) {
      *col = m->x[ics_cell_x(m, h, b, s, t)];
      if (m->hi_by[*col].kind) return s;
   }
   return n - 1;
}

static void amounts(const ics_vertex *v, int k, int b, int h, int t, ics_why_not *out)
{
   const ics_model *m = v->m;
   double whole = v->at->x[m->X[ics_cell(m, h, k, t)]];
   double contract = ics_contract_baseline(m->in, h, k, t);
   out->now = b == ICS_NONE ? whole : 0.0;
   out->today = contract * (b == ICS_NONE ? 1.0 : m->in->blends[b].baseline.point);
   for (int s = 0; b != ICS_NONE && s < m->in->mechanisms[m->in->blends[b].mechanism].ntranches;
        s++)
      out->now += v->at->x[m->x[ics_cell_x(m, h, b, s, t)]];
   out->share = whole > 0.0 ? out->now / whole : 0.0;
}

ics_rc ics_why_not_more(const ics_vertex *v, int k, int b, int h, int t, ics_arena *arena,
                        ics_why_not *out, ics_err *err)
{
   const ics_model *m = v->m;
   *out = (ics_why_not){ .blend = b, .contract = h, .year = t, .needed = (double)NAN };
   amounts(v, k, b, h, t, out);
   int col = m->X[ics_cell(m, h, k, t)], s = 0;
   if (b != ICS_NONE) s = tranche_with_room(m, v->at->x, h, b, t, &col);
   double d = ics_vertex_reduced(v, col);
   ICS_TRY(account(v, col, arena, out, err));
   if (stands_at(v->at->x[col], m->lp.hi[col]) && d <= 0.0)
      return stopped_by_bound(v, col, arena, out, err);
   if (!(d > 0.0)) return stopped_by_row(v, col, arena, out, err);
   out->obstacle = ICS_STOP_WORTH;
   out->must_improve = d * v->worth;
   if (b != ICS_NONE) what_would_do(v, col, b, h, s, out);
   return ICS_OK;
}
