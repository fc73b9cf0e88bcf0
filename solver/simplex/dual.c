/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simplex/dual.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "simplex/dual_store.h"

/* {relative to 1 + itself} The pivot by its row and by its column may differ by as much. */
static const double AGREE = 1e-7;
static const double LEAST_PIVOT = 1e-9; /* {scaled} */
static const double SLIGHT =
    0.03; /* {scaled} an entry of a row that adds next to nothing to its length */
static const double LEAST_WEIGHT = 1e-4;           /* of a row */
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

/* ---- points and reduced costs of a basis, from its factors --------------------------------------
 */

/* Values of basic variables: B x_B = - N x_N. */
static void find_point(ics_dual *s)
{
   for (int var = 0; var < s->m + s->n; var++)
      if (!s->basic[var] && dual_value(s, var) != 0.0) dual_add(s, var, -dual_value(s, var));
   dual_take_sum(s, &s->work);
   ics_lu_ftran(s->lu, false, &s->work);
   for (int p = 0; p < s->m; p++) s->place[p].x = 0.0;
   for (int k = 0; k < s->work.n; k++) s->place[s->work.at[k]].x = s->work.v[k];
   for (int p = 0; p < s->m; p++) dual_look(s, p);
}

/* Reduced costs: B' pi = c_B; of a row c - pi, of a column c + a'pi. */
static void find_reduced_costs(ics_dual *s)
{
   double *pi = s->sum;
   s->work.n = 0;
   for (int p = 0; p < s->m; p++) {
      double cost = s->cost[s->place[p].var];
      if (cost == 0.0) continue;
      s->work.at[s->work.n] = p;
      s->work.v[s->work.n++] = cost;
   }
   ics_lu_btran(s->lu, false, &s->work);
   for (int k = 0; k < s->work.n; k++) pi[s->work.at[k]] = s->work.v[k];
   for (int i = 0; i < s->m; i++) s->d[i] = s->basic[i] ? 0.0 : s->cost[i] - pi[i];
   for (int j = 0; j < s->n; j++) {
      double d = s->cost[s->m + j];
      for (int k = s->a.start[j]; k < s->a.start[j + 1]; k++) d += s->val[k] * pi[s->a.row[k]];
      s->d[s->m + j] = s->basic[s->m + j] ? 0.0 : d;
   }
   for (int k = 0; k < s->work.n; k++) pi[s->work.at[k]] = 0.0;
}

/* Nonbasic variables on the bounds that their reduced costs ask for. @return whether any moved */
static bool put_right(ics_dual *s)
{
   bool moved = false;
   for (int var = 0; var < s->m + s->n; var++) {
      if (s->side[var] * s->d[var] >= -s->dual) continue;
      s->side[var] = (signed char)-s->side[var];
      moved = true;
   }
   return moved;
}

/* Variables that dependent columns were replaced for or by. */
static void reread_basis(ics_dual *s)
{
   int vars = s->m + s->n;
   memset(s->basic, 0, (size_t)vars * sizeof *s->basic);
   for (int p = 0; p < s->m; p++) s->basic[s->head[p]] = true;
   for (int var = 0; var < vars; var++) {
      if (s->basic[var])
         s->side[var] = 0;
      else if (s->side[var] == 0 && s->lo[var] < s->hi[var])
         s->side[var] = 1;
   }
   dual_write_rows(s);
}

/* Factors made anew; positions are those of the new pivots. */
static ics_rc factorise(ics_dual *s, ics_err *err)
{
   double *weight = s->alpha; /* not in use between steps */
   int replaced;
   for (int p = 0; p < s->m; p++) {
      s->head[p] = s->place[p].var;
      weight[s->head[p]] = s->place[p].weight;
   }
   ICS_TRY(ics_lu_factor(s->lu, &s->a, s->head, &replaced, err));
   for (int p = 0; p < s->m; p++) {
      int var = s->head[p];
      s->place[p] = (dual_place){ .lo = s->lo[var],
                                  .hi = s->hi[var],
                                  .weight = weight[var] > 0.0 ? weight[var] : 1.0,
                                  .var = var,
                                  .reference = s->reference[var] };
   }
   memset(weight, 0, (size_t)(s->m + s->n) * sizeof *weight);
   if (replaced > 0) reread_basis(s);
   return ICS_OK;
}

static ics_rc renew(ics_dual *s, ics_err *err)
{
   ICS_TRY(factorise(s, err));
   find_reduced_costs(s);
   (void)put_right(s);
   find_point(s);
   return ICS_OK;
}

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
   ICS_TRY(factorise(s, err));
   find_reduced_costs(s);
   scale_costs(s);
   find_point(s);
   *primal = feasible(s);
   if (put_right(s))
      find_point(s);
   else if (!any_missed(s))
      *primal = false; /* optimal as it is */
   return ICS_OK;
}

/* ---- a step -------------------------------------------------------------------------------------
 */

/* The position that misses its bounds by most for the length of its row, or -1. */
static int choose_row(const ics_dual *s)
{
   double miss = 0.0, weight = 1.0;
   int best = -1;
   for (int word = 0; word < s->words; word++)
      for (uint64_t left = s->missed[word]; left; left &= left - 1) {
         int p = 64 * word + __builtin_ctzll(left);
         const dual_place *at = &s->place[p];
         double far = at->x < at->lo ? at->lo - at->x : at->x - at->hi;
         if (far * far * weight <= miss * at->weight) continue;
         miss = far * far;
         weight = at->weight;
         best = p;
      }
   return best;
}

static void find_row(ics_dual *s, dual_step *step)
{
   const dual_place *at = &s->place[step->p];
   step->leaving = at->var;
   step->miss = at->x < at->lo ? at->x - at->lo : at->x - at->hi;
   s->rho.n = 1;
   s->rho.at[0] = step->p;
   s->rho.v[0] = 1.0;
   ics_lu_btran(s->lu, true, &s->rho);
   dual_make_row(s);
}

static void forget_row(ics_dual *s)
{
   for (int k = 0; k < s->nhit; k++) {
      s->alpha[s->hit[k]] = 0.0;
      s->seen[s->hit[k]] = false;
   }
   s->nhit = 0;
}

/* The entering column in terms of the basis. @return whether it agrees with the row */
static bool find_column(ics_dual *s, dual_step *step)
{
   double by_row = s->alpha[step->entering];
   dual_add(s, step->entering, 1.0);
   dual_take_sum(s, &s->column);
   ics_lu_ftran(s->lu, true, &s->column);
   step->pivot = 0.0;
   for (int k = 0; k < s->column.n; k++)
      if (s->column.at[k] == step->p) step->pivot = s->column.v[k];
   return fabs(step->pivot) > LEAST_PIVOT &&
          fabs(step->pivot - by_row) <= AGREE * (1.0 + fabs(step->pivot));
}

/* Reduced costs move along the row. On the way: the row's length in the reference framework, and
 * the right-hand side by which other lengths will change. */
static void move_reduced_costs(ics_dual *s, dual_step *step)
{
   double by = s->d[step->entering] / step->pivot;
   step->length = s->place[step->p].reference;
   for (int k = 0; k < s->nhit; k++) {
      int var = s->hit[k];
      double entry = s->alpha[var];
      s->alpha[var] = 0.0;
      s->seen[var] = false;
      s->d[var] -= by * entry;
      if (!s->reference[var] || fabs(entry) < SLIGHT) continue;
      step->length += entry * entry;
      dual_add(s, var, entry);
   }
   s->nhit = 0;
   s->d[step->entering] = 0.0;
   s->d[step->leaving] = -by;
   dual_take_sum(s, &s->work);
}

/* Of a row's length: w - 2 r tau + r^2 w_p, r its entry of the column over the pivot. */
static void move_weights(ics_dual *s, const dual_step *step)
{
   bool leaves = s->reference[step->leaving];
   if (s->work.n > 0) ics_lu_ftran(s->lu, false, &s->work);
   for (int k = 0; k < s->work.n; k++) s->place[s->work.at[k]].tau = s->work.v[k];
   for (int k = 0; k < s->column.n; k++) {
      dual_place *at = &s->place[s->column.at[k]];
      double r = s->column.v[k] / step->pivot;
      double least = (at->reference ? 1.0 : 0.0) + (leaves ? r * r : 0.0);
      double now = at->weight + r * (r * step->length - 2.0 * at->tau);
      if (least <= 0.0) least = LEAST_WEIGHT;
      at->weight = now > least ? now : least;
   }
   for (int k = 0; k < s->work.n; k++) s->place[s->work.at[k]].tau = 0.0;
}

/* Variables that the step passes go to their other bounds. */
static void flip(ics_dual *s, const dual_step *step)
{
   for (int k = 0; k < step->nreached; k++) {
      int var = s->candidate[k].var;
      if (var == step->entering || s->side[var] * s->d[var] >= -s->dual) continue;
      double far = s->hi[var] - s->lo[var];
      dual_add(s, var, s->side[var] > 0 ? -far : far);
      s->side[var] = (signed char)-s->side[var];
   }
   if (s->nsum == 0) return;
   dual_take_sum(s, &s->work);
   ics_lu_ftran(s->lu, false, &s->work);
   for (int k = 0; k < s->work.n; k++) {
      s->place[s->work.at[k]].x += s->work.v[k];
      dual_look(s, s->work.at[k]);
   }
}

/* Along the column until the leaving variable stands on its bound. */
static void move_point(ics_dual *s, const dual_step *step)
{
   dual_place *leaving = &s->place[step->p];
   double by = (leaving->x - (step->miss < 0.0 ? leaving->lo : leaving->hi)) / step->pivot;
   for (int k = 0; k < s->column.n; k++) {
      s->place[s->column.at[k]].x -= by * s->column.v[k];
      dual_look(s, s->column.at[k]);
   }
   leaving->x = dual_value(s, step->entering) + by;
}

static void change_basis(ics_dual *s, const dual_step *step)
{
   int in = step->entering, out = step->leaving;
   bool fixed = s->lo[out] == s->hi[out];
   double weight = fmax(step->length / (step->pivot * step->pivot), LEAST_WEIGHT);
   s->place[step->p] = (dual_place){ .x = s->place[step->p].x,
                                     .lo = s->lo[in],
                                     .hi = s->hi[in],
                                     .weight = weight,
                                     .var = in,
                                     .reference = s->reference[in] };
   dual_look(s, step->p);
   s->basic[in] = true;
   s->side[in] = 0;
   s->basic[out] = false;
   s->side[out] = fixed ? 0 : step->miss < 0.0 ? 1 : -1;
   if (in >= s->m) dual_close_column(s, in);
   if (out >= s->m && !fixed) dual_open_column(s, out);
}

/* @param[out] sound  false: the step was not made, or the factors mean nothing after it */
static ics_rc make_step(ics_dual *s, dual_step *step, bool *sound, ics_err *err)
{
   *sound = find_column(s, step);
   if (!*sound) {
      forget_row(s);
      return ICS_OK;
   }
   step->made = true;
   move_reduced_costs(s, step);
   move_weights(s, step);
   flip(s, step);
   move_point(s, step);
   ICS_TRY(ics_lu_update(s->lu, step->p, step->pivot, sound, err));
   change_basis(s, step);
   return ICS_OK;
}

/* ---- ties
 * -----------------------------------------------------------------------------------------
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
   ICS_TRY(renew(s, err));
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
   forget_row(s);
   w->stale = w->renewals == 0;
   if (w->stale || fabs(step->miss) >= ROUNDING) return !w->stale;
   let_be(s, step->p);
   return false;
}

static ics_rc go_on(ics_dual *s, walk *w, dual_step *step, ics_err *err)
{
   bool sound;
   ICS_TRY(make_step(s, step, &sound, err));
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
      dual_step step = { .p = choose_row(s) };
      if (step.p < 0) {
         if (!closes(s, &w)) continue;
         *end = ICS_DUAL_OPTIMAL;
         return ICS_OK;
      }
      find_row(s, &step);
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
