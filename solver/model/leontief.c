/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only file that includes the dense kernels. */
#include "model/leontief.h"

#include <math.h>
#include <string.h>

#include <cblas.h>
#include <lapacke.h>

/* The threaded build shares the serial one's soname, differs in its digits and can hang under
 * memory limits: the run-time path pins the serial one, and this makes sure. */
static ics_rc check_build(ics_err *err)
{
   const char *config = openblas_get_config();
   if (config && strstr(config, "SINGLE_THREADED")) return ICS_OK;
   return ics_fail(err, ICS_EBUG,
                   "the dense kernels are \"%s\", want OpenBLAS's serial build; install "
                   "libopenblas-serial-dev and build again",
                   config ? config : "unknown");
}

ics_rc ics_chain_radius(const ics_instance *in, ics_arena *arena, double *radius, ics_err *err)
{
   int n = in->nservices;
   double *effect, *re, *im;
   ICS_TRY(check_build(err));
   ICS_ALLOC(effect, arena, n * n, err);
   ICS_ALLOC(re, arena, n, err);
   ICS_ALLOC(im, arena, n, err);
   for (int l = 0; l < in->nlinks; l++)
      if (in->links[l].lag == 0)
         effect[in->links[l].to * n + in->links[l].from] += in->links[l].effect.point;
   lapack_int info =
       LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'N', n, effect, n, re, im, NULL, n, NULL, n);
   *radius = 0.0;
   for (int k = 0; info == 0 && k < n; k++) {
      double size = hypot(re[k], im[k]);
      if (!isfinite(size)) info = 1;
      *radius = fmax(*radius, size);
   }
   if (info != 0)
      return ics_fail(err, ICS_ENUMERIC,
                      "the eigenvalues of the value chain were not found (LAPACK: %d)", (int)info);
   return ICS_OK;
}

/* ---- multipliers -------------------------------------------------------------------------------
 */

/** Arcs of the chain from one cell, p = t * services + k; the first `services` sources are care. */
typedef struct arc {
   int to;
   double value; /* need avoided at `to` per unit avoided at (or care given in) where it starts */
} arc;

typedef struct network {
   int services, years, cells;
   int *start,
       *care_start; /* [cells + 1] arcs from need; [services + 1] arcs from care in year 0 */
   arc *arcs, *care;
   double
       *gain; /* [cells] the largest product of arcs, in size, of any walk from here; at least 1 */
} network;

/* Add to the arcs from one cell; arcs to the same cell are one. */
static void add_arc(arc *arcs, int first, int *n, int to, double value)
{
   if (value == 0.0) return;
   for (int p = first; p < *n; p++)
      if (arcs[p].to == to) {
         arcs[p].value += value;
         return;
      }
   arcs[(*n)++] = (arc){ to, value };
}

/* Arcs of service k in year t, times what a unit changes care (and, less, unmet need) by. */
static void arcs_of(const ics_instance *in, int k, int t, double care, double unmet, arc *arcs,
                    int *n)
{
   int first = *n;
   for (int l = 0; l < in->nlinks; l++) {
      const ics_link *link = &in->links[l];
      if (link->from == k && t + link->lag < in->nyears)
         add_arc(arcs, first, n, (t + link->lag) * in->nservices + link->to,
                 link->effect.point * care);
   }
   for (int l = 0; t + 1 < in->nyears && l < in->nescalations; l++) {
      const ics_link *link = &in->escalations[l];
      if (link->from == k)
         add_arc(arcs, first, n, (t + 1) * in->nservices + link->to, -link->effect.point * unmet);
   }
}

/* Walks that could be longest in product are walks without a circuit, if none amplifies: so many
 * passes settle them. */
static ics_rc set_gain(network *net, ics_err *err)
{
   bool moved = true;
   for (int p = 0; p < net->cells; p++) net->gain[p] = 1.0;
   for (int pass = 0; moved && pass <= net->cells; pass++) {
      moved = false;
      for (int p = net->cells; p-- > 0;)
         for (int a = net->start[p]; a < net->start[p + 1]; a++) {
            double by = fabs(net->arcs[a].value) * net->gain[net->arcs[a].to];
            if (by <= net->gain[p]) continue;
            net->gain[p] = by;
            moved = true;
         }
   }
   if (moved) return ics_fail(err, ICS_ENUMERIC, "a circuit of the value chain amplifies");
   return ICS_OK;
}

/* Avoided need passes on as need does: less need, less care, less prevented; less unmet, less that
 * comes back. Care itself prevents, and leaves less unmet. */
static ics_rc network_of(const ics_instance *in, const double *unmet, ics_arena *arena,
                         network *net, ics_err *err)
{
   int room = in->nlinks + in->nescalations, arcs = 0, care = 0;
   *net = (network){ .services = in->nservices,
                     .years = in->nyears,
                     .cells = in->nservices * in->nyears };
   ICS_ALLOC(net->start, arena, net->cells + 1, err);
   ICS_ALLOC(net->care_start, arena, net->services + 1, err);
   ICS_ALLOC(net->arcs, arena, room * net->years, err);
   ICS_ALLOC(net->care, arena, room, err);
   ICS_ALLOC(net->gain, arena, net->cells, err);
   for (int t = 0; t < in->nyears; t++)
      for (int k = 0; k < in->nservices; k++) {
         double s = unmet[k * in->nyears + t];
         arcs_of(in, k, t, -(1.0 - s), -s, net->arcs, &arcs);
         net->start[t * in->nservices + k + 1] = arcs;
      }
   for (int k = 0; k < in->nservices; k++) {
      arcs_of(in, k, 0, 1.0, -1.0, net->care, &care);
      net->care_start[k + 1] = care;
   }
   return ICS_OK;
}

/* (I - M)^-1 f for the care of every service: [cells * services], row major. */
static ics_rc invert(const network *net, ics_arena *arena, double **out, ics_err *err)
{
   int n = net->cells, many = net->services;
   double *matrix, *rhs;
   lapack_int *pivot;
   ICS_ALLOC(matrix, arena, n * n, err);
   ICS_ALLOC(rhs, arena, n * many, err);
   ICS_ALLOC(pivot, arena, n, err);
   for (int p = 0; p < n; p++) {
      matrix[p * n + p] += 1.0;
      for (int a = net->start[p]; a < net->start[p + 1]; a++)
         matrix[net->arcs[a].to * n + p] -= net->arcs[a].value;
   }
   for (int k = 0; k < many; k++)
      for (int a = net->care_start[k]; a < net->care_start[k + 1]; a++)
         rhs[net->care[a].to * many + k] = net->care[a].value;
   lapack_int info = LAPACKE_dgesv(LAPACK_ROW_MAJOR, n, many, matrix, n, pivot, rhs, many);
   for (int p = 0; info == 0 && p < n * many; p++)
      if (!isfinite(rhs[p])) info = 1;
   *out = rhs;
   if (info == 0) return ICS_OK;
   return ics_fail(err, ICS_ENUMERIC, "the value chain has no multipliers (LAPACK: %d)", (int)info);
}

ics_rc ics_multipliers_of(const ics_instance *in, const double *unmet, ics_arena *arena,
                          ics_multipliers *out, ics_err *err)
{
   network net;
   double *effect = NULL, *avoided, *by_year;
   ICS_TRY(check_build(err));
   ICS_TRY(network_of(in, unmet, arena, &net, err));
   ICS_TRY(invert(&net, arena, &effect, err));
   int many = net.services;
   ICS_ALLOC(avoided, arena, many * many, err);
   ICS_ALLOC(by_year, arena, many * net.cells, err);
   for (int a = 0; a < many; a++)
      for (int p = 0; p < net.cells; p++) {
         int to = a * many + p % many;
         by_year[to * net.years + p / many] = effect[p * many + a];
         avoided[to] += effect[p * many + a];
      }
   *out = (ics_multipliers){ many, net.years, avoided, by_year };
   return ICS_OK;
}

/* ---- routes ------------------------------------------------------------------------------------
 */

/* Steps that a route may have beyond the number of cells, which only one that goes round within a
 * year needs; and the size below which none is followed, so that going round ends. */
enum { ROUND = 256 };
static const double SMALLEST_ROUTE = 1e-15;

/** A walk over routes: where it is, and the strongest so far. */
typedef struct walk {
   const network *net;
   double least, *sum;
   int source, most, n, deepest;
   int *at;               /* [deepest] cells of the route after its source */
   ics_route *kept;       /* [most] */
   ics_route_step *steps; /* [most * (deepest + 1)] of kept[r], wherever it stands */
} walk;

/* Size that a route has to be above to matter. */
static double bar(const walk *w)
{
   if (w->sum || w->n < w->most) return w->least;
   return w->most > 0 ? fmax(w->least, fabs(w->kept[w->most - 1].value)) : (double)INFINITY;
}

/* Put the route that ends at depth `n` among the strongest; the last one kept gives up its place.
 */
static void keep(walk *w, int n, double value)
{
   int stride = w->deepest + 1, at;
   if (w->n == w->most && (w->most == 0 || fabs(value) <= fabs(w->kept[w->n - 1].value))) return;
   ics_route_step *steps =
       w->n < w->most ? w->steps + w->n * stride : w->steps + (w->kept[w->n - 1].steps - w->steps);
   steps[0] = (ics_route_step){ w->source, 0 };
   for (int p = 0; p < n; p++)
      steps[p + 1] = (ics_route_step){ w->at[p] % w->net->services, w->at[p] / w->net->services };
   at = w->n < w->most ? w->n++ : w->n - 1;
   for (; at > 0 && fabs(w->kept[at - 1].value) < fabs(value); at--) w->kept[at] = w->kept[at - 1];
   w->kept[at] = (ics_route){ steps, n + 1, value };
}

/* Calls itself once a step, so no deeper than `deepest`. */
static void go(walk *w, int depth, int cell, double value)
{
   const network *net = w->net;
   w->at[depth++] = cell;
   if (fabs(value) > w->least) {
      if (w->sum) w->sum[w->source * net->services + cell % net->services] += value;
      keep(w, depth, value);
   }
   for (int a = net->start[cell]; depth < w->deepest && a < net->start[cell + 1]; a++) {
      double next = value * net->arcs[a].value;
      if (fabs(next) * net->gain[net->arcs[a].to] > bar(w)) go(w, depth, net->arcs[a].to, next);
   }
}

ics_rc ics_routes_of(const ics_instance *in, const double *unmet, double least, int most,
                     ics_arena *arena, const ics_route **routes, int *n, double *sum, ics_err *err)
{
   network net;
   ICS_TRY(network_of(in, unmet, arena, &net, err));
   ICS_TRY(set_gain(&net, err));
   walk w = { .net = &net,
              .least = fmax(least, SMALLEST_ROUTE),
              .sum = sum,
              .most = most,
              .deepest = net.cells + ROUND };
   ICS_ALLOC(w.at, arena, w.deepest, err);
   ICS_ALLOC(w.kept, arena, most, err);
   ICS_ALLOC(w.steps, arena, most * (w.deepest + 1), err);
   for (int p = 0; sum && p < net.services * net.services; p++) sum[p] = 0.0;
   for (w.source = 0; w.source < net.services; w.source++)
      for (int a = net.care_start[w.source]; a < net.care_start[w.source + 1]; a++)
         if (fabs(net.care[a].value) * net.gain[net.care[a].to] > bar(&w))
            go(&w, 0, net.care[a].to, net.care[a].value);
   *routes = w.kept;
   *n = w.n;
   return ICS_OK;
}
