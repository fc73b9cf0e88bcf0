/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file interrupt.h
 *  Being told to stop (SIGINT, SIGTERM) without losing what is done: the first signal is only
 *  remembered, a second one of its kind ends the process as ever. One watch at a time.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_BASE_INTERRUPT_H
#define ICS_BASE_INTERRUPT_H

#include <stdbool.h>

/** Remember signals from here on; one that is ignored stays ignored. */
void ics_interrupt_watch(void);

/** A signal has come since. @p ctx is not looked at: the shape of a `stop` of the studies. */
bool ics_interrupt_came(void *ctx);

/** Back to how signals were handled before. One that came is sent again, now that all is written:
 *  by default it ends the process, whose exit status then tells of it. */
void ics_interrupt_end(void);

#endif
