"""Runs each row's job in Python and in Rust, in turn, and prints the tables.

    compare.py RUST_BINARY FOLDER [WORD]

Both sides are servers that are asked over pipes to run one job once, so both meet the
same machine. The first round is not timed. A row whose answers differ ends the run.
"""

import csv
import importlib.metadata
import json
import math
import os
import platform
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

HERE = Path(__file__).parent
ROUNDS = 9
# A row with slow jobs ends early, but never before so many rounds.
ROUNDS_MIN = 3
ROW_S = 10


class Side:
    """One server."""

    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, workload):
        """The time of one run in seconds, and its answer."""
        print(workload, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} ended while it ran {workload}; its last words are above")
        answer = json.loads(line)
        return answer["time_s"], answer["values"]

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def agree(left, right, tolerance):
    """Whether two answers are equal: words exactly, numbers up to the tolerance, relative
    where they are above 1."""
    if len(left) != len(right):
        return False
    for a, b in zip(left, right):
        if isinstance(a, str) or isinstance(b, str):
            if a != b:
                return False
        elif not math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance):
            return False
    return True


def measure(row, python, rust):
    """The best time of each side, and the number of rounds."""
    best = {python: math.inf, rust: math.inf}
    name = {python: row["Python's workload"], rust: row["Rust's workload"]}
    begun = time.monotonic()
    rounds = 0
    for turn in range(ROUNDS + 1):
        answers = {}
        # The side that begins changes from round to round.
        for side in (python, rust) if turn % 2 else (rust, python):
            time_s, answers[side] = side.run(name[side])
            if turn:
                best[side] = min(best[side], time_s)
        if not agree(answers[python], answers[rust], float(row["tolerance"])):
            sys.exit(
                f"error: {name[python]} and {name[rust]} disagree\n"
                f"  Python: {answers[python][:10]}\n  Rust:   {answers[rust][:10]}"
            )
        rounds = turn
        if rounds >= ROUNDS_MIN and time.monotonic() - begun > ROW_S:
            break
    return best[python], best[rust], rounds


def shown(seconds):
    """A time with two or three digits."""
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        number = seconds * factor
        if number >= 1:
            digits = 2 if number < 10 else 1 if number < 100 else 0
            return f"{number:.{digits}f} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def times(ratio):
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def machine():
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":", 1)[1] for line in info.read_text().splitlines() if "model name" in line]
        model = names[0].strip() if names else model
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{model}, {cores} cores, {platform.system()} {platform.machine()}"


def versions():
    packages = ("numpy", "joblib", "dask", "pandas", "pyarrow", "duckdb")
    python = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    lock = tomllib.loads((HERE / "../../Cargo.lock").read_text())
    wanted = ("rayon", "ndarray", "csv", "parquet")
    found = {package["name"]: package["version"] for package in lock["package"]}
    rust = ", ".join(f"{name} {found[name]}" for name in wanted)
    compiler = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.split()[1]
    return [
        f"Python {platform.python_version()}, {python}.",
        f"Rust {compiler}, {rust}.",
    ]


def speeds(python, rust, word):
    print("| job | in Python | Python | Rust | Python ÷ Rust | the lecture's |")
    print("|---|---|---|---|---|---|", flush=True)
    with open(HERE / "rows.tsv", newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if matches(row, word)]
    fewest = ROUNDS
    for row in rows:
        theirs, ours, rounds = measure(row, python, rust)
        fewest = min(fewest, rounds)
        cells = [
            row["job"], row["in Python"], shown(theirs), shown(ours),
            times(theirs / ours), row["the lecture's time"] or "",
        ]
        print("| " + " | ".join(cells) + " |", flush=True)
    rest = f"; of at least {fewest} where a round takes seconds" if fewest < ROUNDS else ""
    print(f"\nBest of {ROUNDS} rounds{rest}.")


def matches(row, word):
    return word in row["job"] or word in row["Python's workload"] or word in row["in Python"]


def formats(folder):
    """The table in CSV and in Parquet."""
    kinds = {kind: sorted((folder / kind).iterdir()) for kind in ("csv", "parquet")}
    size = {kind: sum(path.stat().st_size for path in paths) for kind, paths in kinds.items()}
    types = {
        "csv": pd.read_csv(kinds["csv"][0], nrows=1000).dtypes,
        "parquet": pd.read_parquet(kinds["parquet"][0]).dtypes,
    }
    packed, two, codec = 0, 0, set()
    for path in kinds["parquet"]:
        metadata = pq.read_metadata(path)
        for group in range(metadata.num_row_groups):
            for index in range(metadata.num_columns):
                column = metadata.row_group(group).column(index)
                packed += column.total_compressed_size
                codec.add(column.compression)
                if column.path_in_schema in ("name", "x"):
                    two += column.total_compressed_size
    mib = 2.0**20
    kept = {kind: ", ".join(f"{name} {of[name]}" for name in of.index) for kind, of in types.items()}
    print("| | CSV | Parquet |")
    print("|---|---|---|")
    print(f"| size on disk | {size['csv'] / mib:.1f} MiB | {size['parquet'] / mib:.1f} MiB |")
    print(f"| types as pandas reads them | {kept['csv']} | {kept['parquet']} |")
    print(f"| compression | none | {', '.join(sorted(codec)).capitalize()}, column by column |")
    print(
        f"| bytes read for `name` and `x` | {size['csv'] / mib:.1f} MiB: all of it "
        f"| {two / mib:.1f} MiB of {packed / mib:.1f} |"
    )


def main():
    rust_binary, folder = sys.argv[1], Path(sys.argv[2])
    word = sys.argv[3] if len(sys.argv) > 3 else ""
    data = folder / "data"
    python = Side("Python", [sys.executable, str(HERE / "workloads.py"), str(data)])
    rust = Side("Rust", [rust_binary, "serve", str(data)])
    print(f"{machine()}.", *versions(), sep="\n", end="\n\n")
    try:
        speeds(python, rust, word)
    finally:
        python.end()
        rust.end()
    print()
    formats(data)


if __name__ == "__main__":
    main()
