/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/instance.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/** Index of an id among @p n records whose first member is their id. */
static int find(const void *records, int n, size_t stride, const char *id)
{
   for (int k = 0; k < n; k++) {
      const char *name = NULL;
      memcpy(&name, (const char *)records + (size_t)k * stride, sizeof name);
      if (strcmp(name, id) == 0) return k;
   }
   return -1;
}

int ics_find_service(const ics_instance *in, const char *id)
{
   return find(in->services, in->nservices, sizeof *in->services, id);
}

int ics_find_mechanism(const ics_instance *in, const char *id)
{
   return find(in->mechanisms, in->nmechanisms, sizeof *in->mechanisms, id);
}

int ics_find_fund(const ics_instance *in, const char *id)
{
   return find(in->funds, in->nfunds, sizeof *in->funds, id);
}

int ics_find_aim(const ics_instance *in, const char *id)
{
   return find(in->aims, in->naims, sizeof *in->aims, id);
}

int ics_find_policy(const ics_instance *in, const char *id)
{
   return find(in->policies, in->npolicies, sizeof *in->policies, id);
}

int ics_find_place(const ics_instance *in, const char *id)
{
   return find(in->places, in->nplaces, sizeof *in->places, id);
}

int ics_find_characteristic(const ics_instance *in, const char *id)
{
   return find(in->characteristics, in->ncharacteristics, sizeof *in->characteristics, id);
}

int ics_find_place_said(const ics_instance *in, const char *text)
{
   int exact = ics_find_place(in, text);
   for (int i = 0; exact < 0 && i < in->nplaces; i++)
      if (strcasecmp(in->places[i].id, text) == 0) return i;
   for (int i = 0; exact < 0 && i < in->nplaces; i++)
      if (strcasecmp(in->places[i].name, text) == 0) return i;
   return exact;
}

int ics_find_service_said(const ics_instance *in, const char *text)
{
   int exact = ics_find_service(in, text);
   for (int k = 0; exact < 0 && k < in->nservices; k++)
      if (strcasecmp(in->services[k].id, text) == 0) return k;
   for (int k = 0; exact < 0 && k < in->nservices; k++)
      if (strcasecmp(in->services[k].name, text) == 0) return k;
   return exact;
}

double ics_need_growth(const ics_instance *in, int k, int t)
{
   if (in->powers) return in->powers[k * in->nyears + t];
   return pow(1.0 + in->services[k].need_growth.point, t);
}

double ics_price(const ics_instance *in, int k, int t)
{
   if (in->powers) return in->powers[(in->nservices + k) * in->nyears + t];
   return pow(1.0 - in->services[k].efficiency.point, t);
}

double ics_fund_growth(const ics_instance *in, int f, int t)
{
   if (in->powers) return in->powers[(2 * in->nservices + f) * in->nyears + t];
   return pow(1.0 + in->funds[f].growth.point, t);
}

/* Most funds pay nothing to most services, and most of the time of a power would go to them. */
double ics_baseline_funding(const ics_instance *in, int f, int i, int k, int t)
{
   double value = in->funding[(f * in->nplaces + i) * in->nservices + k].point;
   return value == 0.0 || t == 0 ? value : value * ics_fund_growth(in, f, t);
}

double ics_baseline(const ics_instance *in, int i, int k, int t)
{
   double sum = 0.0;
   for (int f = 0; f < in->nfunds; f++) sum += ics_baseline_funding(in, f, i, k, t);
   return sum;
}

double ics_fund_amount(const ics_instance *in, int f, int i, int t)
{
   const ics_fund *fund = &in->funds[f];
   double value = fund->amounts[fund->per_place ? i : 0].point;
   return value == 0.0 || t == 0 ? value : value * ics_fund_growth(in, f, t);
}

double ics_need(const ics_instance *in, int i, int k, int t)
{
   double value = in->need[i * in->nservices + k].point;
   return value == 0.0 || t == 0 ? value : value * ics_need_growth(in, k, t);
}

double ics_score_of(const ics_instance *in, int k, const char *id)
{
   const ics_service *service = &in->services[k];
   int s = find(service->scores, service->nscores, sizeof *service->scores, id);
   return s < 0 ? 0.0 : service->scores[s].value.point;
}

const char *ics_grade_text(ics_grade grade)
{
   static const char *const texts[] = {
#define X(name, text) text,
      ICS_GRADE_LIST(X)
#undef X
   };
   return grade < ICS_GRADE_COUNT ? texts[grade] : "";
}

const char *ics_principle_text(ics_principle principle)
{
   static const char *const texts[] = {
#define X(name, text) text,
      ICS_PRINCIPLE_LIST(X)
#undef X
   };
   return principle < ICS_PRINCIPLE_COUNT ? texts[principle] : "";
}

const char *ics_owner_text(ics_owner owner)
{
   static const char *const texts[] = {
#define X(name, text) text,
      ICS_OWNER_LIST(X)
#undef X
   };
   return owner < ICS_OWNER_COUNT ? texts[owner] : "";
}

bool ics_policy_fixes_money(const ics_policy *policy)
{
   return policy->services == ICS_LEVER_HISTORIC && policy->places != ICS_LEVER_FREE;
}

bool ics_policy_may_miss(const ics_policy *policy)
{
   return policy->blend == ICS_LEVER_GIVEN || policy->may_miss;
}

double ics_policy_share_of(const ics_instance *in, const ics_policy *policy, int b)
{
   const ics_blend *blend = &in->blends[b];
   bool named = false;
   for (int n = 0; policy->blend == ICS_LEVER_GIVEN && n < policy->nshares; n++) {
      const ics_policy_share *share = &policy->shares[n];
      if (share->service != blend->service) continue;
      if (share->mechanism == blend->mechanism) return share->share;
      named = true;
   }
   return named ? 0.0 : blend->baseline.point;
}
