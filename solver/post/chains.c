/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices by row, coefficients by column and term of an aim, and what one more unit of need costs at
 * every cell, last year first. */
#include "post/chains.h"

#include <math.h>
#include <string.h>

#include "model/formulation.h"

/* ---- rows by what they are about ---------------------------------------------------------------
 */

static ics_rc map_of(ics_chains *c, int n, int **out, ics_err *err)
{
   ICS_ALLOC(*out, c->arena, n, err);
   for (int p = 0; p < n; p++) (*out)[p] = ICS_NONE;
   return ICS_OK;
}

static ics_rc make_maps(ics_chains *c, ics_err *err)
{
   const ics_instance *in = c->m->in;
   int cells = in->nplaces * in->nservices * in->nyears;
   int shares = in->nplaces * in->nblends * in->nyears;
   int **of_cells[] = { &c->chain,    &c->overlap, &c->floor, &c->deliver,
                        &c->contract, &c->viable,  &c->index, &c->lowest };
   for (int p = 0; p < (int)(sizeof of_cells / sizeof of_cells[0]); p++)
      ICS_TRY(map_of(c, cells, of_cells[p], err));
   ICS_TRY(map_of(c, shares, &c->share, err));
   ICS_TRY(map_of(c, shares, &c->most, err));
   ICS_TRY(map_of(c, in->nresources * in->nyears, &c->capacity, err));
   ICS_TRY(map_of(c, in->naims, &c->aim, err));
   ICS_TRY(map_of(c, in->nyears, &c->reserve, err));
   ICS_ALLOC(c->admin, c->arena, in->nyears, err);
   ICS_ALLOC(c->price, c->arena, c->m->lp.m, err);
   ICS_ALLOC(c->index_weight, c->arena, in->nplaces, err);
   ics_index_weights(in, c->index_weight);
   c->shortfall = ICS_NONE;
   return ICS_OK;
}

/* A row of a cell; one of a contract of the system stands at place 0. */
static void note_cell(ics_chains *c, const ics_tag *tag, int r)
{
   const struct {
      const char *kind;
      int *map;
   } kinds[] = { { "chain", c->chain },     { "overlap", c->overlap },   { "floor", c->floor },
                 { "deliver", c->deliver }, { "contract", c->contract }, { "viable", c->viable } };
   const ics_item *item = &tag->item;
   for (int p = 0; p < (int)(sizeof kinds / sizeof kinds[0]); p++)
      if (strcmp(tag->kind, kinds[p].kind) == 0)
         kinds[p]
             .map[ics_cell(c->m, item->place < 0 ? 0 : item->place, item->service, item->year)] = r;
}

/* A row of inequality holds all places (slope, fifth) or one (widest gap). */
static void note_index(ics_chains *c, const ics_tag *tag, int r)
{
   int *map = strcmp(tag->kind, "lowest") == 0 ? c->lowest : c->index;
   const ics_item *item = &tag->item;
   for (int i = 0; i < c->m->in->nplaces; i++)
      if (item->place < 0 || item->place == i)
         map[ics_cell(c->m, i, item->service, item->year)] = r;
}

static void note_share(ics_chains *c, const ics_tag *tag, int r)
{
   const ics_item *item = &tag->item;
   if (strcmp(tag->kind, "contract") == 0 || strcmp(tag->kind, "deliver") == 0) return;
   int *map = strcmp(tag->kind, "most") == 0 ? c->most : c->share;
   map[ics_cell_share(c->m, item->place < 0 ? 0 : item->place, item->blend, item->year)] = r;
}

static void note_row(ics_chains *c, int r)
{
   const ics_instance *in = c->m->in;
   const ics_tag *tag = &c->m->row_tag[r];
   if (strcmp(tag->family, "aims") == 0)
      c->aim[tag->item.aim] = r;
   else if (strcmp(tag->family, "standards") == 0)
      c->shortfall = r;
   else if (strcmp(tag->family, "equity") == 0)
      note_index(c, tag, r);
   else if (strcmp(tag->family, "capacity") == 0)
      c->capacity[tag->item.other * in->nyears + tag->item.year] = r;
   else if (strcmp(tag->family, "reserve") == 0)
      c->reserve[tag->item.year] = r;
   else if (strcmp(tag->family, "funds") == 0 && tag->item.fund >= 0 &&
            in->funds[tag->item.fund].pays_admin)
      c->admin[tag->item.year] += c->price[r];
   else if (strcmp(tag->family, "blend") == 0)
      note_share(c, tag, r);
   note_cell(c, tag, r);
}

static ics_rc note_rows(ics_chains *c, ics_err *err)
{
   const ics_solution *at = c->v->at;
   for (int r = 0; r < c->m->lp.m; r++) {
      c->price[r] = c->v->worth * (at->y[r] + at->y_low[r]);
      note_row(c, r);
   }
   for (int a = 0; a < c->m->in->naims; a++)
      if (c->aim[a] == ICS_NONE)
         return ics_fail(err, ICS_EBUG, "aim %s has no row to be explained by",
                         c->m->in->aims[a].id);
   return ICS_OK;
}

/* ---- aims, term by term ------------------------------------------------------------------------
 */

static bool same_words(const ics_term *a, const ics_term *b)
{
   if (strcmp(a->kind, b->kind) != 0 || !a->score != !b->score) return false;
   return !a->score || strcmp(a->score, b->score) == 0;
}

/* Terms that differ in what they cover only are told as one. */
static int first_alike(const ics_aim *aim, int n)
{
   for (int p = 0; p < n; p++)
      if (same_words(&aim->terms[p], &aim->terms[n])) return p;
   return n;
}

/* Terms as linear functions, then by column: a counting sort. */
static ics_rc sort_parts(ics_chains *c, const ics_linear *terms, const ics_aim_part *what, int n,
                         ics_err *err)
{
   int cols = c->m->lp.n, *next;
   ICS_ALLOC(c->part_start, c->arena, cols + 1, err);
   ICS_ALLOC(next, c->arena, cols, err);
   for (int f = 0; f < n; f++)
      for (int p = 0; p < terms[f].n; p++) c->part_start[terms[f].col[p] + 1]++;
   for (int j = 0; j < cols; j++) {
      next[j] = c->part_start[j];
      c->part_start[j + 1] += c->part_start[j];
   }
   ICS_ALLOC(c->part, c->arena, c->part_start[cols], err);
   for (int f = 0; f < n; f++)
      for (int p = 0; p < terms[f].n; p++) {
         ics_aim_part *part = &c->part[next[terms[f].col[p]]++];
         *part = what[f];
         part->coef = terms[f].val[p];
      }
   return ICS_OK;
}

static ics_rc make_parts(ics_chains *c, ics_err *err)
{
   const ics_instance *in = c->m->in;
   int n = 0, made = 0;
   for (int a = 0; a < in->naims; a++) n += in->aims[a].nterms;
   ics_linear *terms;
   ics_aim_part *what;
   ICS_ALLOC(terms, c->arena, n, err);
   ICS_ALLOC(what, c->arena, n, err);
   for (int a = 0; a < in->naims; a++)
      for (int p = 0; p < in->aims[a].nterms; p++, made++) {
         what[made] = (ics_aim_part){ a, first_alike(&in->aims[a], p), 0.0 };
         ICS_TRY(ics_term_linear(c->m, &in->aims[a], &in->aims[a].terms[p], c->arena, &terms[made],
                                 err));
      }
   return sort_parts(c, terms, what, n, err);
}

/* ---- leaves ------------------------------------------------------------------------------------
 */

/* Add to the leaves of one cell; alike ones become one. */
static void add_leaf(ics_leaf *leaves, int *n, ics_leaf leaf)
{
   if (leaf.value == 0.0) return;
   for (int p = 0; p < *n; p++)
      if (leaves[p].kind == leaf.kind && leaves[p].aim == leaf.aim && leaves[p].term == leaf.term &&
          leaves[p].other == leaf.other) {
         leaves[p].value += leaf.value;
         return;
      }
   leaves[(*n)++] = leaf;
}

static void add_plain(ics_leaf *leaves, int *n, ics_leaf_kind kind, int other, double value)
{
   add_leaf(leaves, n, (ics_leaf){ kind, ICS_NONE, ICS_NONE, other, value });
}

/* What aims say of a column, times `sign`. */
static void add_aims(const ics_chains *c, ics_leaf *leaves, int *n, int col, int band, double sign)
{
   for (int p = c->part_start[col]; p < c->part_start[col + 1]; p++) {
      const ics_aim_part *part = &c->part[p];
      add_leaf(leaves, n,
               (ics_leaf){ ICS_LEAF_AIM, part->aim, part->term, band,
                           sign * part->coef * c->price[c->aim[part->aim]] });
   }
}

int ics_chains_care_room(const ics_chains *c, int i, int k, int t)
{
   int col = c->m->q[ics_cell(c->m, i, k, t)];
   return c->part_start[col + 1] - c->part_start[col] + c->m->in->nresources + 1;
}

/* What the bound of a column of care at its limit is. Its upper bound is the lesser of all the need
 * that there could be, which the bands of unmet need add up to, and what money could buy. */
static ics_leaf_kind care_limit(const ics_chains *c, int at, double reduced)
{
   static const double SAME = 1e-9;
   const ics_unmet *cell = &c->m->unmet[at];
   double need = 0.0;
   if (reduced > 0.0) return ICS_LEAF_NOT_GIVEN;
   for (int r = 0; r < cell->n; r++) need += c->m->lp.hi[cell->col[r]];
   return c->m->lp.hi[c->m->q[at]] >= need * (1.0 - SAME) ? ICS_LEAF_NEEDED : ICS_LEAF_BOUGHT;
}

int ics_chains_care(const ics_chains *c, int i, int k, int t, ics_leaf *leaves)
{
   const ics_instance *in = c->m->in;
   int at = ics_cell(c->m, i, k, t), n = 0;
   add_aims(c, leaves, &n, c->m->q[at], ICS_NONE, 1.0);
   for (int j = 0; j < in->nresources; j++)
      add_plain(leaves, &n, ICS_LEAF_CAPACITY, j,
                in->resources[j].use[k].point *
                    ics_chains_price(c, c->capacity[j * in->nyears + t]));
   double reduced = ics_chains_reduced(c, c->m->q[at]);
   add_plain(leaves, &n, care_limit(c, at, reduced), ICS_NONE, reduced);
   return n;
}

/** The band that one more unit of need would go into, and what its reduced cost means. */
typedef struct margin {
   int r;
   ics_leaf_kind kind;
} margin;

static bool at_standard(const ics_chains *c, int col)
{
   const ics_tag *by = &c->m->hi_by[col];
   return c->v->at->basis.col[col] == 'U' && by->kind && strcmp(by->kind, "standard") == 0;
}

static margin margin_of(const ics_chains *c, const ics_unmet *cell)
{
   const char *status = c->v->at->basis.col;
   int open = ICS_NONE, full = ICS_NONE;
   for (int r = 0; r < cell->n; r++) {
      int col = cell->col[r];
      if (status[col] == 'B') return (margin){ r, ICS_LEAF_MET }; /* its reduced cost is 0 */
      if (c->v->lp.hi[col] <= c->v->lp.lo[col]) continue;         /* as wide as nothing */
      if (status[col] == 'U')
         full = r;
      else if (open == ICS_NONE)
         open = r;
   }
   if (open == ICS_NONE) return (margin){ full == ICS_NONE ? 0 : full, ICS_LEAF_MOST_UNMET };
   if (full == ICS_NONE) return (margin){ open, ICS_LEAF_MET };
   if (full < open && at_standard(c, cell->col[full])) return (margin){ full, ICS_LEAF_STANDARD };
   return (margin){ open, ICS_LEAF_BREAK };
}

/* ---- what one more unit of need costs ----------------------------------------------------------
 */

ics_reach ics_chains_reach(const ics_need_node *node, ics_step_how how)
{
   double floor = how == ICS_STEP_PREVENTS     ? node->floor_link
                  : how == ICS_STEP_COMES_BACK ? node->floor_back
                                               : 0.0;
   double overlap = how == ICS_STEP_PREVENTS ? node->overlap : 0.0;
   return (ics_reach){ node->value + floor + overlap, node->size + fabs(floor) + fabs(overlap),
                       node->count + (floor != 0.0) + (overlap != 0.0) };
}

/* Where need has a column, its floor and overlap keep part of a change from it. */
static void set_floor(const ics_chains *c, int at, ics_need_node *node)
{
   if (c->m->need[at] == ICS_NONE) return;
   double reduced = ics_chains_reduced(c, c->m->need[at]);
   node->floor_back = -reduced;
   node->floor_link = -reduced - ics_chains_price(c, c->floor[at]);
   node->overlap = -0.5 * ics_chains_price(c, c->overlap[at]);
}

static ics_rc set_leaves(const ics_chains *c, int i, int k, int t, ics_need_node *node,
                         ics_err *err)
{
   const ics_instance *in = c->m->in;
   int at = ics_cell(c->m, i, k, t);
   const ics_unmet *cell = &c->m->unmet[at];
   margin of = margin_of(c, cell);
   int col = cell->col[of.r], band = cell->band[of.r];
   double need = ics_need(in, i, k, t);
   ics_leaf *leaves;
   ICS_ALLOC(leaves, c->arena, c->part_start[col + 1] - c->part_start[col] + 3, err);
   add_aims(c, leaves, &node->n, col, band, -1.0);
   if (cell->above[of.r])
      add_plain(leaves, &node->n, ICS_LEAF_SHORTFALL, ICS_NONE, -ics_chains_price(c, c->shortfall));
   if (need > 0.0)
      add_plain(leaves, &node->n, ICS_LEAF_INEQUALITY, ICS_NONE,
                c->index_weight[i] / need *
                    (ics_chains_price(c, c->index[at]) + ics_chains_price(c, c->lowest[at])));
   add_plain(leaves, &node->n, of.kind, of.kind == ICS_LEAF_BREAK ? band : ICS_NONE,
             -ics_chains_reduced(c, col));
   node->leaves = leaves;
   return ICS_OK;
}

static ics_rc set_node(ics_chains *c, int i, int k, int t, ics_err *err)
{
   const ics_instance *in = c->m->in;
   ics_need_node *node = &c->node[ics_cell(c->m, i, k, t)];
   set_floor(c, ics_cell(c->m, i, k, t), node);
   ICS_TRY(set_leaves(c, i, k, t, node, err));
   for (int p = 0; p < node->n; p++) {
      node->value += node->leaves[p].value;
      node->size += fabs(node->leaves[p].value);
   }
   node->count = node->n;
   for (int l = 0; t + 1 < in->nyears && l < in->nescalations; l++) {
      const ics_link *link = &in->escalations[l];
      if (link->from != k) continue;
      ics_reach back =
          ics_chains_reach(&c->node[ics_cell(c->m, i, link->to, t + 1)], ICS_STEP_COMES_BACK);
      node->value += link->effect.point * back.value;
      node->size += fabs(link->effect.point) * back.size;
      node->count += back.count;
   }
   return ICS_OK;
}

ics_rc ics_chains_open(const ics_vertex *v, ics_arena *arena, ics_chains **out, ics_err *err)
{
   ics_chains *c;
   const ics_instance *in = v->m->in;
   ICS_ALLOC(c, arena, 1, err);
   c->v = v;
   c->m = v->m;
   c->arena = arena;
   ICS_TRY(make_maps(c, err));
   ICS_TRY(note_rows(c, err));
   ICS_TRY(make_parts(c, err));
   ICS_ALLOC(c->node, arena, in->nplaces * in->nservices * in->nyears, err);
   ICS_ALLOC(c->at, arena, in->nyears + 1, err);
   for (int t = in->nyears; t-- > 0;)
      for (int k = 0; k < in->nservices; k++)
         for (int i = 0; i < in->nplaces; i++) ICS_TRY(set_node(c, i, k, t, err));
   *out = c;
   return ICS_OK;
}

/* ---- words -------------------------------------------------------------------------------------
 */

/* Only an aim of several terms needs the term told, and only terms of one kind their score. */
static const char *term_words(const ics_aim *aim, int n, ics_arena *arena)
{
   const ics_term *term = &aim->terms[n];
   const char *summary = "";
   bool alike = false;
   for (int p = 0; p < aim->nterms; p++)
      alike |= !same_words(&aim->terms[p], term) && strcmp(aim->terms[p].kind, term->kind) == 0;
   for (const ics_term_kind *kind = ics_term_kinds; kind->name; kind++)
      if (strcmp(kind->name, term->kind) == 0) summary = kind->summary;
   if (alike) return ics_format(arena, ", by %s", term->score ? term->score : "amount");
   if (aim->nterms == 1 || strcmp(term->kind, "unmet") == 0) return "";
   return ics_format(arena, ", %s", summary);
}

static const char *aim_words(const ics_chains *c, const ics_leaf *leaf, ics_arena *arena)
{
   const ics_instance *in = c->m->in;
   const ics_aim *aim = &in->aims[leaf->aim];
   const char *term = term_words(aim, leaf->term, arena);
   bool unmet = strcmp(aim->terms[leaf->term].kind, "unmet") == 0;
   if (!term) return NULL;
   if (unmet && leaf->other >= 0)
      return ics_format(arena, "%s (%s)%s, band %d", aim->name, aim->unit, term, leaf->other + 1);
   if (unmet) /* a term of unmet need counts care only for links that end after the horizon */
      return ics_format(arena, "%s (%s)%s, after %s", aim->name, aim->unit, term,
                        in->years[in->nyears - 1]);
   return ics_format(arena, "%s (%s)%s", aim->name, aim->unit, term);
}

const char *ics_leaf_words(const ics_chains *c, const ics_leaf *leaf, int k, ics_arena *arena)
{
   const ics_instance *in = c->m->in;
   switch (leaf->kind) {
   case ICS_LEAF_AIM:
      return aim_words(c, leaf, arena);
   case ICS_LEAF_SHORTFALL:
      return "shortfall against standards";
   case ICS_LEAF_STANDARD:
      return ics_format(arena, "the standard of %s", in->services[k].name);
   case ICS_LEAF_INEQUALITY:
      return ics_format(arena, "inequality in %s", in->services[k].name);
   case ICS_LEAF_CAPACITY:
      return in->resources[leaf->other].name;
   case ICS_LEAF_FLOOR:
      return "need is at its floor";
   case ICS_LEAF_OVERLAP:
      return "schemes overlap";
   case ICS_LEAF_MET:
      return "all need is met";
   case ICS_LEAF_BREAK:
      return ics_format(arena, "unmet need stands where band %d begins", leaf->other + 1);
   case ICS_LEAF_MOST_UNMET:
      return "no more need can be left unmet";
   case ICS_LEAF_NEEDED:
      return "all the care that could be needed is given";
   case ICS_LEAF_BOUGHT:
      return "no more care can be bought";
   case ICS_LEAF_NOT_GIVEN:
      return "no care is given";
   }
   return "";
}

const char *ics_leaf_text(ics_leaf_kind kind)
{
   static const char *const texts[] = {
#define X(name, text) text,
      ICS_LEAF_LIST(X)
#undef X
   };
   return texts[kind];
}

const char *ics_step_words(ics_step_how how)
{
   static const char *const words[] = { "meets need of", "prevents need of",
                                        "comes back as need of" };
   return words[how];
}
