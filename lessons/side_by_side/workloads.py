"""The lecture's workloads in Python. Asked by compare.py: one name a line in, one line of
JSON out, with the time that the work took and its answer.

Each function below makes its inputs, which is not timed, and returns the work and a
function that makes a short answer of its result, which is not timed either.
"""

import json
import sys
import time
from pathlib import Path

import dask
import dask.array as da
import dask.dataframe as dd
import duckdb
import numpy as np
import pandas as pd
from joblib import Parallel, delayed

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("data")
DAYS = 30
ROWS = DAYS * 86_400


# Numbers ---------------------------------------------------------------------------------


def square(a):
    return a * a


def ends(squares):
    return [int(sum(squares)), int(squares[-1])]


def square_map():
    numbers = list(range(1_000_000))
    return lambda: list(map(square, numbers)), ends


def square_joblib():
    numbers = list(range(1_000_000))
    return lambda: Parallel(n_jobs=-1)(delayed(square)(a) for a in numbers), ends


def square_numpy():
    numbers = np.arange(1_000_000)
    return lambda: numbers * numbers, ends


def scattered(size, index):
    """Numbers between 0 and 1, the same as the other side makes."""
    bits = (np.arange(size, dtype=np.uint64) + np.uint64(index)) * np.uint64(2_654_435_769)
    return (bits & np.uint64(0xFFFF_FFFF)) / 2.0**32


def calculation(array):
    for _ in range(5):
        array = np.sqrt(array) + np.sin(array)
    return array.mean()


def four():
    return [scattered(1_000_000, index) for index in range(4)]


def uneven():
    """The arrays of exercise 03, timed."""
    sizes = [max(int(7000 / (1 + 99 * index / 1500)), 1) for index in range(1500)]
    return [scattered(size, index) for index, size in enumerate(sizes)]


def floats(numbers):
    return [float(number) for number in numbers]


def calculation_numpy(arrays=four):
    arrays = arrays()
    return lambda: [calculation(a) for a in arrays], floats


def calculation_joblib(arrays=four):
    arrays = arrays()
    return lambda: Parallel(n_jobs=-1)(delayed(calculation)(a) for a in arrays), floats


def chunks(size):
    x = scattered(10_000_000, 0) * 200 - 100
    lazy = da.from_array(x, chunks=size)
    return lambda: da.sqrt(lazy**2).mean().compute(), lambda mean: [float(mean)]


def chunks_numpy():
    x = scattered(10_000_000, 0) * 200 - 100
    return lambda: np.sqrt(x**2).mean(), lambda mean: [float(mean)]


def generate(size):
    """PCG64, numpy's generator, from a state that the other side can set, too."""
    generator = np.random.PCG64()
    bits = 2**128 - 1
    increment = 3
    state = ((size + increment) * 0x2360ED051FC65DA44385DF649FCCF645 + increment) & bits
    generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": 0,
        "uinteger": 0,
    }
    return np.random.Generator(generator).random(size)


def transform(a):
    for _ in range(8):
        a = np.sqrt(np.abs(np.sin(10 * a)))
    return a


def aggregate(a):
    return float(a.mean()), float(a.std()), float(a.max())


def flat(rows):
    return [number for row in rows for number in row]


def pipeline(shortest):
    def work():
        chains = []
        for times in (1, 2, 3):
            values = dask.delayed(generate)(times * shortest)
            chains.append(dask.delayed(aggregate)(dask.delayed(transform)(values)))
        return dask.compute(*chains)

    return work, flat


def delayed_calculation():
    arrays = [scattered(1_000_000, index) for index in range(5)]
    return lambda: dask.compute(*[dask.delayed(calculation)(a) for a in arrays]), floats


# The table in memory ---------------------------------------------------------------------


def pandas_table(rows=ROWS):
    frame = pd.read_parquet(FOLDER / "parquet").set_index("timestamp")
    return frame.iloc[:rows]


def dask_table(rows=ROWS):
    """The same rows, one partition a day, in memory: what `.persist()` leaves."""
    frame = pandas_table(rows)
    return dd.from_pandas(frame, npartitions=max(len(frame) // 86_400, 1)).persist()


def by_name(series):
    return flat((name, float(value)) for name, value in series.sort_index().items())


def in_order(series):
    return flat((name, float(value)) for name, value in series.items())


def groupby_std(make, rows=ROWS):
    df = make(rows)
    return lambda: compute(df[df.y > 0].groupby("name").x.std()), by_name


def groupby_agg(make):
    df = make()

    def answer(frame):
        frame = frame.sort_index()
        return flat((name, float(x), float(y)) for name, x, y in frame.itertuples())

    return lambda: compute(df[df.y > 0].groupby("name").agg({"x": "sum", "y": "max"})), answer


def top_five(make):
    df = make()

    def work():
        means = df[df.y > 0].groupby("name").agg({"x": "mean"})
        top = means.sort_values("x", ascending=False)
        # `head` of a Dask frame computes by itself.
        return top.head(5)

    return work, lambda frame: in_order(frame.x)


def resample(make):
    df = make()
    return lambda: compute(df.x.resample("1h").mean()), lambda means: floats(means)


def rolling(make):
    df = make()

    def answer(means):
        means = means.to_numpy()
        return [len(means), float(means.sum())] + floats(means[::1000])

    return lambda: compute(df.x.rolling("24h").mean()), answer


def compute(result):
    return result.compute() if hasattr(result, "compute") else result


# The table in files ----------------------------------------------------------------------


def csv_means_dask():
    def work():
        return dd.read_csv(str(FOLDER / "csv" / "2000-*.csv")).groupby("name").x.mean().compute()

    return work, by_name


def csv_means_pandas():
    paths = sorted((FOLDER / "csv").iterdir())

    def work():
        frames = (pd.read_csv(path, usecols=["name", "x"]) for path in paths)
        return pd.concat(frames).groupby("name").x.mean()

    return work, by_name


def parquet_means_dask():
    def work():
        return dd.read_parquet(FOLDER / "parquet").groupby("name").x.mean().compute()

    return work, by_name


def parquet_means_pandas():
    def work():
        frame = pd.read_parquet(FOLDER / "parquet", columns=["name", "x"])
        return frame.groupby("name").x.mean()

    return work, by_name


def sql(kind):
    query = f"""
        SELECT name, avg(x) AS mean, count(*) AS rows
        FROM '{FOLDER}/{kind}/*.{kind}'
        WHERE y > 0
        GROUP BY name
        ORDER BY mean DESC
        LIMIT 5
    """
    return lambda: duckdb.sql(query).fetchall(), flat


WORKLOADS = {
    "square_map": square_map,
    "square_joblib": square_joblib,
    "square_numpy": square_numpy,
    "calculation_numpy": calculation_numpy,
    "calculation_joblib": calculation_joblib,
    "calculation_uneven_numpy": lambda: calculation_numpy(uneven),
    "calculation_uneven_joblib": lambda: calculation_joblib(uneven),
    "chunks_100k": lambda: chunks(100_000),
    "chunks_2m": lambda: chunks(2_000_000),
    "chunks_5m": lambda: chunks(5_000_000),
    "chunks_auto": lambda: chunks("auto"),
    "chunks_numpy": chunks_numpy,
    "delayed_pipeline": lambda: pipeline(1_000_000),
    "delayed_pipeline_exercise": lambda: pipeline(15_000),
    "delayed_calculation": delayed_calculation,
    "groupby_std_dask": lambda: groupby_std(dask_table),
    "groupby_std_pandas": lambda: groupby_std(pandas_table),
    "groupby_std_exercise_dask": lambda: groupby_std(dask_table, 600_000),
    "groupby_std_exercise_pandas": lambda: groupby_std(pandas_table, 600_000),
    "groupby_agg_dask": lambda: groupby_agg(dask_table),
    "groupby_agg_pandas": lambda: groupby_agg(pandas_table),
    "top_five_dask": lambda: top_five(dask_table),
    "top_five_pandas": lambda: top_five(pandas_table),
    "resample_dask": lambda: resample(dask_table),
    "resample_pandas": lambda: resample(pandas_table),
    "rolling_dask": lambda: rolling(dask_table),
    "rolling_pandas": lambda: rolling(pandas_table),
    "csv_means_dask": csv_means_dask,
    "csv_means_pandas": csv_means_pandas,
    "parquet_means_dask": parquet_means_dask,
    "parquet_means_pandas": parquet_means_pandas,
    "parquet_sql": lambda: sql("parquet"),
    "csv_sql": lambda: sql("csv"),
}


def serve():
    ready, workload = None, None
    for line in sys.stdin:
        name = line.strip()
        if name != ready:
            # What the last workload held is freed first.
            workload = None
            ready, workload = name, WORKLOADS[name]()
        work, answer = workload
        begun = time.perf_counter()
        result = work()
        time_s = time.perf_counter() - begun
        print(json.dumps({"time_s": time_s, "values": answer(result)}), flush=True)


if __name__ == "__main__":
    serve()
