/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one more pound of a contract is worth, by what a pound paid under its marginal tranches
 * does: the identity of column x,
 *
 *    price of the contract = eta / (mff price) lambda - reserve - administration - share of the
 *                            mechanism + guaranteed income + what it builds + aims - d_x */
#include "post/chains.h"

#include <math.h>
#include <string.h>

#include "model/formulation.h"

/** A pound while its parts are put together. */
typedef struct purse {
   const ics_chains *c;
   int h, k, t;
   ics_arena *arena;
   ics_pound_part *parts;
   ics_pound *pound;
} purse;

static ics_rc put(purse *p, ics_pound_kind kind, const char *words, double value, ics_err *err)
{
   if (!words) return ics_fail(err, ICS_EMEMORY, "out of memory");
   if (value == 0.0) return ICS_OK;
   p->pound->size += fabs(value);
   for (int n = 0; n < p->pound->nparts; n++)
      if (p->parts[n].kind == kind && strcmp(p->parts[n].words, words) == 0) {
         p->parts[n].value += value;
         return ICS_OK;
      }
   p->parts[p->pound->nparts++] = (ics_pound_part){ kind, words, value };
   return ICS_OK;
}

static ics_rc put_care(purse *p, int s, ics_err *err)
{
   const ics_instance *in = p->c->m->in;
   double lambda = -ics_chains_price(p->c, p->c->deliver[ics_cell(p->c->m, p->h, p->k, p->t)]);
   double cost = ics_contract_mff(in, p->h, p->k) * ics_price(in, p->k, p->t);
   p->pound->yield = p->c->m->eta[ics_cell_eta(p->c->m, p->h, p->pound->blend, s)] / cost;
   return put(p, ICS_POUND_CARE, "the care it buys", p->pound->yield * lambda, err);
}

static ics_rc put_charges(purse *p, ics_err *err)
{
   const ics_chains *c = p->c;
   const ics_instance *in = c->m->in;
   int b = p->pound->blend, at = ics_cell_share(c->m, p->h, b, p->t);
   const ics_mechanism *mech = &in->mechanisms[in->blends[b].mechanism];
   ICS_TRY(put(p, ICS_POUND_RESERVE, "reserve held against it",
               ics_blend_risk(in, b) * ics_chains_price(c, c->reserve[p->t]), err));
   ICS_TRY(put(p, ICS_POUND_ADMINISTRATION, "its administration",
               mech->admin.point * c->admin[p->t], err));
   ICS_TRY(put(p, ICS_POUND_SHARE, ics_format(p->arena, "limits on the share of %s", mech->name),
               ics_chains_price(c, c->share[at]) + ics_chains_price(c, c->most[at]), err));
   return put(p, ICS_POUND_GUARANTEED, "guaranteed income of the provider",
              mech->guaranteed.point *
                  ics_chains_price(c, c->viable[ics_cell(c->m, p->h, p->k, p->t)]),
              err);
}

static ics_rc put_builds(purse *p, ics_err *err)
{
   const ics_instance *in = p->c->m->in;
   for (int j = 0; p->t + 1 < in->nyears && j < in->nresources; j++) {
      const ics_resource *resource = &in->resources[j];
      if (resource->use[p->k].point == 0.0) continue;
      double build = resource->build[in->blends[p->pound->blend].mechanism].point;
      int row = p->c->capacity[j * in->nyears + p->t + 1];
      ICS_TRY(put(p, ICS_POUND_BUILDS, resource->name, -build * ics_chains_price(p->c, row), err));
   }
   return ICS_OK;
}

static ics_rc put_aims(purse *p, int col, ics_err *err)
{
   const ics_chains *c = p->c;
   for (int n = c->part_start[col]; n < c->part_start[col + 1]; n++) {
      const ics_aim_part *part = &c->part[n];
      ics_leaf leaf = { ICS_LEAF_AIM, part->aim, part->term, ICS_NONE, 0.0 };
      ICS_TRY(put(p, ICS_POUND_AIM, ics_leaf_words(c, &leaf, p->k, p->arena),
                  part->coef * c->price[c->aim[part->aim]], err));
   }
   return ICS_OK;
}

static ics_rc put_limit(purse *p, int col, ics_err *err)
{
   double reduced = ics_chains_reduced(p->c, col);
   const char *words =
       reduced > 0.0 ? "another way of paying is better" : "this way of paying is at its limit";
   return put(p, ICS_POUND_LIMIT, words, reduced, err);
}

static ics_rc fill(const ics_chains *c, int h, int k, int t, ics_arena *arena, ics_pound *out,
                   ics_err *err)
{
   int col = c->m->x[ics_cell_x(c->m, h, out->blend, out->tranche, t)];
   int room = c->part_start[col + 1] - c->part_start[col] + c->m->in->nresources + 6;
   purse p = { .c = c, .h = h, .k = k, .t = t, .arena = arena, .pound = out };
   ICS_ALLOC(p.parts, arena, room, err);
   ICS_TRY(put_care(&p, out->tranche, err));
   ICS_TRY(put_charges(&p, err));
   ICS_TRY(put_builds(&p, err));
   ICS_TRY(put_aims(&p, col, err));
   ICS_TRY(put_limit(&p, col, err));
   out->parts = p.parts;
   return ICS_OK;
}

/* Tranches that the next pound may go into: basic ones; else the first with room; else the last. */
static int marginal(const ics_chains *c, int h, int k, int t, ics_pound *pounds)
{
   const ics_instance *in = c->m->in;
   const char *status = c->v->at->basis.col;
   int n = 0;
   for (int pass = 0; n == 0 && pass < 3; pass++)
      for (int b = 0; b < in->nblends; b++) {
         if (in->blends[b].service != k) continue;
         for (int s = 0; s < in->mechanisms[in->blends[b].mechanism].ntranches; s++) {
            int col = c->m->x[ics_cell_x(c->m, h, b, s, t)];
            bool room = status[col] == 'L' && c->v->lp.hi[col] > c->v->lp.lo[col];
            bool take = pass == 0 ? status[col] == 'B' : pass == 1 ? room && n == 0 : true;
            if (!take) continue;
            if (pass == 2) n = 0;
            pounds[n++] = (ics_pound){ .blend = b, .tranche = s };
         }
      }
   return n;
}

ics_rc ics_pounds_of(ics_chains *c, int i, int k, int t, ics_arena *arena, ics_pounds *out,
                     ics_err *err)
{
   int h = ics_contract_of(c->m->in, i, k);
   ics_pound *pounds;
   ICS_ALLOC(pounds, arena, c->m->in->nblends * c->m->tranches, err);
   *out = (ics_pounds){ .worth = ics_chains_price(c, c->contract[ics_cell(c->m, h, k, t)]),
                        .pounds = pounds,
                        .n = marginal(c, h, k, t, pounds) };
   for (int p = 0; p < out->n; p++) ICS_TRY(fill(c, h, k, t, arena, &pounds[p], err));
   return ICS_OK;
}

const char *ics_pound_text(ics_pound_kind kind)
{
   static const char *const texts[] = {
#define X(name, text) text,
      ICS_POUND_LIST(X)
#undef X
   };
   return texts[kind];
}
