/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explanations: prices of rules, rates of exchange, what stops a payment, and a saved plan opened
 * again, against LPs solved from nothing. */
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"
#include "study/explain.h"

static const char *const files[] = {
   "instances/tiny/beds.cfg",        "instances/tiny/chain.cfg",
   "instances/tiny/fixed_costs.cfg", "instances/tiny/gap.cfg",
   "instances/tiny/package.cfg",     "instances/tiny/reserve.cfg",
   "instances/tiny/standard.cfg",    "instances/tiny/textbook.cfg",
   "instances/tiny/two_funds.cfg",   "instances/tiny/two_mechanisms.cfg",
   "instances/tiny/two_places.cfg",  "tests/good/small.cfg",
   "instances/england/QT6.cfg",
};
enum { NFILES = (int)(sizeof files / sizeof files[0]), ENGLAND = NFILES - 1 };

static const ics_limits limits = { .gap = 1e-9, .iterations = 2000000, .seconds = 600 };

/** A solved instance with its corner. */
typedef struct corner {
   fixture f;
   ics_vertex v;
   ics_ranger *ranger;
   ics_prices prices;
   bool ok;
} corner;

static void open_corner(corner *c, const char *file, const char *goal)
{
   memset(c, 0, sizeof *c);
   load(&c->f, file, NULL, 0);
   c->f.request.goal = goal;
   solve(&c->f);
   if (!c->f.ok) return;
   ics_arena *arena = c->f.arena;
   CHECK_OK(ics_vertex_of(c->f.solved.model, &c->f.solved.run, arena, &c->v, &c->f.err), &c->f.err);
   CHECK_OK(ics_ranger_open(&c->v.lp, c->v.at, &limits, arena, &c->ranger, &c->f.err), &c->f.err);
   CHECK_OK(ics_prices_of(&c->v, c->ranger, &limits, 1, arena, &c->prices, &c->f.err), &c->f.err);
   c->ok = true;
}

static void close_corner(corner *c)
{
   ics_ranger_close(&c->ranger);
   unload(&c->f);
}

/* The stage with one limit moved, solved from nothing: what that is worth, or -ICS_INF. */
static double worth_of_moving(corner *c, int var, bool upper, double by)
{
   ics_arena *arena = ics_arena_new();
   ics_lp lp = c->v.lp;
   double *lo = ics_alloc(arena, (size_t)lp.n, sizeof *lo);
   double *hi = ics_alloc(arena, (size_t)lp.n, sizeof *hi);
   double *rlo = ics_alloc(arena, (size_t)lp.m, sizeof *rlo);
   double *rhi = ics_alloc(arena, (size_t)lp.m, sizeof *rhi);
   ics_solution sol;
   double worth = -ICS_INF;
   memcpy(lo, lp.lo, (size_t)lp.n * sizeof *lo);
   memcpy(hi, lp.hi, (size_t)lp.n * sizeof *hi);
   memcpy(rlo, lp.rlo, (size_t)lp.m * sizeof *rlo);
   memcpy(rhi, lp.rhi, (size_t)lp.m * sizeof *rhi);
   double *low = var < lp.m ? &rlo[var] : &lo[var - lp.m];
   double *high = var < lp.m ? &rhi[var] : &hi[var - lp.m];
   bool both = *low == *high;
   if (upper || both) *high += by;
   if (!upper || both) *low += by;
   lp.lo = lo;
   lp.hi = hi;
   lp.rlo = rlo;
   lp.rhi = rhi;
   lp.scaling = NULL;
   if (*low <= *high) {
      ics_rc rc = ics_lp_solve(&lp, NULL, &limits, arena, &sol, &c->f.err);
      CHECK_(rc == ICS_OK && (sol.status == ICS_OPTIMAL || sol.status == ICS_INFEASIBLE),
             "%s: the LP moved could not be solved", c->f.in->file);
      if (rc == ICS_OK && sol.status == ICS_OPTIMAL)
         worth = -(sol.objective - c->v.at->objective) * c->v.worth;
   }
   ics_arena_free(&arena);
   return worth;
}

/* The row or column of a rule by its stable name, and which of its limits it is. */
static int var_of(const corner *c, const ics_rule_price *p, bool *upper)
{
   const ics_model *m = c->v.m;
   ics_err err = { 0 };
   for (int r = 0; r < m->lp.m; r++)
      if (strcmp(m->lp.row_name[r], p->rule.id) == 0) {
         *upper = c->v.at->y[r] < 0.0 || (c->v.at->y[r] == 0.0 && isfinite(m->lp.rhi[r]));
         return r;
      }
   for (int j = 0; j < m->lp.n; j++) {
      double d = ics_vertex_reduced(&c->v, j);
      ics_rule rule;
      *upper = d < 0.0;
      if (fabs(d) * c->v.worth <= 1e-9 || !ics_bound_is_rule(m, j, *upper)) continue;
      if (ics_rule_of_bound(m, j, *upper, c->f.arena, &rule, &err) == ICS_OK &&
          strcmp(rule.id, p->rule.id) == 0 && p->limit == (*upper ? c->v.lp.hi[j] : c->v.lp.lo[j]))
         return m->lp.m + j;
   }
   return -1;
}

typedef struct tally {
   int prices, sides, steps, standards;
} tally;

static void check_price(corner *c, const ics_rule_price *p, tally *score)
{
   bool upper;
   int var = var_of(c, p, &upper);
   CHECK_(var >= 0, "%s is no row or column", p->rule.id);
   if (var < 0) return;
   double eps = 1e-6 * fmax(1.0, fabs(p->limit));
   score->prices++;
   CHECK_(p->from <= p->limit && p->limit <= p->to, "%s: %g is not within %g to %g", p->rule.id,
          p->limit, p->from, p->to);
   const double slopes[2] = { p->left, p->right };
   for (int side = 0; side < 2; side++) {
      double by = side ? eps : -eps, found = worth_of_moving(c, var, upper, by) / by;
      if (isinf(found) || isinf(slopes[side])) {
         CHECK_(isinf(found) && isinf(slopes[side]), "%s: %g on side %d, solved again %g",
                p->rule.id, slopes[side], side, found);
         continue;
      }
      double size = fmax(fabs(slopes[side]), 1e-6 * c->v.worth * fabs(c->v.at->objective));
      CHECK_(fabs(found - slopes[side]) <= 2e-6 * size + 1e-12 * c->v.worth / eps,
             "%s of %s: %.12g on side %d, solved again %.12g", p->rule.id, c->f.in->file,
             slopes[side], side, found);
      score->sides++;
   }
   if (isnan(p->at_plus_one)) return;
   double step = worth_of_moving(c, var, upper, p->step);
   CHECK_((isinf(step) && isinf(p->at_plus_one)) ||
              fabs(step - p->at_plus_one) <= 1e-9 * fmax(1.0, c->v.worth),
          "%s of %s: a step further is worth %.12g, solved again %.12g", p->rule.id, c->f.in->file,
          p->at_plus_one, step);
   score->steps++;
}

static tally check_file(const char *file, int stride)
{
   corner c;
   tally score = { 0 };
   open_corner(&c, file, NULL);
   for (int p = 0; c.ok && p < c.prices.n; p++) {
      const ics_rule_price *it = &c.prices.list[p];
      if (strcmp(it->rule.kind, "standard") == 0)
         score.standards++;
      else if (p % stride == 0)
         check_price(&c, it, &score);
   }
   close_corner(&c);
   return score;
}

static void prices_are_what_solving_again_says_on_either_side(void)
{
   tally all = { 0 };
   for (int f = 0; f < ENGLAND; f++) {
      tally one = check_file(files[f], 1);
      all.prices += one.prices;
      all.sides += one.sides;
      all.steps += one.steps;
   }
   CHECK_(all.prices > 30 && all.sides > 60 && all.steps > 30, "%d prices, %d sides, %d steps",
          all.prices, all.sides, all.steps);
   tally system = check_file(files[ENGLAND], 17);
   CHECK_(system.sides >= 10 && system.standards == 12, "%d sides, %d standards", system.sides,
          system.standards);
}

static const ics_rule_price *price_of(const corner *c, const char *id)
{
   for (int p = 0; p < c->prices.n; p++)
      if (strcmp(c->prices.list[p].rule.id, id) == 0) return &c->prices.list[p];
   return NULL;
}

/* Two funds pay for two services (tiny/two_funds.cfg has the arithmetic). */
static void a_price_has_the_sign_and_the_words_that_people_expect(void)
{
   corner c;
   open_corner(&c, "instances/england/QT6.cfg", NULL);
   if (c.ok) {
      const ics_rule_price *core = price_of(&c, "fund(core,2025-26)");
      const ics_rule_price *primary = price_of(&c, "fund(primary_medical,2025-26)");
      CHECK(core && core->price > 0.0); /* more money is worth something */
      CHECK(core && core->rule.where.file && core->rule.where.line > 0);
      CHECK_TEXT(core ? core->rule.path : NULL, "funds.core.amount");
      CHECK_HAS(core ? core->unit : "", "QALY-equivalent/GBPm");
      CHECK(primary && primary->against != ICS_NONE);
      if (core && primary) CHECK_NEAR(primary->moved, primary->price - core->price, 1e-12);
      int dilution = 0, fences = 0;
      for (int p = 0; p < c.prices.n; p++) {
         const ics_rule *rule = &c.prices.list[p].rule;
         if (strcmp(rule->kind, "fence") != 0) continue;
         fences++;
         dilution += c.f.in->fences[rule->item.other].dilution;
      }
      CHECK_INT(fences, c.f.in->nfences * c.f.in->nyears); /* binding or not */
      CHECK_INT(dilution, c.f.in->nyears);
   }
   close_corner(&c);
}

/* ---- rates of exchange --------------------------------------------------------------------------
 */

/* The best of aim b with all other aims at the plan but a, which is `by` better: from nothing. */
static double best_beside(corner *c, const double *plan, int a, int b, double by)
{
   const ics_model *m = c->v.m;
   ics_arena *arena = ics_arena_new();
   ics_lp lp = c->v.lp;
   double *lo = ics_alloc(arena, (size_t)lp.n, sizeof *lo);
   double *hi = ics_alloc(arena, (size_t)lp.n, sizeof *hi);
   double *cost = ics_alloc(arena, (size_t)lp.n, sizeof *cost);
   ics_solution sol = { .status = ICS_LIMIT };
   memcpy(lo, lp.lo, (size_t)lp.n * sizeof *lo);
   memcpy(hi, lp.hi, (size_t)lp.n * sizeof *hi);
   for (int other = 0; other < m->in->naims; other++) {
      int col = m->aim[other];
      bool more = m->in->aims[other].maximise;
      double at = plan[col] + (other == a ? (more ? by : -by) : 0.0);
      if (other == b) continue;
      if (more)
         lo[col] = fmin(at, hi[col]);
      else
         hi[col] = fmax(at, lo[col]);
   }
   cost[m->aim[b]] = m->in->aims[b].maximise ? -1.0 : 1.0;
   lp.lo = lo;
   lp.hi = hi;
   lp.c = cost;
   lp.scaling = NULL;
   CHECK_(ics_lp_solve(&lp, NULL, &limits, arena, &sol, &c->f.err) == ICS_OK, "%s", c->f.err.text);
   double value = sol.status == ICS_OPTIMAL ? sol.objective : ICS_INF;
   ics_arena_free(&arena);
   return value;
}

static void check_rate(corner *c, const double *plan, const ics_exchange *it, bool better)
{
   const ics_rate *rate = better ? &it->better : &it->worse;
   double reach = fabs(rate->holds_to - it->at_a), by = (better ? 0.5 : -0.5) * reach;
   if (isinf(rate->rate) || isnan(rate->rate) || isinf(reach) || !(reach > 1e-9 * fabs(it->at_a)))
      return;
   double lost = best_beside(c, plan, it->a, it->b, by) - best_beside(c, plan, it->a, it->b, 0.0);
   CHECK_(fabs(lost / by - rate->rate) <= 1e-4 * fmax(fabs(rate->rate), 1e-9),
          "%s: %s against %s, %s: %.9g, solved again %.9g", c->f.in->file, c->f.in->aims[it->a].id,
          c->f.in->aims[it->b].id, better ? "better" : "worse", rate->rate, lost / by);
}

static void an_aim_costs_another_what_solving_again_says(void)
{
   corner c;
   open_corner(&c, "instances/england/QHL.cfg", NULL);
   if (c.ok) {
      ics_exchange *list;
      int n;
      CHECK_OK(ics_exchange_rates(&c.v, c.v.at->x, &limits, 2, c.f.arena, &list, &n, &c.f.err),
               &c.f.err);
      CHECK_INT(n, c.f.in->naims * (c.f.in->naims - 1) / 2);
      for (int p = 0; p < n; p++) {
         /* The frontier bends the right way: bettering an aim costs at least what it wins back. */
         CHECK(list[p].better.rate >= list[p].worse.rate * (1.0 - 1e-6));
         check_rate(&c, c.v.at->x, &list[p], true);
         check_rate(&c, c.v.at->x, &list[p], false);
      }
   }
   close_corner(&c);
}

/* ---- why not ------------------------------------------------------------------------------------
 */

/* Money under a blend at a contract when its yield is set to a value; all else as it was. */
static double paid_at_yield(const char *file, const char *path, double yield, int k, int b, int h)
{
   fixture f;
   char value[64];
   double paid = (double)NAN;
   (void)snprintf(value, sizeof value, "%.17g", yield);
   const ics_override set = { path, value };
   load(&f, file, &set, 1);
   f.request.goal = "outcomes";
   solve(&f);
   if (f.ok) {
      const ics_model *m = f.solved.model;
      const double *x = f.solved.run.stages[f.solved.run.own].solution.x;
      paid = 0.0;
      for (int s = 0; s < f.in->mechanisms[f.in->blends[b].mechanism].ntranches; s++)
         paid += x[m->x[ics_cell_x(m, h, b, s, 0)]];
   }
   (void)k;
   unload(&f);
   return paid;
}

/* Of the blends that are not worth it the one that is nearest to be, at any place. */
static bool nearest_to_worth(corner *c, ics_why_not *best)
{
   const ics_instance *in = c->f.in;
   best->needed = ICS_INF;
   for (int b = 0; b < in->nblends; b++)
      for (int h = 0; h < ics_contracts(in, in->blends[b].service); h++) {
         ics_why_not w;
         if (ics_why_not_more(&c->v, in->blends[b].service, b, h, 0, c->f.arena, &w, &c->f.err) !=
             ICS_OK)
            return false;
         double sum = 0.0;
         for (int p = 0; p < w.nparts; p++) sum += w.parts[p].value;
         /* The account of a pound is complete: it adds up to what is missing. */
         if (w.obstacle == ICS_STOP_WORTH)
            CHECK_(fabs(sum + w.must_improve) <= 1e-9 * c->v.worth, "%g and %g", sum,
                   w.must_improve);
         bool small = w.obstacle == ICS_STOP_WORTH && w.coef && w.now == 0.0 &&
                      in->blends[b].baseline.point == 0.0;
         if (small &&
             w.needed / w.coef->point < best->needed / (best->coef ? best->coef->point : 1.0))
            *best = w;
      }
   return best->coef != NULL;
}

static void a_payment_enters_at_the_yield_that_is_said_to_be_needed(void)
{
   corner c;
   ics_why_not w = { 0 };
   open_corner(&c, files[ENGLAND], "outcomes");
   if (c.ok && nearest_to_worth(&c, &w)) {
      int k = c.f.in->blends[w.blend].service;
      double below = paid_at_yield(files[ENGLAND], w.coef->path, w.needed * (1.0 - 1e-7), k,
                                   w.blend, w.contract);
      double above = paid_at_yield(files[ENGLAND], w.coef->path, w.needed * (1.0 + 1e-4), k,
                                   w.blend, w.contract);
      CHECK_(below <= 1e-9, "%s: %g paid below the yield that is needed", w.coef->path, below);
      CHECK_(above > 1e-6, "%s: %g paid above it", w.coef->path, above);
   } else
      CHECK(!"a payment that is not worth it");
   close_corner(&c);
}

/* ---- saved plans --------------------------------------------------------------------------------
 */

static const ics_explain_ask everything = {
   .parts = ICS_EXPLAIN_ALL, .service = ICS_NONE, .place = ICS_NONE, .year = ICS_NONE, .jobs = 1
};

static char *explained(const ics_solved *solved, const ics_settings *settings, int jobs,
                       ics_arena *arena, ics_err *err)
{
   ics_explain_ask ask = everything;
   ics_explanation why;
   char *text = NULL;
   ask.jobs = jobs;
   if (ics_explain(solved, settings, &ask, arena, &why, err) != ICS_OK ||
       ics_explanation_json(&why, arena, &text, err) != ICS_OK)
      return NULL;
   return text;
}

static bool save(fixture *f, char *path, ics_result **result)
{
   char *text = NULL;
   if (!f->ok || ics_result_make(&f->solved, &f->request, f->arena, result, &f->err) != ICS_OK ||
       ics_result_json(*result, f->arena, &text, &f->err) != ICS_OK)
      return false;
   int fd = mkstemp(path);
   bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
   if (fd >= 0) (void)close(fd);
   return written;
}

static void a_saved_plan_is_explained_as_the_one_that_was_solved(void)
{
   static const char *const some[] = { "instances/tiny/chain.cfg", "tests/good/small.cfg",
                                       "instances/england/QT6.cfg" };
   for (size_t n = 0; n < sizeof some / sizeof some[0]; n++) {
      fixture f;
      char path[] = "/tmp/icsopt-why-XXXXXX";
      ics_result *result, *saved;
      ics_settings settings;
      ics_solved again;
      load(&f, some[n], NULL, 0);
      solve(&f);
      CHECK(save(&f, path, &result));
      CHECK_OK(ics_result_read(path, f.arena, &saved, &f.err), &f.err);
      (void)unlink(path);
      CHECK_OK(ics_reopen(f.in, saved, f.arena, &settings, &again, &f.err), &f.err);
      CHECK_INT(again.run.stages[again.run.own].solution.iterations, 0); /* nothing is searched */
      const char *direct = explained(&f.solved, &f.settings, 1, f.arena, &f.err);
      const char *opened = explained(&again, &settings, 1, f.arena, &f.err);
      const char *shared = explained(&again, &settings, 3, f.arena, &f.err);
      CHECK_(direct && opened && shared, "%s", f.err.text);
      CHECK_(opened && shared && strcmp(opened, shared) == 0, "%s: jobs change the answer",
             some[n]);
      CHECK_(direct && opened && strlen(direct) > 500, "%s: %s", some[n], direct ? direct : "");
      unload(&f);
   }
}

static void a_damaged_plan_is_not_explained(void)
{
   fixture f;
   char path[] = "/tmp/icsopt-why-XXXXXX";
   ics_result *result, *saved;
   load(&f, "instances/tiny/chain.cfg", NULL, 0);
   solve(&f);
   CHECK(save(&f, path, &result));
   for (int fault = 0; fault < 5; fault++) {
      ics_settings settings;
      ics_solved again;
      ics_err_clear(&f.err);
      CHECK_OK(ics_result_read(path, f.arena, &saved, &f.err), &f.err);
      static const char *const words[] = { "basis has 1 rows", "letter other than", "has the value",
                                           "does not pass its own proof",
                                           "nothing proved to explain" };
      char *rows = ics_strdup(f.arena, saved->basis_rows);
      if (fault == 0) saved->basis_rows = "B";
      if (fault == 1) rows[0] = 'X', saved->basis_rows = rows;
      if (fault == 2) saved->stages[saved->own_stage].value += 1.0;
      if (fault == 3) saved->x[0] += 1.0;
      if (fault == 4) saved->status = "limit";
      ics_rc rc = ics_reopen(f.in, saved, f.arena, &settings, &again, &f.err);
      CHECK_(rc == ICS_EINPUT || rc == ICS_ENUMERIC, "fault %d: code %d", fault, (int)rc);
      CHECK_HAS(f.err.text, words[fault]);
   }
   (void)unlink(path);
   unload(&f);
}

/* A basis that is not the best one is only a worse start. */
static void a_plan_with_another_basis_is_solved_from_it(void)
{
   fixture f;
   char path[] = "/tmp/icsopt-why-XXXXXX";
   ics_result *result, *saved;
   ics_settings settings;
   ics_solved again;
   load(&f, "tests/good/small.cfg", NULL, 0);
   solve(&f);
   CHECK(save(&f, path, &result));
   CHECK_OK(ics_result_read(path, f.arena, &saved, &f.err), &f.err);
   (void)unlink(path);
   char *rows = ics_strdup(f.arena, saved->basis_rows);
   char *columns = ics_strdup(f.arena, saved->basis_columns);
   memset(rows, 'B', strlen(rows));
   memset(columns, 'L', strlen(columns));
   saved->basis_rows = rows;
   saved->basis_columns = columns;
   CHECK_OK(ics_reopen(f.in, saved, f.arena, &settings, &again, &f.err), &f.err);
   CHECK(again.run.stages[again.run.own].solution.status == ICS_OPTIMAL);
   CHECK(again.run.stages[again.run.own].solution.iterations > 0);
   unload(&f);
}

/* The same bytes at the end, whatever ran out before. */
static void memory_may_run_out_anywhere(void)
{
   static const char *const some[] = { "instances/tiny/chain.cfg", "tests/good/small.cfg" };
   for (size_t n = 0; n < sizeof some / sizeof some[0]; n++) {
      fixture f;
      load(&f, some[n], NULL, 0);
      solve(&f);
      const char *whole = f.ok ? explained(&f.solved, &f.settings, 1, f.arena, &f.err) : NULL;
      CHECK_(whole != NULL, "%s: %s", some[n], f.err.text);
      bool done = !whole;
      long k = 0;
      for (long stride = n == 0 ? 1 : 11; !done && k < 1000000; k += stride) {
         size_t live = ics_arena_live();
         ics_arena *arena = ics_arena_new();
         ics_err_clear(&f.err);
         ics_arena_fail_at(k);
         const char *text = explained(&f.solved, &f.settings, 1, arena, &f.err);
         ics_arena_fail_at(-1);
         done = text != NULL;
         if (done)
            CHECK_(strcmp(text, whole) == 0, "%s: the answer is another", some[n]);
         else
            CHECK_(f.err.rc == ICS_EMEMORY || strcmp(f.err.text, "out of memory") == 0,
                   "%s, allocation %ld: %s", some[n], k, f.err.text);
         ics_arena_free(&arena);
         CHECK_INT(ics_arena_live(), live);
      }
      CHECK_(k > 40, "%s: only %ld allocations", some[n], k);
      unload(&f);
   }
}

const ics_test tests_why[] = {
   { "prices are what solving again says, on either side and a step further",
     prices_are_what_solving_again_says_on_either_side },
   { "a price has the sign, the words and the source that people expect",
     a_price_has_the_sign_and_the_words_that_people_expect },
   { "an aim costs another what solving again says", an_aim_costs_another_what_solving_again_says },
   { "a payment enters the plan at the yield that is said to be needed",
     a_payment_enters_at_the_yield_that_is_said_to_be_needed },
   { "a saved plan is explained as the one that was solved, by any number of processes",
     a_saved_plan_is_explained_as_the_one_that_was_solved },
   { "memory may run out anywhere in an explanation", memory_may_run_out_anywhere },
   { "a damaged plan is not explained", a_damaged_plan_is_not_explained },
   { "a plan with another basis is solved from it", a_plan_with_another_basis_is_solved_from_it },
   { NULL, NULL },
};
