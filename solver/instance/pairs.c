/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instance/pairs.h"

#include "instance/table.h"

enum { PATH, WITH, RHO, COLUMNS };

static const ics_column columns[COLUMNS] = { { "path", false, false },
                                             { "with", false, false },
                                             { "rho", true, false } };

static ics_rc read(const char *file, ics_table *table, ics_arena *arena, ics_err *err)
{
   ics_files *files;
   ics_source source;
   ICS_TRY(ics_files_start(file, arena, arena, &files, &source, err));
   if (source.name) ICS_TRY(ics_table_csv(&source, table, arena, err));
   return ics_faults_rc(err);
}

ics_rc ics_pairs_read(const char *file, ics_arena *arena, ics_path_pair **pairs, int *n,
                      ics_err *err)
{
   ics_table table = { .name = "correlations", .columns = columns, .ncolumns = COLUMNS };
   ICS_TRY(read(file, &table, arena, err));
   ICS_ALLOC(*pairs, arena, table.nrecords, err);
   *n = table.nrecords;
   for (int r = 0; r < *n; r++) {
      const ics_cell *cells = table.records[r].cells;
      (*pairs)[r] = (ics_path_pair){ table.records[r].where, cells[PATH].text, cells[WITH].text,
                                     cells[RHO].number };
   }
   return ICS_OK;
}
