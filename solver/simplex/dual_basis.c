/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "simplex/dual_store.h"

/* Values of basic variables: B x_B = - N x_N. */
void dual_find_point(ics_dual *s)
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
void dual_find_reduced_costs(ics_dual *s)
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

bool dual_put_right(ics_dual *s)
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

ics_rc dual_factorise(ics_dual *s, ics_err *err)
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

ics_rc dual_renew(ics_dual *s, ics_err *err)
{
   ICS_TRY(dual_factorise(s, err));
   dual_find_reduced_costs(s);
   (void)dual_put_right(s);
   dual_find_point(s);
   return ICS_OK;
}
