# SPDX-License-Identifier: GPL-3.0-or-later
"""What the England instances assume beyond published tables. Each line says its grade."""

YEAR = "2025/26"
YEARS = 5

SERVICES = ("prevention", "primary", "pod", "prescribing", "community", "mental", "maternity",
            "urgent", "elective", "specialised", "chc", "socialcare")
HOSPITAL = ("maternity", "urgent", "elective", "specialised")

# Share of the core allocation that each service receives. Judgement within the published rows,
# except mental: derived, 14.5% of the base allocation (NHS England mental health dashboard,
# 2024/25 plan) times core recurrent 116,741,038 over core total 124,345,779 GBP k.
# The rest pays the reserve and the named balance.
CORE_SHARE = {"prevention": 0.010, "primary": 0.010, "prescribing": 0.083, "community": 0.110,
              "mental": 0.136, "maternity": 0.035, "urgent": 0.288, "elective": 0.242,
              "chc": 0.053, "socialcare": 0.018}

# Need beyond today's care, as a share of today's money. Judgement.
UNMET_GAP = {"prevention": 0.40, "primary": 0.06, "pod": 0.12, "prescribing": 0.02,
             "community": 0.10, "mental": 0.15, "maternity": 0.03, "urgent": 0.03,
             "elective": 0.12, "specialised": 0.04, "chc": 0.04, "socialcare": 0.12}

# Component weighted population of the place based allocation tool that shares out the need.
COMPONENT = {"prevention": "wp_health_inequalities", "primary": "wp_primary_medical_care_need",
             "pod": "wp_primary_medical_care_need", "prescribing": "wp_prescribing",
             "community": "wp_community", "mental": "wp_mental_health",
             "maternity": "wp_maternity", "urgent": "wp_general_acute",
             "elective": "wp_general_acute", "specialised": "wp_general_acute",
             "chc": "wp_community", "socialcare": "wp_community"}
POPULATION = "registered_population"

# Adult social care need: long-term support of working-age adults and of older people, 10.4 and
# 11.0 GBP billion in 2023-24 (published), follow people aged 18 to 64 and 75 and over; the rise
# with deprivation is judgement.
CARE_WORKING_AGE, CARE_OLDER = 10.4, 11.0
CARE_DEPRIVATION = 0.10  # per standard deviation

# Baseline of NHS services: this part follows need, the rest heads. Judgement.
NEED_PART = 0.5
# Need of council services: this part follows the council's own money, the rest need. Judgement.
COUNCIL_PART = 0.5

# One GDP deflator, from each year to 2025/26 (judgement: rates from memory).
TO_2025_26 = {"2024-25": 1.027, "2023-24": 1.027 * 1.040, "2022-23": 1.027 * 1.040 * 1.061}

# Outturns that are not believed, with the reason.
NOT_BELIEVED = {
    ("E06000034", "adult_social_care", "2024-25"):
        "Thurrock fell from 367 to 192 GBP a head in a year, the lowest in England",
}
# Read and kept, with the reason.
LOOKED_AT = {
    "E06000066": "Somerset: 496 GBP a head in 2024-25 stands between its neighbours; 612 in "
                 "2023-24, its first year as a unitary council, is not used",
    "E08000028": "Sandwell: 414 GBP a head in 2024-25 agrees with the per-head table; 629 in "
                 "2023-24 is not used",
    "E06000021": "Stoke-on-Trent: 99.3 GBPm in 2024-25 (114.1 the year before) agrees with the "
                 "per-head table; the odd value is children's social care, not used here",
}
# Delayed discharges: too few discharges are recorded for the first, so both share one rate.
POOLED_DELAYS = ("E06000063", "E06000064")  # Cumberland, Westmorland and Furness

SMALL_PLACE = 10000         # people; a smaller row joins another place
SMALL_NEIGHBOURHOOD = 1000  # people; a smaller cell joins the nearest in its place

BCF_MINIMUM = 5614.0        # GBPm, England, NHS England, published
URGENT_BEDS = 0.85          # part of occupied general and acute beds, judgement
