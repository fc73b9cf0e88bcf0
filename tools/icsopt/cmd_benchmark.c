/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/pool.h"
#include "base/text.h"
#include "icsopt/options.h"
#include "icsopt/standings.h"

enum { MOST_SYSTEMS = 4096 };

static const ics_option options[] = {
   ICS_ROW("policies", 'p', "all|A,B,C", TEXT, policies, "which policies; default: all"),
   ICS_ROW("systems", 0, "all|QHM,QH8", TEXT, systems, "which systems, by code; default: all"),
   ICS_ROW_GOAL,
   ICS_ROW_WEIGHT,
   ICS_ROW_BOUND,
   ICS_ROW_RESOLUTION,
   ICS_ROW_SET,
   ICS_ROW_JOBS,
   ICS_ROW("output", 'o', "FILE", TEXT, output,
           "FILE.sqlite: the results store, from which a run that was stopped goes on; any other "
           "name: write the answer there"),
   ICS_ROW("export", 0, "FILE", TEXT, export_to, "write the answer to FILE, whole or not at all"),
   ICS_ROW_FORMAT("text|csv|json"),
   ICS_ROW("timing", 0, NULL, FLAG, timing, "with seconds, which differ from run to run"),
   ICS_ROW_END,
};

/* ---- which instances ----------------------------------------------------------------------------
 */

typedef struct chosen {
   const ics_instance **systems;
   const char **policies;
   int nsystems, npolicies;
} chosen;

static bool is_config(const char *name)
{
   size_t bytes = strlen(name);
   return bytes > 4 && strcmp(name + bytes - 4, ".cfg") == 0;
}

static int by_name(const void *a, const void *b)
{
   const char *const *x = a, *const *y = b;
   return strcmp(*x, *y);
}

/* The instance files of a folder, by name. */
static ics_rc list_folder(ics_call *call, const char *folder, const char **paths, int *n,
                          ics_err *err)
{
   DIR *open = opendir(folder);
   int first = *n;
   if (!open) return ics_fail(err, ICS_EINPUT, "%s: cannot be read", ics_show(folder).text);
   for (struct dirent *it = readdir(open); it && *n < MOST_SYSTEMS; it = readdir(open)) {
      if (!is_config(it->d_name)) continue;
      paths[*n] = ics_format(call->arena, "%s/%s", folder, it->d_name);
      if (paths[*n]) (*n)++;
   }
   (void)closedir(open);
   qsort(paths + first, (size_t)(*n - first), sizeof *paths, by_name);
   if (*n > first) return ICS_OK;
   return ics_fail(err, ICS_EINPUT, "%s: no instance (*.cfg) is in this folder",
                   ics_show(folder).text);
}

static ics_rc list_paths(ics_call *call, const char **paths, int *n, ics_err *err)
{
   struct stat st;
   for (int o = 0; o < call->noperands; o++) {
      const char *path = call->operands[o];
      if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
         ICS_TRY(list_folder(call, path, paths, n, err));
      else if (*n < MOST_SYSTEMS)
         paths[(*n)++] = path;
      if (*n == MOST_SYSTEMS)
         return ics_fail(err, ICS_EUSAGE, "more than %d instances", MOST_SYSTEMS - 1);
   }
   return ICS_OK;
}

static ics_rc load_all(ics_call *call, chosen *out, ics_err *err)
{
   const char **paths;
   int n = 0;
   ICS_ALLOC(paths, call->arena, MOST_SYSTEMS, err);
   ICS_TRY(list_paths(call, paths, &n, err));
   ICS_ALLOC(out->systems, call->arena, n, err);
   for (int p = 0; p < n; p++) {
      const ics_instance *in = NULL;
      ICS_TRY(ics_call_load(call, paths[p], &in, err));
      for (int s = 0; s < out->nsystems; s++)
         if (strcmp(out->systems[s]->code, in->code) == 0)
            return ics_fail(err, ICS_EUSAGE, "%s and %s are both system \"%s\"; leave one out",
                            ics_show(out->systems[s]->file).text, ics_show(paths[p]).text,
                            ics_show(in->code).text);
      out->systems[out->nsystems++] = in;
   }
   return ICS_OK;
}

/* ---- which of them ------------------------------------------------------------------------------
 */

/* @p list divided by commas: the place of each name among @p names (its first member), marked.
 * NULL or "all": all of them. */
static ics_rc mark(ics_call *call, const char *option, const char *list, const char *const *names,
                   int n, bool *marked, ics_err *err)
{
   bool all = !list || strcmp(list, "all") == 0;
   for (int i = 0; i < n; i++) marked[i] = all;
   for (const char *at = list; !all && at;) {
      size_t bytes = strcspn(at, ",");
      const char *name = ics_strndup(call->arena, at, bytes);
      if (!name) return ics_fail(err, ICS_EMEMORY, "out of memory");
      int found = 0;
      while (found < n && strcmp(names[found], name) != 0) found++;
      int near = found < n ? -1 : ics_nearest(name, names, n, sizeof *names);
      if (found == n)
         return ics_fail(err, ICS_EUSAGE, "--%s: there is no \"%s\"%s%s%s", option,
                         ics_show(name).text, near >= 0 ? "; did you mean " : "",
                         near >= 0 ? names[near] : "", near >= 0 ? "?" : "");
      marked[found] = true;
      at = at[bytes] ? at + bytes + 1 : NULL;
   }
   return ICS_OK;
}

static ics_rc choose_systems(ics_call *call, chosen *c, ics_err *err)
{
   const char **codes;
   bool *marked;
   int n = 0;
   ICS_ALLOC(codes, call->arena, c->nsystems, err);
   ICS_ALLOC(marked, call->arena, c->nsystems, err);
   for (int s = 0; s < c->nsystems; s++) codes[s] = c->systems[s]->code;
   ICS_TRY(mark(call, "systems", call->systems, codes, c->nsystems, marked, err));
   for (int s = 0; s < c->nsystems; s++)
      if (marked[s]) c->systems[n++] = c->systems[s];
   c->nsystems = n;
   return ICS_OK;
}

static void add_name(const char **names, int *n, const char *name)
{
   for (int seen = 0; seen < *n; seen++)
      if (strcmp(names[seen], name) == 0) return;
   names[(*n)++] = name;
}

/* Policies of all systems, in the order in which they are met. */
static ics_rc choose_policies(ics_call *call, chosen *c, ics_err *err)
{
   bool *marked;
   int room = 0, n = 0;
   for (int s = 0; s < c->nsystems; s++) room += c->systems[s]->npolicies + 1;
   ICS_ALLOC(c->policies, call->arena, room, err);
   ICS_ALLOC(marked, call->arena, room, err);
   for (int s = 0; s < c->nsystems; s++) {
      const ics_instance *in = c->systems[s];
      for (int p = 0; p < in->npolicies; p++) add_name(c->policies, &n, in->policies[p].id);
      if (in->npolicies == 0) add_name(c->policies, &n, ICS_FREE);
   }
   ICS_TRY(mark(call, "policies", call->policies, c->policies, n, marked, err));
   for (int p = 0; p < n; p++)
      if (marked[p]) c->policies[c->npolicies++] = c->policies[p];
   return ICS_OK;
}

/* ---- progress -----------------------------------------------------------------------------------
 */

typedef struct watch {
   const ics_call *call;
   const char *doing;
   double started;
} watch;

static void show_progress(void *ctx, const ics_benchmark_progress *p)
{
   watch *w = ctx;
   char text[128];
   if (w->doing != p->doing) w->started = ics_call_clock();
   w->doing = p->doing;
   double spent = ics_call_clock() - w->started, rate = spent > 0.0 ? p->solved / spent : 0.0;
   int bytes = snprintf(text, sizeof text, "%d of %d, %d failed", p->done, p->n, p->failed);
   if (rate > 0.0 && p->solved > 1)
      (void)snprintf(text + bytes, sizeof text - (size_t)bytes, ", %.2g a second, %.0f s left",
                     rate, (p->n - p->done) / rate);
   ics_call_progress(w->call, p->doing, text);
}

/* ---- the answer ---------------------------------------------------------------------------------
 */

/* An answer that cannot be written costs nothing that a store has. */
static ics_rc answer_kept(ics_call *call, const ics_benchmark *b, bool store, const char *path,
                          ics_err *err)
{
   ics_rc rc = ics_standings_write(call, b, path, err);
   if (rc != ICS_EOUTPUT || !store) return rc;
   const char *why = ics_strdup(call->arena, err->text);
   return ics_fail(err, rc,
                   "%s.\nEvery cell is kept in %s: the same command with another name for the "
                   "answer solves nothing again",
                   why ? why : "out of memory", ics_show(call->output).text);
}

static ics_rc bench(ics_call *call, const chosen *c, ics_benchmark *out, ics_err *err)
{
   watch w = { .call = call };
   ics_request asked = ics_call_request(call);
   ics_benchmark_request request = { .systems = c->systems,
                                     .policies = c->policies,
                                     .nsystems = c->nsystems,
                                     .npolicies = c->npolicies,
                                     .asked = &asked,
                                     .progress = show_progress,
                                     .progress_ctx = &w };
   ICS_TRY(ics_call_jobs(call, &request.jobs, err));
   const char *path = ics_is_store(call->output) ? call->output : NULL;
   if (ics_pool_is_leader()) ICS_TRY(ics_store_open(path, call->arena, &request.store, err));
   ics_rc rc = ics_benchmark_run(&request, call->arena, out, err);
   ics_call_progress(call, NULL, NULL);
   ics_store_close(&request.store);
   return rc;
}

static ics_rc run(ics_call *call, ics_err *err)
{
   chosen c = { 0 };
   ics_benchmark b;
   int jobs;
   bool store = ics_is_store(call->output);
   if (call->output && call->export_to && !store)
      return ics_fail(err, ICS_EUSAGE,
                      "-o %s and --export name two files for one answer; a results store ends in "
                      ".sqlite",
                      ics_show(call->output).text);
   ICS_TRY(ics_call_jobs(call, &jobs, err));
   ICS_TRY(load_all(call, &c, err));
   ICS_TRY(choose_systems(call, &c, err));
   ICS_TRY(choose_policies(call, &c, err));
   ICS_TRY(bench(call, &c, &b, err));
   if (!ics_pool_is_leader()) return ICS_OK;
   const char *path = store || call->export_to ? call->export_to : call->output;
   ICS_TRY(answer_kept(call, &b, store, path, err));
   return ics_standings_status(&b, err);
}

const ics_verb ics_verb_benchmark = {
   .operands = "INSTANCE|FOLDER...",
   .least = 1,
   .most = 1000,
   .options = options,
   .about =
       "Solves every system under every policy, each proved, by one yardstick: the best and worst "
       "of the aims are worked out once a system, under its first policy, and used for all. Says "
       "which policy is best where, what the others lose, and what each restriction costs.\n"
       "With -o FILE.sqlite each finished cell is kept there at once (an SQLite database; README "
       "has its tables). A run that was stopped goes on where it was when the same command is "
       "given "
       "again. Other settings, another version or changed instances are kept apart in the same "
       "file, and older results stay as they are. A cell that fails is tried once more; the others "
       "go on.\n"
       "--format csv: system,policy,resolution,status,certified,relative_gap, the aims, "
       "unmet,shortfall,seconds (empty without --timing), and more. The same bytes whatever -j.\n"
       "Exit status 4: some cells are not certified; 5: some failed; 6: the store or the answer "
       "could not be written.",
   .run = run,
};
