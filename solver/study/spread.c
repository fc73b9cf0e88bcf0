/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/spread.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "instance/keys.h"
#include "instance/pairs.h"
#include "study/whole.h"

/* ---- which family -------------------------------------------------------------------------------
 */

static bool is_amount(ics_dim dim)
{
   return dim == ICS_DIM_MONEY || dim == ICS_DIM_UNIT_COST || dim == ICS_DIM_OWN ||
          dim == ICS_DIM_OWN_PER_MONEY || dim == ICS_DIM_SCORE || dim == ICS_DIM_PEOPLE;
}

static ics_dist_kind family(const ics_coef *coef, const ics_key *key)
{
   ics_dim dim = ics_dim_of_coef(coef);
   if (coef->range_grade == ICS_GRADE_JUDGEMENT) return ICS_DIST_PERT;
   if (key->lo == 0.0 && key->hi == 1.0) return ICS_DIST_BETA;
   if (dim == ICS_DIM_SHARE && strncmp(coef->path, "fences.", 7) == 0) return ICS_DIST_BETA;
   if (key->lo == 0.0) return is_amount(dim) ? ICS_DIST_GAMMA : ICS_DIST_LOGNORMAL;
   if (coef->low >= 0.0 && dim == ICS_DIM_SCORE) return ICS_DIST_GAMMA;
   if (coef->low >= 0.0 && dim == ICS_DIM_RATIO) return ICS_DIST_LOGNORMAL;
   return ICS_DIST_NORMAL;
}

/* ---- fitting ------------------------------------------------------------------------------------
 */

static ics_rc stand_in(ics_spread_number *it, const ics_coef *coef, const char *why, ics_err *err)
{
   it->why = why;
   it->reading = ICS_READ_MINMAX;
   ics_rc rc = ics_dist_fit(ICS_DIST_PERT, coef->low, coef->point, coef->high, ICS_READ_MINMAX,
                            &it->dist, err);
   if (rc == ICS_OK) return ICS_OK;
   char text[ICS_SHOWN_BYTES];
   (void)memcpy(text, ics_show(err->text).text, sizeof text);
   return ics_fail(err, ICS_EINPUT,
                   "%s: no distribution can be fitted to low %g, point %g, high %g: %s; mend the "
                   "range, or leave the number out by --only",
                   coef->path, coef->low, coef->point, coef->high, text);
}

static ics_rc fit(ics_spread_number *it, const ics_coef *coef, const ics_key *key, ics_arena *arena,
                  ics_err *err)
{
   ics_dist_kind kind = family(coef, key);
   it->reading = kind == ICS_DIST_PERT ? ICS_READ_MINMAX : ICS_READ_INTERVAL95;
   ics_rc rc = ics_dist_fit(kind, coef->low, coef->point, coef->high, it->reading, &it->dist, err);
   if (rc == ICS_OK && it->dist.miss <= ICS_SPREAD_MISS) return ICS_OK;
   const char *why =
       rc == ICS_OK
           ? ics_format(arena, "a %s distribution would miss it by %.0f%% of the range",
                        ics_dist_names[kind].id, 100.0 * it->dist.miss)
           : ics_format(arena, "%s: %s", ics_dist_names[kind].id, ics_show(err->text).text);
   if (!why) return ics_fail(err, ICS_EMEMORY, "out of memory");
   ics_err_clear(err);
   return stand_in(it, coef, why, err);
}

static void cut(ics_spread_number *it, const ics_key *key)
{
   double below = isfinite(key->lo) ? ics_dist_cdf(&it->dist, key->lo) : 0.0;
   double upto = isfinite(key->hi) ? ics_dist_cdf(&it->dist, key->hi) : 1.0;
   bool whole = it->dist.least >= key->lo && it->dist.most <= key->hi;
   it->least = key->lo;
   it->most = key->hi;
   it->from = whole ? 0.0 : below;
   it->part = whole ? 1.0 : upto - below;
}

/* ---- drivers ------------------------------------------------------------------------------------
 */

static bool is_number(const char *text)
{
   while (isdigit((unsigned char)*text)) text++;
   return *text == '\0';
}

/* The curve that a number is a point of, or its own path. */
static const char *curve_of(const char *path, ics_arena *arena)
{
   const char *last = strrchr(path, '.');
   if (strncmp(path, "bands.", 6) == 0) return ics_format(arena, "bands.*%s", last ? last : "");
   if (last && is_number(last + 1)) return ics_format(arena, "%.*s.*", (int)(last - path), path);
   return path;
}

static int find_driver(const ics_spread *s, const char *name)
{
   for (int d = s->ndrivers - 1; d >= 0; d--)
      if (strcmp(s->driver[d], name) == 0) return d;
   return -1;
}

ics_rc ics_spread_make(const ics_instance *in, const ics_numbers *numbers, ics_arena *arena,
                       ics_spread *out, ics_err *err)
{
   *out = (ics_spread){ .in = in, .n = numbers->n };
   ICS_ALLOC(out->list, arena, numbers->n, err);
   ICS_ALLOC(out->driver, arena, numbers->n, err);
   for (int n = 0; n < numbers->n; n++) {
      ics_spread_number *it = &out->list[n];
      const ics_coef *coef = in->coefs[numbers->coef[n]];
      const ics_key *key = ics_key_of_path(coef->path);
      if (!key) return ics_fail(err, ICS_EBUG, "%s: a number without a key", coef->path);
      *it = (ics_spread_number){ .coef = numbers->coef[n] };
      ICS_TRY(fit(it, coef, key, arena, err));
      cut(it, key);
      out->stood_in += it->why != NULL;
      const char *curve = curve_of(coef->path, arena);
      if (!curve) return ics_fail(err, ICS_EMEMORY, "out of memory");
      it->driver = curve == coef->path ? -1 : find_driver(out, curve);
      if (it->driver < 0) {
         it->driver = out->ndrivers++;
         out->driver[it->driver] = curve;
      }
   }
   return ics_whole_open(out, arena, err);
}

/* ---- correlations -------------------------------------------------------------------------------
 */

/* The driver of a path, or a fault. */
static int driver_of(const ics_spread *s, const ics_path_pair *from, const char *path, ics_err *err)
{
   ics_err scratch = { 0 };
   int coef, found = find_driver(s, path);
   for (int n = 0; found < 0 && n < s->n; n++)
      if (strcmp(s->in->coefs[s->list[n].coef]->path, path) == 0) found = s->list[n].driver;
   if (found >= 0) return found;
   if (ics_number_find(s->in, path, &coef, &scratch) != ICS_OK)
      ics_fault(err, from->where, "correlations", "%s", scratch.text);
   else if (s->in->coefs[coef]->low < s->in->coefs[coef]->high)
      ics_fault(err, from->where, "correlations",
                "%s is not varied here: bears on no plan, or left out by --only", path);
   else
      ics_fault(err, from->where, "correlations",
                "%s has no range (low = high), so it is not "
                "varied; take the line out",
                path);
   return -1;
}

static void take_pair(ics_spread *s, const ics_path_pair *from, ics_pair *pairs, ics_err *err)
{
   ics_pair pair = { driver_of(s, from, from->path, err), driver_of(s, from, from->with, err),
                     from->rho };
   if (pair.i < 0 || pair.j < 0) return;
   if (!(fabs(pair.rho) < 1.0))
      ics_fault(err, from->where, "correlations",
                "rho is %g; a correlation is within -1 and 1, ends left out", pair.rho);
   else if (pair.i == pair.j)
      ics_fault(err, from->where, "correlations",
                "%s with itself, or with a number of the same curve; take the line out",
                s->driver[pair.i]);
   else
      pairs[s->npairs++] = pair;
}

ics_rc ics_spread_correlate(ics_spread *spread, const char *path, ics_arena *arena, ics_err *err)
{
   ics_path_pair *from;
   ics_pair *pairs;
   int n;
   ICS_TRY(ics_pairs_read(path, arena, &from, &n, err));
   ICS_ALLOC(pairs, arena, n, err);
   for (int p = 0; p < n; p++) take_pair(spread, &from[p], pairs, err);
   ICS_TRY(ics_faults_rc(err));
   spread->pairs = pairs;
   if (spread->npairs == 0) return ICS_OK;
   return ics_copula_open(spread->ndrivers, spread->pairs, spread->npairs, spread->driver, arena,
                          &spread->copula, err);
}

/* ---- values -------------------------------------------------------------------------------------
 */

void ics_spread_values(const ics_spread *spread, double *u, ics_change *changes)
{
   if (spread->copula) ics_copula_apply(spread->copula, u);
   for (int n = 0; n < spread->n; n++) {
      const ics_spread_number *it = &spread->list[n];
      double value = ics_dist_quantile(&it->dist, it->from + it->part * u[it->driver]);
      changes[n] = (ics_change){ it->coef, fmin(fmax(value, it->least), it->most) };
   }
   ics_whole_hold(spread, u, changes);
}
