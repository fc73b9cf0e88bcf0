# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the published tables into plain dictionaries. Knows file layouts, decides nothing."""
import csv
import os
from collections import defaultdict


NO_NETWORK = "NO_PCN"


def rows(folder, name):
    with open(os.path.join(folder, name), newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def number(text):
    return float(text) if text not in ("", None) else None


class Sources:
    """Every table that the generator uses."""

    def __init__(self, root):
        data = os.path.join(root, "data")
        self.systems = {r["icb_code"]: r for r in rows(data, "icb_allocations_2025_26.csv")}
        self.regions = {c: r["nhs_region"] for c, r in self.systems.items()}
        self.needs = rows(data, "place_needs_2025_26.csv")
        self.practices = rows(data, "practice_needs_2025_26.csv")
        for r in self.practices:
            r["network"] = r["pcn_code_feb2023"] or NO_NETWORK
        self.beds = {r["icb_code"]: r
                     for r in rows(data, "icb_general_acute_beds_2024_25_derived.csv")}
        self.lads = {r["lad21_code"]: r for r in rows(data, "lad_lookup.csv")}
        self.ages = {r["lad23_code"]: r for r in rows(data, "lad_population_mid2023.csv")}
        self.delays = {r["utla_code"]: r for r in rows(data, "utla_delayed_discharges_2024_25.csv")}
        self.per_head = {r["ons_code"]: r
                         for r in rows(data, "council_asc_csc_per_head_2024_25.csv")}
        self.outturn = defaultdict(dict)
        for r in rows(data, "council_social_care_public_health_outturn.csv"):
            self.outturn[r["ons_code"]][r["financial_year"]] = r
        self.core20, self.core20_district = {}, defaultdict(lambda: [0.0, 0.0])
        for r in rows(data, "icb_lad_resident_core20_imd2019.csv"):
            self.core20[r["icb_code"], r["lad21_code"]] = float(r["share_pop_core20"])
            total = self.core20_district[r["lad21_code"]]
            total[0] += float(r["pop_imd_deciles_1_2_core20"])
            total[1] += float(r["resident_population_mid2020"])

    def council(self, lad):
        return self.lads[lad]["utla23_code"]

    def council_name(self, code):
        return next(r["utla23_name"] for r in self.lads.values() if r["utla23_code"] == code)

    def deprivation(self, system, lad):
        """Core20 share of the residents of the district in this system, else of the district."""
        if (system, lad) in self.core20:
            return self.core20[system, lad]
        poor, people = self.core20_district[lad]
        return poor / people
