/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file philox.h
 *  Random numbers by position: each is a function of the seed, what it is used for, the draw and
 *  its place in the draw, and of nothing that was asked before; so any process may ask for any.
 *
 *  Generator: Philox4x32-10 (its multipliers, round constants and ten rounds), Salmon, Moraes, Dror
 *  and Shaw, Parallel random numbers: as easy as 1, 2, 3, Proceedings of SC11 (2011); it passes the
 *  BigCrush battery of TestU01. The counter is {place / 2, draw, use, 0} and the key is the seed,
 *  so that no two numbers share a block and none can overlap.
 *
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_PHILOX_H
#define ICS_STATS_PHILOX_H

#include <stdint.h>

/** What random numbers are for: the same seed gives unrelated numbers to each. */
typedef enum ics_use {
   ICS_USE_DRAW,       /* draws of a pseudo-random stream */
   ICS_USE_SCRAMBLE,   /* scrambling of a Sobol sequence */
   ICS_USE_DIRECTIONS, /* choice of its direction numbers, always with seed 0 */
   ICS_USE_BOOTSTRAP,
   ICS_USE_MORRIS,
   ICS_USE_OTHER = 1000, /* from here on free for callers */
} ics_use;

/** One block of the generator: [4] words from a counter [4] and a key [2]. */
void ics_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/** 64 random bits. */
uint64_t ics_random_bits(uint64_t seed, ics_use use, uint32_t draw, uint32_t place);

/** Uniform on (0, 1), one of the 2^52 midpoints (i + 1/2) 2^-52: never 0 or 1. */
double ics_random_uniform(uint64_t seed, ics_use use, uint32_t draw, uint32_t place);

/** One of 0 .. n-1; n > 0. Each is as likely as another within n * 2^-52. */
int ics_random_below(uint64_t seed, ics_use use, uint32_t draw, uint32_t place, int n);

/** The midpoint of the cell that the 52 lowest bits of @p cell name. */
double ics_unit_of(uint64_t cell);

#endif
