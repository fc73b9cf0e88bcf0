#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every system, every check: the figures that the main job has to show.

usage: systems.py COMMAND INSTANCE_FOLDER [-j N] [-o FOLDER] [SYSTEM ...]

For each system: solve, verify, export and re-solve with two other codes; the policy that changes nothing,
also with money growing as need does; the plan with a lower floor, with no effect of place, and with no lower
limits; and blends alone at today's money, for outcomes alone, with and without effects of place (the goal of
all aims also moves money and care for equity's sake, which makes places differ by itself). Prints one table and the totals, keeps everything in FOLDER. Needs clp, and python3-scipy (HiGHS).
"""
import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
RESOLVE = os.path.join(HERE, "..", "resolve_mps.py")

VARIANTS = {
    "place": [],
    "current": ["--policy", "current"],
    "level": ["--policy", "current", "--goal", "outcomes", "--set", "services.*.need_growth=0.02", "--set",
              "funds.*.growth=0.02", "--set", "services.*.efficiency=0"],
    "floor80": ["--set", "services.urgent.floor=0.80"],
    "nobeta": ["--set", "mechanisms.*.effects.*=0"],
    "blends": ["--policy", "blends", "--goal", "outcomes"],
    "blends_nobeta": ["--policy", "blends", "--goal", "outcomes", "--set",
                      "mechanisms.*.effects.*=0"],
    "nolimits": ["--set", "blends.*.least=0", "--set", "rules.drift=1"],
}


def run(args, **more):
    return subprocess.run(args, capture_output=True, text=True, **more)


def solve(command, file, name, out):
    path = os.path.join(out, "%s.%s.json" % (os.path.basename(file)[:-4], name))
    started = time.monotonic()
    done = run([command, "solve", file, "--format", "json", "-o", path] + VARIANTS[name])
    seconds = time.monotonic() - started
    if done.returncode:
        raise RuntimeError("%s %s: exit %d: %s" % (file, name, done.returncode, done.stderr))
    with open(path) as f:
        return json.load(f), seconds, path


def clp_objective(mps):
    text = run(["clp", mps, "-primalTolerance", "1e-9", "-dualTolerance", "1e-9", "-dualsimplex",
                "-solution", "/dev/null"]).stdout
    found = re.findall(r"objective value ([-+0-9.eE]+)|Optimal objective ([-+0-9.eE]+)", text)
    return float([a or b for a, b in found][-1]) if found else float("nan")


def highs_objective(mps):
    text = run(["/usr/bin/python3", RESOLVE, mps]).stdout
    found = re.findall(r"^optimal (\S+)", text)
    return float(found[-1]) if found else float("nan")


def relative(a, b):
    return abs(a - b) / max(abs(a), abs(b), 1e-6)


def totals(lines, keys):
    sums = {}
    for line in lines:
        key = tuple(line[k] for k in keys)
        now, base = sums.get(key, (0.0, 0.0))
        sums[key] = (now + line["gbp_m"], base + line["baseline_gbp_m"])
    return sums


def shares(plan, year):
    """Share of each mechanism in each contract line (place, service), and today's."""
    lines = [p for p in plan if p["year"] == year]
    whole = totals(lines, ("place", "service"))
    out = {}
    for p in lines:
        now, base = whole[(p["place"], p["service"])]
        if base > 0 and now > 0:
            out[(p["service"], p["mechanism"], p["place"])] = (
                p["gbp_m"] / now - p["baseline_gbp_m"] / base)
    return out


def spread(result, year, waiting=False):
    """Widest difference between places in a mechanism's share, net of today's, over services. With
    `waiting`, only over places that have unmet need in the service: where all need is met nothing is left
    for a payment to mobilise, and the cheapest to run is right whatever the place is like."""
    unmet = {(n["place"], n["service"]): n["unmet_gbp_m"] > 0.005 * n["need_gbp_m"]
             for n in result["need"] if n["year"] == year}
    by = {}
    for (service, mechanism, place), value in shares(result["plan"], year).items():
        if not waiting or unmet[(place, service)]:
            by.setdefault((service, mechanism), []).append(value)
    return max([max(v) - min(v) for v in by.values()] or [0.0])


def urgent(need):
    """Avoided emergency care by the last year, as a share of need before the chain, and places at the floor."""
    years = sorted({n["year"] for n in need})
    lines = [n for n in need if n["service"] == "urgent" and n["year"] == years[-1]]
    before = sum(n["need_gbp_m"] + n["prevented_gbp_m"] for n in lines)
    worst = max(n["prevented_gbp_m"] / (n["need_gbp_m"] + n["prevented_gbp_m"]) for n in lines)
    return (sum(n["prevented_gbp_m"] for n in lines) / before, worst,
            sum(n["at_floor"] for n in lines) / len(lines))


def principle_shares(plan, year):
    """Largest share of performance and of outcomes in any contract."""
    lines = [p for p in plan if p["year"] == year]
    whole = totals(lines, ("place", "service"))
    most = {}
    for p in lines:
        now, _ = whole[(p["place"], p["service"])]
        if now > 1e-6:
            share = p["gbp_m"] / now
            most[p["principle"]] = max(most.get(p["principle"], 0.0), share)
    return most


def fastest(plan, corridor):
    """How far the money of a place and service goes beyond its yearly limit; <= 0 is within. Hospital
    contracts are of the system, so they are judged as one."""
    hospital = {"maternity", "urgent", "elective", "specialised"}
    years = sorted({p["year"] for p in plan})
    worst = -1.0
    for t, year in enumerate(years):
        lines = [p for p in plan if p["year"] == year]
        sums = totals([p for p in lines if p["service"] not in hospital], ("place", "service"))
        sums.update(totals([p for p in lines if p["service"] in hospital], ("service",)))
        for now, base in sums.values():
            if base > 1e-6:
                worst = max(worst, abs(now / base - 1) - corridor * (t + 1))
    return worst


def conserved(result):
    """Largest difference, in pence, between a fund's lines in all years and between plan and funding."""
    funding, plan = {}, {}
    for f in result["funding"]:
        if f["use"] == "service":
            key = (f["place"], f["service"], f["year"])
            funding[key] = funding.get(key, 0) + round(f["gbp_m"] * 1e8)
    for p in result["plan"]:
        key = (p["place"], p["service"], p["year"])
        plan[key] = plan.get(key, 0) + round(p["gbp_m"] * 1e8)
    return max(abs(funding.get(k, 0) - plan.get(k, 0)) for k in set(funding) | set(plan))


def one_system(command, folder, code, out):
    file = os.path.join(folder, code + ".cfg")
    row = {"system": code}
    place, row["seconds"], path = solve(command, file, "place", out)
    last = sorted({p["year"] for p in place["plan"]})[-1]
    row.update(rows=place["lp"]["rows"], columns=place["lp"]["columns"],
               nonzeros=place["lp"]["nonzeros"], places=place["lp"]["places"],
               certified=place["certificate"]["certified"],
               gap=max(s["relative_gap"] for s in place["stages"]),
               violation=max(s["primal_violation"] for s in place["stages"]),
               objective=place["objective"])
    row["verify"] = run([command, "verify", path]).returncode
    mps = os.path.join(out, code + ".mps")
    row["export"] = run([command, "export", file, "--format", "mps", "-o", mps]).returncode
    row["clp"] = relative(clp_objective(mps), place["objective"])
    row["highs"] = relative(highs_objective(mps), place["objective"])
    os.remove(mps)
    row["shortfall"] = place["totals"]["shortfall_gbp_m"]
    row["unmet"] = place["totals"]["unmet_share_last"]
    row["unmet_today"] = place["totals"]["baseline_unmet_share_last"]
    row["avoided"], row["avoided_worst"], row["at_floor"] = urgent(place["need"])
    row["inflated"] = place["totals"]["inflated_need_gbp_m"]
    most = principle_shares(place["plan"], last)
    row["performance"], row["outcomes"] = most.get("performance", 0), most.get("outcomes", 0)
    row["too_fast"] = fastest(place["plan"], 0.03)
    row["spread"] = spread(place, last)
    row["pence"] = conserved(place)
    row["aims"] = {a["id"]: (a["value"], a["baseline"], a["best"], a["worst"])
                   for a in place["aims"]}

    current = solve(command, file, "current", out)[0]
    row["current_shortfall"] = current["totals"]["shortfall_gbp_m"]
    row["current_gap"] = max(s["relative_gap"] for s in current["stages"])
    level = solve(command, file, "level", out)[0]
    row["level_drift"] = abs(level["totals"]["unmet_share_last"] /
                             level["totals"]["unmet_share_first"] - 1)
    floor = solve(command, file, "floor80", out)[0]
    row["avoided80"], row["avoided80_worst"], row["at_floor80"] = urgent(floor["need"])
    row["spread_nobeta"] = spread(solve(command, file, "nobeta", out)[0], last)
    blends = solve(command, file, "blends", out)[0]
    row["spread_fixed"] = spread(blends, last, True)
    row["spread_fixed_nobeta"] = spread(
        solve(command, file, "blends_nobeta", out)[0], last, True)
    row["blends_unmet"] = blends["totals"]["unmet_share_last"]
    care = lambda result: sum(n["activity_gbp_m"] for n in result["need"] if n["year"] == last)
    row["blends_care"] = care(blends) / care(current) - 1
    free = solve(command, file, "nolimits", out)[0]
    used = {}
    for p in free["plan"]:
        used[p["principle"]] = used.get(p["principle"], 0.0) + p["gbp_m"]
    row["principles"] = {k: v / sum(used.values()) for k, v in used.items()}
    text = run([command, "check", file]).stdout
    part = text[text.find("Blends alone"):]
    row["blends"] = [float(g) for g in re.findall(r"([-0-9.]+)%", part)]
    return row


def show(rows):
    print("%-4s %3s %6s %6s %6s %5s %8s %8s %8s %8s %2s" % (
        "", "pl", "rows", "cols", "nz", "s", "gap", "viol", "clp", "highs", "vf"))
    for r in rows:
        print("%-4s %3d %6d %6d %6d %5.1f %8.1e %8.1e %8.1e %8.1e %2d" % (
            r["system"], r["places"], r["rows"], r["columns"], r["nonzeros"], r["seconds"], r["gap"],
            r["violation"], r["clp"], r["highs"], r["verify"]))
    print()
    print("%-4s %9s %9s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s" % (
        "", "shortfall", "today's", "unmet", "today", "avoid", "worst", "floor", "av80", "fl80",
        "spread", "no b", "fixed", "no b", "perf", "outc", "stay"))
    for r in rows:
        print("%-4s %9.2e %9.2e %6.3f %6.3f %6.3f %6.3f %6.2f %6.3f %6.2f %6.3f %6.3f %6.3f %6.3f "
              "%6.3f %6.3f %6.4f" % (
                  r["system"], r["shortfall"], r["current_shortfall"], r["unmet"], r["unmet_today"],
                  r["avoided"], r["avoided_worst"], r["at_floor"], r["avoided80"], r["at_floor80"],
                  r["spread"], r["spread_nobeta"], r["spread_fixed"],
                  r["spread_fixed_nobeta"], r["performance"], r["outcomes"],
                  r["level_drift"]))
    print()
    worst = lambda key: max(r[key] for r in rows)
    print("systems %d, all certified %s, all verified %s" % (
        len(rows), all(r["certified"] for r in rows), all(r["verify"] == 0 for r in rows)))
    print("worst gap %.1e, violation %.1e, clp %.1e, HiGHS %.1e, `current` gap %.1e" % (
        worst("gap"), worst("violation"), worst("clp"), worst("highs"), worst("current_gap")))
    print("worst shortfall %.1e, under current %.1e GBPm; stays put within %.1e" % (
        worst("shortfall"), worst("current_shortfall"), worst("level_drift")))
    print("unmet need closed: most %.2f, least %.2f of today's" % (
        max(1 - r["unmet"] / r["unmet_today"] for r in rows),
        min(1 - r["unmet"] / r["unmet_today"] for r in rows)))
    print("avoided emergency care: most %.3f (any place %.3f), at floor 0.80 %.3f (any place %.3f)" % (
        worst("avoided"), worst("avoided_worst"), worst("avoided80"), worst("avoided80_worst")))
    print("performance at most %.4f, outcomes at most %.4f of a contract" % (
        worst("performance"), worst("outcomes")))
    print("beyond the yearly limit %.1e; pence that do not add up %d; need invented %.1e" % (
        worst("too_fast"), worst("pence"), worst("inflated")))
    over = lambda key: sum(r[key] > 0.0501 for r in rows)
    print("blends differ by over 5 points between places: %d systems; without effects of place: %d" % (
        over("spread"), over("spread_nobeta")))
    print("  for outcomes at today's money, where need is unmet: %d; without effects of place: %d (widest %.4f)" % (
        over("spread_fixed"), over("spread_fixed_nobeta"), worst("spread_fixed_nobeta")))
    print("blends alone, last year: care delivered at most %+.2f%%, on average %+.2f%%" % (
        100 * worst("blends_care"), 100 * sum(r["blends_care"] for r in rows) / len(rows)))
    names = sorted({p for r in rows for p in r["principles"]})
    print("each principle with no lower limits: " + ", ".join(
        "%s used in %d (mean %.3f)" % (
            p, sum(r["principles"].get(p, 0) > 1e-4 for r in rows),
            sum(r["principles"].get(p, 0) for r in rows) / len(rows)) for p in names))
    if all(r["blends"] for r in rows):
        print("blends alone at fixed money: first year at most %.2f%%, last at most %.2f%%" % (
            max(r["blends"][0] for r in rows), max(r["blends"][-1] for r in rows)))


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("command")
    args.add_argument("folder")
    args.add_argument("systems", nargs="*")
    args.add_argument("-j", type=int, default=2)
    args.add_argument("-o", default="build/campaign")
    a = args.parse_args()
    os.makedirs(a.o, exist_ok=True)
    codes = a.systems or sorted(f[:-4] for f in os.listdir(a.folder) if f.endswith(".cfg"))
    rows = []
    with concurrent.futures.ThreadPoolExecutor(a.j) as pool:
        jobs = {pool.submit(one_system, a.command, a.folder, c, a.o): c for c in codes}
        for job in concurrent.futures.as_completed(jobs):
            try:
                rows.append(job.result())
            except Exception as error:
                print("FAILED %s: %s" % (jobs[job], error), file=sys.stderr)
            print("%d of %d done" % (len(rows), len(codes)), file=sys.stderr)
    rows.sort(key=lambda r: r["system"])
    with open(os.path.join(a.o, "systems.json"), "w") as f:
        json.dump(rows, f, indent=1)
    show(rows)
    return 0 if len(rows) == len(codes) else 1


if __name__ == "__main__":
    sys.exit(main())
