/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file model.h
 *  From an instance and a policy to a linear program in which every row and column knows its
 * family, its item in planner's words and its block.
 *
 *  Columns that families share are made first (columns.c), with natural finite bounds. Formulations
 *  bound money, then add their rows; aims and goals come last. The order of families does not
 * matter. Errors while emitting are latched in the model and reported by ics_model_build: emit code
 * stays free of checks.                                   Rules shared by all headers: base/err.h
 */
#ifndef ICS_MODEL_MODEL_H
#define ICS_MODEL_MODEL_H

#include <stdbool.h>

#include "instance/instance.h"
#include "model/lp.h"

enum { ICS_NONE = -1 };

/** What a row or column is about; ICS_NONE where an index means nothing. */
typedef struct ics_item {
   int place, service, blend, tranche, fund, other, aim, year;
} ics_item;

/** An item of place i, service k and year t; set the other fields where they mean something. */
static inline ics_item ics_at(int i, int k, int t)
{
   return (ics_item){ i, k, ICS_NONE, ICS_NONE, ICS_NONE, ICS_NONE, ICS_NONE, t };
}

typedef struct ics_formulation ics_formulation;

/** Family, kind and item of one row or column. */
typedef struct ics_tag {
   const char *family; /* "funds"; name of the formulation */
   const char *kind;   /* "fund"; the word before the bracket of its name */
   ics_item item;
   int block; /* place index, or ICS_NONE: coupling */
} ics_tag;

/** A linear function of the columns: sum val[p] * column[p] + constant. */
typedef struct ics_linear {
   int n, room;
   int *col;
   double *val;
   double constant;
} ics_linear;

/** Unmet need of one place, service and year is split into bands; one column a band. */
typedef struct ics_unmet {
   int n;             /* bands of this cell */
   const int *col;    /* [n] */
   const int *band;   /* [n] of the instance; one that the standard cuts has two columns */
   const bool *above; /* [n] above the standard: shortfall */
} ics_unmet;

/** What continuing today's contracts leads to, by simulation in year order (baseline.c). */
typedef struct ics_baseline_path {
   double *q0, *u0;   /* [places*services*years] {GBPm} reference care and unmet need, growing as
                         need grows: links and escalations count deviations from these */
   double *n, *q, *u; /* [same] {GBPm} need, care and unmet need if contracts go on */
   double *standard;  /* [same] {share} of need before the chain; 1 where there is none */
   double *share;     /* [places*services] {share} unmet today, at least the service's average:
                         what band breaks are multiples of */
} ics_baseline_path;

typedef struct ics_model {
   const ics_instance *in;
   const ics_policy *policy;
   const ics_goal *goal;
   ics_arena *arena;
   ics_lp lp;                  /* complete after ics_model_build; c is zero: stages set it */
   ics_tag *row_tag, *col_tag; /* [lp.m], [lp.n] */
   ics_tag *lo_by, *hi_by; /* [lp.n] rule that set the bound; kind NULL: natural to the column */

   /* Index maps of columns, ICS_NONE where a column does not exist. Cell (i,k,t) is ics_cell(). A
    * service with one contract for the system has its contract columns at place 0. */
   int *X;           /* [cells] money of a contract */
   int *x;           /* [ics_cell_x] money by blend (service and mechanism) and tranche */
   int *y;           /* [ics_cell_y] money of one fund, where more than one may pay */
   int *q, *need;    /* [cells] care delivered; need where it is not eliminated */
   ics_unmet *unmet; /* [cells] */
   int *reserve;     /* [years] */
   int *local;       /* [years] money in contracts of places, but councils' own */
   int *index;       /* [services*years] inequality index, where it goes against the deprived */
   int *aim;         /* [naims] value of each aim, in its unit (constant included) */
   int shortfall;    /* total shortfall against standards {GBPm} */
   int breach;       /* total by which hard rules are missed {GBPm}; ICS_NONE: none may be */
   int goal_col;     /* value of a weighted or minimax goal; ICS_NONE for others */
   int *need_row;    /* [cells] the balance q + sum u = n; get it by ics_need_row */

   const double
       *scale; /* [naims] weight / (worst - best), signed so that less is better; or NULL */
   const double *ideal; /* [naims] best values */

   /* Of a loose model only (ics_model_build_loose); NULL in any other. */
   double *natural_lo, *natural_hi; /* [lp.n] bounds without those that rules set */
   double *wide;                    /* [years] {GBPm} more money than any sensible repair needs */
   int crossing_row, crossing_col;  /* first rule that had to become a row because it contradicts
                                       what bounds the column; ICS_NONE: none does */

   /* Of a policy that gives money a path and leaves services as today (given.h); NULL: as today. */
   double *given_X, *given_y; /* [cells], [ics_cell_y] {GBPm} */

   double *mff;      /* [places*services] market forces factor of each contract */
   int *blends;      /* [nblends] blends by service, in rising order within each */
   int *first_blend; /* [services + 1] where each service's begin */
   int tranches;     /* the most tranches of any mechanism */
   double *eta;      /* [ics_cell_x without years] yield, normalised */
   ics_baseline_path path;

   struct ics_emitter *emitter; /* rows, columns and triplets while building */
} ics_model;

static inline int ics_cell(const ics_model *m, int i, int k, int t)
{
   return (i * m->in->nservices + k) * m->in->nyears + t;
}

static inline int ics_cell_y(const ics_model *m, int f, int i, int k, int t)
{
   return ((f * m->in->nplaces + i) * m->in->nservices + k) * m->in->nyears + t;
}

/** Yield of blend @p b, tranche @p s at contract @p h. */
static inline int ics_cell_eta(const ics_model *m, int h, int b, int s)
{
   return (h * m->in->nblends + b) * m->tranches + s;
}

static inline int ics_cell_x(const ics_model *m, int h, int b, int s, int t)
{
   return ics_cell_eta(m, h, b, s) * m->in->nyears + t;
}

/** Contracts of service @p k: one, or one a place. */
static inline int ics_contracts(const ics_instance *in, int k)
{
   return in->services[k].per_system ? 1 : in->nplaces;
}

/** The contract that serves place @p i with service @p k. */
static inline int ics_contract_of(const ics_instance *in, int i, int k)
{
   return in->services[k].per_system ? 0 : i;
}

/** Build the LP of an instance under a policy for a goal.
 *
 *  @param[in]  scale  [naims] multiplier of each aim in a weighted or minimax goal (its sign makes
 * less better), or NULL: +-1
 *  @param[in]  ideal  [naims] best value of each aim (minimax counts from it), or NULL: 0
 *  @return ICS_OK; ICS_EBUG with family and item of the first emission fault; ICS_EINPUT where a
 *          formulation refuses the instance; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_model_build(const ics_instance *in, const ics_policy *policy,
                                     const ics_goal *goal, const double *scale, const double *ideal,
                                     ics_arena *arena, ics_model **out, ics_err *err);

/** The same LP, made so that every rule can be relaxed or dropped by itself; for explaining why
 * there is no plan.
 *
 *  No bound follows from a rule: those of care and need rest on natural bounds alone, and money is
 *  bounded by `wide` instead of by what funds hold. A rule that is a bound is one, beside
 *  natural_lo and natural_hi; where a column has a rule on that side already, or the two sides
 *  contradict each other, the later rule is a row of its kind and item with the one coefficient 1.
 *  The same plans keep all rules as in ics_model_build.  @return as ics_model_build, never
 *  ICS_ENOPLAN */
ICS_NODISCARD ics_rc ics_model_build_loose(const ics_instance *in, const ics_policy *policy,
                                           const ics_goal *goal, ics_arena *arena, ics_model **out,
                                           ics_err *err);

/** The primal point of going on as today (path and baseline money), as a vector over the columns:
 *  [lp.n]. Feasible for every policy that allows today; aim values are those of the baseline. */
ICS_NODISCARD ics_rc ics_model_baseline(const ics_model *m, double *x, ics_err *err);

/** The most that changing blends alone could add to care in year t at today's money {share}: every
 *  contract filled greedily by yield within its drift and share limits; reserve, administration and
 *  viability are left out, so no plan can do better. More than a few per cent means a wrong yield.
 *  0 without a baseline.
 *  @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_blend_gain(const ics_model *m, int t, double *gain, ics_err *err);

/* ---- for formulations -------------------------------------------------------------------------
 */

/** A new column with finite bounds; returns its index, or ICS_NONE after a latched fault. */
int ics_add_col(ics_model *m, const char *kind, ics_item item, double lo, double hi);

/** A new row; bounds may be infinite. @p family and @p kind must be static texts. */
int ics_add_row(ics_model *m, const char *kind, ics_item item, double rlo, double rhi);

/** Add a coefficient. Columns ICS_NONE and values below the smallest coefficient are left out. */
void ics_add(ics_model *m, int row, int col, double value);

/** Let a hard rule be missed, under a policy that may (ics_policy_may_miss); otherwise nothing is
 * done. A column of the row's item is added to the row with the coefficient @p sign: "short", 1,
 * where the row asks for at least; "over", -1, for at most. @p most: {GBPm} more than any plan
 * misses the rule by. */
void ics_add_excess(ics_model *m, int row, ics_item item, double sign, double most);

/** Shift both bounds of a row by @p by. */
void ics_shift_row(ics_model *m, int row, double by);

/** Intersect a column's bounds with [lo, hi]; a tiny crossing from rounding closes on the middle.
 *  Where a bound moves, the rule that moved it is remembered: a kind of the emitting family with
 *  its item. @p kind NULL: a bound that follows from others, no rule of its own. */
void ics_tighten(ics_model *m, const char *kind, ics_item item, int col, double lo, double hi);

/** The upper bound of @p col is what the rule @p kind allows (a break between bands). */
void ics_set_by(ics_model *m, int col, const char *family, const char *kind, ics_item item);

/** The most that a column of money in year @p t can be: @p natural, which follows from the funds,
 * or in a loose model more. */
double ics_most_money(const ics_model *m, int t, double natural);

/** Bounds of a column as they are now. */
double ics_col_lo(const ics_model *m, int col);
double ics_col_hi(const ics_model *m, int col);

/** Latch a fault of the model (first one wins): the message names family and item. */
void ics_model_fault(ics_model *m, ics_item item, const char *fmt, ...) ICS_PRINTF(3, 4);

/** @p n objects of @p size bytes from the model's arena; NULL when memory is out, which is latched.
 */
void *ics_model_alloc(ics_model *m, int n, size_t size);

/** Add a term to a linear function (memory from the model's arena; failure is latched). */
void ics_linear_add(ics_model *m, ics_linear *f, int col, double value);

/** Least and most value of a linear function over the column bounds, constant included. */
void ics_linear_range(const ics_model *m, const ics_linear *f, double *lo, double *hi);

/** Columns made so far. */
int ics_ncols(const ics_model *m);

/** An item as `(a,b,c)` for names; [bytes] buffer. */
void ics_item_text(const ics_instance *in, ics_item item, char *text, size_t bytes);

/** The row that balances care and unmet need with need, made by whichever family asks first. */
int ics_need_row(ics_model *m, int i, int k, int t);

/* ---- quantities that more than one family needs ------------------------------------------------
 */

/** Baseline contract {GBPm}: B[h,k,t], over all places for a contract of the system. */
double ics_contract_baseline(const ics_instance *in, int h, int k, int t);
/** Market forces factor of a contract: of the place, or the population-weighted mean. */
double ics_contract_mff(const ics_instance *in, int h, int k);
/** Standardised characteristic @p c of a contract, likewise. */
double ics_contract_z(const ics_instance *in, int h, int k, int c);
/** Share of mechanism in a contract's baseline that tranche @p s holds when tranches fill in order,
 *  for a mechanism total of @p share (of the baseline contract). */
double ics_tranche_fill(const ics_mechanism *mech, int s, double share);
/** Reserve per pound of a blend: its own risk, or its mechanism's. */
double ics_blend_risk(const ics_instance *in, int b);
/** The column that carries fund @p f's money to the contract of (i, k) in year t, or ICS_NONE. */
int ics_flow(const ics_model *m, int f, int i, int k, int t);
/** Does fund @p f pay for service @p k? */
bool ics_fund_pays(const ics_instance *in, int f, int k);
/** Reserve and administration of the baseline blends {GBPm} in year t. */
double ics_baseline_reserve(const ics_instance *in, int t);
double ics_baseline_admin(const ics_instance *in, int t);
/** What a fund may spend in year t {GBPm}: its amount less the named balance, which no policy may
 *  touch. @p i is the place of a fund per place. */
double ics_fund_spendable(const ics_instance *in, int f, int i, int t);
/** The same over all funds {GBPm}. */
double ics_all_spendable(const ics_instance *in, int t);
/** The named balance {GBPm}. */
double ics_fund_balance(const ics_instance *in, int f, int i, int t);
/** (1 + rate)^-t */
double ics_discount(double rate, int t);
/** Does the instance have a baseline at all? Textbook problems have none. */
bool ics_has_baseline(const ics_instance *in);

#endif
