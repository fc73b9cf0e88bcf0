/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/explain.h"

#include "post/plan.h"

static ics_rc multipliers(ics_explanation *e, ics_arena *arena, ics_err *err)
{
   const ics_instance *in = e->v.m->in;
   double *unmet;
   ICS_ALLOC(unmet, arena, in->nservices * in->nyears, err);
   ics_plan_unmet_shares(e->v.m, e->plan, e->ask->place, unmet);
   ICS_TRY(ics_multipliers_of(in, unmet, arena, &e->multipliers, err));
   return ics_routes_of(in, unmet, 0.0, ICS_ROUTES_SHOWN, arena, &e->routes, &e->nroutes, NULL,
                        err);
}

static ics_rc add_chain(ics_chains *chains, int i, int k, int t, ics_arena *arena,
                        ics_explanation *e, ics_err *err)
{
   ics_chain_line *line = &e->chains[e->nchains++];
   if (i == ICS_NONE) return ics_chain_mean(chains, k, t, arena, &line->chain, err);
   ICS_TRY(ics_chain_of(chains, i, k, t, arena, &line->chain, err));
   return ics_pounds_of(chains, i, k, t, arena, &line->pounds, err);
}

static ics_rc chains(ics_explanation *e, ics_arena *arena, ics_err *err)
{
   const ics_instance *in = e->v.m->in;
   ics_chains *open = NULL;
   ICS_TRY(ics_chains_open(&e->v, arena, &open, err));
   ICS_ALLOC(e->chains, arena, (in->nplaces + 1) * in->nservices * in->nyears, err);
   for (int k = 0; k < in->nservices; k++)
      for (int t = 0; t < in->nyears; t++) {
         if (e->ask->service != ICS_NONE && e->ask->service != k) continue;
         ICS_TRY(add_chain(open, ICS_NONE, k, t, arena, e, err));
         for (int i = 0; i < in->nplaces; i++)
            if (e->ask->place == ICS_NONE || e->ask->place == i)
               ICS_TRY(add_chain(open, i, k, t, arena, e, err));
      }
   return ICS_OK;
}

static bool is_asked(const ics_explain_ask *ask, const ics_instance *in, int b)
{
   const ics_mechanism *mech = &in->mechanisms[in->blends[b].mechanism];
   if (in->blends[b].service != ask->service) return false;
   return ask->mechanism == in->blends[b].mechanism ||
          (ask->mechanism == ICS_NONE && (int)mech->principle == ask->principle);
}

static ics_rc why_not(ics_explanation *e, ics_arena *arena, ics_err *err)
{
   const ics_explain_ask *ask = e->ask;
   const ics_instance *in = e->v.m->in;
   int h = ics_contract_of(in, ask->place == ICS_NONE ? 0 : ask->place, ask->service);
   int t = ask->year == ICS_NONE ? 0 : ask->year;
   ICS_ALLOC(e->why_not, arena, in->nblends + 1, err);
   if (ask->principle == ICS_NONE && ask->mechanism == ICS_NONE) {
      e->nwhy_not = 1;
      return ics_why_not_more(&e->v, ask->service, ICS_NONE, h, t, arena, &e->why_not[0], err);
   }
   for (int b = 0; b < in->nblends; b++)
      if (is_asked(ask, in, b))
         ICS_TRY(ics_why_not_more(&e->v, ask->service, b, h, t, arena, &e->why_not[e->nwhy_not++],
                                  err));
   return ICS_OK;
}

static ics_rc rules(ics_explanation *e, const ics_limits *limits, ics_arena *arena, ics_err *err)
{
   ics_ranger *ranger = NULL;
   ICS_TRY(ics_ranger_open(&e->v.lp, e->v.at, limits, arena, &ranger, err));
   ics_rc rc = ics_prices_of(&e->v, ranger, limits, e->ask->jobs, arena, &e->rules, err);
   ics_ranger_close(&ranger);
   return rc;
}

static ics_rc has_plan(const ics_solved *solved, ics_err *err)
{
   switch (solved->run.status) {
   case ICS_OPTIMAL:
      return ICS_OK;
   case ICS_INFEASIBLE:
      return ics_fail(err, ICS_ENOPLAN,
                      "no plan keeps all the rules, so there is none to explain; `icsopt "
                      "conflicts` says which of them contradict each other");
   case ICS_LIMIT:
      return ics_fail(err, ICS_ELIMIT,
                      "a limit was reached before the plan was proved; raise it with --set "
                      "time_limit=SECONDS or --set iterations=COUNT");
   case ICS_UNCERTIFIED:
      break;
   }
   return ics_fail(err, ICS_ENUMERIC,
                   "the plan could not be certified, and what is not proved is "
                   "not explained");
}

ics_rc ics_explain(const ics_solved *solved, const ics_settings *settings,
                   const ics_explain_ask *ask, ics_arena *arena, ics_explanation *out, ics_err *err)
{
   *out = (ics_explanation){ .solved = solved, .ask = ask };
   ICS_TRY(has_plan(solved, err));
   const ics_limits limits = { .gap = settings->gap,
                               .iterations = (int)settings->iterations,
                               .seconds = settings->time_limit };
   out->plan = solved->run.stages[solved->run.nstages - 1].solution.x;
   ICS_TRY(ics_vertex_of(solved->model, &solved->run, arena, &out->v, err));
   if (ask->parts & ICS_EXPLAIN_RULES) ICS_TRY(rules(out, &limits, arena, err));
   if (ask->parts & ICS_EXPLAIN_CHAIN) ICS_TRY(chains(out, arena, err));
   if (ask->parts & ICS_EXPLAIN_MULTIPLIERS) ICS_TRY(multipliers(out, arena, err));
   /* A goal that mixes aims is at a corner of their frontier, of which the plan is a hair off. */
   const double *corner = out->v.mixed ? out->v.at->x : out->plan;
   if (ask->parts & ICS_EXPLAIN_EXCHANGE)
      ICS_TRY(ics_exchange_rates(&out->v, corner, &limits, ask->jobs, arena, &out->exchange,
                                 &out->nexchange, err));
   if (ask->parts & ICS_EXPLAIN_JUDGEMENTS)
      ICS_TRY(ics_judgements_of(&out->v, false, ask->jobs, arena, &out->judgements, err));
   if (ask->why_not) ICS_TRY(why_not(out, arena, err));
   if (!ask->move) return ICS_OK;
   ics_move *move;
   ICS_ALLOC(move, arena, 1, err);
   out->move = move;
   return ics_move_money(solved, settings, ask->move, arena, move, err);
}
