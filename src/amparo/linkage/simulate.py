"""Made-up worlds of reports whose true series are known.

Crews work for a time with an inventory of identifiers that they replace, lose to arrests and divide when they split;
some they share with strangers. Reports tell only part, and some of it wrongly. Every parameter stands in `world.toml`
with its source; `Parameters.shifted` halves or doubles one. The same parameters and seed give the same world.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from amparo.linkage import misspelt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FILE = Path(__file__).with_name("world.toml")
_BEGIN = int(datetime(2021, 1, 1, tzinfo=UTC).timestamp() * 1_000_000)
_DAY = 86_400_000_000
OFFENDERS = ("account", "handle", "phone", "email", "device", "receiver", "mobile_money", "wallet")
"""Kinds of which every report tells at least one: a report without any is not one that can be linked."""


@dataclass(frozen=True)
class Parameters:
    """The tables of `world.toml`, as read."""

    crews: Mapping[str, float]
    kinds: Mapping[str, Mapping[str, float]]
    pools: Mapping[str, Mapping[str, float]]
    recycled: Mapping[str, float]
    decoys: Mapping[str, Mapping[str, float]]
    errors: Mapping[str, float]
    poison: Mapping[str, float]

    @staticmethod
    def load(path: Path = FILE) -> "Parameters":
        """Raises `OSError`, `tomllib.TOMLDecodeError`, or `ValueError` for a table that is unknown or missing."""
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        try:
            return Parameters(**tables)
        except TypeError as cause:
            raise ValueError(f"{path.name}: {cause}") from cause

    def with_errors(self, **errors: float) -> "Parameters":
        return replace(self, errors={**self.errors, **errors})

    def with_poison(self, share: float) -> "Parameters":
        return replace(self, poison={**self.poison, "share": share})

    def shifted(self, what: str, by: float) -> "Parameters":
        """One side of the world changed: `rotation` (how often identifiers are replaced), `sharing`, `missing`, `sizes`
        (the biggest crew), `errors`. Raises `ValueError` for any other word."""
        match what:
            case "rotation":
                return replace(self, kinds={k: {**v, "uses": v["uses"] / by} for k, v in self.kinds.items()})
            case "sharing":
                return replace(
                    self, pools={k: {**v, "share": min(1.0, v["share"] * by)} for k, v in self.pools.items()}
                )
            case "missing":
                return replace(
                    self,
                    kinds={
                        k: {**v, "carried": max(0.02, 1 - min(1.0, (1 - v["carried"]) * by))}
                        if by < 1
                        else {**v, "carried": v["carried"] / by}
                        for k, v in self.kinds.items()
                    },
                )
            case "sizes":
                return replace(self, crews={**self.crews, "biggest": max(2.0, self.crews["biggest"] * by)})
            case "errors":
                return replace(self, errors={k: v * by for k, v in self.errors.items()})
        raise ValueError(f"no side of the world is called {what!r}")


@dataclass(frozen=True)
class World:
    """`mentions`: report_id, kind, value, seen_at, speaker. `truth`: report_id, series_id, poisoned."""

    mentions: pa.Table
    truth: pa.Table


@dataclass(slots=True)
class _Crews:
    """Reports in the order of their crews, within a crew by time."""

    sizes: Integers
    crew: Integers
    at: Floats
    """Days."""
    rank: Integers
    """Of the report within its crew."""
    broken: Integers
    """For each crew, the rank from which it is another: after arrests or a split; its size where never."""
    splits: Flags


def simulate(reports: int, seed: int, parameters: Parameters | None = None) -> World:
    """A world of so many reports."""
    if reports < 1:
        raise ValueError("a world has at least one report")
    given = parameters or Parameters.load()
    rng = np.random.default_rng(seed)
    crews = _crews(reports, given.crews, rng)
    report, kind, value = _inventories(crews, given, rng)
    report, kind, value = _decoys(reports, given, report, kind, value, rng)
    report, kind, value = _mixed(reports, given, report, kind, value, rng)
    false, report, kind, value = _poisoned(reports, given, crews, report, kind, value, rng)
    shuffled = rng.permutation(reports)
    names = np.char.add("r", np.char.zfill(np.arange(reports).astype(str), len(str(reports - 1))))
    report, kind, value = _once(report, kind, value)
    series = rng.permutation(len(crews.sizes))[crews.crew].astype(str)
    series = np.where(false, np.char.add("false-", np.arange(reports).astype(str)), np.char.add("s", series))
    back = np.argsort(shuffled)
    order = np.lexsort((value, kind, shuffled[report]))
    report, kind, value = report[order], kind[order], value[order]
    kinds = np.array(list(given.kinds))
    seen = (_BEGIN + crews.at[report] * _DAY).astype("datetime64[us]")
    mentions = pa.table(
        {
            "report_id": pa.array(names[shuffled[report]]).dictionary_encode().cast(pa.string()),
            "kind": pa.DictionaryArray.from_arrays(pa.array(kind.astype(np.int32)), pa.array(kinds)).cast(
                pa.string()
            ),
            "value": _values(kinds, kind, value, given, rng),
            "seen_at": pa.array(seen).cast(pa.timestamp("us", tz="UTC")),
            "speaker": pa.array(np.full(len(report), "offender")),
        }
    )
    truth = pa.table(
        {"report_id": pa.array(names), "series_id": pa.array(series[back]), "poisoned": pa.array(false[back])}
    )
    return World(mentions, truth)


def _crews(reports: int, given: Mapping[str, float], rng: np.random.Generator) -> _Crews:
    biggest, power = given["biggest"], 1 - given["exponent"]
    some: list[Integers] = []
    left = reports
    while left > 0:
        drawn = (1 - rng.random(20_000) * (1 - (biggest + 1) ** power)) ** (1 / power)
        sizes = np.clip(np.floor(drawn).astype(np.int64), 1, int(biggest))
        sizes = sizes[: np.searchsorted(np.cumsum(sizes), left) + 1]
        some.append(sizes)
        left -= int(sizes.sum())
    sizes = np.concatenate(some)
    sizes[-1] += left
    sizes = sizes[sizes > 0]
    many = len(sizes)
    crew = np.repeat(np.arange(many), sizes)
    begin = rng.random(many) * given["span_days"]
    lasts = (given["days_first"] + given["days_more"] * np.log1p(sizes)) * rng.gamma(2.0, 0.5, many)
    at = begin[crew] + lasts[crew] * rng.random(reports)
    at = at[np.lexsort((at, crew))]
    first = np.cumsum(sizes) - sizes
    fate = rng.random(many)
    large = sizes >= given["break_from"]
    splits = large & (fate < given["split"])
    arrested = large & ~splits & (fate < given["split"] + given["arrested"])
    middle = (sizes * (0.3 + 0.4 * rng.random(many))).astype(np.int64)
    broken = np.where(splits | arrested, middle, sizes)
    return _Crews(sizes, crew, at, np.arange(reports) - first[crew], broken, splits)


def _inventories(
    crews: _Crews, given: Parameters, rng: np.random.Generator
) -> tuple[Integers, Integers, Integers]:
    """Report, kind and value of each mention; values of a kind are numbers of its own."""
    reports = len(crews.crew)
    has = {kind: rng.random(reports) < use["carried"] for kind, use in given.kinds.items()}
    told = np.zeros(reports, bool)
    for kind in OFFENDERS:
        if kind in has:
            told |= has[kind]
    if "account" in has:
        has["account"] |= ~told
    parts: list[tuple[Integers, Integers, Integers]] = []
    for number, (kind, use) in enumerate(given.kinds.items()):
        report = np.flatnonzero(has[kind])
        crew = crews.crew[report]
        slots = np.maximum(1, np.round(crews.sizes / use["reports_each"])).astype(np.int64)
        after = crews.rank[report] >= crews.broken[crew]
        # A split crew divides its slots: each half goes on with its own, and where there is only one the other starts anew.
        half = after & crews.splits[crew] & (crews.rank[report] % 2 == 1)
        width = np.maximum(1, np.where(after & crews.splits[crew], slots[crew] // 2, slots[crew]))
        slot = (rng.random(len(report)) * width).astype(np.int64)
        slot = np.where(half, slots[crew] - slots[crew] // 2 + slot, slot)
        slot = np.where(half & (slots[crew] < 2), slots[crew], slot)
        order = np.lexsort((report, slot, crew))
        report, crew, slot, after = report[order], crew[order], slot[order], after[order]
        new = np.ones(len(report), bool)
        new[1:] = (crew[1:] != crew[:-1]) | (slot[1:] != slot[:-1])
        turn = np.zeros(len(report), bool)
        turn[1:] = after[1:] & ~after[:-1] & ~new[1:]
        lost = turn & ~crews.splits[crew] & (rng.random(len(report)) >= given.crews["survives"])
        replaced = rng.random(len(report)) < 1 / use["uses"]
        value = np.cumsum(new | replaced | lost) - 1
        value = _shared(kind, value, given, rng)
        wrong = rng.random(len(report)) < given.errors["wrong"]
        value = np.where(wrong, _WRONG + np.arange(len(report)), value)
        parts.append((report, np.full(len(report), number), value))
    report, kinds, value = (np.concatenate(column) for column in zip(*parts, strict=True))
    return report, kinds, value


_WRONG = 1 << 34
_POOL = 1 << 35
_DECOY = 1 << 36
_INNOCENT = 1 << 37
"""Numbers above these say what a value is; a world has far fewer identifiers of a kind."""


def _shared(kind: str, value: Integers, given: Parameters, rng: np.random.Generator) -> Integers:
    many = int(value[-1]) + 1 if len(value) else 0
    out = value
    if pool := given.pools.get(kind):
        entries = max(3, int(many / pool["one_for"]))
        of_pool = rng.random(many) < pool["share"]
        entry = (rng.zipf(pool["skew"], many) - 1) % entries
        out = np.where(of_pool[value], _POOL + entry[value], out)
    if again := given.recycled.get(kind):
        recycled = rng.random(many) < again
        out = np.where(recycled[value], rng.integers(0, max(1, many), max(1, many))[value], out)
    return out


def _decoys(
    reports: int,
    given: Parameters,
    report: Integers,
    kind: Integers,
    value: Integers,
    rng: np.random.Generator,
) -> tuple[Integers, Integers, Integers]:
    names = list(given.kinds)
    for name, decoy in given.decoys.items():
        if name not in names:
            continue
        hit = np.flatnonzero(rng.random(reports) < decoy["share"])
        report = np.concatenate([report, hit])
        kind = np.concatenate([kind, np.full(len(hit), names.index(name))])
        value = np.concatenate([value, _DECOY + rng.integers(0, int(decoy["many"]), len(hit))])
    return report, kind, value


def _mixed(
    reports: int,
    given: Parameters,
    report: Integers,
    kind: Integers,
    value: Integers,
    rng: np.random.Generator,
) -> tuple[Integers, Integers, Integers]:
    names = list(given.kinds)
    strong = np.flatnonzero(np.isin(kind, [names.index(name) for name in OFFENDERS if name in names]))
    hit = np.flatnonzero(rng.random(reports) < given.errors["mixed"])
    if not len(strong):
        return report, kind, value
    other = strong[rng.integers(0, len(strong), len(hit))]
    return (
        np.concatenate([report, hit]),
        np.concatenate([kind, kind[other]]),
        np.concatenate([value, value[other]]),
    )


def _poisoned(
    reports: int,
    given: Parameters,
    crews: _Crews,
    report: Integers,
    kind: Integers,
    value: Integers,
    rng: np.random.Generator,
) -> tuple[Flags, Integers, Integers, Integers]:
    """Some reports become false ones. Half of the campaigns tie an innocent account to a crew, half tie two crews; each names
    identifiers that its offender can know: those of victims' phones, which stand in other reports."""
    false = np.zeros(reports, bool)
    wanted = round(reports * given.poison["share"])
    if not wanted:
        return false, report, kind, value
    names = list(given.kinds)
    chosen = rng.choice(reports, wanted, replace=False)
    false[chosen] = True
    keep = ~false[report]
    report, kind, value = report[keep], kind[keep], value[keep]
    campaign = np.arange(wanted) // int(given.poison["reports_each"])
    many = int(campaign[-1]) + 1
    strong = np.flatnonzero(
        np.isin(kind, [names.index(n) for n in ("account", "phone", "receiver") if n in names])
    )
    one = strong[rng.integers(0, len(strong), many)]
    two = strong[rng.integers(0, len(strong), many)]
    frames = np.arange(many) % 2 == 0
    innocent = _INNOCENT + np.arange(many)
    account = names.index("account")
    report = np.concatenate([report, chosen, chosen])
    kind = np.concatenate([kind, kind[one][campaign], np.where(frames, account, kind[two])[campaign]])
    value = np.concatenate([value, value[one][campaign], np.where(frames, innocent, value[two])[campaign]])
    return false, report, kind, value


def _once(report: Integers, kind: Integers, value: Integers) -> tuple[Integers, Integers, Integers]:
    """A report says each thing once."""
    order = np.lexsort((value, kind, report))
    report, kind, value = report[order], kind[order], value[order]
    keep = np.ones(len(report), bool)
    keep[1:] = (report[1:] != report[:-1]) | (kind[1:] != kind[:-1]) | (value[1:] != value[:-1])
    return report[keep], kind[keep], value[keep]


def _values(
    kinds: npt.NDArray[np.str_], kind: Integers, value: Integers, given: Parameters, rng: np.random.Generator
) -> pa.Array:
    """Neutral words: `phone-91823`, the number being the identifier's. Where some are written in other ways, those of `misspelt`
    are names, handles and texts."""
    words = np.char.add(np.char.add(kinds[kind], "-"), value.astype(str)).astype(object)
    if share := given.errors["variants"]:
        for name in misspelt.FORMS:
            mine = np.flatnonzero(kinds[kind] == name)
            words[mine] = misspelt.written(name, value[mine].tolist(), share, rng)
    return pa.array(words, pa.string())
