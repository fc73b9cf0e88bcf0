#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the command takes, and how that compares with another solver on the same program.

usage: bench.py COMMAND INSTANCE_FOLDER [-r ROUNDS] [-o FOLDER] [SYSTEM ...]

For each system in turn, one process and one thread at a time:
  check      `icsopt check`, the whole command
  certified  a cold `icsopt solve --goal AIM`: seconds of reading, building, solving and certifying as the
             plan states them, and the whole command
  HiGHS      the dual simplex on the exported MPS of the goal's own stage, at 1e-9: the solve alone
  default    `icsopt solve` with the instance's own goal
The median of five checks counts, and of ROUNDS interleaved rounds. The plan takes more than HiGHS is asked
for: it reads, solves the stages before and after the goal's own, and certifies each.
Seconds are of this machine; ratios are of one run and carry over. Exit status 1 where a target is missed.
Needs python3-scipy (HiGHS).
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
RESOLVE = os.path.join(HERE, "..", "resolve_mps.py")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
CHECKS = 5  # runs of a check, quick enough to be repeated
CHECK_SECONDS = 0.050  # every system's check is to be quicker
HIGHS_RATIO = 3.0  # the median system's way from file to certificate is to take at most so many solves
SAME = 1e-6  # objectives of two solvers, relative


def run(args):
    """Wall seconds and output of a command; its failure is ours."""
    begun = time.perf_counter()
    done = subprocess.run(args, capture_output=True, text=True, env={**os.environ, **ONE_THREAD})
    seconds = time.perf_counter() - begun
    if done.returncode:
        raise RuntimeError("%s: exit %d: %s" % (" ".join(args), done.returncode, done.stderr))
    return seconds, done.stdout


def solve(command, file, plan, goal):
    """Seconds by phase as the plan tells them, the whole command's, and the plan."""
    args = [command, "solve", file, "--timing", "--format", "json", "-o", plan]
    whole, _ = run(args + (["--goal", goal] if goal else []))
    with open(plan) as f:
        result = json.load(f)
    if not result["certificate"]["certified"]:
        raise RuntimeError("%s: the plan is not certified" % file)
    return whole, result


def highs(mps):
    """Seconds of the solve alone, and the objective."""
    _, text = run(["/usr/bin/python3", RESOLVE, mps, "highs-ds"])
    status, objective, rows, columns, seconds = text.split()
    return float(seconds), float(objective)


def one_round(command, file, mps, out, goal):
    """Each measurement once, one after the other."""
    base = os.path.join(out, os.path.basename(file)[:-4])
    now = {"check": statistics.median(run([command, "check", file])[0] for _ in range(CHECKS))}
    now["whole"], plan = solve(command, file, base + ".aim.json", goal)
    now.update(plan["seconds"])
    now["certified"] = sum(plan["seconds"].values())
    now["highs"], other = highs(mps)
    now["default"], _ = solve(command, file, base + ".default.json", None)
    own = plan["stages"][plan["own_stage"]]["value"]
    if abs(abs(own) - abs(other)) > SAME * max(1.0, abs(own)):
        raise RuntimeError("%s: HiGHS has objective %.12g, the plan %.12g" % (file, other, own))
    return now, plan["lp"]


def one_system(command, folder, code, out, goal, rounds):
    file = os.path.join(folder, code + ".cfg")
    mps = os.path.join(out, code + ".mps")
    run([command, "export", file, "--goal", goal, "--format", "mps", "-o", mps])
    taken = [one_round(command, file, mps, out, goal) for _ in range(rounds)]
    os.remove(mps)
    row = {"system": code, **taken[0][1]}
    for key in taken[0][0]:
        row[key] = statistics.median(now[key] for now, _ in taken)
    row["rounds"] = [now for now, _ in taken]
    row["ratio"] = row["certified"] / row["highs"]
    row["ratio_whole"] = row["whole"] / row["highs"]
    row["ratio_default"] = row["default"] / row["highs"]
    return row


COLUMNS = [("places", "%4d"), ("rows", "%6d"), ("columns", "%6d"), ("nonzeros", "%7d"),
           ("check", "%7.4f"), ("read", "%7.4f"), ("build", "%7.4f"), ("solve", "%7.3f"),
           ("certify", "%7.3f"), ("certified", "%9.3f"), ("whole", "%7.3f"), ("highs", "%7.3f"),
           ("ratio", "%6.2f"), ("ratio_whole", "%11.2f"), ("default", "%8.3f"),
           ("ratio_default", "%13.2f")]


def show_row(row):
    print("%-4s " % row["system"] + " ".join(
        (form % row[key]).rjust(len(key)) for key, form in COLUMNS), flush=True)


def show_heads():
    print("     " + " ".join(key.rjust(len(form % 0)) for key, form in COLUMNS), flush=True)


def summary(rows):
    """Medians and worst of what is promised, and whether each promise is kept."""
    def of(key):
        values = [row[key] for row in rows]
        return {"median": statistics.median(values), "worst": max(values), "least": min(values),
                "total": sum(values)}

    out = {key: of(key) for key in ("check", "certified", "whole", "highs", "default", "ratio",
                                    "ratio_whole", "ratio_default")}
    out["check_kept"] = out["check"]["worst"] < CHECK_SECONDS
    out["ratio_kept"] = out["ratio"]["median"] <= HIGHS_RATIO
    out["ratio_of_totals"] = out["certified"]["total"] / out["highs"]["total"]
    return out


def show_summary(s, n):
    print()
    print("%-34s %9s %9s %9s" % ("%d systems" % n, "median", "worst", "total"))
    for key, words in (("check", "check, whole command, s"),
                       ("certified", "read to certificate, one aim, s"),
                       ("whole", "the same, whole command, s"),
                       ("highs", "HiGHS dual simplex, solve alone, s"),
                       ("default", "default goal, whole command, s")):
        print("%-34s %9.4f %9.4f %9.2f" % (words, s[key]["median"], s[key]["worst"], s[key]["total"]))
    for key, words in (("ratio", "read to certificate / HiGHS"),
                       ("ratio_whole", "whole command / HiGHS"),
                       ("ratio_default", "default goal / HiGHS")):
        print("%-34s %9.2f %9.2f" % (words, s[key]["median"], s[key]["worst"]))
    print("%-34s %9.2f" % ("read to certificate / HiGHS, totals", s["ratio_of_totals"]))
    print()
    print("check under %.0f ms in every system: %s" % (
        1000 * CHECK_SECONDS, "yes" if s["check_kept"] else "NO"))
    print("median of read to certificate / HiGHS at most %g: %s" % (
        HIGHS_RATIO, "yes" if s["ratio_kept"] else "NO"))


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("command")
    args.add_argument("folder")
    args.add_argument("systems", nargs="*")
    args.add_argument("-g", "--goal", default="outcomes", help="the aim of the certified run")
    args.add_argument("-r", "--rounds", type=int, default=1)
    args.add_argument("-o", default="build/bench")
    a = args.parse_args()
    os.makedirs(a.o, exist_ok=True)
    codes = a.systems or sorted(f[:-4] for f in os.listdir(a.folder) if f.endswith(".cfg"))
    rows = []
    show_heads()
    for code in codes:
        rows.append(one_system(a.command, a.folder, code, a.o, a.goal, a.rounds))
        show_row(rows[-1])
    totals = summary(rows)
    show_summary(totals, len(rows))
    with open(os.path.join(a.o, "bench.json"), "w") as f:
        json.dump({"goal": a.goal, "rounds": a.rounds, "summary": totals, "systems": rows}, f, indent=1)
    return 0 if totals["check_kept"] and totals["ratio_kept"] else 1


if __name__ == "__main__":
    sys.exit(main())
