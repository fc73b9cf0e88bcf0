/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell's value expanded along the chain: paths are collected, alike ones added, the small ones
 * summed up. */
#include "post/paths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "post/chains.h"

/* {share of size} Subtrees of no more than this are summed as they stand, not walked through. */
static const double CUT = 1e-6;

static int stride_of(const ics_chains *c)
{
   return c->m->in->nyears + 1;
}

static ics_rc more_room(ics_chains *c, ics_err *err)
{
   int room = c->room ? 2 * c->room : 256, stride = stride_of(c);
   ics_raw_path *raw;
   int *step;
   ICS_ALLOC(raw, c->arena, room, err);
   ICS_ALLOC(step, c->arena, room * stride, err);
   if (c->nraw > 0) {
      memcpy(raw, c->raw, (size_t)c->nraw * sizeof *raw);
      memcpy(step, c->step, (size_t)(c->nraw * stride) * sizeof *step);
   }
   c->raw = raw;
   c->step = step;
   c->room = room;
   return ICS_OK;
}

/* A leaf at the end of the steps walked so far. */
static ics_rc collect(ics_chains *c, int depth, const ics_leaf *leaf, double factor, ics_err *err)
{
   if (leaf->value * factor == 0.0) return ICS_OK;
   if (c->nraw == c->room) ICS_TRY(more_room(c, err));
   ics_raw_path *raw = &c->raw[c->nraw];
   *raw = (ics_raw_path){ *leaf, depth, 1, NULL };
   raw->leaf.value *= factor;
   if (depth > 0) memcpy(c->step + c->nraw * stride_of(c), c->at, (size_t)depth * sizeof *c->at);
   c->nraw++;
   return ICS_OK;
}

static ics_rc collect_floor(ics_chains *c, int depth, const ics_need_node *node, ics_step_how how,
                            double factor, ics_err *err)
{
   ics_leaf leaf = { ICS_LEAF_FLOOR, ICS_NONE, ICS_NONE, ICS_NONE, 0.0 };
   if (how == ICS_STEP_MEETS) return ICS_OK;
   leaf.value = how == ICS_STEP_PREVENTS ? node->floor_link : node->floor_back;
   ICS_TRY(collect(c, depth, &leaf, factor, err));
   if (how == ICS_STEP_COMES_BACK) return ICS_OK;
   leaf.kind = ICS_LEAF_OVERLAP;
   leaf.value = node->overlap;
   return collect(c, depth, &leaf, factor, err);
}

/* Need of (i, k, t), `factor` of it, reached by `how`; calls itself a year later each time, so no
 * deeper than there are years. */
static ics_rc walk(ics_chains *c, int depth, ics_step_how how, int i, int k, int t, double factor,
                   double cut, ics_err *err)
{
   const ics_instance *in = c->m->in;
   const ics_need_node *node = &c->node[ics_cell(c->m, i, k, t)];
   ics_reach reach = ics_chains_reach(node, how);
   if (fabs(factor) * reach.size <= cut) {
      c->other += factor * reach.value;
      c->nother += factor == 0.0 ? 0.0 : reach.count;
      return ICS_OK;
   }
   c->at[depth++] = ((int)how * in->nservices + k) * in->nyears + t;
   ICS_TRY(collect_floor(c, depth, node, how, factor, err));
   for (int p = 0; p < node->n; p++) ICS_TRY(collect(c, depth, &node->leaves[p], factor, err));
   for (int l = 0; t + 1 < in->nyears && l < in->nescalations; l++) {
      const ics_link *link = &in->escalations[l];
      if (link->from == k)
         ICS_TRY(walk(c, depth, ICS_STEP_COMES_BACK, i, link->to, t + 1,
                      factor * link->effect.point, cut, err));
   }
   return ICS_OK;
}

/** A cell's own care: what its expansion starts from. */
typedef struct own {
   ics_leaf *leaves;
   int n;
   double size; /* of the whole expansion */
} own;

static ics_rc own_of(const ics_chains *c, int i, int k, int t, ics_arena *arena, own *out,
                     ics_err *err)
{
   const ics_instance *in = c->m->in;
   ICS_ALLOC(out->leaves, arena, ics_chains_care_room(c, i, k, t), err);
   out->n = ics_chains_care(c, i, k, t, out->leaves);
   out->size = ics_chains_reach(&c->node[ics_cell(c->m, i, k, t)], ICS_STEP_MEETS).size;
   for (int p = 0; p < out->n; p++) out->size += fabs(out->leaves[p].value);
   for (int l = 0; l < in->nlinks; l++) {
      const ics_link *link = &in->links[l];
      if (link->from == k && t + link->lag < in->nyears)
         out->size += fabs(link->effect.point) *
                      ics_chains_reach(&c->node[ics_cell(c->m, i, link->to, t + link->lag)],
                                       ICS_STEP_PREVENTS)
                          .size;
   }
   return ICS_OK;
}

static ics_rc expand(ics_chains *c, const own *of, int i, int k, int t, double weight, double cut,
                     ics_err *err)
{
   const ics_instance *in = c->m->in;
   for (int p = 0; p < of->n; p++) ICS_TRY(collect(c, 0, &of->leaves[p], weight, err));
   ICS_TRY(walk(c, 0, ICS_STEP_MEETS, i, k, t, weight, cut, err));
   for (int l = 0; l < in->nlinks; l++) {
      const ics_link *link = &in->links[l];
      if (link->from == k && t + link->lag < in->nyears)
         ICS_TRY(walk(c, 0, ICS_STEP_PREVENTS, i, link->to, t + link->lag,
                      weight * link->effect.point, cut, err));
   }
   return ICS_OK;
}

/* ---- from collected paths to a list ------------------------------------------------------------
 */

static int compare_int(int a, int b)
{
   return (a > b) - (a < b);
}

static int compare_key(const ics_raw_path *a, const ics_raw_path *b)
{
   int order = compare_int(a->nsteps, b->nsteps);
   for (int p = 0; order == 0 && p < a->nsteps; p++) order = compare_int(a->steps[p], b->steps[p]);
   if (order == 0) order = compare_int((int)a->leaf.kind, (int)b->leaf.kind);
   if (order == 0) order = compare_int(a->leaf.aim, b->leaf.aim);
   if (order == 0) order = compare_int(a->leaf.term, b->leaf.term);
   return order ? order : compare_int(a->leaf.other, b->leaf.other);
}

static int by_key(const void *a, const void *b)
{
   return compare_key(a, b);
}

static int by_size(const void *a, const void *b)
{
   const ics_raw_path *p = a, *q = b;
   double s = fabs(p->leaf.value), z = fabs(q->leaf.value);
   return s > z ? -1 : s < z ? 1 : compare_key(p, q);
}

static void merge(ics_chains *c)
{
   int kept = 0;
   for (int p = 0; p < c->nraw; p++) c->raw[p].steps = c->step + p * stride_of(c);
   if (c->nraw > 0) qsort(c->raw, (size_t)c->nraw, sizeof *c->raw, by_key);
   for (int p = 0; p < c->nraw; p++) {
      if (kept > 0 && compare_key(&c->raw[kept - 1], &c->raw[p]) == 0) {
         c->raw[kept - 1].leaf.value += c->raw[p].leaf.value;
         c->raw[kept - 1].terms++;
      } else {
         c->raw[kept++] = c->raw[p];
      }
   }
   c->nraw = kept;
   if (c->nraw > 0) qsort(c->raw, (size_t)c->nraw, sizeof *c->raw, by_size);
}

static ics_rc path_of(const ics_chains *c, const ics_raw_path *raw, int k, ics_arena *arena,
                      ics_path *out, ics_err *err)
{
   const ics_instance *in = c->m->in;
   ics_path_step *steps;
   ICS_ALLOC(steps, arena, raw->nsteps, err);
   for (int p = 0; p < raw->nsteps; p++) {
      int code = raw->steps[p];
      steps[p].year = code % in->nyears;
      steps[p].service = code / in->nyears % in->nservices;
      steps[p].how = (ics_step_how)(code / in->nyears / in->nservices);
      k = steps[p].service;
   }
   *out = (ics_path){ .steps = steps,
                      .nsteps = raw->nsteps,
                      .kind = raw->leaf.kind,
                      .words = ics_leaf_words(c, &raw->leaf, k, arena),
                      .value = raw->leaf.value };
   return out->words ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

/* What was collected, as the paths of `out`, whose size is set. */
static ics_rc list(ics_chains *c, ics_arena *arena, ics_chain *out, ics_err *err)
{
   ics_path *paths;
   merge(c);
   while (out->npaths < c->nraw &&
          fabs(c->raw[out->npaths].leaf.value) > ICS_PATH_SMALL * out->size)
      out->npaths++;
   ICS_ALLOC(paths, arena, out->npaths, err);
   for (int p = 0; p < out->npaths; p++)
      ICS_TRY(path_of(c, &c->raw[p], out->service, arena, &paths[p], err));
   for (int p = c->nraw; p-- > out->npaths;) {
      c->other += c->raw[p].leaf.value;
      c->nother += c->raw[p].terms;
   }
   out->paths = paths;
   out->other = c->other;
   out->nother = (int)fmin(c->nother, 1e9);
   return ICS_OK;
}

static void start(ics_chains *c)
{
   c->nraw = 0;
   c->other = c->nother = 0.0;
}

static double dual_of(const ics_chains *c, int i, int k, int t)
{
   int row = c->deliver[ics_cell(c->m, ics_contract_of(c->m->in, i, k), k, t)];
   return 0.0 - ics_chains_price(c, row);
}

ics_rc ics_chain_of(ics_chains *c, int i, int k, int t, ics_arena *arena, ics_chain *out,
                    ics_err *err)
{
   own of;
   start(c);
   ICS_TRY(own_of(c, i, k, t, arena, &of, err));
   *out = (ics_chain){
      .place = i, .service = k, .year = t, .dual = dual_of(c, i, k, t), .size = of.size
   };
   ICS_TRY(expand(c, &of, i, k, t, 1.0, CUT * out->size, err));
   return list(c, arena, out, err);
}

ics_rc ics_chain_mean(ics_chains *c, int k, int t, ics_arena *arena, ics_chain *out, ics_err *err)
{
   const ics_instance *in = c->m->in;
   double all = 0.0, *weight;
   own *of;
   ICS_ALLOC(weight, arena, in->nplaces, err);
   ICS_ALLOC(of, arena, in->nplaces, err);
   *out = (ics_chain){ .place = ICS_NONE, .service = k, .year = t };
   for (int i = 0; i < in->nplaces; i++) all += weight[i] = ics_need(in, i, k, t);
   for (int i = 0; i < in->nplaces; i++) {
      weight[i] = all > 0.0 ? weight[i] / all : 1.0 / in->nplaces;
      ICS_TRY(own_of(c, i, k, t, arena, &of[i], err));
      out->size += weight[i] * of[i].size;
      out->dual += weight[i] * dual_of(c, i, k, t);
   }
   start(c);
   for (int i = 0; i < in->nplaces; i++)
      ICS_TRY(expand(c, &of[i], i, k, t, weight[i], CUT * out->size / in->nplaces, err));
   return list(c, arena, out, err);
}
