/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/range.h"

#include <string.h>

#include "lp/held.h"

static const double PIVOT = 1e-12; /* {of the largest entry} what is less in a direction is noise */
static const double REACH = 1e-9;  /* {of the limit's size} a range that reaches less far out does
                                      not  reach out */
static const double FIRST_STEP = 1e-5;   /* {of the limit's size} of the re-solves on one side */
static const double LONGER = 100;        /* a step too short to be certified, and its next */
static const double LONGEST_STEP = 1;    /* {of the limit's size} */
static const double SHORTER = 0.1;       /* a step that gave no price, and its next */
static const double NEARER = 0.5;        /* the same, to the kink that was found on the way */
static const double AGREE = 1e-7;        /* {relative} two slopes that are one */
static const double SLOPE_NOISE = 1e-15; /* {of the objective's terms} beside the certified gaps */

enum { STEPS = 24 }; /* re-solves on one side, at most */

struct ics_ranger {
   const ics_lp *lp;
   const ics_solution *at;
   ics_limits limits;
   ics_arena *arena;
   ics_held base;           /* the basis asked about */
   ics_held beyond;         /* that of a re-solve; its LP is `moved` */
   ics_bounds moved;        /* with one limit moved */
   ics_solver *solver;      /* NULL until a re-solve is needed */
   double objective, noise; /* of the base; absolute error of it that is not the certificate's */
   double *w;               /* [m] a direction */
};

/* --- the limit of a variable ------------------------------------------------------------------ */

/* Is the limit asked about the upper bound? The one that the basis holds a nonbasic variable at, or
 * the one nearest to a basic one. */
static bool limit_is_upper(const ics_held *held, int var)
{
   double lo = ics_held_lower(held, var), hi = ics_held_upper(held, var), v = held->value[var];
   char status = ics_held_status(held, var);
   if (lo == hi || lo == -HUGE_VAL) return true;
   if (hi == HUGE_VAL || status == 'L') return false;
   return status == 'U' || !(v - lo < hi - v);
}

/* Does the basis hold @p var at that bound? */
static bool is_active(const ics_held *held, int var, bool upper)
{
   char status = ics_held_status(held, var);
   if (status == 'B' || status == 'F') return false;
   return ics_held_lower(held, var) == ics_held_upper(held, var) || (status == 'U') == upper;
}

static void set_limit(const ics_held *held, int var, bool upper, ics_limit_range *out)
{
   *out = (ics_limit_range){ .limit = upper ? ics_held_upper(held, var) : ics_held_lower(held, var),
                             .upper = upper,
                             .active = is_active(held, var, upper),
                             .from = -ICS_INF,
                             .to = ICS_INF,
                             .ends_from = -1,
                             .ends_to = -1 };
   if (out->active) out->price = held->price[var];
}

/* What lengths along the limit are measured in; never 0. */
static double size_of_limit(const ics_held *held, int var, double limit)
{
   double size = ics_held_scale(held, var, limit);
   return size > 0 && size < HUGE_VAL ? size : 1;
}

static double largest_of(const double *v, int n)
{
   double largest = 0;
   for (int i = 0; i < n; i++) largest = fmax(largest, fabs(v[i]));
   return largest;
}

/* How far one can go along sign * w before a basic variable meets its bound, and which it is; among
 * those that meet theirs together the one that moves most. */
static double reach(const ics_held *held, const double *w, double sign, double largest, int *which)
{
   double far = ICS_INF, pivot = 0;
   *which = -1;
   for (int p = 0; p < held->lp->m; p++) {
      double rate = fabs(w[p]);
      if (!(rate > PIVOT * largest)) continue;
      double step = ics_held_room(held, held->head[p], sign * w[p] > 0) / rate;
      if (step > far || (step == far && rate <= pivot) || step == ICS_INF) continue;
      far = step;
      pivot = rate;
      *which = held->head[p];
   }
   return far;
}

/* An end that lies within rounding of the limit is the limit. */
static void settle_ends(const ics_held *held, int var, ics_limit_range *out)
{
   double near = ICS_HELD_ROUNDING * size_of_limit(held, var, out->limit);
   if (!(out->limit - out->from > near)) out->from = out->limit;
   if (!(out->to - out->limit > near)) out->to = out->limit;
}

/* A limit may be moved up to the other bound of the same row or column. */
static void stop_at_other_bound(const ics_held *held, int var, ics_limit_range *out)
{
   double lo = ics_held_lower(held, var), hi = ics_held_upper(held, var);
   if (lo == hi) return;
   if (out->upper && lo >= out->from && lo > -HUGE_VAL) {
      out->from = lo;
      out->ends_from = var;
   }
   if (!out->upper && hi <= out->to && hi < HUGE_VAL) {
      out->to = hi;
      out->ends_to = var;
   }
}

/* The bound of a basic variable may move away from it without end, and up to its value. */
static void slack_range(const ics_held *held, int var, ics_limit_range *out)
{
   bool fixed = ics_held_lower(held, var) == ics_held_upper(held, var);
   double room = ics_held_room(held, var, out->upper);
   if (out->upper || fixed) {
      out->from = isinf(out->limit) ? held->value[var] : out->limit - (fixed ? 0 : room);
      out->ends_from = var;
   }
   if (!out->upper || fixed) {
      out->to = out->limit + (fixed ? 0 : room);
      out->ends_to = var;
   }
}

static ics_rc limit_range(ics_held *held, int var, bool upper, double *w, ics_limit_range *out,
                          ics_err *err)
{
   set_limit(held, var, upper, out);
   if (!out->active) {
      slack_range(held, var, out);
   } else {
      ICS_TRY(ics_held_move(held, var, w, err));
      double largest = largest_of(w, held->lp->m);
      out->from = out->limit - reach(held, w, -1, largest, &out->ends_from);
      out->to = out->limit + reach(held, w, 1, largest, &out->ends_to);
      stop_at_other_bound(held, var, out);
   }
   settle_ends(held, var, out);
   return ICS_OK;
}

ics_rc ics_range_limit(ics_ranger *ranger, int var, ics_limit_range *out, ics_err *err)
{
   bool upper = limit_is_upper(&ranger->base, var);
   return limit_range(&ranger->base, var, upper, ranger->w, out, err);
}

ics_rc ics_range_move(ics_ranger *ranger, int var, double *dx, ics_err *err)
{
   const ics_lp *lp = ranger->lp;
   memset(dx, 0, (size_t)lp->n * sizeof *dx);
   if (ics_held_status(&ranger->base, var) == 'B') return ICS_OK;
   ICS_TRY(ics_held_move(&ranger->base, var, ranger->w, err));
   for (int p = 0; p < lp->m; p++)
      if (ranger->base.head[p] >= lp->m) dx[ranger->base.head[p] - lp->m] = ranger->w[p];
   if (var >= lp->m) dx[var - lp->m] = 1;
   return ICS_OK;
}

/* --- costs ------------------------------------------------------------------------------------ */

/* How far from 0 the reduced cost of a nonbasic variable stands, on its right side. */
static double price_room(const ics_held *held, int var)
{
   double d = ics_held_status(held, var) == 'U' ? -held->price[var] : held->price[var];
   return d > ICS_HELD_ROUNDING * held->price_size[var] ? d : 0;
}

/* How fast the reduced cost of a nonbasic variable moves with the cost whose row of the inverse is
 * z: of a row -z_i, of a column a_j'z. What cancels to rounding is 0. */
static double price_rate(const ics_held *held, int var, const double *z)
{
   const ics_lp *lp = held->lp;
   if (var < lp->m) return -z[var];
   double sum = 0, size = 0;
   for (int k = lp->start[var - lp->m]; k < lp->start[var - lp->m + 1]; k++) {
      double term = lp->val[k] * z[lp->row[k]];
      sum += term;
      size += fabs(term);
   }
   return fabs(sum) > PIVOT * size ? sum : 0;
}

static bool may_enter(const ics_held *held, int var)
{
   return held->position[var] < 0 && ics_held_lower(held, var) < ics_held_upper(held, var);
}

static double largest_rate(const ics_held *held, const double *z)
{
   double largest = 0;
   for (int v = 0; v < held->lp->m + held->lp->n; v++)
      if (may_enter(held, v)) largest = fmax(largest, fabs(price_rate(held, v, z)));
   return largest;
}

/* Ratio test of the reduced costs, both ways at once. */
static void basic_cost(const ics_held *held, const double *z, ics_cost_range *out)
{
   double up = ICS_INF, down = ICS_INF, least = PIVOT * largest_rate(held, z);
   for (int v = 0; v < held->lp->m + held->lp->n; v++) {
      if (!may_enter(held, v)) continue;
      double rate = price_rate(held, v, z);
      if (!(fabs(rate) > least)) continue;
      bool free = ics_held_status(held, v) == 'F';
      double step = free ? 0 : price_room(held, v) / fabs(rate);
      bool rising = (rate < 0) == (ics_held_status(held, v) != 'U');
      if ((rising || free) && step < up) {
         up = step;
         out->ends_to = v;
      }
      if ((!rising || free) && step < down) {
         down = step;
         out->ends_from = v;
      }
   }
   out->from = out->cost - down;
   out->to = out->cost + up;
}

ics_rc ics_range_cost(ics_ranger *ranger, int j, ics_cost_range *out, ics_err *err)
{
   const ics_held *held = &ranger->base;
   int var = ics_var_of_col(ranger->lp, j);
   double cost = ranger->lp->c[j];
   *out = (ics_cost_range){ cost, -ICS_INF, ICS_INF, -1, -1 };
   if (held->position[var] >= 0) {
      ICS_TRY(ics_held_row(&ranger->base, held->position[var], ranger->w, err));
      basic_cost(held, ranger->w, out);
   } else if (may_enter(held, var) && ics_held_status(held, var) == 'U') {
      out->to = cost + price_room(held, var);
      out->ends_to = var;
   } else if (may_enter(held, var)) {
      out->from = cost - price_room(held, var);
      out->ends_from = var;
   }
   return ICS_OK;
}

/* --- opening ---------------------------------------------------------------------------------- */

static ics_rc hold(ics_ranger *r, const ics_solution *at, ics_err *err)
{
   ICS_TRY(ics_held_open(&r->base, r->lp, r->arena, err));
   ics_rc rc = ics_held_take(&r->base, at, r->limits.gap, err);
   if (rc != ICS_OK) ics_held_close(&r->base);
   return rc;
}

ics_rc ics_ranger_open(const ics_lp *lp, const ics_solution *at, const ics_limits *limits,
                       ics_arena *arena, ics_ranger **out, ics_err *err)
{
   ics_ranger *r = NULL;
   ICS_TRY(ics_lp_check(lp, err));
   if (at->status != ICS_OPTIMAL || at->basis.shape != ics_lp_shape(lp))
      return ics_fail(err, ICS_EBUG,
                      "ranges were asked of a solution that is not an optimum of this linear "
                      "program: status %d, shape %016llx, want %d and %016llx",
                      (int)at->status, (unsigned long long)at->basis.shape, (int)ICS_OPTIMAL,
                      (unsigned long long)ics_lp_shape(lp));
   ICS_ALLOC(r, arena, 1, err);
   *r = (ics_ranger){ .lp = lp, .at = at, .limits = *limits, .arena = arena };
   ICS_ALLOC(r->w, arena, lp->m, err);
   r->objective = at->objective;
   for (int j = 0; j < lp->n; j++) r->noise += SLOPE_NOISE * fabs(lp->c[j] * at->x[j]);
   ICS_TRY(ics_bounds_open(&r->moved, lp, arena, err));
   ICS_TRY(hold(r, at, err));
   *out = r;
   return ICS_OK;
}

void ics_ranger_close(ics_ranger **ranger)
{
   if (*ranger) {
      ics_held_close(&(*ranger)->base);
      ics_held_close(&(*ranger)->beyond);
      ics_solver_close(&(*ranger)->solver);
   }
   *ranger = NULL;
}

/* --- re-solves -------------------------------------------------------------------------------- */

static ics_rc open_solver(ics_ranger *r, ics_err *err)
{
   if (r->solver) return ICS_OK;
   return ics_solver_open(&r->moved.lp, r->arena, &r->solver, err);
}

static void restore_bounds(ics_ranger *r, int var)
{
   ics_bounds_set(&r->moved, var, ics_held_lower(&r->base, var), ics_held_upper(&r->base, var));
}

/* Limits that cross leave no plan, and no row of the LP is needed to see it. */
static ics_rc crossed(const ics_lp *lp, double by, ics_arena *arena, ics_solution *out,
                      ics_err *err)
{
   *out = (ics_solution){ .status = ICS_INFEASIBLE,
                          .objective = INFINITY,
                          .certificate = { .certified = true,
                                           .bound = by,
                                           .method = "the limits of one row or column cross" },
                          .rung_name = "by inspection: limits cross" };
   ICS_ALLOC(out->x, arena, lp->n, err);
   ICS_ALLOC(out->x_low, arena, lp->n, err);
   ICS_ALLOC(out->y, arena, lp->m, err);
   ICS_ALLOC(out->y_low, arena, lp->m, err);
   ICS_ALLOC(out->basis.row, arena, lp->m, err);
   ICS_ALLOC(out->basis.col, arena, lp->n, err);
   out->basis.shape = ics_lp_shape(lp);
   memset(out->basis.row, 'B', (size_t)lp->m);
   memset(out->basis.col, 'L', (size_t)lp->n);
   return ICS_OK;
}

/* Solve with the limit moved; the moved LP stays so. */
static ics_rc resolve_moved(ics_ranger *r, int var, double by, ics_arena *arena, ics_solution *out,
                            ics_err *err)
{
   double lo = ics_held_lower(&r->base, var), hi = ics_held_upper(&r->base, var);
   bool both = lo == hi, upper = limit_is_upper(&r->base, var);
   if (both || !upper) lo += by;
   if (both || upper) hi += by;
   if (lo > hi) return crossed(r->lp, lo - hi, arena, out, err);
   ICS_TRY(open_solver(r, err));
   ics_bounds_set(&r->moved, var, lo, hi);
   return ics_solver_solve(r->solver, &r->moved.lp, &r->base.basis, &r->limits, arena, out, err);
}

ics_rc ics_range_resolve(ics_ranger *ranger, int var, double by, ics_arena *arena,
                         ics_solution *out, ics_err *err)
{
   ics_rc rc = resolve_moved(ranger, var, by, arena, out, err);
   restore_bounds(ranger, var);
   return rc;
}

/* --- one-sided prices ------------------------------------------------------------------------- */

/* A search for the price on one side. */
typedef struct search {
   ics_ranger *r;
   int var;
   bool upper;
   double sign, limit, size;
   double step, slope, longest; /* of the last re-solve that had a plan; longest: the first such */
   bool answered, found;        /* some re-solve was certified; the price is known */
   double price, holds_to;
} search;

/* Two slopes are one within the relative agreement and what the objectives' errors allow. */
static bool agree(double a, double b, double noise)
{
   return fabs(a - b) <= AGREE * fmax(fabs(a), fabs(b)) + noise;
}

/* Of the slope over a step, from the gaps that the certificates leave. */
static double slope_noise(const search *s, const ics_solution *there, double step)
{
   const ics_certificate *here = &s->r->at->certificate, *cert = &there->certificate;
   double size = fmax(fabs(s->r->objective), fabs(there->objective));
   return ((here->relative_gap + cert->relative_gap) * size + 2 * s->r->noise) / step;
}

/* Hold the basis of a re-solve. It is no error if that basis cannot be asked: slopes remain. */
static ics_rc hold_beyond(ics_ranger *r, const ics_solution *there, bool *held, ics_err *err)
{
   if (!r->beyond.lp) ICS_TRY(ics_held_open(&r->beyond, &r->moved.lp, r->arena, err));
   ics_rc rc = ics_held_take(&r->beyond, there, r->limits.gap, err);
   *held = rc == ICS_OK;
   if (rc != ICS_ENUMERIC) return rc;
   ics_err_clear(err);
   return ICS_OK;
}

/* Ask the basis of a re-solve: where its range reaches back to the limit, its price is the slope
 * between, and its other end says how far that holds. Else the kink it ends at is nearer. */
static ics_rc ask_beyond(search *s, const ics_solution *there, double *next, ics_err *err)
{
   bool held = false;
   ics_limit_range range;
   ICS_TRY(hold_beyond(s->r, there, &held, err));
   if (!held) return ICS_OK;
   ICS_TRY(limit_range(&s->r->beyond, s->var, s->upper, s->r->w, &range, err));
   double kink = s->sign > 0 ? range.from - s->limit : s->limit - range.to;
   if (kink > REACH * s->size) {
      *next = fmin(*next, NEARER * kink);
      return ICS_OK;
   }
   if (!agree(range.price, s->slope, slope_noise(s, there, s->step))) return ICS_OK;
   s->found = true;
   s->price = range.price;
   s->holds_to = s->sign > 0 ? range.to : range.from;
   return ICS_OK;
}

static ics_rc learn(search *s, const ics_solution *there, double step, double *next, ics_err *err)
{
   double last = s->slope, slope = s->sign * (there->objective - s->r->objective) / step;
   s->slope = slope;
   s->step = step;
   ICS_TRY(ask_beyond(s, there, next, err));
   if (s->found) return ICS_OK;
   if (s->longest > 0 && agree(slope, last, slope_noise(s, there, step))) {
      s->found = true;
      s->price = slope;
      s->holds_to = s->limit + s->sign * s->longest;
   } else {
      s->longest = step;
   }
   return ICS_OK;
}

/* How fast the bound that a Farkas ray proves grows with the limit. */
static double ray_rate(const search *s, const double *ray)
{
   const ics_lp *lp = s->r->lp;
   if (s->var < lp->m) return fabs(ray[s->var]);
   double rate = 0;
   for (int k = lp->start[s->var - lp->m]; k < lp->start[s->var - lp->m + 1]; k++)
      rate += lp->val[k] * ray[lp->row[k]];
   return fabs(rate);
}

/* A ray proves for every limit what it proves for this one, by an amount that is linear in the
 * limit: so there is no plan from where that amount is 0. */
static void learn_of_none(search *s, const ics_solution *there, double step, double *next)
{
   double lo = ics_held_lower(&s->r->base, s->var), hi = ics_held_upper(&s->r->base, s->var);
   double rate = ray_rate(s, there->y), kink = hi - lo; /* where limits cross there is no ray */
   double most = largest_of(there->y, s->r->lp->m);
   if (most > 0) kink = rate > 0 ? step - there->certificate.bound * most / rate : step;
   *next = fmin(*next, NEARER * kink);
   if (kink > REACH * s->size) return;
   s->found = true;
   s->price = s->sign * ICS_INF;
   s->holds_to = s->sign * ICS_INF;
}

static ics_rc try_step(search *s, double step, double *next, ics_err *err)
{
   ics_solution there;
   double end = s->limit + s->sign * step; /* as a double; the step really taken follows from it */
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = resolve_moved(s->r, s->var, end - s->limit, scratch, &there, err);
   bool plan = rc == ICS_OK && there.status == ICS_OPTIMAL;
   bool none = rc == ICS_OK && there.status == ICS_INFEASIBLE;
   *next = plan || none || s->answered ? SHORTER * step : LONGER * step;
   s->answered |= plan || none;
   if (plan) rc = learn(s, &there, fabs(end - s->limit), next, err);
   if (none) learn_of_none(s, &there, fabs(end - s->limit), next);
   restore_bounds(s->r, s->var);
   ics_arena_free(&scratch);
   return rc;
}

/* Steps until the price is known, or the step is lost in rounding. */
static ics_rc look_beyond(search *s, ics_err *err)
{
   double step = FIRST_STEP * s->size;
   for (int n = 0; n < STEPS && !s->found; n++) {
      if (!(step > REACH * s->size) || step > LONGEST_STEP * s->size) break;
      ICS_TRY(try_step(s, step, &step, err));
   }
   return ICS_OK;
}

ics_rc ics_range_side(ics_ranger *ranger, int var, bool rising, double *price, double *holds_to,
                      ics_err *err)
{
   ics_limit_range range;
   ICS_TRY(ics_range_limit(ranger, var, &range, err));
   double end = rising ? range.to : range.from,
          size = size_of_limit(&ranger->base, var, range.limit);
   *price = range.price;
   *holds_to = end;
   if (isinf(range.limit) || fabs(end - range.limit) > REACH * size) return ICS_OK;
   search s = { .r = ranger,
                .var = var,
                .upper = range.upper,
                .sign = rising ? 1 : -1,
                .limit = range.limit,
                .size = size,
                .price = NAN,
                .holds_to = range.limit };
   ICS_TRY(look_beyond(&s, err));
   *price = s.price;
   *holds_to = s.holds_to;
   return ICS_OK;
}
