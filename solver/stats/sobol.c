/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/sobol.h"

#include <stdbool.h>
#include <string.h>

#include "stats/philox.h"

enum {
   COLUMNS = ICS_SOBOL_COLUMNS,
   BITS = ICS_SOBOL_BITS,
   NET = 10,        /* the nets judged have 2^NET points */
   CHOSEN = 64,     /* dimensions whose initial numbers are chosen */
   CANDIDATES = 32, /* among so many */
   DEGREE_MOST = 13 /* of a polynomial */
};

/* x^degree + ... + 1 as bits, so `1 0 1 1` is x^3 + x + 1 */
typedef struct polynomial {
   unsigned bits;
   int degree;
} polynomial;

/* Multiplying by x runs through all 2^s - 1 other residues before it comes back to 1. */
static bool is_primitive(polynomial p)
{
   unsigned top = 1u << p.degree, x = 1, all = top - 1, steps = 0;
   do {
      x <<= 1;
      if (x & top) x ^= p.bits;
      steps++;
   } while (x != 1 && steps < all);
   return x == 1 && steps == all;
}

static polynomial next_primitive(polynomial p)
{
   do {
      p.bits += 2;
      if (p.bits >> (p.degree + 1)) p = (polynomial){ (2u << p.degree) + 1, p.degree + 1 };
   } while (!is_primitive(p));
   return p;
}

static void recur(polynomial p, uint64_t *v)
{
   int s = p.degree;
   for (int k = s; k < COLUMNS; k++) {
      v[k] = v[k - s] ^ (v[k - s] >> s);
      for (int i = 1; i < s; i++)
         if (p.bits >> (s - i) & 1) v[k] ^= v[k - i];
   }
}

/* Odd initial numbers m_k < 2^k, drawn for dimension j. */
static void candidate(polynomial p, int j, int which, uint64_t *v)
{
   for (int k = 0; k < p.degree; k++) {
      uint64_t bits =
          ics_random_bits(0, ICS_USE_DIRECTIONS, (uint32_t)j, (uint32_t)(which * DEGREE_MOST + k));
      uint64_t m = (bits & (((uint64_t)1 << k) - 1)) << 1 | 1;
      v[k] = m << (BITS - 1 - k);
   }
   recur(p, v);
}

/* Rows of the generating matrix of the first 2^NET points: bit k of row r is the r-th bit of the
 * coordinate that bit k of the index brings. Row r begins at bit r. */
static void rows_of(const uint64_t *v, unsigned *row)
{
   for (int r = 0; r < NET; r++) {
      row[r] = 0;
      for (int k = 0; k < NET; k++) row[r] |= (unsigned)(v[k] >> (BITS - 1 - r) & 1) << k;
   }
}

/* The rows of b in terms of those of a, whose first l are then the first l unit vectors. */
static void in_terms_of(const unsigned *a, const unsigned *b, unsigned *out)
{
   for (int r = 0; r < NET; r++) {
      unsigned left = b[r];
      out[r] = 0;
      for (int c = 0; c < NET; c++)
         if (left >> c & 1) {
            out[r] |= 1u << c;
            left ^= a[c];
         }
   }
}

/* How many of the rows, from the first on, are independent without their first `skip` columns. */
static int independent(const unsigned *row, int skip)
{
   unsigned basis[NET] = { 0 };
   for (int n = 0; n < NET; n++) {
      unsigned x = row[n] >> skip;
      for (int c = 0; c < NET && x; c++) {
         if (!(x >> c & 1)) continue;
         if (!basis[c]) {
            basis[c] = x;
            break;
         }
         x ^= basis[c];
      }
      if (!x) return n;
   }
   return NET;
}

/* t = NET - k: any l rows of a and k - l of b are independent (Niederreiter, ch. 4). */
static int net_t(const unsigned *a, const unsigned *b)
{
   unsigned d[NET];
   in_terms_of(a, b, d);
   int k = NET;
   for (int l = 0; l <= NET; l++) {
      int most = l + independent(d, l);
      if (most < k) k = most;
   }
   return NET - k;
}

int ics_sobol_t(const uint64_t *v, const uint64_t *w)
{
   unsigned a[NET], b[NET];
   rows_of(v, a);
   rows_of(w, b);
   return net_t(a, b);
}

static long score(const unsigned *rows, int j)
{
   long sum = 0;
   for (int i = 0; i < j; i++) sum += 1L << net_t(rows + i * NET, rows + j * NET);
   return sum;
}

static void choose(polynomial p, int j, uint64_t *v, unsigned *rows)
{
   long best = 0;
   int at = 0;
   for (int which = 0; which < CANDIDATES; which++) {
      candidate(p, j, which, v);
      rows_of(v, rows + j * NET);
      long now = score(rows, j);
      if (which > 0 && now >= best) continue;
      best = now;
      at = which;
   }
   candidate(p, j, at, v);
   rows_of(v, rows + j * NET);
}

ics_rc ics_sobol_columns(int d, ics_arena *arena, uint64_t **v, ics_err *err)
{
   if (d < 1 || d > ICS_SOBOL_DIMENSIONS)
      return ics_fail(err, ICS_EUSAGE,
                      "a Sobol sequence of %d dimensions was asked for; it has from 1 to %d. With "
                      "more numbers to draw, use pseudo-random draws (pseudo)",
                      d, ICS_SOBOL_DIMENSIONS);
   uint64_t *columns;
   unsigned rows[CHOSEN * NET];
   ICS_ALLOC(columns, arena, d * COLUMNS, err);
   for (int k = 0; k < COLUMNS; k++) columns[k] = (uint64_t)1 << (BITS - 1 - k);
   rows_of(columns, rows);
   polynomial p = { 3, 1 }; /* x + 1 */
   for (int j = 1; j < d; j++, p = next_primitive(p))
      if (j < CHOSEN)
         choose(p, j, columns + j * COLUMNS, rows);
      else
         candidate(p, j, 0, columns + j * COLUMNS);
   *v = columns;
   return ICS_OK;
}
