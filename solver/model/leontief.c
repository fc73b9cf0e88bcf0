/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only file that includes the dense kernels. */
#include "model/leontief.h"

#include <math.h>
#include <string.h>

#include <cblas.h>
#include <lapacke.h>

/* The threaded build shares the serial one's soname, differs in its digits and can hang under
 * memory limits: the run-time path pins the serial one, and this makes sure. */
static ics_rc check_build(ics_err *err)
{
   const char *config = openblas_get_config();
   if (config && strstr(config, "SINGLE_THREADED")) return ICS_OK;
   return ics_fail(err, ICS_EBUG,
                   "the dense kernels are \"%s\", want OpenBLAS's serial build; install "
                   "libopenblas-serial-dev and build again",
                   config ? config : "unknown");
}

ics_rc ics_chain_radius(const ics_instance *in, ics_arena *arena, double *radius, ics_err *err)
{
   int n = in->nservices;
   double *effect, *re, *im;
   ICS_TRY(check_build(err));
   ICS_ALLOC(effect, arena, n * n, err);
   ICS_ALLOC(re, arena, n, err);
   ICS_ALLOC(im, arena, n, err);
   for (int l = 0; l < in->nlinks; l++)
      if (in->links[l].lag == 0)
         effect[in->links[l].to * n + in->links[l].from] += in->links[l].effect.point;
   lapack_int info =
       LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'N', n, effect, n, re, im, NULL, n, NULL, n);
   *radius = 0.0;
   for (int k = 0; info == 0 && k < n; k++) {
      double size = hypot(re[k], im[k]);
      if (!isfinite(size)) info = 1;
      *radius = fmax(*radius, size);
   }
   if (info != 0)
      return ics_fail(err, ICS_ENUMERIC,
                      "the eigenvalues of the value chain were not found (LAPACK: %d)", (int)info);
   return ICS_OK;
}
