#!/bin/sh
# Install the Debian packages that building and testing need, and those named as arguments, and say
# what is run.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
packages="gcc libc6-dev pkg-config libglpk-dev libconfig-dev libopenblas-serial-dev liblapacke-dev
  libcunit1-dev libjansson-dev libcsv-dev libmd-dev libsqlite3-dev libgsl-dev"
missing=""
for p in $packages "$@"; do
  dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -z "$missing" ] && exit 0
command -v apt-get >/dev/null || {
  echo "icsopt needs these Debian packages, and there is no apt-get here:$missing" >&2; exit 1; }
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
echo "Installing what is missing: $sudo apt-get install -y$missing" >&2
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo ${sudo:+env DEBIAN_FRONTEND=noninteractive} \
  apt-get install -y -qq --no-install-recommends $missing >&2
