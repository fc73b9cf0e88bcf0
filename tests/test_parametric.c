/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best value over a range of one number, against cold solves of the instance read with that
 * number, and by hand. */
#include "check.h"
#include "fixture.h"
#include "post/choice.h"
#include "post/plan.h"
#include "results/run.h"
#include "study/parametric.h"
#include "study/pieces.h"

static const char PACKAGE[] = "instances/tiny/package.cfg";
static const char TWO_AIMS[] = "instances/tiny/two_aims.cfg";
static const char SMALL[] = "instances/england/QT6.cfg";
static const char KINKS[] = "tests/good/kinks.cfg";
static const char VACCINATORS[] = "resources.nurses.uses.vaccines";

/* ---- tools --------------------------------------------------------------------------------------
 */

static ics_rc move(fixture *f, const char *file, const char *goal, const char *path,
                   const char *from, const char *to, ics_parametric_result **out)
{
   ics_parametric_request ask = { .path = path, .from = from, .to = to };
   *out = NULL;
   load(f, file, NULL, 0);
   f->request.goal = goal;
   solve(f);
   return f->ok ? ics_parametric(&f->solved, &f->request, &ask, f->arena, out, &f->err) : ICS_EBUG;
}

/* NULL where a step failed (which is then a failed check). */
static const ics_parametric_result *moved(fixture *f, const char *file, const char *goal,
                                          const char *path, const char *from, const char *to)
{
   ics_parametric_result *out = NULL;
   ics_rc rc = move(f, file, goal, path, from, to, &out);
   CHECK_(rc == ICS_OK, "%s: %s", path, f->err.text);
   return rc == ICS_OK ? out : NULL;
}

/* The straight lines between the points. */
static double value_at(const ics_parametric_result *r, double at)
{
   int n = 0;
   while (n + 2 < r->npoints && r->points[n + 1].value < at) n++;
   const ics_parametric_point *a = &r->points[n], *b = a + 1;
   double share = (at - a->value) / (b->value - a->value);
   return (1 - share) * a->objective + share * b->objective;
}

/* The instance read anew with the number in place, and solved. */
static double cold(const char *file, const char *goal, const char *path, double at)
{
   char text[40];
   fixture f;
   double value = NAN;
   (void)snprintf(text, sizeof text, "%.17g", at);
   ics_override set = { path, text };
   load(&f, file, &set, 1);
   f.request.goal = goal;
   solve(&f);
   if (f.ok) value = f.solved.run.stages[f.solved.run.own].value;
   unload(&f);
   return value;
}

/* @param error  {objective} beside 1e-9 of the value */
static void check_points(const ics_parametric_result *r, const char *file, const char *goal, int n,
                         double error)
{
   for (int k = 0; k <= n; k++) {
      double at = r->plan_from + (r->plan_to - r->plan_from) * (0.001 + 0.998 * k / n);
      double want = cold(file, goal, r->path, at), got = value_at(r, at);
      CHECK_(fabs(got - want) <= 1e-9 * fmax(1, fabs(want)) + error,
             "%s at %.17g: got %.17g, want %.17g", r->path, at, got, want);
   }
}

/* ---- by hand ------------------------------------------------------------------------------------
 */

/* tiny/package.cfg: GBP 12m and 8 doctors; a nurse does 1 of vaccines (10) or 2 of surgery (6, two
 * doctors each); drugs (4, a fifth of a doctor) take the rest of the money, up to 10. Without
 * nurses drugs give 40, and GBP 2m is over: the first nurse does 2 of surgery with it, 12. The
 * second, 1 of vaccines for surgery's... in general see the cold solves; at 5.5 one more nurse
 * moves 2 from drugs to surgery, 12 - 8 = 4, until the doctors are used up: 0.2 (8 - s) + 2 s = 8
 * with 4 of vaccines, at s = 32 / 9, that is 4 + 16 / 9 nurses. Then 40 + 6 * 32 / 9 + 4 * 40 / 9 =
 * 712 / 9. */
static void nurses_by_hand(void)
{
   fixture f;
   const ics_parametric_result *r = moved(&f, PACKAGE, NULL, "resources.nurses.amount", "0", "9");
   if (r) {
      const ics_parametric_point *last = &r->points[r->npoints - 2];
      CHECK(r->kind == ICS_PARAMETRIC_LIMITS && r->proven);
      CHECK_INT(r->npoints, 6);
      CHECK_NEAR(r->points[0].objective, 40, 1e-9);
      CHECK_NEAR(r->points[0].slope_right, 12, 1e-9);
      CHECK_NEAR(r->points[1].value, 1, 1e-9);
      CHECK_NEAR(last->value, 4 + 16.0 / 9, 1e-9);
      CHECK_NEAR(last->objective, 712.0 / 9, 1e-9);
      CHECK_NEAR(last->slope_left, 4, 1e-9);
      CHECK_NEAR(last->slope_right, 0, 1e-9);
      CHECK_HAS(last->change, "Nurses in 2025/26 stops binding");
      CHECK_HAS(last->change, "Doctors in 2025/26 starts to bind");
      CHECK_NEAR(r->at_point, 78, 1e-9);
   }
   unload(&f);
}

/* Money that the plan solved from nothing pays for a service {GBPm}, the number at a value. */
static double paid_cold(const char *path, double at, const char *service)
{
   char text[40];
   fixture f;
   double sum = 0;
   (void)snprintf(text, sizeof text, "%.17g", at);
   ics_override set = { path, text };
   load(&f, PACKAGE, &set, 1);
   solve(&f);
   const ics_model *m = f.ok ? f.solved.model : NULL;
   const ics_instance *in = f.in;
   for (int b = 0; m && b < in->nblends; b++)
      if (strcmp(in->services[in->blends[b].service].id, service) == 0)
         sum += ics_plan_paid(m, f.solved.run.stages[f.solved.run.own].solution.x, 0, b, 0);
   unload(&f);
   return sum;
}

static void what_enters_and_leaves_is_what_plans_pay(void)
{
   fixture f;
   const ics_parametric_result *r = moved(&f, PACKAGE, NULL, "resources.nurses.amount", "0", "9");
   if (r && r->npoints == 6) {
      CHECK_HAS(r->points[2].change, "Surgery at Town, 2025/26 leaves the plan");
      CHECK_HAS(r->points[3].change, "Surgery at Town, 2025/26 enters the plan");
      CHECK(paid_cold(r->path, 1.5, "surgery") > 0.1);
      CHECK_NEAR(paid_cold(r->path, 3, "surgery"), 0, 1e-9);
      CHECK(paid_cold(r->path, 5, "surgery") > 0.1);
   }
   unload(&f);
}

/* Names of columns have brackets: care(town,drugs,2025-26). */
static void check_told(const char *file, const char *goal, const char *path, const char *from,
                       const char *to)
{
   fixture f;
   const ics_parametric_result *r = moved(&f, file, goal, path, from, to);
   for (int n = 1; r && n + 1 < r->npoints; n++) {
      const char *change = r->points[n].change;
      CHECK_(*change && !strstr(change, "("), "%s at %.17g: \"%s\"", path, r->points[n].value,
             change);
   }
   CHECK(r && r->proven && r->npoints > 2);
   unload(&f);
}

static void every_change_of_slope_has_a_cause_in_words(void)
{
   check_told(PACKAGE, NULL, "resources.nurses.amount", "0", "9");
   check_told(TWO_AIMS, "weighted", "aims.health.weight", "0.01", "4");
   check_told(SMALL, "outcomes", "fences.mhis.value", "0.97", "1.04");
   check_told(SMALL, "weighted", "aims.outcomes.weight", "0.4", "0.6");
}

/* A row x0 + x1 in [1, 3] and columns in [0, 2]; one column is fixed at 5. */
static void plans_stand_at_limits_by_hand(void)
{
   static int start[] = { 0, 1, 2, 2 }, row[] = { 0, 0 };
   static double val[] = { 1, 1 }, lo[] = { 0, 0, 5 }, hi[] = { 2, 2, 5 }, rlo[] = { 1 },
                 rhi[] = { 3 };
   ics_lp lp = { .m = 1,
                 .n = 3,
                 .nz = 2,
                 .start = start,
                 .row = row,
                 .val = val,
                 .lo = lo,
                 .hi = hi,
                 .rlo = rlo,
                 .rhi = rhi };
   char a[5] = "", b[5] = "", mix[5] = "";
   double work[1];
   ics_stand_of(&lp, (double[]){ 0, 1, 5 }, a, work);
   ics_stand_of(&lp, (double[]){ 2, 1, 5 }, b, work);
   ics_stand_mix(a, b, 4, mix);
   CHECK_TEXT(a, "LLBS");
   CHECK_TEXT(b, "UUBS");
   CHECK_TEXT(mix, "BBBS");
}

/* ---- against cold solves ------------------------------------------------------------------------
 */

static void a_limit_by_cold_solves(void)
{
   fixture f;
   const ics_parametric_result *r = moved(&f, PACKAGE, NULL, "resources.nurses.amount", "0", "9");
   if (r) check_points(r, PACKAGE, NULL, 100, 0);
   unload(&f);
}

static void what_plans_are_worth_by_cold_solves(void)
{
   fixture f;
   const ics_parametric_result *r =
       moved(&f, PACKAGE, NULL, "services.surgery.scores.qaly", "0", "20");
   if (r) {
      CHECK(r->kind == ICS_PARAMETRIC_AIMS && r->proven);
      check_points(r, PACKAGE, NULL, 100, 0);
   }
   unload(&f);
}

static void what_plans_are_worth_in_a_real_system_by_cold_solves(void)
{
   fixture f;
   const ics_parametric_result *r =
       moved(&f, SMALL, "outcomes", "services.community.scores.qaly", "55", "123");
   if (r) {
      CHECK(r->kind == ICS_PARAMETRIC_AIMS && r->proven);
      CHECK(r->npoints > 50);
      check_points(r, SMALL, "outcomes", 20, 0);
   }
   unload(&f);
}

static void a_number_of_the_matrix_within_its_estimate(void)
{
   fixture f;
   const ics_parametric_result *r =
       moved(&f, PACKAGE, NULL, "resources.nurses.uses.surgery", "0.25", "0.75");
   if (r) {
      CHECK(r->kind == ICS_PARAMETRIC_MATRIX && !r->proven);
      CHECK_INT(r->unproven, 0);
      check_points(r, PACKAGE, NULL, 100, r->error);
   }
   unload(&f);
}

/* tests/good/kinks.cfg: kinks at 1 and 2, and the value at the middle of 0.5 and 2.5 is on the line
 * between the ends. 69 there, 65 and 45 at the kinks, 41 at the other end, by hand. */
static void kinks_on_both_sides_of_the_middle_are_seen(void)
{
   fixture f;
   const ics_parametric_result *r = moved(&f, KINKS, NULL, VACCINATORS, "0.5", "2.5");
   if (r) {
      CHECK(r->kind == ICS_PARAMETRIC_MATRIX && !r->proven);
      CHECK_INT(r->unproven, 0);
      CHECK_NEAR(value_at(r, 0.5), 69, 1e-9);
      CHECK_NEAR(value_at(r, 1), 65, r->error + 1e-9);
      CHECK_NEAR(value_at(r, 2), 45, r->error + 1e-9);
      CHECK_NEAR(value_at(r, 2.5), 41, 1e-9);
      CHECK(r->error > 0 && r->error < 0.01);
      check_points(r, KINKS, NULL, 100, r->error);
   }
   unload(&f);
}

/* Between 2 and 5 the value is 25 + 40 / u, which bends one way: the error told is a bound there.
 */
static void the_error_of_lines_bounds_a_hyperbola(void)
{
   fixture f;
   double worst = 0;
   const ics_parametric_result *r = moved(&f, KINKS, NULL, VACCINATORS, "2", "5");
   for (int n = 0; r && n + 1 < r->npoints; n++) {
      double a = r->points[n].value, b = r->points[n + 1].value, at = sqrt(a * b);
      CHECK_NEAR(r->points[n].objective, 25 + 40 / a, 1e-9);
      worst = fmax(worst, value_at(r, at) - (25 + 40 / at)); /* where its slope is the line's */
   }
   if (r) CHECK_(worst > 0 && worst <= r->error, "worst %g, told %g", worst, r->error);
   unload(&f);
}

static void a_standard_of_a_real_system_by_cold_solves(void)
{
   fixture f;
   const ics_parametric_result *r =
       moved(&f, SMALL, "outcomes", "fences.mhis.value", "0.97", "1.04");
   if (r) {
      CHECK(r->kind == ICS_PARAMETRIC_LIMITS && r->proven);
      CHECK(r->npoints > 50 && r->plan_to < 1.04);
      check_points(r, SMALL, "outcomes", 50, 0);
   }
   unload(&f);
}

/* A weight, with best and worst of the aims held: solved with those scales by --weight. */
static void check_weight(const char *file, const char *aim, double from, double to, int n)
{
   char path[64], ends[2][40];
   fixture f;
   ics_scales scales;
   (void)snprintf(path, sizeof path, "aims.%s.weight", aim);
   (void)snprintf(ends[0], sizeof ends[0], "%.17g", from);
   (void)snprintf(ends[1], sizeof ends[1], "%.17g", to);
   const ics_parametric_result *r = moved(&f, file, "weighted", path, ends[0], ends[1]);
   CHECK(r && r->kind == ICS_PARAMETRIC_AIMS && r->proven && r->npoints >= 4);
   if (r && ics_scales_of(f.in, &f.request, f.arena, &scales, &f.err) == ICS_OK) {
      for (int k = 0; k <= n; k++) {
         char weight[64];
         const char *weights[] = { weight };
         ics_solved there;
         ics_request request = f.request;
         double at = from + (to - from) * k / n;
         (void)snprintf(weight, sizeof weight, "%s=%.17g", aim, at);
         request.weights = weights;
         request.nweights = 1;
         CHECK_OK(ics_solve_scaled(f.in, &request, &scales, f.arena, &there, &f.err), &f.err);
         double want = there.run.stages[there.run.own].value;
         CHECK_NEAR(value_at(r, at), want, 1e-9 * fmax(1, fabs(want)));
      }
   }
   unload(&f);
}

static void a_weight_by_solves_with_the_same_scales(void)
{
   check_weight(TWO_AIMS, "health", 0.2, 5, 20);
   check_weight(SMALL, "outcomes", 0.2, 0.7, 9);
}

/* 1 + t^2 / 1000 on [0, 1] in 2,000 pieces: a line over two of them misses it by (1 / 2000)^2 /
 * 1000, within twice 1e-9; over k of them by k^2 / 4 times that. The lines that are left may join
 * some, and never drift from the curve. */
static void joined_pieces_never_drift(void)
{
   enum { PIECES = 2000 };
   ics_arena *arena = ics_arena_new();
   static ics_err err;
   ics_moved nothing = { .kind = ICS_PARAMETRIC_AIMS };
   ics_pieces pieces;
   double worst = 0;
   CHECK_OK(ics_pieces_open(&pieces, &nothing, 1e-9, arena, &err), &err);
   for (int k = 0; k < PIECES; k++) {
      double a = (double)k / PIECES, b = (double)(k + 1) / PIECES;
      ics_piece next = { .from = a,
                         .to = b,
                         .f_from = 1 + 1e-3 * a * a,
                         .f_to = 1 + 1e-3 * b * b,
                         .slope = 1e-3 * (a + b),
                         .proven = true };
      CHECK_OK(ics_pieces_add(&pieces, &next, &err), &err);
   }
   for (int k = 0; k <= PIECES; k++) {
      double at = (double)k / PIECES;
      worst = fmax(worst, fabs(ics_pieces_value(&pieces, at) - (1 + 1e-3 * at * at)));
   }
   CHECK_(worst > 0 && worst <= 2e-9 * 1.001, "worst %g", worst);
   CHECK_(pieces.n < PIECES / 2 && pieces.n > PIECES / 20, "%d pieces", pieces.n);
   ics_arena_free(&arena);
}

/* The slope at the number as it is, is the price that a saved plan tells. */
static void slopes_are_prices(void)
{
   fixture f;
   ics_result *result = NULL;
   const ics_parametric_result *r = moved(&f, PACKAGE, NULL, "resources.nurses.amount", "5", "5.6");
   int found = 0;
   if (r && ics_result_brief(&f.solved, &f.request, f.arena, &result, &f.err) == ICS_OK) {
      CHECK_INT(r->npoints, 2);
      for (int n = 0; n < result->nprices; n++)
         if (strcmp(result->prices[n].words, "Nurses in 2025/26") == 0) {
            found++;
            CHECK_NEAR(r->points[0].slope_right, result->prices[n].price, 1e-9);
         }
   }
   CHECK_INT(found, 1);
   unload(&f);
}

/* tiny/two_aims.cfg: money buys vaccines first (10, up to 4), then surgery (6, up to 6 more), then
 * drugs (4, up to 10 more). Without any, all is 0 and all bounds meet. */
static void money_from_nothing_by_hand(void)
{
   static const double value[] = { 0, 4, 10, 20, 30 }, best[] = { 0, 40, 76, 116, 116 };
   static const double slope[] = { 10, 6, 4, 0 };
   fixture f;
   const ics_parametric_result *r = moved(&f, TWO_AIMS, "health", "funds.budget.amount", "0", "30");
   if (r) {
      CHECK(r->proven);
      CHECK_INT(r->npoints, 5);
      for (int n = 0; n < r->npoints && r->npoints == 5; n++) {
         CHECK_NEAR(r->points[n].value, value[n], 1e-9);
         CHECK_NEAR(r->points[n].objective, best[n], 1e-9);
         if (n < 4) CHECK_NEAR(r->points[n].slope_right, slope[n], 1e-9);
      }
   }
   unload(&f);
}

/* tiny/two_aims.cfg with health at least 60: 4 million of vaccines (40) and 10 / 3 of surgery (20)
 * are the least money for that, 22 / 3 in all, with 4 + 40 / 3 jobs. */
static void where_there_is_no_plan_is_told(void)
{
   static const char *const bounds[] = { "health>=60" };
   fixture f;
   ics_parametric_result *r = NULL;
   ics_parametric_request ask = { .path = "funds.budget.amount", .from = "0", .to = "30" };
   load(&f, TWO_AIMS, NULL, 0);
   f.request.goal = "jobs";
   f.request.bounds = bounds;
   f.request.nbounds = 1;
   solve(&f);
   if (f.ok) CHECK_OK(ics_parametric(&f.solved, &f.request, &ask, f.arena, &r, &f.err), &f.err);
   if (r) {
      CHECK(r->plan_from >= 22.0 / 3 - 1e-7 && r->plan_from < 22.0 / 3 + 1e-6);
      CHECK_NEAR(r->points[0].objective, 4 + 40.0 / 3, 1e-5);
      CHECK_NEAR(r->plan_to, 30, 1e-12);
   }
   unload(&f);
}

/* ---- what cannot be ----------------------------------------------------------------------------
 */

static void check_refused(const char *path, const char *from, const char *to, const char *words)
{
   fixture f;
   ics_parametric_result *out;
   ics_rc rc = move(&f, PACKAGE, NULL, path, from, to, &out);
   CHECK(rc == ICS_EUSAGE || rc == ICS_EINPUT);
   CHECK_HAS(f.err.text, words);
   unload(&f);
}

static void what_cannot_be_moved_is_refused(void)
{
   check_refused("resources.nurse.amount", NULL, NULL, "resources.nurses.amount");
   check_refused("resources.*.amount", NULL, NULL, "several numbers");
   check_refused("resources.nurses.amount", "5", "5", "give --from LESS --to MORE");
   check_refused("resources.nurses.amount", "6", "5", "give --from LESS --to MORE");
   check_refused("resources.nurses.amount", "nan", "5", "want a number");
   check_refused("resources.nurses.amount", "-1", "5", "resources.nurses.amount");
}

const ics_test tests_parametric[] = {
   { "nurses of a benefit package, by hand", nurses_by_hand },
   { "what enters and leaves is what plans pay", what_enters_and_leaves_is_what_plans_pay },
   { "every change of slope has a cause in words", every_change_of_slope_has_a_cause_in_words },
   { "plans stand at limits, by hand", plans_stand_at_limits_by_hand },
   { "a limit by 100 cold solves", a_limit_by_cold_solves },
   { "what plans are worth by 100 cold solves", what_plans_are_worth_by_cold_solves },
   { "what plans are worth in a real system by cold solves",
     what_plans_are_worth_in_a_real_system_by_cold_solves },
   { "a number of the matrix is within its estimate", a_number_of_the_matrix_within_its_estimate },
   { "kinks on both sides of the middle are seen", kinks_on_both_sides_of_the_middle_are_seen },
   { "the error of lines bounds a hyperbola", the_error_of_lines_bounds_a_hyperbola },
   { "an investment standard of a real system by cold solves",
     a_standard_of_a_real_system_by_cold_solves },
   { "a weight by solves with the same scales", a_weight_by_solves_with_the_same_scales },
   { "joined pieces never drift", joined_pieces_never_drift },
   { "slopes are prices", slopes_are_prices },
   { "money from nothing, by hand", money_from_nothing_by_hand },
   { "where there is no plan is told", where_there_is_no_plan_is_told },
   { "what cannot be moved is refused", what_cannot_be_moved_is_refused },
   { NULL, NULL },
};
