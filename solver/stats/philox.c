/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/philox.h"

#include <math.h>

enum { ROUNDS = 10, UNIT_BITS = 52 };
static const uint32_t MULTIPLIER[2] = { 0xD2511F53, 0xCD9E8D57 };
static const uint32_t WEYL[2] = { 0x9E3779B9, 0xBB67AE85 };

void ics_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
   uint32_t c[4] = { counter[0], counter[1], counter[2], counter[3] }, k[2] = { key[0], key[1] };
   for (int round = 0; round < ROUNDS; round++) {
      uint64_t p = (uint64_t)MULTIPLIER[0] * c[0], q = (uint64_t)MULTIPLIER[1] * c[2];
      uint32_t next[4] = { (uint32_t)(q >> 32) ^ c[1] ^ k[0], (uint32_t)q,
                           (uint32_t)(p >> 32) ^ c[3] ^ k[1], (uint32_t)p };
      for (int i = 0; i < 4; i++) c[i] = next[i];
      for (int i = 0; i < 2; i++) k[i] += WEYL[i];
   }
   for (int i = 0; i < 4; i++) out[i] = c[i];
}

uint64_t ics_random_bits(uint64_t seed, ics_use use, uint32_t draw, uint32_t place)
{
   uint32_t counter[4] = { place / 2, draw, (uint32_t)use, 0 };
   uint32_t key[2] = { (uint32_t)seed, (uint32_t)(seed >> 32) }, out[4];
   ics_philox(counter, key, out);
   const uint32_t *half = out + (place % 2 ? 2 : 0);
   return (uint64_t)half[1] << 32 | half[0];
}

double ics_unit_of(uint64_t cell)
{
   uint64_t low = cell & (((uint64_t)1 << UNIT_BITS) - 1);
   return ldexp((double)low + 0.5, -UNIT_BITS);
}

double ics_random_uniform(uint64_t seed, ics_use use, uint32_t draw, uint32_t place)
{
   return ics_unit_of(ics_random_bits(seed, use, draw, place) >> (64 - UNIT_BITS));
}

int ics_random_below(uint64_t seed, ics_use use, uint32_t draw, uint32_t place, int n)
{
   int i = (int)(ics_random_uniform(seed, use, draw, place) * n);
   return i < n ? i : n - 1; /* the product may round up to n */
}
