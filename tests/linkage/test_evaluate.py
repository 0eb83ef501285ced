"""Figures on partitions that can be reckoned by hand."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.linkage.evaluate import EvaluationError, aligned, held_out, measures


def figures(found, truth):
    return {row.name: row.value for row in measures(np.array(found), np.array(truth), samples=0)}


def test_the_same_partition_is_perfect():
    assert set(figures([0, 0, 1, 2], [5, 5, 3, 4]).values()) == {1.0}


def test_all_in_one():
    got = figures([0, 0, 0, 0], [0, 0, 1, 1])
    assert got["pairwise precision"] == pytest.approx(2 / 6)
    assert got["pairwise recall"] == got["B-cubed recall"] == 1.0
    assert got["B-cubed precision"] == 0.5
    assert got["adjusted Rand index"] == pytest.approx(0.0)


def test_one_pair_missed():
    got = figures([0, 1, 2, 2], [0, 0, 1, 1])
    assert (got["pairwise precision"], got["pairwise recall"]) == (1.0, 0.5)
    assert got["B-cubed recall"] == pytest.approx(0.75)
    assert got["B-cubed F"] == pytest.approx(2 * 0.75 / 1.75)


LABELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30)


@given(LABELS)
def test_pairs_are_what_counting_them_gives(labels):
    found, truth = zip(*labels, strict=True)
    pairs = [(i, j) for i in range(len(labels)) for j in range(i)]
    together = sum(found[i] == found[j] and truth[i] == truth[j] for i, j in pairs)
    by_found, by_truth = (
        sum(found[i] == found[j] for i, j in pairs),
        sum(truth[i] == truth[j] for i, j in pairs),
    )
    got = figures(found, truth)
    assert got["pairwise precision"] == pytest.approx(together / by_found if by_found else 1.0)
    assert got["pairwise recall"] == pytest.approx(together / by_truth if by_truth else 1.0)


@given(LABELS)
def test_b_cubed_is_what_counting_gives(labels):
    many = len(labels)
    precision = sum(
        sum(b == labels[i] for b in labels) / sum(b[0] == labels[i][0] for b in labels) for i in range(many)
    )
    assert figures(*zip(*labels, strict=True))["B-cubed precision"] == pytest.approx(precision / many)


def test_the_interval_holds_the_value_and_shrinks_with_more_series():
    rng = np.random.default_rng(1)

    def width(series: int) -> float:
        truth = np.repeat(np.arange(series), 4)
        found = np.where(rng.random(len(truth)) < 0.1, 10_000 + np.arange(len(truth)), truth)
        row = next(row for row in measures(found, truth, 100) if row.name == "B-cubed F")
        assert row.low <= row.value <= row.high
        return row.high - row.low

    assert width(400) < width(25)


def test_of_a_series_of_three_one_companion_is_offered_to_two():
    """The lone report of another series is offered to them as well, but 50 have room for it; who is alone is not asked about."""
    assert figures([0, 0, 1, 0], [0, 0, 0, 1])["share in first 50"] == pytest.approx((1 / 2 + 1 / 2 + 0) / 3)


@given(LABELS)
def test_all_companions_fit_into_fifty(labels):
    """Up to 30 reports it is the share of companions that are found; retrieval then is recall by reports."""
    found, truth = (np.array(column) for column in zip(*labels, strict=True))
    shares = [((found == found[i]) & (truth == truth[i])).sum() - 1 for i in range(len(labels))]
    others = [(truth == one).sum() - 1 for one in truth]
    kept = [share / other for share, other in zip(shares, others, strict=True) if other]
    assert figures(found, truth)["share in first 50"] == pytest.approx(np.mean(kept) if kept else 1.0)


def test_of_sixty_others_fifty_are_offered_and_half_of_them_are_right():
    got = figures([0] * 122, [0] * 61 + [1] * 61)
    assert got["share in first 50"] == pytest.approx(50 * 60 / 121 / 50)


def mentions(*rows):
    return pa.table(
        dict(zip(("report_id", "kind", "value"), map(list, zip(*rows, strict=True)), strict=True))
    )


def test_a_kind_held_out_stands_for_the_truth():
    """Two crews of three reports each, tied by account and handle; the phones agree, but for one report whose account is another's."""
    crews = [
        (f"{crew}{n}", kind, f"{kind} of {crew}")
        for crew in "ab"
        for n in range(4)
        for kind in ("account", "handle", "phone")
    ]
    found, truth = held_out(mentions(*crews), "phone")
    assert {row.value for row in measures(found, truth, samples=0)} == {1.0}
    astray = [row for row in crews if row[0] != "a3"] + [
        ("a3", "phone", "phone of a"),
        ("a3", "account", "lone"),
    ]
    found, truth = held_out(mentions(*astray), "phone")
    got = {row.name: row.value for row in measures(found, truth, samples=0)}
    assert (got["pairwise precision"], got["pairwise recall"]) == (1.0, pytest.approx(9 / 12))


def test_a_kind_that_nobody_shares_says_nothing():
    with pytest.raises(EvaluationError, match="'phone'"):
        held_out(mentions(("a", "phone", "1"), ("b", "phone", "2")), "phone")


def test_a_report_without_series_is_named():
    truth = pa.table({"report_id": ["a", "b"], "series_id": ["1", "1"]})
    with pytest.raises(EvaluationError, match="'b'"):
        aligned(pa.table({"report_id": ["a"], "series_id": ["x"]}), truth)
    with pytest.raises(EvaluationError, match="series_id"):
        aligned(pa.table({"report_id": ["a"]}), truth)
