/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file formulation.h
 *  What a file in formulations/ fills: one constraint family, or the catalogue of aims or goals.
 *
 *  Adding a file formulations/NAME.c with `const ics_formulation ics_form_NAME` is the whole edit:
 * the Makefile lists the files, registry.c expands the list, and a file without its symbol is a
 * link error.                                            Rules shared by all headers: base/err.h */
#ifndef ICS_MODEL_FORMULATION_H
#define ICS_MODEL_FORMULATION_H

#include "model/model.h"

typedef enum ics_formulation_kind {
   ICS_CONSTRAINTS, /* rows and bounds */
   ICS_OBJECTIVE,   /* aims and how they are combined */
} ics_formulation_kind;

/** A kind of row, and what its price means to a planner. */
typedef struct ics_row_words {
   const char *kind;  /* word before the bracket of the row's name */
   const char *unit;  /* of the row's right-hand side */
   const char *words; /* "money of {fund} in {year}": {fund} {place} {service} {mechanism} {year} */
   bool rule;         /* a limit that somebody sets; false: it only defines a quantity */
} ics_row_words;

enum { ICS_ROW_KINDS = 10 };

/** Where a rule was set. */
typedef struct ics_rule_source {
   ics_where where;
   const char *path;     /* as `--set` names it, or the group it stands in; NULL: nowhere */
   const ics_coef *coef; /* its number; NULL where it is not one number */
} ics_rule_source;

/** A rule that is one coefficient. */
static inline ics_rule_source ics_source_of_coef(const ics_coef *coef)
{
   return (ics_rule_source){ coef->where, coef->path, coef };
}

/** Groups of coefficients. What a formulation's rows hold as numbers depends on the groups that it
 *  `reads` and on no others, so that the ledger (ledger.h) need not emit it again for them. Bounds
 *  of columns that others made do not count: neither where they only decide whether a row is needed
 *  nor where they only bound a column of its own. Checked by tests/test_judgements.c against whole
 *  emissions, number by number. */
enum {
   ICS_READS_NOTHING = 1u << 0,
   ICS_READS_NEED = 1u << 1,        /* need and its growth */
   ICS_READS_EFFICIENCY = 1u << 2,  /* services: efficiency (ics_price) */
   ICS_READS_STANDARD = 1u << 3,    /* services: standard */
   ICS_READS_FLOOR = 1u << 4,       /* services: floor */
   ICS_READS_FIXED = 1u << 5,       /* services: fixed_share, fixed_share_per_sd */
   ICS_READS_PERSON = 1u << 6,      /* services: person_weight */
   ICS_READS_SCORES = 1u << 7,      /* services: scores */
   ICS_READS_WIDTHS = 1u << 8,      /* mechanisms: widths */
   ICS_READS_RISK = 1u << 9,        /* mechanisms and blends: risk */
   ICS_READS_GUARANTEED = 1u << 10, /* mechanisms: guaranteed */
   ICS_READS_ADMIN = 1u << 11,      /* mechanisms: admin */
   ICS_READS_RATES = 1u << 12,      /* mechanisms: quality, overtreatment */
   ICS_READS_YIELDS = 1u << 13,     /* blends: yields; mechanisms: effects; rules: clip */
   ICS_READS_BASELINE = 1u << 14,   /* blends: baseline */
   ICS_READS_SHARES = 1u << 15,     /* blends: least, most */
   ICS_READS_FUNDS = 1u << 16,      /* funds: amounts, growth; funding */
   ICS_READS_FENCES = 1u << 17,
   ICS_READS_RESOURCES = 1u << 18,
   ICS_READS_CHAIN = 1u << 19,     /* links, escalations */
   ICS_READS_BAND_ENDS = 1u << 20, /* bands: upto */
   ICS_READS_BAND_WEIGHTS = 1u << 21,
   ICS_READS_DISCOUNT = 1u << 22, /* aims: discount */
   ICS_READS_DRIFT = 1u << 23,    /* rules: each its own */
   ICS_READS_CORRIDOR = 1u << 24,
   ICS_READS_PACE = 1u << 25,

   /* Through functions of several: money on a given path (given.h); ics_fund_spendable; path.q0 and
      path.u0; unmet; eta. */
   ICS_READS_GIVEN = ICS_READS_FUNDS | ICS_READS_NEED | ICS_READS_PACE | ICS_READS_CORRIDOR,
   ICS_READS_SPENDABLE = ICS_READS_FUNDS | ICS_READS_RISK | ICS_READS_ADMIN | ICS_READS_BASELINE,
   ICS_READS_REFERENCE = ICS_READS_NEED | ICS_READS_EFFICIENCY | ICS_READS_FUNDS,
   ICS_READS_CELLS = ICS_READS_REFERENCE | ICS_READS_CHAIN | ICS_READS_FLOOR | ICS_READS_STANDARD |
                     ICS_READS_BAND_ENDS, /* which column of a cell is of which band */
   ICS_READS_ETA = ICS_READS_YIELDS | ICS_READS_WIDTHS | ICS_READS_BASELINE,
};

struct ics_formulation {
   const char *name; /* file name without .c */
   ics_formulation_kind kind;
   const char *summary;               /* one line */
   const char *math;                  /* rows and bounds in the symbols of this project */
   const char *source;                /* where the rule comes from */
   ics_row_words rows[ICS_ROW_KINDS]; /* kinds of rows, and of bounds on columns; closed by a NULL
                                         kind */
   struct {
      const char *file;      /* instance under instances/, run by the tests; NULL: none */
      double objective, rel; /* value of the goal's own stage */
   } example;
   void (*check)(const ics_instance *in,
                 ics_err *err); /* refuse an instance; NULL: nothing to refuse */
   void (*bound)(
       ics_model *m); /* tighten bounds of money columns, before care columns exist; or NULL */
   void (*emit)(ics_model *m); /* add rows and columns of its own; or NULL */
   unsigned reads;             /* groups that emit reads; 0: not known, taken as all */
   bool reads_given;           /* and ICS_READS_GIVEN where the policy gives money a path */
   ics_rule_source (*source_of)(const ics_model *m,
                                const ics_tag *tag); /* of its rules; NULL: it has none */
};

/** Every formulation, in alphabetical order, closed by NULL. */
extern const ics_formulation *const ics_formulations[];

/** By its name, or NULL. */
const ics_formulation *ics_find_formulation(const char *name);

/** Words of a row kind, or NULL. */
const ics_row_words *ics_row_words_of(const char *family, const char *kind);

/** A term that an aim may be made of (formulations/aims.c). */
typedef struct ics_term_kind {
   const char *name, *summary, *math;
   void (*emit)(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into);
} ics_term_kind;

/** The catalogue of terms, closed by a NULL name. */
extern const ics_term_kind ics_term_kinds[];

/** One term of an aim of a built model as the linear function that the aim's row holds it by, made
 * again from the instance: its part of a column's coefficient, where several terms share a column.
 * A column may come twice in it, and then counts as the sum.
 *  @param[out] out  its arrays in @p arena
 *  @return ICS_OK; ICS_EBUG for a term of no kind of the catalogue; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_term_linear(const ics_model *m, const ics_aim *aim, const ics_term *term,
                                     ics_arena *arena, ics_linear *out, ics_err *err);

/** What the unmet share of each place weighs in the inequality index (formulations/equity.c): its
 *  weight in the slope index or in the gap of the most deprived fifth; 1 for the widest gap, where
 *  each place has rows of its own; 0 without an index.
 *  @param[out] weight  [nplaces] */
void ics_index_weights(const ics_instance *in, double *weight);

#endif
