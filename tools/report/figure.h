/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file figure.h
 *  Figures that an analysis looks at (study/output.h), as people say them.
 *                                                        Rules shared by all headers: base/err.h */
#ifndef ICS_REPORT_FIGURE_H
#define ICS_REPORT_FIGURE_H

#include "base/buffer.h"
#include "report/words.h"
#include "results/heading.h"

enum { ICS_FIGURE_SAID_BYTES = 128 };

/** By value, as ics_said, with room for a unit of the instance's own. */
typedef struct ics_figure_said {
   char text[ICS_FIGURE_SAID_BYTES];
} ics_figure_said;

/** A value in its unit: "£31m" of GBPm, "8.3%" of a share, "109,414 QALY". */
ics_figure_said ics_say_figure(double value, const char *unit);
/** A change of it, with its sign: "+£31m", "-0.4 points", "+1,200 QALY". */
ics_figure_said ics_say_figure_change(double change, const char *unit);

/** "Cornwall (QT6), 2025/26 to 2029/30", and below it the policy and goal. */
void ics_page_figures_of(const ics_heading *head, ics_buffer *page);

#endif
