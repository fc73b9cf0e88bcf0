/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Money moved in a plan: hand arithmetic on tiny instances, and real systems against LPs solved
 * again from nothing. */
#include <stdlib.h>

#include "check.h"
#include "fixture.h"
#include "report/move.h"
#include "report/words.h"
#include "study/move.h"

static const double SIXTH = 1e-6; /* what stages may give up */

/* ---- helpers ------------------------------------------------------------------------------------
 */

static ics_move_ask ask_for(const fixture *f, double gbp_m, const char *from, const char *to)
{
   return (ics_move_ask){ .gbp_m = gbp_m,
                          .from = ics_find_service(f->in, from),
                          .to = ics_find_service(f->in, to),
                          .place = ICS_NONE,
                          .year = ICS_NONE };
}

static void open_plan(fixture *f, const char *file)
{
   load(f, file, NULL, 0);
   solve(f);
}

static bool move_it(fixture *f, const ics_move_ask *ask, ics_move *out)
{
   if (!f->ok) return false;
   ics_rc rc = ics_move_money(&f->solved, &f->settings, ask, f->arena, out, &f->err);
   CHECK_(rc == ICS_OK, "%s: %s", f->in->file, f->err.text);
   return rc == ICS_OK;
}

static const char *page_of(fixture *f, const ics_move *move)
{
   ics_buffer page = ics_buffer_start(f->arena);
   char *text = NULL;
   ics_report_move(move, &page);
   return ics_buffer_end(&page, &text, &f->err) == ICS_OK ? text : "";
}

static const ics_move_line *service_line(const fixture *f, const ics_move *move, const char *id)
{
   return &move->services[ics_find_service(f->in, id)];
}

static double flow_of(const ics_move *move, const char *fund, const char *use, const char *service)
{
   double sum = 0.0;
   for (int p = 0; p < move->nflows; p++)
      if (strcmp(move->flows[p].fund.id, fund) == 0 && strcmp(move->flows[p].use, use) == 0 &&
          strcmp(move->flows[p].service.id, service) == 0)
         sum += move->flows[p].change;
   return sum;
}

/* ---- by hand ------------------------------------------------------------------------------------
 */

/* Prevention 4 of 4 and urgent care 7 of 9 in the plan. A million back: prevention 3 of 4, so
 * urgent need is 9.5 and care 8. Unmet 1 and 1.5: 0.7 + 1.5 = 2.2, and it was 2. */
static void a_million_taken_from_prevention_comes_back_as_urgent_need(void)
{
   fixture f;
   ics_move move;
   open_plan(&f, "instances/tiny/chain.cfg");
   ics_move_ask ask = ask_for(&f, 1.0, "prevention", "urgent");
   if (move_it(&f, &ask, &move)) {
      CHECK_INT(move.status, ICS_OPTIMAL);
      CHECK(move.after.certified && move.nearest && !move.adapted && !move.forced);
      CHECK_NEAR(move.aims[0].before, 2.0, 1e-8);
      CHECK_NEAR(move.aims[0].change, 0.2, 1e-7);
      CHECK_INT(move.aims[0].better, -1);
      CHECK_NEAR(move.goal_gain, -0.2, 1e-7);
      CHECK_NEAR(service_line(&f, &move, "prevention")->unmet, 1.0, 1e-7);
      CHECK_NEAR(service_line(&f, &move, "prevention")->money, -1.0, 1e-9);
      CHECK_NEAR(service_line(&f, &move, "urgent")->need, 0.5, 1e-7);
      CHECK_NEAR(service_line(&f, &move, "urgent")->care, 1.0, 1e-7);
      CHECK_NEAR(service_line(&f, &move, "urgent")->unmet, -0.5, 1e-7);
      CHECK_NEAR(move.places[0].unmet, 0.5, 1e-7);
      CHECK_NEAR(move.by_year[0].need, 0.5, 1e-7);
      const char *page = page_of(&f, &move);
      CHECK_HAS(page, "Moving £1.0m from Prevention to Urgent care across the system in 2025/26 "
                      "costs 0.2 QALY over 1 year");
      CHECK(!strstr(page, "goes beyond a rule"));
   }
   unload(&f);
}

/* NHS 5 of 6 to hospital care at 5 QALY, 1 to social care at 2: a million over loses 3. */
static void the_fund_that_pays_is_told(void)
{
   fixture f;
   ics_move move;
   open_plan(&f, "instances/tiny/two_funds.cfg");
   ics_move_ask ask = ask_for(&f, 1.0, "hospital", "social");
   if (move_it(&f, &ask, &move)) {
      CHECK_INT(move.status, ICS_OPTIMAL);
      CHECK_NEAR(move.aims[0].change, -3.0, 1e-7);
      CHECK_INT(move.nflows, 2);
      CHECK_NEAR(flow_of(&move, "nhs", "service", "hospital"), -1.0, 1e-9);
      CHECK_NEAR(flow_of(&move, "nhs", "service", "social"), 1.0, 1e-9);
      CHECK_HAS(page_of(&f, &move), "NHS allocation  Hospital care  -£1.0m");
   }
   unload(&f);
}

/* The other way the council's money cannot buy hospital care and the ring-fence holds the NHS's. */
static void a_move_that_no_plan_allows_says_which_rules_forbid_it(void)
{
   fixture f;
   ics_move move;
   open_plan(&f, "instances/tiny/two_funds.cfg");
   ics_move_ask ask = ask_for(&f, 1.0, "social", "hospital");
   if (move_it(&f, &ask, &move)) {
      CHECK_INT(move.status, ICS_INFEASIBLE);
      CHECK(move.after.proof.certified && !move.after.certified);
      CHECK_INT(move.nreasons, 2);
      const char *page = page_of(&f, &move);
      CHECK_HAS(page, "is not possible");
      CHECK_HAS(page, "Better care minimum in 2025/26; set in instances/tiny/two_funds.cfg:29");
      CHECK_HAS(page, "`icsopt conflicts`");
      CHECK(!strstr(page, "QALY"));
   }
   unload(&f);
}

/* Hospital care needs a reserve of a tenth: 0.1 has to come from home care, 2.2 QALY are lost. */
static void where_all_else_pinned_has_no_room_the_rest_adapts_and_it_is_said(void)
{
   fixture f;
   ics_move move;
   open_plan(&f, "tests/good/adapt.cfg");
   ics_move_ask ask = ask_for(&f, 1.0, "community", "hospital");
   for (int adapt = 0; adapt <= 1; adapt++) {
      ask.adapt = adapt == 1;
      if (!move_it(&f, &ask, &move)) continue;
      CHECK_INT(move.status, ICS_OPTIMAL);
      CHECK(move.adapted && move.forced == !ask.adapt);
      CHECK_NEAR(move.aims[0].change, -2.2, 1e-7);
      CHECK_NEAR(flow_of(&move, "budget", "reserve", ""), 0.1, 1e-7);
      CHECK_NEEDS(move.nothers == 1);
      CHECK_TEXT(move.others[0].service.id, "home");
      CHECK_NEAR(move.others[0].change, -0.1, 1e-7);
      CHECK_INT(move.nreasons, ask.adapt ? 0 : 2);
      if (!ask.adapt) CHECK_HAS(page_of(&f, &move), "contingency reserve in 2025/26");
   }
   unload(&f);
}

/* Half a million less of hospital care loses 0.5; community care is at its need already, so the
 * money buys nothing there; and the 0.05 of reserve that is set free has nowhere to go. */
static void money_set_free_is_not_spent_on_what_is_pinned(void)
{
   fixture f;
   ics_move move;
   open_plan(&f, "tests/good/adapt.cfg");
   ics_move_ask ask = ask_for(&f, 0.5, "hospital", "community");
   if (move_it(&f, &ask, &move)) {
      CHECK_INT(move.status, ICS_OPTIMAL);
      CHECK(!move.adapted);
      CHECK_NEAR(move.aims[0].change, -0.5, 1e-7);
      CHECK_NEAR(flow_of(&move, "budget", "service", "community"), 0.5, 1e-9);
   }
   unload(&f);
}

/* Beyond the corridor care follows the money too: 0.2 is gained by a million that passes the limits
 * of both contracts. */
static void beyond_a_limit_the_care_follows_the_money(void)
{
   fixture f;
   ics_move move;
   open_plan(&f, "tests/good/corridor.cfg");
   ics_move_ask ask = ask_for(&f, 1.0, "urgent", "prevention");
   if (move_it(&f, &ask, &move)) {
      CHECK_INT(move.status, ICS_OPTIMAL);
      CHECK_NEAR(move.aims[0].before, 2.36, 1e-7);
      CHECK_NEAR(move.aims[0].change, -0.2, 1e-7);
      CHECK_INT(move.aims[0].better, 1);
      CHECK_NEAR(service_line(&f, &move, "prevention")->care, 1.0, 1e-7);
      CHECK_NEEDS(move.nbeyond == 2);
      CHECK_NEAR(move.beyond[0].over, 1.0, 1e-7);
      CHECK_NEAR(move.beyond[1].over, 0.3, 1e-7);
      const char *page = page_of(&f, &move);
      CHECK_HAS(page, "is at most £2.20m,\nthe move makes it £3.20m, £1.0m too much");
      CHECK_HAS(page, "1 more limit is passed");
   }
   unload(&f);
}

/* ---- real systems -------------------------------------------------------------------------------
 */

static const char *const systems[] = { "instances/england/QT6.cfg", "instances/england/QHL.cfg" };

static const struct {
   double gbp_m;
   const char *from, *to;
} moves[] = { { 1.0, "urgent", "community" },
              { 1.0, "elective", "prevention" },
              { 0.01, "community", "mental" },
              { 0.5, "primary", "community" } };
enum { NMOVES = (int)(sizeof moves / sizeof moves[0]) };

/* The larger system is asked for less. */
static void each(void (*check)(fixture *, const ics_move *))
{
   for (int s = 0; s < 2; s++) {
      fixture f;
      open_plan(&f, systems[s]);
      for (int n = 0; n < (s == 0 ? NMOVES : NMOVES / 2); n++) {
         ics_move move;
         ics_move_ask ask = ask_for(&f, moves[n].gbp_m, moves[n].from, moves[n].to);
         if (!move_it(&f, &ask, &move)) continue;
         CHECK_INT(move.status, ICS_OPTIMAL);
         if (move.status == ICS_OPTIMAL && !move.adapted) check(&f, &move);
      }
      unload(&f);
   }
}

/* The own stage of the after side, its contracts pinned at the plan's money or at the moved money,
 * worked out here and not taken from the answer; solved from nothing. */
static bool own_stage(fixture *f, const ics_move *move, bool after, ics_lp *lp, ics_solution *sol)
{
   const ics_instance *in = f->in;
   const ics_model *m = move->after.model, *plan = f->solved.model;
   const double *x = plan_of(f);
   ics_limits limits = { .gap = 1e-9, .iterations = 1000000, .seconds = 60.0 };
   if (ics_stage_lp(m, &move->after.run, move->after.run.own, f->arena, lp, &f->err) != ICS_OK)
      return false;
   double *lo = ics_alloc(f->arena, (size_t)lp->n, sizeof *lo);
   double *hi = ics_alloc(f->arena, (size_t)lp->n, sizeof *hi);
   memcpy(lo, lp->lo, (size_t)lp->n * sizeof *lo);
   memcpy(hi, lp->hi, (size_t)lp->n * sizeof *hi);
   for (int k = 0; k < in->nservices; k++)
      for (int t = 0; t < in->nyears; t++) {
         double all = 0.0;
         int by = in->services[move->ask.from].per_system ? move->ask.to : move->ask.from;
         for (int i = 0; i < ics_contracts(in, by); i++)
            all += x[plan->X[ics_cell(plan, i, by, t)]];
         for (int h = 0; h < ics_contracts(in, k); h++) {
            int at = ics_cell(m, h, k, t);
            double sign = k == move->ask.to ? 1.0 : k == move->ask.from ? -1.0 : 0.0;
            double part =
                in->services[k].per_system ? 1.0 : x[plan->X[ics_cell(plan, h, by, t)]] / all;
            double pin = x[plan->X[at]] + (after ? sign * part * move->ask.gbp_m : 0.0);
            lo[m->X[at]] = hi[m->X[at]] = pin;
         }
      }
   lp->lo = lo;
   lp->hi = hi;
   ics_rc rc = ics_lp_solve(lp, NULL, &limits, f->arena, sol, &f->err);
   CHECK_(rc == ICS_OK && sol->status == ICS_OPTIMAL, "cold: %s status %d", f->err.text,
          (int)sol->status);
   return rc == ICS_OK && sol->status == ICS_OPTIMAL;
}

static void check_cold(fixture *f, const ics_move *move)
{
   ics_lp lp;
   ics_solution sol;
   const ics_run *run = &move->after.run;
   if (!own_stage(f, move, true, &lp, &sol)) return;
   CHECK_NEAR(sol.objective, run->stages[run->own].value, 1e-7);
   if (!own_stage(f, move, false, &lp, &sol)) return;
   CHECK_NEAR(sol.objective, f->solved.run.stages[f->solved.run.own].value, SIXTH);
   CHECK_NEAR(sol.objective, move->before.goal, SIXTH);
}

static void an_lp_from_nothing_comes_to_the_same_goal_before_and_after(void)
{
   each(check_cold);
}

/* Price of a contract's money: the reduced cost of its pinned column. */
static double worth_of_move(const ics_lp *lp, const double *y, const ics_model *m,
                            const ics_lp *other, int cells)
{
   double sum = 0.0;
   for (int at = 0; at < cells; at++) {
      int j = m->X[at];
      if (j == ICS_NONE) continue;
      double d = lp->c[j];
      for (int p = lp->start[j]; p < lp->start[j + 1]; p++) d -= lp->val[p] * y[lp->row[p]];
      sum += d * (other->lo[j] - lp->lo[j]);
   }
   return sum;
}

/* The optimum is convex in the pins, and reduced costs are its slopes: at a kink too, the change
 * lies between the slope before and the slope after. */
static void check_slopes(fixture *f, const ics_move *move)
{
   ics_lp before, after;
   ics_solution p, q;
   int cells = f->in->nplaces * f->in->nservices * f->in->nyears;
   const ics_model *m = move->after.model;
   if (!own_stage(f, move, false, &before, &p) || !own_stage(f, move, true, &after, &q)) return;
   double change = q.objective - p.objective;
   double least = worth_of_move(&before, p.y, m, &after, cells);
   double most = -worth_of_move(&after, q.y, m, &before, cells);
   CHECK_(least <= change + 1e-8 && change <= most + 1e-8, "%s: %g <= %g <= %g", f->in->code, least,
          change, most);
}

static void the_change_of_the_goal_lies_between_the_prices_before_and_after(void)
{
   each(check_slopes);
}

static void check_money(fixture *f, const ics_move *move)
{
   double flows = 0.0, sum = 0.0, places = 0.0;
   for (int k = 0; k < move->nservices; k++) {
      double want = k == move->ask.to ? move->moved : k == move->ask.from ? -move->moved : 0.0;
      CHECK_NEAR(move->services[k].money, want, 1e-7);
      sum += move->services[k].money;
   }
   for (int t = 0; t < move->horizon; t++) CHECK_NEAR(move->by_year[t].money, 0.0, 1e-7);
   for (int i = 0; i < move->nplaces; i++) {
      places += move->places[i].money;
      bool local =
          !f->in->services[move->ask.from].per_system && !f->in->services[move->ask.to].per_system;
      if (local && move->nplaces == 1) CHECK_NEAR(move->places[i].money, 0.0, 1e-7);
   }
   for (int p = 0; p < move->nflows; p++)
      if (strcmp(move->flows[p].use, "service") == 0) flows += move->flows[p].change;
   CHECK_NEAR(sum, 0.0, 1e-7);
   CHECK_NEAR(places, 0.0, 1e-6);
   CHECK_NEAR(flows, 0.0, 1e-6);
   double unmet[3] = { 0.0 };
   for (int k = 0; k < move->nservices; k++) unmet[0] += move->services[k].unmet;
   for (int i = 0; i < move->nplaces; i++) unmet[1] += move->places[i].unmet;
   for (int t = 0; t < move->horizon; t++) unmet[2] += move->by_year[t].unmet;
   CHECK_NEAR(unmet[1], unmet[0], 1e-5);
   CHECK_NEAR(unmet[2], unmet[0], 1e-5);
}

static void money_moves_and_none_is_made_or_lost(void)
{
   each(check_money);
}

/* What is left unmet is what was needed less what was given, in every line. */
static void check_lines(fixture *f, const ics_move *move)
{
   (void)f;
   for (int n = 0; n < move->nservices * move->horizon; n++) {
      const ics_move_line *line = &move->service_years[n];
      CHECK_NEAR(line->unmet, line->need - line->care, 1e-6);
   }
   const char *page = page_of(f, move), *end;
   for (; (end = strchr(page, '\n')) != NULL; page = end + 1) {
      char text[512];
      (void)snprintf(text, sizeof text, "%.*s", (int)(end - page), page);
      CHECK_(ics_text_columns(text) <= 100, "too wide: %s", text);
   }
}

static void unmet_need_is_need_less_care_and_the_page_is_narrow_enough(void)
{
   each(check_lines);
}

/* The contract's limit, in words and in figures worked out here. */
static void a_move_beyond_the_corridor_says_so_and_by_how_much(void)
{
   fixture f;
   ics_move move;
   open_plan(&f, "instances/england/QT6.cfg");
   ics_move_ask ask = ask_for(&f, 10.0, "elective", "prevention");
   ask.year = 0;
   if (move_it(&f, &ask, &move)) {
      int k = ask.to, j = f.solved.model->X[ics_cell(f.solved.model, 0, k, 0)];
      double limit = (1.0 + f.in->rules.corridor.point) * ics_baseline(f.in, 0, k, 0);
      CHECK_NEEDS(move.nbeyond >= 1);
      CHECK_NEAR(move.beyond[0].limit, limit, 1e-12);
      CHECK_NEAR(move.beyond[0].over, plan_of(&f)[j] + 10.0 - limit, 1e-9);
      CHECK_TEXT(move.beyond[0].rule.kind, "corridor");
      CHECK(move.beyond[0].rule.where.line > 0);
      CHECK_HAS(page_of(&f, &move), "This goes beyond a rule");
      CHECK_INT(move.years, 1);
      if (move.status == ICS_OPTIMAL && !move.adapted)
         for (int t = 1; t < move.horizon; t++)
            CHECK_NEAR(move.service_years[k * move.horizon + t].money, 0.0, 0.0);
   }
   unload(&f);
}

/* Both services are local: without a place every place moves its own, with one only that one does.
 */
static void no_place_pays_for_another(void)
{
   fixture f;
   ics_move move;
   open_plan(&f, "instances/england/QHL.cfg");
   for (int place = ICS_NONE; place <= 0; place++) {
      ics_move_ask ask = ask_for(&f, 0.5, "primary", "community");
      ask.place = place;
      ask.year = 1;
      if (!move_it(&f, &ask, &move)) continue;
      const ics_model *m = move.after.model;
      double all = 0.0;
      for (int i = 0; i < f.in->nplaces; i++) {
         int from = ics_cell(m, i, ask.from, 1), to = ics_cell(m, i, ask.to, 1);
         double less = plan_of(&f)[f.solved.model->X[from]] - m->lp.lo[m->X[from]];
         double more = m->lp.lo[m->X[to]] - plan_of(&f)[f.solved.model->X[to]];
         CHECK_NEAR(more, less, 1e-12);
         CHECK(place == ICS_NONE || i == place ? less > 0.0 : less == 0.0);
         all += more;
      }
      CHECK_NEAR(all, 0.5, 1e-12);
   }
   unload(&f);
}

static void moving_nothing_changes_nothing(void)
{
   fixture f;
   ics_move move;
   open_plan(&f, "instances/england/QT6.cfg");
   ics_move_ask ask = ask_for(&f, 0.0, "urgent", "community");
   if (move_it(&f, &ask, &move)) {
      CHECK_INT(move.status, ICS_OPTIMAL);
      CHECK_INT(move.nflows, 0);
      CHECK_NEAR(move.goal_gain, 0.0, 0.0);
      for (int a = 0; a < move.naims; a++) CHECK_NEAR(move.aims[a].change, 0.0, 0.0);
      for (int n = 0; n < move.nservices * move.horizon; n++)
         CHECK(move.service_years[n].unmet == 0.0 && move.service_years[n].need == 0.0);
      CHECK_HAS(page_of(&f, &move), "changes no aim");
   }
   unload(&f);
}

/* The moved plan taken as a plan, and the money moved back. */
static void there_and_back_is_where_it_began(void)
{
   fixture f;
   ics_move there, back;
   open_plan(&f, "instances/england/QT6.cfg");
   double goal = f.ok ? f.solved.run.stages[f.solved.run.own].value : 0.0;
   ics_move_ask ask = ask_for(&f, 1.0, "urgent", "community");
   if (move_it(&f, &ask, &there) && there.status == ICS_OPTIMAL) {
      f.solved.model = (ics_model *)ics_alloc(f.arena, 1, sizeof *f.solved.model);
      CHECK_NEEDS(f.solved.model != NULL);
      *f.solved.model = *there.after.model;
      f.solved.run = there.after.run;
      ask = ask_for(&f, 1.0, "community", "urgent");
      if (move_it(&f, &ask, &back)) {
         CHECK_INT(back.status, ICS_OPTIMAL);
         CHECK_NEAR(back.after.goal, goal, 4.0 * SIXTH);
         CHECK_NEAR(back.goal_gain, -there.goal_gain, 1e-3);
         for (int a = 0; a < there.naims; a++)
            CHECK_NEAR(back.aims[a].after, there.aims[a].before, 1e-4);
      }
   }
   unload(&f);
}

/* ---- faults -------------------------------------------------------------------------------------
 */

static void refused(fixture *f, ics_move_ask ask, ics_rc want, const char *words)
{
   ics_move move;
   ics_err_clear(&f->err);
   CHECK_INT(ics_move_money(&f->solved, &f->settings, &ask, f->arena, &move, &f->err), want);
   CHECK_HAS(f->err.text, words);
   ics_err_clear(&f->err);
}

static void what_cannot_be_moved_is_refused_in_words(void)
{
   fixture f;
   open_plan(&f, "instances/tiny/chain.cfg");
   if (f.ok) {
      ics_move_ask ask = ask_for(&f, 1.0, "prevention", "urgent");
      ask.gbp_m = -1.0;
      refused(&f, ask, ICS_EUSAGE, "swap the services");
      ask.gbp_m = (double)NAN;
      refused(&f, ask, ICS_EUSAGE, "got nan");
      ask.gbp_m = (double)INFINITY;
      refused(&f, ask, ICS_EUSAGE, "got inf");
      ask.gbp_m = 4.5;
      refused(&f, ask, ICS_EUSAGE, "got 4.5, want at most 4 ");
      ask.gbp_m = 1.0;
      ask.to = ask.from;
      refused(&f, ask, ICS_EUSAGE, "both Prevention");
      ask.to = 2;
      refused(&f, ask, ICS_EBUG, "no such service");
      ask.to = 1;
      ask.place = 1;
      refused(&f, ask, ICS_EBUG, "no such service, place");
      ask.place = ICS_NONE;
      ask.year = 1;
      refused(&f, ask, ICS_EBUG, "year");
      ask.year = ICS_NONE;
      f.solved.run.status = ICS_UNCERTIFIED;
      refused(&f, ask, ICS_EUSAGE, "not certified");
   }
   unload(&f);
}

/* An answer that a limit stopped has no figures. */
static void an_answer_that_is_not_proved_says_so_and_gives_no_figures(void)
{
   fixture f;
   ics_move move;
   open_plan(&f, "instances/england/QT6.cfg");
   f.settings.iterations = 1.0;
   ics_move_ask ask = ask_for(&f, 1.0, "urgent", "community");
   if (move_it(&f, &ask, &move)) {
      CHECK(move.status == ICS_LIMIT || move.status == ICS_UNCERTIFIED);
      CHECK(!move.after.certified && move.naims == 0);
      CHECK_HAS(page_of(&f, &move), "NOT solved to a proved answer");
   }
   unload(&f);
}

const ics_test tests_move[] = {
   { "a million taken from prevention comes back as urgent need",
     a_million_taken_from_prevention_comes_back_as_urgent_need },
   { "the fund that pays is told", the_fund_that_pays_is_told },
   { "a move that no plan allows says which rules forbid it",
     a_move_that_no_plan_allows_says_which_rules_forbid_it },
   { "where all else pinned has no room the rest adapts, and it is said",
     where_all_else_pinned_has_no_room_the_rest_adapts_and_it_is_said },
   { "money set free is not spent on what is pinned",
     money_set_free_is_not_spent_on_what_is_pinned },
   { "beyond a limit the care follows the money", beyond_a_limit_the_care_follows_the_money },
   { "an LP from nothing comes to the same goal before and after",
     an_lp_from_nothing_comes_to_the_same_goal_before_and_after },
   { "the change of the goal lies between the prices before and after",
     the_change_of_the_goal_lies_between_the_prices_before_and_after },
   { "money moves and none is made or lost", money_moves_and_none_is_made_or_lost },
   { "unmet need is need less care, and the page is narrow enough",
     unmet_need_is_need_less_care_and_the_page_is_narrow_enough },
   { "a move beyond the corridor says so and by how much",
     a_move_beyond_the_corridor_says_so_and_by_how_much },
   { "no place pays for another", no_place_pays_for_another },
   { "moving nothing changes nothing", moving_nothing_changes_nothing },
   { "there and back is where it began", there_and_back_is_where_it_began },
   { "what cannot be moved is refused in words", what_cannot_be_moved_is_refused_in_words },
   { "an answer that is not proved says so and gives no figures",
     an_answer_that_is_not_proved_says_so_and_gives_no_figures },
   { NULL, NULL },
};
