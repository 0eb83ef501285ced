"""How quickly is a new case placed, taken in and taken out, and does the batch agree?

A made-up world without its last cases becomes an index; these are then added one by one, and others removed. Beside a match, in the
same run, the bare look-up of the same identifiers (series that use them, and by how many cases) as SQL on DuckDB over the same
mentions, in memory. Processor time, which is what to compare on a machine that others use, and last what 99 % took at most on the wall: waiting for the disk too.

    python benchmarks/linkage_live.py [--reports 50000] [--added 1000] [--removed 200] [--seed 101]
"""

import argparse
import json
import random
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
from peers import peer_python

from amparo.linkage.index import build, opened
from amparo.linkage.matching import Mention, cases
from amparo.linkage.mentions import coded
from amparo.linkage.reasons import series_table
from amparo.linkage.series import series
from amparo.linkage.simulate import Parameters, simulate

_DUCKDB = """
import duckdb, json, sys, time
db = duckdb.connect()
db.execute("SET threads = 1")
db.execute("SET enable_progress_bar = false")
told, found = db.read_parquet(sys.argv[1]), db.read_parquet(sys.argv[2])
db.execute("CREATE TABLE mentions AS SELECT kind, value, report_id, series_id FROM told JOIN found USING (report_id)")
db.execute("CREATE INDEX of_value ON mentions (value)")
taken = []
for case in json.load(open(sys.argv[3])):
    start, clock = time.process_time(), time.perf_counter()
    db.execute(
        "SELECT kind, value, series_id, count(*) FROM mentions JOIN (SELECT unnest(?) AS kind, unnest(?) AS value) USING (kind, value) "
        "GROUP BY ALL", [[kind for kind, _ in case], [value for _, value in case]]).fetchall()
    taken.append((time.process_time() - start, time.perf_counter() - clock))
print(json.dumps(taken))
"""


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Of the processor, and on the wall."""
    start = time.process_time(), time.perf_counter()
    act()
    return time.process_time() - start[0], time.perf_counter() - start[1]


def line(name: str, taken: list[tuple[float, float]], told: str = "") -> None:
    processor, wall = zip(*taken, strict=True)
    cuts = (median(processor), *quantiles(processor, n=100)[89::9], quantiles(wall, n=100)[98])
    print(" | ".join([name, *(f"{1e3 * one:.2f}" for one in cuts), told]), flush=True)


def agreed(live: dict[str, str], batch: dict[str, str], added: list[str]) -> float:
    """Share of the added cases that are live in the series that most companions of theirs in the batch are in."""
    of: dict[str, Counter[str]] = defaultdict(Counter)
    for name, found in batch.items():
        of[found][live[name]] += 1
    return sum(of[batch[name]].most_common(1)[0][0] == live[name] for name in added) / len(added)


def as_dict(table: pa.Table) -> dict[str, str]:
    return dict(zip(table["report_id"].to_pylist(), table["series_id"].to_pylist(), strict=True))


def duckdb(old: pa.Table, found: pa.Table, new: list[list[Mention]]) -> list[tuple[float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder, name)) for name in ("mentions.parquet", "series.parquet", "cases.json")]
        pyarrow.parquet.write_table(old, paths[0])
        pyarrow.parquet.write_table(found, paths[1])
        Path(paths[2]).write_text(json.dumps([[(one.kind, one.value) for one in case] for case in new]))
        told = subprocess.run(
            [str(peer_python()), "-c", _DUCKDB, *paths], check=True, stdout=subprocess.PIPE, text=True
        )
    return [(float(one), float(other)) for one, other in json.loads(told.stdout)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=50_000)
    parser.add_argument("--added", type=int, default=1_000)
    parser.add_argument("--removed", type=int, default=200)
    parser.add_argument("--seed", type=int, default=101)
    options = parser.parse_args()
    whole = simulate(options.reports, options.seed, Parameters.load()).mentions
    first = whole.group_by("report_id").aggregate([("seen_at", "min")])
    names = first.sort_by([("seen_at_min", "ascending"), ("report_id", "ascending")])["report_id"].to_pylist()
    late = pc.is_in(whole["report_id"], pa.array(names[-options.added :]))
    old, new = whole.filter(pc.invert(late)), dict(cases(whole.filter(late)))
    told = coded(old)
    found = series(told.mentions)
    with tempfile.TemporaryDirectory() as folder:
        built, _ = timed(lambda: build(Path(folder, "index"), told, found))
        size = sum(path.stat().st_size for path in Path(folder, "index").iterdir())
        with opened(Path(folder, "index")) as index:
            for case in new.values():  # what is read once is in the machine's memory
                index.match(case)
            match = [timed(lambda case=case: index.match(case)) for case in new.values()]
            add = [timed(lambda name=name: index.add(name, new[name])) for name in names[-options.added :]]
            live = as_dict(index.series())
            gone = random.Random(1).sample(names, options.removed)
            remove = [timed(lambda name=name: index.remove(name)) for name in gone]
    everything = coded(whole)
    batch = as_dict(series_table(everything, series(everything.mentions)))
    peer = duckdb(old, series_table(told, found), list(new.values()))
    print(f"{options.reports} cases, the last {options.added} added one by one, seed {options.seed}")
    print(f"the index: {built:.0f} s of processor time, {size / 1e6:.0f} MB")
    print("milliseconds | median | 90 % | 99 % | 99 % on the wall |")
    line("match", match, "reasons and candidate cases included")
    line(
        "DuckDB",
        peer,
        f"{median(one for one, _ in peer) / median(one for one, _ in match):.0f} times as long, one thread, without reasons",
    )
    line("add", add)
    line("remove", remove)
    print(f"in the batch's series: {agreed(live, batch, names[-options.added :]):.1%} of the added cases")


if __name__ == "__main__":
    main()
