/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file pool_post.h
 *  Inside the pool of many processes: letters between them, and the carrier that moves them.
 *
 *  Each process that mpirun starts forks before MPI is opened. The parent becomes the carrier: it
 *  alone speaks MPI, and never forks again, because a fork is not safe once MPI has memory
 *  registered with a network card. The child runs the program, knows nothing of MPI, and may fork
 *  workers, wait and fail as it likes: its carrier sees it die, says so and ends all, where a bare
 *  rank would leave the others waiting. The two talk by a socket, in letters: a head and its bytes.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_BASE_POOL_POST_H
#define ICS_BASE_POOL_POST_H

#include <sys/types.h>

#include "base/pool.h"

enum { ICS_POST_ALL = -1 }; /* to every process but the leader, who alone may write to all */

typedef enum ics_post_kind {
   ICS_POST_HELLO,  /* carrier to program: peer is its rank; an int, how many processes there are */
   ICS_POST_BEGIN,  /* leader to all: a pool starts */
   ICS_POST_READY,  /* to the leader: how many workers are idle */
   ICS_POST_TASK,   /* leader to one: an index */
   ICS_POST_ANSWER, /* to the leader: an ics_pool_answer and its record */
   ICS_POST_RESULT, /* leader to all: everything that came back */
   ICS_POST_SHARE,  /* leader to all */
   ICS_POST_LEFT,   /* to the leader: nothing more can be expected here; exit status, then words */
   ICS_POST_END,    /* leader to all, its last: an int, the exit status */
} ics_post_kind;

/** Head of a letter. */
typedef struct ics_post {
   int peer; /* rank of the receiver, or of the sender when it arrives */
   int kind; /* ics_post_kind */
   size_t bytes;
} ics_post;

/** Whether a launcher has started this process as one of many. */
bool ics_post_launched(void);

/** Carry letters between @p fd and the other processes until @p program has ended, and it with
 *  them; ends all where it was not meant to end. @return exit status */
int ics_post_carry(int fd, pid_t program, ics_pool_tell tell);

#endif
