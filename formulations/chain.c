/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chain: care in one place of the value chain changes need in another, some of it years later. */
#include <math.h>

#include "instance/fault.h"
#include "model/formulation.h"
#include "model/leontief.h"

/* Add `part` times what links prevent, sum effect (q - q0), to a row that reads  need + prevented
 * >= ... */
static void add_prevented(ics_model *m, int row, int i, int k, int t, double part)
{
   for (int l = 0; l < m->in->nlinks; l++) {
      const ics_link *link = &m->in->links[l];
      if (link->to != k || t < link->lag) continue;
      int at = ics_cell(m, i, link->from, t - link->lag);
      ics_add(m, row, m->q[at], part * link->effect.point);
      ics_shift_row(m, row, part * link->effect.point * m->path.q0[at]);
   }
}

/* Subtract what escalations add, sum escalate (u - u0). */
static void add_escalated(ics_model *m, int row, int i, int k, int t)
{
   for (int l = 0; t > 0 && l < m->in->nescalations; l++) {
      const ics_link *link = &m->in->escalations[l];
      if (link->to != k) continue;
      int at = ics_cell(m, i, link->from, t - 1);
      for (int r = 0; r < m->unmet[at].n; r++)
         ics_add(m, row, m->unmet[at].col[r], -link->effect.point);
      ics_shift_row(m, row, -link->effect.point * m->path.u0[at]);
   }
}

static void floor_rows(ics_model *m, int i, int k, int t)
{
   const ics_service *service = &m->in->services[k];
   double need = ics_need(m->in, i, k, t), room = (1.0 - service->floor.point) * need;
   int col = m->need[ics_cell(m, i, k, t)];

   int row = ics_add_row(m, "chain", ics_at(i, k, t), need, ICS_INF);
   ics_add(m, row, col, 1.0);
   add_prevented(m, row, i, k, t, 1.0);
   add_escalated(m, row, i, k, t);

   if (service->overlapping) {
      row = ics_add_row(m, "overlap", ics_at(i, k, t), need - 0.25 * room, ICS_INF);
      ics_add(m, row, col, 1.0);
      add_prevented(m, row, i, k, t, 0.5);
      add_escalated(m, row, i, k, t);
   }
   bool moved = false;
   for (int l = 0; t > 0 && l < m->in->nescalations; l++) moved |= m->in->escalations[l].to == k;
   if (!moved) {
      ics_tighten(m, "floor", ics_at(i, k, t), col, need - room, ICS_INF);
      return;
   }
   row = ics_add_row(m, "floor", ics_at(i, k, t), need - room, ICS_INF);
   ics_add(m, row, col, 1.0);
   add_escalated(m, row, i, k, t);
}

/* Links within a year may run in a circle, as long as a change dies out along it. */
static void check(const ics_instance *in, ics_err *err)
{
   double radius = 0.0;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) {
      (void)ics_fail(err, ICS_EMEMORY, "out of memory");
      return;
   }
   ics_rc rc = ics_chain_radius(in, scratch, &radius, err);
   ics_arena_free(&scratch);
   if (rc != ICS_OK || radius < 1.0) return;
   for (int l = 0; l < in->nlinks; l++) {
      const ics_link *link = &in->links[l];
      if (link->lag == 0)
         ics_fault(err, link->where, link->effect.path, W_LINK_CIRCLE, in->services[link->from].id,
                   in->services[link->to].id, link->effect.point, radius);
   }
}

static void emit(ics_model *m)
{
   const ics_instance *in = m->in;
   for (int t = 0; t < in->nyears; t++)
      for (int k = 0; k < in->nservices; k++)
         for (int i = 0; i < in->nplaces; i++) {
            if (m->need[ics_cell(m, i, k, t)] != ICS_NONE) {
               floor_rows(m, i, k, t);
               continue;
            }
            int row = ics_need_row(m, i, k, t);
            add_prevented(m, row, i, k, t, 1.0);
            add_escalated(m, row, i, k, t);
         }
}

const ics_formulation ics_form_chain = {
   .name = "chain",
   .kind = ICS_CONSTRAINTS,
   .summary = "the value chain: upstream care prevents need, need left unmet comes back worse",
   .math =
       "chain:   n[i,k,t] = N[i,k,t] - prevented + escalated\n"
       "         prevented = sum(links into k) effect (q[i,from,t-lag] - q0[i,from,t-lag])\n"
       "         escalated = sum(escalations into k) escalate (u[i,from,t-1] - u0[i,from,t-1])\n"
       "         q0, u0: today's care and unmet need, growing as need grows\n"
       "         n is eliminated where its floor cannot bind; elsewhere >= and\n"
       "floor:   n[i,k,t] >= floor[k] N[i,k,t] + escalated\n"
       "overlap: n[i,k,t] >= N - (1 - floor) N / 4 - prevented / 2 + escalated   (schemes overlap)",
   .source =
       "links and escalations: instances/catalogue/chain.cfg, each with its own source; cap on "
       "avoided emergency care (3 to 8% over five years): integration programmes compared, BMC "
       "Health Services Research 21 (2021), 12913-021-06692-x",
   .rows = { { "chain", "GBPm of care",
               "need for {service} at {place} in {year} after prevention" },
             { "floor", "GBPm of care",
               "need for {service} at {place} in {year} that nothing prevents" },
             { "overlap", "GBPm of care",
               "need for {service} at {place} in {year} where schemes overlap" } },
   .example = { "tiny/chain.cfg", 2.0, 1e-9 },
   .check = check,
   .emit = emit,
   .reads = ICS_READS_CHAIN | ICS_READS_FLOOR | ICS_READS_REFERENCE,
};
