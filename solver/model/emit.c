/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emitter: rows, columns and triplets grow while families emit, and become compressed columns
 * at the end. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/emit.h"
#include "model/formulation.h"

/* GLPK is safe for coefficients of 1e-9 to 1e9 in size; what is smaller carries nothing in GBP
 * million (a thousandth of a pound) and is left out, what is larger is a fault of the model. */
static const double SMALLEST_COEFFICIENT = 1e-9, LARGEST_COEFFICIENT = 1e9, LARGEST_BOUND = 1e12;

/* Bounds that cross by no more than this, relative, do so from rounding. */
static const double CROSSING = 1e-9;

/* A range summed in doubles is widened by this share of its terms, so that it never cuts. */
static const double RANGE_MARGIN = 1e-9;

void *ics_model_alloc(ics_model *m, int n, size_t size)
{
   void *p = ics_alloc(m->arena, (size_t)n, size);
   if (!p) m->emitter->rc = ICS_EMEMORY;
   return p;
}

static void *grow(ics_model *m, void *old, int used, int room, size_t size)
{
   void *p = ics_model_alloc(m, room, size);
   if (p && used) memcpy(p, old, (size_t)used * size);
   return p;
}

#define GROW(m, array, used, room)                                                                 \
   do {                                                                                            \
      void *grown = grow((m), (array), (used), (room), sizeof *(array));                           \
      if (!grown) return ICS_NONE;                                                                 \
      (array) = grown;                                                                             \
   } while (0)

/* A text in a buffer, cut at its end. Written by hand, because a model has tens of thousands of
 * names and printf took a third of its making. */
typedef struct label {
   char *text;
   size_t used, room;
} label;

static void put(label *l, const char *word, size_t bytes)
{
   size_t left = l->room - l->used - 1;
   if (bytes > left) bytes = left;
   memcpy(l->text + l->used, word, bytes);
   l->used += bytes;
   l->text[l->used] = '\0';
}

static void put_id(label *l, const char *id)
{
   if (l->used > 0) put(l, ",", 1);
   put(l, id, strlen(id));
}

static void put_number(label *l, int number)
{
   char digits[16];
   int at = (int)sizeof digits;
   digits[--at] = '\0';
   do digits[--at] = (char)('0' + number % 10);
   while ((number /= 10) > 0);
   put_id(l, digits + at);
}

void ics_item_text(const ics_instance *in, ics_item item, char *text, size_t bytes)
{
   label l = { text, 0, bytes };
   text[0] = '\0';
   if (item.fund >= 0) put_id(&l, in->funds[item.fund].id);
   if (item.place >= 0) put_id(&l, in->places[item.place].id);
   if (item.service >= 0) put_id(&l, in->services[item.service].id);
   if (item.blend >= 0) put_id(&l, in->mechanisms[in->blends[item.blend].mechanism].id);
   if (item.tranche >= 0) put_number(&l, item.tranche + 1);
   if (item.other >= 0) put_number(&l, item.other + 1);
   if (item.aim >= 0) put_id(&l, in->aims[item.aim].id);
   if (item.year >= 0) { /* 2025/26 as 2025-26 */
      const char *year = in->years[item.year];
      put_id(&l, "");
      put(&l, year, 4);
      put(&l, "-", 1);
      put(&l, year + 5, 2);
   }
}

static const char *name_of(ics_model *m, const char *kind, ics_item item)
{
   char text[256];
   ics_item_text(m->in, item, text, sizeof text);
   size_t room = strlen(kind) + strlen(text) + sizeof "()";
   label l = { ics_model_alloc(m, (int)room, 1), 0, room };
   if (!l.text) return NULL;
   put(&l, kind, strlen(kind));
   if (!text[0]) return l.text;
   put(&l, "(", 1);
   put(&l, text, strlen(text));
   put(&l, ")", 1);
   return l.text;
}

void ics_model_fault(ics_model *m, ics_item item, const char *fmt, ...)
{
   if (m->emitter->rc != ICS_OK) return;
   char words[200], text[200];
   va_list args;
   va_start(args, fmt);
   (void)vsnprintf(words, sizeof words, fmt, args);
   va_end(args);
   ics_item_text(m->in, item, text, sizeof text);
   m->emitter->rc = ICS_EBUG;
   (void)snprintf(m->emitter->fault, sizeof m->emitter->fault, "family %s, item (%s): %s",
                  m->emitter->family, text, words);
}

static int block_of(const ics_model *m, ics_item item)
{
   if (item.place < 0) return ICS_NONE;
   if (item.service >= 0 && m->in->services[item.service].per_system && item.blend >= 0)
      return ICS_NONE;
   return item.place;
}

/* ---- into a sum (ledger.h) ----------------------------------------------------------------------
 */

/* A row or column is the solved model's if it stands at the same number with the same words. */
static bool same_tag(const ics_tag *tag, const char *kind, const ics_item *item)
{
   return tag->kind == kind && memcmp(&tag->item, item, sizeof *item) == 0;
}

static int tally_col(ics_emitter *e, const char *kind, const ics_item *item, double lo, double hi)
{
   const ics_model *solved = e->tally->solved;
   if (e->ncols == solved->lp.n || !same_tag(&solved->col_tag[e->ncols], kind, item)) {
      e->rc = ICS_ELIMIT;
      return ICS_NONE;
   }
   e->lo[e->ncols] = lo;
   e->hi[e->ncols] = hi;
   return e->ncols++;
}

static int tally_row(ics_emitter *e, const char *kind, const ics_item *item, double rlo, double rhi)
{
   ics_tally *t = e->tally;
   double y = e->nrows < t->solved->lp.m ? t->y[e->nrows] : 0.0;
   if (e->nrows == t->solved->lp.m || !same_tag(&t->solved->row_tag[e->nrows], kind, item) ||
       (y != 0.0 && isinf(y > 0.0 ? rlo : rhi))) {
      e->rc = ICS_ELIMIT;
      return ICS_NONE;
   }
   if (y != 0.0) ics_tally_add(t, y * (y > 0.0 ? rlo : rhi));
   return e->nrows++;
}

static int tally_tighten(ics_model *m, int col, double lo, double hi)
{
   ics_tally *t = m->emitter->tally;
   if (!t->logs) return 0;
   if (t->nlog == t->log_room) {
      int room = t->log_room ? 2 * t->log_room : 64;
      GROW(m, t->log, t->nlog, room);
      t->log_room = room;
   }
   t->log[t->nlog++] = (ics_tightening){ col, lo, hi };
   return 0;
}

int ics_add_col(ics_model *m, const char *kind, ics_item item, double lo, double hi)
{
   ics_emitter *e = m->emitter;
   if (e->rc != ICS_OK) return ICS_NONE;
   if (!(fabs(lo) <= LARGEST_BOUND) || !(fabs(hi) <= LARGEST_BOUND) || lo > hi) {
      ics_model_fault(m, item, "column %s has bounds %g and %g", kind, lo, hi);
      return ICS_NONE;
   }
   if (e->tally) return tally_col(e, kind, &item, lo, hi);
   if (e->ncols == e->col_room) {
      int room = e->col_room ? 2 * e->col_room : 1024;
      GROW(m, e->lo, e->ncols, room);
      GROW(m, e->hi, e->ncols, room);
      GROW(m, e->col_name, e->ncols, room);
      GROW(m, m->col_tag, e->ncols, room);
      GROW(m, m->lo_by, e->ncols, room);
      GROW(m, m->hi_by, e->ncols, room);
      e->col_room = room;
   }
   e->lo[e->ncols] = lo;
   e->hi[e->ncols] = hi;
   e->col_name[e->ncols] = name_of(m, kind, item);
   m->col_tag[e->ncols] = (ics_tag){ e->family, kind, item, block_of(m, item) };
   return e->ncols++;
}

int ics_add_row(ics_model *m, const char *kind, ics_item item, double rlo, double rhi)
{
   ics_emitter *e = m->emitter;
   if (e->rc != ICS_OK) return ICS_NONE;
   if (isnan(rlo) || isnan(rhi) || rlo > rhi) {
      ics_model_fault(m, item, "row %s has bounds %g and %g", kind, rlo, rhi);
      return ICS_NONE;
   }
   if (e->tally) return tally_row(e, kind, &item, rlo, rhi);
   if (e->nrows == e->row_room) {
      int room = e->row_room ? 2 * e->row_room : 1024;
      GROW(m, e->rlo, e->nrows, room);
      GROW(m, e->rhi, e->nrows, room);
      GROW(m, e->row_name, e->nrows, room);
      GROW(m, m->row_tag, e->nrows, room);
      e->row_room = room;
   }
   e->rlo[e->nrows] = rlo;
   e->rhi[e->nrows] = rhi;
   e->row_name[e->nrows] = name_of(m, kind, item);
   m->row_tag[e->nrows] = (ics_tag){ e->family, kind, item, block_of(m, item) };
   return e->nrows++;
}

static int room_for_entry(ics_model *m)
{
   ics_emitter *e = m->emitter;
   if (e->nentries < e->entry_room) return 0;
   int room = e->entry_room ? 2 * e->entry_room : 4096;
   GROW(m, e->entries, e->nentries, room);
   e->entry_room = room;
   return 0;
}

void ics_add(ics_model *m, int row, int col, double value)
{
   ics_emitter *e = m->emitter;
   if (e->rc != ICS_OK || col == ICS_NONE || row == ICS_NONE) return;
   if (e->tally) {
      double weight = e->tally->y[row] * e->tally->x[col];
      if (weight != 0.0) ics_tally_add(e->tally, -weight * value);
      return;
   }
   if (!isfinite(value) || fabs(value) > LARGEST_COEFFICIENT || row >= e->nrows ||
       col >= e->ncols) {
      ics_model_fault(m, m->row_tag[row < e->nrows ? row : 0].item, "coefficient %g at (%d, %d)",
                      value, row, col);
      return;
   }
   if (fabs(value) < SMALLEST_COEFFICIENT || room_for_entry(m) == ICS_NONE) return;
   e->entries[e->nentries++] = (ics_entry){ row, col, value };
}

void ics_add_excess(ics_model *m, int row, ics_item item, double sign, double most)
{
   if (ics_policy_may_miss(m->policy))
      ics_add(m, row, ics_add_col(m, sign > 0.0 ? "short" : "over", item, 0.0, most), sign);
}

void ics_shift_row(ics_model *m, int row, double by)
{
   if (m->emitter->rc != ICS_OK || row == ICS_NONE) return;
   if (m->emitter->tally) {
      ics_tally_add(m->emitter->tally, m->emitter->tally->y[row] * by);
      return;
   }
   m->emitter->rlo[row] += by;
   m->emitter->rhi[row] += by;
}

void ics_set_by(ics_model *m, int col, const char *family, const char *kind, ics_item item)
{
   if (m->emitter->rc != ICS_OK || col == ICS_NONE || m->emitter->tally) return;
   m->hi_by[col] = (ics_tag){ family, kind, item, block_of(m, item) };
}

/* In a loose model a rule only asks: its bound is settled when all columns are made. */
static int ask(ics_model *m, ics_tag by, int col, double lo, double hi)
{
   ics_emitter *e = m->emitter;
   if (e->nasked == e->asked_room) {
      int room = e->asked_room ? 2 * e->asked_room : 1024;
      GROW(m, e->asked, e->nasked, room);
      e->asked_room = room;
   }
   e->asked[e->nasked++] = (ics_asked){ by, col, lo, hi };
   return 0;
}

static void ask_by_row(ics_model *m, const ics_asked *asked, double lo, double hi)
{
   m->emitter->family = asked->by.family;
   int row = ics_add_row(m, asked->by.kind, asked->by.item, lo, hi);
   ics_add(m, row, asked->col, 1.0);
}

static void settle(ics_model *m, const ics_asked *asked)
{
   int col = asked->col;
   double lo = asked->lo, hi = asked->hi, *l = &m->emitter->lo[col], *h = &m->emitter->hi[col];
   double room = CROSSING * fmax(1.0, fmax(fabs(*l), fabs(*h)));
   bool crosses = lo > *h + room || hi < *l - room;
   if (crosses && m->crossing_row == ICS_NONE) {
      m->crossing_row = m->emitter->nrows;
      m->crossing_col = col;
   }
   bool raises = lo > *l, lowers = hi < *h;
   bool low_row = raises && (crosses || m->lo_by[col].kind);
   bool high_row = lowers && (crosses || m->hi_by[col].kind);
   if (raises && !low_row) {
      *l = fmin(lo, *h);
      m->lo_by[col] = asked->by;
   }
   if (lowers && !high_row) {
      *h = fmax(hi, *l);
      m->hi_by[col] = asked->by;
   }
   /* A looser second rule on a side is a row too: it has to hold when the first is relaxed. */
   low_row |= !raises && lo > m->natural_lo[col];
   high_row |= !lowers && hi < m->natural_hi[col];
   if (low_row || high_row) ask_by_row(m, asked, low_row ? lo : -ICS_INF, high_row ? hi : ICS_INF);
}

void ics_emitter_settle(ics_model *m)
{
   ics_emitter *e = m->emitter;
   if (e->rc != ICS_OK) return;
   m->natural_lo = ics_model_alloc(m, e->ncols, sizeof *m->natural_lo);
   m->natural_hi = ics_model_alloc(m, e->ncols, sizeof *m->natural_hi);
   if (!m->natural_lo || !m->natural_hi) return;
   memcpy(m->natural_lo, e->lo, (size_t)e->ncols * sizeof *e->lo);
   memcpy(m->natural_hi, e->hi, (size_t)e->ncols * sizeof *e->hi);
   for (int a = 0; a < e->nasked; a++) settle(m, &e->asked[a]);
}

void ics_tighten(ics_model *m, const char *kind, ics_item item, int col, double lo, double hi)
{
   ics_emitter *e = m->emitter;
   if (e->rc != ICS_OK || col == ICS_NONE) return;
   double l = fmax(e->lo[col], lo), h = fmin(e->hi[col], hi);
   const ics_row_words *words = m->wide && kind ? ics_row_words_of(e->family, kind) : NULL;
   if (words && words->rule) {
      (void)ask(m, (ics_tag){ e->family, kind, item, block_of(m, item) }, col, lo, hi);
      return;
   }
   if (l > h) {
      double scale = fmax(1.0, fmax(fabs(l), fabs(h)));
      if (l - h > CROSSING * scale) {
         /* Two limits on one amount that contradict each other: no plan, without any solve. */
         ics_model_fault(m, m->col_tag[col].item,
                         "it would have to be at least %.6g and at most %.6g", l, h);
         e->rc = ICS_ENOPLAN;
      }
      l = h = 0.5 * (l + h);
   }
   ics_tag by = { e->family, kind, item, block_of(m, item) };
   if (e->tally) {
      kind = NULL;
      (void)tally_tighten(m, col, lo, hi); /* out of memory is latched */
   }
   if (kind && l > e->lo[col]) m->lo_by[col] = by;
   if (kind && h < e->hi[col]) m->hi_by[col] = by;
   e->lo[col] = l;
   e->hi[col] = h;
}

double ics_col_lo(const ics_model *m, int col)
{
   return col == ICS_NONE ? 0.0 : m->emitter ? m->emitter->lo[col] : m->lp.lo[col];
}

double ics_col_hi(const ics_model *m, int col)
{
   return col == ICS_NONE ? 0.0 : m->emitter ? m->emitter->hi[col] : m->lp.hi[col];
}

static int room_for_term(ics_model *m, ics_linear *f)
{
   if (f->n < f->room) return 0;
   int room = f->room ? 2 * f->room : 64;
   GROW(m, f->col, f->n, room);
   GROW(m, f->val, f->n, room);
   f->room = room;
   return 0;
}

void ics_linear_add(ics_model *m, ics_linear *f, int col, double value)
{
   if (m->emitter->rc != ICS_OK || col == ICS_NONE || value == 0.0) return;
   if (room_for_term(m, f) == ICS_NONE) return;
   f->col[f->n] = col;
   f->val[f->n] = value;
   f->n++;
}

/* A term reads the model and adds to a linear function, nothing else: a view of the model with a
 * latch of its own lets it do so after the build. */
ics_rc ics_term_linear(const ics_model *m, const ics_aim *aim, const ics_term *term,
                       ics_arena *arena, ics_linear *out, ics_err *err)
{
   ics_emitter latch = { .ncols = m->lp.n };
   ics_model view = *m;
   view.emitter = &latch;
   view.arena = arena;
   *out = (ics_linear){ 0 };
   for (const ics_term_kind *kind = ics_term_kinds; kind->name; kind++) {
      if (strcmp(kind->name, term->kind) != 0) continue;
      kind->emit(&view, aim, term, out);
      if (latch.rc == ICS_EMEMORY) return ics_fail(err, ICS_EMEMORY, "out of memory");
      return latch.rc == ICS_OK ? ICS_OK : ics_fail(err, latch.rc, "model: %s", latch.fault);
   }
   return ics_fail(err, ICS_EBUG, "aim %s: no term is called %s", aim->id, term->kind);
}

int ics_ncols(const ics_model *m)
{
   return m->emitter ? m->emitter->ncols : m->lp.n;
}

void ics_linear_range(const ics_model *m, const ics_linear *f, double *lo, double *hi)
{
   double least = fabs(f->constant), most = least; /* sizes of what each end sums */
   *lo = *hi = f->constant;
   for (int p = 0; p < f->n; p++) {
      double a = f->val[p] * ics_col_lo(m, f->col[p]), b = f->val[p] * ics_col_hi(m, f->col[p]);
      *lo += fmin(a, b);
      *hi += fmax(a, b);
      least += fabs(fmin(a, b));
      most += fabs(fmax(a, b));
   }
   /* An end that sums nothing is exact, and stays so: an inequality of 0 is exactly 0. */
   *lo -= RANGE_MARGIN * least;
   *hi += RANGE_MARGIN * most;
}

/* Triplets to compressed columns: a counting sort by row, then a stable one by column, leaves the
 * rows of each column in rising order. A place given twice is a fault of the family that gave it.
 */
ics_rc ics_emitter_finish(ics_model *m, ics_err *err)
{
   ics_emitter *e = m->emitter;
   int rows = e->nrows, cols = e->ncols, nz = e->nentries;
   int *start, *row, *next, *order;
   double *val, *cost;
   ics_scaling *scaling;
   ICS_ALLOC(start, m->arena, cols + 1, err);
   ICS_ALLOC(row, m->arena, nz, err);
   ICS_ALLOC(val, m->arena, nz, err);
   ICS_ALLOC(next, m->arena, rows + cols + 2, err);
   ICS_ALLOC(order, m->arena, nz, err);
   ICS_ALLOC(cost, m->arena, cols, err);
   ICS_ALLOC(scaling, m->arena, 1, err);
   ICS_ALLOC(scaling->row, m->arena, rows, err);
   ICS_ALLOC(scaling->col, m->arena, cols, err);
   scaling->m = rows;
   scaling->n = cols;
   for (int p = 0; p < nz; p++) next[e->entries[p].row + 1]++;
   for (int r = 0; r < rows; r++) next[r + 1] += next[r];
   for (int p = 0; p < nz; p++) order[next[e->entries[p].row]++] = p;
   memset(next, 0, (size_t)(rows + cols + 2) * sizeof *next);
   for (int p = 0; p < nz; p++) start[e->entries[p].col + 1]++;
   for (int j = 0; j < cols; j++) start[j + 1] += start[j];
   for (int j = 0; j < cols; j++) next[j] = start[j];
   for (int p = 0; p < nz; p++) {
      const ics_entry *entry = &e->entries[order[p]];
      int at = next[entry->col]++;
      row[at] = entry->row;
      val[at] = entry->value;
      if (at > start[entry->col] && row[at - 1] == entry->row)
         return ics_fail(err, ICS_EBUG, "row %s holds column %s twice", e->row_name[entry->row],
                         e->col_name[entry->col]);
   }
   m->lp = (ics_lp){ .m = rows,
                     .n = cols,
                     .nz = nz,
                     .start = start,
                     .row = row,
                     .val = val,
                     .lo = e->lo,
                     .hi = e->hi,
                     .rlo = e->rlo,
                     .rhi = e->rhi,
                     .c = cost,
                     .c0 = 0.0,
                     .row_name = e->row_name,
                     .col_name = e->col_name,
                     .scaling = scaling };
   return ICS_OK;
}
