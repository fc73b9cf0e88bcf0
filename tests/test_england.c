/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main job on real input. All 42 systems are read and their baselines checked; a few of every
 * size are solved here, and all of them by `make systems`. */
#include <glob.h>
#include <stdlib.h>

#include "check.h"
#include "post/plan.h"
#include "results/run.h"
#include "tamper.h"
#include "verify.h"

/* The smallest, the largest, one of each kind between: one place, few, many; rural, urban, inner
 * city. */
static const char *const solved_here[] = { "QT6", "QHL", "QUY", "QNQ", "QE1", "QHM" };
enum { NSOLVED = (int)(sizeof solved_here / sizeof solved_here[0]), SYSTEMS = 42 };

typedef struct system_run {
   ics_arena *arena;
   ics_err err;
   const ics_instance *in;
   ics_settings settings;
   ics_request request;
   ics_solved solved;
} system_run;

static ics_rc open_system(system_run *s, const char *file)
{
   memset(s, 0, sizeof *s);
   s->arena = ics_arena_new();
   s->settings = ics_settings_default();
   s->request.settings = &s->settings;
   return ics_instance_read(file, NULL, 0, s->arena, &s->in, &s->err);
}

static ics_rc solve_system(system_run *s, const char *code)
{
   char file[64];
   (void)snprintf(file, sizeof file, "instances/england/%s.cfg", code);
   ICS_TRY(open_system(s, file));
   return ics_solve(s->in, &s->request, s->arena, &s->solved, &s->err);
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
   system_run s;
   CHECK_(open_system(&s, file) == ICS_OK, "%s", s.err.text);
   s.request.policy = policy;
   if (s.in && ics_prepare(s.in, &s.request, s.arena, &s.solved, &s.err) == ICS_OK) {
      const ics_model *m = s.solved.model;
      double *x = ics_alloc(s.arena, (size_t)m->lp.n, sizeof *x);
      double *row = ics_alloc(s.arena, (size_t)m->lp.m, sizeof *row);
      CHECK(ics_model_baseline(m, x, &s.err) == ICS_OK);
      double worst = worst_violation(&m->lp, x, row);
      CHECK_(worst <= 1e-9, "%s under %s: %g", file, policy, worst);
      CHECK_(x[m->shortfall] <= 1e-9, "%s under %s: shortfall %g", file, policy, x[m->shortfall]);
   } else
      CHECK_(0, "%s under %s: %s", file, policy, s.err.text);
   ics_arena_free(&s.arena);
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
      system_run s;
      char why[256];
      ics_rc rc = solve_system(&s, solved_here[n]);
      CHECK_(rc == ICS_OK && s.solved.run.status == ICS_OPTIMAL, "%s: %s", solved_here[n],
             s.err.text);
      for (int g = 0; rc == ICS_OK && g < s.solved.run.nstages; g++) {
         const ics_certificate *proof = &s.solved.run.stages[g].solution.certificate;
         CHECK_(proof->certified && proof->relative_gap <= 1e-9 && proof->primal_violation <= 1e-9,
                "%s stage %s: gap %g", solved_here[n], s.solved.run.stages[g].id,
                proof->relative_gap);
      }
      if (rc == ICS_OK) {
         const ics_solution *own = &s.solved.run.stages[s.solved.run.own].solution;
         ics_lp lp;
         CHECK(ics_stage_lp(s.solved.model, &s.solved.run, s.solved.run.own, s.arena, &lp,
                            &s.err) == ICS_OK);
         CHECK_(verify_optimal(&lp, own->x, own->y, 1e-9L, why, sizeof why), "%s: %s",
                solved_here[n], why);
      }
      ics_arena_free(&s.arena);
   }
}

static void tampering_with_a_real_plan_is_always_refused(void)
{
   static const char *const codes[] = { "QT6", "QNQ", "QHM" };
   for (int n = 0; n < 3; n++) {
      system_run s;
      int applied = 0;
      if (solve_system(&s, codes[n]) == ICS_OK) {
         const ics_solution *own = &s.solved.run.stages[s.solved.run.own].solution;
         ics_lp lp;
         CHECK(ics_stage_lp(s.solved.model, &s.solved.run, s.solved.run.own, s.arena, &lp,
                            &s.err) == ICS_OK);
         CHECK_INT(tamper_all(&lp, own->x, own->y, NULL, &applied), 0);
         CHECK_(applied >= 20, "%s: only %d of %d kinds applied", codes[n], applied,
                tamper_kinds());
      } else
         CHECK_(0, "%s: %s", codes[n], s.err.text);
      ics_arena_free(&s.arena);
   }
}

/* Every fund's lines add up to its amount, to the penny, unspent money and balance included; and
 * what funds give to a place and service is what its mechanisms pay out. */
static void every_pound_is_accounted_for(void)
{
   for (int n = 0; n < NSOLVED; n++) {
      system_run s;
      ics_result *r = NULL;
      if (solve_system(&s, solved_here[n]) != ICS_OK ||
          ics_result_make(&s.solved, &s.request, s.arena, &r, &s.err) != ICS_OK) {
         CHECK_(0, "%s: %s", solved_here[n], s.err.text);
         ics_arena_free(&s.arena);
         continue;
      }
      for (int f = 0; f < s.in->nfunds; f++)
         for (int t = 0; t < s.in->nyears; t++) {
            long long got = 0, want = 0;
            for (int l = 0; l < r->nfunding; l++)
               if (strcmp(r->funding[l].fund.id, s.in->funds[f].id) == 0 &&
                   strcmp(r->funding[l].year, s.in->years[t]) == 0)
                  got += ics_pence(r->funding[l].gbp_m);
            for (int i = 0; i < (s.in->funds[f].per_place ? s.in->nplaces : 1); i++)
               want += ics_pence(ics_fund_amount(s.in, f, i, t));
            CHECK_INT(got, want);
         }
      long long given = 0, paid = 0;
      for (int l = 0; l < r->nfunding; l++)
         if (strcmp(r->funding[l].use, "service") == 0) given += ics_pence(r->funding[l].gbp_m);
      for (int l = 0; l < r->nplan; l++) paid += ics_pence(r->plan[l].gbp_m);
      CHECK_INT(given, paid);
      ics_arena_free(&s.arena);
   }
}

static void no_plan_invents_need_or_outruns_its_limits(void)
{
   for (int n = 0; n < NSOLVED; n++) {
      system_run s;
      ics_result *r = NULL;
      if (solve_system(&s, solved_here[n]) == ICS_OK &&
          ics_result_make(&s.solved, &s.request, s.arena, &r, &s.err) == ICS_OK) {
         CHECK_(r->inflated_need_gbp_m <= 1e-6, "%s: %g", solved_here[n], r->inflated_need_gbp_m);
         const double *x = r->x;
         for (int k = 0; k < s.in->nservices; k++)
            for (int h = 0; h < ics_contracts(s.in, k); h++)
               for (int t = 0; t < s.in->nyears; t++) {
                  double base = ics_contract_baseline(s.in, h, k, t);
                  double now = x[s.solved.model->X[ics_cell(s.solved.model, h, k, t)]];
                  double most = s.in->rules.corridor.point * (t + 1) * base;
                  CHECK_(fabs(now - base) <= most + 1e-9 * fmax(1.0, base), "%s %s: %g against %g",
                         solved_here[n], s.in->services[k].id, now, base);
               }
         CHECK(r->unmet_share_last > 0.5 * r->baseline_unmet_share_last);
      } else
         CHECK_(0, "%s: %s", solved_here[n], s.err.text);
      ics_arena_free(&s.arena);
   }
}

const ics_test tests_england[] = {
   { "today is feasible in all 42 systems, without shortfall",
     today_is_feasible_in_all_systems_without_shortfall },
   { "every stage is certified and passes the second verifier",
     every_stage_is_certified_and_passes_the_second_verifier },
   { "tampering with a real plan is always refused", tampering_with_a_real_plan_is_always_refused },
   { "every pound of every fund is accounted for", every_pound_is_accounted_for },
   { "no plan invents need or outruns its limits", no_plan_invents_need_or_outruns_its_limits },
   { NULL, NULL },
};
