/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The carrier: moves letters between a program and those of the other ranks by MPI. It always takes
 * what arrives and keeps it until its program has time, so that no rank waits for another's
 * program. Large letters go one way at a time: answers while tasks run, results when none does. */
#include "base/pool_post.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <mpi.h>

#include "base/pool_crew.h"

enum {
   TAG_HEAD = 1,
   TAG_BYTES = 2,
   PIECE = 1 << 26, /* MPI counts in ints; a letter travels in pieces of so many bytes */
   LOOK_MS = 1,     /* between looks for letters, when there were none */
   GRACE_S = 2,     /* a follower's program has, to end after its leader */
   BY_SIGNAL = 128, /* exit status of a process that a signal ended, as shells have it */
};

/** A letter on its way to the program. Each has an arena, freed when it is delivered. */
typedef struct letter {
   struct letter *next;
   ics_arena *arena;
   char *text; /* [bytes] head and all */
   size_t bytes, sent;
   bool abandoned; /* MPI may still read it; it stays until the end */
} letter;

typedef struct carrier {
   int fd, rank, size;
   pid_t program;
   ics_pool_tell tell;
   letter *first, *last; /* not yet delivered */
   bool ended;           /* the leader has, */
   int status;           /* with this, */
   time_t since;         /* and then */
} carrier;

bool ics_post_launched(void)
{
   static const char *const sizes[] = { "OMPI_COMM_WORLD_SIZE", "PMI_SIZE" };
   for (int s = 0; s < 2; s++) {
      const char *size = getenv(sizes[s]);
      if (size) return strtol(size, NULL, 10) > 1;
   }
   return getenv("PMIX_RANK") != NULL; /* by srun, say; how many is not said there */
}

/* Ends every process of the job, after the words of one. Does not return. */
static void end_job(const carrier *c, int status, const char *words)
{
   char text[ICS_POOL_TEXT_BYTES];
   (void)snprintf(text, sizeof text, "rank %d of %d %s; all are ended", c->rank, c->size, words);
   c->tell(text);
   (void)MPI_Abort(MPI_COMM_WORLD, status);
}

static time_t now(void)
{
   struct timespec t = { 0, 0 };
   (void)clock_gettime(CLOCK_MONOTONIC, &t);
   return t.tv_sec;
}

static letter *new_letter(const carrier *c, size_t bytes)
{
   ics_arena *arena = ics_arena_new();
   letter *l = arena ? ics_alloc(arena, 1, sizeof *l) : NULL;
   char *text = l ? ics_alloc(arena, bytes, 1) : NULL;
   if (text) {
      *l = (letter){ .arena = arena, .text = text, .bytes = bytes };
      return l;
   }
   ics_arena_free(&arena);
   end_job(c, ics_exit_status(ICS_EMEMORY), "is out of memory");
   return NULL;
}

static void free_letter(letter *l)
{
   ics_arena *arena = l->arena;
   ics_arena_free(&arena);
}

/* ---- from the others
 * -----------------------------------------------------------------------------
 */

static int piece(size_t bytes)
{
   return bytes < PIECE ? (int)bytes : PIECE;
}

/* A letter to all goes down a tree of ranks: each takes part as soon as it has the head. */
static void spread_bytes(char *text, size_t bytes)
{
   for (int part; bytes > 0; text += part, bytes -= (size_t)part) {
      part = piece(bytes);
      (void)MPI_Bcast(text, part, MPI_BYTE, 0, MPI_COMM_WORLD);
   }
}

static void append(carrier *c, letter *l)
{
   if (c->first)
      c->last->next = l;
   else
      c->first = l;
   c->last = l;
}

/* @return whether there was a letter */
static bool receive(carrier *c)
{
   int there = 0;
   ics_post head;
   MPI_Status from;
   (void)MPI_Iprobe(MPI_ANY_SOURCE, TAG_HEAD, MPI_COMM_WORLD, &there, &from);
   if (!there) return false;
   (void)MPI_Recv(&head, (int)sizeof head, MPI_BYTE, from.MPI_SOURCE, TAG_HEAD, MPI_COMM_WORLD,
                  MPI_STATUS_IGNORE);
   letter *l = new_letter(c, sizeof head + head.bytes);
   char *text = l->text + sizeof head;
   if (head.peer == ICS_POST_ALL) spread_bytes(text, head.bytes);
   for (size_t at = 0; head.peer != ICS_POST_ALL && at < head.bytes; at += PIECE)
      (void)MPI_Recv(text + at, piece(head.bytes - at), MPI_BYTE, from.MPI_SOURCE, TAG_BYTES,
                     MPI_COMM_WORLD, MPI_STATUS_IGNORE);
   head.peer = from.MPI_SOURCE;
   memcpy(l->text, &head, sizeof head);
   append(c, l);
   if (head.kind == ICS_POST_END) {
      memcpy(&c->status, text, sizeof c->status);
      c->ended = true;
      c->since = now();
   }
   return true;
}

/* ---- from the program ---------------------------------------------------------------------------
 */

/* Two that send each other much at a time would wait for each other for ever; so whoever sends goes
 * on receiving. Head and bytes are on their way before the first look, so that a head that is seen
 * has its bytes behind it. A leader that has ended receives no more. */
static void send_to_one(carrier *c, letter *l, ics_post *head)
{
   int n = 0, done = 0;
   size_t most = 2 + head->bytes / PIECE;
   if (c->ended) return;
   ics_post *first = ics_alloc(l->arena, 1, sizeof *first); /* as long as the letter */
   MPI_Request *sends = ics_alloc(l->arena, most, sizeof *sends);
   if (!first || !sends) {
      end_job(c, ics_exit_status(ICS_EMEMORY), "is out of memory");
      return;
   }
   *first = *head;
   (void)MPI_Isend(first, (int)sizeof *first, MPI_BYTE, head->peer, TAG_HEAD, MPI_COMM_WORLD,
                   &sends[n++]);
   for (size_t at = 0; at < head->bytes; at += PIECE)
      (void)MPI_Isend(l->text + at, piece(head->bytes - at), MPI_BYTE, head->peer, TAG_BYTES,
                      MPI_COMM_WORLD, &sends[n++]);
   while (!c->ended) {
      (void)MPI_Testall(n, sends, &done, MPI_STATUSES_IGNORE);
      if (done) return;
      if (!receive(c)) (void)poll(NULL, 0, LOOK_MS);
   }
   l->abandoned = true;
}

static void dispatch(carrier *c, letter *l, ics_post *head)
{
   if (head->peer != ICS_POST_ALL) {
      send_to_one(c, l, head);
      return;
   }
   for (int r = 1; r < c->size; r++)
      (void)MPI_Send(head, (int)sizeof *head, MPI_BYTE, r, TAG_HEAD, MPI_COMM_WORLD);
   spread_bytes(l->text, head->bytes);
   if (head->kind == ICS_POST_END) {
      c->ended = true;
      memcpy(&c->status, l->text, sizeof c->status);
   }
}

/* @return false where the program has closed its end */
static bool collect(carrier *c)
{
   ics_post head;
   if (!ics_pool_read(c->fd, &head, sizeof head)) return false;
   letter *l = new_letter(c, head.bytes);
   bool whole = ics_pool_read(c->fd, l->text, head.bytes);
   if (whole) dispatch(c, l, &head);
   if (!l->abandoned) free_letter(l);
   return whole;
}

/* ---- to the program -----------------------------------------------------------------------------
 */

/* As much as the socket takes; what a program that has gone cannot take is dropped. */
static void deliver(carrier *c)
{
   while (c->first) {
      letter *l = c->first;
      ssize_t put = send(c->fd, l->text + l->sent, l->bytes - l->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (put < 0 && (errno == EAGAIN || errno == EINTR)) return;
      l->sent = put < 0 ? l->bytes : l->sent + (size_t)put;
      if (l->sent < l->bytes) return;
      c->first = l->next;
      free_letter(l);
   }
}

static void greet(carrier *c)
{
   const ics_post head = { .peer = c->rank, .kind = ICS_POST_HELLO, .bytes = sizeof c->size };
   letter *l = new_letter(c, sizeof head + sizeof c->size);
   memcpy(l->text, &head, sizeof head);
   memcpy(l->text + sizeof head, &c->size, sizeof c->size);
   append(c, l);
}

/* ---- its life -----------------------------------------------------------------------------------
 */

static void carry(carrier *c)
{
   bool open = true;
   while (open) {
      bool busy = receive(c);
      struct pollfd p = { .fd = c->fd, .events = (short)(c->first ? POLLIN | POLLOUT : POLLIN) };
      int ready = poll(&p, 1, busy ? 0 : LOOK_MS);
      if (ready > 0 && (p.revents & POLLOUT)) deliver(c);
      if (ready > 0 && (p.revents & (POLLIN | POLLHUP | POLLERR))) open = collect(c);
      if (c->rank > 0 && c->ended && now() - c->since > GRACE_S) (void)kill(c->program, SIGKILL);
   }
   while (c->first) {
      letter *l = c->first;
      c->first = l->next;
      free_letter(l);
   }
}

/* A follower ends as its leader did, whatever became of its own program by then. */
static int finish(const carrier *c)
{
   int how = 0;
   char words[64];
   while (waitpid(c->program, &how, 0) < 0 && errno == EINTR) {
   }
   int status = WIFSIGNALED(how) ? BY_SIGNAL + WTERMSIG(how) : WEXITSTATUS(how);
   if (!c->ended) {
      (void)snprintf(words, sizeof words, "was ended by %s %d",
                     WIFSIGNALED(how) ? "signal" : "itself, with status",
                     WIFSIGNALED(how) ? WTERMSIG(how) : status);
      end_job(c, status > 0 ? status : ics_exit_status(ICS_EBUG), words);
   }
   return c->rank > 0 ? c->status : status;
}

int ics_post_carry(int fd, pid_t program, ics_pool_tell tell)
{
   carrier c = { .fd = fd, .program = program, .tell = tell };
   if (MPI_Init(NULL, NULL) != MPI_SUCCESS) return ics_exit_status(ICS_ELIMIT);
   (void)MPI_Comm_rank(MPI_COMM_WORLD, &c.rank);
   (void)MPI_Comm_size(MPI_COMM_WORLD, &c.size);
   greet(&c);
   carry(&c);
   int status = finish(&c);
   (void)close(fd);
   (void)MPI_Finalize();
   return status;
}
