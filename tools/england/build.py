#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the instances of the 42 integrated care systems of England from published tables.

    python3 tools/england/build.py INPUT_DIR OUTPUT_DIR

INPUT_DIR holds the folder `data` with the published tables (instances/SOURCES.md lists them);
OUTPUT_DIR receives QXX.cfg and its five tables for every system. The same input gives the same
output to the byte. Only the standard library is used.
"""
import os
import sys

sys.dont_write_bytecode = True  # a run leaves nothing beside the output

import money
import neighbourhoods
import places
import sources
import write


def main(argv):
    if len(argv) != 3:
        sys.stderr.write(__doc__)
        return 2
    src = sources.Sources(argv[1])
    os.makedirs(argv[2], exist_ok=True)
    systems, home = places.build(src)
    councils = money.Councils(src, systems)
    built = [money.System(src, code, systems[code], councils) for code in sorted(systems)]
    england_core = sum(s.amounts["core"] for s in built)
    for s in built:
        population = {p.id: int(round(p.people)) for p in s.places}
        write.tables(argv[2], s, population,
                     neighbourhoods.build(src, s, home, population))
        write.config(argv[2], src, s, councils, england_core)
    print("%d systems, %d places" % (len(built), sum(len(s.places) for s in built)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
