/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file range.h
 *  What an optimal basis says about changes: over which values of a limit or a cost it stays
 *  optimal, and which way the plan moves meanwhile. Beyond that, exact re-solves.
 *
 *  A limit is the bound of a row or column that is active in the basis; of a basic (slack) one, the
 *  bound nearest to its value; of an equality or a fixed column both bounds, moved together. A row
 *  without any bound has the limit ICS_INF. Ranges are those of this basis: at a degenerate optimum
 * another basis has others, one end may be the limit itself, and the price beyond it is another:
 * the one-sided prices come from ics_range_side. Source: Koltai and Terlaky, International Journal
 * of Production Economics 65 (2000) 257-274 (types of sensitivity at a degenerate optimum). Rules
 * shared by all headers: base/err.h */
#ifndef ICS_LP_RANGE_H
#define ICS_LP_RANGE_H

#include "lp/solve.h"

/** An optimal basis, factorised and ready to be asked. */
typedef struct ics_ranger ics_ranger;

/** A row (index r) or a column (index lp->m + j) of an LP, as one number. */
static inline int ics_var_of_col(const ics_lp *lp, int j)
{
   return lp->m + j;
}

/** A limit, its price and how far the price holds. */
typedef struct ics_limit_range {
   double limit;    /* the active bound as it is now */
   bool upper;      /* it is the upper one (of an equality: both) */
   bool active;     /* false: the row or column is basic, nothing presses on it; price 0 */
   double price;    /* d (minimised objective) / d limit within the range */
   double from, to; /* values of the limit between which this basis stays optimal; -ICS_INF and
                       ICS_INF where nothing ends it. from <= limit <= to */
   int ends_from, ends_to; /* row or column (as above) whose bound is met first there, or -1; the
                              one asked about where its own other bound, or its value, is met */
} ics_limit_range;

/** A cost and how far the plan stays what it is. */
typedef struct ics_cost_range {
   double cost, from, to;  /* of the minimised objective; -ICS_INF and ICS_INF where none */
   int ends_from, ends_to; /* row or column that would enter the basis there, or -1 */
} ics_cost_range;

/** Open the basis of a certified solution.
 *  @param[in]  lp   borrowed until the close
 *  @param[in]  at   its solution, ICS_OPTIMAL; borrowed until the close
 *  @return ICS_OK; ICS_EBUG for an LP that breaks the rules of model/lp.h or a solution that is not
 *          an optimum of it; ICS_ENUMERIC where the basis cannot be factorised or is not optimal
 *          within the certificate's limit; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_ranger_open(const ics_lp *lp, const ics_solution *at,
                                     const ics_limits *limits, ics_arena *arena, ics_ranger **out,
                                     ics_err *err);
/** Close and null the pointer; NULL is allowed. Before the arena is freed. */
void ics_ranger_close(ics_ranger **ranger);

/** Range of the limit of row or column @p var. For a basic variable: price 0, and the range over
 *  which its nearer bound stays slack (a textbook "0 from 9 up").
 *  @return ICS_OK; ICS_ENUMERIC where the back end faulted */
ICS_NODISCARD ics_rc ics_range_limit(ics_ranger *ranger, int var, ics_limit_range *out,
                                     ics_err *err);

/** Range of the cost of column @p j. */
ICS_NODISCARD ics_rc ics_range_cost(ics_ranger *ranger, int j, ics_cost_range *out, ics_err *err);

/** How every column moves while the limit of @p var rises by one unit: dx [n], from the refined
 *  basic system. Zero for a basic variable.
 *  @return as ics_range_limit */
ICS_NODISCARD ics_rc ics_range_move(ics_ranger *ranger, int var, double *dx, ics_err *err);

/** Exact, certified re-solve with the active limit of @p var moved by @p by (for a basic variable:
 *  the bound nearest to its value), from this basis whatever was asked before. A limit moved past
 * the other bound of its row or column is ICS_INFEASIBLE by inspection, and y is 0.
 *  @param[out] out  status says whether there is a plan at all there; arrays in @p arena
 *  @return errors of ics_solver_solve */
ICS_NODISCARD ics_rc ics_range_resolve(ics_ranger *ranger, int var, double by, ics_arena *arena,
                                       ics_solution *out, ics_err *err);

/** The price on one side: that of the basis where its range reaches out on that side by more than
 *  1e-9 of the limit's size, else that of the basis of an exact re-solve near by whose range
 * reaches back to the limit, confirmed by the slope between; where no such basis is found, a slope
 * on which two re-solves agree within 1e-7.
 *  @param[in]  rising  towards a higher limit, else a lower one
 *  @param[out] price   as ics_limit_range.price; ICS_INF or -ICS_INF where there is no plan on that
 *                      side (its sign: the objective gets infinitely worse); NAN where no re-solve
 *                      could settle it
 *  @param[out] holds_to  the limit up to which it is known to hold on that side; the limit itself
 *                      where the price is NAN
 *  @return errors of ics_range_resolve */
ICS_NODISCARD ics_rc ics_range_side(ics_ranger *ranger, int var, bool rising, double *price,
                                    double *holds_to, ics_err *err);

#endif
