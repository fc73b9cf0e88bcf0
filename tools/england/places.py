# SPDX-License-Identifier: GPL-3.0-or-later
"""Places and their characteristics: one place per district of a system, small ones joined."""
import math
from collections import defaultdict

import assumptions as A


class Place:
    """A district of a system, with what joined it."""

    def __init__(self, system, lad, name, council):
        self.system, self.id, self.name, self.council = system, lad, name, council
        self.people = 0.0        # registered, all rows
        self.own_people = 0.0    # of its own row: what council money is shared by
        self.practices = 0
        self.components = defaultdict(float)
        self.joined = []         # (name, people)
        self.traits = {}         # raw characteristics
        self.z = {}              # standardised


def centroid(rows):
    weight = sum(float(r[A.POPULATION]) for r in rows)
    return [sum(float(r[k]) * float(r[A.POPULATION]) for r in rows) / weight
            for k in ("latitude", "longitude")]


def distance(a, b):
    return math.hypot(a[0] - b[0], (a[1] - b[1]) * math.cos(math.radians((a[0] + b[0]) / 2)))


def add_row(place, row, own):
    people = float(row[A.POPULATION])
    place.people += people
    place.practices += int(row["practices"])
    for column in sorted(set(A.COMPONENT.values())):
        place.components[column] += float(row[column])
    if own:
        place.own_people = people
    else:
        place.joined.append((row["lad_name"], people))


def build(src):
    """All places by system, and the place that every (system, district) belongs to."""
    practices = defaultdict(list)
    for r in src.practices:
        practices[r["icb_code"], r["lad_code"]].append(r)
    kept, small = defaultdict(list), defaultdict(list)
    for r in src.needs:
        is_small = (r["fragment_flag"].startswith("fragment")
                    or float(r[A.POPULATION]) < A.SMALL_PLACE)
        (small if is_small else kept)[r["icb_code"]].append(r)
    systems, home = {}, {}
    for code in sorted(src.systems):
        places = []
        for r in sorted(kept[code], key=lambda r: r["lad_code"]):
            p = Place(code, r["lad_code"], r["lad_name"], src.council(r["lad_code"]))
            add_row(p, r, True)
            places.append(p)
            home[code, p.id] = p
        centres = {p.id: centroid(practices[code, p.id]) for p in places}
        for r in sorted(small[code], key=lambda r: r["lad_code"]):
            here = centroid(practices[code, r["lad_code"]])
            same = [p for p in places if p.council == src.council(r["lad_code"])]
            host = min(same or places, key=lambda p: (distance(here, centres[p.id]), p.id))
            add_row(host, r, False)
            home[code, r["lad_code"]] = host
        systems[code] = places
    characteristics(src, systems)
    return systems, home


def delayed(src, council):
    codes = A.POOLED_DELAYS if council in A.POOLED_DELAYS else (council,)
    late = sum(float(src.delays[c]["delayed_discharges_1day_plus"]) for c in codes)
    return late / sum(float(src.delays[c]["discharges"]) for c in codes)


def characteristics(src, systems):
    everywhere = [p for code in sorted(systems) for p in systems[code]]
    for p in everywhere:
        p.traits = {"deprivation": src.deprivation(p.system, p.id),
                    "size": p.people / p.practices,
                    "delayed": delayed(src, p.council)}
    people = math.fsum(p.people for p in everywhere)
    for k in ("deprivation", "size", "delayed"):
        mean = math.fsum(p.people * p.traits[k] for p in everywhere) / people
        sd = math.sqrt(math.fsum(p.people * (p.traits[k] - mean) ** 2
                                 for p in everywhere) / people)
        for p in everywhere:
            p.z[k] = (p.traits[k] - mean) / sd
