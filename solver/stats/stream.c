/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/stream.h"

#include "stats/philox.h"
#include "stats/pick.h"
#include "stats/sobol.h"

enum { COLUMNS = ICS_SOBOL_COLUMNS, BITS = ICS_SOBOL_BITS };

struct ics_stream {
   ics_stream_kind kind;
   uint64_t seed;
   int d;
   const uint64_t *column; /* [d * COLUMNS] scrambled; sobol only */
   const uint64_t *shift;  /* [d] */
};

const ics_name ics_stream_names[ICS_STREAM_COUNT] = {
   [ICS_STREAM_PSEUDO] = { "pseudo", "pseudo-random draws" },
   [ICS_STREAM_SOBOL] = { "sobol", "quasi-random draws, a scrambled Sobol sequence" },
};

ics_rc ics_stream_kind_find(const char *word, ics_stream_kind *out, ics_err *err)
{
   int at;
   ICS_TRY(ics_pick(word, ics_stream_names, ICS_STREAM_COUNT, "kind of draws", &at, err));
   *out = (ics_stream_kind)at;
   return ICS_OK;
}

static int odd_ones(uint64_t x)
{
   for (int half = 32; half > 0; half /= 2) x ^= x >> half;
   return (int)(x & 1);
}

/* Bit r of the result is bit r of x, plus a random choice of the more significant bits of x. */
static uint64_t times(const uint64_t *lower, uint64_t x)
{
   uint64_t y = 0;
   for (int r = 0; r < BITS; r++) y |= (uint64_t)odd_ones(lower[r] & x) << r;
   return y;
}

static void scramble(uint64_t seed, int j, uint64_t *column, uint64_t *shift)
{
   uint64_t lower[BITS], all = ((uint64_t)1 << BITS) - 1;
   for (int r = 0; r < BITS; r++) {
      uint64_t bits = ics_random_bits(seed, ICS_USE_SCRAMBLE, (uint32_t)j, (uint32_t)r);
      uint64_t above = all & ~(((uint64_t)2 << r) - 1);
      lower[r] = (bits & above) | (uint64_t)1 << r;
   }
   for (int k = 0; k < COLUMNS; k++) column[k] = times(lower, column[k]);
   *shift = all & ics_random_bits(seed, ICS_USE_SCRAMBLE, (uint32_t)j, BITS);
}

static ics_rc open_sobol(ics_stream *s, ics_arena *arena, ics_err *err)
{
   uint64_t *column, *shift;
   ICS_TRY(ics_sobol_columns(s->d, arena, &column, err));
   ICS_ALLOC(shift, arena, s->d, err);
   for (int j = 0; j < s->d; j++) scramble(s->seed, j, column + j * COLUMNS, &shift[j]);
   s->column = column;
   s->shift = shift;
   return ICS_OK;
}

ics_rc ics_stream_open(ics_stream_kind kind, uint64_t seed, int d, ics_arena *arena,
                       const ics_stream **out, ics_err *err)
{
   if (d < 1)
      return ics_fail(err, ICS_EUSAGE, "draws of %d numbers were asked for; want 1 or more", d);
   ics_stream *s;
   ICS_ALLOC(s, arena, 1, err);
   *s = (ics_stream){ .kind = kind, .seed = seed, .d = d };
   if (kind == ICS_STREAM_SOBOL) ICS_TRY(open_sobol(s, arena, err));
   *out = s;
   return ICS_OK;
}

static double sobol_at(const ics_stream *s, uint32_t draw, int j)
{
   uint64_t cell = s->shift[j];
   const uint64_t *column = s->column + j * COLUMNS;
   for (; draw; draw >>= 1, column++)
      if (draw & 1) cell ^= *column;
   return ics_unit_of(cell);
}

void ics_stream_draw(const ics_stream *s, int draw, int from, int n, double *u)
{
   for (int i = 0; i < n; i++)
      u[i] = s->kind == ICS_STREAM_SOBOL
                 ? sobol_at(s, (uint32_t)draw, from + i)
                 : ics_random_uniform(s->seed, ICS_USE_DRAW, (uint32_t)draw, (uint32_t)(from + i));
}

int ics_stream_dimensions(const ics_stream *s)
{
   return s->d;
}
