"""From the repaired text back to the raw one."""

import html

from hypothesis import given
from hypothesis import strategies as st

from amparo.recognition.align import Alignment


def mojibake(text):
    return text.encode().decode("latin-1")


def test_mojibake_is_walked():
    text = "ta vidéo à tes amis"
    raw = mojibake(text)
    here = Alignment(text, raw)
    start = text.index("tes amis")
    assert here.raw(start, start + 8) == "tes amis"
    start = text.index("vidéo")
    assert here.raw(start, start + 5) == mojibake("vidéo")


def test_entities_and_invisible_marks_are_walked():
    text, raw = "pay <now> & here", "pay\u200b &lt;now&gt; &amp; he\u200ere"
    here = Alignment(text, raw)
    assert here.raw(4, 9) == "&lt;now&gt;"
    assert here.raw(12, 16) == "he\u200ere"
    assert here.span(0, 3) == (0, 3)


def test_words_that_stand_once_in_another_form_are_found():
    text, raw = "Pay 500 EUR\nnow", "<html><b>Pay</b> <i>500 EUR</i><br>now</html>"
    start, end = Alignment(text, raw).span(4, 11)
    assert raw[start:end] == "500 EUR"


def test_words_that_cannot_be_placed_point_to_the_whole():
    text, raw = "pay pay", "<b>pay</b><b>pay</b>"
    here = Alignment(text, raw)
    assert here.span(0, 3) == (0, len(raw))
    assert here.raw(0, 3) == "pay"


@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\u00c2\u00c3&", exclude_categories=["Cc", "Cs"]),
        max_size=40,
    )
)
def test_every_character_of_repaired_mojibake_has_its_place(text):
    raw = mojibake(text)
    here = Alignment(text, raw)
    for at, char in enumerate(text):
        start, end = here.span(at, at + 1)
        assert (raw[start:end], char) in ((mojibake(char), char), (char, char)) or (start, end) == (
            0,
            len(raw),
        )


@given(st.text("abc <>&\"'é", max_size=40))
def test_every_character_of_unescaped_text_has_its_place(text):
    raw = html.escape(text)
    here = Alignment(text, raw)
    for at, char in enumerate(text):
        start, end = here.span(at, at + 1)
        assert html.unescape(raw[start:end]) == char


@given(st.text(max_size=30), st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_whatever_the_texts_the_place_lies_in_the_raw_text(text, raw, one, two):
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    place = Alignment(text, raw).span(start, end)
    if text != raw:
        assert 0 <= place[0] <= place[1] <= len(raw)
