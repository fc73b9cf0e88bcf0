#!/bin/sh
# Disks that are full, and stores that may not be written: nothing that was finished is lost, and
# the command says so with status 6. As root on small disks made for it (tmpfs), else with limits on
# the size of files; says which.
#   tests/full.sh BUILT      (make full)
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
icsopt=$PWD/$1/icsopt
systems="instances/england/QT6.cfg instances/england/QOC.cfg"
one=instances/england/QT6.cfg
work=$(mktemp -d)
disk=$work/disk
checks=0 broken=0 mounted=""
drop() { [ -z "$mounted" ] || umount "$disk" 2> /dev/null || true; mounted=""; }
trap 'drop; chmod -R u+w "$work"; rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$disk"

real=""
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=64k tmpfs "$disk" 2> /dev/null; then
  real=1
  umount "$disk"
fi
nobody=""
[ "$(id -u)" = 0 ] && nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"

check() { # check WHAT COMMAND...: the command must be true
  what=$1; shift
  checks=$((checks + 1))
  "$@" && return 0
  broken=$((broken + 1))
  echo "FAILED: $what"
}
# run COMMAND...: its output, error stream and exit status, as out, err and $status
run() { status=0; "$@" > "$work/out" 2> "$work/err" || status=$?; }
ended() { [ "$status" = "$1" ] || { echo "  ended with $status, not $1:"; cat "$work/err"; false; }; }
said() { grep -qF -- "$1" "$work/err" || { cat "$work/err"; false; }; }
cells() { sqlite3 "$1" 'SELECT count(*) FROM cells'; }
sound() { [ "$(sqlite3 "$1" 'PRAGMA integrity_check')" = ok ]; }
# small KB: a disk of that size at $disk; else a limit on files of that size for `within`
small() {
  kb=$1
  drop
  if [ -n "$real" ]; then mount -t tmpfs -o "size=${kb}k" tmpfs "$disk"; mounted=1; fi
  rm -rf "${disk:?}"/*
}
within() {
  if [ -n "$real" ]; then run "$@"; else run sh -c 'ulimit -f $1; shift; exec "$@"' sh $((kb * 2)) "$@"; fi
}
starts() { sqlite3 "$1" 'SELECT DISTINCT start FROM cells ORDER BY start'; }
# kept STORE STARTS: its two cells, and how they began
kept() {
  [ "$(sqlite3 "$1" "SELECT group_concat(policy) FROM (SELECT policy FROM cells ORDER BY policy)")" = current,place ] &&
    [ "$(starts "$1")" = "$2" ]
}

"$icsopt" benchmark $systems --format csv -o "$work/whole.sqlite" > "$work/whole.csv"
all=$(cells "$work/whole.sqlite")

if [ -n "$real" ]; then echo "disks of their own that are full"; else echo "limits on the size of files"; fi
least=$all most=0
for kb in 16 100 300 600 1000; do
  small $kb
  within "$icsopt" benchmark $systems -o "$disk/a.sqlite"
  check "a store on $kb KB: status 6" ended 6
  check "a store on $kb KB: it says what is full" said "a.sqlite: cannot be written: ${real:+its disk is full}"
  check "a store on $kb KB: nothing on standard output" [ ! -s "$work/out" ]
  rm -rf "$work/moved"; mkdir "$work/moved"
  cp "$disk"/a.sqlite* "$work/moved/"
  check "a store on $kb KB: it is sound" sound "$work/moved/a.sqlite"
  done=$(cells "$work/moved/a.sqlite" 2> /dev/null || echo 0)
  [ "$done" -gt 0 ] && check "a store on $kb KB: it tells how far it is" said "$done of $all cells are finished"
  [ "$done" -gt 0 ] && check "a store on $kb KB: it tells what is wanted" said " MB. When it can be written"
  [ "$done" -gt "$most" ] && most=$done
  # On a disk with more room it goes on, and ends as if nothing had been.
  sqlite3 "$work/moved/a.sqlite" 'SELECT cell, policy, seconds FROM cells' > "$work/before" 2> /dev/null || true
  run "$icsopt" benchmark $systems --format csv -o "$work/moved/a.sqlite"
  check "a store from $kb KB goes on" ended 0
  check "a store from $kb KB: the same bytes as in one go" cmp -s "$work/out" "$work/whole.csv"
  sqlite3 "$work/moved/a.sqlite" 'SELECT cell, policy, seconds FROM cells' > "$work/after"
  check "a store from $kb KB: what was finished was not solved again" \
    [ "$(grep -Fxf "$work/before" "$work/after" | wc -l)" = "$done" ]
  # And so it does on the very disk, once that has room.
  if [ -n "$real" ]; then
    mount -o remount,size=8m "$disk"
    run "$icsopt" benchmark $systems --format csv -o "$disk/a.sqlite"
    check "a disk of $kb KB that grows: the same bytes" cmp -s "$work/out" "$work/whole.csv"
  fi
done
check "some disk was full between the first cell and the last" [ "$most" -gt 2 -a "$most" -lt "$all" ]

echo "answers that have no room"
# A limit would be met by the store of --export as well.
for option in "-o" ${real:+"--export"}; do
  small 4
  [ -n "$real" ] || kb=1
  echo old > "$disk/out.csv"
  store=""
  [ $option = --export ] && store="-o $work/whole.sqlite"
  within "$icsopt" benchmark $systems --format csv $store $option "$disk/out.csv"
  check "$option on a full disk: status 6" ended 6
  check "$option on a full disk: it says how much it takes" said "it takes $(wc -c < "$work/whole.csv" | awk '{ printf "%.3g kB", $1 / 1000 }')"
  check "$option on a full disk: the old file is as it was" [ "$(cat "$disk/out.csv")" = old ]
  check "$option on a full disk: nothing half written is left" [ "$(ls "$disk")" = out.csv ]
  [ -z "$store" ] || check "--export: the store has all" said "Every cell is kept in $work/whole.sqlite"
done
small 16
within "$icsopt" solve $one --format json -o "$disk/plan.json"
check "solve -o on a full disk: status 6" ended 6
check "solve -o on a full disk: it says how much it takes" said "kB: make room, or write it elsewhere"
check "solve -o on a full disk: nothing half written is left" [ -z "$(ls "$disk")" ]
if [ -e /dev/full ]; then
  status=0
  "$icsopt" solve $one --format json > /dev/full 2> "$work/err" || status=$?
  check "standard output on a full disk: status 6" ended 6
fi
drop

echo "analyses that have no room"
psa="$icsopt sensitivity psa $one --draws 100 --format csv"
$psa > "$work/psa.csv"
small 16
within $psa -o "$disk/a.sqlite"
check "an analysis on 16 KB: status 6" ended 6
check "an analysis on 16 KB: it says what is full" said "a.sqlite: cannot be written: ${real:+its disk is full}"
small 600
"$icsopt" frontier instances/tiny/two_aims.cfg health jobs --format csv -o "$disk/a.sqlite" > "$work/frontier.csv"
within $psa -o "$disk/a.sqlite"
check "an analysis on 600 KB: status 6" ended 6
check "an analysis on 600 KB: it is printed all the same" cmp -s "$work/out" "$work/psa.csv"
check "an analysis on 600 KB: it says so" said "The answer is on standard output"
rm -rf "$work/moved"; mkdir "$work/moved"
cp "$disk"/a.sqlite* "$work/moved/"
check "an analysis on 600 KB: the store is sound" sound "$work/moved/a.sqlite"
check "an analysis on 600 KB: none of it is there" \
  [ "$(sqlite3 "$work/moved/a.sqlite" 'SELECT group_concat(kind), (SELECT count(*) FROM draws) FROM analyses')" = "frontier|0" ]
run "$icsopt" report "$work/moved/a.sqlite" --analysis 1
check "an analysis on 600 KB: the one before it is" cmp -s "$work/out" "$work/frontier.csv"
run $psa -o "$work/moved/a.sqlite"
check "with room it is kept" ended 0
drop

echo "stores that may not be written"
open="$work/open"
fresh() { # a store of two cells in a folder that anyone may write
  chmod -R u+w "$open" 2> /dev/null || true
  rm -rf "$open"; mkdir "$open"
  $nobody true 2> /dev/null && [ -n "$nobody" ] && chown 65534:65534 "$open"
  $nobody "$icsopt" benchmark $one --policies place,current -o "$open/a.sqlite" > /dev/null
  began=$(starts "$open/a.sqlite")
}
refused() { # refused WHAT WORDS
  run $nobody "$icsopt" benchmark $one -o "$open/a.sqlite"
  check "$1: status 6" ended 6
  check "$1: it says why" said "$2"
}
goes_on() { # goes_on WHAT [STARTS]: once it may be written again
  check "$1: the store is sound" sound "$open/a.sqlite"
  check "$1: its cells are as they were" kept "$open/a.sqlite" "${2:-$began}"
  run $nobody "$icsopt" benchmark $one -o "$open/a.sqlite"
  check "$1: and it goes on when it may" ended 0
}
fresh; chmod 444 "$open/a.sqlite"; refused "a read-only file" "Permission denied"
check "a read-only file: nothing is left beside it" [ "$(ls "$open")" = a.sqlite ]
chmod 644 "$open/a.sqlite"; goes_on "a read-only file"
fresh; chmod 555 "$open"; refused "a read-only folder" "its folder may not be written"
chmod 755 "$open"; goes_on "a read-only folder"
fresh; chmod 555 "$open"
run $nobody "$icsopt" benchmark $one -o "$open/new.sqlite"
check "a new store in a read-only folder: status 6" ended 6
check "a new store in a read-only folder: it says why" said "its folder may not be written"
chmod 755 "$open"
run "$icsopt" benchmark $one -o "$open/none/a.sqlite"
check "no such folder: status 6" ended 6
check "no such folder: it says so" said "No such file or directory"
fresh
{ echo "BEGIN IMMEDIATE;"; sleep 8; } | sqlite3 "$open/a.sqlite" &
sleep 0.5
refused "another writer" "another program is writing to it"
wait
goes_on "another writer"

echo "a journal that a killed process left"
mkdir "$work/left"; chmod 777 "$work/left"
left() { # a store whose last transaction is in its journal alone, as a kill leaves it
  fresh
  rm -f "$work/left"/*
  $nobody sqlite3 "$open/a.sqlite" > /dev/null <<SQL
.filectrl persist_wal 1
UPDATE cells SET start = 'in the journal';
.shell cp $open/a.sqlite $open/a.sqlite-wal $work/left/
SQL
  rm -f "$open"/a.sqlite*
  cp "$work/left"/a.sqlite* "$open/"
  [ -z "$nobody" ] || chown 65534:65534 "$open"/*
}
left
check "the journal holds what the file does not" [ -s "$open/a.sqlite-wal" ]
chmod 444 "$open"/a.sqlite*; refused "a journal of a read-only file" "Permission denied"
chmod 644 "$open"/a.sqlite*; goes_on "a journal of a read-only file" "in the journal"
left; chmod 555 "$open"; refused "a journal in a read-only folder" "its folder may not be written"
chmod 755 "$open"; goes_on "a journal in a read-only folder" "in the journal"
if [ -n "$real" ]; then
  left
  mount -t tmpfs -o size=8m tmpfs "$disk"; mounted=1
  cp -p "$open"/a.sqlite* "$disk/"; mount -o remount,ro "$disk"
  run "$icsopt" benchmark $one -o "$disk/a.sqlite"
  check "a journal on a read-only disk: status 6" ended 6
  check "a journal on a read-only disk: it says so" said "Read-only file system"
  mount -o remount,rw "$disk"
  check "a journal on a read-only disk: its cells are as they were" kept "$disk/a.sqlite" "in the journal"
  run "$icsopt" benchmark $one -o "$disk/a.sqlite"
  check "a journal on a disk that may be written again: it goes on" ended 0
fi
drop

echo "$checks checks, $broken failed"
[ $broken = 0 ]
