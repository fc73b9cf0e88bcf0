/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/bench_pack.h"

#include <stdint.h>
#include <string.h>

enum {
   LINE_BYTES = 256,   /* of a packed plan line, price or breach, its ids aside */
   HEAD_BYTES = 65536, /* of all else that is packed of a cell: words, aims, stages */
};

static void pack_name(ics_pack *p, ics_name *name)
{
   ics_pack_text(p, &name->id);
   ics_pack_text(p, &name->name);
}

void ics_bench_pack_scales(ics_pack *p, int naims, ics_scales *s)
{
   const char *row = s->start.row, *col = s->start.col;
   int high = (int)(uint32_t)(s->start.shape >> 32), low = (int)(uint32_t)s->start.shape;
   for (int a = 0; a < naims; a++) {
      ics_pack_real(p, &s->best[a]);
      ics_pack_real(p, &s->worst[a]);
   }
   ics_pack_real(p, &s->seconds_build);
   ics_pack_real(p, &s->seconds_solve);
   ics_pack_int(p, &high);
   ics_pack_int(p, &low);
   ics_pack_text(p, &row);
   ics_pack_text(p, &col);
   if (!p->arena) return;
   s->start.shape = (uint64_t)(uint32_t)high << 32 | (uint32_t)low;
   s->start.row = row ? ics_strdup(p->arena, row) : NULL;
   s->start.col = col ? ics_strdup(p->arena, col) : NULL;
   if ((row && !s->start.row) || (col && !s->start.col)) p->full = true;
}

static void pack_aim(ics_pack *p, ics_result_aim *a)
{
   pack_name(p, &a->aim);
   ics_pack_text(p, &a->unit);
   ics_pack_bool(p, &a->maximise);
   ics_pack_real(p, &a->value);
   ics_pack_real(p, &a->baseline);
   ics_pack_real(p, &a->best);
   ics_pack_real(p, &a->worst);
}

static void pack_stage(ics_pack *p, ics_result_stage *s)
{
   ics_pack_text(p, &s->id);
   ics_pack_text(p, &s->status);
   ics_pack_real(p, &s->value);
   ics_pack_real(p, &s->held);
   ics_pack_bool(p, &s->certified);
   ics_pack_real(p, &s->relative_gap);
   ics_pack_real(p, &s->primal_violation);
   ics_pack_real(p, &s->dual_violation);
   ics_pack_text(p, &s->method);
   ics_pack_text(p, &s->rung);
   ics_pack_int(p, &s->iterations);
}

/* Of names only ids are kept. */
static void pack_plan(ics_pack *p, ics_plan_line *l)
{
   ics_pack_text(p, &l->place.id);
   ics_pack_text(p, &l->service.id);
   ics_pack_text(p, &l->mechanism.id);
   ics_pack_text(p, &l->principle);
   ics_pack_text(p, &l->year);
   ics_pack_real(p, &l->gbp_m);
   ics_pack_real(p, &l->baseline_gbp_m);
}

static void pack_price(ics_pack *p, ics_price_line *l)
{
   ics_pack_text(p, &l->rule);
   ics_pack_text(p, &l->family);
   ics_pack_text(p, &l->words);
   ics_pack_text(p, &l->unit);
   ics_pack_real(p, &l->price);
   ics_pack_real(p, &l->from);
   ics_pack_real(p, &l->to);
}

static void pack_breach(ics_pack *p, ics_breach_line *l)
{
   ics_pack_text(p, &l->rule);
   ics_pack_text(p, &l->family);
   ics_pack_text(p, &l->words);
   ics_pack_text(p, &l->year);
   ics_pack_text(p, &l->unit);
   ics_pack_real(p, &l->amount);
}

static void pack_head(ics_pack *p, ics_bench_cell *c)
{
   const char **texts[] = { &c->policy, &c->policy_name, &c->run_id, &c->goal_id,
                            &c->status, &c->words,       &c->start };
   double *reals[] = { &c->relative_gap, &c->goal,       &c->shortfall_gbp_m, &c->breach_gbp_m,
                       &c->unmet_first,  &c->unmet_last, &c->unmet_today,     &c->inequality,
                       &c->moved_gbp_m,  &c->seconds };
   int *ints[] = { &c->iterations, &c->rows, &c->columns, &c->nonzeros };
   for (size_t n = 0; n < sizeof texts / sizeof *texts; n++) ics_pack_text(p, texts[n]);
   for (size_t n = 0; n < sizeof reals / sizeof *reals; n++) ics_pack_real(p, reals[n]);
   for (size_t n = 0; n < sizeof ints / sizeof *ints; n++) ics_pack_int(p, ints[n]);
   ics_pack_bool(p, &c->certified);
   ics_pack_bool(p, &c->maximise);
}

void ics_bench_pack_cell(ics_pack *p, ics_bench_cell *c)
{
   pack_head(p, c);
   ics_pack_list(p, &c->naims, &c->aims, sizeof *c->aims);
   for (int n = 0; n < c->naims; n++) pack_aim(p, &c->aims[n]);
   ics_pack_list(p, &c->nstages, &c->stages, sizeof *c->stages);
   for (int n = 0; n < c->nstages; n++) pack_stage(p, &c->stages[n]);
   ics_pack_list(p, &c->nplan, &c->plan, sizeof *c->plan);
   for (int n = 0; n < c->nplan; n++) pack_plan(p, &c->plan[n]);
   ics_pack_list(p, &c->nprices, &c->prices, sizeof *c->prices);
   for (int n = 0; n < c->nprices; n++) pack_price(p, &c->prices[n]);
   ics_pack_list(p, &c->nbreaches, &c->breaches, sizeof *c->breaches);
   for (int n = 0; n < c->nbreaches; n++) pack_breach(p, &c->breaches[n]);
}

int ics_bench_width(const ics_instance *in)
{
   size_t id = 0;
   for (int i = 0; i < in->nplaces; i++)
      if (strlen(in->places[i].id) > id) id = strlen(in->places[i].id);
   size_t lines = (size_t)in->nblends * (size_t)in->nplaces * (size_t)in->nyears;
   size_t bytes = HEAD_BYTES + 3 * lines * (LINE_BYTES + id);
   return (int)(bytes / sizeof(double)) + 1;
}
