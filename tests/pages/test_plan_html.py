"""One plan as a page of its own, on paper and as text; and the parts that all of them share."""

import io
import re
from pathlib import Path

import pypdf
import pytest
from msgspec.structs import replace

from amparo.guidance import LANGUAGES, Guidance
from amparo.model import AgeGroup
from amparo.pages.plan_html import merged, plan_page
from amparo.pages.plan_links import link
from amparo.pages.plan_pdf import plan_pdf
from amparo.pages.plan_sheet import Sheet, sheet
from amparo.pages.plan_text import plan_text
from amparo.pages.plan_words import PlanWords
from pages.looked_at import Looked


@pytest.fixture(scope="module")
def guidance() -> Guidance:
    return Guidance()


def laid_out(guidance: Guidance, country: str | None, age: AgeGroup, *situations: str) -> Sheet:
    words = PlanWords(guidance.files, "en")
    return sheet(guidance.plan(country, age, "en", situations), words)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_of_its_own_holds_one_country_and_asks_for_nothing(guidance: Guidance, lang: str) -> None:
    page = Looked(plan_page(guidance, "MA", AgeGroup.MINOR, lang, ["paid"]))
    assert page.unbalanced == []
    assert page.all("html")[0].attributes == {"lang": lang, "dir": "rtl" if lang in ("ar", "ary") else "ltr"}
    assert "177" in page.text
    assert "default-src 'none'" in page.all("meta")[1].attributes["content"]
    assert not any("src" in e.attributes for e in page.elements)
    assert not page.all("link")
    assert all(re.match("(tel|https|mailto):", href) for href in page.links)
    assert page.classed("reviewed")[0].text.strip()


def test_whom_to_call_comes_first_and_sources_come_last(guidance: Guidance) -> None:
    page = Looked(plan_page(guidance, "GB", AgeGroup.ADULT, "en", ["threatened"])).text
    order = [page.index(word) for word in ("999", "116 123", "Stop replying", "Who can help", "checked on")]
    assert order == sorted(order)


def test_what_an_overlay_says_is_text_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "directory.toml").write_text(
        '[[service]]\nid = "x"\ncountry = "GB"\npurpose = "support"\nname = "<script>alert(1)</script>"\n'
        'contact = ["javascript:alert(1)", "\\"onclick=alert(1)"]\nsources = ["samaritans"]\ngrade = "O"\n'
        "checked_on = 2026-11-20\n"
    )
    page = Looked(plan_page(Guidance(tmp_path), "GB", AgeGroup.ADULT, "en"))
    assert len(page.all("script")) == 1  # our own
    assert not any(name.startswith("on") for e in page.elements for name in e.attributes)
    assert not any(href.startswith("javascript") for href in page.links)
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize(
    ("contact", "opened"),
    [
        ("0345 6000 459", "tel:03456000459"),
        ("1-800-843-5678", "tel:18008435678"),
        ("+44 7700 900123", "tel:+447700900123"),
        ("help@example.org", "mailto:help@example.org"),
        ("example.org/safety-centre", "https://example.org/safety-centre"),
        ("1-800-CALL-FBI", None),
        ("in person", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("example.org/a b", None),
        ("", None),
    ],
)
def test_a_contact_opens_what_it_is(contact: str, opened: str | None) -> None:
    assert link(contact) == opened


def test_each_source_has_one_number_and_every_number_is_explained(guidance: Guidance) -> None:
    one = laid_out(guidance, "GB", AgeGroup.ADULT, "paid")
    listed = [number for day in (*one.common, *one.local) for number, _ in day.named]
    assert listed == list(range(1, len(listed) + 1))
    named = [name for day in (*one.common, *one.local) for _, name in day.named]
    assert len(named) == len(set(named))
    used = {n for row in (*one.lead, *one.steps, *one.services, *one.crisis, one.call) for n in row.refs}
    used |= {n for step in one.steps if step.other for n in step.other.refs}
    assert used == set(listed)


def test_what_is_known_from_others_only_says_so_beside_it(guidance: Guidance) -> None:
    one = laid_out(guidance, "MA", AgeGroup.ADULT, "threatened")
    eblagh = next(service for service in one.services if service.name.startswith("E-Blagh"))
    assert eblagh.reported
    assert "check before use" in eblagh.reported
    page = Looked(plan_page(guidance, "MA", AgeGroup.ADULT, "en", ["threatened"]))
    item = next(li for li in page.all("li") if "E-Blagh" in li.text)
    assert eblagh.reported in item.text


def test_a_step_for_one_country_stands_once_among_those_of_all(guidance: Guidance) -> None:
    anywhere, here = (laid_out(guidance, code, AgeGroup.ADULT, "threatened") for code in (None, "GB"))
    extra = replace(here.steps[3], id="only-here")
    changed = replace(here, steps=(*here.steps[:3], extra, *here.steps[3:]))
    steps = merged([anywhere, changed])
    assert [item.id for item, _ in steps] == [step.id for step in changed.steps]
    assert [codes for item, codes in steps if item.id == "only-here"] == [("GB",)]
    assert all(codes is None for item, codes in steps if item.id != "only-here")


@pytest.mark.parametrize("width", [24, 40, 80, 300])
@pytest.mark.parametrize("lang", ["en", "ar", "de"])
def test_text_keeps_within_the_terminal(guidance: Guidance, lang: str, width: int) -> None:
    words = PlanWords(guidance.files, lang)
    one = sheet(guidance.plan("MA", AgeGroup.MINOR, lang, ["paid"]), words)
    lines = list(plan_text(one, words, width))
    assert max(map(len, lines)) <= min(width, 88)
    assert "19" in "".join(lines[:4])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_paper_it_is_one_sheet_and_always_the_same_bytes(guidance: Guidance, lang: str) -> None:
    content = plan_pdf(guidance, "US", AgeGroup.MINOR, lang, ["asked_again"])
    read = pypdf.PdfReader(io.BytesIO(content))
    assert len(read.pages) == 1
    assert read.trailer["/Root"]["/Lang"] == lang
    assert "911" in read.pages[0].extract_text()
    assert content == plan_pdf(guidance, "US", AgeGroup.MINOR, lang, ["asked_again"])
