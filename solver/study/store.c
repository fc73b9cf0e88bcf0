/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/benchmark.h"
#include "study/store_sql.h"

enum { SHAPE_BYTES = 24 };

/* ---- runs and inputs ----------------------------------------------------------------------------
 */

static ics_rc run_of(const ics_store *s, const ics_store_run *run, int *id, ics_err *err)
{
   ics_sql st = ics_sql_begin(s, "INSERT OR IGNORE INTO runs (version, backend, goal, resolution,"
                                 " settings) VALUES (?, ?, ?, ?, ?)");
   (void)ics_sql_step(&st, "ttttt", run->version, run->backend, run->goal, run->resolution,
                      run->settings);
   ICS_TRY(ics_sql_end(&st, err));
   st = ics_sql_begin(s, "SELECT run FROM runs WHERE version = ? AND backend = ? AND goal = ?"
                         " AND resolution = ? AND settings = ?");
   *id = ics_sql_step(&st, "ttttt", run->version, run->backend, run->goal, run->resolution,
                      run->settings)
             ? ics_sql_whole(&st, 0)
             : 0;
   return ics_sql_end(&st, err);
}

static void insert_name(ics_sql *st, int input, const char *kind, int position, const char *id,
                        const char *name)
{
   (void)ics_sql_step(st, "ititt", input, kind, position, id, name);
}

static ics_rc put_names(const ics_store *s, int input, const ics_instance *in, ics_err *err)
{
   ics_sql st = ics_sql_begin(s, "INSERT INTO names (input, kind, position, id, name)"
                                 " VALUES (?, ?, ?, ?, ?)");
   for (int a = 0; a < in->naims; a++)
      insert_name(&st, input, "aim", a, in->aims[a].id, in->aims[a].name);
   for (int i = 0; i < in->nplaces; i++)
      insert_name(&st, input, "place", i, in->places[i].id, in->places[i].name);
   for (int k = 0; k < in->nservices; k++)
      insert_name(&st, input, "service", k, in->services[k].id, in->services[k].name);
   for (int m = 0; m < in->nmechanisms; m++)
      insert_name(&st, input, "mechanism", m, in->mechanisms[m].id, in->mechanisms[m].name);
   for (int t = 0; t < in->nyears; t++)
      insert_name(&st, input, "year", t, in->years[t], in->years[t]);
   return ics_sql_end(&st, err);
}

static ics_rc find_input(const ics_store *s, int run, const ics_instance *in, int *id, ics_err *err)
{
   ics_sql st =
       ics_sql_begin(s, "SELECT input FROM inputs WHERE run = ? AND system = ? AND sha256 = ?");
   *id = ics_sql_step(&st, "itt", run, in->code, in->sha256) ? ics_sql_whole(&st, 0) : 0;
   return ics_sql_end(&st, err);
}

static ics_rc input_of(const ics_store *s, int run, const ics_instance *in, int *id, ics_err *err)
{
   ICS_TRY(find_input(s, run, in, id, err));
   if (*id != 0) return ICS_OK;
   ics_sql st = ics_sql_begin(s, "INSERT INTO inputs (run, system, name, file, sha256, reference,"
                                 " asked) VALUES (?, ?, ?, ?, ?, ?, 0)");
   (void)ics_sql_step(&st, "ittttt", run, in->code, in->name, in->file, in->sha256,
                      in->npolicies > 0 ? in->policies[0].id : NULL);
   ICS_TRY(ics_sql_end(&st, err));
   ICS_TRY(find_input(s, run, in, id, err));
   return put_names(s, *id, in, err);
}

/* Of the inputs of one system in a run, the last that was asked for is the one that counts. */
static ics_rc ask_for(const ics_store *s, int run, int input, const ics_store_asked *asked,
                      const ics_instance *in, ics_err *err)
{
   ics_sql st = ics_sql_begin(s, "UPDATE inputs SET asked = 1 + (SELECT max(asked) FROM inputs"
                                 " WHERE run = ?1 AND system = ?2) WHERE input = ?3 AND asked <="
                                 " (SELECT coalesce(max(asked), 0) FROM inputs"
                                 " WHERE run = ?1 AND system = ?2 AND input <> ?3)");
   (void)ics_sql_step(&st, "iti", run, in->code, input);
   ICS_TRY(ics_sql_end(&st, err));
   st = ics_sql_begin(s, "INSERT OR IGNORE INTO offers (input, policy) VALUES (?, ?)");
   for (int p = 0; p < asked->npolicies; p++)
      if (ics_bench_has(in, asked->policies[p]))
         (void)ics_sql_step(&st, "it", input, asked->policies[p]);
   return ics_sql_end(&st, err);
}

/* ---- the order of systems and policies ----------------------------------------------------------
 */

static bool among(const char *const *names, int n, const char *name)
{
   int at = 0;
   while (at < n && strcmp(names[at], name) != 0) at++;
   return at < n;
}

ics_rc ics_store_axis(const ics_store *s, int run, const char *axis, ics_arena *arena,
                      const char ***names, int *n, ics_err *err)
{
   int all = 0;
   ICS_TRY(ics_sql_number(s, "SELECT count(*) FROM axes WHERE run = ?", run, &all, err));
   ICS_ALLOC(*names, arena, all, err);
   *n = 0;
   ics_sql st =
       ics_sql_begin(s, "SELECT id FROM axes WHERE run = ? AND axis = ? ORDER BY position");
   for (bool row = ics_sql_step(&st, "it", run, axis); row && *n < all; row = ics_sql_next(&st))
      (*names)[(*n)++] = ics_sql_word(&st, 0, arena);
   return ics_sql_end(&st, err);
}

static ics_rc insert_axis(const ics_store *s, int run, const char *axis, const char *const *names,
                          int n, ics_err *err)
{
   ics_sql st = ics_sql_begin(s, "INSERT INTO axes (run, axis, position, id) VALUES (?, ?, ?, ?)");
   for (int p = 0; p < n; p++) (void)ics_sql_step(&st, "itit", run, axis, p, names[p]);
   return ics_sql_end(&st, err);
}

/* Who asks for all that is known sets the order; who asks for less adds what is new to its end. */
static ics_rc put_axis(const ics_store *s, int run, const char *axis, const char *const *asked,
                       int nasked, ics_arena *arena, ics_err *err)
{
   const char **known;
   int nknown, n;
   bool all = true, same;
   ICS_TRY(ics_store_axis(s, run, axis, arena, &known, &nknown, err));
   const char **merged;
   ICS_ALLOC(merged, arena, nknown + nasked, err);
   for (int k = 0; k < nknown; k++) all = all && among(asked, nasked, known[k]);
   n = all ? 0 : nknown;
   memcpy(merged, known, (size_t)n * sizeof *known);
   for (int a = 0; a < nasked; a++)
      if (!among(merged, n, asked[a])) merged[n++] = asked[a];
   same = n == nknown;
   for (int k = 0; same && k < n; k++) same = strcmp(known[k], merged[k]) == 0;
   if (same) return ICS_OK; /* nothing to write: a store on a full disk still answers */
   ics_sql st = ics_sql_begin(s, "DELETE FROM axes WHERE run = ? AND axis = ?");
   (void)ics_sql_step(&st, "it", run, axis);
   ICS_TRY(ics_sql_end(&st, err));
   return insert_axis(s, run, axis, merged, n, err);
}

static ics_rc enter(ics_store *s, const ics_store_asked *asked, ics_arena *arena, int *inputs,
                    ics_err *err)
{
   int run = 0;
   const char **codes;
   ICS_ALLOC(codes, arena, asked->nsystems, err);
   ICS_TRY(run_of(s, asked->run, &run, err));
   for (int n = 0; n < asked->nsystems; n++) {
      const ics_instance *in = asked->systems[n];
      codes[n] = in->code;
      ICS_TRY(input_of(s, run, in, &inputs[n], err));
      ICS_TRY(ask_for(s, run, inputs[n], asked, in, err));
   }
   ICS_TRY(put_axis(s, run, "system", codes, asked->nsystems, arena, err));
   return put_axis(s, run, "policy", asked->policies, asked->npolicies, arena, err);
}

ics_rc ics_store_enter(ics_store *s, const ics_store_asked *asked, ics_arena *arena, int *inputs,
                       ics_err *err)
{
   ICS_TRY(ics_sql_do(s, "BEGIN IMMEDIATE", err));
   return ics_sql_finish(s, enter(s, asked, arena, inputs, err), err);
}

/* ---- scales -------------------------------------------------------------------------------------
 */

static ics_rc insert_scales(ics_store *s, int input, const ics_instance *in,
                            const ics_scales *scales, ics_err *err)
{
   char shape[SHAPE_BYTES];
   const ics_basis *basis = &scales->start;
   (void)snprintf(shape, sizeof shape, "%016" PRIx64, basis->shape);
   ics_sql st =
       ics_sql_begin(s, "INSERT OR REPLACE INTO starts (input, seconds, shape, rows, columns)"
                        " VALUES (?, ?, ?, ?, ?)");
   (void)ics_sql_step(&st, "irttt", input, scales->seconds_build + scales->seconds_solve,
                      basis->row ? shape : NULL, basis->row, basis->col);
   ICS_TRY(ics_sql_end(&st, err));
   st = ics_sql_begin(s, "INSERT OR REPLACE INTO scales (input, position, aim, best, worst)"
                         " VALUES (?, ?, ?, ?, ?)");
   for (int a = 0; a < in->naims; a++)
      (void)ics_sql_step(&st, "iitrr", input, a, in->aims[a].id, scales->best[a], scales->worst[a]);
   return ics_sql_end(&st, err);
}

ics_rc ics_store_put_scales(ics_store *s, int input, const ics_instance *in,
                            const ics_scales *scales, ics_err *err)
{
   ICS_TRY(ics_sql_do(s, "BEGIN IMMEDIATE", err));
   return ics_sql_finish(s, insert_scales(s, input, in, scales, err), err);
}

static ics_rc read_start(ics_store *s, int input, ics_arena *arena, ics_scales *out, bool *found,
                         ics_err *err)
{
   ics_sql st =
       ics_sql_begin(s, "SELECT seconds, shape, rows, columns FROM starts WHERE input = ?");
   *found = ics_sql_step(&st, "i", input);
   if (*found) {
      const char *shape = ics_sql_text(&st, 1, arena), *rows = ics_sql_text(&st, 2, arena);
      const char *columns = ics_sql_text(&st, 3, arena);
      out->seconds_solve = ics_sql_real(&st, 0);
      if (shape && rows && columns) {
         out->start.shape = strtoull(shape, NULL, 16);
         out->start.row = ics_strdup(arena, rows);
         out->start.col = ics_strdup(arena, columns);
         if (!out->start.row || !out->start.col) st.code = SQLITE_NOMEM;
      }
   }
   return ics_sql_end(&st, err);
}

ics_rc ics_store_get_scales(ics_store *s, int input, const ics_instance *in, ics_arena *arena,
                            ics_scales *out, bool *found, ics_err *err)
{
   *out = (ics_scales){ 0 };
   ICS_ALLOC(out->best, arena, in->naims, err);
   ICS_ALLOC(out->worst, arena, in->naims, err);
   ICS_TRY(read_start(s, input, arena, out, found, err));
   ics_sql st =
       ics_sql_begin(s, "SELECT best, worst FROM scales WHERE input = ? ORDER BY position");
   int n = 0;
   for (bool row = ics_sql_step(&st, "i", input); row && n < in->naims; row = ics_sql_next(&st)) {
      out->best[n] = ics_sql_real(&st, 0);
      out->worst[n++] = ics_sql_real(&st, 1);
   }
   *found = *found && n == in->naims;
   return ics_sql_end(&st, err);
}

/* ---- cells: writing -----------------------------------------------------------------------------
 */

static const char *sense_word(bool maximise)
{
   return maximise ? "max" : "min";
}

static ics_rc insert_head(ics_store *s, int input, const ics_bench_cell *c, int *id, ics_err *err)
{
   ics_sql st = ics_sql_begin(s, "DELETE FROM cells WHERE input = ? AND policy = ?");
   (void)ics_sql_step(&st, "it", input, c->policy);
   ICS_TRY(ics_sql_end(&st, err));
   st = ics_sql_begin(
       s, "INSERT INTO cells (input, policy, policy_name, run_id, goal_id, status, words, start, "
          "certified,"
          " relative_gap, goal, sense, shortfall_gbp_m, breach_gbp_m, unmet_first,"
          " unmet_last, unmet_today, inequality, moved_gbp_m, iterations, rows, columns,"
          " nonzeros, seconds)"
          " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
   (void)ics_sql_step(&st, "itttttttirrtrrrrrrriiiir", input, c->policy, c->policy_name, c->run_id,
                      c->goal_id, c->status, c->words, c->start, (int)c->certified, c->relative_gap,
                      c->goal, sense_word(c->maximise), c->shortfall_gbp_m, c->breach_gbp_m,
                      c->unmet_first, c->unmet_last, c->unmet_today, c->inequality, c->moved_gbp_m,
                      c->iterations, c->rows, c->columns, c->nonzeros, c->seconds);
   *id = (int)sqlite3_last_insert_rowid(s->db);
   return ics_sql_end(&st, err);
}

static ics_rc insert_aims(ics_store *s, int id, const ics_bench_cell *c, ics_err *err)
{
   ics_sql st = ics_sql_begin(s, "INSERT INTO aims (cell, position, aim, name, unit, sense, value,"
                                 " baseline, best, worst) VALUES (?,?,?,?,?,?,?,?,?,?)");
   for (int a = 0; a < c->naims; a++) {
      const ics_result_aim *aim = &c->aims[a];
      (void)ics_sql_step(&st, "iittttrrrr", id, a, aim->aim.id, aim->aim.name, aim->unit,
                         sense_word(aim->maximise), aim->value, aim->baseline, aim->best,
                         aim->worst);
   }
   return ics_sql_end(&st, err);
}

static ics_rc insert_stages(ics_store *s, int id, const ics_bench_cell *c, ics_err *err)
{
   ics_sql st = ics_sql_begin(s, "INSERT INTO stages (cell, position, stage, status, value, held,"
                                 " iterations) VALUES (?,?,?,?,?,?,?)");
   for (int n = 0; n < c->nstages; n++) {
      const ics_result_stage *it = &c->stages[n];
      (void)ics_sql_step(&st, "iittrri", id, n, it->id, it->status, it->value, it->held,
                         it->iterations);
   }
   ICS_TRY(ics_sql_end(&st, err));
   st = ics_sql_begin(s,
                      "INSERT INTO certificates (cell, position, certified, relative_gap,"
                      " primal_violation, dual_violation, method, rung) VALUES (?,?,?,?,?,?,?,?)");
   for (int n = 0; n < c->nstages; n++) {
      const ics_result_stage *it = &c->stages[n];
      (void)ics_sql_step(&st, "iiirrrtt", id, n, (int)it->certified, it->relative_gap,
                         it->primal_violation, it->dual_violation, it->method, it->rung);
   }
   return ics_sql_end(&st, err);
}

static ics_rc insert_lines(ics_store *s, int id, const ics_bench_cell *c, ics_err *err)
{
   ics_sql st =
       ics_sql_begin(s, "INSERT INTO plan (cell, place, service, mechanism, principle, year,"
                        " gbp_m, baseline_gbp_m) VALUES (?,?,?,?,?,?,?,?)");
   for (int n = 0; n < c->nplan; n++) {
      const ics_plan_line *it = &c->plan[n];
      (void)ics_sql_step(&st, "itttttrr", id, it->place.id, it->service.id, it->mechanism.id,
                         it->principle, it->year, it->gbp_m, it->baseline_gbp_m);
   }
   ICS_TRY(ics_sql_end(&st, err));
   st = ics_sql_begin(
       s, "INSERT INTO prices (cell, rule, family, words, unit, price, from_limit, to_limit)"
          " VALUES (?,?,?,?,?,?,?,?)");
   for (int n = 0; n < c->nprices; n++) {
      const ics_price_line *it = &c->prices[n];
      (void)ics_sql_step(&st, "ittttrrr", id, it->rule, it->family, it->words, it->unit, it->price,
                         it->from, it->to);
   }
   return ics_sql_end(&st, err);
}

static ics_rc insert_breaches(ics_store *s, int id, const ics_bench_cell *c, ics_err *err)
{
   ics_sql st =
       ics_sql_begin(s, "INSERT INTO breaches (cell, position, rule, family, words, year, unit,"
                        " amount) VALUES (?,?,?,?,?,?,?,?)");
   for (int n = 0; n < c->nbreaches; n++) {
      const ics_breach_line *it = &c->breaches[n];
      (void)ics_sql_step(&st, "iitttttr", id, n, it->rule, it->family, it->words, it->year,
                         it->unit, it->amount);
   }
   return ics_sql_end(&st, err);
}

static ics_rc insert_cell(ics_store *s, int input, const ics_bench_cell *cell, ics_err *err)
{
   int id = 0;
   ICS_TRY(insert_head(s, input, cell, &id, err));
   ICS_TRY(insert_aims(s, id, cell, err));
   ICS_TRY(insert_stages(s, id, cell, err));
   ICS_TRY(insert_breaches(s, id, cell, err));
   return insert_lines(s, id, cell, err);
}

ics_rc ics_store_put_cell(ics_store *s, int input, const ics_bench_cell *cell, ics_err *err)
{
   ICS_TRY(ics_sql_do(s, "BEGIN IMMEDIATE", err));
   return ics_sql_finish(s, insert_cell(s, input, cell, err), err);
}

/* ---- cells: reading -----------------------------------------------------------------------------
 */

static ics_rc read_head(ics_store *s, int input, const char *policy, ics_arena *arena,
                        ics_bench_cell *c, int *id, ics_err *err)
{
   ics_sql st = ics_sql_begin(
       s, "SELECT cell, policy_name, status, words, start, certified, relative_gap, goal, sense,"
          " shortfall_gbp_m, breach_gbp_m, unmet_first, unmet_last, unmet_today, inequality,"
          " moved_gbp_m, iterations, rows, columns, nonzeros, seconds, run_id, goal_id"
          " FROM cells WHERE input = ? AND policy = ?");
   *id = 0;
   if (ics_sql_step(&st, "it", input, policy)) {
      *id = ics_sql_whole(&st, 0);
      *c = (ics_bench_cell){ .policy = policy,
                             .policy_name = ics_sql_word(&st, 1, arena),
                             .status = ics_sql_word(&st, 2, arena),
                             .words = ics_sql_text(&st, 3, arena),
                             .start = ics_sql_word(&st, 4, arena),
                             .certified = ics_sql_whole(&st, 5) != 0,
                             .relative_gap = ics_sql_real(&st, 6),
                             .goal = ics_sql_real(&st, 7),
                             .maximise = strcmp(ics_sql_word(&st, 8, arena), "max") == 0,
                             .shortfall_gbp_m = ics_sql_real(&st, 9),
                             .breach_gbp_m = ics_sql_real(&st, 10),
                             .unmet_first = ics_sql_real(&st, 11),
                             .unmet_last = ics_sql_real(&st, 12),
                             .unmet_today = ics_sql_real(&st, 13),
                             .inequality = ics_sql_real(&st, 14),
                             .moved_gbp_m = ics_sql_real(&st, 15),
                             .iterations = ics_sql_whole(&st, 16),
                             .rows = ics_sql_whole(&st, 17),
                             .columns = ics_sql_whole(&st, 18),
                             .nonzeros = ics_sql_whole(&st, 19),
                             .seconds = ics_sql_real(&st, 20),
                             .run_id = ics_sql_word(&st, 21, arena),
                             .goal_id = ics_sql_word(&st, 22, arena) };
   }
   return ics_sql_end(&st, err);
}

static ics_rc read_aims(ics_store *s, int id, ics_arena *arena, ics_bench_cell *c, ics_err *err)
{
   ICS_TRY(ics_sql_number(s, "SELECT count(*) FROM aims WHERE cell = ?", id, &c->naims, err));
   ICS_ALLOC(c->aims, arena, c->naims, err);
   ics_sql st =
       ics_sql_begin(s, "SELECT aim, name, unit, sense, value, baseline, best, worst FROM aims"
                        " WHERE cell = ? ORDER BY position");
   int n = 0;
   for (bool row = ics_sql_step(&st, "i", id); row && n < c->naims; row = ics_sql_next(&st))
      c->aims[n++] =
          (ics_result_aim){ .aim = { ics_sql_word(&st, 0, arena), ics_sql_word(&st, 1, arena) },
                            .unit = ics_sql_word(&st, 2, arena),
                            .maximise = strcmp(ics_sql_word(&st, 3, arena), "max") == 0,
                            .value = ics_sql_real(&st, 4),
                            .baseline = ics_sql_real(&st, 5),
                            .best = ics_sql_real(&st, 6),
                            .worst = ics_sql_real(&st, 7) };
   return ics_sql_end(&st, err);
}

static ics_rc read_stages(ics_store *s, int id, ics_arena *arena, ics_bench_cell *c, ics_err *err)
{
   ICS_TRY(ics_sql_number(s, "SELECT count(*) FROM stages WHERE cell = ?", id, &c->nstages, err));
   ICS_ALLOC(c->stages, arena, c->nstages, err);
   ics_sql st =
       ics_sql_begin(s, "SELECT stage, status, value, held, iterations, certified, relative_gap,"
                        " primal_violation, dual_violation, method, rung"
                        " FROM stages JOIN certificates USING (cell, position)"
                        " WHERE cell = ? ORDER BY position");
   int n = 0;
   for (bool row = ics_sql_step(&st, "i", id); row && n < c->nstages; row = ics_sql_next(&st))
      c->stages[n++] = (ics_result_stage){ .id = ics_sql_word(&st, 0, arena),
                                           .status = ics_sql_word(&st, 1, arena),
                                           .value = ics_sql_real(&st, 2),
                                           .held = ics_sql_real(&st, 3),
                                           .iterations = ics_sql_whole(&st, 4),
                                           .certified = ics_sql_whole(&st, 5) != 0,
                                           .relative_gap = ics_sql_real(&st, 6),
                                           .primal_violation = ics_sql_real(&st, 7),
                                           .dual_violation = ics_sql_real(&st, 8),
                                           .method = ics_sql_word(&st, 9, arena),
                                           .rung = ics_sql_word(&st, 10, arena) };
   return ics_sql_end(&st, err);
}

ics_rc ics_store_get_cell(ics_store *s, int input, const char *policy, ics_arena *arena,
                          ics_bench_cell *out, bool *found, ics_err *err)
{
   int id;
   ICS_TRY(read_head(s, input, policy, arena, out, &id, err));
   *found = id != 0;
   if (!*found) return ICS_OK;
   ICS_TRY(read_aims(s, id, arena, out, err));
   return read_stages(s, id, arena, out, err);
}
