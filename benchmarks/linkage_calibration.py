"""Do the probabilities that two reports are of the same people hold, on worlds that nothing was tuned on?

They are learned from each world without its truth, by holding identifier kinds out, and then judged by its truth: on all pairs of
reports that share an identifier that ties, and on those that share one of people. Bins of equal mass. Last, the error that the
learning itself estimates without the truth. The settings were chosen on seeds up to 8, and on seed 1 of the worlds of `--other`.

    python benchmarks/linkage_calibration.py [--reports 50000] [--seeds 5] [--shifts] [--other]
"""

import argparse
import time
from collections.abc import Iterable

import numpy as np
from other_worlds import FLAVOURS, world

from amparo.linkage.calibration import calibrated
from amparo.linkage.evaluate import aligned
from amparo.linkage.likelihood import probability
from amparo.linkage.mentions import coded
from amparo.linkage.pairs import Found, drawn, evidence, shares_people, tying_rows
from amparo.linkage.reasons import series_table
from amparo.linkage.reliability import reliability
from amparo.linkage.series import series
from amparo.linkage.simulate import Parameters, World, simulate

FIRST, FIRST_OTHER = 101, 11
MIXED = (0.0, 0.005, 0.02)
SIDES = ("rotation", "sharing", "missing", "sizes", "errors")
PAIRS = 200_000


Figures = list[float]


def line(name: str, world: World) -> Figures:
    cases = coded(world.mentions)
    start = time.process_time()
    found = series(cases.mentions)
    learned = calibrated(cases, found)
    seconds = time.process_time() - start
    known = Found(cases.mentions, found.label, found.decoy, found.pauses)
    rows = tying_rows(cases.mentions)
    pairs = drawn(cases.mentions, rows, PAIRS, np.random.default_rng(1))
    counts = evidence(known, rows, pairs.one, pairs.other)
    chance = probability(learned.weights, counts)
    _, truth = aligned(series_table(cases, found), world.truth)
    # The truth is in the order of its own table.
    place = dict(zip(world.truth["report_id"].to_pylist(), truth.tolist(), strict=True))
    crew = np.array([place[report] for report in cases.reports.to_pylist()])
    same = (crew[pairs.one] == crew[pairs.other]).astype(float)
    figures: Figures = []
    for some in (np.ones(len(same), bool), shares_people(counts)):
        one = reliability(chance[some], same[some], np.ones(int(some.sum())), pairs.weight[some])
        figures += [one.rate, one.error, one.log_loss / one.rate_log_loss]
    figures += [learned.every.error, learned.people.error, seconds]
    told(name, figures)
    return figures


def told(name: str, figures: Figures) -> None:
    print(f"| {name} | {' | '.join(f'{one:.3f}' for one in figures)} |", flush=True)


def lines(name: str, worlds: Iterable[tuple[str, World]]) -> None:
    """And their mean, and the worst of each figure."""
    some = [line(f"{name}, {which}", world) for which, world in worlds]
    told(f"{name}, mean", np.mean(some, axis=0).tolist())
    told(f"{name}, worst", np.max(some, axis=0).tolist())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=50_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument(
        "--shifts", action="store_true", help="also each side of the world halved and doubled"
    )
    parser.add_argument(
        "--other",
        action="store_true",
        help="only worlds that our own simulator did not make, with --reports 20000 for the documented figures",
    )
    options = parser.parse_args()
    plain = Parameters.load()
    print(
        "| world | all pairs: rate | ECE | log-loss, of the rate's | of people: rate | ECE | log-loss, of the rate's | own ECE | of people | seconds |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    if options.other:
        seeds = range(FIRST_OTHER, FIRST_OTHER + options.seeds)
        for flavour in FLAVOURS:
            made = ((seed, world(FLAVOURS[flavour], options.reports, seed, 0.005)) for seed in seeds)
            lines(
                f"other world {flavour}, 0.5% mixed",
                ((f"seed {seed}", World(one.table, one.truth)) for seed, one in made),
            )
        return
    seeds = range(FIRST, FIRST + options.seeds)
    for mixed in MIXED:
        given = plain.with_errors(mixed=mixed)
        lines(
            f"{mixed:.1%} mixed",
            ((f"seed {seed}", simulate(options.reports, seed, given)) for seed in seeds),
        )
    if options.shifts:
        for side in SIDES:
            for by in (0.5, 2.0):
                line(
                    f"{side} x {by:g}, seed {FIRST}",
                    simulate(options.reports, FIRST, plain.shifted(side, by)),
                )


if __name__ == "__main__":
    main()
