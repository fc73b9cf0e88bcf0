/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command: finds the verb, reads its options, loads what it needs, runs it, and says how it
 * went by the exit status. Standard output is the answer, the error stream the talk. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "icsopt/options.h"
#include "icsopt/output.h"
#include "lp/solve.h"
#include "report/page.h"

enum {
   NEEDS_INSTANCE = 1, /* the first operand is an instance, read before the verb runs */
   NEEDS_PLANS = 2,    /* every operand is a saved plan */
};

#define VERB(name, help, flags) extern const ics_verb ics_verb_##name;
#include "icsopt/verbs.def"
#undef VERB

static const struct row {
   const char *name, *help;
   int flags;
   const ics_verb *verb;
} rows[] = {
#define VERB(name, help, flags) { #name, help, flags, &ics_verb_##name },
#include "icsopt/verbs.def"
#undef VERB
};

enum { NROWS = (int)(sizeof rows / sizeof rows[0]) };

static const struct row *find(const char *name)
{
   for (int r = 0; r < NROWS; r++)
      if (strcmp(rows[r].name, name) == 0) return &rows[r];
   return NULL;
}

static void overview(ics_buffer *page)
{
   ics_buffer_text(
       page, "icsopt: plans how an integrated care system spends and pays, by proven optimisation\n"
             "\nicsopt VERB [NAMES...] [options]\n\n");
   ics_table table = ics_table_start(page, "ll");
   for (int r = 0; r < NROWS; r++) {
      ics_table_cell(&table, "%s", rows[r].name);
      ics_table_cell(&table, "%s", rows[r].help);
   }
   ics_table_end(&table, 2);
   ics_buffer_text(page,
                   "\nicsopt help VERB, or icsopt VERB --help, explains a verb; icsopt --version.\n"
                   "\nSettings, by --set NAME=VALUE:\n");
   table = ics_table_start(page, "lrll");
   for (int s = 0; s < ics_nsettings; s++) {
      const ics_setting_row *row = &ics_setting_rows[s];
      ics_table_cell(&table, "%s", row->name);
      ics_table_cell(&table, "%g", row->value);
      ics_table_cell(&table, "%g to %g, %s", row->least, row->most, row->unit);
      ics_table_cell(&table, "%s", row->help);
   }
   ics_table_end(&table, 2);
   ics_buffer_text(page, "\nExit status:\n");
   static const struct {
      int status;
      const char *text;
   } codes[] = {
#define X(name, status, text) { status, text },
      ICS_RC_LIST(X)
#undef X
   };
   for (size_t c = 0; c < sizeof codes / sizeof codes[0]; c++)
      ics_buffer_printf(page, "  %2d  %s\n", codes[c].status, codes[c].text);
}

static ics_rc put(ics_buffer *page, const char *path, ics_err *err)
{
   char *text = NULL;
   ICS_TRY(ics_buffer_end(page, &text, err));
   return ics_output(path, text, page->used, page->arena, err);
}

static ics_rc show_version(ics_arena *arena, ics_err *err)
{
   ics_buffer page = ics_buffer_start(arena);
   ics_buffer_printf(&page, "icsopt %s (%s)\n", ICS_VERSION, ics_lp_backend());
   return put(&page, NULL, err);
}

static ics_rc unknown_verb(const char *name, ics_err *err)
{
   int near = ics_nearest(name, &rows[0].name, NROWS, sizeof rows[0]);
   return ics_fail(err, ICS_EUSAGE, "there is no verb \"%s\"%s%s%s", ics_show(name).text,
                   near >= 0 ? "; did you mean " : "; `icsopt help` lists them",
                   near >= 0 ? rows[near].name : "", near >= 0 ? "?" : "");
}

static ics_rc show_help(const char *name, ics_arena *arena, ics_err *err)
{
   ics_buffer page = ics_buffer_start(arena);
   const struct row *row = name ? find(name) : NULL;
   if (name && !row) return unknown_verb(name, err);
   if (row)
      ics_options_help(row->name, row->help, row->verb, &page);
   else
      overview(&page);
   return put(&page, NULL, err);
}

static ics_rc load(ics_call *call, int flags, ics_err *err)
{
   ICS_TRY(ics_call_sets(call, err));
   if (flags & NEEDS_INSTANCE) ICS_TRY(ics_call_load(call, call->operands[0], &call->in, err));
   if (!(flags & NEEDS_PLANS)) return ICS_OK;
   ICS_ALLOC(call->plans, call->arena, call->noperands, err);
   for (int p = 0; p < call->noperands; p++) {
      ICS_TRY(ics_call_spare(call, call->operands[p], err));
      ICS_TRY(ics_result_read(call->operands[p], call->arena, &call->plans[p], err));
   }
   return ICS_OK;
}

static ics_rc run(int argc, char **argv, ics_arena *arena, ics_err *err)
{
   const char *name = argv[1];
   if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
      return show_help(argc > 2 ? argv[2] : NULL, arena, err);
   if (strcmp(name, "--version") == 0) return show_version(arena, err);
   const struct row *row = find(name);
   if (!row) return unknown_verb(name, err);
   ics_call call = { .verb = row->name, .options = row->verb->options, .arena = arena };
   ICS_TRY(ics_options_read(row->verb, argv + 2, argc - 2, &call, err));
   if (call.help) return show_help(row->name, arena, err);
   if (call.version) return show_version(arena, err);
   ICS_TRY(load(&call, row->flags, err));
   return row->verb->run(&call, err);
}

/* Faults of a file begin with its name and line, as editors like them; all else with ours. */
static void complain(const ics_err *err)
{
   if (!err->text[0]) return;
   (void)fprintf(stderr, "%s%s\n", err->faults > 0 ? "" : "icsopt: ", err->text);
}

static void tell(const char *words)
{
   (void)fprintf(stderr, "icsopt: %s\n", words);
}

int main(int argc, char **argv)
{
   static ics_err err, closing;
   struct sigaction ignore = { .sa_handler = SIG_IGN };
   int status;
   ics_arena_keep_pages();
   /* A closed pipe or a file size limit is an output error with a status, not a silent death. */
   (void)sigaction(SIGPIPE, &ignore, NULL);
   (void)sigaction(SIGXFSZ, &ignore, NULL);
   if (!ics_pool_open(tell, &status)) return status;
   /* Of many processes the leader talks; the others are heard through it. */
   if (!ics_pool_is_leader()) (void)!freopen("/dev/null", "w", stderr);
   ics_arena *arena = ics_arena_new();
   ics_rc rc = ICS_EUSAGE;
   if (!arena)
      rc = ics_fail(&err, ICS_EMEMORY, "out of memory");
   else if (argc > 1)
      rc = run(argc, argv, arena, &err);
   else
      (void)ics_fail(&err, rc, "say what to do: icsopt VERB ...; `icsopt help` lists the verbs");
   complain(&err);
   ics_lp_shutdown();
   ics_arena_free(&arena);
   ics_rc closed = ics_output_close(&closing);
   if (closed != ICS_OK && rc != ICS_EOUTPUT) {
      complain(&closing);
      rc = closed;
   }
   return ics_pool_close(ics_exit_status(rc), err.text);
}
