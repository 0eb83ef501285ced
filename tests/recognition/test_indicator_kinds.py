"""Each kind's own examples and counter-examples hold, also through the recogniser's prefilter."""

import doctest

import pytest

from amparo.recognition.indicators.base import View
from amparo.recognition.indicators.kinds import KINDS

EXAMPLES = [(kind, text, value) for kind in KINDS for text, value in kind.EXAMPLES]
COUNTER_EXAMPLES = [(kind, text) for kind in KINDS for text in kind.COUNTER_EXAMPLES]


def name(item: object) -> str:
    return str(getattr(item, "KIND", item))[:40]


@pytest.mark.parametrize(("kind", "text", "value"), EXAMPLES, ids=name)
def test_an_example_is_found_where_it_stands(kind, text, value):
    hits = kind.find(View(text))
    assert [hit.value for hit in hits] == [value]
    assert 0 <= hits[0].start < hits[0].end <= len(text)


@pytest.mark.parametrize(("kind", "text"), COUNTER_EXAMPLES, ids=name)
def test_a_counter_example_is_nothing(kind, text):
    assert kind.find(View(text)) == []


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_the_docstring_tells_the_truth(kind):
    assert doctest.testmod(kind).failed == 0
    assert ">>>" in kind.__doc__
