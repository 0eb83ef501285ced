"""When one case is withdrawn, does the index leave the series that the batch finds without it?

Of a made-up world, one case after the other is taken out of a copy of the index, and what is left of its series is compared with what the batch finds of all
cases but that one: how often the two are the same, and B-cubed F between them; beside it, what would be said if the series stayed as it was.

    python benchmarks/linkage_withdrawal.py [--reports 10000] [--removed 250] [--seed 31]
"""

import argparse
import json
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from statistics import mean

import pyarrow as pa
import pyarrow.compute as pc

from amparo.linkage.index import build, opened
from amparo.linkage.mentions import coded
from amparo.linkage.reasons import series_table
from amparo.linkage.series import series
from amparo.linkage.simulate import simulate


def batch(mentions: pa.Table) -> dict[str, str]:
    told = coded(mentions)
    found = series_table(told, series(told.mentions))
    return dict(zip(found["report_id"].to_pylist(), found["series_id"].to_pylist(), strict=True))


def live(folder: Path, gone: str, companions: list[str]) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as other:
        shutil.copytree(folder, other, dirs_exist_ok=True)
        with opened(Path(other)) as index:
            index.remove(gone)
            return dict(
                index.sql.execute(
                    "SELECT name, series FROM reports WHERE name IN (SELECT value FROM json_each(?))",
                    (json.dumps(companions),),
                )
            )


def b_cubed(one: dict, other: dict, names: list[str]) -> float:
    lots, others = Counter(one[name] for name in names), Counter(other[name] for name in names)
    both = Counter((one[name], other[name]) for name in names)
    precision = mean(both[one[name], other[name]] / lots[one[name]] for name in names)
    recall = mean(both[one[name], other[name]] / others[other[name]] for name in names)
    return 2 * precision * recall / (precision + recall)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--removed", type=int, default=250)
    parser.add_argument("--seed", type=int, default=31)
    options = parser.parse_args()
    mentions = simulate(options.reports, options.seed).mentions
    told = coded(mentions)
    before = batch(mentions)
    sizes = Counter(before.values())
    several = sorted(name for name, of in before.items() if sizes[of] > 1)
    found, nothing, kinds = [], [], Counter()
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder, "index"), told, series(told.mentions))
        for gone in random.Random(5).sample(several, options.removed):
            names = [name for name, of in before.items() if of == before[gone] and name != gone]
            without = batch(mentions.filter(pc.not_equal(mentions["report_id"], gone)))
            now = live(Path(folder, "index"), gone, names)
            found.append(b_cubed(now, without, names))
            nothing.append(b_cubed(dict.fromkeys(names, 0), without, names))
            divides = len({without[name] for name in names}) > 1
            kinds["batch divides" if divides else "batch keeps", found[-1] == 1] += 1
    print(f"{options.reports} reports, seed {options.seed}, {options.removed} withdrawn one at a time")
    for (what, same), many in sorted(kinds.items()):
        print(f"{what}, live {'the same' if same else 'otherwise'}: {many}")
    print(f"B-cubed F with the batch: {mean(found):.4f}; had nothing been done {mean(nothing):.4f}")


if __name__ == "__main__":
    main()
