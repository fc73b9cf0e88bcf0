/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/supports.h"

#include <math.h>
#include <string.h>

static const double SIZE_FLOOR = 1e-6; /* {cost} as in ics_certificate.relative_gap */
static const double ROUNDING = 1e-12;  /* {relative, of a cost} values that are one; a height over
                                          a line that is none */
enum { FIRST_ROOM = 64 };

/* ---- points -------------------------------------------------------------------------------------
 */

double ics_point_value(const ics_book *b, const ics_curve_point *p, double weight)
{
   return ics_share(b->unit, weight, 0) * p->value[0] + ics_share(b->unit, weight, 1) * p->value[1];
}

/* What gaps at a weight are relative to. */
static double size_at(const ics_book *b, const ics_curve_point *p, double weight)
{
   return fmax(ics_share(b->unit, weight, 0) * p->size[0] +
                   ics_share(b->unit, weight, 1) * p->size[1],
               SIZE_FLOOR);
}

static double over(const ics_book *b, const ics_curve_point *p, const ics_support *s)
{
   return fmax(ics_point_value(b, p, s->weight) - s->bound, 0);
}

double ics_point_gap(const ics_book *b, const ics_curve_point *p, const ics_support *s)
{
   return over(b, p, s) / size_at(b, p, s->weight);
}

/* {unit of the cost} What a share of a cost comes to. */
static double part_of(const ics_book *b, const ics_curve_point *p, int k, double part)
{
   return part * fmax(p->size[k], SIZE_FLOOR * b->unit[k]);
}

/* {unit of the cost} Within this a certificate cannot tell two values of a cost apart. */
static double blur(const ics_book *b, const ics_curve_point *p, int k)
{
   return part_of(b, p, k, b->gap);
}

bool ics_point_same(const ics_book *book, const ics_curve_point *a, const ics_curve_point *b)
{
   return fabs(a->value[0] - b->value[0]) <= part_of(book, a, 0, ROUNDING) &&
          fabs(a->value[1] - b->value[1]) <= part_of(book, a, 1, ROUNDING);
}

bool ics_point_descends(const ics_book *book, const ics_curve_point *a, const ics_curve_point *b)
{
   return b->value[0] > a->value[0] + blur(book, a, 0) &&
          b->value[1] < a->value[1] - blur(book, a, 1);
}

bool ics_point_better(const ics_book *b, const ics_curve_point *p, const ics_curve_point *other,
                      const ics_support *s)
{
   double gain = ics_point_value(b, other, s->weight) - ics_point_value(b, p, s->weight);
   return ics_point_gap(b, other, s) > b->gap && gain > b->gap * size_at(b, other, s->weight);
}

double ics_weight_between(const ics_book *book, const ics_curve_point *a, const ics_curve_point *b)
{
   double rise = (b->value[0] - a->value[0]) / book->unit[0];
   double fall = (a->value[1] - b->value[1]) / book->unit[1];
   return rise / (rise + fall);
}

/* ---- the list -----------------------------------------------------------------------------------
 */

static ics_rc grow(ics_book *b, ics_err *err)
{
   if (b->n < b->room) return ICS_OK;
   int room = b->room > 0 ? 2 * b->room : FIRST_ROOM;
   ics_curve_point *points = NULL;
   ics_support *supports = NULL;
   ICS_ALLOC(points, b->arena, room, err);
   ICS_ALLOC(supports, b->arena, room, err);
   if (b->n > 0) {
      memcpy(points, b->point, (size_t)b->n * sizeof *points);
      memcpy(supports, b->support, (size_t)b->n * sizeof *supports);
   }
   b->point = points;
   b->support = supports;
   b->room = room;
   return ICS_OK;
}

ics_rc ics_book_push(ics_book *b, const ics_curve_point *p, ics_support before, ics_err *err)
{
   ICS_TRY(grow(b, err));
   b->support[b->n] = before;
   b->point[b->n++] = *p;
   return ICS_OK;
}

/* ---- which points are corners -------------------------------------------------------------------
 */

/* Are all points between a and b on the line from a to b? */
static bool on_one_line(const ics_book *book, int a, int b)
{
   const ics_curve_point *from = &book->point[a], *to = &book->point[b];
   if (!ics_point_descends(book, from, to)) return false;
   double weight = ics_weight_between(book, from, to), line = ics_point_value(book, from, weight);
   for (int i = a + 1; i < b; i++) {
      double depth = line - ics_point_value(book, &book->point[i], weight);
      if (depth > ROUNDING * size_at(book, from, weight)) return false;
   }
   return true;
}

/* What a support proves of the edge from a to b, or of one point. */
static ics_curve_edge proof_of(const ics_book *book, int a, int b, const ics_support *s)
{
   const ics_curve_point *p = &book->point[a], *q = &book->point[b];
   double gap = fmax(ics_point_gap(book, p, s), ics_point_gap(book, q, s));
   return (ics_curve_edge){ s->weight, gap, fmax(over(book, p, s), over(book, q, s)),
                            gap <= book->gap };
}

/* The support that proves most of the edge from a to b. */
static ics_curve_edge edge_between(const ics_book *book, int a, int b)
{
   ics_curve_edge best = proof_of(book, a, b, &book->support[a + 1]);
   for (int s = a + 2; s <= b; s++) {
      ics_curve_edge next = proof_of(book, a, b, &book->support[s]);
      if (next.gap < best.gap) best = next;
   }
   return best;
}

static ics_curve_corner corner_of(const ics_book *b, int p)
{
   const ics_curve_point *it = &b->point[p];
   return (ics_curve_corner){ .value = { it->value[0], it->value[1] },
                              .kept = it->kept,
                              .basis = it->basis };
}

/* The points from @p first to @p last that are corners, and the edges between them. */
static ics_rc keep_corners(const ics_book *b, int first, int last, ics_curve *out, ics_err *err)
{
   int at = first;
   ICS_ALLOC(out->corner, b->arena, last - first + 1, err);
   ICS_ALLOC(out->edge, b->arena, last - first + 1, err);
   out->corner[out->n++] = corner_of(b, first);
   while (at < last) {
      int to = at + 1;
      while (to < last && on_one_line(b, at, to + 1) && edge_between(b, at, to + 1).proven) to++;
      out->edge[out->n - 1] = edge_between(b, at, to);
      out->corner[out->n++] = corner_of(b, to);
      at = to;
   }
   out->end[0] = proof_of(b, first, first, &b->support[0]);
   out->end[1] = proof_of(b, last, last, &b->far);
   return ICS_OK;
}

static void set_weights(ics_curve *out)
{
   out->proven = out->whole;
   for (int n = 0; n < out->n; n++) {
      const ics_curve_edge *before = n == 0 ? &out->end[0] : &out->edge[n - 1];
      const ics_curve_edge *after = n == out->n - 1 ? &out->end[1] : &out->edge[n];
      out->corner[n].from = before->weight;
      out->corner[n].to = after->weight;
      out->corner[n].proven = before->proven && after->proven;
      if (!out->corner[n].proven) out->proven = false;
   }
}

/* Ends that are as good as others in one cost, and worse in the other, are no ends. As good as the
 * end itself: of many steps each too small to see the sum may well be seen. */
ics_rc ics_book_corners(const ics_book *b, ics_curve *out, ics_err *err)
{
   const ics_curve_point *p = b->point;
   int first = 0, last = b->n - 1;
   const ics_curve_point *near = &p[0], *far = &p[b->n - 1];
   while (first < last && p[first + 1].value[0] - near->value[0] <= blur(b, near, 0)) first++;
   while (last > first && p[last - 1].value[1] - far->value[1] <= blur(b, far, 1)) last--;
   ICS_TRY(keep_corners(b, first, last, out, err));
   set_weights(out);
   return ICS_OK;
}
