# SPDX-License-Identifier: GPL-3.0-or-later
"""Neighbourhoods: primary care network by place, adding up to the places to the pound."""
from collections import defaultdict

import assumptions as A
from money import shares
from places import centroid, distance
from sources import NO_NETWORK


def cells(src, system, home):
    """Practices of a system by (place, network); cells too small join the nearest in the place."""
    groups = defaultdict(list)
    for r in src.practices:
        if r["icb_code"] == system:
            groups[home[system, r["lad_code"]].id, r["network"]].append(r)
    people = lambda key: sum(float(r[A.POPULATION]) for r in groups[key])
    for key in sorted(groups, key=lambda k: (people(k), k)):
        others = [k for k in groups if k[0] == key[0] and k != key]
        if people(key) < A.SMALL_NEIGHBOURHOOD and others:
            here = centroid(groups[key])
            to = min(others, key=lambda k: (distance(here, centroid(groups[k])), k))
            groups[to].extend(groups.pop(key))
    return groups


def name(place, network, practices):
    if network == NO_NETWORK:
        return "%s, practices in no network" % place
    found = next(r["pcn_name_feb2023"] for r in practices if r["network"] == network)
    return "%s, %s" % (" ".join(found.split()), place)


def build(src, system, home, population):
    """Records (id, name, place, population, {service: pounds}). population: people by place."""
    groups = cells(src, system.code, home)
    records = []
    for j, p in enumerate(system.places):
        keys = sorted(k for k in groups if k[0] == p.id)
        heads = shares(population[p.id], [sum(float(r[A.POPULATION]) for r in groups[k])
                                          for k in keys])
        need = {}
        for s in A.SERVICES:
            need[s] = shares(system.need[s][j],
                             [sum(float(r[A.COMPONENT[s]]) for r in groups[k]) for k in keys])
        for n, k in enumerate(keys):
            records.append(("%s-%s" % (k[1], p.id), name(p.name, k[1], groups[k]), p.id, heads[n],
                            {s: need[s][n] for s in A.SERVICES}))
    return records
