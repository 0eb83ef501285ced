"""The case page as a helper or an officer reads it, and as somebody hostile would like to break it."""

import base64
import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.model import (
    AgeGroup,
    Case,
    Clock,
    Finding,
    Gap,
    GapKind,
    IndicatorKind,
    Lang,
    Message,
    Scheme,
    Stage,
)
from amparo.pages import Page, html
from amparo.pages.report import gather
from amparo.pages.shown import visible
from pages import made_up
from pages.looked_at import Looked
from pages.made_up import HOSTILE

MB = 1_000_000


def page_of(case: Case, messages: list[Message] | None = None) -> Looked:
    walk = made_up.several(made_up.timeline() if messages is None else messages)
    return Looked(html.case_page(gather(case, walk, made_up.SEAL), walk))


def pages_of(case: Case, messages: list[Message]) -> list[Page]:
    walk = made_up.several(messages)
    report = gather(case, walk, made_up.SEAL)
    volumes = [Page(name=n, content=c) for n, c in html.volumes(report, walk)]
    return [Page(name="case.html", content=html.case_page(report, walk)), *volumes]


def saying(text: str, **more: object) -> Message:
    return msgspec.structs.replace(made_up.timeline()[0], text=text, raw_text=text, **more)


# What stands on it


def test_the_page_of_sam_tells_the_story_in_about_ten_lines() -> None:
    page = page_of(made_up.case())
    lines = page.classed("story")[0].text
    assert 8 <= lines.count("\n") <= 40
    assert "The first threat comes 42 min after the first message" in lines
    assert "“I recorded you. Pay or I send the video to your family”" in lines
    assert "Amounts named there: 300 EUR." in lines
    assert "I sent 150 EUR" in lines
    assert "The steps of webcam blackmail were recognised" in lines
    assert "This is no verdict." in page.text


def test_somebody_in_danger_comes_before_everything_else() -> None:
    page = page_of(made_up.case())
    text = page.text
    assert text.index("somebody may be in danger") < text.index("What happened")
    box = page.classed("calm")[0].text
    assert "I can't go on like this" in box
    assert "999" in box
    assert "116 123" in box


def test_ten_thousand_other_findings_do_not_hide_the_one_of_danger() -> None:
    findings = made_up.findings()
    flood = tuple(msgspec.structs.replace(findings[0], message=f"c1-{n}") for n in range(10_000))
    page = page_of(made_up.case(findings=flood + findings))
    assert "I can't go on like this" in page.classed("calm")[0].text


def test_without_danger_there_is_no_such_box() -> None:
    calm = tuple(f for f in made_up.findings() if f.stage is not Stage.CRISIS)
    assert "somebody may be in danger" not in page_of(made_up.case(findings=calm)).text


def test_without_payment_the_page_says_to_ask() -> None:
    findings = tuple(
        f for f in made_up.findings() if f.stage not in (Stage.PAYMENT_MADE, Stage.REPEAT_DEMAND)
    )
    assert (
        "No message was recognised that says money was sent" in page_of(made_up.case(findings=findings)).text
    )


def test_ordinary_talk_is_not_called_the_scheme_and_nothing_is_promised() -> None:
    scheme = Scheme(recognised=False, stages=(), reasons=("No threat and no demand was found.",))
    page = page_of(made_up.case(findings=(), indicators=(), scheme=scheme))
    assert "Not recognised as webcam blackmail: no step of it was found." in page.text
    assert "No threat and no demand was found." in page.text
    assert "No identifier was recognised" in page.text


def test_the_same_amount_twice_is_one_line_and_never_a_sum() -> None:
    page = page_of(made_up.case())
    money = page.text[page.text.rindex("Amounts are listed as written") :]
    assert "600" not in money
    assert "450" not in money
    assert re.search(r"300 EUR\s+2\s+offender", money)


def test_an_amount_without_currency_keeps_its_note() -> None:
    open_amount = msgspec.structs.replace(made_up.indicators()[1], value="300", note="currency not stated")
    page = page_of(made_up.case(indicators=(open_amount,)))
    assert "currency not stated" in page.text


def test_identifiers_are_grouped_by_who_can_act() -> None:
    page = page_of(made_up.case())
    heads = [h.text for h in page.all("h3")]
    assert heads.index("Banks, transfer agencies, coin exchanges") < heads.index("Mobile operators")
    assert "written: 123-456-7890" in page.text


def test_a_number_that_fails_its_check_says_so() -> None:
    wrong = msgspec.structs.replace(made_up.indicators()[0], kind=IndicatorKind.IBAN, valid=False)
    assert "does not pass the check" in page_of(made_up.case(indicators=(wrong,))).text


def test_assumed_and_wall_times_are_marked() -> None:
    wall = saying("hi", sent_at=None, wall_time="2026-03-03T21:14:05", clock=Clock.WALL)
    none = saying("ho", sent_at=None, wall_time=None, clock=Clock.NONE, id="c1-99")
    page = page_of(made_up.case(findings=()), [wall, none, *made_up.timeline()[5:7]])
    rows = page.classed("row")
    assert "2026-03-03 21:14:05 clock of the source" in " ".join(rows[0].text.split())
    assert "UTC" not in rows[0].text
    assert "no time" in rows[1].text
    assert "zone assumed" in rows[2].text


def test_a_gap_has_a_plain_title_and_its_explanation() -> None:
    page = page_of(made_up.case(lang=Lang.FR))
    assert "Fuseau horaire indiqué par une personne" in page.text
    assert "13 wall times were read as Europe/Paris" in page.text
    assert "volontairement" in page.text


def test_every_kind_of_gap_and_need_can_be_shown_in_every_language() -> None:
    gaps = tuple(Gap(kind=kind, count=2, explanation=f"file: {kind}") for kind in GapKind)
    for lang in Lang:
        page = page_of(made_up.case(gaps=gaps, lang=lang))
        assert all(f"file: {kind}" in page.text for kind in GapKind)


def test_the_fingerprint_and_what_the_seal_does_not_prove_are_there() -> None:
    page = page_of(made_up.case())
    assert made_up.SEAL.fingerprint in page.text
    assert "2026-11-23 08:30:00 UTC" in page.text
    assert "2026-11-23 09:30:00" in page.text
    assert "It does not prove that the chats are genuine" in page.text


def test_the_page_of_a_minor_leads_to_the_child_services() -> None:
    page = page_of(made_up.case(age=AgeGroup.UNKNOWN))
    assert "You are not in trouble" in page.text
    assert "Report Remove" in page.text
    assert "StopNCII" not in page.text


def test_a_case_without_messages_says_so() -> None:
    page = page_of(made_up.case(findings=(), indicators=(), messages=0, conversations=()), [])
    assert "No message could be read." in page.text


def test_the_person_in_danger_is_no_step_of_the_scheme() -> None:
    lines = page_of(made_up.case()).classed("story")[0].text
    recognised = next(line for line in lines.splitlines() if "were recognised" in line)
    assert "danger" not in recognised


def test_a_firm_is_called_by_its_name() -> None:
    reference = msgspec.structs.replace(made_up.indicators()[6], platform="western-union")
    assert "(Western Union)" in page_of(made_up.case(indicators=(reference,))).text


# How it is made


@pytest.mark.parametrize("lang", list(Lang))
def test_the_page_is_well_made(lang: Lang) -> None:
    page = page_of(made_up.case(lang=lang))
    root = page.all("html")[0].attributes
    assert root["lang"] == lang
    assert root["dir"] == ("rtl" if lang is Lang.AR else "ltr")
    assert page.unbalanced == []
    assert len(page.ids) == len(set(page.ids))
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch(r"h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert [len(page.all(tag)) for tag in ("main", "header", "footer", "nav")] == [1, 1, 1, 1]
    assert all(link[1:] in page.ids for link in page.links if link.startswith("#"))
    labels = [e.attributes["aria-labelledby"] for e in page.elements if "aria-labelledby" in e.attributes]
    assert set(labels) <= set(page.ids)


def test_the_policy_allows_one_style_sheet_and_nothing_else() -> None:
    content = html.case_page(
        gather(made_up.case(), made_up.several(made_up.timeline()), made_up.SEAL),
        made_up.several(made_up.timeline()),
    )
    style = content.split(b"<style>")[1].split(b"</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    policy = Looked(content).all("meta")[1].attributes["content"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert b"url(" not in style
    assert b"@import" not in style


def assert_inert(page: Looked) -> None:
    forbidden = {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "svg",
        "form",
        "input",
        "video",
        "audio",
        "link",
        "base",
    }
    assert not forbidden & {e.tag for e in page.elements}
    for element in page.elements:
        assert not any(
            name.startswith("on") or name in ("style", "src", "srcset") for name in element.attributes
        )
    for link in page.links:
        assert re.fullmatch(r"(case\.html|timeline-\d{3,}\.html)?(#[\w-]+)?", link), link
    assert page.unbalanced == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text_wherever_it_stands(text: str) -> None:
    harmless = page_of(made_up.case())
    message = saying(text, sender=text)
    first = made_up.indicators()[0]
    case = made_up.case(
        indicators=(
            msgspec.structs.replace(first, value=text, raw=text + "!", note=text, kind=IndicatorKind.URL),
        ),
        gaps=(Gap(kind=GapKind.ENCODING, count=1, explanation=text),),
        conversations=tuple(msgspec.structs.replace(c, title=text) for c in made_up.conversations()),
        sources=tuple(msgspec.structs.replace(s, name=text, why=text) for s in made_up.case().sources),
        scheme=Scheme(recognised=True, stages=(Stage.THREAT,), reasons=(text,)),
    )
    page = page_of(case, [message, *made_up.timeline()[1:]])
    assert_inert(page)
    assert visible(text) in page.classed("said")[0].text
    assert [e.tag for e in page.elements].count("h1") == [e.tag for e in harmless.elements].count("h1") == 1


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
@settings(max_examples=30)
def test_whatever_was_written_is_shown_as_written(texts: list[str]) -> None:
    messages = [saying(text, id=f"c1-{n}") for n, text in enumerate(texts, 1)]
    page = page_of(made_up.case(findings=(), indicators=()), messages)
    assert_inert(page)
    assert [e.text for e in page.classed("said")] == [visible(text) for text in texts if text]


# How large it gets


def test_a_long_conversation_leads_to_all_of_it_in_volumes() -> None:
    messages = list(made_up.long_timeline(9000)())
    pages = pages_of(made_up.case(), messages)
    assert len(pages) > 2
    looked = {page.name: Looked(page.content) for page in pages}
    rows = [
        e.attributes["id"]
        for name, page in looked.items()
        if name != "case.html"
        for e in page.classed("row")
    ]
    assert rows == [f"m-{message.id}" for message in messages]
    for name, page in looked.items():
        assert_inert(page)
        for link in page.links:
            target, _, anchor = link.partition("#")
            assert (target or name) in looked
            assert not anchor or anchor in looked[target or name].ids
    assert all(len(page.content) < 2 * MB for page in pages[1:])
    assert "messages left out" in looked["case.html"].text
    assert "see volume 1" in looked["case.html"].text


def _monster(n: int) -> Iterator[Message]:
    text = ("\u202e<&\"'" * 210_000)[:MB]
    for i in range(n):
        yield saying(text, id=f"c1-{i}", sender="\U0010ffff" * 5000)


@pytest.mark.slow
def test_no_input_makes_the_page_larger_than_five_megabytes() -> None:
    messages = list(_monster(330))
    first = made_up.findings()[0]
    wide = "\U0010ffff" * 5000
    findings = tuple(
        Finding(
            rule="x",
            stage=list(Stage)[n % len(Stage)],
            span=(0, 1),
            weight=1,
            reason=wide,
            message=f"c1-{n % 330}",
            conversation="c1",
            said_by=first.said_by,
            locator=first.locator,
        )
        for n in range(10_000)
    )
    base = made_up.indicators()[0]
    indicators = tuple(
        msgspec.structs.replace(
            base,
            kind=kind,
            value=f"{n}{wide}",
            raw=f"{wide}{n}",
            note=wide,
            platform=wide,
            message=f"c1-{n % 330}",
        )
        for kind in IndicatorKind
        for n in range(150)
    )
    case = made_up.case(
        findings=findings,
        indicators=indicators,
        gaps=tuple(Gap(kind=GapKind.LIMIT, count=n + 1, explanation=wide) for n in range(5000)),
        sources=tuple(
            msgspec.structs.replace(made_up.case().sources[0], name=wide, why=wide) for _ in range(3000)
        ),
        conversations=tuple(
            msgspec.structs.replace(made_up.conversations()[0], title=wide, platform=f"{n}{wide}")
            for n in range(400)
        ),
        scheme=Scheme(recognised=True, stages=tuple(Stage), reasons=(wide,) * 1000),
        needs=made_up.case().needs * 1000,
    )
    pages = pages_of(case, messages)
    assert len(pages[0].content) < 5 * MB
    assert all(len(page.content) < 2 * MB for page in pages[1:])
    text = Looked(pages[0].content).text
    assert "more characters" in text
    assert "see volume" in text


def test_one_message_of_a_megabyte_is_cut_with_a_note() -> None:
    page = page_of(made_up.case(findings=()), [saying("word " * 200_000)])
    assert "more characters: 980000" in page.text
    assert "timeline.jsonl" in page.text
    assert len(page.content) < MB
