/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "post/choice.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "post/rule.h"

/** What is told first. */
typedef enum rank { RULE, PAYMENT, NEED_UNMET, CHOICE, FOLLOWS, RANKS } rank;

/** Columns by kind; words as ics_rule_words fills them. */
typedef struct kind {
   const char *kind, *words;
   rank rank;
   const char *enters, *leaves, *full, *less; /* NULL: those of any choice */
} kind;

static const kind kinds[] = {
   { "pay", NULL, PAYMENT, NULL, NULL, "is full", "is no longer full" },
   { "unmet", NULL, NEED_UNMET, "arises", "is gone", "reaches its most", "falls below its most" },
   { "flow", "{fund} for {service} at {place}, {year}", CHOICE, NULL, NULL, NULL, NULL },
   { "short", "what a hard rule on {service} at {place} misses, {year}", CHOICE, "arises",
     "is gone", NULL, NULL },
   { "over", "what a hard rule on {service} at {place} is passed by, {year}", CHOICE, "arises",
     "is gone", NULL, NULL },
   { "held", "the reserve held in {year}", FOLLOWS, NULL, NULL, NULL, NULL },
   { "money", "money for {service} at {place}, {year}", FOLLOWS, NULL, NULL, NULL, NULL },
   { "care", "care in {service} at {place}, {year}", FOLLOWS, "begins", "ends", NULL, NULL },
   { "need", "need for {service} at {place}, {year}", FOLLOWS, NULL, NULL, NULL, NULL },
   { "formula", "{mechanism} for {service} in the system's formula, {year}", FOLLOWS, NULL, NULL,
     NULL, NULL },
   { "local", "money in local contracts, {year}", FOLLOWS, NULL, NULL, NULL, NULL },
   { "index", "inequality in {service}, {year}", FOLLOWS, "arises", "is gone", NULL, NULL },
   { "lowest", "what is unmet where {service} is best served, {year}", FOLLOWS, "arises", "is gone",
     NULL, NULL },
   { "shortfall", "shortfall against standards", FOLLOWS, "arises", "is gone", NULL, NULL },
   { "breach", "what hard rules are missed by", FOLLOWS, "arises", "is gone", NULL, NULL },
   { "aim", "{aim}", FOLLOWS, NULL, NULL, NULL, NULL },
   { "worst", "the aim that is worst off", FOLLOWS, NULL, NULL, NULL, NULL },
   { "goal", "the goal", FOLLOWS, NULL, NULL, NULL, NULL },
};

enum { NKINDS = (int)(sizeof kinds / sizeof kinds[0]) };

static const kind *kind_of(const ics_model *m, int j)
{
   static const kind other = { "", NULL, CHOICE, NULL, NULL, NULL, NULL };
   for (int k = 0; k < NKINDS; k++)
      if (strcmp(m->col_tag[j].kind, kinds[k].kind) == 0) return &kinds[k];
   return &other;
}

/* ---- a column -----------------------------------------------------------------------------------
 */

static const char *ordinal(int n, ics_arena *arena)
{
   static const char *const words[] = { "first", "second", "third", "fourth", "fifth" };
   return n < 5 ? words[n] : ics_format(arena, "%dth", n + 1);
}

static const char *payment(const ics_model *m, const ics_tag *tag, ics_arena *arena)
{
   const ics_mechanism *mech = &m->in->mechanisms[m->in->blends[tag->item.blend].mechanism];
   const char *which = ordinal(tag->item.tranche, arena);
   const char *text = "{mechanism}, {service} at {place}, {year}";
   if (!which) return NULL;
   if (mech->ntranches > 1)
      text = ics_format(arena, "{mechanism}, %s tranche, {service} at {place}, {year}", which);
   return text ? ics_rule_words(m->in, text, tag, arena) : NULL;
}

static const char *unmet(const ics_model *m, const ics_tag *tag, ics_arena *arena)
{
   const ics_item *item = &tag->item;
   const char *text = "unmet need for {service} at {place}, {year}";
   if (m->unmet[ics_cell(m, item->place, item->service, item->year)].n > 1)
      text = ics_format(arena, "%s, band %d", text, item->other + 1);
   return text ? ics_rule_words(m->in, text, tag, arena) : NULL;
}

const char *ics_choice_words(const ics_model *m, int j, ics_arena *arena)
{
   const kind *k = kind_of(m, j);
   const ics_tag *tag = &m->col_tag[j];
   if (k->rank == PAYMENT) return payment(m, tag, arena);
   if (k->rank == NEED_UNMET) return unmet(m, tag, arena);
   return k->words ? ics_rule_words(m->in, k->words, tag, arena) : m->lp.col_name[j];
}

/* ---- where a plan stands ------------------------------------------------------------------------
 */

static bool at(double value, double limit)
{
   return fabs(value - limit) <= ICS_STANDS_AT * fmax(1.0, fabs(limit));
}

static char stands(double value, double lo, double hi)
{
   if (lo == hi) return 'S';
   if (isfinite(lo) && at(value, lo)) return 'L';
   return isfinite(hi) && at(value, hi) ? 'U' : 'B';
}

void ics_stand_of(const ics_lp *lp, const double *x, char *out, double *work)
{
   for (int i = 0; i < lp->m; i++) work[i] = 0.0;
   for (int j = 0; j < lp->n; j++)
      for (int p = lp->start[j]; p < lp->start[j + 1]; p++) work[lp->row[p]] += lp->val[p] * x[j];
   for (int i = 0; i < lp->m; i++) out[i] = stands(work[i], lp->rlo[i], lp->rhi[i]);
   for (int j = 0; j < lp->n; j++) out[lp->m + j] = stands(x[j], lp->lo[j], lp->hi[j]);
}

void ics_stand_mix(const char *a, const char *b, int n, char *out)
{
   for (int i = 0; i < n; i++) {
      char one = a[i] == 'S' ? b[i] : a[i], two = b[i] == 'S' ? a[i] : b[i];
      out[i] = one == two ? one : 'B';
   }
}

/* ---- what is different --------------------------------------------------------------------------
 */

/** A text under way. */
typedef struct telling {
   ics_buffer words;
   int told, most;
} telling;

static void tell(telling *t, const char *what, const char *how)
{
   if (t->told < t->most)
      ics_buffer_printf(&t->words, "%s%s %s", t->told > 0 ? "; " : "", what, how);
   t->told++;
}

static bool same(char was, char is)
{
   return was == is || was == 'S' || is == 'S';
}

/* How a choice went from one limit, or from between them, to another. */
static const char *turn(const ics_model *m, int j, char was, char is)
{
   const kind *k = kind_of(m, j);
   bool from_nothing = m->lp.lo[j] == 0.0;
   if (is == 'U') return k->full ? k->full : "reaches its most";
   if (is == 'L' && from_nothing) return k->leaves ? k->leaves : "leaves the plan";
   if (is == 'L') return "falls to its least";
   if (was == 'U') return k->less ? k->less : "falls below its most";
   if (from_nothing) return k->enters ? k->enters : "enters the plan";
   return "rises above its least";
}

static ics_rc tell_row(const ics_model *m, int i, char is, telling *t, ics_err *err)
{
   ics_rule rule;
   if (!ics_row_is_rule(m, i)) return ICS_OK;
   ICS_TRY(ics_rule_of_row(m, i, t->words.arena, &rule, err));
   tell(t, rule.words, is == 'B' ? "stops binding" : "starts to bind");
   return ICS_OK;
}

static ics_rc tell_column(const ics_model *m, int j, char was, char is, rank now, telling *t,
                          ics_err *err)
{
   ics_rule rule;
   bool upper = (is == 'B' ? was : is) == 'U', by_rule = ics_bound_is_rule(m, j, upper);
   if (now != (by_rule ? RULE : kind_of(m, j)->rank)) return ICS_OK;
   if (by_rule) {
      ICS_TRY(ics_rule_of_bound(m, j, upper, t->words.arena, &rule, err));
      tell(t, rule.words, is == 'B' ? "stops binding" : "starts to bind");
      return ICS_OK;
   }
   const char *what = ics_choice_words(m, j, t->words.arena);
   if (!what) return ics_fail(err, ICS_EMEMORY, "out of memory");
   tell(t, what, turn(m, j, was, is));
   return ICS_OK;
}

ics_rc ics_stand_change(const ics_model *m, const char *was, const char *is, int most,
                        ics_arena *arena, const char **out, ics_err *err)
{
   telling t = { .words = ics_buffer_start(arena), .most = most };
   char *text = NULL;
   for (int i = 0; i < m->lp.m; i++)
      if (!same(was[i], is[i])) ICS_TRY(tell_row(m, i, is[i], &t, err));
   was += m->lp.m;
   is += m->lp.m;
   for (rank now = RULE; now < RANKS && !(now == FOLLOWS && t.told > 0); now++)
      for (int j = 0; j < m->lp.n; j++)
         if (!same(was[j], is[j])) ICS_TRY(tell_column(m, j, was[j], is[j], now, &t, err));
   if (t.told > most) ics_buffer_printf(&t.words, "; and %d more", t.told - most);
   ICS_TRY(ics_buffer_end(&t.words, &text, err));
   *out = text;
   return ICS_OK;
}
