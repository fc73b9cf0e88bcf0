/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/formulation.h"

#include <stddef.h>
#include <string.h>

#define X(name) extern const ics_formulation ics_form_##name;
#include "formulations.inc"
#undef X

const ics_formulation *const ics_formulations[] = {
#define X(name) &ics_form_##name,
#include "formulations.inc"
#undef X
   NULL,
};

const ics_formulation *ics_find_formulation(const char *name)
{
   for (int f = 0; ics_formulations[f]; f++)
      if (strcmp(ics_formulations[f]->name, name) == 0) return ics_formulations[f];
   return NULL;
}

const ics_row_words *ics_row_words_of(const char *family, const char *kind)
{
   const ics_formulation *form = ics_find_formulation(family);
   for (int r = 0; form && r < ICS_ROW_KINDS && form->rows[r].kind; r++)
      if (strcmp(form->rows[r].kind, kind) == 0) return &form->rows[r];
   return NULL;
}
