"""Series in worlds that Amparo's own simulator did not make (`other_worlds.py`), beside three references on the same worlds:
components over identifiers on at most 50 reports; the purity filter with components; and what is to be had at all.

    python benchmarks/linkage_other_worlds.py --reports 20000 --seeds 1 2 --flavour A B
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa
from other_worlds import FLAVOURS, STRONG, World, world
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from amparo.linkage.evaluate import aligned, measures
from amparo.linkage.mentions import coded
from amparo.linkage.reasons import series_table
from amparo.linkage.series import series

MIXED = (0.0, 0.005, 0.02)
COMMON = 50
ROUNDS, PSEUDO, KEPT = 5, 3, 0.5


def components(report: np.ndarray, node: np.ndarray, reports: int) -> np.ndarray:
    width = reports + int(node.max(initial=-1)) + 1
    graph = coo_array((np.ones(len(report), np.int8), (report, node + reports)), shape=(width, width))
    return connected_components(graph, directed=False)[1][:reports]


def _strong(given: World, ties: tuple[str, ...] = STRONG) -> np.ndarray:
    return np.isin(given.kind, [n for n, one in enumerate(given.flavour.kinds) if one.tie in ties])


def capped(given: World) -> np.ndarray:
    report, identifier = _distinct(given)[:2]
    rare = np.bincount(identifier)[identifier] <= COMMON
    return components(report[rare], identifier[rare], len(given.crew))


def _distinct(given: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Strong mentions, none twice."""
    rows = _strong(given)
    pairs = np.unique(np.stack([given.report[rows], given.identifier[rows], given.kind[rows]]), axis=1)
    return pairs[0], pairs[1], pairs[2]


def purity(given: World, begin: int = 5) -> np.ndarray:
    """LINKAGE.md, to the letter: reports grouped by all other types; share of an identifier's pairs within a group, shrunk with
    three pseudo-reports of its own group; dropped below one half; five rounds from identifiers on at most five reports."""
    report, identifier, kind = _distinct(given)
    reports, count = len(given.crew), np.bincount(identifier)
    kept = count <= begin
    for _ in range(ROUNDS):
        pure = np.ones(len(count))
        for one in np.unique(kind):
            others = (kind != one) & kept[identifier]
            group = components(report[others], identifier[others], reports)
            rows = kind == one
            together = np.unique(
                np.stack([identifier[rows], group[report[rows]]]), axis=1, return_counts=True
            )
            same = np.bincount(together[0][0], together[1] * (together[1] - 1.0), len(count))
            mine = np.unique(identifier[rows])
            share = same[mine] / np.maximum(count[mine] * (count[mine] - 1.0), 1)
            pure[mine] = (count[mine] * share + PSEUDO) / (count[mine] + PSEUDO)
        kept = pure >= KEPT
    rows = kept[identifier]
    return components(report[rows], identifier[rows], reports)


def purity_from_common(given: World) -> np.ndarray:
    """The same, begun with identifiers on at most 50 reports: better where inventories are long in use."""
    return purity(given, COMMON)


def bound(given: World) -> np.ndarray:
    """Reports of one crew that its own identifiers join: no method can join more."""
    return _bound(given, STRONG)


def bound_of_people(given: World) -> np.ndarray:
    """The same without material."""
    return _bound(given, ("actor", "money"))


def _bound(given: World, ties: tuple[str, ...]) -> np.ndarray:
    rows = _strong(given, ties) & given.own
    key = given.identifier[rows] * (given.crew.max() + 1) + given.crew[given.report[rows]]
    node = np.unique(key, return_inverse=True)[1]
    return components(given.report[rows], node, len(given.crew))


def amparo(given: World) -> pa.Table:
    mentions = coded(given.table)
    return series_table(mentions, series(mentions.mentions))


def _labels(
    given: World, method: Callable[[World], np.ndarray | pa.Table]
) -> tuple[np.ndarray, np.ndarray, float, pa.Table]:
    began = time.perf_counter()
    found = method(given)
    seconds = time.perf_counter() - began
    if not isinstance(found, pa.Table):
        found = pa.table({"report_id": given.truth["report_id"], "series_id": [str(one) for one in found]})
    return *aligned(found, given.truth), seconds, found


METHODS: dict[str, Callable[[World], np.ndarray | pa.Table]] = {
    "amparo": amparo,
    "components, at most 50": capped,
    "purity, from 5": purity,
    "purity, from 50": purity_from_common,
    "bound": bound,
    "bound, people only": bound_of_people,
}


_FIGURES = (("B-cubed", "F"), ("pairwise", "F1"))


def defence(given: World, found: pa.Table) -> str:
    """Innocent accounts in a series of over five reports, and crews fused, of all, by the way of the attack."""
    of = dict(zip(found["report_id"].to_pylist(), found["series_id"].to_pylist(), strict=True))
    size: dict[str, int] = {}
    for label in of.values():
        size[label] = size.get(label, 0) + 1
    label = np.array([of[one] for one in given.truth["report_id"].to_pylist()])
    tally: dict[tuple[str, str], list[int]] = {}
    for attack in given.attacks:
        if attack.frames:
            hit = any(size[of[f"{one:07d}"]] > 5 for one in attack.reports)
        else:
            one, other = (np.unique(label[given.crew == crew], return_counts=True) for crew in attack.crews)
            hit = bool(one[0][one[1].argmax()] == other[0][other[1].argmax()])
        entry = tally.setdefault(("framed" if attack.frames else "fused", attack.style), [0, 0])
        entry[0] += hit
        entry[1] += 1
    return "; ".join(
        f"{what} {style} {hits}/{tries}" for (what, style), (hits, tries) in sorted(tally.items())
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--flavour", nargs="+", choices=[*FLAVOURS], default=[*FLAVOURS])
    parser.add_argument("--mixed", type=float, nargs="+", default=MIXED)
    parser.add_argument(
        "--poison", type=float, default=0.0, help="false reports beside the others, as a share"
    )
    given = parser.parse_args()
    print("world mixed method                  | B-cubed P R F     | pairs P R F1      | seconds")
    for name in given.flavour:
        print(f"-- {name}: {FLAVOURS[name].about}")
        for mixed in given.mixed:
            worlds = [world(FLAVOURS[name], given.reports, seed, mixed, given.poison) for seed in given.seeds]
            for method, run in METHODS.items():
                rows = []
                told = []
                for one in worlds:
                    found, truth, seconds, table = _labels(one, run)
                    value = {measure.name: measure.value for measure in measures(found, truth, samples=0)}
                    rows.append([*value.values(), seconds])
                    if method == "amparo" and one.attacks:
                        told.append(defence(one, table))
                mean = dict(zip([*value, "seconds"], np.mean(rows, axis=0), strict=True))
                figures = [
                    " ".join(f"{mean[f'{of} {what}']:.3f}" for what in ("precision", "recall", last))
                    for of, last in _FIGURES
                ]
                print(
                    f"{name:5} {mixed:5.3f} {method:23} | {figures[0]} | {figures[1]} | {mean['seconds']:.2f}",
                    flush=True,
                )
                for line in told:
                    print("     ", line)


if __name__ == "__main__":
    main()
