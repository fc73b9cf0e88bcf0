/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "icsopt/template.h"
#include "report/page.h"

enum { NAME_BYTES = 40 };

static const char MARK[] = "NAME";

static const ics_option options[] = {
   ICS_ROW("output", 'o', "FOLDER", TEXT, output,
           "folder to write to, made if need be; default: here"),
   ICS_ROW_END,
};

/* A name becomes file names: nothing in it may lead elsewhere or look like an option. */
static ics_rc check_name(const char *name, ics_err *err)
{
   size_t bytes = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
   if (name[bytes] == '\0' && bytes > 0 && bytes <= NAME_BYTES && name[0] != '-') return ICS_OK;
   return ics_fail(err, ICS_EUSAGE,
                   "new: got the name \"%s\", want 1 to %d letters, digits, - or _",
                   ics_show(name).text, NAME_BYTES);
}

static void fill(const char *const *lines, const char *name, ics_buffer *text)
{
   for (; *lines; lines++) {
      const char *line = *lines, *mark;
      while ((mark = strstr(line, MARK)) != NULL) {
         ics_buffer_bytes(text, line, (size_t)(mark - line));
         ics_buffer_text(text, name);
         line = mark + sizeof MARK - 1;
      }
      ics_buffer_text(text, line);
      ics_buffer_text(text, "\n");
   }
}

static const char *path_of(const ics_call *call, const char *name, const char *suffix)
{
   if (!call->output) return ics_format(call->arena, "%s%s", name, suffix);
   return ics_format(call->arena, "%s/%s%s", call->output, name, suffix);
}

/* Nothing is written if any of the files is there already. */
static ics_rc find_free(const ics_call *call, const char *name, const char **paths, ics_err *err)
{
   struct stat st;
   for (int f = 0; ics_template_files[f].suffix; f++) {
      paths[f] = path_of(call, name, ics_template_files[f].suffix);
      if (!paths[f]) return ics_fail(err, ICS_EMEMORY, "out of memory");
      if (lstat(paths[f], &st) == 0)
         return ics_fail(err, ICS_EOUTPUT,
                         "%s is there already, and new overwrites nothing; choose "
                         "another name or folder",
                         paths[f]);
   }
   return ICS_OK;
}

static ics_rc write_files(const ics_call *call, const char *name, const char **paths, ics_err *err)
{
   for (int f = 0; ics_template_files[f].suffix; f++) {
      ics_buffer text = ics_buffer_start(call->arena);
      char *whole = NULL;
      fill(ics_template_files[f].lines, name, &text);
      ics_rc rc = ics_buffer_end(&text, &whole, err);
      if (rc == ICS_OK) rc = ics_output_new(paths[f], whole, text.used, err);
      if (rc == ICS_OK) continue;
      while (f-- > 0) (void)unlink(paths[f]);
      return rc;
   }
   return ICS_OK;
}

static ics_rc run(ics_call *call, ics_err *err)
{
   const char *name = call->operands[0], **paths;
   int files = 0;
   while (ics_template_files[files].suffix) files++;
   ICS_ALLOC(paths, call->arena, files, err);
   ICS_TRY(check_name(name, err));
   if (call->output && mkdir(call->output, 0777) != 0 && errno != EEXIST)
      return ics_fail(err, ICS_EOUTPUT, "%s: cannot be made: %s", call->output, strerror(errno));
   ICS_TRY(find_free(call, name, paths, err));
   ICS_TRY(write_files(call, name, paths, err));
   ics_buffer page = ics_buffer_start(call->arena);
   for (int f = 0; f < files; f++) ics_page_prose(&page, 0, "wrote %s", paths[f]);
   ics_page_prose(&page, 0, "now: icsopt check %s", paths[0]);
   char *text = NULL;
   ICS_TRY(ics_buffer_end(&page, &text, err));
   return ics_output(NULL, text, page.used, call->arena, err);
}

const ics_verb ics_verb_new = {
   .operands = "NAME",
   .least = 1,
   .most = 1,
   .options = options,
   .about = "Writes a small, complete and commented instance to start from: NAME.cfg and its "
            "tables. check and "
            "solve accept it as it is.",
   .run = run,
};
