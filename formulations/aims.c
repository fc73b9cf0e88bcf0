/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Aims: each a weighted sum of terms from this catalogue, one column and one row an aim. */
#include <math.h>
#include <string.h>

#include "instance/fault.h"
#include "model/formulation.h"

/* What the emitter would leave out: an aim may not lose a term that way without a word. */
static const double SMALLEST_WORTH = 1e-9;

static bool listed(const int *list, int n, int id)
{
   if (n == 0) return true;
   for (int p = 0; p < n; p++)
      if (list[p] == id) return true;
   return false;
}

static bool covers(const ics_term *term, int i, int k)
{
   return (k < 0 || listed(term->services, term->nservices, k)) &&
          (i < 0 || listed(term->places, term->nplaces, i));
}

static double score(const ics_model *m, const ics_term *term, int k)
{
   return term->score ? ics_score_of(m->in, k, term->score) : 1.0;
}

/* Weight of a term in year t: its own, discounted as its aim is. */
static double worth(const ics_aim *aim, const ics_term *term, int t)
{
   return term->weight * ics_discount(aim->discount.point, t);
}

/* Run a term over the services and years it covers; `by` is its weight there. */
typedef void places_fn(ics_model *m, const ics_aim *aim, const ics_term *term, int k, int t,
                       double by, ics_linear *into);

static void each_service(ics_model *m, const ics_aim *aim, const ics_term *term, places_fn *fn,
                         ics_linear *into)
{
   for (int t = 0; t < m->in->nyears; t++) {
      double by = worth(aim, term, t);
      for (int k = 0; k < m->in->nservices; k++)
         if (covers(term, ICS_NONE, k)) fn(m, aim, term, k, t, by, into);
   }
}

/* Value of unmet need itself: the score net of what links and escalations carry to services that
 * the term counts too, so that downstream value is not paid twice. */
static double net_score(const ics_model *m, const ics_aim *aim, const ics_term *term, int k)
{
   const ics_instance *in = m->in;
   double rate = aim->discount.point, net = score(m, term, k);
   for (int l = 0; l < in->nlinks; l++) {
      const ics_link *link = &in->links[l];
      if (link->from == k && covers(term, ICS_NONE, link->to))
         net -= link->effect.point * ics_discount(rate, link->lag) * score(m, term, link->to);
   }
   for (int l = 0; l < in->nescalations; l++) {
      const ics_link *link = &in->escalations[l];
      if (link->from == k && covers(term, ICS_NONE, link->to))
         net -= link->effect.point * ics_discount(rate, 1) * score(m, term, link->to);
   }
   return net;
}

/* One more year of consequences after the horizon: need left unmet in the last year comes back. */
static double comes_back(const ics_model *m, const ics_aim *aim, const ics_term *term, int k)
{
   double sum = 0.0;
   for (int l = 0; l < m->in->nescalations; l++) {
      const ics_link *link = &m->in->escalations[l];
      if (link->from == k && covers(term, ICS_NONE, link->to))
         sum += link->effect.point * score(m, term, link->to);
   }
   return sum * worth(aim, term, m->in->nyears);
}

/* Care of the last years prevents need beyond the horizon. */
static void prevented_later(ics_model *m, const ics_aim *aim, const ics_term *term, int i, int k,
                            int t, ics_linear *into)
{
   const ics_instance *in = m->in;
   for (int l = 0; l < in->nlinks; l++) {
      const ics_link *link = &in->links[l];
      if (link->from != k || t + link->lag < in->nyears || !covers(term, ICS_NONE, link->to))
         continue;
      double gain = link->effect.point * score(m, term, link->to) * worth(aim, term, t + link->lag);
      ics_linear_add(m, into, m->q[ics_cell(m, i, k, t)], -gain);
      into->constant += gain * m->path.q0[ics_cell(m, i, k, t)];
   }
}

static void unmet_places(ics_model *m, const ics_aim *aim, const ics_term *term, int k, int t,
                         double by, ics_linear *into)
{
   const ics_instance *in = m->in;
   double direct = term->score ? net_score(m, aim, term, k) : 1.0;
   double later = term->score && t == in->nyears - 1 ? comes_back(m, aim, term, k) : 0.0;
   for (int i = 0; i < in->nplaces; i++) {
      if (!covers(term, i, k)) continue;
      const ics_unmet *cell = &m->unmet[ics_cell(m, i, k, t)];
      for (int r = 0; r < cell->n; r++)
         ics_linear_add(m, into, cell->col[r],
                        direct * in->bands[cell->band[r]].weight.point * by + later);
      into->constant -= later * m->path.u0[ics_cell(m, i, k, t)];
      if (term->score) prevented_later(m, aim, term, i, k, t, into);
   }
}

static void unmet(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into)
{
   each_service(m, aim, term, unmet_places, into);
}

static void activity_places(ics_model *m, const ics_aim *aim, const ics_term *term, int k, int t,
                            double by, ics_linear *into)
{
   (void)aim;
   double value = by * score(m, term, k);
   for (int i = 0; i < m->in->nplaces; i++)
      if (covers(term, i, k)) ics_linear_add(m, into, m->q[ics_cell(m, i, k, t)], value);
}

static void activity(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into)
{
   each_service(m, aim, term, activity_places, into);
}

static void avoided_places(ics_model *m, const ics_aim *aim, const ics_term *term, int k, int t,
                           double by, ics_linear *into)
{
   (void)aim;
   double value = by * score(m, term, k);
   for (int i = 0; i < m->in->nplaces; i++) {
      if (!covers(term, i, k)) continue;
      const ics_unmet *cell = &m->unmet[ics_cell(m, i, k, t)];
      into->constant += value * ics_need(m->in, i, k, t);
      ics_linear_add(m, into, m->q[ics_cell(m, i, k, t)], -value);
      for (int r = 0; r < cell->n; r++) ics_linear_add(m, into, cell->col[r], -value);
   }
}

static void avoided(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into)
{
   each_service(m, aim, term, avoided_places, into);
}

/* Money of contracts; a contract of the system counts where any of its places does. */
static void spend(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into)
{
   const ics_instance *in = m->in;
   for (int t = 0; t < in->nyears; t++)
      for (int k = 0; k < in->nservices; k++) {
         double by = worth(aim, term, t) * score(m, term, k);
         for (int h = 0; h < ics_contracts(in, k); h++)
            if (covers(term, in->services[k].per_system ? ICS_NONE : h, k))
               ics_linear_add(m, into, m->X[ics_cell(m, h, k, t)], by);
      }
}

/* A rate of the mechanism per pound paid under it. */
static void per_pound(ics_model *m, const ics_aim *aim, const ics_term *term,
                      double (*rate)(const ics_mechanism *), ics_linear *into)
{
   const ics_instance *in = m->in;
   for (int t = 0; t < in->nyears; t++) {
      double discounted = worth(aim, term, t);
      for (int b = 0; b < in->nblends; b++) {
         const ics_blend *blend = &in->blends[b];
         const ics_mechanism *mech = &in->mechanisms[blend->mechanism];
         double by = discounted * rate(mech);
         for (int h = 0; h < ics_contracts(in, blend->service); h++) {
            if (!covers(term, in->services[blend->service].per_system ? ICS_NONE : h,
                        blend->service))
               continue;
            for (int s = 0; s < mech->ntranches; s++)
               ics_linear_add(m, into, m->x[ics_cell_x(m, h, b, s, t)], by);
         }
      }
   }
}

static double quality_rate(const ics_mechanism *mech)
{
   return mech->quality.point;
}

static double admin_rate(const ics_mechanism *mech)
{
   return mech->admin.point;
}

static double overtreatment_rate(const ics_mechanism *mech)
{
   return mech->overtreatment.point;
}

static void quality(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into)
{
   per_pound(m, aim, term, quality_rate, into);
}

static void administration(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into)
{
   per_pound(m, aim, term, admin_rate, into);
}

static void overtreatment(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into)
{
   per_pound(m, aim, term, overtreatment_rate, into);
}

static void reserve(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into)
{
   for (int t = 0; t < m->in->nyears; t++)
      ics_linear_add(m, into, m->reserve[t], worth(aim, term, t));
}

static double all_money(const ics_instance *in, int t)
{
   double sum = 0.0;
   for (int f = 0; f < in->nfunds; f++)
      for (int i = 0; i < (in->funds[f].per_place ? in->nplaces : 1); i++)
         sum += ics_fund_spendable(in, f, i, t);
   return sum;
}

static void unspent(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into)
{
   const ics_instance *in = m->in;
   for (int t = 0; t < in->nyears; t++) {
      double by = worth(aim, term, t);
      into->constant += by * all_money(in, t);
      for (int k = 0; k < in->nservices; k++)
         for (int h = 0; h < ics_contracts(in, k); h++)
            ics_linear_add(m, into, m->X[ics_cell(m, h, k, t)], -by);
      ics_linear_add(m, into, m->reserve[t], -by);
   }
   ics_term spent = *term; /* administration is spent, by whichever fund pays it */
   spent.weight = -term->weight;
   for (int f = 0; f < in->nfunds; f++)
      if (in->funds[f].pays_admin) per_pound(m, aim, &spent, admin_rate, into);
}

static void no_care(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into)
{
   const ics_instance *in = m->in;
   for (int t = 0; t < in->nyears; t++) {
      double by = worth(aim, term, t);
      into->constant += by * all_money(in, t);
      for (int k = 0; k < in->nservices; k++)
         for (int i = 0; i < in->nplaces; i++)
            ics_linear_add(m, into, m->q[ics_cell(m, i, k, t)],
                           -by * m->mff[ics_contract_of(in, i, k) * in->nservices + k] *
                               ics_price(in, k, t));
   }
}

static void inequality(ics_model *m, const ics_aim *aim, const ics_term *term, ics_linear *into)
{
   const ics_instance *in = m->in;
   for (int k = 0; k < in->nservices; k++)
      for (int t = 0; covers(term, ICS_NONE, k) && t < in->nyears; t++)
         ics_linear_add(m, into, m->index[k * in->nyears + t],
                        worth(aim, term, t) * in->services[k].person_weight.point);
}

const ics_term_kind ics_term_kinds[] = {
   { "unmet", "value lost to unmet need, by severity band",
     "sum d[t] v[k] weight[r] u[i,k,r,t] + one more year of consequences; v is the score net of "
     "what links "
     "and escalations carry, so that downstream value is not paid twice",
     unmet },
   { "activity", "care delivered, weighed by a score", "sum d[t] score[k] q[i,k,t]", activity },
   { "spend", "money of contracts, weighed by a score", "sum d[t] score[k] X[h,k,t]", spend },
   { "inequality", "inequality index over services", "sum d[t] person_weight[k] e[k,t]",
     inequality },
   { "no_care", "money that buys no care: administration, reserve, unspent, low yields",
     "sum d[t] (all money[t] - mff price q[i,k,t])", no_care },
   { "quality", "quality gained by how care is paid", "sum d[t] quality[m] x[h,k,m,s,t]", quality },
   { "administration", "cost of administering payments", "sum d[t] admin[m] x[h,k,m,s,t]",
     administration },
   { "overtreatment", "money for care nobody needed", "sum d[t] overtreatment[m] x[h,k,m,s,t]",
     overtreatment },
   { "reserve", "contingency reserve held", "sum d[t] R[t]", reserve },
   { "unspent", "money left unspent", "sum d[t] (all money[t] - X - R)", unspent },
   { "avoided", "need that upstream care prevented, net of escalation",
     "sum d[t] score[k] (N[i,k,t] - n[i,k,t])", avoided },
   { NULL, NULL, NULL, NULL },
};

static const ics_term_kind *kind_of(const char *name)
{
   for (const ics_term_kind *kind = ics_term_kinds; kind->name; kind++)
      if (strcmp(kind->name, name) == 0) return kind;
   return NULL;
}

static void check(const ics_instance *in, ics_err *err)
{
   for (int a = 0; a < in->naims; a++)
      for (int n = 0; n < in->aims[a].nterms; n++) {
         const ics_term *term = &in->aims[a].terms[n];
         if (!kind_of(term->kind)) ics_fault(err, term->where, in->aims[a].id, W_TERM, term->kind);
      }
}

/* Equal columns of several terms become one coefficient: a row may hold a column once. */
static void merge(ics_linear *f, double *sum)
{
   int kept = 0;
   for (int p = 0; p < f->n; p++) sum[f->col[p]] += f->val[p];
   for (int p = 0; p < f->n; p++) {
      if (sum[f->col[p]] == 0.0) continue;
      f->col[kept] = f->col[p];
      f->val[kept++] = sum[f->col[p]];
      sum[f->col[p]] = 0.0;
   }
   f->n = kept;
}

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   double *sum = ics_model_alloc(m, ics_ncols(m) + in->naims, sizeof *sum);
   ics_linear f = { 0 }; /* its room serves every aim */
   for (int a = 0; sum && a < in->naims; a++) {
      f.n = 0;
      f.constant = 0.0;
      for (int n = 0; n < in->aims[a].nterms; n++) {
         const ics_term *term = &in->aims[a].terms[n];
         kind_of(term->kind)->emit(m, &in->aims[a], term, &f);
      }
      merge(&f, sum);
      ics_item item = ics_at(ICS_NONE, ICS_NONE, ICS_NONE);
      item.aim = a;
      double lo, hi;
      ics_linear_range(m, &f, &lo, &hi);
      m->aim[a] = ics_add_col(m, "aim", item, lo, hi);
      int row = ics_add_row(m, "aim", item, -f.constant, -f.constant);
      ics_add(m, row, m->aim[a], -1.0);
      for (int p = 0; p < f.n; p++) {
         if (fabs(f.val[p]) < SMALLEST_WORTH)
            ics_model_fault(m, item,
                            "a term of the aim weighs %g per unit, too little to be told from "
                            "nothing; choose a "
                            "smaller unit for the aim",
                            f.val[p]);
         ics_add(m, row, f.col[p], f.val[p]);
      }
   }
}

const ics_formulation ics_form_aims = {
   .name = "aims",
   .kind = ICS_OBJECTIVE,
   .summary =
       "each aim is one linear function of the plan, in its own unit, with its own discount rate",
   .math = "aim: f[a] = sum of its terms (listed below)",
   .source = "the four aims of integrated care systems: NHS England, Integrating care (2020); "
             "discount rates: "
             "HM Treasury, Green Book (2022)",
   .rows = { { "aim", "unit of the aim", "value of {aim}" } },
   .example = { "tiny/textbook.cfg", 40.0, 1e-9 },
   .check = check,
   .emit = emit,
   .reads = ICS_READS_SCORES | ICS_READS_PERSON | ICS_READS_RATES | ICS_READS_DISCOUNT |
            ICS_READS_BAND_WEIGHTS | ICS_READS_CELLS | ICS_READS_SPENDABLE,
};
