/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/carry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lp/backend.h"

/* {of the largest entry of its column} A pivot that is smaller is no use. */
static const double LEAST_PIVOT = 1e-7;
/* {of the largest entry} A pivot that also rids the basis of a column is taken if it is as large.
 */
static const double GOOD_PIVOT = 0.1;

/* One pivot: the basis inverse is E B^-1, with E the unit matrix but for column p. */
typedef struct eta {
   int p;
   double *w; /* [m] the entering column in terms of the basis before the pivot */
} eta;

typedef struct named {
   const char *name;
   int index;
} named;

/* What all carriages of a basis share. */
struct ics_carrier {
   const ics_lp *from;
   const ics_basis *basis;
   named *rows, *cols; /* of `from`, by name; NULL: not yet asked for */
   ics_backend *backend;
   int *head;     /* [m] basic variable by position */
   bool factored; /* else the basis cannot be, and none is carried */
   ics_arena *arena;
};

/* A variable of `from` is a row (r) or a column (m + j). */
typedef struct carriage {
   const ics_lp *from, *to;
   ics_backend *backend;
   ics_arena *scratch;
   int *row, *col;    /* [from m], [from n] where it is in `to`, or -1 */
   bool *substituted; /* [m + n] struck out as a pair */
   int *head;         /* [m] basic variable by position */
   bool *basic;       /* [m + n] */
   eta *etas;         /* [netas] */
   int netas;
   double *v; /* [m] work */
} carriage;

/* ---- names --------------------------------------------------------------------------------------
 */

static int by_name(const void *a, const void *b)
{
   return strcmp(((const named *)a)->name, ((const named *)b)->name);
}

static ics_rc sort_names(const char *const *name, int n, ics_arena *arena, named **out,
                         ics_err *err)
{
   if (!name) return ics_fail(err, ICS_EBUG, "a basis is carried by names: there are none");
   ICS_ALLOC(*out, arena, n, err);
   for (int i = 0; i < n; i++) (*out)[i] = (named){ name[i], i };
   if (n > 0) qsort(*out, (size_t)n, sizeof **out, by_name);
   return ICS_OK;
}

/* Where each of one list of names is in another. Both are mostly in one order, so the name after
 * the one found last is looked at first. */
static ics_rc match(const char *const *from, const named *sorted, int nfrom, const char *const *to,
                    int nto, ics_arena *arena, int **where, ics_err *err)
{
   int next = 0;
   if (!to) return ics_fail(err, ICS_EBUG, "a basis is carried by names: there are none");
   ICS_ALLOC(*where, arena, nfrom, err);
   for (int i = 0; i < nfrom; i++) (*where)[i] = -1;
   for (int k = 0; k < nto; k++) {
      if (next == nfrom || strcmp(from[next], to[k]) != 0) {
         named key = { to[k], 0 };
         const named *at = bsearch(&key, sorted, (size_t)nfrom, sizeof key, by_name);
         if (!at) continue;
         next = at->index;
      }
      (*where)[next++] = k;
   }
   return ICS_OK;
}

/* ---- the basis inverse --------------------------------------------------------------------------
 */

static bool stays(const carriage *c, int var)
{
   return var < c->from->m ? c->row[var] >= 0 : c->col[var - c->from->m] >= 0;
}

/* v := inverse(B) e_r, by position. */
static bool enter(carriage *c, int r)
{
   int m = c->from->m;
   memset(c->v, 0, (size_t)m * sizeof *c->v);
   c->v[r] = 1.0;
   if (!ics_backend_ftran(c->backend, c->v)) return false;
   for (int k = 0; k < c->netas; k++) {
      const eta *e = &c->etas[k];
      double at = c->v[e->p] / e->w[e->p];
      if (at == 0.0) continue;
      for (int p = 0; p < m; p++) c->v[p] -= at * e->w[p];
      c->v[e->p] = at;
   }
   return true;
}

/* v := row p of inverse(B), by row. */
static bool leave(carriage *c, int p)
{
   int m = c->from->m;
   memset(c->v, 0, (size_t)m * sizeof *c->v);
   c->v[p] = 1.0;
   for (int k = c->netas - 1; k >= 0; k--) {
      const eta *e = &c->etas[k];
      double others = 0.0;
      for (int q = 0; q < m; q++) others += q == e->p ? 0.0 : c->v[q] * e->w[q];
      c->v[e->p] = (c->v[e->p] - others) / e->w[e->p];
   }
   return ics_backend_btran(c->backend, c->v);
}

/* Slack r enters in place of the variable at position p; v is its column. */
static ics_rc pivot(carriage *c, int r, int p, ics_err *err)
{
   int m = c->from->m;
   eta *e = &c->etas[c->netas];
   ICS_ALLOC(e->w, c->scratch, m, err);
   memcpy(e->w, c->v, (size_t)m * sizeof *e->w);
   e->p = p;
   c->netas++;
   c->basic[c->head[p]] = false;
   c->basic[r] = true;
   c->head[p] = r;
   return ICS_OK;
}

/* ---- striking out -------------------------------------------------------------------------------
 */

/* A tight row and a basic column in it that both go are taken for a quantity that is now written
 * out where it stood: without either, what is left of the basis is their Schur complement, and
 * regular. */
static void pair_off(carriage *c)
{
   const ics_lp *lp = c->from;
   for (int j = 0; j < lp->n; j++) {
      int best = -1;
      if (c->col[j] >= 0 || !c->basic[lp->m + j]) continue;
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         int r = lp->row[k];
         if (c->row[r] >= 0 || c->basic[r] || c->substituted[r]) continue;
         if (best < 0 || fabs(lp->val[k]) > fabs(lp->val[best])) best = k;
      }
      if (best < 0) continue;
      c->substituted[lp->row[best]] = c->substituted[lp->m + j] = true;
   }
}

/* The position that slack r, which has to be basic, takes: a column's that has to go if its entry
 * is large enough, else the largest. -1: none. */
static int place_for(const carriage *c)
{
   int any = -1, going = -1;
   double size = 0.0, all = 0.0;
   for (int p = 0; p < c->from->m; p++) {
      double entry = fabs(c->v[p]);
      bool goes = !stays(c, c->head[p]);
      all = fmax(all, entry);
      if (goes && c->head[p] < c->from->m) continue; /* a slack that has to be basic as well */
      if (c->substituted[c->head[p]]) continue;
      if (goes && entry > (going < 0 ? 0.0 : fabs(c->v[going]))) going = p;
      if (entry > size) {
         size = entry;
         any = p;
      }
   }
   if (going >= 0 && fabs(c->v[going]) >= GOOD_PIVOT * size) return going;
   return any >= 0 && size > LEAST_PIVOT * all ? any : -1;
}

static ics_rc strike_row(carriage *c, int r, bool *done, ics_err *err)
{
   *done = enter(c, r);
   int p = *done ? place_for(c) : -1;
   *done = p >= 0;
   return *done ? pivot(c, r, p, err) : ICS_OK;
}

/* A column that has to go leaves for the slack of a row that stays. */
static ics_rc strike_column(carriage *c, int p, bool *done, ics_err *err)
{
   int best = -1;
   *done = leave(c, p);
   for (int r = 0; *done && r < c->from->m; r++)
      if (!c->basic[r] && c->row[r] >= 0 && (best < 0 || fabs(c->v[r]) > fabs(c->v[best])))
         best = r;
   *done = *done && best >= 0 && enter(c, best) && fabs(c->v[p]) > LEAST_PIVOT;
   return *done ? pivot(c, best, p, err) : ICS_OK;
}

static ics_rc strike(carriage *c, bool *done, ics_err *err)
{
   *done = true;
   pair_off(c);
   for (int r = 0; *done && r < c->from->m; r++)
      if (c->row[r] < 0 && !c->basic[r] && !c->substituted[r]) ICS_TRY(strike_row(c, r, done, err));
   for (int p = 0; *done && p < c->from->m; p++)
      if (c->head[p] >= c->from->m && !stays(c, c->head[p]) && !c->substituted[c->head[p]])
         ICS_TRY(strike_column(c, p, done, err));
   return ICS_OK;
}

/* ---- the new basis ------------------------------------------------------------------------------
 */

static char nonbasic(char was, double lo, double hi)
{
   if (lo == hi) return 'S';
   if (lo == -ICS_INF && hi == ICS_INF) return 'F';
   if (lo == -ICS_INF || hi == ICS_INF) return lo == -ICS_INF ? 'U' : 'L';
   return was == 'U' ? 'U' : 'L';
}

/* The other way round: a new quantity is basic, and the new row that says what it is is tight. */
static ics_rc pair_new(const carriage *c, ics_basis *out, ics_err *err)
{
   const ics_lp *to = c->to;
   bool *old_row, *old_col;
   ICS_ALLOC(old_row, c->scratch, to->m, err);
   ICS_ALLOC(old_col, c->scratch, to->n, err);
   for (int r = 0; r < c->from->m; r++)
      if (c->row[r] >= 0) old_row[c->row[r]] = true;
   for (int j = 0; j < c->from->n; j++)
      if (c->col[j] >= 0) old_col[c->col[j]] = true;
   for (int j = 0; j < to->n; j++) {
      int best = -1;
      for (int k = to->start[j]; !old_col[j] && k < to->start[j + 1]; k++) {
         int r = to->row[k];
         bool limits = to->rlo[r] > -ICS_INF || to->rhi[r] < ICS_INF;
         if (old_row[r] || out->row[r] != 'B' || !limits) continue;
         if (best < 0 || fabs(to->val[k]) > fabs(to->val[best])) best = k;
      }
      if (best < 0) continue;
      int r = to->row[best];
      out->col[j] = 'B';
      out->row[r] = nonbasic('L', to->rlo[r], to->rhi[r]);
   }
   return ICS_OK;
}

static void write_basis(const carriage *c, const ics_basis *basis, ics_basis *out)
{
   const ics_lp *from = c->from, *to = c->to;
   memset(out->row, 'B', (size_t)to->m);
   for (int j = 0; j < to->n; j++)
      out->col[j] = nonbasic(fabs(to->hi[j]) < fabs(to->lo[j]) ? 'U' : 'L', to->lo[j], to->hi[j]);
   for (int r = 0; r < from->m; r++) {
      int at = c->row[r];
      if (at >= 0 && !c->basic[r]) out->row[at] = nonbasic(basis->row[r], to->rlo[at], to->rhi[at]);
   }
   for (int j = 0; j < from->n; j++) {
      int at = c->col[j];
      if (at < 0) continue;
      out->col[at] = c->basic[from->m + j] ? 'B' : nonbasic(basis->col[j], to->lo[at], to->hi[at]);
   }
}

/* ---- a basis for other numbers ------------------------------------------------------------------
 */

/* Which row each basic column may pivot in, and which column each row is taken by. */
typedef struct matching {
   const ics_lp *lp;
   int *taken_by; /* [m] column, or -1; of a basic slack its own row's: n + row */
   int *came;     /* [m] column from which the search came to the row */
   int *seen;     /* [m] number of the search that came there */
   int *queue;    /* [m] columns yet to be looked from */
} matching;

/* Find the column a row by an alternating path; whoever has it moves on. @return false: none */
static bool place_column(matching *g, int column, int search)
{
   int first = 0, last = 0, at;
   g->queue[last++] = column;
   while (first < last) {
      int j = g->queue[first++];
      for (int k = g->lp->start[j]; k < g->lp->start[j + 1]; k++) {
         int r = g->lp->row[k], owner = g->taken_by[r];
         if (g->seen[r] == search || owner >= g->lp->n) continue;
         g->seen[r] = search;
         g->came[r] = j;
         if (owner >= 0) {
            g->queue[last++] = owner;
            continue;
         }
         do { /* back along the path: each column takes the row that was found for it */
            at = -1;
            for (int q = g->lp->start[g->came[r]]; q < g->lp->start[g->came[r] + 1]; q++)
               if (g->taken_by[g->lp->row[q]] == g->came[r]) at = g->lp->row[q];
            g->taken_by[r] = g->came[r];
            r = at;
         } while (r >= 0);
         return true;
      }
   }
   return false;
}

/* Other numbers may leave basic columns without rows enough to pivot in (a coefficient that is now
 * 0). Columns beyond a largest matching leave the basis, and slacks of rows that are left come in:
 * regular then but by an accident of numbers. */
static ics_rc keep_regular(const carriage *c, ics_basis *out, ics_err *err)
{
   const ics_lp *to = c->to;
   matching g = { .lp = to };
   ICS_ALLOC(g.taken_by, c->scratch, to->m, err);
   ICS_ALLOC(g.came, c->scratch, to->m, err);
   ICS_ALLOC(g.seen, c->scratch, to->m, err);
   ICS_ALLOC(g.queue, c->scratch, to->m + 1, err);
   for (int r = 0; r < to->m; r++) g.taken_by[r] = out->row[r] == 'B' ? to->n + r : -1;
   for (int j = to->n - 1; j >= 0; j--)
      if (out->col[j] == 'B' && !place_column(&g, j, j + 1))
         out->col[j] = nonbasic('L', to->lo[j], to->hi[j]);
   for (int r = 0; r < to->m; r++)
      if (g.taken_by[r] < 0) out->row[r] = 'B';
   return ICS_OK;
}

/* ---- scale factors ------------------------------------------------------------------------------
 */

/* 1 / geometric mean of the least and the largest of some sizes, as a power of 2. */
static double middle(double least, double most)
{
   return most > 0.0 ? exp2(round(-0.5 * log2(least * most))) : 1.0;
}

static void widen(double *least, double *most, double size)
{
   if (size == 0.0) return;
   *least = fmin(*least, size);
   *most = fmax(*most, size);
}

/* Factors of new rows, by the columns that have theirs: those are all from the old LP. */
static ics_rc scale_rows(const carriage *c, ics_scaling *s, ics_err *err)
{
   const ics_lp *to = c->to;
   double *least, *most;
   ICS_ALLOC(least, c->scratch, to->m, err);
   ICS_ALLOC(most, c->scratch, to->m, err);
   for (int i = 0; i < to->m; i++) least[i] = ICS_INF;
   for (int j = 0; j < to->n; j++)
      for (int k = to->start[j]; s->col[j] > 0.0 && k < to->start[j + 1]; k++)
         widen(&least[to->row[k]], &most[to->row[k]], fabs(to->val[k]) * s->col[j]);
   for (int i = 0; i < to->m; i++)
      if (s->row[i] == 0.0) s->row[i] = middle(least[i], most[i]);
   return ICS_OK;
}

static void scale_columns(const ics_lp *to, ics_scaling *s)
{
   for (int j = 0; j < to->n; j++) {
      double least = ICS_INF, most = 0.0;
      if (s->col[j] > 0.0) continue;
      for (int k = to->start[j]; k < to->start[j + 1]; k++)
         widen(&least, &most, fabs(to->val[k]) * s->row[to->row[k]]);
      s->col[j] = middle(least, most);
   }
}

/* Rows and columns that both have keep their factors, which take as long to work out as a third of
 * the solve: numbers that differ by as much as they do here leave them as good. */
static ics_rc carry_scaling(const carriage *c, ics_err *err)
{
   const ics_scaling *had = c->from->scaling;
   ics_scaling *s = c->to->scaling;
   if (!s || s->val == c->to->val || !had || had->val != c->from->val) return ICS_OK;
   memset(s->row, 0, (size_t)s->m * sizeof *s->row);
   memset(s->col, 0, (size_t)s->n * sizeof *s->col);
   for (int i = 0; i < c->from->m; i++)
      if (c->row[i] >= 0) s->row[c->row[i]] = had->row[i];
   for (int j = 0; j < c->from->n; j++)
      if (c->col[j] >= 0) s->col[c->col[j]] = had->col[j];
   ICS_TRY(scale_rows(c, s, err));
   scale_columns(c->to, s);
   s->val = c->to->val;
   s->nz = c->to->nz;
   return ICS_OK;
}

static ics_rc take_rooms(const ics_carrier *r, carriage *c, ics_err *err)
{
   int m = c->from->m, n = c->from->n;
   const ics_lp *to = c->to;
   ICS_TRY(match(c->from->row_name, r->rows, m, to->row_name, to->m, c->scratch, &c->row, err));
   ICS_TRY(match(c->from->col_name, r->cols, n, to->col_name, to->n, c->scratch, &c->col, err));
   ICS_ALLOC(c->head, c->scratch, m, err);
   ICS_ALLOC(c->v, c->scratch, m, err);
   ICS_ALLOC(c->etas, c->scratch, m, err);
   ICS_ALLOC(c->basic, c->scratch, m + n, err);
   ICS_ALLOC(c->substituted, c->scratch, m + n, err);
   memcpy(c->head, r->head, (size_t)m * sizeof *c->head);
   for (int v = 0; v < m + n; v++)
      c->basic[v] = (v < m ? r->basis->row[v] : r->basis->col[v - m]) == 'B';
   return ICS_OK;
}

static ics_rc carry(const ics_carrier *r, carriage *c, ics_basis *out, bool *carried, ics_err *err)
{
   ICS_TRY(take_rooms(r, c, err));
   ICS_TRY(strike(c, carried, err));
   if (!*carried) return ICS_OK;
   write_basis(c, r->basis, out);
   ICS_TRY(carry_scaling(c, err));
   ICS_TRY(pair_new(c, out, err));
   return keep_regular(c, out, err);
}

ics_rc ics_carrier_open(const ics_lp *from, const ics_basis *basis, ics_arena *arena,
                        ics_carrier **out, ics_err *err)
{
   if (basis->shape != ics_lp_shape(from))
      return ics_fail(err, ICS_EBUG, "a basis of another linear program was offered to be carried");
   ICS_ALLOC(*out, arena, 1, err);
   **out = (ics_carrier){ .from = from, .basis = basis, .arena = arena };
   return ICS_OK;
}

void ics_carrier_close(ics_carrier **carrier)
{
   if (*carrier) ics_backend_close(&(*carrier)->backend);
   *carrier = NULL;
}

/* Sorted and factorised when first asked for, as bases of one shape need neither; factorised again
 * where a fault of the back end took the factors away. */
static ics_rc get_ready(ics_carrier *r, ics_err *err)
{
   const ics_lp *from = r->from;
   if (!r->backend) {
      ICS_TRY(sort_names(from->row_name, from->m, r->arena, &r->rows, err));
      ICS_TRY(sort_names(from->col_name, from->n, r->arena, &r->cols, err));
      ICS_ALLOC(r->head, r->arena, from->m, err);
      ICS_TRY(ics_backend_open(from, r->arena, &r->backend, err));
   }
   r->factored =
       ics_backend_factors(r->backend, r->head) ||
       (ics_backend_take(r->backend, r->basis, true) && ics_backend_factors(r->backend, r->head));
   return ICS_OK;
}

/* The same rows and columns in the same places. */
static void lend_scaling(const ics_lp *from, const ics_lp *to)
{
   const ics_scaling *had = from->scaling;
   ics_scaling *s = to->scaling;
   if (!s || s == had || s->val == to->val || !had || had->val != from->val) return;
   memcpy(s->row, had->row, (size_t)to->m * sizeof *s->row);
   memcpy(s->col, had->col, (size_t)to->n * sizeof *s->col);
   s->val = to->val;
   s->nz = to->nz;
}

ics_rc ics_carrier_carry(ics_carrier *carrier, const ics_lp *to, ics_arena *arena, ics_basis *out,
                         bool *carried, ics_err *err)
{
   uint64_t shape = ics_lp_shape(to);
   *carried = carrier->basis->shape == shape;
   *out = *carrier->basis;
   if (*carried) lend_scaling(carrier->from, to);
   if (*carried || carrier->from->nz == 0) return ICS_OK;
   ICS_TRY(get_ready(carrier, err));
   if (!carrier->factored) return ICS_OK;
   *out = (ics_basis){ .shape = shape };
   ICS_ALLOC(out->row, arena, to->m, err);
   ICS_ALLOC(out->col, arena, to->n, err);
   carriage c = {
      .from = carrier->from, .to = to, .backend = carrier->backend, .scratch = ics_arena_new()
   };
   if (!c.scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = carry(carrier, &c, out, carried, err);
   ics_arena_free(&c.scratch);
   return rc;
}

ics_rc ics_carry(const ics_lp *from, const ics_basis *basis, const ics_lp *to, ics_arena *arena,
                 ics_basis *out, bool *carried, ics_err *err)
{
   ics_carrier *carrier = NULL;
   ICS_TRY(ics_carrier_open(from, basis, arena, &carrier, err));
   ics_rc rc = ics_carrier_carry(carrier, to, arena, out, carried, err);
   ics_carrier_close(&carrier);
   return rc;
}
