/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frontier of several aims of an instance: by hand, against solving again in other ways, and
 * what is written about it. */
#include <signal.h>
#include <stdlib.h>

#include "base/interrupt.h"
#include "check.h"
#include "fixture.h"
#include "lpgen.h"
#include "report/csv.h"
#include "report/front.h"
#include "report/page.h"
#include "report/words.h"
#include "study/front.h"

static const char SMALL[] = "instances/england/QT6.cfg";
static const char WIDER[] = "instances/england/QOC.cfg";
static const char FOUR[] = "instances/tiny/lexicographic.cfg";

static ics_front_request of_aims(int naims, const int *aims, double gap)
{
   ics_front_request request = { .naims = naims, .gap = gap };
   memcpy(request.aims, aims, (size_t)naims * sizeof *aims);
   return request;
}

/** Solve, and ask; NULL where a step failed (which is then a failed check). */
static const ics_front_result *front_of(fixture *f, const ics_front_request *request)
{
   ics_front_result *out = NULL;
   if (!f->ok) return NULL;
   ics_rc rc = ics_front(&f->solved, &f->request, request, f->arena, &out, &f->err);
   CHECK_(rc == ICS_OK, "front: %s", f->err.text);
   return rc == ICS_OK ? out : NULL;
}

/* ---- by hand ------------------------------------------------------------------------------------
 */

static void corners_are(const ics_front_result *r, const double *want, int n)
{
   CHECK_INT(r->ncorners, n);
   CHECK(r->gap <= r->rounding);
   CHECK_TEXT(r->end, "done");
   for (int c = 0; c < n && c < r->ncorners; c++)
      for (int a = 0; a < r->naims; a++)
         CHECK_NEAR(r->corners[c].value[a], want[c * r->naims + a], 1e-9);
}

/* tiny/lexicographic.cfg: max x1 .. x4 in [0, 1], together at most 2. Of three aims any two are 1
 * and the third is 0. From the corner (1, 1, 0) the third gets better by a hundredth at the price
 * of a hundredth of either of the others, which are at their best. */
static void three_of_four_by_hand(void)
{
   static const int aims[] = { 0, 1, 2 };
   static const double want[] = { 1, 1, 0, 1, 0, 1, 0, 1, 1 };
   fixture f;
   load(&f, FOUR, NULL, 0);
   solve(&f);
   ics_front_request request = of_aims(3, aims, 0.0);
   const ics_front_result *r = front_of(&f, &request);
   if (r) {
      corners_are(r, want, 3);
      CHECK_INT(r->balanced, 0); /* all lose 1 of one aim: the first */
      CHECK_INT(r->nrates, 6);
      for (int n = 0; n < r->nrates; n++) {
         const ics_front_rate *rate = &r->rates[n];
         CHECK_TEXT(rate->status, rate->gain == 2 ? "optimal" : "infeasible");
         if (rate->gain == 2) CHECK_NEAR(rate->price, 0.01, 1e-9);
         if (rate->gain == 2) CHECK_NEAR(rate->least, 1.0, 1e-9);
      }
      for (int a = 0; a < 3; a++) {
         CHECK_NEAR(r->aims[a].best, 1.0, 1e-9);
         CHECK_NEAR(r->aims[a].worst, 0.0, 1e-9);
         CHECK_NEAR(r->corners[r->aims[a].corner].value[a], 1.0, 1e-9);
      }
   }
   unload(&f);
}

/* All four: two of four are 1, in six ways, from the best for x1 on. */
static void all_four_by_hand(void)
{
   static const int aims[] = { 0, 1, 2, 3 };
   static const double want[] = { 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1,
                                  0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1 };
   fixture f;
   load(&f, FOUR, NULL, 0);
   solve(&f);
   ics_front_request request = of_aims(4, aims, 0.0);
   const ics_front_result *r = front_of(&f, &request);
   if (r) corners_are(r, want, 6);
   unload(&f);
}

/* Two aims with a bound on a third, x1 >= 0.9: x2 + x3 <= 1.1 remains, each at most 1. */
static void a_bound_on_another_aim_holds(void)
{
   static const int aims[] = { 1, 2 };
   static const char *const bounds[] = { "x1>=0.9" };
   static const double want[] = { 1, 0.1, 0.1, 1 };
   fixture f;
   load(&f, FOUR, NULL, 0);
   f.request.bounds = bounds;
   f.request.nbounds = 1;
   solve(&f);
   ics_front_request request = of_aims(2, aims, 0.0);
   const ics_front_result *r = front_of(&f, &request);
   if (r) corners_are(r, want, 2);
   unload(&f);
}

/* ---- against solving again ----------------------------------------------------------------------
 */

/** Bounds and costs of ours on the plans considered. */
typedef struct again {
   ics_lp lp;
   double *lo, *hi, *c;
} again;

static bool solve_again(fixture *f, again *g)
{
   const ics_run *run = &f->solved.run;
   ics_rc rc = ics_stage_lp(f->solved.model, run, run->own, f->arena, &g->lp, &f->err);
   CHECK_(rc == ICS_OK, "stage: %s", f->err.text);
   size_t n = (size_t)g->lp.n;
   g->lo = ics_alloc(f->arena, n, sizeof *g->lo);
   g->hi = ics_alloc(f->arena, n, sizeof *g->hi);
   g->c = ics_alloc(f->arena, n, sizeof *g->c);
   if (rc != ICS_OK || !g->lo || !g->hi || !g->c) return false;
   memcpy(g->lo, g->lp.lo, n * sizeof *g->lo);
   memcpy(g->hi, g->lp.hi, n * sizeof *g->hi);
   g->lp.lo = g->lo;
   g->lp.hi = g->hi;
   g->lp.c = g->c;
   return true;
}

static ics_status cold(fixture *f, const again *g, ics_solution *sol)
{
   ics_limits limits = { f->settings.gap, (int)f->settings.iterations, f->settings.time_limit };
   ics_rc rc = ics_lp_solve(&g->lp, NULL, &limits, f->arena, sol, &f->err);
   CHECK_(rc == ICS_OK, "cold: %s", f->err.text);
   return rc == ICS_OK ? sol->status : ICS_UNCERTIFIED;
}

static double scaled(const ics_front_result *r, int a, double value)
{
   const ics_front_aim *aim = &r->aims[a];
   return (aim->maximise ? aim->best - value : value - aim->best) / aim->range;
}

/** The plan that is best for random weights, solved cold: all that was proven holds of it, and the
 *  corners miss it by no more than the gap. */
static void random_weight_agrees(fixture *f, const ics_front_result *r, const int *aims,
                                 lp_rng *rng)
{
   const ics_model *m = f->solved.model;
   double w[ICS_FRONT_AIMS], y[ICS_FRONT_AIMS], sum = 0.0, best = 0.0, hull = HUGE_VAL;
   ics_solution sol;
   again g;
   if (!solve_again(f, &g)) return;
   for (int a = 0; a < r->naims; a++) sum += w[a] = lp_uniform(rng, 0.0, 1.0);
   for (int a = 0; a < r->naims; a++) {
      w[a] /= sum;
      g.c[m->aim[aims[a]]] = (r->aims[a].maximise ? -1.0 : 1.0) * w[a] / r->aims[a].range;
   }
   CHECK_INT(cold(f, &g, &sol), ICS_OPTIMAL);
   for (int a = 0; a < r->naims; a++) {
      y[a] = scaled(r, a, sol.x[m->aim[aims[a]]]);
      best += w[a] * y[a];
   }
   for (int p = 0; p < r->nfacets; p++) {
      double at = 0.0;
      for (int a = 0; a < r->naims; a++) at += r->facets[p].weight[a] * y[a];
      CHECK_(at >= r->facets[p].bound - r->rounding, "facet %d: a plan is %g below", p,
             r->facets[p].bound - at);
   }
   for (int c = 0; c < r->ncorners; c++) {
      double at = 0.0;
      for (int a = 0; a < r->naims; a++) at += w[a] * scaled(r, a, r->corners[c].value[a]);
      hull = fmin(hull, at);
   }
   CHECK_(best <= hull + r->rounding, "corners are %g better than the best", best - hull);
   CHECK_(hull - best <= r->gap + r->rounding, "corners miss %g, gap %g", hull - best, r->gap);
}

static void random_weights_agree(const char *file, double gap, int n)
{
   static const int aims[] = { 0, 1, 2 };
   fixture f;
   lp_rng rng = { 11 };
   load(&f, file, NULL, 0);
   solve(&f);
   ics_front_request request = of_aims(3, aims, gap);
   const ics_front_result *r = front_of(&f, &request);
   CHECK(r && r->gap <= fmax(gap, r->rounding) && r->uncertified == 0 && r->ncorners > 10);
   for (int k = 0; r && k < n; k++) random_weight_agrees(&f, r, aims, &rng);
   unload(&f);
}

static void best_weights_of_a_small_system(void)
{
   random_weights_agree(SMALL, 0.0, 20);
}

static void best_weights_of_a_wider_system(void)
{
   random_weights_agree(WIDER, 0.01, 10);
}

/** The best of each aim is what solving for that aim alone gives. */
static void ends_are_those_of_single_aims(void)
{
   static const int aims[] = { 0, 2, 3 };
   fixture f;
   load(&f, WIDER, NULL, 0);
   solve(&f);
   ics_front_request request = of_aims(3, aims, 0.05);
   const ics_front_result *r = front_of(&f, &request);
   for (int a = 0; r && a < 3; a++) {
      fixture alone;
      load(&alone, WIDER, NULL, 0);
      alone.request.goal = r->aims[a].aim.id;
      solve(&alone);
      if (alone.ok)
         CHECK_NEAR(r->aims[a].best, alone.solved.run.stages[alone.solved.run.own].value, 1e-9);
      unload(&alone);
      CHECK(r->aims[a].maximise == (a == 2));
   }
   unload(&f);
}

static void no_corner_beats_another(const ics_front_result *r)
{
   for (int c = 0; c < r->ncorners; c++)
      for (int d = 0; d < r->ncorners; d++) {
         bool worse = false;
         for (int a = 0; a < r->naims; a++)
            worse |=
                scaled(r, a, r->corners[d].value[a]) > scaled(r, a, r->corners[c].value[a]) + 1e-12;
         CHECK_(c == d || worse, "corner %d is no worse than %d in any aim", d + 1, c + 1);
      }
}

static void balance_is_the_least_regret(const ics_front_result *r)
{
   for (int c = 0; c < r->ncorners; c++) {
      double most = 0.0;
      for (int a = 0; a < r->naims; a++) most = fmax(most, scaled(r, a, r->corners[c].value[a]));
      CHECK_NEAR(r->corners[c].regret, most, 1e-9);
      CHECK(most >= r->corners[r->balanced].regret - r->rounding);
   }
}

/** The price of a smaller step, in units of pay per unit of gain, solved cold; INFINITY: none. */
static double price_again(fixture *f, const ics_front_result *r, const int *aims, int gain, int pay,
                          double step)
{
   const ics_model *m = f->solved.model;
   const double *value = r->corners[r->balanced].value;
   ics_solution sol;
   again g;
   if (!solve_again(f, &g)) return (double)NAN;
   for (int a = 0; a < r->naims; a++) {
      int col = m->aim[aims[a]];
      double sign = r->aims[a].maximise ? -1.0 : 1.0;
      double limit = value[a] - (a == gain ? sign * step : 0.0);
      if (a == pay)
         g.c[col] = sign;
      else if (sign > 0)
         g.hi[col] = fmin(g.hi[col], limit);
      else
         g.lo[col] = fmax(g.lo[col], limit);
      if (g.lo[col] > g.hi[col]) return HUGE_VAL;
      if (a == pay) g.lp.c0 = -sign * value[a];
   }
   ics_status status = cold(f, &g, &sol);
   CHECK(status == ICS_OPTIMAL || status == ICS_INFEASIBLE);
   return status == ICS_OPTIMAL ? sol.objective / step : HUGE_VAL;
}

/** @param exact  the frontier is, so that a small step costs what its weights say
 *  @return how many pairs have a price */
static int check_prices(int naims, const int *aims, double gap, bool exact)
{
   fixture f;
   int had = 0;
   load(&f, SMALL, NULL, 0);
   solve(&f);
   ics_front_request request = of_aims(naims, aims, gap);
   const ics_front_result *r = front_of(&f, &request);
   for (int n = 0; r && n < r->nrates; n++) {
      const ics_front_rate *rate = &r->rates[n];
      double whole = price_again(&f, r, aims, rate->gain, rate->pay, rate->step);
      CHECK_TEXT(rate->status, isinf(whole) ? "infeasible" : "optimal");
      if (!isinf(whole)) {
         CHECK_NEAR(rate->price, whole * rate->step, 1e-7);
         CHECK(whole >= rate->least * (1.0 - 1e-6));
         had++;
      }
      if (!exact) continue;
      double small = price_again(&f, r, aims, rate->gain, rate->pay, 1e-3 * rate->step);
      CHECK(isinf(small) == isinf(rate->least));
      if (!isinf(small)) CHECK_NEAR(small / rate->least, 1.0, 1e-4);
   }
   unload(&f);
   return had;
}

static void prices_are_those_of_steps(void)
{
   static const int money[] = { 0, 2 }, growth[] = { 3, 0 }, three[] = { 0, 2, 3 };
   CHECK_INT(check_prices(2, money, 0.0, true), 2);
   CHECK_INT(check_prices(2, growth, 0.0, true), 2);
   CHECK(check_prices(3, three, 0.01, false) >= 4);
}

/** Weights told of a corner are weights at which it is best; bounds are proven by another solve. */
static void corners_are_best_at_their_weights(void)
{
   static const int aims[] = { 0, 1, 2 };
   fixture f;
   load(&f, WIDER, NULL, 0);
   solve(&f);
   ics_front_request request = of_aims(3, aims, 0.02);
   const ics_front_result *r = front_of(&f, &request);
   if (r) no_corner_beats_another(r);
   if (r) balance_is_the_least_regret(r);
   for (int c = 0; r && c < r->ncorners; c += 3) {
      const ics_front_corner *corner = &r->corners[c];
      const ics_model *m = f.solved.model;
      ics_solution sol;
      again g;
      double here = 0.0, best = 0.0;
      if (!solve_again(&f, &g)) break;
      CHECK(corner->proofs > 0);
      for (int a = 0; a < 3; a++) {
         CHECK(corner->least[a] <= corner->weight[a] && corner->weight[a] <= corner->most[a]);
         g.c[m->aim[aims[a]]] = corner->weight[a] / r->aims[a].range; /* all are minimised */
         here += corner->weight[a] * scaled(r, a, corner->value[a]);
      }
      CHECK_INT(cold(&f, &g, &sol), ICS_OPTIMAL);
      for (int a = 0; a < 3; a++) best += corner->weight[a] * scaled(r, a, sol.x[m->aim[aims[a]]]);
      CHECK_(fabs(here - best) <= 2.0 * r->rounding, "corner %d is %g from the best at its weights",
             c + 1, here - best);
   }
   unload(&f);
}

/* ---- early ends ---------------------------------------------------------------------------------
 */

static void interrupted(void *ctx, int corners, double gap)
{
   int *seen = ctx;
   CHECK(corners >= 1 && gap > 0.0);
   if (++*seen == 5) (void)raise(SIGINT);
}

static volatile sig_atomic_t heard;

static void hear(int signal)
{
   heard = signal;
}

static void an_interrupt_keeps_what_is_done(void)
{
   static const int aims[] = { 0, 1, 2 };
   int seen = 0;
   fixture f;
   struct sigaction ours = { .sa_handler = hear }, before;
   load(&f, WIDER, NULL, 0);
   solve(&f);
   ics_front_request request = of_aims(3, aims, 0.0);
   request.stop = ics_interrupt_came;
   request.progress = interrupted;
   request.ctx = &seen;
   (void)sigaction(SIGINT, &ours, &before);
   ics_interrupt_watch();
   const ics_front_result *r = front_of(&f, &request);
   CHECK_INT(heard, 0);
   ics_interrupt_end();
   CHECK_INT(heard, SIGINT); /* told again, to whoever heard it before */
   (void)sigaction(SIGINT, &before, NULL);
   CHECK_INT(seen, 5);
   CHECK(r && r->ncorners > 2 && r->gap > 1e-3 && r->gap < 1.0);
   if (r) CHECK_TEXT(r->end, "stopped");
   unload(&f);
}

static void a_limit_of_corners_states_its_gap(void)
{
   static const int aims[] = { 0, 1, 2 };
   fixture f;
   lp_rng rng = { 5 };
   load(&f, WIDER, NULL, 0);
   solve(&f);
   ics_front_request request = of_aims(3, aims, 0.0);
   request.corners = 12;
   const ics_front_result *r = front_of(&f, &request);
   CHECK(r && r->ncorners <= 12 && r->gap > 1e-3);
   if (r) CHECK_TEXT(r->end, "corners");
   for (int k = 0; r && k < 5; k++) random_weight_agrees(&f, r, aims, &rng);
   unload(&f);
}

static void an_end_without_proof_is_told(void)
{
   static const int aims[] = { 0, 1, 2 };
   fixture f;
   load(&f, WIDER, NULL, 0);
   solve(&f);
   f.settings.iterations = 1.0;
   ics_front_request request = of_aims(3, aims, 0.01);
   ics_front_result *r = NULL;
   if (f.ok) {
      CHECK_INT(ics_front(&f.solved, &f.request, &request, f.arena, &r, &f.err), ICS_ELIMIT);
      CHECK_HAS(f.err.text, "the best of aim 1 alone could not be certified");
   }
   unload(&f);
}

/* ---- requests and pages -------------------------------------------------------------------------
 */

static void refused(fixture *f, ics_front_request request, ics_rc want, const char *words)
{
   ics_front_result *r = NULL;
   ics_err_clear(&f->err);
   CHECK_INT(ics_front(&f->solved, &f->request, &request, f->arena, &r, &f->err), want);
   CHECK_HAS(f->err.text, words);
}

static void requests_that_make_no_sense_are_refused(void)
{
   static const int aims[] = { 0, 1, 0, 2 }, beyond[] = { 0, 4 };
   fixture f;
   load(&f, FOUR, NULL, 0);
   solve(&f);
   if (f.ok) {
      refused(&f, of_aims(1, aims, 0.0), ICS_EUSAGE, "2 to 4 aims: got 1");
      refused(&f, of_aims(3, aims, 0.0), ICS_EUSAGE, "\"x1\" is named twice");
      refused(&f, of_aims(2, beyond, 0.0), ICS_EBUG, "got index 4, want 0 to 3");
      refused(&f, of_aims(2, aims, -0.1), ICS_EUSAGE, "got -0.1, want 0 (exact) to 1");
      refused(&f, of_aims(2, aims, (double)NAN), ICS_EUSAGE, "want 0 (exact) to 1");
      ics_front_request request = of_aims(2, aims, 0.0);
      request.corners = -1;
      refused(&f, request, ICS_EUSAGE, "got -1, want 0 (no limit)");
      f.solved.run.status = ICS_LIMIT;
      refused(&f, of_aims(2, aims, 0.0), ICS_EBUG, "not certified");
   }
   unload(&f);
}

/** Everything that is written about an answer. */
static const char *written(fixture *f, const ics_front_result *r)
{
   ics_buffer page = ics_buffer_start(f->arena);
   char *json = NULL, *text = NULL;
   ics_report_front(r, &page);
   CHECK(ics_csv_answer(ics_facts_front, r, "frontier", &page, &f->err) == ICS_OK);
   bool ok = ics_front_json(r, f->arena, &json, &f->err) == ICS_OK;
   if (ok) ics_buffer_text(&page, json);
   ok = ok && ics_buffer_end(&page, &text, &f->err) == ICS_OK;
   CHECK_(ok, "written: %s", f->err.text);
   return ok ? text : "";
}

static void same_bytes_twice(void)
{
   static const int aims[] = { 0, 1, 2, 3 };
   fixture f, g;
   ics_front_request request = of_aims(4, aims, 0.03);
   load(&f, WIDER, NULL, 0);
   solve(&f);
   load(&g, WIDER, NULL, 0);
   solve(&g);
   const ics_front_result *one = front_of(&f, &request), *two = front_of(&g, &request);
   CHECK(one && two && one->ncorners > 10);
   if (one && two) CHECK(strcmp(written(&f, one), written(&g, two)) == 0);
   unload(&f);
   unload(&g);
}

static void lines_fit(const char *text)
{
   char line[512];
   while (*text) {
      size_t bytes = strcspn(text, "\n");
      (void)snprintf(line, sizeof line, "%.*s", (int)bytes, text);
      CHECK_(ics_text_columns(line) <= ICS_PAGE_COLUMNS, "too wide: %s", line);
      text += bytes + (text[bytes] == '\n');
   }
}

static void the_page_tells_ends_balance_and_proof(void)
{
   static const int aims[] = { 0, 1, 2, 3 };
   fixture f;
   char *text = NULL;
   load(&f, WIDER, NULL, 0);
   solve(&f);
   ics_front_request request = of_aims(4, aims, 0.03);
   const ics_front_result *r = front_of(&f, &request);
   if (r) {
      ics_buffer page = ics_buffer_start(f.arena);
      ics_report_front(r, &page);
      CHECK_OK(ics_buffer_end(&page, &text, &f.err), &f.err);
      lines_fit(text);
      CHECK_HAS(text, "Four aims against each other");
      CHECK_HAS(text, "All for Better outcomes, corner 1:");
      CHECK_HAS(text, "The most balanced corner");
      CHECK_HAS(text, "Better outcomes better by ");
      CHECK_HAS(text, "Proved: no plan betters the frontier");
   }
   unload(&f);
}

static void one_corner_where_nothing_may_change(void)
{
   static const int aims[] = { 0, 2, 3 };
   fixture f;
   load(&f, SMALL, NULL, 0);
   f.request.policy = "current";
   solve(&f);
   ics_front_request request = of_aims(3, aims, 0.0);
   const ics_front_result *r = front_of(&f, &request);
   if (r) {
      CHECK_INT(r->ncorners, 1);
      CHECK(r->gap <= r->rounding);
      for (int a = 0; a < 3; a++) CHECK_NEAR(r->corners[0].value[a], r->aims[a].best, 1e-9);
      CHECK_HAS(written(&f, r), "They do not compete: one plan is best for all of them.");
   }
   unload(&f);
}

static void csv_has_a_corner_a_row(void)
{
   static const int aims[] = { 3, 1, 0 };
   fixture f;
   char *text = NULL;
   load(&f, FOUR, NULL, 0);
   solve(&f);
   ics_front_request request = of_aims(3, aims, 0.0);
   const ics_front_result *r = front_of(&f, &request);
   if (r) {
      ics_buffer csv = ics_buffer_start(f.arena);
      CHECK_OK(ics_csv_answer(ics_facts_front, r, "frontier", &csv, &f.err), &f.err);
      CHECK_OK(ics_buffer_end(&csv, &text, &f.err), &f.err);
      CHECK_HAS(text, "corner,x4,x2,x1,weight_x4,weight_x2,weight_x1\n1,1,1,0,");
      CHECK_HAS(text, "\n2,1,0,1,");
      CHECK_HAS(text, "\n3,0,1,1,");
   }
   unload(&f);
}

const ics_test tests_front[] = {
   { "three of four aims, by hand", three_of_four_by_hand },
   { "all four aims, by hand", all_four_by_hand },
   { "a bound on another aim holds", a_bound_on_another_aim_holds },
   { "no weights find more than an exact frontier of a small system",
     best_weights_of_a_small_system },
   { "no weights find more than the gap in a wider system", best_weights_of_a_wider_system },
   { "the best of each aim is what solving for it gives", ends_are_those_of_single_aims },
   { "prices are those of steps, solved again", prices_are_those_of_steps },
   { "corners are best at the weights told of them", corners_are_best_at_their_weights },
   { "an interrupt keeps what is done", an_interrupt_keeps_what_is_done },
   { "a limit of corners states its gap", a_limit_of_corners_states_its_gap },
   { "an end without proof is told", an_end_without_proof_is_told },
   { "requests that make no sense are refused", requests_that_make_no_sense_are_refused },
   { "the same bytes twice", same_bytes_twice },
   { "the page tells ends, balance and proof", the_page_tells_ends_balance_and_proof },
   { "where nothing may change there is one corner", one_corner_where_nothing_may_change },
   { "CSV has a corner a row", csv_has_a_corner_a_row },
   { NULL, NULL },
};
