# SPDX-License-Identifier: GPL-3.0-or-later
"""Funds, baseline contracts and need, in whole pounds so that every sum is exact."""
import math

import assumptions as A


def pounds(millions):
    return int(round(millions * 1e6))


def shares(total, weights):
    """Split whole pounds by weights with the largest remainder; ties go to the first."""
    whole = math.fsum(weights)
    exact = [total * w / whole for w in weights]
    parts = [int(math.floor(x)) for x in exact]
    order = sorted(range(len(parts)), key=lambda j: (parts[j] - exact[j], j))
    for j in order[:total - sum(parts)]:
        parts[j] += 1
    return parts


def council_outturn(src, code, kind):
    """One council's money {GBP, 2025/26}, and a note where 2024-25 was not used as it stands."""
    name = src.council_name(code)
    believed = lambda year: (code, kind, year) not in A.NOT_BELIEVED
    for year in ("2024-25", "2023-24", "2022-23"):
        value = src.outturn.get(code, {}).get(year, {}).get(kind + "_net_exp_gbp", "")
        if value and float(value) > 0 and believed(year):
            note = None
            if year != "2024-25":
                why = A.NOT_BELIEVED.get((code, kind, "2024-25"), "2024-25 was not submitted")
                note = "%s %s: %s x %.4f (%s)" % (name, kind.replace("_", " "), year,
                                                  A.TO_2025_26[year], why)
            return float(value) * A.TO_2025_26[year], note
        row = src.per_head.get(code)
        if year == "2024-25" and kind == "adult_social_care" and row and believed(year):
            per_head = float(row["asc_net_gbp_per_head"])
            people = float(row["population_mid2024"])
            note = "%s adult social care: 2024-25 not in the outturn table, %.2f GBP a head x " \
                   "%d people (later release)" % (name, per_head, people)
            return per_head * people * A.TO_2025_26[year], note
    raise ValueError("no %s for %s" % (kind, code))


class Councils:
    """Money of every council, shared out to its places by people over all England."""

    def __init__(self, src, systems):
        self.notes = {}
        own = {}
        for code in sorted(systems):
            for p in systems[code]:
                own.setdefault(p.council, []).append(p)
        self.money = {"asc": {}, "public_health": {}}
        for council in sorted(own):
            for fund, kind in (("asc", "adult_social_care"), ("public_health", "public_health")):
                amount, note = council_outturn(src, council, kind)
                if note:
                    self.notes.setdefault(council, []).append(note)
                parts = shares(int(round(amount)), [p.own_people for p in own[council]])
                for p, part in zip(own[council], parts):
                    self.money[fund][p.system, p.id] = part


def care_index(src, place):
    """Adult social care need per head against England, from age and deprivation."""
    ages = src.ages[src.lads[place.id]["lad23_code"]]
    england = {k: sum(float(r[k]) for r in src.ages.values())
               for k in ("all_ages", "age_18_64", "age_75_plus")}
    rate = lambda k: (float(ages[k]) / float(ages["all_ages"])) / (england[k] / england["all_ages"])
    mix = (A.CARE_WORKING_AGE * rate("age_18_64") + A.CARE_OLDER * rate("age_75_plus")) \
        / (A.CARE_WORKING_AGE + A.CARE_OLDER)
    return mix * max(0.5, 1 + A.CARE_DEPRIVATION * place.z["deprivation"])


class System:
    """One system's money and need."""

    def __init__(self, src, code, places, councils):
        self.code, self.places = code, places
        self.row = src.systems[code]
        self.care = [p.people * care_index(src, p) for p in places]
        self.funds()
        self.baseline(councils)
        self.needs(councils)
        self.spread_hospital_care()

    def amount(self, column):
        return pounds(float(self.row[column]) / 1000.0)

    def funds(self):
        self.amounts = {"core": self.amount("core_total_allocation_gbp_k"),
                        "primary_medical": self.amount("pmc_revised_recurrent_allocation_gbp_k"),
                        "pod": self.amount("pod_total_allocation_gbp_k"),
                        "specialised": self.amount("spec_physical_health_plus_mh_gbp_k"),
                        "running": self.amount("running_cost_allowance_gbp_k")}

    def need_weights(self, service):
        if service == "socialcare":
            return self.care
        return [p.components[A.COMPONENT[service]] for p in self.places]

    def split(self, total, service):
        """Half by need, half by heads."""
        need, heads = self.need_weights(service), [p.people for p in self.places]
        n, h = math.fsum(need), math.fsum(heads)
        return shares(total, [A.NEED_PART * a / n + (1 - A.NEED_PART) * b / h
                              for a, b in zip(need, heads)])

    def baseline(self, councils):
        """funding[fund, service] = whole pounds by place."""
        self.funding = {}
        for k in A.SERVICES:
            if k in A.CORE_SHARE:
                total = int(math.floor(self.amounts["core"] * A.CORE_SHARE[k]))
                self.funding["core", k] = self.split(total, k)
        for fund, k in (("primary_medical", "primary"), ("pod", "pod"),
                        ("specialised", "specialised")):
            self.funding[fund, k] = self.split(self.amounts[fund], k)
        for fund, k in (("public_health", "prevention"), ("asc", "socialcare")):
            self.funding[fund, k] = [councils.money[fund][self.code, p.id] for p in self.places]

    def contract(self, service):
        parts = [v for (f, k), v in self.funding.items() if k == service]
        return [sum(x) for x in zip(*parts)]

    def needs(self, councils):
        """need[service] = whole pounds at reference cost by place."""
        self.need = {}
        for k in A.SERVICES:
            base = self.contract(k)
            total = int(round(sum(base) * (1 + A.UNMET_GAP[k])))
            weights = self.need_weights(k)
            if k in ("prevention", "socialcare"):
                w, b = math.fsum(weights), float(sum(base))
                weights = [A.COUNCIL_PART * y / b + (1 - A.COUNCIL_PART) * x / w
                           for x, y in zip(weights, base)]
            self.need[k] = shares(total, weights)

    def spread_hospital_care(self):
        """One contract serves the system: what a place cannot use goes where need is unmet."""
        for (fund, k), parts in sorted(self.funding.items()):
            if k not in A.HOSPITAL:
                continue
            room = [n - b for n, b in zip(self.need[k], parts)]
            over = sum(-r for r in room if r < 0)
            if over > 0:
                more = shares(over, [max(r, 0) for r in room])
                self.funding[fund, k] = [min(n, b) + m for n, b, m
                                         in zip(self.need[k], parts, more)]

    def surplus(self, service):
        """Care beyond need at places that have more than they need {GBP}."""
        return sum(max(0, b - n) for b, n in zip(self.contract(service), self.need[service]))

    def unmet(self, service):
        """Unmet need {GBP}: what today's contracts leave."""
        return sum(max(0, n - b) for b, n in zip(self.contract(service), self.need[service]))
