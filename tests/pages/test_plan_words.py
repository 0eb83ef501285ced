"""The words of the plan's pages, and the names of countries, in every language."""

import pytest
from babel import Locale

from amparo.guidance import COUNTRIES, LANGUAGES, Files, Situation
from amparo.guidance.emergency import metadata
from amparo.pages.plan_words import PlanWords

CLDR = {"ary": "ar"}
"""Darija has no names of its own there."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_countries_are_those_of_the_unicode_cldr(lang: str) -> None:
    words = PlanWords(Files(), lang)
    known = Locale.parse(CLDR.get(lang, lang)).territories
    codes = words.by_name()
    assert {code: words.country(code) for code in codes} == {code: known[code] for code in codes}
    assert set(codes) >= {*COUNTRIES, *metadata()[1]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_stands_in_the_language_itself(lang: str) -> None:
    files = Files()
    english, own = files.texts("en", "page"), files.texts(lang, "page")
    assert {table: set(texts) for table, texts in own.items()} == {t: set(x) for t, x in english.items()}
    assert set(own["situation"]) == {*Situation, "none"}


@pytest.mark.parametrize(
    ("lang", "said", "code"),
    [
        ("fr", "Maroc", "MA"),
        ("fr", "cote d'ivoire", "CI"),
        ("fr", "Emirats arabes unis", "AE"),
        ("ar", "المغرب", "MA"),
        ("en", "united kingdom", "GB"),
        ("en", "uk", "GB"),
        ("en", "ph", "PH"),
        ("de", "Österreich", "AT"),
        ("en", "Atlantis", None),
        ("en", "zz", None),
    ],
)
def test_a_country_is_understood_by_its_name_or_code(lang: str, said: str, code: str | None) -> None:
    assert PlanWords(Files(), lang).coded(said) == code


def test_countries_stand_in_the_order_of_their_names_whatever_their_accents() -> None:
    words = PlanWords(Files(), "fr")
    assert words.by_name(frozenset({"FR", "AE", "DE", "ES", "EG"})) == ["DE", "EG", "AE", "ES", "FR"]
