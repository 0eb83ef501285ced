"""A plan at a terminal: plain text, wrapped to its width; loads nothing that takes time."""

import textwrap
from collections.abc import Iterator

from amparo.pages.plan_sheet import Help, Item, Refs, Sheet
from amparo.pages.plan_words import PlanWords

WIDEST = 88
NARROWEST = 24


def plan_text(sheet: Sheet, words: PlanWords, width: int) -> Iterator[str]:
    """Its lines: whom to call first, then the steps, who can help, and the sources at the end."""
    yield from call_lines(sheet, words, width)
    width = _fitting(width)
    yield ""
    yield from _wrapped(sheet.title.upper(), width)
    yield from _wrapped(" · ".join([*([sheet.country] if sheet.country else []), *sheet.about]), width)
    for item in sheet.lead:
        yield ""
        yield from _wrapped(_said(item, words), width)
        yield from _under(item, width, "")
    number = 0
    for item in sheet.steps:
        yield ""
        if item.kind == "step":
            number += 1
            first, rest = f"{number:>2}. ", "    "
        else:
            first = rest = "    "
        yield from _wrapped(_said(item, words), width, first, rest)
        yield from _under(item, width, rest)
    if sheet.services or sheet.notes:
        yield ""
        yield from _wrapped(words("help").upper(), width)
    for service in sheet.services:
        yield from _wrapped(_help(service, words, True), width, "  - ", "    ")
    for note in sheet.notes:
        yield from _wrapped(note, width)
    yield ""
    yield from _wrapped(words("sources").upper(), width)
    told = None
    for day in (*sheet.common, *sheet.local):
        if day.checked != told:
            told = day.checked
            yield from _wrapped(f"({told})", width)
        for number, source in day.named:
            yield from _wrapped(source, width, f"[{number}] ", "    ")
    yield from _wrapped(words("reviewed_yes" if sheet.reviewed else "reviewed_no"), width)


def call_lines(sheet: Sheet, words: PlanWords, width: int) -> Iterator[str]:
    """Whom to call: the emergency number, and who listens."""
    width = _fitting(width)
    yield from _wrapped(_call(sheet, words), width)
    for service in sheet.crisis:
        yield from _wrapped(f"{words('crisis_line')}{words('colon')}{_help(service, words, False)}", width)
    if sheet.no_crisis_line:
        yield from _wrapped(sheet.no_crisis_line, width)


def _fitting(width: int) -> int:
    return min(max(width - 1, NARROWEST), WIDEST)


def _call(sheet: Sheet, words: PlanWords) -> str:
    call = sheet.call
    numbers = [n.number if n.meaning is None else f"{n.number} ({n.meaning})" for n in call.numbers]
    parts = [words.comma.join(numbers), call.sentence, call.reported]
    return (
        f"{words('emergency').upper()}{words('colon')}{'. '.join(p for p in parts if p)} {_refs(call.refs)}"
    )


def _said(item: Item, words: PlanWords) -> str:
    mark = f"{item.mark}{words('colon')}" if item.mark else ""
    return f"{mark}{item.text} {_refs(item.refs)}"


def _under(item: Item, width: int, indent: str) -> Iterator[str]:
    """What stands beneath a step: who reported it, and another view."""
    if item.reported:
        yield from _wrapped(f"({item.reported})", width, indent, indent)
    if item.other:
        reported = f" {item.other.reported}" if item.other.reported else ""
        text = f"({item.other.text} {_refs(item.other.refs)}{reported})"
        yield from _wrapped(text, width, indent, indent)


def _help(service: Help, words: PlanWords, with_purpose: bool) -> str:
    note = f" ({service.note})" if service.note else ""
    purpose = f", {service.purpose}" if with_purpose else ""
    reported = f". {service.reported}" if service.reported else ""
    contact = f"{words('colon')}{words.comma.join(service.contact)}" if service.contact else ""
    return f"{service.name}{contact}{note}{purpose}{reported} {_refs(service.refs)}"


def _refs(numbers: Refs) -> str:
    return f"[{', '.join(map(str, numbers))}]"


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=True,
    )
