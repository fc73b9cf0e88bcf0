/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only file that knows GLPK. 1-based indices end here. GLPK aborts the process on a failed
 * assertion or misuse; every entry therefore goes through `guard`, which turns that into a lost
 * environment. No text of a user ever reaches GLPK, and it prints nothing. */
#include "lp/backend.h"

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <glpk.h>

enum { WORDS_BYTES = 512, MILLISECONDS = 1000 };

/* Pivots between two factorisations. With GLPK's own 100 the factors fill up: draws of a
 * probabilistic analysis of 4,000 rows took 1.08 times, solves from nothing 1.06 times as long as
 * with 50 to 70, in three interleaved runs; 25 is no better. */
enum { PIVOTS = 60 };

static const double SMALLEST_REDUCED_COST = 1e-20; /* what is less is rounding of 0 */

/* The guard's own state, which has to outlive a jump out of GLPK. The epoch counts lost
 * environments. */
static struct {
   jmp_buf escape;
   unsigned epoch;
   int faults_due; /* see ics_backend_fault */
   char words[WORDS_BYTES];
} guarded;

struct ics_backend {
   glp_prob *prob;
   unsigned epoch; /* prob is alive while this is the guard's epoch */
   const ics_lp *matrix;
   double *v;         /* [m + 1] 1-based numbers */
   int *ind;          /* [m + 1] 1-based indices */
   double *rlo, *rhi; /* [m] limits of rows, each with two (model/lp.h) */
   char *only;        /* [m] 'L' or 'U', the one limit that a row has; else 0 */
   bool scaled, solved;
   double cost_scale; /* of the last run */
};

/* GLPK turns its terminal on before it reports an error; the text is kept instead of printed. */
static int collect(void *info, const char *text)
{
   (void)info;
   size_t used = strlen(guarded.words);
   (void)snprintf(guarded.words + used, sizeof guarded.words - used, "%s", text);
   return 1;
}

static void jump_out(void *info)
{
   (void)info;
   (void)glp_free_env();
   guarded.epoch++;
   longjmp(guarded.escape, 1);
}

/* Run body(ctx). @return false if GLPK faulted, and then every glp_prob is gone. The hooks are set
 * each time because they are lost with the environment. Nothing of this frame changes after setjmp.
 */
static bool guard(void (*body)(void *), void *ctx)
{
   guarded.words[0] = '\0';
   glp_term_hook(collect, NULL);
   glp_error_hook(jump_out, NULL);
   (void)glp_term_out(GLP_OFF);
   if (setjmp(guarded.escape) != 0) return false;
   body(ctx);
   return true;
}

const char *ics_backend_words(void)
{
   return guarded.words;
}

void ics_backend_fault(int runs)
{
   guarded.faults_due = runs;
}

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

const char *ics_lp_backend(void)
{
   return "GLPK " TEXT(GLP_MAJOR_VERSION) "." TEXT(GLP_MINOR_VERSION);
}

void ics_lp_shutdown(void)
{
   if (glp_free_env() == 0) guarded.epoch++;
}

static bool alive(const ics_backend *b)
{
   return b->prob && b->epoch == guarded.epoch;
}

ics_rc ics_backend_open(const ics_lp *lp, ics_arena *arena, ics_backend **out, ics_err *err)
{
   ics_backend *b = NULL;
   ICS_ALLOC(b, arena, 1, err);
   ICS_ALLOC(b->v, arena, (size_t)lp->m + 1, err);
   ICS_ALLOC(b->ind, arena, (size_t)lp->m + 1, err);
   ICS_ALLOC(b->rlo, arena, lp->m, err);
   ICS_ALLOC(b->rhi, arena, lp->m, err);
   ICS_ALLOC(b->only, arena, lp->m, err);
   b->matrix = lp;
   *out = b;
   return ICS_OK;
}

static void close_body(void *ctx)
{
   ics_backend *b = ctx;
   glp_delete_prob(b->prob);
}

void ics_backend_close(ics_backend **backend)
{
   if (*backend && alive(*backend)) (void)guard(close_body, *backend);
   *backend = NULL;
}

static void load_matrix(ics_backend *b)
{
   const ics_lp *lp = b->matrix;
   glp_bfcp factors;
   b->prob = glp_create_prob();
   b->epoch = guarded.epoch;
   b->scaled = b->solved = false;
   glp_get_bfcp(b->prob, &factors);
   factors.nfs_max = PIVOTS;
   glp_set_bfcp(b->prob, &factors);
   glp_set_obj_dir(b->prob, GLP_MIN);
   glp_add_rows(b->prob, lp->m);
   glp_add_cols(b->prob, lp->n);
   for (int j = 0; j < lp->n; j++) {
      int len = 0;
      for (int k = lp->start[j]; k < lp->start[j + 1]; k++) {
         b->ind[++len] = lp->row[k] + 1;
         b->v[len] = lp->val[k];
      }
      glp_set_mat_col(b->prob, j + 1, len, b->ind, b->v);
   }
}

/* The one place that turns two numbers into a kind of bound. */
static int bound_type(double lo, double hi)
{
   return lo == hi ? GLP_FX : GLP_DB;
}

static void load_costs(ics_backend *b, const ics_lp *lp)
{
   for (int j = 0; j < lp->n; j++) glp_set_obj_coef(b->prob, j + 1, b->cost_scale * lp->c[j]);
   glp_set_obj_coef(b->prob, 0, b->cost_scale * lp->c0);
}

/* A row with one limit gets another beyond all that the box allows, which nothing ever meets. Then
 * every variable has two bounds and every basis is dual feasible with its nonbasic variables at the
 * right ones; otherwise a single dual of the wrong sign sends GLPK's dual simplex into a first
 * phase that forgets the basis it was given. */
static void load_rows(ics_backend *b, const ics_lp *lp)
{
   ics_lp_box(lp, b->rlo, b->rhi, b->only);
   for (int i = 0; i < lp->m; i++) {
      bool free = lp->rlo[i] == -HUGE_VAL && lp->rhi[i] == HUGE_VAL;
      int type = free ? GLP_FR : bound_type(b->rlo[i], b->rhi[i]);
      glp_set_row_bnds(b->prob, i + 1, type, b->rlo[i], b->rhi[i]);
   }
}

static void load_numbers(ics_backend *b, const ics_lp *lp)
{
   load_rows(b, lp);
   for (int j = 0; j < lp->n; j++)
      glp_set_col_bnds(b->prob, j + 1, bound_type(lp->lo[j], lp->hi[j]), lp->lo[j], lp->hi[j]);
   load_costs(b, lp);
}

/* Factors that another back end has worked out for this very matrix. */
static bool take_scaling(ics_backend *b)
{
   const ics_lp *lp = b->matrix;
   const ics_scaling *s = lp->scaling;
   if (!s || s->val != lp->val || s->m != lp->m || s->n != lp->n || s->nz != lp->nz) return false;
   for (int i = 0; i < lp->m; i++) glp_set_rii(b->prob, i + 1, s->row[i]);
   for (int j = 0; j < lp->n; j++) glp_set_sjj(b->prob, j + 1, s->col[j]);
   return true;
}

static void keep_scaling(ics_backend *b)
{
   const ics_lp *lp = b->matrix;
   ics_scaling *s = lp->scaling;
   if (!s || s->m != lp->m || s->n != lp->n) return;
   for (int i = 0; i < lp->m; i++) s->row[i] = glp_get_rii(b->prob, i + 1);
   for (int j = 0; j < lp->n; j++) s->col[j] = glp_get_sjj(b->prob, j + 1);
   s->val = lp->val;
   s->nz = lp->nz;
}

/* Scaling takes three times as long as a warm solve. */
static void scale(ics_backend *b)
{
   if (take_scaling(b)) return;
   glp_scale_prob(b->prob, GLP_SF_AUTO);
   keep_scaling(b);
}

static void set_scaling(ics_backend *b, bool scaled)
{
   if (scaled && !b->scaled) scale(b);
   if (!scaled && b->scaled) glp_unscale_prob(b->prob);
   b->scaled = scaled;
}

static const char LETTERS[] = "BLUFS"; /* in the order of GLP_BS, GLP_NL, GLP_NU, GLP_NF, GLP_NS */

static char letter(int status)
{
   return status >= GLP_BS && status <= GLP_NS ? LETTERS[status - GLP_BS] : 'L';
}

/* GLPK itself turns a nonbasic status that does not suit the bounds into one that does. */
static int status_of(char c)
{
   const char *at = c ? strchr(LETTERS, c) : NULL;
   return at ? GLP_BS + (int)(at - LETTERS) : GLP_NL;
}

/* The factors of an earlier run are dropped even where it ended in this very basis: they carry its
 * updates, and a run from a given basis has to give the same digits whatever went before. */
static void load_basis(ics_backend *b, const ics_basis *basis)
{
   const ics_lp *lp = b->matrix;
   glp_set_row_stat(b->prob, 1, glp_get_row_stat(b->prob, 1) == GLP_BS ? GLP_NL : GLP_BS);
   for (int i = 0; i < lp->m; i++) glp_set_row_stat(b->prob, i + 1, status_of(basis->row[i]));
   for (int j = 0; j < lp->n; j++) glp_set_col_stat(b->prob, j + 1, status_of(basis->col[j]));
}

static int milliseconds(double seconds)
{
   double ms = seconds * MILLISECONDS;
   if (!(ms > 1)) return 1;
   return ms < INT_MAX ? (int)ms : INT_MAX;
}

/* Measured on generated block-angular LPs of 4,800 and 7,900 rows and 17,800 boxed columns, one run
 * each: Dantzig pricing takes 1.5 to 1.8 times as long, the slack basis 1.1 to 1.6 times as long as
 * the crash basis, other factorisations are no faster. Tolerances of 1e-9 make the same iterations
 * as 1e-7 there, but a false "infeasible" likelier on near-parallel rows. */
static void set_parameters(glp_smcp *parm, const ics_attempt *run, int method)
{
   glp_init_smcp(parm);
   parm->msg_lev = GLP_MSG_OFF;
   parm->meth = method;
   parm->pricing = GLP_PT_PSE;
   parm->r_test = method == GLP_PRIMAL ? GLP_RT_HAR : GLP_RT_FLIP;
   parm->tol_bnd = parm->tol_dj = run->tolerance;
   parm->it_lim = method == GLP_DUALP && run->dual > 0 ? run->dual : run->iterations;
   if (parm->it_lim < 1) parm->it_lim = 1;
   parm->tm_lim = milliseconds(run->seconds);
   parm->presolve = GLP_OFF;
}

/* The only reading of GLPK's answers. A dual simplex that ends undecided is a failure, and "no dual
 * feasible point" cannot be true of a box. */
static ics_end end_of(glp_prob *prob, int rc)
{
   if (rc == GLP_EITLIM || rc == GLP_ETMLIM || rc == GLP_EOBJLL || rc == GLP_EOBJUL)
      return ICS_END_LIMIT;
   if (rc != 0) return ICS_END_FAILED;
   if (glp_get_status(prob) == GLP_OPT) return ICS_END_OPTIMAL;
   return glp_get_prim_stat(prob) == GLP_NOFEAS ? ICS_END_INFEASIBLE : ICS_END_FAILED;
}

typedef struct run_frame {
   ics_backend *b;
   const ics_lp *lp;
   const ics_basis *basis;
   const ics_attempt *run;
   ics_end end;
   int iterations;
   bool feasible; /* the basis kept is primal feasible */
} run_frame;

static void choose_basis(run_frame *f)
{
   ics_backend *b = f->b;
   if (f->run->start == ICS_START_SLACK)
      glp_std_basis(b->prob);
   else if (f->run->start == ICS_START_CRASH)
      glp_cpx_basis(b->prob);
   else if (f->basis)
      load_basis(b, f->basis);
   else if (!b->solved)
      glp_cpx_basis(b->prob);
   if (glp_bf_exists(b->prob) || glp_factorize(b->prob) == 0) return;
   glp_cpx_basis(b->prob);
   if (glp_factorize(b->prob) != 0) glp_std_basis(b->prob);
}

/* A power of two that brings the reduced costs at the starting basis near 1, by the mean of their
 * exponents: an aim that is a small number has reduced costs that a fixed tolerance takes for 0. */
static double scale_of_costs(const ics_backend *b)
{
   double exponents = 0;
   int count = 0;
   for (int j = 1; j <= b->matrix->n; j++) {
      double d = fabs(glp_get_col_dual(b->prob, j));
      if (glp_get_col_stat(b->prob, j) == GLP_BS || d < SMALLEST_REDUCED_COST) continue;
      exponents += log2(d);
      count++;
   }
   return count > 0 ? exp2(round(-exponents / count)) : 1;
}

/* Scale the costs by the basis kept, and see whether it is primal feasible: no cost changes that.
 */
static void look_at_basis(run_frame *f)
{
   if (f->run->start != ICS_START_KEEP || glp_warm_up(f->b->prob) != 0) return;
   f->feasible = glp_get_prim_stat(f->b->prob) == GLP_FEAS;
   f->b->cost_scale *= scale_of_costs(f->b);
   load_costs(f->b, f->lp);
}

static int choose_method(const run_frame *f)
{
   if (f->run->method == ICS_METHOD_PRIMAL) return GLP_PRIMAL;
   if (f->run->method == ICS_METHOD_DUAL) return GLP_DUALP;
   return f->feasible ? GLP_PRIMAL : GLP_DUALP;
}

/* For tests: what GLPK aborts on. */
static void misuse(ics_backend *b)
{
   if (guarded.faults_due > 0) guarded.faults_due--;
   (void)glp_add_rows(b->prob, 0);
}

static void run_body(void *ctx)
{
   run_frame *f = ctx;
   ics_backend *b = f->b;
   if (!alive(b)) load_matrix(b);
   if (guarded.faults_due != 0) misuse(b);
   b->cost_scale = 1;
   load_numbers(b, f->lp);
   set_scaling(b, f->run->scaled);
   choose_basis(f);
   look_at_basis(f);
   glp_smcp parm;
   int before = glp_get_it_cnt(b->prob), rc = 0;
   if (f->run->method == ICS_METHOD_EXACT) {
      set_parameters(&parm, f->run, GLP_PRIMAL);
      rc = glp_exact(b->prob, &parm);
   } else {
      set_parameters(&parm, f->run, choose_method(f));
      rc = glp_simplex(b->prob, &parm);
   }
   b->solved = true;
   f->iterations = glp_get_it_cnt(b->prob) - before;
   f->end = end_of(b->prob, rc);
}

ics_end ics_backend_run(ics_backend *backend, const ics_lp *lp, const ics_basis *basis,
                        const ics_attempt *run, int *iterations)
{
   run_frame f = { backend, lp, basis, run, ICS_END_FAULT, 0, false };
   bool done = guard(run_body, &f);
   *iterations = f.iterations;
   return done ? f.end : ICS_END_FAULT;
}

bool ics_backend_point(ics_backend *backend, double *x, double *y, ics_basis *basis)
{
   if (!alive(backend) || !backend->solved) return false;
   glp_prob *prob = backend->prob;
   for (int i = 0; i < backend->matrix->m; i++) {
      y[i] = glp_get_row_dual(prob, i + 1) / backend->cost_scale;
      basis->row[i] = letter(glp_get_row_stat(prob, i + 1));
      if (basis->row[i] != 'B' && backend->only[i]) basis->row[i] = backend->only[i];
   }
   for (int j = 0; j < backend->matrix->n; j++) {
      x[j] = glp_get_col_prim(prob, j + 1);
      basis->col[j] = letter(glp_get_col_stat(prob, j + 1));
   }
   return true;
}

typedef struct take_frame {
   ics_backend *b;
   const ics_basis *basis;
   bool scaled, done;
} take_frame;

static void take_body(void *ctx)
{
   take_frame *f = ctx;
   if (!alive(f->b)) load_matrix(f->b);
   set_scaling(f->b, f->scaled);
   load_basis(f->b, f->basis);
   f->b->solved = false;
   f->done = glp_factorize(f->b->prob) == 0;
}

bool ics_backend_take(ics_backend *backend, const ics_basis *basis, bool scaled)
{
   take_frame f = { backend, basis, scaled, false };
   return guard(take_body, &f) && f.done;
}

typedef struct factor_frame {
   ics_backend *b;
   int *head;
   double *v;
   bool transposed, done;
} factor_frame;

static void factor_body(void *ctx)
{
   factor_frame *f = ctx;
   glp_prob *prob = f->b->prob;
   f->done = glp_bf_exists(prob) || glp_factorize(prob) == 0;
   for (int p = 0; f->done && p < f->b->matrix->m; p++) f->head[p] = glp_get_bhead(prob, p + 1) - 1;
}

bool ics_backend_factors(ics_backend *backend, int *head)
{
   factor_frame f = { backend, head, NULL, false, false };
   return alive(backend) && guard(factor_body, &f) && f.done;
}

static void solve_body(void *ctx)
{
   factor_frame *f = ctx;
   double *v = f->b->v;
   size_t bytes = (size_t)f->b->matrix->m * sizeof *v;
   memcpy(v + 1, f->v, bytes);
   if (f->transposed)
      glp_btran(f->b->prob, v);
   else
      glp_ftran(f->b->prob, v);
   memcpy(f->v, v + 1, bytes);
}

bool ics_backend_ftran(ics_backend *backend, double *v)
{
   factor_frame f = { backend, NULL, v, false, false };
   return alive(backend) && guard(solve_body, &f);
}

bool ics_backend_btran(ics_backend *backend, double *v)
{
   factor_frame f = { backend, NULL, v, true, false };
   return alive(backend) && guard(solve_body, &f);
}
