/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/relax.h"

#include <math.h>
#include <string.h>

static const double MOST_SLACK = 1e12; /* the largest bound that a back end is given */
static const double PARALLEL = 1e-9;   /* multipliers below it are rounding */
static const double ONE_PER_CENT = 0.01;

/* ---- which rules there are ----------------------------------------------------------------------
 */

/* Standards are soft already: unmet need above them is shortfall. */
static bool may_relax_row(const ics_model *m, int r)
{
   return ics_row_is_rule(m, r) && strcmp(m->row_tag[r].family, "standards") != 0;
}

static bool may_relax_bound(const ics_model *m, int j, bool upper)
{
   const ics_tag *by = upper ? &m->hi_by[j] : &m->lo_by[j];
   double beyond = upper ? m->natural_hi[j] - m->lp.hi[j] : m->lp.lo[j] - m->natural_lo[j];
   return by->kind && beyond > 0.0 && ics_bound_is_rule(m, j, upper) &&
          strcmp(by->family, "standards") != 0;
}

static bool same_tag(const ics_tag *a, const ics_tag *b)
{
   const ics_item *p = &a->item, *q = &b->item;
   return strcmp(a->kind, b->kind) == 0 && strcmp(a->family, b->family) == 0 &&
          p->place == q->place && p->service == q->service && p->blend == q->blend &&
          p->tranche == q->tranche && p->fund == q->fund && p->other == q->other &&
          p->aim == q->aim && p->year == q->year;
}

/* A limit in money counts as itself. One hundredth of any other limit counts as a million pounds,
 * so that beds, people and QALYs can stand in one sum; whoever reads the sum is told so. A planner
 * may ask an aim for next to nothing: its size is then what going on as today comes to. */
static double weight_of(const char *unit, double limit, double today)
{
   if (strncmp(unit, "GBPm", 4) == 0) return 1.0;
   return 1.0 / (ONE_PER_CENT * fmax(1.0, fmax(fabs(limit), fabs(today))));
}

/* ---- making the program -------------------------------------------------------------------------
 */

/* Where the program is while it is made. */
typedef struct making {
   ics_relax *x;
   const ics_model *m;
   ics_arena *arena;
   int *start, *row;
   double *val, *rlo, *rhi;
   double *least, *most; /* [rows] activity over the natural box */
   int columns, entries; /* elastic ones so far; all entries */
} making;

static void add_column(making *k, int base, double sign, double most)
{
   ics_relax *x = k->x;
   x->base[k->columns] = base;
   x->sign[k->columns] = sign;
   x->most[k->columns] = fmin(fmax(most, 0.0), MOST_SLACK);
   k->columns++;
   x->rules[x->nrules - 1].count++;
   k->start[k->m->lp.n + k->columns] = k->entries;
}

static void add_slack(making *k, int row, double sign, double most)
{
   k->row[k->entries] = row;
   k->val[k->entries++] = sign;
   add_column(k, row, sign, most);
}

static void add_overflow(making *k, int j, bool upper)
{
   const ics_model *m = k->m;
   double sign = upper ? 1.0 : -1.0;
   for (int p = m->lp.start[j]; p < m->lp.start[j + 1]; p++) {
      k->row[k->entries] = m->lp.row[p];
      k->val[k->entries++] = sign * m->lp.val[p];
   }
   add_column(k, j, sign, upper ? m->natural_hi[j] - m->lp.hi[j] : m->lp.lo[j] - m->natural_lo[j]);
}

static void begin_rule(making *k, ics_relax_kind kind, int at)
{
   ics_relax *x = k->x;
   x->rules[x->nrules++] =
       (ics_relaxable){ kind, at, k->m->lp.n + k->columns, 0, 1.0, ICS_HOLD_LOOSEN };
}

static void add_row_rule(making *k, ics_relax_kind kind, int at, int row)
{
   begin_rule(k, kind, at);
   if (k->least[row] < k->rlo[row]) add_slack(k, row, 1.0, k->rlo[row] - k->least[row]);
   if (k->most[row] > k->rhi[row]) add_slack(k, row, -1.0, k->most[row] - k->rhi[row]);
   if (k->x->rules[k->x->nrules - 1].count == 0) k->x->nrules--; /* the box keeps it */
}

/* Neighbouring columns that one rule bounds are one rule: tranches of a mechanism. */
static void add_bound_rules(making *k, bool upper)
{
   const ics_model *m = k->m;
   const ics_tag *by = upper ? m->hi_by : m->lo_by;
   int last = ICS_NONE;
   for (int j = 0; j < m->lp.n; j++) {
      if (!may_relax_bound(m, j, upper)) continue;
      if (last == ICS_NONE || !same_tag(&by[last], &by[j]))
         begin_rule(k, upper ? ICS_RELAX_UPPER : ICS_RELAX_LOWER, j);
      add_overflow(k, j, upper);
      last = j;
   }
}

/* The model's columns, with one entry more in an aim's column for each limit that the planner sets
 * on it: rows after the model's own. */
static void copy_columns(making *k)
{
   const ics_model *m = k->m;
   for (int j = 0; j < m->lp.n; j++) {
      for (int p = m->lp.start[j]; p < m->lp.start[j + 1]; p++) {
         k->row[k->entries] = m->lp.row[p];
         k->val[k->entries++] = m->lp.val[p];
      }
      for (int b = 0; b < m->goal->nbounds; b++)
         if (m->aim[m->goal->bounds[b].aim] == j) {
            k->row[k->entries] = m->lp.m + b;
            k->val[k->entries++] = 1.0;
         }
      k->start[j + 1] = k->entries;
   }
}

static void copy_rows(making *k)
{
   const ics_model *m = k->m;
   memcpy(k->rlo, m->lp.rlo, (size_t)m->lp.m * sizeof *k->rlo);
   memcpy(k->rhi, m->lp.rhi, (size_t)m->lp.m * sizeof *k->rhi);
   for (int b = 0; b < m->goal->nbounds; b++) {
      const ics_aim_bound *bound = &m->goal->bounds[b];
      k->rlo[m->lp.m + b] = bound->at_least ? bound->limit : -ICS_INF;
      k->rhi[m->lp.m + b] = bound->at_least ? ICS_INF : bound->limit;
   }
   for (int j = 0; j < m->lp.n; j++)
      for (int p = k->start[j]; p < k->start[j + 1]; p++) {
         double a = k->val[p] * m->natural_lo[j], b = k->val[p] * m->natural_hi[j];
         k->least[k->row[p]] += fmin(a, b);
         k->most[k->row[p]] += fmax(a, b);
      }
}

static ics_rc take_room(making *k, ics_err *err)
{
   const ics_model *m = k->m;
   ics_relax *x = k->x;
   size_t rows = (size_t)m->lp.m + (size_t)m->goal->nbounds, extra = 2 * rows + 2 * (size_t)m->lp.n;
   size_t n = (size_t)m->lp.n + extra;
   ICS_ALLOC(k->start, k->arena, n + 1, err);
   ICS_ALLOC(k->row, k->arena, 3 * (size_t)m->lp.nz + 3 * rows, err);
   ICS_ALLOC(k->val, k->arena, 3 * (size_t)m->lp.nz + 3 * rows, err);
   ICS_ALLOC(k->rlo, k->arena, rows, err);
   ICS_ALLOC(k->rhi, k->arena, rows, err);
   ICS_ALLOC(k->least, k->arena, rows, err);
   ICS_ALLOC(k->most, k->arena, rows, err);
   ICS_ALLOC(x->rules, k->arena, extra, err);
   ICS_ALLOC(x->base, k->arena, extra, err);
   ICS_ALLOC(x->sign, k->arena, extra, err);
   ICS_ALLOC(x->most, k->arena, extra, err);
   ICS_ALLOC(x->lo, k->arena, n, err);
   ICS_ALLOC(x->hi, k->arena, n, err);
   ICS_ALLOC(x->c, k->arena, n, err);
   ICS_ALLOC(x->priced, k->arena, m->lp.n, err);
   return ICS_OK;
}

static ics_rc weigh(ics_relax *x, ics_arena *arena, ics_err *err)
{
   const ics_goal *goal = x->m->goal;
   double *today;
   ICS_ALLOC(today, arena, x->m->lp.n, err);
   if (goal->nbounds > 0) ICS_TRY(ics_model_baseline(x->m, today, err));
   for (int r = 0; r < x->nrules; r++) {
      ics_rule rule;
      const char *asks;
      double limit;
      if (x->rules[r].kind == ICS_RELAX_LOWER || x->rules[r].kind == ICS_RELAX_UPPER)
         continue; /* bounds are money */
      ICS_TRY(ics_relax_rule(x, r, arena, &rule, &asks, &limit, err));
      bool aim = x->rules[r].kind == ICS_RELAX_AIM;
      x->rules[r].weight =
          weight_of(rule.unit, isnan(limit) ? 0.0 : limit,
                    aim ? today[x->m->aim[goal->bounds[x->rules[r].at].aim]] : 0.0);
   }
   return ICS_OK;
}

static ics_rc make(making *k, ics_err *err)
{
   const ics_model *m = k->m;
   ics_relax *x = k->x;
   ICS_TRY(take_room(k, err));
   copy_columns(k);
   copy_rows(k);
   for (int r = 0; r < m->lp.m; r++)
      if (may_relax_row(m, r)) add_row_rule(k, ICS_RELAX_ROW, r, r);
   add_bound_rules(k, false);
   add_bound_rules(k, true);
   for (int b = 0; b < m->goal->nbounds; b++) add_row_rule(k, ICS_RELAX_AIM, b, m->lp.m + b);
   memcpy(x->lo, m->lp.lo, (size_t)m->lp.n * sizeof *x->lo);
   memcpy(x->hi, m->lp.hi, (size_t)m->lp.n * sizeof *x->hi);
   x->lp = (ics_lp){ .m = m->lp.m + m->goal->nbounds,
                     .n = m->lp.n + k->columns,
                     .nz = k->entries,
                     .start = k->start,
                     .row = k->row,
                     .val = k->val,
                     .lo = x->lo,
                     .hi = x->hi,
                     .rlo = k->rlo,
                     .rhi = k->rhi,
                     .c = x->c };
   ICS_TRY(weigh(x, k->arena, err));
   ics_relax_hold_all(x, ICS_HOLD_LOOSEN);
   return ics_solver_open(&x->lp, k->arena, &x->solver, err);
}

ics_rc ics_relax_open(const ics_model *m, const ics_limits *limits, ics_arena *arena,
                      ics_relax *out, ics_err *err)
{
   *out = (ics_relax){ .m = m, .limits = limits };
   making k = { .x = out, .m = m, .arena = arena };
   return make(&k, err);
}

void ics_relax_close(ics_relax *x)
{
   ics_solver_close(&x->solver);
   ics_arena_free(&x->scratch);
}

/* ---- asking -------------------------------------------------------------------------------------
 */

void ics_relax_hold(ics_relax *x, int rule, ics_hold hold)
{
   ics_relaxable *it = &x->rules[rule];
   it->hold = hold;
   for (int j = it->first; j < it->first + it->count; j++) {
      x->hi[j] = hold == ICS_HOLD_KEEP ? 0.0 : x->most[j - x->m->lp.n];
      x->c[j] = hold == ICS_HOLD_LOOSEN ? it->weight : 0.0;
   }
}

void ics_relax_hold_all(ics_relax *x, ics_hold hold)
{
   for (int r = 0; r < x->nrules; r++) ics_relax_hold(x, r, hold);
}

static void price_columns(ics_relax *x)
{
   for (int j = 0; j < x->m->lp.n; j++) {
      double sum = 0.0;
      for (int p = x->lp.start[j]; p < x->lp.start[j + 1]; p++)
         sum += x->lp.val[p] * x->last.y[x->lp.row[p]];
      x->priced[j] = sum;
   }
}

ics_rc ics_relax_solve(ics_relax *x, double *sum, ics_err *err)
{
   ics_arena_free(&x->scratch);
   x->scratch = ics_arena_new();
   if (!x->scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ICS_TRY(ics_solver_solve(x->solver, &x->lp, NULL, x->limits, x->scratch, &x->last, err));
   x->programs++;
   if (x->last.status == ICS_LIMIT)
      return ics_fail(err, ICS_ELIMIT,
                      "a limit was reached while the rules were tried; raise --set "
                      "time_limit=SECONDS or --set iterations=COUNT");
   if (x->last.status == ICS_UNCERTIFIED)
      return ics_fail(err, ICS_ENUMERIC,
                      "which rules contradict each other could not be certified within --set "
                      "gap=%g",
                      x->limits->gap);
   *sum = x->last.objective;
   price_columns(x);
   return ICS_OK;
}

ics_rc ics_relax_can(ics_relax *x, bool *can, ics_err *err)
{
   double sum;
   ICS_TRY(ics_relax_solve(x, &sum, err));
   *can = sum <= ICS_KEPT;
   if (!*can && !(x->last.certificate.bound > 0.0) && isfinite(sum))
      return ics_fail(err, ICS_ENUMERIC,
                      "whether rules contradict each other could not be told: by %g, proved %g",
                      sum, x->last.certificate.bound);
   return ICS_OK;
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

double ics_relax_by(const ics_relax *x, int rule)
{
   const ics_relaxable *it = &x->rules[rule];
   bool bound = it->kind == ICS_RELAX_LOWER || it->kind == ICS_RELAX_UPPER;
   double sum = 0.0;
   for (int j = it->first; j < it->first + it->count; j++) {
      double sign = x->sign[j - x->m->lp.n];
      sum += (bound ? sign : -sign) * x->last.x[j];
   }
   return sum;
}

double ics_relax_force(const ics_relax *x, int rule)
{
   const ics_relaxable *it = &x->rules[rule];
   double force = 0.0;
   for (int j = it->first; j < it->first + it->count; j++) {
      int base = x->base[j - x->m->lp.n];
      if (it->kind == ICS_RELAX_ROW)
         force = fmax(force, fabs(x->last.y[base]));
      else if (it->kind == ICS_RELAX_AIM)
         force = fmax(force, fabs(x->last.y[base]));
      else if (it->kind == ICS_RELAX_LOWER) /* d = -A'y > 0 holds x at its lower bound */
         force = fmax(force, -x->priced[base]);
      else
         force = fmax(force, x->priced[base]);
   }
   return force > PARALLEL ? force : 0.0;
}

double ics_relax_size(const ics_relax *x, int rule)
{
   const ics_relaxable *it = &x->rules[rule];
   double limit = 0.0, lo, hi;
   if (it->kind == ICS_RELAX_LOWER)
      limit = x->m->lp.lo[it->at];
   else if (it->kind == ICS_RELAX_UPPER)
      limit = x->m->lp.hi[it->at];
   else {
      int row = it->kind == ICS_RELAX_AIM ? x->m->lp.m + it->at : it->at;
      lo = x->lp.rlo[row];
      hi = x->lp.rhi[row];
      limit = isfinite(lo) ? lo : hi;
   }
   return it->weight * fabs(limit);
}

const char *ics_relax_kind_of(const ics_relax *x, int rule, int *year)
{
   const ics_relaxable *it = &x->rules[rule];
   const ics_model *m = x->m;
   *year = ICS_NONE;
   if (it->kind == ICS_RELAX_AIM) return "bound";
   const ics_tag *tag = it->kind == ICS_RELAX_ROW     ? &m->row_tag[it->at]
                        : it->kind == ICS_RELAX_LOWER ? &m->lo_by[it->at]
                                                      : &m->hi_by[it->at];
   *year = tag->item.year;
   return tag->kind;
}

void ics_relax_plan(const ics_relax *x, double *plan)
{
   int n = x->m->lp.n;
   memcpy(plan, x->last.x, (size_t)n * sizeof *plan);
   for (int r = 0; r < x->nrules; r++) {
      const ics_relaxable *it = &x->rules[r];
      if (it->kind != ICS_RELAX_LOWER && it->kind != ICS_RELAX_UPPER) continue;
      for (int j = it->first; j < it->first + it->count; j++)
         plan[x->base[j - n]] += x->sign[j - n] * x->last.x[j];
   }
}

/* ---- in words -----------------------------------------------------------------------------------
 */

/* Does the right-hand side say what the rule asks for, or do the plan's own columns (a share of a
 * contract, of local money)? */
static double limit_of_row(double lo, double hi)
{
   double limit = isfinite(lo) ? lo : hi;
   return limit == 0.0 ? (double)NAN : limit;
}

/* What a rule on a mechanism comes to over all its tranches, those it need not cut included. */
static double limit_of_bounds(const ics_relax *x, const ics_relaxable *it)
{
   const ics_model *m = x->m;
   bool upper = it->kind == ICS_RELAX_UPPER;
   const double *end = upper ? m->lp.hi : m->lp.lo;
   const ics_tag *tag = &m->col_tag[it->at];
   if (tag->item.tranche < 0) return end[it->at];
   double sum = 0.0;
   int first = it->at - tag->item.tranche;
   for (int j = first; j < m->lp.n && m->col_tag[j].item.tranche == j - first &&
                       m->col_tag[j].item.blend == tag->item.blend;
        j++)
      sum += end[j];
   return sum;
}

ics_rc ics_relax_rule(const ics_relax *x, int rule, ics_arena *arena, ics_rule *out,
                      const char **asks, double *limit, ics_err *err)
{
   const ics_relaxable *it = &x->rules[rule];
   const ics_model *m = x->m;
   if (it->kind == ICS_RELAX_ROW) {
      double lo = m->lp.rlo[it->at], hi = m->lp.rhi[it->at];
      *asks = lo == hi ? "exactly" : isfinite(lo) ? "at least" : "at most";
      *limit = limit_of_row(lo, hi);
      return ics_rule_of_row(m, it->at, arena, out, err);
   }
   if (it->kind == ICS_RELAX_AIM) {
      const ics_aim_bound *bound = &m->goal->bounds[it->at];
      *asks = bound->at_least ? "at least" : "at most";
      *limit = bound->limit;
      return ics_rule_of_bound(m, m->aim[bound->aim], !bound->at_least, arena, out, err);
   }
   bool upper = it->kind == ICS_RELAX_UPPER;
   *asks = upper ? "at most" : "at least";
   *limit = limit_of_bounds(x, it);
   return ics_rule_of_bound(m, it->at, upper, arena, out, err);
}
