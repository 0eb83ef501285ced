"""Three languages say the same things."""

import re

import pytest

from amparo.model import (
    AgeGroup,
    AttachmentKind,
    GapKind,
    IndicatorKind,
    Kept,
    Lang,
    MessageKind,
    Speaker,
    Stage,
)
from amparo.pages.identifiers import groups
from amparo.pages.wording import texts, wording


def test_every_key_exists_in_every_language() -> None:
    keys = set(texts(Lang.EN))
    assert len(keys) > 200
    for lang in Lang:
        assert set(texts(lang)) == keys, lang


@pytest.mark.parametrize("lang", [Lang.FR, Lang.AR])
def test_a_translation_fills_in_what_the_english_fills_in(lang: Lang) -> None:
    for key, english in texts(Lang.EN).items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", texts(lang)[key])), (
            key
        )


def test_no_text_is_empty() -> None:
    for lang in Lang:
        assert all(text.strip() for text in texts(lang).values())


@pytest.mark.parametrize(
    ("prefix", "kinds"),
    [
        ("gap", GapKind),
        ("stage", Stage),
        ("speaker", Speaker),
        ("kind", MessageKind),
        ("attachment", AttachmentKind),
        ("indicator", IndicatorKind),
        ("kept", Kept),
        ("age", AgeGroup),
    ],
)
def test_every_word_of_the_model_has_a_name(prefix: str, kinds: type) -> None:
    assert {f"{prefix}.{kind}" for kind in kinds} <= set(texts(Lang.EN))


def test_every_kind_of_indicator_but_the_amount_concerns_somebody() -> None:
    listed = [kind for group in groups() for kind in group.kinds]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(IndicatorKind) - {IndicatorKind.AMOUNT}


def test_who_can_act_is_told_in_every_language_with_its_source() -> None:
    for group in groups():
        for note in group.note:
            assert set(note.text) == set(Lang)
            assert note.source


def test_what_is_filled_in_is_escaped_and_isolated() -> None:
    words = wording(Lang.AR)
    assert "<bdi>&lt;b&gt;</bdi>" in words.html("row", id="<b>")
    assert words.plain("row", id="x").endswith("\u2068x\u2069")


def test_a_filling_is_not_read_as_a_template() -> None:
    assert "{n}" in wording(Lang.EN).html("row", id="{n}{0.__class__}")
