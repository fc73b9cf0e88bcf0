/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file instance.h
 *  The validated, immutable instance: what an integrated care system has, owes and may do, as plain
 *  arrays. Nothing about England is known here; every service, fund, mechanism, rule, aim and
 * policy is the instance's own.
 *
 *  Everything lives in the arena given to ics_instance_read and is borrowed by the model.
 *  Indices: place i, service k, mechanism m, fund f, resource j, aim a, characteristic c, year t
 *  (t = 0 is the first planned year).            Rules shared by all headers: base/err.h */
#ifndef ICS_INSTANCE_INSTANCE_H
#define ICS_INSTANCE_INSTANCE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

/** How a number is known. `derived` is our own arithmetic on published figures. */
#define ICS_GRADE_LIST(X)                                                                          \
   X(PUBLISHED, "published")                                                                       \
   X(DERIVED, "derived")                                                                           \
   X(JUDGEMENT, "judgement")

typedef enum ics_grade {
#define X(name, text) ICS_GRADE_##name,
   ICS_GRADE_LIST(X)
#undef X
       ICS_GRADE_COUNT
} ics_grade;

/** One coefficient, never naked. point, low and high are in canonical units (units.h): GBP million
 * a year, shares of 1, per year. Where the file gives no low or high they are point -+ 50%. */
typedef struct ics_coef {
   double point, low, high;
   const char *unit;       /* as written in the file */
   const char *source;     /* who published or judged it */
   ics_grade grade;        /* of the point */
   ics_grade range_grade;  /* of low and high: judgement where they were left blank */
   const char *price_year; /* of a money coefficient; the system's unless stated */
   const char *path;       /* as `--set` names it: links.primary-urgent.effect */
   ics_where where;
   bool given; /* false: the key was absent and the point is the documented default */
} ics_coef;

/** The five principles of paying for care. */
#define ICS_PRINCIPLE_LIST(X)                                                                      \
   X(NEEDS, "needs")                                                                               \
   X(CAPACITY, "capacity")                                                                         \
   X(ACTIVITY, "activity")                                                                         \
   X(PERFORMANCE, "performance")                                                                   \
   X(OUTCOMES, "outcomes")

typedef enum ics_principle {
#define X(name, text) ICS_PRINCIPLE_##name,
   ICS_PRINCIPLE_LIST(X)
#undef X
       ICS_PRINCIPLE_COUNT
} ics_principle;

/** A named, per-service score that aims may weigh care by: QALYs, gross value added, ... */
typedef struct ics_score {
   const char *id;
   ics_coef value;
} ics_score;

/** A stage of the value chain. */
typedef struct ics_service {
   const char *id, *name;
   const char *unit;     /* natural unit of activity, "contact"; never NULL */
   ics_coef unit_cost;   /* {GBP/unit} reference unit cost; not given: report money only */
   bool per_system;      /* one contract for the whole system, not one a place */
   ics_coef need_growth; /* {1/year} real; default 0 */
   ics_coef efficiency;  /* {1/year} yearly fall of the unit price; default 0 */
   ics_coef standard;    /* {share} highest unmet share a plan may leave; not given: none */
   bool is_protected;    /* the standard is today's unmet share */
   ics_coef floor;       /* {share} of need that cannot be prevented; default 0 */
   bool overlapping;     /* schemes overlap: half effect beyond half of the floor's room */
   ics_coef fixed_share; /* {share of baseline} guaranteed income a provider needs; default 0 */
   ics_coef fixed_share_per_sd; /* {share} relative rise per SD of size below the mean; default 0 */
   ics_coef person_weight;      /* weight in the inequality index; default 1 */
   const ics_score *scores;     /* [nscores] */
   int nscores;
   ics_where where;
} ics_service;

/** A payment mechanism, tagged with its principle. */
typedef struct ics_mechanism {
   const char *id, *name;
   ics_principle principle;
   int ntranches;          /* S >= 1 */
   const ics_coef *widths; /* [S] {share of baseline contract}; the last may be as wide as any */
   ics_coef risk;          /* {GBP/GBP} reserve held per pound; default 0 */
   ics_coef guaranteed;    /* {share} that is paid whatever happens; default 1 */
   ics_coef admin;         /* {GBP/GBP} administration per pound; default 0 */
   ics_coef quality;       /* {score unit/GBPm} quality gained per GBPm paid; default 0 */
   ics_coef overtreatment; /* {share} of the pound that buys care nobody needed; default 0 */
   const ics_coef
       *effects; /* [ncharacteristics] {share/SD} beta: relative yield per SD; default 0 */
   ics_where where;
} ics_mechanism;

/** How one mechanism may pay for one service. Only pairs that are listed may be used. */
typedef struct ics_blend {
   int service, mechanism;
   ics_coef baseline;      /* {share} of the contract today */
   const ics_coef *yields; /* [S of the mechanism] activity per pound before normalising */
   ics_coef least, most;   /* {share of X}; default 0 and 1; `given` says whether a row is needed */
   ics_coef risk;          /* {GBP/GBP} overrides the mechanism's where given */
   ics_where where;
} ics_blend;

#define ICS_OWNER_LIST(X)                                                                          \
   X(NHS, "nhs")                                                                                   \
   X(LOCAL_AUTHORITY, "local_authority")                                                           \
   X(POOLED, "pooled")

typedef enum ics_owner {
#define X(name, text) ICS_OWNER_##name,
   ICS_OWNER_LIST(X)
#undef X
       ICS_OWNER_COUNT
} ics_owner;

/** Money with an owner. A fund of level "place" is one pot per place that cannot be moved. */
typedef struct ics_fund {
   const char *id, *name;
   ics_owner owner;
   bool per_place;
   const ics_coef *amounts; /* [nplaces if per_place, else 1] {GBPm in the first year} */
   ics_coef growth;         /* {1/year} real; default 0 */
   const int *pays;         /* [npays] services */
   int npays;
   bool pays_reserve, pays_admin;
   const char *balance; /* what the money not in baseline contracts is for; NULL: none may be */
   ics_where where;
} ics_fund;

/** A floor or a cap on the money from a set of funds into a set of services, every year. */
typedef struct ics_fence {
   const char *id, *name;
   bool is_cap;
   bool dilution; /* the no-dilution rule: reported even when it does not bind */
   enum { ICS_FENCE_MONEY, ICS_FENCE_FUND, ICS_FENCE_BASELINE } of;
   /* value in GBPm (grown as the first fund grows), as a share of the
      funds' amounts, or as a multiple of their baseline flow */
   ics_coef value;
   const int *funds, *services; /* [nfunds], [nservices] */
   int nfunds, nservices;
   ics_where where;
} ics_fence;

/** What money alone cannot buy this year: people, beds. System-wide, or one amount a place. */
typedef struct ics_resource {
   const char *id, *name, *unit;
   ics_coef amount;       /* {resource unit} in the first year, system-wide */
   ics_coef growth;       /* {1/year}; default 0 */
   const ics_coef *use;   /* [nservices] {resource unit/GBPm of care}; default 0 */
   const ics_coef *build; /* [nmechanisms] {resource unit/GBPm} added next year per GBPm paid above
                             the baseline for services that use it; default 0 */
   ics_where where;
} ics_resource;

/** Care in `from` changes need in `to`, lag years later; or unmet need in `from` adds to need in
 *  `to` the year after (an escalation: lag is 1). Both are deviations from the baseline. */
typedef struct ics_link {
   int from, to, lag;
   ics_coef effect; /* {GBP/GBP} */
   ics_where where;
} ics_link;

/** A severity band of unmet need: up to a multiple of the baseline unmet share, at a weight. */
typedef struct ics_band {
   ics_coef upto;   /* {multiple}; not given on the last band: up to all need */
   ics_coef weight; /* relative value of unmet need in the band */
} ics_band;

/** What a term of an aim measures. The catalogue with its mathematics is formulations/aims.c. */
typedef struct ics_term {
   const char *kind;  /* a name of that catalogue, checked there */
   const char *score; /* which ics_score weighs it; NULL: 1 */
   double weight;
   const int *services; /* [nservices]; nservices 0: all */
   const int *places;   /* [nplaces]; nplaces 0: all */
   int nservices, nplaces;
   ics_where where;
} ics_term;

typedef struct ics_aim {
   const char *id, *name, *unit;
   bool maximise;
   ics_coef weight;       /* in the weighted and minimax goals; default 1 */
   ics_coef discount;     /* {1/year}; default 0 */
   double tolerance;      /* {relative} given up by later stages of a lexicographic goal */
   const ics_term *terms; /* [nterms] */
   int nterms;
   ics_where where;
} ics_aim;

typedef enum ics_goal_kind {
   ICS_GOAL_WEIGHTED,
   ICS_GOAL_LEXICOGRAPHIC,
   ICS_GOAL_MINIMAX,
   ICS_GOAL_SINGLE, /* one aim (order[0]) with bounds on others */
} ics_goal_kind;

/** A bound that the planner sets on an aim: value >= or <= limit, in the aim's own unit. */
typedef struct ics_aim_bound {
   int aim;
   bool at_least;
   double limit;
} ics_aim_bound;

typedef struct ics_goal {
   ics_goal_kind kind;
   const int *order;            /* [naims] aims in order of importance; every aim once */
   const ics_aim_bound *bounds; /* [nbounds] */
   int nbounds;
} ics_goal;

/** How a policy sets a lever. */
typedef enum ics_lever {
   ICS_LEVER_FREE,     /* within the rules */
   ICS_LEVER_HISTORIC, /* as in the baseline */
   ICS_LEVER_GIVEN,    /* places: on a given path (`path`), each place's part of local money moving
                          from today's to its fair share as far as pace allows (model/given.h);
                          blend: shares of each contract's money that the policy gives */
   ICS_LEVER_UNIFORM,  /* blend only: one formula for the whole system, the best there is */
} ics_lever;

/** The share of a service's contracts that a policy pays under a mechanism. */
typedef struct ics_policy_share {
   int service, mechanism;
   double share; /* {share of X}; those of a service that is named at all sum to 1 */
   ics_where where;
} ics_policy_share;

/** A policy restricts three levers, and may drop the ring-fences; it is data, not code.
 *
 *  Given shares are what a scheme pays from its first year on: no gradual change, and another
 * scheme than today's. So they override, for the contracts of every service: how far a mechanism
 * may move in a year (rules.drift), the least and most of each share in today's payment scheme
 * (blends), and the width of the last tranche where that is too narrow for the share. Nothing else.
 * Rules that the shares may then not be able to keep (funds, administration, ring-fences,
 * guaranteed income) stay rules: what a plan misses of them is measured in GBPm, minimised before
 * anything else and reported (formulations/breach.c). A policy without given shares keeps every
 * rule as it stands. */
typedef struct ics_policy {
   const char *id, *name, *words, *source;
   ics_lever places, services, blend;
   bool unfenced;                  /* ring-fences (in.fences) are dropped */
   bool may_miss;                  /* hard rules may be missed though no shares are given: of a plan
                                      that is looked at and not chosen; never read from a file */
   const ics_policy_share *shares; /* [nshares] of given blends; services not named: as today */
   int nshares;
   ics_where where;
} ics_policy;

typedef struct ics_characteristic {
   const char *id, *name, *source;
} ics_characteristic;

typedef struct ics_place {
   const char *id, *name;
   double population; /* {people} */
   double mff;        /* market forces factor; default 1 */
   const double *z;   /* [ncharacteristics] standardised: mean 0, SD 1 over the reference set */
   ics_where where;
} ics_place;

typedef enum ics_index {
   ICS_INDEX_NONE,
   ICS_INDEX_SII,    /* slope index of inequality */
   ICS_INDEX_CORE20, /* most deprived fifth against the rest */
   ICS_INDEX_MAXGAP, /* worst place against the best */
} ics_index;

/** Limits on how fast things may change. An absent rule (not given) is an absent constraint. */
typedef struct ics_rules {
   ics_coef drift;    /* {share of baseline contract/year} of a mechanism */
   ics_coef corridor; /* {share/year} of a contract's money against its baseline */
   ics_coef pace;     /* {share/year} of a place's part of local money, towards fair share */
   ics_coef clip;     /* {share} most that characteristics may change a yield; default 0.1 */
} ics_rules;

typedef struct ics_file {
   const char *path, *sha256;
} ics_file;

typedef struct ics_instance {
   const char *code, *name, *price_year, *attribution;
   const char *file, *sha256; /* of the instance file; sha256 over all files read, in order */
   const ics_file *files;     /* [nfiles] every file read */
   int nfiles;
   bool is_changed;    /* by --set: then funds need not match their baseline */
   int nyears;         /* T */
   const char **years; /* [T] "2025/26" */

   int ncharacteristics, nservices, nmechanisms, nblends, nfunds, nfences, nresources;
   int nlinks, nescalations, nbands, naims, npolicies, nplaces;
   const ics_characteristic *characteristics;
   const ics_service *services;
   const ics_mechanism *mechanisms;
   const ics_blend *blends;
   const ics_fund *funds;
   const ics_fence *fences;
   const ics_resource *resources;
   const ics_link *links, *escalations;
   const ics_band *bands; /* at least one; the last is open */
   const ics_aim *aims;
   const ics_policy *policies;
   const ics_place *places;

   const ics_coef *need;    /* [nplaces * nservices] {GBPm at reference cost, first year} */
   const ics_coef *funding; /* [nfunds * nplaces * nservices] {GBPm} baseline, first year: the
                               baseline contract is its sum over funds */
   ics_rules rules;
   ics_index index;
   int deprivation; /* characteristic that orders places; -1 where index is NONE */
   int size;        /* characteristic that measures provider size (rules.size); -1: none */
   ics_goal goal;

   const ics_coef *const *coefs; /* [ncoefs] every given coefficient, in file order */
   int ncoefs;

   /* Of an altered copy, which is emitted a thousand times: (1 + need growth)^t, (1 - efficiency)^t
    * and (1 + growth of fund)^t, [nservices, nservices, nfunds][nyears]. NULL: worked out when
    * asked.
    */
   const double *powers;
} ics_instance;

/** One `--set path=value`. A path may hold `*` for one whole component. */
typedef struct ics_override {
   const char *path, *value; /* value as typed, in the unit that the file uses there */
} ics_override;

/** Read, validate and convert an instance with its includes and tables.
 *
 *  Every fault of form (syntax, type, unit, unknown key, orphan code, table cell) and of content
 *  (check.c: shares that do not sum to 1, yields that rise, a fund that cannot pay its baseline) is
 *  collected in one pass, up to ICS_FAULTS_SHOWN, each with file and line.
 *
 *  @param[in]  path   the instance file
 *  @param[in]  sets   [nsets] changes for this run
 *  @param[out] out    the instance, in @p arena
 *  @return ICS_OK; ICS_EINPUT with all faults; ICS_EUSAGE for a `--set` path that names nothing
 * (the nearest is suggested) or a value that is not a number; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_instance_read(const char *path, const ics_override *sets, int nsets,
                                       ics_arena *arena, const ics_instance **out, ics_err *err);

/** Content rules over the whole instance (called by ics_instance_read). Collects into @p err. */
void ics_instance_check(const ics_instance *in, ics_err *err);

/** A copy of an instance of which numbers are changed, one after another, to ask what a formula
 *  gives at another value. The original is never written. */
typedef struct ics_altered {
   ics_instance in;        /* the copy; its coefs[] are its own, in the same order */
   ics_coef *const *coefs; /* [in.ncoefs] the same, to be written by ics_alter only */
   double *powers;         /* [(2 nservices + nfunds) * nyears] behind in.powers */
} ics_altered;

/** Copy an instance. Arrays that hold coefficients are copied once, whatever is then changed;
 * names, texts and lists of indices are borrowed from @p in, which must outlive the copy.
 *  @return ICS_OK; ICS_EMEMORY; ICS_EBUG for a coefficient that is listed but in no array */
ICS_NODISCARD ics_rc ics_alter_open(const ics_instance *in, ics_arena *arena, ics_altered **out,
                                    ics_err *err);

/** Give coefficient @p c (an index of coefs[]) another point. Nothing is checked: a point beyond
 * its key's range is the caller's to judge. */
void ics_alter(ics_altered *altered, int c, double point);

/** Index of an id, or -1. */
int ics_find_service(const ics_instance *in, const char *id);
int ics_find_mechanism(const ics_instance *in, const char *id);
int ics_find_fund(const ics_instance *in, const char *id);
int ics_find_aim(const ics_instance *in, const char *id);
int ics_find_policy(const ics_instance *in, const char *id);
int ics_find_place(const ics_instance *in, const char *id);
int ics_find_characteristic(const ics_instance *in, const char *id);

/** Index of a place or service as people say it: its id, else its name, letters of the ASCII
 *  alphabet in either case; an exact id first, and the first of equals. -1: none. */
int ics_find_place_said(const ics_instance *in, const char *text);
int ics_find_service_said(const ics_instance *in, const char *text);

/** Baseline contract of service @p k at place @p i in year @p t {GBPm}: funding grown fund by fund.
 */
double ics_baseline(const ics_instance *in, int i, int k, int t);
/** The part of it that fund @p f pays {GBPm}. */
double ics_baseline_funding(const ics_instance *in, int f, int i, int k, int t);
/** Amount of fund @p f in year @p t {GBPm}: of place @p i for a fund per place, else i is ignored.
 */
double ics_fund_amount(const ics_instance *in, int f, int i, int t);
/** (1 + need growth)^t and (1 - efficiency)^t of service @p k, (1 + growth)^t of fund @p f. */
double ics_need_growth(const ics_instance *in, int k, int t);
double ics_price(const ics_instance *in, int k, int t);
double ics_fund_growth(const ics_instance *in, int f, int t);
/** Need of service @p k at place @p i in year @p t before the chain changes it {GBPm}. */
double ics_need(const ics_instance *in, int i, int k, int t);
/** Is every contract's money data under the policy: as today, or on the given path? */
bool ics_policy_fixes_money(const ics_policy *policy);
/** May the policy miss hard rules, by a measured amount (ics_policy)? */
bool ics_policy_may_miss(const ics_policy *policy);
/** Share of blend @p b under a policy whose blends are historic or given {share of X}. */
double ics_policy_share_of(const ics_instance *in, const ics_policy *policy, int b);
/** A score of service @p k by its id; 0 where the service has none of that name. */
double ics_score_of(const ics_instance *in, int k, const char *id);

/** Does a term count the whole of what a service is worth, so that links and escalations must carry
 * less than that? Those of unmet need do (formulations/aims.c). */
bool ics_term_pays_for_the_whole(const ics_term *term);
/** What a term counts service @p k at: its score, 1 where the term names none, 0 where it does not
 * count the service. */
double ics_term_score(const ics_instance *in, const ics_term *term, int k);
/** The part of it that links and escalations from @p k carry to services the term counts, as it is
 *  worth today: sum effect / (1 + discount)^lag * score of `to`, an escalation after a year. */
double ics_carried(const ics_instance *in, const ics_aim *aim, const ics_term *term, int k);

/** As an instance file spells them. */
const char *ics_grade_text(ics_grade grade);
const char *ics_principle_text(ics_principle principle);
const char *ics_owner_text(ics_owner owner);

#endif
