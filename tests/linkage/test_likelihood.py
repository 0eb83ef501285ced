"""How much the evidence of a pair says: more that is shared never says less, and it is the same from either side."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.linkage.arrays import Mentions
from amparo.linkage.calibration import SIMULATED, load
from amparo.linkage.likelihood import log_odds, ratio
from amparo.linkage.pairs import (
    AGAINST,
    COLUMNS,
    DECOY,
    FOR_BY_TIE,
    PAST,
    SAME,
    Found,
    drawn,
    evidence,
    tying_rows,
)

KINDS = 4
"""Account and phone are of people, receiver of money, script of material."""
TIES = np.array([0, 0, 1, 2])


@pytest.fixture(scope="module")
def weights():
    return load(SIMULATED).weights


def found_in(mentioned: list[list[int]], labels: list[int]) -> Found:
    """Each identifier is a number, its kind its rest by `KINDS`."""
    rows = sorted({(report, one) for report, some in enumerate(mentioned) for one in some})
    report, identifier = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    many = 16
    kind = np.arange(many) % KINDS
    mentions = Mentions(report, identifier, kind, TIES[kind], len(mentioned))
    return Found(mentions, np.array(labels), np.zeros(many, bool), np.full(KINDS, np.inf))


def counted(found: Found, one: int, other: int):
    return evidence(found, tying_rows(found.mentions), np.array([one]), np.array([other]))


reports = st.lists(st.lists(st.integers(0, 15), min_size=1, max_size=6), min_size=2, max_size=8)


@given(reports, st.data())
def test_the_ratio_is_the_same_from_either_side(weights, mentioned, data):
    labels = data.draw(st.lists(st.integers(0, 3), min_size=len(mentioned), max_size=len(mentioned)))
    found = found_in(mentioned, labels)
    assert (counted(found, 0, 1) == counted(found, 1, 0)).all()


@given(reports, st.data())
def test_one_more_identifier_that_both_name_never_lowers_the_ratio(weights, mentioned, data):
    labels = data.draw(st.lists(st.integers(0, 3), min_size=len(mentioned), max_size=len(mentioned)))
    more = data.draw(st.integers(0, 15))
    richer = [[*some, more] if report < 2 else some for report, some in enumerate(mentioned)]
    before = ratio(weights, counted(found_in(mentioned, labels), 0, 1)[0])
    after = ratio(weights, counted(found_in(richer, labels), 0, 1)[0])
    assert after.ratio >= before.ratio * (1 - 1e-12)


@given(reports, st.integers(0, 15))
def test_an_identifier_that_others_use_too_never_says_more(weights, mentioned, shared):
    both = [
        [*some, shared] if report < 2 else [x for x in some if x != shared] or [shared ^ 1]
        for report, some in enumerate(mentioned)
    ]
    labels = [0, 1, *range(2, len(both))]
    used = [*both, *([shared] for _ in range(6))]
    alone = ratio(weights, counted(found_in(both, labels), 0, 1)[0])
    crowded = ratio(weights, counted(found_in(used, [*labels, *range(20, 26)]), 0, 1)[0])
    assert crowded.ratio <= alone.ratio * (1 + 1e-12)


def test_a_stronger_and_a_rarer_tie_never_weigh_less(weights):
    of_tie = [[weights.each[name] for name in names] for names in FOR_BY_TIE]
    for names in of_tie:
        assert names == sorted(names, reverse=True)
    for bins in zip(*of_tie, strict=True):
        assert list(bins) == sorted(bins, reverse=True)
    assert all(weights.each[name] <= 0 for name in AGAINST)
    assert weights.each[SAME] > 0
    assert weights.each[DECOY] == weights.each[PAST] == 0


def test_what_the_data_cannot_bear_out_is_capped(weights):
    counts = np.zeros(len(COLUMNS))
    counts[COLUMNS.index("actor-0")] = 30
    told = ratio(weights, counts)
    assert told.capped
    assert told.log_odds == weights.most == log_odds(weights, counts[None, :])[0]


def test_what_speaks_for_and_against_is_counted():
    # 0 and 8 are accounts, 1 a phone, 2 and 6 receivers, 3 a script.
    found = found_in([[0, 1, 2, 3], [0, 5, 6, 3], [3], [3]], [0, 0, 1, 2])
    (line,) = counted(found, 0, 1).tolist()
    told = {name: count for name, count in zip(COLUMNS, line, strict=True) if count}
    assert told == {"actor-0": 1, "material-1": 1, "no-actor": 1, "no-money": 1, "series": 1}


def test_a_decoy_counts_as_one_whoever_shares_it():
    found = found_in([[0], [0]], [0, 1])
    found.decoy[0] = True
    assert counted(found, 0, 1)[0].tolist() == [float(name == DECOY) for name in COLUMNS]


def test_a_phone_named_years_apart_counts_as_past():
    whole = found_in([[1], [1]], [0, 1])
    mentions = Mentions(
        **{
            name: getattr(whole.mentions, name) for name in ("report", "identifier", "kind", "tie", "reports")
        },
        at=np.array([0.0, 800.0]),
    )
    found = Found(mentions, whole.label, whole.decoy, np.full(KINDS, 90.0))
    assert counted(found, 0, 1)[0].tolist() == [float(name == PAST) for name in COLUMNS]


def test_drawn_pairs_share_something_and_stand_for_all_of_them():
    rng = np.random.default_rng(3)
    mentioned = [sorted(rng.choice(16, 3, replace=False).tolist()) for _ in range(40)]
    found = found_in(mentioned, list(range(40)))
    rows = tying_rows(found.mentions)
    pairs = drawn(found.mentions, rows, 60_000, rng)
    sets = [set(some) for some in mentioned]
    assert all(sets[x] & sets[y] for x, y in zip(pairs.one.tolist(), pairs.other.tolist(), strict=True))
    every = {(x, y) for x in range(40) for y in range(x + 1, 40) if sets[x] & sets[y]}
    assert pairs.weight.sum() == pytest.approx(len(every), rel=0.02)
    people = [(x, y) for x, y in every if any(one % KINDS != 3 for one in sets[x] & sets[y])]
    of_people = np.array(
        [
            any(z % KINDS != 3 for z in sets[x] & sets[y])
            for x, y in zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)
        ]
    )
    assert pairs.weight[of_people].sum() == pytest.approx(len(people), rel=0.02)
