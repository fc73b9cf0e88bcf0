/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file pool_crew.h
 *  Inside the pool: the forked workers of one process, which may be one of many that share the
 *  tasks. For base/pool*.c only; everybody else includes base/pool.h.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_BASE_POOL_CREW_H
#define ICS_BASE_POOL_CREW_H

#include <stdbool.h>

#include "base/pool.h"

/** How a task ended; its record follows where answers travel. Without padding that is unset. */
typedef struct ics_pool_answer {
   int index;
   ics_rc rc;
   char text[ICS_POOL_TEXT_BYTES];
} ics_pool_answer;

typedef struct ics_pool_crew ics_pool_crew;

/** A task that was given to a follower, with its question. */
typedef struct ics_pool_errand {
   int index;
   size_t bytes;     /* of the question: the start of the record; the rest is zero */
   char *question;   /* [bytes] */
   ics_arena *arena; /* that holds it; freed when a worker has it */
} ics_pool_errand;

/** The other processes, as the crew of one sees them. The leader has all tasks and gives some of
 *  them away as it hears of idle workers elsewhere; a follower has what is in its queue, and
 *  answers for each. */
typedef struct ics_pool_link {
   int fd;                 /* readable: somebody has spoken. Closed in the workers */
   ics_pool_errand *queue; /* [jobs] NULL in the leader */
   int queued;
   bool over; /* a follower's crew is no longer needed */
   ics_rc (*hear)(struct ics_pool_link *link, ics_pool_crew *crew, ics_err *err);
   /* A task of a worker here has ended; NULL in the leader, which counts it. */
   ics_rc (*answer)(struct ics_pool_link *link, const ics_pool_answer *answer, const double *record,
                    ics_err *err);
} ics_pool_link;

/** Run the crew of this process: as ics_pool_run where @p link is NULL. With a link every task runs
 *  in a forked worker, and a follower's @p out is not filled.
 *  @return as ics_pool_run; errors of the link */
ICS_NODISCARD ics_rc ics_pool_crew_run(const ics_pool *pool, ics_pool_link *link, ics_arena *arena,
                                       ics_pool_result *out, ics_err *err);

/** In the leader: the next task of all, to be given away: its index; -1 where none is left. */
int ics_pool_next(ics_pool_crew *crew);

/** Take the record of a task that ended elsewhere. @return ICS_OK; ICS_EMEMORY */
ICS_NODISCARD ics_rc ics_pool_note(ics_pool_crew *crew, const ics_pool_answer *answer,
                                   const double *record, ics_err *err);

/** All of it or nothing: an end of file, or an error but an interruption, is false. */
bool ics_pool_read(int fd, void *into, size_t bytes);
bool ics_pool_write(int fd, const void *from, size_t bytes);

#endif
