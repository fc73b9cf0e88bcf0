/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lp/solve.h"

#include <math.h>
#include <string.h>

#include "lp/ladder.h"
#include "simplex/dual.h"

enum { EXACT_SIZE = 1500 }; /* rows and columns up to which rational arithmetic is quick */
enum { CORRECTIONS = 3 };   /* of a basis that is feasible only within the tolerance */

static const double FAST_TOLERANCE =
    1e-7; /* of the first rung: tighter makes false "infeasible" likelier */
static const double TIGHT_TOLERANCE = 1e-9;      /* of the others: what the certificate wants */
static const double SPARSE_TOLERANCE = 1e-10;    /* of the sparse rungs: costs no steps there */
static const double TIGHTER[] = { 1e-9, 1e-11 }; /* in turn, for a point that strays */
enum { NTIGHTER = (int)(sizeof TIGHTER / sizeof TIGHTER[0]) };
static const double STRAY = 1e-5; /* {relative} a violation that is the tolerance's doing */
static const double NEARLY_ROUNDING = 1e-12; /* {relative} a violation that need not be */
static const double ROUNDING =
    1e-14; /* {relative} a violation that the rounding of the data itself can cause */

/* The ladder. Each sparse rung is simplex/dual.h, the others are the back end's. */
static const struct {
   const char *name;
   ics_start start;
   ics_method method;
   bool scaled, sparse;
} rungs[] = {
   { "warm basis, sparse dual simplex", ICS_START_KEEP, ICS_METHOD_DUAL, true, true },
   { "warm basis", ICS_START_KEEP, ICS_METHOD_BASIS, true, false },
   { "on from there, sparse dual simplex", ICS_START_KEEP, ICS_METHOD_DUAL, true, true },
   { "warm basis, dual simplex", ICS_START_KEEP, ICS_METHOD_DUAL, true, false },
   { "sparse dual simplex", ICS_START_SLACK, ICS_METHOD_DUAL, true, true },
   { "dual simplex", ICS_START_CRASH, ICS_METHOD_DUAL, true, false },
   { "warm re-solve at 1e-9", ICS_START_KEEP, ICS_METHOD_BASIS, true, false },
   { "primal simplex from a fresh basis, unscaled", ICS_START_SLACK, ICS_METHOD_PRIMAL, false,
     false },
   { "exact arithmetic from the last basis", ICS_START_KEEP, ICS_METHOD_EXACT, false, false },
};

enum {
   RUNGS = (int)(sizeof rungs / sizeof rungs[0]),
   RUNG_NEAR = 0,
   RUNG_WARM = 1,
   RUNG_ON = 2,
   RUNG_WARM_DUAL = 3,
   RUNG_SPARSE = 4,
   RUNG_DUAL = 5,
   RUNG_TIGHT = 6,
   RUNG_FRESH = 7,
   RUNG_EXACT = 8
};

/* A stage from the basis of the one before takes a few hundred iterations or, where many plans are
 * equally good, the primal simplex wanders without end; so may the dual one, from such a basis,
 * where it would not from a fresh one. Each warm rung is therefore short. */
enum { WARM_ITERATIONS = 250, WARM_DUAL_ITERATIONS_PER_ROW = 3 };

static bool sparse_left_out; /* see ics_solver_leave_sparse_out */

struct ics_solver {
   ics_lp matrix; /* as opened; only m, n, nz, start, row and val count */
   uint64_t shape;
   ics_backend *backend; /* NULL: the LP has no nonzeros and needs none */
   ics_dual *dual;       /* NULL: not yet asked for */
   ics_basis ended;      /* of the last solve; row NULL: none yet */
   bool warm;            /* the back end holds that basis */
   ics_arena *arena;
};

/* A climb of the ladder: what is being solved, the work space, the best and the last point. */
typedef struct climb {
   ics_solver *solver;
   const ics_lp *lp;
   const ics_basis *warm; /* to start from, where the back end does not hold it already */
   const ics_limits *limits;
   ics_solution *best;
   ics_solution last; /* arrays of the last run; only these count */
   ics_basis near;    /* in which the first rung ended */
   double *refine, *certify;
   int *head;
   ics_arena *scratch;
   bool given; /* the start was, by the caller */
   bool ray_tried, limited, any;
   int faults, tried;
} climb;

void ics_solver_leave_sparse_out(bool leave)
{
   sparse_left_out = leave;
}

ics_rc ics_solver_open(const ics_lp *lp, ics_arena *arena, ics_solver **out, ics_err *err)
{
   ics_solver *s = NULL;
   ICS_TRY(ics_lp_check(lp, err));
   ICS_ALLOC(s, arena, 1, err);
   s->arena = arena;
   s->matrix = *lp;
   s->shape = ics_lp_shape(lp);
   if (lp->nz > 0) ICS_TRY(ics_backend_open(&s->matrix, arena, &s->backend, err));
   *out = s;
   return ICS_OK;
}

void ics_solver_close(ics_solver **solver)
{
   if (*solver) ics_backend_close(&(*solver)->backend);
   *solver = NULL;
}

static ics_rc check_basis(const ics_basis *basis, uint64_t shape, int m, int n, ics_err *err)
{
   if (basis->shape != shape)
      return ics_fail(
          err, ICS_EBUG,
          "a basis of another linear program was offered as a start: got shape %016llx, want "
          "%016llx. Start without a basis, or with one of the same rows and columns",
          (unsigned long long)basis->shape, (unsigned long long)shape);
   for (int k = 0; k < m + n; k++) {
      char c = k < m ? basis->row[k] : basis->col[k - m];
      if (c == '\0' || !strchr("BLUFS", c))
         return ics_fail(
             err, ICS_EBUG,
             "a damaged basis was offered as a start: status of %s %d: got character %d, want "
             "one of B L U F S. Start without a basis",
             k < m ? "row" : "column", k < m ? k : k - m, c);
   }
   return ICS_OK;
}

static ics_rc check_stage(const ics_solver *s, const ics_lp *lp, ics_err *err)
{
   const ics_lp *a = &s->matrix;
   if (lp->m != a->m || lp->n != a->n || lp->nz != a->nz || lp->start != a->start ||
       lp->row != a->row || lp->val != a->val)
      return ics_fail(
          err, ICS_EBUG,
          "a linear program of another matrix was given to a solver: got %d x %d, %d "
          "nonzeros, want the arrays of the %d x %d program it was opened on, %d nonzeros. "
          "Open a solver for each matrix",
          lp->m, lp->n, lp->nz, a->m, a->n, a->nz);
   return ics_lp_check(lp, err);
}

/* The numbers of a point, in two parts, and its basis. */
static ics_rc take_point(const ics_lp *lp, ics_arena *arena, ics_solution *point, ics_err *err)
{
   ICS_ALLOC(point->x, arena, lp->n, err);
   ICS_ALLOC(point->x_low, arena, lp->n, err);
   ICS_ALLOC(point->y, arena, lp->m, err);
   ICS_ALLOC(point->y_low, arena, lp->m, err);
   ICS_ALLOC(point->basis.row, arena, lp->m, err);
   ICS_ALLOC(point->basis.col, arena, lp->n, err);
   memset(point->basis.row, 'B', (size_t)lp->m);
   memset(point->basis.col, 'L', (size_t)lp->n);
   return ICS_OK;
}

static void copy_point(const ics_lp *lp, const ics_solution *from, ics_solution *to)
{
   memcpy(to->x, from->x, (size_t)lp->n * sizeof *to->x);
   memcpy(to->x_low, from->x_low, (size_t)lp->n * sizeof *to->x);
   memcpy(to->y, from->y, (size_t)lp->m * sizeof *to->y);
   memcpy(to->y_low, from->y_low, (size_t)lp->m * sizeof *to->y);
   memcpy(to->basis.row, from->basis.row, (size_t)lp->m);
   memcpy(to->basis.col, from->basis.col, (size_t)lp->n);
}

static ics_rc take_work(climb *k, ics_arena *scratch, ics_err *err)
{
   const ics_lp *lp = k->lp;
   k->scratch = scratch;
   ICS_TRY(take_point(lp, scratch, &k->last, err));
   ICS_ALLOC(k->refine, scratch, ICS_REFINE_WORK(lp), err);
   ICS_ALLOC(k->head, scratch, ICS_REFINE_HEAD(lp), err);
   ICS_ALLOC(k->certify, scratch, ICS_CERTIFY_WORK * ((size_t)lp->m + (size_t)lp->n), err);
   return ICS_OK;
}

static ics_rc certify(climb *k, ics_certificate *cert, ics_err *err)
{
   return ics_certify_optimal(k->lp, k->last.x, k->last.x_low, k->last.y, k->last.y_low,
                              k->limits->gap, k->certify, cert, err);
}

static double defect(const ics_certificate *cert)
{
   return fmax(cert->relative_gap, fmax(cert->primal_violation, cert->dual_violation));
}

/* Where rows are nearly parallel, leaving the limits by 1e-12 can be worth far more than the gap
 * allows, so a small LP has to be feasible to rounding. In a large one that is not always to be had
 * and the limit decides. */
static bool slips(const climb *k, const ics_certificate *cert)
{
   return k->lp->m + k->lp->n <= EXACT_SIZE && cert->primal_violation > ROUNDING;
}

/* Keep the last point if it is certified, the first, or nearer to a proof than the one kept. */
static void keep_better(climb *k, const ics_certificate *cert, int rung)
{
   bool proved = cert->certified && !slips(k, cert);
   if (k->any && !proved && !(defect(cert) < defect(&k->best->certificate))) return;
   k->any = true;
   copy_point(k->lp, &k->last, k->best);
   k->best->certificate = *cert;
   k->best->objective = cert->primal;
   k->best->rung = rung;
   k->best->rung_name = rungs[rung].name;
   k->best->certificate.certified = proved;
   if (proved) k->best->status = ICS_OPTIMAL;
   if (cert->certified && !proved)
      k->best->certificate.method = "none: the point leaves its limits by more than rounding";
}

/* An optimum of 0 (no shortfall anywhere) leaves nothing to measure a gap against but a floor, and
 * the last digits of degenerate duals then count as a gap. Zero duals prove such an optimum to the
 * last digit, and are as good: prices are not unique there. */
static ics_rc certify_with_zero_duals(climb *k, int rung, ics_err *err)
{
   ics_certificate cert = { 0 };
   memset(k->last.y, 0, (size_t)k->lp->m * sizeof *k->last.y);
   memset(k->last.y_low, 0, (size_t)k->lp->m * sizeof *k->last.y_low);
   ICS_TRY(certify(k, &cert, err));
   if (cert.certified) keep_better(k, &cert, rung);
   return ICS_OK;
}

static bool near_ftran(void *dual, double *v)
{
   ics_dual_ftran(dual, v);
   return true;
}

static bool near_btran(void *dual, double *v)
{
   ics_dual_btran(dual, v);
   return true;
}

/* The last point, as sharp as its factors make it. @return false: there is none */
static bool take_last(climb *k, int rung)
{
   ics_solution *p = &k->last;
   ics_dual *dual = k->solver->dual;
   if (rungs[rung].sparse) {
      const ics_factors factors = { k->head, dual, near_ftran, near_btran };
      ics_dual_point(dual, p->x, p->y, p->basis.row, p->basis.col);
      ics_dual_head(dual, k->head);
      ics_refine_by(&factors, k->lp, &p->basis, p->x, p->x_low, p->y, p->y_low, k->refine);
      return true;
   }
   if (!ics_backend_point(k->solver->backend, p->x, p->y, &p->basis)) return false;
   ics_refine(k->solver->backend, k->lp, &p->basis, p->x, p->x_low, p->y, p->y_low, k->refine,
              k->head);
   return true;
}

static ics_rc certify_last(climb *k, int rung, ics_certificate *cert, ics_err *err)
{
   if (!take_last(k, rung)) return ICS_OK;
   ICS_TRY(certify(k, cert, err));
   keep_better(k, cert, rung);
   return cert->certified ? ICS_OK : certify_with_zero_duals(k, rung, err);
}

/* Optimal, but feasible only within the back end's tolerance: the basis next to it is wanted, not a
 * fresh climb. What the certificate would allow is tightened as well, as plans are read to the
 * penny and compared to the last digits. */
static bool strays(const climb *k, const ics_certificate *cert)
{
   return cert->relative_gap <= k->limits->gap && cert->dual_violation <= k->limits->gap &&
          cert->primal_violation <= STRAY && cert->primal_violation > NEARLY_ROUNDING;
}

static ics_end tighten(climb *k, double tolerance)
{
   ics_attempt run = { .start = ICS_START_KEEP,
                       .method = ICS_METHOD_BASIS,
                       .scaled = true,
                       .tolerance = tolerance,
                       .iterations = WARM_ITERATIONS,
                       .seconds = k->limits->seconds };
   int made = 0;
   ics_end end = ics_backend_run(k->solver->backend, k->lp, NULL, &run, &made);
   k->best->iterations += made;
   return end;
}

/* A point that is optimal but for a slip goes through corrections before the next rung. */
static ics_rc certify_point(climb *k, int rung, ics_end *end, ics_err *err)
{
   ics_certificate cert = { .certified = false };
   ICS_TRY(certify_last(k, rung, &cert, err));
   for (int pass = 0; pass < NTIGHTER && *end == ICS_END_OPTIMAL && strays(k, &cert); pass++) {
      *end = tighten(k, TIGHTER[pass]);
      if (*end == ICS_END_OPTIMAL) ICS_TRY(certify_last(k, rung, &cert, err));
   }
   for (int pass = 0; pass < CORRECTIONS && cert.certified && slips(k, &cert); pass++) {
      ICS_TRY(ics_correct(k->solver->backend, k->lp, k->last.x, k->last.x_low, k->limits,
                          &k->best->iterations, end, err));
      if (*end != ICS_END_OPTIMAL) return ICS_OK;
      ICS_TRY(certify_last(k, rung, &cert, err));
   }
   return ICS_OK;
}

static ics_rc try_ray(climb *k, int rung, ics_err *err)
{
   ics_certificate cert = { 0 };
   if (k->ray_tried) return ICS_OK;
   k->ray_tried = true;
   ICS_TRY(ics_prove_infeasible(k->lp, k->limits, k->last.y, &cert, &k->best->iterations, err));
   if (!cert.certified) return ICS_OK;
   memset(k->best->x, 0, (size_t)k->lp->n * sizeof *k->best->x);
   memcpy(k->best->y, k->last.y, (size_t)k->lp->m * sizeof *k->last.y);
   memset(k->best->y_low, 0, (size_t)k->lp->m * sizeof *k->last.y_low);
   k->best->certificate = cert;
   k->best->objective = INFINITY;
   k->best->status = ICS_INFEASIBLE;
   k->best->rung = rung;
   k->best->rung_name = "elastic rows";
   return ICS_OK;
}

static bool has_basis(const climb *k)
{
   return k->warm || k->solver->warm;
}

static int limit_of_dual(const climb *k)
{
   int limit = WARM_ITERATIONS + WARM_DUAL_ITERATIONS_PER_ROW * k->lp->m;
   return limit < k->limits->iterations ? limit : k->limits->iterations;
}

static ics_end run_rung(climb *k, int rung)
{
   int most = k->limits->iterations, limit = most;
   bool fast = rung <= RUNG_DUAL;
   int dual = limit_of_dual(k);
   if (rung == RUNG_WARM) limit = WARM_ITERATIONS;
   if (rung == RUNG_WARM_DUAL) limit = dual;
   if (limit > most) limit = most;
   ics_attempt run = { .start = rungs[rung].start,
                       .method = rungs[rung].method,
                       .scaled = rungs[rung].scaled,
                       .tolerance = fast ? FAST_TOLERANCE : TIGHT_TOLERANCE,
                       .iterations = limit,
                       .dual = rung == RUNG_WARM ? dual : 0,
                       .seconds = k->limits->seconds };
   int made = 0;
   ics_end end = ics_backend_run(k->solver->backend, k->lp, k->warm, &run, &made);
   k->warm = NULL;
   k->best->iterations += made;
   k->tried++;
   k->faults += end == ICS_END_FAULT;
   k->limited |= end == ICS_END_LIMIT && limit == most;
   k->solver->warm = end != ICS_END_FAULT;
   return end;
}

static bool answered(const climb *k)
{
   return k->best->status == ICS_OPTIMAL || k->best->status == ICS_INFEASIBLE;
}

/* A limit met in the dual rung is not met again from where it stopped: on to a fresh basis. */
static bool worth_trying(const climb *k, int rung, ics_end last)
{
   if (rungs[rung].sparse && sparse_left_out) return false;
   if (rung == RUNG_NEAR) return k->given;
   if (rung == RUNG_ON) return last == ICS_END_LIMIT && has_basis(k);
   if (rung <= RUNG_WARM_DUAL) return has_basis(k);
   if (rung == RUNG_TIGHT) return last != ICS_END_LIMIT;
   if (rung == RUNG_EXACT) return k->lp->m + k->lp->n <= EXACT_SIZE;
   return true;
}

/* The elastic LP is always solvable and quick, a fresh start in a sick LP is neither: where both
 * warm rungs gave up, it goes first. */
static bool ray_is_next(int rung, ics_end last)
{
   return rung == RUNG_EXACT || (rung == RUNG_FRESH && last == ICS_END_FAILED);
}

/* The back end on a rung, to a proof if there is one. */
static ics_rc climb_rung(climb *k, int rung, ics_end *end, ics_err *err)
{
   *end = run_rung(k, rung);
   if (*end == ICS_END_FAULT) return ICS_OK;
   ICS_TRY(certify_point(k, rung, end, err));
   return !answered(k) && *end == ICS_END_INFEASIBLE ? try_ray(k, rung, err) : ICS_OK;
}

static ics_rc slack_basis(const climb *k, ics_basis *out, ics_err *err)
{
   ICS_ALLOC(out->row, k->scratch, k->lp->m, err);
   ICS_ALLOC(out->col, k->scratch, k->lp->n, err);
   memset(out->row, 'B', (size_t)k->lp->m);
   memset(out->col, 'L', (size_t)k->lp->n);
   return ICS_OK;
}

static ics_rc sparse_start(const climb *k, int rung, ics_basis *from, ics_err *err)
{
   if (rung == RUNG_SPARSE) return slack_basis(k, from, err);
   *from = rung == RUNG_NEAR ? *k->warm : k->last.basis;
   return ICS_OK;
}

/* Where it ends without a proof the back end sharpens what there is; where it gives up the next
 * rung starts as it did. A basis that is primal feasible is for the primal simplex first. */
static ics_rc climb_sparse(climb *k, int rung, ics_err *err)
{
   ics_solver *s = k->solver;
   ics_basis from = { 0, NULL, NULL };
   ics_certificate cert = { .certified = false };
   ics_dual_end end;
   ics_end sharper;
   int made = 0;
   ICS_TRY(sparse_start(k, rung, &from, err));
   const ics_dual_run run = { .row = from.row,
                              .col = from.col,
                              .decline = rung == RUNG_NEAR,
                              .tolerance = SPARSE_TOLERANCE,
                              .steps =
                                  rung == RUNG_SPARSE ? k->limits->iterations : limit_of_dual(k),
                              .seconds = k->limits->seconds };
   if (!s->dual) ICS_TRY(ics_dual_open(&s->matrix, s->arena, &s->dual, err));
   ICS_TRY(ics_dual_solve(s->dual, k->lp, &run, &end, &made, err));
   k->best->iterations += made;
   if (end != ICS_DUAL_OPTIMAL) return ICS_OK;
   ICS_TRY(certify_last(k, rung, &cert, err));
   s->warm = false;
   if (answered(k)) return ICS_OK;
   from = k->last.basis;
   k->warm = &from;
   return climb_rung(k, RUNG_TIGHT, &sharper, err);
}

static ics_rc climb_ladder(climb *k, ics_err *err)
{
   ics_end end = ICS_END_FAILED;
   k->best->status = ICS_UNCERTIFIED;
   for (int rung = 0; rung < RUNGS && !answered(k); rung++) {
      if (ray_is_next(rung, end)) ICS_TRY(try_ray(k, rung, err));
      if (answered(k) || !worth_trying(k, rung, end)) continue;
      if (rungs[rung].sparse)
         ICS_TRY(climb_sparse(k, rung, err));
      else
         ICS_TRY(climb_rung(k, rung, &end, err));
   }
   if (answered(k)) return ICS_OK;
   if (k->faults == k->tried)
      return ics_fail(
          err, ICS_ENUMERIC,
          "the linear solver %s failed inside in each of %d attempts: %s. Try again with more "
          "memory, or report it with the instance",
          ics_lp_backend(), k->tried, ics_backend_words());
   if (k->limited) k->best->status = ICS_LIMIT;
   return ICS_OK;
}

/* Without nonzeros each column goes to its cheaper bound, and each row sees 0. */
static ics_rc solve_empty(climb *k, ics_err *err)
{
   const ics_lp *lp = k->lp;
   for (int j = 0; j < lp->n; j++) {
      bool upper = lp->c[j] < 0;
      k->last.x[j] = upper ? lp->hi[j] : lp->lo[j];
      k->last.basis.col[j] = lp->lo[j] == lp->hi[j] ? 'S' : upper ? 'U' : 'L';
   }
   ics_certificate cert = { 0 };
   ICS_TRY(certify(k, &cert, err));
   k->best->status = ICS_UNCERTIFIED;
   keep_better(k, &cert, RUNG_DUAL);
   k->best->rung_name = "by inspection: no nonzeros";
   return answered(k) ? ICS_OK : try_ray(k, RUNG_DUAL, err);
}

/* Where the next solve starts if it is given no start. */
static ics_rc keep_end(ics_solver *s, const ics_basis *basis, ics_err *err)
{
   const ics_lp *lp = &s->matrix;
   if (!s->ended.row) {
      char *row, *col;
      ICS_ALLOC(row, s->arena, lp->m, err);
      ICS_ALLOC(col, s->arena, lp->n, err);
      s->ended = (ics_basis){ s->shape, row, col };
   }
   memcpy(s->ended.row, basis->row, (size_t)lp->m);
   memcpy(s->ended.col, basis->col, (size_t)lp->n);
   return ICS_OK;
}

ics_rc ics_solver_solve(ics_solver *solver, const ics_lp *lp, const ics_basis *warm,
                        const ics_limits *limits, ics_arena *arena, ics_solution *out, ics_err *err)
{
   ICS_TRY(check_stage(solver, lp, err));
   if (warm) ICS_TRY(check_basis(warm, solver->shape, lp->m, lp->n, err));
   ics_basis from = { 0, NULL, NULL }; /* kept, as warm may well be the basis inside *out */
   if (warm) from = *warm;
   *out = (ics_solution){ .status = ICS_UNCERTIFIED, .rung_name = "none" };
   ICS_TRY(take_point(lp, arena, out, err));
   out->basis.shape = solver->shape;
   out->certificate = (ics_certificate){ .primal = NAN,
                                         .bound = -INFINITY,
                                         .relative_gap = INFINITY,
                                         .primal_violation = INFINITY,
                                         .dual_violation = INFINITY,
                                         .method = "none: there is no point" };
   out->objective = NAN;
   ics_arena *scratch = ics_arena_new();
   if (!scratch) return ics_fail(err, ICS_EMEMORY, "out of memory");
   if (!warm && !solver->warm && solver->ended.row) from = solver->ended;
   climb k = { .solver = solver,
               .lp = lp,
               .warm = from.row ? &from : NULL,
               .given = warm,
               .limits = limits,
               .best = out };
   ics_rc rc = take_work(&k, scratch, err);
   if (rc == ICS_OK) rc = solver->backend ? climb_ladder(&k, err) : solve_empty(&k, err);
   if (rc == ICS_OK && k.any) rc = keep_end(solver, &k.last.basis, err);
   ics_arena_free(&scratch);
   return rc;
}

ics_rc ics_lp_solve(const ics_lp *lp, const ics_basis *warm, const ics_limits *limits,
                    ics_arena *arena, ics_solution *out, ics_err *err)
{
   ics_solver *solver = NULL;
   ICS_TRY(ics_solver_open(lp, arena, &solver, err));
   ics_rc rc = ics_solver_solve(solver, lp, warm, limits, arena, out, err);
   ics_solver_close(&solver);
   return rc;
}
