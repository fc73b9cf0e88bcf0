#!/bin/sh
# Put what `icsopt solve` says of North East and North Cumbria now into README's worked run.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
run=$(mktemp)
trap 'rm -f "$run" README.new' EXIT
build/icsopt solve instances/england/QHM.cfg > "$run"
awk -v run="$run" '
  /^NHS North East/ { while ((getline line < run) > 0) print line; skip = 1 }
  !skip
  /^Proved best/ { skip = 0 }' README.md > README.new
mv README.new README.md
