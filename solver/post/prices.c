/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "post/prices.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"

/* {relative} Prices of the two sides that differ by less are the same: what two certified re-solves
 * can tell apart. */
static const double SAME_PRICE = 1e-6;

/* {relative} The same for a standard, whose sides are slopes over a small step. */
static const double SAME_STANDARD = 1e-4;

/* {unit of the vertex} Worth of less is the rounding of duals. */
static const double NOTHING = 1e-9;

/* {share of need} of the two re-solves that tell the price of a standard on either side: a hundred
 * thousandth of a point, far above rounding and far below the first corner met. */
static const double STANDARD_NUDGE = 1e-7;

static const double POINT = 0.01; /* {share} one percentage point */

/* {relative} A row this near to its limit stands at it. */
static const double TIGHT = 1e-9;

enum { NO_VAR = -1 };

typedef struct pricing {
   const ics_vertex *v;
   ics_ranger *ranger;
   const ics_limits *limits;
   ics_arena *arena;
   ics_arena *scratch; /* of one re-solve */
   ics_prices *out;
   int *var;           /* [out->n] row or column of each rule; NO_VAR of a standard */
   double *dx;         /* [n] */
   double *lo, *hi;    /* [n] */
   double *activity;   /* [m] of the corner */
   ics_solver *solver; /* for standards, which move many bounds at once */
} pricing;

/* Room for one re-solve; that of the one before is given back. */
static ics_rc fresh(pricing *w, ics_err *err)
{
   ics_arena_free(&w->scratch);
   w->scratch = ics_arena_new();
   return w->scratch ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

static bool is_kind(const ics_rule *rule, const char *kind)
{
   return strcmp(rule->kind, kind) == 0;
}

static bool same(double a, double b, double within)
{
   if (isinf(a) || isinf(b)) return a == b;
   return fabs(a - b) <= within * fmax(fabs(a), fabs(b));
}

/* Worth, as people see it, of a rise of the minimised objective. */
static double worth_of(const pricing *w, double rise)
{
   double worth = -rise * w->v->worth;
   return fabs(worth) <= NOTHING ? 0.0 : worth;
}

/* ---- one limit ----------------------------------------------------------------------------------
 */

/* What is met where a range ends: a rule in its words, or what else there is in ours. */
static ics_rc words_of_end(const pricing *w, int var, const char **words, ics_err *err)
{
   const ics_model *m = w->v->m;
   int j = var - m->lp.m;
   bool row = var >= 0 && j < 0;
   *words = "";
   if (var < 0) return ICS_OK;
   ics_rule rule = { 0 };
   double x = row ? 0.0 : w->v->at->x[j];
   bool upper = !row && fabs(m->lp.hi[j] - x) < fabs(x - m->lp.lo[j]);
   if (row && ics_row_is_rule(m, var))
      ICS_TRY(ics_rule_of_row(m, var, w->arena, &rule, err));
   else if (!row && ics_bound_is_rule(m, j, upper))
      ICS_TRY(ics_rule_of_bound(m, j, upper, w->arena, &rule, err));
   else {
      const ics_tag *tag = row ? &m->row_tag[var] : &m->col_tag[j];
      static const struct {
         const char *kind, *words;
      } known[] = {
         { "unmet", "need for {service} at {place} left unmet in {year} reaches another severity" },
         { "care", "care of {service} at {place} in {year} meets all its need, or none" },
         { "pay", "a tranche of {mechanism} in {service} at {place} in {year} is full, or empty" },
         { "flow", "{fund} stops paying for {service} at {place} in {year}" },
         { "need", "need for {service} at {place} in {year} cannot fall further" },
         { "floor", "need for {service} at {place} in {year} cannot fall further" },
         { "overlap", "schemes overlap in {service} at {place} in {year}" },
         { "chain", "schemes overlap in {service} at {place} in {year}" },
         { "index", "the gap in {service} in {year} closes, or opens" },
         { "deliver", "care of {service} at {place} in {year} is all used, or not" },
      };
      for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
         if (strcmp(known[k].kind, tag->kind) == 0)
            *words = ics_rule_words(m->in, known[k].words, tag, w->arena);
      if (*words && **words == '\0') *words = row ? m->lp.row_name[var] : m->lp.col_name[j];
      return *words ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
   }
   *words = rule.words;
   return ICS_OK;
}

/* What a worker finds out about one limit, as numbers. */
typedef enum slot {
   LIMIT,
   BINDS,
   PRICE,
   LEFT,
   RIGHT,
   FROM,
   TO,
   ENDS_FROM,
   ENDS_TO,
   AT_PLUS_ONE,
   CROSSES,
   RESOLVED,
   AIMS, /* the first of naims */
} slot;

/* Rules of one mechanism in one contract are many and small: no re-solves for them. */
static bool worth_resolving(const ics_rule *rule)
{
   return !is_kind(rule, "drift") && !is_kind(rule, "as_today");
}

/* Where the range does not reach out on a side, the price there is another basis's. */
static ics_rc take_sides(pricing *w, int var, double *r, ics_err *err)
{
   double y, holds_to;
   if (r[FROM] >= r[LIMIT]) {
      ICS_TRY(ics_range_side(w->ranger, var, false, &y, &holds_to, err));
      r[LEFT] = worth_of(w, y);
      r[RESOLVED]++;
   }
   if (r[TO] <= r[LIMIT]) {
      ICS_TRY(ics_range_side(w->ranger, var, true, &y, &holds_to, err));
      r[RIGHT] = worth_of(w, y);
      r[RESOLVED]++;
   }
   return ICS_OK;
}

/* Within the range the price is the slope; beyond it only a re-solve knows. */
static ics_rc take_step(pricing *w, int var, const ics_rule_price *p, double *r, ics_err *err)
{
   ics_solution sol;
   r[CROSSES] = r[LIMIT] + p->step > r[TO];
   r[AT_PLUS_ONE] = r[CROSSES] ? (double)NAN : r[PRICE] * p->step;
   if (!r[CROSSES] || !r[BINDS] || !worth_resolving(&p->rule)) return ICS_OK;
   ICS_TRY(fresh(w, err));
   ICS_TRY(ics_range_resolve(w->ranger, var, p->step, w->scratch, &sol, err));
   r[RESOLVED]++;
   if (sol.status == ICS_INFEASIBLE) {
      r[AT_PLUS_ONE] = -ICS_INF;
      return ICS_OK;
   }
   if (sol.status != ICS_OPTIMAL)
      return ics_fail(err, ICS_ENUMERIC, "one step more of %s could not be certified",
                      p->rule.words);
   r[AT_PLUS_ONE] = worth_of(w, sol.objective - w->v->at->objective);
   return ICS_OK;
}

static ics_rc take_aims(pricing *w, int var, double *r, ics_err *err)
{
   const ics_model *m = w->v->m;
   if (r[BINDS] == 0.0) return ICS_OK;
   ICS_TRY(ics_range_move(w->ranger, var, w->dx, err));
   for (int a = 0; a < m->in->naims; a++) r[AIMS + a] = w->dx[m->aim[a]];
   return ICS_OK;
}

static ics_rc take_record(const pricing *w, const double *r, int var, ics_rule_price *p,
                          ics_err *err)
{
   int naims = w->v->m->in->naims;
   p->limit = r[LIMIT];
   p->binds = r[BINDS] != 0.0;
   p->price = r[PRICE];
   p->left = r[LEFT];
   p->right = r[RIGHT];
   p->degenerate = !same(p->left, p->right, var == NO_VAR ? SAME_STANDARD : SAME_PRICE);
   p->from = r[FROM];
   p->to = r[TO];
   p->at_plus_one = r[AT_PLUS_ONE];
   p->crosses = r[CROSSES] != 0.0;
   w->out->resolved += (int)r[RESOLVED];
   p->ends_from = p->ends_to = "";
   if (var == NO_VAR) return ICS_OK;
   ICS_TRY(words_of_end(w, (int)r[ENDS_FROM], &p->ends_from, err));
   ICS_TRY(words_of_end(w, (int)r[ENDS_TO], &p->ends_to, err));
   if (!worth_resolving(&p->rule)) return ICS_OK;
   ICS_ALLOC(p->aims, w->arena, naims, err);
   for (int a = 0; a < naims; a++) p->aims[a] = r[AIMS + a];
   return ICS_OK;
}

static double step_of(const ics_rule *rule)
{
   if (strncmp(rule->unit, "GBPm", 4) != 0) return 1.0;
   bool contract = rule->item.service >= 0 && rule->item.place >= 0;
   return contract ? ICS_PRICE_STEP_CONTRACT : ICS_PRICE_STEP_GBP_M;
}

/* The next rule to be priced; var NO_VAR: a standard. */
static ics_rc add_rule(pricing *w, const ics_rule *rule, int var, ics_err *err)
{
   ics_rule_price *p = &w->out->list[w->out->n];
   *p = (ics_rule_price){ .rule = *rule, .against = ICS_NONE };
   p->unit = ics_format(w->arena, "%s/%s", w->v->unit, rule->unit);
   if (!p->unit) return ics_fail(err, ICS_EMEMORY, "out of memory");
   p->step = step_of(rule);
   w->var[w->out->n++] = var;
   return ICS_OK;
}

/* ---- standards ----------------------------------------------------------------------------------
 */

/* The two bands that a standard divides: what is taken up to it and what lies beyond. */
static bool divided(const ics_model *m, int at, int *below, int *above)
{
   const ics_unmet *cell = &m->unmet[at];
   for (int r = 0; r + 1 < cell->n; r++)
      if (m->hi_by[cell->col[r]].kind && cell->above[r + 1]) {
         *below = cell->col[r];
         *above = cell->col[r + 1];
         return true;
      }
   return false;
}

/* Move the standard of service k everywhere by a share of need, and re-solve. */
static ics_rc move_standard(pricing *w, int k, double share, ics_solution *sol, ics_err *err)
{
   double *lo = w->lo, *hi = w->hi;
   const ics_vertex *v = w->v;
   const ics_instance *in = v->m->in;
   ics_lp lp = v->lp;
   memcpy(lo, lp.lo, (size_t)lp.n * sizeof *lo);
   memcpy(hi, lp.hi, (size_t)lp.n * sizeof *hi);
   for (int i = 0; i < in->nplaces; i++)
      for (int t = 0; t < in->nyears; t++) {
         int below, above;
         if (!divided(v->m, ics_cell(v->m, i, k, t), &below, &above)) continue;
         double by = fmax(-hi[below], fmin(hi[above], share * ics_need(in, i, k, t)));
         hi[below] += by;
         hi[above] -= by;
      }
   lp.lo = lo;
   lp.hi = hi;
   ICS_TRY(fresh(w, err));
   ICS_TRY(ics_solver_solve(w->solver, &lp, &v->at->basis, w->limits, w->scratch, sol, err));
   if (sol->status == ICS_OPTIMAL || sol->status == ICS_INFEASIBLE) return ICS_OK;
   return ics_fail(err, ICS_ENUMERIC, "the standard of %s moved a little could not be certified",
                   in->services[k].name);
}

static double gain(const pricing *w, const ics_solution *sol)
{
   if (sol->status == ICS_INFEASIBLE) return -ICS_INF;
   return worth_of(w, sol->objective - w->v->at->objective);
}

/* The dual of a standard: the prices of the limits between bands that stand at it. Where each of
 * them holds on both sides, so does their sum. */
static ics_rc standard_dual(const pricing *w, int k, double *r, bool *one_price, ics_err *err)
{
   const ics_model *m = w->v->m;
   *one_price = true;
   for (int i = 0; i < m->in->nplaces; i++)
      for (int t = 0; t < m->in->nyears; t++) {
         int below, above;
         ics_limit_range range;
         if (!divided(m, ics_cell(m, i, k, t), &below, &above)) continue;
         if (w->v->at->basis.col[below] == 'B' || w->v->at->basis.col[below] == 'L') continue;
         ICS_TRY(ics_range_limit(w->ranger, ics_var_of_col(&m->lp, below), &range, err));
         r[BINDS] = 1.0;
         r[PRICE] += POINT * ics_need(m->in, i, k, t) * worth_of(w, range.price);
         *one_price &= range.from < range.limit && range.limit < range.to;
      }
   return ICS_OK;
}

static bool has_standard(const ics_model *m, int k)
{
   int below, above;
   for (int i = 0; i < m->in->nplaces; i++)
      for (int t = 0; t < m->in->nyears; t++)
         if (divided(m, ics_cell(m, i, k, t), &below, &above)) return true;
   return false;
}

static ics_rc standard_rule(const pricing *w, int k, ics_rule *rule, ics_err *err)
{
   const ics_model *m = w->v->m;
   const ics_service *service = &m->in->services[k];
   for (int i = 0; i < m->in->nplaces; i++)
      for (int t = 0; t < m->in->nyears; t++) {
         int below, above;
         if (!divided(m, ics_cell(m, i, k, t), &below, &above)) continue;
         ICS_TRY(ics_rule_of_bound(m, below, true, w->arena, rule, err));
         rule->item = ics_at(ICS_NONE, k, ICS_NONE);
         rule->id = ics_format(w->arena, "standard(%s)", service->id);
         rule->words = ics_format(w->arena,
                                  "need for %s that may be left unmet, at every place and "
                                  "in every year",
                                  service->name);
         rule->unit = "percentage point of need";
         if (!rule->id || !rule->words) return ics_fail(err, ICS_EMEMORY, "out of memory");
         return ICS_OK;
      }
   return ICS_OK;
}

static ics_rc price_standard(pricing *w, int k, double *r, ics_err *err)
{
   const ics_service *service = &w->v->m->in->services[k];
   bool one_price;
   ics_solution sol;
   r[LIMIT] = service->standard.given ? service->standard.point / POINT : (double)NAN;
   r[FROM] = r[TO] = (double)NAN;
   ICS_TRY(standard_dual(w, k, r, &one_price, err));
   r[LEFT] = r[RIGHT] = r[PRICE];
   if (r[BINDS] == 0.0) return ICS_OK;
   if (!w->solver) ICS_TRY(ics_solver_open(&w->v->lp, w->arena, &w->solver, err));
   if (!one_price) {
      ICS_TRY(move_standard(w, k, -STANDARD_NUDGE, &sol, err));
      r[LEFT] = -gain(w, &sol) * (POINT / STANDARD_NUDGE);
      ICS_TRY(move_standard(w, k, STANDARD_NUDGE, &sol, err));
      r[RIGHT] = gain(w, &sol) * (POINT / STANDARD_NUDGE);
      r[RESOLVED] += 2.0;
   }
   ICS_TRY(move_standard(w, k, POINT, &sol, err));
   r[AT_PLUS_ONE] = gain(w, &sol);
   r[CROSSES] = 1.0;
   r[RESOLVED]++;
   return ICS_OK;
}

static ics_rc standards(pricing *w, ics_err *err)
{
   for (int k = 0; k < w->v->m->in->nservices; k++) {
      ics_rule rule;
      if (!has_standard(w->v->m, k)) continue;
      ICS_TRY(standard_rule(w, k, &rule, err));
      ICS_TRY(add_rule(w, &rule, NO_VAR, err));
   }
   return ICS_OK;
}

static ics_rc price_limit(void *ctx, int index, double *r, ics_err *err)
{
   pricing *w = ctx;
   const ics_rule_price *p = &w->out->list[index];
   int var = w->var[index];
   if (var == NO_VAR) return price_standard(w, p->rule.item.service, r, err);
   ics_limit_range range;
   ICS_TRY(ics_range_limit(w->ranger, var, &range, err));
   r[LIMIT] = range.limit;
   r[BINDS] = range.active;
   r[PRICE] = r[LEFT] = r[RIGHT] = worth_of(w, range.price);
   r[FROM] = range.from;
   r[TO] = range.to;
   r[ENDS_FROM] = range.ends_from;
   r[ENDS_TO] = range.ends_to;
   if (worth_resolving(&p->rule)) ICS_TRY(take_sides(w, var, r, err));
   r[BINDS] = r[BINDS] != 0.0 || r[LEFT] != 0.0 || r[RIGHT] != 0.0;
   ICS_TRY(take_step(w, var, p, r, err));
   return worth_resolving(&p->rule) ? take_aims(w, var, r, err) : ICS_OK;
}

/* ---- which ones ---------------------------------------------------------------------------------
 */

static bool always(const ics_tag *tag)
{
   return strcmp(tag->kind, "fund") == 0 || strcmp(tag->kind, "fence") == 0 ||
          strcmp(tag->kind, "administration") == 0;
}

/* Rows that stand at their limit though the basis gives them no price: degenerate, or worth
 * nothing. */
static bool is_tight(const pricing *w, int r)
{
   const ics_lp *lp = &w->v->lp;
   double at = w->activity[r], size = TIGHT * fmax(1.0, fabs(at));
   return at >= lp->rhi[r] - size || at <= lp->rlo[r] + size;
}

static ics_rc rows(pricing *w, bool first, ics_err *err)
{
   const ics_model *m = w->v->m;
   for (int r = 0; r < m->lp.m; r++) {
      ics_rule rule;
      if (!ics_row_is_rule(m, r) || always(&m->row_tag[r]) != first) continue;
      if (!first && !is_tight(w, r)) continue;
      ICS_TRY(ics_rule_of_row(m, r, w->arena, &rule, err));
      ICS_TRY(add_rule(w, &rule, r, err));
   }
   return ICS_OK;
}

static ics_rc take_activities(pricing *w, ics_err *err)
{
   const ics_lp *lp = &w->v->lp;
   ICS_ALLOC(w->activity, w->arena, lp->m, err);
   for (int j = 0; j < lp->n; j++)
      for (int p = lp->start[j]; p < lp->start[j + 1]; p++)
         w->activity[lp->row[p]] += lp->val[p] * w->v->at->x[j];
   return ICS_OK;
}

/* A limit on a mechanism's total cuts several tranches; it moves only the one it falls into. */
static bool is_marginal(const ics_model *m, int j, bool upper)
{
   const ics_item *item = &m->col_tag[j].item;
   if (strcmp(m->col_tag[j].kind, "pay") != 0) return true;
   int h = item->place < 0 ? 0 : item->place;
   int next = item->tranche + (upper ? -1 : 1);
   if (next < 0 || next >= m->tranches) return upper || m->lp.lo[j] > 0.0;
   int other = m->x[ics_cell_x(m, h, item->blend, next, item->year)];
   if (upper) /* the tranche before is cut too: the limit falls there, or before it */
      return m->lp.hi[j] > 0.0 || (other != ICS_NONE && !m->hi_by[other].kind);
   return m->lp.lo[j] > 0.0 && (other == ICS_NONE || m->lp.lo[other] == 0.0);
}

static ics_rc bounds(pricing *w, ics_err *err)
{
   const ics_model *m = w->v->m;
   for (int j = 0; j < m->lp.n; j++) {
      char status = w->v->at->basis.col[j];
      double d = status == 'B' ? 0.0 : ics_vertex_reduced(w->v, j);
      bool upper = d < 0.0;
      ics_rule rule;
      if (worth_of(w, d) == 0.0 || !ics_bound_is_rule(m, j, upper) || !is_marginal(m, j, upper))
         continue;
      ICS_TRY(ics_rule_of_bound(m, j, upper, w->arena, &rule, err));
      if (is_kind(&rule, "standard")) continue; /* told by service */
      ICS_TRY(add_rule(w, &rule, ics_var_of_col(&m->lp, j), err));
   }
   return ICS_OK;
}

/* Money of a fund is compared with the largest fund of that year: what could be moved here. */
static void compare_funds(const pricing *w)
{
   ics_prices *out = w->out;
   for (int p = 0; p < out->n; p++) {
      ics_rule_price *it = &out->list[p];
      int best = ICS_NONE;
      if (!is_kind(&it->rule, "fund")) continue;
      for (int q = 0; q < out->n; q++)
         if (is_kind(&out->list[q].rule, "fund") &&
             out->list[q].rule.item.year == it->rule.item.year &&
             (best == ICS_NONE || out->list[q].limit > out->list[best].limit))
            best = q;
      if (best == p) continue;
      it->against = out->list[best].rule.item.fund;
      it->moved = it->price - out->list[best].price;
   }
}

static ics_rc list_rules(pricing *w, ics_err *err)
{
   ICS_TRY(take_activities(w, err));
   ICS_TRY(rows(w, true, err));
   ICS_TRY(standards(w, err));
   ICS_TRY(rows(w, false, err));
   return bounds(w, err);
}

static ics_rc price_all(pricing *w, int jobs, ics_err *err)
{
   ics_pool_result found;
   int width = AIMS + w->v->m->in->naims;
   ICS_TRY(list_rules(w, err));
   const ics_pool pool = {
      .task = price_limit, .ctx = w, .n = w->out->n, .width = width, .jobs = jobs
   };
   ICS_TRY(ics_pool_run(&pool, w->arena, &found, err));
   if (found.failed > 0) return ics_fail(err, found.status[found.first], "%s", found.text);
   for (int p = 0; p < w->out->n; p++) {
      ics_rule_price *it = &w->out->list[p];
      ICS_TRY(take_record(w, found.record + (size_t)p * (size_t)width, w->var[p], it, err));
      w->out->binding += it->binds;
      w->out->degenerate += it->degenerate;
   }
   compare_funds(w);
   return ICS_OK;
}

ics_rc ics_prices_of(const ics_vertex *v, ics_ranger *ranger, const ics_limits *limits, int jobs,
                     ics_arena *arena, ics_prices *out, ics_err *err)
{
   *out = (ics_prices){ 0 };
   pricing w = { .v = v, .ranger = ranger, .limits = limits, .arena = arena, .out = out };
   ICS_ALLOC(out->list, arena, v->lp.m + v->lp.n, err);
   ICS_ALLOC(w.var, arena, v->lp.m + v->lp.n, err);
   ICS_ALLOC(w.dx, arena, v->lp.n, err);
   ICS_ALLOC(w.lo, arena, v->lp.n, err);
   ICS_ALLOC(w.hi, arena, v->lp.n, err);
   ics_rc rc = price_all(&w, jobs, err);
   ics_solver_close(&w.solver);
   ics_arena_free(&w.scratch);
   return rc;
}
