/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main job on real input. All 42 systems are read and their baselines checked; a few of every
 * size are solved here, and all of them by `make systems`. */
#include <glob.h>
#include <stdlib.h>

#include "check.h"
#include "fixture.h"
#include "post/plan.h"
#include "tamper.h"
#include "verify.h"

/* The smallest, the largest, one of each kind between: one place, few, many; rural, urban, inner
 * city. */
static const char *const solved_here[] = { "QT6", "QHL", "QUY", "QNQ", "QE1", "QHM" };
enum { NSOLVED = (int)(sizeof solved_here / sizeof solved_here[0]), SYSTEMS = 42 };

static void solve_system(fixture *f, const char *code)
{
   char file[64];
   (void)snprintf(file, sizeof file, "instances/england/%s.cfg", code);
   load(f, file, NULL, 0);
   solve(f);
}

static ics_result *result_of(fixture *f)
{
   ics_result *r = NULL;
   if (f->ok)
      CHECK_(ics_result_make(&f->solved, &f->request, f->arena, &r, &f->err) == ICS_OK, "%s",
             f->err.text);
   return r;
}

/* The goal's own stage as an LP. */
static void own_lp(fixture *f, ics_lp *lp)
{
   CHECK(ics_stage_lp(f->solved.model, &f->solved.run, f->solved.run.own, f->arena, lp, &f->err) ==
         ICS_OK);
}

/* Worst violation of a row or bound by a point, relative to max(1, its size). */
static double worst_violation(const ics_lp *lp, const double *x, double *row)
{
   double worst = 0.0;
   memset(row, 0, (size_t)lp->m * sizeof *row);
   for (int j = 0; j < lp->n; j++) {
      worst = fmax(worst, fmax(lp->lo[j] - x[j], x[j] - lp->hi[j]) / fmax(1.0, fabs(x[j])));
      for (int p = lp->start[j]; p < lp->start[j + 1]; p++) row[lp->row[p]] += lp->val[p] * x[j];
   }
   for (int r = 0; r < lp->m; r++)
      worst = fmax(worst, fmax(lp->rlo[r] - row[r], row[r] - lp->rhi[r]) / fmax(1.0, fabs(row[r])));
   return worst;
}

static void check_baseline(const char *file, const char *policy)
{
   fixture f;
   load(&f, file, NULL, 0);
   f.request.policy = policy;
   prepare(&f);
   if (f.ok) {
      const ics_model *m = f.solved.model;
      double *x = ics_alloc(f.arena, (size_t)m->lp.n, sizeof *x);
      double *row = ics_alloc(f.arena, (size_t)m->lp.m, sizeof *row);
      CHECK(ics_model_baseline(m, x, &f.err) == ICS_OK);
      double worst = worst_violation(&m->lp, x, row);
      CHECK_(worst <= 1e-9, "%s under %s: %g", file, policy, worst);
      CHECK_(x[m->shortfall] <= 1e-9, "%s under %s: shortfall %g", file, policy, x[m->shortfall]);
   }
   unload(&f);
}

static void today_is_feasible_in_all_systems_without_shortfall(void)
{
   glob_t found;
   CHECK_NEEDS(glob("instances/england/Q*.cfg", 0, NULL, &found) == 0);
   CHECK_INT(found.gl_pathc, SYSTEMS);
   for (size_t n = 0; n < found.gl_pathc; n++) {
      check_baseline(found.gl_pathv[n], "place");
      check_baseline(found.gl_pathv[n], "current");
   }
   globfree(&found);
}

static void every_stage_is_certified_and_passes_the_second_verifier(void)
{
   for (int n = 0; n < NSOLVED; n++) {
      fixture f;
      char why[256];
      solve_system(&f, solved_here[n]);
      for (int g = 0; f.ok && g < f.solved.run.nstages; g++) {
         const ics_certificate *proof = &f.solved.run.stages[g].solution.certificate;
         CHECK_(proof->certified && proof->relative_gap <= 1e-9 && proof->primal_violation <= 1e-9,
                "%s stage %s: gap %g", solved_here[n], f.solved.run.stages[g].id,
                proof->relative_gap);
      }
      if (f.ok) {
         const ics_solution *own = &f.solved.run.stages[f.solved.run.own].solution;
         ics_lp lp;
         own_lp(&f, &lp);
         CHECK_(verify_optimal(&lp, own->x, own->y, 1e-9L, why, sizeof why), "%s: %s",
                solved_here[n], why);
      }
      unload(&f);
   }
}

static void tampering_with_a_real_plan_is_always_refused(void)
{
   static const char *const codes[] = { "QT6", "QNQ", "QHM" };
   for (int n = 0; n < 3; n++) {
      fixture f;
      int applied = 0;
      solve_system(&f, codes[n]);
      if (f.ok) {
         const ics_solution *own = &f.solved.run.stages[f.solved.run.own].solution;
         ics_lp lp;
         own_lp(&f, &lp);
         CHECK_INT(tamper_all(&lp, own->x, own->y, NULL, &applied), 0);
         CHECK_(applied >= 20, "%s: only %d of %d kinds applied", codes[n], applied,
                tamper_kinds());
      }
      unload(&f);
   }
}

/* Pence of a fund's lines in a year, and its amount. */
static void check_fund(const fixture *f, const ics_result *r, int fund, int t)
{
   long long got = 0, want = 0;
   for (int l = 0; l < r->nfunding; l++)
      if (strcmp(r->funding[l].fund.id, f->in->funds[fund].id) == 0 &&
          strcmp(r->funding[l].year, f->in->years[t]) == 0)
         got += ics_pence(r->funding[l].gbp_m);
   for (int i = 0; i < (f->in->funds[fund].per_place ? f->in->nplaces : 1); i++)
      want += ics_pence(ics_fund_amount(f->in, fund, i, t));
   CHECK_INT(got, want);
}

/* Every fund's lines add up to its amount, to the penny, unspent money and balance included; and
 * what funds give to services is what mechanisms pay out. */
static void every_pound_is_accounted_for(void)
{
   for (int n = 0; n < NSOLVED; n++) {
      fixture f;
      solve_system(&f, solved_here[n]);
      const ics_result *r = result_of(&f);
      for (int fund = 0; r && fund < f.in->nfunds; fund++)
         for (int t = 0; t < f.in->nyears; t++) check_fund(&f, r, fund, t);
      long long given = 0, paid = 0;
      for (int l = 0; r && l < r->nfunding; l++)
         if (strcmp(r->funding[l].use, "service") == 0) given += ics_pence(r->funding[l].gbp_m);
      for (int l = 0; r && l < r->nplan; l++) paid += ics_pence(r->plan[l].gbp_m);
      CHECK_INT(given, paid);
      unload(&f);
   }
}

static void no_plan_invents_need_or_outruns_its_limits(void)
{
   for (int n = 0; n < NSOLVED; n++) {
      fixture f;
      solve_system(&f, solved_here[n]);
      const ics_result *r = result_of(&f);
      const ics_model *m = f.solved.model;
      for (int k = 0; r && k < f.in->nservices; k++)
         for (int h = 0; h < ics_contracts(f.in, k); h++)
            for (int t = 0; t < f.in->nyears; t++) {
               double base = ics_contract_baseline(f.in, h, k, t);
               double now = r->x[m->X[ics_cell(m, h, k, t)]];
               double most = f.in->rules.corridor.point * (t + 1) * base;
               CHECK_(fabs(now - base) <= most + 1e-9 * fmax(1.0, base), "%s %s: %g against %g",
                      solved_here[n], f.in->services[k].id, now, base);
            }
      if (r) {
         CHECK_(r->inflated_need_gbp_m <= 1e-6, "%s: %g", solved_here[n], r->inflated_need_gbp_m);
         CHECK(r->unmet_share_last > 0.5 * r->baseline_unmet_share_last);
      }
      unload(&f);
   }
}

static ics_rc verified(fixture *f, const ics_result *r)
{
   ics_err_clear(&f->err);
   return ics_verify(f->in, r, f->arena, &f->err);
}

/* A saved plan is verified without a solve; one pound moved between two lines, or a price changed,
 * is seen. */
static void a_changed_plan_fails_verification(void)
{
   fixture f;
   solve_system(&f, "QNQ");
   ics_result *r = result_of(&f);
   if (r) {
      CHECK_INT(verified(&f, r), ICS_OK);
      r->plan[3].gbp_m += 1e-6;
      CHECK_INT(verified(&f, r), ICS_ENUMERIC);
      r->plan[3].gbp_m -= 1e-6;
      r->prices[0].price *= 1.001;
      CHECK_INT(verified(&f, r), ICS_ENUMERIC);
      r->prices[0].price /= 1.001;
      r->nstages--;
      CHECK_INT(verified(&f, r), ICS_ENUMERIC);
      r->nstages++;
      double held = r->stages[1].held, best = r->aims[0].best;
      r->stages[1].held = (double)NAN;
      CHECK_INT(verified(&f, r), ICS_ENUMERIC);
      r->stages[1].held = held;
      r->aims[0].best *= 0.9;
      CHECK_INT(verified(&f, r), ICS_ENUMERIC);
      r->aims[0].best = best;
      CHECK_INT(verified(&f, r), ICS_OK);
      r->x[f.solved.model->X[0]] += 1e-3;
      CHECK_INT(verified(&f, r), ICS_ENUMERIC);
   }
   unload(&f);
}

const ics_test tests_england[] = {
   { "today is feasible in all 42 systems, without shortfall",
     today_is_feasible_in_all_systems_without_shortfall },
   { "every stage is certified and passes the second verifier",
     every_stage_is_certified_and_passes_the_second_verifier },
   { "tampering with a real plan is always refused", tampering_with_a_real_plan_is_always_refused },
   { "every pound of every fund is accounted for", every_pound_is_accounted_for },
   { "no plan invents need or outruns its limits", no_plan_invents_need_or_outruns_its_limits },
   { "a changed plan fails verification", a_changed_plan_fails_verification },
   { NULL, NULL },
};
