/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/breaches.h"

#include <string.h>

#include "report/page.h"
#include "report/words.h"

enum { SHOWN = 5 };

/** A rule over its years. */
typedef struct rule_sum {
   const ics_breach_line *first; /* the largest of its lines */
   int stem;                     /* bytes of its words without the year */
   int years;
   double amount;
} rule_sum;

/* Words without the year that they end with. */
static int stem_of(const ics_breach_line *line)
{
   static const char IN[] = " in ";
   size_t words = strlen(line->words), year = strlen(line->year), in = sizeof IN - 1;
   bool ends = year > 0 && words > year + in &&
               strcmp(line->words + words - year, line->year) == 0 &&
               memcmp(line->words + words - year - in, IN, in) == 0;
   return (int)(ends ? words - year - in : words);
}

static bool same_rule(const rule_sum *sum, const ics_breach_line *line, int stem)
{
   return sum->stem == stem && memcmp(sum->first->words, line->words, (size_t)stem) == 0 &&
          strcmp(sum->first->family, line->family) == 0;
}

/* The years of each rule added up, largest first. */
static int add_up(const ics_breach_line *lines, int n, rule_sum *sums)
{
   int found = 0;
   for (int b = 0; b < n; b++) {
      int at = 0, stem = stem_of(&lines[b]);
      while (at < found && !same_rule(&sums[at], &lines[b], stem)) at++;
      if (at == found) sums[found++] = (rule_sum){ .first = &lines[b], .stem = stem };
      rule_sum it = sums[at];
      it.years++;
      it.amount += lines[b].amount;
      for (; at > 0 && sums[at - 1].amount < it.amount; at--) sums[at] = sums[at - 1];
      sums[at] = it;
   }
   return found;
}

static void sum_line(const rule_sum *sum, int indent, ics_buffer *page)
{
   ics_said pounds = ics_say_pounds(sum->amount);
   if (sum->years == 1)
      ics_page_prose(page, indent, "- %s: missed by %s", sum->first->words, pounds.text);
   else
      ics_page_prose(page, indent, "- %.*s: missed by %s over %d years", sum->stem,
                     sum->first->words, pounds.text, sum->years);
}

void ics_report_breaches(const ics_breach_line *lines, int n, int indent, bool all,
                         ics_buffer *page)
{
   rule_sum *sums = ics_alloc(page->arena, (size_t)n, sizeof *sums);
   double rest = 0.0;
   if (!sums) {
      page->failed = true;
      return;
   }
   int found = add_up(lines, n, sums), shown = found <= SHOWN + 1 ? found : SHOWN;
   for (int b = 0; all && b < n; b++)
      ics_page_prose(page, indent, "- %s: missed by %s", lines[b].words,
                     ics_say_pounds(lines[b].amount).text);
   for (int r = 0; !all && r < shown; r++) sum_line(&sums[r], indent, page);
   for (int r = shown; r < found; r++) rest += sums[r].amount;
   if (!all && shown < found)
      ics_page_prose(page, indent, "- and %d more by %s in all (--detail)", found - shown,
                     ics_say_pounds(rest).text);
}
