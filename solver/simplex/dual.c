/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simplex/dual.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "simplex/dual_store.h"

static const double SMALLEST_REDUCED_COST = 1e-20; /* what is less is rounding of 0 */
static const double ROUNDING = 1e-9; /* {scaled} a row that nothing can mend may miss by less */
static const double FEASIBLE = 1e-7; /* {scaled} a start that misses its bounds by less is */
/* {scaled} by how much reduced costs are moved away from 0 where there are ties */
static const double PARTED = 1e-6;
static const double NANO = 1e-9; /* {s} */

enum { STANDING = 100 }; /* steps without progress before ties are parted */
enum { CLOSINGS = 3 };   /* times the end is reached before signs are forgiven more */
enum { FORGIVEN = 20 };  /* and before it is given up */
enum { RENEWALS = 3 };   /* factors made anew in a row without a step: the numbers will not agree */

/* ---- the start ----------------------------------------------------------------------------------
 */

/* A power of two that brings reduced costs near 1, by the mean of their exponents: an aim that is a
 * small number has reduced costs that a fixed tolerance takes for 0. */
static void scale_costs(ics_dual *s)
{
   double exponents = 0.0;
   int count = 0;
   for (int var = 0; var < s->m + s->n; var++) {
      double d = fabs(s->d[var]);
      if (s->basic[var] || d < SMALLEST_REDUCED_COST) continue;
      exponents += log2(d);
      count++;
   }
   s->cost_scale = count > 0 ? exp2(round(-exponents / count)) : 1.0;
   for (int var = 0; var < s->m + s->n; var++) {
      s->cost[var] *= s->cost_scale;
      s->d[var] *= s->cost_scale;
   }
}

static bool feasible(const ics_dual *s)
{
   for (int p = 0; p < s->m; p++) {
      const dual_place *at = &s->place[p];
      if (at->x < at->lo - FEASIBLE || at->x > at->hi + FEASIBLE) return false;
   }
   return true;
}

static bool any_missed(const ics_dual *s)
{
   for (int word = 0; word < s->words; word++)
      if (s->missed[word]) return true;
   return false;
}

static ics_rc begin(ics_dual *s, bool *primal, ics_err *err)
{
   ICS_TRY(dual_factorise(s, err));
   dual_find_reduced_costs(s);
   scale_costs(s);
   dual_find_point(s);
   *primal = feasible(s);
   if (dual_put_right(s))
      dual_find_point(s);
   else if (!any_missed(s))
      *primal = false; /* optimal as it is */
   return ICS_OK;
}

/* ---- ties --------------------------------------------------------------------------------------
 */

/* Where nearly all costs are 0 the dual objective stands still for thousands of steps. Reduced
 * costs are then moved away from 0, each by an amount of its own, until the end is reached: there
 * the costs are put right, and what little is wrong then is mended. */
static void part_ties(ics_dual *s)
{
   for (int var = 0; var < s->m + s->n; var++) {
      uint32_t mixed = (uint32_t)var * 2654435761u; /* Knuth's multiplier: spread over 32 bits */
      double by = s->side[var] * PARTED * (0.5 + mixed / 8589934592.0);
      s->cost[var] += by;
      s->d[var] += by;
   }
   s->parted = true;
}

static void put_costs_right(ics_dual *s, const ics_lp *lp)
{
   for (int i = 0; i < s->m; i++) s->cost[i] = 0.0;
   for (int j = 0; j < s->n; j++) s->cost[s->m + j] = lp->c[j] * s->col_scale[j] * s->cost_scale;
   s->parted = false;
}

/* ---- the walk -----------------------------------------------------------------------------------
 */

typedef struct walk {
   const ics_lp *lp;
   int renewals; /* factors made anew since the last step */
   int standing; /* steps since the dual objective moved */
   int closings; /* times the end was reached by factors that were not new */
   bool stale;   /* they have to be, before anything else */
   bool may_part;
} walk;

/* Nothing can bring it within its bounds, and it misses them by rounding of what it hangs on. */
static void let_be(ics_dual *s, int p)
{
   dual_place *at = &s->place[p];
   at->lo = fmin(at->lo, at->x);
   at->hi = fmax(at->hi, at->x);
   dual_look(s, p);
}

static ics_rc refresh(ics_dual *s, walk *w, ics_err *err)
{
   ICS_TRY(dual_renew(s, err));
   w->renewals++;
   w->stale = false;
   return ICS_OK;
}

/* All keep their bounds: by new factors and for the true costs that is the end. Where the two will
 * not agree on a last variable or two its sign is forgiven in the end. @return whether it is */
static bool closes(ics_dual *s, walk *w)
{
   if (w->renewals > 0 && !s->parted) return true;
   if (w->renewals > 0) put_costs_right(s, w->lp);
   if (++w->closings > CLOSINGS) s->dual = fmin(10.0 * s->dual, FEASIBLE);
   w->stale = true;
   return false;
}

/* @return whether the row cannot be brought within its bounds */
static bool blocks(ics_dual *s, walk *w, const dual_step *step)
{
   dual_forget_row(s);
   w->stale = w->renewals == 0;
   if (w->stale || fabs(step->miss) >= ROUNDING) return !w->stale;
   let_be(s, step->p);
   return false;
}

static ics_rc go_on(ics_dual *s, walk *w, dual_step *step, ics_err *err)
{
   bool sound;
   ICS_TRY(dual_make_step(s, step, &sound, err));
   w->stale = !sound;
   if (!step->made) return ICS_OK;
   w->renewals = 0;
   w->standing = fabs(s->d[step->leaving]) < s->dual ? w->standing + 1 : 0;
   if (w->standing < STANDING || !w->may_part) return ICS_OK;
   part_ties(s);
   w->may_part = false;
   return ICS_OK;
}

static double now(void)
{
   struct timespec t;
   (void)clock_gettime(CLOCK_MONOTONIC, &t);
   return (double)t.tv_sec + NANO * (double)t.tv_nsec;
}

static ics_rc walk_on(ics_dual *s, const ics_lp *lp, const ics_dual_run *run, ics_dual_end *end,
                      int *steps, ics_err *err)
{
   walk w = { .lp = lp, .renewals = 1, .may_part = true };
   double until = now() + run->seconds;
   *end = ICS_DUAL_FAILED;
   while (w.closings < FORGIVEN) {
      bool look = w.stale || ics_lu_full(s->lu); /* at the clock: between factors is often enough */
      if (*steps >= run->steps || (look && now() > until)) {
         *end = ICS_DUAL_LIMIT;
         return ICS_OK;
      }
      if (w.stale && w.renewals >= RENEWALS) return ICS_OK;
      if (look) ICS_TRY(refresh(s, &w, err));
      dual_step step = { .p = dual_choose_row(s) };
      if (step.p < 0) {
         if (!closes(s, &w)) continue;
         *end = ICS_DUAL_OPTIMAL;
         return ICS_OK;
      }
      dual_find_row(s, &step);
      step.entering = dual_choose(s, &step);
      if (step.entering < 0) {
         if (!blocks(s, &w, &step)) continue;
         *end = ICS_DUAL_UNBOUNDED;
         return ICS_OK;
      }
      ICS_TRY(go_on(s, &w, &step, err));
      *steps += step.made;
   }
   return ICS_OK;
}

ics_rc ics_dual_solve(ics_dual *s, const ics_lp *lp, const ics_dual_run *run, ics_dual_end *end,
                      int *steps, ics_err *err)
{
   bool primal;
   *steps = 0;
   *end = ICS_DUAL_FAILED;
   s->primal = s->dual = run->tolerance;
   s->parted = false;
   if (!dual_load(s, lp, run->row, run->col)) return ICS_OK;
   ICS_TRY(begin(s, &primal, err));
   *end = ICS_DUAL_DECLINED;
   return primal && run->decline ? ICS_OK : walk_on(s, lp, run, end, steps, err);
}

/* ---- what came of it ----------------------------------------------------------------------------
 */

static char letter(const ics_dual *s, int var)
{
   if (s->basic[var]) return 'B';
   if (s->lo[var] == s->hi[var]) return 'S';
   if (var < s->m && s->only[var]) return s->only[var];
   return s->side[var] < 0 ? 'U' : 'L';
}

void ics_dual_point(const ics_dual *s, double *x, double *y, char *row, char *col)
{
   for (int i = 0; i < s->m; i++) {
      y[i] = s->d[i] * s->row_scale[i] / s->cost_scale;
      row[i] = letter(s, i);
   }
   for (int j = 0; j < s->n; j++) {
      col[j] = letter(s, s->m + j);
      if (!s->basic[s->m + j]) x[j] = dual_value(s, s->m + j) * s->col_scale[j];
   }
   for (int p = 0; p < s->m; p++) {
      int j = s->place[p].var - s->m;
      if (j >= 0) x[j] = s->place[p].x * s->col_scale[j];
   }
}

void ics_dual_head(const ics_dual *s, int *head)
{
   for (int p = 0; p < s->m; p++) head[p] = s->place[p].var;
}

/* In units of its largest entry: residuals are small numbers, not dust. @return the unit */
static double pack(ics_dual *s, const double *v)
{
   double most = 0.0;
   int exponent = 0;
   s->work.n = 0;
   for (int i = 0; i < s->m; i++) most = fmax(most, fabs(v[i]));
   (void)frexp(most, &exponent);
   for (int i = 0; i < s->m; i++) {
      if (v[i] == 0.0) continue;
      s->work.at[s->work.n] = i;
      s->work.v[s->work.n++] = ldexp(v[i], -exponent);
   }
   return ldexp(1.0, exponent);
}

static void unpack(const ics_dual *s, double unit, double *v)
{
   memset(v, 0, (size_t)s->m * sizeof *v);
   for (int k = 0; k < s->work.n; k++) v[s->work.at[k]] = unit * s->work.v[k];
}

/* What a variable is in units of itself unscaled. */
static double unit(const ics_dual *s, int p)
{
   int var = s->place[p].var;
   return var < s->m ? 1.0 / s->row_scale[var] : s->col_scale[var - s->m];
}

/* The scaled basis is R B D: R the row factors, D what variables are. */
void ics_dual_ftran(ics_dual *s, double *v)
{
   for (int i = 0; i < s->m; i++) v[i] *= s->row_scale[i];
   double most = pack(s, v);
   ics_lu_ftran(s->lu, false, &s->work);
   unpack(s, most, v);
   for (int p = 0; p < s->m; p++) v[p] *= unit(s, p);
}

void ics_dual_btran(ics_dual *s, double *v)
{
   for (int p = 0; p < s->m; p++) v[p] *= unit(s, p);
   double most = pack(s, v);
   ics_lu_btran(s->lu, false, &s->work);
   unpack(s, most, v);
   for (int i = 0; i < s->m; i++) v[i] *= s->row_scale[i];
}
