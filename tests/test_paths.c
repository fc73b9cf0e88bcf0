/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where value comes from: by hand on tiny instances; on systems every cell's paths against the dual
 * of the LP, which they are never made from; and the multipliers against the series they sum. */
#include <glob.h>
#include <stdlib.h>
#include <time.h>

#include "check.h"
#include "fixture.h"
#include "model/leontief.h"
#include "post/paths.h"
#include "post/plan.h"

/** A vertex with its chains. */
typedef struct seen {
   fixture f;
   ics_vertex v;
   ics_chains *chains;
} seen;

/* Solve what is loaded, and prepare its chains. */
static void look_at(seen *s)
{
   fixture *f = &s->f;
   solve(f);
   if (!f->ok) return;
   f->ok = false;
   CHECK_OK(ics_vertex_of(f->solved.model, &f->solved.run, f->arena, &s->v, &f->err), &f->err);
   CHECK_OK(ics_chains_open(&s->v, f->arena, &s->chains, &f->err), &f->err);
   f->ok = true;
}

static void look(seen *s, const char *file, const ics_override *sets, int nsets, const char *goal)
{
   load(&s->f, file, sets, nsets);
   s->f.request.goal = goal;
   look_at(s);
}

/* ---- by hand ------------------------------------------------------------------------------------
 */

static ics_chain chain_at(seen *s, const char *service, int year)
{
   ics_chain chain = { 0 };
   ics_rc rc = ics_chain_of(s->chains, 0, ics_find_service(s->f.in, service), year, s->f.arena,
                            &chain, &s->f.err);
   CHECK_(rc == ICS_OK, "%s", s->f.err.text);
   return chain;
}

/* Value of the path "how service year > ... : kind"; 0 where there is none. */
static double value_of(const seen *s, const ics_chain *chain, const char *want)
{
   static const char *const how[] = { "meets", "prevents", "back" };
   for (int p = 0; p < chain->npaths; p++) {
      const ics_path *path = &chain->paths[p];
      char text[512] = "";
      for (int n = 0; n < path->nsteps; n++)
         (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s %s %d, ",
                        how[path->steps[n].how], s->f.in->services[path->steps[n].service].id,
                        path->steps[n].year);
      (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s",
                     ics_leaf_text(path->kind));
      if (strcmp(text, want) == 0) return path->value;
   }
   return 0.0;
}

static double total(const ics_chain *chain)
{
   double sum = chain->other;
   for (int p = 0; p < chain->npaths; p++) sum += chain->paths[p].value;
   return sum;
}

static void two_years_of_a_chain_agree_with_hand_arithmetic(void)
{
   seen s;
   look(&s, "tests/good/paths.cfg", NULL, 0, NULL);
   if (s.f.ok) {
      ics_chain first = chain_at(&s, "primary", 0), last = chain_at(&s, "urgent", 1);
      CHECK_NEAR(first.dual, 1.735, 1e-12);
      CHECK_NEAR(total(&first), 1.735, 1e-12);
      CHECK_INT(first.npaths, 5);
      CHECK_INT(first.nother, 0);
      CHECK_NEAR(first.size, 1.735, 1e-12);
      CHECK_NEAR(value_of(&s, &first, "meets primary 0, aim"), 0.9, 1e-12);
      CHECK_NEAR(value_of(&s, &first, "meets primary 0, back primary 1, aim"), 0.375, 1e-12);
      CHECK_NEAR(value_of(&s, &first, "meets primary 0, back urgent 1, aim"), 0.08, 1e-12);
      CHECK_NEAR(value_of(&s, &first, "prevents urgent 0, aim"), 0.3, 1e-12);
      CHECK_NEAR(value_of(&s, &first, "prevents urgent 0, back urgent 1, aim"), 0.08, 1e-12);
      CHECK_TEXT(first.paths[0].words, "Health lost to unmet need (QALY), band 1");
      CHECK_NEAR(chain_at(&s, "primary", 1).dual, 1.9, 1e-12);
      ics_chain urgent = chain_at(&s, "urgent", 0);
      CHECK_NEAR(urgent.dual, 0.91, 1e-12);
      CHECK_NEAR(value_of(&s, &urgent, "prevents primary 1, aim"), 0.15, 1e-12);
      CHECK_NEAR(last.dual, 1.0, 1e-12);
      ics_pounds pounds;
      CHECK_OK(ics_pounds_of(s.chains, 0, 0, 0, s.f.arena, &pounds, &s.f.err), &s.f.err);
      CHECK_NEAR(pounds.worth, 0.8 * 1.735, 1e-12);
      CHECK_INT(pounds.n, 1);
      CHECK_INT(pounds.pounds[0].tranche, 1);
      CHECK_INT(pounds.pounds[0].nparts, 1);
      CHECK_TEXT(pounds.pounds[0].parts[0].words, "the care it buys");
      CHECK_NEAR(value_of(&s, &last, "aim"), 0.2, 1e-12);
      CHECK_NEAR(value_of(&s, &last, "meets urgent 1, aim"), 0.8, 1e-12);
   }
   unload(&s.f);
}

/* tiny/chain.cfg: a pound of prevention is worth 0.7 + 0.5 x 1, of urgent care 1; all prevention
 * that is needed is given, which takes 0.2 away. */
static void care_that_meets_all_need_says_so(void)
{
   seen s;
   look(&s, "instances/tiny/chain.cfg", NULL, 0, NULL);
   if (s.f.ok) {
      ics_chain chain = chain_at(&s, "prevention", 0);
      CHECK_NEAR(chain.dual, 1.0, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "meets prevention 0, aim"), 0.7, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "prevents urgent 0, aim"), 0.5, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "meets prevention 0, met") + value_of(&s, &chain, "needed"),
                 -0.2, 1e-12);
   }
   unload(&s.f);
}

/* With a floor of 90% and an effect of 0.6 prevention stops where urgent need is at its floor:
 * 0.6 + 0.6 x 1 - 0.2 = 1. */
static void a_floor_of_need_takes_value_from_prevention(void)
{
   static const ics_override sets[] = { { "services.urgent.floor", "0.9" },
                                        { "links.prevention-urgent.effect", "0.6" } };
   seen s;
   look(&s, "instances/tiny/chain.cfg", sets, 2, NULL);
   if (s.f.ok) {
      ics_chain chain = chain_at(&s, "prevention", 0);
      CHECK_NEAR(chain.dual, 1.0, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "meets prevention 0, aim"), 0.6, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "prevents urgent 0, aim"), 0.6, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "prevents urgent 0, floor"), -0.2, 1e-12);
   }
   unload(&s.f);
}

static void schemes_that_overlap_take_value_from_prevention(void)
{
   seen s;
   look(&s, "tests/good/overlap.cfg", NULL, 0, NULL);
   if (s.f.ok) {
      ics_chain chain = chain_at(&s, "prevention", 0);
      CHECK_NEAR(chain.dual, 1.0, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "meets prevention 0, aim"), 0.6, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "prevents urgent 0, aim"), 0.6, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "prevents urgent 0, overlap"), -0.2, 1e-12);
   }
   unload(&s.f);
}

/* tiny/beds.cfg: a million of care counts 1 and takes two beds, which are worth 1/2 each; money is
 * left over, so a pound is worth nothing. */
static void beds_take_all_that_care_is_worth(void)
{
   seen s;
   look(&s, "instances/tiny/beds.cfg", NULL, 0, NULL);
   if (s.f.ok) {
      ics_chain chain = chain_at(&s, "care", 0);
      CHECK_NEAR(chain.dual, 0.0, 1e-12);
      CHECK_NEAR(chain.size, 2.0, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "aim"), 1.0, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "capacity"), -1.0, 1e-12);
      CHECK_TEXT(chain.paths[1].kind == ICS_LEAF_CAPACITY ? chain.paths[1].words
                                                          : chain.paths[0].words,
                 "Hospital beds");
   }
   unload(&s.f);
}

/* tiny/standard.cfg: money is worth 2 in A; B loses 1.5 a million and stands at its standard, which
 * is worth the other 0.5. tiny/bands.cfg: money is worth 1.5 in B; A stands where band 2 begins. */
static void standards_and_breaks_of_bands_say_so(void)
{
   seen s;
   look(&s, "instances/tiny/standard.cfg", NULL, 0, NULL);
   if (s.f.ok) {
      ics_chain chain = chain_at(&s, "b", 0);
      CHECK_NEAR(chain.dual, 2.0, 1e-9);
      CHECK_NEAR(value_of(&s, &chain, "meets b 0, aim"), 1.5, 1e-9);
      CHECK_NEAR(value_of(&s, &chain, "meets b 0, standard") +
                     value_of(&s, &chain, "meets b 0, shortfall"),
                 0.5, 1e-9);
   }
   unload(&s.f);
   look(&s, "instances/tiny/bands.cfg", NULL, 0, NULL);
   if (s.f.ok) {
      ics_chain chain = chain_at(&s, "a", 0);
      CHECK_NEAR(chain.dual, 1.5, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "meets a 0, aim"), 2.0, 1e-12);
      CHECK_NEAR(value_of(&s, &chain, "meets a 0, break"), -0.5, 1e-12);
      CHECK_TEXT(chain.paths[1].words, "unmet need stands where band 2 begins");
   }
   unload(&s.f);
}

/* tiny/gap.cfg: a slope of 2 over a need of 10 in the deprived place; the corridor lets no more
 * care be bought there. */
static void inequality_is_worth_its_slope(void)
{
   seen s;
   look(&s, "instances/tiny/gap.cfg", NULL, 0, NULL);
   if (s.f.ok) {
      ics_chain mill, mean;
      CHECK_OK(ics_chain_of(s.chains, 1, 0, 0, s.f.arena, &mill, &s.f.err), &s.f.err);
      CHECK_NEAR(value_of(&s, &mill, "meets care 0, inequality"), 0.2, 1e-12);
      CHECK_OK(ics_chain_mean(s.chains, 0, 0, s.f.arena, &mean, &s.f.err), &s.f.err);
      CHECK_NEAR(total(&mean), mean.dual, 1e-12);
      CHECK_NEAR(mean.dual, 0.5 * (mill.dual + chain_at(&s, "care", 0).dual), 1e-12);
   }
   unload(&s.f);
}

/* ---- on systems --------------------------------------------------------------------------------
 */

/** What the cells of a vertex came to. */
typedef struct sums {
   int cells, pounds;
   double worst, worst_pound, worst_mean; /* |sum - dual| / size */
   double sum, size;                      /* over all cells, to the last bit: has anything moved? */
} sums;

static double off(double sum, double want, double size)
{
   double gap = fabs(sum - want);
   return gap == 0.0 ? 0.0 : gap / size;
}

static sums sums_of(seen *s, ics_chains *chains)
{
   const ics_instance *in = s->f.in;
   sums out = { 0 };
   ics_arena *scratch = ics_arena_new();
   for (int i = 0; i < in->nplaces; i++)
      for (int k = 0; k < in->nservices; k++)
         for (int t = 0; t < in->nyears; t++) {
            ics_chain chain;
            ics_rc rc = ics_chain_of(chains, i, k, t, scratch, &chain, &s->f.err);
            if (rc != ICS_OK) abort();
            out.cells++;
            out.worst = fmax(out.worst, off(total(&chain), chain.dual, chain.size));
            out.sum += total(&chain);
            out.size += chain.size;
         }
   ics_arena_free(&scratch);
   return out;
}

static void add_pounds(seen *s, int i, int k, int t, ics_arena *scratch, sums *out)
{
   ics_pounds pounds;
   CHECK_OK(ics_pounds_of(s->chains, i, k, t, scratch, &pounds, &s->f.err), &s->f.err);
   CHECK(pounds.n > 0);
   for (int p = 0; p < pounds.n; p++) {
      double sum = 0.0;
      for (int n = 0; n < pounds.pounds[p].nparts; n++) sum += pounds.pounds[p].parts[n].value;
      out->worst_pound = fmax(out->worst_pound, off(sum, pounds.worth, pounds.pounds[p].size));
      out->pounds++;
   }
}

static void add_means(seen *s, sums *out)
{
   const ics_instance *in = s->f.in;
   ics_arena *scratch = ics_arena_new();
   for (int k = 0; k < in->nservices; k++)
      for (int t = 0; t < in->nyears; t++) {
         ics_chain mean;
         CHECK_OK(ics_chain_mean(s->chains, k, t, scratch, &mean, &s->f.err), &s->f.err);
         out->worst_mean = fmax(out->worst_mean, off(total(&mean), mean.dual, mean.size));
         for (int i = 0; i < in->nplaces; i++) add_pounds(s, i, k, t, scratch, out);
      }
   ics_arena_free(&scratch);
}

/* How far a row or column with a price stands from its limit, relative to what it adds up: worst
 * over all. A price below rounding of the largest is none. */
static double worst_slack(const seen *s)
{
   const ics_lp *lp = &s->v.lp;
   const ics_solution *at = s->v.at;
   double worst = 0.0, most = 0.0, *activity, *size;
   activity = ics_alloc(s->f.arena, (size_t)lp->m, sizeof *activity);
   size = ics_alloc(s->f.arena, (size_t)lp->m, sizeof *size);
   for (int r = 0; r < lp->m; r++) most = fmax(most, fabs(at->y[r]));
   for (int j = 0; j < lp->n; j++)
      for (int p = lp->start[j]; p < lp->start[j + 1]; p++) {
         activity[lp->row[p]] += lp->val[p] * at->x[j];
         size[lp->row[p]] += fabs(lp->val[p] * at->x[j]);
      }
   for (int r = 0; r < lp->m; r++) {
      if (fabs(at->y[r]) <= 1e-14 * most) continue;
      double limit = at->y[r] > 0.0 ? lp->rlo[r] : lp->rhi[r];
      worst = fmax(worst, fabs(activity[r] - limit) / fmax(1.0, size[r]));
   }
   for (int j = 0; j < lp->n; j++) {
      double d = ics_vertex_reduced(&s->v, j);
      if (fabs(d) <= 1e-14 * most) continue;
      double limit = d > 0.0 ? lp->lo[j] : lp->hi[j];
      worst = fmax(worst, fabs(at->x[j] - limit) / fmax(1.0, fabs(limit)));
   }
   return worst;
}

static double seconds(void)
{
   struct timespec now;
   (void)clock_gettime(CLOCK_MONOTONIC, &now);
   return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void check_system(seen *s, bool told)
{
   if (!s->f.ok) return;
   double started = seconds(), slack = worst_slack(s);
   sums got = sums_of(s, s->chains);
   double took = seconds() - started;
   add_means(s, &got);
   CHECK_(got.worst <= 1e-9, "%s: %g", s->f.in->code, got.worst);
   CHECK_(got.worst_mean <= 1e-9, "%s: means %g", s->f.in->code, got.worst_mean);
   CHECK_(got.worst_pound <= 1e-9, "%s: pounds %g", s->f.in->code, got.worst_pound);
   CHECK_(slack <= 1e-9, "%s: slack %g", s->f.in->code, slack);
   if (told)
      printf("%s cells %d worst %.1e means %.1e pounds %d worst %.1e slack %.1e, %.0f ms\n",
             s->f.in->code, got.cells, got.worst, got.worst_mean, got.pounds, got.worst_pound,
             slack, 1e3 * took);
   fflush(stdout);
}

static const struct {
   const char *file, *goal;
} systems[] = { { "instances/england/QT6.cfg", NULL },
                { "instances/england/QHL.cfg", NULL },
                { "instances/england/QHL.cfg", "minimax" },
                { "instances/england/QE1.cfg", "outcomes" } };
enum { NSYSTEMS = (int)(sizeof systems / sizeof systems[0]) };

static void paths_add_up_to_the_dual_on_tiny_instances(void)
{
   static const char *const files[] = {
      "bands",          "beds",       "chain",        "fixed_costs", "gap",
      "package",        "reserve",    "standard",     "textbook",    "two_funds",
      "two_mechanisms", "two_places", "lexicographic"
   };
   for (int n = 0; n < (int)(sizeof files / sizeof files[0]); n++) {
      char file[64];
      seen s;
      (void)snprintf(file, sizeof file, "instances/tiny/%s.cfg", files[n]);
      look(&s, file, NULL, 0, NULL);
      check_system(&s, false);
      unload(&s.f);
   }
}

/* ---- every coefficient counts ------------------------------------------------------------------
 */

/** What came of changing coefficients one at a time. */
typedef struct tampering {
   seen *s;
   sums before;
   int changed, idle; /* idle: no path's value moved */
} tampering;

/* With this one number 1% off, after the solve, paths miss the dual somewhere, or no path has it.
 */
static void tamper(tampering *w, const ics_coef *coef)
{
   seen *s = w->s;
   double *point = (double *)&coef->point, was = *point; /* the instance is the fixture's own */
   ics_chains *chains;
   ics_arena *arena = ics_arena_new();
   *point *= 1.01;
   CHECK_OK(ics_chains_open(&s->v, arena, &chains, &s->f.err), &s->f.err);
   sums now = sums_of(s, chains);
   *point = was;
   ics_arena_free(&arena);
   bool moved = now.sum != w->before.sum || now.size != w->before.size;
   if (!moved) {
      w->idle++;
      return;
   }
   w->changed++;
   CHECK_(now.worst > 1e-9, "%s: %s 1%% off: sums still agree to %g", s->f.in->code, coef->path,
          now.worst);
}

static bool is_used(const ics_instance *in, const char *score)
{
   for (int a = 0; a < in->naims; a++)
      for (int n = 0; n < in->aims[a].nterms; n++)
         if (in->aims[a].terms[n].score && strcmp(in->aims[a].terms[n].score, score) == 0)
            return true;
   return false;
}

static void tamper_all(seen *s, bool told)
{
   if (!s->f.ok) return;
   const ics_instance *in = s->f.in;
   tampering w = { .s = s, .before = sums_of(s, s->chains) };
   for (int l = 0; l < in->nlinks; l++) tamper(&w, &in->links[l].effect);
   for (int l = 0; l < in->nescalations; l++) tamper(&w, &in->escalations[l].effect);
   for (int r = 0; r < in->nbands; r++) tamper(&w, &in->bands[r].weight);
   for (int k = 0; k < in->nservices; k++) {
      for (int n = 0; n < in->services[k].nscores; n++)
         if (is_used(in, in->services[k].scores[n].id))
            tamper(&w, &in->services[k].scores[n].value);
      for (int j = 0; j < in->nresources; j++)
         if (in->resources[j].use[k].point != 0.0) tamper(&w, &in->resources[j].use[k]);
   }
   CHECK(w.changed > 0);
   if (told) printf("%s coefficients %d all missed, %d in no path\n", in->code, w.changed, w.idle);
}

static bool is_campaign(void)
{
   return getenv("ICS_ALL_SYSTEMS") != NULL;
}

/* Kinds of leaves and of parts of a pound that some cell has. */
static void note_kinds(seen *s, unsigned *leaves, unsigned *parts)
{
   const ics_instance *in = s->f.in;
   for (int i = 0; i < in->nplaces; i++)
      for (int k = 0; k < in->nservices; k++)
         for (int t = 0; t < in->nyears; t++) {
            ics_chain chain;
            ics_pounds pounds;
            CHECK_OK(ics_chain_of(s->chains, i, k, t, s->f.arena, &chain, &s->f.err), &s->f.err);
            CHECK_OK(ics_pounds_of(s->chains, i, k, t, s->f.arena, &pounds, &s->f.err), &s->f.err);
            for (int p = 0; p < chain.npaths; p++) *leaves |= 1U << chain.paths[p].kind;
            for (int p = 0; p < pounds.n; p++)
               for (int n = 0; n < pounds.pounds[p].nparts; n++)
                  *parts |= 1U << pounds.pounds[p].parts[n].kind;
         }
}

/** A system driven to where rules bind that do not as a rule. */
typedef struct drive {
   const char *file;
   ics_override sets[2];
   const char *policy, *goal;
   ics_index index;
   double builds; /* {resource unit/GBPm} beds that the first mechanism adds */
} drive;

static void look_driven(seen *s, const drive *d)
{
   int nsets = 0;
   while (nsets < 2 && d->sets[nsets].path) nsets++;
   load(&s->f, d->file, d->sets, nsets);
   s->f.request.policy = d->policy;
   s->f.request.goal = d->goal;
   if (!s->f.ok) return;
   ics_instance *in = (ics_instance *)s->f.in; /* the fixture's own */
   in->index = d->index;
   if (d->builds > 0.0) ((ics_coef *)in->resources[0].build)[0].point = d->builds;
   look_at(s);
}

static void paths_add_up_where_every_kind_of_rule_binds(void)
{
   static const char QHL[] = "instances/england/QHL.cfg";
   static const drive driven[] = {
      { QHL, { { "resources.*.amount", "2000" } }, NULL, NULL, ICS_INDEX_SII, 0.2 },
      { QHL,
        { { "services.urgent.floor", "0.99" }, { "services.socialcare.floor", "0.999" } },
        NULL,
        NULL,
        ICS_INDEX_CORE20,
        0.0 },
      { QHL, { { "services.urgent.floor", "0.98" } }, "blends", "outcomes", ICS_INDEX_MAXGAP, 0.0 },
      { "instances/tiny/fixed_costs.cfg", { { 0 } }, NULL, NULL, ICS_INDEX_NONE, 0.0 },
   };
   unsigned leaves = 0, parts = 0;
   for (int n = 0; n < (int)(sizeof driven / sizeof driven[0]); n++) {
      seen s;
      look_driven(&s, &driven[n]);
      check_system(&s, is_campaign());
      if (s.f.ok && s.f.in->nlinks > 0) tamper_all(&s, is_campaign());
      if (s.f.ok) note_kinds(&s, &leaves, &parts);
      unload(&s.f);
   }
   for (int kind = ICS_LEAF_AIM; kind <= ICS_LEAF_BREAK; kind++)
      CHECK_((leaves >> kind & 1U) != 0, "no leaf is %s", ics_leaf_text((ics_leaf_kind)kind));
   for (int kind = ICS_POUND_CARE; kind <= ICS_POUND_LIMIT; kind++)
      CHECK_((parts >> kind & 1U) != 0, "no part is %s", ics_pound_text((ics_pound_kind)kind));
}

/* Both, because solving is what takes the time. */
static void paths_add_up_in_every_cell_and_miss_when_a_coefficient_is_off(void)
{
   for (int n = 0; n < NSYSTEMS; n++) {
      seen s;
      look(&s, systems[n].file, NULL, 0, systems[n].goal);
      check_system(&s, is_campaign());
      tamper_all(&s, is_campaign());
      unload(&s.f);
   }
}

static void a_coefficient_off_breaks_the_sum_on_small_instances(void)
{
   static const char *const files[] = { "tests/good/paths.cfg", "tests/good/overlap.cfg",
                                        "instances/tiny/beds.cfg", "instances/tiny/bands.cfg" };
   for (int n = 0; n < (int)(sizeof files / sizeof files[0]); n++) {
      seen s;
      look(&s, files[n], NULL, 0, NULL);
      check_system(&s, false);
      tamper_all(&s, false);
      unload(&s.f);
   }
}

/* All that the two headers offer, once. */
static ics_rc everything(seen *s, ics_arena *arena, ics_err *err)
{
   static const double unmet[] = { 0.5, 0.5, 0.2, 0.2 };
   ics_chains *chains;
   ics_chain chain;
   ics_pounds pounds;
   ics_multipliers multipliers;
   const ics_route *routes;
   int n;
   ICS_TRY(ics_chains_open(&s->v, arena, &chains, err));
   ICS_TRY(ics_chain_of(chains, 0, 0, 0, arena, &chain, err));
   ICS_TRY(ics_chain_mean(chains, 0, 0, arena, &chain, err));
   ICS_TRY(ics_pounds_of(chains, 0, 0, 0, arena, &pounds, err));
   ICS_TRY(ics_multipliers_of(s->f.in, unmet, arena, &multipliers, err));
   return ics_routes_of(s->f.in, unmet, 0.0, 5, arena, &routes, &n, NULL, err);
}

static void memory_may_run_out_anywhere(void)
{
   enum { MANY = 100000 };
   seen s;
   ics_rc rc = ICS_EMEMORY;
   int k = 0;
   look(&s, "tests/good/paths.cfg", NULL, 0, NULL);
   for (; s.f.ok && rc != ICS_OK && k < MANY; k++) {
      ics_arena *arena = ics_arena_new();
      ics_arena_fail_at(k);
      rc = everything(&s, arena, &s.f.err);
      ics_arena_fail_at(-1);
      CHECK_(rc == ICS_OK || rc == ICS_EMEMORY, "allocation %d: %s", k, s.f.err.text);
      ics_err_clear(&s.f.err);
      ics_arena_free(&arena);
   }
   CHECK(k > 20 && k < MANY);
   unload(&s.f);
}

/* ICS_ALL_SYSTEMS=1: every system under its own goal (ten minutes). */
static void paths_add_up_in_every_system(void)
{
   glob_t found;
   if (!is_campaign()) return;
   if (glob("instances/england/Q*.cfg", 0, NULL, &found) != 0) return;
   CHECK(found.gl_pathc >= 42);
   for (size_t n = 0; n < found.gl_pathc; n++) {
      seen s;
      look(&s, found.gl_pathv[n], NULL, 0, NULL);
      check_system(&s, true);
      if (s.f.ok) tamper_all(&s, true);
      unload(&s.f);
   }
   globfree(&found);
}

/* ---- multipliers -------------------------------------------------------------------------------
 */

/* tests/good/paths.cfg with half of primary and a fifth of urgent need left unmet. Care in primary
 * prevents 0.5 of urgent need at once; less urgent need, 0.8 less urgent care for each, so 0.8 x
 * 0.1 x 0.5 = 0.04 more primary need a year later, and 0.2 x 0.2 x 0.5 = 0.02 less urgent need.
 * What it meets itself does not come back: 0.25 in primary, 0.1 in urgent care. Of those 0.25 -
 * 0.04 half would have had care, which would have prevented 0.5 x 0.5 x 0.21 = 0.0525. */
static void multipliers_agree_with_hand_arithmetic(void)
{
   static const double unmet[] = { 0.5, 0.5, 0.2, 0.2 };
   fixture f;
   ics_multipliers got;
   const ics_route *routes;
   int n;
   load(&f, "tests/good/paths.cfg", NULL, 0);
   if (f.ok) {
      CHECK_OK(ics_multipliers_of(f.in, unmet, f.arena, &got, &f.err), &f.err);
      CHECK_NEAR(got.by_year[0], 0.0, 1e-15);
      CHECK_NEAR(got.by_year[1], 0.25 - 0.04, 1e-15);
      CHECK_NEAR(got.by_year[2], 0.5, 1e-15);
      CHECK_NEAR(got.by_year[3], 0.1 + 0.02 - 0.0525, 1e-15);
      CHECK_NEAR(got.avoided[1], 0.5675, 1e-15);
      CHECK_OK(ics_routes_of(f.in, unmet, 0.0, 3, f.arena, &routes, &n, NULL, &f.err), &f.err);
      CHECK_INT(n, 3);
      CHECK_NEAR(routes[0].value, 0.5, 1e-15);
      CHECK_INT(routes[0].nsteps, 2);
      CHECK_INT(routes[0].steps[1].service, 1);
      CHECK_NEAR(routes[1].value, 0.25, 1e-15);
      CHECK_NEAR(routes[2].value, 0.2, 1e-15); /* urgent care that is met does not come back */
      CHECK_INT(routes[2].steps[0].service, 1);
   }
   unload(&f);
}

/* The change of need that one more GBPm of care in `a` makes, by following care and unmet need
 * until nothing moves: change[k * years + t]. */
static void follow(const ics_instance *in, const double *unmet, int a, double *change)
{
   int years = in->nyears, cells = in->nservices * years;
   double *next = malloc((size_t)cells * sizeof *next);
   for (int p = 0; p < cells; p++) change[p] = 0.0;
   for (int pass = 0; next && pass < 500; pass++) {
      for (int p = 0; p < cells; p++) next[p] = 0.0;
      for (int e = 0; e < 2; e++)
         for (int l = 0; l < (e ? in->nescalations : in->nlinks); l++) {
            const ics_link *link = e ? &in->escalations[l] : &in->links[l];
            for (int t = 0; t + (e ? 1 : link->lag) < years; t++) {
               int from = link->from * years + t;
               double extra = link->from == a && t == 0 ? 1.0 : 0.0;
               double care = (1.0 - unmet[from]) * change[from] + extra;
               double left = unmet[from] * change[from] - extra;
               next[link->to * years + t + (e ? 1 : link->lag)] +=
                   link->effect.point * (e ? left : -care);
            }
         }
      memcpy(change, next, (size_t)cells * sizeof *next);
   }
   free(next);
}

static void check_multipliers(fixture *f, const double *unmet, double least, double rel)
{
   const ics_instance *in = f->in;
   int many = in->nservices, years = in->nyears, n = 0;
   ics_multipliers got;
   const ics_route *routes;
   double *sum = ics_alloc(f->arena, (size_t)(many * many), sizeof *sum);
   double *change = ics_alloc(f->arena, (size_t)(many * years), sizeof *change);
   CHECK_OK(ics_multipliers_of(in, unmet, f->arena, &got, &f->err), &f->err);
   CHECK_OK(ics_routes_of(in, unmet, least, 0, f->arena, &routes, &n, sum, &f->err), &f->err);
   for (int a = 0; a < many; a++) {
      follow(in, unmet, a, change);
      for (int k = 0; k < many; k++) {
         double all = 0.0;
         for (int t = 0; t < years; t++) {
            CHECK_NEAR(got.by_year[(a * many + k) * years + t], -change[k * years + t], 1e-13);
            all -= change[k * years + t];
         }
         CHECK_NEAR(got.avoided[a * many + k], all, 1e-13);
         CHECK_NEAR(sum[a * many + k], all, rel);
      }
   }
}

static void multipliers_are_what_following_the_chain_gives(void)
{
   fixture f;
   load(&f, "instances/england/QT6.cfg", NULL, 0);
   f.request.goal = "outcomes";
   solve(&f);
   if (f.ok) {
      double *unmet = ics_alloc(f.arena, (size_t)(f.in->nservices * f.in->nyears), sizeof *unmet);
      ics_plan_unmet_shares(f.solved.model, plan_of(&f), 0, unmet);
      check_multipliers(&f, unmet, 0.0, 1e-13);
      for (int p = 0; p < f.in->nservices * f.in->nyears; p++) unmet[p] = 0.07 * (p % 13);
      check_multipliers(&f, unmet, 0.0, 1e-13);
   }
   unload(&f);
}

/* Links that run in a circle within a year: routes go round and round. */
static void a_circuit_within_a_year_is_walked_round(void)
{
   static const ics_override sets[] = { { "links.urgent-primary.effect", "0.3" } };
   static const double unmet[] = { 0.1, 0.2, 0.3, 0.4 };
   fixture f;
   load(&f, "tests/good/paths.cfg", sets, 1);
   if (f.ok) {
      ((ics_link *)f.in->links)[1].lag = 0; /* the instance is the fixture's own */
      check_multipliers(&f, unmet, 1e-12, 1e-10);
   }
   unload(&f);
}

static int by_value(const void *a, const void *b)
{
   const ics_route *p = a, *q = b;
   return (fabs(p->value) < fabs(q->value)) - (fabs(p->value) > fabs(q->value));
}

/* The ten strongest, found by leaving weak ones out early, are the first ten of all. */
static void the_strongest_routes_are_the_strongest_of_all(void)
{
   enum { ALL = 20000, TEN = 10 };
   fixture f;
   load(&f, "instances/england/QHL.cfg", NULL, 0);
   if (f.ok) {
      const ics_route *few, *all;
      int nfew, nall;
      double *unmet = ics_alloc(f.arena, (size_t)(f.in->nservices * f.in->nyears), sizeof *unmet);
      double *sum = ics_alloc(f.arena, (size_t)(f.in->nservices * f.in->nservices), sizeof *sum);
      for (int p = 0; p < f.in->nservices * f.in->nyears; p++) unmet[p] = 0.05 + 0.01 * (p % 7);
      CHECK_OK(ics_routes_of(f.in, unmet, 0.0, TEN, f.arena, &few, &nfew, NULL, &f.err), &f.err);
      CHECK_OK(ics_routes_of(f.in, unmet, 1e-5, ALL, f.arena, &all, &nall, sum, &f.err), &f.err);
      CHECK_INT(nfew, TEN);
      CHECK(nall > TEN && nall < ALL);
      ics_route *sorted = ics_alloc(f.arena, ALL, sizeof *sorted);
      memcpy(sorted, all, (size_t)nall * sizeof *sorted);
      qsort(sorted, (size_t)nall, sizeof *sorted, by_value);
      for (int p = 0; p < TEN; p++) {
         CHECK_NEAR(few[p].value, sorted[p].value, 0.0);
         CHECK_INT(few[p].steps[few[p].nsteps - 1].year < f.in->nyears, 1);
      }
   }
   unload(&f);
}

const ics_test tests_paths[] = {
   { "two years of a chain agree with hand arithmetic",
     two_years_of_a_chain_agree_with_hand_arithmetic },
   { "care that meets all need says so", care_that_meets_all_need_says_so },
   { "a floor of need takes value from prevention", a_floor_of_need_takes_value_from_prevention },
   { "schemes that overlap take value from prevention",
     schemes_that_overlap_take_value_from_prevention },
   { "beds take all that care is worth", beds_take_all_that_care_is_worth },
   { "standards and breaks of bands say so", standards_and_breaks_of_bands_say_so },
   { "inequality is worth its slope", inequality_is_worth_its_slope },
   { "paths add up to the dual on tiny instances", paths_add_up_to_the_dual_on_tiny_instances },
   { "a coefficient off breaks the sum on small instances",
     a_coefficient_off_breaks_the_sum_on_small_instances },
   { "paths add up in every cell and miss when a coefficient is off",
     paths_add_up_in_every_cell_and_miss_when_a_coefficient_is_off },
   { "paths add up where every kind of rule binds", paths_add_up_where_every_kind_of_rule_binds },
   { "multipliers agree with hand arithmetic", multipliers_agree_with_hand_arithmetic },
   { "multipliers are what following the chain gives",
     multipliers_are_what_following_the_chain_gives },
   { "a circuit within a year is walked round", a_circuit_within_a_year_is_walked_round },
   { "the strongest routes are the strongest of all",
     the_strongest_routes_are_the_strongest_of_all },
   { "memory may run out anywhere", memory_may_run_out_anywhere },
   { "paths add up in every system", paths_add_up_in_every_system },
   { NULL, NULL },
};
