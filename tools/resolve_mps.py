#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Solve a free MPS file with HiGHS (through SciPy), as a second opinion on an exported program.

usage: resolve_mps.py FILE.mps [highs-ds|highs-ipm]

Prints one line, `status objective rows columns seconds`, the objective with 17 digits, processor
seconds of the solve alone. Reads what
icsopt writes: ROWS, COLUMNS, RHS, RANGES, BOUNDS in free format, minimisation, no integers.
"""
import sys
import time

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

STATUS = {0: "optimal", 1: "limit", 2: "infeasible", 3: "unbounded", 4: "failed"}


class Program:
    """One linear program: rows by name with sense, right-hand side and range; columns with bounds."""

    def __init__(self):
        self.objective = None
        self.rows, self.sense, self.rhs, self.span = {}, [], [], {}
        self.cols, self.cost, self.low, self.high = {}, [], [], []
        self.entries = []

    def column(self, name):
        if name not in self.cols:
            self.cols[name] = len(self.cost)
            self.cost.append(0.0)
            self.low.append(0.0)
            self.high.append(np.inf)
        return self.cols[name]

    def limits(self, i):
        """Lower and upper limit of row i, with its range as the MPS format defines it."""
        sense, b, span = self.sense[i], self.rhs[i], self.span.get(i)
        if sense == "L":
            return (-np.inf if span is None else b - abs(span)), b
        if sense == "G":
            return b, (np.inf if span is None else b + abs(span))
        if span is None:
            return b, b
        return (b, b + span) if span >= 0 else (b + span, b)


def pairs(fields):
    """(name, number) pairs of a data line after its first field."""
    if len(fields) % 2 != 0:
        raise ValueError("a name without a number")
    return [(fields[k], float(fields[k + 1])) for k in range(0, len(fields), 2)]


def read_rows(p, f):
    kind, name = f
    if kind == "N":
        if p.objective is None:
            p.objective = name
        return
    p.rows[name] = len(p.sense)
    p.sense.append(kind)
    p.rhs.append(0.0)


def read_columns(p, f):
    j = p.column(f[0])
    for name, value in pairs(f[1:]):
        if name == p.objective:
            p.cost[j] += value
        else:
            p.entries.append((p.rows[name], j, value))


def read_rhs(p, f):
    for name, value in pairs(f[1:]):
        if name == p.objective:
            raise ValueError("an objective constant in RHS: readers differ in its sign")
        p.rhs[p.rows[name]] = value


def read_ranges(p, f):
    for name, value in pairs(f[1:]):
        p.span[p.rows[name]] = value


def read_bounds(p, f):
    kind, j = f[0], p.cols[f[2]]
    value = float(f[3]) if len(f) > 3 else None
    if kind in ("LO", "FX"):
        p.low[j] = value
    if kind in ("UP", "FX"):
        p.high[j] = value
    if kind in ("MI", "FR"):
        p.low[j] = -np.inf
    if kind in ("PL", "FR"):
        p.high[j] = np.inf
    if kind not in ("LO", "UP", "FX", "MI", "PL", "FR"):
        raise ValueError("bound of kind " + kind)


READERS = {"ROWS": read_rows, "COLUMNS": read_columns, "RHS": read_rhs, "RANGES": read_ranges,
           "BOUNDS": read_bounds}


def read(path):
    p, section, ended = Program(), None, False
    with open(path, encoding="ascii") as lines:
        for number, line in enumerate(lines, 1):
            if line.startswith("*") or not line.strip():
                continue
            fields = line.split()
            if not line[0].isspace():
                section, ended = fields[0], fields[0] == "ENDATA"
                if section not in READERS and section not in ("NAME", "ENDATA"):
                    raise SystemExit(f"{path}:{number}: section {section} is not known")
                continue
            try:
                READERS[section](p, fields)
            except (KeyError, ValueError, IndexError) as e:
                raise SystemExit(f"{path}:{number}: cannot be read: {e}")
    if not ended:
        raise SystemExit(f"{path}: ENDATA is missing: the file is cut short")
    return p


def solve(p, method):
    n = len(p.cost)
    by_row = [[] for _ in p.sense]
    for i, j, value in p.entries:
        by_row[i].append((j, value))
    parts = {"eq": ([], [], [], []), "ub": ([], [], [], [])}

    def add(kind, i, side, sign):
        data, rows, cols, sides = parts[kind]
        for j, value in by_row[i]:
            data.append(sign * value)
            rows.append(len(sides))
            cols.append(j)
        sides.append(sign * side)

    for i in range(len(p.sense)):
        low, high = p.limits(i)
        if low == high:
            add("eq", i, low, 1.0)
            continue
        if np.isfinite(high):
            add("ub", i, high, 1.0)
        if np.isfinite(low):
            add("ub", i, low, -1.0)

    def matrix(kind):
        data, rows, cols, sides = parts[kind]
        if not sides:
            return None, None
        return csr_matrix((data, (rows, cols)), shape=(len(sides), n)), np.array(sides)

    a_eq, b_eq = matrix("eq")
    a_ub, b_ub = matrix("ub")
    options = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
    bounds = list(zip(p.low, p.high))
    begun = time.process_time()
    result = linprog(p.cost, a_ub, b_ub, a_eq, b_eq, bounds, method, options=options)
    return result, time.process_time() - begun


def main(args):
    if len(args) not in (1, 2) or (len(args) == 2 and args[1] not in ("highs-ds", "highs-ipm")):
        raise SystemExit(__doc__)
    p = read(args[0])
    result, seconds = solve(p, args[1] if len(args) == 2 else "highs-ds")
    status = STATUS.get(result.status, "failed")
    objective = "%.17g" % result.fun if status == "optimal" else "-"
    print(status, objective, len(p.sense), len(p.cost), "%.4f" % seconds)
    return 0 if status == "optimal" else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
