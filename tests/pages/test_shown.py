"""What is invisible in the evidence is visible on the page."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.pages.legible import legible, right_to_left
from amparo.pages.shown import short, shown, visible


@pytest.mark.parametrize(
    ("hidden", "seen"),
    [
        ("abc\u202edef", "abc⟨U+202E⟩def"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("a\x00b", "a␀b"),
        ("a\x7fb", "a␡b"),
        ("\ue000", "⟨U+E000⟩"),
        ("\ud83d", "⟨U+D83D⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    ],
)
def test_marks_are_spelled_out(hidden: str, seen: str) -> None:
    assert visible(hidden) == seen


@pytest.mark.parametrize("text", ["Hello", "مرحبا", "می‌خواهم", "👨‍👩‍👧 ❤️", "ça va\tbien\n", "שלום"])
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_piled_up_marks_are_counted_instead_of_drawn() -> None:
    seen = visible("H" + "\u0336" * 500 + "ello")
    assert seen == "H" + "\u0336" * 6 + "⟨+494 COMBINING LONG STROKE OVERLAY⟩ello"


def test_a_long_text_says_how_much_is_left_out() -> None:
    assert shown("x" * 1000, 10) == ("x" * 10, 990)
    assert shown("short", 10) == ("short", 0)


def test_a_short_form_is_one_line_with_an_ellipsis() -> None:
    assert short("one\n two  three", 40) == "one two three"
    assert short("x" * 50, 10) == "x" * 10 + "…"
    assert short(None, 10) == ""


@given(st.text())
def test_nothing_that_turns_the_line_around_is_left(text: str) -> None:
    seen = visible(text)
    assert not set(seen) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\x00\x1b")
    assert all(unicodedata.category(c) not in ("Cs", "Co") for c in seen)


@given(st.text())
def test_a_letter_takes_at_most_fourteen_bytes(text: str) -> None:
    assert len(visible(text).encode()) <= 14 * len(text) + 60


def test_the_first_strong_letter_decides_the_direction() -> None:
    assert right_to_left("123 مرحبا abc")
    assert not right_to_left("abc مرحبا")
    assert not right_to_left("12:30 😀")


def test_what_no_font_draws_is_written_as_its_number() -> None:
    assert legible("你 ok") == "⟨U+4F60⟩ ok"
    assert legible("abc مرحبا 😀") == "abc مرحبا 😀"


def test_a_word_without_an_end_can_be_broken() -> None:
    assert max(len(piece) for piece in legible("x" * 1000).split("\u200b")) == 40
