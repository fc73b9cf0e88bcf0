/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file fault.h
 *  The words of every fault that the reader and the checks can raise: what is wrong, what was got,
 *  what is wanted, how to mend it. Place and path are put before them by ics_fault.
 *  ICS_FAULT_LIST names them all, so that the tests can ask for a case of each.
 *  Rules shared by all headers: base/err.h */
#ifndef ICS_INSTANCE_FAULT_H
#define ICS_INSTANCE_FAULT_H

/* Files (files.c) */
#define W_FILE_OPEN "%s cannot be read: %s; check the name and your right to read it"
#define W_FILE_NAME                                                                                \
   "a file name must be relative to the file that names it: got \"%s\", want a name such as "      \
   "\"../catalogue/services.cfg\""
#define W_FILE_OUTSIDE                                                                             \
   "%s lies outside the tree of the instance: want a file below the folder that holds the "        \
   "instance's folder; move it there"
#define W_FILE_KIND "%s is not a regular file: want a file of text, not a folder, pipe or device"
#define W_FILE_COUNT                                                                               \
   "too many files: got %s as one more, want at most %d in all, each counted every time that it "  \
   "is included; join some of them"
#define W_FILE_SIZE "%s is too large: want at most %d MB in all files together; shorten it"
#define W_FILE_TEXT                                                                                \
   "the file is not text here: got the byte 0x%02X, want UTF-8 without NUL; save the file as "     \
   "UTF-8"

/* The text of the settings (prescan.c) and its grammar (read.c) */
#define W_FORMAT "a file of settings must begin with \"format = 1;\": add that as its first setting"
#define W_END                                                                                      \
   "the file does not close with \"end = true;\": it may have been cut short; if it is whole, "    \
   "add "                                                                                          \
   "that as its last setting"
#define W_NUMBER "not a number as they are written here: got %s; %s"
#define W_INTEGER                                                                                  \
   "a whole number is too large: got %s, want at most 2147483647; write a decimal point in it "    \
   "(%s.0)"
#define W_ESCAPE                                                                                   \
   "a text holds an escape that is not known: got %s, want \\\" \\\\ \\n \\r \\t or \\f; write "   \
   "the "                                                                                          \
   "character itself"
#define W_STRING_OPEN                                                                              \
   "a text is not closed on its line: want a second double quote; a long text may go on as a "     \
   "second text on the next line"
#define W_STRING_LONG "a text is too long: want at most %d bytes; shorten it"
#define W_NESTING "groups and lists are nested too deeply: want at most %d brackets open at once"
#define W_BRACKET_EXTRA "a bracket closes nothing: got \"%c\"; take it out or open one before it"
#define W_BRACKET_WRONG                                                                            \
   "brackets do not match: got \"%c\", but \"%c\" of line %d is open; close that one first"
#define W_BRACKET_OPEN "a bracket is never closed: \"%c\" opened here; close it"
#define W_COMMENT_OPEN "a comment is never closed: want */ after the /* here"
#define W_INCLUDE                                                                                  \
   "an include is not understood: want a line of its own such as @include "                        \
   "\"../catalogue/services.cfg\""
#define W_INCLUDE_CYCLE "files include each other in a circle: %s is being read already; break it"
#define W_CHARACTER "a character has no meaning here: got \"%s\"; texts stand in double quotes"
#define W_SYNTAX                                                                                   \
   "the settings are not understood here (%s): look on this line and the one before for a "        \
   "missing =, semicolon, comma or quote"
#define W_SETTING_TWICE                                                                            \
   "the setting is given twice in its group: keep one of the two (an included file may hold the "  \
   "other)"

/* Groups and settings (read.c, read_key.c) */
#define W_KEY_UNKNOWN_NEAR "unknown setting: got \"%s\", did you mean \"%s\"?"
#define W_KEY_UNKNOWN                                                                              \
   "unknown setting: got \"%s\", which nothing here resembles (\"%s\" is one that is known); "     \
   "take "                                                                                         \
   "it out or check its spelling"
#define W_KEY_MISSING "a setting is missing: want \"%s\", which every %s needs; add it"
#define W_GROUP_MISSING "\"%s\" is missing or empty: want at least one %s; add it"
#define W_NOT_LIST "\"%s\" is not a list: want groups in round brackets, ( { ... }, { ... } )"
#define W_NOT_GROUP "\"%s\" is not a group: want settings in curly brackets, { ... }"
#define W_ELEMENT "an element of the list is not a %s: want settings in curly brackets, { ... }"
#define W_TYPE "wrong kind of value: got %s, want %s"
#define W_TEXT_EMPTY "a text is empty: want at least one character, or leave the setting out"
#define W_TEXT_DECEIVES                                                                            \
   "a text holds a control character or a mark that turns the direction of writing: got \"%s\"; "  \
   "take it out"
#define W_TEXT_FORMULA                                                                             \
   "a text would be a formula in a spreadsheet: got \"%s\", want another first character than "    \
   "\"%c\""
#define W_ID                                                                                       \
   "an id is not well formed: got \"%s\", want a letter%s first, then letters, digits, _ or -, "   \
   "at "                                                                                           \
   "most %d in all"
#define W_ID_TWICE "%s \"%s\" is given twice: the first is at %s:%d; rename or remove one"
#define W_REF_NEAR "no such %s: got \"%s\", did you mean \"%s\"?"
#define W_REF "no such %s: got \"%s\", want an id that is listed under %s"
#define W_CHOICE "not one of the words allowed: got \"%s\", want one of: %s"
#define W_YEAR "not a financial year: got \"%s\", want four digits, / and the next two, as 2025/26"
#define W_WHOLE "not a whole number: got %g, want one such as 5"
#define W_RANGE "out of range: got %g%s, want %s"
#define W_LIMIT_ONE "a bound on an aim needs one limit: want either at_least or at_most"
#define W_LIST_EMPTY "the list is empty: want at least one id, or leave the setting out"
#define W_LISTED_TWICE "\"%s\" is listed twice: remove one"

/* Coefficients (read_coef.c) */
#define W_COEF_BARE                                                                                \
   "a bare number where a coefficient is wanted: a coefficient needs unit, source and grade; "     \
   "write { point = ...; unit = \"...\"; source = \"...\"; grade = \"judgement\"; }"
#define W_COEF_TYPE                                                                                \
   "not a coefficient: want a group { point = ...; unit = \"...\"; source = \"...\"; grade = "     \
   "\"judgement\"; }"
#define W_COEF_NUMBER "\"%s\" is not a number: want digits such as 0.25, without quotes"
#define W_BOUNDS                                                                                   \
   "low, point and high are out of order: got %g, %g and %g, want low <= point <= high"
#define W_UNIT_MISSING "the unit is missing: want %s; add unit = \"...\""
#define W_UNIT "wrong unit: got \"%s\", want %s"
#define W_LABEL_MISSING "the %s is missing: want %s; add it here or to a group around it"
#define W_GRADE "not a grade: got \"%s\", want published, derived or judgement"
#define W_VECTOR "\"%s\" must be an array: want numbers in square brackets, [ 1.0, 0.9 ]"
#define W_VECTOR_LENGTHS                                                                           \
   "point, low and high differ in length: got %d, %d and %d numbers, want as many in each"
#define W_VECTOR_TRANCHES                                                                          \
   "wrong number of yields: got %d, want one for each of the mechanism's %d widths"
#define W_VECTOR_WIDTHS "wrong number of tranches: got %d, want 1 to %d"
#define W_SET_VALUE "--set %s: the value is not a number: got \"%s\"; %s"
#define W_SET_PATH                                                                                 \
   "--set %s: the instance has no number of that name; the nearest is %s (* stands for any one "   \
   "part between dots)"

/* Tables (table.c, read_table.c) */
#define W_TABLE_FORM                                                                               \
   "not a table: want { table = \"file.csv\"; ... } or a list of records ( { ... }, { ... } )"
#define W_TABLE_EMPTY "the table has no line of column names: want them on the first line"
#define W_TABLE_FACTOR "\"%s\" of a table is a factor on each number: want a number of %s"
#define W_COLUMN_UNKNOWN "unknown column: got \"%s\", did you mean \"%s\"?"
#define W_COLUMN_TWICE "a column is there twice: got \"%s\" again; remove one"
#define W_COLUMN_MISSING "a column is missing: want \"%s\"; add it to the first line"
#define W_CSV_LINE                                                                                 \
   "the line is not CSV: want quotes that close on their line, at most %d bytes and %d cells"
#define W_CELL_COUNT "wrong number of cells: got %d, want %d as in the line of column names"
#define W_CELL_BLANK "column %s is blank: want %s"
#define W_CELL_NUMBER "column %s is not a number: got \"%s\"; %s"
#define W_RECORD_NUMBER "\"%s\" of a record is not a number: want a bare number such as 12.5"
#define W_RECORD_TWICE "the record is given twice: the first is at %s:%d; remove one"
#define W_PLACE_NAME                                                                               \
   "the name of a place holds a control character or begins with = + - or @: got \"%s\"; rename "  \
   "it"
#define W_AMOUNT_MISSING                                                                           \
   "a fund of level \"system\" has no amount: want amount = { point = ...; unit = \"GBPm/year\"; " \
   "... }"
#define W_AMOUNT_OF_PLACES                                                                         \
   "a fund of level \"place\" has an amount of its own: want one amount a place in the table "     \
   "\"amounts\"; move it there"
#define W_AMOUNT_OF_SYSTEM                                                                         \
   "fund \"%s\" is of level \"system\": its amount belongs in the fund itself; remove the record"
#define W_NEIGHBOURHOOD_SUM                                                                        \
   "the neighbourhoods of place %s do not add up to it: got %.9g, want %.9g"

/* Content (check.c) */
#define W_POSITIVE "must be more than 0: got %g"
#define W_STANDARD "a standard is a share between 0 and 1, neither included: got %g"
#define W_STANDARD_TWICE                                                                           \
   "a service has either a standard or protected = true, which makes today's unmet share its "     \
   "standard: remove one"
#define W_BLEND_NONE                                                                               \
   "the service has money but no way to be paid: want at least one blend for it; add it to "       \
   "blends"
#define W_BLEND_SUM                                                                                \
   "the baseline shares of its mechanisms do not make up the contract: got %.12g, want 1"
#define W_BLEND_ROOM                                                                               \
   "its mechanisms cannot make up the contract: got %g as the sum of least and %g as the sum of "  \
   "most, want least <= 1 <= most"
#define W_BLEND_BOUNDS                                                                             \
   "the baseline share is outside its bounds: got least %g, baseline %g, most %g, want least <= "  \
   "baseline <= most"
#define W_BLEND_WIDTH                                                                              \
   "the baseline share does not fit in the tranches: got %g, but the widths of %s add up to %g; "  \
   "widen the last"
#define W_YIELDS_RISE                                                                              \
   "yields may not rise from tranche to tranche: got %g after %g; put the best tranche first"
#define W_FUND_PAYS                                                                                \
   "fund %s may not pay for %s: add the service to what the fund pays, or remove the record"
#define W_FUND_NO_AMOUNT                                                                           \
   "fund %s pays here but has no amount for place %s: add it to the table amounts"
#define W_FUND_SHORT                                                                               \
   "the fund cannot pay its baseline in %s: contracts %.6f, reserve %.6f and administration %.6f " \
   "GBPm against an amount of %.6f; raise the amount or its growth, or lower the baseline"
#define W_FUND_LEFT                                                                                \
   "money of the fund is in no contract in %s: %.6f of %.6f GBPm; add it to the funding, or say "  \
   "what it is for in balance = \"...\""
#define W_PAYER "%d funds have %s = true: want exactly one"
#define W_PAYER_PLACE "a fund of level \"place\" has %s = true: want a fund of the whole system"
#define W_RULE_BASELINE                                                                            \
   "the rule limits change from a baseline, and the instance has no funding: remove the rule, or " \
   "add the table funding"
#define W_BAND_LAST "the last band has an upto: it holds all unmet need that is left; remove upto"
#define W_BAND_OPEN "a band before the last has no upto: add it"
#define W_BAND_ORDER "bands must rise: got upto %g after %g"
#define W_BAND_WEIGHT                                                                              \
   "weights of bands may not fall: got %g after %g; more severe need must not count for less"
#define W_LINK_SELF                                                                                \
   "a link within the year leads from %s to itself: give it a lag of 1 or more, or remove it"
#define W_LINK_LAG                                                                                 \
   "the lag is beyond the plan: got %d years, want fewer than the %d that are planned"
#define W_LINK_CIRCLE                                                                              \
   "care within the year feeds itself: from %s to %s by %g is part of a chain whose effects have " \
   "spectral radius %.3g, want below 1; lower one of them, or give it a lag of 1 or more"
#define W_TERM "no term is called \"%s\"; `icsopt formulations aims` lists them"
#define W_PERCENT "%g %s reads like a fraction typed as a percentage: want %g, or the unit share"
#define W_NET_VALUE                                                                                \
   "nothing is left of the service's own value in aim %s: its score is %g, but its links and "     \
   "escalations carry %g (%s); lower these effects or raise the score"
#define W_POLICY_SUM                                                                               \
   "the given shares of %s do not make up its contracts: got %.12g, want 1; give every share "     \
   "that "                                                                                         \
   "is not 0"
#define W_POLICY_PAIR                                                                              \
   "no blend lets %s be paid by %s: got a share for that pair, want one of %s; give it to "        \
   "another "                                                                                      \
   "mechanism, or add the pair to blends"
#define W_POLICY_SHARES                                                                            \
   "the blend is given but no shares are: want shares = ( { service = \"...\"; mechanism = "       \
   "\"...\"; share = ...; } ), or blend = \"historic\""
#define W_POLICY_BLEND                                                                             \
   "the policy gives shares, but its blend is not given: want blend = \"given\", or remove the "   \
   "shares"
#define W_POLICY_UNIFORM                                                                           \
   "one formula for the whole system needs money that is data: got money across places %s and "    \
   "across services %s, want places = \"path\" and services = \"historic\""
#define W_POLICY_PATH                                                                              \
   "a path of money starts from today's, and the instance has no funding: want places = "          \
   "\"free\", "                                                                                    \
   "or add the table funding"
#define W_SCORE "no service has the score \"%s\": the nearest is \"%s\""
#define W_AIM_EMPTY "the aim has no terms: want at least one"

/** Every fault, by the name of its words. */
#define ICS_FAULT_LIST(X)                                                                          \
   ICS_FAULTS_OF_FILES(X)                                                                          \
   ICS_FAULTS_OF_SETTINGS(X)                                                                       \
   ICS_FAULTS_OF_NUMBERS(X)                                                                        \
   ICS_FAULTS_OF_TABLES(X)                                                                         \
   ICS_FAULTS_OF_CONTENT(X)
#define ICS_FAULTS_OF_FILES(X)                                                                     \
   X(FILE_OPEN)                                                                                    \
   X(FILE_NAME)                                                                                    \
   X(FILE_OUTSIDE)                                                                                 \
   X(FILE_KIND)                                                                                    \
   X(FILE_COUNT)                                                                                   \
   X(FILE_SIZE)                                                                                    \
   X(FILE_TEXT)                                                                                    \
   X(FORMAT)                                                                                       \
   X(END) X(NUMBER) X(INTEGER) X(ESCAPE) X(STRING_OPEN) X(STRING_LONG) X(NESTING) X(BRACKET_EXTRA) \
       X(BRACKET_WRONG) X(BRACKET_OPEN) X(COMMENT_OPEN) X(INCLUDE) X(INCLUDE_CYCLE) X(CHARACTER)   \
           X(SYNTAX) X(SETTING_TWICE)
#define ICS_FAULTS_OF_SETTINGS(X)                                                                  \
   X(KEY_UNKNOWN_NEAR)                                                                             \
   X(KEY_UNKNOWN)                                                                                  \
   X(KEY_MISSING)                                                                                  \
   X(GROUP_MISSING)                                                                                \
   X(NOT_LIST)                                                                                     \
   X(NOT_GROUP)                                                                                    \
   X(ELEMENT)                                                                                      \
   X(TYPE)                                                                                         \
   X(TEXT_EMPTY) X(TEXT_DECEIVES) X(TEXT_FORMULA) X(ID) X(ID_TWICE) X(REF_NEAR) X(REF) X(CHOICE)   \
       X(YEAR) X(WHOLE) X(RANGE) X(LIMIT_ONE) X(LIST_EMPTY) X(LISTED_TWICE)
#define ICS_FAULTS_OF_NUMBERS(X)                                                                   \
   X(COEF_BARE)                                                                                    \
   X(COEF_TYPE)                                                                                    \
   X(COEF_NUMBER)                                                                                  \
   X(BOUNDS)                                                                                       \
   X(UNIT_MISSING)                                                                                 \
   X(UNIT)                                                                                         \
   X(LABEL_MISSING)                                                                                \
   X(GRADE) X(VECTOR) X(VECTOR_LENGTHS) X(VECTOR_TRANCHES) X(VECTOR_WIDTHS) X(SET_VALUE) X(SET_PATH)
#define ICS_FAULTS_OF_TABLES(X)                                                                    \
   X(TABLE_FORM)                                                                                   \
   X(TABLE_EMPTY)                                                                                  \
   X(TABLE_FACTOR)                                                                                 \
   X(COLUMN_UNKNOWN)                                                                               \
   X(COLUMN_TWICE)                                                                                 \
   X(COLUMN_MISSING)                                                                               \
   X(CSV_LINE)                                                                                     \
   X(CELL_COUNT)                                                                                   \
   X(CELL_BLANK) X(CELL_NUMBER) X(RECORD_NUMBER) X(RECORD_TWICE) X(PLACE_NAME) X(AMOUNT_MISSING)   \
       X(AMOUNT_OF_PLACES) X(AMOUNT_OF_SYSTEM) X(NEIGHBOURHOOD_SUM)
#define ICS_FAULTS_OF_CONTENT(X)                                                                   \
   X(POSITIVE)                                                                                     \
   X(STANDARD)                                                                                     \
   X(STANDARD_TWICE)                                                                               \
   X(BLEND_NONE)                                                                                   \
   X(BLEND_SUM)                                                                                    \
   X(BLEND_ROOM)                                                                                   \
   X(BLEND_BOUNDS)                                                                                 \
   X(BLEND_WIDTH)                                                                                  \
   X(YIELDS_RISE) X(FUND_PAYS) X(FUND_NO_AMOUNT) X(FUND_SHORT) X(FUND_LEFT) X(PAYER)               \
       X(PAYER_PLACE) X(RULE_BASELINE) X(BAND_LAST) X(BAND_OPEN) X(BAND_ORDER) X(BAND_WEIGHT)      \
           X(LINK_SELF) X(LINK_LAG) X(LINK_CIRCLE) X(TERM) X(PERCENT) X(NET_VALUE) X(SCORE)        \
               X(AIM_EMPTY) X(POLICY_SUM) X(POLICY_PAIR) X(POLICY_SHARES) X(POLICY_BLEND)          \
                   X(POLICY_UNIFORM) X(POLICY_PATH)

#endif
