#!/bin/sh
# Begin a formulation: tools/new_formulation.sh NAME writes formulations/NAME.c, which the build finds by
# itself. Its example does not exist yet, so the tests fail until it does.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
name=${1:-}
case $name in
  ''|*[!a-z0-9_]*|[0-9_]*) echo "usage: tools/new_formulation.sh NAME, of a-z, 0-9 and _" >&2; exit 2 ;;
esac
file=formulations/$name.c
[ ! -e "$file" ] || { echo "$file is there already" >&2; exit 2; }
cat > "$file" <<END
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rule is, in one line. */
#include "model/formulation.h"

/* One row a year, as a pattern: replace it. */
static void emit(ics_model *m)
{
   for (int t = 0; t < m->in->nyears; t++) {
      int row = ics_add_row(m, "$name", ics_at(ICS_NONE, ICS_NONE, t), -ICS_INF, 0.0);
      ics_add(m, row, m->reserve[t], 1.0);
   }
}

const ics_formulation ics_form_$name = {
   .name = "$name",
   .kind = ICS_CONSTRAINTS,
   .summary = "what the rule is, in one line",
   .math = "R[t] <= 0",
   .source = "publisher, title, year, page",
   .rows = { { "$name", "GBPm", "the rule in {year}", true } },
   .example = { "tiny/$name.cfg", 0.0, 1e-9 },
   .emit = emit,
   .source_of = NULL, /* where its rules were set */
};
END
echo "wrote $file; now instances/tiny/$name.cfg with its arithmetic in a comment, then: make test"
