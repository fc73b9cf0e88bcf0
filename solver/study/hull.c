/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/hull.h"

#include <math.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

static const double NO_PIVOT = 1e-9;  /* points that differ by less do not span a direction */
static const double FAR_AWAY = 1e-6;  /* from the weight between the two neighbours: not believed */
static const double AT_INFINITY = 1.; /* how far every point is from the facet at infinity */

/* ---- points and facets --------------------------------------------------------------------------
 */

double ics_hull_sum(const ics_hull *hull, const double *weight, const double *y)
{
   double sum = 0.0;
   for (int a = 0; a < hull->q; a++) sum += weight[a] * y[a];
   return sum;
}

double ics_hull_least(const ics_hull *hull, const double *weight)
{
   double least = INFINITY;
   for (int p = 0; p < hull->npoints; p++)
      least = fmin(least, ics_hull_sum(hull, weight, hull->point[p]));
   return least;
}

static ics_rc add_point(ics_hull *hull, const double *point, ics_err *err)
{
   if (hull->npoints == hull->point_room) {
      double(*wider)[ICS_HULL_AIMS];
      hull->point_room = hull->point_room ? 2 * hull->point_room : FIRST_ROOM;
      ICS_ALLOC(wider, hull->arena, hull->point_room, err);
      if (hull->npoints) memcpy(wider, hull->point, (size_t)hull->npoints * sizeof *wider);
      hull->point = wider;
   }
   memcpy(hull->point[hull->npoints++], point, (size_t)hull->q * sizeof *point);
   return ICS_OK;
}

static ics_rc add_facet(ics_hull *hull, const ics_hull_facet *facet, ics_err *err)
{
   if (hull->nfacets == hull->facet_room) {
      ics_hull_facet *wider;
      hull->facet_room = hull->facet_room ? 2 * hull->facet_room : FIRST_ROOM;
      ICS_ALLOC(wider, hull->arena, hull->facet_room, err);
      if (hull->nfacets) memcpy(wider, hull->facets, (size_t)hull->nfacets * sizeof *wider);
      hull->facets = wider;
   }
   hull->facets[hull->nfacets++] = *facet;
   return ICS_OK;
}

/* A facet of the first point: every direction but `free` lies on it (free -1: all, at infinity). */
static ics_rc add_first(ics_hull *hull, int free, ics_err *err)
{
   ics_hull_facet facet = { .bound = -INFINITY };
   ICS_ALLOC(facet.on, hull->arena, hull->q + 1, err);
   for (int a = 0; a < hull->q; a++)
      if (a != free) facet.on[facet.n++] = a;
   if (free >= 0) {
      facet.on[facet.n++] = hull->q;
      facet.weight[free] = 1.0;
      facet.value = hull->point[0][free];
   }
   return add_facet(hull, &facet, err);
}

ics_rc ics_hull_start(int q, double rounding, const double *point, ics_arena *arena, ics_hull *out,
                      ics_err *err)
{
   *out = (ics_hull){ .q = q, .rounding = rounding, .arena = arena };
   ICS_TRY(add_point(out, point, err));
   for (int free = -1; free < q; free++) ICS_TRY(add_first(out, free, err));
   return ICS_OK;
}

/* ---- neighbours ---------------------------------------------------------------------------------
 */

/* What lies on both, rising. @return how many */
static int common_of(const ics_hull_facet *f, const ics_hull_facet *g, int *common)
{
   int n = 0;
   for (int i = 0, j = 0; i < f->n && j < g->n;) {
      if (f->on[i] == g->on[j]) common[n++] = f->on[i];
      int left = f->on[i], right = g->on[j];
      i += left <= right;
      j += right <= left;
   }
   return n;
}

static bool holds_all(const ics_hull_facet *f, const int *elements, int n)
{
   int k = 0;
   for (int i = 0; i < f->n && k < n && f->on[i] <= elements[k]; i++) k += f->on[i] == elements[k];
   return k == n;
}

/* Among the first `all` facets. */
static bool are_neighbours(const ics_hull *hull, int all, int f, int g, const int *common, int n)
{
   if (n < hull->q - 1) return false;
   for (int h = 0; h < all; h++)
      if (h != f && h != g && holds_all(&hull->facets[h], common, n)) return false;
   return true;
}

/* ---- the weight of a new facet ------------------------------------------------------------------
 */

/* Eliminate with full pivoting in rows[n][k] until k - 1 pivots are found; col tells which column
 * stands where. @return false where the rows span less */
static bool eliminate(int n, int k, double (*rows)[ICS_HULL_AIMS], int *col)
{
   for (int s = 0; s < k - 1; s++) {
      int r = s, c = s;
      for (int i = s; i < n; i++)
         for (int j = s; j < k; j++)
            if (fabs(rows[i][j]) > fabs(rows[r][c])) {
               r = i;
               c = j;
            }
      if (s >= n || fabs(rows[r][c]) < NO_PIVOT) return false;
      for (int j = 0; j < k; j++) {
         double t = rows[s][j];
         rows[s][j] = rows[r][j];
         rows[r][j] = t;
      }
      for (int i = 0; i < n; i++) {
         double t = rows[i][s];
         rows[i][s] = rows[i][c];
         rows[i][c] = t;
      }
      int t = col[s];
      col[s] = col[c];
      col[c] = t;
      for (int i = s + 1; i < n; i++)
         for (int j = k - 1; j >= s; j--) rows[i][j] -= rows[i][s] / rows[s][s] * rows[s][j];
   }
   return true;
}

/* Weight 0 where it is none, sum 1. @return false where it is negative beyond rounding */
static bool tidy(const ics_hull *hull, double *weight)
{
   double sum = 0.0;
   for (int a = 0; a < hull->q; a++) sum += weight[a];
   if (!(fabs(sum) > 0.0)) return false;
   for (int pass = 0; pass < 2; pass++) {
      double all = sum;
      sum = 0.0;
      for (int a = 0; a < hull->q; a++) {
         weight[a] /= all;
         if (weight[a] < -FAR_AWAY) return false;
         if (weight[a] < ICS_HULL_NO_WEIGHT) weight[a] = 0.0;
         sum += weight[a];
      }
   }
   return true;
}

/* The weight at which the points of the facet are worth the same: 0 in its directions, else by the
 * differences from the newest point. @return false where they do not settle it */
static bool weigh_points(const ics_hull *hull, const ics_hull_facet *facet,
                         double (*rows)[ICS_HULL_AIMS], double *weight)
{
   int col[ICS_HULL_AIMS], free[ICS_HULL_AIMS], k = 0, n = 0, at = 0;
   for (int a = 0; a < hull->q; a++) {
      if (at < facet->n && facet->on[at] == a)
         at++;
      else
         free[k++] = a;
   }
   const double *newest = hull->point[hull->npoints - 1];
   for (int i = at; i < facet->n - 1; i++, n++)
      for (int j = 0; j < k; j++)
         rows[n][j] = hull->point[facet->on[i] - hull->q][free[j]] - newest[free[j]];
   for (int j = 0; j < k; j++) col[j] = j;
   if (k == 0 || !eliminate(n, k, rows, col)) return false;
   double z[ICS_HULL_AIMS];
   z[k - 1] = 1.0;
   for (int s = k - 2; s >= 0; s--) {
      z[s] = 0.0;
      for (int j = s + 1; j < k; j++) z[s] -= rows[s][j] / rows[s][s] * z[j];
   }
   memset(weight, 0, ICS_HULL_AIMS * sizeof *weight);
   for (int j = 0; j < k; j++) weight[free[col[j]]] = z[j];
   return tidy(hull, weight);
}

/* The weight between a facet that stays, `off` from the new point, and one that it is `beyond`. */
static bool weigh_neighbours(const ics_hull *hull, const ics_hull_facet *stays, double off,
                             const ics_hull_facet *goes, double beyond, double *weight)
{
   memset(weight, 0, ICS_HULL_AIMS * sizeof *weight);
   for (int a = 0; a < hull->q; a++) weight[a] = off * goes->weight[a] + beyond * stays->weight[a];
   return tidy(hull, weight);
}

static ics_rc make_facet(ics_hull *hull, const ics_hull_facet *stays, double off,
                         const ics_hull_facet *goes, double beyond, const int *common, int n,
                         double (*rows)[ICS_HULL_AIMS], ics_err *err)
{
   ics_hull_facet made = { .n = n + 1, .bound = -INFINITY };
   double exact[ICS_HULL_AIMS], away = 0.0;
   ICS_ALLOC(made.on, hull->arena, n + 1, err);
   memcpy(made.on, common, (size_t)n * sizeof *common);
   made.on[n] = hull->q + hull->npoints - 1;
   if (!weigh_neighbours(hull, stays, off, goes, beyond, made.weight)) return ICS_OK;
   if (weigh_points(hull, &made, rows, exact)) {
      for (int a = 0; a < hull->q; a++) away = fmax(away, fabs(exact[a] - made.weight[a]));
      if (away < FAR_AWAY) memcpy(made.weight, exact, sizeof exact);
   }
   made.value = ics_hull_least(hull, made.weight);
   return add_facet(hull, &made, err);
}

/* ---- a new point --------------------------------------------------------------------------------
 */

/* How far the point is from each facet; less than 0: beyond it. @return how many it is beyond */
static int sides_of(const ics_hull *hull, const double *point, double *side)
{
   int beyond = 0;
   for (int f = 0; f < hull->nfacets; f++) {
      const ics_hull_facet *facet = &hull->facets[f];
      side[f] = ics_hull_sum(hull, facet->weight, point) - facet->value;
      if (f == 0) side[f] = AT_INFINITY;
      if (fabs(side[f]) <= hull->rounding) side[f] = 0.0;
      beyond += side[f] < 0.0;
   }
   return beyond;
}

/* The newest point lies on the facet. */
static ics_rc put_on(ics_hull *hull, ics_hull_facet *facet, ics_err *err)
{
   int *on, p = hull->npoints - 1;
   ICS_ALLOC(on, hull->arena, facet->n + 1, err);
   memcpy(on, facet->on, (size_t)facet->n * sizeof *on);
   on[facet->n++] = hull->q + p;
   facet->on = on;
   facet->value = fmin(facet->value, ics_hull_sum(hull, facet->weight, hull->point[p]));
   return ICS_OK;
}

/* Facets between one that stays and one that goes. */
static ics_rc join(ics_hull *hull, int old, const double *side, int *common,
                   double (*rows)[ICS_HULL_AIMS], ics_err *err)
{
   for (int goes = 0; goes < old; goes++)
      for (int stays = 0; side[goes] < 0.0 && stays < old; stays++) {
         if (side[stays] <= 0.0) continue;
         ics_hull_facet f = hull->facets[stays], g = hull->facets[goes];
         int n = common_of(&f, &g, common);
         if (!are_neighbours(hull, old, stays, goes, common, n)) continue;
         ICS_TRY(make_facet(hull, &f, side[stays], &g, -side[goes], common, n, rows, err));
      }
   return ICS_OK;
}

static void drop(ics_hull *hull, int old, const double *side)
{
   int kept = 0;
   for (int f = 0; f < hull->nfacets; f++)
      if (f >= old || side[f] >= 0.0) hull->facets[kept++] = hull->facets[f];
   hull->nfacets = kept;
}

ics_rc ics_hull_add(ics_hull *hull, const double *point, int *index, ics_err *err)
{
   double *side, (*rows)[ICS_HULL_AIMS];
   int *common, old = hull->nfacets;
   *index = -1;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   side = ics_alloc(scratch, (size_t)old, sizeof *side);
   rows = ics_alloc(scratch, (size_t)(hull->npoints + hull->q + 1), sizeof *rows);
   common = ics_alloc(scratch, (size_t)(hull->npoints + hull->q + 1), sizeof *common);
   ics_rc rc = side && rows && common ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
   if (rc == ICS_OK && sides_of(hull, point, side) > 0) {
      *index = hull->npoints;
      rc = add_point(hull, point, err);
      if (rc == ICS_OK) rc = join(hull, old, side, common, rows, err);
      for (int f = 0; rc == ICS_OK && f < old; f++)
         if (side[f] == 0.0) rc = put_on(hull, &hull->facets[f], err);
      if (rc == ICS_OK) drop(hull, old, side);
   }
   ics_arena_free(&scratch);
   return rc;
}

/* ---- corners ------------------------------------------------------------------------------------
 */

static bool holds(const ics_hull_facet *facet, int element)
{
   return holds_all(facet, &element, 1);
}

bool ics_hull_holds(const ics_hull *hull, const ics_hull_facet *facet, int point)
{
   return holds(facet, hull->q + point);
}

/* Every facet with the first element has the second. */
static bool follows(const ics_hull *hull, int element, int other)
{
   for (int f = 0; f < hull->nfacets; f++)
      if (holds(&hull->facets[f], element) && !holds(&hull->facets[f], other)) return false;
   return true;
}

bool ics_hull_is_corner(const ics_hull *hull, int point)
{
   int me = hull->q + point, f = 0;
   while (f < hull->nfacets && !holds(&hull->facets[f], me)) f++;
   if (f == hull->nfacets) return false;
   const ics_hull_facet *facet = &hull->facets[f];
   for (int i = 0; i < facet->n; i++) {
      int other = facet->on[i];
      if (other == me || !follows(hull, me, other)) continue;
      if (other < me || !follows(hull, other, me)) return false;
   }
   return true;
}
