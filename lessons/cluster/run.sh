#!/bin/sh
# Starts a scheduler and two executors on this machine, asks both questions on one machine
# and on the cluster, kills one executor in the middle of the work, and ends all that it has
# started. Takes half a minute once everything is built:
#
#     cargo build --release && ./run.sh
set -eu
cd "$(dirname "$0")"
cluster=${CARGO_TARGET_DIR:-target}/release/cluster
folder=$(mktemp -d)
started=""
finish() {
    code=$?
    [ "$code" = 0 ] || tail -n 5 "$folder"/*.log
    for process in $started; do kill "$process" 2>/dev/null || true; done
    wait
    rm -rf "$folder"
    exit "$code"
}
trap finish EXIT

# Reads our answer, and compares it with its own.
pandas='
import json, sys, pandas as pd
ours = [line.rstrip("\n").split("\t") for line in sys.stdin]
df = pd.read_parquet(sys.argv[1], columns=["name", "x", "y"])
groups = df[df.y > 0].groupby("name").agg(
    rows=("x", "count"), x_mean=("x", "mean"), x_std=("x", "std"), y_max=("y", "max"))
theirs = groups.sort_values("x_mean", ascending=False).head(5)
assert [name for name, _ in ours] == list(theirs.index), (ours, theirs)
for (_, figures), row in zip(ours, theirs.itertuples(index=False)):
    assert all(abs(a - b) <= 1e-9 * max(1, abs(b)) for a, b in zip(json.loads(figures), row)), row
print(len(ours), "lines, the same as ours")
'

trap 'exit 1' INT TERM

start() { # a name, and what to start
    name=$1
    shift
    "$cluster" "$@" >"$folder/$name.log" 2>&1 &
    started="$started $!"
    echo "$name: process $!"
}

"$cluster" data "$folder/table"
python=${PYTHON:-python3}
if "$python" -c "import pandas, pyarrow" 2>/dev/null; then
    echo "== The question of exercise 24, in pandas"
    "$cluster" answer "$folder/table" | "$python" -c "$pandas" "$folder/table"
else
    echo "SKIPPED: the answer as pandas has it: \`$python\` lacks pandas or pyarrow"
fi
mkdir "$folder/one" "$folder/two"
start scheduler scheduler 50150
start "executor one" executor 50150 50151 50152 "$folder/one"
start "executor two" executor 50150 50161 50162 "$folder/two"
victim=$!

echo; echo "== Two questions, on one machine and on the cluster"
"$cluster" compare 50150 "$folder/table"

echo "== One question again and again; one executor is killed after two seconds"
"$cluster" repeat 50150 "$folder/table" 15 &
client=$!
started="$started $client"
sleep 2
kill -KILL "$victim"
echo "         executor two is killed"
wait "$client"
