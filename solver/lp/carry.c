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

typedef struct named {
   const char *name;
   int index;
} named;

static int by_name(const void *a, const void *b)
{
   return strcmp(((const named *)a)->name, ((const named *)b)->name);
}

static ics_rc sort_names(const char *const *name, int n, ics_arena *arena, named **out,
                         ics_err *err)
{
   ICS_ALLOC(*out, arena, n, err);
   for (int i = 0; i < n; i++) (*out)[i] = (named){ name[i], i };
   if (n > 0) qsort(*out, (size_t)n, sizeof **out, by_name);
   return ICS_OK;
}

/* Where each of one list of names is in another: both sorted, then walked together. */
static ics_rc match(const char *const *from, int nfrom, const char *const *to, int nto,
                    ics_arena *arena, int **where, ics_err *err)
{
   named *a, *b;
   int k = 0;
   if (!from || !to) return ics_fail(err, ICS_EBUG, "a basis is carried by names: there are none");
   ICS_ALLOC(*where, arena, nfrom, err);
   ICS_TRY(sort_names(from, nfrom, arena, &a, err));
   ICS_TRY(sort_names(to, nto, arena, &b, err));
   for (int i = 0; i < nfrom; i++) {
      while (k < nto && strcmp(b[k].name, a[i].name) < 0) k++;
      bool same = k < nto && strcmp(b[k].name, a[i].name) == 0;
      (*where)[a[i].index] = same ? b[k].index : -1;
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

static ics_rc take_rooms(carriage *c, const ics_basis *basis, ics_err *err)
{
   int m = c->from->m, n = c->from->n;
   ICS_TRY(match(c->from->row_name, m, c->to->row_name, c->to->m, c->scratch, &c->row, err));
   ICS_TRY(match(c->from->col_name, n, c->to->col_name, c->to->n, c->scratch, &c->col, err));
   ICS_ALLOC(c->head, c->scratch, m, err);
   ICS_ALLOC(c->v, c->scratch, m, err);
   ICS_ALLOC(c->etas, c->scratch, m, err);
   ICS_ALLOC(c->basic, c->scratch, m + n, err);
   ICS_ALLOC(c->substituted, c->scratch, m + n, err);
   for (int v = 0; v < m + n; v++) c->basic[v] = (v < m ? basis->row[v] : basis->col[v - m]) == 'B';
   return ICS_OK;
}

static ics_rc carry(carriage *c, const ics_basis *basis, ics_basis *out, bool *carried,
                    ics_err *err)
{
   ICS_TRY(take_rooms(c, basis, err));
   ICS_TRY(ics_backend_open(c->from, c->scratch, &c->backend, err));
   *carried = ics_backend_take(c->backend, basis, true) && ics_backend_factors(c->backend, c->head);
   if (*carried) ICS_TRY(strike(c, carried, err));
   if (!*carried) return ICS_OK;
   write_basis(c, basis, out);
   ICS_TRY(pair_new(c, out, err));
   return keep_regular(c, out, err);
}

ics_rc ics_carry(const ics_lp *from, const ics_basis *basis, const ics_lp *to, ics_arena *arena,
                 ics_basis *out, bool *carried, ics_err *err)
{
   *carried = false;
   if (basis->shape != ics_lp_shape(from))
      return ics_fail(err, ICS_EBUG, "a basis of another linear program was offered to be carried");
   if (from->nz == 0) return ICS_OK;
   *out = (ics_basis){ .shape = ics_lp_shape(to) };
   ICS_ALLOC(out->row, arena, to->m, err);
   ICS_ALLOC(out->col, arena, to->n, err);
   carriage c = { .from = from, .to = to, .scratch = ics_arena_new() };
   if (!c.scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_rc rc = carry(&c, basis, out, carried, err);
   ics_backend_close(&c.backend);
   ics_arena_free(&c.scratch);
   return rc;
}
