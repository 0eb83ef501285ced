"""Columns in order, by counting or by comparing, are those that a plain sort gives."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from amparo.linkage.arrays import best_of_runs, counted, distinct, ordered, within

NUMBERS = st.one_of(st.integers(-3, 5), st.integers(-(10**15), 10**15))
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=40)


def columns(pairs):
    told = np.array(pairs, np.int64).reshape(-1, 2)
    return told[:, 0], told[:, 1]


@given(PAIRS, st.booleans())
def test_rows_are_ordered_as_a_plain_sort_orders_them(pairs, sorted_already):
    left, right = columns(sorted(pairs) if sorted_already else pairs)
    assert ordered(left, right).tolist() == np.lexsort((right, left)).tolist()
    assert ordered(left).tolist() == np.argsort(left, kind="stable").tolist()


@given(PAIRS)
def test_distinct_pairs_know_their_rows(pairs):
    found = distinct(*columns(pairs))
    of = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert of == sorted(set(pairs))
    assert found.count.tolist() == [pairs.count(one) for one in of]
    assert [of[place] for place in found.place.tolist()] == pairs


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=60), st.booleans())
def test_pairs_are_counted_whether_they_come_in_order_or_not(pairs, sorted_already):
    left, right = columns(sorted(pairs) if sorted_already else pairs)
    one, other, count = counted(left, right, 10)
    of = list(zip(one.tolist(), other.tolist(), strict=True))
    assert of == sorted(set(pairs))
    assert count.tolist() == [pairs.count(pair) for pair in of]


@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 20))))
def test_all_pairs_within_a_group(members):
    group, member = columns(list(members))
    found = set(zip(*(column.tolist() for column in within(group, member)), strict=True))
    assert found == {(g, a, b) for g, a in members for h, b in members if g == h and a < b}


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-2, 2), st.integers(-2, 2)), max_size=40))
def test_the_best_row_of_each_run(rows):
    rows = sorted(rows, key=lambda row: row[0])
    group, one, other = np.array(rows, np.int64).reshape(-1, 3).T
    first, best = best_of_runs(group, one, other)
    groups = sorted({row[0] for row in rows})
    expected = [
        max((place for place, row in enumerate(rows) if row[0] == of), key=lambda p: (*rows[p][1:], -p))
        for of in groups
    ]
    assert best.tolist() == expected
    assert [rows[place][0] for place in first.tolist()] == groups
