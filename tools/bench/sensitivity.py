#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the sensitivity analyses take, beside solves from nothing and beside HiGHS.

usage: sensitivity.py COMMAND DRAWS INSTANCE [-n DRAWS] [-k COLD] [-o FOLDER] [--skip oneway|frontier ...]

  draws     N draws of all numbers, each solved anew from the plan at the point; the first K of them also
            from nothing, and by HiGHS (dual simplex, 1e-9, the solve alone) on the exported MPS; one thread
            each. HiGHS's total is estimated from the K.
  oneway    every number at both of its ends, the whole command, against as many solves from nothing
  frontier  the curve between two aims, the whole command, for every 20 corners against one solve from nothing
Seconds are of this machine; ratios are of one run and carry over. Needs python3-scipy (HiGHS).
"""
import argparse
import csv
import io
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
RESOLVE = os.path.join(HERE, "..", "resolve_mps.py")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
SAME = 1e-6  # objectives of two solvers, relative
AIMS = (("outcomes", "inequalities"), ("inequalities", "development"))


def run(args):
    """Wall seconds and output of a command; its failure is ours."""
    begun = time.perf_counter()
    done = subprocess.run(args, capture_output=True, text=True, env={**os.environ, **ONE_THREAD})
    if done.returncode:
        raise RuntimeError("%s: exit %d: %s" % (" ".join(args), done.returncode, done.stderr))
    return time.perf_counter() - begun, done.stdout


def draws(args):
    """Mean seconds of a draw warm, cold and by HiGHS; prints the ratios."""
    lines = [line.split() for line in run([args.draws, args.instance, str(args.n), str(args.k), args.output])[1]
             .splitlines()]
    warm = [float(line[1]) for line in lines]
    cold = [float(line[3]) for line in lines[:args.k]]
    theirs = []
    for line in lines[:args.k]:
        mps = os.path.join(args.output, line[0] + ".mps")
        status, objective, _, _, seconds = run(["/usr/bin/python3", RESOLVE, mps, "highs-ds"])[1].split()
        if line[6] == "0" and abs(float(objective) - float(line[5])) > SAME * max(1.0, abs(float(line[5]))):
            print("draw %s: HiGHS has %s, here %s" % (line[0], objective, line[5]))
        theirs.append(float(seconds))
        os.remove(mps)
    total, other = sum(warm), statistics.mean(theirs) * len(warm)
    print("%d draws, %d of them certified" % (len(lines), sum(line[6] == "0" for line in lines)))
    print("  a draw from the plan at the point: mean %.3f s, median %.3f, worst %.3f; %.0f iterations" % (
        statistics.mean(warm), statistics.median(warm), max(warm), statistics.mean(int(l[2]) for l in lines)))
    print("  a draw from nothing: mean %.3f s, median %.3f; %.0f iterations" % (
        statistics.mean(cold), statistics.median(cold), statistics.mean(int(l[4]) for l in lines[:args.k])))
    print("  HiGHS from nothing: mean %.3f s, median %.3f" % (statistics.mean(theirs), statistics.median(theirs)))
    print("  all draws / HiGHS: %.1f s / %.1f s = %.3f; the same draws: %.3f" % (
        total, other, total / other, sum(warm[:args.k]) / sum(theirs)))
    return statistics.mean(cold)


def oneway(args, cold):
    seconds, text = run([args.command, "sensitivity", "oneway", args.instance, "-q", "-j", "1", "-f", "csv"])
    ends = 2 * sum(1 for _ in csv.DictReader(io.StringIO(text)))
    print("oneway: %.1f s for %d ends, %.4f s each; against solves from nothing %.3f" % (
        seconds, ends, seconds / ends, seconds / (ends * cold)))


def frontier(args, cold):
    for one, other in AIMS:
        seconds, text = run([args.command, "frontier", args.instance, one, other, "-q", "-j", "1", "-f", "csv"])
        corners = sum(1 for _ in csv.DictReader(io.StringIO(text)))
        print("frontier %s %s: %.1f s, %d corners; for every 20 corners %.2f solves from nothing" % (
            one, other, seconds, corners, seconds / cold / max(1.0, corners / 20.0)))


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("command")
    args.add_argument("draws")
    args.add_argument("instance")
    args.add_argument("-n", type=int, default=1000)
    args.add_argument("-k", type=int, default=50)
    args.add_argument("-o", "--output", default="build/bench")
    args.add_argument("--skip", action="append", default=[], choices=("oneway", "frontier"))
    args = args.parse_args()
    os.makedirs(args.output, exist_ok=True)
    cold = draws(args)
    if "oneway" not in args.skip:
        oneway(args, cold)
    if "frontier" not in args.skip:
        frontier(args, cold)
    return 0


if __name__ == "__main__":
    sys.exit(main())
