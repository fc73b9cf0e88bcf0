# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes one system's files. All numbers have a fixed form, so output is the same to the byte."""
import csv
import os

import assumptions as A

OGL = "Contains public sector information licensed under the Open Government Licence v3.0."
ALLOC = "NHS England, ICB allocations 2025/26"
TOOL = "NHS England place based allocation tool 2025/26"
COUNCIL = "MHCLG revenue outturn 2024-25, brought to 2025/26 by 1.027"
CATALOGUE = ("services", "mechanisms", "blends", "chain", "rules", "aims", "policies")


def gbpm(pounds):
    """Whole pounds as GBPm with six decimals, exactly."""
    return "%d.%06d" % divmod(pounds, 1000000)


def table(folder, file, header, records):
    with open(os.path.join(folder, file), "w", newline="", encoding="utf-8") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header)
        out.writerows(records)


def tables(folder, s, population, neighbourhoods):
    traits = ("deprivation", "size", "delayed")
    table(folder, s.code + ".places.csv", ("place", "name", "population") + traits,
          [(p.id, p.name, population[p.id]) + tuple("%.6f" % p.z[k] for k in traits)
           for p in s.places])
    table(folder, s.code + ".need.csv", ("place", "service", "need"),
          [(p.id, k, gbpm(s.need[k][j])) for j, p in enumerate(s.places) for k in A.SERVICES])
    funds = ("core", "primary_medical", "pod", "specialised", "public_health", "asc")
    table(folder, s.code + ".funding.csv", ("fund", "place", "service", "funding"),
          [(f, p.id, k, gbpm(s.funding[f, k][j])) for f in funds
           for j, p in enumerate(s.places) for k in A.SERVICES
           if (f, k) in s.funding and s.funding[f, k][j] > 0])
    table(folder, s.code + ".amounts.csv", ("fund", "place", "amount"),
          [(f, p.id, gbpm(s.funding[f, k][j]))
           for f, k in (("public_health", "prevention"), ("asc", "socialcare"))
           for j, p in enumerate(s.places)])
    table(folder, s.code + ".neighbourhoods.csv",
          ("neighbourhood", "name", "place", "population") + A.SERVICES,
          [(i, n, p, people) + tuple(gbpm(need[k]) for k in A.SERVICES)
           for i, n, p, people, need in neighbourhoods])


def wrap(line, width=100):
    """Break a setting after a semicolon where the line is too long; never inside a text."""
    text = line.lstrip(" ")
    indent = len(line) - len(text) + (2 if text.startswith("{") else 3)
    parts, start, quoted = [], 0, False
    for j, c in enumerate(line):
        if c == '"':
            quoted = not quoted
        if c == ";" and not quoted and line[j + 1:j + 2] == " ":
            parts.append(line[start:j + 1])
            start = j + 2
    parts.append(line[start:])
    out = [parts[0]]
    for part in parts[1:]:
        if len(out[-1]) + 1 + len(part) > width and not part.startswith("}"):
            out.append(" " * indent + part)
        else:
            out[-1] += " " + part
    return "\n".join(out)


def coef(point, low, high, unit, **more):
    text = '{ point = %s; low = %s; high = %s; unit = "%s";' % (point, low, high, unit)
    for key in ("source", "grade", "range", "note"):
        if key in more:
            text += ' %s = "%s";' % (key, more[key])
    return text + " }"


def share_of(pounds, low, high, **more):
    return coef(gbpm(pounds), gbpm(int(pounds * low)), gbpm(int(pounds * high)), "GBPm/year",
                **more)


NHS_GROWTH = coef("0.028", "0.015", "0.037", "share/year", source="Health Foundation 2023, "
                  "Long-term projections of health care funding; settlement 3.0% (King's Fund 2025)",
                  grade="published", range="judgement")
ASC_GROWTH = coef("0.028", "0.01", "0.045", "share/year", source="King's Fund 2025: 4.0 GBPbn more "
                  "by 2028/29 on 27.8 GBPbn is 4.5% a year in cash", grade="judgement")
PH_GROWTH = coef("0.01", "-0.01", "0.028", "share/year", source="public health grant 2025/26: +5.4%; "
                 "other DHSC spending -4.5% a year (Health Foundation 2025)", grade="judgement")


def funds(s):
    rows = []

    def fund(ident, name, owner, level, growth, pays, amount=None, extra="", source=ALLOC):
        text = '   { id = "%s"; name = "%s"; owner = "%s"; level = "%s";\n' % (ident, name, owner,
                                                                             level)
        text += '     source = "%s"; grade = "%s";\n' % (source, "published" if owner == "nhs"
                                                         else "derived")
        if amount:
            text += "     amount = %s;\n" % share_of(amount, 1, 1)
        text += "     growth = %s;\n" % growth
        if pays:
            text += "     pays = (%s);" % ", ".join('"%s"' % k for k in pays)
        text += extra + " }"
        rows.append(text)

    fund("core", "ICB core services", "nhs", "system", NHS_GROWTH,
         ("prevention", "primary", "community", "mental", "maternity", "prescribing", "urgent",
          "elective", "chc", "socialcare"), s.amounts["core"],
         '\n     reserve = true; balance = "other core programme spending";')
    fund("primary_medical", "Delegated primary medical care", "nhs", "system", NHS_GROWTH,
         ("primary",), s.amounts["primary_medical"])
    fund("pod", "Delegated pharmacy, ophthalmic and dental services", "nhs", "system", NHS_GROWTH,
         ("pod",), s.amounts["pod"])
    fund("specialised", "Delegated specialised services", "nhs", "system", NHS_GROWTH,
         ("specialised",), s.amounts["specialised"])
    fund("running", "Running cost allowance", "nhs", "system", NHS_GROWTH, (),
         s.amounts["running"], '     administration = true; balance = "fixed running costs";')
    fund("public_health", "Councils' public health", "local_authority", "place", PH_GROWTH,
         ("prevention",), source=COUNCIL)
    fund("asc", "Councils' adult social care", "local_authority", "place", ASC_GROWTH,
         ("socialcare",), source=COUNCIL)
    return ",\n".join(rows)


def fences(s, england_core):
    bcf = A.BCF_MINIMUM * s.amounts["core"] / england_core
    return ",\n".join((
        '   { id = "bcf"; name = "Better Care Fund: minimum NHS contribution"; kind = "floor"; '
        'of = "money";\n     value = %s;\n     funds = ("core"); services = ("community", '
        '"socialcare"); }' % share_of(int(bcf * 1e6), 0.9, 1.1, source="NHS England 2025-26: 5614 "
                                      "GBPm for England, shared by core allocation",
                                      grade="derived", range="judgement"),
        '   { id = "dilution"; name = "NHS money in council services: no more than the Better Care '
        'Fund asks"; kind = "cap"; of = "fund";\n     value = %s;\n     funds = ("core"); '
        'services = ("socialcare"); dilution = true; }'
        % coef("0.02", "0.018", "0.03", "share", source="social care part of the Better Care Fund, "
               "1.8% of core, with a tenth of it to spare", grade="judgement"),
        '   { id = "bcf-social"; name = "Better Care Fund: NHS minimum for adult social care"; '
        'kind = "floor"; of = "baseline";\n     value = %s;\n     funds = ("core"); '
        'services = ("socialcare"); }'
        % coef("1.0", "1.0", "1.011", "multiple", source="NHS England, Better Care Fund 2025-26: "
               "the NHS minimum for adult social care rises 3.9% in cash, as core funding does",
               grade="published", range="judgement"),
        '   { id = "mhis"; name = "Mental Health Investment Standard"; kind = "floor"; '
        'of = "baseline";\n     value = %s;\n     funds = ("core"); services = ("mental"); }'
        % coef("1.0", "1.0", "1.0", "multiple", source="NHS planning guidance 2025/26: mental "
               "health grows at least as the allocation", grade="published")))


def beds(src, s):
    available = float(src.beds[s.code]["ga_beds_available_attributed"])
    occupied = float(src.beds[s.code]["ga_beds_occupied_attributed"])
    use = lambda k, part: occupied * part / (sum(s.contract(k)) / 1e6)
    one = lambda x: coef("%.6f" % x, "%.6f" % (0.9 * x), "%.6f" % (1.1 * x), "bed/GBPm",
                         source="occupied beds over today's care; 85% of beds urgent is judgement",
                         grade="derived", range="judgement")
    return ('   { id = "beds"; name = "General and acute beds, at today\'s length of stay"; '
            'unit = "bed";\n     source = "NHS England urgent care situation reports 2024/25 by '
            'trust x share of the trust\'s patients (OHID catchments 2022)"; grade = "derived";\n'
            '     amount = %s;\n     growth = %s;\n     uses = {\n        urgent = %s;\n'
            '        elective = %s;\n     }; }') % (
                coef("%.1f" % available, "%.1f" % (0.97 * available), "%.1f" % (1.05 * available),
                     "bed", range="judgement"),
                coef("0.02", "0.01", "0.03", "share/year", source="1% more beds and 1% shorter "
                     "stays a year", grade="judgement"),
                one(use("urgent", A.URGENT_BEDS)), one(use("elective", 1 - A.URGENT_BEDS)))


def comments(src, s, councils):
    lines = []
    for p in s.places:
        for name, people in p.joined:
            lines.append("Place %s takes in %s (%d people): too small a part of its own." %
                         (p.name, name, round(people)))
    for code in sorted({p.council for p in s.places}):
        for note in councils.notes.get(code, []):
            lines.append("Council money: %s." % note)
        if code in A.LOOKED_AT:
            lines.append("Council money: %s." % A.LOOKED_AT[code])
    left = ["%s %s" % (k, gbpm(s.surplus(k))[:-3]) for k in A.SERVICES if s.surplus(k) > 0]
    if left:
        lines.append("Surplus capacity today, GBP m at places that have more than they need: %s."
                     % ", ".join(left))
    total = float(s.row["spec_high_cost_drugs_devices_total_gbp_k"]) / 1000
    lines.append("High-cost drugs and devices, GBP %.3f m, are held nationally and not planned "
                 "here." % total)
    return lines


def config(folder, src, s, councils, england_core):
    code = s.code
    name = s.row["icb_name"]
    t = "# SPDX-License-Identifier: GPL-3.0-or-later\n"
    t += "# %s, %s. Generated by tools/england/build.py; sources in ../SOURCES.md.\n" % (name,
                                                                                      A.YEAR)
    t += "# %s\n#\n" % OGL
    t += "".join("# %s\n" % line for line in comments(src, s, councils))
    t += '\nformat = 1;\n\nsystem : {\n   code = "%s"; name = "%s";\n' % (code, name)
    t += '   first_year = "%s"; years = %d; price_year = "%s";\n' % (A.YEAR, A.YEARS, A.YEAR)
    t += '   attribution = "%s";\n};\n\n' % OGL
    t += "".join('@include "../catalogue/%s.cfg"\n' % c for c in CATALOGUE)
    t += "\nfunds = (\n%s\n);\n\nfences = (\n%s\n);\n\nresources = (\n%s\n);\n\n" % (
        funds(s), fences(s, england_core), beds(src, s))
    t += 'places = { table = "%s.places.csv"; source = "%s"; grade = "derived"; };\n' % (code, TOOL)
    t += "# Money is not varied on its own: baseline contracts and what pays them move together.\n"
    for what, low, high, source in (
            ("need", 0.9, 1.1, "component weighted populations of the " + TOOL
             + " x baseline x (1 + gap); the gaps are judgement"),
            ("funding", 1.0, 1.0, ALLOC + " and council outturn, shared by service and place as "
             "in SOURCES.md"),
            ("amounts", 1.0, 1.0, COUNCIL),
            ("neighbourhoods", 0.9, 1.1, "practices of the " + TOOL + " by network")):
        t += '%s = { table = "%s.%s.csv"; unit = "GBPm/year"; low = %.2f; high = %.2f; ' \
             'source = "%s"; grade = "derived"; };\n' % (what, code, what, low, high, source)
    t += "\nend = true;\n"
    with open(os.path.join(folder, code + ".cfg"), "w", encoding="utf-8") as f:
        f.write("\n".join(line if line.startswith("#") else wrap(line)
                          for line in t.split("\n")))
