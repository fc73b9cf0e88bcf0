/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where every pound goes: from fund to place and service to mechanism, to the penny. */
#include <math.h>
#include <string.h>

#include "post/plan.h"
#include "results/lines.h"

/* {GBPm} What is less is no overdraft but rounding. */
static const double HALF_PENNY = 0.5e-8;

static const ics_name NOTHING = { "", "" };

/** Pence of each service at each place and year, summed over funds, for plan[] to add up to. */
typedef struct ledger {
   const ics_model *m;
   const double *x;
   long long *paid; /* [cells] */
   double *value;   /* one fund's lines while they are rounded */
   long long *pence;
   ics_result *out;
} ledger;

static ics_name place_name(const ics_instance *in, int i)
{
   return (ics_name){ in->places[i].id, in->places[i].name };
}

static ics_name service_name(const ics_instance *in, int k)
{
   return (ics_name){ in->services[k].id, in->services[k].name };
}

static double flow_at(const ledger *l, int f, int i, int k, int t)
{
   const ics_instance *in = l->m->in;
   int pot = in->funds[f].per_place ? i : ics_contract_of(in, i, k);
   int col = ics_flow(l->m, f, pot, k, t);
   if (col == ICS_NONE) return 0.0;
   return in->funds[f].per_place ? l->x[col] : l->x[col] * ics_plan_part(l->m, l->x, i, k, t);
}

/* Lines of one pot of a fund in one year; the last is what is left unspent, or lacking. */
static int pot_lines(ledger *l, int f, int pot, int t, ics_funding_line *lines)
{
   const ics_instance *in = l->m->in;
   const ics_fund *fund = &in->funds[f];
   int n = 0;
   double used = 0.0;
   for (int p = 0; p < fund->npays; p++)
      for (int i = 0; i < in->nplaces; i++) {
         if (fund->per_place && i != pot) continue;
         int k = fund->pays[p];
         lines[n] = (ics_funding_line){ .place = place_name(in, i),
                                        .service = service_name(in, k),
                                        .use = "service",
                                        .baseline_gbp_m = ics_baseline_funding(in, f, i, k, t) };
         l->value[n++] = flow_at(l, f, i, k, t);
      }
   if (fund->pays_reserve) {
      lines[n] =
          (ics_funding_line){ .use = "reserve", .baseline_gbp_m = ics_baseline_reserve(in, t) };
      l->value[n++] = l->x[l->m->reserve[t]];
   }
   if (fund->pays_admin) {
      lines[n] = (ics_funding_line){ .use = "administration",
                                     .baseline_gbp_m = ics_baseline_admin(in, t) };
      l->value[n++] = ics_plan_admin(l->m, l->x, t);
   }
   if (fund->balance) {
      double balance = ics_fund_balance(in, f, pot, t);
      lines[n] =
          (ics_funding_line){ .use = "balance", .words = fund->balance, .baseline_gbp_m = balance };
      l->value[n++] = balance;
   }
   for (int p = 0; p < n; p++) used += l->value[p];
   /* A fund that the policy overdraws is told as such, by what it lacks. */
   double left = ics_fund_amount(in, f, pot, t) - used;
   bool over = ics_policy_may_miss(l->m->policy) && left < -HALF_PENNY;
   lines[n] = (ics_funding_line){ .use = over ? "overspent" : "unspent" };
   l->value[n++] = over ? left : fmax(0.0, left);
   return n;
}

static void name_line(const ics_instance *in, int f, int pot, int t, ics_funding_line *line)
{
   line->fund = (ics_name){ in->funds[f].id, in->funds[f].name };
   if (!line->place.id) line->place = in->funds[f].per_place ? place_name(in, pot) : NOTHING;
   if (!line->service.id) line->service = NOTHING;
   if (!line->words) line->words = "";
   line->year = in->years[t];
}

static ics_rc fund_pot(ledger *l, int f, int pot, int t, ics_err *err)
{
   const ics_instance *in = l->m->in;
   ics_funding_line *lines = l->out->funding + l->out->nfunding;
   int n = pot_lines(l, f, pot, t, lines);
   double amount = ics_fund_amount(in, f, pot, t);
   /* What a fund lacks is rounded first; the others then add up to all that was spent. */
   bool over = l->value[n - 1] < 0.0;
   long long lack = over ? ics_pence(l->value[n - 1]) : 0;
   if (over) l->pence[n - 1] = lack;
   if (!ics_round_to_total(l->value, over ? n - 1 : n, ics_pence(amount) - lack, l->pence))
      return ics_fail(err, ICS_EBUG, "the lines of fund %s in %s do not add up to its %.6f GBPm",
                      in->funds[f].id, in->years[t], amount);
   for (int p = 0; p < n; p++) {
      name_line(in, f, pot, t, &lines[p]);
      lines[p].gbp_m = ics_gbp_m(l->pence[p]);
   }
   for (int p = 0, line = 0; p < in->funds[f].npays; p++)
      for (int i = 0; i < in->nplaces; i++) {
         if (in->funds[f].per_place && i != pot) continue;
         l->paid[ics_cell(l->m, i, in->funds[f].pays[p], t)] += l->pence[line++];
      }
   l->out->nfunding += n;
   return ICS_OK;
}

static ics_rc plan_cell(ledger *l, int i, int k, int t, ics_err *err)
{
   const ics_instance *in = l->m->in;
   int n = 0, first = l->out->nplan, h = ics_contract_of(in, i, k);
   long long total = l->paid[ics_cell(l->m, i, k, t)];
   double part = ics_plan_part(l->m, l->x, i, k, t), sum = 0.0;
   for (int b = 0; b < in->nblends; b++) {
      if (in->blends[b].service != k) continue;
      const ics_mechanism *mech = &in->mechanisms[in->blends[b].mechanism];
      l->out->plan[first + n] = (ics_plan_line){ .place = place_name(in, i),
                                                 .service = service_name(in, k),
                                                 .mechanism = { mech->id, mech->name },
                                                 .principle = ics_principle_text(mech->principle),
                                                 .year = in->years[t],
                                                 .baseline_gbp_m = in->blends[b].baseline.point *
                                                                   ics_baseline(in, i, k, t) };
      l->value[n] = part * ics_plan_paid(l->m, l->x, h, b, t);
      sum += l->value[n++];
   }
   /* Mechanisms add up to the contract within the solver's rounding; pennies follow the contract.
    */
   for (int p = 0; p < n && sum > 0.0; p++) l->value[p] *= ics_gbp_m(total) / sum;
   if (!ics_round_to_total(l->value, n, total, l->pence))
      return ics_fail(err, ICS_EBUG, "the mechanisms of %s at %s in %s do not add up to its money",
                      in->services[k].id, in->places[i].id, in->years[t]);
   for (int p = 0; p < n; p++) l->out->plan[first + p].gbp_m = ics_gbp_m(l->pence[p]);
   l->out->nplan += n;
   return ICS_OK;
}

ics_rc ics_lines_money(const ics_solved *solved, const double *x, ics_arena *arena, ics_result *out,
                       ics_err *err)
{
   const ics_instance *in = solved->in;
   ledger l = { .m = solved->model, .x = x, .out = out };
   int widest = in->nblends + in->nplaces * in->nservices + 4, lines = 0;
   ICS_ALLOC(l.paid, arena, in->nplaces * in->nservices * in->nyears, err);
   ICS_ALLOC(l.value, arena, widest, err);
   ICS_ALLOC(l.pence, arena, widest, err);
   for (int f = 0; f < in->nfunds; f++)
      lines += in->nplaces * (in->funds[f].npays + (in->funds[f].per_place ? 4 : 0)) + 4;
   ICS_ALLOC(out->funding, arena, lines * in->nyears, err);
   ICS_ALLOC(out->plan, arena, in->nblends * in->nplaces * in->nyears, err);
   for (int t = 0; t < in->nyears; t++)
      for (int f = 0; f < in->nfunds; f++)
         for (int pot = 0; pot < (in->funds[f].per_place ? in->nplaces : 1); pot++)
            ICS_TRY(fund_pot(&l, f, pot, t, err));
   for (int t = 0; t < in->nyears; t++)
      for (int k = 0; k < in->nservices; k++)
         for (int i = 0; i < in->nplaces; i++) ICS_TRY(plan_cell(&l, i, k, t, err));
   return ICS_OK;
}
