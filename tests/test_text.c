/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and words as people type them. */
#include <stdlib.h>

#include "base/text.h"
#include "check.h"

static ics_numeral read(const char *text, double *value)
{
   return ics_number_read(text, strlen(text), value);
}

static void numbers_of_the_grammar_are_read_to_the_last_bit(void)
{
   static const char *const good[] = { "0",
                                       "-0",
                                       "+5",
                                       "007",
                                       "0.25",
                                       "-1.5e3",
                                       "1E+10",
                                       "2e-05",
                                       "1e-30",
                                       "-0.0e0",
                                       "1.7976931348623157e308",
                                       "0.1",
                                       "1e300",
                                       "123456789012345678901" };
   for (size_t k = 0; k < sizeof good / sizeof good[0]; k++) {
      double value = -77.0;
      CHECK_INT(read(good[k], &value), ICS_NUMERAL_OK);
      CHECK_(value == strtod(good[k], NULL), "%s gave %.17g", good[k], value);
   }
}

static void everything_else_is_refused_and_leaves_the_target(void)
{
   static const struct {
      const char *text;
      ics_numeral want;
   } bad[] = {
      { "", ICS_NUMERAL_FORM },
      { " 1", ICS_NUMERAL_FORM },
      { "1 ", ICS_NUMERAL_FORM },
      { "nan", ICS_NUMERAL_FORM },
      { "inf", ICS_NUMERAL_FORM },
      { "-inf", ICS_NUMERAL_FORM },
      { "0x1p4", ICS_NUMERAL_FORM },
      { "7abc", ICS_NUMERAL_FORM },
      { "1_000", ICS_NUMERAL_FORM },
      { "1d5", ICS_NUMERAL_FORM },
      { "1,5", ICS_NUMERAL_FORM },
      { ".5", ICS_NUMERAL_FORM },
      { "5.", ICS_NUMERAL_FORM },
      { "1e", ICS_NUMERAL_FORM },
      { "1e+", ICS_NUMERAL_FORM },
      { "--1", ICS_NUMERAL_FORM },
      { "+", ICS_NUMERAL_FORM },
      { "1.2.3", ICS_NUMERAL_FORM },
      { "1e999", ICS_NUMERAL_RANGE },
      { "-1e309", ICS_NUMERAL_RANGE },
      { "1E-35", ICS_NUMERAL_TINY },
      { "-9e-31", ICS_NUMERAL_TINY },
      { "1e-400", ICS_NUMERAL_TINY },
      { "0000000000000000000000000000000000000000000000000000000000000001", ICS_NUMERAL_FORM },
   };
   for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
      double value = -77.0;
      ics_numeral got = read(bad[k].text, &value);
      CHECK_(got == bad[k].want, "\"%s\": got %d, want %d", bad[k].text, (int)got,
             (int)bad[k].want);
      CHECK_NEAR(value, -77.0, 0.0);
      CHECK(ics_numeral_text(got)[0] != '\0');
   }
   double value = -77.0;
   CHECK_INT(ics_number_read("1\0002", 3, &value), ICS_NUMERAL_FORM);
}

/* By hand, two half-steps an edit: kitten -> sitten -> sittin -> sitting is 3 edits. */
static void the_edit_distance_counts_slips(void)
{
   CHECK_INT(ics_edit_distance("kitten", "sitting"), 6);
   CHECK_INT(ics_edit_distance("abc", "abc"), 0);
   CHECK_INT(ics_edit_distance("abc", "acb"), 2); /* a swap of neighbours */
   CHECK_INT(ics_edit_distance("Tariff", "tariff"), 1);
   CHECK_INT(ics_edit_distance("", "four"), 8);
   CHECK_INT(ics_edit_distance("four", ""), 8);
   char lengthy[600];
   memset(lengthy, 'x', sizeof lengthy - 1);
   lengthy[sizeof lengthy - 1] = '\0';
   CHECK_INT(ics_edit_distance(lengthy, ""), 510); /* the first 255 bytes count */
}

static void the_nearest_name_is_found_or_none(void)
{
   static const struct {
      const char *name;
      int other;
   } names[] = { { "tariff", 1 }, { NULL, 2 }, { "block", 3 }, { "capitation", 4 } };
   CHECK_INT(ics_nearest("tarrif", names, 4, sizeof names[0]), 0);
   CHECK_INT(ics_nearest("blok", names, 4, sizeof names[0]), 2);
   CHECK_INT(ics_nearest("outcomes", names, 4, sizeof names[0]), -1);
   CHECK_INT(ics_nearest("x", names, 0, sizeof names[0]), -1);
}

/* Byte sequences from the tables of RFC 3629. */
static void utf8_is_told_from_other_bytes(void)
{
   static const struct {
      const char *text;
      size_t bytes, valid;
   } cases[] = {
      { "plain", 5, 5 },        { "caf\xC3\xA9", 5, 5 },
      { "\xE2\x82\xAC", 3, 3 }, { "\xF0\x9F\x8F\xA5", 4, 4 },
      { "a\0b", 3, 1 },         { "caf\xE9", 4, 3 },          /* Latin-1 */
      { "\xC0\xAF", 2, 0 },     { "\xE0\x80\xAF", 3, 0 },     /* overlong */
      { "\xED\xA0\x80", 3, 0 }, { "\xF4\x90\x80\x80", 4, 0 }, /* surrogate; beyond U+10FFFF */
      { "ab\xE2\x82", 4, 2 },   { "\x80", 1, 0 },             /* cut short; a stray continuation */
   };
   for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++)
      CHECK_INT(ics_utf8_valid(cases[k].text, cases[k].bytes), cases[k].valid);
}

static void texts_that_deceive_are_found_and_shown_safely(void)
{
   CHECK(!ics_text_deceives("Caf\xC3\xA9 \xE2\x82\xAC 5"));
   CHECK(ics_text_deceives("a\nb"));
   CHECK(ics_text_deceives("a\x1B[31m"));
   CHECK(ics_text_deceives("a\x7F"));
   CHECK(ics_text_deceives("\xE2\x80\xAE"
                           "fdp.exe"));       /* U+202E, right-to-left override */
   CHECK(ics_text_deceives("\xE2\x81\xA6x")); /* U+2066, isolate */
   CHECK(ics_text_deceives("\xC2\x9B"));      /* U+009B, control sequence introducer */
   CHECK_TEXT(ics_show("a\x1B[31m").text, "a?[31m");
   CHECK_TEXT(ics_show("\xE2\x80\xAEx\xFF").text, "?x?");
   CHECK_TEXT(ics_show("caf\xC3\xA9").text, "caf\xC3\xA9");
   char lengthy[300];
   memset(lengthy, 'y', sizeof lengthy - 1);
   lengthy[sizeof lengthy - 1] = '\0';
   ics_shown shown = ics_show(lengthy);
   CHECK(strlen(shown.text) < ICS_SHOWN_BYTES);
   CHECK_TEXT(shown.text + strlen(shown.text) - 4, "y...");
   CHECK_TEXT(ics_shown_bytes("abcdef", 3).text, "abc");
}

const ics_test tests_text[] = {
   { "numbers of the grammar are read to the last bit",
     numbers_of_the_grammar_are_read_to_the_last_bit },
   { "everything else is refused and leaves the target",
     everything_else_is_refused_and_leaves_the_target },
   { "the edit distance counts slips", the_edit_distance_counts_slips },
   { "the nearest name is found or none", the_nearest_name_is_found_or_none },
   { "UTF-8 is told from other bytes", utf8_is_told_from_other_bytes },
   { "texts that deceive are found and shown safely",
     texts_that_deceive_are_found_and_shown_safely },
   { NULL, NULL },
};
