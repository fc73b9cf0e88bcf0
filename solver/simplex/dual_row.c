/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "simplex/dual_store.h"

/* {absolute, scaled} An entry of the row that is less is no pivot: the more so, the more updates
 * stand between the factors and the basis. */
static const struct {
   int updates;
   double least;
} PIVOTS[] = { { 10, 1e-9 }, { 20, 3e-8 }, { 1 << 30, 1e-6 } };

static const double CANCELLED = 1e-300; /* stands for 0 where an entry has been written */
static const double SHARE = 0.1;        /* {of the largest entry reached} a pivot is as large */
static const double GROW = 4.0;         /* of the step looked at, until it is long enough */
static const double LARGE = 1.0; /* {scaled} an entry that is large enough whatever others are */

/* ---- a right-hand side that is added up ---------------------------------------------------------
 */

static inline void add_to(ics_dual *s, int i, double x)
{
   double was = s->sum[i], now = was + x;
   s->sum_at[s->nsum] = i;
   s->nsum += was == 0.0;
   s->sum[i] = now == 0.0 ? CANCELLED : now;
}

void dual_add(ics_dual *s, int var, double x)
{
   if (var < s->m) {
      add_to(s, var, x);
      return;
   }
   int j = var - s->m;
   for (int k = s->a.start[j]; k < s->a.start[j + 1]; k++) add_to(s, s->a.row[k], -x * s->val[k]);
}

void dual_take_sum(ics_dual *s, ics_packed *out)
{
   for (int k = 0; k < s->nsum; k++) {
      out->at[k] = s->sum_at[k];
      out->v[k] = s->sum[s->sum_at[k]];
      s->sum[s->sum_at[k]] = 0.0;
   }
   out->n = s->nsum;
   s->nsum = 0;
}

/* ---- the row ------------------------------------------------------------------------------------
 */

/* Entry of a logical is that of rho, of a column  - a_j'rho. */
void dual_make_row(ics_dual *s)
{
   double *alpha = s->alpha;
   bool *seen = s->seen;
   int *hit = s->hit, n = 0;
   for (int k = 0; k < s->rho.n; k++) {
      int i = s->rho.at[k];
      double r = s->rho.v[k];
      if (!s->basic[i]) {
         alpha[i] = r;
         hit[n++] = i;
      }
      const int *col = s->row_col + s->row_start[i];
      const double *val = s->row_val + s->row_start[i];
      for (int e = 0, open = s->row_open[i]; e < open; e++) {
         int var = col[e];
         alpha[var] -= r * val[e];
         hit[n] = var;
         n += !seen[var];
         seen[var] = true;
      }
   }
   s->nhit = n;
}

/* ---- the ratio test -----------------------------------------------------------------------------
 */

static double least_pivot(const ics_dual *s)
{
   int k = 0;
   while (ics_lu_updates(s->lu) >= PIVOTS[k].updates) k++;
   return PIVOTS[k].least;
}

/* Those whose reduced cost moves towards 0. */
static int list_candidates(ics_dual *s, double sign)
{
   double least = least_pivot(s);
   dual_candidate *c = s->candidate;
   int n = 0;
   for (int k = 0; k < s->nhit; k++) {
      int var = s->hit[k];
      double side = s->side[var], size = sign * side * s->alpha[var];
      c[n].size = size;
      double d = side * s->d[var];
      c[n].ratio = (d > 0.0 ? d : 0.0) / size;
      c[n].var = var;
      n += size > least;
   }
   return n;
}

/* How much the slope of the dual objective falls where a candidate is passed. */
static double fall(const ics_dual *s, const dual_candidate *c)
{
   return c->size * (s->hi[c->var] - s->lo[c->var]);
}

/* Bring those up to a ratio to the front, from `from` on. @return where they end */
static int bring(ics_dual *s, int from, int n, double ratio, double *slope)
{
   dual_candidate *c = s->candidate;
   for (int k = from; k < n; k++) {
      if (c[k].ratio > ratio) continue;
      dual_candidate t = c[k];
      c[k] = c[from];
      c[from++] = t;
      *slope -= fall(s, &t);
   }
   return from;
}

/* The longest step that leaves all reduced costs from `from` on right within the tolerance. */
static double longest(const ics_dual *s, int from, int n)
{
   double least = HUGE_VAL;
   for (int k = from; k < n; k++) {
      double far = s->candidate[k].ratio + s->dual / s->candidate[k].size;
      least = far < least ? far : least;
   }
   return least;
}

/* Only what a step may reach has to be put in order. */
static int within_reach(ics_dual *s, int n, double slope)
{
   double ratio = GROW * longest(s, 0, n);
   int reached = 0;
   while (reached < n) {
      reached = bring(s, reached, n, ratio, &slope);
      if (slope < 0.0) break;
      ratio *= GROW;
   }
   return reached;
}

static int largest(const ics_dual *s, int from, int to)
{
   int best = from;
   for (int k = from + 1; k < to; k++)
      if (s->candidate[k].size > s->candidate[best].size) best = k;
   return best;
}

enum { GROUPS = 200 }; /* of candidates as good as equal that a step may pass */

/* Candidates in groups of as good as equal ratios, as long as the dual objective rises. */
int dual_choose(ics_dual *s, dual_step *step)
{
   int group[GROUPS + 1] = { 0 }, groups = 0;
   double slope = fabs(step->miss), most = 0.0;
   int all = list_candidates(s, step->miss < 0.0 ? -1.0 : 1.0), n = within_reach(s, all, slope);
   while (group[groups] < n && groups < GROUPS) {
      int from = group[groups];
      group[++groups] = bring(s, from, n, longest(s, from, n), &slope);
      if (slope < 0.0) break;
   }
   step->nreached = group[groups];
   if (slope > s->primal && step->nreached == all) return -1;
   if (step->nreached > 0) most = s->candidate[largest(s, 0, step->nreached)].size;
   for (int g = groups - 1; g >= 0; g--) {
      const dual_candidate *best = &s->candidate[largest(s, group[g], group[g + 1])];
      if (g == 0 || best->size >= fmin(SHARE * most, LARGE)) return best->var;
   }
   return -1;
}
