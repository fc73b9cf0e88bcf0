/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/err.h"

#include <stdio.h>
#include <string.h>

static const struct {
   int status;
   const char *text;
} codes[ICS_RC_COUNT] = {
#define X(name, status, text) [ICS_##name] = { status, text },
   ICS_RC_LIST(X)
#undef X
};

int ics_exit_status(ics_rc rc)
{
   return rc >= 0 && rc < ICS_RC_COUNT ? codes[rc].status : codes[ICS_EBUG].status;
}

const char *ics_rc_text(ics_rc rc)
{
   return rc >= 0 && rc < ICS_RC_COUNT ? codes[rc].text : codes[ICS_EBUG].text;
}

void ics_err_clear(ics_err *err)
{
   err->rc = ICS_OK;
   err->faults = 0;
   err->text[0] = '\0';
}

ics_rc ics_fail(ics_err *err, ics_rc rc, const char *fmt, ...)
{
   va_list args;
   va_start(args, fmt);
   err->rc = rc;
   (void)vsnprintf(err->text, sizeof err->text, fmt, args);
   va_end(args);
   return rc;
}

ICS_PRINTF(2, 0) static void append(ics_err *err, const char *fmt, va_list args)
{
   size_t used = strlen(err->text);
   if (used + 1 < sizeof err->text)
      (void)vsnprintf(err->text + used, sizeof err->text - used, fmt, args);
}

ICS_PRINTF(2, 3) static void appendf(ics_err *err, const char *fmt, ...)
{
   va_list args;
   va_start(args, fmt);
   append(err, fmt, args);
   va_end(args);
}

void ics_fault(ics_err *err, ics_where where, const char *path, const char *fmt, ...)
{
   va_list args;
   err->rc = ICS_EINPUT;
   if (err->faults++ >= ICS_FAULTS_SHOWN) return;
   if (err->text[0]) appendf(err, "\n");
   if (where.file && where.line > 0)
      appendf(err, "%s:%d: ", where.file, where.line);
   else if (where.file)
      appendf(err, "%s: ", where.file);
   if (path && path[0]) appendf(err, "%s: ", path);
   va_start(args, fmt);
   append(err, fmt, args);
   va_end(args);
}

ics_rc ics_faults_rc(ics_err *err)
{
   if (err->faults == 0) return ICS_OK;
   if (err->faults > ICS_FAULTS_SHOWN)
      appendf(err, "\n... and %d more faults not shown", err->faults - ICS_FAULTS_SHOWN);
   else if (err->faults > 1)
      appendf(err, "\n%d faults in all", err->faults);
   return ICS_EINPUT;
}
