/* SPDX-License-Identifier: GPL-3.0-or-later */
/* False optima: what plain GLPK, QSopt_ex and our ladder say of the LPs of falselp.h.
 *
 *    falseopt             check the table, tests/falseopt.inc, and print what each says
 *    falseopt N           instead of the table, the first N seeds of each class
 *    falseopt --table     choose LPs afresh and write the table to the standard output
 *
 * The exit status is 1 when a figure below is missed. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "falselp.h"
#include "lp/solve.h"
#include "oracle.h"

enum {
   LEAST_CASES = 60,
   LEAST_FALSE = 10,        /* optima claimed by GLPK's defaults that are wrong */
   LEAST_RIGHT_PERCENT = 80 /* certified by the ladder and right */
};

/* The choice: of each class the first so many on which the defaults are wrong, and others. */
enum { CHOSEN_FALSE = 14, CHOSEN_OTHER = 6, SEEDS = 4000 };

static const double FALSE_BEYOND = 1e-6; /* {relative} a claim further off is false */
static const double RIGHT_WITHIN = 1e-8; /* {relative} of the ladder: 10 times its limit */

static const ics_limits LIMITS = { 1e-9, 100000, 20 };

/* What all say of one LP. */
typedef struct opinion {
   double exact, claim[PLAIN_WAYS], claim_error[PLAIN_WAYS], error;
   ics_status status;
   const char *rung;
} opinion;

static bool is_false(const opinion *o, int way)
{
   return !isnan(o->claim[way]) && o->claim_error[way] > FALSE_BEYOND;
}

static bool ask_plain(ics_arena *arena, const ics_lp *lp, opinion *o)
{
   double *x = ics_alloc(arena, (size_t)lp->n, sizeof *x);
   if (!x || !exact_optimum(lp, &o->exact)) return false;
   for (int way = 0; way < PLAIN_WAYS; way++) {
      o->claim[way] = plain_claim(lp, (plain_way)way, x);
      o->claim_error[way] = false_error(lp, x, o->claim[way], o->exact);
   }
   return true;
}

static bool ask_ladder(ics_arena *arena, const ics_lp *lp, opinion *o)
{
   ics_err err = { .rc = ICS_OK };
   ics_solution s = { .status = ICS_UNCERTIFIED };
   if (ics_lp_solve(lp, NULL, &LIMITS, arena, &s, &err) != ICS_OK) {
      fprintf(stderr, "%s\n", err.text);
      return false;
   }
   o->status = s.status;
   o->rung = s.rung_name;
   o->error = 0;
   if (s.status == ICS_OPTIMAL) o->error = false_error(lp, s.x, s.objective, o->exact);
   if (s.status == ICS_INFEASIBLE && !isinf(o->exact)) o->error = INFINITY;
   return true;
}

static void write_number(double v)
{
   if (isnan(v))
      printf("NAN");
   else if (isinf(v))
      printf("INFINITY");
   else
      printf("%.17g", v);
}

static int choose(void)
{
   static const char *const names[] = { "FALSE_SPREAD", "FALSE_PARALLEL", "FALSE_TINY",
                                        "FALSE_MISSED" };
   printf("/* Written by `make falseopt ACCEPT=1`: see false_case in falselp.h. */\n");
   for (int kind = 0; kind < FALSE_CLASSES; kind++) {
      int wrong = 0, others = 0;
      for (int seed = 0; seed < SEEDS && (wrong < CHOSEN_FALSE || others < CHOSEN_OTHER); seed++) {
         ics_arena *arena = ics_arena_new();
         opinion o = { 0 };
         bool known = ask_plain(arena, &false_lp(arena, (false_class)kind, (uint64_t)seed)->lp, &o);
         ics_arena_free(&arena);
         int *count = is_false(&o, PLAIN_DEFAULT) ? &wrong : &others;
         if (!known || *count >= (count == &wrong ? CHOSEN_FALSE : CHOSEN_OTHER)) continue;
         ++*count;
         printf("{ %s, %d, ", names[kind], seed);
         write_number(o.exact);
         printf(", ");
         write_number(o.claim[PLAIN_DEFAULT]);
         printf(" },\n");
      }
   }
   return 0;
}

/* Totals of the check. */
typedef struct totals {
   int cases, stale, claimed_false[PLAIN_WAYS], wrong, right, unsolved;
} totals;

static bool answered(const opinion *o)
{
   return o->status == ICS_OPTIMAL || o->status == ICS_INFEASIBLE;
}

static void count(totals *t, const opinion *o)
{
   for (int way = 0; way < PLAIN_WAYS; way++) t->claimed_false[way] += is_false(o, way);
   t->cases++;
   t->wrong += answered(o) && o->error > RIGHT_WITHIN;
   t->right += answered(o) && o->error <= RIGHT_WITHIN;
   t->unsolved += !answered(o);
}

static void write_line(const false_case *f, const opinion *o)
{
   static const char *const words[] = { "optimal", "infeasible", "not certified", "limit" };
   printf("%-8s %5d %-24.17g ", false_class_name(f->kind), f->seed, o->exact);
   for (int way = 0; way < PLAIN_WAYS; way++)
      printf("%-14.6g%c", o->claim[way], is_false(o, way) ? '!' : ' ');
   printf("%-13s %-8.1g %s\n", words[o->status], o->error, o->rung);
}

static bool same(double a, double b)
{
   return a == b || (isnan(a) && isnan(b));
}

static int verdict(const totals *t)
{
   bool good = t->cases >= LEAST_CASES && t->stale == 0 && t->wrong == 0 &&
               t->claimed_false[PLAIN_DEFAULT] >= LEAST_FALSE &&
               100 * t->right >= LEAST_RIGHT_PERCENT * t->cases;
   printf("\n%d LPs (want %d or more); the table differs in %d (want 0)\n"
          "false optima of GLPK: %d by default (want %d or more), %d scaled, %d presolved\n"
          "the ladder: %d wrong (want 0), %d certified and right (want %d%%), %d not solved\n%s\n",
          t->cases, LEAST_CASES, t->stale, t->claimed_false[PLAIN_DEFAULT], LEAST_FALSE,
          t->claimed_false[PLAIN_SCALED], t->claimed_false[PLAIN_PRESOLVED], t->wrong, t->right,
          LEAST_RIGHT_PERCENT, t->unsolved, good ? "all figures reached" : "A FIGURE IS MISSED");
   return good ? 0 : 1;
}

/* Ask about one LP, and write a line if it is to be read: all of the table, of the many only what
 * is wrong or not solved. @return false when there is no opinion to count */
static bool take(totals *t, const false_case *f, bool all)
{
   ics_arena *arena = ics_arena_new();
   opinion o = { .rung = "" };
   lp_data *d = false_lp(arena, f->kind, (uint64_t)f->seed);
   bool asked = ask_plain(arena, &d->lp, &o) && ask_ladder(arena, &d->lp, &o);
   ics_arena_free(&arena);
   if (!asked) {
      printf("%-8s %5d no answer of QSopt_ex or a fault of the ladder\n", false_class_name(f->kind),
             f->seed);
      return false;
   }
   if (all) t->stale += !same(f->exact, o.exact) || !same(f->claim, o.claim[PLAIN_DEFAULT]);
   count(t, &o);
   if (all || !answered(&o) || o.error > RIGHT_WITHIN) write_line(f, &o);
   return true;
}

static void heading(void)
{
   printf("%-8s %5s %-24s %-15s%-15s%-15s%-13s %-8s %s\n", "class", "seed", "exact optimum",
          "GLPK default", "scaled", "presolved", "the ladder", "error", "by");
}

static int check(int seeds)
{
   totals t = { 0 };
   bool asked = true;
   heading();
   (void)fflush(stdout);
   for (int k = 0; seeds == 0 && k < false_count; k++) asked &= take(&t, &false_cases[k], true);
   for (int k = 0; k < seeds * FALSE_CLASSES; k++) {
      false_case f = { (false_class)(k / seeds), k % seeds, NAN, NAN };
      asked &= take(&t, &f, false);
   }
   return verdict(&t) || !asked;
}

int main(int argc, char **argv)
{
   bool table = argc > 1 && strcmp(argv[1], "--table") == 0;
   int rc = table ? choose() : check(argc > 1 ? atoi(argv[1]) : 0);
   oracle_shutdown();
   ics_lp_shutdown();
   return rc;
}
