/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "icsopt/options.h"
#include "icsopt/output.h"
#include "report/page.h"
#include "report/words.h"

static const double STRANGE = 0.2; /* need and money of a service that differ fivefold */
static const double WIDE = 1e6;    /* largest / smallest: beyond it a solver loses digits */

static const ics_option options[] = {
   ICS_ROW_POLICY, ICS_ROW_GOAL, ICS_ROW_SET, ICS_ROW_OUTPUT, ICS_ROW_END,
};

static void sizes(const ics_instance *in, ics_buffer *page)
{
   ics_page_prose(page, 0, "%s (%s), %s to %s in prices of %s: sound.", in->name, in->code,
                  in->years[0], in->years[in->nyears - 1], in->price_year);
   ics_page_prose(page, 2,
                  "Places %d, services %d, mechanisms %d in %d blends, funds %d, ring-fences %d, "
                  "resources %d, links %d, escalations %d, aims %d, policies %d, files %d.",
                  in->nplaces, in->nservices, in->nmechanisms, in->nblends, in->nfunds, in->nfences,
                  in->nresources, in->nlinks, in->nescalations, in->naims, in->npolicies,
                  in->nfiles);
}

/* First-year money of a fund: all of it, and what baseline contracts use. */
static void fund_row(const ics_instance *in, int f, ics_table *table)
{
   const ics_fund *fund = &in->funds[f];
   double amount = 0.0, used = 0.0;
   for (int i = 0; i < (fund->per_place ? in->nplaces : 1); i++)
      amount += ics_fund_amount(in, f, i, 0);
   for (int i = 0; i < in->nplaces; i++)
      for (int k = 0; k < in->nservices; k++) used += ics_baseline_funding(in, f, i, k, 0);
   double rest = amount - used;
   ics_table_cell(table, "%s", fund->name);
   ics_table_cell(table, "%s", ics_owner_text(fund->owner));
   ics_table_cell(table, "%s", ics_say_fixed(amount, 3).text);
   ics_table_cell(table, "%s", ics_say_fixed(used, 3).text);
   ics_table_cell(table, "%s", ics_say_fixed(rest, 3).text);
   ics_table_cell(table, "%s%s%s", fund->pays_reserve ? "reserve, " : "",
                  fund->pays_admin ? "administration, " : "", fund->balance ? fund->balance : "");
}

static void money(const ics_instance *in, ics_buffer *page)
{
   static const char *const heads[] = { "",          "owner", "amount",
                                        "contracts", "rest",  "the rest is for" };
   ics_page_heading(page, "Money in %s, £m", in->years[0]);
   ics_table table = ics_table_start(page, "llrrrl");
   for (int c = 0; c < 6; c++) ics_table_cell(&table, "%s", heads[c]);
   for (int f = 0; f < in->nfunds; f++) fund_row(in, f, &table);
   ics_table_end(&table, 2);
}

/* Need beside the money that meets it: a table in pounds where millions are meant is a thousandfold
 * or a millionfold out, and shows here. */
static void need(const ics_instance *in, ics_buffer *page)
{
   double all_need = 0.0, all_money = 0.0;
   ics_page_heading(page, "Need in %s at reference cost, £m, and the money of today's contracts",
                    in->years[0]);
   ics_table table = ics_table_start(page, "lrrrl");
   ics_table_cell(&table, "%s", "");
   ics_table_cell(&table, "need");
   ics_table_cell(&table, "money");
   ics_table_cell(&table, "part");
   ics_table_cell(&table, "%s", "");
   for (int k = 0; k <= in->nservices; k++) {
      double asked = k < in->nservices ? 0.0 : all_need, paid = k < in->nservices ? 0.0 : all_money;
      for (int i = 0; k < in->nservices && i < in->nplaces; i++) {
         asked += ics_need(in, i, k, 0);
         paid += ics_baseline(in, i, k, 0);
      }
      all_need += asked;
      all_money += paid;
      bool odd = ics_has_baseline(in) && asked > 0.0 && paid > 0.0 &&
                 (paid / asked < STRANGE || asked / paid < STRANGE);
      ics_table_cell(&table, "%s", k < in->nservices ? in->services[k].name : "All services");
      ics_table_cell(&table, "%s", ics_say_fixed(asked, 1).text);
      ics_table_cell(&table, "%s", ics_say_fixed(paid, 1).text);
      ics_table_cell(&table, "%s", asked > 0.0 ? ics_say_percent(paid / asked, 0).text : "");
      ics_table_cell(&table, "%s", odd ? "far apart: are both in the unit that is said?" : "");
   }
   ics_table_end(&table, 2);
}

/* Money beyond all tranches of all mechanisms cannot be paid out: growth stops there. */
static void tranches(const ics_instance *in, ics_buffer *page)
{
   double top = 1.0 + in->rules.corridor.point * in->nyears;
   if (!ics_has_baseline(in) || !in->rules.corridor.given) return;
   for (int k = 0; k < in->nservices; k++) {
      double room = 0.0;
      for (int b = 0; b < in->nblends; b++) {
         const ics_mechanism *mech = &in->mechanisms[in->blends[b].mechanism];
         double width = 0.0;
         for (int s = 0; s < mech->ntranches; s++) width += mech->widths[s].point;
         if (in->blends[b].service == k) room += width;
      }
      if (room >= top) continue;
      ics_page_prose(page, 2,
                     "Note: all tranches of %s together hold %s of today's contract; the corridor "
                     "would allow %s. The tranches are the limit.",
                     in->services[k].name, ics_say_percent(room, 0).text,
                     ics_say_percent(top, 0).text);
   }
}

static void grades(const ics_instance *in, ics_buffer *page)
{
   int points[ICS_GRADE_COUNT] = { 0 }, ranges[ICS_GRADE_COUNT] = { 0 };
   for (int c = 0; c < in->ncoefs; c++) {
      points[in->coefs[c]->grade]++;
      ranges[in->coefs[c]->range_grade]++;
   }
   ics_page_heading(page, "Evidence: %d numbers", in->ncoefs);
   ics_table table = ics_table_start(page, "lrr");
   ics_table_cell(&table, "%s", "");
   ics_table_cell(&table, "%s", "values");
   ics_table_cell(&table, "%s", "ranges");
   for (int g = 0; g < ICS_GRADE_COUNT; g++) {
      ics_table_cell(&table, "%s", ics_grade_text((ics_grade)g));
      ics_table_cell(&table, "%d", points[g]);
      ics_table_cell(&table, "%d", ranges[g]);
   }
   ics_table_end(&table, 2);
}

typedef struct range {
   double least, most; /* of sizes; nothing seen: least > most */
} range;

static void see(range *r, double value)
{
   double size = fabs(value);
   if (size == 0.0 || !isfinite(size)) return;
   r->least = fmin(r->least, size);
   r->most = fmax(r->most, size);
}

static void range_row(ics_table *table, const char *name, range r)
{
   ics_table_cell(table, "%s", name);
   if (r.least > r.most) {
      ics_table_cell(table, "%s", "none");
      ics_table_cell(table, "%s", "");
      return;
   }
   ics_table_cell(table, "%.3g to %.3g", r.least, r.most);
   ics_table_cell(table, "%s", r.most > WIDE * r.least ? "wide: more than a million to one" : "");
}

static void ranges(const ics_lp *lp, ics_buffer *page)
{
   range matrix = { HUGE_VAL, 0.0 }, sides = matrix, bounds = matrix, cost = { 1.0, 1.0 };
   for (int e = 0; e < lp->nz; e++) see(&matrix, lp->val[e]);
   for (int i = 0; i < lp->m; i++) {
      see(&sides, lp->rlo[i]);
      see(&sides, lp->rhi[i]);
   }
   for (int j = 0; j < lp->n; j++) {
      see(&bounds, lp->lo[j]);
      see(&bounds, lp->hi[j]);
      see(&cost, lp->c[j]);
   }
   ics_page_heading(page, "Linear program: %d rows, %d columns, %d nonzeros; sizes of its numbers",
                    lp->m, lp->n, lp->nz);
   ics_table table = ics_table_start(page, "lll");
   range_row(&table, "matrix", matrix);
   range_row(&table, "cost (one column a stage)", cost);
   range_row(&table, "right-hand sides", sides);
   range_row(&table, "bounds", bounds);
   ics_table_end(&table, 2);
}

/* A blend that yields more than a few per cent at today's money is a wrong coefficient, not a
 * finding. */
static ics_rc blends(const ics_model *m, ics_buffer *page, ics_err *err)
{
   if (!ics_has_baseline(m->in)) return ICS_OK;
   ics_page_heading(page, "Blends alone, at today's money, could add to care at most");
   ics_table table = ics_table_start(page, "lr");
   for (int t = 0; t < m->in->nyears; t++) {
      double gain;
      ICS_TRY(ics_blend_gain(m, t, &gain, err));
      ics_table_cell(&table, "%s", m->in->years[t]);
      ics_table_cell(&table, "%.2f%%", 100.0 * gain);
   }
   ics_table_end(&table, 2);
   return ICS_OK;
}

static ics_rc check_one(ics_call *call, const char *path, ics_buffer *page, ics_err *err)
{
   const ics_instance *in = NULL;
   ics_solved solved;
   ICS_TRY(ics_call_load(call, path, &in, err));
   ics_request request = ics_call_request(call);
   ICS_TRY(ics_prepare(in, &request, call->arena, &solved, err));
   if (page->used > 0) ics_buffer_text(page, "\n");
   sizes(in, page);
   money(in, page);
   need(in, page);
   tranches(in, page);
   grades(in, page);
   ICS_TRY(blends(solved.model, page, err));
   ranges(&solved.model->lp, page);
   return ICS_OK;
}

/* Every instance is looked at, whatever is wrong with those before it; the first failure's status
 * is the command's. */
static ics_rc run(ics_call *call, ics_err *err)
{
   ics_buffer page = ics_buffer_start(call->arena);
   ics_rc worst = ICS_OK;
   for (int p = 0; p < call->noperands; p++) {
      ics_err *mine;
      ICS_ALLOC(mine, call->arena, 1, err);
      ics_rc rc = check_one(call, call->operands[p], &page, mine);
      if (rc == ICS_OK) continue;
      (void)fprintf(stderr, "%s%s\n", mine->faults > 0 ? "" : "icsopt: ", mine->text);
      if (worst == ICS_OK) worst = rc;
   }
   char *text = NULL;
   ICS_TRY(ics_buffer_end(&page, &text, err));
   ICS_TRY(ics_output(call->output, text, page.used, call->arena, err));
   return worst;
}

const ics_verb ics_verb_check = {
   .operands = "INSTANCE...",
   .least = 1,
   .most = 1000,
   .options = options,
   .about = "Reads instances and reports every fault in one pass, each with file and line, or else "
            "what is in "
            "them: sizes, money by fund, grades of evidence, and the range of the numbers that the "
            "solver "
            "would see. Solves nothing.\n"
            "Exit status 3: an instance is missing, unreadable or wrong.",
   .run = run,
};
