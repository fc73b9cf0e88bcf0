/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Factors of bases against the bases themselves: what is solved for is multiplied out again, by
 * columns as they stand in the matrix, in long double. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lpgen.h"
#include "simplex/lu.h"

enum { MOST = 60 };

/* A matrix of chance, and a basis that changes. */
typedef struct trial {
   ics_arena *arena;
   lp_rng rng;
   ics_columns a;
   int *head;
   bool *basic; /* [m + n] */
   ics_lu *lu;
   ics_packed v;
} trial;

static void *room(ics_arena *arena, int n, size_t size)
{
   void *p = ics_alloc(arena, (size_t)n, size);
   if (!p) abort();
   return p;
}

/* @param share  of entries other than 0; @param ties  entries are 1 and -1 */
static trial matrix(uint64_t seed, int m, int n, double share, bool ties)
{
   ics_arena *arena = ics_arena_new();
   trial t = { .arena = arena, .rng = { seed } };
   int *start = room(arena, n + 1, sizeof *start), *row = room(arena, m * n, sizeof *row), nz = 0;
   double *val = room(arena, m * n, sizeof *val);
   for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) {
         if (lp_uniform(&t.rng, 0, 1) > share) continue;
         double size = ties ? 1.0 : exp2(lp_uniform(&t.rng, -4, 4));
         row[nz] = i;
         val[nz++] = lp_uniform(&t.rng, 0, 1) < 0.5 ? size : -size;
      }
      start[j + 1] = nz;
   }
   t.a = (ics_columns){ m, n, start, row, val };
   t.head = room(arena, m, sizeof *t.head);
   t.basic = room(arena, m + n, sizeof *t.basic);
   t.v.at = room(arena, m, sizeof *t.v.at);
   t.v.v = room(arena, m, sizeof *t.v.v);
   return t;
}

/* Some columns, and rows for the rest. */
static void choose_basis(trial *t, double share)
{
   int m = t->a.m, k = 0;
   for (int j = 0; j < t->a.n && k < m; j++)
      if (lp_uniform(&t->rng, 0, 1) < share) t->head[k++] = m + j;
   for (int i = 0; k < m; i++) t->head[k++] = i;
}

static void note_basis(trial *t)
{
   memset(t->basic, 0, (size_t)(t->a.m + t->a.n) * sizeof *t->basic);
   for (int p = 0; p < t->a.m; p++) t->basic[t->head[p]] = true;
}

/* out += x times the column of B that variable var has. */
static void add_column(const trial *t, int var, long double x, long double *out)
{
   if (var < t->a.m) {
      out[var] += x;
      return;
   }
   int j = var - t->a.m;
   for (int k = t->a.start[j]; k < t->a.start[j + 1]; k++) out[t->a.row[k]] -= x * t->a.val[k];
}

static void pack(trial *t, const double *v)
{
   t->v.n = 0;
   for (int i = 0; i < t->a.m; i++) {
      if (v[i] == 0.0) continue;
      t->v.at[t->v.n] = i;
      t->v.v[t->v.n++] = v[i];
   }
}

/* The largest of |B x - b| for x solved for. */
static double miss_ftran(trial *t, const double *b)
{
   long double back[MOST] = { 0 }, miss = 0.0L, scale = 1.0L;
   pack(t, b);
   ics_lu_ftran(t->lu, false, &t->v);
   for (int k = 0; k < t->v.n; k++) {
      add_column(t, t->head[t->v.at[k]], t->v.v[k], back);
      scale = fmaxl(scale, fabsl((long double)t->v.v[k]));
   }
   for (int i = 0; i < t->a.m; i++) miss = fmaxl(miss, fabsl(back[i] - b[i]));
   return (double)(miss / scale);
}

/* The largest of |B'y - c|. */
static double miss_btran(trial *t, const double *c)
{
   long double y[MOST] = { 0 }, miss = 0.0L, scale = 1.0L;
   pack(t, c);
   ics_lu_btran(t->lu, false, &t->v);
   for (int k = 0; k < t->v.n; k++) {
      y[t->v.at[k]] = t->v.v[k];
      scale = fmaxl(scale, fabsl((long double)t->v.v[k]));
   }
   for (int p = 0; p < t->a.m; p++) {
      long double column[MOST] = { 0 }, sum = -(long double)c[p];
      add_column(t, t->head[p], 1.0L, column);
      for (int i = 0; i < t->a.m; i++) sum += column[i] * y[i];
      miss = fmaxl(miss, fabsl(sum));
   }
   return (double)(miss / scale);
}

static void check_solves(trial *t)
{
   double v[MOST] = { 0 };
   for (int kind = 0; kind < 3; kind++) { /* one entry, some, all */
      for (int i = 0; i < t->a.m; i++)
         v[i] = kind == 2 || lp_uniform(&t->rng, 0, 1) < 0.2 ? lp_uniform(&t->rng, -1, 1) : 0.0;
      if (kind == 0) memset(v, 0, sizeof v);
      v[lp_int(&t->rng, 0, t->a.m - 1)] = 1.0;
      CHECK_(miss_ftran(t, v) < 1e-9, "ftran misses by %g", miss_ftran(t, v));
      CHECK_(miss_btran(t, v) < 1e-9, "btran misses by %g", miss_btran(t, v));
   }
}

static void solves(void)
{
   int columns = 0;
   for (uint64_t seed = 0; seed < 200; seed++) {
      ics_err err = { 0 };
      int m = 1 + (int)(seed % MOST), replaced = -1;
      trial t = matrix(seed, m, 2 * m, seed % 3 ? 3.0 / m : 0.4, false);
      choose_basis(&t, 0.2 + 0.1 * (double)(seed % 5));
      CHECK_OK(ics_lu_open(m, t.arena, &t.lu, &err), &err);
      CHECK_OK(ics_lu_factor(t.lu, &t.a, t.head, &replaced, &err), &err);
      check_solves(&t);
      for (int p = 0; p < m; p++) columns += t.head[p] >= m;
      ics_arena_free(&t.arena);
   }
   CHECK(columns > 1000);
}

/* One more column in, one out, wherever the pivot is large. */
static bool replace_one(trial *t, ics_err *err)
{
   int m = t->a.m, in = m + lp_int(&t->rng, 0, t->a.n - 1), p = -1;
   long double column[MOST] = { 0 };
   double dense[MOST], size = 0.1, alpha = 0.0;
   bool kept = false;
   if (t->basic[in]) return false;
   add_column(t, in, 1.0L, column);
   for (int i = 0; i < m; i++) dense[i] = (double)column[i];
   pack(t, dense);
   ics_lu_ftran(t->lu, true, &t->v);
   for (int k = 0; k < t->v.n; k++) {
      if (fabs(t->v.v[k]) <= size) continue;
      p = t->v.at[k];
      alpha = t->v.v[k];
      size = fabs(alpha);
   }
   if (p < 0) return false;
   t->v.n = 1;
   t->v.at[0] = p;
   t->v.v[0] = 1.0;
   ics_lu_btran(t->lu, true, &t->v);
   CHECK(ics_lu_update(t->lu, p, alpha, &kept, err) == ICS_OK && kept);
   t->basic[t->head[p]] = false;
   t->basic[in] = true;
   t->head[p] = in;
   return kept;
}

static void updates(void)
{
   int made = 0;
   for (uint64_t seed = 0; seed < 60; seed++) {
      ics_err err = { 0 };
      int m = 5 + (int)(seed % 50), replaced;
      trial t = matrix(seed, m, 2 * m, 3.0 / m, seed % 4 == 0);
      choose_basis(&t, 0.3);
      CHECK_OK(ics_lu_open(m, t.arena, &t.lu, &err), &err);
      CHECK_OK(ics_lu_factor(t.lu, &t.a, t.head, &replaced, &err), &err);
      note_basis(&t);
      for (int k = 0; k < 90 && !ics_lu_full(t.lu); k++) {
         if (!replace_one(&t, &err)) continue;
         made++;
         check_solves(&t);
      }
      CHECK_OK(ics_lu_factor(t.lu, &t.a, t.head, &replaced, &err), &err);
      CHECK_INT(replaced, 0);
      CHECK_INT(ics_lu_updates(t.lu), 0);
      check_solves(&t);
      ics_arena_free(&t.arena);
   }
   CHECK_(made > 500, "updates made: %d", made);
}

/* An update whose pivot is not what the column says is refused. */
static void wrong_pivot(void)
{
   ics_err err = { 0 };
   trial t = matrix(3, 20, 40, 0.2, false);
   int replaced;
   bool kept = true;
   choose_basis(&t, 0.3);
   CHECK_OK(ics_lu_open(20, t.arena, &t.lu, &err), &err);
   CHECK_OK(ics_lu_factor(t.lu, &t.a, t.head, &replaced, &err), &err);
   double dense[MOST] = { 0 };
   dense[4] = 1.0;
   pack(&t, dense);
   ics_lu_ftran(t.lu, true, &t.v);
   int p = t.v.at[0];
   double alpha = t.v.v[0];
   t.v = (ics_packed){ 1, t.v.at, t.v.v };
   t.v.at[0] = p;
   t.v.v[0] = 1.0;
   ics_lu_btran(t.lu, true, &t.v);
   CHECK_OK(ics_lu_update(t.lu, p, alpha * 1.001, &kept, &err), &err);
   CHECK(!kept);
   ics_arena_free(&t.arena);
}

/* Columns said twice, empty ones, sums of two others: rows come in for them, and what is then basic
 * can be solved with. */
static void dependent(void)
{
   int all = 0;
   for (uint64_t seed = 0; seed < 100; seed++) {
      ics_err err = { 0 };
      int m = 5 + (int)(seed % 40), replaced = 0, twice = 0;
      trial t = matrix(seed, m, 2 * m, 3.0 / m, seed % 2 == 0);
      choose_basis(&t, 0.5);
      for (int p = 1; p < m && seed % 3 == 0; p++)
         if (t.head[p] >= m && twice < 2) t.head[p] = t.head[0], twice++;
      CHECK_OK(ics_lu_open(m, t.arena, &t.lu, &err), &err);
      CHECK_OK(ics_lu_factor(t.lu, &t.a, t.head, &replaced, &err), &err);
      CHECK_(replaced >= twice, "replaced %d of %d said twice", replaced, twice);
      check_solves(&t);
      all += replaced;
      ics_arena_free(&t.arena);
   }
   CHECK_(all > 50, "replaced: %d", all);
}

static void memory(void)
{
   int failed = 0;
   bool done = false;
   for (long k = 0; !done; k++) {
      ics_err err = { 0 };
      int replaced;
      trial t = matrix(7, 40, 80, 0.2, false);
      choose_basis(&t, 0.6);
      ics_arena_fail_at(k);
      ics_rc rc = ics_lu_open(40, t.arena, &t.lu, &err);
      if (rc == ICS_OK) rc = ics_lu_factor(t.lu, &t.a, t.head, &replaced, &err);
      ics_arena_fail_at(-1);
      CHECK(rc == ICS_OK || rc == ICS_EMEMORY);
      failed += rc == ICS_EMEMORY;
      done = rc == ICS_OK;
      ics_arena_free(&t.arena);
   }
   CHECK(failed > 20);
}

const ics_test tests_lu[] = {
   { "what is solved for is right when it is multiplied out", solves },
   { "so it is after every change of a column", updates },
   { "a change that does not follow from the numbers is refused", wrong_pivot },
   { "dependent columns are replaced by rows", dependent },
   { "memory may run out anywhere", memory },
   { NULL, NULL },
};
