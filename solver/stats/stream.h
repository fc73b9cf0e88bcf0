/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file stream.h
 *  Draws: draw i is a point of (0, 1)^d that depends on kind, seed, i and the dimension only, never
 *  on what was drawn before or by whom. The first dimensions of a draw are the same however many
 *  there are.
 *
 *  `pseudo`  pseudo-random, philox.h. No limit of dimensions but that of an int; error of a mean
 *            sd / sqrt(n).
 *  `sobol`   quasi-random, sobol.h, at most 1,111 dimensions, each with a linear matrix scrambling
 *            (Matousek, Journal of Complexity 14 (1998) 527-556) and a digital shift drawn from the
 *            seed: every draw by itself is uniform, so means are unbiased, and the nets keep their
 *            quality. The error of a mean of a smooth function falls nearly as 1/n; n should be a
 *            power of 2. The gain hangs on how few numbers matter. With n of a thousand, means of
 *            functions of three numbers came out some hundred times nearer than by pseudo-random
 *            draws, products of ten numbers seven times, products of thirty less than twice, of a
 *            hundred no nearer. The error cannot be told from one sample; several seeds tell it.
 *
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_STATS_STREAM_H
#define ICS_STATS_STREAM_H

#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

typedef enum ics_stream_kind {
   ICS_STREAM_PSEUDO,
   ICS_STREAM_SOBOL,
   ICS_STREAM_COUNT
} ics_stream_kind;

extern const ics_name ics_stream_names[ICS_STREAM_COUNT];

typedef struct ics_stream ics_stream;

/** Kind by its id. @return ICS_OK; ICS_EUSAGE for another word (the nearest is named) */
ICS_NODISCARD ics_rc ics_stream_kind_find(const char *word, ics_stream_kind *out, ics_err *err);

/** Draws of @p d dimensions.
 *  @return ICS_OK; ICS_EUSAGE for d < 1 or, of sobol, over ICS_SOBOL_DIMENSIONS; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_stream_open(ics_stream_kind kind, uint64_t seed, int d, ics_arena *arena,
                                     const ics_stream **out, ics_err *err);

/** Coordinates from .. from + n - 1 of draw @p draw (0 and up): u [n], each in (0, 1). */
void ics_stream_draw(const ics_stream *stream, int draw, int from, int n, double *u);

/** Dimensions of the draws. */
int ics_stream_dimensions(const ics_stream *stream);

#endif
