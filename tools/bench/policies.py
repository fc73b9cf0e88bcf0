#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a benchmark of policies takes, and how that compares with another solver on the same programs.

usage: policies.py COMMAND INSTANCE_FOLDER [-j JOBS] [-o FOLDER] [--policies A,B] [--stages] SYSTEM ...

  benchmark  `icsopt benchmark`, the whole command: reading, best and worst of the aims, every stage of every
             cell solved and certified, results stored
  HiGHS      the dual simplex on the exported MPS of each cell's goal stage, at 1e-9: the solves alone, as
             many processes at a time; reading the files is not counted
With --stages every stage of every cell is exported and solved too, which are the programs that the benchmark
solves besides the payoff table of each system. Rounds are interleaved: benchmark, HiGHS, benchmark.
Seconds are of this machine; ratios are of one run and carry over. Needs python3-scipy (HiGHS).
"""
import argparse
import concurrent.futures
import os
import sqlite3
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
RESOLVE = os.path.join(HERE, "..", "resolve_mps.py")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
SAME = 1e-6  # objectives of two solvers, relative


def run(args):
    """Wall seconds and output of a command; its failure is ours."""
    begun = time.perf_counter()
    done = subprocess.run(args, capture_output=True, text=True, env={**os.environ, **ONE_THREAD})
    if done.returncode:
        raise RuntimeError("%s: exit %d: %s" % (" ".join(args), done.returncode, done.stderr))
    return time.perf_counter() - begun, done.stdout


def benchmark(args, store):
    """Wall seconds of the whole command, from an empty store."""
    for name in (store, store + "-wal", store + "-shm"):
        if os.path.exists(name):
            os.remove(name)
    return run([args.command, "benchmark", args.folder, "-q", "-p", args.policies, "-j", str(args.jobs),
                "--systems", ",".join(args.systems), "-f", "csv", "-o", store])[0]


def programs(args, store):
    """Every cell's goal stage, or every stage: system, policy, stage, value."""
    with sqlite3.connect(store) as db:
        rows = db.execute(
            "select i.system, c.policy, s.stage, s.value, s.position from stages s join cells c using (cell) "
            "join inputs i using (input) where s.status = 'optimal' order by 1, 2, 5").fetchall()
    goals = [r for r in rows if r[2] == "goal"]
    return rows if args.stages else goals


def export(args, row):
    system, policy, stage, value, _ = row
    mps = os.path.join(args.output, "%s.%s.%s.mps" % (system, policy, stage))
    run([args.command, "export", os.path.join(args.folder, system + ".cfg"), "-q", "-p", policy,
         "--stage", stage, "-f", "mps", "-o", mps])
    return mps, value


def highs(program):
    mps, value = program
    status, objective, rows, columns, seconds = run(["/usr/bin/python3", RESOLVE, mps, "highs-ds"])[1].split()
    if abs(abs(float(objective)) - abs(value)) > SAME * max(1.0, abs(value)):
        print("%s: HiGHS has %s, the cell %.12g" % (os.path.basename(mps), objective, value))
    return mps, float(seconds)


def all_highs(args, found):
    """Seconds of all solves alone, shared among the processes as evenly as they come."""
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        return dict(pool.map(highs, found))


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("command")
    args.add_argument("folder")
    args.add_argument("systems", nargs="+")
    args.add_argument("-j", "--jobs", type=int, default=1)
    args.add_argument("-o", "--output", default="build/bench")
    args.add_argument("-p", "--policies", default="all")
    args.add_argument("--stages", action="store_true")
    args = args.parse_args()
    os.makedirs(args.output, exist_ok=True)
    store = os.path.join(args.output, "policies.sqlite")
    benchmark(args, store)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda row: export(args, row), programs(args, store)))
    ours, theirs = [benchmark(args, store)], []
    for _ in range(2):
        theirs.append(all_highs(args, found))
        ours.append(benchmark(args, store))
    goal = statistics.median(sum(s for mps, s in t.items() if mps.endswith(".goal.mps")) for t in theirs)
    every = statistics.median(sum(t.values()) for t in theirs)
    wall = statistics.median(ours)
    print("%d systems, %d programs, %d at a time" % (len(args.systems), len(found), args.jobs))
    print("benchmark, whole command: %.2f s (%s)" % (wall, " ".join("%.2f" % s for s in ours)))
    print("HiGHS, goal stages alone: %.2f s of solves, %.2f s with %d processes; ratio %.2f" % (
        goal, goal / args.jobs, args.jobs, wall * args.jobs / goal))
    if args.stages:
        print("HiGHS, every stage:       %.2f s of solves, %.2f s with %d processes; ratio %.2f" % (
            every, every / args.jobs, args.jobs, wall * args.jobs / every))
    for mps, _ in found:
        os.remove(mps)
    return 0


if __name__ == "__main__":
    sys.exit(main())
