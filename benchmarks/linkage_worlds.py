"""How good are series on worlds that nothing was tuned on, and where does it break?

Worlds of seeds from 101 on (the settings were chosen on seeds up to 26), with 0, 0.5 and 2 % mixed reports; with 1 % false ones; with
each side of the world halved and doubled, and what an oracle could find where more or less is missing. Beside it, on the same
worlds, what is left when the method is taken apart: components over
any shared identifier of people, and components over strong links alone; with `--splink`, Splink in an environment of its
own at its best threshold, which is chosen on the very world that it is judged on. With `--variants`, worlds in which that share of receivers,
handles and scripts is written another way, taken exactly and folded (`linkage.variants`), beside the same worlds with one form.

    python benchmarks/linkage_worlds.py [--reports 50000] [--seeds 10] [--shifts] [--splink] [--variants 0.3]
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from peers import peer_python

from amparo.linkage.arrays import Integers, components
from amparo.linkage.evaluate import aligned, measures
from amparo.linkage.mentions import Coded, coded
from amparo.linkage.reasons import series_table
from amparo.linkage.series import Series, series
from amparo.linkage.simulate import Parameters, World, simulate
from amparo.linkage.ties import MATERIAL, ORDER
from amparo.linkage.variants import folded

FIRST = 101
MIXED = (0.0, 0.005, 0.02)
SIDES = ("rotation", "sharing", "missing", "sizes", "errors")
THRESHOLDS = (0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999)

_SPLINK = """
import json, sys
import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
mentions = pd.read_parquet(sys.argv[1])
kinds = ["account", "handle", "phone", "email", "device", "receiver", "mobile_money", "wallet"]
some = mentions[mentions.kind.isin(kinds)].drop_duplicates(["report_id", "kind"])
wide = some.pivot(index="report_id", columns="kind", values="value").reset_index().rename(columns={"report_id": "unique_id"})
kinds = [kind for kind in kinds if kind in wide.columns]
settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[cl.ExactMatch(kind).configure(term_frequency_adjustments=True) for kind in kinds],
    blocking_rules_to_generate_predictions=[block_on(kind) for kind in kinds],
)
linker = Linker(DuckDBAPI().register(wide), settings)
linker.training.estimate_probability_two_random_records_match([block_on("phone")], recall=0.5)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
for kind in ("phone", "account"):
    linker.training.estimate_parameters_using_expectation_maximisation(block_on(kind))
pairs = linker.inference.predict(threshold_match_probability=0.2)
for threshold in json.loads(sys.argv[2]):
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold).as_pandas_dataframe()
    found = found.rename(columns={"unique_id": "report_id", "cluster_id": "series_id"})[["report_id", "series_id"]]
    found.to_parquet(f"{sys.argv[3]}/{threshold}.parquet")
"""


@dataclass(frozen=True)
class Result:
    b_cubed: float
    pairwise: float
    seconds: float = 0.0
    framed: int = 0
    """Innocent accounts that tie a report to a series of more than five."""


def judged(found: pa.Table, world: World, seconds: float = 0.0, framed: int = 0) -> Result:
    figures = {one.name: one.value for one in measures(*aligned(found, world.truth), samples=0)}
    return Result(figures["B-cubed F"], figures["pairwise F1"], seconds, framed)


def ours(world: World) -> Result:
    mentions = coded(world.mentions)
    start = time.process_time()
    found = series(mentions.mentions)
    seconds = time.process_time() - start
    return judged(series_table(mentions, found), world, seconds, framed(mentions, found, world))


def framed(mentions: Coded, found: Series, world: World) -> int:
    """An account that only false reports name is innocent; it must not stand in a series of more than five reports."""
    false = dict(zip(world.truth["report_id"].to_pylist(), world.truth["poisoned"].to_pylist(), strict=True))
    by_number = np.array([false[name] for name in mentions.reports.to_pylist()])
    rows = mentions.mentions
    account = mentions.kinds.to_pylist().index("account")
    named = np.bincount(rows.identifier, minlength=len(rows.tie))
    falsely = np.bincount(rows.identifier[by_number[rows.report]], minlength=len(rows.tie))
    innocent = (named == falsely) & (rows.kind == account)
    large = np.bincount(found.label)[found.label[rows.report]] > 5
    return len(np.unique(rows.identifier[innocent[rows.identifier] & large]))


def in_one_form(world: World) -> World:
    return World(folded(world.mentions).mentions, world.truth)


def any_shared(world: World) -> Result:
    mentions = coded(world.mentions)
    rows = mentions.mentions
    people = rows.tie[rows.identifier] < MATERIAL
    return judged(_labelled(mentions, rows.report[people], rows.identifier[people]), world)


def few_only(world: World, most: int = 50) -> Result:
    """Identifiers that at most so many reports name."""
    mentions = coded(world.mentions)
    rows = mentions.mentions
    degree = np.bincount(rows.identifier)
    use = (rows.tie[rows.identifier] < MATERIAL) & (degree[rows.identifier] <= most)
    return judged(_labelled(mentions, rows.report[use], rows.identifier[use]), world)


def ceiling(world: World, weakest: int) -> Result:
    """What nobody could better: reports of one true series that share an identifier, of any tie up to this one, and chains of them."""
    mentions = coded(world.mentions)
    rows = mentions.mentions
    of = dict(zip(world.truth["report_id"].to_pylist(), world.truth["series_id"].to_pylist(), strict=True))
    _, crew = np.unique([of[name] for name in mentions.reports.to_pylist()], return_inverse=True)
    use = rows.tie[rows.identifier] <= weakest
    report = rows.report[use]
    _, own = np.unique(rows.identifier[use] * rows.reports + crew[report], return_inverse=True)
    label = components(rows.reports + int(own.max()) + 1, report, rows.reports + own)[: rows.reports]
    return judged(pa.table({"report_id": mentions.reports, "series_id": pa.array(label)}), world)


CEILINGS = {"people": MATERIAL - 1, "people and material": MATERIAL, "anything": len(ORDER)}


def _labelled(mentions: Coded, report: Integers, identifier: Integers) -> pa.Table:
    many = mentions.mentions.reports
    label = components(many + len(mentions.mentions.tie), report, many + identifier)[:many]
    return pa.table({"report_id": mentions.reports, "series_id": pa.array(label)})


def splink(world: World) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mentions.parquet")
        pyarrow.parquet.write_table(world.mentions, path)
        start = time.monotonic()
        subprocess.run(
            [str(peer_python()), "-c", _SPLINK, str(path), json.dumps(THRESHOLDS), folder],
            check=True,
            capture_output=True,
        )
        seconds = time.monotonic() - start
        tables = [pyarrow.parquet.read_table(Path(folder, f"{one}.parquet")) for one in THRESHOLDS]
    results = [judged(_with_all(found, world), world, seconds) for found in tables]
    return max(results, key=lambda one: one.b_cubed)


def _with_all(found: pa.Table, world: World) -> pa.Table:
    """Reports that Splink was not given stand alone."""
    has = dict(zip(found["report_id"].to_pylist(), found["series_id"].to_pylist(), strict=True))
    names = world.truth["report_id"].to_pylist()
    return pa.table(
        {"report_id": names, "series_id": [str(has.get(name, f"alone {name}")) for name in names]}
    )


def worlds(options: argparse.Namespace, given: Parameters) -> Iterator[World]:
    for seed in range(FIRST, FIRST + options.seeds):
        yield simulate(options.reports, seed, given)


def line(name: str, results: list[Result]) -> None:
    b_cubed, pairwise = [one.b_cubed for one in results], [one.pairwise for one in results]
    print(
        f"| {name} | {np.mean(b_cubed):.3f} | {min(b_cubed):.3f} | {np.mean(pairwise):.3f} | {min(pairwise):.3f} | "
        f"{np.median([one.seconds for one in results]):.1f} | {sum(one.framed for one in results)} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=50_000)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--shifts", action="store_true")
    parser.add_argument("--splink", action="store_true")
    parser.add_argument("--variants", type=float, default=0.0, metavar="SHARE", help="only these worlds")
    options = parser.parse_args()
    plain = Parameters.load()
    print(
        f"{options.reports} reports, seeds {FIRST} to {FIRST + options.seeds - 1}; seconds: median processor time of the linkage"
    )
    print(
        "| world | B-cubed F, mean | worst | pairwise F1, mean | worst | seconds | innocent accounts framed |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    if options.variants:
        one_form = list(worlds(options, plain))
        some = list(worlds(options, plain.with_errors(variants=options.variants)))
        line("one form", [ours(world) for world in one_form])
        line("one form, folded", [ours(in_one_form(world)) for world in one_form])
        line(f"{options.variants:.0%} in other forms", [ours(world) for world in some])
        line(f"{options.variants:.0%} in other forms, folded", [ours(in_one_form(world)) for world in some])
        return
    for mixed in MIXED:
        some = list(worlds(options, plain.with_errors(mixed=mixed)))
        line(f"{mixed:.1%} mixed", [ours(world) for world in some])
        line(f"{mixed:.1%} mixed, components on anything shared", [any_shared(world) for world in some])
        line(f"{mixed:.1%} mixed, components, at most 50 reports", [few_only(world) for world in some])
        if options.splink:
            line(f"{mixed:.1%} mixed, Splink at its best threshold", [splink(world) for world in some])
    line("1 % false reports", [ours(world) for world in worlds(options, plain.with_poison(0.01))])
    if options.shifts:
        for side in SIDES:
            for by in (0.5, 2.0):
                some = list(worlds(options, plain.shifted(side, by)))
                line(f"{side} x {by:g}", [ours(world) for world in some])
                if side == "missing":
                    for name, weakest in CEILINGS.items():
                        line(f"at most, by {name}", [ceiling(world, weakest) for world in some])


if __name__ == "__main__":
    main()
