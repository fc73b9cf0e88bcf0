/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory may run out anywhere between an instance and its written plan: the k-th allocation fails,
 * for every k until none does. */
#include <stdlib.h>

#include <glpk.h>

#include "check.h"
#include "lp/solve.h"
#include "results/run.h"

enum { MANY = 1000000 }; /* allocations: no instance here comes near, so the loops end */

/** What one try gave. */
typedef struct outcome {
   ics_rc rc;
   char *text;  /* the plan as JSON, from malloc; NULL unless rc is ICS_OK */
   size_t left; /* bytes live after the arena was freed */
   int blocks;  /* of GLPK then: its environment alone, unless a handle was left open */
} outcome;

static ics_rc plan_as_text(const char *file, const ics_request *request, ics_arena *arena,
                           char **text, ics_err *err)
{
   const ics_instance *in = NULL;
   ics_solved solved;
   ics_result *result = NULL;
   ICS_TRY(ics_instance_read(file, NULL, 0, arena, &in, err));
   ICS_TRY(ics_solve(in, request, arena, &solved, err));
   ICS_TRY(ics_result_make(&solved, request, arena, &result, err));
   result->seconds_build = result->seconds_solve = result->seconds_certify = -1.0; /* untimed */
   return ics_result_json(result, arena, text, err);
}

/** The whole way, with the allocation @p k failing (-1: none). */
static outcome try(const char *file, const ics_request *request, long k, ics_err *err)
{
   outcome o = { .rc = ICS_EMEMORY };
   char *text = NULL;
   ics_arena_fail_at(k);
   ics_arena *arena = ics_arena_new();
   if (arena) o.rc = plan_as_text(file, request, arena, &text, err);
   ics_arena_fail_at(-1);
   if (o.rc == ICS_OK) {
      size_t bytes = strlen(text) + 1;
      o.text = malloc(bytes);
      if (o.text) memcpy(o.text, text, bytes);
   }
   ics_arena_free(&arena);
   o.left = ics_arena_live();
   glp_mem_usage(&o.blocks, NULL, NULL, NULL);
   return o;
}

/** Every failure is ICS_EMEMORY and leaves nothing behind; the success at the end is the plan of an
 * undisturbed run, to the byte. */
static void run_out_everywhere(const char *file, const ics_request *request)
{
   static ics_err err;
   ics_err_clear(&err);
   outcome undisturbed = try(file, request, -1, &err);
   CHECK_(undisturbed.rc == ICS_OK && undisturbed.text, "%s: %s", file, err.text);
   ics_rc rc = undisturbed.text ? ICS_EMEMORY : ICS_EBUG;
   long k = 0;
   for (; rc == ICS_EMEMORY && k < MANY; k++) {
      ics_err_clear(&err);
      outcome o = try(file, request, k, &err);
      rc = o.rc;
      CHECK_(rc == ICS_EMEMORY || rc == ICS_OK, "%s, allocation %ld: code %d: %s", file, k, (int)rc,
             err.text);
      if (rc == ICS_EMEMORY && k > 0) CHECK_TEXT(err.text, "out of memory");
      CHECK_(o.left == undisturbed.left, "%s, allocation %ld: %zu bytes left", file, k, o.left);
      CHECK_(o.blocks == undisturbed.blocks, "%s, allocation %ld: GLPK holds %d blocks, want %d",
             file, k, o.blocks, undisturbed.blocks);
      if (rc == ICS_OK) CHECK_TEXT(o.text, undisturbed.text);
      free(o.text);
   }
   CHECK_(k > 100, "%s: only %ld allocations were tried", file, k);
   free(undisturbed.text);
}

static void with_goal(const char *file, const char *goal)
{
   ics_settings settings = ics_settings_default();
   ics_request request = { .goal = goal, .settings = &settings };
   run_out_everywhere(file, &request);
}

static void a_chain(void)
{
   with_goal("instances/tiny/chain.cfg", NULL);
}

static void an_inequality(void)
{
   with_goal("instances/tiny/gap.cfg", NULL);
}

static void every_lever(void)
{
   with_goal("tests/good/small.cfg", NULL);
}

/* Wishes take memory of their own, and a wish that could not be copied is not a wrong wish. */
static void wishes(void)
{
   static const char *const weights[] = { "health=2" }, *const bounds[] = { "health<=1e6" };
   ics_settings settings = ics_settings_default();
   settings.gap = 2e-9; /* not its default, so the plan tells it */
   ics_request request = { .goal = "health",
                           .weights = weights,
                           .bounds = bounds,
                           .nweights = 1,
                           .nbounds = 1,
                           .settings = &settings };
   run_out_everywhere("instances/tiny/chain.cfg", &request);
}

const ics_test tests_memory[] = {
   { "memory may run out anywhere on the way to a plan with links between services", a_chain },
   { "memory may run out anywhere on the way to a plan with an inequality index", an_inequality },
   { "memory may run out anywhere on the way to a plan with tables and every kind of rule",
     every_lever },
   { "memory may run out anywhere under weights, bounds and a goal of one's own", wishes },
   { NULL, NULL },
};
