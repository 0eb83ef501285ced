"""Scripts as fingerprints: copies are told from other texts, and nothing is told of what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.casework.scripts import FEWEST, MOST, fingerprint

WORDS = st.text("abcdefghijklmnopqrstuvwxyzéàçñßعغفقك", min_size=1, max_size=12)


def test_a_short_message_has_none() -> None:
    assert fingerprint("pay now or your family will see it") is None


def test_sums_signs_and_capitals_make_no_difference() -> None:
    said = "I have your friends and your family, you have {} to send the money or they will all see it!"
    assert fingerprint(said.format("24 hours")) == fingerprint(said.format("48 HOURS").upper())


def test_a_name_stands_for_many() -> None:
    names = [f"name{letter}{other}" for letter in "abcdefghijklmnopqrst" for other in "abcdefghijklmnopqrst"]
    filler = " word" * FEWEST
    classes = {fingerprint(name + filler) for name in names}
    assert len(classes) < len(names) * 0.75


@given(st.lists(WORDS, min_size=FEWEST, max_size=MOST + 40))
def test_every_long_text_has_two_letters_a_word(words: list[str]) -> None:
    told = fingerprint(" ".join(words))
    assert told is not None
    assert all(len(word) == 2 and set(word) <= set("abcdefghijklmnop") for word in told.split())
    assert len(told.split()) <= MOST


@pytest.mark.parametrize("text", ["", "   ", "1 2 3 " * 40, "🙂" * 40])
def test_what_holds_no_words_has_none(text: str) -> None:
    assert fingerprint(text) is None
