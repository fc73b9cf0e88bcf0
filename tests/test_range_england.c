/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges and prices of real systems: every range by the walk of asked.h, prices and ends by
 * certified re-solves on both sides. Two small systems, a few rows of each kind; with
 * ICS_ALL_SYSTEMS=1 all 42 and every rule row that has a price (ICS_TELL=1 prints the counts). */
#include <glob.h>
#include <stdlib.h>
#include <time.h>

#include "asked.h"
#include "check.h"
#include "fixture.h"

enum { EACH_KIND = 5, COLUMN_STEP = 17, KINDS_MOST = 64 };

static const double REACHES = 1e-9; /* {of the limit's size} less is a degenerate end */

/* What was asked and found, of one system or of all. */
typedef struct tally {
   int rows, columns, walked, slopes, degenerate, sides, none, settled, unsettled, ends, kinks,
       ties, gone;
   double seconds_open, seconds_range, seconds_side, seconds_walk, seconds_solve;
} tally;

/* A system with its own stage, and a solver of the test's own for the re-solves. */
typedef struct england {
   const char *name;
   fixture f;
   ics_lp lp;
   asked a;
   ics_solver *solver;
   double *rlo, *rhi;
   ics_limits limits;
   tally *n;
} england;

static double now(void)
{
   struct timespec t;
   (void)clock_gettime(CLOCK_MONOTONIC, &t);
   return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Kinds whose rows are limits that somebody sets, as in results/needs.c. */
static bool is_rule(const char *kind)
{
   static const char *const kinds[] = { "fund",    "administration", "fence",    "blend",
                                        "most",    "viable",         "capacity", "fastest",
                                        "slowest", "historic",       "service",  "reserve" };
   for (int k = 0; k < (int)(sizeof kinds / sizeof kinds[0]); k++)
      if (strcmp(kind, kinds[k]) == 0) return true;
   return false;
}

static double no_value(ics_status status)
{
   return status == ICS_INFEASIBLE ? HUGE_VAL : (double)NAN;
}

/* The optimum with the limit of a row moved, warm from the basis asked about but by a solver of the
 * test's own; INFINITY without a plan, NAN where that is not certified. */
static double moved(england *e, int row, const ics_limit_range *r, double by)
{
   ics_arena *scratch = ics_arena_new();
   ics_solution s = { 0 };
   ics_lp lp = e->lp;
   double lo = e->rlo[row], hi = e->rhi[row], value = NAN;
   bool both = lo == hi;
   lp.rlo = e->rlo;
   lp.rhi = e->rhi;
   if (both || !r->upper) e->rlo[row] += by;
   if (both || r->upper) e->rhi[row] += by;
   if (e->rlo[row] > e->rhi[row])
      value = INFINITY;
   else if (ics_solver_solve(e->solver, &lp, &e->a.at.basis, &e->limits, scratch, &s, &e->f.err) ==
            ICS_OK)
      value = s.status == ICS_OPTIMAL ? s.objective : no_value(s.status);
   e->rlo[row] = lo;
   e->rhi[row] = hi;
   ics_arena_free(&scratch);
   return value;
}

/* {objective} What certified values leave open. */
static double noise(const england *e)
{
   return 4e-15 * fmax(fabs(e->a.at.objective), 1e-6);
}

/* The price over a step, by a re-solve, to 1e-6. */
static void check_slope(england *e, int row, const ics_limit_range *r, double price, double by)
{
   double value = moved(e, row, r, by), slope = (value - e->a.at.objective) / by;
   e->n->slopes++;
   CHECK_(fabs(slope - price) <= 1e-6 * fabs(price) + noise(e) / fabs(by),
          "%s %s: price %.17g, slope %.17g over %g", e->name, e->lp.row_name[row], price, slope,
          by);
}

/* Inside, the value is on the line; outside above it, or there is no plan, or other bases are as
 * good and only the walk tells. */
static void check_end(england *e, int row, const ics_limit_range *r, double end)
{
   double t = end - r->limit, inside = moved(e, row, r, 0.99 * t),
          outside = moved(e, row, r, 1.01 * t);
   double line = e->a.at.objective + 0.99 * t * r->price, slack = fabs(t * r->price);
   double above = outside - (e->a.at.objective + 1.01 * t * r->price);
   e->n->ends++;
   CHECK_(fabs(inside - line) <= 1e-7 * slack + noise(e), "%s %s: %.17g inside, want %.17g",
          e->name, e->lp.row_name[row], inside, line);
   CHECK_(above > -1e-9 * slack - noise(e), "%s %s: beyond %g better by %g", e->name,
          e->lp.row_name[row], end, -above);
   if (isinf(outside))
      e->n->gone++;
   else if (above > 1e-9 * slack + noise(e))
      e->n->kinks++;
   else
      e->n->ties++;
}

/* The price on a side, by ics_range_side, against a re-solve within what it holds for. */
static void check_side(england *e, int row, const ics_limit_range *r, bool rising, double size)
{
   double sign = rising ? 1 : -1, to = NAN, start = now(), price = side_of(&e->a, row, rising, &to);
   double reach = rising ? r->to - r->limit : r->limit - r->from;
   double holds = fabs(to - r->limit);
   e->n->seconds_side += now() - start;
   e->n->sides++;
   if (reach > REACHES * size) {
      CHECK(price == r->price);
      check_slope(e, row, r, price, sign * fmin(0.5 * holds, 1e-3 * size));
      if (isfinite(reach)) check_end(e, row, r, rising ? r->to : r->from);
      return;
   }
   e->n->degenerate++;
   if (isinf(price)) {
      e->n->none++;
      CHECK_(!isfinite(moved(e, row, r, sign * 1e-4 * size)), "%s %s: there is a plan", e->name,
             e->lp.row_name[row]);
   } else if (isnan(price)) {
      e->n->unsettled++;
   } else {
      e->n->settled++;
      CHECK_(sign * (price - r->price) >= -1e-9 * fabs(r->price) - noise(e) / size,
             "%s %s: not convex: %g at the limit, %g on side %g", e->name, e->lp.row_name[row],
             r->price, price, sign);
      check_slope(e, row, r, price, sign * fmin(0.5 * holds, 1e-3 * size));
   }
}

static void check_row(england *e, int row)
{
   double start = now();
   ics_limit_range r = range_of(&e->a, row);
   e->n->seconds_range += now() - start;
   e->n->rows++;
   double size = fmax(fabs(r.limit), 1e-3);
   check_side(e, row, &r, true, size);
   check_side(e, row, &r, false, size);
}

static void walk_row(england *e, int row)
{
   double start = now();
   ics_limit_range r = range_of(&e->a, row);
   CHECK(r.active);
   walk_range(&e->a, e->lp.row_name[row], row, &r);
   e->n->walked++;
   e->n->seconds_walk += now() - start;
}

/* One number a kind, to spread the questions. */
static int *count_of(const char *kind, const char **kinds, int *counts)
{
   int k = 0;
   while (k < KINDS_MOST - 1 && kinds[k] && strcmp(kinds[k], kind) != 0) k++;
   kinds[k] = kind;
   return &counts[k];
}

static void check_rows(england *e, bool all)
{
   const char *kinds[KINDS_MOST] = { NULL };
   int counts[KINDS_MOST] = { 0 };
   for (int i = 0; i < e->lp.m; i++) {
      const char *kind = e->f.solved.model->row_tag[i].kind;
      if (e->a.at.y[i] == 0 || e->a.at.basis.row[i] == 'B') continue;
      int *count = count_of(kind, kinds, counts);
      if (all || *count < EACH_KIND) walk_row(e, i);
      if (all ? is_rule(kind) : *count < EACH_KIND) check_row(e, i);
      ++*count;
   }
}

/* Some of the columns that stand at a bound: their ranges by the walk, their costs by the rule that
 * a plan does not change while a column that is not in it gets dearer. */
static void check_columns(england *e)
{
   for (int j = 0; j < e->lp.n; j += COLUMN_STEP) {
      int var = ics_var_of_col(&e->lp, j);
      if (status_of(&e->a, var) == 'B') continue;
      ics_limit_range r = range_of(&e->a, var);
      ics_cost_range c = cost_of(&e->a, j);
      walk_range(&e->a, e->lp.col_name[j], var, &r);
      bool fixed = e->lp.lo[j] == e->lp.hi[j];
      CHECK(c.from <= c.cost && c.cost <= c.to);
      CHECK((c.from == -HUGE_VAL) == (fixed || r.upper) &&
            (c.to == HUGE_VAL) == (fixed || !r.upper));
      if (!fixed) CHECK_NEAR(r.upper ? c.to - c.cost : c.from - c.cost, -r.price, 1e-12);
      e->n->columns++;
   }
}

static void open_system(england *e, const char *file, tally *n)
{
   *e = (england){ .name = file, .n = n };
   load(&e->f, file, NULL, 0);
   double start = now();
   solve(&e->f);
   n->seconds_solve += now() - start;
   if (!e->f.ok) return;
   const ics_run *run = &e->f.solved.run;
   e->limits =
       (ics_limits){ e->f.settings.gap, (int)e->f.settings.iterations, e->f.settings.time_limit };
   e->f.ok =
       ics_stage_lp(e->f.solved.model, run, run->own, e->f.arena, &e->lp, &e->f.err) == ICS_OK;
   CHECK(e->f.ok);
   start = now();
   ask_about(&e->a, &e->lp, &run->stages[run->own].solution, &e->limits, e->f.arena);
   n->seconds_open += now() - start;
   e->f.ok = e->a.ok && ics_solver_open(&e->lp, e->f.arena, &e->solver, &e->f.err) == ICS_OK;
   size_t bytes = (size_t)e->lp.m * sizeof(double);
   e->rlo = ics_alloc(e->f.arena, 1, bytes);
   e->rhi = ics_alloc(e->f.arena, 1, bytes);
   memcpy(e->rlo, e->lp.rlo, bytes);
   memcpy(e->rhi, e->lp.rhi, bytes);
}

static void close_system(england *e)
{
   ics_ranger_close(&e->a.ranger);
   ics_solver_close(&e->solver);
   unload(&e->f);
}

static void tell(const char *what, const tally *n)
{
   if (!getenv("ICS_TELL")) return;
   fprintf(
       stderr,
       "%s: %d rows; %d rows and %d columns walked; %d sides, %d degenerate: %d settled, %d "
       "without a plan, %d "
       "unsettled; %d slopes; %d ends: %d kinks, %d no plan, %d ties; s: solve %.1f, open %.3f, "
       "range %.5f, side %.4f, walk %.5f each\n",
       what, n->rows, n->walked, n->columns, n->sides, n->degenerate, n->settled, n->none,
       n->unsettled, n->slopes, n->ends, n->kinks, n->gone, n->ties, n->seconds_solve,
       n->seconds_open, n->seconds_range / fmax(1, n->rows), n->seconds_side / fmax(1, n->sides),
       n->seconds_walk / fmax(1, n->walked));
}

static void check_system(const char *file, bool all, tally *total)
{
   england e;
   tally n = { 0 };
   open_system(&e, file, &n);
   if (e.f.ok) check_rows(&e, all);
   if (e.f.ok) check_columns(&e);
   close_system(&e);
   tell(file, &n);
   CHECK_(n.unsettled == 0, "%s: %d prices unsettled", file, n.unsettled);
   CHECK_(n.rows > 0 && n.columns > 0, "%s: nothing asked", file);
   total->rows += n.rows;
   total->columns += n.columns;
   total->walked += n.walked;
   total->sides += n.sides;
   total->degenerate += n.degenerate;
   total->settled += n.settled;
   total->none += n.none;
   total->unsettled += n.unsettled;
   total->slopes += n.slopes;
   total->ends += n.ends;
   total->kinks += n.kinks;
   total->gone += n.gone;
   total->ties += n.ties;
   total->seconds_solve += n.seconds_solve;
   total->seconds_open += n.seconds_open;
   total->seconds_range += n.seconds_range;
   total->seconds_side += n.seconds_side;
   total->seconds_walk += n.seconds_walk;
}

static void prices_and_ranges_of_real_systems_agree_with_re_solves(void)
{
   static const char *const quick[] = { "instances/england/QT6.cfg", "instances/england/QHL.cfg" };
   bool all = getenv("ICS_ALL_SYSTEMS") != NULL;
   glob_t found = { 0 };
   tally total = { 0 };
   for (int s = 0; !all && s < 2; s++) check_system(quick[s], false, &total);
   if (all) CHECK_NEEDS(glob("instances/england/Q*.cfg", 0, NULL, &found) == 0);
   for (size_t s = 0; all && s < found.gl_pathc; s++) check_system(found.gl_pathv[s], true, &total);
   if (all) globfree(&found);
   tell("all", &total);
   CHECK_(total.rows >= 80, "only %d rows", total.rows);
}

const ics_test tests_range_england[] = {
   { "prices and ranges of real systems agree with re-solves",
     prices_and_ranges_of_real_systems_agree_with_re_solves },
   { NULL, NULL },
};
