#!/bin/sh
# One process and many: the same bytes, the same exit status, words once, and nobody left waiting.
#   tests/mpi.sh BUILT-FOR-ONE BUILT-FOR-MANY      (make mpi)
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
one=$1/icsopt many=$2/icsopt tasks=$2/tests/mpi/tasks
small=instances/england/QT6.cfg
root=""
[ "$(id -u)" = 0 ] && root=--allow-run-as-root
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
checks=0 broken=0

mpi() { # mpi RANKS COMMAND...: a hang is a failure, with status 124
  ranks=$1; shift
  timeout -k 5 60 mpirun $root --oversubscribe --bind-to none -n "$ranks" "$@"
}

check() { # check WHAT COMMAND...: the command must be true
  what=$1; shift
  checks=$((checks + 1))
  "$@" && return 0
  broken=$((broken + 1))
  echo "FAILED: $what"
}

# run NAME COMMAND...: its output, its error stream and its exit status, as files
run() {
  name=$1; shift
  status=0
  "$@" > "$work/$name.out" 2> "$work/$name.err" || status=$?
  echo $status > "$work/$name.status"
}
ended() { [ "$(cat "$work/$1.status")" = "$2" ] || { echo "  $1 ended with $(cat "$work/$1.status")"; cat "$work/$1.err"; false; }; }
same() { cmp "$work/$1.out" "$work/$2.out"; }
said() { grep -qF -- "$2" "$work/$1.err" || { cat "$work/$1.err"; false; }; }
once() { [ "$(grep -cF -- "$2" "$work/$1.err")" = 1 ] || { cat "$work/$1.err"; false; }; }
silent() { [ ! -s "$work/$1.out" ]; }

echo "the same bytes as from one process"
run solved "$one" solve $small --format json
for verb in "near --within 2% --format csv" "near --year all --format json" "explain"; do
  label=$(echo "$verb" | tr -dc 'a-z')
  set -- $verb
  run "$label" "$one" "$@" -j 2 $small
  check "$verb: one process ends with 0" ended "$label" 0
  for n in 1 2 4; do
    run "$label.$n" mpi $n "$many" "$@" -j 1 $small
    check "$verb: $n ranks end with 0" ended "$label.$n" 0
    check "$verb: $n ranks, the same bytes" same "$label" "$label.$n"
    check "$verb: $n ranks, nothing on the error stream" [ ! -s "$work/$label.$n.err" ]
  done
done
run explain.3 mpi 2 "$many" explain -j 3 $small
check "explain: 2 ranks of 3 workers, the same bytes" same explain explain.3
run alone "$many" explain -j 2 $small
check "explain: built for many but started alone, the same bytes" same explain alone
run saved mpi 4 "$many" explain -j 1 $small -o "$work/explain.txt"
check "explain -o: the same bytes" cmp "$work/explain.out" "$work/explain.txt"
check "explain -o: nothing on standard output" silent saved
run plan mpi 3 "$many" solve $small --format json
check "a verb without a pool is printed once" same solved plan

echo "benchmark: every policy of two systems, and its store"
pair="instances/england/QT6.cfg instances/england/QOC.cfg"
for format in csv json; do
  run bench.$format "$one" benchmark -j 2 $pair --format $format
  check "benchmark, one process: ends with 0" ended bench.$format 0
  for n in 1 2 4; do
    run bench.$format.$n mpi $n "$many" benchmark -j 1 $pair --format $format
    check "benchmark, $n ranks: ends with 0" ended bench.$format.$n 0
    check "benchmark, $n ranks: the same $format" same bench.$format bench.$format.$n
    check "benchmark, $n ranks: nothing on the error stream" [ ! -s "$work/bench.$format.$n.err" ]
  done
done
for n in 2 4; do
  run store.$n mpi $n "$many" benchmark -j 1 $pair -o "$work/$n.sqlite" --export "$work/$n.csv" --format csv
  check "benchmark with a store, $n ranks: ends with 0" ended store.$n 0
  check "benchmark with a store, $n ranks: the same export" cmp "$work/bench.csv.out" "$work/$n.csv"
  check "benchmark with a store, $n ranks: one export, nothing else" silent store.$n
  run reread.$n "$one" benchmark -j 1 $pair -o "$work/$n.sqlite" --export "$work/$n.json" --format json
  check "the store of $n ranks is read by one process" cmp "$work/bench.json.out" "$work/$n.json"
done
run locked mpi 3 "$many" benchmark -j 1 $pair -o "$work/no/such.sqlite"
check "a store that cannot be made: 6" ended locked 6
check "a store that cannot be made: said once" once locked such.sqlite

# The processes of a job: mpirun's children carry, theirs run the program, theirs are its workers.
children() { for p in "$@"; do ps -o pid= --ppid "$p"; done; }

cells() { # cells STORE: how many are finished there; 0 while it is being made
  python3 -c 'import sqlite3, sys
try: print(sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True).execute(
           "SELECT count(*) FROM cells").fetchone()[0])
except sqlite3.Error: print(0)' "$1"
}

# killed VICTIM: a benchmark whose leader (rank 0) or another is killed goes on where it was
killed() {
  store=$work/killed.$1.sqlite trio="$pair instances/england/QHM.cfg"
  timeout -k 5 60 mpirun $root --oversubscribe --bind-to none -n 2 "$many" benchmark -j 1 $trio \
    -o "$store" --export "$work/none.csv" --format csv > /dev/null 2> "$work/killed.err" &
  guard=$!
  while [ "$(cells "$store")" = 0 ] && kill -0 $guard; do sleep 0.05; done
  mpirun=$(children $guard); carriers=$(children $mpirun); programs=$(children $carriers)
  kill -KILL "$(echo $programs | cut -d ' ' -f $(($1 + 1)))"
  status=0; wait $guard || status=$?
  before=$(cells "$store")
  echo "  killed after $before of $(($(wc -l < "$work/trio.out") - 1)) cells: status $status"
  check "benchmark killed: not 0" [ $status != 0 -a $status != 124 ]
  check "benchmark killed: some cells are kept, not all" \
    [ "$before" -gt 0 -a "$before" -lt $(($(wc -l < "$work/trio.out") - 1)) ]
  check "benchmark killed: no export" [ ! -e "$work/none.csv" ]
  run resumed mpi 4 "$many" benchmark -j 1 $trio -o "$store" --export "$work/resumed.csv" --format csv
  check "benchmark resumed: ends with 0" ended resumed 0
  check "benchmark resumed: the same export" cmp "$work/trio.out" "$work/resumed.csv"
}
run trio "$one" benchmark -j 2 $pair instances/england/QHM.cfg --format csv
killed 0
killed 1

echo "exit status and words of errors"
for n in 1 2 4; do
  run usage.$n mpi $n "$many" near --service urgnt $small
  check "$n ranks, no such service: 2" ended usage.$n 2
  check "$n ranks, no such service: said once" once usage.$n 'there is no service "urgnt"'
  run noplan.$n mpi $n "$many" near --bound 'health>=79' instances/tiny/package.cfg
  check "$n ranks, no plan: 1" ended noplan.$n 1
  check "$n ranks, no plan: said once" once noplan.$n 'no plan keeps all the rules'
  run output.$n mpi $n "$many" near -j 1 $small -o /dev/full
  check "$n ranks, disk full: 6" ended output.$n 6
  check "$n ranks, disk full: said once" once output.$n '/dev/full'
done
run limit "$one" near -j 1 --set iterations=1 --year all $small --format csv
run limit.4 mpi 4 "$many" near -j 1 --set iterations=1 --year all $small --format csv
check "a long answer with a status of its own arrives whole" same limit limit.4
check "and so does the status" ended limit.4 "$(cat "$work/limit.status")"

echo "tasks that go wrong"
for n in 1 2 4; do
  for way in well late spread; do
    run $way.$n mpi $n "$tasks" $way 2
    check "$way, $n ranks" ended $way.$n 0
    check "$way, $n ranks: 5 pools without a failure" [ "$(grep -c '^0 of' "$work/$way.$n.out")" = 5 ]
    check "$way, $n ranks: 2 pools told and taken" \
      [ "$(grep -c '^told and taken, 0 lost' "$work/$way.$n.out")" = 2 ]
  done
  for way in fails:'task 17 has failed' killed:'signal 9' aborts:'signal 6' exits:'status 9'; do
    run lost mpi $n "$tasks" "${way%%:*}" 2
    check "${way%%:*}, $n ranks: the others go on" ended lost 0
    check "${way%%:*}, $n ranks: told and taken, but for one" \
      [ "$(grep -c '^told and taken, [01] lost' "$work/lost.out")" = 2 ]
    check "${way%%:*}, $n ranks: one task in each of 3 pools" \
      [ "$(grep -c "^1 of .* first 17: .*${way#*:}" "$work/lost.out")" = 3 ]
  done
done

echo "processes that go wrong"
fails() { # fails WAY STATUS WORDS
  run "$1" mpi 3 "$tasks" "$1" 1
  check "$1: ends with $2" ended "$1" "$2"
  check "$1: $3" said "$1" "$3"
}
fails leaves 3 'could not take part: x.cfg: there is no such file'
fails differs 3 'are the inputs and the program the same on all machines?'
fails crashes 139 'was ended by signal 11; all are ended'
fails leader-crashes 139 'rank 0 of 3 was ended by signal 11; all are ended'
fails walks-out 70 'was ended by itself, with status 0; all are ended'
fails leader-fails 6 'the disk is full'
fails leader-fails-busy 6 'the disk is full'
fails take-fails 6 'the disk is full'

# Gone, or dead and not yet buried.
gone() {
  for p in "$@"; do
    case $(ps -o stat= -p "$p") in ''|Z*) ;; *) ps -o pid,stat,args -p "$p"; return 1 ;; esac
  done
}

# strike SIGNAL WHICH RANK: a job that would sleep for minutes is struck, and must end within seconds
strike() {
  timeout -k 5 60 mpirun $root --oversubscribe --bind-to none -n 4 "$tasks" sleep 2 \
    > "$work/struck.out" 2> "$work/struck.err" &
  guard=$!
  sleep 2
  mpirun=$(children $guard)
  carriers=$(children $mpirun); programs=$(children $carriers); workers=$(children $programs)
  case $2 in
    mpirun) victim=$mpirun ;;
    carrier) victim=$(echo $carriers | cut -d ' ' -f "$3") ;;
    program) victim=$(echo $programs | cut -d ' ' -f "$3") ;;
  esac
  before=$(date +%s)
  kill -s "$1" "$victim"
  status=0
  wait $guard || status=$?
  took=$(($(date +%s) - before))
  echo $status > "$work/struck.status"
  sleep 1
  echo "  $1 to the $2 of rank $(($3 - 1)): status $status after $took s"
  check "$1, $2: not 0, and no hang" [ $status != 0 -a $status != 124 ]
  check "$1, $2: within 10 seconds" [ $took -le 10 ]
  check "$1, $2: there were 8 workers" [ "$(echo $workers | wc -w)" = 8 ]
  check "$1, $2: nobody is left" gone $carriers $programs $workers
}
strike KILL carrier 2
check "and mpirun says which rank" said struck 'rank 1'
strike KILL carrier 1
strike KILL program 3
check "and its carrier says so" said struck 'rank 2 of 4 was ended by signal 9; all are ended'
strike KILL program 1
strike TERM program 2
strike TERM carrier 2
strike INT mpirun 1
strike TERM mpirun 1

echo "$checks checks, $broken failed"
[ $broken = 0 ]
