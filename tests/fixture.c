/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <stdint.h>

#include "check.h"
#include "study/output.h"

void load(fixture *f, const char *file, const ics_override *sets, int nsets)
{
   memset(f, 0, sizeof *f);
   f->arena = ics_arena_new();
   f->settings = ics_settings_default();
   f->request.settings = &f->settings;
   ics_rc rc = ics_instance_read(file, sets, nsets, f->arena, &f->in, &f->err);
   CHECK_(rc == ICS_OK, "%s: %s", file, f->err.text);
   f->ok = rc == ICS_OK;
}

void prepare(fixture *f)
{
   if (!f->ok) return;
   ics_rc rc = ics_prepare(f->in, &f->request, f->arena, &f->solved, &f->err);
   CHECK_(rc == ICS_OK, "%s: %s", f->in->file, f->err.text);
   f->ok = rc == ICS_OK;
}

void solve(fixture *f)
{
   if (!f->ok) return;
   ics_rc rc = ics_solve(f->in, &f->request, f->arena, &f->solved, &f->err);
   CHECK_(rc == ICS_OK, "%s: %s", f->in->file, f->err.text);
   f->ok = rc == ICS_OK && f->solved.run.status == ICS_OPTIMAL;
   if (rc == ICS_OK)
      CHECK_(f->ok, "%s: status %d at stage %d", f->in->file, (int)f->solved.run.status,
             f->solved.run.failed);
}

void unload(fixture *f)
{
   ics_arena_free(&f->arena);
}

const double *plan_of(const fixture *f)
{
   return f->solved.run.stages[f->solved.run.nstages - 1].solution.x;
}

ics_coef *set_range(fixture *f, const char *path, double low, double high)
{
   int c = 0;
   if (!f->ok || ics_number_find(f->in, path, &c, &f->err) != ICS_OK) return NULL;
   ics_coef *coef = (ics_coef *)(uintptr_t)f->in->coefs[c]; /* it lies in the test's own arena */
   coef->low = low;
   coef->high = high;
   return coef;
}
