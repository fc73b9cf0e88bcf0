/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/breaches.h"

#include "report/page.h"
#include "report/words.h"

enum { SHOWN = 5 };

void ics_report_breaches(const ics_breach_line *lines, int n, int indent, bool all,
                         ics_buffer *page)
{
   int shown = all || n <= SHOWN + 1 ? n : SHOWN;
   double rest = 0.0;
   for (int b = 0; b < shown; b++)
      ics_page_prose(page, indent, "- %s: missed by %s", lines[b].words,
                     ics_say_pounds(lines[b].amount).text);
   for (int b = shown; b < n; b++) rest += lines[b].amount;
   if (shown < n)
      ics_page_prose(page, indent, "- and %d more by %s in all (--detail)", n - shown,
                     ics_say_pounds(rest).text);
}
