/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "icsopt/options.h"

#include <string.h>

#include "base/text.h"
#include "report/page.h"

enum { WORD_BYTES = 32, ROWS = 32 };

/* Understood by every verb. */
static const ics_option common[] = {
   ICS_ROW("quiet", 'q', NULL, FLAG, quiet, "no progress and no warnings on the error stream"),
   ICS_ROW("help", 'h', NULL, FLAG, help, "this text"),
   ICS_ROW("version", 0, NULL, FLAG, version, "the version"),
   ICS_ROW_END,
};

/** All options of a verb as one list. */
static int rows_of(const ics_verb *verb, const ics_option *rows[ROWS])
{
   int n = 0;
   for (const ics_option *o = verb->options; o->name && n < ROWS; o++) rows[n++] = o;
   for (const ics_option *o = common; o->name && n < ROWS; o++) rows[n++] = o;
   return n;
}

/* ---- options of other verbs ---------------------------------------------------------------------
 */

#define VERB(name, help, flags) extern const ics_verb ics_verb_##name;
#include "icsopt/verbs.def"
#undef VERB

static const struct {
   const char *name;
   const ics_verb *verb;
} verbs[] = {
#define VERB(name, help, flags) { #name, &ics_verb_##name },
#include "icsopt/verbs.def"
#undef VERB
};
enum { VERBS = (int)(sizeof verbs / sizeof verbs[0]), VERBS_TOLD = 3 };

/* By long name, or by letter where there is no name. */
static const ics_option *option_of(const ics_verb *verb, const char *name, char letter)
{
   for (const ics_option *o = verb->options; o->name; o++)
      if (name ? strcmp(o->name, name) == 0 : o->letter == letter) return o;
   return NULL;
}

/* An option that other verbs take, and this one does not, is no slip of the hand.
 *  @return ICS_EUSAGE; ICS_OK where no verb takes it */
static ics_rc foreign(const ics_call *call, const char *name, char letter, ics_err *err)
{
   const char *takers[VERBS];
   const ics_option *found = NULL;
   int n = 0;
   for (int v = 0; v < VERBS; v++) {
      const ics_option *o = option_of(verbs[v].verb, found ? found->name : name, letter);
      if (!o) continue;
      found = o;
      takers[n++] = verbs[v].name;
   }
   if (!found) return ICS_OK;
   ics_buffer list = ics_buffer_start(call->arena);
   int told = n > VERBS_TOLD ? VERBS_TOLD : n;
   for (int v = 0; v < told; v++)
      ics_buffer_printf(&list, "%s%s", v == 0 ? "" : v + 1 == n ? " and " : ", ", takers[v]);
   if (n > told) ics_buffer_text(&list, " and others");
   char *text = NULL;
   ICS_TRY(ics_buffer_end(&list, &text, err));
   return ics_fail(err, ICS_EUSAGE,
                   "%s takes no --%s (%s %s); `icsopt help %s` lists the options it takes",
                   call->verb, found->name, text, n == 1 ? "does" : "do", call->verb);
}

/* ---- reading ------------------------------------------------------------------------------------
 */

static ics_rc unknown(const ics_verb *verb, const ics_call *call, const char *name, ics_err *err)
{
   const ics_option *rows[ROWS];
   const char *names[ROWS];
   int n = rows_of(verb, rows);
   ICS_TRY(foreign(call, name, 0, err));
   for (int r = 0; r < n; r++) names[r] = rows[r]->name;
   int near = ics_nearest(name, names, n, sizeof names[0]);
   if (near >= 0)
      return ics_fail(err, ICS_EUSAGE, "%s: there is no option --%s; did you mean --%s?",
                      call->verb, ics_show(name).text, names[near]);
   return ics_fail(err, ICS_EUSAGE, "%s: there is no option --%s; `icsopt help %s` lists them",
                   call->verb, ics_show(name).text, call->verb);
}

static ics_rc find_long(const ics_verb *verb, const ics_call *call, const char *word,
                        const ics_option **found, const char **value, ics_err *err)
{
   const ics_option *rows[ROWS];
   int n = rows_of(verb, rows);
   size_t bytes = strcspn(word, "=");
   *value = word[bytes] == '=' ? word + bytes + 1 : NULL;
   for (int r = 0; r < n; r++)
      if (strlen(rows[r]->name) == bytes && memcmp(rows[r]->name, word, bytes) == 0) {
         *found = rows[r];
         return ICS_OK;
      }
   char *name = ics_strndup(call->arena, word, bytes);
   if (!name) return ics_fail(err, ICS_EMEMORY, "out of memory");
   return unknown(verb, call, name, err);
}

static ics_rc find_short(const ics_verb *verb, const ics_call *call, const char *word,
                         const ics_option **found, const char **value, ics_err *err)
{
   const ics_option *rows[ROWS];
   int n = rows_of(verb, rows);
   *value = word[1] ? word + 1 : NULL;
   for (int r = 0; r < n; r++)
      if (rows[r]->letter == word[0]) {
         *found = rows[r];
         return ICS_OK;
      }
   ICS_TRY(foreign(call, NULL, word[0], err));
   return ics_fail(err, ICS_EUSAGE, "%s: there is no option -%s; `icsopt help %s` lists them",
                   call->verb, ics_show(word).text, call->verb);
}

static ics_rc check_choice(const ics_call *call, const ics_option *option, const char *value,
                           ics_err *err)
{
   const char *word = option->word;
   size_t bytes = strlen(value);
   while (*word) {
      size_t length = strcspn(word, "|");
      if (length == bytes && memcmp(word, value, bytes) == 0) return ICS_OK;
      word += length + (word[length] == '|');
   }
   return ics_fail(err, ICS_EUSAGE, "%s: --%s: got \"%s\", want one of %s", call->verb,
                   option->name, ics_show(value).text, option->word);
}

static ics_rc store(ics_call *call, const ics_option *option, const char *value, int room,
                    ics_err *err)
{
   char *at = (char *)call + option->offset;
   if (option->type == ICS_OPTION_FLAG) {
      bool yes = true;
      memcpy(at, &yes, sizeof yes);
      return ICS_OK;
   }
   if (option->type == ICS_OPTION_LIST) {
      ics_values values;
      memcpy(&values, at, sizeof values);
      if (!values.value) ICS_ALLOC(values.value, call->arena, room, err);
      values.value[values.n++] = value;
      memcpy(at, &values, sizeof values);
      return ICS_OK;
   }
   const char *before;
   memcpy(&before, at, sizeof before);
   if (before)
      return ics_fail(err, ICS_EUSAGE, "%s: --%s is given twice; give it once", call->verb,
                      option->name);
   if (option->type == ICS_OPTION_CHOICE) ICS_TRY(check_choice(call, option, value, err));
   memcpy(at, &value, sizeof value);
   return ICS_OK;
}

static ics_rc check_operands(const ics_verb *verb, const ics_call *call, ics_err *err)
{
   if (call->help || call->version) return ICS_OK;
   if (call->noperands >= verb->least && call->noperands <= verb->most) return ICS_OK;
   return ics_fail(err, ICS_EUSAGE, "%s: got %d name%s after the verb, want `icsopt %s %s`",
                   call->verb, call->noperands, call->noperands == 1 ? "" : "s", call->verb,
                   verb->operands);
}

ics_rc ics_options_read(const ics_verb *verb, char **words, int nwords, ics_call *call,
                        ics_err *err)
{
   bool options = true;
   ICS_ALLOC(call->operands, call->arena, nwords, err);
   for (int w = 0; w < nwords; w++) {
      const char *word = words[w], *value = NULL;
      const ics_option *option = NULL;
      if (options && strcmp(word, "--") == 0) {
         options = false;
         continue;
      }
      if (!options || word[0] != '-' || word[1] == '\0') {
         call->operands[call->noperands++] = word;
         continue;
      }
      bool is_long = word[1] == '-';
      if (is_long)
         ICS_TRY(find_long(verb, call, word + 2, &option, &value, err));
      else
         ICS_TRY(find_short(verb, call, word + 1, &option, &value, err));
      if (option->type == ICS_OPTION_FLAG && value)
         return ics_fail(err, ICS_EUSAGE, "%s: --%s takes no value", call->verb, option->name);
      if (option->type != ICS_OPTION_FLAG && !value) {
         if (w + 1 == nwords)
            return ics_fail(err, ICS_EUSAGE, "%s: --%s needs a value: --%s %s", call->verb,
                            option->name, option->name, option->word);
         value = words[++w];
      }
      ICS_TRY(store(call, option, value, nwords, err));
   }
   return check_operands(verb, call, err);
}

const char *ics_option_value(const ics_call *call, const ics_option *option, int n)
{
   const void *field = (const char *)call + option->offset;
   if (option->type == ICS_OPTION_LIST) {
      const ics_values *values = field;
      return n < values->n ? values->value[n] : NULL;
   }
   if (n > 0) return NULL;
   if (option->type == ICS_OPTION_FLAG) return *(const bool *)field ? option->name : NULL;
   return *(const char *const *)field;
}

void ics_options_help(const char *name, const char *help, const ics_verb *verb, ics_buffer *page)
{
   ics_buffer_printf(page, "icsopt %s%s%s [options]: %s\n\n", name, *verb->operands ? " " : "",
                     verb->operands, help);
   for (const char *line = verb->about; *line;) {
      size_t bytes = strcspn(line, "\n");
      ics_page_prose(page, 0, "%.*s", (int)bytes, line);
      line += bytes + (line[bytes] == '\n');
   }
   ics_buffer_text(page, "\nOptions:\n");
   const ics_option *rows[ROWS];
   int n = rows_of(verb, rows);
   ics_table table = ics_table_start(page, "lll");
   for (int r = 0; r < n; r++) {
      if (rows[r]->letter)
         ics_table_cell(&table, "-%c", rows[r]->letter);
      else
         ics_table_cell(&table, "%s", "");
      ics_table_cell(&table, "--%s%s%s", rows[r]->name, rows[r]->word ? " " : "",
                     rows[r]->word ? rows[r]->word : "");
      ics_table_cell(&table, "%s", rows[r]->help);
   }
   ics_table_end(&table, 2);
}
