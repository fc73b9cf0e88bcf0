/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file move.h
 *  What happens at the far end of the chain if money is moved from one service to another.
 *
 *  Two plans are compared that differ by the move alone. Before: the plan. After: every contract's
 *  money is pinned at the plan's, that of the moved contracts lowered and raised, and all that the
 *  rules leave free beside it (blends, flows of funds, reserve, care, need) is solved for the goal
 *  again. Nothing is gained by re-solving itself: pinned at its own money the plan is still best,
 *  for it is best among more. Where several plans are equally good after the move, the one nearest
 *  to the plan is told (least sum of changes of money and care), so that no change is shown that
 *  nothing calls for. The LPs are those of ics_run_goal with bounds lo = hi on the columns
 *  X[h,k,t], so the answer is certified as any plan is.
 *
 *  Where the two plans stand: the goal is a convex function of the pinned money, so its change lies
 *  between the prices before and after times the move (Bertsimas and Tsitsiklis, Introduction to
 *  Linear Optimization (1997), section 5.2: the optimum as a function of the right-hand side).
 *
 *  If the rules have no room for the move while all else stays put, the rest of the plan may adapt:
 *  only the moved contracts are pinned and the others keep their own limits. The answer then says
 *  so, and which other money had to move.
 *                                                      Rules shared by all headers: base/err.h */
#ifndef ICS_STUDY_MOVE_H
#define ICS_STUDY_MOVE_H

#include "base/settings.h"
#include "post/rule.h"
#include "results/run.h"

/** What is asked. Indices are the instance's own. */
typedef struct ics_move_ask {
   double gbp_m; /* {GBPm} moved in each of the years, not negative */
   int from, to; /* services */
   int place;    /* ICS_NONE: the whole system */
   int year;     /* ICS_NONE: every year, which is what a planner means by moving money */
   bool adapt;   /* let the rest of the plan adapt from the start */
} ics_move_ask;

/** An aim before and after the move, in its own unit. */
typedef struct ics_move_aim {
   ics_name aim;
   const char *unit;
   bool maximise;
   double before, after, change; /* change = after - before; 0 where it is within what the stages
                                    were allowed to give up */
   double range;                 /* from best to worst of the payoff table; NAN: no table */
   int better;                   /* 1 better, -1 worse, 0 the same */
} ics_move_aim;

/** Changes (after less before) of a service, a place, a year, or a service in a year, summed over
 * what the line does not name {GBPm, undiscounted}. A service of the whole system is told by place
 * as the plan tells it: in proportion to the care given there. What a service of the whole system
 * gives to each place is often not decided by the aims: among equally good plans the nearest is
 * told. */
typedef struct ics_move_line {
   ics_name place, service;         /* "" where summed over */
   const char *year;                /* "" where summed over */
   double money, need, care, unmet; /* {GBPm; need, care and unmet at reference cost} */
   const char *unit;                /* natural unit of the service; "" where there is none */
   double need_units, care_units, unmet_units; /* {unit}; 0 where there is none */
} ics_move_line;

/** Change of what a fund pays for, summed over places and years {GBPm}. */
typedef struct ics_move_flow {
   ics_name fund;
   const char *use;  /* "service", "reserve", "administration" */
   ics_name service; /* "" unless use is "service" */
   double change;
} ics_move_flow;

/** A limit on a contract's money that the move goes beyond {GBPm}. */
typedef struct ics_move_beyond {
   ics_rule rule;
   double limit, asked, over; /* over = |asked - limit| */
} ics_move_beyond;

/** Money of a contract that had to move besides, summed over the years {GBPm}. */
typedef struct ics_move_other {
   ics_name place, service; /* place "": a contract of the whole system */
   double before, after, change;
} ics_move_other;

/** One of the two plans that are compared; kept so that it can be checked again. */
typedef struct ics_move_side {
   const ics_model *model; /* after: its lp.lo and lp.hi hold the pins */
   ics_run run;
   const double *x;       /* [model->lp.n] the plan that the tables tell; NULL: none */
   double goal;           /* what the goal's own stage minimises or maximises; NAN: no plan */
   bool certified;        /* every stage */
   ics_certificate proof; /* of the goal's own stage, else of the stage that failed */
} ics_move_side;

typedef struct ics_move {
   ics_move_ask ask;
   ics_name from, to, place; /* place "": the whole system */
   bool place_idle;          /* a place was named, but both services have one contract for all */
   const char *first, *last; /* years of the move */
   int years;                /* how many */
   int horizon;              /* years of the plan */
   double moved;             /* {GBPm} years * ask.gbp_m */
   ics_status status;        /* OPTIMAL only if every stage after the move is certified */
   bool adapted;             /* the rest of the plan was free; false: all other money is pinned */
   bool nearest;             /* no equally good plan is nearer to the plan; false: not proved, so
                                some changes may be of no account */
   bool forced;              /* it had to be, though not asked for: `reasons` stood in the way */
   ics_move_side before, after;
   double goal_gain;      /* {goal_unit} what the goal gains, positive is better; 0 if within
                             rounding; NAN without an answer */
   const char *goal_unit; /* "QALY"; for a mixed goal "QALY-equivalent" */
   bool mixed;            /* the goal mixes aims */
   double shortfall_before, shortfall_after; /* {GBPm of care} above the standards */
   ics_move_aim *aims;                       /* [naims] */
   ics_move_line *services, *places, *by_year, *service_years; /* [nservices], [nplaces], [horizon],
                                 [nservices * horizon]: every line, zeros too */
   ics_move_flow *flows;                                       /* [nflows] those that change */
   ics_move_beyond *beyond;                                    /* [nbeyond] largest first */
   ics_move_other *others; /* [nothers] largest first; only if adapted */
   ics_rule *reasons;      /* [nreasons] rules that together leave no room, by a certified ray */
   int naims, nservices, nplaces, nflows, nbeyond, nothers, nreasons;
} ics_move;

/** {GBPm} Changes of money, need and care within it are rounding and told as 0: a hundredth of a
 *  penny in the million. */
#define ICS_MOVE_ROUNDING 1e-7

/** Move money in a solved plan and solve again.
 *
 *  Without a place each place moves its own: a part of the money in proportion to the plan's money
 * of the service that money is taken from, or, if that has one contract for the system, of the one
 * that it goes to; so that no place's budget moves to another. A pin may lie beyond the limits of
 * its contract (corridor, or money as today): the pin replaces them and `beyond` says so.
 *
 *  @param[in]  solved  certified, from ics_solve
 *  @param[out] out     arrays in @p arena; without an answer (status other than OPTIMAL) only
 *                      names, status, reasons, beyond and the sides are filled
 *  @return ICS_OK with any status; ICS_EUSAGE for an amount that is negative, not finite or more
 * than the plan's money (the most is said), for the same service twice, or for a plan that is not
 * certified; ICS_EBUG for an index out of range; errors of ics_model_build and ics_run_goal */
ICS_NODISCARD ics_rc ics_move_money(const ics_solved *solved, const ics_settings *settings,
                                    const ics_move_ask *ask, ics_arena *arena, ics_move *out,
                                    ics_err *err);

#endif
