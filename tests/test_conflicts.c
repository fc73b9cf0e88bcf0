/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conflicts and repairs against known cases and an oracle of another form: every rule a row of its
 * own with a slack on it, columns within their natural bounds, and one row a rule that says how far
 * it may give way. The oracle is built here, and each of its programs is solved cold. */
#include <stdlib.h>
#include <time.h>

#include "check.h"
#include "fixture.h"
#include "post/rule.h"
#include "study/conflicts.h"

enum { BOUNDS = 3, SETS = 6, MEMBERS = 40 };

static const double FREELY = 1e6, TOLERANCE = 1e-6;

/* ---- the oracle ---------------------------------------------------------------------------------
 */

typedef struct piece {
   const char *rule, *asks; /* as ics_conflict_rule names it */
   int row, col;            /* of the model; one is ICS_NONE */
   double lo, hi;
   double weight;
   int budget; /* number of its rule */
} piece;

typedef struct oracle {
   ics_arena *arena;
   const ics_model *m;
   piece *pieces;
   int npieces, nbudgets;
   double *budget; /* [nbudgets] how far the rule may give way */
} oracle;

static bool soft(const ics_tag *tag)
{
   return strcmp(tag->family, "standards") == 0;
}

static double weight_of(const char *unit, double limit, double today)
{
   if (strncmp(unit, "GBPm", 4) == 0) return 1.0;
   return 100.0 / fmax(1.0, fmax(fabs(limit), fabs(today)));
}

static void add_piece(oracle *o, const ics_rule *rule, const char *asks, int row, int col,
                      double lo, double hi, double weight)
{
   piece *it = &o->pieces[o->npieces];
   *it = (piece){ rule->id, asks, row, col, lo, hi, weight, o->nbudgets };
   for (int p = o->npieces - 1; p >= 0 && it->budget == o->nbudgets; p--)
      if (strcmp(o->pieces[p].rule, rule->id) == 0 && strcmp(o->pieces[p].asks, asks) == 0)
         it->budget = o->pieces[p].budget;
   if (it->budget == o->nbudgets) o->nbudgets++;
   o->npieces++;
}

static ics_rc pieces_of_rows(oracle *o, ics_err *err)
{
   const ics_model *m = o->m;
   for (int r = 0; r < m->lp.m; r++) {
      ics_rule rule;
      double lo = m->lp.rlo[r], hi = m->lp.rhi[r], limit = isfinite(lo) ? lo : hi;
      if (!ics_row_is_rule(m, r) || soft(&m->row_tag[r])) continue;
      ICS_TRY(ics_rule_of_row(m, r, o->arena, &rule, err));
      add_piece(o, &rule,
                lo == hi       ? "exactly"
                : isfinite(lo) ? "at least"
                               : "at most",
                r, ICS_NONE, lo, hi, weight_of(rule.unit, limit, 0.0));
   }
   return ICS_OK;
}

static ics_rc pieces_of_columns(oracle *o, ics_err *err)
{
   const ics_model *m = o->m;
   double *today;
   ICS_ALLOC(today, o->arena, m->lp.n, err);
   ICS_TRY(ics_model_baseline(m, today, err));
   for (int end = 0; end < 2; end++)
      for (int j = 0; j < m->lp.n; j++) {
         const ics_tag *by = end ? &m->hi_by[j] : &m->lo_by[j];
         ics_rule rule;
         if (!by->kind || soft(by)) continue;
         ICS_TRY(ics_rule_of_bound(m, j, end, o->arena, &rule, err));
         add_piece(o, &rule, end ? "at most" : "at least", ICS_NONE, j,
                   end ? -ICS_INF : m->lp.lo[j], end ? m->lp.hi[j] : ICS_INF, 1.0);
      }
   for (int b = 0; b < m->goal->nbounds; b++) {
      const ics_aim_bound *it = &m->goal->bounds[b];
      ics_rule rule;
      int j = m->aim[it->aim];
      ICS_TRY(ics_rule_of_bound(m, j, !it->at_least, o->arena, &rule, err));
      add_piece(o, &rule, it->at_least ? "at least" : "at most", ICS_NONE, j,
                it->at_least ? it->limit : -ICS_INF, it->at_least ? ICS_INF : it->limit,
                weight_of(rule.unit, it->limit, today[j]));
   }
   return ICS_OK;
}

static ics_rc open_oracle(const ics_model *m, ics_arena *arena, oracle *o, ics_err *err)
{
   *o = (oracle){ .arena = arena, .m = m };
   ICS_ALLOC(o->pieces, arena, m->lp.m + 2 * m->lp.n + m->goal->nbounds, err);
   ICS_TRY(pieces_of_rows(o, err));
   ICS_TRY(pieces_of_columns(o, err));
   ICS_ALLOC(o->budget, arena, o->nbudgets, err);
   return ICS_OK;
}

static void allow_all(oracle *o, double budget)
{
   for (int b = 0; b < o->nbudgets; b++) o->budget[b] = budget;
}

/* @return whether there is such a rule */
static bool allow(oracle *o, const ics_conflict_rule *rule, double budget)
{
   for (int p = 0; p < o->npieces; p++)
      if (strcmp(o->pieces[p].rule, rule->rule) == 0 &&
          strcmp(o->pieces[p].asks, rule->asks) == 0) {
         o->budget[o->pieces[p].budget] = budget;
         return true;
      }
   CHECK_(false, "the oracle has no rule %s (%s)", rule->rule, rule->asks);
   return false;
}

typedef struct triplet {
   int row, col;
   double value;
} triplet;

static int by_column(const void *a, const void *b)
{
   const triplet *p = a, *q = b;
   return p->col != q->col ? p->col - q->col : p->row - q->row;
}

static ics_rc form(const oracle *o, bool priced, ics_arena *arena, ics_lp *out, ics_err *err)
{
   const ics_lp *lp = &o->m->lp;
   int rows = lp->m + o->npieces + o->nbudgets, cols = lp->n + 2 * o->npieces, nt = 0;
   triplet *t;
   int *start, *row;
   double *val, *lo, *hi, *rlo, *rhi, *c;
   ICS_ALLOC(t, arena, 2 * lp->nz + 6 * o->npieces, err);
   ICS_ALLOC(start, arena, cols + 1, err);
   ICS_ALLOC(lo, arena, cols, err);
   ICS_ALLOC(hi, arena, cols, err);
   ICS_ALLOC(c, arena, cols, err);
   ICS_ALLOC(rlo, arena, rows, err);
   ICS_ALLOC(rhi, arena, rows, err);
   int *piece_of;
   ICS_ALLOC(piece_of, arena, lp->m, err);
   memcpy(rlo, lp->rlo, (size_t)lp->m * sizeof *rlo);
   memcpy(rhi, lp->rhi, (size_t)lp->m * sizeof *rhi);
   for (int j = 0; j < lp->n; j++) {
      lo[j] = fmin(lp->lo[j], o->m->natural_lo[j]);
      hi[j] = fmax(lp->hi[j], o->m->natural_hi[j]);
      for (int p = lp->start[j]; p < lp->start[j + 1]; p++)
         t[nt++] = (triplet){ lp->row[p], j, lp->val[p] };
   }
   for (int p = 0; p < o->npieces; p++) { /* the slacks stand in the rule's own row, copied */
      const piece *it = &o->pieces[p];
      int at = it->row != ICS_NONE ? it->row : lp->m + p;
      rlo[lp->m + p] = it->row != ICS_NONE ? -ICS_INF : it->lo;
      rhi[lp->m + p] = it->row != ICS_NONE ? ICS_INF : it->hi;
      if (it->col != ICS_NONE) t[nt++] = (triplet){ at, it->col, 1.0 };
      for (int side = 0; side < 2; side++) {
         int j = lp->n + 2 * p + side;
         bool used = side ? isfinite(it->hi) : isfinite(it->lo);
         hi[j] = used ? fmin(FREELY, o->budget[it->budget]) : 0.0;
         c[j] = priced && used ? it->weight : 0.0;
         t[nt++] = (triplet){ at, j, side ? -1.0 : 1.0 };
         t[nt++] = (triplet){ lp->m + o->npieces + it->budget, j, 1.0 };
      }
   }
   for (int b = 0; b < o->nbudgets; b++) {
      rlo[lp->m + o->npieces + b] = -ICS_INF;
      rhi[lp->m + o->npieces + b] = o->budget[b] < FREELY ? o->budget[b] : ICS_INF;
   }
   qsort(t, (size_t)nt, sizeof *t, by_column);
   ICS_ALLOC(row, arena, nt, err);
   ICS_ALLOC(val, arena, nt, err);
   for (int p = 0; p < nt; p++) {
      row[p] = t[p].row;
      val[p] = t[p].value;
      start[t[p].col + 1]++;
   }
   for (int j = 0; j < cols; j++) start[j + 1] += start[j];
   *out = (ics_lp){ .m = rows,
                    .n = cols,
                    .nz = nt,
                    .start = start,
                    .row = row,
                    .val = val,
                    .lo = lo,
                    .hi = hi,
                    .rlo = rlo,
                    .rhi = rhi,
                    .c = c };
   return ICS_OK;
}

/* Cold. */
static ics_status ask(const oracle *o, bool priced, double *value)
{
   static const ics_limits limits = { 1e-9, 2000000, 120.0 };
   ics_arena *arena = ics_arena_new();
   static ics_err err;
   ics_lp lp;
   ics_solution sol = { .status = ICS_UNCERTIFIED };
   ics_err_clear(&err);
   ics_rc rc = form(o, priced, arena, &lp, &err);
   if (rc == ICS_OK) rc = ics_lp_solve(&lp, NULL, &limits, arena, &sol, &err);
   CHECK_(rc == ICS_OK, "oracle: %s", err.text);
   if (value) *value = sol.objective;
   ics_status status = rc == ICS_OK ? sol.status : ICS_UNCERTIFIED;
   ics_arena_free(&arena);
   return status;
}

/* ---- one infeasible instance, checked in every way ----------------------------------------------
 */

typedef struct made {
   const char *file;
   ics_override sets[SETS];
   const char *bounds[BOUNDS];
} made;

static void begin(fixture *f, const made *it, char text[SETS][128], const char **list)
{
   int n = 0, nb = 0;
   while (n < SETS && it->sets[n].path) n++;
   while (nb < BOUNDS && it->bounds[nb]) nb++;
   load(f, it->file, it->sets, n);
   for (int s = 0; s < n; s++) {
      (void)snprintf(text[s], 128, "%s=%s", it->sets[s].path, it->sets[s].value);
      list[s] = text[s];
   }
   f->request.sets = list;
   f->request.nsets = n;
   f->request.bounds = (const char *const *)it->bounds;
   f->request.nbounds = nb;
}

/* The set cannot be kept; without any one of it the others can. Of a long set some 40 members are
 * tried, spread over it. */
static void check_irreducible(oracle *o, const ics_conflicts *found, const char *name)
{
   allow_all(o, FREELY);
   for (int p = 0; p < found->nirreducible; p++) (void)allow(o, &found->irreducible[p], 0.0);
   CHECK_(ask(o, false, NULL) == ICS_INFEASIBLE, "%s: the set can be kept", name);
   int step = 1 + found->nirreducible / MEMBERS;
   for (int p = 0; p < found->nirreducible; p += step) {
      (void)allow(o, &found->irreducible[p], FREELY);
      CHECK_(ask(o, false, NULL) == ICS_OPTIMAL, "%s: the set is not needed whole: %s", name,
             found->irreducible[p].rule);
      (void)allow(o, &found->irreducible[p], 0.0);
   }
}

/* With its changes there is a plan, and with a little less of the first there is none where the
 * repair is one rule. */
static void check_repair(oracle *o, const ics_conflict_repair *repair, const char *name)
{
   double sum = 0.0;
   allow_all(o, 0.0);
   for (int c = 0; c < repair->nchanges; c++) {
      const ics_conflict_change *it = &repair->changes[c];
      (void)allow(o, &it->rule, it->by * (1.0 + 1e-7) + 1e-7);
      sum += it->by * it->weight;
   }
   CHECK_(ask(o, false, NULL) == ICS_OPTIMAL, "%s: the repair by %s mends nothing", name,
          repair->measure);
   CHECK_NEAR(repair->total, sum, 1e-9);
   if (repair->nchanges != 1) return;
   const ics_conflict_change *it = &repair->changes[0];
   (void)allow(o, &it->rule, it->by * (1.0 - 1e-4) - 1e-6);
   CHECK_(ask(o, false, NULL) == ICS_INFEASIBLE, "%s: %s could give way by less", name,
          it->rule.rule);
}

static void check_found(fixture *f, const ics_conflicts *found, const char *name)
{
   ics_solved loose;
   oracle o;
   double least;
   CHECK_OK(ics_prepare_loose(f->in, &f->request, f->arena, &loose, &f->err), &f->err);
   CHECK_OK(open_oracle(loose.model, f->arena, &o, &f->err), &f->err);
   allow_all(&o, 0.0);
   CHECK_(ask(&o, false, NULL) == ICS_INFEASIBLE, "%s: the oracle finds a plan", name);
   allow_all(&o, FREELY);
   CHECK_(ask(&o, true, &least) == ICS_OPTIMAL, "%s: no least sum", name);
   CHECK_NEAR(found->repairs[0].total, least, TOLERANCE);
   check_irreducible(&o, found, name);
   for (int r = 0; r < found->nrepairs && r < 6; r++) check_repair(&o, &found->repairs[r], name);
}

/* The ordinary way says that there is no plan. */
static void check_no_plan(fixture *f, const char *name)
{
   ics_rc rc = ics_solve(f->in, &f->request, f->arena, &f->solved, &f->err);
   bool none = rc == ICS_ENOPLAN || (rc == ICS_OK && f->solved.run.status == ICS_INFEASIBLE);
   CHECK_(none, "%s: solve finds a plan: %d %s", name, (int)rc, f->err.text);
   ics_err_clear(&f->err);
}

static double now(void)
{
   struct timespec t;
   clock_gettime(CLOCK_MONOTONIC, &t);
   return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void check_made(const made *it, bool tell)
{
   fixture f;
   ics_conflicts found;
   char text[SETS][128], name[256];
   const char *list[SETS];
   begin(&f, it, text, list);
   (void)snprintf(name, sizeof name, "%s %s %s", it->file, it->sets[0].path ? text[0] : "",
                  it->bounds[0] ? it->bounds[0] : "");
   if (f.ok) {
      double started = now();
      ics_rc rc = ics_find_conflicts(f.in, &f.request, f.arena, &found, &f.err);
      double seconds = now() - started;
      CHECK_(rc == ICS_OK, "%s: %s", name, f.err.text);
      CHECK_(rc != ICS_OK || !found.plan_exists, "%s: a plan is found", name);
      if (rc == ICS_OK && !found.plan_exists) {
         if (tell)
            fprintf(stderr,
                    "%-70s set %3d  sum %10.4f over %3d  count %2d %s alone %2d  options %d  "
                    "programs %4d  %.1f s\n",
                    name, found.nirreducible, found.repairs[0].total, found.repairs[0].nchanges,
                    found.repairs[1].nchanges, found.repairs[1].proved ? "proved" : "      ",
                    found.nrepairs - 2, found.repairs[0].noptions + found.repairs[1].noptions,
                    found.programs, seconds);
         check_no_plan(&f, name);
         check_found(&f, &found, name);
      }
   }
   unload(&f);
}

/* ---- cases known by hand ------------------------------------------------------------------------
 */

static const char CONTRADICT[] = "tests/good/contradict.cfg";

static bool has_rule(const ics_conflicts *found, const char *rule)
{
   for (int p = 0; p < found->nirreducible; p++)
      if (strcmp(found->irreducible[p].rule, rule) == 0) return true;
   return false;
}

static double alone(const ics_conflicts *found, const char *rule)
{
   for (int p = 0; p < found->nirreducible; p++)
      if (strcmp(found->irreducible[p].rule, rule) == 0) return found->irreducible[p].alone;
   return (double)NAN;
}

static const char FUND[] = "fund(budget,2025-26)", FLOOR_A[] = "fence(1,2025-26)",
                  FLOOR_B[] = "fence(2,2025-26)", CAP_A[] = "fence(3,2025-26)";

static void three_limits_that_add_up_to_too_much(void)
{
   made it = { CONTRADICT, { { "fences.floor_b.value", "6" } }, { NULL } };
   fixture f;
   ics_conflicts found;
   char text[SETS][128];
   const char *list[SETS];
   begin(&f, &it, text, list);
   CHECK_OK(ics_find_conflicts(f.in, &f.request, f.arena, &found, &f.err), &f.err);
   CHECK_INT(found.nirreducible, 3);
   CHECK(has_rule(&found, FUND) && has_rule(&found, FLOOR_A) && has_rule(&found, FLOOR_B));
   CHECK_NEAR(alone(&found, FUND), 2.0, 1e-9);
   CHECK_NEAR(alone(&found, FLOOR_A), 2.0, 1e-9);
   CHECK_NEAR(alone(&found, FLOOR_B), 2.0, 1e-9);
   CHECK_NEAR(found.repairs[0].total, 2.0, 1e-9);
   CHECK_INT(found.repairs[1].nchanges, 1);
   CHECK(found.repairs[1].proved);
   CHECK_INT(found.nrepairs, 5);
   CHECK(!found.more);
   CHECK_TEXT(found.irreducible[0].file, CONTRADICT);
   CHECK_INT(found.irreducible[0].line, 19);
   unload(&f);
   check_made(&it, false);
}

static void one_rule_in_two_conflicts_mends_both(void)
{
   made it = { CONTRADICT,
               { { "fences.floor_b.value", "6" }, { "fences.cap_a.value", "5" } },
               { NULL } };
   fixture f;
   ics_conflicts found;
   char text[SETS][128];
   const char *list[SETS];
   begin(&f, &it, text, list);
   CHECK_OK(ics_find_conflicts(f.in, &f.request, f.arena, &found, &f.err), &f.err);
   CHECK(has_rule(&found, FLOOR_A));
   CHECK_NEAR(found.repairs[0].total, 2.0, 1e-9);
   CHECK_INT(found.repairs[1].nchanges, 1);
   CHECK_TEXT(found.repairs[1].changes[0].rule.rule, FLOOR_A);
   CHECK_NEAR(found.repairs[1].changes[0].by, 2.0, 1e-9);
   CHECK_NEAR(found.repairs[1].changes[0].to, 4.0, 1e-9);
   CHECK_INT(found.nrepairs, 3);
   CHECK(found.more);
   CHECK(!has_rule(&found, CAP_A) || isinf(alone(&found, CAP_A)));
   unload(&f);
   check_made(&it, false);
}

static void two_conflicts_apart_need_two_changes(void)
{
   made it = { CONTRADICT,
               { { "fences.cap_a.value", "5" }, { "fences.cap_b.value", "2" } },
               { NULL } };
   fixture f;
   ics_conflicts found;
   char text[SETS][128];
   const char *list[SETS];
   begin(&f, &it, text, list);
   CHECK_OK(ics_find_conflicts(f.in, &f.request, f.arena, &found, &f.err), &f.err);
   CHECK_INT(found.nirreducible, 2);
   CHECK_NEAR(found.repairs[0].total, 2.0, 1e-9);
   CHECK_INT(found.nrepairs, 2);
   CHECK_INT(found.repairs[1].nchanges, 2);
   CHECK(found.repairs[1].proved);
   CHECK_NEAR(found.repairs[1].total, 2.0, 1e-9);
   CHECK(found.repairs[1].noptions == 2);
   unload(&f);
   check_made(&it, false);
}

/* What funds hold bounds no column here: the fund is told, and can be raised. */
static void too_little_money_is_told_as_the_fund(void)
{
   made it = { CONTRADICT,
               { { "funds.budget.amount", "5" }, { "fences.floor_b.value", "0" } },
               { NULL } };
   fixture f;
   ics_conflicts found;
   char text[SETS][128];
   const char *list[SETS];
   begin(&f, &it, text, list);
   CHECK_OK(ics_find_conflicts(f.in, &f.request, f.arena, &found, &f.err), &f.err);
   CHECK_INT(found.nirreducible, 2);
   CHECK(has_rule(&found, FUND) && has_rule(&found, FLOOR_A));
   CHECK_NEAR(alone(&found, FUND), 1.0, 1e-9);
   CHECK_NEAR(alone(&found, FLOOR_A), 1.0, 1e-9);
   unload(&f);
   check_made(&it, false);
}

/* 13 asked for, 12 in the fund, 11 within the corridor. */
static void a_limit_behind_a_limit_still_holds(void)
{
   made it = { "tests/good/two_limits.cfg",
               { { "funds.budget.amount", "12" }, { "fences.floor.value", "13" } },
               { NULL } };
   fixture f;
   ics_conflicts found;
   char text[SETS][128];
   const char *list[SETS];
   begin(&f, &it, text, list);
   CHECK_OK(ics_find_conflicts(f.in, &f.request, f.arena, &found, &f.err), &f.err);
   CHECK_INT(found.nirreducible, 2);
   CHECK_NEAR(alone(&found, FLOOR_A), 2.0, 1e-9);
   CHECK_NEAR(found.repairs[0].total, 2.0, 1e-9);
   CHECK_INT(found.nrepairs, 3); /* sum, count, the floor alone */
   CHECK_TEXT(found.repairs[2].changes[0].rule.rule, FLOOR_A);
   unload(&f);
   check_made(&it, false);
}

/* The best is 78 (tiny/package.cfg); 79 is one too many, and one hundredth of 79 counts as 1m. */
static void an_aim_out_of_reach_is_told_by_how_much(void)
{
   made it = { "instances/tiny/package.cfg", { { NULL, NULL } }, { "health>=79" } };
   fixture f;
   ics_conflicts found;
   char text[SETS][128];
   const char *list[SETS];
   begin(&f, &it, text, list);
   CHECK_OK(ics_find_conflicts(f.in, &f.request, f.arena, &found, &f.err), &f.err);
   CHECK_NEAR(alone(&found, "bound(health,least)"), 1.0, 1e-9);
   CHECK(found.weighed);
   for (int r = 2; r < found.nrepairs; r++)
      if (strcmp(found.repairs[r].changes[0].rule.kind, "bound") == 0)
         CHECK_NEAR(found.repairs[r].total, 1.0 / 0.79, 1e-9);
   unload(&f);
   check_made(&it, false);
}

static void limits_of_one_aim_that_cross(void)
{
   made it = { "instances/tiny/package.cfg", { { NULL, NULL } }, { "health>=50", "health<=40" } };
   fixture f;
   ics_conflicts found;
   char text[SETS][128];
   const char *list[SETS];
   begin(&f, &it, text, list);
   CHECK_OK(ics_find_conflicts(f.in, &f.request, f.arena, &found, &f.err), &f.err);
   CHECK_INT(found.nirreducible, 2);
   CHECK_NEAR(alone(&found, "bound(health,least)"), 10.0, 1e-9);
   CHECK_NEAR(alone(&found, "bound(health,most)"), 10.0, 1e-9);
   unload(&f);
   check_made(&it, false);
}

static void where_there_is_a_plan_nothing_contradicts(void)
{
   static const char *const files[] = { "tests/good/contradict.cfg", "tests/good/small.cfg",
                                        "instances/tiny/two_places.cfg",
                                        "instances/england/QT6.cfg" };
   for (size_t p = 0; p < sizeof files / sizeof files[0]; p++) {
      fixture f;
      ics_conflicts found = { .plan_exists = false };
      load(&f, files[p], NULL, 0);
      ics_rc rc = ics_find_conflicts(f.in, &f.request, f.arena, &found, &f.err);
      CHECK_(rc == ICS_OK && found.plan_exists, "%s: %s", files[p], f.err.text);
      unload(&f);
   }
}

/* Whichever allocation fails, it is said, and nothing is left behind. */
static void memory_that_runs_out_is_said(void)
{
   const ics_override set = { "fences.cap_a.value", "5" };
   fixture f;
   load(&f, CONTRADICT, &set, 1);
   size_t before = ics_arena_live();
   long failed = 0;
   for (long k = 0; k < 100000 && f.ok; k += 1 + k / 16) {
      ics_arena *arena = ics_arena_new();
      ics_conflicts found;
      ics_arena_fail_at(k);
      ics_rc rc = ics_find_conflicts(f.in, &f.request, arena, &found, &f.err);
      ics_arena_fail_at(-1);
      ics_arena_free(&arena);
      ics_err_clear(&f.err);
      CHECK_INT(ics_arena_live(), before);
      if (rc == ICS_OK) break;
      CHECK_INT(rc, ICS_EMEMORY);
      failed++;
   }
   CHECK(failed > 20);
   unload(&f);
}

/* The loose model allows what the ordinary one does: their best values are the same. */
static void a_loose_model_has_the_same_plans(void)
{
   static const char *const files[] = { "tests/good/small.cfg",
                                        "instances/tiny/bands.cfg",
                                        "instances/tiny/two_mechanisms.cfg",
                                        "instances/tiny/fixed_costs.cfg",
                                        "instances/tiny/two_funds.cfg",
                                        "instances/tiny/chain.cfg",
                                        "instances/england/QT6.cfg" };
   static const ics_limits limits = { 1e-9, 2000000, 60.0 };
   for (size_t p = 0; p < sizeof files / sizeof files[0]; p++) {
      fixture f;
      ics_solved strict, loose;
      load(&f, files[p], NULL, 0);
      CHECK_OK(ics_prepare(f.in, &f.request, f.arena, &strict, &f.err), &f.err);
      CHECK_OK(ics_prepare_loose(f.in, &f.request, f.arena, &loose, &f.err), &f.err);
      for (int a = 0; a < f.in->naims; a++) {
         ics_solution one, other;
         double *c = ics_alloc(f.arena, (size_t)strict.model->lp.n, sizeof *c);
         double *d = ics_alloc(f.arena, (size_t)loose.model->lp.n, sizeof *d);
         double sign = f.in->aims[a].maximise ? -1.0 : 1.0;
         c[strict.model->aim[a]] = d[loose.model->aim[a]] = sign;
         ics_lp lp = strict.model->lp, wide = loose.model->lp;
         lp.c = c;
         wide.c = d;
         CHECK_OK(ics_lp_solve(&lp, NULL, &limits, f.arena, &one, &f.err), &f.err);
         CHECK_OK(ics_lp_solve(&wide, NULL, &limits, f.arena, &other, &f.err), &f.err);
         CHECK(one.status == ICS_OPTIMAL && other.status == ICS_OPTIMAL);
         CHECK_NEAR(other.objective, one.objective, 1e-7);
      }
      unload(&f);
   }
}

/* ---- England ------------------------------------------------------------------------------------
 */

#define SYSTEM(code) "instances/england/" code ".cfg"

static const made systems[] = {
   { SYSTEM("QT6"), { { "fences.mhis.value", "1.2" } }, { NULL } },
   { SYSTEM("QOC"), { { "funds.core.amount", "500" } }, { NULL } },
   { SYSTEM("QT6"), { { "rules.corridor", "0" }, { "fences.mhis.value", "1.01" } }, { NULL } },
   { SYSTEM("QHL"), { { "funds.pod.amount", "40" } }, { NULL } },
   { SYSTEM("QT6"), { { NULL, NULL } }, { "outcomes<=1000" } },
   { SYSTEM("QVV"), { { "rules.drift", "0" }, { "services.mental.fixed_share", "1" } }, { NULL } },
   { SYSTEM("QPM"), { { "fences.dilution.value", "0.001" } }, { NULL } },
   { SYSTEM("QOX"), { { "resources.beds.amount", "100" } }, { "outcomes<=20000" } },
   { SYSTEM("QUY"), { { "fences.bcf-social.value", "1.5" } }, { NULL } },
   { SYSTEM("QHG"), { { "funds.specialised.amount", "50" } }, { NULL } },
   { SYSTEM("QSL"), { { "funds.running.amount", "0.1" } }, { NULL } },
   { SYSTEM("QUA"), { { "fences.bcf.value", "1000" } }, { NULL } },
   { SYSTEM("QF7"), { { "funds.primary_medical.amount", "10" } }, { NULL } },
   { SYSTEM("QWU"), { { "funds.core.amount", "900" } }, { NULL } },
   { SYSTEM("QR1"), { { "fences.mhis.value", "1.04" } }, { NULL } },
   { SYSTEM("QKK"), { { NULL, NULL } }, { "productivity<=1" } },
   { SYSTEM("QMJ"),
     { { "rules.drift", "0" }, { "services.community.fixed_share", "1" } },
     { NULL } },
   { SYSTEM("QUE"),
     { { "fences.mhis.value", "1.1" }, { "fences.bcf-social.value", "1.3" } },
     { NULL } },
   { SYSTEM("QWE"), { { "rules.corridor", "0" }, { "fences.bcf-social.value", "1.1" } }, { NULL } },
   { SYSTEM("QWO"),
     { { "rules.drift", "0" }, { "services.urgent.fixed_share", "0.99" } },
     { NULL } },
   { SYSTEM("QNQ"), { { "funds.pod.amount", "30" } }, { NULL } },
   { SYSTEM("QJG"), { { NULL, NULL } }, { "inequalities<=-1" } },
   { SYSTEM("QMM"), { { "fences.bcf.value", "900" } }, { NULL } },
   { SYSTEM("QGH"), { { "fences.mhis.value", "1.3" } }, { "outcomes<=2000" } },
   { SYSTEM("QT1"), { { "rules.pace", "0" }, { "fences.mhis.value", "1.2" } }, { NULL } },
};

/* By default four; all with ICS_ALL_SYSTEMS=1, which tells its figures (some minutes); those of one
 * with ICS_SYSTEM=QT6 as well. */
enum { QUICK = 4, ALL = (int)(sizeof systems / sizeof systems[0]) };

static void systems_made_infeasible(void)
{
   bool all = getenv("ICS_ALL_SYSTEMS") != NULL;
   const char *one = getenv("ICS_SYSTEM");
   for (int s = 0; s < (all ? ALL : QUICK); s++)
      if (!one || strstr(systems[s].file, one)) check_made(&systems[s], all);
}

const ics_test tests_conflicts[] = {
   { "a loose model has the same plans as an ordinary one", a_loose_model_has_the_same_plans },
   { "three limits that add up to too much are one conflict",
     three_limits_that_add_up_to_too_much },
   { "one rule in two conflicts mends both", one_rule_in_two_conflicts_mends_both },
   { "two conflicts apart need two changes", two_conflicts_apart_need_two_changes },
   { "too little money is told as the fund", too_little_money_is_told_as_the_fund },
   { "a limit behind a limit still holds", a_limit_behind_a_limit_still_holds },
   { "an aim out of reach is told by how much", an_aim_out_of_reach_is_told_by_how_much },
   { "limits of one aim that cross are a conflict", limits_of_one_aim_that_cross },
   { "memory that runs out is said", memory_that_runs_out_is_said },
   { "where there is a plan nothing contradicts", where_there_is_a_plan_nothing_contradicts },
   { "systems made infeasible: set, repairs and least sum as an oracle of another form has them",
     systems_made_infeasible },
   { NULL, NULL },
};
