"""Worlds of reports as a stranger would make them, who has read what was tried (and no line of Amparo's own simulator): for
`linkage_other_worlds.py`. Crews by a heavy tail, each with hands (operators) who share the crew's receivers; inventories that are
replaced; mules, sold scripts, stock photos, decoys, recycled phones, typing errors, mixed and false reports. No texts, no persons."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

DAYS = 1_000
START = np.datetime64("2023-01-01T00:00:00", "s")
MOST_NAMED = 6
STRONG = ("actor", "money", "material")
_DECOY, _INNOCENT = -1_000_000, -2_000_000
"""From here down: decoys, innocent accounts. Other items below zero come from a market."""


@dataclass(frozen=True)
class Kind:
    """`named`: share of the reports that name one, if the crew has any. `uses`, `life` (days): means until it is replaced. `common`:
    share of the items that come from a market of `pool` (in 50,000 reports) and serve several crews. `of`: another kind whose
    items each have their own (an account its photo); else `hand` or `crew`."""

    word: str
    tie: str
    named: float
    uses: float
    life: float = 1e9
    of: str = "hand"
    crews: float = 1.0
    common: float = 0.0
    pool: int = 100
    typed: bool = False


@dataclass(frozen=True)
class Flavour:
    about: str
    kinds: tuple[Kind, ...]
    tail: float = 1.27
    """A crew has k reports or more with chance k ** -tail."""
    largest: float = 0.03
    hand: int = 30
    """Reports to one operator of a crew."""
    seen: str = "none"
    """`none`, `iso` or `timestamp`."""
    flat: bool = False
    """An inventory without order, instead of one that is replaced."""
    single: float = 0.0
    """Share of reports that name one identifier only."""
    decoyed: float = 0.03
    decoys: int = 20
    recycled: float = 0.01
    """Share of the phones that somebody else has later."""
    slips: float = 0.01
    """Share of what victims copy by hand, and copy wrongly."""
    own_words: bool = False
    origin: bool = True


@dataclass(frozen=True)
class Attack:
    frames: bool
    """An innocent account; else it fuses two crews."""
    crews: tuple[int, ...]
    style: str
    reports: tuple[int, ...]


@dataclass(frozen=True)
class _False:
    attack: int
    by: str
    told: tuple[tuple[int, int], ...]


_Lies = tuple[tuple[Attack, ...], list[_False]]


@dataclass(frozen=True)
class World:
    """One row of the arrays for each mention; `own` says that it is what the report's own crew really used."""

    table: pa.Table
    truth: pa.Table
    report: np.ndarray
    identifier: np.ndarray
    kind: np.ndarray
    crew: np.ndarray
    own: np.ndarray
    flavour: Flavour
    attacks: tuple[Attack, ...]


@dataclass(frozen=True)
class _Rows:
    """Mentions: who, a kind's place among the kinds, an item's number, and whether it is the crew's own."""

    report: np.ndarray
    kind: np.ndarray
    item: np.ndarray
    own: np.ndarray

    def plus(self, *more: np.ndarray) -> "_Rows":
        report, kind, item = map(np.append, (self.report, self.kind, self.item), more)
        return _Rows(report, kind, item, np.append(self.own, np.zeros(len(more[0]), bool)))


_ALL = (
    Kind("account", "actor", 0.75, 12, typed=True),
    Kind("handle", "actor", 0.35, 8, of="account", typed=True),
    Kind("phone", "actor", 0.5, 15, typed=True),
    Kind("email", "actor", 0.3, 20, crews=0.6, typed=True),
    Kind("receiver", "money", 0.6, 20, of="crew", common=0.04, pool=100, typed=True),
    Kind("iban", "money", 0.3, 15, of="crew", crews=0.2, typed=True),
    Kind("wallet", "money", 0.4, 25, of="crew", crews=0.2),
    Kind("mobile_money", "money", 0.4, 15, of="crew", crews=0.3, typed=True),
    Kind("photo", "material", 0.4, 10, common=0.03, pool=30),
    Kind("script", "material", 0.45, 40, of="crew", common=0.15, pool=60),
    Kind("ip", "place", 0.15, 4, common=0.3, pool=150),
    Kind("agency", "place", 0.25, 15, of="crew", common=1, pool=300),
    Kind("town", "place", 0.3, 1e9, of="crew", common=1, pool=60),
    Kind("first_name", "weak", 0.35, 6, common=1, pool=150),
)


def _but(kinds: tuple[Kind, ...], **changes: dict[str, float | str]) -> tuple[Kind, ...]:
    return tuple(replace(kind, **changes.get(kind.word, {})) for kind in kinds)


_LIVES = {
    "account": 60, "handle": 30, "phone": 120, "email": 150, "receiver": 90, "iban": 120, "wallet": 200, "mobile_money": 90,
    "photo": 120, "script": 400,
}  # fmt: skip
_DATED = tuple(replace(kind, life=_LIVES.get(kind.word, kind.life)) for kind in _ALL)

FLAVOURS = {
    "A": Flavour("no times, flat inventories", _ALL, tail=1.2, flat=True, origin=False, recycled=0.02),
    "B": Flavour(
        "times as ISO text, everything replaced fast",
        tuple(
            replace(kind, uses=kind.uses / 2, life=kind.life / 2) if kind.word in _LIVES else kind
            for kind in _but(_DATED, email={"of": "account"}, photo={"of": "account"})
        ),
        seen="iso",
        hand=15,
    ),
    "C": Flavour(
        "receivers and scripts shared by very many",
        _but(
            _DATED,
            receiver={"common": 0.35, "pool": 400},
            mobile_money={"common": 0.35, "pool": 150},
            script={"common": 0.8, "pool": 80},
            photo={"common": 0.3, "pool": 150},
            phone={"common": 0.02, "pool": 60},
        ),
        seen="timestamp",
        decoyed=0.05,
        decoys=40,
    ),
    "D": Flavour(
        "account, phone and receiver only",
        _but(
            tuple(kind for kind in _DATED if kind.word in ("account", "phone", "receiver")),
            receiver={"common": 0.08, "pool": 150},
        ),
        seen="timestamp",
        origin=False,
    ),
    "E": Flavour("the trial of LINKAGE.md", _DATED, seen="timestamp", recycled=0, slips=0),
    "F": Flavour(
        "words of the stranger's own, with ties",
        _but(_DATED, photo={"of": "account", "uses": 25}, phone={"of": "crew"}),
        tail=1.4,
        seen="timestamp",
        own_words=True,
        hand=60,
    ),
    "G": Flavour(
        "helplines: many reports name one thing only",
        _DATED,
        seen="iso",
        single=0.45,
        decoyed=0.06,
        decoys=40,
    ),
    "H": Flavour("the trial again, without times", _DATED, recycled=0, slips=0),
}
_OWN_WORDS = {
    "account": "profile", "handle": "nickname", "phone": "tel", "email": "mail_address", "receiver": "payee", "iban": "bank_acct",
    "wallet": "btc", "mobile_money": "momo", "photo": "lure_image", "script": "wording", "ip": "exit_node", "agency": "shop",
    "town": "city", "first_name": "called",
}  # fmt: skip


def world(flavour: Flavour, reports: int, seed: int, mixed: float = 0.0, poison: float = 0.0) -> World:
    """`mixed`: share of reports that also carry an identifier of somebody else's. `poison`: false reports beside the true ones, as
    a share; the truth leaves them out."""
    rng = np.random.default_rng([seed, 0x0DD])
    crew = _crews(rng, flavour, reports)
    size = np.bincount(crew)
    at = _times(rng, crew, size)
    items = _inventories(rng, flavour, crew, size, at)
    rows = _decoys(rng, flavour, reports, _named(rng, flavour, crew, items))
    _recycle(rng, flavour, at, rows)
    # A stream for each trouble: a world stays the same world when one of them grows.
    rows = _mix(np.random.default_rng([seed, 1]), flavour, mixed, reports, rows)
    lies = _poison(np.random.default_rng([seed, 2]), flavour, poison, crew, rows)
    values = _values(np.random.default_rng([seed, 3]), flavour, rows)
    identifier = np.unique(np.array(values), return_inverse=True)[1]
    table = _table(flavour, crew, at, rows, values, lies)
    names = [_name(one) for one in range(len(crew))]
    truth = pa.table({"report_id": names, "series_id": [f"c{one}" for one in crew]})
    return World(table, truth, rows.report, identifier, rows.kind, crew, rows.own, flavour, lies[0])


def _name(report: int) -> str:
    return f"{report:07d}"


def _crews(rng: np.random.Generator, flavour: Flavour, reports: int) -> np.ndarray:
    largest = max(30, int(flavour.largest * reports))
    sizes = np.minimum(np.floor(rng.random(reports) ** (-1 / flavour.tail)).astype(np.int64), largest)
    crews = int(np.searchsorted(np.cumsum(sizes), reports)) + 1
    return rng.permutation(np.repeat(np.arange(crews), sizes[:crews])[:reports])


def _times(rng: np.random.Generator, crew: np.ndarray, size: np.ndarray) -> np.ndarray:
    """In days; busier crews last longer."""
    lasts = np.minimum(25 * np.sqrt(size) * rng.lognormal(0, 0.6, len(size)), DAYS * 0.9)
    begins = rng.random(len(size)) * (DAYS - lasts)
    return begins[crew] + rng.random(len(crew)) * lasts[crew]


def _inventories(
    rng: np.random.Generator, flavour: Flavour, crew: np.ndarray, size: np.ndarray, at: np.ndarray
) -> np.ndarray:
    """What would be named: for each report and kind, a number; market goods are numbers below zero."""
    hand = rng.integers(0, 1 + size[crew] // flavour.hand)
    groups = {"crew": crew, "hand": np.unique(crew * 100_000 + hand, return_inverse=True)[1]}
    items = np.empty((len(crew), len(flavour.kinds)), np.int64)
    for column, kind in enumerate(flavour.kinds):
        group = groups[kind.of]
        item = (
            _flat(rng, group, kind.uses) if flavour.flat else _replaced(rng, group, at, kind.uses, kind.life)
        )
        groups[kind.word] = item
        pool = max(8, round(kind.pool * len(crew) / 50_000)) if kind.tie in STRONG else kind.pool
        popular = 1 / (np.arange(pool) + 5) ** 0.8
        goods = rng.choice(pool, item.max() + 1, p=popular / popular.sum())
        bought = rng.random(item.max() + 1) < kind.common
        items[:, column] = np.where(bought[item], -1 - goods[item], item)
    return items


def _replaced(
    rng: np.random.Generator, group: np.ndarray, at: np.ndarray, uses: float, life: float
) -> np.ndarray:
    order = np.lexsort((at, group))
    passed = np.diff(at[order], prepend=0.0)
    new = np.diff(group[order], prepend=-1) != 0
    new |= rng.random(len(group)) < 1 / uses
    new |= rng.random(len(group)) < 1 - np.exp(-np.maximum(passed, 0) / life)
    item = np.empty(len(group), np.int64)
    item[order] = np.cumsum(new) - 1
    return item


def _flat(rng: np.random.Generator, group: np.ndarray, uses: float) -> np.ndarray:
    have = np.maximum(1, np.round(np.bincount(group) / uses)).astype(np.int64)
    return (np.cumsum(have) - have)[group] + rng.integers(0, have[group])


def _named(rng: np.random.Generator, flavour: Flavour, crew: np.ndarray, items: np.ndarray) -> _Rows:
    kinds = flavour.kinds
    chance = np.array([kind.named for kind in kinds])
    has = rng.random((crew.max() + 1, len(kinds))) < np.array([kind.crews for kind in kinds])
    first = rng.exponential(size=items.shape) / chance
    first[~has[crew]] = np.inf
    said = (rng.random(items.shape) < chance) & has[crew]
    counts = np.array([kind.tie in STRONG for kind in kinds])
    place = np.argsort(np.argsort(np.where(counts & said, first, np.inf), axis=1), axis=1)
    most = np.where(rng.random(len(crew)) < flavour.single, 1, MOST_NAMED)
    said &= ~counts | (place < most[:, None])
    silent = ~(said & counts).any(axis=1)
    said[silent, np.argmin(np.where(counts, first, np.inf), axis=1)[silent]] = True
    report, kind = np.nonzero(said)
    return _Rows(report, kind, items[report, kind], np.ones(len(report), bool))


def _decoys(rng: np.random.Generator, flavour: Flavour, reports: int, rows: _Rows) -> _Rows:
    """A bank's hot line, a platform's support, a helpline: numbers and addresses that victims write down all the same."""
    where = np.flatnonzero(rng.random(reports) < flavour.decoyed)
    popular = 1 / (np.arange(flavour.decoys) + 2)
    which = rng.choice(flavour.decoys, len(where), p=popular / popular.sum())
    kinds = [
        n for n, one in enumerate(flavour.kinds) if one.word in ("phone", "email", "account", "receiver")
    ]
    of = np.array(kinds)[rng.integers(0, len(kinds), flavour.decoys)]
    return rows.plus(where, of[which], _DECOY - which)


def _recycle(rng: np.random.Generator, flavour: Flavour, at: np.ndarray, rows: _Rows) -> None:
    """A phone that rested for three months is somebody else's."""
    column = [one.word for one in flavour.kinds].index("phone")
    mine = np.flatnonzero((rows.kind == column) & (rows.item >= 0))
    phone = rows.item[mine]
    first, last = np.full(phone.max() + 1, np.inf), np.full(phone.max() + 1, -np.inf)
    np.minimum.at(first, phone, at[rows.report[mine]])
    np.maximum.at(last, phone, at[rows.report[mine]])
    becomes = np.arange(len(first))
    order = np.argsort(first)
    for one in np.flatnonzero((rng.random(len(first)) < flavour.recycled) & np.isfinite(first)):
        begin, end = np.searchsorted(first[order], (last[one] + 90, DAYS))
        if begin < end:
            becomes[order[rng.integers(begin, end)]] = one
    rows.item[mine] = becomes[phone]


def _mix(rng: np.random.Generator, flavour: Flavour, mixed: float, reports: int, rows: _Rows) -> _Rows:
    where = np.flatnonzero(rng.random(reports) < mixed)
    taken = rng.choice(np.flatnonzero(_of(flavour, rows, STRONG) & rows.own), len(where))
    return rows.plus(where, rows.kind[taken], rows.item[taken])


def _of(flavour: Flavour, rows: _Rows, ties: tuple[str, ...]) -> np.ndarray:
    return np.array([one.tie in ties for one in flavour.kinds])[rows.kind]


def _poison(rng: np.random.Generator, flavour: Flavour, share: float, crew: np.ndarray, rows: _Rows) -> _Lies:
    """Campaigns of 3 to 12 false reports. Half frame an account that no honest report names; half fuse two crews of at least five
    reports. `copies` say the same, `varied` draw anew from what the crews used; from `one` origin or `several`."""
    attacks: list[Attack] = []
    false: list[_False] = []
    known = np.flatnonzero(rows.own & _of(flavour, rows, ("actor", "money")))
    of = crew[rows.report[known]]
    known = known[np.argsort(of, kind="stable")]
    size = np.bincount(crew)
    begins = np.searchsorted(np.sort(of), np.arange(len(size) + 1))
    able = np.flatnonzero((size >= 5) & (np.diff(begins) >= 5))
    while len(false) < share * len(crew):
        style = ("copies", "varied")[rng.integers(2)] + "-" + ("one", "several")[rng.integers(2)]
        innocent = _INNOCENT - len(attacks) if rng.integers(2) else None
        crews = tuple(int(one) for one in rng.choice(able, 1 if innocent else 2, replace=False))
        told: list[tuple[int, int]] = []
        first = len(crew) + len(false)
        for number in range(int(rng.integers(3, 13))):
            if number == 0 or style.startswith("varied"):
                told = [(0, innocent)] if innocent else []
                for one in crews:
                    drawn = known[rng.integers(begins[one], begins[one + 1], int(rng.integers(1, 4)))]
                    told += [(int(rows.kind[row]), int(rows.item[row])) for row in drawn]
            by = f"x{len(attacks)}" if style.endswith("one") else f"y{len(false)}"
            false.append(_False(len(attacks), by, tuple(told)))
        attacks.append(Attack(bool(innocent), crews, style, tuple(range(first, len(crew) + len(false)))))
    return tuple(attacks), false


def _values(rng: np.random.Generator, flavour: Flavour, rows: _Rows) -> list[str]:
    slips = np.array([one.typed for one in flavour.kinds])[rows.kind] & (rows.item > _DECOY)
    slips &= rng.random(len(slips)) < flavour.slips
    place, more = rng.integers(2, 9, len(slips)), rng.integers(1, 10, len(slips))
    values = [_value(flavour, int(kind), int(item)) for kind, item in zip(rows.kind, rows.item, strict=True)]
    for row in np.flatnonzero(slips):
        word = values[row]
        cut = len(word) - int(place[row])
        values[row] = word[:cut] + str((int(word[cut]) + int(more[row])) % 10) + word[cut + 1 :]
    return values


def _value(flavour: Flavour, kind: int, item: int) -> str:
    """Numbers far apart, so that a slip of the hand names nobody else."""
    return f"{flavour.kinds[kind].word[:5]}{(item + 5_000_000) * 2_654_435_761 % 2**32:010d}"


def _table(
    flavour: Flavour, crew: np.ndarray, at: np.ndarray, rows: _Rows, values: list[str], lies: _Lies
) -> pa.Table:
    """False reports come when the crew that they name was last seen."""
    attacks, false = lies
    told = [(len(crew) + n, kind, item) for n, one in enumerate(false) for kind, item in one.told]
    report = np.append(rows.report, np.array([one for one, _, _ in told], np.int64))
    kind = np.append(rows.kind, np.array([one for _, one, _ in told], np.int64))
    ends = [at[crew == attack.crews[0]].max() for attack in attacks]
    moment = np.append(at, [ends[one.attack] for one in false])
    words = [_OWN_WORDS[one.word] if flavour.own_words else one.word for one in flavour.kinds]
    columns: dict[str, object] = {
        "report_id": [_name(one) for one in report],
        "kind": [words[one] for one in kind],
        "value": values + [_value(flavour, one, item) for _, one, item in told],
    }
    if flavour.own_words:
        columns["tie"] = [flavour.kinds[one].tie for one in kind]
    if flavour.seen != "none":
        seen = START + (moment[report] * 86_400).astype("timedelta64[s]")
        columns["seen_at"] = [f"{one}Z" for one in seen] if flavour.seen == "iso" else seen
    if flavour.origin and false:
        by = [f"o{one}" for one in range(len(crew))] + [one.by for one in false]
        columns["origin"] = [by[one] for one in report]
    return pa.table(columns).take(np.random.default_rng(len(report)).permutation(len(report)))
