/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "simplex/dual_store.h"

/* {relative to 1 + itself} The pivot by its row and by its column may differ by as much. */
static const double AGREE = 1e-7;
static const double LEAST_PIVOT = 1e-9;  /* {scaled} */
static const double LEAST_WEIGHT = 1e-4; /* of a row */
/* {scaled} An entry that adds next to nothing to the length of a row. Leaving it out takes some
 * more steps and a tenth less time for each, in draws of 4,000 rows. */
static const double SLIGHT = 0.03;

int dual_choose_row(const ics_dual *s)
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

void dual_find_row(ics_dual *s, dual_step *step)
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

void dual_forget_row(ics_dual *s)
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

ics_rc dual_make_step(ics_dual *s, dual_step *step, bool *sound, ics_err *err)
{
   *sound = find_column(s, step);
   if (!*sound) {
      dual_forget_row(s);
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
