/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Most numbers enter few families: most judgements of a place-level system are yields, payment
 * terms or scores. What a phase of the model adds to L is kept from the instance that was solved,
 * and only the phases that read the number are run again, on the bounds that stood when they ran.
 */
#include "model/ledger.h"

#include <string.h>

#include "model/emit.h"
#include "model/formulation.h"

/** What a phase did at the instance that was solved. */
typedef struct phase_record {
   int row, col;      /* first of its own; those of the next phase follow */
   int tightened;     /* first of its entries in the log */
   double head, tail; /* its part of L, without bounds of columns */
   unsigned reads;
} phase_record;

/** Bounds of the columns there are at some moment. */
typedef struct bounds {
   int n;
   double *lo, *hi; /* [n] */
} bounds;

struct ics_ledger {
   const ics_model *m;
   const double *x;
   double *y;   /* [lp.m] 0 where the limit of that sign is none: such a price is rounding */
   double *d;   /* [npriced] reduced costs that are not 0, of columns whose bound is the model's */
   int *priced; /* [npriced] the columns */
   int npriced;
   double constant; /* c'x + c0 - d'x, and what the stage's own bounds add */
   double rest;     /* its second part */

   ics_model base;      /* as emitted at the instance that was solved */
   phase_record *phase; /* [nphases + 1] */
   int nphases;
   bounds money, care, all; /* after these phases */
   bounds now;              /* of the emission under way: one at a time */
   ics_tightening *log;     /* by families */
   ics_ledger_value value;
};

/** An emission under way. */
typedef struct emission {
   const ics_ledger *l;
   ics_model m;
   ics_emitter e;
   ics_tally tally; /* of the phase that runs */
   ics_tally total;
} emission;

/* ---- which groups a coefficient is in -----------------------------------------------------------
 */

static bool in_array(const ics_coef *coef, const ics_coef *array, int n)
{
   for (int p = 0; array && p < n; p++)
      if (coef == &array[p]) return true;
   return false;
}

static unsigned service_group(const ics_instance *in, const ics_coef *coef)
{
   for (int k = 0; k < in->nservices; k++) {
      const ics_service *s = &in->services[k];
      if (coef == &s->need_growth) return ICS_READS_NEED;
      if (coef == &s->efficiency) return ICS_READS_EFFICIENCY;
      if (coef == &s->standard) return ICS_READS_STANDARD;
      if (coef == &s->floor) return ICS_READS_FLOOR;
      if (coef == &s->fixed_share || coef == &s->fixed_share_per_sd) return ICS_READS_FIXED;
      if (coef == &s->person_weight) return ICS_READS_PERSON;
      for (int q = 0; q < s->nscores; q++)
         if (coef == &s->scores[q].value) return ICS_READS_SCORES;
   }
   return 0;
}

static unsigned payment_group(const ics_instance *in, const ics_coef *coef)
{
   for (int q = 0; q < in->nmechanisms; q++) {
      const ics_mechanism *mech = &in->mechanisms[q];
      if (in_array(coef, mech->widths, mech->ntranches)) return ICS_READS_WIDTHS;
      if (in_array(coef, mech->effects, in->ncharacteristics)) return ICS_READS_YIELDS;
      if (coef == &mech->risk) return ICS_READS_RISK;
      if (coef == &mech->guaranteed) return ICS_READS_GUARANTEED;
      if (coef == &mech->admin) return ICS_READS_ADMIN;
      if (coef == &mech->quality || coef == &mech->overtreatment) return ICS_READS_RATES;
   }
   for (int b = 0; b < in->nblends; b++) {
      const ics_blend *blend = &in->blends[b];
      if (in_array(coef, blend->yields, in->mechanisms[blend->mechanism].ntranches))
         return ICS_READS_YIELDS;
      if (coef == &blend->baseline) return ICS_READS_BASELINE;
      if (coef == &blend->least || coef == &blend->most) return ICS_READS_SHARES;
      if (coef == &blend->risk) return ICS_READS_RISK;
   }
   return 0;
}

static unsigned money_group(const ics_instance *in, const ics_coef *coef)
{
   if (in_array(coef, in->need, in->nplaces * in->nservices)) return ICS_READS_NEED;
   if (in_array(coef, in->funding, in->nfunds * in->nplaces * in->nservices))
      return ICS_READS_FUNDS;
   for (int f = 0; f < in->nfunds; f++)
      if (coef == &in->funds[f].growth ||
          in_array(coef, in->funds[f].amounts, in->funds[f].per_place ? in->nplaces : 1))
         return ICS_READS_FUNDS | ICS_READS_FENCES; /* a fence may be a share of a fund */
   for (int n = 0; n < in->nfences; n++)
      if (coef == &in->fences[n].value) return ICS_READS_FENCES;
   for (int j = 0; j < in->nresources; j++)
      if (coef == &in->resources[j].amount || coef == &in->resources[j].growth ||
          in_array(coef, in->resources[j].use, in->nservices) ||
          in_array(coef, in->resources[j].build, in->nmechanisms))
         return ICS_READS_RESOURCES;
   return 0;
}

static unsigned other_group(const ics_instance *in, const ics_coef *coef)
{
   for (int l = 0; l < in->nlinks; l++)
      if (coef == &in->links[l].effect) return ICS_READS_CHAIN;
   for (int l = 0; l < in->nescalations; l++)
      if (coef == &in->escalations[l].effect) return ICS_READS_CHAIN;
   for (int r = 0; r < in->nbands; r++) {
      if (coef == &in->bands[r].upto) return ICS_READS_BAND_ENDS;
      if (coef == &in->bands[r].weight) return ICS_READS_BAND_WEIGHTS;
   }
   for (int a = 0; a < in->naims; a++)
      if (coef == &in->aims[a].discount) return ICS_READS_DISCOUNT;
   if (coef == &in->rules.drift) return ICS_READS_DRIFT;
   if (coef == &in->rules.corridor) return ICS_READS_CORRIDOR;
   if (coef == &in->rules.pace) return ICS_READS_PACE;
   if (coef == &in->rules.clip) return ICS_READS_YIELDS;
   return ~0u; /* not known here: everything may read it */
}

static unsigned group_of(const ics_instance *in, const ics_coef *coef)
{
   unsigned group = service_group(in, coef);
   if (!group) group = payment_group(in, coef);
   if (!group) group = money_group(in, coef);
   return group ? group : other_group(in, coef);
}

/* ---- emission -----------------------------------------------------------------------------------
 */

static ics_rc take_bounds(const ics_emitter *e, ics_arena *arena, bounds *out, ics_err *err)
{
   out->n = e->ncols;
   ICS_ALLOC(out->lo, arena, e->ncols, err);
   ICS_ALLOC(out->hi, arena, e->ncols, err);
   memcpy(out->lo, e->lo, (size_t)e->ncols * sizeof *e->lo);
   memcpy(out->hi, e->hi, (size_t)e->ncols * sizeof *e->hi);
   return ICS_OK;
}

static void set_bounds(ics_emitter *e, const bounds *from, int first, int end)
{
   memcpy(e->lo + first, from->lo + first, (size_t)(end - first) * sizeof *e->lo);
   memcpy(e->hi + first, from->hi + first, (size_t)(end - first) * sizeof *e->hi);
}

static void start(emission *run, const ics_ledger *l, const ics_instance *in, ics_arena *arena)
{
   const ics_model *solved = l->m;
   *run = (emission){ .l = l, .m = l->base };
   run->tally = (ics_tally){ .solved = solved, .x = l->x, .y = l->y };
   run->total = (ics_tally){ .head = l->constant, .tail = l->rest };
   run->e.tally = &run->tally;
   run->e.lo = l->now.lo;
   run->e.hi = l->now.hi;
   run->m.in = in;
   run->m.arena = arena;
   run->m.emitter = &run->e;
}

static ics_rc run_phase(emission *run, int phase, ics_err *err)
{
   run->tally.head = run->tally.tail = 0.0;
   ICS_TRY(ics_model_phase(&run->m, phase, err));
   return run->e.rc == ICS_EMEMORY ? ics_fail(err, ICS_EMEMORY, "out of memory") : ICS_OK;
}

static void total(emission *run, double head, double tail)
{
   ics_tally_add(&run->total, head);
   ics_tally_add(&run->total, tail);
}

static void finish(emission *run, ics_ledger_value *out)
{
   const ics_ledger *l = run->l;
   bool there = run->e.rc == ICS_OK && run->e.nrows == l->m->lp.m && run->e.ncols == l->m->lp.n;
   for (int p = 0; there && p < l->npriced; p++)
      ics_tally_add(&run->total, l->d[p] * (l->d[p] > 0.0 ? run->e.lo : run->e.hi)[l->priced[p]]);
   *out = (ics_ledger_value){ there, run->total.head, run->total.tail };
}

/* ---- the instance that was solved ---------------------------------------------------------------
 */

static void add_constant(ics_ledger *l, double value)
{
   ics_tally t = { .head = l->constant, .tail = l->rest };
   ics_tally_add(&t, value);
   l->constant = t.head;
   l->rest = t.tail;
}

static ics_rc take_stage(ics_ledger *l, const ics_lp *stage, const double *y, const double *d,
                         ics_arena *arena, ics_err *err)
{
   ICS_ALLOC(l->y, arena, stage->m, err);
   ICS_ALLOC(l->d, arena, stage->n, err);
   ICS_ALLOC(l->priced, arena, stage->n, err);
   for (int r = 0; r < stage->m; r++)
      if (isfinite(y[r] > 0.0 ? stage->rlo[r] : stage->rhi[r])) l->y[r] = y[r];
   l->constant = stage->c0;
   for (int j = 0; j < stage->n; j++) {
      add_constant(l, stage->c[j] * l->x[j]);
      if (d[j] == 0.0) continue;
      add_constant(l, -d[j] * l->x[j]);
      double bound = d[j] > 0.0 ? stage->lo[j] : stage->hi[j];
      if (bound == (d[j] > 0.0 ? l->m->lp.lo[j] : l->m->lp.hi[j])) {
         l->priced[l->npriced] = j;
         l->d[l->npriced++] = d[j];
      } else {
         add_constant(l, d[j] * bound);
      }
   }
   return ICS_OK;
}

/* A family that made a column whose own bound is priced has to be emitted again whenever any bound
 * may have moved; a bound of 0 is no sum of others. */
static void widen_reads(ics_ledger *l)
{
   for (int p = 0; p < l->npriced; p++) {
      int j = l->priced[p], phase = ICS_PHASE_FAMILIES;
      if (j < l->phase[phase].col || (l->d[p] > 0.0 ? l->all.lo : l->all.hi)[j] == 0.0) continue;
      while (j >= l->phase[phase + 1].col) phase++;
      l->phase[phase].reads = ~0u;
   }
}

/* Yields, and limits on money, reach the columns of care and need only through the most care that
 * money could deliver: the upper bounds of care, those of flows into a contract, and whether need
 * has a column at all. Where no such bound is priced (the delivery rows say the same, and closer),
 * they need not be made again for these. */
static void narrow_reads(ics_ledger *l)
{
   for (int p = 0; p < l->npriced; p++) {
      const char *kind = l->m->col_tag[l->priced[p]].kind;
      bool capped = strcmp(kind, "care") == 0 || strcmp(kind, "flow") == 0;
      if (capped && l->d[p] < 0.0) return;
   }
   l->phase[ICS_PHASE_CARE].reads &=
       ~(unsigned)(ICS_READS_YIELDS | ICS_READS_WIDTHS | ICS_READS_DRIFT | ICS_READS_CORRIDOR |
                   ICS_READS_SHARES);
}

static ics_rc emit_base(ics_ledger *l, ics_arena *arena, ics_err *err)
{
   emission run;
   l->nphases = ics_model_phases();
   ICS_ALLOC(l->phase, arena, l->nphases + 1, err);
   ICS_ALLOC(l->now.lo, arena, l->m->lp.n, err);
   ICS_ALLOC(l->now.hi, arena, l->m->lp.n, err);
   start(&run, l, l->m->in, arena);
   for (int p = 0; p < l->nphases; p++) {
      l->phase[p] = (phase_record){ .row = run.e.nrows,
                                    .col = run.e.ncols,
                                    .tightened = run.tally.nlog,
                                    .reads = ics_phase_reads(l->m->policy, p) };
      run.tally.logs = p >= ICS_PHASE_FAMILIES;
      ICS_TRY(run_phase(&run, p, err));
      l->phase[p].head = run.tally.head;
      l->phase[p].tail = run.tally.tail;
      total(&run, run.tally.head, run.tally.tail);
      if (p == ICS_PHASE_MONEY) ICS_TRY(take_bounds(&run.e, arena, &l->money, err));
      if (p == ICS_PHASE_CARE) ICS_TRY(take_bounds(&run.e, arena, &l->care, err));
   }
   l->phase[l->nphases] = (phase_record){ run.e.nrows, run.e.ncols, run.tally.nlog, 0.0, 0.0, 0 };
   ICS_TRY(take_bounds(&run.e, arena, &l->all, err));
   l->log = run.tally.log;
   finish(&run, &l->value);
   l->base = run.m;
   return ICS_OK;
}

ics_rc ics_ledger_open(const ics_model *m, const ics_lp *stage, const double *x, const double *y,
                       const double *d, ics_arena *arena, ics_ledger **out, ics_err *err)
{
   ics_ledger *l;
   ICS_ALLOC(l, arena, 1, err);
   l->m = m;
   l->x = x;
   l->base = (ics_model){ .policy = m->policy,
                          .goal = m->goal,
                          .row_tag = m->row_tag,
                          .col_tag = m->col_tag,
                          .scale = m->scale,
                          .ideal = m->ideal };
   ICS_TRY(take_stage(l, stage, y, d, arena, err));
   ICS_TRY(emit_base(l, arena, err));
   if (!l->value.there)
      return ics_fail(err, ICS_EBUG, "the model of %s has other rows or columns when made again",
                      m->in->name);
   widen_reads(l);
   narrow_reads(l);
   *out = l;
   return ICS_OK;
}

bool ics_ledger_reads(const ics_ledger *l, int coef)
{
   unsigned group = group_of(l->m->in, l->m->in->coefs[coef]);
   if (l->npriced > 0) return true;
   for (int p = 0; p < l->nphases; p++) {
      bool priced = false;
      for (int r = l->phase[p].row; r < l->phase[p + 1].row; r++) priced |= l->y[r] != 0.0;
      if (priced && (l->phase[p].reads & group)) return true;
   }
   return false;
}

ics_ledger_value ics_ledger_base(const ics_ledger *ledger)
{
   return ledger->value;
}

/* ---- another instance ---------------------------------------------------------------------------
 */

/* Maps that phases write into: a run that fails would leave ICS_NONE in those of the base. */
static ics_rc own_maps(emission *run, ics_arena *arena, ics_err *err)
{
   const ics_instance *in = run->m.in;
   int cells = in->nplaces * in->nservices * in->nyears;
   struct {
      int **map, n;
   } maps[] = { { &run->m.q, cells },          { &run->m.need, cells },
                { &run->m.need_row, cells },   { &run->m.index, in->nservices * in->nyears },
                { &run->m.local, in->nyears }, { &run->m.aim, in->naims } };
   for (size_t p = 0; p < sizeof maps / sizeof maps[0]; p++) {
      int *copy;
      ICS_ALLOC(copy, arena, maps[p].n, err);
      memcpy(copy, *maps[p].map, (size_t)maps[p].n * sizeof *copy);
      *maps[p].map = copy;
   }
   return ICS_OK;
}

/* Care as it was, after money was made again with all maps. */
static void keep_care(emission *run)
{
   const ics_ledger *l = run->l;
   const ics_instance *in = run->m.in;
   size_t cells = (size_t)in->nplaces * (size_t)in->nservices * (size_t)in->nyears;
   memcpy(run->m.q, l->base.q, cells * sizeof *run->m.q);
   memcpy(run->m.need, l->base.need, cells * sizeof *run->m.need);
   set_bounds(&run->e, &l->care, l->money.n, l->care.n);
}

/* The phases that families share, from the first that reads the group. */
static ics_rc shared_phases(emission *run, unsigned group, ics_err *err)
{
   const ics_ledger *l = run->l;
   bool due[ICS_PHASE_FAMILIES];
   for (int p = 0; p < ICS_PHASE_FAMILIES; p++) due[p] = l->phase[p].reads & group;
   if (due[ICS_PHASE_YIELDS]) ICS_TRY(run_phase(run, ICS_PHASE_YIELDS, err));
   if (due[ICS_PHASE_PATH]) ICS_TRY(run_phase(run, ICS_PHASE_PATH, err));
   if (due[ICS_PHASE_MONEY])
      ICS_TRY(run_phase(run, ICS_PHASE_MONEY, err));
   else
      set_bounds(&run->e, due[ICS_PHASE_CARE] ? &l->money : &l->care, 0,
                 due[ICS_PHASE_CARE] ? l->money.n : l->care.n);
   if (due[ICS_PHASE_MONEY] && !due[ICS_PHASE_CARE]) keep_care(run);
   if (!due[ICS_PHASE_MONEY]) run->e.ncols = l->money.n;
   if (due[ICS_PHASE_CARE] && run->e.rc == ICS_OK)
      ICS_TRY(run_phase(run, ICS_PHASE_CARE, err));
   else
      run->e.ncols = l->care.n;
   return ICS_OK;
}

/* Money makes all maps anew: those of families that are not run again keep the base's numbers. */
static void restore_maps(emission *run, const ics_model *base)
{
   const ics_instance *in = run->m.in;
   size_t cells = (size_t)in->nplaces * (size_t)in->nservices * (size_t)in->nyears;
   memcpy(run->m.need_row, base->need_row, cells * sizeof *base->need_row);
   memcpy(run->m.index, base->index,
          (size_t)in->nservices * (size_t)in->nyears * sizeof *base->index);
   memcpy(run->m.local, base->local, (size_t)in->nyears * sizeof *base->local);
   memcpy(run->m.aim, base->aim, (size_t)in->naims * sizeof *base->aim);
   run->m.shortfall = base->shortfall;
   run->m.breach = base->breach;
   run->m.goal_col = base->goal_col;
}

static void skip(emission *run, int phase)
{
   const ics_ledger *l = run->l;
   const phase_record *record = &l->phase[phase], *next = record + 1;
   total(run, record->head, record->tail);
   set_bounds(&run->e, &l->all, record->col, next->col);
   for (int t = record->tightened; t < next->tightened; t++) {
      const ics_tightening *it = &l->log[t];
      ics_tighten(&run->m, NULL, ics_at(ICS_NONE, ICS_NONE, ICS_NONE), it->col, it->lo, it->hi);
   }
   run->e.nrows = next->row;
   run->e.ncols = next->col;
}

/* A balance row belongs to the family that asked for it first, and is made with it. */
static void forget_rows(emission *run, const phase_record *record)
{
   const ics_instance *in = run->m.in;
   int cells = in->nplaces * in->nservices * in->nyears;
   for (int at = 0; at < cells; at++)
      if (run->m.need_row[at] >= record->row && run->m.need_row[at] < record[1].row)
         run->m.need_row[at] = ICS_NONE;
}

static ics_rc emit(emission *run, unsigned group, ics_err *err)
{
   const ics_ledger *l = run->l;
   ICS_TRY(shared_phases(run, group, err));
   if (run->e.rc == ICS_OK && run->e.ncols != l->care.n) run->e.rc = ICS_ELIMIT;
   if (run->e.rc != ICS_OK) return ICS_OK;
   restore_maps(run, &l->base);
   for (int p = ICS_PHASE_FAMILIES; p < l->nphases && run->e.rc == ICS_OK; p++) {
      const phase_record *record = &l->phase[p];
      if (!(record->reads & group)) {
         skip(run, p);
         continue;
      }
      forget_rows(run, record);
      ICS_TRY(run_phase(run, p, err));
      total(run, run->tally.head, run->tally.tail);
      if (run->e.nrows != record[1].row || run->e.ncols != record[1].col) run->e.rc = ICS_ELIMIT;
   }
   return ICS_OK;
}

static ics_rc value_at(emission *run, unsigned group, ics_arena *scratch, ics_ledger_value *out,
                       ics_err *err)
{
   ICS_TRY(own_maps(run, scratch, err));
   ICS_TRY(emit(run, group, err));
   finish(run, out);
   return ICS_OK;
}

ics_rc ics_ledger_at(const ics_ledger *ledger, const ics_instance *in, int coef,
                     ics_ledger_value *out, ics_err *err)
{
   emission run;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   start(&run, ledger, in, scratch);
   unsigned group = coef == ICS_NONE ? ~0u : group_of(ledger->m->in, ledger->m->in->coefs[coef]);
   ics_rc rc = value_at(&run, group, scratch, out, err);
   ics_arena_free(&scratch);
   return rc;
}
