"""Where a pattern is found among words, and how much is tried for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.recognition.grammar import Vocabulary
from amparo.recognition.needs import Formula
from amparo.recognition.normalise import fold
from amparo.recognition.pattern import longest_matches, matches
from amparo.recognition.phrases import Phrases
from amparo.recognition.words import Words, as_places

LISTS = {
    "you": ["you", "u"],
    "pay": ["pay*", "send money"],
    "when": ["now", "{soon}"],
    "soon": ["in # hours"],
}


def node(pattern):
    return Vocabulary(LISTS, frozenset({"amount"})).parse(pattern)


def found(pattern, text):
    return list(matches(node(pattern), Words(fold(text))))


@pytest.mark.parametrize(
    ("pattern", "text", "places"),
    [
        ("{you} ...2 {pay}", "you must now pay", [(0, 4)]),
        ("{you} ...1 {pay}", "you must now pay", []),
        ("{you} ...3 {pay}", "you know. pay", []),
        ("{you} {pay}", "thank you. pay him", [(1, 3)]),
        ("{you} >> {pay}", "you. he. pays", [(0, 3)]),
        ("{pay} & {you}", "pay. it. you", [(0, 3)]),
        ("^ {you}", "you and you", [(0, 1)]),
        ("^ ...2 {pay}", "Hey! pay", [(0, 2)]),
        ("{pay} [me | it] now", "send money it now", [(0, 4)]),
        ("{pay} ...4 {when}", "pay me in 24h", []),
        ("{pay} ...4 {when}", "pay me in 24 hours, now", [(0, 5)]),
        ("ant ...9 bee", "ant ant bee bee", [(0, 3), (1, 3)]),
    ],
)
def test_a_pattern_is_found_where_it_stands(pattern, text, places):
    assert found(pattern, text) == places


def test_the_longest_reading_is_told_when_it_is_asked_for():
    words = Words(fold("ant ant bee bee"))
    assert list(longest_matches(node("ant ...9 bee"), words, 0, 4)) == [(0, 4), (1, 4)]
    assert list(longest_matches(node("ant ...9 bee"), words, 1, 2)) == [(1, 4)]


@given(st.lists(st.sampled_from(["ant", "bee"]), max_size=9), st.integers(0, 3))
def test_a_gap_is_what_it_says(insects, gap):
    expected = [
        (a, next(b + 1 for b in range(a + 1, a + 2 + gap) if b < len(insects) and insects[b] == "bee"))
        for a, insect in enumerate(insects)
        if insect == "ant" and "bee" in insects[a + 1 : a + 2 + gap]
    ]
    assert found(f"ant ...{gap} bee", " ".join(insects)) == expected


@given(st.sets(st.integers(0, 300)))
def test_places_are_bits(numbers):
    places = as_places(sorted(numbers))
    assert {bit for bit in range(301) if places >> bit & 1} == numbers


@pytest.mark.parametrize(
    "text", ["you " * 40_000 + "you must pay", "you know pays " * 15_000, "pay " * 50_000]
)
def test_little_is_tried_however_many_places_there_are(text):
    words = Words(fold(text))
    next(matches(node("{you} ...4 must ...4 {pay}"), words), None)
    assert len(words.runs) < 60


def test_a_phrase_of_common_words_needs_all_of_its_pairs_and_its_numbers() -> None:
    def atoms(formula: Formula) -> set[str]:
        if isinstance(formula, frozenset):
            return set(formula)
        return set().union(*map(atoms, formula.parts))

    assert atoms(Phrases([("love", "you", "all"), ("never", "mind")]).needs()) >= {"love you", "you all"}
    assert atoms(Phrases([("5", "4", "3"), ("never", "mind")]).needs()) >= {"5", "4", "3"}
