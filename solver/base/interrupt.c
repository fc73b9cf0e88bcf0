/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/interrupt.h"

#include <signal.h>
#include <stddef.h>

/* A handler can reach nothing but a global. */
static volatile sig_atomic_t came;

static struct sigaction interrupt, terminate; /* as they were before the watch */

static void remember(int signal)
{
   came = signal;
}

static void watch(int signal, struct sigaction *before)
{
   struct sigaction once = { .sa_handler = remember, .sa_flags = (int)SA_RESETHAND };
   (void)sigaction(signal, NULL, before);
   if (before->sa_handler != SIG_IGN) (void)sigaction(signal, &once, NULL);
}

void ics_interrupt_watch(void)
{
   came = 0;
   watch(SIGINT, &interrupt);
   watch(SIGTERM, &terminate);
}

bool ics_interrupt_came(void *ctx)
{
   (void)ctx;
   return came != 0;
}

void ics_interrupt_end(void)
{
   (void)sigaction(SIGINT, &interrupt, NULL);
   (void)sigaction(SIGTERM, &terminate, NULL);
   if (came) (void)raise(came);
}
