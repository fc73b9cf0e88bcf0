/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units: every row of the table against factors written here, exactness of percent, and dimensions.
 */
#include <stdlib.h>

#include "check.h"
#include "instance/units.h"

/* How many of each unit make one canonical unit, from their meaning: 1 GBPm = 1000 GBPk = 10^6 GBP.
 */
static const struct {
   const char *unit;
   ics_dim dim;
   double per;
} meant[] = {
   { "GBPm/year", ICS_DIM_MONEY, 1 },
   { "GBPk/year", ICS_DIM_MONEY, 1000 },
   { "GBP/year", ICS_DIM_MONEY, 1000000 },
   { "share", ICS_DIM_SHARE, 1 },
   { "percent", ICS_DIM_SHARE, 100 },
   { "share/year", ICS_DIM_GROWTH, 1 },
   { "percent/year", ICS_DIM_GROWTH, 100 },
   { "per year", ICS_DIM_GROWTH, 1 },
   { "share/SD", ICS_DIM_SHARE_PER_SD, 1 },
   { "percent/SD", ICS_DIM_SHARE_PER_SD, 100 },
   { "GBP/GBP", ICS_DIM_RATIO, 1 },
   { "multiple", ICS_DIM_MULTIPLE, 1 },
   { "weight", ICS_DIM_WEIGHT, 1 },
   { "people", ICS_DIM_PEOPLE, 1 },
   { "SD", ICS_DIM_SD, 1 },
   { "factor", ICS_DIM_FACTOR, 1 },
};
enum { NMEANT = sizeof meant / sizeof meant[0] };

static void every_unit_has_its_dimension_and_size(void)
{
   int n = 0;
   (void)ics_units(&n);
   CHECK_INT(n, NMEANT);
   for (int u = 0; u < NMEANT; u++)
      for (int d = 0; d < ICS_DIM_COUNT; d++) {
         double per = -1.0;
         bool fits = ics_unit_per(meant[u].unit, (ics_dim)d, NULL, &per);
         CHECK_INT(fits, (ics_dim)d == meant[u].dim);
         CHECK_NEAR(per, fits ? meant[u].per : -1.0, 0.0);
      }
}

static void percent_gives_the_double_of_the_decimal(void)
{
   double per = 0.0;
   CHECK(ics_unit_per("percent", ICS_DIM_SHARE, NULL, &per));
   for (int tenths = 0; tenths <= 1000; tenths++) {
      char percent[16], share[16]; /* 0.7 percent and 0.007 */
      snprintf(percent, sizeof percent, "%d.%d", tenths / 10, tenths % 10);
      snprintf(share, sizeof share, "%d.%03d", tenths / 1000, tenths % 1000);
      CHECK_NEAR(strtod(percent, NULL) / per, strtod(share, NULL), 2.3e-16); /* one rounding each */
      if (tenths % 10 == 0) CHECK(strtod(percent, NULL) / per == strtod(share, NULL));
   }
}

static void an_objects_own_unit_decides_what_fits(void)
{
   double per = 0.0;
   CHECK(ics_unit_per("GBP/contact", ICS_DIM_UNIT_COST, "contact", &per));
   CHECK_NEAR(per, 1.0, 0.0);
   CHECK(!ics_unit_per("GBP/contacts", ICS_DIM_UNIT_COST, "contact", &per));
   CHECK(!ics_unit_per("GBPk/contact", ICS_DIM_UNIT_COST, "contact", &per));
   CHECK(!ics_unit_per("GBP/contact", ICS_DIM_UNIT_COST, NULL, &per));
   CHECK(ics_unit_per("bed", ICS_DIM_OWN, "bed", &per));
   CHECK(!ics_unit_per("beds", ICS_DIM_OWN, "bed", &per));
   CHECK(ics_unit_per("bed/GBPm", ICS_DIM_OWN_PER_MONEY, "bed", &per));
   CHECK(!ics_unit_per("bed/GBPk", ICS_DIM_OWN_PER_MONEY, "bed", &per));
   CHECK(!ics_unit_per("bedx/GBPm", ICS_DIM_OWN_PER_MONEY, "bed", &per));
   CHECK(ics_unit_per("QALY/GBPm", ICS_DIM_SCORE, NULL, &per));
   CHECK(!ics_unit_per("/GBPm", ICS_DIM_SCORE, NULL, &per));
   CHECK(!ics_unit_per("QALY/GBP", ICS_DIM_SCORE, NULL, &per));
   CHECK(!ics_unit_per("", ICS_DIM_SHARE, NULL, &per));
}

static void the_canonical_unit_of_a_dimension_fits_it(void)
{
   for (int d = 0; d < ICS_DIM_COUNT; d++) {
      char unit[64], wanted[64];
      double per = 0.0;
      if (d == ICS_DIM_FENCE) continue; /* settled by `of` before it is asked for */
      ics_unit_canonical((ics_dim)d, "visit", unit, sizeof unit);
      ics_unit_wanted((ics_dim)d, "visit", wanted, sizeof wanted);
      CHECK(wanted[0] != '\0');
      CHECK_(ics_unit_per(unit, (ics_dim)d, "visit", &per), "\"%s\" does not fit", unit);
      CHECK_NEAR(per, 1.0, 0.0);
   }
   char words[64];
   ics_unit_wanted(ICS_DIM_UNIT_COST, "visit", words, sizeof words);
   CHECK_TEXT(words, "GBP/visit");
   ics_unit_wanted(ICS_DIM_MONEY, NULL, words, sizeof words);
   CHECK_TEXT(words, "a money amount a year such as GBPm/year");
   CHECK(ics_dim_is_priced(ICS_DIM_MONEY) && !ics_dim_is_priced(ICS_DIM_SHARE));
}

const ics_test tests_units[] = {
   { "every unit has its dimension and size", every_unit_has_its_dimension_and_size },
   { "percent gives the double of the decimal", percent_gives_the_double_of_the_decimal },
   { "an object's own unit decides what fits", an_objects_own_unit_decides_what_fits },
   { "the canonical unit of a dimension fits it", the_canonical_unit_of_a_dimension_fits_it },
   { NULL, NULL },
};
