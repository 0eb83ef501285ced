"""What each counterpart did, in order: a few lines and the sums over time, each with the rows that it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass

from amparo.model import Basis, Case, Change, Course, Moment, Speaker, Sum
from amparo.pages.rows import when_of
from amparo.pages.shown import short
from amparo.pages.story import duration_text, moment_text
from amparo.pages.wording import Line, Wording

MOST = 6
"""Counterparts shown."""
MOST_SUMS = 24
MOST_TARGETS = 12


@dataclass(frozen=True, slots=True)
class SumRow:
    when: str
    value: str
    what: str
    message: str


@dataclass(frozen=True, slots=True)
class Told:
    """One counterpart's course in words."""

    title: str
    lines: tuple[Line, ...]
    sums: tuple[SumRow, ...]
    more_sums: int
    open: tuple[str, ...]
    """Keys of the wording."""


def told(case: Case, words: Wording) -> list[Told]:
    """The first `MOST` courses."""
    return [_told(case, course, words) for course in case.courses[:MOST]]


def asked(case: Case) -> set[str]:
    """Ids of the messages that the lines link to."""
    return {moment.message for course in case.courses[:MOST] for moment in _moments(course)}


def _moments(course: Course) -> Iterator[Moment]:
    yield from (course.first_contact, course.last_word, course.last_in_conversation)
    yield from (one for one in (course.first_threat, course.first_after_payment) if one)
    yield from (step.first for step in course.steps)
    yield from (one.at for one in course.sums[:MOST_SUMS])
    yield from (one.at for one in course.threatened[:MOST_TARGETS])
    yield from (one.at for one in course.exposure[:1])


def _told(case: Case, course: Course, words: Wording) -> Told:
    conversation = next((c for c in case.conversations if c.id == course.conversation), None)
    name = short(course.counterpart or "", 80) or words.texts["course.nobody"]
    where = [short(conversation.title, 80), words.platform(conversation.platform)] if conversation else []
    parts = [part for part in dict.fromkeys([name, *where]) if part]
    return Told(
        title=words.joined(parts),
        lines=tuple(_lines(course, words)),
        sums=tuple(_sum(one, words) for one in course.sums[:MOST_SUMS]),
        more_sums=max(len(course.sums) - MOST_SUMS, 0),
        open=tuple(f"open.{one}" for one in course.open),
    )


def _lines(course: Course, words: Wording) -> Iterator[Line]:
    yield _at("course.contact", course.first_contact, words)
    yield _threat(course, words)
    if course.threatened:
        yield _threatened(course, words)
    if course.demands:
        yield Line("course.demands", {"n": str(course.demands)}, _firsts(course, "demand", "repeat_demand"))
    if course.bargaining:
        yield Line("course.bargaining", {"n": str(course.bargaining)}, _firsts(course, "bargaining"))
    if course.payments:
        yield Line("course.payments", {"n": str(course.payments)}, _firsts(course, "payment_made"))
        if course.first_after_payment:
            args = {"n": str(course.demands_after_payment), "k": str(course.threats_after_payment)}
            yield _at("course.after_payment", course.first_after_payment, words, **args)
        else:
            yield Line("course.after_payment_none", {})
    if course.exposure:
        first = course.exposure[0]
        yield _at("course.exposed", first.at, words, who=words.texts[f"speaker.{first.said_by}"])
    elif course.first_threat:
        yield Line("course.not_exposed", {})
    yield _at("course.last", course.last_word, words)
    if course.last_in_conversation.message != course.last_word.message:
        yield _at("course.last_in_conversation", course.last_in_conversation, words)


def _threat(course: Course, words: Wording) -> Line:
    if course.first_threat is None or course.to_threat is None:
        return Line("course.no_threat", {})
    args = {"n": str(course.threats)}
    took = course.to_threat
    if took.seconds is None:
        return _at("course.threat_unknown", course.first_threat, words, **args)
    duration = duration_text(took.seconds, words)
    if took.basis is not Basis.INSTANTS:
        duration = words.joined([duration, words.texts[f"clock.{took.basis}"]])
    return _at("course.threat", course.first_threat, words, duration=duration, **args)


def _threatened(course: Course, words: Wording) -> Line:
    """`family (“your mother”), work (“your boss”)`."""
    by_audience: dict[str, list[str]] = {}
    for target in course.threatened[:MOST_TARGETS]:
        by_audience.setdefault(target.audience, []).append(
            words.texts["quoted"].format(quote=short(target.words, 40))
        )
    named = [
        f"{words.texts[f'audience.{audience}']} ({words.joined(quotes)})"
        for audience, quotes in by_audience.items()
    ]
    rows = tuple(dict.fromkeys(target.at.message for target in course.threatened))
    return Line("course.threatened", {"audiences": words.joined(named)}, rows[:3], max(len(rows) - 3, 0))


def _at(key: str, moment: Moment, words: Wording, **args: str) -> Line:
    return Line(key, {"when": moment_text(moment, words), **args}, (moment.message,))


def _firsts(course: Course, *stages: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.first.message for step in course.steps if step.stage in stages))[:3]


def _sum(one: Sum, words: Wording) -> SumRow:
    what = [words.texts[f"sum.{one.part}"]]
    if one.change is Change.HIGHER or one.change is Change.LOWER:
        what.append(words.texts[f"sum.{one.change}"])
    if one.after_payment:
        what.append(words.texts["sum.after_payment"])
    if one.said_by is not Speaker.OFFENDER:
        what.append(words.texts[f"speaker.{one.said_by}"])
    when = when_of(one.at)
    return SumRow(
        when=moment_text(one.at, words) if when.text else words.texts["clock.none"],
        value=short(one.value, 60),
        what=words.joined(what),
        message=one.at.message,
    )
