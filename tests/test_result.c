/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written about a result: JSON and back, CSV, and numbers in words. The result here is made
 * by hand, with names and numbers that are hard to write. */
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "report/breaches.h"
#include "report/csv.h"
#include "report/page.h"
#include "report/text.h"
#include "report/words.h"
#include "results/run.h"

static const double TENTH = 0.1; /* not a binary fraction: seventeen digits bring it back */

typedef struct sample {
   ics_result result;
   const char *years[2];
   ics_result_aim aims[1];
   ics_result_stage stages[2];
   ics_plan_line plan[2];
   ics_funding_line funding[2];
   ics_need_line needs[2];
   ics_price_line prices[1];
   ics_breach_line breaches[1];
   ics_setting_line settings[3];
   double x[3], y0[2], y1[2], scale[1], ideal[1];
   double *y[2], *y_low[2];
} sample;

static void fill_lines(sample *s)
{
   ics_name place = { "p1", "Å \"quoted\", comma" }, service = { "s1", "=SUM(A1)" };
   ics_name mechanism = { "m1", "Tariff" }, fund = { "f1", "Core" }, none = { "", "" };
   for (int t = 0; t < 2; t++) {
      s->plan[t] =
          (ics_plan_line){ place, service, mechanism, "activity", s->years[t], 1.5 + t, 1.0 };
      s->needs[t] = (ics_need_line){ .place = place,
                                     .service = service,
                                     .year = s->years[t],
                                     .unit = "contact",
                                     .need = 100.0,
                                     .activity = 90.0,
                                     .unmet = 10.0,
                                     .need_gbp_m = 2.0,
                                     .activity_gbp_m = 1.8,
                                     .unmet_gbp_m = 0.2,
                                     .baseline_unmet_gbp_m = 0.4,
                                     .prevented_gbp_m = -TENTH };
   }
   s->funding[0] = (ics_funding_line){ fund, place, service, "service", "", s->years[0], 1.5, 1.0 };
   s->funding[1] = (ics_funding_line){ fund, none, none, "unspent", "", s->years[0], 0.25, 0.0 };
   s->prices[0] =
       (ics_price_line){ "fund(f1,2025-26)", "funds",         "money of Core", "QALY/GBPm", 12.5,
                         (double)NAN,        (double)INFINITY };
   s->breaches[0] = (ics_breach_line){ "cap(f1,2025-26)", "funds", "the \"cap\" of Core", "GBPm",
                                       "2025/26",         TENTH };
   s->settings[0] = (ics_setting_line){ "gap", "1e-08" };
   s->settings[1] = (ics_setting_line){ "set", "rules.drift=0.1" };
   s->settings[2] = (ics_setting_line){ "set", "rules.clip=0.2" };
}

static void fill(sample *s)
{
   *s = (sample){ .years = { "2025/26", "2026/27" },
                  .x = { TENTH, -0.0, 1e300 },
                  .y0 = { 1.0 / 3.0, 2.0 },
                  .y1 = { -5e-324, 4.0 },
                  .scale = { 0.5 },
                  .ideal = { 7.0 } };
   fill_lines(s);
   s->y[0] = s->y0;
   s->y[1] = s->y1;
   s->aims[0] = (ics_result_aim){
      { "health", "Health" }, "QALY", true, TENTH, 0.05, (double)NAN, (double)NAN
   };
   for (int p = 0; p < 2; p++)
      s->stages[p] = (ics_result_stage){ .id = p ? "goal" : "shortfall",
                                         .status = "optimal",
                                         .certified = true,
                                         .relative_gap = 3e-12,
                                         .method = "bound",
                                         .rung = "dual" };
   s->result = (ics_result){
      .run_id = "r",
      .version = "v",
      .backend = "b",
      .code = "C\x01",
      .name = "Name",
      .file = "f.cfg",
      .sha256 = "00",
      .attribution = "",
      .policy = "p",
      .policy_name = "P",
      .goal = "weighted",
      .resolution = "place",
      .status = "optimal",
      .reference = { "p", "P" },
      .certified = true,
      .relative_gap = 3e-12,
      .primal_violation = 1e-15,
      .method = "bound",
      .own_stage = 1,
      .objective = TENTH,
      .rows = 2,
      .columns = 3,
      .nonzeros = 4,
      .places = 1,
      .services = 1,
      .mechanisms = 1,
      .years = 2,
      .seconds_read = -1.0,
      .seconds_build = -1.0,
      .seconds_solve = -1.0,
      .seconds_certify = -1.0,
      .year_names = s->years,
      .aims = s->aims,
      .stages = s->stages,
      .plan = s->plan,
      .funding = s->funding,
      .needs = s->needs,
      .prices = s->prices,
      .breaches = s->breaches,
      .settings = s->settings,
      .naims = 1,
      .nstages = 2,
      .nplan = 2,
      .nfunding = 2,
      .nneeds = 2,
      .nprices = 1,
      .nbreaches = 1,
      .nsettings = 3,
      .unmet_share_first = TENTH,
      .unmet_share_last = TENTH,
      .x = s->x,
      .y = s->y,
      .y_low = s->y_low,
      .lp_hash = "ff",
      .advantage = TENTH,
      .advantage_unit = "QALY",
      .basis_rows = "BL",
      .basis_columns = "BU",
      .scale = s->scale,
      .ideal = s->ideal,
   };
}

/** Write @p text to a temporary file and read it as a plan. */
static ics_rc read_text(const char *text, ics_arena *arena, ics_result **out, ics_err *err)
{
   char path[] = "/tmp/icsopt-plan.XXXXXX";
   int fd = mkstemp(path);
   size_t bytes = strlen(text);
   bool written = fd >= 0 && write(fd, text, bytes) == (ssize_t)bytes;
   if (fd >= 0) close(fd);
   ics_rc rc = written ? ics_result_read(path, arena, out, err) : ICS_EBUG;
   unlink(path);
   return rc;
}

static void json_comes_back_as_it_went(void)
{
   static sample s;
   static ics_err err;
   ics_arena *arena = ics_arena_new();
   char *text = NULL, *again = NULL;
   ics_result *back = NULL;
   fill(&s);
   CHECK_OK(ics_result_json(&s.result, arena, &text, &err), &err);
   CHECK_OK(read_text(text, arena, &back, &err), &err);
   CHECK_OK(ics_result_json(back, arena, &again, &err), &err);
   CHECK_TEXT(again, text);
   CHECK(back->x[0] == TENTH && back->x[2] == 1e300);
   CHECK(signbit(back->x[1]));
   CHECK(back->y[0][0] == 1.0 / 3.0 && back->y[1][0] == -5e-324);
   CHECK(back->y_low[0] == NULL);
   CHECK(isnan(back->aims[0].best));
   CHECK_TEXT(back->code, "C\x01");
   CHECK_TEXT(back->plan[1].service.name, "=SUM(A1)");
   CHECK_INT(back->nbreaches, 1);
   CHECK(back->breaches[0].amount == TENTH);
   CHECK_TEXT(back->breaches[0].words, "the \"cap\" of Core");
   CHECK_INT(back->nsettings, 3);
   CHECK_TEXT(back->settings[2].value, "rules.clip=0.2");
   CHECK(back->seconds_read < 0.0);
   ics_arena_free(&arena);
}

/* Nine lines of eight rules: one of two years, which together are the largest. */
static void missed_rules_are_added_up_over_years(void)
{
   ics_arena *arena = ics_arena_new();
   ics_breach_line lines[9];
   ics_buffer page = ics_buffer_start(arena);
   static ics_err err;
   char *text = NULL;
   for (int n = 0; n < 7; n++)
      lines[n] = (ics_breach_line){ .rule = "r",
                                    .family = "funds",
                                    .words = ics_format(arena, "rule %d in 2025/26", n),
                                    .unit = "GBPm",
                                    .year = "2025/26",
                                    .amount = 10.0 - n };
   lines[7] = (ics_breach_line){ "a", "cap", "the cap in 2026/27", "GBPm", "2026/27", 8.0 };
   lines[8] = (ics_breach_line){ "b", "cap", "the cap in 2025/26", "GBPm", "2025/26", 4.0 };
   ics_report_breaches(lines, 9, 0, false, &page);
   ics_report_breaches(lines + 8, 1, 0, false, &page);
   CHECK_OK(ics_buffer_end(&page, &text, &err), &err);
   CHECK_TEXT(text, "- the cap: missed by £12m over 2 years\n"
                    "- rule 0 in 2025/26: missed by £10m\n"
                    "- rule 1 in 2025/26: missed by £9.0m\n"
                    "- rule 2 in 2025/26: missed by £8.0m\n"
                    "- rule 3 in 2025/26: missed by £7.0m\n"
                    "- and 3 more by £15m in all (--detail)\n"
                    "- the cap in 2025/26: missed by £4.0m\n");
   ics_arena_free(&arena);
}

/* A plan that was saved before breaches were listed has none. */
static void a_list_that_came_later_may_be_missing(void)
{
   static sample s;
   static ics_err err;
   ics_arena *arena = ics_arena_new();
   char *text = NULL;
   ics_result *back = NULL;
   fill(&s);
   CHECK_OK(ics_result_json(&s.result, arena, &text, &err), &err);
   char *from = strstr(text, "\"breaches\"");
   CHECK_NEEDS(from != NULL);
   char *to = strchr(from, ']');
   memset(from, ' ', (size_t)(to - from) + 2); /* with its comma */
   CHECK_OK(read_text(text, arena, &back, &err), &err);
   CHECK_INT(back->nbreaches, 0);
   CHECK_INT(back->nprices, 1);
   ics_arena_free(&arena);
}

static void json_has_no_nan_and_seconds_only_when_timed(void)
{
   static sample s;
   static ics_err err;
   ics_arena *arena = ics_arena_new();
   char *text = NULL;
   fill(&s);
   CHECK_OK(ics_result_json(&s.result, arena, &text, &err), &err);
   CHECK_HAS(text, "\"from\":null,\"to\":null");
   CHECK_HAS(text, "\"code\":\"C\\u0001\"");
   CHECK(!strstr(text, "nan") && !strstr(text, "inf\"") && !strstr(text, "\"seconds\""));
   s.result.seconds_read = 0.5;
   CHECK_OK(ics_result_json(&s.result, arena, &text, &err), &err);
   CHECK_HAS(text, "\"seconds\": {\"read\":0.5");
   ics_arena_free(&arena);
}

/* Every cut of a plan is refused with its file and a reason: a plan is whole or it is none. */
static void a_plan_that_was_cut_is_refused(void)
{
   static sample s;
   static ics_err err;
   ics_arena *arena = ics_arena_new();
   char *text = NULL;
   fill(&s);
   CHECK_OK(ics_result_json(&s.result, arena, &text, &err), &err);
   size_t bytes = strlen(text);
   for (size_t cut = 0; cut + 2 < bytes; cut += 37) {
      ics_result *back = NULL;
      char *part = ics_strndup(arena, text, cut);
      ics_err_clear(&err);
      CHECK_INT(read_text(part, arena, &back, &err), ICS_EINPUT);
      CHECK_HAS(err.text, "/tmp/icsopt-plan.");
   }
   ics_arena_free(&arena);
}

/** Replace the first @p from of @p text by @p to. */
static char *with(ics_arena *arena, const char *text, const char *from, const char *to)
{
   const char *at = strstr(text, from);
   return at ? ics_format(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)) : NULL;
}

static void faults_of_a_plan_name_the_key(void)
{
   static const struct {
      const char *from, *to, *says;
   } faults[] = {
      { "\"schema_version\": 1", "\"schema_version\": 2", "got 2, want 1" },
      { "\"gbp_m\":1.5", "\"gbp_m\":\"1.5\"", "plan[0].gbp_m: got a text, want a number" },
      { "\"gbp_m\":1.5,", "", "plan[0].gbp_m: got nothing" },
      { "\"own_stage\": 1", "\"own_stage\": 2", "own_stage: got 2, want less than 2" },
      { "\"own_stage\": 1", "\"own_stage\": -1", "own_stage: got a whole number" },
      { "\"certified\":true", "\"certified\":1",
        "certificate.certified: got a whole number, want true" },
      { "\"x\":[", "\"x\":[5.0,", "proof.x: got 4 numbers, want 3" },
      { "\"scale\":[0.5]", "\"scale\":null", "scale or ideal is missing" },
      { "\"years\": [", "\"years\": 5, \"zears\": [", "years: got a whole number, want a list" },
      { "\"run_id\": \"r\"", "\"run_id\": \"r\", \"run_id\": \"r\"", "duplicate" },
   };
   static sample s;
   static ics_err err;
   ics_arena *arena = ics_arena_new();
   char *text = NULL;
   fill(&s);
   CHECK_OK(ics_result_json(&s.result, arena, &text, &err), &err);
   for (size_t f = 0; f < sizeof faults / sizeof faults[0]; f++) {
      ics_result *back = NULL;
      char *bad = with(arena, text, faults[f].from, faults[f].to);
      CHECK_(bad != NULL, "the plan has no %s", faults[f].from);
      if (!bad) continue;
      ics_err_clear(&err);
      CHECK_INT(read_text(bad, arena, &back, &err), ICS_EINPUT);
      CHECK_HAS(err.text, faults[f].says);
   }
   ics_arena_free(&arena);
}

static void csv_quotes_and_defuses(void)
{
   static ics_err err;
   ics_arena *arena = ics_arena_new();
   ics_buffer out = ics_buffer_start(arena);
   ics_csv csv = ics_csv_start(&out);
   char *text = NULL;
   const char *cells[] = { "=1+1", "+x",        "-x",         "@x",    "\tx",
                           "a,b",  "say \"x\"", "two\nlines", "plain", NULL };
   for (int c = 0; c < 10; c++) ics_csv_text(&csv, cells[c]);
   ics_csv_real(&csv, -TENTH);
   ics_csv_real(&csv, (double)NAN);
   ics_csv_end(&csv);
   CHECK_OK(ics_buffer_end(&out, &text, &err), &err);
   CHECK_TEXT(text, "'=1+1,'+x,'-x,'@x,'\tx,\"a,b\",\"say "
                    "\"\"x\"\"\",\"two\nlines\",plain,,-0.10000000000000001,\n");
   ics_arena_free(&arena);
}

static void pounds_are_said_as_people_say_them(void)
{
   static const struct {
      double gbp_m;
      const char *says;
   } cases[] = {
      { 7058.621541, "£7.1bn" },
      { 123456.0, "£123bn" },
      { 999.6, "£1.0bn" },
      { 318.68, "£319m" },
      { 31.2, "£31m" },
      { 9.96, "£10m" },
      { 1.24, "£1.2m" },
      { 0.9996, "£1.0m" },
      { 0.35, "£350k" },
      { 0.000999, "£999" },
      { 0.0000123, "£12" },
      { 1e-9, "£0" },
      { -1e-9, "£0" },
      { -1.24, "-£1.2m" },
      { 0.0, "£0" },
      { (double)NAN, "unknown" },
   };
   for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++)
      CHECK_TEXT(ics_say_pounds(cases[c].gbp_m).text, cases[c].says);
   CHECK_TEXT(ics_say_change(31.2).text, "+£31m");
   CHECK_TEXT(ics_say_change(-31.2).text, "-£31m");
   CHECK_TEXT(ics_say_change(1e-9).text, "£0");
}

static void other_numbers_in_words(void)
{
   CHECK_TEXT(ics_say_percent(0.0834, 1).text, "8.3%");
   CHECK_TEXT(ics_say_percent(-0.00001, 1).text, "0.0%");
   CHECK_TEXT(ics_say_rise(0.0412, 1).text, "+4.1%");
   CHECK_TEXT(ics_say_rise(-0.0412, 1).text, "-4.1%");
   CHECK_TEXT(ics_say_count(1234567.4).text, "1,234,567");
   CHECK_TEXT(ics_say_count(-1234.0).text, "-1,234");
   CHECK_TEXT(ics_say_count(3.14159).text, "3.142");
   CHECK_TEXT(ics_say_count(0.0012345).text, "0.00123");
   CHECK_TEXT(ics_say_fixed(7058.64, 1).text, "7,058.6");
   CHECK_TEXT(ics_say_fixed(1e300, 1).text, "1.000e+300");
   CHECK_TEXT(ics_say_pence(705862154100).text, "7,058,621,541.00");
   CHECK_TEXT(ics_say_pence(-5).text, "-0.05");
   CHECK_INT(ics_say_in_pence(7058.621541), 705862154100);
   CHECK_TEXT(ics_say_small(3.2e-12).text, "3e-12");
   CHECK_TEXT(ics_say_small(0.0).text, "0");
   CHECK_TEXT(ics_say_small(1e-297).text, "under 1e-16");
}

static void names_cannot_command_a_terminal(void)
{
   ics_arena *arena = ics_arena_new();
   CHECK_TEXT(ics_clean(arena, "St Helens – Å"), "St Helens – Å");
   CHECK_TEXT(ics_clean(arena, "\033[31mred\x07"), "?[31mred?");
   CHECK_TEXT(ics_clean(arena, "a\xE2\x80\xAE"
                               "b"),
              "a?b");
   CHECK_TEXT(ics_clean(arena, "bad \xFF\xC3 end"), "bad ?? end");
   ics_arena_free(&arena);
}

/* Whatever the names, no line is wider than the page, and the report holds what it was given. */
static void the_report_fits_its_page(void)
{
   static sample s;
   static ics_err err;
   ics_arena *arena = ics_arena_new();
   ics_buffer page = ics_buffer_start(arena);
   char *text = NULL;
   fill(&s);
   s.plan[1].service.name = s.plan[0].service.name =
       "A service whose name goes on and on, far beyond anything that a table of a hundred columns "
       "could hold at all";
   ics_report_plan(&s.result, &page);
   ics_report_detail(&s.result, &page);
   ics_report_compare(&s.result, &s.result, &page);
   CHECK_OK(ics_buffer_end(&page, &text, &err), &err);
   for (const char *line = text; *line;) {
      size_t bytes = strcspn(line, "\n");
      char *one = ics_strndup(arena, line, bytes);
      CHECK_(ics_text_columns(one) <= ICS_PAGE_COLUMNS, "too wide: %s", one);
      line += bytes + (line[bytes] == '\n');
   }
   CHECK_HAS(text, "Proved best under the stated rules: gap 3e-12, violation 1e-15");
   CHECK_HAS(text, "Health (better)");
   CHECK_HAS(text, "1,500,000.00");
   ics_arena_free(&arena);
}

static void a_result_without_proof_says_so(void)
{
   static sample s;
   static ics_err err;
   ics_arena *arena = ics_arena_new();
   ics_buffer page = ics_buffer_start(arena);
   char *text = NULL;
   fill(&s);
   s.result.certified = false;
   s.result.status = "uncertified";
   ics_report_plan(&s.result, &page);
   CHECK_OK(ics_buffer_end(&page, &text, &err), &err);
   CHECK_HAS(text, "NOT proved best (uncertified)");
   CHECK(!strstr(text, "Proved best"));
   ics_arena_free(&arena);
}

/* Let the k-th allocation fail, for every k until none does: always ICS_EMEMORY, never a crash. */
static void memory_may_run_out_anywhere(void)
{
   static sample s;
   static ics_err err;
   fill(&s);
   for (long k = 0;; k++) {
      ics_arena_fail_at(k);
      ics_arena *arena = ics_arena_new();
      ics_result *back = NULL;
      char *text = NULL;
      ics_rc rc = arena ? ics_result_json(&s.result, arena, &text, &err) : ICS_EMEMORY;
      if (rc == ICS_OK) rc = read_text(text, arena, &back, &err);
      if (arena) ics_arena_free(&arena);
      if (rc == ICS_OK) break;
      CHECK_INT(rc, ICS_EMEMORY);
   }
   ics_arena_fail_at(-1);
}

const ics_test tests_result[] = {
   { "a plan in JSON comes back as it went, to the last bit", json_comes_back_as_it_went },
   { "rules that are missed are added up over years, the rest as one sum",
     missed_rules_are_added_up_over_years },
   { "a list that came later may be missing from a saved plan",
     a_list_that_came_later_may_be_missing },
   { "JSON holds null for what is no number, and seconds only when timed",
     json_has_no_nan_and_seconds_only_when_timed },
   { "a plan that was cut short is refused", a_plan_that_was_cut_is_refused },
   { "a fault in a plan is told by its key", faults_of_a_plan_name_the_key },
   { "CSV quotes what needs it and defuses formulas, but not numbers", csv_quotes_and_defuses },
   { "pounds are said as people say them", pounds_are_said_as_people_say_them },
   { "percentages, counts and pence are said plainly", other_numbers_in_words },
   { "names cannot command a terminal", names_cannot_command_a_terminal },
   { "the report fits its page whatever the names", the_report_fits_its_page },
   { "a result without proof says so", a_result_without_proof_says_so },
   { "memory may run out anywhere while writing and reading a plan", memory_may_run_out_anywhere },
   { NULL, NULL },
};
