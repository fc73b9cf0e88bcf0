/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oracle.h"

#include <math.h>
#include <stdlib.h>

#include <glpk.h>
#include <gmp.h>
#include <qsopt_ex/QSopt_ex.h>

enum { PLAIN_MILLISECONDS = 2000, BITS = 128 };

static void *need(void *p)
{
   if (!p) abort();
   return p;
}

static void load_columns(mpq_QSprob prob, const ics_lp *lp)
{
   mpq_t c, lo, hi;
   mpq_inits(c, lo, hi, NULL);
   for (int j = 0; j < lp->n; j++) {
      mpq_set_d(c, lp->c[j]);
      mpq_set_d(lo, lp->lo[j]);
      mpq_set_d(hi, lp->hi[j]);
      if (mpq_QSnew_col(prob, c, lo, hi, NULL) != 0) abort();
   }
   mpq_clears(c, lo, hi, NULL);
}

/* One inequality; a row with two limits becomes two, as `ranged rows` are one thing less to trust.
 */
static void load_row(mpq_QSprob prob, const ics_lp *lp, int i, double limit, int sense)
{
   int *ind = need(calloc((size_t)lp->n, sizeof *ind)), count = 0;
   mpq_t *val = need(calloc((size_t)lp->n, sizeof *val)), rhs;
   mpq_init(rhs);
   mpq_set_d(rhs, limit);
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         if (lp->row[k] != i) continue;
         mpq_init(val[count]);
         mpq_set_d(val[count], lp->val[k]);
         ind[count++] = j;
      }
   if (mpq_QSadd_row(prob, count, ind, (const mpq_t *)val, (const mpq_t *)&rhs, sense, NULL) != 0)
      abort();
   mpq_clear(rhs);
   for (int k = 0; k < count; k++) mpq_clear(val[k]);
   free(val);
   free(ind);
}

static void start(void)
{
   static bool started = false;
   if (started) return;
   started = true;
   QSexactStart();
   QSexact_set_precision(BITS);
}

bool exact_optimum(const ics_lp *lp, double *value)
{
   start();
   mpq_QSprob prob = need(mpq_QScreate_prob("lp", QS_MIN));
   load_columns(prob, lp);
   for (int i = 0; i < lp->m; i++) {
      if (lp->rlo[i] > -HUGE_VAL) load_row(prob, lp, i, lp->rlo[i], 'G');
      if (lp->rhi[i] < HUGE_VAL) load_row(prob, lp, i, lp->rhi[i], 'L');
   }
   int status = 0, rc = QSexact_solver(prob, NULL, NULL, NULL, DUAL_SIMPLEX, &status);
   bool optimal = rc == 0 && status == QS_LP_OPTIMAL, none = rc == 0 && status == QS_LP_INFEASIBLE;
   *value = INFINITY;
   if (optimal) {
      mpq_t objective, constant;
      mpq_inits(objective, constant, NULL);
      if (mpq_QSget_objval(prob, &objective) != 0) abort();
      mpq_set_d(constant, lp->c0);
      mpq_add(objective, objective, constant);
      *value = mpq_get_d(objective);
      mpq_clears(objective, constant, NULL);
   }
   mpq_QSfree_prob(prob);
   return optimal || none;
}

static int bound_type(double lo, double hi)
{
   if (lo == hi) return GLP_FX;
   if (lo == -HUGE_VAL) return hi == HUGE_VAL ? GLP_FR : GLP_UP;
   return hi == HUGE_VAL ? GLP_LO : GLP_DB;
}

static glp_prob *plain_problem(const ics_lp *lp)
{
   glp_prob *prob = glp_create_prob();
   int *ind = need(calloc((size_t)lp->m + 1, sizeof *ind));
   glp_add_rows(prob, lp->m);
   glp_add_cols(prob, lp->n);
   glp_set_obj_coef(prob, 0, lp->c0);
   for (int i = 0; i < lp->m; i++)
      glp_set_row_bnds(prob, i + 1, bound_type(lp->rlo[i], lp->rhi[i]), lp->rlo[i], lp->rhi[i]);
   for (int j = 0; j < lp->n; j++) {
      int first = lp->start[j], count = lp->start[j + 1] - first;
      for (int k = 0; k < count; k++) ind[k + 1] = lp->row[first + k] + 1;
      glp_set_mat_col(prob, j + 1, count, ind, lp->val + first - 1);
      glp_set_col_bnds(prob, j + 1, bound_type(lp->lo[j], lp->hi[j]), lp->lo[j], lp->hi[j]);
      glp_set_obj_coef(prob, j + 1, lp->c[j]);
   }
   free(ind);
   return prob;
}

double plain_claim(const ics_lp *lp, plain_way way, double *x)
{
   (void)glp_term_out(GLP_OFF);
   glp_prob *prob = plain_problem(lp);
   glp_smcp parm;
   glp_init_smcp(&parm);
   parm.tm_lim = PLAIN_MILLISECONDS;
   parm.presolve = way == PLAIN_PRESOLVED ? GLP_ON : GLP_OFF;
   if (way == PLAIN_SCALED) glp_scale_prob(prob, GLP_SF_AUTO);
   int rc = glp_simplex(prob, &parm);
   bool optimal = rc == 0 && glp_get_status(prob) == GLP_OPT;
   double value = optimal ? glp_get_obj_val(prob) : (double)NAN;
   for (int j = 0; j < lp->n; j++) x[j] = glp_get_col_prim(prob, j + 1);
   glp_delete_prob(prob);
   return value;
}

void oracle_shutdown(void)
{
   QSexactClear();
   (void)glp_free_env();
}
