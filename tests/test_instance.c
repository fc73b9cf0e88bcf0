/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader on tests/good/small.cfg, which uses every setting once: each figure below is written
 * again by hand from that file. */
#include "check.h"
#include "instance/instance.h"

static const char small[] = "tests/good/small.cfg";

/** A reading that a test holds: the instance and its arena. */
typedef struct reading {
   ics_arena *arena;
   const ics_instance *in;
   ics_rc rc;
} reading;

static ics_err err; /* large, so not on the stack */

static reading read_with(const ics_override *sets, int nsets)
{
   reading r = { .arena = ics_arena_new() };
   ics_err_clear(&err);
   r.rc = ics_instance_read(small, sets, nsets, r.arena, &r.in, &err);
   return r;
}

static reading read_small(void)
{
   return read_with(NULL, 0);
}

static void done(reading *r)
{
   ics_arena_free(&r->arena);
}

#define CHECK_COEF(coef, p, l, h, u, g, rg)                                                        \
   do {                                                                                            \
      const ics_coef *check_k = &(coef);                                                           \
      CHECK_NEAR(check_k->point, p, 1e-15);                                                        \
      CHECK_NEAR(check_k->low, l, 1e-15);                                                          \
      CHECK_NEAR(check_k->high, h, 1e-15);                                                         \
      CHECK_TEXT(check_k->unit, u);                                                                \
      CHECK_INT(check_k->grade, ICS_GRADE_##g);                                                    \
      CHECK_INT(check_k->range_grade, ICS_GRADE_##rg);                                             \
      CHECK(check_k->given);                                                                       \
   } while (0)

#define CHECK_DEFAULT(coef, p)                                                                     \
   do {                                                                                            \
      CHECK(!(coef).given);                                                                        \
      CHECK_NEAR((coef).point, p, 0.0);                                                            \
   } while (0)

#define WITH_SMALL(r)                                                                              \
   reading r = read_small();                                                                       \
   CHECK_OK(r.rc, &err);                                                                           \
   const ics_instance *in = r.in

static void the_system_and_its_years_arrive(void)
{
   WITH_SMALL(r);
   CHECK_TEXT(in->code, "TST");
   CHECK_TEXT(in->name, "Two Towns");
   CHECK_TEXT(in->price_year, "2025/26");
   CHECK_TEXT(in->attribution, "None: invented figures.");
   CHECK_INT(in->nyears, 3);
   CHECK_TEXT(in->years[0], "2025/26");
   CHECK_TEXT(in->years[2], "2027/28");
   CHECK_TEXT(in->file, small);
   CHECK_INT(in->nfiles, 5);
   CHECK_TEXT(in->files[1].path, "tests/good/parts/characteristics.cfg");
   CHECK_TEXT(in->files[4].path, "tests/good/parts/small.neighbourhoods.csv");
   CHECK(!in->is_changed);
   CHECK_INT(in->ncharacteristics, 2);
   CHECK_TEXT(in->characteristics[0].id, "deprivation");
   CHECK_TEXT(in->characteristics[0].name, "Deprivation");
   CHECK_TEXT(in->characteristics[0].source, "an index");
   CHECK_TEXT(in->characteristics[1].source, "invented for the tests"); /* from the top level */
   done(&r);
}

static void services_arrive_with_inheritance_defaults_and_percent(void)
{
   WITH_SMALL(r);
   CHECK_NEEDS(in->nservices == 2);
   const ics_service *p = &in->services[0], *u = &in->services[1];
   CHECK_TEXT(p->id, "primary");
   CHECK_TEXT(p->name, "Primary care");
   CHECK_TEXT(p->unit, "contact");
   CHECK_INT(p->where.line, 16);
   CHECK_COEF(p->unit_cost, 40.5, 30, 50.25, "GBP/contact", PUBLISHED, PUBLISHED);
   CHECK_TEXT(p->unit_cost.source, "a cost collection");
   CHECK_TEXT(p->unit_cost.price_year, "2023/24");
   CHECK_TEXT(p->unit_cost.path, "services.primary.unit_cost");
   CHECK_TEXT(p->unit_cost.where.file, small);
   CHECK_INT(p->unit_cost.where.line, 17);
   /* 1.5 percent a year; the range is blank: half and one and a half of it, graded judgement; the
    * grade comes from the service, the source from the top of the file */
   CHECK_COEF(p->need_growth, 0.015, 0.0075, 0.0225, "percent/year", DERIVED, JUDGEMENT);
   CHECK_TEXT(p->need_growth.source, "invented for the tests");
   CHECK(p->need_growth.price_year == NULL);
   CHECK_COEF(p->efficiency, 0.005, 0.0, 0.01, "share/year", DERIVED, DERIVED);
   CHECK_COEF(p->standard, 0.2, 0.1, 0.3, "percent", DERIVED, JUDGEMENT);
   CHECK(!p->per_system && !p->is_protected && !p->overlapping);
   CHECK_DEFAULT(p->floor, 0.0);
   CHECK_DEFAULT(p->person_weight, 1.0);
   CHECK_DEFAULT(p->fixed_share, 0.0);
   CHECK_INT(p->nscores, 1);
   CHECK(u->per_system && u->is_protected && u->overlapping);
   CHECK_COEF(u->floor, 0.5, 0.25, 0.75, "share", JUDGEMENT, JUDGEMENT);
   CHECK_NEAR(u->fixed_share.point, 0.3, 0.0);
   CHECK_NEAR(u->fixed_share_per_sd.point, 0.1, 0.0);
   CHECK_NEAR(u->person_weight.point, 2.0, 0.0);
   CHECK_DEFAULT(u->unit_cost, 0.0);
   CHECK_DEFAULT(u->standard, 0.0);
   CHECK_DEFAULT(u->need_growth, 0.0);
   CHECK_NEEDS(u->nscores == 2);
   CHECK_TEXT(u->scores[1].id, "gva");
   CHECK_NEAR(ics_score_of(in, 1, "qaly"), 50.0, 0.0);
   CHECK_NEAR(ics_score_of(in, 1, "gva"), 0.4, 0.0);
   CHECK_NEAR(ics_score_of(in, 0, "gva"), 0.0, 0.0);
   CHECK_TEXT(u->scores[0].value.price_year, "2025/26"); /* the system's */
   done(&r);
}

static void mechanisms_and_blends_arrive(void)
{
   WITH_SMALL(r);
   CHECK_NEEDS(in->nmechanisms == 2 && in->nblends == 3);
   const ics_mechanism *block = &in->mechanisms[0], *tariff = &in->mechanisms[1];
   CHECK_TEXT(tariff->id, "tariff");
   CHECK_TEXT(tariff->name, "Tariff");
   CHECK_INT(tariff->principle, ICS_PRINCIPLE_ACTIVITY);
   CHECK_INT(block->ntranches, 1);
   CHECK_NEEDS(tariff->ntranches == 3);
   CHECK_COEF(tariff->widths[1], 0.25, 0.2, 0.3, "share", JUDGEMENT, JUDGEMENT);
   CHECK_TEXT(tariff->widths[1].path, "mechanisms.tariff.widths.2");
   CHECK_NEAR(tariff->risk.point, 0.02, 0.0);
   CHECK_NEAR(tariff->guaranteed.point, 0.25, 0.0);
   CHECK_NEAR(tariff->admin.point, 0.01, 0.0);
   CHECK_NEAR(tariff->quality.point, 0.5, 0.0);
   CHECK_NEAR(tariff->overtreatment.point, 0.03, 0.0);
   CHECK_COEF(tariff->effects[0], -0.04, -0.05, 0.0, "percent/SD", JUDGEMENT, JUDGEMENT);
   CHECK_DEFAULT(tariff->effects[1], 0.0);
   CHECK_DEFAULT(block->effects[0], 0.0);
   CHECK_DEFAULT(block->guaranteed, 1.0);
   CHECK_DEFAULT(block->risk, 0.0);
   const ics_blend *b = &in->blends[2];
   CHECK_INT(b->service, 1);
   CHECK_INT(b->mechanism, 1);
   CHECK_NEAR(b->baseline.point, 0.4, 0.0);
   CHECK_COEF(b->yields[2], 0.9, 0.8, 1.0, "share", JUDGEMENT, JUDGEMENT);
   CHECK_COEF(b->least, 0.1, 0.05, 0.15, "percent", JUDGEMENT, JUDGEMENT);
   CHECK_NEAR(b->most.point, 0.7, 0.0);
   CHECK_NEAR(b->risk.point, 0.05, 0.0);
   CHECK_TEXT(b->risk.path, "blends.urgent-tariff.risk");
   CHECK_DEFAULT(in->blends[1].yields[0], 1.0);
   CHECK_DEFAULT(in->blends[1].least, 0.0);
   CHECK_DEFAULT(in->blends[1].most, 1.0);
   CHECK(!in->blends[1].risk.given);
   done(&r);
}

static void funds_fences_and_resources_arrive(void)
{
   WITH_SMALL(r);
   CHECK_NEEDS(in->nfunds == 2 && in->nfences == 3 && in->nresources == 1);
   const ics_fund *core = &in->funds[0], *council = &in->funds[1];
   CHECK_INT(core->owner, ICS_OWNER_NHS);
   CHECK_INT(council->owner, ICS_OWNER_LOCAL_AUTHORITY);
   CHECK(!core->per_place && council->per_place);
   CHECK_COEF(core->amounts[0], 320.0, 160.0, 480.0, "GBPk/year", JUDGEMENT, JUDGEMENT);
   CHECK_NEAR(core->growth.point, 0.01, 0.0);
   CHECK_INT(core->npays, 2);
   CHECK_INT(core->pays[1], 1);
   CHECK(core->pays_reserve && core->pays_admin && !council->pays_reserve && !council->pays_admin);
   CHECK_TEXT(core->balance, "held for winter");
   CHECK_NEAR(council->amounts[0].point, 8.0, 0.0);
   CHECK_NEAR(council->amounts[1].point, 2.5, 0.0);
   CHECK_TEXT(council->amounts[1].path, "amounts.council.B-2");
   CHECK(!in->fences[0].is_cap && in->fences[1].is_cap);
   CHECK_INT(in->fences[0].of, ICS_FENCE_BASELINE);
   CHECK_INT(in->fences[1].of, ICS_FENCE_FUND);
   CHECK_INT(in->fences[2].of, ICS_FENCE_MONEY);
   CHECK_NEAR(in->fences[0].value.point, 1.0, 0.0);
   CHECK_NEAR(in->fences[1].value.point, 0.9, 0.0);
   CHECK_NEAR(in->fences[2].value.point, 5.0, 0.0);
   CHECK(in->fences[1].dilution && !in->fences[0].dilution);
   CHECK_INT(in->fences[2].nfunds, 2);
   CHECK_INT(in->fences[2].funds[1], 1);
   CHECK_INT(in->fences[1].services[0], 1);
   const ics_resource *beds = &in->resources[0];
   CHECK_TEXT(beds->unit, "bed");
   CHECK_NEAR(beds->amount.point, 700.0, 0.0);
   CHECK_NEAR(beds->growth.point, 0.02, 0.0);
   CHECK_DEFAULT(beds->use[0], 0.0);
   CHECK_NEAR(beds->use[1].point, 2.5, 0.0);
   CHECK_NEAR(beds->build[0].point, 0.1, 0.0);
   CHECK_DEFAULT(beds->build[1], 0.0);
   done(&r);
}

static void chain_bands_and_rules_arrive(void)
{
   WITH_SMALL(r);
   CHECK_NEEDS(in->nlinks == 1 && in->nescalations == 2 && in->nbands == 2);
   CHECK_INT(in->links[0].from, 0);
   CHECK_INT(in->links[0].to, 1);
   CHECK_INT(in->links[0].lag, 1);
   CHECK_COEF(in->links[0].effect, 0.25, 0.0, 0.78, "GBP/GBP", PUBLISHED, PUBLISHED);
   CHECK_NEAR(in->escalations[0].effect.point, 0.1, 0.0);
   CHECK_INT(in->escalations[1].from, 0);
   CHECK_INT(in->escalations[1].to, 0);
   CHECK_NEAR(in->bands[0].upto.point, 1.5, 0.0);
   CHECK_NEAR(in->bands[0].weight.point, 0.8, 0.0);
   CHECK(!in->bands[1].upto.given);
   CHECK_TEXT(in->bands[1].weight.path, "bands.2.weight");
   CHECK_COEF(in->rules.drift, 0.06, 0.03, 0.09, "percent/year", JUDGEMENT, JUDGEMENT);
   CHECK_NEAR(in->rules.corridor.point, 0.03, 0.0);
   CHECK_NEAR(in->rules.pace.point, 0.02, 0.0);
   CHECK_NEAR(in->rules.clip.point, 0.2, 0.0);
   CHECK_INT(in->size, 1);
   CHECK_INT(in->index, ICS_INDEX_CORE20);
   CHECK_INT(in->deprivation, 0);
   done(&r);
}

static void aims_goal_and_policies_arrive(void)
{
   WITH_SMALL(r);
   CHECK_NEEDS(in->naims == 2 && in->npolicies == 2 && in->goal.nbounds == 2);
   const ics_aim *a = &in->aims[0];
   CHECK_TEXT(a->unit, "QALY");
   CHECK(!a->maximise && in->aims[1].maximise);
   CHECK_NEAR(a->weight.point, 3.0, 0.0);
   CHECK_NEAR(a->discount.point, 0.035, 0.0);
   CHECK_NEAR(a->tolerance, 0.001, 0.0);
   CHECK_NEEDS(a->nterms == 2);
   CHECK_TEXT(a->terms[0].kind, "unmet");
   CHECK_TEXT(a->terms[0].score, "qaly");
   CHECK_NEAR(a->terms[0].weight, 2.0, 0.0);
   CHECK_INT(a->terms[0].nservices, 1);
   CHECK_INT(a->terms[0].services[0], 1);
   CHECK_INT(a->terms[0].nplaces, 1);
   CHECK_INT(a->terms[0].places[0], 0);
   CHECK(a->terms[1].score == NULL);
   CHECK_NEAR(a->terms[1].weight, -1.0, 0.0);
   CHECK_INT(a->terms[1].nservices, 0);
   CHECK_DEFAULT(in->aims[1].weight, 1.0);
   CHECK_NEAR(in->aims[1].terms[0].weight, 1.0, 0.0);
   CHECK_NEAR(in->aims[1].tolerance, 0.0, 0.0);
   CHECK_INT(in->goal.kind, ICS_GOAL_LEXICOGRAPHIC);
   CHECK_INT(in->goal.order[0], 1); /* named first; the other follows */
   CHECK_INT(in->goal.order[1], 0);
   CHECK_INT(in->goal.bounds[0].aim, 0);
   CHECK(!in->goal.bounds[0].at_least && in->goal.bounds[1].at_least);
   CHECK_NEAR(in->goal.bounds[0].limit, 5000.0, 0.0);
   CHECK_NEAR(in->goal.bounds[1].limit, 1.5, 0.0);
   CHECK_TEXT(in->policies[0].words, "Everything is free within the rules.");
   CHECK_TEXT(in->policies[0].source, "the authors");
   CHECK(in->policies[1].words == NULL);
   CHECK_INT(in->policies[0].places, ICS_LEVER_FREE);
   CHECK_INT(in->policies[1].places, ICS_LEVER_HISTORIC);
   CHECK_INT(in->policies[1].services, ICS_LEVER_HISTORIC);
   CHECK_INT(in->policies[1].blend, ICS_LEVER_HISTORIC);
   done(&r);
}

static void tables_arrive_from_csv_and_from_lists(void)
{
   WITH_SMALL(r);
   CHECK_NEEDS(in->nplaces == 2);
   CHECK_TEXT(in->places[0].id, "08A");
   CHECK_TEXT(in->places[0].name, "Upper Town, North");
   CHECK_NEAR(in->places[0].population, 200000.0, 0.0);
   CHECK_NEAR(in->places[0].mff, 1.05, 0.0);
   CHECK_NEAR(in->places[1].population, 100000.5, 0.0);
   CHECK_NEAR(in->places[1].z[0], -0.5, 0.0);
   CHECK_NEAR(in->places[1].z[1], 0.2, 0.0);
   CHECK_INT(in->places[1].where.line, 4);
   CHECK_TEXT(in->places[1].where.file, "tests/good/small.places.csv");
   /* 131,000 GBPk, factors 0.9 and 1.2, columns in another order */
   CHECK_COEF(in->need[1], 131.0, 117.9, 157.2, "GBPk/year", DERIVED, DERIVED);
   CHECK_TEXT(in->need[1].source, "needs formula");
   CHECK_TEXT(in->need[1].path, "need.08A.urgent");
   CHECK_INT(in->need[1].where.line, 3);
   /* [fund][place][service] */
   CHECK_COEF(in->funding[3], 80.0, 40.0, 120.0, "GBPm/year", PUBLISHED, JUDGEMENT);
   CHECK_TEXT(in->funding[3].source, "an audit");
   CHECK_NEAR(in->funding[4].point, 7.5, 0.0);
   CHECK_TEXT(in->funding[4].path, "funding.council.08A.primary");
   CHECK_DEFAULT(in->funding[7], 0.0);
   CHECK_TEXT(in->funding[7].path, "funding.council.B-2.urgent");
   done(&r);
}

static void every_given_coefficient_is_listed_in_file_order(void)
{
   WITH_SMALL(r);
   /* counted in the files: services 11, mechanisms 1 + 9, blends 3 baselines + 4 yields + 3, funds
    * 2, fences 3, resources 4, chain 3, bands 3, rules 4, aims 2, need 4, funding 5, amounts 2 */
   CHECK_INT(in->ncoefs, 11 + 10 + 10 + 2 + 3 + 4 + 3 + 3 + 4 + 2 + 4 + 5 + 2);
   int last = 0;
   for (int k = 0; k < in->ncoefs; k++) {
      const ics_coef *c = in->coefs[k];
      CHECK(c->given && c->source && c->unit && c->path && c->where.line > 0);
      CHECK(c->low <= c->point && c->point <= c->high);
      if (strcmp(c->where.file, small) != 0) continue;
      CHECK(c->where.line >= last);
      last = c->where.line;
   }
   CHECK_TEXT(in->coefs[0]->path, "services.primary.unit_cost");
   CHECK_TEXT(in->coefs[in->ncoefs - 1]->path, "amounts.council.B-2");
   done(&r);
}

/* Growth by hand: core money grows by 1% a year, council money not at all, primary need by 1.5%. */
static void accessors_grow_money_and_need(void)
{
   WITH_SMALL(r);
   CHECK_NEAR(ics_baseline_funding(in, 0, 0, 0, 0), 50.0, 1e-15);
   CHECK_NEAR(ics_baseline_funding(in, 0, 0, 0, 2), 50.0 * 1.01 * 1.01, 1e-14);
   CHECK_NEAR(ics_baseline(in, 0, 0, 2), 50.0 * 1.01 * 1.01 + 7.5, 1e-14);
   CHECK_NEAR(ics_fund_amount(in, 0, 1, 1), 320.0 * 1.01, 1e-14);
   CHECK_NEAR(ics_fund_amount(in, 1, 1, 2), 2.5, 1e-14);
   CHECK_NEAR(ics_need(in, 0, 0, 2), 61.5 * 1.015 * 1.015, 1e-14);
   CHECK_NEAR(ics_need(in, 1, 1, 2), 84.0, 1e-14);
   CHECK_INT(ics_find_service(in, "urgent"), 1);
   CHECK_INT(ics_find_service(in, "Urgent"), -1);
   CHECK_INT(ics_find_mechanism(in, "tariff"), 1);
   CHECK_INT(ics_find_fund(in, "council"), 1);
   CHECK_INT(ics_find_aim(in, "development"), 1);
   CHECK_INT(ics_find_policy(in, "current"), 1);
   CHECK_INT(ics_find_place(in, "B-2"), 1);
   CHECK_INT(ics_find_characteristic(in, "size"), 1);
   CHECK_INT(ics_find_place(in, "none"), -1);
   CHECK_TEXT(ics_grade_text(ICS_GRADE_DERIVED), "derived");
   CHECK_TEXT(ics_principle_text(ICS_PRINCIPLE_OUTCOMES), "outcomes");
   CHECK_TEXT(ics_owner_text(ICS_OWNER_POOLED), "pooled");
   done(&r);
}

static void a_set_changes_points_in_the_units_of_the_file(void)
{
   static const ics_override sets[] = {
      { "services.primary.need_growth", "4" }, /* percent; above its high of 2.25% */
      { "system.years", "2" },
      { "aims.outcomes.tolerance", "0.25" },
      { "places.08A.size", "1.5" },
      { "places.B-2.population", "7" },
      { "need.*.urgent", "90000" }, /* GBPk */
      { "blends.urgent-tariff.yields.2", "0.95" },
      { "mechanisms.block.effects.size", "0.3" }, /* absent: a default, share/SD */
      { "funds.core.amount", "100" },             /* GBPk: far below its baseline, and allowed */
      { "funding.core.08A.primary", "1" },
      { "funding.core.08A.primary", "60" }, /* the last one counts */
      { "goal.bounds.1.at_most", "12" },
   };
   reading r = read_with(sets, (int)(sizeof sets / sizeof sets[0]));
   CHECK_OK(r.rc, &err);
   const ics_instance *in = r.in;
   CHECK(in->is_changed);
   CHECK_COEF(in->services[0].need_growth, 0.04, 0.0075, 0.04, "percent/year", DERIVED, JUDGEMENT);
   CHECK_INT(in->nyears, 2);
   CHECK_NEAR(in->aims[0].tolerance, 0.25, 0.0);
   CHECK_NEAR(in->places[0].z[1], 1.5, 0.0);
   CHECK_NEAR(in->places[1].population, 7.0, 0.0);
   CHECK_COEF(in->need[1], 90.0, 90.0, 157.2, "GBPk/year", DERIVED, DERIVED);
   CHECK_COEF(in->need[3], 90.0, 75.6, 100.8, "GBPk/year", DERIVED, DERIVED);
   CHECK_NEAR(in->need[0].point, 61.5, 0.0);
   CHECK_NEAR(in->blends[2].yields[1].point, 0.95, 0.0);
   CHECK_COEF(in->mechanisms[0].effects[1], 0.3, 0.15, 0.45, "share/SD", JUDGEMENT, JUDGEMENT);
   CHECK_TEXT(in->mechanisms[0].effects[1].source, "set on the command line");
   CHECK_NEAR(in->funds[0].amounts[0].point, 0.1, 0.0);
   CHECK_NEAR(in->funding[0].point, 60.0, 0.0);
   CHECK_NEAR(in->goal.bounds[0].limit, 12.0, 0.0);
   done(&r);
}

static void a_star_stands_for_one_part_and_reaches_defaults(void)
{
   static const ics_override sets[] = { { "services.*.efficiency", "0.02" },
                                        { "*.*.discount", "1" } }; /* percent a year */
   reading r = read_with(sets, 2);
   CHECK_OK(r.rc, &err);
   CHECK_NEAR(r.in->services[0].efficiency.point, 0.02, 0.0);
   CHECK_NEAR(r.in->services[1].efficiency.point, 0.02, 0.0);
   CHECK(r.in->services[1].efficiency.given); /* absent in the file */
   CHECK_NEAR(r.in->aims[0].discount.point, 0.01, 0.0);
   done(&r);
}

static void a_set_that_names_nothing_is_a_usage_error(void)
{
   static const struct {
      const char *path, *value, *words;
   } cases[] = {
      { "services.*.ned_growth", "0.1", "services.primary.need_growth" },
      { "rules.drfit", "1", "rules.drift" },
      { "services.*", "1", "has no number of that name" }, /* a star is one part only */
      { "services.urgent.standard", "0.1",
        "has no number of" }, /* no default, and not in the file */
      { "services.urgent.protected", "0", "has no number of" },  /* a flag */
      { "funding.council.B-2.urgent", "1", "has no number of" }, /* no such record */
      { "", "1", "has no number of" },
      { "rules.drift", "", "not a number" },
      { "rules.drift", "5%", "not a number" },
      { "rules.drift", "nan", "not a number" },
   };
   for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
      ics_override set = { cases[k].path, cases[k].value };
      reading r = read_with(&set, 1);
      CHECK_INT(r.rc, ICS_EUSAGE);
      CHECK_HAS(err.text, cases[k].words);
      CHECK(r.in == NULL);
      done(&r);
   }
}

const ics_test tests_instance[] = {
   { "the system and its years arrive", the_system_and_its_years_arrive },
   { "services arrive with inheritance, defaults and percent",
     services_arrive_with_inheritance_defaults_and_percent },
   { "mechanisms and blends arrive", mechanisms_and_blends_arrive },
   { "funds, fences and resources arrive", funds_fences_and_resources_arrive },
   { "chain, bands and rules arrive", chain_bands_and_rules_arrive },
   { "aims, goal and policies arrive", aims_goal_and_policies_arrive },
   { "tables arrive from CSV and from lists", tables_arrive_from_csv_and_from_lists },
   { "every given coefficient is listed in file order",
     every_given_coefficient_is_listed_in_file_order },
   { "accessors grow money and need", accessors_grow_money_and_need },
   { "a set changes points in the units of the file",
     a_set_changes_points_in_the_units_of_the_file },
   { "a star stands for one part and reaches defaults",
     a_star_stands_for_one_part_and_reaches_defaults },
   { "a set that names nothing is a usage error", a_set_that_names_nothing_is_a_usage_error },
   { NULL, NULL },
};
