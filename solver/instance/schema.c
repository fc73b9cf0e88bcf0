/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/schema.h"

#include <math.h>

#define AT(member) offsetof(OBJECT, member)
#define RANGE(l, h) .lo = (double)(l), .hi = (double)(h)
#define RANGE_ANY RANGE(-INFINITY, INFINITY)
#define RANGE_POSITIVE_OR_0 RANGE(0.0, INFINITY)
#define RANGE_SHARE RANGE(0.0, 1.0)
#define RANGE_GROWTH RANGE(-0.5, 0.5)
#define REQUIRED .required = true
#define OPTIONAL .required = false
#define DEFAULT(value) .fallback = (value)
#define ABSENT .fallback = (double)NAN

#define ID                                                                                         \
   {                                                                                               \
      .name = "id", .kind = ICS_KIND_ID, .at = AT(id), REQUIRED                                    \
   }
#define NAME                                                                                       \
   {                                                                                               \
      .name = "name", .kind = ICS_KIND_TEXT, .at = AT(name), REQUIRED                              \
   }
#define TEXT(member, ...)                                                                          \
   {                                                                                               \
      .name = #member, .kind = ICS_KIND_TEXT, .at = AT(member), __VA_ARGS__                        \
   }
#define SOURCE                                                                                     \
   {                                                                                               \
      .name = "source", .kind = ICS_KIND_SOURCE, .at = AT(source)                                  \
   }
#define FLAG(key, member)                                                                          \
   {                                                                                               \
      .name = key, .kind = ICS_KIND_FLAG, .at = AT(member)                                         \
   }
#define SWITCH(key, member, words, ...)                                                            \
   {                                                                                               \
      .name = key, .kind = ICS_KIND_SWITCH, .at = AT(member), .choices = (words), __VA_ARGS__      \
   }
#define CHOICE(key, member, words, ...)                                                            \
   {                                                                                               \
      .name = key, .kind = ICS_KIND_CHOICE, .at = AT(member), .choices = (words), __VA_ARGS__      \
   }
#define COEF_AS(key, member, unit_dim, range, ...)                                                 \
   {                                                                                               \
      .name = key, .kind = ICS_KIND_COEF, .at = AT(member), .dim = ICS_DIM_##unit_dim,             \
      RANGE_##range, __VA_ARGS__                                                                   \
   }
#define COEF(member, ...) COEF_AS(#member, member, __VA_ARGS__)
#define REF(key, member, target)                                                                   \
   {                                                                                               \
      .name = key, .kind = ICS_KIND_REF, .at = AT(member), .group = &(target), REQUIRED            \
   }
#define REFS(member, target, ...)                                                                  \
   {                                                                                               \
      .name = #member, .kind = ICS_KIND_REFS, .at = AT(member), .count_at = AT(n##member),         \
      .group = &(target), __VA_ARGS__                                                              \
   }
#define MAP(key, member, target, unit_dim, range)                                                  \
   {                                                                                               \
      .name = key, .kind = ICS_KIND_MAP, .at = AT(member), .group = &(target),                     \
      .dim = ICS_DIM_##unit_dim, RANGE_##range, DEFAULT(0.0)                                       \
   }
#define KEYS(array) .keys = (array), .nkeys = (int)(sizeof(array) / sizeof(array)[0])
#define LIST(member)                                                                               \
   .name = #member, .at = offsetof(ics_instance, member),                                          \
   .count_at = offsetof(ics_instance, n##member), .stride = sizeof(OBJECT)
#define WHERE .where_at = AT(where)
#define BY_ID .id = { "id", NULL }

static const char *const principles[] = {
#define X(name, text) text,
   ICS_PRINCIPLE_LIST(X)
#undef X
       NULL
};
static const char *const owners[] = {
#define X(name, text) text,
   ICS_OWNER_LIST(X)
#undef X
       NULL
};
static const char *const contract_levels[] = { "place", "system", NULL };
static const char *const fund_levels[] = { "system", "place", NULL };
static const char *const fence_kinds[] = { "floor", "cap", NULL };
static const char *const fence_bases[] = { "money", "fund", "baseline", NULL };
static const char *const senses[] = { "min", "max", NULL };
static const char *const goal_kinds[] = { "weighted", "lexicographic", "minimax", "single", NULL };
static const char *const indices[] = { "sii", "core20", "maxgap", NULL };
/* In the order of ics_lever. */
static const char *const place_levers[] = { "free", "historic", "path", NULL };
static const char *const service_levers[] = { "free", "historic", NULL };
static const char *const blend_levers[] = { "free", "historic", "given", "uniform", NULL };
static const char *const fence_levers[] = { "kept", "dropped", NULL };

#define OBJECT ics_draft
static const ics_key system_keys[] = {
   { .name = "code", .kind = ICS_KIND_ID, .at = AT(in.code), REQUIRED },
   { .name = "name", .kind = ICS_KIND_TEXT, .at = AT(in.name), REQUIRED },
   { .name = "first_year", .kind = ICS_KIND_YEAR, .at = AT(first_year), REQUIRED },
   { .name = "years", .kind = ICS_KIND_COUNT, .at = AT(in.nyears), RANGE(1.0, 30.0), REQUIRED },
   { .name = "price_year", .kind = ICS_KIND_YEAR, .at = AT(in.price_year), REQUIRED },
   { .name = "attribution", .kind = ICS_KIND_TEXT, .at = AT(in.attribution) },
};
const ics_group ics_group_system = {
   .name = "system", .one = "system", KEYS(system_keys), .required = true
};
#undef OBJECT

#define OBJECT ics_characteristic
static const ics_key characteristic_keys[] = { ID, NAME, SOURCE };
const ics_group ics_group_characteristics = { LIST(characteristics), .one = "characteristic",
                                              KEYS(characteristic_keys), BY_ID };
#undef OBJECT

#define OBJECT ics_place
const ics_group ics_group_places = { LIST(places), .one = "place", BY_ID, .required = true };
#undef OBJECT

#define OBJECT ics_service
static const ics_key service_keys[] = {
   ID,
   NAME,
   TEXT(unit, REQUIRED),
   COEF(unit_cost, UNIT_COST, POSITIVE_OR_0, ABSENT),
   SWITCH("contract", per_system, contract_levels, OPTIONAL),
   COEF(need_growth, GROWTH, GROWTH, DEFAULT(0.0)),
   COEF(efficiency, GROWTH, GROWTH, DEFAULT(0.0)),
   COEF(standard, SHARE, SHARE, ABSENT),
   FLAG("protected", is_protected),
   COEF(floor, SHARE, SHARE, DEFAULT(0.0)),
   FLAG("overlapping", overlapping),
   COEF(fixed_share, SHARE, SHARE, DEFAULT(0.0)),
   COEF(fixed_share_per_sd, SHARE_PER_SD, ANY, DEFAULT(0.0)),
   COEF(person_weight, WEIGHT, POSITIVE_OR_0, DEFAULT(1.0)),
   { .name = "scores",
     .kind = ICS_KIND_SCORES,
     .at = AT(scores),
     .count_at = AT(nscores),
     .dim = ICS_DIM_SCORE,
     RANGE_ANY },
};
const ics_group ics_group_services = { LIST(services),     WHERE, .one = "service",
                                       KEYS(service_keys), BY_ID, .required = true };
#undef OBJECT

#define OBJECT ics_mechanism
static const ics_key mechanism_keys[] = {
   ID,
   NAME,
   CHOICE("principle", principle, principles, REQUIRED),
   { .name = "widths",
     .kind = ICS_KIND_VECTOR,
     .at = AT(widths),
     .count_at = AT(ntranches),
     .dim = ICS_DIM_SHARE,
     RANGE_POSITIVE_OR_0,
     REQUIRED },
   COEF(risk, RATIO, SHARE, DEFAULT(0.0)),
   COEF(guaranteed, SHARE, SHARE, DEFAULT(1.0)),
   COEF(admin, RATIO, SHARE, DEFAULT(0.0)),
   COEF(quality, SCORE, ANY, DEFAULT(0.0)),
   COEF(overtreatment, SHARE, SHARE, DEFAULT(0.0)),
   MAP("effects", effects, ics_group_characteristics, SHARE_PER_SD, ANY),
};
const ics_group ics_group_mechanisms = { LIST(mechanisms),     WHERE, .one = "mechanism",
                                         KEYS(mechanism_keys), BY_ID, .required = true };
#undef OBJECT

#define OBJECT ics_blend
static const ics_key blend_keys[] = {
   REF("service", service, ics_group_services),
   REF("mechanism", mechanism, ics_group_mechanisms),
   COEF(baseline, SHARE, SHARE, REQUIRED),
   { .name = "yields",
     .kind = ICS_KIND_YIELDS,
     .at = AT(yields),
     .dim = ICS_DIM_SHARE,
     RANGE_POSITIVE_OR_0,
     DEFAULT(1.0) },
   COEF(least, SHARE, SHARE, DEFAULT(0.0)),
   COEF(most, SHARE, SHARE, DEFAULT(1.0)),
   COEF(risk, RATIO, SHARE, ABSENT),
};
const ics_group ics_group_blends = {
   LIST(blends),    WHERE, .one = "blend", KEYS(blend_keys), .id = { "service", "mechanism" },
   .required = true
};
#undef OBJECT

#define OBJECT ics_fund
static const ics_key fund_keys[] = {
   ID,
   NAME,
   CHOICE("owner", owner, owners, REQUIRED),
   SWITCH("level", per_place, fund_levels, REQUIRED),
   { .name = "amount",
     .kind = ICS_KIND_COEFS_OF_ONE,
     .at = AT(amounts),
     .dim = ICS_DIM_MONEY,
     RANGE_POSITIVE_OR_0 },
   COEF(growth, GROWTH, GROWTH, DEFAULT(0.0)),
   REFS(pays, ics_group_services, OPTIONAL),
   FLAG("reserve", pays_reserve),
   FLAG("administration", pays_admin),
   TEXT(balance, OPTIONAL),
};
const ics_group ics_group_funds = { LIST(funds),     WHERE, .one = "fund",
                                    KEYS(fund_keys), BY_ID, .required = true };
#undef OBJECT

#define OBJECT ics_fence
static const ics_key fence_keys[] = {
   ID,
   NAME,
   SWITCH("kind", is_cap, fence_kinds, REQUIRED),
   CHOICE("of", of, fence_bases, REQUIRED),
   COEF(value, FENCE, POSITIVE_OR_0, REQUIRED),
   REFS(funds, ics_group_funds, REQUIRED),
   REFS(services, ics_group_services, REQUIRED),
   FLAG("dilution", dilution),
};
const ics_group ics_group_fences = { LIST(fences), WHERE, .one = "fence", KEYS(fence_keys), BY_ID };
#undef OBJECT

#define OBJECT ics_resource
static const ics_key resource_keys[] = {
   ID,
   NAME,
   TEXT(unit, REQUIRED),
   COEF(amount, OWN, POSITIVE_OR_0, REQUIRED),
   COEF(growth, GROWTH, GROWTH, DEFAULT(0.0)),
   MAP("uses", use, ics_group_services, OWN_PER_MONEY, POSITIVE_OR_0),
   MAP("builds", build, ics_group_mechanisms, OWN_PER_MONEY, POSITIVE_OR_0),
};
const ics_group ics_group_resources = { LIST(resources), WHERE, .one = "resource",
                                        KEYS(resource_keys), BY_ID };
#undef OBJECT

#define OBJECT ics_link
static const ics_key link_keys[] = {
   REF("from", from, ics_group_services),
   REF("to", to, ics_group_services),
   { .name = "lag", .kind = ICS_KIND_COUNT, .at = AT(lag), RANGE(0.0, 19.0), DEFAULT(0.0) },
   COEF(effect, RATIO, ANY, REQUIRED),
};
const ics_group ics_group_links = { LIST(links), WHERE, .one = "link", KEYS(link_keys),
                                    .id = { "from", "to" } };
static const ics_key escalation_keys[] = {
   REF("from", from, ics_group_services),
   REF("to", to, ics_group_services),
   COEF(effect, RATIO, ANY, REQUIRED),
};
const ics_group ics_group_escalations = { LIST(escalations), WHERE, .one = "escalation",
                                          KEYS(escalation_keys), .id = { "from", "to" } };
#undef OBJECT

#define OBJECT ics_band
static const ics_key band_keys[] = {
   COEF(upto, MULTIPLE, POSITIVE_OR_0, ABSENT),
   COEF(weight, WEIGHT, POSITIVE_OR_0, REQUIRED),
};
const ics_group ics_group_bands = { LIST(bands), .one = "band", KEYS(band_keys) };
#undef OBJECT

#define OBJECT ics_instance
static const ics_key rules_keys[] = {
   COEF_AS("drift", rules.drift, GROWTH, SHARE, ABSENT),
   COEF_AS("corridor", rules.corridor, GROWTH, SHARE, ABSENT),
   COEF_AS("pace", rules.pace, GROWTH, SHARE, ABSENT),
   COEF_AS("clip", rules.clip, SHARE, SHARE, DEFAULT(0.1)),
   { .name = "size", .kind = ICS_KIND_REF, .at = AT(size), .group = &ics_group_characteristics },
};
const ics_group ics_group_rules = { .name = "rules", .one = "rules", KEYS(rules_keys) };
static const ics_key equity_keys[] = {
   CHOICE("index", index, indices, .first = ICS_INDEX_SII, REQUIRED),
   REF("order", deprivation, ics_group_characteristics),
};
const ics_group ics_group_equity = { .name = "equity", .one = "equity", KEYS(equity_keys) };
#undef OBJECT

#define OBJECT ics_term
static const ics_key term_keys[] = {
   { .name = "kind", .kind = ICS_KIND_ID, .at = AT(kind), REQUIRED },
   { .name = "score", .kind = ICS_KIND_ID, .at = AT(score) },
   { .name = "weight", .kind = ICS_KIND_NUMBER, .at = AT(weight), RANGE_ANY, DEFAULT(1.0) },
   REFS(services, ics_group_services, OPTIONAL),
   REFS(places, ics_group_places, OPTIONAL),
};
static const ics_group terms = { .name = "terms",
                                 WHERE,
                                 .one = "term",
                                 KEYS(term_keys),
                                 .stride = sizeof(ics_term),
                                 .at = offsetof(ics_aim, terms),
                                 .count_at = offsetof(ics_aim, nterms) };
#undef OBJECT

#define OBJECT ics_aim
static const ics_key aim_keys[] = {
   ID,
   NAME,
   TEXT(unit, REQUIRED),
   SWITCH("sense", maximise, senses, REQUIRED),
   COEF(weight, WEIGHT, POSITIVE_OR_0, DEFAULT(1.0)),
   COEF(discount, GROWTH, SHARE, DEFAULT(0.0)),
   { .name = "tolerance", .kind = ICS_KIND_NUMBER, .at = AT(tolerance), RANGE_SHARE, DEFAULT(0.0) },
   { .name = "terms", .kind = ICS_KIND_GROUPS, .group = &terms, REQUIRED },
};
const ics_group ics_group_aims = { LIST(aims),     WHERE, .one = "aim",
                                   KEYS(aim_keys), BY_ID, .required = true };
#undef OBJECT

#define OBJECT ics_aim_bound
static const ics_key bound_keys[] = {
   REF("aim", aim, ics_group_aims),
   { .name = "at_least", .kind = ICS_KIND_LIMIT, .first = 1, RANGE_ANY },
   { .name = "at_most", .kind = ICS_KIND_LIMIT, .first = 0, RANGE_ANY },
};
static const ics_group bounds = { .name = "bounds",
                                  .one = "bound",
                                  KEYS(bound_keys),
                                  .stride = sizeof(ics_aim_bound),
                                  .at = offsetof(ics_instance, goal.bounds),
                                  .count_at = offsetof(ics_instance, goal.nbounds) };
#undef OBJECT

/* The order of aims, its length not kept: every aim is in it in the end. */
#define OBJECT ics_draft
static const ics_key goal_keys[] = {
   CHOICE("kind", in.goal.kind, goal_kinds, OPTIONAL),
   { .name = "order",
     .kind = ICS_KIND_REFS,
     .at = AT(in.goal.order),
     .count_at = AT(norder),
     .group = &ics_group_aims },
   { .name = "bounds", .kind = ICS_KIND_GROUPS, .group = &bounds },
};
const ics_group ics_group_goal = { .name = "goal", .one = "goal", KEYS(goal_keys) };
#undef OBJECT

#define OBJECT ics_policy_share
static const ics_key share_keys[] = {
   REF("service", service, ics_group_services),
   REF("mechanism", mechanism, ics_group_mechanisms),
   { .name = "share", .kind = ICS_KIND_NUMBER, .at = AT(share), RANGE_SHARE, REQUIRED },
};
static const ics_group policy_shares = { .name = "shares",
                                         WHERE,
                                         .one = "share",
                                         KEYS(share_keys),
                                         .id = { "service", "mechanism" },
                                         .stride = sizeof(ics_policy_share),
                                         .at = offsetof(ics_policy, shares),
                                         .count_at = offsetof(ics_policy, nshares) };
#undef OBJECT

#define OBJECT ics_policy
static const ics_key policy_keys[] = {
   ID,
   NAME,
   TEXT(words, OPTIONAL),
   SOURCE,
   CHOICE("places", places, place_levers, REQUIRED),
   CHOICE("services", services, service_levers, REQUIRED),
   CHOICE("blend", blend, blend_levers, REQUIRED),
   SWITCH("fences", unfenced, fence_levers, OPTIONAL),
   { .name = "shares", .kind = ICS_KIND_GROUPS, .group = &policy_shares },
};
const ics_group ics_group_policies = { LIST(policies), WHERE, .one = "policy", KEYS(policy_keys),
                                       BY_ID };
#undef OBJECT
