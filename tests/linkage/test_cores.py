"""Work on columns, side by side."""

import threading
from itertools import count

import pytest

from amparo.linkage.cores import side_by_side


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)


def test_what_is_made_comes_in_the_order_in_which_it_was_asked_for():
    later_done = threading.Event()

    def first_ends_last(number):
        if number == 0:
            assert later_done.wait(10)
        else:
            later_done.set()
        return number * number

    assert [*side_by_side(first_ends_last, range(9))] == [n * n for n in range(9)]
    assert [*side_by_side(first_ends_last, ())] == []


def test_no_more_is_begun_than_can_be_worked_on():
    begun = []

    def note(number):
        begun.append(number)
        return number

    made = side_by_side(note, count())
    assert [next(made) for _ in range(3)] == [0, 1, 2]
    assert max(begun) <= 4


def test_an_error_reaches_the_one_who_asked():
    with pytest.raises(ZeroDivisionError):
        [*side_by_side(lambda n: 1 // n, (1, 0, 2))]
