/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "base/pool.h"

static bool is_setting(const char *name)
{
   for (int row = 0; row < ics_nsettings; row++)
      if (strcmp(ics_setting_rows[row].name, name) == 0) return true;
   return false;
}

/* Every path into an instance has a dot, no setting has one. */
static ics_rc no_such_setting(const char *name, ics_err *err)
{
   int near =
       ics_nearest(name, &ics_setting_rows[0].name, ics_nsettings, sizeof ics_setting_rows[0]);
   return ics_fail(err, ICS_EUSAGE,
                   "--set: no setting is called \"%s\"%s%s%s; numbers of an instance "
                   "have paths such as rules.drift (`icsopt evidence INSTANCE` lists them)",
                   ics_show(name).text, near >= 0 ? "; did you mean " : "",
                   near >= 0 ? ics_setting_rows[near].name : "", near >= 0 ? "?" : "");
}

ics_rc ics_call_sets(ics_call *call, ics_err *err)
{
   call->settings = ics_settings_default();
   ICS_ALLOC(call->overrides, call->arena, call->set.n, err);
   for (int s = 0; s < call->set.n; s++) {
      const char *text = call->set.value[s], *equals = strchr(text, '=');
      if (!equals || equals == text || equals[1] == '\0')
         return ics_fail(err, ICS_EUSAGE,
                         "--set: got \"%s\", want path=value, such as rules.drift=0.03",
                         ics_show(text).text);
      char *name = ics_strndup(call->arena, text, (size_t)(equals - text));
      if (!name) return ics_fail(err, ICS_EMEMORY, "out of memory");
      if (is_setting(name))
         ICS_TRY(ics_settings_set(&call->settings, name, equals + 1, err));
      else if (!strchr(name, '.'))
         return no_such_setting(name, err);
      else
         call->overrides[call->noverrides++] = (ics_override){ name, equals + 1 };
   }
   return ICS_OK;
}

ics_rc ics_call_load(ics_call *call, const char *path, const ics_instance **out, ics_err *err)
{
   double started = ics_call_clock();
   ics_call_progress(call, "reading", path);
   ics_rc rc = ics_instance_read(path, call->overrides, call->noverrides, call->arena, out, err);
   ics_call_progress(call, NULL, NULL);
   call->seconds_read += ics_call_clock() - started;
   for (int f = 0; rc == ICS_OK && f < (*out)->nfiles; f++)
      rc = ics_call_spare(call, (*out)->files[f].path, err);
   return rc;
}

/* The recorded path is tried from the current folder, then from the plan's. */
static ics_rc find_instance(const ics_call *call, const char *plan, const char *file,
                            const char **path, ics_err *err)
{
   const char *slash = strrchr(plan, '/');
   *path = call->instance ? call->instance : file;
   if (call->instance || !slash || file[0] == '/' || access(file, R_OK) == 0) return ICS_OK;
   *path = ics_format(call->arena, "%.*s/%s", (int)(slash - plan), plan, file);
   return *path ? ICS_OK : ics_fail(err, ICS_EMEMORY, "out of memory");
}

/* The plan carries what was set for its run; ics_call_sets tells settings from numbers of the
 * instance. */
static ics_rc take_sets(ics_call *call, const ics_result *saved, ics_err *err)
{
   ICS_ALLOC(call->set.value, call->arena, saved->nsettings, err);
   for (int s = 0; s < saved->nsettings; s++)
      if (strcmp(saved->settings[s].name, "set") == 0)
         call->set.value[call->set.n++] = saved->settings[s].value;
   return ics_call_sets(call, err);
}

ics_rc ics_call_load_of(ics_call *call, const ics_result *saved, const char *plan,
                        const ics_instance **out, ics_err *err)
{
   const char *path = NULL;
   ICS_TRY(find_instance(call, plan, saved->file, &path, err));
   ICS_TRY(take_sets(call, saved, err));
   return ics_call_load(call, path, out, err);
}

/* JSON begins with a brace, which no instance can. */
static bool is_plan(const char *path)
{
   FILE *file = fopen(path, "rb");
   int first = file ? fgetc(file) : EOF;
   while (first == ' ' || first == '\n' || first == '\t' || first == '\r') first = fgetc(file);
   if (file) (void)fclose(file);
   return first == '{';
}

static ics_rc open_plan(ics_call *call, ics_err *err)
{
   const char *path = call->operands[0];
   if (call->policy || call->goal || call->resolution || call->set.n || call->weight.n ||
       call->bound.n)
      return ics_fail(err, ICS_EUSAGE,
                      "%s is a saved plan, whose policy, goal and numbers are settled; leave the "
                      "options for them out, or give the instance instead",
                      ics_show(path).text);
   ICS_TRY(ics_call_spare(call, path, err));
   ICS_ALLOC(call->plans, call->arena, 1, err);
   ICS_TRY(ics_result_read(path, call->arena, &call->plans[0], err));
   ics_rc rc = ics_call_load_of(call, call->plans[0], path, &call->in, err);
   /* What a plan asks for and cannot have is a fault of the plan, not of what was typed. */
   return rc == ICS_EUSAGE ? ICS_EINPUT : rc;
}

ics_rc ics_call_open(ics_call *call, ics_err *err)
{
   if (is_plan(call->operands[0])) return open_plan(call, err);
   return ics_call_load(call, call->operands[0], &call->in, err);
}

ics_rc ics_call_solved(ics_call *call, ics_solved *out, ics_err *err)
{
   if (call->plans)
      return ics_reopen(call->in, call->plans[0], call->arena, &call->settings, out, err);
   ics_request request = ics_call_request(call);
   ics_call_progress(call, "solving", call->in->name);
   ics_rc rc = ics_solve(call->in, &request, call->arena, out, err);
   ics_call_progress(call, NULL, NULL);
   return rc;
}

ics_rc ics_call_spare(const ics_call *call, const char *input, ics_err *err)
{
   struct stat in, out;
   if (!call->output || stat(input, &in) != 0 || stat(call->output, &out) != 0) return ICS_OK;
   if (in.st_dev != out.st_dev || in.st_ino != out.st_ino) return ICS_OK;
   return ics_fail(err, ICS_EUSAGE, "-o %s would overwrite an input; choose another name",
                   ics_show(call->output).text);
}

ics_request ics_call_request(const ics_call *call)
{
   return (ics_request){
      .policy = call->policy,
      .goal = call->goal,
      .weights = call->weight.value,
      .bounds = call->bound.value,
      .nweights = call->weight.n,
      .nbounds = call->bound.n,
      .resolution = call->resolution,
      .sets = call->set.value,
      .nsets = call->set.n,
      .settings = &call->settings,
   };
}

bool ics_call_format(const ics_call *call, const char *format)
{
   return strcmp(call->format ? call->format : "text", format) == 0;
}

ics_rc ics_call_jobs(const ics_call *call, int *jobs, ics_err *err)
{
   if (!call->jobs) {
      long processors = sysconf(_SC_NPROCESSORS_ONLN);
      *jobs = processors < 1 ? 1 : processors > ICS_POOL_JOBS ? ICS_POOL_JOBS : (int)processors;
      return ICS_OK;
   }
   char *end;
   long value = strtol(call->jobs, &end, 10);
   bool digit = *call->jobs >= '0' && *call->jobs <= '9';
   if (!digit || *end != '\0' || value < 1 || value > ICS_POOL_JOBS)
      return ics_fail(err, ICS_EUSAGE, "--jobs: got \"%s\", want a whole number from 1 to %d",
                      ics_show(call->jobs).text, ICS_POOL_JOBS);
   *jobs = (int)value;
   return ICS_OK;
}

ics_rc ics_call_percent(const char *option, const char *text, double *share, ics_err *err)
{
   size_t bytes = text ? strlen(text) : 0;
   double value;
   if (!text) return ICS_OK;
   if (bytes > 0 && text[bytes - 1] == '%' &&
       ics_number_read(text, bytes - 1, &value) == ICS_NUMERAL_OK && value >= 0.0 &&
       value <= 100.0) {
      *share = value / 100.0;
      return ICS_OK;
   }
   return ics_fail(err, ICS_EUSAGE,
                   "--%s: got \"%s\", want a percentage from 0%% to 100%%, such as 1%% or 0.5%%",
                   option, ics_show(text).text);
}

void ics_call_progress(const ics_call *call, const char *doing, const char *what)
{
   if (call->quiet || !isatty(STDERR_FILENO)) return;
   if (doing)
      (void)fprintf(stderr, "\r\033[K%s %s ...", doing, ics_show(what).text);
   else
      (void)fprintf(stderr, "\r\033[K");
   (void)fflush(stderr);
}

double ics_call_clock(void)
{
   struct timespec now = { 0, 0 };
   (void)clock_gettime(CLOCK_MONOTONIC, &now);
   return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
