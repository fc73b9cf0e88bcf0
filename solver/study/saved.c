/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/saved.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "study/store_sql.h"

/* ---- runs ---------------------------------------------------------------------------------------
 */

/* Is the line of @p bytes among the lines of @p text? */
static bool has_line(const char *text, const char *line, size_t bytes)
{
   for (const char *at = text; *at;
        at += at[strcspn(at, "\n")] ? strcspn(at, "\n") + 1 : strcspn(at, "\n"))
      if (strcspn(at, "\n") == bytes && memcmp(at, line, bytes) == 0) return true;
   return false;
}

static bool all_have(const char *const *settings, int n, const char *line, size_t bytes)
{
   for (int r = 0; r < n; r++)
      if (!has_line(settings[r], line, bytes)) return false;
   return true;
}

/* A setting is kept to 17 digits; a reader wants no more than was typed. */
static void buffer_setting(ics_buffer *text, const char *line, size_t bytes)
{
   double value;
   const char *equals = memchr(line, '=', bytes);
   size_t name = equals ? (size_t)(equals - line) + 1 : bytes;
   ics_buffer_bytes(text, line, name);
   if (!equals) return;
   if (ics_number_read(equals + 1, bytes - name, &value) == ICS_NUMERAL_OK)
      ics_buffer_printf(text, "%.10g", value);
   else
      ics_buffer_bytes(text, equals + 1, bytes - name);
}

/* Lines of run @p which that some other lacks. */
static ics_rc apart(const char *const *settings, int n, int which, ics_arena *arena,
                    const char **out, ics_err *err)
{
   ics_buffer text = ics_buffer_start(arena);
   char *whole = NULL;
   for (const char *at = settings[which]; *at;) {
      size_t bytes = strcspn(at, "\n");
      if (bytes > 0 && !all_have(settings, n, at, bytes)) {
         if (text.used > 0) ics_buffer_text(&text, " ");
         buffer_setting(&text, at, bytes);
      }
      at += bytes + (at[bytes] == '\n');
   }
   ICS_TRY(ics_buffer_end(&text, &whole, err));
   *out = whole;
   return ICS_OK;
}

static ics_rc read_runs(const ics_store *s, ics_arena *arena, ics_saved_run *runs, int room, int *n,
                        ics_err *err)
{
   ics_sql st = ics_sql_begin(
       s, "SELECT run, version, backend, goal, resolution, settings,"
          " (SELECT count(*) FROM axes WHERE run = runs.run AND axis = 'system'),"
          " (SELECT count(*) FROM axes WHERE run = runs.run AND axis = 'policy'),"
          " (SELECT count(*) FROM cells JOIN inputs USING (input) WHERE run = runs.run)"
          " FROM runs ORDER BY run");
   *n = 0;
   for (bool row = ics_sql_step(&st, ""); row && *n < room; row = ics_sql_next(&st))
      runs[(*n)++] = (ics_saved_run){ .id = ics_sql_whole(&st, 0),
                                      .version = ics_sql_word(&st, 1, arena),
                                      .backend = ics_sql_word(&st, 2, arena),
                                      .goal = ics_sql_word(&st, 3, arena),
                                      .resolution = ics_sql_word(&st, 4, arena),
                                      .settings = ics_sql_word(&st, 5, arena),
                                      .systems = ics_sql_whole(&st, 6),
                                      .policies = ics_sql_whole(&st, 7),
                                      .cells = ics_sql_whole(&st, 8) };
   return ics_sql_end(&st, err);
}

ics_rc ics_saved_any(const ics_store *s, bool *out, ics_err *err)
{
   int n = 0;
   ICS_TRY(ics_sql_number(s, "SELECT count(*) FROM runs", 0, &n, err));
   *out = n > 0;
   return ICS_OK;
}

ics_rc ics_saved_runs(const ics_store *s, ics_arena *arena, ics_saved_run **out, int *n,
                      ics_err *err)
{
   int room = 0;
   const char **settings;
   ICS_TRY(ics_sql_number(s, "SELECT count(*) FROM runs", 0, &room, err));
   if (room == 0)
      return ics_fail(err, ICS_EINPUT, "%s: this results store holds no run yet",
                      ics_show(s->path).text);
   ICS_ALLOC(*out, arena, room, err);
   ICS_ALLOC(settings, arena, room, err);
   ICS_TRY(read_runs(s, arena, *out, room, n, err));
   for (int r = 0; r < *n; r++) settings[r] = (*out)[r].settings;
   for (int r = 0; r < *n; r++) ICS_TRY(apart(settings, *n, r, arena, &(*out)[r].settings, err));
   return ICS_OK;
}

/* ---- systems ------------------------------------------------------------------------------------
 */

static ics_rc read_names(const ics_store *s, int input, const char *kind, ics_arena *arena,
                         ics_name **out, int *n, ics_err *err)
{
   int room = 0;
   ICS_TRY(ics_sql_number(s, "SELECT count(*) FROM names WHERE input = ?", input, &room, err));
   ICS_ALLOC(*out, arena, room, err);
   *n = 0;
   ics_sql st = ics_sql_begin(
       s, "SELECT id, name FROM names WHERE input = ? AND kind = ? ORDER BY position");
   for (bool row = ics_sql_step(&st, "it", input, kind); row && *n < room; row = ics_sql_next(&st))
      (*out)[(*n)++] = (ics_name){ ics_sql_word(&st, 0, arena), ics_sql_word(&st, 1, arena) };
   return ics_sql_end(&st, err);
}

/* The input of a system that counts. */
static ics_rc read_system(const ics_store *s, int run, const char *code, ics_arena *arena,
                          ics_bench_system *out, int *input, ics_err *err)
{
   ics_name *aims;
   ics_sql st = ics_sql_begin(s, "SELECT input, name, file, sha256, reference FROM inputs"
                                 " WHERE run = ? AND system = ? ORDER BY asked DESC LIMIT 1");
   *input = 0;
   *out = (ics_bench_system){ .code = code, .name = "", .file = "", .sha256 = "" };
   if (ics_sql_step(&st, "it", run, code)) {
      *input = ics_sql_whole(&st, 0);
      out->name = ics_sql_word(&st, 1, arena);
      out->file = ics_sql_word(&st, 2, arena);
      out->sha256 = ics_sql_word(&st, 3, arena);
      out->reference = ics_sql_text(&st, 4, arena);
   }
   ICS_TRY(ics_sql_end(&st, err));
   ICS_TRY(read_names(s, *input, "aim", arena, &aims, &out->naims, err));
   out->aims = aims;
   return ICS_OK;
}

static ics_rc is_offered(const ics_store *s, int input, const char *policy, bool *out, ics_err *err)
{
   ics_sql st = ics_sql_begin(s, "SELECT 1 FROM offers WHERE input = ? AND policy = ?");
   *out = ics_sql_step(&st, "it", input, policy);
   return ics_sql_end(&st, err);
}

/* ---- cells --------------------------------------------------------------------------------------
 */

static ics_rc read_cell(ics_store *s, int input, const char *policy, ics_arena *arena,
                        ics_bench_cell *out, ics_err *err)
{
   bool offered = false, found = false;
   ICS_TRY(is_offered(s, input, policy, &offered, err));
   if (offered) ICS_TRY(ics_store_get_cell(s, input, policy, arena, out, &found, err));
   if (!offered)
      *out = ics_bench_no_cell(policy, "absent", NULL);
   else if (!found)
      *out = ics_bench_no_cell(policy, ICS_MISSING, "the benchmark was stopped before it");
   return ICS_OK;
}

ics_rc ics_saved_benchmark(ics_store *s, const ics_saved_run *run, ics_arena *arena,
                           ics_benchmark *out, ics_err *err)
{
   const char **codes, **policies;
   int nsystems, npolicies, input;
   ics_bench_system *systems;
   ICS_TRY(ics_store_axis(s, run->id, "system", arena, &codes, &nsystems, err));
   ICS_TRY(ics_store_axis(s, run->id, "policy", arena, &policies, &npolicies, err));
   *out = (ics_benchmark){ .version = run->version,
                           .policies = policies,
                           .nsystems = nsystems,
                           .npolicies = npolicies,
                           .goal = run->goal,
                           .resolution = run->resolution };
   ICS_ALLOC(systems, arena, nsystems, err);
   ICS_ALLOC(out->cells, arena, nsystems * npolicies, err);
   out->systems = systems;
   for (int n = 0; n < nsystems; n++) {
      ICS_TRY(read_system(s, run->id, codes[n], arena, &systems[n], &input, err));
      for (int p = 0; p < npolicies; p++)
         ICS_TRY(read_cell(s, input, policies[p], arena, &out->cells[n * npolicies + p], err));
   }
   ics_bench_count(out);
   return ICS_OK;
}

/* ---- a plan -------------------------------------------------------------------------------------
 */

static ics_rc check_name(const char *what, const char *name, const char *const *known, int n,
                         ics_err *err)
{
   for (int k = 0; k < n; k++)
      if (strcmp(known[k], name) == 0) return ICS_OK;
   int near = ics_nearest(name, known, n, sizeof *known);
   return ics_fail(err, ICS_EUSAGE, "this run has no %s \"%s\"%s%s%s", what, ics_show(name).text,
                   near >= 0 ? "; did you mean " : "", near >= 0 ? ics_show(known[near]).text : "",
                   near >= 0 ? "?" : "");
}

static ics_name named(const ics_name *names, int n, const char *id)
{
   for (int k = 0; k < n; k++)
      if (strcmp(names[k].id, id) == 0) return names[k];
   return (ics_name){ id, id };
}

/** Names of the things in plan lines. */
typedef struct glossary {
   ics_name *places, *services, *mechanisms;
   int nplaces, nservices, nmechanisms;
} glossary;

static ics_rc read_glossary(const ics_store *s, int input, ics_arena *arena, glossary *out,
                            ics_err *err)
{
   ICS_TRY(read_names(s, input, "place", arena, &out->places, &out->nplaces, err));
   ICS_TRY(read_names(s, input, "service", arena, &out->services, &out->nservices, err));
   return read_names(s, input, "mechanism", arena, &out->mechanisms, &out->nmechanisms, err);
}

static ics_rc read_plan(const ics_store *s, int cell, const glossary *g, ics_arena *arena,
                        ics_result *out, ics_err *err)
{
   int room = 0;
   ICS_TRY(ics_sql_number(s, "SELECT count(*) FROM plan WHERE cell = ?", cell, &room, err));
   ICS_ALLOC(out->plan, arena, room, err);
   ics_sql st = ics_sql_begin(s, "SELECT place, service, mechanism, principle, year, gbp_m,"
                                 " baseline_gbp_m FROM plan WHERE cell = ? ORDER BY rowid");
   for (bool row = ics_sql_step(&st, "i", cell); row && out->nplan < room; row = ics_sql_next(&st))
      out->plan[out->nplan++] =
          (ics_plan_line){ .place = named(g->places, g->nplaces, ics_sql_word(&st, 0, arena)),
                           .service = named(g->services, g->nservices, ics_sql_word(&st, 1, arena)),
                           .mechanism =
                               named(g->mechanisms, g->nmechanisms, ics_sql_word(&st, 2, arena)),
                           .principle = ics_sql_word(&st, 3, arena),
                           .year = ics_sql_word(&st, 4, arena),
                           .gbp_m = ics_sql_real(&st, 5),
                           .baseline_gbp_m = ics_sql_real(&st, 6) };
   return ics_sql_end(&st, err);
}

static ics_rc read_breaches(const ics_store *s, int cell, ics_arena *arena, ics_result *out,
                            ics_err *err)
{
   int room = 0;
   ICS_TRY(ics_sql_number(s, "SELECT count(*) FROM breaches WHERE cell = ?", cell, &room, err));
   ICS_ALLOC(out->breaches, arena, room, err);
   ics_sql st = ics_sql_begin(s, "SELECT rule, family, words, year, unit, amount FROM breaches"
                                 " WHERE cell = ? ORDER BY position");
   for (bool row = ics_sql_step(&st, "i", cell); row && out->nbreaches < room;
        row = ics_sql_next(&st))
      out->breaches[out->nbreaches++] = (ics_breach_line){ .rule = ics_sql_word(&st, 0, arena),
                                                           .family = ics_sql_word(&st, 1, arena),
                                                           .words = ics_sql_word(&st, 2, arena),
                                                           .year = ics_sql_word(&st, 3, arena),
                                                           .unit = ics_sql_word(&st, 4, arena),
                                                           .amount = ics_sql_real(&st, 5) };
   return ics_sql_end(&st, err);
}

static ics_rc cell_number(const ics_store *s, int input, const char *policy, int *out, ics_err *err)
{
   ics_sql st = ics_sql_begin(s, "SELECT cell FROM cells WHERE input = ? AND policy = ?");
   *out = ics_sql_step(&st, "it", input, policy) ? ics_sql_whole(&st, 0) : 0;
   return ics_sql_end(&st, err);
}

static ics_rc fill_years(const ics_store *s, int input, ics_arena *arena, ics_result *out,
                         ics_err *err)
{
   ics_name *years;
   ICS_TRY(read_names(s, input, "year", arena, &years, &out->years, err));
   ICS_ALLOC(out->year_names, arena, out->years, err);
   for (int t = 0; t < out->years; t++) out->year_names[t] = years[t].id;
   return ICS_OK;
}

static ics_rc fill(const ics_store *s, const ics_saved_run *run, const ics_bench_system *system,
                   int input, const ics_bench_cell *c, ics_arena *arena, ics_result *out,
                   ics_err *err)
{
   glossary g = { 0 };
   int cell = 0;
   *out = (ics_result){ .run_id = c->run_id,
                        .version = run->version,
                        .backend = run->backend,
                        .code = system->code,
                        .name = system->name,
                        .file = system->file,
                        .sha256 = system->sha256,
                        .policy = c->policy,
                        .policy_name = c->policy_name,
                        .goal = c->goal_id,
                        .resolution = run->resolution,
                        .status = c->status,
                        .certified = c->certified,
                        .relative_gap = c->relative_gap,
                        .objective = c->goal,
                        .aims = c->aims,
                        .stages = c->stages,
                        .naims = c->naims,
                        .nstages = c->nstages,
                        .breach_gbp_m = c->breach_gbp_m,
                        .shortfall_gbp_m = c->shortfall_gbp_m,
                        .unmet_share_first = c->unmet_first,
                        .unmet_share_last = c->unmet_last,
                        .baseline_unmet_share_last = c->unmet_today };
   ICS_TRY(fill_years(s, input, arena, out, err));
   ICS_TRY(read_glossary(s, input, arena, &g, err));
   ICS_TRY(cell_number(s, input, c->policy, &cell, err));
   ICS_TRY(read_plan(s, cell, &g, arena, out, err));
   return read_breaches(s, cell, arena, out, err);
}

/* What stands in the place of a plan, said. */
static ics_rc has_plan(const char *system, const ics_bench_cell *c, ics_err *err)
{
   const char *status = c->status, *words = c->words ? c->words : "";
   ics_rc rc = ICS_ELIMIT;
   if (c->certified) return ICS_OK;
   if (strcmp(status, "absent") == 0)
      return ics_fail(err, ICS_EUSAGE, "%s has no policy \"%s\"", ics_show(system).text,
                      ics_show(c->policy).text);
   if (strcmp(status, "infeasible") == 0) rc = ICS_ENOPLAN;
   if (strcmp(status, "uncertified") == 0) rc = ICS_ENUMERIC;
   return ics_fail(err, rc, "%s:%s has no plan to show (%s)%s%s", ics_show(system).text,
                   ics_show(c->policy).text, status, *words ? ": " : "", words);
}

ics_rc ics_saved_plan(ics_store *s, const ics_saved_run *run, const char *code, const char *policy,
                      ics_arena *arena, ics_result **out, ics_err *err)
{
   const char **codes, **policies;
   int nsystems, npolicies, input;
   ics_bench_system system;
   ics_bench_cell cell = { 0 };
   ICS_TRY(ics_store_axis(s, run->id, "system", arena, &codes, &nsystems, err));
   ICS_TRY(ics_store_axis(s, run->id, "policy", arena, &policies, &npolicies, err));
   ICS_TRY(check_name("system", code, codes, nsystems, err));
   ICS_TRY(check_name("policy", policy, policies, npolicies, err));
   ICS_TRY(read_system(s, run->id, code, arena, &system, &input, err));
   ICS_TRY(read_cell(s, input, policy, arena, &cell, err));
   ICS_TRY(has_plan(code, &cell, err));
   ICS_ALLOC(*out, arena, 1, err);
   return fill(s, run, &system, input, &cell, arena, *out, err);
}
