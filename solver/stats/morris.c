/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/morris.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stats/moments.h"
#include "stats/philox.h"

enum { LEVELS_MOST = 1000 };

ics_rc ics_morris_plan(int k, int trajectories, int levels, double from, double to, uint64_t seed,
                       ics_morris *out, ics_err *err)
{
   if (k < 1 || trajectories < 2)
      return ics_fail(err, ICS_EUSAGE,
                      "screening of %d inputs by %d trajectories; want at least 1 and 2", k,
                      trajectories);
   if (levels < 2 || levels > LEVELS_MOST || levels % 2 != 0)
      return ics_fail(err, ICS_EUSAGE,
                      "screening on %d levels; want an even number from 2 to %d (4 is usual)",
                      levels, LEVELS_MOST);
   if (!(from >= 0 && from < to && to <= 1))
      return ics_fail(err, ICS_EUSAGE,
                      "screening from %g to %g of each distribution; want 0 <= from < to <= 1",
                      from, to);
   if (k == INT_MAX || trajectories > INT_MAX / (k + 1))
      return ics_fail(err, ICS_EUSAGE,
                      "%d trajectories of %d inputs are more than %d rows; ask for fewer",
                      trajectories, k, INT_MAX);
   *out = (ics_morris){ k, trajectories, levels, trajectories * (k + 1), from, to, seed };
   return ICS_OK;
}

/* Random numbers of a trajectory, three an input: start, direction, order. */
static int below(const ics_morris *p, int trajectory, int place, int n)
{
   return ics_random_below(p->seed, ICS_USE_MORRIS, (uint32_t)trajectory, (uint32_t)place, n);
}

/* Which input is moved at which row, by Fisher and Yates' shuffle (Knuth, The Art of Computer
 * Programming 2, algorithm 3.4.2 P), the other way round: moved[i] is a random permutation too. */
void ics_morris_moves(const ics_morris *p, int trajectory, int *moved)
{
   for (int i = 0; i < p->k; i++) moved[i] = i + 1;
   for (int i = p->k - 1; i > 0; i--) {
      int j = below(p, trajectory, 3 * i + 2, i + 1), keep = moved[i];
      moved[i] = moved[j];
      moved[j] = keep;
   }
   for (int i = 0; i < p->k; i++)
      if (below(p, trajectory, 3 * i + 1, 2)) moved[i] = -moved[i];
}

void ics_morris_point(const ics_morris *p, int row, double *u, int *work)
{
   int trajectory = row / (p->k + 1), step = row % (p->k + 1), half = p->levels / 2;
   ics_morris_moves(p, trajectory, work);
   for (int i = 0; i < p->k; i++) {
      int level = below(p, trajectory, 3 * i, half); /* the lower of its two */
      bool moved = abs(work[i]) <= step;
      if (moved == (work[i] > 0)) level += half;
      u[i] = p->from + (p->to - p->from) * level / (p->levels - 1);
   }
}

/* Running figures of one input. */
typedef struct running {
   ics_moments signs, sizes;
} running;

static void add_effects(const ics_morris *p, const int *moved, const double *y, running *of)
{
   double step = (double)(p->levels / 2) / (p->levels - 1);
   for (int i = 0; i < p->k; i++) {
      const double *at = y + abs(moved[i]);
      double effect = (moved[i] > 0 ? at[0] - at[-1] : at[-1] - at[0]) / step;
      ics_moments_add(&of[i].signs, effect);
      ics_moments_add(&of[i].sizes, fabs(effect));
   }
}

ics_rc ics_morris_effects(const ics_morris *p, const double *y, ics_arena *arena, ics_effect *out,
                          ics_err *err)
{
   running *of;
   int *moved;
   ICS_ALLOC(of, arena, p->k, err);
   ICS_ALLOC(moved, arena, p->k, err);
   for (int t = 0; t < p->trajectories; t++) {
      ics_morris_moves(p, t, moved);
      add_effects(p, moved, y + (size_t)t * (size_t)(p->k + 1), of);
   }
   for (int i = 0; i < p->k; i++)
      out[i] = (ics_effect){ .n = (int)of[i].signs.n,
                             .mu = ics_moments_mean(&of[i].signs),
                             .mu_star = ics_moments_mean(&of[i].sizes),
                             .sigma = ics_moments_sd(&of[i].signs),
                             .error = ics_moments_error(&of[i].sizes) };
   return ICS_OK;
}
