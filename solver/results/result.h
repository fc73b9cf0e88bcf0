/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file result.h
 *  One value that everything a run writes is written from: text, JSON and CSV say the same because
 * they read the same. It holds words and numbers only; writers need no instance and no LP. Money is
 * GBP million a year; natural units are contacts, spells, bed days. Rules shared by all headers:
 * base/err.h */
#ifndef ICS_RESULTS_RESULT_H
#define ICS_RESULTS_RESULT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

enum { ICS_SCHEMA_VERSION = 1 };

typedef struct ics_result_aim {
   ics_name aim;
   const char *unit;
   bool maximise;
   double value, baseline; /* in the aim's unit; baseline: going on as today */
   double best, worst;     /* of the payoff table under the reference policy; NAN if not computed */
} ics_result_aim;

typedef struct ics_result_stage {
   const char *id; /* "breach", "shortfall", "goal" or an aim's id */
   const char *status;
   double value;
   double held; /* what later stages keep it within */
   bool certified;
   double relative_gap, primal_violation, dual_violation;
   const char *method; /* of the certificate */
   const char *rung;   /* of the ladder that gave the answer */
   int iterations;
} ics_result_stage;

/** One line of the plan. Lines of a contract of the system are shared over places by care
 * delivered. */
typedef struct ics_plan_line {
   ics_name place, service, mechanism;
   const char *principle, *year;
   double gbp_m, baseline_gbp_m; /* sums are kept: rounded to the penny by largest remainder */
} ics_plan_line;

/** Where each pound of a fund goes. `use` is "service", "reserve", "administration", "balance",
 *  "unspent" or, where a policy may miss what a fund holds, "overspent" (negative); place and
 * service are empty where they mean nothing. Lines of a fund and year add up to its amount to the
 * penny. */
typedef struct ics_funding_line {
   ics_name fund, place, service;
   const char *use, *words, *year; /* words: what the balance is for */
   double gbp_m, baseline_gbp_m;
} ics_funding_line;

typedef struct ics_need_line {
   ics_name place, service;
   const char *year, *unit;      /* natural unit; "GBPm of care" where there is no unit cost */
   double need, activity, unmet; /* {unit} */
   double need_gbp_m, activity_gbp_m, unmet_gbp_m, baseline_unmet_gbp_m, shortfall_gbp_m;
   double prevented_gbp_m; /* need before the chain less need: care avoided, net of escalation */
   bool at_floor;          /* nothing more can be prevented here */
} ics_need_line;

typedef struct ics_price_line {
   const char *rule; /* name of the row: fund(core,2025-26) */
   const char *family, *words, *unit;
   double price;    /* value of one more unit of the limit; positive is better */
   double from, to; /* right-hand sides between which the basis, and so the price, holds */
} ics_price_line;

/** A hard rule that the plan misses, where its policy may (formulations/breach.c). */
typedef struct ics_breach_line {
   const char *rule; /* name of the row: fund(core,2025-26) */
   const char *family, *words, *unit;
   const char *year; /* that the words end with, after " in "; "" where it is of no year */
   double amount;    /* {unit} by how much; > 0 */
} ics_breach_line;

enum { ICS_JUDGEMENTS_SHOWN = 10 };

/** A number that is only judged, and what the goal's value owes to it: first-order, at this plan
 *  (post/judgements.h). */
typedef struct ics_judgement_line {
   const char *path, *words, *grade;
   const char *coef_unit;   /* of low, point and high, as the file has it */
   const char *unit;        /* of the gains: "QALY-equivalent" */
   double low, point, high; /* canonical */
   double derivative;       /* {unit per canonical unit}, positive is better */
   double at_low, at_high;  /* {unit} gain if it were low, or high */
   double swing;            /* {unit} between the two */
} ics_judgement_line;

typedef struct ics_setting_line {
   const char *name, *value; /* set apart from its default */
} ics_setting_line;

typedef struct ics_result {
   const char *run_id, *version, *backend;
   const char *code, *name, *file, *sha256, *attribution;
   const char *policy, *policy_name, *goal, *resolution, *status;
   ics_name reference; /* policy that best and worst were computed under */
   bool certified;     /* every stage */
   double relative_gap, primal_violation, dual_violation; /* of the goal's own stage */
   const char *method;
   int own_stage;
   double objective;
   int rows, columns, nonzeros, places, services, mechanisms, years;
   double seconds_read, seconds_build, seconds_solve, seconds_certify; /* negative: not timed */
   const char **year_names;                                            /* [years] */

   ics_result_aim *aims;
   ics_result_stage *stages;
   ics_plan_line *plan;
   ics_funding_line *funding;
   ics_need_line *needs;
   ics_price_line *prices;
   ics_breach_line *breaches; /* largest first */
   ics_judgement_line *judgements;
   ics_setting_line *settings;
   int naims, nstages, nplan, nfunding, nneeds, nprices, nbreaches, njudgements, nsettings;
   int npublished, nderived, njudged; /* numbers of the instance by grade */
   double advantage;                  /* {advantage_unit} what the plan is worth beyond going on as
                                         today, all aims together; NAN without a baseline */
   const char *advantage_unit;        /* "QALY-equivalent" */

   double
       breach_gbp_m; /* by which hard rules are missed, over all years; 0 where they may not be */
   double shortfall_gbp_m;                     /* against standards, over all years */
   double unmet_share_first, unmet_share_last; /* of need, under the plan */
   double baseline_unmet_share_first, baseline_unmet_share_last;
   double inflated_need_gbp_m; /* need above what the chain implies: a fault if not 0 */
   int derived_bounds_met; /* bounds that the model derived for itself and that bind: likewise */

   /* The proof, for `verify`: final plan and the duals of every stage. */
   double *x;           /* [columns] */
   double **y, **y_low; /* [nstages] of [rows]: duals are y + y_low, unevaluated */
   const char *lp_hash; /* of the base LP, hexadecimal */
   const char *basis_rows, *basis_columns; /* of the goal's own stage: a letter each, as ics_basis;
                                              where `explain` starts. "" if none */
   double *scale, *ideal;                  /* [naims] of the goal */
} ics_result;

#endif
