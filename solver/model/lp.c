/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/lp.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const uint64_t FNV_BASIS = 14695981039346656037u;
static const uint64_t FNV_PRIME = 1099511628211u;

static const double LEAST_COEFFICIENT = 1e-9; /* below it a coefficient is a slip of units */
static const double MOST_COEFFICIENT = 1e9;
static const double MOST_BOUND = 1e12; /* a larger bound is a placeholder for none */

/* Bytes are taken in a fixed order, so that the hash does not depend on the machine. */
static uint64_t mix(uint64_t hash, uint64_t word, int bytes)
{
   for (int b = 0; b < bytes; b++) {
      hash ^= (word >> (8 * b)) & 0xff;
      hash *= FNV_PRIME;
   }
   return hash;
}

static uint64_t mix_int(uint64_t hash, int value)
{
   return mix(hash, (uint32_t)value, 4);
}

static uint64_t mix_doubles(uint64_t hash, const double *v, int n)
{
   for (int i = 0; i < n; i++) {
      double value = v[i] + 0.0; /* -0 and 0 are the same number */
      uint64_t word = 0;
      memcpy(&word, &value, sizeof word);
      hash = mix(hash, word, 8);
   }
   return hash;
}

uint64_t ics_lp_shape(const ics_lp *lp)
{
   uint64_t hash = mix_int(mix_int(FNV_BASIS, lp->m), lp->n);
   for (int j = 0; j <= lp->n; j++) hash = mix_int(hash, lp->start[j]);
   for (int k = 0; k < lp->nz; k++) hash = mix_int(hash, lp->row[k]);
   return hash;
}

uint64_t ics_lp_hash(const ics_lp *lp)
{
   uint64_t hash = ics_lp_shape(lp);
   hash = mix_doubles(hash, lp->val, lp->nz);
   hash = mix_doubles(hash, lp->lo, lp->n);
   hash = mix_doubles(hash, lp->hi, lp->n);
   hash = mix_doubles(hash, lp->rlo, lp->m);
   hash = mix_doubles(hash, lp->rhi, lp->m);
   hash = mix_doubles(hash, lp->c, lp->n);
   return mix_doubles(hash, &lp->c0, 1);
}

/* Words for a rule that is broken; `kind` is "row" or "column". */
static ics_rc broken(ics_err *err, const char *kind, const char *const *names, int index,
                     const char *what, double got, const char *want)
{
   const char *name = names && names[index] ? names[index] : "(no name)";
   return ics_fail(
       err, ICS_EBUG,
       "linear program: %s %d %s: %s: got %g, want %s. Look for a missing or misplaced unit "
       "behind it; if there is none, this is a fault of the program: please report it",
       kind, index, name, what, got, want);
}

static ics_rc check_column(const ics_lp *lp, int j, ics_err *err)
{
   const char *const *names = lp->col_name;
   if (!isfinite(lp->c[j]))
      return broken(err, "column", names, j, "cost", lp->c[j], "a finite number");
   if (!(fabs(lp->lo[j]) <= MOST_BOUND))
      return broken(err, "column", names, j, "lower bound", lp->lo[j], "-1e12 .. 1e12");
   if (!(fabs(lp->hi[j]) <= MOST_BOUND))
      return broken(err, "column", names, j, "upper bound", lp->hi[j], "-1e12 .. 1e12");
   if (lp->lo[j] > lp->hi[j])
      return broken(err, "column", names, j, "lower bound above the upper bound", lp->lo[j],
                    "at most the upper bound");
   for (int k = lp->start[j], last = -1; k < lp->start[j + 1]; k++) {
      int i = lp->row[k];
      if (i < 0 || i >= lp->m || i <= last)
         return broken(err, "column", names, j, "row number of a nonzero", i,
                       "rows of the program in rising order, none twice");
      double size = fabs(lp->val[k]);
      if (!(size >= LEAST_COEFFICIENT && size <= MOST_COEFFICIENT))
         return broken(err, "column", names, j, "coefficient", lp->val[k], "a size of 1e-9 .. 1e9");
      last = i;
   }
   return ICS_OK;
}

static ics_rc check_row(const ics_lp *lp, int i, ics_err *err)
{
   const char *const *names = lp->row_name;
   double lo = lp->rlo[i], hi = lp->rhi[i];
   if (!(lo == -HUGE_VAL || fabs(lo) <= MOST_BOUND))
      return broken(err, "row", names, i, "lower limit", lo, "-1e12 .. 1e12, or none");
   if (!(hi == HUGE_VAL || fabs(hi) <= MOST_BOUND))
      return broken(err, "row", names, i, "upper limit", hi, "-1e12 .. 1e12, or none");
   if (lo > hi)
      return broken(err, "row", names, i, "lower limit above the upper limit", lo,
                    "at most the upper limit");
   return ICS_OK;
}

ics_rc ics_lp_check(const ics_lp *lp, ics_err *err)
{
   if (lp->m < 0 || lp->n < 0 || lp->nz < 0 || lp->start[0] != 0 || lp->start[lp->n] != lp->nz)
      return ics_fail(
          err, ICS_EBUG,
          "linear program: %d rows, %d columns, %d nonzeros do not match its column starts. "
          "This is a fault of the program: please report it",
          lp->m, lp->n, lp->nz);
   for (int j = 0; j < lp->n; j++)
      if (lp->start[j + 1] < lp->start[j] || lp->start[j + 1] > lp->nz)
         return broken(err, "column", lp->col_name, j, "start of the next column", lp->start[j + 1],
                       "column starts in rising order");
   if (!isfinite(lp->c0))
      return ics_fail(
          err, ICS_EBUG,
          "linear program: objective constant: got %g, want a finite number. This is a fault "
          "of the program: please report it",
          lp->c0);
   for (int j = 0; j < lp->n; j++) ICS_TRY(check_column(lp, j, err));
   for (int i = 0; i < lp->m; i++) ICS_TRY(check_row(lp, i, err));
   return ICS_OK;
}

void ics_lp_reach(const ics_lp *lp, const double *lo, const double *hi, double *least, double *most)
{
   memset(least, 0, (size_t)lp->m * sizeof *least);
   memset(most, 0, (size_t)lp->m * sizeof *most);
   for (int j = 0; j < lp->n; j++)
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         double one = lp->val[k] * lo[j], other = lp->val[k] * hi[j];
         least[lp->row[k]] += one < other ? one : other;
         most[lp->row[k]] += one < other ? other : one;
      }
}

void ics_lp_box(const ics_lp *lp, double *rlo, double *rhi, char *only)
{
   ics_lp_reach(lp, lp->lo, lp->hi, rlo, rhi);
   for (int i = 0; i < lp->m; i++) {
      double lo = lp->rlo[i], hi = lp->rhi[i], least = rlo[i], most = rhi[i];
      double room = 1 + (most > least ? most - least : 0);
      bool low = lo > -ICS_INF, high = hi < ICS_INF;
      only[i] = low == high ? 0 : low ? 'L' : 'U';
      rlo[i] = low ? lo : (high && hi < least ? hi : least) - room;
      rhi[i] = high ? hi : (low && lo > most ? lo : most) + room;
   }
}
