#!/bin/sh
# House rules that a machine can check. Each prints what breaks it, as file:line: words.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C
broken=$(mktemp)
trap 'rm -f "$broken"' EXIT

# say RULE < lines: if there are any, print them under the rule, and the run fails at its end.
say() {
  found=$(cat)
  [ -z "$found" ] && return 0
  printf '%s:\n%s\n' "$1" "$found"
  echo "$1" >> "$broken"
}

sources=$(find solver formulations tools tests -name '*.[ch]' -o -name '*.def' | sort)
ours=$(printf '%s\n' $sources | grep -v '^tests/' || true)
texts="$sources $(find tools .ci -name '*.sh' -o -name '*.py' -o -name run | sort) Makefile README.md"
# Comments and string literals blanked, lines kept, so that words are not taken for code.
code() {
  awk -v file="$1" '{
    line = $0; out = ""
    while (line != "") {
      if (comment) { i = index(line, "*/"); if (!i) { line = ""; break }
                     comment = 0; line = substr(line, i + 2); continue }
      if (!match(line, /\/\*|"|'"'"'\\?.'"'"'/)) { out = out line; line = ""; break }
      out = out substr(line, 1, RSTART - 1); head = substr(line, RSTART, RLENGTH)
      line = substr(line, RSTART + RLENGTH)
      if (head == "/*") comment = 1
      else if (head == "\"") { while (match(line, /^([^"\\]|\\.)/)) line = substr(line, RLENGTH + 1)
                               line = substr(line, 2); out = out "\"\"" }
      else out = out "0"
    }
    print file ":" NR ":" out }' "$1"
}
all_code() { for f in "$@"; do code "$f"; done; }
without() { pattern=$1; shift; printf '%s\n' "$@" | grep -vE "$pattern" || true; }

grep -nP '\t' $(printf '%s\n' $texts | grep -v '^Makefile$') /dev/null | say "a tab" || true
grep -nE ' +$' $texts /dev/null | say "blanks at the end of a line" || true
for f in $sources; do awk -v f="$f" '{ s = $0; gsub(/[\200-\277]/, "", s) } length(s) > 100 { print f ":" NR }' "$f"
done | say "a line of over 100 columns"
for f in $sources $(find tools .ci -name '*.sh' -o -name '*.py' -o -name run); do
  head -n 5 "$f" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || echo "$f"
done | say "no SPDX line"

# The only allocation is base/arena.c's. The settings, JSON and test libraries keep their own memory, and
# are told to free it by their own functions.
all_code $(without '^(solver/base/arena.c|tests/)' $sources) |
  grep -E '(^|[^_a-zA-Z])(malloc|calloc|realloc|free|strdup)[ ]*\(' | say "memory outside base/arena.c" || true
# A forked worker of the pool may end its own process, and nothing else may.
all_code $(without '^(tools|tests)/' $sources) | grep -v '^solver/base/pool.c:[0-9]*: *_exit(0);' |
  grep -E '(^|[^_a-zA-Z])(printf|fprintf|puts|fputs|putchar|exit|_exit|abort)[ ]*\(' |
  say "printing or exiting outside the command" || true
all_code $ours | grep -E '(^|[^_a-zA-Z])assert[ ]*\([^;]*[a-z_0-9]+[ ]*\(' |
  grep -vE 'assert[ ]*\((isfinite|isnan|strcmp|fabs)[ ]*\(' | say "a call inside assert" || true

# only HEADER, where it may be included
only() {
  header=$1; where=$2
  grep -nE "#[ ]*include[ ]*<$header>" $(without "$where" $ours) /dev/null | say "<$header> outside $where" || true
}
only 'glpk\.h' '^solver/lp/glpk\.c$'
only 'libconfig\.h' '^solver/instance/'
only 'csv\.h' '^solver/(instance/table|stats/draws)\.c$'
only 'mpi\.h' '^solver/base/pool_mpi\.c$'
only 'jansson\.h' '^solver/results/'
only 'gsl/[a-z_0-9]*\.h' '^solver/stats/'
only 'sqlite3\.h' '^solver/study/store_sql\.h$'

# A public function follows its comment, or siblings that share one.
for f in $(printf '%s\n' $ours | grep '\.h$'); do
  awk -v f="$f" '
    /^\/\*\*/ { documented = 1 }
    /^(ICS_NODISCARD )?[a-z][A-Za-z_0-9 ]*[ *](ics_[a-z_0-9]+)\(/ && !/^(typedef|static)/ {
      if (!documented) print f ":" NR }
    /^[ ]*$/ { documented = 0 }' "$f"
done | say "a public function without a comment before it"

[ ! -s "$broken" ]
