"""Posters and short texts: calm, short, and with help that exists where they hang."""

import re
from pathlib import Path
from typing import get_args

import pytest

from amparo.guidance.files import Files
from amparo.guidance.posters import ON_A_POSTER, Audience, Poster, PosterRow, posters
from amparo.guidance.rows import COUNTRIES, LANGUAGES, ServiceRow

FILES = Files()
ENGLISH = posters(FILES, "en", "GB")
SERVICES = {row.id: row for row in FILES.rows("directory", ServiceRow)}


def of(id: str, country: str | None = "GB") -> Poster:
    return next(poster for poster in posters(FILES, "en", country) if poster.id == id)


@pytest.mark.parametrize("audience", get_args(Audience))
def test_each_of_those_at_risk_has_a_poster_and_a_short_text(audience: Audience) -> None:
    assert {row.form for row in FILES.rows("posters", PosterRow) if row.audience == audience} == {
        *("poster", "short")
    }


def test_schools_have_words_for_pupils_and_for_teachers() -> None:
    assert [p.id for p in ENGLISH if p.audience == "schools" and p.form == "poster"] == ["pupils", "teachers"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_poster_is_said_in_every_language(lang: str) -> None:
    said = FILES.texts(lang, "posters")
    rows = FILES.rows("posters", PosterRow)
    for table in ("headline", "lines", "action"):
        assert set(said.get(table, {})) == {row.id for row in rows if row.form == "poster"}
    assert set(said.get("short", {})) == {row.id for row in rows if row.form == "short"}
    for text in said["lines"].values():
        assert 3 <= len(text.text) <= 5
    for text in said["short"].values():
        assert len(text.text) < 300


@pytest.mark.parametrize("poster", ENGLISH, ids=lambda poster: poster.id)
def test_it_can_be_read_from_two_steps_away_and_frightens_nobody(poster: Poster) -> None:
    said = [text for text in (poster.headline, *poster.lines, poster.action) if text]
    for sentence in re.split(r"(?<=[.?!:])\s+", " ".join(said)):
        assert len(sentence.split()) <= 24, sentence
    if poster.form == "poster":
        assert poster.headline and len(poster.headline) <= 75
        assert poster.action and len(poster.action) <= 120
    words = set(re.findall(r"[a-z]+", " ".join(said).lower()))
    assert not words & {
        "just",
        "simply",
        "should",
        "never",
        "ruin",
        "destroy",
        "suicide",
        "dead",
        "naked",
        "sex",
    }
    assert not words & {"he", "she", "his", "her", "him", "boys", "girls", "women"}


@pytest.mark.parametrize("poster", ENGLISH, ids=lambda poster: poster.id)
def test_it_blames_nobody_but_the_one_who_threatens(poster: Poster) -> None:
    for text in poster.lines:
        for blame in re.findall(r"[^.?!:]*\b(?:fault|blame)\b[^.?!]*", text):
            assert re.search(r"\bnot\b|the person who threatens", blame), blame


@pytest.mark.parametrize("country", COUNTRIES)
def test_where_it_hangs_it_names_whom_to_call(country: str) -> None:
    for poster in posters(FILES, "en", country):
        assert poster.emergency.numbers
        crisis = [service for service in poster.services if service.purpose == "crisis"]
        assert bool(crisis) != bool(poster.no_crisis_line)
        assert {service.purpose for service in poster.services} <= set(ON_A_POSTER)
        assert {SERVICES[service.id].country for service in poster.services} <= {country, "*"}


def test_pupils_in_britain_see_childrens_services_and_nobody_elses() -> None:
    pupils = {service.id for service in of("pupils").services}
    assert any(SERVICES[id].ages == ("minor",) for id in pupils)
    assert all("minor" in (SERVICES[id].ages or ("minor",)) for id in pupils)
    assert all("adult" in (SERVICES[s.id].ages or ("adult",)) for s in of("dating").services)


def test_young_men_may_be_under_18_or_over_and_see_both() -> None:
    shown = {service.id for service in of("young-men").services}
    assert shown == {s.id for id in ("pupils", "dating") for s in of(id).services}


def test_without_a_country_there_is_the_international_sentence() -> None:
    poster = of("dating", None)
    assert not poster.emergency.numbers
    assert poster.emergency.sentence and "112" in poster.emergency.sentence


def test_lower_case_countries_are_countries_too() -> None:
    assert of("pupils", "gb") == of("pupils", "GB")


def test_an_unverified_poster_hangs_nowhere_and_a_reported_one_says_so(tmp_path: Path) -> None:
    rows = [
        f"""
[[poster]]
id = "{id}"
audience = "dating"
form = "short"
sources = ["cybermalveillance"]
grade = "{grade}"
checked_on = 2026-11-23
"""
        for id, grade in (("dating-short", "U"), ("young-men-short", "P"))
    ]
    (tmp_path / "posters.toml").write_text("".join(rows), encoding="utf-8")
    shown = {poster.id: poster for poster in posters(Files(tmp_path), "en", "FR")}
    assert "dating-short" not in shown
    assert "Cybermalveillance" in (shown["young-men-short"].reported or "")
    assert shown["pupils"].reported is None


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no guidance in 'xx'"):
        posters(FILES, "xx", "GB")
