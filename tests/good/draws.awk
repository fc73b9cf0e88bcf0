# SPDX-License-Identifier: GPL-3.0-or-later
# Draws of three strategies and five parameters, the same everywhere: awk -v n=DRAWS -f draws.awk
# Uniform: Park and Miller's generator, exact in doubles; bell: twelve of them, less 6.
function uniform() { s = (s * 16807) % 2147483647; return s / 2147483647 }
function bell(  k, sum) { for (k = 0; k < 12; k++) sum += uniform(); return sum - 6 }
BEGIN {
  s = 20251; OFS = ","
  print "draw,cost_today,effect_today,cost_clinic,effect_clinic,cost_remote,effect_remote," \
        "param_links.primary.urgent,param_links.primary.elective,param_price,param_uptake,param_fixed"
  for (i = 1; i <= n; i++) {
    u = bell(); e = bell(); p = bell(); t = uniform()
    print i, 1000 + 50 * bell(), 5, 2500 + 200 * p, 5.1 + 0.05 * u + 0.02 * e,
          1800 + 900 * t, 5.02 + 0.12 * t * (1 + 0.3 * u), u, e, p, t, 7
  }
}
