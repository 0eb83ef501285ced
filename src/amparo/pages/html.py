"""The case page and its volumes: HTML that needs nothing from outside and runs nothing.

Text of the evidence reaches a template only as a string, and templates always escape; no link, image or style is
made from it. The policy in the page's head allows one style sheet, by its digest, and nothing else.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC
from functools import cache
from itertools import islice
from pathlib import Path

import jinja2
from markupsafe import Markup

from amparo.model import Message
from amparo.pages.report import Report
from amparo.pages.rows import Row
from amparo.pages.shown import short
from amparo.pages.story import reasons, when_text
from amparo.pages.survey import VOLUME_TEXT
from amparo.pages.wording import Wording

FOLDER = Path(__file__).parent / "templates"


def volume_name(number: int) -> str:
    return f"timeline-{number:03d}.html"


def case_page(report: Report, messages: Callable[[], Iterator[Message]]) -> bytes:
    page = environment().get_template("case.html")
    return page.render(
        **_frame(report),
        report=report,
        case=report.case,
        plan=report.plan,
        survey=report.survey,
        note=report.note,
        timeline=list(report.timeline(messages)),
        reasons=reasons(report.case),
        volumes=[(volume_name(n), n, first + 1, last) for n, (first, last) in enumerate(_spans(report), 1)],
        href=_links(report),
        when_text=when_text,
        made_at=report.case.made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    ).encode("utf-8", "replace")


def volumes(report: Report, messages: Callable[[], Iterator[Message]]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each; nothing where the case page shows the whole timeline."""
    page = environment().get_template("volume.html")
    spans = _spans(report)
    walk = messages()
    for number, (first, last) in enumerate(spans, 1):
        rows = (
            report.maker.row(message, report.stages.get(message.id, ()), VOLUME_TEXT)
            for message in islice(walk, last - first)
        )
        content = page.render(
            **_frame(report),
            number=number,
            total=len(spans),
            rows=rows,
            previous=volume_name(number - 1) if number > 1 else None,
            following=volume_name(number + 1) if number < len(spans) else None,
            case=report.case,
        )
        yield volume_name(number), content.encode("utf-8", "replace")


def _spans(report: Report) -> list[tuple[int, int]]:
    """First ordinal, and the one after the last, of each volume."""
    starts = report.survey.volumes
    return list(zip(starts, [*starts[1:], report.survey.total], strict=True)) if starts else []


def _links(report: Report) -> Callable[[str], str | None]:
    """Where the row of a message can be opened: on the page itself, else in its volume."""
    survey = report.survey

    def href(message: str) -> str | None:
        seen = survey.seen.get(message)
        if seen is None:
            return None
        if survey.whole or seen.ordinal in survey.shown:
            return f"#m-{message}"
        return f"{volume_name(survey.volume_of(seen.ordinal))}#m-{message}"

    return href


def _frame(report: Report) -> dict[str, object]:
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "t": report.words.html,
        "words": report.words,
        "lang": report.case.lang.value,
        "direction": report.words.direction,
        "style": Markup(style),  # noqa: S704 - our own file
        "policy": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        "row": _row_macro(report.words),
    }


def _row_macro(words: Wording) -> Callable[[Row], Markup]:
    """`row(row)` for the templates: one message as a list item."""
    module = environment().get_template("row.html").make_module({"t": words.html, "texts": _escaped(words)})
    macro: Callable[[Row], Markup] = module.row  # type: ignore[attr-defined]
    return macro


def _escaped(words: Wording) -> dict[str, Markup]:
    """The texts without fillings: a row needs many, and looks them up rather than making them."""
    return {key: words.html(key) for key, text in words.texts.items() if "{" not in text}


@cache
def _style() -> str:
    return (FOLDER / "style.css").read_text(encoding="utf-8")


@cache
def environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = short
    return environment
