#!/bin/sh
# Fail on any direct include that tools/layers.txt does not allow.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."

# layer of a file: solver/LAYER/x.c, tools/LAYER/x.c, formulations/x.c, tests/x.c
find solver tools formulations tests -name '*.[ch]' -o -name '*.def' | LC_ALL=C sort | while read -r f; do
  case $f in
    solver/*/*|tools/*/*) layer=${f#*/}; layer=${layer%%/*} ;;
    *) layer=${f%%/*} ;;
  esac
  sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]+"([a-z_]+)\/.*/\1/p' "$f" | LC_ALL=C sort -u |
    sed "s|^|$f $layer |"
done | awk '
  NR == FNR { sub(/#.*/, ""); if (NF) { from = $1; sub(/:$/, "", from); known[from] = 1; may[from, from] = 1
              for (i = 2; i <= NF; i++) may[from, $i] = 1 } next }
  !($2 in known) { print $1 ": layer \"" $2 "\" is not in tools/layers.txt"; bad = 1; next }
  !(($2, $3) in may) { print $1 ": " $2 " may not include " $3 " (tools/layers.txt)"; bad = 1 }
  END { exit bad }' tools/layers.txt -
