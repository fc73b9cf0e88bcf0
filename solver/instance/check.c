/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/instance.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "instance/fault.h"

enum { PATH_BYTES = 256, WORDS_BYTES = 512 };

/* Shares written with 10 digits or more that add up to 1; relative to 1. */
static const double share_tolerance = 1e-9;
/* A fund is overdrawn beyond rounding of its sum; relative to its amount. */
static const double overdraft_tolerance = 1e-9;
/* What may be left of a fund without a name: rounding of published tables; relative to its amount.
 */
static const double remainder_tolerance = 1e-6;

typedef struct path {
   char text[PATH_BYTES];
} path;

ICS_PRINTF(1, 2) static path path_of(const char *fmt, ...)
{
   path p;
   va_list args;
   va_start(args, fmt);
   (void)vsnprintf(p.text, sizeof p.text, fmt, args);
   va_end(args);
   return p;
}

static path blend_path(const ics_instance *in, const ics_blend *blend)
{
   return path_of("blends.%s-%s", in->services[blend->service].id,
                  in->mechanisms[blend->mechanism].id);
}

static bool has_baseline(const ics_instance *in)
{
   for (int n = 0; n < in->nfunds * in->nplaces * in->nservices; n++)
      if (in->funding[n].given) return true;
   return false;
}

/** Baseline of a service over all places, first year {GBPm}. */
static double service_baseline(const ics_instance *in, int k)
{
   double sum = 0.0;
   for (int i = 0; i < in->nplaces; i++) sum += ics_baseline(in, i, k, 0);
   return sum;
}

static void check_positive(const ics_coef *coef, ics_err *err)
{
   if (coef->given && coef->point <= 0.0)
      ics_fault(err, coef->where, coef->path, W_POSITIVE, coef->point);
}

static void check_places(const ics_instance *in, ics_err *err)
{
   for (int i = 0; i < in->nplaces; i++) {
      const ics_place *place = &in->places[i];
      if (place->population <= 0.0)
         ics_fault(err, place->where, path_of("places.%s.population", place->id).text, W_POSITIVE,
                   place->population);
      if (place->mff <= 0.0)
         ics_fault(err, place->where, path_of("places.%s.mff", place->id).text, W_POSITIVE,
                   place->mff);
   }
}

static void check_services(const ics_instance *in, ics_err *err)
{
   for (int k = 0; k < in->nservices; k++) {
      const ics_service *service = &in->services[k];
      const ics_coef *standard = &service->standard;
      check_positive(&service->unit_cost, err);
      if (!standard->given) continue;
      if (standard->point <= 0.0 || standard->point >= 1.0)
         ics_fault(err, standard->where, standard->path, W_STANDARD, standard->point);
      if (service->is_protected)
         ics_fault(err, service->where, path_of("services.%s", service->id).text, W_STANDARD_TWICE);
   }
}

/** Bounds of a share, falling yields, and room in the tranches for today's share. */
static void check_blend(const ics_instance *in, const ics_blend *blend, ics_err *err)
{
   path p = blend_path(in, blend);
   const ics_mechanism *mechanism = &in->mechanisms[blend->mechanism];
   double share = blend->baseline.point, width = 0.0;
   if (blend->least.point > share || blend->most.point < share)
      ics_fault(err, blend->where, p.text, W_BLEND_BOUNDS, blend->least.point, share,
                blend->most.point);
   for (int s = 0; s < mechanism->ntranches; s++) width += mechanism->widths[s].point;
   if (share > width + share_tolerance)
      ics_fault(err, blend->where, p.text, W_BLEND_WIDTH, share, mechanism->id, width);
   check_positive(&blend->yields[0], err);
   for (int s = 1; s < mechanism->ntranches; s++)
      if (blend->yields[s].point > blend->yields[s - 1].point)
         ics_fault(err, blend->yields[s].where, blend->yields[s].path, W_YIELDS_RISE,
                   blend->yields[s].point, blend->yields[s - 1].point);
}

/** Shares of the mechanisms of each service that has money, or that a plan may give money. */
static void check_blends(const ics_instance *in, ics_err *err)
{
   for (int b = 0; b < in->nblends; b++) check_blend(in, &in->blends[b], err);
   for (int k = 0; k < in->nservices; k++) {
      const ics_service *service = &in->services[k];
      path p = path_of("services.%s", service->id);
      double share = 0.0, least = 0.0, most = 0.0;
      int n = 0;
      for (int b = 0; b < in->nblends; b++) {
         if (in->blends[b].service != k) continue;
         n++;
         share += in->blends[b].baseline.point;
         least += in->blends[b].least.point;
         most += in->blends[b].most.point;
      }
      bool funded = service_baseline(in, k) > 0.0;
      if (n == 0) {
         if (funded) ics_fault(err, service->where, p.text, W_BLEND_NONE);
         continue;
      }
      if (funded && fabs(share - 1.0) > share_tolerance)
         ics_fault(err, service->where, p.text, W_BLEND_SUM, share);
      if (least > 1.0 + share_tolerance || most < 1.0 - share_tolerance)
         ics_fault(err, service->where, p.text, W_BLEND_ROOM, least, most);
   }
}

static bool fund_pays(const ics_fund *fund, int k)
{
   for (int n = 0; n < fund->npays; n++)
      if (fund->pays[n] == k) return true;
   return false;
}

/** Money stands only where its fund may pay, and where a fund per place has an amount. */
static void check_funding(const ics_instance *in, ics_err *err)
{
   const ics_coef *funding = in->funding;
   for (int f = 0; f < in->nfunds; f++)
      for (int i = 0; i < in->nplaces; i++)
         for (int k = 0; k < in->nservices; k++, funding++) {
            const ics_fund *fund = &in->funds[f];
            if (!funding->given || funding->point <= 0.0) continue;
            if (!fund_pays(fund, k))
               ics_fault(err, funding->where, funding->path, W_FUND_PAYS, fund->id,
                         in->services[k].id);
            if (fund->per_place && !fund->amounts[i].given)
               ics_fault(err, funding->where, funding->path, W_FUND_NO_AMOUNT, fund->id,
                         in->places[i].id);
         }
}

/** Reserve (or administration) per pound of a blend. */
static double overhead_rate(const ics_instance *in, const ics_blend *blend, bool is_reserve)
{
   const ics_mechanism *mechanism = &in->mechanisms[blend->mechanism];
   if (!is_reserve) return mechanism->admin.point;
   return blend->risk.given ? blend->risk.point : mechanism->risk.point;
}

/** Reserve (or administration) of the baseline in year @p t {GBPm}. */
static double overhead(const ics_instance *in, bool is_reserve, int t)
{
   double sum = 0.0;
   for (int b = 0; b < in->nblends; b++) {
      const ics_blend *blend = &in->blends[b];
      double rate = overhead_rate(in, blend, is_reserve) * blend->baseline.point;
      for (int i = 0; i < in->nplaces; i++) sum += rate * ics_baseline(in, i, blend->service, t);
   }
   return sum;
}

/** One fund of the whole system pays the reserve (or the administration) if there is any. */
static void check_payer(const ics_instance *in, bool is_reserve, ics_err *err)
{
   const char *key = is_reserve ? "reserve" : "administration";
   bool needed = false;
   int payers = 0;
   for (int b = 0; b < in->nblends; b++)
      needed |= overhead_rate(in, &in->blends[b], is_reserve) > 0.0;
   for (int f = 0; f < in->nfunds; f++) {
      const ics_fund *fund = &in->funds[f];
      if (!(is_reserve ? fund->pays_reserve : fund->pays_admin)) continue;
      payers++;
      if (fund->per_place)
         ics_fault(err, fund->where, path_of("funds.%s", fund->id).text, W_PAYER_PLACE, key);
   }
   if (payers > 1 || (needed && payers == 0))
      ics_fault(err, in->funds[0].where, "funds", W_PAYER, payers, key);
}

/** A pot of a fund (of place @p place, or -1) in one year: is the baseline what the pot holds? */
static bool check_pot(const ics_instance *in, int f, int place, int t, ics_err *err)
{
   const ics_fund *fund = &in->funds[f];
   double baseline = 0.0;
   int first = place < 0 ? 0 : place, last = place < 0 ? in->nplaces - 1 : place;
   for (int i = first; i <= last; i++)
      for (int k = 0; k < in->nservices; k++) baseline += ics_baseline_funding(in, f, i, k, t);
   double reserve = fund->pays_reserve && place < 0 ? overhead(in, true, t) : 0.0;
   double admin = fund->pays_admin && place < 0 ? overhead(in, false, t) : 0.0;
   double amount = ics_fund_amount(in, f, first, t);
   double left = amount - (baseline + reserve + admin);
   path p = place < 0 ? path_of("funds.%s", fund->id)
                      : path_of("amounts.%s.%s", fund->id, in->places[place].id);
   ics_where where = place < 0 ? fund->where : fund->amounts[place].where;
   if (left < -overdraft_tolerance * fmax(amount, baseline))
      ics_fault(err, where, p.text, W_FUND_SHORT, in->years[t], baseline, reserve, admin, amount);
   else if (!fund->balance && left > remainder_tolerance * amount)
      ics_fault(err, where, p.text, W_FUND_LEFT, in->years[t], left, amount);
   else
      return true;
   return false;
}

/** Every pot, up to its first year at fault. */
static void check_pots(const ics_instance *in, ics_err *err)
{
   for (int f = 0; f < in->nfunds; f++) {
      bool per_place = in->funds[f].per_place;
      for (int i = per_place ? 0 : -1; i < (per_place ? in->nplaces : 0); i++) {
         if (i >= 0 && !in->funds[f].amounts[i].given) continue;
         int t = 0;
         while (t < in->nyears && check_pot(in, f, i, t, err)) t++;
      }
   }
}

static void check_no_baseline(const ics_instance *in, ics_err *err)
{
   const ics_coef *const rules[] = { &in->rules.drift, &in->rules.corridor };
   for (int n = 0; n < 2; n++)
      if (rules[n]->given) ics_fault(err, rules[n]->where, rules[n]->path, W_RULE_BASELINE);
}

/** Bands rise and their weights do not fall, or the value of unmet need would not be convex. */
static void check_bands(const ics_instance *in, ics_err *err)
{
   for (int b = 0; b < in->nbands; b++) {
      const ics_band *band = &in->bands[b];
      const ics_band *before = b > 0 ? &in->bands[b - 1] : NULL;
      bool is_last = b == in->nbands - 1;
      ics_where where = band->weight.where;
      path p = path_of("bands.%d", b + 1);
      if (band->upto.given == is_last)
         ics_fault(err, where, p.text, is_last ? W_BAND_LAST : W_BAND_OPEN);
      double floor = before && before->upto.given ? before->upto.point : 0.0;
      if (band->upto.given && band->upto.point <= floor)
         ics_fault(err, where, p.text, W_BAND_ORDER, band->upto.point, floor);
      if (before && band->weight.point < before->weight.point)
         ics_fault(err, where, p.text, W_BAND_WEIGHT, band->weight.point, before->weight.point);
   }
}

static void check_links(const ics_instance *in, ics_err *err)
{
   for (int n = 0; n < in->nlinks; n++) {
      const ics_link *link = &in->links[n];
      const char *from = in->services[link->from].id, *to = in->services[link->to].id;
      path p = path_of("links.%s-%s", from, to);
      if (link->lag == 0 && link->from == link->to)
         ics_fault(err, link->where, p.text, W_LINK_SELF, from);
      if (link->lag >= in->nyears && link->lag > 0)
         ics_fault(err, link->where, p.text, W_LINK_LAG, link->lag, in->nyears);
   }
}

/* A term that names no services counts all. */
static bool term_counts(const ics_term *term, int k)
{
   for (int n = 0; n < term->nservices; n++)
      if (term->services[n] == k) return true;
   return term->nservices == 0;
}

bool ics_term_pays_for_the_whole(const ics_term *term)
{
   return strcmp(term->kind, "unmet") == 0;
}

double ics_term_score(const ics_instance *in, const ics_term *term, int k)
{
   if (!term_counts(term, k)) return 0.0;
   return term->score ? ics_score_of(in, k, term->score) : 1.0;
}

/* Add up what links of service `k` carry on to others; where asked for, with words "urgent 8.5". */
static double carry(const ics_instance *in, const ics_aim *aim, const ics_term *term,
                    const ics_link *link, int n, bool next_year, int k, char *words)
{
   double sum = 0.0;
   for (; n > 0; n--, link++) {
      if (link->from != k) continue;
      double years = next_year ? 1.0 : link->lag;
      double value = link->effect.point * pow(1.0 + aim->discount.point, -years) *
                     ics_term_score(in, term, link->to);
      size_t used = words ? strlen(words) : 0;
      if (words && value != 0.0)
         (void)snprintf(words + used, WORDS_BYTES - used, "%s%s %.4g", used ? ", " : "",
                        in->services[link->to].id, value);
      sum += value;
   }
   return sum;
}

static double carried(const ics_instance *in, const ics_aim *aim, const ics_term *term, int k,
                      char *words)
{
   if (!term_counts(term, k)) return 0.0;
   double now = carry(in, aim, term, in->links, in->nlinks, false, k, words);
   return now + carry(in, aim, term, in->escalations, in->nescalations, true, k, words);
}

double ics_carried(const ics_instance *in, const ics_aim *aim, const ics_term *term, int k)
{
   return carried(in, aim, term, k, NULL);
}

/** What a service does for others must be worth less than the service: the published value per
 * pound is for the whole, and the part that links and escalations carry is taken out of it. */
static void check_net_value(const ics_instance *in, const ics_aim *aim, const ics_term *term,
                            ics_err *err)
{
   for (int k = 0; k < in->nservices; k++) {
      char words[WORDS_BYTES] = "";
      double score = ics_term_score(in, term, k), part = carried(in, aim, term, k, words);
      if (part != 0.0 && score - part <= 0.0)
         ics_fault(err, in->services[k].where, path_of("services.%s", in->services[k].id).text,
                   W_NET_VALUE, aim->id, score, part, words);
   }
}

/** Is there a service with that score? The nearest name of a score otherwise. */
static const char *find_score(const ics_instance *in, const char *id, const char **nearest)
{
   *nearest = NULL;
   for (int k = 0; k < in->nservices; k++) {
      const ics_service *service = &in->services[k];
      for (int s = 0; s < service->nscores; s++)
         if (strcmp(service->scores[s].id, id) == 0) return id;
      int near = ics_nearest(id, service->scores, service->nscores, sizeof *service->scores);
      if (near >= 0) *nearest = service->scores[near].id;
   }
   return NULL;
}

static void check_aims(const ics_instance *in, ics_err *err)
{
   for (int a = 0; a < in->naims; a++) {
      const ics_aim *aim = &in->aims[a];
      path p = path_of("aims.%s", aim->id);
      if (aim->nterms == 0) ics_fault(err, aim->where, p.text, W_AIM_EMPTY);
      for (int n = 0; n < aim->nterms; n++) {
         const ics_term *term = &aim->terms[n];
         const char *nearest = NULL;
         path q = path_of("aims.%s.terms.%d", aim->id, n + 1);
         if (term->score && !find_score(in, term->score, &nearest))
            ics_fault(err, term->where, q.text, W_SCORE, term->score, nearest ? nearest : "none");
         else if (ics_term_pays_for_the_whole(term))
            check_net_value(in, aim, term, err);
      }
   }
}

/** Which mechanisms may pay for a service: "block, tariff". */
static void payers_of(const ics_instance *in, int k, char words[WORDS_BYTES])
{
   words[0] = '\0';
   for (int b = 0; b < in->nblends; b++) {
      size_t used = strlen(words);
      if (in->blends[b].service == k)
         (void)snprintf(words + used, WORDS_BYTES - used, "%s%s", used ? ", " : "",
                        in->mechanisms[in->blends[b].mechanism].id);
   }
}

static bool may_pay(const ics_instance *in, int k, int mechanism)
{
   for (int b = 0; b < in->nblends; b++)
      if (in->blends[b].service == k && in->blends[b].mechanism == mechanism) return true;
   return false;
}

/** Given shares: pairs that may be, and whole contracts. A sum is told at a service's first share.
 */
static void check_shares(const ics_instance *in, const ics_policy *policy, ics_err *err)
{
   for (int n = 0; n < policy->nshares; n++) {
      const ics_policy_share *share = &policy->shares[n];
      const char *service = in->services[share->service].id;
      const char *mechanism = in->mechanisms[share->mechanism].id;
      path p = path_of("policies.%s.shares.%s-%s", policy->id, service, mechanism);
      double sum = 0.0;
      bool first = true;
      for (int other = 0; other < policy->nshares; other++) {
         if (policy->shares[other].service != share->service) continue;
         sum += policy->shares[other].share;
         first = first && other >= n;
      }
      if (!may_pay(in, share->service, share->mechanism)) {
         char words[WORDS_BYTES];
         payers_of(in, share->service, words);
         ics_fault(err, share->where, p.text, W_POLICY_PAIR, service, mechanism, words);
      }
      if (first && fabs(sum - 1.0) > share_tolerance)
         ics_fault(err, share->where, p.text, W_POLICY_SUM, service, sum);
   }
}

static const char *lever_word(ics_lever lever)
{
   return lever == ICS_LEVER_FREE ? "free" : lever == ICS_LEVER_HISTORIC ? "historic" : "path";
}

static void check_policies(const ics_instance *in, bool funded, ics_err *err)
{
   for (int n = 0; n < in->npolicies; n++) {
      const ics_policy *policy = &in->policies[n];
      path p = path_of("policies.%s", policy->id);
      bool given = policy->blend == ICS_LEVER_GIVEN;
      if (given && policy->nshares == 0) ics_fault(err, policy->where, p.text, W_POLICY_SHARES);
      if (!given && policy->nshares > 0) ics_fault(err, policy->where, p.text, W_POLICY_BLEND);
      if (policy->blend == ICS_LEVER_UNIFORM &&
          (policy->places != ICS_LEVER_GIVEN || policy->services != ICS_LEVER_HISTORIC))
         ics_fault(err, policy->where, p.text, W_POLICY_UNIFORM, lever_word(policy->places),
                   lever_word(policy->services));
      if (policy->places == ICS_LEVER_GIVEN && !funded)
         ics_fault(err, policy->where, p.text, W_POLICY_PATH);
      check_shares(in, policy, err);
   }
}

void ics_instance_check(const ics_instance *in, ics_err *err)
{
   check_places(in, err);
   check_services(in, err);
   check_blends(in, err);
   check_funding(in, err);
   check_payer(in, true, err);
   check_payer(in, false, err);
   bool funded = has_baseline(in);
   if (!funded) check_no_baseline(in, err);
   /* "What if this fund had 5% less?" is a question, not a fault of the books. */
   if (funded && !in->is_changed) check_pots(in, err);
   check_bands(in, err);
   check_links(in, err);
   check_aims(in, err);
   check_policies(in, funded, err);
}
