"""A world table of the size of the OECD's, solved by kanzei, numpy and pymrio, side by side in one run.

    cargo build --release
    pip install numpy pandas pyarrow pymrio
    python3 benches/peer_world.py [FOLDER]

Makes the table (benches/synthetic_icio.py), imports it, makes a starter model, and times, three times in turn:

    kanzei    `kanzei multipliers MODEL --line LINE`: start, load, check, multipliers of every sector, linkages, tiers
    numpy     np.linalg.solve(I - A, F) with the columns that a run needs; with all columns (the inverse)
    pymrio    IOSystem.calc_all() with value added as extension

The others start from arrays in memory; the time to read the files is kanzei's alone. Both are first held to each other:
output multipliers of all sectors agree to 1e-9.
"""

import csv
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as parquet
import pymrio

HERE = Path(__file__).resolve().parent
KANZEI = HERE.parent / "target/release/kanzei"


def timed(task):
    start = time.perf_counter()
    result = task()
    return time.perf_counter() - start, result


def run(*arguments):
    done = subprocess.run([KANZEI, *map(str, arguments)], check=True, capture_output=True, text=True)
    return done.stdout


def main(folder):
    table = folder / "2022_SML.csv"
    if not table.exists():
        subprocess.run([sys.executable, HERE / "synthetic_icio.py", table], check=True)
    model = folder / "model"
    if not model.exists():
        seconds, _ = timed(lambda: run("import", "oecd-icio", table, "--out", model, "--quiet"))
        print(f"import                                  {seconds:7.2f} s")
        run("new", model, "--economy", model, "--home", "JPN", "--destination", "USA")
    economy = model / "economy"
    sectors = list(csv.DictReader(open(economy / "sectors.csv")))
    n = len(sectors)
    flows = parquet.read_table(economy / "transactions.parquet")
    z = np.zeros((n, n))
    z[flows["seller"].to_numpy() - 1, flows["buyer"].to_numpy() - 1] = flows["value"].to_numpy()
    x = np.array([float(row["output"]) for row in sectors])
    v = np.array([float(row["value_added"]) for row in sectors])
    a = z / np.where(x > 0, x, 1)

    found = json.loads(run("multipliers", model, "--format", "json"))
    of_kanzei = np.array([row["type_one"]["output"] for row in found["sectors"]])
    of_numpy = np.linalg.solve(np.eye(n) - a.T, np.ones(n))
    assert np.abs(of_kanzei / of_numpy - 1).max() < 1e-9, "the two agree"

    columns = json.loads((run_manifest(model, folder)).read_text())["leontief"]["columns"]
    line = found["lines"][0]["line"]
    demand = np.zeros((n, columns))
    demand[np.arange(columns) * (n // columns), np.arange(columns)] = 1
    index = pd.MultiIndex.from_tuples([(row["region"], row["code"]) for row in sectors], names=["region", "sector"])
    regions = list(dict.fromkeys(row["region"] for row in sectors))
    final = np.zeros((n, len(regions)))
    final[np.arange(n), [regions.index(row["region"]) for row in sectors]] = x - z.sum(axis=1)
    users = pd.MultiIndex.from_product([regions, ["final demand"]], names=["region", "category"])

    def system():
        extension = pymrio.Extension(
            "value added",
            F=pd.DataFrame(v[None, :], index=pd.Index(["value added"], name="stressor"), columns=index),
            unit=pd.DataFrame({"unit": ["money"]}, index=["value added"]),
        )
        world = pymrio.IOSystem(Z=pd.DataFrame(z, index=index, columns=index), Y=pd.DataFrame(final, index=index, columns=users))
        world.value_added = extension
        return world

    tasks = {
        "kanzei multipliers, whole process": lambda: run("multipliers", model, "--line", line),
        f"numpy solve, {columns} columns": lambda: np.linalg.solve(np.eye(n) - a, demand),
        "numpy solve, all columns": lambda: np.linalg.solve(np.eye(n) - a, np.eye(n)),
        "pymrio calc_all": lambda: system().calc_all(),
    }
    times = {name: [] for name in tasks}
    for _ in range(3):
        for name, task in tasks.items():
            times[name].append(timed(task)[0])
    first = np.median(next(iter(times.values())))
    for name, seconds in times.items():
        median = np.median(seconds)
        print(f"{name:40}{median:7.2f} s   {median / first:5.1f} times the first   {np.round(seconds, 2)}")


def run_manifest(model, folder):
    run("run", model, "--draws", "1000", "--out", folder / "run", "--overwrite", "--quiet", "--no-samples")
    return folder / "run" / "manifest.json"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
