#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the money and the need of the England instances against the published tables.

    python3 tools/england/money_check.py INPUT_DIR INSTANCES_DIR

Recomputes every system's funds, baseline and need from the tables in INPUT_DIR/data by its own
logic (it shares no code with the generator), compares them with the generated files, compares the
sums over 42 systems with published totals, and puts published spending that was not used beside
what the model implies. INSTANCES_DIR holds `england` and `catalogue`. Exit code 1 on a difference.
"""
import collections
import csv
import glob
import math
import os
import re
import sys

SHARE = dict(prevention=.010, primary=.010, prescribing=.083, community=.110, mental=.136,
             maternity=.035, urgent=.288, elective=.242, chc=.053, socialcare=.018)
GAP = dict(prevention=.40, primary=.06, pod=.12, prescribing=.02, community=.10, mental=.15,
           maternity=.03, urgent=.03, elective=.12, specialised=.04, chc=.04, socialcare=.12)
WEIGHT = dict(prevention="health_inequalities", primary="primary_medical_care_need",
              pod="primary_medical_care_need", prescribing="prescribing", community="community",
              mental="mental_health", maternity="maternity", urgent="general_acute",
              elective="general_acute", specialised="general_acute", chc="community")
SYSTEM_CONTRACT = {"maternity", "urgent", "elective", "specialised"}
TOTALS = dict(core=124345779, primary_medical=13058859, specialised=15872440, pod=6090095,
              running=873992)
DEFLATOR = {"2024-25": 1.027, "2023-24": 1.027 * 1.04, "2022-23": 1.027 * 1.04 * 1.061}
POUNDS = 5e-6  # GBPm: rounding to whole pounds by largest remainder, twice


def read(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(l for l in f if not l.startswith("#")))


class Tables:
    def __init__(self, root):
        t = lambda n: read(os.path.join(root, "data", n + ".csv"))
        self.allocation = {r["icb_code"]: r for r in t("icb_allocations_2025_26")}
        self.place = t("place_needs_2025_26")
        self.practice = t("practice_needs_2025_26")
        self.lad = {r["lad21_code"]: r for r in t("lad_lookup")}
        self.age = {r["lad23_code"]: r for r in t("lad_population_mid2023")}
        self.outturn = {(r["ons_code"], r["financial_year"]): r
                        for r in t("council_social_care_public_health_outturn")}
        self.head = {r["ons_code"]: r for r in t("council_asc_csc_per_head_2024_25")}
        self.core20 = t("icb_lad_resident_core20_imd2019")
        self.split = t("spend_splits_partial")


def hosts(T):
    """{(icb, lad): lad of the place}; a haversine distance between centroids decides."""
    mass = collections.defaultdict(lambda: [0.0, 0.0, 0.0])
    for r in T.practice:
        p, m = float(r["registered_population"]), mass[r["icb_code"], r["lad_code"]]
        m[0] += p
        m[1] += p * float(r["latitude"])
        m[2] += p * float(r["longitude"])
    at = {k: (math.radians(m[1] / m[0]), math.radians(m[2] / m[0])) for k, m in mass.items()}

    def far(a, b):
        (la, lo), (lb, lp) = at[a], at[b]
        h = math.sin((la - lb) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lo - lp) / 2) ** 2
        return math.asin(math.sqrt(h))

    council = lambda lad: T.lad[lad]["utla23_code"]
    big, little = [], []
    for r in T.place:
        key = (r["icb_code"], r["lad_code"])
        flagged = r["fragment_flag"][:8] == "fragment"
        (little if flagged or float(r["registered_population"]) < 10000 else big).append(key)
    to = {k: k[1] for k in big}
    for k in little:
        near = [b for b in big if b[0] == k[0]]
        near = [b for b in near if council(b[1]) == council(k[1])] or near
        to[k] = min(near, key=lambda b: far(k, b))[1]
    return to, set(big)


def council_money(T, big):
    """{fund: {(icb, lad): GBPm}}: each council's total by registered people of its own rows."""
    people = {(r["icb_code"], r["lad_code"]): float(r["registered_population"]) for r in T.place
              if (r["icb_code"], r["lad_code"]) in big}
    total = collections.Counter()
    for k, p in people.items():
        total[T.lad[k[1]]["utla23_code"]] += p

    def value(code, kind):
        latest = [T.outturn.get((code, y), {}).get(kind, "") or 0 for y in
                  ("2024-25", "2023-24", "2022-23")]
        if code == "E06000034" and kind.startswith("adult"):
            latest[0] = 0
        if float(latest[0]):
            return float(latest[0]) * DEFLATOR["2024-25"]
        if kind.startswith("adult") and code in T.head and code != "E06000034":
            h = T.head[code]
            return (float(h["asc_net_gbp_per_head"]) * float(h["population_mid2024"])
                    * DEFLATOR["2024-25"])
        for v, y in zip(latest[1:], ("2023-24", "2022-23")):
            if float(v):
                return float(v) * DEFLATOR[y]
        raise SystemExit("no %s for %s" % (kind, code))

    money = {"asc": {}, "public_health": {}}
    for k, p in people.items():
        c = T.lad[k[1]]["utla23_code"]
        for fund, kind in (("asc", "adult_social_care_net_exp_gbp"),
                           ("public_health", "public_health_net_exp_gbp")):
            money[fund][k] = value(c, kind) / 1e6 * p / total[c]
    return money


def deprivation(T, keys):
    """Core20 share by (icb, lad), from the district where the pair is not listed."""
    pair = {(r["icb_code"], r["lad21_code"]): float(r["share_pop_core20"]) for r in T.core20}
    poor, all_ = collections.Counter(), collections.Counter()
    for r in T.core20:
        poor[r["lad21_code"]] += float(r["pop_imd_deciles_1_2_core20"])
        all_[r["lad21_code"]] += float(r["resident_population_mid2020"])
    return {k: pair.get(k, poor[k[1]] / all_[k[1]]) for k in keys}


def expected(T):
    """{icb: {"funds", "funding"[fund, lad, service], "need"[lad, service], "people"[lad]}}"""
    to, big = hosts(T)
    council = council_money(T, big)
    people = collections.Counter()
    weight = collections.defaultdict(collections.Counter)
    for r in T.place:
        k = (r["icb_code"], to[r["icb_code"], r["lad_code"]])
        people[k] += float(r["registered_population"])
        for s, w in WEIGHT.items():
            weight[s][k] += float(r["wp_" + w])
    raw = deprivation(T, big)
    n = sum(people.values())
    mean = sum(people[k] * raw[k] for k in big) / n
    sd = math.sqrt(sum(people[k] * (raw[k] - mean) ** 2 for k in big) / n)
    eng = {c: sum(float(a[c]) for a in T.age.values()) for c in
           ("all_ages", "age_18_64", "age_75_plus")}
    for k in big:
        a = T.age[T.lad[k[1]]["lad23_code"]]
        part = lambda c: float(a[c]) / float(a["all_ages"]) * eng["all_ages"] / eng[c]
        care = (10.4 * part("age_18_64") + 11.0 * part("age_75_plus")) / 21.4
        weight["socialcare"][k] = people[k] * care * max(.5, 1 + .1 * (raw[k] - mean) / sd)
    out = {}
    for icb, a in sorted(T.allocation.items()):
        m = lambda c: float(a[c]) / 1000
        funds = dict(core=m("core_total_allocation_gbp_k"),
                     primary_medical=m("pmc_revised_recurrent_allocation_gbp_k"),
                     pod=m("pod_total_allocation_gbp_k"),
                     specialised=m("spec_physical_health_plus_mh_gbp_k"),
                     running=m("running_cost_allowance_gbp_k"))
        here = sorted(k for k in big if k[0] == icb)
        heads = sum(people[k] for k in here)
        flow = {("core", s): v * funds["core"] for s, v in SHARE.items()}
        flow["primary_medical", "primary"] = funds["primary_medical"]
        flow["pod", "pod"] = funds["pod"]
        flow["specialised", "specialised"] = funds["specialised"]
        funding, need = {}, {}
        for (f, s), total in flow.items():
            w = sum(weight[s][k] for k in here)
            for k in here:
                funding[f, k[1], s] = total * (weight[s][k] / w + people[k] / heads) / 2
        for k in here:
            funding["asc", k[1], "socialcare"] = council["asc"][k]
            funding["public_health", k[1], "prevention"] = council["public_health"][k]
        for s, gap in GAP.items():
            base = {k: sum(v for (f, l, t), v in funding.items() if l == k[1] and t == s)
                    for k in here}
            whole, w = sum(base.values()), sum(weight[s][k] for k in here)
            for k in here:
                share = weight[s][k] / w
                if s in ("prevention", "socialcare"):
                    share = (share + base[k] / whole) / 2
                need[k[1], s] = share * whole * (1 + gap)
            if s in SYSTEM_CONTRACT:
                fund = "specialised" if s == "specialised" else "core"
                over = sum(max(0, base[k] - need[k[1], s]) for k in here)
                lack = sum(max(0, need[k[1], s] - base[k]) for k in here)
                for k in here:
                    gap_here = need[k[1], s] - base[k]
                    funding[fund, k[1], s] = (need[k[1], s] if gap_here < 0
                                              else base[k] + over * gap_here / lack)
        out[icb] = dict(funds=funds, funding=funding, need=need,
                        people={k[1]: people[k] for k in here})
    return out


def generated(folder, icb):
    cfg = open(os.path.join(folder, icb + ".cfg"), encoding="utf-8").read()
    funds = {f: float(v) for f, v in re.findall(
        r'\{ id = "(\w+)"; name = "[^"]*"; owner = "nhs".*?amount = \{ point = ([0-9.]+);', cfg, re.S)}
    t = lambda n: read(os.path.join(folder, "%s.%s.csv" % (icb, n)))
    return dict(funds=funds,
                funding={(r["fund"], r["place"], r["service"]): float(r["funding"])
                         for r in t("funding")},
                need={(r["place"], r["service"]): float(r["need"]) for r in t("need")},
                people={r["place"]: float(r["population"]) for r in t("places")},
                amounts={(r["fund"], r["place"]): float(r["amount"]) for r in t("amounts")},
                near=t("neighbourhoods"))


def gap_between(a, b):
    keys = set(a) | set(b)
    return max([abs(a.get(k, 0.0) - b.get(k, 0.0)) for k in keys] or [0.0])


def blends(folder):
    """Reserve and administration per pound of each service's baseline blend."""
    mech = open(os.path.join(folder, "mechanisms.cfg"), encoding="utf-8").read()
    rate = {}
    for ident, body in re.findall(r'\{ id = "(\w+)"; name(.*?)effects = ', mech, re.S):
        f = lambda k: float(re.search(r"\b%s = \{ point = ([-0-9.]+)" % k, body).group(1))
        rate[ident] = (f("risk"), f("admin"))
    risk, admin, share = (collections.Counter() for _ in range(3))
    text = open(os.path.join(folder, "blends.cfg"), encoding="utf-8").read()
    for s, m, body in re.findall(r'service = "(\w+)"; mechanism = "(\w+)";(.*?)(?=\{ service|\Z)',
                                 text, re.S):
        x = float(re.search(r"baseline = \{ point = ([0-9.]+)", body).group(1))
        own = re.search(r"\brisk = \{ point = ([0-9.]+)", body)
        share[s] += x
        risk[s] += x * (float(own.group(1)) if own else rate[m][0])
        admin[s] += x * rate[m][1]
    assert all(abs(v - 1) < 1e-12 for v in share.values()), share
    return risk, admin


def published(T, got):
    """Published spending beside what the model implies; 2023/24 brought to 2025/26."""
    base_2023 = (11.31 + 3.83) / .145
    growth = sum(float(a["core_recurrent_allocation_gbp_k"]) for a in T.allocation.values()) / 1e6
    growth /= base_2023
    print("\nPublished spending that is not an input, beside the model's 2025/26 figure.")
    print("2023/24 is brought to 2025/26 by %.3f: core recurrent allocation over the base "
          "allocation\nthat the published mental health rows imply (%.1f GBPbn)."
          % (growth, base_2023))
    print("%-46s %-8s %10s %10s %8s" % ("row", "year", "published", "model", "ratio"))

    def line(what, year, pub, model):
        print("%-46s %-8s %10.1f %10.1f %8.3f" % (what, year, pub, model, model / pub))

    def flow(icb, services, funds=None):
        return sum(v for (f, p, s), v in got[icb]["funding"].items()
                   if s in services and (funds is None or f in funds))

    acute = ("urgent", "elective", "maternity")
    of = {"Acute services spend": acute, "Community services spend": ("community",),
          "Primary medical services spend": ("primary",),
          "Continuing healthcare total": ("chc",)}
    used = 0
    for r in T.split:
        if r["code"] in got and r["item"] in of:
            line("%s %s" % (r["code"], r["item"]), r["year"], float(r["value"]) * growth,
                 flow(r["code"], of[r["item"]], ("core", "primary_medical")))
            used += 1
    f = got["QUY"]["funds"]
    total = f["core"] + f["primary_medical"] + f["pod"] + f["running"]
    for item, services in (("Acute hospitals share", acute), ("Mental health share", ("mental",)),
                           ("Primary care, including", ("primary", "pod")),
                           ("Medicines management", ("prescribing",)),
                           ("Funded care", ("chc",)), ("Running costs", None)):
        r = next(r for r in T.split if r["code"] == "QUY" and r["item"].startswith(item))
        model = f["running"] if services is None else flow("QUY", services, ("core",
                                                           "primary_medical", "pod"))
        line("QUY %s, %%" % item, r["year"], float(r["value"]), 100 * model / total)
        used += 1
    england = lambda s, fu=None: sum(flow(i, s, fu) for i in got)
    rows = {(r["item"], r["year"]): float(r["value"]) for r in T.split
            if r["code"] == "ENG" and r["value"]}
    mh = growth ** .5
    line("ENG MHIS + learning disability and dementia", "2024/25",
         1000 * (rows["MHIS planned spend", "2024/25"]
                 + rows["Learning disability, autism and dementia planned spend", "2024/25"]) * mh,
         england(("mental",)))
    line("ENG adult social care, councils net", "2024-25", 1000 * 1.027 * rows[
        "Adult social care net current expenditure funded by local authorities", "2024-25"],
         england(("socialcare",), ("asc",)))
    line("ENG adult social care, public, with BCF", "2024-25", 1000 * 1.027 * rows[
        "Total public spending on adult social care incl. BCF", "2024-25"],
         england(("socialcare",)))
    line("ENG primary medical care allocation", "2024/25",
         1000 * rows["of which primary medical care", "2024/25"] * mh,
         england(("primary",), ("primary_medical",)))
    line("ENG pharmacy and dental (no ophthalmic)", "2021/22",
         rows["Pharmaceutical services", "2021/22"]
         + rows["General and personal dental services", "2021/22"], england(("pod",)))
    line("ENG public health grant", "2025-26", 3858.0, england(("prevention",), ("public_health",)))
    print("%d of %d published rows compared; the 14.5%% mental health rows set its share, working-"
          "age and\nolder people's support set the care need; others have no counterpart here."
          % (used + 7, len(T.split)))


def main(argv):
    if len(argv) != 3:
        sys.stderr.write(__doc__)
        return 2
    T = Tables(argv[1])
    folder = os.path.join(argv[2], "england")
    want, got, bad = expected(T), {}, 0
    codes = sorted(os.path.basename(p)[:-4] for p in glob.glob(os.path.join(folder, "Q*.cfg")))
    if codes != sorted(want):
        print("systems differ: got %s" % codes)
        return 1
    risk, admin = blends(os.path.join(argv[2], "catalogue"))
    print("Largest difference from an independent recomputation, GBPm (people for people);")
    print("balance and administration in GBPm, unmet: largest share at a place")
    print("%-4s %6s %9s %9s %9s %7s %9s %8s %8s  %s" % ("code", "places", "funds", "funding", "need",
                                                      "people", "balance", "of core", "admin",
                                                      "worst unmet"))
    for icb in codes:
        g, w = generated(folder, icb), want[icb]
        got[icb] = g
        d = [gap_between(g[k], w[k]) for k in ("funds", "funding", "need", "people")]
        contract = collections.Counter()
        for (f, p, s), v in g["funding"].items():
            contract[p, s] += v
        by = collections.Counter()
        for (p, s), v in contract.items():
            by[s] += v
        reserve = sum(risk[s] * v for s, v in by.items())
        run = sum(admin[s] * v for s, v in by.items())
        core = g["funds"]["core"]
        left = core - reserve - sum(v for (f, p, s), v in g["funding"].items() if f == "core")
        worst = max(((max(0, n - contract[k]) / n, k) for k, n in g["need"].items()))
        for (f, p), v in g["amounts"].items():
            s = "socialcare" if f == "asc" else "prevention"
            d[1] = max(d[1], abs(v - g["funding"][f, p, s]))
        near = collections.Counter()
        for r in g["near"]:
            near[r["place"], "people"] += float(r["population"])
            for s in GAP:
                near[r["place"], s] += float(r[s])
        off = max(abs(near[p, s] / n - 1) for (p, s), n in g["need"].items())
        off = max([off] + [abs(near[p, "people"] / n - 1) for p, n in g["people"].items()])
        ok = d[0] < POUNDS and d[1] < POUNDS and d[2] < POUNDS and d[3] <= .5 and off < 1e-9 \
            and left > 0 and run < g["funds"]["running"]
        bad += not ok
        print("%-4s %6d %9.1e %9.1e %9.1e %7.2f %9.3f %7.3f%% %8.3f  %.3f %s %s%s" % (
            icb, len(g["people"]), d[0], d[1], d[2], d[3], left, 100 * left / core, run, worst[0],
            worst[1][0], worst[1][1], "" if ok else "  DIFFERS"))
    print("\nSums over %d systems, GBP k:" % len(codes))
    for f, total in sorted(TOTALS.items()):
        s = 1000 * sum(got[i]["funds"][f] for i in codes)
        ok = abs(s - total) <= 1
        bad += not ok
        print("%-16s %15.1f  published %d%s" % (f, s, total, "" if ok else "  DIFFERS"))
    print("\nEngland by service, GBPm: baseline, need, unmet and surplus by place")
    for s in GAP:
        b = n = u = x = 0
        for i in codes:
            for p in got[i]["people"]:
                c = sum(got[i]["funding"].get((f, p, s), 0) for f in
                        ("core", "primary_medical", "pod", "specialised", "public_health", "asc"))
                m = got[i]["need"][p, s]
                b, n, u, x = b + c, n + m, u + max(0, m - c), x + max(0, c - m)
        print("%-12s %10.1f %10.1f %9.1f (%5.2f%%) %8.1f" % (s, b, n, u, 100 * u / n, x))
    published(T, got)
    print("\n%s" % ("all agree" if not bad else "%d differences" % bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
