"""The site of plans as files: complete, small, linked, and with nothing from outside."""

from datetime import date
from pathlib import Path
from urllib.parse import urldefrag

import pytest

from amparo.guidance import COUNTRIES, LANGUAGES, Guidance, Situation
from amparo.model import AgeGroup
from amparo.pages.plan_html import LEAVE_FOR
from amparo.pages.plan_site import AGES, name, site, situations
from pages.looked_at import Looked

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    return dict(site(Guidance(), DAY))


@pytest.fixture(scope="module")
def looked(pages: dict[str, bytes]) -> dict[str, Looked]:
    return {path: Looked(content) for path, content in pages.items()}


def test_every_language_age_and_situation_has_its_page(pages: dict[str, bytes]) -> None:
    for lang in LANGUAGES:
        for age in AGES:
            assert f"{lang}/{age}.html" in pages
            for situation in situations(age):
                assert f"{lang}/{name(age, situation)}" in pages
    assert set(situations(AgeGroup.MINOR)) == set(Situation)
    assert set(situations(AgeGroup.ADULT)) == {*Situation, None} - {Situation.UNDER_18}
    assert all(situations(age)[0] is Situation.CRISIS for age in AGES)


def test_the_first_page_is_small_and_speaks_every_language(
    pages: dict[str, bytes], looked: dict[str, Looked]
) -> None:
    assert len(pages["index.html"]) < 60_000
    first = looked["index.html"]
    sections = {e.attributes["id"]: e for e in first.all("section")}
    assert list(sections) == list(LANGUAGES)
    for lang, section in sections.items():
        assert section.attributes["lang"] == lang
        assert section.attributes["dir"] == ("rtl" if lang in ("ar", "ary") else "ltr")
        assert "999" in section.text  # the emergency numbers, folded
        assert {f"{lang}/minor.html", f"{lang}/adult.html"} <= set(first.links)


def test_every_link_within_leads_somewhere(looked: dict[str, Looked]) -> None:
    for path, page in looked.items():
        for href in page.links:
            if href == LEAVE_FOR or href.startswith(("tel:", "mailto:", "https://")):
                continue
            target, place = urldefrag(href)
            there = (
                looked[(Path(path).parent / target).as_posix().replace(f"{Path(path).parent}/../", "")]
                if target
                else page
            )
            assert not place or place in there.ids, (path, href)


def test_every_page_has_a_language_a_policy_a_way_out_and_a_word_on_review(looked: dict[str, Looked]) -> None:
    for path, page in looked.items():
        lang = path.partition("/")[0] if "/" in path else "en"
        assert page.unbalanced == [], path
        assert page.all("html")[0].attributes["lang"] == lang, path
        policies = [e.attributes["content"] for e in page.all("meta") if "http-equiv" in e.attributes]
        assert len(policies) == 1, path
        assert policies[0].startswith("default-src 'none'; style-src 'sha256-"), path
        leave = page.all("a")[0]
        assert leave.attributes["href"] == LEAVE_FOR, path
        assert "noreferrer" in leave.attributes["rel"], path
        assert page.classed("reviewed"), path
        assert len(page.ids) == len(set(page.ids)), path
        assert not any({"src", "srcset", "style"} & set(e.attributes) for e in page.elements), path
        assert not any(page.all(tag) for tag in ("link", "img", "iframe", "form", "base")), path


def test_a_plan_holds_every_country_and_shows_only_the_one_that_is_picked(looked: dict[str, Looked]) -> None:
    page = looked["fr/adult-paid.html"]
    blocks = {e.attributes["id"] for e in page.classed("now") if "id" in e.attributes}
    assert blocks >= set(COUNTRIES)
    style = page.all("style")[0].text
    assert ".c { display: none; }" in style
    assert all(f"#{code}:target" in style for code in blocks)


def test_a_country_that_only_the_helpline_knows_is_on_its_site(tmp_path: Path) -> None:
    (tmp_path / "directory.toml").write_text(
        '[[service]]\nid = "jp"\ncountry = "JP"\npurpose = "support"\nname = "Example"\ncontact = ["example.org"]\n'
        'sources = ["samaritans"]\ngrade = "O"\nchecked_on = 2026-11-20\n'
    )
    pages = dict(site(Guidance(tmp_path), DAY, ("en",)))
    assert b'<a href="#JP">Japan</a>' in pages["en/adult-paid.html"]


def test_posters_carry_the_services_of_each_country_and_texts_are_ready_to_copy(
    looked: dict[str, Looked],
) -> None:
    poster = looked["en/poster-pupils.html"]
    british = next(e for e in poster.classed("now") if e.attributes.get("id") == "GB")
    assert "999" in british.text
    assert "CEOP" in british.text
    texts = looked["en/texts.html"].classed("copy")
    assert len(texts) >= 4
    assert all(0 < len(e.text) < 300 for e in texts)


def test_the_same_guidance_gives_the_same_site(pages: dict[str, bytes]) -> None:
    again = dict(site(Guidance(), DAY, ("en",)))
    assert {path: pages[path] for path in again if path != "index.html" and "about" not in path} == {
        path: content for path, content in again.items() if path != "index.html" and "about" not in path
    }
