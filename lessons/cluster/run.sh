#!/bin/sh
# Starts a scheduler and two executors on this machine, asks both questions in one process
# and on the cluster, ends one executor in the middle of the work, and ends all that it has
# started. Needs about a minute once everything is built:
#
#     cargo build --release && ./run.sh
set -eu
cd "$(dirname "$0")"
cluster=${CARGO_TARGET_DIR:-target}/release/cluster
folder=$(mktemp -d)
started=""
finish() {
    for process in $started; do kill "$process" 2>/dev/null || true; done
    wait
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' INT TERM

start() { # a name, and what to start
    name=$1
    shift
    "$cluster" "$@" >"$folder/$name.log" 2>&1 &
    started="$started $!"
    echo "$name: process $!"
}

"$cluster" data "$folder/table"
mkdir "$folder/one" "$folder/two"
start scheduler scheduler 50150
sleep 1
start "executor one" executor 50150 50151 50152 "$folder/one"
start "executor two" executor 50150 50161 50162 "$folder/two"
victim=$!
sleep 2

echo; echo "== Two questions, in one process and on the cluster"
"$cluster" compare 50150 "$folder/table"

echo "== One question again and again; one executor is killed after two seconds"
"$cluster" repeat 50150 "$folder/table" 20 &
client=$!
started="$started $client"
sleep 2
kill -KILL "$victim"
echo "         executor two is killed"
wait "$client"
