/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool of a program that was built for one machine: one process, its own leader. Built for many
 * (make MPI=1), pool_ranks.c and pool_mpi.c stand in its place. */
#include "base/pool_crew.h"

bool ics_pool_open(ics_pool_tell tell, int *status)
{
   (void)tell, (void)status;
   return true;
}

int ics_pool_close(int status, const char *words)
{
   (void)words;
   return status;
}

bool ics_pool_is_leader(void)
{
   return true;
}

ics_rc ics_pool_share(void *data, size_t bytes, ics_err *err)
{
   (void)data, (void)bytes, (void)err;
   return ICS_OK;
}

ics_rc ics_pool_run(const ics_pool *pool, ics_arena *arena, ics_pool_result *out, ics_err *err)
{
   return ics_pool_crew_run(pool, NULL, arena, out, err);
}
